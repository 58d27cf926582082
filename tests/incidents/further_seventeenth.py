"""Public reports of all parts of a control-plane node, mostly from small repositories, met blind.

They are shown as those of further.py are: the program's own lines in their order, and what the report tells of the node.
A program inside another's unit (k3s, rke2, edgecore) is shown as the kubelet's unit with that program's lines.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet, report

V1_UNIMPLEMENTED = "rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def systemd(node, *said, ago=timedelta(seconds=31)):
    """What the service manager says of the kubelet after its last words."""
    return node.kubelet(*said, by="systemd", ago=ago)


def within(by, *said, version=None, status=1, restarts=57, result="exit-code"):
    """A program with a kubelet inside, that says so and ends, again and again."""
    return (
        Node(version=version)
        .unit("kubelet", "activating", "auto-restart", restarts, Result=result, ExecMainStatus=status)
        .kubelet(*said, by=by)
    )


def restarted(node):
    """All the control plane's pods made anew at once, by a runtime whose driver is the kubelet's."""
    node.runtime("1.6.12-k3s1")
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program)
        node.died(program, code=0, attempt=0, sandbox=0, lived=timedelta(days=2), ago=timedelta(seconds=200 + number))
        node.runs(program, attempt=1, sandbox=1, since=timedelta(seconds=180 + number))
    return node


FURTHER_SEVENTEENTH = (
    # ---- k3s, rke2 and their playbooks ------------------------------------------------------------------------------
    # The CIS profile asks for the user etcd and for the kubelet's kernel parameters.
    report(
        "lablabs/ansible-role-rke2/issues/86",
        ["kubelet_kernel_defaults", "unknown"],
        UNIT,
        systemd(
            within(
                "rke2",
                'time="2022-06-28T04:12:22Z" level=fatal msg="missing required: user: unknown user etcd\\nmissing required: group: unknown group etcd\\ninvalid kernel parameter value vm.overcommit_memory=0 - expected 1\\ninvalid kernel parameter value kernel.panic=0 - expected 10\\ninvalid kernel parameter value kernel.panic_on_oops=0 - expected 1\\n"',
            ),
            "rke2-server.service: Main process exited, code=exited, status=1/FAILURE",
        ),
        never="file_missing",
    ),
    # Completed: the fatal line is the program's usual one, the report tells of an invalid profile (cis-1.23 from 1.30).
    report(
        "lablabs/ansible-role-rke2/issues/269",
        ["invalid_flag_value", "unknown"],
        UNIT,
        within(
            "rke2",
            'time="2024-10-25T10:02:41Z" level=fatal msg="invalid value provided for --profile flag"',
            version="v1.30.5+rke2r1",
        ),
        never="kubelet_kernel_defaults",
    ),
    # Rancher in a container of its own, with the k3s inside it.
    report(
        "rancher/rancher/issues/38811",
        "unknown",
        UNIT,
        within(
            "k3s",
            '{"level":"info","ts":"2022-09-05T20:38:13.367Z","caller":"embed/serve.go:188","msg":"serving client traffic securely","address":"172.17.0.2:2379"}',
            'time="2022-09-05T20:38:13Z" level=info msg="Defragmenting etcd database"',
            'time="2022-09-05T20:38:13Z" level=fatal msg="starting kubernetes: preparing server: bootstrap data already found and encrypted with different token"',
        ),
        never="encryption_config_invalid",
    ),
    report(
        "k3s-io/k3s/issues/1144",
        "unknown",
        UNIT,
        within(
            "k3s",
            'FATA[2019-11-28T09:04:09.931286843+08:00] apiserver exited: unable to find suitable network address.error=\'no default routes found in "/proc/net/route" or "/proc/net/ipv6_route"\'. Try to set the AdvertiseAddress directly or provide a valid BindAddress to fix this',
            version="v1.16.3-k3s.2",
        ),
        never="file_missing",
    ),
    # An agent on a Raspberry Pi, mended by a made-up gateway.
    report(
        "k3s-io/k3s/issues/872",
        "unknown",
        UNIT,
        within(
            "k3s",
            'time="2019-10-11T22:08:02.874509112+01:00" level=error msg="no default routes found in \\"/proc/net/route\\" or \\"/proc/net/ipv6_route\\""',
        ),
        never="file_missing",
    ),
    # The agent waits and says so again and again; it does not end.
    report(
        "vitobotta/hetzner-k3s/issues/487",
        "unknown",
        UNIT,
        Node(version=None)
        .unit("kubelet", "activating", "start", 0)
        .kubelet(
            *(
                f'time="2024-11-13T20:22:{second}Z" level=info msg="Waiting to retrieve agent configuration; server is not ready: Node password rejected, duplicate hostname or contents of \'/etc/rancher/node/password\' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag"'
                for second in (21, 26, 31)
            ),
            by="k3s",
        ),
        never="apiserver_unreachable",
    ),
    # armv6: the program is not for this processor. Completed: the service manager's words of a dumped core.
    report(
        "k3s-io/k3s/issues/4643",
        ["unknown", "command_not_found"],
        UNIT,
        systemd(
            Node(version="v1.21.7+k3s1").unit(
                "kubelet", "activating", "auto-restart", 57, Result="core-dump", ExecMainStatus=4
            ),
            "k3s.service: Main process exited, code=dumped, status=4/ILL",
            "k3s.service: Failed with result 'core-dump'.",
            "Failed to start Lightweight Kubernetes.",
        ),
        never="oom_killed",
    ),
    report(
        "k3s-io/k3s/issues/1948",
        "unknown",
        UNIT,
        systemd(
            within(
                "k3s",
                'time="2020-06-23T22:19:00.267424119+02:00" level=info msg="Starting k3s v1.18.3+k3s1 (96653e8d)"',
                version="v1.18.3+k3s1",
                status=11,
                restarts=10,
                result="signal",
            ),
            "k3s.service: Main process exited, code=killed, status=11/SEGV",
            "k3s.service: Failed with result 'signal'.",
            "Failed to start Lightweight Kubernetes.",
            "k3s.service: Service RestartSec=5s expired, scheduling restart.",
            "k3s.service: Scheduled restart job, restart counter is at 10.",
            "Stopped Lightweight Kubernetes.",
        ),
        never="oom_killed",
    ),
    # Completed: the two lines of the fault, of which the report gives the words.
    report(
        "k3s-io/k3s/issues/2704",
        "unknown",
        UNIT,
        within(
            "k3s",
            "I1214 23:30:02.891889     525 shared_informer.go:240] Waiting for caches to sync for disruption",
            'I1214 23:30:02.984144     525 controllermanager.go:549] Started "cronjob"',
            "I1214 23:30:02.984415     525 cronjob_controller.go:96] Starting CronJob Manager",
            "unexpected fault address 0x11a5e3f8",
            "fatal error: fault",
            version="v1.19.5+k3s1",
            status=2,
        ),
        never="oom_killed",
    ),
    # Completed: the last line; the maintainer tells that a controller's lease was not renewed, for etcd's slowness.
    report(
        "k3s-io/k3s/issues/2938",
        ["leader_election_lost", "etcd_slow_disk"],
        KCM,
        exits(
            KCM,
            lines(
                '{"level":"info","ts":"2021-02-16T12:46:06.696+0100","caller":"traceutil/trace.go:145","msg":"trace[306188567] range","detail":"{range_begin:/registry/storageclasses/; range_end:/registry/storageclasses0; response_count:0; response_revision:90422; }","duration":"133.157068ms","start":"2021-02-16T12:46:06.563+0100","end":"2021-02-16T12:46:06.696+0100","steps":["trace[306188567] \'range keys from in-memory index tree\'  (duration: 130.295443ms)"]}',
                'E0216 12:46:20.142784   10737 status.go:71] apiserver received an error that is not an metav1.Status: &errors.errorString{s:"context canceled"}',
                'I0216 12:46:20.147102   10737 trace.go:205] Trace[873651971]: "Get" url:/apis/crd.projectcalico.org/v1/clusterinformations/default,user-agent:Go-http-client/1.1,client:172.16.102.67 (16-Feb-2021 12:46:10.149) (total time: 9997ms):',
                "Trace[873651971]: [9.997222741s] [9.997222741s] END",
                "F0216 12:46:21.310112   10737 controllermanager.go:294] leaderelection lost",
            ),
            version="v1.20.2+k3s1",
            code=255,
            lived=timedelta(hours=10),
        ),
    ),
    # ---- etcd and the control plane's programs ----------------------------------------------------------------------
    report(
        "rancher/rke2/issues/3711",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            lines(
                '{"level":"warn","ts":"2022-12-14T15:35:19.057Z","caller":"etcdserver/server.go:1150","msg":"server error","error":"the member has been permanently removed from the cluster"}',
                '{"level":"warn","ts":"2022-12-14T15:35:19.057Z","caller":"etcdserver/server.go:1151","msg":"data-dir used by this member must be removed"}',
                '{"level":"info","ts":"2022-12-14T15:35:19.057Z","caller":"etcdserver/server.go:752","msg":"starting initial election tick advance","election-ticks":10}',
            ),
            version=None,
            code=0,
        ),
    ),
    # Completed: the listener's words, of which the report gives the sense (its log is the kubelet's, the 7th start).
    report(
        "okd-project/okd/issues/200",
        ["port_in_use", "port_held_by_previous_instance"],
        A,
        exits(
            A,
            "F0530 06:12:58.104412       1 cmd.go:106] failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use",
            version="v1.18.2",
            code=255,
            attempt=7,
        ),
        never="node_address_missing",
    ),
    # Completed: the last line, by the title.
    report(
        "siderolabs/talos-cloud-controller-manager/issues/277",
        ["invalid_flag_value", "unknown"],
        "cloud-controller-manager",
        exits(
            "cloud-controller-manager",
            lines(
                'I0711 23:20:21.288651       1 controllermanager.go:329] Started "cloud-node-controller"',
                'W0711 23:20:21.288685       1 controllermanager.go:306] "cloud-node-lifecycle-controller" is disabled',
                'W0711 23:20:21.288691       1 controllermanager.go:306] "service-lb-controller" is disabled',
                'W0711 23:20:21.288701       1 controllermanager.go:306] "node-route-controller" is disabled',
                "I0711 23:20:21.288705       1 node_controller.go:176] Sending events to api server.",
                'I0711 23:20:21.288709       1 controllermanager.go:310] Starting "node-ipam-controller"',
                "I0711 23:20:21.288860       1 node_controller.go:185] Waiting for informer caches to sync",
                "F0711 23:20:21.290912       1 controllermanager.go:203] error running controllers: the node CIDR size is too big",
            ),
            flags=("--allocate-node-cidrs=true", "--controllers=cloud-node,node-ipam-controller"),
            image="ghcr.io/siderolabs/talos-cloud-controller-manager:v1.10.0",
            code=255,
        ),
    ),
    # ---- the kubelet and what it stands on --------------------------------------------------------------------------
    report(
        "TimeBye/kubeadm-ha/issues/13",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'F1216 19:29:15.930514    2960 kubelet.go:1372] Failed to start ContainerManager Failed to enforce System Reserved Cgroup Limits on "/system.slice": ["system.slice"] cgroup does not exist',
            status=255,
        ).file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
            "kubeReservedCgroup: /system.slice/kubelet.service\n"
            "kubeReserved: {'cpu':'200m','memory':'200Mi','ephemeral-storage':'10Gi'}\n"
            "systemReservedCgroup: /system.slice\n",
        ),
    ),
    # Completed: the line is cut after the name of the unit.
    report(
        "kubernetes/kubernetes/issues/89478",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'F0325 14:59:53.904525   98783 kubelet.go:1380] Failed to start ContainerManager Failed to enforce Kube Reserved Cgroup Limits on "/system.slice/kubelet.service": ["system.slice" "kubelet.service"] cgroup does not exist',
            status=255,
        ),
    ),
    report(
        "schu/kubedee/issues/26",
        "unknown",
        UNIT,
        systemd(
            kubelet(
                "I0617 16:36:47.162644    9433 kubelet_node_status.go:468] Recording NodeHasSufficientPID event message for node kubedee-test-controller",
                "I0617 16:36:47.162666    9433 cpu_manager.go:155] [cpumanager] starting with none policy",
                "I0617 16:36:47.162708    9433 cpu_manager.go:156] [cpumanager] reconciling every 10s",
                "I0617 16:36:47.162715    9433 policy_none.go:42] [cpumanager] none policy: Start",
                "W0617 16:36:47.162730    9433 fs.go:556] stat failed on /dev/loop18 with error: no such file or directory",
                'F0617 16:36:47.162736    9433 kubelet.go:1359] Failed to start ContainerManager failed to get rootfs info: failed to get device for dir "/var/lib/kubelet": could not find device with major: 0, minor: 155 in cached partitions map',
                status=255,
            ),
            "kubelet.service: Main process exited, code=exited, status=255/n/a",
            "kubelet.service: Failed with result 'exit-code'.",
        ),
        never="file_missing",
    ),
    # Completed: the end of the fatal line.
    report(
        "NixOS/nixpkgs/issues/47568",
        "unknown",
        UNIT,
        kubelet(
            'E0930 23:59:37.299908   23447 fs.go:425] Stat fs failed. Error: exec: "zfs": executable file not found in $PATH: "zfs zfs get -Hp all data/home" =>',
            'E0930 23:59:37.300071   23447 fs.go:425] Stat fs failed. Error: exec: "zfs": executable file not found in $PATH: "zfs zfs get -Hp all data" =>',
            "I0930 23:59:37.300571   23447 kubelet_node_status.go:269] Setting node annotation to enable volume controller attach/detach",
            "I0930 23:59:37.303282   23447 cpu_manager.go:155] [cpumanager] starting with none policy",
            "I0930 23:59:37.303305   23447 cpu_manager.go:156] [cpumanager] reconciling every 10s",
            "I0930 23:59:37.303319   23447 policy_none.go:42] [cpumanager] none policy: Start",
            'F0930 23:59:37.303364   23447 kubelet.go:1333] Failed to start ContainerManager failed to get rootfs info: cannot find filesystem info for device "data"',
            status=255,
        ),
        never="command_not_found",
    ),
    # What runs before the kubelet fails.
    report(
        "NixOS/nixpkgs/issues/22887",
        "unknown",
        UNIT,
        systemd(
            Node(version=None)
            .unit("kubelet", "failed", "failed", 0, Result="exit-code", ExecMainStatus=0)
            .kubelet(
                "rm: cannot remove '/opt/cni/bin/*': No such file or directory",
                "ln: target '/opt/cni/bin' is not a directory",
                by="kubelet-pre-start",
            ),
            "kubelet.service: Control process exited, code=exited status=1",
            "Failed to start Kubernetes Kubelet Service.",
        ),
        never="file_missing",
    ),
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/162",
        ["kubelet_config_invalid", "unknown"],
        UNIT,
        systemd(
            kubelet(
                "Flag --api-servers has been deprecated, Use --kubeconfig instead. Will be removed in a future version.",
                "I0422 20:15:11.890461    5401 feature_gate.go:144] feature gates: map[]",
                "I0422 20:15:11.890698    5401 bootstrap.go:58] Using bootstrap kubeconfig to generate TLS client cert, key and kubeconfig file",
                "error: failed to run Kubelet: unable to load bootstrap kubeconfig: invalid configuration: default cluster has no server defined",
                version="v1.6.2",
            ),
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
            "kubelet.service: Unit entered failed state.",
            "kubelet.service: Failed with result 'exit-code'.",
        ),
        never="kubelet_client_certificate_expired",
    ),
    # Kubelet 1.17 above an apiserver of 1.16. Completed: the fatal line; the first is the node's condition.
    report(
        "snowdrop/k8s-infra/issues/177",
        "unknown",
        UNIT,
        kubelet(
            "E0517 12:23:34.118405   21877 csi_plugin.go:267] Failed to initialize CSINode: error updating CSINode annotation: timed out waiting for the condition; caused by: the server could not find the requested resource",
            "F0517 12:23:34.118433   21877 csi_plugin.go:281] Failed to initialize CSINode after retrying: timed out waiting for the condition",
            version="v1.17.17",
            status=255,
        ),
        never="apiserver_unreachable",
    ),
    # ---- runtimes ---------------------------------------------------------------------------------------------------
    # The kubelet's default is containerd, what is installed is CRI-O. Completed: the kubelet's usual line.
    report(
        "alvistack/ansible-collection-kubernetes/issues/11",
        ["runtime_endpoint_wrong", "runtime_unavailable"],
        UNIT,
        kubelet(
            'E0128 09:14:20.553120    4410 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: no such file or directory\\""',
        ).unit("crio"),
    ),
    # Completed: CRI-O's last line, after the same fault's words in okd#2151.
    report(
        "okd-project/okd/issues/2296",
        ["runtime_unavailable", "unknown"],
        UNIT,
        Node(version=None)
        .unit("crio", "activating", "auto-restart", 279, Result="exit-code", ExecMainStatus=1)
        .journal(
            "crio",
            "crio.service: Scheduled restart job immediately on client request, restart counter is at 279.",
            "Starting crio.service - Container Runtime Interface for OCI (CRI-O)...",
            by="systemd",
            ago=timedelta(seconds=33),
        )
        .journal(
            "crio",
            'time="2025-12-09T08:21:42.412206829Z" level=info msg="Updating config from single file: /etc/crio/crio.conf"',
            'time="2025-12-09T08:21:42.412241656Z" level=info msg="Updating config from drop-in file: /etc/crio/crio.conf"',
            'time="2025-12-09T08:21:42.440187001Z" level=fatal msg="/opt/cni already exists and is not a dir"',
        )
        .unit("kubelet", "inactive", "dead", 0),
        never="disk_full",
    ),
    # ---- containers as nodes, and Raspberry Pis ---------------------------------------------------------------------
    report(
        "schu/kubedee/issues/7",
        "unknown",
        UNIT,
        kubelet(
            "F0508 09:02:28.305187    1072 kubelet.go:1394] Failed to start OOM watcher open /dev/kmsg: no such file or directory",
            version="v1.15.0-alpha.2",
            status=255,
        ),
        never="oom_killed",
    ),
    report(
        "kubernetes-sigs/kind/pull/664",
        "unknown",
        UNIT,
        kubelet(
            "F0626 08:18:59.532066  375565 kubelet.go:1405] Failed to start OOM watcher open /dev/kmsg: no such file or directory",
            version="v1.15.0",
            status=255,
        ),
        never="file_missing",
    ),
    # A near miss: the scheduler runs, and says so constantly.
    report(
        "kinvolk/lokomotive/issues/1096",
        None,
        None,
        Node(version="v1.19.3")
        .static_pod(S)
        .runs(
            S,
            lines(
                'E1019 11:57:21.407120       1 reflector.go:127] k8s.io/apiserver/pkg/server/dynamiccertificates/configmap_cafile_content.go:206: Failed to watch *v1.ConfigMap: failed to list *v1.ConfigMap: configmaps "extension-apiserver-authentication" is forbidden: User "system:serviceaccount:kube-system:kube-scheduler" cannot list resource "configmaps" in API group "" in the namespace "kube-system"',
                'E1019 11:57:57.428130       1 reflector.go:127] k8s.io/apiserver/pkg/server/dynamiccertificates/configmap_cafile_content.go:206: Failed to watch *v1.ConfigMap: failed to list *v1.ConfigMap: configmaps "extension-apiserver-authentication" is forbidden: User "system:serviceaccount:kube-system:kube-scheduler" cannot list resource "configmaps" in API group "" in the namespace "kube-system"',
                'E1019 11:58:31.721129       1 reflector.go:127] k8s.io/apiserver/pkg/server/dynamiccertificates/configmap_cafile_content.go:206: Failed to watch *v1.ConfigMap: failed to list *v1.ConfigMap: configmaps "extension-apiserver-authentication" is forbidden: User "system:serviceaccount:kube-system:kube-scheduler" cannot list resource "configmaps" in API group "" in the namespace "kube-system"',
            ),
        ),
        never="anonymous_health_access_forbidden",
    ),
    # Completed: the head of the line, k3s's. A kernel without the group, or a second line in cmdline.txt.
    report(
        "raspberrypi/linux/issues/3644",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        within(
            "k3s",
            'time="2020-09-24T19:22:10.118204471Z" level=fatal msg="failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
        ),
        never="oom_killed",
    ),
    # ---- clouds, kernels and webhooks -------------------------------------------------------------------------------
    report(
        "cloudfoundry-incubator/kubo-deployment/issues/303",
        "unknown",
        UNIT,
        kubelet(
            "F0423 17:23:27.375093   11034 kubelet.go:1370] Kubelet failed to get node info: failed to get external ID from cloud provider: instance not found",
            version="v1.10.0",
            status=255,
        ),
        never="apiserver_unreachable",
    ),
    # Completed: the day of the line.
    report(
        "kubernetes/kubernetes/issues/62223",
        "unknown",
        UNIT,
        kubelet(
            "F0405 23:23:44.967761    7342 kubelet.go:1349] Kubelet failed to get node info: failed to get external ID from cloud provider: instance not found",
            version="v1.10.0",
            status=255,
        ),
    ),
    # Completed: the fatal line's clock and the frames below it are left out, as in the report.
    report(
        "k3s-io/k3s/issues/5331",
        "etcd_nospace_alarm",
        UNIT,
        within("k3s", "panic: etcdserver: mvcc: database space exceeded", status=2),
        never="disk_full",
    ),
    # Completed: the line is cut after "[Inval".
    report(
        "Azure/aks-engine/pull/999",
        "kubelet_kernel_defaults",
        UNIT,
        kubelet(
            "F0410 13:07:45.841909   23084 kubelet.go:1324] Failed to start ContainerManager [Invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0, Invalid kernel flag: kernel/panic, expected value: 10, actual value: 0, Invalid kernel flag: kernel/panic_on_oops, expected value: 1, actual value: 0]",
            status=255,
        ),
    ),
    # A machine that waits for its cluster's set-up.
    report(
        "apache/cloudstack/issues/5999",
        ["kubelet_not_initialised", "kubelet_config_invalid", "unknown"],
        UNIT,
        systemd(
            Node(version=None).kubelet_loops(
                'E0226 12:34:30.332657    1794 server.go:206] "Failed to load kubelet config file" err="failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/config.yaml: no such file or directory" path="/var/lib/kubelet/config.yaml"',
                restarts=3,
            ),
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
            "kubelet.service: Failed with result 'exit-code'.",
            "kubelet.service: Scheduled restart job, restart counter is at 3.",
            "Stopped kubelet: The Kubernetes Node Agent.",
            "Started kubelet: The Kubernetes Node Agent.",
        ),
        never="kubelet_client_certificate_expired",
    ),
    report(
        "open-policy-agent/gatekeeper/issues/1296",
        ["admission_webhook_deadlock", "unknown"],
        UNIT,
        systemd(
            within(
                "rke2",
                'time="2021-05-09T11:39:30-07:00" level=fatal msg="psp: update namespace: kube-system - Internal error occurred: failed calling webhook \\"check-ignore-label.gatekeeper.sh\\": Post \\"https://gatekeeper-webhook-service.cattle-gatekeeper-system.svc:443/v1/admitlabel?timeout=3s\\": context deadline exceeded"',
                version="v1.20.6+rke2r1",
            ),
            "rke2-server.service: main process exited, code=exited, status=1/FAILURE",
            "Unit rke2-server.service entered failed state.",
            "rke2-server.service failed.",
        ),
        never="etcd_unreachable",
    ),
    # The clock says 2018 after the reboot. Completed: the end of the first line, cut after "cur".
    report(
        "k3s-io/k3s/issues/6368",
        "clock_skew",
        UNIT,
        within(
            "k3s",
            'time="2018-06-22T11:12:01Z" level=error msg="CA cert validation failed: Get \\"https://127.0.0.1:6443/cacerts\\": x509: certificate has expired or is not yet valid: current time 2018-06-22T11:12:01Z is before 2022-10-25T15:02:11Z"',
            'I0622 11:12:01.963359    1600 instance.go:574] API group "internal.apiserver.k8s.io" is not enabled, skipping.',
            "W0622 11:12:02.119655    1600 genericapiserver.go:656] Skipping API authentication.k8s.io/v1beta1 because it has no resources.",
            version="v1.25.0+k3s1",
        ),
        never="serving_certificate_expired",
    ),
    # A kubelet before 1.35 reads what 1.35 wrote.
    report(
        "clastix/kamaji/issues/1062",
        "kubelet_config_invalid",
        UNIT,
        kubelet(
            'E0119 13:38:29.050323    1067 run.go:72] "command failed" err="failed to validate kubelet configuration, error: [invalid configuration: FeatureGate KubeletCrashLoopBackOffMax not enabled, CrashLoopBackOff.MaxContainerRestartPeriod must not be set, invalid configuration: `imagePullCredentialsVerificationPolicy` must not be set if KubeletEnsureSecretPulledImages feature gate is not enabled], path: &TypeMeta{Kind:,APIVersion:,}"',
        ),
        never="feature_gate_rejected",
    ),
    report(
        "clastix/kamaji/issues/1047",
        "kubelet_config_invalid",
        UNIT,
        kubelet(
            'E1230 11:17:46.324647    6436 run.go:72] "command failed" err="failed to validate Kubelet configuration, error: invalid configuration: FeatureGate KubeletCrashLoopBackOffMax not enabled, CrashLoopBackOff.MaxContainerRestartPeriod must not be set, path: &TypeMeta{Kind:,APIVersion:,}"',
        ),
    ),
    # Gone with Gatekeeper; what the node shows is the time-out of etcd.
    report(
        "open-policy-agent/gatekeeper/issues/256",
        "leader_election_lost",
        KCM,
        exits(
            KCM,
            lines(
                "E0912 21:38:51.905187       1 leaderelection.go:359] Failed to update lock: etcdserver: request timed out",
                "I0912 21:38:53.083036       1 leaderelection.go:281] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition",
                "F0912 21:38:53.083100       1 controllermanager.go:281] leaderelection lost",
            ),
            version=None,
            code=255,
            lived=timedelta(minutes=9),
        ),
        never="apiserver_unreachable",
    ),
    # Completed: the pod's text, of which the report tells that it is privileged.
    report(
        "sipb/homeworld/issues/8",
        ["manifest_invalid", "static_pod_rejected"],
        None,
        Node(name="FRENCH-TOAST", version=None)
        .unit("kubelet")
        .manifest(
            "static-flannel.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: flannel\n  namespace: kube-system\nspec:\n  hostNetwork: true\n"
            "  containers:\n  - name: flannel\n    image: homeworld/flannel\n    securityContext:\n      privileged: true\n",
        )
        .kubelet(
            'E0715 00:59:57.608043     413 file_linux.go:113] can\'t process config file "/etc/hyades/manifests//static-flannel.yaml": invalid pod: [spec.containers[0].securityContext.privileged: Forbidden: disallowed by cluster policy]',
            by="launch-kubelet.sh",
        ),
        never="file_missing",
    ),
    # The feature gates are patched to false, the fields are still there.
    report(
        "clastix/cluster-api-control-plane-provider-kamaji/pull/381",
        "kubelet_config_invalid",
        UNIT,
        kubelet(
            'E0729 19:36:43.313125    2342 run.go:72] "command failed" err="failed to validate kubelet configuration, error: [invalid configuration: FeatureGate KubeletCrashLoopBackOffMax not enabled, CrashLoopBackOff.MaxContainerRestartPeriod must not be set, invalid configuration: `imagePullCredentialsVerificationPolicy` must not be set if KubeletEnsureSecretPulledImages feature gate is not enabled], path: &TypeMeta{Kind:,APIVersion:,}"',
        ).file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncrashLoopBackOff:\n  maxContainerRestartPeriod: 5m0s\n"
            "featureGates:\n  KubeletCrashLoopBackOffMax: false\n  KubeletEnsureSecretPulledImages: false\n"
            "imagePullCredentialsVerificationPolicy: NeverVerifyPreloadedImages\n",
        ),
    ),
    # Completed: the head of the line, the kubelet's of 2021.
    report(
        "schoolofdevops/kubernetes-labguide/issues/10",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            'E1103 08:40:15.667310    9310 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: misconfiguration: kubelet cgroup driver: \\"systemd\\" is different from docker cgroup driver: \\"cgroupfs\\""',
            version="v1.22.3",
        ),
        never="cgroup_driver_mismatch",
    ),
    # /etc/hosts has no localhost. Completed: the head of the line, etcd's of 3.4.
    report(
        "canonical/microk8s/issues/1394",
        ["unknown", "node_address_missing"],
        E,
        exits(
            E,
            "2020-07-09 08:31:20.114902 C | etcdmain: listen tcp: lookup localhost on 127.0.0.1:53: no such host",
            version=None,
            flags=("--data-dir=/var/snap/microk8s/common/var/run/etcd", "--listen-peer-urls=http://localhost:2380"),
        ),
        never="file_missing",
    ),
    # Every restart of the unit by hand makes nearly all the node's pods anew (containerd of 1.24.9).
    report(
        "rancher/rke2/issues/3723",
        "sandbox_changed",
        None,
        restarted(Node(name="kub-b9", version="v1.24.9+rke2r1").unit("rke2-server")),
        never="cgroup_driver_mismatch",
        sure=False,
    ),
    # Completed: the last line, of a crash with a nil pointer by the title.
    report(
        "kubernetes/kubernetes/issues/70806",
        "unknown",
        A,
        exits(
            A,
            lines(
                'E1128 22:03:59.045169       1 runtime.go:66] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)',
                "/workspace/anago-v1.12.3-beta.0.34+435f92c719f279/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:72",
                "panic: runtime error: invalid memory address or nil pointer dereference",
            ),
            version="v1.12.3",
            code=2,
            lived=timedelta(hours=5),
            form="docker",
        ),
        never="oom_killed",
    ),
)
