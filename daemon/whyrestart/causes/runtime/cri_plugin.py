"""A containerd without its CRI plugin: turned off, or not loaded, as it says itself or as each release's answers tell."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from whyrestart.causes.evidence.living import goes_on, kubelets_newest
from whyrestart.causes.evidence.logs import Said, last_said
from whyrestart.causes.kubelet.words import carried, carrier, carriers_newest, last_life
from whyrestart.causes.resources.exhausted import INOTIFY
from whyrestart.causes.rule import Rule, about_kubelet, about_node, finding, from_kubelet, note
from whyrestart.causes.runtime.cri import (
    ALWAYS_CRI,
    ANSWERS,
    BEGINS,
    CUT_OFF,
    IMAGES_ALONE,
    NOT_CRI,
    UNIMPLEMENTED,
    asked_for,
    containerd_text,
    containerd_version,
    containerds_words,
    socket_of,
)
from whyrestart.causes.runtime.reach import (
    IS_DOWN,
    endpoint_of,
    knows_docker,
    kubelet_complaints,
    runtime_units,
)
from whyrestart.foresight import kubelet_version
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.identity import CARRIERS, KUBELETS, RUNTIMES
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import ContainerSeen, JournalLine, RuntimeSeen, Source, UnitSeen
from whyrestart.parsing import containerd_config

# From 2.0 the plugin's name is a field, and CRI is three plugins of which one needs the two others.
_FOR_ANOTHER = re.compile(r"unable to load CRI \w+ service plugin dependency")
_CRI_BROKEN = re.compile(
    r"failed to load plugin(?: | [^\n]{0,2000}? id=)io\.containerd\.(?:grpc\.v1\.cri|cri\.v1)|invalid plugin config|failed to load (?:TOML|config)|unable to load config|"
    # What makes the pods' sandboxes needs the two as well (plugins/cri, internal/cri/podsandbox).
    rf"{_FOR_ANOTHER.pattern}: [^\n]{{0,1000}}? id=io\.containerd\.podsandbox\.controller"
)
_FALLS_BACK = re.compile(r"Falling back to CRI v1alpha2 runtime API")
# Until the first release that does not answer to v1alpha2 any more, each did.
_CONTAINERD_2 = datetime(2024, 11, 5, tzinfo=UTC)
# containerd 1.5, the last that does not answer to v1, was given up in February 2023; 1.30 came a year later.
_LONG_AFTER_1_5 = datetime(2024, 7, 1, tzinfo=UTC)


def cri_plugin_disabled(episode: Episode) -> Finding | None:
    """Containerd runs without its CRI plugin: disabled by name, or its configuration is broken."""
    said = last_said(kubelet_complaints(episode), UNIMPLEMENTED)
    broken = _not_loaded(episode)
    if said is None:
        return (
            _not_loaded_for_a_silent_kubelet(episode, broken)
            or _not_loaded_for_one_that_lives(episode, broken)
            or _cut_off(episode, broken)
        )
    text = containerd_text(episode)
    config = containerd_config.parse(text[1]) if text else None
    why = _plugin_trouble(config) if config is not None else ""
    version = containerd_version(episode)
    if not why and (broken is None or INOTIFY.search(broken.text)):
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
            note("runtime_log", broken.text, broken.at) if broken else None,
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


def _not_loaded_for_a_silent_kubelet(episode: Episode, broken: LogEntry | None) -> Finding | None:
    """The kubelet ends, and no word of it is left; containerd, which alone it could use, says that it has no CRI."""
    if broken is None or INOTIFY.search(broken.text) or episode.state is State.HEALTHY or last_life(episode):
        return None
    units = runtime_units(episode)
    others = [u for name, u in units.items() if name != "containerd.service" and u.active_state == "active"]
    # In a snap nothing else is used.
    snap = carrier(episode).startswith("snap.")
    if (not snap and (carried(episode) or others)) or _begun_since(episode, broken):
        return None
    return _without_cri(broken, "the kubelet ends")


def _not_loaded_for_one_that_lives(episode: Episode, broken: LogEntry | None) -> Finding | None:
    """Its runtime, which it had before, was started anew without CRI; it says to this moment that none answers."""
    if broken is None or INOTIFY.search(broken.text) or episode.state is not State.HEALTHY:
        return None
    newest = kubelets_newest(episode) or (carriers_newest(episode) if carried(episode) else ())
    said = last_said(newest, IS_DOWN)
    if said is None or not goes_on(episode, said.entry) or _begun_since(episode, broken):
        return None
    if not _is_told_of_containerd(episode):
        return None
    if broken.at is not None and said.entry.at is not None and broken.at > said.entry.at:
        return None
    return _without_cri(broken, "the kubelet sees to no pod")


def _is_told_of_containerd(episode: Episode) -> bool:
    """The kubelet uses containerd by its settings, or could use nothing else that is known here."""
    socket = endpoint_of(episode)
    if socket:
        return "containerd" in socket and not NOT_CRI.search(socket) and not ALWAYS_CRI.search(socket)
    return carried(episode) or (not knows_docker(episode) and set(runtime_units(episode)) <= {"containerd.service"})


def _cut_off(episode: Episode, broken: LogEntry | None) -> Finding | None:
    """Of its last words what it was answered is cut off; that its containerd is without CRI is known from that one."""
    said = last_said(kubelet_complaints(episode), CUT_OFF) if episode.state is not State.HEALTHY else None
    if said is None or not _speaks_to_containerd(episode, said):
        return None
    text = containerd_text(episode)
    why = _plugin_trouble(containerd_config.parse(text[1])) if text else ""
    if not why and (broken is None or INOTIFY.search(broken.text) or _begun_since(episode, broken)):
        return None
    return finding(
        Cause.CRI_PLUGIN_DISABLED,
        # Docker's packages turn CRI off in the containerd below it, which then is not the kubelet's.
        Confidence.LIKELY if socket_of(episode, said) or not knows_docker(episode) else Confidence.POSSIBLE,
        f"containerd does not offer CRI: {why or 'its CRI plugin could not be loaded'}"
        f"{f' ({text[0]})' if text and why else ''}; the kubelet ends where it asks for it.",
        [
            from_kubelet(said.entry),
            note("runtime_config", f"{text[0]}: {why}") if text and why else None,
            note("runtime_log", broken.text, broken.at) if broken else None,
        ],
        file=text[0] if text and why else None,
        why=why,
    )


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
    if broken is None or INOTIFY.search(broken.text) or view.last(ContainerSeen) or _begun_since(node, broken):
        return None
    return _without_cri(broken, "no kubelet runs here")


def _without_cri(broken: LogEntry, follows: str) -> Finding:
    """By containerd's own word alone; `follows` is what that makes of the kubelet."""
    why = dict(broken.fields).get("error") or "its CRI plugin could not be loaded"
    return finding(
        Cause.CRI_PLUGIN_DISABLED,
        Confidence.LIKELY,
        f"containerd does not offer CRI, without which {follows}: {why}.",
        [note("runtime_log", broken.text, broken.at)],
        why=why,
    )


def _begun_since(episode: Episode, line: LogEntry) -> bool:
    """Whether containerd was started anew since it said so."""
    words = containerds_words(episode)
    return any(BEGINS.search(each.message) for each in words[words.index(line) + 1 :])


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
    of_its_time = of_its_time or (asked == "v1" and _is_long_after_1_5(episode))
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


def _is_long_after_1_5(episode: Episode) -> bool:
    """Whether a containerd as old as 1.5 is hardly met any more beside such a kubelet."""
    version = kubelet_version(episode.node)
    # Who has kept an old kubelet may have kept its runtime.
    return version.at_least(1, 30) if version is not None else episode.at >= _LONG_AFTER_1_5


def _speaks_to_containerd(episode: Episode, said: Said) -> bool:
    """The kubelet's socket is containerd's own, or, where that is not known, no other runtime is seen here."""
    socket = socket_of(episode, said)
    if socket:
        return "containerd" in socket and not NOT_CRI.search(socket) and not ALWAYS_CRI.search(socket)
    others = [name for name in runtime_units(episode) if name not in {"containerd.service", "docker.service"}]
    seen = [seen.name for seen in episode.node.all(RuntimeSeen)]
    return not others and all("containerd" in name for name in seen)


def _not_loaded(episode: Episode) -> LogEntry | None:
    """What containerd last said of the plugin that failed, rather than of the one that needs it."""
    told = [entry for entry in containerds_words(episode) if _CRI_BROKEN.search(entry.text)]
    told.sort(key=lambda entry: _FOR_ANOTHER.search(entry.text) is None)
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
        find=no_cri_for_any_kubelet,
        applies=about_node,
        needs=frozenset({Source.RUNTIME_LOG}),
        settles="`ctr plugins ls | grep cri`",
    ),
)
