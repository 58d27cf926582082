"""CRI, which the kubelet speaks and its runtime does not: at another socket, without the plugin, in another version."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from whyrestart.causes.kubelet_config import NO_ENDPOINT
from whyrestart.causes.kubelet_words import carried, last_life
from whyrestart.causes.living import kubelets_newest
from whyrestart.causes.logs import Said, last_said
from whyrestart.causes.resources import INOTIFY
from whyrestart.causes.rule import Rule, about_kubelet, about_node, finding, from_kubelet, note
from whyrestart.causes.runtime import (
    NO_SOCKET,
    dialled,
    endpoint_of,
    knows_docker,
    kubelet_complaints,
    runtime_units,
    runtime_units_down,
    sockets_there,
)
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import CARRIERS, KUBELET, RUNTIMES
from whyrestart.model.observation import (
    ContainerSeen,
    FileSeen,
    FileText,
    JournalLine,
    RuntimeSeen,
    Source,
    UnitSeen,
)
from whyrestart.parsing import containerd_config

UNIMPLEMENTED = re.compile(
    r"unknown service runtime\.(?:(?P<api>v1(?:alpha2|beta1)?)\.)?(?:Runtime|Image)Service"
    # 1.26 says so of any error: that nobody answered is told by the code.
    r"|CRI v1 (?:runtime|image) API is not implemented(?![^\n]*code = (?:Unavailable|DeadlineExceeded))"
)
_ENDPOINT = re.compile(r"endpoint \\?\"?(?:unix://)?(?P<socket>/[\w./-]+\.sock)")
# Docker's own socket speaks HTTP/1.
_NO_GRPC = re.compile(r"error reading server preface|http2: frame too large")
_NOT_CRI = re.compile(
    r"/docker(?:/containerd|-containerd)?\S{0,100}containerd\S{0,100}\.sock|docker-containerd|/docker\.sock$|/containerd/debug\.sock"
)
# kubelet/util: the address is of no form that it dials.
_NO_ADDRESS = re.compile(
    r"(?:run Kubelet|create kubelet|service connection)[^\n]{0,200}?"
    r"(?:only support unix socket endpoint|protocol \\?\"[\w.+-]*\\?\" not supported)"
)
# A directory or a file that is no socket: the sockets of all runtimes are called so.
_NO_SOCKETS_NAME = re.compile(
    r"(?:validate service connection|determine runtime API version|runtime typed version failed|validate CRI v1)[^\n]{0,400}?"
    r"dial unix:? (?P<socket>/[\w./-]{1,200}+)(?<!\.sock): "
)
_CONTAINERD_VERSION = re.compile(
    r"containerd\b(?:(?!containerd\b)[^\n]){0,300}?version=\"?v?(?P<version>\d+\.\d+(?:\.\d+)?)"
)
# From 2.0 the plugin's name is a field, and CRI is three plugins of which one needs the two others.
_CRI_BROKEN = re.compile(
    r"failed to load plugin(?: |\" [^\n]{0,2000}? id=\"?)io\.containerd\.(?:grpc\.v1\.cri|cri\.v1)|invalid plugin config|failed to load (?:TOML|config)|unable to load config"
)
_FOR_ANOTHER = re.compile(r"unable to load CRI \w+ service plugin dependency")
_BEGINS = re.compile(r"starting containerd\b")
_WHY_NOT = re.compile(r"\berror=\"(?P<why>(?:[^\"\\\n]|\\.){1,600}+)")
# Docker's own answers (moby, api/server/middleware), and the kubelet's where it asks first (dockertools and dockershim).
_DOCKER_API = re.compile(
    r"client version (?P<client>[\d.]+) is too old\. Minimum supported API version is (?P<least>[\d.]+)"
    r"|client is newer than server \(client API version: (?P<newer>[\d.]+), server API version: (?P<server>[\d.]+)"
    r"|docker API version is older than (?P<wanted>[\d.]+)"
)
# They are nothing but CRI: where one of them does not know the service, it is of another time than the kubelet.
_ALWAYS_CRI = re.compile(r"/(?P<name>crio|cri-dockerd|cri-containerd|frakti|rktlet)\.sock")
# Which releases of containerd answer to what, if their CRI plugin is loaded (pkg/cri/server, internal/cri).
_ANSWERS = {"v1": ((1, 6), (99, 0)), "v1alpha2": ((1, 1), (2, 0))}
# Until the first release that does not answer to v1alpha2 any more, each did.
_CONTAINERD_2 = datetime(2024, 11, 5, tzinfo=UTC)
# The kubelet asks for images only where the runtime has answered (1.26 and later, validate service connection).
_IMAGES_ALONE = re.compile(r"CRI v1 image API (?:is not implemented|for endpoint [^\n]{0,300}? unknown service)")


def runtime_endpoint_wrong(episode: Episode) -> Finding | None:
    """The kubelet is pointed at a socket that is not the CRI runtime's: docker's private containerd is the classic."""
    unset = last_said(kubelet_complaints(episode), NO_ENDPOINT, _NO_ADDRESS, _NO_SOCKETS_NAME)
    if unset is not None and episode.state is not State.HEALTHY:
        return _no_endpoint(episode, unset)
    said = last_said(kubelet_complaints(episode), UNIMPLEMENTED, NO_SOCKET, _NO_GRPC)
    endpoint = endpoint_of(episode) or (dialled(said) if said else "")
    if said is None or not endpoint:
        return None
    unimplemented = UNIMPLEMENTED.search(said.entry.text) is not None or _NO_GRPC.search(said.entry.text) is not None
    version = episode.node.version
    # Nobody makes dockershim's socket any more: the kubelet did so itself, up to 1.23, before it dialled it.
    shim = endpoint.endswith("/dockershim.sock") and (version is None or version.at_least(1, 24))
    private = _NOT_CRI.search(endpoint) is not None
    others = [s for s in sockets_there(episode) if s != endpoint]
    missing = (seen := episode.node.newest(FileSeen).get(endpoint)) is not None and seen.type is None
    # containerd runs below Docker too: what is not there is then Docker, and not the place to ask at.
    docker = endpoint.endswith("/docker.sock") and knows_docker(episode)
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
    sockets = sockets_there(episode)
    empty = NO_ENDPOINT.search(said.entry.text) is not None
    no_socket = said["socket"]
    told = (
        "its endpoint is not set"
        if empty
        else f"its endpoint, {no_socket}, is no socket"
        if no_socket
        else "its endpoint is not the address of a unix socket"
    )
    return finding(
        Cause.RUNTIME_ENDPOINT_WRONG,
        Confidence.PROVEN,
        f"The kubelet is told of no container runtime: {told}{f' ({sockets[0]} is there)' if sockets else ''}.",
        [from_kubelet(said.entry)],
        endpoint="an empty address" if empty else no_socket or "an address of another form",
        socket=sockets[0] if sockets else None,
    )


def _containerd_version(episode: Episode) -> tuple[int, int] | None:
    # The socket tells of the version, the files of the configuration.
    told = [seen.version for seen in episode.node.all(RuntimeSeen) if "containerd" in seen.name and seen.version]
    text = told[-1] if told else ""
    if not text:
        lines = [line.message for line in episode.node.all(JournalLine) if line.unit == "containerd"]
        text = next((m["version"] for line in reversed(lines) if (m := _CONTAINERD_VERSION.search(line))), "")
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
    said = last_said(kubelet_complaints(episode), UNIMPLEMENTED)
    broken = _not_loaded(episode)
    if said is None:
        return _not_loaded_for_a_silent_kubelet(episode, broken)
    text = containerd_text(episode)
    config = containerd_config.parse(text[1]) if text else None
    why = _plugin_trouble(config) if config is not None else ""
    version = _containerd_version(episode)
    if not why and (broken is None or INOTIFY.search(broken.message)):
        return (
            _neither_version(episode, said)
            or _of_the_first_layout(episode, said, text, config)
            or _of_one_release(episode, said)
            or _as_each_release_would(episode, said)
        )
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


def _not_loaded_for_a_silent_kubelet(episode: Episode, broken: JournalLine | None) -> Finding | None:
    """The kubelet ends, and no word of it is left; containerd, which alone it could use, says that it has no CRI."""
    if broken is None or INOTIFY.search(broken.message) or episode.state is State.HEALTHY or last_life(episode):
        return None
    units = runtime_units(episode)
    others = [u for name, u in units.items() if name != "containerd.service" and u.active_state == "active"]
    if carried(episode) or others or _begun_since(episode, broken):
        return None
    return _without_cri(broken, "the kubelet ends")


def no_cri_for_any_kubelet(node: Episode) -> Finding | None:
    """Nothing is known of the kubelet, and containerd, the only runtime here, says at its last start that it has no CRI."""
    view = node.node
    units = view.newest(UnitSeen)
    heard = {f"{line.unit}.service" for line in view.all(JournalLine)}
    others = {*CARRIERS, KUBELET.unit, *RUNTIMES} - {"containerd.service"}
    if others & (heard | {name for name, unit in units.items() if unit.load_state != "not-found"}):
        return None
    ours = units.get("containerd.service")
    broken = None if ours is not None and ours.active_state != "active" else _not_loaded(node)
    if broken is None or INOTIFY.search(broken.message) or view.last(ContainerSeen) or _begun_since(node, broken):
        return None
    return _without_cri(broken, "no kubelet runs here")


def _without_cri(broken: JournalLine, follows: str) -> Finding:
    """By containerd's own word alone; `follows` is what that makes of the kubelet."""
    told = _WHY_NOT.search(broken.message)
    why = told["why"] if told else "its CRI plugin could not be loaded"
    return finding(
        Cause.CRI_PLUGIN_DISABLED,
        Confidence.LIKELY,
        f"containerd does not offer CRI, without which {follows}: {why}.",
        [note("runtime_log", broken.message, broken.at)],
        why=why,
    )


def _begun_since(episode: Episode, line: JournalLine) -> bool:
    """Whether containerd was started anew since it said so."""
    lines = (each for each in episode.node.all(JournalLine) if each.unit == "containerd" and each.at > line.at)
    return any(_BEGINS.search(each.message) for each in lines)


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
    endpoint = endpoint_of(episode) or ""
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


def _as_each_release_would(episode: Episode, said: Said) -> Finding | None:
    """What the kubelet asks for, this containerd, or each that there was, answers if its CRI plugin is loaded."""
    asked = _asked(said)
    if asked not in _ANSWERS or not _speaks_to_containerd(episode, said):
        return None
    if _IMAGES_ALONE.search(said.entry.text):
        return None
    lives = episode.state is State.HEALTHY
    if lives and said.entry not in kubelets_newest(episode)[-1:]:
        return None
    version = _containerd_version(episode)
    first, end = _ANSWERS[asked]
    if version is not None and not first <= version < end:
        return None
    # What would have turned it off, or kept it from being loaded, was looked for and is not there.
    well = containerd_text(episode) is not None and any(
        line.unit == "containerd" for line in episode.node.all(JournalLine)
    )
    # Where its settings could not be read, it may as well speak to a socket that is not CRI's.
    unread = not _socket_of(episode, said) and episode.node.blind(Source.KUBELET_CONFIG) is not None
    of_its_time = asked == "v1alpha2" and (episode.at < _CONTAINERD_2 or _asks_both(episode, said))
    named = f"containerd {version[0]}.{version[1]}" if version else "containerd"
    return finding(
        Cause.CRI_PLUGIN_DISABLED,
        Confidence.LIKELY
        if (version or (of_its_time and not unread) or (lives and asked == "v1")) and not well
        else Confidence.POSSIBLE,
        f"{named} does not answer to CRI {asked}, as it would with its CRI plugin: that is off, or could not be loaded.",
        [from_kubelet(said.entry), note("runtime_log", f"{named} runs on this node") if version else None],
        why=f"it does not answer to CRI {asked}",
    )


def _socket_of(episode: Episode, said: Said) -> str:
    endpoint = _ENDPOINT.search(said.entry.text)
    return (endpoint["socket"] if endpoint else "") or endpoint_of(episode) or ""


def _speaks_to_containerd(episode: Episode, said: Said) -> bool:
    """The kubelet's socket is containerd's own, or, where that is not known, no other runtime is seen here."""
    socket = _socket_of(episode, said)
    if socket:
        return "containerd" in socket and not _NOT_CRI.search(socket) and not _ALWAYS_CRI.search(socket)
    others = [name for name in runtime_units(episode) if name not in {"containerd.service", "docker.service"}]
    seen = [seen.name for seen in episode.node.all(RuntimeSeen)]
    return not others and all("containerd" in name for name in seen)


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
    unit = runtime_units(episode).get("containerd.service")
    if said["api"] != "v1alpha2" or not _asks_both(episode, said) or unit is None or unit.active_state != "active":
        return None
    return finding(
        Cause.CRI_PLUGIN_DISABLED,
        Confidence.LIKELY,
        "containerd runs and answers to neither version of CRI: its CRI plugin is off, or could not be loaded.",
        [from_kubelet(said.entry), note("units", f"{unit.unit} is {unit.active_state}")],
        why="it answers to neither version of CRI",
    )


def _asks_both(episode: Episode, said: Said) -> bool:
    version = episode.node.version
    return "command failed" in said.entry.raw if version is None else version.at_least(1, 23)


def _asked(said: Said) -> str:
    """The version of CRI that the kubelet asked for; the first of all (to 1.9) has none in its name."""
    return said["api"] or ("v1" if "CRI v1" in said.match[0] else "v1alpha1")


def _plugin_trouble(config: containerd_config.ContainerdConfig) -> str:
    if config.problem:
        return f"it cannot be parsed: {config.problem}"
    if config.cri_refused:
        return config.cri_refused
    disabled = [name for name in config.disabled_plugins if name == "cri" or name.endswith((".cri", "cri.v1.runtime"))]
    return f"disabled_plugins contains {disabled[0]}" if disabled else ""


def cri_api_unsupported(episode: Episode) -> Finding | None:
    """The runtime is too old, or too new, for the CRI version that this kubelet speaks (v1 alone from 1.26)."""
    said = last_said(kubelet_complaints(episode), UNIMPLEMENTED)
    if said is None:
        return _docker_of_another_time(episode)
    asked = _asked(said)
    endpoint = _ENDPOINT.search(said.entry.text)
    other = _ALWAYS_CRI.search((endpoint["socket"] if endpoint else "") or endpoint_of(episode) or "")
    if other is not None:
        return _other_release(said, asked, other["name"])
    if asked == "v1alpha1":
        return _of_the_first_kubelets(said)
    if _IMAGES_ALONE.search(said.entry.text):
        return _of_images_alone(said, asked, endpoint["socket"] if endpoint else "")
    version = _containerd_version(episode)
    first, end = _ANSWERS.get(asked, ((0, 0), (0, 0)))
    fits = version is not None and not first <= version < end
    # Who lives was answered when it was started.
    if not fits and (version is not None or episode.state is State.HEALTHY):
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


def _docker_of_another_time(episode: Episode) -> Finding | None:
    """The kubelet speaks to Docker itself, to 1.23, and Docker no longer, or not yet, in its words."""
    said = last_said(kubelet_complaints(episode), _DOCKER_API)
    if said is None or episode.state is State.HEALTHY:
        return _shim_of_another_time(episode)
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


def _shim_of_another_time(episode: Episode) -> Finding | None:
    """What stands between the kubelet and Docker from 1.24 on ends, for Docker does not, or not yet, speak in its words."""
    lines = [line for line in episode.node.all(JournalLine) if line.unit.startswith("cri-docker")]
    own = [line for line in lines if not line.identifier.startswith("systemd")]
    match = _DOCKER_API.search(own[-1].message) if own else None
    down = any(unit.unit.startswith("cri-docker") for unit in runtime_units_down(episode))
    if match is None or not (down or episode.state is not State.HEALTHY):
        return None
    return finding(
        Cause.CRI_API_UNSUPPORTED,
        Confidence.PROVEN,
        f"cri-dockerd and Docker do not speak the same version of Docker's API: {match[0]}.",
        [note("runtime_log", own[-1].message, own[-1].at)],
        api=f"Docker's API {match['client'] or match['newer'] or match['wanted']}",
        runtime="this Docker",
        why=match[0],
    )


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


def _of_the_first_kubelets(said: Said) -> Finding:
    """No containerd that has CRI within itself answers to it, and each other runtime left it with Kubernetes 1.10."""
    return finding(
        Cause.CRI_API_UNSUPPORTED,
        Confidence.LIKELY,
        "The kubelet speaks the CRI of Kubernetes up to 1.9 (v1alpha1), which its runtime does not, or not any more.",
        [from_kubelet(said.entry)],
        api="v1alpha1",
        runtime="the runtime",
    )


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


_KUBELET = frozenset({Source.KUBELET_LOG})
RULES = (
    Rule(
        cause=Cause.RUNTIME_ENDPOINT_WRONG,
        find=runtime_endpoint_wrong,
        applies=about_kubelet,
        needs=_KUBELET,
        settles="compare --container-runtime-endpoint with the runtime's socket",
    ),
    Rule(
        cause=Cause.CRI_PLUGIN_DISABLED,
        find=cri_plugin_disabled,
        applies=about_kubelet,
        needs=_KUBELET | {Source.RUNTIME_CONFIG},
        settles="`containerd config dump`, and `ctr plugins ls | grep cri`",
    ),
    Rule(
        cause=Cause.CRI_PLUGIN_DISABLED,
        find=no_cri_for_any_kubelet,
        applies=about_node,
        needs=frozenset({Source.RUNTIME_LOG}),
        settles="`ctr plugins ls | grep cri`",
    ),
    Rule(
        cause=Cause.CRI_API_UNSUPPORTED,
        find=cri_api_unsupported,
        applies=about_kubelet,
        needs=_KUBELET | {Source.RUNTIME_LOG},
        yields_to=frozenset({Cause.RUNTIME_ENDPOINT_WRONG, Cause.CRI_PLUGIN_DISABLED}),
        settles="`containerd --version`",
    ),
)
