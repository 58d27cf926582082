"""An exec probe that cannot succeed, whatever the component does."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.probing import complaints
from whyrestart.causes.rule import Rule, finding, from_kubelet, in_manifest, note
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Exec, ProbeKind
from whyrestart.model.observation import CertificateFileSeen, FileSeen

_COMMAND_FAILED = re.compile(
    r"(?i)executable file not found in \$PATH|exec: \\?\"[^\"]+\\?\": [^\"]*no such file or directory"
    r"|(?:sh|bash|ash|dash): (?:(?:line )?\d+: )?[\w./-]+: (?:command )?not found|no such file or directory"
    r"|x509: certificate has expired[^\"]*|unable to load client cert[^\"]*|could not load client certificate[^\"]*"
)
# The runtime could not start the command, which says nothing of the component: runc's words from its first release on,
# in Docker's, containerd's and CRI-O's, and crun's. In a container that has ended, or is about to, none can be started.
_NOT_STARTED = re.compile(
    r"(?i)(?:oci runtime (?:exec failed|error)|failed to (?:start|create) exec|exec failed: (?:unable to start|container_linux))"
    r"(?![^\n]{0,2000}(?:stopped|not running|not found in|paused|no such process|already finished|deadline exceeded|shim|ttrpc|"
    # The node lacks room, processes or memory, which another cause tells of.
    r"no space left|temporarily unavailable|cannot allocate memory|too many open files|read-only file system|input/output error))"
    r"[^\n]{0,400}"
)
# A file or a socket by which the component itself tells that it is well.
_OF_ITSELF = re.compile(
    r"(?i)(?:/(?:tmp|(?:var/)?run|dev/shm)/[^\s'\":,]{1,200}+|/(?:[^\s'\":,]{0,200}/)?\.?(?:healthy|ready|alive|live))"
    r"(?<!\.crt)(?<!\.key)(?<!\.pem)(?<!\.conf)['\":,]{0,3} ?[^\n/]{0,40}?no such file or directory"
    r"|(?:dial unix|unix-connect|AF=1)\b[^\n]{0,300}?no such file or directory"
)
_REFUSED_AS_CLIENT = re.compile(r"(?i)unauthorized|expired|bad certificate|must be logged in|forbidden")
_PATH = re.compile(r"(?<![\w.+-])(/[\w.+-]+(?:/[\w.+-]+)+\.(?:crt|key|pem|conf))")


def probe_command_broken(episode: Episode) -> Finding | None:
    """An exec probe that cannot succeed: a file it names is not in the container, or has expired."""
    probes = (p for p in (episode.container.probes if episode.container else ()) if p.kind is not ProbeKind.READINESS)
    probe, handler = next(((p, p.handler) for p in probes if isinstance(p.handler, Exec)), (None, None))
    if probe is None or handler is None:
        return None
    command, logged = " ".join(handler.command), complaints(episode)
    match = _COMMAND_FAILED.search(logged[-1].output) if logged else None
    if match is not None and match[0].lower().startswith("no such file") and _OF_ITSELF.search(logged[-1].output):
        return None
    unstarted = _NOT_STARTED.search(logged[-1].output) if logged else None
    if (match := match or unstarted) is not None:
        return finding(
            Cause.PROBE_COMMAND_BROKEN,
            Confidence.LIKELY if match is unstarted else Confidence.PROVEN,
            f"The exec probe of {episode.program} fails for a reason of its own: {' '.join(match[0].split())}.",
            [from_kubelet(logged[-1].entry)],
            command=command,
            unstarted="by the runtime" if match is unstarted else None,
            place=in_manifest(episode, probe),
        )
    missing = _missing(episode, command) if episode.origin is not Origin.SELF else None
    if missing is None or episode.restarts == 0:
        return None
    path, why = missing
    if logged and not _bears_out(logged[-1].output, why):
        return None
    return finding(
        Cause.PROBE_COMMAND_BROKEN,
        Confidence.LIKELY,
        f"The exec probe of {episode.program} needs {path}, which {why}.",
        [note("files", f"{path} {why}")],
        command=command,
        path=path,
        place=in_manifest(episode, probe),
    )


def _bears_out(output: str, why: str) -> bool:
    """Whether what the command said agrees: one that was answered had its files, and one with an expired one is refused."""
    return "expired" in why and _REFUSED_AS_CLIENT.search(output) is not None


def _missing(episode: Episode, command: str) -> tuple[str, str] | None:
    """A file in the command that no volume brings in, that is absent on the host, or whose certificate has expired."""
    if episode.pod is None or episode.container is None:
        return None
    files, certificates = episode.node.newest(FileSeen), episode.node.newest(CertificateFileSeen)
    for path in _PATH.findall(command):
        host = episode.pod.host_path_of(episode.container, path)
        if host is None:
            return path, "no volume of the pod brings into the container"
        if host in files and files[host].type is None:
            return path, "does not exist on the host"
        certificate = next(iter(certificates[host].certificates), None) if host in certificates else None
        if certificate is not None and certificate.not_after < episode.at:
            return path, f"expired on {certificate.not_after:%Y-%m-%d}"
    return None


RULES = (
    Rule(
        cause=Cause.PROBE_COMMAND_BROKEN,
        find=probe_command_broken,
        settles="run the probe's command in the container by hand: `crictl exec`",
    ),
)
