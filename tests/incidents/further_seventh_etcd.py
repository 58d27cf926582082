"""Public reports of etcd that ends, loops, does not join or holds its apiserver up, met for the first time.

They are shown as those of further.py are; a unit is shown as a static pod. A quarter is benign, outside the closed set, or
looks like another cause.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import A, E, exits, report


def at_once(log, *flags, **more):
    """An etcd whose manifest names only what the report names."""
    return exits(E, log, flags=flags, **more)


def lives(log, *flags, image=None, env=None, version=None):
    """An etcd that goes on, and what it says."""
    return Node(version=version).static_pod(E, flags=flags, image=image, env=env).runs(E, log)


FURTHER_SEVENTH_ETCD = (
    # ---- flags and settings ---------------------------------------------------------------------------------------
    report(
        "kubernetes-sigs/kubespray/issues/11560",
        "invalid_flag_value",
        E,
        at_once(
            '{"level":"info","ts":"2024-09-21T13:09:42.722485-0400","caller":"embed/etcd.go:375","msg":"closing etcd server","name":"etcd1","data-dir":"/var/lib/etcd","advertise-peer-urls":["https://10.0.1.100:2380"],"advertise-client-urls":["https://10.0.1.100:2379"]}\n{"level":"info","ts":"2024-09-21T13:09:42.722713-0400","caller":"embed/etcd.go:377","msg":"closed etcd server","name":"etcd1","data-dir":"/var/lib/etcd","advertise-peer-urls":["https://10.0.1.100:2380"],"advertise-client-urls":["https://10.0.1.100:2379"]}\n{"level":"fatal","ts":"2024-09-21T13:09:42.722785-0400","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"--initial-cluster has etcd1=https://192.168.1.200:2380 but missing from --initial-advertise-peer-urls=https://10.0.1.100:2380 (resolved urls: \\"https://10.0.1.100:2380\\" != \\"https://192.168.1.200:2380\\")","stacktrace":"go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/etcd.go:204\\ngo.etcd.io/etcd/server/v3/etcdmain.Main\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/main.go:40\\nmain.main\\n\\tgo.etcd.io/etcd/server/v3/main.go:31\\nruntime.main\\n\\truntime/proc.go:250"}',
            version=None,
            env={
                "ETCD_NAME": "etcd1",
                "ETCD_DATA_DIR": "/var/lib/etcd",
                "ETCD_INITIAL_ADVERTISE_PEER_URLS": "https://10.0.1.100:2380",
                "ETCD_ADVERTISE_CLIENT_URLS": "https://10.0.1.100:2379",
            },
        ),
    ),
    # The fatal line is completed from the report's title.
    report(
        "siderolabs/talos/issues/10168",
        "invalid_flag_value",
        E,
        at_once(
            '{"level":"info","ts":"2025-01-20T09:10:05.644050Z","caller":"flags/flag.go:113","msg":"recognized and used environment variable","variable-name":"ETCD_CIPHER_SUITES","variable-value":"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305"}\n{"level":"warn","ts":"2025-01-20T09:10:05.647768Z","caller":"embed/config.go:689","msg":"Running http and grpc server on single port. This is not recommended for production."}\n{"level":"info","ts":"2025-01-20T09:10:05.648498Z","caller":"etcdmain/etcd.go:73","msg":"Running: ","args":["/usr/local/bin/etcd","--advertise-client-urls=https://192.168.1.20:2379","--auto-tls=false","--cert-file=/system/secrets/etcd/server.crt","--client-cert-auth=true","--data-dir=/var/lib/etcd","--experimental-compact-hash-check-enabled=true","--experimental-initial-corrupt-check=true","--experimental-watch-progress-notify-interval=5s","--initial-advertise-peer-urls=https://192.168.1.20:2380","--initial-cluster=NOSdrive,routertecnico=https://192.168.1.20:2380","--initial-cluster-state=new"]}\n{"level":"fatal","ts":"2025-01-20T09:10:05.668830Z","caller":"etcdmain/etcd.go:183","msg":"discovery failed","error":"error setting up initial cluster: URL scheme must be http, https, unix, or unixs: "}',
            "--advertise-client-urls=https://192.168.1.20:2379",
            "--auto-tls=false",
            "--cert-file=/system/secrets/etcd/server.crt",
            "--client-cert-auth=true",
            "--data-dir=/var/lib/etcd",
            "--experimental-compact-hash-check-enabled=true",
            "--experimental-initial-corrupt-check=true",
            "--experimental-watch-progress-notify-interval=5s",
            "--initial-advertise-peer-urls=https://192.168.1.20:2380",
            "--initial-cluster=NOSdrive,routertecnico=https://192.168.1.20:2380",
            "--initial-cluster-state=new",
            "--key-file=/system/secrets/etcd/server.key",
            version=None,
        ),
    ),
    report(
        "rancher/rancher/issues/10324",
        "invalid_flag_value",
        E,
        at_once(
            "2017-11-13 17:33:16.853434 C | etcdmain: error setting up initial cluster: URL scheme must be http or https: \n++ cleanup 1\n++ exitcode=1\n+++ date -R\n++ timestamp='Mon, 13 Nov 2017 17:33:16 +0000'\n++ echo 'Exited (1)'\n++ '[' 1 == 0 ']'\n++ '[' 1 == 2 ']'\n++ echo 'Mon, 13 Nov 2017 17:33:16 +0000 -> Exit (1), unknown. No action taken'\nExited (1)\n++ exit 1",
            version=None,
        ),
    ),
    report(
        "canonical/microk8s/issues/5209",
        "unknown_flag",
        E,
        at_once(
            "flag provided but not defined: -enable-v2\nUsage:\n  etcd [flags]\n    Start an etcd server.\n  etcd --version\n    Show the version of etcd.\n  etcd -h | --help\n    Show the help information about etcd.",
            "--enable-v2=true",
            version="v1.34.0",
            code=2,
        ),
    ),
    # The refusal is told in words; its line is completed.
    report(
        "etcd-io/etcd/issues/20351",
        "invalid_flag_value",
        E,
        exits(
            E,
            'invalid value "write-only-drop-data" for flag -v2-deprecation: invalid value',
            "--v2-deprecation=write-only-drop-data",
            version=None,
            image="registry.k8s.io/etcd:3.5.21-0",
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/11111",
        ["invalid_flag_value", "unknown"],
        E,
        at_once(
            'conflicting environment variable "ETCD_NAME" is shadowed by corresponding command-line flag (either unset environment variable or disable flag)',
            "--name=etcd1",
            env={"ETCD_NAME": "etcd1"},
            image="quay.io/coreos/etcd:v3.4.1",
            version=None,
        ),
    ),
    report(
        "kubesphere/kubekey/issues/331",
        None,
        None,
        never="command_not_found",
        node=at_once(
            "2020-10-09 09:02:07.027019 E | etcdmain: etcd on unsupported platform without ETCD_UNSUPPORTED_ARCH=arm64 set.",
            version=None,
        ),
    ),
    report(
        "IshentRas/cookbook-openshift3/issues/276",
        "command_not_found",
        E,
        Node(version=None)
        .static_pod(
            E, flags=(), command="/usr/bin/etcd", image="quay.io/coreos/etcd", mounts=("/var/lib/etcd", "/etc/etcd")
        )
        .waits(
            E,
            "RunContainerError",
            'oci runtime error: container_linux.go:247: starting container process caused "exec: \\"/usr/bin/etcd\\": stat /usr/bin/etcd: no such file or directory"',
            restarts=4,
        ),
    ),
    # ---- membership -------------------------------------------------------------------------------------------------
    # The last line is cut off in the report; the status is what etcd gives when it was removed.
    report(
        "siderolabs/omni/issues/750",
        "etcd_membership_mismatch",
        E,
        at_once(
            '{"level":"info","ts":"2024-12-24T22:14:15.262169Z","caller":"etcdserver/server.go:864","msg":"starting etcd server","local-member-id":"66de3babc0abe198","local-server-version":"3.5.17","cluster-id":"78fa62a055012012","cluster-version":"3.5"}\n{"level":"info","ts":"2024-12-24T22:14:15.262330Z","caller":"etcdserver/server.go:773","msg":"starting initial election tick advance","election-ticks":5}\n{"level":"warn","ts":"2024-12-24T22:14:15.262417Z","caller":"etcdserver/server.go:1154","msg":"server error","error":"the member has been permanently removed from the cluster"}\n{"level":"warn","ts":"2024-12-24T22:14:15.262494Z","caller":"etcdserver/server.go:1155","msg":"data-dir used by this member must be removed"}',
            version=None,
            code=0,
        ),
    ),
    # The status is what etcd gives when it was removed.
    report(
        "rancher/docs/issues/3109",
        "etcd_membership_mismatch",
        E,
        at_once(
            "etcdserver: the member has been permanently removed from the cluster\netcdserver: the data-dir used by this member must be removed.\netcdserver: publish error: etcdserver: request cancelled\netcdserver: aborting publish because server is stopped",
            version=None,
            code=0,
        ),
    ),
    # The list of members in the fatal line is shortened in the report; its end is the comment's.
    report(
        "kubernetes/kubeadm/issues/1280",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            "2018-11-27 15:09:14.082082 C | etcdmain: error validating peerURLs {ClusterID:8b3ed401f61ac4ba Members:[&{ID:5c12b785e3ca3e16 RaftAttributes:{PeerURLs:[https://10.0.0.5:2380]} Attributes:{Name:master-2 ClientURLs:[https://10.0.0.5:2379]}}] RemovedMemberIDs:[]}: member count is unequal",
            version=None,
        ),
    ),
    report(
        "kz8s/tack/issues/196",
        "etcd_membership_mismatch",
        E,
        at_once("member 503c0bbb246020af has already been bootstrapped", version=None),
    ),
    # How it ends is not told: its unit is stopped when it is not ready in time.
    report(
        "Praqma/LearnKubernetes/issues/17",
        "etcd_membership_mismatch",
        E,
        at_once(
            "publish error: etcdserver: request timed out\n"
            + "request cluster ID mismatch (got 6b4bc4b81731158f want 629f6191abaccb2f)\n" * 2
            + "request sent was ignored (cluster ID mismatch: peer[332a8a315e569778]=6b4bc4b81731158f, local=629f6191abaccb2f)\n"
            * 2
            + "request cluster ID mismatch (got 6b4bc4b81731158f want 629f6191abaccb2f)\n" * 2
            + "request sent was ignored (cluster ID mismatch: peer[332a8a315e569778]=6b4bc4b81731158f, local=629f6191abaccb2f)\n"
            * 2
            + "request cluster ID mismatch (got 6b4bc4b81731158f want 629f6191abaccb2f)\n" * 2,
            version=None,
            code=0,
            lived=timedelta(seconds=90),
        ),
    ),
    report(
        "etcd-io/etcd/issues/10817",
        ["etcd_data_corrupt", "etcd_membership_mismatch"],
        E,
        at_once(
            "d2ce2633997c6a24 [term: 1] received a MsgHeartbeat message with higher term from e733aa0c2f2722f7 [term: 338]\nd2ce2633997c6a24 became follower at term 338\nstarted streaming with peer 4277a52756c33888 (writer)\ntocommit(5588980) is out of range [lastIndex(3)]. Was the raft log corrupted, truncated, or lost?\npanic: tocommit(5588980) is out of range [lastIndex(3)]. Was the raft log corrupted, truncated, or lost?\ngoroutine 90 [running]:\ngithub.com/coreos/pkg/capnslog.(*PackageLogger).Panicf(0xc4201b8d80, 0x55f10d52bb2e, 0x5d, 0xc4201b8120, 0x2, 0x2)\n/builddir/build/BUILD/etcd-bb66589f8cf18960c7f3d56b1b83753caeed9c7a/Godeps/_workspace/src/github.com/coreos/pkg/cap\ngithub.com/coreos/etcd/raft.(*raftLog).commitTo(0xc420270690, 0x5547f4)\n/builddir/build/BUILD/etcd-bb66589f8cf18960c7f3d56b1b83753caeed9c7a/src/github.com/coreos/etcd/raft/log.go:191 +0x1",
            version=None,
            code=2,
        ),
    ),
    report(
        "kubernetes-retired/bootkube/issues/373",
        ["etcd_no_quorum", "etcd_unreachable", "unknown"],
        E,
        at_once(
            "2017-03-10 22:54:35.873404 I | etcdmain: etcd Version: 3.1.0\n2017-03-10 22:54:35.873498 I | etcdmain: Git SHA: 8ba2897\n2017-03-10 22:54:35.873507 I | etcdmain: Go Version: go1.7.4\n2017-03-10 22:54:35.873528 I | etcdmain: Go OS/Arch: linux/amd64\n2017-03-10 22:54:35.873541 I | etcdmain: setting maximum number of CPUs to 1, total number of available CPUs is 1\n2017-03-10 22:54:35.873920 N | etcdmain: the server is already initialized as member before, starting as etcd member...\n2017-03-10 22:54:35.874466 I | embed: listening for peers on http://172.17.4.101:2380\n2017-03-10 22:54:35.874519 I | embed: listening for client requests on 172.17.4.101:2379\n2017-03-10 22:54:35.875402 W | etcdserver: could not get cluster response from http://172.17.4.101:12380: Get http://172.17.4.101:12380/members: dial tcp 172.17.4.101:12380: getsockopt: connection refused\n2017-03-10 22:54:35.876212 C | etcdmain: cannot fetch cluster info from peer urls: could not retrieve cluster information from the given urls",
            version=None,
            image="quay.io/coreos/etcd:v3.1.0",
        ),
    ),
    # The panic is told by what the report's change is about: its line is completed.
    report(
        "etcd-io/etcd/issues/12285",
        None,
        None,
        never="etcd_data_corrupt",
        node=at_once(
            '{"level":"info","ts":"2020-09-11T16:10:24.260Z","caller":"etcdmain/etcd.go:134","msg":"server has been already initialized","data-dir":"/var/lib/etcd","dir-type":"member"}\n{"level":"info","ts":"2020-09-11T16:10:24.260Z","caller":"embed/etcd.go:117","msg":"configuring peer listeners","listen-peer-urls":["http://0.0.0.0:2380"]}\n{"level":"info","ts":"2020-09-11T16:10:24.262Z","caller":"embed/etcd.go:127","msg":"configuring client listeners","listen-client-urls":["http://0.0.0.0:2379","http://0.0.0.0:4001"]}\n{"level":"info","ts":"2020-09-11T16:10:24.263Z","caller":"embed/etcd.go:302","msg":"starting an etcd server","etcd-version":"3.4.13","git-sha":"ae9734ed2","go-version":"go1.12.17","go-os":"linux","go-arch":"amd64","max-cpu-set":2,"max-cpu-available":2,"member-initialized":true,"name":"etcd0","data-dir":"/var/lib/etcd","wal-dir":"","wal-dir-dedicated":"","member-dir":"/var/lib/etcd/member","force-new-cluster":true,"heartbeat-interval":"100ms","election-timeout":"1s"}\n{"level":"panic","ts":"2020-09-11T16:10:24.310Z","caller":"etcdserver/raft.go:765","msg":"unknown ConfChange Type","type":"ConfChangeAddLearnerNode"}\npanic: unknown ConfChange Type',
            "--name=etcd0",
            "--data-dir=/var/lib/etcd",
            "--listen-peer-urls=http://0.0.0.0:2380",
            "--listen-client-urls=http://0.0.0.0:2379,http://0.0.0.0:4001",
            "--force-new-cluster",
            version=None,
            image="quay.io/coreos/etcd:v3.4.13",
            code=2,
        ),
    ),
    # ---- versions ---------------------------------------------------------------------------------------------------
    # The error is the one the discussion names; etcd's usual line around it is completed.
    report(
        "kubernetes/kubernetes/pull/130583",
        "etcd_upgrade_incompatible",
        E,
        Node(version="v1.32.2")
        .static_pod(E, image="registry.k8s.io/etcd:3.6.0-rc.1-0", edited=timedelta(minutes=6))
        .died(
            E,
            '{"level":"fatal","ts":"2025-03-05T16:36:58.120416Z","caller":"etcdmain/etcd.go:183","msg":"discovery failed","error":"membership: too many learner members in cluster"}',
        ),
    ),
    report(
        "canonical/microk8s/issues/5220",
        "etcd_upgrade_incompatible",
        E,
        at_once(
            '{"level":"info","ts":"2025-09-08T13:04:12.577867Z","caller":"storage/backend.go:80","msg":"opened backend db","path":"/var/snap/microk8s/common/var/run/etcd/member/snap/db","took":"18.489834ms"}\n{"level":"info","ts":"2025-09-08T13:04:12.577900Z","caller":"etcdserver/bootstrap.go:220","msg":"restore consistentIndex","index":491955990}\n{"level":"error","ts":"2025-09-08T13:04:13.111288Z","caller":"etcdserver/bootstrap.go:409","msg":"illegal v2store content","error":"detected disallowed custom content in v2store for stage --v2-deprecation=write-only","stacktrace":"go.etcd.io/etcd/server/v3/etcdserver.recoverSnapshot\\n\\tgo.etcd.io/etcd/server/v3/etcdserver/bootstrap.go:409\\ngo.etcd.io/etcd/server/v3/etcdserver.bootstrapBackend\\n\\tgo.etcd.io/etcd/server/v3/etcdserver/bootstrap.go:225\\ngo.etcd.io/etcd/server/v3/etcdserver.bootstrap\\n\\tgo.etcd.io/etcd/server/v3/etcdserver/bootstrap.go:80\\ngo.etcd.io/etcd/server/v3/etcdserver.NewServer\\n\\tgo.etcd.io/etcd/server/v3/etcdserver/server.go:307\\ngo.etcd.io/etcd/server/v3/embed.StartEtcd\\n\\tgo.etcd.io/etcd/server/v3/embed/etcd.go:262\\ngo.etcd.io/etcd/server/v3/etcdmain.startEtcd\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/etcd.go:207"}',
            "--data-dir=/var/snap/microk8s/common/var/run/etcd",
            version=None,
        ),
    ),
    # A fault of that release, cured by the next one: its line with a date of its own.
    report(
        "etcd-io/etcd/issues/11918",
        ["etcd_data_corrupt", "etcd_upgrade_incompatible"],
        E,
        at_once(
            "2020-05-19 21:14:03.512870 C | etcdmain: walpb: crc mismatch",
            version=None,
            image="quay.io/coreos/etcd:v3.3.21",
        ),
    ),
    report(
        "kubernetes/kops/issues/13118",
        None,
        None,
        never="etcd_data_corrupt",
        node=Node(version="v1.22.3")
        .static_pod("etcd-manager", flags=(), probe="")
        .runs(
            "etcd-manager",
            'W0125 11:07:36.069491    3574 etcdserver.go:118] error running etcd: unknown etcd version v3.5.0: not found in [/opt/etcd-v3.5.0-linux-amd64]\nW0125 11:07:56.494165    3574 etcdserver.go:118] error running etcd: unknown etcd version v3.5.0: not found in [/opt/etcd-v3.5.0-linux-amd64]\n{"level":"warn","ts":"2022-01-25T11:07:58.275Z","logger":"etcd-client","caller":"v3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0000c8380/etcd-a.internal.debug.k8s.ivx.cloud:4001","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: last connection error: connection error: desc = \\"transport: Error while dialing dial tcp 172.21.23.174:4001: connect: connection refused\\""}',
        ),
    ),
    # ---- the data ---------------------------------------------------------------------------------------------------
    # The panic's own line is the title's.
    report(
        "siderolabs/talos/issues/9381",
        "etcd_data_corrupt",
        E,
        at_once(
            "panic: freepages: failed to get all reachable pages\n\ngoroutine 149 [running]:\ngo.etcd.io/bbolt.(*DB).freepages.func2()\n\tgo.etcd.io/bbolt@v1.3.9/db.go:1202 +0x8d\ncreated by go.etcd.io/bbolt.(*DB).freepages in goroutine 148\n\tgo.etcd.io/bbolt@v1.3.9/db.go:1200 +0x1e5",
            version=None,
            code=2,
        ),
    ),
    # The fatal line is named in the title; its numbers are not the report's.
    report(
        "k0sproject/k0s/issues/2553",
        "etcd_data_corrupt",
        E,
        at_once(
            '{"level":"info","ts":"2022-12-24T08:51:36.932Z","caller":"etcdserver/backend.go:81","msg":"opened backend db","path":"/var/lib/k0s/etcd/member/snap/db","took":"62.300357ms"}\n{"level":"info","ts":"2022-12-24T08:51:37.233Z","caller":"embed/etcd.go:371","msg":"closing etcd server","name":"master-1","data-dir":"/var/lib/k0s/etcd","advertise-peer-urls":["https://10.200.0.19:2380"],"advertise-client-urls":["https://127.0.0.1:2379"]}\n{"level":"info","ts":"2022-12-24T08:51:37.234Z","caller":"embed/etcd.go:373","msg":"closed etcd server","name":"master-1","data-dir":"/var/lib/k0s/etcd","advertise-peer-urls":["https://10.200.0.19:2380"],"advertise-client-urls":["https://127.0.0.1:2379"]}\n{"level":"fatal","ts":"2022-12-24T08:51:37.234Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"wal: max entry size limit exceeded, recBytes: 621, fileSize(64000000) - offset(63999576) - padBytes(3) = entryLimit(421)"}',
            version=None,
        ),
    ),
    report(
        "k3s-io/k3s/issues/9701",
        "etcd_data_corrupt",
        E,
        at_once(
            "FATA[0004] Failed to reconcile with temporary etcd: wal: max entry size limit exceeded, recBytes: 865, fileSize(19681280) - offset(19681192) - padBytes(7) = entryLimit(81)",
            version="v1.26.3",
        ),
    ),
    # The report names the missing snapshot; the line is the one of the etcd that its installer brings.
    report(
        "etcd-io/etcd/issues/12237",
        "etcd_data_corrupt",
        E,
        at_once(
            "2020-08-19 03:30:40.927640 I | pkg/flags: recognized and used environment variable ETCD_INITIAL_CLUSTER_TOKEN=k8s_etcd\n2020-08-19 03:30:40.927649 I | pkg/flags: recognized and used environment variable ETCD_KEY_FILE=/etc/ssl/etcd/ssl/member-node1-key.pem\n2020-08-19 03:30:40.927664 I | pkg/flags: recognized and used environment variable ETCD_LISTEN_CLIENT_URLS=https://192.168.1.2:2379,https://127.0.0.1:2379\n2020-08-19 03:30:40.927682 I | pkg/flags: recognized and used environment variable ETCD_LISTEN_PEER_URLS=https://192.168.1.2:2380\n2020-08-19 03:30:40.927699 I | pkg/flags: recognized and used environment variable ETCD_METRICS=basic\n2020-08-19 03:30:40.927709 I | pkg/flags: recognized and used environment variable ETCD_NAME=etcd1\n2020-08-19 03:30:40.927722 I | pkg/flags: recognized and used environment variable ETCD_PEER_CERT_FILE=/etc/ssl/etcd/ssl/member-node1.pem\n2020-08-19 03:30:40.927731 I | pkg/flags: recognized and used environment variable ETCD_PEER_CLIENT_CERT_AUTH=True\n2020-08-19 03:30:40.927742 I | pkg/flags: recognized and used environment variable ETCD_PEER_KEY_FILE=/etc/ssl/etcd/ssl/member-node1-key.pem\n2020-08-19 03:30:40.927750 I | pkg/flags: recognized and used environment variable ETCD_PEER_TRUSTED_CA_FILE=/etc/ssl/etcd/ssl/ca.pem\n2020-08-19 03:30:40.978112 C | etcdserver: recovering backend from snapshot error: database snapshot file path error: snap: snapshot file doesn't exist\npanic: recovering backend from snapshot error: database snapshot file path error: snap: snapshot file doesn't exist",
            version=None,
            env={
                "ETCD_NAME": "etcd1",
                "ETCD_INITIAL_CLUSTER_TOKEN": "k8s_etcd",
                "ETCD_LISTEN_CLIENT_URLS": "https://192.168.1.2:2379,https://127.0.0.1:2379",
                "ETCD_LISTEN_PEER_URLS": "https://192.168.1.2:2380",
                "ETCD_METRICS": "basic",
            },
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/19601",
        "etcd_data_corrupt",
        E,
        at_once(
            '{"message":"No snapshot found. Recovering WAL from scratch!"}\n{"message":"failed to open WAL","error":"wal: file not found"}',
            version=None,
        ),
    ),
    report(
        "etcd-io/etcd/issues/14061",
        None,
        None,
        never="etcd_data_corrupt",
        node=lives(
            'etcdserver: another etcd process is using "/var/etcd/data/new.etcd/member/snap/db" and holds the file lock, or loading backend file is taking >10 seconds\netcdserver: waiting for it to exit before starting..',
            "--data-dir=/var/etcd/data/new.etcd",
        ),
    ),
    # ---- permissions and paths --------------------------------------------------------------------------------------
    report(
        "etcd-io/etcd/issues/12144",
        "file_permission_denied",
        E,
        at_once(
            '{"level":"fatal","ts":"2020-07-17T07:11:27.596Z","caller":"etcdmain/etcd.go:271","msg":"discovery failed","error":"cannot access data directory: directory \\"/theory-controllers-1.etcd\\",\\"drwxr-xr-x\\" exist without desired file permission \\"-rwx------\\".","stacktrace":"go.etcd.io/etcd/etcdmain.startEtcdOrProxyV2\\n\\t/tmp/etcd-release-3.4.10/etcd/release/etcd/etcdmain/etcd.go:271\\ngo.etcd.io/etcd/etcdmain.Main\\n\\t/tmp/etcd-release-3.4.10/etcd/release/etcd/etcdmain/main.go:46\\nmain.main\\n\\t/tmp/etcd-release-3.4.10/etcd/release/etcd/main.go:28\\nruntime.main\\n\\t/usr/local/go/src/runtime/proc.go:200"}',
            "--data-dir=/theory-controllers-1.etcd",
            version=None,
            image="quay.io/coreos/etcd:v3.4.10",
        ),
    ),
    # The end of the log is cut off in the report; the last line is the one that its discussion is about.
    report(
        "SUSE/skuba/pull/1327",
        "file_permission_denied",
        E,
        exits(
            E,
            "2020-08-18 16:44:44.111591 W | pkg/flags: unrecognized environment variable ETCD_UNSUPPORTED_ARCH=arm64\n[WARNING] Deprecated '--logger=capnslog' flag is set; use '--logger=zap' flag instead\n2020-08-18 16:44:44.111672 I | etcdmain: etcd Version: 3.4.10\n2020-08-18 16:44:44.111675 I | etcdmain: Git SHA: Not provided (use ./build instead of go build)\n2020-08-18 16:44:44.111678 I | etcdmain: Go Version: go1.14.2\n2020-08-18 16:44:44.111681 I | etcdmain: Go OS/Arch: linux/amd64\n2020-08-18 16:44:44.111683 I | etcdmain: setting maximum number of CPUs to 4, total number of available CPUs is 4\n[WARNING] Deprecated '--logger=capnslog' flag is set; use '--logger=zap' flag instead\n2020-08-18 16:44:44.111736 I | embed: peerTLS: cert = /etc/kubernetes/pki/etcd/peer.crt, key = /etc/kubernetes/pki/etcd/peer.key, trusted-ca = /etc/kubernetes/pki/etcd/ca.crt, client-cert-auth = true, crl-file =\n2020-08-18 16:44:44.112171 I | embed: name = master-1\n2020-08-18 16:44:44.112180 I | embed: data dir = /var/lib/etcd\n2020-08-18 16:44:44.112183 I | embed: member dir = /var/lib/etcd/member\n2020-08-18 16:44:44.112186 I | embed: heartbeat = 100ms\n2020-08-18 16:44:44.112188 I | embed: election = 1000ms\n2020-08-18 16:44:44.112240 C | etcdmain: cannot access data directory: directory \"/var/lib/etcd\",\"drwxr-xr-x\" exist without desired file permission \"-rwx------\".",
            version=None,
            image="registry.suse.de/devel/caasp/4.5/containers/containers/caasp/v4.5/etcd:3.4.10",
            env={"ETCD_UNSUPPORTED_ARCH": "arm64"},
        ),
    ),
    report(
        "etcd-io/etcd/issues/12433",
        "file_permission_denied",
        E,
        exits(
            E,
            "2020-10-28 18:43:11.053592 C | etcdmain: open /etc/kubernetes/pki/etcd/peer.crt: permission denied",
            "--peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt",
            version=None,
        ),
    ),
    report(
        "k0sproject/k0s/issues/219",
        ["file_permission_denied", "command_not_found"],
        E,
        Node(version=None)
        .static_pod(E, flags=(), command="/var/lib/mke/bin/etcd", mounts=("/var/lib/mke/bin",))
        .there("/var/lib/mke/bin", kind="directory", mode="0750")
        .there("/var/lib/mke/bin/etcd", mode="0550")
        .waits(
            E, "RunContainerError", "Failed to start: fork/exec /var/lib/mke/bin/etcd: permission denied", restarts=3
        ),
    ),
    report(
        "rancher/rancher/issues/20542",
        ["host_path_unusable", "filesystem_damaged"],
        E,
        Node(version=None)
        .static_pod(E, flags=(), mounts=("/var/lib/etcd",))
        .waits(
            E,
            "CreateContainerError",
            "Error response from daemon: error while creating mount source path '/var/lib/etcd': mkdir /var/lib/etcd: read-only file system",
        ),
    ),
    # ---- addresses and ports ----------------------------------------------------------------------------------------
    # The address in etcd's line is left out in the report (a foreign one, by DNS, for localhost): it is an example's.
    report(
        "kubernetes/minikube/issues/2967",
        "node_address_missing",
        E,
        Node(version=None)
        .static_pod(E, flags=("--advertise-client-urls=https://127.0.0.1:2379",), image="k8s.gcr.io/etcd-amd64:3.1.12")
        .died(
            E,
            "2018-07-09 03:32:11.847764 C | etcdmain: listen tcp 198.51.100.7:2380: bind: cannot assign requested address",
        )
        .static_pod(A)
        .died(
            A,
            'hooks.go:188] PostStartHook "ca-registration" failed: unable to initialize client CA configmap: timed out waiting for the condition',
            code=137,
            lived=timedelta(minutes=1),
        ),
    ),
    # Told in words: the port is not named, so it is the first that etcd binds.
    report(
        "kubernetes/website/issues/39007",
        "port_held_by_previous_instance",
        E,
        exits(
            E,
            "2023-01-19 10:21:44.390571 C | etcdmain: listen tcp 10.0.0.4:2380: bind: address already in use",
            version="v1.21.5",
            image="k8s.gcr.io/etcd:3.4.13-0",
        ).socket(E, 2380, "10.0.0.4", pid=3117),
    ),
    report(
        "kopeio/etcd-manager/issues/368",
        ["port_in_use", "port_held_by_previous_instance"],
        E,
        at_once(
            "etcdmain: listen tcp 0.0.0.0:8081: bind: address already in use",
            version=None,
            env={"ETCD_LISTEN_METRICS_URLS": "http://0.0.0.0:8081"},
        ),
    ),
    report(
        "kubernetes-sigs/kubespray/issues/8549",
        "etcd_unreachable",
        A,
        exits(
            A,
            'W0216 15:30:29.822127       1 clientconn.go:1223] grpc: addrConn.createTransport failed to connect to {https://172.0.0.11:2383  <nil> 0 <nil>}. Err :connection error: desc = "transport: Error while dialing dial tcp 172.0.0.11:2383: connect: connection refused". Reconnecting...',
            "--etcd-servers-overrides=/events#https://172.0.0.11:2383",
            version=None,
        ),
    ),
    # ---- probes -----------------------------------------------------------------------------------------------------
    # That the liveness probe kills it is told in words; the kubelet's lines are completed.
    report(
        "rancher/rke2/issues/1100",
        "probe_wrong_host",
        E,
        Node(version="v1.20.6")
        .static_pod(
            E,
            flags=("--config-file=/var/lib/rancher/rke2/server/db/etcd/config",),
            mounts=("/var/lib/rancher/rke2/server/db/etcd",),
            probe="    livenessProbe:\n      httpGet: {path: /health, port: 2381, host: 127.0.0.1, scheme: HTTP}\n      initialDelaySeconds: 15\n      timeoutSeconds: 15\n      periodSeconds: 10\n      successThreshold: 1\n      failureThreshold: 8",
        )
        .file("/var/lib/rancher/rke2/server/db/etcd/config", "listen-metrics-urls: http://10.0.0.4:2381\n", mode="0600")
        .died(E, code=0, lived=timedelta(seconds=95))
        .kubelet(
            'I0604 15:02:41.118730    2207 prober.go:117] Liveness probe for "etcd-master-1_kube-system(9e11b25bb87a2f3b3d9c2b8b7a4f0a55):etcd" failed (failure): Get "http://127.0.0.1:2381/health": dial tcp 127.0.0.1:2381: connect: connection refused',
            'I0604 15:02:41.119405    2207 kuberuntime_manager.go:656] Container "etcd" ({"containerd" "5c0f7f5e2f5e9b4f7f1f2c1f5a0d5f8e4f6c3b2a1908f7e6d5c4b3a29180f7e6"}) of pod etcd-master-1_kube-system(9e11b25bb87a2f3b3d9c2b8b7a4f0a55): Container etcd failed liveness probe, will be restarted',
        ),
    ),
    # The event's message is the report's; the kubelet's words around it are completed.
    report(
        "openshift/origin/issues/21609",
        "probe_command_broken",
        E,
        Node(version="v1.11.0")
        .static_pod(
            E,
            flags=(),
            mounts=("/etc/etcd", "/var/lib/etcd"),
            probe="    livenessProbe:\n      exec:\n        command: [etcdctl, --cert-file, /etc/etcd/peer.crt, --key-file, /etc/etcd/peer.key, --ca-file, /etc/etcd/ca.crt, --endpoints, 'https://172.22.0.69:2379', cluster-health]\n      initialDelaySeconds: 45",
        )
        .died(
            E,
            "2018-12-15 04:33:37.681961 I | pkg/flags: recognized and used environment variable ETCD_ADVERTISE_CLIENT_URLS=https://172.22.0.69:2379\n2018-12-15 04:33:37.682098 I | pkg/flags: recognized and used environment variable ETCD_CERT_FILE=/etc/etcd/server.crt\n2018-12-15 04:33:37.682112 I | pkg/flags: recognized and used environment variable ETCD_CLIENT_CERT_AUTH=true\n2018-12-15 04:33:37.682127 I | pkg/flags: recognized and used environment variable ETCD_DATA_DIR=/var/lib/etcd/\n2018-12-15 04:33:37.682152 I | pkg/flags: recognized and used environment variable ETCD_DEBUG=False\n2018-12-15 04:33:37.682187 I | pkg/flags: recognized and used environment variable ETCD_ELECTION_TIMEOUT=2500\n2018-12-15 04:33:37.682245 I | pkg/flags: recognized and used environment variable ETCD_HEARTBEAT_INTERVAL=500\n2018-12-15 04:33:37.682282 I | pkg/flags: recognized and used environment variable ETCD_INITIAL_ADVERTISE_PEER_URLS=https://172.22.0.69:2380",
            code=0,
            lived=timedelta(minutes=8),
            form="docker",
        )
        .kubelet(
            'I1204 14:02:11.310022    4402 prober.go:111] Liveness probe for "etcd-master-1_kube-system(3c8f2a1f0c6b4d5e9a7b8c9d0e1f2a3b):etcd" failed (failure): rpc error: code = 2 desc = oci runtime error: exec failed: container_linux.go:247: starting container process caused "process_linux.go:110: decoding init error from pipe caused \\"read parent: connection reset by peer\\""',
        ),
    ),
    # ---- quorum, quota, disk and memory -----------------------------------------------------------------------------
    report(
        "rancher/cluster-api-provider-rke2/issues/263",
        "etcd_no_quorum",
        E,
        lives(
            '{"level":"warn","ts":"2024-02-12T12:18:56.818575Z","caller":"etcdserver/server.go:2085","msg":"failed to publish local member to cluster through raft","local-member-id":"56c279675ce0ee85","local-member-attributes":"{Name:master-1-d9da8b76 ClientURLs:[https://172.18.0.10:2379]}","request-path":"/0/members/56c279675ce0ee85/attributes","publish-timeout":"15s","error":"etcdserver: request timed out"}\n{"level":"warn","ts":"2024-02-12T12:18:56.904853Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status","round-tripper-name":"ROUND_TRIPPER_RAFT_MESSAGE","remote-peer-id":"5320353a7d98bdee","rtt":"0s","error":"dial tcp 172.18.0.4:2380: connect: no route to host"}\n{"level":"warn","ts":"2024-02-12T12:18:56.904964Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status","round-tripper-name":"ROUND_TRIPPER_SNAPSHOT","remote-peer-id":"5320353a7d98bdee","rtt":"0s","error":"dial tcp 172.18.0.4:2380: connect: no route to host"}',
        ),
    ),
    # How etcd ends is not told; kubeadm's probe of that time stops an etcd without a leader.
    report(
        "kubernetes/kubeadm/issues/2188",
        "etcd_no_quorum",
        E,
        exits(
            E,
            "raft2020/06/21 05:43:45 INFO: e121085cb2a6a09a [logterm: 9637, index: 5290395] sent MsgVote request to 1e1194c275755c28 at term 9795\nraft2020/06/21 05:43:45 INFO: e121085cb2a6a09a [logterm: 9637, index: 5290395] sent MsgVote request to 4e8d639ed37e166c at term 9795\nraft2020/06/21 05:43:46 INFO: e121085cb2a6a09a is starting a new election at term 9795\nraft2020/06/21 05:43:46 INFO: e121085cb2a6a09a became candidate at term 9796\nraft2020/06/21 05:43:46 INFO: e121085cb2a6a09a received MsgVoteResp from e121085cb2a6a09a at term 9796\nraft2020/06/21 05:43:46 INFO: e121085cb2a6a09a [logterm: 9637, index: 5290395] sent MsgVote request to 1e1194c275755c28 at term 9796\nraft2020/06/21 05:43:46 INFO: e121085cb2a6a09a [logterm: 9637, index: 5290395] sent MsgVote request to 4e8d639ed37e166c at term 9796",
            version=None,
            code=0,
            lived=timedelta(seconds=100),
            form="docker",
        ),
    ),
    # As above, how etcd ends is not told.
    report(
        "etcd-io/etcd/issues/12738",
        "etcd_no_quorum",
        E,
        exits(
            E,
            "raft2021/03/02 11:10:44 INFO: 9e0a44ecc696ddc2 [logterm: 17, index: 69621430] sent MsgVote request to 33ceb90d3223e693 at term 34923\n2021-03-02 11:10:45.076089 E | etcdserver: publish error: etcdserver: request timed out\n2021-03-02 11:10:45.116043 W | rafthttp: health check for peer 33ceb90d3223e693 could not connect: dial tcp 192.168.100.115:2380: connect: connection refused\n2021-03-02 11:10:45.116783 W | rafthttp: health check for peer 33ceb90d3223e693 could not connect: dial tcp 192.168.100.115:2380: connect: connection refused\nraft2021/03/02 11:10:45 INFO: 9e0a44ecc696ddc2 is starting a new election at term 34923\nraft2021/03/02 11:10:45 INFO: 9e0a44ecc696ddc2 became candidate at term 34924\nraft2021/03/02 11:10:45 INFO: 9e0a44ecc696ddc2 received MsgVoteResp from 9e0a44ecc696ddc2 at term 34924\nraft2021/03/02 11:10:45 INFO: 9e0a44ecc696ddc2 [logterm: 17, index: 69621430] sent MsgVote request to 33ceb90d3223e693 at term 34924\nraft2021/03/02 11:10:47 INFO: 9e0a44ecc696ddc2 is starting a new election at term 34924\nraft2021/03/02 11:10:47 INFO: 9e0a44ecc696ddc2 became candidate at term 34925\nraft2021/03/02 11:10:47 INFO: 9e0a44ecc696ddc2 received MsgVoteResp from 9e0a44ecc696ddc2 at term 34925\nraft2021/03/02 11:10:47 INFO: 9e0a44ecc696ddc2 [logterm: 17, index: 69621430] sent MsgVote request to 33ceb90d3223e693 at term 34925",
            version=None,
            code=0,
            lived=timedelta(seconds=100),
            form="docker",
        ).kubelet(
            "E0302 15:22:56.458338    7920 aws_credentials.go:77] while getting AWS credentials NoCredentialProviders: no valid providers in chain. Deprecated.",
            "        For verbose messaging see aws.Config.CredentialsChainVerboseErrors",
            "I0302 15:22:56.461552    7920 kuberuntime_manager.go:211] Container runtime docker initialized, version: 17.03.2-ce, apiVersion: 1.27.0",
            "I0302 15:22:56.464027    7920 server.go:1113] Started kubelet",
            "E0302 15:22:56.464128    7920 kubelet.go:1302] Image garbage collection failed once. Stats initialization may not have completed yet: failed to get imageFs info: unable to find data in memory cache",
            "I0302 15:22:56.464593    7920 server.go:144] Starting to listen on 0.0.0.0:10250",
            "E0302 15:22:56.464755    7920 event.go:272] Unable to write event: 'Post https://192.168.10.37:6443/api/v1/namespaces/default/events: dial tcp 192.168.10.37:6443: connect: connection refused' (may retry after sleeping)",
        ),
    ),
    # The report quotes the messages; the lines around them, and the member's ID, are completed.
    report(
        "kubernetes/kubernetes/issues/94029",
        "etcd_nospace_alarm",
        E,
        Node(version=None)
        .static_pod(E)
        .died(
            E,
            "2020-08-15 19:58:21.374209 W | etcdserver/api/etcdhttp: /health error due to an alarm memberID:12593026477526642892 alarm:NOSPACE ",
            code=0,
            lived=timedelta(seconds=100),
        )
        .static_pod(A)
        .runs(
            A,
            "E0815 19:58:20.441836       1 compact.go:124] etcd: endpoint ([https://127.0.0.1:2379]) compact failed: etcdserver: mvcc: database space exceeded",
        ),
    ),
    report(
        "kubernetes/kops/issues/4005",
        "etcd_nospace_alarm",
        None,
        Node(version="v1.8.2")
        .unit("kubelet")
        .static_pod(E, flags=(), image="gcr.io/google_containers/etcd:3.0.17")
        .runs(E)
        .kubelet(
            'W1204 11:17:02.533588    1495 status_manager.go:446] Failed to update status for pod "custom-pod-A": etcdserver: mvcc: database space exceeded',
            'W1204 11:17:02.542113    1495 status_manager.go:446] Failed to update status for pod "custom-pod-B": etcdserver: mvcc: database space exceeded',
        ),
    ),
    # Told in words: the kernel kills etcd at the limit of its cgroup, 512 MB.
    report(
        "scality/metalk8s/issues/50",
        "oom_killed",
        E,
        Node(version=None)
        .static_pod(E, flags=(), limits={"memory": "512Mi"})
        .died(E, code=137, reason="OOMKilled", lived=timedelta(minutes=20)),
    ),
    # ---- certificates and clocks ------------------------------------------------------------------------------------
    report(
        "rancher/rancher/issues/40091",
        "certificate_authority_mismatch",
        E,
        lives(
            '{"level":"warn","ts":"2023-01-06T21:01:00.740Z","caller":"flags/flag.go:93","msg":"unrecognized environment variable","environment-variable":"ETCD_UNSUPPORTED_ARCH=x86_64"}\n{"level":"warn","ts":"2023-01-06T21:05:13.384Z","caller":"embed/config_logging.go:169","msg":"rejected connection","remote-addr":"10.119.67.113:52898","server-name":"","error":"tls: failed to verify client certificate: x509: certificate signed by unknown authority (possibly because of \\"crypto/rsa: verification error\\" while trying to verify candidate authority certificate \\"kube-ca\\")"}',
            "--listen-peer-urls=https://0.0.0.0:2380",
            "--initial-cluster-state=new",
            "--trusted-ca-file=/etc/kubernetes/ssl/kube-ca.pem",
            "--peer-trusted-ca-file=/etc/kubernetes/ssl/kube-ca.pem",
            "--advertise-client-urls=https://10.119.67.113:2379",
            "--listen-client-urls=https://0.0.0.0:2379",
            "--initial-advertise-peer-urls=https://10.119.67.113:2380",
            "--key-file=/etc/kubernetes/ssl/kube-etcd-10-119-67-113-key.pem",
            "--client-cert-auth=true",
            "--heartbeat-interval=500",
            "--initial-cluster-token=etcd-cluster-1",
            "--initial-cluster=etcd-master-1=https://10.119.67.113:2380",
            "--cert-file=/etc/kubernetes/ssl/kube-etcd-10-119-67-113.pem",
            "--peer-cert-file=/etc/kubernetes/ssl/kube-etcd-10-119-67-113.pem",
            env={"ETCD_UNSUPPORTED_ARCH": "x86_64"},
        ),
    ),
    # etcd's own gateway dials it with a certificate for servers only; the last line is the title's, with the node's address.
    report(
        "openshift/openshift-ansible/issues/6106",
        None,
        None,
        never="certificate_authority_mismatch",
        node=lives(
            'listening for peers on https://192.168.123.155:2380\nlistening for client requests on 192.168.123.155:2379\nname = master-1\ndata dir = /var/lib/etcd/\nmember dir = /var/lib/etcd/member\nheartbeat = 500ms\nelection = 2500ms\nsnapshot count = 100000\nadvertise client URLs = https://192.168.123.155:2379\ninitial advertise peer URLs = https://192.168.123.155:2380\ninitial cluster = master-1=https://192.168.123.155:2380\nFailed to dial 192.168.123.155:2379: connection error: desc = "transport: remote error: tls: bad certificate"; please retry.',
        ),
    ),
    report(
        "openshift-metal3/dev-scripts/issues/354",
        None,
        None,
        never="clock_skew",
        node=lives(
            '2019-04-15 08:43:34.873327 W | rafthttp: the clock difference against peer 25b94689aa475203 is too high [1.071059639s > 1s] (prober "ROUND_TRIPPER_SNAPSHOT")\n2019-04-15 08:43:34.873361 W | rafthttp: the clock difference against peer 25b94689aa475203 is too high [1.065111344s > 1s] (prober "ROUND_TRIPPER_RAFT_MESSAGE")\n2019-04-15 08:44:04.873469 W | rafthttp: the clock difference against peer 25b94689aa475203 is too high [1.064696469s > 1s] (prober "ROUND_TRIPPER_RAFT_MESSAGE")\n2019-04-15 08:44:04.873509 W | rafthttp: the clock difference against peer 25b94689aa475203 is too high [1.070874615s > 1s] (prober "ROUND_TRIPPER_SNAPSHOT")\n2019-04-15 08:44:34.873708 W | rafthttp: the clock difference against peer 25b94689aa475203 is too high [1.064469707s > 1s] (prober "ROUND_TRIPPER_RAFT_MESSAGE")\n2019-04-15 08:44:34.873783 W | rafthttp: the clock difference against peer 25b94689aa475203 is too high [1.070874615s > 1s] (prober "ROUND_TRIPPER_SNAPSHOT")\n2019-04-15 08:45:04.873966 W | rafthttp: the clock difference against peer 25b94689aa475203 is too high [1.070471381s > 1s] (prober "ROUND_TRIPPER_SNAPSHOT")\n2019-04-15 08:45:04.874016 W | rafthttp: the clock difference against peer 25b94689aa475203 is too high [1.063941151s > 1s] (prober "ROUND_TRIPPER_RAFT_MESSAGE")',
        ),
    ),
)
