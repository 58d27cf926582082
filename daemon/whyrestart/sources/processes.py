"""The processes of static pods, of the kubelet and of runtimes, and who listens on which port.

psutil's own list of connections opens every descriptor of every process. Here the kernel's table is read as far as it
lists listeners, and descriptors are looked through only for a socket that was not there before.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

import psutil

from whyrestart.clock import Clock
from whyrestart.model.observation import ListeningSocket, Observation, ProcessGone, ProcessSeen, SocketsSeen, Source
from whyrestart.parsing.cgroup import CgroupOwner, owner_of
from whyrestart.parsing.redaction import redact_words
from whyrestart.parsing.sockets import KernelSocket, listening
from whyrestart.sources.blocking import BlockingSource
from whyrestart.sources.look import Look

# What matters beside the static pods, whoever starts it.
PROGRAMS = frozenset(
    {"kubelet", "containerd", "dockerd", "crio", "cri-dockerd", "etcd", "kube-apiserver", "kube-controller-manager",
     "kube-scheduler", "k3s", "k3s-server", "rke2", "k0s", "kubelite"}
)  # fmt: skip
# Between fork and exec a container's process is still runc, so a young one is looked at again.
SETTLED_AFTER = timedelta(seconds=10)
RETRY_OWNERS_AFTER = timedelta(seconds=30)
# The kernel walks its whole table of connections to find the end of the listeners: milliseconds each time.
SOCKETS_SECONDS = 6.0
MAX_WORDS = 400
MAX_DESCRIPTORS = 200_000


@dataclass(frozen=True, kw_only=True)
class _Process:
    pid: int
    program: str
    started_at: datetime
    owner: CgroupOwner | None
    words: tuple[str, ...]
    settled: bool


class ProcessSource(BlockingSource):
    """Tells of processes that began, changed by exec or ended, and of the listening sockets whenever they changed.

    Sockets are looked at with every change of a process, else every six seconds.

    `static_pod_uids` adds UIDs of static pods to those that are recognised by themselves: the kubelet's own hash has
    no dashes, the API's and metadata.uid in a manifest (RKE2, OpenShift) have.
    """

    sources = (Source.PROCESSES, Source.SOCKETS)
    period_seconds = 2.0

    def __init__(
        self,
        clock: Clock,
        *,
        static_pod_uids: Callable[[], Iterable[str]] = tuple,
        read_cgroup: Callable[[int], str] | None = None,
        proc: Path = Path("/proc"),
    ) -> None:
        super().__init__(clock)
        self._static_pod_uids = static_pod_uids
        self._read_cgroup = read_cgroup or self._cgroup
        self._proc = proc
        self._known: dict[int, _Process] = {}
        self._told: dict[int, ProcessSeen] = {}
        self._owners: dict[int, int | None] = {}
        self._retry_owners_at: datetime | None = None
        self._sockets: tuple[ListeningSocket, ...] | None = None
        self._sockets_at = -SOCKETS_SECONDS

    def see(self) -> Look:
        try:
            seen = [*self._processes()]
        except (OSError, psutil.Error) as error:
            return self.blind(f"processes cannot be listed: {error}")
        if not seen and self._clock.monotonic() - self._sockets_at < SOCKETS_SECONDS:
            return Look()
        try:
            table = [*self._table("net/tcp"), *self._table("net/tcp6")]
        except OSError as error:
            gaps = self.gaps(f"listening sockets cannot be read: {error}", Source.SOCKETS)
            return Look(observations=tuple(seen), gaps=gaps)
        self._sockets_at = self._clock.monotonic()
        sockets = self._owned(table)
        if sockets != self._sockets:
            self._sockets = sockets
            seen.append(SocketsSeen(at=self._clock.now(), sockets=sockets))
        return Look(observations=tuple(seen))

    def _processes(self) -> Iterator[Observation]:
        present = set(psutil.pids())
        now = self._clock.now()
        static = frozenset(self._static_pod_uids())
        for pid in self._known.keys() - present:
            del self._known[pid]
            if self._told.pop(pid, None) is not None:
                yield ProcessGone(at=now, pid=pid)
        for pid in sorted(present):
            process = self._known.get(pid)
            if process is None or not process.settled or (pid in self._told and self._reused(process)):
                process = self._examine(pid, now)
                if process is None:
                    continue
                self._known[pid] = process
            if self._matters(process, static):
                told = ProcessSeen(
                    at=now,
                    pid=pid,
                    program=process.program,
                    started_at=process.started_at,
                    container_id=process.owner.container_id if process.owner else None,
                    pod_uid=process.owner.pod_uid if process.owner else None,
                    command_line=process.words,
                )
                if _changed(self._told.get(pid), told):
                    self._told[pid] = told
                    yield told

    def _matters(self, process: _Process, static: frozenset[str]) -> bool:
        if process.owner is None:
            return process.program in PROGRAMS
        return "-" not in process.owner.pod_uid or process.owner.pod_uid in static

    def _reused(self, process: _Process) -> bool:
        try:
            return _started_at(psutil.Process(process.pid)) != process.started_at
        except psutil.Error:
            return True

    def _examine(self, pid: int, now: datetime) -> _Process | None:
        try:
            process = psutil.Process(pid)
            started_at = _started_at(process)
            owner = owner_of(self._read_cgroup(pid))
            words = process.cmdline()[:MAX_WORDS]
            name = process.name()
        except (psutil.Error, OSError):
            return None
        return _Process(
            pid=pid,
            program=_program(words, name),
            started_at=started_at,
            owner=owner,
            words=redact_words(words),
            settled=now - started_at > SETTLED_AFTER,
        )

    def _cgroup(self, pid: int) -> str:
        return (self._proc / str(pid) / "cgroup").read_text("utf-8", "replace")

    def _table(self, name: str) -> list[KernelSocket]:
        with (self._proc / name).open(encoding="ascii", errors="replace") as lines:
            return list(listening(lines))

    def _owned(self, table: Iterable[KernelSocket]) -> tuple[ListeningSocket, ...]:
        listed = {socket.inode: socket for socket in table}
        self._owners = {
            inode: pid for inode, pid in self._owners.items() if inode in listed and (pid is None or pid in self._known)
        }
        now = self._clock.now()
        unknown = {inode for inode in listed if self._owners.get(inode) is None}
        if unknown and (unknown - self._owners.keys() or self._retry_owners_at is None or now >= self._retry_owners_at):
            self._owners |= dict.fromkeys(unknown) | self._find_owners(unknown)
            self._retry_owners_at = now + RETRY_OWNERS_AFTER
        found = (self._socket(socket, self._owners.get(inode)) for inode, socket in listed.items())
        return tuple(sorted(found, key=lambda socket: (socket.port, socket.address, socket.pid or 0)))

    def _socket(self, socket: KernelSocket, pid: int | None) -> ListeningSocket:
        process = self._known.get(pid) if pid is not None else None
        owner = process.owner if process else None
        return ListeningSocket(
            address=socket.address,
            port=socket.port,
            pid=pid,
            program=process.program if process else "",
            pod_uid=owner.pod_uid if owner else None,
            container_id=owner.container_id if owner else None,
        )

    def _find_owners(self, inodes: set[int]) -> dict[int, int]:
        """Who has these sockets open, as far as this process may see: processes that matter are asked first."""
        wanted = {f"socket:[{inode}]": inode for inode in inodes}
        found: dict[int, int] = {}
        budget = MAX_DESCRIPTORS
        for pid in (*self._told, *(self._known.keys() - self._told.keys())):
            try:
                with os.scandir(self._proc / str(pid) / "fd") as descriptors:
                    for descriptor in descriptors:
                        budget -= 1
                        inode = wanted.get(os.readlink(descriptor.path))  # noqa: PTH115  # thousands of them
                        if inode is not None:
                            found.setdefault(inode, pid)
            except OSError:
                continue
            if len(found) == len(wanted) or budget < 0:
                break
        return found


def _started_at(process: psutil.Process) -> datetime:
    return datetime.fromtimestamp(process.create_time(), UTC)


def _program(words: list[str], name: str) -> str:
    """`kube-apiserver`; of `hyperkube kubelet` the second word; of a title (`nginx: master process`) the first."""
    for word in words[:2]:
        program = PurePosixPath(word.split(" ")[0].rstrip(":")).name
        if program and program != "hyperkube":
            return program
    return name


def _changed(before: ProcessSeen | None, now: ProcessSeen) -> bool:
    return before is None or (before.started_at, before.command_line, before.container_id) != (
        now.started_at,
        now.command_line,
        now.container_id,
    )
