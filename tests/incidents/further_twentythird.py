"""Operators' own notes, exercises and blogs in public repositories, of the control plane, kubelets, runtimes and carriers, met blind in a twenty-third look.

They are shown as those of further.py are. A note in a public repository is met without its address; the comment gives the
number of its stored text.
"""

from datetime import UTC, datetime, timedelta

from incidents.builder import PKI, Node
from incidents.certificates import authority, certificate
from incidents.further import KCM, UNIT, A, E, S, exits
from incidents.further_node import initialised
from incidents.further_twelfth_pages import carrier, flags_but, lines, note, others_run, systemd, told

# A kubeadm manifest of 1.26 as far as its line 67, where the exercise has a tab; the flags and probes are kubeadm's own.
TAB = """apiVersion: v1
kind: Pod
metadata:
  annotations:
    kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: 192.168.1.10:6443
  creationTimestamp: null
  labels:
    component: kube-apiserver
    tier: control-plane
  name: kube-apiserver
  namespace: kube-system
spec:
  containers:
  - command:
    - kube-apiserver
    - --advertise-address=192.168.1.10
    - --allow-privileged=true
    - --authorization-mode=Node,RBAC
    - --client-ca-file=/etc/kubernetes/pki/ca.crt
    - --enable-admission-plugins=NodeRestriction
    - --enable-bootstrap-token-auth=true
    - --etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt
    - --etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt
    - --etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key
    - --etcd-servers=https://127.0.0.1:2379
    - --kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt
    - --kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key
    - --kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname
    - --proxy-client-cert-file=/etc/kubernetes/pki/front-proxy-client.crt
    - --proxy-client-key-file=/etc/kubernetes/pki/front-proxy-client.key
    - --requestheader-allowed-names=front-proxy-client
    - --requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt
    - --requestheader-extra-headers-prefix=X-Remote-Extra-
    - --requestheader-group-headers=X-Remote-Group
    - --requestheader-username-headers=X-Remote-User
    - --secure-port=6443
    - --service-account-issuer=https://kubernetes.default.svc.cluster.local
    - --service-account-key-file=/etc/kubernetes/pki/sa.pub
    - --service-account-signing-key-file=/etc/kubernetes/pki/sa.key
    - --service-cluster-ip-range=10.96.0.0/12
    - --tls-cert-file=/etc/kubernetes/pki/apiserver.crt
    - --tls-private-key-file=/etc/kubernetes/pki/apiserver.key
    image: registry.k8s.io/kube-apiserver:v1.26.0
    imagePullPolicy: IfNotPresent
    livenessProbe:
      failureThreshold: 8
      httpGet:
        host: 192.168.1.10
        path: /livez
        port: 6443
        scheme: HTTPS
      initialDelaySeconds: 10
      periodSeconds: 10
      timeoutSeconds: 15
    name: kube-apiserver
    readinessProbe:
      failureThreshold: 3
      httpGet:
        host: 192.168.1.10
        path: /readyz
        port: 6443
        scheme: HTTPS
      periodSeconds: 1
      timeoutSeconds: 15
    resources:
      requests:
\t\tcpu: 250m
    volumeMounts:
    - mountPath: /etc/ssl/certs
      name: ca-certs
      readOnly: true
    - mountPath: /etc/kubernetes/pki
      name: k8s-certs
      readOnly: true
  hostNetwork: true
  priorityClassName: system-node-critical
  volumes:
  - hostPath:
      path: /etc/ssl/certs
      type: DirectoryOrCreate
    name: ca-certs
  - hostPath:
      path: /etc/kubernetes/pki
      type: DirectoryOrCreate
    name: k8s-certs
"""


def example_address():
    """kubeadm with the configuration that `config print init-defaults` writes: advertiseAddress is still 1.2.3.4."""
    # Completed: the log line's head, the member's name and the node's own address.
    return exits(
        E,
        "2021-04-08 08:12:41.310522 C | etcdmain: listen tcp 1.2.3.4:2380: bind: cannot assign requested address",
        flags=(
            "--advertise-client-urls=https://1.2.3.4:2379",
            f"--cert-file={PKI}/etcd/server.crt",
            "--client-cert-auth=true",
            "--data-dir=/var/lib/etcd",
            "--initial-advertise-peer-urls=https://1.2.3.4:2380",
            "--initial-cluster=node=https://1.2.3.4:2380",
            f"--key-file={PKI}/etcd/server.key",
            "--listen-client-urls=https://127.0.0.1:2379,https://1.2.3.4:2379",
            "--listen-metrics-urls=http://127.0.0.1:2381",
            "--listen-peer-urls=https://1.2.3.4:2380",
            "--name=node",
            f"--trusted-ca-file={PKI}/etcd/ca.crt",
        ),
        image="registry.aliyuncs.com/google_containers/etcd:3.4.13-0",
        node=Node(name="node", version="v1.20.5").host(interfaces={"lo": ["127.0.0.1"], "eth0": ["192.168.0.10"]}),
        form="docker",
        lived=timedelta(seconds=1),
    ).static_pod(A, flags=flags_but(A, "--advertise-address=1.2.3.4"), edited=timedelta(minutes=40))


def restored_as_root():
    """A snapshot was restored by root; etcd runs as the user k8s."""
    return exits(
        E,
        lines(
            "etcd Version: 3.3.7",
            "Git SHA: 56536de55",
            "Go Version: go1.9.6",
            "Go OS/Arch: linux/amd64",
            "setting maximum number of CPUs to 1, total number of available CPUs is 1",
            "error listing data dir: /var/lib/etcd",
        ),
        command="/opt/k8s/bin/etcd",
        flags=(
            "--data-dir=/var/lib/etcd",
            "--name=k8s-node1",
            "--cert-file=/etc/etcd/cert/etcd.pem",
            "--key-file=/etc/etcd/cert/etcd-key.pem",
            "--trusted-ca-file=/etc/kubernetes/cert/ca.pem",
            "--peer-cert-file=/etc/etcd/cert/etcd.pem",
            "--peer-key-file=/etc/etcd/cert/etcd-key.pem",
            "--peer-trusted-ca-file=/etc/kubernetes/cert/ca.pem",
            "--peer-client-cert-auth",
            "--client-cert-auth",
            "--listen-peer-urls=https://192.168.174.128:2380",
            "--initial-advertise-peer-urls=https://192.168.174.128:2380",
            "--listen-client-urls=https://192.168.174.128:2379,http://127.0.0.1:2379",
            "--advertise-client-urls=https://192.168.174.128:2379",
            "--initial-cluster-token=etcd-cluster-0",
            "--initial-cluster=k8s-node1=https://192.168.174.128:2380,k8s-node2=https://192.168.174.129:2380,k8s-node3=https://192.168.174.130:2380",
            "--initial-cluster-state=new",
        ),
        mounts=("/var/lib/etcd", "/etc/etcd/cert", "/etc/kubernetes/cert"),
        probe="",
        node=runs_as_k8s(),
        lived=timedelta(seconds=1),
    )


class _AsK8s(Node):
    """A node whose etcd runs as the user k8s; the user's number is completed."""

    def static_pod(self, program, *extra, **more):
        more.setdefault("more", "  securityContext: {runAsUser: 1001, runAsGroup: 1001}\n")
        return super().static_pod(program, *extra, **more)


def runs_as_k8s():
    """The data directory as root left it: its owner is told, its mode is etcd's own."""
    return _AsK8s(name="k8s-node1", version=None).there("/var/lib/etcd", "directory", "0700")


def wrong_etcd_authority():
    """An exercise on kind: --etcd-cafile names the cluster's CA; issuers and subjects are those that openssl printed."""
    unknown = 'connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"'
    return (
        # Completed: what surrounds the quoted parts of the lines.
        exits(
            A,
            lines(
                'W0820 12:31:02.410233       1 logging.go:55] [core] [Channel #2 SubChannel #3]grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: '
                + unknown,
                "F0820 12:31:22.402871       1 instance.go:226] Error creating leases: error creating storage factory: context deadline exceeded",
            ),
            flags=flags_but(A, f"--etcd-cafile={PKI}/ca.crt"),
            node=Node(name="cka-control-plane", version=None),
            code=255,
            lived=timedelta(seconds=21),
        )
        .file(f"{PKI}/ca.crt", authority("kubernetes"))
        .file(f"{PKI}/etcd/ca.crt", authority("etcd-ca"))
        .file(f"{PKI}/apiserver-etcd-client.crt", certificate("kube-apiserver-etcd-client", issuer="etcd-ca"))
        .static_pod(E)
        .runs(
            E,
            '{"level":"warn","ts":"2025-08-20T12:31:02.409812Z","caller":"embed/config_logging.go:160","msg":"rejected connection on client endpoint","remote-addr":"127.0.0.1:40112","server-name":"","error":"remote error: tls: bad certificate"}',
        )
    )


def path_without_its_s():
    """An exercise: staticPodPath is /etc/kubernetes/manifest, the manifests lie where kubeadm wrote them; no container of them."""
    node = Node(name="controlplane", version=None).unit("kubelet").unit("containerd")
    for program in (E, A, KCM, S):
        node.static_pod(program, edited=timedelta(days=9))
    return node.file(
        "/var/lib/kubelet/config.yaml",
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n"
        "staticPodPath: /etc/kubernetes/manifest\n",
    ).absent("/etc/kubernetes/manifest")


def metadata_semicolon():
    """An exercise: `metadata;` in the apiserver's manifest."""
    node = Node(name="controlplane", version=None).unit("kubelet").static_pod(A, edited=timedelta(minutes=5))
    path = "/etc/kubernetes/manifests/kube-apiserver.yaml"
    node.files[path] = node.files[path].replace("metadata:", "metadata;", 1)
    return node.kubelet(
        'E0823 11:21:56.530513    1504 file.go:187] "Could not process manifest file" err="/etc/kubernetes/manifests/kube-apiserver.yaml: couldn\'t parse as pod(yaml: line 4: could not find expected \':\'), please check config file" path="/etc/kubernetes/manifests/kube-apiserver.yaml"',
        ago=timedelta(seconds=12),
    )


def tab_before_cpu():
    """An exercise: a tab in line 67 of the apiserver's manifest."""
    return (
        Node(name="controlplane", version=None)
        .unit("kubelet")
        .manifest("kube-apiserver.yaml", TAB, edited=timedelta(minutes=5))
        .kubelet(
            'E0225 14:16:02.967711   26952 file.go:187] "Could not process manifest file" err="/etc/kubernetes/manifests/kube-apiserver.yaml: couldn\'t parse as pod(yaml: line 67: found character that cannot start any token), please check config file" path="/etc/kubernetes/manifests/kube-apiserver.yaml"',
            ago=timedelta(seconds=12),
        )
    )


def etcd_port_23000():
    """An exercise of killercoda: --etcd-servers has the port 23000."""
    return (
        exits(
            A,
            lines(
                "I0119 12:27:23.335656       1 options.go:220] external host was not specified, using 172.30.1.2",
                "I0119 12:27:23.336636       1 server.go:148] Version: v1.28.4",
                'I0119 12:27:23.336778       1 server.go:150] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
                "I0119 12:27:23.802711       1 shared_informer.go:311] Waiting for caches to sync for node_authorizer",
                "I0119 12:27:23.804395       1 plugins.go:158] Loaded 12 mutating admission controller(s) successfully in the following order: NamespaceLifecycle,LimitRanger,ServiceAccount,NodeRestriction,TaintNodesByCondition,Priority,DefaultTolerationSeconds,DefaultStorageClass,StorageObjectInUseProtection,RuntimeClass,DefaultIngressClass,MutatingAdmissionWebhook.",
                "I0119 12:27:23.804560       1 plugins.go:161] Loaded 13 validating admission controller(s) successfully in the following order: LimitRanger,ServiceAccount,PodSecurity,Priority,PersistentVolumeClaimResize,RuntimeClass,CertificateApproval,CertificateSigning,ClusterTrustBundleAttest,CertificateSubjectRestriction,ValidatingAdmissionPolicy,ValidatingAdmissionWebhook,ResourceQuota.",
                "I0119 12:27:23.804897       1 instance.go:298] Using reconciler: lease",
                'W0119 12:27:23.806229       1 logging.go:59] [core] [Channel #5 SubChannel #6] grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:23000", ServerName: "127.0.0.1", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:23000: connect: connection refused"',
                # The last line is completed: the report's container still ran, for three seconds.
                "F0119 12:27:43.808802       1 instance.go:291] Error creating leases: error creating storage factory: context deadline exceeded",
            ),
            flags=flags_but(A, "--etcd-servers=https://127.0.0.1:23000", drop=("--advertise-address",)),
            node=Node(name="controlplane", version="v1.28.4"),
            code=255,
            attempt=1,
            lived=timedelta(seconds=21),
        )
        .static_pod(E, edited=timedelta(days=9))
        .runs(E, attempt=1, since=timedelta(minutes=10))
        .static_pod(KCM, edited=timedelta(days=9))
        .runs(KCM, attempt=2, since=timedelta(minutes=9))
        .static_pod(S, edited=timedelta(days=9))
        .runs(S, attempt=2, since=timedelta(minutes=9))
    )


def expired_together():
    """A kubeadm node whose certificates ran out: the apiserver's container cannot be started; `renew all` helped."""
    ended = {"since": timedelta(days=372), "until": timedelta(days=-7)}
    return (
        # Completed: by how many days they are past.
        exits(
            A,
            'W0121 11:09:31.447982       1 clientconn.go:1251] grpc: addrConn.createTransport failed to connect to {127.0.0.1:2379 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: x509: certificate has expired or is not yet valid". Reconnecting...',
            node=Node(version=None).unit("kubelet"),
            form="docker",
            status=False,
        )
        .file(f"{PKI}/apiserver.crt", certificate("kube-apiserver", issuer="kubernetes", **ended))
        .file(f"{PKI}/etcd/server.crt", certificate("etcd-server", issuer="etcd-ca", **ended))
    )


def member_without_its_snapshot():
    """The second of three members after an unclean shutdown; the note quotes the messages, the lines are etcd's."""
    return exits(
        E,
        lines(
            '{"level":"panic","ts":"2026-06-02T09:12:40.114Z","caller":"etcdserver/backend.go:104","msg":"failed to recover v3 backend from snapshot","error":"failed to find database snapshot file (snap: snapshot file doesn\'t exist)"}',
            "panic: failed to recover v3 backend from snapshot",
        ),
        flags=(
            "--name=node-2",
            "--cert-file=/etc/etcd/pki/etcd.crt",
            "--key-file=/etc/etcd/pki/etcd.key",
            "--trusted-ca-file=/etc/etcd/pki/ca.crt",
            "--data-dir=/var/lib/etcd",
            "--initial-cluster=node-1=https://192.168.50.11:2380,node-2=https://192.168.50.12:2380,node-3=https://192.168.50.13:2380",
            "--listen-peer-urls=https://192.168.50.12:2380",
            "--listen-client-urls=https://192.168.50.12:2379,https://127.0.0.1:2379",
        ),
        mounts=("/var/lib/etcd", "/etc/etcd/pki"),
        probe="",
        node=Node(name="node-2", version=None),
        code=2,
        lived=timedelta(seconds=1),
    )


def power_plug_kicked():
    """A single-node cluster in a virtual machine, its power cut for the third time."""
    # Completed: the line's head; the message is what the note quotes.
    return exits(
        E,
        "2018-04-11 13:20:44.108211 C | etcdserver: read wal error (walpb: crc mismatch) and cannot be repaired",
        command="/root/local/bin/etcd",
        flags=(
            "--name=etcd1",
            "--cert-file=/etc/etcd/ssl/etcd.pem",
            "--key-file=/etc/etcd/ssl/etcd-key.pem",
            "--peer-cert-file=/etc/etcd/ssl/etcd.pem",
            "--peer-key-file=/etc/etcd/ssl/etcd-key.pem",
            "--trusted-ca-file=/etc/kubernetes/ssl/ca.pem",
            "--peer-trusted-ca-file=/etc/kubernetes/ssl/ca.pem",
            "--initial-advertise-peer-urls=https://192.168.113.131:2380",
            "--listen-peer-urls=https://192.168.113.131:2380",
            "--listen-client-urls=https://192.168.113.131:2379,//127.0.0.1:2379",
            "--advertise-client-urls=https://192.168.113.131:2379",
            "--initial-cluster-token=etcd-cluster-0",
            "--initial-cluster=etcd1=https://192.168.113.131:2380",
            "--initial-cluster-state=new",
            "--data-dir=/var/lib/etcd",
        ),
        mounts=("/var/lib/etcd", "/etc/etcd/ssl", "/etc/kubernetes/ssl"),
        probe="",
        version=None,
        lived=timedelta(seconds=1),
    )


CONFIG = "/var/lib/kubelet/config.yaml"
FLAGS_ENV = "/var/lib/kubelet/kubeadm-flags.env"


def loops(node, *entries, status=1, restarts=57):
    """A kubelet's journal as it was printed, and systemd starting it again and again."""
    return told(node.kubelet_loops(status=status, restarts=restarts), "kubelet", *entries)


def kubelet_config(*settings):
    """kubeadm's file for the kubelet with these further settings."""
    lines = ("apiVersion: kubelet.config.k8s.io/v1beta1", *settings, "kind: KubeletConfiguration")
    return "\n".join((*lines, "cgroupDriver: systemd", "staticPodPath: /etc/kubernetes/manifests")) + "\n"


def client_ca(path):
    """The kubelet's file names this CA."""
    return kubelet_config(
        f"authentication:\n  anonymous:\n    enabled: false\n  webhook:\n    enabled: true\n  x509:\n    clientCAFile: {path}"
    )


def containerd_of_another_machine():
    """KubeKey brought the binaries of amd64 to an ARM server."""
    node = Node(name="KP-Euler-ZH-01", version="v1.26.5")
    node.unit("containerd", "activating", "auto-restart", 241, Result="exit-code", ExecMainStatus=203)
    node.there("/usr/bin/containerd", mode="0755")
    return told(
        node,
        "containerd",
        *systemd("Starting containerd container runtime..."),
        ("(ntainerd)", "containerd.service: Failed to execute /usr/bin/containerd: Exec format error"),
        ("(ntainerd)", "containerd.service: Failed at step EXEC spawning /usr/bin/containerd: Exec format error"),
        *systemd(
            "containerd.service: Main process exited, code=exited, status=203/EXEC",
            "containerd.service: Failed with result 'exit-code'.",
            "Failed to start containerd container runtime.",
            "containerd.service: Scheduled restart job, restart counter is at 241.",
            "Stopped containerd container runtime.",
        ),
    )


def docker_without_room():
    """Docker's node whose root is full of the containers' logs."""
    node = Node(name="centos", version=None, at=datetime(2022, 5, 15, 0, 21, 40, tzinfo=UTC))
    node.unit("docker", "failed", "failed", 3, Result="exit-code", ExecMainStatus=1)
    # df says 17G, 20K free; the inodes are completed.
    node.host(filesystems=[{"mount": "/", "size_bytes": 17 * 1024**3, "free_bytes": 20480, "free_inodes": 5120}])
    return told(
        node,
        "docker",
        *systemd(
            "docker.service holdoff time over, scheduling restart.",
            "Stopped Docker Application Container Engine.",
            "Starting Docker Application Container Engine...",
        ),
        ("dockerd", 'time="2022-05-14T20:21:01.176566009-04:00" level=info msg="Starting up"'),
        (
            "dockerd",
            "failed to start daemon: Unable to get the TempDir under /var/lib/docker: mkdir /var/lib/docker/tmp: no space left on devic",
        ),
        *systemd(
            "docker.service: main process exited, code=exited, status=1/FAILURE",
            "Failed to start Docker Application Container Engine.",
        ),
    )


def agent_out_of_memory():
    """A container of 384 MiB with k3s' agent: the whole node has no memory left, and containerd was killed too."""
    node = Node(name="front", version=None)
    node.unit("k3s-agent", "activating", "auto-restart", 8, Result="exit-code", ExecMainStatus=1)
    node.journal(
        "kernel",
        "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=system.slice,mems_allowed=0,global_oom,task_memcg=/kubepods/besteffort/podbe1e663f-f7a1-4b90-bdfd-bb30afdf7c37/53463dbb01e95cfa79e16677e4a67317688384cc5b6c54d416b48dce0f406b4c,task=entry,pid=19227,uid=0",
        "Out of memory: Killed process 19227 (entry) total-vm:1656kB, anon-rss:120kB, file-rss:0kB, shmem-rss:0kB",
        ago=timedelta(seconds=60 + 171),
    )
    return told(
        node,
        "k3s-agent",
        ("k3s", "containerd: signal: killed"),
        *systemd(
            "k3s-agent.service: Main process exited, code=exited, status=1/FAILURE",
            "k3s-agent.service: Failed with result 'exit-code'.",
            "k3s-agent.service: Service RestartSec=5s expired, scheduling restart.",
            "k3s-agent.service: Scheduled restart job, restart counter is at 8.",
            "Stopped Lightweight Kubernetes.",
            "k3s-agent.service: Found left-over process 9987 (containerd-shim) in control group while starting unit. Ignoring.",
        ),
    )


def selinux_and_k3s():
    """The agent's binary may not be executed; with SELinux permissive it starts."""
    node = Node(name="localhost", version=None)
    node.unit("k3s-agent", "activating", "auto-restart", 12, Result="exit-code", ExecMainStatus=203)
    node.there("/usr/local/bin/k3s", mode="0755").host(security_modules=["selinux"])
    node.journal(
        "setroubleshootd",
        "SELinux is preventing /usr/lib/systemd/systemd from execute access on the file k3s. For complete SELinux messages run: sealert -l 712cf0b8-1f9f-410b-bc85-51389a867449",
        "SELinux is preventing /usr/lib/systemd/systemd from execute access on the file k3s",
        by="setroubleshoot",
        ago=timedelta(seconds=59),
    )
    return told(
        node,
        "k3s-agent",
        *systemd("Starting Lightweight Kubernetes..."),
        ("sh", "+ /usr/bin/systemctl is-enabled --quiet nm-cloud-setup.service"),
        *systemd(
            "k3s-agent.service: Failed to locate executable /usr/local/bin/k3s: Permission denied",
            "k3s-agent.service: Failed at step EXEC spawning /usr/local/bin/k3s: Permission denied",
            "k3s-agent.service: Main process exited, code=exited, status=203/EXEC",
            "k3s-agent.service: Failed with result 'exit-code'.",
            "Failed to start Lightweight Kubernetes.",
        ),
    )


def dying_disk():
    """A server of RKE2 with a disk of fifteen years; its kubelet ends every five seconds. The times are completed."""
    node = Node(name="master-1", version=None).unit("rke2-server")
    node.journal(
        "kernel",
        "sd 1:0:0:0: [sdb] Sense Key : Medium Error",
        "sd 1:0:0:0: [sdb] Unrecovered read error - auto reallocate failed",
        "EXT4-fs error (device dm-0): inode #2631020: comm kubelet: reading directory lblock 0",
        ago=timedelta(seconds=38),
    )
    return told(
        node,
        "rke2-server",
        ("rke2", 'time="2026-03-14T09:12:04Z" level=error msg="Kubelet exited: exit status 1"'),
        ("rke2", 'time="2026-03-14T09:12:09Z" level=error msg="Kubelet exited: exit status 1"'),
    )


def empty_fstab():
    """A server of k3s that came back from a resize with an empty /etc/fstab: its root stays read-only. The time is completed."""
    return (
        carrier(
            "k3s",
            'time="2026-07-25T14:40:11Z" level=fatal msg="Error: preparing server: failed to generate server dependencies: remove /var/lib/rancher/k3s/server/tls/client-kube-proxy.crt: read-only file system"',
            by="k3s",
            restarts=21,
            name="cp-1",
        )
        .file("/etc/fstab", "")
        .host(
            # 76.3 GiB; how much of it is free is completed.
            filesystems=[
                {
                    "mount": "/",
                    "size_bytes": 81926250496,
                    "free_bytes": 52613349376,
                    "free_inodes": 4718592,
                    "read_only": True,
                }
            ]
        )
    )


def segfault():
    """A kubelet of binaries whose file is damaged: called by hand, it ends likewise; it was installed again."""
    node = Node(name="k8s02", version=None)
    node.unit("kubelet", "activating", "auto-restart", 23, Result="signal", ExecMainStatus=11)
    return told(
        node,
        "kubelet",
        *systemd(
            "kubelet.service: main process exited, code=killed, status=11/SEGV",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
        ),
    )


def kubelite_beside_k3s():
    """microk8s upon a WSL2 where k3s' unit was never stopped; the head of the line is completed."""
    node = carrier(
        "snap.microk8s.daemon-kubelite",
        'E0704 18:22:41.118204    9127 server.go:236] "Failed to listen and serve" err="listen tcp 0.0.0.0:10250: bind: address already in use"',
        by="microk8s.daemon-kubelite",
        restarts=31,
    )
    return node.unit("k3s").socket("k3s-server", 10250, "::", pid=1177)


def agent_beside_a_server():
    """WSL2: the distributions share a loopback, where the first node's containerd has the port. The time is completed."""
    # The process belongs to another distribution and is not seen from here: no socket is shown.
    return carrier(
        "k3s-agent",
        'time="2026-06-18T10:41:07.322418205+08:00" level=fatal msg="Failed to run CRI service" error="stream server error: listen tcp 127.0.0.1:10010: bind: address already in use"',
        by="k3s",
        name="node-02",
    )


def nvidia_twice():
    """k3s 1.34 finds NVIDIA's runtime by itself; a template of containerd's file names it again. The times are completed."""
    node = carrier(
        "k3s",
        'time="2026-02-24T16:20:31Z" level=info msg="Found nvidia container runtime at /usr/bin/nvidia-container-runtime"',
        'time="2026-02-24T16:20:31Z" level=info msg="Using containerd config template at /var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl"',
        'time="2026-02-24T16:20:31Z" level=info msg="Running containerd -c /var/lib/rancher/k3s/agent/etc/containerd/config.toml ..."',
        'time="2026-02-24T16:20:32Z" level=error msg="Sending HTTP/1.1 503 response to 127.0.0.1:43618: runtime core not ready"',
        'time="2026-02-24T16:20:32Z" level=error msg="Shutdown request received: containerd exited: exit status 1"',
        *systemd("k3s.service: Failed with result 'protocol'."),
        by="k3s",
        version="v1.34.5+k3s1",
        restarts=13,
    )
    return node.file(
        "/var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl",
        '{{ template "base" . }}\n\n'
        '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia]\n'
        "  privileged_without_host_devices = false\n"
        '  runtime_type = "io.containerd.runc.v2"\n'
        '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia.options]\n'
        '  BinaryName = "/usr/bin/nvidia-container-runtime"\n',
    )


def broken_download():
    """An agent of RKE2 that takes half an hour for its own image, and is cut off."""
    node = Node(name="kube-prom01", version="v1.25.12+rke2r1")
    node.unit("rke2-agent", "activating", "start", 1, Result="exit-code", ExecMainStatus=1)
    return told(
        node,
        "rke2-agent",
        (
            "rke2",
            'time="2023-08-06T23:35:42+08:00" level=info msg="Extracting file bin/crictl to /var/lib/rancher/rke2/data/v1.25.12-rke2r1-15557ace5a8f/bin/crictl"',
        ),
        (
            "rke2",
            'time="2023-08-06T23:57:16+08:00" level=info msg="Extracting file bin/ctr to /var/lib/rancher/rke2/data/v1.25.12-rke2r1-15557ace5a8f/bin/ctr"',
        ),
        (
            "rke2",
            'time="2023-08-07T00:06:11+08:00" level=info msg="Extracting file bin/kubectl to /var/lib/rancher/rke2/data/v1.25.12-rke2r1-15557ace5a8f/bin/kubectl"',
        ),
        (
            "rke2",
            'time="2023-08-07T00:11:02+08:00" level=fatal msg="failed to extract runtime image: stream error: stream ID 1; INTERNAL_ERROR; received from peer"',
        ),
        *systemd(
            "rke2-agent.service: Main process exited, code=exited, status=1/FAILURE",
            "rke2-agent.service: Failed with result 'exit-code'.",
            "Failed to start Rancher Kubernetes Engine v2 (agent).",
            "rke2-agent.service: Service RestartSec=5s expired, scheduling restart.",
            "rke2-agent.service: Scheduled restart job, restart counter is at 1.",
            "Stopped Rancher Kubernetes Engine v2 (agent).",
            "Starting Rancher Kubernetes Engine v2 (agent)...",
        ),
    )


def worker_role_by_label():
    """RKE2's agent is told to give its node a role that a kubelet may not give. Heads, times and the label's list are completed."""
    node = Node(name="worker-4", version=None)
    node.unit("rke2-agent", "activating", "start", 17, Result="exit-code", ExecMainStatus=1)
    node.file(
        "/etc/rancher/rke2/config.yaml",
        "server: https://192.0.2.10:9345\ntoken: REDACTED\nnode-label:\n  - node-role.kubernetes.io/worker=worker\n",
    )
    return told(
        node,
        "rke2-agent",
        ("rke2", 'time="2026-05-20T07:31:12Z" level=error msg="Kubelet exited: exit status 1"'),
        (
            "rke2",
            "E0520 07:31:17.604218   20117 run.go:72] \"command failed\" err=\"failed to validate kubelet flags: unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [node-role.kubernetes.io/worker]\"",
        ),
        ("rke2", 'time="2026-05-20T07:31:17Z" level=error msg="Kubelet exited: exit status 1"'),
    )


def stale_member():
    """A server of k3s that was uninstalled and put up again while its old member is in etcd still; lines are cut as printed."""
    return carrier(
        "k3s",
        "I0305 20:00:01.029378    9269 options.go:305] unable to set WatchListClient feature gate, err: cannot override default for >",
        'time="2026-03-05T20:00:01Z" level=info msg="Running cloud-controller-manager --allocate-node-cidrs=true --authentication-ku>',
        'time="2026-03-05T20:00:01Z" level=info msg="Server node token is available at /var/lib/rancher/k3s/server/token"',
        'time="2026-03-05T20:00:01Z" level=info msg="To join server node to cluster: k3s server -s https://172.16.1.14:6443 -t ${SER>',
        'time="2026-03-05T20:00:01Z" level=info msg="Agent node token is available at /var/lib/rancher/k3s/server/agent-token"',
        'time="2026-03-05T20:00:01Z" level=info msg="To join agent node to cluster: k3s agent -s https://172.16.1.14:6443 -t ${AGENT>',
        'time="2026-03-05T20:00:01Z" level=info msg="Wrote kubeconfig /etc/rancher/k3s/k3s.yaml"',
        'time="2026-03-05T20:00:01Z" level=info msg="Run: k3s kubectl"',
        'time="2026-03-05T20:00:01Z" level=error msg="Sending HTTP/1.1 503 response to 127.0.0.1:49326: runtime core not ready"',
        'time="2026-03-05T20:00:01Z" level=error msg="Shutdown request received: etcd cluster join failed: duplicate node name found>',
        by="k3s",
        version="v1.34.3+k3s3",
        name="luffy",
    )


def containerd_never_started():
    """After an installation: nobody had started containerd."""
    node = Node(name="it105.alphafashion.cn", version=None).unit("containerd", "inactive", "dead")
    node.absent("/run/containerd/containerd.sock")
    return loops(
        node,
        'I0113 03:25:40.008141    3674 util_unix.go:104] "Using this format as endpoint is deprecated, please consider using full url format." deprecatedFormat="/run/containerd/containerd.sock" fullURLFormat="unix:///run/containerd/containerd.sock"',
        'W0113 03:25:40.008362    3674 clientconn.go:1331] [core] grpc: addrConn.createTransport failed to connect to {/run/containerd/containerd.sock /run/containerd/containerd.sock <nil> 0 <nil>}. Err: connection error: desc = "transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: no such file or directory". Reconnecting...',
        'E0113 03:25:40.008430    3674 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: no such file or directory\\""',
        *systemd(
            "kubelet.service: main process exited, code=exited, status=1/FAILURE",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
        ),
    )


def talos_reserves():
    """Talos: a patch of the kubelet's settings enforces what has no cgroup. Head and end of the kubelet's line are completed."""
    missing = 'must be specified when \\"{0}-reserved\\" or \\"{0}-reserved-compressible\\" included in enforceNodeAllocatable (--enforce-node-allocatable)'
    node = Node(name="torvalds", version=None).kubelet_loops(
        'E0710 17:04:22.310482       1 run.go:72] "command failed" err="failed to validate kubelet configuration, error: [invalid configuration: systemReservedCgroup (--system-reserved-cgroup) '
        + missing.format("system")
        + ", invalid configuration: kubeReservedCgroup (--kube-reserved-cgroup) "
        + missing.format("kube")
        + '], path: &TypeMeta{Kind:,APIVersion:,}"',
        restarts=4,
    )
    return node.journal(
        "kernel",
        '[talos] service[kubelet](Waiting): Error running Containerd(kubelet), going to restart forever: task "kubelet" failed: exit code 1 (last log "")',
    )


def docker_of_another_time():
    """A kubelet of 1.13 above Docker 29; the head is completed."""
    node = initialised(Node(version="v1.13.2")).unit("docker").runtime("29.3.0", name="docker")
    node.file(FLAGS_ENV, 'KUBELET_KUBEADM_ARGS="--network-plugin=cni"\n')
    return node.kubelet_loops(
        "F0518 12:31:08.441267    4120 server.go:261] failed to run Kubelet: failed to create kubelet: failed to get docker version: Error response from daemon: client version 1.38 is too old. Minimum supported API version is 1.40",
        status=255,
    )


def driver_of_a_variable():
    """/etc/sysconfig/kubelet holds a shell's variable where its value was meant; the head is completed."""
    node = Node(name="K8S-master0003", version="v1.14.1").unit("docker")
    node.file(
        "/etc/sysconfig/kubelet",
        'KUBELET_EXTRA_ARGS="--cgroup-driver=$DOCKER_CGROUPS --pod-infra-container-image=registry.cn-hangzhou.aliyuncs.com/google_containers/pause-amd64:3.1"\n',
    )
    return node.kubelet_loops(
        'F0331 11:52:40.218834   16022 server.go:265] failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "$DOCKER_CGROUPS" is different from docker cgroup driver: "systemd"',
        status=255,
    )


FURTHER_TWENTYTHIRD = (
    # ---- etcd: addresses and files -------------------------------------------------------------------------------------
    # Text 37160089997.
    note("kubeadm-init-defaults-1-2-3-4", "node_address_missing", E, example_address()),
    # Text 4397387621: the etcd of a cluster of single containers on Windows; the line's head is completed.
    note(
        "hyperkube-docker-windows-etcd",
        ["node_address_missing", "unknown"],
        E,
        exits(
            E,
            "2017-12-20 06:02:11.204410 C | etcdmain: listen tcp 10.29.96.18:2380: bind: cannot assign requested address",
            flags=("--data-dir=/var/lib/data",),
            image="gcr.io/google_containers/etcd:3.1.10",
            mounts=(),
            probe="",
            version="v1.7.11",
            form="docker",
            lived=timedelta(seconds=1),
        ),
    ),
    # Text 46297715361.
    note("restored-by-root-etcd-of-k8s", "file_permission_denied", E, restored_as_root()),
    # Text 62113507855, an exercise on kind: the first break. The line around the quoted error is etcd's.
    note(
        "kind-break-server-certificate",
        "file_missing",
        E,
        exits(
            E,
            '{"level":"fatal","ts":"2025-08-20T12:20:11.031020Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"open /etc/kubernetes/pki/etcd/server-certificate.crt: no such file or directory"}',
            flags=flags_but(E, f"--cert-file={PKI}/etcd/server-certificate.crt"),
            node=Node(name="cka-control-plane", version=None)
            .there(f"{PKI}/etcd/server.crt")
            .absent(f"{PKI}/etcd/server-certificate.crt"),
            lived=timedelta(seconds=1),
        ),
    ),
    # ---- etcd: its data ------------------------------------------------------------------------------------------------
    # Text 11516729501: a playground; a byte of the log was changed.
    note(
        "playground-wal-deadbeat",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            '{"level":"fatal","ts":"2023-12-18T16:30:50.346865Z","caller":"etcdmain/etcd.go:181","msg":"discovery failed","error":"walpb: crc mismatch: expected: 5c35c817 computed: 31aa78c8: in file \'0000000000000000-0000000000000000.wal\' at position: 1008","stacktrace":"go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/etcd.go:181\\ngo.etcd.io/etcd/server/v3/etcdmain.Main\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/main.go:40\\nmain.main\\n\\tgo.etcd.io/etcd/server/v3/main.go:31\\nruntime.main\\n\\truntime/proc.go:267"}',
            flags=("--name=etcd3", "--data-dir=etcd3.etcd"),
            mounts=(),
            probe="",
            version=None,
            lived=timedelta(seconds=1),
        ),
    ),
    # Text 4926560517, a blog.
    note("single-node-power-plug", "etcd_data_corrupt", E, power_plug_kicked()),
    # Text 56188500537.
    note("manual-cluster-node-2", "etcd_data_corrupt", E, member_without_its_snapshot()),
    # ---- the apiserver and its etcd ------------------------------------------------------------------------------------
    # Text 62113507855, the second break.
    note("kind-break-etcd-cafile", "certificate_authority_mismatch", A, wrong_etcd_authority()),
    # Text 41921711254, an exercise; the note says that the apiserver's manifest was to be mended, which file stood there is completed.
    note(
        "lab-tls-docker-unknown-authority",
        "certificate_authority_mismatch",
        A,
        exits(
            A,
            'W0315 09:04:34.564733       1 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {https://127.0.0.1:2379 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: x509: certificate signed by unknown authority". Reconnecting...',
            flags=flags_but(A, f"--etcd-cafile={PKI}/ca.crt"),
            node=Node(name="master", version=None),
            form="docker",
            status=False,
        )
        .static_pod(E)
        .runs(
            E,
            '2020-03-15 09:02:30.385037 I | embed: rejected connection from "127.0.0.1:57620" (error "remote error: tls: bad certificate", ServerName "")',
            attempt=4,
            since=timedelta(minutes=9),
        ),
    ),
    # Text 69345505880, an exercise: the first scenario. What surrounds the quoted parts of the lines is completed.
    note(
        "lab-etcd-servers-10-99-99-99",
        "etcd_unreachable",
        A,
        exits(
            A,
            lines(
                'W0611 03:20:14.220133       1 logging.go:55] [core] [Channel #2 SubChannel #3]grpc: addrConn.createTransport failed to connect to {Addr: "10.99.99.99:2379", ServerName: "10.99.99.99:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 10.99.99.99:2379: connect: connection refused"',
                "F0611 03:20:34.218912       1 instance.go:226] Error creating leases: error creating storage factory: context deadline exceeded",
            ),
            flags=flags_but(A, "--etcd-servers=https://10.99.99.99:2379"),
            node=Node(name="controlplane", version=None).unit("kubelet"),
            code=255,
            lived=timedelta(seconds=21),
        )
        .static_pod(E)
        .runs(E),
    ),
    # Text 37006960358, an exercise: the third fault of it.
    note("lab-etcd-servers-23000", "etcd_unreachable", A, etcd_port_23000()),
    # Text 110913242.
    note(
        "snowdrop-expired-certificates",
        ["serving_certificate_expired", "etcd_server_certificate_expired"],
        A,
        expired_together(),
    ),
    # ---- the apiserver: flags, files, manifests ------------------------------------------------------------------------
    # Text 37006960358, the second fault.
    note(
        "lab-authorization-modus",
        "unknown_flag",
        A,
        exits(
            A,
            "Error: unknown flag: --authorization-modus",
            "--authorization-modus=Node,RBAC",
            flags=flags_but(A, drop=("--authorization-mode", "--advertise-address")),
            node=Node(name="controlplane", version="v1.28.4"),
        ),
    ),
    # Text 20102083870, an exercise.
    note(
        "lab-invalid-argument",
        "unknown_flag",
        A,
        exits(
            A,
            "Error: unknown flag: --this-is-an-invalid-argument",
            "--this-is-an-invalid-argument",
            node=Node(name="controlplane", version=None),
            attempt=1,
        ),
    ),
    # Text 15066404696: the note's "1.4" is 1.14. The flag's other plugins are completed.
    note(
        "notes-initializers-gone",
        "unknown_admission_plugin",
        A,
        exits(
            A,
            'error: enable-admission-plugins plugin "Initializers" is unknown',
            "--enable-admission-plugins=Initializers,NamespaceLifecycle,NodeRestriction,LimitRanger,ServiceAccount,DefaultStorageClass,ResourceQuota",
            version="v1.14.0",
        ),
    ),
    # Text 18674650054, notes of a debugging contest. The line's head is completed.
    note(
        "contest-apisever-etcd-client",
        "file_missing",
        A,
        exits(
            A,
            'E0612 18:03:11.402210       1 run.go:74] "command failed" err="open /etc/kubernetes/pki/apisever-etcd-client.key: no such file or directory"',
            flags=flags_but(A, f"--etcd-keyfile={PKI}/apisever-etcd-client.key"),
            node=Node(version=None)
            .there(f"{PKI}/apiserver-etcd-client.key", mode="0600")
            .absent(f"{PKI}/apisever-etcd-client.key"),
        ),
    ),
    # The same text, the next break, a near miss: something was appended to the certificate's data.
    note(
        "contest-trailing-data",
        None,
        None,
        exits(
            A,
            'E0612 18:21:40.118701       1 run.go:74] "command failed" err="x509: trailing data"',
            node=Node(version=None).there(f"{PKI}/apiserver-etcd-client.crt", mtime="2024-03-12T09:31:00.000000Z"),
        ),
        never="certificate_authority_mismatch",
    ),
    # Text 20384036977, an exercise.
    note("lab-manifest-tab", "manifest_invalid", A, tab_before_cpu()),
    # Text 45531469544, an exercise.
    note("lab-metadata-semicolon", "manifest_invalid", A, metadata_semicolon()),
    # Text 69345505880, the fourth scenario.
    note("lab-static-pod-path-manifest", "static_pod_path_wrong", UNIT, path_without_its_s()),
    # ---- companions ----------------------------------------------------------------------------------------------------
    # Text 69345505880, the seventh scenario; the image's version and the wording of the message are completed.
    note(
        "lab-controller-manager-broken-tag",
        "image_unavailable",
        KCM,
        others_run(Node(name="controlplane", version=None).unit("kubelet"), E, A, S)
        .static_pod(KCM, image="registry.k8s.io/kube-controller-manager:v1.28.4-broken", edited=timedelta(minutes=5))
        .waits(
            KCM,
            "ImagePullBackOff",
            'Back-off pulling image "registry.k8s.io/kube-controller-manager:v1.28.4-broken"',
        ),
    ),
    # Text 69345505880, the second scenario; the line's head is completed.
    note(
        "lab-schedular-conf",
        "file_missing",
        S,
        exits(
            S,
            'E0611 03:31:09.118202       1 run.go:72] "command failed" err="open /etc/kubernetes/schedular.conf: no such file or directory"',
            flags=flags_but(S, "--kubeconfig=/etc/kubernetes/schedular.conf"),
            node=Node(name="controlplane", version=None)
            .there("/etc/kubernetes/scheduler.conf", mode="0600")
            .absent("/etc/kubernetes/schedular.conf"),
        ),
    ),
    # Text 49077889791, an exercise: the end of what the scheduler said, and its manifest.
    note(
        "lab-scheduler-author",
        "unknown_flag",
        S,
        exits(
            S,
            lines(
                "--log-flush-frequency duration        Maximum number of seconds between log flushes (default 5s)",
                '--logging-format string               Sets the log format. Permitted formats: "json" (gated by LoggingBetaOptions), "text".',
                "--v Level                             number for the log level verbosity",
                "--vmodule pattern=N,...               comma-separated list of pattern=N settings for file-filtered logging",
                "",
                "Global flags:",
                "-h, --help                            help for kube-scheduler",
                "      --version version[=true]        --version, --version=raw prints version information and quits; --version=vX.Y.Z... sets the reported version",
                "",
                "Error: unknown flag: --author",
            ),
            flags=(
                "--authentication-kubeconfig=/etc/kubernetes/scheduler.conf",
                "--authorization-kubeconfig=/etc/kubernetes/scheduler.conf",
                "--bind-address=127.0.0.1",
                "--kubeconfig=/etc/kubernetes/scheduler.conf",
                "--leader-elect=true",
                "--author=JohnDoe",
            ),
            node=Node(name="controlplane", version="v1.32.1"),
        ),
    ),
    # Text 39782651811: Kubernetes the hard way with 1.19; the minor version's patch is completed.
    note(
        "hard-way-1-19-scheduler-v1alpha1",
        "component_config_invalid",
        S,
        exits(
            S,
            lines(
                "I1031 03:34:33.747160   89911 registry.go:173] Registering SelectorSpread plugin",
                "I1031 03:34:33.747320   89911 registry.go:173] Registering SelectorSpread plugin",
                'I1031 03:34:33.747614   89911 flags.go:59] FLAG: --add-dir-header="false"',
                'I1031 03:34:33.747709   89911 flags.go:59] FLAG: --address="0.0.0.0"',
                'I1031 03:34:33.750067   89911 flags.go:59] FLAG: --use-legacy-policy-config="false"',
                'I1031 03:34:33.750092   89911 flags.go:59] FLAG: --v="2"',
                'I1031 03:34:33.750117   89911 flags.go:59] FLAG: --version="false"',
                'I1031 03:34:33.750144   89911 flags.go:59] FLAG: --vmodule=""',
                'I1031 03:34:33.750169   89911 flags.go:59] FLAG: --write-config-to=""',
                "I1031 03:34:34.261500   89911 serving.go:331] Generated self-signed cert in-memory",
                'no kind "KubeSchedulerConfiguration" is registered for version "kubescheduler.config.k8s.io/v1alpha1" in scheme "k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:30"',
            ),
            command="/usr/local/bin/kube-scheduler",
            flags=("--config=/etc/kubernetes/config/kube-scheduler.yaml", "--v=2"),
            mounts=("/etc/kubernetes/config",),
            probe="",
            node=Node(name="khw-controller-1", version="v1.19.3").file(
                "/etc/kubernetes/config/kube-scheduler.yaml",
                "apiVersion: kubescheduler.config.k8s.io/v1alpha1\nkind: KubeSchedulerConfiguration\n",
            ),
        ),
    ),
    # Text 70806575418: kind on a laptop whose virtual machine had no memory left, so that etcd's writes became slow.
    note(
        "kind-laptop-lease-lost",
        "leader_election_lost",
        S,
        exits(
            S,
            'E1007 16:40:50.585959       1 server.go:337] "Leaderelection lost"',
            node=Node(name="hw-a-control-plane", version=None),
            lived=timedelta(minutes=4),
        ),
    ),
    # ---- programs ----------------------------------------------------------------------------------------------------
    # Text 4752324823.
    note(
        "kubekey-amd64-containerd-on-arm",
        ["command_not_found", "runtime_unavailable"],
        None,
        containerd_of_another_machine(),
    ),
    # Text 59046089426: nixpkgs' package of 1.35.0 has no kubelet; the path is cut there, systemd's later lines are the usual ones.
    note(
        "nixos-kubernetes-1-35-without-kubelet",
        "command_not_found",
        UNIT,
        loops(
            Node(name="nixos", version="v1.35.0"),
            *systemd(
                "kubelet.service: Failed at step EXEC spawning /nix/store/...-kubernetes-1.35.0/bin/kubelet: No such file or directory",
                "kubelet.service: Main process exited, code=exited, status=203/EXEC",
                "kubelet.service: Failed with result 'exit-code'.",
            ),
            status=203,
        ),
    ),
    # ---- disks -------------------------------------------------------------------------------------------------------
    # Text 2256699821.
    note("docker-var-lib-docker-full", "disk_full", None, docker_without_room()),
    # Text 61419606580.
    note("k3s-cp-1-empty-fstab", "filesystem_damaged", None, empty_fstab()),
    # Text 54604499337.
    note("openkubes-disk-of-fifteen-years", "filesystem_damaged", None, dying_disk()),
    # ---- the kubelet's file ------------------------------------------------------------------------------------------
    # Text 71124785410: an exercise; the line's head and its middle are completed.
    note(
        "node-02-max-pods-quoted",
        "kubelet_config_invalid",
        UNIT,
        initialised(Node(name="node-02", version=None))
        .file(CONFIG, kubelet_config('maxPods: "110"'))
        .kubelet_loops(
            'E0611 08:14:02.551904    5218 run.go:72] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode: json: cannot unmarshal string into Go struct field KubeletConfiguration.maxPods of type int32"',
        ),
    ),
    # Text 55075656156: a worker joins, its kubelet does not come up; head and end of the line are completed.
    note(
        "kubelet-1-34-fields-without-their-gates",
        "kubelet_config_invalid",
        UNIT,
        Node(version="v1.34.0").kubelet_loops(
            'E0302 15:26:48.902417    2841 run.go:72] "command failed" err="failed to validate kubelet configuration, error: [invalid configuration: FeatureGate KubeletCrashLoopBackOffMax not enabled, CrashLoopBackOff.MaxContainerRestartPeriod must not be set, invalid configuration: `imagePullCredentialsVerificationPolicy` must not be set if KubeletEnsureSecretPulledImages feature gate is not enabled], path: &TypeMeta{Kind:,APIVersion:,}"',
            restarts=34,
        ),
    ),
    # Text 56343184874.
    note("talos-enforces-without-cgroups", "kubelet_config_invalid", UNIT, talos_reserves()),
    # Text 45360494113: an exercise.
    note(
        "killercoda-ca-certificate-in-capitals",
        ["file_missing", "kubelet_config_invalid"],
        UNIT,
        loops(
            initialised(Node(name="controlplane", version="v1.33.2"))
            .file(CONFIG, client_ca("/etc/kubernetes/pki/CA.CERTIFICATE"))
            .there("/etc/kubernetes/pki/ca.crt")
            .absent("/etc/kubernetes/pki/CA.CERTIFICATE"),
            'E0827 22:35:53.418423   37845 run.go:72] "command failed" err="failed to construct kubelet dependencies: unable to load client CA file /etc/kubernetes/pki/CA.CERTIFICATE: open /etc/kubernetes/pki/CA.CERTIFICATE: no such file or directory"',
            *systemd("kubelet.service: Main process exited, code=exited, status=1/FAILURE"),
        ),
    ),
    # Text 49850130835: an exercise.
    note(
        "node01-wrong-ca-file",
        ["file_missing", "kubelet_config_invalid"],
        UNIT,
        loops(
            initialised(Node(name="node01", version=None))
            .file(CONFIG, client_ca("/etc/kubernetes/pki/WRONG-CA-FILE.crt"))
            .absent("/etc/kubernetes/pki/WRONG-CA-FILE.crt"),
            'I0410 03:04:21.236944   14756 server.go:215] "--pod-infra-container-image will not be pruned by the image garbage collector in kubelet and should also be set in the remote runtime"',
            'E0410 03:04:21.238395   14756 run.go:72] "command failed" err="failed to construct kubelet dependencies: unable to load client CA file /etc/kubernetes/pki/WRONG-CA-FILE.crt: open /etc/kubernetes/pki/WRONG-CA-FILE.crt: no such file or directory"',
        ),
    ),
    # Text 2855101359: a new node of the control plane whose `kubeadm join` failed in its preflight; the head is completed.
    note(
        "vsphere-control-plane-not-joined",
        "kubelet_not_initialised",
        UNIT,
        Node(name="guest-cp-x7kqd", version=None, at=datetime(2024, 9, 12, 14, 55, tzinfo=UTC))
        .absent(CONFIG, "/etc/kubernetes/kubelet.conf")
        .kubelet_loops(
            'E0912 14:54:28.117205    2304 run.go:74] "command failed" err="failed to load kubelet config file, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/config.yaml: no such file or directory, path: /var/lib/kubelet/config.yaml"',
            restarts=15,
        ),
    ),
    # ---- flags -------------------------------------------------------------------------------------------------------
    # Text 62045043673.
    note(
        "k3s-shutdown-grace-period-as-a-flag",
        "kubelet_unknown_flag",
        None,
        carrier("k3s", "Error: failed to parse kubelet flag: unknown flag: --shutdown-grace-period", by="k3s"),
    ),
    # Text 61362148806.
    note(
        "rke2-worker-role-by-node-label", ["invalid_flag_value", "kubelet_config_invalid"], None, worker_role_by_label()
    ),
    # Text 52025153234: a child of k3s, moved to 1.35, wrote the file in the form of its own types; its apiserver is shown as a pod.
    note(
        "k8e-1-35-egress-selector-capitals",
        "component_config_invalid",
        A,
        exits(
            A,
            'Error: failed to read egress selector config: strict decoding error: unknown field "EgressSelections"',
            "--egress-selector-config-file=/var/lib/rancher/k8e/server/etc/egress-selector-config.yaml",
            version="v1.35.0",
        ),
    ),
    # ---- runtimes ----------------------------------------------------------------------------------------------------
    # Text 12137027340.
    note("it105-containerd-never-started", "runtime_unavailable", UNIT, containerd_never_started()),
    # Text 54031489162.
    note("k3s-vast-ai-nvidia-twice", ["cri_plugin_disabled", "runtime_unavailable"], None, nvidia_twice()),
    # Text 62635295442.
    note(
        "kubelet-1-13-above-docker-29", ["cri_api_unsupported", "runtime_unavailable"], UNIT, docker_of_another_time()
    ),
    # Text 39931896659.
    note(
        "sysconfig-kubelet-docker-cgroups-variable",
        ["kubelet_cgroup_driver_mismatch", "invalid_flag_value"],
        UNIT,
        driver_of_a_variable(),
    ),
    # Text 7057702197.
    note("rke2-agent-runtime-image-cut-off", "image_unavailable", None, broken_download()),
    # ---- ports -------------------------------------------------------------------------------------------------------
    # Text 61884309095.
    note("k3s-agents-in-wsl2-share-10010", ["port_in_use", "unknown"], None, agent_beside_a_server(), sure=False),
    # Text 61725854872.
    note("microk8s-beside-k3s-10250", "port_in_use", None, kubelite_beside_k3s()),
    # ---- addresses and names -----------------------------------------------------------------------------------------
    # Text 70958846959: the agent was started again while Tailscale's interface was without its address.
    note(
        "k3s-agent-tailscale-without-address",
        "node_address_missing",
        None,
        carrier(
            "k3s-agent",
            'time="2026-10-05T19:32:20Z" level=fatal msg="Error: interface tailscale0 does not have a correct global unicast ip: can\'t find ip for interface tailscale0"',
            *systemd(
                "k3s-agent.service: Main process exited, code=exited, status=1/FAILURE",
                "k3s-agent.service: Failed with result 'exit-code'.",
            ),
            by="k3s",
            restarts=1,
            name="proxmox",
        ).host(interfaces={"lo": ["127.0.0.1", "::1"], "tailscale0": []}),
    ),
    # Text 51920268851: a server is to join by another's name; the time is completed.
    note(
        "k3s-joins-by-a-name-unknown",
        "apiserver_unreachable",
        None,
        carrier(
            "k3s",
            'time="2026-01-28T11:02:47+09:00" level=fatal msg="starting kubernetes: preparing server: failed to get CA certs: Get \\"https://cp-node-a:6443/cacerts\\": dial tcp: lookup cp-node-a: Try again"',
            by="k3s",
            version="v1.27.9+k3s1",
            name="cp-node-c",
        ),
    ),
    # Text 54504079223: the name of the common endpoint is in no DNS; the time is completed.
    note(
        "k3s-home-arpa-in-no-dns",
        "apiserver_unreachable",
        None,
        carrier(
            "k3s",
            'time="2026-07-02T20:17:35Z" level=fatal msg="Error: preparing server: failed to bootstrap cluster data: failed to check if bootstrap data has been initialized: failed to validate token: failed to get CA certs: Get \\"https://k3s.home.arpa:6443/cacerts\\": dial tcp: lookup k3s.home.arpa: device or resource busy"',
            by="k3s",
            name="k8s-rv2-02",
        ),
    ),
    # ---- etcd --------------------------------------------------------------------------------------------------------
    # Text 56247127533.
    note("luffy-old-member-in-etcd", "etcd_membership_mismatch", None, stale_member()),
    # ---- memory, SELinux ---------------------------------------------------------------------------------------------
    # Text 159917885.
    note("front-384-mib-k3s-agent", "node_out_of_memory", None, agent_out_of_memory()),
    # Text 52960607483: confirmed with `setenforce 0`.
    note("k3s-agent-selinux-execute", "security_module_denied", None, selinux_and_k3s()),
    # ---- cgroups -----------------------------------------------------------------------------------------------------
    # Text 69553031742: k3s in a container without privileges, where the cgroups are mounted read-only; shown as a unit.
    note(
        "k3s-in-wslc-cgroups-read-only",
        ["kubelet_cgroup_unsupported", "filesystem_damaged"],
        None,
        carrier(
            "k3s",
            'time="2026-09-14T02:17:38Z" level=fatal msg="Error: failed to evacuate root cgroup: mkdir /sys/fs/cgroup/init: read-only file system"',
            by="k3s",
            version="v1.36.4+k3s1",
            restarts=1,
            name="k3s-cli",
        ).host(cgroup_version=2),
    ),
    # Text 55635566032: k3d above Podman without root; shown as a unit, the time is completed.
    note(
        "k3d-rootless-podman-without-cpuset",
        "kubelet_cgroup_unsupported",
        None,
        carrier(
            "k3s",
            'time="2026-06-13T09:48:20Z" level=fatal msg="Error: failed to find cpuset cgroup (v2)"',
            by="k3s",
            name="k3d-dev-server-0",
        )
        .host(cgroup_version=2)
        .file("/sys/fs/cgroup/cgroup.controllers", "cpu memory pids\n"),
    ),
    # ---- what it is not ----------------------------------------------------------------------------------------------
    # Text 15120457750.
    note("k8s02-kubelet-segfault", None, UNIT, segfault(), never="node_out_of_memory"),
)
