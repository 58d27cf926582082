"""Public reports of the control plane's own programs and of etcd, met blind in a twenty-first look.

They are shown as those of further.py are: the program's own lines in their order, and what the report tells of the node. A
systemd unit, a plain container or a pod of a Deployment of a control plane program is shown as a static pod; a control plane
inside another program's unit (k3s) is that unit's words in the kubelet's journal.
"""

from datetime import timedelta

from incidents.builder import FLAGS, Node, http_probe
from incidents.further import KCM, UNIT, A, E, S, exits, report
from incidents.further_thirteenth_upper import flags_but
from incidents.units import within


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def mounted_twice(path, first, second, *, file="kube-apiserver.yaml", name="master-1", version=None, said=()):
    """A manifest of an apiserver that mounts one directory twice, and a kubelet that does not take it."""
    node = Node(name=name, version=version).unit("kubelet")
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-apiserver\n  namespace: kube-system\nspec:\n  hostNetwork: true\n"
        "  containers:\n  - name: kube-apiserver\n"
        f"    image: registry.k8s.io/kube-apiserver:{version or 'v1.26.4'}\n"
        "    command:\n    - kube-apiserver\n    volumeMounts:\n"
        f"    - mountPath: {path}\n      name: {first}\n      readOnly: true\n"
        f"    - mountPath: {path}\n      name: {second}\n      readOnly: true\n"
        f"  volumes:\n  - hostPath:\n      path: {path}\n    name: {first}\n  - hostPath:\n      path: {path}\n    name: {second}\n"
    )
    return node.manifest(file, text).kubelet(*said, ago=timedelta(seconds=12))


def killed_while_it_starts():
    """An apiserver that is killed by its probe before it is ready, again and again, and the probe that kops writes."""
    node = Node(name="ip-10-0-42-11", version="v1.11.8").unit("kubelet")
    probe = http_probe(port=8080, path="/healthz", scheme="HTTP", delay=45, period=10, timeout=15, failures=3)
    node.static_pod(A, "--insecure-port=8080", probe=probe, file="kube-apiserver.manifest")
    node.runs(A, attempt=5, since=timedelta(seconds=58))
    return node.kubelet(
        f'I0329 18:22:41.402117    1702 kuberuntime_manager.go:575] Container "kube-apiserver" ({{"docker" "{node.container_id(A, 4)}"}}) of pod kube-apiserver-ip-10-0-42-11_kube-system(6fe0ba4d8d1e7e3e5c2d1e9f0b2a3c44): Container failed liveness probe.. Container will be killed and recreated.',
        ago=timedelta(seconds=59),
    )


def etcd_probed_beside_its_listener():
    """A pod's etcd that gives its health at the loopback address, and a probe that asks at the pod's address."""
    node = Node(name="worker-3", version="v1.16.13").unit("kubelet")
    node.static_pod(
        E,
        flags=flags_but(
            E, "--listen-client-urls=https://127.0.0.1:2379", "--listen-metrics-urls=http://127.0.0.1:2381"
        ),
        probe=http_probe(host=None, port=2381, path="/health", scheme="HTTP", delay=15, timeout=15, failures=8),
    )
    node.runs(E, attempt=6, since=timedelta(seconds=68))
    node.probe(E, error="connect: connection refused", url="http://10.0.0.4:2381/health", times=3)
    return node.socket("etcd", 2381, "127.0.0.1", pod=E).socket("etcd", 2379, "127.0.0.1", pod=E)


def etcd_probed_without_an_address():
    """OpenShift's etcd, which listens at the node's address, while no apiserver tells the kubelet which that is.

    The pod's name is that of the file as it is shown here.
    """
    node = Node(name="origin-ci-ig-m-vqm9", version="v1.11.0").unit("kubelet")
    node.static_pod(
        E,
        flags=(
            "--listen-client-urls=https://10.142.0.2:2379",
            "--listen-peer-urls=https://10.142.0.2:2380",
            "--data-dir=/var/lib/etcd",
        ),
        probe="    livenessProbe:\n      tcpSocket: {port: 2379}\n      initialDelaySeconds: 45\n      periodSeconds: 10\n",
    )
    node.runs(E, attempt=5, since=timedelta(seconds=30))
    node.socket("etcd", 2379, "10.142.0.2", pod=E)
    return node.kubelet(
        'I0809 00:01:42.327689   31706 prober.go:111] Liveness probe for "etcd-origin-ci-ig-m-vqm9_kube-system(6fa4cda81596c9975ede8b7394cc2d87):etcd" failed (failure): dial tcp :2379: connect: connection refused',
        ago=timedelta(seconds=33),
    )


def restarted_by_another():
    """An apiserver's unit that another service starts anew every half an hour."""
    node = Node(name="brvx-dc-7", version="v1.33.3").unit("kube-apiserver")
    for minutes in (93, 62, 31, 0):
        node.journal(
            "kube-apiserver",
            "Stopping Kubernetes APIServer Service...",
            by="systemd",
            ago=timedelta(minutes=minutes, seconds=20),
        )
    return node


def etcd_late_at_times():
    """An etcd that lives, whose log and health tell of a disk that is late, and a scheduler that was started anew."""
    node = Node(name="master-1", version="v1.20.7")
    node.static_pod(E, image="k8s.gcr.io/etcd:3.4.13-0").runs(
        E,
        lines(
            "2021-11-16 14:15:09.544110 I | etcdserver/api/etcdhttp: /health OK (status code 200)",
            "2021-11-16 14:15:19.544280 I | etcdserver/api/etcdhttp: /health OK (status code 200)",
            "2021-11-16 14:15:25.416928 I | mvcc: store.index: compact 22800625",
            "2021-11-16 14:15:25.428569 I | mvcc: finished scheduled compaction at 22800625 (took 11.220231ms)",
            "2021-11-16 14:15:29.544168 I | etcdserver/api/etcdhttp: /health OK (status code 200)",
            "2021-11-16 14:15:39.543951 I | etcdserver/api/etcdhttp: /health OK (status code 200)",
            "2021-11-16 14:15:49.961626 W | wal: sync duration of 1.102719306s, expected less than 1s",
            "2021-11-16 14:15:50.542158 W | etcdserver/api/etcdhttp: /health error; QGET failed etcdserver: request timed out (status code 503)",
        ),
    )
    return node


FURTHER_TWENTYFIRST_UPPER = (
    # ---- files that a flag names -------------------------------------------------------------------------------------
    report(
        "kubernetes/kubeadm/issues/484",
        "file_not_mounted",
        A,
        exits(
            A,
            lines(
                "I1004 18:20:37.003327       1 server.go:114] Version: v1.8.0",
                "I1004 18:20:37.003445       1 cloudprovider.go:59] --external-hostname was not specified. Trying to get it from the cloud provider.",
                'F1004 18:20:37.003478       1 plugins.go:115] Couldn\'t open cloud provider configuration /etc/kubernetes/cloud-config: &os.PathError{Op:"open", Path:"/etc/kubernetes/cloud-config", Err:0x2}',
            ),
            "--cloud-config=/etc/kubernetes/cloud-config",
            code=255,
            node=Node(name="kube-master-1", version="v1.8.0").there("/etc/kubernetes/cloud-config"),
        ),
        never="security_module_denied",
    ),
    # Rancher names the file, and writes none where the provider has no settings of its own.
    report(
        "rancher/rancher/issues/24329",
        "file_missing",
        A,
        exits(
            A,
            'F1210 20:40:25.006945       1 config.go:56] Error reading from cloud configuration file /etc/kubernetes/cloud-config: &os.PathError{Op:"open", Path:"/etc/kubernetes/cloud-config", Err:0x2}',
            "--cloud-provider=aws",
            "--cloud-config=/etc/kubernetes/cloud-config",
            mounts=("/etc/kubernetes",),
            probe="",
            code=255,
            node=Node(version=None).absent("/etc/kubernetes/cloud-config"),
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/77",
        ["file_missing", "kubelet_config_invalid"],
        UNIT,
        Node(name="ip-x-x-x-x", version=None)
        .unit("kubelet", "activating", "auto-restart", 57, Result="exit-code", ExecMainStatus=255)
        .absent("/etc/kubernetes/cloud-config.conf")
        .kubelet("Starting Kubernetes Kubelet Server...", by="systemd", ago=timedelta(seconds=33))
        .kubelet(
            'F1129 18:06:29.760971   15981 plugins.go:80] Couldn\'t open cloud provider configuration /etc/kubernetes/cloud-config.conf: &os.PathError{Op:"open", Path:"/etc/kubernetes/cloud-config.conf", Err:0x2}',
            ago=timedelta(seconds=32),
        )
        .kubelet(
            "kubelet.service: main process exited, code=exited, status=255/n/a",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    # ---- flags, gates, admission -------------------------------------------------------------------------------------
    report(
        "NixOS/nixpkgs/pull/133793",
        "unknown_flag",
        A,
        exits(
            A,
            "Error: unknown flag: --kubelet-https",
            "--kubelet-https=true",
            probe="",
            mounts=(),
            version="v1.22.0",
        ),
    ),
    # Completed: the line; the title and the text tell the flag and that it was removed before 1.24.
    report(
        "openshift/hypershift/pull/1418",
        "unknown_flag",
        A,
        exits(A, "Error: unknown flag: --enable-swagger-ui", "--enable-swagger-ui=true", version="v1.24.0"),
    ),
    report(
        "openshift/hypershift/pull/2096",
        "feature_gate_rejected",
        A,
        exits(
            A,
            'E0131 20:22:44.747558       1 run.go:74] "command failed" err="invalid argument \\"CSIMigrationvSphere=false\\" for \\"--feature-gates\\" flag: cannot set feature gate CSIMigrationvSphere to false, feature is locked to true"',
            "--feature-gates=CSIMigrationvSphere=false",
            version="v1.26.0",
        ),
    ),
    # The report has the second half of the line.
    report(
        "openshift/hypershift/pull/1764",
        "feature_gate_rejected",
        A,
        exits(
            A,
            'E0928 20:11:07.361842       1 run.go:74] "command failed" err="invalid argument \\"CSIMigrationAWS=false\\" for \\"--feature-gates\\" flag: cannot set feature gate CSIMigrationAWS to false, feature is locked to true"',
            "--feature-gates=CSIMigrationAWS=false",
            version="v1.25.0",
        ),
    ),
    # Completed: the line. The two files are one authority's, which 1.35 takes with names only.
    report(
        "kcp-dev/kcp-operator/pull/214",
        ["missing_required_flag", "invalid_flag_value"],
        "kcp",
        exits(
            "kcp",
            "Error: --requestheader-client-ca-file and --client-ca-file contain overlapping certificates; --requestheader-allowed-names must be specified to ensure regular client certificates cannot set authenticating proxy headers for arbitrary users",
            flags=(
                "start",
                "--client-ca-file=/etc/kcp/tls/ca/tls.crt",
                "--requestheader-client-ca-file=/etc/kcp/tls/ca/tls.crt",
            ),
            version=None,
        ),
    ),
    # Completed: the line. The removal of the plugin from the flag let it start.
    report(
        "kelseyhightower/kubernetes-the-hard-way/pull/437",
        "unknown_admission_plugin",
        A,
        exits(
            A,
            'error: enable-admission-plugins plugin "Initializers" is unknown',
            "--enable-admission-plugins=Initializers,NamespaceLifecycle,NodeRestriction,LimitRanger,ServiceAccount,DefaultStorageClass,ResourceQuota",
            probe="",
            version="v1.14.0",
        ),
    ),
    # Completed: the line.
    report(
        "kubermatic/kubermatic/pull/11836",
        "unknown_admission_plugin",
        A,
        exits(
            A,
            'E0206 10:14:52.117303       1 run.go:74] "command failed" err="enable-admission-plugins plugin \\"PodSecurityPolicy\\" is unknown"',
            "--enable-admission-plugins=DefaultStorageClass,DefaultTolerationSeconds,LimitRanger,MutatingAdmissionWebhook,NamespaceLifecycle,NodeRestriction,PodSecurityPolicy,ResourceQuota,ServiceAccount,ValidatingAdmissionWebhook",
            version="v1.25.5",
        ),
    ),
    report(
        "kubernetes/kops/issues/17267",
        "unknown_flag",
        A,
        exits(
            A,
            "Error: unknown flag: --cloud-config",
            "--cloud-config=/etc/kubernetes/in-tree-cloud.config",
            "--cloud-provider=external",
            version="v1.33.0-alpha.2.28+7fc8a86381d874",
        ),
    ),
    report(
        "bottlerocket-os/bottlerocket/issues/4694",
        "unknown_flag",
        A,
        exits(
            A,
            "Error: unknown flag: --cloud-provider",
            "--cloud-provider=external",
            node=Node(name="dvlp-workload-bdb7h", version="v1.33.5"),
        ),
    ),
    # The kubelet of a Windows node is shown as any other. Completed: its last line; the report tells the flag and that it is gone.
    report(
        "rancher/rke2/issues/9591",
        ["kubelet_unknown_flag", "unknown_flag"],
        UNIT,
        within(
            "kubelet",
            "Flag --cgroups-per-qos has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information.",
            'E0127 09:42:10.118202    4120 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --cloud-config"',
            version="v1.34.3+rke2r1",
        ),
    ),
    # A scheduler of another project, which takes the cluster's own version of the image.
    report(
        "piraeusdatastore/piraeus-operator/issues/205",
        "unknown_flag",
        "stork-scheduler",
        exits(
            "stork-scheduler",
            "Error: unknown flag: --scheduler-name",
            command="kube-scheduler",
            image="k8s.gcr.io/kube-scheduler-amd64:v1.22.0",
            flags=("--scheduler-name=stork",),
            version="v1.22.0",
        ),
    ),
    # Completed: the line. The flag was left in kubeadm's file from before the change to containerd.
    report(
        "kubermatic/kubeone/pull/2024",
        ["kubelet_unknown_flag", "unknown_flag"],
        UNIT,
        within(
            "kubelet",
            'E0509 11:26:47.904411   18250 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --network-plugin"',
            version="v1.24.0",
        ).file(
            "/var/lib/kubelet/kubeadm-flags.env",
            'KUBELET_KUBEADM_ARGS="--network-plugin=cni --container-runtime=remote --container-runtime-endpoint=unix:///run/containerd/containerd.sock"\n',
        ),
    ),
    # ---- files of settings -------------------------------------------------------------------------------------------
    # Completed: the line of 1.24; the report tells the file's kind, its old version, and that the new one helped.
    report(
        "gardener/gardener/issues/6882",
        "audit_policy_invalid",
        A,
        exits(
            A,
            'E1024 08:31:17.530744       1 run.go:74] "command failed" err="loading audit policy file: failed decoding: no kind \\"Policy\\" is registered for version \\"audit.k8s.io/v1beta1\\" in scheme \\"k8s.io/apiserver/pkg/audit/scheme.go:30\\": from file /etc/kubernetes/audit/audit-policy.yaml"',
            "--audit-policy-file=/etc/kubernetes/audit/audit-policy.yaml",
            mounts=("/etc/kubernetes/audit",),
            version="v1.24.6",
        ),
    ),
    # Completed: the line. The issuer of the file is that of the service accounts.
    report(
        "gardener/gardener/issues/14974",
        "authentication_config_invalid",
        A,
        exits(
            A,
            'E0603 11:02:40.288150       1 run.go:72] "command failed" err="jwt[0].issuer.url: Invalid value: \\"https://discovery.local.gardener.cloud/projects/local/shoots/0b7c/issuer\\": URL must not overlap with disallowed issuers: [https://discovery.local.gardener.cloud/projects/local/shoots/0b7c/issuer]"',
            flags=flags_but(
                A,
                "--service-account-issuer=https://discovery.local.gardener.cloud/projects/local/shoots/0b7c/issuer",
                "--authentication-config=/etc/kubernetes/structured/authentication/config.yaml",
            ),
            mounts=("/etc/kubernetes/structured/authentication",),
            version="v1.34.1",
        ),
    ),
    # ---- the manifest ------------------------------------------------------------------------------------------------
    report(
        "kubernetes/kops/pull/15399",
        "manifest_invalid",
        A,
        mounted_twice(
            "/srv/kubernetes/kube-apiserver",
            "srvkapi",
            "auditconfigdir",
            file="kube-apiserver.manifest",
            name="master-helpa-6hqpcj",
            said=(
                'E0511 07:52:10.874853    3235 file.go:187] "Could not process manifest file" err="invalid pod: [spec.containers[0].volumeMounts[14].mountPath: Invalid value: \\"/srv/kubernetes/kube-apiserver\\": must be unique]" path="/etc/kubernetes/manifests/kube-apiserver.manifest"',
            ),
        ),
    ),
    # Completed: the line. Certificates of an external etcd lie in the cluster's own directory, which is so mounted twice.
    report(
        "kubernetes/kubeadm/issues/522",
        "manifest_invalid",
        A,
        mounted_twice(
            "/etc/kubernetes/pki",
            "k8s-certs",
            "etcd-certs-0",
            name="k8s-m1",
            version="v1.8.2",
            said=(
                'E1105 14:21:08.113572    9041 file.go:149] Can\'t process manifest file "/etc/kubernetes/manifests/kube-apiserver.yaml": invalid pod: [spec.containers[0].volumeMounts[3].mountPath: Invalid value: "/etc/kubernetes/pki": must be unique]',
            ),
        ),
    ),
    # ---- probes ------------------------------------------------------------------------------------------------------
    report("infobloxopen/konk/pull/28", "probe_wrong_host", E, etcd_probed_beside_its_listener()),
    report("kubernetes/kubernetes/issues/67204", "probe_wrong_host", E, etcd_probed_without_an_address()),
    # Completed: the kubelet's lines. Sometimes it starts in time, sometimes not; of its log nothing is told.
    report("kubernetes/kops/issues/6702", ["probe_too_aggressive", "unknown"], A, killed_while_it_starts(), sure=False),
    # ---- the lease, and the disk below it ----------------------------------------------------------------------------
    # Completed: the lines' form. The report has those of another program with the same client and tells them of this one too.
    report(
        "KBVE/kbve/issues/12987",
        ["leader_election_lost", "etcd_slow_disk"],
        KCM,
        exits(
            KCM,
            lines(
                "E0624 04:12:26.398107       1 leaderelection.go:429] Failed to update lease optimistically: etcdserver: request timed out, falling back to slow path",
                "I0624 04:12:33.118420       1 leaderelection.go:297] failed to renew lease kube-system/kube-controller-manager: context deadline exceeded",
                'E0624 04:12:33.118537       1 controllermanager.go:341] "leaderelection lost"',
            ),
            attempt=545,
            lived=timedelta(minutes=22),
            version=None,
        ),
    ),
    # Completed: the line; the report tells what k3s says at its end, and the mean of etcd's fsync, 95 ms.
    report(
        "rounakdatta/homelab.setup/pull/172",
        ["etcd_slow_disk", "leader_election_lost"],
        None,
        Node(version=None)
        .unit("k3s", "activating", "auto-restart", 31, Result="exit-code", ExecMainStatus=1)
        .journal(
            "k3s",
            'time="2026-09-06T08:14:09Z" level=fatal msg="leaderelection lost for k3s"',
            ago=timedelta(seconds=20),
        ),
        sure=False,
    ),
    # The report has no line of the end, and tells that the apiserver and the scheduler are started anew again and again.
    report(
        "kubernetes/kubernetes/issues/106456",
        ["etcd_slow_disk", "component_overloaded"],
        E,
        etcd_late_at_times(),
        sure=False,
    ),
    # ---- near misses -------------------------------------------------------------------------------------------------
    # The plug-in asks for a kind that is not there yet; no webhook is in the way.
    report(
        "openshift/library-go/pull/1219",
        None,
        A,
        exits(
            A,
            lines(
                "E0922 14:03:58.801266       1 storage_rbac.go:331] unable to reconcile rolebinding.rbac.authorization.k8s.io/system:controller:bootstrap-signer in kube-system: could not list rolebinding restrictions: the server could not find the requested resource (get rolebindingrestrictions.authorization.openshift.io)",
                'F0922 14:03:59.212804       1 hooks.go:203] PostStartHook "rbac/bootstrap-roles" failed: unable to initialize roles: timed out waiting for the condition',
            ),
            code=255,
            version="v1.22.1",
        ),
        never="admission_webhook_deadlock",
    ),
    # The manager of its certificates misses a name in one that is good otherwise, and starts it anew; it neither fails nor ends itself.
    report(
        "NixOS/nixpkgs/issues/434442",
        ["stopped_by_operator", "unknown"],
        None,
        restarted_by_another(),
        never="serving_certificate_expired",
        sure=False,
    ),
    # ---- etcd: flags and settings ------------------------------------------------------------------------------------
    # The cluster's string was made with another network's address.
    report(
        "evilmartians/chef-kubernetes/pull/28",
        ["invalid_flag_value", "etcd_membership_mismatch"],
        E,
        exits(
            E,
            lines(
                "advertise client URLs = https://10.0.0.3:2379",
                '--initial-cluster has 1.1.1.2=https://1.1.1.2:2380 but missing from --initial-advertise-peer-urls=https://10.0.0.3:2380 ("https://10.0.0.3:2380"(resolved from "https://10.0.0.3:2380") != "https://1.1.1.2:2380"(resolved from "https://1.1.1.2:2380"))',
            ),
            image="quay.io/coreos/etcd:v3.4.9",
            flags=(
                "--name=1.1.1.2",
                "--advertise-client-urls=https://10.0.0.3:2379",
                "--initial-advertise-peer-urls=https://10.0.0.3:2380",
                "--initial-cluster=1.1.1.2=https://1.1.1.2:2380",
            ),
            probe="",
            node=Node(name="kube02-test", version=None),
        ),
    ),
    # Completed: the line's head; its text is that of the change that answers the report. The first member is named twice.
    report(
        "etcd-io/etcd/issues/8079",
        ["invalid_flag_value", "etcd_membership_mismatch"],
        E,
        exits(
            E,
            "2017-06-11 19:40:12.304117 C | etcdmain: --initial-cluster must include etcd01=http://172.28.0.4:2380 given --initial-advertise-peer-urls=http://172.28.0.4:2380",
            image="quay.io/coreos/etcd:latest",
            flags=(
                "-name",
                "etcd01",
                "-advertise-client-urls",
                "http://172.28.0.4:2379,http://172.28.0.4:4001",
                "-listen-client-urls",
                "http://0.0.0.0:2379,http://0.0.0.0:4001",
                "-initial-advertise-peer-urls",
                "http://172.28.0.4:2380",
                "-listen-peer-urls",
                "http://0.0.0.0:2380",
                "-initial-cluster-token",
                "etcd01",
                "-initial-cluster",
                "etcd01=http://172.28.0.4:2380,etcd01=http://172.28.0.2:2380,etcd02=http://172.28.0.3:2380",
                "-initial-cluster-state",
                "new",
            ),
            mounts=("/etc/ssl/certs",),
            probe="",
            node=Node(name="etcd01", version=None),
        ),
    ),
    # Completed: the line, of which the title has the text, and the member's name. The peers' own address was never set.
    report(
        "etcd-io/etcd/issues/4725",
        ["invalid_flag_value", "missing_required_flag", "etcd_membership_mismatch"],
        E,
        exits(
            E,
            '2016-03-09 04:11:35.713240 C | etcdmain: advertise URLs of "etcd0" do not match in --initial-advertise-peer-urls [http://localhost:2380 http://localhost:7001] and --initial-cluster [http://172.20.35.83:2380]',
            image="quay.io/coreos/etcd:v2.2.5",
            flags=(
                "-name=etcd0",
                "-advertise-client-urls=http://172.20.35.83:2379",
                "-initial-cluster=etcd0=http://172.20.35.83:2380",
            ),
            mounts=(),
            probe="",
            version=None,
        ),
    ),
    # The cloud's metadata gave no address, so the URLs have none.
    report(
        "coreos/bugs/issues/761",
        "invalid_flag_value",
        E,
        exits(
            E,
            "[etcd] Aug 23 12:58:02.133 CRITICAL  | failed sanitizing configuration: Advertised URL: parse :4001: missing protocol scheme",
            flags=(),
            mounts=(),
            probe="",
            image="quay.io/coreos/etcd:v0.4.6",
            node=Node(name="coreos-a5b80d53-01d1-4aed-bb2f-e4ca72102353.novalocal", version=None),
        ),
    ),
    # ---- etcd: versions ----------------------------------------------------------------------------------------------
    # Back from 1.6 to 1.5: the log of etcd 3 before an etcd 2. The further frames are left out, the image is completed.
    report(
        "kubernetes/kubernetes/issues/43470",
        ["etcd_upgrade_incompatible", "etcd_data_corrupt"],
        E,
        exits(
            E,
            lines(
                "panic: runtime error: makeslice: len out of range",
                "",
                "goroutine 1 [running]:",
                "github.com/coreos/etcd/wal.(*decoder).decode(0xc82019b200, 0xc820186178, 0x0, 0x0)",
                "\t/home/vagrant/gopath/src/github.com/coreos/etcd/release/etcd/gopath/src/github.com/coreos/etcd/wal/decoder.go:55 +0x142",
                "github.com/coreos/etcd/wal.(*WAL).ReadAll(0xc820147520, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, ...)",
                "\t/home/vagrant/gopath/src/github.com/coreos/etcd/release/etcd/gopath/src/github.com/coreos/etcd/wal/wal.go:238 +0x214",
                "github.com/coreos/etcd/etcdserver.readWAL(0xc820195520, 0x19, 0x0, 0x0, 0x0, 0x0, 0x0, 0xc820147520, 0xc8201b40e0, 0x5, ...)",
                "\t/home/vagrant/gopath/src/github.com/coreos/etcd/release/etcd/gopath/src/github.com/coreos/etcd/etcdserver/storage.go:84 +0x227",
                "github.com/coreos/etcd/etcdserver.restartNode(0xc8201380e0, 0x0, 0x7f026dbe3028, 0xc8200a7410, 0x0, 0x0, 0x0, 0x0)",
                "\t/home/vagrant/gopath/src/github.com/coreos/etcd/release/etcd/gopath/src/github.com/coreos/etcd/etcdserver/raft.go:286 +0xff",
            ),
            image="gcr.io/google_containers/etcd:2.2.1",
            flags=("--data-dir=/var/etcd/data", "--listen-peer-urls=http://127.0.0.1:2380"),
            mounts=("/var/etcd",),
            probe="",
            code=2,
            version="v1.5.5",
        ),
    ),
    report(
        "rancher-archives/rke/issues/1833",
        "etcd_upgrade_incompatible",
        E,
        exits(
            E,
            lines(
                "2019-12-17 00:35:34.558962 I | etcdserver: advertise client URLs = https://public-ip-vm1:2379,https://public-ip-vm1:4001",
                "2019-12-17 00:35:34.872669 I | etcdserver: restarting member e5b1229d7fae014f in cluster b9c321bdec0873c0 at commit index 1056515",
                "2019-12-17 00:35:34.874370 I | raft: e5b1229d7fae014f became follower at term 102",
                "2019-12-17 00:35:34.874407 I | raft: newRaft e5b1229d7fae014f [peers: [a7a070f68aa16bbd,e5b1229d7fae014f], term: 102, commit: 1056515, applied: 1000010, lastindex: 1056516, lastterm: 56]",
                "2019-12-17 00:35:34.874540 C | etcdserver/membership: cluster cannot be downgraded (current version: 3.3.15 is lower than determined cluster version: 3.4).",
            ),
            image="rancher/coreos-etcd:v3.3.15-rancher1",
            flags=(
                "--data-dir=/var/lib/rancher/etcd/",
                "--advertise-client-urls=https://public-ip-vm1:2379,https://public-ip-vm1:4001",
            ),
            mounts=("/var/lib/rancher/etcd", "/etc/kubernetes"),
            env={"ETCD_UNSUPPORTED_ARCH": "x86_64"},
            probe="",
            version=None,
        ),
    ),
    # One of three was upgraded to 3.0.15 and set back.
    report(
        "etcd-io/etcd/issues/6883",
        ["etcd_upgrade_incompatible", "invalid_flag_value"],
        E,
        exits(
            E,
            "experimental-v3demo cannot be disabled once it is enabled",
            image="quay.io/coreos/etcd:v2.3.7",
            flags=(),
            probe="",
            version=None,
        ),
    ),
    # ---- etcd: data --------------------------------------------------------------------------------------------------
    # One of three, after a reboot; the library's further frames are left out.
    report(
        "etcd-io/etcd/issues/829",
        ["etcd_data_corrupt", "unknown"],
        E,
        exits(
            E,
            lines(
                "[etcd] Jun  5 04:52:40.150 INFO      | host2: peer added: 'host0'",
                "[etcd] Jun  5 04:52:40.152 INFO      | host2: peer added: 'host1'",
                "panic: runtime error: slice bounds out of range",
                "goroutine 1 [running]:",
                "runtime.panic(0x7ea400, 0xef40aa)",
                "/usr/lib/go/src/pkg/runtime/panic.c:266 +0xb6",
                "github.com/coreos/etcd/third_party/github.com/goraft/raft/protobuf.(*LogEntry).Unmarshal(0xc21040db40, 0xc2101a6aa0, 0x3, 0x3, 0xc21040db40, ...)",
                "/build/amd64-usr/tmp/portage/dev-db/etcd-0.4.2/work/etcd-0.4.2/gopath/src/github.com/coreos/etcd/third_party/github.com/goraft/raft/protobuf/log_entry.pb.go:188 +0x50d",
            ),
            image="quay.io/coreos/etcd:v0.4.2",
            flags=(),
            probe="",
            code=2,
            node=Node(name="host2", version=None),
        ),
    ),
    # ---- etcd: files, the host and its clock -------------------------------------------------------------------------
    # A discovery service outside, and an image without a bundle.
    report(
        "etcd-io/etcd/issues/1775",
        "host_ca_bundle_missing",
        E,
        exits(
            E,
            lines(
                "2014/11/24 20:56:18 etcd: listening for client requests on http://localhost:2379",
                "2014/11/24 20:56:18 etcd: listening for client requests on http://localhost:4001",
                "2014/11/24 20:56:18 etcd: stopping listening for client requests on http://localhost:4001",
                "2014/11/24 20:56:18 etcd: stopping listening for client requests on http://localhost:2379",
                "2014/11/24 20:56:18 etcd: stopping listening for peers on http://localhost:7001",
                "2014/11/24 20:56:18 etcd: stopping listening for peers on http://localhost:2380",
                "2014/11/24 20:56:18 etcd: x509: failed to load system roots and no roots provided",
            ),
            image="quay.io/coreos/etcd:v0.5.0_alpha.3",
            flags=(),
            mounts=(),
            probe="",
            node=Node(name="ip-10-28-176-60", version=None),
        ),
        never="file_missing",
    ),
    # The wrapper mounts the host's /etc/ssl/etcd at /etc/ssl/certs. Completed: the last line, of which the title has the
    # directory, the file's name and the flag.
    report(
        "etcd-io/etcd/issues/8166",
        ["file_not_mounted", "file_missing"],
        E,
        exits(
            E,
            lines(
                "2017-06-23 14:48:21.051763 I | pkg/flags: recognized and used environment variable ETCD_DATA_DIR=/var/lib/etcd",
                "2017-06-23 14:48:21.051846 I | pkg/flags: recognized environment variable ETCD_NAME, but unused: shadowed by corresponding flag",
                "2017-06-23 14:48:21.051853 W | pkg/flags: unrecognized environment variable ETCD_OPTS=--name etcd0      --listen-client-urls https:",
                "2017-06-23 14:48:21.051861 W | pkg/flags: unrecognized environment variable ETCD_SSL_DIR=/etc/ssl/etcd",
                "2017-06-23 14:48:21.051864 W | pkg/flags: unrecognized environment variable ETCD_USER=etcd0",
                "2017-06-23 14:48:21.053120 C | etcdmain: open /etc/ssl/etcd/etcd0.pem: no such file or directory",
            ),
            image="quay.io/coreos/etcd:v3.1.8",
            flags=("--name=etcd0", "--cert-file=/etc/ssl/etcd/etcd0.pem"),
            mounts=("/var/lib/etcd", "/etc/ssl/certs"),
            env={"ETCD_DATA_DIR": "/var/lib/etcd", "ETCD_SSL_DIR": "/etc/ssl/etcd"},
            probe="",
            node=Node(name="etcd0-test", version=None).there("/etc/ssl/etcd", "dir", "0755"),
        ),
    ),
    # The setup edited a link's copy, so SELinux enforces again after a reboot.
    report(
        "scholzj/terraform-aws-kubernetes/issues/24",
        ["security_module_denied", "file_permission_denied"],
        E,
        exits(
            E,
            "2019-05-03 17:48:34.873535 C | etcdmain: cannot access data directory: open /var/lib/etcd/.touch: permission denied",
            version=None,
            node=Node(version=None).file(
                "/etc/selinux/config", "SELINUX=enforcing\nSELINUXTYPE=targeted\n", mode="0644"
            ),
        ),
    ),
    # A member in another cluster's pod: it needs longer for its snapshot than the probe gives it, and each try leaves a file
    # of some hundred megabytes. Completed: the end of the kubelet's line and the operator's own probe.
    report(
        "coreos/etcd-operator/issues/2109",
        ["probe_too_aggressive", "disk_full", "unknown"],
        E,
        Node(name="foo.bar.com", version=None)
        .static_pod(
            E,
            flags=("--data-dir=/var/etcd/data",),
            image="quay.io/coreos/etcd:v3.2.13",
            mounts=("/var/etcd",),
            probe="    livenessProbe:\n      exec:\n        command: [/bin/sh, -ec, ETCDCTL_API=3 etcdctl get foo]\n      initialDelaySeconds: 10\n      timeoutSeconds: 10\n      periodSeconds: 60\n      failureThreshold: 3",
        )
        .died(E, code=137, attempt=41, lived=timedelta(seconds=190), ago=timedelta(seconds=320))
        .died(E, code=137, attempt=42, lived=timedelta(seconds=190), ago=timedelta(seconds=30))
        .kubelet(
            'I0804 22:50:44.137115   24271 prober.go:111] Liveness probe for "etcd-foo.bar.com_kube-system(c56cf21559208b6a0b3b8758440bb4e1):etcd" failed (failure): Error:  context deadline exceeded'
        ),
        sure=False,
    ),
    # ---- flags and settings of the control plane's other programs ----------------------------------------------------
    report(
        "ricsanfre/pi-cluster/issues/55",
        "unknown_flag",
        None,
        within(
            "k3s",
            "      --version version[=true]           Print version information and quit",
            'time="2022-07-23T12:08:46+02:00" level=fatal msg="controller-manager exited: unknown flag: --address"',
            name="node1",
            version="v1.24.3",
        ).kubelet(
            "k3s.service: Main process exited, code=exited, status=1/FAILURE",
            "k3s.service: Failed with result 'exit-code'.",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    report(
        "gardener/gardener-extension-provider-gcp/issues/263",
        "feature_gate_rejected",
        "cloud-controller-manager",
        exits(
            "cloud-controller-manager",
            'error: invalid argument "CustomResourceValidation=true" for "--feature-gates" flag: unrecognized feature gate: CustomResourceValidation',
            flags=("--cloud-provider=gce", "--feature-gates=CustomResourceValidation=true"),
            version=None,
        ),
    ),
    # The values switch the network off and name one: the routes are asked for, and no network for them is given.
    report(
        "hetznercloud/hcloud-cloud-controller-manager/issues/630",
        ["missing_required_flag", "invalid_flag_value"],
        "hcloud-cloud-controller-manager",
        exits(
            "hcloud-cloud-controller-manager",
            lines(
                "Flag --allow-untagged-cloud has been deprecated, This flag is deprecated and will be removed in a future release. A cluster-id will be required on cloud instances.",
                'E0404 08:31:13.192689       1 controllermanager.go:321] Error starting "node-route-controller"',
                "F0404 08:31:13.192717       1 controllermanager.go:223] error running controllers: invalid CIDR[0]: <nil> (invalid CIDR address: )",
            ),
            image="docker.io/hetznercloud/hcloud-cloud-controller-manager:v1.19.0",
            flags=("--allow-untagged-cloud", "--cloud-provider=hcloud", "--leader-elect=false"),
            code=255,
            version=None,
        ),
    ),
    # What the program says once it says it instead of a panic: the cloud's own file has neither of two settings.
    report(
        "kubernetes/kubernetes/pull/92505",
        ["component_config_invalid", "unknown"],
        KCM,
        exits(
            KCM,
            'F0625 12:07:55.399082   20282 controllermanager.go:244] error building controller context: cloud provider could not be initialized: could not init cloud provider "azure": useInstanceMetadata must be enabled without Azure credentials',
            "--cloud-provider=azure",
            "--cloud-config=/etc/kubernetes/azure.json",
            code=255,
            version=None,
        ),
        never="apiserver_unreachable",
    ),
    # A pod network smaller than the share that each node is to have. Completed: the network.
    report(
        "kubernetes/kubeadm/issues/2327",
        "invalid_flag_value",
        KCM,
        exits(
            KCM,
            "F1015 00:49:48.857664       1 node_ipam_controller.go:118] Controller: Invalid --cluster-cidr, mask size of cluster CIDR must be less than --node-cidr-mask-size",
            "--allocate-node-cidrs=true",
            "--cluster-cidr=192.168.0.0/25",
            "--node-cidr-mask-size=24",
            code=255,
            version="v1.18.10",
        ),
    ),
    # The file replaces the flags beside it, and has no kubeconfig. Completed: the line, as 1.13 says it.
    report(
        "kubernetes/kubernetes/issues/73505",
        ["component_config_invalid", "unknown"],
        S,
        exits(
            S,
            "invalid configuration: no configuration has been provided",
            flags=(
                "--address=127.0.0.1",
                "--kubeconfig=/etc/kubernetes/scheduler.conf",
                "--config=/etc/kubernetes/scheduler_extra.conf",
                "--leader-elect=true",
            ),
            mounts=("/etc/kubernetes/",),
            probe="",
            node=Node(version="v1.13.2").file(
                "/etc/kubernetes/scheduler_extra.conf",
                "apiVersion: kubescheduler.config.k8s.io/v1alpha1\nkind: KubeSchedulerConfiguration\nalgorithmSource:\n   provider: DefaultProvider\npercentageOfNodesToScore: 100\n",
            ),
        ),
        never="file_missing",
    ),
    # The cloud's own file has no credentials: they were not exported. The further frames are left out.
    report(
        "kubernetes/kubernetes/issues/90382",
        ["component_config_invalid", "unknown"],
        KCM,
        exits(
            KCM,
            lines(
                'E0422 23:09:24.866700       1 runtime.go:78] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)',
                "goroutine 1375 [running]:",
                "k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime.logPanic(0x38bc340, 0x6b730a0)",
            ),
            "--cloud-provider=azure",
            "--cloud-config=/etc/kubernetes/azure.json",
            code=2,
            node=Node(version="v1.17.4").file(
                "/etc/kubernetes/azure.json",
                '{  "cloud": "AzurePublicCloud",\n  "tenantId": "",\n  "subscriptionId": "",\n  "aadClientId": "",\n  "aadClientSecret": "",\n  "resourceGroup": "capz-vmss",\n  "location": "southcentralus",\n  "vmType": "standard",\n  "useManagedIdentityExtension": false,\n  "useInstanceMetadata": true\n}\n',
            ),
            mounts=("/etc/kubernetes/pki", "/etc/kubernetes/controller-manager.conf", "/etc/kubernetes/azure.json"),
        ),
        sure=False,
    ),
    # Near miss: the flags are right; one node's object was given a network of its own. Completed: the end of the last line.
    report(
        "kubernetes/kubernetes/issues/95948",
        None,
        None,
        exits(
            KCM,
            lines(
                "I1028 12:47:44.800292       1 range_allocator.go:82] Sending events to api server.",
                "I1028 12:47:44.800655       1 range_allocator.go:116] No Secondary Service CIDR provided. Skipping filtering out secondary service addresses.",
                "I1028 12:47:44.800673       1 range_allocator.go:125] Node ubuntuk8s has CIDR 100.1.1.0/24, occupying it in CIDR map",
                "I1028 12:47:44.800700       1 range_allocator.go:125] Node win-h0c364gqvjh has CIDR 100.1.2.2/24, occupying it in CIDR map",
                'E1028 12:47:44.800758       1 controllermanager.go:537] Error starting "nodeipam"',
                "F1028 12:47:44.800786       1 controllermanager.go:249] error starting controllers: failed to mark cidr[100.1.2.0/24] at idx [0] as occupied for node: win-h0c364gqvjh: cidr 100.1.2.0/24 is out the range of cluster cidr 100.1.1.0/24",
            ),
            "--allocate-node-cidrs=true",
            "--cluster-cidr=100.1.1.0/24",
            code=255,
            node=Node(name="ubuntuk8s", version=None),
        ),
        never="invalid_flag_value",
    ),
    # ---- after a power cut, a dead disk, a node that went ------------------------------------------------------------
    # Completed: the line around the message, which is in no known release's source.
    report(
        "kubernetes/kubernetes/issues/128735",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            '{"level":"fatal","ts":"2024-11-11T06:12:41.302114Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"etcdserver: data corruption detected, unable to start etcd member"}',
            image="registry.k8s.io/etcd:3.5.6-0",
            version="v1.26.3",
        ),
    ),
    # The further frames are left out.
    report(
        "etcd-io/etcd/issues/16222",
        ["etcd_data_corrupt", "filesystem_damaged"],
        E,
        exits(
            E,
            lines(
                "unexpected fault address 0x7f3a457f3008",
                "fatal error: fault",
                "[signal SIGBUS: bus error code=0x2 addr=0x7f3a457f3008 pc=0x9e2b65]",
                "",
                "goroutine 1 [running]:",
                "runtime.throw(0x121d104, 0x5)",
                "\t/usr/local/google/home/siarkowicz/.gvm/gos/go1.16.15/src/runtime/panic.go:1117 +0x72 fp=0xc0003164a8 sp=0xc000316478 pc=0x4385b2",
                "runtime.sigpanic()",
                "\t/usr/local/google/home/siarkowicz/.gvm/gos/go1.16.15/src/runtime/signal_unix.go:731 +0x2c8 fp=0xc0003164e0 sp=0xc0003164a8 pc=0x44fe28",
                "go.etcd.io/bbolt.(*Cursor).search(0xc000316680, 0x1a310c0, 0x4, 0x4, 0x3)",
            ),
            image="quay.io/coreos/etcd:v3.5.5",
            flags=(),
            probe="",
            status=False,
            version=None,
        ),
    ),
    # The tutorial's own file, before a release that no longer knows its version. Completed: the line, as 1.13 says it.
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/427",
        "component_config_invalid",
        S,
        exits(
            S,
            'no kind "KubeSchedulerConfiguration" is registered for version "componentconfig/v1alpha1" in scheme "k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:29"',
            flags=("--config=/etc/kubernetes/config/kube-scheduler.yaml", "--v=2"),
            mounts=("/etc/kubernetes/config", "/var/lib/kubernetes"),
            probe="",
            node=Node(name="controller-0", version="v1.13.0").file(
                "/etc/kubernetes/config/kube-scheduler.yaml",
                'apiVersion: componentconfig/v1alpha1\nkind: KubeSchedulerConfiguration\nclientConnection:\n  kubeconfig: "/var/lib/kubernetes/kube-scheduler.kubeconfig"\nleaderElection:\n  leaderElect: true\n',
            ),
        ),
    ),
    # It has no leader, for it alone is there.
    report(
        "kubernetes-sigs/kubespray/issues/6875",
        "etcd_no_quorum",
        E,
        Node(name="node1", version=None)
        .static_pod(E, flags=("--name=etcd1",), probe="")
        .runs(
            E,
            lines(
                "raft2021/01/24 12:50:57 INFO: fbc1bfbaa1d27662 is starting a new election at term 1247",
                "raft2021/01/24 12:50:57 INFO: fbc1bfbaa1d27662 became candidate at term 1248",
                "raft2021/01/24 12:50:57 INFO: fbc1bfbaa1d27662 received MsgVoteResp from fbc1bfbaa1d27662 at term 1248",
                "raft2021/01/24 12:50:57 INFO: fbc1bfbaa1d27662 [logterm: 1, index: 3] sent MsgVote request to 548d40eee1c4f858 at term 1248",
            ),
            attempt=3,
            since=timedelta(minutes=30),
        ),
        sure=False,
    ),
    # ---- met last --------------------------------------------------------------------------------------------------
    # The profile came after the data. Completed: etcd's own line, as its version says it; the user's number is another node's.
    report(
        "rancher/rke2/issues/7815",
        "file_permission_denied",
        E,
        Node(name="pb-rancher", version="v1.31.5")
        .static_pod(
            E,
            flags=("--config-file=/var/lib/rancher/rke2/server/db/etcd/config",),
            image="index.docker.io/rancher/hardened-etcd:v3.5.16-k3s1",
            mounts=("/var/lib/rancher/rke2/server/db/etcd", "/var/lib/rancher/rke2/server/tls/etcd"),
            probe="",
            more="  securityContext: {runAsUser: 982, runAsGroup: 982}\n",
        )
        .died(
            E,
            lines(
                '{"level":"panic","ts":"2025-02-25T15:48:04.123555Z","caller":"backend/backend.go:189","msg":"failed to open database","path":"/var/lib/rancher/rke2/server/db/etcd/member/snap/db","error":"open /var/lib/rancher/rke2/server/db/etcd/member/snap/db: permission denied"}',
                "panic: failed to open database",
            ),
            code=2,
        )
        .there("/var/lib/rancher/rke2/server/db/etcd", "directory", "0700", uid=982, gid=982)
        .there("/var/lib/rancher/rke2/server/db/etcd/member/snap/db", "file", "0600"),
    ),
    # kubeadm's pod moved to a DaemonSet: the kubeconfig is mounted elsewhere there. Completed: the flags, those of that change.
    report(
        "kubernetes/kubernetes/pull/72518",
        ["file_missing", "file_not_mounted"],
        KCM,
        exits(
            KCM,
            "failed to get delegated authentication kubeconfig: failed to get delegated authentication kubeconfig: stat /etc/kubernetes/controller-manager.conf: no such file or directory",
            flags=(
                "--authentication-kubeconfig=/etc/kubernetes/controller-manager.conf",
                "--authorization-kubeconfig=/etc/kubernetes/controller-manager.conf",
                "--kubeconfig=/etc/kubernetes/kubeconfig/controller-manager.conf",
                "--leader-elect=true",
            ),
            mounts=("/etc/kubernetes/pki", "/etc/kubernetes/kubeconfig"),
            version="v1.13.0",
        ),
    ),
    # The reporter suspects the probes. Completed: the last line's end, by the line before it.
    report(
        "docker/for-win/issues/10718",
        ["unknown", "apiserver_unreachable"],
        KCM,
        exits(
            KCM,
            lines(
                'W0320 05:54:50.101986       1 controllermanager.go:628] fetch api resource lists failed, use legacy client builder: Get "https://192.168.65.4:6443/api/v1?timeout=32s": x509: certificate is valid for 10.96.0.1, 0.0.0.0, 192.168.65.3, 127.0.0.1, not 192.168.65.4',
                'F0320 05:55:00.118384       1 controllermanager.go:244] error building controller context: failed to wait for apiserver being healthy: timed out waiting for the condition: failed to get apiserver /healthz status: Get "https://192.168.65.4:6443/healthz?timeout=32s": x509: certificate is valid for 10.96.0.1, 0.0.0.0, 192.168.65.3, 127.0.0.1, not 192.168.65.4',
            ),
            node=Node(name="docker-desktop", version="v1.19.7").kubelet(
                'I0320 05:55:02.610344    1930 prober.go:117] Liveness probe for "kube-controller-manager-docker-desktop_kube-system(c9b3a1f2):kube-controller-manager" failed (failure): Get "https://127.0.0.1:10257/healthz": dial tcp 127.0.0.1:10257: connect: connection refused'
            ),
            code=255,
            lived=timedelta(seconds=11),
        ),
        never="probe_wrong_port",
    ),
    # A store of its own in a Deployment's pod; its own command. The description of the container is what there is.
    report(
        "kubernetes-retired/service-catalog/issues/2770",
        "oom_killed",
        E,
        Node(version=None)
        .static_pod(
            E,
            command="/usr/local/bin/etcd",
            flags=("--listen-client-urls", "http://0.0.0.0:2379", "--advertise-client-urls", "http://localhost:2379"),
            image="quay.io/coreos/etcd:latest",
            mounts=(),
            probe="",
        )
        .died(E, code=137, reason="OOMKilled", attempt=9, lived=timedelta(seconds=20)),
    ),
    # kubeadm 1.16.13 switches the port off and goes on probing it. Completed: the kubelet's line.
    report(
        "kubernetes/kubernetes/issues/93194",
        ["probe_targets_disabled_port", "probe_wrong_port"],
        KCM,
        Node(version="v1.16.13")
        .static_pod(
            KCM,
            flags=(*FLAGS[KCM], "--port=0"),
            probe=http_probe(port=10252, scheme="HTTP", delay=15),
        )
        .died(KCM, "", code=0, attempt=6, lived=timedelta(seconds=95), ago=timedelta(seconds=70))
        .runs(KCM, attempt=7, since=timedelta(seconds=68))
        .static_pod(S, flags=(*FLAGS[S], "--port=0"), probe=http_probe(port=10251, scheme="HTTP", delay=15))
        .died(S, "", code=0, attempt=6, lived=timedelta(seconds=95), ago=timedelta(seconds=66))
        .runs(S, attempt=7, since=timedelta(seconds=64))
        .kubelet(
            'I0312 10:28:48.142334    4151 prober.go:112] Liveness probe for "kube-controller-manager-master-1_kube-system(0f1d7b32):kube-controller-manager" failed (failure): Get http://127.0.0.1:10252/healthz: dial tcp 127.0.0.1:10252: connect: connection refused',
            'I0312 10:28:52.310871    4151 prober.go:112] Liveness probe for "kube-scheduler-master-1_kube-system(9c27a8e4):kube-scheduler" failed (failure): Get http://127.0.0.1:10251/healthz: dial tcp 127.0.0.1:10251: connect: connection refused',
            ago=timedelta(seconds=75),
        ),
        others={S: "probe_targets_disabled_port"},
    ),
    # The range was changed above nodes that have theirs. Completed: the last line, as 1.7 says it.
    report(
        "kubernetes/kubernetes/issues/50305",
        ["invalid_flag_value", "unknown"],
        KCM,
        exits(
            KCM,
            lines(
                "I0808 08:51:53.942134       1 cidr_allocator.go:111] Node hz-uaaasmcpnd-0-jlx5pevc5una-kube-minion-aydmdqfdo7xe has CIDR 10.0.0.0/24, occupying it in CIDR map",
                "F0808 08:51:53.942190       1 node_controller.go:308] failed to mark cidr as occupied: cidr 10.0.0.0/24 is out the range of cluster cidr 10.10.0.0/16",
            ),
            "--allocate-node-cidrs=true",
            "--cluster-cidr=10.10.0.0/16",
            node=Node(name="hz-ugnx7gsqul-0-i5qtlkkffqkf-kube-master-2cn6c3wo57qx", version="v1.7.0"),
            code=255,
        ),
    ),
    # A member whose data are gone joins as what it was; it was given a snapshot of a good one.
    report(
        "etcd-io/website/issues/671",
        ["etcd_data_corrupt", "etcd_membership_mismatch"],
        E,
        exits(
            E,
            lines(
                "2023-04-21 14:41:13.820783 I | raft: 7088d2ed19f2af13 became follower at term 97778",
                "2023-04-21 14:41:13.820946 C | raft: tocommit(28704400) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?",
                "panic: tocommit(28704400) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?",
            ),
            flags=("--data-dir=/var/lib/etcd/default",),
            mounts=("/var/lib/etcd",),
            probe="",
            version=None,
            code=2,
        ),
    ),
    # kops's policy of 1.7, before a scheduler that no longer knows its predicates. Completed: the line, and which of them is first.
    report(
        "kubernetes/kubernetes/issues/99306",
        ["component_config_invalid", "unknown"],
        S,
        exits(
            S,
            "F0222 15:12:04.337482       1 legacy_registry.go:507] Invalid configuration: Predicate type not found for CheckNodeMemoryPressure",
            command="/usr/local/bin/kube-scheduler",
            flags=(
                "--authentication-kubeconfig=/var/lib/kube-scheduler/kubeconfig",
                "--authorization-kubeconfig=/var/lib/kube-scheduler/kubeconfig",
                "--kubeconfig=/var/lib/kube-scheduler/kubeconfig",
                "--config=/var/lib/kube-scheduler/config.yaml",
                "--leader-elect=true",
                "--policy-configmap-namespace=kube-system",
                "--policy-configmap=scheduler-policy",
                "--v=5",
                "--logtostderr=false",
                "--alsologtostderr",
                "--log-file=/var/log/kube-scheduler.log",
            ),
            image="k8s.gcr.io/kube-scheduler:v1.20.4",
            mounts=("/var/lib/kube-scheduler", "/var/log/kube-scheduler.log"),
            probe=http_probe(port=10251, scheme="HTTP", delay=15, failures=3),
            node=Node(name="ip-172-31-176-242.ec2.internal", version="v1.20.4"),
            code=255,
        ),
    ),
    # The root's `df` is the report's; of etcd's own words it has the title's, whose time is completed.
    report(
        "etcd-io/etcd/issues/7149",
        ["disk_full", "etcd_data_corrupt", "unknown"],
        E,
        exits(
            E,
            "2017-01-13 08:20:11.402377 W | snap: skipped unexpected non snapshot file 0000000000000010-00000000057bf29f.snap.broken",
            flags=("--data-dir=/var/lib/etcd2",),
            mounts=("/var/lib/etcd2",),
            image="quay.io/coreos/etcd:v2.3.7",
            probe="",
            node=Node(name="sos-3", version=None).host(
                filesystems=[
                    {"mount": "/", "size_bytes": 38216204 * 1024, "free_bytes": 5188 * 1024, "free_inodes": 1900000}
                ]
            ),
        ),
        sure=False,
    ),
    # After a power cut, with a snapshot of no length.
    report(
        "etcd-io/etcd/issues/3498",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            lines(
                "2015/09/10 16:25:10 etcd: listening for peers on http://127.0.0.1:7001",
                "2015/09/10 16:25:10 etcd: listening for client requests on http://127.0.0.1:4001",
                "2015/09/10 16:25:10 snap: unexpected empty snapshot",
                "2015/09/10 16:25:10 etcd: stopping listening for client requests on http://127.0.0.1:4001",
                "2015/09/10 16:25:10 etcd: stopping listening for peers on http://127.0.0.1:7001",
                "2015/09/10 16:25:10 etcd: snap: empty snapshot",
            ),
            flags=("-data-dir=/var/shape/data/localhost.22F89E6E",),
            mounts=("/var/shape/data",),
            image="quay.io/coreos/etcd:v2.0.9",
            probe="",
            node=Node(name="localhost", version=None).there(
                "/var/shape/data/localhost.22F89E6E/member/snap/0000000000000003-0000000000002711.snap", "file", "0644"
            ),
        ),
    ),
)
