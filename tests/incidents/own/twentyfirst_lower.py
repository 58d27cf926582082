"""Around the twenty-first lot of reports of kubelets, runtimes and carriers: each mend in its other clothes, and what is like it."""

from datetime import timedelta

from incidents.builder import Node
from incidents.certificates import certificate
from incidents.own.eighth_kubelet import carrier_ends, fatal
from incidents.own.eleventh_kubelet import error
from incidents.own.fifteenth_etcd import ago
from incidents.own.nineteenth_living import maybe
from incidents.own.ninth_node import ends, lives
from incidents.own.shapes import KCM, UNIT, A, E, kubelet_says, miss, quiet, shows

# ---- labels that a kubelet may not give its node -----------------------------------------------------------------------
LABELS = "unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [node-role.kubernetes.io/node]"
ALLOWED = "--node-labels in the 'kubernetes.io' namespace must begin with an allowed prefix (kubelet.kubernetes.io, node.kubernetes.io) or be in the specifically allowed set (kubernetes.io/arch, kubernetes.io/os)"
USAGE = "      --node-labels mapStringString   <Warning: Alpha feature>Labels to add when registering the node in the cluster. Labels in the 'kubernetes.io' namespace must begin with an allowed prefix ('kubelet.kubernetes.io', 'node.kubernetes.io')"


def former_labels(end):
    """It was refused its labels in the life before; now it ends otherwise."""
    node = Node(version="v1.16.9").kubelet_loops()
    node.kubelet(f"F0312 10:28:55.9    4183 server.go:185] {LABELS}", ALLOWED, ago=ago(64))
    return node.kubelet(f"F0312 10:29:28.9    4201 server.go:271] {end}")


LABEL_INCIDENTS = (
    *kubelet_says("invalid_flag_value-node-ips-alike", "invalid_flag_value", 'bad --node-ip "10.0.0.4,10.0.0.5"; must contain either a single IP or a dual-stack pair of IPs', version="v1.22.1"),
    *kubelet_says("invalid_flag_value-node-ips-and-a-cloud", "invalid_flag_value", 'dual-stack --node-ip "10.0.0.4,fd00::4" not supported when using a cloud provider', version="v1.22.1"),
    *kubelet_says("invalid_flag_value-node-ips-of-all", "invalid_flag_value", "dual-stack --node-ip \"0.0.0.0,fd00::4\" cannot include '0.0.0.0' or '::'", version="v1.22.1"),
    *kubelet_says("invalid_flag_value-labels", "invalid_flag_value", f"failed to validate kubelet flags: {LABELS}\n{ALLOWED}"),
    shows("invalid_flag_value-labels-1.16", "invalid_flag_value", ends(f"F0312 10:29:55.9    4183 server.go:185] {LABELS}", ALLOWED, version="v1.16.9"), UNIT),
    shows("invalid_flag_value-labels-1.16-cut", "invalid_flag_value", ends(ALLOWED, version="v1.16.9"), UNIT),
    shows("invalid_flag_value-labels-1.21", "invalid_flag_value", ends(f'E0312 10:29:55.9    4183 server.go:188] "Failed to validate kubelet flags" err="{LABELS}\\n{ALLOWED}"', version="v1.21.9"), UNIT),
    shows("invalid_flag_value-labels-k3s", "invalid_flag_value", carrier_ends("k3s", fatal(f"kubelet exited: failed to validate kubelet flags: {LABELS}\\n{ALLOWED}"))),
    miss("invalid_flag_value-labels-of-1.14-are-a-warning", "invalid_flag_value", ends(f"W0312 10:29:55.1    1942 options.go:267] {LABELS}", f"W0312 10:29:55.1    1942 options.go:268] in 1.16, {ALLOWED}", "F0312 10:29:55.9    1942 server.go:194] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode", version="v1.14.8")),
    miss("invalid_flag_value-labels-in-the-usage", "invalid_flag_value", ends("Error: unknown flag: --api-servers", "Usage:", USAGE, version="v1.16.9")),
    shows("runtime_unavailable-labels-in-the-life-before", "runtime_unavailable", former_labels("failed to run Kubelet: failed to create kubelet: failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"), UNIT),
    miss("invalid_flag_value-labels-in-the-life-before", "invalid_flag_value", former_labels('failed to run Kubelet: could not init cloud provider "aws": x')),
    quiet("labels-long-ago", lives(ALLOWED, version="v1.16.9", ago=timedelta(hours=2))),
)  # fmt: skip

# ---- swap, and a kubelet whose words are elsewhere ------------------------------------------------------------------------
SWAP = {"swap_bytes": 2147479552}
BEARS = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nfailSwapOn: false\n"


def silent(node=None, **more):
    """It ends again and again, and nothing that it said is at hand."""
    return (node or Node(version="v1.28.4")).kubelet_loops(**more).host(**SWAP)


SWAP_INCIDENTS = (
    shows("kubelet_swap_on-without-a-word", ["kubelet_swap_on", "unknown"], silent(), UNIT, sure=False),
    *(
        miss(f"kubelet_swap_on-{name}", "kubelet_swap_on", node)
        for name, node in (
            ("allowed", silent().file("/var/lib/kubelet/config.yaml", BEARS)),
            ("allowed-by-a-flag", silent().file("/var/lib/kubelet/kubeadm-flags.env", 'KUBELET_KUBEADM_ARGS="--fail-swap-on=false"\n')),
            ("before-1.8", silent(Node(version="v1.7.4"))),
            ("not-executed", silent(status=203)),
            ("of-a-carrier", carrier_ends("k3s").host(**SWAP)),
            ("and-another-word", ends('E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --x"').host(**SWAP)),
        )
    ),
)  # fmt: skip

# ---- containerd's own last word in its carrier's journal ---------------------------------------------------------------
TOML = (
    "containerd: failed to load TOML: /var/lib/rancher/k3s/agent/etc/containerd/config.toml: (47, 2): duplicated tables"
)
TOML_2 = "containerd: failed to load TOML from /var/lib/rancher/rke2/agent/etc/containerd/config.toml: toml: table plugins already exists"
TAKEN = "containerd: failed to get listener for main endpoint: listen unix /run/k3s/containerd/containerd.sock: bind: address already in use"
FULL = "containerd: mkdir /var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs: no space left on device"
EXITED = fatal("containerd exited: exit status 1").replace("fatal", "error")
RUNS = fatal("Running containerd -c /var/lib/rancher/k3s/agent/etc/containerd/config.toml").replace("fatal", "info")


def after(node, line, *, seconds=5, unit="k3s"):
    return node.journal(unit, line, ago=ago(seconds))


CONTAINERDS_WORDS = (
    *(
        shows(f"{unit}-containerd-says-{number}", cause, carrier_ends(unit, *lines))
        for number, (unit, cause, lines) in enumerate(
            (
                ("k3s", "cri_plugin_disabled", (TOML,)),
                ("k3s-agent", ("cri_plugin_disabled", "runtime_unavailable"), (TOML, EXITED)),
                ("rke2-server", ("cri_plugin_disabled", "runtime_unavailable"), (RUNS, TOML_2, "containerd: exit status 1")),
                ("k3s", "runtime_unavailable", (RUNS, TAKEN, EXITED)),
                ("k3s", "disk_full", (FULL,)),
            )
        )
    ),
    shows("k3s-containerd-says-and-has-begun-since-the-last", "cri_plugin_disabled", after(after(carrier_ends("k3s", EXITED), RUNS, seconds=9), TOML)),
    miss("cri_plugin_disabled-containerd-said-and-another-ended", "cri_plugin_disabled", carrier_ends("k3s", fatal("apiserver exited: unknown flag: --x"), TOML)),
    miss("cri_plugin_disabled-containerd-said-in-a-former-life", "cri_plugin_disabled", after(after(carrier_ends("k3s", TOML), RUNS, seconds=9), fatal("etcd exited: listen tcp 10.0.0.4:2380: bind: cannot assign requested address"), seconds=6)),
    miss("cri_plugin_disabled-containerd-said-as-it-was-started-again", "cri_plugin_disabled", after(carrier_ends("k3s", TOML), RUNS)),
    quiet("k3s-lives-after-its-containerd-said", Node().unit("k3s").journal("k3s", TOML, ago=timedelta(minutes=9))),
)  # fmt: skip

# ---- cgroup drivers, by the answer that a living kubelet gets ------------------------------------------------------------
ASKED = "/kubepods/burstable/poddc305ff609d0dea5f474bd2831738ce2"
REFUSED = "RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = {}"
OTHERS = {
    "crio": f"cri-o configured with systemd cgroup manager, but did not receive slice as parent: {ASKED}",
    "crio-cgroupfs": "cri-o configured with cgroupfs cgroup manager, but received systemd slice as parent: /kubepods.slice/kubepods-burstable.slice",
    "runc": f'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: expected cgroupsPath to be of format \\"slice:prefix:name\\" for systemd cgroups, got \\"{ASKED}/8b1\\" instead: unknown',
    "docker": 'failed to start sandbox container for pod "etcd-a": Error response from daemon: cgroup-parent for systemd cgroup should be a valid slice named as "xxx.slice"',
}


def told(form, **more):
    return lives(error(REFUSED.format(OTHERS[form]), "remote_runtime.go:105"), **{"ago": ago(6), **more})


DRIVERS = (
    *(shows(f"cgroup_driver_mismatch-living-kubelet-is-told-{form}", "cgroup_driver_mismatch", told(form), UNIT) for form in OTHERS),
    quiet("living-kubelet-was-told-of-another-driver", told("crio", ago=timedelta(minutes=9))),
    quiet("living-kubelet-was-told-of-another-driver-once", told("crio", ago=ago(50))),
    quiet("living-kubelet-was-told-of-another-driver-and-starts-pods", after(told("crio"), error('"SyncLoop (PLEG): event for pod" pod="kube-system/x" event={"Type":"ContainerStarted"}', level="I"), unit="kubelet")),
    quiet("living-kubelet-of-another-parent", lives(error(REFUSED.format("cri-o configured with systemd cgroup manager, but did not receive slice as parent: /mine")), ago=ago(6))),
)  # fmt: skip

# ---- SELinux and AppArmor, of what nobody saw ------------------------------------------------------------------------------
ACCEPT = 'audit: type=1400 audit(1624291971.843:10): avc:  denied  {{ {what} }} for  pid=3416 comm="{comm}" {of} scontext=system_u:system_r:rke_container_t:s0:c41,c959 tcontext=system_u:system_r:rke_container_t:s0:c41,c959 tclass=tcp_socket permissive={permissive}'
ARMOR = 'audit: type=1400 audit(1624291971.843:10): apparmor="DENIED" operation="open" class="file" profile="cri-containerd.apparmor.d" name="/etc/kubernetes/pki/ca.crt" pid=3416 comm="kube-apiserver" requested_mask="r" denied_mask="r"'
PREVENTED = "SELinux is preventing {} from {}"


def avc(what="accept", comm="etcd", of="laddr=172.31.12.116 lport=2379", permissive=0):
    return ACCEPT.format(what=what, comm=comm, of=of, permissive=permissive)


def denied(line, program=E, node=None, unit="kernel", **more):
    return (node or Node().static_pod(program)).journal(unit, line, **more)


SECURITY = (
    *(
        maybe(f"security_module_denied-unseen-{number}", "security_module_denied", denied(line, program, unit=unit), program)
        for number, (program, unit, line) in enumerate(
            (
                (E, "kernel", avc()),
                (E, "auditd", avc("read", of='name="member" dev="sda1"').replace("audit: type=1400 audit", "type=AVC msg=audit")),
                (KCM, "kernel", avc("open", "kube-controller", 'path="/etc/kubernetes/controller-manager.conf" dev="sda1"')),
                (A, "kernel", ARMOR),
                (A, "setroubleshootd", PREVENTED.format("/usr/local/bin/kube-apiserver", "write access on the sock_file kine.sock.")),
                (A, "setroubleshootd", PREVENTED.format("/usr/local/bin/kube-apiserver", "'read, write' accesses on the sock_file kine.sock. For complete SELinux messages run: sealert -l e9c5f189-8574-4467-8c68-6d4c7b79b6bd")),
                (E, "setroubleshootd", PREVENTED.format("etcd", "using the 'dac_override, dac_read_search' capabilities.")),
            )
        )
    ),
    miss("security_module_denied-of-what-go-looks-at", "security_module_denied", denied(avc("read", of='name="hpage_pmd_size" dev="sysfs"')).died(E, code=1)),
    miss("security_module_denied-elsewhere-as-it-ended", "security_module_denied", denied(avc("read", of='path="/run/x" dev="tmpfs"')).died(E, code=1)),
    *(
        quiet(f"denial-{name}", node)
        for name, node in (
            ("that-was-only-noted", denied(avc(permissive=1))),
            ("to-another", denied(avc(comm="node_exporter"))),
            ("long-ago", denied(avc(), ago=timedelta(minutes=20))),
            ("of-what-go-looks-at", denied(avc("open", of='path="/sys/kernel/mm/transparent_hugepage/hpage_pmd_size" dev="sysfs"'))),
            ("to-one-that-listens", denied(avc()).socket("etcd", 2379)),
            ("to-one-that-runs", denied(avc(), node=Node().static_pod(E).runs(E))),
            ("to-one-that-answers", denied(avc(), node=Node().static_pod(E).probe(E, 200))),
            ("that-setroubleshoot-tells-of-another", denied(PREVENTED.format("/usr/bin/node_exporter", "read access on the file member."), unit="setroubleshootd")),
        )
    ),
)  # fmt: skip

# ---- Docker, and the container in which RKE's kubelet or component runs ------------------------------------------------------
START = 'time="2024-03-12T10:29:28Z" level=error msg="Handler for POST /v1.24/containers/{}/start returned error: {}"'
SHARED = "linux mounts: path /var/lib/kubelet is mounted on / but it is not a shared mount"
SHARED_NEW = "path /var/lib/kubelet is mounted on / but it is not a shared mount"
NO_SOURCE = 'invalid mount config for type \\"bind\\": bind source path does not exist: /etc/kubernetes/ssl'
OCI = "oci runtime error: container_linux.go:247: starting container process caused: process_linux.go:359: container init caused"


def docker(*lines, node=None, last=5):
    node = (node or Node(name="rke-1", version=None)).unit("docker")
    for number, line in enumerate(lines):
        node.journal("docker", line, by="dockerd", ago=ago(last + 2 * (len(lines) - number - 1)))
    return node


def runs_in_docker(program):
    """Docker has just refused to start it, and it runs."""
    node = docker(START.format(program, SHARED))
    node.documents["processes.json"] = [{"pid": 812, "program": program, "started_at": "2024-03-12T10:20:00Z", "container_id": None, "pod_uid": None, "command_line": program}]  # fmt: skip
    return node


DOCKER = (
    shows("host_path_unusable-docker-starts-no-kubelet", "host_path_unusable", docker(START.format("kubelet", SHARED))),
    shows("host_path_unusable-docker-starts-no-kubelet-of-later", "host_path_unusable", docker(START.format("kubelet", SHARED_NEW))),
    shows("host_path_unusable-docker-starts-no-apiserver", "host_path_unusable", docker(START.format("kube-apiserver", NO_SOURCE))),
    shows("container_create_failed-docker-starts-no-etcd", "container_create_failed", docker(*[START.format("etcd", OCI)] * 3)),
    maybe("container_create_failed-docker-did-not-start-a-kubelet", "container_create_failed", docker(START.format("kubelet", OCI))),
    shows("host_path_unusable-kubelet-in-docker-of-1.12", "host_path_unusable", ends(f"docker: Error response from daemon: {SHARED}..", version=None, at=Node().at), UNIT),
    *(
        shows(f"host_path_unusable-not-shared-{number}", "host_path_unusable", Node().static_pod(A, mounts=("/etc/kubernetes/pki", "/var/lib/kubelet")).waits(A, "CreateContainerError", why), A)
        for number, why in enumerate(
            (
                'failed to generate container "abc" spec: failed to generate spec: path "/var/lib/kubelet" is mounted on "/" but it is not a shared mount',
                f"Error response from daemon: {SHARED_NEW}",
                "container create failed: path /var/lib/kubelet is mounted on /var but it is not a shared or slave mount",
            )
        )
    ),
    miss("host_path_unusable-not-shared-of-another-pod", "host_path_unusable", Node().static_pod(A).unit("kubelet").kubelet(error(f'Error syncing pod, skipping: failed to "StartContainer" for "csi" with CreateContainerError: "{SHARED_NEW}"'), ago=ago(6))),
    quiet("docker-starts-another-container-not", docker(START.format("kubelet-exporter", SHARED))),
    quiet("docker-starts-a-registry-not", docker(START.format("registry", SHARED))),
    quiet("docker-did-not-start-a-kubelet-minutes-ago", docker(START.format("kubelet", SHARED), last=150)),
    quiet("docker-did-not-start-a-kubelet-that-runs", runs_in_docker("kubelet")),
    quiet("docker-did-not-start-a-kubelet-that-speaks", docker(START.format("kubelet", SHARED), node=Node().unit("kubelet").kubelet(error("x", level="I")))),
)  # fmt: skip

# ---- what k3s and RKE2 end with: addresses and the clock -----------------------------------------------------------------
NODE_IP = "invalid {}: invalid ip format '{}'"
GLOBAL = "interface eth1 does not have a correct global unicast ip: {}"
UNSET = "server time isn't set properly: 1970-01-01 00:51:44.168967964 +0000 UTC m=+1.411071037"
AHEAD = certificate("kubernetes", issuer="kubernetes-ca", since=-timedelta(hours=5), until=timedelta(days=365))
A_LITTLE = certificate("kubernetes", issuer="kubernetes-ca", since=-timedelta(minutes=2), until=timedelta(days=365))
GOOD = certificate("kubernetes", issuer="kubernetes-ca", since=timedelta(days=2), until=timedelta(days=365))


def serves(unit, pem, port=6443, **more):
    return Node(version=None).unit(unit, **more).serves(pem, port)


CARRIERS = (
    shows("invalid_flag_value-k3s-node-ip", "invalid_flag_value", carrier_ends("k3s", fatal(NODE_IP.format("node-ip", "")))),
    shows("invalid_flag_value-rke2-node-external-ip", "invalid_flag_value", carrier_ends("rke2-agent", fatal(NODE_IP.format("node-external-ip", "10.0.0.4/24")))),
    *(
        shows(f"{cause}-k3s-says-{number}", cause, carrier_ends("k3s", fatal(line)))
        for number, (cause, line) in enumerate(
            (
                ("node_address_missing", GLOBAL.format("can't find ip for interface eth1")),
                ("node_address_missing", GLOBAL.format("the interface eth1 is not up")),
                ("node_address_missing", "flannel exited: failed to find IPv6 address for interface ens224"),
                ("invalid_flag_value", GLOBAL.format("route ip+net: no such network interface")),
                ("invalid_flag_value", GLOBAL.format("multiple global unicast addresses defined for eth1, please set ip from one of [10.0.0.4 10.0.0.5]")),
                ("invalid_flag_value", "invalid egress-selector-mode agents"),
                # The apiserver's flags, in words that a kubelet has for its configuration too.
                ("invalid_flag_value", "invalid tls-cipher-suites: Cipher suite TLS_X not supported or doesn't exist"),
                ("invalid_flag_value", 'invalid tls-min-version: unknown tls version \\"VersionTLS14\\"'),
                ("invalid_flag_value", "cannot configure default cluster-dns address: can't generate IP with index 10 from subnet. subnet too small."),
                ("missing_required_flag", "/var/lib/rancher/k3s/server/token does not exist, please pass --token to complete the restoration"),
            )
        )
    ),
    shows("clock_skew-k3s-unset", "clock_skew", carrier_ends("k3s", fatal(UNSET))),
    shows("clock_skew-rke2-unset", "clock_skew", carrier_ends("rke2-agent", fatal(f"Error: {UNSET}"))),
    quiet("k3s-clock-was-unset", Node().unit("k3s").journal("k3s", fatal(UNSET), ago=timedelta(minutes=9))),
    *(shows(f"clock_skew-presents-too-early-{unit}", "clock_skew", serves(unit, AHEAD)) for unit in ("k3s", "rke2-server", "k0scontroller")),
    shows("clock_skew-presents-too-early-microk8s", "clock_skew", serves("snap.microk8s.daemon-kubelite", AHEAD, 16443)),
    quiet("k3s-presents-a-good-one", serves("k3s", GOOD)),
    quiet("k3s-presents-one-that-is-young", serves("k3s", A_LITTLE)),
    quiet("k3s-presents-two-of-which-one-is-good", serves("k3s", AHEAD).serves(GOOD, 6443, "10.0.0.4")),
    quiet("k3s-presents-another-port-s", serves("k3s", AHEAD, 8443)),
    quiet("k3s-agent-beside-another-s-port", serves("k3s-agent", AHEAD)),
    quiet("k3s-was-started-since", serves("k3s", AHEAD, ExecMainStartTimestamp="2024-03-12T10:30:30Z")),
)  # fmt: skip

# ---- an editor's file, and a pod that nobody saw ----------------------------------------------------------------------------
VIM = 'can\'t process config file "/etc/kubernetes/manifests/4913": open /etc/kubernetes/manifests/4913: no such file or directory'
VIM_NEW = '"Unable to process watch event" err="can\'t process manifest file \\"/etc/kubernetes/manifests/4913\\": open /etc/kubernetes/manifests/4913: no such file or directory"'
OUTDATED = 'Deleting mirror pod "kube-apiserver-master-1_kube-system(ea72a477)" because it is outdated'
OUTDATED_NEW = '"Deleted mirror pod because it is outdated" pod="kube-system/kube-apiserver-master-1"'
BEGAN = '"SyncLoop (PLEG): event for pod" pod="kube-system/kube-apiserver-master-1" event={"ID":"ea72a477","Type":"ContainerStarted"}'


def edits(*lines, seconds=8, node=None):
    node = (node or Node().static_pod(A, edited=ago(seconds))).unit("kubelet")
    return node.kubelet(*(error(line, "x.go:1", level) for level, line in lines), ago=ago(seconds))


EDITORS = (
    maybe("editor_temporary_file-unseen", "editor_temporary_file", edits(("E", VIM), ("W", OUTDATED)), A),
    maybe("editor_temporary_file-unseen-structured", "editor_temporary_file", edits(("E", VIM_NEW), ("I", OUTDATED_NEW)), A),
    quiet("editor-s-file-and-nothing-outdated", edits(("E", VIM))),
    quiet("mirror-outdated-without-an-editor-s-file", edits(("I", OUTDATED_NEW))),
    quiet("editor-s-file-after-the-mirror", edits(("I", OUTDATED_NEW), ("E", VIM_NEW))),
    quiet("editor-s-file-and-it-began", edits(("E", VIM_NEW), ("I", OUTDATED_NEW), ("I", BEGAN))),
    quiet("editor-s-file-and-it-runs", edits(("E", VIM_NEW), ("I", OUTDATED_NEW), node=Node().static_pod(A).runs(A))),
    quiet("editor-s-file-and-it-listens", edits(("E", VIM_NEW), ("I", OUTDATED_NEW)).socket("kube-apiserver", 6443)),
    quiet("editor-s-file-minutes-ago", edits(("E", VIM_NEW), ("I", OUTDATED_NEW), seconds=300)),
)  # fmt: skip

OWN_TWENTYFIRST_LOWER = (
    *LABEL_INCIDENTS,
    *SWAP_INCIDENTS,
    *CONTAINERDS_WORDS,
    *DRIVERS,
    *SECURITY,
    *DOCKER,
    *CARRIERS,
    *EDITORS,
)
