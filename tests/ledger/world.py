"""A node whose truth is known: containers start and end, pods are replaced, counts reset, clocks jump."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    ContainerGone,
    ContainerReport,
    ContainerSeen,
    ContainerState,
    ContainerStatusSeen,
    HostSeen,
    PodLogSeen,
)

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)
APISERVER = ContainerRef(namespace="kube-system", pod="kube-apiserver-master-1", container="kube-apiserver")
ETCD = ContainerRef(namespace="kube-system", pod="etcd-master-1", container="etcd")


def seen(ref=APISERVER, uid="u1", attempt=0, container_id="", at=T0, **rest):
    container_id = container_id or f"{ref.container}-{uid}-{attempt}"
    key = AttemptKey(ref=ref, pod_uid=uid, attempt=attempt)
    rest.setdefault("created_at", at)
    rest.setdefault("state", ContainerState.RUNNING)
    return ContainerSeen(at=at, attempt_key=key, container_id=container_id, **rest)


def exited(*args, code=1, reason="Error", **rest):
    one = seen(*args, state=ContainerState.EXITED, exit_code=code, reason=reason, **rest)
    finished_at = one.finished_at or (one.created_at if code is not None else None)
    return replace(one, started_at=one.created_at, finished_at=finished_at)


def log(attempt, ref=APISERVER, uid="u1", at=T0):
    key = AttemptKey(ref=ref, pod_uid=uid, attempt=attempt)
    return PodLogSeen(at=at, attempt_key=key, path=f"/var/log/pods/{uid}/{attempt}.log")


def status(count, ref=APISERVER, uid="u1", *, at=T0, now=None, last=None):
    now = now or ContainerReport(state=ContainerState.WAITING, reason="CrashLoopBackOff")
    return ContainerStatusSeen(at=at, ref=ref, pod_uid=uid, restart_count=count, now=now, last=last)


def view(*observations, at=T0, boot=None):
    host = (HostSeen(at=at, boot_id=boot, booted_at=at),) if boot else ()
    return NodeView.of((*observations, *host), name="master-1", at=at)


class Runtime:
    """What a source tells of containers from one look to the next: those that are there, and those that went."""

    def __init__(self):
        self._present = {}

    def look(self, containers, at):
        now = {one.container_id: one for one in containers}
        went = self._present.keys() - now.keys()
        self._present = now
        return (*now.values(), *(ContainerGone(at=at, container_id=one) for one in sorted(went)))


@dataclass
class World:
    """The truth. `now` is the node's clock, which may be stepped; `starts` are all attempts in the order they began."""

    now: datetime = T0
    uid: int = 1
    attempt: int = -1
    boot: int = 1
    sandbox: int = 1
    generation: int = 1
    ref: ContainerRef = APISERVER
    starts: list[ContainerSeen] = field(default_factory=list)

    def tick(self, seconds=20):
        self.now += timedelta(seconds=seconds)

    def step_clock(self, delta):
        self.now = datetime(1970, 1, 1, tzinfo=UTC) if delta is None else self.now + delta

    def start(self):
        """The kubelet starts the next attempt; the one before is dead by now."""
        self.end()
        self.tick(1)
        self.attempt += 1
        container_id = f"{self.ref.container}-{len(self.starts)}"
        uid = f"uid-{self.uid}"
        self.starts.append(
            seen(self.ref, uid, self.attempt, container_id, self.now, sandbox_id=f"sandbox-{self.sandbox}")
        )
        self.tick()

    def end(self):
        if self.starts and self.starts[-1].state is ContainerState.RUNNING:
            ended = replace(
                self.starts[-1],
                state=ContainerState.EXITED,
                started_at=self.starts[-1].created_at,
                finished_at=self.now,
                exit_code=0,
                reason="Completed",
            )
            self.starts[-1] = ended

    def replace_pod(self):
        self.uid += 1
        self.attempt = -1
        self.generation = 1
        self.start()

    def reset(self):
        """Under the same UID the runtime knows nothing any more, and the logs are gone."""
        self.attempt = -1
        self.generation += 1
        self.start()

    def reboot(self):
        self.boot += 1
        self.sandbox += 1
        self.start()

    @property
    def truth(self):
        """Attempts beyond the first of each pod UID."""
        uids = {one.attempt_key.pod_uid for one in self.starts}
        return len(self.starts) - len(uids)

    def view(self, *observations):
        return NodeView.of(
            (*observations, HostSeen(at=self.now, boot_id=f"boot-{self.boot}")), name="master-1", at=self.now
        )

    def all(self):
        return self.view(*self.starts)

    def left(self, dead=1):
        """What the runtime still knows: the newest attempt, and of this pod the newest dead ones."""
        mine = [one for one in self.starts if one.attempt_key.pod_uid == f"uid-{self.uid}"]
        since_reset = max((i for i, one in enumerate(mine) if one.attempt_key.attempt == 0), default=0)
        return mine[since_reset:][-1 - dead :]
