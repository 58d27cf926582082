"""A view of the node to episodes: of each static pod's container, each program's own unit, the kubelet and the node."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from whyrestart.attempts import attempts
from whyrestart.episodes.containers import container_episode
from whyrestart.episodes.journals import kubelets_journal
from whyrestart.episodes.kubelet import kubelet_episode
from whyrestart.episodes.states import recent, runtime_unseen
from whyrestart.episodes.static_pods import declared, unreadable, with_settings
from whyrestart.episodes.units import unit_episodes
from whyrestart.model.cause import Origin
from whyrestart.model.diagnosis import State
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.identity import ContainerRef, NodeRef
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.node import NodeView
from whyrestart.model.observation import ContainerStatusSeen, HostSeen, ProbeResult, Source
from whyrestart.parsing.kubelet_words import static_container, static_pod_refused


def episodes(view: NodeView) -> tuple[Episode, ...]:
    """One episode for each container that anything told of, each program in its own unit, the kubelet, and the node."""
    lives = attempts(view)
    kubelet = tuple(kubelets_journal(view))
    refs = {*_refs(view, lives), *_named_by_kubelet(view, kubelet)}
    pods = declared(view, frozenset((ref.namespace, ref.pod) for ref in refs))
    for (namespace, name), each in pods.items():
        refs |= {
            ContainerRef(namespace=namespace, pod=name, container=container.name)
            for container in each.pod.containers
            if container.lives_on
        }
    broken = unreadable(view, pods, refs)
    pods = {name: replace(each, pod=with_settings(view, each.pod)) for name, each in pods.items()}
    made = [
        container_episode(
            view, ref, lives.get(ref, ()), pods.get((ref.namespace, ref.pod)), kubelet, broken=broken.get(ref)
        )
        for ref in sorted(refs | set(broken))
    ]
    known = {(ref.namespace, ref.pod) for ref in refs | set(broken)}
    # Where the directory is seen, what is not declared there any more is tried no more.
    refused = () if pods or broken else _refused_by_kubelet(view, kubelet, known)
    made += [container_episode(view, ref, (), None, kubelet) for ref in refused]
    in_pods = {each.program for each in made}
    return (*made, *unit_episodes(view, in_pods), *kubelet_episode(view), _node_episode(view))


def _refs(view: NodeView, lives: Mapping[ContainerRef, tuple[Attempt, ...]]) -> Iterator[ContainerRef]:
    yield from lives
    yield from (seen.ref for seen in view.newest(ContainerStatusSeen).values())
    yield from (result.ref for result in view.newest(ProbeResult).values())


def _named_by_kubelet(view: NodeView, log: Iterable[LogEntry]) -> Iterator[ContainerRef]:
    """Static pods' containers in trouble by the kubelet's words, where neither manifests nor runtime were seen."""
    if runtime_unseen(view) and view.blind(Source.MANIFESTS) is not None:
        yield from (ref for entry in log if recent(view, entry) and (ref := static_container(entry)) is not None)


def _refused_by_kubelet(
    view: NodeView, log: Iterable[LogEntry], known: Collection[tuple[str, str]]
) -> Iterator[ContainerRef]:
    """Static pods that the kubelet tries in vain to make, where nothing but that is known of them.

    They are called after their container, as a rule, and the node.
    """
    refused = (static_pod_refused(entry) for entry in log if recent(view, entry))
    told = dict.fromkeys(each for each in refused if each is not None)
    suffix = f"-{view.name.lower()}"
    for namespace, pod in told:
        if (namespace, pod) not in known and pod.endswith(suffix):
            yield ContainerRef(namespace=namespace, pod=pod, container=pod.removesuffix(suffix))


def _node_episode(view: NodeView) -> Episode:
    host = view.last(HostSeen)
    rebooted = host is not None and host.previous_boot_id not in {None, host.boot_id}
    return Episode(
        subject=NodeRef(node=view.name),
        node=view,
        state=State.RESTARTED if rebooted else State.HEALTHY,
        origin=Origin.SANDBOX if rebooted else None,
        kubelet_log=tuple(kubelets_journal(view)),
    )
