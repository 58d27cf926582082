"""Public reports of kubelets, runtimes, cgroups, sandboxes and of what carries them (k3s, RKE2, MicroK8s, Talos, OpenShift), met blind.

They are shown as those of further.py are: the program's own lines in their order, and what the report tells of the node.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import UNIT, A, E, S, kubelet, report
from incidents.further_node import initialised, sandboxes_fail


def systemd(node, *lines, ago=timedelta(seconds=31)):
    """What the service manager says of the kubelet, or of what carries it, after its last words."""
    return node.kubelet(*lines, by="systemd", ago=ago)


def within(by, *lines, version=None, status=1, restarts=57, name="master-1"):
    """A kubelet inside another program's unit, that says so and ends, again and again."""
    return Node(name=name, version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*lines, by=by)


MEMORY = (
    'you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a '
    'Raspberry Pi)"'
)
# The pod of OpenShift 4.2's machine config, shortened.
ETCD_MEMBER = """apiVersion: v1
kind: Pod
metadata:
  name: etcd-member
  namespace: openshift-etcd
  labels:
    k8s-app: etcd
spec:
  hostNetwork: true
  containers:
  - name: etcd-member
    image: quay.io/openshift-release-dev/ocp-v4.0-art-dev:etcd
    command:
    - /bin/sh
    args:
    - "-c"
    - "exec etcd --data-dir=/var/lib/etcd"
    resources:
      requests:
        memory: 600Mi
        cpu: 300m
    volumeMounts:
    - {name: data-dir, mountPath: /var/lib/etcd}
  volumes:
  - {name: data-dir, hostPath: {path: /var/lib/etcd}}
"""

FURTHER_THIRTEENTH_LOWER = (
    # ---- cgroups ----------------------------------------------------------------------------------------------------
    report(
        "k3s-io/k3s/issues/335",
        "kubelet_cgroup_unsupported",
        UNIT,
        within(
            "k3s",
            "F0411 23:41:18.953434    2084 kubelet.go:1327] Failed to start ContainerManager failed to initialize top level QOS containers: failed to update top level Burstable QOS cgroup : failed to set supported cgroup subsystems for cgroup [kubepods burstable]: Failed to find subsystem mount for required subsystem: pids",
            "goroutine 4913 [running]:",
            "github.com/rancher/k3s/vendor/k8s.io/klog.stacks(0x4e82e00, 0x0, 0x138, 0x1d8)",
            "        /go/src/github.com/rancher/k3s/vendor/k8s.io/klog/klog.go:828 +0x94",
            "github.com/rancher/k3s/vendor/k8s.io/klog.(*loggingT).output(0x4e703c0, 0x3, 0x911a900, 0x4bcc54b, 0xa, 0x52f, 0x0)",
            "        /go/src/github.com/rancher/k3s/vendor/k8s.io/klog/klog.go:779 +0x2a0",
            "github.com/rancher/k3s/vendor/k8s.io/klog.(*loggingT).printf(0x4e703c0, 0x3, 0x2799ae0, 0x23, 0x85a9e7c, 0x1, 0x1)",
            "        /go/src/github.com/rancher/k3s/vendor/k8s.io/klog/klog.go:678 +0x110",
            "github.com/rancher/k3s/vendor/k8s.io/klog.Fatalf(...)",
            name="k3s-base",
            status=255,
        ),
    ),
    # The end of the last line, cut off in the excerpt, is that of the line before it.
    report(
        "k3s-io/k3s/issues/2721",
        "kubelet_cgroup_unsupported",
        UNIT,
        within(
            "k3s",
            'time="2020-12-17T01:54:31.893559804Z" level=info msg="To join node to cluster: k3s agent -s https://10.0.0.72:6443 -t ${NODE_TOKEN}"',
            'time="2020-12-17T01:54:31.905214234Z" level=info msg="Wrote kubeconfig /etc/rancher/k3s/k3s.yaml"',
            'time="2020-12-17T01:54:31.905494597Z" level=info msg="Run: k3s kubectl"',
            f'time="2020-12-17T01:54:31.906290011Z" level=error msg="Failed to find memory cgroup, {MEMORY}',
            f'time="2020-12-17T01:54:31.906585009Z" level=fatal msg="failed to find memory cgroup, {MEMORY}',
            version="v1.19.5",
            name="hera",
        ),
    ),
    # An agent. The report quotes the message; the lines' heads and the fatal one are k3s's usual.
    report(
        "k3s-io/k3s/issues/8890",
        "kubelet_cgroup_unsupported",
        UNIT,
        within(
            "k3s",
            f'time="2023-11-17T09:20:44+11:00" level=error msg="Failed to find memory cgroup, {MEMORY}',
            f'time="2023-11-17T09:20:44+11:00" level=fatal msg="failed to find memory cgroup, {MEMORY}',
            version="v1.27.3",
            name="k8s-pi-w08",
        ),
    ),
    # The message stands in the title; its head is completed.
    report(
        "k3d-io/k3d/issues/1082",
        "kubelet_cgroup_unsupported",
        UNIT,
        within(
            "k3s",
            'time="2022-06-08T14:12:07Z" level=fatal msg="failed to find cpu cgroup (v2)"',
            name="k3d-hive-server-0",
        ),
    ),
    # The message stands in the title; its head is completed.
    report(
        "k3d-io/k3d/issues/582",
        "kubelet_cgroup_unsupported",
        UNIT,
        within(
            "k3s",
            'F0429 08:11:32.054203       7 kubelet.go:1368] Failed to start ContainerManager cannot enter cgroupv2 "/sys/fs/cgroup/kubepods" with domain controllers -- it is in an invalid state',
            name="k3d-test-server-0",
            status=255,
        ),
    ),
    report(
        "canonical/microk8s/issues/651",
        "kubelet_cgroup_unsupported",
        UNIT,
        within(
            "microk8s.daemon-kubelet",
            "I0917 23:34:14.837307    5736 server.go:425] Version: v1.15.3",
            "I0917 23:34:14.837804    5736 plugins.go:103] No cloud provider specified.",
            "F0917 23:34:14.857370    5736 server.go:273] failed to run Kubelet: mountpoint for cpu not found",
            version="v1.15.3",
            name="k8s",
            status=255,
        ),
    ),
    # The report quotes the message; the line's date is completed.
    report(
        "cri-o/cri-o/issues/2632",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        kubelet(
            "F0719 10:21:44.391127    2790 server.go:273] failed to run Kubelet: failed to get the kubelet's cgroup: cpu and memory cgroup hierarchy not unified.  cpu: /system.slice, memory: /",
            status=255,
        ),
    ),
    # The message stands in the title; its head is completed.
    report(
        "kubernetes/minikube/issues/6378",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        kubelet(
            "F0122 23:45:51.118420    4126 server.go:273] failed to run Kubelet: failed to get the kubelet's cgroup: cpu and memory cgroup hierarchy not unified.  cpu: /, memory: /system.slice/kubelet.service",
            status=255,
        ),
    ),
    # The report quotes the message; the line's head is completed.
    report(
        "kubernetes/website/issues/17924",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            'F1204 09:41:20.772310   18322 server.go:271] failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
            status=255,
        ),
    ),
    # The report quotes the message; the line's head is completed. The drop-in is the one it shows, for this line only.
    report(
        "kubernetes/kubernetes/issues/50748",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            'error: failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
            version="v1.7.3",
        ).file(
            "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf",
            '[Service]\nEnvironment="KUBELET_CGROUP_ARGS=--cgroup-driver=systemd"\n',
        ),
    ),
    # ---- swap and the kernel's settings -----------------------------------------------------------------------------
    report(
        "NixOS/nixpkgs/issues/50443",
        "kubelet_swap_on",
        UNIT,
        Node(name="nixos", version=None).kubelet_loops(
            "F1115 20:10:05.994998    1391 server.go:262] failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename                                Type                Size        Used        Priority /dev/sda2                               partition        8388604        0        -2]",
            status=255,
        ),
    ),
    report(
        "rancher-archives/rke/pull/280",
        "kubelet_swap_on",
        UNIT,
        kubelet(
            "error: failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false."
        ),
    ),
    # Completed: the ends of the last lines; the second last is cut by the terminal, the last after `error: f`, and its
    # reporter is sure that it is the swap.
    report(
        "cilium/cilium/issues/3066",
        "kubelet_swap_on",
        UNIT,
        Node(name="k8s1", version="v1.9.3").kubelet_loops(
            "I0309 12:51:17.607183    2670 feature_gate.go:226] feature gates: &{{} map[]}",
            "I0309 12:51:17.608884    2670 controller.go:114] kubelet config controller: starting controller",
            "I0309 12:51:17.608917    2670 controller.go:118] kubelet config controller: validating combination of defaults and flags",
            "I0309 12:51:17.629264    2670 server.go:182] Version: v1.9.3",
            "I0309 12:51:17.629441    2670 feature_gate.go:226] feature gates: &{{} map[]}",
            "I0309 12:51:17.629541    2670 plugins.go:101] No cloud provider specified.",
            "E0309 12:51:17.659428    2670 certificate_manager.go:314] Failed while requesting a signed certificate from the master: cannot create certificate signing request: Post https://192.168.36.11:6443/apis/certificates.k8s.io/v1beta1/certificatesigningrequests: dial tcp 192.168.36.11:6443: getsockopt: connection refused",
            "I0309 12:51:17.748938    2670 server.go:428] --cgroups-per-qos enabled, but --cgroup-root was not specified.  defaulting to /",
            "error: failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename                                Type            Size    Used    Priority /dev/dm-1                               partition       1003516 0       -1]",
        ),
    ),
    # Near miss: in 1.5 the swap is a warning only; the excerpt ends before what stops this kubelet.
    report(
        "rancher/rancher/issues/7252",
        "unknown",
        UNIT,
        never="kubelet_swap_on",
        node=kubelet(
            "I0126 18:12:09.002717    2885 manager.go:204] Version: {KernelVersion:4.4.0-21-generic ContainerOsVersion:Debian GNU/Linux 8 (jessie) DockerVersion:1.12.6 CadvisorVersion: CadvisorRevision:}",
            "W0126 18:12:09.004184    2885 container_manager_linux.go:205] Running with swap on is not supported, please disable swap! This will be a fatal error by default starting in K8s v1.6! In the meantime, you can opt-in to making this a fatal error by enabling --experimental-fail-swap-on.",
            "I0126 18:12:09.004339    2885 kubelet.go:252] Watching apiserver",
        ),
    ),
    report(
        "rancher/rancher/issues/38691",
        ["kubelet_kernel_defaults", "unknown"],
        UNIT,
        systemd(
            systemd(
                Node(name="control-0", version=None).kubelet_loops(),
                "Starting Rancher Kubernetes Engine v2 (server)...",
                ago=timedelta(seconds=33),
            )
            .kubelet(
                "+ /usr/bin/systemctl is-enabled --quiet nm-cloud-setup.service",
                "Failed to get unit file state for nm-cloud-setup.service: No such file or directory",
                by="sh",
                ago=timedelta(seconds=32, milliseconds=500),
            )
            .kubelet(
                'time="2022-08-22T10:17:19-06:00" level=fatal msg="missing required: user: unknown user etcd\\nmissing required: group: unknown group etcd\\ninvalid kernel parameter value vm.overcommit_memory=0 - expected 1\\ninvalid kernel parameter value kernel.panic=0 - expected 10\\n"',
                by="rke2",
            ),
            "rke2-server.service: Main process exited, code=exited, status=1/FAILURE",
            "rke2-server.service: Failed with result 'exit-code'.",
            "Failed to start Rancher Kubernetes Engine v2 (server).",
            "rke2-server.service: Service RestartSec=5s expired, scheduling restart.",
        ),
    ),
    # ---- flags and gates ----------------------------------------------------------------------------------------------
    report(
        "kubernetes/minikube/issues/13945",
        "kubelet_unknown_flag",
        UNIT,
        kubelet("Error: failed to parse kubelet flag: unknown flag: --network-plugin", version="v1.24.0"),
    ),
    # The last line stands in the title; its head is completed.
    report(
        "k3s-io/k3s/issues/11781",
        "kubelet_unknown_flag",
        UNIT,
        within(
            "k3s",
            "INFO[0000] Starting k3s v1.32.1+k3s1 (6a322f12)         ",
            "INFO[0000] Managed etcd cluster bootstrap already complete and initialized ",
            "INFO[0000] Starting temporary etcd to reconcile with datastore ",
            'INFO[0013] Connecting to proxy                           url="wss://127.0.0.1:6443/v1-k3s/connect"',
            "INFO[0013] Reconciling ETCDSnapshotFile resources       ",
            "INFO[0013] Tunnel server egress proxy mode: agent       ",
            "FATA[0014] kubelet exited: failed to parse kubelet flag: unknown flag: --single-Process-OOM-Kill",
            version="v1.32.1",
            name="node1",
        ),
    ),
    # An apiserver's flag given as --kubelet-arg. The message stands in the title; its head is completed.
    report(
        "k3s-io/k3s/issues/3057",
        "kubelet_unknown_flag",
        UNIT,
        within(
            "k3s",
            'time="2021-03-12T10:50:19.683434517Z" level=info msg="Running kubelet --address=0.0.0.0 --anonymous-auth=false --authentication-token-webhook=true --authorization-mode=Webhook --cgroup-driver=cgroupfs --client-ca-file=/var/lib/rancher/k3s/agent/client-ca.crt --cloud-provider=external --cluster-dns=10.43.0.10 --cluster-domain=cluster.local [...] --event-ttl=48h0m0s [...]"',
            "F0312 10:50:19.690112    1874 server.go:156] unknown flag: --event-ttl",
            version="v1.20.4",
            status=255,
        ),
    ),
    # Completed: the lines' ends, cut at the width of the terminal.
    report(
        "f5devcentral/modern_app_jumpstart_workshop/issues/172",
        "feature_gate_rejected",
        UNIT,
        systemd(
            within(
                "k3s",
                'Error: invalid argument "LegacyServiceAccountTokenNoAutoGeneration=false" for "--feature-gates" flag: cannot set feature gate LegacyServiceAccountTokenNoAutoGeneration to false, feature is locked to true',
                'time="2023-08-07T22:30:03Z" level=fatal msg="apiserver exited: invalid argument \\"LegacyServiceAccountTokenNoAutoGeneration=false\\" for \\"--feature-gates\\" flag: cannot set feature gate LegacyServiceAccountTokenNoAutoGeneration to false, feature is locked to true"',
                name="k3s",
            ),
            "k3s.service: Main process exited, code=exited, status=1/FAILURE",
        ),
    ),
    # Near miss: a misspelt key that k3s skips; it runs on.
    report(
        "k3s-io/k3s/issues/8266",
        None,
        None,
        never="kubelet_unknown_flag",
        node=Node(version="v1.27.4")
        .unit("kubelet")
        .kubelet(
            'time="2023-08-29T20:21:22Z" level=warning msg="Unknown flag --kublet-arg found in config.yaml, skipping\\n"',
            'time="2023-08-29T20:21:41Z" level=info msg="Running kubelet --address=0.0.0.0 --allowed-unsafe-sysctls=net.ipv4.ip_forward,net.ipv6.conf.all.forwarding --anonymous-auth=false --authentication-token-webhook=true --authorization-mode=Webhook --cgroup-driver=systemd --client-ca-file=/var/lib/rancher/k3s/agent/client-ca.crt --cloud-provider=external --cluster-dns=10.43.0.10 --cluster-domain=cluster.local [...]"',
            by="k3s",
        ),
    ),
    # Near miss: the warnings sent its reporter after the CA; other flags than the first server's stopped it, and the
    # excerpt ends before k3s says so.
    report(
        "k3s-io/docs/pull/39",
        "unknown",
        UNIT,
        never="certificate_authority_mismatch",
        node=systemd(
            Node(name="elude2", version="v1.25.3").kubelet_loops(),
            "Starting Lightweight Kubernetes...",
            ago=timedelta(seconds=33),
        )
        .kubelet(
            "+ /usr/bin/systemctl is-enabled --quiet nm-cloud-setup.service",
            "Failed to get unit file state for nm-cloud-setup.service: No such file or directory",
            by="sh",
            ago=timedelta(seconds=32, milliseconds=500),
        )
        .kubelet(
            'time="2022-11-01T23:09:14-06:00" level=info msg="Starting k3s v1.25.3+k3s1 (f2585c16)"',
            'time="2022-11-01T23:09:14-06:00" level=warning msg="Cluster CA certificate is not trusted by the host CA bundle, but the token does not include a CA hash. Use the full token from the server\'s node-token file to enable>',
            'time="2022-11-01T23:09:14-06:00" level=info msg="Managed etcd cluster not yet initialized"',
            'time="2022-11-01T23:09:14-06:00" level=warning msg="Cluster CA certificate is not trusted by the host CA bund',
            by="k3s",
        ),
    ),
    # ---- the runtime ------------------------------------------------------------------------------------------------
    # Completed: the end of the last line.
    report(
        "clearlinux/distribution/issues/1004",
        "runtime_unavailable",
        UNIT,
        systemd(
            Node(name="pmem-csi-clear-govm-worker1", version=None).kubelet_loops(
                "I0712 09:30:11.647366     391 kubelet.go:306] Watching apiserver",
                'E0712 09:30:11.647604     391 file.go:98] Unable to read config path "/etc/kubernetes/manifests": path does not exist, ignoring',
                'E0712 09:30:11.647672     391 file_linux.go:61] Unable to read config path "/etc/kubernetes/manifests": path does not exist, ignoring',
                "I0712 09:30:11.651254     391 client.go:75] Connecting to docker on unix:///var/run/docker.sock",
                "I0712 09:30:11.651303     391 client.go:104] Start docker client with request timeout=2m0s",
                "F0712 09:30:11.651868     391 server.go:273] failed to run Kubelet: failed to create kubelet: failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
                restarts=1,
                status=255,
            ),
            "kubelet.service: Main process exited, code=exited, status=255/EXCEPTION",
        ),
    ),
    # CRI-O never gets ready, and the kubelet's unit waits for it. The lines are CRI-O's, started by hand.
    report(
        "sipb/homeworld/issues/452",
        ["runtime_unavailable", "unknown"],
        None,
        Node(version=None)
        .unit("crio", "activating", "start")
        .unit("kubelet", "inactive", "dead")
        .journal(
            "crio",
            "ERRO[2019-11-28 15:35:30.376889388-05:00] Error adding network: open /run/flannel/subnet.env: no such file or directory ",
            'ERRO[2019-11-28 15:35:30.376948284-05:00] Error while adding pod to CNI network "flannel": open /run/flannel/subnet.env: no such file or directory ',
        ),
    ),
    report(
        "canonical/microk8s/issues/1666",
        ["runtime_unavailable", "unknown"],
        None,
        Node(name="pi-k8s-00", version=None)
        .unit("kubelet")
        .unit("containerd", "failed", "failed", 5, Result="exit-code", ExecMainStatus=1)
        .journal(
            "containerd",
            'time="2020-10-17T10:42:33.848409047Z" level=fatal msg="Failed to run CRI service" error="failed to recover state: failed to reserve sandbox name \\"cert-manager-webhook>',
            by="microk8s.daemon-containerd",
        )
        .journal(
            "containerd",
            "snap.microk8s.daemon-containerd.service: Main process exited, code=exited, status=1/FAILURE",
            "snap.microk8s.daemon-containerd.service: Failed with result 'exit-code'.",
            "snap.microk8s.daemon-containerd.service: Scheduled restart job, restart counter is at 5.",
            "Stopped Service for snap application microk8s.daemon-containerd.",
            "snap.microk8s.daemon-containerd.service: Start request repeated too quickly.",
            "snap.microk8s.daemon-containerd.service: Failed with result 'exit-code'.",
            "Failed to start Service for snap application microk8s.daemon-containerd.",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    # The message stands in the title; the line's head is completed.
    report(
        "k3s-io/k3s/issues/5189",
        ["runtime_unavailable", "unknown"],
        UNIT,
        within(
            "k3s",
            'time="2022-03-01T11:20:31.410226110Z" level=fatal msg="Failed to run CRI service" error="failed to recover state: failed to reserve sandbox name',
        ),
    ),
    report(
        "canonical/microk8s/issues/5265",
        "cri_plugin_disabled",
        None,
        Node(version=None)
        .unit("containerd", "activating", "auto-restart", 12, Result="exit-code", ExecMainStatus=1)
        .journal(
            "containerd",
            'containerd: failed to load TOML from /etc/containerd/config.toml: invalid disabled plugin URI "cri" expect io.containerd.x.vx',
        )
        .journal(
            "containerd",
            "containerd.service: Main process exited, code=exited, status=1/FAILURE",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    # A root on NFS: k3s asks for its agent's configuration again and again. The line's head is completed.
    report(
        "k3s-io/k3s/issues/3266",
        "unknown",
        UNIT,
        Node(version="v1.20.6")
        .unit("kubelet", "activating", "start")
        .kubelet(
            'time="2021-05-04T12:31:02.118273315Z" level=error msg="Failed to retrieve agent config: \\"overlayfs\\" snapshotter cannot be enabled for \\"/var/lib/rancher/k3s/agent/containerd\\", try using \\"fuse-overlayfs\\" or \\"native\\": failed to mount overlay: invalid argument"',
            by="k3s",
        ),
    ),
    # ---- sandboxes and static pods ----------------------------------------------------------------------------------
    # The end of the second line, cut off in the excerpt, is that of the first.
    report(
        "kubernetes/kubernetes/issues/68190",
        "container_create_failed",
        None,
        sandboxes_fail(
            'E0902 22:43:47.915221    2169 remote_runtime.go:92] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to start sandbox container for pod "kube-apiserver-kubemark-500-kubemark-master": Error response from daemon: oci runtime error: container_linux.go:247: starting container process caused "process_linux.go:245: running exec setns process for init caused \\"exit status 16\\""',
            'E0902 22:43:47.915292    2169 kuberuntime_sandbox.go:54] CreatePodSandbox for pod "kube-apiserver-kubemark-500-kubemark-master_kube-system(bd6f956583b54bdf5a90b93b7e3a7e3d)" failed: rpc error: code = Unknown desc = failed to start sandbox container for pod "kube-apiserver-kubemark-500-kubemark-master": Error response from daemon: oci runtime error: container_linux.go:247: starting container process caused "process_linux.go:245: running exec setns process for init caused \\"exit status 16\\""',
            node=Node(name="kubemark-500-kubemark-master", version=None),
        ),
    ),
    # "Unable to schedule additional pods beyond etcd."
    report(
        "rancher/rke2/issues/3859",
        "static_pod_rejected",
        A,
        Node(name="rke2-01", version=None)
        .unit("kubelet")
        .static_pod(E)
        .runs(E, since=timedelta(minutes=4))
        .static_pod(A, edited=timedelta(minutes=3))
        .kubelet(
            'I0201 11:46:21.288213    3979 predicate.go:103] "Failed to admit pod, unexpected error while attempting to recover from admission failure" pod="kube-system/kube-apiserver-rke2-01" err="preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: [(res: memory, q: 119537664), ]"',
        ),
    ),
    report(
        "openshift/installer/issues/2873",
        "static_pod_rejected",
        "etcd-member",
        Node(name="home-dq45w-master-0", version=None)
        .unit("kubelet")
        .manifest("etcd-member.yaml", ETCD_MEMBER)
        .kubelet(
            "W0101 16:36:26.346666    1314 predicate.go:106] Failed to admit pod etcd-member-home-dq45w-master-0_openshift-etcd(1e7ad6f4fcf580c9c5c2939d3a52ec1a) - Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: [(res: memory, q: 347299840), ]",
            "I0101 16:36:26.346809    1314 kubelet_node_status.go:283] Setting node annotation to enable volume controller attach/detach",
            "E0101 16:36:26.346826    1314 openstack_instances.go:69] cannot initialize cloud provider, only limited functionality is available : cloud provider is not initialized",
            "E0101 16:36:26.346835    1314 openstack_instances.go:69] cannot initialize cloud provider, only limited functionality is available : cloud provider is not initialized",
            by="hyperkube",
        ),
    ),
    # `kubelet --runonce`; the first line is the usual noise of its start.
    report(
        "kubernetes/kubeadm/issues/1025",
        "unknown",
        UNIT,
        kubelet(
            "E0820 16:11:20.882842   34288 kubelet.go:1261] Image garbage collection failed once. Stats initialization may not have completed yet: failed to get imageFs info: unable to find data for container /",
            "F0820 16:11:21.883008   34288 server.go:262] failed to run Kubelet: runonce failed: no pod manifest update after 1s",
            status=255,
        ),
    ),
    # Near miss: the usual noise of a kubelet's start, taken for a failure.
    report(
        "kubernetes/kubernetes/issues/75707",
        None,
        None,
        never="disk_full",
        node=Node(name="k8s-m1", version="v1.13.4")
        .unit("kubelet")
        .kubelet(
            "E0326 11:06:00.756420  234140 kubelet.go:1308] Image garbage collection failed once. Stats initialization may not have completed yet: failed to get imageFs info: unable to find data in memory cache"
        ),
    ),
    # ---- data and ports of what carries them ------------------------------------------------------------------------
    # dqlite's log after a power loss. The message stands in the title; its head is completed.
    report(
        "k3s-io/k3s/issues/1403",
        ["etcd_data_corrupt", "unknown"],
        UNIT,
        within(
            "k3s",
            'time="2020-02-09T10:44:12.301188200+01:00" level=fatal msg="starting kubernetes: preparing server: start cluster and https: raft_start(): io: load closed segment 0000000024946269-0000000024946590: found 321 entries (expected 322)"',
            version="v1.17.2",
            name="ariana",
        ),
    ),
    # "Even after k3s is stopped a process will still be around."
    report(
        "k3s-io/k3s/issues/4197",
        "port_held_by_previous_instance",
        UNIT,
        within(
            "k3s",
            'time="2021-11-01T19:00:19.027212151Z" level=info msg="Starting k3s v1.20.12-rc1+k3s1 (6223e3e8)"',
            'time="2021-11-01T19:00:19.027788684Z" level=info msg="Cluster bootstrap already complete"',
            'time="2021-11-01T19:00:19.041665432Z" level=fatal msg="starting kubernetes: preparing server: init cluster datastore and https: listen tcp :6443: bind: address already in use"',
            version="v1.20.12",
        ).socket("k3s-server", 6443, "::", pid=2147),
    ),
    # ---- near miss: a serving certificate that nobody approves ------------------------------------------------------
    # Talos' own log, from where the kubelet is asked for its pods; the kubelet lives.
    report(
        "siderolabs/talos/issues/7317",
        None,
        None,
        never="certificate_authority_mismatch",
        node=initialised(Node(version=None))
        .unit("kubelet")
        .static_pod(A)
        .runs(A, since=timedelta(minutes=20))
        .static_pod(S)
        .runs(S, since=timedelta(minutes=20))
        .journal(
            "machined",
            "[talos] task uncordonNode (1/1): starting",
            "[talos] retrying error: node not ready",
            '[talos] controller failed {"component": "controller-runtime", "controller": "k8s.KubeletStaticPodController", "error": "error refreshing pod status: error fetching pod status: Get \\x5c"https://127.0.0.1:10250/pods/?timeout=30s\\x5c": remote error: tls: internal error"}',
            '[talos] controller failed {"component": "controller-runtime", "controller": "k8s.KubeletStaticPodController", "error": "error refreshing pod status: error fetching pod status: Get \\x5c"https://127.0.0.1:10250/pods/?timeout=30s\\x5c": remote error: tls: internal error"}',
        ),
    ),
)
