"""What goes wrong between the kubelet's probe and the component: who asks, where, when."""

from datetime import timedelta

from incidents import saying
from incidents.builder import PKI, Node, http_probe
from incidents.own.shapes import (
    AUTH_FILE,
    FORBIDDEN,
    KCM,
    UNAUTHORIZED,
    A,
    E,
    S,
    dies,
    miss,
    probed_to_death,
    quiet,
    refused,
    shows,
    unhealthy,
)

# It shuts down, and still calls itself.
DYING = 'E0312 10:28:54.100000       1 controller.go:184] Get "https://127.0.0.1:6443/api/v1/namespaces/default/endpoints/kubernetes": dial tcp 127.0.0.1:6443: connect: connection refused'
HASTY = http_probe(host="10.0.0.4", port=6443, path="/livez", delay=0, period=1, failures=2)
LATE = 'Get "https://10.0.0.4:6443/livez": context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
SERVES = "I0312 10:28:50.100000       1 secure_serving.go:197] Serving securely on 0.0.0.0:6443"
HOOKS = "[+]ping ok\n[+]etcd ok\n[-]poststarthook/rbac/bootstrap-roles failed: reason withheld\nlivez check failed\n"
PRESSED = {"cpu": {"some_avg60": 92.0}, "io": {"some_avg60": 3.0}, "memory": {"some_avg60": 0.0}}


def starved(pressure, **host):
    """An apiserver that is killed for time-outs, on a node in this state."""
    late = 'Get "https://10.0.0.4:6443/livez": net/http: TLS handshake timeout'
    node = probed_to_death(A)
    if "cgroups" in host:
        host["cgroups"] = {node.container_id(A, 5): host["cgroups"]}
    return node.probe(A, error=late, seconds=10.0, times=3).host(pressure=pressure, **host)


def cut_short(seconds):
    """One that a hasty probe had told to end at that age, before its hooks had run, and that waits for its next life."""
    fatal = 'F0312 10:28:50.386432       1 hooks.go:202] PostStartHook "crd-informer-synced" failed: timed out waiting for the condition'
    node = Node().static_pod(A, probe=HASTY)
    node.died(A, fatal, code=255, attempt=3, lived=timedelta(seconds=seconds), ago=timedelta(seconds=9))
    return node.waits(A, "CrashLoopBackOff", "back-off 20s restarting failed container", restarts=3)


def starts_in_vain():
    """Its liveness probe met the changeover after the edit, and no life since has got beyond its startup probe."""
    asks = {"host": "10.0.0.4", "port": 6443, "path": "/livez"}
    both = f"{http_probe(**asks)}\n{http_probe(**asks, kind='startup', failures=24)}"
    node = Node(version="v1.32.0").static_pod(A, "--anonymous-auth=false", probe=both, edited=timedelta(seconds=75))
    for attempt, ago in enumerate((61, 51, 41)):
        node.died(A, code=0, attempt=attempt, lived=timedelta(seconds=9), ago=timedelta(seconds=ago))
    node.probe(A, error="connect: connection refused", ago=timedelta(seconds=74))
    return node.probe(A, 401, kind="startup", body="Unauthorized", times=3, ago=timedelta(seconds=42))


def killed_at_a_sync(lag):
    """1.20.2 as it was seen: so long after the startup probe's last answer it is ended, and the next has not answered yet."""
    asks = {"host": "10.0.0.4", "port": 6443, "path": "/livez"}
    both = f"{http_probe(**asks)}\n{http_probe(**asks, kind='startup', failures=3, period=3)}"
    node = Node(version="v1.20.2").static_pod(A, "--anonymous-auth=false", probe=both, edited=timedelta(minutes=3))
    node.died(A, code=0, attempt=0, lived=timedelta(seconds=95), ago=timedelta(seconds=8))
    node.runs(A, attempt=1, since=timedelta(seconds=7))
    for variant, status in (("kubelet", 401), ("authenticated", 200)):
        node.probe(A, status, kind="startup", body="Unauthorized", variant=variant, ago=timedelta(seconds=lag + 8))
    return node.probe(A, error="connect: connection refused", kind="startup", ago=timedelta(seconds=1))


PROBE_AUTH = (
    shows("anonymous_auth_disabled-killed-at-a-sync", "anonymous_auth_disabled", killed_at_a_sync(88), A),
    shows("anonymous_auth_disabled-starts-in-vain", "anonymous_auth_disabled", starts_in_vain(), A),
    shows(
        "anonymous_auth_disabled-replayed",
        "anonymous_auth_disabled",
        probed_to_death(A, "--anonymous-auth=false")
        .probe(A, 401, body=UNAUTHORIZED, times=3)
        .probe(A, 200, body="ok", variant="authenticated"),
        A,
    ),
    shows(
        "anonymous_auth_disabled-kubelet-log-old",
        "anonymous_auth_disabled",
        probed_to_death(
            A, "--anonymous-auth=false", version="v1.15.3", probe=http_probe(host="10.0.0.4", port=6443, delay=15)
        ).kubelet(unhealthy(A, 401, new=False), ago=timedelta(seconds=72)),
        A,
    ),
    shows(
        "anonymous_auth_disabled-kubelet-log-new",
        "anonymous_auth_disabled",
        probed_to_death(A, "--anonymous-auth=false").kubelet(unhealthy(A, 401), ago=timedelta(seconds=72)),
        A,
    ),
    shows(
        "anonymous_auth_disabled-bare-flag-first",
        "anonymous_auth_disabled",
        probed_to_death(A, "--anonymous-auth=False", "--anonymous-auth=false")
        .probe(A, 401, body="Unauthorized\n", times=3)
        .probe(A, 200, body="ok", variant="authenticated"),
        A,
    ),
    shows(
        "anonymous_auth_disabled-configuration",
        "anonymous_auth_disabled",
        probed_to_death(A, f"--authentication-config={AUTH_FILE}", version="v1.33.1")
        .file(
            AUTH_FILE,
            "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: true\n  conditions:\n  - path: /healthz\n",
        )
        .probe(A, 401, body=UNAUTHORIZED, times=3)
        .probe(A, 200, body="ok", variant="authenticated"),
        A,
    ),
    shows(
        "anonymous_auth_disabled-configuration-off",
        "anonymous_auth_disabled",
        probed_to_death(A, f"--authentication-config={AUTH_FILE}", version="v1.34.0")
        .file(
            AUTH_FILE,
            "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: false\n",
        )
        .probe(A, 401, body=UNAUTHORIZED, times=3)
        .probe(A, 200, body="ok", variant="authenticated"),
        A,
    ),
    shows(
        "always_allow_resets_anonymous_auth-replayed",
        "always_allow_resets_anonymous_auth",
        probed_to_death(
            A,
            "--authorization-mode=AlwaysAllow",
            log="W0312 10:28:00.100000       1 authentication.go:519] AnonymousAuth is not allowed with the AlwaysAllow authorizer. Resetting AnonymousAuth to false. You should use a different authorizer",
        )
        .probe(A, 401, body=UNAUTHORIZED, times=3)
        .probe(A, 200, body="ok", variant="authenticated"),
        A,
    ),
    shows(
        "always_allow_resets_anonymous_auth-no-log",
        "always_allow_resets_anonymous_auth",
        probed_to_death(A, "--authorization-mode=RBAC,AlwaysAllow", version="v1.11.2")
        .probe(A, 401, body=UNAUTHORIZED, times=3)
        .probe(A, 200, body="ok", variant="authenticated"),
        A,
    ),
    shows(
        "probe_credentials_rejected",
        "probe_credentials_rejected",
        probed_to_death(
            A,
            probe=http_probe(
                host="10.0.0.4",
                port=6443,
                path="/livez",
                headers=", httpHeaders: [{name: Authorization, value: Bearer abc}]",
            ),
        )
        .probe(A, 401, body=UNAUTHORIZED, times=3)
        .probe(A, 200, body="ok", variant="without_header"),
        A,
    ),
    shows(
        "anonymous_health_access_forbidden",
        "anonymous_health_access_forbidden",
        probed_to_death(A).probe(A, 403, body=FORBIDDEN, times=4).probe(A, 200, body="ok", variant="authenticated"),
        A,
    ),
    shows(
        "anonymous_health_access_forbidden-while-the-next-life-starts",
        "anonymous_health_access_forbidden",
        probed_to_death(A)
        .probe(A, 403, body=FORBIDDEN, times=3, ago=timedelta(minutes=1))
        .probe(A, 200, body="ok", variant="authenticated", ago=timedelta(minutes=1))
        .probe(A, 403, body=FORBIDDEN)
        .probe(A, 500, body=HOOKS, variant="authenticated"),
        A,
    ),
    shows(
        "probe_too_aggressive-that-calls-itself-at-its-end",
        "probe_too_aggressive",
        probed_to_death(A, log=DYING).probe(A, 500, body=HOOKS, times=2),
        A,
    ),
    shows(
        "probe_too_aggressive-forbidden-until-the-hooks-have-run",
        "probe_too_aggressive",
        probed_to_death(
            A,
            log=DYING,
            lived=timedelta(seconds=4),
            probe=http_probe(host="10.0.0.4", port=6443, path="/livez", delay=1, period=1, failures=3),
        )
        .probe(A, 500, body=HOOKS, ago=timedelta(seconds=8))
        .probe(A, 403, body=FORBIDDEN)
        .probe(A, 500, body=HOOKS, variant="authenticated"),
        A,
    ),
    miss(
        "killed-by-hand-and-asked-while-it-starts-again",
        "probe_too_aggressive",
        probed_to_death(A, log=SERVES, code=137)
        .probe(A, 403, body=FORBIDDEN)
        .probe(A, 500, body=HOOKS, variant="authenticated"),
    ),
    shows(
        "probe_timeout_too_short-between-two-kills",
        "probe_timeout_too_short",
        Node()
        .static_pod(A, probe=http_probe(host="10.0.0.4", port=6443, path="/livez", delay=10, timeout=1, failures=3))
        .died(A, code=0, attempt=4, lived=timedelta(seconds=26), ago=timedelta(seconds=9))
        .runs(A, attempt=5, since=timedelta(seconds=8))
        .probe(A, error=LATE, seconds=1.0, times=3, ago=timedelta(seconds=16))
        .probe(A, 200, seconds=1.4, variant="patient", ago=timedelta(seconds=15))
        .probe(A, 200, seconds=0.01),
        A,
    ),
    shows(
        "probe_too_aggressive-seen-in-its-back-off",
        "probe_too_aggressive",
        Node()
        .static_pod(A, probe=HASTY)
        .died(A, SERVES, code=0, attempt=4, lived=timedelta(seconds=3), ago=timedelta(seconds=9))
        .waits(A, "CrashLoopBackOff", "back-off 10s restarting failed container", restarts=4),
        A,
    ),
    miss(
        "probe_too_aggressive-ended-in-order-much-later",
        "probe_too_aggressive",
        Node()
        .static_pod(A, probe=HASTY)
        .died(A, SERVES, code=0, attempt=4, lived=timedelta(seconds=300), ago=timedelta(seconds=9)),
    ),
    # Each failure took long on a busy machine, where the port was open and nobody answered yet.
    shows("probe_too_aggressive-cut-short-after-patient-failures", "probe_too_aggressive", cut_short(9), A),
    miss("probe_too_aggressive-cut-short-much-later", "probe_too_aggressive", cut_short(40)),
    miss(
        "cured-by-an-edit-and-asked-while-it-starts",
        "probe_too_aggressive",
        Node()
        .static_pod(A, edited=timedelta(seconds=25))
        .died(A, SERVES, code=0, attempt=3, lived=timedelta(seconds=22), ago=timedelta(seconds=24), uid="before")
        .runs(A, uid="since", since=timedelta(seconds=9))
        .kubelet(
            'I0312 10:28:40.100000    2999 kuberuntime_manager.go:638] "Message for Container of pod" containerName="kube-apiserver" '
            'containerStatusID={Type:containerd ID:0} pod="kube-system/kube-apiserver-master-1" containerMessage="Container '
            'kube-apiserver failed liveness probe, will be restarted"',
            ago=timedelta(seconds=25),
        )
        .probe(A, 403, body=FORBIDDEN)
        .probe(A, 500, body=HOOKS, variant="authenticated"),
    ),
    miss(
        "forbidden-by-a-start-that-never-ends",
        "anonymous_health_access_forbidden",
        probed_to_death(A)
        .probe(A, 403, body=FORBIDDEN, times=3)
        .probe(A, 500, body=HOOKS, times=3, variant="authenticated"),
    ),
    miss(
        "anonymous_auth_disabled-403",
        "anonymous_auth_disabled",
        probed_to_death(A, "--anonymous-auth=true")
        .probe(A, 403, body=FORBIDDEN, times=4)
        .probe(A, 200, body="ok", variant="authenticated"),
    ),
    miss(
        "anonymous_auth_disabled-own-header",
        ["anonymous_auth_disabled", "always_allow_resets_anonymous_auth"],
        probed_to_death(
            A,
            "--anonymous-auth=false",
            probe=http_probe(
                host="10.0.0.4",
                port=6443,
                path="/livez",
                headers=", httpHeaders: [{name: Authorization, value: Bearer abc}]",
            ),
        )
        .probe(A, 401, body=UNAUTHORIZED, times=3)
        .probe(A, 401, variant="without_header"),
    ),
    quiet("flag-present-probe-200", Node().static_pod(A, "--anonymous-auth=false").runs(A).probe(A, 200, body="ok")),
    quiet(
        "flag-present-tcp-probe",
        Node()
        .static_pod(
            A, "--anonymous-auth=false", probe="    livenessProbe:\n      tcpSocket: {host: 10.0.0.4, port: 6443}"
        )
        .runs(A),
    ),
    quiet(
        "403-just-after-start", Node().static_pod(A).runs(A, since=timedelta(seconds=6)).probe(A, 403, body=FORBIDDEN)
    ),
    quiet(
        "500-just-after-start",
        Node()
        .static_pod(A)
        .runs(A, since=timedelta(seconds=6))
        .probe(
            A,
            500,
            body=HOOKS,
        ),
    ),
)

PROBE_TARGET = (
    shows(
        "probe_wrong_port",
        "probe_wrong_port",
        probed_to_death(A, "--secure-port=6444", probe=http_probe(host="10.0.0.4", port=6443, path="/livez"))
        .probe(A, error=refused(), times=3)
        .probe(A, 200, variant="actual_port", url="https://10.0.0.4:6444/livez")
        .socket(A, 6444, "*", pod=A),
        A,
    ),
    shows(
        "probe_wrong_port-scheduler",
        "probe_wrong_port",
        probed_to_death(S, "--secure-port=10260")
        .probe(S, error=refused(S), times=3)
        .socket(S, 10260, "127.0.0.1", pod=S),
        S,
    ),
    shows(
        "probe_targets_disabled_port-flag",
        "probe_targets_disabled_port",
        probed_to_death(KCM, "--port=0", version="v1.19.4", probe=http_probe(port=10252, scheme="HTTP"))
        .probe(
            KCM,
            error='Get "http://127.0.0.1:10252/healthz": dial tcp 127.0.0.1:10252: connect: connection refused',
            url="http://127.0.0.1:10252/healthz",
            times=3,
        )
        .socket(KCM, 10257, "127.0.0.1", pod=KCM),
        KCM,
    ),
    shows(
        "probe_targets_disabled_port-version",
        "probe_targets_disabled_port",
        probed_to_death(A, version="v1.22.4", probe=http_probe(port=8080, scheme="HTTP"))
        .probe(
            A,
            error='Get "http://127.0.0.1:8080/healthz": dial tcp 127.0.0.1:8080: connect: connection refused',
            url="http://127.0.0.1:8080/healthz",
            times=3,
        )
        .socket(A, 6443, "*", pod=A),
        A,
    ),
    shows(
        "probe_wrong_scheme-http",
        "probe_wrong_scheme",
        probed_to_death(S, probe=http_probe(port=10259, scheme="HTTP"))
        .probe(
            S,
            400,
            body="Client sent an HTTP request to an HTTPS server.\n",
            url="http://127.0.0.1:10259/healthz",
            times=3,
        )
        .probe(S, 200, variant="other_scheme", body="ok"),
        S,
    ),
    shows(
        "probe_wrong_scheme-https",
        "probe_wrong_scheme",
        probed_to_death(E, probe=http_probe(port=2381, path="/health"))
        .probe(
            E,
            error='Get "https://127.0.0.1:2381/health": http: server gave HTTP response to HTTPS client',
            url="https://127.0.0.1:2381/health",
            times=3,
        )
        .probe(E, 200, variant="other_scheme"),
        E,
    ),
    shows(
        "probe_wrong_host",
        "probe_wrong_host",
        probed_to_death(A, "--bind-address=10.0.0.4", probe=http_probe(host="127.0.0.1", port=6443, path="/livez"))
        .probe(
            A,
            error='Get "https://127.0.0.1:6443/livez": dial tcp 127.0.0.1:6443: connect: connection refused',
            url="https://127.0.0.1:6443/livez",
            times=3,
        )
        .socket(A, 6443, "10.0.0.4", pod=A),
        A,
    ),
    shows(
        "probe_wrong_host-loopback-only",
        "probe_wrong_host",
        probed_to_death(S, probe=http_probe(host=None, port=10259))
        .probe(
            S,
            error='Get "https://10.0.0.4:10259/healthz": dial tcp 10.0.0.4:10259: connect: connection refused',
            url="https://10.0.0.4:10259/healthz",
            times=3,
        )
        .probe(S, 200, variant="loopback")
        .socket(S, 10259, "127.0.0.1", pod=S),
        S,
    ),
    shows(
        "probe_wrong_path-1.15",
        "probe_wrong_path",
        probed_to_death(A, version="v1.15.3")
        .probe(A, 404, body="404 page not found\n", times=3)
        .probe(A, 404, variant="authenticated"),
        A,
    ),
    shows(
        "probe_needs_client_certificate-etcd",
        "probe_needs_client_certificate",
        probed_to_death(E, probe=http_probe(port=2379, path="/health")).probe(
            E,
            error='Get "https://127.0.0.1:2379/health": remote error: tls: bad certificate',
            url="https://127.0.0.1:2379/health",
            times=3,
        ),
        E,
    ),
    shows(
        "probe_needs_client_certificate-tls13",
        "probe_needs_client_certificate",
        probed_to_death(E, probe=http_probe(port=2379, path="/health")).probe(
            E,
            error='Get "https://127.0.0.1:2379/health": remote error: tls: certificate required',
            url="https://127.0.0.1:2379/health",
            times=3,
        ),
        E,
    ),
    shows(
        "probe_command_broken-missing",
        "probe_command_broken",
        probed_to_death(
            E,
            probe="    livenessProbe:\n      exec:\n        command: [/bin/sh, -ec, etcdctl get foo]\n      failureThreshold: 8",
        ).kubelet(
            'I0312 10:29:00.1    2999 prober.go:107] "Probe failed" probeType="Liveness" pod="kube-system/etcd-master-1" podUID="aa" containerName="etcd" probeResult="failure" output="OCI runtime exec failed: exec failed: unable to start container process: exec: \\"/bin/sh\\": stat /bin/sh: no such file or directory: unknown"',
            ago=timedelta(seconds=72),
        ),
        E,
    ),
    shows(
        "probe_command_broken-not-mounted",
        "probe_command_broken",
        probed_to_death(
            E,
            probe="    livenessProbe:\n      exec:\n        command: [etcdctl, --cacert=/etc/etcd/ca.crt, --cert=/etc/etcd/healthcheck-client.crt, endpoint, health]\n      failureThreshold: 8",
        ),
        E,
    ),
    miss(
        "probe_command-really-unhealthy",
        "probe_command_broken",
        probed_to_death(
            E,
            probe=f"    livenessProbe:\n      exec:\n        command: [etcdctl, --cacert={PKI}/etcd/ca.crt, endpoint, health]\n      failureThreshold: 8",
        ).kubelet(
            'I0312 10:29:00.1    2999 prober.go:107] "Probe failed" probeType="Liveness" pod="kube-system/etcd-master-1" podUID="aa" containerName="etcd" probeResult="failure" output="127.0.0.1:2379 is unhealthy: failed to commit proposal: context deadline exceeded"',
            ago=timedelta(seconds=72),
        ),
    ),
    miss(
        "probe_wrong_port-dead-process",
        ["probe_wrong_port", "probe_targets_disabled_port", "probe_wrong_host"],
        dies(A, saying.component("unknown flag: --bogus")["klog"]).probe(A, error=refused(), times=3),
    ),
    miss(
        "probe_wrong_scheme-mtls",
        "probe_wrong_scheme",
        probed_to_death(E, probe=http_probe(port=2379, path="/health")).probe(
            E, error='Get "https://127.0.0.1:2379/health": remote error: tls: bad certificate', times=3
        ),
    ),
    miss("probe_wrong_path-401", "probe_wrong_path", probed_to_death(A).probe(A, 401, body=UNAUTHORIZED, times=3)),
)

SLOW_START = """\
I0312 10:27:20.100000       1 server.go:153] Version: v1.28.4
I0312 10:27:25.100000       1 secure_serving.go:213] Serving securely on [::]:6443
I0312 10:27:58.100000       1 healthz.go:261] poststarthook/rbac/bootstrap-roles check failed: livez
[-]poststarthook/rbac/bootstrap-roles failed: not finished
I0312 10:28:40.100000       1 storage_rbac.go:220] created clusterrole.rbac.authorization.k8s.io/cluster-admin"""

PROBE_TIMING = (
    shows(
        "probe_too_aggressive",
        "probe_too_aggressive",
        probed_to_death(
            A,
            log=SLOW_START,
            lived=timedelta(seconds=40),
            probe=http_probe(host="10.0.0.4", port=6443, path="/livez", delay=10, failures=3),
        ).kubelet(
            f'I0312 10:28:50.1    2999 kuberuntime_manager.go:1000] "Message for Container of pod" containerName="{A}" containerStatusID={{Type:containerd ID:aa}} pod="kube-system/{A}-master-1" containerMessage="Container {A} failed liveness probe, will be restarted"',
            ago=timedelta(seconds=71),
        ),
        A,
    ),
    shows(
        "probe_timeout_too_short",
        "probe_timeout_too_short",
        probed_to_death(A, probe=http_probe(host="10.0.0.4", port=6443, path="/livez", timeout=1))
        .probe(
            A,
            error='Get "https://10.0.0.4:6443/livez": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
            seconds=1.0,
            times=3,
        )
        .probe(A, 200, variant="patient", seconds=2.4),
        A,
    ),
    shows(
        "probe_throttled",
        "probe_throttled",
        probed_to_death(A, "--max-requests-inflight=50", version="v1.17.3").probe(
            A, 429, body="Too many requests, please try again later.\n", times=3
        ),
        A,
    ),
    shows(
        "probe_throttled-kubelet-log",
        "probe_throttled",
        probed_to_death(A, version="v1.16.3").kubelet(
            unhealthy(A, 429, new=False), unhealthy(A, 429, new=False), ago=timedelta(seconds=75)
        ),
        A,
    ),
    shows(
        "component_overloaded-pressure",
        "component_overloaded",
        starved(PRESSED).probe(E, 200, seconds=2.4),
        A,
    ),
    shows(
        "component_overloaded-pressure-neighbour-logged",
        "component_overloaded",
        starved(PRESSED).kubelet(
            f'I0312 10:29:40.1    2999 prober.go:107] "Probe failed" probeType="Liveness" '
            f'pod="kube-system/{S}-master-1" podUID="aa" containerName="{S}" probeResult="failure" '
            'output="Get \\"https://127.0.0.1:10259/healthz\\": net/http: TLS handshake timeout"',
            ago=timedelta(seconds=20),
        ),
        A,
    ),
    shows(
        "component_overloaded-throttled",
        "component_overloaded",
        starved({"cpu": {"some_avg60": 9.0}}, cgroups={"cpu_throttled_seconds": 310.0}),
        A,
    ),
    # A peer that dawdles on a node that is busy anyway: nothing else is slow, so the load is not to blame for it.
    shows("component_overloaded-pressure-alone", "unknown", starved(PRESSED), A, sure=False),
    shows(
        "component_overloaded-quick-neighbours",
        "unknown",
        starved(PRESSED).probe(E, 200, seconds=0.03).probe(S, 200, seconds=0.06),
        A,
        sure=False,
    ),
    shows(
        "component_overloaded-neighbour-slow-at-another-time",
        "unknown",
        starved(PRESSED).probe(E, 200, seconds=2.4, ago=timedelta(minutes=5)),
        A,
        sure=False,
    ),
    miss(
        "probe_too_aggressive-etcd-down",
        "probe_too_aggressive",
        probed_to_death(
            A,
            log=SLOW_START
            + '\nW0312 10:28:41.100000       1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"',
        ).probe(
            A,
            500,
            body="[+]ping ok\n[-]etcd failed: reason withheld\n[-]poststarthook/rbac/bootstrap-roles failed: reason withheld\nlivez check failed\n",
            times=3,
        ),
    ),
    miss(
        "probe_timeout_too_short-slow-etcd",
        "probe_timeout_too_short",
        probed_to_death(A).probe(
            A, 500, body="[+]ping ok\n[-]etcd failed: reason withheld\nlivez check failed\n", times=3
        ),
    ),
    miss(
        "probe_throttled-while-stopping",
        "probe_throttled",
        Node()
        .static_pod(A)
        .died(A, "", code=0, attempt=0, ago=timedelta(minutes=3))
        .runs(A, attempt=1, since=timedelta(minutes=2))
        .probe(A, 200, body="ok"),
    ),
)
