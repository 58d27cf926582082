"""Ordinary starts, healed troubles, neighbours' and former lives' lines that sound like what was lately learned to be told."""

from datetime import timedelta

from incidents.builder import PKI, Node
from incidents.certificates import certificate
from incidents.own.eighth_kubelet import carrier_ends, fatal
from incidents.own.eighth_living import GONE, lives
from incidents.own.eleventh_apiserver import OFF, asks, killed, seen, silent
from incidents.own.eleventh_etcd import NOT_KNOWN
from incidents.own.eleventh_kubelet import (
    BEGAN,
    CADVISOR,
    FULL,
    HEALTHZ,
    HOSTS,
    NO_MEMORY,
    PAUSE,
    PRESSURE,
    REGISTERED,
    error,
)
from incidents.own.eleventh_runtime import ERROR, KUBELITE, ONE, RUNS, SNAPS, WAITS
from incidents.own.etcd_words import zap
from incidents.own.ninth_carriers import K3S, LIVES, RKE2, info, waits
from incidents.own.ninth_node import lives as kubelet_lives
from incidents.own.seventh_etcd import ALONE, OTHER, election, raft
from incidents.own.shapes import KCM, UNIT, A, E, S, miss, quiet, shows


def seconds(number):
    return timedelta(seconds=number)


# ---- a kubelet that lives --------------------------------------------------------------------------------------------
BEGINS = 'I0312 10:28:20.1    5115 server.go:415] "Kubelet version" kubeletVersion="v1.28.4"'
DIND = '"Probe failed" probeType="Readiness" pod="ci/dind-0" containerName="dind" probeResult="failure" output="Error starting daemon: Devices cgroup: mountpoint for devices not found"'
STAGED = 'MountVolume.MountDevice failed for volume "pv" : rpc error: code = Internal desc = mkdir /var/lib/kubelet/plugins/kubernetes.io/csi/x/globalmount/y: no space left on device'
SYNC = '"Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"app\\" with RunContainerError: \\"{}\\"" pod="d/x"'
ROOTFS = SYNC.format('failed to create containerd task: OCI runtime create failed: error mounting \\\\\\"/var/lib/kubelet/pods/d2/volumes/kubernetes.io~configmap/c\\\\\\" to rootfs: mkdir /run/containerd/io.containerd.runtime.v2.task/k8s.io/ab/rootfs/srv/x: read-only file system: unknown')  # fmt: skip
OVERLAY = SYNC.format(
    "Error response from daemon: mkdir /var/lib/docker/overlay2/ab/merged/srv/x: read-only file system"
)
EVICTED = "eviction manager: pods x_default(d228) {}"


def before(*lines):
    """A kubelet that said so two minutes ago, and of whose successes nothing is told without -v=2."""
    return Node().unit("kubelet").kubelet(*lines, ago=seconds(130))


def restarted(*lines):
    """A kubelet that was started anew after it said so, a moment ago."""
    node = Node().unit("kubelet").kubelet(*lines, ago=seconds(160))
    node.kubelet("Started kubelet.service - kubelet.", by="systemd", ago=seconds(120))
    return node.kubelet(BEGINS, ago=seconds(119))


LIVING = (
    quiet("red-cgroup-of-one-and-others-begin", kubelet_lives(error(NO_MEMORY, "pod_workers.go:108"), BEGAN, version="v0.18.2")),
    quiet("red-cgroup-said-by-a-probe", kubelet_lives(error(DIND, level="I"))),
    quiet("red-full-for-a-moment-and-others-begin", kubelet_lives(*[error(HOSTS.format(FULL))] * 2, BEGAN)),
    quiet("red-full-volume-that-is-staged", kubelet_lives(*[error(STAGED)] * 2)),
    *(quiet(f"red-frozen-{name}-of-a-pod", kubelet_lives(*[error(line)] * 2)) for name, line in (("rootfs", ROOTFS), ("overlay", OVERLAY))),
    quiet("red-health-port-of-the-one-before", Node().unit("kubelet").kubelet(*[HEALTHZ[0]] * 2, ago=seconds(150)).kubelet(REGISTERED, ago=seconds(60))),
    quiet("red-pressure-over-by-eviction", kubelet_lives(PRESSURE[2], *(error(EVICTED.format(how), level="I") for how in ("evicted, waiting for pod to be cleaned up", "successfully cleaned up")))),
    quiet("red-image-of-sandboxes-beside-a-component", kubelet_lives(*[PAUSE["docker"]] * 2).static_pod(A).runs(A)),
    quiet("red-image-of-sandboxes-came", Node().unit("kubelet").kubelet(*[PAUSE["docker"]] * 2, ago=seconds(170)).kubelet(BEGAN)),
    quiet("red-image-of-sandboxes-and-silence-since", before(*[PAUSE["docker"]] * 2)),
    quiet("red-full-and-silence-since", before(*[error(HOSTS.format(FULL))] * 2)),
    quiet("red-cadvisor-before-its-restart", restarted(CADVISOR)),
    quiet("red-full-before-its-restart", restarted(*[error(HOSTS.format(FULL))] * 3)),
)  # fmt: skip

# ---- what the runtime was answered, by a registry or a proxy ---------------------------------------------------------
PULL = '"PullImage from image service failed" err="rpc error: code = Unknown desc = {}" image="example.com/app:1"'
PROXY = PULL.format('failed to do request: Head \\"https://example.com/v2/app/manifests/1\\": proxyconnect tcp: dial tcp 10.1.1.1:3128: connect: connection refused')  # fmt: skip
FORBIDDEN = PULL.format('Error response from daemon: Head \\"https://example.com/v2/app/manifests/1\\": Forbidden')
UNKNOWN = PULL.format("failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized")
AWAY = '"Unable to register node with API server" err="Unauthorized" node="master-1"'
NO_NODE = '"Unable to register node with API server" err="Post \\"https://10.0.0.4:6443/api/v1/nodes\\": Forbidden" node="master-1"'
OLD, NEW = "/var/lib/kubelet/pki/kubelet-client-2023-03-09.pem", "/var/lib/kubelet/pki/kubelet-client-current.pem"
GOOD = certificate("kubelet", issuer="kubernetes")
PAST = certificate("kubelet", issuer="kubernetes", until=timedelta(days=-3), since=timedelta(days=368))


def again(text):
    return kubelet_lives(*[error(text)] * 2)


ANSWERS = (
    quiet("red-proxy-of-a-pull", again(PROXY)),
    quiet("red-forbidden-by-a-registry", again(FORBIDDEN)),
    quiet("red-registry-and-the-apiservers-certificate", again(UNKNOWN).file(f"{PKI}/apiserver-kubelet-client.crt", PAST)),
    quiet("red-registry-and-an-old-certificate", again(UNKNOWN).file(OLD, PAST)),
    quiet("red-old-certificate-beside-a-new-one", again(AWAY).file(OLD, PAST).file(NEW, GOOD)),
    shows("kubelet_client_certificate_expired-living-by-its-file", "kubelet_client_certificate_expired", again(AWAY).file(NEW, PAST), UNIT),
)  # fmt: skip

# ---- former lives and ends of units ----------------------------------------------------------------------------------
ENVIRONMENT = "{}.service: Failed to load environment files: No such file or directory"
RESULT = "kubelet.service: Failed with result '{}'."
LAST_WEEK = timedelta(days=6)
FINE = "I0312 10:29:50.1    5115 server.go:1] fine"


def once(unit, line, **ago):
    return Node().journal(unit, line, by="systemd", **ago)


UNITS = (
    miss("red-units-environment-of-last-week", "file_missing", once(E, ENVIRONMENT.format(E), ago=LAST_WEEK).unit(E, "activating", "auto-restart", 9, Result="exit-code", ExecMainStatus=1).journal(E, zap("started", "info"))),
    miss("red-kubelets-environment-of-last-week", "file_missing", once("kubelet", ENVIRONMENT.format("kubelet"), ago=LAST_WEEK).kubelet_loops(FINE)),
    shows("red-kubelet-out-of-memory-to-the-last", "node_out_of_memory", Node().kubelet_loops(FINE).kubelet(RESULT.format("oom-kill"), by="systemd", ago=seconds(20)), UNIT),
    miss("red-kubelet-out-of-memory-before", "node_out_of_memory", once("kubelet", RESULT.format("oom-kill"), ago=timedelta(minutes=8)).kubelet_loops(FINE).kubelet(RESULT.format("watchdog"), by="systemd", ago=seconds(20))),
    miss(
        "red-k3s-runtime-ended-before-its-last-start",
        "runtime_unavailable",
        Node()
        .unit(K3S, "activating", "auto-restart", 3, Result="signal", ExecMainStatus=9)
        .journal(K3S, info(ERROR.format(ONE), "error"), ago=timedelta(minutes=10))
        .journal(K3S, info("Starting k3s v1.28.4+k3s1 (6ba6c1b6)"), RUNS, info("Running kubelet --x"), ago=timedelta(minutes=9))
        .journal(K3S, "k3s.service: Main process exited, code=killed, status=9/KILL", by="systemd", ago=seconds(20)),
    ),
    *(
        miss(f"red-k3s-runtime-ends-with-{name}", "runtime_unavailable", carrier_ends(K3S, RUNS, line, info(ERROR.format(ONE), "error")))
        for name, line in (("etcd", zap("failed to start etcd", "fatal", error="x")), ("the-apiserver", info("apiserver exited: x", "error")), ("all", info("Shutdown request received")))
    ),
    miss("red-k3s-was-stopped", "runtime_unavailable", Node().unit(K3S, "inactive", "dead").journal(K3S, RUNS, info(ERROR.format(ONE), "error"), ago=seconds(59))),
    miss("red-microk8s-was-stopped", "runtime_unavailable", Node(version=None).unit(KUBELITE, "inactive", "dead").unit(SNAPS, "failed", "failed", 0, Result="exit-code").journal(SNAPS, FINE, by="microk8s.daemon-containerd", ago=timedelta(hours=3))),
    miss("red-rke2-on-a-read-only-usr", "filesystem_damaged", carrier_ends(RKE2, fatal("mkdir /usr/libexec/kubernetes: read-only file system"))),
    quiet("red-kubelite-waits-at-its-start", waits(KUBELITE, WAITS, WAITS, state=LIVES, apart=5)),
    quiet("red-kubelite-waits-after-a-refresh", waits(KUBELITE, WAITS, WAITS, state=LIVES, restarts=1, apart=5)),
    quiet("red-kubelite-waited", waits(KUBELITE, *(WAITS,) * 3, FINE, state=LIVES)),
    quiet("red-snaps-containerd-fell-once", waits(KUBELITE, FINE, state=LIVES).unit(SNAPS, "activating", "auto-restart", 1, Result="exit-code").journal(SNAPS, FINE, by="microk8s.daemon-containerd")),
    miss("red-k3s-beside-a-pods-command", "command_not_found", carrier_ends(K3S, error(SYNC.format("exec: bash: executable file not found in $PATH: unknown")))),
    miss("red-k3s-beside-a-pods-rootfs", "filesystem_damaged", carrier_ends(K3S, error(OVERLAY))),
)  # fmt: skip

# ---- the apiserver and its companions --------------------------------------------------------------------------------
OIDC, CLOUD, SERVER, CONFIG = f"{PKI}/oidc.crt", "/etc/kubernetes/cloud.conf", f"{PKI}/etcd/server.crt", "/etc/kubernetes/s.yaml"  # fmt: skip
PLAIN = ("--listen-client-urls=http://127.0.0.1:2379", f"--cert-file={SERVER}", "--data-dir=/var/lib/etcd")
MIRROR = '"Failed creating a mirror pod for" err="pods \\"{0}-master-1\\" is forbidden: a mirror pod may not reference secrets" pod="kube-system/{0}-master-1"'
WILD = "unexpected fault address 0x0\nfatal error: fault\n[signal SIGSEGV: segmentation violation code=0x80 addr=0x0 pc=0x46]\n\ngoroutine 1 [running]:"
STICK = "blk_update_request: I/O error, dev sdb, sector 0 op 0x0:(READ)"


def unmirrored(program=A, *, edited=timedelta(minutes=40), ago=timedelta(seconds=100)):
    """An apiserver that runs, and the kubelet's complaint about a mirror pod, again and again."""
    return (
        Node()
        .static_pod(A, edited=edited)
        .runs(A)
        .unit("kubelet")
        .kubelet(*[error(MIRROR.format(program))] * 3, ago=ago)
    )


COMPANIONS = (
    # Who is answered that another has the lease says nothing more.
    *(quiet(f"red-standby-after-a-moment-{program}", lives(program, asks(program), since=timedelta(minutes=5), silent=seconds(150))) for program in (KCM, S)),
    miss("red-oidc-ca-without-an-issuer", "file_missing", silent(A, f"--oidc-ca-file={OIDC}", node=Node().absent(OIDC))),
    miss("red-cloud-config-without-a-cloud", "file_not_mounted", silent(A, f"--cloud-config={CLOUD}", node=seen(CLOUD))),
    miss("red-certificate-of-a-plain-etcd", "file_missing", silent(E, flags=PLAIN, node=Node().absent(SERVER))),
    miss("red-file-of-a-flag-added-since", ["file_not_mounted", "file_missing"], silent(S, f"--config={CONFIG}", node=seen(CONFIG), edited=seconds(10))),
    *(miss(f"red-anonymous-off-since-{ago}s", "anonymous_auth_disabled", killed(OFF, edited=seconds(ago))) for ago in (20, 69)),
    quiet("red-mirror-of-another", unmirrored("kube-vip")),
    quiet("red-mirror-refused-long-ago", unmirrored(ago=timedelta(minutes=9))),
    quiet("red-mirror-mended", unmirrored(edited=seconds(20))),
    quiet("red-mirror-came", unmirrored().kubelet(error('"SyncLoop ADD" source="api" pods=["kube-system/kube-apiserver-master-1"]', level="I"), ago=seconds(50))),
    miss("red-wild-pointer-beside-a-bad-stick", "filesystem_damaged", Node().static_pod(A).died(A, WILD, code=2).journal("kernel", STICK, by="kernel")),
    miss("red-out-of-memory-by-a-limit-that-nobody-saw", "oom_killed", Node().died(S, "", code=1, reason="OOMKilled", lived=timedelta(hours=9))),
)  # fmt: skip

# ---- an etcd that was started often, as at each of the node's reboots ------------------------------------------------
DRIFTS = zap("prober found high clock drift", remote_peer_id=OTHER, rtt="1ms", **{"clock-drift": "2m3.1s"})


def eighth_start(log, since=8):
    return Node().static_pod(E).runs(E, log, attempt=7, since=seconds(since))


STARTS = (
    quiet("red-etcd-elects-at-its-eighth-start", eighth_start(raft("zap", *ALONE))),
    quiet("red-etcd-joins-at-its-eighth-start", eighth_start("\n".join([NOT_KNOWN["3.5"]] * 2))),
    quiet("red-etcd-is-first-at-its-eighth-start", eighth_start("\n".join([GONE] * 2), since=20)),
    miss("red-etcd-elects-after-a-reboot", "etcd_no_quorum", eighth_start(raft("zap", *ALONE)).died(E, "", code=255, attempt=6, ago=seconds(90), lived=timedelta(days=9), reason="Unknown")),
    shows("clock_skew-of-a-peer", "clock_skew", lives(E, DRIFTS), E),
    # It steps back from an election where others answer; the line that tells of their leader is lost.
    quiet("red-etcd-steps-back", lives(E, f"{raft('zap', *election(7))}\n{zap('56c2 became follower at term 8', 'info')}", silent=seconds(60))),
    quiet("red-clock-was-set", lives(E, DRIFTS, silent=seconds(150))),
)  # fmt: skip

# ---- pods and children ------------------------------------------------------------------------------------------------
REMOVED = 'Error syncing pod {0} ("{1}({0})"), skipping: failed to "CreatePodSandbox" for "{1}({0})" with CreatePodSandboxError: "CreatePodSandbox for pod \\"{1}({0})\\" failed: rpc error: code = Unknown desc = failed to get sandbox image \\"registry.k8s.io/pause:3.6\\": i/o timeout"'.format(
    "6d61fe6aa1fb019df82898d5144703c6", "kube-vip-master-1_kube-system"
).replace("\\\\", "\\")
OOM = (
    "k3s.service: A process of this unit has been killed by the OOM killer.",
    "k3s.service: Failed with result 'exit-code'.",
)
FALLEN = Node(version=None).unit(K3S, "activating", "auto-restart", 3, Result="exit-code", ExecMainStatus=1)
OTHERS = (
    quiet("red-pod-that-was-removed", Node().static_pod(A).runs(A).unit("kubelet").kubelet(*[error(REMOVED)] * 2, ago=timedelta(minutes=20))),
    shows("red-k3s-ends-with-its-child", "node_out_of_memory", FALLEN.journal(K3S, OOM[0], by="systemd", ago=seconds(20)).journal(K3S, OOM[1], by="systemd", ago=seconds(15)), UNIT),
)  # fmt: skip

TWELFTH_RED = (*LIVING, *ANSWERS, *UNITS, *COMPANIONS, *STARTS, *OTHERS)
