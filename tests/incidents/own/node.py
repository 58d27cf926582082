"""Incidents of the runtime, the kubelet and what hangs on the apiserver, and restarts that are expected."""

from datetime import timedelta

from incidents import saying
from incidents.builder import Node
from incidents.own.shapes import (
    KCM,
    KUBELET_CONFIG,
    LOST,
    UNAUTHORIZED,
    UNIT,
    A,
    E,
    S,
    dies,
    kubelet_says,
    miss,
    pod_text,
    probed_to_death,
    quiet,
    shows,
)

FLAGS_ENV = "/var/lib/kubelet/kubeadm-flags.env"
SOCKET = "/run/containerd/containerd.sock"
UNIMPLEMENTED = f'validate service connection: CRI v1 runtime API is not implemented for endpoint "unix://{SOCKET}": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService'
OLD_UNIMPLEMENTED = "failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService"
NO_SOCKET = f'validate service connection: validate CRI v1 runtime API for endpoint "unix://{SOCKET}": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix {SOCKET}: connect: no such file or directory"'
DRIVER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: {driver}\nstaticPodPath: /etc/kubernetes/manifests\n"
V2 = 'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  SystemdCgroup = {value}\n'
V3_WRONG = (
    'version = 3\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  SystemdCgroup = true\n'
)


def made_anew(config, *, version="v1.28.4", runtime="1.6.20", driver="systemd"):
    """All pods in new sandboxes within seconds of each other, above that containerd configuration."""
    node = Node(version=version).file(KUBELET_CONFIG, DRIVER.format(driver=driver)).runtime(runtime)
    node = (
        node.absent("/etc/containerd/config.toml")
        if config is None
        else node.file("/etc/containerd/config.toml", config)
    )
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program)
        node.died(
            program, "", code=0, attempt=3, sandbox=3, ago=timedelta(seconds=100 + number), lived=timedelta(minutes=3)
        )
        node.runs(program, attempt=4, sandbox=4, since=timedelta(seconds=80 + number))
    return node


def above_containerd(version, config, *, text=UNIMPLEMENTED, kubelet="v1.26.1"):
    """A kubelet that ends with that error above a containerd of that version and configuration, which runs."""
    return (
        Node(version=kubelet)
        .kubelet_loops(*saying.kubelet(text)["command"])
        .runtime(version, config)
        .journal(
            "containerd",
            f'time="2024-03-12T09:29:55.1Z" level=info msg="starting containerd" revision=aa version={version}',
            ago=timedelta(hours=1),
        )
        .unit("containerd")
    )


def dockershim():
    """A kubelet that still asks for dockershim's socket beside a containerd that has its own."""
    return (
        Node()
        .kubelet_loops(*saying.kubelet(NO_SOCKET.replace(SOCKET, "/var/run/dockershim.sock"))["command"])
        .file(FLAGS_ENV, 'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///var/run/dockershim.sock"\n')
        .absent("/var/run/dockershim.sock")
        .there(SOCKET, "socket")
    )


RUNTIME = (
    shows(
        "cgroup_driver_mismatch-no-config",
        "cgroup_driver_mismatch",
        made_anew(None).journal(
            "containerd", 'time="2024-03-12T09:29:55Z" level=info msg="starting containerd" version=1.6.20'
        ),
    ),
    shows("cgroup_driver_mismatch-false", "cgroup_driver_mismatch", made_anew(V2.format(value="false"))),
    shows(
        "cgroup_driver_mismatch-old-path-in-2.0",
        "cgroup_driver_mismatch",
        made_anew(V3_WRONG, runtime="2.0.2", version="v1.32.1"),
    ),
    shows(
        "cgroup_driver_mismatch-kubelet-cgroupfs",
        "cgroup_driver_mismatch",
        made_anew(V2.format(value="true"), driver="cgroupfs"),
    ),
    shows(
        "sandbox_changed",
        "sandbox_changed",
        Node()
        .static_pod(A)
        .died(A, code=0, attempt=2, sandbox=2, ago=timedelta(seconds=60))
        .runs(A, attempt=3, sandbox=3, since=timedelta(seconds=55))
        .kubelet(
            f'I0312 10:29:03.1    2999 kuberuntime_manager.go:1080] "Pod sandbox changed, it will be killed and re-created" pod="kube-system/{A}-master-1"',
            ago=timedelta(seconds=56),
        ),
        A,
    ),
    *kubelet_says("runtime_unavailable-new", "runtime_unavailable", NO_SOCKET),
    *kubelet_says(
        "runtime_unavailable-refused",
        "runtime_unavailable",
        'failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /var/run/crio/crio.sock: connect: connection refused"',
        version="v1.20.4",
    ),
    *kubelet_says(
        "runtime_unavailable-docker",
        "runtime_unavailable",
        "failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
        version="v1.18.4",
    ),
    shows("cri_api_unsupported", "cri_api_unsupported", above_containerd("1.5.11", "version = 2\n"), UNIT),
    shows(
        "cri_api_unsupported-removed-alpha",
        "cri_api_unsupported",
        above_containerd("2.0.1", "version = 3\n", text=OLD_UNIMPLEMENTED, kubelet="v1.22.4"),
        UNIT,
    ),
    shows(
        "cri_plugin_disabled", "cri_plugin_disabled", above_containerd("1.6.20", 'disabled_plugins = ["cri"]\n'), UNIT
    ),
    shows(
        "cri_plugin_disabled-full-name",
        "cri_plugin_disabled",
        above_containerd("1.7.2", 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n'),
        UNIT,
    ),
    shows(
        "cri_plugin_disabled-load-failed",
        "cri_plugin_disabled",
        above_containerd("1.6.20", "version = 2\n").journal(
            "containerd",
            'time="2024-03-12T09:29:56Z" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="invalid plugin config: `systemd_cgroup` only works for runtime io.containerd.runtime.v1.linux"',
            ago=timedelta(hours=1),
        ),
        UNIT,
    ),
    shows(
        "runtime_endpoint_wrong-private",
        "runtime_endpoint_wrong",
        Node(version="v1.20.4")
        .kubelet_loops(*saying.kubelet(OLD_UNIMPLEMENTED)["fatal"])
        .file(
            FLAGS_ENV,
            'KUBELET_KUBEADM_ARGS="--container-runtime=remote --container-runtime-endpoint=unix:///var/run/docker/containerd/docker-containerd.sock"\n',
        ),
        UNIT,
    ),
    shows("runtime_endpoint_wrong-missing", "runtime_endpoint_wrong", dockershim(), UNIT),
    shows(
        "container_create_failed",
        "container_create_failed",
        Node()
        .static_pod(A)
        .waits(
            A,
            "CreateContainerError",
            'failed to reserve container name kube-apiserver_kube-apiserver-master-1_kube-system_aa_0: name is reserved for "bb"',
        ),
        A,
    ),
    shows(
        "container_create_failed-kmem",
        "container_create_failed",
        Node()
        .static_pod(A)
        .died(
            A,
            code=128,
            reason="StartError",
            message="failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: unable to apply cgroup configuration: mkdir /sys/fs/cgroup/memory/kubepods/burstable/poda/b: cannot allocate memory: unknown",
            lived=timedelta(0),
        ),
        A,
    ),
    shows(
        "image_unavailable-status",
        "image_unavailable",
        Node()
        .static_pod(A, image="registry.k8s.io/kube-apiserver:v1.28.44")
        .waits(A, "ImagePullBackOff", 'Back-off pulling image "registry.k8s.io/kube-apiserver:v1.28.44"'),
        A,
    ),
    shows(
        "image_unavailable-log",
        "image_unavailable",
        Node()
        .static_pod(A)
        .sandbox(A, since=timedelta(minutes=5))
        .kubelet(
            'E0312 10:29:00.1    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with ErrImageNeverPull: \\"Container image \\\\\\"registry.k8s.io/kube-apiserver:v1.28.4\\\\\\" is not present with pull policy of Never\\"" pod="kube-system/kube-apiserver-master-1" podUID="aa"'
        ),
        A,
    ),
    shows(
        "duplicate_sandboxes",
        "duplicate_sandboxes",
        Node()
        .static_pod(A)
        .runs(A, uid="1" * 32, since=timedelta(hours=2))
        .runs(A, uid="2" * 32, since=timedelta(hours=1)),
        A,
    ),
    miss("cgroup-drivers-agree", "cgroup_driver_mismatch", made_anew(V2.format(value="true"))),
    miss(
        "sandbox-probe-kills",
        "sandbox_changed",
        probed_to_death(A, "--anonymous-auth=false")
        .probe(A, 401, body=UNAUTHORIZED, times=3)
        .probe(A, 200, variant="authenticated"),
    ),
    miss("sandbox-drivers-differ", "sandbox_changed", made_anew(V2.format(value="false"))),
    miss("runtime-unavailable-unimplemented", "runtime_unavailable", above_containerd("1.5.11", "version = 2\n")),
    miss("runtime-unavailable-endpoint", "runtime_unavailable", dockershim()),
    miss(
        "runtime-unavailable-dockershim-alone",
        "runtime_unavailable",
        Node(version=None).kubelet_loops(
            *saying.kubelet(NO_SOCKET.replace(SOCKET, "/var/run/dockershim.sock"))["command"]
        ),
    ),
    miss("cri-unsupported-disabled", "cri_api_unsupported", above_containerd("1.6.20", 'disabled_plugins = ["cri"]\n')),
    miss("cri-disabled-old", "cri_plugin_disabled", above_containerd("1.5.11", "version = 2\n")),
    miss(
        "create-failed-host-path",
        "container_create_failed",
        Node()
        .static_pod(A)
        .waits(
            A,
            "CreateContainerError",
            'failed to generate container "aa" spec: failed to generate spec: failed to stat "/etc/ssl/certs": no such file or directory',
        ),
    ),
    miss(
        "image-command",
        "image_unavailable",
        Node()
        .static_pod(A, command="kube-apisrver")
        .died(
            A,
            code=128,
            reason="StartError",
            message='exec: "kube-apisrver": executable file not found in $PATH: unknown',
            lived=timedelta(0),
        ),
    ),
    miss("duplicate_sandboxes-old-one-not-ready", "duplicate_sandboxes", made_anew(V2.format(value="true"))),
    quiet(
        "cadvisor-looks-for-other-runtimes",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .kubelet(
            'I0312 10:29:00.1    2999 factory.go:221] Registration of the crio container factory failed: Get "http://%2Fvar%2Frun%2Fcrio%2Fcrio.sock/info": dial unix /var/run/crio/crio.sock: connect: no such file or directory',
            ago=timedelta(minutes=3),
        ),
    ),
    quiet(
        "kubelet-one-lost-answer",
        Node()
        .unit("kubelet")
        .unit("containerd")
        .static_pod(A)
        .runs(A)
        .kubelet(
            'E0312 10:29:00.1    2999 remote_runtime.go:415] "ListContainers with filter from runtime service failed" err="rpc error: code = DeadlineExceeded desc = context deadline exceeded"',
            ago=timedelta(minutes=8),
        ),
    ),
)

REQUESTHEADER = 'unable to load configmap based request-header-client-ca-file: Get "https://10.0.0.4:6443/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication": dial tcp 10.0.0.4:6443: {why}'

DEPENDENCY = (
    shows(
        "leader_election_lost-glog",
        "leader_election_lost",
        dies(
            KCM,
            LOST.format(
                name=KCM,
                why="context deadline exceeded",
                last="F0312 10:29:55.9       1 controllermanager.go:294] leaderelection lost",
            ),
            code=255,
            version="v1.19.3",
        ),
        KCM,
    ),
    shows(
        "leader_election_lost-structured",
        "leader_election_lost",
        dies(
            KCM,
            LOST.format(
                name=KCM,
                why="net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
                last='E0312 10:29:55.9       1 controllermanager.go:332] "leaderelection lost"',
            ),
        ),
        KCM,
    ),
    shows(
        "leader_election_lost-scheduler",
        "leader_election_lost",
        dies(
            S,
            LOST.format(
                name=S,
                why="dial tcp 10.0.0.4:6443: connect: connection refused",
                last='E0312 10:29:55.9       1 server.go:242] "Leaderelection lost"',
            ),
        ),
        S,
    ),
    shows(
        "leader_election_lost-json",
        "leader_election_lost",
        dies(
            S,
            '{"ts":1710239390100.1,"caller":"leaderelection/leaderelection.go:332","msg":"error retrieving resource lock kube-system/kube-scheduler: Get \\"https://10.0.0.4:6443\\": context deadline exceeded"}\n{"ts":1710239395900.1,"caller":"app/server.go:242","msg":"Leaderelection lost"}',
        ),
        S,
    ),
    shows(
        "leader_election_lost-1.13",
        "leader_election_lost",
        dies(
            S,
            "I0312 10:29:55.1       1 leaderelection.go:249] failed to renew lease kube-system/kube-scheduler: failed to tryAcquireOrRenew context deadline exceeded\nE0312 10:29:55.8       1 server.go:252] lost master\nlost lease",
            version="v1.13.3",
        ),
        S,
    ),
    shows(
        "leader_election_lost-cascade",
        "anonymous_auth_disabled",
        probed_to_death(A, "--anonymous-auth=false")
        .probe(A, 401, body=UNAUTHORIZED, times=3)
        .probe(A, 200, variant="authenticated")
        .static_pod(KCM)
        .died(
            KCM,
            LOST.format(
                name=KCM,
                why="dial tcp 10.0.0.4:6443: connect: connection refused",
                last="F0312 10:29:55.9       1 controllermanager.go:294] leaderelection lost",
            ),
            code=255,
        ),
        A,
        others={KCM: "leader_election_lost"},
    ),
    shows(
        "apiserver_unreachable-configmap",
        "apiserver_unreachable",
        dies(S, REQUESTHEADER.format(why="connect: connection refused")),
        S,
    ),
    shows(
        "apiserver_unreachable-healthz",
        "apiserver_unreachable",
        dies(
            KCM,
            'F0312 10:29:55.9       1 controllermanager.go:234] error building controller context: failed to wait for apiserver being healthy: timed out waiting for the condition: failed to get apiserver /healthz status: Get "https://10.0.0.4:6443/healthz?timeout=32s": dial tcp 10.0.0.4:6443: connect: connection refused',
            version="v1.20.3",
        ),
        KCM,
    ),
    shows(
        "apiserver_unreachable-klog",
        "apiserver_unreachable",
        dies(KCM, saying.component(REQUESTHEADER.format(why="i/o timeout"))["klog"]),
        KCM,
    ),
    miss(
        "leader-election-own-flag", "leader_election_lost", dies(KCM, saying.component("unknown flag: --bogus")["klog"])
    ),
    miss(
        "unreachable-lease",
        "apiserver_unreachable",
        dies(
            S,
            LOST.format(
                name=S,
                why="dial tcp 10.0.0.4:6443: connect: connection refused",
                last="F0312 10:29:55.9       1 server.go:204] leaderelection lost",
            ),
        ),
    ),
)

LOADED = "failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error "
NO_CONFIG = 'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/config.yaml: no such file or directory"'
BOOTSTRAP = (
    "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"
)
PART_EXPIRED = "part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: 2024-03-01 09:00:00 +0000 UTC"


def initialised():
    """A node where kubeadm has been."""
    return Node().there("/etc/kubernetes/kubelet.conf").static_pod("kube-apiserver")


def blank():
    """A node where it has not."""
    return Node(version=None).absent(
        "/etc/kubernetes/kubelet.conf", "/etc/kubernetes/bootstrap-kubelet.conf", KUBELET_CONFIG
    )


def refused_manifest(version, extra, what):
    """A manifest that refers to an API object, and the kubelet's word about it."""
    path = "/etc/kubernetes/manifests/kube-apiserver.yaml"
    line = f'E0312 10:29:00.1    2999 file.go:187] "Could not process manifest file" err="{path}: couldn\'t parse as pod(static pods may not reference {what}), please check config file" path="{path}"'
    return Node(version=version).manifest("kube-apiserver.yaml", pod_text() + extra).static_pod(E).runs(E).kubelet(line)


KUBELET = (
    *kubelet_says(
        "kubelet_swap_on",
        "kubelet_swap_on",
        "running with swap on is not supported, please disable swap or set --fail-swap-on flag to false. /proc/swaps contained: [Filename\t\t\t\tType\t\tSize\tUsed\tPriority /swap.img file 4019196 0 -2]",
    ),
    shows(
        "kubelet_swap_on-1.8",
        "kubelet_swap_on",
        Node(version="v1.8.1").kubelet_loops(
            "error: failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename]"
        ),
        UNIT,
    ),
    *kubelet_says(
        "kubelet_cgroup_driver_mismatch",
        "kubelet_cgroup_driver_mismatch",
        'misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
        version="v1.21.3",
    ),
    shows(
        "kubelet_cgroup_driver_mismatch-create",
        "kubelet_cgroup_driver_mismatch",
        Node(version="v1.13.1").kubelet_loops(
            'F0312 10:29:55.9    5115 server.go:261] failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"'
        ),
        UNIT,
    ),
    *kubelet_says(
        "kubelet_cgroup_unsupported-v1",
        "kubelet_cgroup_unsupported",
        "kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release",
        version="v1.35.0",
    ),
    *kubelet_says(
        "kubelet_cgroup_unsupported-root",
        "kubelet_cgroup_unsupported",
        'invalid configuration: cgroup-root ["kubelet"] doesn\'t exist',
    ),
    *kubelet_says(
        "kubelet_cgroup_unsupported-paths",
        "kubelet_cgroup_unsupported",
        'invalid configuration: cgroup ["kubelet"] has some missing paths: /sys/fs/cgroup/cpuset/kubelet.slice',
        version="v1.24.1",
    ),
    shows(
        "kubelet_kernel_defaults",
        "kubelet_kernel_defaults",
        Node().kubelet_loops(
            'E0312 10:29:55.9    5115 kubelet.go:1511] "Failed to start ContainerManager" err="[invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0, invalid kernel flag: kernel/panic, expected value: 10, actual value: 0]"'
        ),
        UNIT,
    ),
    shows(
        "kubelet_kernel_defaults-fatal",
        "kubelet_kernel_defaults",
        Node(version="v1.15.3").kubelet_loops(
            "F0312 10:29:55.9    5115 kubelet.go:1370] Failed to start ContainerManager [invalid kernel flag: kernel/panic_on_oops, expected value: 1, actual value: 0]"
        ),
        UNIT,
    ),
    shows(
        "kubelet_unknown_flag-command",
        "kubelet_unknown_flag",
        Node()
        .kubelet_loops(
            'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --pod-infra-container-image"'
        )
        .file("/etc/default/kubelet", "KUBELET_EXTRA_ARGS=--pod-infra-container-image=registry.k8s.io/pause:3.9\n"),
        UNIT,
    ),
    shows(
        "kubelet_unknown_flag-old",
        "kubelet_unknown_flag",
        Node(version="v1.11.1").kubelet_loops(
            "F0312 10:29:55.9    5115 server.go:145] unknown flag: --require-kubeconfig"
        ),
        UNIT,
    ),
    shows(
        "kubelet_config_invalid-field",
        "kubelet_config_invalid",
        initialised().kubelet_loops(
            *saying.kubelet(LOADED + 'failed to decode: strict decoding error: unknown field "cgroupDrivr"')["command"]
        ),
        UNIT,
    ),
    shows(
        "kubelet_config_invalid-in-a-drop-in",
        "kubelet_config_invalid",
        initialised().kubelet_loops(
            'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to merge kubelet configs: failed to walk through kubelet dropin directory \\"/etc/kubernetes/kubelet.conf.d\\": failed to load kubelet dropin file, path: /etc/kubernetes/kubelet.conf.d/10-mine.conf, error: failed to load drop-in kubelet config file /etc/kubernetes/kubelet.conf.d/10-mine.conf, error failed to decode: Object \'Kind\' is missing in \'{}\'"'
        ),
        UNIT,
    ),
    shows("kubelet_config_invalid-gone", "kubelet_config_invalid", initialised().kubelet_loops(NO_CONFIG), UNIT),
    shows(
        "kubelet_config_invalid-validation",
        "kubelet_config_invalid",
        initialised().kubelet_loops(
            'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to validate kubelet configuration, error: invalid configuration: evictionPressureTransitionPeriod must be greater than 0, path: &TypeMeta{Kind:,APIVersion:,}"'
        ),
        UNIT,
    ),
    shows("kubelet_not_initialised", "kubelet_not_initialised", blank().kubelet_loops(NO_CONFIG)),
    shows(
        "kubelet_client_certificate_expired-new",
        "kubelet_client_certificate_expired",
        initialised().kubelet_loops(
            f"E0312 10:29:55.1    5115 bootstrap.go:265] {PART_EXPIRED}",
            f'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: {BOOTSTRAP}"',
        ),
        UNIT,
    ),
    shows(
        "kubelet_client_certificate_expired-structured",
        "kubelet_client_certificate_expired",
        initialised().kubelet_loops(
            'E0312 10:29:55.1    5115 bootstrap.go:266] "Part of the existing bootstrap client certificate in kubeconfig is expired" kubeconfig="/etc/kubernetes/kubelet.conf" expiration="2024-03-01 09:00:00 +0000 UTC"',
            f'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: {BOOTSTRAP}"',
        ),
        UNIT,
    ),
    shows(
        "kubelet_bootstrap_deadlock",
        "kubelet_bootstrap_deadlock",
        Node()
        .static_pod(A)
        .static_pod(E)
        .unit("kubelet")
        .kubelet(
            'I0312 10:29:50.1    5115 bootstrap.go:101] "Waiting for client certificate"',
            'E0312 10:29:55.1    5115 certificate_manager.go:562] kubernetes.io/kube-apiserver-client-kubelet: Failed while requesting a signed certificate from the control plane: cannot create certificate signing request: Post "https://10.0.0.4:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": dial tcp 10.0.0.4:6443: connect: connection refused',
        ),
        UNIT,
    ),
    shows(
        "static_pod_rejected-status",
        "static_pod_rejected",
        Node()
        .static_pod(A)
        .failed_pod(
            A,
            "OutOfcpu",
            "Pod was rejected: Node didn't have enough resource: cpu, requested: 250, used: 3900, capacity: 4000",
        ),
        A,
    ),
    shows(
        "static_pod_rejected-predicate",
        "static_pod_rejected",
        Node(version="v1.15.3").static_pod(A).failed_pod(A, "MatchNodeSelector", "Predicate MatchNodeSelector failed"),
        A,
    ),
    shows(
        "static_pod_rejected-log",
        "static_pod_rejected",
        Node()
        .static_pod(A)
        .static_pod(E)
        .runs(E)
        .kubelet(
            'I0312 10:29:00.1    2999 kubelet.go:2300] "Pod admission denied" podUID="aa" pod="kube-system/kube-apiserver-master-1" reason="NodeAffinity" message="Predicate NodeAffinity failed: node(s) didn\'t match Pod\'s node affinity/selector"'
        ),
        A,
    ),
    shows(
        "static_pod_references_api_object-secret",
        "static_pod_references_api_object",
        refused_manifest("v1.34.1", "    envFrom:\n    - secretRef: {name: token}\n", "secrets"),
        A,
    ),
    shows(
        "static_pod_references_api_object-service-account",
        "static_pod_references_api_object",
        refused_manifest("v1.28.4", "  serviceAccountName: builder\n", "serviceaccounts"),
        A,
    ),
    miss("kubelet-config-not-initialised", "kubelet_config_invalid", blank().kubelet_loops(NO_CONFIG)),
    miss("kubelet-not-initialised-config", "kubelet_not_initialised", initialised().kubelet_loops(NO_CONFIG)),
    miss(
        "kubelet-cgroup-drivers",
        "cgroup_driver_mismatch",
        Node(version="v1.21.3").kubelet_loops(
            *saying.kubelet(
                'misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"'
            )["structured"]
        ),
    ),
    miss(
        "kubelet-flag-not-pod",
        "unknown_flag",
        Node().kubelet_loops(
            'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --container-runtime"'
        ),
    ),
    miss(
        "kubelet-swap-is-on-but-allowed",
        "kubelet_swap_on",
        Node()
        .kubelet_loops(
            *saying.kubelet(
                'misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"'
            )["structured"]
        )
        .kubelet(
            'W0312 10:29:50.1    5115 server.go:556] "Running with swap on is not supported, please disable swap! This will be a fatal error by default starting in K8s v1.6!"',
            ago=timedelta(seconds=34),
        )
        .host(swap_bytes=2**31),
    ),
    miss(
        "kubelet-kernel-defaults-other",
        "kubelet_kernel_defaults",
        Node().kubelet_loops(
            'E0312 10:29:55.9    5115 kubelet.go:1511] "Failed to start ContainerManager" err="system validation failed - Following Cgroup subsystem not mounted: [memory]"'
        ),
    ),
    miss(
        "kubelet-bootstrap-expired",
        "kubelet_bootstrap_deadlock",
        initialised().kubelet_loops(
            f"E0312 10:29:55.1    5115 bootstrap.go:265] {PART_EXPIRED}",
            f'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: {BOOTSTRAP}"',
        ),
    ),
    miss(
        "static-pod-rejected-invalid",
        "static_pod_rejected",
        Node()
        .manifest("kube-apiserver.yaml", pod_text().replace("  - name: kube-apiserver", "  - nome: kube-apiserver"))
        .static_pod(E)
        .runs(E),
    ),
    miss(
        "references-nothing",
        "static_pod_references_api_object",
        Node(version="v1.34.1")
        .static_pod(A)
        .failed_pod(A, "OutOfcpu", "Pod was rejected: Node didn't have enough resource: cpu"),
    ),
    shows(
        "file_missing-kubelet-client-ca",
        "file_missing",
        Node()
        .kubelet_loops(
            'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to construct kubelet dependencies: unable to load client CA file /etc/kubernetes/pki/ca-wrong.crt: open /etc/kubernetes/pki/ca-wrong.crt: no such file or directory"'
        )
        .absent("/etc/kubernetes/pki/ca-wrong.crt"),
        UNIT,
    ),
    shows(
        "unknown-kubelet-exec",
        "unknown",
        Node(version=None)
        .unit("kubelet", "activating", "auto-restart", 557, Result="exit-code", ExecMainStatus=203)
        .kubelet(
            "Started kubelet: The Kubernetes Node Agent.",
            "kubelet.service: Main process exited, code=exited, status=203/EXEC",
            by="systemd",
        ),
        UNIT,
        sure=False,
    ),
    quiet(
        "kubelet-restarted-by-hand",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .kubelet(
            "Stopping kubelet: The Kubernetes Node Agent...",
            "Started kubelet: The Kubernetes Node Agent.",
            ago=timedelta(minutes=5),
            by="systemd",
        )
        .kubelet(
            'E0312 10:25:00.1    2999 eviction_manager.go:282] "Eviction manager: failed to get summary stats" err="failed to get node info: node \\"master-1\\" not found"',
            ago=timedelta(minutes=5),
        ),
    ),
)

EXPECTED = (
    shows(
        "node_rebooted",
        "node_rebooted",
        Node()
        .static_pod(A)
        .died(A, code=255, attempt=4, reason="Unknown", ago=timedelta(minutes=6))
        .runs(A, attempt=5, sandbox=1, since=timedelta(minutes=4))
        .static_pod(E)
        .died(E, code=255, attempt=4, reason="Unknown", ago=timedelta(minutes=6))
        .runs(E, attempt=5, sandbox=1, since=timedelta(minutes=4))
        .host(previous_boot_id="bb", booted_at="2024-03-12T10:25:00Z"),
    ),
    miss(
        "sandbox-after-reboot",
        "sandbox_changed",
        Node()
        .static_pod(A)
        .died(A, code=255, attempt=4, reason="Unknown", ago=timedelta(minutes=6))
        .runs(A, attempt=5, sandbox=1, since=timedelta(minutes=4))
        .host(previous_boot_id="bb", booted_at="2024-03-12T10:25:00Z"),
    ),
    shows(
        "unknown-apiserver-panic",
        "unknown",
        dies(
            A,
            "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]\n\ngoroutine 1 [running]:\nmain.main()",
            code=2,
        ),
        A,
        sure=False,
    ),
    shows("unknown-no-log", "unknown", Node().static_pod(KCM).died(KCM, code=1), KCM, sure=False),
    shows(
        "unknown-cloud",
        "unknown",
        dies(
            KCM,
            'F0312 10:29:55.9       1 controllermanager.go:234] error building controller context: cloud provider could not be initialized: could not init cloud provider "aws": error finding instance i-0a: "error listing AWS instances: RequestError: send request failed"',
        ),
        KCM,
        sure=False,
    ),
    shows(
        "stopped_by_operator",
        "stopped_by_operator",
        Node()
        .static_pod(A)
        .runs(A)
        .static_pod(S)
        .died(S, code=0, attempt=0, lived=timedelta(days=3), ago=timedelta(seconds=50))
        .removed("kube-scheduler.yaml", ago=timedelta(seconds=52)),
    ),
    miss(
        "sandbox-stopped-on-purpose",
        "sandbox_changed",
        Node()
        .static_pod(A)
        .runs(A)
        .static_pod(S)
        .died(S, code=0, attempt=0, lived=timedelta(days=3), ago=timedelta(seconds=50))
        .removed("kube-scheduler.yaml", ago=timedelta(seconds=52)),
    ),
    quiet(
        "healthy",
        Node().static_pod(A).runs(A).probe(A, 200, body="ok").static_pod(E).runs(E).probe(E, 200).unit("kubelet"),
    ),
    quiet(
        "upgraded-long-ago", Node().static_pod(A, edited=timedelta(days=3)).runs(A, attempt=1, since=timedelta(days=3))
    ),
)
