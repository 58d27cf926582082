"""The same faults in units of other names (OpenShift 3's, CoreOS', a snap's), and in units whose flags are known."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eighth_etcd import AWAY, TWO
from incidents.own.etcd_words import failed
from incidents.own.ninth_node import CRIO, OURS, WORKS, cut_off
from incidents.own.ninth_units import CORRUPT, ENDED_OLD, goes_on, loops
from incidents.own.shapes import EXPIRED, UNIT, A, E, S, gives_up, miss, quiet, shows

ORIGIN, ATOMIC, CHARMED = "origin-node", "atomic-openshift-node", "snap.kubelet.daemon"
API, CONTROLLERS = "origin-master-api", "atomic-openshift-master-controllers"
SWAP = "F0312 10:29:55.900100   18165 server.go:233] failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename Type]"
DRIVER = 'F0312 10:29:55.900100   18165 start_node.go:159] failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"'
WELL = "I0312 10:29:40.100100   18165 kubelet.go:1924] SyncLoop (PLEG): event for pod"


def at(name, log, **more):
    """A unit of OpenShift 3's time, which systemd 219 starts again and again."""
    return loops(name, log, form=ENDED_OLD, status=255, **{"node": Node(version="v1.9.1"), **more})


def living(name, *lines):
    node = Node(version="v1.28.4").unit(name, ActiveEnterTimestamp="2024-03-12T09:00:00Z", MainPID=812)
    return node.journal(name, *lines, ago=timedelta(seconds=20))


REST = {"state": "inactive", "sub": "dead", "Result": "success"}
KUBELETS = (
    shows("origin-node-swap", "kubelet_swap_on", at(ORIGIN, SWAP), UNIT),
    shows("origin-node-driver", "kubelet_cgroup_driver_mismatch", at(ATOMIC, DRIVER), UNIT),
    shows("origin-node-heard-alone", "kubelet_swap_on", Node(version="v1.9.1").journal(ORIGIN, SWAP, by=ATOMIC), UNIT),
    shows("origin-node-beside-a-kubelet-never-started", "kubelet_swap_on", at(ORIGIN, SWAP).unit("kubelet", **REST), UNIT),
    shows("origin-node-beside-no-kubelet", "kubelet_swap_on", at(ORIGIN, SWAP).unit("kubelet", "inactive", "dead", LoadState="not-found"), UNIT),
    shows("runtime_unavailable-living-charmed", "runtime_unavailable", living(CHARMED, *cut_off(OURS)), UNIT),
    shows("runtime_unavailable-living-origin", "runtime_unavailable", living(ORIGIN, *cut_off(CRIO)), UNIT),
    shows("kubelet-beside-an-origin-node-that-rests", "kubelet_swap_on", Node(version="v1.9.1").unit(ORIGIN, **REST).journal(ORIGIN, DRIVER, ago=timedelta(days=2)).kubelet_loops(SWAP), UNIT),
    quiet("origin-node-lives", living(ORIGIN, WELL)),
    quiet("origin-node-rests-beside-a-kubelet", Node(version="v1.28.4").unit(ORIGIN, **REST).journal(ORIGIN, SWAP, ago=timedelta(hours=9)).unit("kubelet").kubelet(WORKS)),
    quiet("origin-node-of-before-the-kubelet", Node(version="v1.28.4").journal(ORIGIN, SWAP, ago=timedelta(hours=9)).unit("kubelet").kubelet(WORKS)),
    miss("origin-node-s-proxy", ("kubelet_swap_on", "kubelet_config_invalid", "kubelet_unknown_flag"), at(ORIGIN, "F0312 10:29:55.900100   18165 network.go:46] SDN node startup failed: failed to validate network configuration: master has not created a default cluster network")),
)  # fmt: skip

KUBELITE = "snap.microk8s.daemon-kubelite"
LEFT_BEHIND = (
    quiet(
        "k3s-lives-beside-a-kubelet-of-before",
        Node(version="v1.28.4+k3s1")
        .unit("k3s")
        .journal("k3s", "I0312 10:29:40.1 1 x.go:1] fine")
        .unit("kubelet", **REST)
        .kubelet(SWAP, ago=timedelta(hours=9)),
    ),
    shows(
        "kubelite-beside-the-kubelet-of-before-it",
        "unknown_flag",
        loops(KUBELITE, "Error: unknown flag: --insecure-port").unit("snap.microk8s.daemon-kubelet", **REST),
        UNIT,
    ),
    shows(
        "kubelite-beside-what-its-kubelet-said",
        "unknown_flag",
        loops(KUBELITE, "Error: unknown flag: --insecure-port")
        .unit("snap.microk8s.daemon-kubelet", **REST)
        .journal("snap.microk8s.daemon-kubelet", SWAP, ago=timedelta(hours=20)),
        UNIT,
    ),
    shows(
        "kubelite-failed-beside-what-its-kubelet-said",
        "unknown_flag",
        loops(KUBELITE, "Error: unknown flag: --insecure-port", state="failed", sub="failed")
        .unit("snap.microk8s.daemon-kubelet", **REST)
        .journal("snap.microk8s.daemon-kubelet", SWAP, ago=timedelta(hours=20)),
        UNIT,
    ),
    quiet(
        "k3s-lives-beside-an-origin-node-that-rests",
        Node(version="v1.28.4+k3s1")
        .unit("k3s")
        .journal("k3s", "I0312 10:29:40.1 1 x.go:1] fine")
        .unit(ORIGIN, **REST)
        .journal(ORIGIN, SWAP, ago=timedelta(hours=9)),
    ),
    quiet(
        "k3s-heard-after-an-origin-node",
        Node(version="v1.28.4+k3s1")
        .journal(ORIGIN, SWAP, ago=timedelta(hours=9))
        .journal("k3s", "I0312 10:29:40.1 1 x.go:1] fine", ago=timedelta(seconds=9)),
    ),
)

# cri_runtime_service's validation names the endpoint: of MicroK8s' own socket its containerd is to blame.
NO_CRI = 'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix://{}\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"'
SNAPS = (
    shows("microk8s-without-its-cri", "cri_plugin_disabled", loops("snap.microk8s.daemon-kubelet", NO_CRI.format("/var/snap/microk8s/common/run/containerd.sock")), UNIT),
    miss("microk8s-with-another-runtime", "cri_plugin_disabled", loops("snap.microk8s.daemon-kubelet", NO_CRI.format("/var/run/cri-dockerd.sock"))),
)  # fmt: skip


def started(node, name, command, *flags):
    """The unit's file, as `systemctl cat` shows it."""
    words = " \\\n  ".join([command, *flags])
    return node.file(
        f"/etc/systemd/system/{name}.service",
        f"[Unit]\nDescription={name}\n[Service]\nExecStart={words}\nRestart=on-failure\n",
    )


REFUSED = gives_up("dial tcp 127.0.0.1:2379: connect: connection refused")
TAKEN = "F0312 10:29:55.900100   44154 serve.go:88] listen tcp4 0.0.0.0:8443: bind: address already in use"
TAKEN_ETCD = failed("listen tcp 10.0.0.4:2380: bind: address already in use")
NOWHERE = 'E0312 10:29:55.9       1 run.go:74] "command failed" err="invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable"'
NO_CERTIFICATE = failed("open /etc/etcd/server.crt: no such file or directory")
OPENSHIFT = "/usr/bin/openshift start master {} --config=/etc/origin/master/master-config.yaml --loglevel=2"
DOCKER = (
    "/usr/bin/docker run --name etcd_container --rm -v /var/lib/etcd:/var/lib/etcd:z --net=host registry/rhel7/etcd"
)
NAMES = (
    shows("origin-master-api-etcd", "etcd_unreachable", started(at(API, REFUSED), API, OPENSHIFT.format("api")), f"{API}.service"),
    shows("origin-master-api-port", "port_in_use", started(at(API, TAKEN), API, OPENSHIFT.format("api")), f"{API}.service"),
    shows("origin-master-alone", "etcd_unreachable", at("origin-master", REFUSED), "origin-master.service"),
    shows("etcd2-corrupt", "etcd_data_corrupt", at("etcd2", CORRUPT), "etcd2.service"),
    shows("etcd-member-corrupt", "etcd_data_corrupt", loops("etcd-member", CORRUPT), "etcd-member.service"),
    shows("etcd_container-corrupt", "etcd_data_corrupt", started(at("etcd_container", CORRUPT), "etcd_container", DOCKER), "etcd_container.service"),
    shows("etcd_container-file-of-inside", "unknown", started(at("etcd_container", NO_CERTIFICATE), "etcd_container", DOCKER), "etcd_container.service"),
    miss("origin-controllers-flags-are-in-a-file", "missing_required_flag", started(at(CONTROLLERS, NOWHERE), CONTROLLERS, OPENSHIFT.format("controllers"))),
    quiet("etcd-rests-beside-etcd2", goes_on("etcd2", "2024-03-12 10:29:40.100000 I | etcdserver: published {Name:a} to cluster b", node=Node(version=None).unit("etcd", **REST).journal("etcd", CORRUPT, ago=timedelta(days=3)))),
    quiet("origin-master-lives", goes_on(API, "I0312 10:29:40.1   44154 start_api.go:104] Using a listen address override")),
)  # fmt: skip

CA_FLAGS = ("--etcd-servers=https://127.0.0.1:2379", "--client-ca-file=/etc/kubernetes/pki/ca.crt")
NO_AUDIT = 'E0312 10:29:55.9       1 run.go:74] "command failed" err="loading audit policy file: failed to read file path \\"/etc/kubernetes/audit.yaml\\": open /etc/kubernetes/audit.yaml: no such file or directory"'
DIRECTORY = 'E0312 10:29:55.9       1 run.go:74] "command failed" err="unable to load client CA file /etc/kubernetes/pki: read /etc/kubernetes/pki: is a directory"'
OF_THE_OTHER = f"{AWAY}\n{gives_up(EXPIRED)}".replace("127.0.0.1", "10.0.0.7")


def api(log, *flags, command="/usr/local/bin/kube-apiserver"):
    return started(loops(A, log), A, command, *(flags or CA_FLAGS))


AUDIT = "--audit-policy-file=/etc/kubernetes/audit.yaml"
FLAGS = (
    shows("unit-file", "file_missing", api(NO_AUDIT, *CA_FLAGS, AUDIT), f"{A}.service"),
    shows("unit-file-of-unknown-flags", "file_missing", loops(A, NO_AUDIT), f"{A}.service"),
    shows("unit-file-seen-to-be-absent", "file_missing", api(NO_AUDIT, AUDIT).absent("/etc/kubernetes/audit.yaml"), f"{A}.service"),
    miss("unit-file-that-is-there", ("file_missing", "file_not_mounted"), api(NO_AUDIT, AUDIT).there("/etc/kubernetes/audit.yaml")),
    miss("unit-file-in-a-container", "file_not_mounted", api(NO_AUDIT, AUDIT, command="/usr/bin/docker run --net=host --name apiserver k8s/kube-apiserver")),
    shows("unit-directory", "invalid_flag_value", api(DIRECTORY, "--client-ca-file=/etc/kubernetes/pki"), f"{A}.service"),
    shows("unit-port", "port_in_use", loops(E, TAKEN_ETCD), f"{E}.service"),
    shows("unit-port-that-nobody-holds-any-more", "unknown", loops(E, TAKEN_ETCD).socket(6443, A), f"{E}.service"),
    quiet("unit-port-was-free-in-the-end", goes_on(E, "", since=timedelta(minutes=30), restarts=3, node=loops(E, TAKEN_ETCD, ago=timedelta(minutes=30, seconds=5)))),
    shows("unit-without-kubeconfig", "missing_required_flag", started(loops(S, NOWHERE), S, "/usr/local/bin/kube-scheduler", "--leader-elect=true"), f"{S}.service"),
    miss("unit-with-an-empty-kubeconfig", "missing_required_flag", started(loops(S, NOWHERE), S, "/usr/local/bin/kube-scheduler", "--kubeconfig=/etc/kubernetes/scheduler.conf")),
    shows("unit-of-two-etcds", "etcd_server_certificate_expired", api(OF_THE_OTHER, *TWO), f"{A}.service"),
)  # fmt: skip

OWN_NINETEENTH_UNITS = (*KUBELETS, *LEFT_BEHIND, *SNAPS, *NAMES, *FLAGS)
