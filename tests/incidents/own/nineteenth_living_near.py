"""Near misses of what lives and complains: over in the meantime, for a while only, of one alone, or with a harmless reason beside it."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eighth_living import lives
from incidents.own.etcd_words import zap
from incidents.own.fifteenth_etcd import ago, says
from incidents.own.nineteenth_living import (
    ABORTED,
    ANOTHERS,
    BAD,
    CLIENTS,
    CLOSED,
    COMPACTS,
    CSR,
    DAYS,
    DIALS,
    ESTABLISHED,
    HOURS,
    NO_PAUSE,
    NO_ROOM,
    NO_SOCKET,
    NOT_APPLIED,
    OF_ANOTHER_36,
    OIDC,
    OIDC_404,
    OIDC_OTHER,
    PEER,
    READ_ONLY,
    REFUSED,
    SLOW_READ,
    STALL,
    THREE,
    TOKEN_23,
    UNHEALTHY,
    UNKNOWN,
    UNPUBLISHED,
    B,
    C,
    at_times,
    capnslog,
    of_apiserver,
    of_etcd,
    rejects,
)
from incidents.own.nineteenth_living_more import (
    CERT_AWAY,
    DOCKER,
    IO_ERROR,
    LEADER_CHANGED,
    LISTS_NOT,
    MEMORY_CGROUPS,
    NO_CERT,
    NO_VERSION,
    REJECTS_FOR_IT,
)
from incidents.own.shapes import KCM, A, E, miss, quiet, shows

GONE_B = PEER.replace("WHY", REFUSED)
LOCKUP = "watchdog: BUG: soft lockup - CPU#2 stuck for 31s! [kworker/2:1:311]"
DEFRAGMENTED = zap("finished defragmenting directory", "info", path="/var/lib/etcd/member/snap/db", took="21.4s")
ETCDS = (
    quiet("living-etcd-of-three-works-after-both-were-away", of_etcd((20, GONE_B), (20, ANOTHERS), (9, COMPACTS), since=DAYS, flags=THREE)),
    quiet("living-etcd-of-three-reached-one-again", of_etcd((20, GONE_B), (20, ANOTHERS), (12, ESTABLISHED), since=DAYS, flags=THREE)),
    quiet("living-etcd-of-three-could-not-ask-one-for-its-version", of_etcd(*at_times(NO_VERSION.replace("PEER", B), 12, 8, 4), since=DAYS, flags=THREE)),
    quiet("living-etcd-without-a-leader-at-its-start", of_etcd((22, UNHEALTHY), (12, UNHEALTHY), (2, UNHEALTHY), since=ago(60))),
    quiet("living-etcd-was-published-late", of_etcd((40, UNPUBLISHED), (30, zap("published local member to cluster through raft", "info")), since=timedelta(minutes=6))),
    quiet("living-etcd-was-unpublished-a-while-ago", of_etcd((100, UNPUBLISHED), since=timedelta(hours=3))),
    quiet("living-etcd-is-taken-for-another-and-serves", of_etcd((200, COMPACTS), *((9 - n, OF_ANOTHER_36.replace("HIM", who)) for n, who in enumerate((B, C, B))), since=DAYS)),
    quiet("living-etcd-turns-scrapers-away-and-has-its-peers", of_etcd((170, ESTABLISHED), *((9 - n, rejects(host, CLIENTS + UNKNOWN)) for n, host in enumerate(("10.0.0.95", "10.0.0.96", "10.0.0.95"))), since=DAYS)),
    quiet("living-etcd-is-hung-up-on-by-scrapers-and-has-its-peers", of_etcd((170, ESTABLISHED), *((9 - n, rejects(host, BAD)) for n, host in enumerate(("10.0.0.95", "10.0.0.96", "10.0.0.95"))), since=DAYS)),
    quiet("living-etcd-is-hung-up-on-by-itself", of_etcd(*at_times(rejects("127.0.0.1", BAD), 9, 6, 3), since=DAYS)),
    quiet("living-etcd-did-not-trust-one-peer-for-a-moment", of_etcd(*at_times(PEER.replace("WHY", UNKNOWN), 3, 2, 1), since=DAYS)),
    miss("living-etcd-finds-one-peer-expired-by-a-wrong-clock", "etcd_server_certificate_expired", of_etcd(*at_times(PEER.replace("WHY", "x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:40Z is after 2024-03-01T09:00:00Z"), 10, 5, 0), since=DAYS).host(clock={"synchronised": False})),
    quiet("living-etcd-is-late-while-an-apiserver-lists-all", of_etcd(*at_times(SLOW_READ, 38, 27, 12), since=DAYS).static_pod(A).runs(A, "", since=ago(42))),
    quiet("living-etcd-stood-still-with-its-machine", of_etcd(*at_times(STALL, 50, 41, 30), since=DAYS).journal("kernel", LOCKUP, ago=ago(45))),
    quiet("living-etcd-was-defragmented", of_etcd((52, DEFRAGMENTED), *at_times(SLOW_READ, 50, 41, 30), since=DAYS)),
    quiet("living-etcd-s-certificate-came-back", of_etcd((80, NO_CERT), (80, REJECTS_FOR_IT), (60, NO_CERT), (10, COMPACTS), since=DAYS)),
    quiet("living-etcd-s-certificate-came-back-a-minute-ago", of_etcd((80, NO_CERT), (60, NO_CERT), since=DAYS)),
    quiet("living-etcd-s-data-were-refused-long-ago", of_etcd(*at_times(NOT_APPLIED, 700, 690), (60, COMPACTS), since=DAYS)),
    miss("living-etcd-of-an-application-is-refused", "etcd_no_quorum", of_etcd((10, capnslog("etcdserver", "cannot get the version of member 1 (Get http://10.0.0.5:2380/version: EOF)")), since=DAYS)),
)  # fmt: skip

TWO_SERVERS = (
    "--etcd-servers=https://10.0.0.7:2379,https://10.0.0.8:2379",
    "--secure-port=6443",
    "--advertise-address=10.0.0.4",
)
ONCE_NO_KMS = f'E0312 10:29:50.1       1 cacher.go:440] cacher (*core.Secret): unexpected ListAndWatch error: failed to list *core.Secret: unable to transform key "/registry/secrets/default/x": failed to decrypt DEK, error: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: {NO_SOCKET}"; reinitializing...'
EXPIRED_FOR_ONE = DIALS.replace("WHY", "remote error: tls: expired certificate")
APISERVERS = (
    quiet("living-apiserver-has-expired-for-one-of-two-etcds", of_apiserver(*at_times(EXPIRED_FOR_ONE, 20, 9, 3), flags=TWO_SERVERS)),
    miss("living-apiserver-has-expired-by-a-wrong-clock", "etcd_client_certificate_expired", of_apiserver(*at_times(EXPIRED_FOR_ONE, 20, 9, 3)).host(clock={"synchronised": False})),
    quiet("living-apiserver-met-a-hundred-requests-of-one-change", of_apiserver(*at_times(LEADER_CHANGED, *[5] * 40))),
    quiet("living-apiserver-heard-of-three-members-that-were-upgraded", of_apiserver(*at_times(LEADER_CHANGED, 170, 169, 110, 109, 50, 49))),
    quiet("living-apiserver-was-shown-strange-tokens-at-once", of_apiserver(*at_times(TOKEN_23, 9, 9, 9, 9))),
    quiet("living-apiserver-was-shown-strange-tokens-before", of_apiserver(*at_times(TOKEN_23, 120, 110, 100, 90))),
    quiet("living-apiserver-s-issuer-was-made-anew", of_apiserver(*at_times(OIDC_404, 55, 45, 35, 25), flags=OIDC)),
    quiet("living-apiserver-s-issuer-was-renamed", of_apiserver(*at_times(OIDC_OTHER, 55, 45, 35, 25), flags=OIDC)),
    quiet("living-apiserver-s-webhook-was-away-for-a-moment", of_apiserver(*at_times(CLOSED, 30, 25, 20, 12, 4))),
    quiet("living-apiserver-s-kms-was-away-once", of_apiserver((4, ONCE_NO_KMS), flags=("--etcd-servers=https://10.0.0.7:2379", "--secure-port=6443", "--encryption-provider-config=/etc/kubernetes/enc.yaml"))),
    quiet("living-apiserver-s-certificate-is-there-again", of_apiserver(*at_times(CERT_AWAY, 160, 100))),
    quiet("living-apiserver-s-certificate-is-there", of_apiserver(*at_times(CERT_AWAY, 125, 65, 5)).there("/etc/kubernetes/pki/apiserver.crt")),
    quiet("living-manager-may-not-list-one-kind", says(KCM, *at_times(LISTS_NOT, 22, 12, 2), since=HOURS)),
)  # fmt: skip

BOOTSTRAPS = "I0312 10:29:30.1    1495 bootstrap.go:101] Use the bootstrap credentials to request a cert, and set kubeconfig to point to the certificate dir"
USES_BOOTSTRAP = "I0312 10:29:30.1    1495 bootstrap.go:115] Using bootstrap kubeconfig to generate TLS client cert, key and kubeconfig file"
RETURNS = 'time="2024-03-12T10:29:58.1Z" level=info msg="RunPodSandbox for &PodSandboxMetadata{Name:kube-apiserver-master-1,Uid:4e,Namespace:kube-system,Attempt:0,} returns sandbox id \\"5b1\\""'
OF_A_VOLUME = NO_ROOM.replace(
    "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/new-1", "/var/lib/kubelet/pods/5/volumes/x"
)
USB = "usb 2-1: USB disconnect, device number 4"
MOUNTED = "EXT4-fs (sda2): mounted filesystem with ordered data mode. Opts: (null)"
MULTIPATH = "device-mapper: multipath: Failing path 8:16."
OTHERS = (
    miss("living-kubelet-waits-with-a-token-that-is-over", "kubelet_client_certificate_expired", Node().unit("kubelet").kubelet(BOOTSTRAPS, USES_BOOTSTRAP, ago=ago(60)).kubelet(CSR, ago=ago(40)).kubelet(CSR, ago=ago(10))),
    quiet("living-kubelet-has-no-memory-cgroup-for-one", Node().unit("kubelet").kubelet(*[MEMORY_CGROUPS.replace("NAME", "coredns-1")] * 3, ago=ago(20))),
    quiet("living-kubelet-had-no-memory-cgroups-for-a-while", Node().unit("kubelet").kubelet(MEMORY_CGROUPS.replace("NAME", "coredns-1"), MEMORY_CGROUPS.replace("NAME", "kube-proxy-x"), ago=ago(150))),
    quiet("living-containerd-alone-got-its-pause-image", Node().unit("containerd").journal("containerd", NO_PAUSE, NO_PAUSE, ago=ago(40)).journal("containerd", RETURNS, ago=ago(9))),
    quiet("living-containerd-alone-and-a-small-volume", Node().unit("containerd").journal("containerd", OF_A_VOLUME, OF_A_VOLUME, ago=ago(40))),
    quiet("living-containerd-and-a-kubelet-that-is-well", Node().unit("containerd").unit("kubelet").journal("containerd", NO_PAUSE, NO_PAUSE, ago=ago(40)).kubelet('I0312 10:29:50.1    1495 kubelet.go:2465] "SyncLoop (PLEG): event for pod" pod="kube-system/x" event={"ID":"bad3","Type":"ContainerStarted","Data":"93"}', ago=ago(5))),
    quiet("living-kernel-remounted-a-stick-that-was-taken-out", Node().unit("kubelet").journal("kernel", USB, READ_ONLY.replace("sda2", "sdc1"), ago=ago(60))),
    quiet("living-kernel-mounted-it-anew", Node().unit("kubelet").journal("kernel", READ_ONLY, ago=ago(90)).journal("kernel", MOUNTED, ago=ago(60))),
    quiet("living-kernel-remounted-a-volume", Node().unit("kubelet").journal("kernel", READ_ONLY.replace("sda2", "rbd3"), ago=ago(60))),
    quiet("living-kernel-remounted-long-ago", Node().unit("kubelet").journal("kernel", READ_ONLY, ago=timedelta(hours=5))),
    quiet("living-kernel-tells-of-a-path-that-fails", lives(E, "").journal("kernel", MULTIPATH, *(IO_ERROR.format(n) for n in (77, 78, 79, 80)), ago=ago(60))),
    quiet("living-kernel-tells-of-one-bad-sector", lives(E, "").journal("kernel", IO_ERROR.format(77), IO_ERROR.format(77), ago=ago(60))),
    shows("living-kernel-remounts-below-the-kubelet", "filesystem_damaged", Node().unit("kubelet").journal("kernel", ABORTED, READ_ONLY, ago=ago(60))),
    quiet("living-dockerd-starts-three-in-vain-for-three-reasons", Node(version="v1.18.2").unit("docker").journal("docker", *(DOCKER.format(n * 64).replace("OCI runtime", f"{n} OCI runtime") for n in "abc"), ago=ago(20))),
    quiet("living-dockerd-starts-one-in-vain", Node(version="v1.18.2").unit("docker").journal("docker", *(DOCKER.format("a" * 64) for _ in range(4)), ago=ago(20))),
)  # fmt: skip

OWN_NINETEENTH_LIVING_NEAR = (*ETCDS, *APISERVERS, *OTHERS)
