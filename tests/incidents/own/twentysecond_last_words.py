"""The last words of kubelets and of what carries them, one incident a message: what each tells of, and `unknown` where it is nothing known.

By the sources (cmd/kubelet/app, pkg/kubelet and below, client-go, k3s' pkg, RKE2's, k0s' cmd and pkg, MicroK8s' kubelite) and as reports
quote them. Each is the plainest incident: a unit that is started again and again, and says that, and no more.
"""

from datetime import timedelta
from itertools import cycle

from incidents import saying
from incidents.builder import Node
from incidents.own.eighth_kubelet import carrier_ends
from incidents.own.ninth_carriers import info
from incidents.own.shapes import UNIT, miss, quiet, shows

# After `failed to run Kubelet: `, in the clothes of each generation in turn.
RUN = {
    "apiserver_unreachable": (
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": dial tcp 10.0.0.1:6443: connect: connection refused',
        "timed out waiting to connect to apiserver",
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": net/http: TLS handshake timeout',
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": EOF',
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": dial tcp 10.0.0.1:6443: connect: no route to host',
        'cannot create certificate signing request: Post "https://api.local:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": dial tcp: lookup api.local on 10.0.0.2:53: no such host',
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": context deadline exceeded',
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": dial tcp 10.0.0.1:6443: i/o timeout',
    ),
    "certificate_authority_mismatch": (
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": x509: certificate signed by unknown authority',
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")',
    ),
    "clock_skew": (
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": x509: certificate has expired or is not yet valid: current time 2014-03-12T10:29:50Z is before 2024-03-01T21:27:54Z',
    ),
    "cri_api_unsupported": (
        "failed to create kubelet: docker API version is older than 1.26.0",
    ),
    "disk_full": (
        "unable to generate self signed cert: write /var/lib/kubelet/pki/kubelet.crt: no space left on device",
        "failed to create kubelet: mkdir /var/lib/kubelet/pods: no space left on device",
    ),
    "feature_gate_rejected": (
        "failed to set feature gates from initial flags-based config: unrecognized feature gate: CSIMigrationvSphere",
        "cannot set feature gate GenericEphemeralVolume to false, feature is locked to true",
    ),
    "file_missing": (
        "failed to construct kubelet dependencies: unable to load client CA file /etc/kubernetes/ssl/ca.pem: open /etc/kubernetes/ssl/ca.pem: no such file or directory",
        "unable to load kubeconfig: invalid configuration: [unable to read client-cert /var/lib/kubelet/pki/kubelet-client-current.pem for default-auth due to open /var/lib/kubelet/pki/kubelet-client-current.pem: no such file or directory, unable to read client-key /var/lib/kubelet/pki/kubelet-client-current.pem for default-auth due to open /var/lib/kubelet/pki/kubelet-client-current.pem: no such file or directory]",
        "invalid kubeconfig: invalid configuration: [unable to read client-cert /var/lib/kubelet/pki/kubelet-client-current.pem for default-auth due to open /var/lib/kubelet/pki/kubelet-client-current.pem: no such file or directory, unable to read client-key /var/lib/kubelet/pki/kubelet-client-current.pem for default-auth due to open /var/lib/kubelet/pki/kubelet-client-current.pem: no such file or directory]",
        "invalid kubeconfig: stat /var/lib/kubelet/kubeconfig: no such file or directory",
        "unable to load kubeconfig: stat /var/lib/kubelet/kubeconfig: no such file or directory",
        'could not init cloud provider "vsphere": open /etc/kubernetes/vsphere.conf: no such file or directory',
        "failed to create kubelet: open /run/systemd/resolve/resolv.conf: no such file or directory",
    ),
    "filesystem_damaged": (
        "unable to generate self signed cert: mkdir /var/lib/kubelet/pki: read-only file system",
        "failed to create kubelet: failed to initialize checkpoint manager: mkdir /var/lib/kubelet/device-plugins/: input/output error",
    ),
    "inotify_limit": (
        "inotify_init: too many open files",
        "failed to create fsnotify watcher: too many open files",
        "unable to create watcher for lockfile: too many open files",
    ),
    "invalid_flag_value": (
        "failed to create kubelet: trying to use docker runtime when Kubelet was compiled without docker support",
        'failed to create kubelet: unsupported CRI runtime: "containerd"',
        'unknown cloud provider "foo"',
        'bad --node-ip "10.0.0.300"; must contain either a single IP or a dual-stack pair of IPs',
        "Unknown authorization mode Foo",
        "failed to validate kubelet flags: invalid node labels: 'a_b/' - name part must be non-empty",
    ),
    "kubelet_cgroup_driver_mismatch": (
        'failed to create kubelet: misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"',
    ),
    "kubelet_cgroup_unsupported": (
        'invalid configuration: cgroup-root ["kubepods"] doesn\'t exist',
        "failed to get mounted cgroup subsystems: failed to find cgroup mounts",
        "failed to get mounted cgroup subsystems: mountpoint for cgroup not found",
        "failed to create kubelet: failed to initialize top level QOS containers: mkdir /sys/fs/cgroup/cpu/kubepods: read-only file system",
        "kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release",
        "kubelet is configured to not run on a host using cgroup v1",
        "failed to create kubelet: failed to initialize top level QOS containers: failed to update top level Burstable QOS cgroup : failed to set supported cgroup subsystems for cgroup [kubepods burstable]: failed to find subsystem mount for required subsystem: pids",
        'failed to create kubelet: failed to initialize top level QOS containers: failed to update top level Burstable QOS cgroup : failed to set supported cgroup subsystems for cgroup [kubepods burstable]: failed to set config for supported subsystems : failed to write "4611686018427387904" to "/sys/fs/cgroup/hugetlb/kubepods.slice/kubepods-burstable.slice/hugetlb.64kB.limit_in_bytes": open /sys/fs/cgroup/hugetlb/kubepods.slice/kubepods-burstable.slice/hugetlb.64kB.limit_in_bytes: no such file or directory',
        "mountpoint for cpuset not found",
    ),
    "kubelet_config_invalid": (
        'Invalid cpuset "0-" specified by --reserved-cpus',
        'unable to parse reserved-cpus list: strconv.Atoi: parsing "x": invalid syntax',
        "reserved-cpus: 0-3 is not a subset of online-cpus: 0-1",
        "--kube-reserved value failed to parse: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "invalid configuration: cgroups-per-qos was specified and cgroup-root was not specified. To enable the QoS cgroup hierarchy you need to specify a valid cgroup-root",
        "failed to create kubelet: failed to initialize container log manager: invalid MaxFiles 1, must be > 1",
        "failed to create kubelet: failed to initialize container log manager: invalid container log max files 1, must be > 1",
        'failed to create kubelet: failed to initialize container log manager: failed to parse container log max size "10x": quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\'',
        "failed to create kubelet: failed to initialize container log manager: invalid negative max log size -1",
        "failed to create kubelet: iptables-masquerade-bit is not valid. Must be within [0, 31]",
        "failed to create kubelet: iptables-drop-bit is not valid. Must be within [0, 31]",
        "failed to create kubelet: iptables-masquerade-bit and iptables-drop-bit must be different",
        "failed to create kubelet: invalid sync frequency 0",
        "failed to create kubelet: failed to initialize image manager: invalid HighThresholdPercent 120, must be in range [0-100]",
        "failed to create kubelet: failed to initialize image manager: LowThresholdPercent 90 can not be higher than HighThresholdPercent 85",
        'unable to load bootstrap kubeconfig: error loading config file "/etc/kubernetes/bootstrap-kubelet.conf": yaml: line 4: mapping values are not allowed in this context',
        'invalid kubeconfig: invalid configuration: no server found for cluster "local"',
        "invalid kubeconfig: invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable",
        'unable to load kubeconfig: error loading config file "/etc/kubernetes/kubelet.conf": yaml: line 12: could not find expected \':\'',
        'invalid kubeconfig: error loading config file "/etc/kubernetes/kubelet.conf": illegal base64 data at input byte 3',
        "swap feature is enabled and LimitedSwap but it is only supported with cgroupv2",
        'failed to initialize memory manager: the total amount "512Mi" of type "memory" is not equal to the value "612Mi" determined by Node Allocatable feature',
        "invalid eviction threshold syntax memory.available100Mi, expected <signal><operator><value>",
        "failed to create kubelet: eviction: unsupported eviction signal memory.free",
        "failed to create kubelet: invalid eviction grace period specified: -10s, must be a positive value",
        "failed to create kubelet: negative eviction minimum reclaim specified for memory.available",
        "failed to create kubelet: eviction percentage minimum reclaim memory.available must be positive: 0%",
        "invalid taint: {node-role kubernetes.io/master NoSched <nil>}",
        'invalid kubeconfig: invalid configuration: [user "default-auth" was not found for context "default", cluster has no server defined]',
        "unable to load bootstrap kubeconfig: invalid configuration: context was not found for specified context: tls-bootstrap",
        "failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode: yaml: line 28: did not find expected key",
        "the SeccompDefault feature gate must be enabled in order to use the SeccompDefault configuration",
    ),
    "kubelet_swap_on": (
        "Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename Type Size Used Priority /dev/sda5 partition 998396 0 -1]",
    ),
    "proxy_environment": (
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused',
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": Proxy Authentication Required',
    ),
    "runtime_endpoint_wrong": (
        'failed to create kubelet: endpoint is not supported: protocol "http" not supported',
        'parse endpoint "foo://run/containerd.sock": protocol "foo" not supported',
        'unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /var/run/dockershim.sock: connect: no such file or directory"',
        'unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix: missing address"',
        'validate service connection: validate CRI v1 runtime API for endpoint "unix:///var/run/docker.sock": rpc error: code = Unavailable desc = connection error: desc = "error reading server preface: http2: frame too large"',
        'validate service connection: validate CRI v1 runtime API for endpoint "unix:///var/run/docker.sock": rpc error: code = Unavailable desc = connection error: desc = "error reading server preface: http2: failed reading the frame payload: http2: frame too large, note that the frame header looked like an HTTP/1.1 header"',
        'validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd: connect: connection refused"',
    ),
    "runtime_unavailable": (
        'failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: no such file or directory"',
        'failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /run/crio/crio.sock: connect: connection refused"',
        "failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unknown desc = failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
        "failed to create kubelet: get remote runtime typed version failed: rpc error: code = DeadlineExceeded desc = context deadline exceeded",
        'validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"',
        'validate service connection: validate CRI v1 image API for endpoint "unix:///run/crio/crio.sock": rpc error: code = DeadlineExceeded desc = context deadline exceeded',
        'validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unknown desc = server is not initialized yet',
        'get runtime config: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /var/run/crio/crio.sock: connect: no such file or directory"',
        "failed to create kubelet: failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
        "failed to create kubelet: failed to get docker version: operation timeout: context deadline exceeded",
        "failed to create kubelet: failed to get docker version: error during connect: Get http://%2Fvar%2Frun%2Fdocker.sock/v1.24/version: dial unix /var/run/docker.sock: connect: no such file or directory",
        'validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "error reading server preface: EOF"',
        'validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "error reading server preface: read unix @->/run/containerd/containerd.sock: read: connection reset by peer"',
    ),
    "serving_certificate_expired": (
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:50Z is after 2024-03-01T21:27:54Z',
    ),
    "unknown": (
        "unable to load client CA file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory",
        "unable to load client CA file /etc/kubernetes/pki/ca.crt: data does not contain any valid RSA or ECDSA certificates",
        'unable to acquire file lock on "/var/run/lock/kubelet.lock": no such file or directory',
        'failed to get rootfs info: failed to get device for dir "/var/lib/kubelet": could not find device with major: 0, minor: 44 in cached partitions map',
        'failed to get rootfs info: cannot find filesystem info for device "rpool/ROOT/ubuntu"',
        "failed to create kubelet: no serving certificate available for the kubelet",
        'failed to create kubelet: failed to initialize certificate manager: failed to initialize server certificate store: could not convert data from "/var/lib/kubelet/pki/kubelet-server-current.pem" into cert/key pair: tls: failed to find any PEM data in certificate input',
        'failed to initialize client certificate store: could not convert data from "/var/lib/kubelet/pki/kubelet-client-current.pem" into cert/key pair: tls: private key does not match public key',
        'unable to generate self signed cert: failed to generate the cert: x509: cannot parse dnsName "node_1"',
        "unable to generate self signed cert: open /var/lib/kubelet/pki/kubelet.crt: permission denied",
        "failed to create kubelet: could not load cert/key pair: tls: private key does not match public key",
        'validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: permission denied"',
        'failed to create kubelet: didn\'t find compatible CNI plugin with given settings {HairpinMode:hairpin-veth NonMasqueradeCIDR:10.0.0.0/8 PluginName:foo PluginBinDirString:/opt/cni/bin}: network plugin "foo" not found',
        "could not get hostname: empty hostname is invalid",
        'could not init cloud provider "aws": error finding instance i-0123456789: "error listing AWS instances: \\"RequestError: send request failed\\""',
        "failed to get instances from cloud provider",
        "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
        "cannot create certificate signing request: Post https://10.0.0.1:6443/apis/certificates.k8s.io/v1beta1/certificatesigningrequests: x509: certificate is valid for 10.96.0.1, 10.0.0.9, not 10.0.0.1",
        "cannot create certificate signing request: Unauthorized",
        'cannot create certificate signing request: certificatesigningrequests.certificates.k8s.io is forbidden: User "system:anonymous" cannot create resource "certificatesigningrequests" in API group "certificates.k8s.io" at the cluster scope',
        "cannot create certificate signing request: the server could not find the requested resource",
        'invalid kubeconfig: error loading config file "/etc/kubernetes/kubelet.conf": open /etc/kubernetes/kubelet.conf: permission denied',
        "unable to build bootstrap cert store",
        "unsupported on machines with more than 8 NUMA Nodes",
        "create health checker: configure watchdog timeout too short",
        "failed to get machine info: unable to read /etc/machine-id",
        "open /etc/kubernetes/kubelet.conf: too many open files",
        "failed to create kubelet: bad socketPath, must be an absolute path: ",
        "failed to initialize checkpoint manager: mkdir /var/lib/kubelet/device-plugins: file exists",
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": x509: cannot validate certificate for 10.0.0.1 because it doesn\'t contain any IP SANs',
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": http: server gave HTTP response to HTTPS client',
        'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": remote error: tls: bad certificate',
        "cannot create certificate signing request: Internal error occurred: etcdserver: request timed out",
        'validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/x.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/x.sock: connect: protocol wrong type for socket"',
        "failed to create kubelet: rpc error: code = ResourceExhausted desc = grpc: trying to send message larger than max (8389377 vs. 8388608)",
        'could not detect clock speed from output: "processor: 0"',
        'failed to create kubelet: Network plugin "kubenet" not found.',
        "unable to load kubeconfig: unable to load client certificate: tls: failed to find any PEM data in certificate input",
        "unable to load bootstrap kubeconfig: invalid configuration: unable to read certificate-authority /etc/kubernetes/pki/ca.crt for kubernetes due to open /etc/kubernetes/pki/ca.crt: permission denied",
        "failed to create kubelet: Failed to get machine id",
        'failed to get rootfs info: failed to get mount point for device "/dev/sda1": no partition info for device "/dev/sda1"',
        "failed to get rootfs info: unable to find data in memory cache",
        'failed to create kubelet: parse "foo://": invalid URI',
    ),
}  # fmt: skip

# A line of its own.
LINES = {
    "command_not_found": (
        "/usr/bin/kubelet: error while loading shared libraries: libseccomp.so.2: cannot open shared object file: No such file or directory",
        "/usr/bin/kubelet: /lib64/libc.so.6: version `GLIBC_2.34' not found (required by /usr/bin/kubelet)",
        "/bin/bash: line 1: /opt/bin/kubelet: No such file or directory",
        "/opt/start.sh: line 3: /opt/bin/kubelet: cannot execute binary file: Exec format error",
    ),
    "component_config_invalid": (
        'E0312 10:29:55.900100    5115 kuberuntime_manager.go:276] "Failed to register CRI auth plugins" err="error decoding config /etc/kubernetes/credential.yaml: no kind \\"CredentialProviderConfig\\" is registered for version \\"kubelet.config.k8s.io/v1alpha1\\" in scheme \\"pkg/credentialprovider/plugin/plugin.go:67\\""',
        'E0312 10:29:55.900100    5115 kuberuntime_manager.go:276] "Failed to register CRI auth plugins" err="failed to validate credential provider config: providers.defaultCacheDuration: Required value: defaultCacheDuration is required"',
    ),
    "cri_api_unsupported": (
        "error: failed to run Kubelet: failed to create kubelet: docker API version is older than 1.24",
        "error: failed to run Kubelet: failed to create kubelet: failed to get docker version: Error response from daemon: client is newer than server (client API version: 1.24, server API version: 1.22)",
        "F0312 10:29:55.900100    5115 server.go:274] failed to run Kubelet: failed to get docker version: Error response from daemon: client version 1.38 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version",
    ),
    "disk_full": (
        'E0312 10:29:55.900100    5115 kubelet.go:1387] "Failed to initialize internal modules" err="failed to create directory \\"/var/log/containers\\": mkdir /var/log/containers: no space left on device"',
        "F0312 10:29:55.900100    5115 server.go:188] Failed to create listener for podResources endpoint: listen unix /var/lib/kubelet/pod-resources/123: bind: no space left on device",
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="failed to create device plugin directory: mkdir /var/lib/kubelet/device-plugins: no space left on device"',
    ),
    "feature_gate_rejected": (
        'E0312 10:29:55.900100    5115 server.go:205] "Failed to set feature gates from initial flags-based config" err="unrecognized feature gate: DynamicKubeletConfig"',
        'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="failed to set feature gates from initial flags-based config: unrecognized feature gate: ExpandCSIVolumes"',
    ),
    "file_missing": (
        "F0312 10:29:55.900100    5115 server.go:162] open /etc/kubernetes/ssl/kubelet.crt: no such file or directory",
        "F0312 10:29:55.900100    5115 kuberuntime_manager.go:237] Failed to register CRI auth plugins: plugin binary directory /opt/kubelet/bin did not exist",
        'E0312 10:29:55.900100    5115 kuberuntime_manager.go:276] "Failed to register CRI auth plugins" err="plugin binary executable /opt/kubelet/bin/ecr-credential-provider did not exist"',
        'E0312 10:29:55.900100    5115 kuberuntime_manager.go:276] "Failed to register CRI auth plugins" err="unable to access path \\"/etc/kubernetes/credential.yaml\\": stat /etc/kubernetes/credential.yaml: no such file or directory"',
        'F0312 10:29:55.900100    5115 plugins.go:128] Couldn\'t open cloud provider configuration /etc/kubernetes/cloud-config: &os.PathError{Op:"open", Path:"/etc/kubernetes/cloud-config", Err:0x2}',
        "error: failed to run Kubelet: invalid kubeconfig: stat /etc/kubernetes/node-kubeconfig: no such file or directory",
    ),
    "filesystem_damaged": (
        'E0312 10:29:55.900100    5115 kubelet.go:1387] "Failed to initialize internal modules" err="error creating root directory: mkdir /var/lib/kubelet: read-only file system"',
        "F0312 10:29:55.900100    5115 kubelet.go:1321] Failed to initialize internal modules: error creating pods directory: mkdir /var/lib/kubelet/pods: input/output error",
    ),
    "image_unavailable": (
        "docker: Error response from daemon: manifest for k8s.gcr.io/hyperkube:v1.20.0 not found.",
    ),
    "inotify_limit": (
        "F0312 10:29:55.900100    5115 kubelet.go:1384] Failed to start cAdvisor inotify_init: too many open files",
        'E0312 10:29:55.900100    5115 kubelet.go:1423] "Failed to start cAdvisor" err="inotify_init: too many open files"',
        "F0312 10:29:55.900100    5115 kubelet.go:1384] Failed to start cAdvisor inotify_add_watch /sys/fs/cgroup/cpuacct,cpu: no space left on device",
    ),
    "invalid_flag_value": (
        'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="failed to parse kubelet flag: invalid argument \\"RotateKubeletServerCertificate\\" for \\"--feature-gates\\" flag: missing bool value for RotateKubeletServerCertificate"',
        'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="failed to parse kubelet flag: invalid argument \\"abc\\" for \\"--max-pods\\" flag: strconv.ParseInt: parsing \\"abc\\": invalid syntax"',
        'F0312 10:29:55.900100    5115 server.go:156] invalid argument "10" for "--node-status-update-frequency" flag: time: missing unit in duration 10',
        "F0312 10:29:55.900100    5115 server.go:187] the DynamicKubeletConfig feature gate must be enabled in order to use the --dynamic-config-dir flag",
        "F0312 10:29:55.900100    5115 server.go:187] unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [node-role.kubernetes.io/worker]",
        'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="failed to validate kubelet flags: unknown \'kubernetes.io\' or \'k8s.io\' labels specified with --node-labels: [node-role.kubernetes.io/worker]\\n--node-labels in the \'kubernetes.io\' namespace must begin with an allowed prefix (kubelet.kubernetes.io, node.kubernetes.io) or be in the specifically allowed set (beta.kubernetes.io/arch)"',
    ),
    "kubelet_cgroup_driver_mismatch": (
        'error: failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
    ),
    "kubelet_cgroup_unsupported": (
        "F0312 10:29:55.900100    5115 kubelet.go:1350] Failed to start ContainerManager system validation failed - Following Cgroup subsystem not mounted: [memory]",
        "F0312 10:29:55.900100    5115 kubelet.go:1350] Failed to start ContainerManager failed to initialize top level QOS containers: root container [kubepods] doesn't exist",
        'F0312 10:29:55.900100    5115 kubelet.go:1350] Failed to start ContainerManager Failed to enforce System Reserved Cgroup Limits on "/system.slice": ["system.slice"] cgroup does not exist',
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="Failed to enforce Kube Reserved Cgroup Limits on \\"/podruntime.slice\\": [\\"podruntime.slice\\"] cgroup does not exist"',
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="Failed to enforce Kube Reserved Cgroup Limits on \\"/kubelet.slice\\": cgroup [\\"kubelet\\"] has some missing paths: /sys/fs/cgroup/hugetlb/kubelet.slice, /sys/fs/cgroup/pids/kubelet.slice"',
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: error validating root container [kubepods] : cgroup [\\"kubepods\\"] has some missing controllers: cpu, cpuset"',
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: failed to create top level Burstable QOS cgroup : dial unix /var/run/dbus/system_bus_socket: connect: no such file or directory"',
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: root container [kubepods] doesn\'t exist"',
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: unable to create top level QOS cgroup: Unit kubepods.slice has a bad unit file setting"',
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: failed to create top level BestEffort QOS cgroup : openat2 /sys/fs/cgroup/kubepods/besteffort/cpu.weight: no such file or directory"',
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: root container [kubelet kubepods] doesn\'t exist"',
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: failed to enable controllers on \\"/sys/fs/cgroup/kubepods\\": write /sys/fs/cgroup/kubepods/cgroup.subtree_control: no such file or directory"',
        "F0312 10:29:55.900100    5115 kubelet.go:1350] Failed to start ContainerManager failed to initialize top level QOS containers: failed to update top level Burstable QOS cgroup : failed to set supported cgroup subsystems for cgroup [kubepods burstable]: failed to set config for supported subsystems : failed to write 100000 to cpu.cfs_period_us: write /sys/fs/cgroup/cpu,cpuacct/kubepods.slice/cpu.cfs_period_us: invalid argument",
    ),
    "kubelet_client_certificate_expired": (
        "F0312 10:29:55.900100    5115 transport.go:117] The currently active client certificate has expired and the server is responsive, exiting.",
        'E0312 10:29:55.900100    5115 transport.go:123] "The currently active client certificate has expired and the server is responsive, exiting."',
    ),
    "kubelet_config_invalid": (
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="Failed to enforce System Reserved Cgroup Limits on \\"/system.slice\\": [\\"system.slice\\"] cgroup is not config properly"',
        'F0312 10:29:55.900100    5115 kubelet.go:1350] Failed to start ContainerManager system container cannot be root ("/")',
        'F0312 10:29:55.900100    5115 server.go:198] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error kubelet config file "/var/lib/kubelet/config.yaml" was empty',
        'F0312 10:29:55.900100    5115 server.go:198] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode: no kind "KubeletConfiguration" is registered for version "kubelet.config.k8s.io/v1alpha1" in scheme "k8s.io/kubernetes/pkg/kubelet/apis/config/scheme/scheme.go:31"',
        'E0312 10:29:55.900100    5115 server.go:194] "Failed to load kubelet config file" err="failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode: json: cannot unmarshal bool into Go struct field KubeletConfiguration.failSwapOn of type string" path="/var/lib/kubelet/config.yaml"',
        'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="failed to validate kubelet configuration, error: invalid configuration: imageGCHighThresholdPercent (--image-gc-high-threshold) 85 must be less than..., path: &TypeMeta{Kind:,APIVersion:,}"',
        'E0312 10:29:55.900100    5115 server.go:217] "Failed to validate kubelet configuration" err="invalid configuration: readOnlyPort (--read-only-port) 100000 must be between 0 and 65535, inclusive" path="&TypeMeta{Kind:,APIVersion:,}"',
        "F0312 10:29:55.900100    5115 server.go:208] invalid configuration: KubeletConfiguration.imageGCLowThresholdPercent: ImageGCLowThresholdPercent (--image-gc-low-threshold) 90 must be less than 85",
        'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="failed to run Kubelet: failed to create kubelet: the sysctls \\"vm.swappiness\\" are not known to be namespaced"',
        'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="failed to construct kubelet dependencies: Cipher suite TLS_FOO not supported or doesn\'t exist"',
    ),
    "kubelet_kernel_defaults": (
        "F0312 10:29:55.900100    5115 kubelet.go:1350] Failed to start ContainerManager [invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0, invalid kernel flag: kernel/panic, expected value: 10, actual value: 0]",
    ),
    "kubelet_swap_on": (
        'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"',
        "Error: failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false",
        "F0312 10:29:55.900100    5115 server.go:273] failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename\t\t\t\tType\t\tSize\tUsed\tPriority /dev/dm-1 partition\t1048572\t1988\t-1]",
        "error: failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false.",
    ),
    "kubelet_unknown_flag": (
        'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --container-runtime"',
        'E0312 10:29:55.900100    5115 server.go:158] "Failed to parse kubelet flag" err="unknown flag: --pod-infra-container-image"',
        "F0312 10:29:55.900100    5115 server.go:156] unknown flag: --cadvisor-port",
        "F0312 10:29:55.900100    5115 server.go:156] unknown shorthand flag: 'f' in -foo",
        "Error: unknown flag: --network-plugin",
        "unknown flag: --register-schedulable",
        "Error: failed to parse kubelet flag: unknown flag: --cni-bin-dir",
    ),
    "node_address_missing": (
        "F0312 10:29:55.900100    5115 server.go:162] listen tcp 10.0.0.40:10250: bind: cannot assign requested address",
        'E0312 10:29:55.900100    5115 server.go:186] "Failed to listen and serve" err="listen tcp 10.0.0.40:10250: bind: cannot assign requested address"',
        "F0312 10:29:55.900100    5115 docker_service.go:414] Streaming server stopped unexpectedly: listen tcp [::1]:0: bind: cannot assign requested address",
    ),
    "port_in_use": (
        "F0312 10:29:55.900100    5115 server.go:162] listen tcp 0.0.0.0:10250: bind: address already in use",
        'E0312 10:29:55.900100    5115 server.go:186] "Failed to listen and serve" err="listen tcp 0.0.0.0:10250: bind: address already in use"',
        "F0312 10:29:55.900100    5115 server.go:178] listen tcp 0.0.0.0:10255: bind: address already in use",
    ),
    "runtime_endpoint_wrong": (
        'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="failed to validate kubelet configuration, error: the containerRuntimeEndpoint was not specified or empty, use --container-runtime-endpoint to set, path: &TypeMeta{Kind:,APIVersion:,}"',
    ),
    "runtime_unavailable": (
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="failed to build map of initial containers from runtime: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused\\""',
        "docker: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?.",
    ),
    "unknown": (
        'F0312 10:29:55.900100    5115 kubelet.go:1345] Kubelet failed to get node info: failed to get node info: node "master-1" not found',
        "F0312 10:29:55.900100    5115 kubelet.go:1321] Failed to initialize internal modules: failed to start OOM watcher open /dev/kmsg: no such file or directory",
        'E0312 10:29:55.900100    5115 kubelet.go:1431] "Failed to start OOM watcher" err="open /dev/kmsg: operation not permitted"',
        "F0312 10:29:55.900100    5115 kubelet.go:1321] Failed to initialize internal modules: error creating pods directory: mkdir /var/lib/kubelet/pods: not a directory",
        "F0312 10:29:55.900100    5115 kubelet.go:1350] Failed to start ContainerManager [open /proc/sys/vm/overcommit_memory: permission denied, open /proc/sys/kernel/panic: permission denied]",
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="[open /proc/sys/kernel/panic: read-only file system, open /proc/sys/kernel/panic_on_oops: read-only file system]"',
        "F0312 10:29:55.900100    5115 kubelet.go:1350] Failed to start ContainerManager failed to build map of initial containers from runtime: no PodsandBox found with Id '0123456789ab'",
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="failed to get rootfs info: failed to get mount point for device \\"/dev/mapper/vg-root\\": no partition info for device \\"/dev/mapper/vg-root\\""',
        "F0312 10:29:55.900100    5115 server.go:162] tls: private key does not match public key",
        'E0312 10:29:55.900100    5115 server.go:186] "Failed to listen and serve" err="tls: failed to find any PEM data in certificate input"',
        "F0312 10:29:55.900100    5115 server.go:188] Failed to create listener for podResources endpoint: listen unix /var/lib/kubelet/pod-resources/kubelet.sock123: bind: invalid argument",
        'E0312 10:29:55.900100    5115 kuberuntime_manager.go:276] "Failed to register CRI auth plugins" err="error inspecting binary directory /opt/bin: stat /opt/bin: permission denied"',
        "F0312 10:29:55.900100    5115 client.go:92] Couldn't connect to docker: unable to parse docker host `foo`",
        "F0312 10:29:55.900100    5115 docker_service.go:414] Streaming server stopped unexpectedly: listen tcp: lookup localhost on 10.0.0.2:53: no such host",
        'F0312 10:29:55.900100    5115 plugins.go:128] Couldn\'t open cloud provider configuration /etc/kubernetes/cloud-config: &fs.PathError{Op:"open", Path:"/etc/kubernetes/cloud-config", Err:0xd}',
        "F0312 10:29:55.900100    5115 transport.go:108] It has been 5m0s since a valid client cert was found and the server is responsive, exiting.",
        "F0312 10:29:55.900100    5115 csi_plugin.go:295] Failed to initialize CSINode after retrying: the server could not find the requested resource",
        "F0312 10:29:55.900100    5115 server.go:163] unknown command: cgroup-driver=systemd",
        'E0312 10:29:55.900100    5115 server.go:172] "Unknown command" command="$KUBELET_EXTRA_ARGS"',
        'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="unknown command \\"\\\\u2013fail-swap-on=false\\""',
        'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/config.yaml: no such file or directory"',
        "F0312 10:29:55.900100    5115 server.go:269] failed to run Kubelet: runonce failed: no pod manifest update after 1s",
        "panic: runtime error: invalid memory address or nil pointer dereference",
        "panic: unable to parse quantity's suffix",
        "panic: cannot statfs cgroup root",
        "/opt/start.sh: line 3: /opt/bin/kubelet: Permission denied",
        "SIGILL: illegal instruction",
        "run: no such image: quay.io/coreos/hyperkube:v1.9.0",
        "Flag --cgroup-driver has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag.",
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="failed to build map of initial containers from runtime: rpc error: code = ResourceExhausted desc = grpc: received message larger than max (16780000 vs. 16777216)"',
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="start cpu manager error: could not restore state from checkpoint: checkpoint is corrupted, please drain this node and delete the CPU manager checkpoint file \\"/var/lib/kubelet/cpu_manager_state\\" before restarting Kubelet"',
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="start memory manager error: the machine state of the memory manager is not up to date"',
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="listen unix /var/lib/kubelet/device-plugins/kubelet.sock: bind: address already in use"',
        'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: failed to create top level Burstable QOS cgroup : Timeout waiting for systemd to create kubepods-burstable.slice"',
        'E0312 10:29:55.900100    5115 kubelet.go:1431] "Failed to start OOM watcher" err="open /dev/kmsg: no such file or directory"',
        "panic: runtime error: index out of range [0] with length 0",
        "panic: /usr/bin/kubelet flag redefined: log_dir",
    ),
}  # fmt: skip

# Of the carriers whose words are logrus'.
CARRIERS = {
    "admission_webhook_deadlock": (
        ("k3s", 'failed to start controllers: failed to register CRDs: Internal error occurred: failed calling webhook "rancher.cattle.io": failed to call webhook: Post "https://rancher-webhook.cattle-system.svc:443/v1/webhook/mutation": dial tcp 10.43.0.9:443: connect: connection refused'),
    ),
    "apiserver_unreachable": (
        ("k3s", 'starting kubernetes: preparing server: failed to get CA certs: Get "https://10.0.0.1:6443/cacerts": dial tcp 10.0.0.1:6443: connect: connection refused'),
        ("rke2-server", 'starting kubernetes: preparing server: failed to get CA certs: Get "https://rke.local:9345/cacerts": dial tcp: lookup rke.local on 127.0.0.53:53: no such host'),
        ("k3s", 'starting kubernetes: preparing server: Get "https://10.0.0.1:6443/v1-k3s/server-bootstrap": dial tcp 10.0.0.1:6443: connect: connection refused'),
        ("rke2-server", "starting kubernetes: preparing server: https://10.0.0.1:9345/v1-rke2/server-bootstrap: 500 Internal Server Error"),
        ("k3s", 'starting kubernetes: preparing server: failed to get CA certs: Get "https://10.0.0.1:6443/cacerts": EOF'),
        ("rke2-server", 'starting kubernetes: preparing server: failed to get CA certs: Get "https://10.0.0.1:9345/cacerts": context deadline exceeded (Client.Timeout exceeded while awaiting headers)'),
        ("k3s", "starting kubernetes: preparing server: failed to get CA certs: https://10.0.0.1:6443/cacerts: 503 Service Unavailable"),
        ("k3s", "kubelet exited: failed to run Kubelet: timed out waiting to connect to apiserver"),
    ),
    "audit_policy_invalid": (
        ("k3s", 'apiserver exited: loading audit policy file: failed decoding file "/etc/rancher/k3s/audit.yaml": no kind "Policy" is registered for version "audit.k8s.io/v1beta1" in scheme "k8s.io/apiserver/pkg/audit/scheme.go:30"'),
    ),
    "authentication_config_invalid": (
        ("k3s", "apiserver exited: oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set"),
        ("k3s", "apiserver exited: jwt[0].issuer.url: Required value: URL is required"),
    ),
    "clock_skew": (
        ("k3s", "server time isn't set properly: 1970-01-01 00:00:12"),
    ),
    "command_not_found": (
        ("k3s", 'unable to initialize network policy controller: failed to initialize iptables executor due to exec: "iptables": executable file not found in $PATH'),
        ("k3s", "exec /var/lib/rancher/k3s/data/abc/bin/k3s failed: exec format error"),
        ("k3s", 'failed to find host-local: exec: "host-local": executable file not found in $PATH'),
    ),
    "component_config_invalid": (
        ("k3s", 'apiserver exited: failed to initialize admission: couldn\'t init admission plugin "PodSecurity": no kind "PodSecurityConfiguration" is registered for version "pod-security.admission.config.k8s.io/v1alpha1" in scheme "x"'),
        ("k3s", 'scheduler exited: no kind "KubeSchedulerConfiguration" is registered for version "kubescheduler.config.k8s.io/v1beta2" in scheme "k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:30"'),
        ("k3s", "yaml: line 3: mapping values are not allowed in this context"),
        ("k3s", 'scheduler exited: strict decoding error: unknown field "profiles[0].plugin"'),
    ),
    "disk_full": (
        ("k3s", "starting kubernetes: preparing server: creating storage endpoint: building kine: database or disk is full"),
        ("k3s", "extracting data: write /var/lib/rancher/k3s/data/.tmp: no space left on device"),
        ("rke2-server", "open /var/lib/rancher/rke2/agent/pod-manifests/etcd.yaml: no space left on device"),
        ("rke2-server", "failed to extract runtime image: write /var/lib/rancher/rke2/data/v1/bin/containerd: no space left on device"),
    ),
    "encryption_config_invalid": (
        ("k3s", 'apiserver exited: error while parsing file: error while parsing encryption provider configuration file "/var/lib/rancher/k3s/server/cred/encryption-config.json": error while parsing encryption provider config: unexpected end of JSON input'),
    ),
    "etcd_data_corrupt": (
        ("k3s", "starting kubernetes: preparing server: start managed database: wal: crc mismatch"),
        ("k3s", "etcd panic: freepages: failed to get all reachable pages (page 3: multiple references)"),
        ("k3s", "starting kubernetes: preparing server: start managed database: recovering backend from snapshot error: failed to find database snapshot file (snap: snapshot file doesn't exist)"),
    ),
    "etcd_membership_mismatch": (
        ("k3s", "ETCD join failed: duplicate node name found, please use a unique name for this node"),
        ("k3s", "Failed to test data store connection: this server is a not a member of the etcd cluster. Found [a-1=https://10.0.0.1:2380], expect: a-2=https://10.0.0.2:2380"),
        ("k3s", 'starting kubernetes: preparing server: start managed database: error validating peerURLs {"ClusterID":"1"}: member count is unequal'),
        ("k3s", "member has been permanently removed from the cluster"),
    ),
    "etcd_nospace_alarm": (
        ("k3s", "failed to reconcile with temporary etcd: etcdserver: mvcc: database space exceeded"),
    ),
    "etcd_unreachable": (
        ("k3s", "starting kubernetes: preparing server: start managed database: joining etcd cluster: etcdclient: no available endpoints"),
        ("k3s", "apiserver exited: context deadline exceeded"),
        ("k3s", 'apiserver exited: problem initializing API group "": context deadline exceeded'),
    ),
    "feature_gate_rejected": (
        ("k3s", "kubelet exited: failed to set feature gates from initial flags-based config: unrecognized feature gate: Foo"),
        ("k3s", "apiserver exited: unrecognized feature gate: LegacyServiceAccountTokenNoAutoGeneration"),
        ("k3s", 'apiserver exited: invalid argument "RemoveSelfLink=false" for "--feature-gates" flag: unrecognized feature gate: RemoveSelfLink'),
    ),
    "file_missing": (
        ("k3s", 'apiserver exited: loading audit policy file: failed to read file path "/etc/rancher/k3s/audit.yaml": open /etc/rancher/k3s/audit.yaml: no such file or directory'),
        ("k3s", "scheduler exited: open /etc/rancher/k3s/sched.yaml: no such file or directory"),
        ("k3s", "etcd: snapshot path does not exist: /var/lib/rancher/k3s/server/db/snapshots/a"),
        ("k3s", "apiserver exited: failed to initialize egress selector: open /var/lib/rancher/k3s/server/etc/egress-selector-config.yaml: no such file or directory"),
        ("k3s", "apiserver exited: failed to initialize authorization webhook: stat /etc/rancher/k3s/authz.yaml: no such file or directory"),
        ("k3s", "controller-manager exited: open /var/lib/rancher/k3s/server/tls/service.current.key: no such file or directory"),
    ),
    "file_permission_denied": (
        ("k3s", "extracting data: permission denied"),
        ("k3s", "exec /var/lib/rancher/k3s/data/abc/bin/k3s failed: permission denied"),
        ("k3s", "open /etc/rancher/k3s/config.yaml: permission denied"),
        ("rke2-server", "chown /var/lib/rancher/rke2/server/db/etcd: permission denied"),
    ),
    "filesystem_damaged": (
        ("k3s", "mkdir /var/lib/rancher/k3s/server: read-only file system"),
        ("k3s", "mkdir /var/lib/rancher/k3s/agent/etc/cni/net.d: read-only file system"),
        ("k3s", "extracting data: write /var/lib/rancher/k3s/data/.tmp/bin/k3s: input/output error"),
    ),
    "image_unavailable": (
        ("rke2-server", 'failed to get runtime image index.docker.io/rancher/rke2-runtime:v1.26.0-rke2r1: Get "https://index.docker.io/v2/": dial tcp: lookup index.docker.io: no such host'),
        ("rke2-server", 'failed to get runtime image registry.local/rancher/rke2-runtime:v1.26.0-rke2r1: Get "https://registry.local/v2/": x509: certificate signed by unknown authority'),
        ("rke2-server", "failed to get runtime image registry.local/rancher/rke2-runtime:v1.26.0-rke2r1: GET https://registry.local/v2/x: UNAUTHORIZED: authentication required"),
    ),
    "inotify_limit": (
        ("k3s", "failed to create fsnotify watcher: too many open files"),
        ("k3s", "kubelet exited: failed to run Kubelet: inotify_init: too many open files"),
    ),
    "invalid_flag_value": (
        ("k3s", "starting kubernetes: preparing server: bootstrap data already found and encrypted with different token"),
        ("rke2-server", "starting kubernetes: preparing server: failed to bootstrap cluster data: bootstrap data already found and encrypted with different token"),
        ("k3s", 'controller-manager exited: "foo" is not in the list of known controllers'),
        ("rke2-server", "invalid value provided for --profile flag: cis-1.7"),
        ("k3s", "cluster-cidr: [10.42.0.0/16 2001:cafe::/56] and node-ip: [10.0.0.4], must share the same IP version (IPv4, IPv6 or dual-stack)"),
        ("k3s", "invalid cluster-cidr 10.42.0.0: CIDRs [10.42.0.0] do not contain a valid prefix"),
        ("k3s", "starting kubernetes: preparing server: failed to validate server configuration: critical configuration value mismatch between servers"),
        ("k3s", "starting kubernetes: preparing server: failed to normalize server token; must be in format K10<CA-HASH>::<USERNAME>:<PASSWORD> or <PASSWORD>"),
        ("rke2-server", "Managed etcd cluster membership was previously reset, please remove the cluster-reset flag and start rke2 normally. If you need to perform another cluster reset, you must first manually delete the file at /var/lib/rancher/rke2/server/db/reset-flag"),
        ("k3s", "The wireguard backend is deprecated and was removed in v1.26, please switch to wireguard-native. Check our docs at docs.k3s.io/installation/network-options for information about how to migrate."),
        ("k3s", "starting kubernetes: preparing server: https://10.0.0.1:6443/v1-k3s/server-bootstrap: 401 Unauthorized"),
        ("k3s-agent", "invalid node-ip: invalid ip format 'eth0'"),
        ("k3s", 'kubelet exited: failed to run Kubelet: bad --node-ip "10.0.0.4,10.0.0.5"; must contain either a single IP or a dual-stack pair of IPs'),
        ("k3s", 'kubelet exited: failed to parse kubelet flag: invalid argument "abc" for "--max-pods" flag: strconv.ParseInt: parsing "abc": invalid syntax'),
        ("k3s", 'kubelet exited: failed to run Kubelet: unknown cloud provider "k3s"'),
        ("k3s", 'apiserver exited: invalid argument "10.43.0.0" for "--service-cluster-ip-range" flag: invalid CIDR address: 10.43.0.0'),
        ("k3s", "apiserver exited: specified --service-cluster-ip-range is too large; for 128-bit addresses, the mask must be >= 112"),
        ("k3s", 'apiserver exited: invalid argument "10" for "--request-timeout" flag: time: missing unit in duration "10"'),
        ("k3s", 'controller-manager exited: invalid argument "x" for "--node-cidr-mask-size" flag: strconv.ParseInt: parsing "x": invalid syntax'),
        ("k3s-agent", "Failed to start networking: Cannot configure unknown flannel backend 'vxlam'"),
        ("k3s", "flannel exited: Cannot configure unknown flannel backend 'vxlam'"),
        ("k3s-agent", "only https:// URLs are supported, invalid scheme: http://10.0.0.1:6443"),
        ("k3s", "cluster-reset was successfully performed, please remove the cluster-reset flag and start k3s normally, if you need to perform another cluster reset, you must first manually delete the /var/lib/rancher/k3s/server/db/reset-flag file"),
    ),
    "kubelet_cgroup_unsupported": (
        ("k3s", 'failed to find memory cgroup, you may need to add "cgroup_memory=1 cgroup_enable=memory" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)'),
        ("k3s-agent", "failed to find cpuset cgroup (v2)"),
        ("k3s", "failed to evacuate root cgroup: mkdir /sys/fs/cgroup/init: read-only file system"),
        ("k3s", "failed to evacuate root cgroup: write /sys/fs/cgroup/cgroup.subtree_control: device or resource busy"),
        ("k3s", "kubelet exited: failed to run Kubelet: failed to get mounted cgroup subsystems: failed to find cgroup mounts"),
        ("k3s", "kubelet exited: failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1, path: nil"),
        ("k3s", "failed to find pids cgroup (v2)"),
        ("k3s-agent", "failed to find cpu cgroup (v2)"),
    ),
    "kubelet_config_invalid": (
        ("k3s", "kubelet exited: failed to run Kubelet: invalid eviction threshold syntax memory.available100Mi, expected <signal><operator><value>"),
    ),
    "kubelet_kernel_defaults": (
        ("rke2-server", "invalid kernel parameter value vm.overcommit_memory=0 - expected 1"),
    ),
    "kubelet_swap_on": (
        ("k3s", "kubelet exited: failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"),
    ),
    "kubelet_unknown_flag": (
        ("k3s", "kubelet exited: failed to parse kubelet flag: unknown flag: --network-plugin"),
    ),
    "leader_election_lost": (
        ("k3s", "cloud-controller-manager exited: leaderelection lost"),
        ("k3s", "controller-manager exited: leaderelection lost for kube-controller-manager"),
    ),
    "missing_required_flag": (
        ("k3s-agent", "--token is required"),
        ("k3s-agent", "--server is required"),
        ("k3s", "apiserver exited: [service-account-issuer is a required flag, --service-account-signing-key-file and --service-account-issuer are required flags]"),
        ("k3s", "invalid flag use; --server is required with --disable-etcd"),
    ),
    "node_address_missing": (
        ("k3s-agent", "flannel exited: failed to find IPv4 address for interface eth1"),
        ("k3s", "unable to initialize network policy controller: error getting node subnet: failed to find interface with specified node ip"),
        ("k3s", "starting kubernetes: preparing server: start managed database: listen tcp 10.0.0.4:2380: bind: cannot assign requested address"),
        ("k3s", "apiserver exited: failed to create listener: failed to listen on 10.0.0.40:6444: listen tcp 10.0.0.40:6444: bind: cannot assign requested address"),
        ("k3s-agent", "Error starting load balancer: listen tcp [::1]:6444: bind: cannot assign requested address"),
    ),
    "port_held_by_previous_instance": (
        ("k3s", "apiserver exited: failed to create listener: failed to listen on 127.0.0.1:6444: listen tcp 127.0.0.1:6444: bind: address already in use"),
        ("k3s-agent", "Error starting load balancer: listen tcp 127.0.0.1:6444: bind: address already in use"),
    ),
    "runtime_unavailable": (
        ("k3s", "containerd exited: exit status 1"),
        ("rke2-agent", "containerd exited: signal: aborted (core dumped)"),
        ("k3s", '"overlayfs" snapshotter cannot be enabled for "/var/lib/rancher/k3s/agent/containerd", try using "fuse-overlayfs" or "native": failed to mount overlay: operation not permitted'),
        ("k3s", "failed to start cri-dockerd: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"),
        ("k3s", 'kubelet exited: failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/k3s/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/k3s/containerd/containerd.sock: connect: no such file or directory"'),
    ),
    "service_account_key_invalid": (
        ("k3s", "apiserver exited: failed to parse service-account-issuer-key-file: data does not contain a valid RSA or ECDSA private key"),
    ),
    "unknown_admission_plugin": (
        ("k3s", 'apiserver exited: enable-admission-plugins plugin "PodSecurityPolicy" is unknown'),
        ("rke2-server", 'apiserver exited: [enable-admission-plugins plugin "PodSecurityPolicy" is unknown]'),
    ),
    "unknown_flag": (
        ("k3s", "apiserver exited: unknown flag: --basic-auth-file"),
        ("k3s", "cloud-controller-manager exited: unknown flag: --foo"),
        ("k3s", "controller-manager exited: unknown flag: --experimental-cluster-signing-duration"),
        ("k3s-agent", "kube-proxy exited: unknown flag: --proxy-foo"),
        ("k3s", "flag provided but not defined: -no-flannel"),
        ("k3s", "scheduler exited: unknown flag: --policy-config-file"),
    ),
    "unknown": (
        ("k3s", "starting kubernetes: preparing server: cipher: message authentication failed"),
        ("k3s", "starting kubernetes: preparing server: /var/lib/rancher/k3s/server/cred/ipsec.psk, /var/lib/rancher/k3s/server/tls/client-ca.key newer than datastore and could cause a cluster outage. Remove the file(s) from disk and restart to be recreated from datastore."),
        ("k3s", "starting kubernetes: preparing server: creating storage endpoint: building kine: dial tcp 10.0.0.9:5432: connect: connection refused"),
        ("k3s", "starting kubernetes: preparing server: creating storage endpoint: building kine: x509: certificate signed by unknown authority"),
        ("k3s", "starting kubernetes: preparing server: creating storage endpoint: building kine: pq: SSL is not enabled on the server"),
        ("k3s", "starting kubernetes: preparing server: creating storage endpoint: building kine: database is locked"),
        ("k3s", "starting kubernetes: preparing server: creating storage endpoint: building kine: database disk image is malformed"),
        ("k3s", "starting kubernetes: preparing server: creating storage endpoint: building kine: attempt to write a readonly database"),
        ("k3s", "starting kubernetes: preparing server: creating storage endpoint: building kine: file is not a database"),
        ("k3s", 'starting kubernetes: preparing server: creating storage endpoint: building kine: unknown driver "postgresql" (forgotten import?)'),
        ("k3s", "server must run as root, or with --rootless and/or --disable-agent"),
        ("k3s", "unable to select an IP from default routes."),
        ("k3s", 'apiserver exited: unable to find suitable network address.error=\'no default routes found in "/proc/net/route" or "/proc/net/ipv6_route"\'. Try to set the AdvertiseAddress directly or provide a valid BindAddress to fix this.'),
        ("k3s", "flannel exited: operation not supported"),
        ("k3s-agent", 'flannel exited: failed to register flannel network: failed to acquire lease: node "a" pod cidr not assigned'),
        ("k3s", 'kubelet exited: failed to run Kubelet: failed to get rootfs info: failed to get device for dir "/var/lib/kubelet": could not find device with major: 0, minor: 30 in cached partitions map'),
        ("k3s-agent", "kube-proxy exited: failed complete: invalid value"),
        ("rke2-server", "missing required: user: unknown user etcd"),
        ("k3s", "failed to load kernel module overlay with modprobe"),
        ("k3s-agent", "Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag"),
        ("k3s", "Failed to validate golang version: incorrect golang build version - kubernetes v1.26.4 should be built with go1.19.8, runtime version is go1.20.3"),
        ("k3s", "mkdir /var/lib/rancher/k3s/agent: not a directory"),
        ("k3s", "starting kubernetes: preparing server: start managed database: listen tcp 10.0.0.4:2380: bind: address already in use"),
        ("k3s", "listen tcp :6443: bind: address already in use"),
        ("k3s", "starting kubernetes: preparing server: start managed database: listen tcp 127.0.0.1:2399: bind: address already in use"),
        ("k3s", 'starting kubernetes: preparing server: failed to get CA certs: Get "https://10.0.0.1:8080/cacerts": http: server gave HTTP response to HTTPS client'),
        ("k3s", "kubelet exited: failed to run Kubelet: tls: private key does not match public key"),
        ("k3s", "apiserver exited: failed to load server cert key: tls: private key does not match public key"),
        ("k3s", "kube-proxy exited: can't use the IPVS proxier: IPVS proxier will not be used because the following required kernel modules are not loaded: [ip_vs_rr]"),
        ("k3s", "kube-proxy exited: open /proc/sys/net/netfilter/nf_conntrack_max: permission denied"),
        ("k3s", "flannel exited: failed to set up the backend: operation not supported"),
        ("rke2-server", "failed to validate etcd user: user: unknown user etcd"),
        ("rke2-server", "psp: failed to set policy: the server could not find the requested resource"),
        ("k3s", 'failed to initialize S3 client: Get "https://s3.local/b?location=": dial tcp: lookup s3.local: no such host'),
    ),
}  # fmt: skip

# Of carriers, as they stand.
ITS_LINES = {
    "apiserver_unreachable": (
        ("k0scontroller", 'Error: failed to sync CA: failed to join controller: Get "https://10.0.0.1:9443/v1beta1/ca": dial tcp 10.0.0.1:9443: connect: connection refused'),
        ("k0sworker", 'Error: failed to get kubelet config: Get "https://10.0.0.1:6443/api/v1/namespaces/kube-system/configmaps/kubelet-config": dial tcp 10.0.0.1:6443: i/o timeout'),
        ("k0sworker", 'Error: failed to get kubelet config from API: Get "https://10.0.0.1:6443/api/v1/namespaces/kube-system/configmaps/worker-config": dial tcp 10.0.0.1:6443: connect: no route to host'),
    ),
    "certificate_authority_mismatch": (
        ("k0sworker", 'Error: failed to get kubelet config from API: Get "https://10.0.0.1:6443/api/v1/namespaces/kube-system/configmaps/worker-config": x509: certificate signed by unknown authority'),
    ),
    "component_config_invalid": (
        ("rke2-server", 'time="2024-03-12T10:29:55Z" level=fatal msg="yaml: unmarshal errors:\\n  line 4: cannot unmarshal !!str `foo` into map"'),
        ("snap.microk8s.daemon-kubelite", 'F0312 10:29:55.900100    5115 daemon.go:46] Scheduler exited no kind "KubeSchedulerConfiguration" is registered for version "kubescheduler.config.k8s.io/v1beta1" in scheme "x"'),
        ("k0scontroller", 'Error: failed to load config: failed to parse config at "/etc/k0s/k0s.yaml": error unmarshaling JSON: unknown field "foo"'),
        ("k0scontroller", "Error: failed to load node config: open /etc/k0s/k0s.yaml: no such file or directory"),
        ("k0scontroller", 'Error: invalid node config: spec: network: podCIDR: Invalid value: "10.0.0"'),
    ),
    "disk_full": (
        ("k0scontroller", "Error: failed to initialize: failed to stage executable: write /var/lib/k0s/bin/kube-apiserver: no space left on device"),
    ),
    "etcd_data_corrupt": (
        ("k3s", '{"level":"panic","ts":"2024-03-12T10:29:55.900Z","logger":"raft","caller":"etcdserver/zap_raft.go:101","msg":"tocommit(11) is out of range [lastIndex(3)]. Was the raft log corrupted, truncated, or lost?","stacktrace":"x"}', "panic: tocommit(11) is out of range [lastIndex(3)]. Was the raft log corrupted, truncated, or lost?"),
        ("k3s", '{"level":"panic","ts":"2024-03-12T10:29:55.900Z","logger":"etcd-server","caller":"etcdserver/server.go:515","msg":"failed to recover v3 backend from snapshot","error":"failed to find database snapshot file (snap: snapshot file doesn\'t exist)","stacktrace":"x"}', "panic: failed to recover v3 backend from snapshot"),
        ("k3s", "panic: freepages: failed to get all reachable pages (page 3906: multiple references)"),
        ("k3s", "panic: assertion failed: Page expected to be: 24372, but self identifies as 0"),
        ("k3s", "panic: page 12 already freed"),
    ),
    "etcd_unreachable": (
        ("snap.microk8s.daemon-kubelite", "F0312 10:29:55.900100    5115 daemon.go:46] API Server exited context deadline exceeded"),
        ("k0scontroller", 'Error: failed to join etcd cluster: Post "https://10.0.0.1:9443/v1beta1/etcd/members": dial tcp 10.0.0.1:9443: connect: connection refused'),
        ("snap.microk8s.daemon-kubelite", 'W0312 10:29:54.9 1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {Addr: "unix:///var/snap/microk8s/current/var/kubernetes/backend/kine.sock:12379"}. Err: connection error: desc = "transport: Error while dialing: dial unix /var/snap/microk8s/current/var/kubernetes/backend/kine.sock:12379: connect: connection refused"', "F0312 10:29:55.900100    5115 daemon.go:46] API Server exited context deadline exceeded"),
    ),
    "feature_gate_rejected": (
        ("snap.microk8s.daemon-kubelite", "F0312 10:29:55.900100    5115 daemon.go:46] Kubelet exited failed to set feature gates from initial flags-based config: unrecognized feature gate: DevicePlugins"),
        ("snap.microk8s.daemon-kubelite", 'F0312 10:29:55.900100    5115 daemon.go:46] Scheduler exited invalid argument "Foo=true" for "--feature-gates" flag: unrecognized feature gate: Foo'),
    ),
    "file_missing": (
        ("snap.microk8s.daemon-kubelite", "F0312 10:29:55.900100    5115 daemon.go:46] API Server exited open /var/snap/microk8s/current/certs/ca.crt: no such file or directory"),
        ("snap.microk8s.daemon-kubelite", "F0312 10:29:55.900100    5115 daemon.go:46] Controller Manager exited open /var/snap/microk8s/current/credentials/controller.config: no such file or directory"),
        ("snap.microk8s.daemon-kubelite", "F0312 10:29:55.900100    5115 daemon.go:46] Proxy exited failed complete: open /var/snap/microk8s/current/args/kube-proxy-config: no such file or directory"),
        ("k0sworker", "Error: failed to read token file: open /etc/k0s/token: no such file or directory"),
        ("snap.microk8s.daemon-kubelite", "F0312 10:29:55.900100    5115 daemon.go:46] Kubelet exited failed to run Kubelet: invalid kubeconfig: stat /var/snap/microk8s/current/credentials/kubelet.config: no such file or directory"),
    ),
    "file_permission_denied": (
        ("k0scontroller", "Error: failed to create dir /var/lib/k0s/run: mkdir /var/lib/k0s/run: permission denied"),
    ),
    "filesystem_damaged": (
        ("k0scontroller", "Error: mkdir /var/lib/k0s: read-only file system"),
    ),
    "inotify_limit": (
        ("k3s", 'E0312 10:29:55.900100    5115 kubelet.go:1423] "Failed to start cAdvisor" err="inotify_init: too many open files"'),
    ),
    "invalid_flag_value": (
        ("k3s", 'time="2024-03-12T10:29:55Z" level=fatal msg="kubelet exited: failed to validate kubelet flags: unknown \'kubernetes.io\' or \'k8s.io\' labels specified with --node-labels: [node-role.kubernetes.io/worker]\\n--node-labels in the \'kubernetes.io\' namespace must begin with an allowed prefix"'),
        ("k0scontroller", "Error: failed to decode join token: illegal base64 data at input byte 4"),
        ("k0sworker", "Error: failed to create kubelet bootstrap config: failed to decode token: gzip: invalid header"),
    ),
    "kubelet_cgroup_unsupported": (
        ("snap.microk8s.daemon-kubelite", "F0312 10:29:55.900100    5115 daemon.go:46] Kubelet exited failed to run Kubelet: failed to get mounted cgroup subsystems: mountpoint for cpu not found"),
        ("snap.microk8s.daemon-kubelite", 'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: root container [kubepods] doesn\'t exist"'),
        ("snap.microk8s.daemon-kubelite", "F0312 10:29:55.900100    5115 daemon.go:46] Kubelet exited kubelet is configured to not run on a host using cgroup v1"),
        ("k3s", 'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: root container [kubepods] doesn\'t exist"'),
        ("k3s", "F0312 10:29:55.900100    5115 kubelet.go:1350] Failed to start ContainerManager system validation failed - Following Cgroup subsystem not mounted: [memory]"),
        ("snap.microk8s.daemon-kubelite", 'F0312 10:29:55.900100    5115 daemon.go:46] Kubelet exited failed to run Kubelet: failed to get rootfs info: cgroup ["kubepods"] has some missing paths: /sys/fs/cgroup/memory/kubepods'),
        ("k0sworker", 'time="2024-03-12 10:29:55" level=info msg="E0312 10:29:55.900100    5115 kubelet.go:1466] \\"Failed to start ContainerManager\\" err=\\"system validation failed - Following Cgroup subsystem not mounted: [memory]\\"" component=kubelet stream=stderr'),
    ),
    "kubelet_kernel_defaults": (
        ("rke2-server", 'time="2024-03-12T10:29:55Z" level=fatal msg="missing required: user: unknown user etcd\\ninvalid kernel parameter value kernel.panic=0 - expected 10"'),
        ("k3s", 'E0312 10:29:55.900100    5115 kubelet.go:1466] "Failed to start ContainerManager" err="invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0"'),
    ),
    "kubelet_swap_on": (
        ("snap.microk8s.daemon-kubelite", "F0312 10:29:55.900100    5115 daemon.go:46] Kubelet exited failed to run Kubelet: running with swap on is not supported"),
        ("k3s", 'E0312 10:29:55.900100    5115 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false"', 'time="2024-03-12T10:29:55Z" level=fatal msg="kubelet exited: failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false"'),
    ),
    "leader_election_lost": (
        ("snap.microk8s.daemon-kubelite", "F0312 10:29:55.900100    5115 daemon.go:46] Controller Manager exited leaderelection lost"),
    ),
    "node_address_missing": (
        ("k0scontroller", "Error: failed to start etcd: listen tcp 10.0.0.40:2380: bind: cannot assign requested address"),
    ),
    "unknown_flag": (
        ("snap.microk8s.daemon-kubelite", "F0312 10:29:55.900100    5115 daemon.go:46] API Server exited unknown flag: --insecure-port"),
        ("snap.microk8s.daemon-kubelite", "Error: unknown flag: --container-runtime"),
        ("k0scontroller", "Error: unknown flag: --foo"),
        ("k0scontroller", "Error: unknown shorthand flag: 'x' in -x"),
        ("k3s", "Incorrect Usage: flag provided but not defined: -no-deploy", 'time="2024-03-12T10:29:55Z" level=fatal msg="flag provided but not defined: -no-deploy"'),
    ),
    "unknown": (
        ("snap.microk8s.daemon-kubelite", "F0312 10:29:55.900100    5115 daemon.go:46] Proxy exited open /proc/sys/net/netfilter/nf_conntrack_max: permission denied"),
        ("k0scontroller", "Error: this command must be run as root!"),
        ("k0sworker", 'Error: failed to load worker profile: configmaps "worker-config-default-1.28" not found'),
        ("k0scontroller", "Error: failed to start controller components: listen tcp :9443: bind: address already in use"),
        ("k0scontroller", "Error: k0s already running with pid 123"),
        ("k3s", "panic: runtime error: invalid memory address or nil pointer dereference"),
        ("k3s", "fatal error: concurrent map writes"),
        ("k3s", "fatal error: runtime: cannot allocate memory"),
        ("k3s", "runtime: failed to create new OS thread (have 12 already; errno=11)", "fatal error: newosproc"),
        ("k3s", "fatal error: fault", "[signal SIGBUS: bus error code=0x2 addr=0x7f pc=0x1]"),
        ("k3s", "F0312 10:29:55.900100    5115 server.go:162] listen tcp 0.0.0.0:10250: bind: address already in use"),
        ("snap.microk8s.daemon-kubelite", "cannot read mount namespace identifier of pid 1: Permission denied"),
        ("snap.microk8s.daemon-kubelite", "/snap/microk8s/5891/run-kubelite-with-args: line 12: ARGS: unbound variable"),
        ("k3s", "panic: runtime error: index out of range [0] with length 0"),
        ("k3s", 'time="2024-03-12T10:29:55Z" level=fatal msg="Failed to set password: node exists"'),
        ("k0scontroller", "Error: failed to start etcd: listen tcp 10.0.0.4:2380: bind: address already in use"),
        ("k0scontroller", "Error: failed to lookup user etcd: user: unknown user etcd"),
        ("k0scontroller", "Error: failed to start konnectivity: signal: killed"),
    ),
}  # fmt: skip


def _alike(table, node):
    """One incident a message; the number is that among its like."""
    for cause, told in table:
        for number, text in enumerate(told, 1):
            yield number, cause, node(text)


def _expects(name, cause, node):
    return shows(name, cause, node, UNIT, sure=cause != "unknown")


_FORMS = cycle(("fatal", "structured", "command", "json"))
EACH = (
    *(
        _expects(f"last-word-of-a-start-{cause}-{number}", cause, node)
        for number, cause, node in _alike(RUN.items(), lambda text: Node(version=None).kubelet_loops(*saying.kubelet(text)[next(_FORMS)]))
    ),
    *(
        _expects(f"last-line-{cause}-{number}", cause, node)
        for number, cause, node in _alike(LINES.items(), lambda text: Node(version=None).kubelet_loops(text))
    ),
    *(
        _expects(f"carriers-last-word-{cause}-{number}", cause, node)
        for number, cause, node in _alike(CARRIERS.items(), lambda said: carrier_ends(said[0], info(said[1], "fatal")))
    ),
    *(
        _expects(f"carriers-last-line-{cause}-{number}", cause, node)
        for number, cause, node in _alike(ITS_LINES.items(), lambda said: carrier_ends(*said))
    ),
)  # fmt: skip

# ---- a kubelet that k0s starts, whose own last word it is --------------------------------------------------------------
SUPERVISED = {
    "certificate_authority_mismatch": 'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": x509: certificate signed by unknown authority',
    "apiserver_unreachable": 'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": dial tcp 10.0.0.1:6443: connect: connection refused',
    "clock_skew": 'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": x509: certificate has expired or is not yet valid: current time 2014-03-12T10:29:50Z is before 2024-03-01T21:27:54Z',
    "inotify_limit": "inotify_init: too many open files",
    "kubelet_cgroup_unsupported": "failed to get mounted cgroup subsystems: failed to find cgroup mounts",
}  # fmt: skip


def respawned(*lines, lives=4):
    """A kubelet that says so and ends, four times in the last minute; k0s lives."""
    node = Node(version=None).unit("k0sworker")
    for life in range(lives):
        begins = info("Starting to supervise" if not life else f"Restarted ({life})")
        ends = (info("exit status 1", "warning"), info("respawning in 5s"))
        told = (*(f"{info(line)} component=kubelet stream=stderr" for line in lines),)
        node.journal(
            "k0sworker",
            f"{begins} component=kubelet",
            *told,
            *(f"{end} component=kubelet" for end in ends),
            ago=timedelta(seconds=10 * (lives - life)),
        )
    return node


def command(text):
    return saying.kubelet(text)["command"][0]


UNDER_K0S = tuple(
    shows(f"k0s-kubelets-last-word-{cause}", cause, respawned(command(text)), UNIT)
    for cause, text in SUPERVISED.items()
)

# ---- near misses -------------------------------------------------------------------------------------------------------
SETTINGS = ["kubelet_config_invalid", "invalid_flag_value"]
SOCKET = "/run/containerd/containerd.sock"
MAY_NOT = f'validate service connection: validate CRI v1 runtime API for endpoint "unix://{SOCKET}": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix {SOCKET}: connect: permission denied"'
AVC = 'audit: type=1400 audit(1710239368.000:99): avc:  denied  {{ connectto }} for  pid=812 comm="kubelet" path="{}" scontext=system_u:system_r:init_t:s0 tcontext=system_u:system_r:container_runtime_t:s0 tclass=unix_stream_socket permissive={}'
WARNED = "W0312 10:29:54.100000    5115 helpers.go:1] {}"
SWAP = "running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"


def loops(*lines):
    return Node(version=None).kubelet_loops(*lines)


NEAR = (
    # What keeps root from a socket is no mode, and who may not ask does not know whether anybody would answer.
    miss("runtime-that-may-not-be-asked", ["runtime_unavailable", "runtime_endpoint_wrong"], loops(command(MAY_NOT))),
    shows("runtime-that-may-not-be-asked-by-selinux", "security_module_denied", loops(command(MAY_NOT)).journal("kernel", AVC.format(SOCKET, 0)), UNIT),
    miss("runtime-that-may-not-be-asked-permissive", ["security_module_denied", "runtime_unavailable"], loops(command(MAY_NOT)).journal("kernel", AVC.format(SOCKET, 1))),
    miss("runtime-that-may-not-be-asked-another-socket", ["security_module_denied", "runtime_unavailable"], loops(command(MAY_NOT)).journal("kernel", AVC.format("/run/dbus/system_bus_socket", 0))),
    # The head of a constructor's error, and a trouble that is no setting's.
    miss("image-manager-without-docker", SETTINGS, loops("E0312 10:29:55.9    5115 server.go:457] Failed to create kubelet: failed to initialize image manager: failed to start image manager: dial unix /var/run/docker.sock: connection refused")),
    # Told as a warning, and it ends of its swap.
    *(
        shows(f"warned-of-{name}-and-swap", "kubelet_swap_on", loops(WARNED.format(text), command(SWAP)), UNIT)
        for name, text in (
            ("grace", "invalid eviction grace period specified: -10s, must be a positive value"),
            ("taint", "invalid taint: {a b c <nil>}"),
            ("cgroups", "failed to find cgroup mounts"),
            ("evacuation", "failed to evacuate root cgroup: mkdir /sys/fs/cgroup/init: read-only file system"),
        )
    ),
    # A kubeconfig of a hook's own, and the words of a kubelet that lives.
    miss("kubeconfig-of-a-hook", SETTINGS, loops('E0312 10:29:54.1    5115 handlers.go:1] PostStartHook failed: command \'kubectl get pods\' exited with 1: error: unable to load kubeconfig: invalid configuration: no server found for cluster "local"')),
    quiet("kubeconfig-lives", Node(version=None).unit("kubelet").kubelet('E0312 10:29:54.1    5115 x.go:1] "x" err="invalid kubeconfig: invalid configuration: no server found for cluster \\"local\\""')),
    # Of what it names no group is made, and what fails there is not the cgroups.
    miss("evacuates-nothing", "kubelet_cgroup_unsupported", carrier_ends("k3s", info("failed to evacuate root cgroup: open /proc/1/task: permission denied", "fatal"))),
    miss("group-that-is-not-v1", "kubelet_cgroup_unsupported", loops(command('failed to create kubelet: failed to find cgroup driver "systemd"'))),
    # What a script calls beside the kubelet, and a program of the system's that is made for another machine.
    miss("script-without-jq", "command_not_found", loops("/opt/start.sh: line 3: jq: command not found", command(SWAP))),
    miss("library-of-jq", "command_not_found", loops("/usr/bin/jq: error while loading shared libraries: libonig.so.5: cannot open shared object file: No such file or directory")),
    miss("kubelets-directory-in-a-script", "command_not_found", loops("/opt/start.sh: line 3: /var/lib/kubelet/env: No such file or directory")),
    # A certificate that is told of in the same breath, and is another trouble.
    miss("k0s-certificate-of-another-name", ["certificate_authority_mismatch", "serving_certificate_expired", "apiserver_unreachable"], carrier_ends("k0sworker", 'Error: failed to get kubelet config from API: Get "https://10.0.0.1:6443/api": x509: certificate is valid for 10.96.0.1, not 10.0.0.1')),
    miss("apiserver-group-that-is-refused", "etcd_unreachable", carrier_ends("k3s", info('apiserver exited: problem initializing API group "": unable to set up storage', "fatal"))),
    miss("k3s-server-that-is-not-let-in", "apiserver_unreachable", carrier_ends("k3s", info("starting kubernetes: preparing server: https://10.0.0.1:6443/v1-k3s/server-bootstrap: 403 Forbidden", "fatal"))),
    # It could not watch, went on, and ended of its swap.
    shows("k0s-kubelet-watches-nothing-and-swap", "kubelet_swap_on", respawned('E0312 10:29:54.1    5115 x.go:1] "Could not watch" err="inotify_init: too many open files"', command(SWAP)), UNIT),
    # Another component that k0s starts waits for an apiserver: of a kubelet's request nothing is known.
    miss("k0s-request-of-another", "certificate_authority_mismatch", respawned().journal("k0sworker", f"{info('E0312 10:29:55.1 9 x.go:1] cannot create certificate signing request: x509: certificate signed by unknown authority')} component=konnectivity-agent stream=stderr")),
)  # fmt: skip

# ---- a kubelet that dialled dockershim's socket a moment before it made it, and ended of something else ------------------
DIALS = 'W0312 10:29:53.200000    5115 clientconn.go:1331] [core] grpc: addrConn.createTransport failed to connect to {unix:///var/run/dockershim.sock}. Err: connection error: desc = "transport: Error while dialing dial unix /var/run/dockershim.sock: connect: no such file or directory". Reconnecting...'
ASKED = 'E0312 10:29:53.200000    5115 remote_runtime.go:86] "Status from runtime service failed" err="rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: connection refused\\""'
AFTERWARDS = (
    ("port_in_use", "F0312 10:29:55.9    5115 server.go:162] listen tcp 0.0.0.0:10250: bind: address already in use"),
    ("file_missing", command("invalid kubeconfig: stat /var/lib/kubelet/kubeconfig: no such file or directory")),
    ("apiserver_unreachable", command("timed out waiting to connect to apiserver")),
    ("kubelet_cgroup_unsupported", "F0312 10:29:55.9    5115 kubelet.go:1350] Failed to start ContainerManager failed to initialize top level QOS containers: root container [kubepods] doesn't exist"),
    ("inotify_limit", 'E0312 10:29:55.9    5115 kubelet.go:1423] "Failed to start cAdvisor" err="inotify_init: too many open files"'),
    ("unknown", "panic: runtime error: invalid memory address or nil pointer dereference"),
    ("unknown", command('failed to get rootfs info: cannot find filesystem info for device "rpool/ROOT/ubuntu"')),
    ("unknown", "F0312 10:29:55.9    5115 csi_plugin.go:295] Failed to initialize CSINode after retrying: the server could not find the requested resource"),
    ("unknown", 'E0312 10:29:55.9    5115 kubelet.go:1431] "Failed to start OOM watcher" err="open /dev/kmsg: no such file or directory"'),
)  # fmt: skip
DIALLED = tuple(
    shows(f"dialled-{name}-and-{cause}-{number}", cause, Node(version=version).kubelet_loops(line, last), UNIT, sure=cause != "unknown")
    for name, line, version in (("dockershim", DIALS, None), ("dockershim-1.24", DIALS, "v1.24.3"), ("containerd", ASKED, None))
    for number, (cause, last) in enumerate(AFTERWARDS, 1)
)  # fmt: skip
STILL_DIALLED = (
    shows("dialled-dockershim-and-ends-of-it", "runtime_endpoint_wrong", Node(version="v1.24.3").kubelet_loops(DIALS, command('unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /var/run/dockershim.sock: connect: no such file or directory"')), UNIT),
    shows("dialled-containerd-and-ends-of-it", "runtime_unavailable", Node(version=None).kubelet_loops(ASKED, command('validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"')), UNIT),
)  # fmt: skip

# ---- what it told of in passing, and lived on with -----------------------------------------------------------------------
BY_PROXY = 'E0312 10:29:50.5    5115 kubelet_node_status.go:92] "Unable to register node with API server" err="Post \\"https://10.0.0.1:6443/api/v1/nodes\\": proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused" node="master-1"'
RAN_OUT = "E0312 10:29:50.5    5115 bootstrap.go:265] part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: 2024-03-01 00:00:00 +0000 UTC"
PASSING = tuple(
    shows(f"{name}-in-passing-and-{cause}-{number}", cause, loops(line, last), UNIT, sure=cause != "unknown")
    for name, line in (("proxy", BY_PROXY), ("expired", RAN_OUT))
    for number, (cause, last) in enumerate(AFTERWARDS, 1)
    if cause != "apiserver_unreachable" and "CSINode" not in last
)  # fmt: skip
NOT_IN_PASSING = (
    shows("proxy-and-ends-of-it", ["proxy_environment", "apiserver_unreachable"], loops(BY_PROXY, command("timed out waiting to connect to apiserver")), UNIT),
    shows("expired-and-ends-of-it", "kubelet_client_certificate_expired", loops(RAN_OUT, command("unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory")), UNIT),
    shows("expired-and-asks-in-vain", "kubelet_client_certificate_expired", loops(RAN_OUT, command("cannot create certificate signing request: Unauthorized")), UNIT),
)  # fmt: skip

OWN_TWENTYSECOND_LAST_WORDS = (*EACH, *UNDER_K0S, *NEAR, *DIALLED, *STILL_DIALLED, *PASSING, *NOT_IN_PASSING)
