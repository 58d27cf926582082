"""Flags, feature gates and admission plugins of a container against the release that is to read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from whyrestart.causes.rule import finding, from_flag
from whyrestart.knowledge import flags
from whyrestart.knowledge.flags import COMPONENTS
from whyrestart.knowledge.lifetime import minor
from whyrestart.lint import verdicts
from whyrestart.lint.verdicts import BOOLEANS
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import SWITCHES, Container, Flag
from whyrestart.model.observation import FileText
from whyrestart.model.version import Version
from whyrestart.parsing.yaml_tree import YamlProblem, load_first

_PLUGIN_FLAGS = ("enable-admission-plugins", "disable-admission-plugins", "admission-control")
# From these releases on only zero is taken, and from 1.24 on the flags themselves are gone (kubernetes/kubernetes#95856
# and #96345; `port` is an older name, #102619). The controller-manager's has no effect instead.
_ONLY_ZERO = {"kube-apiserver": ((1, 20), ("insecure-port", "port")), "kube-scheduler": ((1, 23), ("port",))}


def _judged(episode: Episode) -> tuple[Container, Version] | None:
    """A component with a table, run with flags that can be seen, of a known release."""
    container, version = episode.container, episode.version
    if container is None or version is None or container.is_scripted or episode.program not in COMPONENTS:
        return None
    return container, version


def _place(episode: Episode, flag: Flag | None) -> dict[str, str | int | None]:
    words = (*episode.container.command, *episode.container.args) if episode.container else ()
    line = flag.line if flag else (words[0].line if words else None)
    return {"file": episode.manifest.path if episode.manifest else None, "line": line}


def unknown_flags(episode: Episode) -> Iterator[Finding]:
    """Flags that the release no longer has, does not have yet, or never had."""
    judged = _judged(episode)
    if judged is None:
        return
    container, version = judged
    for flag in container.flags:
        refusal = verdicts.flag(episode.program, flag.name, version) if flag.name else None
        if refusal is None:
            continue
        yield finding(
            Cause.UNKNOWN_FLAG,
            refusal.confidence,
            f"{episode.program} {version} will not know --{flag.name} and exits at once: {refusal.why}.",
            [from_flag(episode, flag)],
            flag=f"--{flag.name}",
            nearest=f"--{refusal.nearest}" if refusal.nearest else None,
            instead=refusal.instead,
            place=_place(episode, flag),
        )


def missing_flags(episode: Episode) -> Iterator[Finding]:
    """Flags without which the release does not start."""
    judged = _judged(episode)
    if judged is None or not judged[0].flags or _from_elsewhere(judged[0]):
        return
    container, version = judged
    for each in flags.required(episode.program):
        if each.since is not None and minor(version) < each.since:
            continue
        if any(container.flag(name) is not None for name in (each.name, *each.unless)):
            continue
        since = f" from {each.since.major}.{each.since.minor} on" if each.since else ""
        yield finding(
            Cause.MISSING_REQUIRED_FLAG,
            Confidence.LIKELY,
            f"{episode.program} {version} requires --{each.name}{since}, which is not given; it exits at once.",
            [],
            flag=f"--{each.name}",
            place=_place(episode, None),
        )


def _from_elsewhere(container: Container) -> bool:
    """Flags may come from a variable or a file that is not seen here."""
    words = (*container.command, *container.args)
    return (
        any(word.text.startswith(("$(", "${", "@")) for word in words) or container.flag("openshift-config") is not None
    )


def feature_gates(episode: Episode) -> Iterator[Finding]:
    """Gates that the release does not know, or has locked to the other value."""
    judged = _judged(episode)
    if judged is None or episode.program == "etcd":
        return
    container, version = judged
    for flag in container.flags:
        if flag.name.replace("_", "-") != "feature-gates":
            continue
        for name, value in gate_pairs(flag.value or ""):
            refusal = verdicts.gate(name, value, version) or verdicts.gate_value(value)
            if refusal is not None:
                yield finding(
                    Cause.FEATURE_GATE_REJECTED,
                    refusal.confidence,
                    f"{episode.program} {version} will reject the feature gate {name} and exit at once: {refusal.why}.",
                    [from_flag(episode, flag)],
                    gate=name,
                    flag="--feature-gates",
                    why=refusal.why,
                    place=_place(episode, flag),
                )


def gate_pairs(value: str) -> Iterator[tuple[str, str]]:
    """`A=true,B=false` as pairs; what has no `=` has an empty value, and what a variable holds is not known."""
    for item in value.strip("\"'").split(","):
        name, _, given = item.strip().partition("=")
        if name and not is_variable(item):
            yield name.strip(), given.strip()


def is_variable(text: str) -> bool:
    """Whether the kubelet, systemd or a shell puts something else in its place."""
    return "$" in text


def unknown_plugins(episode: Episode) -> Iterator[Finding]:
    """Admission plugins that the release does not have."""
    judged = _judged(episode)
    if judged is None or episode.program != "kube-apiserver":
        return
    container, version = judged
    for flag in container.flags:
        if flag.name.replace("_", "-") not in _PLUGIN_FLAGS:
            continue
        for name in filter(None, (flag.value or "").split(",")):
            refusal = verdicts.plugin(name.strip(), version) if not is_variable(name) else None
            if refusal is not None:
                yield finding(
                    Cause.UNKNOWN_ADMISSION_PLUGIN,
                    refusal.confidence,
                    f"{episode.program} {version} has no admission plugin {name}, which --{flag.name} names: "
                    f"{refusal.why}.",
                    [from_flag(episode, flag)],
                    plugin=name,
                    flag=f"--{flag.name}",
                    nearest=refusal.nearest,
                    place=_place(episode, flag),
                )


def refused_values(episode: Episode) -> Iterator[Finding]:
    """Values of which it is known that a release refuses them."""
    judged = _judged(episode)
    if judged is None or episode.program not in _ONLY_ZERO:
        return
    container, version = judged
    first, names = _ONLY_ZERO[episode.program]
    flag = next((flag for name in names if (flag := container.flag(name)) is not None), None)
    if flag is None or flag.value in {None, "0"} or is_variable(flag.value or ""):
        return
    if version.at_least(*first) and not version.at_least(1, 24):
        yield finding(
            Cause.INVALID_FLAG_VALUE,
            Confidence.LIKELY,
            f"{episode.program} {version} refuses {flag}: only zero is allowed from {first[0]}.{first[1]} on; it exits "
            "at once.",
            [from_flag(episode, flag)],
            flag=f"--{flag.name}",
            value=flag.value,
            why="only zero is allowed",
            place=_place(episode, flag),
        )


def stray_words(episode: Episode) -> Iterator[Finding]:
    """`--anonymous-auth false` in two words: the switch is on, and the program refuses the other word."""
    container = episode.container
    if container is None or episode.program not in COMPONENTS or container.is_scripted:
        return
    for flag, word in container.strays:
        if flag is None or flag.value is not None or word.text not in BOOLEANS:
            continue
        yield finding(
            Cause.INVALID_FLAG_VALUE,
            Confidence.LIKELY,
            f"--{flag.name} is a switch, and `{word.text}` behind it is a word of its own, which {episode.program} "
            f"refuses; it is written --{flag.name}={word.text}.",
            [from_flag(episode, flag)],
            flag=f"--{flag.name}",
            why=f"its value stands behind an equals sign: --{flag.name}={word.text}",
            place={"file": episode.manifest.path if episode.manifest else None, "line": word.line},
        )


def authentication(episode: Episode) -> Iterator[Finding]:
    """Settings about who may ask that exclude each other, and the default authorizer's side effect."""
    container = episode.container
    if container is None or episode.program != "kube-apiserver" or container.is_scripted or not container.flags:
        return
    version = episode.version
    config = container.flag("authentication-config")
    anonymous = container.flag("anonymous-auth")
    if config is not None and anonymous is not None and _sets_anonymous(episode, config):
        # 1.32.2 still started and let the file win (kubernetes/kubernetes#130318).
        yield finding(
            Cause.ANONYMOUS_FLAG_CONFLICTS_WITH_CONFIG,
            Confidence.LIKELY if version is not None and version.at_least(1, 33) else Confidence.POSSIBLE,
            f"{anonymous} is set together with the anonymous field of {config.value}; {episode.program} refuses to "
            "start with both.",
            [from_flag(episode, anonymous), from_flag(episode, config)],
            flag=str(anonymous),
            path=config.value,
            place=_place(episode, anonymous),
        )
    oidc = next((flag for flag in container.flags if flag.name.startswith("oidc-")), None)
    if config is not None and oidc is not None:
        yield finding(
            Cause.AUTHENTICATION_CONFIG_INVALID,
            Confidence.LIKELY,
            f"{oidc} and {config} exclude each other (KEP-3331); {episode.program} refuses to start with both.",
            [from_flag(episode, oidc), from_flag(episode, config)],
            flag=str(oidc),
            path=config.value,
            why="mutually exclusive",
            place=_place(episode, oidc),
        )


def _sets_anonymous(episode: Episode, flag: Flag) -> bool:
    host = None
    if episode.pod is not None and episode.container is not None and flag.value:
        host = episode.pod.host_path_of(episode.container, flag.value)
    texts = {seen.path: seen.text for seen in episode.node.newest(FileText).values()}
    text = texts.get(host or "") or texts.get(flag.value or "")
    try:
        tree = load_first(text.encode()) if text else None
    except YamlProblem:
        return False
    return tree is not None and tree.given("anonymous") is not None


def refused_switches(episode: Episode) -> Iterator[Finding]:
    """A switch with a value that strconv.ParseBool does not take, such as `--profiling=no`."""
    container = episode.container
    if container is None or episode.program not in COMPONENTS or container.is_scripted:
        return
    for flag in container.flags:
        if flag.name.replace("_", "-") not in SWITCHES or flag.value is None or flag.value in BOOLEANS:
            continue
        if not is_variable(flag.value):
            yield finding(
                Cause.INVALID_FLAG_VALUE,
                Confidence.LIKELY,
                f"{episode.program} refuses {flag}: the flag is a switch, which takes true or false; it exits at once.",
                [from_flag(episode, flag)],
                flag=f"--{flag.name}",
                value=flag.value,
                why="true or false was expected",
                place=_place(episode, flag),
            )


CHECKS: tuple[Callable[[Episode], Iterable[Finding]], ...] = (
    unknown_flags,
    missing_flags,
    feature_gates,
    unknown_plugins,
    refused_values,
    refused_switches,
    stray_words,
    authentication,
)
