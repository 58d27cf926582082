"""How the kubelet reaches its container runtime: what it complains of, the socket, the units that keep it."""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.causes.evidence.living import after_last
from whyrestart.causes.evidence.logs import QUIET, Said, last_said
from whyrestart.causes.evidence.refusals import MADE_ONE
from whyrestart.causes.kubelet.words import GO_ENDS, end_after, last_end_of_another, last_life, since_the_end_before
from whyrestart.causes.once import once
from whyrestart.episodes import is_last_word
from whyrestart.model.diagnosis import State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import RUNTIMES
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import (
    FileSeen,
    FileText,
    JournalLine,
    ProcessSeen,
    UnitSeen,
)
from whyrestart.parsing import kubelet_config

# The kubelet and the runtime's client; the old and the new spelling of the socket's address.
# A name that ends otherwise may be a slip of the pen, if it is a runtime's.
_A_RUNTIMES = r"/?[\w./-]+\.sock|/[\w./-]{0,200}(?:containerd|crio|cri-o|dockerd|docker)[\w.-]{0,100}+"
NO_SOCKET = re.compile(
    rf"dial unix:? (?P<socket>{_A_RUNTIMES})\S*: (?:connect: )?(?P<why>no such file or directory|connection refused|permission denied|"
    # Nobody takes in what waits to be answered.
    r"resource temporarily unavailable|i/o timeout)"
    r"|unix://(?P<socket2>/[\w./-]+\.sock)[^\n]{0,500}?(?P<why2>no such file or directory|connection refused)"
    r"|(?:read|write) unix (?:@?->)?(?P<socket3>/[\w./-]+\.sock): [^\n]{0,500}?(?P<why3>connection reset by peer|broken pipe)"
    # What a pager, or a limit on its length, leaves of such a line.
    r"|endpoint \\?\"?unix://(?P<socket5>/[\w./-]{1,200}\.sock)[^\n]{0,40}?code = (?P<why6>Unavailable)\b[^\n]{0,100}?(?:>|\u2026)\"?$"
    r"|(?P<why4>[Cc]ontainer runtime (?:is )?(?:down|not (?:ready|running))|[Cc]ontainer runtime sanity check failed|"
    r"failed to get docker version: operation timeout|[Cc]annot connect to (?:the Docker daemon|Docker endpoint))(?: at (?:unix://)?(?P<socket4>/[\w./-]+\.sock))?"
    # Asked for its version when the kubelet starts; in a life it is only slow.
    r"|(?:validate service connection|determine runtime API version|runtime typed version failed|validate CRI v1)[^\n]{0,500}?"
    # Its socket is there before what answers at it is; one that dies in between leaves an end of file.
    r"(?P<why5>context deadline exceeded|server is not initialized yet|error reading (?:from server|server preface): EOF)"
)
# kubelet.go, updateRuntimeUp and the pods' loop: the runtime's condition, not that of its network.
IS_DOWN = re.compile(r"[Cc]ontainer runtime is down|RuntimeReady=false")
_WARNED_OF = re.compile(r"grpc: addrConn\.createTransport failed to connect|Cannot connect to the Docker daemon at ")
# To 1.13 a kubelet only notes that it skips its pods, and why; each does at its start.
_SKIPS_FOR_IT = re.compile(r"skipping pod synchronization - \[[^\n]{0,200}?container runtime is down")
# What drives a volume or a device has its socket below the kubelet's own directory.
_OF_A_PLUGIN = re.compile(
    r"/(?:plugins(?:_registry)?|device-plugins|pod-resources)/[^\s\"]{1,200}\.sock\b|"
    # What a network's plugin was answered, as the runtime tells it, and what a pod's probe or hook printed.
    r"(?:setup|set up|teardown|destroy) (?:\w{1,20} )?network for|network[Pp]lugin|plugin type=|"
    r"\bProbe (?:failed|errored)|probe for \\?\"|ExecSync\b|\b(?:PostStart|PreStop)(?:Hook)?\b"
)
# kuberuntime_manager.go, when it has been told the runtime's version.
# What it says of pods that the runtime runs (kubelet.go, pod_startup_latency_tracker.go): it answers then.
_RUNS_PODS = re.compile(r"SyncLoop \(PLEG\)|Observed pod startup duration")
_INITIALISED = re.compile(r"Container runtime (?:\w{1,30} )?initialized")
_CADVISOR = re.compile(r"container factory failed|Registration of the \S+ container factory")
# Not in a comment.
_ENDPOINT = re.compile(
    r"(?m)^[^#\n]{0,4000}?--container-runtime-endpoint[= ]\"?(?:unix://)?(?P<socket>/[\w./-]{1,200}+)"
)
# The kubelet tells at its start what it is told (component-base's flags, remote_runtime.go). Dockershim's socket is its
# own default, whatever it speaks to.
_TOLD_ENDPOINT = re.compile(
    r"(?:FLAG: --container-runtime-endpoint=|Connecting to runtime service\W{1,3}(?:endpoint=)?)\W{0,2}"
    r"(?:unix://)?(?P<socket>/(?!\S{0,100}dockershim\.sock)[\w./-]{1,200}\.sock)"
)
# gRPC's words of a runtime that died while it was spoken to.
BROKEN = re.compile(r"client transport was broken|desc = transport is closing")
# A kubelet whose runtime does not answer says so every few seconds.
STILL = timedelta(minutes=1)
# What the names of their sockets hold.
SOCKET_OF = {
    "containerd.service": "containerd",
    "docker.service": "docker",
    "crio.service": "crio",
    "cri-o.service": "crio",
    "cri-docker.service": "cri-docker",
    "cri-dockerd.service": "cri-docker",
}


@once
def kubelet_complaints(episode: Episode) -> tuple[LogEntry, ...]:
    """What the kubelet complains of in its present or last life, since its runtime last answered at a start.

    cAdvisor's looks for other runtimes mean nothing, nor plugins; nor what another component of the same process ended with.
    """
    if last_end_of_another(episode):
        return ()
    lives = episode.state is State.HEALTHY
    return tuple(
        e
        for e in after_last(_of_this_life(episode), _INITIALISED, MADE_ONE, _RUNS_PODS)
        # A failure to connect, gRPC's or a collector's, is a warning, which --logging-format=json writes as information.
        if (e.severity not in QUIET or _WARNED_OF.search(e.text) or (lives and _SKIPS_FOR_IT.search(e.text)))
        and not _CADVISOR.search(e.text)
        and not _OF_A_PLUGIN.search(e.text)
    )


# Its own first words may be told a little before the service manager's.
_SAME_START = timedelta(seconds=5)


def _of_this_life(episode: Episode) -> tuple[LogEntry, ...]:
    """What the kubelet said in its last life, or, where it is well, in this one: what a former one met may have been mended."""
    unit, lines = episode.unit, last_life(episode)
    if episode.state is not State.HEALTHY:
        return since_the_end_before(lines)
    since = unit.main_started_at if unit is not None else None
    if unit is None:
        # It lives, by what it said after its last end, if it told of one.
        ends = [at for at, entry in enumerate(lines) if is_last_word(entry)]
        return lines[ends[-1] + 1 :] if ends else lines
    return tuple(e for e in lines if since is None or e.at is None or since - e.at <= _SAME_START)


# What a last word speaks of that is a runtime's matter.
_OF_A_RUNTIME = re.compile(
    r"rpc error(?!: code = ResourceExhausted)|[Rr]untime (?:service|API|version|typed)|service connection|"
    r"[Dd]ocker|containerd|crio|dial unix (?!/(?:var/)?run/(?:dbus|systemd)/)|unix:///|\bCRI v1"
)


def ended_otherwise(episode: Episode, complaint: LogEntry) -> bool:
    """Whether it ended with other words than those of its runtime, which it had lived on without."""
    end = end_after(episode, complaint)
    return end is not None and (GO_ENDS.match(end.text) is not None or _OF_A_RUNTIME.search(end.text) is None)


def only_warned_of(entry: LogEntry) -> bool:
    """Whether it tells of one failure to connect, after which it tries again."""
    return _WARNED_OF.search(entry.text) is not None


def endpoint_of(episode: Episode) -> str | None:
    """The socket that the kubelet is told to use, by flag or configuration."""
    texts = {seen.path: seen.text for seen in episode.node.newest(FileText).values()}
    for text in texts.values():
        if match := _ENDPOINT.search(text):
            return match["socket"]
    config = kubelet_config.of(texts)
    stated = config.container_runtime_endpoint if config is not None else None
    if stated:
        return stated.removeprefix("unix://")
    told = last_said(last_life(episode), _TOLD_ENDPOINT)
    return told["socket"] if told else None


def runtime_units(episode: Episode) -> dict[str, UnitSeen]:
    """The units of runtimes that are installed here, by name."""
    units = episode.node.newest(UnitSeen)
    return {
        name: unit for name in RUNTIMES if (unit := units.get(name)) is not None and unit.load_state in {"", "loaded"}
    }


# What answers to CRI, by the socket that it makes; the last four are of runtimes that nobody makes any more.
SOCKETS = tuple(
    f"{run}/{socket}"
    for socket in (
        "containerd/containerd.sock",
        "crio/crio.sock",
        "cri-dockerd.sock",
        "crio.sock",
        "cri-containerd.sock",
        "rktlet.sock",
        "frakti.sock",
    )
    for run in ("/run", "/var/run")
)


def sockets_there(episode: Episode) -> list[str]:
    """The sockets of runtimes that were seen on the node."""
    files = episode.node.newest(FileSeen)
    return [path for path in SOCKETS if (seen := files.get(path)) is not None and seen.type == "socket"]


def knows_docker(episode: Episode) -> bool:
    """Whether anything tells that Docker is installed here: its unit, its words, its process."""
    node = episode.node
    return (
        "docker.service" in runtime_units(episode)
        or any(line.unit == "docker" for line in node.all(JournalLine))
        or any(seen.program == "dockerd" for seen in node.newest(ProcessSeen).values())
    )


_NEVER_DOCKERS = ("crio.service", "rktlet.service", "frakti.service")


def asks_for_docker_in_vain(episode: Episode, socket: str) -> bool:
    """Whether a kubelet that asks for Docker, its default up to 1.23, runs where nothing tells of a Docker.

    Others tell instead, or the socket is seen not to be there. containerd's tells nothing: it lies below Docker too.
    """
    units = episode.node.newest(UnitSeen)
    runs = [name for name in _NEVER_DOCKERS if name in units and units[name].active_state == "active"]
    others = runs + [path for path in sockets_there(episode) if "containerd" not in path]
    gone = (seen := episode.node.newest(FileSeen).get(socket)) is not None and seen.type is None
    return socket.endswith("/docker.sock") and bool(others or gone) and not knows_docker(episode)


def dialled(said: Said) -> str:
    """The socket that a complaint is about, however it spells it."""
    found = said.match.groupdict()
    return next((found[name] for name in ("socket", "socket2", "socket3", "socket4", "socket5") if found.get(name)), "")


_RUNTIMES_SOCKETS = (
    "/containerd.sock",
    "/crio.sock",
    "/cri-dockerd.sock",
    "/dockershim.sock",
    "/frakti.sock",
    "/rktlet.sock",
)


def is_nobodys(socket: str) -> bool:
    """Whether no runtime's socket is called so: then it may be the name that is wrong."""
    return bool(socket) and not socket.removeprefix("/var").endswith((*_RUNTIMES_SOCKETS, "/docker.sock"))


def runtime_units_down(episode: Episode) -> list[UnitSeen]:
    """The runtime's units that have failed, or that systemd starts again and again."""
    return [u for u in runtime_units(episode).values() if u.active_state == "failed" or u.sub_state == "auto-restart"]


def own_unit_failed(episode: Episode, socket: str) -> bool:
    """Whether the runtime whose socket that is has failed here: then its socket is missing for that."""
    return any(SOCKET_OF[unit.unit] in socket for unit in runtime_units_down(episode) if unit.unit in SOCKET_OF)
