"""More public reports of the kubelet, the runtime, the host and its resources, met by the rules for the first time in a fifth look.

They are shown as those of further.py are. A quarter of them is outside the closed set, benign, or looks like another cause.
"""

from dataclasses import replace
from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet, report
from incidents.further_node import initialised, sandboxes_fail

REFUSED = (
    'E0304 14:17:40.123456    2011 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 '
    'runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unavailable desc = connection error: desc = '
    '\\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused\\""'
)


def page(url, name, *args, **more):
    """A report that is a page of its own, not an issue."""
    made = report(f"/{name}", *args, **more)
    return replace(made, expected=replace(made.expected, source=url))


def runtime_dies(unit, *lines, version, said=REFUSED, status=1):
    """A runtime that fails over and over, and the kubelet that cannot reach it."""
    node = Node(version=version).unit(unit, "activating", "auto-restart", 41, Result="exit-code", ExecMainStatus=status)
    return node.journal(unit, *lines).kubelet_loops(said)


def crio_down(socket="/var/run/crio/crio.sock"):
    """What a kubelet of 1.20 says without CRI-O."""
    return (
        "F0209 10:28:50.100200    1811 server.go:269] failed to run Kubelet: failed to create kubelet: get remote runtime typed version "
        "failed: rpc error: code = Unavailable desc = connection error: desc = "
        f'"transport: Error while dialing dial unix {socket}: connect: no such file or directory"'
    )


def cgroups_apart():
    """A containerd whose file sets the CRI plugin's old switch and not runc's own."""
    node = initialised(Node(version="v1.20.15")).runtime("1.5.5")
    node.file(
        "/etc/containerd/config.toml",
        'version = 2\nroot = "/data/containerd"\nstate = "/run/containerd"\ndisabled_plugins = []\n\n[plugins]\n'
        '  [plugins."io.containerd.grpc.v1.cri"]\n    enable_selinux = false\n    systemd_cgroup = false\n'
        '    [plugins."io.containerd.grpc.v1.cri".containerd]\n      default_runtime_name = "runc"\n'
        '      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]\n        runtime_type = "io.containerd.runc.v2"\n',
    )
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program)
        node.died(program, code=0, attempt=2, sandbox=2, ago=timedelta(seconds=100 + number))
        node.runs(program, attempt=3, sandbox=3, since=timedelta(seconds=80 + number))
    return node


def flexvolume():
    """A controller-manager with the volume that kubeadm gives it for plugins."""
    node = Node(version="v1.17.3").static_pod(
        KCM, mounts=("/etc/kubernetes/pki", "/usr/libexec/kubernetes/kubelet-plugins/volume/exec")
    )
    text = node.files["/etc/kubernetes/manifests/kube-controller-manager.yaml"]
    return node.manifest("kube-controller-manager.yaml", text.replace("name: v1,", "name: flexvolume-dir,"))


USAGE = tuple(
    f"      --{flag}   (DEPRECATED: This parameter should be set via the config file specified by the Kubelet's --config flag. See "
    "https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information.)"
    for flag in (
        "streaming-connection-idle-timeout duration",
        "sync-frequency duration",
        "system-cgroups string",
        "system-reserved mapStringString",
        "tls-cert-file string",
        "tls-cipher-suites strings",
        "tls-min-version string",
        "topology-manager-policy string",
    )
)

FURTHER_FIFTH_NODE = (
    # ---- the kubelet and its cgroups ------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/51787",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'I0901 08:11:02.410025    2914 kubelet.go:1820] skipping pod synchronization - [Failed to start ContainerManager Failed to enforce System Reserved Cgroup Limits on "/system.slice": "/system.slice" cgroup does not exist]',
            version="v1.7.4",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/125763",
        "kubelet_cgroup_unsupported",
        UNIT,
        Node(version="v1.29.5")
        .kubelet_loops()
        .kubelet(
            'I0627 14:03:55.845147    2669 node_container_manager_linux.go:116] "Enforcing system reserved on cgroup" cgroupName="/system.slice" limits={"cpu":"1","ephemeral-storage":"1Gi","memory":"1Gi"}',
            'E0627 14:03:55.845233    2669 kubelet.go:1559] "Failed to start ContainerManager" err="Failed to enforce System Reserved Cgroup Limits on \\"/system.slice\\": cgroup [\\"system\\"] has some missing paths: /sys/fs/cgroup/hugetlb/system.slice, /sys/fs/cgroup/cpuset/system.slice"',
            by="kubenswrapper",
        ),
    ),
    report(
        "kubernetes/kops/issues/11607",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'I0526 13:57:27.795825    6848 node_container_manager_linux.go:121] Enforcing kube reserved on cgroup "/kube-reserved" with limits: map[cpu:{i:{value:750 scale:-3} d:{Dec:<nil>} s:750m Format:DecimalSI}]',
            'F0526 13:57:27.795912    6848 kubelet.go:1321] Failed to start ContainerManager Failed to enforce Kube Reserved Cgroup Limits on "/kube-reserved": ["kube-reserved"] cgroup does not exist',
            version="v1.19.10",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/83228",
        ["unknown", "kubelet_config_invalid"],
        UNIT,
        kubelet(
            'F0927 14:38:56.247087    2728 kubelet.go:1359] Failed to start ContainerManager Failed to enforce System Reserved Cgroup Limits on "": failed to set supported cgroup subsystems for cgroup []: Failed to set config for supported subsystems : failed to write 536870912 to memory.limit_in_bytes: write /sys/fs/cgroup/memory/memory.limit_in_bytes: invalid argument',
            version=None,
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/67873",
        ["unknown", "kubelet_config_invalid"],
        UNIT,
        kubelet(
            'I0827 09:32:59.502666   72198 node_container_manager.go:108] Enforcing System reserved on cgroup "" with limits: map[]',
            'F0827 09:32:59.502727   72198 kubelet.go:1303] Failed to start ContainerManager Failed to enforce System Reserved Cgroup Limits on "": [] cgroup is not config properly',
            version="v1.12.0",
            status=255,
        ),
    ),
    report(
        "kubernetes-sigs/kind/issues/3189",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'E0430 16:28:51.370339  155284 run.go:74] "command failed" err="failed to run Kubelet: invalid configuration: cgroup [\\"kubelet\\"] has some missing paths: /sys/fs/cgroup/cpuset/kubelet.slice, /sys/fs/cgroup/cpuacct/kubelet.slice, /sys/fs/cgroup/hugetlb/kubelet.slice"',
            version="v1.26.3",
        ),
    ),
    report(
        "canonical/microk8s/issues/3895",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            "E0401 22:49:00.771376   12820 cgroup_manager_linux.go:472] cgroup manager.Set failed: openat2 /sys/fs/cgroup/kubepods/cpu.weight: no such file or directory",
            'E0401 22:49:00.771456   12820 kubelet.go:1466] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: root container [kubepods] doesn\'t exist"',
            version="v1.26.1",
        ),
    ),
    report(
        "kubernetes/minikube/issues/14888",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'E1209 16:00:57.561504   18147 kubelet.go:1397] "Failed to start ContainerManager" err="system validation failed - Following Cgroup subsystem not mounted: [cpuacct]"',
            version="v1.25.3",
        ),
    ),
    report(
        "kubernetes/node-problem-detector/pull/1169",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'E1112 12:19:21.474821    4756 run.go:72] "command failed" err="failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release, path: &TypeMeta{Kind:,APIVersion:,}"',
            version=None,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/95704",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            'F1019 10:02:11.100200    2200 server.go:271] failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "Driver: cgroupfs" is different from docker cgroup driver: "cgroupfs"',
            version=None,
            status=255,
        ),
    ),
    report(
        "openshift/origin/issues/14766",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            "W0620 08:05:15.719020    6766 manager.go:151] unable to connect to Rkt api service: rkt: cannot tcp Dial rkt api service: dial tcp 127.0.0.1:15441: getsockopt: connection refused",
            'W0620 08:05:15.724558    6766 node.go:501] Failed to retrieve node info: nodes "subdomain.example.com" not found',
            'F0620 08:05:15.901234    6766 node.go:282] failed to create kubelet: misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"',
            version=None,
            status=255,
        ),
    ),
    # ---- the kubelet's flags --------------------------------------------------------------------------------------
    report(
        "Azure/AKS/issues/4604",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            "Flag --cluster-domain has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information.",
            'E1025 07:00:03.140011 1147205 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --keep-terminated-pod-volumes"',
            version="v1.31.1",
        ),
    ),
    report(
        "kubernetes/kops/issues/17463",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            'E0627 09:01:00.750235    7445 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --image-maximum-gc-age"',
            version="v1.30.4",
        ).file(
            "/etc/sysconfig/kubelet", 'DAEMON_ARGS="--cloud-provider=external --image-maximum-gc-age=24h0m0s --v=2"\n'
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/110352",
        ["kubelet_unknown_flag", "unknown"],
        UNIT,
        kubelet(*USAGE, version="v1.24.1").file(
            "/var/lib/kubelet/kubeadm-flags.env",
            'KUBELET_KUBEADM_ARGS="--network-plugin=cni --pod-infra-container-image=k8s.gcr.io/pause:3.6"\n',
        ),
    ),
    # ---- the kubelet, outside the closed set ------------------------------------------------------------------------
    report(
        "carlosedp/riscv-bringup/issues/16",
        "unknown",
        UNIT,
        kubelet(
            'F0426 02:40:52.928800  614556 server.go:271] failed to run Kubelet: could not detect clock speed from output: "processor\\t: 0\\nhart\\t\\t: 3\\nisa\\t\\t: rv64imafdcsu\\nmmu\\t\\t: sv48\\n\\n"',
            version="v1.20.4",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/79603",
        "unknown",
        UNIT,
        kubelet(
            "F0701 14:56:11.909515    5374 server.go:266] failed to run Kubelet: could not initialize checkpoint manager: could not restore state from checkp",
            'Please drain this node and delete the CPU manager checkpoint file "/var/lib/kubelet/cpu_manager_state" before restarting Kubelet.',
            version="v1.14.3",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/135113",
        "unknown",
        UNIT,
        Node(version="v1.34.1")
        .unit("kubelet", "activating", "auto-restart", 57, Result="watchdog", ExecMainStatus=2)
        .kubelet(
            'I1104 18:20:01.123456    1375 kubelet.go:2420] "Starting kubelet main sync loop"',
            ago=timedelta(seconds=60),
        )
        .kubelet(
            "kubelet.service: Watchdog timeout (limit 20s)!",
            "kubelet.service: Killing process 1375 (kubelet) with signal SIGABRT.",
            by="systemd",
            ago=timedelta(seconds=40),
        )
        .kubelet(
            "SIGABRT: abort",
            "PC=0x47c2a1 m=0 sigcode=0",
            "goroutine 0 gp=0x3a1c0e0 m=0 mp=0x3a1cf80 [idle]:",
            ago=timedelta(seconds=39),
        )
        .kubelet(
            "kubelet.service: Main process exited, code=exited, status=2/INVALIDARGUMENT",
            "kubelet.service: Failed with result 'watchdog'.",
            by="systemd",
            ago=timedelta(seconds=38),
        ),
    ),
    report(
        "k0sproject/k0s/issues/744",
        "unknown",
        UNIT,
        kubelet(
            'time="2021-03-03 10:12:01" level=info msg="F0303 10:12:01.123456     580 server.go:269] failed to run Kubelet: failed to create kubelet: open /dev/kmsg: no such file or directory" component=kubelet',
            version="v1.20.4",
            status=255,
        ),
    ),
    report(
        "rancher/rancher/issues/15801",
        "unknown",
        UNIT,
        kubelet(
            "F0925 07:31:14.100200    9021 server.go:233] failed to run Kubelet: tls: failed to find any PEM data in certificate input",
            version="v1.11.2",
            status=255,
        ),
    ),
    report(
        "awslabs/amazon-eks-ami/issues/1792",
        ["stopped_by_operator", "unknown"],
        UNIT,
        Node(version="v1.29.3")
        .unit("kubelet", "inactive", "dead", 0, Result="success", ExecMainStatus=0)
        .kubelet("kubelet.service: Deactivated successfully.", by="systemd"),
    ),
    # ---- ports and addresses ----------------------------------------------------------------------------------------
    report(
        "canonical/microk8s/issues/257",
        ["port_in_use", "port_held_by_previous_instance", "unknown"],
        UNIT,
        Node(version="v1.13.0")
        .unit("kubelet", "failed", "failed", 5, Result="start-limit-hit", ExecMainStatus=255)
        .kubelet("F1220 14:46:31.506934   25485 server.go:165] listen tcp 0.0.0.0:10255: bind: address already in use")
        .kubelet(
            "kubelet.service: Main process exited, code=exited, status=255/n/a",
            "kubelet.service: Unit entered failed state.",
            "kubelet.service: Start request repeated too quickly.",
            "kubelet.service: Failed with result 'start-limit-hit'.",
            by="systemd",
            ago=timedelta(seconds=30),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/75726",
        ["port_held_by_previous_instance", "port_in_use"],
        KCM,
        exits(
            KCM,
            'I0326 14:02:10.100200       1 flags.go:33] FLAG: --port="10252"\nfailed to create listener: failed to listen on 0.0.0.0:10252: listen tcp 0.0.0.0:10252: bind: address already in use',
            command="/hyperkube controller-manager",
            image="gcr.io/google_containers/hyperkube:v1.12.3",
            version="v1.12.3",
            code=255,
            attempt=232,
        ).socket("hyperkube", 10252, pid=1641),
    ),
    # ---- the runtime is not there -----------------------------------------------------------------------------------
    report(
        "containerd/containerd/issues/10848",
        "runtime_unavailable",
        None,
        runtime_dies(
            "containerd",
            'time="2024-10-17T13:46:12.015594695Z" level=info msg="Start recovering state"',
            'time="2024-10-17T13:46:12.016081023Z" level=info msg=serving... address=/run/containerd/containerd.sock',
            'time="2024-10-17T13:46:12.062483416Z" level=fatal msg="Failed to run CRI service" error="failed to recover state: failed to get metadata for stored sandbox \\"4ea7054a2b00694197040ac0c59ac2552624824adf3df31c292243992c72bfc9\\": not found"',
            version="v1.29.1",
        ),
    ),
    report(
        "containerd/containerd/issues/9929",
        "runtime_unavailable",
        None,
        runtime_dies(
            "containerd",
            "panic: assertion failed: Page expected to be: 3393, but self identifies as 6868074383292906018",
            "goroutine 99 [running]:",
            "go.etcd.io/bbolt._assert(...)",
            "\t/root/rpmbuild/BUILD/containerd.io-1.7.6/_build/src/github.com/containerd/containerd/vendor/go.etcd.io/bbolt/db.go:1359",
            "go.etcd.io/bbolt.(*page).fastCheck(0x7fce74d41000, 0xd41)",
            version=None,
            status=2,
        ),
    ),
    report(
        "containerd/containerd/issues/7844",
        "cri_plugin_disabled",
        UNIT,
        kubelet(
            'E1220 09:10:11.100100    2711 remote_runtime.go:168] "Version from runtime service failed" err="rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService"',
            'E1220 09:10:11.100300    2711 run.go:74] "command failed" err="failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService"',
            version="v1.24.8",
        )
        .unit("containerd")
        .journal(
            "containerd",
            'time="2022-12-20T09:01:02.100200300+08:00" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="invalid plugin config: `mirrors` cannot be set when `config_path` is provided"',
            ago=timedelta(minutes=9),
        ),
    ),
    report(
        "cri-o/cri-o/issues/4558",
        "runtime_unavailable",
        None,
        runtime_dies(
            "crio",
            'time="2021-02-09 10:28:46.310101010+01:00" level=info msg="Node configuration value for systemd CollectMode is false"',
            'time="2021-02-09 10:28:46.320101010+01:00" level=fatal msg="Node configuration validation for fs.may_detach_mounts sysctl failed: fs.may_detach_mounts sysctl: expected 1, got 0; this may result in \\"device or resource busy\\" errors while stopping or removing containers"',
            version="v1.20.1",
            said=crio_down(),
        ),
    ),
    report(
        "oracle/vagrant-projects/issues/405",
        "runtime_unavailable",
        None,
        runtime_dies(
            "crio",
            'time="2021-11-15 04:53:50.499448482Z" level=info msg="AppArmor is disabled by the system or at CRI-O build-time"',
            'time="2021-11-15 04:53:50.499470462Z" level=fatal msg="Validating runtime config: cgroupfs manager conmon cgroup should be \'pod\' or empty"',
            version="v1.20.11",
            said=crio_down(),
        ),
    ),
    report(
        "flatcar-archive/coreos-overlay/pull/42",
        "runtime_unavailable",
        None,
        runtime_dies(
            "crio",
            'time="2019-06-28T21:52:16Z" level=warning msg="default configuration file does not exist: /etc/crio/crio.conf"',
            'time="2019-06-28 21:52:16.297066049Z" level=fatal msg="config validation: invalid conmon path: stat /usr/local/libexec/crio/conmon: no such file or directory"',
            version="v1.15.0",
            said=crio_down("/var/run/crio/crio.sock"),
        ),
    ),
    report(
        "rancher/rke2/issues/1572",
        "runtime_unavailable",
        UNIT,
        kubelet(
            'W0808 12:21:40.427701   21829 clientconn.go:1223] grpc: addrConn.createTransport failed to connect to {/run/k3s/containerd/containerd.sock  <nil> 0 <nil>}. Err :connection error: desc = "transport: Error while dialing dial unix /run/k3s/containerd/containerd.sock: connect: connection refused". Reconnecting...',
            'E0808 12:21:40.427740   21829 remote_runtime.go:86] "Version from runtime service failed" err="rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix /run/k3s/containerd/containerd.sock: connect: connection refused\\""',
            'E0808 12:21:40.427813   21829 server.go:292] "Failed to run kubelet" err="failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix /run/k3s/containerd/containerd.sock: connect: connection refused\\""',
            version="v1.21.3",
        ),
    ),
    # ---- sandboxes and containers that cannot be made -----------------------------------------------------------------
    report(
        "aws/amazon-vpc-cni-k8s/issues/3104",
        "container_create_failed",
        None,
        sandboxes_fail(
            'E1112 10:11:12.100200    2201 kuberuntime_manager.go:1170] "CreatePodSandbox for pod failed" err="rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v2.task/k8s.io/6d014b312b6c69c22c2f12918f6719f9e87189aa230c41e3434719ffe20942e4/log.json: no such file or directory): fork/exec /usr/bin/nvidia-container-runtime: no such file or directory: unknown" pod="kube-system/kube-apiserver-master-1"',
            version="v1.31.0",
        ),
    ),
    report(
        "k3s-io/k3s/issues/6518",
        "container_create_failed",
        None,
        sandboxes_fail(
            'E1117 16:36:00.803238    8529 kuberuntime_manager.go:772] "CreatePodSandbox for pod failed" err="rpc error: code = Unknown desc = failed to create containerd task: failed to start shim: containerd-shim resolves to executable in current directory (./containerd-shim): unknown" pod="kube-system/kube-scheduler-master-1"',
            version="v1.25.3",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/68713",
        ["container_create_failed", "unknown"],
        None,
        sandboxes_fail(
            'E0915 12:01:02.100200    1201 kuberuntime_manager.go:646] createPodSandbox for pod "kube-apiserver-master-1_kube-system(f8a1c2)" failed: rpc error: code = Unknown desc = failed to create a sandbox for pod "kube-apiserver-master-1": Error response from daemon: cgroup-parent for systemd cgroup should be a valid slice named as "xxx.slice"',
            version="v1.11.3",
        ).file(
            "/etc/systemd/system/kubelet.service",
            "[Service]\nExecStart=/usr/bin/kubelet --cgroup-driver=systemd --cgroups-per-qos=false --enforce-node-allocatable= --pod-manifest-path=/etc/kubernetes/manifests\n",
        ),
    ),
    report(
        "coreos/fedora-coreos-tracker/issues/292",
        "container_create_failed",
        None,
        sandboxes_fail(
            'E0401 09:08:07.100200    1377 kuberuntime_manager.go:755] createPodSandbox for pod "kube-apiserver-master-1_kube-system(0b1d)" failed: rpc error: code = Unknown desc = failed to start sandbox container for pod "kube-apiserver-master-1": Error response from daemon: OCI runtime create failed: this version of runc doesn\'t work on cgroups v2: unknown',
            version="v1.20.5",
        ),
    ),
    report(
        "sipeed/LonganPi-3H-SDK/issues/81",
        "container_create_failed",
        A,
        Node(version="v1.32.5")
        .static_pod(A)
        .waits(
            A,
            "RunContainerError",
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error setting cgroup config for procHooks process: openat2 /sys/fs/cgroup/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod094c59d1_211e_401e_a1c9_5bf4dcbcae3f.slice/cri-containerd-2ac8c875f4e5a5d716c98b2337e11d341a80746ca390e2f41d63afa58c3219db.scope/cpu.max: no such file or directory: unknown",
            restarts=9,
        ),
    ),
    report(
        "rancher/k3os/issues/702",
        "apparmor_parser_missing",
        A,
        Node(version="v1.21.0")
        .static_pod(A)
        .waits(
            A,
            "CreateContainerError",
            'failed to create containerd container: get apparmor_parser version: exec: "apparmor_parser": executable file not found in $PATH',
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/2607",
        "image_unavailable",
        None,
        sandboxes_fail(
            'E1113 12:01:10.100200    7011 pod_workers.go:190] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"etcd-master-1_kube-system(98a4aea5f97383f7e851837cc652e414)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod \\\\\\"etcd-master-1_kube-system(98a4aea5f97383f7e851837cc652e414)\\\\\\": rpc error: code = Unknown desc = failed to get sandbox image \\\\\\"k8s.gcr.io/pause:3.2\\\\\\": failed to pull image \\\\\\"k8s.gcr.io/pause:3.2\\\\\\": failed to pull and unpack image \\\\\\"k8s.gcr.io/pause:3.2\\\\\\": failed to resolve reference \\\\\\"k8s.gcr.io/pause:3.2\\\\\\": failed to do request: Head \\\\\\"https://k8s.gcr.io/v2/pause/manifests/3.2\\\\\\": dial tcp 74.125.203.82:443: i/o timeout\\"" pod="kube-system/etcd-master-1" podUID=98a4aea5f97383f7e851837cc652e414',
            version="v1.22.3",
        ).journal(
            "containerd",
            'time="2021-11-13T12:01:10.000000000+08:00" level=info msg="trying next host" error="failed to do request: Head \\"https://k8s.gcr.io/v2/pause/manifests/3.2\\": dial tcp 74.125.203.82:443: i/o timeout" host=k8s.gcr.io',
        ),
    ),
    report(
        "kubernetes/minikube/issues/15105",
        "image_unavailable",
        None,
        sandboxes_fail(
            'E1122 20:01:02.100200    2101 remote_runtime.go:233] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed pulling image \\"k8s.gcr.io/pause:3.6\\": Post \\"http://%2Fvar%2Frun%2Fdocker.sock/v1.40/images/create?fromImage=k8s.gcr.io%2Fpause&tag=3.6\\": context deadline exceeded"',
            'E1122 20:01:02.100300    2101 kuberuntime_sandbox.go:71] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = failed pulling image \\"k8s.gcr.io/pause:3.6\\": Post \\"http://%2Fvar%2Frun%2Fdocker.sock/v1.40/images/create?fromImage=k8s.gcr.io%2Fpause&tag=3.6\\": context deadline exceeded" pod="kube-system/etcd-master-1"',
            version="v1.24.3",
        ),
    ),
    report("kubernetes/kubernetes/issues/111776", "cgroup_driver_mismatch", None, cgroups_apart()),
    # ---- the host's files and resources -------------------------------------------------------------------------------
    page(
        "https://docs.crud-in-the.cloud/blog/2026/05/31/when-kubelet-dies-silently-diagnosing-container-runtime-failures/",
        "when-kubelet-dies-silently",
        "filesystem_damaged",
        None,
        runtime_dies(
            "containerd",
            "containerd: mkdir /var/lib/containerd/tmpmounts: read-only file system",
            version=None,
        ).journal(
            "kernel",
            "EXT4-fs error (device sda2): ext4_journal_check_start:83: comm kubelet: Detected aborted journal",
            "EXT4-fs (sda2): Remounting filesystem read-only",
            ago=timedelta(minutes=20),
        ),
    ),
    page(
        "https://k8s.imroc.io/troubleshooting/problems/errors/no-space-left-on-device",
        "imroc-inotify",
        "inotify_limit",
        UNIT,
        kubelet(
            'E0718 15:20:58.280275   11519 raw.go:140] Failed to watch directory "/sys/fs/cgroup/memory/kubepods": inotify_add_watch /sys/fs/cgroup/memory/kubepods/burstable/pod926b7ff4-7bff-11e8-945b-52540048533c/6e85761a30707b43ed874e0140f58839618285fc90717153b3cbe7f91629ef5a: no space left on device',
            version=None,
            status=255,
        ),
    ),
    page(
        "https://k8s.imroc.io/troubleshooting/problems/errors/no-space-left-on-device#cgroup",
        "imroc-cgroup-leak",
        ["container_create_failed", "unknown"],
        A,
        Node(version="v1.12.4")
        .static_pod(A)
        .waits(
            A,
            "RunContainerError",
            'failed to start container "f31c": Error response from daemon: OCI runtime create failed: container_linux.go:348: starting container process caused "process_linux.go:279: applying cgroup configuration for process caused \\"mkdir /sys/fs/cgroup/memory/kubepods/burstable/pod79fe803c-072f-11e9-90ca-525400090c71/b98d4aea818bf9d1d1aa84079e1688cd9b4218e008c58a8ef6d6c3c106403e7b: no space left on device\\"": unknown',
            restarts=4,
        ),
    ),
    report(
        "gardener/machine-controller-manager/issues/312",
        "filesystem_damaged",
        A,
        Node(version="v1.14.3")
        .static_pod(A)
        .failed_pod(
            A,
            "UnexpectedAdmissionError",
            'Pod Update plugin resources failed due to failed to write checkpoint file "kubelet_internal_checkpoint": open /var/lib/kubelet/device-plugins/.807306059: read-only file system, which is unexpected.',
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/2031",
        "host_path_unusable",
        KCM,
        flexvolume()
        .unit("kubelet")
        .kubelet(
            'E0216 12:18:10.938430   66419 pod_workers.go:191] Error syncing pod 2ec8c951d5bec8c6f385c0a277bf90b1 ("kube-controller-manager-master-1_kube-system(2ec8c951d5bec8c6f385c0a277bf90b1)"), skipping: unmounted volumes=[flexvolume-dir], unattached volumes=[k8s-certs kubeconfig ca-certs etc-pki flexvolume-dir]: timed out waiting for the condition',
            'E0216 12:19:06.873082   66419 nestedpendingoperations.go:270] Operation for "\\"kubernetes.io/host-path/2ec8c951d5bec8c6f385c0a277bf90b1-flexvolume-dir\\" (\\"2ec8c951d5bec8c6f385c0a277bf90b1\\")" failed. No retries permitted until 2020-02-16 12:21:08.87300065 +0000 UTC m=+6983.437108662 (durationBeforeRetry 2m2s). Error: "MountVolume.SetUp failed for volume \\"flexvolume-dir\\" (UniqueName: \\"kubernetes.io/host-path/2ec8c951d5bec8c6f385c0a277bf90b1-flexvolume-dir\\") pod \\"kube-controller-manager-master-1\\" (UID: \\"2ec8c951d5bec8c6f385c0a277bf90b1\\") : mkdir /usr/libexec/kubernetes: read-only file system"',
        ),
    ),
    report(
        "coreos/tectonic-installer/issues/1199",
        "unknown",
        A,
        exits(A, "", version="v1.6.4", code=137, lived=timedelta(minutes=40)).journal(
            "kernel",
            "node_exporter invoked oom-killer: gfp_mask=0x14000c0(GFP_KERNEL), nodemask=(null),  order=0, oom_score_adj=999",
            "node_exporter cpuset=872d9b1d13a2ac606db6668e660db171a701bac5207f6d023e5732f66fda4c26 mems_allowed=0",
            "Task in /kubepods/burstable/pod3c1b/872d9b1d13a2ac606db6668e660db171a701bac5207f6d023e5732f66fda4c26 killed as a result of limit of /kubepods/burstable/pod3c1b",
            "Memory cgroup out of memory: Kill process 7842 (node_exporter) score 2012 or sacrifice child",
            "Killed process 7842 (node_exporter) total-vm:70012kB, anon-rss:51200kB, file-rss:0kB, shmem-rss:0kB",
            ago=timedelta(seconds=35),
        ),
    ),
)
