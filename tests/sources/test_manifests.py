import asyncio
import os
import socket
from pathlib import Path

import pytest
from watchdog.observers import Observer

from whyrestart.model.observation import (
    DirectoryChange,
    FileSeen,
    ManifestDirectoryEvent,
    ManifestDirectorySeen,
    ManifestGone,
    ManifestSeen,
    Source,
)
from whyrestart.sources.manifests import MAX_BYTES, MAX_NAMES, ManifestSource

POD = """apiVersion: v1
kind: Pod
metadata:
  name: {name}
  namespace: kube-system
spec:
  containers:
  - name: {name}
    image: registry.k8s.io/{name}:v1.20.2
"""


def write(directory, name, pod="kube-apiserver"):
    path = directory / name
    path.write_text(POD.format(name=pod))
    return path


def of(look, kind):
    return [seen for seen in look.observations if isinstance(seen, kind)]


@pytest.fixture
async def source(tmp_path, clock):
    source = ManifestSource(str(tmp_path), clock)
    yield source
    await source.close()


async def test_reads_every_name_but_dotfiles_in_byte_order(tmp_path, source):
    for name in ("kube-apiserver.yaml.bak", "kube-apiserver.yaml", "Zulu", ".kube-apiserver.yaml.swp", "README"):
        write(tmp_path, name)
    (tmp_path / "subdirectory").mkdir()
    (tmp_path / "link-to-directory").symlink_to(tmp_path / "subdirectory")
    (tmp_path / "link.yaml").symlink_to(write(tmp_path, "kube-apiserver.yaml"))

    look = await source.look()

    names = ("README", "Zulu", "kube-apiserver.yaml", "kube-apiserver.yaml.bak", "link.yaml")
    assert of(look, ManifestDirectorySeen)[0].names == names
    assert [Path(seen.manifest.path).name for seen in of(look, ManifestSeen)] == list(names)
    assert all(seen.manifest.pod.name == "kube-apiserver" for seen in of(look, ManifestSeen))
    assert look.gaps == ()
    assert source.period_seconds == 20.0


async def test_tells_of_changed_content_only(tmp_path, source):
    path = write(tmp_path, "etcd.yaml", "etcd")
    await source.look()

    os.utime(path, (1, 1))
    touched = await source.look()
    write(tmp_path, "etcd.yaml", "etcd-2")
    changed = await source.look()

    assert of(touched, ManifestSeen) == []
    assert [seen.manifest.pod.name for seen in of(changed, ManifestSeen)] == ["etcd-2"]


async def test_an_edit_wakes_it_and_is_read_whole(tmp_path, source):
    await source.look()
    source.woken.clear()

    write(tmp_path, "kube-apiserver.yaml")
    async with asyncio.timeout(5):
        await source.woken.wait()
    look = await source.look()

    assert of(look, ManifestSeen)[0].manifest.problem is None


async def test_an_editors_temporary_file_is_told_though_it_is_gone_again(tmp_path, source):
    await source.look()
    source.woken.clear()
    for name in ("4913", ".swp", "sedAbC123"):
        (tmp_path / name).write_text("")
        (tmp_path / name).unlink()
    write(tmp_path, "kube-apiserver.yaml~").rename(tmp_path / "kube-apiserver.yaml")
    async with asyncio.timeout(5):
        await source.woken.wait()
    await asyncio.sleep(0.7)  # watchdog holds half of a rename back for half a second, in case the other half comes

    events = {(seen.name, seen.what) for seen in of(await source.look(), ManifestDirectoryEvent)}

    assert {
        ("4913", DirectoryChange.CREATED),
        ("4913", DirectoryChange.DELETED),
        ("sedAbC123", DirectoryChange.CREATED),
        ("kube-apiserver.yaml~", DirectoryChange.MOVED_OUT),
        ("kube-apiserver.yaml", DirectoryChange.MOVED_IN),
    } <= events
    assert not any(name == ".swp" for name, _ in events)


async def test_its_own_reading_does_not_wake_it(tmp_path, source):
    write(tmp_path, "etcd.yaml")
    await source.look()
    source.woken.clear()
    for _ in range(3):
        await source.look()
    await asyncio.sleep(0.2)

    assert not source.woken.is_set()


async def test_a_directory_put_in_the_place_of_another_is_watched(tmp_path, clock):
    path = tmp_path / "manifests"
    path.mkdir()
    source = ManifestSource(f"{path}/", clock)
    await source.look()
    path.rename(tmp_path / "old")
    path.mkdir()
    await source.look()
    source.woken.clear()

    write(path, "etcd.yaml", "etcd")
    async with asyncio.timeout(5):
        await source.woken.wait()
    await source.close()


async def test_a_file_that_leaves_is_gone_and_one_that_comes_back_is_seen_again(tmp_path, source):
    path = write(tmp_path, "etcd.yaml", "etcd")
    await source.look()
    path.unlink()

    gone = await source.look()
    write(tmp_path, "etcd.yaml", "etcd")
    back = await source.look()

    assert [seen.path for seen in of(gone, ManifestGone)] == [str(path)]
    assert of(gone, ManifestDirectorySeen)[0].names == ()
    assert [seen.manifest.path for seen in of(back, ManifestSeen)] == [str(path)]


async def test_a_missing_directory_means_no_static_pods_as_it_does_to_the_kubelet(tmp_path, clock):
    path = tmp_path / "manifests"
    path.mkdir()
    write(path, "etcd.yaml", "etcd")
    source = ManifestSource(str(path), clock, watch=False)
    await source.look()
    (path / "etcd.yaml").unlink()
    path.rmdir()

    look = await source.look()
    again = await source.look()
    await source.close()

    assert again.observations == look.gaps == ()
    assert [seen.path for seen in of(look, ManifestGone)] == [f"{path}/etcd.yaml"]
    assert [(seen.path, seen.type) for seen in of(look, FileSeen)] == [(str(path), None)]


async def test_one_file_may_stand_in_for_the_directory(tmp_path, clock):
    source = ManifestSource(str(write(tmp_path, ".hidden.yaml", "etcd")), clock)

    look = await source.look()
    await source.close()

    assert [seen.manifest.pod.name for seen in of(look, ManifestSeen)] == ["etcd"]


def fifo(path):
    os.mkfifo(path)


def loop(path):
    path.symlink_to(path)


def dangling(path):
    path.symlink_to("/nowhere/at/all")


def listening_socket(path):
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path))


def device(path):
    path.symlink_to("/dev/zero")


def gigabyte(path):
    with path.open("wb") as file:
        file.truncate(1 << 30)


def just_too_large(path):
    path.write_bytes(b"#" * (MAX_BYTES + 1))


def rubbish(path):
    path.write_bytes(bytes(range(256)) * 10)


def brackets(path):
    path.write_bytes(b"[" * 30_000)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(fifo, "is a fifo", id="fifo"),
        pytest.param(loop, "symbolic links", id="symlink-loop"),
        pytest.param(dangling, "No such file", id="dangling-symlink"),
        pytest.param(listening_socket, "is a socket", id="socket"),
        pytest.param(device, "is a device", id="endless-device"),
        pytest.param(gigabyte, "1073741824 bytes", id="a-gigabyte"),
        pytest.param(just_too_large, "more than the 10485760", id="a-byte-over-the-kubelets-limit"),
        pytest.param(rubbish, "", id="not-text"),
        pytest.param(brackets, "", id="thirty-thousand-brackets"),
    ],
)
async def test_what_is_no_manifest_is_a_problem_of_that_name_alone(tmp_path, clock, make, says):
    make(tmp_path / "bad")
    write(tmp_path, "good.yaml", "etcd")
    source = ManifestSource(str(tmp_path), clock, watch=False)

    async with asyncio.timeout(5):
        look = await source.look()
    await source.close()

    by_name = {Path(seen.manifest.path).name: seen.manifest for seen in of(look, ManifestSeen)}
    assert by_name["good.yaml"].pod.name == "etcd"
    assert says in by_name["bad"].problem.message
    assert look.gaps == ()


async def test_a_file_that_may_not_be_read_is_a_gap_and_not_a_broken_manifest(tmp_path, clock, monkeypatch):
    write(tmp_path, "etcd.yaml", "etcd")

    def refuse(path, limit):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("whyrestart.sources.manifests.read", refuse)
    source = ManifestSource(str(tmp_path), clock, watch=False)

    look = await source.look()
    await source.close()

    assert of(look, ManifestSeen) == []
    assert [gap.source for gap in look.gaps] == [Source.MANIFESTS]
    assert "etcd.yaml: Permission denied: run as root or with CAP_DAC_READ_SEARCH" in look.gaps[0].why


async def test_a_directory_of_too_many_names_is_a_gap(tmp_path, clock):
    for number in range(MAX_NAMES + 1):
        (tmp_path / str(number)).touch()
    source = ManifestSource(str(tmp_path), clock, watch=False)

    look = await source.look()
    await source.close()

    assert "more than 1000 names" in look.gaps[0].why


async def test_a_name_that_is_not_utf8_can_be_printed(tmp_path, clock):
    (tmp_path / os.fsdecode(b"caf\xe9.yaml")).write_text(POD.format(name="etcd"))
    source = ManifestSource(str(tmp_path), clock, watch=False)

    look = await source.look()
    await source.close()

    assert of(look, ManifestSeen)[0].manifest.path.encode() == f"{tmp_path}/caf\\xe9.yaml".encode()


async def test_reads_every_second_where_inotify_refuses(tmp_path, clock, monkeypatch):
    class Refusing(Observer):
        def schedule(self, *args, **kwargs):
            raise OSError(24, "Too many open files")

    monkeypatch.setattr("whyrestart.sources.directory_watch.Observer", Refusing)
    source = ManifestSource(str(tmp_path), clock)
    write(tmp_path, "etcd.yaml", "etcd")

    look = await source.look()
    await source.close()

    assert [seen.manifest.pod.name for seen in of(look, ManifestSeen)] == ["etcd"]
    assert source.period_seconds == 1.0
