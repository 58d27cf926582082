"""CRI in the kubelet's words: which version it asks for, at which socket, and what each containerd answers to."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.logs import Said
from whyrestart.causes.kubelet.words import carrier, is_k0s
from whyrestart.causes.once import once
from whyrestart.causes.runtime.reach import endpoint_of
from whyrestart.episodes import own_words
from whyrestart.model.episode import Episode
from whyrestart.model.identity import SNAPS_RUNTIMES
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import FileText, JournalLine, RuntimeSeen

UNIMPLEMENTED = re.compile(
    r"unknown service runtime\.(?:(?P<api>v1(?:alpha2|beta1)?)\.)?(?:Runtime|Image)Service"
    # 1.26 says so of any error: that nobody answered is told by the code.
    r"|CRI v1 (?:runtime|image) API is not implemented(?![^\n]*code = (?:Unavailable|DeadlineExceeded))"
    # What a pager, or a limit on its length, leaves of the first.
    r"|CRI v1 runtime API for endpoint [^\n]{0,300}?code = Unimplemented\b(?![^\n]*service)[^\n]{0,60}?(?:>|\u2026)\"?$"
)
# The same, cut off before it tells what it was answered.
CUT_OFF = re.compile(
    r"(?:validate service connection|determine runtime API version|remote runtime typed version failed)\b"
    r"(?![^\n]*(?:code = |\bdial ))[^\n]{0,400}?(?:>|\u2026)\"?$"
)
# containerd's first word of a life, and to 1.7 what it says before it tries that plugin: what was not loaded before may be
# loaded in this one.
BEGINS = re.compile(r"starting containerd\b|^loading plugin \"io\.containerd\.grpc\.v1\.cri\"")
# The kubelet asks for images only where the runtime has answered (1.26 and later, validate service connection).
IMAGES_ALONE = re.compile(r"CRI v1 image API (?:is not implemented|for endpoint [^\n]{0,300}? unknown service)")
NAMED_ENDPOINT = re.compile(r"endpoint \\?\"?(?:unix://)?(?P<socket>/[\w./-]+\.sock)")
NOT_CRI = re.compile(
    r"/docker(?:/containerd|-containerd)?\S{0,100}containerd\S{0,100}\.sock|docker-containerd|/docker\.sock$|/containerd/debug\.sock"
)
# They are nothing but CRI: where one of them does not know the service, it is of another time than the kubelet.
ALWAYS_CRI = re.compile(r"/(?P<name>crio|cri-dockerd|cri-containerd|frakti|rktlet)\.sock")
# Which releases of containerd answer to what, if their CRI plugin is loaded (pkg/cri/server, internal/cri).
ANSWERS = {"v1": ((1, 6), (99, 0)), "v1alpha2": ((1, 1), (2, 0))}
# k0s' mark of what its containerd says.
_OF_K0S = re.compile(r"\bcomponent=\"?containerd\b")
# What containerd ends with where it cannot take its configuration (cmd/containerd/server/config).
REFUSED_CONFIG = re.compile(
    r"\btoml: |\bTOML\b|containerd config version|invalid (?:disabled |required )?plugin (?:id |key )?URI|"
    r"failed to load (?:config|plugin io\.containerd\.(?:grpc\.v1\.cri|cri\.v1))|invalid plugin config|"
    # BurntSushi's toml, to 1.4.
    r"^containerd: (?:Near line \d{1,6} |[Tt]ype mismatch for )"
)
_CONTAINERD_VERSION = re.compile(
    r"containerd\b(?:(?!containerd\b)[^\n]){0,300}?version=\"?v?(?P<version>\d+\.\d+(?:\.\d+)?)"
)


def asked_for(said: Said) -> str:
    """The version of CRI that the kubelet asked for; the first of all (to 1.9) has none in its name."""
    return said["api"] or ("v1" if "CRI v1" in said.match[0] else "v1alpha1")


def socket_of(episode: Episode, said: Said) -> str:
    """The socket that the kubelet's words, else its settings, name; empty where neither does."""
    endpoint = NAMED_ENDPOINT.search(said.entry.text)
    return (endpoint["socket"] if endpoint else "") or endpoint_of(episode) or ""


@once
def containerds_words(episode: Episode) -> tuple[LogEntry, ...]:
    """What the kubelet's containerd said: in the unit of its own, in that of the kubelet's snap, or as k0s passes it on."""
    unit = episode.unit.unit if episode.unit is not None else carrier(episode)
    if unit.startswith("snap."):
        names = (name for name in SNAPS_RUNTIMES if name.split(".")[:2] == unit.split(".")[:2])
        return tuple(entry for name in names for entry in own_words(episode.node, name.removesuffix(".service")))
    # What lies beside them is another's, Docker's as a rule; k3s' and RKE2's speaks in a file.
    if unit and is_k0s(episode):
        passed_on = own_words(episode.node, unit.removesuffix(".service"))
        return tuple(entry for entry in passed_on if _OF_K0S.search(entry.raw))
    return () if carrier(episode) else tuple(own_words(episode.node, "containerd"))


def containerd_version(episode: Episode) -> tuple[int, int] | None:
    """Major and minor of the containerd that runs here; None where neither its socket nor its log tells."""
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
