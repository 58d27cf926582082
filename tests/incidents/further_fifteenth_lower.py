"""Public reports of what lies below the control plane (kubelet, runtimes, images, disks, host settings, carriers), met blind.

They are shown as those of further.py are: the program's own lines in their order, and what the report tells of the node.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import UNIT, A, drivers_differ, kubelet, report

IN_USE = "bind: address already in use"
APPARMOR = 'failed to create containerd container: get apparmor_parser version: exec: "apparmor_parser": executable file not found in $PATH'


def systemd(node, *lines, ago=timedelta(seconds=31)):
    """What the service manager says of the kubelet after its last words."""
    return node.kubelet(*lines, by="systemd", ago=ago)


def within(by, *lines, version=None, status=1, restarts=57, name="master-1"):
    """A kubelet inside another program's unit, that says so and ends, again and again."""
    return Node(name=name, version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*lines, by=by)


def carrier(unit, *lines, by, after=(), name="master-1", version=None, restarts=57, status=1):
    """A unit that carries the control plane, says so and ends, again and again."""
    node = Node(name=name, version=version)
    node.unit(unit, "activating", "auto-restart", restarts, Result="exit-code", ExecMainStatus=status)
    return node.journal(unit, *lines, by=by).journal(unit, *after, by="systemd", ago=timedelta(seconds=31))


def fails(unit, *lines, after=(), name="master-1", version=None, by=None, **more):
    """A unit of the runtime that says so and does not start."""
    node = Node(name=name, version=version)
    node.unit(unit, "failed", "failed", 0, Result="exit-code", **{"ExecMainStatus": 1, **more})
    return node.journal(unit, *lines, by=by).journal(unit, *after, by="systemd", ago=timedelta(seconds=31))


def lives(*lines, name="master-1", version=None, by="kubelet"):
    """A kubelet that runs and says so."""
    return Node(name=name, version=version).unit("kubelet").kubelet(*lines, by=by)


def migrated():
    """Nodes moved from docker to containerd, whose configuration does not say SystemdCgroup; pods made anew together."""
    node = drivers_differ(None)
    # The report does not tell the version of containerd.
    del node.documents["runtime.json"]
    return node.file(
        "/etc/containerd/config.toml",
        'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]\n  runtime_type = "io.containerd.runc.v2"\n',
    )


FURTHER_FIFTEENTH_LOWER = (
    # ---- the kubelet and the runtime's interface --------------------------------------------------------------------
    report(
        "kubernetes/minikube/issues/17170",
        "cri_api_unsupported",
        UNIT,
        systemd(
            Node(name="minikube", version="v1.27.3")
            .kubelet_loops(restarts=860)
            .kubelet(
                'E0903 15:54:42.118101   25959 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///var/run/cri-dockerd.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"',
            ),
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
            "kubelet.service: Failed with result 'exit-code'.",
            "kubelet.service: Scheduled restart job, restart counter is at 860.",
            "Stopped kubelet: The Kubernetes Node Agent.",
            "Started kubelet: The Kubernetes Node Agent.",
        ).kubelet(
            "Flag --container-runtime-endpoint has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information.",
            'I0903 15:54:42.869062   25969 server.go:415] "Kubelet version" kubeletVersion="v1.27.3"',
            ago=timedelta(seconds=30),
        ),
    ),
    report(
        "kubernetes/minikube/issues/15096",
        ["runtime_unavailable", "command_not_found"],
        None,
        Node(name="ubuntu-18", version=None)
        .unit("cri-docker", "failed", "failed", 3, Result="exit-code", ExecMainStatus=203)
        .journal(
            "cri-docker",
            "cri-docker.service: Service hold-off time over, scheduling restart.",
            "cri-docker.service: Scheduled restart job, restart counter is at 3.",
            "Stopped CRI Interface for Docker Application Container Engine.",
            "cri-docker.service: Start request repeated too quickly.",
            "cri-docker.service: Failed with result 'exit-code'.",
            "Failed to start CRI Interface for Docker Application Container Engine.",
            by="systemd",
        ),
    ),
    # cri-dockerd is started before docker. The report's lines end with the connection; the fatal one is completed.
    report(
        "kubernetes/minikube/pull/20630",
        "runtime_unavailable",
        None,
        fails(
            "cri-docker",
            'time="2025-05-06T23:01:24Z" level=info msg="Starting cri-dockerd 0.3.15 (c1c566e)"',
            'time="2025-05-06T23:01:24Z" level=info msg="Connecting to docker on the Endpoint unix:///var/run/docker.sock"',
            'time="2025-05-06T23:01:24Z" level=fatal msg="failed to get docker version from dockerd: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"',
            after=(
                "cri-docker.service: Main process exited, code=exited, status=1/FAILURE",
                "cri-docker.service: Failed with result 'exit-code'.",
            ),
            by="cri-dockerd",
            name="minikube",
        ),
    ),
    # ---- the kubelet's flags, files and cloud -----------------------------------------------------------------------
    report(
        "labring/sealos/issues/2933",
        "kubelet_unknown_flag",
        UNIT,
        systemd(
            Node(name="node34", version="v1.27.0")
            .kubelet_loops()
            .kubelet(
                "Flag --container-runtime-endpoint has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information.",
                "Flag --pod-infra-container-image has been deprecated, will be removed in a future release. Image garbage collector will get sandbox image information from CRI.",
                "Flag --pod-infra-container-image has been deprecated, will be removed in a future release. Image garbage collector will get sandbox image information from CRI.",
                'E0412 12:52:11.044634 4019796 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --container-runtime"',
            ),
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
        ),
    ),
    # The wrapper's kubelet, as the change tells of it; 1.24.3 is the version tested.
    report(
        "cilium/cilium/pull/21311",
        "kubelet_unknown_flag",
        UNIT,
        kubelet("Error: failed to parse kubelet flag: unknown flag: --network-plugin", version="v1.24.3"),
    ),
    # A clean install, kubeadm not run yet.
    report(
        "kubernetes/kubernetes/issues/53889",
        "kubelet_not_initialised",
        UNIT,
        systemd(
            Node(name="master", version=None)
            .absent(
                "/etc/kubernetes/pki/ca.crt", "/etc/kubernetes/kubelet.conf", "/etc/kubernetes/bootstrap-kubelet.conf"
            )
            .kubelet_loops()
            .kubelet(
                "I1013 12:25:26.185686    1425 feature_gate.go:156] feature gates: map[]",
                "I1013 12:25:26.185913    1425 controller.go:114] kubelet config controller: starting controller",
                "I1013 12:25:26.185919    1425 controller.go:118] kubelet config controller: validating combination of defaults and flags",
                "error: unable to load client CA file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory",
            ),
            "kubelet.service: main process exited, code=exited, status=1/FAILURE",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
        ),
    ),
    report(
        "kubernetes/kops/issues/9928",
        ["unknown", "kubelet_config_invalid"],
        UNIT,
        kubelet(
            'F0914 19:43:07.967764    6496 server.go:274] failed to run Kubelet: could not init cloud provider "openstack": warnings:',
            'can\'t store data at section "global", variable "application-credential-id"',
            'can\'t store data at section "global", variable "application-credential-secret"',
            version="v1.18.8",
            status=255,
        ),
    ),
    # The clock was set on so that the certificate would be rotated; the issue is of the 5th of November.
    report(
        "kubernetes/kubernetes/issues/96256",
        ["kubelet_client_certificate_expired", "clock_skew"],
        UNIT,
        lives(
            'I1111 00:15:46.509278   66610 kubelet_node_status.go:450] Using node IP: "10.161.110.11"',
            "E1111 00:15:53.851634   66610 transport.go:113] The currently active client certificate has expired, but the server is not responsive. A restart may be necessary to retrieve new initial credentials.",
            'I1111 00:15:56.524732   66610 kubelet_node_status.go:450] Using node IP: "10.161.110.11"',
            "E1111 00:16:03.851909   66610 transport.go:113] The currently active client certificate has expired, but the server is not responsive. A restart may be necessary to retrieve new initial credentials.",
            name="10.233.0.100",
        ),
    ),
    # A near miss: the apiserver answers; the node's name is another than that in the credentials.
    report(
        "kubernetes/kubernetes/issues/62600",
        None,
        None,
        lives(
            "I0415 18:53:24.435172    5358 reconciler.go:154] Reconciler: start to sync state",
            'E0415 18:53:31.995375    5358 kubelet_node_status.go:374] Error updating node status, will retry: error getting node "node1.bootstrapo2.acs": nodes "node1.bootstrapo2.acs" not found',
            'E0415 18:53:32.000597    5358 kubelet_node_status.go:374] Error updating node status, will retry: error getting node "node1.bootstrapo2.acs": nodes "node1.bootstrapo2.acs" not found',
            'E0415 18:53:32.004915    5358 kubelet_node_status.go:374] Error updating node status, will retry: error getting node "node1.bootstrapo2.acs": nodes "node1.bootstrapo2.acs" not found',
            'E0415 18:53:32.010134    5358 kubelet_node_status.go:374] Error updating node status, will retry: error getting node "node1.bootstrapo2.acs": nodes "node1.bootstrapo2.acs" not found',
            name="node1",
        ),
        never="apiserver_unreachable",
    ),
    # A fault of the kubelet's own.
    report(
        "kubernetes/kubernetes/issues/77174",
        "unknown",
        UNIT,
        kubelet(
            'E0428 09:37:13.276141   26151 runtime.go:69] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)',
            "/workspace/anago-v1.14.1-beta.0.44+b7394102d6ef77/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:76",
            "/workspace/anago-v1.14.1-beta.0.44+b7394102d6ef77/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:65",
            "/workspace/anago-v1.14.1-beta.0.44+b7394102d6ef77/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:51",
            "/usr/local/go/src/runtime/panic.go:522",
            "/workspace/anago-v1.14.1-beta.0.44+b7394102d6ef77/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/client-go/tools/cache/reflector.go:189",
            version="v1.14.1",
            status=2,
        ),
    ),
    # The kubelet's unit is a `docker run`.
    report(
        "kubernetes-retired/kubernetes-anywhere/issues/504",
        ["unknown", "container_create_failed"],
        UNIT,
        systemd(
            Node(name="kubernetes-master", version="v1.9.0")
            .kubelet_loops(status=125)
            .kubelet(
                '/usr/bin/docker: Error response from daemon: rpc error: code = 2 desc = "containerd: container did not start before the specified timeout".',
                by="docker",
            ),
            "kubelet.service: Main process exited, code=exited, status=125/n/a",
            "kubelet.service: Unit entered failed state.",
            "kubelet.service: Failed with result 'exit-code'.",
            "kubelet.service: Service hold-off time over, scheduling restart.",
        ),
    ),
    # ---- ports of the kubelet ---------------------------------------------------------------------------------------
    # The old kubelet does not end, held by its mounts.
    report(
        "kubernetes/kubernetes/issues/112364",
        ["port_held_by_previous_instance", "port_in_use"],
        UNIT,
        systemd(
            Node(name="node15", version=None)
            .kubelet_loops()
            .kubelet(
                f'E0910 07:39:28.025149 2985305 server.go:825] "Failed to start healthz server" err="listen tcp 127.0.0.1:10248: {IN_USE}"',
                'I0910 07:39:28.026666 2985305 server.go:409] "Adding debug handlers to kubelet server"',
                f'E0910 07:39:28.028214 2985305 server.go:165] "Failed to listen and serve" err="listen tcp 0.0.0.0:10250: {IN_USE}"',
            ),
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
            "kubelet.service: State 'stop-sigterm' timed out. Killing.",
            "kubelet.service: Killing process 4083903 (mount.cifs) with signal SIGKILL.",
            "kubelet.service: Killing process 4143670 (mount.cifs) with signal SIGKILL.",
        ),
    ),
    # The excerpt ends before the last words; the last line is the usual one of that version.
    report(
        "k0sproject/k0s/issues/960",
        ["port_in_use", "port_held_by_previous_instance"],
        UNIT,
        within(
            "k0s",
            'time="2021-06-07 11:54:49" level=info msg="I0607 11:54:49.434080    5587 server.go:1190] \\"Started kubelet\\"" component=kubelet',
            'time="2021-06-07 11:54:49" level=info msg="I0607 11:54:49.434160    5587 server.go:149] \\"Starting to listen\\" address=\\"0.0.0.0\\" port=10250" component=kubelet',
            f'time="2021-06-07 11:54:49" level=info msg="E0607 11:54:49.434338    5587 server.go:808] \\"Failed to start healthz server\\" err=\\"listen tcp 127.0.0.1:10248: {IN_USE}\\"" component=kubelet',
            'time="2021-06-07 11:54:49" level=info msg="E0607 11:54:49.434667    5587 kubelet.go:1313] \\"Image garbage collection failed once. Stats initialization may not have completed yet\\" err=\\"failed to get imageFs info: unable to find data in memory cache\\"" component=kubelet',
            'time="2021-06-07 11:54:49" level=info msg="I0607 11:54:49.435143    5587 server.go:405] \\"Adding debug handlers to kubelet server\\"" component=kubelet',
            f'time="2021-06-07 11:54:49" level=info msg="E0607 11:54:49.436204    5587 server.go:160] \\"Failed to listen and serve\\" err=\\"listen tcp 0.0.0.0:10250: {IN_USE}\\"" component=kubelet',
            name="srv-avvlocal",
        ),
    ),
    # ---- cgroups ----------------------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/96352",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            'F1109 08:37:28.100763   10542 kubelet.go:1384] Failed to start ContainerManager Failed to enforce Kube Reserved Cgroup Limits on "/kubelet.slice": ["kubelet"] cgroup does not exist',
            status=255,
        ).file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
            "enforceNodeAllocatable:\n- pods\n- kube-reserved\n"
            "kubeReserved:\n  cpu: 500m\n  memory: 1Gi\n  ephemeral-storage: 1Gi\nkubeReservedCgroup: /kubelet.slice\n",
        ),
    ),
    # The line is cut in the report; its words are those the report quotes above it.
    report(
        "kubernetes/kubernetes/issues/110288",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        Node(name="VM-0-116-centos", version=None)
        .kubelet_loops()
        .kubelet(
            'E0530 22:08:20.149768    5949 kubelet.go:1384] "Failed to start ContainerManager" err="Failed to enforce Kube Reserved Cgroup Limits on \\"/system.slice/kubelet.service\\": Unit kubelet.service.slice is not loaded"',
        )
        .file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
            "enforceNodeAllocatable:\n  - pods\n  - kube-reserved\nkubeReserved:\n  cpu: 1500m\n  memory: 1Gi\n"
            "kubeReservedCgroup: /system.slice/kubelet.service\nsystemReserved:\n  cpu: 2000m\n  memory: 2Gi\n",
        ),
    ),
    # Completed: the line's head.
    report(
        "kubernetes/kubernetes/issues/92933",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        Node(name="kind-control-plane", version=None)
        .kubelet_loops(status=255)
        .kubelet(
            'F0709 07:12:44.310225     421 kubelet.go:1293] Failed to start ContainerManager failed to initialize top level QOS containers: failed to update top level BestEffort QOS cgroup : failed to set resources for cgroup [kubepods besteffort]: failed to write "4611686018427387904" to "/sys/fs/cgroup/kubepods/besteffort/hugetlb.1GB.max": open /sys/fs/cgroup/kubepods/besteffort/hugetlb.1GB.max: permission denied',
        ),
    ),
    report("containerd/containerd/issues/7276", "cgroup_driver_mismatch", None, migrated()),
    # ---- CRI-O ------------------------------------------------------------------------------------------------------
    # The excerpt ends in the middle of the list; the fatal line is completed by what the title says of it.
    report(
        "okd-project/okd/issues/2317",
        "runtime_unavailable",
        None,
        fails(
            "crio",
            'time="2026-03-05T05:16:21.28693912Z" level=info msg="Updating config from single file: /etc/crio/crio.conf"',
            'time="2026-03-05T05:16:21.286973028Z" level=info msg="Updating config from drop-in file: /etc/crio/crio.conf"',
            'time="2026-03-05T05:16:21.288606651Z" level=info msg="Updating config from path: /etc/crio/crio.conf.d"',
            'time="2026-03-05T05:16:21.288667715Z" level=info msg="Updating config from drop-in file: /etc/crio/crio.conf.d/00-default"',
            'time="2026-03-05T05:16:21.289002379Z" level=info msg="Updating config from drop-in file: /etc/crio/crio.conf.d/01-ctrcfg-defaultRuntime"',
            'time="2026-03-05T05:16:21.299052597Z" level=info msg="Starting CRI-O, version: 1.33.4, git: unknown(clean)"',
            'time="2026-03-05T05:16:21.299121985Z" level=info msg="Node configuration value for hugetlb cgroup is true"',
            'time="2026-03-05T05:16:21.312204117Z" level=fatal msg="validating runtime config: runtime validation: \\"runc\\" not found in $PATH: exec: \\"runc\\": executable file not found in $PATH"',
            after=(
                "crio.service: Main process exited, code=exited, status=1/FAILURE",
                "crio.service: Failed with result 'exit-code'.",
            ),
            name="bsl-okd-test-worker01",
        ),
    ),
    # Completed: the line's time.
    report(
        "cri-o/cri-o/issues/4223",
        "runtime_unavailable",
        None,
        fails(
            "crio",
            'time="2020-09-27 08:14:52.604417713Z" level=fatal msg="Validating runtime config: runtime validation: \\"runc\\" not found in $PATH: exec: \\"runc\\": executable file not found in $PATH"',
        ).runtime("1.19.0", name="cri-o"),
    ),
    report(
        "cri-o/cri-o/issues/4621",
        "runtime_unavailable",
        None,
        fails(
            "crio",
            'time="2021-03-04 19:25:11.294299243Z" level=fatal msg="Validating runtime config: runtime validation: invalid runtime_path for runtime \'kata\': \\"stat /usr/bin/containerd-shim-kata-v2: no such file or directory\\"" file="crio/main.go:335"',
            name="localhost",
        ),
    ),
    # A near miss: the first start fails; after the reboot it runs.
    report(
        "openshift/machine-config-operator/pull/1707",
        None,
        None,
        Node(name="ip-10-0-156-191", version=None)
        .unit("crio")
        .journal(
            "crio",
            'time="2020-05-01 07:45:35.294078226Z" level=fatal msg="config validation: invalid runtime_path for runtime \'runc\': "stat : no such file or directory""',
            ago=timedelta(seconds=142),
        )
        .journal(
            "crio",
            "crio.service: Main process exited, code=exited, status=1/FAILURE",
            "crio.service: Failed with result 'exit-code'.",
            "Failed to start Open Container Initiative Daemon.",
            "crio.service: Consumed 91ms CPU time",
            by="systemd",
            ago=timedelta(seconds=141),
        )
        .journal("crio", "Starting Open Container Initiative Daemon...", by="systemd", ago=timedelta(seconds=3))
        .journal(
            "crio",
            'time="2020-05-01 07:47:55.467526814Z" level=info msg="using conmon executable \\"/usr/libexec/crio/conmon\\""',
            ago=timedelta(seconds=2),
        ),
        never="runtime_unavailable",
    ),
    # CRI-O needs crio-wipe, which fails.
    report(
        "openshift/installer/issues/2104",
        "runtime_unavailable",
        None,
        Node(name="localhost", version=None)
        .unit("crio-wipe", "failed", "failed", 0, Result="exit-code", ExecMainStatus=1)
        .unit("crio", "inactive", "dead", 0)
        .journal("crio-wipe", "Starting CRI-O Auto Update Script...", by="systemd", ago=timedelta(seconds=33))
        .journal(
            "crio-wipe",
            "Old version not found",
            "Wiping storage",
            "rm: cannot remove '/var/lib/containers/storage/overlay/b4029bb7f908d52707c85f4b93985428d8bec36ba2ec6dfe0a05f97a5a266411/merged': Device or resource busy",
            "rm: cannot remove '/var/lib/containers/storage/overlay/a3e04997ece27e6b68cdc65a16eede1dbec52578c8b7e1807317977e36d22c50/merged': Device or resource busy",
            "rm: cannot remove '/var/lib/containers/storage/overlay-containers/a3398429bc6b7ecce767aea09cec17ed3f6fcd1b35cd6bd2c4f426256d8190da/userdata/shm': Device or resource busy",
            by="bash",
        ),
    ),
    # ---- containerd and docker --------------------------------------------------------------------------------------
    report(
        "containerd/cri/issues/878",
        "runtime_unavailable",
        None,
        fails(
            "containerd",
            "modprobe: ERROR: ../libkmod/libkmod.c:514 lookup_builtin_file() could not open builtin file '/lib/modules/4.16.0-0.bpo.2-amd64/modules.builtin.bin'",
            "modprobe: FATAL: Module overlay not found in directory /lib/modules/4.16.0-0.bpo.2-amd64",
            after=(
                "containerd.service: Control process exited, code=exited status=1",
                "Failed to start containerd container runtime.",
            ),
            by="modprobe",
            name="kube-controller2",
            ExecMainStatus=0,
        ),
    ),
    # The panic is in the title; what lies between it and the excerpt's last lines is left out.
    report(
        "etcd-io/bbolt/issues/883",
        ["runtime_unavailable", "unknown"],
        None,
        fails(
            "docker",
            "panic: freepages: failed to get all reachable pages",
            "        /root/rpmbuild/BUILD/metadata/plugin/plugin.go:152 +0xaf fp=0xc000420fe0 sp=0xc000420f38 pc=0x5611d981394f",
            "runtime.goexit({})",
            "        /usr/local/go/src/runtime/asm_amd64.s:1695 +0x1 fp=0xc000420fe8 sp=0xc000420fe0 pc=0x5611d8f933e1",
            "created by github.com/containerd/containerd/metadata/plugin.init.1.func1 in goroutine 48",
            "        /root/rpmbuild/BUILD/metadata/plugin/plugin.go:149 +0x709",
            'time="2025-01-10T10:07:42.850030681Z" level=error msg="containerd did not exit successfully" error="signal: aborted (core dumped)" module=libcontainerd',
            "failed to start containerd: timeout waiting for containerd to start",
            after=("docker.service: Main process exited, code=exited, status=1/FAILURE",),
            by="dockerd",
            name="onxl7532.ott.ciena.com",
        ),
    ),
    report(
        "flatcar/Flatcar/issues/201",
        "container_create_failed",
        None,
        lives(
            'E0926 21:56:47.799197    9738 kuberuntime_sandbox.go:69] CreatePodSandbox for pod "kube-proxy-f5972_kube-system(31ad14fb-fea3-46cb-8dce-7436816fb596)" failed: rpc error: code = Unknown desc = failed to create containerd task: runtime "io.containerd.runc.v1" binary not installed "containerd-shim-runc-v1": file does not exist: unknown',
            'E0926 21:56:47.799211    9738 kuberuntime_manager.go:730] createPodSandbox for pod "kube-proxy-f5972_kube-system(31ad14fb-fea3-46cb-8dce-7436816fb596)" failed: rpc error: code = Unknown desc = failed to create containerd task: runtime "io.containerd.runc.v1" binary not installed "containerd-shim-runc-v1": file does not exist: unknown',
        ),
    ),
    report(
        "k3s-io/k3s/issues/924",
        ["container_create_failed", "unknown"],
        None,
        lives(
            "E1107 13:49:43.967007   17226 remote_runtime.go:105] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to create containerd task: failed to mount rootfs component &{overlay overlay [workdir=/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/37/work upperdir=/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/37/fs lowerdir=/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/1/fs]}: invalid argument: unknown",
            'E1107 13:49:43.967191   17226 kuberuntime_sandbox.go:68] CreatePodSandbox for pod "coredns-66f496764-fwmwb_kube-system(60fe76f5-9fe9-4563-bf2d-2a35fadcdea1)" failed: rpc error: code = Unknown desc = failed to create containerd task: failed to mount rootfs component &{overlay overlay [workdir=/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/37/work upperdir=/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/37/fs lowerdir=/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/1/fs]}: invalid argument: unknown',
            by="k3s",
        ),
    ),
    # The report tells of the log ("not found in $PATH") and that installing apparmor helped; the message is completed.
    report(
        "rancher/rke2/issues/1503",
        "apparmor_parser_missing",
        A,
        Node(version="v1.20.9+rke2r1")
        .static_pod(A)
        .waits(A, "CreateContainerError", APPARMOR)
        .unit("rke2-server")
        .unit("kubelet"),
    ),
    # The report gives the kubelet's lines without their heads and the sandbox's failure as an event; both are completed.
    report(
        "kubernetes-sigs/kubespray/issues/5689",
        ["container_create_failed", "file_missing"],
        None,
        Node(name="sdbit-k8s-worker1", version=None)
        .unit("kubelet")
        .static_pod("nginx-proxy", command="nginx", image="nginx:1.17", mounts=("/etc/nginx",))
        .absent("/run/systemd/resolve/resolv.conf")
        .kubelet(
            'E0226 10:41:07.120418    2961 kubelet_node_status.go:94] Unable to register node "sdbit-k8s-worker1" with API server: Post https://localhost:6443/api/v1/nodes: dial tcp 127.0.0.1:6443: connect: connection refused',
            'E0226 10:41:07.197715    2961 kubelet.go:2267] node "sdbit-k8s-worker1" not found',
            'E0226 10:41:07.297969    2961 kubelet.go:2267] node "sdbit-k8s-worker1" not found',
            "E0226 10:41:07.304411    2961 reflector.go:123] k8s.io/client-go/informers/factory.go:134: Failed to list *v1beta1.RuntimeClass: Get https://localhost:6443/apis/node.k8s.io/v1beta1/runtimeclasses?limit=500&resourceVersion=0: dial tcp 127.0.0.1:6443: connect: connection refused",
            'E0226 10:41:07.398201    2961 kubelet.go:2267] node "sdbit-k8s-worker1" not found',
            'E0226 10:41:08.512230    2961 kuberuntime_sandbox.go:41] GeneratePodSandboxConfig for pod "nginx-proxy-sdbit-k8s-worker1_kube-system(d8f3a0e1)" failed: open /run/systemd/resolve/resolv.conf: no such file or directory',
            'E0226 10:41:08.512261    2961 kuberuntime_manager.go:710] createPodSandbox for pod "nginx-proxy-sdbit-k8s-worker1_kube-system(d8f3a0e1)" failed: open /run/systemd/resolve/resolv.conf: no such file or directory',
        ),
    ),
    # ---- images -----------------------------------------------------------------------------------------------------
    report(
        "kubernetes/minikube/issues/3142",
        "image_unavailable",
        None,
        lives(
            'E0921 02:54:54.538228    3049 kuberuntime_sandbox.go:54] CreatePodSandbox for pod "kube-addon-manager-minikube_kube-system(c4c3188325a93a2d7fb1714e1abf1259)" failed: rpc error: code = Unknown desc = failed pulling image "gcr.io/google_containers/pause-amd64:3.0": Error response from daemon: Get https://gcr.io/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
            'E0921 02:54:54.538236    3049 kuberuntime_manager.go:647] createPodSandbox for pod "kube-addon-manager-minikube_kube-system(c4c3188325a93a2d7fb1714e1abf1259)" failed: rpc error: code = Unknown desc = failed pulling image "gcr.io/google_containers/pause-amd64:3.0": Error response from daemon: Get https://gcr.io/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
            name="minikube",
            by="localkube",
        ),
    ),
    # The second line is cut in the report where the first one's words come again; it is completed by them.
    report(
        "rancher/k3os/issues/431",
        "image_unavailable",
        None,
        lives(
            'E0117 08:10:51.412437    1798 pod_workers.go:191] Error syncing pod 3b66f5a0-bf7f-4007-bb24-e62938946328 ("helm-install-traefik-qphtv_kube-system(3b66f5a0-bf7f-4007-bb24-e62938946328)"), skipping: failed to "CreatePodSandbox" for "helm-install-traefik-qphtv_kube-system(3b66f5a0-bf7f-4007-bb24-e62938946328)" with CreatePodSandboxError: "CreatePodSandbox for pod \\"helm-install-traefik-qphtv_kube-system(3b66f5a0-bf7f-4007-bb24-e62938946328)\\" failed: rpc error: code = Unknown desc = failed to get sandbox image \\"docker.io/rancher/pause:3.1\\": failed to pull image \\"docker.io/rancher/pause:3.1\\": failed to pull and unpack image \\"docker.io/rancher/pause:3.1\\": failed to resolve reference \\"docker.io/rancher/pause:3.1\\": failed to do request: Head https://registry-1.docker.io/v2/rancher/pause/manifests/3.1: dial tcp: lookup registry-1.docker.io: Try again"',
            'E0117 08:10:51.417615    1798 remote_runtime.go:105] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to get sandbox image "docker.io/rancher/pause:3.1": failed to pull image "docker.io/rancher/pause:3.1": failed to pull and unpack image "docker.io/rancher/pause:3.1": failed to resolve reference "docker.io/rancher/pause:3.1": failed to do request: Head https://registry-1.docker.io/v2/rancher/pause/manifests/3.1: dial tcp: lookup registry-1.docker.io: Try again',
            by="k3s",
        ),
    ),
    # A near miss: the kubelet clears images at 87 %, among them that of the sandboxes.
    report(
        "kubernetes/kubernetes/issues/111796",
        None,
        None,
        lives(
            'I0811 04:29:45.635975   10660 image_gc_manager.go:310] "Disk usage on image filesystem is over the high threshold, trying to free bytes down to the low threshold" usage=87 highThreshold=85 amountToFree=8078762803 lowThreshold=80',
            'I0811 04:29:45.638055   10660 image_gc_manager.go:387] "Removing image to free bytes" imageID="sha256:ed210e3e4a5bae1237f1bb44d72a05a2f1e5c6bfe7a7e73da179e2534269c459" size=298685',
            name="ip-x-x-x-x.ec2.internal",
        ).journal(
            "containerd",
            'time="2022-08-11T04:29:45.638293084Z" level=info msg="RemoveImage \\"sha256:ed210e3e4a5bae1237f1bb44d72a05a2f1e5c6bfe7a7e73da179e2534269c459\\""',
            'time="2022-08-11T04:29:45.681130419Z" level=info msg="ImageDelete event &ImageDelete{Name:hiya.local/ext/pause:3.5,XXX_unrecognized:[],}"',
        ),
        never="disk_full",
    ),
    # ---- disks and watches ------------------------------------------------------------------------------------------
    # The title quotes the third line; the heads and the two lines before it are the usual ones of 1.17.
    report(
        "rancher/rancher/issues/25728",
        ["node_pressure_eviction", "disk_full"],
        None,
        lives(
            "W0303 14:02:11.871452    4127 eviction_manager.go:330] eviction manager: attempting to reclaim ephemeral-storage",
            "I0303 14:02:11.871540    4127 eviction_manager.go:341] eviction manager: must evict pod(s) to reclaim ephemeral-storage",
            "E0303 14:02:11.871578    4127 eviction_manager.go:352] eviction manager: eviction thresholds have been met, but no pods are active to evict",
        ),
    ),
    report(
        "canonical/microk8s/issues/1901",
        "inotify_limit",
        None,
        lives(
            'W0112 23:31:45.136870   20887 watcher.go:87] Error while processing event ("/sys/fs/cgroup/devices/system.slice/run-r7f6f7081502940d9a1443b276c6a2c4a.scope": 0x40000100 == IN_CREATE|IN_ISDIR): inotify_add_watch /sys/fs/cgroup/devices/system.slice/run-r7f6f7081502940d9a1443b276c6a2c4a.scope: no space left on device',
            name="ubuntu126",
            by="microk8s.daemon-kubelet",
        )
        .unit("containerd", restarts=1)
        .journal(
            "containerd",
            "snap.microk8s.daemon-containerd.service: Failed to add inotify watch descriptor for control group /system.slice/snap.microk8s.daemon-containerd.service: No space left on device",
            by="systemd",
        ),
    ),
    # ---- kernels and networks under a carrier -----------------------------------------------------------------------
    report(
        "flannel-io/flannel/issues/1502",
        "unknown",
        UNIT,
        carrier(
            "k3s",
            "I1103 03:58:07.998748  260961 kube.go:127] Node controller sync successful",
            "I1103 03:58:08.025657  260961 vxlan.go:137] VXLAN config: VNI=1 Port=0 GBP=false Learning=false DirectRouting=false",
            'time="2021-11-03T03:58:08Z" level=fatal msg="flannel exited: operation not supported"',
            by="k3s",
            after=(
                "k3s.service: Main process exited, code=exited, status=1/FAILURE",
                "k3s.service: Failed with result 'exit-code'.",
                "k3s.service: Consumed 36.292s CPU time.",
                "k3s.service: Scheduled restart job, restart counter is at 805",
            ),
            name="k3s-master",
            restarts=805,
        ),
    ),
    report(
        "k3s-io/k3s/issues/3327",
        "unknown",
        UNIT,
        carrier(
            "k3s",
            'time="2021-05-14T06:20:05.446491056Z" level=warning msg="Skipping network policy controller start, ipset save failed: ipset v7.6: Kernel error received: Invalid argument\\n"',
            "I0514 06:20:05.508244   10408 dynamic_cafile_content.go:167] Starting client-ca-bundle::/var/lib/rancher/k3s/agent/client-ca.crt",
            "I0514 06:20:06.418886   10408 kube.go:124] Node controller sync successful",
            "I0514 06:20:06.419088   10408 vxlan.go:121] VXLAN config: VNI=1 Port=0 GBP=false Learning=false DirectRouting=false",
            'time="2021-05-14T06:20:06.421135712Z" level=fatal msg="flannel exited: operation not supported"',
            by="k3s",
            after=(
                "k3s.service: Main process exited, code=exited, status=1/FAILURE",
                "k3s.service: Failed with result 'exit-code'.",
                "Failed to start Lightweight Kubernetes.",
            ),
            name="localhost",
        ),
    ),
    # A newer kernel lets the setting be read only outside the host's network.
    report(
        "kubernetes/minikube/issues/11418",
        ["unknown", "file_permission_denied"],
        "kube-proxy",
        Node(name="minikube", version="v1.20.2").died(
            "kube-proxy",
            "I0513 15:57:17.424330       1 node.go:172] Successfully retrieved node IP: 192.168.49.2\n"
            "I0513 15:57:17.424356       1 server_others.go:142] kube-proxy node IP is an IPv4 address (192.168.49.2), assume IPv4 operation\n"
            'W0513 15:57:17.443661       1 server_others.go:578] Unknown proxy mode "", assuming iptables proxy\n'
            "I0513 15:57:17.443803       1 server_others.go:185] Using iptables Proxier.\n"
            "I0513 15:57:17.445506       1 server.go:650] Version: v1.20.2\n"
            "I0513 15:57:17.447366       1 conntrack.go:100] Set sysctl 'net/netfilter/nf_conntrack_max' to 524288\n"
            "F0513 15:57:17.447425       1 server.go:495] open /proc/sys/net/netfilter/nf_conntrack_max: permission denied",
            code=255,
        ),
    ),
    # A near miss: warnings at the start of a program that goes on. Its output is shown as a unit's.
    report(
        "k0sproject/k0s/issues/349",
        None,
        None,
        Node(version=None)
        .unit("mke")
        .journal(
            "mke",
            "WARN[2020-10-30 17:48:07] failed to load overlay kernel module: /sbin/modprobe overlay",
            "WARN[2020-10-30 17:48:07] failed to load nf_conntrack kernel module: /sbin/modprobe nf_conntrack",
            "WARN[2020-10-30 17:48:07] failed to load br_netfilter kernel module: /sbin/modprobe br_netfilter",
            "INFO[2020-10-30 17:48:07] I1030 17:48:07.940768    2417 cache.go:39] Caches are synced for autoregister controller  component=kube-apiserver",
            "INFO[2020-10-30 17:48:07] I1030 17:48:07.943509    2418 registry.go:173] Registering SelectorSpread plugin  component=kube-scheduler",
            "INFO[2020-10-30 17:48:07] I1030 17:48:07.943535    2418 registry.go:173] Registering SelectorSpread plugin  component=kube-scheduler",
            "WARN[2020-10-30 17:48:07] Failed to enable /proc/sys/net/bridge/bridge-nf-call-iptables: open /proc/sys/net/bridge/bridge-nf-call-iptables: no such file or directory",
            "WARN[2020-10-30 17:48:07] Failed to enable /proc/sys/net/bridge/bridge-nf-call-ip6tables: open /proc/sys/net/bridge/bridge-nf-call-ip6tables: no such file or directory",
        ),
        never="file_missing",
    ),
    # A near miss: the node's password is rejected; k3s runs on and waits. Its log is shown as a unit's.
    report(
        "rancher/k3os/issues/289",
        None,
        None,
        Node(name="k3os-4224", version=None)
        .unit("k3s")
        .journal(
            "k3s",
            "2019-11-20 17:54:28.674346 I | http: TLS handshake error from 127.0.0.1:60264: remote error: tls: bad certificate",
            "time=\"2019-11-20T17:54:28.685803956Z\" level=error msg=\"Node password validation failed for 'k3os-4224', using passwd file '/var/lib/rancher/k3s/server/cred/node-passwd'\"",
            'time="2019-11-20T17:54:28.685938289Z" level=error msg="Node password rejected, duplicate hostname or contents of \'/etc/rancher/node/password\' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag"',
            'time="2019-11-20T17:54:29.260505179Z" level=info msg="Waiting for master node  startup: resource name may not be empty"',
            'time="2019-11-20T17:54:30.262136877Z" level=info msg="Waiting for master node  startup: resource name may not be empty"',
            'time="2019-11-20T17:54:31.263759798Z" level=info msg="Waiting for master node  startup: resource name may not be empty"',
        ),
        never="certificate_authority_mismatch",
    ),
)
