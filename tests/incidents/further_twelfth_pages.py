"""Public reports outside the issue trackers: questions, paste bins, vendors' pages, operators' notes and blogs, met blind in a twelfth look.

They are shown as those of further.py are; a systemd unit of a control plane program is shown as a static pod. A note in a public
repository is met without its address; the comment gives the number of its stored text.
"""

from datetime import UTC, datetime, timedelta

from incidents.builder import FLAGS, Node, http_probe
from incidents.further import ENCRYPTION, KCM, UNIT, A, E, S, exits, kubelet
from incidents.further_fifth_node import page
from incidents.further_node import initialised, sandboxes_fail

NOTES = "notes in a public repository, met without their address"


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def note(name, *args, **more):
    """A note in a public repository: somebody's own account of an incident or an exercise."""
    return page(NOTES, name, *args, **more)


def flags_but(program, *others, drop=()):
    """kubeadm's flags of that program, `others` instead of those of their name, without those of `drop`."""
    names = {flag.split("=")[0] for flag in others} | set(drop)
    return (*(flag for flag in FLAGS[program] if flag.split("=")[0] not in names), *others)


def told(node, unit, *entries):
    """A unit's journal as it was printed: what the program said, and (by, line) what another said."""
    for number, entry in enumerate(entries):
        by, line = (unit, entry) if isinstance(entry, str) else entry
        node.journal(unit, line, by=by, ago=timedelta(seconds=60) - timedelta(milliseconds=100 * number))
    return node


def systemd(*said):
    """Lines of the service manager."""
    return tuple(("systemd", line) for line in said)


def carrier(unit, *entries, by=None, version=None, status=1, restarts=57, name="master-1"):
    """A unit that carries the control plane, says so and ends, again and again."""
    node = Node(name=name, version=version)
    node.unit(unit, "activating", "auto-restart", restarts, Result="exit-code", ExecMainStatus=status)
    return told(node, unit, *((by, entry) if by and isinstance(entry, str) else entry for entry in entries))


def all_pods_anew():
    """A fresh kubeadm node, as `crictl pods` shows it: every pod's sandbox is made anew every few minutes."""
    node = initialised(Node(name="k8s", version="v1.32.2")).unit("kubelet")
    seen = (
        (E, 6, timedelta(minutes=6), timedelta(minutes=4)),
        (S, 4, timedelta(minutes=6), timedelta(minutes=1)),
        (KCM, 2, timedelta(minutes=13), timedelta(minutes=1)),
    )
    for program, number, before, since in seen:
        node.static_pod(program)
        # The exit code and how long after the sandbox's end the next one came are completed.
        node.died(
            program, code=0, attempt=number, sandbox=number, lived=before - since, ago=since + timedelta(seconds=2)
        )
        node.runs(program, attempt=number + 1, sandbox=number + 1, since=since)
    node.static_pod(A).runs(A, attempt=2, sandbox=2, since=timedelta(minutes=6))
    node.sandbox("kube-proxy", number=6, ready=False, since=timedelta(minutes=4))
    return node.sandbox("kube-proxy", number=7, since=timedelta(seconds=29)).kubelet(
        'E0316 01:48:44.801833    1720 kubelet.go:3002] "Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"',
        'I0316 01:48:45.661566    1720 pod_container_deletor.go:80] "Container not found in pod\'s containers" containerID="504e4b6447e89391590d61a1632f9bbc8a804d7e3ce79e87f8e5657cc1627d9e"',
    )


def no_etcd_manifest():
    """An experiment: etcd's manifest was moved away for six minutes; seen after five of them."""
    node = (
        Node(name="master01", version=None).unit("kubelet").static_pod(E).removed("etcd.yaml", ago=timedelta(minutes=5))
    )
    node.static_pod(
        A,
        flags=flags_but(A, "--advertise-address=192.168.8.143"),
        probe=http_probe(host="192.168.8.143", port=6443, path="/livez", failures=8)
        + "\n"
        + http_probe(host="192.168.8.143", port=6443, path="/readyz", failures=3, kind="readiness")
        + "\n"
        + http_probe(host="192.168.8.143", port=6443, path="/livez", failures=24, kind="startup"),
        edited=timedelta(days=6),
    )
    # The lines' heads are completed: the report cuts them.
    node.died(
        A,
        lines(
            'W0810 13:36:51.204100       1 retry_interceptor.go:63] "retrying of unary invoker failed" target="etcd-endpoints://0xc000c1e000/127.0.0.1:2379" method="/etcdserverpb.KV/Range" attempt=0 error="rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \\"transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused\\""',
            'E0810 13:36:53.310200       1 wrap.go:53] "Timeout or abort while handling" method="PATCH" URI="/api/v1/nodes/worker02/status?timeout=2s"',
            'E0810 13:36:57.410300       1 timeout.go:140] "Post-timeout activity" method="PATCH" path="/api/v1/nodes/master01/status"',
            'E0810 13:36:57.520400       1 timeout.go:140] "Post-timeout activity" path="/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager"',
        ),
        code=0,
        attempt=4,
        lived=timedelta(seconds=60),
        ago=timedelta(seconds=40),
    )
    for program, number in ((KCM, 5), (S, 4)):
        node.static_pod(program, edited=timedelta(days=6)).runs(
            program, attempt=number, since=timedelta(minutes=4, seconds=50)
        )
    return node.kubelet(
        'I0810 13:35:04.100100     912 prober.go:107] "Probe failed" probeType="Liveness" pod="kube-system/kube-apiserver-master01" podUID="9d2f3b6f8f2f4a3e9f0d1c2b3a495867" containerName="kube-apiserver" probeResult="failure" output="HTTP probe failed with statuscode: 500"',
        'I0810 13:35:04.200200     912 prober.go:107] "Probe failed" probeType="Readiness" pod="kube-system/kube-apiserver-master01" podUID="9d2f3b6f8f2f4a3e9f0d1c2b3a495867" containerName="kube-apiserver" probeResult="failure" output="HTTP probe failed with statuscode: 500"',
        'I0810 13:37:04.300300     912 kuberuntime_manager.go:1051] "Message for Container of pod" containerName="kube-apiserver" pod="kube-system/kube-apiserver-master01" containerMessage="Container kube-apiserver failed liveness probe, will be restarted"',
        ago=timedelta(minutes=3),
    )


def others_run(node, *programs):
    """The rest of the control plane, which runs."""
    for program in programs:
        node.static_pod(program, edited=timedelta(days=20)).runs(program, since=timedelta(hours=2))
    return node


def key_misspelt():
    """An exercise: `apiVersio` in the apiserver's manifest; its container was stopped and none came after it."""
    node = others_run(Node(name="controlplane", version=None).unit("kubelet"), E, KCM, S)
    node.static_pod(A, flags=flags_but(A, "--advertise-address=172.30.1.2"), edited=timedelta(minutes=34))
    path = "/etc/kubernetes/manifests/kube-apiserver.yaml"
    node.files[path] = node.files[path].replace("apiVersion: v1", "apiVersio: v1", 1)
    return node.died(A, code=0, attempt=0, lived=timedelta(hours=1), ago=timedelta(minutes=34)).kubelet(
        'E0823 09:39:22.104435   27556 file.go:187] "Could not process manifest file" err="/etc/kubernetes/manifests/kube-apiserver.yaml: couldn\'t parse as pod(Object \'apiVersion\' is missing in \'{\\"apiVersio\\":\\"v1\\",\\"kind\\"'
    )


def manifest_torn():
    """A drill on kind: two lines were appended to the apiserver's manifest; `crictl ps -a` shows none of its containers."""
    node = others_run(Node(name="kind-control-plane", version=None).unit("kubelet"), E, KCM, S)
    node.static_pod(A, edited=timedelta(minutes=1), more="\n    - --oops\n  bad: [\n")
    return node.kubelet(
        'E0312 10:29:28.104435     712 file.go:187] "Could not process manifest file" err="/etc/kubernetes/manifests/kube-apiserver.yaml: couldn\'t parse as pod(yaml: line 139: did not find expected key), please check config file" path="/etc/kubernetes/manifests/kube-apiserver.yaml"'
    )


def hardened():
    """A kubeadm node whose apiserver got --anonymous-auth=false."""
    host = "10.0.0.4"
    node = Node(name="cp-1", version="v1.32.0").unit("kubelet")
    node.static_pod(
        A,
        "--anonymous-auth=false",
        probe=http_probe(host=host, port=6443, path="/livez")
        + "\n"
        + http_probe(host=host, port=6443, path="/livez", failures=24, kind="startup"),
        edited=timedelta(minutes=30),
    )
    # The exit code and how long it lived are what a stopped apiserver of kubeadm's probes has.
    node.died(A, code=0, attempt=6, lived=timedelta(minutes=4), ago=timedelta(seconds=30))
    return node.kubelet(
        'I0803 11:04:12.774 1180 prober.go:107] "Probe failed" probeType="Startup" pod="kube-system/kube-apiserver-cp-1" podUID="8c1..." containerName="kube-apiserver" result="Failure" output="HTTP probe failed with statuscode: 401"',
        'I0803 11:04:22.781 1180 kuberuntime_manager.go:1027] "Container failed startup probe, will be restarted" pod="kube-system/kube-apiserver-cp-1"',
    )


def wsl_without_a_shell():
    """A single k3s server in WSL, which powers the instance off when no process of the user's is left."""
    node = carrier(
        "k3s",
        'time="2026-09-03T11:20:41+09:00" level=error msg="scheduler exited: finished without leader elect"',
        *systemd("k3s.service: Main process exited, code=exited, status=1/FAILURE"),
        restarts=0,
    )
    return node.journal(
        "kernel",
        "WSL (2 - init-systemd(Ubuntu)) ERROR: InitTerminateInstanceInternal:2763: systemctl poweroff did not terminate...",
        by="kernel",
        ago=timedelta(seconds=50),
    ).journal("systemd", "Reached target poweroff.target", ago=timedelta(seconds=55))


FURTHER_TWELFTH_PAGES = (
    # ---- questions and pages -----------------------------------------------------------------------------------------
    # The page quotes the message alone; k0s's head is completed.
    page(
        "https://talkin.icu/blog/k0s-crashes-troubleshooting-ipv6-prefix",
        "talkin-k0s-ipv6-service-range",
        ["invalid_flag_value", "unknown"],
        None,
        carrier(
            "k0scontroller",
            'time="2025-11-04 09:12:40" level=info msg="Error: --service-cluster-ip-range[1] is too large; for 128-bit addresses, the mask must be >= 108" component=kube-apiserver stream=stderr',
            by="k0s",
        ),
    ),
    # A near miss: kube-proxy is RKE2's static pod too, and what it says first (nft) is not why it fails.
    page(
        "https://iz6.ru/podkljuchenie-kube-proxy-k-api-server-otkloneno-v-rke2-ha",
        "iz6-rke2-kube-proxy-refused",
        ["apiserver_unreachable", "unknown"],
        None,
        Node(name="master01", version=None).died(
            "kube-proxy",
            lines(
                'E0122 16:18:27.308126       1 proxier.go:733] "Error cleaning up nftables rules" err="could not find nftables binary: exec: \\"nft\\": executable file not found in $PATH"',
                'E0122 16:18:27.308193       1 proxier.go:733] "Error cleaning up nftables rules" err="could not find nftables binary: exec: \\"nft\\": executable file not found in $PATH"',
                'E0122 16:18:27.310875       1 server.go:687] "Failed to retrieve node info" err="Get \\"https://127.0.0.1:6443/api/v1/nodes/master01\\": dial tcp 127.0.0.1:6443: connect: connection refused"',
                'E0122 16:18:28.392318       1 server.go:687] "Failed to retrieve node info" err="Get \\"https://127.0.0.1:6443/api/v1/nodes/master01\\": dial tcp 127.0.0.1:6443: connect: connection refused"',
                'E0122 16:18:30.765162       1 server.go:687] "Failed to retrieve node info" err="Get \\"https://127.0.0.1:6443/api/v1/nodes/master01\\": dial tcp 127.0.0.1:6443: connect: connection refused"',
                'E0122 16:18:34.773599       1 server.go:687] "Failed to retrieve node info" err="Get \\"https://127.0.0.1:6443/api/v1/nodes/master01\\": dial tcp 127.0.0.1:6443: connect: connection refused"',
            ),
            attempt=1,
            lived=timedelta(seconds=60),
        ),
        never="command_not_found",
    ),
    # A near miss: kubelite runs and beats, only no pod is started. The line's head is completed.
    page(
        "https://incidents.pgmac.net.au/runbooks/kubelet-silent-stall/",
        "pgmac-kubelet-silent-stall",
        None,
        None,
        Node(name="k8s01", version="v1.35.0")
        .unit("snap.microk8s.daemon-kubelite")
        .journal(
            "snap.microk8s.daemon-kubelite",
            'E0516 10:02:11.310442    4410 eviction_manager.go:267] "eviction manager: failed to check if we have separate container filesystem. Ignoring." err="no imagefs label for configured runtime"',
            by="microk8s.daemon-kubelite",
            ago=timedelta(minutes=25),
        ),
        never="runtime_unavailable",
    ),
    # The line is cut off where the paste cuts it.
    page(
        "https://pastebin.com/m2gusHvk",
        "pastebin-kubelet-swap-2021",
        "kubelet_swap_on",
        UNIT,
        told(
            initialised(Node(version=None)).kubelet_loops(),
            "kubelet",
            'I0827 05:49:06.209945    1692 dynamic_cafile_content.go:155] "Starting controller" name="client-ca-bundle::/etc/kubernetes/pki/ca.crt"',
            'I0827 05:49:11.224621    1692 server.go:687] "--cgroups-per-qos enabled, but --cgroup-root was not specified.  defaulting to /"',
            'E0827 05:49:11.225175    1692 server.go:294] "Failed to run kubelet" err="failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fa>',
            *systemd(
                "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
                "kubelet.service: Failed with result 'exit-code'.",
            ),
        ),
    ),
    # minikube without a VM: the resolver answers a foreign address for localhost.
    page(
        "https://pastebin.com/FwR6Kdn0",
        "pastebin-controller-manager-localhost",
        ["apiserver_unreachable", "unknown"],
        None,
        Node(name="minikube", version="v1.11.2")
        .static_pod(
            KCM, flags=("--kubeconfig=/etc/kubernetes/controller-manager.conf", "--leader-elect=true"), probe=""
        )
        .runs(
            KCM,
            lines(
                "I1105 20:03:16.274363       1 controllermanager.go:122] Version: v1.11.2",
                "W1105 20:03:16.275201       1 authentication.go:55] Authentication is disabled",
                "I1105 20:03:16.275222       1 insecure_serving.go:49] Serving insecurely on 127.0.0.1:10252",
                "I1105 20:03:16.275523       1 leaderelection.go:185] attempting to acquire leader lease  kube-system/kube-controller-manager...",
                "E1105 20:03:46.276688       1 leaderelection.go:234] error retrieving resource lock kube-system/kube-controller-manager: Get https://localhost:8443/api/v1/namespaces/kube-system/endpoints/kube-controller-manager: dial tcp 92.242.132.15:8443: i/o timeout",
                "E1105 20:04:20.267308       1 leaderelection.go:234] error retrieving resource lock kube-system/kube-controller-manager: Get https://localhost:8443/api/v1/namespaces/kube-system/endpoints/kube-controller-manager: dial tcp 92.242.132.15:8443: i/o timeout",
                "E1105 20:04:54.201743       1 leaderelection.go:234] error retrieving resource lock kube-system/kube-controller-manager: Get https://localhost:8443/api/v1/namespaces/kube-system/endpoints/kube-controller-manager: dial tcp 92.242.132.15:8443: i/o timeout",
            ),
            since=timedelta(seconds=110),
        ),
        never="leader_election_lost",
    ),
    # Text 17488741176, a vendor's product guide; the line's head is completed.
    note(
        "vendor-guide-apiserver-etcd-expired",
        ["serving_certificate_expired", "etcd_server_certificate_expired"],
        A,
        exits(
            A,
            'W0315 11:09:31.441585       1 clientconn.go:1251] grpc: addrConn.createTransport failed to connect to {127.0.0.1:2379 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: x509: certificate has expired or is not yet valid". Reconnecting...',
            version=None,
            lived=timedelta(seconds=21),
        ),
    ),
    # ---- the apiserver -----------------------------------------------------------------------------------------------
    # Text 9908801205, an exercise; the note says that the CA file is the wrong one, which one stands there is completed.
    note(
        "lab-etcd-cafile-of-the-cluster",
        "certificate_authority_mismatch",
        A,
        exits(
            A,
            lines(
                'W0916 14:19:44.771920       1 clientconn.go:1331] [core] grpc: addrConn.createTransport failed to connect to {127.0.0.1:2379 127.0.0.1 <nil> 0 <nil>}. Err: connection error: desc = "transport: authentication handshake failed: x509: certificate signed by unknown authority". Reconnecting...',
                'E0916 14:19:48.689303       1 run.go:74] "command failed" err="context deadline exceeded"',
            ),
            flags=flags_but(A, "--etcd-cafile=/etc/kubernetes/pki/ca.crt"),
            version=None,
            attempt=3,
            lived=timedelta(seconds=21),
        ),
    ),
    # Text 20147251787: an exercise; the policy's line 7 has a tab. The kubelet line's beginning is completed.
    note(
        "lab-audit-policy-tab",
        "audit_policy_invalid",
        A,
        exits(
            A,
            'E0227 05:40:12.307931       1 run.go:74] "command failed" err="loading audit policy file: failed decoding: yaml: line 7: found character that cannot start any token: from file /etc/kubernetes/prod-audit.yaml"',
            "--audit-policy-file=/etc/kubernetes/prod-audit.yaml",
            node=Node(name="controlplane", version=None),
        ).kubelet(
            'E0227 05:40:13.114120    4120 pod_workers.go:965] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with CrashLoopBackOff: \\"back-off 1m20s restarting failed container=kube-apiserver pod=kube-apiserver-controlplane_kube-system(6c73a29b92cd90029304bc9ea2ae6330)\\"" pod="kube-system/kube-apiserver-controlplane" podUID=6c73a29b92cd90029304bc9ea2ae6330'
        ),
    ),
    # Text 21209093629: an etcd operator's cluster behind a node port; the line's head is completed.
    note(
        "kubic-external-etcd-no-route",
        "etcd_unreachable",
        A,
        exits(
            A,
            "F0410 08:31:07.318622       1 storage_decorator.go:57] Unable to create storage backend: config (&{ /registry [https://example-client.default.svc:30373] /etc/kubernetes/pki/apiserver-etcd-client.key /etc/kubernetes/pki/apiserver-etcd-client.crt /etc/kubernetes/pki/etcd/ca.crt true 0xc0005ba1b0 <nil> 5m0s 1m0s}), err (dial tcp 192.168.51.11:30373: connect: no route to host)",
            flags=flags_but(A, "--etcd-servers=https://example-client.default.svc:30373"),
            version=None,
            code=255,
            attempt=7,
            lived=timedelta(seconds=12),
        ),
    ),
    # Text 63121986845.
    note("hardening-anonymous-auth-false", "anonymous_auth_disabled", A, hardened()),
    # Text 18283657286: netstat shows an older apiserver on the port.
    note(
        "apiserver-6443-held-by-apiserver",
        ["port_held_by_previous_instance", "port_in_use"],
        A,
        exits(
            A,
            lines(
                "Flag --insecure-port has been deprecated, This flag will be removed in a future version.",
                "I1202 04:13:33.729232       1 server.go:625] external host was not specified, using 10.239.140.137",
                "I1202 04:13:33.729387       1 server.go:163] Version: v1.19.0",
                "Error: failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use",
            ),
            "--insecure-port=0",
            node=Node(name="master-node", version="v1.19.0"),
        ).socket("kube-apiserver", 6443, "::", pid=14983),
    ),
    # Text 69563668452.
    note(
        "haproxy-before-apiserver",
        "port_in_use",
        A,
        exits(
            A,
            'E0922 05:44:05.716442       1 run.go:72] "command failed" err="failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use"',
            node=Node(name="k8s-master", version=None),
            attempt=16,
            ago=timedelta(minutes=2),
        ).socket("haproxy", 6443, "192.168.0.15", pid=1345),
    ),
    # Text 6929857693.
    note(
        "cks-secret-of-eight-bytes",
        "encryption_config_invalid",
        A,
        exits(
            A,
            lines(
                "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.",
                "I0427 09:07:15.166039       1 server.go:632] external host was not specified, using 192.168.211.40",
                "I0427 09:07:15.166569       1 server.go:182] Version: v1.20.0",
                'Error: error while parsing encryption provider configuration file "/etc/kubernetes/etcd/ec.yaml": error while parsing file: resources[0].providers[0].aescbc.keys[0].secret: Invalid value: "REDACTED": secret is not of the expected length, got 8, expected one of [16 24 32]',
            ),
            "--insecure-port=0",
            ENCRYPTION.partition("=")[0] + "=/etc/kubernetes/etcd/ec.yaml",
            node=Node(name="master", version="v1.20.0"),
            attempt=4,
            form="docker",
        ),
    ),
    # Text 41920791166; the flags' order on the command line is completed.
    note(
        "initializers-both-admission-flags",
        ["unknown_admission_plugin", "invalid_flag_value"],
        A,
        exits(
            A,
            'error: [admission-control and enable-admission-plugins/disable-admission-plugins flags are mutually exclusive, enable-admission-plugins plugin "--runtime-config=admissionregistration.k8s.io/v1alpha1" is unknown]',
            "--admission-control=NamespaceLifecycle,LimitRanger,ServiceAccount,ResourceQuota",
            "--enable-admission-plugins=Initializers,NamespaceLifecycle,NamespaceExists,LimitRanger,SecurityContextDeny,ServiceAccount,ResourceQuota,--runtime-config=admissionregistration.k8s.io/v1alpha1",
            version="v1.12.1",
        ),
    ),
    # Text 25342371929: the clocks of all nodes of an OpenShift cluster were set to a past day.
    note(
        "ocp-clock-set-to-2023",
        "clock_skew",
        None,
        Node(name="master02", version=None, at=datetime(2023, 3, 31, 5, 56, tzinfo=UTC))
        .died(
            A,
            'W0331 05:52:30.490909      16 clientconn.go:1331] [core] grpc: addrConn.createTransport failed to connect to {10.74.251.61:2379 10.74.251.61 <nil> 0 <nil>}. Err: connection error: desc = "transport: authentication handshake failed: x509: certificate has expired or is not yet valid: current time 2023-03-31T05:52:30Z is before 2026-03-26T00:18:45Z". Reconnecting...',
            attempt=9,
            lived=timedelta(seconds=21),
        )
        .runs(
            E,
            '{"level":"warn","ts":"2023-03-31T05:55:26.342Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status","round-tripper-name":"ROUND_TRIPPER_RAFT_MESSAGE","remote-peer-id":"18176d0976f2223e","rtt":"15.701311ms","error":"x509: certificate has expired or is not yet valid: current time 2023-03-31T05:55:26Z is before 2026-03-',
            since=timedelta(minutes=8),
        ),
    ),
    # ---- etcd --------------------------------------------------------------------------------------------------------
    # Text 6268696869: Kubespray; the addresses were masked by the note's author.
    note(
        "kubespray-access-ip-initial-cluster",
        ["invalid_flag_value", "etcd_membership_mismatch", "unknown"],
        E,
        exits(
            E,
            '{"level":"fatal","ts":"2022-08-22T10:53:51.356+0800","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"--initial-cluster has etcd1=https://internal_ip_1:2380 but missing from --initial-advertise-peer-urls=https://public_ip_1:2380 (\\"https://public_ip_1:2380\\"(resolved from \\"https://public_ip_1:2380\\") != \\"https://internal_ip_1:2380\\"(resolved from \\"https://internal_ip_1:2380\\"))","stacktrace":"go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2\\n\\t/go/src/go.etcd.io/etcd/release/etcd/server/etcdmain/etcd.go:204"}',
            flags=flags_but(
                E,
                "--name=etcd1",
                "--initial-cluster=etcd1=https://internal_ip_1:2380",
                "--initial-advertise-peer-urls=https://public_ip_1:2380",
            ),
            node=Node(name="huawei03", version=None),
        ),
    ),
    # Text 46648860938: a lab's image on another network.
    note(
        "lab-etcd-address-of-another-network",
        "node_address_missing",
        E,
        exits(
            E,
            '{"level":"fatal","ts":"2025-07-20T10:40:01.446752Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"listen tcp 10.3.202.100:2380: bind: cannot assign requested address","stacktrace":"go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/etcd.go:204\\ngo.etcd.io/etcd/server/v3/etcdmain.Main\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/main.go:40\\nmain.main\\n\\tgo.etcd.io/etcd/server/v3/main.go:31\\nruntime.main\\n\\truntime/proc.go:250"}',
            flags=flags_but(
                E,
                "--advertise-client-urls=https://10.3.202.100:2379",
                "--initial-cluster=master01=https://10.3.202.100:2380",
                "--listen-client-urls=https://127.0.0.1:2379,https://10.3.202.100:2379",
                "--listen-peer-urls=https://10.3.202.100:2380",
            ),
            node=Node(name="master01", version="v1.29.2"),
        )
        .static_pod(A)
        .died(
            A,
            'W0720 10:34:15.243112       1 logging.go:59] [core] [Channel #5 SubChannel #6] grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"',
            lived=timedelta(seconds=21),
        ),
    ),
    # Text 13070524454.
    note(
        "etcd-rejects-expired-2020",
        ["serving_certificate_expired", "etcd_server_certificate_expired", "etcd_client_certificate_expired"],
        None,
        Node(version=None)
        .static_pod(E)
        .runs(
            E,
            lines(
                'WARNING: 2020/04/12 01:27:44 Failed to dial 172.17.73.68:2379: connection error: desc = "transport: authentication handshake failed: remote error: tls: bad certificate"; please retry.',
                '2020-04-12 01:27:44.431414 I | embed: rejected connection from "127.0.0.1:46146" (error "tls: failed to verify client\'s certificate: x509: certificate has expired or is not yet valid", ServerName "")',
                'WARNING: 2020/04/12 01:27:44 Failed to dial 127.0.0.1:2379: connection error: desc = "transport: authentication handshake failed: remote error: tls: bad certificate"; please retry.',
                '2020-04-12 01:28:01.070372 I | embed: rejected connection from "127.0.0.1:46930" (error "remote error: tls: bad certificate", ServerName "")',
                '2020-04-12 01:28:11.075566 I | embed: rejected connection from "127.0.0.1:47390" (error "remote error: tls: bad certificate", ServerName "")',
                '2020-04-12 01:28:21.070949 I | embed: rejected connection from "127.0.0.1:47850" (error "remote error: tls: bad certificate", ServerName "")',
                '2020-04-12 01:28:31.063674 I | embed: rejected connection from "127.0.0.1:48310" (error "remote error: tls: bad certificate", ServerName "")',
                '2020-04-12 01:28:41.073461 I | embed: rejected connection from "127.0.0.1:48770" (error "remote error: tls: bad certificate", ServerName "")',
            ),
            attempt=3,
            since=timedelta(minutes=2),
        ),
    ),
    # ---- k3s and RKE2 ------------------------------------------------------------------------------------------------
    # Text 56130908803.
    note(
        "k3s-walpb-crc-mismatch",
        "etcd_data_corrupt",
        None,
        carrier(
            "k3s",
            '{"level":"info","ts":"2026-05-09T20:45:49.070687Z","caller":"embed/etcd.go:408","msg":"closing etcd server","name":"optiplex-7050-fb9bc235","data-dir":"/var/lib/rancher/k3s/server/db/etcd-tmp","advertise-peer-urls":["http://1>',
            '{"level":"info","ts":"2026-05-09T20:45:49.070836Z","caller":"embed/etcd.go:410","msg":"closed etcd server","name":"optiplex-7050-fb9bc235","data-dir":"/var/lib/rancher/k3s/server/db/etcd-tmp","advertise-peer-urls":["http://12>',
            'time="2026-05-09T20:45:49Z" level=fatal msg="Failed to reconcile with temporary etcd: walpb: crc mismatch"',
            *systemd(
                "k3s.service: Main process exited, code=exited, status=1/FAILURE",
                "k3s.service: Failed with result 'exit-code'.",
                "Failed to start Lightweight Kubernetes.",
            ),
            name="optiplex-7050",
        ),
    ),
    # Text 67104674483: a near miss, k3s goes down with its host; the time of the first line is completed.
    note(
        "wsl-powers-k3s-off",
        ["node_rebooted", "stopped_by_operator", "unknown"],
        None,
        wsl_without_a_shell(),
        never="leader_election_lost",
    ),
    # Text 23558275448: the token file was empty, which is no cause of the set. The line is cut off as printed.
    note(
        "k3s-token-file-empty",
        "unknown",
        None,
        carrier(
            "k3s",
            'time="2023-01-16T13:15:06+08:00" level=info msg="Kine available at unix://kine.sock"',
            'time="2023-01-16T13:15:06+08:00" level=fatal msg="starting kubernetes: preparing server: failed to normalize token; m>',
            *systemd(
                "k3s.service: Main process exited, code=exited, status=1/FAILURE",
                "k3s.service: Failed with result 'exit-code'.",
                "Failed to start Lightweight Kubernetes.",
            ),
            name="iZbp10kr3w2ijuyctukq43Z",
        ),
        never="service_account_key_invalid",
    ),
    # Text 45321604708: somebody cut the node's power; the goroutine is shortened.
    note(
        "k3s-tocommit-after-power-cut",
        "etcd_data_corrupt",
        None,
        carrier(
            "k3s",
            '{"level":"panic","ts":"2023-11-30T20:55:23.457083Z","logger":"raft","caller":"etcdserver/zap_raft.go:101","msg":"tocommit(1375759) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?","stacktrace":"go.etcd.io/etcd/server/v3/etcdserver.(*zapRaftLogger).Panicf\\n\\t/go/pkg/mod/github.com/k3s-io/etcd/server/v3@v3.5.9-k3s1/etcdserver/zap_raft.go:101\\ngo.etcd.io/etcd/raft/v3.(*raftLog).commitTo\\n\\t/go/pkg/mod/github.com/k3s-io/etcd/raft/v3@v3.5.9-k3s1/log.go:237"}',
            "panic: tocommit(1375759) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?",
            "goroutine 281 [running]:",
            "go.uber.org/zap/zapcore.CheckWriteAction.OnWrite(0x0?, 0x1b?, {0x0?, 0x0?, 0xc0003640a0?})",
            "        /go/pkg/mod/go.uber.org/zap@v1.24.0/zapcore/entry.go:198 +0x65",
            "created by go.etcd.io/etcd/raft/v3.RestartNode",
            "        /go/pkg/mod/github.com/k3s-io/etcd/raft/v3@v3.5.9-k3s1/node.go:244 +0x24a",
            *systemd("k3s.service: Main process exited, code=exited, status=2/INVALIDARGUMENT"),
            status=2,
            name="k3s2",
        ),
    ),
    # Text 41991933258: Harvester after `rke2 token rotate`, no cause of the set.
    note(
        "harvester-token-rotated",
        "unknown",
        None,
        carrier(
            "rke2-server",
            'time="2024-05-29T15:45:11Z" level=info msg="etcd temporary data store connection OK"',
            'time="2024-05-29T15:45:11Z" level=info msg="Reconciling bootstrap data between datastore and disk"',
            'time="2024-05-29T15:45:11Z" level=fatal msg="Failed to reconcile with temporary etcd: bootstrap data already found and encrypted with different token"',
            *systemd("rke2-server.service: Main process exited, code=exited, status=1/FAILURE"),
            by="rke2",
            name="harv41",
        ),
        never="etcd_data_corrupt",
    ),
    # Text 43592617196.
    note(
        "rke2-profile-of-another-version",
        ["invalid_flag_value", "unknown"],
        None,
        carrier(
            "rke2-server",
            'time="2025-10-12T12:22:04Z" level=warning msg="Unknown flag --ingress-controller found in config.yaml, skipping\\n"',
            'time="2025-10-12T12:22:04Z" level=fatal msg="invalid value provided for --profile flag"',
            *systemd("rke2-server.service: Main process exited, code=exited, status=1/FAILURE"),
            by="rke2",
            version="v1.25.3",
            name="master-01",
        ),
        never="unknown_flag",
    ),
    # Text 52273308112: an agent; the note quotes the message, the line around it is completed.
    note(
        "k3s-agent-device-plugins-gate",
        "feature_gate_rejected",
        None,
        carrier(
            "k3s-agent",
            'time="2026-02-24T10:12:31+01:00" level=info msg="Running kubelet --feature-gates=DevicePlugins=true"',
            "Error: failed to set feature gates from initial flags-based config: unrecognized feature gate: DevicePlugins",
            *systemd("k3s-agent.service: Main process exited, code=exited, status=1/FAILURE"),
            by="k3s",
            version="v1.34.2",
            name="sleeper",
        ),
    ),
    # ---- manifests ---------------------------------------------------------------------------------------------------
    # Text 45382999017; the line is cut off as printed.
    note("killercoda-apiversio", "manifest_invalid", A, key_misspelt()),
    # Text 70631767224; the line's head is completed.
    note("kind-drill-line-139", "manifest_invalid", A, manifest_torn()),
    # ---- the kubelet -------------------------------------------------------------------------------------------------
    # Text 35733313821: before `kubeadm init`; a guide that shows what to expect.
    note(
        "guide-kubelet-before-init-2018",
        "kubelet_not_initialised",
        UNIT,
        told(
            Node(name="master-node.my-cluster.com", version="v1.10.11")
            .kubelet_loops(status=255)
            .absent(
                "/var/lib/kubelet/config.yaml",
                "/etc/kubernetes/kubelet.conf",
                "/etc/kubernetes/bootstrap-kubelet.conf",
                "/etc/kubernetes/pki/ca.crt",
                "/etc/kubernetes/manifests",
            ),
            "kubelet",
            *systemd(
                "kubelet.service: main process exited, code=exited, status=255/n/a",
                "Unit kubelet.service entered failed state.",
                "kubelet.service failed.",
            ),
        ),
    ),
    # Text 6716575843; the line's head is completed.
    note(
        "kubeadm-1-22-docker-cgroupfs",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        told(
            kubelet(
                'E1012 11:20:31.402117    9120 server.go:294] "Failed to run kubelet" err="failed to run Kubelet: misconfiguration: kubelet cgroup driver: \\"systemd\\" is different from docker cgroup driver: \\"cgroupfs\\""',
                version="v1.22.2",
            ),
            "kubelet",
            *systemd("Unit kubelet.service entered failed state"),
        ),
    ),
    # Text 52437591445; the lines' heads are completed.
    note(
        "kubelet-expired-after-two-years",
        "kubelet_client_certificate_expired",
        UNIT,
        others_run(initialised(Node(version="v1.18.1")), E, KCM, S)
        .static_pod(A)
        .runs(
            A,
            "I0427 00:51:31.877435       1 log.go:172] http: TLS handshake error from 192.168.0.124:56108: EOF",
            since=timedelta(hours=2),
        )
        .absent("/etc/kubernetes/bootstrap-kubelet.conf")
        .kubelet_loops(
            "E0427 00:51:40.214310    1518 bootstrap.go:265] part of the existing bootstrap client certificate is expired: 2024-02-23 08:13:25 +0000 UTC",
            "F0427 00:51:40.214402    1518 server.go:273] failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            status=255,
        ),
    ),
    # Text 12542362503: the note has this line alone; its head is completed.
    note(
        "kubelet-expired-august-2019",
        "kubelet_client_certificate_expired",
        UNIT,
        initialised(Node(version=None))
        .absent("/etc/kubernetes/bootstrap-kubelet.conf")
        .kubelet_loops(
            "E1209 21:10:44.301155    3391 bootstrap.go:195] Part of the existing bootstrap client certificate is expired: 2019-08-22 11:29:48 +0000 UTC",
            status=255,
        ),
    ),
    # Text 61677410220: a kubelet in a container without a cgroup namespace of its own; the heads are shortened as printed.
    note(
        "kubelet-cgroup-v2-invalid-state",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        kubelet(
            'E kubelet_node_status.go: node "rask-node" not found',
            'E node_container_manager_linux.go:62] "Failed to create cgroup" err="cannot enter cgroupv2 \\"/sys/fs/cgroup/kubepods\\" with domain controllers -- it is in an invalid state" cgroupName=["kubepods"]',
            'E kubelet.go:1688] "Failed to start ContainerManager" err="cannot enter cgroupv2 ... invalid state"',
        ),
    ),
    # Text 62636208022: kind workers; Docker's limit of open files was what helped, the lines name inotify.
    note(
        "kind-worker-nofile-1024",
        ["inotify_limit", "unknown"],
        UNIT,
        told(
            kubelet(
                "error creating fsnotify watcher: too many open files",
                "inotify_init: too many open files",
                "Failed to start cAdvisor",
                version="v1.34.0",
            ),
            "kubelet",
            *systemd("kubelet.service: Failed with result 'exit-code'."),
        ),
    ),
    # Text 61935196087: a near miss, once after a boot the kubelet was quicker than containerd.
    note(
        "kubelet-before-containerd-once",
        ["runtime_unavailable", "node_rebooted"],
        None,
        initialised(Node(name="k8s-master1.lab.local", version=None))
        .unit("kubelet", restarts=1)
        .unit("containerd")
        .kubelet("Started kubelet.service", by="systemd", ago=timedelta(minutes=33, seconds=14))
        .kubelet(
            'E0426 10:56:54.480602    1169 run.go:72] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///var/run/containerd/containerd.sock\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /var/run/containerd/containerd.sock: connect: no such file or directory\\""',
            ago=timedelta(minutes=33, seconds=10),
        )
        .kubelet(
            "kubelet.service: Failed with result 'exit-code'.",
            "kubelet.service: Scheduled restart job",
            "Started kubelet.service",
            by="systemd",
            ago=timedelta(minutes=33),
        ),
        never="cri_api_unsupported",
    ),
    # Text 66396318612: a node of TKE made with the container runtime `docker`.
    note(
        "tke-cri-dockerd-too-old",
        ["cri_api_unsupported", "runtime_endpoint_wrong"],
        UNIT,
        kubelet(
            'E0226 14:34:51.595065  161614 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/cri-dockerd.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"',
            version="v1.30.0",
        ),
    ),
    # Text 14406898654: Rainbond's installer runs the kubelet as a container.
    note(
        "rainbond-node-clock-behind",
        "clock_skew",
        UNIT,
        Node(name="192.168.1.11", version=None)
        .unit("kubelet")
        .kubelet(
            'E0329 13:07:24.125847    1061 kubelet_node_status.go:92] "Unable to register node with API server" err="Post \\"https://127.0.0.1:6443/api/v1/nodes\\": x509: certificate has expired or is not yet valid: current time 2023-03-29T13:07:24Z is before 2023-03-29T20:24:14Z" node="192.168.1.191"',
            'E0329 13:07:24.141600    1061 kubelet.go:2466] "Error getting node" err="node \\"192.168.1.11\\" not found"',
            'E0329 13:07:24.242506    1061 kubelet.go:2466] "Error getting node" err="node \\"192.168.1.11\\" not found"',
        ),
    ),
    # ---- images ------------------------------------------------------------------------------------------------------
    # Text 10439978079: a control plane behind a registry that cannot be reached; the note has the message alone, the line is completed.
    note(
        "kubeadm-init-pause-3-9",
        "image_unavailable",
        None,
        sandboxes_fail(
            'E0424 00:21:13.210447    2210 remote_runtime.go:176] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to get sandbox image \\"registry.k8s.io/pause:3.9\\": failed to pull image \\"registry.k8s.io/pause:3.9\\""',
            version=None,
        ),
    ),
)
