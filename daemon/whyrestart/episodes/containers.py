"""The episode of a static pod's container: its lives, its manifest, and what the kubelet says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from whyrestart.episodes.ends import origin
from whyrestart.episodes.states import CONTROL_PLANE, RECENT, passed_its_start, runtime_unseen, state
from whyrestart.episodes.static_pods import Declared
from whyrestart.episodes.witnesses import STARTED_AGAIN
from whyrestart.foresight import forecasts
from whyrestart.model.diagnosis import State
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.identity import ContainerRef
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.manifest import Manifest, StaticPod, Volume
from whyrestart.model.node import NodeView
from whyrestart.model.observation import ContainerState, ContainerStatusSeen, Source
from whyrestart.parsing.kubelet_words import kills_by_name
from whyrestart.parsing.last_words import closes_with_an_end

# What every runtime shows of an ID at least (docker ps, the kubelet's PLEG lines, the names of scopes).
_SHORT = 12
_ID = re.compile(r"[0-9a-f]{12,64}+")


def container_episode(
    view: NodeView,
    ref: ContainerRef,
    lives: tuple[Attempt, ...],
    what: Declared | None,
    kubelet: tuple[LogEntry, ...],
    *,
    broken: Manifest | None = None,
) -> Episode:
    """What is known of the container `ref`; `broken` is the file that should declare it where none does (`what`)."""
    pod = what.pod if what else None
    container = pod.container(ref.container) if pod else None
    manifest = what.manifest if what else broken
    lives = _ended_by_its_words(view, lives) if what is not None or view.blind(Source.MANIFESTS) else lives
    log = tuple(_about(ref, lives, pod, manifest, kubelet))
    status = view.newest(ContainerStatusSeen).get(ref)
    waiting = status.now if status is not None and status.now.state is ContainerState.WAITING else None
    newest = lives[-1].key if lives else None
    of_this_pod = status is not None and (newest is None or newest.pod_uid == status.pod_uid)
    counted = status.restart_count if status is not None and of_this_pod else 0
    episode = Episode(
        subject=ref,
        node=view,
        state=State.HEALTHY,
        restarts=max(newest.attempt if newest else 0, counted),
        last_restart_at=_last_restart(lives),
        attempts=lives,
        manifest=manifest,
        pod=pod,
        container=container,
        forecasts=forecasts(view=view, ref=ref, pod=pod, container=container, attempts=lives),
        kubelet_log=log,
        waiting_reason=waiting.reason if waiting else "",
        waiting_message=waiting.message if waiting else "",
    )
    episode = _without_history(replace(episode, origin=origin(episode)))
    return replace(episode, state=state(episode))


def _ended_by_its_words(view: NodeView, lives: tuple[Attempt, ...]) -> tuple[Attempt, ...]:
    """The newest life, of which only a log is left, has ended if that closes so: no runtime could be asked.

    The next one would have a file of its own. What ended long ago is not tried again: it is told of no more.
    """
    newest = lives[-1] if lives else None
    if newest is None or newest.state is not ContainerState.UNKNOWN or not runtime_unseen(view):
        return lives
    at = next((entry.at for entry in reversed(newest.log) if entry.at is not None), None)
    if at is None or not timedelta(0) <= view.at - at <= STARTED_AGAIN or not closes_with_an_end(newest.log):
        return lives
    return (*lives[:-1], replace(newest, state=ContainerState.EXITED, finished_at=at))


# Of an end whose life's length is not known.
_A_LIFE = timedelta(days=1)


def _without_history(episode: Episode) -> Episode:
    """Without the lives before one that goes on and has outlived them, or is of another pod: what ended them is over.

    The runtime keeps the last that ended, and its log, for as long as the pod is there: of a start before etcd was up,
    say, or of a lease that was lost weeks ago. What comes again after as long a life is a loop, however slow; what
    refused a start is over as soon as one has passed it.
    """
    current, ended = episode.current, episode.last_ended
    if ended is None or current is None:
        return episode
    if current.state is ContainerState.UNKNOWN and current.started_at is None and runtime_unseen(episode.node):
        # A log tells when it began, and no end of it is known.
        current = replace(current, started_at=current.created_at)
    elif current.state is not ContainerState.RUNNING:
        return episode
    if current.started_at is None:
        return episode
    if passed_its_start(current, ended, episode.at):
        return replace(episode, attempts=(episode.attempts[-1],), origin=None)
    if ended.finished_at is None or episode.at - ended.finished_at <= RECENT:
        return episode
    outlived = episode.at - current.started_at > (ended.lifetime or _A_LIFE)
    if not outlived and ended.key.pod_uid == current.key.pod_uid:
        return episode
    return replace(episode, attempts=(episode.attempts[-1],), origin=None)


def _last_restart(lives: tuple[Attempt, ...]) -> datetime | None:
    """When the newest attempt that followed another one started."""
    followed = [attempt for attempt in lives[1:] if attempt.started_at or attempt.created_at]
    if lives and not followed and lives[-1].key.attempt > 0:
        followed = [lives[-1]]
    return (followed[-1].started_at or followed[-1].created_at) if followed else None


# An event's message names neither the pod nor its UID; the operation's own error names both.
_VOLUME = re.compile(
    r"^(?!.*\bpods?\b).*MountVolume\.SetUp failed for volume \\?\"(?P<name>[^\"\\]+)\\?\" ?:"
    r"(?: ?mkdir (?P<path>/[^\s:]+))?"
)


# Up to 1.5: a static pod by its UID, which is a hash of its manifest, and the container that could not be started.
_NOT_STARTED = re.compile(
    r"Error syncing pod (?P<uid>[0-9a-f]{32}), skipping: "
    r"failed to \\*\"StartContainer\\*\" for \\*\"(?P<name>[\w.-]{1,253})\\*\" with"
)


def _about(
    ref: ContainerRef,
    lives: tuple[Attempt, ...],
    pod: StaticPod | None,
    manifest: Manifest | None,
    kubelet: tuple[LogEntry, ...],
) -> Iterator[LogEntry]:
    """The kubelet's lines that name the pod (by name or UID), one of the container's IDs, or the manifest's file.

    The UID may be known by nothing but another line: up to 1.5 a failed sync is told of a UID alone.
    Of a pull they name the image alone, of a volume its name, and in an event's bare message the container.
    """
    volumes = pod.volumes if pod else ()
    container = pod.container(ref.container) if pod else None
    image = container.image if container else ""
    uid = re.compile(rf"(?<![\w.-]){re.escape(ref.pod)}_{re.escape(ref.namespace)}\((?P<uid>[0-9a-f-]{{32,36}})\)")
    told = {match["uid"] for entry in kubelet if ref.pod in entry.raw for match in uid.finditer(entry.raw)}
    if ref.container in CONTROL_PLANE and manifest is not None:
        told |= {m["uid"] for entry in kubelet if (m := _NOT_STARTED.search(entry.raw)) and m["name"] == ref.container}
    names = {ref.pod, *told, *(a.key.pod_uid for a in lives)} - {""}
    ids = {a.container_id[:_SHORT] for a in lives}
    file = re.compile(rf"{re.escape(manifest.path)}(?![\w.~-])") if manifest else None
    asked = rf"(?:PullImage\b.*|Back-off pulling image )\\*\"{re.escape(image)}\\*\""
    pulled = re.compile(asked) if image else None
    for entry in kubelet:
        mine = any(name in entry.raw for name in names) or any(p and p.search(entry.raw) for p in (file, pulled))
        # A loop of a day has hundreds of IDs: those in the line are looked up, not each of them sought in it.
        mine = mine or any(found[:_SHORT] in ids for found in _ID.findall(entry.raw))
        mine = mine or (ref.container in CONTROL_PLANE and kills_by_name(entry, ref.container))
        if mine or (volumes and (match := _VOLUME.search(entry.raw)) and _of_one_of(volumes, match)):
            yield entry


def _of_one_of(volumes: Iterable[Volume], failed: re.Match[str]) -> bool:
    path = failed["path"]
    return any(v.name == failed["name"] or (path and f"{v.host_path}/".startswith(f"{path}/")) for v in volumes)
