"""A kubelet that lives and does nothing, for what its start lacked: to 1.7 it went on without its container manager."""

from __future__ import annotations

import re

from whyrestart.causes.evidence.logs import last_said
from whyrestart.causes.kubelet.words import LOG, errors_of_its_life, its_unit, last_life, who
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, State
from whyrestart.model.episode import Episode

# cmd/kubelet/app/server.go, checkPermissions, 1.4 to 1.35: it notes that and goes on. Of a user namespace's root it says nothing.
_NO_ROOT = re.compile(r"[Kk]ubelet needs to run as uid `?0`?\. It is being run as (?P<user>\d{1,10})")
_DENIED = re.compile(r"permission denied|operation not permitted", re.IGNORECASE)


def file_permission_denied(episode: Episode) -> Finding | None:
    """It runs as another user than root, and then may not do what it ends or idles with."""
    said = last_said(last_life(episode), _NO_ROOT)
    denied = last_said(errors_of_its_life(episode), _DENIED)
    if said is None or denied is None:
        return None
    return finding(
        Cause.FILE_PERMISSION_DENIED,
        Confidence.LIKELY,
        f"{who(episode)} runs as the user with UID {said['user']}, and only root may do what it does.",
        [from_kubelet(said.entry), from_kubelet(denied.entry), its_unit(episode)],
        user=said["user"],
        must_be_root="yes",
    )


def idles(episode: Episode) -> Finding | None:
    """It says that it makes no pod until it is started anew; whatever the reason, that is not well."""
    words = errors_of_its_life(episode) if episode.state is State.HEALTHY else ()
    if not words:
        return None
    return finding(
        Cause.UNKNOWN,
        Confidence.NONE,
        f"{who(episode)} lives and starts no pod, for it could not set up the node for containers: "
        f"{' '.join(words[-1].text.split())[:300]}.",
        [from_kubelet(words[-1]), its_unit(episode)],
    )


RULES = (
    Rule(
        cause=Cause.FILE_PERMISSION_DENIED,
        find=file_permission_denied,
        applies=about_kubelet,
        needs=LOG,
        settles="`systemctl show -p User kubelet`",
    ),
    Rule(cause=Cause.UNKNOWN, find=idles, applies=about_kubelet, needs=LOG),
)
