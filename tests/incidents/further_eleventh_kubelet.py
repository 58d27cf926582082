"""Public reports of kubelets that end, loop or start nothing, of flags, files, cgroups, ports and units, met blind.

They are shown as those of further.py are: the program's own lines in their order, and what the report tells of the node.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import UNIT, kubelet, report
from incidents.further_fifth_node import page

DEPRECATED = (
    "has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See "
    "https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information."
)
NO_CA = "unable to load client CA file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory"
NO_CONFIG = (
    'failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: open /var/lib/kubelet/config.yaml: no such '
    "file or directory"
)
NO_ENDPOINT = (
    "failed to validate kubelet flags: the container runtime endpoint address was not specified or empty, use "
    "--container-runtime-endpoint to set"
)
NO_KUBEPODS = "failed to initialize top level QOS containers: root container [kubepods] doesn't exist"
BURSTABLE = (
    "Failed to start ContainerManager failed to initialise top level QOS containers: failed to create top level Burstable "
    "QOS cgroup : Unit kubepods-burstable.slice already exists."
)


def told(node, *entries):
    """The kubelet unit's journal as it was printed: what the kubelet said, and ("systemd", line) what systemd said."""
    for number, entry in enumerate(entries):
        by, line = ("kubelet", entry) if isinstance(entry, str) else entry
        node.kubelet(line, by=by, ago=timedelta(seconds=60) - timedelta(milliseconds=100 * number))
    return node


def systemd(*lines):
    """Lines of the service manager."""
    return tuple(("systemd", line) for line in lines)


def ended(status="1/FAILURE"):
    """What the service manager says after the kubelet's end (from about 230)."""
    return systemd(
        f"kubelet.service: Main process exited, code=exited, status={status}",
        "kubelet.service: Failed with result 'exit-code'.",
    )


def failed(status="1/FAILURE"):
    """The same from an older one."""
    return systemd(
        f"kubelet.service: main process exited, code=exited, status={status}",
        "Unit kubelet.service entered failed state.",
        "kubelet.service failed.",
    )


def within(by, *lines, version=None, status=1, restarts=57):
    """A kubelet inside another program's unit, that says so and ends, again and again."""
    return Node(version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*lines, by=by)


def never_joined(node):
    """A node without any of the files that kubeadm init or join leave."""
    return node.absent(
        "/var/lib/kubelet/config.yaml", "/etc/kubernetes/kubelet.conf", "/etc/kubernetes/bootstrap-kubelet.conf"
    )


FURTHER_ELEVENTH_KUBELET = (
    # ---- swap -------------------------------------------------------------------------------------------------------
    # The excerpt ends among the flags; the title and the cure name swap, the kubelet's last words are that version's usual ones.
    page(
        "https://ayaka.io/%E7%AC%94%E8%AE%B0/%F0%9F%A7%B1%20%E5%9F%BA%E7%A1%80%E8%AE%BE%E6%96%BD/%F0%9F%9A%A2%20kubernetes/%E5%9B%A0%E6%89%93%E5%BC%80%E4%BA%86%20swap%20%E5%AF%BC%E8%87%B4%E7%9A%84%20kubernetes%20%E9%87%8D%E5%90%AF%E5%90%8E%E6%97%A0%E6%B3%95%E8%87%AA%E6%84%88%E9%97%AE%E9%A2%98",
        "ayaka-swap-after-reboot",
        "kubelet_swap_on",
        UNIT,
        told(
            Node(name="node01", version="v1.22.1").kubelet_loops(restarts=66),
            *ended(),
            *systemd(
                "kubelet.service: Scheduled restart job, restart counter is at 66.",
                "Stopped kubelet: The Kubernetes Node Agent.",
                "Started kubelet: The Kubernetes Node Agent.",
            ),
            f"Flag --cgroup-driver {DEPRECATED}",
            "Flag --network-plugin has been deprecated, will be removed along with dockershim.",
            f"Flag --cgroup-driver {DEPRECATED}",
            "Flag --network-plugin has been deprecated, will be removed along with dockershim.",
            'E1126 16:37:56.921104    5885 server.go:294] "Failed to run kubelet" err="failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename\\t\\t\\t\\tType\\t\\tSize\\t\\tUsed\\t\\tPriority /swapfile                               file\\t\\t2097148\\t\\t0\\t\\t-2]"',
            *ended(),
        ),
    ),
    # A kernel without swap: nothing is on, the file that would tell so is not there.
    report(
        "kubernetes/kubernetes/issues/93913",
        "unknown",
        UNIT,
        kubelet(
            "F0812 02:15:15.717137   17870 server.go:274] failed to run Kubelet: open /proc/swaps: no such file or directory",
            version="v1.18.6",
            status=255,
        ),
        never="kubelet_swap_on",
    ),
    # ---- the cgroup driver ------------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/89035",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        Node(name="master1", version=None)
        .file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n",
        )
        .kubelet_loops(
            'F0311 08:54:18.585276   14001 server.go:273] failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
            status=255,
        ),
    ),
    # ---- the hierarchy of cgroups -----------------------------------------------------------------------------------
    # The title tells what is not mounted; the line is that version's usual one.
    report(
        "kubernetes-retired/kubernetes-anywhere/issues/81",
        "kubelet_cgroup_unsupported",
        UNIT,
        Node(name="k1", version=None)
        .unit("kubelet")
        .kubelet(
            "E0518 09:41:12.208812    2114 kubelet.go:956] Failed to start ContainerManager system validation failed - Following Cgroup subsystem not mounted: [memory]"
        ),
    ),
    report(
        "kubernetes-sigs/kind/issues/1969",
        "kubelet_cgroup_unsupported",
        UNIT,
        Node(name="ovn-control-plane", version=None).kubelet_loops(
            'F1207 19:16:44.170173     994 server.go:269] failed to run Kubelet: invalid configuration: cgroup-root ["kubelet"] doesn\'t exist',
            "goroutine 1 [running]:",
            status=255,
        ),
    ),
    report(
        "kubernetes/minikube/issues/5127",
        "kubelet_cgroup_unsupported",
        UNIT,
        told(
            Node(name="minikube", version=None).kubelet_loops(status=255),
            "I0818 19:18:41.298624   23165 plugins.go:103] No cloud provider specified.",
            "F0818 19:18:41.306308   23165 server.go:273] failed to run Kubelet: failed to get the kubelet's cgroup: cpu and memory cgroup hierarchy not unified.  cpu: /, memory: /system.slice/kubelet.service",
            *ended("255/EXCEPTION"),
        ),
    ),
    # The report quotes the message; the line's head is completed.
    report(
        "CentaurusInfra/arktos/issues/1219",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            "F1109 18:22:07.540113   30412 server.go:273] failed to run Kubelet: failed to get the kubelet's cgroup: cpu and memory cgroup hierarchy not unified.  cpu: /user.slice, memory: /user.slice/user-1000.slice/session-9.scope",
            status=255,
        ),
    ),
    # The report shows the two lines with blanks put in by a translator.
    report(
        "kubernetes/kubernetes/issues/85887",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'I1204 09:46:22.623152   84198 node_container_manager_linux.go:105] Enforcing System reserved on cgroup "/system.slice" with limits: map[cpu:{i:{value:1000 scale:-3} d:{Dec:<nil>} s: Format:DecimalSI} ephemeral-storage:{i:{value:1073741824 scale:0} d:{Dec:<nil>} s:1Gi Format:BinarySI} memory:{i:{value:1073741824 scale:0} d:{Dec:<nil>} s: Format:BinarySI}]',
            'F1204 09:46:22.623314   84198 kubelet.go:1359] Failed to start ContainerManager Failed to enforce System Reserved Cgroup Limits on "/system.slice": ["system.slice"] cgroup does not exist',
            version="v1.14.3",
            status=255,
        ),
    ),
    # The message stands in the title; the line's head is completed.
    report(
        "kubernetes/minikube/issues/11280",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        Node(name="multinode-20210502194743-2547235-m02", version="v1.20.2").kubelet_loops(
            f"F0502 22:14:50.310447   44127 kubelet.go:1350] Failed to start ContainerManager {NO_KUBEPODS}",
            status=255,
        ),
    ),
    report(
        "kubernetes/minikube/issues/8890",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        told(
            Node(name="minikube", version=None).kubelet_loops(status=255),
            'E0730 16:40:26.487040   13192 kubelet.go:2267] node "minikube" not found',
            f"F0730 16:40:26.522095   13192 kubelet.go:1383] Failed to start ContainerManager {NO_KUBEPODS}",
            *ended("255/EXCEPTION"),
        ),
    ),
    # The title and the comments give the message; the lines' heads are completed.
    report(
        "kubernetes/kubernetes/issues/43856",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        Node(name="kube-dev-master-2-0", version="v1.6.0")
        .unit("kubelet")
        .kubelet(
            f"E0330 08:31:40.102911    9204 kubelet.go:1246] {BURSTABLE}",
            f"I0330 08:31:45.103320    9204 kubelet.go:1752] skipping pod synchronization - [{BURSTABLE}]",
        ),
    ),
    # ---- flags ------------------------------------------------------------------------------------------------------
    report(
        "xiaopeng163/learn-k8s-from-scratch/issues/45",
        "kubelet_unknown_flag",
        UNIT,
        told(
            Node(name="ubuntu-virtual-machine", version=None).kubelet_loops(restarts=1096),
            *systemd("Started kubelet: The Kubernetes Node Agent."),
            f"Flag --container-runtime-endpoint {DEPRECATED}",
            "Flag --pod-infra-container-image has been deprecated, will be removed in a future release. Image garbage collector will get sandbox image information from CRI.",
            'E0708 14:32:18.970106   23225 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --image-repository"',
            *ended(),
            *systemd(
                "kubelet.service: Scheduled restart job, restart counter is at 1096.",
                "Stopped kubelet: The Kubernetes Node Agent.",
                "Started kubelet: The Kubernetes Node Agent.",
            ),
        ),
    ),
    # The message stands in the title; the line's head is completed.
    report(
        "kubernetes/minikube/issues/16117",
        "kubelet_unknown_flag",
        UNIT,
        Node(name="no-preload-297276", version="v1.27.0-beta.0").kubelet_loops(
            'E0317 22:08:11.704418    6021 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --container-runtime"'
        ),
    ),
    # The excerpt ends within the flag's name, the unit file is the page's that the report names.
    report(
        "kubernetes/website/issues/41420",
        "kubelet_unknown_flag",
        UNIT,
        told(
            Node(name="VF001695", version=None)
            .file(
                "/etc/systemd/system/kubelet.service.d/20-etcd-service-manager.conf",
                "[Service]\nExecStart=\nExecStart=/usr/bin/kubelet --address=127.0.0.1 --pod-manifest-path=/etc/kubernetes/manifests --cgroup-driver=systemd --container-runtime=remote --container-runtime-endpoint=unix:///var/run/containerd/containerd.sock\nRestart=always\n",
            )
            .kubelet_loops(),
            f"Flag --address {DEPRECATED}",
            f"Flag --pod-manifest-path {DEPRECATED}",
            f"Flag --cgroup-driver {DEPRECATED}",
            'E0601 21:46:27.359201   30937 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --container-runtime"',
        ),
    ),
    report(
        "kubernetes-sigs/aws-ebs-csi-driver/issues/761",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            "F0223 12:39:08.417559   23185 server.go:156] unknown flag: --allow-privileged",
            version="v1.17.12",
            status=255,
        ),
    ),
    # The message stands in the title; the line's head is completed.
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/504",
        "kubelet_unknown_flag",
        UNIT,
        Node(name="k8s-master01", version="v1.15.1").kubelet_loops(
            "F0803 16:21:40.337215   11872 server.go:156] unknown flag: --allow-privileged", status=255
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/70300",
        ["kubelet_unknown_flag", "unknown"],
        UNIT,
        told(
            Node(name="server", version=None).unit(
                "kubelet", "failed", "failed", 5, Result="exit-code", ExecMainStatus=255
            ),
            "      --volume-stats-agg-period duration                                                                          Specifies interval for kubelet to calculate and cache the volume disk usage for all pods and volumes.",
            "F1027 01:10:25.247033    7435 server.go:155] unknown command: /etc/kubernetes/kubelet.kubeconfig",
            *systemd(
                "kubelet.service: Service RestartSec=100ms expired, scheduling restart.",
                "kubelet.service: Scheduled restart job, restart counter is at 5.",
                "Stopped Kubernetes Kubelet Server.",
                "kubelet.service: Start request repeated too quickly.",
                "kubelet.service: Failed with result 'exit-code'.",
                "Failed to start Kubernetes Kubelet Server.",
            ),
        ),
    ),
    report(
        "kubernetes/website/issues/43930",
        ["missing_required_flag", "runtime_endpoint_wrong"],
        UNIT,
        told(
            Node(version=None).kubelet_loops(),
            f'E1114 20:10:19.135090    2813 run.go:74] "command failed" err="{NO_ENDPOINT}"',
            *ended(),
        ),
    ),
    # The message stands in the title; the line's head is completed.
    report(
        "kubernetes/minikube/issues/15808",
        ["missing_required_flag", "runtime_endpoint_wrong"],
        UNIT,
        Node(name="minikube", version=None).kubelet_loops(
            f'E0208 06:51:30.226117    4711 run.go:74] "command failed" err="{NO_ENDPOINT}"'
        ),
    ),
    # ---- the configuration file -------------------------------------------------------------------------------------
    # The report quotes the message; the line's head is completed.
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/459",
        "kubelet_config_invalid",
        UNIT,
        kubelet(
            'F0527 15:08:44.213370   17206 server.go:196] failed to load Kubelet config file /etc/kubernetes/kubelet-config.yaml, error failed to decode, error: v1beta1.KubeletConfiguration.EvictionSoft: ReadMapCB: expect { or n, but found ", error found in #10 byte of ...|ionSoft":"nil","fail|..., bigger context ...|":"10%","nodefs.inodesFree":"5%"},"evictionSoft":"nil","failSwapOn":true,"fileCheckFrequency":"20s",|...',
            status=255,
        ),
    ),
    # The excerpt cuts the line in the message; its end is the kubelet's usual one. The unit stands beside RKE's own kubelet.
    report(
        "rancher-archives/rke/issues/2513",
        "kubelet_not_initialised",
        UNIT,
        told(
            never_joined(Node(name="uk8s-rke", version=None)).kubelet_loops(restarts=814),
            *systemd(
                "kubelet.service: Scheduled restart job, restart counter is at 814.",
                "Stopped kubelet: The Kubernetes Node Agent.",
                "Started kubelet: The Kubernetes Node Agent.",
            ),
            'E0413 13:48:54.572252  148641 server.go:204] "Failed to load kubelet config file" err="failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/config.yaml: no such file or directory" path="/var/lib/kubelet/config.yaml"',
            *ended(),
        ),
    ),
    # The excerpt cuts the line in the message; its end is the kubelet's usual one.
    report(
        "SovereignCloudStack/k8s-cluster-api-provider/issues/563",
        "kubelet_not_initialised",
        UNIT,
        told(
            never_joined(
                Node(name="private-nils-test-2-control-plane-genc01-bmldj", version="v1.27.3")
            ).kubelet_loops(),
            *systemd("Started kubelet: The Kubernetes Node Agent."),
            "Flag --pod-infra-container-image has been deprecated, will be removed in a future release. Image garbage collector will get sandbox image information from CRI.",
            'I0913 13:00:08.892971    2126 server.go:199] "--pod-infra-container-image will not be pruned by the image garbage collector in kubelet and should also be set in the remote runtime"',
            'E0913 13:00:08.893114    2126 run.go:74] "command failed" err="failed to load kubelet config file, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/config.yaml: no such file or directory, path: /var/lib/kubelet/config.yaml"',
            *ended(),
        ),
    ),
    # After kubeadm reset and a reboot.
    report(
        "clearlinux/cloud-native-setup/issues/127",
        "kubelet_not_initialised",
        UNIT,
        told(
            never_joined(Node(name="clr-7758e4011ab24fbfa1263b0fd3f57997", version=None)).kubelet_loops(status=255),
            f"Flag --kubelet-cgroups {DEPRECATED}",
            f"F0731 01:50:20.382089    2513 server.go:198] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error {NO_CONFIG}",
            *ended("255/EXCEPTION"),
        ),
    ),
    # After the packages' installation, before kubeadm init.
    report(
        "kubernetes/kubernetes/issues/72055",
        "kubelet_not_initialised",
        UNIT,
        never_joined(Node(version=None)).kubelet_loops(
            f"F1214 12:07:27.688963   26953 server.go:189] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error {NO_CONFIG}",
            status=255,
        ),
    ),
    # After the packages' installation, before kubeadm init; a kubelet of before the configuration file.
    report(
        "kubernetes/website/issues/2426",
        "kubelet_not_initialised",
        UNIT,
        never_joined(Node(version="v1.4.1")).kubelet_loops(
            "error: failed to run Kubelet: invalid kubeconfig: stat /etc/kubernetes/kubelet.conf: no such file or directory"
        ),
    ),
    # ---- files of the kubelet's own: CA, client certificate, bootstrap ------------------------------------------------
    # The terminal cut the line after the path; its end is the usual one.
    report(
        "kubernetes-sigs/kubespray/issues/3769",
        ["file_missing", "kubelet_not_initialised"],
        UNIT,
        told(
            Node(name="k8s-m1", version=None).absent("/etc/kubernetes/pki/ca.crt").kubelet_loops(status=255),
            f"Flag --cgroup-driver {DEPRECATED}",
            f"F0116 08:52:02.623031     945 server.go:244] {NO_CA}",
            *failed("255/n/a"),
        ),
    ),
    # The terminal cut the line after the path; its end is the usual one.
    report(
        "kubernetes/kubernetes/issues/65082",
        ["kubelet_not_initialised", "file_missing"],
        UNIT,
        told(
            Node(name="lg-l-p-obo00798", version="v1.10.4")
            .absent("/etc/kubernetes/pki/ca.crt")
            .kubelet_loops(status=255),
            "I0613 19:27:56.820222   21266 feature_gate.go:226] feature gates: &{{} map[]}",
            f"F0613 19:27:56.820374   21266 server.go:218] {NO_CA}",
            *ended("255/n/a"),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/63571",
        ["kubelet_not_initialised", "file_missing"],
        UNIT,
        told(
            Node(name="k8-master-node", version=None).absent("/etc/kubernetes/pki/ca.crt").kubelet_loops(status=255),
            f"F0509 05:10:28.513507    1641 server.go:218] {NO_CA}",
            *systemd("Unit kubelet.service entered failed state."),
        ),
    ),
    report(
        "cookeem/kubeadm-ha/issues/16",
        ["kubelet_not_initialised", "file_missing"],
        UNIT,
        Node(version=None).absent("/etc/kubernetes/pki/ca.crt").kubelet_loops(f"error: {NO_CA}"),
    ),
    # Two late comments: the client certificate was deleted by hand. They quote the messages; the lines around them are completed.
    report(
        "kubernetes/kubernetes/issues/69973",
        ["unknown", "file_missing"],
        UNIT,
        Node(version=None)
        .file("/etc/kubernetes/kubelet.conf", "apiVersion: v1\nkind: Config\n")
        .absent("/var/lib/kubelet/pki/kubelet-client-current.pem", "/etc/kubernetes/bootstrap-kubelet.conf")
        .kubelet_loops(
            "E0723 09:31:12.402118    7133 bootstrap.go:240] unable to read existing bootstrap client config: invalid configuration: [unable to read client-cert /var/lib/kubelet/pki/kubelet-client-current.pem for default-auth due to open /var/lib/kubelet/pki/kubelet-client-current.pem: no such file or directory, unable to read client-key /var/lib/kubelet/pki/kubelet-client-current.pem for default-auth due to open /var/lib/kubelet/pki/kubelet-client-current.pem: no such file or directory]",
            "F0723 09:31:12.402203    7133 server.go:274] failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            status=255,
        ),
        never="kubelet_client_certificate_expired",
    ),
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/57",
        "unknown",
        UNIT,
        told(
            Node(name="node82", version=None).kubelet_loops(),
            *systemd("Started Kubernetes Kubelet.", "Starting Kubernetes Kubelet..."),
            "I0512 16:40:42.530619   39763 feature_gate.go:144] feature gates: map[]",
            "I0512 16:40:42.530701   39763 bootstrap.go:58] Using bootstrap kubeconfig to generate TLS client cert, key and kubeconfig file",
            "error: failed to run Kubelet: cannot create certificate signing request: the server has asked for the client to provide credentials (post certificatesigningrequests.certificates.k8s.io)",
            *failed(),
            *systemd("kubelet.service holdoff time over, scheduling restart."),
        ),
        never="kubelet_bootstrap_deadlock",
    ),
    # ---- ports and limits -------------------------------------------------------------------------------------------
    # The cAdvisor message stands among the report's key words; its line's head and the second line's end are completed.
    report(
        "kubernetes/kubernetes/issues/37348",
        "inotify_limit",
        UNIT,
        Node(version=None)
        .unit("kubelet")
        .kubelet(
            "E1123 14:47:11.360217   24479 kubelet.go:1139] Failed to start cAdvisor inotify_init: too many open files",
            'E1123 14:47:21.372435   24479 kubelet.go:2675] Failed to check if disk space is available for the runtime: failed to get fs info for "runtime": unable to find data for container /',
            'E1123 14:47:21.372469   24479 kubelet.go:2683] Failed to check if disk space is available on the root partition: failed to get fs info for "root": unable to find data for container /',
        ),
        never="disk_full",
    ),
    # ---- state, filesystem, host name, unit: outside the closed set ---------------------------------------------------
    report(
        "kubernetes-sigs/kind/issues/3839",
        "unknown",
        UNIT,
        told(
            Node(name="kind-control-plane", version=None).kubelet_loops(),
            'E0105 23:26:32.106420    1763 kubelet.go:1649] "Failed to start ContainerManager" err="failed to get rootfs info: failed to get mount point for device \\"/dev/nvme0n1p2\\": no partition info for device \\"/dev/nvme0n1p2\\""',
            *systemd("kubelet.service: Main process exited, code=exited, status=1/FAILURE"),
        ),
        never="filesystem_damaged",
    ),
    # The report says that a panic follows at once.
    report(
        "kubernetes/kubernetes/issues/86676",
        "unknown",
        UNIT,
        Node(name="kinder-upgrade-control-plane-1", version=None).kubelet_loops(
            "E1227 23:16:46.218357   22858 cpu_manager.go:186] [cpumanager] could not initialize checkpoint manager: could not restore state from checkpoint: checkpoint is corrupted",
            'Please drain this node and delete the CPU manager checkpoint file "/var/lib/kubelet/cpu_manager_state" before restarting Kubelet.',
            status=2,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/5243",
        "unknown",
        UNIT,
        Node(name="node2", version=None).kubelet_loops(
            "F0310 18:09:05.669072    9462 node.go:33] Couldn't determine hostname: exit status 1", status=255
        ),
    ),
    # The title gives the line; the drop-ins and the state are the status output's.
    report(
        "kubernetes/kubeadm/issues/1202",
        "unknown",
        UNIT,
        told(
            Node(name="traqqymaster1", version="v1.12.2")
            .unit("kubelet", "inactive", "dead", 0, LoadState="error", Result="exit-code", ExecMainStatus=255)
            .there("/etc/systemd/system/kubelet.service.d/10-kubeadm.conf")
            .there("/etc/systemd/system/kubelet.service.d/20-etcd-service-manager.conf"),
            *systemd(
                "kubelet.service: Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing."
            ),
        ),
        never="stopped_by_operator",
    ),
    # ---- near misses: the kubelet lives -------------------------------------------------------------------------------
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/365",
        None,
        None,
        Node(name="node00", version=None)
        .unit("kubelet")
        .kubelet(
            "I1129 11:37:04.940673   14961 logs.go:49] http: TLS handshake error from 172.16.10.202:41160: no serving certificate available for the kubelet",
            "I1129 11:38:04.940703   14961 logs.go:49] http: TLS handshake error from 172.16.10.202:41492: no serving certificate available for the kubelet",
            "I1129 11:39:04.932963   14961 logs.go:49] http: TLS handshake error from 172.16.10.202:41820: no serving certificate available for the kubelet",
            "I1129 11:40:04.942940   14961 logs.go:49] http: TLS handshake error from 172.16.10.202:42152: no serving certificate available for the kubelet",
            "I1129 11:40:09.421907   14961 kubelet.go:1271] Image garbage collection succeeded",
        ),
        never="serving_certificate_expired",
    ),
    report(
        "kubernetes/kops/issues/13358",
        None,
        None,
        Node(name="ip-10-140-78-155", version=None)
        .unit("kubelet")
        .kubelet(
            'E0330 10:57:12.774287    7298 controller.go:144] failed to ensure lease exists, will retry in 7s, error: leases.coordination.k8s.io "ip-10-140-78-155.ec2.internal" is forbidden: User "system:node:i-026c2fad2cee9b7fe" cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "kube-node-lease": can only access node lease with the same name as the requesting node',
            'E0330 10:57:12.841869    7298 kubelet.go:2412] "Error getting node" err="node \\"ip-10-140-78-155.ec2.internal\\" not found"',
            'E0330 10:57:12.942832    7298 kubelet.go:2412] "Error getting node" err="node \\"ip-10-140-78-155.ec2.internal\\" not found"',
            'I0330 10:57:12.960897    7298 csi_plugin.go:1057] Failed to contact API server when waiting for CSINode publishing: csinodes.storage.k8s.io "ip-10-140-78-155.ec2.internal" is forbidden: User "system:node:i-026c2fad2cee9b7fe" cannot get resource "csinodes" in API group "storage.k8s.io" at the cluster scope: can only access CSINode with the same name as the requesting node',
        ),
        never="anonymous_health_access_forbidden",
    ),
)
