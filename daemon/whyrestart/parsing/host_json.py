"""The host's state from and to a snapshot's `host.json` (DESIGN.md 6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from whyrestart.model.observation import CgroupSeen, Filesystem, HostSeen
from whyrestart.parsing import json_value as read


def from_json(data: bytes, at: datetime) -> HostSeen | None:
    """`host.json`; None where it is not an object. A value of the wrong type is not known, like one left out."""
    value = read.load(data)
    if not isinstance(value, dict):
        return None
    memory, clock, inotify = (read.mapping(value.get(key)) for key in ("memory", "clock", "inotify"))
    pressure = read.mapping(value.get("pressure"))
    return HostSeen(
        at=at,
        boot_id=read.text(value.get("boot_id")),
        previous_boot_id=read.text(value.get("previous_boot_id")),
        booted_at=read.time(value.get("booted_at")),
        interfaces=_interfaces(value.get("interfaces")),
        filesystems=tuple(_filesystems(value.get("filesystems"))),
        memory_total_bytes=read.integer(memory.get("total_bytes")),
        memory_available_bytes=read.integer(memory.get("available_bytes")),
        pressure_cpu=_pressure(pressure, "cpu"),
        pressure_io=_pressure(pressure, "io"),
        pressure_memory=_pressure(pressure, "memory"),
        swap_bytes=read.integer(value.get("swap_bytes")),
        clock_synchronised=read.boolean(clock.get("synchronised")),
        clock_now=read.time(clock.get("now")),
        inotify_instances_used=read.integer(inotify.get("instances_used")),
        inotify_max_instances=read.integer(inotify.get("max_user_instances")),
        inotify_watches_used=read.integer(inotify.get("watches_used")),
        inotify_max_watches=read.integer(inotify.get("max_user_watches")),
        cgroup_version=read.integer(value.get("cgroup_version")),
        cgroups=tuple(_cgroups(value.get("cgroups"))),
        sysctls=tuple(_sysctls(value.get("sysctls"))),
        security_modules=read.strings(value.get("security_modules")),
    )


def to_json(seen: HostSeen) -> dict[str, object]:
    """The same as plain values; what is not known is left out."""
    return _known(
        {
            "boot_id": seen.boot_id,
            "previous_boot_id": seen.previous_boot_id,
            "booted_at": read.rfc3339(seen.booted_at),
            "interfaces": None if seen.interfaces is None else {name: list(found) for name, found in seen.interfaces},
            "filesystems": [
                _known(
                    {
                        "mount": filesystem.mount,
                        "size_bytes": filesystem.size_bytes,
                        "free_bytes": filesystem.free_bytes,
                        "free_inodes": filesystem.free_inodes,
                        "read_only": filesystem.read_only,
                    }
                )
                for filesystem in seen.filesystems
            ],
            "memory": _known({"total_bytes": seen.memory_total_bytes, "available_bytes": seen.memory_available_bytes}),
            "pressure": _known(
                {
                    name: None if value is None else {"some_avg60": value}
                    for name, value in (
                        ("cpu", seen.pressure_cpu),
                        ("io", seen.pressure_io),
                        ("memory", seen.pressure_memory),
                    )
                }
            ),
            "swap_bytes": seen.swap_bytes,
            "clock": _known({"synchronised": seen.clock_synchronised, "now": read.rfc3339(seen.clock_now)}),
            "inotify": _known(
                {
                    "instances_used": seen.inotify_instances_used,
                    "max_user_instances": seen.inotify_max_instances,
                    "watches_used": seen.inotify_watches_used,
                    "max_user_watches": seen.inotify_max_watches,
                }
            ),
            "cgroup_version": seen.cgroup_version,
            "cgroups": {
                cgroup.container_id: _known(
                    {
                        "memory_limit_bytes": cgroup.memory_limit_bytes,
                        "memory_peak_bytes": cgroup.memory_peak_bytes,
                        "oom_kill": cgroup.oom_kill,
                        "cpu_throttled_seconds": cgroup.cpu_throttled_seconds,
                    }
                )
                for cgroup in seen.cgroups
            },
            "sysctls": dict(seen.sysctls),
            "security_modules": list(seen.security_modules),
        }
    )


def _known(values: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value is not None and value != {}}


def _interfaces(value: object) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
    if not isinstance(value, dict):
        return None
    return tuple((str(name), read.strings(addresses)) for name, addresses in value.items())


def _filesystems(value: object) -> Iterator[Filesystem]:
    for item in read.items(value):
        mount = read.text(item.get("mount"))
        if mount is not None:
            yield Filesystem(
                mount=mount,
                size_bytes=read.integer(item.get("size_bytes")),
                free_bytes=read.integer(item.get("free_bytes")),
                free_inodes=read.integer(item.get("free_inodes")),
                read_only=read.boolean(item.get("read_only")) or False,
            )


def _cgroups(value: object) -> Iterator[CgroupSeen]:
    for container_id, counters in read.mapping(value).items():
        known = read.mapping(counters)
        yield CgroupSeen(
            container_id=container_id,
            memory_limit_bytes=read.integer(known.get("memory_limit_bytes")),
            memory_peak_bytes=read.integer(known.get("memory_peak_bytes")),
            oom_kill=read.integer(known.get("oom_kill")),
            cpu_throttled_seconds=read.number(known.get("cpu_throttled_seconds")),
        )


def _sysctls(value: object) -> Iterator[tuple[str, str]]:
    for name, setting in read.mapping(value).items():
        if isinstance(setting, str | int) and not isinstance(setting, bool):
            yield name, str(setting)


def _pressure(pressure: dict[str, object], name: str) -> float | None:
    return read.number(read.mapping(pressure.get(name)).get("some_avg60"))
