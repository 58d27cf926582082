"""A containerd without its CRI plugin: turned off, or not loaded, as it says itself or as each release's answers tell."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from whyrestart.causes.evidence.living import kubelets_newest
from whyrestart.causes.evidence.logs import Said, last_said
from whyrestart.causes.kubelet.words import carried, last_life
from whyrestart.causes.resources.exhausted import INOTIFY
from whyrestart.causes.rule import Rule, about_kubelet, about_node, finding, from_kubelet, note
from whyrestart.causes.runtime.cri import (
    ALWAYS_CRI,
    ANSWERS,
    BEGINS,
    IMAGES_ALONE,
    NOT_CRI,
    REFUSED_CONFIG,
    UNIMPLEMENTED,
    asked_for,
    containerd_text,
    containerd_version,
    socket_of,
)
from whyrestart.causes.runtime.reach import kubelet_complaints, runtime_units, runtime_units_down
from whyrestart.causes.runtime.unavailable import something_runs, the_only_one
from whyrestart.episodes import ended_runtimes, own_words
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import CARRIERS, KUBELETS, RUNTIMES, SNAPS_RUNTIMES
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import ContainerSeen, JournalLine, RuntimeSeen, Source, UnitSeen
from whyrestart.parsing import containerd_config

# From 2.0 the plugin's name is a field, and CRI is three plugins of which one needs the two others.
_FOR_ANOTHER = re.compile(r"unable to load CRI \w+ service plugin dependency")
_CRI_BROKEN = re.compile(
    r"failed to load plugin(?: |\" [^\n]{0,2000}? id=\"?)io\.containerd\.(?:grpc\.v1\.cri|cri\.v1)|invalid plugin config|failed to load (?:TOML|config)|unable to load config|"
    # What makes the pods' sandboxes needs the two as well (plugins/cri, internal/cri/podsandbox).
    rf"{_FOR_ANOTHER.pattern}: [^\n]{{0,1000}}? id=\"?io\.containerd\.podsandbox\.controller"
)
_WHY_NOT = re.compile(r"\berror=\"(?P<why>(?:[^\"\\\n]|\\.){1,600}+)")
_FALLS_BACK = re.compile(r"Falling back to CRI v1alpha2 runtime API")
# Until the first release that does not answer to v1alpha2 any more, each did.
_CONTAINERD_2 = datetime(2024, 11, 5, tzinfo=UTC)


def cri_plugin_disabled(episode: Episode) -> Finding | None:
    """Containerd runs without its CRI plugin: disabled by name, or its configuration is broken."""
    said = last_said(kubelet_complaints(episode), UNIMPLEMENTED)
    broken = _not_loaded(episode)
    if said is None:
        return _not_loaded_for_a_silent_kubelet(episode, broken)
    text = containerd_text(episode)
    config = containerd_config.parse(text[1]) if text else None
    why = _plugin_trouble(config) if config is not None else ""
    version = containerd_version(episode)
    if not why and (broken is None or INOTIFY.search(broken.message)):
        return (
            _neither_version(episode, said)
            or _of_the_first_layout(episode, said, text, config)
            or _of_one_release(episode, said)
            or _as_each_release_would(episode, said)
        )
    if version is not None and version < (1, 6) and not why and "runtime.v1.Runtime" in said.entry.text:
        return None
    socket = socket_of(episode, said)
    if socket and (NOT_CRI.search(socket) or ALWAYS_CRI.search(socket)):
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


def containerd_refuses_its_configuration(episode: Episode) -> Finding | None:
    """The node's own containerd does not come up, and the last that it says is that it cannot take its configuration."""
    unit = runtime_units(episode).get("containerd.service")
    heard = [
        each.removesuffix(".service")
        for each in SNAPS_RUNTIMES
        if each.removesuffix(".service") in episode.node.journals
    ]
    own = own_words(episode.node, heard[0] if heard and unit is None else "containerd")
    if carried(episode) or not own:
        return None
    last = own[-1]
    if unit is None and not _is_all_that_is_known(episode, last):
        return None
    # It may be left behind on a node of another runtime's.
    if unit is not None and (unit not in runtime_units_down(episode) or not the_only_one(episode, [unit])):
        return None
    if not REFUSED_CONFIG.search(last.text) or INOTIFY.search(last.text):
        return None
    text = containerd_text(episode)
    why = last.text.removeprefix("containerd: ")
    return finding(
        Cause.CRI_PLUGIN_DISABLED,
        Confidence.PROVEN,
        f"containerd does not come up, and so offers no CRI: {why}.",
        [
            note("runtime_log", last.text, last.at),
            note("units", f"{unit.unit} is {unit.active_state} ({unit.result})") if unit else None,
        ],
        file=text[0] if text else None,
        why=why,
    )


def _is_all_that_is_known(episode: Episode, last: LogEntry) -> bool:
    """Whether nothing of the kubelet or another runtime is at hand, and this is what containerd's journal ends with."""
    heard = {unit for unit, said in episode.node.journals.items() if said[0].source is Source.RUNTIME_LOG}
    known = episode.unit is not None or last_life(episode) or runtime_units(episode) or something_runs(episode)
    return len(heard) == 1 and not known and last in ended_runtimes(episode.node)


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
    others = {*CARRIERS, *KUBELETS, *RUNTIMES} - {"containerd.service"}
    if others & (heard | {name for name, unit in units.items() if unit.load_state != "not-found"}):
        return None
    ours = units.get("containerd.service")
    broken = None if ours is None or ours.active_state != "active" else _not_loaded(node)
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
    return any(BEGINS.search(each.message) for each in lines)


def _of_the_first_layout(
    episode: Episode, said: Said, text: tuple[str, str] | None, config: containerd_config.ContainerdConfig | None
) -> Finding | None:
    """Every containerd before 2.0 answers to v1alpha2 if its CRI plugin is loaded; the old layout is of that time.

    pkg/cri registered both versions up to 1.7; `[plugins.cri]` without a version is how files were written up to 1.3.
    """
    old = config is not None and config.version == 1 and text is not None and "plugins.cri" in text[1]
    if said["api"] != "v1alpha2" or not old or containerd_version(episode) is not None or text is None:
        return None
    return finding(
        Cause.CRI_PLUGIN_DISABLED,
        Confidence.LIKELY,
        f"containerd does not answer to CRI v1alpha2, as each release does that {text[0]} was written for: its CRI plugin is not loaded.",
        [from_kubelet(said.entry), note("runtime_config", f"{text[0]}: plugins.cri, the layout of version 1")],
        file=text[0],
        why="its CRI plugin could not be loaded",
    )


# cri_runtime_service's validation, from 1.26 on; its quotes are quoted once more in a structured line.
_ENDPOINT = re.compile(r"for endpoint [\\\"]{1,4}(?:unix://)?(?P<path>/[^\s\"\\]{1,200})")


def _of_one_release(episode: Episode, said: Said) -> Finding | None:
    """MicroK8s' kubelet and its containerd are of one snap: they speak the same CRI, if that one's plugin is loaded."""
    named = [line.identifier for line in episode.node.all(JournalLine) if line.source is Source.KUBELET_LOG]
    unit = episode.unit.unit if episode.unit is not None else ""
    snap = unit.startswith("snap.microk8s.") or any(name.startswith("microk8s.daemon-kube") for name in named)
    socket = socket_of(episode, said)
    if not snap or episode.state is State.HEALTHY or (socket and "microk8s" not in socket):
        return None
    # The first version of CRI is of a time before that snap.
    if IMAGES_ALONE.search(said.entry.text) or asked_for(said) == "v1alpha1":
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
    asked = asked_for(said)
    if asked not in ANSWERS or not _speaks_to_containerd(episode, said):
        return None
    if IMAGES_ALONE.search(said.entry.text):
        return None
    lives = episode.state is State.HEALTHY
    if lives and said.entry not in kubelets_newest(episode)[-1:]:
        return None
    version = containerd_version(episode)
    first, end = ANSWERS[asked]
    if version is not None and not first <= version < end:
        return None
    # What would have turned it off was looked for and is not there; of one that could not be loaded, the log tells.
    well = containerd_text(episode) is not None
    # Where its settings could not be read, it may as well speak to a socket that is not CRI's.
    unread = not socket_of(episode, said) and episode.node.blind(Source.KUBELET_CONFIG) is not None
    # It told that it was refused v1, and then v1alpha2.
    both = asked == "v1alpha2" and last_said(last_life(episode), _FALLS_BACK) is not None
    of_its_time = asked == "v1alpha2" and (episode.at < _CONTAINERD_2 or _asks_both(episode, said))
    named = f"containerd {version[0]}.{version[1]}" if version else "containerd"
    return finding(
        Cause.CRI_PLUGIN_DISABLED,
        Confidence.LIKELY
        if (version or (of_its_time and not (unread and not both)) or (lives and asked == "v1")) and not well
        else Confidence.POSSIBLE,
        f"{named} does not answer to CRI {asked}, as it would with its CRI plugin: that is off, or could not be loaded.",
        [from_kubelet(said.entry), note("runtime_log", f"{named} runs on this node") if version else None],
        why=f"it does not answer to CRI {asked}",
    )


def _speaks_to_containerd(episode: Episode, said: Said) -> bool:
    """The kubelet's socket is containerd's own, or, where that is not known, no other runtime is seen here."""
    socket = socket_of(episode, said)
    if socket:
        return "containerd" in socket and not NOT_CRI.search(socket) and not ALWAYS_CRI.search(socket)
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


def _plugin_trouble(config: containerd_config.ContainerdConfig) -> str:
    if config.problem:
        return f"it cannot be parsed: {config.problem}"
    if config.cri_refused:
        return config.cri_refused
    disabled = [name for name in config.disabled_plugins if name == "cri" or name.endswith((".cri", "cri.v1.runtime"))]
    return f"disabled_plugins contains {disabled[0]}" if disabled else ""


RULES = (
    Rule(
        cause=Cause.CRI_PLUGIN_DISABLED,
        find=cri_plugin_disabled,
        applies=about_kubelet,
        needs=frozenset({Source.KUBELET_LOG, Source.RUNTIME_CONFIG}),
        settles="`containerd config dump`, and `ctr plugins ls | grep cri`",
    ),
    Rule(
        cause=Cause.CRI_PLUGIN_DISABLED,
        find=containerd_refuses_its_configuration,
        applies=about_kubelet,
        needs=frozenset({Source.RUNTIME_LOG, Source.UNITS}),
        settles="`journalctl -u containerd`",
    ),
    Rule(
        cause=Cause.CRI_PLUGIN_DISABLED,
        find=no_cri_for_any_kubelet,
        applies=about_node,
        needs=frozenset({Source.RUNTIME_LOG}),
        settles="`ctr plugins ls | grep cri`",
    ),
)
