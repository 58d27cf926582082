"""What lives or was killed for want of its etcd, an etcd that refuses itself, and carriers that end while they wait."""

from datetime import timedelta

from incidents.builder import PKI
from incidents.own.eighth_kubelet import carrier_ends, fatal
from incidents.own.eighth_living import lives, rejects
from incidents.own.etcd_words import old, zap
from incidents.own.ninth_carriers import K3S, LIVES, RKE2, info, waits
from incidents.own.ninth_units import goes_on, loops
from incidents.own.shapes import KCM, UNIT, A, E, S, dies, miss, quiet, shows

CCM = "cloud-controller-manager"

# ---- an apiserver that waits for its etcd -------------------------------------------------------------------------------
CHECKS = {
    "list": "[+]ping ok\n[-]etcd failed: reason withheld\n[+]poststarthook/generic-apiserver-start-informers ok\nhealthz check failed",
    "named": "I0312 10:29:58.1       1 healthz.go:257] etcd check failed: readyz\n[-]etcd failed: error getting data from etcd: context deadline exceeded",
    "several": "I0312 10:29:58.1       1 healthz.go:261] poststarthook/rbac/bootstrap-roles,etcd,etcd-readiness check failed: livez",
    "asked": "I0906 10:29:37.198682       1 healthz.go:243] healthz check failed: etcd",
}
MAYBE = ["etcd_unreachable", "unknown"]
REFUSED = 'W0312 10:29:58.1       1 clientconn.go:1223] grpc: addrConn.createTransport failed to connect to {{https://{0}:2379  <nil> 0 <nil>}}. Err :connection error: desc = "transport: Error while dialing dial tcp {0}:2379: connect: connection refused". Reconnecting...'
OTHER_CHECK = "I0312 10:29:58.1       1 healthz.go:257] poststarthook/rbac/bootstrap-roles check failed: readyz"
GOES_ON = "I0312 10:29:58.1       1 controller.go:611] quota admission added evaluator for: leases.coordination.k8s.io"


def refused(*hosts, times=4):
    return "\n".join(REFUSED.format(host) for host in hosts * times)


def beside(log, *, gone=True):
    """An apiserver that says so, beside an etcd that has ended, or lives."""
    node = lives(A, log, since=timedelta(minutes=5)).static_pod(E)
    return node.died(E, "", code=137, ago=timedelta(seconds=40)) if gone else node.runs(E)


def killed(log, code=137):
    return dies(A, log, code=code, lived=timedelta(minutes=4), attempt=3)


AWAITED = (
    *(shows(f"living-apiserver-checks-etcd-{name}", MAYBE, lives(A, log), A, sure=False) for name, log in CHECKS.items()),
    *(shows(f"killed-apiserver-checks-etcd-{name}-{code}", MAYBE, killed(log, code), A, sure=False) for name, log in CHECKS.items() for code in (0, 137)),
    shows("living-apiserver-dials-refused", MAYBE, lives(A, refused("127.0.0.1")), A, sure=False),
    shows("living-apiserver-checks-etcd-that-ended", ["etcd_unreachable", "unknown"], beside(CHECKS["list"]), sure=False),
    quiet("living-apiserver-checks-another", lives(A, "\n".join([OTHER_CHECK] * 3))),
    quiet("living-apiserver-checked-etcd-once", lives(A, f"{CHECKS['asked']}\n{GOES_ON}")),
    quiet("living-apiserver-checked-etcd-long-ago", lives(A, CHECKS["list"], silent=timedelta(minutes=12))),
    quiet("living-apiserver-dialled-twice", lives(A, refused("127.0.0.1", times=2))),
    quiet("living-apiserver-dialled-a-while-ago", lives(A, refused("127.0.0.1"), silent=timedelta(minutes=1))),
    quiet("living-apiserver-dials-one-of-two", lives(A, refused("10.0.0.5"), "--etcd-servers=https://10.0.0.4:2379,https://10.0.0.5:2379", flags=())),
    miss("etcd_unreachable-checks-another", "etcd_unreachable", killed(OTHER_CHECK)),
    miss("etcd_unreachable-ended-of-its-flags", "etcd_unreachable", dies(A, f"{CHECKS['asked']}\nError: unknown flag: --x")),
)  # fmt: skip

# ---- of a leader, and of an etcd 2 that is called without a scheme --------------------------------------------------------
NO_LEADER = {
    "2": "E0429 15:54:53.235735       1 status.go:62] apiserver received an error that is not an metav1.Status: client: etcd cluster is unavailable or misconfigured; error #0: client: etcd member http://127.0.0.1:2379 has no leader",
    "3": 'E0312 10:29:58.235735       1 status.go:71] apiserver received an error that is not an metav1.Status: rpctypes.EtcdError{code:0xe, desc:"etcdserver: no leader"}: etcdserver: no leader',
}
SCHEMELESS = 'E1222 07:43:53.393437       1 cacher.go:149] unexpected ListAndWatch error: pkg/storage/cacher.go:115: Failed to list *api.Node: 501: All the given peers are not reachable (failed to propose on members [{0}] twice [last error: Get {0}/v2/keys/registry/minions?quorum=false&recursive=true&sorted=true: unsupported protocol scheme ""]) [0]'
FATAL_ETCD = "F0525 01:07:55.979072       1 start_master.go:108] could not reach etcd: client: etcd cluster is unavailable or misconfigured; error #0: dial tcp 10.200.1.68:2379: getsockopt: connection refused"


def openshift(*words):
    return dies(
        A,
        FATAL_ETCD,
        command="/usr/bin/openshift",
        flags=(*words, "--config=/etc/origin/master/master-config.yaml"),
        version=None,
        code=255,
        probe="",
    )


CLIENTS = (
    *(shows(f"living-apiserver-told-of-no-leader-{form}", ["etcd_no_quorum", "unknown"], lives(A, f"{line}\n{line}"), A, sure=False) for form, line in NO_LEADER.items()),
    *(quiet(f"living-apiserver-told-of-no-leader-once-{form}", lives(A, line)) for form, line in NO_LEADER.items()),
    *(quiet(f"living-apiserver-was-told-of-no-leader-{form}", lives(A, f"{line}\n{line}\nE0312 10:29:59.1       1 controller.go:1] x")) for form, line in NO_LEADER.items()),
    shows("invalid_flag_value-etcd-without-scheme", "invalid_flag_value", dies(A, SCHEMELESS.format("172.17.0.1:2379"), flags=("--etcd-servers=172.17.0.1:2379",), version="v1.1.2", code=255), A),
    miss("invalid_flag_value-another-without-scheme", "invalid_flag_value", dies(A, SCHEMELESS.format("172.17.0.1:8080"), version="v1.1.2", code=255)),
    shows("etcd_unreachable-openshift-all-in-one", "etcd_unreachable", openshift("start", "master"), A),
    shows("etcd_unreachable-openshift-api", "etcd_unreachable", openshift("start", "master", "api"), A),
)  # fmt: skip

# ---- an etcd's own certificate, room, and time ---------------------------------------------------------------------------
EXPIRED = "tls: failed to verify client's certificate: x509: certificate has expired or is not yet valid"
AFTER = f"{EXPIRED}: current time 2024-03-12T10:29:44Z is after 2024-03-01T00:00:00Z"
BEFORE = f"{EXPIRED}: current time 2024-03-12T10:29:44Z is before 2024-03-14T00:00:00Z"
GATEWAYS = {
    "3.3": 'WARNING: 2020/04/12 01:27:44 Failed to dial 127.0.0.1:2379: connection error: desc = "transport: authentication handshake failed: remote error: tls: bad certificate"; please retry.',
    "3.4": 'WARNING: 2020/04/12 01:27:44 grpc: addrConn.createTransport failed to connect to {127.0.0.1:2379  <nil> 0 <nil>}. Err :connection error: desc = "transport: authentication handshake failed: remote error: tls: bad certificate". Reconnecting...',
    "3.5": zap('grpc: addrConn.createTransport failed to connect to {127.0.0.1:2379 <nil> 0 <nil>}. Err :connection error: desc = "transport: authentication handshake failed: remote error: tls: expired certificate". Reconnecting...'),
}  # fmt: skip
USAGE = "tls: failed to verify client's certificate: x509: certificate specifies an incompatible key usage"
STRANGER = rejects("10.0.0.9", EXPIRED)


def gateway(form="3.3", why=EXPIRED, host="127.0.0.1", *more):
    return "\n".join([rejects(host, why), GATEWAYS[form], *more])


FULL = '[talos] controller failed {"component": "controller-runtime", "controller": "k8s.ManifestApplyController", "error": "error creating etcd session: etcdserver: mvcc: database space exceeded"}'


def told_of_no_room(line=FULL, ago=timedelta(seconds=32)):
    return lives(E, "").unit("kubelet").journal("kernel", line, ago=ago)


APPLY = "2018-07-02 17:17:43.986312 W | etcdserver: apply entries took too long [{} for 1 entries]"
OF_ETCD = (
    *(shows(f"living-etcd-refuses-its-gateway-{form}", "etcd_server_certificate_expired", lives(E, gateway(form)), E) for form in GATEWAYS),
    shows("living-etcd-refuses-its-gateway-after", "etcd_server_certificate_expired", lives(E, gateway("3.4", AFTER)), E),
    shows("young-etcd-refuses-its-gateway", "etcd_server_certificate_expired", lives(E, gateway(), since=timedelta(minutes=1)), E),
    quiet("living-etcd-gateway-of-another-usage", lives(E, gateway("3.4", USAGE))),
    quiet("living-etcd-gateway-of-another-usage-and-a-stranger", lives(E, gateway("3.4", USAGE, "127.0.0.1", STRANGER))),
    quiet("living-etcd-refuses-a-local-client", lives(E, rejects("127.0.0.1", EXPIRED))),
    miss("etcd_server_certificate_expired-gateway-not-yet", "etcd_server_certificate_expired", lives(E, gateway("3.4", BEFORE))),
    shows("etcd_nospace_alarm-talos", "etcd_nospace_alarm", told_of_no_room(), E),
    shows("etcd_nospace_alarm-rke2", "etcd_nospace_alarm", lives(E, "").journal(RKE2, info("Failed to save: etcdserver: mvcc: database space exceeded", "error")), E),
    quiet("talos-was-told-of-no-room", told_of_no_room(ago=timedelta(minutes=20))),
    quiet("talos-waits-for-another", told_of_no_room(FULL.replace("etcdserver: mvcc: database space exceeded", "context deadline exceeded"))),
    *(shows(f"living-etcd-applies-for-{name}", ["etcd_slow_disk", "unknown"], lives(E, old(APPLY.partition("W | ")[2].format(took), "W")), E, sure=False) for name, took in (("52s", "52.361859051s"), ("1m", "1m12.3s"))),
    *(quiet(f"living-etcd-applied-for-{name}", lives(E, old(APPLY.partition("W | ")[2].format(took), "W"))) for name, took in (("7s", "7.361859051s"), ("ms", "352.361859ms"))),
)  # fmt: skip

# ---- companions -----------------------------------------------------------------------------------------------------------
ROOTS = "E0504 05:04:37.047853       1 nodecontroller.go:175] Error syncing cloud: Get https://ec2.ap-southeast-2.amazonaws.com/?Action=DescribeInstances: x509: {}"
NONE = "failed to load system roots and no roots provided"
UNKNOWN = "certificate signed by unknown authority"
LOST = 'E0312 10:29:59.4       1 controllermanager.go:332] "leaderelection lost"'
KEEPALIVED = {"command": "/usr/sbin/keepalived", "flags": ("--dont-fork",), "probe": "", "mounts": ("/etc/keepalived",)}
NO_INTERFACE = "(Line 9) WARNING - interface ens160 for vrrp_instance VI_1 doesn't exist\nNon-existent interface specified in configuration"
COMPANIONS = (
    shows("host_ca_bundle_missing-living-no-roots", "host_ca_bundle_missing", lives(KCM, ROOTS.format(NONE), mounts=()), KCM),
    shows("host_ca_bundle_missing-living-not-brought", "host_ca_bundle_missing", lives(KCM, "\n".join([ROOTS.format(UNKNOWN)] * 3), mounts=()), KCM),
    quiet("living-controllers-do-not-trust-one", lives(KCM, "\n".join([ROOTS.format(UNKNOWN)] * 3), mounts=("/etc/ssl/certs",))),
    quiet("living-controllers-do-not-trust-once", lives(KCM, ROOTS.format(UNKNOWN), mounts=())),
    quiet("living-controllers-had-no-roots", lives(KCM, ROOTS.format(NONE), mounts=(), silent=timedelta(minutes=12))),
    shows("leader_election_lost-clouds-error", "leader_election_lost", dies(CCM, LOST, version="v1.27.4", lived=timedelta(hours=30)), CCM),
    miss("leader_election_lost-clouds-ended", "leader_election_lost", dies(CCM, LOST, version="v1.27.4", code=0, lived=timedelta(hours=30))),
    shows("component_config_invalid-keepalived", "component_config_invalid", dies("keepalived", NO_INTERFACE, **KEEPALIVED), "keepalived"),
    quiet("keepalived-waits-for-an-interface", lives("keepalived", NO_INTERFACE.partition("\n")[0], **KEEPALIVED)),
    # What is merely suspected of an etcd that lives does not take the blame from what is known.
    shows("leader_election_lost-beside-a-suspected-etcd", "leader_election_lost", dies(KCM, LOST, version="v1.24.2", lived=timedelta(hours=30)).static_pod(A).runs(A, CHECKS["asked"]), KCM),
    shows("leader_election_lost-scheduler-beside-a-suspected-etcd", "leader_election_lost", dies(S, LOST.replace("leader", "Leader"), lived=timedelta(hours=30)).static_pod(A).runs(A, refused("127.0.0.1")), S),
)  # fmt: skip

# ---- carriers --------------------------------------------------------------------------------------------------------------
NOT_A_MEMBER = "Failed to test data store connection: this server is a not a member of the etcd cluster. Found [a-1=https://10.0.0.5:2380], expect: b-2=https://10.0.0.4:2380"
ALARM = 'level=warning msg="Errors present on etcd cluster: memberID:13118187214589646828 alarm:NOSPACE "'
OK = "etcd data store connection OK"
WEBHOOK = 'Failed to register service-controller handlers: Internal error occurred: failed calling webhook \\"rancher.cattle.io.namespaces\\": failed to call webhook: Post \\"https://rancher-webhook.cattle-system.svc:443/v1/x?timeout=10s\\": {}'
REMOVED = '{{"level":"warn","ts":"2024-03-12T10:29:51.439Z","caller":"etcdserver/server.go:1095","msg":"{}"}}'
REMOVALS = {
    "cluster": REMOVED.format('server error","error":"the member has been permanently removed from the cluster'),
    "data": REMOVED.format("data-dir used by this member must be removed"),
}
SERVES = '{"level":"info","ts":"2024-03-12T10:29:58.439Z","caller":"embed/serve.go:103","msg":"ready to serve client requests"}'
CARRIERS = (
    *(
        shows(f"etcd_membership_mismatch-{unit}-ended-waiting", "etcd_membership_mismatch", carrier_ends(unit, info(NOT_A_MEMBER)), UNIT)
        for unit in (K3S, RKE2)
    ),
    shows("etcd_nospace_alarm-k3s-ended-waiting", "etcd_nospace_alarm", carrier_ends(K3S, *(f'time="2024-03-12T10:29:55Z" {ALARM}',) * 3), UNIT),
    shows("etcd_nospace_alarm-k3s-waits-of-alarms", "etcd_nospace_alarm", waits(K3S, *(f'time="2024-03-12T10:29:55Z" {ALARM}',) * 8), UNIT),
    miss("etcd_membership_mismatch-k3s-and-another-end", "etcd_membership_mismatch", carrier_ends(K3S, info(NOT_A_MEMBER), fatal("apiserver exited: unknown flag: --x"))),
    miss("etcd_nospace_alarm-k3s-cleared", "etcd_nospace_alarm", carrier_ends(K3S, f'time="2024-03-12T10:29:55Z" {ALARM}', info(OK))),
    quiet("k3s-alarm-cleared", waits(K3S, f'time="2024-03-12T10:29:55Z" {ALARM}', info(OK), state=LIVES)),
    *(shows(f"etcd_membership_mismatch-k3s-removed-{name}", "etcd_membership_mismatch", carrier_ends(K3S, line), UNIT) for name, line in REMOVALS.items()),
    miss("etcd_membership_mismatch-k3s-removed-and-serves", "etcd_membership_mismatch", carrier_ends(K3S, REMOVALS["data"], SERVES)),
    *(
        shows(f"admission_webhook_deadlock-k3s-{number}", "admission_webhook_deadlock", carrier_ends(K3S, fatal(WEBHOOK.format(why))), UNIT)
        for number, why in enumerate(("proxy error from 127.0.0.1:6443 while dialing 10.42.0.12:9443, code 503: 503 Service Unavailable", "dial tcp 10.43.0.7:443: connect: connection refused", "context deadline exceeded"))
    ),
    miss("admission_webhook_deadlock-k3s-answers", "admission_webhook_deadlock", carrier_ends(K3S, fatal('admission webhook \\"rancher.cattle.io.namespaces\\" denied the request: no'))),
    miss("admission_webhook_deadlock-k3s-in-passing", "admission_webhook_deadlock", carrier_ends(K3S, info('failed calling webhook "x.y": dial tcp 10.43.0.7:443: connect: connection refused', "error"), fatal("apiserver exited: unknown flag: --x"))),
)  # fmt: skip

HANDSHAKE = 'W0312 10:29:58.1       1 clientconn.go:1223] grpc: addrConn.createTransport failed to connect to {{https://127.0.0.1:2379  <nil> 0 <nil>}}. Err :connection error: desc = "transport: authentication handshake failed: {}". Reconnecting...'
BAD = "remote error: tls: bad certificate"
LATE = 'E0312 10:29:58.235735       1 status.go:71] apiserver received an error that is not an metav1.Status: rpctypes.EtcdError{code:0xe, desc:"etcdserver: request timed out"}: etcdserver: request timed out'
WEBHOOKS = "W0312 10:29:58.1       1 dispatcher.go:174] Failed calling webhook, failing open x.y: failed to call webhook: Post https://x.y.svc:443/?timeout=10s: x509: certificate signed by unknown authority"


def handshakes(why, times=4):
    return "\n".join([HANDSHAKE.format(why)] * times)


APART = (
    shows("certificate_authority_mismatch-living-apiserver", "certificate_authority_mismatch", lives(A, handshakes(f"x509: {UNKNOWN}")), A),
    shows("certificate_authority_mismatch-living-apiserver-is-refused", ["certificate_authority_mismatch", "unknown"], lives(A, handshakes(BAD)), A, sure=False),
    shows("etcd_slow_disk-living-apiserver-hears-of-it", ["etcd_slow_disk", "unknown"], lives(A, "\n".join([LATE] * 3)), A, sure=False),
    quiet("living-apiserver-trusted-etcd-not-twice", lives(A, handshakes(f"x509: {UNKNOWN}", 2))),
    quiet("living-apiserver-trusted-etcd-not-a-while-ago", lives(A, handshakes(f"x509: {UNKNOWN}"), silent=timedelta(minutes=1))),
    quiet("living-apiserver-trusts-a-webhook-not", lives(A, "\n".join([WEBHOOKS] * 9))),
    quiet("living-apiserver-was-answered-late-twice", lives(A, f"{LATE}\n{LATE}")),
)  # fmt: skip

# ---- the datastore of k3s, and what a server is told by another --------------------------------------------------------------
KINE = "starting kubernetes: preparing server: creating storage endpoint: building kine: {}"
STARTING = "starting kubernetes: preparing server: {}"
DATASTORES = (
    *(
        shows(f"{cause}-k3s-{name}", [cause, "unknown"] if form == KINE else cause, carrier_ends(K3S, fatal(form.format(why))), UNIT, sure=False)
        for cause, form, name, why in (
            ("etcd_unreachable", KINE, "mysql-refused", "dial tcp 10.0.0.5:3306: connect: connection refused"),
            ("etcd_unreachable", KINE, "pgx-refused", "failed to connect to `host=10.0.0.5 user=k3s database=k3s`: dial error (dial tcp 10.0.0.5:5432: connect: no route to host)"),
            ("etcd_unreachable", KINE, "unnamed", "dial tcp: lookup db.example.com: no such host"),
            ("etcd_unreachable", KINE, "full-of-clients", "pq: sorry, too many clients already"),
            ("invalid_flag_value", KINE, "mysql-password", "Error 1045: Access denied for user 'k3s'@'10.0.0.4' (using password: YES)"),
            ("invalid_flag_value", KINE, "pq-password", 'pq: password authentication failed for user \\"k3s\\"'),
            ("invalid_flag_value", KINE, "pq-database", 'pq: database \\"k3s\\" does not exist'),
            ("apiserver_unreachable", STARTING, "server-not-ready", "https://10.0.0.9:6443/v1-k3s/server-bootstrap: 503 Service Unavailable"),
            ("etcd_nospace_alarm", STARTING, "no-room", "etcdserver: mvcc: database space exceeded"),
            ("disk_full", KINE, "no-room-on-disk", "database or disk is full"),
        )
    ),
    miss("etcd_unreachable-kine-password", "etcd_unreachable", carrier_ends(K3S, fatal(KINE.format('pq: password authentication failed for user \\"k3s\\"')))),
    miss("invalid_flag_value-kine-not-trusted", ["invalid_flag_value", "etcd_unreachable"], carrier_ends(K3S, fatal(KINE.format(f"x509: {UNKNOWN}")))),
    miss("etcd_unreachable-kine-in-passing", "etcd_unreachable", carrier_ends(K3S, info("building kine: dial tcp 10.0.0.5:3306: connect: connection refused", "error"), fatal("apiserver exited: unknown flag: --x"))),
)  # fmt: skip

# ---- what it cannot decrypt ------------------------------------------------------------------------------------------------
UNREADABLE = 'E0312 10:29:00.1       1 cacher.go:478] cacher (secrets): unexpected ListAndWatch error: failed to list *core.Secret: unable to transform key "/registry/secrets/default/x": {}; reinitializing...'
ENCRYPTS = f"--encryption-provider-config={PKI}/encryption.yaml"
MORE_LATE = zap("apply request took too long", took="2.1s", **{"expected-duration": "100ms"})
DECRYPTS = (
    *(
        shows(f"encryption_config_invalid-living-{name}", "encryption_config_invalid", lives(A, "\n".join([UNREADABLE.format(why)] * 3), ENCRYPTS), A)
        for name, why in (("prefix", "no matching prefix found"), ("aes", "no matching key was found for the provided AES transformer"), ("secretbox", "no matching key was found for the provided Secretbox transformer"), ("padding", "invalid padding on input"))
    ),
    shows("encryption_config_invalid-killed", "encryption_config_invalid", dies(A, "\n".join([UNREADABLE.format("no matching prefix found")] * 3), ENCRYPTS, code=137, lived=timedelta(minutes=4)), A),
    quiet("living-apiserver-decrypts-not-once", lives(A, UNREADABLE.format("no matching prefix found"), ENCRYPTS)),
    miss("encryption_config_invalid-of-kms", "encryption_config_invalid", lives(A, "\n".join([UNREADABLE.format("rpc error: code = Unavailable desc = connection error")] * 3), ENCRYPTS)),
    shows("etcd_slow_disk-living-controllers-hear-of-it", ["etcd_slow_disk", "unknown"], lives(KCM, "\n".join(["E0312 10:29:58.2       1 leaderelection.go:330] error retrieving resource lock kube-system/x: etcdserver: request timed out"] * 4)), KCM, sure=False),
    shows("etcd_slow_disk-living-etcd-late-again", ["etcd_slow_disk", "unknown"], lives(E, "\n".join([MORE_LATE] * 12)), E, sure=False),
    quiet("living-etcd-late-a-few-times", lives(E, "\n".join([MORE_LATE] * 5))),
    shows("living-apiserver-dials-in-vain", MAYBE, lives(A, refused("127.0.0.1").replace("connect: connection refused", "i/o timeout")), A, sure=False),
)  # fmt: skip

UNITS = (
    shows("living-apiservers-unit-dials-its-etcd", MAYBE, goes_on(A, refused("127.0.0.1")), f"{A}.service", sure=False),
    quiet("living-apiservers-unit-dials-one-of-several", goes_on(A, refused("10.0.0.5"))),
    shows("etcd_unreachable-living-unit-beside-etcds-that-ended", ["etcd_unreachable", "unknown"], loops(E, node=goes_on(A, refused("127.0.0.1"))), sure=False),
    shows("certificate_authority_mismatch-living-unit", "certificate_authority_mismatch", goes_on(A, handshakes(f"x509: {UNKNOWN}")), f"{A}.service"),
    shows("encryption_config_invalid-living-unit", "encryption_config_invalid", goes_on(A, "\n".join([UNREADABLE.format("no matching prefix found")] * 3)), f"{A}.service"),
)  # fmt: skip

TWELFTH_UPPER = (*UNITS, *DECRYPTS, *APART, *DATASTORES, *AWAITED, *CLIENTS, *OF_ETCD, *COMPANIONS, *CARRIERS)
