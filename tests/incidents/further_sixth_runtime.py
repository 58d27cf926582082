"""Public reports of the container runtimes below a control plane, and of static pods' own container failures.

They are shown as those of further.py are; see further_fifth_node.py. About a fifth is outside the closed set, benign, or looks like
another cause.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet, report
from incidents.further_fifth_node import runtime_dies
from incidents.further_node import CONFIG, sandboxes_fail

SOCKET = "/run/containerd/containerd.sock"
RUNTIME_GONE = (
    'E1214 09:39:50.100200    1811 remote_runtime.go:294] "ListPodSandbox with filter from runtime service failed" err="rpc error: '
    'code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: '
    'connect: connection refused\\"" filter="nil"'
)
DOCKER_GONE = (
    (
        "E0720 18:42:37.483446     807 kube_docker_client.go:91] failed to retrieve docker version: Cannot connect to the Docker daemon at "
        "unix:///var/run/docker.sock. Is the docker daemon running?"
    ),
    (
        "W0720 18:42:37.483472     807 kube_docker_client.go:92] Using empty version for docker client, this may sometimes cause "
        "compatibility issue."
    ),
    (
        "F0720 18:42:37.483751     807 server.go:262] failed to run Kubelet: failed to create kubelet: failed to get docker version: Cannot "
        "connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
    ),
)
RKE2 = "/var/lib/rancher/rke2/server"
RKE2_ETCD = f"{RKE2}/db/etcd"


def jammy():
    """A kubeadm node of Ubuntu 22.04 whose containerd has the file of `containerd config default`, and pods made anew."""
    node = Node(name="master0", version="v1.24.0").runtime("1.6.4").unit("kubelet").unit("containerd")
    node.file("/var/lib/kubelet/config.yaml", CONFIG)
    node.file(
        "/etc/containerd/config.toml",
        'version = 2\n[plugins]\n  [plugins."io.containerd.grpc.v1.cri"]\n    [plugins."io.containerd.grpc.v1.cri".containerd]\n'
        '      default_runtime_name = "runc"\n      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]\n'
        '        runtime_type = "io.containerd.runc.v2"\n'
        '        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n          SystemdCgroup = false\n',
    )
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program, edited=timedelta(days=2))
        node.died(
            program, code=0, attempt=844, sandbox=844, ago=timedelta(seconds=100 + number), lived=timedelta(minutes=3)
        )
        node.runs(program, attempt=845, sandbox=845, since=timedelta(seconds=80 + number))
    return node.kubelet(
        'I0526 17:05:17.009874     483 kubelet.go:2098] "SyncLoop (PLEG): event for pod" pod="kube-system/etcd-master0" event=&{ID:3da0b3b3f5b168e56c71dd2c6212a28e Type:ContainerStarted Data:16f475cf6fd166345aacaa921ac44adb9a31079fe40d2cfed787393012bc01b1}',
        'I0526 17:05:17.009925     483 kubelet.go:2098] "SyncLoop (PLEG): event for pod" pod="kube-system/etcd-master0" event=&{ID:3da0b3b3f5b168e56c71dd2c6212a28e Type:ContainerStarted Data:7fcce86b2abf8d029abe5322624280211ccdc8257c6fb3cdb7ae1ba3f535b31d}',
        ago=timedelta(seconds=80),
    ).journal(
        "containerd",
        'time="2022-05-26T17:05:16.455252775Z" level=info msg="RunPodsandbox for &PodSandboxMetadata{Name:etcd-master0,Uid:3da0b3b3f5b168e56c71dd2c6212a28e,Namespace:kube-system,Attempt:845,}"',
        ago=timedelta(seconds=81),
    )


def kms_pod():
    """A KMS plugin as a static pod that wants the CA of its server from a Secret."""
    node = Node(name="n0251", version="v1.29.6").unit("kubelet").static_pod(A).runs(A, since=timedelta(hours=3))
    node.manifest(
        "vault-kubernetes-kms.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: vault-kubernetes-kms\n  namespace: kube-system\nspec:\n"
        "  priorityClassName: system-node-critical\n  hostNetwork: true\n  containers:\n  - name: vault-kubernetes-kms\n"
        "    image: falcosuessgott/vault-kubernetes-kms:latest\n    command: [/vault-kubernetes-kms, --auth-method=token]\n"
        "    volumeMounts:\n    - {name: kms, mountPath: /opt/kms}\n    - {name: ca, mountPath: /etc/vault, readOnly: true}\n"
        "  volumes:\n  - {name: kms, hostPath: {path: /opt/kms}}\n  - {name: ca, secret: {secretName: vault-kms-ca-cert}}\n",
    )
    return node.waits("vault-kubernetes-kms", "ContainerCreating").kubelet(
        'E0712 11:48:38.064303    1536 kubelet.go:1921] "Failed creating a mirror pod for" err="pods \\"vault-kubernetes-kms-n0251\\" is forbidden: a mirror pod may not reference secrets" pod="kube-system/vault-kubernetes-kms-n0251"',
        'W0712 11:48:43.648953    1536 reflector.go:539] object-"kube-system"/"vault-kms-ca-cert": failed to list *v1.Secret: secrets "vault-kms-ca-cert" is forbidden: User "system:node:n0251" cannot list resource "secrets" in API group "" in the namespace "kube-system": no relationship found between node \'n0251\' and this object',
        'E0712 11:48:43.648993    1536 reflector.go:147] object-"kube-system"/"vault-kms-ca-cert": Failed to watch *v1.Secret: failed to list *v1.Secret: secrets "vault-kms-ca-cert" is forbidden: User "system:node:n0251" cannot list resource "secrets" in API group "" in the namespace "kube-system": no relationship found between node \'n0251\' and this object',
    )


def autoscaler():
    """GCE's cluster autoscaler, as JSON with a comment that a newer kubelet does not take."""
    return (
        Node(name="bootstrap-e2e-master", version=None)
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .manifest(
            "cluster-autoscaler.manifest",
            '{\n    "kind": "Pod",\n    "apiVersion": "v1",\n    "metadata": {\n        "name": "cluster-autoscaler",\n'
            '        "namespace": "kube-system",\n        "labels": {\n            "tier": "cluster-management",\n'
            '            "component": "cluster-autoscaler"\n        }\n    },\n    "spec": {\n        "hostNetwork": true,\n'
            '        "containers": [\n            {\n                "name": "cluster-autoscaler",\n'
            '                "image": "gcr.io/google_containers/cluster-autoscaler:v1.1.1",\n'
            '                "command": ["./run.sh", "--kubernetes=http://127.0.0.1:8080", "--v=4", "--logtostderr=true"],\n'
            "                # TODO: Make resource requirements depend on the size of the cluster\n"
            '                "resources": {"requests": {"cpu": "10m", "memory": "300Mi"}}\n            }\n        ],\n'
            '        "restartPolicy": "Always"\n    }\n}\n',
        )
        .kubelet(
            "E0203 09:50:35.931999    1480 file.go:149] Can't process manifest file \"/etc/kubernetes/manifests/cluster-autoscaler.manifest\": /etc/kubernetes/manifests/cluster-autoscaler.manifest: couldn't parse as pod(couldn't get version/kind; json parse error: invalid character '#' looking for beginning of object key string), please check manifest file."
        )
    )


def upgraded():
    """A node whose kubelet was upgraded two minutes ago: the new one made every static pod anew, once."""
    node = Node(name="kubeadm-test", version="v1.11.0").unit("kubelet")
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program, edited=timedelta(hours=1))
        node.died(program, code=0, attempt=0, ago=timedelta(seconds=115 + number), lived=timedelta(minutes=50))
        node.runs(program, attempt=1, sandbox=1, since=timedelta(seconds=105 + number))
    return node.kubelet(
        "Stopping kubelet: The Kubernetes Node Agent...",
        "Stopped kubelet: The Kubernetes Node Agent.",
        "Started kubelet: The Kubernetes Node Agent.",
        by="systemd",
        ago=timedelta(seconds=122),
    ).kubelet(
        'W0614 13:58:11.208054    4914 pod_container_deletor.go:75] Container "b60f27b58588e03e9f225b0ee690f50a0daaa9562065bf92fb9fae10b6cd7aac" not found in pod\'s containers',
        'W0614 13:58:11.214290    4914 pod_container_deletor.go:75] Container "3a87921b3404d80ddd8c1f01382b670d1c32d0dcac13695001a593c4e4dc9618" not found in pod\'s containers',
        'E0614 13:58:11.215149    4914 kubelet.go:1597] Failed creating a mirror pod for "kube-controller-manager-kubeadm-test_kube-system(2c699ef588814f6e0b029a609f33eccb)": Post https://10.132.0.2:6443/api/v1/namespaces/kube-system/pods: dial tcp 10.132.0.2:6443: connect: connection refused',
        'W0614 13:58:11.220174    4914 pod_container_deletor.go:75] Container "bef44acd17d8b40a04af8dfc4b70856feceb5e2069bd5e67405184d80393ea01" not found in pod\'s containers',
        'W0614 13:58:11.226491    4914 pod_container_deletor.go:75] Container "1781cfcc0a85dc640a3ec34174f1b35101575ba9397a14355f0609c1ec36b028" not found in pod\'s containers',
        ago=timedelta(seconds=110),
    )


def rke2_etcd(*, version, image):
    """RKE2's etcd of the CIS profile, which runs as a user of its own."""
    return Node(version=version).static_pod(
        E,
        flags=(f"--config-file={RKE2_ETCD}/config",),
        image=image,
        mounts=(RKE2_ETCD, f"{RKE2}/tls/etcd"),
        more="  securityContext: {runAsUser: 982, runAsGroup: 982}\n",
    )


FURTHER_SIXTH_RUNTIME = (
    # ---- the runtime speaks another API, or none ------------------------------------------------------------------------
    report(
        "Mirantis/cri-dockerd/issues/137",
        "cri_api_unsupported",
        UNIT,
        kubelet(
            'I1212 02:43:37.220415    3012 topology_manager.go:134] "Creating topology manager with policy per scope" topologyPolicyName="none" topologyScopeName="container"',
            'I1212 02:43:37.220536    3012 container_manager_linux.go:308] "Creating device plugin manager"',
            'I1212 02:43:37.220760    3012 state_mem.go:36] "Initialized new in-memory state store"',
            'E1212 02:43:37.229159    3012 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: CRI v1 runtime API is not implemented for endpoint \\"unix:///run/cri-dockerd.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"',
            version="v1.26.0",
        )
        .file(
            "/var/lib/kubelet/kubeadm-flags.env",
            'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/cri-dockerd.sock --pod-infra-container-image=registry.k8s.io/pause:3.9"\n',
        )
        .file("/var/lib/kubelet/config.yaml", CONFIG),
    ),
    report(
        "containerd/nydus-snapshotter/issues/360",
        "cri_api_unsupported",
        UNIT,
        kubelet(
            'E0220 10:11:12.229159    3012 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: CRI v1 image API is not implemented for endpoint \\"unix:///run/containerd-nydus/containerd-nydus-grpc.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.ImageService"',
            version="v1.26.1",
        ),
    ),
    report(
        "k0sproject/k0s/issues/1095",
        "cri_plugin_disabled",
        UNIT,
        kubelet(
            'time="2021-09-02 12:56:02" level=info msg="E0902 12:56:02.139045 2009500 server.go:294] \\"Failed to run kubelet\\" err=\\"failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService\\"" component=kubelet',
            'time="2021-09-02 12:56:02" level=warning msg="exit status 1" component=kubelet',
            version="v1.22.1",
        ).file("/etc/containerd/config.toml", 'disabled_plugins = ["cri"]\n\n#root = "/var/lib/containerd"\n'),
    ),
    report(
        "containerd/cri/issues/1590",
        "cri_plugin_disabled",
        UNIT,
        kubelet(
            "E0926 08:10:11.123456    2711 remote_runtime.go:86] Version from runtime service failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService",
            "F0926 08:10:11.123789    2711 server.go:265] failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService",
            version=None,
            status=255,
        )
        .unit("containerd")
        .runtime("1.3.7")
        .journal(
            "containerd",
            'time="2020-09-26T08:01:02.100200300Z" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="invalid plugin config: `systemd_cgroup` only works for runtime io.containerd.runtime.v1.linux"',
            ago=timedelta(minutes=9),
        ),
    ),
    # ---- the kubelet looks for it elsewhere -----------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/110383",
        "runtime_endpoint_wrong",
        UNIT,
        kubelet(
            'W0604 15:40:42.044045 1752935 clientconn.go:1331] [core] grpc: addrConn.createTransport failed to connect to {/var/run/containerd/containerd.sock  <nil> 0 <nil>}. Err: connection error: desc = "transport: Error while dialing dial unix /var/run/containerd/containerd.sock: connect: no such file or directory". Reconnecting...',
            'Error: failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /var/run/containerd/containerd.sock: connect: no such file or directory"',
            version="v1.24.1",
        )
        .file(
            "/var/lib/kubelet/kubeadm-flags.env",
            'KUBELET_KUBEADM_ARGS="--container-runtime=remote --container-runtime-endpoint=unix:///var/run/containerd/containerd.sock --pod-infra-container-image=k8s.gcr.io/pause:3.7"\n',
        )
        .file("/var/lib/kubelet/config.yaml", CONFIG)
        .unit("containerd")
        .there(SOCKET, "socket", "0660")
        .there("/var/run", "directory", "0755")
        .absent("/var/run/containerd/containerd.sock"),
    ),
    report(
        "kubernetes/kubeadm/issues/915",
        "runtime_endpoint_wrong",
        UNIT,
        kubelet(
            "I0613 15:46:22.682337   26233 client.go:75] Connecting to docker on unix:///var/run/docker.sock",
            *(
                line.replace("0720 18:42:37.48", "0613 15:46:22.68").replace("     807 ", "   26233 ")
                for line in DOCKER_GONE
            ),
            version="v1.11.0",
            status=255,
        )
        .unit("containerd")
        .there(SOCKET, "socket", "0660")
        .absent("/var/run/docker.sock"),
    ),
    # ---- the runtime is not there -----------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/66457",
        "runtime_unavailable",
        None,
        kubelet(*DOCKER_GONE, version="v1.11.1", status=255).kubelet(
            "kubelet.service: main process exited, code=exited, status=255/n/a",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    report(
        "confidential-containers/operator/issues/305",
        "runtime_unavailable",
        None,
        Node(version=None)
        .unit("containerd", "activating", "auto-restart", 41, Result="exit-code", ExecMainStatus=1)
        .unit("kubelet")
        .journal("containerd", "containerd: (204, 1): Can't convert 1(int64) to float64")
        .kubelet(RUNTIME_GONE),
    ),
    report(
        "containers/storage/issues/963",
        "runtime_unavailable",
        None,
        runtime_dies(
            "crio",
            'time="2021-07-15 06:09:16.973375782Z" level=info msg="Starting CRI-O, version: 1.21.0, git: bc1ef35a932acc2f6f3b6d3eb19a4f68aa9423f6(dirty)"',
            'time="2021-07-15 06:09:16.973502685Z" level=info msg="Node configuration value for hugetlb cgroup is true"',
            'time="2021-07-15 06:09:16.973526986Z" level=info msg="Node configuration value for pid cgroup is true"',
            'time="2021-07-15 06:09:16.973542856Z" level=info msg="Node configuration value for memoryswap cgroup is true"',
            'time="2021-07-15 06:09:16.980049870Z" level=info msg="Node configuration value for systemd CollectMode is true"',
            'time="2021-07-15 06:09:16.980477101Z" level=fatal msg="Validating root config: failed to get store to set defaults: kernel does not support overlay fs: \'overlay\' is not supported over xfs at \\"/var/lib/containers/storage/overlay\\": backing file system is unsupported for this graph driver"',
            version=None,
            said='E0715 06:09:21.100300    2711 server.go:292] "Failed to run kubelet" err="failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix /var/run/crio/crio.sock: connect: no such file or directory\\""',
        ),
    ),
    report(
        "containerd/containerd/issues/6095",
        "runtime_unavailable",
        None,
        runtime_dies(
            "containerd",
            'time="2022-03-24T09:12:46.012015594+08:00" level=info msg="Start recovering state"',
            'time="2022-03-24T09:12:46.062483416+08:00" level=fatal msg="Failed to run CRI service" error="failed to recover state: failed to reserve sandbox name \\"op-adrm-nvidiagpu-tq6nf_admin_4f4c2774-723d-44e8-ba2d-2629cc23f305_0\\": name \\"op-adrm-nvidiagpu-tq6nf_admin_4f4c2774-723d-44e8-ba2d-2629cc23f305_0\\" is reserved for \\"0107b200e53c22ad0fe39ee62a7f61611c740baa186d477f2e885265e39f7d8f\\""',
            version=None,
            said='E0324 09:12:51.100300    2711 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: connection refused\\""',
        ),
    ),
    report(
        "Mirantis/cri-dockerd/issues/247",
        "runtime_unavailable",
        None,
        Node(version=None)
        .unit("cri-docker", "failed", "failed", 3, Result="start-limit", ExecMainStatus=203)
        .journal(
            "cri-docker",
            "cri-docker.service: main process exited, code=exited, status=203/EXEC",
            "Failed to start CRI Interface for Docker Application Container Engine.",
            "Unit cri-docker.service entered failed state.",
            "cri-docker.service failed.",
            "cri-docker.service holdoff time over, scheduling restart.",
            "Stopped CRI Interface for Docker Application Container Engine.",
            "start request repeated too quickly for cri-docker.service",
            "Failed to start CRI Interface for Docker Application Container Engine.",
            by="systemd",
        )
        .kubelet_loops(
            'E1007 17:51:31.123456    4611 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///var/run/cri-dockerd.sock\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /var/run/cri-dockerd.sock: connect: connection refused\\""'
        ),
    ),
    # ---- drivers apart -----------------------------------------------------------------------------------------------------
    report("kubernetes/kubernetes/issues/110177", "cgroup_driver_mismatch", None, jammy()),
    # ---- sandboxes and containers that cannot be made -----------------------------------------------------------------------
    report(
        "kubernetes-retired/cluster-api-provider-docker/issues/239",
        "container_create_failed",
        None,
        sandboxes_fail(
            'E0902 15:49:39.052418     459 kuberuntime_sandbox.go:68] CreatePodSandbox for pod "kube-scheduler-my-cluster-controlplane-0_kube-system(7d5d3c0a6786e517a8973fa06754cb75)" failed: rpc error: code = Unknown desc = failed to start sandbox container: failed to create containerd task: failed to mount rootfs component &{overlay overlay [workdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/61/work upperdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/61/fs lowerdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/1/fs]}: invalid argument: unknown',
            node=Node(name="my-cluster-controlplane-0", version=None),
        ),
    ),
    report(
        "containerd/containerd/issues/3671",
        ["container_create_failed", "image_unavailable"],
        None,
        Node(name="10.143.255.15", version=None)
        .unit("kubelet")
        .static_pod("ibm-master-proxy-static", flags=(), probe="", image="ibm-master-proxy:1.0")
        .kubelet(
            'I0917 17:18:34.123476    2092 kuberuntime_manager.go:409] No sandbox for pod "ibm-master-proxy-static-10.143.255.15_kube-system(f51dbf3439a39cd1567f6b8e5c99dc94)" can be found. Need to start a new one',
            'E0917 17:18:34.140251    2092 kubelet.go:2244] node "10.143.255.15" not found',
            'E0917 17:18:34.162667    2092 remote_runtime.go:109] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to create containerd container: failed to create snapshot: missing parent "k8s.io/9/sha256:e17133b79956ad6f69ae7f775badd1c11bad2fc64f0529cab863b9d12fbaa5c4" bucket: not found',
            'E0917 17:18:34.162767    2092 kuberuntime_sandbox.go:68] CreatePodSandbox for pod "ibm-master-proxy-static-10.143.255.15_kube-system(f51dbf3439a39cd1567f6b8e5c99dc94)" failed: rpc error: code = Unknown desc = failed to create containerd container: failed to create snapshot: missing parent "k8s.io/9/sha256:e17133b79956ad6f69ae7f775badd1c11bad2fc64f0529cab863b9d12fbaa5c4" bucket: not found',
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/75477",
        ["container_create_failed", "unknown"],
        None,
        Node(name="mykubehost3.mycompany.com", version=None)
        .unit("kubelet")
        .static_pod(A, edited=timedelta(minutes=6))
        .kubelet(
            'E0319 10:11:12.100200    1377 kuberuntime_sandbox.go:65] CreatePodSandbox for pod "kube-apiserver-mykubehost3.mycompany.com_kube-system(e447570a11168f7cb144ce1c48aee69f)" failed: rpc error: code = Unknown desc = failed to start sandbox container for pod "kube-apiserver-mykubehost3.mycompany.com": Error response from daemon: Address already in use',
            'E0319 10:11:12.100300    1377 pod_workers.go:190] Error syncing pod e447570a11168f7cb144ce1c48aee69f ("kube-apiserver-mykubehost3.mycompany.com_kube-system(e447570a11168f7cb144ce1c48aee69f)"), skipping: failed to "CreatePodSandbox" for "kube-apiserver-mykubehost3.mycompany.com_kube-system(e447570a11168f7cb144ce1c48aee69f)" with CreatePodSandboxError: "CreatePodSandbox for pod \\"kube-apiserver-mykubehost3.mycompany.com_kube-system(e447570a11168f7cb144ce1c48aee69f)\\" failed: rpc error: code = Unknown desc = failed to start sandbox container for pod \\"kube-apiserver-mykubehost3.mycompany.com\\": Error response from daemon: Address already in use"',
        ),
    ),
    report(
        "kubernetes-sigs/kubespray/issues/10746",
        ["file_missing", "container_create_failed", "unknown"],
        None,
        sandboxes_fail(
            'I1224 20:59:04.213601  130419 util.go:30] "No sandbox for pod can be found. Need to start a new one" pod="kube-system/kube-apiserver-os2-capi-01"',
            'E1224 20:59:04.213763  130419 kuberuntime_sandbox.go:45] "Failed to generate sandbox config for pod" err="open /run/systemd/resolve/resolv.conf: no such file or directory" pod="kube-system/kube-apiserver-os2-capi-01"',
            'E1224 20:59:04.213800  130419 kuberuntime_manager.go:782] "CreatePodSandbox for pod failed" err="open /run/systemd/resolve/resolv.conf: no such file or directory" pod="kube-system/kube-apiserver-os2-capi-01"',
            node=Node(name="os2-capi-01", version="v1.26.5"),
        ),
    ),
    report(
        "Faisal-Hajari/ai-platform/issues/21",
        ["container_create_failed", "clock_skew"],
        A,
        Node(name="fhajari-pc", version=None)
        .unit("kubelet")
        .static_pod(A, edited=timedelta(days=9))
        .runs(A, attempt=31, since=timedelta(hours=9))
        .waits(
            A,
            "CreateContainerError",
            'failed to reserve container name "kube-apiserver_kube-apiserver-fhajari-pc_kube-system_70fb5edac9bb1712706a4b3e0d31ed43_32": name "kube-apiserver_kube-apiserver-fhajari-pc_kube-system_70fb5edac9bb1712706a4b3e0d31ed43_32" is reserved for "7acfd192f349d908f177cfe9ced97df898d1721f969f78b07bcf4bfe32f38e46"',
            restarts=31,
            last={"terminated": {"reason": "Unknown", "exitCode": 255}},
        )
        .kubelet(
            'E0828 10:29:28.296085    5021 log.go:32] "CreateContainer in sandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to reserve container name \\"kube-apiserver_kube-apiserver-fhajari-pc_kube-system_70fb5edac9bb1712706a4b3e0d31ed43_32\\": name \\"kube-apiserver_kube-apiserver-fhajari-pc_kube-system_70fb5edac9bb1712706a4b3e0d31ed43_32\\" is reserved for \\"7acfd192f349d908f177cfe9ced97df898d1721f969f78b07bcf4bfe32f38e46\\""'
        ),
    ),
    report(
        "siderolabs/talos/pull/8641",
        "apparmor_parser_missing",
        A,
        Node(version="v1.30.0")
        .unit("kubelet")
        .static_pod(A)
        .waits(
            A,
            "CreateContainerError",
            'failed to create containerd container: load apparmor profile /tmp/cri-containerd.apparmor.d3636700873: parser error(""): exec: "apparmor_parser": executable file not found in $PATH',
        )
        .kubelet(
            'E0430 16:35:26.865258    1706 pod_workers.go:1298] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with CreateContainerError: \\"failed to create containerd container: load apparmor profile /tmp/cri-containerd.apparmor.d3636700873: parser error(\\\\\\"\\\\\\"): exec: \\\\\\"apparmor_parser\\\\\\": executable file not found in $PATH\\""'
        )
        .there("/sbin/apparmor_parser", "file", "0644"),
    ),
    # ---- images and commands ----------------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/72295",
        "image_unavailable",
        None,
        sandboxes_fail(
            "I1222 15:12:46.381082    2002 kubelet.go:1318] Image garbage collection succeeded",
            'E1222 15:12:46.909965    2002 remote_image.go:87] ImageStatus "registry.cn-hangzhou.aliyuncs.com/google-containers/pause-amd64:3.0\\"" from image service failed: rpc error: code = Unknown desc = Error response from daemon: no such image: registry.cn-hangzhou.aliyuncs.com/google-containers/pause-amd64:3.0": invalid reference format',
            'E1222 15:12:46.909994    2002 kuberuntime_image.go:87] ImageStatus for image {"registry.cn-hangzhou.aliyuncs.com/google-containers/pause-amd64:3.0\\""} failed: rpc error: code = Unknown desc = Error response from daemon: no such image: registry.cn-hangzhou.aliyuncs.com/google-containers/pause-amd64:3.0": invalid reference format',
            'E1222 15:12:46.910412    2002 kuberuntime_sandbox.go:65] CreatePodSandbox for pod "kube-apiserver-node-01_kube-system(2a1e)" failed: rpc error: code = Unknown desc = failed to inspect sandbox image "registry.cn-hangzhou.aliyuncs.com/google-containers/pause-amd64:3.0\\"": Error response from daemon: no such image: registry.cn-hangzhou.aliyuncs.com/google-containers/pause-amd64:3.0": invalid reference format',
            node=Node(name="node-01", version=None),
        ),
    ),
    report(
        "replicatedhq/kURL/pull/1191",
        "image_unavailable",
        None,
        sandboxes_fail(
            'E0216 19:39:20.989274    9262 remote_runtime.go:105] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed pulling image "k8s.gcr.io/pause:3.2": Error response from daemon: Get https://k8s.gcr.io/v2/: dial tcp 74.125.137.82:443: connect: connection refused',
            'E0216 19:39:20.989309    9262 kuberuntime_sandbox.go:68] CreatePodSandbox for pod "kube-scheduler-lrpyct_kube-system(7da02f2c78da17af7c2bf1533ecf8c9a)" failed: rpc error: code = Unknown desc = failed pulling image "k8s.gcr.io/pause:3.2": Error response from daemon: Get https://k8s.gcr.io/v2/: dial tcp 74.125.137.82:443: connect: connection refused',
            'E0216 19:39:20.989322    9262 kuberuntime_manager.go:727] createPodSandbox for pod "kube-scheduler-lrpyct_kube-system(7da02f2c78da17af7c2bf1533ecf8c9a)" failed: rpc error: code = Unknown desc = failed pulling image "k8s.gcr.io/pause:3.2": Error response from daemon: Get https://k8s.gcr.io/v2/: dial tcp 74.125.137.82:443: connect: connection refused',
            node=Node(name="lrpyct", version=None),
        ),
    ),
    report(
        "att-comdev/dockerfiles/issues/100",
        "command_not_found",
        KCM,
        Node(version="v1.6.3")
        .static_pod(
            KCM,
            command="/usr/local/bin/kube-controller-manager",
            image="quay.io/attcomdev/kube-controller-manager:latest",
        )
        .waits(
            KCM,
            "CrashLoopBackOff",
            "Back-off 2m40s restarting failed container=kube-controller-manager pod=kube-controller-manager-master-1_kube-system(8a1c)",
            restarts=5,
            last={
                "terminated": {
                    "reason": "ContainerCannotRun",
                    "exitCode": 127,
                    "message": 'invalid header field value "oci runtime error: container_linux.go:247: starting container process caused \\"exec: \\\\\\"/usr/local/bin/kube-controller-manager\\\\\\": stat /usr/local/bin/kube-controller-manager: no such file or directory\\"\\n"',
                }
            },
        ),
    ),
    # ---- who may read what --------------------------------------------------------------------------------------------------
    report(
        "rancher-archives/rke/issues/1520",
        ["security_module_denied", "unknown"],
        A,
        exits(
            A,
            "/bin/bash: /opt/rke-tools/entrypoint.sh: Permission denied",
            version=None,
            command="/opt/rke-tools/entrypoint.sh",
            image="rancher/hyperkube:v1.14.3-rancher1",
            code=126,
        ).file("/etc/docker/daemon.json", '{"selinux-enabled": true}\n'),
    ),
    report(
        "kubernetes/kubeadm/issues/107",
        "security_module_denied",
        E,
        exits(
            E,
            "2017-01-25 23:47:12.829112 C | etcdmain: cannot access data directory: mkdir /var/etcd/data: permission denied",
            version="v1.5.1",
            flags=(
                "--listen-client-urls=http://127.0.0.1:2379",
                "--advertise-client-urls=http://127.0.0.1:2379",
                "--data-dir=/var/etcd/data",
            ),
            image="gcr.io/google_containers/etcd-amd64:3.0.14-kubeadm",
            mounts=("/var/etcd",),
        ).journal(
            "kernel",
            'type=AVC msg=audit(1485388032.826:415): avc:  denied  { create } for  pid=9080 comm="etcd" name="data" scontext=system_u:system_r:container_t:s0:c159,c642 tcontext=system_u:object_r:container_var_lib_t:s0 tclass=dir permissive=0',
            'type=AVC msg=audit(1485388363.049:459): avc:  denied  { create } for  pid=9940 comm="etcd" name="data" scontext=system_u:system_r:container_t:s0:c159,c642 tcontext=system_u:object_r:container_var_lib_t:s0 tclass=dir permissive=0',
            ago=timedelta(seconds=30),
        ),
    ),
    report(
        "rancher/rke2/issues/6209",
        ["security_module_denied", "unknown"],
        A,
        exits(
            A,
            'W0614 15:29:55.877955       1 logging.go:59] [core] [Channel #2 SubChannel #4] grpc: addrConn.createTransport failed to connect to {Addr: "unix:///var/lib/rancher/rke2/server/kine.sock", ServerName: "kine.sock", }. Err: connection error: desc = "transport: Error while dialing: dial unix /var/lib/rancher/rke2/server/kine.sock: connect: permission denied"',
            version="v1.30.1",
            flags=(
                "--advertise-address=10.0.0.4",
                "--authorization-mode=Node,RBAC",
                f"--client-ca-file={RKE2}/tls/client-ca.crt",
                f"--etcd-servers=unix://{RKE2}/kine.sock",
                "--secure-port=6443",
            ),
            mounts=(RKE2, "/etc/ssl/certs"),
            lived=timedelta(seconds=25),
        ).there(f"{RKE2}/kine.sock", "socket", "0755"),
    ),
    report(
        "rancher/rancher/issues/50080",
        "file_permission_denied",
        E,
        rke2_etcd(version=None, image="rancher/hardened-etcd:v3.5.13-k3s1")
        .there(f"{RKE2_ETCD}/member", "directory", "0700")
        .there(f"{RKE2_ETCD}/member/snap/db", "file", "0600")
        .died(
            E,
            '{"level":"panic","ts":"2024-08-16T13:23:23.840555Z","caller":"backend/backend.go:189","msg":"failed to open database","path":"/var/lib/rancher/rke2/server/db/etcd/member/snap/db","error":"open /var/lib/rancher/rke2/server/db/etcd/member/snap/db: permission denied","stacktrace":"go.etcd.io/etcd/server/v3/mvcc/backend.newBackend\\n\\t/go/src/go.etcd.io/etcd/server/mvcc/backend/backend.go:189\\ngo.etcd.io/etcd/server/v3/mvcc/backend.New\\n\\t/go/src/go.etcd.io/etcd/server/mvcc/backend/backend.go:163\\ngo.etcd.io/etcd/server/v3/etcdserver.newBackend\\n\\t/go/src/go.etcd.io/etcd/server/etcdserver/backend.go:55\\ngo.etcd.io/etcd/server/v3/etcdserver.openBackend.func1\\n\\t/go/src/go.etcd.io/etcd/server/etcdserver/backend.go:76"}\npanic: failed to open database\ngoroutine 13 [running]:\ngo.uber.org/zap/zapcore.(*CheckedEntry).Write(0xc000000180, {0xc00034ae00, 0x2, 0x2})\n\t/go/pkg/mod/go.uber.org/zap@v1.17.0/zapcore/entry.go:234 +0x49b',
            code=2,
        ),
    ),
    report(
        "rancher/rke2/issues/4313",
        ["file_permission_denied", "unknown"],
        E,
        rke2_etcd(version="v1.25.10+rke2r1", image="index.docker.io/rancher/hardened-etcd:v3.5.7-k3s1-build20230406")
        .there(f"{RKE2_ETCD}/config", "file", "0600", uid=982, gid=982)
        .died(
            E,
            '{"level":"info","ts":"2023-06-02T15:07:29.022Z","caller":"etcdmain/etcd.go:73","msg":"Running: ","args":["etcd","--config-file=/var/lib/rancher/rke2/server/db/etcd/config"]}\n{"level":"warn","ts":"2023-06-02T15:07:29.022Z","caller":"etcdmain/etcd.go:75","msg":"failed to verify flags","error":"open /var/lib/rancher/rke2/server/db/etcd/config: permission denied"}',
        )
        .journal(
            "kernel",
            'node=simplek8s type=AVC msg=audit(1685559691.252:12545748): avc:  denied  { read } for  pid=850561 comm="cat" name="config" dev="dm-7" ino=1074634824 scontext=system_u:system_r:container_t:s0:c715,c771 tcontext=unconfined_u:object_r:container_var_lib_t:s0 tclass=file permissive=0',
            ago=timedelta(hours=5),
        ),
    ),
    # ---- pressure and admission ---------------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/74169",
        "node_pressure_eviction",
        E,
        Node(version=None)
        .unit("kubelet")
        .static_pod(E)
        .failed_pod(E, "Evicted", "The node was low on resource: ephemeral-storage.")
        .kubelet(
            "W0216 13:06:12.100200   27516 eviction_manager.go:329] eviction manager: attempting to reclaim ephemeral-storage",
            "I0216 13:06:12.110200   27516 eviction_manager.go:340] eviction manager: must evict pod(s) to reclaim ephemeral-storage",
            "I0216 13:06:12.110300   27516 eviction_manager.go:358] eviction manager: pods ranked for eviction: etcd-master-1_kube-system(939d4dd36e909e6a6bbc5874ae1b2c3d)",
            "I0216 13:06:12.310200   27516 eviction_manager.go:563] eviction manager: pod etcd-master-1_kube-system(939d4dd36e909e6a6bbc5874ae1b2c3d) is evicted successfully",
            "I0216 13:06:12.310300   27516 eviction_manager.go:187] eviction manager: pods etcd-master-1_kube-system(939d4dd36e909e6a6bbc5874ae1b2c3d) evicted, waiting for pod to be cleaned up",
            ago=timedelta(minutes=4),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/64802",
        "node_pressure_eviction",
        A,
        Node(name="wilson", version="v1.11.0")
        .unit("kubelet")
        .static_pod(A)
        .failed_pod(A, "Evicted", "The node was low on resource: memory.")
        .static_pod(E)
        .runs(E)
        .kubelet(
            "I0701 10:19:18.881842    5353 eviction_manager.go:358] eviction manager: pods ranked for eviction: kube-apiserver-wilson_kube-system(b385484144e6247a28ab1c70a6082bae), monitoring-influxdb-cf9d95766-nsr28_kube-system(bb05e6c8-7d17-11e8-8efb-080027d7e3aa), kube-proxy-vsvl7_kube-system(b9da1dda-7d17-11e8-8efb-080027d7e3aa), coredns-78fcdf6894-zbgrm_kube-system(b9da34a1-7d17-11e8-8efb-080027d7e3aa), coredns-78fcdf6894-l6vq9_kube-system(b9ee914e-7d17-11e8-8efb-080027d7e3aa), etcd-wilson_kube-system(f95bed969ba2655be7c15c0b0792ce79), kube-scheduler-wilson_kube-system(31eabaff7d89a40d8f7e05dfc971cdbd)",
            "I0701 10:19:19.381842    5353 eviction_manager.go:563] eviction manager: pod kube-apiserver-wilson_kube-system(b385484144e6247a28ab1c70a6082bae) is evicted successfully",
            ago=timedelta(minutes=11),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/138391",
        "static_pod_rejected",
        A,
        Node(name="master1", version=None)
        .unit("kubelet")
        .static_pod(A, limits={"cpu": '"8"', "memory": '"16777216000"'})
        .failed_pod(
            A,
            "UnexpectedAdmissionError",
            "Pod was rejected: Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: [(res: pods, q: 1), (res: cpu, q: 8000), (res: memory, q: 16777216000), ]",
        )
        .kubelet(
            'I0414 16:35:50.929106   12113 kubelet.go:2547] "SyncLoop ADD" source="file" pods=["kube-system/kube-apiserver-master1"]',
            'I0414 16:35:50.929400   12113 predicate.go:192] "Failed to admit pod, unexpected error while attempting to recover from admission failure" pod="kube-system/kube-apiserver-master1" err="preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: [(res: pods, q: 1), (res: cpu, q: 8000), (res: memory, q: 16777216000), ]"',
            'I0414 16:35:50.929430   12113 allocation_manager.go:706] "Pod admission denied" podUID="7183a2ef18ecabe4427de6a5437caaad" pod="kube-system/kube-apiserver-master1" reason="UnexpectedAdmissionError" message="Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: [(res: pods, q: 1), (res: cpu, q: 8000), (res: memory, q: 16777216000), ]"',
            ago=timedelta(minutes=7),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/73208",
        "disk_full",
        A,
        Node(version=None)
        .unit("kubelet")
        .static_pod(A)
        .waits(
            A,
            "RunContainerError",
            'failed to start container "737a3f7d9f671903831ed8c5fb4eff4ed4335cc2c81a1c7bff98d890d85cc310": Error response from daemon: write /var/run/docker/libcontainerd/737a3f7d9f671903831ed8c5fb4eff4ed4335cc2c81a1c7bff98d890d85cc310/config.json: no space left on device',
        )
        .host(
            filesystems=[
                {"mount": "/", "size_bytes": 1288490188, "free_bytes": 792723456, "free_inodes": 70000},
                {"mount": "/run", "size_bytes": 7945689497, "free_bytes": 0, "free_inodes": 1900000},
            ]
        ),
    ),
    report(
        "awslabs/amazon-eks-ami/pull/419",
        ["oom_killed", "unknown"],
        UNIT,
        Node(version=None)
        .unit("kubelet", "activating", "auto-restart", 12, Result="oom-kill", ExecMainStatus=9)
        .kubelet(
            "kubelet.service: Main process exited, code=killed, status=9/KILL",
            "kubelet.service: Failed with result 'oom-kill'.",
            by="systemd",
            ago=timedelta(seconds=29),
        )
        .journal(
            "kernel",
            "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/podruntime.slice,task_memcg=/podruntime.slice/kubelet.service,task=kubelet,pid=989,uid=0",
            "Memory cgroup out of memory: Killed process 989 (kubelet) total-vm:856872kB, anon-rss:49600kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:464kB oom_score_adj:-999",
            "oom_reaper: reaped process 989 (kubelet), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB",
            "exe invoked oom-killer: gfp_mask=0xc40(GFP_NOFS), order=0, oom_score_adj=-999",
            ago=timedelta(seconds=30),
        ),
    ),
    # ---- manifests ----------------------------------------------------------------------------------------------------------
    report(
        "FalcoSuessgott/vault-kubernetes-kms/issues/80",
        "static_pod_references_api_object",
        "vault-kubernetes-kms",
        kms_pod(),
    ),
    report("kubernetes/kubernetes/pull/59311", "manifest_invalid", None, autoscaler()),
    report(
        "kubernetes/kubernetes/issues/136962",
        "duplicate_manifest",
        A,
        Node(version="v1.33.3")
        .static_pod(
            A, "--encryption-provider-config=/etc/kubernetes/enc/encryption-config.yaml", edited=timedelta(minutes=14)
        )
        .static_pod(A, file="kube-apiserver.yaml.backup", edited=timedelta(minutes=16))
        .runs(A, attempt=2, since=timedelta(days=4)),
    ),
    # ---- killed, and not by the kernel; nothing wrong ---------------------------------------------------------------------
    report(
        "siderolabs/talos/issues/12526",
        "unknown",
        A,
        exits(A, "", version="v1.35.0", code=137, attempt=14, lived=timedelta(minutes=6)).journal(
            "kernel",
            '[talos] OOM controller triggered {"component": "controller-runtime", "controller": "runtime.OOMController"}',
            '[talos] Sending SIGKILL to cgroup {"component": "controller-runtime", "controller": "runtime.OOMController", "cgroup": "/sys/fs/cgroup/kubepods/burstable/pod6d61fe6aa1fb019df82898d5144703c6"}',
            ago=timedelta(seconds=30),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/96459",
        "unknown",
        A,
        exits(
            A,
            'I1127 03:30:24.327358       1 dynamic_cafile_content.go:167] Starting client-ca-bundle::/etc/kubernetes/pki/ca.crt\nI1127 03:30:24.336751       1 crdregistration_controller.go:111] Starting crd-autoregister controller\nI1127 03:30:24.336760       1 shared_informer.go:240] Waiting for caches to sync for crd-autoregister\nF1127 03:30:24.369920       1 sample_and_watermark.go:182] Time went backwards from 2020-11-27T03:30:24.369922708Z to 2020-11-27T03:30:24.369901483Z for labelValues=[]string{"executing", "readOnly"}\ngoroutine 2433 [running]:\nk8s.io/kubernetes/vendor/k8s.io/klog/v2.stacks(0xc00000e001, 0xc00236be00, 0xc7, 0x133)',
            version="v1.19.4",
            code=255,
            lived=timedelta(seconds=9),
        ),
    ),
    report("kubernetes/kubeadm/issues/917", None, None, upgraded(), never="cgroup_driver_mismatch"),
    report(
        "kubernetes/kubernetes/issues/57005",
        None,
        None,
        Node(name="kubeworker01", version="v1.8.0")
        .unit("kubelet")
        .unit("crio")
        .there("/var/run/crio.sock", "socket", "0660")
        .absent("/var/run/crio/crio.sock")
        .static_pod(A)
        .runs(A)
        .kubelet(
            "I1210 18:30:50.712558   15060 remote_runtime.go:43] Connecting to runtime service unix:///var/run/crio.sock",
            "W1210 18:30:52.739721   15060 manager.go:291] Registration of the crio container factory failed: Get http://%2Fvar%2Frun%2Fcrio%2Fcrio.sock/info: dial unix /var/run/crio/crio.sock: connect: no such file or directory",
        ),
    ),
)
