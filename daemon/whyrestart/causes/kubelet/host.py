"""The kubelet refuses the node as it finds it: its swap, its cgroups, its kernel's settings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whyrestart.causes.kubelet.words import LOG, carried, its_unit, last_life, last_word, who
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.observation import FileText, HostSeen
from whyrestart.parsing import kubelet_config
from whyrestart.parsing.systemd_unit_file import carried_flags

SWAP = re.compile(r"[Rr]unning with swap on is not supported")
_CGROUP_DRIVERS = re.compile(
    # A terminal may have cut it short: the head alone says what is wrong.
    r"misconfiguration: kubelet cgroup driver:(?: \\?\"(?P<kubelet>[^\"]*?)\\?\" is different from "
    r"(?:docker|container runtime) cgroup driver: \\?\"(?P<driver>[^\"\\]*))?"
)


@dataclass(frozen=True, kw_only=True)
class _Lack:
    """What the node's cgroups lack. `says` takes the pattern's groups."""

    pattern: re.Pattern[str]
    says: str
    confidence: Confidence = Confidence.PROVEN


_NO_ROOT = "the cgroup root {root} does not exist"
_NOT_MOUNTED = "not mounted as it needs them: {lacks}"
_LACKS = (
    _Lack(
        pattern=re.compile(r"kubelet is configured to not run on a host using cgroup v1"),
        says="this host uses cgroup v1, which this kubelet refuses",
    ),
    _Lack(
        pattern=re.compile(r"cgroup-root \[?\\?\"?(?P<root>[^\]\"\\]{0,300}+)\\?\"?\]? doesn't exist"), says=_NO_ROOT
    ),
    _Lack(pattern=re.compile(r"cgroup \[?\\?\"?(?P<root>[\w./-]{1,300}+)\\?\"?\]? does not exist"), says=_NO_ROOT),
    _Lack(
        pattern=re.compile(r"Reserved Cgroup Limits on \\?\"(?P<root>[^\"\\]{1,300}+)[^\n]{0,300}? does not exist"),
        says=_NO_ROOT,
    ),
    _Lack(
        pattern=re.compile(
            r"cgroup \[?\\?\"?(?P<root>[\w./-]{1,300}+)[^\n]{0,300}? has some missing (?:paths|controllers)"
        ),
        says="the cgroup root {root} is not whole",
    ),
    # cm/container_manager_linux.go: the hierarchies themselves are not there, or not together.
    _Lack(
        pattern=re.compile(
            r"(?:Following Cgroup subsystem not mounted: |[Ff]ailed to find subsystem mount for required subsystem: )"
            r"(?P<lacks>\[[^\]]*\]|\w+)"
        ),
        says=_NOT_MOUNTED,
    ),
    _Lack(
        pattern=re.compile(r"(?P<lacks>cpu and memory) cgroup hierarchy not unified"),
        says=_NOT_MOUNTED,
    ),
    # cm/helpers_linux.go: /proc/self/mountinfo has none of them.
    _Lack(pattern=re.compile(r"failed to find (?P<lacks>cgroup) mounts"), says=_NOT_MOUNTED),
    # k3s and RKE2 as a container's first process make room in its own (pkg/cli/cmds/init_linux.go).
    _Lack(
        pattern=re.compile(
            r"failed to evacuate root cgroup: [^\n]{0,200}?(?P<hierarchy>/sys/fs/cgroup[^\s:\"\\]{0,300}+)\\*\"?: (?P<why>[\w ]{1,80})"
        ),
        says="{hierarchy} cannot be made or written ({why})",
        confidence=Confidence.LIKELY,
    ),
    # libcontainer's, where there is no such hierarchy: none at all, or v2 alone.
    _Lack(pattern=re.compile(r"mountpoint for (?P<lacks>\w+) not found"), says=_NOT_MOUNTED),
    # k3s and RKE2 look for them before they start anything (pkg/cgroups).
    _Lack(
        pattern=re.compile(r"[Ff]ailed to find (?P<lacks>(?P<controller>\w+)) cgroup(?:, you may need to add| \(v2\))"),
        says=_NOT_MOUNTED,
    ),
    # libcontainer's: the hierarchy does not take what the kubelet makes in it, as within a container that may not.
    _Lack(
        pattern=re.compile(r"cannot enter cgroupv2 \\?\"(?P<hierarchy>[^\"\\]{1,300}+)\\?\" with domain controllers"),
        says="the cgroup {hierarchy} is in an invalid state",
        confidence=Confidence.LIKELY,
    ),
    _Lack(
        pattern=re.compile(
            # What is reserved of a cgroup is the configuration's word, and so is a value that it does not take.
            r"(?:QOS c|ContainerManager\b(?![^\n]{0,80}Reserved Cgroup Limits))[^\n]{0,400}?"
            r"(?:mkdir|write|open\w{0,5}|to) \\*\"?(?P<hierarchy>/sys/fs/cgroup/[^\s:\"\\]{1,300}+)\\*\"?: "
            r"(?P<why>read-only file system|permission denied|operation not permitted|device or resource busy|"
            r"no such file or directory|invalid argument|operation not supported)"
        ),
        says="{hierarchy} cannot be made or written ({why})",
        confidence=Confidence.LIKELY,
    ),
    # libcontainer's, of what an earlier kubelet, or another one, has left in systemd (1.6, k/k#43856).
    _Lack(
        pattern=re.compile(r"QOS c[^\n]{0,200}?Unit (?P<hierarchy>kubepods[\w.-]{0,200}\.slice) already exists"),
        says="the slice {hierarchy} is there already",
        confidence=Confidence.LIKELY,
    ),
    # systemd's own, of a unit file that somebody has put there, or masked.
    _Lack(
        pattern=re.compile(
            r"QOS c[^\n]{0,400}?Unit (?P<hierarchy>kubepods[\w.-]{0,200}\.slice) "
            r"(?P<why>is masked|failed to load properly|has a bad unit file setting|not found)"
        ),
        says="systemd does not start the slice {hierarchy}, which {why}",
        confidence=Confidence.LIKELY,
    ),
    # Its systemd driver, where there is no systemd, or none that it is let at.
    _Lack(
        pattern=re.compile(
            r"systemd not running on this host, can(?:no|')t use systemd|"
            r"QOS c[^\n]{0,400}?dial unix /(?:var/)?run/(?:systemd/private|dbus/system_bus_socket): connect: "
        ),
        says="its systemd driver reaches no systemd",
        confidence=Confidence.LIKELY,
    ),
    # cm/qos_container_manager_linux.go: what the kubelet has just made is not where it looks for it.
    _Lack(
        pattern=re.compile(r"root container \[?(?P<root>[\w /.-]{1,300}?)\]? doesn't exist"),
        says=_NO_ROOT,
        confidence=Confidence.LIKELY,
    ),
)
CGROUPS = tuple(lack.pattern for lack in _LACKS)
# It looks for its own cgroup again every five minutes, and lives without.
_LOOKS_AGAIN = re.compile(r"[Ff]ailed to find cgroups of kubelet")
# cAdvisor finds no filesystem where there is cgroup v2 and the kubelet is older than its support of it (1.19).
_CGROUP_V2_UNKNOWN = re.compile(r"failed to get rootfs info: unable to find data in memory cache")
_KERNEL_FLAG = re.compile(
    r"[Ii]nvalid kernel flag: (?P<sysctl>[\w./]+), expected value: (?P<expected>-?\d+), actual value: (?P<actual>-?\d+)"
)


def kubelet_swap_on(episode: Episode) -> Finding | None:
    """Refused since 1.8 unless failSwapOn is false (cmd/kubelet; container_manager_linux.go)."""
    said = last_word(episode, SWAP)
    host = episode.node.last(HostSeen)
    swap = host.swap_bytes if host else None
    if said is None:
        return _ends_without_a_word(episode, swap) if swap else None
    return finding(
        Cause.KUBELET_SWAP_ON,
        Confidence.PROVEN,
        "Swap is on, and the kubelet refuses to start with it.",
        [
            from_kubelet(said.entry),
            note("host", f"{swap / 2**20:.0f} MiB of swap are on") if swap else None,
            its_unit(episode),
        ],
        swap_bytes=swap,
    )


# What a kubelet exits with that refuses to start: klog's fatal line, cobra's error.
_REFUSED = frozenset({1, 255})


def _ends_without_a_word(episode: Episode, swap: int) -> Finding | None:
    """Its words are kept elsewhere, or lost; it ends again and again, and nothing is known that would let it bear swap."""
    unit, version = episode.unit, episode.node.version
    if unit is None or unit.exec_main_status not in _REFUSED or carried(episode) or last_life(episode):
        return None
    texts = {seen.path: seen.text for seen in episode.node.newest(FileText).values()}
    config, flag = kubelet_config.of(texts), kubelet_config.effective(carried_flags(texts), "fail-swap-on")
    bears = (flag is not None and flag.value == "false") or (config is not None and config.fail_swap_on is False)
    if bears or episode.state is not State.LOOPING or (version is not None and not version.at_least(1, 8)):
        return None
    return finding(
        Cause.KUBELET_SWAP_ON,
        Confidence.POSSIBLE,
        "Swap is on, with which a kubelet refuses to start unless it is told otherwise; this one ends, and its words are not at hand.",
        [note("host", f"{swap / 2**20:.0f} MiB of swap are on"), its_unit(episode)],
        swap_bytes=swap,
    )


def kubelet_cgroup_driver_mismatch(episode: Episode) -> Finding | None:
    """Dockershim compared the two and refused; quotes in the setting count as part of the name."""
    said = last_word(episode, _CGROUP_DRIVERS)
    if said is None:
        return None
    return finding(
        Cause.KUBELET_CGROUP_DRIVER_MISMATCH,
        Confidence.PROVEN,
        f"The kubelet's cgroup driver is {said['kubelet']}, the runtime's {said['driver']}; the kubelet refuses to start."
        if said["driver"]
        else "The kubelet's cgroup driver is not the runtime's; the kubelet refuses to start.",
        [from_kubelet(said.entry), its_unit(episode)],
        ruled_out=[RuledOut(cause=Cause.CGROUP_DRIVER_MISMATCH, because="the kubelet does not even start")],
        kubelet=said["kubelet"],
        runtime=said["driver"],
    )


def kubelet_cgroup_unsupported(episode: Episode) -> Finding | None:
    """Cgroup v1 from 1.35 on (KEP-5573), a hierarchy or a cgroup root that is not there, or a v2 not yet known."""
    said = last_word(episode, *CGROUPS, where=lambda said: _LOOKS_AGAIN.search(said.entry.text) is None)
    if said is None:
        return _too_old_for_cgroup_v2(episode)
    lack = next(each for each in _LACKS if each.pattern is said.match.re)
    groups = {name: value or "" for name, value in said.match.groupdict().items()}
    what = " ".join(lack.says.format_map(groups).split())
    return finding(
        Cause.KUBELET_CGROUP_UNSUPPORTED,
        lack.confidence,
        f"{who(episode)} refuses the node's cgroups: {what}.",
        [from_kubelet(said.entry), its_unit(episode)],
        root=said["root"],
        controller=said["controller"],
        hierarchy=said["hierarchy"],
        why=what if lack.confidence is Confidence.LIKELY and not said["root"] else None,
    )


def _too_old_for_cgroup_v2(episode: Episode) -> Finding | None:
    host, version = episode.node.last(HostSeen), episode.node.version
    said = last_word(episode, _CGROUP_V2_UNKNOWN)
    if said is None or host is None or host.cgroup_version != 2 or version is None or version.at_least(1, 19):
        return None
    return finding(
        Cause.KUBELET_CGROUP_UNSUPPORTED,
        Confidence.LIKELY,
        f"This host uses cgroup v2, which a kubelet of {version} does not know yet.",
        [from_kubelet(said.entry), note("host", "cgroup v2"), its_unit(episode)],
    )


def kubelet_kernel_defaults(episode: Episode) -> Finding | None:
    """ProtectKernelDefaults compares six sysctls and refuses."""
    said = last_word(episode, _KERNEL_FLAG)
    if said is None:
        return None
    wrong = [
        (m["sysctl"].replace("/", "."), m["expected"], m["actual"]) for m in _KERNEL_FLAG.finditer(said.entry.text)
    ]
    shown = ", ".join(f"{name} is {actual}, not {expected}" for name, expected, actual in wrong)
    return finding(
        Cause.KUBELET_KERNEL_DEFAULTS,
        Confidence.PROVEN,
        f"protectKernelDefaults is on and the kernel's settings differ: {shown}; the kubelet refuses to start.",
        [from_kubelet(said.entry), its_unit(episode)],
        sysctls=" ".join(f"{name}={expected}" for name, expected, _ in wrong),
    )


RULES = (
    Rule(
        cause=Cause.KUBELET_SWAP_ON, find=kubelet_swap_on, needs=LOG, applies=about_kubelet, settles="`swapon --show`"
    ),
    Rule(
        cause=Cause.KUBELET_CGROUP_DRIVER_MISMATCH,
        find=kubelet_cgroup_driver_mismatch,
        needs=LOG,
        applies=about_kubelet,
    ),
    Rule(cause=Cause.KUBELET_CGROUP_UNSUPPORTED, find=kubelet_cgroup_unsupported, needs=LOG, applies=about_kubelet),
    Rule(cause=Cause.KUBELET_KERNEL_DEFAULTS, find=kubelet_kernel_defaults, needs=LOG, applies=about_kubelet),
)
