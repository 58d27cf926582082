"""Public reports of kube-apiserver that restarts, loops or does not come up, from many installers, 2015 to 2026, met blind in an eleventh look.

They are shown as those of further.py are; a systemd unit of a control plane program is shown as a static pod.
"""

from datetime import UTC, datetime, timedelta

from incidents.builder import FLAGS, PKI, Node, http_probe
from incidents.certificates import certificate
from incidents.further import A, E, exits, report
from incidents.further_fifth_node import page

KUBELITE = "snap.microk8s.daemon-kubelite"


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def flags_but(program, *others, drop=()):
    """kubeadm's flags of that program, but for some; `others` replace those of their name."""
    names = {flag.split("=")[0] for flag in others} | set(drop)
    return (*(flag for flag in FLAGS[program] if flag.split("=")[0] not in names), *others)


def lives(log, *extra, version=None, flags=None, since=timedelta(days=3), node=None, **pod):
    """An apiserver that has run for a while, and says so now."""
    made = node or Node(version=version)
    return made.static_pod(A, *extra, flags=flags, **pod).runs(A, log, since=since)


def killed(*extra, version, lived=timedelta(seconds=95), code=137, **pod):
    """An apiserver that was killed after a while and is started anew, again and again."""
    node = Node(version=version).static_pod(A, *extra, **pod)
    node.died(A, code=code, attempt=6, lived=lived, ago=timedelta(seconds=70))
    return node.runs(A, attempt=7, since=timedelta(seconds=68))


def carrier(unit, by, *said, version=None, status=1, restarts=57, name="master-1"):
    """A unit that carries the control plane, says so and ends, again and again."""
    node = Node(name=name, version=version)
    node.unit(unit, "activating", "auto-restart", restarts, Result="exit-code", ExecMainStatus=status)
    for number, line in enumerate(said):
        node.journal(unit, line, by=by, ago=timedelta(seconds=60) - timedelta(milliseconds=100 * number))
    return node


def saved_in_place(version, *said):
    """A manifest saved where it lies, and an apiserver that ended then and has not come back."""
    ago = timedelta(minutes=8)
    node = Node(name="photon-rAxxJw9jm", version=version).unit("kubelet")
    node.static_pod(A, "--advertise-address=10.118.97.39", file="kube-apiserver.json", edited=ago)
    return node.died(A, code=0, attempt=0, lived=timedelta(days=2), ago=ago).kubelet(*said, ago=timedelta(minutes=7))


def original_beside_it():
    """The manifest, edited, and its original beside it in the same directory; the apiserver knows nothing of the edit."""
    node = Node(name="alpd1004", version="v1.13.2").unit("kubelet")
    node.static_pod(
        A,
        flags=flags_but(
            A,
            "--authorization-mode=Node,RBAC,Webhook",
            "--authentication-token-webhook-config-file=/etc/kubernetes/auth/authn_webhook",
            "--authorization-webhook-config-file=/etc/kubernetes/auth/authz_webhook",
            "--authorization-webhook-cache-authorized-ttl=2m0s",
        ),
        edited=timedelta(minutes=6),
    )
    node.static_pod(A, file="kube-apiserver.yaml_orig", edited=timedelta(minutes=15))
    return node.runs(A, attempt=1, since=timedelta(minutes=5))


def renewed_and_not_restarted():
    """Certificates renewed eight days after their end, and only the kubelet restarted since."""
    node = Node(version="v1.23.10", at=datetime(2024, 9, 18, 12, 18, 45, tzinfo=UTC)).unit("kubelet")
    pem = certificate("kube-apiserver", issuer="kubernetes", until=timedelta(days=555), since=timedelta(days=183))
    node.file(f"{PKI}/apiserver.crt", pem, mtime="2024-09-18T11:58:02.000000Z")
    return node.static_pod(A, edited=timedelta(days=373)).runs(A, since=timedelta(days=373))


FURTHER_ELEVENTH_APISERVER = (
    # ---- the command line -------------------------------------------------------------------------------------------
    report(
        "theopenlab/openlab-zuul-jobs/pull/453",
        "feature_gate_rejected",
        A,
        exits(
            A,
            lines(
                "W0305 06:26:38.152427    9523 feature_gate.go:218] Setting GA feature gate CSIPersistentVolume=true. It will be removed in a future release.",
                'Error: invalid argument "CSIPersistentVolume=true,MountPropagation=true" for "--feature-gates" flag: unrecognized feature gate: MountPropagation',
                "Usage:",
                "  hyperkube kube-apiserver [flags]",
            ),
            "--feature-gates=CSIPersistentVolume=true,MountPropagation=true",
            version="v1.14.0",
        ),
    ),
    report(
        "denverdino/k8s-for-docker-desktop/issues/165",
        "missing_required_flag",
        A,
        exits(
            A,
            lines(
                "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.",
                "I0819 18:14:52.977882       1 server.go:629] external host was not specified, using 192.168.65.4",
                "Error: [service-account-issuer is a required flag, --service-account-signing-key-file and --service-account-issuer are required flags]",
            ),
            flags=flags_but(
                A,
                "--insecure-port=0",
                drop=("--advertise-address", "--service-account-issuer", "--service-account-signing-key-file"),
            ),
            node=Node(name="docker-desktop", version="v1.21.3"),
        ),
    ),
    # Completed: the last line; the excerpt ends among the flags, the thread is about the flags that 1.20 requires.
    report(
        "kubernetes/kubernetes/issues/97501",
        "missing_required_flag",
        A,
        exits(
            A,
            lines(
                'I0106 10:31:18.034871   51722 flags.go:59] FLAG: --requestheader-extra-headers-prefix="[]"',
                'I0106 10:31:18.034877   51722 flags.go:59] FLAG: --requestheader-group-headers="[]"',
                'I0106 10:31:18.034883   51722 flags.go:59] FLAG: --requestheader-username-headers="[]"',
                'I0106 10:31:18.034889   51722 flags.go:59] FLAG: --runtime-config="api/all="',
                'I0106 10:31:18.034897   51722 flags.go:59] FLAG: --secure-port="6443"',
                'I0106 10:31:18.034902   51722 flags.go:59] FLAG: --service-account-api-audiences="[]"',
                'I0106 10:31:18.034908   51722 flags.go:59] FLAG: --service-account-extend-token-expiration="true"',
                'I0106 10:31:18.034914   51722 flags.go:59] FLAG: --service-account-issuer=""',
                "Error: [service-account-issuer is a required flag, --service-account-signing-key-file and --service-account-issuer are required flags]",
            ),
            flags=flags_but(
                A,
                "--runtime-config=api/all=",
                drop=("--service-account-issuer", "--service-account-signing-key-file"),
            ),
            node=Node(name="master2", version="v1.20.1"),
        ),
    ),
    # Completed: the line's header. The apiserver of a hosted control plane.
    report(
        "gardener/gardener-extension-provider-gcp/pull/848",
        "invalid_flag_value",
        A,
        exits(
            A,
            lines(
                'I1128 10:22:16.699432       1 flags.go:64] FLAG: --admission-control="[]"',
                'I1128 10:22:16.699562       1 flags.go:64] FLAG: --admission-control-config-file="/etc/kubernetes/admission/admission-configuration.yaml"',
                'I1128 10:22:16.699574       1 flags.go:64] FLAG: --advertise-address="64:ff9b:1::646e:209c"',
                'I1128 10:22:16.699864       1 flags.go:64] FLAG: --allow-privileged="true"',
                'I1128 10:22:16.699890       1 flags.go:64] FLAG: --anonymous-auth="false"',
                'I1128 10:22:16.699897       1 flags.go:64] FLAG: --api-audiences="[kubernetes,gardener]"',
                'I1128 10:22:16.699908       1 flags.go:64] FLAG: --apiserver-count="1"',
                'E1128 10:22:16.801220       1 run.go:72] "command failed" err="service IP family \\"100.112.0.0/13\\" must match public address family \\"64:ff9b:1::646e:209c\\""',
            ),
            flags=flags_but(
                A,
                "--advertise-address=64:ff9b:1::646e:209c",
                "--service-cluster-ip-range=100.112.0.0/13",
                "--anonymous-auth=false",
            ),
            version="v1.31.2",
        ),
        never="anonymous_auth_disabled",
    ),
    report(
        "gardener/gardener/issues/1878",
        ["authentication_config_invalid", "missing_required_flag"],
        A,
        exits(
            A,
            "Error: oidc-issuer-url and oidc-client-id should be specified together",
            "--oidc-issuer-url=https://example.com",
            "--oidc-groups-claim=groups",
            "--oidc-username-claim=email",
            version=None,
        ),
    ),
    # The excerpt has no line of the daemon: the flag set in the arguments' file of 1.21, and a service that no longer runs.
    report(
        "canonical/microk8s/issues/2837",
        ["invalid_flag_value", "unknown"],
        A,
        exits(
            A,
            "",
            flags=(
                "--cert-dir=/var/snap/microk8s/current/certs",
                "--service-cluster-ip-range=10.152.183.0/24",
                "--insecure-port=8080",
            ),
            mounts=(),
            probe="",
            version="v1.21.7",
        ),
    ),
    # The excerpt has the supervisor's lines and the option that the apiserver of 1.26 does not come up with.
    report(
        "rancher/rke2/issues/3820",
        ["unknown_admission_plugin", "unknown"],
        A,
        exits(
            A,
            "",
            "--enable-admission-plugins=NodeRestriction,PodSecurityPolicy,EventRateLimit,AlwaysPullImages,ServiceAccount",
            image="index.docker.io/rancher/hardened-kubernetes:v1.26.0-rke2r2-build20230118",
            node=Node(name="master01", version="v1.26.0+rke2r2")
            .unit("rke2-server")
            .journal(
                "rke2-server",
                'time="2023-01-21T01:48:29+03:00" level=info msg="Tunnel server egress proxy waiting for runtime core to become available"',
                'time="2023-01-21T01:48:32+03:00" level=info msg="Waiting to retrieve kube-proxy configuration; server is not ready: https://127.0.0.1:9345/v1-rke2/readyz: 500 Internal Server Error"',
                by="rke2",
            ),
        ),
    ),
    # Completed: the line. The report gives the arguments, the file, and that the apiserver refuses the two together.
    report(
        "rancher/rke2/issues/8137",
        "anonymous_flag_conflicts_with_config",
        A,
        exits(
            A,
            'E0506 09:02:11.402115       1 run.go:72] "command failed" err="anonymous: Forbidden: --anonynous-auth flag cannot be set when anonymous field is configured in authentication configuration file"',
            "--anonymous-auth=false",
            "--authentication-config=/etc/rancher/rke2/auth-config.yaml",
            mounts=(PKI, "/etc/ssl/certs", "/etc/rancher/rke2"),
            node=Node(name="controller-1", version="v1.32.4+rke2r1"),
        ).file(
            "/etc/rancher/rke2/auth-config.yaml",
            "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\nanonymous:\n"
            "  # Enable anonymous access ONLY for health endpoints\n  enabled: true\n  conditions:\n    - path: /livez\n"
            "    - path: /readyz\n",
        ),
    ),
    # Completed: the line, as the newer builds spell it, and the file's conditions; the report says what is refused.
    report(
        "k0sproject/k0s/pull/7976",
        "anonymous_flag_conflicts_with_config",
        A,
        exits(
            A,
            'E0715 08:30:44.119802    1184 run.go:72] "command failed" err="anonymous: Forbidden: --anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file"',
            "--anonymous-auth=false",
            "--authentication-config=/etc/k0s/authentication.yaml",
            mounts=(),
            probe="",
            version="v1.34.2",
        ).file(
            "/etc/k0s/authentication.yaml",
            "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: true\n"
            "  conditions:\n    - path: /livez\n    - path: /readyz\n    - path: /healthz\n",
        ),
    ),
    # Outside the set: an API switched off that a start hook wants; it was repaired in the program.
    report(
        "kubernetes/kubernetes/issues/84246",
        ["unknown", "invalid_flag_value"],
        A,
        exits(
            A,
            lines(
                "I1023 11:50:17.991961   69307 httplog.go:90] GET /apis/scheduling.k8s.io/v1beta1/priorityclasses/system-node-critical: (301.559µs) 404 [kube-apiserver/v1.17.0 (darwin/amd64) kubernetes/20870f5 127.0.0.1:65027]",
                "I1023 11:50:17.992656   69307 httplog.go:90] POST /apis/scheduling.k8s.io/v1beta1/priorityclasses: (239.11µs) 404 [kube-apiserver/v1.17.0 (darwin/amd64) kubernetes/20870f5 127.0.0.1:65027]",
                "I1023 11:50:17.992759   69307 httplog.go:90] GET /api/v1/namespaces/kube-system: (1.097959ms) 200 [kube-apiserver/v1.17.0 (darwin/amd64) kubernetes/20870f5 127.0.0.1:65027]",
                "I1023 11:50:17.992805   69307 httplog.go:90] GET /apis/rbac.authorization.k8s.io/v1/clusterroles: (1.115336ms) 200 [kube-apiserver/v1.17.0 (darwin/amd64) kubernetes/20870f5 127.0.0.1:65027]",
                'F1023 11:50:17.992836   69307 hooks.go:202] PostStartHook "scheduling/bootstrap-system-priority-classes" failed: unable to add default system priority classes: the server could not find the requested resource',
            ),
            "--runtime-config=scheduling.k8s.io/v1beta1=false",
            version="v1.17.0",
            code=255,
        ),
        never="admission_webhook_deadlock",
    ),
    # ---- files and volumes ------------------------------------------------------------------------------------------
    # Completed: the command line but for the flag named, and the volumes of the guide that the report follows.
    report(
        "coreos/kubernetes/issues/12",
        "file_not_mounted",
        A,
        exits(
            A,
            lines(
                "I0227 20:22:58.701844       1 plugins.go:71] No cloud provider specified.",
                "F0227 20:22:58.701965       1 server.go:416] Failure to start kubelet client: open /etc/ssl/etcd/master1-master-client.pem: no such file or directory",
            ),
            command="/hyperkube",
            flags=(
                "apiserver",
                "--bind-address=0.0.0.0",
                "--etcd-servers=https://master1:2379",
                "--allow-privileged=true",
                "--secure-port=443",
                "--kubelet-certificate-authority=/etc/ssl/etcd/ca.pem",
                "--kubelet-client-certificate=/etc/ssl/etcd/master1-master-client.pem",
                "--kubelet-client-key=/etc/ssl/etcd/master1-master-client-key.pem",
            ),
            mounts=("/etc/kubernetes/ssl", "/etc/ssl/certs"),
            image="gcr.io/google_containers/hyperkube:v1.1.7",
            probe="",
            version=None,
            code=255,
            form="docker",
        ).there("/etc/ssl/etcd/master1-master-client.pem"),
    ),
    report(
        "kubernetes/minikube/issues/7866",
        ["file_missing", "file_not_mounted"],
        A,
        exits(
            A,
            "error: invalid authentication config: open /Users/tasdikrahman/workspace/gojek/jaach/minikube/users.csv: no such file or directory",
            "--basic-auth-file=/Users/tasdikrahman/workspace/gojek/jaach/minikube/users.csv",
            node=Node(name="minikube", version="v1.15.0").absent(
                "/Users/tasdikrahman/workspace/gojek/jaach/minikube/users.csv"
            ),
        ),
    ),
    # No log was shown: the flag and the file, and that the apiserver crashes at once with them.
    report(
        "kubernetes/kubernetes/issues/100296",
        ["file_not_mounted", "unknown"],
        A,
        exits(
            A,
            "",
            "--audit-webhook-config-file=/etc/kubernetes/webhook-config.yaml",
            version="v1.20.4",
        ).file(
            "/etc/kubernetes/webhook-config.yaml",
            "apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    server: http://127.0.0.1:32765/k8s-audit\n  name: falco\n"
            'contexts:\n- context:\n    cluster: falco\n    user: ""\n  name: default-context\n'
            "current-context: default-context\npreferences: {}\nusers: []\n",
        ),
    ),
    # The excerpt ends before the container's log: the flag, a file in a home directory, and a container that does not start.
    report(
        "oomichi/try-kubernetes/issues/25",
        ["file_not_mounted", "unknown"],
        A,
        exits(
            A,
            "",
            "--authentication-token-webhook-config-file=/home/ubuntu/webhook.kubeconfig",
            version="v1.11.0",
        ).there("/home/ubuntu/webhook.kubeconfig"),
    ),
    # The line is the title's. The file's mode is kubeadm's; no AVC is in the excerpt.
    report(
        "ReSearchITEng/kubeadm-playbook/issues/68",
        ["security_module_denied", "file_permission_denied"],
        A,
        exits(
            A,
            "error: unable to load server certificate: open /etc/kubernetes/pki/apiserver.crt: permission denied",
            flags=flags_but(A, "--advertise-address=172.31.52.113"),
            node=Node(name="ip-172-31-52-113", version="v1.13.4"),
        ).there(f"{PKI}/apiserver.crt", mode="0644"),
    ),
    # The apiserver of a tenant's control plane, whose set has no volume for that path; shown as a static pod.
    report(
        "kubernetes-retired/cluster-api-provider-nested/issues/190",
        ["file_not_mounted", "file_missing"],
        A,
        exits(
            A,
            lines(
                "I0721 09:39:51.830823       1 server.go:149] Version: v1.16.2",
                "Error: unable to load client CA file: unable to load client CA file: open /etc/kubernetes/pki/root/tls.crt: no such file or directory",
                "Usage:",
                "  kube-apiserver [flags]",
            ),
            flags=flags_but(A, "--client-ca-file=/etc/kubernetes/pki/root/tls.crt", drop=("--advertise-address",)),
            mounts=("/etc/kubernetes/pki/proxy", "/etc/kubernetes/pki/etcd"),
            version="v1.16.2",
        ),
    ),
    # ---- the manifest directory -------------------------------------------------------------------------------------
    report(
        "kubernetes/website/issues/17565",
        "duplicate_manifest",
        A,
        original_beside_it(),
    ),
    # Opened and saved unchanged; the pod is gone. The ends of the lines are cut in the report and completed.
    report(
        "kubernetes/kubeadm/issues/132",
        ["editor_temporary_file", "unknown"],
        A,
        saved_in_place(
            "v1.5.2",
            "E0123 23:40:05.212028    9030 reflector.go:188] pkg/kubelet/kubelet.go:386: Failed to list *api.Node: Get https://10.118.97.39:6443/api/v1/nodes?fieldSelector=metadata.name%3Dphoton-raxxjw9jm&resourceVersion=0: dial tcp 10.118.97.39:6443: getsockopt: connection refused",
            "E0123 23:40:05.212421    9030 reflector.go:188] pkg/kubelet/config/apiserver.go:44: Failed to list *api.Pod: Get https://10.118.97.39:6443/api/v1/pods?fieldSelector=spec.nodeName%3Dphoton-raxxjw9jm&resourceVersion=0: dial tcp 10.118.97.39:6443: getsockopt: connection refused",
            "E0123 23:40:05.431676    9030 event.go:208] Unable to write event: 'Post https://10.118.97.39:6443/api/v1/namespaces/kube-system/events: dial tcp 10.118.97.39:6443: getsockopt: connection refused' (may retry after sleeping)",
        ),
    ),
    # ---- probes -----------------------------------------------------------------------------------------------------
    # The excerpt tells the flag and that the apiserver is restarted again and again from then on; no kubelet line is in it.
    page(
        "https://tonybai.com/2017/08/09/fix-kube-apiserver-restart-exceptionally-in-k8s-1-7-3/",
        "tonybai-anonymous-auth",
        "anonymous_auth_disabled",
        A,
        killed(
            "--anonymous-auth=false",
            version="v1.7.3",
            probe=http_probe(host="127.0.0.1", port=6443, path="/healthz", delay=15),
        ),
    ),
    # Completed: the kubelet's words; a comment tells of the flag and of the 401 at this address.
    report(
        "kubernetes/kubernetes/issues/51076",
        "anonymous_auth_disabled",
        A,
        killed(
            "--anonymous-auth=false",
            "--insecure-port=0",
            "--secure-port=443",
            version="v1.11.2",
            probe=http_probe(host="127.0.0.1", port=443, path="/healthz", delay=15),
        ).kubelet(
            'I0814 09:20:11.331022    2214 prober.go:111] Liveness probe for "kube-apiserver-master-1_kube-system(7e1d3f9bd8a9e5b8a5e0c3a2b2f6a1c4):kube-apiserver" failed (failure): HTTP probe failed with statuscode: 401',
            ago=timedelta(seconds=75),
        ),
        never="probe_targets_disabled_port",
    ),
    # Completed: the lines; the report gives the probe's numbers and what is not done within them.
    report(
        "cozystack/cozystack/pull/1876",
        "probe_too_aggressive",
        A,
        Node(version=None)
        .static_pod(
            A,
            probe=http_probe(host=None, port=6443, path="/livez", delay=0, timeout=1, failures=3, kind="startup"),
        )
        .died(
            A,
            lines(
                "I0118 10:02:31.114215       1 healthz.go:280] poststarthook/rbac/bootstrap-roles check failed: livez",
                "[-]poststarthook/rbac/bootstrap-roles failed: not finished",
            ),
            code=137,
            attempt=7,
            lived=timedelta(seconds=33),
        )
        .kubelet(
            'I0118 10:02:32.220147    1811 kuberuntime_manager.go:1058] "Message for Container of pod" containerName="kube-apiserver" containerStatusID={"Type":"containerd","ID":"1d0c6f"} pod="kube-system/kube-apiserver-master-1" containerMessage="Container kube-apiserver failed startup probe, will be restarted"'
        ),
    ),
    # The probe failed half an hour ago and does not now. Completed: the kubelet's words.
    report(
        "kubernetes/kubernetes/issues/95681",
        None,
        None,
        never="etcd_unreachable",
        node=lives(
            "",
            version="v1.15.3",
            flags=flags_but(A, "--advertise-address=10.47.5.37"),
            probe=http_probe(host="10.47.5.37", port=6443, path="/healthz", delay=15),
        )
        .probe(A, 200, body="ok", url="https://10.47.5.37:6443/healthz", times=3)
        .kubelet(
            'I1019 06:11:40.540213    3120 prober.go:112] Liveness probe for "kube-apiserver-master-1_kube-system(c1b58a9d6a7e5a0b9d7d9a2a7f30a5d1):kube-apiserver" failed (failure): HTTP probe failed with statuscode: 500',
            ago=timedelta(minutes=33),
        ),
    ),
    # Killed after the grace period, not for memory; the probe was made to fail with a rule of iptables.
    report(
        "kubernetes/kubernetes/issues/57707",
        "unknown",
        A,
        Node(name="gke-05f87b26119bc247ce64-b9bf-08d2-vm", version=None)
        .static_pod(A, probe=http_probe(port=8080, path="/healthz", scheme="HTTP", delay=15))
        .died(A, code=137, attempt=4, lived=timedelta(minutes=6), ago=timedelta(seconds=30), form="docker")
        .kubelet(
            'kuberuntime_container.go:561] Killing container "docker://763de1ad420fc26c5fd4997bac7cc44f5c540a123778fc18b636eb24fbc83d5a" with 30 second grace period',
            ago=timedelta(seconds=61),
        )
        .kubelet(
            'kubelet.go:1917] SyncLoop (PLEG): "kube-apiserver-gke-05f87b26119bc247ce64-b9bf-08d2-vm_kube-system(1073a53f8bbfcf5f46fe7e4b66f4663f)", event: &pleg.PodLifecycleEvent{ID:"1073a53f8bbfcf5f46fe7e4b66f4663f", Type:"ContainerDied", Data:"763de1ad420fc26c5fd4997bac7cc44f5c540a123778fc18b636eb24fbc83d5a"}',
            ago=timedelta(seconds=29),
        ),
        never="oom_killed",
    ),
    # A warning of every start in that mode; nothing is said to fail.
    report(
        "rancher/rancher/issues/10366",
        None,
        None,
        never="always_allow_resets_anonymous_auth",
        node=lives(
            "W1118 10:41:12.310844       1 authentication.go:380] AnonymousAuth is not allowed with the AllowAll authorizer.  Resetting AnonymousAuth to false. You should use a different authorizer",
            flags=(
                "--etcd-servers=http://etcd.kubernetes.rancher.internal:2379",
                "--service-cluster-ip-range=10.43.0.0/16",
            ),
            probe="",
            mounts=("/etc/kubernetes/ssl",),
            version="v1.8.3",
        ),
    ),
    # Its reporter takes the warning for the failure; what ends the program the report does not show.
    report(
        "aespinosa/cookbook-kube/issues/24",
        ["unknown", "missing_required_flag"],
        A,
        exits(
            A,
            lines(
                "I0131 12:37:13.678278     736 server.go:112] Version: v1.7.6",
                "W0131 12:37:13.680583     736 authentication.go:368] AnonymousAuth is not allowed with the AllowAll authorizer.  Resetting AnonymousAuth to false. You should use a different authorizer",
            ),
            flags=(),
            probe="",
            mounts=(),
            node=Node(name="pavlov", version="v1.7.6"),
        ),
        never="always_allow_resets_anonymous_auth",
    ),
    # ---- certificates -----------------------------------------------------------------------------------------------
    # Completed: the line around the error.
    report(
        "kubesphere/kubesphere/issues/6185",
        "certificate_renewed_not_reloaded",
        None,
        renewed_and_not_restarted().kubelet(
            'E0918 12:18:40.402113   21877 kubelet_node_status.go:92] "Unable to register node with API server" err="Post \\"https://10.0.0.4:6443/api/v1/nodes\\": x509: certificate has expired or is not yet valid: current time 2024-09-18T12:18:40Z is after 2024-09-10T12:29:33Z" node="master-1"',
            ago=timedelta(seconds=5),
        ),
        never="serving_certificate_expired",
    ),
    # The certificate names the address outside, the kubelet asks for the one inside; nothing of the set says that.
    report(
        "kubernetes/kubernetes/issues/8315",
        None,
        None,
        never="certificate_authority_mismatch",
        node=lives(
            "",
            node=Node(name="e2e-test-filipg-master", version=None)
            .unit("kubelet")
            .kubelet(
                "E0515 10:42:54.160745    3462 reflector.go:130] Failed to list *api.Pod: Get https://10.240.81.1/api/v1beta3/pods?fieldSelector=spec.host%3De2e-test-filipg-master: x509: certificate is valid for 104.155.29.206, not 10.240.81.1"
            ),
            flags=(
                "--etcd_servers=http://127.0.0.1:4001",
                "--secure_port=443",
                "--tls_cert_file=/srv/kubernetes/server.cert",
            ),
            probe="",
            mounts=("/srv/kubernetes",),
            since=timedelta(minutes=40),
        ),
    ),
    # ---- ports ------------------------------------------------------------------------------------------------------
    # Completed: the line; the report says that the port was bound, and that killing the process that had it helped.
    report(
        "nforgeio/neonKUBE/issues/1186",
        ["port_held_by_previous_instance", "port_in_use"],
        A,
        exits(
            A,
            "Error: failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use",
            version=None,
        ),
    ),
    # ---- etcd's clients ---------------------------------------------------------------------------------------------
    # Completed: the line; the title names its head and its end, etcdctl finds the cluster healthy.
    report(
        "kubernetes/kubernetes/issues/71287",
        ["etcd_unreachable", "certificate_authority_mismatch", "unknown"],
        A,
        exits(
            A,
            "F1121 09:41:05.772135    3371 storage_decorator.go:57] Unable to create storage backend: config (&{ /registry [https://172.16.10.70:2379 https://172.16.10.197:2379 https://172.16.10.198:2379] /etc/kubernetes/ssl/etcd-key.pem /etc/kubernetes/ssl/etcd.pem /etc/kubernetes/ssl/etcd-ca.pem true true 1000 0xc420f3e000 <nil> 5m0s 1m0s}), err (context deadline exceeded)",
            flags=flags_but(
                A,
                "--etcd-servers=https://172.16.10.70:2379,https://172.16.10.197:2379,https://172.16.10.198:2379",
                "--etcd-cafile=/etc/kubernetes/ssl/etcd-ca.pem",
                "--etcd-certfile=/etc/kubernetes/ssl/etcd.pem",
                "--etcd-keyfile=/etc/kubernetes/ssl/etcd-key.pem",
            ),
            mounts=("/etc/kubernetes",),
            probe="",
            node=Node(name="kube-node1", version="v1.12.2"),
            code=255,
            lived=timedelta(seconds=20),
        ),
    ),
    # The last line is the title's; what lies between is cut.
    report(
        "kubernetes/kubernetes/issues/96263",
        ["etcd_unreachable", "unknown"],
        A,
        exits(
            A,
            lines(
                "Flag --insecure-port has been deprecated, This flag will be removed in a future version.",
                "I1105 12:26:40.675445       1 server.go:625] external host was not specified, using 10.16.9.11",
                "I1105 12:26:40.675742       1 server.go:163] Version: v1.19.3",
                "I1105 12:26:40.926134       1 plugins.go:158] Loaded 12 mutating admission controller(s) successfully in the following order: NamespaceLifecycle,LimitRanger,ServiceAccount,NodeRestriction,TaintNodesByCondition,Priority,DefaultTolerationSeconds,DefaultStorageClass,StorageObjectInUseProtection,RuntimeClass,DefaultIngressClass,MutatingAdmissionWebhook.",
                "I1105 12:26:40.926152       1 plugins.go:161] Loaded 10 validating admission controller(s) successfully in the following order: LimitRanger,ServiceAccount,Priority,PersistentVolumeClaimResize,RuntimeClass,CertificateApproval,CertificateSigning,CertificateSubjectRestriction,ValidatingAdmissionWebhook,ResourceQuota.",
                "Error: context deadline exceeded",
            ),
            "--insecure-port=0",
            version="v1.19.3",
            lived=timedelta(seconds=21),
        ),
    ),
    # Completed: the last line and its reason; the report says that it fails when it calls etcd at this address.
    report(
        "kubernetes/kubernetes/issues/94709",
        ["etcd_unreachable", "unknown"],
        A,
        exits(
            A,
            lines(
                "Flag --insecure-port has been deprecated, This flag will be removed in a future version.",
                "I0911 08:17:48.963911       1 server.go:625] external host was not specified, using 192.168.5.203",
                "I0911 08:17:48.964275       1 server.go:163] Version: v1.19.0",
                "I0911 08:17:49.493113       1 plugins.go:158] Loaded 12 mutating admission controller(s) successfully in the following order: NamespaceLifecycle,LimitRanger,ServiceAccount,NodeRestriction,TaintNodesByCondition,Priority,DefaultTolerationSeconds,DefaultStorageClass,StorageObjectInUseProtection,RuntimeClass,DefaultIngressClass,MutatingAdmissionWebhook.",
                "I0911 08:17:49.493134       1 plugins.go:161] Loaded 10 validating admission controller(s) successfully in the following order: LimitRanger,ServiceAccount,Priority,PersistentVolumeClaimResize,RuntimeClass,CertificateApproval,CertificateSigning,CertificateSubjectRestriction,ValidatingAdmissionWebhook,ResourceQuota.",
                'W0911 08:17:49.496520       1 clientconn.go:1223] grpc: addrConn.createTransport failed to connect to {https://127.0.0.1:2379  <nil> 0 <nil>}. Err :connection error: desc = "transport: Error while dialing dial tcp 127.0.0.1:2379: connect: connection refused". Reconnecting...',
            ),
            "--insecure-port=0",
            version="v1.19.0",
            lived=timedelta(seconds=21),
            form="docker",
        ),
    ),
    # etcd is up and serves; connections within the node are lost on their way. Completed: the apiserver's line around the title's words.
    report(
        "rootless-containers/bypass4netns/issues/65",
        ["etcd_unreachable", "unknown"],
        A,
        exits(
            A,
            'W0404 10:32:26.118306       1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"',
            node=Node(name="u7s-suda-ws01", version=None)
            .static_pod(E)
            .runs(
                E,
                lines(
                    '{"level":"info","ts":"2024-04-04T10:32:16.394467Z","caller":"embed/serve.go:103","msg":"ready to serve client requests"}',
                    '{"level":"info","ts":"2024-04-04T10:32:16.395287Z","caller":"embed/serve.go:103","msg":"ready to serve client requests"}',
                    '{"level":"info","ts":"2024-04-04T10:32:16.395687Z","caller":"etcdmain/main.go:44","msg":"notifying init daemon"}',
                    '{"level":"info","ts":"2024-04-04T10:32:16.39574Z","caller":"etcdmain/main.go:50","msg":"successfully notified init daemon"}',
                ),
                since=timedelta(minutes=3),
            ),
            lived=timedelta(seconds=21),
        ),
    ),
    # A systemd unit, so the exit is completed.
    report(
        "rancher/rancher/issues/5316",
        "etcd_unreachable",
        A,
        exits(
            A,
            lines(
                "error #1: dial tcp 192.168.1.5:2379: connection refused",
                "E0708 14:26:51.007985    8197 cacher.go:218] unexpected ListAndWatch error: pkg/storage/cacher.go:161: Failed to list *api.Pod: error #0: dial tcp 192.168.1.5:4001: connection refused",
                "error #1: dial tcp 192.168.1.5:2379: connection refused",
                "E0708 14:26:51.008107    8197 cacher.go:218] unexpected ListAndWatch error: pkg/storage/cacher.go:161: Failed to list *api.PersistentVolume: error #0: dial tcp 192.168.1.5:4001: connection refused",
                "error #1: dial tcp 192.168.1.5:2379: connection refused",
                "E0708 14:26:51.008268    8197 cacher.go:218] unexpected ListAndWatch error: pkg/storage/cacher.go:161: Failed to list *api.LimitRange: error #0: dial tcp 192.168.1.5:4001: connection refused",
                "error #1: dial tcp 192.168.1.5:2379: connection refused",
                "E0708 14:26:51.024425    8197 cacher.go:218] unexpected ListAndWatch error: pkg/storage/cacher.go:161: Failed to list *api.Service: error #0: dial tcp 192.168.1.5:4001: connection refused",
            ),
            flags=("--etcd-servers=http://192.168.1.5:4001,http://192.168.1.5:2379",),
            mounts=(),
            probe="",
            node=Node(name="master", version=None),
            code=255,
        ),
    ),
    report(
        "canonical/microk8s/issues/2486",
        ["etcd_unreachable", "unknown"],
        None,
        carrier(
            KUBELITE,
            "microk8s.daemon-kubelite",
            "Error: context deadline exceeded",
            "F0731 12:52:31.422617 3250825 daemon.go:67] API Server exited context deadline exceeded",
            "k8s.io/kubernetes/vendor/k8s.io/klog/v2.Fatalf(...)",
            "\t/build/microk8s/parts/k8s-binaries/build/go/src/github.com/kubernetes/kubernetes/_output/local/go/src/k8s.io/kubernetes/vendor/k8s.io/klog/v2/klog.go:1509",
            "k8s.io/kubernetes/cmd/kubelite/app/daemons.StartAPIServer(0xc00053fa00, 0x1a, 0x20, 0xc00002b800)",
            status=255,
        ),
    ),
    # "Everything works": a connection given up by its own side, one of 170000.
    report(
        "kubernetes-sigs/kubespray/issues/12526",
        None,
        None,
        never="certificate_authority_mismatch",
        node=lives(
            'W0904 06:07:25.495676       1 logging.go:55] [core] [Channel #170851 SubChannel #170853]grpc: addrConn.createTransport failed to connect to {Addr: "10.40.80.2:2379", ServerName: "10.40.80.2:2379", }. Err: connection error: desc = "transport: authentication handshake failed: context canceled"',
            flags=flags_but(
                A,
                "--etcd-servers=https://10.40.80.1:2379,https://10.40.80.2:2379,https://10.40.80.3:2379",
                "--etcd-cafile=/etc/ssl/etcd/ssl/ca.pem",
                "--etcd-certfile=/etc/ssl/etcd/ssl/node-master01.pem",
                "--etcd-keyfile=/etc/ssl/etcd/ssl/node-master01-key.pem",
            ),
            mounts=(PKI, "/etc/ssl/certs", "/etc/ssl/etcd/ssl"),
            node=Node(name="master01", version="v1.31.4"),
        ),
    ),
    # ---- hooks, webhooks, aggregated APIs ---------------------------------------------------------------------------
    report(
        "k3s-io/k3s/issues/6815",
        "admission_webhook_deadlock",
        None,
        carrier(
            "k3s",
            "k3s",
            'time="2023-01-25T11:18:28-05:00" level=fatal msg="Failed to register service-controller handlers: Internal error occurred: failed calling webhook \\"rancher.cattle.io.namespaces\\": failed to call webhook: Post \\"https://rancher-webhook.cattle-system.svc:443/v1/webhook/validation/namespaces?timeout=10s\\": proxy error from 127.0.0.1:6443 while dialing 10.42.0.12:9443, code 503: 503 Service Unavailable"',
            name="rocky9-again",
        ),
    ),
    # Outside the set: the apiserver does not answer itself in time; why, the report does not tell.
    report(
        "kubernetes/kubernetes/issues/74729",
        ["unknown", "component_overloaded", "etcd_slow_disk", "etcd_unreachable"],
        A,
        exits(
            A,
            lines(
                'E0228 22:49:47.539904    9384 status.go:64] apiserver received an error that is not an metav1.Status: &errors.errorString{s:"http: Handler timeout"}',
                'E0228 22:49:47.540060    9384 status.go:64] apiserver received an error that is not an metav1.Status: &errors.errorString{s:"context canceled"}',
                "E0228 22:49:47.540323    9384 reflector.go:205] k8s.io/kubernetes/pkg/client/informers/informers_generated/internalversion/factory.go:129: Failed to list *core.Namespace: the server was unable to return a response in the time allotted, but may still be processing the request (get namespaces)",
                'F0228 22:49:48.523563    9384 hooks.go:188] PostStartHook "scheduling/bootstrap-system-priority-classes" failed: unable to add default system priority classes: the server was unable to return a response in the time allotted, but may still be processing the request (get priorityclasses.scheduling.k8s.io system-node-critical)',
            ),
            probe="",
            version=None,
            code=255,
            lived=timedelta(seconds=63),
        ),
        never="admission_webhook_deadlock",
    ),
    # On a Raspberry Pi; switching the feature off helped. Completed: the line's head and tail around the title's words.
    report(
        "kubernetes/kubernetes/issues/97525",
        ["unknown", "component_overloaded", "etcd_slow_disk"],
        A,
        exits(
            A,
            'F1228 11:20:53.401266       1 hooks.go:203] PostStartHook "priority-and-fairness-config-producer" failed: failed creating mandatory flowcontrol settings: failed getting mandatory FlowSchema exempt due to the server was unable to return a response in the time allotted, but may still be processing the request (get flowschemas.flowcontrol.apiserver.k8s.io exempt), will retry later',
            node=Node(name="raspberrypi", version="v1.20.1"),
            code=255,
            lived=timedelta(seconds=75),
        ),
        never="admission_webhook_deadlock",
    ),
    # An aggregated API whose service does not answer; the apiserver itself runs and is slow to its clients.
    report(
        "kubernetes/kubernetes/issues/56430",
        None,
        None,
        never="etcd_unreachable",
        node=lives(
            lines(
                "I1127 15:37:06.669483       1 controller.go:105] OpenAPI AggregationController: Processing item v1beta1.metrics.k8s.io",
                "E1127 15:37:36.837123       1 controller.go:111] loading OpenAPI spec for \"v1beta1.metrics.k8s.io\" failed with: failed to retrieve openAPI spec, http error: ResponseCode: 503, Body: Error: 'dial tcp 10.12.185.191:443: i/o timeout'",
                "Trying to reach: 'https://10.12.185.191:443/swagger.json', Header: map[]",
                "I1127 15:37:36.837147       1 controller.go:119] OpenAPI AggregationController: action for item v1beta1.metrics.k8s.io: Rate Limited Requeue.",
            ),
            node=Node(name="kubemaster", version=None),
        ),
    ),
)
