"""Public reports of control planes as installers and distributions carry them, met blind: k3s, RKE, RKE2, k0s, microk8s,
minikube, kops, Talos, OpenShift, Cluster API, EKS Anywhere, Rancher.

They are shown as those of further.py are. A program of the control plane that is a systemd unit or another program's child
is shown as a static pod, a kubelet inside another program's unit (k3s, rke2, k0s, kubelite) as that unit's words in the
kubelet's journal. Where a report tells the minor version only, the patch is zero.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, UNIT, A, E, exits, kubelet, report


def systemd(node, *lines, ago=timedelta(seconds=31)):
    """What the service manager says of the unit after its last words."""
    return node.kubelet(*lines, by="systemd", ago=ago)


def within(by, *lines, version=None, status=1, restarts=57):
    """A kubelet inside another program's unit, that says so and ends, again and again."""
    return Node(version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*lines, by=by)


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


KUBELITE = "microk8s.daemon-kubelite"
MISCONFIGURED = "failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver"
EXPIRED = "Unable to authenticate the request due to an error: x509: certificate has expired or is not yet valid"

FURTHER_FIFTEENTH_CARRIERS = (
    # ---- k3s, k3d ---------------------------------------------------------------------------------------------------
    # "Even after k3s is stopped then a process will still be around."
    report(
        "k3s-io/k3s/issues/4196",
        ["port_held_by_previous_instance", "port_in_use"],
        None,
        within(
            "k3s",
            'time="2021-11-01T18:46:13.292637985Z" level=info msg="Starting k3s v1.21.6-rc2+k3s1 (254d2f69)"',
            'time="2021-11-01T18:46:13.294866287Z" level=info msg="Cluster bootstrap already complete"',
            'time="2021-11-01T18:46:13.309286137Z" level=fatal msg="starting kubernetes: preparing server: init cluster datastore and https: listen tcp :6443: bind: address already in use"',
            version="v1.21.6",
        ),
    ),
    # dqlite says no more than that.
    report(
        "k3s-io/k3s/issues/1545",
        "unknown",
        None,
        systemd(
            within(
                "k3s",
                'time="2020-03-16T03:31:09.666371674-07:00" level=info msg="Starting k3s v1.17.3+k3s1 (5b17a175)"',
                'time="2020-03-16T03:31:09.685756903-07:00" level=fatal msg="starting kubernetes: preparing server: start cluster and https: raft_start(): "',
                version="v1.17.3",
            ),
            "k3s.service: main process exited, code=exited, status=1/FAILURE",
            "Failed to start Lightweight Kubernetes.",
            "Unit k3s.service entered failed state.",
            "k3s.service failed.",
        ),
    ),
    report(
        "vfarcic/k3d-demo/issues/1",
        ["apiserver_unreachable", "unknown"],
        None,
        within(
            "k3s",
            'time="2022-07-22T22:26:57.881628040Z" level=fatal msg="starting kubernetes: preparing server: failed to get CA certs: Get \\"https://k3d-my-cluster-server-0:6443/cacerts\\": dial tcp 172.20.0.3:6443: connect: connection refused"',
        ),
    ),
    # The title has the message; its head is completed.
    report(
        "k3s-io/k3s/issues/2298",
        ["command_not_found", "unknown"],
        None,
        Node(name="ip-10-0-7-10", version="v1.19.1")
        .kubelet_loops(status=1)
        .kubelet(
            "k3s.service: Found left-over process 3496 (pause) in control group while starting unit. Ignoring.",
            "This usually indicates unclean termination of a previous run, or service implementation deficiencies.",
            "k3s.service: Found left-over process 3602 (pause) in control group while starting unit. Ignoring.",
            "This usually indicates unclean termination of a previous run, or service implementation deficiencies.",
            "k3s.service: Found left-over process 3897 (entry) in control group while starting unit. Ignoring.",
            "This usually indicates unclean termination of a previous run, or service implementation deficiencies.",
            by="systemd",
        )
        .kubelet(
            'time="2020-09-22T17:35:21Z" level=fatal msg="exec: \\"k3s-server\\": executable file not found in $PATH"',
            by="k3s",
            ago=timedelta(seconds=31),
        ),
    ),
    report(
        "k3s-io/k3s/issues/1805",
        ["etcd_unreachable", "unknown"],
        None,
        systemd(
            within(
                "k3s",
                'time="2020-05-18T12:47:00.033463480+05:30" level=info msg="Starting k3s v1.18.2+k3s1 (698e444a)"',
                'time="2020-05-18T12:47:00.044250493+05:30" level=fatal msg="starting kubernetes: preparing server: creating storage endpoint: building kine: dial tcp 45.79.122.91:3306: connect: connection refused"',
                version="v1.18.2",
                restarts=1320,
            ),
            "k3s.service: Main process exited, code=exited, status=1/FAILURE",
            "k3s.service: Failed with result 'exit-code'.",
            "Failed to start Lightweight Kubernetes.",
            "k3s.service: Service hold-off time over, scheduling restart.",
            "k3s.service: Scheduled restart job, restart counter is at 1320.",
            "Stopped Lightweight Kubernetes.",
            "Starting Lightweight Kubernetes...",
        ),
    ),
    # The title has the last message; its head is completed.
    report(
        "k3s-io/k3s/issues/1446",
        "unknown",
        None,
        within(
            "k3s",
            'I0224 07:13:08.325420   17458 interface.go:262] Found valid IPv4 address 192.168.1.42 for interface "eno1".',
            "I0224 07:13:08.325427   17458 interface.go:414] Found active IP 192.168.1.42 ",
            'I0224 07:13:08.325444   17458 services.go:51] Setting service IP to "10.43.0.1" (read-write).',
            "INFO[2020-02-24T07:13:08.325458892+02:00] Starting k3s v1.17.2+k3s1 (cdab19b0)         ",
            "FATA[2020-02-24T07:13:08.401187310+02:00] starting kubernetes: preparing server: building kine: failed to migrate DB from sqlite",
            version="v1.17.2",
        ),
    ),
    # After a reboot; what containerd itself says is not in the report.
    report(
        "k3s-io/k3s/issues/5669",
        ["runtime_unavailable", "unknown"],
        None,
        systemd(
            within(
                "k3s",
                "I0612 05:24:28.287566  112088 plugins.go:161] Loaded 11 validating admission controller(s) successfully in the following order: LimitRanger,ServiceAccount,PodSecurity,Priority,PersistentVolumeClaimResize,RuntimeClass,CertificateApproval,CertificateSigning,CertificateSubjectRestriction,ValidatingAdmissionWebhook,ResourceQuota.",
                "W0612 05:24:28.296533  112088 genericapiserver.go:455] Skipping API apiregistration.k8s.io/v1beta1 because it has no resources.",
                "containerd: exit status 2",
            ),
            "k3s.service: Main process exited, code=exited, status=1/FAILURE",
        ),
    ),
    # The report quotes the message; the line's head is completed. A container without its sandbox; removed by hand.
    report(
        "k3s-io/k3s/issues/4356",
        "unknown",
        UNIT,
        within(
            "k3s",
            'I1021 12:04:55.508161   78816 kuberuntime_manager.go:222] "Container runtime initialized" containerRuntime="containerd" version="v1.4.11-k3s1" apiVersion="v1alpha2"',
            'I1021 12:04:55.508361   78816 server.go:1191] "Started kubelet"',
            'E1021 12:04:55.561404   78816 kubelet.go:1384] "Failed to start ContainerManager" err="failed to build map of initial containers from runtime: no PodsandBox found with Id \'9f141a500138e081ae1a641d7d4c00c3029ecce87da6e2fc80f4a14bd0a965fd\'"',
            version="v1.21.5",
        ),
    ),
    # Rootless: it may not look at the settings, whatever they are.
    report(
        "k3s-io/k3s/issues/1378",
        ["unknown", "kubelet_kernel_defaults"],
        UNIT,
        within(
            "k3s",
            "F0203 10:04:59.417996    3046 kubelet.go:1380] Failed to start ContainerManager [open /proc/sys/vm/overcommit_memory: permission denied, open /proc/sys/kernel/panic: permission denied, open /proc/sys/kernel/panic_on_oops: permission denied]",
            'time="2020-02-03T10:04:59.670248433Z" level=fatal msg="child diedcommand [/proc/self/exe server --rootless] exited: exit status 255"',
            version="v1.17.2",
            status=255,
        ),
    ),
    report(
        "NVIDIA/OpenShell/issues/457",
        "unknown",
        UNIT,
        within(
            "k3s",
            'E0318 21:59:40.848321  117 kubelet.go:568] "Failed to create an oomWatcher (running in UserNS, Hint: enable KubeletInUserNamespace feature flag to ignore the error)" err="open /dev/kmsg: operation not permitted"',
            "Error: failed to run Kubelet: failed to create kubelet: open /dev/kmsg: operation not permitted",
        ),
    ),
    report(
        "Hexxeh/rpi-firmware/issues/234",
        "kubelet_cgroup_unsupported",
        UNIT,
        within(
            "k3s",
            'time="2020-07-23T18:27:01.047449579+01:00" level=fatal msg="failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
        ),
    ),
    # A near miss: a server that runs, called by agents with older certificates; its own are good for another year.
    report(
        "k3s-io/k3s/issues/4047",
        None,
        None,
        Node(version="v1.18.8")
        .unit("kubelet")
        .kubelet(
            f"E0919 10:50:50.932898   20682 authentication.go:53] {EXPIRED}",
            f"E0919 10:50:50.936055   20682 authentication.go:53] {EXPIRED}",
            f"E0919 10:50:50.941111   20682 authentication.go:53] {EXPIRED}",
            by="k3s",
        ),
        never="serving_certificate_expired",
    ),
    # ---- RKE, RKE2, Rancher -----------------------------------------------------------------------------------------
    # The line is cut in its last word.
    report(
        "rancher/rke2/issues/782",
        ["port_held_by_previous_instance", "port_in_use"],
        UNIT,
        within(
            "rke2",
            "F0315 08:00:52.262027    4635 server.go:162] listen tcp 0.0.0.0:10250: bind: address already in use",
            status=255,
        ),
    ),
    # "Your etcd database files are corrupt", say the maintainers.
    report(
        "rancher/rke2/issues/5094",
        ["etcd_data_corrupt", "unknown"],
        None,
        within("rke2", "panic: runtime error: slice bounds out of range [:8] with capacity 5", status=2),
    ),
    report(
        "rancher-archives/rke/issues/527",
        "unknown_flag",
        A,
        exits(
            A,
            "Error: unknown flag: --tls-cipher-suites",
            "--tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            version=None,
            image="rancher/hyperkube",
        ),
    ),
    # After a power-off; started by docker itself, shown as a static pod's.
    report(
        "rancher/rancher/issues/17179",
        ["container_create_failed", "unknown"],
        A,
        Node(version="v1.11.3")
        .unit("kubelet")
        .static_pod(A, image="rancher/hyperkube")
        .waits(
            A,
            "RunContainerError",
            "Error response from daemon: Cannot restart container kube-apiserver: mkdir /var/run/docker/libcontainerd/containerd/42e01c3c45ff9c5816a0b6723843161178c0e4ff0ab71057193746f901d7151e: file exists",
        ),
    ),
    # The title has the drivers; the words around them are completed.
    report(
        "rancher/rancher/issues/9304",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            f'error: {MISCONFIGURED}: "cgroupfs" is different from docker cgroup driver: "systemd"',
            version="v1.6.6",
        ),
    ),
    # Rancher 1.x: the component asks Rancher's own server, which has a certificate of a private CA.
    report(
        "rancher/rancher/issues/7438",
        ["host_ca_bundle_missing", "certificate_authority_mismatch"],
        KCM,
        exits(
            KCM,
            lines(
                'time="2017-01-17T11:10:32Z" level=fatal msg="Failed to listen to events: Get https://rancher.demo.com/v1: x509: certificate signed by unknown authority"',
            ),
            version=None,
            image="rancher/k8s",
            attempt=21,
        ),
    ),
    # ---- k0s, microk8s ----------------------------------------------------------------------------------------------
    report(
        "k0sproject/k0s/issues/635",
        ["command_not_found", "file_missing", "unknown"],
        None,
        Node(version=None)
        .unit("kubelet")
        .kubelet(
            "WARN[2021-01-22 21:28:21] Failed to start: fork/exec k0s_data/bin/etcd: no such file or directory  component=etcd",
            "INFO[2021-01-22 21:28:21] respawning in 5 secs                          component=etcd",
            "WARN[2021-01-22 21:28:26] Failed to start: fork/exec k0s_data/bin/etcd: no such file or directory  component=etcd",
            "INFO[2021-01-22 21:28:26] respawning in 5 secs                          component=etcd",
            "WARN[2021-01-22 21:28:31] Failed to start: fork/exec k0s_data/bin/etcd: no such file or directory  component=etcd",
            "INFO[2021-01-22 21:28:31] respawning in 5 secs                          component=etcd",
            by="k0s",
        ),
    ),
    # A second controller was added and does not come; etcd's lines out of k0s' own.
    report(
        "k0sproject/k0s/issues/7628",
        "etcd_no_quorum",
        None,
        Node(name="alexz-ksi-ai-v2-seed", version=None)
        .unit("kubelet")
        .static_pod(E)
        .runs(
            E,
            lines(
                '{"level":"warn","ts":"2026-05-13T16:41:50.617385Z","caller":"etcdserver/v3_server.go:1016","msg":"waiting for ReadIndex response took too long, retrying","sent-request-id":7332034063098972453,"retry-timeout":"500ms"}',
                '{"level":"info","ts":"2026-05-13T16:41:50.617602Z","logger":"raft","caller":"v3@v3.6.0/raft.go:1761","msg":"f7af985960a565c0 no leader at term 2; dropping index reading msg"}',
                '{"level":"info","ts":"2026-05-13T16:41:50.675125Z","logger":"raft","caller":"v3@v3.6.0/raft.go:988","msg":"f7af985960a565c0 is starting a new election at term 2"}',
                '{"level":"info","ts":"2026-05-13T16:41:50.675227Z","logger":"raft","caller":"v3@v3.6.0/raft.go:930","msg":"f7af985960a565c0 became pre-candidate at term 2"}',
            ),
            since=timedelta(minutes=5),
        ),
    ),
    report(
        "canonical/microk8s/issues/2771",
        "kubelet_unknown_flag",
        UNIT,
        within(
            KUBELITE,
            'E1111 11:51:12.721175   19461 server.go:158] "Failed to parse kubelet flag" err="unknown flag: --enable-cadvisor-json-endpoints"',
            version="v1.21.0",
        ),
    ),
    report(
        "canonical/microk8s/issues/4378",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        within(
            KUBELITE,
            'E0124 19:02:35.011772    2373 kubelet.go:1542] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: root container [kubepods] doesn\'t exist"',
            version="v1.29.0",
        ),
    ),
    # The maintainer's choice of line, of "a lot of messages like this"; kubelite crashes constantly.
    report(
        "canonical/microk8s/issues/2285",
        ["etcd_slow_disk", "component_overloaded", "unknown"],
        None,
        within(
            KUBELITE,
            'Trace[950610081]: ---"Transaction committed" 9257ms (20:22:00.905)',
            version="v1.21.0",
        ),
    ),
    # ---- minikube, kops ---------------------------------------------------------------------------------------------
    # "I dont know where this IP cames from (144.76.30.175) - its not mine."
    report(
        "kubernetes/minikube/issues/3117",
        "node_address_missing",
        E,
        exits(
            E,
            lines(
                "2018-09-05 16:43:31.378074 I | etcdmain: etcd Version: 3.1.12",
                "2018-09-05 16:43:31.378110 I | etcdmain: Git SHA: 918698add",
                "2018-09-05 16:43:31.378113 I | etcdmain: Go Version: go1.8.7",
                "2018-09-05 16:43:31.378119 I | etcdmain: Go OS/Arch: linux/amd64",
                "2018-09-05 16:43:31.378121 I | etcdmain: setting maximum number of CPUs to 8, total number of available CPUs is 8",
                "2018-09-05 16:43:31.378157 I | embed: peerTLS: cert = /var/lib/localkube/certs/etcd/peer.crt, key = /var/lib/localkube/certs/etcd/peer.key, ca = , trusted-ca = /var/lib/localkube/certs/etcd/ca.crt, client-cert-auth = true",
                "2018-09-05 16:43:31.378163 W | embed: The scheme of peer url http://localhost:2380 is HTTP while peer key/cert files are presented. Ignored peer key/cert files.",
                "2018-09-05 16:43:31.378175 W | embed: The scheme of peer url http://localhost:2380 is HTTP while client cert auth (--peer-client-cert-auth) is enabled. Ignored client cert auth for this url.",
                "2018-09-05 16:43:31.379062 C | etcdmain: listen tcp 144.76.30.175:2380: bind: cannot assign requested address",
            ),
            version=None,
            image="k8s.gcr.io/etcd-amd64:3.1.12",
            flags=("--data-dir=/data/minikube", "--listen-client-urls=https://127.0.0.1:2379"),
        ),
    ),
    # The error is quoted where the report that was closed in favour of this one is closed.
    report(
        "kubernetes/minikube/issues/3532",
        "missing_required_flag",
        A,
        exits(
            A,
            "error: [service-account-issuer is a required flag when BoundServiceAccountTokenVolume is enabled, --service-account-signing-key-file and --service-account-issuer are required flags]",
            version="v1.13.2",
            flags=(
                "--authorization-mode=RBAC",
                "--feature-gates=BoundServiceAccountTokenVolume=true",
                "--secure-port=8443",
                "--etcd-servers=https://127.0.0.1:2379",
            ),
        ).kubelet(
            "E0115 07:48:31.442085    2854 reflector.go:134] k8s.io/kubernetes/pkg/kubelet/config/apiserver.go:47: Failed to list *v1.Pod: Get https://localhost:8443/api/v1/pods?fieldSelector=spec.nodeName%3Dminikube&limit=500&resourceVersion=0: dial tcp 127.0.0.1:8443: connect: connection refused",
            'E0115 07:48:31.490819    2854 kubelet.go:2266] node "minikube" not found',
        ),
    ),
    # The end of the log is not shown; completed as this version refuses the flags that the fix then takes away.
    report(
        "kubernetes/kops/issues/13245",
        "invalid_flag_value",
        A,
        exits(
            A,
            lines(
                "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.",
                'I0209 10:06:51.271270       1 flags.go:59] FLAG: --add-dir-header="false"',
                'I0209 10:06:51.271471       1 flags.go:59] FLAG: --address="127.0.0.1"',
                'I0209 10:06:51.271486       1 flags.go:59] FLAG: --admission-control="[]"',
                "Error: [non-default logging format doesn't honor flag: alsologtostderr, non-default logging format doesn't honor flag: log-file, non-default logging format doesn't honor flag: logtostderr]",
            ),
            "--insecure-port=0",
            "--logging-format=json",
            "--logtostderr=false",
            "--alsologtostderr",
            "--log-file=/var/log/kube-apiserver.log",
            version="v1.21.8",
        ),
    ),
    # ---- Talos ------------------------------------------------------------------------------------------------------
    # Talos' own service, shown as a static pod; a killed process has the code 137.
    report(
        "siderolabs/talos/issues/4857",
        "node_out_of_memory",
        E,
        Node(version=None)
        .static_pod(E)
        .died(E, code=137, lived=timedelta(minutes=4))
        .journal(
            "kernel",
            "Out of memory: Killed process 1564 (etcd) total-vm:12913040kB, anon-rss:1756060kB, file-rss:0kB, shmem-rss:0kB, UID:60 pgtables:3656kB oom_score_adj:-998",
            "oom_reaper: reaped process 1564 (etcd), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB",
            '[talos] service[kubelet](Running): Health check failed: Get "http://127.0.0.1:10248/healthz": context deadline exceeded',
            '[talos] service[udevd](Waiting): Error running Process(["/sbin/udevd" "--resolve-names=never"]), going to restart forever: signal: killed',
            "[talos] service[containerd](Running): Health check failed: rpc error: code = DeadlineExceeded desc = context deadline exceeded",
            "[talos] service[containerd](Running): Health check successful",
            ago=timedelta(seconds=30),
        ),
    ),
    # The flag is known to 1.23, and may not be used without its gate (options.go, ValidateKubeletFlags).
    report(
        "siderolabs/talos/issues/5053",
        "invalid_flag_value",
        UNIT,
        kubelet(
            "Flag --cni-conf-dir has been deprecated, will be removed along with dockershim.",
            'E0228 03:47:40.353985    2961 server.go:193] "Failed to validate kubelet flags" err="the DynamicKubeletConfig feature gate must be enabled in order to use the --dynamic-config-dir flag"',
            "Flag --dynamic-config-dir has been deprecated, Feature DynamicKubeletConfig is deprecated in 1.22 and will not move to GA. It is planned to be removed from Kubernetes in the version 1.24. Please use alternative ways to update kubelet configuration.",
            version="v1.23.1",
        ),
    ),
    # ---- OpenShift, OKD, Tectonic -----------------------------------------------------------------------------------
    # "On the host there is only an empty folder .../kube-apiserver-pod-159/", which is what the pod mounts there.
    report(
        "okd-project/okd/issues/497",
        "file_missing",
        A,
        exits(
            A,
            lines(
                "Copying system trust bundle",
                "Waiting for port :6443 to be released.",
                "Flag --openshift-config has been deprecated, to be removed",
                "F0130 15:39:27.656230       1 server.go:121] open /etc/kubernetes/static-pod-resources/configmaps/config/config.yaml: no such file or directory",
            ),
            version=None,
            node=Node(name="okdmaster-vm1", version=None).absent(
                "/etc/kubernetes/static-pod-resources/configmaps/config/config.yaml"
            ),
            image="quay.io/openshift/okd-content",
            flags=("--openshift-config=/etc/kubernetes/static-pod-resources/configmaps/config/config.yaml", "-v=2"),
            mounts=("/etc/kubernetes/static-pod-resources",),
            code=255,
        ),
    ),
    # OpenShift's apiserver; the first line's JSON is cut off in the report too.
    report(
        "openshift/openshift-ansible/issues/10606",
        "etcd_unreachable",
        A,
        exits(
            A,
            lines(
                'E1106 10:42:08.168321       1 helpers.go:134] Encountered config error json: unknown field "masterCount" in object *config.MasterConfig, raw JSON:',
                '{"admissionConfig":{"pluginConfig":{"BuildDefaults":{"configuration":{"apiVersion":"v1","env":[],"kind":"BuildDefaultsConfig","resources":{"limits":{},"requests":{}}}},"BuildOverrides":{"configuration":{"apiVersion":"v1","kind":"BuildOverridesConfig"}}',
                "F1106 10:42:38.185809       1 start_api.go:68] dial tcp [::1]:2379: connect: connection refused",
            ),
            version="v1.11.0",
            image="docker.io/openshift/origin-control-plane:v3.11",
            command="openshift",
            flags=("start", "master", "api", "--config=/etc/origin/master/master-config.yaml"),
            code=255,
            lived=timedelta(seconds=31),
        ),
        never="component_config_invalid",
    ),
    # "Failing on: kubelet cgroup driver"; the last line is completed with OpenShift's own driver.
    report(
        "openshift/origin/issues/17190",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        within(
            "origin-node",
            "I1105 22:15:24.285513   10732 start_node.go:345] Starting node skelly (v3.6.0+c4dd4cf)",
            "I1105 22:15:24.287322   10732 start_node.go:354] Connecting to API server https://jerd.patrikdufresne.com:8443",
            "I1105 22:15:24.288557   10732 node.go:134] Connecting to Docker at unix:///var/run/docker.sock",
            "I1105 22:15:24.294198   10732 feature_gate.go:144] feature gates: map[]",
            "I1105 22:15:24.297560   10732 node.go:348] Using iptables Proxier.",
            'W1105 22:15:24.300228   10732 node.go:488] Failed to retrieve node info: nodes "skelly" not found',
            f'F1105 22:15:24.412003   10732 node.go:282] {MISCONFIGURED}: "systemd" is different from docker cgroup driver: "cgroupfs"',
            status=255,
        ),
    ),
    # Tectonic; outside the closed set.
    report(
        "kubernetes/kubernetes/issues/63320",
        "unknown",
        UNIT,
        kubelet(
            'Error: failed to run Kubelet: could not init cloud provider "openstack": Post http://x.x.x.x:5000/v3/auth/tokens: dial tcp x.x.x.x:5000: getsockopt: connection timed out',
            version="v1.9.6",
        ),
        never="apiserver_unreachable",
    ),
    # ---- Cluster API and other installers ---------------------------------------------------------------------------
    # The report quotes the message; the line's head is completed.
    report(
        "kubernetes-sigs/cluster-api/issues/6120",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'E0214 10:12:31.402118     812 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: invalid configuration: cgroup-root [\\"kubelet\\"] doesn\'t exist"'
        ).file(
            "/var/lib/kubelet/kubeadm-flags.env",
            'KUBELET_KUBEADM_ARGS="--container-runtime=remote --container-runtime-endpoint=/run/containerd/containerd.sock --pod-infra-container-image=k8s.gcr.io/pause:3.6"\n',
        ),
    ),
    # The console shows no more; whether kubeadm has run on the machine is not told.
    report(
        "kubernetes-sigs/cluster-api-provider-gcp/issues/625",
        ["kubelet_not_initialised", "kubelet_config_invalid", "unknown"],
        UNIT,
        Node(name="gke-capi-control-plane-bzjmd", version=None)
        .kubelet_loops(
            'E0619 04:46:52.221960    1831 server.go:206] "Failed to load kubelet config file" err="failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/config.yaml: no such file or directory" path="/var/lib/kubelet/config.yaml"',
            restarts=75,
        )
        .kubelet(
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
            "kubelet.service: Failed with result 'exit-code'.",
            "kubelet.service: Scheduled restart job, restart counter is at 75.",
            "Stopped kubelet: The Kubernetes Node Agent.",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    # The report quotes the message; the line's head is completed. Outside the closed set but for the file's name.
    report(
        "kubernetes-sigs/cluster-api-provider-openstack/issues/1262",
        ["unknown", "kubelet_config_invalid"],
        UNIT,
        kubelet(
            'E0615 12:03:11.510224    2114 server.go:294] "Failed to run kubelet" err="failed to run Kubelet: could not init cloud provider openstack: warning: can\'t store data at section global,variable tls-insecure"',
            version="v1.22.9",
        ),
    ),
    report(
        "vexxhost/capo-image-elements/issues/47",
        "unknown_flag",
        A,
        exits(
            A,
            "Error: unknown flag: --cloud-provider",
            "--cloud-provider=external",
            version="v1.33.4",
        ),
    ),
    report(
        "kubermatic/kubermatic/issues/13936",
        "feature_gate_rejected",
        A,
        exits(
            A,
            'E1216 09:14:02.118347       1 run.go:72] "command failed" err="unrecognized feature gate: InTreePluginvSphereUnregister"',
            "--feature-gates=InTreePluginvSphereUnregister=true",
            version="v1.31.0",
        ),
    ),
    # bootkube's self-hosted apiserver after a reboot, shown as a static pod.
    report(
        "kubernetes-retired/bootkube/issues/822",
        "file_permission_denied",
        A,
        exits(
            A,
            lines(
                "Flag --etcd-quorum-read has been deprecated, This flag is deprecated and the ability to switch off quorum read will be removed in a future release.",
                "I0103 18:41:26.195707       1 server.go:121] Version: v1.8.5",
                "Error: unable to load server certificate: open /etc/kubernetes/secrets/apiserver.crt: permission denied",
            ),
            version="v1.8.5",
            flags=(
                "--etcd-quorum-read=true",
                "--tls-cert-file=/etc/kubernetes/secrets/apiserver.crt",
                "--tls-private-key-file=/etc/kubernetes/secrets/apiserver.key",
            ),
            mounts=("/etc/kubernetes/secrets",),
        ),
    ),
    # "The etcd cluster appears to be up and running fine."
    report(
        "apprenda/kismatic/issues/452",
        ["etcd_unreachable", "unknown"],
        A,
        exits(
            A,
            lines(
                "E0328 22:54:13.157503       1 errors.go:63] apiserver received an error that is not an unversioned.Status: client: etcd cluster is unavailable or misconfigured",
                "F0328 22:54:13.157523       1 controller.go:128] Unable to perform initial IP allocation check: unable to refresh the service IP block: client: etcd cluster is unavailable or misconfigured",
            ),
            version=None,
            code=255,
        ),
    ),
    # The report quotes the message; the line's head is completed.
    report(
        "aws/eks-anywhere/issues/6535",
        ["port_in_use", "port_held_by_previous_instance"],
        "kube-vip",
        exits(
            "kube-vip",
            'time="2023-08-18T09:12:11Z" level=fatal msg="listen:listen tcp :2112: bind: address already in use\\n"',
            version="v1.27.0",
            flags=("manager",),
            image="public.ecr.aws/l0g8r8j6/kube-vip/kube-vip",
        ),
    ),
)
