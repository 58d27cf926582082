"""Further incidents that people reported in public, met by the rules for the first time after they were written.

Each is what its report states: the program's own lines, the flags and the state it tells of. `ACCURACY.md` says what the
program made of them before any rule was touched. A report of a systemd unit is shown as a static pod.
"""

from datetime import timedelta

from incidents.builder import Node, http_probe
from incidents.corpus import SURE, Expected, Incident
from whyrestart.model.cause import Cause, Confidence

A, KCM, S, E = "kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"
UNIT = "kubelet.service"
GITHUB = "https://github.com/"


def report(source, cause, subject, node, *, never=None, others=None, sure=True):
    """One incident; `cause` is a slug or several, `never` what it must not be taken for, `others` what others have.

    `sure` False where what the report shows allows a guess and no more.
    """
    slugs = [cause] if isinstance(cause, str) else cause or []
    return Incident(
        name="further/" + source.partition("/")[2].replace("/issues/", "-").replace("/pull/", "-"),
        expected=Expected(
            causes=frozenset(map(Cause, slugs)),
            never=frozenset({Cause(never)} if never else ()),
            subject=subject,
            confidence=SURE if sure else frozenset(Confidence),
            others={name: Cause(slug) for name, slug in (others or {}).items()},
            source=GITHUB + source,
        ),
        contents=node.contents,
    )


def exits(program, log, *extra, version="v1.28.4", flags=None, node=None, **more):
    """A static pod that says `log` and exits with 1."""
    made = node or Node(version=version)
    pod = {key: more.pop(key) for key in ("image", "command", "mounts", "env", "probe") if key in more}
    return made.static_pod(program, *extra, flags=flags, **pod).died(program, log, **more)


def kubelet(*lines, version=None, **more):
    """A kubelet that says so and exits, again and again."""
    return Node(version=version).kubelet_loops(*lines, **more)


ENCRYPTION = "--encryption-provider-config=/etc/kubernetes/encryption-config.yaml"
TERMINATED = (
    '{"level":"info","ts":"2022-02-01T00:02:31.863Z","caller":"osutil/interrupt_unix.go:64","msg":"received signal; '
    'shutting down","signal":"terminated"}'
)


def drivers_differ(version, *, runtime_version="1.6.8"):
    """A kubelet of kubeadm's defaults (systemd) above a containerd of its own (cgroupfs), and pods made anew."""
    node = Node(version=version)
    node.file(
        "/var/lib/kubelet/config.yaml",
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n"
        "staticPodPath: /etc/kubernetes/manifests\n",
    )
    node.file(
        "/etc/containerd/config.toml",
        'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  SystemdCgroup = false\n',
    )
    node.runtime(runtime_version)
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program)
        node.died(
            program,
            TERMINATED if program == E else "",
            code=0,
            attempt=3,
            sandbox=3,
            ago=timedelta(seconds=100 + number),
        )
        node.runs(program, attempt=4, sandbox=4, since=timedelta(seconds=80 + number))
    return node


FURTHER = (
    # ---- configuration files --------------------------------------------------------------------------------------
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/629",
        "encryption_config_invalid",
        A,
        exits(
            A,
            'Error: error while parsing encryption provider configuration file"/etc/kubernetes/encryption-config.yaml": error while parsing file:  resources[0].providers[0].aescbc.keys[0].secret: Invalid value:  "REDACTED": secrets must be base64 encoded',
            ENCRYPTION,
            version="v1.20.1",
        ),
    ),
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/587",
        "encryption_config_invalid",
        A,
        exits(
            A,
            'Error: error while parsing encryption provider configuration file "/etc/kubernetes/encryption-config.yaml": could not obtain secret for named key key1: illegal base64 data at input byte 0',
            ENCRYPTION,
            version="v1.16.6",
        ),
    ),
    report(
        "siderolabs/talos/issues/2226",
        "encryption_config_invalid",
        A,
        exits(
            A,
            'I0617 21:17:00.062790       1 server.go:656] external host was not specified, using 10.129.185.136\nI0617 21:17:00.063149       1 server.go:153] Version: v1.18.0\nError: error while parsing encryption provider configuration file "/etc/kubernetes/secrets/encryptionconfig.yaml": error while parsing file: resources[0].providers[0].aescbc.keys[0].secret: Invalid value: "REDACTED": secrets must be base64 encoded',
            "--encryption-provider-config=/etc/kubernetes/secrets/encryptionconfig.yaml",
            version="v1.18.0",
        ),
    ),
    report(
        "kubernetes-retired/kube-aws/issues/1450",
        "encryption_config_invalid",
        A,
        exits(
            A,
            'I0926 23:43:01.280609       1 server.go:135] Version: v1.10.5\nI0926 23:43:01.280697       1 server.go:724] external host was not specified, using 10.0.0.180\nerror while parsing encryption provider configuration file "/etc/kubernetes/additional-configs/encryption-config.yaml": invalid configuration file, missing Kind',
            "--experimental-encryption-provider-config=/etc/kubernetes/additional-configs/encryption-config.yaml",
            version="v1.10.5",
        ),
    ),
    report(
        "kubernetes/website/pull/31675",
        "audit_policy_invalid",
        A,
        exits(
            A,
            "Error: loading audit policy file: failed decoding: yaml: line 6: did not find expected key: from file /etc/kubernetes/prod-audit.yaml",
            "--audit-policy-file=/etc/kubernetes/prod-audit.yaml",
            version="v1.22.0",
        ),
    ),
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/453",
        "component_config_invalid",
        S,
        exits(
            S,
            'no kind "KubeSchedulerConfiguration" is registered for version "componentconfig/v1alpha1" in scheme "k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:29"',
            "--config=/etc/kubernetes/kube-scheduler.yaml",
            version="v1.13.3",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/101222",
        "component_config_invalid",
        S,
        exits(
            S,
            'no kind "KubeSchedulerConfiguration" is registered for version "kubescheduler.config.k8s.io/v1" in scheme "k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:30"',
            "--config=/opt/kubernetes/server/conf/kube-scheduler.yml",
            version="v1.21.0",
        ),
    ),
    report(
        "kubernetes-sigs/kind/issues/3987",
        ["component_config_invalid", "unknown"],
        S,
        exits(
            S,
            'I0813 06:53:25.470181       1 serving.go:386] Generated self-signed cert in-memory\nE0813 06:53:25.470398       1 run.go:72] "command failed" err="invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable"',
            "--config=/etc/test/scheduler-config.yaml",
            version="v1.32.3",
        ),
    ),
    report(
        "rootsongjc/kubernetes-handbook/issues/27",
        "authentication_config_invalid",
        A,
        exits(
            A,
            'invalid authentication config: line 1, column 82: extraneous " in field',
            "--token-auth-file=/etc/kubernetes/token.csv",
            version="v1.6.0",
        ),
    ),
    # ---- command line ---------------------------------------------------------------------------------------------
    report(
        "kubernetes/kops/issues/16388",
        "unknown_flag",
        S,
        exits(
            S,
            "unknown flag: --policy-configmap-namespace\nUsage:\n  kube-scheduler [flags]\n\nMisc flags:\n\n      --config string\n                The path to the configuration file.",
            command="/go-runner",
            flags=(
                "--log-file=/var/log/kube-scheduler.log",
                "--also-stdout",
                "/usr/local/bin/kube-scheduler",
                "--policy-configmap-namespace=kube-system",
                "--policy-configmap=scheduler-policy",
            ),
            version="v1.23.15",
        ),
    ),
    report(
        "kubernetes/kops/issues/17347",
        "unknown_flag",
        "cloud-controller-manager",
        exits(
            "cloud-controller-manager",
            "flag provided but not defined: -allocate-node-cidrs\nUsage of /go-runner:\n  -also-stdout\n    \tuseful with log-file, log to standard output as well as the log file\n  -log-file string\n    \tIf non-empty, save stdout to this file",
            flags=("--allocate-node-cidrs=true", "--cloud-provider=gce"),
            image="gcr.io/k8s-staging-cloud-provider-gcp/cloud-controller-manager:master",
        ),
    ),
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/552",
        "invalid_flag_value",
        A,
        exits(
            A,
            "Error: unknown api groups 'api\nUsage:\n  kube-apiserver [flags]",
            "--runtime-config='api/all=true'",
            version="v1.18.6",
        ),
    ),
    # ---- etcd -----------------------------------------------------------------------------------------------------
    report(
        "etcd-io/etcd/issues/12492",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "2021-06-28 16:12:32.246900 I | etcdmain: etcd Version: 3.2.22\n2021-06-28 16:12:32.246984 N | etcdmain: the server is already initialized as member before, starting as etcd member...\n2021-06-28 16:12:32.281703 I | etcdserver: recovered store from snapshot at index 444604492\n2021-06-28 16:12:32.303933 C | etcdserver: recovering backend from snapshot error: database snapshot file path error: snap: snapshot file doesn't exist\npanic: recovering backend from snapshot error: database snapshot file path error: snap: snapshot file doesn't exist\n\tpanic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x20 pc=0xb8cb90]",
            image="quay.io/coreos/etcd:v3.2.22",
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/14569",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            '{"level":"info","ts":"2022-10-06T09:18:01.910-0500","caller":"etcdserver/server.go:508","msg":"recovered v2 store from snapshot","snapshot-index":3420684,"snapshot-size":"23 kB"}\n{"level":"warn","ts":"2022-10-06T09:18:02.022-0500","caller":"snap/db.go:88","msg":"failed to find [SNAPSHOT-INDEX].snap.db","snapshot-index":3420684,"snapshot-file-path":"/data/member/snap/000000000034320c.snap.db","error":"snap: snapshot file doesn\'t exist"}\n{"level":"panic","ts":"2022-10-06T09:18:02.022-0500","caller":"etcdserver/server.go:515","msg":"failed to recover v3 backend from snapshot","error":"failed to find database snapshot file (snap: snapshot file doesn\'t exist)"}\npanic: failed to recover v3 backend from snapshot',
            image="registry.k8s.io/etcd:3.5.3-0",
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/11949",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "2020-05-26 14:00:14.680835 I | etcdmain: etcd Version: 3.4.2\n2020-05-26 14:00:14.680926 W | etcdmain: found invalid file/dir .bash_logout under data dir /var/lib/etcd (Ignore this if you are upgrading etcd)\npanic: freepages: failed to get all reachable pages (page 1458: multiple references)\n\ngoroutine 113 [running]:\ngo.etcd.io/bbolt.(*DB).freepages.func2(0xc0001fc060)",
            image="quay.io/coreos/etcd:v3.4.2",
            code=2,
        ),
    ),
    report(
        "rancher/rancher/issues/30202",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "panic: recovering backend from snapshot error: failed to find database snapshot file (snap: snapshot file doesn't exist)\n\tpanic: runtime error: invalid memory address or nil pointer dereference",
            image="rancher/coreos-etcd:v3.3.10-rancher1",
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/2780",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            "2015/05/01 03:59:15 etcdserver: datadir is valid for the 2.0.1 format\n2015/05/01 03:59:16 etcd: stopping listening for client requests on http://0.0.0.0:2379\n2015/05/01 03:59:16 etcd: member 9b3523b532ddb797 has already been bootstrapped",
            image="quay.io/coreos/etcd:v2.0.8",
        ),
    ),
    report(
        "etcd-io/etcd/issues/5422",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            "2016-05-20 17:57:39.001822 I | etcdmain: stopping listening for peers on http://123.12.12.12:2380\n2016-05-20 17:57:39.001893 C | etcdmain: member 51eecfc041171d8f has already been bootstrapped",
            image="quay.io/coreos/etcd:v2.3.1",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/89368",
        "node_address_missing",
        E,
        exits(
            E,
            "[WARNING] Deprecated '--logger=capnslog' flag is set; use '--logger=zap' flag instead\n2020-03-25 00:06:36.496644 I | etcdmain: etcd Version: 3.4.3\n2020-03-25 00:06:36.496704 N | etcdmain: failed to detect default host (could not find default route)\n2020-03-25 00:06:36.497449 C | etcdmain: listen tcp 192.168.88.242:2380: bind: cannot assign requested address",
            image="k8s.gcr.io/etcd:3.4.3-0",
            version="v1.17.4",
        ),
    ),
    # ---- ports ----------------------------------------------------------------------------------------------------
    report(
        "rancher/rke2/issues/1962",
        ["port_held_by_previous_instance", "port_in_use", "editor_temporary_file"],
        A,
        exits(
            A,
            "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.\nI1018 16:47:59.570535       1 server.go:553] external host was not specified, using 172.31.10.144\nI1018 16:47:59.571016       1 server.go:161] Version: v1.22.2+rke2r1\nError: failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use",
            version="v1.22.2+rke2r1",
        ).kubelet(
            'E1018 16:21:33.735219    3067 file.go:108] "Unable to process watch event" err="can\'t process config file \\"/var/lib/rancher/rke2/agent/pod-manifests/kube-apiserver.tmp\\": open /var/lib/rancher/rke2/agent/pod-manifests/kube-apiserver.tmp: no such file or directory"',
            ago=timedelta(minutes=26),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/94932",
        ["port_held_by_previous_instance", "port_in_use"],
        KCM,
        exits(
            KCM,
            "I0921 00:37:22.100001       1 serving.go:331] Generated self-signed cert in-memory\nfailed to create listener: failed to listen on 127.0.0.1:10257: listen tcp 127.0.0.1:10257: bind: address already in use",
            version="v1.18.6",
            attempt=7,
        ).runs(KCM, since=timedelta(hours=2)),
    ),
    report(
        "kubernetes/minikube/issues/7102",
        ["port_held_by_previous_instance", "port_in_use"],
        E,
        exits(
            E,
            "[WARNING] Deprecated '--logger=capnslog' flag is set; use '--logger=zap' flag instead\n2020-03-18 19:14:44.601110 I | etcdmain: etcd Version: 3.4.3\n2020-03-18 19:14:44.601403 C | etcdmain: listen tcp 172.17.0.2:2380: bind: address already in use",
            image="k8s.gcr.io/etcd:3.4.3-0",
            version="v1.18.0-rc.1",
        ),
    ),
    # ---- memory ---------------------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/105265",
        "oom_killed",
        A,
        Node(version="v1.19.9")
        .static_pod(A, limits={"memory": "8Gi"})
        .died(A, code=137, reason="OOMKilled", attempt=9, lived=timedelta(minutes=6)),
    ),
    report(
        "Azure/acs-engine/issues/3068",
        None,
        A,
        never="oom_killed",
        node=Node(version="v1.10.0")
        .static_pod(A)
        .died(A, code=137, reason="Error", attempt=1, ago=timedelta(minutes=3))
        .runs(A, attempt=2, since=timedelta(minutes=2)),
    ),
    # ---- leases ---------------------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/88111",
        ["leader_election_lost", "etcd_slow_disk"],
        KCM,
        Node(version="v1.17.3")
        .static_pod(KCM)
        .died(
            KCM,
            "I0214 08:58:18.482133       1 node_lifecycle_controller.go:1443] Initializing eviction metric for zone: \nE0214 08:59:10.571013       1 leaderelection.go:331] error retrieving resource lock kube-system/kube-controller-manager: Get https://172.16.1.1:6443/api/v1/namespaces/kube-system/endpoints/kube-controller-manager?timeout=10s: net/http: request canceled (Client.Timeout exceeded while awaiting headers)\nI0214 08:59:10.571113       1 leaderelection.go:288] failed to renew lease kube-system/kube-controller-manager: failed to tryAcquireOrRenew context deadline exceeded\nF0214 08:59:10.571213       1 controllermanager.go:279] leaderelection lost",
            code=255,
            attempt=13,
        )
        .runs(KCM, attempt=14, since=timedelta(seconds=20)),
    ),
    # ---- kubelet --------------------------------------------------------------------------------------------------
    report(
        "bsycorp/kind/issues/49",
        "kubelet_client_certificate_expired",
        UNIT,
        kubelet(
            "E0517 10:23:23.994527    3081 bootstrap.go:265] part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: 2022-05-17 04:45:09 +0000 UTC"
        ),
    ),
    report(
        "kubernetes/minikube/issues/11966",
        "kubelet_client_certificate_expired",
        UNIT,
        kubelet(
            "E0713 12:37:13.644332   30147 bootstrap.go:263] Part of the existing bootstrap client certificate is expired: 2021-07-11 05:22:03 +0000 UTC",
            "F0713 12:37:13.644415   30147 server.go:273] failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/121467",
        "kubelet_config_invalid",
        UNIT,
        kubelet(
            'E1024 10:11:12.123456   12345 server.go:206] "Failed to load kubelet config file" err="failed to load Kubelet config file /etc/kubernetes/kubelet.conf, error failed to decode: no kind \\"Config\\" is registered for version \\"v1\\" in scheme \\"k8s.io/kubernetes/pkg/kubelet/apis/config/scheme/scheme.go:32\\"" path="/etc/kubernetes/kubelet.conf"',
            version="v1.22.2",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/65455",
        ["kubelet_config_invalid", "unknown"],
        UNIT,
        kubelet(
            'F0626 02:03:04.123456   12345 server.go:233] failed to run Kubelet: invalid kubeconfig: Error loading config file "/etc/kubernetes/kubelet.conf": no kind "KubeletConfiguration" is registered for version "kubelet.config.k8s.io/v1beta1"',
            version="v1.10.5",
            status=255,
        ),
    ),
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/458",
        "kubelet_config_invalid",
        UNIT,
        kubelet(
            'F0527 10:11:12.123456   12345 server.go:185] failed to load Kubelet config file /etc/kubernetes/kubelet-config.yaml, error failed to decode, error: v1beta1.KubeletConfiguration.EvictionSoft: ReadMapCB: expect { or n, but found ", error found in #10 byte of ...|ionSoft":"nil","fail|..., bigger context ...|":"10%","nodefs.inodesFree":"5%"},"evictionSoft":"nil","failSwapOn":true,"fileCheckFrequency":"20s",|...',
            version="v1.14.2",
            status=255,
        ),
    ),
    report(
        "kubernetes/website/issues/34755",
        "kubelet_unknown_flag",
        UNIT,
        kubelet("Error: failed to parse kubelet flag: unknown flag: --network-plugin", version="v1.24.2").file(
            "/var/lib/kubelet/kubeadm-flags.env",
            'KUBELET_KUBEADM_ARGS="--network-plugin=cni --pod-infra-container-image=k8s.gcr.io/pause:3.5"\n',
        ),
    ),
    report(
        "voxpupuli/puppet-k8s/issues/64",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            'E0707 08:17:04.199967    5604 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --container-runtime"',
            version="v1.27.3",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/59312",
        "kubelet_unknown_flag",
        UNIT,
        kubelet("unknown flag: --network-plugin-dir", version="v1.9.2", status=255),
    ),
    report(
        "kubernetes/minikube/issues/9456",
        ["kubelet_config_invalid", "kubelet_not_initialised", "unknown"],
        UNIT,
        kubelet(
            'F1013 01:48:19.069350    8934 server.go:198] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: open /var/lib/kubelet/config.yaml: no such file or directory',
            "goroutine 1 [running]:",
            "k8s.io/kubernetes/vendor/k8s.io/klog/v2.stacks(0xc00012c001, 0xc00013e840, 0xfb, 0x14d)",
            version="v1.19.2",
            status=255,
            restarts=790,
        ),
    ),
    report(
        "NVIDIA/OpenShell/pull/360",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'E0316 09:00:00.123456    1234 run.go:72] "command failed" err="failed to run Kubelet: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release"',
            version="v1.35.2",
        ),
    ),
    report(
        "kubernetes/website/pull/19632",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            "F0314 12:00:00.123456    1234 kubelet.go:1383] Failed to start ContainerManager system validation failed - Following Cgroup subsystem not mounted: [cpu cpuacct cpuset memory]",
            version="v1.17.4",
            status=255,
        ),
    ),
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/616",
        ["cri_plugin_disabled", "cri_api_unsupported", "unknown"],
        UNIT,
        kubelet(
            "E1117 16:09:24.821139    5115 remote_runtime.go:81] Version from runtime service failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService",
            "E1117 16:09:24.821165    5115 kuberuntime_manager.go:193] Get runtime version failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService",
            "F1117 16:09:24.821188    5115 server.go:271] failed to run Kubelet: failed to create kubelet: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService",
            status=255,
        ),
    ),
    report(
        "kubernetes/minikube/issues/5690",
        "unknown",
        UNIT,
        Node(version=None)
        .unit("kubelet", "activating", "auto-restart", 557, Result="exit-code", ExecMainStatus=203)
        .kubelet(
            "kubelet.service: Service RestartSec=600ms expired, scheduling restart.",
            "kubelet.service: Scheduled restart job, restart counter is at 557.",
            "Stopped kubelet: The Kubernetes Node Agent.",
            "Started kubelet: The Kubernetes Node Agent.",
            "kubelet.service: Main process exited, code=exited, status=203/EXEC",
            "kubelet.service: Failed with result 'exit-code'.",
            by="systemd",
        ),
    ),
    report(
        "apprenda/kismatic/issues/1208",
        "unknown",
        UNIT,
        Node(version=None)
        .unit("kubelet", "failed", "failed", 0, Result="signal", ExecMainStatus=13)
        .kubelet(
            "kubelet.service: Main process exited, code=killed, status=13/PIPE",
            "kubelet.service: Failed with result 'signal'.",
            by="systemd",
        ),
    ),
    # ---- runtime --------------------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/107892",
        "cgroup_driver_mismatch",
        None,
        drivers_differ("v1.23.3", runtime_version="1.5.5"),
    ),
    report(
        "kubernetes/kubernetes/issues/117293",
        "cgroup_driver_mismatch",
        None,
        drivers_differ("v1.27.0", runtime_version="1.6.20"),
    ),
    report(
        "kubernetes/kubeadm/issues/3187",
        "cgroup_driver_mismatch",
        None,
        drivers_differ("v1.32.4", runtime_version="1.7.27"),
    ),
    # ---- a second lot ---------------------------------------------------------------------------------------------
    report(
        "kubermatic/kubermatic/issues/7490",
        "inotify_limit",
        UNIT,
        kubelet(
            "I0812 16:26:52.166588  111106 server.go:416] Version: v1.20.9",
            "E0812 16:26:52.166955  111106 server_linux.go:27] unable to create watcher for lockfile: inotify_init: too many open files",
            "F0812 16:26:52.166979  111106 server.go:269] failed to run Kubelet: inotify_init: too many open files",
            "goroutine 1 [running]:",
            version="v1.20.9",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/58081",
        "inotify_limit",
        UNIT,
        kubelet(
            "F0110 21:30:25.764493   42304 kubelet.go:1230] Failed to start cAdvisor inotify_init: too many open files",
            "goroutine 356 [running]:",
            "k8s.io/kubernetes/vendor/github.com/golang/glog.stacks(0xc42000e001, 0xc421696000, 0xb09, 0x2710)",
            status=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/8198",
        "inotify_limit",
        UNIT,
        kubelet(
            "F0513 10:11:12.123456   12345 kubelet.go:694] Failed to start cAdvisor inotify_add_watch /sys/fs/cgroup/cpu,cpuacct: no space left on device",
            status=255,
        ),
    ),
    report(
        "google/cadvisor/issues/1581",
        None,
        None,
        never="disk_full",
        node=Node()
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .kubelet(
            'W0813 12:48:05.682241   81153 raw.go:87] Error while processing event ("/sys/fs/cgroup/cpuset/kubepods/burstable/podd405e4ff/485a": 0x40000100 == IN_CREATE|IN_ISDIR): inotify_add_watch /sys/fs/cgroup/cpuset/kubepods/burstable/podd405e4ff/485a: no space left on device'
        ),
    ),
    report(
        "rancher/rancher/issues/14479",
        "certificate_authority_mismatch",
        E,
        Node(version="v1.10.5")
        .static_pod(E, image="rancher/coreos-etcd:v3.1.12")
        .died(
            E,
            '2018-07-10 12:43:20.050068 W | rafthttp: health check for peer 4c91578ef4ef7726 could not connect: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kube-ca")\n2018-07-10 12:43:29.050068 W | rafthttp: health check for peer 4c91578ef4ef7726 could not connect: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kube-ca")',
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/104731",
        "anonymous_auth_disabled",
        A,
        Node(version="v1.19.4")
        .static_pod(
            A,
            "--anonymous-auth=false",
            probe=http_probe(host="192.168.33.100", port=6443, path="/livez?exclude=etcd", delay=15),
        )
        .died(A, code=0, attempt=6, lived=timedelta(seconds=95))
        .runs(A, attempt=7, since=timedelta(seconds=25))
        .kubelet(
            'I0902 10:29:28.1    2999 prober.go:117] Liveness probe for "kube-apiserver-master-1_kube-system(0f1e):kube-apiserver" failed (failure): HTTP probe failed with statuscode: 401'
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/138388",
        "container_create_failed",
        A,
        Node(version="v1.31.14")
        .static_pod(A)
        .waits(
            A,
            "RunContainerError",
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: unable to apply cgroup configuration: mkdir /sys/fs/cgroup/memory/kubepods/burstable/pod1/aa: cannot allocate memory: unknown",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/100988",
        "feature_gate_rejected",
        A,
        exits(
            A,
            'Error: invalid argument "BlockVolume=true" for "--feature-gates" flag: unrecognized feature gate: BlockVolume',
            "--feature-gates=BlockVolume=true",
            version="v1.21.0",
        ),
    ),
    report(
        "kubernetes-sigs/kubespray/issues/2953",
        "invalid_flag_value",
        A,
        exits(
            A,
            "error: [admission-control and enable-admission-plugins/disable-admission-plugins flags are mutually exclusive]",
            "--admission-control=NamespaceLifecycle",
            "--enable-admission-plugins=PodPreset",
            version="v1.10.4",
        ),
    ),
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/381",
        "unknown_flag",
        A,
        exits(
            A,
            "unknown flag: --enable-admission-plugins\nUsage of kube-apiserver:",
            "--enable-admission-plugins=NodeRestriction",
            version="v1.9.1",
        ),
    ),
    report(
        "rancher/rke2/issues/7525",
        ["etcd_unreachable", "etcd_slow_disk", "unknown"],
        A,
        Node(version="v1.28.10+rke2r1")
        .static_pod(
            A,
            probe="    livenessProbe:\n      exec:\n        command: [kubectl, get, --server=https://localhost:6443/, --raw=/livez]\n      failureThreshold: 8",
        )
        .died(A, code=0, attempt=3, lived=timedelta(hours=2))
        .runs(A, attempt=4, since=timedelta(seconds=25))
        .kubelet(
            'I0110 10:29:28.1    2999 prober.go:107] "Probe failed" probeType="Liveness" pod="kube-system/kube-apiserver-master-1" podUID="aa" containerName="kube-apiserver" probeResult="failure" output="Error from server (InternalError): an error on the server (\\"[+]ping ok\\\\n[+]log ok\\\\n[-]etcd failed: reason withheld\\\\n[+]poststarthook/start-encryption-provider-config-automatic-reload ok\\\\nlivez check failed\\") has prevented the request from succeeding"'
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/40331",
        None,
        None,
        never="manifest_invalid",
        node=Node(version="v1.5.2")
        .static_pod(KCM)
        .runs(KCM)
        .manifest(".kube-controller-manager.yaml.swp", "b0VIM 7.4"),
    ),
)
