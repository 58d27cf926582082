"""Operators' own notes, exercises, blogs and post-mortems of the apiserver, etcd and their companions, met blind in a twenty-second look.

They are shown as those of further.py are. A note in a public repository is met without its address; the comment gives the number
of its stored text.
"""

from datetime import timedelta

from incidents.builder import PKI, Node, http_probe
from incidents.further import KCM, A, E, S, exits, report
from incidents.further_twelfth_pages import carrier, flags_but, lines, note

SAFE = '"msg":"check file permission","error":"directory \\"/var/lib/etcd\\" exist, but the permission is \\"drwxr-xr-x\\". The recommended permission is \\"-rwx------\\" to prevent possible unprivileged access to the data"'


def etcd_at(address, name="master-1"):
    """Flags of kubeadm's etcd on that address."""
    return (
        f"--advertise-client-urls=https://{address}:2379",
        f"--cert-file={PKI}/etcd/server.crt",
        "--client-cert-auth=true",
        "--data-dir=/var/lib/etcd",
        f"--initial-advertise-peer-urls=https://{address}:2380",
        f"--initial-cluster={name}=https://{address}:2380",
        f"--key-file={PKI}/etcd/server.key",
        f"--listen-client-urls=https://127.0.0.1:2379,https://{address}:2379",
        f"--listen-peer-urls=https://{address}:2380",
        f"--name={name}",
        f"--peer-cert-file={PKI}/etcd/peer.crt",
        "--peer-client-cert-auth=true",
        f"--peer-key-file={PKI}/etcd/peer.key",
        f"--peer-trusted-ca-file={PKI}/etcd/ca.crt",
        "--snapshot-count=10000",
        f"--trusted-ca-file={PKI}/etcd/ca.crt",
    )


def applied(node, program, uid):
    """The containers of that pod are those of a pod made with `kubectl apply`, named as the program alone."""
    for thing in (*node.containers, *node.sandboxes.values()):
        if thing["labels"]["io.kubernetes.pod.uid"] == uid:
            thing["labels"]["io.kubernetes.pod.name"] = program
            thing.get("annotations", {}).pop("kubernetes.io/config.source", None)
            if thing["metadata"].get("uid") == uid:
                thing["metadata"]["name"] = program
                thing["annotations"]["kubernetes.io/config.source"] = "api"
    return node


def tanzu_moved():
    """A Tanzu management cluster whose nodes got other addresses from DHCP after a reboot."""
    name = "tkg-mgmt-vsphere-20210830120158-control-plane-6ssmn"
    cluster = ",".join(
        f"tkg-mgmt-vsphere-20210830120158-control-plane-{end}=https://192.168.3.{last}:2380"
        for end, last in (("5clpw", 51), ("2zqj7", 53), ("6ssmn", 54))
    )
    flags = [flag for flag in etcd_at("192.168.3.54", name) if not flag.startswith("--initial-cluster=")]
    return (
        Node(name=name, version="v1.20.5+vmware.2")
        .host(interfaces={"lo": ["127.0.0.1"], "eth0": ["192.168.3.53"]})
        .static_pod(
            E,
            flags=(
                *flags,
                f"--initial-cluster={cluster}",
                "--initial-cluster-state=existing",
                "--listen-metrics-urls=http://127.0.0.1:2381",
            ),
            edited=timedelta(days=81),
        )
        .died(
            E,
            lines(
                "[WARNING] Deprecated '--logger=capnslog' flag is set; use '--logger=zap' flag instead",
                "2021-11-19 01:55:33.674396 I | etcdmain: etcd Version: 3.4.13",
                "2021-11-19 01:55:33.674592 I | etcdmain: Git SHA: GitNotFound",
                "2021-11-19 01:55:33.674630 I | etcdmain: Go Version: go1.15.8",
                "2021-11-19 01:55:33.674699 I | etcdmain: Go OS/Arch: linux/amd64",
                "2021-11-19 01:55:33.674714 I | etcdmain: setting maximum number of CPUs to 2, total number of available CPUs is 2",
                "2021-11-19 01:55:33.675045 N | etcdmain: the server is already initialized as member before, starting as etcd member...",
                "[WARNING] Deprecated '--logger=capnslog' flag is set; use '--logger=zap' flag instead",
                "2021-11-19 01:55:33.675264 I | embed: peerTLS: cert = /etc/kubernetes/pki/etcd/peer.crt, key = /etc/kubernetes/pki/etcd/peer.key, trusted-ca = /etc/kubernetes/pki/etcd/ca.crt, client-cert-auth = true, crl-file =",
                "2021-11-19 01:55:33.676068 C | etcdmain: listen tcp 192.168.3.54:2380: bind: cannot assign requested address",
            ),
            lived=timedelta(seconds=1),
        )
    )


def public_address():
    """kubeadm init with the cloud's public address, which no interface of the machine has."""
    node = Node(name="10-254-218-236", version=None)
    node.host(interfaces={"lo": ["127.0.0.1"], "eth0": ["10.254.218.236"]})
    node.static_pod(E, flags=etcd_at("116.85.50.158", "10-254-218-236"), edited=timedelta(minutes=6))
    node.died(
        E,
        lines(
            "2019-02-21 08:55:41.119901 I | etcdmain: etcd Version: 3.2.24",
            "2019-02-21 08:55:41.119957 I | etcdmain: Git SHA: 420a45226",
            "2019-02-21 08:55:41.119962 I | etcdmain: Go Version: go1.8.7",
            "2019-02-21 08:55:41.119966 I | etcdmain: Go OS/Arch: linux/amd64",
            "2019-02-21 08:55:41.119970 I | etcdmain: setting maximum number of CPUs to 1, total number of available CPUs is 1",
            "2019-02-21 08:55:41.120033 I | embed: peerTLS: cert = /etc/kubernetes/pki/etcd/peer.crt, key = /etc/kubernetes/pki/etcd/peer.key, ca = , trusted-ca = /etc/kubernetes/pki/etcd/ca.crt, client-cert-auth = true",
            "2019-02-21 08:55:41.120095 C | etcdmain: listen tcp 116.85.50.158:2380: bind: cannot assign requested address",
        ),
        attempt=6,
        lived=timedelta(seconds=1),
        ago=timedelta(seconds=56),
        form="docker",
    )
    node.static_pod(A, flags=flags_but(A, "--advertise-address=116.85.50.158"), edited=timedelta(minutes=6))
    node.died(A, code=255, attempt=5, lived=timedelta(seconds=21), ago=timedelta(seconds=70))
    for program in (KCM, S):
        node.static_pod(program, edited=timedelta(minutes=6)).runs(program, since=timedelta(minutes=6))
    return node


def localhost_elsewhere():
    """minikube without a VM: the resolver answers another machine's address for localhost."""
    return (
        Node(name="minikube", version=None)
        .host(interfaces={"lo": ["127.0.0.1"], "eth0": ["10.71.84.87"]})
        .static_pod(
            E,
            flags=(
                "--listen-client-urls=https://127.0.0.1:2379",
                "--advertise-client-urls=https://127.0.0.1:2379",
                "--data-dir=/data/minikube",
                "--cert-file=/var/lib/localkube/certs/etcd/server.crt",
                "--key-file=/var/lib/localkube/certs/etcd/server.key",
                "--trusted-ca-file=/var/lib/localkube/certs/etcd/ca.crt",
                "--client-cert-auth=true",
                "--peer-cert-file=/var/lib/localkube/certs/etcd/peer.crt",
                "--peer-key-file=/var/lib/localkube/certs/etcd/peer.key",
                "--peer-trusted-ca-file=/var/lib/localkube/certs/etcd/ca.crt",
                "--peer-client-cert-auth=true",
            ),
            image="k8s.gcr.io/etcd-amd64:3.1.12",
            mounts=("/data/minikube", "/var/lib/localkube/certs/etcd"),
            probe="",
        )
        .died(
            E,
            lines(
                "2018-07-06 06:15:38.384384 I | etcdmain: etcd Version: 3.1.12",
                "2018-07-06 06:15:38.384435 I | etcdmain: Git SHA: 918698add",
                "2018-07-06 06:15:38.384439 I | etcdmain: Go Version: go1.8.7",
                "2018-07-06 06:15:38.384442 I | etcdmain: Go OS/Arch: linux/amd64",
                "2018-07-06 06:15:38.384448 I | etcdmain: setting maximum number of CPUs to 1, total number of available CPUs is 1",
                "2018-07-06 06:15:38.384496 I | embed: peerTLS: cert = /var/lib/localkube/certs/etcd/peer.crt, key = /var/lib/localkube/certs/etcd/peer.key, ca = , trusted-ca = /var/lib/localkube/certs/etcd/ca.crt, client-cert-auth = true",
                "2018-07-06 06:15:38.384502 W | embed: The scheme of peer url http://localhost:2380 is HTTP while peer key/cert files are presented. Ignored peer key/cert files.",
                "2018-07-06 06:15:38.384506 W | embed: The scheme of peer url http://localhost:2380 is HTTP while client cert auth (--peer-client-cert-auth) is enabled. Ignored client cert auth for this url.",
                "2018-07-06 06:15:38.445310 C | etcdmain: listen tcp 10.68.146.116:2380: bind: cannot assign requested address",
            ),
            form="docker",
            lived=timedelta(seconds=1),
        )
    )


def third_member_damaged():
    """One of three stacked members: its database is damaged, its apiserver has no etcd; the other two answer."""
    node = Node(name="cp-03", version=None).unit("kubelet").unit("containerd")
    node.host(interfaces={"lo": ["127.0.0.1"], "ens160": ["192.168.53.20"]})
    node.static_pod(E, flags=etcd_at("192.168.53.20", "cp-03"), edited=timedelta(days=30))
    # Completed: how the stack begins; the report leaves out the end of the panic's line.
    node.died(
        E,
        lines(
            "panic: freepages: failed to get all reachable pages (page 1794: multiple references ...)",
            "",
            "goroutine 126 [running]:",
            "go.etcd.io/bbolt.(*DB).freepages.func2()",
        ),
        code=2,
        attempt=111,
        lived=timedelta(seconds=1),
        ago=timedelta(minutes=2),
    )
    node.static_pod(A, flags=flags_but(A, "--advertise-address=192.168.53.20"), edited=timedelta(days=30))
    # Completed: the lines' heads.
    node.died(
        A,
        lines(
            'W0911 14:20:13.771200       1 logging.go:55] [core] [Channel #2 SubChannel #3]grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"',
            'W0911 14:20:20.102400       1 logging.go:55] [core] [Channel #1 SubChannel #4]grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"',
            "F0911 14:20:27.512800       1 instance.go:226] Error creating leases: error creating storage factory: context deadline exceeded",
        ),
        code=255,
        attempt=115,
        lived=timedelta(seconds=21),
        ago=timedelta(minutes=1),
    )
    return node


def wal_without_snapshot():
    """The same member after only member/snap had been put aside."""
    return (
        Node(name="cp-03", version=None)
        .static_pod(E, flags=etcd_at("192.168.53.20", "cp-03"))
        .died(
            E,
            lines(
                '{"level":"info","ts":"2026-09-11T14:31:02.118340Z","caller":"etcdserver/bootstrap.go:495","msg":"No snapshot found. Recovering WAL from scratch!"}',
                '{"level":"fatal","ts":"2026-09-11T14:31:02.121007Z","caller":"etcdserver/bootstrap.go:509","msg":"failed to open WAL","error":"wal: file not found which matches the snapshot index \'0\'"}',
            ),
            lived=timedelta(seconds=1),
        )
    )


def power_cut():
    """A single master after its machine lost power: etcd, and the apiserver that waits for it."""
    node = Node(name="k8smaster", version=None)
    node.static_pod(E, edited=timedelta(days=30)).died(
        E,
        lines(
            "panic: freepages: failed to get all reachable pages (page 3482471299534041133: out of bounds: 594)",
            "",
            "goroutine 64 [running]:",
            "github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt.(*DB).freepages.func2(0xc4200805a0)",
            "\t/tmp/etcd-release-3.3.10/etcd/release/etcd/gopath/src/github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt/db.go:976 +0xfb",
            "created by github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt.(*DB).freepages",
            "\t/tmp/etcd-release-3.3.10/etcd/release/etcd/gopath/src/github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt/db.go:974 +0x1b7",
        ),
        code=2,
        attempt=110,
        lived=timedelta(seconds=1),
        ago=timedelta(minutes=2),
        form="docker",
    )
    refused = 'grpc: addrConn.createTransport failed to connect to {127.0.0.1:2379 0  <nil>}. Err :connection error: desc = "transport: Error while dialing dial tcp 127.0.0.1:2379: connect: connection refused". Reconnecting...'
    return node.static_pod(A, edited=timedelta(days=30)).died(
        A,
        lines(
            f"W0830 06:25:56.434071       1 clientconn.go:1251] {refused}",
            f"W0830 06:25:56.443032       1 clientconn.go:1251] {refused}",
        ),
        code=255,
        attempt=111,
        lived=timedelta(seconds=21),
        ago=timedelta(minutes=4),
        form="docker",
    )


def openshift_member_damaged():
    """OpenShift on arm64: the third master's etcd, with 1787 restarts."""
    name = "master3.kcp2-arm.iefcu.cn"
    return (
        Node(name=name, version=None)
        .static_pod(
            E,
            flags=(
                f"--name={name}",
                "--data-dir=/var/lib/etcd",
                "--initial-advertise-peer-urls=https://192.168.100.33:2380",
                "--listen-peer-urls=https://0.0.0.0:2380",
                "--advertise-client-urls=https://192.168.100.33:2379",
                "--listen-client-urls=https://0.0.0.0:2379,unixs://192.168.100.33:0",
                "--listen-metrics-urls=https://0.0.0.0:9978",
            ),
            file="etcd-pod.yaml",
            mounts=("/var/lib/etcd",),
            probe="",
        )
        .died(
            E,
            lines(
                '{"level":"info","ts":"2022-08-30T03:04:44.183Z","caller":"embed/etcd.go:598","msg":"pprof is enabled","path":"/debug/pprof"}',
                '{"level":"info","ts":"2022-08-30T03:04:44.184Z","caller":"embed/etcd.go:307","msg":"starting an etcd server","etcd-version":"3.5.0","git-sha":"GitNotFound","go-version":"go1.16.6","go-os":"linux","go-arch":"arm64","max-cpu-set":16,"max-cpu-available":16,"member-initialized":true,"name":"master3.kcp2-arm.iefcu.cn","data-dir":"/var/lib/etcd","wal-dir":"","wal-dir-dedicated":"","member-dir":"/var/lib/etcd/member","force-new-cluster":false,"heartbeat-interval":"100ms","election-timeout":"1s","initial-election-tick-advance":true,"snapshot-count":100000,"snapshot-catchup-entries":5000,"initial-advertise-peer-urls":["https://192.168.100.33:2380"],"listen-peer-urls":["https://0.0.0.0:2380"],"advertise-client-urls":["https://192.168.100.33:2379"],"listen-client-urls":["https://0.0.0.0:2379","unixs://192.168.100.33:0"],"listen-metrics-urls":["https://0.0.0.0:9978"],"cors":["*"],"host-whitelist":["*"],"initial-cluster":"","initial-cluster-state":"existing","initial-cluster-token":"","quota-size-bytes":8589934592,"pre-vote":true,"initial-corrupt-check":false,"corrupt-check-time-interval":"0s","auto-compaction-mode":"periodic","auto-compaction-retention":"0s","auto-compaction-interval":"0s","discovery-url":"","discovery-proxy":"","downgrade-check-interval":"5s"}',
                '{"level":"warn","ts":1661828684.1843698,"caller":"fileutil/fileutil.go:57",' + SAFE + "}",
                "panic: freepages: failed to get all reachable pages (page 4517: multiple references)",
                "",
                "goroutine 78 [running]:",
                "go.etcd.io/bbolt.(*DB).freepages.func2(0x400004e5a0)",
                "        /remote-source/cachito-gomod-with-deps/deps/gomod/pkg/mod/go.etcd.io/bbolt@v1.3.6/db.go:1056 +0xc4",
                "created by go.etcd.io/bbolt.(*DB).freepages",
                "        /remote-source/cachito-gomod-with-deps/deps/gomod/pkg/mod/go.etcd.io/bbolt@v1.3.6/db.go:1054 +0x134",
            ),
            code=2,
            attempt=1787,
            lived=timedelta(seconds=1),
            ago=timedelta(seconds=51),
        )
    )


def applied_by_hand():
    """The apiserver's manifest was also applied with kubectl: a second pod of it cannot have the port."""
    uid = "8b1f0c5c-5d8e-4b8f-9f0b-1c6c9d3f7a21"
    node = (
        Node(name="centos", version="v1.23.3")
        .static_pod(
            A,
            flags=flags_but(A, "--secure-port=8443", drop=("--advertise-address",)),
            probe=http_probe(host="192.168.5.100", port=8443, path="/livez"),
            edited=timedelta(minutes=92),
        )
        .runs(A, since=timedelta(minutes=92))
        .died(
            A,
            lines(
                "I0423 13:28:34.501381       1 server.go:565] external host was not specified, using 192.168.5.100",
                "I0423 13:28:34.503363       1 server.go:172] Version: v1.23.3",
                'E0423 13:28:34.504036       1 run.go:74] "command failed" err="failed to create listener: failed to listen on 0.0.0.0:8443: listen tcp 0.0.0.0:8443: bind: address already in use"',
            ),
            attempt=1,
            ago=timedelta(seconds=8),
            lived=timedelta(seconds=1),
            uid=uid,
        )
        .socket("kube-apiserver", 8443, "::", pid=89232, pod=A)
    )
    return applied(node, A, uid)


def controller_manager_twice():
    """An exercise: the controller manager's pod was also made by hand and has the port; its manifest has a wrong directory too."""
    uid = "3d1a7b40-77c2-4b0a-8f3f-52f0f6a9c0de"
    pod = lines(
        "apiVersion: v1",
        "kind: Pod",
        "metadata:",
        "  labels: {component: kube-controller-manager, tier: control-plane}",
        "  name: kube-controller-manager",
        "  namespace: kube-system",
        "spec:",
        "  containers:",
        "  - command:",
        "    - kube-controller-manager",
        "    - --allocate-node-cidrs=true",
        "    - --authentication-kubeconfig=/etc/kubernetes/controller-manager.conf",
        "    - --authorization-kubeconfig=/etc/kubernetes/controller-manager.conf",
        "    - --bind-address=127.0.0.1",
        "    - --client-ca-file=/etc/kubernetes/pki/ca.crt",
        "    - --cluster-cidr=10.244.0.0/16",
        "    - --cluster-name=kubernetes",
        "    - --cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt",
        "    - --cluster-signing-key-file=/etc/kubernetes/pki/ca.key",
        "    - --controllers=*,bootstrapsigner,tokencleaner",
        "    - --kubeconfig=/etc/kubernetes/controller-manager.conf",
        "    - --leader-elect=true",
        "    - --requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt",
        "    - --root-ca-file=/etc/kubernetes/pki/ca.crt",
        "    image: registry.k8s.io/kube-controller-manager:v1.29.0",
        "    name: kube-controller-manager",
        "    volumeMounts:",
        "    - {mountPath: /etc/ssl/certs, name: ca-certs, readOnly: true}",
        "    - {mountPath: /etc/kubernetes/pki, name: k8s-certs, readOnly: true}",
        "    - {mountPath: /etc/kubernetes/controller-manager.conf, name: kubeconfig, readOnly: true}",
        "  hostNetwork: true",
        "  volumes:",
        "  - hostPath: {path: /etc/ssl/certs, type: DirectoryOrCreate}",
        "    name: ca-certs",
        "  - hostPath: {path: /etc/kubernetes/WRONG-PKI-DIRECTORY, type: DirectoryOrCreate}",
        "    name: k8s-certs",
        "  - hostPath: {path: /etc/kubernetes/controller-manager.conf, type: FileOrCreate}",
        "    name: kubeconfig",
    )
    node = (
        Node(name="controlplane", version="v1.29.0")
        .manifest("kube-controller-manager.yaml", pod + "\n", edited=timedelta(minutes=7))
        .died(
            KCM,
            lines(
                "I0530 01:44:00.283970       1 serving.go:380] Generated self-signed cert in-memory",
                'E0530 01:44:00.286285       1 run.go:74] "command failed" err="failed to create listener: failed to listen on 127.0.0.1:10257: listen tcp 127.0.0.1:10257: bind: address already in use"',
            ),
            attempt=6,
            ago=timedelta(seconds=32),
            lived=timedelta(seconds=1),
        )
        .runs(KCM, attempt=4, since=timedelta(minutes=6, seconds=46), uid=uid)
        .socket("kube-controller", 10257, "127.0.0.1", pid=26196)
        .socket("kube-scheduler", 10259, "127.0.0.1", pid=16145)
        .socket("kube-apiserver", 6443, "::", pid=3716)
        .there(f"{PKI}/ca.crt")
    )
    return applied(node, KCM, uid)


def audit_path():
    """A drill: the policy is in /etc/kubernetes/audit, the flag names /etc/kubernetes/policy.yaml."""
    uid = "d94a64571656de62caa0f053db9a3b52"
    node = Node(name="controlplane", version="v1.31.0").unit("kubelet")
    node.static_pod(
        A,
        "--audit-policy-file=/etc/kubernetes/policy.yaml",
        flags=flags_but(A, drop=("--advertise-address",)),
        edited=timedelta(minutes=3),
    )
    node.file(
        "/etc/kubernetes/audit/policy.yaml",
        "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n",
    ).absent("/etc/kubernetes/policy.yaml")
    node.died(
        A,
        lines(
            "I1218 05:05:34.565060       1 options.go:228] external host was not specified, using 172.30.1.2",
            "I1218 05:05:34.567195       1 server.go:142] Version: v1.31.0",
            'I1218 05:05:34.567500       1 server.go:144] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
            'E1218 05:05:35.130706       1 run.go:72] "command failed" err="loading audit policy file: failed to read file path \\"/etc/kubernetes/policy.yaml\\": open /etc/kubernetes/policy.yaml: no such file or directory"',
        ),
        attempt=3,
        uid=uid,
        lived=timedelta(seconds=1),
    )
    for program, since in ((E, 57), (KCM, 2), (S, 2)):
        node.static_pod(program, edited=timedelta(days=11))
        node.runs(program, attempt=2 if program == E else 3, since=timedelta(minutes=since))
    return node.kubelet(
        'I1218 05:07:38.368732    1601 scope.go:117] "RemoveContainer" containerID="52898acfecdf4575c83fb8e080420476ae8111d528392a17a5bb382db6345406"',
        'E1218 05:07:38.369359    1601 pod_workers.go:1301] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with CrashLoopBackOff: \\"back-off 1m20s restarting failed container=kube-apiserver pod=kube-apiserver-controlplane_kube-system(d94a64571656de62caa0f053db9a3b52)\\"" pod="kube-system/kube-apiserver-controlplane" podUID="d94a64571656de62caa0f053db9a3b52"',
        'E1218 05:07:38.787419    1601 event.go:368] "Unable to write event (may retry after sleeping)" err="Patch \\"https://172.30.1.2:6443/api/v1/namespaces/kube-system/events/kube-scheduler-controlplane.181229e9742664b6\\": dial tcp 172.30.1.2:6443: connect: connection refused"',
    )


def key_shortened():
    """An exercise: `apiersion` in the apiserver's manifest."""
    node = Node(name="controlplane", version=None).unit("kubelet").static_pod(A, edited=timedelta(minutes=5))
    path = "/etc/kubernetes/manifests/kube-apiserver.yaml"
    node.files[path] = node.files[path].replace("apiVersion: v1", "apiersion: v1", 1)
    # "Only one container, also exited and no increment in attempt count found."
    node.died(A, code=0, attempt=0, lived=timedelta(hours=1), ago=timedelta(minutes=5))
    return node.kubelet(
        'E1004 09:20:00.237825   18566 file.go:187] "Could not process manifest file" err="/etc/kubernetes/manifests/kube-apiserver.yaml: couldn\'t parse as pod(Object \'apiVersion\' is missing in \'{\\"apiersion\\":\\"v1\\",\\"kind\\":\\"Pod\\",\\"metadata\\"'
    )


def signing_key_not_copied():
    """Kubernetes the hard way with vagrant: the second control plane node has no ca.key."""
    pki = "/var/lib/kubernetes/pki"
    return exits(
        KCM,
        lines(
            'E1211 14:28:22.527270    1399 controllermanager.go:771] "Error starting controller" err="failed to start kubernetes.io/kubelet-serving certificate controller: error reading CA cert file \\"/var/lib/kubernetes/pki/ca.crt\\": open /var/lib/kubernetes/pki/ca.key: no such file or directory" controller="certificatesigningrequest-signing-controller"',
            'E1211 14:28:22.527297    1399 controllermanager.go:247] "Error starting controllers" err="failed to start kubernetes.io/kubelet-serving certificate controller: error reading CA cert file \\"/var/lib/kubernetes/pki/ca.crt\\": open /var/lib/kubernetes/pki/ca.key: no such file or directory"',
        ),
        flags=(
            f"--cluster-signing-cert-file={pki}/ca.crt",
            f"--cluster-signing-key-file={pki}/ca.key",
            "--kubeconfig=/var/lib/kubernetes/kube-controller-manager.kubeconfig",
            "--leader-elect=true",
        ),
        mounts=("/var/lib/kubernetes",),
        probe="",
        node=Node(name="controlplane02", version="v1.31.3").there(f"{pki}/ca.crt").absent(f"{pki}/ca.key"),
        lived=timedelta(seconds=20),
    )


def no_such_kubeconfig():
    """An exercise: the controller manager's kubeconfig is misspelt."""
    missing = "/etc/kubernetes/controller-manager-XXXX.conf"
    return exits(
        KCM,
        lines(
            "Flag --port has been deprecated, see --secure-port instead.",
            "I0413 19:12:18.319994       1 serving.go:331] Generated self-signed cert in-memory",
            f"stat {missing}: no such file or directory",
        ),
        "--port=0",
        flags=flags_but(KCM, f"--kubeconfig={missing}"),
        node=Node(name="controlplane", version="v1.20.0")
        .absent(missing)
        .there("/etc/kubernetes/controller-manager.conf"),
        attempt=4,
    )


def other_directory_mounted():
    """The next exercise: the volume that should be /etc/kubernetes/pki is another directory; its name is completed."""
    node = exits(
        KCM,
        lines(
            "Flag --port has been deprecated, see --secure-port instead.",
            "I0413 19:18:22.971555       1 serving.go:331] Generated self-signed cert in-memory",
            'unable to load client CA file "/etc/kubernetes/pki/ca.crt": open /etc/kubernetes/pki/ca.crt: no such file or directory',
        ),
        f"--client-ca-file={PKI}/ca.crt",
        "--port=0",
        node=Node(name="controlplane", version="v1.20.0").there(f"{PKI}/ca.crt"),
        attempt=3,
    )
    path = "/etc/kubernetes/manifests/kube-controller-manager.yaml"
    node.files[path] = node.files[path].replace(
        f"hostPath: {{path: {PKI}}}", "hostPath: {path: /etc/kubernetes/WRONG-PKI-DIRECTORY}"
    )
    return node


def copied_into_itself():
    """A second master of a binary installation: etcd's certificates were copied one directory too deep."""
    return exits(
        A,
        # The report breaks the line for reading.
        "F0326 10:42:33.942724    5445 storage_decorator.go:57] Unable to create storage backend: config (&{ /registry [https://10.211.55.10:2379 https://10.211.55.12:2379 https://10.211.55.13:2379] /opt/etcd/ssl/server-key.pem /opt/etcd/ssl/server.pem /opt/etcd/ssl/ca.pem true 0xc0007103f0 <nil> 5m0s 1m0s}), err (open /opt/etcd/ssl/server.pem: no such file or directory)",
        flags=(
            "--logtostderr=false",
            "--log-dir=/opt/kubernetes/logs",
            "--v=4",
            "--etcd-servers=https://10.211.55.10:2379,https://10.211.55.12:2379,https://10.211.55.13:2379",
            "--bind-address=10.211.55.11",
            "--secure-port=6443",
            "--advertise-address=10.211.55.11",
            "--allow-privileged=true",
            "--service-cluster-ip-range=10.0.0.0/24",
            "--enable-admission-plugins=NamespaceLifecycle,LimitRanger,ServiceAccount,ResourceQuota,NodeRestriction",
            "--authorization-mode=RBAC,Node",
            "--kubelet-https=true",
            "--enable-bootstrap-token-auth",
            "--token-auth-file=/opt/kubernetes/cfg/token.csv",
            "--service-node-port-range=30000-50000",
            "--tls-cert-file=/opt/kubernetes/ssl/server.pem",
            "--tls-private-key-file=/opt/kubernetes/ssl/server-key.pem",
            "--client-ca-file=/opt/kubernetes/ssl/ca.pem",
            "--service-account-key-file=/opt/kubernetes/ssl/ca-key.pem",
            "--etcd-cafile=/opt/etcd/ssl/ca.pem",
            "--etcd-certfile=/opt/etcd/ssl/server.pem",
            "--etcd-keyfile=/opt/etcd/ssl/server-key.pem",
        ),
        mounts=("/opt/etcd", "/opt/kubernetes"),
        probe="",
        code=255,
        node=Node(name="k8s-master02", version="v1.13.4").absent("/opt/etcd/ssl/server.pem"),
    )


def backup_wins():
    """kubeadm's upgrade wrote 1.34.3, a backup beside it is 1.33.1: the kubelet makes the old one again and again."""
    node = Node(name="master-1", version="v1.34.3").unit("kubelet")
    node.static_pod(A, image="registry.k8s.io/kube-apiserver:v1.34.3", edited=timedelta(minutes=110))
    node.static_pod(
        A, image="registry.k8s.io/kube-apiserver:v1.33.1", file="kube-apiserver.yaml.bak", edited=timedelta(days=120)
    )
    return node.runs(A, since=timedelta(minutes=90))


def basic_auth_and_no_anonymous():
    """kubeadm of 1.7: two flags were added; `it restarts always`."""
    return (
        Node(name="master-1", version="v1.7.1")
        .static_pod(
            A,
            "--anonymous-auth=false",
            "--basic-auth-file=/etc/kubernetes/manifests/pausr.csv",
            mounts=("/etc/kubernetes", "/etc/ssl/certs"),
            probe=http_probe(host="127.0.0.1", port=6443, path="/healthz", delay=15),
        )
        .there("/etc/kubernetes/manifests/pausr.csv")
        .died(
            A,
            lines(
                "I0724 06:16:41.113509       1 server.go:112] Version: v1.7.1",
                "W0724 06:16:41.634593       1 genericapiserver.go:325] Skipping API autoscaling/v2alpha1 because it has no resources.",
                "W0724 06:16:41.637744       1 genericapiserver.go:325] Skipping API batch/v2alpha1 because it has no resources.",
            ),
            attempt=5,
            form="docker",
            status=False,
        )
        .runs(A, attempt=6, since=timedelta(seconds=40))
    )


def bootstrap_hook():
    """Talos, after an upgrade: the apiserver's own connections to etcd are slow, its hook ends it; no webhook, no gate has part in it."""
    return exits(
        A,
        # The fatal line's time and thread are completed.
        'F0512 21:14:37.402211       1 hooks.go:204] PostStartHook "rbac/bootstrap-roles" failed: unable to initialize roles: timed out waiting for the condition',
        "--feature-gates=MutatingAdmissionPolicy=true",
        "--runtime-config=admissionregistration.k8s.io/v1alpha1=true",
        node=Node(name="talos-cp-01", version="v1.34.7"),
        code=255,
        lived=timedelta(seconds=70),
    )


FURTHER_TWENTYSECOND_UPPER = (
    # ---- etcd: addresses ---------------------------------------------------------------------------------------------
    # Text 1461917444.
    note("tanzu-after-reboot-another-address", "node_address_missing", E, tanzu_moved()),
    # Text 53849360042.
    note(
        "kubeadm-init-public-address",
        "node_address_missing",
        E,
        public_address(),
    ),
    # Text 17079583048.
    note("minikube-localhost-resolved-elsewhere", ["node_address_missing", "unknown"], E, localhost_elsewhere()),
    # ---- etcd: its data and its members --------------------------------------------------------------------------------
    # Text 66466338808, a post-mortem.
    note("third-member-bbolt", "etcd_data_corrupt", E, third_member_damaged(), others={A: "etcd_unreachable"}),
    # The same one, after the first attempt to mend it; callers and times are completed.
    note("third-member-without-snap", "etcd_data_corrupt", E, wal_without_snapshot()),
    # Text 24255044691.
    note("single-master-power-cut", "etcd_data_corrupt", E, power_cut(), others={A: "etcd_unreachable"}),
    # Text 3671719572.
    note("openshift-arm-third-master", "etcd_data_corrupt", E, openshift_member_damaged()),
    # Text 2593443318, an operator's list of failures; the note quotes the messages, the lines around them are etcd's.
    note(
        "faulty-node-snap-db-missing",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            lines(
                '{"level":"warn","ts":"2023-02-04T09:12:40.114Z","caller":"snap/db.go:88","msg":"failed to find [SNAPSHOT-INDEX].snap.db","snapshot-index":105021,"snapshot-file-path":"/var/lib/etcd/member/snap/0000000000019a3d.snap.db","error":"snap: snapshot file doesn\'t exist"}',
                '{"level":"panic","ts":"2023-02-04T09:12:40.114Z","caller":"etcdserver/server.go:515","msg":"failed to recover v3 backend from snapshot","error":"failed to find database snapshot file (snap: snapshot file doesn\'t exist)"}',
                "panic: failed to recover v3 backend from snapshot",
            ),
            code=2,
            version=None,
        ),
    ),
    # Text 5668390243: all machines were rebooted. Which of the members it was and its flags are completed.
    note(
        "all-masters-rebooted-member-count",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            '{"level":"fatal","ts":"2024-07-31T02:38:02.899481Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"error validating peerURLs {ClusterID:9e6395fd91cf74a7 Members:[&{ID:27a71e7180313263 RaftAttributes:{PeerURLs:[https://10.255.1.12:2380] IsLearner:false} Attributes:{Name:master-1.k8s.freedom.org ClientURLs:[https://10.255.1.12:2379]}}] RemovedMemberIDs:[]}: member count is unequal","stacktrace":"go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/etcd.go:204\\ngo.etcd.io/etcd/server/v3/etcdmain.Main\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/main.go:40\\nmain.main\\n\\tgo.etcd.io/etcd/server/v3/main.go:31\\nruntime.main\\n\\truntime/proc.go:250"}',
            flags=(
                *(
                    flag
                    for flag in etcd_at("10.255.1.22", "master-2.k8s.freedom.org")
                    if not flag.startswith("--initial-cluster=")
                ),
                "--initial-cluster=master-1.k8s.freedom.org=https://10.255.1.12:2380,master-2.k8s.freedom.org=https://10.255.1.22:2380",
                "--initial-cluster-state=existing",
            ),
            image="harbor.idc.roywong.top/registry.k8s.io/etcd:3.5.12-0",
            node=Node(name="master-2.k8s.freedom.org", version="v1.30.3"),
            lived=timedelta(seconds=1),
        ),
    ),
    # Text 23987738626: a Deployment for each member. The line's head is completed.
    note(
        "deployment-etcd-02-bootstrapped",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            "2020-06-11 07:31:09.118402 C | etcdmain: member c525f8002b25504d has already been bootstrapped",
            flags=(
                "--name=etcd02",
                "--initial-advertise-peer-urls=http://svc-etcd-02:2380",
                "--initial-cluster=etcd03=http://svc-etcd-03:2380,etcd02=http://svc-etcd-02:2380,etcd01=http://svc-etcd-01:2380",
                "--initial-cluster-state=new",
            ),
            mounts=(),
            probe="",
            version=None,
            lived=timedelta(seconds=1),
        ),
    ),
    # ---- the apiserver and its etcd ----------------------------------------------------------------------------------
    # Text 44404926126, an exercise: the cluster was moved, the flag still names the old machine.
    note(
        "moved-cluster-old-etcd-address",
        "etcd_unreachable",
        A,
        exits(
            A,
            lines(
                "I0410 02:31:16.529193       1 instance.go:233] Using reconciler: lease",
                'W0410 02:31:36.512988       1 logging.go:55] [core] [Channel #1 SubChannel #2]grpc: addrConn.createTransport failed to connect to {Addr: "192.168.18.111:2379", ServerName: "192.168.18.111:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 192.168.18.111:2379: i/o timeout"',
                'W0410 02:31:36.513077       1 logging.go:55] [core] [Channel #3 SubChannel #4]grpc: addrConn.createTransport failed to connect to {Addr: "192.168.18.111:2379", ServerName: "192.168.18.111:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 192.168.18.111:2379: operation was canceled"',
                'W0410 02:31:36.531026       1 logging.go:55] [core] [Channel #5 SubChannel #6]grpc: addrConn.createTransport failed to connect to {Addr: "192.168.18.111:2379", ServerName: "192.168.18.111:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 192.168.18.111:2379: i/o timeout"',
                "F0410 02:31:36.531136       1 instance.go:226] Error creating leases: error creating storage factory: context deadline exceeded",
            ),
            flags=flags_but(A, "--etcd-servers=https://192.168.18.111:2379"),
            node=Node(name="master01", version=None),
            code=255,
            lived=timedelta(seconds=21),
        ),
    ),
    # Text 45252228447, an exercise.
    note(
        "lab-etcd-servers-hhttps",
        ["invalid_flag_value", "etcd_unreachable"],
        A,
        exits(
            A,
            lines(
                'W1004 12:54:06.097526       1 logging.go:55] [core] [Channel #1 SubChannel #6]grpc: addrConn.createTransport failed to connect to {Addr: "hhttps://127.0.0.1:2379", ServerName: "127.0.0.1:2379", BalancerAttributes: {"<%!p(pickfirstleaf.managedByPickfirstKeyType={})>": "<%!p(bool=true)>" }}. Err: connection error: desc = "transport: Error while dialing: dial tcp: address hhttps://127.0.0.1:2379: too many colons in address"',
                "F1004 12:54:08.829270       1 instance.go:232] Error creating leases: error creating storage factory: context deadline exceeded",
            ),
            flags=flags_but(A, "--etcd-servers=hhttps://127.0.0.1:2379"),
            node=Node(name="controlplane", version=None),
            code=255,
            lived=timedelta(seconds=21),
        ),
    ),
    # Text 32055962419.
    note("second-master-etcd-certificates-too-deep", "file_missing", A, copied_into_itself()),
    # Text 71568596292, a field note: the datastore under the machines lost its heartbeat. The lines' heads are completed.
    note(
        "rke2-over-a-lost-datastore",
        ["leader_election_lost", "etcd_slow_disk"],
        None,
        carrier(
            "rke2-server",
            'time="2026-10-01T20:01:58Z" level=error msg="Failed to get etcd ClientURLs: etcdserver: request timed out"',
            'time="2026-10-01T20:02:07Z" level=fatal msg="leaderelection lost for rke2"',
            ("systemd", "rke2-server.service: Main process exited, code=exited, status=1/FAILURE"),
            by="rke2",
            name="master-2",
            restarts=2,
        ),
    ),
    # ---- the apiserver: flags, files, ports, manifests ---------------------------------------------------------------
    # Text 40761647147.
    note("drill-audit-policy-path", "file_missing", A, audit_path()),
    # Text 45252228447.
    note("lab-apiersion", "manifest_invalid", A, key_shortened()),
    # Text 43751495777, a post-mortem of an upgrade.
    note("upgrade-1-34-backup-in-manifests", "duplicate_manifest", A, backup_wins()),
    # Text 1376437289.
    note(
        "manifest-applied-with-kubectl",
        ["port_held_by_previous_instance", "port_in_use"],
        A,
        applied_by_hand(),
    ),
    # Text 42553589939: airship; the flag was taken from another apiserver's manifest, the plugin's configuration was not.
    note(
        "airship-event-rate-limit",
        ["component_config_invalid", "missing_required_flag"],
        A,
        exits(
            A,
            'Error: failed to initialize admission: couldn\'t init admission plugin "EventRateLimit": limits: Invalid value: []eventratelimit.Limit(nil): must not be empty',
            "--enable-admission-plugins=PodSecurityPolicy,NamespaceLifecycle,LimitRanger,ServiceAccount,PersistentVolumeLabel,DefaultStorageClass,ResourceQuota,DefaultTolerationSeconds,NodeRestriction,EventRateLimit",
            version=None,
            form="docker",
        ),
    ),
    # Text 68329307555, a note beside a cluster's settings: Talos.
    note(
        "talos-cloud-provider-flag",
        "unknown_flag",
        A,
        exits(A, "Error: unknown flag: --cloud-provider", "--cloud-provider=external", version=None),
    ),
    # Text 49893435396: the lines are broken for reading there.
    note(
        "k3s-ttl-after-finished",
        "feature_gate_rejected",
        None,
        carrier(
            "k3s",
            'Error: invalid argument "TTLAfterFinished=true" for "--feature-gates" flag: unrecognized feature gate: TTLAfterFinished',
            'time="2025-11-14T02:09:30Z" level=fatal msg="apiserver exited: invalid argument \\"TTLAfterFinished=true\\" for \\"--feature-gates\\" flag: unrecognized feature gate: TTLAfterFinished"',
            ("systemd", "k3s.service: Main process exited, code=exited, status=1/FAILURE"),
            ("systemd", "k3s.service: Failed with result 'exit-code'."),
            by="k3s",
            name="thc1006",
            version="v1.28.5+k3s1",
            restarts=3,
        ),
    ),
    # Which attempt it is and for how long it lives are completed; the report tells that it restarts always.
    report(
        "kubernetes/website/issues/4448",
        ["anonymous_auth_disabled", "unknown"],
        A,
        basic_auth_and_no_anonymous(),
        sure=False,
    ),
    # A near miss. Text 71251119514.
    note("talos-bootstrap-roles-slow-etcd", None, None, bootstrap_hook(), never="admission_webhook_deadlock"),
    # ---- companions --------------------------------------------------------------------------------------------------
    # Text 14312684384.
    note("hard-way-vagrant-ca-key", "file_missing", KCM, signing_key_not_copied()),
    # Text 49727418051, two exercises.
    note("lab-controller-manager-kubeconfig-xxxx", "file_missing", KCM, no_such_kubeconfig()),
    note("lab-controller-manager-other-pki", "file_not_mounted", KCM, other_directory_mounted()),
    # Text 43101603849, an exercise.
    note(
        "lab-controller-manager-twice",
        ["port_held_by_previous_instance", "port_in_use", "file_not_mounted"],
        KCM,
        controller_manager_twice(),
    ),
)
