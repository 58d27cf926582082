"""The kernel's small text files about pressure, memory and cgroups to numbers.

some avg10=0.12 avg60=0.34 avg300=0.00 total=123456         /proc/pressure/io
oom_kill 2                                                  memory.events (v2), memory.oom_control (v1)
throttled_usec 91203                                        cpu.stat (v2); v1 has throttled_time in nanoseconds
"""

from __future__ import annotations

from collections.abc import Mapping

from whyrestart.model.observation import CgroupSeen
from whyrestart.parsing import json_value as read

# v1 writes "no limit" as the largest multiple of the page size.
_NO_LIMIT = 1 << 62


def pressure(text: str) -> float | None:
    """`some avg60` of a PSI file, in per cent."""
    for line in text.splitlines():
        if line.startswith("some "):
            return read.number(dict(part.partition("=")[::2] for part in line.split()[1:]).get("avg60"))
    return None


def keyed(text: str) -> dict[str, int]:
    """A flat keyed file: one name and one number a line."""
    found: dict[str, int] = {}
    for line in text.splitlines()[:200]:
        name, _, value = line.partition(" ")
        number = read.integer(value.strip())
        if number is not None:
            found[name] = number
    return found


def cgroup_v2(container_id: str, files: Mapping[str, str]) -> CgroupSeen:
    """A container's counters; `files` are those of its directory, by name, as far as there are any."""
    throttled = keyed(files.get("cpu.stat", "")).get("throttled_usec")
    return CgroupSeen(
        container_id=container_id,
        memory_limit_bytes=_bytes(files.get("memory.max", "")),
        memory_peak_bytes=_bytes(files.get("memory.peak", "")),
        oom_kill=keyed(files.get("memory.events", "")).get("oom_kill"),
        cpu_throttled_seconds=None if throttled is None else throttled / 1e6,
    )


def cgroup_v1(container_id: str, files: Mapping[str, str]) -> CgroupSeen:
    """The same of v1's memory and cpu controllers."""
    throttled = keyed(files.get("cpu.stat", "")).get("throttled_time")
    return CgroupSeen(
        container_id=container_id,
        memory_limit_bytes=_bytes(files.get("memory.limit_in_bytes", "")),
        memory_peak_bytes=_bytes(files.get("memory.max_usage_in_bytes", "")),
        oom_kill=keyed(files.get("memory.oom_control", "")).get("oom_kill"),
        cpu_throttled_seconds=None if throttled is None else throttled / 1e9,
    )


def _bytes(text: str) -> int | None:
    number = read.integer(text.strip())
    return number if number is not None and number < _NO_LIMIT else None
