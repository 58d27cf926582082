"""Public reports of the node, the runtime, the kubelet and the apiserver for causes that earlier looks found few of, met blind in a tenth look.

They are shown as those of further.py are; a systemd unit of a control plane program is shown as a static pod, and a carrier's own
unit (k3s, rke2, microshift) as the kubelet's, with its lines under its own name.
"""

from datetime import timedelta

from incidents.builder import FLAGS, Node, http_probe
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet, report
from incidents.further_node import sandboxes_fail

NO_ROUTE = (
    'find suitable network address.error=\'no default routes found in "/proc/net/route" or "/proc/net/ipv6_route"\'. '
    "Try to set the AdvertiseAddress directly or provide a valid BindAddress to fix this"
)
NO_DOCKER = "failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
MICROK8S = (
    "--authorization-mode=AlwaysAllow",
    "--cert-dir=${SNAP_DATA}/certs",
    "--etcd-servers=unix://etcd.socket:2379",
    "--service-cluster-ip-range=10.152.183.0/24",
)
EVICTIONS = (
    "HardEvictionThresholds:[{Signal:imagefs.available Operator:LessThan Value:{Quantity:<nil> Percentage:0.15} GracePeriod:0s MinReclaim:<nil>} "
    "{Signal:memory.available Operator:LessThan Value:{Quantity:100Mi Percentage:0} GracePeriod:0s MinReclaim:<nil>} {Signal:nodefs.available "
    "Operator:LessThan Value:{Quantity:<nil> Percentage:0.1} GracePeriod:0s MinReclaim:<nil>} {Signal:nodefs.inodesFree Operator:LessThan "
    "Value:{Quantity:<nil> Percentage:0.05} GracePeriod:0s MinReclaim:<nil>}]"
)


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def systemd(node, *said, ago=timedelta(seconds=31)):
    """What the service manager says of the unit after its last words."""
    return node.kubelet(*said, by="systemd", ago=ago)


def within(by, *said, version=None, status=1, restarts=57):
    """A carrier in its own unit, that says so and ends, again and again."""
    return Node(version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*said, by=by)


def control_plane(node, *programs, since=timedelta(hours=3)):
    """Control plane programs that run."""
    for program in programs:
        node.static_pod(program).runs(program, since=since)
    return node


def cannot_extract(directory, *, at, files, took):
    """A k3s that unpacks its own binary into a full filesystem."""
    full = f"error writing to {directory}-tmp/bin/k3s: write {directory}-tmp/bin/k3s: no space left on device"
    return (
        f'time="{at[0]}" level=info msg="Acquiring lock file /var/lib/rancher/k3s/data/.lock"',
        f'time="{at[0]}" level=info msg="Preparing data dir {directory}"',
        f'time="{at[1]}" level=info msg="error extracting tarball into {directory}-tmp after {files}, {took}: {full}"',
        f'time="{at[2]}" level=fatal msg="extracting data: {full}"',
    )


def deleted_in_rancher():
    """A server that was deleted in Rancher's UI: the carrier takes the manifests away, and its own clients miss the apiserver."""
    node = Node(name="dev-ops-server-3", version=None).unit("kubelet")
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program, edited=timedelta(days=3)).removed(f"{program}.yaml", ago=timedelta(seconds=110))
        node.died(program, code=0, attempt=0, lived=timedelta(days=3), ago=timedelta(seconds=100 - number))
    refused = 'Get "https://127.0.0.1:6443/api/v1/namespaces/kube-system/configmaps/rke2": dial tcp 127.0.0.1:6443: connect: connection refused'
    node.kubelet(
        'time="2022-01-27T19:26:56Z" level=info msg="Local Node deleted, cleaning up server static pods"',
        by="rke2",
        ago=timedelta(seconds=110),
    )
    return node.kubelet(
        f"E0127 19:26:57.895661   60967 leaderelection.go:325] error retrieving resource lock kube-system/rke2: {refused}",
        f"E0127 19:27:00.088919   60967 leaderelection.go:325] error retrieving resource lock kube-system/rke2: {refused}",
        f"E0127 19:27:03.341792   60967 leaderelection.go:325] error retrieving resource lock kube-system/rke2: {refused}",
        f"E0127 19:27:06.924360   60967 leaderelection.go:325] error retrieving resource lock kube-system/rke2: {refused}",
        by="rke2",
        ago=timedelta(seconds=100),
    )


FURTHER_TENTH_NODE = (
    # ---- disk and memory --------------------------------------------------------------------------------------------
    report(
        "k3s-io/k3s/issues/2372",
        "disk_full",
        UNIT,
        systemd(
            within(
                "k3s",
                'time="2021-01-26T23:57:11.104870946Z" level=info msg="Starting k3s v1.18.15+k3s1 (60f1e80d)"',
                'time="2021-01-26T23:57:11.118356009Z" level=fatal msg="starting kubernetes: preparing server: start cluster and https: raft_init(): io: create I/O capabilities probe file: not enough space to allocate 4096 bytes"',
                version="v1.18.15",
            ),
            "k3s.service: main process exited, code=exited, status=1/FAILURE",
            "Failed to start Lightweight Kubernetes.",
            "Unit k3s.service entered failed state.",
            "k3s.service failed.",
            "k3s.service holdoff time over, scheduling restart.",
        ),
    ),
    # Completed: systemd's line, cut in the report.
    report(
        "kairos-io/kairos/issues/2682",
        "disk_full",
        UNIT,
        systemd(
            within(
                "k3s",
                *cannot_extract(
                    "/var/lib/rancher/k3s/data/019fb8bac4d619f2f3682a8aef4f460c4759bd4d1510b12b05b498936e75da14",
                    at=("2024-06-28T23:15:43Z", "2024-06-28T23:15:44Z", "2024-06-28T23:15:44Z"),
                    files="20 files, 2 dirs",
                    took="778.839239ms",
                ),
            ),
            "k3s.service: Main process exited, code=exited, status=1/FAILURE",
        ),
    ),
    # Completed: the end of the last line and systemd's, cut in the report.
    report(
        "kairos-io/kairos/issues/1599",
        "disk_full",
        UNIT,
        systemd(
            within(
                "k3s",
                *cannot_extract(
                    "/var/lib/rancher/k3s/data/8147fdcc81517672a3573345f56cc1fc8eb0b1135e84cd4dbc06eb673620d610",
                    at=("2023-10-10T11:09:17Z", "2023-10-10T11:09:19Z", "2023-10-10T11:09:20Z"),
                    files="5 files, 1 dirs",
                    took="1.873067111s",
                ),
                version="v1.27.3",
            ),
            "k3s.service: Main process exited, code=exited, status=1/FAILURE",
        ),
    ),
    # A device that cannot hold the audit log; the apiserver goes on.
    report(
        "kubernetes-retired/kube-aws/issues/419",
        None,
        None,
        never="disk_full",
        node=Node(version=None)
        .static_pod(A, "--audit-log-maxage=30", "--audit-log-path=/dev/stdout")
        .runs(
            A,
            lines(
                "E0211 05:36:46.422749       1 metrics.go:86] Error in audit plugin 'log' affecting 1 audit events: write /dev/stdout: no space left on device",
                "Impacted events:",
                '2018-02-11T05:36:46.420107803Z AUDIT: id="45a38bf9-5905-4ccb-894f-0dc06f04f786" stage="ResponseComplete" ip="127.0.0.1" method="get" user="system:unsecured" groups="\\"system:masters\\",\\"system:authenticated\\"" as="<self>" asgroups="<lookup>" namespace="kube-system" uri="/api/v1/namespaces/kube-system/endpoints/kube-controller-manager" response="200"',
            ),
        ),
    ),
    # A kernel without inotify.
    report(
        "k3s-io/k3s/issues/316",
        "unknown",
        UNIT,
        within(
            "k3s",
            "E0101 01:10:57.755740    1104 kubelet.go:1230] Image garbage collection failed once. Stats initialization may not have completed yet: invalid capacity 0 on image filesystem",
            "E0101 01:10:57.786182    1104 manager.go:286] Registration of the raw container factory failed: inotify_init: function not implemented",
            "F0101 01:10:57.787296    1104 kubelet.go:1291] Failed to start cAdvisor inotify_init: function not implemented",
            status=255,
        ),
        never="inotify_limit",
    ),
    # ---- security modules, and what looks like them ------------------------------------------------------------------
    # Completed: systemd's lines; the report gives the unit's status and the audit log's line.
    report(
        "k3s-io/k3s/issues/837",
        "security_module_denied",
        UNIT,
        systemd(
            Node(version="v1.15.4")
            .kubelet_loops(status=203)
            .journal(
                "kernel",
                'type=AVC msg=audit(1569410142.898:230): avc:  denied  { execute } for  pid=1950 comm="(k3s)" name="k3s" dev="dm-0" ino=67579747 scontext=system_u:system_r:init_t:s0 tcontext=unconfined_u:object_r:user_tmp_t:s0 tclass=file permissive=0',
            ),
            "k3s.service: Main process exited, code=exited, status=203/EXEC",
            "k3s.service: Failed with result 'exit-code'.",
            "Failed to start Lightweight Kubernetes.",
        ),
    ),
    # Completed: systemd's lines; the report quotes setroubleshoot.
    report(
        "k3s-io/k3s/issues/227",
        ["security_module_denied", "unknown"],
        UNIT,
        systemd(
            Node(version=None)
            .kubelet_loops(status=203)
            .journal("setroubleshootd", "SELinux is preventing (k3s) from execute access on the file k3s."),
            "k3s.service: Failed at step EXEC spawning /usr/local/bin/k3s: Permission denied",
            "k3s.service: Main process exited, code=exited, status=203/EXEC",
            "k3s.service: Failed with result 'exit-code'.",
        ),
    ),
    # Completed: the process ID in the last line. What the apiserver said before it ended is not shown.
    report(
        "conjure-up/conjure-up/issues/1448",
        ["security_module_denied", "unknown"],
        A,
        Node(version=None)
        .static_pod(A)
        .died(A, attempt=21, lived=timedelta(milliseconds=700))
        .journal(
            "kernel",
            'audit: type=1400 audit(1528293648.071:2703): apparmor="DENIED" operation="mkdir" profile="snap.kube-apiserver.daemon" name="/run/kubernetes/" pid=13076 comm="kube-apiserver" requested_mask="c" denied_mask="c" fsuid=0 ouid=0',
            'audit: type=1400 audit(1528293648.839:2704): apparmor="DENIED" operation="mkdir" profile="snap.kube-apiserver.daemon" name="/run/kubernetes/" pid=13639 comm="kube-apiserver" requested_mask="c" denied_mask="c" fsuid=0 ouid=0',
            'audit: type=1400 audit(1528293649.915:2705): apparmor="DENIED" operation="mkdir" profile="snap.kube-apiserver.daemon" name="/run/kubernetes/" pid=14371 comm="kube-apiserver" requested_mask="c" denied_mask="c" fsuid=0 ouid=0',
            'audit: type=1400 audit(1528293650.651:2706): apparmor="DENIED" operation="mkdir" profile="snap.kube-apiserver.daemon" name="/run/kubernetes/" pid=15107 comm="kube-apiserver" requested_mask="c" denied_mask="c" fsuid=0 ouid=0',
        ),
    ),
    # The binary's path was a directory. Completed: the line about the exit.
    report(
        "k3s-io/k3s/issues/1874",
        ["unknown", "command_not_found"],
        UNIT,
        systemd(
            Node(version=None).kubelet_loops(status=203).there("/usr/local/bin/k3s", kind="directory", mode="0755"),
            "k3s.service: Failed at step EXEC spawning /usr/local/bin/k3s: Permission denied",
            "k3s.service: Main process exited, code=exited, status=203/EXEC",
        ),
        never="security_module_denied",
    ),
    # /var was mounted noexec.
    report(
        "k3s-io/k3s/issues/7372",
        ["unknown", "file_permission_denied"],
        UNIT,
        within("k3s", "FATA[0000] permission denied", version="v1.26.0"),
        never="security_module_denied",
    ),
    # ---- static pods ------------------------------------------------------------------------------------------------
    # Completed: the end of the kubelet's line, and that what it backs off from is the new pod's container.
    report(
        "kubernetes/kubernetes/issues/15186",
        "duplicate_sandboxes",
        A,
        Node(name="kubernetes-master", version=None)
        .unit("kubelet")
        .static_pod(
            A,
            image="gcr.io/google_containers/kube-apiserver:4b392aa99e91cfa7d7011e79a01f587a",
            edited=timedelta(minutes=13),
        )
        .sandbox(A, uid="59560f52e0c419aed6aa233f28fadde8", since=timedelta(hours=6))
        .runs(A, attempt=1, uid="59560f52e0c419aed6aa233f28fadde8", since=timedelta(minutes=20))
        .sandbox(A, uid="c90459f7ee07cfbc7e54e3a074c0895a", since=timedelta(minutes=12))
        .died(A, attempt=6, uid="c90459f7ee07cfbc7e54e3a074c0895a", ago=timedelta(minutes=2))
        .kubelet(
            "I1006 22:22:11.476905    7050 manager.go:1976] Back-off 5m0s restarting failed container=kube-apiserver pod=kube-apiserver-kubernetes-master_kube-system"
        ),
    ),
    # The old container had to be deleted by hand before the new one could start. Completed: the new one's exits.
    report(
        "kubernetes/kubernetes/issues/112814",
        "duplicate_sandboxes",
        E,
        Node(name="systemd-node-1", version=None)
        .unit("kubelet")
        .static_pod(E, edited=timedelta(minutes=3))
        .sandbox(E, uid="a05b997416e84f319e81fe7ea9b47ca0", since=timedelta(minutes=7))
        .runs(E, uid="a05b997416e84f319e81fe7ea9b47ca0", since=timedelta(minutes=7))
        .sandbox(E, uid="a96511659e9a32e0fff80934c1a7b9a8", since=timedelta(minutes=3))
        .died(E, attempt=4, uid="a96511659e9a32e0fff80934c1a7b9a8")
        .kubelet(
            'I1001 06:27:18.148565    4327 file.go:201] "Reading config file" path="/var/lib/rancher/rke2/agent/pod-manifests/etcd.yaml"',
            'I1001 06:27:18.152032    4327 common.go:73] "Generated pod name" pod="kube-system/etcd-systemd-node-1" podUID=a96511659e9a32e0fff80934c1a7b9a8 source="/var/lib/rancher/rke2/agent/pod-manifests/etcd.yaml"',
            'I1001 06:27:18.152051    4327 common.go:78] "Set namespace for pod" pod="kube-system/etcd-systemd-node-1" source="/var/lib/rancher/rke2/agent/pod-manifests/etcd.yaml"',
            'I1001 06:27:18.152288    4327 config.go:386] "Receiving a new pod" pod="kube-system/etcd-systemd-node-1"',
            'I1001 06:27:18.276670    4327 kubelet.go:2138] "SyncLoop (PLEG): pod does not exist, ignore irrelevant event" event=&{ID:a05b997416e84f319e81fe7ea9b47ca0 Type:ContainerStarted Data:9754b060c1ad53376a1943875af54956c3d4dcf672ff36e786aaf515be2ece3f}',
            ago=timedelta(minutes=3),
        ),
    ),
    # Two containers in one sandbox. Completed: the program's line; the report says that it could not bind its port.
    report(
        "kubernetes/kubernetes/issues/82512",
        ["port_in_use", "port_held_by_previous_instance"],
        KCM,
        Node(version=None)
        .unit("kubelet")
        .static_pod(KCM, edited=timedelta(seconds=30))
        .runs(KCM, attempt=0, since=timedelta(seconds=27))
        .died(
            KCM,
            "failed to create listener: failed to listen on 0.0.0.0:10252: listen tcp 0.0.0.0:10252: bind: address already in use",
            attempt=3,
            lived=timedelta(seconds=1),
            ago=timedelta(seconds=2),
        ),
    ),
    # Completed: the line's head, and the policy's one rule.
    report(
        "giantswarm/k8scloudconfig/pull/445",
        "manifest_invalid",
        None,
        control_plane(Node(version=None).unit("kubelet"), A, KCM, S)
        .manifest(
            "audit-policy.yml",
            "apiVersion: audit.k8s.io/v1beta1\nkind: Policy\nrules:\n- level: Metadata\n",
            edited=timedelta(hours=3),
        )
        .kubelet(
            'E1029 10:11:42.201155    2190 file.go:187] Can\'t process manifest file "/etc/kubernetes/manifests/audit-policy.yml": /etc/kubernetes/manifests/audit-policy.yml:  couldn\'t parse as pod(no kind "Policy" is registered for version "audit.k8s.io/v1beta1" in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:29"), please check config file'
        ),
    ),
    report("rancher/rke2/issues/2408", "stopped_by_operator", A, deleted_in_rancher()),
    # ---- the runtime's endpoint -------------------------------------------------------------------------------------
    # Completed: the last line, and the runtime that runs.
    report(
        "kubernetes/kubeadm/issues/1328",
        "runtime_endpoint_wrong",
        UNIT,
        kubelet(
            "I1219 18:43:12.014733   10174 server.go:407] Version: v1.13.1",
            "I1219 18:43:12.015999   10174 plugins.go:103] No cloud provider specified.",
            "W1219 18:43:12.016105   10174 server.go:552] standalone mode, no API client",
            f"F1219 18:43:12.050233   10174 server.go:261] failed to run Kubelet: {NO_DOCKER}",
            version="v1.13.1",
            status=255,
        )
        .unit("containerd")
        .there("/run/containerd/containerd.sock", kind="socket", mode="0660")
        .absent("/var/run/docker.sock"),
    ),
    # Completed: the end of the node's configuration and the last line.
    report(
        "kubernetes/kubeadm/issues/2581",
        "runtime_endpoint_wrong",
        UNIT,
        kubelet(
            'I1002 23:07:39.773317    6519 server.go:488] "No api server defined - no events will be sent to API server"',
            'I1002 23:07:39.773388    6519 server.go:687] "--cgroups-per-qos enabled, but --cgroup-root was not specified.  defaulting to /"',
            'I1002 23:07:39.773810    6519 container_manager_linux.go:280] "Container manager verified user specified cgroup-root exists" cgroupRoot=[]',
            f'I1002 23:07:39.774047    6519 container_manager_linux.go:285] "Creating Container Manager object based on Node Config" nodeConfig={{RuntimeCgroupsName: SystemCgroupsName: KubeletCgroupsName: ContainerRuntime:docker CgroupsPerQOS:true CgroupRoot:/ CgroupDriver:cgroupfs KubeletRootDir:/var/lib/kubelet ProtectKernelDefaults:false NodeAllocatableConfig:{{KubeReservedCgroupName: SystemReservedCgroupName: ReservedSystemCPUs: EnforceNodeAllocatable:map[pods:{{}}] KubeReserved:map[] SystemReserved:map[] {EVICTIONS}}} QOSReserved:map[]}}',
            f'E1002 23:07:39.790117    6519 server.go:294] "Failed to run kubelet" err="failed to run Kubelet: {NO_DOCKER}"',
            version="v1.22.2",
        )
        .unit("crio")
        .there("/var/run/crio/crio.sock", kind="socket", mode="0660")
        .absent("/var/run/docker.sock"),
    ),
    # Completed: the line's end.
    report(
        "kubernetes/kubeadm/issues/2293",
        "runtime_endpoint_wrong",
        UNIT,
        kubelet(
            f"F0916 23:26:36.309914     522 server.go:265] failed to run Kubelet: {NO_DOCKER}",
            version="v1.19.2",
            status=255,
        )
        .unit("containerd")
        .there("/run/containerd/containerd.sock", kind="socket", mode="0660")
        .absent("/var/run/docker.sock"),
    ),
    report(
        "kubernetes/kubeadm/issues/2945",
        "runtime_endpoint_wrong",
        UNIT,
        kubelet(
            'Error: failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix: missing address"',
            version="v1.24.7",
        )
        .unit("cri-docker")
        .there("/run/cri-dockerd.sock", kind="socket", mode="0660"),
    ),
    # Completed: the last line.
    report(
        "kubernetes-retired/rktlet/issues/184",
        "runtime_endpoint_wrong",
        UNIT,
        kubelet(
            f"I0515 09:02:14.814656    4006 container_manager_linux.go:247] Creating Container Manager object based on Node Config: {{RuntimeCgroupsName: SystemCgroupsName: KubeletCgroupsName: ContainerRuntime:docker CgroupsPerQOS:true CgroupRoot:/ CgroupDriver:cgroupfs KubeletRootDir:/var/lib/kubelet ProtectKernelDefaults:false NodeAllocatableConfig:{{KubeReservedCgroupName: SystemReservedCgroupName: EnforceNodeAllocatable:map[pods:{{}}] KubeReserved:map[] SystemReserved:map[] {EVICTIONS}}} ExperimentalQOSReserved:map[] ExperimentalCPUManagerPolicy:none ExperimentalCPUManagerReconcilePeriod:10s ExperimentalPodPidsLimit:-1 EnforceCPULimits:true}}",
            "I0515 09:02:14.814744    4006 container_manager_linux.go:266] Creating device plugin manager: true",
            f"F0515 09:02:14.821080    4006 server.go:233] failed to run Kubelet: failed to create kubelet: {NO_DOCKER}",
            version="v1.10.2",
            status=255,
        )
        .unit("rktlet")
        .there("/var/run/rktlet.sock", kind="socket", mode="0660")
        .absent("/var/run/docker.sock"),
    ),
    # Completed: systemd's line, cut in the report.
    report(
        "kubernetes/kubernetes/issues/115824",
        ["runtime_endpoint_wrong", "missing_required_flag"],
        UNIT,
        systemd(
            kubelet(
                'E0216 08:15:48.852698    5148 run.go:74] "command failed" err="failed to validate kubelet flags: the container runtime endpoint address was not specified or empty, use --container-runtime-endpoint to set"',
                version="v1.26.1",
            ),
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
        ),
    ),
    # The maintainer ran it by hand. Completed: that the service manager starts it again, and where the file lies.
    report(
        "containerd/containerd/issues/10905",
        ["cri_plugin_disabled", "runtime_unavailable"],
        None,
        Node(version=None)
        .unit("containerd", "activating", "auto-restart", 12, Result="exit-code", ExecMainStatus=1)
        .file("/etc/containerd/config.toml", 'disabled_plugins=["cri"]\n')
        .journal(
            "containerd",
            'containerd: failed to load TOML from ./disable_cri.toml: invalid disabled plugin URI "cri" expect io.containerd.x.vx',
        ),
    ),
    # Completed: the head of the kubelet's line. Why the plugin stops after its configuration the report does not show.
    report(
        "containerd/containerd/issues/2348",
        ["cri_plugin_disabled", "unknown"],
        None,
        Node(version="v1.10.2")
        .unit("kubelet")
        .unit("containerd")
        .runtime("1.1.0")
        .journal(
            "containerd",
            'time="2018-05-21T10:12:01Z" level=info msg="loading plugin "io.containerd.grpc.v1.tasks"..." type=io.containerd.grpc.v1',
            'time="2018-05-21T10:12:01Z" level=info msg="loading plugin "io.containerd.grpc.v1.version"..." type=io.containerd.grpc.v1',
            'time="2018-05-21T10:12:01Z" level=info msg="loading plugin "io.containerd.grpc.v1.cri"..." type=io.containerd.grpc.v1',
            ago=timedelta(minutes=5),
        )
        .kubelet(
            "E0521 10:12:09.402281    1029 remote_runtime.go:69] Version from runtime service failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService"
        ),
    ),
    # Completed: the line's end, cut in the report.
    report(
        "lework/lework.github.io/issues/65",
        "image_unavailable",
        None,
        sandboxes_fail(
            'E0726 00:03:59.407806    1840 kuberuntime_manager.go:790] "CreatePodSandbox for pod failed" err="rpc error: code = Unknown desc = failed to get sandbox image \\"k8s.gcr.io/pause:3.2\\": failed to pull image \\"k8s.gcr.io/pause:3.2\\": failed to pull and unpack image \\"k8s.gcr.io/pause:3.2\\": failed to resolve reference \\"k8s.gcr.io/pause:3.2\\": failed to do request: Head \\"https://k8s.gcr.io/v2/pause/manifests/3.2\\": dial tcp 64.233.189.82:443: i/o timeout" pod="kube-system/kube-apiserver-m1"',
            node=Node(name="m1", version=None),
        ),
    ),
    # ---- the apiserver's authentication, probes and addresses ---------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/23520",
        ["authentication_config_invalid", "invalid_flag_value"],
        A,
        exits(
            A,
            "F0326 11:19:30.556591    1874 server.go:410] Invalid Authentication Config: asn1: structure error: tags don't match (16 vs {class:0 tag:2 length:1 isCompound:false}) {optional:false explicit:false application:false defaultValue:<nil> tag:<nil> stringType:0 set:false omitEmpty:false} tbsCertificate @2",
            flags=(
                "--admission-control=NamespaceLifecycle,LimitRanger,SecurityContextDeny,ServiceAccount,ResourceQuota",
                "--service-account-key-file=/home/core/ssl/kube-key.pem",
                "--logtostderr=true",
            ),
            command="/opt/bin/kube-apiserver",
            mounts=("/home/core/ssl",),
            probe="",
            version=None,
            code=255,
        ),
    ),
    report(
        "kubernetes-sigs/cloud-provider-azure/pull/637",
        ["missing_required_flag", "invalid_flag_value"],
        A,
        exits(
            A,
            "Error: --service-account-signing-key-file, --service-account-issuer, and --api-audiences should be specified together",
            flags=tuple(flag for flag in FLAGS[A] if not flag.startswith("--service-account-signing-key-file")),
            version="v1.19.11",
        ),
    ),
    # Completed: the kubelet's lines; the report says that the pod is restarted because the secure endpoint answers 403.
    report(
        "apprenda/kismatic/issues/1134",
        ["anonymous_health_access_forbidden", "anonymous_auth_disabled"],
        A,
        Node(version="v1.9.3")
        .unit("kubelet")
        .static_pod(A, "--insecure-port=0", probe=http_probe(port=6443, path="/healthz", host="127.0.0.1"))
        .died(A, code=137, attempt=4, lived=timedelta(seconds=95), ago=timedelta(seconds=30))
        .runs(A, attempt=5, since=timedelta(seconds=28))
        .probe(A, 403, url="https://127.0.0.1:6443/healthz", times=3)
        .kubelet(
            'I0226 19:20:41.733120    3170 prober.go:106] Liveness probe for "kube-apiserver-master-1_kube-system(0c7a81d0d1c2f8aeae2a9a4e4c5f5f6a):kube-apiserver" failed (failure): HTTP probe failed with statuscode: 403'
        ),
    ),
    # The report asks both health paths with curl and gets this answer; the flag was found in the discussion.
    report(
        "kubernetes/kubernetes/issues/126571",
        "anonymous_auth_disabled",
        A,
        Node(version=None)
        .static_pod(A, "--anonymous-auth=false")
        .runs(A, since=timedelta(minutes=2), attempt=3)
        .probe(
            A,
            401,
            body='{\n  "kind": "Status",\n  "apiVersion": "v1",\n  "metadata": {},\n  "status": "Failure",\n  "message": "Unauthorized",\n  "reason": "Unauthorized",\n  "code": 401\n}',
            times=3,
        ),
    ),
    report(
        "canonical/microk8s/issues/149",
        ["node_address_missing", "unknown"],
        A,
        exits(A, f"error: unable to {NO_ROUTE}", flags=MICROK8S, mounts=(), probe="", version=None),
    ),
    report(
        "canonical/microk8s/issues/782",
        ["node_address_missing", "unknown"],
        A,
        exits(A, f"Error: unable to {NO_ROUTE}", flags=MICROK8S, mounts=(), probe="", version=None),
    ),
    report(
        "openshift/microshift/pull/876",
        ["node_address_missing", "unknown"],
        UNIT,
        within(
            "microshift",
            'kubelet_node_status.go:622] "Failed to set some node status fields" err="failed to validate nodeIP: nodeIP can\'t be loopback address" node="localhost.localdomain"',
            f"service kube-apiserver exited with error: kube-apiserver configuration error: Unable to {NO_ROUTE}.",
        ),
    ),
    # Completed: the line's time.
    report(
        "rancher/rancher/issues/28189",
        ["node_address_missing", "unknown"],
        UNIT,
        within(
            "k3s",
            'time="2020-07-31T15:46:20.114085206Z" level=fatal msg="apiserver exited: Unable to find suitable network address.error=\'unable to select an IP from default routes.\'. Try to set the AdvertiseAddress directly or provide a valid BindAddress to fix this."',
            "2020/07/31 15:46:20 [FATAL] k3s exited with: exit status 1",
        ),
    ),
    report(
        "d2iq-archive/kubernetes-mesos/issues/337",
        ["node_address_missing", "unknown"],
        A,
        exits(
            A,
            lines(
                "I0609 17:36:35.670234   23854 util.go:496] No valid IP found",
                "F0609 17:36:35.670259   23854 master.go:264] Unable to find suitable network address.error='Unable to select an IP.' . Will try again in 5 seconds. Set the public address directly to avoid this wait.",
            ),
            flags=("--address=0.0.0.0", "--etcd-servers=http://127.0.0.1:4001", "--v=4"),
            mounts=(),
            probe="",
            version=None,
            code=255,
        ),
    ),
    # All runs; only the address of the `kubernetes` service does not answer.
    report(
        "kubernetes/kubernetes/issues/57534",
        None,
        None,
        control_plane(Node(name="server-001", version="v1.8.2").unit("kubelet"), E, A, KCM, S).kubelet(
            "W1218 19:22:51.967098   23357 kubelet_node_status.go:973] Failed to set some node status fields: can't get ip address of node server-001. error: No default routes."
        ),
    ),
    # ---- certificates, the clock and data -----------------------------------------------------------------------------
    # The message as it stands in k3s's log; its head is not shown.
    report(
        "k3s-io/k3s/issues/6152",
        "clock_skew",
        None,
        Node(version="v1.23.10")
        .unit("kubelet")
        .kubelet(
            "Unable to connect to the server: x509: certificate has expired or is not yet valid: current time 2022-09-16T18:32:28Z is before 2022-09-16T18:41:21Z",
            by="k3s",
        ),
    ),
    report(
        "kubernetes/minikube/issues/6311",
        "certificate_authority_mismatch",
        KCM,
        Node(name="minikube", version=None)
        .static_pod(KCM)
        .runs(
            KCM,
            lines(
                *(
                    f'E0114 {at}       1 leaderelection.go:331] error retrieving resource lock kube-system/kube-controller-manager: Get https://localhost:8443/api/v1/namespaces/kube-system/endpoints/kube-controller-manager?timeout=10s: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "minikubeCA")'
                    for at in ("08:23:03.355594", "08:23:05.687053", "08:23:09.703801", "08:23:13.907161")
                )
            ),
            since=timedelta(minutes=4),
        ),
    ),
    # Outside the set, but for the file's name: k3s compares its own copy with the datastore's.
    report(
        "k3s-io/k3s/issues/4838",
        ["unknown", "encryption_config_invalid"],
        UNIT,
        within(
            "k3s",
            'time="2021-12-23T23:20:37-08:00" level=fatal msg="/var/lib/rancher/k3s/server/cred/encryption-state.json newer than datastore and could cause cluster outage. Remove the file from disk and restart to be recreated from datastore."',
            version="v1.22.5",
        ),
    ),
    report(
        "k3s-io/k3s/issues/4928",
        ["unknown", "encryption_config_invalid"],
        UNIT,
        within(
            "k3s",
            'time="2022-01-12T22:46:59+01:00" level=fatal msg="/var/lib/rancher/k3s/server/cred/encryption-config.json newer than datastore and could cause cluster outage. Remove the file from disk and restart to be recreated from datastore."',
        ),
    ),
)
