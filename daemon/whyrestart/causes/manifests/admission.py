"""The kubelet refuses a static pod at its admission, though the manifest is a valid one."""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.causes.evidence.living import LATELY, after_last
from whyrestart.causes.evidence.logs import Said, all_said, last_said
from whyrestart.causes.evidence.refusals import begun_since, waited_for
from whyrestart.causes.rule import Rule, finding, from_kubelet, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.observation import ContainerState, FileSeen, PodStatusSeen, Source

_REJECTED = re.compile(
    r"Predicate \w+ failed|Predicate failed on Pod: |Pod admission denied|[Ff]ailed to admit pod|Pod was rejected: |"
    # Not the fields of those names where a pod is shown.
    r"UnexpectedAdmissionError|\b(?:OutOf(?:cpu|memory|pods)|NodeAffinity|MatchNodeSelector|HostPort)\b(?![:{]\S)|"
    # The event of a refusal bears its reason (rejectPod; lifecycle/predicate.go and the admission handlers beside it).
    r"\breason(?:: '|=\\?\"?)(?:SysctlForbidden|AppArmor|TopologyAffinityError|SMTAlignmentError|PodFitsHostPorts|"
    r"PodOS\w{1,40}|PodFeatureUnsupported|PodLevelResources\w{1,40}|InitContainerRestartPolicyForbidden|"
    r"SupplementalGroupsPolicyNotSupported|InvalidNodeInfo|OutOf[\w.-]{1,80})\b|"
    # What the kubelet's own flags (to 1.14) or the kernel do not allow (pkg/kubelet/util.go, lifecycle/handlers.go).
    r"\bspecified (?:privileged container|host [\w /]{2,30}), but is disallowed|Cannot enforce AppArmor: "
)
# volume_manager.go: of a new instance's that are not mounted yet, and of a former one's (1.22 on) that still are; from 1.27
# on with the context's own words.
_UNMOUNTED = re.compile(
    r"\b(?:[Uu]n)?mounted volumes=\[[^\]\n]{0,2000}\][^\n]{0,3000}?(?:timed out waiting for the condition|context deadline exceeded)"
)
# Of a static pod whose former instance the kubelet still believes to be ending (kubelet.go, 1.20 and 1.21).
_PENDING = re.compile(r"pod \\*\"[^\"\n]{1,300}\" is pending termination")
# A static pod's own grace, 30 seconds by default, and a full read of the directory: an edit takes no longer.
_ENDS_WITHIN = timedelta(minutes=2)
REFERENCE = re.compile(
    r"static pods? (?:may not|cannot|must not|can not) (?:reference|mount|use|refer)[^\n]*|"
    # The apiserver's admission of the mirror pod (serviceaccount, noderestriction), where one answers.
    r"a mirror pod may not reference [\w ]+|can ?not create pods that reference [\w ]+|"
    r"(?P<what>secret|configmap|service ?account|clustertrustbundle|resourceclaim)s? (?:are|is) not (?:allowed|supported) (?:in|for) static pods",
    re.IGNORECASE,
)
# Of an object that the kubelet asks the apiserver for, before 1.34: static pods are not among those it asks for
# (pkg/kubelet/util/manager, volume/configmap and volume/secret).
_UNSERVED = re.compile(
    r"(?:configmap|secret) \\*\"[^\"\n]{1,300}?\" not found|object \\*\"[^\"\n]{1,300}?\"/\\*\"[^\"\n]{1,300}?\" not registered|"
    r"failed to sync (?:configmap|secret) cache"
)


def _runs(episode: Episode) -> bool:
    return episode.current is not None and episode.current.state is ContainerState.RUNNING


def static_pod_rejected(episode: Episode) -> Finding | None:
    """The kubelet refused the pod at admission, or waits for volumes that are all there, and does not try again."""
    if episode.ref is None or _runs(episode):
        return None
    status = episode.node.newest(PodStatusSeen).get((episode.ref.namespace, episode.ref.pod))
    blocked = episode.waiting_reason == "Blocked"
    failed = blocked or (status is not None and status.phase == "Failed" and status.reason not in {"", "Evicted"})
    said = last_said(episode.kubelet_log, _REJECTED, _UNMOUNTED, _PENDING)
    if not failed and (said is None or not _is_refused(episode, said)):
        return None
    why = f"{status.reason}: {status.message}" if failed and status else (said.entry.text if said else "")
    return finding(
        Cause.STATIC_POD_REJECTED,
        Confidence.PROVEN if failed or (said is not None and said.match.re is _REJECTED) else Confidence.LIKELY,
        f"The kubelet does not start {episode.ref.pod}, though its manifest is valid: {' '.join(why.split())[:200]}; "
        + ("it asks itself anew at each sync." if blocked else "it tries again only after it was restarted itself."),
        [
            note("kubelet", f"pod {status.phase}: {why}", status.at) if failed and status else None,
            from_kubelet(said.entry) if said else None,
        ],
        ruled_out=[RuledOut(cause=Cause.MANIFEST_INVALID, because="the file is a valid pod")] if episode.pod else [],
    )


def _is_refused(episode: Episode, said: Said) -> bool:
    """Whether the kubelet's words leave no other reason why the pod does not start."""
    if begun_since(episode, said.entry.at):
        return False
    if said.match.re is _PENDING:
        return _should_have_ended(episode, said)
    return said.match.re is _REJECTED or (waited_for(episode) is None and _volumes_are_there(episode))


def _should_have_ended(episode: Episode, said: Said) -> bool:
    """Whether the former instance was ended so long ago, for all that is known, that it is gone."""
    edited, at = episode.manifest.modified_at if episode.manifest else None, said.entry.at
    if edited is None or at is None:
        return False
    ended = episode.last_ended
    last = max(edited, ended.finished_at) if ended is not None and ended.finished_at is not None else edited
    return at - last > _ENDS_WITHIN


def _volumes_are_there(episode: Episode) -> bool:
    """No hostPath of the pod was looked for and found missing."""
    files = episode.node.newest(FileSeen)
    paths = [volume.host_path for volume in (episode.pod.volumes if episode.pod else ()) if volume.host_path]
    return not any(path in files and files[path].type is None for path in paths)


# The pod itself runs on, and the apiserver shows none (kubelet.go, tryReconcileMirrorPods and before it syncPod).
_UNMIRRORED = re.compile(r"[Ff]ailed creating a mirror pod\b")
_MIRRORED = re.compile(r"SyncLoop \(?ADD\b[^\n]{0,20}?\bapi\b")


def _mirror_is_refused(episode: Episode) -> Finding | None:
    """The apiserver, again and again to this moment, will not have the mirror of a pod that runs: for what it refers to."""
    said = [
        each
        for each in all_said(after_last(episode.kubelet_log, _MIRRORED), REFERENCE)
        if _UNMIRRORED.search(each.entry.text) and (each.entry.at is None or episode.at - each.entry.at <= LATELY)
    ]
    edited = episode.manifest.modified_at if episode.manifest else None
    if episode.ref is None or len(said) < 2 or (edited and said[-1].entry.at and edited > said[-1].entry.at):
        return None
    what, line = episode.pod.api_references[0] if episode.pod and episode.pod.api_references else ("an object", None)
    return finding(
        Cause.STATIC_POD_REFERENCES_API_OBJECT,
        Confidence.PROVEN,
        f"The static pod {episode.ref.pod} refers to {what} of the API, which static pods may not: it runs, but the "
        "apiserver refuses its mirror pod, so that nobody sees it there.",
        [
            from_kubelet(said[-1].entry),
            note("manifest", f"{episode.manifest.path}:{line}: {what}") if episode.manifest and line else None,
        ],
        reference=what,
        file=episode.manifest.path if episode.manifest else None,
        line=line,
    )


def static_pod_references_api_object(episode: Episode) -> Finding | None:
    """Rejected from 1.34 on (PreventStaticPodAPIReferences); before, the pod waited for the object for ever."""
    if _runs(episode):
        return _mirror_is_refused(episode)
    if episode.ref is None or episode.pod is None or not episode.pod.api_references:
        return None
    said = last_said(episode.kubelet_log, REFERENCE, _UNSERVED)
    waits = _UNSERVED.search(episode.waiting_message) is not None
    what, line = episode.pod.api_references[0]
    version = episode.node.version
    enforced = version is not None and version.at_least(1, 34)
    if said is None and not waits and not enforced:
        return None
    by_version = Confidence.LIKELY if episode.state is State.ABSENT else Confidence.POSSIBLE
    return finding(
        Cause.STATIC_POD_REFERENCES_API_OBJECT,
        Confidence.PROVEN if said or waits else by_version,
        f"The static pod {episode.ref.pod} refers to {what}, which static pods may not, so the kubelet refuses it.",
        [
            from_kubelet(said.entry) if said else None,
            note("kubelet", f"waiting: {episode.waiting_reason}: {episode.waiting_message}") if waits else None,
            note("manifest", f"{episode.manifest.path}:{line}: {what}") if episode.manifest else None,
        ],
        reference=what,
        file=episode.manifest.path if episode.manifest else None,
        line=line,
    )


RULES = (
    Rule(
        cause=Cause.STATIC_POD_REFERENCES_API_OBJECT,
        find=static_pod_references_api_object,
        needs=frozenset({Source.KUBELET_LOG, Source.MANIFESTS}),
    ),
    Rule(
        cause=Cause.STATIC_POD_REJECTED,
        find=static_pod_rejected,
        needs=frozenset({Source.KUBELET_LOG, Source.KUBELET_API}),
        yields_to=frozenset(
            {
                Cause.STATIC_POD_REFERENCES_API_OBJECT,
                Cause.NODE_PRESSURE_EVICTION,
                Cause.MANIFEST_INVALID,
                Cause.HOST_PATH_UNUSABLE,
                Cause.FILESYSTEM_DAMAGED,
            }
        ),
        settles="the kubelet's log from its last start on, and `crictl pods`",
    ),
)
