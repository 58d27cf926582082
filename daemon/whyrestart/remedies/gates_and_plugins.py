"""Ways out of a feature gate or an admission plugin that the version does not have: its right name, or out with it."""

from __future__ import annotations

from collections.abc import Iterator

from whyrestart.knowledge import admission_plugins, gates
from whyrestart.knowledge.flags import Verdict
from whyrestart.knowledge.gates import GateVerdict
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.remedies.editing import edit_of, place, where_possible
from whyrestart.remedies.yaml_edit import CannotEdit

_PLUGIN_FLAGS = ("enable-admission-plugins", "disable-admission-plugins", "admission-control")


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
    flag = episode.flag("feature-gates")
    listed = (flag.value or "").split(",") if flag else []
    if not any(item.partition("=")[0].strip() == wrong for item in listed):
        raise CannotEdit
    named = [right + item.strip().removeprefix(wrong) if item.partition("=")[0].strip() == wrong else item
             for item in listed]  # fmt: skip
    return edit_of(episode).set_flag("feature-gates", ",".join(named)).done


def unknown_admission_plugin(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Its right name where it is misspelt; else out with it, and with all that the version is known not to have."""
    plugin, version = found["plugin"], episode.version
    answer = admission_plugins.judge(plugin, version) if version else None
    right = answer.nearest if answer is not None and answer.facts is None else None
    if right and version and admission_plugins.judge(right, version).verdict is Verdict.KNOWN:
        # To drop it would leave undone what was meant.
        yield Remedy(
            title=f"Write {right} instead of {plugin} in {found['flag']} at {place(episode, found['line'])}",
            edits=where_possible(lambda: _with_plugin(episode, plugin, right)),
        )
        return
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
            for flag in episode.flags
            if flag.name.replace("_", "-") == name
            for item in (flag.value or "").split(",")
        ]
        if out & set(listed):
            edit.filter_list_flag(name, lambda item: item not in out)
            changed = True
    if not changed:
        raise CannotEdit
    # The API that PodPreset admits went with it; an API group that is not there is refused as well.
    runtime = episode.flag_value("runtime-config")
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
        flag = episode.flag(name)
        listed = [item.strip() for item in (flag.value or "").split(",")] if flag else []
        if wrong in listed:
            kept = dict.fromkeys(right if item == wrong else item for item in listed)
            return edit_of(episode).set_flag(name, ",".join(kept)).done
    raise CannotEdit


REMEDIES = {
    Cause.FEATURE_GATE_REJECTED: feature_gate_rejected,
    Cause.UNKNOWN_ADMISSION_PLUGIN: unknown_admission_plugin,
}
