"""What one report tells in one wording, in its other wordings: old etcds and Go's, containerd 2's plugins, ext4's, k3s' and Talos' words.

Each with what sounds like it and is another's, is over, or is told once of what lives.
"""

from datetime import timedelta

from incidents.builder import PKI, Node
from incidents.certificates import certificate
from incidents.own.etcd_words import old, zap
from incidents.own.ninth_carriers import K3S, RKE2, info, waits
from incidents.own.shapes import UNIT, A, E, dies, miss, quiet, shows

DAYS, HOURS, MINUTES = timedelta(days=9), timedelta(hours=7), timedelta(minutes=9)


def seconds(number):
    return timedelta(seconds=number)


# ---- an etcd whose membership is over: to 2.0 ---------------------------------------------------------------------------
OLD_IMAGE = "quay.io/coreos/etcd:v2.0.5"


def go(text):
    """As Go's log package writes it, which etcd used to 2.0."""
    return f"2015/03/12 10:29:55 {text}"


REMOVED_OLD = "this member has been permanently removed from the cluster"
OTHER = "conflicting cluster ID with the target cluster (7e27652122e8b2ae != f3a1c8b2d9e04756)"
MEMBERSHIP = (
    *(
        shows(f"etcd_membership_mismatch-0-5-{number}", "etcd_membership_mismatch", dies(E, go(said), image=OLD_IMAGE, version=None), E)
        for number, said in enumerate(("the member has been removed", f"etcd: {REMOVED_OLD}", f"etcdserver: {REMOVED_OLD}", f"etcd: {OTHER}", f"etcdserver: {OTHER}", f"rafthttp: {OTHER}"))
    ),
    # A request's own words, and a unit's.
    miss("etcd-is-told-of-a-member-in-a-value", "etcd_membership_mismatch", dies(E, go("etcdhttp: unexpected error: put /teams/a: the member has been removed from the team"), image=OLD_IMAGE, version=None)),
    miss("apiserver-is-told-of-a-member", "etcd_membership_mismatch", dies(A, "E0312 10:29:55.1       1 writers.go:118] the member has been removed")),
)  # fmt: skip

# ---- a certificate that is not yet valid, and who hangs up for it --------------------------------------------------------
LEAF = f"{PKI}/apiserver.crt"
HANGS_UP = "http: TLS handshake error from 10.0.0.9:50860: remote error: {}bad certificate"
I_LOG, I_SERVER = "I0312 10:29:55.1       5 log.go:19] ", "I0312 10:29:55.1       1 log.go:245] "
OLD_WORDS, NEW_WORDS = I_LOG + HANGS_UP.format(""), I_SERVER + HANGS_UP.format("tls: ")


def leaf(ahead=-DAYS, name="kube-apiserver"):
    """A certificate that begins so much later than now."""
    return certificate(name, issuer="kube-ca", since=-ahead, until=timedelta(days=365))


def apiserver(*lines, pem=None, path=LEAF, since=MINUTES, **more):
    """An apiserver that lives, says so, and has that certificate."""
    node = Node(**more).file(path, leaf() if pem is None else pem)
    return node.static_pod(A).runs(A, "\n".join(lines), since=since)


CLOCK = (
    *(shows(f"clock_skew-callers-hang-up-{number}", "clock_skew", apiserver(line, pem=leaf(HOURS)), A) for number, line in enumerate((OLD_WORDS, NEW_WORDS, NEW_WORDS.replace("bad", "expired")))),
    shows("clock_skew-presented-too-early", "clock_skew", apiserver(pem=leaf(HOURS)).serves(leaf(HOURS), 6443), A),
    shows("clock_skew-presented-too-early-file-unread", "clock_skew", Node().static_pod(A).runs(A, since=MINUTES).serves(leaf(HOURS), 6443), A),
    shows("clock_skew-etcd-presents-too-early", "clock_skew", Node().static_pod(E).runs(E, since=MINUTES).serves(certificate("etcd", since=-HOURS), 2379), E),
    # Its clock is by moments another than that which signed.
    quiet("clocks-differ-by-moments-and-callers-hang-up", apiserver(NEW_WORDS, pem=leaf(timedelta(minutes=3)))),
    quiet("clocks-differ-by-moments-on-the-port", apiserver(pem=leaf(timedelta(minutes=3))).serves(leaf(timedelta(minutes=3)), 6443)),
    quiet("callers-hang-up-on-a-good-certificate", apiserver(OLD_WORDS)),
    quiet("callers-hang-up-and-a-client-s-is-to-come", apiserver(NEW_WORDS).file(f"{PKI}/apiserver-kubelet-client.crt", leaf(HOURS, "kubelet-client"))),
    # What was made ahead lies there, and nobody was shown it.
    quiet("made-ahead-and-not-complained-of", apiserver(pem=leaf(HOURS), since=DAYS).serves(leaf(), 6443)),
    quiet("another-port-presents-what-is-to-come", apiserver().serves(leaf(HOURS, "kubelet"), 10250)),
    miss("scanner-hangs-up-beside-a-flag", "clock_skew", Node().file(LEAF, leaf()).static_pod(A).died(A, f"{NEW_WORDS}\nError: unknown flag: --x")),
)  # fmt: skip

# ---- an etcd whose certificate ran out, and who hangs up for it -----------------------------------------------------------
PEM = f"{PKI}/etcd/server.crt"
REFUSES = 'rejected connection from "10.0.0.9:2580" (error "remote error: {}bad certificate", ServerName "")'
HANDSHAKES = (
    old(REFUSES.format("tls: "), "I"),
    old(REFUSES.format(""), "I"),
    zap("rejected connection", remote_addr="10.0.0.9:2580", server_name="", error="remote error: tls: bad certificate"),
    zap("rejected connection on client endpoint", remote_addr="10.0.0.9:2580", server_name="", error="remote error: tls: expired certificate"),
)  # fmt: skip
PAST, GOOD = certificate("etcd", until=-timedelta(days=2), since=timedelta(days=367)), certificate("etcd")
# It ran out a second ago, and the caller hung up before that, for something else.
JUST = certificate("etcd", until=-seconds(5), since=timedelta(days=365))


def etcd(line, pem=PAST, *, silent=timedelta(0), node=None):
    """An etcd that lives with that certificate, and says so."""
    return (node or Node()).file(PEM, pem).static_pod(E).runs(E, line, since=timedelta(days=366), silent=silent)


EXPIRED = (
    *(shows(f"etcd_server_certificate_expired-callers-hang-up-{number}", "etcd_server_certificate_expired", etcd(line), E) for number, line in enumerate(HANDSHAKES)),
    shows("etcd_server_certificate_expired-hang-up-and-presented", "etcd_server_certificate_expired", etcd(HANDSHAKES[2]).serves(PAST, 2379), E),
    quiet("etcd-s-callers-hang-up-on-a-good-certificate", etcd(HANDSHAKES[2], GOOD)),
    miss("etcd-s-callers-hung-up-before-the-end", "etcd_server_certificate_expired", etcd(HANDSHAKES[2], JUST, silent=seconds(40))),
    miss("etcd-presents-a-renewed-one-to-who-hangs-up", "etcd_server_certificate_expired", etcd(HANDSHAKES[2]).serves(GOOD, 2379)),
    miss("etcd-s-callers-hang-up-and-the-clock-runs-free", "etcd_server_certificate_expired", etcd(HANDSHAKES[2], node=Node().host(clock={"synchronised": False}))),
    miss("etcd-lives-and-nobody-hangs-up", "etcd_server_certificate_expired", etcd(zap("compacted Raft logs", "info"))),
)  # fmt: skip

# ---- containerd 2: what makes the pods' sandboxes needs CRI's two plugins -------------------------------------------------
TWO = "`mirrors` cannot be set when `config_path` is provided"


def not_loaded(error, of="io.containerd.podsandbox.controller.v1.podsandbox"):
    return f'time="2024-03-12T10:29:20.1Z" level=warning msg="failed to load plugin" error="{error}" id={of} type={of.rpartition(".")[0]}'


def containerd(*lines):
    """Nothing of the node is known but its containerd."""
    return Node(version=None).unit("containerd").journal("containerd", *lines)


STARTS = 'time="2024-03-12T10:29:40.1Z" level=info msg="starting containerd" revision=aa version=v2.2.0'
LACKS_IMAGES = f"unable to load CRI image service plugin dependency: invalid cri image config: {TWO}"
LACKS_RUNTIME = r"unable to load CRI runtime service plugin dependency: no corresponding runtime configured in `containerd.runtimes` for `containerd` `default_runtime_name = \"kata\"`"  # fmt: skip
V1 = 'E0312 10:29:50.9    5115 run.go:72] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"'
REGISTRIES = 'version = {}\n[plugins."{}".registry]\n  config_path = "{}"\n  [plugins."{}".registry.mirrors."docker.io"]\n    endpoint = ["https://mirror.example"]\n'
CONFIG = "/etc/containerd/config.toml"


def registries(version, plugin, path="/etc/containerd/certs.d"):
    """Registries in files of their own, and in this one."""
    return REGISTRIES.format(version, plugin, path, plugin)


def refused(version, plugin, *, kubelet=V1, path="/etc/containerd/certs.d"):
    """A kubelet that ends for want of CRI, and such a configuration."""
    node = Node(version="v1.32.1").kubelet_loops(kubelet).unit("containerd")
    return node.file(CONFIG, registries(version, plugin, path))


CRI = (
    shows("cri_plugin_disabled-sandboxes-lack-images", "cri_plugin_disabled", containerd(not_loaded(LACKS_IMAGES))),
    shows("cri_plugin_disabled-sandboxes-lack-runtime", "cri_plugin_disabled", containerd(not_loaded(LACKS_RUNTIME))),
    shows("cri_plugin_disabled-sandboxes-lack-images-and-a-kubelet", "cri_plugin_disabled", containerd(not_loaded(LACKS_IMAGES)).kubelet_loops(V1), UNIT),
    quiet("sandboxes-made-after-a-new-start", containerd(not_loaded(LACKS_IMAGES), STARTS)),
    quiet("sandboxes-lacked-images-below-docker", containerd(not_loaded(LACKS_IMAGES)).unit("docker")),
    miss("sandboxes-lack-a-watch", "cri_plugin_disabled", containerd(not_loaded("unable to load CRI image service plugin dependency: failed to create fsnotify watcher: too many open files"))),
    quiet("another-sandbox-controller-is-skipped", containerd(not_loaded("skip plugin: not supported", "io.containerd.podsandbox.controller.v1.kuasar"))),
    shows("cri_plugin_disabled-two-registries-version-2", "cri_plugin_disabled", refused(2, "io.containerd.grpc.v1.cri"), UNIT),
    shows("cri_plugin_disabled-two-registries-version-3", "cri_plugin_disabled", refused(3, "io.containerd.cri.v1.images"), UNIT),
    # Nothing is wrong with one registry's settings, nor with those that the file's version does not read.
    miss("one-registry-and-a-socket-that-is-gone", "cri_plugin_disabled", refused(2, "io.containerd.grpc.v1.cri", path="", kubelet='E0312 10:29:50.9    5115 run.go:72] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: no such file or directory\\""')),
    miss("two-registries-and-swap", "cri_plugin_disabled", refused(2, "io.containerd.grpc.v1.cri", kubelet='E0312 10:29:50.9    5115 run.go:72] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"')),
)  # fmt: skip

# ---- the kernel tells who could not read ----------------------------------------------------------------------------------
DEVICE = "EXT4-fs error (device nvme1n1): "
ABORTED = DEVICE + "ext4_journal_check_start:83: comm {}: Detected aborted journal"
BITMAP = (
    DEVICE + "ext4_wait_block_bitmap:517: comm {}: Cannot read block bitmap - block_group = 34, block_bitmap = 1048578"
)
INODE = DEVICE + "ext4_lookup:1602: inode #67005: comm {}: deleted inode referenced: 3186320"
BLOCK = DEVICE + "ext4_find_extent:929: inode #13: block 34016: comm {}: bad header/extent in inode"
DIRECTORY = "EXT4-fs warning (device nvme1n1): htree_dirblock_to_tree:997: inode #1048579: lblock 0: comm {}: error -5 reading directory block"
FULL = "EXT4-fs warning (device nvme1n1): ext4_dx_add_entry:2461: inode #2: comm {}: Directory index full!"
AGAIN = "EXT4-fs (nvme1n1): mounted filesystem with ordered data mode. Quota mode: none."


def kernel(*lines, node=None, ago=timedelta(seconds=32)):
    return (node or Node()).journal("kernel", *lines, ago=ago)


FLAG = "Error: unknown flag: --x"
DISKS = (
    *(shows(f"filesystem_damaged-of-etcd-by-the-kernel-{number}", "filesystem_damaged", kernel(line.format("etcd")), sure=False) for number, line in enumerate((ABORTED, BITMAP, INODE, BLOCK, DIRECTORY))),
    shows("filesystem_damaged-of-k3s-by-the-kernel", "filesystem_damaged", kernel(BLOCK.format("k3s-server")), sure=False),
    shows("filesystem_damaged-of-an-etcd-that-ends", "filesystem_damaged", kernel(ABORTED.format("etcd"), node=dies(E, "", code=2))),
    shows("unknown_flag-beside-somebody-s-etcd", "unknown_flag", kernel(BITMAP.format("etcd"), node=dies(A, FLAG)), A),
    shows("unknown_flag-of-etcd-beside-somebody-s-etcd", "unknown_flag", kernel(BITMAP.format("etcd"), node=dies(E, "flag provided but not defined: -x\nSee 'etcd --help'.", code=2)), E, others={"master-1": "filesystem_damaged"}),
    quiet("somebody-s-volume-is-damaged", kernel(BITMAP.format("minio"), ABORTED.format("mysqld"), INODE.format("etcdctl"))),
    quiet("a-pod-s-volume-is-damaged-by-the-kubelet", kernel(BITMAP.format("kubelet"))),
    quiet("etcd-s-directory-is-large", kernel(FULL.format("etcd"))),
    quiet("etcd-s-disk-is-mounted-anew", kernel(BITMAP.format("etcd"), AGAIN)),
    shows("filesystem_damaged-another-disk-is-mounted", "filesystem_damaged", kernel(BITMAP.format("etcd"), AGAIN.replace("nvme1n1", "nvme2n1")), sure=False),
    quiet("etcd-s-disk-failed-this-morning", kernel(BITMAP.format("etcd"), ago=HOURS)),
)  # fmt: skip

# ---- k3s and RKE2: a member under its own name, at another address; an etcd within a unit that nobody looked at ----------
STRANGER = "this server is a not a member of the etcd cluster. Found [{}], expect: {}"
STORE, NEWER = "Failed to test data store connection: ", "Failed to test etcd connection: "
ME = "node-1-c3c74926"


def stranger(found, expected, *, unit=RKE2, words=STORE, state=("activating", "start"), level="info"):
    return waits(unit, info(words + STRANGER.format(found, expected), level), state=state)


def sitting(*lines, unit=K3S):
    """A unit's journal, of whose state nothing is known."""
    return Node(version=None).journal(unit, *lines, by=unit)


def etcds(message, caller="etcdserver/v3_server.go:897", level="warn", **fields):
    """A line of the etcd within, as zap writes it: without blanks."""
    line = zap(message, level, **fields).replace("x/y.go:1", caller)
    return line.replace('": ', '":').replace(', "', ',"')


LATE = etcds("waiting for ReadIndex response took too long, retrying", sent_request_id=1133095022654651773, retry_timeout="500ms")  # fmt: skip
SYNC = etcds("slow fdatasync", "wal/wal.go:805", took="1.724865609s", expected_duration="1s")
WITHIN = (
    shows("etcd_membership_mismatch-rke2-elsewhere-once", "etcd_membership_mismatch", stranger(f"{ME}=https://10.0.2.15:2380", f"{ME}=172.28.128.24")),
    shows("etcd_membership_mismatch-k3s-elsewhere-once", "etcd_membership_mismatch", stranger(f"node-0-1=https://10.0.2.9:2380 {ME}=https://10.0.2.15:2380", f"{ME}=https://172.28.128.24:2380", unit=K3S, words=NEWER, level="error")),
    shows("etcd_membership_mismatch-elsewhere-over-v6", "etcd_membership_mismatch", stranger(f"{ME}=https://[fd00::15]:2380 node-3-1=https://[fd00::9]:2380", f"{ME}=https://[fd00::24]:2380", words=NEWER)),
    # It is not in the list yet, under this name: it joins, or waits to.
    miss("rke2-joins-and-is-not-there-yet", "etcd_membership_mismatch", stranger("node-0-1=https://10.0.2.9:2380", f"{ME}=172.28.128.24")),
    miss("rke2-joins-beside-one-of-a-longer-name", "etcd_membership_mismatch", stranger(f"{ME}0=https://10.0.2.9:2380 a{ME}=https://10.0.2.10:2380", f"{ME}=172.28.128.24")),
    quiet("rke2-runs-and-was-elsewhere-once", stranger(f"{ME}=https://10.0.2.15:2380", f"{ME}=172.28.128.24", state=("active", "running"))),
    shows("etcd_slow_disk-within-k3s-unit-unseen", "etcd_slow_disk", sitting(LATE, LATE, SYNC), sure=False),
    shows("etcd_slow_disk-within-k3s-unit-unseen-capnslog", "etcd_slow_disk", sitting(*(old('read-only range request "key:\\"/registry/health\\" " with result "error:etcdserver: request timed out" took too long (7.000051514s) to execute', "W").replace("etcdmain", "etcdserver"),) * 2), sure=False),
    quiet("k3s-etcd-was-late-once-unit-unseen", sitting(LATE)),
    quiet("k3s-etcd-was-late-this-morning-unit-unseen", Node(version=None).journal(K3S, LATE, LATE, SYNC, by=K3S, ago=HOURS)),
    quiet("rke2-reads-with-an-etcd-of-its-own-unit-unseen", sitting(LATE, LATE, SYNC, unit=RKE2)),
    quiet("k3s-goes-on-unit-unseen", sitting(info("Starting k3s v1.28.4+k3s1"), info("Running kube-apiserver --advertise-port=6443"), "I0312 10:29:50.1    9 controller.go:1] quiet")),
)  # fmt: skip

# ---- Talos runs its kubelet in no unit --------------------------------------------------------------------------------------
NOT_HERE = 'failed to validate {}: node IP: \\"10.0.0.140\\" not found in the host\'s network interfaces'
JSON_KLOG = '{{"ts":1715089289928.7717,"caller":"kubelet/kubelet_node_status.go:701","msg":"Failed to set some node status fields","node":{{"name":"master-1"}},"err":"{}"}}'
KLOG = 'E0312 10:29:{}.1    2999 kubelet_node_status.go:701] "Failed to set some node status fields" err="{}" node="master-1"'
SINGLE = JSON_KLOG.format(NOT_HERE.format("nodeIP"))


def talos(*lines, apart=10, last=1):
    """A kubelet's log, and no unit of it."""
    node = Node(version=None)
    for number, line in enumerate(lines):
        node.kubelet(line, ago=seconds(last + apart * (len(lines) - 1 - number)))
    return node


ADDRESS = (
    shows("node_address_missing-talos-json", "node_address_missing", talos(SINGLE, SINGLE), UNIT),
    shows("node_address_missing-talos-klog", "node_address_missing", talos(*(KLOG.format(second, NOT_HERE.format("nodeIP")) for second in (39, 49, 59))), UNIT),
    # Told once: the address may come late, as at a boot, and is missing while it does not.
    shows("node_address_missing-talos-told-now", "node_address_missing", talos(SINGLE), UNIT, sure=False),
    quiet("talos-lacked-its-address-once", talos(SINGLE).host(booted_at="2024-03-12T10:29:10Z")),
    quiet("talos-lacked-its-address-at-its-boot", talos(SINGLE, SINGLE, last=100)),
    quiet("talos-has-its-address-since", talos(SINGLE, SINGLE, 'I0312 10:29:58.1    2999 kubelet_node_status.go:76] "Successfully registered node" node="master-1"', apart=45)),
)  # fmt: skip

OWN_SIXTEENTH_REPORTS = (*MEMBERSHIP, *CLOCK, *EXPIRED, *CRI, *DISKS, *WITHIN, *ADDRESS)
