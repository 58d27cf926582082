"""What no runtime and no service manager told: log files and journals alone, of now, of long ago, and of what lives since."""

from datetime import timedelta

from incidents.builder import Node
from incidents.corpus import Expected, Incident
from incidents.own.eleventh_kubelet import error
from incidents.own.ninth_carriers import info
from incidents.own.shapes import KCM, UNIT, A, E, miss, quiet, shows
from incidents.own.sixteenth_kubelet import STARTED, a_life, ago, command_failed
from whyrestart.model.cause import Cause, Confidence

# ---- pods: their log files and manifests are all there is ------------------------------------------------------------------
FLAG = 'E0312 10:29:55.9       1 run.go:74] "command failed" err="unknown flag: --insecure-port"'
DIAL = 'W0312 10:29:50.1       1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"'
NO_CA = 'W0312 10:29:50.1       1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"'
GAVE_UP = "F0312 10:29:56.1       1 instance.go:290] Error creating leases: error creating storage factory: context deadline exceeded"
SYNCED = (
    "I0312 10:29:58.0       1 shared_informer.go:320] Caches are synced for cluster_authentication_trust_controller"
)
MKDIR = "mkdir: cannot create directory '/bitnami/etcd': Permission denied"
NO_WATCH = (
    'E0312 10:29:55.9       1 run.go:74] "command failed" err="failed to create fsnotify watcher: too many open files"'
)
X509_LEASE = 'E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-controller-manager: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": tls: failed to verify certificate: x509: certificate signed by unknown authority'
LOST = 'E0312 10:29:59.1       1 controllermanager.go:332] "leaderelection lost"'
KMS = '[-]kms-provider-0 failed: rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = "transport: Error while dialing dial unix /opt/kms/kms.sock: connect: connection refused"'
UID = "0123456789abcdef0123456789abcdef"


def unseen(program, log, *extra, node=None, declared=True, **died):
    """A static pod of which nothing but its manifest and the log of its newest life is there."""
    node = node or Node()
    node = node.static_pod(program, *extra, edited=timedelta(days=9)) if declared else node
    return node.died(program, log, status=False, **died)


def no_more_than(name, cause, node, subject=None):
    """Old or unfinished words: a guess at most, and none is right as well."""
    return Incident(
        name=f"own/{name}",
        expected=Expected(
            causes=frozenset({Cause(cause), Cause.UNKNOWN}),
            subject=subject,
            confidence=frozenset({Confidence.POSSIBLE, Confidence.NONE}),
        ),
        contents=node.contents,
    )


def followed(log, *, uid="", attempt=6):
    """The next life, in the same pod or in another, begins two hours after that one's end, and has lived for an hour."""
    node = unseen(A, log, ago=timedelta(hours=3))
    node.died(A, f"{SYNCED}\n{SYNCED}", status=False, attempt=attempt, uid=uid, ago=timedelta(hours=1))
    return node


PODS = (
    shows("unseen-ca-of-etcd", "certificate_authority_mismatch", unseen(A, f"{NO_CA}\n{NO_CA}\n{GAVE_UP}"), A),
    shows("unseen-inotify", "inotify_limit", unseen(A, NO_WATCH), A),
    shows("unseen-ca-of-the-apiserver", "certificate_authority_mismatch", unseen(KCM, f"{X509_LEASE}\n{LOST}"), KCM),
    # It may live on with it: a guess.
    shows("unseen-dials-to-the-end", "etcd_unreachable", unseen(A, f"{DIAL}\n{DIAL}"), A, sure=False),
    shows("unseen-script-may-not", "file_permission_denied", unseen(E, MKDIR), E, sure=False),
    shows("unseen-kms-check", "kms_plugin_unavailable", unseen(A, KMS), A, sure=False),
    # What it ended of is sure, and not who holds the port.
    shows("unseen-port", "port_in_use", unseen(A, 'E0312 10:29:55.9       1 run.go:74] "command failed" err="failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use"'), A, sure=False),
    # An editor's file is no reason of an end that its own words tell.
    shows(
        "unseen-flag-beside-an-editor-s-file",
        "unknown_flag",
        unseen(A, FLAG).kubelet(error('"Could not process manifest file" err="open /etc/kubernetes/manifests/4913: no such file or directory" path="/etc/kubernetes/manifests/4913"', "file.go:187"), ago=timedelta(seconds=62)),
        A,
    ),
    # ... and none, where it was never begun anew, where it has gone on since, or where that was long ago.
    miss("unseen-dials-in-its-first-life", "etcd_unreachable", unseen(A, f"{DIAL}\n{DIAL}", attempt=0)),
    miss("unseen-dials-and-goes-on", "etcd_unreachable", unseen(A, f"{DIAL}\n{DIAL}\n{SYNCED}")),
    miss("unseen-dials-long-ago", "etcd_unreachable", unseen(A, f"{DIAL}\n{DIAL}", ago=timedelta(hours=1))),
    miss("unseen-script-goes-on", "file_permission_denied", unseen(E, f"{MKDIR}\netcd 10:29:50.10 INFO  ==> ** Starting etcd **")),
    # An end whose pod was not begun anew for hours is of no loop; nor is that of a pod that is not declared any more.
    no_more_than("unseen-flag-of-hours-ago", "unknown_flag", unseen(A, FLAG, ago=timedelta(hours=2)), A),
    no_more_than(
        "unseen-flag-of-a-removed-pod", "unknown_flag", unseen(A, FLAG, declared=False, node=Node().static_pod(E)), A
    ),
    miss("unseen-flag-of-the-life-before", "unknown_flag", followed(FLAG)),
    miss("unseen-flag-of-another-pod", "unknown_flag", followed(FLAG, uid=UID, attempt=0)),
    # The kubelet's complaint of long ago is over, for a log begins after it.
    shows(
        "unseen-refused-and-taken-since",
        "unknown_flag",
        unseen(A, FLAG).kubelet(
            error('"Failed to admit pod, unexpected error while attempting to recover from admission failure" pod="kube-system/kube-apiserver-master-1" err="no preemption"'),
            ago=timedelta(minutes=40),
        ),
        A,
    ),
    # Another container of the pod is named.
    miss(
        "unseen-command-of-a-sidecar",
        "command_not_found",
        unseen(A, 'E0312 10:29:55.9       1 run.go:74] "command failed" err="failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use"').kubelet(
            error('"Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"healthcheck\\" with RunContainerError: \\"failed to create containerd task: OCI runtime create failed: runc create failed: unable to start container process: exec: \\\\\\"/healthcheck\\\\\\": stat /healthcheck: no such file or directory: unknown\\"" pod="kube-system/kube-apiserver-master-1"'),
            ago=timedelta(seconds=20),
        ),
    ),
)  # fmt: skip

# ---- the kubelet: its journal is all there is -----------------------------------------------------------------------------
SWAP = command_failed("failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename Type Size Used Priority /dev/sda2 partition 2097148 0 -2]")  # fmt: skip
NO_RUNTIME = command_failed('failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService')  # fmt: skip
FULL = error("failed to make pod data directories for pod: mkdir /var/lib/kubelet/pods/d228: no space left on device", "kubelet.go:2000")  # fmt: skip
LIVES = (
    info("Started kubelet", "server.go:1019"),
    info('"Successfully registered node" node="master-1"', "kubelet_node_status.go:76"),
    info('"Observed pod startup duration" pod="kube-system/kube-proxy-x"', "pod_startup_latency_tracker.go:102"),
)
NOT_EXECUTED = "kubelet.service: Failed to execute /usr/bin/kubelet: No such file or directory"
NO_ENVIRONMENT = "kubelet.service: Failed to load environment files: No such file or directory"
TAKEN = (
    'docker: Error response from daemon: Conflict. The container name "/kubelet" is already in use by container "5".'
)
K3S_FLAG = 'time="2024-03-12T10:25:00Z" level=fatal msg="apiserver exited: unknown flag: --insecure-port"'
K3S_CONTAINERD = 'time="2024-03-12T10:29:27Z" level=error msg="containerd exited: exit status 1"'
K0S = 'time="2024-03-12T10:29:55Z" level=warning msg="Failed to start: fork/exec /var/lib/k0s/bin/etcd: exec format error" component=etcd'


def lives_since(node, *lines, since=timedelta(minutes=4)):
    """It speaks of other things from then to now."""
    for number, line in enumerate(lines):
        node.kubelet(line, ago=since - number * since / len(lines))
    return node


def thrice(line):
    node = Node()
    for minutes in (9, 7, 5):
        a_life(node, line, since=ago(minutes=minutes))
    return node


def carrier_lives(line):
    """K3s ended so and has been there for four minutes."""
    node = Node().journal("k3s", line, ago=ago(minutes=5))
    for minutes in range(5):
        node.journal(
            "k3s",
            info("quota admission added evaluator for: leases.coordination.k8s.io", "controller.go:667"),
            ago=ago(minutes=minutes, seconds=2),
        )
    return node


WAITS = 'time="2024-03-12T10:29:55Z" level=info msg="Waiting to retrieve agent configuration; server is not ready: Get \\"https://127.0.0.1:6444/v1-k3s/config\\": read tcp 127.0.0.1:41230->127.0.0.1:6444: read: connection reset by peer"'
RENEWS = "I0312 10:29:55.1   53319 leaderelection.go:283] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition"


def waiting(*seconds):
    node = Node()
    for each in seconds:
        node.journal("k3s-agent", WAITS, ago=ago(seconds=each))
    return node


def again(*lines):
    return Node().kubelet(*lines, ago=ago(seconds=50)).kubelet(*lines, ago=ago(seconds=20))


KUBELET = (
    shows("unseen-kubelet-swap", "kubelet_swap_on", Node().kubelet(SWAP), UNIT),
    shows("unseen-kubelet-not-executed", "command_not_found", Node().kubelet(NOT_EXECUTED, by="systemd"), UNIT),
    shows("unseen-kubelet-environment", "file_missing", Node().kubelet(NO_ENVIRONMENT, by="systemd"), UNIT),
    shows("unseen-kubelet-in-docker", "container_create_failed", Node().kubelet(TAKEN, by="docker"), UNIT, sure=False),
    shows("unseen-kubelet-lives-on-a-full-disk", "disk_full", again(FULL), UNIT),
    shows("unseen-k0s-cannot-start-etcd", "command_not_found", again(K0S), UNIT),
    shows(
        "unseen-k3s-whose-containerd-ends",
        "runtime_unavailable",
        Node().journal("k3s", K3S_CONTAINERD),
        UNIT,
    ),
    # Words of long ago, and nothing since: it may be a former life's, or a journal that was cut off.
    no_more_than("unseen-kubelet-swap-of-hours-ago", "kubelet_swap_on", Node().kubelet(SWAP, ago=ago(hours=2)), UNIT),
    # It lives on after them.
    quiet("unseen-kubelet-swap-and-lives", lives_since(Node().kubelet(SWAP, ago=ago(minutes=5)), *LIVES)),
    quiet("unseen-kubelet-swap-thrice-and-lives", lives_since(thrice(SWAP), *LIVES)),
    quiet("unseen-kubelet-without-cri-and-lives", lives_since(Node().kubelet(NO_RUNTIME, ago=ago(minutes=5)), *LIVES)),
    quiet("unseen-kubelet-not-executed-and-lives", lives_since(Node().kubelet(NOT_EXECUTED, by="systemd", ago=ago(minutes=5)), *LIVES)),
    quiet("unseen-kubelet-full-disk-and-a-pod-began", lives_since(again(FULL), info("Started container web", "kuberuntime_manager.go:1000"), since=ago(seconds=10))),
    quiet("unseen-k0s-etcd-started-since", lives_since(Node().kubelet(K0S, K0S, ago=ago(minutes=6)), *LIVES)),
    miss(
        "unseen-kubelet-waits-no-more",
        "kubelet_bootstrap_deadlock",
        lives_since(
            Node()
            .static_pod(A)
            .kubelet(
                info('"Waiting for client certificate"', "bootstrap.go:101"),
                error('kubernetes.io/kube-apiserver-client-kubelet: Failed while requesting a signed certificate from the control plane: cannot create certificate signing request: Post "https://10.0.0.4:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": dial tcp 10.0.0.4:6443: connect: connection refused', "certificate_manager.go:562"),
                ago=ago(minutes=5),
            ),
            *LIVES,
        ),
    ),
    # A carrier's journal holds what others in it say: whoever speaks, it lives.
    shows("unseen-k3s-flag", "unknown_flag", Node().journal("k3s", K3S_FLAG, ago=ago(minutes=5)), UNIT),
    quiet("unseen-k3s-flag-and-lives", carrier_lives(K3S_FLAG)),
    quiet("unseen-k3s-containerd-ended-and-lives", carrier_lives(K3S_CONTAINERD)),
    shows("unseen-k3s-lease", "leader_election_lost", Node().journal("k3s", RENEWS, LOST), UNIT),
    shows("unseen-k3s-etcd-panics", "etcd_data_corrupt", Node().journal("k3s", "panic: failed to recover v3 backend from snapshot"), UNIT),
    # Whether it begins or waits for long is known of three minutes of such words, not of seconds.
    shows("unseen-k3s-agent-waits-for-long", "apiserver_unreachable", waiting(150, 90, 30, 5), UNIT),
    no_more_than("unseen-k3s-agent-waits-for-seconds", "apiserver_unreachable", waiting(25, 15, 5), UNIT),
    quiet("unseen-k3s-agent-waited", waiting(250, 240, 230).journal("k3s-agent", 'time="2024-03-12T10:26:20Z" level=info msg="k3s agent is up and running"', ago=ago(seconds=220)).journal("k3s-agent", *LIVES, ago=ago(seconds=20))),
    # systemd's end of a stop by hand, and what another program says in the same journal.
    quiet(
        "unseen-kubelet-stopped-and-started",
        lives_since(
            Node().kubelet("Stopping kubelet: The Kubernetes Node Agent...", "kubelet.service: Deactivated successfully.", STARTED, by="systemd", ago=ago(minutes=5)),
            *LIVES,
        ),
    ),
    miss("unseen-docker-of-a-pod", "container_create_failed", lives_since(Node(), *LIVES, error('"StartContainer failed" err="docker: Error response from daemon: Conflict. The container name is in use" pod="ci/dind-0"'))),
)  # fmt: skip

UNSEEN = (*PODS, *KUBELET)
