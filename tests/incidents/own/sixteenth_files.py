"""Flags, files, images, probes and manifests once more: others' words, a companion's fault, what was put right, what is no fault."""

import json
from datetime import timedelta

import yaml

from incidents import saying
from incidents.builder import PKI, Node, http_probe
from incidents.certificates import certificate
from incidents.corpus import Expected, Incident
from incidents.own.eleventh_kubelet import error
from incidents.own.fifteenth_probes import beside, probe_of
from incidents.own.shapes import IN_USE, KCM, UNIT, A, E, S, dies, miss, probed_to_death, quiet, shows, unhealthy
from whyrestart.model.cause import Cause, Confidence

ADDONS, PROXY, NGINX = "kube-addon-manager", "kube-proxy", "nginx-proxy"
NOT_FOUND = ["file_missing", "file_not_mounted"]
REFUSED = ["unknown_flag", "invalid_flag_value", "missing_required_flag", "feature_gate_rejected"]
USED = saying.component(IN_USE)
LONG = timedelta(hours=9)


def ago(**since):
    return timedelta(**since)


def ends(text, form="klog"):
    return saying.component(text)[form]


def syncing(text, pod=A):
    return error(
        f'"Error syncing pod, skipping" err="{text}" pod="kube-system/{pod}-master-1" podUID="4e1243bd"',
        "pod_workers.go:1294",
    )


def unsure(name, cause, node):
    """What was refused may have been put right since: more than a guess would be too much."""
    causes = frozenset({Cause(cause), Cause.UNKNOWN})
    sure = frozenset({Confidence.POSSIBLE, Confidence.NONE})
    return Incident(
        name=f"own/{name}", expected=Expected(causes=causes, confidence=sure, subject=A), contents=node.contents
    )


def taken(node):
    """Another program has the apiserver's port."""
    return node.socket("python3", 6443, pid=991)


# ---- the command line ------------------------------------------------------------------------------------------------
PLUGIN = "Error: unknown flag: --cluster-name\nUsage:\n  aws-iam-authenticator token [flags]\n"
COULD_NOT = 'Get "https://10.0.0.4:6443/api/v1": getting credentials: exec: executable aws-iam-authenticator failed with exit code 1'
UNKNOWN = "unknown flag: --insecure-port"
KUBECTL = "Error: unknown flag: --short\nSee 'kubectl version --help' for usage.\n"
SCRIPT = ("-c", "kubectl version --client --short; exec kube-apiserver --secure-port=6443")
KEYS = f"{PKI}/sa.pub"
COMMANDS = (
    *(
        miss(f"red27f-flag-of-a-credential-plugin-{form}", REFUSED, dies(S, PLUGIN + ends(COULD_NOT, form), version=version))
        for form, version in (("json", "v1.28.4"), ("glog", "v1.17.9"))
    ),
    # kubectl lost --short in 1.28; the shell goes on, and the apiserver ends for its port.
    *(
        shows(f"red27f-flag-of-kubectl-before-it-{form}", "port_in_use", taken(dies(A, KUBECTL + USED[form], command="/bin/sh", flags=SCRIPT)), A)
        for form in ("klog", "json", "glog")
    ),
    miss("red27f-flag-taken-out-since", "unknown_flag", dies(A, ends(UNKNOWN), edited=ago(seconds=8))),
    miss("red27f-value-corrected-since", "invalid_flag_value", dies(A, ends('invalid argument "flase" for "--profiling" flag: strconv.ParseBool: parsing "flase": invalid syntax'), "--profiling=false", edited=ago(seconds=8))),
    miss("red27f-gate-taken-out-since", ["feature_gate_rejected", "invalid_flag_value"], dies(A, ends('invalid argument "Foo=true" for "--feature-gates" flag: unrecognized feature gate: Foo'), edited=ago(seconds=8))),
    shows("red27f-flag-still-there-after-an-edit", "unknown_flag", dies(A, ends(UNKNOWN), "--insecure-port=0", edited=ago(seconds=8)), A),
    shows("red27f-value-twice-the-first-is-refused", "invalid_flag_value", dies(A, ends('invalid argument "flase" for "--profiling" flag: strconv.ParseBool: parsing "flase": invalid syntax'), "--profiling=flase", "--profiling=true"), A),
    *(
        # A blank at the end of a quoted word is a part of the value.
        shows(f"red27f-blank-behind-a-path-{form}", ["invalid_flag_value", "file_missing"], dies(A, log, f"--client-ca-file={PKI}/ca.crt "), A)
        for form, log in saying.component(f"unable to load client CA file {PKI}/ca.crt : open {PKI}/ca.crt : no such file or directory").items()
        if form in {"klog", "cobra"}
    ),
    shows("red27f-path-that-is-relative", ["file_missing", "file_not_mounted", "invalid_flag_value"], dies(S, ends("open scheduler.yaml: no such file or directory"), "--config=scheduler.yaml"), S, sure=False),
    shows("red27f-misspelt-authorization-mode", "unknown_flag", dies(A, ends("unknown flag: --authorization-mod"), "--authorization-mod=Node,RBAC", flags=("--etcd-servers=https://127.0.0.1:2379", "--secure-port=6443")), A),
    shows("red27f-misspelt-client-ca", "unknown_flag", dies(A, ends("unknown flag: --client-ca-fil"), f"--client-ca-fil={PKI}/ca.crt", flags=("--etcd-servers=https://127.0.0.1:2379", "--secure-port=6443", "--authorization-mode=Node,RBAC")), A),
    shows("red27f-flag-with-its-value-in-a-word-of-its-own", "unknown_flag", dies(A, ends("unknown flag: --insecure-bind-address"), "--insecure-bind-address", "127.0.0.1"), A),
    shows("red27f-quota-in-gigabytes", "invalid_flag_value", dies(E, saying.etcd('error verifying flags, invalid value "8G" for flag -quota-backend-bytes: parse error. See \'etcd --help\'.')["capnslog"], "--quota-backend-bytes=8G"), E),
    shows("red27f-only-gate-of-the-list", "feature_gate_rejected", dies(S, ends('invalid argument "TTLAfterFinished=true" for "--feature-gates" flag: unrecognized feature gate: TTLAfterFinished'), "--feature-gates=TTLAfterFinished=true"), S),
)  # fmt: skip

# ---- configuration files ---------------------------------------------------------------------------------------------
# cluster/addons/addon-manager's loop says so of each file that kubectl does not take, and goes on.
OLD_PSP = 'error: unable to recognize "/etc/kubernetes/addons/psp.yaml": no matches for kind "PodSecurityPolicy" in version "policy/v1beta1"'
IMMUTABLE = 'The Deployment "metrics-server" is invalid: spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"k8s-app":"metrics-server"}}: field is immutable'
LENIENT = {
    "json": json.dumps({"ts": 1710239390100.1, "caller": "app/server.go:433", "msg": "Using lenient decoding as strict decoding failed", "v": 0, "err": 'strict decoding error: unknown field "ipvs.tcpTimeouts"'}),
    "klog": 'I0312 10:29:50.1       1 server.go:433] "Using lenient decoding as strict decoding failed" err="strict decoding error: unknown field \\"ipvs.tcpTimeouts\\""',
}  # fmt: skip
RUNNING = "failed to listen on 0.0.0.0:10256: listen tcp 0.0.0.0:10256: bind: address already in use"
PROXY_ENDS = {
    "json": json.dumps({"ts": 1710239395900.1, "caller": "app/server.go:490", "msg": "Error running ProxyServer", "err": RUNNING}),
    "klog": f'E0312 10:29:55.9       1 server.go:490] "Error running ProxyServer" err="{RUNNING}"',
}  # fmt: skip
OF_PROXY = "/var/lib/kube-proxy/config.conf"
ISSUER_DOWN = "E0312 10:29:{second}.1       1 oidc.go:335] oidc authenticator: initializing plugin: 503 Service Unavailable: upstream connect error"
NGINX_CERT = 'nginx: [emerg] cannot load certificate "/etc/nginx/tls/lb.crt": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(/etc/nginx/tls/lb.crt, r) error:10000080:BIO routines::no such file)'
CONFIGS = (
    miss("red27f-addon-of-a-former-api", "component_config_invalid", dies(ADDONS, OLD_PSP, code=137, reason="OOMKilled", lived=ago(minutes=4), image="registry.k8s.io/kube-addon-manager:v9.1.6")),
    miss("red27f-addon-of-a-former-api-and-no-word-of-its-end", "component_config_invalid", dies(ADDONS, OLD_PSP, lived=ago(minutes=4), image="registry.k8s.io/kube-addon-manager:v9.1.6")),
    miss("red27f-addon-that-is-immutable", REFUSED, dies(ADDONS, IMMUTABLE, code=137, lived=ago(minutes=4), image="registry.k8s.io/kube-addon-manager:v9.1.6")),
    *(miss(f"red27f-proxy-reads-leniently-{form}", "component_config_invalid", dies(PROXY, f"{LENIENT[form]}\n{PROXY_ENDS[form]}", f"--config={OF_PROXY}")) for form in LENIENT),
    miss("red27f-issuer-is-down-and-its-probe-kills", "authentication_config_invalid", probed_to_death(A, "--oidc-issuer-url=https://login.example.com", log="\n".join(ISSUER_DOWN.format(second=s) for s in ("20", "30", "40")), code=137)),
    unsure("red27f-audit-policy-corrected-since", "audit_policy_invalid", dies(A, ends("loading audit policy file: failed decoding: yaml: line 12: did not find expected key"), f"--audit-policy-file={PKI}/audit.yaml").file(f"{PKI}/audit.yaml", "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n", mtime="2024-03-12T10:29:50Z")),
    *(
        shows(f"{cause}-balancer-s-certificate-of-nginx", cause, dies("nginx", NGINX_CERT, node=node, mounts=mounts, image="nginx:1.25"), "nginx")
        for cause, node, mounts in (
            ("file_missing", Node().absent("/etc/nginx/tls/lb.crt"), ("/etc/nginx",)),
            ("file_not_mounted", Node().there("/etc/nginx/tls/lb.crt"), ("/etc/nginx/nginx.conf",)),
        )
    ),
)  # fmt: skip

# ---- files and rights ------------------------------------------------------------------------------------------------
CA_DENIED = ends(f"unable to load client CA file {PKI}/ca.crt: open {PKI}/ca.crt: permission denied")
ALLOWED = 'audit: type=1400 audit(1710239396.1:77): apparmor="ALLOWED" operation="open" class="file" profile="cri-containerd.apparmor.d" name="/etc/kubernetes/pki/ca.crt" pid=77 comm="kube-apiserver" requested_mask="r" denied_mask="r" fsuid=65534 ouid=0'
AUDITS = "/var/log/kubernetes/audit"
AUDIT_FROZEN = ends(f"ensureLogFile: open {AUDITS}/audit.log: read-only file system")


def read_only(node, path):
    """The volume is mounted read-only by the manifest itself."""
    file = "/etc/kubernetes/manifests/kube-apiserver.yaml"
    node.files[file] = node.files[file].replace(f"mountPath: {path}}}", f"mountPath: {path}, readOnly: true}}")
    return node


FILES = (
    shows("red27f-allowed-and-noted-by-apparmor", "file_permission_denied", dies(A, CA_DENIED, node=Node().there(f"{PKI}/ca.crt", mode="0600"), more="  securityContext: {runAsUser: 65534}\n").journal("kernel", ALLOWED, by="kernel"), A),
    miss("red27f-audit-log-mounted-read-only", "filesystem_damaged", read_only(dies(A, AUDIT_FROZEN, f"--audit-log-path={AUDITS}/audit.log", mounts=(PKI, AUDITS)), AUDITS)),
    miss("red27f-root-of-the-container-read-only", "filesystem_damaged", dies(A, AUDIT_FROZEN, f"--audit-log-path={AUDITS}/audit.log", probe="    securityContext: {readOnlyRootFilesystem: true}\n")),
    quiet("red27f-file-made-hours-ago", Node().static_pod(A, f"--audit-policy-file={PKI}/audit.yaml").died(A, ends(f"loading audit policy file: failed to read file path {PKI}/audit.yaml: open {PKI}/audit.yaml: no such file or directory"), attempt=3, ago=ago(hours=3)).runs(A, attempt=4, since=ago(hours=3)).there(f"{PKI}/audit.yaml")),
    shows("red27f-file-and-mount-named-alike", "file_not_mounted", dies(A, ends('loading audit policy file: failed to read file path "/etc/kubernetes/audit/policy.yaml": open /etc/kubernetes/audit/policy.yaml: no such file or directory'), "--audit-policy-file=/etc/kubernetes/audit/policy.yaml", mounts=(PKI, "/var/log/audit"), node=Node().there("/etc/kubernetes/audit/policy.yaml")), A),
)  # fmt: skip

# ---- images and containers -------------------------------------------------------------------------------------------
SIDECAR = "  - name: healthcheck\n    image: example.com/healthcheck:1\n    command: [/healthcheck]\n"
SIDECARS = syncing(
    'failed to \\"StartContainer\\" for \\"healthcheck\\" with ImagePullBackOff: \\"Back-off pulling image \\\\\\"example.com/healthcheck:1\\\\\\"\\"'
)
RUNC = 'failed to \\"StartContainer\\" for \\"healthcheck\\" with RunContainerError: \\"failed to create containerd task: OCI runtime create failed: runc create failed: unable to start container process: exec: \\\\\\"/healthcheck\\\\\\": stat /healthcheck: no such file or directory: unknown\\"'
CREATED = 'failed to \\"StartContainer\\" for \\"healthcheck\\" with CreateContainerError: \\"failed to generate container spec: failed to mkdir \\\\\\"/srv/health\\\\\\": mkdir /srv/health: read-only file system\\"'
NO_RUNTIME = 'Failed to inspect image "registry.k8s.io/kube-apiserver:v1.28.4": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"'
VIA_PROXY = 'Failed to pull image \\"registry.k8s.io/kube-apiserver:v1.28.4\\": failed to do request: Head \\"https://registry.k8s.io/v2/kube-apiserver/manifests/v1.28.4\\": proxyconnect tcp: dial tcp 10.1.1.1:3128: connect: connection refused'
TOKEN = error(
    '"MountVolume.SetUp failed for volume" err="object \\"kube-system\\"/\\"kube-root-ca.crt\\" not registered" pod="kube-system/kube-proxy-x7f2k" podUID="4e1243bd"'
)
ACCESS = error(
    'MountVolume.SetUp failed for volume "kube-api-access-x7f2k" : object "kube-system"/"kube-root-ca.crt" not registered'
)


def downs_runtime():
    node = Node().unit("kubelet").unit("containerd", "failed", "failed", Result="exit-code").static_pod(A)
    return node.waits(A, "ImageInspectError", NO_RUNTIME).kubelet(
        error(
            '"Container runtime sanity check failed" err="rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused\\""',
            "kubelet.go:2600",
        )
    )


IMAGES = (
    *(
        shows(f"red27f-{what}-of-a-sidecar", "port_in_use", taken(beside(dies(A, USED["klog"]), SIDECAR).unit("kubelet").kubelet(*[line] * 3, ago=ago(seconds=20))), A)
        for what, line in (("image", SIDECARS), ("command", syncing(RUNC)), ("mount", syncing(CREATED)))
    ),
    shows("red27f-image-of-a-sidecar-alone", "image_unavailable", beside(Node().static_pod(A), SIDECAR).runs(A).unit("kubelet").kubelet(*[SIDECARS] * 3, ago=ago(seconds=20)).probe(A, 200), "healthcheck"),
    shows("red27f-image-not-inspected-for-want-of-a-runtime", "runtime_unavailable", downs_runtime()),
    shows("red27f-image-not-pulled-by-way-of-a-proxy", "image_unavailable", Node().unit("kubelet").static_pod(A).waits(A, "ErrImagePull", VIA_PROXY.replace("\\", "")).kubelet(syncing(f'failed to \\"StartContainer\\" for \\"kube-apiserver\\" with ErrImagePull: \\"{VIA_PROXY}\\"')), A),
    shows("red27f-former-image-not-pulled-by-way-of-a-proxy", "port_in_use", taken(dies(A, USED["klog"], node=Node().unit("kubelet").kubelet(syncing(VIA_PROXY), ago=ago(hours=2)))), A),
    *(miss(f"red27f-volume-of-a-service-account-{n}", "host_path_unusable", Node().unit("kubelet").static_pod(A).runs(A).waits(PROXY, "ContainerCreating").kubelet(*[line] * 3)) for n, line in enumerate((TOKEN, ACCESS))),
)  # fmt: skip

# ---- probes ----------------------------------------------------------------------------------------------------------
ETCDCTL = "    livenessProbe:\n      exec:\n        command: [/bin/sh, -ec, 'ETCDCTL_API=3 etcdctl --endpoints=https://[127.0.0.1]:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt --key=/etc/kubernetes/pki/etcd/healthcheck-client.key get foo']\n      failureThreshold: 8\n      periodSeconds: 10\n"
SHOWN = '{"level":"warn","ts":"2024-03-12T10:29:00.1Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"endpoint://client/127.0.0.1:2379","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure, latest connection error: connection error: desc = \\"transport: authentication handshake failed: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:00Z is after 2024-03-01T09:00:00Z\\""}\nError: context deadline exceeded'
NO_CGROUP = 'rpc error: code = Unknown desc = failed to exec in container: failed to start exec "8a": OCI runtime exec failed: exec failed: unable to start container process: error adding pid 4711 to cgroups: failed to write 4711: openat2 /sys/fs/cgroup/kubepods.slice/kubepods-burstable.slice/x/cgroup.procs: no such file or directory: unknown'
ANYWHERE = http_probe(host="10.0.0.4", port="probe-port", path="/livez")
NAMED = "    ports:\n    - containerPort: 6443\n      name: probe-port\n      protocol: TCP\n"
GONE = 'Get "https://10.0.0.4:6443/livez": dial tcp 10.0.0.4:6443: connect: connection refused'
NO_PORTS = 'Get "https://10.0.0.4:6443/livez": dial tcp 10.0.0.4:6443: connect: cannot assign requested address'
EXHAUSTED = 'E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-scheduler: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler?timeout=5s": dial tcp 10.0.0.4:6443: connect: cannot assign requested address\nI0312 10:29:55.1       1 leaderelection.go:285] failed to renew lease kube-system/kube-scheduler: timed out waiting for the condition\nF0312 10:29:55.9       1 server.go:1] leaderelection lost'


def etcds(output, **pod):
    return (
        probed_to_death(E, probe=ETCDCTL, code=137, **pod)
        .unit("kubelet")
        .kubelet(*[probe_of(E, output)] * 3, ago=ago(seconds=74))
    )


SERVER = f"{PKI}/etcd/server.crt"
OLD_SERVER = certificate("etcd/server", until=ago(days=-11), since=ago(days=376))
PROBES = (
    miss("red27f-etcdctl-is-shown-an-expired-certificate", "probe_command_broken", etcds(SHOWN)),
    shows("red27f-etcdctl-is-shown-an-expired-certificate-that-is-seen", "etcd_server_certificate_expired", etcds(SHOWN).file(SERVER, OLD_SERVER).serves(OLD_SERVER, 2379), E),
    shows("red27f-probe-s-process-has-no-cgroup-any-more", "oom_killed", dies(E, "", probe=ETCDCTL, code=137, reason="OOMKilled", lived=LONG).unit("kubelet").kubelet(probe_of(E, NO_CGROUP), ago=ago(seconds=31)), E),
    shows("red27f-named-port-of-another-number", "probe_wrong_port", probed_to_death(A, "--secure-port=6444", version="v1.34.1", probe=NAMED + ANYWHERE).kubelet(*[probe_of(A, GONE)] * 3, ago=ago(seconds=74)).socket(A, 6444, "::", pod=A), A),
    miss("red27f-node-has-no-port-left-for-the-probe", ["node_address_missing", "probe_wrong_host", "probe_wrong_port"], probed_to_death(A).unit("kubelet").kubelet(*[probe_of(A, NO_PORTS)] * 3, ago=ago(seconds=74))),
    miss("red27f-node-has-no-port-left-for-a-client", ["node_address_missing", "port_in_use"], dies(S, EXHAUSTED, lived=LONG)),
    shows("red27f-controllers-forbid-all-but-metrics", "anonymous_health_access_forbidden", probed_to_death(KCM, "--authorization-always-allow-paths=/metrics").unit("kubelet").kubelet(*[unhealthy(KCM, 403)] * 4, ago=ago(seconds=74)), KCM),
    miss("red27f-throttled-by-its-own-shutdown", ["probe_throttled", "anonymous_auth_disabled"], dies(A, USED["klog"], "--anonymous-auth=false", node=Node().unit("kubelet")).kubelet(unhealthy(A, 429), ago=ago(seconds=33))),
)  # fmt: skip

# ---- ports -----------------------------------------------------------------------------------------------------------
UNIX = "failed to run apiserver: listen unix /etc/kubernetes/konnectivity-server/konnectivity-server.socket: bind: address already in use"
PORTS = (
    quiet("red27f-port-was-taken-hours-ago", Node().static_pod(A).died(A, USED["klog"], attempt=3, ago=ago(hours=3)).runs(A, attempt=4, since=ago(hours=3)).probe(A, 200)),
    shows("red27f-port-taken-by-a-stranger-beside-a-worker-s-proxy", "port_in_use", taken(dies(A, USED["klog"], node=Node().static_pod(NGINX, flags=(), image="nginx:1.25").runs(NGINX))), A),
    miss("red27f-socket-of-a-file-is-taken", ["port_in_use", "port_held_by_previous_instance"], dies("konnectivity-server", UNIX, image="registry.k8s.io/kas-network-proxy/proxy-server:v0.1.4")),
    shows("red27f-port-taken-by-a-container-s-proxy", "port_in_use", dies(A, USED["klog"]).socket("docker-proxy", 6443, "::", pid=77), A),
)  # fmt: skip

# ---- manifests -------------------------------------------------------------------------------------------------------
KUBEADM = "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\nkubernetesVersion: v1.28.4\n"
KUSTOMIZE = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [kube-apiserver.yaml]\n"
NO_KIND = '"Could not process manifest file" err="/etc/kubernetes/manifests/{file}: couldn\'t parse as pod(no kind \\"{kind}\\" is registered for version \\"{version}\\" in scheme \\"pkg/api/legacyscheme/scheme.go:30\\"), please check config file" path="/etc/kubernetes/manifests/{file}"'
REBOOTED = {"boot_id": "b" * 32, "previous_boot_id": "a" * 32, "booted_at": "2024-02-01T08:00:00Z"}


def beside_the_pods(file, text, kind, version):
    """It lies among the manifests, and the kubelet says so at each full read."""
    node = Node().static_pod(A).runs(A).static_pod(E).runs(E).manifest(file, text, edited=ago(days=3)).unit("kubelet")
    return node.kubelet(
        *[error(NO_KIND.format(file=file, kind=kind, version=version), "file.go:122")] * 3, ago=ago(seconds=19)
    )


def written(change):
    """A manifest that is written in another way, of a pod that is well."""
    node = Node().static_pod(A)
    path = "/etc/kubernetes/manifests/kube-apiserver.yaml"
    node.files[path] = change(node.files[path])
    return node.runs(A).probe(A, 200, times=3)


AGAIN = "    imagePullPolicy: IfNotPresent\n    imagePullPolicy: Always\n"
MANIFESTS = (
    shows("red27f-kubeadm-s-configuration-among-manifests", "manifest_invalid", beside_the_pods("kubeadm-config.yaml", KUBEADM, "ClusterConfiguration", "kubeadm.k8s.io/v1beta3"), UNIT),
    shows("red27f-kustomization-among-manifests", "manifest_invalid", beside_the_pods("kustomization.yaml", KUSTOMIZE, "Kustomization", "kustomize.config.k8s.io/v1beta1"), UNIT),
    *(
        quiet(f"red27f-manifest-{how}", written(change))
        for how, change in (
            ("of-another-system-s-lines", lambda text: text.replace("\n", "\r\n")),
            ("with-a-mark-of-its-order", lambda text: f"\ufeff{text}"),
            ("with-a-key-twice", lambda text: text.replace("    command:\n", f"{AGAIN}    command:\n", 1)),
            ("with-a-field-of-no-version", lambda text: text.replace("spec:\n", "spec:\n  restartPolcy: Always\n", 1)),
            ("with-a-reference", lambda text: text.replace("  namespace: kube-system\n", "  namespace: &n kube-system\n  labels: {tier: *n}\n", 1)),
            ("behind-a-line-of-dashes", lambda text: f"# of the cluster\n---\n{text}---\n"),
            ("with-tabs-at-the-end", lambda text: text.replace("kind: Pod\n", "kind: Pod\t# static\n", 1)),
        )
    ),
    miss("red27f-rebooted-weeks-ago", "node_rebooted", taken(dies(A, USED["klog"])).host(**REBOOTED)),
    miss("red27f-rebooted-weeks-ago-and-well", "node_rebooted", Node().static_pod(A).runs(A, attempt=1, since=ago(days=40)).host(**REBOOTED)),
)  # fmt: skip

# ---- a second round: wrappers, what was said before an edit, what lies beside, and whose hand holds a port ------------
TRACED = "+ exec kube-controller-manager --cluster-cidr=10.244.0.0/16 --leader-elect=true"
TRACE = ("-c", "set -x; exec kube-controller-manager --cluster-cidr=10.244.0.0/16 --leader-elect=true")
ETCDCTLS = "Error: unknown flag: --endpoint\nUsage:\n  etcdctl member list [flags]\n"
ETCD_USED = saying.etcd("listen tcp 10.0.0.4:2380: bind: address already in use")
JOINS = (
    "-c",
    "etcdctl --endpoint=https://10.0.0.5:2379 member list; exec etcd --listen-peer-urls=https://10.0.0.4:2380 --listen-client-urls=https://10.0.0.4:2379",
)
WEBHOOK = 'E0312 10:29:{second}.1       1 webhook.go:269] Failed to make webhook authorizer request: Post "https://authz.example.com/v1": open /etc/kubernetes/webhook/token: no such file or directory'
AUDIT_WEBHOOK = "E0312 10:29:{second}.1       1 metrics.go:110] Error in audit plugin 'webhook' affecting 1 audit events: Post \"https://audit.example.com\": open /etc/kubernetes/webhook/token: permission denied"
TYPE = 'MountVolume.SetUp failed for volume \\"v0\\" (UniqueName: \\"kubernetes.io/host-path/4e12-v0\\") pod \\"kube-apiserver-master-1\\" : hostPath type check failed: /etc/kubernetes/pki is not a directory'
OLD_IMAGE = 'failed to \\"StartContainer\\" for \\"kube-apiserver\\" with ImagePullBackOff: \\"Back-off pulling image \\\\\\"registry.k8s.io/kube-apiserver:v1.28.44\\\\\\"\\"'
NO_NAME = 'failed to \\"StartContainer\\" for \\"kube-apiserver\\" with CreateContainerError: \\"failed to reserve container name \\\\\\"x\\\\\\"\\"'
AUDIT_FILE = "/etc/kubernetes/audit.yaml"
CRUN = f"failed to create containerd task: OCI runtime create failed: crun: cannot stat `{AUDIT_FILE}`: No such file or directory: unknown"
CLOSED = ends(f"unable to load client CA file {PKI}/ca.crt: open {PKI}/ca.crt: permission denied")
OTHERS_TEXT = "apiVersion: v1\nkind: Pod\nmetadata: {name: kube-apiserver, namespace: kube-system}\nspec:\n  containers:\n  - name: kube-apiserver\n    image: registry.k8s.io/kube-apiserver:v1.27.1\n    command: [kube-apiserver, --insecure-port=0]\n"
HYPERKUBE = ("kube-apiserver", "--etcd-servers=https://127.0.0.1:2379", "--secure-port=6443")


def before_the_edit(line):
    """What the kubelet said of the pod before its file was written anew, seconds ago."""
    return (
        Node()
        .unit("kubelet")
        .static_pod(A, edited=ago(seconds=15))
        .waits(A, "ContainerCreating")
        .kubelet(*[syncing(line)] * 3, ago=ago(seconds=50))
    )


def as_json(node):
    """The same manifest as JSON, as some installers write it."""
    path = "/etc/kubernetes/manifests/kube-apiserver.yaml"
    node.files[path] = json.dumps(yaml.safe_load(node.files[path]), indent=2) + "\n"
    return node


SECOND = (
    miss("red27f-trace-of-a-wrapper", "invalid_flag_value", dies(KCM, TRACED, command="/bin/sh", flags=TRACE)),
    *(miss(f"red27f-flag-of-etcdctl-before-it-{form}", REFUSED, dies(E, ETCDCTLS + log, command="/bin/sh", flags=JOINS)) for form, log in ETCD_USED.items()),
    miss("red27f-token-of-an-authorizer-s-webhook", NOT_FOUND, dies(A, "\n".join(WEBHOOK.format(second=s) for s in ("20", "30", "40")), code=137, lived=ago(seconds=95))),
    miss("red27f-token-of-an-audit-webhook", "file_permission_denied", dies(A, "\n".join(AUDIT_WEBHOOK.format(second=s) for s in ("20", "30", "40")), code=137, lived=ago(seconds=95))),
    miss("red27f-token-of-an-authorizer-s-webhook-may-not-be-read", "file_permission_denied", dies(A, "\n".join(WEBHOOK.format(second=s).replace("no such file or directory", "permission denied") for s in ("20", "30", "40")), code=137, lived=ago(seconds=95))),
    miss("red27f-type-of-a-mount-before-an-edit", "host_path_unusable", before_the_edit(TYPE)),
    miss("red27f-image-before-an-edit", "image_unavailable", before_the_edit(OLD_IMAGE)),
    miss("red27f-name-before-an-edit", "container_create_failed", before_the_edit(NO_NAME)),
    shows("red27f-type-of-a-mount-after-an-edit", "host_path_unusable", Node().unit("kubelet").static_pod(A, edited=ago(seconds=90)).waits(A, "ContainerCreating").kubelet(*[syncing(TYPE)] * 3, ago=ago(seconds=20)), A),
    shows("red27f-file-of-a-mount-is-not-there", "host_path_unusable", Node().static_pod(A, f"--audit-policy-file={AUDIT_FILE}", mounts=(PKI, AUDIT_FILE)).died(A, "", code=128, reason="StartError", message=CRUN).absent(AUDIT_FILE), A),
    shows("red27f-directory-above-is-closed", "file_permission_denied", dies(A, CLOSED, node=Node().there(PKI, "dir", "0700").there(f"{PKI}/ca.crt"), more="  securityContext: {runAsUser: 65534}\n"), A),
    quiet("red27f-copy-in-a-directory-below", Node().static_pod(A).runs(A).manifest("backup/kube-apiserver.yaml", OTHERS_TEXT)),
    quiet("red27f-copy-behind-a-dot", Node().static_pod(A).runs(A).manifest(".kube-apiserver.yaml", OTHERS_TEXT)),
    shows("red27f-flag-in-a-manifest-of-json", "unknown_flag", as_json(dies(A, ends(UNKNOWN), "--insecure-port=0")), A),
    shows("red27f-port-held-by-its-own-hyperkube", "port_held_by_previous_instance", dies(A, USED["glog"], image="k8s.gcr.io/hyperkube:v1.16.3", command="/hyperkube", flags=HYPERKUBE, version="v1.16.3").socket("hyperkube", 6443, "::", pod=A), A),
    miss("red27f-port-held-by-somebodys-hyperkube", "port_held_by_previous_instance", dies(A, USED["klog"]).socket("hyperkube", 6443, "::", pid=77)),
    shows("red27f-plugin-misspelt", "unknown_admission_plugin", dies(A, ends('enable-admission-plugins plugin "NodeRestrictions" is unknown'), "--enable-admission-plugins=NodeRestrictions"), A),
    shows("red27f-gate-misspelt", "feature_gate_rejected", dies(S, ends('invalid argument "InPlacePodVerticalScalling=true" for "--feature-gates" flag: unrecognized feature gate: InPlacePodVerticalScalling'), "--feature-gates=InPlacePodVerticalScalling=true"), S),
    # One life lasted too long for what it said at its start; the next is of another fault.
    shows("red27f-flag-of-another-end-and-no-log-of-the-last", ["unknown", "oom_killed"], Node().static_pod(A).died(A, ends(UNKNOWN), attempt=4, ago=ago(minutes=6)).died(A, "", attempt=5, code=137, reason="OOMKilled"), A),
    quiet("red27f-probe-was-refused-while-it-started", Node().static_pod(A).runs(A, since=ago(minutes=12)).unit("kubelet").kubelet(probe_of(A, GONE, "Startup"), ago=ago(minutes=11, seconds=50)).probe(A, 200, times=3)),
    quiet("red27f-probe-of-another-namespaces-apiserver", Node().static_pod(A).runs(A).unit("kubelet").kubelet(*[unhealthy(A, 401).replace("kube-system/kube-apiserver-master-1", "tenant/kube-apiserver-0")] * 4, ago=ago(seconds=20)).probe(A, 200)),
)  # fmt: skip

OWN_SIXTEENTH_FILES = (*COMMANDS, *CONFIGS, *FILES, *IMAGES, *PROBES, *PORTS, *MANIFESTS, *SECOND)
