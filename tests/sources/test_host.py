import os
from pathlib import Path

import psutil
import pytest

from whyrestart.model.observation import CgroupSeen, ProcessSeen
from whyrestart.sources.host import HostSource

ID = "07e7acece13df15f485f20eb2602f8679be7499912c35f467e29710e059f1db7"
UID = "9d787158660872c4d40b5cea5e774b2b"


async def host(clock, **arguments):
    source = HostSource(clock, **arguments)
    look = await source.look()
    await source.close()
    assert look.gaps == ()
    (seen,) = look.observations
    return seen


def put(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def kernel(setting):
    return (Path("/proc/sys") / setting).read_text().strip()


async def test_reads_this_machine(clock, tmp_path):
    seen = await host(clock, places=(str(tmp_path),))

    assert seen.boot_id == kernel("kernel/random/boot_id")
    assert "127.0.0.1" in seen.addresses
    assert seen.memory_total_bytes == psutil.virtual_memory().total
    assert any(filesystem.size_bytes > 0 for filesystem in seen.filesystems)
    mount = max((f for f in seen.filesystems if str(tmp_path).startswith(f.mount)), key=lambda f: len(f.mount))
    assert mount.size_bytes == os.statvfs(tmp_path).f_blocks * os.statvfs(tmp_path).f_frsize
    assert seen.inotify_max_instances == int(kernel("fs/inotify/max_user_instances"))
    assert seen.clock_now == clock.now()


async def test_reads_settings_and_modules(clock, tmp_path):
    put(
        tmp_path,
        {
            "proc/sys/vm/overcommit_memory": "1\n",
            "proc/sys/kernel/panic_on_oops": "0\n",
            "proc/meminfo": "MemTotal:  10 kB\nSwapTotal:       2097148 kB\nSwapFree: 0 kB\n",
            "proc/pressure/io": "some avg10=0.00 avg60=42.00 avg300=0.00 total=1\n",
            "sys/kernel/security/lsm": "lockdown,capability,apparmor",
            "sys/fs/cgroup/cgroup.controllers": "cpu memory\n",
        },
    )

    seen = await host(clock, root=tmp_path)

    assert seen.sysctls == (("vm.overcommit_memory", "1"), ("kernel.panic_on_oops", "0"))
    assert seen.swap_bytes == 2147479552
    assert (seen.pressure_io, seen.pressure_cpu) == (42.0, None)
    assert "apparmor" in seen.security_modules
    assert seen.cgroup_version == 2


V2 = f"0::/kubepods/pod{UID}/{ID}\n"
V1 = f"9:memory:/kubepods/pod{UID}/{ID}\n3:cpu,cpuacct:/kubepods/pod{UID}/{ID}\n0::/\n"


@pytest.mark.parametrize(
    ("cgroup", "files"),
    [
        pytest.param(
            V2,
            {f"kubepods/pod{UID}/{ID}/memory.max": "1024\n", f"kubepods/pod{UID}/{ID}/cpu.stat": "throttled_usec 5\n"},
            id="v2",
        ),
        pytest.param(
            V1,
            {
                f"memory/kubepods/pod{UID}/{ID}/memory.limit_in_bytes": "1024\n",
                f"cpu/kubepods/pod{UID}/{ID}/cpu.stat": "throttled_time 5000\n",
            },
            id="v1",
        ),
    ],
)
async def test_reads_the_cgroups_of_static_pods(clock, tmp_path, cgroup, files):
    put(tmp_path / "sys/fs/cgroup", files)
    put(tmp_path / "proc/812", {"cgroup": cgroup})
    process = ProcessSeen(at=clock.now(), pid=812, program="etcd", started_at=clock.now(), container_id=ID)

    seen = await host(clock, root=tmp_path, processes=lambda: [process])

    assert seen.cgroups == (CgroupSeen(container_id=ID, memory_limit_bytes=1024, cpu_throttled_seconds=5e-6),)


async def test_an_empty_host_is_unknown_and_no_error(clock, tmp_path):
    seen = await host(clock, root=tmp_path, previous_boot_id="before")

    assert (seen.boot_id, seen.swap_bytes, seen.cgroup_version, seen.sysctls) == (None, None, None, ())
    assert seen.previous_boot_id == "before"
