"""The file of name servers that the kubelet is told to hand on to pods is not there, so no pod's sandbox is made."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.logs import last_said
from whyrestart.causes.evidence.refusals import FRESH, begun_since
from whyrestart.causes.rule import Rule, finding, from_kubelet, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.observation import ContainerState, FileSeen, FileText, Source

# network/dns and kuberuntime_sandbox.go: the kubelet reads it for each sandbox it makes, and needs nothing else of the
# host's there. Whoever sets it up most often names systemd-resolved's, and that one is not on.
_NO_RESOLVER = re.compile(
    r"(?:SandboxConfig|[Ss]andbox|[Rr]esolv conf)[^\n]{0,600}?open (?P<path>/[^\s:\"'\\]{1,300}+): no such file or directory"
)


def resolver_missing(episode: Episode) -> Finding | None:
    """The kubelet's complaint of the pod's sandbox names the file; it starts none until the file is there."""
    if episode.current is not None and episode.current.state is ContainerState.RUNNING:
        return None
    said = last_said(episode.kubelet_log, _NO_RESOLVER, where=lambda said: "resolv" in said["path"])
    if said is None or (said.entry.at is not None and episode.at - said.entry.at > FRESH):
        return None
    if begun_since(episode, said.entry.at):
        return None
    path = said["path"]
    seen = episode.node.newest(FileSeen).get(path)
    if seen is not None and seen.type is not None:
        return None
    # What it complained of may be there by now, unless it is seen to be told so still.
    named = any(path in text.text for text in episode.node.newest(FileText).values())
    return finding(
        Cause.FILE_MISSING,
        Confidence.PROVEN if seen is not None else Confidence.LIKELY if named else Confidence.POSSIBLE,
        f"The kubelet's resolvConf names {path}, which does not exist, so it makes no pod's sandbox.",
        [from_kubelet(said.entry), note("files", f"{path} does not exist on the host") if seen is not None else None],
        path=path,
        host_path=path,
        setting="resolvConf",
    )


RULES = (
    Rule(
        cause=Cause.FILE_MISSING,
        find=resolver_missing,
        needs=frozenset({Source.KUBELET_LOG}),
        settles="`grep -n resolvConf /var/lib/kubelet/config.yaml`, and `ls -l` of what it names",
    ),
)
