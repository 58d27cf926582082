"""Pods that are never made as runtimes and kubelets of all ages tell it, runtimes that fail alone, and what is none of it."""

from datetime import timedelta

from incidents.builder import PKI, Node
from incidents.own.shapes import KCM, UNIT, A, E, S, dies, miss, shows

UID = "f8a1c2d3e4f5a6b7c8d9e0f1a2b3c4d5"
FULL = f"kube-apiserver-master-1_kube-system({UID})"
SANDBOX, CONTAINER = "a" * 64, "c" * 64
REQUEST = "0f6d2c4e-0b1a-4c1d-9e7f-1f2e3d4c5b6a"
RUNC = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
START = f"{RUNC}unable to start container process: "
AVC = (
    'audit: type=1400 audit(1710239395.900:412): avc:  denied  {{ read }} for  pid=1 comm="{comm}" name="{name}" dev="dm-0" ino=4 '
    "scontext=system_u:system_r:init_t:s0 tcontext=unconfined_u:object_r:admin_home_t:s0 tclass=file permissive=0"
)


def waits(message, reason="RunContainerError", program=E, **pod):
    """A container that the kubelet says cannot be had."""
    return Node(version=None).unit("kubelet").static_pod(program, **pod).waits(program, reason, message)


def told(*lines, program=A, unit="kubelet", edited=timedelta(days=2)):
    """A static pod of which nothing but a journal is left."""
    return Node(version=None).unit("kubelet").static_pod(program, edited=edited).journal(unit, *lines)


def named(form):
    """Old kubelets' lines that name the pod, one of which ends in the midst of Docker's answer."""
    api = f"API error (500): Cannot start container {CONTAINER}: [8] System error: no such device"
    at = "E0107 18:56:59.185348   18723"
    status = f'I0107 18:56:59.185383   18723 kubelet.go:3100] Generating status for "{FULL}"'
    sync = f"{at} pod_workers.go:112] Error syncing pod {UID}"
    return {
        "run": (f'{at} manager.go:1491] Error running pod "kube-apiserver-master-1_default" container "kube-apiserver": {api}',),
        "infra": (f'{at} manager.go:1815] Failed to create pod infra container: {api}; Skipping pod "{FULL}"',),
        "infra-split": (f"{at} manager.go:1815] Failed to create pod infra container: {api}", f'; Skipping pod "{FULL}"'),
        "infra-1.2": (f'{at} docker_manager.go:1990] Failed to create pod infra container: RunContainerError; Skipping pod "{FULL}": {api}',),
        "sync-by-uid": (status, f"{sync}, skipping: {api}"),
        "event-1.1": (
            (f'I0107 18:56:59.1 18723 event.go:203] Event(api.ObjectReference{{Kind:"Pod", Namespace:"kube-system", '
            f'Name:"kube-apiserver-master-1", UID:"{UID}", FieldPath:"spec.containers{{kube-apiserver}}"}}): reason: \'failed\' '
            f"Failed to start with docker id {CONTAINER[:12]} with error: {api}"),
        ),
        "cgroup-1.7": (
            (f'{at} pod_workers.go:182] Error syncing pod {UID} ("{FULL}"), skipping: failed to ensure that the pod: {UID} cgroups exist '
            f"and are correctly applied: failed to create container for [kubepods burstable pod{UID}] : dbus: connection closed by user"),
        ),
        "cgroup-1.28": (
            (f'{at} pod_workers.go:1300] "Error syncing pod, skipping" err="failed to ensure that the pod: {UID} cgroups exist and are '
            f'correctly applied: failed to create container for [kubepods burstable pod{UID}] : Unit kubepods-burstable.slice not found." '
            f'pod="kube-system/kube-apiserver-master-1" podUID="{UID}"'),
        ),
    }[form]  # fmt: skip


NAMED = ("run", "infra", "infra-split", "infra-1.2", "sync-by-uid", "event-1.1", "cgroup-1.7", "cgroup-1.28")


NO_PAUSE = (
    "E0312 10:29:28.1 1211 remote_runtime.go:105] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed "
    'pulling image "k8s.gcr.io/pause:3.2": Error response from daemon: x'
)


def absent(line, ago=timedelta(seconds=32)):
    """A static pod that waits to be made, and a line that names nobody."""
    node = Node(version=None).unit("kubelet").static_pod(E, edited=timedelta(days=2)).waits(E, "ContainerCreating")
    return node.kubelet(line, ago=ago)


def by_ids(pod, container, why=f'{START}exec: \\"kube-apiserverx\\": executable file not found in $PATH: unknown'):
    """What containerd says of a container that it calls by IDs of its own giving."""
    at = 'time="2024-03-12T10:29:28Z" level'
    return (
        (
            f'{at}=info msg="RunPodSandbox for &PodSandboxMetadata{{Name:{pod},Uid:{UID},Namespace:kube-system,Attempt:0,}} returns sandbox '
            f'id \\"{SANDBOX}\\""'
        ),
        (
            f'{at}=info msg="CreateContainer within sandbox \\"{SANDBOX}\\" for &ContainerMetadata{{Name:{container},Attempt:3,}} returns '
            f'container id \\"{CONTAINER}\\""'
        ),
        f'{at}=error msg="StartContainer for \\"{CONTAINER}\\" failed" error="{why}"',
    )


def by_request(pod):
    """What CRI-O says of a request, which it marks."""
    call = f"id={REQUEST} name=/runtime.v1.RuntimeService/CreateContainer"
    return (
        f'time="2024-03-12 10:29:28.1Z" level=info msg="Creating container: kube-system/{pod}" {call}',
        f'time="2024-03-12 10:29:28.2Z" level=error msg="Container creation error: runc create failed: unable to set memory limit" {call}',
    )


def pending(edited):
    """What 1.20 and 1.21 say of a static pod whose former instance they believe to be ending."""
    line = (
        'E0612 08:47:52.960270    1429 pod_workers.go:190] "Error syncing pod, skipping" err="pod \\"kube-apiserver-master-1_kube-system\\" '
        f'is pending termination" pod="kube-system/kube-apiserver-master-1" podUID={UID}'
    )
    return told(line, edited=edited)


def evicted(form, *more):
    """The eviction manager's lines: sentences, then keys and values."""
    old, new = (
        "I0608 07:12:31.7    2214 eviction_manager.go:187] eviction manager:",
        'I0608 07:12:31.7    2214 eviction_manager.go:187] "Eviction manager:',
    )
    pod = 'pods=["kube-system/kube-apiserver-master-1"]'
    lines = {
        "sentence": (f"{old} must evict pod(s) to reclaim memory", f"{old} pods {FULL} evicted, waiting for pod to be cleaned up"),
        "keys": (f'{new} must evict pod(s) to reclaim" resourceName="memory"', f'{new} pods evicted, waiting for pod to be cleaned up" {pod}'),
        "ranked": (f"{old} pods ranked for eviction: {FULL}", f"{old} cannot evict a critical pod {FULL}"),
        "ranked-keys": (f'{new} pods ranked for eviction" {pod}', f'{new} cannot evict a critical pod" pod="kube-system/kube-apiserver-master-1"'),
    }[form]  # fmt: skip
    return told(*lines, *more)


STARTED = (
    'I0608 07:12:55.7    2214 kubelet.go:2019] "SyncLoop (PLEG): event for pod" pod="kube-system/kube-apiserver-master-1" '
    f"event={{ID:{UID} Type:ContainerStarted Data:{CONTAINER}}}"
)


FLAG_LOG = 'I0312 10:29:29.803107       1 options.go:1] "external host was not specified"'
LIBRARY = "etcd: error while loading shared libraries: libc.so.6: cannot open shared object file: Permission denied"


def denied(what, whom):
    """SELinux' refusal to a container."""
    return (
        f'audit: type=1400 audit(1710239395.900:412): avc:  denied  {{ {what} }} for  pid=2711 {whom} dev="dm-0" ino=4 '
        "scontext=system_u:system_r:container_t:s0:c1,c2 tcontext=unconfined_u:object_r:var_lib_t:s0 tclass=file permissive=0"
    )


# ---- runtimes ---------------------------------------------------------------------------------------------------------


def alone(*failed, version=None, kubelet=True, loops=False):
    """Units of runtimes that have failed, or that loop, and a kubelet that says nothing."""
    node = Node(version=version).unit("kubelet") if kubelet else Node(version=version)
    state = ("activating", "auto-restart", 9) if loops else ("failed", "failed", 5)
    for name in failed:
        node.unit(name, *state, Result="exit-code", ExecMainStatus=1)
    return node


BROKEN = {
    "1.x": 'time="2024-03-12T10:25:00Z" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="invalid plugin config: '
    '`systemd_cgroup` only works for runtime io.containerd.runtime.v1.linux"',
    "2.x": 'time="2024-03-12T10:25:00Z" level=warning msg="failed to load plugin" error="invalid plugin config: `default_runtime_name` is '
    'empty" id=io.containerd.cri.v1.runtime type=io.containerd.cri.v1',
}


def not_loaded(line=BROKEN["1.x"]):
    """A kubelet that ends without a word that is left, and what containerd once said of its plugins."""
    return Node(version=None).kubelet_loops().journal("containerd", line, ago=timedelta(minutes=5))


BEGINS = 'time="2024-03-12T10:29:00Z" level=info msg="starting containerd" revision=x version=v1.6.20'


def unimplemented(api, config, version):
    """The kubelet is told that nobody knows the service; containerd's configuration is at hand."""
    why = f"rpc error: code = Unimplemented desc = unknown service runtime.{api}.RuntimeService"
    said = f"F0312 10:29:28.1   29002 server.go:274] failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: {why}"
    return Node(version=version).file("/etc/containerd/config.toml", config).kubelet_loops(said, status=255)


FIRST_LAYOUT = '[plugins]\n  [plugins.cri.containerd]\n    snapshotter = "overlayfs"\n    [plugins.cri.containerd.default_runtime]\n      runtime_type = "io.containerd.runtime.v1.linux"\n'
NVIDIA = (
    'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd]\n  default_runtime_name = "nvidia"\n'
    '  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]\n    runtime_type = "io.containerd.runc.v2"\n'
)
CRIO = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncontainerRuntimeEndpoint: unix:///var/run/crio/crio.sock\n"


# ---- files ------------------------------------------------------------------------------------------------------------


def pki_from(host, volume="k8s-certs"):
    """A controller manager whose certificates' volume is another directory of the host, and which finds nothing there."""
    pod = (
        f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: {KCM}\n  namespace: kube-system\nspec:\n  hostNetwork: true\n  containers:\n"
        f"  - name: {KCM}\n    image: registry.k8s.io/{KCM}:v1.28.4\n    command: [{KCM}, --client-ca-file={PKI}/ca.crt]\n"
        f"    volumeMounts:\n    - {{name: {volume}, mountPath: {PKI}, readOnly: true}}\n"
        f"  volumes:\n  - name: {volume}\n    hostPath: {{path: {host}, type: DirectoryOrCreate}}\n"
    )
    said = (
        f'E0312 10:29:29.803107       1 run.go:72] "command failed" err="unable to load client CA provider: open {PKI}/ca.crt: no such file '
        'or directory"'
    )
    return Node().manifest(f"{KCM}.yaml", pod).died(KCM, said, attempt=6)


def unit_fails(*lines, kernel=""):
    """systemd says why it does not start the kubelet."""
    node = Node().unit("kubelet", "failed", "failed", 5, Result="resources").kubelet(*lines, by="systemd")
    return node.journal("kernel", kernel) if kernel else node


NO_ENVIRONMENT = "kubelet.service: Failed to load environment files: No such file or directory"
DENIED = "kubelet.service: Failed to load environment files: Permission denied"

EIGHTH_PODS = (
    # ---- old kubelets -----------------------------------------------------------------------------------------------
    *(shows(f"not-made-{form}", "container_create_failed", told(*named(form)), A) for form in NAMED),
    miss("not-made-infra-split-of-another", "container_create_failed", told(*named("infra-split"), program=E)),
    miss("not-made-sync-by-anothers-uid", "container_create_failed", told(*named("sync-by-uid"), program=E)),
    miss(
        "not-made-and-then-started",
        "container_create_failed",
        told(*named("run")).kubelet(STARTED, ago=timedelta(seconds=9)),
    ),
    shows(
        "not-made-no-room-for-docker",
        "disk_full",
        told(
            f'E0107 18:56:59.1 18723 manager.go:1815] Failed to create pod infra container: API error (500): write /var/lib/docker/x: no space left on device; Skipping pod "{FULL}"'
        ),
        A,
    ),
    *(
        shows(f"pause-image-{name}", "image_unavailable", told(f"E0204 11:23:30.5  203985 manager.go:1847] {line}"), A)
        for name, line in {
            "1.1": f'Failed to create pod infra container: image pull failed for gcr.io/google_containers/pause:0.8.0, this may be because there are no credentials on this request.  details: (API error (500): invalid registry endpoint); Skipping pod "{FULL}"',
            "1.2": f'Failed to create pod infra container: ErrImagePull; Skipping pod "{FULL}": image pull failed for gcr.io/google_containers/pause:2.0, this may be because there are no credentials on this request.',
            "1.0": f'Error running pod "{FULL}" container "kube-apiserver": API error (404): No such image: gcr.io/google_containers/kube-apiserver:1',
        }.items()
    ),
    shows(
        "pause-image-cri-containerd",
        "image_unavailable",
        told(
            f"E0911 19:47:37.280291    4669 instrumented_service.go:38] RunPodSandbox for &PodSandboxMetadata{{Name:kube-scheduler-master-1,Uid:{UID},Namespace:kube-system,Attempt:0,}} failed, error: "
            'failed to get sandbox image "gcr.io/google_containers/pause:3.0": failed to pull image "gcr.io/google_containers/pause:3.0": x509: certificate signed by unknown authority',
            program=S,
            unit="containerd",
        ),
        S,
    ),
    *(
        shows(f"pause-image-of-nobody-{name}", "image_unavailable", absent(line), E)
        for name, line in {
            "1.18": 'E0312 10:29:28.1 1211 remote_runtime.go:105] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed pulling image "k8s.gcr.io/pause:3.2": Error response from daemon: Get https://k8s.gcr.io/v2/: net/http: request canceled',
            "1.28": 'E0312 10:29:28.1 1211 remote_runtime.go:193] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to get sandbox image \\"registry.k8s.io/pause:3.6\\": failed to pull image: dial tcp: i/o timeout"',
        }.items()
    ),
    miss(
        "pause-image-unpacked",
        "image_unavailable",
        absent('I0312 10:29:28.1 1211 x.go:193] "Using sandbox image" image="registry.k8s.io/pause:3.6"'),
    ),
    miss(
        "pause-image-long-before",
        "image_unavailable",
        absent(NO_PAUSE, ago=timedelta(minutes=9)).kubelet("I0312 10:29:28.1 1211 x.go:1] fine"),
    ),
    miss(
        "pause-image-where-it-runs",
        "image_unavailable",
        Node(version=None).unit("kubelet").static_pod(E).runs(E).kubelet(NO_PAUSE),
    ),
    # ---- by IDs alone -----------------------------------------------------------------------------------------------
    shows("ids-containerd", "command_not_found", told(*by_ids("kube-apiserver-master-1", A), unit="containerd"), A),
    shows(
        "ids-containerd-init",
        "container_create_failed",
        told(
            *by_ids("kube-apiserver-master-1", A, f"{START}can't get final child's PID from pipe: EOF: unknown"),
            unit="containerd",
        ),
        A,
    ),
    miss(
        "ids-of-another-pod",
        ["command_not_found", "container_create_failed"],
        told(*by_ids("coredns-x7d", "coredns"), unit="containerd"),
    ),
    shows("ids-crio", "container_create_failed", told(*by_request(f"kube-apiserver-master-1/{A}"), unit="crio"), A),
    miss("ids-crio-of-another-pod", "container_create_failed", told(*by_request("coredns-x7d/coredns"), unit="crio")),
    # ---- commands, and what is none ---------------------------------------------------------------------------------
    *(
        shows(f"namespace-gone-{name}", "container_create_failed", waits(words), E)
        for name, words in {
            "runc": f"{RUNC}unable to create new parent process: namespace path: lstat /proc/4173144/ns/ipc: no such file or directory: unknown",
            "crun": "container create failed: open `/proc/41/ns/ipc`: No such file or directory",
            "docker": f"Error response from daemon: cannot join network of a non running container: {CONTAINER}",
        }.items()
    ),
    *(
        shows(f"not-the-command-{name}", "container_create_failed", waits(words), E)
        for name, words in {
            "working-directory": f'{START}chdir to cwd ("/x") set in config.json failed: no such file or directory: unknown',
            "log": "failed to create containerd task: failed to create shim task: open /var/log/pods/x/etcd/0.log: no such file or directory: unknown",
            "shim": "failed to start shim: fork/exec /usr/bin/containerd-shim-runc-v2: exec format error: unknown",
            "nvidia": 'OCI runtime create failed: exec: "nvidia-container-runtime": executable file not found in $PATH: unknown',
            "sysctl": f"{START}error during container init: open /proc/sys/net/ipv4/x: no such file or directory: unknown",
        }.items()
    ),
    shows(
        "command-without-its-interpreter",
        "command_not_found",
        waits(
            "OCI runtime create failed: container_linux.go:380: starting container process caused: no such file or directory: unknown"
        ),
        E,
    ),
    *(
        shows(
            f"command-by-a-supervisor-{why.split()[0]}",
            "command_not_found",
            waits(f"Failed to start: fork/exec /opt/etcd: {why}", command="/opt/etcd"),
            E,
        )
        for why in ("permission denied", "no such file or directory", "exec format error")
    ),
    miss(
        "command-of-a-helper",
        "command_not_found",
        waits("fork/exec /usr/sbin/ip6tables: permission denied", command="/opt/etcd"),
    ),
    shows(
        "command-crun-by-path",
        "command_not_found",
        waits("container create failed: executable file `/usr/bin/etcdx` not found: No such file or directory"),
        E,
    ),
    # ---- volumes ----------------------------------------------------------------------------------------------------
    *(
        shows(f"host-path-{name}", "host_path_unusable", waits(words, "CreateContainerError"), E)
        for name, words in {
            "rkt": "run: stat of host path /var/lib/etcd: stat /var/lib/etcd: no such file or directory",
            "crio-link": 'failed to resolve symlink "/var/lib/etcd": lstat /var/lib/etcd: no such file or directory',
            "crun": "container create failed: mount `/var/lib/etcd` to `var/lib/etcd`: Not a directory",
            "relabel-docker": "Error response from daemon: error setting label on mount source '/var/lib/etcd': relabeling content in /var/lib/etcd is not allowed",
            "relabel-crio": "relabel failed /var/lib/etcd: lsetxattr /var/lib/etcd/member: operation not supported",
        }.items()
    ),
    miss(
        "host-path-not-declared",
        "host_path_unusable",
        waits("run: stat of host path /etc/other: stat /etc/other: no such file or directory", "CreateContainerError"),
    ),
    # ---- refused and evicted ----------------------------------------------------------------------------------------
    shows("pending-termination-of-old", "static_pod_rejected", pending(timedelta(days=2)), A),
    miss("pending-termination-after-an-edit", "static_pod_rejected", pending(timedelta(seconds=50))),
    miss(
        "pending-termination-overcome",
        "static_pod_rejected",
        pending(timedelta(days=2)).kubelet(STARTED, ago=timedelta(seconds=5)),
    ),
    shows(
        "refused-sysctl-event",
        "static_pod_rejected",
        told(
            'I0312 10:29:28.1 1211 event.go:294] "Event occurred" object="kube-system/kube-apiserver-master-1" kind="Pod" apiVersion="v1" type="Warning" reason="SysctlForbidden" message="forbidden sysctl: \\"net.x\\" not allowlisted"'
        ),
        A,
    ),
    shows(
        "refused-predicate",
        "static_pod_rejected",
        told(
            f"W0312 10:29:28.1 1211 predicate.go:142] Predicate failed on Pod: {FULL}, for reason: Node didn't have enough resource: memory, requested: 1, used: 2, capacity: 3"
        ),
        A,
    ),
    *(
        shows(
            f"refused-{name}",
            "static_pod_rejected",
            told(f'E0312 10:29:28.1 1211 pod_workers.go:182] Error syncing pod {UID} ("{FULL}"), skipping: {words}'),
            A,
        )
        for name, words in {
            "privileged": f'pod with UID "{UID}" specified privileged container, but is disallowed',
            "host-network": f'pod with UID "{UID}" specified host networking, but is disallowed',
            "apparmor": 'Cannot enforce AppArmor: profile "k8s-x" is not loaded',
        }.items()
    ),
    shows("refused-softly", "static_pod_rejected", waits("", "Blocked"), E),
    *(shows(f"evicted-{form}", "node_pressure_eviction", evicted(form), A) for form in ("sentence", "keys")),
    *(miss(f"evicted-{form}", "node_pressure_eviction", evicted(form)) for form in ("ranked", "ranked-keys")),
    miss("evicted-and-back", "node_pressure_eviction", evicted("keys", STARTED)),
    # ---- a runtime that fails ---------------------------------------------------------------------------------------
    shows("runtime-alone-docker", "runtime_unavailable", alone("docker", version="v1.18.3"), UNIT),
    shows("runtime-alone-crio-loops", "runtime_unavailable", alone("crio", loops=True), UNIT),
    shows("runtime-alone-and-no-kubelet", "runtime_unavailable", alone("containerd", kubelet=False, loops=True), UNIT),
    shows(
        "runtime-alone-cri-dockerd", "runtime_unavailable", alone("cri-docker", version="v1.30.0").unit("docker"), UNIT
    ),
    shows(
        "runtime-alone-by-its-endpoint",
        "runtime_unavailable",
        alone("crio", version="v1.30.0").unit("containerd").file("/var/lib/kubelet/config.yaml", CRIO),
        UNIT,
    ),
    *(
        miss(f"runtime-{name}", "runtime_unavailable", node)
        for name, node in {
            "not-in-use-docker": alone("docker", version="v1.28.4"),
            "not-in-use-beside-containerd": alone("docker").unit("containerd"),
            "not-in-use-by-its-endpoint": alone("containerd").file("/var/lib/kubelet/config.yaml", CRIO),
            "not-in-use-by-what-runs": alone("docker").static_pod(A).runs(A),
            "of-k3s": alone("containerd", kubelet=False).unit("k3s"),
            "stopped": Node(version=None).unit("kubelet").unit("containerd", "inactive", "dead"),
        }.items()
    ),
    *(
        shows(
            f"runtime-cannot-write-{where.strip('/').partition('/')[0]}",
            cause,
            alone("containerd", loops=True).journal("containerd", f"containerd: mkdir {where}: read-only file system"),
            UNIT,
        )
        for where, cause in (
            ("/var/lib/containerd/tmpmounts", "filesystem_damaged"),
            ("/opt/containerd", "runtime_unavailable"),
        )
    ),
    # ---- containerd without CRI -------------------------------------------------------------------------------------
    *(shows(f"cri-not-loaded-{name}", "cri_plugin_disabled", not_loaded(line), UNIT) for name, line in BROKEN.items()),
    miss(
        "cri-not-loaded-then-started-anew",
        "cri_plugin_disabled",
        not_loaded().journal("containerd", BEGINS, ago=timedelta(seconds=60)),
    ),
    *(
        miss(f"cri-not-loaded-beside-{name}", "cri_plugin_disabled", not_loaded().unit(name))
        for name in ("docker", "crio")
    ),
    miss(
        "cri-not-loaded-snapshotter",
        "cri_plugin_disabled",
        not_loaded(
            'time="2024-03-12T10:25:00Z" level=warning msg="failed to load plugin io.containerd.snapshotter.v1.devmapper" error="devmapper not configured"'
        ),
    ),
    shows("cri-first-layout", "cri_plugin_disabled", unimplemented("v1alpha2", FIRST_LAYOUT, "v1.18.6"), UNIT),
    miss("cri-first-layout-asked-for-v1", "cri_plugin_disabled", unimplemented("v1", FIRST_LAYOUT, "v1.30.0")),
    miss(
        "cri-first-layout-of-a-new-one",
        "cri_plugin_disabled",
        unimplemented("v1alpha2", FIRST_LAYOUT, "v1.18.6").runtime("2.0.1"),
    ),
    shows("cri-default-runtime-not-configured", "cri_plugin_disabled", unimplemented("v1", NVIDIA, "v1.28.4"), UNIT),
    miss(
        "cri-default-runtime-configured",
        "cri_plugin_disabled",
        unimplemented(
            "v1",
            NVIDIA
            + '  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia]\n    runtime_type = "io.containerd.runc.v2"\n',
            "v1.28.4",
        ),
    ),
    # ---- files ------------------------------------------------------------------------------------------------------
    shows(
        "another-directory-mounted", "file_not_mounted", pki_from("/etc/kubernetes/WRONG").there(f"{PKI}/ca.crt"), KCM
    ),
    shows("another-directory-mounted-unseen", "file_not_mounted", pki_from("/etc/kubernetes/WRONG"), KCM),
    shows("another-directory-by-design", "file_missing", pki_from("/srv/kubernetes/pki", "pki"), KCM),
    shows(
        "another-directory-and-none",
        "file_missing",
        pki_from("/etc/kubernetes/WRONG").absent(f"{PKI}/ca.crt", "/etc/kubernetes/WRONG/ca.crt"),
        KCM,
    ),
    miss(
        "another-directory-that-has-it",
        ["file_not_mounted", "file_missing"],
        pki_from("/srv/pki").there(f"{PKI}/ca.crt").there("/srv/pki/ca.crt"),
    ),
    shows("unit-environment-missing", "file_missing", unit_fails(NO_ENVIRONMENT), UNIT),
    shows(
        "unit-environment-missing-by-name",
        "file_missing",
        unit_fails(NO_ENVIRONMENT)
        .file(
            "/etc/systemd/system/kubelet.service",
            "[Service]\nEnvironmentFile=-/etc/default/kubelet\nEnvironmentFile=/etc/kubernetes/kubelet.env\n",
        )
        .absent("/etc/kubernetes/kubelet.env"),
        UNIT,
    ),
    shows(
        "unit-environment-denied",
        "security_module_denied",
        unit_fails(DENIED, kernel=AVC.format(comm="systemd", name="kubeadm-flags.env")),
        UNIT,
    ),
    miss(
        "unit-environment-denied-to-another",
        "security_module_denied",
        unit_fails(DENIED, kernel=AVC.format(comm="sshd", name="passwd")),
    ),
    shows(
        "service-environment-denied",
        "security_module_denied",
        dies(E, "etcd_container.service: Failed to run 'start-pre' task: Permission denied", probe="").journal(
            "kernel", AVC.format(comm="systemd", name="etcd.conf")
        ),
        E,
    ),
    # ---- what cannot be executed here -------------------------------------------------------------------------------
    *(
        shows(f"not-for-here-{name}", "command_not_found", dies(E, words, code=code), E)
        for name, words, code in (
            (
                "library",
                "etcd: error while loading shared libraries: libcrypto.so.1.1: cannot open shared object file: No such file or directory",
                127,
            ),
            ("glibc", "etcd: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by etcd)", 1),
            ("processor", "Fatal glibc error: CPU does not support x86-64-v2", 127),
            ("go", "This program can only be run on AMD64 processors with v2 microarchitecture support.", 1),
        )
    ),
    miss(
        "not-for-here-of-a-child",
        "command_not_found",
        dies(
            A,
            f"{FLAG_LOG}\n/opt/helper: error while loading shared libraries: libx.so: cannot open shared object file: No such file or directory",
        ),
    ),
    shows(
        "library-denied",
        "security_module_denied",
        dies(E, LIBRARY, code=127).journal("kernel", denied("read", 'comm="etcd" name="libc.so.6"')),
        E,
    ),
    miss(
        "library-denied-by-nobody-knows-what",
        ["security_module_denied", "file_permission_denied"],
        dies(E, LIBRARY, code=127),
    ),
    *(
        shows(
            f"entrypoint-denied-{name}",
            "security_module_denied",
            node.journal("kernel", denied("entrypoint", 'comm="runc:[2:INIT]" path="/usr/local/bin/etcd"')),
            E,
        )
        for name, node in {
            "log": dies(E, "exec /usr/local/bin/etcd: permission denied", code=128),
            "old-log": dies(E, "standard_init_linux.go:228: exec user process caused: permission denied"),
            "message": waits(f'{START}exec: "/usr/local/bin/etcd": permission denied: unknown'),
        }.items()
    ),
    shows(
        "entrypoint-denied-to-another",
        "command_not_found",
        waits(f'{START}exec: "/usr/local/bin/etcd": permission denied: unknown').journal(
            "kernel", denied("execute", 'comm="sh" path="/usr/bin/other"')
        ),
        E,
    ),
    # ---- the kubelet is answered, but not as it needs ---------------------------------------------------------------
    *(
        shows(
            f"runtime-{name}",
            cause,
            Node(version=version).kubelet_loops(
                f"F0312 10:29:28.1   29002 server.go:274] failed to run Kubelet: {words}"
            ),
            UNIT,
        )
        for name, cause, version, words in (
            (
                "not-initialized",
                "runtime_unavailable",
                "v1.28.4",
                'validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unknown desc = server is not initialized yet',
            ),
            (
                "not-initialized-1.18",
                "runtime_unavailable",
                "v1.18.6",
                "failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unknown desc = server is not initialized yet",
            ),
            (
                "docker-too-new",
                "cri_api_unsupported",
                "v1.22.3",
                "failed to create kubelet: failed to get docker version: Error response from daemon: client version 1.40 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version",
            ),
            (
                "docker-too-old",
                "cri_api_unsupported",
                "v1.15.3",
                "failed to create kubelet: failed to get docker version: Error response from daemon: client is newer than server (client API version: 1.26, server API version: 1.22)",
            ),
            (
                "docker-older",
                "cri_api_unsupported",
                "v1.3.3",
                "failed to create kubelet: docker API version is older than 1.21.0",
            ),
        )
    ),
)
