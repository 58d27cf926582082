"""Public reports of what lies below the control plane (kubelet, runtimes, host, distributions), the eighteenth blind lot.

They are shown as those of further.py are: the program's own lines in their order, and what the report tells of the node.
A program that carries the kubelet (origin-node, k3s' agent) is shown as the kubelet's unit with that program's lines.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, UNIT, A, E, exits, kubelet, report


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def systemd(node, *said, ago=timedelta(seconds=31)):
    """What the service manager says of the kubelet after its last words."""
    return node.kubelet(*said, by="systemd", ago=ago)


def within(by, *said, version=None, status=1, restarts=57):
    """A kubelet inside another program's unit, that says so and ends, again and again."""
    return Node(version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*said, by=by)


def carrier(unit, *said, by=None, after=(), version=None, status=1, restarts=57, name="master-1"):
    """A unit that carries the control plane, says so and ends, again and again; `after`: what systemd says of it."""
    node = Node(name=name, version=version)
    node.unit(unit, "activating", "auto-restart", restarts, Result="exit-code", ExecMainStatus=status)
    node.journal(unit, *said, by=by or unit)
    return node.journal(unit, *after, by="systemd", ago=timedelta(seconds=31)) if after else node


def exited(unit, status="1/FAILURE"):
    """The service manager's two lines about a unit that has failed."""
    return (f"{unit}.service: Main process exited, code=exited, status={status}",
            f"{unit}.service: Failed with result 'exit-code'.")  # fmt: skip


def runtime_fails(unit, *said, by=None, after=(), status=1):
    """A runtime that does not start."""
    return carrier(unit, *said, by=by, after=after, status=status)


FURTHER_EIGHTEENTH_LOWER = (
    # ---- the kubelet's certificates and files -----------------------------------------------------------------------
    report(
        "openshift/origin/issues/24242",
        "kubelet_client_certificate_expired",
        UNIT,
        systemd(
            within(
                "origin-node",
                "E1201 17:08:42.224397   57436 bootstrap.go:195] Part of the existing bootstrap client certificate is expired: 2019-06-15 11:22:08 +0000 UTC",
                "I1201 17:08:42.224419   57436 bootstrap.go:56] Using bootstrap kubeconfig to generate TLS client cert, key and kubeconfig file",
                'I1201 17:08:42.225996   57436 certificate_store.go:131] Loading cert/key pair from "/etc/origin/node/certificates/kubelet-client-current.pem".',
                "F1201 17:08:42.266078   57436 server.go:262] failed to run Kubelet: cannot create certificate signing request: Unauthorized",
                status=255,
            ),
            "Unit origin-node.service entered failed state.",
            "origin-node.service failed.",
        ),
    ),
    report(
        "bsycorp/kind/issues/52",
        "kubelet_client_certificate_expired",
        UNIT,
        kubelet(
            "E1027 04:03:09.952574    5879 bootstrap.go:265] part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: 2023-10-26 09:41:59 +0000 UTC",
            'E1027 04:03:09.952611    5879 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"',
        ),
    ),
    # A clean install: the kubelet was started before kubeadm init.
    report(
        "kubernetes/kubernetes/issues/61577",
        ["kubelet_not_initialised", "file_missing"],
        UNIT,
        systemd(
            kubelet(
                "error: unable to load client CA file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory",
                version="v1.9.6",
            ).absent("/etc/kubernetes/pki/ca.crt"),
            "kubelet.service: main process exited, code=exited, status=1/FAILURE",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
            "kubelet.service holdoff time over, scheduling restart.",
        ),
    ),
    # systemctl status is all the report shows; systemd's line is its usual one. The drop-in of another package names
    # /usr/bin/kubelet, kubespray's is /usr/local/bin/kubelet.
    report(
        "kubernetes-sigs/kubespray/issues/11664",
        ["unknown", "command_not_found", "file_missing"],
        UNIT,
        Node(version=None)
        .unit("kubelet", "activating", "auto-restart", 57, Result="exit-code", ExecMainStatus=203)
        .kubelet("kubelet.service: Main process exited, code=exited, status=203/EXEC", by="systemd"),
    ),
    # ---- the kubelet's flags, gates and state -----------------------------------------------------------------------
    report(
        "scylladb/scylla-operator/issues/1265",
        "unknown",
        UNIT,
        systemd(
            kubelet(
                'E0525 05:33:16.571249   14083 cpu_manager.go:224] "Could not initialize checkpoint manager, please drain node and remove policy state file" err="could not restore state from checkpoint: configured policy \\"static\\" differs from state checkpoint policy \\"none\\", please drain this node and delete the CPU manager checkpoint file \\"/var/lib/kubelet/cpu_manager_state\\" before restarting Kubelet"',
                'E0525 05:33:16.571404   14083 kubelet.go:1480] "Failed to start ContainerManager" err="start cpu manager error: could not restore state from checkpoint: configured policy \\"static\\" differs from state checkpoint policy \\"none\\", please drain this node and delete the CPU manager checkpoint file \\"/var/lib/kubelet/cpu_manager_state\\" before restarting Kubelet"',
            ),
            *exited("kubelet"),
        ),
    ),
    report(
        "harvester/harvester/issues/6641",
        ["unknown", "kubelet_config_invalid"],
        UNIT,
        kubelet(
            'E0925 09:22:52.429151   16618 container_manager_linux.go:329] "Failed to initialize cpu manager" err="[cpumanager] unable to determine reserved CPU resources for static policy"',
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/57239",
        ["unknown", "kubelet_config_invalid"],
        UNIT,
        kubelet(
            "I1214 03:22:51.865756   23951 cpu_manager.go:120] [cpumanager] detected CPU topology: &{2 2 1 map[0:{0 0} 1:{0 1}]}",
            "panic: [cpumanager] unable to determine reserved CPU resources for static policy",
            "goroutine 88 [running]:",
            "k8s.io/kubernetes/pkg/kubelet/cm/cpumanager.NewManager(0x7fff04c660c7, 0x6, 0x2540be400, 0xc420b96738, 0xc421442360, 0x497d024, 0x10, 0xffffffffffffffff, 0x0, 0x80, ...)",
            "        /data/src/k8s.io/kubernetes/_output/local/go/src/k8s.io/kubernetes/pkg/kubelet/cm/cpumanager/cpu_manager.go:124 +0x65b",
            status=2,
        ),
    ),
    # Completed: the head of the line. The server's kubelet of the same machine has the port.
    report(
        "k3s-io/k3s-ansible/issues/122",
        ["port_in_use", "port_held_by_previous_instance"],
        UNIT,
        within(
            "k3s",
            "F0418 10:14:31.120433    4070 server.go:159] listen tcp 0.0.0.0:10250: bind: address already in use",
            status=255,
        ),
    ),
    # A near miss: a kubelet that runs and does not take 0.0.0.0 as the node's address.
    report(
        "kubernetes/kubernetes/pull/88164",
        None,
        None,
        Node(name="ip-192-168-0-135", version=None)
        .unit("kubelet")
        .kubelet(
            "E0214 16:09:53.757388   12423 kubelet_node_status.go:520] Failed to set some node status fields: failed to validate nodeIP: nodeIP can't be an all zeros address"
        ),
        never="node_address_missing",
    ),
    # ---- cgroups ----------------------------------------------------------------------------------------------------
    # This kubelet goes on and cannot write its events.
    report(
        "Project31/ansible-kubernetes-openshift-pi3/issues/7",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        Node(name="n0", version=None)
        .unit("kubelet")
        .kubelet(
            'E1015 08:22:01.867519     897 event.go:142] Unable to write event \'&api.Event{TypeMeta:unversioned.TypeMeta{Kind:"", APIVersion:""}, ObjectMeta:api.ObjectMeta{Name:"n0.147db709c7639078", GenerateName:"", Namespace:"default", SelfLink:"", UID:"", ResourceVersion:"", Generation:0, CreationTimestamp:unversioned.Time{Time:time.Time{sec:0, nsec:0, loc:(*time.Location)(nil)}}, DeletionTimestamp:(*unversioned.Time)(nil), DeletionGracePeriodSeconds:(*int64)(nil), Labels:map[string]string(nil), Annotations:map[string]string(nil), OwnerReferences:[]api.OwnerReference(nil), Finalizers:[]string(nil)}, InvolvedObject:api.ObjectReference{Kind:"Node", Namespace:"", Name:"n0", UID:"n0", APIVersion:"", ResourceVersion:"", FieldPath:""}, Reason:"KubeletSetupFailed", Message:"Failed to start ContainerManager system validation failed - Following Cgroup subsystem not mounted: [cpuset]", Source:api.EventSource{Component:"kubelet", Host:"n0"}, FirstTimestamp:unversioned.Time{Time:time.Time{sec:63612134305, nsec:475170424, loc:(*time.Location)(0x3126cb0)}}, LastTimestamp:unversioned.Time{Time:time.Time{sec:63612134305, nsec:475170424, loc:(*time.Location)(0x3126cb0)}}, Count:1, Type:"Warning"}\' (retry limit exceeded!)'
        ),
    ),
    report(
        "docker/buildx/pull/2199",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        kubelet(
            'E0122 12:49:12.819123    5009 kubelet.go:1384] "Failed to start ContainerManager" err="cannot enter cgroupv2 \\"/sys/fs/cgroup/kubepods\\" with domain controllers -- it is in an invalid state"'
        ),
    ),
    # The line's quotes are as the report has them.
    report(
        "easzlab/kubeasz/pull/1066",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            'E0911 12:29:51.683465   89348 server.go:292] "Failed to run kubelet" err="failed to run Kubelet: misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs""'
        ),
    ),
    # The first line's head and the end of the last are cut off; the memory cgroup was not enabled at boot.
    report(
        "kubernetes/kubernetes/issues/9837",
        ["container_create_failed", "kubelet_cgroup_unsupported"],
        None,
        Node(name="i-480454e2", version=None)
        .unit("kubelet")
        .static_pod("etcd-server")
        .kubelet(
            '; Skipping pod "etcd-server-i-480454e2_default"',
            "E0616 01:02:07.590762   11332 pod_workers.go:108] Error syncing pod bfaad5678acb9b3625969fe556cd0ee5, skipping: API error (500): Cannot start container bcf563c9e5d1164a7321839c44f5d2385cc73432a7f2258fd841ab0c8fdb85a9: [8] System error: mountpoint for memory not found",
            'I0616 01:02:07.590796   11332 event.go:203] Event(api.ObjectReference{Kind:"Pod", Namespace:"default", Name:"etcd-server-i-480454e2", UID:"bfaad5678acb9b3625969fe556cd0ee5", APIVersion:"v1", ResourceVersion:"", FieldPath:"implicitly required container POD"}): reason: \'failed\' Failed to start with docker id bc',
        ),
    ),
    # A near miss: said by a kubelet that runs, above docker's storage on ZFS.
    report(
        "kubernetes/kubernetes/issues/46115",
        None,
        None,
        Node(name="ip-172-30-6-75", version="v1.6.3")
        .unit("kubelet")
        .kubelet(
            'I0519 17:03:26.652968   29891 container.go:469] Failed to update stats for container "/kubepods/besteffort/pod98818b024fc9facec9f8ee660ec80c53/88a5e8a322a4f00b6413b7adb476a14076c9a52a6738656345d59cee8d664047": unable to determine device info for dir: : stat failed on  with error: no such file or directory, continuing to push stats',
            'I0519 17:03:42.486967   29891 container.go:469] Failed to update stats for container "/kubepods/burstable/pod77c58f1d38172c1216ecb94e82bb5cb1/3b6f9961161ef22f9ceedffdedaf477d75096616797d37112709fc3b63bd2d64": unable to determine device info for dir: : stat failed on  with error: no such file or directory, continuing to push stats',
        ),
        never="file_missing",
    ),
    # ---- runtimes and images ----------------------------------------------------------------------------------------
    # Completed: the clothes of the line. containerd runs; the kubelet still asks docker.
    report(
        "canonical/microk8s/issues/432",
        ["runtime_endpoint_wrong", "runtime_unavailable"],
        UNIT,
        kubelet(
            "E0416 09:14:02.310220   12845 kube_docker_client.go:91] failed to retrieve docker version: Cannot connect to the Docker daemon at unix:///var/snap/microk8s/492/docker.sock. Is the docker daemon running?",
            version="v1.14.1",
            status=255,
        ).unit("containerd"),
    ),
    report(
        "syself/cluster-api-provider-hetzner/issues/865",
        ["runtime_unavailable", "command_not_found", "unknown"],
        None,
        runtime_fails(
            "containerd",
            "containerd.service: Failed to execute /usr/local/bin/containerd: Exec format error",
            by="systemd",
            status=203,
        ),
    ),
    report(
        "cri-o/cri-o/issues/4069",
        ["runtime_unavailable", "command_not_found", "unknown"],
        None,
        runtime_fails(
            "crio",
            'time="2020-08-12 07:31:41.219385057Z" level=info msg="Using default capabilities: CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FSETID, CAP_FOWNER, CAP_SETGID, CAP_SETUID, CAP_SETPCAP, CAP_NET_BIND_SERVICE, CAP_KILL"',
            'time="2020-08-12 07:31:41.219476364Z" level=fatal msg="Validating runtime config: runtime validation: \\"runc\\" not found in $PATH: exec: \\"runc\\": executable file not found in $PATH"',
            after=("crio.service: Main process exited, code=exited, status=1/FAILURE",),
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/2936",
        "image_unavailable",
        KCM,
        Node(name="10.0.0.9", version=None)
        .unit("kubelet")
        .static_pod(KCM)
        .kubelet(
            'E0920 21:28:18.565448  423260 remote_runtime.go:193] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to get sandbox image \\"registry.k8s.io/pause:3.6\\": failed to pull image \\"registry.k8s.io/pause:3.6\\": failed to pull and unpack image \\"registry.k8s.io/pause:3.6\\": failed to resolve reference \\"registry.k8s.io/pause:3.6\\": failed to do request: Head \\"https://registry.k8s.io/v2/pause/manifests/3.6\\": dial tcp 34.96.108.209:443: connect: connection timed out"',
            'E0920 21:28:18.565504  423260 kuberuntime_sandbox.go:72] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = failed to get sandbox image \\"registry.k8s.io/pause:3.6\\": failed to pull image \\"registry.k8s.io/pause:3.6\\": failed to pull and unpack image \\"registry.k8s.io/pause:3.6\\": failed to resolve reference \\"registry.k8s.io/pause:3.6\\": failed to do request: Head \\"https://registry.k8s.io/v2/pause/manifests/3.6\\": dial tcp 34.96.108.209:443: connect: connection timed out" pod="kube-system/kube-controller-manager-10.0.0.9"',
        ),
    ),
    # Images of another architecture on an arm64 board; Talos' etcd is shown as a static pod, its kubelet as the unit.
    report(
        "siderolabs/talos/issues/13222",
        "command_not_found",
        UNIT,
        exits(
            E,
            "exec /usr/local/bin/etcd: exec format error",
            node=Node(version=None).kubelet_loops("exec /usr/local/bin/kubelet: no such file or directory", status=255),
            code=255,
        ),
        others={E: "command_not_found"},
    ),
    # ---- static pods ------------------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/80203",
        ["node_pressure_eviction", "static_pod_rejected"],
        "k8s-proxy",
        Node(name="tdcdev04", version=None)
        .unit("kubelet")
        .static_pod("k8s-proxy")
        .kubelet(
            "W0716 12:34:12.491413   24520 eviction_manager.go:146] Failed to admit pod k8s-proxy-tdcdev04_kube-system(fb03ac506cd98a40b7e21150cad8a7ce) - node has conditions: [MemoryPressure]"
        ),
    ),
    # ---- carriers ---------------------------------------------------------------------------------------------------
    # origin-master, whose master certificates ended in March, is shown as the apiserver, with the port of its line.
    report(
        "openshift/origin/issues/20538",
        "serving_certificate_expired",
        A,
        exits(
            A,
            lines(
                "F0804 04:36:31.177855   38699 run_components.go:421] Unable to initialize namespaces: unable to refresh the security allocation UID blocks:",
                " Get https://master.dhcpaas.com:8443/api/v1/namespaces: x509: certificate has expired or is not yet valid",
            ),
            "--secure-port=8443",
            version=None,
            code=255,
        ),
    ),
    # The fatal line is the report's title, its head is completed; the lines before it are of the same thread.
    report(
        "k3s-io/k3s/issues/3888",
        "unknown",
        None,
        carrier(
            "k3s",
            '{"level":"info","ts":"2022-09-05T23:36:37.790Z","caller":"embed/etcd.go:581","msg":"serving peer traffic","address":"127.0.0.1:2400"}',
            '{"level":"info","ts":"2022-09-05T23:36:37.846Z","caller":"membership/cluster.go:576","msg":"updated cluster version","cluster-id":"cdf818194e3a8c32","local-member-id":"8e9e05c52164694d","from":"3.4","to":"3.5"}',
            'time="2022-09-05T23:36:38Z" level=fatal msg="starting kubernetes: preparing server: bootstrap data already found and encrypted with different token"',
        ),
        never="encryption_config_invalid",
    ),
    report(
        "k3s-io/k3s/issues/3852",
        "unknown",
        None,
        carrier(
            "k3s",
            'time="2021-08-13T09:26:56.176887378+01:00" level=fatal msg="flannel exited: operation not supported"',
            after=(*exited("k3s"), "Failed to start Lightweight Kubernetes."),
            version="v1.19.13",
            name="ef2d5f59",
        ),
    ),
    report(
        "k3s-io/k3s/issues/4803",
        ["etcd_membership_mismatch", "unknown"],
        None,
        carrier(
            "k3s",
            'time="2022-01-11T20:52:50Z" level=info msg="Connecting to proxy" url="wss://127.0.0.1:6443/v1-k3s/connect"',
            'time="2022-01-11T20:52:50Z" level=error msg="Failed to connect to proxy" error="websocket: bad handshake"',
            'time="2022-01-11T20:52:50Z" level=error msg="Remotedialer proxy error" error="websocket: bad handshake"',
            'time="2022-01-11T20:52:54Z" level=fatal msg="ETCD join failed: duplicate node name found, please use a unique name for this node"',
            after=("k3s.service: Main process exited, code=exited, status=1/FAILURE",),
            version="v1.23.1",
            name="rpi2",
        ),
    ),
    # Completed: the head of the line. A node was deleted, built anew and came back under its name.
    report(
        "k3s-io/k3s/issues/10408",
        ["etcd_membership_mismatch", "unknown"],
        None,
        carrier(
            "k3s",
            'time="2024-06-26T10:02:11Z" level=fatal msg="etcd cluster join failed: duplicate node name found, please use a unique name for this node"',
            version="v1.29.1",
        ),
    ),
    # A near miss: a socket file of the container's former life; apid is none of the control plane, the kubelet runs.
    report(
        "siderolabs/talos/issues/4462",
        None,
        None,
        Node(version=None).journal(
            "kernel",
            "[talos] 2021/10/28 13:04:12 service[trustd](Preparing): Running pre state",
            "[talos] 2021/10/28 13:04:12 service[apid](Failed): Failed to run pre stage: listen unix /system/run/apid/runtime.sock: bind: address already in use",
            "[talos] 2021/10/28 13:04:12 service[trustd](Preparing): Creating service runner",
            "[talos] 2021/10/28 13:04:12 service[trustd](Running): Started task trustd (PID 148) for container trustd",
            "[talos] 2021/10/28 13:04:13 service[cri](Running): Health check successful",
            "[talos] 2021/10/28 13:04:13 service[etcd](Preparing): Creating service runner",
            "[talos] 2021/10/28 13:04:13 service[kubelet](Running): Started task kubelet (PID 319) for container kubelet",
        ),
        never="port_in_use",
    ),
    # ---- more of the kubelet ----------------------------------------------------------------------------------------
    report(
        "openshift/origin/issues/17570",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        within(
            "openshift",
            'F1204 10:44:52.886699   28172 node.go:264] failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"',
            status=255,
        ),
    ),
    # The line's head is not given.
    report(
        "openshift/origin-server/issues/6450",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        within(
            "openshift",
            'failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"',
            status=255,
        ),
    ),
    # The line's head is not given. After a reboot.
    report(
        "clastix/yaki/issues/12",
        "kubelet_swap_on",
        UNIT,
        kubelet(
            "failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false."
        ).file("/etc/fstab", "/swap.img      none    swap    sw      0       0\n"),
    ),
    # A near miss: the node is Ready, only the eviction manager has not started.
    report(
        "kubernetes/kubernetes/issues/66189",
        None,
        None,
        Node(version=None)
        .unit("kubelet")
        .kubelet(
            'E0607 16:05:02.971107 25854 runtime.go:66] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)'
        ),
        never="kubelet_config_invalid",
    ),
    # The static pod is not on the host's network, and no CNI is set up before there is an apiserver.
    report(
        "kubernetes/kubernetes/issues/43397",
        ["container_create_failed", "unknown"],
        A,
        Node(name="rook-test", version=None)
        .unit("kubelet")
        .static_pod(A)
        .kubelet(
            'E0321 14:55:41.732883   18578 kuberuntime_sandbox.go:54] CreatePodSandbox for pod "kube-apiserver-rook-test_kube-system(b6f5ab4a84ad8cfa02fde7a4aeb1ea45)" failed: rpc error: code = 2 desc = NetworkPlugin cni failed to set up pod "kube-apiserver-rook-test_kube-system" network: cni config uninitialized',
            'E0321 14:55:41.732900   18578 kuberuntime_manager.go:619] createPodSandbox for pod "kube-apiserver-rook-test_kube-system(b6f5ab4a84ad8cfa02fde7a4aeb1ea45)" failed: rpc error: code = 2 desc = NetworkPlugin cni failed to set up pod "kube-apiserver-rook-test_kube-system" network: cni config uninitialized',
        ),
    ),
    # rke's containers are docker's own; they are shown as static pods.
    report(
        "rancher-archives/rke/issues/846",
        "command_not_found",
        A,
        Node(version="v1.11.1")
        .unit("kubelet")
        .static_pod(A)
        .waits(
            A,
            "RunContainerError",
            'oci runtime error: container_linux.go:247: starting container process caused "exec: \\"/opt/rke/entrypoint.sh\\": stat /opt/rke/entrypoint.sh: no such file or directory"',
        ),
    ),
    # Completed: the exit code, tini's for a command that is not there.
    report(
        "rancher-archives/rke/issues/858",
        "command_not_found",
        A,
        exits(
            A,
            "[FATAL tini (6)] exec /opt/rke/entrypoint.sh failed: No such file or directory",
            version="v1.11.1",
            code=127,
        ),
    ),
    # ---- more carriers ----------------------------------------------------------------------------------------------
    # Since a change of /etc/network/interfaces.
    report(
        "vsys-host/shkeeper.io/issues/129",
        ["node_address_missing", "unknown"],
        None,
        carrier(
            "k3s",
            'I1001 12:20:44.765058   30604 kubelet_node_status.go:75] "Attempting to register node" node="{SystemHostnameIG}"',
            'time="2025-10-01T12:20:44-04:00" level=fatal msg="Failed to start networking: unable to initialize network policy controller: error getting node subnet: failed to find interface with specified node ip"',
            after=(*exited("k3s"), "k3s.service: Consumed 19.240s CPU time."),
        ),
    ),
    report(
        "k3s-io/k3s/issues/8281",
        ["unknown", "node_address_missing"],
        None,
        carrier(
            "k3s",
            'I0831 08:30:52.096293     699 plugin_manager.go:118] "Starting Kubelet Plugin Manager"',
            'time="2023-08-31T08:30:52Z" level=fatal msg="host IPv4 unknown"',
            after=(
                *exited("k3s"),
                "Failed to start Lightweight Kubernetes.",
                "k3s.service: Consumed 5.138s CPU time.",
            ),
            version="v1.27.4",
            name="hp-elitedesk",
        ),
    ),
    report(
        "k3s-io/k3s/issues/4847",
        "unknown",
        None,
        carrier(
            "k3s",
            'W1023 17:56:52.561847     925 reflector.go:436] github.com/flannel-io/flannel/subnet/kube/kube.go:300: watch of *v1.Node ended with: an error on the server ("unable to decode an event from the watch stream: context canceled") has prevented the request from succeeding',
            'time="2021-10-23T17:56:52.565903456Z" level=fatal msg="flannel exited: <nil>"',
            name="ocvm-a1-1",
        ),
    ),
    # The stack is cut off. Since the host's address has changed.
    report(
        "k3s-io/k3s/issues/6969",
        "unknown",
        None,
        carrier(
            "k3s",
            'E0216 08:38:09.446432     823 runtime.go:79] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)',
            "goroutine 28700 [running]:",
            "k8s.io/apimachinery/pkg/util/runtime.logPanic({0x45fb7a0?, 0x7f6c0e0})",
            "panic({0x45fb7a0, 0x7f6c0e0})",
            "github.com/flannel-io/flannel/pkg/ip.FromIP6Net(0xc00aa12760?)",
            version="v1.25.5",
            status=2,
        ),
    ),
)
