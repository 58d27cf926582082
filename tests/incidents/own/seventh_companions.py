"""What controller managers, schedulers and their like say at their ends in the forms of all versions, and who is to blame.

The words are those of the sources, from 1.4 to client-go 0.34; where several components fail at once, the lowest counts.
"""

from datetime import timedelta

from incidents import saying
from incidents.builder import PKI, Node
from incidents.own.controllers_words import cannot_lead, cannot_start, fatal, gives_up, old, with_config
from incidents.own.shapes import KCM, LOST, A, E, S, dies, miss, probed_to_death, quiet, shows, unhealthy

CCM, VIP, PROXY = "cloud-controller-manager", "kube-vip", "konnectivity-server"
HOURS, MINUTE = timedelta(hours=3), timedelta(minutes=1)
MANAGER = {"flags": ("manager",), "lived": HOURS}
LATE = "net/http: request canceled (Client.Timeout exceeded while awaiting headers)"
REFUSED = "dial tcp 10.0.0.4:6443: connect: connection refused"
EXPIRED = (
    "x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:55Z is after 2024-03-01T10:00:00Z"
)
LEASES = "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases"


# ---- leases ---------------------------------------------------------------------------------------------------------

LED = "I0312 06:29:50.0       1 leaderelection.go:250] successfully acquired lease kube-system/kube-controller-manager"
GAVE_UP = 'E0312 10:29:50.2       1 controllermanager.go:302] "leaderelection lost"'
CLOSED = (
    "I0312 10:29:50.1       1 secure_serving.go:258] Stopped listening on [::]:{port}\n"
    'I0312 10:29:50.1       1 tlsconfig.go:255] "Shutting down DynamicServingCertificateController"'
)
NOT_RENEWED = "I0312 10:29:50.0       1 leaderelection.go:285] failed to renew lease kube-system/kube-scheduler: {why}"
# 1.4 cannot name what it would tell of: the endpoints came without their link.
EVENT_OF_OLD = (
    "E0312 10:29:50.1   13431 leaderelection.go:317] err: Put https://10.0.0.4:443/api/v1/namespaces/kube-system/endpoints/kube-controller-manager: EOF\n"
    'E0312 10:29:50.2   13431 event.go:258] Could not construct reference to: \'&api.Endpoints{{TypeMeta:unversioned.TypeMeta{{Kind:"", APIVersion:""}}}}\' due to: '
    "'selfLink was empty, can't make reference'. Will not report event: 'Normal' '%v {what}' 'master1'"
)
EVENT = (
    'I0312 10:29:50.1       1 event.go:278] Event(v1.ObjectReference{Kind:"Endpoints", Namespace:"kube-system", Name:"kube-scheduler", UID:"1", APIVersion:"v1"}): '
    "type: 'Normal' reason: 'LeaderElection' master-1_0ce9 stopped leading"
)
EVENT_STRUCTURED = (
    'I0312 10:29:50.1       1 event.go:389] "Event occurred" object="kube-system/kube-controller-manager" fieldPath="" kind="Lease" '
    'apiVersion="coordination.k8s.io/v1" type="Normal" reason="LeaderElection" message="master-1_0ce9 stopped leading"'
)
# client-go 0.34 names the lock in a field of its own.
STRUCTURED = (
    'E0312 10:29:45.1       1 leaderelection.go:429] "Error retrieving lease lock" err="Get \\"{leases}/{name}?timeout=5s\\": context deadline exceeded" lock="kube-system/{name}"\n'
    'I0312 10:29:50.0       1 leaderelection.go:297] "Failed to renew lease" lock="kube-system/{name}" err="context deadline exceeded"'
)


def lock(why=LATE, second=47, name=KCM):
    """A lease that could not be read."""
    return f'E0312 10:29:{second}.1       1 leaderelection.go:332] error retrieving resource lock kube-system/{name}: Get "{LEASES}/{name}?timeout=5s": {why}'


def lost(why=LATE, name=KCM):
    """All of a leader's last words."""
    return LOST.format(name=name, why=why, last=GAVE_UP)


def leads(log, program=KCM, **more):
    """One that has led for hours."""
    return dies(program, log, **{"lived": HOURS, **more})


def begun_hours_ago(node, program=KCM):
    """The same, with a log whose first line is hours older than the others."""
    for path, text in node.files.items():
        if path.endswith(f"/{program}/5.log"):
            node.files[path] = f"2024-03-12T06:29:05.000000Z {text.partition(' ')[2]}"
    return node


PROBED_TO_DEATH = f'I0312 10:29:20.1    2999 kuberuntime_manager.go:1027] "Message for Container of pod" containerName="{KCM}" pod="kube-system/{KCM}-master-1" message="Container {KCM} failed liveness probe, will be restarted"'


LEADER = (
    *(
        shows(f"leader_election_lost-{name}", "leader_election_lost", leads(log, program, **more), program)
        for name, program, log, more in (
            ("event-1.4", KCM, EVENT_OF_OLD.format(what="stopped leading"), {"code": 255, "version": "v1.4.6"}),
            ("event", S, EVENT, {"code": 255, "version": "v1.16.3"}),
            ("event-structured", KCM, EVENT_STRUCTURED, {"version": "v1.28.4"}),
            ("client-go-0.34", KCM, f"{STRUCTURED.format(leases=LEASES, name=KCM)}\n{GAVE_UP}", {"version": "v1.34.1"}),
            ("client-go-0.34-cut", KCM, STRUCTURED.format(leases=LEASES, name=KCM), {"version": "v1.34.1"}),
            # One that waits for a lease waits on: who exits had one.
            ("last-words-of-the-lock", KCM, "\n".join([LED, *(lock(second=n) for n in (35, 41, 47, 53))]), {}),
            (
                "last-words-of-an-update",
                KCM,
                f'{LED}\nE0312 10:29:53.7       1 leaderelection.go:361] Failed to update lock: Put "{LEASES}/{KCM}?timeout=5s": context deadline exceeded',
                {},
            ),
            # 1.33 closes its port first.
            (
                "scheduler-closes",
                S,
                f'{STRUCTURED.format(leases=LEASES, name=S)}\n{CLOSED.format(port=10259)}\nE0312 10:29:50.1       1 server.go:372] "Leaderelection lost"',
                {"version": "v1.34.1"},
            ),
            (
                "cloud",
                CCM,
                "E0312 10:29:53.1       1 leaderelection.go:367] Failed to update lock: etcdserver: request timed out\nF0312 10:29:55.2       1 controllermanager.go:260] leaderelection lost",
                {"code": 255},
            ),
            (
                "kube-vip",
                VIP,
                'time="2024-03-12T10:29:50Z" level=info msg="This node is becoming a follower within the cluster"\ntime="2024-03-12T10:29:50Z" level=fatal msg="lost leadership, restarting kube-vip"',
                {"flags": ("manager",)},
            ),
            (
                "kube-vip-slog",
                VIP,
                "2024/03/12 10:29:50 INFO leader lost id=master-1\n2024/03/12 10:29:50 ERROR lost leadership, restarting kube-vip lease=plndr-cp-lock",
                {"flags": ("manager",), "code": 0},
            ),
        )
    ),
    shows(
        "leader_election_lost-only-a-log-is-left",
        "leader_election_lost",
        Node().static_pod(S).died(S, NOT_RENEWED.format(why="timed out waiting for the condition"), status=False),
        S,
    ),
    shows(
        "leader_election_lost-hung",
        "leader_election_lost",
        probed_to_death(KCM)
        .kubelet(unhealthy(KCM, 500))
        .probe(KCM, 500, body="[-]leaderElection failed: reason withheld\nhealthz check failed"),
        KCM,
    ),
    # Who is shown a certificate that is past its time, or of a stranger, is told so.
    shows("serving_certificate_expired-by-a-leader", "serving_certificate_expired", leads(lost(EXPIRED)), KCM),
    shows(
        "certificate_authority_mismatch-by-a-leader",
        "certificate_authority_mismatch",
        leads(lost("x509: certificate signed by unknown authority")),
        KCM,
    ),
    # ---- near misses: the lease is lost because the program ends ----------------------------------------------------
    *(
        miss(f"leader_election_lost-{name}", "leader_election_lost", leads(log, program, **more))
        for name, program, log, more in (
            ("became-1.4", KCM, EVENT_OF_OLD.format(what="became leader").partition("\n")[2], {"code": 255}),
            ("event-of-an-orderly-end", KCM, EVENT_STRUCTURED, {"code": 0}),
            ("orderly-end-1.28", KCM, f"{LED}\n{GAVE_UP}", {"code": 0}),
            (
                "asked",
                S,
                f"{NOT_RENEWED.format(why='timed out waiting for the condition')}\nI0312 10:29:50.1       1 server.go:241] Requested to terminate, exiting",
                {"code": 0},
            ),
            ("cancelled", S, NOT_RENEWED.format(why="context canceled"), {}),
            ("closed-1.28", KCM, f"{LED}\n{CLOSED.format(port=10257)}\n{GAVE_UP}", {}),
            (
                "kube-vip-asked",
                VIP,
                'time="2024-03-12T10:29:50Z" level=info msg="Received kube-vip termination, signaling shutdown"\ntime="2024-03-12T10:29:50Z" level=fatal msg="lost leadership, restarting kube-vip"',
                {"flags": ("manager",)},
            ),
            (
                "asked-by-a-signal",
                "cluster-policy-controller",
                "I0312 10:29:50.1       1 cmd.go:96] Received SIGTERM or SIGINT signal, shutting down controller.\nF0312 10:29:50.2       1 leaderelection.go:64] leaderelection lost",
                {"code": 255, "flags": ()},
            ),
            ("killed", KCM, "\n".join([LED, *(lock(second=n) for n in (35, 41, 47, 53))]), {"code": 137}),
        )
    ),
    *(
        miss(
            f"leader_election_lost-killed-by-the-probe{name}",
            "leader_election_lost",
            begun_hours_ago(leads(log, lived=HOURS * 2)).kubelet(PROBED_TO_DEATH, ago=timedelta(seconds=35)),
        )
        for name, log in (("", f"{LED}\n{GAVE_UP}"), ("-after-trouble-long-ago", f"{lock()}\n{GAVE_UP}"))
    ),
    miss(
        "leader_election_lost-trouble-long-ago",
        "leader_election_lost",
        begun_hours_ago(leads(f"{lock()}\nI0312 10:29:58.0       1 x.go:1] all is well again")),
    ),
    miss(
        "leader_election_lost-killed-with-its-sandbox",
        "leader_election_lost",
        Node()
        .static_pod(KCM)
        .died(KCM, GAVE_UP, attempt=3, sandbox=3, lived=timedelta(minutes=3), ago=timedelta(seconds=90))
        .runs(KCM, attempt=4, sandbox=4, since=timedelta(seconds=80)),
    ),
    quiet("a-leader-complains", Node().static_pod(KCM).runs(KCM, lock())),
)


# ---- the way to the apiserver ---------------------------------------------------------------------------------------

GROUPS = "unable to retrieve the complete list of server APIs: "
NOT_REACHED = (
    "an error on the server (\"Error: 'dial tcp 10.0.0.180:443: {why}'\\nTrying to reach: 'https://10.0.0.180:443/apis/servicecatalog.k8s.io/v1alpha1'\") "
    "has prevented the request from succeeding"
)
HEALTH = "failed to wait for apiserver being healthy: timed out waiting for the condition: failed to get apiserver /healthz status: "


def no_headers_of(why):
    """What it reads of the apiserver first, and does not get."""
    return gives_up(
        f'unable to load configmap based request-header-client-ca-file: Get "https://10.0.0.4:6443/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication": {why}'
    )


APISERVER = (
    *(
        shows(f"apiserver_unreachable-{name}", "apiserver_unreachable", dies(program, log, **more), program)
        for name, program, log, more in (
            (
                "all-groups",
                KCM,
                fatal(
                    f"error building controller context: failed to get supported resources from server: {GROUPS}apps/v1: Get https://10.0.0.4:6443/apis/apps/v1: {REFUSED}"
                ),
                {"code": 255},
            ),
            (
                "versions-1.6",
                KCM,
                (
                    "E0312 10:29:50.1       1 controllermanager.go:383] Failed to get api versions from server: Get https://10.0.0.4:6443/api: dial tcp 10.0.0.4:6443: getsockopt: connection refused\n"
                    "F0312 10:29:59.1       1 controllermanager.go:169] error building controller context: failed to get api versions from server: timed out waiting for the condition"
                ),
                {"code": 255, "version": "v1.6.4"},
            ),
            ("late", S, no_headers_of(LATE.replace("canceled", "canceled while waiting for connection")), {}),
            *(
                (
                    f"health-{name}",
                    KCM,
                    cannot_lead(
                        "Error building controller context", f'{HEALTH}Get "https://10.0.0.4:6443/healthz": {why}'
                    ),
                    {},
                )
                for name, why in (
                    ("end-of-file", "EOF"),
                    ("reset", "read tcp 10.0.0.4:40000->10.0.0.4:6443: read: connection reset by peer"),
                    ("connection-lost", "http2: client connection lost"),
                )
            ),
        )
    ),
    # What is presented is past its time by the clock of who was shown it.
    shows(
        "serving_certificate_expired-by-a-scheduler", "serving_certificate_expired", dies(S, no_headers_of(EXPIRED)), S
    ),
    # The keeper of the address by which the apiserver is called.
    shows(
        "file_missing-kube-vip-before-the-apiserver",
        ["file_missing", "file_not_mounted"],
        dies(
            VIP,
            'time="2024-03-12T10:29:50Z" level=fatal msg="could not create k8s clientset from external file: \\"/etc/kubernetes/admin.conf\\": stat /etc/kubernetes/admin.conf: no such file or directory"',
            flags=("manager",),
        )
        .static_pod(A)
        .runs(A)
        .static_pod(KCM)
        .died(KCM, no_headers_of("dial tcp 10.0.0.100:6443: connect: no route to host")),
        VIP,
        others={KCM: "apiserver_unreachable"},
    ),
    # ---- near misses: it answers, and tells of others ---------------------------------------------------------------
    *(
        miss(f"apiserver_unreachable-{name}", "apiserver_unreachable", dies(KCM, log, **more))
        for name, log, more in (
            *(
                (
                    f"aggregated-{name}",
                    fatal(f"{step}: failed to get supported resources from server: {GROUPS}{group}: {why}"),
                    {"code": 255},
                )
                for name, step, group, why in (
                    (
                        "1.7",
                        "error starting controllers",
                        "servicecatalog.k8s.io/v1beta1",
                        NOT_REACHED.format(why="getsockopt: no route to host"),
                    ),
                    (
                        "1.8",
                        "error building controller context",
                        "servicecatalog.k8s.io/v1alpha1",
                        NOT_REACHED.format(why="i/o timeout"),
                    ),
                    (
                        "unavailable",
                        "error building controller context",
                        "metrics.k8s.io/v1beta1",
                        'an error on the server ("service unavailable") has prevented the request from succeeding',
                    ),
                    (
                        "late",
                        "error starting controllers",
                        "custom.metrics.k8s.io/v1beta1",
                        f"Get https://10.0.0.4:6443/apis/custom.metrics.k8s.io/v1beta1: {LATE}",
                    ),
                )
            ),
            (
                "health-forbidden",
                cannot_lead(
                    "Error building controller context",
                    f'{HEALTH}forbidden: User "system:kube-controller-manager" cannot get path "/healthz"',
                ),
                {},
            ),
            (
                "unauthorized",
                gives_up("unable to load configmap based request-header-client-ca-file: Unauthorized"),
                {},
            ),
            # Complaints of its work, hours before it is killed.
            (
                "group-list-in-passing",
                f'E0312 05:29:50.1       1 memcache.go:265] couldn\'t get current server API group list: Get "https://10.0.0.4:6443/api?timeout=32s": {REFUSED}',
                {"code": 137, "lived": HOURS},
            ),
            (
                "a-node-in-passing",
                f'E0312 05:29:50.1       1 node_lifecycle_controller.go:971] "Error updating node" err="failed to get node: Get \\"https://10.0.0.4:6443/api/v1/nodes/x\\": {REFUSED}"\nI0312 10:29:58.0       1 x.go:1] all is well again',
                {"code": 137, "lived": HOURS},
            ),
            (
                "cloud-without-a-path",
                fatal(
                    'error building controller context: cloud provider could not be initialized: could not init cloud provider "aws": error finding instance i-0: "RequestError: send request failed\\ncaused by: Post \\"https://ec2.eu-west-1.amazonaws.com/\\": dial tcp 52.1.1.1:443: i/o timeout"'
                ),
                {},
            ),
            (
                "cloud",
                fatal(
                    'error building controller context: cloud provider could not be initialized: could not init cloud provider "vsphere": Post "https://10.1.1.1:443/sdk": dial tcp 10.1.1.1:443: connect: connection refused'
                ),
                {},
            ),
        )
    ),
    *(
        miss(f"serving_certificate_expired-{name}", "serving_certificate_expired", node)
        for name, node in (
            ("either", dies(S, no_headers_of("x509: certificate has expired or is not yet valid"))),
            ("clock-is-ahead", dies(S, no_headers_of(EXPIRED)).host(clock={"synchronised": False})),
            (
                "of-a-cloud",
                dies(
                    CCM,
                    fatal(
                        f'Cloud provider could not be initialized: could not init cloud provider "openstack": Post "https://keystone.example.com:5000/v3/auth/tokens": {EXPIRED}'
                    ),
                ),
            ),
            (
                "of-a-webhook",
                leads(
                    f'E0312 10:29:50.1       1 replica_set.go:557] sync "x/y" failed with Internal error occurred: failed calling webhook "v.example.com": failed to call webhook: Post "https://v.x.svc:443/v?timeout=10s": {EXPIRED}\nF0312 10:29:55.9       1 x.go:1] boom'
                ),
            ),
        )
    ),
    miss(
        "certificate_authority_mismatch-cloud-inside",
        ["certificate_authority_mismatch", "apiserver_unreachable"],
        dies(
            CCM,
            fatal(
                'Cloud provider could not be initialized: could not init cloud provider "openstack": Post "https://10.1.1.1:443/v3/auth/tokens": x509: certificate signed by unknown authority'
            ),
        ),
    ),
)


# ---- etcd below them ------------------------------------------------------------------------------------------------

NOT_IN_TIME, TIMED_OUT = "context deadline exceeded", "etcdserver: request timed out"
CAPNSLOG = (
    '2024-03-12 10:29:40.255200 W | etcdserver: read-only range request "key:\\"/registry/health\\" " with result "error:context deadline exceeded" '
    "took too long (2.000128s) to execute"
)
PEER_AWAY = (
    '{"level":"warn","ts":"2024-03-12T10:29:41.255Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status",'
    '"round-tripper-name":"ROUND_TRIPPER_RAFT_MESSAGE","remote-peer-id":"f","rtt":"0s","error":"dial tcp 10.0.0.5:2380: connect: connection refused"}'
)
BUSY = {"cpu": {"some_avg60": 96.4}, "io": {"some_avg60": 0.1}, "memory": {"some_avg60": 0.0}}
AWAY = "I0312 10:29:50.1       1 server.go:241] Requested to terminate, exiting"


def late(took, error=""):
    """An etcd that lives, and complains of one request."""
    told = f',"error":"{error}"' if error else ""
    return (
        '{"level":"warn","ts":"2024-03-12T10:29:40.255Z","caller":"etcdserver/util.go:166","msg":"apply request took too long",'
        f'"took":"{took}","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/health\\" ","response":""{told}}}'
    )


def above(etcd, manager=None, scheduler=None, *, code=1, apart=timedelta(0)):
    """An etcd and an apiserver that live, and who ended above them."""
    node = Node().static_pod(E).runs(E, etcd).static_pod(A).runs(A)
    if manager is not None:
        node.static_pod(KCM).died(KCM, manager, code=code, lived=HOURS, ago=MINUTE)
    if scheduler is not None:
        node.static_pod(S).died(S, scheduler, code=code, lived=HOURS, ago=MINUTE + apart)
    return node


CHECK_FAILED = (
    "I0312 10:29:20.1       1 healthz.go:261] etcd check failed: livez\n"
    "[-]etcd failed: error getting data from etcd: context deadline exceeded"
)
ETCD_IS_LATE = (
    "E0312 10:29:20.1       1 status.go:71] apiserver received an error that is not an metav1.Status: "
    'rpctypes.EtcdError{code:0xe, desc:"etcdserver: request timed out"}: etcdserver: request timed out'
)


def killed_apiserver(log, etcd):
    """An apiserver that ended in an orderly way after its probe failed, above an etcd that lives."""
    node = Node().static_pod(E).runs(E, etcd).static_pod(A)
    node.died(A, log, code=0, attempt=4, lived=timedelta(minutes=12), ago=timedelta(seconds=70))
    return node.runs(A, attempt=5, since=timedelta(seconds=68)).kubelet(unhealthy(A, 500), ago=timedelta(seconds=100))


BELOW = (
    *(
        shows(
            f"etcd_slow_disk-{name}",
            "etcd_slow_disk",
            above(etcd, lost(why)),
            E,
            others={KCM: "leader_election_lost"},
        )
        for name, etcd, why in (
            ("a-lease-lost", late("2.0s", NOT_IN_TIME), LATE),
            ("a-lease-lost-capnslog", CAPNSLOG, LATE),
            ("a-lease-lost-timed-out", late("7.0s", TIMED_OUT), TIMED_OUT),
            ("a-lease-lost-all-too-long", late("9.069436957s"), LATE),
            ("a-lease-lost-a-minute", late("1m9.1s"), LATE),
            (
                "a-lease-lost-one-sync",
                '{"level":"warn","ts":"2024-03-12T10:29:40.900Z","caller":"wal/wal.go:805","msg":"slow fdatasync","took":"12.1s","expected-duration":"1s"}',
                LATE,
            ),
            (
                "a-lease-lost-one-sync-capnslog",
                "2024-03-12 10:29:40.1 W | wal: sync duration of 12.1s, expected less than 1s",
                LATE,
            ),
        )
    ),
    shows(
        "etcd_slow_disk-a-lease-lost-with-stacks",
        "etcd_slow_disk",
        above(
            CAPNSLOG,
            f"{lock()}\n{fatal('leaderelection lost')}",
        ),
        E,
        others={KCM: "leader_election_lost"},
    ),
    *(
        shows(f"etcd_slow_disk-an-apiserver-killed-{name}", "etcd_slow_disk", killed_apiserver(log, etcd), E)
        for name, log, etcd in (
            ("by-its-check", CHECK_FAILED, late("2.0s", NOT_IN_TIME)),
            ("by-its-check-capnslog", CHECK_FAILED, CAPNSLOG),
            ("that-says-so", ETCD_IS_LATE, late("7.0s", TIMED_OUT)),
        )
    ),
    miss("etcd_slow_disk-an-apiserver-that-says-nothing", "etcd_slow_disk", killed_apiserver("", CAPNSLOG)),
    shows("etcd_slow_disk-two-silent-ends-at-once", "etcd_slow_disk", above(late("2.0s", NOT_IN_TIME), "", ""), E),
    *(
        miss(f"etcd_slow_disk-{name}", "etcd_slow_disk", node)
        for name, node in (
            ("one-silent-end", above(late("2.0s", NOT_IN_TIME), "")),
            (
                "two-silent-ends-apart",
                above(late("2.0s", NOT_IN_TIME), "", "", apart=timedelta(seconds=50)),
            ),
            (
                "ends-of-their-own",
                above(late("2.0s", NOT_IN_TIME), gives_up("unknown flag: --x"), gives_up("unknown flag: --y")),
            ),
            ("ends-that-were-asked-for", above(late("2.0s", NOT_IN_TIME), AWAY, AWAY, code=0)),
            ("it-only-took-a-little", above(late("812ms"), lost())),
            ("it-only-took-a-while", above(late("1.9s"), lost())),
            ("the-apiserver-was-away", above(late("2.0s", NOT_IN_TIME), "\n".join(lost(REFUSED).splitlines()[::2]))),
            ("the-processor-is-short", above(late("2.0s", NOT_IN_TIME), lost()).host(pressure=BUSY)),
            ("a-peer-is-away", above(f"{late('7.0s', TIMED_OUT)}\n{PEER_AWAY}", lost())),
        )
    ),
    shows(
        "oom_killed-and-a-lease-for-it",
        "oom_killed",
        Node()
        .static_pod(A, limits={"memory": "1Gi"})
        .died(A, code=137, reason="OOMKilled", lived=HOURS, ago=MINUTE)
        .runs(A, attempt=6, since=timedelta(seconds=50))
        .static_pod(KCM)
        .died(KCM, lost(REFUSED), lived=HOURS),
        A,
        others={KCM: "leader_election_lost"},
    ),
    shows(
        "disk_full-and-all-above",
        "disk_full",
        Node()
        .static_pod(E)
        .died(
            E,
            '{"level":"fatal","ts":"2024-03-12T10:29:55.900Z","caller":"etcdserver/raft.go:228","msg":"failed to save Raft hard state and entries","error":"write /var/lib/etcd/member/wal/0.tmp: no space left on device"}',
        )
        .static_pod(A)
        .died(A, saying.component("context deadline exceeded")["cobra"])
        .static_pod(KCM)
        .died(KCM, lost(REFUSED), lived=HOURS),
        E,
        others={KCM: "leader_election_lost"},
    ),
    shows(
        "manifest_changed-and-a-lease-for-it",
        "manifest_changed",
        Node()
        .static_pod(A, edited=timedelta(minutes=3))
        .died(A, code=0, lived=timedelta(days=3), ago=timedelta(seconds=170), uid="a" * 32, attempt=0)
        .runs(A, since=timedelta(minutes=2), uid="b" * 32)
        .static_pod(KCM)
        .died(KCM, lost(REFUSED), lived=HOURS, ago=timedelta(seconds=150), attempt=0)
        .runs(KCM, attempt=1, since=timedelta(minutes=2)),
        others={KCM: "leader_election_lost"},
    ),
)


# ---- after a reboot -------------------------------------------------------------------------------------------------


def rebooted(*waited, since=timedelta(minutes=4), log=None):
    """A node that came up six minutes ago; `waited` ended once more before what they wait for was up."""
    node = Node().host(previous_boot_id="bb", booted_at="2024-03-12T10:24:00Z")
    for program in (E, A, KCM, S):
        node.static_pod(program, edited=timedelta(days=30))
        node.died(program, code=255, attempt=3, lived=timedelta(days=9), ago=timedelta(minutes=8), reason="Unknown")
        number = 4
        if program in waited:
            ended = since + timedelta(seconds=20)
            node.died(program, log or no_headers_of(REFUSED), attempt=4, lived=timedelta(seconds=20), ago=ended)
            number = 5
        node.runs(program, attempt=number, since=since if program in waited else timedelta(minutes=5))
    return node


NO_ETCD_YET = (
    'W0312 10:25:00.1       1 logging.go:59] [core] grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379"}. '
    'Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"\n'
    "F0312 10:25:20.1       1 instance.go:290] Error creating leases: error creating storage factory: context deadline exceeded"
)
AFTER_BOOT = (
    shows("node_rebooted-they-waited-for-the-apiserver", "node_rebooted", rebooted(KCM, S)),
    shows("node_rebooted-it-waited-for-etcd", "node_rebooted", rebooted(A, log=NO_ETCD_YET)),
    shows("unknown_flag-after-a-reboot", "unknown_flag", rebooted(KCM, log=gives_up("unknown flag: --x")), KCM),
)


# ---- settings -------------------------------------------------------------------------------------------------------

CLOUD_CONFIG = "--cloud-config=/etc/kubernetes/cloud.conf"


def cloud(name, why):
    """A cloud that cannot be set up."""
    return fatal(f'Cloud provider could not be initialized: could not init cloud provider "{name}": {why}')


SETTINGS = (
    shows(
        "missing_required_flag-routes",
        "missing_required_flag",
        dies(KCM, fatal("RouteController: Must specify clusterCIDR."), "--allocate-node-cidrs=true"),
        KCM,
    ),
    *(
        shows(
            f"component_config_invalid-cloud-{name}",
            "component_config_invalid",
            dies(CCM, cloud(provider, why), f"--cloud-provider={provider}", CLOUD_CONFIG),
            CCM,
        )
        for name, provider, why in (
            ("gcfg", "openstack", '5:1: can\'t store data at section "Global", variable "tenant"'),
            ("gcfg-read", "openstack", "failed to read config: 3:9: expected EOL, EOF, or comment"),
            ("aws", "aws", "unable to read AWS cloud provider config file: 2:7: illegal character U+003A"),
            ("vsphere", "vsphere", "yaml: unmarshal errors:"),
            ("azure", "azure", "failed to parse Azure cloud-config: yaml: line 3: could not find expected ':'"),
        )
    ),
    *(
        miss(
            f"component_config_invalid-cloud-{name}",
            ["component_config_invalid", "apiserver_unreachable", "invalid_flag_value"],
            dies(CCM, cloud(provider, why), f"--cloud-provider={provider}", CLOUD_CONFIG),
        )
        for name, provider, why in (
            ("away", "openstack", 'Post "https://keystone.example.com:5000/v3/auth/tokens": dial tcp: i/o timeout'),
            ("forbidden", "aws", 'error finding instance i-0: "UnauthorizedOperation: status code: 403"'),
            ("no-credentials", "azure", "No credentials provided for AAD application x"),
        )
    ),
    *(
        shows(
            f"component_config_invalid-scheduler-{name}",
            "component_config_invalid",
            with_config(gives_up(text)),
            S,
        )
        for name, text in (
            (
                "arguments",
                'decoding .profiles[0].pluginConfig[1]: decoding args for plugin NodeAffinity: no kind "X" is known',
            ),
            (
                "converting",
                "converting .Profiles[0].PluginConfig[1].Args into internal type: unknown conversion",
            ),
            (
                "field-of-its-file",
                'healthzBindAddress: Invalid value: "0.0.0.0:10251": must be empty or with an explicit 0 port',
            ),
        )
    ),
    shows(
        "component_config_invalid-scheduler-two-ways",
        "component_config_invalid",
        with_config(old("cannot set a Plugin config and Policy config")),
        S,
    ),
    shows(
        "file_missing-signing-ca",
        ["file_missing", "file_not_mounted"],
        dies(
            KCM,
            cannot_start(
                f'failed to start kubernetes.io/kubelet-serving certificate controller: error reading CA cert file "csr-controller::{PKI}/nope.crt::{PKI}/ca.key": open {PKI}/nope.crt: no such file or directory'
            ),
        ).absent(f"{PKI}/nope.crt"),
        KCM,
    ),
    shows(
        "file_not_mounted-konnectivity",
        ["file_missing", "file_not_mounted"],
        dies(
            PROXY,
            "Error: failed to run the master server: failed to load X509 key pair /etc/k/c.crt and /etc/k/c.key: open /etc/k/c.crt: no such file or directory",
            command="/proxy-server",
            flags=("--server-cert=/etc/k/c.crt",),
        ),
        PROXY,
    ),
)


# ---- what stands before the apiservers ------------------------------------------------------------------------------

HAPROXY, NGINX, KEEPALIVED = "haproxy", "nginx-proxy", "keepalived"
HAPROXY_CONFIG = "/usr/local/etc/haproxy/haproxy.cfg"


def haproxy(log, **more):
    """As kubeadm's guide to high availability runs it."""
    return dies(HAPROXY, log, flags=("-W", "-db", "-f", HAPROXY_CONFIG), mounts=(HAPROXY_CONFIG,), **more)


def nginx(log, **more):
    """As kubespray runs it."""
    return dies(NGINX, log, command="nginx", flags=("-g", "daemon off;"), mounts=("/etc/nginx",), **more)


def keepalived(log):
    """The keeper of a virtual address."""
    return dies(KEEPALIVED, log, flags=("-n",), mounts=("/etc/keepalived/keepalived.conf",))


def cannot_bind(why, address):
    """From 2.2."""
    return (
        f"[ALERT]    (1) : Binding [{HAPROXY_CONFIG}:20] for frontend apiserver: cannot bind socket ({why}) [{address}]"
    )


BALANCERS = (
    *(
        shows(f"{cause}-{name}", [cause] if others is None else [cause, *others], node, program)
        for name, cause, others, node, program in (
            ("haproxy", "port_in_use", None, haproxy(cannot_bind("Address already in use", "0.0.0.0:6443")), HAPROXY),
            (
                "haproxy-2.0",
                "port_in_use",
                None,
                haproxy("[ALERT] 071/102950 (1) : Starting frontend apiserver: cannot bind socket [0.0.0.0:6443]"),
                HAPROXY,
            ),
            (
                "haproxy",
                "node_address_missing",
                None,
                haproxy(cannot_bind("Cannot assign requested address", "10.0.0.100:8443")),
                HAPROXY,
            ),
            (
                "haproxy",
                "component_config_invalid",
                None,
                haproxy(
                    f"[ALERT]    (1) : config : parsing [{HAPROXY_CONFIG}:12] : unknown keyword 'foo' in 'global' section\n"
                    f"[ALERT]    (1) : config : Error(s) found in configuration file : {HAPROXY_CONFIG}"
                ),
                HAPROXY,
            ),
            (
                "haproxy-2.0",
                "component_config_invalid",
                None,
                haproxy(f"[ALERT] 071/102950 (1) : parsing [{HAPROXY_CONFIG}:36]: Missing LF on last line."),
                HAPROXY,
            ),
            (
                "haproxy",
                "file_missing",
                ["file_not_mounted"],
                haproxy(
                    f"[ALERT]    (1) : config : Cannot open configuration file/directory {HAPROXY_CONFIG} : No such file or directory"
                ),
                HAPROXY,
            ),
            (
                "haproxy",
                "file_permission_denied",
                None,
                haproxy(
                    f"[ALERT]    (1) : config : Could not open configuration file {HAPROXY_CONFIG} : Permission denied"
                ),
                HAPROXY,
            ),
            (
                "nginx",
                "port_in_use",
                None,
                nginx("nginx: [emerg] bind() to 0.0.0.0:6443 failed (98: Address already in use)"),
                NGINX,
            ),
            (
                "nginx",
                "node_address_missing",
                None,
                nginx("nginx: [emerg] bind() to 10.0.0.100:6443 failed (99: Cannot assign requested address)"),
                NGINX,
            ),
            (
                "nginx",
                "file_missing",
                ["file_not_mounted"],
                nginx('nginx: [emerg] open() "/etc/nginx/nginx.conf" failed (2: No such file or directory)'),
                NGINX,
            ),
            (
                "nginx",
                "component_config_invalid",
                None,
                nginx('nginx: [emerg] unknown directive "foo" in /etc/nginx/nginx.conf:12'),
                NGINX,
            ),
            (
                "keepalived",
                "file_missing",
                ["file_not_mounted"],
                keepalived(
                    "Tue Mar 12 10:29:50 2024: Unable to find configuration file /etc/keepalived/keepalived.conf (glob returned 3)"
                ),
                KEEPALIVED,
            ),
        )
    ),
    *(
        miss(f"{wrong[0]}-{name}", wrong, node)
        for name, wrong, node in (
            (
                "haproxy-warns",
                ["component_config_invalid"],
                haproxy(
                    f"[WARNING]  (1) : config : parsing [{HAPROXY_CONFIG}:12] : 'option forwardfor' ignored.",
                    code=143,
                    lived=HOURS,
                ),
            ),
            (
                "haproxy-has-no-server",
                ["apiserver_unreachable", "component_config_invalid", "port_in_use"],
                haproxy("[ALERT]    (8) : backend 'apiserver' has no server available!", code=137, lived=HOURS),
            ),
            (
                "nginx-upstream",
                ["component_config_invalid"],
                nginx('nginx: [emerg] host not found in upstream "master1:6443" in /etc/nginx/nginx.conf:12'),
            ),
            (
                "nginx-included-file",
                ["component_config_invalid"],
                nginx(
                    'nginx: [emerg] open() "/etc/nginx/x.conf" failed (2: No such file or directory) in /etc/nginx/nginx.conf:12'
                ),
            ),
            (
                "nginx-asks-in-vain",
                ["port_in_use", "apiserver_unreachable"],
                nginx(
                    '2024/03/12 10:29:50 [error] 8#8: *1 connect() failed (111: Connection refused) while connecting to upstream, upstream: "10.0.0.5:6443"',
                    code=137,
                    lived=HOURS,
                ),
            ),
        )
    ),
)

SEVENTH_COMPANIONS = (*LEADER, *APISERVER, *BELOW, *AFTER_BOOT, *SETTINGS, *BALANCERS)
