"""What kubelet and runtimes say of a static pod's sandbox, container, image or volume that cannot be made.

The message, what it is about (S: the sandbox, C: the container's creation, R: its start, G: its configuration, I: its
image), and what of the set it is. Each stands in one of the places where it is told: the kubelet's journal in its several
forms, its status, the container's end, the runtime's journal. Where a narrower cause is as right, both stand.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.runtimes_words import escaped
from incidents.own.shapes import A, miss, pod_text, shows

CCF, CNF, HP, IU = "container_create_failed", "command_not_found", "host_path_unusable", "image_unavailable"
DF, FD, CG, AP = "disk_full", "filesystem_damaged", "cgroup_driver_mismatch", "apparmor_parser_missing"
SM, RF, PD, FM = "security_module_denied", "static_pod_references_api_object", "file_permission_denied", "file_missing"
NOOM, OK, PX, SR, U = "node_out_of_memory", "oom_killed", "proxy_environment", "static_pod_rejected", "unknown"
SHIM = "failed to create containerd task: failed to create shim task: "
RUNC = SHIM + "OCI runtime create failed: runc create failed: "
INIT = RUNC + "unable to start container process: "
SNAPSHOTS = "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots"
WORDS = {
    "systemd-path": ("S", INIT + 'expected cgroupsPath to be of format "slice:prefix:name" for systemd cgroups, got "/kubepods/burstable/podaa/bb" instead: unknown', CG),
    "pause": ("S", 'failed to get sandbox image "registry.k8s.io/pause:3.6": failed to pull image "registry.k8s.io/pause:3.6": failed to pull and unpack image "registry.k8s.io/pause:3.6": failed to resolve reference "registry.k8s.io/pause:3.6": failed to do request: Head "https://registry.k8s.io/v2/pause/manifests/3.6": dial tcp: lookup registry.k8s.io: no such host', IU),
    "pause-start": ("S", 'failed to start sandbox "aa": failed to get sandbox image "k8s.gcr.io/pause:3.9": not found', IU),
    "name-reserved": ("S", 'failed to reserve sandbox name "kube-apiserver-master-1_kube-system_aa_0": name "kube-apiserver-master-1_kube-system_aa_0" is reserved for "bb"', CCF),
    "name-reserved-2.0": ("S", 'failed to reserve sandbox name "kube-apiserver-master-1_kube-system_aa_0": check if another RunPodSandbox request is in progress: name is reserved for "bb"', CCF),
    "no-runtime": ("S", 'failed to get sandbox runtime: no runtime for "nvidia" is configured', CCF),
    "no-runtime-2.0": ("S", 'failed to start sandbox "aa": failed to get sandbox runtime: no runtime for "kata" is configured', CCF),
    "shim-missing": ("S", 'failed to create containerd task: failed to start shim: exec: "containerd-shim-runc-v2": executable file not found in $PATH: unknown', CCF),
    "shim-unresolved": ("S", 'failed to start sandbox "aa": failed to create containerd task: failed to start shim: failed to resolve runtime path: runtime "io.containerd.runc.v2" binary not installed "containerd-shim-runc-v2": file does not exist: unknown', CCF),
    "shim-started": ("S", "failed to create containerd task: failed to start shim: start failed: io.containerd.runc.v2: unsupported shim version (3): not implemented: unknown", CCF),
    "shim-closed": ("S", SHIM + "ttrpc: closed: unknown", CCF),
    "runc-missing": ("S", SHIM + "OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v2.task/k8s.io/aa/log.json: no such file or directory): fork/exec /usr/bin/runc: no such file or directory: unknown", CCF),
    "runc-loader": ("S", SHIM + "OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v2.task/k8s.io/aa/log.json: no such file or directory): runc did not terminate successfully: exit status 127: runc: symbol lookup error: runc: undefined symbol: seccomp_notify_respond: unknown", CCF),
    "runc-in-path": ("S", SHIM + 'OCI runtime create failed: unable to retrieve OCI runtime error: exec: "runc": executable file not found in $PATH: unknown', CCF),
    "cgroup-memory": ("S", INIT + "unable to apply cgroup configuration: mkdir /sys/fs/cgroup/memory/kubepods/burstable/podaa/bb: cannot allocate memory: unknown", CCF),
    "cgroup-space": ("S", INIT + "unable to apply cgroup configuration: mkdir /sys/fs/cgroup/memory/kubepods/burstable/podaa/bb: no space left on device: unknown", CCF),
    "cgroup-cpuset": ("S", INIT + "unable to apply cgroup configuration: failed to write 1234: write /sys/fs/cgroup/cpuset/kubepods/podaa/bb/cgroup.procs: no space left on device: unknown", CCF),
    "cgroup-exists": ("S", INIT + 'unable to apply cgroup configuration: unable to start unit "cri-containerd-aa.scope" (properties [...]): Unit cri-containerd-aa.scope already exists.: unknown', CCF),
    "cgroup-bus": ("S", INIT + 'unable to apply cgroup configuration: unable to start unit "cri-containerd-aa.scope" (properties [{Name:Description Value:"libcontainer container aa"}]): Message recipient disconnected from message bus without replying: unknown', CCF),
    "cgroup-bus-gone": ("S", INIT + "unable to apply cgroup configuration: dial unix /run/systemd/private: connect: no such file or directory: unknown", CCF),
    "cgroup-bus-slow": ("S", INIT + 'unable to apply cgroup configuration: unable to start unit "cri-containerd-aa.scope": Failed to activate service \'org.freedesktop.systemd1\': timed out (service_start_timeout=25000ms): unknown', CCF),
    "cgroup-controller": ("S", INIT + 'unable to apply cgroup configuration: cannot enter cgroupv2 "/sys/fs/cgroup/kubepods" with domain controllers -- it is in an invalid state: unknown', CCF),
    "cgroup-no-memory": ("S", INIT + "error during container init: error setting cgroup config for procHooks process: openat2 /sys/fs/cgroup/kubepods.slice/memory.max: no such file or directory: unknown", CCF),
    "cgroup-hooks": ("S", INIT + "error during container init: error setting cgroup config for procHooks process: bpf_prog_query(BPF_CGROUP_DEVICE) failed: operation not permitted: unknown", CCF),
    "cgroup-devices": ("S", INIT + 'unable to apply cgroup configuration: failed to write "a *:* rwm": write /sys/fs/cgroup/devices/kubepods/podaa/bb/devices.allow: operation not permitted: unknown', CCF),
    "cgroup-hugetlb": ("S", INIT + 'error setting cgroup config for procHooks process: failed to write "0": write /sys/fs/cgroup/hugetlb/kubepods/podaa/hugetlb.1GB.limit_in_bytes: permission denied: unknown', CCF),
    "cgroup-mountpoint": ("S", "failed to create containerd task: OCI runtime create failed: container_linux.go:380: starting container process caused: process_linux.go:508: setting cgroup config for procHooks process caused: mountpoint for devices not found: unknown", (CCF, "kubelet_cgroup_unsupported")),
    "cgroup-freeze": ("S", RUNC + "unable to freeze: unknown", CCF),
    "cgroup-not-empty": ("S", RUNC + "container's cgroup is not empty: 1 process(es) found: unknown", CCF),
    "memory-low": ("S", SHIM + "OCI runtime create failed: container_linux.go:380: starting container process caused: process_linux.go:545: container init caused: read init-p: connection reset by peer: unknown", CCF),
    "init-oom": ("S", INIT + "container init was OOM-killed (memory limit too low?): unknown", (CCF, OK)),
    "init-eof": ("S", INIT + "waiting for init preliminary setup: EOF: unknown", CCF),
    "init-pid": ("S", INIT + "can't get final child's PID from pipe: EOF: unknown", CCF),
    "init-oom-score": ("S", INIT + "can't write oom_score_adj: write /proc/1234/oom_score_adj: permission denied: unknown", CCF),
    "no-threads": ("S", SHIM + "OCI runtime create failed: unable to retrieve OCI runtime error: fork/exec /usr/bin/runc: resource temporarily unavailable: unknown", CCF),
    "no-memory": ("S", "failed to create containerd task: failed to start shim: fork/exec /usr/bin/containerd-shim-runc-v2: cannot allocate memory: unknown", (CCF, NOOM)),
    "keys": ("S", INIT + "unable to join session keyring: unable to create session key: disk quota exceeded: unknown", CCF),
    "keycreate": ("S", INIT + "error during container init: write /proc/thread-self/attr/keycreate: permission denied: unknown", (CCF, SM)),
    "unshare": ("S", INIT + "error during container init: unshare(CLONE_NEWIPC): no space left on device: unknown", CCF),
    "procfd": ("S", INIT + 'error during container init: error mounting "proc" to rootfs at "/proc": mount src=proc, dst=/proc, dstFd=/proc/thread-self/fd/8, flags=0xe: operation not permitted: unknown', CCF),
    "mqueue": ("S", INIT + 'error during container init: error mounting "mqueue" to rootfs at "/dev/mqueue": mount mqueue:/dev/mqueue (via /proc/self/fd/6), flags: 0xe: no such device: unknown', CCF),
    "pivot": ("S", INIT + "error during container init: error jailing process inside rootfs: pivot_root .: invalid argument: unknown", CCF),
    "rootfs-overlay": ("S", "failed to create containerd task: failed to mount rootfs component: invalid argument: unknown", CCF),
    "rootfs-overlay-1.6": ("S", SHIM + "failed to mount rootfs component &{overlay overlay [index=off workdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/3/work upperdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/3/fs lowerdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/1/fs]}: no such device: unknown", CCF),
    "snapshot-parent": ("S", "failed to create containerd container: failed to stat parent: stat /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/12/fs: no such file or directory", CCF),
    "snapshot-gone": ("S", "failed to create containerd container: failed to create snapshot: parent snapshot sha256:aa does not exist: not found", CCF),
    "snapshot-temp": ("S", "failed to create containerd container: failed to create prepare snapshot dir: failed to create temp dir: stat /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots: no such file or directory", CCF),
    "snapshot-space": ("S", "failed to create containerd container: failed to create prepare snapshot dir: failed to create temp dir: mkdir /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/new-123: no space left on device", DF),
    "snapshot-ro": ("S", "failed to create containerd container: failed to create prepare snapshot dir: failed to create temp dir: mkdir /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/new-123: read-only file system", FD),
    "snapshot-io": ("S", "failed to create containerd container: failed to create snapshot: open /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/metadata.db: input/output error", FD),
    "snapshotter": ("S", "failed to create containerd container: snapshotter not loaded: zfs: invalid argument", CCF),
    "root-dir": ("S", 'failed to create sandbox root directory "/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/aa": mkdir /var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/aa: no space left on device', DF),
    "root-dir-ro": ("S", 'failed to create sandbox root directory "/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/aa": mkdir /var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/aa: read-only file system', FD),
    "run-dir-full": ("S", SHIM + "mkdir /run/containerd/io.containerd.runtime.v2.task/k8s.io/aa: no space left on device: unknown", DF),
    "run-dir-exists": ("S", "failed to create containerd task: mkdir /run/containerd/io.containerd.runtime.v2.task/k8s.io/aa: file exists: unknown", CCF),
    "metadata-full": ("S", "failed to create containerd container: create container failed: write /var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db: no space left on device", DF),
    "sysctl": ("S", INIT + "error during container init: open /proc/sys/net/ipv4/ip_unprivileged_port_start: no such file or directory: unknown", CCF),
    "sysctl-forbidden": ("S", INIT + 'sysctl "kernel.shmmax" is not in a separate kernel namespace: unknown', CCF),
    "apparmor-parser": ("C", 'failed to create containerd container: get apparmor_parser version: exec: "apparmor_parser": executable file not found in $PATH', AP),
    "apparmor-generate": ("C", "failed to generate apparmor spec opts: apparmor profile not found k8s-apiserver", CCF),
    "apparmor-apply": ("C", INIT + "error during container init: unable to apply apparmor profile: apparmor failed to apply profile: write /proc/self/attr/apparmor/exec: no such file or directory: unknown", CCF),
    "apparmor-denied": ("C", INIT + "error during container init: unable to apply apparmor profile: apparmor failed to apply profile: write fsmount:fscontext:proc/thread-self/attr/apparmor/exec: permission denied: unknown", (CCF, SM)),
    "apparmor-host": ("C", "failed to generate apparmor spec opts: apparmor is not supported", CCF),
    "apparmor-kubelet": ("C", "Cannot enforce AppArmor: AppArmor is not enabled on the host", (CCF, SR)),
    "network-loopback": ("S", 'failed to setup network for sandbox "aa": failed to find plugin "loopback" in path [/opt/cni/bin]', CCF),
    "network-uninit": ("S", 'failed to setup network for sandbox "aa": cni plugin not initialized', CCF),
    "network-netns": ("S", 'failed to create network namespace for sandbox "aa": failed to create namespace: permission denied', CCF),
    "netns-full": ("S", 'failed to create network namespace for sandbox "aa": mkdir /run/netns: no space left on device', (DF, CCF)),
    "resolv": ("S", 'failed to setup sandbox files: failed to stat "/run/systemd/resolve/resolv.conf": stat /run/systemd/resolve/resolv.conf: no such file or directory', CCF),
    "resolv-host": ("S", 'failed to setup sandbox files: failed to generate sandbox hosts file "/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/aa/hosts": open /etc/hosts: no such file or directory', CCF),
    "resolv-dir": ("S", 'failed to setup sandbox files: failed to copy file "/etc/resolv.conf" to "/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/aa/resolv.conf": read /etc/resolv.conf: is a directory', CCF),
    "selinux-level": ("S", 'failed to init selinux options: invalid selinux level "x"', CCF),
    "seccomp-off": ("C", INIT + "seccomp: config provided but seccomp not supported: unknown", CCF),
    "seccomp-load": ("C", INIT + "error during container init: error loading seccomp filter into kernel: error loading seccomp filter: errno 524: unknown", CCF),
    "seccomp-init": ("C", INIT + "error during container init: unable to init seccomp: error adding architecture to seccomp filter: requested action matches default action of filter: unknown", CCF),
    "seccomp-file": ("C", 'failed to generate seccomp spec opts: cannot load seccomp profile "/var/lib/kubelet/seccomp/audit.json": open /var/lib/kubelet/seccomp/audit.json: no such file or directory', CCF),
    "seccomp-rules": ("C", "failed to generate seccomp spec opts: seccomp is not supported", CCF),
    "reserved": ("C", 'failed to reserve container name "kube-apiserver_kube-apiserver-master-1_kube-system_aa_3": name "kube-apiserver_kube-apiserver-master-1_kube-system_aa_3" is reserved for "bb"', CCF),
    "crio-reserved": ("C", "error reserving ctr name k8s_kube-apiserver_kube-apiserver-master-1_kube-system_aa_3 for id bb: name is reserved", CCF),
    "crio-retrying": ("C", "Kubelet may be retrying requests that are timing out in CRI-O due to system load. Currently at stage container volume configuration: context deadline exceeded: error reserving ctr name k8s_kube-apiserver_kube-apiserver-master-1_kube-system_aa_3 for id bb: name is reserved", CCF),
    "docker-conflict": ("C", 'Error response from daemon: Conflict. The container name "/k8s_kube-apiserver_kube-apiserver-master-1_kube-system_aa_3" is already in use by container "bb". You have to remove (or rename) that container to be able to reuse that name.', CCF),
    "docker-space": ("C", "Error response from daemon: mkdir /var/lib/docker/overlay2/aa-init: no space left on device", DF),
    "docker-layer": ("C", "Error response from daemon: layer does not exist", CCF),
    "docker-no-image": ("C", "Error: No such image: sha256:aa", (IU, CCF)),
    "docker-mount": ("R", 'failed to start container "aa": Error response from daemon: error creating overlay mount to /var/lib/docker/overlay2/aa/merged: invalid argument', CCF),
    "docker-mount-too-long": ("R", 'failed to start container "aa": Error response from daemon: error while creating mount source path \'/etc/kubernetes/pki\': mkdir /etc/kubernetes/pki: read-only file system', HP),
    "docker-mount-file": ("R", 'failed to start container "aa": Error response from daemon: error while creating mount source path \'/etc/ssl/certs\': mkdir /etc/ssl/certs: file exists', HP),
    "docker-devices": ("R", 'failed to start container "aa": Error response from daemon: error gathering device information while adding custom device "/dev/fuse": no such file or directory', CCF),
    "docker-shim": ("R", 'failed to start container "aa": Error response from daemon: failed to start shim: exec: "docker-containerd-shim": executable file not found in $PATH: unknown', CCF),
    "docker-keyring": ("R", 'failed to start container "aa": Error response from daemon: OCI runtime create failed: container_linux.go:349: starting container process caused "process_linux.go:297: applying cgroup configuration for process caused \\"No such device or address\\"": unknown', CCF),
    "docker-systemd": ("R", 'failed to start container "aa": Error response from daemon: cgroup-parent for systemd cgroup should be a valid slice named as "xxx.slice"', (CCF, CG)),
    "docker-seccomp": ("R", 'failed to start container "aa": Error response from daemon: OCI runtime create failed: container_linux.go:348: starting container process caused "process_linux.go:402: container init caused \\"seccomp: config provided but seccomp not supported\\"": unknown', CCF),
    "docker-runtime": ("R", 'failed to start container "aa": Error response from daemon: unknown or invalid runtime name: nvidia', CCF),
    "content": ("C", "failed to create containerd container: error unpacking image: failed to resolve rootfs: content digest sha256:aa: not found", (CCF, IU)),
    "image-gone": ("C", 'failed to get image from containerd "sha256:aa": image "sha256:aa": not found', (CCF, IU)),
    "image-resolve": ("C", 'failed to resolve image "sha256:aa": not found', (CCF, IU)),
    "user": ("C", "failed to create containerd container: mount callback failed on /var/lib/containerd/tmpmounts/containerd-mount1: no users found", CCF),
    "user-name": ("C", 'failed to generate container "aa" spec: failed to generate spec: failed to generate user string: no matching entries in passwd file', CCF),
    "user-run": ("R", INIT + "unable to find user etcd: no matching entries in passwd file: unknown", CCF),
    "user-setgroups": ("R", INIT + "error during container init: setgroups: operation not permitted: unknown", CCF),
    "workdir": ("R", INIT + "error during container init: mkdir /data: read-only file system: unknown", CCF),
    "chdir": ("R", INIT + 'chdir to cwd ("/srv") set in config.json failed: permission denied: unknown', CCF),
    "capability": ("R", INIT + "error during container init: unable to apply caps: operation not permitted: unknown", CCF),
    "rlimit": ("R", INIT + "error during container init: error setting rlimits for ready process: error setting rlimit type 7: operation not permitted: unknown", CCF),
    "terminal": ("R", INIT + "error during container init: open /dev/pts/0: no such file or directory: unknown", CCF),
    "ns-gone": ("C", RUNC + "cannot get namespace: lstat /proc/1234/ns/ipc: no such file or directory: unknown", CCF),
    "ns-old": ("C", 'failed to create containerd task: OCI runtime create failed: container_linux.go:380: creating new parent process caused: container_linux.go:2005: running lstat on namespace path "/proc/1234/ns/ipc" caused: lstat /proc/1234/ns/ipc: no such file or directory: unknown', CCF),
    "sandbox-gone": ("C", "failed to get sandbox container task: no running task found: task aa not found: not found", CCF),
    "sandbox-find": ("C", 'failed to find sandbox id "aa": not found', CCF),
    "device": ("C", 'failed to generate container "aa" spec: failed to generate spec: lstat /dev/infiniband: no such file or directory', CCF),
    "device-cdi": ("C", 'failed to generate container "aa" spec: failed to generate spec: CDI device injection failed: unresolvable CDI devices nvidia.com/gpu=all', CCF),
    "mount-resolve": ("C", 'failed to generate container "aa" spec: failed to generate spec: failed to mkdir "/etc/ssl/certs": mkdir /etc/ssl: read-only file system', HP),
    "mount-stat": ("C", 'failed to generate container "aa" spec: failed to generate spec: failed to stat "/etc/ssl/certs": stat /etc/ssl/certs: no such file or directory', HP),
    "mount-shared": ("C", 'failed to generate container "aa" spec: failed to generate spec: path "/etc/ssl/certs" is mounted on "/" but it is not a shared mount', HP),
    "mount-relabel": ("C", 'failed to generate container "aa" spec: failed to generate spec: relabel "/etc/ssl/certs" with "system_u:object_r:container_file_t:s0" failed: lsetxattr /etc/ssl/certs: operation not supported', HP),
    "mount-not-dir": ("R", INIT + 'error during container init: error mounting "/etc/ssl/certs" to rootfs at "/etc/ssl/certs": mount src=/etc/ssl/certs, dst=/etc/ssl/certs, dstFd=/proc/thread-self/fd/8, flags=0x5000: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type', HP),
    "mount-create": ("R", INIT + 'error during container init: error mounting "/etc/ssl/certs" to rootfs at "/etc/ssl/certs": create mountpoint for /etc/ssl/certs mount: make mountpoint "/etc/ssl/certs": mkdirat /run/containerd/io.containerd.runtime.v2.task/k8s.io/aa/rootfs/etc/ssl: read-only file system: unknown', HP),
    "mount-create-1.1": ("R", INIT + 'error during container init: error mounting "/etc/ssl/certs" to rootfs at "/etc/ssl/certs": mkdir /run/containerd/io.containerd.runtime.v2.task/k8s.io/aa/rootfs/etc/ssl: not a directory: unknown', HP),
    "mount-stale": ("R", INIT + 'error during container init: error mounting "/etc/ssl/certs" to rootfs at "/etc/ssl/certs": stat /etc/ssl/certs: stale NFS file handle: unknown', HP),
    "crun-mount": ("C", "container create failed: mount `/etc/ssl/certs` to `etc/ssl/certs`: Not a directory\n", HP),
    "crun-mount-stat": ("C", "container create failed: cannot stat `/etc/ssl/certs`: No such file or directory\n", HP),
    "crio-mount": ("C", "failed to mkdir /etc/ssl/certs: mkdir /etc/ssl/certs: read-only file system", HP),
    "crio-link": ("C", 'failed to resolve symlink "/etc/ssl/certs": lstat /etc/ssl/certs: no such file or directory', HP),
    "crio-relabel": ("C", "relabel failed /etc/ssl/certs: lsetxattr /etc/ssl/certs: read-only file system", HP),
    "command": ("R", INIT + 'exec: "kube-apiserver": executable file not found in $PATH: unknown', CNF),
    "command-path": ("R", INIT + 'exec: "/usr/local/bin/kube-apiserver": stat /usr/local/bin/kube-apiserver: no such file or directory: unknown', CNF),
    "command-mode": ("R", INIT + 'exec: "/etc/start.sh": permission denied: unknown', CNF),
    "command-format": ("R", INIT + "exec /usr/local/bin/kube-apiserver: exec format error: unknown", CNF),
    "command-dir": ("R", INIT + 'exec: "/usr/local/bin": is a directory: unknown', CNF),
    "command-empty": ("C", 'failed to generate container "aa" spec: failed to generate spec: no command specified', (CCF, CNF)),
    "command-empty-runc": ("R", RUNC + "args must not be empty: unknown", (CCF, CNF)),
    "command-crio": ("C", 'container create failed: time="2024-03-12T10:29:20Z" level=error msg="runc create failed: unable to start container process: exec: \\"kube-apiserver\\": executable file not found in $PATH"\n', CNF),
    "command-crun-path": ("C", "container create failed: executable file `/usr/bin/kube-apiserver` not found: No such file or directory\n", CNF),
    "crio-name": ("S", 'pod sandbox with name "k8s_kube-apiserver-master-1_kube-system_aa_0" already exists', CCF),
    "crio-pod-name": ("S", "error reserving pod name k8s_kube-apiserver-master-1_kube-system_aa_0 for id bb: name is reserved", CCF),
    "crio-conmon": ("S", 'container create failed: exec: "conmon": executable file not found in $PATH', CCF),
    "crio-conmon-gone": ("S", "container create failed: fork/exec /usr/libexec/crio/conmon: no such file or directory", CCF),
    "crio-conmon-cgroup": ("S", "failed to create container: failed to add conmon to systemd sandbox cgroup: dial unix /run/systemd/private: connect: connection refused", CCF),
    "crio-conmon-eof": ("S", "container create failed: EOF", CCF),
    "crio-conmon-pipe": ("S", "error reading container (probably exited) json message: EOF", CCF),
    "crio-pinns": ("S", "failed to pin namespaces [ipc uts]: [pinns:e]: Failed to unshare namespaces: No space left on device: exit status 1", CCF),
    "crio-pinns-exec": ("S", 'failed to pin namespaces [ipc uts]: exec: "pinns": executable file not found in $PATH', CCF),
    "crio-storage-full": ("S", 'error creating pod sandbox with name "k8s_kube-apiserver-master-1_kube-system_aa_0": error creating read-write layer with ID "bb": mkdir /var/lib/containers/storage/overlay/bb: no space left on device', DF),
    "crio-storage-stat": ("S", 'error creating pod sandbox with name "k8s_kube-apiserver-master-1_kube-system_aa_0": error creating read-write layer with ID "bb": Stat /var/lib/containers/storage/overlay/cc: no such file or directory', CCF),
    "crio-storage-layer": ("C", "error creating container storage: layer not known", CCF),
    "crio-storage-mounted": ("C", "failed to mount container k8s_kube-apiserver_kube-apiserver-master-1_kube-system_aa_0 in pod sandbox bb: error recreating the missing symlinks: error reading name of symlink for aa: open /var/lib/containers/storage/overlay/aa/link: no such file or directory", CCF),
    "crio-storage-overlay": ("C", 'failed to mount container k8s_kube-apiserver_kube-apiserver-master-1_kube-system_aa_0: error creating overlay mount to /var/lib/containers/storage/overlay/aa/merged, mount_data="lowerdir=...": no such file or directory', CCF),
    "crio-pause": ("S", 'error creating pod sandbox with name "k8s_kube-apiserver-master-1_kube-system_aa_0": initializing source docker://registry.k8s.io/pause:3.9: pinging container registry registry.k8s.io: Get "https://registry.k8s.io/v2/": dial tcp 34.96.108.209:443: i/o timeout', IU),
    "crio-scope": ("S", 'container create failed: time="2024-03-12T10:29:20Z" level=error msg="runc create failed: unable to start container process: unable to apply cgroup configuration: unable to start unit \\"crio-aa.scope\\" (properties [...]): Access denied"\n', CCF),
    "crio-memory-low": ("C", "set memory limit 2 too low; should be at least 12582912 bytes", CCF),
    "crio-selinux": ("C", 'container create failed: time="2024-03-12T10:29:20Z" level=error msg="runc create failed: unable to start container process: error during container init: write /proc/self/attr/keycreate: permission denied"\n', (CCF, SM)),
    "crio-selinux-label": ("C", 'invalid label: failed to set label: unknown selinux type "spc_x"', CCF),
    "crio-seccomp": ("C", 'setup seccomp: unable to load local profile "/var/lib/kubelet/seccomp/x.json": open /var/lib/kubelet/seccomp/x.json: no such file or directory', CCF),
    "crio-apparmor": ("C", 'apparmor profile "k8s-apiserver" is not loaded', CCF),
    "crio-runtime": ("S", "failed to find runtime handler kata from runtime list map[runc:0xc000]", CCF),
    "crio-device": ("C", "stat /dev/fuse: no such file or directory", CCF),
    "crun-cgroup": ("S", "container create failed: writing file `/sys/fs/cgroup/cgroup.subtree_control`: No such file or directory\n", CCF),
    "crun-systemd": ("S", "container create failed: sd-bus call: Transport endpoint is not connected\n", CCF),
    "crun-fork": ("S", "container create failed: clone: Resource temporarily unavailable\n", CCF),
    "crun-seccomp": ("C", "container create failed: seccomp_load: Invalid argument\n", CCF),
    "crun-mem": ("C", "container create failed: the memory limit is too low\n", CCF),
    "crun-proc": ("C", "container create failed: mount `proc` to `proc`: Operation not permitted\n", CCF),
    "nonroot": ("G", 'container has runAsNonRoot and image will run as root (pod: "kube-apiserver-master-1_kube-system(aa)", container: kube-apiserver)', CCF),
    "nonroot-name": ("G", 'container has runAsNonRoot and image has non-numeric user (etcd), cannot verify user is non-root (pod: "kube-apiserver-master-1_kube-system(aa)", container: kube-apiserver)', CCF),
    "subpath": ("G", 'failed to prepare subPath for volumeMount "v0" of container "kube-apiserver"', (CCF, HP)),
    "subpath-create": ("G", 'failed to create subPath directory for volumeMount "v0" of container "kube-apiserver"', (CCF, HP)),
    "log-directory": ("C", "create container log directory for container kube-apiserver failed: mkdir /var/log/pods/kube-system_kube-apiserver-master-1_aa/kube-apiserver: no space left on device", DF),
    "log-directory-ro": ("C", "create container log directory for container kube-apiserver failed: mkdir /var/log/pods/kube-system_kube-apiserver-master-1_aa: read-only file system", FD),
    "log-link": ("C", "failed to create container log: failed to open log file: open /var/log/pods/kube-system_kube-apiserver-master-1_aa/kube-apiserver/0.log: not a directory", CCF),
    "secret": ("G", 'secret "apiserver-token" not found', RF),
    "configmap": ("G", 'configmap "apiserver-config" not found', RF),
    "services": ("G", "services have not yet been read at least once, cannot construct envvars", (CCF, U)),
    "hook-post": ("H", "PostStartHookError: command 'sh -c x' exited with 1", (CCF, U)),
    "pull-dns": ("I", 'failed to pull and unpack image "registry.k8s.io/kube-apiserver:v1.28.4": failed to resolve reference "registry.k8s.io/kube-apiserver:v1.28.4": failed to do request: Head "https://registry.k8s.io/v2/kube-apiserver/manifests/v1.28.4": dial tcp: lookup registry.k8s.io on 10.0.0.2:53: server misbehaving', IU),
    "pull-404": ("I", 'failed to pull and unpack image "registry.k8s.io/kube-apiserver:v1.28.44": failed to resolve reference "registry.k8s.io/kube-apiserver:v1.28.44": registry.k8s.io/kube-apiserver:v1.28.44: not found', IU),
    "pull-403": ("I", 'failed to pull and unpack image "registry.k8s.io/kube-apiserver:v1.28.4": failed to resolve reference: unexpected status from HEAD request to https://registry.k8s.io/v2/kube-apiserver/manifests/v1.28.4: 403 Forbidden', IU),
    "pull-429": ("I", "reading manifest v1.28.4 in docker.io/mirror/kube-apiserver: toomanyrequests: You have reached your pull rate limit.", IU),
    "pull-platform": ("I", 'failed to pull and unpack image "registry.k8s.io/kube-apiserver:v1.28.4": no match for platform in manifest: not found', IU),
    "pull-x509": ("I", 'failed to pull and unpack image "reg.local/kube-apiserver:v1.28.4": failed to resolve reference: failed to do request: Head "https://reg.local/v2/kube-apiserver/manifests/v1.28.4": tls: failed to verify certificate: x509: certificate signed by unknown authority', IU),
    "pull-http": ("I", 'failed to do request: Head "https://reg.local/v2/kube-apiserver/manifests/v1.28.4": http: server gave HTTP response to HTTPS client', IU),
    "pull-space": ("I", 'failed to pull and unpack image "registry.k8s.io/kube-apiserver:v1.28.4": failed to extract layer sha256:aa: write /var/lib/containerd/tmpmounts/containerd-mount1/kube-apiserver: no space left on device: unknown', (DF, IU)),
    "pull-docker": ("I", "Error response from daemon: manifest for k8s.gcr.io/kube-apiserver:v1.28.4 not found: manifest unknown: manifest unknown", IU),
    "pull-docker-net": ("I", 'Error response from daemon: Get "https://k8s.gcr.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)', IU),
    "pull-signature": ("I", "Source image rejected: A signature was required, but no signature exists", IU),
    "pull-proxy": ("I", 'failed to do request: Head "https://registry.k8s.io/v2/": proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused', (IU, PX)),
    "pull-snapshotter": ("I", "failed to extract layer sha256:aa: failed to mount /var/lib/containerd/tmpmounts/containerd-mount1: invalid argument: unknown", IU),
}  # fmt: skip
UID = "3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55"
MOUNT = f'MountVolume.SetUp failed for volume "v0" (UniqueName: "kubernetes.io/host-path/{UID}-v0") pod "kube-apiserver-master-1" (UID: "{UID}") : '
VOLUMES = {
    "type-dir": (MOUNT + "hostPath type check failed: /etc/kubernetes/pki is not a directory", HP),
    "type-file": (MOUNT + "hostPath type check failed: /etc/kubernetes/pki is not a file", HP),
    "type-sock": (MOUNT + "hostPath type check failed: /etc/kubernetes/pki is not a socket file", HP),
    "type-char": (MOUNT + "hostPath type check failed: /etc/kubernetes/pki is not a character device", HP),
    "type-block": (MOUNT + "hostPath type check failed: /etc/kubernetes/pki is not a block device", HP),
    "mkdir": (MOUNT + "mkdir /etc/kubernetes/pki: not a directory", HP),
    "mkdir-exists": (MOUNT + "mkdir /etc/kubernetes/pki: file exists", HP),
    "mkdir-ro": (MOUNT + "mkdir /etc/kubernetes/pki: read-only file system", HP),
    "mkdir-full": (MOUNT + "mkdir /etc/kubernetes/pki: no space left on device", (HP, DF)),
    "stale": (MOUNT + "stat /etc/kubernetes/pki: stale NFS file handle", HP),
    "denied": (MOUNT + "stat /etc/kubernetes/pki: permission denied", HP),
    "io": (MOUNT + "stat /etc/kubernetes/pki: input/output error", (HP, FD)),
    "endpoint": (MOUNT + "stat /etc/kubernetes/pki: transport endpoint is not connected", HP),
    "open": (MOUNT + "open /etc/kubernetes/pki: no such device or address", HP),
}  # fmt: skip
# What it met where it looked after the pod, without a container of which it could tell.
CGROUPS = f"failed to ensure that the pod: {UID} cgroups exist and are correctly applied: "
SYNC = {
    "cgroup-memory": (CGROUPS + "failed to create container for [kubepods burstable pod3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55] : mkdir /sys/fs/cgroup/memory/kubepods/burstable/pod3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55: cannot allocate memory", CCF),
    "cgroup-space": (CGROUPS + "failed to create container for [kubepods burstable pod3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55] : mkdir /sys/fs/cgroup/memory/kubepods/burstable/pod3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55: no space left on device", CCF),
    "cgroup-ro": (CGROUPS + "failed to create container for [kubepods burstable pod3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55] : mkdir /sys/fs/cgroup/memory/kubepods/burstable/pod3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55: read-only file system", CCF),
    "cgroup-exists": (CGROUPS + "failed to create container for [kubepods burstable pod3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55] : Unit kubepods-burstable-pod3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55.slice already exists.", CCF),
    "cgroup-dbus": (CGROUPS + "failed to create container for [kubepods burstable pod3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55] : dbus: connection closed by user", CCF),
    "cgroup-dbus-socket": (CGROUPS + "failed to create container for [kubepods burstable pod3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55] : dial unix /run/systemd/private: connect: connection refused", CCF),
    "cgroup-timeout": (CGROUPS + 'failed to create container for [kubepods burstable pod3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55] : unable to start unit "kubepods-burstable-pod3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55.slice": Connection timed out', CCF),
    "cgroup-invalid": (CGROUPS + 'failed to set cgroup config for pod: failed to write "100" to cpu.weight: write /sys/fs/cgroup/kubepods.slice/cpu.weight: invalid argument', CCF),
    "cgroup-controller": (CGROUPS + 'cannot enter cgroupv2 "/sys/fs/cgroup/kubepods.slice" with domain controllers -- it is in threaded mode', CCF),
    "data-full": ("mkdir /var/lib/kubelet/pods/3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55: no space left on device", DF),
    "data-ro": ("mkdir /var/lib/kubelet/pods/3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55: read-only file system", FD),
    "data-quota": ("mkdir /var/lib/kubelet/pods/3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55: disk quota exceeded", DF),
    "data-io": ("mkdir /var/lib/kubelet/pods/3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55: input/output error", FD),
    "volume-name": ('failed to "StartContainer" for "kube-apiserver" with CreateContainerConfigError: "cannot find volume \\"v0\\" to mount into container \\"kube-apiserver\\""', (CCF, "manifest_invalid")),
    "log-dir": ('failed to "StartContainer" for "kube-apiserver" with CreateContainerError: "create container log directory for container kube-apiserver failed: mkdir /var/log/pods/x: permission denied"', (CCF, PD)),
    "sandbox-log-dir": ('failed to "CreatePodSandbox" for "kube-apiserver-master-1_kube-system(3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55)" with CreatePodSandboxError: "Failed to create pod log directory /var/log/pods/x: mkdir /var/log/pods: no space left on device"', DF),
    "config-dns": ('failed to "CreatePodSandbox" for "kube-apiserver-master-1_kube-system(3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55)" with CreatePodSandboxError: "Failed to generate sandbox config for pod: open /run/systemd/resolve/resolv.conf: no such file or directory"', (CCF, FM)),
    "config-hostport": ('failed to "CreatePodSandbox" for "kube-apiserver-master-1_kube-system(3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55)" with CreatePodSandboxError: "GeneratePodSandboxConfig for pod failed: cannot parse ip"', CCF),
    "kill": ('failed to "KillPodSandbox" for "3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55" with KillPodSandboxError: "rpc error: code = Unknown desc = failed to stop container: failed to kill container: unknown error after kill: runc did not terminate successfully: exit status 1"', (U, CCF)),
    "network": ("network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized", (U,)),
    "init-image": ('failed to "StartContainer" for "kube-apiserver" with ErrImagePull: "pull QPS exceeded"', (IU, U)),
    "image-name": ('failed to "StartContainer" for "kube-apiserver" with InvalidImageName: "Failed to apply default image tag \\"registry.k8s.io/kube-apiserver:v1.28.4:x\\": couldn\'t parse image reference"', IU),
    "image-never": ('failed to "StartContainer" for "kube-apiserver" with ErrImageNeverPull: "Container image \\"registry.k8s.io/kube-apiserver:v1.28.4\\" is not present with pull policy of Never"', IU),
    "image-inspect": ('failed to "StartContainer" for "kube-apiserver" with ImageInspectError: "Failed to inspect image \\"registry.k8s.io/kube-apiserver:v1.28.4\\": rpc error: code = Unknown desc = layer not known"', (CCF, IU)),
    "image-backoff": ('failed to "StartContainer" for "kube-apiserver" with ImagePullBackOff: "Back-off pulling image \\"registry.k8s.io/kube-apiserver:v1.28.44\\""', IU),
    "image-backoff-1.32": ('failed to "StartContainer" for "kube-apiserver" with ImagePullBackOff: "Back-off pulling image \\"registry.k8s.io/kube-apiserver:v1.28.44\\": ErrImagePull: rpc error: code = NotFound desc = not found"', IU),
    "registry": ('failed to "StartContainer" for "kube-apiserver" with RegistryUnavailable: "image pull failed for registry.k8s.io/kube-apiserver:v1.28.4 because the registry is unavailable"', IU),
    "sysctl": ('failed to "CreatePodSandbox" for "kube-apiserver-master-1_kube-system(3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55)" with CreatePodSandboxError: "Failed to create sandbox for pod: rpc error: code = InvalidArgument desc = failed to create containerd task: sysctl \\"net.core.somaxconn\\" not allowed in host network namespace"', CCF),
    "deadline": ('failed to "CreatePodSandbox" for "kube-apiserver-master-1_kube-system(3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55)" with CreatePodSandboxError: "Failed to create sandbox for pod: rpc error: code = DeadlineExceeded desc = context deadline exceeded"', (U, CCF)),
    "canceled": ('failed to "StartContainer" for "kube-apiserver" with CreateContainerError: "context deadline exceeded"', (U, CCF)),
    "event-full": ("error making pod data directories: mkdir /var/lib/kubelet/pods/3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55: no space left on device", DF),
    "event-ro": ("error making pod data directories: mkdir /var/lib/kubelet/pods/3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55: read-only file system", FD),
    "event-quota": ("error making pod data directories: mkdir /var/lib/kubelet/pods/3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55: disk quota exceeded", DF),
    "event-io": ("error making pod data directories: mkdir /var/lib/kubelet/pods/3f8c3ae4c1b4f6a2d0a4d1e65f0b7c55: input/output error", FD),
}  # fmt: skip
REASONS = {
    "C": "CreateContainerError",
    "R": "RunContainerError",
    "G": "CreateContainerConfigError",
    "I": "ErrImagePull",
    "H": "PostStartHookError",
}
SECRETS = {
    "secret": "    envFrom:\n    - secretRef: {name: apiserver-token}\n",
    "configmap": "    envFrom:\n    - configMapRef: {name: apiserver-config}\n",
}
BOX = "&PodSandboxMetadata{Name:kube-apiserver-master-1,Uid:aa,Namespace:kube-system,Attempt:0,}"
WAITS = "back-off 5m0s restarting failed container=kube-apiserver"
# What was met wrongly, or not at all, in some place or other.
MENDED = (
    "unshare",
    "crio-pinns",
    "crio-retrying",
    "command-format",
    "pull-space",
    "crun",
    "crio-scope",
    "data",
    "event",
)


def pod(name="", *, sandbox=False):
    more = SECRETS.get(name)
    node = Node().unit("kubelet")
    node = (
        node.manifest("kube-apiserver.yaml", pod_text() + more)
        if more
        else node.static_pod(A, edited=timedelta(hours=3))
    )
    return node.sandbox(A, since=timedelta(minutes=5)) if sandbox else node


def failed(kind, message):
    """What the kubelet's workers say of it, of which container or sandbox."""
    if kind == "S":
        return f'failed to "CreatePodSandbox" for "kube-apiserver-master-1_kube-system({UID})" with CreatePodSandboxError: "Failed to create sandbox for pod \\"kube-apiserver-master-1_kube-system({UID})\\": rpc error: code = Unknown desc = {escaped(message)}"'
    return f'failed to "StartContainer" for "kube-apiserver" with {REASONS[kind]}: "{escaped(message)}"'


def synced(told):
    """pod_workers.go, since 1.22 and before it."""
    yield f'E0312 10:29:28.184833    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="{escaped(told)}" pod="kube-system/kube-apiserver-master-1" podUID="{UID}"'
    yield f'E0312 10:29:28.100200    1201 pod_workers.go:191] Error syncing pod {UID} ("kube-apiserver-master-1_kube-system({UID})"), skipping: {told}'


def of_kuberuntime(kind, message):
    """A value with the end of a line in it is cut up."""
    if kind != "S":
        return f"E0312 10:29:28.1    1201 kuberuntime_manager.go:1209] container &Container{{Name:kube-apiserver,Image:x,Command:[kube-apiserver],Args:[],}} start failed in pod kube-apiserver-master-1_kube-system({UID}): {REASONS[kind]}: {message.strip()}"
    told = f"rpc error: code = Unknown desc = {message}"
    value = f"<\n\t{told} >" if message.endswith("\n") else f'"{escaped(told)}"'
    return f'E0312 10:29:28.1    1201 kuberuntime_sandbox.go:70] "Failed to create sandbox for pod" err={value} pod="kube-system/kube-apiserver-master-1"'


def of_event(kind, message):
    reason, told = (
        ("FailedCreatePodSandBox", f"Failed to create pod sandbox: rpc error: code = Unknown desc = {message}")
        if kind == "S"
        else ("Failed", f"Error: {message}")
    )
    return f'I0312 10:29:28.1    1201 event.go:307] "Event occurred" object="kube-system/kube-apiserver-master-1" fieldPath="" kind="Pod" apiVersion="v1" type="Warning" reason="{reason}" message="{escaped(told.strip())}"'


def of_runtime(kind, message):
    if kind == "I":
        return f'time="2024-03-12T10:29:28.402Z" level=error msg="PullImage \\"registry.k8s.io/kube-apiserver:v1.28.4\\" failed" error="rpc error: code = Unknown desc = {escaped(message)}"'
    said = (
        f"RunPodSandbox for {BOX} failed, error"
        if kind == "S"
        else f'CreateContainer within sandbox \\"{"b" * 64}\\" for &ContainerMetadata{{Name:kube-apiserver,Attempt:3,}} failed'
    )
    return f'time="2024-03-12T10:29:28.402Z" level=error msg="{said}" error="{escaped(message.strip())}"'


def told(name, kind, message):
    """Each place where it is told, and the node there."""
    begun = kind != "S"
    new, old = synced(failed(kind, message))
    yield "kubelet", pod(name, sandbox=begun).kubelet(new)
    yield "older", pod(name, sandbox=begun).kubelet(old)
    if kind in "SCR":
        yield "kuberuntime", pod(name, sandbox=begun).kubelet(*of_kuberuntime(kind, message).split("\n"))
        yield "event", pod(name, sandbox=begun).kubelet(of_event(kind, message))
    if begun:
        yield "status", pod(name, sandbox=True).waits(A, REASONS[kind], message)
    if kind == "R":
        ended = {"terminated": {"exitCode": 128, "reason": "StartError", "message": message}}
        yield (
            "ended",
            pod()
            .died(A, "", code=128, reason="StartError", message=message)
            .waits(A, "CrashLoopBackOff", WAITS, restarts=5, last=ended),
        )
    if kind in "SCI":
        yield "runtime", pod(name).unit("containerd").journal("containerd", of_runtime(kind, message))


def some(number, name, every):
    """Every place for what was mended; for the rest one, in turn."""
    every = list(every)
    return every if name.startswith(MENDED) else [every[number % len(every)]]


def mounts(message):
    operation = "No retries permitted until 2024-03-12 10:31:28."
    yield (
        "new",
        f'E0312 10:29:28.184833    2999 nestedpendingoperations.go:348] Operation for "{{volumeName:kubernetes.io/host-path/{UID}-v0 podName:{UID} nodeName:}}" failed. {operation} Error: {message}',
    )
    yield (
        "old",
        f'E0312 10:29:28.184833    2999 nestedpendingoperations.go:301] Operation for "\\"kubernetes.io/host-path/{UID}-v0\\" (\\"{UID}\\")" failed. {operation} Error: "{escaped(message)}"',
    )
    why = message.removeprefix(MOUNT)
    yield (
        "event",
        f'I0312 10:29:28.1    2999 event.go:307] "Event occurred" object="kube-system/kube-apiserver-master-1" kind="Pod" type="Warning" reason="FailedMount" message="{escaped(f"""MountVolume.SetUp failed for volume "v0" : {why}""")}"',
    )


# Nothing of the set, by these words alone: of what passes by itself, or keeps no pod of the host's network.
UNDECIDED = ("kill", "network", "deadline", "canceled", "hook-post")
FOREIGN = of_kuberuntime("S", WORDS["crun-cgroup"][1]).replace("kube-apiserver-master-1", "web-0")
UNSHARED = WORDS["unshare"][1]

MADE_WORDS = (
    *(
        shows(f"made-{name}-{place}", causes, node, None if name == "cgroup-mountpoint" else A)
        for number, (name, (kind, message, causes)) in enumerate(WORDS.items())
        if name not in UNDECIDED
        for place, node in some(number, name, told(name, kind, message))
    ),
    *(
        shows(f"made-volume-{name}-{place}", causes, pod().kubelet(line), A)
        for number, (name, (message, causes)) in enumerate(VOLUMES.items())
        for place, line in some(number, name, mounts(message))
    ),
    *(
        shows(f"made-sync-{name}-{number}", causes, pod().kubelet(line), A)
        for at, (name, (message, causes)) in enumerate(SYNC.items())
        if name not in UNDECIDED
        for number, line in some(at, name, enumerate(synced(message)))
    ),
    *(
        miss(f"made-sync-{name}", (CCF, HP, IU, DF, FD, "runtime_unavailable"), pod().kubelet(line))
        for name in UNDECIDED if name in SYNC
        for line in list(synced(SYNC[name][0]))[:1]
    ),
    # ---- near misses -------------------------------------------------------------------------------------------------
    miss("made-cut-up-of-another-pod", CCF, pod().kubelet(*FOREIGN.split("\n"))),
    miss("made-cut-up-between-two-pods", CCF, pod().kubelet(*FOREIGN.split("\n"), 'I0312 10:29:28.2    1201 kubelet.go:2] "SyncLoop ADD" source="file" pods=["kube-system/kube-apiserver-master-1"]')),
    shows("made-cut-up-with-blanks", CCF, pod().kubelet(*of_kuberuntime("S", WORDS["crun-cgroup"][1]).replace("\t", "        ").split("\n")), A),
    shows("made-cut-up-over-several-lines", CCF, pod().kubelet(*of_kuberuntime("S", "container create failed: first\nsecond\nthird\n").replace("\nthird", "\n\tthird").replace("\nsecond", "\n\tsecond").split("\n")), A),
    miss("made-cut-up-and-cut-off", IU, pod().kubelet(*of_kuberuntime("S", WORDS["crun-cgroup"][1]).split("\n")[:2], "Something else entirely")),
    shows("made-full-for-all-that", DF, pod().kubelet(next(synced(failed("S", UNSHARED.replace("unshare(CLONE_NEWIPC)", "write /run/x"))))), A),
    *(miss(f"made-namespaces-{number}", DF, pod().kubelet(next(synced(failed("S", f"{INIT}{words}: no space left on device: unknown"))))) for number, words in enumerate(("fork/exec /proc/self/exe", "unshare(CLONE_NEWUSER)", "error during container init: unshare(CLONE_NEWCGROUP)", "nsexec[12]: failed to unshare remaining namespaces"))),
    miss("made-not-the-manifest-s-command", CNF, pod().manifest("kube-apiserver.yaml", pod_text().replace("command: [kube-apiserver]", "command: [/bin/sh, -c, exec kube-apiserver]")).kubelet(next(synced(failed("R", WORDS["command-format"][1]))))),
    miss("made-not-in-time", CCF, pod(sandbox=True).kubelet(next(synced(failed("C", "context deadline exceeded"))))),
    miss("made-pulled-since", (DF, IU), pod().unit("containerd").journal("containerd", of_runtime("I", WORDS["pull-space"][1]), ago=timedelta(seconds=50)).journal("containerd", 'time="2024-03-12T10:29:28.402Z" level=info msg="PullImage \\"registry.k8s.io/kube-apiserver:v1.28.4\\" returns image reference \\"sha256:aa\\""', ago=timedelta(seconds=20))),
    miss("made-no-room-for-another-s-image", DF, pod().unit("containerd").journal("containerd", of_runtime("I", WORDS["pull-space"][1]).replace("kube-apiserver", "web"))),
    miss("made-directory-of-another-pod", (DF, FD), pod().kubelet(f'E0312 10:29:28.184833    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="mkdir /var/lib/kubelet/pods/{UID}: no space left on device" pod="default/web-0" podUID="{UID}"')),
)  # fmt: skip
