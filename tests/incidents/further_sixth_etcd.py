"""Public reports of etcd, the controller-manager and the scheduler, and of certificates, not yet met by the rules.

They are shown as those of further.py are. A quarter of them is outside the closed set, expected, or looks like another cause.
"""

from datetime import UTC, datetime, timedelta

from incidents.builder import PKI, Node, http_probe
from incidents.certificates import authority, certificate
from incidents.further import KCM, A, E, S, exits, report
from incidents.further_fourth import backed_up
from incidents.further_probes import killed, lives
from incidents.further_settings import at_once


def wal_cut_off():
    """An etcd whose disk was full for a moment, and which cannot read what it wrote then."""
    start = (
        "2015/08/21 02:04:24 etcd: already initialized as member before, starting as etcd member...\n"
        "2015/08/21 02:04:24 etcd: listening for peers on http://localhost:2380\n"
        "2015/08/21 02:04:24 etcd: listening for peers on http://localhost:7001\n"
        "2015/08/21 02:04:24 etcd: listening for client requests on http://0.0.0.0:4001\n"
        "2015/08/21 02:04:24 etcdserver: datadir is valid for the 2.0.1 format\n"
        "2015/08/21 02:04:25 etcdserver: recovered store from snapshot at index 160016\n"
        "2015/08/21 02:04:25 etcdserver: name = default\n"
        "2015/08/21 02:04:25 etcdserver: data dir = /var/etcd/data\n"
        "2015/08/21 02:04:25 etcdserver: member dir = /var/etcd/data/member\n"
        "2015/08/21 02:04:25 etcdserver: heartbeat = 100ms\n"
        "2015/08/21 02:04:25 etcdserver: election = 1000ms\n"
        "2015/08/21 02:04:25 etcdserver: snapshot count = 10000\n"
        "2015/08/21 02:04:25 etcdserver: read wal error: unexpected EOF"
    )
    return (
        Node(version=None)
        .static_pod(
            E,
            flags=("--addr=10.0.0.4:4001", "--bind-addr=0.0.0.0:4001", "--data-dir=/var/etcd/data"),
            command="/usr/local/bin/etcd",
            image="gcr.io/google_containers/etcd:2.0.9",
            mounts=("/var/etcd/data",),
            probe="",
        )
        .died(
            E,
            "2015/08/21 02:04:22 etcdserver: save state and entries error: write /var/etcd/data/member/wal/0000000000000010-0000000000027111.wal: no space left on device",
            attempt=1,
            lived=timedelta(hours=6),
            ago=timedelta(seconds=52),
        )
        .died(E, start, attempt=2, ago=timedelta(seconds=48))
    )


def two_of_three_away():
    """A scheduler that leads no more, because two of the three members of etcd were cut off."""
    log = (
        "E0630 17:40:35.284183    8299 leaderelection.go:317] err: client: etcd cluster is unavailable or misconfigured\n"
        "E0630 17:40:56.303598    8299 leaderelection.go:317] err: client: etcd cluster is unavailable or misconfigured\n"
        "E0630 17:40:56.303700    8299 event.go:252] Could not construct reference to: '&api.Endpoints{TypeMeta:unversioned.TypeMeta"
        '{Kind:"", APIVersion:""}, ObjectMeta:api.ObjectMeta{Name:"kube-scheduler", GenerateName:"", Namespace:"kube-system", '
        'SelfLink:"", UID:"", ResourceVersion:"", Generation:0}}\' due to: \'selfLink was empty, can\'t make reference\'. '
        "Will not report event: 'Normal' '%v stopped leading' 'master-1'\n"
        "F0630 17:40:56.303740    8299 server.go:158] lost master"
    )
    return at_once(
        S,
        log,
        "--master=http://127.0.0.1:8080",
        "--leader-elect=true",
        version="v1.2.5",
        code=255,
        lived=timedelta(hours=5),
    )


def leaderless():
    """An etcd that is probed for the whole cluster's health while its peers are switched off."""
    told = (
        '{"level":"warn","ts":"2024-03-12T10:28:38.100Z","caller":"etcdhttp/metrics.go:181","msg":"serving /health false; no leader"}',
        '{"level":"warn","ts":"2024-03-12T10:28:38.101Z","caller":"etcdhttp/metrics.go:86","msg":"/health error","output":"{\\"health\\":\\"false\\",\\"reason\\":\\"RAFT NO LEADER\\"}","status-code":503}',
    )
    startup = http_probe(host="127.0.0.1", port=2381, path="/health", scheme="HTTP", failures=24, kind="startup")
    live = http_probe(host="127.0.0.1", port=2381, path="/health", scheme="HTTP")
    return killed(
        E, version="v1.22.1", log="\n".join(told * 3), lived=timedelta(minutes=4, seconds=5), probe=f"{live}\n{startup}",
        image="k8s.gcr.io/etcd:3.5.0-0",
    ).kubelet(
        'I0312 10:28:48.1    3301 prober.go:116] "Probe failed" probeType="Startup" pod="kube-system/etcd-master-1" podUID=aa containerName="etcd" probeResult=failure output="HTTP probe failed with statuscode: 503"',
        ago=timedelta(seconds=75),
    )  # fmt: skip


def clocks_apart():
    """An apiserver and an etcd on a node whose clock lags behind that of the machine which made the certificates."""
    config = (
        "config (&{etcd3 /registry [https://10.0.0.4:2379 https://10.0.0.5:2379 https://10.0.0.6:2379] "
        "/etc/kubernetes/ssl/kube-node-key.pem /etc/kubernetes/ssl/kube-node.pem /etc/kubernetes/ssl/kube-ca.pem "
        "true false 1000 0xc4202b7180 <nil> 5m0s 1m0s})"
    )
    ssl = "/etc/kubernetes/ssl"
    return (
        at_once(
            A,
            "I0207 10:28:17.110391       1 plugins.go:161] Loaded 6 validating admission controller(s) successfully in the following order: LimitRanger,ServiceAccount,Priority,PersistentVolumeClaimResize,ValidatingAdmissionWebhook,ResourceQuota.\n"
            f"F0207 11:17:33.848659       1 storage_decorator.go:57] Unable to create storage backend: {config}, err (context deadline exceeded)",
            "--etcd-servers=https://10.0.0.4:2379,https://10.0.0.5:2379,https://10.0.0.6:2379",
            f"--etcd-cafile={ssl}/kube-ca.pem",
            f"--etcd-certfile={ssl}/kube-node.pem",
            f"--etcd-keyfile={ssl}/kube-node-key.pem",
            mounts=(ssl,),
            version=None,
            code=255,
            lived=timedelta(seconds=22),
        )
        .static_pod(E, mounts=(ssl, "/var/lib/etcd"), image="rancher/coreos-etcd:v3.2.24")
        .runs(
            E,
            '2019-02-07 13:05:55.848860 I | etcdmain: rejected connection from "10.0.0.4:40422" (error "tls: failed to verify client\'s certificate: x509: certificate has expired or is not yet valid", ServerName "")',
            since=timedelta(minutes=20),
        )
        .file(f"{ssl}/kube-node.pem", certificate("system:node", issuer="kube-ca", since=timedelta(hours=-2)))
        .file(f"{ssl}/kube-ca.pem", authority("kube-ca"))
    )


def killed_for_memory(program, limit, **pod):
    """A container that reaches its limit again and again."""
    return (
        Node(version=None)
        .static_pod(program, limits={"memory": limit}, **pod)
        .died(program, code=137, reason="OOMKilled", attempt=11, lived=timedelta(minutes=2))
    )


def twice():
    """The static pod of an etcd that runs as a unit already."""
    told = {
        "ADVERTISE_CLIENT_URLS": "https://192.168.122.91:2379",
        "CERT_FILE": "/etc/etcd/server.crt",
        "CLIENT_CERT_AUTH": "true",
        "DATA_DIR": "/var/lib/etcd/",
        "DEBUG": "False",
        "ELECTION_TIMEOUT": "2500",
        "HEARTBEAT_INTERVAL": "500",
        "INITIAL_ADVERTISE_PEER_URLS": "https://192.168.122.91:2380",
    }
    lines = [
        f"2018-11-19 11:13:31.44{number}199 I | pkg/flags: recognized and used environment variable ETCD_{name}={value}"
        for number, (name, value) in enumerate(told.items())
    ]
    lines.append(
        "2018-11-19 11:13:31.449144 C | etcdmain: listen tcp 192.168.122.91:2380: bind: address already in use"
    )
    node = Node(version="v1.10.0+b81c8f8").static_pod(
        E, flags=(), env={f"ETCD_{name}": value for name, value in told.items()}, mounts=("/etc/etcd", "/var/lib/etcd")
    )
    return node.died(E, "\n".join(lines), attempt=9).socket(E, 2380, "192.168.122.91", pid=1467).unit("etcd")


def a_file_that_is_a_directory():
    """A controller-manager whose volume says File of what is a directory."""
    logs, one = "/var/lib/rancher/rke2/server/logs/", "/tmp/example.txt"
    node = Node(version="v1.31.3+rke2r1").static_pod(KCM, mounts=("/var/lib/rancher/rke2/server/tls", one, logs))
    path = "/etc/kubernetes/manifests/kube-controller-manager.yaml"
    text = node.files[path].replace("name: v1,", "name: extra-mount-0,").replace("name: v2,", "name: extra-mount-1,")
    for each in (one, logs):
        text = text.replace(f"hostPath: {{path: {each}}}", f"hostPath: {{path: {each}, type: File}}")
    node.files[path] = text
    return (
        node.there(logs.rstrip("/"), "directory", "0700")
        .there(one)
        .waits(KCM, "ContainerCreating")
        .kubelet(
            'E0312 10:29:28.120011    3301 nestedpendingoperations.go:348] Operation for "{volumeName:kubernetes.io/host-path/3c0a5f7ad1b7b0c1f7b4a59e2b1b4ac2-extra-mount-1 podName:3c0a5f7ad1b7b0c1f7b4a59e2b1b4ac2 nodeName:}" failed. No retries permitted until 2024-03-12 10:31:30.120001 +0000 UTC m=+244.1 (durationBeforeRetry 2m2s). Error: MountVolume.SetUp failed for volume "extra-mount-1" (UniqueName: "kubernetes.io/host-path/3c0a5f7ad1b7b0c1f7b4a59e2b1b4ac2-extra-mount-1") pod "kube-controller-manager-master-1" (UID: "3c0a5f7ad1b7b0c1f7b4a59e2b1b4ac2") : hostPath type check failed: /var/lib/rancher/rke2/server/logs/ is not a file'
        )
    )


def edited_alone():
    """The only master's etcd, replaced after an edit: half a minute goes by, for the mirror pod cannot be deleted meanwhile."""
    pod = '"kube-system/etcd-dev-master-0"'
    return (
        Node(version=None, name="dev-master-0")
        .static_pod(E, edited=timedelta(seconds=190))
        .died(E, code=0, attempt=0, uid="1" * 32, ago=timedelta(seconds=184), lived=timedelta(days=20))
        .runs(E, uid="2" * 32, since=timedelta(seconds=147))
        .unit("kubelet")
        .kubelet(
            f'I0312 10:26:50.255111    1203 kubelet.go:2448] "SyncLoop REMOVE" source="file" pods=[{pod}]',
            'I0312 10:26:50.255207    1203 pod_workers.go:845] "Pod is being removed, begin teardown" podUID="11111111111111111111111111111111"',
            f'I0312 10:26:50.256001    1203 kubelet.go:2438] "SyncLoop ADD" source="file" pods=[{pod}]',
            'I0312 10:26:50.274120    1203 pod_workers.go:1190] "Pod cannot start yet" podUID="22222222222222222222222222222222"',
            ago=timedelta(seconds=189),
        )
    )


def denied(avc, day, image, version):
    """An etcd that may not write its directory, for its label."""
    return (
        exits(
            E,
            f"{day}.032001 I | etcdmain: Go OS/Arch: linux/amd64\n{day}.032911 C | etcdmain: cannot access data directory: open /var/lib/etcd/.touch: permission denied",
            flags=(
                "--advertise-client-urls=http://127.0.0.1:2379",
                "--data-dir=/var/lib/etcd",
                "--listen-client-urls=http://127.0.0.1:2379",
            ),
            image=image,
            version=version,
        )
        .there("/var/lib/etcd", "directory", "0700")
        .journal("kernel", f"audit: type=1400 {avc}", ago=timedelta(seconds=31))
    )


FURTHER_SIXTH_ETCD = (
    # ---- etcd's data ----------------------------------------------------------------------------------------------
    report(
        "etcd-io/etcd/issues/16526",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            '{"level":"info","ts":"2023-09-03T09:06:14.449Z","caller":"embed/etcd.go:373","msg":"closing etcd server","name":"etcd-c","data-dir":"/rootfs/mnt/master-vol-0638f8e5c6d8d2a31/data/VbzD9H8WJPq3Wq3kzjlYXg","advertise-peer-urls":["https://etcd-c.internal.dev-k8s.hiacuity.com:2380"],"advertise-client-urls":["https://etcd-c.internal.dev-k8s.hiacuity.com:4001"]}\n{"level":"info","ts":"2023-09-03T09:06:14.449Z","caller":"embed/etcd.go:375","msg":"closed etcd server","name":"etcd-c","data-dir":"/rootfs/mnt/master-vol-0638f8e5c6d8d2a31/data/VbzD9H8WJPq3Wq3kzjlYXg","advertise-peer-urls":["https://etcd-c.internal.dev-k8s.hiacuity.com:2380"],"advertise-client-urls":["https://etcd-c.internal.dev-k8s.hiacuity.com:4001"]}\n{"level":"fatal","ts":"2023-09-03T09:06:14.449Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"wal: max entry size limit exceeded, recBytes: 59840, fileSize(98697216) - offset(98641224) - padBytes(0) = entryLimit(55992)","stacktrace":"go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/etcd.go:204\\ngo.etcd.io/etcd/server/v3/etcdmain.Main\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/main.go:40\\nmain.main\\n\\tgo.etcd.io/etcd/server/v3/main.go:32\\nruntime.main\\n\\truntime/proc.go:225"}',
            version=None,
        ),
    ),
    report("etcd-io/etcd/issues/3347", ["etcd_data_corrupt", "disk_full"], E, wal_cut_off()),
    report(
        "openshift/openshift-ansible/issues/6434",
        "etcd_upgrade_incompatible",
        E,
        exits(
            E,
            "2017-12-11 16:20:11.100200 I | etcdserver: starting server... [version: 3.1.9, cluster version: to_be_decided]\n2017-12-11 16:20:11.120300 C | etcdserver/membership: cluster cannot be downgraded (current version: 3.1.9 is lower than determined cluster version: 3.2).",
            image="registry.access.redhat.com/rhel7/etcd:3.1.9",
            version=None,
        ),
    ),
    report(
        "etcd-io/etcd/issues/3335",
        "unknown",
        E,
        at_once(
            E,
            "2015/08/20 17:02:11 wal: failed to allocate space when creating new wal file (operation not supported)\n2015/08/20 17:02:11 etcdserver: create wal error: operation not supported",
            image="quay.io/coreos/etcd:v2.1.2",
            version=None,
        ),
    ),
    report(
        "etcd-io/etcd/issues/20218",
        "unknown",
        E,
        at_once(
            E,
            '{"level":"warn","ts":"2025-06-24T01:11:02.100200Z","caller":"wal/wal.go:219","msg":"failed to rename the temporary WAL directory","tmp-dir-path":"/var/lib/etcd/wal.tmp","dir-path":"/var/lib/etcd/wal","error":"unlinkat /var/lib/etcd/wal: device or resource busy"}\n{"level":"panic","ts":"2025-06-24T01:11:02.100300Z","caller":"etcdserver/bootstrap.go:513","msg":"failed to create WAL","error":"unlinkat /var/lib/etcd/wal: device or resource busy"}\npanic: failed to create WAL',
            "--data-dir=/var/lib/etcd/data",
            "--wal-dir=/var/lib/etcd/wal",
            mounts=("/var/lib/etcd/data", "/var/lib/etcd/wal"),
            version=None,
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/2471",
        "unknown",
        E,
        exits(
            E,
            "2015/03/07 08:20:43 etcdserver: start to snapshot (applied: 50005, lastsnap: 40004)\n2015/03/07 08:20:54 etcdserver: compacted log at index 50005\nfatal error: runtime: out of memory\n\nruntime stack:\nruntime.SysMap(0xc2c51f0000, 0x1b4c0000, 0x7febf2448000, 0xa513f8)\n        /usr/local/go/src/runtime/mem_linux.c:149 +0x98\nruntime.MHeap_SysAlloc(0xa56ae0, 0x1b4c0000, 0x42c382)\n        /usr/local/go/src/runtime/malloc.c:284 +0x124\nruntime.MHeap_Alloc(0xa56ae0, 0xda5b, 0x10100000000, 0x108010001)\n        /usr/local/go/src/runtime/mheap.c:240 +0x66",
            image="gcr.io/google_containers/etcd:2.0.3",
            flags=("--data-dir=/var/etcd/data",),
            version=None,
            code=2,
            lived=timedelta(hours=5),
        ),
    ),
    # ---- etcd's members -------------------------------------------------------------------------------------------
    report(
        "sandervanvugt/cka/issues/34",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            '{"level":"panic","ts":"2025-12-19T17:08:24.506650Z","caller":"membership/cluster.go:503","msg":"failed to update; member unknown","cluster-id":"cdf818194e3a8c32","local-member-id":"8e9e05c52164694d","unknown-remote-peer-id":"8e9e05c52164694d","stacktrace":"go.etcd.io/etcd/server/v3/etcdserver/api/membership.(*RaftCluster).UpdateAttributes\\n\\tgo.etcd.io/etcd/server/v3/etcdserver/api/membership/cluster.go:503\\ngo.etcd.io/etcd/server/v3/etcdserver/apply.(*applierMembership).ClusterMemberAttrSet\\n\\tgo.etcd.io/etcd/server/v3/etcdserver/apply/apply.go:432\\ngo.etcd.io/etcd/server/v3/etcdserver.(*EtcdServer).applyInternalRaftRequest\\n\\tgo.etcd.io/etcd/server/v3/etcdserver/server.go:2047"}\npanic: failed to update; member unknown',
            version=None,
            code=2,
        ),
    ),
    report(
        "rancher/rke2/issues/349",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            '{"level":"fatal","ts":"2020-11-06T18:02:59.309Z","caller":"etcdmain/etcd.go:271","msg":"discovery failed","error":"error validating peerURLs {ClusterID:a998a6c8f6a8c9e1 Members:[&{ID:eabc00d6e94a7f47 RaftAttributes:{PeerURLs:[https://172.31.15.69:2380] IsLearner:false} Attributes:{Name:ip-172-31-15-69-3f929321 ClientURLs:[https://172.31.15.69:2379]}}] RemovedMemberIDs:[]}: member count is unequal","stacktrace":"go.etcd.io/etcd/etcdmain.startEtcdOrProxyV2\\n\\t/go/src/go.etcd.io/etcd/etcdmain/etcd.go:271\\ngo.etcd.io/etcd/etcdmain.Main\\n\\t/go/src/go.etcd.io/etcd/etcdmain/main.go:46\\nmain.main\\n\\tgo.etcd.io/etcd/main.go:28\\nruntime.main\\n\\t/usr/local/go/src/runtime/proc.go:204"}',
            image="rancher/hardened-etcd:v3.4.13-k3s1",
            version=None,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/28350",
        ["etcd_no_quorum", "etcd_unreachable", "leader_election_lost"],
        S,
        two_of_three_away(),
    ),
    report("etcd-io/etcd/issues/13340", "etcd_no_quorum", E, leaderless()),
    # ---- etcd's flags, addresses, memory and labels ---------------------------------------------------------------
    report(
        "etcd-io/etcd/issues/4308",
        "missing_required_flag",
        E,
        at_once(
            E,
            "2016-01-28 03:04:56.100200 I | flags: recognized and used environment variable ETCD_DATA_DIR=/var/lib/etcd/default.etcd\n2016-01-28 03:04:56.100210 I | flags: recognized and used environment variable ETCD_LISTEN_CLIENT_URLS=http://localhost:4001\n2016-01-28 03:04:56.100220 I | flags: recognized and used environment variable ETCD_NAME=default\n2016-01-28 03:04:56.100300 E | etcdmain: error verifying flags, -advertise-client-urls is required when -listen-client-urls is set explicitly. See 'etcd --help'.\n2016-01-28 03:04:56.100310 E | etcdmain: When listening on specific address(es), this etcd process must advertise accessible url(s) to each connected client.",
            env={
                "ETCD_DATA_DIR": "/var/lib/etcd/default.etcd",
                "ETCD_LISTEN_CLIENT_URLS": "http://localhost:4001",
                "ETCD_NAME": "default",
            },
            image="quay.io/coreos/etcd:v2.2.4",
            version=None,
        ),
    ),
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/542",
        "invalid_flag_value",
        E,
        at_once(
            E,
            "[WARNING] Deprecated '--logger=capnslog' flag is set; use '--logger=zap' flag instead\nerror verifying flags, expected IP in URL for binding (https://:2380). See 'etcd --help'.",
            "--name=controler-0",
            "--initial-advertise-peer-urls=https://:2380",
            "--listen-peer-urls=https://:2380",
            "--listen-client-urls=https://:2379,https://127.0.0.1:2379",
            "--advertise-client-urls=https://:2379",
            "--data-dir=/var/lib/etcd",
            image="quay.io/coreos/etcd:v3.4.0",
            version=None,
        ),
    ),
    report(
        "etcd-io/etcd/issues/13833",
        ["invalid_flag_value", "unknown_flag"],
        E,
        at_once(
            E,
            "error verifying flags, 'Restart=on-failure' is not a valid flag. See 'etcd --help'.",
            "--cert-file=/etc/etcd/ssl/etcd.pem",
            "--key-file=/etc/etcd/ssl/etcd-key.pem",
            "--trusted-ca-file=/etc/etcd/ssl/ca.pem",
            "--peer-cert-file=/etc/etcd/ssl/etcd.pem",
            "--peer-key-file=/etc/etcd/ssl/etcd-key.pem",
            "--peer-trusted-ca-file=/etc/etcd/ssl/ca.pem",
            "--peer-client-cert-auth",
            "--client-cert-auth",
            "Restart=on-failure",
            command="/usr/local/bin/etcd",
            env={
                "ETCD_NAME": "etcd1",
                "ETCD_DATA_DIR": "/var/lib/etcd/default.etcd",
                "ETCD_LISTEN_PEER_URLS": "https://192.168.2.101:2380",
            },
            version=None,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/57870",
        ["node_address_missing", "unknown"],
        E,
        at_once(
            E,
            "2018-01-05 03:33:35.127695 I | etcdmain: etcd Version: 3.1.10\n2018-01-05 03:33:35.127891 I | etcdmain: Git SHA: 0520cb9\n2018-01-05 03:33:35.127897 I | etcdmain: Go Version: go1.8.3\n2018-01-05 03:33:35.127900 I | etcdmain: Go OS/Arch: linux/amd64\n2018-01-05 03:33:35.127906 I | etcdmain: setting maximum number of CPUs to 8, total number of available CPUs is 8\n2018-01-05 03:33:35.150880 C | etcdmain: listen tcp 192.157.208.178:2380: bind: cannot assign requested address",
            "--listen-client-urls=http://127.0.0.1:2379",
            "--advertise-client-urls=http://127.0.0.1:2379",
            "--data-dir=/var/lib/etcd",
            image="gcr.io/google_containers/etcd-amd64:3.1.10",
            version="v1.9.0",
        ).host(interfaces={"lo": ["127.0.0.1"], "eth0": ["10.135.20.31"]}),
    ),
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/340",
        "node_address_missing",
        E,
        at_once(
            E,
            "2018-10-15 12:11:01.100200 I | etcdmain: Go OS/Arch: linux/amd64\n2018-10-15 12:11:01.100210 I | etcdmain: setting maximum number of CPUs to 4, total number of available CPUs is 4\n2018-10-15 12:11:01.100300 I | embed: peerTLS: cert = /etc/etcd/cert/etcd.pem, key = /etc/etcd/cert/etcd-key.pem, ca = , trusted-ca = /etc/kubernetes/cert/ca.pem, client-cert-auth = true, crl-file = \n2018-10-15 12:11:01.100400 C | etcdmain: listen tcp 52.81.42.145:2380: bind: cannot assign requested address",
            "--data-dir=/var/lib/etcd",
            "--name=kube-node1",
            "--cert-file=/etc/etcd/cert/etcd.pem",
            "--key-file=/etc/etcd/cert/etcd-key.pem",
            "--trusted-ca-file=/etc/kubernetes/cert/ca.pem",
            "--listen-peer-urls=https://52.81.42.145:2380",
            "--initial-advertise-peer-urls=https://52.81.42.145:2380",
            "--listen-client-urls=https://52.81.42.145:2379,http://127.0.0.1:2379",
            "--advertise-client-urls=https://52.81.42.145:2379",
            version=None,
        ),
    ),
    report("openshift/openshift-ansible/issues/10690", ["port_held_by_previous_instance", "port_in_use"], E, twice()),
    report(
        "etcd-io/etcd/issues/16598",
        "oom_killed",
        E,
        killed_for_memory(E, "2Gi", image="quay.io/coreos/etcd:v3.4.27"),
    ),
    report(
        "kubernetes/kubernetes/pull/49328",
        "security_module_denied",
        E,
        denied(
            'audit(1506635803.032:1011): avc:  denied  { create } for  pid=11350 comm="etcd" name=".touch" scontext=system_u:system_r:container_t:s0:c131,c546 tcontext=system_u:object_r:container_var_lib_t:s0 tclass=file permissive=0',
            "2017-09-28 21:56:43",
            "gcr.io/google_containers/etcd-amd64:3.0.17",
            "v1.8.0",
        ),
    ),
    report(
        "Azure/acs-engine/issues/636",
        "unknown",
        E,
        at_once(
            E,
            "2017-05-16 01:52:59.100100 W | etcdmain: found invalid file/dir lost+found under data dir /var/lib/etcddisk (Ignore this if you are upgrading etcd)\n2017-05-16 01:52:59.100200 I | etcdmain: listening for peers on http://10.240.255.5:2380\n2017-05-16 01:52:59.100300 I | etcdmain: listening for client requests on http://10.240.255.5:2379\n2017-05-16 01:52:59.100400 I | etcdmain: listening for client requests on http://127.0.0.1:2379\n2017-05-16 01:52:59.200100 I | etcdmain: stopping listening for client requests on http://127.0.0.1:2379\n2017-05-16 01:52:59.200200 I | etcdmain: stopping listening for client requests on http://10.240.255.5:2379",
            "--data-dir=/var/lib/etcddisk",
            "--listen-peer-urls=http://10.240.255.5:2380",
            "--listen-client-urls=http://10.240.255.5:2379,http://127.0.0.1:2379",
            image="quay.io/coreos/etcd:v2.2.5",
            mounts=("/var/lib/etcddisk",),
            version=None,
        ),
    ),
    # ---- etcd's static pod ----------------------------------------------------------------------------------------
    report("kubernetes/kubernetes/issues/139502", "manifest_changed", E, edited_alone()),
    # ---- the controller-manager and its cloud ---------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/42483",
        "missing_required_flag",
        KCM,
        at_once(
            KCM,
            'F0303 15:13:15.304219   29753 controllermanager.go:280] Cloud provider could not be initialized: could not init cloud provider "openstack": no OpenStack cloud provider config file given',
            "controller-manager",
            "--cloud-provider=openstack",
            command="/hyperkube",
            version=None,
            code=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/58729",
        "unknown",
        KCM,
        at_once(
            KCM,
            'F0123 16:07:03.221788   21103 controllermanager.go:181] error running controllers: cloud provider could not be initialized: could not init cloud provider "openstack": Post http://10.10.106.33:8089/v2.0/tokens: dial tcp 10.10.106.33:8089: getsockopt: no route to host',
            "--cloud-provider=openstack",
            "--cloud-config=/etc/kubernetes/kube-openstack-conf",
            mounts=("/etc/kubernetes/kube-openstack-conf",),
            version="v1.6.9",
            code=255,
        ),
    ),
    report(
        "kubernetes-retired/bootkube/issues/732",
        ["file_permission_denied", "unknown"],
        KCM,
        exits(
            KCM,
            'I1009 09:01:59.841827       1 controllermanager.go:108] Version: v1.7.7+coreos.0\nW1009 09:01:59.841987       1 client_config.go:529] Neither --kubeconfig nor --master was specified.  Using the inClusterConfig.  This might not work.\nI1009 09:01:59.845378       1 leaderelection.go:179] attempting to acquire leader lease...\nI1009 09:01:59.864214       1 leaderelection.go:189] successfully acquired lease kube-system/kube-controller-manager\nI1009 09:01:59.864759       1 event.go:218] Event(v1.ObjectReference{Kind:"Endpoints", Namespace:"kube-system", Name:"kube-controller-manager", UID:"84fdcff7-accb-11e7-9cf6-000c29ecb513", APIVersion:"v1", ResourceVersion:"2799", FieldPath:""}): type: \'Normal\' reason: \'LeaderElection\' kube-controller-manager-4121409069-pksn4 became leader\nF1009 09:02:02.045257       1 controllermanager.go:177] error building controller context: cloud provider could not be initialized: could not init cloud provider "vsphere": error retrieving vm uuid: open /sys/class/dmi/id/product_serial: permission denied',
            flags=("--cloud-provider=vsphere", "--leader-elect=true"),
            version="v1.7.7",
            code=255,
        ).there("/sys/class/dmi/id/product_serial", mode="0400"),
    ),
    report(
        "kubernetes/cloud-provider-openstack/issues/2034",
        ["host_ca_bundle_missing", "unknown"],
        "openstack-cloud-controller-manager",
        exits(
            "openstack-cloud-controller-manager",
            'I1115 17:47:39.348774       1 requestheader_controller.go:244] Loaded a new request header values for RequestHeaderAuthRequestController\nW1115 17:47:39.349374       1 client_config.go:617] Neither --kubeconfig nor --master was specified.  Using the inClusterConfig.  This might not work.\nW1115 17:47:39.376300       1 openstack.go:165] New openstack client created failed with config: Get "https://keystone.it.net/": x509: certificate signed by unknown authority\nF1115 17:47:39.376513       1 main.go:84] Cloud provider could not be initialized: could not init cloud provider "openstack": Get "https://keystone.it.net/": x509: certificate signed by unknown authority',
            flags=("--cloud-provider=openstack", "--cloud-config=/etc/config/cloud.conf"),
            mounts=("/etc/config",),
            version=None,
            code=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/40589",
        "service_account_key_invalid",
        KCM,
        at_once(
            KCM,
            "F0127 09:59:04.041033       1 controllermanager.go:181] error running controllers: Error reading key for service account token controller: error reading private key file /etc/kubernetes/ssl/alien1.rz.tu-bs.de.key.pem: data does not contain a valid RSA or ECDSA private key",
            "controller-manager",
            "--master=http://127.0.0.1:8080",
            "--leader-elect=true",
            "--service-account-private-key-file=/etc/kubernetes/ssl/alien1.rz.tu-bs.de.key.pem",
            command="/hyperkube",
            image="quay.io/coreos/hyperkube:v1.5.2_coreos.1",
            mounts=("/etc/kubernetes/ssl",),
            version="v1.5.2",
            code=255,
        ).there("/etc/kubernetes/ssl/alien1.rz.tu-bs.de.key.pem", mode="0600"),
    ),
    report(
        "kubernetes/kops/issues/15909",
        "unknown_flag",
        KCM,
        exits(
            KCM,
            "Error: unknown flag: --experimental-cluster-signing-duration",
            "--experimental-cluster-signing-duration=8760h0m0s",
            version="v1.25.13",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/68246",
        ["unknown", "missing_required_flag"],
        KCM,
        exits(
            KCM,
            'I0904 17:53:07.775832       1 serving.go:293] Generated self-signed cert (/var/run/kubernetes/kube-controller-manager.crt, /var/run/kubernetes/kube-controller-manager.key)\nfailed to get delegated authentication kubeconfig: failed to get delegated authentication kubeconfig: failed to read token file "/var/run/secrets/kubernetes.io/serviceaccount/token": open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory',
            version=None,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/17630",
        "apiserver_unreachable",
        KCM,
        at_once(
            KCM,
            "I1123 12:43:42.251724    5076 plugins.go:71] No cloud provider specified.\nI1123 12:43:42.251994    5076 nodecontroller.go:133] Sending events to api server.\nE1123 12:43:42.252249    5076 controllermanager.go:290] Failed to start service controller: ServiceController should not be run without a cloudprovider.\nF1123 12:43:42.253690    5076 controllermanager.go:314] Failed to get api versions from server: Get http://127.0.0.1:8080/api: dial tcp 127.0.0.1:8080: connection refused",
            "--master=127.0.0.1:8080",
            version=None,
            code=255,
        ),
    ),
    report(
        "kubernetes-retired/kube-aws/issues/1502",
        "oom_killed",
        KCM,
        killed_for_memory(KCM, "100M"),
    ),
    report("rancher/rke2/issues/7422", "host_path_unusable", KCM, a_file_that_is_a_directory()),
    report(
        "kubernetes/kubeadm/issues/2812",
        "duplicate_manifest",
        KCM,
        backed_up(
            KCM,
            None,
            "kube-controller-manager.yaml.bak",
            "--allocate-node-cidrs=true",
            "--bind-address=127.0.0.1",
            "--cluster-cidr=10.244.0.0/16",
            "--experimental-cluster-signing-duration=87600h0m0s",
            "--feature-gates=RotateKubeletServerCertificate=true",
            restarted=timedelta(minutes=5),
        ),
    ),
    report(
        "kelseyhightower/kubernetes-the-hard-way/pull/138",
        None,
        None,
        never="file_missing",
        node=lives(
            KCM,
            'I0326 21:34:53.595729   20879 controllermanager.go:427] Starting "certificatesigningrequests"\nE0326 21:34:53.596196   20879 certificates.go:38] Failed to start certificate controller: open "/var/lib/kubernetes/ca.pem": no such file or directory\nW0326 21:34:53.596236   20879 controllermanager.go:434] Skipping "certificatesigningrequests"',
            '--cluster-signing-cert-file="/var/lib/kubernetes/ca.pem"',
            version="v1.6.0-rc.1",
        ).there("/var/lib/kubernetes/ca.pem"),
    ),
    # ---- the scheduler --------------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/126413",
        "component_config_invalid",
        S,
        at_once(
            S,
            'E0728 07:40:02.660770       1 run.go:74] "command failed" err="leaderElection.resourceLock: Invalid value: \\"configmaps\\": resourceLock value must be \\"leases\\""',
            "--config=/etc/kubernetes/scheduler-config.yaml",
            mounts=("/etc/kubernetes/scheduler.conf", "/etc/kubernetes/scheduler-config.yaml"),
            version="v1.30.0",
        ).file(
            "/etc/kubernetes/scheduler-config.yaml",
            "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\nclientConnection:\n"
            '  kubeconfig: "/etc/kubernetes/scheduler.conf"\nleaderElection:\n  leaderElect: true\n  leaseDuration: 15s\n'
            "  renewDeadline: 10s\n  resourceLock: configmaps\n  resourceName: kube-configmap\n"
            "  resourceNamespace: kube-system\n  retryPeriod: 2s\n",
        ),
    ),
    report(
        "puppetlabs/puppetlabs-kubernetes/issues/541",
        "unknown_flag",
        S,
        exits(S, "Error: unknown flag: --cloud-provider", "--cloud-provider=aws", version="v1.21.5"),
    ),
    report(
        "openshift/secondary-scheduler-operator/pull/159",
        "command_not_found",
        S,
        Node(version=None)
        .static_pod(
            S,
            flags=(),
            command="--config=/etc/kubernetes/config.yaml",
            image="registry.k8s.io/scheduler-plugins/kube-scheduler:v0.28.9",
            mounts=("/etc/kubernetes",),
        )
        .waits(
            S,
            "CreateContainerError",
            'container create failed: time="2024-08-13T10:23:46Z" level=error msg="runc create failed: unable to start container process: exec: \\"--config=/etc/kubernetes/config.yaml\\": stat --config=/etc/kubernetes/config.yaml: no such file or directory"',
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/71752",
        "unknown",
        S,
        exits(
            S,
            'W1205 10:35:37.728989       1 authentication.go:248] Unable to get configmap/extension-apiserver-authentication in kube-system.  Usually fixed by \'kubectl create rolebinding -n kube-system ROLE_NAME --role=extension-apiserver-authentication-reader --serviceaccount=YOUR_NS:YOUR_SA\'\nconfigmaps "extension-apiserver-authentication" is forbidden: User "system:kube-scheduler" cannot get resource "configmaps" in API group "" in the namespace "kube-system"',
            "--authentication-kubeconfig=/etc/kubernetes/scheduler.conf",
            version="v1.13.0",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/47150",
        "unknown",
        S,
        exits(
            S,
            "E0607 23:33:02.262264       1 cache.go:290] Pod default/test-pod removed from a different node than previously added to.\nF0607 23:33:02.262290       1 cache.go:291] Schedulercache is corrupted and can badly affect scheduling decisions",
            version="v1.6.4",
            code=255,
            lived=timedelta(hours=3),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/62501",
        "unknown",
        S,
        exits(
            S,
            "SIGILL: illegal instruction\nPC=0x619d87 m=0 sigcode=2\n\ngoroutine 1 [running, locked to thread]:\nk8s.io/kubernetes/vendor/github.com/golang/glog.Verbose.Infof(0x13e5e00, 0x16516fb, 0x21, 0xc42063be08, 0x1, 0x1)\n\t/workspace/anago-v1.10.1-beta.0.68+d4ab47518836c7/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/github.com/golang/glog/glog.go:1043 +0x7 fp=0xc42063bdc0 sp=0xc42063bdb8 pc=0x619d87\nk8s.io/kubernetes/pkg/credentialprovider.RegisterCredentialProvider(0x1637aae, 0xa, 0x2035fa0, 0xc42038eb80)",
            image="k8s.gcr.io/kube-scheduler-amd64:v1.10.1",
            version="v1.10.1",
            code=2,
        ),
    ),
    report(
        "rancher/rancher/issues/18786",
        "leader_election_lost",
        S,
        exits(
            S,
            "E0729 08:15:56.424195       1 leaderelection.go:270] error retrieving resource lock kube-system/kube-scheduler: Get https://127.0.0.1:6443/api/v1/namespaces/kube-system/endpoints/kube-scheduler?timeout=10s: context deadline exceeded (Client.Timeout exceeded while awaiting headers)\nI0729 08:16:22.034512       1 leaderelection.go:214] successfully acquired lease kube-system/kube-scheduler\nI0729 08:20:55.265174       1 leaderelection.go:249] failed to renew lease kube-system/kube-scheduler: failed to tryAcquireOrRenew context deadline exceeded\nE0729 08:20:55.499156       1 server.go:261] lost master\nlost lease",
            version=None,
            lived=timedelta(minutes=6),
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/1285",
        None,
        None,
        never="file_missing",
        node=lives(
            S,
            'I1128 12:40:04.787327       1 serving.go:318] Generated self-signed cert in-memory\nW1128 12:40:05.278190       1 authentication.go:373] failed to read in-cluster kubeconfig for delegated authentication: failed to read token file "/var/run/secrets/kubernetes.io/serviceaccount/token": open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory\nW1128 12:40:05.278217       1 authentication.go:235] No authentication-kubeconfig provided in order to lookup client-ca-file in configmap/extension-apiserver-authentication in kube-system, so client certificate authentication won\'t work.',
            version="v1.13.0-rc.1",
        ),
    ),
    # ---- certificates and clocks ----------------------------------------------------------------------------------
    report("rancher-archives/rke/issues/1123", "clock_skew", None, clocks_apart()),
    report(
        "k3s-io/k3s/issues/5163",
        "clock_skew",
        A,
        at_once(
            A,
            'F0722 18:55:59.543496 1697126 controller.go:170] Unable to perform initial IP allocation check: unable to refresh the service IP block: Get "https://127.0.0.1:6444/api/v1/services": x509: certificate has expired or is not yet valid: current time 2022-07-22T18:55:59+12:00 is before 2022-07-22T07:45:55Z',
            "--secure-port=6444",
            node=Node(version="v1.23.5+k3s1", at=datetime(2022, 7, 22, 6, 56, 30, tzinfo=UTC)),
            code=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/120890",
        None,
        None,
        never="serving_certificate_expired",
        node=Node(version="v1.19.0")
        .static_pod(A)
        .runs(
            A,
            'E0925 22:45:43.610253       1 authentication.go:53] Unable to authenticate the request due to an error: x509: certificate has expired or is not yet valid: current time 2023-09-25T22:45:43Z is after 2023-09-25T12:10:16Z\nI0925 22:45:44.656413       1 client.go:360] parsed scheme: "passthrough"\nI0925 22:45:44.656478       1 passthrough.go:48] ccResolverWrapper: sending update to cc: {[{https://127.0.0.1:2379/  <nil> 0 <nil>}] <nil> <nil>}\nI0925 22:45:44.656494       1 clientconn.go:948] ClientConn switching balancer to "pick_first"\nE0925 22:45:45.104633       1 authentication.go:53] Unable to authenticate the request due to an error: x509: certificate has expired or is not yet valid: current time 2023-09-25T22:45:45Z is after 2023-09-25T12:10:15Z',
            since=timedelta(hours=6),
        )
        .file(f"{PKI}/apiserver.crt", certificate("kube-apiserver", issuer="kubernetes", since=timedelta(hours=8)))
        .file(f"{PKI}/ca.crt", authority("kubernetes")),
    ),
)
