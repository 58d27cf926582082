"""Public reports of etcd of a control plane that restarts, loops or does not come up, and of apiservers that fail for its sake, met blind.

They are shown as those of further.py are. A systemd unit of a control plane program is shown as a static pod; what a
journal or a web page put before the program's own line is left out.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, A, E, exits, report

CCM = "cloud-controller-manager"


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def within(by, *said, version=None, status=1, restarts=57, node=None):
    """A carrier of the control plane that says so and ends, again and again."""
    made = node or Node(version=version)
    return made.kubelet_loops(restarts=restarts, status=status).kubelet(*said, by=by)


def systemd(node, *said, ago=timedelta(seconds=31)):
    """What the service manager says of the carrier after its last words."""
    return node.kubelet(*said, by="systemd", ago=ago)


def lives(program, log, *, node=None, flags=None, image=None, attempt=0, since=timedelta(minutes=20), **pod):
    """A static pod that runs and says `log`."""
    made = node or Node(version=None)
    return made.static_pod(program, flags=flags, image=image, **pod).runs(program, log, attempt=attempt, since=since)


FURTHER_ELEVENTH_ETCD = (
    # ---- the data directory -----------------------------------------------------------------------------------------
    # Completed: the data directory and the image's place, as OpenPAI writes them.
    report(
        "microsoft/pai/issues/4629",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            lines(
                "2020-06-20 07:43:36.830391 I | etcdmain: etcd Version: 3.2.17",
                "2020-06-20 07:43:36.830465 I | etcdmain: Git SHA: 28c47bb2f",
                "2020-06-20 07:43:36.830488 I | etcdmain: Go Version: go1.8.7",
                "2020-06-20 07:43:36.830495 I | etcdmain: Go OS/Arch: linux/amd64",
                "2020-06-20 07:43:36.830502 I | etcdmain: setting maximum number of CPUs to 12, total number of available CPUs is 12",
                "2020-06-20 07:43:36.830562 N | etcdmain: the server is already initialized as member before, starting as etcd member...",
                "2020-06-20 07:43:36.830637 I | embed: listening for peers on http://0.0.0.0:2380",
                "2020-06-20 07:43:36.830683 I | embed: listening for client requests on 0.0.0.0:4001",
                "2020-06-20 07:43:36.833184 I | etcdserver: recovered store from snapshot at index 9100091",
                "2020-06-20 07:43:36.837011 I | mvcc: restore compact to 8869249",
                "panic: runtime error: index out of range",
                "",
                "goroutine 1 [running]:",
                "github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt.(*Bucket).pageNode(0xc420053f40, 0x613123d463333321, 0x7f78d93d7000, 0x0) /usr/local/google/home/jpbetz/Projects/etcd/src/github.com/coreos/etcd/release/etcd/gopath/src/github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt/bucket.go:724 +0x1bf",
            ),
            flags=(
                "--name=etcdid1",
                "--listen-peer-urls=http://0.0.0.0:2380",
                "--listen-client-urls=http://0.0.0.0:4001",
                "--data-dir=/var/etcd/data",
            ),
            image="gcr.io/google_containers/etcd:3.2.17",
            mounts=("/var/etcd/data",),
            probe="",
            node=Node(version=None),
            code=2,
        ),
    ),
    # One of the commenters; what follows the first line of the stack is not in the excerpt.
    report(
        "etcd-io/etcd/issues/9704",
        ["etcd_data_corrupt", "unknown"],
        E,
        exits(
            E,
            lines(
                "2019-03-21 07:36:21.468453 I | etcdmain: etcd Version: 3.2.24",
                "2019-03-21 07:36:21.468538 I | etcdmain: Git SHA: 420a45226",
                "2019-03-21 07:36:21.468544 I | etcdmain: Go Version: go1.8.7",
                "2019-03-21 07:36:21.468549 I | etcdmain: Go OS/Arch: linux/amd64",
                "2019-03-21 07:36:21.468554 I | etcdmain: setting maximum number of CPUs to 4, total number of available CPUs is 4",
                "2019-03-21 07:36:21.468592 N | etcdmain: the server is already initialized as member before, starting as etcd member...",
                "2019-03-21 07:36:21.468613 I | embed: peerTLS: cert = /etc/etcd/ssl/etcd.pem, key = /etc/etcd/ssl/etcd-key.pem, ca = , trusted-ca = /etc/kubernetes/ssl/ca.pem, client-cert-auth = false",
                "2019-03-21 07:36:21.469379 I | embed: listening for peers on https://192.168.20.140:2380",
                "2019-03-21 07:36:21.469406 W | embed: The scheme of client url http://127.0.0.1:2379 is HTTP while peer key/cert files are presented. Ignored key/cert files.",
                "2019-03-21 07:36:21.469471 I | embed: listening for client requests on 127.0.0.1:2379",
                "2019-03-21 07:36:21.469554 I | embed: listening for client requests on 192.168.20.140:2379",
                "2019-03-21 07:36:21.522873 I | etcdserver: recovered store from snapshot at index 15200152",
                "2019-03-21 07:36:21.536599 I | mvcc: restore compact to 12313654",
                "panic: runtime error: index out of range",
                "",
                "goroutine 1 [running]:",
            ),
            flags=(
                "--cert-file=/etc/etcd/ssl/etcd.pem",
                "--key-file=/etc/etcd/ssl/etcd-key.pem",
                "--peer-cert-file=/etc/etcd/ssl/etcd.pem",
                "--peer-key-file=/etc/etcd/ssl/etcd-key.pem",
                "--peer-trusted-ca-file=/etc/kubernetes/ssl/ca.pem",
                "--listen-peer-urls=https://192.168.20.140:2380",
                "--listen-client-urls=https://192.168.20.140:2379,http://127.0.0.1:2379",
                "--data-dir=/var/lib/etcd",
            ),
            mounts=("/var/lib/etcd", "/etc/etcd/ssl", "/etc/kubernetes/ssl"),
            probe="",
            node=Node(version=None),
            code=2,
        ),
    ),
    report(
        "etcd-io/etcd/issues/2470",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "2015/03/09 19:59:24 etcdserver: open wal error: wal: file not found",
            flags=(
                "-name=host01-rack10",
                "-data-dir=/var/lib/etcd/default.etcd",
                "-listen-peer-urls=http://10.1.4.1:7001",
            ),
            image="kubernetes/etcd:2.0.5",
            mounts=("/var/lib/etcd",),
            probe="",
            node=Node(name="host01-rack10", version=None),
        ),
    ),
    # Completed: the last line, which the excerpt cuts off in "out of ra"; the member was at term 0.
    report(
        "rancher/rancher/issues/5103",
        ["etcd_data_corrupt", "etcd_membership_mismatch"],
        E,
        exits(
            E,
            lines(
                "2016-06-13 23:01:07.626196 E | rafthttp: failed to find member 5d0820f0815a7ae8 in cluster b108023fba99ea85",
                "2016-06-13 23:01:07.634070 E | rafthttp: failed to find member 5d0820f0815a7ae8 in cluster b108023fba99ea85",
                "2016-06-13 23:01:07.679773 E | rafthttp: failed to find member 4a94e9b3cf814b43 in cluster b108023fba99ea85",
                "2016-06-13 23:01:07.684483 I | raft: 499007fe7bb74d98 [term: 0] received a MsgApp message with higher term from 5d0820f0815a7ae8 [term: 2]",
                "2016-06-13 23:01:07.684724 I | raft: 499007fe7bb74d98 became follower at term 2",
                "2016-06-13 23:01:07.685014 I | raft: raft.node: 499007fe7bb74d98 elected leader 5d0820f0815a7ae8 at term 2",
                "2016-06-13 23:01:07.686538 C | raft: tocommit(17617) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?",
            ),
            flags=("--data-dir=/pdata/data.current",),
            image="rancher/etcd:v2.3.6",
            mounts=("/pdata",),
            probe="",
            node=Node(version=None),
            code=2,
            lived=timedelta(seconds=1),
        ),
    ),
    # An etcd of before 2.0: it ended for memory once, and at each start since in this way.
    report(
        "etcd-io/etcd/issues/2187",
        ["etcd_data_corrupt", "unknown"],
        E,
        exits(
            E,
            lines(
                "[etcd] Jan 29 17:45:21.732 INFO      | Peer URLs in log:  / k8s-prod3-master ()",
                "[etcd] Jan 29 17:45:21.735 INFO      | etcd server [name k8s-prod3-master, listen on 0.0.0.0:4001, advertised url http://127.0.0.1:4001]",
                "[etcd] Jan 29 17:45:21.736 INFO      | peer server [name k8s-prod3-master, listen on :7001, advertised url http://k8s-prod3-master:7001]",
                "[etcd] Jan 29 17:45:21.736 INFO      | k8s-prod3-master starting in peer mode",
                "[etcd] Jan 29 17:45:21.736 INFO      | k8s-prod3-master: state changed from 'initialized' to 'follower'.",
                "[etcd] Jan 29 17:45:22.106 INFO      | k8s-prod3-master: state changed from 'follower' to 'candidate'.",
                "[etcd] Jan 29 17:45:22.106 INFO      | k8s-prod3-master: state changed from 'candidate' to 'leader'.",
                "[etcd] Jan 29 17:45:22.106 INFO      | k8s-prod3-master: leader changed from '' to 'k8s-prod3-master'.",
                "panic: runtime error: index out of range",
            ),
            flags=("-peer-addr", "k8s-prod3-master:7001", "-name", "k8s-prod3-master"),
            command="/usr/local/bin/etcd",
            mounts=("/var/etcd",),
            probe="",
            node=Node(name="k8s-prod3-master", version=None).died(
                E,
                lines(
                    "[etcd] Jan 29 16:40:16.658 INFO      | k8s-prod3-master: snapshot of 10060 events at index 670889 completed",
                    "fatal error: runtime: out of memory",
                ),
                code=2,
                attempt=0,
                lived=timedelta(days=6),
                ago=timedelta(hours=1),
            ),
            code=2,
            lived=timedelta(seconds=1),
        ),
    ),
    # ---- membership -------------------------------------------------------------------------------------------------
    # Completed: the flags, from the URLs that it says it listens on, and the two parts of the address that the report masks.
    report(
        "microsoft/pai/issues/160",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            lines(
                "2018-01-03 05:40:58.290096 I | etcdmain: etcd Version: 2.2.5",
                "2018-01-03 05:40:58.290141 I | etcdmain: Git SHA: bc9ddf2",
                "2018-01-03 05:40:58.290144 I | etcdmain: Go Version: go1.5.3",
                "2018-01-03 05:40:58.290152 I | etcdmain: Go OS/Arch: linux/amd64",
                "2018-01-03 05:40:58.290157 I | etcdmain: setting maximum number of CPUs to 6, total number of available CPUs is 6",
                "2018-01-03 05:40:58.290272 I | etcdmain: listening for peers on http://10.1.3.179:2380",
                "2018-01-03 05:40:58.290323 I | etcdmain: listening for client requests on http://10.1.3.179:4001",
                "2018-01-03 05:40:58.291744 I | etcdmain: stopping listening for client requests on http://10.1.3.179:4001",
                "2018-01-03 05:40:58.291763 I | etcdmain: stopping listening for peers on http://10.1.3.179:2380",
                "2018-01-03 05:40:58.291769 C | etcdmain: member ea44bdd6a3978db0 has already been bootstrapped",
            ),
            flags=(
                "--listen-peer-urls=http://10.1.3.179:2380",
                "--initial-advertise-peer-urls=http://10.1.3.179:2380",
                "--listen-client-urls=http://10.1.3.179:4001",
                "--advertise-client-urls=http://10.1.3.179:4001",
                "--initial-cluster-state=new",
                "--data-dir=/var/etcd/data",
            ),
            image="gcr.io/google_containers/etcd:2.2.5",
            mounts=("/var/etcd/data",),
            probe="",
            node=Node(version="v1.7.3"),
        ),
    ),
    # Completed: that it ran anew a few minutes before; the report shows its start script again at 8:16.
    report(
        "rancher/rancher/issues/7432",
        "etcd_membership_mismatch",
        E,
        lives(
            E,
            lines(
                "2017-01-16 19:10:10.474495 E | rafthttp: request cluster ID mismatch (got 59a8a5efa102 want 7e27652122e8b2ae)",
                "2017-01-16 19:10:10.577263 E | rafthttp: request cluster ID mismatch (got 59a8a5efa102 want 7e27652122e8b2ae)",
                "2017-01-16 19:10:10.577418 E | rafthttp: request cluster ID mismatch (got 59a8a5efa102 want 7e27652122e8b2ae)",
                "2017-01-16 19:10:10.679884 E | rafthttp: request cluster ID mismatch (got 59a8a5efa102 want 7e27652122e8b2ae)",
                "2017-01-16 19:10:10.680054 E | rafthttp: request cluster ID mismatch (got 59a8a5efa102 want 7e27652122e8b2ae)",
                "2017-01-16 19:10:10.783016 E | rafthttp: request cluster ID mismatch (got 59a8a5efa102 want 7e27652122e8b2ae)",
                "2017-01-16 19:10:10.783194 E | rafthttp: request cluster ID mismatch (got 59a8a5efa102 want 7e27652122e8b2ae)",
                "2017-01-16 19:10:10.824461 E | rafthttp: request cluster ID mismatch (got 59a8a5efa102 want 7e27652122e8b2ae)",
                "2017-01-16 19:10:10.886551 E | rafthttp: request cluster ID mismatch (got 59a8a5efa102 want 7e27652122e8b2ae)",
            ),
            flags=("--name=10-42-78-182", "--data-dir=/pdata/data.current"),
            image="rancher/etcd:v2.3.7-11",
            mounts=("/pdata",),
            probe="",
            attempt=3,
            since=timedelta(minutes=6),
        ),
    ),
    report(
        "rancher/rancher/issues/9557",
        "etcd_membership_mismatch",
        E,
        lives(
            E,
            lines(
                "2017-08-01 21:32:50.460253 E | rafthttp: request sent was ignored (cluster ID mismatch: remote[eba3f9c448fa9676]=fbcb9a519739ccba, local=1ea2321a614d0e01)",
                "2017-08-01 21:32:50.462289 E | rafthttp: request sent was ignored (cluster ID mismatch: remote[eba3f9c448fa9676]=fbcb9a519739ccba, local=1ea2321a614d0e01)",
                "2017-08-01 21:32:50.507483 E | rafthttp: request sent was ignored (cluster ID mismatch: remote[eba3f9c448fa9676]=fbcb9a519739ccba, local=1ea2321a614d0e01)",
                "2017-08-01 21:32:50.508205 E | rafthttp: request sent was ignored (cluster ID mismatch: remote[eba3f9c448fa9676]=fbcb9a519739ccba, local=1ea2321a614d0e01)",
            ),
            flags=("--data-dir=/pdata/data.current",),
            image="rancher/etcd:v2.3.7-13",
            mounts=("/pdata",),
            probe="",
            since=timedelta(minutes=10),
        ),
    ),
    # Completed: the times of the lines; A and B are the report's.
    report(
        "rancher/rancher/issues/15478",
        "etcd_membership_mismatch",
        E,
        lives(
            E,
            lines(
                "2018-09-09 17:20:41.310772 E | rafthttp: request cluster ID mismatch (got A want B)",
                "2018-09-09 17:20:41.334120 E | rafthttp: request sent was ignored (cluster ID mismatch:",
                "2018-09-09 17:20:41.411406 E | rafthttp: request cluster ID mismatch (got A want B)",
            ),
            flags=("--data-dir=/var/lib/rancher/etcd/", "--client-cert-auth", "--peer-client-cert-auth"),
            image="rancher/coreos-etcd:v3.2.18",
            mounts=("/var/lib/rancher/etcd", "/etc/kubernetes"),
            probe="",
            node=Node(version="v1.11.2"),
        ),
    ),
    # Completed: the end of the last line. The second attempt shown is four minutes after the first.
    report(
        "dyrnq/kubeadm-vagrant/issues/31",
        ["etcd_membership_mismatch", "etcd_data_corrupt"],
        E,
        exits(
            E,
            lines(
                '{"level":"info","ts":"2022-06-25T23:25:46.617+0800","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"71f7aa3ba5a2cc3b became follower at term 2"}',
                '{"level":"panic","ts":"2022-06-25T23:25:46.617+0800","logger":"raft","caller":"etcdserver/zap_raft.go:101","msg":"tocommit(9) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?"}',
            ),
            node=Node(version=None).died(
                E,
                '{"level":"fatal","ts":"2022-06-25T23:21:52.252+0800","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"member 71f7aa3ba5a2cc3b has already been bootstrapped","stacktrace":"go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2\\n\\t/go/src/go.etcd.io/etcd/release/etcd/server/etcdmain/etcd.go:204\\ngo.etcd.io/etcd/server/v3/etcdmain.Main\\n\\t/go/src/go.etcd.io/etcd/release/etcd/server/etcdmain/main.go:40\\nmain.main\\n\\t/go/src/go.etcd.io/etcd/release/etcd/server/main.go:32\\nruntime.main\\n\\t/go/gos/go1.16.15/src/runtime/proc.go:225"}',
                attempt=4,
                ago=timedelta(minutes=4),
            ),
            code=2,
        ),
    ),
    report(
        "k3s-io/k3s/issues/2732",
        ["etcd_membership_mismatch", "etcd_no_quorum", "unknown"],
        None,
        within(
            "k3s",
            'time="2020-12-21T15:00:45.903306802Z" level=info msg="Adding https://192.168.0.13:2380 to etcd cluster [master-01-9d17c397=https://192.168.0.11:2380 master-03-e2ec81cc=https://192.168.0.13:2380 master-02-8a1215a5=https://192.168.0.12:2380]"',
            '{"level":"warn","ts":"2020-12-21T15:00:45.905Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"endpoint://client-247cfa63-67b2-477d-8202-8891774f3d4f/192.168.0.11:2379","attempt":0,"error":"rpc error: code = Unavailable desc = etcdserver: unhealthy cluster"}',
            'time="2020-12-21T15:00:45.906496636Z" level=fatal msg="starting kubernetes: preparing server: start managed database: joining etcd cluster: etcdserver: unhealthy cluster"',
            node=Node(name="master-03", version="v1.19.5"),
        ),
    ),
    # ---- flags, environment, files ----------------------------------------------------------------------------------
    # Completed: the last line's end, cut off in "explicitly".
    report(
        "kubernetes-retired/bootkube/issues/367",
        "missing_required_flag",
        E,
        exits(
            E,
            lines(
                "2017-03-10 13:35:45.840410 I | pkg/flags: recognized and used environment variable ETCD_DATA_DIR=/var/lib/etcd",
                "2017-03-10 13:35:45.840861 I | pkg/flags: recognized and used environment variable ETCD_INITIAL_CLUSTER=controller=http://${COREOS_PRIVATE_IPV4}:2380",
                "2017-03-10 13:35:45.841109 I | pkg/flags: recognized and used environment variable ETCD_LISTEN_CLIENT_URLS=http://0.0.0.0:2379",
                "2017-03-10 13:35:45.841405 I | pkg/flags: recognized and used environment variable ETCD_LISTEN_PEER_URLS=http://0.0.0.0:2380",
                "2017-03-10 13:35:45.841654 I | pkg/flags: recognized and used environment variable ETCD_NAME=controller",
                "2017-03-10 13:35:45.841903 W | pkg/flags: unrecognized environment variable ETCD_USER=etcd",
                "2017-03-10 13:35:45.843595 W | pkg/flags: unrecognized environment variable ETCD_IMAGE_TAG=v3.1.2",
                "2017-03-10 13:35:45.843907 E | etcdmain: error verifying flags, --advertise-client-urls is required when --listen-client-urls is set explicitly. See 'etcd --help'.",
            ),
            flags=(),
            image="quay.io/coreos/etcd:v3.1.2",
            mounts=("/var/lib/etcd",),
            probe="",
            env={
                "ETCD_DATA_DIR": "/var/lib/etcd",
                "ETCD_INITIAL_CLUSTER": "controller=http://${COREOS_PRIVATE_IPV4}:2380",
                "ETCD_LISTEN_CLIENT_URLS": "http://0.0.0.0:2379",
                "ETCD_LISTEN_PEER_URLS": "http://0.0.0.0:2380",
                "ETCD_NAME": "controller",
                "ETCD_USER": "etcd",
                "ETCD_IMAGE_TAG": "v3.1.2",
            },
            node=Node(name="master", version=None),
        ),
    ),
    # Completed: the flags besides the word that it names.
    report(
        "kubernetes/website/issues/388",
        ["unknown_flag", "invalid_flag_value"],
        E,
        exits(
            E,
            "2016-04-18 01:47:19.037283 E | etcdmain: error verifying flags, 'exec' is not a valid flag. See 'etcd --help",
            flags=("exec", "--listen-client-urls=http://127.0.0.1:4001", "--data-dir=/var/etcd/data"),
            command="/usr/local/bin/etcd",
            image="gcr.io/google_containers/etcd:2.3.1",
            mounts=("/var/etcd/data",),
            probe="",
            node=Node(version="v1.2.2"),
        ),
    ),
    report(
        "charmed-kubernetes/bundle/issues/424",
        ["invalid_flag_value", "missing_required_flag"],
        E,
        exits(
            E,
            lines(
                "--initial-cluster must include etcd1=https://161.192.139.183:2380 given --initial-advertise-peer-urls=https://161.192.139.183:2380",
                "forgot to set --initial-cluster flag?",
                "if you want to use discovery service, please set --discovery flag.",
            ),
            flags=("--name=etcd1", "--initial-advertise-peer-urls=https://161.192.139.183:2380"),
            mounts=("/var/snap/etcd/current",),
            probe="",
            node=Node(name="ip-161-192-139-183", version=None).journal(
                "snap.etcd.etcd",
                "snap.etcd.etcd.service: Main process exited, code=exited, status=1/FAILURE",
                "snap.etcd.etcd.service: Unit entered failed state.",
                "snap.etcd.etcd.service: Failed with result 'exit-code'.",
                by="systemd",
            ),
        ),
    ),
    # The words are the report's title; the line's head and the flag are completed.
    report(
        "etcd-io/etcd/issues/11298",
        ["invalid_flag_value", "unknown"],
        E,
        exits(
            E,
            '2019-10-28 09:15:22.731904 C | pkg/flags: conflicting environment variable "ETCD_NAME" is shadowed by corresponding command-line flag (either unset environment variable or disable flag)',
            flags=("--name=etcd01", "--data-dir=/var/lib/etcd"),
            env={"ETCD_NAME": "etcd01"},
            mounts=("/var/lib/etcd",),
            image="quay.io/coreos/etcd:v3.4.3",
            probe="",
            node=Node(version=None),
        ),
    ),
    # Completed: the manifest, as kops 1.10 writes it for etcd-manager.
    report(
        "kopeio/etcd-manager/issues/191",
        ["file_missing", "file_not_mounted"],
        "etcd-manager",
        Node(version="v1.10.12")
        .static_pod(
            "etcd-manager",
            flags=("--cluster-name=etcd", "--peer-urls=http://__name__:2380", "--client-urls=http://__name__:4001"),
            command="/etcd-manager",
            image="kopeio/etcd-manager:latest",
            mounts=("/run",),
            file="etcd.manifest",
        )
        .died(
            "etcd-manager",
            lines(
                "I0226 01:05:54.017737       1 main.go:243] discovered IP address: 192.168.132.131",
                "I0226 01:05:54.017774       1 main.go:248] Setting data dir to /rootfs/mnt/master-vol-078729a1332f034f2",
                "open /etc/kubernetes/pki/etcd-manager/etcd-manager-ca.key: no such file or directory",
            ),
        ),
    ),
    # ---- certificates -----------------------------------------------------------------------------------------------
    # One of the commenters; journalctl cut the lines at the terminal's width. Completed: that the apiserver ends.
    report(
        "easzlab/kubeasz/issues/1225",
        ["clock_skew", "etcd_server_certificate_expired", "serving_certificate_expired"],
        A,
        exits(
            A,
            lines(
                "W0208 19:01:28.678558    7146 logging.go:59] [core] [Channel #3 SubChannel #5] grpc: addrConn.createTransport failed to connect to {",
                '"Addr": "192.168.176.130:2379",',
                '"ServerName": "192.168.176.130",',
                '"Attributes": null,',
                '"BalancerAttributes": null,',
                '"Type": 0,',
                '"Metadata": null',
                '}. Err: connection error: desc = "transport: authentication handshake failed: x509: certificate has expired or is not yet valid: current time',
            ),
            flags=(
                "--etcd-cafile=/etc/kubernetes/ssl/ca.pem",
                "--etcd-certfile=/etc/kubernetes/ssl/kubernetes.pem",
                "--etcd-keyfile=/etc/kubernetes/ssl/kubernetes-key.pem",
                "--etcd-servers=https://192.168.176.130:2379",
                "--secure-port=6443",
            ),
            mounts=("/etc/kubernetes/ssl",),
            probe="",
            node=Node(name="master-01", version="v1.26.1")
            .static_pod(E)
            .runs(
                E,
                '{"level":"warn","ts":"2023-02-08T19:01:28.678+0800","caller":"embed/config_logging.go:169","msg":"rejected connection","remote-addr":"192.168.176.130:5',
                since=timedelta(minutes=8),
            ),
            lived=timedelta(seconds=20),
        ),
    ),
    # A near miss: etcd calls itself with its serving certificate at start and says this; it serves all the same.
    report(
        "openshift/openshift-ansible/issues/6087",
        None,
        None,
        never="certificate_authority_mismatch",
        node=lives(
            E,
            'Failed to dial 192.168.1.15:2379: connection error: desc = "transport: remote error: tls: bad certificate"; please retry.',
            flags=(
                "--advertise-client-urls=https://192.168.1.15:2379",
                "--listen-client-urls=https://192.168.1.15:2379",
                "--client-cert-auth=true",
                "--cert-file=/etc/etcd/server.crt",
                "--key-file=/etc/etcd/server.key",
                "--trusted-ca-file=/etc/etcd/ca.crt",
                "--data-dir=/var/lib/etcd",
            ),
            mounts=("/var/lib/etcd", "/etc/etcd"),
            probe="",
            since=timedelta(minutes=5),
        ),
    ),
    # ---- disk, quota, and ends that etcd does not explain -----------------------------------------------------------
    # Completed: the end of the last line, cut off in "adve".
    report(
        "etcd-io/etcd/issues/17467",
        ["cgroup_driver_mismatch", "sandbox_changed", "unknown"],
        None,
        exits(
            E,
            lines(
                '{"level":"info","ts":"2024-02-16T00:19:30.697042Z","caller":"embed/serve.go:250","msg":"serving client traffic securely","traffic":"grpc+http","address":"10.209.224.88:2379"}',
                '{"level":"info","ts":"2024-02-16T00:19:30.697097Z","caller":"embed/serve.go:250","msg":"serving client traffic securely","traffic":"grpc+http","address":"127.0.0.1:2379"}',
                '{"level":"info","ts":"2024-02-16T00:19:35.711928Z","caller":"osutil/interrupt_unix.go:64","msg":"received signal; shutting down","signal":"terminated"}',
                '{"level":"info","ts":"2024-02-16T00:19:35.711985Z","caller":"embed/etcd.go:376","msg":"closing etcd server","name":"swx-forge04","data-dir":"/var/lib/etcd","advertise-peer-urls":["https://10.209.224.88:2380"],"advertise-client-urls":["https://10.209.224.88:2379"]}',
            ),
            node=Node(name="swx-forge04", version="v1.29.1").runtime("1.7.2"),
            code=0,
            lived=timedelta(seconds=6),
        ),
    ),
    # After a reboot of the master; etcd says nothing.
    report(
        "Azure/acs-engine/issues/1481",
        "unknown",
        E,
        Node(name="k8s-master-42737137-0", version="v1.7.5")
        .static_pod(
            E,
            flags=("--name=k8s-master-42737137-0", "--data-dir=/var/lib/etcddisk"),
            command="/usr/bin/etcd",
            mounts=("/var/lib/etcddisk",),
            probe="",
        )
        .died(E, attempt=0, ago=timedelta(minutes=4))
        .journal(
            "etcd",
            "Starting etcd - highly-available key value store...",
            "etcd.service: Main process exited, code=exited, status=1/FAILURE",
            "Failed to start etcd - highly-available key value store.",
            by="systemd",
            ago=timedelta(minutes=4),
        ),
    ),
    # ---- apiservers without their etcd ------------------------------------------------------------------------------
    # Completed: the head of the line.
    report(
        "kubernetes/kops/issues/5864",
        "etcd_unreachable",
        A,
        exits(
            A,
            "F1003 12:20:31.104501       1 controller.go:135] Unable to perform initial IP allocation check: unable to refresh the service IP block: client: etcd cluster is unavailable or misconfigured; error #0: dial tcp 127.0.0.1:4001: getsockopt: connection refused",
            flags=(
                "--etcd-servers=http://127.0.0.1:4001",
                "--etcd-servers-overrides=/events#http://127.0.0.1:4002",
                "--secure-port=443",
                "--storage-backend=etcd2",
            ),
            probe="",
            node=Node(version="v1.10.3"),
            code=255,
            lived=timedelta(seconds=20),
        ),
    ),
    # Completed: the head of the line. The etcd servers are on three nodes of their own.
    report(
        "kubernetes-sigs/kubespray/issues/5494",
        "etcd_unreachable",
        A,
        exits(
            A,
            "F1224 10:22:41.338109       1 storage_decorator.go:57] Unable to create storage backend: config (&{etcd3 /registry {[https://127.0.0.1:2379 https://127.0.0.1:2379 https://127.0.0.1:2379] /etc/ssl/etcd/ssl/node-k8s-dev-master1-key.pem /etc/ssl/etcd/ssl/node-k8s-dev-master1.pem /etc/ssl/etcd/ssl/ca.pem} true 0xc0003686c0 apiextensions.k8s.io/v1beta1 <nil> 5m0s 1m0s}), err (dial tcp 127.0.0.1:2379: connect: connection refused)",
            flags=(
                "--etcd-cafile=/etc/ssl/etcd/ssl/ca.pem",
                "--etcd-certfile=/etc/ssl/etcd/ssl/node-k8s-dev-master1.pem",
                "--etcd-keyfile=/etc/ssl/etcd/ssl/node-k8s-dev-master1-key.pem",
                "--etcd-servers=https://127.0.0.1:2379,https://127.0.0.1:2379,https://127.0.0.1:2379",
                "--secure-port=6443",
            ),
            mounts=("/etc/kubernetes/ssl", "/etc/ssl/etcd/ssl"),
            node=Node(name="k8s-dev-master1", version="v1.15.6"),
            code=255,
            lived=timedelta(seconds=20),
        ),
    ),
    # OpenShift's master of one binary is shown as an apiserver, here and below.
    report(
        "openshift/openshift-ansible/issues/3174",
        "etcd_unreachable",
        A,
        exits(
            A,
            lines(
                "E0525 01:07:55.864022       1 reflector.go:203] github.com/openshift/origin/vendor/k8s.io/kubernetes/plugin/pkg/admission/limitranger/admission.go:154: Failed to list *api.LimitRange: Get https://osxmaster.od.electric-cloud.com:8443/api/v1/limitranges?resourceVersion=0: dial tcp 10.200.1.68:8443: getsockopt: connection refused",
                "E0525 01:07:55.865541       1 cacher.go:254] unexpected ListAndWatch error: pkg/storage/cacher.go:160: Failed to list *api.User: client: etcd cluster is unavailable or misconfigured; error #0: dial tcp 10.200.1.68:2379: getsockopt: connection refused",
                "F0525 01:07:55.979072       1 start_master.go:108] could not reach etcd: client: etcd cluster is unavailable or misconfigured; error #0: dial tcp 10.200.1.68:2379: getsockopt: connection refused",
            ),
            flags=("start", "master", "--config=/etc/origin/master/master-config.yaml"),
            command="/usr/bin/openshift",
            mounts=("/etc/origin",),
            probe="",
            node=Node(name="osxmaster", version=None),
            code=255,
            lived=timedelta(minutes=1),
        ),
    ),
    # The unit's control process exits; etcd, a commenter adds, is said to run and takes no connections.
    # Completed: the address, which the report masks.
    report(
        "openshift/openshift-ansible/issues/6242",
        "etcd_unreachable",
        A,
        exits(
            A,
            lines(
                'grpc: addrConn.resetTransport failed to create client transport: connection error: desc = "transport: dial tcp 10.1.1.4:2379: getsockopt: connection refused"; Reconnecting to {master.domain.com:2379 <nil>}',
                'grpc: addrConn.resetTransport failed to create client transport: connection error: desc = "transport: dial tcp 10.1.1.4:2379: getsockopt: connection refused"; Reconnecting to {master.domain.com:2379 <nil>}',
                'grpc: addrConn.resetTransport failed to create client transport: connection error: desc = "transport: dial tcp 10.1.1.4:2379: getsockopt: connection refused"; Reconnecting to {master.domain.com:2379 <nil>}',
            ),
            flags=("start", "master", "api", "--config=/etc/origin/master/master-config.yaml"),
            command="/usr/bin/openshift",
            mounts=("/etc/origin",),
            probe="",
            node=Node(name="openshift-master", version=None)
            .static_pod(KCM)
            .runs(
                KCM,
                "E1122 17:02:05.695261   20323 leaderelection.go:229] error retrieving resource lock kube-system/openshift-master-controllers: Get https://master.domain.com:8443/api/v1/namespaces/kube-system/endpoints/openshift-master-controllers: dial tcp 10.1.1.4:8443: getsockopt: connection refused",
                since=timedelta(minutes=15),
            ),
            code=255,
            lived=timedelta(seconds=30),
        ),
    ),
    # Completed: the end of the last line, cut off in "command faile".
    report(
        "kubernetes/kubernetes/pull/108515",
        "etcd_unreachable",
        A,
        exits(
            A,
            lines(
                'W0304 14:52:55.107073       1 clientconn.go:1331] [core] grpc: addrConn.createTransport failed to connect to {127.0.0.1:2379 127.0.0.1 <nil> 0 <nil>}. Err: connection error: desc = "transport: Error while dialing dial tcp 127.0.0.1:2379: connect: connection refused". Reconnecting...',
                'W0304 14:52:56.288739       1 clientconn.go:1331] [core] grpc: addrConn.createTransport failed to connect to {127.0.0.1:2379 127.0.0.1 <nil> 0 <nil>}. Err: connection error: desc = "transport: Error while dialing dial tcp 127.0.0.1:2379: connect: connection refused". Reconnecting...',
                'E0304 14:52:59.456430       1 run.go:74] "command failed" err="context deadline exceeded"',
            ),
            node=Node(name="kind-control-plane", version="v1.24.0-alpha.3"),
            lived=timedelta(seconds=20),
        ),
    ),
    report(
        "kubernetes/minikube/issues/7218",
        "etcd_unreachable",
        A,
        exits(
            A,
            lines(
                'W0501 22:42:15.469898       1 clientconn.go:1208] grpc: addrConn.createTransport failed to connect to {https://127.0.0.1:2379  <nil> 0 <nil>}. Err :connection error: desc = "transport: Error while dialing dial tcp 127.0.0.1:2379: connect: connection refused". Reconnecting...',
                "panic: context deadline exceeded",
                "",
                "goroutine 1 [running]:",
                "k8s.io/kubernetes/vendor/k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition.NewREST(0xc000115340, 0x50df5c0, 0xc00016b680, 0xc000154108)",
                "\t/workspace/anago-v1.18.0-rc.1.21+8be33caaf953ac/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition/etcd.go:56 +0x3e7",
                "k8s.io/kubernetes/vendor/k8s.io/apiextensions-apiserver/pkg/apiserver.completedConfig.New(0xc000a5a680, 0xc0008a70c8, 0x519de20, 0x773a7d8, 0x10, 0x0, 0x0)",
                "\t/workspace/anago-v1.18.0-rc.1.21+8be33caaf953ac/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/apiextensions-apiserver/pkg/apiserver/apiserver.go:145 +0x14ef",
            ),
            node=Node(name="minikube", version="v1.18.0"),
            code=2,
            lived=timedelta(seconds=20),
        ),
    ),
    # Completed: what stands around the message. On the reporter's other machines etcd listens on the node's address alone.
    report(
        "openshift/origin/issues/18990",
        "etcd_unreachable",
        A,
        exits(
            A,
            'grpc: addrConn.resetTransport failed to create client transport: connection error: desc = "transport: dial tcp 127.0.0.1:2379: getsockopt: connection refused"; Reconnecting to {127.0.0.1:2379 <nil>}',
            flags=("start", "master", "api", "--config=/etc/origin/master/master-config.yaml"),
            command="/usr/bin/openshift",
            mounts=("/etc/origin",),
            probe="",
            node=Node(version="v1.7.6"),
            code=255,
            lived=timedelta(seconds=30),
        ),
    ),
    # ---- carriers and controllers -----------------------------------------------------------------------------------
    report(
        "harvester/harvester/issues/3091",
        ["etcd_unreachable", "apiserver_unreachable", "unknown"],
        None,
        systemd(
            within(
                "rke2",
                '{"level":"warn","ts":"2022-10-21T11:29:26.901Z","logger":"etcd-client","caller":"v3@v3.5.4-k3s1/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc00017b340/127.0.0.1:2379","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: last connection error: connection error: desc = \\"transport: Error while dialing dial tcp 127.0.0.1:2379: connect: connection refused\\""}',
                'time="2022-10-21T11:29:41Z" level=fatal msg="Tunnel watches failed to wait for apiserver ready: timed out waiting for the condition, failed to get apiserver /readyz status: Get \\"https://127.0.0.1:6443/readyz\\": dial tcp 127.0.0.1:6443: connect: connection refused"',
                restarts=67,
                node=Node(name="harv-node3", version=None),
            ),
            "rke2-server.service: Scheduled restart job, restart counter is at 67.",
            "Stopped Rancher Kubernetes Engine v2 (server).",
        ),
    ),
    # RKE2's own controller and etcd of the same minute; the maintainer: etcd answers far too slowly. The last line is cut.
    report(
        "rancher/rancher/issues/36759",
        ["etcd_slow_disk", "leader_election_lost", "component_overloaded"],
        None,
        exits(
            CCM,
            lines(
                'E0326 18:06:16.530175       1 leaderelection.go:367] Failed to update lock: Put "https://127.0.0.1:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/cloud-controller-manager?timeout=5s": net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
                'E0326 18:06:19.396976       1 leaderelection.go:330] error retrieving resource lock kube-system/cloud-controller-manager: Get "https://127.0.0.1:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/cloud-controller-manager?timeout=5s": context deadline exceeded',
                "I0326 18:06:19.423330       1 leaderelection.go:283] failed to renew lease kube-system/cloud-controller-manager: timed out waiting for the condition",
                "F0326 18:06:19.424088       1 controllermanager.go:234] leaderelection lost",
            ),
            flags=("--leader-elect=true", "--kubeconfig=/var/lib/rancher/rke2/server/cred/cloud-controller.kubeconfig"),
            mounts=("/var/lib/rancher/rke2/server",),
            node=Node(version=None)
            .static_pod(E)
            .runs(
                E,
                '{"level":"warn","ts":"2022-03-26T18:06:20.943Z","caller":"v3rpc/interceptor.go:197","msg":"request stats","start time":"2022-03-26T18:06:18.918Z","time spent":"2.024605217s","remote":"127.0.0.1:5868',
                since=timedelta(minutes=30),
            ),
            code=255,
            lived=timedelta(minutes=3),
        ),
    ),
    # ---- near misses: members that live and complain of others ------------------------------------------------------
    # The first of three members at bootstrap, healthy; another stays a learner. Completed: the end of the last line.
    report(
        "hcloud-k8s/terraform-hcloud-kubernetes/issues/330",
        None,
        None,
        never="etcd_upgrade_incompatible",
        node=lives(
            E,
            lines(
                '{"level":"info","ts":"2026-02-19T22:52:34.673636Z","caller":"etcdserver/corrupt.go:278","msg":"starting compact hash check","local-member-id":"c555db3b0993326f","timeout":"7s"}',
                '{"level":"info","ts":"2026-02-19T22:52:34.673724Z","caller":"etcdserver/corrupt.go:294","msg":"finished compaction hash check","number-of-hashes-checked":0}',
                '{"level":"error","ts":"2026-02-19T22:52:37.575944Z","caller":"etcdserver/server.go:2090","msg":"Validation on configuration change failed","shouldApplyV3":true,"error":"membership: too many learner members in cluster","stacktrace":"go.etcd.io/etcd/server/v3/etcdserver.(*EtcdServer).applyConfChange\\n\\tgo.etcd.io/etcd/server/v3/etcdserver/server.go:2090\\ngo.etcd.io/etcd/server/v3/etcdserver.(*EtcdServer).apply\\n\\tgo.etcd.io/etcd/server/v3/etcdserver/server.go:1918"}',
            ),
            image="registry.k8s.io/etcd:v3.6.5",
            node=Node(name="k8s-staging-control-1", version=None),
        ),
    ),
    # Two live masters; the third never came up and stays in their member list. Completed: the address, which the report masks.
    report(
        "k3s-io/k3s/issues/2306",
        None,
        None,
        never="etcd_no_quorum",
        node=Node(version="v1.19.2")
        .unit("kubelet")
        .kubelet(
            "health check for peer bbffe1eaef41e5c2 could not connect: dial tcp 10.20.0.13:2380: connect: connection refused",
            "health check for peer bbffe1eaef41e5c2 could not connect: dial tcp 10.20.0.13:2380: connect: connection refused",
            by="k3s",
        ),
    ),
)
