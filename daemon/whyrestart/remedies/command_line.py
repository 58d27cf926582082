"""Ways out of a command line that the program refuses: the flag out, renamed, corrected or added, by the version."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from whyrestart.episodes import manifests
from whyrestart.knowledge import admission_plugins, flags, gates
from whyrestart.knowledge.flags import FlagVerdict, Verdict
from whyrestart.knowledge.gates import GateVerdict
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Container
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.model.version import Version
from whyrestart.remedies.editing import command, edit_of, exists, host_path, inside_path, place, where_possible
from whyrestart.remedies.manifest_edit import ManifestEdit
from whyrestart.remedies.probe_target import point, secure_port
from whyrestart.remedies.yaml_edit import CannotEdit

# Flags that took another name and kept the meaning of their value.
_RENAMED = {
    "address": "bind-address",
    "alpha-endpoint-reconciler-type": "endpoint-reconciler-type",
    "audit-webhook-batch-initial-backoff": "audit-webhook-initial-backoff",
    "experimental-bootstrap-token-auth": "enable-bootstrap-token-auth",
    "lock-object-name": "leader-elect-resource-name",
    "lock-object-namespace": "leader-elect-resource-namespace",
    "log-output": "log-outputs",
    "service-account-api-audiences": "api-audiences",
}
# Plain HTTP, by component: the flags and the port that it had by default.
_PLAIN = {
    "kube-apiserver": (("insecure-port", "port"), "8080"),
    "kube-controller-manager": (("port",), "10252"),
    "kube-scheduler": (("port",), "10251"),
}
# Settings whose default serves everyone: to drop one of them changes how well, not whether or for whom.
_TUNING = re.compile(
    r"(?:v|vmodule|profiling|contention-profiling|event-ttl|logging-format|log-.*|target-ram-mb|goaway-chance|"
    r"(?:max|min)-.*|request-timeout|shutdown-.*|watch-cache.*|default-watch-cache-size|etcd-.*(?:interval|timeout)|"
    r"audit-log-(?:max.*|mode|format|batch.*|truncate.*)|concurrent-.*|kube-api-(?:qps|burst)|leader-elect-.*|"
    r"node-monitor-.*|node-startup-grace-period|terminated-pod-gc-threshold|horizontal-pod-autoscaler-.*|"
    r"heartbeat-interval|election-timeout|snapshot-count|auto-compaction-.*|quota-backend-bytes|max-.*)"
)


_REFUSED = frozenset({Verdict.REMOVED, Verdict.NOT_YET, Verdict.MISSPELT})


def unknown_flag(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Rename the flag where it has a new name or is misspelt; else, and in any case, it can go."""
    name, version = found["flag"].lstrip("-").partition("=")[0], episode.version
    verdict = flags.judge(episode.program, name, version) if version and episode.program in flags.COMPONENTS else None
    if found["flag"].startswith(f"-{name}") and verdict is not None and verdict.verdict is Verdict.KNOWN:
        yield Remedy(
            title=f"Write --{name} instead of -{name} at {place(episode, found['line'])}: a name takes two dashes"
        )
        return
    new = _new_name(episode, name, verdict)
    others = [other for other in _refused(episode) if flags.canonical(other) != flags.canonical(name)]
    too = f"; with it {', '.join(f'--{other}' for other in others)}, which it does not have either" if others else ""
    if new:
        yield Remedy(
            title=f"Write --{new} instead of --{name} at {place(episode, found['line'])}{too}",
            edits=where_possible(lambda: _corrected(episode, name, new)),
            valid_for=_since(verdict),
            caution="Look at the value: it is kept as it stands."
            if verdict and verdict.verdict is Verdict.REMOVED
            else "",
        )
    yield Remedy(
        title=f"Drop --{name} at {place(episode, found['line'])}: {_why_gone(episode, verdict)}{too}",
        edits=where_possible(lambda: _corrected(episode, name)),
        valid_for=_since(verdict),
        caution=_what_goes(verdict),
    )


def _new_name(episode: Episode, name: str, verdict: FlagVerdict | None) -> str:
    """What the flag is called in this version, where one is surely or probably meant; never one that is given."""
    if verdict is None or episode.version is None:
        return ""
    new = verdict.nearest or ""
    if verdict.verdict is Verdict.MISSPELT and verdict.facts is not None:
        return new
    name = flags.canonical(name)
    if verdict.verdict is Verdict.REMOVED:
        new = _RENAMED.get(name, "") or _graduated(name, verdict)
    elif verdict.verdict is Verdict.NOT_YET and verdict.facts is not None:
        new = _former_name(verdict.facts.note)
    given = episode.container is None or episode.container.flag(new) is None
    known = new and flags.judge(episode.program, new, episode.version).verdict is Verdict.KNOWN
    plain = name == "address" and episode.container is not None and episode.container.flag("bind-address") is not None
    return new if known and given and not plain else ""


def _graduated(name: str, verdict: FlagVerdict) -> str:
    """The flag without its `experimental-`, where the table says that it went on under that name."""
    bare = name.removeprefix("experimental-")
    return bare if bare != name and verdict.facts is not None and verdict.facts.instead == f"--{bare}" else ""


def _former_name(text: str) -> str:
    """What a flag was called before it got its present name, as the table's note says it."""
    match = re.match(r"until [\d.]+: --(?P<name>[\w-]+)$", text)
    return match["name"] if match else ""


def _since(verdict: FlagVerdict | None) -> str:
    if verdict is None or verdict.facts is None:
        return ""
    if verdict.verdict is Verdict.REMOVED:
        end = verdict.removed_in or verdict.facts.life.gone
        return f">={end.major}.{end.minor}" if end else ""
    since = verdict.since
    return f"<{since.major}.{since.minor}" if verdict.verdict is Verdict.NOT_YET and since else ""


def _why_gone(episode: Episode, verdict: FlagVerdict | None) -> str:
    program = episode.program
    if verdict is None or verdict.facts is None:
        return f"this {program} has no such flag"
    facts = verdict.facts
    if verdict.verdict is Verdict.REMOVED:
        when = f"since {_minor(verdict.removed_in)}" if verdict.removed_in else "any more"
        return f"{program} does not have it {when}{_instead(facts.instead)}"
    if verdict.verdict is Verdict.NOT_YET:
        when = f" before {_minor(verdict.since)}" if verdict.since else " yet"
        return f"{program} does not have it{when}"
    return f"this {program} has no such flag"


def _instead(instead: str) -> str:
    """What takes a flag's place, or why nothing does, as the tables say it."""
    nothing, _, why = instead.partition(": ")
    return f" ({why})" if nothing == "nothing" and why else f"; use {instead}" if instead else ""


def _minor(version: Version | None) -> str:
    return f"{version.major}.{version.minor}" if version else ""


def _what_goes(verdict: FlagVerdict | None) -> str:
    if verdict is not None and verdict.verdict is Verdict.NOT_YET:
        return "What the flag was to do is not done until the component is upgraded."
    return ""


def _corrected(episode: Episode, name: str, new: str = "") -> FileEdit:
    """The manifest without the flag, or with its new name, and without what else the version is known to refuse.

    Where the flag opened a port that a probe dials, the probe is led to the secure one.
    """
    edit = edit_of(episode)
    version = episode.version
    if new:
        edit.rename_flag(name, new)
    else:
        edit.drop_flag(name)
    for other in _refused(episode):
        if flags.canonical(other) == flags.canonical(name) or version is None:
            continue
        right = _new_name(episode, other, flags.judge(episode.program, other, version))
        edit.rename_flag(other, right) if right else edit.drop_flag(other)
    _lead_probe(episode, edit, name)
    return edit.done


def _refused(episode: Episode) -> tuple[str, ...]:
    """Flags that the version surely does not have: one comes to light only after the other."""
    version, container = episode.version, episode.container
    if version is None or container is None or episode.program not in flags.COMPONENTS:
        return ()
    names = {flags.canonical(flag.name): flag.name for flag in container.flags}
    judged = {name: flags.judge(episode.program, name, version) for name in names.values()}
    return tuple(name for name, answer in judged.items() if answer.facts is not None and answer.verdict in _REFUSED)


def _lead_probe(episode: Episode, edit: ManifestEdit, name: str) -> None:
    """Where the flag opened the plain port that a probe dials, let it dial the secure one."""
    plain, default = _PLAIN.get(episode.program, ((), ""))
    secure = secure_port(episode)
    if name not in plain or not secure or episode.container is None:
        return
    value = episode.container.flag_value(name) or default
    try:
        point(episode, edit, default if value == "0" else value, port=secure, scheme="HTTPS")
    except CannotEdit:
        return


def invalid_flag_value(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Correct the value; some values are known to be of former times, and some flags can do without one."""
    name, value, version = flags.canonical(found["flag"]), found["value"], episode.version
    plain, _ = _PLAIN.get(episode.program, ((), ""))
    if name in plain and version is not None and version.at_least(1, 20) and value != "0":
        yield Remedy(
            title=f"Drop --{name}={value} at {place(episode, found['line'])}: plain HTTP is gone; use the secure port "
            f"{secure_port(episode)} over HTTPS",
            edits=where_possible(lambda: _corrected(episode, name)),
            valid_for=">=1.20",
            caution="Whatever used the plain port must now bring credentials.",
        )
        return
    if episode.program == "etcd" and (agreed := _to_agree(found["why"])) is not None:
        yield Remedy(
            title=f"{agreed} at {place(episode, found['line'])}",
            caution="Each name in --initial-cluster belongs to one member's peer URL: this member's is the one "
            "that stands in its --initial-advertise-peer-urls.",
        )
        return
    shown = f"--{name}={value}" if value else f"--{name}" if name else "what is refused"
    why = f": {found['why'].rstrip('.')}" if found["why"] else ""
    known = _known_correction(episode, name, value, found["why"])
    if known is not None:
        right, caution = known
        yield Remedy(
            title=f"Write --{name}={right} instead of {shown} at {place(episode, found['line'])}",
            edits=where_possible(lambda: edit_of(episode).set_flag(name, right).done),
            caution=caution,
        )
        return
    yield Remedy(title=f"Correct {shown} at {place(episode, found['line'])}{why}")
    if _TUNING.fullmatch(name):
        yield Remedy(
            title=f"Drop {shown}, so that its default holds",
            edits=where_possible(lambda: edit_of(episode).drop_flag(name).done),
        )


def _to_agree(why: str) -> str | None:
    """Which of etcd's flags must agree, where it says that they contradict each other."""
    if match := re.match(r"couldn't find local name \"?(?P<name>[^\"]*)", why):
        return f"Make --name ({match['name']}) one of the names in --initial-cluster"
    if re.match(r"--initial-(?:cluster|advertise-peer-urls) (?:has|must include) |failed to resolve ", why):
        return "Give this member the same peer URLs in --initial-cluster and in --initial-advertise-peer-urls"
    return None


_MODES = ("AlwaysAllow", "AlwaysDeny", "ABAC", "Webhook", "RBAC", "Node")


def _known_correction(episode: Episode, name: str, value: str, why: str) -> tuple[str, str] | None:
    """What is written today instead of that value, and what to mind."""
    version = episode.version
    if name == "storage-backend" and value == "etcd2" and version is not None and version.at_least(1, 13):
        return "etcd3", "Objects that only etcd 2 holds are not seen by it: they must have been migrated before."
    if "missing unit in duration" in why and value.isdigit():
        return f"{value}s", "A duration needs its unit; seconds are meant as a rule."
    if name == "authorization-mode":
        return _modes(value)
    bare = value.strip("'\"")
    boolean = {"flase": "false", "fales": "false", "ture": "true", "treu": "true", "yes": "true", "no": "false"}
    if value.lower() in boolean:
        return boolean[value.lower()], ""
    if bare != value and bare and value[:1] in {"'", '"'}:
        return bare, "The quotes were part of the value: in a list of words none are needed."
    return None


def _modes(value: str) -> tuple[str, str] | None:
    """The list with each misspelt mode corrected; None where one resembles none."""
    right = [next(iter(difflib.get_close_matches(mode, _MODES, n=1, cutoff=0.6)), "") for mode in value.split(",")]
    return (",".join(right), "") if all(right) and ",".join(right) != value else None


# ---- flags that are missing ----------------------------------------------------------------------------------------

ISSUER = "https://kubernetes.default.svc.cluster.local"
_SIGNING = frozenset({"service-account-issuer", "service-account-signing-key-file", "service-account-key-file"})


def missing_required_flag(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Add the flags that are required, with kubeadm's values where the node is known to have what they name."""
    names = [flags.canonical(name.strip()) for name in found["flag"].split(",") if name.strip()]
    if episode.program == "kube-apiserver" and set(names) & _SIGNING:
        yield from _signing(episode, names)
        return
    if names == ["etcd-servers"]:
        url = local_etcd(episode)
        yield Remedy(
            title=f"Add --etcd-servers={url or 'URL, with the address of etcd,'} to {place(episode)}",
            edits=where_possible(lambda: edit_of(episode).set_flag("etcd-servers", url).done) if url else (),
        )
        return
    shown = " and ".join(f"--{name}" for name in names)
    yield Remedy(title=f"Add {shown} to {place(episode)}, with the value of a node of the same kind that works")


def _signing(episode: Episode, names: list[str]) -> Iterator[Remedy]:
    values = {name: _signing_value(episode, name) for name in names}
    sure = all(value and known for value, known in values.values())
    shown = " and ".join(f"--{name}={value or 'FILE'}" for name, (value, _) in values.items())

    def edited() -> FileEdit:
        if not sure or not _known(episode, names):
            raise CannotEdit
        return edit_of(episode).add_words([f"--{name}={value}" for name, (value, _) in values.items()]).done

    unsure = [host_path(episode, value) for value, known in values.values() if value and not known]
    yield Remedy(
        title=f"Add {shown} to {place(episode)}",
        edits=where_possible(edited),
        commands=tuple(command("ls", "-l", path) for path in unsure),
        valid_for=">=1.20",
        caution="The private key is the one that kube-controller-manager has as --service-account-private-key-file; "
        "all control-plane nodes need the same pair and the same issuer. A changed issuer makes existing bound tokens "
        "invalid.",
    )


def _known(episode: Episode, names: list[str]) -> bool:
    version = episode.version
    return version is not None and all(
        flags.judge(episode.program, name, version).verdict is Verdict.KNOWN for name in names
    )


def _signing_value(episode: Episode, name: str) -> tuple[str, bool]:
    """The value that kubeadm gives, and whether what it names is known to be there and mounted."""
    if name == "service-account-issuer":
        return ISSUER, True
    if name == "service-account-signing-key-file":
        private = _of_controller_manager(episode)
        inside = inside_path(episode, private) if private else None
        if inside:
            return inside, exists(episode, private) is True
    public = episode.container.flag_value("service-account-key-file") if episode.container else None
    wanted = "sa.pub" if name == "service-account-key-file" else "sa.key"
    beside = f"{public.rpartition('/')[0]}/{wanted}" if public else ""
    return beside, bool(beside) and exists(episode, host_path(episode, beside)) is True


def _of_controller_manager(episode: Episode) -> str:
    """The private key that this node's controller-manager signs with, on the host."""
    for manifest in manifests(episode.node):
        for container in manifest.pod.containers if manifest.pod else ():
            path = container.flag_value("service-account-private-key-file")
            if path and manifest.pod is not None:
                return manifest.pod.host_path_of(container, path) or ""
    return ""


def etcd_container(episode: Episode) -> Container | None:
    """This node's etcd, by its manifest."""
    found = (c for m in manifests(episode.node) if m.pod is not None for c in m.pod.containers if c.program == "etcd")
    return next(found, None)


def local_etcd(episode: Episode) -> str:
    """The loopback URL on which this node's etcd serves its clients, by its manifest; empty where there is none."""
    etcd = etcd_container(episode)
    urls = (etcd.flag_value("listen-client-urls") or "").split(",") if etcd is not None else []
    return next((url for url in urls if "//127.0.0.1:" in url or "//localhost:" in url), "")


# ---- gates and plugins ---------------------------------------------------------------------------------------------


def feature_gate_rejected(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Take the gate out of the list, and with it every other one that the version is known to refuse."""
    gate, version = found["gate"], episode.version
    answer = gates.judge(gate, version) if version else None
    if answer is not None and answer.verdict is GateVerdict.MISSPELT and answer.nearest:
        right = answer.nearest
        yield Remedy(
            title=f"Write {right} instead of {gate} in --feature-gates at {place(episode, found['line'])}",
            edits=where_possible(lambda: _with_gate(episode, gate, right)),
        )
    out = dict.fromkeys((gate, *_refused_gates(episode)))
    yield Remedy(
        title=f"Take {', '.join(out)} out of --feature-gates at {place(episode, found['line'])}",
        edits=where_possible(
            lambda: (
                edit_of(episode)
                .filter_list_flag("feature-gates", lambda item: item.partition("=")[0].strip() not in out)
                .done
            )
        ),
        caution=_gate_caution(answer),
    )


def _gate_caution(answer: gates.GateAnswer | None) -> str:
    verdict = answer.verdict if answer else None
    if verdict is GateVerdict.NOT_YET:
        return "The feature is not in this version: whoever relies on it has to upgrade first."
    if verdict is GateVerdict.REMOVED and answer and answer.facts and not answer.facts.stages[-1].default:
        return "The feature is gone with its gate: remove what relied on it too."
    return ""


def _refused_gates(episode: Episode) -> Iterator[str]:
    refused = {GateVerdict.REMOVED, GateVerdict.NOT_YET, GateVerdict.LOCKED}
    version = episode.version
    for flag in episode.container.flags if episode.container and version else ():
        if flag.name.replace("_", "-") != "feature-gates" or version is None:
            continue
        for item in (flag.value or "").split(","):
            name, _, value = item.strip().partition("=")
            on = {"true": True, "false": False}.get(value.strip().lower())
            if gates.judge(name, version, value=on).verdict in refused:
                yield name


def _with_gate(episode: Episode, wrong: str, right: str) -> FileEdit:
    flag = episode.container.flag("feature-gates") if episode.container else None
    listed = (flag.value or "").split(",") if flag else []
    if not any(item.partition("=")[0].strip() == wrong for item in listed):
        raise CannotEdit
    named = [right + item.strip().removeprefix(wrong) if item.partition("=")[0].strip() == wrong else item
             for item in listed]  # fmt: skip
    return edit_of(episode).set_flag("feature-gates", ",".join(named)).done


_PLUGIN_FLAGS = ("enable-admission-plugins", "disable-admission-plugins", "admission-control")


def unknown_admission_plugin(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Take the plugin out of the list, and with it every other one that the version is known not to have."""
    plugin, version = found["plugin"], episode.version
    answer = admission_plugins.judge(plugin, version) if version else None
    if answer is not None and answer.verdict is Verdict.MISSPELT and answer.nearest:
        right = answer.nearest
        yield Remedy(
            title=f"Write {right} instead of {plugin} in {found['flag']} at {place(episode, found['line'])}",
            edits=where_possible(lambda: _with_plugin(episode, plugin, right)),
        )
    out = dict.fromkeys((plugin, *_refused_plugins(episode)))
    facts = answer.facts if answer else None
    instead = f", now the work of {facts.instead}" if facts is not None and facts.instead else ""
    yield Remedy(
        title=f"Take {', '.join(out)} out of {found['flag']} at {place(episode, found['line'])}",
        edits=where_possible(lambda: _without_plugins(episode, frozenset(out))),
        caution=f"What {plugin} did is no longer done{instead}: decide how it is to be done before the next upgrade.",
    )


def _without_plugins(episode: Episode, out: frozenset[str]) -> FileEdit:
    edit = edit_of(episode)
    changed = False
    for name in _PLUGIN_FLAGS:
        listed = [
            item.strip()
            for flag in (episode.container.flags if episode.container else ())
            if flag.name.replace("_", "-") == name
            for item in (flag.value or "").split(",")
        ]
        if out & set(listed):
            edit.filter_list_flag(name, lambda item: item not in out)
            changed = True
    if not changed:
        raise CannotEdit
    # The API that PodPreset admits went with it; an API group that is not there is refused as well.
    runtime = episode.container.flag_value("runtime-config") if episode.container else None
    if "PodPreset" in out and runtime and "settings.k8s.io" in runtime:
        edit.filter_list_flag("runtime-config", lambda item: not item.startswith("settings.k8s.io"))
    return edit.done


def _refused_plugins(episode: Episode) -> Iterator[str]:
    version = episode.version
    for flag in episode.container.flags if episode.container and version else ():
        if flag.name.replace("_", "-") not in _PLUGIN_FLAGS or version is None:
            continue
        for name in (flag.value or "").split(","):
            if admission_plugins.judge(name.strip(), version).verdict in {Verdict.REMOVED, Verdict.NOT_YET}:
                yield name.strip()


def _with_plugin(episode: Episode, wrong: str, right: str) -> FileEdit:
    for name in _PLUGIN_FLAGS:
        flag = episode.container.flag(name) if episode.container else None
        listed = [item.strip() for item in (flag.value or "").split(",")] if flag else []
        if wrong in listed:
            kept = dict.fromkeys(right if item == wrong else item for item in listed)
            return edit_of(episode).set_flag(name, ",".join(kept)).done
    raise CannotEdit


# ---- the program itself --------------------------------------------------------------------------------------------


def command_not_found(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Name the program as the image has it."""
    words = found["command"].split()
    line = int(found["line"]) if found["line"].isdigit() else 0
    if "exec format" in found["why"]:
        what = (
            f"image of this machine's architecture instead of {found['image']}"
            if found["image"]
            else (f"binary of this machine's architecture in place of {found['command']}")
        )
        yield Remedy(title=f"Use the {what}")
        return
    if any(word in found["why"] for word in ("shared librar", "GLIBC", "glibc", "microarchitecture")):
        lacks = found["why"].partition(" (required")[0]
        yield Remedy(
            title=f"Use an image whose program this machine can run, or a machine that can ({lacks})",
            caution="A virtual machine shows a newer processor once its host passes the model through.",
        )
        return
    if "ermission denied" in found["why"]:
        yield Remedy(
            title=f"Let the container's user execute {found['command']}: run as root, or use an image in which all may",
            caution="Security profiles and a volume mounted noexec over the command refuse it in the same words.",
        )
        return
    if len(words) > 1 and not found["command"].startswith("/bin/"):
        yield Remedy(
            title=f"Write each word of {found['command']!r} as an item of its own at {place(episode, found['line'])}",
            edits=where_possible(lambda: edit_of(episode).replace_word(line, words).done),
        )
        return
    right = _program_of(found["image"], found["command"])
    yield Remedy(
        title=f"Name the program {right} instead of {found['command']} at {place(episode, found['line'])}"
        if right
        else f"Correct the command {found['command']} at {place(episode, found['line'])}, or use an image that has it "
        f"({found['image']} has not)",
        edits=where_possible(lambda: edit_of(episode).replace_word(line, [right]).done) if right else (),
        caution="The image is taken for what its name says: the official one has the program of that name in its path."
        if right
        else "",
    )


def _program_of(image: str, command: str) -> str:
    """What the official image of a component calls its program, where the command is a misspelling of it."""
    name = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
    written = command.rstrip("/").rpartition("/")[2]
    if name not in flags.COMPONENTS:
        return ""
    return name if written == "hyperkube" or difflib.SequenceMatcher(None, name, written).ratio() >= 0.8 else ""


REMEDIES = {
    Cause.UNKNOWN_FLAG: unknown_flag,
    Cause.INVALID_FLAG_VALUE: invalid_flag_value,
    Cause.MISSING_REQUIRED_FLAG: missing_required_flag,
    Cause.FEATURE_GATE_REJECTED: feature_gate_rejected,
    Cause.UNKNOWN_ADMISSION_PLUGIN: unknown_admission_plugin,
    Cause.COMMAND_NOT_FOUND: command_not_found,
}
