"""Public reports of the control plane's own programs on any installer, searched with operators' words, met blind.

They are shown as those of further.py are. A systemd unit or a plain container of a control plane program is shown as a
static pod.
"""

from datetime import timedelta

from incidents.builder import NOW, PKI, Node
from incidents.certificates import certificate
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet, report

RKE = "/etc/kubernetes/ssl"


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def carrier(unit, by, *said, version=None, status=1, restarts=57):
    """A unit that carries the control plane, says so and ends, again and again."""
    node = Node(version=version)
    node.unit(unit, "activating", "auto-restart", restarts, Result="exit-code", ExecMainStatus=status)
    return node.journal(unit, *said, by=by)


def rke_etcd(name, *, until, image="rancher/coreos-etcd:v3.2.24"):
    """RKE's etcd with its certificate on disk."""
    pem, key = f"{RKE}/kube-etcd-{name}.pem", f"{RKE}/kube-etcd-{name}-key.pem"
    node = Node(version=None).static_pod(
        E,
        image=image,
        flags=(
            f"--cert-file={pem}",
            f"--key-file={key}",
            f"--peer-cert-file={pem}",
            f"--peer-key-file={key}",
            f"--trusted-ca-file={RKE}/kube-ca.pem",
            "--client-cert-auth=true",
            "--data-dir=/var/lib/rancher/etcd/",
        ),
        mounts=("/var/lib/rancher/etcd", RKE),
        edited=timedelta(days=366),
    )
    return node.file(
        pem, certificate("kube-etcd", issuer="kube-ca", until=until, since=timedelta(days=365) - abs(until))
    )


def renewed_etcd():
    """Its certificate was renewed on disk ten days ago; the process is a year old and still presents the first one."""
    node = rke_etcd("10-0-0-4", until=timedelta(days=355))
    node.listed[f"{RKE}/kube-etcd-10-0-0-4.pem"]["mtime"] = (NOW - timedelta(days=10)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    old = certificate("kube-etcd", issuer="kube-ca", until=timedelta(days=-1), since=timedelta(days=366))
    return node.serves(old, 2379).runs(
        E,
        '2019-07-02 07:41:10.221904 I | embed: rejected connection from "10.0.0.5:43210" (error "tls: failed to verify client\'s certificate: x509: certificate has expired or is not yet valid", ServerName "")',
        since=timedelta(days=366),
    )


def early(path, name, issuer, ahead):
    """A node with a certificate that is not valid before a later hour, by its own clock."""
    pem = certificate(name, issuer=issuer, since=-ahead, until=timedelta(days=365))
    return Node(version=None).file(path, pem)


FURTHER_SIXTEENTH_UPPER = (
    # ---- files ------------------------------------------------------------------------------------------------------
    # The directory is only mounted with one replica. Completed: the flag, by its path.
    report(
        "kinvolk/lokomotive/issues/347",
        ["file_missing", "file_not_mounted"],
        A,
        exits(
            A,
            lines(
                "Flag --insecure-port has been deprecated, This flag will be removed in a future version.",
                "I0425 12:13:32.553216       1 server.go:656] external host was not specified, using 10.0.14.30",
                "I0425 12:13:32.553634       1 server.go:153] Version: v1.18.2",
                "Error: invalid authentication config: open /run/kube-apiserver/token-auth-file: no such file or directory",
                "Usage:",
                "  kube-apiserver [flags]",
            ),
            "--insecure-port=0",
            "--token-auth-file=/run/kube-apiserver/token-auth-file",
            version="v1.18.2",
        ),
    ),
    # The set-up's container was denied writing the file. Completed: the fatal line, which the excerpt cuts off.
    report(
        "kubernetes/kubernetes/issues/19980",
        ["file_missing", "file_not_mounted", "file_permission_denied"],
        A,
        exits(
            A,
            "F0125 00:11:15.093241       1 server.go:319] Invalid Authentication Config: open /srv/kubernetes/basic_auth.csv: no such file or directory",
            "--basic-auth-file=/srv/kubernetes/basic_auth.csv",
            image="gcr.io/google_containers/hyperkube-amd64:v1.2.0-alpha.6",
            mounts=("/srv/kubernetes",),
            version="v1.2.0-alpha.6",
            code=255,
        ),
    ),
    # The first of the two states told of. Completed: the line, as this version prints it.
    report(
        "kubernetes/kubernetes/issues/60844",
        "file_not_mounted",
        A,
        exits(
            A,
            "invalid authentication config: open /etc/kubernetes/basic_auth.csv: no such file or directory",
            "--authorization-policy-file=/etc/kubernetes/abac_policy.json",
            "--basic-auth-file=/etc/kubernetes/basic_auth.csv",
            version="v1.9.3",
        )
        .there("/etc/kubernetes/basic_auth.csv")
        .there("/etc/kubernetes/abac_policy.json"),
    ),
    report(
        "rancher/terraform-provider-rke/issues/169",
        "audit_policy_invalid",
        A,
        exits(
            A,
            lines(
                "I0212 12:31:11.888844    1 server.go:149] Version: v1.16.6",
                "Error: loading audit policy file: unknown group version field audit.k8s.io/__internal, Kind=Policy in policy: from file /etc/kubernetes/audit-policy.yaml",
            ),
            "--audit-policy-file=/etc/kubernetes/audit-policy.yaml",
            "--audit-log-path=-",
            mounts=("/etc/kubernetes",),
            version="v1.16.6",
        ).file(
            "/etc/kubernetes/audit-policy.yaml",
            "metadata:\n  creationTimestamp: null\nrules:\n- level: Metadata\n",
        ),
    ),
    # ---- the command line -------------------------------------------------------------------------------------------
    # The title has the line; the flags are in images and are not shown.
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/641",
        "missing_required_flag",
        A,
        exits(A, "Error: --etcd-servers must be specified", flags=(), version=None),
    ),
    report(
        "clastix/kamaji/issues/1120",
        ["invalid_flag_value", "unknown"],
        A,
        exits(
            A,
            'E0326 13:22:36.127190       1 run.go:72] "command failed" err="--authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined"',
            "--authorization-config=/etc/kubernetes/authorization/config.yaml",
            mounts=(PKI, "/etc/ssl/certs", "/etc/kubernetes/authorization"),
            version=None,
        ),
        never="authentication_config_invalid",
    ),
    report(
        "k3s-io/k3s/issues/12041",
        ["invalid_flag_value", "unknown"],
        None,
        carrier(
            "k3s",
            "k3s",
            "Error: --authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined",
            version="v1.32.1",
        ).journal(
            "k3s",
            "k3s.service: Main process exited, code=exited, status=1/FAILURE",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
        never="authentication_config_invalid",
    ),
    # Completed: the line, from the source of that version; the addresses are the report's, the range's length is not.
    report(
        "kubernetes/kubernetes/issues/111671",
        ["invalid_flag_value", "unknown"],
        A,
        exits(
            A,
            'E0803 17:20:11.402817       1 run.go:74] "command failed" err="error creating bootstrap controller: service IP family \\"fdff:ffff:1234:6754::/108\\" must match public address family \\"52.188.128.76\\""',
            "--service-cluster-ip-range=fdff:ffff:1234:6754::/108,10.0.0.0/16",
            "--advertise-address=52.188.128.76",
            version="v1.24.0",
        ),
        never="node_address_missing",
    ),
    # ---- outside the closed set -------------------------------------------------------------------------------------
    # The excerpt's last line is cut.
    report(
        "kubernetes/kubeadm/issues/741",
        "unknown",
        A,
        exits(
            A,
            lines(
                "I0329 19:10:50.856076       1 server.go:121] Version: v1.9.6",
                "I0329 19:10:50.856317       1 cloudprovider.go:59] --external-hostname was not specified. Trying to get it from the cloud provider.",
                "I0329 19:10:50.856446       1 aws.go:1000] Building AWS cloudprovider",
                "I0329 19:10:50.856506       1 aws.go:963] Zone not specified in configuration file; querying AWS metadata service",
                'error setting the external host value: "aws" cloud provider could not be initialized: could not init cloud provider "aws": error finding instanc',
            ),
            "--cloud-provider=aws",
            version="v1.9.6",
        ),
        never="invalid_flag_value",
    ),
    # The kubelet's and the controller-manager's message is the same; these lines are the kubelet's.
    report(
        "rancher/rancher/issues/6849",
        "unknown",
        UNIT,
        kubelet(
            "I1130 23:20:28.213336   18591 rancher.go:639] ExternalID [hussein-ha-k8s1]",
            "I1130 23:20:28.213370   18591 rancher.go:645] InstanceID [hussein-ha-k8s1]",
            "I1130 23:20:28.213594   18591 server.go:118] Starting to listen on 0.0.0.0:10250",
            "panic: runtime error: invalid memory address or nil pointer dereference",
            "[signal 0xb code=0x1 addr=0x0 pc=0x128d595]",
            "",
            "goroutine 98 [running]:",
            "panic(0x30c29e0, 0xc82001c0b0)",
            "\t/usr/local/go/src/runtime/panic.go:481 +0x3e6",
            "k8s.io/kubernetes/pkg/cloudprovider/providers/rancher.(*CloudProvider).InstanceID(0xc820adf",
            version="v1.4.6",
            status=2,
        ),
    ),
    # `localhost` was not in /etc/hosts. Completed: the line, as another report of that version has it.
    report(
        "kubernetes/kubernetes/issues/44236",
        "unknown",
        A,
        exits(
            A,
            "F0409 10:02:31.118204       1 controller.go:128] Unable to perform initial IP allocation check: unable to refresh the service IP block: Get https://localhost:6443/api/v1/services: dial tcp: lookup localhost on 8.8.8.8:53: no such host",
            version="v1.6.0",
            code=255,
        ),
        never="etcd_unreachable",
    ),
    # RKE's container of docker's. Completed: the reason's name.
    report(
        "rancher-archives/rke/issues/3304",
        ["container_create_failed", "host_path_unusable"],
        KCM,
        Node(version="v1.23.10")
        .static_pod(KCM, image="rancher/hyperkube:v1.23.10-rancher1")
        .waits(
            KCM,
            "CreateContainerError",
            "Error response from daemon: get 5c876d375046f4aad9745a621ab5b38b6b78141b79baeff1c23af472d95a2848: no such volume",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/39530",
        "image_unavailable",
        A,
        Node(name="centos72", version="v1.5.0")
        .unit("kubelet")
        .static_pod(A, image="gcr.io/google_containers/kube-apiserver-amd64:v1.5.0")
        .waits(
            A,
            "ErrImagePull",
            "image pull failed for gcr.io/google_containers/kube-apiserver-amd64:v1.5.0, this may be because there are no credentials on this request.  details: (Error while pulling image: Get http://gcr.io/v1/repositories/google_containers/kube-apiserver-amd64/images: dial tcp 127.0.0.1:80: getsockopt: connection refused)",
        )
        .kubelet(
            "E0107 17:10:18.387760    3345 docker_manager.go:2324] container start failed: ErrImagePull: image pull failed for gcr.io/google_containers/kube-apiserver-amd64:v1.5.0, this may be because there are no credentials on this request.  details: (Error while pulling image: Get http://gcr.io/v1/repositories/google_containers/kube-apiserver-amd64/images: dial tcp 127.0.0.1:80: getsockopt: connection refused)",
        ),
    ),
    # ---- encryption and admission by others -------------------------------------------------------------------------
    # The second of two excerpts, five minutes after the first one's start. Completed: the end of that attempt.
    report(
        "ondat/trousseau/issues/245",
        "kms_plugin_unavailable",
        A,
        exits(
            A,
            lines(
                'E0515 17:46:59.903355       1 cacher.go:440] cacher (*core.Secret): unexpected ListAndWatch error: failed to list *core.Secret: unable to transform key "/registry/secrets/default/secret-post-deploy": failed get version from remote KMS provider: rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = "transport: Error while dialing dial unix /opt/vault-kms/vaultkms.socket: connect: no such file or directory"; reinitializing...',
                "I0515 17:47:00.167691       1 storage_scheduling.go:111] all system priority classes are created successfully or already exist.",
                "E0515 17:47:01.025758       1 grpc_service.go:75] failed to create connection to unix socket: /opt/vault-kms/vaultkms.socket, error: dial unix /opt/vault-kms/vaultkms.socket: connect: no such file or directory",
                "W0515 17:47:01.025903       1 logging.go:59] [core] [Channel #3 SubChannel #4] grpc: addrConn.createTransport failed to connect to {",
                '  "Addr": "/opt/vault-kms/vaultkms.socket",',
                '  "ServerName": "/opt/vault-kms/vaultkms.socket",',
                '  "Attributes": null,',
                '  "BalancerAttributes": null,',
                '  "Type": 0,',
                '  "Metadata": null',
                '}. Err: connection error: desc = "transport: Error while dialing dial unix /opt/vault-kms/vaultkms.socket: connect: no such file or directory"',
                "E0515 17:47:01.944001       1 grpc_service.go:75] failed to create connection to unix socket: /opt/vault-kms/vaultkms.socket, error: dial unix /opt/vault-kms/vaultkms.socket: connect: no such file or directory",
            ),
            "--encryption-provider-config=/etc/kubernetes/encryption-config.yaml",
            mounts=(PKI, "/etc/ssl/certs", "/etc/kubernetes", "/opt/vault-kms"),
            version=None,
            code=137,
            lived=timedelta(minutes=4),
        ),
    ),
    # The token of the plugin ran out, the plugin crashed and the apiserver with it. Completed: the lines.
    report(
        "ondat/trousseau/issues/274",
        "kms_plugin_unavailable",
        A,
        exits(
            A,
            lines(
                "I1216 09:12:44.201133       1 healthz.go:261] kms-provider-0 check failed: livez",
                '[-]kms-provider-0 failed: rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = "transport: Error while dialing dial unix /opt/trousseau-kms/trousseau.socket: connect: connection refused"',
            ),
            "--encryption-provider-config=/etc/kubernetes/encryption-config.yaml",
            mounts=(PKI, "/etc/ssl/certs", "/etc/kubernetes", "/opt/trousseau-kms"),
            version=None,
            code=137,
            lived=timedelta(minutes=4),
        ),
    ),
    # After a restart of the cluster, `blocked` as the report says. Completed: that the attempt ended.
    report(
        "kyverno/kyverno/issues/235",
        ["admission_webhook_deadlock", "unknown"],
        A,
        exits(
            A,
            lines(
                "W0723 02:56:35.830140       1 dispatcher.go:68] Failed calling webhook, failing open nirmata.kyverno.mutating-webhook: failed calling admission webhook “nirmata.kyverno.mutating-webhook”: Post https://kyverno-svc.kyverno.svc:443/mutate?timeout=30s: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)",
                "",
                "E0723 02:56:35.830193       1 dispatcher.go:69] failed calling admission webhook “nirmata.kyverno.mutating-webhook”: Post https://kyverno-svc.kyverno.svc:443/mutate?timeout=30s: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)",
            ),
            version=None,
            lived=timedelta(minutes=2),
        ),
        never="proxy_environment",
    ),
    # ---- certificates -----------------------------------------------------------------------------------------------
    # Cured by `update-ca-certificates` and a restart of etcd. Completed: the rest of the unit's state.
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/657",
        ["certificate_authority_mismatch", "host_ca_bundle_missing"],
        E,
        Node(name="controller-0", version=None)
        .static_pod(E, edited=timedelta(hours=1))
        .runs(
            E,
            'rejected connection from "10.240.0.11:45644" (error "remote error: tls: bad certificate", ServerName "") ',
            since=timedelta(minutes=20),
        ),
        sure=False,
    ),
    # Leftovers of an earlier installation, says the maintainer.
    report(
        "easzlab/kubeasz/issues/288",
        "certificate_authority_mismatch",
        E,
        Node(name="master01", version=None)
        .static_pod(
            E,
            flags=(
                "--name=master01",
                "--cert-file=/etc/etcd/ssl/etcd.pem",
                "--key-file=/etc/etcd/ssl/etcd-key.pem",
                "--peer-cert-file=/etc/etcd/ssl/etcd.pem",
                "--peer-key-file=/etc/etcd/ssl/etcd-key.pem",
            ),
            mounts=("/etc/etcd/ssl", "/var/lib/etcd"),
        )
        .runs(
            E,
            lines(
                'rejected connection from "172.16.1.170:33386" (error "EOF", ServerName "")',
                'rejected connection from "172.16.1.170:33388" (error "remote error: tls: bad certificate", ServerName "")',
                'rejected connection from "172.16.1.170:33390" (error "EOF", ServerName "")',
                'rejected connection from "172.16.1.170:33394" (error "remote error: tls: bad certificate", ServerName "")',
            ),
            since=timedelta(minutes=13),
        ),
        sure=False,
    ),
    # A year after the installation. Completed: the clock of the line, and the certificate on disk, past its date as told.
    report(
        "rancher-archives/rke/issues/1208",
        ["etcd_server_certificate_expired", "serving_certificate_expired", "etcd_client_certificate_expired"],
        E,
        rke_etcd("10-0-0-4", until=timedelta(days=-2)).runs(
            E,
            '2019-03-18 07:02:44.120331 I | etcdmain: rejected connection from "10.x.x.x:2580" (error "remote error: tls: bad certificate", ServerName "")',
            since=timedelta(days=366),
        ),
    ),
    # etcd is not restarted by the rotation. Completed: the line, and the dates on disk and on the port, as told.
    report("rancher/rancher/issues/21278", "certificate_renewed_not_reloaded", E, renewed_etcd()),
    # The hardware's clock was wrong; `openssl verify` finds the certificates not yet valid on that machine.
    report(
        "poseidon/matchbox/issues/374",
        "clock_skew",
        A,
        early(f"{PKI}/apiserver.crt", "kube-apiserver", "kube-ca", timedelta(hours=7))
        .file(f"{PKI}/ca.crt", certificate("kube-ca", issuer="kube-ca", since=-timedelta(hours=7), is_ca=True))
        .static_pod(A)
        .runs(
            A,
            "I1118 17:49:06.834244       5 log.go:19] http: TLS handshake error from 10.30.118.155:50860: remote error: bad certificate",
            since=timedelta(minutes=9),
        ),
    ),
    # ---- memory and disks -------------------------------------------------------------------------------------------
    # A control plane node of 8 GB. Completed: the kernel's lines.
    report(
        "SovereignCloudStack/k8s-cluster-api-provider/issues/516",
        "node_out_of_memory",
        A,
        Node(version=None)
        .static_pod(A, edited=timedelta(days=9))
        .died(A, code=137, attempt=12, lived=timedelta(seconds=60))
        .journal(
            "kernel",
            "kube-apiserver invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=-997",
            "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/kubepods/burstable/podx,task=kube-apiserver,pid=48211,uid=0",
            "Out of memory: Killed process 48211 (kube-apiserver) total-vm:8403244kB, anon-rss:6390112kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:13204kB oom_score_adj:999",
        ),
    ),
    # The picture of the pods' states is told of as OOM kills.
    report(
        "kubernetes/kubernetes/issues/98423",
        ["oom_killed", "node_out_of_memory"],
        A,
        Node(version=None)
        .static_pod(A, edited=timedelta(days=9))
        .died(A, code=137, reason="OOMKilled", attempt=2, lived=timedelta(hours=5)),
    ),
    # The leak takes a day to come above 2 GB.
    report(
        "kubernetes/kubernetes/issues/23323",
        ["oom_killed", "node_out_of_memory"],
        A,
        Node(version=None)
        .static_pod(A, edited=timedelta(days=30))
        .died(A, code=137, reason="OOMKilled", attempt=14, lived=timedelta(hours=24)),
    ),
    # Others take the disk for a short while, and the apiserver's probe fails. Completed: both programs' lines.
    report(
        "kubernetes/kubernetes/issues/130229",
        ["etcd_slow_disk", "component_overloaded"],
        None,
        Node(version="v1.31.0")
        .static_pod(E, image="registry.k8s.io/etcd:3.5.15-0", edited=timedelta(days=20))
        .runs(
            E,
            '{"level":"warn","ts":"2025-02-18T03:11:40.120331Z","caller":"etcdserver/util.go:170","msg":"apply request took too long","took":"2.310048121s","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/health\\" ","response":"","error":"context deadline exceeded"}',
            since=timedelta(days=20),
        )
        .static_pod(A, edited=timedelta(days=20))
        .died(
            A,
            lines(
                "I0218 03:11:40.121904       1 healthz.go:261] etcd check failed: livez",
                "[-]etcd failed: error getting data from etcd: context deadline exceeded",
            ),
            code=137,
            attempt=3,
            lived=timedelta(hours=9),
        ),
    ),
    # ---- etcd's members and data ------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/65580",
        "etcd_upgrade_incompatible",
        E,
        exits(
            E,
            lines(
                "2018-06-28 10:39:47.809770 N | etcdserver/membership: updated the cluster version from 3.1 to 3.2",
                "2018-06-28 10:39:47.809807 C | etcdserver/membership: cluster cannot be downgraded (current version: 3.1.12 is lower than determined cluster version: 3.2).",
            ),
            image="k8s.gcr.io/etcd-amd64:3.1.12",
            version="v1.10.5",
        ),
    ),
    # A trial of the rollback's tool. The line is quoted in the text; the log is shown up to where the excerpt ends.
    report(
        "kubernetes/kubernetes/pull/38394",
        "etcd_upgrade_incompatible",
        E,
        exits(
            E,
            lines(
                "2016-12-12 22:46:58.081714 I | etcdmain: etcd Version: 2.3.7",
                "2016-12-12 22:46:58.081793 I | etcdmain: Git SHA: fd17c91",
                "2016-12-12 22:46:58.081806 I | etcdmain: Go Version: go1.6.2",
                "2016-12-12 22:46:58.081819 I | etcdmain: Go OS/Arch: linux/amd64",
                "2016-12-12 22:46:58.081832 I | etcdmain: setting maximum number of CPUs to 12, total number of available CPUs is 12",
                "2016-12-12 22:46:58.081890 W | etcdmain: found invalid file/dir version.txt under data dir /var/etcd/data (Ignore this if you are upgrading etcd)",
                "2016-12-12 22:46:58.081906 N | etcdmain: the server is already initialized as member before, starting as etcd member...",
                "2016-12-12 22:46:58.104410 C | etcdserver: cluster cannot be downgraded (current version: 2.3.7 is lower than determined cluster version: 2.3).",
            ),
            image="gcr.io/google_containers/etcd:2.3.7",
            flags=(
                "--debug",
                "--name=etcd-master",
                "--listen-peer-urls=http://127.0.0.1:2380",
                "--initial-advertise-peer-urls=http://127.0.0.1:2380",
                "--advertise-client-urls=http://127.0.0.1:2379",
                "--listen-client-urls=http://127.0.0.1:2379",
                "--data-dir=/var/etcd/data",
                "--initial-cluster-state=new",
                "--initial-cluster=etcd-master=http://127.0.0.1:2380",
            ),
            mounts=("/var/etcd",),
            version=None,
        ),
    ),
    # From 2.3 on through 3.0 and 3.1. Completed: the panic, as 3.2 prints it.
    report(
        "etcd-io/etcd/issues/9480",
        ["etcd_upgrade_incompatible", "etcd_data_corrupt"],
        E,
        exits(
            E,
            lines(
                "2018-03-22 20:58:11.310442 C | etcdserver: recovering backend from snapshot error: database snapshot file path error: snap: snapshot file doesn't exist",
                "panic: recovering backend from snapshot error: database snapshot file path error: snap: snapshot file doesn't exist",
            ),
            image="quay.io/coreos/etcd:v3.2.17",
            flags=(
                "--name=etcd0",
                "--data-dir=/data",
                "--listen-client-urls=http://127.0.0.1:2379,http://127.0.0.1:4001",
                "--listen-peer-urls=http://127.0.0.1:2380",
                "--initial-cluster-state=new",
            ),
            mounts=("/data",),
            version=None,
            code=2,
        ),
    ),
    # The removed member's last line.
    report(
        "etcd-io/etcd/issues/1488",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            "2014/10/29 14:15:40 the member has been removed",
            flags=(
                "-name=node3",
                "-initial-cluster=node1=http://127.0.0.1:7001,node2=http://127.0.0.1:7002,node3=http://127.0.0.1:7003",
                "-listen-peer-urls=http://127.0.0.1:7003",
                "-listen-client-urls=http://127.0.0.1:4003",
            ),
            image="quay.io/coreos/etcd:v0.5.0",
            version=None,
            code=2,
        ),
    ),
    # The excerpt prints the newest line first; shown in the order of time.
    report(
        "etcd-io/etcd/issues/2676",
        ["etcd_membership_mismatch", "etcd_data_corrupt"],
        E,
        exits(
            E,
            lines(
                "2015/04/15 10:54:28 raft: 4bf9e312b3d80d9a became follower at term 34",
                "2015/04/15 10:54:28 tocommit(180018) is out of range [lastIndex(0)]",
                "panic: tocommit(180018) is out of range [lastIndex(0)]",
                "goroutine 25 [running]:",
                "runtime.panic(0x70a160, 0xc208001360)",
                "/usr/lib/golang/src/pkg/runtime/panic.c:279 +0xf5",
                "log.Panicf(0x8a4150, 0x2c, 0xc2080a2738, 0x2, 0x2)",
                "/usr/lib/golang/src/pkg/log/log.go:314 +0xcd",
                "github.com/coreos/etcd/raft.(*raftLog).commitTo(0xc208018ff0, 0x2bf32)",
                "/root/rpmbuild/BUILD/etcd-2.0.9/src/github.com/coreos/etcd/raft/log.go:177 +0x103",
            ),
            image="quay.io/coreos/etcd:v2.0.9",
            version=None,
            code=2,
        ),
    ),
    # A learner that was removed and is added again, empty. Completed: the panic, by the title.
    report(
        "etcd-io/etcd/issues/21178",
        ["etcd_membership_mismatch", "etcd_data_corrupt", "unknown"],
        E,
        exits(
            E,
            lines(
                '{"level":"info","ts":"2026-01-20T22:49:36.090257-0800","caller":"rafthttp/pipeline.go:72","msg":"started HTTP pipelining with remote peer","local-member-id":"5cda505f2ab9e012","remote-peer-id":"5996a09fdc632a12"}',
                '{"level":"info","ts":"2026-01-20T22:49:36.090294-0800","caller":"rafthttp/transport.go:286","msg":"added new remote peer","local-member-id":"5cda505f2ab9e012","remote-peer-id":"5996a09fdc632a12","remote-peer-urls":["https://etcd-node-2:25688"]}',
                '{"level":"info","ts":"2026-01-20T22:49:36.090441-0800","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"5cda505f2ab9e012 [term: 0] received a MsgHeartbeat message with higher term from 5996a09fdc632a12 [term: 9]"}',
                "panic: tocommit(1482) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?",
            ),
            version=None,
            code=2,
        ),
    ),
    # A member asks two others for their votes, term after term, and gets no answer.
    report(
        "kubernetes/kops/issues/6786",
        "etcd_no_quorum",
        E,
        Node(version=None)
        .static_pod(E, command="etcd-manager", flags=(), image="kopeio/etcd-manager:3.0.20190328")
        .runs(
            E,
            lines(
                "2019-04-17 09:21:43.165186 I | raft: 7adadf7676897c01 became candidate at term 4923",
                "2019-04-17 09:21:43.165198 I | raft: 7adadf7676897c01 received MsgVoteResp from 7adadf7676897c01 at term 4923",
                "2019-04-17 09:21:43.165322 I | raft: 7adadf7676897c01 [logterm: 39, index: 105736474] sent MsgVote request to ab06ef2367302e1 at term 4923",
                "2019-04-17 09:21:43.165366 I | raft: 7adadf7676897c01 [logterm: 39, index: 105736474] sent MsgVote request to 14565ad10ac7011b at term 4923",
                'W0417 09:21:44.368096    5976 controller.go:675] unable to reach member etcdClusterPeerInfo{peer=peer{id:"etcd-us-east-1d" endpoints:"10.20.65.72:3996" }, info=cluster_name:"etcd" node_configuration:<name:"etcd-us-east-1d" peer_urls:"https://etcd-us-east-1d.internal.kube.example.com:2380" client_urls:"https://etcd-us-east-1d.internal.kube.example.com:4001" quarantined_client_urls:"https://etcd-us-east-1d.internal.kube.example.com:3994" >',
            ),
            since=timedelta(hours=2),
        ),
    ),
    # ---- controllers ------------------------------------------------------------------------------------------------
    # A network problem, made on purpose. Completed: the lines.
    report(
        "kubernetes/kubernetes/issues/129613",
        "leader_election_lost",
        KCM,
        exits(
            KCM,
            lines(
                'E0114 08:20:14.102233       1 leaderelection.go:436] error retrieving resource lock kube-system/kube-controller-manager: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": context deadline exceeded',
                "I0114 08:20:15.101870       1 leaderelection.go:297] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition",
                'E0114 08:20:15.102011       1 controllermanager.go:332] "leaderelection lost"',
            ),
            version="v1.31.0",
            lived=timedelta(days=2),
            attempt=1,
        ),
    ),
    # ---- near misses ------------------------------------------------------------------------------------------------
    # A right that the role lacks; the scheduler goes on.
    report(
        "kubernetes/kubernetes/issues/85374",
        None,
        S,
        Node(name="kind-control-plane", version=None)
        .static_pod(S)
        .runs(
            S,
            lines(
                'E1116 01:18:18.836824       1 reflector.go:156] k8s.io/apiserver/pkg/server/dynamiccertificates/configmap_cafile_content.go:209: Failed to list *v1.ConfigMap: configmaps "extension-apiserver-authentication" is forbidden: User "system:kube-scheduler" cannot list resource "configmaps" in API group "" in the namespace "kube-system"',
                'E1116 01:18:19.840537       1 reflector.go:156] k8s.io/apiserver/pkg/server/dynamiccertificates/configmap_cafile_content.go:209: Failed to list *v1.ConfigMap: configmaps "extension-apiserver-authentication" is forbidden: User "system:kube-scheduler" cannot list resource "configmaps" in API group "" in the namespace "kube-system"',
            ),
            since=timedelta(minutes=12),
        ),
        never="apiserver_unreachable",
    ),
    # It runs with a secure port and no certificate. Completed: the line's head.
    report(
        "kubernetes/kubernetes/issues/61381",
        None,
        KCM,
        Node(version=None)
        .static_pod(
            KCM,
            flags=(
                "--service-account-private-key-file=/tmp/kube-serviceaccount.key",
                "--root-ca-file=/var/run/kubernetes/server-ca.crt",
                "--cluster-signing-cert-file=/var/run/kubernetes/server-ca.crt",
                "--cluster-signing-key-file=/var/run/kubernetes/server-ca.key",
                "--kubeconfig=/var/run/kubernetes/controller.kubeconfig",
                "--use-service-account-credentials",
                "--controllers=*",
                "--master=https://localhost:6443",
                "--secure-port=10257",
            ),
            mounts=("/tmp", "/var/run/kubernetes"),
            probe="",
        )
        .runs(
            KCM,
            "I0320 07:40:02.118830       1 logs.go:49] http: TLS handshake error from 127.0.0.1:42079: tls: no certificates configured",
            since=timedelta(minutes=30),
        ),
        never="certificate_authority_mismatch",
    ),
)
