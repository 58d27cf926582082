"""Kubelets and carriers that live and fail at once: what does not pass by itself, told once or twice; and the like of it that is over."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.fifteenth_etcd import ago
from incidents.own.nineteenth_living import maybe
from incidents.own.nineteenth_living_lower import STARTED, tells
from incidents.own.shapes import UNIT, A, E, dies, miss, quiet, shows


def on(unit, *lines, node=None, **more):
    """A unit that runs, and what it said so many seconds ago."""
    node = (node or Node(version=None)).unit(unit, **more)
    for second, line in lines:
        node.journal(unit, line, ago=ago(second))
    return node


def logrus(text, level="error", **fields):
    more = "".join(f' {name}="{value}"' for name, value in fields.items())
    return f'time="2024-03-12T10:29:50Z" level={level} msg="{text}"{more}'


STRANGER = "tls: failed to verify certificate: x509: certificate signed by unknown authority"
# ---- the kubelet and its apiserver ---------------------------------------------------------------------------------------
REGISTERS = f'E0312 10:29:50.1    1495 kubelet_node_status.go:92] "Unable to register node with API server" err="Post \\"https://10.0.0.9:6443/api/v1/nodes\\": {STRANGER}" node="worker-1"'
LISTS_OLD = "E0312 10:29:50.1    1239 reflector.go:203] pkg/kubelet/kubelet.go:406: Failed to list *api.Node: Get https://10.0.0.9/api/v1/nodes?fieldSelector=metadata.name%3Dworker-1&resourceVersion=0: x509: certificate signed by unknown authority"
EXPIRED = 'E0312 10:29:50.1    1495 kubelet_node_status.go:540] "Error updating node status, will retry" err="error getting node \\"worker-1\\": Get \\"https://10.0.0.9:6443/api/v1/nodes/worker-1?timeout=10s\\": x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:50Z is after 2024-03-11T09:00:00Z"'
REGISTERED = 'I0312 10:29:55.1    1495 kubelet_node_status.go:76] "Successfully registered node" node="worker-1"'
REFUSED = 'E0312 10:29:56.1    1495 kubelet_node_status.go:92] "Unable to register node with API server" err="Post \\"https://10.0.0.9:6443/api/v1/nodes\\": dial tcp 10.0.0.9:6443: connect: connection refused" node="worker-1"'
REGISTRY = f'E0312 10:29:50.1    1495 remote_image.go:180] "PullImage from image service failed" err="rpc error: code = Unknown desc = failed to resolve reference: Head \\"https://registry.local/v2/a/manifests/1\\": {STRANGER}" image="registry.local/a:1"'
NO_ADDRESS = 'E0312 10:29:50.1    2999 kubelet_node_status.go:701] "Failed to set some node status fields" err="failed to validate nodeIP: node IP: \\"10.0.0.140\\" not found in the host\'s network interfaces" node="master-1"'
ANSWERS = (
    maybe("once-kubelet-cannot-register", "certificate_authority_mismatch", on("kubelet", (5, REGISTERS)), UNIT),
    maybe("once-kubelet-cannot-list-1.4", "certificate_authority_mismatch", on("kubelet", (5, LISTS_OLD)), UNIT),
    shows("twice-kubelet-cannot-register", "certificate_authority_mismatch", on("kubelet", (12, REGISTERS), (5, REGISTERS)), UNIT),
    maybe("once-kubelet-is-shown-an-expired-one", "serving_certificate_expired", on("kubelet", (5, EXPIRED)), UNIT),
    quiet("once-kubelet-could-not-register-a-while-ago", on("kubelet", (40, REGISTERS))),
    quiet("once-kubelet-registered-since", on("kubelet", (9, REGISTERS), (4, REGISTERED))),
    quiet("once-kubelet-is-refused-since", on("kubelet", (9, REGISTERS), (4, REFUSED))),
    quiet("once-kubelet-does-not-trust-a-registry", on("kubelet", (5, REGISTRY))),
    maybe("once-kubelet-lacks-its-address", "node_address_missing", on("kubelet", (5, NO_ADDRESS)), UNIT),
    quiet("once-kubelet-lacked-its-address-a-while-ago", on("kubelet", (25, NO_ADDRESS))),
    quiet("once-kubelet-has-its-address-since", on("kubelet", (5, NO_ADDRESS)).host(interfaces={"eth0": ["10.0.0.140"]})),
    quiet("once-kubelet-lacked-its-address-at-its-start", on("kubelet", (5, NO_ADDRESS), ExecMainStartTimestamp="2024-03-12T10:29:30Z")),
)  # fmt: skip

# Its apiserver answers, and does not take it.
OF_ANOTHER_NAME = REGISTERS.replace("signed by unknown authority", "is valid for 10.96.0.1, 10.0.0.4, not 10.0.0.9")
ANONYMOUS = 'E0312 10:29:50.1    1495 kubelet_node_status.go:92] "Unable to register node with API server" err="nodes is forbidden: User \\"system:anonymous\\" cannot create resource \\"nodes\\" in API group \\"\\" at the cluster scope" node="worker-1"'
ANONYMOUS_17 = 'E0312 10:29:50.1    1495 kubelet_node_status.go:106] Unable to register node "worker-0" with API server: User "system:node:" cannot create nodes at the cluster scope.: "unknown node for user \\"system:node:\\"" (post nodes)'
NO_RELATION = 'W0312 10:29:50.1    1495 reflector.go:424] object-"default"/"token": failed to list *v1.Secret: secrets "token" is forbidden: User "system:node:worker-1" cannot list resource "secrets" in API group "" in the namespace "default": no relationship found between node "worker-1" and this object'
LONG = range(72, 0, -5)
TURNED_AWAY = (
    shows("kubelet-meets-another-name", "unknown", on("kubelet", *((s, OF_ANOTHER_NAME) for s in LONG)), UNIT, sure=False),
    shows("kubelet-is-anonymous", "unknown", on("kubelet", *((s, ANONYMOUS) for s in LONG)), UNIT, sure=False),
    shows("kubelet-has-no-name-1.7", "unknown", on("kubelet", *((s, ANONYMOUS_17) for s in LONG)), UNIT, sure=False),
    quiet("kubelet-was-anonymous-for-a-moment", on("kubelet", (12, ANONYMOUS), (5, ANONYMOUS))),
    quiet("kubelet-was-anonymous-and-registered", on("kubelet", *((s, ANONYMOUS) for s in LONG), (0, REGISTERED))),
    quiet("kubelet-asks-for-what-it-may-not-see", on("kubelet", *((s, NO_RELATION) for s in LONG))),
)  # fmt: skip

# ---- a kubelet that makes no container -------------------------------------------------------------------------------------
NO_NAME = 'E0312 10:29:50.1    1495 remote_runtime.go:116] "RunPodSandbox from runtime service failed" err="rpc error: code = InvalidArgument desc = failed to create containerd container: create container failed validation: container.Runtime.Name must be set: invalid argument"'
NO_NAME_14 = 'E0312 10:29:50.1    1495 remote_runtime.go:116] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to create containerd task: invalid runtime name , correct runtime name should format like io.containerd.runc.v1: unknown"'
CRASHES = 'E0312 10:29:50.1    1495 remote_runtime.go:222] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v2.task/k8s.io/a72b/log.json: no such file or directory): runc did not terminate HOW: unknown"'
LINKED = CRASHES.replace(
    "HOW", "successfully: exit status 127: runc: symbol lookup error: runc: undefined symbol: seccomp_api_get"
)
OLD_SHIM = CRASHES.replace("HOW", "sucessfully")
KILLED = CRASHES.replace("HOW", "successfully: signal: killed")
NO_ROOT = 'E0312 10:29:50.1    1495 remote_runtime.go:319] "CreateContainer in sandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to create containerd task: failed to mount rootfs component &{overlay overlay [workdir=/var/lib/containerd/x]}: invalid argument: unknown" podSandboxID="5b1"'
GVISOR = LINKED.replace("runc did not", "runsc did not")
CONTAINERS = (
    maybe("once-containerd-has-no-name-for-its-runtime", "container_create_failed", tells(NO_NAME, 5), UNIT),
    maybe("once-containerd-1.4-has-no-name-for-its-runtime", "container_create_failed", tells(NO_NAME_14, 5), UNIT),
    maybe("twice-containerd-has-no-name-for-its-runtime", "container_create_failed", tells(NO_NAME, 18, 5), UNIT),
    maybe("once-runc-crashes", "container_create_failed", tells(LINKED, 5), UNIT),
    shows("twice-runc-crashes", "container_create_failed", tells(LINKED, 18, 5), UNIT),
    shows("twice-runc-crashes-1.2", "container_create_failed", tells(OLD_SHIM, 18, 5), UNIT),
    quiet("once-runc-crashed-a-while-ago", tells(LINKED, 40)),
    quiet("once-runc-works-since", tells(STARTED, 2, node=tells(LINKED, 12))),
    quiet("once-a-container-s-root-is-not-mounted", tells(NO_ROOT, 5)),
    maybe("once-a-sandbox-s-root-is-not-mounted", "container_create_failed", tells(NO_ROOT.replace("CreateContainer in sandbox", "RunPodSandbox"), 5), UNIT),
    quiet("twice-runc-was-killed", tells(KILLED, 18, 5)),
    quiet("twice-another-runtime-crashes", tells(GVISOR, 18, 5)),
)  # fmt: skip

# What several pods are refused, for a minute and longer.
OCI = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: something new: unknown"
CNI = 'failed to setup network for sandbox \\"5b1\\": plugin type=\\"calico\\" failed (add): failed to create containerd task'


def sandbox(pod, why=OCI):
    return f'E0312 10:29:50.1    1495 kuberuntime_manager.go:1170] "CreatePodSandbox for pod failed" err="rpc error: code = Unknown desc = {why}" pod="default/{pod}"'


def synced(pod):
    return f'E0312 10:29:50.1    1495 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"{pod}_default(4e12)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod \\\\\\"{pod}_default(4e12)\\\\\\": rpc error: code = Unknown desc = {OCI}\\"" pod="default/{pod}" podUID="4e12"'


SANDBOXES = (
    maybe("several-pods-get-no-sandbox", "container_create_failed", on("kubelet", *((s, sandbox("ab"[s % 2])) for s in range(75, 0, -7))), UNIT),
    quiet("one-pod-gets-no-sandbox", on("kubelet", *((s, line) for s in range(75, 0, -7) for line in (sandbox("a"), synced("a"))))),
    quiet("several-pods-get-no-network", on("kubelet", *((s, sandbox("ab"[s % 2], CNI)) for s in range(75, 0, -7)))),
    quiet("several-pods-got-their-sandboxes", on("kubelet", *((s, sandbox("ab"[s % 2])) for s in range(75, 5, -7)), (2, STARTED))),
    quiet("several-pods-wait-for-a-moment", on("kubelet", *((s, sandbox("ab"[s % 2])) for s in range(30, 0, -7)))),
)  # fmt: skip

# ---- a kubelet that idles --------------------------------------------------------------------------------------------------
AS_USER = "E0312 10:29:40.1    3891 server.go:428] Kubelet needs to run as uid `0`. It is being run as 1000"
AS_USER_128 = 'E0312 10:29:40.1    3891 server.go:428] "Kubelet running with insufficient permissions" err="kubelet needs to run as uid `0`. It is being run as 1000"'
SKIPS = "I0312 10:29:55.1    3891 kubelet.go:1542] skipping pod synchronization - [Failed to start ContainerManager [open /proc/sys/vm/overcommit_memory: WHY, open /proc/sys/kernel/panic: WHY]]"
DENIED = SKIPS.replace("WHY", "permission denied")
FIXED = SKIPS.replace("WHY", "read-only file system")
ENDS = 'E0312 10:29:41.1    3891 run.go:72] "command failed" err="failed to run Kubelet: failed to create kubelet: open /dev/kmsg: permission denied"'
OTHERWISE = 'E0312 10:29:41.1    3891 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --allow-privileged"'
IDLES = (
    shows("kubelet-of-a-user-idles-1.6", "file_permission_denied", on("kubelet", (15, AS_USER), (5, DENIED)), UNIT),
    shows("kubelet-of-a-user-ends", "file_permission_denied", Node().kubelet_loops(AS_USER_128, ENDS), UNIT),
    miss("kubelet-of-a-user-ends-of-a-flag", "file_permission_denied", Node().kubelet_loops(AS_USER_128, OTHERWISE)),
    quiet("kubelet-of-a-user-works", on("kubelet", (90, AS_USER_128), (5, STARTED))),
    shows("kubelet-idles-on-a-fixed-proc", "unknown", on("kubelet", (10, FIXED), (5, FIXED)), UNIT, sure=False),
    quiet("kubelet-idled-and-works", on("kubelet", (10, FIXED), (5, STARTED))),
)  # fmt: skip

# ---- a former instance's volumes ---------------------------------------------------------------------------------------------
STAYS = 'E0312 10:29:50.1    1809 pod_workers.go:1302] "Error syncing pod, skipping" err="VOLUMES" pod="kube-system/etcd-master-1" podUID="9ded0635be24cb82b17d2d73d76fc506"'
MOUNTED = STAYS.replace("VOLUMES", "mounted volumes=[v0 v1]: context deadline exceeded")
MOUNTED_125 = STAYS.replace("VOLUMES", "mounted volumes=[v0 v1]: timed out waiting for the condition")
UNMOUNTED = STAYS.replace(
    "VOLUMES", "unmounted volumes=[v0 v1], unattached volumes=[], failed to process volumes=[]: WHY"
)


def edited():
    return Node(version=None).static_pod(E, edited=timedelta(minutes=6))


VOLUMES = (
    shows("static_pod_rejected-former-volumes-stay", "static_pod_rejected", on("kubelet", (130, MOUNTED), (5, MOUNTED), node=edited()), E),
    shows("static_pod_rejected-former-volumes-stay-1.25", "static_pod_rejected", on("kubelet", (130, MOUNTED_125), (5, MOUNTED_125), node=edited()), E),
    shows("static_pod_rejected-volumes-never-come-1.27", "static_pod_rejected", on("kubelet", (5, UNMOUNTED.replace("WHY", "context deadline exceeded")), node=edited()), E),
    quiet("former-volumes-went", on("kubelet", (60, MOUNTED), node=edited().runs(E, "", since=ago(40)))),
    quiet("volumes-were-not-waited-for-any-more", on("kubelet", (5, UNMOUNTED.replace("WHY", "context canceled")), node=edited())),
)  # fmt: skip

# ---- a kubelet that reports its node not ready -----------------------------------------------------------------------------
PLEG = "PLEG is not healthy: pleg was last seen active 3m7.8s ago; threshold is 3m0s"
SKIP = f'E0312 10:29:56.1    5115 kubelet.go:2347] "Skipping pod synchronization" err="{PLEG}"'
BECAME = 'I0312 10:29:55.1    5115 setters.go:568] "Node became not ready" node="master-1" condition={"type":"Ready","status":"False","lastHeartbeatTime":"2024-03-12T10:29:55Z","lastTransitionTime":"2024-03-12T10:29:55Z","reason":"KubeletNotReady","message":"WHY"}'
NOT_READY = BECAME.replace("WHY", PLEG)
NO_CNI = BECAME.replace(
    "WHY",
    "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
)
READY = 'I0312 10:29:58.1    5115 kubelet_node_status.go:669] "Recording event message for node" node="master-1" event="NodeReady"'
REPORTS = (
    maybe("kubelet-reports-its-node-for-pleg", "runtime_unavailable", on("kubelet", (9, SKIP), (5, NOT_READY), (4, SKIP)), UNIT),
    quiet("kubelet-reported-its-node-for-pleg-and-it-is-ready", on("kubelet", (19, SKIP), (15, NOT_READY), (14, SKIP), (2, READY))),
    quiet("kubelet-reported-its-node-for-pleg-and-lists-again", on("kubelet", (19, SKIP), (15, NOT_READY), (14, SKIP), (2, STARTED))),
    quiet("kubelet-reports-its-node-for-the-network", on("kubelet", (5, NO_CNI))),
    quiet("kubelet-is-late-and-reports-nothing", on("kubelet", (9, SKIP), (4, SKIP))),
)  # fmt: skip

# ---- carriers --------------------------------------------------------------------------------------------------------------
HASHES = "token CA hash does not match the Cluster CA certificate hash: f08676bf != 8e7d49c6"
BARE = logrus(HASHES)
VALIDATES = logrus(f"Failed to validate connection to cluster at https://10.0.0.9:6443: {HASHES}")
DIALS = logrus("Connecting to proxy", "info", url="wss://10.0.0.9:6443/v1-k3s/connect")
TUNNEL = logrus("Failed to connect to proxy", error="x509: certificate signed by unknown authority")
EMPTY = logrus("Failed to connect to proxy. Empty dialer response", error=STRANGER)
ANOTHER = logrus(
    "Failed to connect to proxy", error="x509: certificate is valid for 10.43.0.1, 127.0.0.1, not 10.0.0.9"
)
TUNNEL_REFUSED = logrus("Failed to connect to proxy", error="dial tcp 10.0.0.9:6443: connect: connection refused")
TUNNELLED = logrus("Remotedialer connected to proxy", "info", url="wss://10.0.0.9:6443/v1-k3s/connect")
KUBECONFIG = logrus(
    "Failed to generate kubeconfig: server https://127.0.0.1:6443/cacerts is not trusted: Get https://127.0.0.1:6443/cacerts: WHY"
)
UNTRUSTED = KUBECONFIG.replace("WHY", "x509: certificate signed by unknown authority")
NO_CACERTS = KUBECONFIG.replace("WHY", "dial tcp 127.0.0.1:6443: connect: connection refused")
UNPUBLISHED = '{"level":"warn","ts":"2024-03-12T10:29:55.709Z","caller":"etcdserver/server.go:2065","msg":"failed to publish local member to cluster through raft","local-member-id":"f885265f9344600e","request-path":"/0/members/f885265f9344600e/attributes","publish-timeout":"15s","error":"etcdserver: request timed out"}'
PUBLISHED = '{"level":"info","ts":"2024-03-12T10:29:57.709Z","caller":"etcdserver/server.go:2044","msg":"published local member to cluster through raft","local-member-id":"f885265f9344600e","request-path":"/0/members/f885265f9344600e/attributes","cluster-id":"7ec315417ba8eeff","publish-timeout":"15s"}'
CARRIERS = (
    shows("k3s-agent-has-anothers-token", "certificate_authority_mismatch", on("k3s-agent", (4, BARE), (2, BARE)), UNIT),
    shows("k3s-agent-has-anothers-token-newer", "certificate_authority_mismatch", on("k3s-agent", (7, VALIDATES), (2, VALIDATES)), UNIT),
    maybe("k3s-agent-has-anothers-token-once", "certificate_authority_mismatch", on("k3s-agent", (2, BARE)), UNIT),
    quiet("k3s-agent-had-anothers-token", on("k3s-agent", (28, BARE), (26, BARE))),
    maybe("k3s-does-not-trust-another-server", "certificate_authority_mismatch", on("k3s", (5, DIALS), (5, TUNNEL)), UNIT),
    shows("rke2-does-not-trust-another-server", "certificate_authority_mismatch", on("rke2-server", *((s, EMPTY) for s in range(72, 0, -5))), UNIT),
    quiet("k3s-trusts-another-server-since", on("k3s", (9, TUNNEL), (4, TUNNELLED))),
    quiet("k3s-meets-another-name", on("k3s", (9, ANOTHER), (4, ANOTHER))),
    quiet("k3s-was-not-trusting-and-is-refused", on("k3s", (9, TUNNEL), (4, TUNNEL_REFUSED))),
    maybe("k3s-does-not-trust-itself", "certificate_authority_mismatch", on("k3s", (60, UNTRUSTED), (59, logrus("k3s is up and running", "info"))), UNIT),
    quiet("k3s-did-not-trust-itself-once", on("k3s", (600, UNTRUSTED))),
    quiet("k3s-was-not-there-for-itself", on("k3s", (60, NO_CACERTS))),
    maybe("k3s-etcd-cannot-publish-itself", "etcd_no_quorum", on("k3s", (6, UNPUBLISHED)), UNIT),
    quiet("k3s-etcd-published-itself-late", on("k3s", (6, UNPUBLISHED), (4, PUBLISHED))),
    quiet("k3s-etcd-cannot-publish-itself-yet", on("k3s", (6, UNPUBLISHED), ExecMainStartTimestamp="2024-03-12T10:29:20Z")),
)  # fmt: skip

# Whatever it waits for, for a minute and longer.
PASSWORD = logrus(
    "Waiting to retrieve agent configuration; server is not ready: Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag",
    "info",
)
ITS_OWN = logrus(
    "server https://127.0.0.1:6443/cacerts is not trusted: Get https://127.0.0.1:6443/cacerts: x509: certificate signed by unknown authority"
)
OLD_TOKEN = logrus("token does not match the server a1b2 != c3d4")
LEARNS = logrus(
    "Failed to test etcd connection: this server has not yet been promoted from learner to voting member", "info"
)
WAITS = (
    shows("agent-has-anothers-password", "unknown", on("rke2-agent", *((s, PASSWORD) for s in LONG)), UNIT, sure=False),
    quiet("agent-had-anothers-password-for-a-moment", on("rke2-agent", (12, PASSWORD), (5, PASSWORD))),
    quiet("agent-had-anothers-password-and-is-up", on("rke2-agent", *((s, PASSWORD) for s in LONG), (1, logrus("rke2 agent is up and running", "info")))),
    shows("agent-s-token-is-anothers-0.5", "certificate_authority_mismatch", on("k3s-agent", (4, OLD_TOKEN), (2, OLD_TOKEN)), UNIT),
    quiet("k3s-learns", on("k3s", *((s, LEARNS) for s in LONG))),
    quiet("k3s-did-not-trust-itself-1.17", on("k3s", (64, ITS_OWN), (63, ITS_OWN))),
    maybe("k3s-does-not-trust-itself-1.17", "certificate_authority_mismatch", on("k3s", (4, ITS_OWN), (3, ITS_OWN)), UNIT),
)  # fmt: skip

# ---- Talos -----------------------------------------------------------------------------------------------------------------
# A request to bootstrap ends the etcd that waited, and its pull with it, and starts another.
BOOTSTRAPS = (
    "[talos] 2024/03/12 10:29:13 bootstrap request received",
    '[talos] 2024/03/12 10:29:13 service[etcd](Failed): Failed to run pre stage: failed to pull image "gcr.io/etcd-development/etcd:v3.5.16": 1 error(s) occurred:',
    '\tfailed to pull image "gcr.io/etcd-development/etcd:v3.5.16": context canceled',
    "[talos] 2024/03/12 10:29:13 service[etcd](Finished): Bootstrap requested",
    "[talos] 2024/03/12 10:29:13 service[etcd](Preparing): Running pre state",
)
NOSPACE = logrus(
    "Failed to test etcd connection: failed to get etcd status: etcdserver: mvcc: database space exceeded", "info"
)
NO_GROUP = "E0312 10:29:50.1     571 kubelet.go:1246] Failed to start ContainerManager failed to initialise top level QOS containers: root container /kubepods doesn't exist"

# ---- beside what ends of another cause -------------------------------------------------------------------------------------
BESIDE = (
    shows("apiserver-has-an-unknown-flag-and-kubelet-fails-once", "unknown_flag", on("kubelet", (5, REGISTERS), node=dies(A, "Error: unknown flag: --foo", "--foo=1")), A),
    shows("apiserver-has-an-unknown-flag-and-one-sandbox-fails", "unknown_flag", tells(NO_NAME, 5, node=dies(A, "Error: unknown flag: --foo", "--foo=1")), A),
    shows("apiserver-has-an-unknown-flag-and-kubelet-is-late", "unknown_flag", on("kubelet", (9, SKIP), (5, NOT_READY), (4, SKIP), node=dies(A, "Error: unknown flag: --foo", "--foo=1")), A),
    shows("etcd-has-no-room-and-a-tunnel-fails", "etcd_nospace_alarm", on("k3s", (6, TUNNEL), *((s, NOSPACE) for s in range(72, 0, -5))), UNIT),
    shows("kubelet-idles-of-its-cgroups", "kubelet_cgroup_unsupported", on("kubelet", (10, NO_GROUP), (5, FIXED)), UNIT),
)  # fmt: skip

OWN_NINETEENTH_LOWER_MENDS = (
    *BESIDE,
    *ANSWERS,
    *CONTAINERS,
    *IDLES,
    *VOLUMES,
    *REPORTS,
    *CARRIERS,
    *WAITS,
    *TURNED_AWAY,
    *SANDBOXES,
    quiet("talos-bootstraps", Node(version=None).journal("kernel", *BOOTSTRAPS, ago=ago(47))),
    quiet("worker-is-well", on("kubelet", (5, STARTED), node=Node().static_pod(A).runs(A))),
)
