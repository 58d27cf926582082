"""Ways out of etcd's troubles: careful, step by step, the data copied before anything is taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from whyrestart.causes.kubelet.words import carried
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.identity import PROGRAMS
from whyrestart.model.manifest import Container
from whyrestart.model.observation import UnitSeen
from whyrestart.model.remedy import Remedy
from whyrestart.model.version import Version
from whyrestart.remedies import carriers
from whyrestart.remedies.editing import (
    BACKUPS,
    command,
    edit_of,
    host_path,
    is_unit,
    listeners_on,
    manifest_directory,
    out_of_directory,
    place,
    unit_of,
    where_possible,
)
from whyrestart.remedies.neighbours import etcd_container, local_etcd

COPY = "/root/etcd-copy"
_MAX_QUOTA = 8 * 2**30
_DEFAULT_QUOTA = 2 * 2**30
_NO_ETCDCTL = " Where the node has no etcdctl: crictl exec CONTAINER_ID etcdctl, with the same settings as flags."


def _no_etcdctl(episode: Episode) -> str:
    return "" if is_unit(episode) or carried(episode) else _NO_ETCDCTL


def _etcd(episode: Episode) -> Container | None:
    mine = episode.container if episode.program == "etcd" else None
    return mine or etcd_container(episode)


def _told(episode: Episode, flag: str) -> str:
    """What this node's etcd is told with that flag; empty where that is not known."""
    etcd = _etcd(episode)
    mine = episode.program == "etcd" and etcd is None
    return (episode.flag_value(flag) if mine else etcd.flag_value(flag) if etcd is not None else None) or ""


def _environment(episode: Episode) -> str:
    """What etcdctl needs to know, from etcd's own flags: one line that the commands after it rely on."""
    files = {"ETCDCTL_CACERT": "trusted-ca-file", "ETCDCTL_CERT": "cert-file", "ETCDCTL_KEY": "key-file"}
    settings = {"ETCDCTL_API": "3", "ETCDCTL_ENDPOINTS": _endpoint(episode)}
    if settings["ETCDCTL_ENDPOINTS"].startswith("https"):
        usual = _usual_files(episode)
        for name, flag in files.items():
            settings[name] = _told(episode, flag) or ("FILE" if is_unit(episode) else usual[flag])
    return command("export", *(f"{name}={value}" for name, value in settings.items()))


def _usual_files(episode: Episode) -> dict[str, str]:
    """What kubeadm, k3s, RKE2 and k0s make for etcd's clients, where nobody names other files."""
    data = carriers.data_directory(episode) if carried(episode) else ""
    pki, ca, pair = (
        (f"{data}/pki/etcd", "ca", "server")
        if data.endswith("k0s")
        else (f"{data}/server/tls/etcd", "server-ca", "client")
        if data
        else ("/etc/kubernetes/pki/etcd", "ca", "server")
    )
    return {"trusted-ca-file": f"{pki}/{ca}.crt", "cert-file": f"{pki}/{pair}.crt", "key-file": f"{pki}/{pair}.key"}


def _endpoint(episode: Episode) -> str:
    """Where this node's etcd serves: on loopback, as a rule."""
    urls = [url for url in _told(episode, "listen-client-urls").split(",") if url] if is_unit(episode) else []
    here = next((url for url in urls if "//127.0.0.1:" in url or "//localhost:" in url), "")
    return here or local_etcd(episode) or next(iter(urls), "") or "https://127.0.0.1:2379"


def _members(episode: Episode) -> int:
    """How many members its flags say the cluster began with; 1 where it says nothing."""
    return max(1, len([each for each in _told(episode, "initial-cluster").split(",") if each.strip()]))


def _data(episode: Episode, found: Finding) -> str:
    """Its data directory; a blank of a unit whose flags are not known: installers put it where they like."""
    own = episode.flag_value("data-dir") if episode.program == "etcd" else None
    if carried(episode):
        own = own or carriers.etcds_directory(episode)
    return host_path(episode, found["data_dir"] or own or ("DATA_DIR" if is_unit(episode) else "/var/lib/etcd"))


def _file(episode: Episode) -> str:
    return episode.manifest.path if episode.manifest is not None else f"{manifest_directory(episode)}/etcd.yaml"


def _stopped(episode: Episode, steps: Sequence[str]) -> tuple[str, ...]:
    """Steps that are to be taken while etcd does not run: its manifest away before, back after, or its unit stopped."""
    if is_unit(episode):
        unit = unit_of(episode)
        return (f"systemctl stop {unit}", *steps, f"systemctl start {unit}")
    file = _file(episode)
    name = file.rpartition("/")[2]
    return (*out_of_directory(file), *steps, command("mv", f"{BACKUPS}/{name}", f"{manifest_directory(episode)}/"))


def _utility(version: Version | None) -> str:
    """What restores snapshots: etcdutl from 3.5 on."""
    return "etcdutl" if version is None or version.at_least(3, 5) else "etcdctl"


def _name_and_peer(episode: Episode) -> tuple[str, str]:
    peer = _told(episode, "initial-advertise-peer-urls") or "https://ADDRESS:2380"
    return _told(episode, "name") or "NAME", peer


def _join_anew(episode: Episode, found: Finding, why: str) -> Remedy:
    """Out of the cluster and into it again with an empty data directory; the old one is kept."""
    data, (name, peer) = _data(episode, found), _name_and_peer(episode)
    before = (
        f"Before it is started again, give it at {place(episode)}"
        if is_unit(episode)
        else "Before the manifest goes back, write into it"
    )
    return Remedy(
        title=f"Where the other members are healthy: {why}",
        commands=_stopped(
            episode,
            (
                command("mv", data, f"{data}-aside"),
                "etcdctl member list -w table",
                "etcdctl member remove MEMBER_ID",
                command("etcdctl", "member", "add", name, f"--peer-urls={peer}"),
            ),
        ),
        caution="The etcdctl commands run on a healthy member, with its certificates. Check the ID twice: to remove a "
        f"healthy member of three while one is down stops the cluster. {before} "
        "what `member add` printed: --initial-cluster, and --initial-cluster-state=existing. The data is moved, not "
        "deleted: keep it until the cluster has been healthy for a day.",
    )


def _restore(episode: Episode, found: Finding) -> Remedy:
    """From the latest snapshot, with the damaged data kept."""
    data, (name, peer) = _data(episode, found), _name_and_peer(episode)
    restore = (
        _utility(episode.version), "snapshot", "restore", "SNAPSHOT", f"--data-dir={data}", f"--name={name}",
        f"--initial-cluster={name}={peer}", f"--initial-advertise-peer-urls={peer}",
    )  # fmt: skip
    return Remedy(
        title="Where it is the only member: restore it from the latest snapshot",
        commands=_stopped(episode, (command("mv", data, f"{data}-damaged"), command(*restore))),
        caution="What was written since the snapshot is lost. The damaged data is moved, not deleted: without a "
        "snapshot its file member/snap/db can often still be restored from, with --skip-hash-check, as a last "
        "resort. Repair the disk first, or it happens again."
        + (
            " What is restored belongs to who restores it: give it to the User= of the unit."
            if is_unit(episode)
            else ""
        ),
    )


def etcd_data_corrupt(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The way that fits the cluster's size first."""
    ways = (_join_anew(episode, found, "let this one join anew with an empty data directory"), _restore(episode, found))
    yield from ways if _members(episode) > 1 else reversed(ways)


def etcd_upgrade_incompatible(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Back to the image before, where an earlier attempt shows it; then forward by the book."""
    now = episode.container.image if episode.container is not None else ""
    before = next(
        (a.image for a in reversed(episode.attempts) if a.image and _tag(a.image) and _tag(a.image) != _tag(now)), ""
    )
    data = _data(episode, found)
    yield Remedy(
        title=f"Go back to the image before, {before}, with the same data"
        if before
        else "Go back to the etcd image that wrote the data",
        edits=where_possible(lambda: edit_of(episode).set_image(before).done) if before else (),
        commands=(command("cp", "-a", data, COPY),),
        caution="Copy the data first. It works within one step of a minor version, as long as the new one has not "
        "migrated the data.",
    )
    yield Remedy(
        title="Then prepare the upgrade: all members on the newest patch of 3.5 (3.5.26 or later), the v2 store empty, "
        "no --enable-v2, and one minor version at a time",
        commands=(command("etcdutl", "check", "v2store", f"--data-dir={data}"),),
        caution="3.5.20 and later promote the learners that older ones left behind: let it run for a while before 3.6.",
    )


def _tag(image: str) -> str:
    return image.partition("@")[0].rpartition("/")[2].partition(":")[2]


def etcd_membership_mismatch(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The list of members decides; this one joins anew."""
    yield _join_anew(episode, found, "let this member join anew with an empty data directory")


def etcd_no_quorum(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Bring one back; everything else is the last resort."""
    data = _data(episode, found)
    yield Remedy(
        title="Bring another member back: as soon as more than half see each other, all recovers by itself",
        commands=(_environment(episode), "etcdctl endpoint status --cluster -w table", "etcdctl member list -w table"),
        caution="Between the members: port 2380 both ways, the peer certificates' dates, the clocks. Do not remove "
        f"members without quorum.{_no_etcdctl(episode)}",
    )
    yield Remedy(
        title="Only if the others are lost for good: copy this member's data and restore it as a new cluster of one, "
        "which the others then join with empty data",
        commands=(command("cp", "-a", data, COPY),),
        caution="The lost members must never come back with their old data. What only they had is gone.",
    )


def etcd_nospace_alarm(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Compact, defragment, disarm, in that order; then see whether the quota fits."""
    endpoint = _endpoint(episode)
    yield Remedy(
        title="Compact etcd's history, defragment each member and disarm the alarm",
        commands=(
            _environment(episode),
            "etcdctl snapshot save /root/etcd-before-compaction.db",
            "etcdctl endpoint status -w json",
            "etcdctl compact REVISION",
            f"etcdctl defrag --endpoints={endpoint}",
            "etcdctl alarm disarm",
        ),
        caution="REVISION is the one that the status shows. Compaction deletes old revisions for good; defragmenting "
        "blocks the member for seconds to minutes: one member at a time, the leader last. Then find what filled it "
        f"(events, leases, a controller that rewrites its objects), or the alarm comes back.{_no_etcdctl(episode)}",
    )
    quota = (
        int(found["quota_bytes"]) if found["quota_bytes"].isdigit() and int(found["quota_bytes"]) else _DEFAULT_QUOTA
    )
    raised = min(2 * quota, _MAX_QUOTA)
    if raised > quota and episode.program == "etcd":
        yield Remedy(
            stopgap=True,
            title=f"If the data is legitimate, raise --quota-backend-bytes to {raised} as well",
            edits=where_possible(lambda: edit_of(episode).set_flag("quota-backend-bytes", str(raised)).done),
            caution="On all members alike, and 8 GiB at most. The alarm stays until it is disarmed. The database is "
            "held in memory: the node needs that much more.",
        )


def etcd_slow_disk(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """A disk of its own; what helps meanwhile."""
    data = _data(episode, found)
    pid = episode.current.pid if episode.current is not None else None
    yield Remedy(
        title=f"Give {data} a local SSD of its own, which syncs within 10 ms, and stop what competes for the disk",
        commands=(
            command("findmnt", "-T", data),
            "cat /proc/pressure/io",
            *((f"ionice -c2 -n0 -p {pid}",) if pid else ()),
        ),
        caution=("ionice helps until etcd's next start only. " if pid else "") + "On links that cannot be changed: "
        "--heartbeat-interval and --election-timeout, ten times the former, the same on all members. Never "
        "--unsafe-no-fsync: it trades the cluster's data for speed.",
    )


def etcd_unreachable(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Where this node's etcd serves elsewhere, call it there; else it is etcd that is to be repaired."""
    url, flag = local_etcd(episode), found["flag"].partition("=")[2]
    if url and flag and url.rstrip("/") not in flag.split(",") and "," not in flag and not _serves(episode, flag):
        yield Remedy(
            title=f"Call etcd where its manifest says that it listens: --etcd-servers={url}",
            edits=where_possible(lambda: edit_of(episode).set_flag("etcd-servers", url).done),
            caution="Only if the apiserver is to use this node's own etcd.",
        )
        return
    if (right := found["right_scheme"]) and flag:
        corrected = re.sub(r"\bhttps?://", f"{right}://", flag)
        yield Remedy(
            title=f"Call etcd by the scheme that it serves: --etcd-servers={corrected}",
            edits=where_possible(lambda: edit_of(episode).set_flag("etcd-servers", corrected).done),
            caution="It also needs --etcd-cafile, --etcd-certfile and --etcd-keyfile."
            if right == "https"
            else "What passes between the two is then read and written in the clear: TLS in etcd is the better way.",
        )
        return
    here = etcd_container(episode) is not None
    local = any(host in (found["address"] or flag) for host in ("127.0.0.1", "localhost", "[::1]"))
    where = f" at {found['address']}" if found["address"] else ""
    port = found["address"].rstrip("/").rpartition(":")[2]
    port = port if port.isdigit() else "2379"
    unit = next((name for name in PROGRAMS if PROGRAMS[name] == "etcd" and name in _loaded(episode)), "")
    unit = unit.removesuffix(".service") or "etcd"
    declared = "" if is_unit(episode) else f": no manifest in {manifest_directory(episode)} declares it"
    title = (
        f"Start etcd, which should answer{where}{declared}"
        if local and not here
        else f"Repair etcd{where} first: see why it does not run or does not answer"
    )
    yield Remedy(
        title=title,
        commands=(
            *(() if is_unit(episode) and not here else ("crictl ps -a --name etcd",)),
            listeners_on(port),
            *(() if here else (f"systemctl status {unit}",)),
        )
        if local or here
        else (),
        caution=("" if is_unit(episode) else "If its manifest was moved away, move it back.")
        if local and not here
        else "An etcd outside this node: look at the route and the packet filter too."
        if not local and not here
        else "",
    )


def _loaded(episode: Episode) -> frozenset[str]:
    """The units that are installed and not merely left to rest."""
    units = episode.node.newest(UnitSeen).values()
    return frozenset(
        unit.unit for unit in units if unit.load_state in {"loaded", ""} and unit.active_state != "inactive"
    )


def _serves(episode: Episode, url: str) -> bool:
    """Whether this node's etcd is told to listen there."""
    etcd = etcd_container(episode)
    return etcd is not None and url.rstrip("/") in (etcd.flag_value("listen-client-urls") or "").split(",")


def etcd_first_endpoint_down(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """A live one first."""
    servers = [s for s in (episode.flag_value("etcd-servers") or "").split(",") if s]
    ordered = ",".join([*servers[1:], *servers[:1]])
    yield Remedy(
        title=f"Put a member that answers first in --etcd-servers: {servers[1] if len(servers) > 1 else 'another one'}",
        edits=where_possible(lambda: edit_of(episode).set_flag("etcd-servers", ordered).done)
        if len(servers) > 1
        else (),
        valid_for="<1.16",
        caution="For good: upgrade, later clients fail over; or let each apiserver list the etcd of its own node only.",
    )


REMEDIES = {
    Cause.ETCD_DATA_CORRUPT: etcd_data_corrupt,
    Cause.ETCD_UPGRADE_INCOMPATIBLE: etcd_upgrade_incompatible,
    Cause.ETCD_MEMBERSHIP_MISMATCH: etcd_membership_mismatch,
    Cause.ETCD_NO_QUORUM: etcd_no_quorum,
    Cause.ETCD_NOSPACE_ALARM: etcd_nospace_alarm,
    Cause.ETCD_SLOW_DISK: etcd_slow_disk,
    Cause.ETCD_UNREACHABLE: etcd_unreachable,
    Cause.ETCD_FIRST_ENDPOINT_DOWN: etcd_first_endpoint_down,
}
