"""Public reports in the upstream repositories of the control plane, the kubelet and the runtimes, met for the first time.

They are shown as those of further.py are. A quarter of them is outside the closed set, benign, or looks like another cause.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import ENCRYPTION, KCM, UNIT, A, E, S, exits, kubelet, report
from incidents.further_node import initialised

KUBELET = (
    "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nstaticPodPath: /etc/kubernetes/manifests\n"
)


def systemd(node, unit, *lines):
    """What the service manager says of a unit after its own last words."""
    return node.journal(unit, *lines, by="systemd", ago=timedelta(seconds=31))


def mirrors_only():
    """Containers that live on while their mirror pods come and go every half minute."""
    node = Node(version="v1.2.0").unit("kubelet")
    for program in (A, KCM, S):
        node.static_pod(program, edited=timedelta(days=2)).runs(program, since=timedelta(hours=20))
    return node


def manifests_unread():
    """A kubelet that lives, reads its manifests and does not sync a pod."""
    node = Node(version=None).unit("kubelet")
    for program in (E, A, KCM, S):
        node.static_pod(program, file=f"{program}.manifest")
    return node.kubelet(
        'I0715 09:23:50.678641    1419 file.go:135] Reading config file "/etc/kubernetes/manifests/etcd-events.manifest"',
        'I0715 09:23:50.679486    1419 file.go:135] Reading config file "/etc/kubernetes/manifests/etcd.manifest"',
        'I0715 09:23:50.679809    1419 file.go:135] Reading config file "/etc/kubernetes/manifests/glbc.manifest"',
        'I0715 09:23:50.680705    1419 file.go:135] Reading config file "/etc/kubernetes/manifests/kube-addon-manager.yaml"',
        'I0715 09:23:50.681108    1419 file.go:135] Reading config file "/etc/kubernetes/manifests/kube-apiserver.manifest"',
        'I0715 09:23:50.681663    1419 file.go:135] Reading config file "/etc/kubernetes/manifests/kube-controller-manager.manifest"',
        'I0715 09:23:50.682083    1419 file.go:135] Reading config file "/etc/kubernetes/manifests/kube-scheduler.manifest"',
        "I0715 09:23:50.682400    1419 config.go:280] Setting pods for source file",
        "I0715 09:23:50.729388    1419 kubelet.go:2257] skipping pod synchronization - [Failed to start cAdvisor inotify_add_watch /sys/fs/cgroup/memory/system.slice/kube-logrotate.service: no such file or directory]",
    )


FURTHER_EIGHTH_UPSTREAM = (
    # ---- the kubelet ----------------------------------------------------------------------------------------------
    report(
        # The report names the panic and shows the state file; the two lines are from the source it links to.
        "kubernetes/kubernetes/issues/84703",
        "unknown",
        UNIT,
        kubelet(
            'E1104 09:12:31.104412   21877 policy_static.go:121] [cpumanager] static policy invalid state: current set of available CPUs "0-3" doesn\'t match with CPUs in state "0,2-3"',
            "panic: [cpumanager] - please drain node and remove policy state file",
            status=2,
        )
        .file(
            "/var/lib/kubelet/config.yaml",
            f"{KUBELET}cpuManagerPolicy: static\nsystemReserved:\n  cpu: 500m\n  memory: 200M\n",
        )
        .file(
            "/var/lib/kubelet/cpu_manager_state",
            '{"policyName":"static","defaultCpuSet":"0,2-3","checksum":1104188325}',
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/95041",
        "unknown",
        UNIT,
        kubelet(
            'E0124 08:07:28.168269  285886 cpu_manager.go:203] [cpumanager] could not initialize checkpoint manager: could not restore state from checkpoint: configured policy "none" differs from state checkpoint policy "static", please drain this node and delete the CPU manager checkpoint file "/var/lib/kubelet/cpu_manager_state" before restarting Kubelet, please drain node and remove policy state file',
            'F0124 08:07:28.168281  285886 kubelet.go:1371] Failed to start ContainerManager start cpu manager error: could not restore state from checkpoint: configured policy "none" differs from state checkpoint policy "static", please drain this node and delete the CPU manager checkpoint file "/var/lib/kubelet/cpu_manager_state" before restarting Kubelet',
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/91323",
        "unknown",
        UNIT,
        kubelet(
            "panic: runtime error: invalid memory address or nil pointer dereference",
            "[signal SIGSEGV: segmentation violation code=0x1 addr=0x20 pc=0x1827bba]",
            "goroutine 3533 [running]:",
            "k8s.io/kubernetes/vendor/github.com/google/cadvisor/manager.(*manager).getSubcontainers(0xc000424e00, 0x41c37c6, 0x1, 0x0)",
            "        /workspace/anago-v1.15.12-beta.0.35+d69e6d58f41274/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/github.com/google/cadvisor/manager/manager.go:527 +0x21a",
            "k8s.io/kubernetes/vendor/github.com/google/cadvisor/manager.(*manager).SubcontainersInfo(0xc000424e00, 0x41c37c6, 0x1, 0xc001042ac0, 0x0, 0x19, 0x199, 0x0, 0x0)",
            "        /workspace/anago-v1.15.12-beta.0.35+d69e6d58f41274/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/github.com/google/cadvisor/manager/manager.go:536 +0x5a",
            version="v1.15.12",
            restarts=3,
            status=2,
        ),
    ),
    report(
        # The report leaves the heads of the lines out.
        "kubernetes/kubelet/issues/14",
        "kubelet_cgroup_unsupported",
        UNIT,
        systemd(
            kubelet(
                "W0702 14:21:08.339106   30412 cni.go:237] Unable to update cni config: no networks found in /etc/cni/net.d",
                "F0702 14:21:08.402377   30412 kubelet.go:1383] Failed to start ContainerManager failed to initialize top level QOS containers: failed to update top level Burstable QOS cgroup : failed to set supported cgroup subsystems for cgroup [kubepods burstable]: failed to find subsystem mount for required subsystem: pids",
                status=255,
            ),
            "kubelet",
            "kubelet.service: main process exited, code=exited, status=255/n/a",
        ),
    ),
    report(
        # The last line is the title's; the excerpt ends before it.
        "kubernetes/kubernetes/issues/76820",
        ["unknown", "kubelet_cgroup_unsupported"],
        UNIT,
        kubelet(
            "I0419 11:20:09.664311   20002 volume_manager.go:248] Starting Kubelet Volume Manager",
            "E0419 11:20:09.664431   20002 controller.go:115] failed to ensure node lease exists, will retry in 200ms, error: Get https://172.16.195.5:6443/apis/coordination.k8s.io/v1beta1/namespaces/kube-node-l",
            "I0419 11:20:09.665176   20002 desired_state_of_world_populator.go:130] Desired state populator starts to run",
            "E0419 11:20:09.667120   20002 reflector.go:126] k8s.io/client-go/informers/factory.go:133: Failed to list *v1beta1.RuntimeClass: Get https://172.16.195.5:6443/apis/node.k8s.io/v1beta1/runtimeclasses",
            "E0419 11:20:09.667475   20002 kubelet.go:2170] Container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitiali",
            "F0419 11:20:09.742210   20002 kubelet.go:1359] Failed to start ContainerManager Cannot set property TasksAccounting, or unknown property.",
            version="v1.14.1",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/39602",
        "unknown",
        UNIT,
        systemd(
            Node(version="v1.5.0").unit("kubelet", "failed", "failed", 5, Result="start-limit-hit", ExecMainStatus=200),
            "kubelet",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
            "kubelet.service holdoff time over, scheduling restart.",
            "start request repeated too quickly for kubelet.service",
            "Failed to start Kubernetes Kubelet Server.",
            "Unit kubelet.service entered failed state.",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/69656",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            "F1011 14:00:17.004595    5326 server.go:148] unknown flag: --cadvisor-port",
            version="v1.12.1",
            status=255,
        ),
    ),
    report(
        # Ended by the health checker's kill with status 0, and started by nobody again.
        "kubernetes/node-problem-detector/issues/861",
        ["unknown", "stopped_by_operator"],
        UNIT,
        initialised(Node(version=None)).unit("kubelet", "inactive", "dead", 0, Result="success", ExecMainStatus=0),
    ),
    # ---- static pods that the kubelet does not run, and that only seem so ---------------------------------------------
    report(
        "kubernetes/kubernetes/issues/28997",
        None,
        None,
        never="inotify_limit",
        node=manifests_unread(),
    ),
    report(
        "kubernetes/kubernetes/issues/103587",
        "static_pod_references_api_object",
        None,
        Node(name="init1", version=None)
        .unit("kubelet")
        .manifest(
            "test5.yaml",
            'apiVersion: v1\nkind: Pod\nmetadata:\n  name: test5\nspec:\n  containers:\n  - name: bb\n    image: busybox\n    command:\n    - sleep\n    - "864001"\n  serviceAccountName: default\n',
        )
        .kubelet(
            'I0708 15:55:05.335792    4229 kubelet.go:1681] "Creating a mirror pod for static pod" pod="default/test5-init1"',
            'E0708 15:55:05.343771    4229 kubelet.go:1683] "Failed creating a mirror pod for" err="pods \\"test5-init1\\" is forbidden: a mirror pod may not reference service accounts" pod="default/test5-init1"',
        ),
    ),
    report(
        # Told in words; the message is the kubelet's of that version.
        "kubernetes/kubernetes/issues/71134",
        "node_pressure_eviction",
        A,
        Node(version="v1.9.11")
        .unit("kubelet")
        .static_pod(A)
        .failed_pod(A, "Evicted", "The node was low on resource: nodefs."),
    ),
    report("kubernetes/kubernetes/issues/23332", None, None, mirrors_only()),
    # ---- the runtimes ---------------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/30740",
        "runtime_unavailable",
        None,
        systemd(
            Node(version=None)
            .unit("docker", "failed", "failed", 0, Result="exit-code", ExecMainStatus=1)
            .journal(
                "docker",
                'time="2016-08-17T03:13:44.627082774Z" level=fatal msg="Error starting daemon: Error initializing network controller: Error creating default \\"bridge\\" network: bridge device with non default name cbr0 must be created manually"',
            ),
            "docker",
            "docker.service: main process exited, code=exited, status=1/FAILURE",
            "Failed to start Docker Application Container Engine.",
            "Unit docker.service entered failed state.",
        ),
    ),
    report(
        # The daemon's own lines are not in the part that was seen, only that it does not start.
        "moby/moby/issues/38642",
        "runtime_unavailable",
        None,
        Node(version=None)
        .unit("kubelet")
        .unit("docker", "failed", "failed", 3, Result="exit-code", ExecMainStatus=1)
        .kubelet(
            "W0129 18:05:56.366270    8755 image_gc_manager.go:181] [imageGCManager] Failed to monitor images: rpc error: code = Unknown desc = Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
            "I0129 18:05:56.387137    8755 kubelet_node_status.go:441] Recording NodeHasNoDiskPressure event message for node master-1",
            "I0129 18:05:56.387164    8755 kubelet_node_status.go:441] Recording NodeNotReady event message for node master-1",
            "I0129 18:05:56.387184    8755 kubelet_node_status.go:870] Node became not ready: {Type:Ready Status:False LastHeartbeatTime:2019-01-29 18:05:56.387145298 +0000 UTC m=+329052.143258073 LastTransitionTime:2019-01-29 18:05:56.387145298 +0000 UTC m=+329052.143258073 Reason:KubeletNotReady Message:container runtime is down,PLEG is not healthy: pleg was last seen active 6m17.169540883s ago; threshold is 3m0s}",
            "I0129 18:05:56.538625    8755 kubelet.go:1775] skipping pod synchronization - [container runtime is down PLEG is not healthy: pleg was last seen active 6m17.320998849s ago; threshold is 3m0s]",
        ),
    ),
    report(
        # The last line is completed: the report names the error, and the sandboxes.
        "containerd/cri/issues/1014",
        "runtime_unavailable",
        None,
        Node(name="node1", version=None)
        .unit("containerd", "activating", "auto-restart", 31, Result="exit-code", ExecMainStatus=1)
        .journal(
            "containerd",
            'time="2019-01-02T17:13:13.091574305Z" level=debug msg="Loaded sandbox {Metadata:{ID:193604556bad15403c30c957a0df8956be0cf1560c834713e076c0e5032acb0e Name:kube-proxy-dnhz7_kube-system_57cb5193-03d2-11e9-9447-005056911476_0 Config:&PodSandboxConfig{Metadata:&PodSandboxMetadata{Name:kube-proxy-dnhz7,Uid:57cb5193-03d2-11e9-9447-005056911476,Namespace:kube-system,Attempt:0,},Hostname:,LogDirectory:/var/log/pods/57cb5193-03d2-11e9-9447-005056911476"',
            'time="2019-01-02T17:13:13.104118240Z" level=fatal msg="Failed to run CRI service" error="failed to recover state: failed to reserve sandbox name \\"kube-proxy-dnhz7_kube-system_57cb5193-03d2-11e9-9447-005056911476_0\\": name \\"kube-proxy-dnhz7_kube-system_57cb5193-03d2-11e9-9447-005056911476_0\\" is reserved for \\"095fa5bfdd75e411290d11e90ec84bc2dec87b4e15d5c6215761b2518c5f8683\\""',
        ),
    ),
    report(
        # The report's title and fix name the nil panic; its lines are Go's and the service manager's usual ones.
        "containerd/containerd/issues/10062",
        "runtime_unavailable",
        None,
        systemd(
            Node(version=None)
            .unit("containerd", "activating", "auto-restart", 12, Result="exit-code", ExecMainStatus=2)
            .journal(
                "containerd",
                "panic: runtime error: invalid memory address or nil pointer dereference",
                "goroutine 1 [running]:",
            ),
            "containerd",
            "containerd.service: Main process exited, code=exited, status=2/INVALIDARGUMENT",
            "containerd.service: Failed with result 'exit-code'.",
            "Failed to start containerd container runtime.",
        ),
    ),
    report(
        "containerd/cri/issues/239",
        "image_unavailable",
        None,
        Node(version=None)
        .unit("kubelet")
        .static_pod(KCM)
        .static_pod(S)
        .journal(
            "containerd",
            'E0911 19:47:37.280291    4669 instrumented_service.go:38] RunPodSandbox for &PodSandboxMetadata{Name:kube-controller-manager-master-1,Uid:792465b3feab1a72266e9b2a92a0fec4,Namespace:kube-system,Attempt:0,} failed, error: failed to get sandbox image "gcr.io/google_containers/pause:3.0": failed to pull image "gcr.io/google_containers/pause:3.0": failed to pull image "gcr.io/google_containers/pause:3.0": locking ref k8s.io/2/layer-sha256:f112334343777b75be77ec1f835e3bbbe7d7bd46e27b6a2ae35c6b3cfea0987c failed: ref k8s.io/2/layer-sha256:f112334343777b75be77ec1f835e3bbbe7d7bd46e27b6a2ae35c6b3cfea0987c locked: unavailable',
            'E0911 19:47:37.343563    4669 instrumented_service.go:38] RunPodSandbox for &PodSandboxMetadata{Name:kube-scheduler-master-1,Uid:4fc47bcf2181edb3efb634af4abe6b09,Namespace:kube-system,Attempt:0,} failed, error: failed to get sandbox image "gcr.io/google_containers/pause:3.0": failed to pull image "gcr.io/google_containers/pause:3.0": failed to pull image "gcr.io/google_containers/pause:3.0": locking ref k8s.io/2/layer-sha256:f112334343777b75be77ec1f835e3bbbe7d7bd46e27b6a2ae35c6b3cfea0987c failed: ref k8s.io/2/layer-sha256:f112334343777b75be77ec1f835e3bbbe7d7bd46e27b6a2ae35c6b3cfea0987c locked: unavailable',
            by="cri-containerd",
        ),
    ),
    # ---- the controller-manager and the scheduler -----------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/11307",
        ["unknown", "missing_required_flag"],
        KCM,
        exits(
            KCM,
            "I0715 13:53:03.362346      85 plugins.go:69] No cloud provider specified.\nI0715 13:53:03.363261      85 nodecontroller.go:114] Sending events to api server.\nE0715 13:53:03.363933      85 controllermanager.go:198] Failed to start service controller: ServiceController should not be run without a cloudprovider.\npanic: runtime error: invalid memory address or nil pointer dereference\n[signal 0xb code=0x1 addr=0x38 pc=0x498b1e]\n\ngoroutine 1 [running]:\ngithub.com/GoogleCloudPlatform/kubernetes/cmd/kube-controller-manager/app.(*CMServer).Run(0xc2081dc640, 0xc20805b630, 0x0, 0x5, 0x0, 0x0)",
            version="v0.21.2",
            command="/hyperkube",
            flags=(
                "controller-manager",
                "--master=127.0.0.1:8080",
                "--cluster_name=cluster-1",
                "--cluster-cidr=10.0.224.0/20",
                "--allocate-node-cidrs=true",
                "--v=2",
            ),
            probe="",
            code=2,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/37421",
        "unknown",
        KCM,
        exits(KCM, "fatal error: concurrent map writes", version="v1.3.7", code=2),
    ),
    report(
        # The controller-manager's line is another commenter's, who saw the same.
        "kubernetes/kubernetes/issues/74340",
        ["leader_election_lost", "etcd_slow_disk", "component_overloaded"],
        None,
        Node(version="v1.13.3")
        .static_pod(KCM)
        .died(
            KCM,
            "F0304 09:13:29.217106       1 controllermanager.go:213] leaderelection lost",
            code=255,
            attempt=248,
            lived=timedelta(hours=1, minutes=40),
        )
        .static_pod(E, image="quay.io/coreos/etcd:v3.3.13")
        .runs(
            E,
            'etcdserver: failed to revoke 3b016b72b00986b3 ("lease not found")\netcdserver: failed to send out heartbeat on time (exceeded the 500ms timeout for 2.060806741s, to 417c9cd34ec2ca5)\netcdserver: server is likely overloaded\netcdserver: timed out waiting for read index response (local node might have slow network)',
            since=timedelta(days=18),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/18495",
        ["port_in_use", "port_held_by_previous_instance"],
        S,
        exits(S, "listen tcp 127.0.0.1:10251: bind: address already in use", version=None),
    ),
    # ---- the apiserver --------------------------------------------------------------------------------------------
    report(
        "kubernetes-sigs/aws-encryption-provider/issues/74",
        "kms_plugin_unavailable",
        None,
        Node(version=None)
        .static_pod(A, ENCRYPTION)
        .runs(
            A,
            "I0605 04:15:55.737313       1 healthz.go:244] kms-provider-0 check failed: healthz\n[-]kms-provider-0 failed: failed to perform encrypt section of the healthz check for KMS Provider aws-encryption-provider, error: rpc error: code = DeadlineExceeded desc = context deadline exceeded\nI0605 04:15:57.054853       1 healthz.go:244] kms-provider-0 check failed: healthz\n[-]kms-provider-0 failed: rpc error: code = DeadlineExceeded desc = context deadline exceeded",
        )
        .static_pod("aws-encryption-provider", flags=("-health-port=:8083",), probe="", mounts=("/srv/kubernetes",))
        .died("aws-encryption-provider", attempt=4, lived=timedelta(seconds=1)),
    ),
    report(
        # Told in words; the lines are the health check's of that time.
        "kubernetes/kubernetes/issues/93968",
        "kms_plugin_unavailable",
        A,
        Node(version=None)
        .static_pod(A, ENCRYPTION)
        .died(
            A,
            "I0813 11:02:41.330512       1 healthz.go:200] kms-provider-0 check failed: healthz\n[-]kms-provider-0 failed: failed to perform encrypt section of the healthz check for KMS Provider kms-provider, error: rpc error: code = PermissionDenied desc = permission denied\nI0813 11:02:51.331874       1 healthz.go:200] kms-provider-0 check failed: healthz\n[-]kms-provider-0 failed: rpc error: code = PermissionDenied desc = permission denied",
            code=137,
            lived=timedelta(minutes=3),
        ),
    ),
    report(
        # Told in words; the line is the apiserver's of that version.
        "kubernetes-sigs/aws-iam-authenticator/issues/31",
        "file_missing",
        A,
        exits(
            A,
            "invalid authentication config: stat /srv/kubernetes/heptio-authenticator-aws/kubeconfig.yaml: no such file or directory",
            "--authentication-token-webhook-config-file=/srv/kubernetes/heptio-authenticator-aws/kubeconfig.yaml",
            version="v1.7.10",
            mounts=("/etc/kubernetes/pki", "/srv/kubernetes"),
        ).absent("/srv/kubernetes/heptio-authenticator-aws/kubeconfig.yaml"),
    ),
    # ---- etcd: addresses, ports, rights and platforms -------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/23124",
        "node_address_missing",
        E,
        exits(
            E,
            "recognized and used environment variable ETCD_ADVERTISE_CLIENT_URLS=http://10.245.1.2:4379\nrecognized and used environment variable ETCD_INITIAL_ADVERTISE_PEER_URLS=http://10.245.1.2:4380\nrecognized and used environment variable ETCD_INITIAL_CLUSTER=flannel=http://10.245.1.2:4380\nlisten tcp 10.245.1.2:4380: bind: cannot assign requested address",
            version=None,
            image="etcd:2.2",
            flags=(),
            env={
                "ETCD_ADVERTISE_CLIENT_URLS": "http://10.245.1.2:4379",
                "ETCD_INITIAL_ADVERTISE_PEER_URLS": "http://10.245.1.2:4380",
                "ETCD_INITIAL_CLUSTER": "flannel=http://10.245.1.2:4380",
            },
            probe="",
        ),
    ),
    report(
        "etcd-io/etcd/issues/5688",
        "port_held_by_previous_instance",
        E,
        exits(
            E,
            "listen tcp 127.0.0.1:2380: bind: address already in use",
            version=None,
            flags=(),
            probe="",
        ).socket("etcd", 2380, "127.0.0.1", pid=5120),
    ),
    report(
        "etcd-io/etcd/issues/3780",
        ["file_permission_denied", "security_module_denied"],
        E,
        exits(
            E,
            "etcdserver: create snapshot directory error: mkdir /home/data/etcd/member: permission denied",
            version=None,
            image="gcr.io/google_containers/etcd:2.0.12",
            command="/usr/local/bin/etcd",
            flags=("--data-dir=/home/data/etcd",),
            mounts=("/home/data/etcd",),
            probe="",
        ),
    ),
    report(
        "etcd-io/etcd/issues/10677",
        "unknown",
        E,
        exits(
            E,
            "etcd on unsupported platform without ETCD_UNSUPPORTED_ARCH=arm64 set.",
            version=None,
            image="quay.io/coreos/etcd:v3.3.12-arm64",
        ),
    ),
    # ---- etcd: members and data -----------------------------------------------------------------------------------
    report(
        # The last line is completed; the report's title names its error, the addresses are the log's.
        "etcd-io/etcd/issues/10002",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            '{"level":"info","ts":"2022-02-22T13:03:23.739Z","caller":"etcdmain/etcd.go:72","msg":"Running: ","args":["etcd","--advertise-client-urls=https://192.168.3.204:2379","--cert-file=/etc/kubernetes/pki/etcd/server.crt","--client-cert-auth=true","--data-dir=/var/lib/etcd","--initial-advertise-peer-urls=https://192.168.3.204:2380","--initial-cluster=k8s-master01=https://192.168.3.203:2380,k8s-master02=https://192.168.3.204:2380","--initial-cluster-state=existing","--key-file=/etc/kubernetes/pki/etcd/server.key","--listen-client-urls=https://127.0.0.1:2379,https://192.168.3.204:2379","--listen-metrics-urls=http://127.0.0.1:2381","--listen-peer-urls=https://192.168.3.204:2380","--name=k8s-master02","--peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt","--peer-client-cert-auth=true","--peer-key-file=/etc/kubernetes/pki/etcd/peer.key","--peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt","--snapshot-count=10000","--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt"]}\n{"level":"info","ts":"2022-02-22T13:03:23.740Z","caller":"etcdmain/etcd.go:115","msg":"server has been already initialized","data-dir":"/var/lib/etcd","dir-type":"member"}\n{"level":"info","ts":"2022-02-22T13:03:23.740Z","caller":"embed/etcd.go:131","msg":"configuring peer listeners","listen-peer-urls":["https://192.168.3.204:2380"]}\n{"level":"fatal","ts":"2022-02-22T13:03:23.779Z","caller":"etcdmain/etcd.go:203","msg":"discovery failed","error":"error validating peerURLs {ClusterID:5b1e2d1f0a9e4c37 Members:[&{ID:a1b6fb63ef3a8e0c RaftAttributes:{PeerURLs:[https://192.168.3.203:2380] IsLearner:false} Attributes:{Name:k8s-master01 ClientURLs:[https://192.168.3.203:2379]}}] RemovedMemberIDs:[]}: member count is unequal"}',
            node=Node(name="k8s-master02", version=None),
            flags=(
                "--advertise-client-urls=https://192.168.3.204:2379",
                "--cert-file=/etc/kubernetes/pki/etcd/server.crt",
                "--client-cert-auth=true",
                "--data-dir=/var/lib/etcd",
                "--initial-advertise-peer-urls=https://192.168.3.204:2380",
                "--initial-cluster=k8s-master01=https://192.168.3.203:2380,k8s-master02=https://192.168.3.204:2380",
                "--initial-cluster-state=existing",
                "--key-file=/etc/kubernetes/pki/etcd/server.key",
                "--listen-client-urls=https://127.0.0.1:2379,https://192.168.3.204:2379",
                "--listen-metrics-urls=http://127.0.0.1:2381",
                "--listen-peer-urls=https://192.168.3.204:2380",
                "--name=k8s-master02",
                "--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt",
            ),
        ),
    ),
    report(
        "etcd-io/etcd/issues/3591",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "2015/09/24 22:39:33 wal: repairing etcd2.orig/member/wal/000000000000073c-00000000011a9eff.wal\n2015/09/24 22:39:33 etcdserver: repaired WAL error (unexpected EOF)\n2015/09/24 22:39:33 wal: ignored file 000000000000073c-00000000011a9eff.wal.broken in wal\n2015/09/24 22:39:34 etcdserver: restarting member d241f35f522492d6 in cluster c72546b08be501c5 at commit index 18523916\n2015/09/24 22:39:34 raft: d241f35f522492d6 state.commit 18523916 is out of range [18521854, 18523915]\npanic: d241f35f522492d6 state.commit 18523916 is out of range [18521854, 18523915]\n\ngoroutine 1 [running]:\ngithub.com/coreos/etcd/Godeps/_workspace/src/github.com/coreos/pkg/capnslog.(*PackageLogger).Panicf(0xc2080a74c0, 0xa33070, 0x2b, 0xc2088fac00, 0x4, 0x4)",
            version=None,
            image="quay.io/coreos/etcd:v2.1.2",
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/7477",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "the server is already initialized as member before, starting as etcd member...\nlistening for peers on http://localhost:2380\nlistening for client requests on localhost:2379\nrecovered store from snapshot at index 1250125\nname = default\ndata dir = /var/etcd/data\nmember dir = /var/etcd/data/member\nheartbeat = 100ms\nelection = 1000ms\nsnapshot count = 10000\nadvertise client URLs = http://localhost:2379\nignored file 0000000000000000-0000000000000000.wal.broken in wal\nignored file 0000000000000003-00000000000632f6.wal.broken in wal\nignored file 0000000000000009-0000000000119e78.wal.broken in wal\nrestarting member 8e9e05c52164694d in cluster cdf818194e3a8c32 at commit index 1209069\n8e9e05c52164694d state.commit 1209069 is out of range [1250125, 1250125]\npanic: 8e9e05c52164694d state.commit 1209069 is out of range [1250125, 1250125]\ngoroutine 1 [running]:\npanic(0xd450a0, 0xc82000f200)\n        /usr/local/go/src/runtime/panic.go:481 +0x3e6",
            version=None,
            image="quay.io/coreos/etcd:v3.0.15",
            flags=("--data-dir=/var/etcd/data",),
            mounts=("/var/etcd/data",),
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/3504",
        ["etcd_data_corrupt", "etcd_membership_mismatch"],
        E,
        exits(
            E,
            "2015-09-13 00:45:30.785618 I | rafthttp: the connection with dd3b0cb0cf32bcef became active\n2015-09-13 00:45:30.786353 I | raft: c8a988b91c9c29a1 [term: 1] received a MsgApp message with higher term from dd3b0cb0cf32bcef [term: 1676]\n2015-09-13 00:45:30.786421 I | raft: c8a988b91c9c29a1 became follower at term 1676\n2015-09-13 00:45:30.786491 I | raft: raft.node: c8a988b91c9c29a1 elected leader dd3b0cb0cf32bcef at term 1676\n2015-09-13 00:45:30.786509 C | raft: tocommit(138789) is out of range [lastIndex(0)]\npanic: tocommit(138789) is out of range [lastIndex(0)]",
            "--initial-cluster-state=existing",
            version=None,
            image="quay.io/coreos/etcd:v2.2.0",
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/10466",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "panic: pgid (32300) above high water mark (32300)\n\ngoroutine 99 [running]:\ngithub.com/coreos/etcd/vendor/github.com/boltdb/bolt.(*node).spill(0xc4201fa000, 0xc420d0db40, 0x4)\n        /go_lib/src/github.com/coreos/etcd/vendor/github.com/boltdb/bolt/node.go:375 +0x631\ngithub.com/coreos/etcd/vendor/github.com/boltdb/bolt.(*Bucket).spill(0xc4250709b8, 0xd7c34e7, 0x136e320)\n        /go_lib/src/github.com/coreos/etcd/vendor/github.com/boltdb/bolt/bucket.go:541 +0x17b\ngithub.com/coreos/etcd/vendor/github.com/boltdb/bolt.(*Tx).Commit(0xc4250709a0, 0xd7c0afb, 0x136e320)\n        /go_lib/src/github.com/coreos/etcd/vendor/github.com/boltdb/bolt/tx.go:163 +0x125\ngithub.com/coreos/etcd/mvcc/backend.(*batchTx).commit(0xc42027d600, 0xedc900)\n        /go_lib/src/github.com/coreos/etcd/mvcc/backend/batch_tx.go:183 +0x8b",
            version=None,
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/14102",
        ["etcd_data_corrupt", "filesystem_damaged"],
        E,
        exits(
            E,
            '{"level":"info","ts":"2022-06-09T13:40:58.556-0400","caller":"embed/etcd.go:308","msg":"starting an etcd server","etcd-version":"3.5.3","git-sha":"0452feec7","go-version":"go1.16.15","go-os":"linux","go-arch":"amd64","max-cpu-set":48,"max-cpu-available":48,"member-initialized":true,"name":"n2","data-dir":"n2.etcd","wal-dir":"","wal-dir-dedicated":"","member-dir":"n2.etcd/member","force-new-cluster":false,"heartbeat-interval":"100ms","election-timeout":"1s","initial-election-tick-advance":true,"snapshot-count":100,"snapshot-catchup-entries":5000,"initial-advertise-peer-urls":["http://192.168.122.102:2380"],"listen-peer-urls":["http://192.168.122.102:2380"],"advertise-client-urls":["http://192.168.122.102:2379"],"listen-client-urls":["http://192.168.122.102:2379"],"listen-metrics-urls":[],"cors":["*"],"host-whitelist":["*"],"initial-cluster":"","initial-cluster-state":"existing","initial-cluster-token":"","quota-size-bytes":2147483648,"pre-vote":true,"initial-corrupt-check":true}\nunexpected fault address 0x7fbbc9e400d5\nfatal error: fault\n[signal SIGBUS: bus error code=0x2 addr=0x7fbbc9e400d5 pc=0x40256c]\n\ngoroutine 188 [running]:',
            version=None,
            image="quay.io/coreos/etcd:v3.5.3",
            code=2,
        ),
    ),
    report(
        # The log is cut off; the error is the title's, the line the one that carries it.
        "etcd-io/etcd/issues/15090",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            '{"level":"fatal","ts":"2023-01-12T10:21:43.118Z","caller":"etcdserver/storage.go:95","msg":"failed to read WAL, cannot be repaired","error":"wal: max entry size limit exceeded"}',
            version=None,
        ),
    ),
    report(
        # The log is cut off; the message is the title's, the error the one that goes with it in 3.5.
        "etcd-io/etcd/issues/14749",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            '{"level":"panic","ts":"2022-11-12T08:05:17.402Z","caller":"etcdserver/server.go:515","msg":"failed to recover v3 backend from snapshot","error":"failed to find database snapshot file (snap: snapshot file doesn\'t exist)"}\npanic: failed to recover v3 backend from snapshot',
            version=None,
            image="quay.io/coreos/etcd:v3.5.5",
            code=2,
        ),
    ),
    report(
        # The title's message, as zap's panic prints it.
        "etcd-io/etcd/issues/20340",
        ["etcd_data_corrupt", "etcd_upgrade_incompatible"],
        E,
        exits(
            E,
            "panic: failed to nodeToMember",
            version=None,
            image="registry.k8s.io/etcd:3.6.1-0",
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/7182",
        "unknown",
        E,
        exits(
            E,
            "established a TCP streaming connection with peer e27543f3820bc6d9 (stream Message reader)\nestablished a TCP streaming connection with peer d3b04b5071b4a6c1 (stream Message writer)\nestablished a TCP streaming connection with peer e27543f3820bc6d9 (stream MsgApp v2 writer)\nestablished a TCP streaming connection with peer d3b04b5071b4a6c1 (stream MsgApp v2 writer)\nestablished a TCP streaming connection with peer e27543f3820bc6d9 (stream Message writer)\npanic: assignment to entry in nil map\ngoroutine 193 [running]:",
            "--initial-cluster-state=existing",
            version=None,
            image="quay.io/coreos/etcd:v3.0.15",
            attempt=0,
            code=2,
        ),
    ),
)
