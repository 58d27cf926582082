"""What container runtimes, and systemd of their units, say where they do not come up: the message, and what of the set it is.

Gone through from end to end: containerd (cmd/containerd, its plugins, the Go runtime, the loader), dockerd, CRI-O and
cri-dockerd, each in a unit, in a journal of which nothing more is known, below a kubelet that ends for it and below one
that lives; and the steps before a program (core/exec-invoke.c). Where a narrower cause is as right, both stand.
"""

from dataclasses import replace
from datetime import timedelta

from incidents.builder import Node
from incidents.own.shapes import UNIT, A, E, S, miss, shows
from whyrestart.model.cause import Cause

RU, CP, DF, FD = "runtime_unavailable", "cri_plugin_disabled", "disk_full", "filesystem_damaged"
IN, CNF, AP, SM = "inotify_limit", "command_not_found", "apparmor_parser_missing", "security_module_denied"
PD, PI, UF, NOOM = "file_permission_denied", "port_in_use", "unknown_flag", "node_out_of_memory"
FM, NA, IF, U = "file_missing", "node_address_missing", "invalid_flag_value", "unknown"
EVERY = (RU, CP, DF, FD, IN)


def escaped(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


def fatal(words, error="", at="2024-03-12T10:29:53.123456789Z"):
    more = f' error="{escaped(error)}"' if error else ""
    return f'time="{at}" level=fatal msg="{escaped(words)}"{more}'


CONTAINERD = {
    "toml-keys": ("containerd: failed to load TOML: /etc/containerd/config.toml: (12, 1): duplicated tables", CP),
    "toml-line": ("containerd: failed to load TOML: /etc/containerd/config.toml: (58, 9): no value can start with b", CP),
    "toml-unmarshal": ("containerd: failed to unmarshal TOML: toml: cannot load TOML value of type int64 into a Go string", CP),
    "toml-2": ("containerd: failed to load TOML from /etc/containerd/config.toml: toml: table plugins already exists", CP),
    "toml-old": ("containerd: Near line 3 (last key parsed 'plugins'): expected key but found '\\n' instead", CP),
    "version-3": ("containerd: expected containerd config version equal to or less than `2`, got `3`", CP),
    "version-1.5": ("containerd: unsupported containerd config version `3`", CP),
    "version-4": ("containerd: expected containerd config version equal to or less than 3, got 4", CP),
    "uri": ('containerd: invalid plugin key URI "cri" expect io.containerd.x.vx', CP),
    "uri-disabled": ('containerd: invalid disabled plugin URI "cri" expect io.containerd.x.vx', CP),
    "import": ("containerd: open /etc/containerd/conf.d/nvidia.toml: no such file or directory", (RU, CP)),
    "recover": (fatal("Failed to run CRI service", 'failed to recover state: failed to reserve sandbox name "kube-apiserver-master-1_kube-system_aa_0": name "kube-apiserver-master-1_kube-system_aa_0" is reserved for "bb"'), RU),
    "recover-status": (fatal("Failed to run CRI service", 'failed to recover state: failed to load status for container "aa": unexpected end of JSON input'), RU),
    "streaming": (fatal("Failed to run CRI service", "stream server error: listen tcp 127.0.0.1:10010: bind: address already in use"), (RU, PI)),
    "bolt-page": ("panic: invalid page type: 0: 10", RU),
    "bolt-page-1.3.7": ("panic: assertion failed: Page expected to be: 36, but self identifies as 0", RU),
    "bolt-freed": ("panic: page 12 already freed", RU),
    "bolt-cursor": ("panic: runtime error: index out of range [0] with length 0", RU),
    "bolt-invalid": ("containerd: failed to open database file: invalid database", RU),
    "bolt-fault": ("unexpected fault address 0x7f1c8c0f5000", RU),
    "fault": ("fatal error: fault", RU),
    "meta-ro": ("containerd: failed to open database file: open /var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db: read-only file system", FD),
    "meta-io": ("containerd: failed to open database file: read /var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db: input/output error", FD),
    "meta-full": ("containerd: mkdir /var/lib/containerd/io.containerd.content.v1.content: no space left on device", DF),
    "meta-full-write": ("containerd: write /var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db: no space left on device", DF),
    "meta-denied": ("containerd: open /var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db: permission denied", (RU, PD)),
    "root-denied": ("containerd: mkdir /var/lib/containerd: permission denied", (RU, PD)),
    "root-file": ("containerd: mkdir /var/lib/containerd: not a directory", RU),
    "root-link": ("containerd: mkdir /var/lib/containerd: file exists", RU),
    "state-same": ("containerd: root and state must be different paths", (RU, CP)),
    "listen-dir": ("containerd: failed to get listener for main endpoint: remove /run/containerd/containerd.sock: device or resource busy", RU),
    "listen-long": ("containerd: failed to get listener for main ttrpc endpoint: listen unix /run/containerd/containerd.sock.ttrpc: bind: address already in use", (RU, PI)),
    "listen-ro": ("containerd: failed to get listener for main endpoint: listen unix /run/containerd/containerd.sock: bind: read-only file system", (RU, FD)),
    "metrics": ("containerd: failed to get listener for metrics endpoint: listen tcp 127.0.0.1:1338: bind: address already in use", (RU, PI)),
    "metrics-address": ("containerd: failed to get listener for metrics endpoint: listen tcp 10.0.0.99:1338: bind: cannot assign requested address", (RU, NA)),
    "debug-gid": ("containerd: failed to get listener for debug endpoint: chown /run/containerd/debug.sock: operation not permitted", RU),
    "plugin-required": ("containerd: load required plugin io.containerd.grpc.v1.cri: plugin io.containerd.grpc.v1.cri not loaded", (RU, CP)),
    "plugin-init": ("containerd: failed to load plugin io.containerd.grpc.v1.cri: invalid plugin config: `mirrors` cannot be set when `config_path` is provided", CP),
    "plugin-systemd": ("containerd: invalid plugin config: `systemd_cgroup` only works for runtime io.containerd.runtime.v1.linux", CP),
    "flag": ("containerd: flag provided but not defined: -log-lvl", (RU, UF)),
    "threads": ("runtime: failed to create new OS thread (have 9 already; errno=11)", RU),
    "newosproc": ("runtime/cgo: pthread_create failed: Resource temporarily unavailable", RU),
    "out-of-memory": ("fatal error: runtime: out of memory", (RU, NOOM)),
    "morestack": ("fatal: morestack on g0", RU),
    "loader": ("/usr/bin/containerd: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /usr/bin/containerd)", (RU, CNF)),
    "loader-so": ("/usr/bin/containerd: error while loading shared libraries: libseccomp.so.2: cannot open shared object file: No such file or directory", (RU, CNF)),
    "loader-symbol": ("/usr/bin/containerd: symbol lookup error: /usr/bin/containerd: undefined symbol: seccomp_api_get", (RU, CNF)),
    "inotify": ("containerd: failed to create CRI service: failed to create cni conf monitor for default: failed to create fsnotify watcher: too many open files", IN),
    "many-files": ("containerd: open /var/lib/containerd/io.containerd.content.v1.content/blobs: too many open files", RU),
    "oom-score": ("containerd: write /proc/self/oom_score_adj: permission denied", RU),
    "cgroup": ("containerd: mkdir /sys/fs/cgroup/memory/containerd: read-only file system", RU),
    "notify": ("containerd: sd_notify: dial unixgram /run/systemd/notify: connect: no such file or directory", RU),
    "tmpdir": ("containerd: mkdir /var/lib/containerd/tmpmounts: no space left on device", DF),
    "quota": ("containerd: mkdir /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs: disk quota exceeded", DF),
    "clean": ("containerd: mkdir /var/lib/containerd/io.containerd.runtime.v2.task: structure needs cleaning", FD),
}  # fmt: skip
START = "failed to start daemon: "
GRAPH = START + "error initializing graphdriver: "
NETWORK = START + "Error initializing network controller: "
JSON = "unable to configure the Docker daemon with file /etc/docker/daemon.json: "
DOCKER = {
    "driver": (GRAPH + "driver not supported", RU),
    "driver-2": (GRAPH + "driver not supported: overlay2", RU),
    "d-type": (GRAPH + "overlay2: the backing xfs filesystem is formatted without d_type support, which leads to incorrect behavior. Reformat the filesystem with ftype=1 to enable d_type support. Backing filesystems without d_type support are not supported.", RU),
    "several": (GRAPH + "/var/lib/docker contains several valid graphdrivers: overlay2, aufs; Please cleanup or explicitly choose storage driver (-s <DRIVER>)", RU),
    "prior": (GRAPH + "prior storage driver devicemapper failed: driver not supported", RU),
    "prior-gone": (GRAPH + "prior storage driver aufs is deprecated and will be removed in a future release; update the configuration and explicitly choose this storage driver (aufs) or migrate", RU),
    "thin": (GRAPH + "devmapper: Base Device UUID and Filesystem verification failed: devicemapper: Error running deviceCreate (ActivateDevice) dm_task_run failed", RU),
    "thin-owner": (GRAPH + "devmapper: Unable to take ownership of thin-pool (docker-thinpool) that already has used data blocks", RU),
    "old": (fatal("Error starting daemon: error initializing graphdriver: driver not supported"), RU),
    "old-full": (fatal("Error starting daemon: mkdir /var/lib/docker/tmp: no space left on device"), DF),
    "full": (START + "mkdir /var/lib/docker/overlay2/aa: no space left on device", DF),
    "full-runtimes": (START + "error creating temporary runtime scripts directory: mkdir /var/lib/docker/runtimes: no space left on device", DF),
    "ro": (START + "chmod /var/lib/docker: read-only file system", FD),
    "ro-tmp": (START + "Unable to get the TempDir under /var/lib/docker: mkdir /var/lib/docker/tmp: read-only file system", FD),
    "io": (START + "error while opening volume store metadata database: read /var/lib/docker/volumes/metadata.db: input/output error", FD),
    "volumes": (START + "error while opening volume store metadata database: timeout", RU),
    "volumes-invalid": (START + "error while opening volume store metadata database (/var/lib/docker/volumes/metadata.db): invalid database", RU),
    "bridge": (NETWORK + 'Error creating default "bridge" network: Failed to program NAT chain: ZONE_CONFLICT: \'docker0\' already bound to a zone', RU),
    "bridge-zone": (NETWORK + 'error creating default "bridge" network: Failed to Setup IP tables: Unable to enable SKIP DNAT rule:  (iptables failed: iptables --wait -t nat -I DOCKER -i docker0 -j RETURN: iptables: No chain/target/match by that name.\n (exit status 1))', RU),
    "nat": (NETWORK + "error obtaining controller instance: failed to create NAT chain DOCKER: iptables failed: iptables -t nat -N DOCKER: iptables v1.8.7 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)\n (exit status 4)", RU),
    "nat-module": (NETWORK + 'error obtaining controller instance: failed to register "bridge" driver: failed to create NAT chain DOCKER: iptables failed: iptables -t nat -N DOCKER: iptables v1.8.7 (legacy): can\'t initialize iptables table `nat\': Table does not exist (do you need to insmod?)', RU),
    "nat-missing": (NETWORK + 'failed to register "bridge" driver: failed to create NAT chain DOCKER: Iptables not found', RU),
    "pool": (NETWORK + "list bridge addresses failed: PredefinedLocalScopeDefaultNetworks List: [172.17.0.0/16 172.18.0.0/16]: no available network", RU),
    "bridge-conflict": (NETWORK + "cannot create network aa (docker0): conflicts with network bb (docker0): networks have same bridge name", RU),
    "bridge-active": (NETWORK + "could not delete the default bridge network: network bridge id aa has active endpoints", RU),
    "bridge-address": (NETWORK + 'Error creating default "bridge" network: cannot restore/assign: failed to allocate gateway (172.17.0.1): Address already in use', RU),
    "bridge-boltdb": (NETWORK + "error obtaining controller instance: error initializing local data store: open /var/lib/docker/network/files/local-kv.db: no such file or directory", RU),
    "bridge-key": (NETWORK + 'Error creating default "bridge" network: permission denied', RU),
    "devices": (START + "Devices cgroup isn't mounted", RU),
    "pid": (START + "pid file found, ensure docker is not running or delete /var/run/docker.pid", RU),
    "pid-24": ("failed to start daemon, ensure docker is not running or delete /var/run/docker.pid: process with PID 1234 is still running", RU),
    "containerd": ("failed to start containerd: timeout waiting for containerd to start", RU),
    "containerd-dial": (START + 'failed to dial "/run/containerd/containerd.sock": failed to dial "/run/containerd/containerd.sock": context deadline exceeded: connection error: desc = "transport: error while dialing: dial unix:///run/containerd/containerd.sock: timeout"', RU),
    "containerd-dial-24": (START + 'error dialing containerd: failed to dial "/run/containerd/containerd.sock": unix:///run/containerd/containerd.sock: timeout', RU),
    "containerd-exec": ('failed to start containerd: exec: "containerd": executable file not found in $PATH', RU),
    "containerd-old": (fatal('Error starting daemon: exec: "docker-containerd": executable file not found in $PATH'), RU),
    "sockets": ("failed to load listeners: no sockets found via socket activation: make sure the service was started by systemd", RU),
    "socket-dir": ("failed to load listeners: can't create unix socket /var/run/docker.sock: is a directory", RU),
    "socket-group": ("failed to load listeners: can't create unix socket /var/run/docker.sock: device or resource busy", RU),
    "socket-tcp": ("failed to load listeners: listen tcp 0.0.0.0:2375: bind: address already in use", (RU, PI)),
    "socket-tls": ('could not load X509 key pair (cert: "/etc/docker/server.pem", key: "/etc/docker/server-key.pem"): open /etc/docker/server.pem: no such file or directory', (RU, FM)),
    "json": (JSON + "invalid character '}' looking for beginning of object key string", RU),
    "json-eof": (JSON + "EOF", RU),
    "json-both": (JSON + "the following directives are specified both as a flag and in the configuration file: hosts: (from flag: [fd://], from file: [tcp://0.0.0.0:2375 unix:///var/run/docker.sock])", RU),
    "json-unknown": (JSON + "the following directives don't match any configuration option: registry-mirror", RU),
    "json-graph": (JSON + 'invalid config: the "graph" config option is deprecated; use "data-root" instead', RU),
    "json-mirror": (JSON + 'invalid mirror: unsupported scheme "" in "mirror.local"', RU),
    "json-dup": (JSON + "merged configuration validation from file and command line flags failed: Unix socket paths must be absolute", RU),
    "json-type": (JSON + "json: cannot unmarshal string into Go struct field Config.log-opts of type map[string]string", RU),
    "json-denied": (JSON + "open /etc/docker/daemon.json: permission denied", (RU, PD)),
    "flag": ("unknown flag: --graph", (RU, UF)),
    "flag-short": ("unknown shorthand flag: 'd' in -d", (RU, UF)),
    "flag-value": ('invalid argument "x" for "--mtu" flag: strconv.ParseInt: parsing "x": invalid syntax', (RU, IF)),
    "root": ("dockerd needs to be started with root privileges. To run dockerd in rootless mode as an unprivileged user, see https://docs.docker.com/go/rootless/", RU),
    "root-old": (START + "daemon needs to be started with root", RU),
    "cgroup": (START + "Setting cgroup parent is not supported", RU),
    "runtime": (START + 'specified default runtime "nvidia" does not exist', RU),
    "userns": (START + 'Can\'t create ID mappings: No subuid ranges found for user "dockremap"', RU),
    "data-root": (START + "error setting up /mnt/docker: lstat /mnt/docker: no such file or directory", RU),
    "data-perm": (START + "mkdir /data/docker: permission denied", (RU, PD)),
    "freelist": ("panic: invalid freelist page: 56, page type is leaf", RU),
    "selinux": (GRAPH + "overlay: 'overlay' not found as a supported filesystem on this host. Please ensure kernel is new enough and has overlay support loaded.", RU),
    "swarm": (START + "error while loading TLS certificate in /var/lib/docker/swarm/certificates/swarm-node.crt: certificate (1 - aa) not valid after Mon, 04 Mar 2024 11:34:00 UTC", RU),
    "cluster": ("failed to start cluster component: could not find local IP address: dial udp 10.0.0.9:2377: connect: network is unreachable", RU),
    "threads": ("runtime: failed to create new OS thread (have 12 already; errno=11)", RU),
    "plugins": (START + "couldn't create plugin manager: error setting plugin manager root to private: invalid argument", RU),
    "layerdb": (START + "error initializing layerstore: open /var/lib/docker/image/overlay2/distribution: input/output error", FD),
    "key": (START + "error creating trust key file: open /etc/docker/key.json: read-only file system", (RU, FD)),
    "key-bad": (START + "unable to parse key file /etc/docker/key.json: EOF", RU),
    "apparmor": (START + 'AppArmor enabled on system but the docker-default profile could not be loaded: running `apparmor_parser apparmor_parser --version` failed with output: \nerror: exec: "apparmor_parser": executable file not found in $PATH', (RU, AP)),
}  # fmt: skip
# All of CRI-O's are fatal.
CRIO = {
    "runc": ('validating runtime config: runtime validation: invalid runtime_path for runtime \'runc\': "stat /usr/bin/runc: no such file or directory"', RU),
    "conmon": ("validating runtime config: conmon validation: invalid conmon path: stat /usr/libexec/crio/conmon: no such file or directory", RU),
    "conmon-1.14": ("Validating runtime config: invalid conmon path: stat /usr/local/libexec/crio/conmon: no such file or directory", RU),
    "pinns": ('validating runtime config: pinns validation: invalid pinns_path: exec: "pinns": executable file not found in $PATH', RU),
    "cgroup": ("Validating runtime config: cgroupfs manager conmon cgroup should be 'pod' or empty", RU),
    "cgroup-parent": ("validating runtime config: conmon cgroup should be 'pod' or a systemd slice", RU),
    "cgroup-manager": ("validating runtime config: unable to update cgroup manager: invalid cgroup manager: cgroup", RU),
    "hooks": ("validating runtime config: invalid hooks_dir: stat /usr/share/containers/oci/hooks.d: no such file or directory: not a directory", RU),
    "seccomp": ("validating runtime config: unable to load seccomp profile: unable to load seccomp profile from file /etc/crio/seccomp.json: open /etc/crio/seccomp.json: no such file or directory", RU),
    "seccomp-2": ("validating runtime config: open seccomp profile: open /etc/crio/seccomp.json: no such file or directory", RU),
    "apparmor": ('validating runtime config: apparmor: installing default AppArmor profile "crio-default" failed: running `/sbin/apparmor_parser apparmor_parser -Kr /tmp/apparmor_profile123` failed with output: exit status 1', RU),
    "ulimits": ("validating runtime config: invalid ulimit argument: x", RU),
    "caps": ('validating runtime config: invalid capabilities: unknown capability "NET_FOO"', RU),
    "uid": ("validating runtime config: unable to parse `uid_mappings`", RU),
    "drop": ("Loading configuration: unable to decode configuration /etc/crio/crio.conf: toml: line 3: expected '.' or '=', but got 'x' instead", RU),
    "near": ("Near line 5 (last key parsed 'crio.runtime'): expected value but found 'x' instead", RU),
    "type": ("unable to decode configuration /etc/crio/crio.conf.d/01.conf: toml: incompatible types: TOML value has type string; destination has type integer", RU),
    "key": ("validating root config: unable to create store: storage.conf: toml: line 4", RU),
    "root": ("validating root config: runroot must be set", RU),
    "log": ("validating root config: log_dir is not an absolute path", RU),
    "network": ("validating network config: invalid network_dir: stat /etc/cni/net.d: no such file or directory: cannot create network directory", RU),
    "network-plugin": ("validating network config: invalid plugin_dirs entry: stat /opt/cni/bin: no such file or directory", RU),
    "api": ("validating api config: cannot create listening sockets: unable to remove /var/run/crio/crio.sock: device or resource busy", RU),
    "image": ("validating image config: invalid pause image: invalid reference format", RU),
    "overlay": ("kernel does not support overlay fs: overlay: the backing xfs filesystem is formatted without d_type support, which leads to incorrect behavior. Reformat the filesystem with ftype=1 to enable d_type support. Running without d_type is not supported.: driver not supported", RU),
    "overlay-2": ("'overlay' is not supported over overlayfs, a mount_program is required: backing file system is unsupported for this graph driver", RU),
    "overlay-missing": ("'overlay' not found as a supported filesystem on this host. Please ensure kernel is new enough and has overlay support loaded.: driver not supported", RU),
    "driver": ("/var/lib/containers/storage contains several valid graphdrivers: vfs, overlay; Please cleanup or explicitly choose storage driver (-s <DRIVER>)", RU),
    "driver-db": ('User-selected graph driver "overlay" overwritten by graph driver "vfs" from database - delete libpod local files to resolve', RU),
    "mount-option": ('unknown option "overlay.mountopt"', RU),
    "mount-program": ('overlay: can\'t stat program "/usr/bin/fuse-overlayfs": stat /usr/bin/fuse-overlayfs: no such file or directory', RU),
    "images": ('loading "/var/lib/containers/storage/overlay-images/images.json": unexpected end of JSON input', RU),
    "layers": ('error loading "/var/lib/containers/storage/overlay-layers/layers.json": invalid character \'\\x00\' looking for beginning of value', RU),
    "lock": ("open /var/lib/containers/storage/storage.lock: read-only file system", FD),
    "lock-denied": ("open /var/lib/containers/storage/storage.lock: permission denied", (RU, PD)),
    "full": ("mkdir /var/lib/containers/storage/overlay/tempdirs: no space left on device", DF),
    "full-2": ("creating temp file: open /var/lib/containers/storage/overlay-layers/.tmp-layers.json123: no space left on device", DF),
    "watch": ("could not create new watcher too many open files", IN),
    "watch-2": ("initialize CNI plugin: could not create new watcher: too many open files", IN),
    "watch-3": ("Failed to start hooks monitor: fsnotify: inotify_init1: too many open files", IN),
    "stream": ("Unable to start streaming server: listen tcp 127.0.0.1:10010: bind: address already in use", (RU, PI)),
    "stream-host": ("dial udp: lookup master-1: no such host", RU),
    "metrics": ("Failed to start metrics endpoint: listen tcp :9090: bind: address already in use", (RU, PI)),
    "listen": ("failed to listen: listen unix /var/run/crio/crio.sock: bind: no such file or directory", RU),
    "shutdown": ('Failed to start CRI-O: exec: "/usr/bin/nsenter": no such file', RU),
    "tls": ("creating streaming server: load stream server x509 key pair: open /etc/crio/tls.crt: no such file or directory", (RU, FM)),
    "selinux": ("selinux is enabled but not supported by the host", RU),
    "nri": ("failed to start NRI interface: listen unix /var/run/nri/nri.sock: bind: address already in use", RU),
    "rdt": ("validating runtime config: initialize RDT: rdt not supported", RU),
    "id": ('cannot find mappings for user containers: No subuid ranges found for user "containers" in /etc/subuid', RU),
}  # fmt: skip
SHIM = {
    "docker-down": (fatal("failed to get docker version from dockerd: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"), RU),
    "docker-timeout": (fatal("Getting the docker client version failed: context deadline exceeded"), RU),
    "flag": ("Error: unknown flag: --container-runtime", (RU, UF)),
    "cni": (fatal('failed to find CNI plugin: network plugin "weave" not found'), RU),
    "root": (fatal("failed to create cri-dockerd root directory: mkdir /var/lib/cri-dockerd: no space left on device"), DF),
    "checkpoint": (fatal("Unable to create checkpoint handler: mkdir /var/lib/cri-dockerd/sandbox: read-only file system"), FD),
    "stream": (fatal("Streaming server stopped unexpectedly: listen tcp [::1]:0: bind: cannot assign requested address"), (RU, NA)),
    "socket": (fatal('failed to listen on "unix:///run/cri-dockerd.sock": listen unix /run/cri-dockerd.sock: bind: address already in use'), (RU, PI)),
    "fd": (fatal("no sockets found via socket activation: make sure the service was started by systemd"), RU),
    "info": (fatal("failed to get docker info: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"), RU),
    "cgroup": (fatal("Failed to get Docker cgroup driver: invalid"), RU),
}  # fmt: skip
# Of systemd: the unit's result, its status, the lines ({u}: the unit, {p}: the program), and what it is of a runtime.
SYSTEMD = {
    "exec": ("exit-code", 203, ("{u}.service: Failed to locate executable /usr/local/bin/{p}: No such file or directory", "{u}.service: Failed at step EXEC spawning /usr/local/bin/{p}: No such file or directory", "{u}.service: Main process exited, code=exited, status=203/EXEC"), (RU, CNF)),
    "exec-2": ("exit-code", 203, ("{u}.service: Unable to locate executable '/usr/local/bin/{p}': No such file or directory", "{u}.service: Failed at step EXEC spawning /usr/local/bin/{p}: No such file or directory"), (RU, CNF)),
    "exec-denied": ("exit-code", 203, ("{u}.service: Failed to execute /usr/bin/{p}: Permission denied", "{u}.service: Failed at step EXEC spawning /usr/bin/{p}: Permission denied"), (RU, PD, SM)),
    "exec-format": ("exit-code", 203, ("{u}.service: Failed to execute /usr/bin/{p}: Exec format error", "{u}.service: Failed at step EXEC spawning /usr/bin/{p}: Exec format error"), (RU, CNF)),
    "exec-bare": ("exit-code", 203, ("{u}.service: Main process exited, code=exited, status=203/EXEC",), (RU, CNF)),
    "exec-old": ("exit-code", 203, ("Failed at step EXEC spawning /usr/bin/{p}: No such file or directory", "{u}.service: main process exited, code=exited, status=203/EXEC", "Unit {u}.service entered failed state."), (RU, CNF)),
    "user": ("exit-code", 217, ("{u}.service: Failed to determine user credentials: No such process", "{u}.service: Failed at step USER spawning /usr/bin/{p}: No such process", "{u}.service: Main process exited, code=exited, status=217/USER"), RU),
    "group": ("exit-code", 216, ("{u}.service: Failed to determine group credentials: No such process", "{u}.service: Failed at step GROUP spawning /usr/bin/{p}: No such process"), RU),
    "chdir": ("exit-code", 200, ("{u}.service: Changing to the requested working directory failed: No such file or directory", "{u}.service: Failed at step CHDIR spawning /usr/bin/{p}: No such file or directory", "{u}.service: Main process exited, code=exited, status=200/CHDIR"), RU),
    "namespace": ("exit-code", 226, ("{u}.service: Failed to set up mount namespacing: /run/systemd/unit-root/etc/docker: No such file or directory", "{u}.service: Failed at step NAMESPACE spawning /usr/bin/{p}: No such file or directory", "{u}.service: Main process exited, code=exited, status=226/NAMESPACE"), RU),
    "limits": ("exit-code", 205, ("{u}.service: Failed to adjust resource limit RLIMIT_NOFILE: Operation not permitted", "{u}.service: Failed at step LIMITS spawning /usr/bin/{p}: Operation not permitted", "{u}.service: Main process exited, code=exited, status=205/LIMITS"), RU),
    "oom-adjust": ("exit-code", 206, ("{u}.service: Failed to adjust OOM setting: Permission denied", "{u}.service: Failed at step OOM_ADJUST spawning /usr/bin/{p}: Permission denied"), RU),
    "cgroup": ("exit-code", 219, ("{u}.service: Failed to attach to cgroup /system.slice/{u}.service: Device or resource busy", "{u}.service: Failed at step CGROUP spawning /usr/bin/{p}: Device or resource busy", "{u}.service: Main process exited, code=exited, status=219/CGROUP"), RU),
    "capabilities": ("exit-code", 218, ("{u}.service: Failed to drop capabilities: Operation not permitted", "{u}.service: Main process exited, code=exited, status=218/CAPABILITIES"), RU),
    "stdout": ("exit-code", 209, ("{u}.service: Failed to set up standard output: No such file or directory", "{u}.service: Failed at step STDOUT spawning /usr/bin/{p}: No such file or directory"), RU),
    "stdout-full": ("exit-code", 209, ("{u}.service: Failed to set up standard output: No space left on device", "{u}.service: Failed at step STDOUT spawning /usr/bin/{p}: No space left on device"), (RU, DF)),
    "state": ("exit-code", 238, ("{u}.service: Failed to set up special execution directory in /var/lib: Read-only file system", "{u}.service: Failed at step STATE_DIRECTORY spawning /usr/bin/{p}: Read-only file system"), (RU, FD)),
    "runtime-dir": ("exit-code", 233, ("{u}.service: Failed to set up special execution directory in /run: No space left on device", "{u}.service: Failed at step RUNTIME_DIRECTORY spawning /usr/bin/{p}: No space left on device"), (RU, DF)),
    "seccomp": ("exit-code", 228, ("{u}.service: Failed to install seccomp syscall filter: Invalid argument", "{u}.service: Main process exited, code=exited, status=228/SECCOMP"), RU),
    "selinux": ("exit-code", 229, ("{u}.service: Failed to change SELinux context to system_u:system_r:container_runtime_t:s0: Invalid argument", "{u}.service: Failed at step SELINUX_CONTEXT spawning /usr/bin/{p}: Invalid argument"), (RU, SM)),
    "environment": ("resources", 0, ("{u}.service: Failed to load environment files: No such file or directory", "{u}.service: Failed to run 'start' task: No such file or directory", "{u}.service: Failed with result 'resources'."), RU),
    "environment-new": ("resources", 0, ("{u}.service: Failed to spawn 'start' task: No such file or directory", "{u}.service: Failed with result 'resources'."), RU),
    "fork": ("resources", 0, ("{u}.service: Failed to fork: Resource temporarily unavailable", "{u}.service: Failed to run 'start' task: Resource temporarily unavailable", "{u}.service: Failed with result 'resources'."), RU),
    "fork-memory": ("resources", 0, ("{u}.service: Failed to fork: Cannot allocate memory", "{u}.service: Failed to run 'start' task: Cannot allocate memory", "{u}.service: Failed with result 'resources'."), (RU, NOOM)),
    "create-cgroup": ("resources", 0, ("Failed to create cgroup /system.slice/{u}.service: No space left on device", "{u}.service: Failed to run 'start' task: No space left on device", "{u}.service: Failed with result 'resources'."), (RU,)),
    "pid-file": ("protocol", 0, ("{u}.service: Can't open PID file /run/{p}.pid (yet?) after start: Operation not permitted", "{u}.service: Failed with result 'protocol'."), RU),
    "timeout": ("timeout", 0, ("{u}.service: start operation timed out. Terminating.", "{u}.service: Main process exited, code=killed, status=15/TERM", "{u}.service: Failed with result 'timeout'."), RU),
    "timeout-kill": ("timeout", 9, ("{u}.service: State 'stop-sigterm' timed out. Killing.", "{u}.service: Killing process 812 ({p}) with signal SIGKILL.", "{u}.service: Main process exited, code=killed, status=9/KILL", "{u}.service: Failed with result 'timeout'."), RU),
    "watchdog": ("watchdog", 6, ("{u}.service: Watchdog timeout (limit 1min)!", "{u}.service: Killing process 812 ({p}) with signal SIGABRT.", "{u}.service: Main process exited, code=dumped, status=6/ABRT", "{u}.service: Failed with result 'watchdog'."), RU),
    "segv": ("core-dump", 11, ("{u}.service: Main process exited, code=dumped, status=11/SEGV", "{u}.service: Failed with result 'core-dump'."), RU),
    "ill": ("core-dump", 4, ("{u}.service: Main process exited, code=dumped, status=4/ILL", "{u}.service: Failed with result 'core-dump'."), (RU, CNF)),
    "bus": ("core-dump", 7, ("{u}.service: Main process exited, code=dumped, status=7/BUS", "{u}.service: Failed with result 'core-dump'."), RU),
    "sys": ("core-dump", 31, ("{u}.service: Main process exited, code=dumped, status=31/SYS", "{u}.service: Failed with result 'core-dump'."), RU),
    "oom": ("oom-kill", 9, ("{u}.service: A process of this unit has been killed by the OOM killer.", "{u}.service: Main process exited, code=killed, status=9/KILL", "{u}.service: Failed with result 'oom-kill'."), (RU, NOOM)),
    "limit": ("start-limit-hit", 1, ("{u}.service: Start request repeated too quickly.", "{u}.service: Failed with result 'start-limit-hit'."), RU),
    "limit-exit": ("exit-code", 1, ("{u}.service: Main process exited, code=exited, status=1/FAILURE", "{u}.service: Start request repeated too quickly.", "{u}.service: Failed with result 'exit-code'."), RU),
    "limit-old": ("start-limit", 1, ("start request repeated too quickly for {u}.service", "Unit {u}.service entered failed state.", "{u}.service failed."), RU),
    "pre": ("exit-code", 1, ("{u}.service: Control process exited, code=exited, status=1/FAILURE", "{u}.service: Failed with result 'exit-code'."), RU),
    "pre-exec": ("exit-code", 203, ("{u}.service: Failed to execute /sbin/modprobe: No such file or directory", "{u}.service: Failed at step EXEC spawning /sbin/modprobe: No such file or directory", "{u}.service: Control process exited, code=exited, status=203/EXEC", "{u}.service: Failed with result 'exit-code'."), (RU, CNF)),
    "condition": ("exec-condition", 1, ("{u}.service: Skipped due to 'exec-condition'.", "Condition check resulted in {u} being skipped."), (RU, U)),
}  # fmt: skip
# The same of the kubelet, of what carries it and of a component in a unit of its own.
OF_OTHERS = {
    "exec": CNF,
    "exec-2": CNF,
    "exec-denied": (PD, SM),
    "exec-format": CNF,
    "exec-bare": (CNF, U),
    "exec-old": CNF,
    "user": U,
    "group": U,
    "chdir": FM,
    "namespace": FM,
    "limits": U,
    "oom-adjust": U,
    "cgroup": U,
    "capabilities": U,
    "stdout": (FM, U),
    "stdout-full": DF,
    "state": FD,
    "runtime-dir": DF,
    "seccomp": U,
    "selinux": (SM, U),
    "environment": FM,
    "environment-new": (FM, U),
    "fork": U,
    "fork-memory": (NOOM, U),
    "create-cgroup": U,
    "pid-file": U,
    "timeout": U,
    "timeout-kill": U,
    "watchdog": U,
    "segv": U,
    "ill": (CNF, U),
    "bus": U,
    "sys": U,
    "oom": (NOOM, U),
    "limit": U,
    "limit-exit": U,
    "limit-old": U,
    "pre": U,
    "pre-exec": (CNF, U),
}  # fmt: skip
PROGRAM = {
    "containerd": "containerd",
    "docker": "dockerd",
    "crio": "crio",
    "cri-docker": "cri-dockerd",
    "cri-o": "crio",
    "cri-dockerd": "cri-dockerd",
}
SOCKET = {"containerd": "/run/containerd/containerd.sock", "docker": "/var/run/docker.sock", "crio": "/var/run/crio/crio.sock", "cri-docker": "/run/cri-dockerd.sock"}  # fmt: skip
SOCKET |= {"cri-o": SOCKET["crio"], "cri-dockerd": SOCKET["cri-docker"]}
DIALS = 'rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix {}: connect: {}\\"'
NO_DOCKER = "failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
ENDS = ("{u}.service: Main process exited, code=exited, status=1/FAILURE", "{u}.service: Failed with result 'exit-code'.", "Failed to start {u}.")  # fmt: skip
SWAP = 'E0312 10:29:52.1    5115 run.go:74] "command failed" err="failed to run Kubelet: running with swap on is not supported"'


def narrow(name, causes, node, subject=None):
    """Without the line that tells why, it is a runtime that is not there."""
    incident = shows(name, causes, node, subject)
    return replace(incident, expected=replace(incident.expected, wider=frozenset({Cause(RU)})))


def seconds(number):
    return timedelta(seconds=number)


def ended(unit, said="", systemd=ENDS, node=None, ago=6):
    """The journal of a unit that has just ended, its own words and systemd's."""
    lines = [line.format(u=unit, p=PROGRAM.get(unit, unit)) for line in systemd]
    # Docker's kubelet is of before 1.24.
    node = node or Node(version="v1.20.4" if unit == "docker" else "v1.28.4")
    node = node.journal(unit, *said.splitlines(), ago=seconds(ago), by=PROGRAM.get(unit, unit))
    return node.journal(unit, *lines, ago=seconds(ago - 1), by="systemd")


def in_its_unit(unit, said="", systemd=ENDS, result="exit-code", status=1):
    over = any("too quickly" in line for line in systemd)
    state = ("failed", "failed") if over else ("activating", "auto-restart")
    return ended(unit, said, systemd).unit(unit, *state, 9, Result=result, ExecMainStatus=status)


def below(unit, *of):
    """The same below a kubelet that ends for it."""
    socket = SOCKET[unit]
    why = DIALS.format(socket, "no such file or directory")
    if unit == "docker":
        return in_its_unit(unit, *of).kubelet_loops(
            f"F0312 10:29:55.9    5115 server.go:274] failed to run Kubelet: {NO_DOCKER}"
        )
    line = f'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix://{socket}\\": {why}"'
    return in_its_unit(unit, *of).kubelet_loops(line)


def beside(unit, *of):
    """The same beside a kubelet that lives and complains to this moment."""
    why = DIALS.format(SOCKET[unit], "connection refused")
    lines = (
        'E0312 10:29:28.1    2999 kubelet.go:2475] "Skipping pod synchronization" err="[container runtime is down, PLEG is not healthy: pleg was last seen active 4m12s ago; threshold is 3m0s]"',
        f'E0312 10:29:28.2    2999 remote_runtime.go:294] "ListPodSandbox with filter from runtime service failed" err="{why}" filter="nil"',
    )
    if unit == "docker":
        lines = (f"E0312 10:29:28.1    2999 kubelet.go:2190] Container runtime sanity check failed: {NO_DOCKER}",)
    node = in_its_unit(unit, *of).unit("kubelet")
    for ago in range(62, 2, -5):
        node.kubelet(*lines, ago=seconds(ago))
    return node


PLACES = {"unit": in_its_unit, "journal": ended, "below": below, "beside": beside}
RUNTIMES = {"containerd": CONTAINERD, "docker": DOCKER, "crio": {name: (fatal(said), causes) for name, (said, causes) in CRIO.items()}, "cri-docker": SHIM}  # fmt: skip
# What was met wrongly, or not at all, in some place or other.
MENDED = ("toml", "version", "uri", "plugin", "inotify", "watch", "ro", "meta-ro", "checkpoint", "cgroup")


def places(number, name, of=PLACES):
    """Every place for what was mended; for the rest one, in turn."""
    if name.startswith("pid"):
        # Of its file no more is known than that another one may run.
        return ["unit"]
    return list(of) if name.startswith(MENDED) else [list(of)[number % len(of)]]


def in_k3s(said, carrier="k3s", data="/var/lib/rancher/k3s"):
    status = (
        2 if said.startswith(("panic", "fatal", "unexpected", "runtime")) else 127 if said.startswith("/usr") else 1
    )
    node = Node().unit(carrier, "activating", "auto-restart", 9, Result="exit-code", ExecMainStatus=1)
    node.journal(
        carrier,
        f'time="2024-03-12T10:29:52Z" level=info msg="Running containerd -c {data}/agent/etc/containerd/config.toml"',
        ago=seconds(8),
    )
    node.journal(
        carrier,
        f'time="2024-03-12T10:29:53Z" level=error msg="containerd exited: exit status {status}"',
        ago=seconds(6),
    )
    return node.file(f"{data}/agent/containerd/containerd.log", f'time="2024-03-12T10:29:53.0Z" level=info msg="starting containerd" version=v1.7.11-k3s2\n{said}\n')  # fmt: skip


def in_rke2(said):
    return in_k3s(said, "rke2-server", "/var/lib/rancher/rke2")


def in_k0s(said):
    """k0s' supervisor passes its words on, and starts it again and again."""
    node = Node().unit("k0scontroller")
    for ago in range(50, 0, -10):
        node.journal(
            "k0scontroller",
            f'time="2024-03-12 10:29:{60 - ago}" level=info msg="{escaped(said.splitlines()[0])}" component=containerd stream=stderr',
            ago=seconds(ago),
        )
        node.journal(
            "k0scontroller",
            f'time="2024-03-12 10:29:{61 - ago}" level=warning msg="Failed to wait for process" component=containerd error="exit status 1"',
            f'time="2024-03-12 10:29:{61 - ago}" level=info msg="respawning in 5s" component=containerd',
            ago=seconds(ago - 1),
        )
    return node


SNAPS = "snap.microk8s.daemon-containerd"


def in_microk8s(said):
    node = in_its_unit(
        SNAPS,
        said,
        (
            "{u}.service: Main process exited, code=exited, status=1/FAILURE",
            "{u}.service: Start request repeated too quickly.",
        ),
    )
    return node.unit("snap.microk8s.daemon-kubelite")


def in_microk8s_journal(said):
    return ended(SNAPS, said)


CARRIED = {
    "k3s": in_k3s,
    "rke2": in_rke2,
    "k0s": in_k0s,
    "microk8s": in_microk8s,
    "microk8s-journal": in_microk8s_journal,
}
OTHERS = ("kubelet", "k3s", "rke2-server", "k0scontroller", "snap.microk8s.daemon-kubelite", "etcd", "kube-apiserver")
FULL, DOUBLE, LOCKED = CONTAINERD["meta-full"][0], CONTAINERD["toml-keys"][0], fatal(CRIO["full"][0])
WATCHES = fatal(CRIO["watch"][0])
BROKEN = "Dependency failed for {u}.", "{u}.service: Job {u}.service/start failed with result 'dependency'."


def one_that_needs(unit):
    """A runtime that was not started, for what it needs has failed."""
    return ended(unit, systemd=BROKEN).unit(unit, "inactive", "dead", 0, Result="success")


def chain(said):
    """Docker and its shim fail for the containerd below them."""
    node = (
        in_its_unit("containerd", said)
        .unit("docker", "failed", "failed", 3)
        .unit("cri-docker", "activating", "auto-restart", 9)
    )
    node.journal("docker", DOCKER["containerd-dial"][0], ago=seconds(5), by="dockerd")
    return node.journal("cri-docker", SHIM["docker-down"][0], ago=seconds(4), by="cri-dockerd")


def over(unit, said):
    """It has come up since."""
    node = Node().unit("kubelet").unit(unit, ActiveEnterTimestamp=(Node().at - seconds(120)).isoformat())
    node.journal(unit, *said.splitlines(), ago=seconds(200)).journal(
        unit, "Started it.", ago=seconds(120), by="systemd"
    )
    return node.static_pod(A).runs(A)


def left_behind(unit, said, *, kubelet="", runs=True):
    """Another runtime runs, and so does what it has started."""
    node = Node().unit("containerd" if unit == "crio" else "crio").unit(unit, "failed", "failed", 5, Result="exit-code")
    node.journal(unit, *said.splitlines(), ago=seconds(30))
    node = node.kubelet_loops(kubelet) if kubelet else node.unit("kubelet")
    if not runs:
        return node
    for program in (A, E, S):
        node.static_pod(program).runs(program)
        node.statuses[program] = {"state": {"running": {"startedAt": "2024-03-09T10:30:00Z"}}, "restartCount": 0}
    return node


def step(unit, name, why):
    line = f"{unit}.service: Failed at step {name} spawning /usr/bin/{unit}: {why}"
    return (
        Node()
        .unit(unit, "activating", "auto-restart", 9, Result="exit-code", ExecMainStatus=1)
        .journal(unit, line, ago=seconds(5), by="systemd")
    )


RUNTIMES_WORDS = (
    *(
        narrow(f"words-{unit}-{name}-{place}", causes, PLACES[place](unit, said), UNIT)
        for unit, words in RUNTIMES.items()
        for number, (name, (said, causes)) in enumerate(words.items())
        for place in places(number, name)
    ),
    *(
        narrow(f"words-{carrier}-{name}", causes, CARRIED[carrier](said))
        for number, (name, (said, causes)) in enumerate(CONTAINERD.items())
        for carrier in places(number, name, CARRIED)
    ),
    *(
        narrow(f"words-{other}-{name}", causes, in_its_unit(other, said), UNIT)
        for other, words in (("cri-o", RUNTIMES["crio"]), ("cri-dockerd", SHIM))
        for name, (said, causes) in words.items()
        if name.startswith(MENDED)
    ),
    *(
        shows(f"words-systemd-{unit}-{name}-{place}", causes, PLACES[place](unit, "", lines, *((result, status) if place != "journal" else ())), UNIT)
        for number, (name, (result, status, lines, causes)) in enumerate(SYSTEMD.items())
        for unit, place in ((list(RUNTIMES)[number % 4], "unit"), (list(RUNTIMES)[number % 3], "journal"), (list(RUNTIMES)[number % 2], "below"))
        if name != "condition"
    ),
    *(
        shows(f"words-systemd-{OTHERS[(number + further) % len(OTHERS)]}-{name}", causes, in_its_unit(OTHERS[(number + further) % len(OTHERS)], "", SYSTEMD[name][2], *SYSTEMD[name][:2]), sure=False)
        for number, (name, causes) in enumerate(OF_OTHERS.items())
        for further in (0, 2, 5)
        if name != "exec-denied"
    ),
    # ---- what hangs on another unit ----------------------------------------------------------------------------------
    *(shows(f"words-dependency-{unit}", RU, one_that_needs(unit), UNIT) for unit in RUNTIMES),
    shows("words-dependency-and-the-kubelet-s", RU, one_that_needs("containerd").unit("kubelet", "inactive", "dead").kubelet("Dependency failed for kubelet: The Kubernetes Node Agent.", by="systemd", ago=seconds(4)), UNIT),
    shows("words-dependency-journal-alone", RU, ended("crio", systemd=BROKEN), UNIT),
    miss("words-dependency-since-started", EVERY, one_that_needs("containerd").journal("containerd", "Started containerd container runtime.", by="systemd", ago=seconds(2))),
    miss("words-dependency-of-one-left-behind", EVERY, one_that_needs("docker").unit("crio").unit("kubelet").static_pod(A).runs(A)),
    miss("words-dependency-and-containers-run", EVERY, one_that_needs("containerd").unit("kubelet").static_pod(A).runs(A)),
    narrow("words-chain-full", DF, chain(FULL), UNIT),
    shows("words-chain-configuration", (CP, RU), chain(DOUBLE), UNIT),
    # ---- near misses -------------------------------------------------------------------------------------------------
    *(
        miss(f"words-over-{unit}-{name}", EVERY, over(unit, said))
        for unit, words in RUNTIMES.items()
        for name, (said, _) in words.items()
        if name.startswith((*MENDED, "full", "meta"))
    ),
    *(
        miss(f"words-left-behind-{unit}-{name}", EVERY, left_behind(unit, said))
        for unit, words in RUNTIMES.items()
        for name, (said, _) in words.items()
        if name.startswith((*MENDED, "full", "meta", "old-full", "io", "lock"))
    ),
    *(shows(f"words-left-behind-and-swap-{name}", "kubelet_swap_on", left_behind(unit, said, kubelet=SWAP, runs=False), UNIT) for name, unit, said in (("containerd", "containerd", FULL), ("crio", "crio", LOCKED), ("crio-watches", "crio", WATCHES), ("docker", "docker", DOCKER["ro"][0]))),
    miss("words-configuration-beside-docker", CP, ended("docker", DOCKER["containerd-dial"][0], node=ended("containerd", DOUBLE))),
    miss("words-a-living-containerd-complains-of-watches", IN, Node().unit("containerd").unit("kubelet").journal("containerd", fatal("x").replace("fatal", "error").replace('"x"', '"failed to reload cni configuration: fsnotify: too many open files"'), ago=seconds(9)).static_pod(A).runs(A)),
    miss("words-cgroups-are-no-disk", (DF, FD), in_its_unit("containerd", "containerd: mkdir /sys/fs/cgroup/memory/containerd: no space left on device")),
    *(miss(f"words-step-{name.lower()}-{unit}", (DF, FD), step(unit, name, why)) for unit in ("kubelet", "etcd") for name, why in (("NAMESPACE", "No space left on device"), ("CGROUP", "No space left on device"), ("KEYRING", "Disk quota exceeded"), ("NAMESPACE", "Read-only file system"))[::2] if name != "x"),
    *(miss(f"words-step-over-{unit}", DF, step(unit, "STDOUT", "No space left on device").journal(unit, 'I0312 10:29:57.1    5115 server.go:1] "Starting"', ago=seconds(2))) for unit in ("kubelet", "etcd")),
    *(shows(f"words-step-exec-{unit}", FD, step(unit, "EXEC", "Input/output error")) for unit in ("kubelet", "etcd", "k3s")),
)  # fmt: skip
