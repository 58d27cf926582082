"""Which certificates in use are past their time, or before it, and who says so.

Go's words are the same since 1.0: `x509: certificate has expired or is not yet valid` (from 1.15 with `current time X
is after/before Y`) and `x509: certificate signed by unknown authority`. Who complains, and of which port, decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from whyrestart.causes.evidence.logs import Said, last_said
from whyrestart.causes.evidence.presented import EXPIRED, certificate_files, unused
from whyrestart.causes.rule import note
from whyrestart.model.diagnosis import Evidence
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import Certificate, HostSeen

# Clocks of one cluster agree better than that.
CLOCKS_DIFFER = timedelta(minutes=5)
# /pods tells whole seconds, and installers write certificates moments before they start what uses them.
JUST_STARTED = timedelta(minutes=1)


def expired(certificate: Certificate | None, at: datetime) -> bool:
    """Whether it is known and past its time."""
    return certificate is not None and certificate.not_after < at


def not_yet_valid(certificate: Certificate | None, at: datetime) -> bool:
    """Whether it is known and before its time by more than clocks differ."""
    return certificate is not None and certificate.not_before > at + CLOCKS_DIFFER


def clock_runs_free(episode: Episode) -> bool:
    """Whether the node's clock is known to be kept by nobody: what looks expired may not be."""
    host = episode.node.last(HostSeen)
    return host is not None and host.clock_synchronised is False


def expired_files(episode: Episode) -> dict[str, Certificate]:
    """The leaf of each file in use that is past its time, by path; an authority may be one of them."""
    idle = unused(episode.node)
    leaves = {path: seen.certificates[0] for path, seen in certificate_files(episode).items() if path not in idle}
    return {path: leaf for path, leaf in leaves.items() if expired(leaf, episode.at)}


def expired_together(files: Mapping[str, Certificate]) -> bool:
    """Not etcd's alone: the cluster's certificates, as kubeadm makes them for a year, ran out together."""
    paths = [path for path, leaf in files.items() if not leaf.is_ca]
    return len(paths) >= 3 and any("etcd" not in path for path in paths)


def says_expired(entries: Iterable[LogEntry]) -> Said | None:
    """The last complaint that a certificate has expired: never one that says `is before`, which is a clock."""
    return last_said(entries, EXPIRED, where=lambda said: said["side"] != "before")


def expiry_of(path: str, leaf: Certificate) -> Evidence:
    """What a file's date tells."""
    return note("certificates", f"{path} expired on {leaf.not_after:%Y-%m-%d %H:%M}")
