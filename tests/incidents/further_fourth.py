"""More public reports, met by the rules for the first time in a fourth look, of every family.

They are shown as those of further.py are. A third of them looks like a cause and is not: a fault of the program itself, of
what no cause names, or of nothing.
"""

from datetime import timedelta

from incidents.builder import PKI, Node
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet, report
from incidents.further_settings import at_once


def sandboxes_killed():
    """A Debian whose containerd reads its file as one of the first version, and so not the section that it fills."""
    node = Node(version="v1.22.2").runtime("1.4.5~ds1")
    node.file(
        "/var/lib/kubelet/config.yaml",
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n"
        "staticPodPath: /etc/kubernetes/manifests\n",
    )
    node.file(
        "/etc/containerd/config.toml",
        '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]\n  runtime_type = "io.containerd.runc.v2"\n\n'
        '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  systemdCgroup = true\n',
    )
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program)
        node.died(program, code=0, attempt=7, sandbox=7, ago=timedelta(seconds=100 + number))
        node.runs(program, attempt=8, sandbox=8, since=timedelta(seconds=80 + number))
    return node


def backed_up(program, version, name, *flags, restarted):
    """A copy of the manifest beside it, from before the last edit, and a container that knows nothing of that edit."""
    node = Node(version=version).static_pod(program, *flags, edited=timedelta(minutes=5))
    node.static_pod(program, file=name, edited=timedelta(minutes=12))
    return node.runs(program, attempt=1, since=restarted)


def evicted():
    """A kube-apiserver that the kubelet put out for want of room for images."""
    pod = "kube-apiserver-master-1_kube-system(d6f5b5f3c1f1f0c9f7f9f2a1e2a4a111)"
    return (
        Node(version="v1.9.7")
        .static_pod(A)
        .failed_pod(A, "Evicted", "The node was low on resource: imagefs.")
        .kubelet(
            "W0514 02:08:58.641934    1390 eviction_manager.go:332] eviction manager: attempting to reclaim imagefs",
            "I0514 02:08:58.641991    1390 helpers.go:1074] eviction manager: attempting to delete unused containers",
            "I0514 02:08:58.655265    1390 helpers.go:1084] eviction manager: attempting to delete unused images",
            "I0514 02:08:59.012233    1390 eviction_manager.go:346] eviction manager: must evict pod(s) to reclaim imagefs",
            f"I0514 02:08:59.012431    1390 eviction_manager.go:364] eviction manager: pods ranked for eviction: {pod}",
            f"I0514 02:08:59.512431    1390 eviction_manager.go:156] eviction manager: pods {pod} evicted, waiting for pod to be cleaned up",
            ago=timedelta(minutes=20),
        )
    )


def slow_disk():
    """etcd beside a controller-manager that lost its lease for it."""
    told = (
        '{"level":"warn","ts":"2021-01-25T06:42:29.227+0100","caller":"etcdserver/util.go:163","msg":"apply request took too long","took":"680.988822ms","expected-duration":"100ms","prefix":"","request":"header:<ID:8912191783742552676 username:\\"etcd-client\\" auth_revision:1 > lease_grant:<ttl:15-second id:7bae773560213a63>","response":"size:40"}',
        '{"level":"warn","ts":"2021-01-25T06:42:36.000+0100","caller":"wal/wal.go:806","msg":"slow fdatasync","took":"7.454439372s","expected-duration":"1s"}',
        '{"level":"warn","ts":"2021-01-25T06:42:39.880+0100","caller":"etcdserver/util.go:163","msg":"apply request took too long","took":"9.997793255s","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/leases/kube-system/kube-scheduler\\" ","response":"","error":"context canceled"}',
    )
    return (
        Node(version="v1.20.2")
        .static_pod(E)
        .runs(E, "\n".join(told), since=timedelta(hours=5))
        .static_pod(KCM)
        .died(
            KCM,
            'E0125 06:42:39.880363       1 leaderelection.go:325] error retrieving resource lock kube-system/kube-controller-manager: Get "https://10.0.0.4:6443/api/v1/namespaces/kube-system/endpoints/kube-controller-manager?timeout=10s": net/http: request canceled (Client.Timeout exceeded while awaiting headers)\nI0125 06:42:41.123456       1 leaderelection.go:278] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition\nF0125 06:42:41.123499       1 controllermanager.go:294] leaderelection lost',
            code=255,
            lived=timedelta(minutes=30),
        )
    )


FURTHER_FOURTH = (
    # ---- the kubelet ----------------------------------------------------------------------------------------------
    report(
        "kubernetes/minikube/issues/12232",
        "unknown",
        UNIT,
        kubelet(
            'E0816 21:42:44.843867   27054 kubelet.go:1384] "Failed to start ContainerManager" err="Unit kubepods.slice already exists."',
            version=None,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/71704",
        "unknown",
        UNIT,
        kubelet(
            "F1204 11:02:13.123456   12345 kubelet.go:1344] Failed to start ContainerManager failed to get rootfs info: unable to find data in memory cache",
            version=None,
            status=255,
        ),
    ),
    report(
        "FootprintAI/Containarium/issues/1452",
        "unknown",
        UNIT,
        kubelet(
            'E0819 09:11:02.100000     601 container_manager_linux.go:449] "Updating kernel flag failed (Hint: enable KubeletInUserNamespace feature flag to ignore the error)" err="open /proc/sys/vm/overcommit_memory: permission denied" flag="vm/overcommit_memory"',
            'E0819 09:11:02.100900     601 kubelet.go:1688] "Failed to start ContainerManager" err="[open /proc/sys/kernel/panic_on_oops: permission denied, open /proc/sys/vm/overcommit_memory: permission denied, open /proc/sys/kernel/panic: permission denied]"',
            version=None,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/54022",
        "kubelet_not_initialised",
        UNIT,
        kubelet(
            "error: unable to load client CA file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory",
            version="v1.8.1",
        ).absent(
            f"{PKI}/ca.crt",
            "/etc/kubernetes/kubelet.conf",
            "/etc/kubernetes/bootstrap-kubelet.conf",
        ),
    ),
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/448",
        "unknown",
        UNIT,
        kubelet(
            "I0510 13:39:10.442925    1722 server.go:408] Version: v1.12.3",
            "I0510 13:39:10.443027    1722 plugins.go:99] No cloud provider specified.",
            'F0510 13:39:10.462024    1722 server.go:262] failed to run Kubelet: cannot create certificate signing request: certificatesigningrequests.certificates.k8s.io is forbidden: User "system:bootstrap:5s9ry0" cannot create resource "certificatesigningrequests" in API group "certificates.k8s.io" at the cluster scope',
            version="v1.12.3",
            status=255,
        ),
    ),
    report(
        "rootsongjc/kubernetes-handbook/issues/2",
        "unknown",
        UNIT,
        kubelet(
            "error: failed to run Kubelet: cannot create certificate signing request: the server has asked for the client to provide credentials (post certificatesigningrequests.certificates.k8s.io)",
            version="v1.6.0",
        ),
    ),
    report(
        "kubernetes-sigs/kind/issues/3492",
        "kubelet_client_certificate_expired",
        UNIT,
        kubelet(
            'I0125 15:49:46.692758  963737 server.go:413] "Kubelet version" kubeletVersion="v1.25.0"',
            'I0125 15:49:46.693263  963737 server.go:825] "Client rotation is on, will bootstrap in background"',
            "E0125 15:49:46.694476  963737 bootstrap.go:265] part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: 2023-11-15 15:14:17 +0000 UTC",
            'E0125 15:49:46.694534  963737 run.go:74] "command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"',
            version="v1.25.0",
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/3281",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            'E0110 10:01:12.345678    2999 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --pod-infra-container-image"',
            version=None,
        ).file(
            "/var/lib/kubelet/kubeadm-flags.env",
            'KUBELET_KUBEADM_ARGS="--hostname-override=master-1 --node-ip=10.0.0.4 --pod-infra-container-image=registry.k8s.io/pause:3.10.1"\n',
        ),
    ),
    report(
        "kubernetes/website/issues/36896",
        "kubelet_unknown_flag",
        UNIT,
        kubelet("Error: failed to parse kubelet flag: unknown flag: --network-plugin", version="v1.24.5"),
    ),
    report(
        "kubernetes-retired/kubernetes-anywhere/issues/338",
        "unknown",
        UNIT,
        kubelet(
            "I0726 16:23:39.659548   38980 feature_gate.go:144] feature gates: map[]",
            'error: failed to run Kubelet: could not init cloud provider "vsphere": 404 Not Found',
            version="v1.7.1",
        ),
    ),
    report(
        "kubernetes/cloud-provider-openstack/issues/214",
        ["component_config_invalid", "kubelet_config_invalid", "unknown"],
        UNIT,
        kubelet(
            'error: failed to run Kubelet: could not init cloud provider "openstack": 1:1: expected section header',
            version="v1.9.4",
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/1497",
        "unknown",
        UNIT,
        kubelet(
            "I0408 11:34:02.905583   14977 kubelet_node_status.go:276] Setting node annotation to enable volume controller attach/detach",
            "I0408 11:34:02.980890   14977 kubelet.go:1821] skipping pod synchronization - [container runtime is down]",
            "F0408 11:34:02.992363   14977 kubelet.go:1354] Kubelet failed to get node info: failed to get instance ID from cloud provider: instance not found",
            version=None,
            status=255,
            restarts=95303,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/112541",
        "runtime_endpoint_wrong",
        UNIT,
        kubelet(
            'I0915 13:20:23.019025    8014 state_mem.go:36] "Initialized new in-memory state store"',
            'I0915 13:20:23.019075    8014 util_unix.go:104] "Using this endpoint is deprecated, please consider using full URL format" endpoint="" URL="unix://"',
            "W0915 13:20:23.020243    8014 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {",
            '  "Addr": "",',
            '  "ServerName": "",',
            '  "Attributes": null,',
            '}. Err: connection error: desc = "transport: Error while dialing dial unix: missing address"',
            'E0915 13:20:23.020961    8014 run.go:74] "command failed" err="failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix: missing address\\""',
            version="v1.25.0",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/67752",
        "unknown",
        UNIT,
        kubelet(
            'E0823 10:19:35.574219   19121 runtime.go:66] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)',
            "/usr/local/go/src/runtime/panic.go:491",
            "/workspace/anago-v1.10.7-beta.0.45+0c38c362511b20/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/pkg/kubelet/volumemanager/reconciler/reconciler.go:397",
            "panic: runtime error: invalid memory address or nil pointer dereference [recovered]",
            "\tpanic: runtime error: invalid memory address or nil pointer dereference",
            "[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x2b2f3e1]",
            "goroutine 410 [running]:",
            version="v1.10.7",
            status=2,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/7815",
        "inotify_limit",
        UNIT,
        kubelet(
            "F0615 08:12:44.551012   55427 kubelet.go:1275] Failed to start cAdvisor inotify_add_watch /sys/fs/cgroup/cpu,cpuacct: no space left on device",
            version=None,
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/77128",
        None,
        UNIT,
        Node(version="v1.14.1")
        .unit("kubelet", Result="success", ExecMainStatus=0)
        .kubelet(
            'E0426 12:47:36.591739   16101 runtime.go:69] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)',
            "/usr/local/go/src/runtime/panic.go:522",
            "/workspace/anago-v1.14.1-beta.0.44+b7394102d6ef77/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/client-go/tools/cache/reflector.go:189",
        ),
    ),
    report("kubernetes-retired/kube-aws/issues/1300", "node_pressure_eviction", A, evicted()),
    # ---- the kube-apiserver: settings and files --------------------------------------------------------------------
    report(
        "kubernetes/website/issues/24946",
        "file_not_mounted",
        A,
        exits(
            A,
            'Error: failed to initialize admission: failed to read plugin config: unable to read admission control configuration from "/var/lib/kubernetes/kube-AdmissionConfiguration.yaml" [open /var/lib/kubernetes/kube-AdmissionConfiguration.yaml: no such file or directory]',
            "--admission-control-config-file=/var/lib/kubernetes/kube-AdmissionConfiguration.yaml",
            version="v1.18.10",
        ).there("/var/lib/kubernetes/kube-AdmissionConfiguration.yaml"),
    ),
    report(
        "kubernetes/kubeadm/issues/441",
        "file_not_mounted",
        A,
        exits(
            A,
            "invalid authentication config: open /etc/kubernetes/users/known_users.csv: no such file or directory",
            "--basic-auth-file=/etc/kubernetes/users/known_users.csv",
            version="v1.7.3",
        ).there("/etc/kubernetes/users/known_users.csv"),
    ),
    report(
        "kubeflow/community-distribution/issues/959",
        "file_not_mounted",
        A,
        at_once(
            A,
            "error: failed to parse service-account-issuer-key-file: open /etc/kubernetes/pki/sa.key: no such file or directory",
            "--service-account-issuer=api",
            "--service-account-signing-key-file=/etc/kubernetes/pki/sa.key",
            "--service-account-key-file=/etc/kubernetes/ssl/sa.pub",
            mounts=("/etc/kubernetes/ssl",),
            version="v1.15.3",
        ).there("/etc/kubernetes/pki/sa.key", mode="0600"),
    ),
    report(
        "kubernetes/kops/issues/15489",
        "file_not_mounted",
        A,
        exits(
            A,
            'E0713 11:20:31.100200       1 run.go:74] "command failed" err="loading audit policy file: failed to read file path \\"/etc/kubernetes/audit/policy-config.yaml\\": open /etc/kubernetes/audit/policy-config.yaml: no such file or directory"',
            "--audit-policy-file=/etc/kubernetes/audit/policy-config.yaml",
            version="v1.26.5",
        ).there("/etc/kubernetes/audit/policy-config.yaml"),
    ),
    report(
        "kubernetes/kubernetes/issues/79632",
        "file_not_mounted",
        S,
        exits(
            S,
            "I0702 08:30:12.100100       1 serving.go:319] Generated self-signed cert in-memory\nmissing policy config file /summer/conf.json",
            "--policy-config-file=/summer/conf.json",
            version="v1.14.3",
        ).there("/summer/conf.json"),
    ),
    report(
        "rancher-archives/rke/issues/2012",
        "component_config_invalid",
        A,
        exits(
            A,
            'W0403 09:53:24.972851       1 helpers.go:98] ignoring invalid key policy/v1beta1/podsecuritypolicy, individual resource enablement/disablement is not supported in policy/v1beta1, and will prevent starting in future releases\nError: failed to initialize admission: couldn\'t init admission plugin "EventRateLimit": Object \'Kind\' is missing in \'{"limits":[{"burst":30000,"qps":6000,"type":"Server"}]}\'\nUsage:\n  kube-apiserver [flags]',
            "--admission-control-config-file=/etc/kubernetes/admission.yaml",
            version="v1.17.4",
        ),
    ),
    report(
        "rancher/rancher/issues/25153",
        "component_config_invalid",
        A,
        exits(
            A,
            'W0129 17:12:08.033343       1 admission.go:47] the DenyEscalatingExec admission plugin is deprecated and will be removed in v1.18\nW0129 17:12:08.033365       1 admission.go:48] use of PodSecurityPolicy or a custom admission plugin to limit creation of pods is recommended instead\nError: failed to initialize admission: couldn\'t init admission plugin "EventRateLimit": no kind "Configuration" is registered for version "management.cattle.io/v3" in scheme "k8s.io/kubernetes/plugin/pkg/admission/eventratelimit/config.go:32"\nUsage:\n  kube-apiserver [flags]',
            "--admission-control-config-file=/etc/kubernetes/admission.yaml",
            version="v1.17.2",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/57030",
        "component_config_invalid",
        A,
        exits(
            A,
            "I1211 04:22:29.972582   12583 feature_gate.go:184] feature gates: map[RotateKubeletServerCertificate:false]\nError: failed to initialize admission: no kind is registered for the type runtime.Unknown",
            "--admission-control-config-file=/etc/kubernetes/eventratelimit.config",
            "--enable-admission-plugins=EventRateLimit",
            version="v1.10.0-alpha.0.821+a505d1bc7854c0-dirty",
        ),
    ),
    report(
        "ComplianceAsCode/content/issues/5914",
        "component_config_invalid",
        "api",
        exits(
            "api",
            'F0707 10:29:18.485917     1 start_api.go:68] couldn\'t init admission plugin "EventRateLimit": limits: Invalid value: []eventratelimit.Limit(nil): must not be empty',
            flags=(
                "-c",
                "#!/bin/bash\nset -euo pipefail\nexec openshift start master api --config=/etc/origin/master/master-config.yaml --loglevel=2\n",
            ),
            command="/bin/bash",
            image="registry.redhat.io/openshift3/ose-control-plane:v3.11",
            version=None,
            code=255,
        ),
    ),
    report(
        "kubernetes/minikube/issues/1962",
        "missing_required_flag",
        A,
        at_once(
            A,
            "error: [service-account-issuer is a required flag when BoundServiceAccountTokenVolume is enabled, --service-account-signing-key-file and --service-account-issuer are required flags]",
            "--feature-gates=AllAlpha=true",
            "--secure-port=8443",
            version=None,
        ),
    ),
    report(
        "linuxkit/kubernetes/issues/40",
        "unknown",
        A,
        exits(
            A,
            'E0105 16:31:58.397048       1 runtime.go:66] Observed a panic: "duplicate node port" (duplicate node port)\n/usr/local/go/src/runtime/panic.go:489\n/go/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/pkg/registry/core/service/rest.go:598\npanic: duplicate node port [recovered]\n\tpanic: duplicate node port\n\ngoroutine 3779 [running]:\nk8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime.HandleCrash(0xc42abd5f78, 0x0, 0x0)',
            version="v1.8.5",
            code=2,
            lived=timedelta(minutes=12),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/56248",
        "unknown",
        A,
        exits(
            A,
            'E1122 20:33:48.902719       1 status.go:62] apiserver received an error that is not an metav1.Status: resourceVersion should not be set on objects to be created\nE1122 20:33:48.903622       1 storage_rbac.go:186] unable to prime aggregated clusterroles: resourceVersion should not be set on objects to be created\nE1122 20:33:51.900166       1 status.go:62] apiserver received an error that is not an metav1.Status: resourceVersion should not be set on objects to be created\nF1122 20:34:17.898765       1 hooks.go:133] PostStartHook "rbac/bootstrap-roles" failed: unable to initialize roles: timed out waiting for the condition',
            version="v1.9.0-beta.0",
            code=255,
            lived=timedelta(seconds=35),
        ),
    ),
    report(
        "kubernetes-retired/bootkube/issues/861",
        "unknown",
        A,
        at_once(
            A,
            "error: failed to create listener: failed to listen on 0.0.0.0:443: listen tcp 0.0.0.0:443: bind: permission denied",
            "apiserver",
            "--bind-address=0.0.0.0",
            "--secure-port=443",
            command="/hyperkube",
            version="v1.9.1",
        ),
    ),
    report(
        "canonical/microk8s/issues/392",
        "unknown",
        A,
        at_once(
            A,
            'error: unable to find suitable network address.error=\'no default routes found in "/proc/net/route" or "/proc/net/ipv6_route"\'. Try to set the AdvertiseAddress directly or provide a valid BindAddress to fix this',
            "--secure-port=16443",
            version="v1.14.0",
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/1348",
        "node_address_missing",
        A,
        at_once(
            A,
            "F0111 13:57:18.372186       1 controller.go:147] Unable to perform initial IP allocation check: unable to refresh the service IP block: Get https://10.12.100.131:6443/api/v1/services: x509: certificate signed by unknown authority",
            "--advertise-address=10.12.100.132",
            "--bind-address=10.12.100.131",
            "--etcd-servers=https://127.0.0.1:2379",
            "--secure-port=6443",
            version="v1.13.1",
            code=255,
        ).host(interfaces={"lo": ["127.0.0.1"], "eth0": ["10.12.100.132"]}),
    ),
    report(
        "rancher/rke2/issues/545",
        None,
        A,
        Node(version="v1.18.12+rke2r1")
        .static_pod(A, "--audit-log-path=/var/lib/rancher/rke2/server/logs/audit.log")
        .runs(
            A,
            "E1123 09:12:44.100100       1 metrics.go:109] Error in audit plugin 'log' affecting 1 audit events: can't open new logfile: open /var/lib/rancher/rke2/server/logs/audit.log: permission denied",
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/1279",
        None,
        A,
        Node(version="v1.12.2").static_pod(A).died(A, code=137, attempt=3, lived=timedelta(seconds=70)),
        never="oom_killed",
    ),
    report(
        "kubernetes/kubernetes/issues/83028",
        ["etcd_first_endpoint_down", "etcd_unreachable"],
        A,
        at_once(
            A,
            "F0924 18:20:11.100100       1 storage_decorator.go:57] Unable to create storage backend: config (&{ /registry {[https://member1.etcd.local:2379 https://member2.etcd.local:22379 https://member3.etcd.local:32379] /etc/kubernetes/pki/etcd/client.key /etc/kubernetes/pki/etcd/client.crt /etc/kubernetes/pki/etcd/ca.crt} true 0xc000832480 apiextensions.k8s.io/v1beta1 <nil> 5m0s 1m0s}), err (dial tcp 127.0.0.1:2379: connect: connection refused)",
            "--etcd-servers=https://member1.etcd.local:2379,https://member2.etcd.local:22379,https://member3.etcd.local:32379",
            "--secure-port=6443",
            version="v1.15.3",
            code=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/55596",
        "duplicate_manifest",
        A,
        backed_up(
            A,
            "v1.8.1",
            "kube-apiserver.yaml.bak",
            "--basic-auth-file=/etc/kubernetes/pki/basic_auth.csv",
            restarted=timedelta(minutes=5),
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/2823",
        "duplicate_manifest",
        KCM,
        backed_up(
            KCM,
            "v1.25.6",
            "kube-controller-manager.yaml.bak",
            "--allocate-node-cidrs=true",
            restarted=timedelta(days=3),
        ),
    ),
    # ---- the controller-manager and the scheduler -------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/87327",
        "host_ca_bundle_missing",
        KCM,
        exits(
            KCM,
            'I0117 17:02:11.280764       1 aws.go:1214] Building AWS cloudprovider\nI0117 17:02:11.280852       1 aws.go:1180] Zone not specified in configuration file; querying AWS metadata service\nF0117 17:02:11.577159       1 controllermanager.go:230] error building controller context: cloud provider could not be initialized: could not init cloud provider "aws": error finding instance i-076cf81efe74b8568: "error listing AWS instances: \\"RequestError: send request failed\\\\ncaused by: Post https://ec2.us-west-1.amazonaws.com/: x509: certificate signed by unknown authority\\""',
            "--cloud-provider=aws",
            version="v1.17.0",
            code=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/65842",
        ["missing_required_flag", "unknown"],
        KCM,
        at_once(
            KCM,
            "W0705 12:38:45.362348   27430 client_config.go:533] Neither --kubeconfig nor --master was specified.  Using the inClusterConfig.  This might not work.\nW0705 12:38:45.362409   27430 client_config.go:538] error creating inClusterConfig, falling back to default config: unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined\ninvalid configuration: no configuration has been provided",
            version=None,
        ),
    ),
    report(
        "zalando-incubator/kubernetes-on-aws/pull/238",
        "oom_killed",
        KCM,
        Node(version="v1.5.2")
        .static_pod(KCM, limits={"memory": "200Mi"})
        .waits(
            KCM,
            "CrashLoopBackOff",
            "Back-off 5m0s restarting failed container=kube-controller-manager",
            restarts=73,
            last={"terminated": {"reason": "OOMKilled", "exitCode": 137}},
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/93993",
        "unknown",
        KCM,
        exits(
            KCM,
            "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x2b70310]\n\ngoroutine 3227 [running]:\nk8s.io/kubernetes/vendor/k8s.io/legacy-cloud-providers/azure.(*scaleSet).EnsureHostsInPool.func1(0x0, 0x1)\n\t/go/src/k8s.io/kubernetes/_output/local/go/src/k8s.io/kubernetes/vendor/k8s.io/legacy-cloud-providers/azure/azure_vmss.go:1137 +0xe0",
            version=None,
            code=2,
            lived=timedelta(minutes=1),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/110726",
        "unknown",
        S,
        exits(
            S,
            'I0616 23:52:07.604621       1 scheduler.go:456] Attempting to schedule pod: kube-detection/redcanary-sensor-production-n4csf\nE0616 23:52:07.606257       1 runtime.go:78] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)\ngoroutine 1985434 [running]:\nk8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime.logPanic(0x1a9df00, 0x2cd6d60)\npanic: runtime error: invalid memory address or nil pointer dereference [recovered]\n\tpanic: runtime error: invalid memory address or nil pointer dereference',
            version="v1.19.16",
            code=2,
            lived=timedelta(minutes=2),
        ),
    ),
    # ---- etcd -----------------------------------------------------------------------------------------------------
    report(
        "charmed-kubernetes/bundle/issues/619",
        "component_config_invalid",
        E,
        at_once(
            E,
            "Running as system with data in /var/snap/etcd/189\nConfiguration from /var/snap/etcd/common/etcd.conf.yml\nLoading server configuration from \"/var/snap/etcd/common/etcd.conf.yml\"\nerror verifying flags, error unmarshaling JSON: json: cannot unmarshal number into Go struct field configYAML.initial-cluster-token of type string. See 'etcd --help'.",
            "--config-file=/var/snap/etcd/common/etcd.conf.yml",
            version=None,
        ),
    ),
    report(
        "etcd-io/etcd/issues/10652",
        ["invalid_flag_value", "unknown"],
        E,
        exits(
            E,
            "2019-04-16 10:12:13.100100 I | embed: serving client requests on [::]:2379\n2019-04-16 10:12:13.100200 C | etcdmain: accept tcp [::]:2379: use of closed network connection",
            "--cipher-suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            image="quay.io/coreos/etcd:v3.3.12",
            version=None,
        ),
    ),
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/899",
        ["invalid_flag_value", "etcd_membership_mismatch"],
        E,
        exits(
            E,
            '{"level":"fatal","ts":"2025-08-17T19:07:04.579250-0400","caller":"etcdmain/etcd.go:183","msg":"discovery failed","error":"couldn\'t find local name \\"server-0\\" in the initial cluster configuration","stacktrace":"go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/etcd.go:183"}',
            "--name=server-0",
            flags=("--initial-cluster=controller=http://127.0.0.1:2380", "--data-dir=/var/lib/etcd"),
            image="registry.k8s.io/etcd:3.6.0-0",
            version="v1.32.3",
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/2005",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            "2020-01-19 18:13:45.785514 C | etcdmain: error validating peerURLs {ClusterID:5af0857ece1ce0e5 Members:[&{ID:2ef094c895837ef3 RaftAttributes:{PeerURLs:[https://172.17.0.3:2380]} Attributes:{Name: ClientURLs:[]}} &{ID:95047bc387b5a81a RaftAttributes:{PeerURLs:[https://172.17.0.4:2380]} Attributes:{Name:kinder-regular-control-plane-2 ClientURLs:[https://172.17.0.4:2379]}}] RemovedMemberIDs:[]}: member count is unequal",
            image="k8s.gcr.io/etcd:3.4.3-0",
            version="v1.17.0",
        ),
    ),
    report(
        "rancher/rancher/issues/5626",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "2016-08-03 03:27:17.412170 I | etcdserver: restarting member 1dce51dc03bae852 in cluster 564dd555b702 at commit index 0\n2016-08-03 03:27:17.413050 I | etcdserver: starting server... [version: 2.3.7, cluster version: to_be_decided]\n2016-08-03 03:27:17.429882 I | raft: 1dce51dc03bae852 [term: 1] received a MsgHeartbeat message with higher term from 564dd555b701 [term: 668]\n2016-08-03 03:27:17.430050 C | raft: tocommit(22358) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?\npanic: tocommit(22358) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?\n\ngoroutine 92 [running]:",
            image="rancher/etcd:v2.3.7",
            version=None,
            code=2,
        ),
    ),
    report(
        "rancher/rancher/issues/19464",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "2019-04-04 18:00:31.867229 I | etcdserver: recovered store from snapshot at index 8100084\npanic: invalid page allocation: 0\n\ngoroutine 1 [running]:\ngithub.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt.(*freelist).allocate(0xc42025d020, 0x51312d, 0x47, 0xc4203e4000)\n\t/tmp/etcd-release-3.2.24/etcd/release/etcd/gopath/src/github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt/freelist.go:85 +0x37b",
            image="rancher/coreos-etcd:v3.2.24",
            version=None,
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/10010",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "2018-08-13 14:53:45.309967 I | etcdserver/api: enabled capabilities for version 3.1\n2018-08-13 14:53:45.311354 I | embed: serving client requests on [::]:4001\npanic: page 1938 already freed\n\ngoroutine 78 [running]:\npanic(0xcbb000, 0xc42073ce10)\n\t/usr/local/go/src/runtime/panic.go:500 +0x1a1\ngithub.com/coreos/etcd/cmd/vendor/github.com/boltdb/bolt.(*freelist).free(0xc42027af90, 0x746f6, 0x7f6280e06000)",
            image="quay.io/coreos/etcd:v3.1.9",
            version=None,
            code=2,
        ),
    ),
    report(
        "canonical/microk8s/issues/976",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "2020-02-25 17:46:02.100100 N | etcdmain: the server is already initialized as member before, starting as etcd member...\n2020-02-25 17:46:02.110100 I | embed: listening for client requests on 0.0.0.0:12379\npanic: freepages: failed to get all reachable pages (page 61: multiple references)\n\ngoroutine 103 [running]:\ngithub.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt.(*DB).freepages.func2(0xc42024e240)",
            image="quay.io/coreos/etcd:v3.3.4",
            version=None,
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/3065",
        "etcd_data_corrupt",
        E,
        exits(E, "2015/06/26 09:43:52 etcdserver: read wal error: unexpected EOF", version=None),
    ),
    report("k3s-io/k3s/issues/2853", "etcd_slow_disk", E, slow_disk(), others={KCM: "leader_election_lost"}),
    # ---- the runtime ------------------------------------------------------------------------------------------------
    report("kubernetes/kubernetes/issues/105762", "cgroup_driver_mismatch", E, sandboxes_killed()),
    report(
        "kubernetes/kubernetes/issues/90326",
        "image_unavailable",
        A,
        Node(version="v1.18.2")
        .static_pod(A)
        .unit("kubelet")
        .kubelet(
            'E0428 06:10:56.970976    1334 remote_runtime.go:105] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to get sandbox image "k8s.gcr.io/pause:3.1": failed to pull image "k8s.gcr.io/pause:3.1": failed to pull and unpack image "k8s.gcr.io/pause:3.1": failed to resolve reference "k8s.gcr.io/pause:3.1": failed to do request: Head "https://k8s.gcr.io/v2/pause/manifests/3.1": dial tcp: lookup k8s.gcr.io on [::1]:53: dial udp [::1]:53: connect: cannot assign requested address',
            'E0428 06:10:56.971079    1334 kuberuntime_sandbox.go:68] CreatePodSandbox for pod "kube-apiserver-master-1_kube-system(10161a66a697de753304685256272214)" failed: rpc error: code = Unknown desc = failed to get sandbox image "k8s.gcr.io/pause:3.1": failed to pull image "k8s.gcr.io/pause:3.1": failed to pull and unpack image "k8s.gcr.io/pause:3.1": failed to resolve reference "k8s.gcr.io/pause:3.1": failed to do request: Head "https://k8s.gcr.io/v2/pause/manifests/3.1": dial tcp: lookup k8s.gcr.io on [::1]:53: dial udp [::1]:53: connect: cannot assign requested address',
        ),
    ),
    report(
        "cri-o/cri-o/issues/5931",
        "image_unavailable",
        S,
        Node(version="v1.24.0")
        .static_pod(S)
        .unit("kubelet")
        .kubelet(
            'E0606 13:23:32.556901    1478 remote_runtime.go:201] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = error creating pod sandbox with name \\"k8s_kube-scheduler-master-1_kube-system_d4a4c416114ad9dbc36257b56b928293_0\\": initializing source docker://registry.k8s.io/pause:3.6: pinging container registry registry.k8s.io: Get \\"https://k8s.gcr.io/v2/\\": dial tcp 142.250.157.82:443: i/o timeout"',
            'E0606 13:23:32.556967    1478 kuberuntime_sandbox.go:70] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = error creating pod sandbox with name \\"k8s_kube-scheduler-master-1_kube-system_d4a4c416114ad9dbc36257b56b928293_0\\": initializing source docker://registry.k8s.io/pause:3.6: pinging container registry registry.k8s.io: Get \\"https://k8s.gcr.io/v2/\\": dial tcp 142.250.157.82:443: i/o timeout" pod="kube-system/kube-scheduler-master-1"',
            'E0606 13:23:32.689690    1478 kubelet.go:2419] "Error getting node" err="node \\"master-1\\" not found"',
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/474",
        "image_unavailable",
        A,
        Node(version="v1.7.5")
        .static_pod(A, image="docker.kesci.com:5000/kube-apiserver:latest")
        .unit("kubelet")
        .kubelet(
            'E1002 07:10:11.100100    2999 remote_image.go:108] PullImage "docker.kesci.com:5000/kube-apiserver:latest" from image service failed: rpc error: code = Unknown desc = Error response from daemon: Get https://docker.kesci.com:5000/v2/kube-apiserver/manifests/latest: no basic auth credentials',
        ),
    ),
)
