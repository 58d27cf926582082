"""The kubelet's flags against its release, whether a unit file, an environment file or kubeadm hands them over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from whyrestart.causes.rule import finding, note
from whyrestart.lint import verdicts
from whyrestart.lint.command_line import gate_pairs
from whyrestart.lint.findings import LintFile
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding
from whyrestart.model.version import Version
from whyrestart.parsing.systemd_unit_file import CarriedFlag, written_flags

# An environment file by its place, whatever its variables are called (kops: DAEMON_ARGS).
_ENVIRONMENT_FILES = re.compile(r"(?:^|/)(?:kubeadm-flags\.env|(?:default|sysconfig)/kubelet)$")
_SERVICE = re.compile(r"^\[Service\]", re.MULTILINE)
_OF_KUBELET = re.compile(r"^[ \t]*(?:ExecStart=\S*/?kubelet(?:\s|$)|Environment=[\"']?KUBELET_)", re.MULTILINE)
_ASSIGNMENT = re.compile(r"\s*(?:(?:export\s+)?(?P<name>[A-Za-z_]\w*)=.*|[#;].*)?")
MAX_LINES = 2000


def carries(path: str, text: str) -> bool:
    """Whether a file hands the kubelet flags: by its place, or by what it assigns and nothing else stands in it."""
    if _SERVICE.search(text):
        return _OF_KUBELET.search(text) is not None
    if _ENVIRONMENT_FILES.search(path):
        return True
    lines = text.splitlines()
    matches = [_ASSIGNMENT.fullmatch(line) for line in lines] if len(lines) <= MAX_LINES else [None]
    names = [match["name"] for match in matches if match is not None and match["name"]]
    return all(matches) and any(name.startswith("KUBELET_") for name in names)


def of_file(file: LintFile, version: Version | None, *, stated: bool) -> Iterator[Finding]:
    """The flags of a file, each where it stands."""
    text = file.data.decode("utf-8", "replace")
    flags = (_placed(flag, text) for flag in written_flags(file.path, text))
    yield from judged(flags, version, stated=stated)


def _placed(flag: CarriedFlag, text: str) -> CarriedFlag:
    """With the line of the flag itself, where the command goes over several."""
    name = re.compile(rf"(?<![\w-])--?{re.escape(flag.name)}(?![\w-])")
    lines = text.splitlines()
    here = (number for number in range(flag.line, len(lines) + 1) if name.search(lines[number - 1]))
    return replace(flag, line=next(here, flag.line))


def judged(flags: Iterable[CarriedFlag], version: Version | None, *, stated: bool) -> Iterator[Finding]:
    """Flags and gates that the release refuses.

    Without a release that was `stated` it is the control plane's, which the kubelet's may be older than.
    """
    if version is None:
        return
    who = f"The kubelet {version}" if stated else f"A kubelet {version}, the control plane's release,"
    for flag in flags:
        refusal = verdicts.flag("kubelet", flag.name, version)
        if refusal is not None:
            yield finding(
                Cause.KUBELET_UNKNOWN_FLAG,
                refusal.confidence if stated else Confidence.POSSIBLE,
                f"{who} will not know --{flag.name} and exits at once: {refusal.why}.",
                [_evidence(flag)],
                flag=f"--{flag.name}",
                nearest=f"--{refusal.nearest}" if refusal.nearest else None,
                instead=refusal.instead,
                file=flag.path,
                line=flag.line,
            )
        pairs = gate_pairs(flag.value or "") if flag.name.replace("_", "-") == "feature-gates" else ()
        for name, value in pairs:
            refusal = verdicts.gate(name, value, version) or verdicts.gate_value(value)
            if refusal is not None:
                yield finding(
                    Cause.FEATURE_GATE_REJECTED,
                    refusal.confidence if stated else Confidence.POSSIBLE,
                    f"{who} will reject the feature gate {name} and exit at once: {refusal.why}.",
                    [_evidence(flag)],
                    gate=name,
                    flag="--feature-gates",
                    why=refusal.why,
                    file=flag.path,
                    line=flag.line,
                )


def _evidence(flag: CarriedFlag) -> Evidence:
    return note("file", f"{flag.path}:{flag.line}: --{flag.name}{'' if flag.value is None else f'={flag.value}'}")
