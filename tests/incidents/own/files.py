"""Files that are missing, not mounted, not permitted."""

from incidents import saying
from incidents.builder import PKI, Node
from incidents.own.shapes import KCM, A, E, S, dies, each_form, miss, shows


def missing(path):
    return f"open {path}: no such file or directory"


TOUCH = "/var/lib/etcd/.touch"
RUNS_AS = "  securityContext: {{runAsUser: {}}}\n"
# Where a probe would stand in the container.
NO_CAPABILITIES = "    securityContext: {capabilities: {drop: [ALL]}}\n"
LISTING = "2024-03-12 10:29:52.341519 C | etcdmain: error listing data dir: /var/lib/etcd"
AVC = 'audit: type=1400 audit(1710239395.900:412): avc:  denied  { read } for  pid=2711 comm="etcd" name="etcd" dev="dm-0" ino=4 scontext=system_u:system_r:container_t:s0:c1,c2 tcontext=unconfined_u:object_r:var_lib_t:s0 tclass=dir permissive=0'

FILES = (
    *each_form(
        "file_not_mounted",
        "file_not_mounted",
        f'loading audit policy file: failed to read file path "/etc/kubernetes/audit/policy.yaml": {missing("/etc/kubernetes/audit/policy.yaml")}',
        A,
        "--audit-policy-file=/etc/kubernetes/audit/policy.yaml",
        node=Node().there("/etc/kubernetes/audit/policy.yaml"),
        forms=("klog",),
    ),
    shows(
        "file_not_mounted-token-file",
        "file_not_mounted",
        dies(
            A,
            saying.component("open /etc/kubernetes/tokens.csv: no such file or directory")["cobra"],
            "--token-auth-file=/etc/kubernetes/tokens.csv",
        ).there("/etc/kubernetes/tokens.csv"),
        A,
    ),
    shows(
        "file_missing-ca",
        "file_missing",
        dies(
            KCM,
            'unable to load client CA file "/etc/kubernetes/pki/ca.crt": open /etc/kubernetes/pki/ca.crt: no such file or directory',
            "--client-ca-file=/etc/kubernetes/pki/ca.crt",
        ).absent(f"{PKI}/ca.crt"),
        KCM,
    ),
    shows(
        "file_missing-kubeconfig",
        "file_missing",
        dies(S, saying.component("stat /etc/kubernetes/scheduler.conf: no such file or directory")["klog"]).absent(
            "/etc/kubernetes/scheduler.conf"
        ),
        S,
    ),
    shows(
        "file_missing-etcd-cert",
        "file_missing",
        dies(E, saying.etcd(missing(f"{PKI}/etcd/server.crt"), fatal="failed to start etcd")["zap"]).absent(
            f"{PKI}/etcd/server.crt"
        ),
        E,
    ),
    shows(
        "host_path_unusable-type",
        "host_path_unusable",
        Node()
        .static_pod(E)
        .kubelet(
            'E0312 10:29:00.1    2999 nestedpendingoperations.go:348] Operation for "{volumeName:kubernetes.io/host-path/aa-v0 podName:aa nodeName:}" failed. No retries permitted until 2024-03-12. Error: MountVolume.SetUp failed for volume "v0" (UniqueName: "kubernetes.io/host-path/aa-v0") pod "etcd-master-1" (UID: "aa") : hostPath type check failed: /var/lib/etcd is not a directory'
        ),
        E,
    ),
    shows(
        "host_path_unusable-create",
        "host_path_unusable",
        Node()
        .static_pod(A)
        .waits(
            A,
            "CreateContainerError",
            'failed to generate container "aa" spec: failed to generate spec: failed to mkdir "/etc/ssl/certs": mkdir /etc/ssl/certs: read-only file system',
        ),
        A,
    ),
    *(
        shows(
            f"file_permission_denied-{form}",
            "file_permission_denied",
            dies(E, log).there("/var/lib/etcd", "dir", "0700", uid=0),
            E,
        )
        for form, log in saying.etcd(
            f"cannot access data directory: open {TOUCH}: permission denied", fatal="failed to start etcd"
        ).items()
    ),
    shows(
        "file_permission_denied-key",
        "file_permission_denied",
        dies(
            A,
            saying.component(
                f"failed to load SSL certificate and key (tls server): open {PKI}/apiserver.key: permission denied"
            )["klog"],
        ).there(f"{PKI}/apiserver.key", mode="0600", uid=1000),
        A,
    ),
    shows(
        "file_permission_denied-user-of-the-pod",
        "file_permission_denied",
        dies(E, saying.etcd(f"open {TOUCH}: permission denied")["zap"], more=RUNS_AS.format(996)).there(
            "/var/lib/etcd", "dir", "0700", uid=0
        ),
        E,
    ),
    shows(
        "file_permission_denied-only-above-is-known",
        "file_permission_denied",
        dies(
            E, saying.etcd("open /var/lib/etcd/member/snap: permission denied")["zap"], more=RUNS_AS.format(996)
        ).there("/var/lib/etcd", "dir", "0700", uid=996),
        E,
    ),
    shows(
        "file_permission_denied-root-without-its-capabilities",
        "file_permission_denied",
        dies(E, LISTING, probe=NO_CAPABILITIES).there("/var/lib/etcd", "dir", "0700", uid=1000),
        E,
    ),
    miss(
        "file_permission_denied-listing-by-root",
        "file_permission_denied",
        dies(E, LISTING, more=RUNS_AS.format(0)).there("/var/lib/etcd", "dir", "0700", uid=1000),
    ),
    *(
        miss(
            f"file_permission_denied-{who}",
            "file_permission_denied",
            dies(
                E,
                saying.etcd("cannot access data directory: open /var/lib/etcd: permission denied")["zap"],
                more=RUNS_AS.format(user),
            ).there("/var/lib/etcd", "dir", "0700", uid=owner),
        )
        for who, user, owner in (("root", 0, 1000), ("owner", 996, 996))
    ),
    shows(
        "security_module_denied-selinux",
        "security_module_denied",
        dies(E, saying.etcd("cannot access data directory: open /var/lib/etcd: permission denied")["zap"]).journal(
            "kernel", AVC
        ),
        E,
    ),
    shows(
        "security_module_denied-apparmor",
        "security_module_denied",
        dies(A, saying.component("open /var/log/kubernetes/audit.log: permission denied")["klog"]).journal(
            "kernel",
            'audit: type=1400 audit(1710239395.900:57): apparmor="DENIED" operation="open" profile="cri-containerd.apparmor.d" name="/var/log/kubernetes/audit.log" pid=2711 comm="kube-apiserver" requested_mask="wc" denied_mask="wc" fsuid=0 ouid=0',
        ),
        A,
    ),
    shows(
        "apparmor_parser_missing",
        "apparmor_parser_missing",
        Node()
        .static_pod(A)
        .waits(
            A,
            "CreateContainerError",
            'failed to create containerd container: get apparmor_parser version: exec: "apparmor_parser": executable file not found in $PATH',
        ),
        A,
    ),
    shows(
        "host_ca_bundle_missing",
        "host_ca_bundle_missing",
        dies(
            A,
            saying.component(
                'oidc authenticator: initializing plugin: Get "https://accounts.example.com/.well-known/openid-configuration": x509: certificate signed by unknown authority'
            )["klog"],
            "--oidc-issuer-url=https://accounts.example.com",
            "--oidc-client-id=kubernetes",
            mounts=(PKI,),
        ),
        A,
    ),
    miss(
        "file_missing-other-volume",
        "file_missing",
        dies(
            A,
            saying.component(missing("/etc/kubernetes/audit/policy.yaml"))["klog"],
            "--audit-policy-file=/etc/kubernetes/audit/policy.yaml",
        ).there("/etc/kubernetes/audit/policy.yaml"),
    ),
    miss(
        "file_not_mounted-absent",
        "file_not_mounted",
        dies(A, saying.component(missing(f"{PKI}/nope.crt"))["klog"]).absent(f"{PKI}/nope.crt"),
    ),
    miss(
        "host_path_unusable-file",
        "host_path_unusable",
        dies(A, saying.component(missing(f"{PKI}/nope.crt"))["klog"]).absent(f"{PKI}/nope.crt"),
    ),
    miss(
        "file_permission_denied-avc",
        "file_permission_denied",
        dies(E, saying.etcd("cannot access data directory: open /var/lib/etcd: permission denied")["zap"])
        .there("/var/lib/etcd", "dir", "0700")
        .journal("kernel", AVC),
    ),
    miss(
        "security_module_denied-other-program",
        "security_module_denied",
        dies(
            E, saying.etcd("cannot access data directory: open /var/lib/etcd/.touch: permission denied")["zap"]
        ).journal("kernel", AVC.replace('comm="etcd" name="etcd"', 'comm="sshd" name="passwd"')),
    ),
    miss(
        "certificate_authority-outside",
        "certificate_authority_mismatch",
        dies(
            A,
            saying.component(
                'oidc authenticator: initializing plugin: Get "https://accounts.example.com/.well-known/openid-configuration": x509: certificate signed by unknown authority'
            )["klog"],
            mounts=(PKI,),
        ),
    ),
    miss(
        "service_account_key-serving-pair",
        "service_account_key_invalid",
        dies(
            A,
            saying.component(
                "failed to load SSL certificate and key (tls server): tls: private key does not match public key"
            )["klog"],
        ),
    ),
)
