"""Public reports outside the issue trackers: a paste bin, operators' notes and blogs, met blind in a fifteenth look.

They are shown as those of further.py are; a systemd unit of a control plane program is shown as a static pod. A note in a public
repository is met without its address; the comment gives the number of its stored text.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, UNIT, A, E, S, exits
from incidents.further_fifth_node import page
from incidents.further_node import initialised
from incidents.further_twelfth_pages import flags_but, lines, note, systemd, told


def carrier(unit, *entries, by=None, version=None, status=1, restarts=57, name="master-1"):
    """A unit that carries the control plane, says so and ends, again and again."""
    node = Node(name=name, version=version)
    node.unit(unit, "activating", "auto-restart", restarts, Result="exit-code", ExecMainStatus=status)
    return told(node, unit, *((by, entry) if by and isinstance(entry, str) else entry for entry in entries))


def etcd_mount_misspelt():
    """An exam's cluster: etcd mounts `etcd-cert`, the volume's name is `etcd-certs`."""
    node = Node(name="cluster4-controlplane", version=None).unit("kubelet").static_pod(A).static_pod(E)
    path = "/etc/kubernetes/manifests/etcd.yaml"
    text = node.files[path].replace("{name: v1, mountPath", "{name: etcd-cert, mountPath")
    node.files[path] = text.replace("{name: v1, hostPath", "{name: etcd-certs, hostPath")
    return node.kubelet(
        'E0923 04:38:15.630925    2240 file.go:187] "Could not process manifest file" err="invalid pod: [spec.containers[0].volumeMounts[1].name: Not found: \\"etcd-cert\\"]" path="/etc/kubernetes/manifests/etcd.yaml"'
    )


def prefix_with_a_bare_colon():
    """An OIDC flag that ends in a colon and is not quoted: the old apiserver goes on running."""
    node = (
        Node(version=None).unit("kubelet").static_pod(A, "--oidc-username-prefix=oidc:", edited=timedelta(minutes=10))
    )
    path = "/etc/kubernetes/manifests/kube-apiserver.yaml"
    node.files[path] = node.files[path].replace('"--oidc-username-prefix=oidc:"', "--oidc-username-prefix=oidc:")
    return node.runs(A, attempt=0, since=timedelta(days=3)).kubelet(
        'E0312 10:29:28.104435     712 file.go:187] "Could not process manifest file" err="/etc/kubernetes/manifests/kube-apiserver.yaml: couldn\'t parse as pod(json: cannot unmarshal object into Go struct field Container.spec.containers.command of type string), please check config file" path="/etc/kubernetes/manifests/kube-apiserver.yaml"'
    )


def openshift_node_moved():
    """An OpenShift master whose interface got another address; etcd's pod still has the old one in its environment."""
    node = Node(name="master1.kcp2-arm.iefcu.cn", version=None).unit("kubelet")
    node.static_pod(
        E,
        flags=(),
        env={"NODE_master1_kcp2_arm_iefcu_cn_IP": "10.90.3.35"},
        mounts=("/var/lib/etcd",),
        file="etcd-pod.yaml",
        edited=timedelta(days=4),
    )
    return node.died("etcd-ensure-env-vars", "Expected node IP to be 10.90.2.94 got 10.90.3.35")


def restored_with_an_old_tool():
    """A snapshot restored with etcdctl 3.3.25 under an etcd of 3.6.8; the lines' heads are completed."""
    at = "10.0.0.100"
    return exits(
        E,
        lines(
            '{"level":"warn","ts":"2026-06-01T10:12:03.101Z","caller":"membership/cluster.go:823","msg":"Detected member only in v3store but missing in v2store","member":"{ID:8e9e05c52164694d}"}',
            '{"level":"panic","ts":"2026-06-01T10:12:03.114Z","caller":"membership/cluster.go:496","msg":"failed to update; member unknown","cluster-id":"cdf818194e3a8c32","local-member-id":"8e9e05c52164694d","unknown-remote-peer-id":"8e9e05c52164694d"}',
        ),
        flags=flags_but(
            E,
            f"--advertise-client-urls=https://{at}:2379",
            f"--initial-advertise-peer-urls=https://{at}:2380",
            f"--initial-cluster=kubernetes-master=https://{at}:2380",
            f"--listen-client-urls=https://127.0.0.1:2379,https://{at}:2379",
            f"--listen-peer-urls=https://{at}:2380",
            "--name=kubernetes-master",
        ),
        image="registry.k8s.io/etcd:3.6.8-0",
        node=Node(name="kubernetes-master", version="v1.36.1"),
        code=2,
        attempt=6,
        ago=timedelta(minutes=2),
    )


def second_master_gone():
    """Two masters of which one is gone; the election's lines are 3.5's usual ones, the note only speaks of the election."""
    at = "192.168.1.101"
    return (
        Node(name="node-1", version=None)
        .static_pod(
            E,
            flags=flags_but(
                E,
                f"--advertise-client-urls=https://{at}:2379",
                "--experimental-initial-corrupt-check=true",
                f"--initial-advertise-peer-urls=https://{at}:2380",
                f"--initial-cluster=node-1=https://{at}:2380,node-0=https://192.168.1.100:2380",
                "--initial-cluster-state=existing",
                f"--listen-client-urls=https://127.0.0.1:2379,https://{at}:2379",
                f"--listen-peer-urls=https://{at}:2380",
                "--name=node-1",
                "--snapshot-count=10000",
            ),
            edited=timedelta(days=3),
        )
        .runs(
            E,
            lines(
                '{"level":"info","ts":"2023-02-11T00:56:01.620Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"d2a1b3c4e5f60718 is starting a new election at term 5"}',
                '{"level":"info","ts":"2023-02-11T00:56:01.620Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"d2a1b3c4e5f60718 became pre-candidate at term 5"}',
                '{"level":"info","ts":"2023-02-11T00:56:01.620Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"d2a1b3c4e5f60718 [logterm: 5, index: 1811] sent MsgPreVote request to 7f3e2d1c0b9a8675 at term 5"}',
                '{"level":"warn","ts":"2023-02-11T00:56:02.230Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status","round-tripper-name":"ROUND_TRIPPER_RAFT_MESSAGE","remote-peer-id":"7f3e2d1c0b9a8675","rtt":"0s","error":"dial tcp 192.168.1.100:2380: connect: no route to host"}',
                '{"level":"warn","ts":"2023-02-11T00:56:03.113Z","caller":"etcdhttp/metrics.go:173","msg":"serving /health false; no leader"}',
            ),
            attempt=9,
            since=timedelta(seconds=70),
        )
    )


def stopped_by_something():
    """A kubeadm node above a containerd whose file has a section of version 2 and names no version; everything is started over and over."""
    name = "inst-5c3dw-san-jose-dev-a10-hypervisors-pool"
    node = initialised(Node(name=name, version="v1.33.3")).runtime("1.7.20").unit("kubelet")
    node.file(
        "/var/lib/kubelet/config.yaml",
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n",
    )
    node.file(
        "/etc/containerd/config.toml",
        '#disabled_plugins = ["cri"]\n\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  SystemdCgroup = true\n',
    )
    refused = '{Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"'
    for program in (E, A, KCM, S):
        node.static_pod(program, edited=timedelta(minutes=117))
    node.died(
        E,
        '{"level":"info","ts":"2025-07-30T21:02:07.516400Z","caller":"osutil/interrupt_unix.go:64","msg":"received signal; shutting down","signal":"terminated"}',
        code=0,
        attempt=16,
        lived=timedelta(minutes=2),
        ago=timedelta(minutes=3),
    )
    node.kubelet(
        f'E0730 21:01:10.126250   11574 kubelet_node_status.go:548] "Error updating node status, will retry" err="error getting node \\"{name}\\": Get \\"https://10.254.192.244:6443/api/v1/nodes/{name}?timeout=10s\\": dial tcp 10.254.192.244:6443: connect: conn>'
    )
    return node.died(
        A,
        lines(
            "I0730 21:01:10.607488       1 options.go:249] external host was not specified, using 10.254.192.244",
            "I0730 21:01:10.609025       1 server.go:147] Version: v1.33.3",
            f"W0730 21:01:26.938075       1 logging.go:55] [core] [Channel #5 SubChannel #6]grpc: addrConn.createTransport failed to connect to {refused}",
            f"W0730 21:01:27.059469       1 logging.go:55] [core] [Channel #1 SubChannel #4]grpc: addrConn.createTransport failed to connect to {refused}",
            f"W0730 21:01:27.645963       1 logging.go:55] [core] [Channel #2 SubChannel #3]grpc: addrConn.createTransport failed to connect to {refused}",
            "F0730 21:01:31.013150       1 instance.go:226] Error creating leases: error creating storage factory: context deadline exceeded",
        ),
        attempt=19,
        lived=timedelta(seconds=21),
        ago=timedelta(minutes=2),
    )


def saturated_first_boot():
    """A k3s node of four cores that pulls and starts some 140 pods at once; the lines are completed from the note's table."""
    return carrier(
        "k3s",
        '{"level":"warn","ts":"2026-09-30T06:27:20.114Z","caller":"etcdserver/util.go:170","msg":"apply request took too long","took":"5.489s","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/leases/kube-system/k3s-cloud-controller-manager\\" ","response":"range_response_count:1 size:521"}',
        '{"level":"warn","ts":"2026-09-30T06:27:23.402Z","caller":"etcdserver/util.go:170","msg":"apply request took too long","took":"3.226s","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/health\\" ","response":"range_response_count:0 size:7"}',
        'E0930 06:27:25.310214    1402 writers.go:123] "Unhandled Error" err="apiserver was unable to write a JSON response: http: Handler timeout" logger="UnhandledError"',
        'E0930 06:27:27.881036    1402 leaderelection.go:436] error retrieving resource lock kube-system/k3s-cloud-controller-manager: Get "https://127.0.0.1:6444/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/k3s-cloud-controller-manager?timeout=5s": context deadline exceeded',
        'E0930 06:27:28.020411    1402 controllermanager.go:265] "leaderelection lost"',
        *systemd(
            "k3s.service: Main process exited, code=exited, status=1/FAILURE",
            "k3s.service: Failed with result 'exit-code'.",
            "k3s.service: Consumed 19min 2.076s CPU time over 19min 27.232s wall clock time, 7G memory peak, 4.8G read from disk, 17.6G written to disk, 4.2G incoming IP traffic.",
        ),
        by="k3s",
        restarts=14,
    )


def native_etcd_holds_the_port():
    """Ubuntu's etcd package came with etcdctl and was started; the line around the message is 3.5's usual one."""
    return (
        exits(
            E,
            '{"level":"fatal","ts":"2025-09-22T05:51:12.310Z","caller":"etcdmain/etcd.go:219","msg":"listener failed","error":"listen tcp 127.0.0.1:2379: bind: address already in use"}',
            node=Node(name="k8s-master", version=None),
        )
        .socket("etcd", 2379, "127.0.0.1", pid=911)
        .unit("etcd")
    )


def expired(node, *entries, status=1):
    """A kubelet of an initialised node whose client certificate's time is over."""
    return told(
        initialised(node).absent("/etc/kubernetes/bootstrap-kubelet.conf").kubelet_loops(status=status),
        "kubelet",
        *entries,
    )


FURTHER_FIFTEENTH_PAGES = (
    # ---- the apiserver -----------------------------------------------------------------------------------------------
    # The program runs in a container of Docker's that a unit starts.
    page(
        "https://pastebin.com/kNTvaPdb",
        "pastebin-atomic-no-service-range",
        "missing_required_flag",
        A,
        exits(
            A,
            "F0920 14:41:55.950881       1 universal_validation.go:104] Validate server run options failed: No --service-cluster-ip-range specified",
            node=Node(name="atomic.hoenet.local", version=None),
            code=255,
        ),
    ),
    # Text 32164659123.
    note(
        "service-account-without-client-ca",
        "file_missing",
        A,
        exits(
            A,
            lines(
                "Flag --port has been deprecated, see --insecure-port instead.",
                "F0521 07:56:41.692480    4299 universal_validation.go:104] Validate server run options failed: unable to load client CA file: open /var/run/kubernetes/ca.crt: no such file or directory",
            ),
            flags=flags_but(A, "--client-ca-file=/var/run/kubernetes/ca.crt", "--port=8080"),
            node=Node(name="k8s-master", version=None).absent("/var/run/kubernetes/ca.crt"),
            code=255,
        ),
    ),
    # Text 58727653239: a leftover of an older role. The line's head is as printed; that etcd does not run on this node
    # (10.1.1.140), as the text says, is shown as a table of sockets without it.
    note(
        "nixos-orphaned-apiserver",
        ["etcd_unreachable", "stale_manifest"],
        A,
        exits(
            A,
            "F0320 08:44:11.656734       1 instance.go:233] Error creating leases: error creating storage factory: context deadline exceeded",
            flags=flags_but(A, "--advertise-address=10.1.1.140", "--etcd-servers=https://10.1.1.140:2379"),
            node=Node(name="sentry", version="v1.35.2"),
            code=255,
            attempt=47,
            lived=timedelta(seconds=21),
        ).socket("kubelet", 10250),
    ),
    # Text 6706904807.
    note(
        "nixos-advertise-a-name",
        "invalid_flag_value",
        A,
        exits(
            A,
            'Error: invalid argument "k8s-master.local" for "--advertise-address" flag: failed to parse IP: "k8s-master.local"',
            flags=flags_but(A, "--advertise-address=k8s-master.local"),
            node=Node(name="k8s-master", version=None),
            attempt=771,
        ),
    ),
    # Text 136782797: from 1.19.16 to 1.23; the line around the message is completed.
    note(
        "from-1-19-to-1-23-issuer",
        "missing_required_flag",
        A,
        exits(
            A,
            'E0118 00:31:12.204417    8311 run.go:120] "command failed" err="[service-account-issuer is a required flag, --service-account-signing-key-file and --service-account-issuer are required flags]"',
            flags=flags_but(A, drop=("--service-account-issuer", "--service-account-signing-key-file")),
            version="v1.23.1",
        ),
    ),
    # Text 136782797, the next step of the same upgrade.
    note(
        "from-1-19-to-1-23-insecure-port",
        "invalid_flag_value",
        A,
        exits(
            A,
            'E0118 00:40:00.935698    8504 run.go:120] "command failed" err="invalid port value 8080: only zero is allowed"',
            "--insecure-port=8080",
            version="v1.23.1",
        ),
    ),
    # Text 37649797705.
    note(
        "kubeadm-1-20-pod-preset",
        "unknown_admission_plugin",
        A,
        exits(
            A,
            'Error: [enable-admission-plugins plugin "PodPreset" is unknown, unknown api groups settings.k8s.io]',
            "--enable-admission-plugins=NodeRestriction,PodPreset",
            "--runtime-config=settings.k8s.io/v1alpha1=true",
            version="v1.20.2",
        ),
    ),
    # Text 61013104257: after `kubeadm init phase` the images are those of the registry that is not reached; the line is completed.
    note(
        "manifests-made-anew-other-registry",
        "image_unavailable",
        A,
        initialised(Node(name="k8s-master01", version="v1.28.11"))
        .unit("kubelet")
        .static_pod(A)
        .static_pod(E)
        .waits(A, "ImagePullBackOff", 'Back-off pulling image "registry.k8s.io/kube-apiserver:v1.28.11"')
        .kubelet(
            'E0601 11:20:42.322540    3120 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with ImagePullBackOff: \\"Back-off pulling image \\\\\\"registry.k8s.io/kube-apiserver:v1.28.11\\\\\\"\\"" pod="kube-system/kube-apiserver-k8s-master01" podUID="5b1b64a2cd6a0a7a1f4a6a7cd9b2c7b1"'
        ),
    ),
    # ---- manifests ---------------------------------------------------------------------------------------------------
    # Text 18209202437.
    note("exam-etcd-cert-mount", "manifest_invalid", E, etcd_mount_misspelt()),
    # Text 65872568819: the message is printed without its head; nothing is restarted, nothing takes effect either.
    note("oidc-prefix-bare-colon", "manifest_invalid", A, prefix_with_a_bare_colon()),
    # ---- the scheduler -----------------------------------------------------------------------------------------------
    # Text 43423487993.
    note(
        "hard-way-clinet-connection",
        "component_config_invalid",
        S,
        exits(
            S,
            lines(
                'I1024 19:39:16.519650  251632 flags.go:64] FLAG: --vmodule=""',
                'I1024 19:39:16.519655  251632 flags.go:64] FLAG: --write-config-to=""',
                "I1024 19:39:16.825090  251632 serving.go:380] Generated self-signed cert in-memory",
                'E1024 19:39:16.825427  251632 run.go:74] "command failed" err="strict decoding error: unknown field \\"clinetConnection\\""',
            ),
            flags=("--config=/etc/kubernetes/config/kube-scheduler.yaml", "--v=2"),
            mounts=("/etc/kubernetes/config",),
            node=Node(name="controller-0", version=None),
        ),
    ),
    # ---- etcd --------------------------------------------------------------------------------------------------------
    # Text 7875459678.
    note(
        "etcd-user-may-not-read-its-key",
        "file_permission_denied",
        E,
        exits(
            E,
            "open /etc/etcd/ssl/etcd-key.pem: permission denied",
            flags=flags_but(
                E,
                "--cert-file=/etc/etcd/ssl/etcd.pem",
                "--key-file=/etc/etcd/ssl/etcd-key.pem",
                "--trusted-ca-file=/etc/etcd/ssl/etcd-ca.pem",
            ),
            mounts=("/var/lib/etcd", "/etc/etcd/ssl"),
            node=Node(name="kuber-master", version=None),
        ),
    ),
    # Text 62171818883: after the UPS failed, etcd on NFS. The post-mortem has the message without its pages (`freepages:
    # multiple references for pgid`); they are completed as bbolt prints them.
    note(
        "ups-failed-etcd-on-nfs",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "panic: freepages: failed to get all reachable pages (page 190: multiple references (stack: [964 239 190]))",
            node=Node(name="k8s-master-01", version=None),
            code=2,
        ),
    ),
    # Text 55008683160.
    note(
        "snapshot-restored-with-3-3-25",
        ["etcd_membership_mismatch", "etcd_upgrade_incompatible"],
        E,
        restored_with_an_old_tool(),
    ),
    # Text 12243857565.
    note("initial-cluster-keeps-node-0", "etcd_no_quorum", E, second_master_gone()),
    # Text 3655379054.
    note("openshift-arm-other-address", ["node_address_missing", "unknown"], None, openshift_node_moved()),
    # Text 69563668452, another part of it.
    note("ubuntu-etcd-package-2379", "port_in_use", E, native_etcd_holds_the_port()),
    # ---- sandboxes ---------------------------------------------------------------------------------------------------
    # Text 24329062733: the file is shown as far as the text tells of it before `version = 2` was added, which helped.
    note("bare-metal-gpu-node-cgroups", "cgroup_driver_mismatch", None, stopped_by_something()),
    # ---- distributions -----------------------------------------------------------------------------------------------
    # Text 70868272761.
    note(
        "k3s-first-boot-140-pods",
        ["component_overloaded", "etcd_slow_disk", "leader_election_lost"],
        None,
        saturated_first_boot(),
        never="oom_killed",
    ),
    # Text 58482618993: the balancer before the servers was not there yet.
    note(
        "k3s-cacerts-eof",
        ["apiserver_unreachable", "unknown"],
        None,
        carrier(
            "k3s",
            'time="2026-08-09T06:06:36Z" level=info msg="Starting k3s v1.36.3+k3s1 (5aed4d7b)"',
            'time="2026-08-09T06:06:36Z" level=fatal msg="Error: preparing server: failed to bootstrap cluster data: failed to check if bootstrap data has been initialized: failed to validate token: failed to get CA certs: Get \\"https://192.168.1.160:6443/cacerts\\": EOF"',
            *systemd("k3s.service: Main process exited, code=exited, status=1/FAILURE"),
            by="k3s",
            version="v1.36.3",
            name="k3s-cp-1",
        ),
        never="certificate_authority_mismatch",
    ),
    # Text 32847791208: a datastore of MySQL 5.7 with short keys, no cause of the set.
    note(
        "k3s-mysql-key-too-long",
        "unknown",
        None,
        carrier(
            "k3s",
            *systemd(
                "k3s.service: Service hold-off time over, scheduling restart.",
                "k3s.service: Scheduled restart job, restart counter is at 11.",
                "Stopped Lightweight Kubernetes.",
                "Starting Lightweight Kubernetes...",
            ),
            'time="2020-07-29T20:08:07.145963348+08:00" level=info msg="Starting k3s v1.18.6+k3s1 (6f56fa1d)"',
            'time="2020-07-29T20:08:07.159363656+08:00" level=fatal msg="starting kubernetes: preparing server: creating storage endpoint: building kine: Error 1071: Specified key was too long; max key length is 767 bytes"',
            *systemd(
                "k3s.service: Main process exited, code=exited, status=1/FAILURE",
                "k3s.service: Failed with result 'exit-code'.",
                "Failed to start Lightweight Kubernetes.",
            ),
            by="k3s",
            version="v1.18.6",
            restarts=11,
            name="iz2zed0v8rqape974mz8suz",
        ),
        never="etcd_unreachable",
    ),
    # Text 16117642102.
    note(
        "k3s-registries-tab",
        ["component_config_invalid", "unknown"],
        None,
        carrier(
            "k3s",
            'time="2021-09-10T06:18:44.967411013Z" level=info msg="Module overlay was already loaded"',
            'time="2021-09-10T06:18:44.967442354Z" level=info msg="Module nf_conntrack was already loaded"',
            'time="2021-09-10T06:18:44.967454400Z" level=info msg="Module br_netfilter was already loaded"',
            'time="2021-09-10T06:18:44.967464422Z" level=info msg="Module iptable_nat was already loaded"',
            'time="2021-09-10T06:18:44.973067751Z" level=info msg="Using registry config file at /etc/rancher/k3s/registries.yaml"',
            'time="2021-09-10T06:18:44.973136323Z" level=fatal msg="yaml: line 3: found character that cannot start any token"',
            *systemd(
                "k3s.service: Main process exited, code=exited, status=1/FAILURE",
                "k3s.service: Failed with result 'exit-code'.",
                "Failed to start Lightweight Kubernetes.",
            ),
            by="k3s",
            name="ip-172-31-21-29",
        ),
        never="manifest_invalid",
    ),
    # Text 32513067568: the registry speaks HTTP only.
    note(
        "rke2-system-default-registry-http",
        ["image_unavailable", "unknown"],
        None,
        carrier(
            "rke2-server",
            'time="2022-04-19T05:31:13Z" level=warning msg="Failed to get image from endpoint: Get \\"https://harbor2.kingsd.top/v2/\\": dial tcp 3.98.138.181:443: connect: connection refused"',
            'time="2022-04-19T05:31:13Z" level=fatal msg="failed to get runtime image harbor2.kingsd.top/rancher/rke2-runtime:v1.22.8-rke2r1: all endpoints failed: Get \\"https://harbor2.kingsd.top/service/token?scope=repository%3Arancher%2Frke2-runtime%3Apull&service=harbor-registry\\": dial tcp 3.98.138.181:443: connect: connection refused; Get \\"https://harbor2.kingsd.top/v2/\\": dial tcp 3.98.138.181:443: connect: connection refused"',
            *systemd(
                "rke2-server.service: Main process exited, code=exited, status=1/FAILURE",
                "rke2-server.service: Failed with result 'exit-code'.",
                "Failed to start Rancher Kubernetes Engine v2 (server).",
            ),
            by="rke2",
            version="v1.22.8",
            name="ip-172-31-8-132",
        ),
        never="apiserver_unreachable",
    ),
    # Text 70944535255: the note has the message of a k3s of 1.36.5; around it stands what k3s prints of that age.
    note(
        "k3s-shutdown-grace-period-argument",
        "kubelet_unknown_flag",
        None,
        carrier(
            "k3s",
            'time="2026-10-05T17:41:08+01:00" level=error msg="Shutdown request received: \\"kubelet exited: failed to parse kubelet flag: unknown flag: --shutdown-grace-period\\""',
            *systemd(
                "k3s.service: Main process exited, code=exited, status=1/FAILURE",
                "k3s.service: Failed with result 'exit-code'.",
            ),
            by="k3s",
            version="v1.36.5",
            restarts=23,
        ).file(
            "/etc/rancher/k3s/config.yaml",
            "kubelet-arg:\n  - shutdown-grace-period=60s\n  - shutdown-grace-period-critical-pods=10s\n",
        ),
    ),
    # ---- the kubelet -------------------------------------------------------------------------------------------------
    # Text 6706904807, another part of it: the CA's file is there and holds no certificate, no cause of the set.
    note(
        "nixos-ca-file-without-certificate",
        "unknown",
        None,
        told(
            Node(name="nixos", version=None).kubelet_loops(),
            "kubelet",
            ("systemd", "Started Kubernetes Kubelet Service."),
            "Flag --pod-infra-container-image has been deprecated, will be removed in a future release. Image garbage collector will get sandbox image information from CRI.",
            'I0501 18:15:29.753870    9389 server.go:211] "--pod-infra-container-image will not be pruned by the image garbage collector in kubelet and should also be set in the remote runtime"',
            'E0501 18:15:29.757488    9389 run.go:72] "command failed" err="failed to construct kubelet dependencies: unable to load client CA file /var/lib/kubernetes/secrets/ca.pem: error creating pool from /var/lib/kubernetes/secrets/ca.pem: data does not contain any valid RSA or ECDSA certificates"',
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
                "kubelet.service: Failed with result 'exit-code'.",
            ),
        ),
        never="certificate_authority_mismatch",
    ),
    # Text 42658477427: the line is cut off as printed.
    note(
        "debian10-swap-on",
        "kubelet_swap_on",
        UNIT,
        told(
            initialised(Node(name="debian10x64", version=None)).kubelet_loops(),
            "kubelet",
            'I0922 20:17:46.278156    4268 server.go:895] "Client rotation is on, will bootstrap in background"',
            'I0922 20:17:46.280370    4268 certificate_store.go:130] Loading cert/key pair from "/var/lib/kubelet/pki/kubelet-client-current.pem".',
            'I0922 20:17:46.281736    4268 dynamic_cafile_content.go:157] "Starting controller" name="client-ca-bundle::/etc/kubernetes/pki/ca.crt"',
            'I0922 20:17:46.304573    4268 server.go:725] "--cgroups-per-qos enabled, but --cgroup-root was not specified.  defaulting to /"',
            'E0922 20:17:46.305124    4268 run.go:74] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swa',
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
                "kubelet.service: Failed with result 'exit-code'.",
            ),
        ),
    ),
    # Text 34215429527.
    note(
        "amazon-linux-no-containerd-socket",
        "runtime_unavailable",
        UNIT,
        told(
            Node(name="ip-192-168-160-221", version=None).kubelet_loops(),
            "kubelet",
            'I1004 16:57:28.764467    8031 server.go:1131] "Using root directory" path="/var/lib/kubelet"',
            'WARNING: 2021/10/04 16:57:28 grpc: addrConn.createTransport failed to connect to {/run/containerd/containerd.sock  <nil> 0 <nil>}. Err :connection error: desc = "transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: no such file or directory". Reconnecting...',
            'I1004 16:57:28.767066    8031 kubelet.go:404] "Attempting to sync node with API server"',
            'I1004 16:57:28.767582    8031 kubelet.go:283] "Adding apiserver pod source"',
            'I1004 16:57:28.767625    8031 apiserver.go:42] "Waiting for node sync before watching apiserver pods"',
            'E1004 16:57:28.770481    8031 remote_runtime.go:86] "Version from runtime service failed" err="rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: no such file or directory\\""',
            'E1004 16:57:28.770534    8031 kuberuntime_manager.go:208] "Get runtime version failed" err="get remote runtime typed version failed: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: no such file or directory\\""',
            'E1004 16:57:28.770562    8031 server.go:292] "Failed to run kubelet" err="failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: no such file or directory\\""',
            *systemd(
                "kubelet.service: main process exited, code=exited, status=1/FAILURE",
                "Unit kubelet.service entered failed state.",
                "kubelet.service failed.",
            ),
        ),
    ),
    # Text 17348615233: a lesson, before `kubeadm init`; the line is cut off as printed.
    note(
        "raspberry-lesson-before-init",
        "kubelet_not_initialised",
        UNIT,
        told(
            Node(name="kubernetes-node-1", version=None)
            .kubelet_loops(restarts=29)
            .absent(
                "/var/lib/kubelet/config.yaml",
                "/etc/kubernetes/kubelet.conf",
                "/etc/kubernetes/bootstrap-kubelet.conf",
                "/etc/kubernetes/manifests",
            ),
            "kubelet",
            ("systemd", "Started kubelet.service - kubelet: The Kubernetes Node Agent."),
            'E0117 16:14:53.701110   17651 run.go:72] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/co>',
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
                "kubelet.service: Failed with result 'exit-code'.",
                "kubelet.service: Scheduled restart job, restart counter is at 1.",
            ),
        ),
    ),
    # Text 31229718091.
    note(
        "kubeadm-1-23-docker-cgroupfs",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        told(
            Node(name="k8s-master", version=None).kubelet_loops(),
            "kubelet",
            'E0209 10:04:25.388272    5466 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: misconfiguration: kubelet cgroup driver: \\"systemd\\" is different from docker cgroup driver: \\"cgroupfs\\""',
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
                "kubelet.service: Failed with result 'exit-code'.",
            ),
        ),
    ),
    # Text 11055221047: reservations above what the node has.
    note(
        "reserved-more-than-there-is",
        ["kubelet_config_invalid", "unknown"],
        UNIT,
        told(
            initialised(Node(name="a1", version=None)).kubelet_loops(),
            "kubelet",
            'E1227 09:05:44.189933   24102 kubelet.go:1542] "Failed to start ContainerManager" err="invalid Node Allocatable configuration. Resource \\"memory\\" has an allocatable of {{2357198848 0} {<nil>}  BinarySI}, capacity of {{-168800256 0} {<nil>}  BinarySI}"',
        ),
        never="node_pressure_eviction",
    ),
    # Text 9825548528; the journal was read from its end, it is put in order.
    note(
        "one-year-of-chick0",
        "kubelet_client_certificate_expired",
        UNIT,
        expired(
            Node(name="chick0", version=None),
            "E0611 16:06:19.164838   30057 bootstrap.go:265] part of the existing bootstrap client certificate is expired: 2020-06-11 20:11:55 +0000 UTC",
            "F0611 16:06:19.164887   30057 server.go:271] failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            status=255,
        ),
    ),
    # Text 59087432386: the rest of the cluster's certificates are past their time too.
    note(
        "single-node-expired-in-april",
        ["kubelet_client_certificate_expired", "serving_certificate_expired"],
        UNIT,
        expired(
            Node(name="kubenode", version="v1.30.11"),
            'I0612 08:55:47.616672  261533 server.go:210] "--pod-infra-container-image will not be pruned by the image garbage collector in kubelet and should also be set in the remote runtime"',
            'I0612 08:55:47.621685  261533 server.go:489] "Kubelet version" kubeletVersion="v1.30.11"',
            'I0612 08:55:47.621711  261533 server.go:491] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
            'I0612 08:55:47.622036  261533 server.go:932] "Client rotation is on, will bootstrap in background"',
            "E0612 08:55:47.623225  261533 bootstrap.go:266] part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: 2026-04-18 14:08:56 +0000 UTC",
            'E0612 08:55:47.623270  261533 run.go:74] "command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"',
            *systemd("kubelet.service: Main process exited, code=exited, status=1/FAILURE"),
        ),
    ),
    # Text 17102392911: packages went from 1.19.15 to 1.24.0 by themselves.
    note(
        "packages-jumped-to-1-24",
        "kubelet_unknown_flag",
        UNIT,
        told(
            initialised(Node(name="node1", version="v1.24.0")).kubelet_loops(),
            "kubelet",
            "Error: failed to parse kubelet flag: unknown flag: --network-plugin",
        ),
    ),
    # Text 25175557712: the role writes its file elsewhere.
    note(
        "rke2-in-lxc-empty-kubelet-config",
        "kubelet_config_invalid",
        UNIT,
        told(
            Node(version="v1.30.14").kubelet_loops().file("/var/lib/kubelet/config.yaml", ""),
            "kubelet",
            'E0804 18:46:52.215026    2704 run.go:74] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error kubelet config file \\"/var/lib/kubelet/config.yaml\\" was empty"',
        ),
        never="kubelet_not_initialised",
    ),
)
