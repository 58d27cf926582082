"""A flag's value is refused: by its parser, or by the component's validation, which may not name the flag."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network

from whyrestart.causes.etcd.itself import is_apiserver
from whyrestart.causes.evidence.logs import (
    COMPONENTS,
    Said,
    all_said,
    death_log,
    ending_log,
    last_said,
    last_words,
    of_an_end,
    starting_log,
)
from whyrestart.causes.files.host import IS_DIRECTORY, is_meant_as_directory
from whyrestart.causes.rule import Rule, finding, from_flag, from_last_end, from_log
from whyrestart.causes.settings.command_line import (
    flag_of,
    odd_path,
    place_of,
    program_of,
    refusals,
    tells_no_flags,
    written_since,
)
from whyrestart.causes.settings.refused_words import LEADING, OF_A_NODE, PARSED, REFUSED, flag_meant
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.manifest import Flag
from whyrestart.model.observation import Source
from whyrestart.parsing.last_words import COMMANDS_LAST, is_an_end

# What the same controller says of a node that joins later, and lives on.
_OF_ONE_NODE = re.compile(r"(?i)while processing node|\bsyncing\b")


def invalid_flag_value(episode: Episode) -> Finding | None:
    """A value is refused: by the flag's parser, or by the component's validation."""
    said = last_said(
        last_words(episode, refusals(episode)),
        *REFUSED,
        where=lambda each: bool(each["stray"] or flag_meant(episode, each)),
    )
    said = said or last_said(death_log(episode), *LEADING, where=lambda each: not _OF_ONE_NODE.search(each.entry.text))
    if said is None:
        return (
            _no_address(episode) or _names_its_flag(episode) or _oddly_written(episode) or _names_a_directory(episode)
        )
    if said["stray"]:
        return _stray_word(episode, said)
    written = flag_meant(episode, said)
    flag = flag_of(episode, written)
    if not written and flag is None:
        return _names_its_flag(episode)
    value = said["value"].replace('\\"', '"')
    # Of a flag that is given twice each value is parsed.
    places = [each for each in episode.flags if each.name == written and (each.value or "") == value] if value else []
    if value and not places and written_since(episode) and said.match.re in PARSED:
        return None
    flag = places[-1] if places else flag
    value = value or (flag.value if flag else None) or ""
    shown = f"--{written}={value}" if value else f"--{written}"
    why = (said["why"] if "why" in said.match.groupdict() else said.match[0]).partition(" stacktrace=")[0]
    why = why.strip() or "no value given"
    of_a_node = said.match.re in OF_A_NODE
    if of_a_node:
        node = f"the node {said['node']}" if said["node"] else "a node"
        why = f"{node} has the range {said['has']} (spec.podCIDR), which is outside of it"
    sure = _how_well_it_fits(episode, said) if of_a_node else Confidence.PROVEN
    return finding(
        Cause.INVALID_FLAG_VALUE,
        Confidence.POSSIBLE if _may_be_a_files(episode, said) else sure,
        f"{program_of(episode)} refuses {shown}: {why}; it exits at once.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, from_last_end(episode)],
        flag=f"--{written}",
        value=value,
        why=why,
        place=place_of(episode, flag),
    )


# The ranges of the nodes, as they are taken note of one after the other; from 1.25 the node and its range are fields.
_HAS_A_RANGE = re.compile(
    r"Node (?:\S{1,253} )?has CIDR(?: (?P<told>[\w.:/]{1,60}))?, occupying it in CIDR map"
    r"(?: node=\S{1,253} podCIDRs?=[^\w\n]{0,3}(?P<field>[\w.:/]{1,60}))?"
)


def _how_well_it_fits(episode: Episode, said: Said) -> Confidence:
    """Flag and node contradict each other: as a rule the flag was changed above nodes that had their ranges.

    Where it fits another node, it may as well be that one's object that somebody wrote (kubernetes#95948).
    """
    whole = _network(said["value"])
    ranges = (_network(each["told"] or each["field"]) for each in all_said(death_log(episode), _HAS_A_RANGE))
    fits = whole is not None and any(
        each is not None and each.version == whole.version and each.network_address in whole for each in ranges
    )
    return Confidence.POSSIBLE if fits else Confidence.LIKELY


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text.rstrip(","), strict=False)
    except ValueError:
        return None


def _may_be_a_files(episode: Episode, said: Said) -> bool:
    """Whether it is the path of a field, which may come from a file as well: which one, only the command line tells.

    Of the components only the scheduler has a file for its settings, which has none of the logging's among them.
    """
    if not said["field"] or episode.flags_known:
        return False
    return episode.program not in COMPONENTS or (
        episode.program == "kube-scheduler" and "leaderElection" in said.entry.text
    )


def _oddly_written(episode: Episode) -> Finding | None:
    """Quotes or blanks that no shell took away are part of a path, and no file is called so: `docker run --env-file` keeps them.

    A path that does not begin with a slash is looked for where the image lets it run.
    """
    found = odd_path(episode)
    if found is None:
        return None
    said, flag, odd = found
    written = flag.value if flag else said["blank"] or f"{said['quote']}{said['path']}{said['quote']}".replace("\\", "")
    return finding(
        Cause.INVALID_FLAG_VALUE,
        _how_surely(episode, said, flag),
        f"{program_of(episode)} finds no file `{written}`, as {f'--{flag.name}' if flag else 'one of its flags'} has it: {odd}.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, from_last_end(episode)],
        flag=f"--{flag.name}" if flag else None,
        value=written,
        why=odd,
        place=place_of(episode, flag),
    )


def _how_surely(episode: Episode, said: Said, flag: Flag | None) -> Confidence:
    if flag is not None:
        return Confidence.LIKELY if said["relative"] else Confidence.PROVEN
    # Go tells a path without quotes; what etcd's loggers lay about it is not known without its flags.
    return Confidence.POSSIBLE if said["quote"].endswith('"') and episode.program == "etcd" else Confidence.LIKELY


def _names_a_directory(episode: Episode) -> Finding | None:
    """A flag names a directory where a file is asked for: as a rule the file's name was left out."""
    said = last_said(of_an_end(episode, ending_log(episode)), *IS_DIRECTORY)
    flags = episode.flags
    flag = next((f for f in reversed(flags) if said and (f.value or "").rstrip("/") == said["path"].rstrip("/")), None)
    if said is None or flag is None or not is_meant_as_directory(episode, said["path"]):
        return None
    return finding(
        Cause.INVALID_FLAG_VALUE,
        Confidence.LIKELY,
        f"{program_of(episode)} expects a file in {flag}, which names a directory; it exits at once.",
        [from_log(episode, said.entry), from_flag(episode, flag), from_last_end(episode)],
        flag=f"--{flag.name}",
        value=flag.value,
        why="it is a directory, and a file is asked for",
        place=place_of(episode, flag),
    )


# Go's net.SplitHostPort, by way of the dial of what --etcd-servers names: such a server can never be called.
_NO_ADDRESS = re.compile(
    r"createTransport[^\n]*dial tcp: address (?P<value>[^\s\"]{1,260}): (?P<why>missing port in address|too many colons in address)"
)


# net/http's, of what has no scheme: the client of etcd 2 (to 1.12) can call no such server.
_NO_SCHEME = re.compile(
    r"\b(?P<value>[\w.\[\]-]{1,253}:\d{1,5})/[^\s\"]{0,500}\"?: (?P<why>unsupported protocol scheme \\?\"\\?\")"
)


def _no_address(episode: Episode) -> Finding | None:
    """What is given as etcd's address is none, and the apiserver gives up on it."""
    said = last_said(starting_log(episode), _NO_ADDRESS, _NO_SCHEME) if is_apiserver(episode) else None
    flag = flag_of(episode, "etcd-servers")
    servers = (flag.value or "").split(",") if flag is not None else []
    if said is None or any(said["value"] not in each for each in servers):
        return None
    if said.match.re is _NO_SCHEME and said["value"] not in servers and (servers or "/v2/keys/" not in said.entry.text):
        return None
    return finding(
        Cause.INVALID_FLAG_VALUE,
        Confidence.LIKELY,
        f"{program_of(episode)} has an --etcd-servers that is no address: {said['value']}, {said['why']}.",
        [from_log(episode, said.entry), from_flag(episode, flag) if flag else None, from_last_end(episode)],
        flag="--etcd-servers",
        value=said["value"],
        why=said["why"],
        place=place_of(episode, flag),
    )


# A flag's name in a sentence: with its dashes or without, not a part of a path or of a longer word.
_A_FLAGS_NAME = re.compile(r"(?<![\w./:-])(?:--)?(?P<flag>[a-z][a-z0-9]*+(?:-[a-z0-9]++)++)(?![\w./:-])")
# What the system, a peer or the text of a file is to blame for, whatever flag is spoken of.
_NOT_OF_A_VALUE = re.compile(
    r"no such file|does not exist|permission denied|forbidden|Unauthorized|is a directory|deadline exceeded|connect: |connection refused|no such host|time(?:d )?out|"
    r"x509|tls: |address already in use|cannot assign|no space left|read-only|input/output|code = |CA bundle|PEM|does not contain|"
    r"decoding|yaml: |json: |config file|invalid configuration: |has been deprecated"
)


def _last_word(episode: Episode) -> LogEntry | None:
    """The line with which a command ends: a fatal one, one in the command's own form, else the last before an exit 1."""
    log = starting_log(episode)
    ends = (e for e in reversed(log) if e.severity is Severity.FATAL or e.message.startswith(COMMANDS_LAST))
    exits = episode.last_ended is None or episode.last_ended.exit_code in {None, 1}
    return next(ends, log[-1] if log and exits else None)


def _first_sentence(text: str) -> str:
    """What an error says first, without the words that announce one."""
    said = re.sub(r"^(?:command failed err=|[Ee]rror: )", "", " ".join(text.split()))
    return said.partition(". ")[0].rstrip(".")[:200]


def _names_its_flag(episode: Episode) -> Finding | None:
    """The last word of a component of Kubernetes speaks of a flag that the manifest gives, in a sentence of its own."""
    end = _last_word(episode) if episode.program in COMPONENTS else None
    if end is None or not is_an_end(end) or _NOT_OF_A_VALUE.search(end.text):
        return None
    why = _first_sentence(end.text)
    if not episode.flags_known:
        return _says_a_flag(episode, end, why)
    named = (flag_of(episode, match["flag"]) for match in _A_FLAGS_NAME.finditer(end.text))
    flag = next((each for each in named if each is not None), None)
    if flag is None:
        return None
    return finding(
        Cause.INVALID_FLAG_VALUE,
        Confidence.LIKELY,
        f"{program_of(episode)} refuses {flag}: {why}; it exits at once.",
        [from_log(episode, end), from_flag(episode, flag), from_last_end(episode)],
        flag=f"--{flag.name}",
        value=flag.value,
        why=why,
        place=place_of(episode, flag),
    )


# What can be no other name: with its dashes, or as what the sentence is about, in three words at least.
_CALLED_A_FLAG = re.compile(
    r"(?<![\w./:-])(?P<flag>--[a-z][a-z0-9]*+(?:-[a-z0-9]++)++)|"
    r"^(?:empty value in |setting )?\"?(?P<about>(?!kube-(?!api-)|cloud-controller-)[a-z][a-z0-9]*+(?:-[a-z0-9]++){2,8}+)(?:\[\d\])?\"?(?=[ ,.]|$)|"
    r"doesn't honor flag: (?P<unhonoured>[\w-]{1,80})"
)


_OBJECTS = re.compile(
    r"\b(?:invalid|empty|must|may only|requires?|conflicts? with|error|is not an?|can't set|cannot|doesn't honor)\b"
)


def _says_a_flag(episode: Episode, end: LogEntry, why: str) -> Finding | None:
    """The same where nobody knows its flags: the word tells which of them it speaks of."""
    match = _CALLED_A_FLAG.search(why.lstrip("["))
    # A wrapper may show what it executes.
    shown = end.severity is Severity.PLAIN and _OBJECTS.search(why) is None
    if match is None or shown or not tells_no_flags(episode):
        return None
    name = f"--{(match['flag'] or match['about'] or match['unhonoured']).lstrip('-')}"
    return finding(
        Cause.INVALID_FLAG_VALUE,
        Confidence.LIKELY,
        f"{program_of(episode)} refuses what is given with {name}: {why}; it exits at once.",
        [from_log(episode, end), from_last_end(episode)],
        flag=name,
        why=why,
        place=place_of(episode, None),
    )


def _stray_word(episode: Episode, said: Said) -> Finding | None:
    """A word that is no flag's value: what stands behind a switch, or behind a flag that has its value already."""
    word = said["stray"]
    strays = episode.container.strays if episode.container else ()
    before, found = next(((flag, each) for flag, each in strays if each.text == word), (None, None))
    behind = f" behind {before}" if before else ""
    why = f"`{word}`{behind} is a word of its own, and it takes none; a switch has its value behind an equals sign"
    return finding(
        Cause.INVALID_FLAG_VALUE,
        Confidence.PROVEN,
        f"{program_of(episode)} refuses its command line: {why}; it exits at once.",
        [from_log(episode, said.entry), from_flag(episode, before) if before else None, from_last_end(episode)],
        flag=f"--{before.name}" if before else word,
        why=why,
        place={
            "file": episode.manifest.path if episode.manifest else None,
            "line": found.line if found else None,
        },
    )


RULES = (
    Rule(
        cause=Cause.INVALID_FLAG_VALUE,
        find=invalid_flag_value,
        needs=frozenset({Source.POD_LOGS}),
        yields_to=frozenset(
            {
                Cause.UNKNOWN_FLAG,
                Cause.MISSING_REQUIRED_FLAG,
                Cause.FEATURE_GATE_REJECTED,
                Cause.UNKNOWN_ADMISSION_PLUGIN,
                Cause.ANONYMOUS_FLAG_CONFLICTS_WITH_CONFIG,
                Cause.AUTHENTICATION_CONFIG_INVALID,
                Cause.ENCRYPTION_CONFIG_INVALID,
                Cause.AUDIT_POLICY_INVALID,
                Cause.COMPONENT_CONFIG_INVALID,
            }
        ),
    ),
)
