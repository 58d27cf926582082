"""Public reports of controller managers, schedulers and other static pods beside the apiserver and etcd, met blind.

They are shown as those of further.py are. A container of an older installer or a systemd unit is shown as a static pod.
"""

from datetime import timedelta

from incidents.builder import FLAGS, MOUNTS, Node
from incidents.further import KCM, A, E, S, exits, report
from incidents.further_node import initialised

VIP = "kube-vip"
NO_KUBECONFIG = (
    "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable"
)


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def flags_but(program, *others, drop=()):
    """kubeadm's flags of that program, but for some; `others` replace those of their name."""
    names = {flag.split("=")[0] for flag in others} | set(drop)
    return (*(flag for flag in FLAGS[program] if flag.split("=")[0] not in names), *others)


def vip_pod(
    node, *, image="ghcr.io/kube-vip/kube-vip:v0.4.0", command="manager", kubeconfig="/etc/kubernetes/admin.conf", **env
):
    """kube-vip's static pod as its own `manifest pod` writes it: kubeadm's kubeconfig from the host, no probe."""
    told = {"vip_arp": "true", "port": "6443", "vip_interface": "eth0", "vip_cidr": "32"}
    told |= {"vip_leaderelection": "true", "vip_leaseduration": "5", "vip_renewdeadline": "3", "vip_retryperiod": "1"}
    return node.static_pod(
        VIP, command="/kube-vip", flags=(command,), image=image, mounts=(kubeconfig,), env=told | env, probe=""
    )


def all_run(node, *, since=timedelta(minutes=40), names=(E, A, KCM, S)):
    """kubeadm's four static pods, all of them well."""
    for program in names:
        node.static_pod(program)
        node.runs(program, since=since)
    return node.unit("kubelet")


def within_k3s(*lines, status=255, restarts=9):
    """k3s, whose controllers say so, and all of it ends, again and again."""
    return Node(version=None).kubelet_loops(restarts=restarts, status=status).kubelet(*lines, by="k3s")


def never_made(node, program, path, kind):
    """A static pod with one more mount of a file or directory of the host, by its type; no container of it."""
    node.static_pod(program, mounts=(*MOUNTS[program], path))
    manifest = f"/etc/kubernetes/manifests/{program}.yaml"
    node.files[manifest] = node.files[manifest].replace(
        f"hostPath: {{path: {path}}}", f"hostPath: {{path: {path}, type: {kind}}}"
    )
    return node.waits(program, "ContainerCreating").unit("kubelet")


FURTHER_ELEVENTH_COMPANIONS = (
    # ---- flags and gates --------------------------------------------------------------------------------------------
    report(
        "gardener/gardener/issues/6906",
        "unknown_flag",
        KCM,
        exits(
            KCM,
            "Error: unknown flag: --cluster-signing-kube-apiserver-client-cert-file",
            "--cluster-signing-kube-apiserver-client-cert-file=/etc/kubernetes/pki/ca.crt",
            version="v1.18.20",
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/2716",
        "unknown_flag",
        S,
        exits(
            S,
            "Error: unknown flag: --address",
            flags=flags_but(S, "--address=0.0.0.0", drop=("--bind-address",)),
            node=Node(name="vjs-net-in", version="v1.24.2"),
        ),
    ),
    # ---- configuration files ----------------------------------------------------------------------------------------
    # The second error of two, the one that is quoted; a unit.
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/642",
        ["unknown", "component_config_invalid"],
        S,
        exits(
            S,
            f"failed to get delegated authentication kubeconfig: failed to get delegated authentication kubeconfig: {NO_KUBECONFIG}",
            command="/usr/local/bin/kube-scheduler",
            flags=(
                "--config=/etc/kubernetes/config/kube-scheduler.yaml",
                "--authentication-kubeconfig=/var/lib/kubernetes/kube-scheduler.kubeconfig",
                "--authorization-kubeconfig=/var/lib/kubernetes/kube-scheduler.kubeconfig",
                "--v=2",
            ),
            mounts=("/etc/kubernetes/config", "/var/lib/kubernetes"),
            probe="",
            node=Node(name="controller-0", version=None).file(
                "/etc/kubernetes/config/kube-scheduler.yaml",
                "apiVersion: kubescheduler.config.k8s.io/v1alpha1\nkind: KubeSchedulerConfiguration\nclientConnection:\n"
                '  kubeconfig: "/var/lib/kubernetes/kube-scheduler.kubeconfig"\nleaderElection:\n  leaderElect: true\n',
            ),
        ),
        never="file_missing",
    ),
    # Completed: the line's head; its words are the title's. The plugin asks for a kubeconfig of its own, by an environment variable.
    report(
        "kubernetes-sigs/scheduler-plugins/issues/426",
        ["unknown", "component_config_invalid"],
        S,
        exits(
            S,
            f'E0913 08:21:40.115208       1 run.go:74] "command failed" err="initializing profiles: creating profile for scheduler name trimaran: initializing plugin \\"TargetLoadPacking\\": {NO_KUBECONFIG}"',
            flags=flags_but(
                S,
                "--authentication-kubeconfig=/etc/kubernetes/scheduler.conf",
                "--authorization-kubeconfig=/etc/kubernetes/scheduler.conf",
                "--config=/etc/kubernetes/scheduler-plugin-config.yaml",
                drop=("--kubeconfig", "--leader-elect"),
            ),
            mounts=("/etc/kubernetes/scheduler.conf", "/etc/kubernetes/scheduler-plugin-config.yaml"),
            version="v1.23.7",
            node=Node(version="v1.23.7").file(
                "/etc/kubernetes/scheduler-plugin-config.yaml",
                "apiVersion: kubescheduler.config.k8s.io/v1beta3\nkind: KubeSchedulerConfiguration\nclientConnection:\n"
                '  kubeconfig: "/etc/kubernetes/scheduler.conf"\nleaderElection:\n  leaseDuration: 15s\n  renewDeadline: 10s\n'
                "profiles:\n- schedulerName: trimaran\n  plugins:\n    score:\n      disabled:\n      - name: NodeResourcesBalancedAllocation\n"
                "      - name: NodeResourcesLeastAllocated\n      enabled:\n      - name: TargetLoadPacking\n",
            ),
        ),
    ),
    # No log in the report: the documentation's own example, a file that is on the host and not in the pod.
    report(
        "kubernetes/website/issues/27816",
        "file_not_mounted",
        S,
        exits(
            S,
            "",
            flags=(
                "--authentication-kubeconfig=/etc/kubernetes/scheduler.conf",
                "--authorization-kubeconfig=/etc/kubernetes/scheduler.conf",
                "--bind-address=0.0.0.0",
                "--config=/home/johndoe/schedconfig.yaml",
                "--kubeconfig=/home/johndoe/kubeconfig.yaml",
                "--leader-elect=true",
            ),
            node=Node(version="v1.16.0").there("/home/johndoe/schedconfig.yaml").there("/home/johndoe/kubeconfig.yaml"),
        ),
    ),
    # A unit; the line's head is completed.
    report(
        "kubernetes/kubernetes/issues/106866",
        "component_config_invalid",
        S,
        exits(
            S,
            'E1208 07:44:19.205117       1 run.go:120] "command failed" err="[healthzBindAddress: Invalid value: \\"0.0.0.0:10251\\": must beempty or with an explicit 0 port, metricsBindAddress: Invalid value: \\"0.0.0.0:10251\\": must be empty or with an explicit 0 port]"',
            flags=("--config=/etc/kubernetes/kube-scheduler.yaml",),
            mounts=("/etc/kubernetes",),
            probe="",
            node=Node(version="v1.23.0").file(
                "/etc/kubernetes/kube-scheduler.yaml",
                "apiVersion: kubescheduler.config.k8s.io/v1beta2\nkind: KubeSchedulerConfiguration\nclientConnection:\n  burst: 200\n"
                '  kubeconfig: "/etc/kubernetes/kube-scheduler.kubeconfig"\n  qps: 100\nenableContentionProfiling: false\n'
                "enableProfiling: true\nhealthzBindAddress: 0.0.0.0:10251\nleaderElection:\n  leaderElect: true\n"
                "metricsBindAddress: 0.0.0.0:10251\n",
            ),
        ),
    ),
    # ---- leader election --------------------------------------------------------------------------------------------
    report(
        "kube-vip/kube-vip/issues/271",
        "leader_election_lost",
        VIP,
        vip_pod(Node(name="controller-node1", version=None), vip_address="172.20.15.100").died(
            VIP,
            lines(
                'E0910 03:12:42.921380       1 leaderelection.go:322] error retrieving resource lock kube-system/plndr-cp-lock: Get "https://controller-node2:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/plndr-cp-lock": context deadline exceeded',
                "I0910 03:12:42.921700       1 leaderelection.go:278] failed to renew lease kube-system/plndr-cp-lock: timed out waiting for the condition",
                "E0910 03:12:42.921864       1 leaderelection.go:298] Failed to release lock: resource name may not be empty",
                'time="2021-09-10T03:12:42Z" level=info msg="This node is becoming a follower within the cluster"',
                'time="2021-09-10T03:12:42Z" level=fatal msg="lost leadership, restarting kube-vip"',
            ),
            lived=timedelta(hours=1),
            attempt=38,
        ),
    ),
    # Completed: the end of etcd's line, cut in the extract.
    report(
        "kube-vip/kube-vip/issues/282",
        ["leader_election_lost", "etcd_slow_disk"],
        VIP,
        vip_pod(Node(name="control-plane-0", version=None))
        .died(
            VIP,
            lines(
                'E1006 01:12:52.488031       1 leaderelection.go:322] error retrieving resource lock kube-system/plndr-cp-lock: Get "https://229d478ae6c0d7d4b9ee3bceee2f1d95e18b9e59caebd-control-plane-0:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/plndr-cp-lock": context deadline exceeded',
                "I1006 01:12:52.488123       1 leaderelection.go:278] failed to renew lease kube-system/plndr-cp-lock: timed out waiting for the condition",
                "E1006 01:12:52.488214       1 leaderelection.go:298] Failed to release lock: resource name may not be empty",
                'time="2021-10-06T01:12:52Z" level=info msg="This node is becoming a follower within the cluster"',
                'time="2021-10-06T01:12:52Z" level=fatal msg="lost leadership, restarting kube-vip"',
            ),
            lived=timedelta(hours=9),
            attempt=11,
        )
        .static_pod(E)
        .runs(
            E,
            '2021-10-02 07:57:52.692494 W | etcdserver: read-only range request "key:\\"/registry/leases/kube-system/plndr-cp-lock\\" " with result "error:context canceled" took too long (1.99941219s) to execute',
            since=timedelta(days=12),
        ),
    ),
    # A comment's own lines.
    report(
        "kube-vip/kube-vip/issues/453",
        "leader_election_lost",
        VIP,
        vip_pod(Node(version=None), image="ghcr.io/kube-vip/kube-vip:v0.5.5").died(
            VIP,
            lines(
                'E1109 02:11:20.026321       1 leaderelection.go:330] error retrieving resource lock kube-system/plndr-cp-lock: Get "https://kubernetes:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/plndr-cp-lock": context deadline exceeded',
                "I1109 02:11:20.035993       1 leaderelection.go:283] failed to renew lease kube-system/plndr-cp-lock: timed out waiting for the condition",
                "E1109 02:11:20.038566       1 leaderelection.go:306] Failed to release lock: resource name may not be empty",
                'time="2022-11-09T02:11:20Z" level=info msg="This node is becoming a follower within the cluster"',
                'time="2022-11-09T02:11:20Z" level=fatal msg="lost leadership, restarting kube-vip"',
            ),
            lived=timedelta(minutes=4),
        ),
    ),
    # k3s within Rancher's own container.
    report(
        "rancher/rancher/issues/34010",
        ["leader_election_lost", "etcd_slow_disk"],
        None,
        within_k3s(
            "E0806 13:32:58.159078      75 leaderelection.go:356] Failed to update lock: resource name may not be empty",
            "I0806 13:32:58.159175      75 leaderelection.go:277] failed to renew lease kube-system/cloud-controller-manager: timed out waiting for the condition",
            'E0806 13:32:58.159193      75 status.go:71] apiserver received an error that is not an metav1.Status: &errors.errorString{s:"context canceled"}',
            "F0806 13:32:58.159206      75 controllermanager.go:213] leaderelection lost",
            '2021-08-06 13:32:58.159380 W | etcdserver: read-only range request "key:\\"/registry/leases/kube-system/kube-controller-manager\\" " with result "error:context canceled" took too long (1.752782998s) to execute',
            '2021-08-06 13:32:58.159425 W | etcdserver: read-only range request "key:\\"/registry/leases/kube-system/cloud-controller-manager\\" " with result "error:context canceled" took too long (1.753063152s) to execute',
            'E0806 13:32:58.832112      75 status.go:71] apiserver received an error that is not an metav1.Status: &errors.errorString{s:"context canceled"}',
        ),
    ),
    report(
        "k3s-io/k3s/issues/1139",
        "leader_election_lost",
        None,
        within_k3s(
            "I1127 09:31:55.561631     687 leaderelection.go:287] failed to renew lease kube-system/cloud-controller-manager: failed to tryAcquireOrRenew context deadline exceeded",
            "F1127 09:31:55.561667     687 controllermanager.go:210] leaderelection lost",
            'time="2019-11-27T09:31:55.707102185+01:00" level=error msg="error in txn: context canceled"',
            'time="2019-11-27T09:31:55.707171556+01:00" level=error msg="error in txn: context canceled"',
            restarts=1,
        ).kubelet(
            "k3s-server.service: Main process exited, code=exited, status=255/EXCEPTION",
            "k3s-server.service: Failed with result 'exit-code'.",
            "k3s-server.service: Service RestartSec=5s expired, scheduling restart.",
            "k3s-server.service: Scheduled restart job, restart counter is at 1.",
            "Stopped Lightweight Kubernetes.",
            "Starting Lightweight Kubernetes...",
            by="systemd",
            ago=timedelta(seconds=25),
        ),
    ),
    # k3s within Rancher's own container.
    report(
        "rancher/rancher/issues/30483",
        "leader_election_lost",
        None,
        within_k3s(
            'E1215 02:05:54.011852      34 status.go:71] apiserver received an error that is not an metav1.Status: &errors.errorString{s:"context canceled"}',
            'E1215 02:05:54.015762      34 status.go:71] apiserver received an error that is not an metav1.Status: &errors.errorString{s:"context canceled"}',
            "E1215 02:05:54.010773      34 leaderelection.go:306] error retrieving resource lock kube-system/kube-controller-manager: Get https://localhost:6444/api/v1/namespaces/kube-system/endpoints/kube-controller-manager?timeout=10s: net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
            "E1215 02:05:54.000867      34 leaderelection.go:306] error retrieving resource lock kube-system/kube-scheduler: Get https://localhost:6444/api/v1/namespaces/kube-system/endpoints/kube-scheduler?timeout=10s: context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
            "E1215 02:05:54.438366      34 server.go:252] lost master",
            "lost lease",
            status=1,
        ),
    ),
    # ---- an apiserver that is away ----------------------------------------------------------------------------------
    # ---- the apiserver's certificate, and others --------------------------------------------------------------------
    report(
        "docker/for-win/issues/10794",
        ["unknown", "apiserver_unreachable"],
        KCM,
        exits(
            KCM,
            lines(
                "I0331 13:09:05.676839       1 dynamic_cafile_content.go:167] Starting client-ca-bundle::/run/config/pki/ca.crt",
                "I0331 13:09:05.676960       1 secure_serving.go:197] Serving securely on 127.0.0.1:10257",
                "I0331 13:09:05.677025       1 tlsconfig.go:240] Starting DynamicServingCertificateController",
                'W0331 13:09:05.679501       1 controllermanager.go:628] fetch api resource lists failed, use legacy client builder: Get "https://192.168.65.4:6443/api/v1?timeout=32s": x509: certificate is valid for 10.96.0.1, 0.0.0.0, 192.168.65.3, 127.0.0.1, not 192.168.65.4',
                'F0331 13:09:15.689592       1 controllermanager.go:244] error building controller context: failed to wait for apiserver being healthy: timed out waiting for the condition: failed to get apiserver /healthz status: Get "https://192.168.65.4:6443/healthz?timeout=32s": x509: certificate is valid for 10.96.0.1, 0.0.0.0, 192.168.65.3, 127.0.0.1, not 192.168.65.4',
                "goroutine 1 [running]:",
                "k8s.io/kubernetes/vendor/k8s.io/klog/v2.stacks(0xc0001aa001, 0xc000046380, 0x167, 0x1ae)",
                "        /workspace/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/klog/v2/klog.go:996 +0xb9",
            ),
            node=Node(name="docker-desktop", version="v1.19.7"),
            code=255,
            lived=timedelta(seconds=11),
        ),
        never="certificate_authority_mismatch",
    ),
    # Rancher 1.1's container, whose entry script unpacks its certificates; the console's clock is left out.
    report(
        "rancher/rancher/issues/5154",
        "unknown",
        KCM,
        exits(
            KCM,
            lines(
                "Archive:  certs.zip",
                "replace ca.pem? [y]es, [n]o, [A]ll, [N]one, [r]ename:  NULL",
                '(EOF or read error, treating as "[N]one" ...)',
            ),
            version=None,
            probe="",
        ),
        never="filesystem_damaged",
    ),
    # ---- files and mounts -------------------------------------------------------------------------------------------
    # A container of the controller manager's pod at the bootstrap.
    report(
        "openshift/cluster-kube-controller-manager-operator/pull/313",
        "file_missing",
        "cluster-policy-controller",
        exits(
            "cluster-policy-controller",
            "F1113 14:28:52.501846       1 standalone_apiserver.go:119] open /etc/kubernetes/static-pod-resources/serving-cert/tls.crt: no such file or directory",
            flags=(
                "start",
                "--config=/etc/kubernetes/static-pod-resources/configmaps/cluster-policy-controller-config/config.yaml",
            ),
            mounts=("/etc/kubernetes/static-pod-resources",),
            node=Node(version=None)
            .absent("/etc/kubernetes/static-pod-resources/serving-cert/tls.crt")
            .there("/etc/kubernetes/static-pod-resources/secrets/serving-cert/tls.crt"),
            code=255,
        ),
    ),
    # The second mount's type is cut in the extract; it stands in the report that this one is the backport of.
    report(
        "rancher/rke2/issues/7583",
        "host_path_unusable",
        KCM,
        never_made(
            Node(version="v1.32.0")
            .there("/var/lib/rancher/rke2/server/logs/", kind="directory", mode="0755")
            .there("/var/lib/rancher/rke2/server/logs", kind="directory", mode="0755"),
            KCM,
            "/var/lib/rancher/rke2/server/logs/",
            "File",
        ),
    ),
    report(
        "rancher/rke2/issues/1793",
        "host_path_unusable",
        A,
        never_made(
            Node(name="ip-172-31-21-153", version=None).there("/home/ubuntu/otherfile.yaml"),
            A,
            "/home/ubuntu/otherfile.yaml",
            "Directory",
        ).kubelet(
            'E0909 23:55:10.632727  3145 nestedpendingoperations.go:301] Operation for "{volumeName:kubernetes.io/host-path/eac51eca33e6f4dd652ad476a1bb7f27-extra-mount-0 podName:eac51eca33e6f4dd652ad476a1bb7f27 nodeName:}" failed. No retries permitted until 2021-09-09 23:55:11.13267816 +0000 UTC m=+26.909590544 (durationBeforeRetry 500ms). Error: "MountVolume.SetUp failed for volume \\"extra-mount-0\\" (UniqueName: \\"kubernetes.io/host-path/eac51eca33e6f4dd652ad476a1bb7f27-extra-mount-0\\") pod \\"kube-apiserver-ip-172-31-21-153\\" (UID: \\"eac51eca33e6f4dd652ad476a1bb7f27\\") : hostPath type check failed: /home/ubuntu/otherfile.yaml is not a directory"'
        ),
    ),
    # ---- kube-vip's static pod --------------------------------------------------------------------------------------
    # Completed: the message's head; the title has its words. Without --controlplane it runs for services and wants its namespace.
    report(
        "kube-vip/kube-vip/issues/186",
        ["unknown", "missing_required_flag"],
        VIP,
        vip_pod(
            Node(version="v1.20.1"),
            image="plndr/kube-vip:0.3.3",
            vip_interface="ens160",
            vip_address="10.36.136.200",
        ).died(VIP, 'time="2021-03-15T20:11:04Z" level=fatal msg="Unable to find Namespace"'),
        never="command_not_found",
    ),
    # Completed: the message's head. A static pod has no service account.
    report(
        "kube-vip/kube-vip/issues/183",
        "unknown",
        VIP,
        vip_pod(
            Node(version="v1.20.2"),
            image="plndr/kube-vip:0.3.2",
            command="start",
            vip_interface="ens192.4011",
            vip_leaseduration="50",
            vip_renewdeadline="30",
        ).died(VIP, 'time="2021-03-11T09:31:20Z" level=fatal msg="Unable to find Namespace"'),
    ),
    # kube-vip's file for kubeadm on k3s, which has no such kubeconfig.
    report(
        "kube-vip/kube-vip/issues/830",
        ["file_missing", "file_not_mounted", "unknown"],
        VIP,
        vip_pod(
            Node(version=None).absent("/etc/kubernetes/admin.conf"),
            image="ghcr.io/kube-vip/kube-vip:v0.7.2",
            vip_interface="lo",
            address="10.0.100.2",
        ).died(
            VIP, "panic: open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory", code=2
        ),
    ),
    # Completed: the message's head; the title has its words.
    report(
        "kube-vip/kube-vip/issues/371",
        ["file_missing", "file_not_mounted", "unknown"],
        VIP,
        vip_pod(
            Node(version=None),
            image="ghcr.io/kube-vip/kube-vip:v0.4.2",
            vip_interface="ens192",
            cp_enable="true",
            cp_namespace="kube-system",
            vip_address="192.168.0.40",
        ).died(
            VIP,
            'time="2022-03-03T07:02:11Z" level=fatal msg="unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined"',
        ),
    ),
    report(
        "kube-vip/kube-vip/issues/481",
        "unknown",
        VIP,
        vip_pod(
            Node(name="cpu3-blue", version=None),
            image="ghcr.io/kube-vip/kube-vip:v0.5.6",
            cp_enable="true",
            svc_enable="true",
        ).died(
            VIP,
            lines(
                'time="2022-11-09T19:36:34Z" level=info msg="Starting kube-vip.io [v0.5.6]"',
                'time="2022-11-09T19:36:34Z" level=info msg="namespace [kube-system], Mode: [ARP], Features(s): Control Plane:[true], Services:[true]"',
                'time="2022-11-09T19:36:34Z" level=info msg="prometheus HTTP server started"',
                'time="2022-11-09T19:36:34Z" level=info msg="Starting Kube-vip Manager with the ARP engine"',
                'time="2022-11-09T19:36:34Z" level=fatal msg="starting new Manager error -> error Creating iptables client [exec: \\"iptables\\": executable file not found in $PATH]"',
            ),
        ),
        never="command_not_found",
    ),
    # Completed: the line's end, cut in the report.
    report(
        "kubernetes-sigs/cluster-api-provider-vsphere/issues/1104",
        "image_unavailable",
        VIP,
        vip_pod(Node(name="tstdhpclmgt-c6cjg", version=None), image="plndr/kube-vip:0.1.8", command="start")
        .waits(VIP, "ImagePullBackOff", 'Back-off pulling image "plndr/kube-vip:0.1.8"')
        .unit("kubelet")
        .kubelet(
            'E0208 19:55:11.285076    1095 pod_workers.go:191] Error syncing pod 4aba279fbee10704fbba2e10251c69fe ("kube-vip-tstdhpclmgt-c6cjg_kube-system(4aba279fbee10704fbba2e10251c69fe)"), skipping: failed to "StartContainer" for "kube-vip" with ImagePullBackOff: "Back-off pulling image \\"plndr/kube-vip:0.1.8\\""',
        ),
    ),
    # It runs; its mirror is what the apiserver refuses.
    report(
        "kube-vip/kube-vip/issues/145",
        "static_pod_references_api_object",
        VIP,
        vip_pod(Node(name="master-02", version=None), image="plndr/kube-vip:0.3.0", vip_interface="enx001e063262b1")
        .runs(VIP, since=timedelta(minutes=35))
        .unit("kubelet")
        .kubelet(
            'E1222 16:05:51.447029   28660 kubelet.go:1576] Failed creating a mirror pod for "kube-vip-master-02_kube-system(d60e70748a63973ecc543c9844c63b1b)": pods "kube-vip-master-02" is forbidden: a mirror pod may not reference service accounts',
            'E1222 16:05:52.445717   28660 kubelet.go:1576] Failed creating a mirror pod for "kube-vip-master-02_kube-system(d60e70748a63973ecc543c9844c63b1b)": pods "kube-vip-master-02" is forbidden: a mirror pod may not reference service accounts',
        ),
    ),
    # ---- haproxy's static pod ---------------------------------------------------------------------------------------
    report(
        "haproxy/haproxy/issues/1667",
        "port_in_use",
        "haproxy",
        exits(
            "haproxy",
            lines(
                "+ declare -r haproxy_sock=/var/run/haproxy/haproxy-master.sock",
                "+ declare -r haproxy_log_sock=/var/run/haproxy/haproxy-log.sock",
                "+ export -f msg_handler",
                "+ export -f reload_haproxy",
                "+ export -f verify_old_haproxy_ps_being_deleted",
                "+ rm -f /var/run/haproxy/haproxy-master.sock /var/run/haproxy/haproxy-log.sock",
                "+ '[' -s /etc/haproxy/haproxy.cfg ']'",
                "+ socat UNIX-LISTEN:/var/run/haproxy/haproxy-master.sock,fork 'system:bash -c msg_handler'",
                "+ socat UNIX-RECV:/var/run/haproxy/haproxy-log.sock STDOUT",
                "+ /usr/sbin/haproxy -W -db -f /etc/haproxy/haproxy.cfg -p /var/lib/haproxy/run/haproxy.pid",
                "[NOTICE] 109/065708 (9) : haproxy version is 2.2.15-5e8f49d",
                "[NOTICE] 109/065708 (9) : path to executable is /usr/sbin/haproxy",
                "[ALERT] 109/065708 (9) : Starting proxy health_check_http_url: cannot bind socket [:::30936]",
                "<133>Apr 20 06:57:08 haproxy[9]: Proxy main started.",
                "<133>Apr 20 06:57:08 haproxy[9]: Proxy stats started.",
                "<133>Apr 20 06:57:08 haproxy[9]: Proxy masters started.",
            ),
            command="/bin/bash",
            flags=("-c",),
            image="quay.io/openshift-release-dev/ocp-v4.0-art-dev:haproxy",
            mounts=("/etc/haproxy", "/var/run/haproxy"),
            version=None,
        ),
    ),
    # ---- manifests and their directory ------------------------------------------------------------------------------
    # The kubelet looked at no directory of manifests; that is completed, from the change that closes the report.
    report(
        "kubernetes/kubernetes/issues/120292",
        "static_pod_path_wrong",
        None,
        Node(name="uOFLhGS9YBJ3y", version=None)
        .static_pod(E)
        .static_pod(A)
        .static_pod(KCM)
        .static_pod(S)
        .unit("kubelet")
        .unit("containerd")
        .runtime("v1.6.22")
        .file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n",
        )
        .journal(
            "containerd",
            'time="2023-08-30T19:37:11.741599360Z" level=info msg=serving... address=/run/containerd/containerd.sock.ttrpc',
            'time="2023-08-30T19:37:11.741658541Z" level=info msg=serving... address=/run/containerd/containerd.sock',
            'time="2023-08-30T19:37:11.756294116Z" level=info msg="Start subscribing containerd event"',
            'time="2023-08-30T19:37:11.756371359Z" level=info msg="Start recovering state"',
            'time="2023-08-30T19:37:11.784863469Z" level=info msg="Start event monitor"',
        ),
    ),
    # The same author's first thread; the images are the report's.
    report(
        "kubernetes/kubernetes/issues/129358",
        "duplicate_manifest",
        E,
        Node(version="v1.32.0")
        .static_pod(E, image="registry.k8s.io/etcd:3.5.16-0", file="etcd.yaml", edited=timedelta(minutes=9))
        .static_pod(
            E, image="registry.k8s.io/etcd:3.4.13-0", file="etcd.yaml.backup", edited=timedelta(minutes=9, seconds=1)
        )
        .runs(E, since=timedelta(minutes=8))
        .unit("kubelet"),
    ),
    # A kubelet of 0.16; nothing but its line and the file.
    report(
        "kubernetes/kubernetes/issues/7594",
        "manifest_invalid",
        None,
        Node(version=None)
        .unit("kubelet")
        .manifest(
            "fluentd-gcp.yaml",
            "version: v1beta3\nkind: Pod\nmetadata:\n  name: fluentd-cloud-logging\nspec:\n  containers:\n    - name: fluentd-cloud-logging\n"
            '      image: gcr.io/google_containers/fluentd-gcp:1.5\n      env:\n        - name: FLUENTD_ARGS\n          value: "-qq"\n'
            "      volumeMounts:\n        - name: containers\n          mountPath: /var/lib/docker/containers\n        - name: varlog\n"
            "          mountPath: /varlog\n  volumes:\n    - name: containers\n      hostPath:\n        path: /var/lib/docker/containers\n"
            "    - name: varlog\n      hostPath:\n        path: /var/log\n",
        )
        .kubelet(
            'I0430 21:31:22.187256    4544 file.go:123] Can\'t process config file "/etc/kubernetes/manifests/fluentd-gcp.yaml": invalid pod: [spec.containers[0].pullPolicy: required value spec.restartPolicy: required value spec.dnsPolicy: required value]'
        ),
    ),
    # The pictures' words: the pull of the image fails after the reboot of a node without a network; the back-off is completed.
    report(
        "labring/sealos/issues/4003",
        "image_unavailable",
        S,
        Node(version="v1.25.0")
        .static_pod(A)
        .runs(A, since=timedelta(minutes=30))
        .static_pod(S, image="registry.k8s.io/kube-scheduler:v1.25.0")
        .waits(S, "ImagePullBackOff", 'Back-off pulling image "sealos.hub:5000/kube-scheduler:v1.25.0"')
        .unit("kubelet"),
    ),
    # ---- near misses ------------------------------------------------------------------------------------------------
    # kube-vip runs and may not have its lease; the VIP never comes.
    report(
        "kube-vip/kube-vip/issues/1138",
        None,
        None,
        never="anonymous_health_access_forbidden",
        node=vip_pod(Node(name="alpha01", version=None), image="ghcr.io/kube-vip/kube-vip:v0.9.0")
        .runs(
            VIP,
            lines(
                "2025/04/22 02:55:38 INFO kube-vip.io version=v0.9.0 build=7d7036fae92ffe32f0a04de7f834a0fb7e457ce2",
                '2025/04/22 02:55:38 INFO starting namespace=kube-system Mode=ARP "Control Plane"=true Services=true',
                "2025/04/22 02:55:38 INFO using node name name=alpha01",
                "2025/04/22 02:55:38 INFO prometheus HTTP server started",
                "2025/04/22 02:55:38 INFO Starting Kube-vip Manager with the ARP engine",
                "2025/04/22 02:55:38 INFO Start ARP/NDP advertisement",
                "2025/04/22 02:55:38 INFO Starting UPNP Port Refresher",
                "2025/04/22 02:55:38 INFO Starting ARP/NDP advertisement",
                '2025/04/22 02:55:38 INFO beginning services leadership namespace=kube-system "lock name"=plndr-svcs-lock id=alpha01',
                "I0422 02:55:38.719822       1 leaderelection.go:257] attempting to acquire leader lease kube-system/plndr-svcs-lock...",
                "2025/04/22 02:55:38 INFO cluster membership namespace=kube-system lock=plndr-cp-lock id=alpha01",
                "I0422 02:55:38.721509       1 leaderelection.go:257] attempting to acquire leader lease kube-system/plndr-cp-lock...",
                'E0422 02:55:38.730183       1 leaderelection.go:436] error retrieving resource lock kube-system/plndr-cp-lock: leases.coordination.k8s.io "plndr-cp-lock" is forbidden: User "kubernetes-admin" cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "kube-system"',
            ),
            since=timedelta(minutes=3),
        )
        .unit("kubelet"),
    ),
    # The pods run; a pod security policy keeps their mirrors out.
    report(
        "kubernetes/minikube/issues/3818",
        None,
        None,
        never="static_pod_rejected",
        node=all_run(Node(name="minikube", version=None), since=timedelta(minutes=6)).kubelet(
            'E0311 09:27:39.130127    3764 kubelet.go:1662] Failed creating a mirror pod for "kube-controller-manager-minikube_kube-system(17eea6fd9342634d7d40a04d577641fd)": pods "kube-controller-manager-minikube" is forbidden: no providers available to validate pod request',
            'E0311 09:28:35.129051    3764 kubelet.go:1662] Failed creating a mirror pod for "kube-apiserver-minikube_kube-system(c316be08a9493029252a4321b6ba466f)": pods "kube-apiserver-minikube" is forbidden: no providers available to validate pod request',
            'E0311 09:28:35.129388    3764 kubelet.go:1662] Failed creating a mirror pod for "kube-scheduler-minikube_kube-system(4b52d75cab61380f07c0c5a69fb371d4)": pods "kube-scheduler-minikube" is forbidden: no providers available to validate pod request',
        ),
    ),
    report(
        "zalando-incubator/kubernetes-on-aws/issues/514",
        None,
        None,
        never="static_pod_rejected",
        node=all_run(Node(version="v1.7.2"), since=timedelta(hours=3)).kubelet(
            'E0728 08:50:47.537800     936 kubelet.go:1607] Failed creating a mirror pod for "kube-controller-manager-ip-172-31-16-25.eu-central-1.compute.internal_kube-system(35d2d3b729826258ed71101e688b6bf4)": pods "kube-controller-manager-ip-172-31-16-25.eu-central-1.compute.internal" is forbidden: no providers available to validate pod request',
            'E0728 08:50:57.581996     936 kubelet.go:1607] Failed creating a mirror pod for "kube-proxy-ip-172-31-16-25.eu-central-1.compute.internal_kube-system(2908bf33d480a29f35190eda0d4f912b)": pods "kube-proxy-ip-172-31-16-25.eu-central-1.compute.internal" is forbidden: no providers available to validate pod request',
        ),
    ),
    # A worker without static pods.
    report(
        "kubernetes/kubeadm/issues/1345",
        None,
        None,
        never="static_pod_path_wrong",
        node=initialised(Node(version="v1.13.2"))
        .absent("/etc/kubernetes/manifests")
        .unit("kubelet")
        .kubelet(
            'E0124 09:56:43.089609   25648 file_linux.go:61] Unable to read config path "/etc/kubernetes/manifests": path does not exist, ignoring',
            'E0124 09:56:44.089888   25648 file_linux.go:61] Unable to read config path "/etc/kubernetes/manifests": path does not exist, ignoring',
            'E0124 09:56:45.090173   25648 file_linux.go:61] Unable to read config path "/etc/kubernetes/manifests": path does not exist, ignoring',
            'E0124 09:56:46.090459   25648 file_linux.go:61] Unable to read config path "/etc/kubernetes/manifests": path does not exist, ignoring',
        ),
    ),
    # It runs and is not let in.
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/354",
        None,
        None,
        never="anonymous_auth_disabled",
        node=Node(version=None)
        .static_pod(KCM)
        .runs(
            KCM,
            lines(
                "E0522 21:53:26.598561       1 leaderelection.go:224] error retrieving resource lock kube-system/kube-controller-manager: Unauthorized",
                "E0522 21:54:37.749664       1 reflector.go:205] k8s.io/kubernetes/vendor/k8s.io/client-go/informers/factory.go:87: Failed to list *v1.PersistentVolume: Unauthorized",
            ),
            since=timedelta(minutes=20),
        ),
    ),
    # containerd's reason is false: the kernel killed nothing. Completed: the scheduler's last words, which the report tells of.
    report(
        "containerd/containerd/issues/7102",
        "leader_election_lost",
        S,
        exits(
            S,
            'E0317 08:11:52.417310       1 server.go:216] "Leaderelection lost"',
            version=None,
            code=1,
            reason="OOMKilled",
            lived=timedelta(hours=30),
        ),
        never="oom_killed",
    ),
    # Completed: the last line; the report tells of a nil pointer exception that ends the process at every change of leader.
    report(
        "kubernetes/kubernetes/issues/51013",
        "unknown",
        KCM,
        exits(
            KCM,
            lines(
                'I0821 10:23:53.900036       5 controllermanager.go:460] Started "endpoint"',
                'I0821 10:23:53.900047       5 controllermanager.go:450] Starting "serviceaccount"',
                "I0821 10:23:53.900167       5 endpoints_controller.go:154] Starting endpoint controller",
                "I0821 10:23:53.900184       5 controller_utils.go:1021] Waiting for caches to sync for endpoint controller",
                "W0821 10:23:53.916153       5 client_builder.go:226] Token for service-account-controller/kube-system did not authenticate correctly",
                "W0821 10:23:53.916172       5 client_builder.go:169] secret service-account-controller-token-c6rqp contained an invalid API token for service-account-controller/kube-system",
                "I0821 10:23:53.929196       5 client_builder.go:233] Verified credential for service-account-controller/kube-system",
                'I0821 10:23:53.929559       5 controllermanager.go:460] Started "serviceaccount"',
                "panic: runtime error: invalid memory address or nil pointer dereference",
            ),
            version=None,
            code=2,
            lived=timedelta(minutes=9),
        ),
        never="service_account_key_invalid",
    ),
)
