"""Around the twentieth lot of reports: what lives and complains of what others do without, and the like of it that is well."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eleventh_kubelet import error
from incidents.own.etcd_words import zap
from incidents.own.fifteenth_etcd import ago, says
from incidents.own.nineteenth_living import COMPACTS, at_times, capnslog, maybe
from incidents.own.nineteenth_living_lower import STARTED
from incidents.own.shapes import KCM, UNIT, A, E, miss, quiet

DAYS = timedelta(days=9)
YOUNG = "2024-03-12T10:29:20Z"


def worker(*told, since="2024-03-01T00:00:00Z", node=None):
    """A kubelet that lives, and what it said so many seconds ago."""
    node = (node or Node(name="worker-1", version=None)).unit("kubelet", ExecMainStartTimestamp=since)
    for seconds, line in told:
        node.kubelet(line, ago=ago(seconds))
    return node


# ---- the way to the apiserver ------------------------------------------------------------------------------------------
SERVER = "https://10.0.0.100:6443"
LISTS = '"Unhandled Error" err="k8s.io/client-go/informers/factory.go:160: Failed to watch *v1.Node: failed to list *v1.Node: Get \\"{0}/api/v1/nodes?limit=500\\": dial tcp 10.0.0.100:6443: {1}" logger="UnhandledError"'
LEASES = '"Failed to ensure lease exists, will retry" err="Get \\"{0}/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s\\": {1}" interval="7s"'
LISTS_OLD = "Failed to list *v1.Node: Get {0}/api/v1/nodes?fieldSelector=metadata.name%3Dworker-1&limit=500: dial tcp 10.0.0.100:6443: {1}"
NO_WAY, REFUSED = "connect: no route to host", "connect: connection refused"
LATE = "net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)"
SLOW = "net/http: TLS handshake timeout"
REGISTERED = error('"Successfully registered node" node="worker-1"', "kubelet_node_status.go:79", "I")


def lists(why, form=LISTS):
    return error(form.format(SERVER, why), "reflector.go:158")


def leases(why):
    return error(LEASES.format(SERVER, why), "controller.go:145")


WAYS = (
    maybe("living-kubelet-has-no-way-to-its-apiserver", "apiserver_unreachable", worker((9, lists(NO_WAY)), (6, leases(f"dial tcp 10.0.0.100:6443: {NO_WAY}"))), UNIT),
    maybe("living-kubelet-has-no-way-to-its-apiserver-1.15", "apiserver_unreachable", worker((9, lists("i/o timeout", LISTS_OLD)), (6, lists("i/o timeout", LISTS_OLD))), UNIT),
    maybe("living-kubelet-waits-for-its-apiserver", "apiserver_unreachable", worker((9, leases(LATE)), (6, lists("i/o timeout"))), UNIT),
    quiet("living-kubelet-s-apiserver-is-started-anew", worker((9, lists(REFUSED)), (6, leases(f"dial tcp 10.0.0.100:6443: {REFUSED}")))),
    quiet("living-kubelet-s-apiserver-is-slow", worker((9, leases(SLOW)), (6, leases(SLOW)))),
    quiet("living-kubelet-lost-its-way-once", worker((6, lists(NO_WAY)))),
    quiet("living-kubelet-found-its-way", worker((29, lists(NO_WAY)), (26, leases(f"dial tcp 10.0.0.100:6443: {NO_WAY}")), (9, REGISTERED))),
    quiet("living-kubelet-lost-its-way-and-is-silent", worker((49, lists(NO_WAY)), (46, lists(NO_WAY)))),
    quiet("living-kubelet-has-no-way-yet", worker((9, lists(NO_WAY)), (6, lists(NO_WAY)), since=YOUNG)),
    quiet("living-kubelet-has-no-way-after-a-boot", worker((9, lists(NO_WAY)), (6, lists(NO_WAY))).host(booted_at="2024-03-12T10:29:00Z")),
    quiet("living-kubelet-has-no-way-to-a-registry", worker(*((s, error(f'"Failed to pull image" err="failed to resolve reference \\"docker.io/x:1\\": dial tcp 10.0.0.99:443: {NO_WAY}"')) for s in (9, 6)))),
    miss("living-kubelet-beside-its-apiserver-has-no-way", "apiserver_unreachable", says(A, (90, "x")).unit("kubelet").kubelet(lists(NO_WAY), lists(NO_WAY), ago=ago(6))),
)  # fmt: skip

# ---- agents and their servers ------------------------------------------------------------------------------------------
TO = 'time="2024-03-12T10:29:55Z" level=info msg="Connecting to proxy" url="wss://{0}/v1-k3s/connect"'
GONE = 'time="2024-03-12T10:29:55Z" level=error msg="Failed to connect to proxy. Empty dialer response" error="dial tcp {0}: connect: connection refused"'
GONE_OLD = 'time="2024-03-12T10:29:55Z" level=error msg="Failed to connect to proxy" error="dial tcp {0}: connect: no route to host"'
THERE = 'time="2024-03-12T10:29:55Z" level=info msg="Remotedialer connected to proxy" url="wss://{0}/v1-k3s/connect"'
AWAITED = 'time="2024-03-12T10:29:55Z" level=info msg="Waiting to retrieve kube-proxy configuration; server is not ready: failed to get CA certs: Get \\"https://127.0.0.1:6444/cacerts\\": read tcp 127.0.0.1:35860->127.0.0.1:6444: read: connection reset by peer"'
NOT_READY = 'time="2024-03-12T10:29:55Z" level=info msg="Waiting to retrieve kube-proxy configuration; server is not ready: https://127.0.0.1:6444/v1-k3s/readyz: 500 Internal Server Error"'
ADDED = 'I0312 10:29:55.1    1495 kubelet.go:2425] "SyncLoop ADD" source="api" pods=["default/web-1"]'
ONE, TWO, THREE = "10.0.0.4:6443", "10.0.0.5:6443", "10.0.0.6:6443"


def agent(*told, unit="k3s-agent", since="2024-03-01T00:00:00Z"):
    node = Node(name="worker-1", version=None).unit(unit, ExecMainStartTimestamp=since)
    for seconds, line in told:
        node.journal(unit, line, by=unit.partition("-")[0], ago=ago(seconds))
    return node


def refused(*servers, form=GONE):
    return [(second, form.format(server)) for second in (12, 7, 2) for server in servers]


AGENTS = (
    maybe("living-agent-s-servers-are-gone", "apiserver_unreachable", agent(*refused(ONE, TWO))),
    maybe("living-agent-s-servers-are-gone-1.20", "apiserver_unreachable", agent(*refused(ONE, TWO, form=GONE_OLD), unit="rke2-agent")),
    maybe("living-agent-s-servers-went-away", "apiserver_unreachable", agent((900, THERE.format(ONE)), (900, THERE.format(TWO)), *refused(ONE, TWO))),
    maybe("living-agent-waits-for-its-only-server", "apiserver_unreachable", agent((8, AWAITED), *refused(ONE)[:2], (3, TO.format(ONE)), (2, GONE.format(ONE)))),
    quiet("living-agent-s-third-server-is-gone", agent((900, THERE.format(ONE)), (900, THERE.format(TWO)), *refused(THREE))),
    quiet("living-agent-keeps-one-server-of-three", agent((900, THERE.format(ONE)), *refused(TWO, THREE))),
    quiet("living-agent-s-one-server-of-which-it-tells", agent(*refused(THREE))),
    quiet("living-agent-s-servers-came-back", agent(*refused(ONE, TWO), (1, THERE.format(ONE)))),
    quiet("living-agent-s-servers-were-gone", agent(*((s + 120, line) for s, line in refused(ONE, TWO)))),
    quiet("living-agent-is-told-of-pods", agent(*refused(TWO, THREE), (4, ADDED))),
    quiet("living-agent-s-kubelet-is-well", agent(*refused(TWO, THREE), (4, STARTED))),
    maybe("living-agent-s-kubelet-is-not-answered", "apiserver_unreachable", agent(*refused(ONE, TWO), (4, lists(REFUSED)))),
    quiet("living-agent-has-just-begun", agent(*refused(ONE, TWO), since=YOUNG)),
    quiet("living-agent-s-server-begins", agent((8, NOT_READY), (1, THERE.format(ONE)))),
    quiet("living-server-tells-of-another-s-tunnel", agent(*refused(ONE, TWO), unit="k3s")),
)  # fmt: skip

# ---- etcd's heartbeats, and an apiserver's complaints --------------------------------------------------------------------
LATE_20 = capnslog("etcdserver", "failed to send out heartbeat on time (deadline exceeded for {0})")
LATE_33 = capnslog(
    "etcdserver", "failed to send out heartbeat on time (exceeded the 100ms timeout for {0}, to 91bc3c398fb3c146)"
)
LATE_35 = zap("leader failed to send out heartbeat on time; took too long, leader is overloaded likely from slow disk", to="91bc3c398fb3c146", heartbeat_interval="100ms", expected_duration="200ms", exceeded_duration="LATE").replace("LATE", "{0}")  # fmt: skip
STOOD = "watchdog: BUG: soft lockup - CPU#2 stuck for 31s! [etcd:2711]"


def beats(form, *told):
    return says(E, *((second, form.replace("{0}", late)) for second, late in told), since=DAYS)


HEARTBEATS = (
    *(maybe(f"living-etcd-heartbeats-are-late-{name}", "etcd_slow_disk", beats(form, (61, "185.9ms"), (49, "22.6ms"), (28, "79.2ms"), (5, "323.2ms")), E) for name, form in (("2.3", LATE_20), ("3.3", LATE_33), ("3.5", LATE_35))),
    quiet("living-etcd-heartbeats-are-a-little-late", beats(LATE_33, (61, "4.5ms"), (49, "438.062µs"), (28, "9.2ms"), (5, "2.1ms"))),
    quiet("living-etcd-heartbeats-are-late-to-all-at-once", beats(LATE_33, (5, "512.6ms"), (5, "513.9ms"), (5, "514.1ms"), (5, "514.8ms"))),
    quiet("living-etcd-heartbeats-were-late", beats(LATE_33, (171, "512.6ms"), (150, "413.9ms"), (120, "214.1ms"))),
    quiet("living-etcd-heartbeats-were-late-twice", beats(LATE_33, (41, "512.6ms"), (5, "413.9ms"))),
    quiet("living-etcd-heartbeats-are-late-for-a-machine-that-stood", beats(LATE_33, (50, "31.2s"), (30, "512.6ms"), (10, "413.9ms")).journal("kernel", STOOD, ago=ago(40))),
    quiet("living-etcd-works-with-late-heartbeats", says(E, (170, COMPACTS), *((second, LATE_33.replace("{0}", "512.6ms")) for second in (41, 22, 5)), since=DAYS)),
)  # fmt: skip

TOKEN_9 = "E0312 10:29:50.1       1 authentication.go:64] Unable to authenticate the request due to an error: [invalid bearer token, [invalid bearer token, crypto/rsa: verification error]]"
TOKEN_13 = "E0312 10:29:50.1       1 authentication.go:65] Unable to authenticate the request due to an error: [invalid bearer token, [invalid bearer token, square/go-jose: error in cryptographic primitive]]"
OTHER_CA = 'E0312 10:29:50.1       1 authentication.go:65] Unable to authenticate the request due to an error: [invalid bearer token, x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")]'
TLS = ("--etcd-servers=https://10.0.0.7:2379", "--secure-port=6443", "--tls-cert-file=/etc/kubernetes/pki/apiserver.crt", "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key")  # fmt: skip
SIGNED = TLS[-1].rpartition("=")[2]


def asked(*told, flags=TLS, version="v1.13.1"):
    return says(A, *told, node=Node(version=version), flags=flags, since=DAYS)


TOKENS = (
    maybe("living-apiserver-knows-no-token-1.9", "service_account_key_invalid", asked(*at_times(TOKEN_9, 15, 9, 5, 1), version="v1.9.6"), A),
    maybe("living-apiserver-has-no-key-for-tokens", "service_account_key_invalid", asked((5, TOKEN_13)), A),
    quiet("living-apiserver-knows-one-token-not-1.9", says(A, (5, TOKEN_9), node=Node(version="v1.9.6"), since=DAYS)),
    quiet("living-apiserver-without-a-key-was-shown-a-token", asked((95, TOKEN_13))),
    quiet("living-apiserver-without-a-key-needs-none", asked((5, TOKEN_13)).static_pod(KCM, flags=(f"--service-account-private-key-file={SIGNED}",)).runs(KCM)),
    quiet("living-apiserver-with-a-key-is-shown-a-former-one", asked((5, TOKEN_13), flags=(*TLS, "--service-account-key-file=/etc/kubernetes/pki/sa.pub"))),
    miss("living-apiserver-is-shown-another-ca-s", "service_account_key_invalid", asked(*at_times(OTHER_CA, 15, 9, 5, 1), version="v1.13.1")),
)  # fmt: skip

WITHOUT = "client: etcd cluster is unavailable or misconfigured"
FAILS_4 = (
    f"E0312 10:29:50.1       5 errors.go:63] apiserver received an error that is not an unversioned.Status: {WITHOUT}"
)
FAILS_7 = f"E0312 10:29:50.1       5 status.go:62] apiserver received an error that is not an metav1.Status: {WITHOUT}; error #0: dial tcp 10.0.0.7:2379: getsockopt: connection refused"
ASKED_BY = f"I0312 10:29:50.1       5 handlers.go:162] GET /version: (44.4µs) 200 [[dashboard/v1.6 said {WITHOUT}] 172.20.60.32:34598]"
SERVED = "I0312 10:29:50.1       5 handlers.go:162] PATCH /api/v1/namespaces/x/events/y.14a1fd5e7c528548: (5.4ms) 200 [[kubelet/v1.4.8 (linux/amd64) kubernetes/c5fcb19] 172.20.60.32:34598]"
NO_LEADER = FAILS_7.replace(
    "dial tcp 10.0.0.7:2379: getsockopt: connection refused", "client: etcd member http://10.0.0.7:2379 has no leader"
)
WITHOUT_ETCD = (
    maybe("living-apiserver-has-no-etcd-1.4", "etcd_unreachable", asked(*at_times(FAILS_4, 9, 3), version="v1.4.8"), A),
    maybe("living-apiserver-has-no-etcd-1.7", "etcd_unreachable", asked(*at_times(FAILS_7, 9, 3), version="v1.7.2"), A),
    quiet("living-apiserver-failed-once-for-its-etcd", asked((3, FAILS_4), version="v1.4.8")),
    quiet("living-apiserver-had-no-etcd", asked(*at_times(FAILS_4, 69, 53), version="v1.4.8")),
    quiet("living-apiserver-failed-for-its-etcd-and-serves", asked(*at_times(FAILS_4, 9, 3), (2, SERVED), version="v1.4.8")),
    miss("living-apiserver-s-etcd-has-no-leader-1.7", "etcd_unreachable", asked(*at_times(NO_LEADER, 9, 3), version="v1.7.2")),
    quiet("living-apiserver-is-told-of-etcd-by-another", asked(*at_times(ASKED_BY, 9, 3), version="v1.4.8")),
)  # fmt: skip

# ---- runtimes, and what they lost ------------------------------------------------------------------------------------------
PLEG = '"Skipping pod synchronization" err="PLEG is not healthy: pleg was last seen active 3m{0}.155s ago; threshold is 3m0s"'
PLEG_OLD = (
    "skipping pod synchronization - [PLEG is not healthy: pleg was last seen active 3m{0}.155s ago; threshold is 3m0s]"
)
READY = error('"Recording event message for node" node="worker-1" event="NodeReady"', "kubelet_node_status.go:696", "I")
NOT_CREATED = error("Failed to create kubelet: dial unix /var/run/docker.sock: connection refused", "server.go:299")
LAYER = error(
    '"Failed to create sandbox for pod" err="rpc error: code = Unknown desc = error creating pod sandbox with name \\"k8s_web-1_shop_4f_0\\": layer not known" pod="shop/web-1"',
    "kuberuntime_sandbox.go:72",
)
LAYER_OLD = error(
    'CreatePodSandbox for pod "web-1_shop(4f)" failed: rpc error: code = Unknown desc = error creating pod sandbox with name "k8s_web-1_shop_4f_0": layer not known',
    "kuberuntime_sandbox.go:69",
)
LAYER_OF_ONE = error(
    '"Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"web\\" with CreateContainerError: \\"layer not known\\"" pod="shop/web-1"',
    "pod_workers.go:1300",
)
NO_RUNC = error(
    'Error syncing pod 4f ("web-1_shop(4f)"), skipping: failed to "CreatePodSandbox" for "web-1_shop(4f)" with CreatePodSandboxError: "CreatePodSandbox for pod \\"web-1_shop(4f)\\" failed: rpc error: code = Unknown desc = failed to start sandbox container for pod \\"web-1\\": Error response from daemon: shim error: docker-runc not installed on system"',
    "pod_workers.go:186",
)
RUNTIMES = (
    *(maybe(f"living-kubelet-waits-for-one-list-{number}", "runtime_unavailable", worker(*((22 - at, error(form.format(f"{at:02}"), level="I")) for at in (5, 10, 15, 20))), UNIT) for number, form in enumerate((PLEG, PLEG_OLD))),
    quiet("living-kubelet-s-list-is-late-and-comes", worker(*((22 - at, error(PLEG.format(f"{at:02}"), level="I")) for at in (5, 10)), (2, STARTED))),
    quiet("living-kubelet-s-lists-are-late-each", worker(*((22 - at, error(PLEG.format("02"), level="I")) for at in (5, 10, 15, 20)))),
    quiet("living-kubelet-s-list-came", worker(*((52 - at, error(PLEG.format(f"{at:02}"), level="I")) for at in (5, 10, 15, 20)))),
    quiet("living-kubelet-s-node-is-ready-again", worker(*((30 - at, error(PLEG.format(f"{at:02}"), level="I")) for at in (5, 10, 15, 20)), (7, READY))),
    maybe("living-kubelet-was-not-created", "runtime_unavailable", worker((900, NOT_CREATED)), UNIT),
    quiet("living-kubelet-was-not-created-and-is-now", worker((120, NOT_CREATED), (90, error("Starting kubelet main sync loop.", level="I")))),
    quiet("living-kubelet-was-not-created-in-a-life-before", worker((120, NOT_CREATED), since=YOUNG)),
    *(maybe(f"living-crio-lost-its-layers-{number}", "container_create_failed", worker((8, line)), UNIT) for number, line in enumerate((LAYER, LAYER_OLD))),
    maybe("living-crio-lost-its-layers-on-and-on", "container_create_failed", worker((38, LAYER), (23, LAYER), (8, LAYER)), UNIT),
    maybe("living-docker-lost-its-runc", "container_create_failed", worker((8, NO_RUNC)), UNIT),
    quiet("living-crio-lost-its-layers-and-has-them", worker((12, LAYER), (4, STARTED))),
    quiet("living-crio-had-lost-its-layers", worker((120, LAYER))),
    quiet("living-crio-lost-one-image-s-layers", worker((12, LAYER_OF_ONE), (4, LAYER_OF_ONE))),
)  # fmt: skip

# ---- the node as a whole -----------------------------------------------------------------------------------------------
RECLAIMS = error(
    '"Eviction manager: attempting to reclaim" resourceName="ephemeral-storage"', "eviction_manager.go:369", "I"
)
RECLAIMS_OLD = error("eviction manager: attempting to reclaim nodefs", "eviction_manager.go:331", "W")
REDUCED = error(
    '"Eviction manager: able to reduce resource pressure without evicting pods." resourceName="ephemeral-storage"',
    "eviction_manager.go:387",
    "I",
)
REDUCED_OLD = error(
    "eviction manager: able to reduce nodefs pressure without evicting pods.", "eviction_manager.go:347", "I"
)
HOUSEKEEPING = error('"SyncLoop (housekeeping)"', "kubelet.go:2390", "I")
HUNG = "watchdog: BUG: soft lockup - CPU#{0} stuck for 22s! [migration/19:104]"


def hangs(*told):
    node = worker((5, HOUSEKEEPING))
    for second, line in told:
        node.journal("kernel", line, by="kernel", ago=ago(second))
    return node


NODES = (
    maybe("living-kubelet-makes-room", "node_pressure_eviction", worker((25, RECLAIMS), (15, RECLAIMS), (5, RECLAIMS)), UNIT),
    maybe("living-kubelet-makes-room-1.15", "node_pressure_eviction", worker((5, RECLAIMS_OLD)), UNIT),
    quiet("living-kubelet-made-room", worker((7, RECLAIMS), (5, REDUCED))),
    quiet("living-kubelet-made-room-1.15", worker((7, RECLAIMS_OLD), (5, REDUCED_OLD))),
    quiet("living-kubelet-made-room-long-ago", worker((95, RECLAIMS), (5, HOUSEKEEPING))),
    quiet("living-kubelet-made-room-and-goes-on", worker((45, RECLAIMS), (5, HOUSEKEEPING))),
    maybe("living-processors-hang", ["component_overloaded", "unknown"], hangs(*((second, HUNG.format(19)) for second in (84, 56, 28, 4)))),
    quiet("living-machine-stood-still", hangs(*((20, HUNG.format(cpu)) for cpu in range(8)))),
    quiet("living-machine-stood-still-twice", hangs(*((second, HUNG.format(cpu)) for second in (90, 20) for cpu in range(4)))),
    quiet("living-processors-hung", hangs(*((second, HUNG.format(19)) for second in (170, 142, 114)))),
    quiet("living-processor-hung-twice", hangs(*((second, HUNG.format(19)) for second in (84, 4)))),
)  # fmt: skip

OWN_TWENTIETH_MENDS = (*WAYS, *AGENTS, *HEARTBEATS, *TOKENS, *WITHOUT_ETCD, *RUNTIMES, *NODES)
