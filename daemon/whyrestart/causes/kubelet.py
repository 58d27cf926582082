"""The kubelet itself ends, again and again, by its own last words; each cause names the setting and where it stands."""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.causes.logs import Said, last_said
from whyrestart.causes.refusals import begun_since, waited_for
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.episodes import manifests
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import CARRIERS, KUBELETS_ALONE
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.observation import (
    CertificateFileSeen,
    ContainerSeen,
    ContainerState,
    FileSeen,
    FileText,
    HostSeen,
    PodStatusSeen,
    Source,
)

# Lines of a life that ended well before this one tell nothing of it.
ONE_LIFE = timedelta(minutes=15)

SWAP = re.compile(r"[Rr]unning with swap on is not supported")
CGROUP_DRIVERS = re.compile(
    r"misconfiguration: kubelet cgroup driver: \\?\"(?P<kubelet>[^\"]*?)\\?\" is different from (?P<runtime>docker|container runtime) "
    r"cgroup driver: \\?\"(?P<driver>[^\"\\]*)"
)
CGROUP_V1 = re.compile(r"kubelet is configured to not run on a host using cgroup v1")
CGROUP_ROOT = re.compile(
    r"(?:cgroup-root \[?\\?\"?(?P<root>[^\]\"\\]{0,300}+)\\?\"?\]? doesn't exist|cgroup \[?\\?\"?(?P<cgroup>[\w./-]{1,300}+)\\?\"?\]? does not exist"
    r"|Reserved Cgroup Limits on \\?\"(?P<reserved>[^\"\\]{1,300}+)[^\n]{0,300}? does not exist"
    r"|cgroup \[?\\?\"?(?P<partial>[\w./-]{1,300}+)[^\n]{0,300}? has some missing (?:paths|controllers))"
)
# cm/container_manager_linux.go: the hierarchies themselves are not there, or not together.
CGROUP_HIERARCHY = re.compile(
    r"Following Cgroup subsystem not mounted: (?P<missing>\[[^\]]*\])|cpu and memory cgroup hierarchy not unified(?P<split>)|"
    r"[Ff]ailed to find subsystem mount for required subsystem: (?P<subsystem>\w+)|"
    # libcontainer's, where there is no such hierarchy: none at all, or v2 alone.
    r"mountpoint for (?P<mountpoint>\w+) not found|"
    # k3s and RKE2 look for them before they start anything (pkg/cgroups).
    r"[Ff]ailed to find (?P<controller>\w+) cgroup(?:, you may need to add| \(v2\))"
)
# It looks for its own cgroup again every five minutes, and lives without.
_LOOKS_AGAIN = re.compile(r"[Ff]ailed to find cgroups of kubelet")
# cm/qos_container_manager_linux.go: what the kubelet has just made is not where it looks for it.
CGROUP_KUBEPODS = re.compile(r"root container \[?(?P<kubepods>[\w /.-]{1,300}?)\]? doesn't exist")
# cAdvisor finds no filesystem where there is cgroup v2 and the kubelet is older than its support of it (1.19).
CGROUP_V2_UNKNOWN = re.compile(r"failed to get rootfs info: unable to find data in memory cache")
KERNEL_FLAG = re.compile(
    r"[Ii]nvalid kernel flag: (?P<sysctl>[\w./]+), expected value: (?P<expected>-?\d+), actual value: (?P<actual>-?\d+)"
)
UNKNOWN_FLAG = re.compile(
    r"(?:failed to parse kubelet flag: )?unknown flag: (?P<flag>--[\w-]+)|unknown shorthand flag: '.' in (?P<short>-\w+)"
    # Copied from a page that made one long dash of the two.
    r"|unknown command \\?\"?(?P<dash>[\u2010-\u2015\u2212][\w-]+)"
)
CONFIG = (
    # The drop-ins of --config-dir, 1.28 and later (cmd/kubelet/app/server.go, mergeKubeletConfigurations).
    re.compile(
        r"failed to load (?:kubelet dropin|drop-in kubelet config) file,? (?:path: )?\\?\"?(?P<file>/[^\s,\"\\]{1,500}+)"
    ),
    re.compile(r"failed to walk through kubelet dropin directory \\?\"?(?P<file>/[^\s,\"\\]{1,500}+)"),
    re.compile(r"failed to load [Kk]ubelet config file,? (?:path: )?\\?\"?(?P<file>/[^\s,\"\\]+)"),
    re.compile(r"failed to read kubelet config file \\?\"?(?P<file>/[^\s,\"\\]+)"),
    re.compile(r"failed to (?:decode|load kubelet config file).*(?P<file>/[\w./-]+\.ya?ml)?"),
    # client-go's validation says `invalid configuration` too, of a kubeconfig.
    re.compile(
        r"(?:[Ff]ailed to (?:validate kubelet configuration|merge kubelet configs|initialize logging)|initialize logging: |"
        r"invalid configuration:(?! \[?(?:unable to read|no (?:configuration|server)|cluster has no|context )))(?P<file>)"
    ),
    # Settings that are parsed only when they are used: cmd/kubelet/app/server.go, cm/container_manager_linux.go and its
    # managers, eviction/helpers.go, logs/container_log_manager.go, sysctl/allowlist.go, component-base's ciphers.
    re.compile(
        r"resource quantity for \\?\"?\w+\\?\"? cannot be negative|cannot reserve \\?\"?[\w-]+\\?\"? resource|"
        r"--(?:kube|system|qos)-reserved value failed to parse|failed to run Kubelet: unknown policy: |"
        r"[Ii]nvalid Node Allocatable configuration|reserved-cpus: \S+ is not a subset of|"
        r"the static policy requires systemreserved\.cpu|of type \\?\"?[\w-]+\\?\"? is not equal to the value|"
        r"topology manager policy options [^\n]{0,300}? require feature gates|LimitedSwap but it is only supported with cgroupv2|"
        r"invalid eviction [\w ]+ syntax|unsupported eviction signal|eviction (?:percentage )?threshold \S+ must be|"
        r"(?:grace period must be specified for the|found duplicate) (?:soft )?eviction threshold|"
        r"failed to parse container log max size|failed to initialize image manager: invalid|invalid sync frequency|unknown configmap and secret manager mode|"
        r"the sysctls? \S{1,300} (?:is|are) not known to be namespaced|"
        r"Cipher suite \S+ not supported or doesn't exist|unknown tls version (?P<file>)"
    ),
)

# Before its own configuration was a file (1.11), the client CA was the first that kubeadm had not yet written.
CLIENT_CA = re.compile(r"unable to load client CA file \\?\"?(?P<file>/\S*/ca\.crt)")

# 1.27 and later, from 1.29 in its validation; before, an empty address was dialled.
NO_ENDPOINT = re.compile(
    r"(?:container runtime endpoint address|containerRuntimeEndpoint) was not specified or empty|dial unix: missing address"
)
# Their configuration is a file of its own.
CREDENTIAL_PROVIDERS = re.compile(r"CRI auth plugins|[Cc]redential ?[Pp]rovider ?[Cc]onfig")
NOT_THERE = re.compile(r"no such file or directory")
EXPIRED = (
    re.compile(
        r"[Pp]art of the existing bootstrap client certificate(?: in (?P<file>\S+))? is expired:? ?(?P<when>[\d-]+ [\d:]+)?"
    ),
    re.compile(r"unable to load bootstrap kubeconfig: stat (?P<file>\S+): no such file or directory"),
    # certificate/transport.go: while it runs; where the apiserver does not answer, it goes on.
    re.compile(r"currently active client certificate has expired and the server is responsive(?P<when>)"),
)
BOOTSTRAP_FILE = "/etc/kubernetes/bootstrap-kubelet.conf"
KUBECONFIG = "/etc/kubernetes/kubelet.conf"
# Written by `kubeadm init` and `join`.
CONFIG_FILE = "/var/lib/kubelet/config.yaml"
WAITS = re.compile(
    r"(?:[Ww]aiting for (?:client|kubelet) (?:certificate|cert)|"
    r"[Ff]ailed (?:while requesting|to request) a? ?signed certificate|"
    r"[Bb]ootstrap(?:ping)? client (?:certificate|credentials)|[Uu]sing bootstrap kubeconfig to generate TLS client cert)"
)
REFUSED = re.compile(r"connection refused|no route to host|i/o timeout")


def last_life(episode: Episode) -> tuple[LogEntry, ...]:
    """The lines of the newest life that says anything bad: since the last start that has an error line after it."""
    lines = [entry for entry in episode.journal if entry.origin != "systemd"]
    if not lines:
        return ()
    newest = lines[-1].at
    if newest is None:
        return tuple(lines)
    return tuple(entry for entry in lines if entry.at is None or newest - entry.at <= ONE_LIFE)


def _dies(episode: Episode) -> bool:
    """The kubelet is not simply running: what it once logged is no cause while it lives."""
    return episode.state is not State.HEALTHY


# What the kubelet notes or warns of and goes on: swap that is allowed, fields that it passes over.
_NO_REASON_TO_END = frozenset({Severity.DEBUG, Severity.INFO, Severity.WARNING})
# To 1.7 it went on without its container manager, started no pod, and only noted why.
_NOTED = re.compile(r"skipping pod synchronization - \[[^\n]{0,500}?Failed to start ContainerManager")


# The same as an error, said once; from 1.21 on the reason is a field, and the kubelet ends.
_IDLES = re.compile(r"Failed to start ContainerManager [^\s]")


def _may_end(entry: LogEntry) -> bool:
    return entry.severity not in _NO_REASON_TO_END or _NOTED.search(entry.text) is not None


def _idles(entry: LogEntry) -> bool:
    """A kubelet that said so lives on, and does nothing until it is started anew."""
    as_error = entry.severity is Severity.ERROR and _IDLES.match(entry.message) is not None
    return as_error or _NOTED.search(entry.text) is not None


def fatal_words(episode: Episode) -> tuple[LogEntry, ...]:
    """What the kubelet may have ended with: while it simply runs, only what keeps it from its work; no notes or warnings."""
    return tuple(filter(_may_end if _dies(episode) else _idles, last_life(episode)))


def carried(episode: Episode) -> bool:
    """Whether the kubelet has no unit of its own: another program starts it, and it is that one's end that is judged."""
    return episode.unit is not None and episode.unit.unit in CARRIERS and episode.unit.unit not in KUBELETS_ALONE


# k3s and kubelite: a component within the same process ended, and all of them with it. k3s and RKE2 read etcd's files
# with an etcd of their own before they start.
OTHERS_END = re.compile(
    r"(?P<who>api ?server|(?:cloud-)?controller[- ]manager|scheduler|(?:kube-)?proxy|etcd) exited:? |"
    r"failed to reconcile with (?:temporary|local) (?:etcd|datastore): ",
    re.IGNORECASE,
)


def last_end_of_another(episode: Episode) -> LogEntry | None:
    """The fatal line of another component than the kubelet, with which the last life ended."""
    fatal = [entry for entry in last_life(episode) if entry.severity is Severity.FATAL] if _dies(episode) else []
    return fatal[-1] if fatal and OTHERS_END.search(fatal[-1].text) else None


def who(episode: Episode) -> str:
    """Whose end it is, at the beginning of a sentence."""
    if episode.unit is None or not carried(episode):
        return "The kubelet"
    return f"{episode.unit.unit.removesuffix('.service')}, in which the kubelet runs,"


def _said(episode: Episode, *patterns: re.Pattern[str]) -> Said | None:
    return last_said(fatal_words(episode), *patterns)


def _unit(episode: Episode) -> Evidence | None:
    unit = episode.unit
    if unit is None:
        return None
    says = (
        f"{unit.unit}: {unit.active_state or '?'} ({unit.sub_state or '?'}), {unit.n_restarts or 0} restarts by systemd"
    )
    return note(
        "units", f"{says}, last exit status {unit.exec_main_status}" if unit.exec_main_status is not None else says
    )


def kubelet_swap_on(episode: Episode) -> Finding | None:
    """Refused since 1.8 unless failSwapOn is false (cmd/kubelet; container_manager_linux.go)."""
    said = _said(episode, SWAP)
    if said is None:
        return None
    host = episode.node.last(HostSeen)
    swap = host.swap_bytes if host else None
    return finding(
        Cause.KUBELET_SWAP_ON,
        Confidence.PROVEN,
        "Swap is on, and the kubelet refuses to start with it.",
        [
            from_kubelet(said.entry),
            note("host", f"{swap / 2**20:.0f} MiB of swap are on") if swap else None,
            _unit(episode),
        ],
        swap_bytes=swap,
    )


def kubelet_cgroup_driver_mismatch(episode: Episode) -> Finding | None:
    """Dockershim compared the two and refused; quotes in the setting count as part of the name."""
    said = _said(episode, CGROUP_DRIVERS)
    if said is None:
        return None
    return finding(
        Cause.KUBELET_CGROUP_DRIVER_MISMATCH,
        Confidence.PROVEN,
        f"The kubelet's cgroup driver is {said['kubelet']}, the runtime's {said['driver']}; the kubelet refuses to start.",
        [from_kubelet(said.entry), _unit(episode)],
        ruled_out=[RuledOut(cause=Cause.CGROUP_DRIVER_MISMATCH, because="the kubelet does not even start")],
        kubelet=said["kubelet"],
        runtime=said["driver"],
    )


def kubelet_cgroup_unsupported(episode: Episode) -> Finding | None:
    """Cgroup v1 from 1.35 on (KEP-5573), or a cgroup root that is not there."""
    said = last_said(
        fatal_words(episode),
        *(CGROUP_V1, CGROUP_ROOT, CGROUP_HIERARCHY, CGROUP_KUBEPODS),
        where=lambda said: _LOOKS_AGAIN.search(said.entry.text) is None,
    )
    if said is None:
        return _too_old_for_cgroup_v2(episode)
    root = said["root"] or said["cgroup"] or said["partial"] or said["reserved"] or said["kubepods"]
    what = "this host uses cgroup v1, which this kubelet refuses"
    if root:
        what = f"the cgroup root {root} {'is not whole' if said['partial'] else 'does not exist'}"
    elif CGROUP_HIERARCHY.search(said.entry.text):
        what = f"not mounted as it needs them: {_hierarchy(said)}"
    return finding(
        Cause.KUBELET_CGROUP_UNSUPPORTED,
        Confidence.LIKELY if said["kubepods"] else Confidence.PROVEN,
        f"{who(episode)} refuses the node's cgroups: {what}.",
        [from_kubelet(said.entry), _unit(episode)],
        root=root,
        controller=said["controller"],
    )


def _hierarchy(said: Said) -> str:
    return said["missing"] or said["subsystem"] or said["mountpoint"] or said["controller"] or "cpu and memory"


def _too_old_for_cgroup_v2(episode: Episode) -> Finding | None:
    host, version = episode.node.last(HostSeen), episode.node.version
    said = _said(episode, CGROUP_V2_UNKNOWN)
    if said is None or host is None or host.cgroup_version != 2 or version is None or version.at_least(1, 19):
        return None
    return finding(
        Cause.KUBELET_CGROUP_UNSUPPORTED,
        Confidence.LIKELY,
        f"This host uses cgroup v2, which a kubelet of {version} does not know yet.",
        [from_kubelet(said.entry), note("host", "cgroup v2"), _unit(episode)],
    )


def kubelet_kernel_defaults(episode: Episode) -> Finding | None:
    """ProtectKernelDefaults compares six sysctls and refuses."""
    said = _said(episode, KERNEL_FLAG)
    if said is None:
        return None
    wrong = [(m["sysctl"].replace("/", "."), m["expected"], m["actual"]) for m in KERNEL_FLAG.finditer(said.entry.text)]
    shown = ", ".join(f"{name} is {actual}, not {expected}" for name, expected, actual in wrong)
    return finding(
        Cause.KUBELET_KERNEL_DEFAULTS,
        Confidence.PROVEN,
        f"protectKernelDefaults is on and the kernel's settings differ: {shown}; the kubelet refuses to start.",
        [from_kubelet(said.entry), _unit(episode)],
        sysctls=" ".join(f"{name}={expected}" for name, expected, _ in wrong),
    )


def kubelet_unknown_flag(episode: Episode) -> Finding | None:
    """The flag, and the file that carries it."""
    said = _said(episode, UNKNOWN_FLAG)
    if said is None or last_end_of_another(episode) or (carried(episode) and "kubelet" not in said.entry.text.lower()):
        return None
    flag = said["flag"] or said["short"] or said["dash"]
    where = carrier(episode, flag)
    placed = f", which {where[0]}:{where[1]} passes" if where else ""
    return finding(
        Cause.KUBELET_UNKNOWN_FLAG,
        Confidence.PROVEN,
        f"The kubelet does not know the flag {flag}{placed}; it exits at once.",
        [
            from_kubelet(said.entry),
            note("file", f"{where[0]}:{where[1]}: {where[2]}") if where else None,
            _unit(episode),
        ],
        flag=flag,
        file=where[0] if where else None,
        line=where[1] if where else None,
    )


def carrier(episode: Episode, flag: str) -> tuple[str, int, str] | None:
    """The file and line that hand the kubelet that flag: a drop-in, an environment file, the unit."""
    for seen in episode.node.newest(FileText).values():
        if "kubelet" not in seen.path and "default" not in seen.path and "sysconfig" not in seen.path:
            continue
        for number, line in enumerate(seen.text.splitlines(), 1):
            if re.search(rf"(?<![\w-]){re.escape(flag)}(?![\w-])", line) and not line.lstrip().startswith("#"):
                return seen.path, number, line.strip()
    return None


def _absent(episode: Episode, path: str) -> bool | None:
    """Whether that path was looked for and is not there; None where nobody looked."""
    seen = episode.node.newest(FileSeen).get(path)
    return None if seen is None else seen.type is None


def initialised(episode: Episode) -> bool | None:
    """Whether kubeadm has been here: its kubeconfig or a manifest lies there. None where nobody looked."""
    if _absent(episode, KUBECONFIG) is False or _absent(episode, BOOTSTRAP_FILE) is False:
        return True
    texts = {seen.path for seen in episode.node.newest(FileText).values()}
    if KUBECONFIG in texts or _has_manifests(episode):
        return True
    return False if _absent(episode, KUBECONFIG) is True else None


def _not_of_kubeadm(episode: Episode) -> bool:
    """The kubelet is given another kubeconfig than kubeadm's: that kubeadm's is not there tells nothing of it."""
    named = re.compile(rf"--kubeconfig[= ](?!{re.escape(KUBECONFIG)}\b)/")
    return any("kubelet" in seen.path and named.search(seen.text) for seen in episode.node.newest(FileText).values())


def _has_manifests(episode: Episode) -> bool:
    return bool(manifests(episode.node))


# json-iterator's words, and encoding/json's since the strict decoding of 1.23 or so.
_WRONG_TYPE = re.compile(
    r"KubeletConfiguration\.(?P<read>[\w.]+): (?:[\w.]+: )*?[Rr]ead(?P<as>[A-Z]\w+): "
    r"|cannot unmarshal \w+ into Go struct field KubeletConfiguration\.(?P<field>[\w.]+) of type (?P<type>[\w.\[\]]+)"
)


def kubelet_config_invalid(episode: Episode) -> Finding | None:
    """The configuration file is missing on an initialised node, or is refused."""
    said = _said(episode, *CONFIG)
    if said is None or (NOT_THERE.search(said.entry.text) and initialised(episode) is False):
        return None
    others = (CGROUP_ROOT, CGROUP_V1, CGROUP_HIERARCHY, SWAP, NO_ENDPOINT, CREDENTIAL_PROVIDERS)
    if any(other.search(said.entry.text) for other in others):
        return None
    file, wrong = said["file"], _WRONG_TYPE.search(said.entry.text)
    field = _key(wrong["read"] or wrong["field"]) if wrong else ""
    gone = NOT_THERE.search(said.entry.text) is not None
    known = initialised(episode)
    sure = not gone or known is True
    what = "is not there, though the node is initialised" if gone else "is refused"
    why = (
        f"{field} is of another type than {(wrong['as'] or wrong['type']).lower()}"
        if wrong
        else _reason(said.entry.text)
    )
    return finding(
        Cause.KUBELET_CONFIG_INVALID,
        # A node that kubeadm has not initialised yet says the same.
        Confidence.PROVEN if sure else Confidence.POSSIBLE if known is None else Confidence.LIKELY,
        f"The kubelet's configuration {file or 'file'} {what}: {why}.",
        [from_kubelet(said.entry), _unit(episode)],
        ruled_out=[RuledOut(cause=Cause.KUBELET_NOT_INITIALISED, because=f"{KUBECONFIG} or a static pod is there")]
        if sure and gone
        else [],
        file=file,
        field=field,
        type=(wrong["as"] or wrong["type"]).lower() if wrong else None,
    )


def _key(field: str) -> str:
    """A key as the file spells it: the decoder of up to 1.22 or so names the fields of Go's structs."""
    return ".".join(f"{part[:1].lower()}{part[1:]}" for part in field.split("."))


def _reason(text: str) -> str:
    return text.rsplit("error: ", 1)[-1].strip().rstrip(".")[-200:]


def kubelet_not_initialised(episode: Episode) -> Finding | None:
    """No configuration and no kubeconfig: kubeadm has not run here yet; the restarts are expected."""
    said = _said(episode, *CONFIG, CLIENT_CA)
    known = initialised(episode)
    if said is None or not NOT_THERE.search(said.entry.text) or known is True:
        return None
    by_its_ca = CLIENT_CA.search(said.entry.text) is not None
    if by_its_ca and (known is None or _absent(episode, said["file"]) is not True or _not_of_kubeadm(episode)):
        return None
    if known is None:
        # Only that its own file is missing is known, as it also is after somebody removed it.
        if said["file"] != CONFIG_FILE or _absent(episode, CONFIG_FILE) is not True or carried(episode):
            return None
        return finding(
            Cause.KUBELET_NOT_INITIALISED,
            Confidence.POSSIBLE,
            f"{CONFIG_FILE} does not exist; whether {KUBECONFIG} does was not seen.",
            [from_kubelet(said.entry), _unit(episode)],
            file=said["file"],
        )
    return finding(
        Cause.KUBELET_NOT_INITIALISED,
        Confidence.PROVEN,
        "This node has not been initialised or joined yet; the kubelet restarts until `kubeadm init` or `join` has run.",
        [from_kubelet(said.entry), note("files", f"{KUBECONFIG} does not exist either"), _unit(episode)],
        ruled_out=[
            RuledOut(cause=Cause.KUBELET_CONFIG_INVALID, because="the node has no kubeconfig: it was never initialised")
        ],
        file=said["file"],
    )


def kubelet_client_certificate_expired(episode: Episode) -> Finding | None:
    """Its certificate ran out while it could not renew, and no bootstrap credential is left to ask for a new one."""
    said = _said(episode, EXPIRED[0], EXPIRED[2])
    fallback = _said(episode, EXPIRED[1])
    certificate = _expired_certificate(episode)
    if said is None and (fallback is None or certificate is None):
        return None
    when = said["when"] if said else f"{certificate.certificates[0].not_after:%Y-%m-%d %H:%M:%S}" if certificate else ""
    return finding(
        Cause.KUBELET_CLIENT_CERTIFICATE_EXPIRED,
        Confidence.PROVEN,
        f"The kubelet's client certificate expired{f' on {when}' if when else ''}, and it has no bootstrap credential to get a new one.",
        [
            from_kubelet(said.entry) if said else None,
            from_kubelet(fallback.entry) if fallback else None,
            note("certificates", f"{certificate.path}: expired on {certificate.certificates[0].not_after:%Y-%m-%d}")
            if certificate
            else None,
            _unit(episode),
        ],
        expired_at=when,
    )


def _expired_certificate(episode: Episode) -> CertificateFileSeen | None:
    for seen in episode.node.newest(CertificateFileSeen).values():
        mine = "kubelet-client" in seen.path or seen.path.startswith(KUBECONFIG)
        if (
            mine
            and seen.certificates
            and seen.certificates[0].not_after < episode.at
            and not seen.certificates[0].is_ca
        ):
            return seen
    return None


# Who makes pods does not wait with them for a certificate.
_MAKES_PODS = re.compile(r"(?:Run|Create)PodSandbox|sandbox for pod|Error syncing pod|SyncLoop \(?ADD|pulling image")


def kubelet_bootstrap_deadlock(episode: Episode) -> Finding | None:
    """It waits for a certificate from an apiserver that it should start itself."""
    said = last_said(last_life(episode), WAITS)
    refused = last_said(last_life(episode), REFUSED)
    if said is None or refused is None or not _has_manifests(episode):
        return None
    if any(seen.state is ContainerState.RUNNING for seen in episode.node.newest(ContainerSeen).values()):
        return None
    if last_said(last_life(episode), _MAKES_PODS) is not None:
        return None
    return finding(
        Cause.KUBELET_BOOTSTRAP_DEADLOCK,
        Confidence.LIKELY,
        "The kubelet waits for a client certificate from the apiserver, which it should itself start as a static pod.",
        [from_kubelet(said.entry), from_kubelet(refused.entry), _unit(episode)],
    )


REJECTED = re.compile(
    r"Predicate (?P<predicate>\w+) failed|Predicate failed on Pod: |Pod admission denied|[Ff]ailed to admit pod|Pod was rejected: (?P<why>[^\n]*)|"
    r"(?P<volumes>[Uu]nmounted volumes=\[[^\]]*\])[^\n]*timed out waiting for the condition|"
    r"UnexpectedAdmissionError|(?P<reason>OutOf(?:cpu|memory|pods)|NodeAffinity|MatchNodeSelector|HostPort)\b|"
    # The event of a refusal bears its reason (rejectPod; lifecycle/predicate.go and the admission handlers beside it).
    r"\breason(?:: '|=\\?\"?)(?P<event>SysctlForbidden|AppArmor|TopologyAffinityError|SMTAlignmentError|PodFitsHostPorts|"
    r"PodOS\w{1,40}|PodFeatureUnsupported|PodLevelResources\w{1,40}|InitContainerRestartPolicyForbidden|"
    r"SupplementalGroupsPolicyNotSupported|InvalidNodeInfo|OutOf[\w.-]{1,80})\b|"
    # What the kubelet's own flags (to 1.14) or the kernel do not allow (pkg/kubelet/util.go, lifecycle/handlers.go).
    r"\bspecified (?:privileged container|host [\w /]{2,30}), but is disallowed|Cannot enforce AppArmor: |"
    # Of a static pod whose former instance the kubelet still believes to be ending (kubelet.go, 1.20 and 1.21).
    r"(?P<pending>pod \\*\"[^\"\n]{1,300}\" is pending termination)"
)
# A static pod's own grace, 30 seconds by default, and a full read of the directory: an edit takes no longer.
_ENDS_WITHIN = timedelta(minutes=2)
REFERENCE = re.compile(
    r"static pods? (?:may not|cannot|must not|can not) (?:reference|mount|use|refer)[^\n]*|"
    # The apiserver's admission of the mirror pod (serviceaccount, noderestriction), where one answers.
    r"a mirror pod may not reference [\w ]+|can ?not create pods that reference [\w ]+|"
    r"(?P<what>secret|configmap|service ?account|clustertrustbundle|resourceclaim)s? (?:are|is) not (?:allowed|supported) (?:in|for) static pods",
    re.IGNORECASE,
)


# Of an object that the kubelet asks the apiserver for, before 1.34: static pods are not among those it asks for
# (pkg/kubelet/util/manager, volume/configmap and volume/secret).
_UNSERVED = re.compile(
    r"(?:configmap|secret) \\*\"[^\"\n]{1,300}?\" not found|object \\*\"[^\"\n]{1,300}?\"/\\*\"[^\"\n]{1,300}?\" not registered|"
    r"failed to sync (?:configmap|secret) cache"
)


def static_pod_rejected(episode: Episode) -> Finding | None:
    """The kubelet refused the pod at admission, or waits for volumes that are all there, and does not try again."""
    if episode.ref is None or (episode.current is not None and episode.current.state is ContainerState.RUNNING):
        return None
    status = episode.node.newest(PodStatusSeen).get((episode.ref.namespace, episode.ref.pod))
    failed = status is not None and status.phase == "Failed" and status.reason not in {"", "Evicted"}
    blocked = episode.waiting_reason == "Blocked"
    failed = failed or blocked
    said = last_said(episode.kubelet_log, REJECTED)
    if not failed and said is None:
        return None
    if said is not None and said["pending"] and not failed and not _should_have_ended(episode, said):
        return None
    if said is not None and said["volumes"] and not failed and (waited_for(episode) or not _volumes_are_there(episode)):
        return None
    why = f"{status.reason}: {status.message}" if failed and status else (said.entry.text if said else "")
    return finding(
        Cause.STATIC_POD_REJECTED,
        Confidence.PROVEN
        if failed or (said is not None and not said["volumes"] and not said["pending"])
        else Confidence.LIKELY,
        f"The kubelet does not start {episode.ref.pod}, though its manifest is valid: {' '.join(why.split())[:200]}; "
        + ("it asks itself anew at each sync." if blocked else "it tries again only after it was restarted itself."),
        [
            note("kubelet", f"pod {status.phase}: {why}", status.at) if failed and status else None,
            from_kubelet(said.entry) if said else None,
        ],
        ruled_out=[RuledOut(cause=Cause.MANIFEST_INVALID, because="the file is a valid pod")] if episode.pod else [],
    )


def _should_have_ended(episode: Episode, said: Said) -> bool:
    """Whether the former instance was ended so long ago, for all that is known, that it is gone."""
    edited, at = episode.manifest.modified_at if episode.manifest else None, said.entry.at
    if edited is None or at is None or begun_since(episode, at):
        return False
    ended = episode.last_ended
    last = max(edited, ended.finished_at) if ended is not None and ended.finished_at is not None else edited
    return at - last > _ENDS_WITHIN


def _volumes_are_there(episode: Episode) -> bool:
    """No hostPath of the pod was looked for and found missing."""
    files = episode.node.newest(FileSeen)
    paths = [volume.host_path for volume in (episode.pod.volumes if episode.pod else ()) if volume.host_path]
    return not any(path in files and files[path].type is None for path in paths)


def static_pod_references_api_object(episode: Episode) -> Finding | None:
    """Rejected from 1.34 on (PreventStaticPodAPIReferences); before, the pod waited for the object for ever."""
    if episode.ref is None or episode.pod is None or not episode.pod.api_references:
        return None
    if episode.current is not None and episode.current.state is ContainerState.RUNNING:
        return None
    said = last_said(episode.kubelet_log, REFERENCE, _UNSERVED)
    waits = _UNSERVED.search(episode.waiting_message) is not None
    what, line = episode.pod.api_references[0]
    version = episode.node.version
    enforced = version is not None and version.at_least(1, 34)
    if said is None and not waits and not enforced:
        return None
    return finding(
        Cause.STATIC_POD_REFERENCES_API_OBJECT,
        Confidence.PROVEN
        if said or waits
        else Confidence.LIKELY
        if episode.state is State.ABSENT
        else Confidence.POSSIBLE,
        f"The static pod {episode.ref.pod} refers to {what}, which static pods may not, so the kubelet refuses it.",
        [
            from_kubelet(said.entry) if said else None,
            note("kubelet", f"waiting: {episode.waiting_reason}: {episode.waiting_message}") if waits else None,
            note("manifest", f"{episode.manifest.path}:{line}: {what}") if episode.manifest else None,
        ],
        reference=what,
        file=episode.manifest.path if episode.manifest else None,
        line=line,
    )


LOG = frozenset({Source.KUBELET_LOG})

RULES = (
    Rule(
        cause=Cause.STATIC_POD_REFERENCES_API_OBJECT,
        find=static_pod_references_api_object,
        needs=frozenset({Source.KUBELET_LOG, Source.MANIFESTS}),
    ),
    Rule(
        cause=Cause.STATIC_POD_REJECTED,
        find=static_pod_rejected,
        needs=frozenset({Source.KUBELET_LOG, Source.KUBELET_API}),
        yields_to=frozenset(
            {
                Cause.STATIC_POD_REFERENCES_API_OBJECT,
                Cause.NODE_PRESSURE_EVICTION,
                Cause.MANIFEST_INVALID,
                Cause.HOST_PATH_UNUSABLE,
                Cause.FILESYSTEM_DAMAGED,
            }
        ),
        settles="the kubelet's log from its last start on, and `crictl pods`",
    ),
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
    Rule(cause=Cause.KUBELET_UNKNOWN_FLAG, find=kubelet_unknown_flag, needs=LOG, applies=about_kubelet),
    Rule(
        cause=Cause.KUBELET_CLIENT_CERTIFICATE_EXPIRED,
        find=kubelet_client_certificate_expired,
        needs=LOG,
        applies=about_kubelet,
    ),
    Rule(
        cause=Cause.KUBELET_CONFIG_INVALID,
        find=kubelet_config_invalid,
        needs=LOG | {Source.FILES},
        applies=about_kubelet,
        yields_to=frozenset(
            {
                Cause.KUBELET_NOT_INITIALISED,
                Cause.KUBELET_CGROUP_UNSUPPORTED,
                Cause.FEATURE_GATE_REJECTED,
                Cause.FILESYSTEM_DAMAGED,
            }
        ),
        settles=f"look whether {KUBECONFIG} exists",
    ),
    Rule(
        cause=Cause.KUBELET_NOT_INITIALISED,
        find=kubelet_not_initialised,
        needs=LOG | {Source.FILES},
        applies=about_kubelet,
    ),
    Rule(cause=Cause.KUBELET_BOOTSTRAP_DEADLOCK, find=kubelet_bootstrap_deadlock, needs=LOG, applies=about_kubelet),
)
