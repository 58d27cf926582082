"""A runtime of another time than the kubelet: it does not speak the kubelet's version of CRI, or of Docker's API."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.logs import Said, last_said
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.causes.runtime.cri import (
    ALWAYS_CRI,
    ANSWERS,
    IMAGES_ALONE,
    NAMED_ENDPOINT,
    UNIMPLEMENTED,
    asked_for,
    containerd_version,
    socket_of,
)
from whyrestart.causes.runtime.reach import kubelet_complaints, runtime_units, runtime_units_down
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.observation import JournalLine, Source

# Docker's own answers (moby, api/server/middleware), and the kubelet's where it asks first (dockertools and dockershim).
_DOCKER_API = re.compile(
    r"client version (?P<client>[\d.]+) is too old\. Minimum supported API version is (?P<least>[\d.]+)"
    r"|client is newer than server \(client API version: (?P<newer>[\d.]+), server API version: (?P<server>[\d.]+)"
    r"|docker API version is older than (?P<wanted>[\d.]+)"
)


def cri_api_unsupported(episode: Episode) -> Finding | None:
    """The runtime is too old, or too new, for the CRI version that this kubelet speaks (v1 alone from 1.26)."""
    said = last_said(kubelet_complaints(episode), UNIMPLEMENTED)
    if said is None:
        return _docker_of_another_time(episode)
    asked = asked_for(said)
    other = ALWAYS_CRI.search(socket_of(episode, said))
    if other is not None:
        return _other_release(said, asked, other["name"])
    told = NAMED_ENDPOINT.search(said.entry.text)
    if asked == "v1alpha1":
        return _of_the_first_kubelets(said)
    if IMAGES_ALONE.search(said.entry.text):
        return _of_images_alone(said, asked, told["socket"] if told else "")
    version = containerd_version(episode)
    first, end = ANSWERS.get(asked, ((0, 0), (0, 0)))
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
        endpoint=told["socket"] if told else None,
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
    shims = (unit for name, unit in runtime_units(episode).items() if name.startswith("cri-docker"))
    if any(u.active_state == "active" and u.active_since and u.active_since > own[-1].at for u in shims):
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


RULES = (
    Rule(
        cause=Cause.CRI_API_UNSUPPORTED,
        find=cri_api_unsupported,
        applies=about_kubelet,
        needs=frozenset({Source.KUBELET_LOG, Source.RUNTIME_LOG}),
        yields_to=frozenset({Cause.RUNTIME_ENDPOINT_WRONG, Cause.CRI_PLUGIN_DISABLED}),
        settles="`containerd --version`",
    ),
)
