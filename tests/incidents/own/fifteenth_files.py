"""Refused command lines, files and mounts, and what only sounds like them: others' words, earlier lives, what was put right."""

from datetime import timedelta

from incidents.builder import PKI, Node
from incidents.own.eleventh_apiserver import silent
from incidents.own.eleventh_kubelet import error
from incidents.own.shapes import IN_USE, KCM, KUBELET_CONFIG, UNIT, A, E, S, dies, miss, quiet, shows

PROXY, HAPROXY, KEEPALIVED = "kube-proxy", "haproxy", "keepalived"
LONG = timedelta(hours=9)
NOT_FOUND = ["file_missing", "file_not_mounted"]
REFUSED = ["unknown_flag", "invalid_flag_value", "missing_required_flag", "feature_gate_rejected"]
SOCKET = "/run/containerd/containerd.sock"
DIALS = 'rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix {}: connect: {}\\"'
LOST = 'E0312 10:29:55.900100       1 leaderelection.go:364] "Failed to update lock" err="Put \\"https://10.0.0.4:6443/x\\": context deadline exceeded"\nF0312 10:29:56.1       1 server.go:1] leaderelection lost'
USED = f'E0312 10:29:55.900100       1 run.go:74] "command failed" err="{IN_USE}"'


def ago(**since):
    return timedelta(**since)


def klog(text, level="E", place="x.go:1", at="10:29:50.1"):
    return f"{level}0312 {at}       1 {place}] {text}"


def ends(text):
    """With which a component of Kubernetes ends."""
    quoted = text.replace('"', '\\"')
    return klog(f'"command failed" err="{quoted}"', place="run.go:74", at="10:29:55.9")


def audited(message, kind="events"):
    """A request as the audit log tells of it, on the standard output (--audit-log-path=-)."""
    return (
        '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"8c5c","stage":"ResponseComplete",'
        f'"requestURI":"/api/v1/namespaces/d/{kind}","verb":"create","user":{{"username":"system:node:worker-1"}},'
        f'"requestObject":{{"kind":"Event","reason":"Failed","message":"{message}"}}}}'
    )


def kubelet_ends(*before, last, version="v1.28.4"):
    return Node(version=version).kubelet_loops(*before, error(last, "run.go:74"))


def syncing(text, program=A):
    return error(f'"Error syncing pod, skipping" err="{text}" pod="kube-system/{program}-master-1" podUID="4e1243bd"')


# ---- the command line ------------------------------------------------------------------------------------------------
PLUGIN = "Error: unknown flag: --cluster-name\nUsage:\n  aws-iam-authenticator token [flags]\n"
COULD_NOT = "getting credentials: exec: executable aws-iam-authenticator failed with exit code 1"
COMMANDS = (
    # client-go's plugin for credentials writes to its caller's standard error (plugin/pkg/client/auth/exec).
    miss("red3-flag-of-a-credential-plugin", REFUSED, dies(S, PLUGIN + ends(f'Get "https://10.0.0.4:6443/api/v1": {COULD_NOT}'))),
    *(
        miss(f"red3-audited-{name}", [*REFUSED, *NOT_FOUND, "file_permission_denied", "host_path_unusable"], dies(A, "\n".join([audited(said)] * 3 + [USED]), "--audit-log-path=-", lived=ago(minutes=2)))
        for name, said in (
            ("flag", "Error: unknown flag: --secure-listen-adress"),
            ("value", "Pod x is invalid: spec: Invalid value: 3: may not be more"),
            ("file", "failed to start container: open /etc/kubernetes/cloud.conf: no such file or directory"),
            ("mode", "failed to start container: open /etc/kubernetes/cloud.conf: permission denied"),
        )
    ),
    miss("red3-audited-file-and-killed", NOT_FOUND, dies(A, audited("open /etc/kubernetes/cloud.conf: no such file or directory"), "--audit-log-path=-", code=137, lived=LONG)),
    quiet("red3-flag-removed-and-runs", Node().static_pod(A, edited=ago(days=3)).died(A, ends("unknown flag: --insecure-port"), attempt=9, ago=ago(days=3, minutes=2), uid="1" * 32).runs(A, uid="2" * 32)),
    shows("red3-flag-of-the-life-before", "port_in_use", Node().static_pod(A).died(A, ends("unknown flag: --insecure-port"), attempt=4, ago=ago(minutes=6)).died(A, USED, attempt=5).socket("nginx", 6443), A),
    shows("unknown_flag-of-getopt", "unknown_flag", dies(KEEPALIVED, "keepalived: unrecognized option '--dont-forks'\nUsage: keepalived [OPTION...]\n  -f, --use-file=FILE          Use the specified configuration file", flags=("--dont-forks",)), KEEPALIVED),
    shows("unknown_flag-shorthand-of-getopt", "unknown_flag", dies(KEEPALIVED, "keepalived: invalid option -- 'y'\nUsage: keepalived [OPTION...]", flags=("-y",)), KEEPALIVED),
    # The cloud's controllers insist on it in these words (cloud-provider/options).
    shows("missing-cloud-provider", ["missing_required_flag", "invalid_flag_value"], dies("cloud-controller-manager", ends("--cloud-provider cannot be empty"), flags=("--leader-elect=true",)), "cloud-controller-manager"),
    miss("red3-cidr-of-a-node-that-came", "invalid_flag_value", dies(KCM, klog("error syncing 'worker-3': failed to occupy cidr[10.200.3.0/24] at idx [0] for node: worker-3: cidr 10.200.3.0/24 is out the range of cluster cidr 10.244.0.0/16, requeuing", place="range_allocator.go:229") + "\n" + LOST, lived=LONG)),
)  # fmt: skip

# ---- configuration files ---------------------------------------------------------------------------------------------
NO_POLICY = klog(
    '"error syncing item" err="unable to get REST mapping for nvidia.com/v1/ClusterPolicy: no matches for kind \\"ClusterPolicy\\" in version \\"nvidia.com/v1\\""',
    place="garbagecollector.go:406",
)
BACKEND = klog(
    'failed to compute replicas: unable to get target\'s current scale: no matches for kind \\"BackendConfig\\" in version \\"cloud.google.com/v1\\"',
    place="horizontal.go:227",
)
SCHEDULERS = "/etc/kubernetes/scheduler.yaml"
ALERT = "[ALERT]    (1) : config : parsing [/usr/local/etc/haproxy/haproxy.cfg:35] : {}\n[ALERT]    (1) : config : Error(s) found in configuration file : /usr/local/etc/haproxy/haproxy.cfg\n[ALERT]    (1) : config : Fatal errors found in configuration."
PEM = "/etc/haproxy/certs/lb.pem"
NO_PEM = ALERT.format(
    f"'bind *:6443' in section 'frontend' : unable to stat SSL certificate from file '{PEM}' : No such file or directory."
)
UNNAMED = ALERT.format("'server api2' : could not resolve address 'master-2.example.com'.").replace(
    "Error(s) found in configuration file : /usr/local/etc/haproxy/haproxy.cfg", "Failed to initialize server(s) addr."
)
NOWHERE = ends(
    "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable"
)
CONFIGS = (
    *(miss(f"red3-kind-of-an-object-{name}", "component_config_invalid", dies(KCM, f"{line}\n{LOST}", lived=ago(minutes=3))) for name, line in (("owner", NO_POLICY), ("target", BACKEND))),
    miss("red3-strict-decoding-of-an-object", "component_config_invalid", dies(KCM, klog('"Unhandled Error" err="error syncing deployment d/x: strict decoding error: unknown field \\"spec.foo\\""') + "\n" + LOST, "--config=/etc/kubernetes/kcm.yaml", lived=ago(minutes=3))),
    miss("red3-balancer-s-name-is-not-resolved", "component_config_invalid", dies(HAPROXY, UNNAMED)),
    miss("red3-balancer-s-certificate", "component_config_invalid", dies(HAPROXY, NO_PEM)),
    shows("file_missing-balancer-s-certificate", "file_missing", dies(HAPROXY, NO_PEM, node=Node().absent(PEM), mounts=("/etc/haproxy",)), HAPROXY),
    shows("file_not_mounted-balancer-s-certificate", "file_not_mounted", dies(HAPROXY, NO_PEM, node=Node().there(PEM), mounts=("/usr/local/etc/haproxy",)), HAPROXY),
    shows("component_config_invalid-balancer-s-directive", "component_config_invalid", dies(HAPROXY, ALERT.format("unknown keyword 'forntend' out of section.")), HAPROXY),
    shows("component_config_invalid-names-no-apiserver", ["component_config_invalid", "missing_required_flag"], dies(S, NOWHERE, flags=(f"--config={SCHEDULERS}",), mounts=(SCHEDULERS,)), S),
    quiet("red3-config-of-the-life-before", Node().static_pod(S, f"--config={SCHEDULERS}", mounts=(SCHEDULERS,)).died(S, ends('strict decoding error: unknown field "profile"'), attempt=3, ago=ago(hours=2)).runs(S, attempt=4, since=ago(hours=2))),
)  # fmt: skip

# ---- files that are not there ----------------------------------------------------------------------------------------
CLOUD, AUTHN, CA = "/etc/kubernetes/cloud.conf", "/etc/kubernetes/authn/authentication.yaml", f"{PKI}/ca.crt"
MODULES = klog(
    "Failed to read file /lib/modules/5.4.0-150-generic/modules.builtin with error open /lib/modules/5.4.0-150-generic/modules.builtin: no such file or directory. You can ignore this message when kube-proxy is running inside container without mounting /lib/modules",
    "W",
    "proxier.go:661",
)
CONNTRACK = ends("open /proc/sys/net/netfilter/nf_conntrack_max: permission denied")
FAILS_OPEN = klog(
    'Failed calling webhook, failing open x.example: failed calling webhook "x.example": failed to call webhook: Post "https://x.d.svc:443/": open /etc/kubernetes/webhook/token: no such file or directory',
    "W",
    "dispatcher.go:217",
)
RELOADS = klog(f'"failed to load authentication config" err="open {AUTHN}: {{}}"', place="server.go:330")
KILLED = error(
    '"Probe failed" probeType="Liveness" pod="kube-system/kube-apiserver-master-1" podUID="4e1243bd" containerName="kube-apiserver" probeResult="failure" output="HTTP probe failed with statuscode: 500"',
    level="I",
)
TWICE = ("--kubeconfig=/etc/kubernetes/old.conf", "--kubeconfig=/etc/kubernetes/scheduler.conf", "--leader-elect=true")
UNLOADED = "unable to load client CA file {0}: open {0}: no such file or directory"
CURRENT = "/var/lib/kubelet/pki/kubelet-client-current.pem"
NO_CURRENT = f'"command failed" err="failed to run Kubelet: invalid configuration: [unable to read client-cert {CURRENT} for default-auth due to open {CURRENT}: no such file or directory]"'
SWAP = '"command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"'
ABSENT = (
    *(miss(f"red3-proxy-s-modules-and-{name}", NOT_FOUND, dies(PROXY, f"{MODULES}\n{end}")) for name, end in (("a-port", ends("failed to listen on 0.0.0.0:10256: bind: address already in use")), ("nothing", ""))),
    miss("red3-webhook-that-fails-open", NOT_FOUND, dies(A, FAILS_OPEN, code=137, lived=LONG).unit("kubelet").kubelet(KILLED)),
    miss("red3-reload-of-what-was-replaced", NOT_FOUND, dies(A, RELOADS.format("no such file or directory"), f"--authentication-config={AUTHN}", mounts=(PKI, "/etc/kubernetes/authn"), code=137, lived=LONG)),
    miss("red3-old-flag-before-the-right-one", NOT_FOUND, silent(S, flags=TWICE, node=Node().absent("/etc/kubernetes/old.conf").there("/etc/kubernetes/scheduler.conf"))),
    shows("file_missing-last-of-two-flags", "file_missing", silent(S, flags=(TWICE[1], TWICE[0]), node=Node().absent("/etc/kubernetes/old.conf").there("/etc/kubernetes/scheduler.conf"), mounts=("/etc/kubernetes",)), S),
    shows("file_not_mounted-link-out-of-the-mount", "file_not_mounted", dies(A, ends(f"unable to load client CA file {CA}: open {CA}: no such file or directory"), node=Node().there(CA, "link", target="/opt/pki/ca.crt").there("/opt/pki/ca.crt")), A),
    shows("file_missing-link-to-nowhere", "file_missing", dies(A, ends(f"unable to load client CA file {CA}: open {CA}: no such file or directory"), node=Node().there(CA, "link", target="/opt/pki/ca.crt").absent("/opt/pki/ca.crt")), A),
    shows("kubelet-file_missing-link-to-nowhere", "file_missing", kubelet_ends(last=NO_CURRENT).there(CURRENT, "link", target="/var/lib/kubelet/pki/kubelet-client-2023-03-09-10-00-00.pem").absent("/var/lib/kubelet/pki/kubelet-client-2023-03-09-10-00-00.pem").there("/etc/kubernetes/kubelet.conf").there(KUBELET_CONFIG), UNIT),
    shows("red3-kubelet-s-ca-of-an-earlier-life", "kubelet_swap_on", Node().kubelet(error(f'"command failed" err="failed to construct kubelet dependencies: {UNLOADED.format(CA)}"', "run.go:74"), ago=ago(hours=2)).kubelet_loops(error(SWAP, "run.go:74")), UNIT),
    miss("red3-put-back-since", NOT_FOUND, dies(A, ends(f"unable to load client CA file {CA}: open {CA}: no such file or directory"), node=Node().there(CA))),
)  # fmt: skip

# ---- rights ----------------------------------------------------------------------------------------------------------
AVC = 'audit: type=1400 audit(1710239396.1:77): avc:  denied  {{ {} }} for  pid=77 comm="{}" name="{}" dev="dm-0" ino=7 scontext=system_u:system_r:container_t:s0:c1,c2 tcontext=system_u:object_r:cert_t:s0 tclass=file permissive=0'
CA_DENIED = ends(f"unable to load client CA file {CA}: open {CA}: permission denied")
LOG = "/var/log/kube-apiserver.log"
SHELL = ("/bin/sh", f"exec /usr/local/bin/kube-apiserver --v=2 1>>{LOG} 2>&1")


def rootless(node):
    """kubeadm's apiserver that runs as nobody: a key of root's alone keeps it out."""
    return dies(A, CA_DENIED, node=node.there(CA, mode="0600"), more="  securityContext: {runAsUser: 65534}\n")


RIGHTS = (
    *(miss(f"red3-sysctl-of-the-host-{name}", "file_permission_denied", dies(PROXY, end)) for name, end in (("conntrack", CONNTRACK), ("older", CONNTRACK.replace("E0312", "F0312").replace('"command failed" err=', "")))),
    miss("red3-reload-of-what-may-not-be-read", "file_permission_denied", dies(A, RELOADS.format("permission denied"), f"--authentication-config={AUTHN}", mounts=(PKI, "/etc/kubernetes/authn"), code=137, lived=LONG)),
    miss("red3-another-was-denied-a-file-of-that-name", "security_module_denied", rootless(Node().journal("kernel", AVC.format("read", "node_exporter", "ca.crt"), by="kernel"))),
    shows("file_permission_denied-of-nobody", "file_permission_denied", rootless(Node()), A),
    # The shell's words of a command are those of a file.
    *(
        miss(f"red3-command-of-a-shell-{name}", [*NOT_FOUND, "file_permission_denied", "host_path_unusable"], dies(A, f"/bin/sh: line 1: /usr/local/bin/kube-apiserver: {why}", command="/bin/sh", flags=("-c", SHELL[1]), mounts=(PKI, LOG), code=code))
        for name, why, code in (("not-found", "No such file or directory", 127), ("not-executable", "Permission denied", 126), ("directory", "Is a directory", 126))
    ),
    shows("red3-its-memory-and-a-denial", "oom_killed", dies(E, "", code=137, reason="OOMKilled").journal("kernel", AVC.format("search", "etcd", "kubernetes"), by="kernel"), E),
    miss("red3-killed-by-its-probe-and-a-denial", "security_module_denied", dies(A, "", code=137, lived=LONG).unit("kubelet").kubelet(KILLED).journal("kernel", AVC.format("search", "kube-apiserver", "tmp"), by="kernel")),
    *(
        shows(f"{cause}-of-a-shells-log-{shell}", cause, dies(A, words, command="/bin/sh", flags=("-c", SHELL[1]), mounts=(PKI, LOG), code=2 if shell == "dash" else 1, node=Node().there(LOG, kind, "0640", **owner), more=more), A)
        for cause, why, kind, owner, more in (
            ("host_path_unusable", "Is a directory", "dir", {}, ""),
            ("file_permission_denied", "Permission denied", "file", {}, "  securityContext: {runAsUser: 65534}\n"),
        )
        for shell, words in (("dash", f"/bin/sh: 1: cannot create {LOG}: {why}"), ("bash", f"/bin/sh: {LOG}: {why}"), ("ash", f"/bin/sh: can't create {LOG}: {why}"))
    ),
)  # fmt: skip

# ---- volumes and containers that cannot be made ----------------------------------------------------------------------
TYPE = 'MountVolume.SetUp failed for volume \\"v0\\" (UniqueName: \\"kubernetes.io/host-path/4e12-v0\\") pod \\"kube-apiserver-master-1\\" : hostPath type check failed: /etc/kubernetes/pki is not a directory'
PARSER = 'failed to \\"StartContainer\\" for \\"kube-apiserver\\" with CreateContainerError: \\"failed to generate apparmor spec opts: apparmor_parser: executable file not found in $PATH\\"'
WAITED = "unmounted volumes=[v0], unattached volumes=[v0 v1]: timed out waiting for the condition"
SOMEBODYS = 'time="2024-03-12T10:29:28.402Z" level=error msg="StartContainer for \\"80c766755199c389a83be6c743d91394cbcb82e5977820d646d3f2bc25dae6a3\\" failed" error="failed to create containerd task: OCI runtime create failed: container init caused: rootfs_linux.go:60: mounting \\"/etc/ssl/certs\\" to rootfs at \\"/etc/ssl/certs\\" caused: not a directory: unknown"'
NO_PARSER = 'time="2024-03-12T10:29:28.402Z" level=error msg="CreateContainer within sandbox failed" error="failed to generate apparmor spec opts: apparmor_parser: executable file not found in $PATH"'
OOM = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown"
DIRECTORY = ends("Failed to read the CA file: read /etc/ssl/certs: is a directory")


def overcome(line):
    """What the kubelet said two hours ago, of a container that has started since and ends for want of its port."""
    return dies(A, USED, node=Node().unit("kubelet").kubelet(syncing(line), ago=ago(hours=2))).socket("nginx", 6443)


def answers(line):
    """Nobody saw its container, and it answers."""
    return Node().static_pod(A).unit("kubelet").journal("containerd", line).probe(A, 200, times=3)


MOUNTS = (
    *(shows(f"red3-{name}-two-hours-ago", "port_in_use", overcome(line), A) for name, line in (("type-of-a-mount", TYPE), ("parser", PARSER), ("volumes", WAITED), ("image", 'failed to \\"StartContainer\\" for \\"kube-apiserver\\" with ErrImagePull: \\"failed to pull image\\"'))),
    *(quiet(f"red3-{name}-while-it-answers", answers(line)) for name, line in (("somebodys-mount", SOMEBODYS), ("parser", NO_PARSER))),
    shows("red3-directory-that-a-flag-names", "invalid_flag_value", dies(A, DIRECTORY, "--oidc-ca-file=/etc/ssl/certs", "--oidc-issuer-url=https://x"), A),
    shows("red3-directory-of-keys-that-a-flag-names", "invalid_flag_value", dies(A, ends(f"unable to load client CA file {PKI}: read {PKI}: is a directory"), f"--client-ca-file={PKI}", node=Node().there(PKI, "dir", "0755")), A),
    shows("oom_killed-in-runcs-init", "oom_killed", dies(A, "", code=128, reason="StartError", message=OOM, limits={"memory": "10Mi"}), A),
    shows("red3-kubelet-is-down-and-a-mount-is-missing", "kubelet_swap_on", Node().static_pod(A).absent(PKI).kubelet_loops(error(SWAP, "run.go:74")), UNIT),
)  # fmt: skip

# ---- the runtime -----------------------------------------------------------------------------------------------------
CILIUM = syncing(
    'rpc error: code = Unknown desc = failed to setup network for sandbox: plugin type=\\"cilium-cni\\" failed (add): unable to connect to Cilium agent: failed to create cilium agent client: Get \\"http://localhost/v1/config\\": dial unix /var/run/cilium/cilium.sock: connect: no such file or directory',
    "coredns-5d78c",
)
DIND = error(
    '"Probe failed" probeType="Readiness" pod="ci/dind-0" containerName="dind" probeResult="failure" output="Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"',
    "prober.go:107",
    "I",
)
CREATED = error(f'"RunPodSandbox from runtime service failed" err="{DIALS.format(SOCKET, "connection refused")}"')
WARNED = error(
    f'[core] grpc: addrConn.createTransport failed to connect to {{Addr: "{SOCKET}"}}. Err: connection error: desc = "transport: Error while dialing: dial unix {SOCKET}: connect: connection refused"',
    "logging.go:59",
    "W",
)
DOCKER_DOWN = error(
    "failed to run Kubelet: failed to create kubelet: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
    "server.go:266",
    "F",
)
UNCONNECTED = f'"command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix://{{0}}\\": {DIALS.format("{0}", "{1}")}"'
GONE = UNCONNECTED.format(SOCKET, "no such file or directory")
CONFIG = f"apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncontainerRuntimeEndpoint: unix://{SOCKET}\n"
COMMENT = '# KUBELET_EXTRA_ARGS="--container-runtime-endpoint=unix:///run/crio/crio.sock"\nKUBELET_EXTRA_ARGS=\n'
REFUSES = UNCONNECTED.format(SOCKET, "connection refused")
RUNTIME = (
    quiet("red3-network-s-socket-of-a-living-kubelet", Node().unit("kubelet").kubelet(CILIUM, CILIUM, ago=ago(seconds=8))),
    shows("red3-network-s-socket-and-swap", "kubelet_swap_on", kubelet_ends(CILIUM, last=SWAP), UNIT),
    miss("red3-network-s-socket-and-an-end-of-another-kind", "runtime_unavailable", kubelet_ends(CILIUM, CILIUM, last='"command failed" err="failed to run Kubelet: invalid kernel flag"')),
    quiet("red3-docker-in-a-pod-by-its-probe", Node().unit("kubelet").kubelet(DIND, DIND, ago=ago(seconds=8))),
    quiet("red3-runtime-was-restarted-and-an-idle-unit", Node().unit("kubelet").unit("containerd").unit("cri-docker", "inactive", "dead").kubelet(CREATED, CREATED, ago=ago(hours=2)).kubelet(error('"SyncLoop (PLEG): event for pod" pod="d/x"', level="I"))),
    shows("red3-runtime-came-and-swap-is-on", "kubelet_swap_on", kubelet_ends(WARNED, error('"Container runtime initialized" containerRuntime="containerd"', level="I"), last=SWAP), UNIT),
    shows("red3-runtime-failed-beside-anothers-socket", "runtime_unavailable", kubelet_ends(last=GONE).unit("containerd", "failed", "failed", Result="exit-code").absent(SOCKET).there("/run/cri-dockerd.sock", "socket").file(KUBELET_CONFIG, CONFIG)),
    shows("red3-endpoint-in-a-comment", "runtime_unavailable", kubelet_ends(last=REFUSES).unit("containerd", "failed", "failed", Result="exit-code").absent("/run/crio/crio.sock").there(SOCKET, "socket").file("/etc/default/kubelet", COMMENT).file(KUBELET_CONFIG, CONFIG)),
    shows("red3-docker-is-down-below-dockershim", "runtime_unavailable", Node(version=None).kubelet_loops(error('"Connecting to runtime service" endpoint="unix:///var/run/dockershim.sock"', level="I"), DOCKER_DOWN).unit("docker", "failed", "failed", Result="exit-code")),
    shows("runtime_endpoint_wrong-as-configured", "runtime_endpoint_wrong", kubelet_ends(last=UNCONNECTED.format("/run/cri-dockerd.sock", "no such file or directory")).absent("/run/cri-dockerd.sock").there(SOCKET, "socket").unit("containerd").file(KUBELET_CONFIG, CONFIG.replace(SOCKET, "/run/cri-dockerd.sock"))),
)  # fmt: skip

# ---- a second round: units of their own, earlier lives of a kubelet, and what stands behind a refusal ----------------
PULL = 'Failed to pull image \\"registry.k8s.io/kube-apiserver:v1.28.4\\": rpc error: code = Unknown desc = failed to pull and unpack image \\"registry.k8s.io/kube-apiserver:v1.28.4\\": failed to extract layer sha256:5f: write /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/9/fs/x: {}'
PLUGINS = "/usr/libexec/kubernetes/kubelet-plugins/volume/exec"
READ_ONLY = f'failed to \\"StartContainer\\" for \\"kube-controller-manager\\" with CreateContainerError: \\"failed to generate container spec: failed to mkdir \\\\\\"{PLUGINS}\\\\\\": mkdir /usr/libexec/kubernetes: read-only file system\\"'
USAGE = "\n".join(
    [
        "Usage:",
        "  kube-apiserver [flags]",
        "Generic flags:",
        *["      --max-requests-inflight int   This and --max-mutating-requests-inflight must be greater than 0"] * 40,
    ]
)
SERVER = "/etc/etcd/ssl/server.pem"
ENV = "/etc/kubernetes/apiserver.env"
ETCD_S_USED = '{"level":"fatal","ts":"2024-03-12T10:29:55.9Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"listen tcp 10.0.0.4:2380: bind: address already in use"}'


def unit_of(program, *lines, former=()):
    node = Node().unit(program, "activating", "auto-restart", 9, Result="exit-code", ExecMainStatus=1)
    if former:
        node.journal(program, *former, ago=ago(hours=1))
        node.journal(
            program,
            f"{program}.service: Main process exited, code=exited, status=1/FAILURE",
            by="systemd",
            ago=ago(minutes=59),
        )
    node.journal(program, f"Started {program}.service.", by="systemd", ago=ago(seconds=40)).journal(
        program, *lines, ago=ago(seconds=39)
    )
    return node.journal(
        program,
        f"{program}.service: Main process exited, code=exited, status=1/FAILURE",
        by="systemd",
        ago=ago(seconds=38),
    )


def image(why):
    return (
        Node()
        .unit("kubelet")
        .static_pod(A)
        .waits(A, "ErrImagePull", PULL.format(why))
        .kubelet(syncing(PULL.format(why)))
    )


SECOND = (
    miss("red3-kubelet-s-ca-of-an-earlier-life-and-an-end-unknown", "file_missing", Node().kubelet(error(f'"command failed" err="failed to construct kubelet dependencies: {UNLOADED.format(CA)}"', "run.go:74"), ago=ago(hours=2)).kubelet_loops(error('"command failed" err="failed to run Kubelet: could not detect clock speed from output"', "run.go:74"))),
    shows("red3-unit-s-file-of-an-earlier-life", "port_in_use", unit_of(E, ETCD_S_USED, former=[f'{{"level":"fatal","ts":"2024-03-12T09:29:55.9Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"open {SERVER}: no such file or directory"}}']).socket("python3", 2380, "10.0.0.4")),
    shows("unknown_flag-unit-with-its-usage", "unknown_flag", unit_of(A, "Error: unknown flag: --insecure-port", *USAGE.split("\n"), "", "unknown flag: --insecure-port")),
    shows("disk_full-while-its-image-is-unpacked", "disk_full", image("no space left on device")),
    shows("filesystem_damaged-while-its-image-is-unpacked", "filesystem_damaged", image("read-only file system")),
    shows("image_unavailable-for-want-of-trust", "image_unavailable", image("x509: certificate signed by unknown authority")),
    shows("host_path_unusable-on-a-read-only-usr", "host_path_unusable", Node().unit("kubelet").static_pod(KCM, mounts=(PKI, PLUGINS)).waits(KCM, "CreateContainerError", f'failed to generate container spec: failed to mkdir "{PLUGINS}": mkdir /usr/libexec/kubernetes: read-only file system').kubelet(syncing(READ_ONLY, KCM))),
    shows("host_path_unusable-after-an-edit", "host_path_unusable", Node().static_pod(A, edited=ago(minutes=3)).died(A, "", code=0, uid="1" * 32, attempt=0, ago=ago(minutes=3), lived=LONG).unit("kubelet").kubelet(syncing(TYPE)).waits(A, "ContainerCreating")),
    quiet("red3-file-that-came-and-runs", Node().static_pod(A).died(A, ends(f"unable to load client CA file {CA}: open {CA}: no such file or directory"), attempt=5, ago=ago(days=3)).runs(A, attempt=6)),
    quiet("red3-mode-that-was-mended-and-runs", Node().static_pod(A).died(A, CA_DENIED, attempt=5, ago=ago(days=3)).runs(A, attempt=6)),
    shows("red3-file-of-the-life-before", "port_in_use", Node().static_pod(A).died(A, ends(f"unable to load client CA file {CA}: open {CA}: no such file or directory"), attempt=4, ago=ago(minutes=6)).died(A, USED, attempt=5).socket("nginx", 6443), A),
    shows("missing_required_flag-kubeconfig", "missing_required_flag", dies(S, NOWHERE, flags=("--leader-elect=true",)), S),
    miss("red3-empty-kubeconfig", "missing_required_flag", dies(S, NOWHERE)),
    shows("file_missing-that-a-shell-reads", "file_missing", dies(A, f"/bin/sh: 1: cannot open {ENV}: No such file", command="/bin/sh", flags=("-c", f"while read -r x; do export $x; done < {ENV}; exec kube-apiserver"), code=2, mounts=("/etc/kubernetes",), node=Node().absent(ENV)), A),
    shows("red3-balancer-s-certificate-may-not-be-read", "file_permission_denied", dies(HAPROXY, NO_PEM.replace("No such file or directory", "Permission denied"), node=Node().there(PEM, mode="0600"), mounts=("/etc/haproxy",), more="  securityContext: {runAsUser: 99}\n"), HAPROXY),
    miss("red3-probe-of-a-pod-and-an-end-of-another-kind", "runtime_unavailable", kubelet_ends(DIND, DIND, last='"command failed" err="failed to run Kubelet: could not detect clock speed from output"')),
    miss("red3-runtime-was-away-at-its-start-and-an-end-of-another-kind", "runtime_unavailable", kubelet_ends(WARNED, error('"Container runtime initialized" containerRuntime="containerd"', "kuberuntime_manager.go:257", "I"), last='"command failed" err="failed to run Kubelet: could not detect clock speed from output"')),
)  # fmt: skip

OWN_FIFTEENTH_FILES = (*COMMANDS, *CONFIGS, *ABSENT, *RIGHTS, *MOUNTS, *RUNTIME, *SECOND)
