"""The kubelet's configuration file is refused, or is not there; on a node that kubeadm has not yet set up that is expected."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.logs import Said
from whyrestart.causes.kubelet.host import CGROUPS, SWAP
from whyrestart.causes.kubelet.words import LOG, carried, its_unit, last_life, own_last_word
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.episodes import manifests
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.observation import ContainerSeen, FileSeen, FileText, SandboxSeen, Source

_CONFIG = (
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
        r"invalid configuration:(?! \[?(?:unable to read|no (?:configuration|server)|cluster has no|context )))"
    ),
    # The same of NewMainKubelet and what it makes, whose constructors fail for their settings alone (kubelet.go,
    # logs/container_log_manager.go, images/image_gc_manager.go, eviction/helpers.go), of reserved CPUs, and of cgroups of
    # the system and for it (cm/container_manager_linux.go, cm/node_container_manager_linux.go).
    re.compile(
        r"failed to initialize (?:image|container log) manager: (?!failed to start)|iptables-(?:masquerade|drop)-bit (?:is not valid|and iptables-)|"
        r"invalid eviction grace period specified|eviction percentage minimum reclaim \S+ must be|negative eviction minimum reclaim|"
        r"[Ii]nvalid cpuset \S{1,300} specified by --reserved-cpus|unable to parse reserved-cpus list: |\binvalid taint: \{|"
        r"system container cannot be root|Reserved Cgroup Limits on [^\n]{0,300}? cgroup is not config properly"
    ),
    # Settings that are parsed only when they are used: cmd/kubelet/app/server.go, cm/container_manager_linux.go and its
    # managers, eviction/helpers.go, logs/container_log_manager.go, sysctl/allowlist.go, component-base's ciphers.
    re.compile(
        r"resource quantity for \\?\"?\w+\\?\"? cannot be negative|cannot reserve \\?\"?[\w-]+\\?\"? resource|"
        r"--(?:kube|system|qos)-reserved value failed to parse|failed to run Kubelet: unknown policy: |"
        r"[Ii]nvalid Node Allocatable configuration|reserved-cpus: \S+ is not a subset of|"
        r"the static policy requires systemreserved\.cpu|"
        r"\[cpumanager\] unable to (?:determine reserved CPU resources for|reserve the required amount of CPUs)|new (?:static|none) policy error: |"
        r"\[memorymanager\] you should specify the system reserved memory|reserved memory configuration references a NUMA node|"
        r"(?:unknown|unsupported) (?:CPU Manager|cpumanager|Topology Manager|topologymanager) (?:Policy )?option: |"
        r"(?i:(?:CPU|topology) manager policy (?:alpha|beta)-level options not enabled)|failed to run Kubelet: unknown scope: |"
        # cmd/kubelet/app/auth.go.
        r"no client provided, cannot use webhook (?:authentication|authorization)|(?i:no authorization mode specified|no authentication method configured)|"
        r"of type \\?\"?[\w-]+\\?\"? is not equal to the value|"
        r"(?:topology|CPU) [Mm]anager policy options [^\n]{0,300}? require feature gates|LimitedSwap but it is only supported with cgroupv2|"
        r"invalid eviction [\w ]+ syntax|unsupported eviction signal|eviction (?:percentage )?threshold \S+ must be|"
        r"(?:grace period must be specified for the|found duplicate) (?:soft )?eviction threshold|"
        r"failed to parse container log max size|invalid sync frequency|unknown configmap and secret manager mode|"
        r"the sysctls? \S{1,300} (?:is|are) not known to be namespaced|"
        r"Cipher suite \S+ not supported or doesn't exist|unknown tls version |"
        # 1.22 to 1.24; of its flag it says so earlier, as of a flag.
        r"the \w{1,60} feature gate must be enabled in order to use the \w{1,60} configuration"
    ),
)
# Its kubeconfig, or the one for its bootstrap, is there and cannot be understood (client-go, tools/clientcmd).
_KUBECONFIG = re.compile(
    r"(?:invalid kubeconfig|(?:load|bootstrap) kubeconfig)[^\n]{0,100}?: (?:error loading config file \\?\"?(?P<file>/[^\s\"\\]{1,500}+)\\?\"?: "
    r"(?!open |read |stat |[^\n]{0,300}(?:no such file|permission denied))(?P<why>[^\n\"]{1,300})|"
    # clientcmd/validation.go: what its context names is not there, or names no server.
    r"invalid configuration: \[?(?:no configuration has been provided|(?P<lacks>no server found for cluster|(?:default )?cluster has no server|"
    r"context was not found|(?:user|cluster) \\?\"[^\"\\\n]{0,100}\\?\" was not found)))"
)
# Before its own configuration was a file (1.11), the client CA was the first that kubeadm had not yet written.
CLIENT_CA = re.compile(r"unable to load client CA file \\?\"?(?P<file>/\S*/ca\.crt)")
# 1.27 and later, from 1.29 in its validation; before, an empty address was dialled.
NO_ENDPOINT = re.compile(
    r"(?:container runtime endpoint address|containerRuntimeEndpoint) was not specified or empty|dial unix: missing address"
)
# 1.4 to 1.10, which had no file of its own to read first (--require-kubeconfig of kubeadm's drop-in).
NO_KUBECONFIG = re.compile(r"invalid kubeconfig: stat (?P<file>/etc/kubernetes/kubelet\.conf): no such file")
# What other rules know better. The configuration of the credential providers is a file of its own.
_OTHERS = (
    *CGROUPS,
    SWAP,
    NO_ENDPOINT,
    # The two last are of what carries the kubelet: what it is given to join with, and flags of its apiserver's (pkg/cli/server).
    re.compile(
        r"validate kubelet flags|CRI auth plugins|[Cc]redential ?[Pp]rovider ?[Cc]onfig|decode (?:join )?token|"
        r"\binvalid tls-(?:min-version|cipher-suites): "
    ),
)
# json-iterator's words, and encoding/json's since the strict decoding of 1.23 or so.
_WRONG_TYPE = re.compile(
    r"KubeletConfiguration\.(?P<read>[\w.]+): (?:[\w.]+: )*?[Rr]ead(?P<as>[A-Z]\w+): "
    r"|cannot unmarshal \w+ into Go struct field KubeletConfiguration\.(?P<field>[\w.]+) of type (?P<type>[\w.\[\]]+)"
)
_NO_SUCH_FILE = "no such file or directory"
_NOT_THERE = re.compile(_NO_SUCH_FILE)
# The same line as a pager, or a limit on its length, leaves of it: `open /var/lib/kubelet/co>`.
_BREAKS_OFF = re.compile(r"\b(?:open|stat) /[^\s:>\u2026]{0,300}+(?:: (?P<why>[a-z ]{0,30}+))?(?:>|\u2026)?$")
_BOOTSTRAP_FILE = "/etc/kubernetes/bootstrap-kubelet.conf"
KUBECONFIG = "/etc/kubernetes/kubelet.conf"
# What it got of the apiserver when it joined.
_CLIENT_CERTIFICATE = "/var/lib/kubelet/pki/kubelet-client-current.pem"
# Written by `kubeadm init` and `join`.
_CONFIG_FILE = "/var/lib/kubelet/config.yaml"


def _absent(episode: Episode, path: str) -> bool | None:
    """Whether that path was looked for and is not there; None where nobody looked."""
    seen = episode.node.newest(FileSeen).get(path)
    return None if seen is None else seen.type is None


def initialised(episode: Episode) -> bool | None:
    """Whether kubeadm has been here: its kubeconfig or a manifest lies there, or what came of them. None where nobody looked."""
    if any(_absent(episode, path) is False for path in (KUBECONFIG, _BOOTSTRAP_FILE, _CLIENT_CERTIFICATE)):
        return True
    texts = {seen.path for seen in episode.node.newest(FileText).values()}
    # `kubeadm reset` takes the pods away as well.
    node = episode.node
    pods = any(seen.attempt_key.ref.namespace == "kube-system" for seen in node.newest(ContainerSeen).values())
    pods = pods or any(seen.namespace == "kube-system" for seen in node.newest(SandboxSeen).values())
    if KUBECONFIG in texts or pods or has_manifests(episode):
        return True
    return False if _absent(episode, KUBECONFIG) is True else None


def _not_of_kubeadm(episode: Episode) -> bool:
    """The kubelet is given another kubeconfig than kubeadm's: that kubeadm's is not there tells nothing of it."""
    named = re.compile(rf"--kubeconfig[= ](?!{re.escape(KUBECONFIG)}\b)/")
    return any("kubelet" in seen.path and named.search(seen.text) for seen in episode.node.newest(FileText).values())


def before_its_own_file(episode: Episode) -> bool:
    """The kubelet reads its kubeconfig first, of all that kubeadm writes: it has no configuration file, or knows of none."""
    version = episode.node.version
    return _absent(episode, _CONFIG_FILE) is True or (version is not None and not version.at_least(1, 11))


def has_manifests(episode: Episode) -> bool:
    """Whether static pods are declared on this node."""
    return bool(manifests(episode.node))


def _breaks_off(said: Said) -> bool:
    """Whether the line ends before it has told what became of opening the file."""
    left = _BREAKS_OFF.search(said.entry.text)
    return left is not None and _NO_SUCH_FILE.startswith((left["why"] or "").strip()) and left["why"] != _NO_SUCH_FILE


def _is_gone(episode: Episode, said: Said) -> bool:
    """Whether what it could not open does not exist: by its words, and where these break off, by what was seen of the node."""
    if _NOT_THERE.search(said.entry.text):
        return True
    return _breaks_off(said) and (_absent(episode, said["file"]) is True or initialised(episode) is False)


def kubelet_config_invalid(episode: Episode) -> Finding | None:
    """The configuration file is missing on an initialised node, or is refused."""
    said = own_last_word(episode, *_CONFIG)
    if said is None:
        return _kubeconfig_refused(episode)
    gone = _is_gone(episode, said)
    known = _installed(episode) if _of_another_installer(said) else initialised(episode)
    if gone and known is False and not _of_another_installer(said):
        return None
    if any(other.search(said.entry.text) for other in _OTHERS):
        return None
    file, wrong = said["file"], _WRONG_TYPE.search(said.entry.text)
    field = _key(wrong["read"] or wrong["field"]) if wrong else ""
    type_ = (wrong["as"] or wrong["type"]).lower() if wrong else ""
    unread = not gone and _breaks_off(said)
    # What carries a kubelet gives it a kubeconfig before it starts it.
    sure = known is True or not (gone or unread) or (carried(episode) and gone)
    if (alone := _WITHOUT_A_CLIENT.search(said.entry.text)) is not None:
        return _without_a_client(episode, said, alone["what"])
    missing = "is not there, though the node is initialised" if known else "is not there"
    what = missing if gone else "cannot be read" if unread else "is refused"
    doubt = (
        f"; whether the node was ever initialised or joined ({KUBECONFIG}) was not seen"
        if gone and known is None and not sure
        else ""
    )
    why = f"{field} is of another type than {type_}" if wrong else _reason(said.entry.text)
    return finding(
        Cause.KUBELET_CONFIG_INVALID,
        # A node that kubeadm has not initialised yet says the same.
        Confidence.PROVEN if sure else Confidence.POSSIBLE if known is None else Confidence.LIKELY,
        f"The kubelet's configuration {file or 'file'} {what}: {why}{doubt}.",
        [from_kubelet(said.entry), its_unit(episode)],
        ruled_out=[
            RuledOut(
                cause=Cause.KUBELET_NOT_INITIALISED,
                because=f"{KUBECONFIG}, the kubelet's certificate or a static pod is there",
            )
        ]
        if known is True and gone
        else [],
        file=file,
        field=field,
        type=type_,
    )


_WITHOUT_A_CLIENT = re.compile(r"no client provided, cannot use webhook (?P<what>authentication|authorization)")


def _without_a_client(episode: Episode, said: Said, what: str) -> Finding:
    """It is to ask an apiserver who may call it, which is what a file asks for by default, and is told of none."""
    setting = "authentication.webhook.enabled" if what == "authentication" else "authorization.mode"
    return finding(
        Cause.KUBELET_CONFIG_INVALID,
        Confidence.LIKELY,
        f"The kubelet's configuration asks for webhook {what} ({setting}, by default where there is a file), and the kubelet is "
        "given no --kubeconfig, so that it has no apiserver to ask.",
        [from_kubelet(said.entry), its_unit(episode)],
        lacks="--kubeconfig",
        field=setting,
    )


# Where kubeadm, and whoever writes as kubeadm does, puts what the kubelet reads first.
_KUBEADMS = re.compile(
    r"^(?:/var/lib/kubelet/(?:config\.yaml$|instance-config)|/etc/kubernetes/(?:pki/|\S{1,40}\.conf$))"
)


def _of_another_installer(said: Said) -> bool:
    """The file that it misses is none of kubeadm's: that those are not there tells nothing of whether it was set up."""
    return bool(said["file"]) and not _KUBEADMS.match(said["file"])


def _installed(episode: Episode) -> bool | None:
    """Whether any installer has given it a kubeconfig; None where none was seen."""
    files = episode.node.newest(FileSeen).values()
    there = any(seen.type is not None and _OF_OTHERS.search(seen.path) for seen in files)
    return True if there or initialised(episode) else None


def _kubeconfig_refused(episode: Episode) -> Finding | None:
    said = own_last_word(episode, _KUBECONFIG)
    if said is None:
        return None
    return finding(
        Cause.KUBELET_CONFIG_INVALID,
        Confidence.LIKELY,
        f"The kubelet's kubeconfig {said['file'] or KUBECONFIG} is refused: {said['why'] or said['lacks'] or 'it is empty'}.",
        [from_kubelet(said.entry), its_unit(episode)],
        file=said["file"] or KUBECONFIG,
    )


def _key(field: str) -> str:
    """A key as the file spells it: the decoder of up to 1.22 or so names the fields of Go's structs."""
    return ".".join(f"{part[:1].lower()}{part[1:]}" for part in field.split("."))


def _reason(text: str) -> str:
    # A structured line names the file once more.
    told = re.sub(r"(?<=\S) path=\S{1,500}$", "", text.rsplit("error: ", 1)[-1].strip()).rstrip(".")[-200:]
    return _HEADS.sub("", told)


# What tells no more than that it ends.
_HEADS = re.compile(r"^(?:[A-Za-z ]{1,60} err=)?(?:failed to run Kubelet: )*")


def kubelet_not_initialised(episode: Episode) -> Finding | None:
    """No configuration and no kubeconfig: kubeadm has not run here yet; the restarts are expected."""
    said = own_last_word(episode, *_CONFIG, CLIENT_CA, NO_KUBECONFIG)
    known = initialised(episode)
    if said is None and known is False:
        return _without_a_word(episode)
    if said is None or known is True or not _is_gone(episode, said):
        return None
    by_its_ca = CLIENT_CA.search(said.entry.text) is not None
    # Where kubeadm puts the CA is a setting of its own (certificatesDir; kubespray's is another).
    if not by_its_ca and _of_another_installer(said):
        return None
    if NO_KUBECONFIG.search(said.entry.text) and (known is None or not before_its_own_file(episode)):
        return None
    if by_its_ca and (known is None or _absent(episode, said["file"]) is not True or _not_of_kubeadm(episode)):
        return None
    if known is None:
        # Only that its own file is missing is known, as it also is after somebody removed it.
        if said["file"] != _CONFIG_FILE or _absent(episode, _CONFIG_FILE) is False or carried(episode):
            return None
        return finding(
            Cause.KUBELET_NOT_INITIALISED,
            Confidence.POSSIBLE,
            f"{_CONFIG_FILE} does not exist; whether {KUBECONFIG} does was not seen.",
            [from_kubelet(said.entry), its_unit(episode)],
            file=said["file"],
        )
    return finding(
        Cause.KUBELET_NOT_INITIALISED,
        Confidence.PROVEN,
        "This node has not been initialised or joined yet; the kubelet restarts until `kubeadm init` or `join` has run.",
        [from_kubelet(said.entry), note("files", f"{KUBECONFIG} does not exist either"), its_unit(episode)],
        ruled_out=[
            RuledOut(cause=Cause.KUBELET_CONFIG_INVALID, because="the node has no kubeconfig: it was never initialised")
        ],
        file=said["file"],
    )


# What `kubeadm init` and `join` leave on a control plane, and one of them on any node.
_OF_KUBEADM = (_CONFIG_FILE, KUBECONFIG, _BOOTSTRAP_FILE, "/etc/kubernetes/pki/ca.crt", "/etc/kubernetes/manifests")
# Where other installers put its kubeconfig (kops, EKS, OpenShift, kubespray).
_OF_OTHERS = re.compile(r"kubelet(?:[.-]|/(?:\S{0,100}/)?)kubeconfig$|/node-kubeconfig\.yaml$")
# Its own word of an end: to 1.13 or so, and since.
_ENDS_ITSELF = frozenset({1, 255})


def _without_a_word(episode: Episode) -> Finding | None:
    """It ends by itself, no word of it is left, and nothing is there of all that kubeadm writes."""
    unit = episode.unit
    if unit is None or episode.state is State.HEALTHY or carried(episode) or last_life(episode):
        return None
    named = re.compile(
        r"--(?:kube)?config[= ](?!/etc/kubernetes/(?:kubelet|bootstrap-kubelet)\.conf\b|/var/lib/kubelet/config\.yaml)/"
    )
    others = any("kubelet" in seen.path and named.search(seen.text) for seen in episode.node.newest(FileText).values())
    files = episode.node.newest(FileSeen).values()
    others = others or any(seen.type is not None and _OF_OTHERS.search(seen.path) for seen in files)
    if others or unit.exec_main_status not in _ENDS_ITSELF or not all(_absent(episode, path) for path in _OF_KUBEADM):
        return None
    return finding(
        Cause.KUBELET_NOT_INITIALISED,
        Confidence.LIKELY,
        "This node has not been initialised or joined yet, as far as kubeadm's files tell: the kubelet restarts until "
        "`kubeadm init` or `join` has run.",
        [note("files", f"neither {_CONFIG_FILE} nor {KUBECONFIG} exists"), its_unit(episode)],
        file=_CONFIG_FILE,
    )


RULES = (
    Rule(
        cause=Cause.KUBELET_CONFIG_INVALID,
        find=kubelet_config_invalid,
        needs=LOG | {Source.FILES},
        applies=about_kubelet,
        yields_to=frozenset(
            {
                Cause.KUBELET_NOT_INITIALISED,
                Cause.KUBELET_UNKNOWN_FLAG,
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
        # Flags are judged before the file is read.
        yields_to=frozenset({Cause.KUBELET_UNKNOWN_FLAG}),
    ),
)
