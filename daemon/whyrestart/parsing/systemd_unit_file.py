"""Unit files, drop-ins and environment files to the flags that a service is really started with, and where each stands.

    Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
    EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
    ExecStart=
    ExecStart=/usr/bin/kubelet $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS

By systemd.unit(5), systemd.exec(5) and systemd.service(5): drop-ins in order of their names, an empty value empties the
list, files beat `Environment=`, `$NAME` as a word of its own splits at blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

# Highest first (systemd.unit(5), unit file load path).
DIRECTORIES = (
    "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
    "/lib/systemd/system",
)  # fmt: skip
# Where kubeadm's own drop-in looks, for a node whose unit files are not known.
KUBEADM_ENVIRONMENT_FILES = ("/var/lib/kubelet/kubeadm-flags.env", "/etc/default/kubelet", "/etc/sysconfig/kubelet")
MAX_LINES = 2000

_VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)$")
_WORD = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\.|[^\s"'\\])+""")
# systemd.syntax(7): C's escapes hold within both kinds of quotes.
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "s": " "}
_QUOTE = re.compile(r""""((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|\\(.)""")
_FLAG = re.compile(r"(--?)([A-Za-z][\w-]*)(?:=(.*))?", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class CarriedFlag:
    """A flag of a service's command line, and the file and 1-based line that carry it.

    `value` is None for a bare flag; `variable` is the environment variable that it came through, if any.
    """

    name: str
    value: str | None
    path: str
    line: int
    variable: str = ""


@dataclass(frozen=True)
class Directive:
    """`Key=value` of one section; continued lines are joined, `line` is the first one."""

    section: str
    key: str
    value: str
    path: str
    line: int


@dataclass(frozen=True)
class _Word:
    text: str
    path: str
    line: int
    variable: str = ""


def directives(path: str, text: str) -> Iterator[Directive]:
    """The assignments of one unit file or drop-in; what is none is left out, as systemd does with a warning."""
    section, started, joined = "", 0, ""
    for number, raw in enumerate(text.splitlines()[:MAX_LINES], 1):
        line = raw.strip()
        if joined and line.startswith(("#", ";")):
            continue
        if not joined:
            if not line or line.startswith(("#", ";")):
                continue
            started = number
        joined += line
        if joined.endswith("\\"):
            joined = joined[:-1] + " "
            continue
        if joined.startswith("[") and joined.endswith("]"):
            section = joined[1:-1]
        else:
            key, equals, value = joined.partition("=")
            if equals:
                yield Directive(section, key.strip(), value.strip(), path, started)
        joined = ""


def unit_paths(paths: Iterable[str], unit: str) -> tuple[str, ...]:
    """Of those paths the unit file and drop-ins that count, in the order in which systemd reads them."""
    known = set(paths)
    fragment = next((path for place in DIRECTORIES if (path := f"{place}/{unit}") in known), None)
    drop_ins: dict[str, str] = {}
    for place in reversed(DIRECTORIES):
        for path in known:
            inside = PurePosixPath(path)
            if str(inside.parent) == f"{place}/{unit}.d" and inside.suffix == ".conf":
                drop_ins[inside.name] = path
    return (*((fragment,) if fragment else ()), *(drop_ins[name] for name in sorted(drop_ins)))


def _service(texts: Mapping[str, str], unit: str) -> list[Directive]:
    """What the unit's files say of its service, in the order in which systemd reads them."""
    return [
        directive
        for path in unit_paths(texts, unit)
        for directive in directives(path, texts[path])
        if directive.section == "Service"
    ]


def carried_flags(texts: Mapping[str, str], unit: str = "kubelet.service") -> tuple[CarriedFlag, ...]:
    """The flags of the unit's command line in order; the last of a name counts.

    `texts` are files by their path on the node. Without any unit file the environment files of kubeadm's own drop-in
    are taken in its order.
    """
    service = _service(texts, unit)
    command = [directive for directive in _list_of(service, "ExecStart") if directive.value][-1:]
    environment = _environment(service, texts)
    words: list[_Word] = []
    if command:
        words = [word for directive in command for word in _expanded(directive, environment)]
    elif not service:
        for path in KUBEADM_ENVIRONMENT_FILES:
            for name, value in _environment_file(path, texts.get(path, "")):
                words += _split(value.text, value.path, value.line, name)
    return tuple(_flags(words))


# What runs a program in a container.
CONTAINER_ENGINES = frozenset({"docker", "docker-current", "podman", "nerdctl", "rkt", "runc"})


def started_by(texts: Mapping[str, str], unit: str) -> str:
    """The name of the binary in the unit's command line; empty where its file is not known."""
    service = _service(texts, unit)
    return next((_program_of(each) for each in reversed(_list_of(service, "ExecStart"))), "")


def carried_settings(texts: Mapping[str, str], unit: str, prefix: str) -> tuple[CarriedFlag, ...]:
    """What the unit's environment sets of a program's flags, where it reads variables of that prefix: ETCD_DATA_DIR."""
    service = _service(texts, unit)
    return tuple(
        CarriedFlag(
            name=name.removeprefix(prefix).lower().replace("_", "-"),
            value=word.text,
            path=word.path,
            line=word.line,
            variable=name,
        )
        for name, word in _environment(service, texts).items()
        if name.startswith(prefix)
    )


def environment_files(texts: Mapping[str, str], unit: str = "kubelet.service") -> tuple[str, ...]:
    """The environment files that the unit names."""
    named = (_environment_path(directive) for directive in _service(texts, unit) if directive.key == "EnvironmentFile")
    return tuple(dict.fromkeys(path for path in named if path.startswith("/")))


def required_environment_files(texts: Mapping[str, str], unit: str) -> tuple[str, ...]:
    """Those of them without which it is not started."""
    service = _service(texts, unit)
    named = (each.value.strip('"') for each in _list_of(service, "EnvironmentFile"))
    return tuple(dict.fromkeys(path for path in named if path.startswith("/")))


def _environment_path(directive: Directive) -> str:
    return directive.value.removeprefix("-").strip('"')


def written_flags(path: str, text: str, program: str = "kubelet") -> tuple[CarriedFlag, ...]:
    """The flags that one file hands a service, be it a unit file, a drop-in or an environment file.

    Of a file that has the command line, variables count that it names; of any other all do.
    """
    service = [each for each in directives(path, text) if each.section == "Service"]
    if not service:
        values = [(name, word) for name, word in _environment_file(path, text)]
        return tuple(flag for name, word in values for flag in _flags([*_split(word.text, path, word.line, name)]))
    commands = [each for each in _list_of(service, "ExecStart") if _program_of(each) == program]
    written = " ".join(each.value for each in commands)
    found = [flag for each in commands for flag in _flags([*_expanded(each, {})])]
    for name, word in _environment(service, {}).items():
        if not commands or re.search(rf"\$\{{?{re.escape(name)}\b", written):
            found += _flags([*_split(word.text, path, word.line, name)])
    return tuple(found)


def _program_of(command: Directive) -> str:
    words = _words(command.value)
    return words[0].lstrip("@-:+!").rpartition("/")[2] if words else ""


def _list_of(service: Iterable[Directive], key: str) -> list[Directive]:
    """The values of a key that may be given several times; an empty one forgets those before it."""
    found: list[Directive] = []
    for directive in service:
        if directive.key == key:
            found = [*found, directive] if directive.value else []
    return found


def _environment(service: Iterable[Directive], texts: Mapping[str, str]) -> dict[str, _Word]:
    service = list(service)
    known: dict[str, _Word] = {}
    for directive in _list_of(service, "Environment"):
        for word in _words(directive.value):
            name, equals, value = word.partition("=")
            if equals:
                known[name] = _Word(value, directive.path, directive.line, name)
    for directive in _list_of(service, "EnvironmentFile"):
        path = _environment_path(directive)
        known.update(_environment_file(path, texts.get(path, "")))
    return known


def _environment_file(path: str, text: str) -> Iterator[tuple[str, _Word]]:
    for number, raw in enumerate(text.splitlines()[:MAX_LINES], 1):
        line = raw.strip().removeprefix("export ")
        name, equals, value = line.partition("=")
        if equals and not line.startswith(("#", ";")):
            yield name.strip(), _Word(_unquoted(value.strip()), path, number, name.strip())


def _expanded(directive: Directive, environment: Mapping[str, _Word]) -> Iterator[_Word]:
    for word in _words(directive.value)[1:]:
        whole = _VARIABLE.fullmatch(word)
        if whole is not None and whole[2]:
            found = environment.get(whole[2])
            if found is not None:
                yield from _split(found.text, found.path, found.line, whole[2])
            continue
        origin = _Word("", directive.path, directive.line)
        text = word
        for name in re.findall(r"\$\{(\w+)\}", word)[:20]:
            found = environment.get(name)
            origin = found or origin
            text = text.replace(f"${{{name}}}", found.text if found else "")
        yield _Word(text, origin.path, origin.line, origin.variable)


def _split(text: str, path: str, line: int, variable: str) -> Iterator[_Word]:
    for word in _words(text):
        yield _Word(word, path, line, variable)


def _words(text: str) -> list[str]:
    return [_unquoted(word) for word in _WORD.findall(text[:65536])]


def _unquoted(word: str) -> str:
    def meant(match: re.Match[str]) -> str:
        quoted = next((group for group in match.groups() if group is not None), "")
        return _ESCAPE.sub(lambda each: _ESCAPED.get(each[1], each[1]), quoted) if match[3] is None else quoted

    return _QUOTE.sub(meant, word)


def _flags(words: list[_Word]) -> Iterator[CarriedFlag]:
    skip = False
    for word, following in zip(words, [*words[1:], None][: len(words)], strict=True):
        match = None if skip else _FLAG.fullmatch(word.text)
        skip = False
        if match is None:
            continue
        value = match[3]
        if value is None and following is not None and not following.text.startswith("-"):
            value, skip = following.text, True
        yield CarriedFlag(name=match[2], value=value, path=word.path, line=word.line, variable=word.variable)
