"""The container runtime as the kubelet meets it: its socket, and the CRI that it speaks there."""

from __future__ import annotations

import re

from whyrestart.causes.kubelet import NO_ENDPOINT, carried, last_life
from whyrestart.causes.logs import QUIET, Said, last_said
from whyrestart.causes.resources import INOTIFY
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.episodes import refuses_cri_settings
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import RUNTIMES
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import (
    ContainerSeen,
    ContainerState,
    ContainerStatusSeen,
    FileSeen,
    FileText,
    JournalLine,
    ProcessSeen,
    RuntimeSeen,
    Source,
    UnitSeen,
)
from whyrestart.parsing import containerd_config, kubelet_config

# The kubelet and the runtime's client; the old and the new spelling of the socket's address.
# A name that ends otherwise may be a slip of the pen, if it is a runtime's.
_A_RUNTIMES = r"/?[\w./-]+\.sock|/[\w./-]{0,200}(?:containerd|crio|cri-o|dockerd|docker)[\w.-]{0,100}+"
NO_SOCKET = re.compile(
    rf"dial unix:? (?P<socket>{_A_RUNTIMES})\S*: (?:connect: )?(?P<why>no such file or directory|connection refused|permission denied)"
    r"|unix://(?P<socket2>/[\w./-]+\.sock)[^\n]{0,500}?(?P<why2>no such file or directory|connection refused)"
    r"|(?:read unix @?->|write unix @?->)(?P<socket3>/[\w./-]+\.sock): [^\n]{0,500}?(?P<why3>connection reset by peer|broken pipe)"
    r"|(?P<why4>[Cc]ontainer runtime (?:is )?(?:down|not (?:ready|running))|[Cc]ontainer runtime sanity check failed|"
    r"failed to get docker version: operation timeout|[Cc]annot connect to (?:the Docker daemon|Docker endpoint))(?: at (?:unix://)?(?P<socket4>/[\w./-]+\.sock))?"
    # Asked for its version when the kubelet starts; in a life it is only slow.
    r"|(?:validate service connection|determine runtime API version|runtime typed version failed|validate CRI v1)[^\n]{0,500}?"
    # Its socket is there before what answers at it is; one that dies in between leaves an end of file.
    r"(?P<why5>context deadline exceeded|server is not initialized yet|error reading from server: EOF)"
)
UNIMPLEMENTED = re.compile(
    r"unknown service runtime\.(?P<api>v1(?:alpha2|beta1)?)\.(?:Runtime|Image)Service"
    # 1.26 says so of any error: that nobody answered is told by the code.
    r"|CRI v1 (?:runtime|image) API is not implemented(?![^\n]*code = (?:Unavailable|DeadlineExceeded))"
)
ENDPOINT = re.compile(r"endpoint \\?\"?(?:unix://)?(?P<socket>/[\w./-]+\.sock)")
# Docker's own socket speaks HTTP/1.
_NO_GRPC = re.compile(r"error reading server preface|http2: frame too large")
_NOT_CRI = re.compile(
    r"/docker(?:/containerd|-containerd)?\S{0,100}containerd\S{0,100}\.sock|docker-containerd|/docker\.sock$|/containerd/debug\.sock"
)
_GRPC = re.compile(r"grpc: addrConn\.createTransport failed to connect")
_CADVISOR = re.compile(r"container factory failed|Registration of the \S+ container factory")
CONTAINERD_VERSION = re.compile(
    r"containerd\b(?:(?!containerd\b)[^\n]){0,300}?version=\"?v?(?P<version>\d+\.\d+(?:\.\d+)?)"
)
# From 2.0 the plugin's name is a field, and CRI is three plugins of which one needs the two others.
_CRI_BROKEN = re.compile(
    r"failed to load plugin(?: |\" [^\n]{0,2000}? id=\"?)io\.containerd\.(?:grpc\.v1\.cri|cri\.v1)|invalid plugin config|failed to load (?:TOML|config)|unable to load config"
)
_FOR_ANOTHER = re.compile(r"unable to load CRI \w+ service plugin dependency")
# kubelet/util: the address is of no form that it dials.
_NO_ADDRESS = re.compile(
    r"(?:run Kubelet|create kubelet|service connection)[^\n]{0,200}?"
    r"(?:only support unix socket endpoint|protocol \\?\"[\w.+-]*\\?\" not supported)"
)


def _kubelet_complaints(episode: Episode) -> tuple[LogEntry, ...]:
    """What the kubelet complains of in its present or last life; cAdvisor's looks for other runtimes mean nothing."""
    return tuple(
        e
        for e in last_life(episode)
        # gRPC's failure to connect is a warning, which --logging-format=json writes as information.
        if (e.severity not in QUIET or _GRPC.search(e.text)) and not _CADVISOR.search(e.text)
    )


def _endpoint(episode: Episode) -> str | None:
    """The socket that the kubelet is told to use, by flag or configuration."""
    texts = {seen.path: seen.text for seen in episode.node.newest(FileText).values()}
    for text in texts.values():
        if match := re.search(r"--container-runtime-endpoint[= ]\"?(?:unix://)?(?P<socket>/[\w./-]+)", text):
            return match["socket"]
    config = kubelet_config.of(texts)
    stated = config.container_runtime_endpoint if config is not None else None
    return stated.removeprefix("unix://") if stated else None


def runtime_units(episode: Episode) -> dict[str, UnitSeen]:
    """The units of runtimes that are installed here, by name."""
    units = episode.node.newest(UnitSeen)
    return {
        name: unit for name in RUNTIMES if (unit := units.get(name)) is not None and unit.load_state in {"", "loaded"}
    }


def _dialled(said: Said) -> str:
    """The socket that a complaint is about, however it spells it."""
    found = said.match.groupdict()
    return next((found[name] for name in ("socket", "socket2", "socket3", "socket4") if found.get(name)), "")


def runtime_units_down(episode: Episode) -> list[UnitSeen]:
    """The runtime's units that have failed, or that systemd starts again and again."""
    return [u for u in runtime_units(episode).values() if u.active_state == "failed" or u.sub_state == "auto-restart"]


def runtime_unavailable(episode: Episode) -> Finding | None:
    """The kubelet cannot talk to the runtime: its socket is missing, refused or dead."""
    said = last_said(_kubelet_complaints(episode), NO_SOCKET)
    if said is None:
        return _runtime_failed(episode)
    socket = _dialled(said)
    why = said["why"] or said["why2"] or said["why3"] or said["why4"] or said["why5"]
    down = [u for u in runtime_units(episode).values() if u.active_state in {"failed", "inactive", "activating"}]
    gone = socket and (seen := episode.node.newest(FileSeen).get(socket)) is not None and seen.type is None
    if episode.state is State.HEALTHY and not down and not gone:
        return None
    return finding(
        Cause.RUNTIME_UNAVAILABLE,
        Confidence.PROVEN if down or gone or socket else Confidence.LIKELY,
        f"The kubelet cannot reach the container runtime{f' at {socket}' if socket else ''}: {why}.",
        [
            from_kubelet(said.entry),
            *(note("units", f"{u.unit} is {u.active_state} ({u.result or u.sub_state})") for u in down),
            note("files", f"{socket} does not exist") if gone else None,
        ],
        socket=socket,
        why=why,
    )


def _runtime_failed(episode: Episode) -> Finding | None:
    """The kubelet says nothing, and the runtime below it has failed: the one hangs on the other.

    So it does where nothing is known of the kubelet itself; where its unit is active, if nothing else is known to run.
    What carries the kubelet brings a runtime of its own.
    """
    failed = runtime_units_down(episode)
    unseen = episode.unit is None and not episode.journal
    if not failed or carried(episode) or last_life(episode):
        return None
    if (
        episode.state is State.HEALTHY
        and not unseen
        and (not _the_only_one(episode, failed) or _something_runs(episode))
    ):
        return None
    return finding(
        Cause.RUNTIME_UNAVAILABLE,
        Confidence.LIKELY,
        f"{failed[0].unit} has failed, and the kubelet does not run without its container runtime.",
        [note("units", f"{u.unit} is {u.active_state} ({u.result or u.sub_state})") for u in failed],
    )


# What the names of their sockets hold.
_SOCKET_OF = {
    "containerd.service": "containerd",
    "docker.service": "docker",
    "crio.service": "crio",
    "cri-docker.service": "cri-docker",
    "cri-dockerd.service": "cri-docker",
}


def _the_only_one(episode: Episode, failed: list[UnitSeen]) -> bool:
    """No other runtime is known here, the kubelet is not pointed at another one's socket, and it can use this one.

    To 1.23 it speaks to Docker itself, and since then through cri-dockerd.
    """
    names = {u.unit for u in failed}
    endpoint = _endpoint(episode)
    if endpoint:
        return any(_SOCKET_OF[name] in endpoint for name in names)
    active = {u.unit for u in runtime_units(episode).values() if u.active_state == "active"}
    if active - ({"docker.service"} if all(name.startswith("cri-docker") for name in names) else set()):
        return False
    version = episode.node.version
    return names != {"docker.service"} or version is None or not version.at_least(1, 24)


def _something_runs(episode: Episode) -> bool:
    """Whether containers were seen to run, or the processes of static pods: then the runtime that failed is not theirs."""
    node = episode.node
    runs = any(seen.state is ContainerState.RUNNING for seen in node.newest(ContainerSeen).values())
    statuses = node.newest(ContainerStatusSeen).values()
    return (
        runs
        or any(status.now.state is ContainerState.RUNNING for status in statuses)
        or any(seen.pod_uid for seen in node.newest(ProcessSeen).values())
    )


def runtime_endpoint_wrong(episode: Episode) -> Finding | None:
    """The kubelet is pointed at a socket that is not the CRI runtime's: docker's private containerd is the classic."""
    unset = last_said(_kubelet_complaints(episode), NO_ENDPOINT, _NO_ADDRESS)
    if unset is not None and episode.state is not State.HEALTHY:
        return _no_endpoint(episode, unset)
    said = last_said(_kubelet_complaints(episode), UNIMPLEMENTED, NO_SOCKET, _NO_GRPC)
    endpoint = _endpoint(episode) or (_dialled(said) if said else "")
    if said is None or not endpoint:
        return None
    unimplemented = UNIMPLEMENTED.search(said.entry.text) is not None or _NO_GRPC.search(said.entry.text) is not None
    version = episode.node.version
    # Nobody makes dockershim's socket any more: the kubelet did so itself, up to 1.23, before it dialled it.
    shim = endpoint.endswith("/dockershim.sock") and (version is None or version.at_least(1, 24))
    private = _NOT_CRI.search(endpoint) is not None
    others = [s for s in _listening_sockets(episode) if s != endpoint]
    missing = (seen := episode.node.newest(FileSeen).get(endpoint)) is not None and seen.type is None
    # containerd runs below Docker too: what is not there is then Docker, and not the place to ask at.
    docker = endpoint.endswith("/docker.sock") and "docker.service" in runtime_units(episode)
    if not ((unimplemented and private) or (missing and others and not docker) or shim):
        return None
    right = others[0] if others else ""
    return finding(
        Cause.RUNTIME_ENDPOINT_WRONG,
        Confidence.PROVEN,
        f"The kubelet is pointed at {endpoint}, which is not the runtime's CRI socket{f' ({right} is)' if right else ''}.",
        [from_kubelet(said.entry), note("kubelet_config", f"container-runtime-endpoint is {endpoint}")],
        ruled_out=[RuledOut(cause=Cause.CRI_API_UNSUPPORTED, because="the socket belongs to no CRI runtime at all")]
        if private
        else [],
        endpoint=endpoint,
        socket=right,
    )


def _no_endpoint(episode: Episode, said: Said) -> Finding:
    sockets = _listening_sockets(episode)
    empty = NO_ENDPOINT.search(said.entry.text) is not None
    told = "its endpoint is not set" if empty else "its endpoint is not the address of a unix socket"
    return finding(
        Cause.RUNTIME_ENDPOINT_WRONG,
        Confidence.PROVEN,
        f"The kubelet is told of no container runtime: {told}{f' ({sockets[0]} is there)' if sockets else ''}.",
        [from_kubelet(said.entry)],
        endpoint="an empty address" if empty else "an address of another form",
        socket=sockets[0] if sockets else None,
    )


_SOCKETS = (
    "/run/containerd/containerd.sock",
    "/var/run/containerd/containerd.sock",
    "/run/crio/crio.sock",
    "/var/run/crio/crio.sock",
    "/run/cri-dockerd.sock",
    "/var/run/cri-dockerd.sock",
)


def _listening_sockets(episode: Episode) -> list[str]:
    files = episode.node.newest(FileSeen)
    return [path for path in _SOCKETS if (seen := files.get(path)) is not None and seen.type == "socket"]


def _containerd_version(episode: Episode) -> tuple[int, int] | None:
    # The socket tells of the version, the files of the configuration.
    told = [seen.version for seen in episode.node.all(RuntimeSeen) if "containerd" in seen.name and seen.version]
    text = told[-1] if told else ""
    if not text:
        lines = [line.message for line in episode.node.all(JournalLine) if line.unit == "containerd"]
        text = next((m["version"] for line in reversed(lines) if (m := CONTAINERD_VERSION.search(line))), "")
    match = re.match(r"v?(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else None


def containerd_text(episode: Episode) -> tuple[str, str] | None:
    """The path and the text of containerd's configuration; the effective one where its file was not read."""
    for seen in episode.node.newest(FileText).values():
        if seen.path.endswith("containerd/config.toml"):
            return seen.path, seen.text
    merged = [seen.config for seen in episode.node.all(RuntimeSeen) if seen.config]
    return ("the effective configuration", merged[-1]) if merged else None


def cri_plugin_disabled(episode: Episode) -> Finding | None:
    """Containerd runs without its CRI plugin: disabled by name, or its configuration is broken."""
    said = last_said(_kubelet_complaints(episode), UNIMPLEMENTED)
    broken = _not_loaded(episode)
    if said is None:
        return _not_loaded_for_a_silent_kubelet(episode, broken)
    text = containerd_text(episode)
    config = containerd_config.parse(text[1]) if text else None
    why = _plugin_trouble(config) if config is not None else ""
    version = _containerd_version(episode)
    if not why and (broken is None or INOTIFY.search(broken.message)):
        found = _neither_version(episode, said) or _of_the_first_layout(episode, said, text, config)
        return found or _of_one_release(episode, said)
    if version is not None and version < (1, 6) and not why and "runtime.v1.Runtime" in said.entry.text:
        return None
    where = text[0] if text else "containerd's configuration"
    return finding(
        Cause.CRI_PLUGIN_DISABLED,
        Confidence.PROVEN,
        f"containerd does not offer CRI: {why or 'its CRI plugin could not be loaded'} ({where}).",
        [
            from_kubelet(said.entry),
            note("runtime_config", f"{where}: {why}") if why else None,
            note("runtime_log", broken.message, broken.at) if broken else None,
        ],
        ruled_out=[
            RuledOut(
                cause=Cause.CRI_API_UNSUPPORTED,
                because=f"containerd {version[0]}.{version[1]} speaks CRI v1 where the plugin is on",
            )
        ]
        if version and version >= (1, 6)
        else [],
        file=text[0] if text else None,
        why=why,
    )


_BEGINS = re.compile(r"starting containerd\b")
_WHY_NOT = re.compile(r"\berror=\"(?P<why>(?:[^\"\\\n]|\\.){1,600}+)")


def _not_loaded_for_a_silent_kubelet(episode: Episode, broken: JournalLine | None) -> Finding | None:
    """The kubelet ends, and no word of it is left; containerd, which alone it could use, says that it has no CRI."""
    if broken is None or INOTIFY.search(broken.message) or last_life(episode):
        return None
    # Nothing at all is known of the kubelet where the runtime alone was looked at.
    if episode.state is State.HEALTHY and (episode.unit is not None or not refuses_cri_settings(broken)):
        return None
    begun = [
        line.at for line in episode.node.all(JournalLine) if line.unit == "containerd" and _BEGINS.search(line.message)
    ]
    units = runtime_units(episode)
    others = [u for name, u in units.items() if name != "containerd.service" and u.active_state == "active"]
    if carried(episode) or others or (begun and max(begun) > broken.at):
        return None
    told = _WHY_NOT.search(broken.message)
    why = told["why"] if told else "its CRI plugin could not be loaded"
    return finding(
        Cause.CRI_PLUGIN_DISABLED,
        Confidence.LIKELY,
        f"containerd does not offer CRI, without which the kubelet ends: {why}.",
        [note("runtime_log", broken.message, broken.at)],
        why=why,
    )


def _of_the_first_layout(
    episode: Episode, said: Said, text: tuple[str, str] | None, config: containerd_config.ContainerdConfig | None
) -> Finding | None:
    """Every containerd before 2.0 answers to v1alpha2 if its CRI plugin is loaded; the old layout is of that time.

    pkg/cri registered both versions up to 1.7; `[plugins.cri]` without a version is how files were written up to 1.3.
    """
    old = config is not None and config.version == 1 and text is not None and "plugins.cri" in text[1]
    if said["api"] != "v1alpha2" or not old or _containerd_version(episode) is not None or text is None:
        return None
    return finding(
        Cause.CRI_PLUGIN_DISABLED,
        Confidence.LIKELY,
        f"containerd does not answer to CRI v1alpha2, as each release does that {text[0]} was written for: its CRI plugin is not loaded.",
        [from_kubelet(said.entry), note("runtime_config", f"{text[0]}: plugins.cri, the layout of version 1")],
        file=text[0],
        why="its CRI plugin could not be loaded",
    )


def _of_one_release(episode: Episode, said: Said) -> Finding | None:
    """MicroK8s' kubelet and its containerd are of one snap: they speak the same CRI, if that one's plugin is loaded."""
    named = [line.identifier for line in episode.node.all(JournalLine) if line.source is Source.KUBELET_LOG]
    unit = episode.unit.unit if episode.unit is not None else ""
    snap = unit.startswith("snap.microk8s.") or any(name.startswith("microk8s.daemon-kube") for name in named)
    endpoint = _endpoint(episode) or ""
    if not snap or episode.state is State.HEALTHY or (endpoint and "microk8s" not in endpoint):
        return None
    return finding(
        Cause.CRI_PLUGIN_DISABLED,
        Confidence.LIKELY,
        f"MicroK8s' containerd does not answer to CRI {said['api'] or 'v1'}, as the kubelet of the same snap speaks it: "
        "its CRI plugin is not loaded.",
        [from_kubelet(said.entry)],
        ruled_out=[RuledOut(cause=Cause.CRI_API_UNSUPPORTED, because="both are of one release")],
        why="its CRI plugin could not be loaded",
    )


def _not_loaded(episode: Episode) -> JournalLine | None:
    """What containerd last said of the plugin that failed, rather than of the one that needs it."""
    told = [
        line for line in episode.node.all(JournalLine) if line.unit == "containerd" and _CRI_BROKEN.search(line.message)
    ]
    told.sort(key=lambda line: _FOR_ANOTHER.search(line.message) is None)
    return told[-1] if told else None


def _neither_version(episode: Episode, said: Said) -> Finding | None:
    """A kubelet that asks for v1 first (1.23 to 1.25) and complains of v1alpha2 was refused both, which CRI never does.

    pkg/kubelet/cri/remote/remote_runtime.go, determineAPIVersion; `command failed` is of 1.23 and later.
    """
    version = episode.node.version
    both = "command failed" in said.entry.raw if version is None else version.at_least(1, 23)
    unit = runtime_units(episode).get("containerd.service")
    if said["api"] != "v1alpha2" or not both or unit is None or unit.active_state != "active":
        return None
    return finding(
        Cause.CRI_PLUGIN_DISABLED,
        Confidence.LIKELY,
        "containerd runs and answers to neither version of CRI: its CRI plugin is off, or could not be loaded.",
        [from_kubelet(said.entry), note("units", f"{unit.unit} is {unit.active_state}")],
        why="it answers to neither version of CRI",
    )


def _plugin_trouble(config: containerd_config.ContainerdConfig) -> str:
    if config.problem:
        return f"it cannot be parsed: {config.problem}"
    if config.cri_refused:
        return config.cri_refused
    disabled = [name for name in config.disabled_plugins if name == "cri" or name.endswith((".cri", "cri.v1.runtime"))]
    return f"disabled_plugins contains {disabled[0]}" if disabled else ""


def cri_api_unsupported(episode: Episode) -> Finding | None:
    """The runtime is too old, or too new, for the CRI version that this kubelet speaks (v1 alone from 1.26)."""
    said = last_said(_kubelet_complaints(episode), UNIMPLEMENTED)
    if said is None:
        return _docker_of_another_time(episode)
    asked = said["api"] or "v1"
    endpoint = ENDPOINT.search(said.entry.text)
    other = _ALWAYS_CRI.search((endpoint["socket"] if endpoint else "") or _endpoint(episode) or "")
    if other is not None:
        return _other_release(said, asked, other["name"])
    if _IMAGES_ALONE.search(said.entry.text):
        return _of_images_alone(said, asked, endpoint["socket"] if endpoint else "")
    version = _containerd_version(episode)
    fits = version is not None and ((asked == "v1" and version < (1, 6)) or (asked == "v1alpha2" and version >= (2, 0)))
    if version is not None and not fits:
        return None
    named = f"containerd {version[0]}.{version[1]}" if version else "the runtime"
    return finding(
        Cause.CRI_API_UNSUPPORTED,
        # Too old a runtime, CRI turned off and the wrong socket all say the same; the version tells them apart.
        Confidence.PROVEN if fits else Confidence.POSSIBLE,
        f"The kubelet speaks CRI {asked}, which {named} does not{' (CRI v1 came with containerd 1.6)' if asked == 'v1' else ''}.",
        [from_kubelet(said.entry), note("runtime_log", f"{named} runs on this node") if version else None],
        ruled_out=[RuledOut(cause=Cause.CRI_PLUGIN_DISABLED, because="nothing in its configuration turns CRI off")]
        if fits
        else [],
        api=asked,
        runtime=named,
        endpoint=endpoint["socket"] if endpoint else None,
    )


# Docker's own answers (moby, api/server/middleware), and the kubelet's where it asks first (dockertools and dockershim).
_DOCKER_API = re.compile(
    r"client version (?P<client>[\d.]+) is too old\. Minimum supported API version is (?P<least>[\d.]+)"
    r"|client is newer than server \(client API version: (?P<newer>[\d.]+), server API version: (?P<server>[\d.]+)"
    r"|docker API version is older than (?P<wanted>[\d.]+)"
)


def _docker_of_another_time(episode: Episode) -> Finding | None:
    """The kubelet speaks to Docker itself, to 1.23, and Docker no longer, or not yet, in its words."""
    said = last_said(_kubelet_complaints(episode), _DOCKER_API)
    if said is None or episode.state is State.HEALTHY:
        return None
    why = said.match[0]
    return finding(
        Cause.CRI_API_UNSUPPORTED,
        Confidence.PROVEN,
        f"The kubelet and Docker do not speak the same version of Docker's API: {why}.",
        [from_kubelet(said.entry)],
        api=f"Docker's API {said['client'] or said['newer'] or said['wanted']}",
        runtime="this Docker",
        why=why,
    )


# They are nothing but CRI: where one of them does not know the service, it is of another time than the kubelet.
_ALWAYS_CRI = re.compile(r"/(?P<name>crio|cri-dockerd)\.sock")


def _other_release(said: Said, asked: str, name: str) -> Finding:
    return finding(
        Cause.CRI_API_UNSUPPORTED,
        Confidence.LIKELY,
        f"The kubelet speaks CRI {asked}, which this release of {name} does not.",
        [from_kubelet(said.entry)],
        ruled_out=[RuledOut(cause=Cause.CRI_PLUGIN_DISABLED, because=f"CRI cannot be turned off in {name}")],
        api=asked,
        runtime=name,
    )


# The kubelet asks for images only where the runtime has answered (1.26 and later, validate service connection).
_IMAGES_ALONE = re.compile(r"CRI v1 image API is not implemented")


def _of_images_alone(said: Said, asked: str, socket: str) -> Finding:
    where = f" at {socket}" if socket else ""
    return finding(
        Cause.CRI_API_UNSUPPORTED,
        Confidence.LIKELY,
        f"The kubelet speaks CRI {asked}; its runtime does so too, but not the service of images{where}.",
        [from_kubelet(said.entry)],
        ruled_out=[RuledOut(cause=Cause.CRI_PLUGIN_DISABLED, because="the runtime's own service answered")],
        api=asked,
        runtime="the service of images",
        endpoint=socket or None,
    )


KUBELET = frozenset({Source.KUBELET_LOG})

RULES = (
    Rule(
        cause=Cause.RUNTIME_ENDPOINT_WRONG,
        find=runtime_endpoint_wrong,
        applies=about_kubelet,
        needs=KUBELET,
        settles="compare --container-runtime-endpoint with the runtime's socket",
    ),
    Rule(
        cause=Cause.CRI_PLUGIN_DISABLED,
        find=cri_plugin_disabled,
        applies=about_kubelet,
        needs=KUBELET | {Source.RUNTIME_CONFIG},
        settles="`containerd config dump`, and `ctr plugins ls | grep cri`",
    ),
    Rule(
        cause=Cause.CRI_API_UNSUPPORTED,
        find=cri_api_unsupported,
        applies=about_kubelet,
        needs=KUBELET | {Source.RUNTIME_LOG},
        yields_to=frozenset({Cause.RUNTIME_ENDPOINT_WRONG, Cause.CRI_PLUGIN_DISABLED}),
        settles="`containerd --version`",
    ),
    Rule(
        cause=Cause.RUNTIME_UNAVAILABLE,
        find=runtime_unavailable,
        applies=about_kubelet,
        needs=KUBELET,
        yields_to=frozenset({Cause.RUNTIME_ENDPOINT_WRONG, Cause.FILESYSTEM_DAMAGED}),
        settles="`systemctl status containerd`",
    ),
)
