"""More of what lives and complains: clients that are not let in, peers by older words, files that went away below who lives."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eighth_living import lives
from incidents.own.etcd_words import zap
from incidents.own.fifteenth_etcd import ago, says
from incidents.own.nineteenth_living import (
    COMPACTS,
    DAYS,
    DIALS,
    HOURS,
    ME,
    PAST,
    THREE,
    UNKNOWN,
    B,
    C,
    at_times,
    by_unit,
    capnslog,
    maybe,
    of_apiserver,
    of_etcd,
)
from incidents.own.shapes import KCM, UNIT, A, E, miss, quiet, shows

# ---- clients of the apiserver that it does not let in ---------------------------------------------------------------------
LOCKED_OUT = f"E0522 21:53:26.598561       1 leaderelection.go:224] error retrieving resource lock kube-system/{KCM}: Unauthorized"
LISTS_NOT = "E0522 21:54:37.749664       1 reflector.go:205] k8s.io/kubernetes/vendor/k8s.io/client-go/informers/factory.go:87: Failed to list *v1.PersistentVolume: Unauthorized"
LOCKED_OUT_34 = f'E0312 10:29:50.1       1 leaderelection.go:436] "Error retrieving lease lock" err="Unauthorized" logger="controllers" lock="kube-system/{KCM}"'
CREDENTIALS = f"E1209 13:42:10.791256   11915 leaderelection.go:229] error retrieving resource lock kube-system/{KCM}: the server has asked for the client to provide credentials (get endpoints {KCM})"
REFUSED_IT = "E1121 07:06:05.187498       6 authentication.go:63] Unable to authenticate the request due to an error: x509: certificate has expired or is not yet valid"
ACQUIRED = f"I0201 22:24:12.687007       1 leaderelection.go:260] successfully acquired lease kube-system/{KCM}"
NOT_LET_IN = ["certificate_authority_mismatch", "serving_certificate_expired"]
CLIENTS = (
    maybe("living-manager-is-not-let-in", NOT_LET_IN, says(KCM, (31, LOCKED_OUT), (17, LISTS_NOT), (4, LOCKED_OUT), since=HOURS), KCM),
    maybe("living-manager-is-not-let-in-1.34", NOT_LET_IN, says(KCM, *at_times(LOCKED_OUT_34, 10, 7, 3), since=HOURS), KCM),
    maybe("living-manager-is-not-let-in-1.5", NOT_LET_IN, says(KCM, *at_times(CREDENTIALS, 10, 5, 1), since=HOURS), KCM),
    quiet("living-manager-was-let-in-after-all", says(KCM, (40, LOCKED_OUT), (30, LOCKED_OUT), (10, ACQUIRED), since=HOURS)),
    quiet("living-manager-was-once-not-let-in", says(KCM, (31, LOCKED_OUT), since=HOURS)),
    quiet("living-manager-was-not-let-in-while-all-were-renewed", says(KCM, *at_times(LOCKED_OUT, 170, 160, 150), since=HOURS)),
)  # fmt: skip

# ---- the kubelet's calls by older words -----------------------------------------------------------------------------------
REGISTERS = f"I0624 17:38:50.031165    5012 kubelet.go:766] Unable to register 10.0.0.4 with the apiserver: Post https://10.0.0.2:6443/api/v1/nodes: {UNKNOWN}"
EVENT = 'E1102 07:55:41.100000    4330 event.go:289] Unable to write event: \'&v1.Event{TypeMeta:v1.TypeMeta{Kind:"", APIVersion:""}, Reason:"Starting"}\': \'Post "https://10.0.0.2:6443/api/v1/namespaces/default/events": tls: failed to verify certificate: x509: certificate signed by unknown authority\'(may retry after sleeping)'
EVENT_PAST = EVENT.replace(UNKNOWN, PAST)
CHECKPOINT = 'E0312 10:29:50.1    4330 manager.go:500] "Update plugin resources failed" err="failed to write checkpoint file \\"kubelet_internal_checkpoint\\": open /var/lib/kubelet/device-plugins/.054640323: read-only file system"'
MEMORY_CGROUPS = 'E0312 10:29:50.1    4330 pod_workers.go:190] Error syncing pod c6eeec88 ("NAME_kube-system(c6eeec88)"), skipping: failed to ensure that the pod: c6eeec88 cgroups exist and are correctly applied: failed to create container for [kubepods besteffort podc6eeec88] : mkdir /sys/fs/cgroup/memory/kubepods/besteffort/podc6eeec88: no space left on device'
STRANGERS_CALL = "I0312 10:29:50.1    4330 log.go:245] http: TLS handshake error from 10.0.0.9:33333: remote error: tls: bad certificate"
LOWER = (
    shows("living-kubelet-does-not-trust-its-apiserver-1.0", "certificate_authority_mismatch", Node(version="v1.0.6").unit("kubelet").kubelet(REGISTERS, ago=ago(12)).kubelet(REGISTERS, ago=ago(5)), UNIT),
    shows("living-kubelet-writes-no-event", "certificate_authority_mismatch", Node().unit("kubelet").kubelet(EVENT, ago=ago(20)).kubelet(EVENT, ago=ago(9)), UNIT),
    shows("living-kubelet-writes-no-event-for-the-date", "serving_certificate_expired", Node().unit("kubelet").kubelet(EVENT_PAST, ago=ago(20)).kubelet(EVENT_PAST, ago=ago(9)), UNIT),
    maybe("living-kubelet-cannot-write-a-checkpoint", "filesystem_damaged", Node().unit("kubelet").kubelet(CHECKPOINT, ago=ago(20)).kubelet(CHECKPOINT, ago=ago(9)), UNIT),
    maybe("living-kubelet-has-no-more-memory-cgroups", ["container_create_failed", "kubelet_cgroup_unsupported"], Node().unit("kubelet").kubelet(MEMORY_CGROUPS.replace("NAME", "coredns-1"), ago=ago(20)).kubelet(MEMORY_CGROUPS.replace("NAME", "kube-proxy-x"), ago=ago(9)), UNIT),
    quiet("living-kubelet-is-called-by-strangers", Node().unit("kubelet").kubelet(*[STRANGERS_CALL] * 5, ago=ago(9))),
    quiet("living-kubelet-wrote-no-event-till-its-apiserver-was-back", Node().unit("kubelet").kubelet(EVENT, EVENT, ago=ago(120))),
)  # fmt: skip

# ---- etcd's peers and requests by older words -----------------------------------------------------------------------------
UNHEALTHY_PEER = capnslog("rafthttp", "the connection to peer PEER is unhealthy")
NOT_REACHED = capnslog(
    "etcdserver",
    "failed to reach the peerURL(http://10.81.0.4:2380) of member PEER (Get http://10.81.0.4:2380/version: dial tcp 10.81.0.4:2380: i/o timeout)",
)
NO_VERSION = capnslog(
    "etcdserver",
    "cannot get the version of member PEER (Get http://10.81.0.4:2380/version: dial tcp 10.81.0.4:2380: i/o timeout)",
)
NOT_REACHED_35 = zap("failed to reach the peer URL", address="https://10.0.0.5:2380/version", remote_member_id="PEER", error='Get "https://10.0.0.5:2380/version": dial tcp 10.0.0.5:2380: connect: no route to host')  # fmt: skip
UNANSWERED = capnslog("etcdhttp", "got unexpected response error (etcdserver: request timed out)", "E")
UNANSWERED_TEXT = (
    "got unexpected response error (etcdserver: request timed out, possibly due to previous leader failure)"
)
ENTRIES = capnslog("etcdserver", "apply entries took too long [2.083s for 1 entries]")
CHANGED = zap(f"raft.node: {ME} changed leader from {B} to {C} at term 7", "info")
FILES = {"cert_file": "/etc/kubernetes/pki/etcd/server.crt", "key_file": "/etc/kubernetes/pki/etcd/server.key"}
NO_CERT = zap("failed to find peer cert files", **FILES, error=f"open {FILES['cert_file']}: no such file or directory")
CLOSED_CERT = zap("failed to create peer certificate", **FILES, error=f"open {FILES['key_file']}: permission denied")
REJECTS_FOR_IT = zap("rejected connection", remote_addr="10.0.0.4:42000", server_name="", error=f"open {FILES['cert_file']}: no such file or directory")  # fmt: skip
MODES = zap("check file permission", error='directory "/var/lib/etcd" exist, but the permission is "drwxr-xr-x". The recommended permission is "-rwx------" to prevent possible unprivileged access to the data')  # fmt: skip


def both(line):
    return line.replace("PEER", B), line.replace("PEER", C)


ETCDS = (
    maybe("living-etcd-of-three-and-both-are-unhealthy-2.3", "etcd_no_quorum", of_etcd(*((6, line) for line in both(UNHEALTHY_PEER)), *((1, line) for line in both(UNHEALTHY_PEER)), since=DAYS, flags=THREE), E),
    maybe("living-etcd-of-three-and-reaches-neither-3.3", "etcd_no_quorum", of_etcd(*((6, line) for line in both(NOT_REACHED)), *((6, line) for line in both(NO_VERSION)), *((2, line) for line in both(NOT_REACHED)), since=DAYS, flags=THREE), E),
    maybe("living-etcd-of-three-and-reaches-neither-3.5", "etcd_no_quorum", of_etcd(*((6, line) for line in both(NOT_REACHED_35)), *((2, line) for line in both(NOT_REACHED_35)), since=DAYS, flags=THREE), E),
    maybe("living-etcd-answers-nobody-in-time-2.2", ["etcd_slow_disk", "etcd_no_quorum"], of_etcd(*at_times(UNANSWERED, 8, 5, 1), since=DAYS), E),
    maybe("living-etcd-answers-nobody-in-time-unit", ["etcd_slow_disk", "etcd_no_quorum"], by_unit(*at_times(UNANSWERED_TEXT, 8, 5, 1), since=DAYS), "etcd.service"),
    maybe("living-etcd-applies-late-3.2", "etcd_slow_disk", of_etcd(*at_times(ENTRIES, 40, 22, 8), since=DAYS), E),
    maybe("living-etcd-changes-its-leader-on-and-on", ["etcd_slow_disk", "etcd_no_quorum"], of_etcd(*at_times(CHANGED, 130, 90, 50, 10), since=DAYS), E),
    maybe("living-etcd-s-certificate-was-taken-away", ["file_missing", "file_not_mounted"], of_etcd((6, NO_CERT), (6, REJECTS_FOR_IT), (1, NO_CERT), (1, REJECTS_FOR_IT), since=DAYS), E),
    maybe("living-etcd-may-not-read-its-key", "file_permission_denied", of_etcd((6, CLOSED_CERT), (1, CLOSED_CERT), since=DAYS), E),
    quiet("living-etcd-of-three-and-one-is-unhealthy", of_etcd(*at_times(UNHEALTHY_PEER.replace("PEER", B), 11, 6, 1), since=DAYS, flags=THREE)),
    quiet("living-etcd-changed-its-leader-for-an-upgrade", of_etcd(*at_times(CHANGED, 130, 50), since=DAYS)),
    quiet("living-etcd-answered-one-late", of_etcd((31, UNANSWERED), since=DAYS)),
    quiet("living-etcd-s-certificate-was-being-renewed", of_etcd((66, NO_CERT), (40, COMPACTS), since=DAYS)),
    quiet("living-etcd-s-directory-is-open", of_etcd((60, MODES), since=ago(65))),
)  # fmt: skip

# ---- the apiserver --------------------------------------------------------------------------------------------------------
DIALS_112 = f'W0312 10:29:50.1       1 clientconn.go:944] Failed to dial 10.0.0.7:2379: connection error: desc = "transport: authentication handshake failed: {UNKNOWN}"; please retry.'
LEADER_CHANGED = 'E0312 10:29:50.1       1 status.go:71] apiserver received an error that is not an metav1.Status: rpctypes.EtcdError{code:0xe, desc:"etcdserver: leader changed"}: etcdserver: leader changed'
CERT_AWAY = 'E0312 10:29:50.1       1 dynamic_serving_content.go:137] "Unhandled Error" err="key failed with : open /etc/kubernetes/pki/apiserver.crt: no such file or directory" logger="UnhandledError"'
CERT_AWAY_20 = "E0312 10:29:50.1       1 dynamic_serving_content.go:155] key failed with : open /etc/kubernetes/pki/apiserver.crt: no such file or directory"
NO_AUDIT = "E0312 10:29:50.1       1 metrics.go:109] Error in audit plugin 'log' affecting 1 audit events: can't open new logfile: open /var/log/kubernetes/audit.log: permission denied"
NO_ROOM_AUDIT = NO_AUDIT.replace(
    "can't open new logfile: open /var/log/kubernetes/audit.log: permission denied",
    "write /var/log/kubernetes/audit.log: no space left on device",
)
KUBELETS = f'E0312 10:29:50.1       1 status.go:71] "Unhandled Error" err="apiserver received an error that is not an metav1.Status: &url.Error{{Op:\\"Get\\", URL:\\"https://10.0.0.5:10250/containerLogs/x\\"}}: Get \\"https://10.0.0.5:10250/containerLogs/x\\": tls: failed to verify certificate: {PAST}"'
FLEXVOLUME = "W0312 10:29:50.1       1 probe.go:268] Flexvolume plugin directory at /usr/libexec/kubernetes/kubelet-plugins/volume/exec/ does not exist. Recreating: mkdir /usr/libexec/kubernetes: read-only file system"
METRICS = 'E0312 10:29:50.1       1 remote_available_controller.go:448] "Unhandled Error" err="v1beta1.metrics.k8s.io failed with: failing or missing response from https://10.96.1.1:443/apis/metrics.k8s.io/v1beta1: dial tcp 10.96.1.1:443: connect: connection refused" logger="UnhandledError"'
UPPER = (
    shows("living-apiserver-does-not-trust-etcd-1.12", "certificate_authority_mismatch", of_apiserver(*at_times(DIALS_112, 20, 9, 3)), A),
    maybe("living-apiserver-hears-of-new-leaders-on-and-on", ["etcd_slow_disk", "etcd_no_quorum"], of_apiserver(*at_times(LEADER_CHANGED, 130, 90, 50, 10)), A),
    *(maybe(f"living-apiserver-s-certificate-was-taken-away-{n}", ["file_missing", "file_not_mounted"], of_apiserver(*at_times(line, 125, 65, 5)), A) for n, line in enumerate((CERT_AWAY, CERT_AWAY_20))),
    quiet("living-apiserver-heard-of-a-new-leader", of_apiserver((50, LEADER_CHANGED), (49, LEADER_CHANGED))),
    quiet("living-apiserver-s-certificate-was-being-renewed", of_apiserver((65, CERT_AWAY))),
    quiet("living-apiserver-may-not-write-its-audit-log", of_apiserver(*at_times(NO_AUDIT, 21, 11, 1))),
    quiet("living-apiserver-has-no-room-for-its-audit-log", of_apiserver(*at_times(NO_ROOM_AUDIT, 21, 11, 1))),
    miss("living-apiserver-finds-a-kubelet-expired", ["serving_certificate_expired", "etcd_server_certificate_expired"], of_apiserver(*at_times(KUBELETS, 21, 11, 1))),
    quiet("living-manager-makes-no-plugin-directory", says(KCM, (5, FLEXVOLUME), since=HOURS)),
    quiet("living-apiserver-misses-the-metrics", of_apiserver(*at_times(METRICS, 35, 25, 15, 5))),
    quiet("living-apiserver-was-trusted-again", of_apiserver(*at_times(DIALS.replace("WHY", UNKNOWN), 160, 150, 140, 130))),
)  # fmt: skip

# ---- the kernel and the runtime alone -------------------------------------------------------------------------------------
IO_ERROR = "blk_update_request: I/O error, dev sda, sector {} op 0x1:(WRITE) flags 0x800 phys_seg 1 prio class 0"
NO_CRI = 'time="2024-03-12T10:29:50.1Z" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="invalid plugin config: `systemd_cgroup` only works for runtime io.containerd.runtime.v1.linux"'
DOCKER = 'time="2024-03-12T10:29:50.1Z" level=error msg="Handler for POST /v1.40/containers/{}/start returned error: OCI runtime create failed: container_linux.go:349: starting container process caused \\"process_linux.go:449: container init caused \\\\\\"write /proc/self/attr/keycreate: permission denied\\\\\\"\\": unknown"'
ALONE = (
    maybe("living-kernel-alone-tells-of-a-disk", "filesystem_damaged", lives(E, "").journal("kernel", *(IO_ERROR.format(n) for n in (77, 78, 79, 80)), ago=ago(60))),
    maybe("living-containerd-alone-has-no-cri", ["cri_plugin_disabled", "cri_api_unsupported"], Node().unit("containerd").journal("containerd", NO_CRI, ago=ago(60))),
    maybe("living-dockerd-alone-starts-nothing", "container_create_failed", Node(version="v1.18.2").unit("docker").journal("docker", *(DOCKER.format(n * 64) for n in "abc"), ago=ago(20))),
    quiet("living-kernel-tells-of-a-floppy", lives(E, "").journal("kernel", *(IO_ERROR.replace("dev sda", "dev fd0").format(n) for n in (77, 78, 79, 80)), ago=ago(60))),
    quiet("living-kernel-told-of-a-disk-yesterday", lives(E, "").journal("kernel", *(IO_ERROR.format(n) for n in (77, 78, 79, 80)), ago=timedelta(hours=25))),
    quiet("living-dockerd-does-not-know-a-container", Node(version="v1.18.2").unit("docker").journal("docker", *['time="2024-03-12T10:29:50.1Z" level=error msg="Handler for GET /v1.26/containers/etcd/json returned error: No such container: etcd"'] * 3, ago=ago(20))),
    quiet("living-dockerd-started-one-in-vain", Node(version="v1.18.2").unit("docker").journal("docker", DOCKER.format("a" * 64), ago=ago(150))),
)  # fmt: skip

OWN_NINETEENTH_LIVING_MORE = (*CLIENTS, *LOWER, *ETCDS, *UPPER, *ALONE)
