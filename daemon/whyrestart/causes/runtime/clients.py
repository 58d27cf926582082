"""Docker does not answer its own client, in a unit that is neither the kubelet's nor Docker's, where nothing else is known of the node.

kops' protokube, which brings up a master, is such a one: its unit is `docker run`.
"""

from __future__ import annotations

import re

from whyrestart.causes.evidence.living import LATELY, STILL
from whyrestart.causes.rule import Rule, about_node, finding, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.identity import CARRIERS, KUBELETS, RUNTIMES
from whyrestart.model.observation import ContainerSeen, HostSeen, JournalLine, ProcessSeen, Source, UnitSeen

# docker/cli, of `docker run` and its like.
_NO_DOCKER = re.compile(
    r"docker: Cannot connect to the Docker daemon at (?:unix://)?(?P<socket>/\S{1,200}\.sock)\. Is the docker daemon running"
)
# Where Docker keeps what it writes.
_ITS_DISKS = frozenset({"/", "/var", "/var/lib", "/var/lib/docker", "/mnt"})
_NOTHING_LEFT = 2**20


def runtime_unavailable(episode: Episode) -> Finding | None:
    """It says so again and again to this moment."""
    node = episode.node
    units, lines = node.newest(UnitSeen), node.all(JournalLine)
    known = {*units, *(f"{line.unit}.service" for line in lines)}
    if known & {*KUBELETS, *CARRIERS, *RUNTIMES} or node.last(ContainerSeen) or node.last(ProcessSeen):
        return None
    told = [(line, m) for line in lines if episode.at - line.at <= LATELY and (m := _NO_DOCKER.search(line.message))]
    if len(told) < 2 or episode.at - told[-1][0].at > STILL:
        return None
    line, match = told[-1]
    full = _full_disk(episode)
    return finding(
        Cause.RUNTIME_UNAVAILABLE,
        Confidence.LIKELY,
        f"Docker does not answer at {match['socket']}, so that {line.unit}, which is to be run by it, does not start"
        f"{f'; {full}' if full else ''}.",
        [note("journal", f"{line.unit}: {line.message}", line.at), note("host", full) if full else None],
        socket=match["socket"],
        why=full,
    )


def _full_disk(episode: Episode) -> str:
    host = episode.node.last(HostSeen)
    disks = (fs for fs in (host.filesystems if host is not None else ()) if fs.mount in _ITS_DISKS)
    full = (fs.mount for fs in disks if fs.free_bytes is not None and fs.free_bytes < _NOTHING_LEFT)
    return next((f"no room is left on {mount}, for want of which it may have ended" for mount in full), "")


RULES = (
    Rule(
        cause=Cause.RUNTIME_UNAVAILABLE,
        find=runtime_unavailable,
        applies=about_node,
        needs=frozenset({Source.UNITS}),
        settles="`systemctl status docker`, and `df` and `df -i`",
    ),
)
