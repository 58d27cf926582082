"""Ways out of a flag whose value the program refuses: the right value, or its default."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from whyrestart.knowledge import flags
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.remedies.editing import edit_of, place, where_possible
from whyrestart.remedies.probe_target import secure_port
from whyrestart.remedies.unknown_flag import corrected, opens_plain_port

# Settings whose default serves everyone: to drop one of them changes how well, not whether or for whom. Not etcd's
# quota, whose default its data may have outgrown, nor its beat, which its members share.
_TUNING = re.compile(
    r"(?:v|vmodule|profiling|contention-profiling|event-ttl|logging-format|log-.*|target-ram-mb|goaway-chance|"
    r"(?:max|min)-.*|request-timeout|shutdown-.*|watch-cache.*|default-watch-cache-size|etcd-.*(?:interval|timeout)|"
    r"audit-log-(?:max.*|mode|format|batch.*|truncate.*)|concurrent-.*|kube-api-(?:qps|burst)|leader-elect-.*|"
    r"node-monitor-.*|node-startup-grace-period|terminated-pod-gc-threshold|horizontal-pod-autoscaler-.*|"
    r"snapshot-count|auto-compaction-.*)"
)
_POWERS = {"K": 10, "M": 20, "G": 30}
_MODES = ("AlwaysAllow", "AlwaysDeny", "ABAC", "Webhook", "RBAC", "Node")


def invalid_flag_value(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Correct the value; some values are known to be of former times, and some flags can do without one."""
    name, value, version = flags.canonical(found["flag"]), found["value"], episode.version
    plain = opens_plain_port(episode.program, name)
    if plain and version is not None and version.at_least(1, 20) and value != "0":
        yield Remedy(
            title=f"Drop --{name}={value} at {place(episode, found['line'])}: plain HTTP is gone; use the secure port "
            f"{secure_port(episode)} over HTTPS",
            edits=where_possible(lambda: corrected(episode, name)),
            valid_for=">=1.20",
            caution="Whatever used the plain port must now bring credentials.",
        )
        return
    if name == "cluster-cidr" and "(spec.podCIDR)" in found["why"]:
        yield Remedy(
            title=f"Give --cluster-cidr at {place(episode, found['line'])} a range in which those of the nodes lie, or "
            f"delete the object of {found['why'].partition(' has the range')[0]}, so that it gets a range anew",
            caution="Pods of a node whose range changes must be made anew, and the network plug-in be told the range.",
        )
        return
    if episode.program == "etcd" and (agreed := _to_agree(found["why"])) is not None:
        yield Remedy(
            title=f"{agreed} at {place(episode, found['line'])}",
            caution="Each name in --initial-cluster belongs to one member's peer URL: this member's is the one "
            "that stands in its --initial-advertise-peer-urls.",
        )
        return
    shown = (
        f'"--{name}={value}"'
        if value.endswith(" ")
        else f"--{name}={value}"
        if value
        else f"--{name}"
        if name
        else "what is refused"
    )
    why = f": {found['why'].rstrip('.')}" if found["why"] else ""
    known = _known_correction(episode, name, value, found["why"])
    if known is not None:
        right, caution = known
        variable = _variable(episode, name, value)
        title = f"Write {variable}={right} instead of {variable}={value}" if variable else None
        yield Remedy(
            title=f"{title or f'Write --{name}={right} instead of {shown}'} at {place(episode, found['line'])}",
            # An etcd that is given both the variable and its flag ends for that.
            edits=where_possible(lambda: edit_of(episode).correct_flag(name, value, right).done)
            if variable is None
            else (),
            caution=caution,
        )
        return
    yield Remedy(title=f"Correct {shown} at {place(episode, found['line'])}{why}")
    if _TUNING.fullmatch(name):
        yield Remedy(
            title=f"Drop {shown}, so that its default holds",
            edits=where_possible(lambda: _without(episode, name, value)),
        )


def _without(episode: Episode, name: str, value: str) -> FileEdit:
    """The manifest without the flag, where it is given twice without the value that is refused."""
    edit = edit_of(episode)
    return (edit.correct_flag(name, value, None) if value else edit.drop_flag(name)).done


def _variable(episode: Episode, name: str, value: str) -> str | None:
    """The variable of etcd's environment in which that value stands; None where a flag has it."""
    container = episode.container
    if container is None or container.program != "etcd" or any(flag.name == name for flag in container.flags):
        return None
    variable = f"ETCD_{name.upper().replace('-', '_')}"
    return variable if (variable, value) in container.env else None


def _to_agree(why: str) -> str | None:
    """Which of etcd's flags must agree, where it says that they contradict each other."""
    if match := re.match(r"couldn't find local name \"?(?P<name>[^\"]*)", why):
        return f"Make --name ({match['name']}) one of the names in --initial-cluster"
    if re.match(
        r"--initial-(?:cluster|advertise-peer-urls) (?:has|must include) |failed to resolve |"
        r"advertise URLs of |has different advertised URLs",
        why,
    ):
        return "Give this member the same peer URLs in --initial-cluster and in --initial-advertise-peer-urls"
    return None


def _known_correction(episode: Episode, name: str, value: str, why: str) -> tuple[str, str] | None:
    """What is written today instead of that value, and what to mind."""
    version = episode.version
    if name == "storage-backend" and value == "etcd2" and version is not None and version.at_least(1, 13):
        return "etcd3", "Objects that only etcd 2 holds are not seen by it: they must have been migrated before."
    if "missing unit in duration" in why and value.isdigit():
        return f"{value}s", "A duration needs its unit; seconds are meant as a rule."
    if name == "authorization-mode":
        return _modes(value)
    if name == "quota-backend-bytes" and (size := re.fullmatch(r"(\d{1,6}) ?([KMG])i?B?", value, re.IGNORECASE)):
        return str(int(size[1]) << _POWERS[size[2].upper()]), "etcd takes bytes, without a unit."
    bare = value.strip("'\" ")
    boolean = {"flase": "false", "fales": "false", "ture": "true", "treu": "true", "yes": "true", "no": "false"}
    if value.lower() in boolean:
        return boolean[value.lower()], ""
    if bare != value and bare and value[:1] in {"'", '"'}:
        return bare, "The quotes were part of the value: in a list of words none are needed."
    if bare != value and bare and value == f"{bare} ":
        return bare, "The blank at its end was part of the value."
    return None


def _modes(value: str) -> tuple[str, str] | None:
    """The list with each misspelt mode corrected; None where one resembles none."""
    right = [next(iter(difflib.get_close_matches(mode, _MODES, n=1, cutoff=0.6)), "") for mode in value.split(",")]
    return (",".join(right), "") if all(right) and ",".join(right) != value else None


REMEDIES = {Cause.INVALID_FLAG_VALUE: invalid_flag_value}
