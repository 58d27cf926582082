"""Pod logs are copied before the kubelet deletes them, whatever lies in the directory."""

import asyncio
import gzip
import os
from pathlib import Path

import pytest

from whyrestart.model.observation import PodLogSeen, Source
from whyrestart.sources.followed_log import HEAD_BYTES, TAIL_BYTES
from whyrestart.sources.pod_logs import SETTLED_SECONDS, TELL_SECONDS, PodLogSource

UID = "bb81060dd8ec6c7ea3953855a46fff59"
API_UID = "b1f4a6c0-5eaf-11e8-9c2d-0a5c2f9e7d10"
FATAL = "F1123 09:04:57.094111       1 controllermanager.go:294] leaderelection lost"


@pytest.fixture
def root(tmp_path):
    directory = tmp_path / "pods"
    directory.mkdir()
    return directory


@pytest.fixture
async def source(root, clock):
    source = PodLogSource(str(root), clock, node_name="master-1", watch=False)
    yield source
    await source.close()


def log(root, attempt, *lines, uid=UID, pod="kube-apiserver-master-1", container="kube-apiserver", name=None):
    directory = root / f"kube-system_{pod}_{uid}" / container
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / (name or f"{attempt}.log")
    with path.open("a") as file:
        file.writelines(f"2026-11-23T08:00:00.5Z stderr F {line}\n" for line in lines)
    return path


def descriptors():
    return len([*Path("/proc/self/fd").iterdir()])


def texts(look):
    return {seen.attempt_key.attempt: [line.text for line in seen.lines] for seen in look.observations}


async def test_tells_each_attempt_of_each_static_pod(root, source):
    log(root, 3, "three")
    log(root, 4, "four")
    log(root, 0, "mine", uid="api-like-1", pod="etcd-master-1", container="etcd")
    log(root, 0, "a workload's", uid=API_UID, pod="web-7d9")

    look = await source.look()

    assert look.gaps == ()
    assert texts(look) == {3: ["three"], 4: ["four"], 0: ["mine"]}
    assert {seen.attempt_key.ref.pod for seen in look.observations} == {"kube-apiserver-master-1", "etcd-master-1"}


async def test_a_crowd_of_other_pods_leaves_room_for_static_ones(root, source, monkeypatch):
    monkeypatch.setattr("whyrestart.sources.pod_logs.MAX_PODS", 5)
    for number in range(50):
        log(root, 0, "a workload's", uid=f"{number:08x}{API_UID[8:]}", pod=f"job-{number}")
    for number in range(5):
        log(root, 0, "mine", uid=f"{number:032x}", pod=f"etcd-{number}")

    look = await source.look()

    assert len(look.observations) == 5


async def test_reads_all_three_layouts_side_by_side(root, source):
    (root / UID).mkdir()
    (root / UID / "etcd_7.log").write_text('{"log":"old\\n","stream":"stderr","time":"2017-08-28T06:52:12Z"}\n')
    (root / UID / "kube-apiserver").mkdir()
    (root / UID / "kube-apiserver" / "8.log").write_text("2018-05-23T17:14:51.9Z stderr F newer\n")
    log(root, 9, "newest")

    assert texts(await source.look()) == {7: ["old"], 8: ["newer"], 9: ["newest"]}


async def test_a_deleted_log_is_told_to_its_last_line(root, source):
    path = log(root, 0, "first")
    await source.look()
    log(root, 0, "last words")
    path.unlink()

    look = await source.look()

    assert texts(look) == {0: ["first", "last words"]}
    assert (await source.look()).observations == ()


async def test_a_whole_pod_that_is_deleted_is_told_too(root, source):
    path = log(root, 0, "first")
    await source.look()
    log(root, 0, "last words")
    path.unlink()
    path.parent.rmdir()
    path.parent.parent.rmdir()

    assert texts(await source.look()) == {0: ["first", "last words"]}


async def test_rotation_loses_nothing(root, source, clock):
    path = log(root, 0, "one")
    await source.look()
    log(root, 0, "two")
    path.rename(path.with_name("0.log.20261123-080001"))
    log(root, 0, "three")
    clock.move(TELL_SECONDS)

    assert texts(await source.look()) == {0: ["one", "two", "three"]}


async def test_a_number_that_is_given_anew_is_another_life(root, source):
    path = log(root, 0, "one")
    await source.look()
    log(root, 0, "last words")
    path.unlink()
    log(root, 0, "another life")

    told = [[line.text for line in seen.lines] for seen in (await source.look()).observations]

    assert told == [["one", "last words"], ["another life"]]


async def test_a_line_without_an_end_is_told_when_nothing_follows_it(root, source, clock):
    with log(root, 0, "one").open("a") as file:
        file.write("cut sho")
    log(root, 1, "two")
    first = texts(await source.look())
    clock.move(SETTLED_SECONDS)

    assert first[0] == ["one"]
    assert texts(await source.look()) == {0: ["one", "cut sho"]}


async def test_a_growing_log_is_told_now_and_then_and_a_superseded_one_at_once(root, source, clock):
    log(root, 0, "one")
    await source.look()
    log(root, 0, "two")
    early = await source.look()
    clock.move(TELL_SECONDS)
    due = await source.look()
    log(root, 0, "three")
    log(root, 1, "again")
    superseded = await source.look()
    quiet = await source.look()

    assert early.observations == quiet.observations == ()
    assert texts(due) == {0: ["one", "two"]}
    assert texts(superseded) == {0: ["one", "two", "three"], 1: ["again"]}


async def test_a_settled_log_is_let_go_and_not_told_again(root, source, clock):
    before = descriptors()
    log(root, 0, "one")
    log(root, 1, "two")
    await source.look()
    clock.move(SETTLED_SECONDS)
    await source.look()
    held = descriptors() - before
    clock.move(TELL_SECONDS)

    assert held == 1
    assert (await source.look()).observations == ()


async def test_a_fatal_line_before_megabytes_of_stacks_is_kept(root, source):
    stacks = [f"goroutine {n} [select]:\nmain.go:{n}".replace("\n", " ") for n in range(20_000)]
    log(root, 0, *(f"I1123 09:04:57.0 1 a.go:1] {n}" for n in range(300)), FATAL, *stacks)
    log(root, 1)

    seen = next(seen for seen in (await source.look()).observations if seen.attempt_key.attempt == 0)

    kept = [line.text for line in seen.lines]
    assert FATAL in kept
    assert kept[0].endswith("] 0")
    assert kept[-1] == stacks[-1]
    assert len(kept) + seen.skipped_lines == 300 + 1 + len(stacks)


async def test_a_gigabyte_is_read_at_both_ends_only(root, source):
    path = log(root, 0, "first")
    size = 1024**3
    with path.open("r+b") as file:
        file.truncate(size)
        file.seek(size)
        file.write(b"\n2026-11-23T08:00:00.5Z stderr F last\n")

    seen = (await source.look()).observations[0]

    assert seen.lines[0].text == "first"
    assert seen.lines[-1].text == "last"
    assert seen.size_bytes > size
    assert size > HEAD_BYTES + TAIL_BYTES


async def test_whatever_else_lies_about_does_no_harm(root, source, tmp_path):
    directory = log(root, 0, "fine").parent
    os.mkfifo(directory / "1.log")
    (directory / "2.log").symlink_to("2.log")
    (directory / "3.log").symlink_to("/dev/zero")
    (directory / "4.log").mkdir()
    (directory / "lost+found").mkdir()
    (root / "kube-system_kube-apiserver-master-1_x_y").mkdir()
    (root / "file").write_text("x")
    (root / UID).symlink_to(root)

    look = await source.look()

    assert texts(look) == {0: ["fine"]}
    assert [gap.source for gap in look.gaps] == [Source.POD_LOGS]
    assert "2.log" in look.gaps[0].why


async def test_docker_logs_are_read_through_their_links(root, source, tmp_path):
    target = tmp_path / "0a1b-json.log"
    target.write_text('{"log":"Error: unknown flag: --bogus\\n","stream":"stderr","time":"2020-02-11T10:19:27.9Z"}\n')
    directory = log(root, 0).parent
    (directory / "0.log").unlink()
    (directory / "0.log").symlink_to(target)
    (directory / "1.log").symlink_to(tmp_path / "gone")

    assert texts(await source.look()) == {0: ["Error: unknown flag: --bogus"], 1: []}


async def test_of_a_compressed_log_the_attempt_is_noticed_once(root, source):
    path = log(root, 2)
    path.unlink()
    path.with_name("2.log.20261123-080001.gz").write_bytes(gzip.compress(b"2026-11-23T08:00:00.5Z stderr F x\n"))

    assert texts(await source.look()) == {2: []}
    assert (await source.look()).observations == ()


async def test_secrets_are_gone_before_anything_is_told(root, source):
    log(root, 0, "connecting to https://root:hunter2@10.0.0.1:2379 with --token=hunter2")

    assert "hunter2" not in repr(await source.look())


async def test_a_missing_directory_is_a_gap_that_says_what_to_set(root, source):
    root.rmdir()

    why = (await source.look()).gaps[0].why

    assert str(root) in why
    assert "pod_log_directory" in why


async def test_a_log_that_may_not_be_read_is_a_gap_and_the_others_are_told(root, source, monkeypatch):
    log(root, 0, "mine")
    path = log(root, 1, "secret")
    look_up = os.open

    def refusing(name, *args, **kwargs):
        if str(name) == str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return look_up(name, *args, **kwargs)

    monkeypatch.setattr(os, "open", refusing)
    look = await source.look()

    assert texts(look) == {0: ["mine"]}
    assert look.gaps[0].why == f"{path}: Permission denied: run as root or with CAP_DAC_READ_SEARCH"
    assert look.partial


async def test_wakes_when_a_log_appears(root, clock):
    source = PodLogSource(str(root), clock)
    try:
        await source.look()
        assert source.period_seconds == PodLogSource.period_seconds
        log(root, 0, "new")
        await asyncio.wait_for(source.woken.wait(), 60)
        source.woken.clear()
        assert [type(seen) for seen in (await source.look()).observations] == [PodLogSeen]
    finally:
        await source.close()


async def test_pods_made_while_they_are_being_watched_disturb_nothing(root, clock):
    # As many as make the race between watchdog's walk and the kernel's word certain: 1 in 5 of these meets it.
    source = PodLogSource(str(root), clock, node_name="master-1")
    try:
        await source.look()
        for number in range(200):
            log(root, 0, "starting", uid=f"{number:032x}")
        await asyncio.wait_for(source.woken.wait(), 60)
        while len((await source.look()).observations):
            source.woken.clear()
        log(root, 1, "starting")
        await asyncio.wait_for(source.woken.wait(), 60)
    finally:
        await source.close()
