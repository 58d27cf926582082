"""Pods whose containers are never made, told by lines that name a volume, an ID or a moment and not the pod; and what is none."""

from datetime import timedelta

from incidents.builder import PKI, Node
from incidents.own.files import AVC
from incidents.own.shapes import A, E, dies, miss, shows

MANIFEST_UID = "f8a1c2d3e4f5a6b7c8d9e0f1a2b3c4d5"
OTHER_FORM = 'expected cgroupsPath to be of format "slice:prefix:name" for systemd cgroups'
CREATE = "rpc error: code = Unknown desc = failed to create containerd task: OCI runtime create failed: "
ANONYMOUS = (
    '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"forbidden: User '
    '\\"system:anonymous\\" cannot get path \\"/livez\\"","reason":"Forbidden","details":{},"code":403}'
)


def waits(*lines, program=E, version="v1.28.4"):
    """A static pod whose container is not there, and a kubelet that lives and says so."""
    return Node(version=version).unit("kubelet").static_pod(program).waits(program, "ContainerCreating").kubelet(*lines)


def unseen(*lines, program=A):
    """A static pod of which no witness but the kubelet's journal is left."""
    return Node().unit("kubelet").static_pod(program).kubelet(*lines)


def event(reason, message, program=A):
    """An event in the kubelet's journal: to 1.18 or so a sentence, then keys and values."""
    reference = (
        f'v1.ObjectReference{{Kind:"Pod", Namespace:"kube-system", Name:"{program}-master-1", UID:"{MANIFEST_UID}"}}'
    )
    return {
        "sentence": f"I0312 10:29:28.142334    1211 event.go:281] Event({reference}): type: 'Warning' reason: '{reason}' {message}",
        "keys": f'I0312 10:29:28.142334    1211 event.go:294] "Event occurred" object="kube-system/{program}-master-1" kind="Pod" '
        f'apiVersion="v1" type="Warning" reason="{reason}" message="{message}"',
    }


def unmounted(names, others, *, program=E, end="timed out waiting for the condition"):
    """What pod_workers.go says of a pod for whose volumes the kubelet waits; the second list is nearly empty from 1.26 on."""
    return (
        f'E0312 10:29:28.184833   27225 pod_workers.go:1300] "Error syncing pod, skipping" err="unmounted volumes=[{names}], unattached '
        f'volumes=[{others}]: {end}" pod="kube-system/{program}-master-1" podUID="{MANIFEST_UID}"'
    )


def mounting(path, container="80c766755199c389a83be6c743d91394cbcb82e5977820d646d3f2bc25dae6a3"):
    """Containerd's line of a mount that runc could not make; only the container's ID says whose."""
    return (
        f'time="2024-03-12T10:29:28.402Z" level=error msg="StartContainer for \\"{container}\\" failed" error="failed to create containerd '
        f'task: OCI runtime create failed: container init caused: rootfs_linux.go:60: mounting \\"{path}\\" to rootfs at \\"{path}\\" caused: '
        f'mkdir /run/containerd/x/rootfs{path}: read-only file system: unknown"'
    )


def silent(kernel, ago=timedelta(seconds=30)):
    """An etcd that ends without a word, and what the kernel said."""
    return dies(E, "").journal("kernel", kernel, ago=ago)


SILENT = "net/http: request canceled (Client.Timeout exceeded while awaiting headers)"


RESET = "read tcp 10.0.0.4:39550->10.0.0.4:6443: read: connection reset by peer"


def slow(seconds):
    """An apiserver that answers too late, was killed for it, and whose next instance has answered too late once."""
    node = (
        Node()
        .unit("kubelet")
        .static_pod(A)
        .died(A, code=137, attempt=1, lived=timedelta(minutes=2), ago=timedelta(seconds=30))
    )
    node.runs(A, attempt=2, since=timedelta(seconds=seconds))
    node.probe(A, 200, ago=timedelta(seconds=70))
    for ago in (60, 50, 40):
        node.probe(A, error=SILENT, seconds=15, ago=timedelta(seconds=ago))
        node.probe(A, 200, variant="patient", seconds=16.4, ago=timedelta(seconds=ago - 1))
    return node.probe(A, error=SILENT, seconds=15, ago=timedelta(seconds=1))


def reborn(seconds, *, reset=False):
    """An apiserver that forbade its probe, was killed for it, and whose next instance takes connections and is silent yet."""
    node = (
        Node()
        .unit("kubelet")
        .static_pod(A)
        .died(A, code=137, attempt=1, lived=timedelta(minutes=2), ago=timedelta(seconds=30))
    )
    node.runs(A, attempt=2, since=timedelta(seconds=seconds))
    for ago in (75, 65, 55):
        node.probe(A, 403, body=ANONYMOUS, ago=timedelta(seconds=ago))
        node.probe(A, 200, variant="authenticated", ago=timedelta(seconds=ago))
    node.probe(A, error=SILENT, ago=timedelta(seconds=2))
    return node.probe(A, error=RESET, ago=timedelta(seconds=1)) if reset else node


def backup_beside(seconds):
    """An editor's backup of the manifest, of another content, that appeared so long ago; the pod was made anew for it."""
    node = Node().static_pod(A).static_pod(A, "--v=4", file="kube-apiserver.yaml~", edited=timedelta(seconds=seconds))
    node.died(A, code=0, attempt=0, uid="1" * 32, ago=timedelta(seconds=1)).runs(
        A, uid="2" * 32, since=timedelta(seconds=1)
    )
    appeared = (node.at - timedelta(seconds=seconds)).isoformat()
    node.documents["manifest_directory.json"] = {
        "path": "/etc/kubernetes/manifests",
        "names": ["kube-apiserver.yaml", "kube-apiserver.yaml~"],
        "events": [{"at": appeared, "name": "kube-apiserver.yaml~", "what": "created"}],
    }
    return node


def port_still_held(edited):
    """Two pods of one manifest: the one before the edit has not closed its port when the new one wants it."""
    node = (
        Node()
        .static_pod(A, probe="", edited=timedelta(seconds=edited))
        .runs(A, attempt=0, uid="1" * 32, since=timedelta(hours=2))
    )
    log = 'E0312 10:29:29.900100       1 run.go:74] "command failed" err="failed to create listener: failed to listen on 0.0.0.0:6443: '
    node.died(
        A,
        f'{log}listen tcp 0.0.0.0:6443: bind: address already in use"',
        uid="2" * 32,
        attempt=1,
        ago=timedelta(seconds=3),
    )
    node.socket(A, 6443)
    node.sockets[-1]["pod_uid"] = "1" * 32
    return node


PODS_NOT_MADE = (
    # ---- an editor's backup -----------------------------------------------------------------------------------------
    miss("duplicate_manifest-of-a-moment", "duplicate_manifest", backup_beside(2)),
    shows("duplicate_manifest-that-stays", "duplicate_manifest", backup_beside(40), A),
    # ---- a port between two pods ------------------------------------------------------------------------------------
    miss("port_held_by_previous_instance-after-an-edit", "port_held_by_previous_instance", port_still_held(20)),
    shows("port_held_by_previous_instance-for-long", "port_held_by_previous_instance", port_still_held(2400), A),
    # ---- the other driver's cgroup ----------------------------------------------------------------------------------
    shows(
        "cgroup_driver_mismatch-old-runc",
        "cgroup_driver_mismatch",
        unseen(
            f'E0312 10:29:28.100200    1201 pod_workers.go:191] Error syncing pod {MANIFEST_UID} ("kube-apiserver-master-1_kube-system'
            f'({MANIFEST_UID})"), skipping: failed to "CreatePodSandbox" for "kube-apiserver-master-1" with CreatePodSandboxError: '
            f'"CreatePodSandbox for pod \\"kube-apiserver-master-1\\" failed: {CREATE}{OTHER_FORM}"'
        ),
        A,
    ),
    shows("cgroup_driver_mismatch-nobodys-line", "cgroup_driver_mismatch", unseen(CREATE + OTHER_FORM), A),
    miss(
        "cgroup_driver_mismatch-by-hand",
        "cgroup_driver_mismatch",
        unseen(f"{CREATE}{OTHER_FORM}, got /mine/pod instead: unknown"),
    ),
    # ---- events -----------------------------------------------------------------------------------------------------
    *(
        shows(f"container_create_failed-event-{reason}-{form}", "container_create_failed", unseen(line), A)
        for reason, message in (
            (
                "Failed",
                "Error: failed to create containerd container: failed to create prepare snapshot dir: stat /data: no such device",
            ),
            (
                "FailedCreatePodSandBox",
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to reserve sandbox name",
            ),
            (
                "FailedCreatePodSandBox",
                "Failed create pod sandbox: rpc error: code = Unknown desc = failed to reserve sandbox name",
            ),
        )
        for form, line in event(reason, message).items()
        if ("Failed create" in message) == (form == "sentence") or reason == "Failed"
    ),
    miss(
        "container_create_failed-event-of-image",
        "container_create_failed",
        unseen(event("Failed", "Error: ImagePullBackOff")["keys"]),
    ),
    miss(
        "container_create_failed-event-of-runtime",
        ["container_create_failed", "image_unavailable"],
        unseen(event("Failed", "Error: context deadline exceeded")["keys"]),
    ),
    # ---- volumes ----------------------------------------------------------------------------------------------------
    shows("host_path_unusable-waited-for", "host_path_unusable", waits(unmounted("v1", "v0 v1")), E),
    shows("host_path_unusable-waited-for-newer", "host_path_unusable", waits(unmounted("v1", "")), E),
    shows(
        "host_path_unusable-waited-for-context",
        "host_path_unusable",
        waits(unmounted("v1", "", end="context deadline exceeded")),
        E,
    ),
    shows(
        "host_path_unusable-waited-for-older",
        "host_path_unusable",
        waits(
            f'E0312 10:29:28.184833   27225 pod_workers.go:182] Error syncing pod {MANIFEST_UID} ("etcd-master-1_kube-system({MANIFEST_UID})"), '
            f'skipping: timeout expired waiting for volumes to attach/mount for pod "kube-system"/"etcd-master-1". list of '
            "unattached/unmounted volumes=[v1]",
            version="v1.8.4",
        ),
        E,
    ),
    shows("static_pod_rejected-all-volumes", "static_pod_rejected", waits(unmounted("v0 v1", "v0 v1")), E),
    miss(
        "host_path_unusable-all-volumes",
        "host_path_unusable",
        waits(unmounted("v0 v1", "", end="context deadline exceeded")),
    ),
    miss(
        "host_path_unusable-waited-for-what-is-there",
        "host_path_unusable",
        waits(unmounted("v1", "v0 v1")).there(f"{PKI}/etcd", "dir", "0755"),
    ),
    shows(
        "host_path_unusable-event-without-pod",
        "host_path_unusable",
        waits('MountVolume.SetUp failed for volume "v1" : mkdir /etc/kubernetes: read-only file system'),
        E,
    ),
    shows(
        "host_path_unusable-event-by-its-path",
        "host_path_unusable",
        waits('MountVolume.SetUp failed for volume "etcd-data" : mkdir /var/lib/etcd: not a directory'),
        E,
    ),
    miss(
        "host_path_unusable-anothers-volume",
        "host_path_unusable",
        waits('MountVolume.SetUp failed for volume "logs" : mkdir /srv/logs: read-only file system'),
    ),
    shows(
        "host_path_unusable-nobodys-container",
        "host_path_unusable",
        Node().unit("kubelet").static_pod(A).journal("containerd", mounting("/etc/ssl/certs")),
        A,
    ),
    miss(
        "host_path_unusable-anothers-container",
        "host_path_unusable",
        Node().unit("kubelet").static_pod(A).journal("containerd", mounting("/srv/www")),
    ),
    miss(
        "host_path_unusable-container-of-another",
        "host_path_unusable",
        Node().unit("kubelet").static_pod(A).runs(A).journal("containerd", mounting("/etc/ssl/certs")),
    ),
    # ---- the kernel's refusals --------------------------------------------------------------------------------------
    shows("security_module_denied-without-a-word", "security_module_denied", silent(AVC), E),
    miss(
        "security_module_denied-permissive",
        "security_module_denied",
        silent(AVC.replace("permissive=0", "permissive=1")),
    ),
    miss("security_module_denied-long-ago", "security_module_denied", silent(AVC, ago=timedelta(minutes=9))),
    miss(
        "security_module_denied-silent-other",
        "security_module_denied",
        silent(AVC.replace('comm="etcd"', 'comm="sshd"')),
    ),
    # ---- between two lives ------------------------------------------------------------------------------------------
    shows("anonymous_health_access_forbidden-reborn", "anonymous_health_access_forbidden", reborn(4), A),
    shows("anonymous_health_access_forbidden-reset", "anonymous_health_access_forbidden", reborn(4, reset=True), A),
    shows("probe_timeout_too_short-reborn", "probe_timeout_too_short", slow(4), A),
    miss("anonymous_health_access_forbidden-grown-up", "anonymous_health_access_forbidden", reborn(40)),
)
