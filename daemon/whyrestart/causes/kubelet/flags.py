"""The kubelet refuses its command line: a flag, a gate or a value; and which file on the node hands it that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from whyrestart.causes.evidence.logs import Said, last_said
from whyrestart.causes.kubelet.words import (
    LOG,
    carried,
    carrier,
    fatal_words,
    is_said_by_kubelet,
    its_unit,
    last_end_of_another,
    last_life,
    last_word,
    own_last_word,
    who,
)
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.causes.settings.command_line import GATE
from whyrestart.causes.settings.refused_words import PARSED
from whyrestart.episodes import is_last_word, journal
from whyrestart.knowledge.flags import COMPONENTS, lookup
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import FileText

_UNKNOWN_FLAG = re.compile(
    r"(?:failed to parse kubelet flag: )?unknown flag: (?P<flag>--[\w-]+)|unknown shorthand flag: '.' in (?P<short>-\w+)"
    # Copied from a page that made one long dash of the two.
    r"|unknown command \\?\"?(?P<dash>[\u2010-\u2015\u2212][\w-]+)"
)
# What runs the kubelet as a container refuses its own command line (docker/cli, podman).
_OF_DOCKER = re.compile(r"[Ss]ee '(?:docker|podman|nerdctl)(?: \w{1,20})? --help'")
_PARSED = re.compile(
    r"[Ff]ailed to parse kubelet flag|"
    r"invalid argument (?:(?!invalid argument ).)*? for \\*\"?(?:-\w, )?--[\w.-]{1,80}\\*\"? flag"
)
# What is judged once it is used, or is said without naming the flag: server.go, kubelet.go, options.go of the kubelet.
_REFUSED_LATER = (
    # server.go and its auth.go: an authorization mode is none of AlwaysAllow and Webhook.
    re.compile(r"(?P<why>[Uu]nknown (?P<flag>authorization[ -]mode)) (?P<value>\S+)"),
    re.compile(r"flag needs an argument: (?P<flag>--[\w-]+)(?P<why>)"),
    # A pair of addresses is told of with a semicolon to 1.26, and in words of its own.
    re.compile(
        r"(?:bad|dual-stack) (?P<flag>--node-ip) \\?\"(?P<value>[^\"\\\n]*)\\?\"(?:[:;]|(?= not supported| cannot include)) (?P<why>[^\n]*)"
    ),
    re.compile(
        r"(?P<why>unknown 'kubernetes\.io' or 'k8s\.io' labels) specified with (?P<flag>--node-labels): \[(?P<value>[^\]\n]*)"
    ),
    re.compile(r"(?P<why>unsupported CRI runtime): \\?\"(?P<runtime>[^\"\\\n]*)"),
    # 1.20 to 1.23, built without dockershim (kubelet_dockershim_nodocker.go).
    re.compile(r"trying to use (?P<runtime>docker) runtime when (?P<why>Kubelet was compiled without docker support)"),
    re.compile(r"(?P<why>unknown cloud provider) \\?\"(?P<cloud>[^\"\\\n]*)"),
    re.compile(
        r"cloud provider \\?\"(?P<cloud>[^\"\\\n]*)\\?\" was specified, but (?P<why>built-in cloud providers are disabled)"
    ),
    re.compile(r"the flag (?P<flag>--[\w-]{1,80}+) (?P<why>requires environment variable \S+ to be set)"),
    # options.go, ValidateKubeletFlags: the flag is known, and may not be used so. What it says with a flag's name in
    # brackets is a flag's value there alone; of the configuration the same is said elsewhere.
    re.compile(r"(?P<why>the \w{1,60} feature gate must be enabled) in order to use the (?P<flag>--[\w-]{1,80}+) flag"),
    re.compile(r"invalid (?P<flag>node[ -]labels): (?P<why>(?P<value>'[^'\n]{0,300}') - [^\n]{1,300})"),
    re.compile(
        r"[Ff]ailed to validate kubelet flags\b[^\n]{0,40}?invalid configuration: \w{1,60} \((?P<flag>--[\w-]{1,80}+)\) (?P<why>[^\n\"]{1,300})"
    ),
)
# The second line of what is said of labels, which a journal has by itself; up to 1.15 it began as a warning of what was to come.
_LABELS = re.compile(
    r"^(?P<flag>--node-labels) in the (?P<why>'kubernetes\.io' namespace must begin with an allowed prefix)"
)
# Whose value it is that a message names without naming the flag.
_NAMELESS = {"runtime": "--container-runtime", "cloud": "--cloud-provider"}
# A word that is no flag's value: what stands behind a switch. One that begins with a long dash was meant for a flag.
_STRAY = re.compile(r"[Uu]nknown command:? (?:command=)?\\?\"?(?P<word>[\w./:=,-]{1,200}+)")


@dataclass(frozen=True, kw_only=True)
class _Line:
    """A line that hands the kubelet a flag: of a drop-in, an environment file, the unit."""

    path: str
    number: int
    text: str


def _line_with(episode: Episode, flag: str) -> _Line | None:
    for seen in episode.node.newest(FileText).values():
        if "kubelet" not in seen.path and "default" not in seen.path and "sysconfig" not in seen.path:
            continue
        for number, line in enumerate(seen.text.splitlines(), 1):
            if re.search(rf"(?<![\w-]){re.escape(flag)}(?![\w-])", line) and not line.lstrip().startswith("#"):
                return _Line(path=seen.path, number=number, text=line.strip())
    return None


def _refuses(
    episode: Episode,
    cause: Cause,
    said: Said,
    line: _Line | None,
    *,
    summary: str,
    detail: Mapping[str, str],
    confidence: Confidence = Confidence.PROVEN,
) -> Finding:
    """The kubelet's own words are the proof; the line tells where to mend it."""
    return finding(
        cause,
        confidence,
        summary,
        [
            from_kubelet(said.entry),
            note("file", f"{line.path}:{line.number}: {line.text}") if line else None,
            its_unit(episode),
        ],
        place={**detail, "file": line.path if line else None, "line": line.number if line else None},
    )


def kubelet_unknown_flag(episode: Episode) -> Finding | None:
    """The flag, and the file that carries it."""
    said = last_word(episode, _UNKNOWN_FLAG)
    if said is None or last_end_of_another(episode) or last_word(episode, _OF_DOCKER) is not None:
        return None
    flag = said["flag"] or said["short"] or said["dash"]
    passed = _passed_by_its_carrier(episode, flag)
    if carried(episode) and passed is None and not is_said_by_kubelet(said.entry):
        return None
    line = _line_with(episode, flag)
    placed = f", which {line.path}:{line.number} passes" if line else ""
    summary = f"The kubelet does not know the flag {flag}{placed}; it exits at once."
    of_others = line is None and passed is None and _is_of_others(said, flag)
    sure = Confidence.POSSIBLE if of_others else Confidence.PROVEN
    return _refuses(
        episode, Cause.KUBELET_UNKNOWN_FLAG, said, line, summary=summary, detail={"flag": flag}, confidence=sure
    )


# k3s and RKE2 tell of each component with which flags they start it (pkg/daemons).
_RUNS = re.compile(r"Running kubelet (?P<flags>--[^\n]{1,8000}+)")


def _passed_by_its_carrier(episode: Episode, flag: str) -> Said | None:
    """What starts the kubelet says that it gives it that flag."""
    name = flag.partition("=")[0]
    # Of a carrier's own journal an episode has nothing but what it ends with.
    unit = carrier(episode).removesuffix(".service")
    return last_said(
        journal(episode.node, unit) if unit else last_life(episode),
        _RUNS,
        where=lambda said: any(word.partition("=")[0] == name for word in said["flags"].split()),
    )


def _is_of_others(said: Said, flag: str) -> bool:
    """Whether it is other components' flag alone, and the kubelet is not said to have refused it: one beside it may have."""
    name = flag.lstrip("-").partition("=")[0]
    named = "kubelet" in said.entry.text.lower()
    return not named and lookup("kubelet", name) is None and any(lookup(each, name) for each in COMPONENTS)


def feature_gate_rejected(episode: Episode) -> Finding | None:
    """A gate in the kubelet's flags or configuration that this version does not know or has locked."""
    said = own_last_word(episode, *GATE)
    if said is None:
        return None
    gate, why = said["gate"], said["why"].strip(" ,") or "unknown to this version"
    line = _line_with(episode, "--feature-gates") or _line_with(episode, gate)
    summary = f"{who(episode)} rejects the feature gate {gate} ({why})."
    return _refuses(episode, Cause.FEATURE_GATE_REJECTED, said, line, summary=summary, detail={"gate": gate})


def invalid_flag_value(episode: Episode) -> Finding | None:
    """A value that the parser of the kubelet's flags refuses."""
    words = () if last_end_of_another(episode) else fatal_words(episode)
    said = last_said((e for e in words if _PARSED.search(e.text)), *PARSED)
    said = said or last_said(words, *_REFUSED_LATER) or last_said(_after_the_last_end(words), _LABELS)
    if said is None:
        return _stray_word(episode)
    flag, value = _refused(said)
    why = said["why"]
    summary = (
        f"{who(episode)} refuses {flag}{f'={value}' if value else ''}: {why or 'no value given'}; it exits at once."
    )
    line = _line_with(episode, flag)
    return _refuses(
        episode,
        Cause.INVALID_FLAG_VALUE,
        said,
        line,
        summary=summary,
        detail={"flag": flag, "value": value, "why": why},
    )


def _after_the_last_end(words: tuple[LogEntry, ...]) -> tuple[LogEntry, ...]:
    """What has no end behind it: a line that an end begins is of that one, and not of a life before."""
    ends = [at for at, entry in enumerate(words) if is_last_word(entry)]
    return words[ends[-1] + 1 :] if ends else words


def _refused(said: Said) -> tuple[str, str]:
    """The flag, and the value that is refused."""
    named = next((name for name in _NAMELESS if said[name]), "")
    if named:
        return _NAMELESS[named], said[named]
    return f"--{said['flag'].lstrip('-').replace(' ', '-')}", said["value"]


def _stray_word(episode: Episode) -> Finding | None:
    """A word of its own among the flags, most often the value of a switch without its equals sign."""
    said = own_last_word(episode, _STRAY)
    if said is None:
        return None
    word = said["word"]
    line = _line_with(episode, word)
    # Behind a flag stands a value that is not taken; any other word may be what is left of a flag, or of a broken line.
    behind = line is not None and re.search(rf"--[\w-]{{1,80}}=?[\"']?\s+[\"']?{re.escape(word)}", line.text)
    of_a_switch = word.lower() in {"true", "false"} or behind
    summary = f"The kubelet refuses its command line: `{word}` is a word of its own, and it takes none" + (
        "; a switch has its value behind an equals sign." if of_a_switch else "."
    )
    return _refuses(
        episode,
        Cause.INVALID_FLAG_VALUE,
        said,
        line,
        summary=summary,
        detail={"flag": word, "why": "a word of its own"},
        confidence=Confidence.PROVEN if of_a_switch else Confidence.POSSIBLE,
    )


RULES = (
    Rule(cause=Cause.KUBELET_UNKNOWN_FLAG, find=kubelet_unknown_flag, applies=about_kubelet, needs=LOG),
    Rule(cause=Cause.FEATURE_GATE_REJECTED, find=feature_gate_rejected, applies=about_kubelet, needs=LOG),
    Rule(
        cause=Cause.INVALID_FLAG_VALUE,
        find=invalid_flag_value,
        applies=about_kubelet,
        needs=LOG,
        yields_to=frozenset({Cause.FEATURE_GATE_REJECTED, Cause.KUBELET_UNKNOWN_FLAG}),
    ),
)
