import asyncio
import os

import pytest

from whyrestart.model.observation import FileText, ProcessSeen, RuntimeSeen, Source
from whyrestart.sources.runtime_config import MAX_BYTES, RuntimeConfigSource

MAIN = 'version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\n'
OPTIONS = 'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\nSystemdCgroup = true\n'


@pytest.fixture
async def source_of(tmp_path, clock):
    sources = []

    def build(**more):
        sources.append(RuntimeConfigSource(clock, root=tmp_path, **more))
        return sources[-1]

    yield build
    for source in sources:
        await source.close()


def put(root, path, text):
    where = root / path.lstrip("/")
    where.parent.mkdir(parents=True, exist_ok=True)
    where.write_text(text)


def of(look, kind):
    return [seen for seen in look.observations if isinstance(seen, kind)]


async def test_reads_containerds_file_with_its_imports(tmp_path, source_of):
    put(tmp_path, "/etc/containerd/config.toml", MAIN)
    put(tmp_path, "/etc/containerd/conf.d/a.toml", OPTIONS)
    put(tmp_path, "/etc/containerd/conf.d/a.toml.bak", "x")

    look = await source_of().look()

    assert {seen.path for seen in of(look, FileText)} == {
        "/etc/containerd/config.toml",
        "/etc/containerd/conf.d/a.toml",
    }
    (runtime,) = of(look, RuntimeSeen)
    assert (runtime.name, runtime.source) == ("containerd", Source.RUNTIME_CONFIG)
    assert '"SystemdCgroup" = true' in runtime.config
    assert look.gaps == ()


async def test_reads_the_file_that_containerd_was_started_with(tmp_path, source_of, clock):
    put(tmp_path, "/etc/containerd/config.toml", "version = 2\n")
    put(tmp_path, "/srv/containerd.toml", OPTIONS)
    process = ProcessSeen(
        at=clock.now(),
        pid=1,
        program="containerd",
        started_at=clock.now(),
        command_line=("/usr/bin/containerd", "--config", "/srv/containerd.toml"),
    )

    look = await source_of(processes=lambda: [process]).look()

    assert [seen.path for seen in of(look, FileText)] == ["/srv/containerd.toml"]


async def test_tells_of_a_change_once_and_without_secrets(tmp_path, source_of):
    put(tmp_path, "/etc/containerd/config.toml", "version = 2\n")
    put(tmp_path, "/etc/docker/daemon.json", '{"exec-opts": ["native.cgroupdriver=systemd"]}')
    source = source_of()
    await source.look()

    same = await source.look()
    put(tmp_path, "/etc/containerd/config.toml", 'version = 2\n[a.auth]\npassword = "hunter2"\n')
    changed = await source.look()

    assert same.observations == ()
    assert [seen.path for seen in of(changed, FileText)] == ["/etc/containerd/config.toml"]
    assert len(of(changed, RuntimeSeen)) == 1
    assert "hunter2" not in str(changed)


async def test_a_node_without_a_file_is_seen_and_has_none(source_of):
    look = await source_of().look()

    assert (look.observations, look.gaps) == ((), ())


async def test_a_fifo_does_not_hang_it(tmp_path, source_of):
    (tmp_path / "etc" / "containerd").mkdir(parents=True)
    os.mkfifo(tmp_path / "etc" / "containerd" / "config.toml")

    look = await source_of().look()

    assert look.observations == ()


async def test_what_may_not_be_read_is_a_gap(tmp_path, source_of, monkeypatch):
    put(tmp_path, "/etc/containerd/config.toml", MAIN)

    def refuse(path, limit):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("whyrestart.sources.runtime_config.read", refuse)
    look = await source_of().look()

    assert "containerd/config.toml: Permission denied" in look.gaps[0].why


async def test_an_import_that_is_not_there_ends_the_look(tmp_path, source_of):
    put(tmp_path, "/etc/containerd/config.toml", 'version = 2\nimports = ["/etc/containerd/gone.toml"]\n')

    async with asyncio.timeout(5):
        look = await source_of().look()

    assert [seen.path for seen in of(look, FileText)] == ["/etc/containerd/config.toml"]


async def test_a_configuration_over_the_limit_is_a_gap_that_names_it(tmp_path, source_of):
    put(tmp_path, "/etc/containerd/config.toml", "version = 2\n")
    put(tmp_path, "/etc/crio/crio.conf", "#" * (MAX_BYTES + 1))

    look = await source_of().look()

    (gap,) = look.gaps
    assert "/etc/crio/crio.conf is 1048577 bytes, more than the 1048576 that are read" in gap.why
    assert look.partial
