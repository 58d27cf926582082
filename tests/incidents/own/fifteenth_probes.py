"""What sounds like a probe's, a port's or a manifest's fault and is none, and faults of theirs in other words."""

import json
from datetime import timedelta

from incidents import saying
from incidents.builder import FLAGS, Node, http_probe
from incidents.own.shapes import (
    AUTH_FILE,
    FORBIDDEN,
    IN_USE,
    KCM,
    KUBELET_CONFIG,
    LOST,
    UNAUTHORIZED,
    A,
    E,
    S,
    dies,
    gives_up,
    miss,
    pod_text,
    probed_to_death,
    quiet,
    shows,
    unhealthy,
)


def seconds(number):
    return timedelta(seconds=number)


def minutes(number):
    return timedelta(minutes=number)


UNKNOWN = saying.component("unknown flag: --insecure-port")["klog"]


def probe_of(program, output, kind="Liveness"):
    """The kubelet's line about a probe that failed so."""
    words = output.replace('"', '\\"')
    return f'I0312 10:29:00.100000    2999 prober.go:107] "Probe failed" probeType="{kind}" pod="kube-system/{program}-master-1" podUID="4e1243bd22c66e76c2ba9eddc1f91394" containerName="{program}" probeResult="failure" output="{words}"'


def without(program, *names):
    """Its usual flags but for these."""
    return tuple(flag for flag in FLAGS[program] if not flag.startswith(tuple(f"--{name}" for name in names)))


def beside(node, sidecar, program=A):
    """The same with another container in the pod."""
    path = f"/etc/kubernetes/manifests/{program}.yaml"
    node.files[path] = node.files[path].replace("  volumes:\n", f"{sidecar}  volumes:\n", 1)
    return node


def refuses(node, status=401):
    """Who asks without a certificate is refused, and who shows one is let in."""
    body = UNAUTHORIZED if status == 401 else FORBIDDEN
    return node.probe(A, status, body=body, times=3).probe(A, 200, body="ok", variant="authenticated")


def logged(node, program, attempt, *lines):
    """A life's log, each line so many seconds before now."""
    uid = next(
        c["labels"]["io.kubernetes.pod.uid"] for c in node.containers if c["metadata"] == {"name": program, "attempt": attempt}
    )  # fmt: skip
    path = f"/var/log/pods/kube-system_{program}-master-1_{uid}/{program}/{attempt}.log"
    stamps = ((node.at - seconds(ago)).strftime("%Y-%m-%dT%H:%M:%S.%fZ") for ago, _ in lines)
    node.files[path] = "".join(f"{at} stderr F {line}\n" for at, (_, line) in zip(stamps, lines, strict=True))
    return node


# ---- who asks ---------------------------------------------------------------------------------------------------------
AUTHENTICATION = (
    "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: true\n"
)
ANYBODY = f"{AUTHENTICATION}  conditions: []\n"
LIVEZ_ALONE = f"{AUTHENTICATION}  conditions:\n  - path: /livez\n"
# kops' own: it asks the apiserver with a certificate of its own, and answers as it is answered.
HEALTHCHECK = "  - name: healthcheck\n    image: registry.k8s.io/kops/kube-apiserver-healthcheck:1.28.4\n    command: [/kube-apiserver-healthcheck]\n    args: [--ca-cert=/secrets/ca.crt, --client-cert=/secrets/client.crt, --client-key=/secrets/client.key]\n    livenessProbe: {httpGet: {host: 127.0.0.1, path: /.kube-apiserver-healthcheck/healthz, port: 3990}}\n"
BY_HEALTHCHECK = http_probe(port=3990, scheme="HTTP", timeout=15, delay=45)
EVENT = 'I0312 10:29:00.100000    2999 event.go:291] "Event occurred" object="kube-system/kube-apiserver-master-1" kind="Pod" apiVersion="v1" type="Warning" reason="Unhealthy" message="Liveness probe failed: HTTP probe failed with statuscode: 401"'
UNFINISHED = "I0312 10:28:20.100000       1 healthz.go:261] poststarthook/rbac/bootstrap-roles check failed: livez\n[-]poststarthook/rbac/bootstrap-roles failed: not finished"
CONNECTS = "    livenessProbe:\n      tcpSocket: {host: 10.0.0.4, port: 6443}\n      failureThreshold: 8"
IN_JSON = json.dumps({"ts": 1710239340100.1, "caller": "prober/prober.go:107", "msg": "Probe failed", "v": 1, "probeType": "Liveness", "pod": {"name": "kube-apiserver-master-1", "namespace": "kube-system"}, "podUID": "4e12", "containerName": A, "probeResult": "failure", "output": "HTTP probe failed with statuscode: 401"})  # fmt: skip


def forbidden_before(node, *, since):
    """403 in the lives before this one, and nothing of the kind in this one."""
    node.static_pod(A)
    for attempt, ago in ((4, since + 200), (5, since + 5)):
        node.died(A, code=0, attempt=attempt, lived=seconds(95), ago=seconds(ago))
        for number in range(8):
            node.kubelet(unhealthy(A, 403), ago=seconds(ago + 10 * (8 - number)))
    return node.runs(A, attempt=6, since=seconds(since))


WHO = (
    miss("red-anonymous-off-and-on-again", "anonymous_auth_disabled", probed_to_death(A, "--anonymous-auth=false", "--anonymous-auth=true")),
    shows("red-anonymous-on-and-off-again", "anonymous_auth_disabled", refuses(probed_to_death(A, "--anonymous-auth=true", "--anonymous-auth=false")), A),
    shows("red-no-authorization-mode", "always_allow_resets_anonymous_auth", refuses(probed_to_death(A, flags=without(A, "authorization-mode"))), A),
    miss("red-authorization-by-a-file", "always_allow_resets_anonymous_auth", refuses(probed_to_death(A, "--authorization-config=/etc/kubernetes/pki/authz.yaml", flags=without(A, "authorization-mode"), version="v1.32.1"))),
    shows("red-authorization-modes-of-two-flags", "always_allow_resets_anonymous_auth", refuses(probed_to_death(A, flags=("--authorization-mode=AlwaysAllow", *FLAGS[A]))), A),
    miss("red-anonymous-on-no-condition", "anonymous_auth_disabled", probed_to_death(A, f"--authentication-config={AUTH_FILE}", version="v1.34.0").file(AUTH_FILE, ANYBODY)),
    miss("red-anonymous-path-without-a-slash", "anonymous_auth_disabled", probed_to_death(A, f"--authentication-config={AUTH_FILE}", version="v1.34.0", probe=http_probe(host="10.0.0.4", port=6443, path="livez?exclude=etcd")).file(AUTH_FILE, LIVEZ_ALONE)),
    miss("red-forbidden-and-healed", "anonymous_health_access_forbidden", forbidden_before(Node(), since=480)),
    miss("red-forbidden-while-roles-are-not-there", "anonymous_health_access_forbidden", probed_to_death(A, log=UNFINISHED).kubelet(*[unhealthy(A, 403)] * 8, ago=seconds(75))),
    miss("red-unauthorized-of-a-sidecar-that-asks-for-it", "anonymous_auth_disabled", beside(probed_to_death(A, "--anonymous-auth=false", lived=seconds(125), probe=BY_HEALTHCHECK), HEALTHCHECK).probe(A, 401, body=UNAUTHORIZED, url="http://127.0.0.1:3990/healthz", times=3)),
    miss("red-unauthorized-of-a-sidecars-own-probe", "anonymous_auth_disabled", beside(probed_to_death(A, "--anonymous-auth=false", version="v1.22.4", probe=CONNECTS), HEALTHCHECK).kubelet(EVENT, ago=seconds(72))),
    shows("red-unauthorized-in-the-kubelets-json", "anonymous_auth_disabled", probed_to_death(A, "--anonymous-auth=false").kubelet(IN_JSON, ago=seconds(72)), A),
)  # fmt: skip

# ---- how it asks ------------------------------------------------------------------------------------------------------
NGINX = "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/1.25.3</center>\r\n</body>\r\n</html>\r\n"
NO_CIPHER = 'Get "https://10.0.0.4:6443/livez": remote error: tls: handshake failure'
CLIENTS = http_probe(port=2379, path="/health")
HOW = (
    miss("red-not-found-by-another-server", "probe_wrong_path", probed_to_death(A).probe(A, 404, body=NGINX, times=3)),
    shows("red-etcd-without-livez", "probe_wrong_path", probed_to_death(E, image="registry.k8s.io/etcd:3.4.27-0", probe=http_probe(port=2381, path="/livez", scheme="HTTP")).kubelet(*[unhealthy(E, 404)] * 3, ago=seconds(74)), E),
    shows("red-etcd-asked-in-the-clear", "probe_wrong_scheme", probed_to_death(E, probe=http_probe(port=2379, path="/health", scheme="HTTP")).kubelet(*[unhealthy(E, 400)] * 3, ago=seconds(74)), E),
    miss("red-no-cipher-in-common", "probe_needs_client_certificate", probed_to_death(A, "--tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "--tls-min-version=VersionTLS12").probe(A, error=NO_CIPHER, times=3)),
    shows("red-etcd-trusts-one-authority-alone", "probe_needs_client_certificate", probed_to_death(E, flags=without(E, "client-cert-auth"), probe=CLIENTS), E),
)  # fmt: skip

# ---- where it asks ----------------------------------------------------------------------------------------------------
NOBODY = 'Get "http://127.0.0.1:{0}/healthz": dial tcp 127.0.0.1:{0}: connect: connection refused'
ON_8080 = HEALTHCHECK.replace("3990", "8080").replace("args: [", "args: [--port=8080, ").replace("    livenessProbe", "    ports: [{containerPort: 8080}]\n    livenessProbe")  # fmt: skip
LATE = (
    'Get "https://203.0.113.7:6443/livez": context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
)
FLOATING = (*without(A, "advertise-address"), "--advertise-address=203.0.113.7")
HERE = {"eth0": ["10.0.0.4"], "lo": ["127.0.0.1"]}
LONG_FORM = "fd00:0:0:0::4"
IPV6 = (*without(A, "advertise-address"), f"--advertise-address={LONG_FORM}")
SIX = {"eth0": ["fd00::4"], "lo": ["::1", "127.0.0.1"]}
MOVED = "apiVersion: kubescheduler.config.k8s.io/v1alpha1\nkind: KubeSchedulerConfiguration\nhealthzBindAddress: 127.0.0.1:10451\nmetricsBindAddress: 127.0.0.1:10451\n"
SETTINGS = "/etc/kubernetes/scheduler-config.yaml"


def floating():
    return probed_to_death(A, flags=FLOATING, probe=http_probe(host="203.0.113.7", port=6443, path="/livez")).host(
        interfaces=HERE
    )


def long_form(why):
    node = probed_to_death(A, flags=IPV6, probe=http_probe(host=f'"{LONG_FORM}"', port=6443, path="/livez"))
    said = f'Get "https://[{LONG_FORM}]:6443/livez": dial tcp [fd00::4]:6443: {why}'
    return node.host(interfaces=SIX).kubelet(*[probe_of(A, said)] * 3, ago=seconds(75))


WHERE = (
    miss("red-refused-by-a-sidecar-that-is-down", ["probe_wrong_port", "probe_targets_disabled_port"], beside(probed_to_death(A, probe=BY_HEALTHCHECK, lived=seconds(125)), HEALTHCHECK).kubelet(*[probe_of(A, NOBODY.format(3990))] * 3, ago=seconds(75))),
    miss("red-refused-by-a-sidecar-on-an-old-port", ["probe_wrong_port", "probe_targets_disabled_port"], beside(probed_to_death(A, probe=http_probe(port=8080, scheme="HTTP")), ON_8080).kubelet(*[probe_of(A, NOBODY.format(8080))] * 3, ago=seconds(75))),
    miss("red-late-at-a-floating-address", ["probe_wrong_host", "node_address_missing"], floating().kubelet(*[probe_of(A, LATE)] * 3, ago=seconds(75))),
    miss("red-late-at-a-floating-address-replayed", ["probe_wrong_host", "node_address_missing"], floating().probe(A, error=LATE, url="https://203.0.113.7:6443/livez", seconds=15.0, times=3)),
    miss("red-refused-at-an-address-in-its-long-form", ["probe_wrong_host", "node_address_missing"], long_form("connect: connection refused")),
    miss("red-silent-at-an-address-in-its-long-form", ["probe_wrong_host", "node_address_missing"], long_form("i/o timeout")),
    miss("red-scheduler-moved-by-its-configuration", "probe_wrong_port", probed_to_death(S, f"--config={SETTINGS}", version="v1.18.20", mounts=("/etc/kubernetes/scheduler.conf", SETTINGS), probe=http_probe(port=10451, scheme="HTTP")).file(SETTINGS, MOVED)),
    shows("red-controllers-on-the-other-loopback", "probe_wrong_host", probed_to_death(KCM, flags=("--bind-address=::1", *without(KCM, "bind-address"))).kubelet(*[probe_of(KCM, 'Get "https://127.0.0.1:10257/healthz": dial tcp 127.0.0.1:10257: connect: connection refused')] * 3, ago=seconds(75)), KCM),
)  # fmt: skip

# ---- when it asks -----------------------------------------------------------------------------------------------------
NO_TIME = (
    'Get "https://10.0.0.4:6443/livez": context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
)
CALM = {"cpu": {"some_avg60": 2.0}, "io": {"some_avg60": 3.0}, "memory": {"some_avg60": 0.0}}
SERVES = "I0312 10:27:20.100000       1 secure_serving.go:213] Serving securely on {}"
SYNCED = "I0312 10:27:21.100000       1 shared_informer.go:318] Caches are synced for client-ca"
KILLED = 'I0312 10:28:50.1    2999 kuberuntime_manager.go:1000] "Message for Container of pod" containerName="{0}" containerStatusID={{Type:containerd ID:aa}} pod="kube-system/{0}-master-1" containerMessage="Container {0} failed {1} probe, will be restarted"'
HOOKS = "[+]ping ok\n[+]log ok\n[+]etcd ok\n[-]poststarthook/crd-informer-synced failed: reason withheld\nlivez check failed\n"


def of_kubeadm(**of_both):
    asks = {"host": "10.0.0.4", "port": 6443, "path": "/livez", **of_both}
    return f"{http_probe(**asks)}\n{http_probe(**asks, kind='startup', failures=24)}"


def throttled_a_little():
    node = Node().static_pod(A).died(A, code=0, attempt=0, ago=timedelta(days=30), lived=timedelta(days=2))
    node.runs(A, attempt=1, since=timedelta(days=30)).probe(A, error=NO_TIME, seconds=15.0, times=4)
    return node.host(pressure=CALM, cgroups={node.container_id(A, 1): {"cpu_throttled_seconds": 74.0}})


WHEN = (
    miss("red-throttled-a-little-in-a-month", "component_overloaded", throttled_a_little()),
    miss("red-scheduler-silent-since-its-start", "probe_too_aggressive", logged(probed_to_death(S), S, 4, (161, SERVES.format("127.0.0.1:10259")), (160, SYNCED))),
    miss("red-apiserver-silent-since-its-start", "probe_too_aggressive", logged(probed_to_death(A).kubelet(KILLED.format(A, "liveness"), ago=seconds(71)), A, 4, (161, SERVES.format("[::]:6443")), (160, SYNCED))),
    miss("red-hook-that-four-minutes-did-not-suffice-for", "probe_too_aggressive", probed_to_death(A, probe=of_kubeadm(), lived=seconds(246)).probe(A, 500, kind="startup", body=HOOKS, times=5).kubelet(KILLED.format(A, "startup"), ago=seconds(71))),
    miss("red-throttled-once-and-silent-since", "probe_throttled", probed_to_death(A).kubelet(unhealthy(A, 429), ago=minutes(12)).kubelet(*[probe_of(A, NO_TIME)] * 8, ago=seconds(75))),
)  # fmt: skip

# ---- ports, addresses, proxies ----------------------------------------------------------------------------------------
ON_ONE = "failed to create listener: failed to listen on 10.0.0.4:6443: listen tcp 10.0.0.4:6443: bind: address already in use"
METRICS = 'E0312 10:29:20.100000       1 proxier.go:100] "Metrics server failed" err="starting metrics server failed: listen tcp 127.0.0.1:10249: bind: address already in use"'
CONNTRACK = 'E0312 10:29:55.900100       1 server.go:490] "Error running ProxyServer" err="open /proc/sys/net/netfilter/nf_conntrack_max: permission denied"'
VIA_PROXY = 'E0312 10:29:30.100000       1 dispatcher.go:214] failed calling webhook "validate.example.com": failed to call webhook: Post "https://hooks.example.com/validate?timeout=10s": proxyconnect tcp: dial tcp 10.1.1.1:3128: connect: connection refused'
CLOUD = 'E0312 10:29:30.100000       1 node_lifecycle_controller.go:149] error checking if node worker-1 exists: Post "https://ec2.eu-west-1.amazonaws.com/": proxyconnect tcp: dial tcp 10.1.1.1:3128: connect: connection refused'
LEASE = LOST.format(name=KCM, why="dial tcp 10.0.0.4:6443: connect: connection refused", last="F0312 10:29:55.9       1 controllermanager.go:294] leaderelection lost")  # fmt: skip
PULL = 'E0312 10:29:20.1    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with ErrImagePull: \\"failed to pull and unpack image \\\\\\"registry.k8s.io/kube-apiserver:v1.28.4\\\\\\": failed to resolve reference: failed to do request: Head \\\\\\"https://registry.k8s.io/v2/kube-apiserver/manifests/v1.28.4\\\\\\": proxyconnect tcp: dial tcp 10.1.1.1:3128: connect: connection refused\\"" pod="kube-system/kube-apiserver-master-1" podUID="4e1243bd22c66e76c2ba9eddc1f91394"'
ZONED = "failed to create listener: failed to listen on fe80::1%eth0:6443: listen tcp [fe80::1%eth0]:6443: bind: cannot assign requested address"


def tenants(node):
    """The apiserver of a tenant's cluster, which this node runs in a pod of its own."""
    node.runs(A, uid="7" * 32, since=timedelta(hours=9))
    for each in (node.containers[-1], list(node.sandboxes.values())[-1]):
        each["labels"] |= {
            "io.kubernetes.pod.name": "tenant-1-control-plane-0",
            "io.kubernetes.pod.namespace": "tenant-1",
        }
    sandbox = list(node.sandboxes.values())[-1]
    sandbox["metadata"] |= {"name": "tenant-1-control-plane-0", "namespace": "tenant-1"}
    del sandbox["annotations"]
    return node


PORTS = (
    shows("red-balancer-on-the-same-port-of-another-address", "port_held_by_previous_instance", dies(A, saying.component(ON_ONE)["klog"], "--bind-address=10.0.0.4").socket("haproxy", 6443, "10.0.0.100", pid=900).socket(A, 6443, "10.0.0.4", pid=4711), A),
    miss("red-metrics-port-that-is-tried-again", ["port_in_use", "port_held_by_previous_instance"], Node().manifest("kube-proxy.yaml", pod_text("kube-proxy")).died("kube-proxy", f"{METRICS}\n{CONNTRACK}")),
    miss("red-apiserver-of-a-tenant", "port_held_by_previous_instance", tenants(dies(A, saying.component(IN_USE)["klog"]))),
    miss("red-proxy-before-a-webhook", "proxy_environment", dies(A, f"{VIA_PROXY}\n{gives_up('dial tcp 127.0.0.1:2379: connect: connection refused')}")),
    miss("red-proxy-before-a-cloud", "proxy_environment", dies(KCM, f"{CLOUD}\n{LEASE}")),
    shows("red-proxy-before-a-registry", "image_unavailable", Node().static_pod(A).waits(A, "ImagePullBackOff", 'Back-off pulling image "registry.k8s.io/kube-apiserver:v1.28.4"').kubelet(PULL), A),
    shows("red-address-with-a-zone", "node_address_missing", dies(A, saying.component(ZONED)["klog"]), A),
)  # fmt: skip

# ---- what is said of sandboxes and of admission -----------------------------------------------------------------------
RESOLVED = "/run/systemd/resolve/resolv.conf"
RESOLVES = f"apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nstaticPodPath: /etc/kubernetes/manifests\nresolvConf: {RESOLVED}\n"
NO_RESOLVER = f'E0312 10:27:00.1    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"etcd-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394)\\" with CreatePodSandboxError: \\"Failed to generate sandbox config for pod: open {RESOLVED}: no such file or directory\\"" pod="kube-system/etcd-master-1"'
REJECTED = 'I0312 09:50:00.1    2999 predicate.go:143] "Failed to admit pod, unexpected error while attempting to recover from admission failure" pod="kube-system/kube-apiserver-master-1" err="Predicate NodeAffinity failed"'
DEAD = 'I0312 10:29:31.100000    2999 kuberuntime_manager.go:511] Container {Name:kube-apiserver Image:registry.k8s.io/kube-apiserver:v1.15.12 Command:[kube-apiserver --advertise-address=10.0.0.4] Args:[] WorkingDir: Ports:[{Name:https HostPort:6443 ContainerPort:6443 Protocol:TCP HostIP:}] EnvFrom:[] Env:[] ImagePullPolicy:IfNotPresent} is dead, but RestartPolicy says that we should restart it. pod "kube-apiserver-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394)"'
PRESSED = "Pod was rejected: The node had condition: [DiskPressure]. "
NOT_REGISTERED = 'I0312 10:29:30.1    2999 kubelet_pods.go:988] "Unable to retrieve pull secret, the image pull may not succeed." pod="kube-system/kube-apiserver-master-1" secret="" err="object \\"kube-system\\"/\\"regcred\\" not registered"'
CHANGED = 'I0312 05:29:31.100000    2999 kuberuntime_manager.go:518] "Pod sandbox changed, it will be killed and re-created" pod="kube-system/kube-apiserver-master-1"'


def with_pull_secret():
    """An apiserver whose image is there, and for whose pull a secret is named in vain."""
    node = dies(A, UNKNOWN)
    path = "/etc/kubernetes/manifests/kube-apiserver.yaml"
    node.files[path] = node.files[path].replace(
        "  containers:", "  imagePullSecrets: [{name: regcred}]\n  containers:", 1
    )
    return node.kubelet(NOT_REGISTERED, ago=seconds(33))


def leaves_slowly():
    """OpenShift's way: the former pod closes for two minutes while the new one waits for its port."""
    node = Node(version="v1.20.0").static_pod(A, edited=seconds(112), more="  terminationGracePeriodSeconds: 135\n")
    node.runs(A, uid="1" * 32, since=timedelta(days=3), silent=seconds(5))
    return node.runs(A, uid="2" * 32, since=seconds(100))


PODS = (
    miss("red-resolver-that-came", "file_missing", Node().static_pod(E).file(KUBELET_CONFIG, RESOLVES).kubelet(NO_RESOLVER, ago=seconds(175)).died(E, code=2, attempt=3, lived=seconds(20))),
    shows("red-rejected-and-taken-since", "unknown_flag", dies(A, UNKNOWN).kubelet(REJECTED, ago=minutes(40)), A),
    shows("red-host-port-in-a-dump", "unknown_flag", dies(A, saying.component("unknown flag: --bogus")["cobra"], version="v1.15.12").kubelet(DEAD, ago=seconds(29)), A),
    shows("red-rejected-for-pressure", "node_pressure_eviction", Node(version="v1.32.1").static_pod(A).failed_pod(A, "Evicted", PRESSED)),
    shows("red-pull-secret-that-nobody-needs", "unknown_flag", with_pull_secret(), A),
    miss("red-sandbox-of-the-morning", "sandbox_changed", dies(A, "", code=137, lived=seconds(40)).kubelet(CHANGED, ago=timedelta(hours=5))),
    miss("red-two-sandboxes-while-one-leaves", "duplicate_sandboxes", leaves_slowly()),
)  # fmt: skip

# ---- the manifest directory -------------------------------------------------------------------------------------------
UNSET = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n"
SWAPPED = 'E0312 10:28:58.1    2999 file.go:187] "Could not process manifest file" err="open /etc/kubernetes/manifests/4913: no such file or directory" path="/etc/kubernetes/manifests/4913"'
NOTES = "To renew the certificates:\n  kubeadm certs renew all\nthen move the manifests out and back: see the wiki.\n"
NO_POD = 'E0312 10:29:40.1    2999 file.go:187] "Could not process manifest file" err="/etc/kubernetes/manifests/notes.txt: couldn\'t parse as pod(couldn\'t get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct), please check config file" path="/etc/kubernetes/manifests/notes.txt"'


def by_hand(*ago):
    """Somebody tries one thing after another, the last of them so many minutes ago."""
    node = Node().static_pod(A, edited=minutes(ago[-1]))
    path = "fs/etc/kubernetes/manifests/kube-apiserver.yaml"
    text = node.files["/etc/kubernetes/manifests/kube-apiserver.yaml"]
    for number, each in enumerate((60 * 24, *ago)):
        said = text if number == len(ago) else text + f"# try {number}\n"
        node.history.append(
            {"at": (node.at - minutes(each)).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "file": path, "value": said}
        )
        if number < len(ago):
            node.died(A, code=0, attempt=0, uid=f"{number:032x}", ago=minutes(ago[number]), lived=seconds(100))
    return node.runs(A, uid="f" * 32, since=minutes(ago[-1]) - seconds(5)).probe(A, 200, body="ok")


DIRECTORY = (
    quiet("red-copy-in-a-directory-of-its-own", Node().static_pod(A).runs(A).probe(A, 200, body="ok").manifest("backup/kube-apiserver.yaml", pod_text(extra=", --anonymous-auth=false"))),
    miss("red-path-that-no-file-tells", "static_pod_path_wrong", Node(version="v1.22.4").static_pod(A).file(KUBELET_CONFIG, UNSET).unit("kubelet").died(A, UNKNOWN, attempt=4, status=False, form="docker")),
    miss("red-balancer-beside-an-old-conflict", "stale_manifest", Node().static_pod(A).died(A, saying.component(IN_USE)["klog"], attempt=0, ago=timedelta(days=5)).runs(A, attempt=1, since=timedelta(days=5)).probe(A, 200, body="ok").manifest("nginx-proxy.yml", pod_text("nginx-proxy")).died("nginx-proxy", 'nginx: [emerg] host not found in upstream "master-2:6443" in /etc/nginx/nginx.conf:12')),
    shows("red-backup-that-does-nothing", "unknown_flag", dies(A, UNKNOWN, "--insecure-port=0", edited=minutes(5)).static_pod(A, file="kube-apiserver.bak", edited=timedelta(days=90)), A),
    shows("red-editor-wrote-what-is-refused", "unknown_flag", dies(A, UNKNOWN, "--insecure-port=0", attempt=3, edited=seconds(62)).kubelet(SWAPPED, ago=seconds(62)), A),
    miss("red-tried-by-hand", "manifest_rewritten", by_hand(14, 12, 10, 8)),
    miss("red-notes-among-manifests", "manifest_invalid", Node().static_pod(A).runs(A).probe(A, 200, body="ok").unit("kubelet").manifest("notes.txt", NOTES).kubelet(*[NO_POD] * 2)),
)  # fmt: skip


# ---- the order of lives -----------------------------------------------------------------------------------------------
LIVES = (
    # Its first life was stamped by a clock that was two hours ahead.
    quiet("red-clock-set-back-since", Node().static_pod(A).died(A, code=0, attempt=0, ago=-timedelta(hours=1), lived=timedelta(hours=3)).runs(A, attempt=1, since=minutes(58)).probe(A, 200, body="ok")),
)  # fmt: skip


# ---- and what is still the fault that it sounds like ------------------------------------------------------------------
def throttled_for_long():
    node = Node().static_pod(A).died(A, code=0, attempt=0, ago=minutes(21), lived=timedelta(days=2))
    node.runs(A, attempt=1, since=minutes(20)).probe(A, error=NO_TIME, seconds=15.0, times=4)
    return node.host(pressure=CALM, cgroups={node.container_id(A, 1): {"cpu_throttled_seconds": 604.0}})


STILL = (
    shows("red-rejected-since-its-last-life", "static_pod_rejected", Node().static_pod(A).died(A, code=0, attempt=4, lived=timedelta(hours=3), ago=minutes(41)).kubelet(REJECTED, ago=minutes(40)), A),
    shows("red-written-anew-every-three-minutes", "manifest_rewritten", by_hand(14, 11, 8, 5, 2), A),
    shows("red-throttled-for-half-of-its-life", "component_overloaded", throttled_for_long(), A),
    shows("red-backup-that-wins", "duplicate_manifest", dies(A, UNKNOWN, edited=timedelta(days=90)).static_pod(A, "--insecure-port=0", file="kube-apiserver.yaml.old", edited=minutes(5)), A),
    shows("red-balancer-on-every-address", "port_in_use", dies(A, saying.component(ON_ONE)["klog"], "--bind-address=10.0.0.4").socket("haproxy", 6443, "::", pid=900), A),
    shows("red-forbidden-to-this-moment", "anonymous_health_access_forbidden", forbidden_before(Node(), since=480).kubelet(*[unhealthy(A, 403)] * 4, ago=seconds(40)), A),
)  # fmt: skip

OWN_FIFTEENTH_PROBES = (*WHO, *HOW, *WHERE, *WHEN, *PORTS, *PODS, *DIRECTORY, *LIVES, *STILL)
