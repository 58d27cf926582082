"""An agent of k3s or RKE2 that lives and reaches no server of its cluster: its tunnels are refused, each few seconds."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.living import STILL, just_failed
from whyrestart.causes.evidence.logs import all_said, last_said
from whyrestart.causes.kubelet.answers import CALLS
from whyrestart.causes.kubelet.words import carrier, carriers_newest, only_begun, who
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet
from whyrestart.episodes import own_words
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode
from whyrestart.model.observation import Source

_NO_ANSWER = r"connection refused|no route to host|i/o timeout|connection timed out|network is unreachable"
# remotedialer's client (k3s' pkg/agent/tunnel): one tunnel to each server, tried again every five seconds.
_TUNNEL = re.compile(
    rf"^Failed to connect to proxy\b[^\n]{{0,300}}?dial tcp (?P<gone>[^\s\"]{{1,260}}:\d{{1,5}}): (?:connect: )?(?P<why>{_NO_ANSWER})|"
    r"^Remotedialer connected to proxy\b[^\n]{0,100}?wss://(?P<there>[^\s/\"]{1,260})/"
)
# pkg/agent/config: what a server is asked for by way of the agent's own balancer, which hangs up where it has none.
_AWAITED = re.compile(
    r"server is not ready: [^\n]{0,600}?(?:connection re(?:set|fused)|EOF|deadline exceeded|i/o timeout|no route to host)"
)
# klog's, of what runs within, the kubelet above all: without its apiserver it complains of its lease every few seconds.
_WITHIN = re.compile(r"^[\w/]{1,60}\.go:\d")
# It has been told of pods, by the apiserver.
_ANSWERED = re.compile(r"SyncLoop \(?(?:ADD|UPDATE)\b[^\n]{0,20}?api\b|Successfully registered node")


def apiserver_unreachable(episode: Episode) -> Finding | None:
    """Each server of which it tells refuses it, to this moment: two of them, or one that it also waits for."""
    name = carrier(episode)
    if not name.startswith(("k3s-agent", "rke2-agent")) or episode.state is not State.HEALTHY or only_begun(episode):
        return None
    own = own_words(episode.node, name.removesuffix(".service"))
    newest = carriers_newest(episode)
    tries = list(all_said(own, _TUNNEL))
    servers = {each["gone"] or each["there"]: each for each in tries}
    if not tries or not all(each["gone"] for each in servers.values()) or not just_failed(episode, tries[-1].entry):
        return None
    awaited = last_said(newest, _AWAITED)
    waits = awaited is not None and awaited.entry.at is not None and episode.at - awaited.entry.at <= STILL
    if (len(servers) == 1 and not waits) or last_said(newest, _ANSWERED) is not None:
        return None
    within = [entry for entry in newest if _WITHIN.match(entry.origin)]
    if within and last_said(within, CALLS) is None:
        return None
    said = tries[-1]
    return finding(
        Cause.APISERVER_UNREACHABLE,
        # Others may be connected since long ago, and told of in lines that are no longer there.
        Confidence.POSSIBLE,
        f"{who(episode)} reaches no server of its cluster ({', '.join(sorted(servers))}): {said['why']}.",
        [from_kubelet(said.entry)],
        why=said["why"],
    )


RULES = (
    Rule(
        cause=Cause.APISERVER_UNREACHABLE,
        find=apiserver_unreachable,
        applies=about_kubelet,
        needs=frozenset({Source.KUBELET_LOG}),
        yields_to=frozenset({Cause.CERTIFICATE_AUTHORITY_MISMATCH, Cause.INVALID_FLAG_VALUE}),
        settles="the same address by `curl -k` from this node",
    ),
)
