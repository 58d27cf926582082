"""Public reports of the kubelet, of runtimes, the host and what carries them, met blind.

They are shown as those of further.py are. Of a unit that lives its lines are as far apart as their own times say.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import UNIT, A, S, kubelet, report
from incidents.units import carries, lives, within


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def soft_lockups(node, seen):
    """The kernel's lines of these seconds, the last one shortly before the snapshot."""
    for when, what in seen:
        ago = timedelta(seconds=seen[-1][0] - when + 6)
        node.journal("kernel", f"NMI watchdog: BUG: soft lockup - {what}", by="kernel", ago=ago)
    return node


FURTHER_TWENTIETH_LOWER = (
    # ---- kubelets that end -------------------------------------------------------------------------------------------
    # A worker that never joined: none of kubeadm's files is there.
    report(
        "vmware-tanzu/tanzu-framework/issues/604",
        "kubelet_not_initialised",
        UNIT,
        Node(name="robot-md-0-79cbb67658-lgpm2", version=None)
        .absent(
            "/var/lib/kubelet/config.yaml", "/etc/kubernetes/kubelet.conf", "/etc/kubernetes/bootstrap-kubelet.conf"
        )
        .kubelet_loops(restarts=27)
        .kubelet(
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
            "kubelet.service: Failed with result 'exit-code'.",
            ago=timedelta(seconds=43),
            by="systemd",
        )
        .kubelet(
            "kubelet.service: Service RestartSec=10s expired, scheduling restart.",
            "kubelet.service: Scheduled restart job, restart counter is at 27.",
            "Stopped kubelet: The Kubernetes Node Agent.",
            "Started kubelet: The Kubernetes Node Agent.",
            ago=timedelta(seconds=33),
            by="systemd",
        )
        .kubelet(
            'E0912 05:10:02.941050     996 server.go:204] "Failed to load kubelet config file" err="failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/config.yaml: no such file or directory" path="/var/lib/kubelet/config.yaml"',
        ),
    ),
    # Docker comes up later than the kubelet; monit starts it again.
    report(
        "kubernetes/kubernetes/issues/7762",
        "runtime_unavailable",
        UNIT,
        kubelet(
            "E0505 08:31:55.170878    5066 server.go:457] Failed to create kubelet: failed to initialize image manager: failed to start image manager: dial unix /var/run/docker.sock: connection refused",
            restarts=3,
        ),
    ),
    # The beginning of the head is cut off in the report.
    report(
        "kubernetes/kubernetes/issues/94335",
        "unknown",
        UNIT,
        kubelet(
            '07:42.061303    2703 kubelet.go:1296] Failed to start ContainerManager failed to get rootfs info: failed to get device for dir "/var/lib/kubelet": could not find device with major: 0, minor: 16 in cached partitions map',
            version="v1.19.0",
            status=255,
        ),
        never="filesystem_damaged",
    ),
    report(
        "kubernetes/kubernetes/issues/100224",
        "unknown",
        UNIT,
        within(
            "microk8s.daemon-kubelet",
            'F0313 18:01:19.700016   70940 kubelet.go:1350] Failed to start ContainerManager failed to get rootfs info: failed to get device for dir "/var/snap/microk8s/common/var/lib/kubelet": could not find device with major: 0, minor: 29 in cached partitions map',
            status=255,
        ),
        never="kubelet_cgroup_unsupported",
    ),
    # OpenShift's node is the kubelet and the network in one program.
    report(
        "openshift/origin/issues/15311",
        "unknown",
        UNIT,
        within(
            "openshift",
            "F0717 21:18:06.343565     810 node.go:309] error: SDN node startup failed: failed to get subnet for this host: nettest-node-2, error: timed out waiting for the condition",
            name="nettest-node-2",
            status=255,
        ),
        never="runtime_unavailable",
    ),
    report(
        "openshift/origin/issues/14708",
        "unknown",
        UNIT,
        within(
            "origin-node",
            "F0616 11:27:48.319074   33133 node.go:351] error: SDN node startup failed: Allocated ofport (-1) did not match request (1)",
            name="ip-172-18-8-42",
            status=255,
        ),
        never="port_in_use",
    ),
    # ---- kubelets that may not ask for a certificate -----------------------------------------------------------------
    # The line is cut after the scope in the report.
    report(
        "kubernetes/kubeadm/issues/217",
        "unknown",
        UNIT,
        Node(name="m1", version=None)
        .kubelet_loops(
            "Flag --api-servers has been deprecated, Use --kubeconfig instead. Will be removed in a future version.",
            "I0905 13:51:55.154786    2836 feature_gate.go:144] feature gates: map[]",
            'error: failed to run Kubelet: cannot create certificate signing request: User "system:anonymous" cannot create certificatesigningrequests.certificates.k8s.io at the cluster scope. (',
        )
        .kubelet(
            "kubelet.service: main process exited, code=exited, status=1/FAILURE",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
            "kubelet.service holdoff time over, scheduling restart.",
            "Started Kubernetes Kubelet Server.",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
        never="anonymous_health_access_forbidden",
    ),
    # The line is the report's title, its head is completed. The join's token is no longer valid.
    report(
        "kubernetes/kubeadm/issues/792",
        "unknown",
        UNIT,
        kubelet(
            "F0507 11:02:18.612044    4210 server.go:233] failed to run Kubelet: cannot create certificate signing request: Unauthorized",
            version="v1.10.2",
            status=255,
        ),
        never="anonymous_auth_disabled",
    ),
    # The kubelet's own words are not given; the apiserver of the same machine refuses its token. The lines are cut as here.
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/18",
        "unknown",
        UNIT,
        Node(name="v157-7-222-131.myvps.jp", version="v1.6.1")
        .static_pod(A, probe="")
        .runs(
            A,
            lines(
                "I0416 13:39:16.230664   30983 wrap.go:75] GET /api/v1/namespaces/kube-system/endpoints/kube-controller-manager: (1.61163ms) 200 [[kube-controller-ma",
                "I0416 13:39:16.246697   30983 wrap.go:75] PUT /api/v1/namespaces/kube-system/endpoints/kube-controller-manager: (15.422977ms) 200 [[kube-controller-",
                "E0416 13:39:16.276212   30983 authentication.go:58] Unable to authenticate the request due to an error: [invalid bearer token, [invalid bearer token",
                "I0416 13:39:16.276290   30983 wrap.go:75] POST /apis/certificates.k8s.io/v1beta1/certificatesigningrequests: (119.074µs) 401 [[kubelet/v1.6.1 (linux",
            ),
        )
        .kubelet_loops()
        .kubelet(
            "kubelet.service: main process exited, code=exited, status=1/FAILURE",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
            by="systemd",
        ),
        never="anonymous_auth_disabled",
    ),
    # ---- kubelets that cannot talk to their apiserver ----------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/10297",
        "certificate_authority_mismatch",
        UNIT,
        lives(
            "I0624 17:38:49.927555    5012 kubelet.go:1616] Starting kubelet main sync loop.",
            "I0624 17:38:50.028404    5012 kubelet.go:1790] Recording NodeReady event message for node 10.0.0.4",
            "I0624 17:38:50.028529    5012 kubelet.go:749] Attempting to register node 10.0.0.4",
            'I0624 17:38:50.028691    5012 event.go:203] Event(api.ObjectReference{Kind:"Node", Namespace:"", Name:"10.0.0.4", UID:"10.0.0.4", APIVersion:"", ResourceVersion:"", FieldPath:""}): reason: \'NodeReady\' Node 10.0.0.4 status is now: NodeReady',
            "I0624 17:38:50.031165    5012 kubelet.go:766] Unable to register 10.0.0.4 with the apiserver: Post https://10.0.0.2:6443/api/v1/nodes: x509: certificate signed by unknown authority",
            "I0624 17:38:50.231512    5012 kubelet.go:1790] Recording NodeReady event message for node 10.0.0.4",
            "I0624 17:38:50.231609    5012 kubelet.go:749] Attempting to register node 10.0.0.4",
            "I0624 17:38:50.233549    5012 kubelet.go:766] Unable to register 10.0.0.4 with the apiserver: Post https://10.0.0.2:6443/api/v1/nodes: x509: certificate signed by unknown authority",
            name="10.0.0.4",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/22135",
        "certificate_authority_mismatch",
        UNIT,
        lives(
            "E0228 00:28:23.526855    2941 event.go:197] Unable to write event: 'Post https://127.0.0.1:443/api/v1/namespaces/default/events: x509: certificate signed by unknown authority' (may retry after sleeping)",
            name="172.31.29.111",
            version="v1.1.2",
        ),
        sure=False,
    ),
    report(
        "feiskyer/kubernetes-handbook/issues/224",
        "certificate_authority_mismatch",
        UNIT,
        lives(
            'E0413 16:29:47.049611   20520 reflector.go:125] k8s.io/kubernetes/pkg/kubelet/config/apiserver.go:47: Failed to list *v1.Pod: Get https://192.168.51.166:6443/api/v1/pods?fieldSelector=spec.nodeName%3Dk8s-node-1&limit=500&resourceVersion=0: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "Kubernetes")',
            name="k8s-node-1",
        ),
        sure=False,
    ),
    # A new node of the group; its kubeconfig has no certificate of the authority.
    report(
        "kubernetes/kubernetes/issues/17397",
        "certificate_authority_mismatch",
        UNIT,
        lives(
            "I1117 22:56:55.385576    3509 kubelet.go:977] Unable to register kubernetes-minion-frx1 with the apiserver: Post https://kubernetes-master/api/v1/nodes: x509: certificate signed by unknown authority",
            name="kubernetes-minion-frx1",
        ),
        sure=False,
    ),
    # The first node works; the others are anonymous to the apiserver.
    report(
        "amimof/kubernetes-the-right-way/issues/22",
        "unknown",
        None,
        lives(
            'E0107 11:41:52.537626    7251 kubelet.go:2266] node "k8s-worker-02" not found',
            'E0107 11:41:52.637743    7251 kubelet.go:2266] node "k8s-worker-02" not found',
            'E0107 11:41:52.642553    7251 kubelet_node_status.go:94] Unable to register node "k8s-worker-02" with API server: nodes is forbidden: User "system:anonymous" cannot create resource "nodes" in API group "" at the cluster scope',
            name="k8s-worker-02",
        ),
        never="anonymous_health_access_forbidden",
    ),
    # The event's other fields are left out of the second line.
    report(
        "kubernetes/kubernetes/issues/127747",
        "apiserver_unreachable",
        UNIT,
        lives(
            'E0930 07:01:50.384027   60596 reflector.go:158] "Unhandled Error" err="k8s.io/client-go/informers/factory.go:160: Failed to watch *v1.RuntimeClass: failed to list *v1.RuntimeClass: Get \\"https://10.99.99.99:5000/apis/node.k8s.io/v1/runtimeclasses?limit=500&resourceVersion=0\\": dial tcp 10.99.99.99:5000: connect: no route to host" logger="UnhandledError"',
            'E0930 07:01:53.455220   60596 event.go:368] "Unable to write event (may retry after sleeping)" err="Patch \\"https://10.99.99.99:5000/api/v1/namespaces/default/events/centos-s-2vcpu-2gb-nyc3-02.17f9f1317bc278a4\\": dial tcp 10.99.99.99:5000: connect: no route to host"',
            name="centos-s-2vcpu-2gb-nyc3-02",
        ),
        sure=False,
    ),
    # A firewall before the load balancer.
    report(
        "kubernetes/kops/issues/16127",
        "apiserver_unreachable",
        UNIT,
        lives(
            'E1123 11:10:37.140973    3394 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://api.internal.e2e-e2e-kops-gce-latest.k8s.local/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/nodes-us-west1-b-39dk?timeout=10s\\": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)" interval="7s"',
            'W1123 11:10:38.704121    3394 reflector.go:539] vendor/k8s.io/client-go/informers/factory.go:159: failed to list *v1.RuntimeClass: Get "https://api.internal.e2e-e2e-kops-gce-latest.k8s.local/apis/node.k8s.io/v1/runtimeclasses?limit=500&resourceVersion=0": dial tcp 34.168.204.116:443: i/o timeout',
            name="nodes-us-west1-b-39dk",
        ),
        sure=False,
    ),
    # ---- carriers whose servers are away -----------------------------------------------------------------------------
    # All servers were shut down.
    report(
        "rancher/rke2/issues/7386",
        "apiserver_unreachable",
        None,
        carries(
            "rke2-agent",
            *(
                f"level={level} msg={rest}"
                for node in ("53", "22")
                for level, rest in (
                    ("info", f'"Connecting to proxy" url="wss://node.{node}:9345/v1-rke2/connect"'),
                    (
                        "error",
                        f'"Failed to connect to proxy. Empty dialer response" error="dial tcp node.{node}:9345: connect: connection refused"',
                    ),
                    (
                        "error",
                        f'"Remotedialer proxy error; reconnecting..." error="dial tcp node.{node}:9345: connect: connection refused" url="wss://node.{node}:9345/v1-rke2/connect"',
                    ),
                )
            ),
            by="rke2",
        ),
        sure=False,
    ),
    # The agent was told an address that only the server's own machine has.
    report(
        "k3s-io/k3s/issues/9860",
        ["apiserver_unreachable", "unknown"],
        None,
        carries(
            "k3s-agent",
            'time="2024-04-03T16:19:23Z" level=info msg="Connecting to proxy" url="wss://10.0.2.15:6443/v1-k3s/connect"',
            'time="2024-04-03T16:19:23Z" level=error msg="Failed to connect to proxy. Empty dialer response" error="dial tcp 10.0.2.15:6443: connect: connection refused"',
            'time="2024-04-03T16:19:23Z" level=error msg="Remotedialer proxy error" error="dial tcp 10.0.2.15:6443: connect: connection refused"',
            'time="2024-04-03T16:19:27Z" level=info msg="Waiting to retrieve kube-proxy configuration; server is not ready: failed to get CA certs: Get \\"https://127.0.0.1:6444/cacerts\\": read tcp 127.0.0.1:35860->127.0.0.1:6444: read: connection reset by peer"',
            'time="2024-04-03T16:19:28Z" level=info msg="Connecting to proxy" url="wss://10.0.2.15:6443/v1-k3s/connect"',
            'time="2024-04-03T16:19:28Z" level=error msg="Failed to connect to proxy. Empty dialer response" error="dial tcp 10.0.2.15:6443: connect: connection refused"',
            'time="2024-04-03T16:19:28Z" level=error msg="Remotedialer proxy error" error="dial tcp 10.0.2.15:6443: connect: connection refused"',
            by="k3s",
            name="node1",
        ),
        sure=False,
    ),
    # ---- kubelets that do not know themselves ------------------------------------------------------------------------
    # The name of the host cannot be resolved; it goes on and on.
    report(
        "openshift/origin/issues/10739",
        "unknown",
        None,
        lives(
            "I0831 23:30:52.492832    3367 manager.go:1072] Started watching for new ooms in manager",
            "I0831 23:30:52.520542    3367 oomparser.go:185] oomparser using systemd",
            "I0831 23:30:52.521749    3367 manager.go:281] Starting recovery of all containers",
            "I0831 23:30:52.522528    3367 manager.go:286] Recovery completed",
            "E0831 23:30:52.951369    3367 kubelet.go:1168] Unable to construct api.Node object for kubelet: can't get ip address of node openshift-node.novalocal: lookup openshift-node.novalocal on 10.30.1.10:53: no such host",
            name="openshift-node.novalocal",
            by="openshift",
        ),
        never="node_address_missing",
    ),
    # The cloud gave it no name, so the pods' names end in a hyphen.
    report(
        "kubernetes/kubernetes/issues/31329",
        ["manifest_invalid", "unknown"],
        None,
        lives(
            'E0824 03:37:48.728734    4380 file.go:53] Unable to read config path "/etc/kubernetes/manifests/kube-proxy.yaml": invalid pod: [metadata.name: Invalid value: "kube-proxy-": must be a DNS subdomain (at most 253 characters, matching regex [a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*): e.g. "example.com"]',
            name="ip-10-162-20-55",
            version="v1.3.5",
            by="hyperkube",
        ),
    ),
    # DNS resolution was not set up in the network.
    report(
        "kubernetes/kubernetes/issues/22998",
        "unknown",
        None,
        lives(
            'I0316 17:06:12.569338   14401 kubelet.go:1137] Unable to register  with the apiserver: Node "" is invalid: metadata.name: Required value: name or generateName is required',
            name="ip-10-24-16-175",
        ),
        never="apiserver_unreachable",
    ),
    # Completed: the line's letter and time. The host was renamed, and /etc/hosts does not know the name.
    report(
        "openshift/origin/issues/6753",
        "unknown",
        None,
        lives(
            "E0121 10:14:22.310958   16544 kubelet.go:969] Unable to construct api.Node object for kubelet: can't get ip address of node openshift.master1: lookup openshift.master1: no such host",
            name="openshift.master1",
            by="openshift",
        ),
        never="etcd_unreachable",
    ),
    # Completed: the line's head. The cloud's answer about the node has no public address.
    report(
        "kubernetes/kubernetes/issues/20280",
        "unknown",
        None,
        lives(
            "E0128 19:40:11.702313    1187 kubelet.go:1109] Unable to construct api.Node object for kubelet: failed to get node address from cloud provider: UnknownError: unknown error",
            version="v1.2.0-alpha.6",
        ),
        never="node_address_missing",
    ),
    # ---- runtimes ----------------------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/61117",
        ["unknown", "runtime_unavailable"],
        UNIT,
        lives(
            "I0313 16:02:43.934473    1450 kubelet.go:1778] skipping pod synchronization - [PLEG is not healthy: pleg was last seen active 3m5.30015447s ago; threshold is 3m0s]",
            "I0313 16:02:48.934773    1450 kubelet.go:1778] skipping pod synchronization - [PLEG is not healthy: pleg was last seen active 3m10.30056416s ago; threshold is 3m0s]",
            "I0313 16:02:53.935030    1450 kubelet.go:1778] skipping pod synchronization - [PLEG is not healthy: pleg was last seen active 3m15.300823802s ago; threshold is 3m0s]",
            "I0313 16:02:58.935306    1450 kubelet.go:1778] skipping pod synchronization - [PLEG is not healthy: pleg was last seen active 3m20.301094771s ago; threshold is 3m0s]",
            "I0313 16:03:03.940675    1450 kubelet.go:1778] skipping pod synchronization - [PLEG is not healthy: pleg was last seen active 3m25.306459083s ago; threshold is 3m0s]",
            name="vk-prod4-node-v18-w3fz",
        ),
        sure=False,
    ),
    # For hours; a reboot mends it.
    report(
        "aws-samples/eks-workshop-v2/issues/447",
        ["unknown", "runtime_unavailable"],
        UNIT,
        lives(
            'E0413 10:53:52.844381    3263 kubelet.go:2055] "Skipping pod synchronization" err="PLEG is not healthy: pleg was last seen active 2h33m12.704970756s ago; threshold is 3m0s"',
            'E0413 10:53:57.845163    3263 kubelet.go:2055] "Skipping pod synchronization" err="PLEG is not healthy: pleg was last seen active 2h33m17.705751197s ago; threshold is 3m0s"',
            name="ip-10-42-10-121",
        ),
        sure=False,
    ),
    # It lives and never serves; docker was started after it.
    report(
        "kubernetes/kubernetes/issues/5411",
        "runtime_unavailable",
        UNIT,
        lives(
            "E0311 20:06:01.137166    4797 server.go:299] Failed to create kubelet: dial unix /var/run/docker.sock: connection refused",
            name="node-2",
        ),
    ),
    # A directory of the runtime's was gone after a reboot.
    report(
        "containerd/containerd/issues/7834",
        ["container_create_failed", "file_missing"],
        S,
        Node(name="node1", version="v1.24.6")
        .static_pod(S)
        .waits(
            S,
            "CreateContainerError",
            "failed to create containerd container: failed to create prepare snapshot dir: failed to create temp dir: stat /data/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots: no such file or directory",
            restarts=23,
        ),
    ),
    # Completed: the line around the message, which the report has as the pod's event. The machine had been switched off.
    report(
        "cri-o/cri-o/issues/4285",
        ["container_create_failed", "sandbox_changed", "unknown"],
        None,
        lives(
            'E1020 09:12:33.104172    1844 kuberuntime_sandbox.go:69] CreatePodSandbox for pod "virt-operator-74745fbc9c-xknls_openshift-cnv(6c53d52d-af4b-4bca-800d-4eccc0b0ee64)" failed: rpc error: code = Unknown desc = error creating pod sandbox with name "k8s_virt-operator-74745fbc9c-xknls_openshift-cnv_6c53d52d-af4b-4bca-800d-4eccc0b0ee64_0": layer not known',
            by="hyperkube",
        ),
        sure=False,
    ),
    # Completed: the line around the message, which the report has as the pod's event. The program is there, by its owner.
    report(
        "unixhot/salt-kubebin/issues/6",
        ["container_create_failed", "command_not_found", "unknown"],
        None,
        lives(
            'E0928 10:20:14.552067    2210 pod_workers.go:186] Error syncing pod 3f7a1f52-c2c8-11e8-9d0e-5254003e1b2a ("kubernetes-dashboard-66c9d98865-zfrjj_kube-system(3f7a1f52-c2c8-11e8-9d0e-5254003e1b2a)"), skipping: failed to "CreatePodSandbox" for "kubernetes-dashboard-66c9d98865-zfrjj_kube-system(3f7a1f52-c2c8-11e8-9d0e-5254003e1b2a)" with CreatePodSandboxError: "CreatePodSandbox for pod \\"kubernetes-dashboard-66c9d98865-zfrjj_kube-system(3f7a1f52-c2c8-11e8-9d0e-5254003e1b2a)\\" failed: rpc error: code = Unknown desc = failed to start sandbox container for pod \\"kubernetes-dashboard-66c9d98865-zfrjj\\": Error response from daemon: shim error: docker-runc not installed on system"',
            name="10.100.0.102",
        ),
        sure=False,
    ),
    # ---- the host, and manifests -------------------------------------------------------------------------------------
    report(
        "easzlab/kubeasz/issues/300",
        ["unknown", "component_overloaded"],
        None,
        soft_lockups(
            Node(name="localhost", version=None).unit("kubelet"),
            (
                (29, "CPU#19 stuck for 22s! [migration/19:104]"),
                (45, "CPU#34 stuck for 22s! [runc:[1:CHILD]:185318]"),
                (57, "CPU#19 stuck for 22s! [migration/19:104]"),
                (73, "CPU#34 stuck for 22s! [runc:[1:CHILD]:185318]"),
                (85, "CPU#19 stuck for 22s! [migration/19:104]"),
                (113, "CPU#34 stuck for 23s! [runc:[1:CHILD]:185318]"),
            ),
        ),
        sure=False,
    ),
    # A repeated sign in the kubelet's journal; it asks for room on the disk and nothing has been evicted on that line.
    report(
        "sustainable-computing-io/kepler/issues/1799",
        ["node_pressure_eviction", "disk_full"],
        None,
        lives(
            'I0928 05:37:59.659033 2865036 eviction_manager.go:369] "Eviction manager: attempting to reclaim" resourceName="ephemeral-storage"',
            name="team",
        ),
        sure=False,
    ),
    # The kubelet read it while it was being written.
    report(
        "kontena/pharos-cluster/issues/252",
        ["manifest_invalid", "editor_temporary_file"],
        None,
        lives(
            "E0417 08:50:23.087679    1541 file_linux.go:114] Can't process manifest file \"/etc/kubernetes/manifests/pharos-etcd.yaml\": /etc/kubernetes/manifests/pharos-etcd.yaml: couldn't parse as pod(Object 'Kind' is missing in 'null'), please check manifest file.",
            name="terom-kupo-master",
        ),
        sure=False,
    ),
    # ---- near misses: it lives, complains, and is not what it looks like ---------------------------------------------
    report(
        "kubernetes/kubernetes/issues/80807",
        None,
        None,
        lives(
            'W0731 10:18:30.338623  110562 container.go:523] Failed to update stats for container "/system.slice/kubelet.service": stat failed on  with error: no such file or directory, continuing to push stats',
            'W0731 10:19:39.809025  110562 container.go:523] Failed to update stats for container "/system.slice/kubelet.service": stat failed on  with error: no such file or directory, continuing to push stats',
            'W0731 10:20:46.599710  110562 container.go:523] Failed to update stats for container "/system.slice/kubelet.service": stat failed on  with error: no such file or directory, continuing to push stats',
            by="kubelet-wrapper",
        ),
        never="file_missing",
    ),
    report(
        "kubernetes/kubernetes/issues/53960",
        None,
        None,
        lives(
            'summary.go:92] Failed to get system container stats for "/system.slice/kubelet.service": failed to get cgroup stats for "/system.slice/kubelet.service": failed to get container info for "/system.slice/kubelet.service": unknown container "/system.slice/kubelet.service"',
            'summary.go:92] Failed to get system container stats for "/system.slice/docker.service": failed to get cgroup stats for "/system.slice/docker.service": failed to get container info for "/system.slice/docker.service": unknown container "/system.slice/docker.service"',
            name="alabama",
            version="v1.8.1",
        ),
        never="kubelet_cgroup_driver_mismatch",
    ),
    # Every container that the runtime makes leaves these.
    report(
        "kubernetes/kubernetes/issues/71887",
        None,
        None,
        lives(
            'W1209 03:04:49.649981    6547 container.go:422] Failed to get RecentStats("/libcontainer_29519_systemd_test_default.slice") while determining the next housekeeping: unable to find data in memory cache',
        ).journal(
            "init",
            "libcontainer-29519-systemd-test-default-dependencies.scope: Scope has no PIDs. Refusing.",
            "libcontainer-29519-systemd-test-default-dependencies.scope: Scope has no PIDs. Refusing.",
            "Created slice libcontainer_29519_systemd_test_default.slice.",
            "Removed slice libcontainer_29519_systemd_test_default.slice.",
            "libcontainer-29554-systemd-test-default-dependencies.scope: Scope has no PIDs. Refusing.",
            "libcontainer-29554-systemd-test-default-dependencies.scope: Scope has no PIDs. Refusing.",
            by="systemd",
            ago=timedelta(seconds=5),
        ),
        never="cgroup_driver_mismatch",
    ),
    report(
        "kubernetes/kubernetes/issues/44937",
        None,
        None,
        lives(
            'E0426 00:06:33.763347   21247 kubelet_volumes.go:114] Orphaned pod "35c4a858-2a12-11e7-910c-42010af00003" found, but volume paths are still present on disk.',
            'E0426 00:06:33.763400   21247 kubelet_volumes.go:114] Orphaned pod "e7676365-1580-11e7-8c27-42010af00003" found, but volume paths are still present on disk.',
        ),
        never="host_path_unusable",
    ),
    report(
        "longhorn/longhorn/issues/485",
        None,
        None,
        lives(
            'E0416 19:44:35.803861    2391 kubelet_volumes.go:154] Orphaned pod "017aa18b-44cb-11e9-84a1-eeeeeeeeeeee" found, but volume paths are still present on disk : There were a total of 155 errors similar to this. Turn up verbosity to see them.',
        ),
        never="disk_full",
    ),
    report(
        "nforgeio/neonKUBE/issues/1868",
        None,
        None,
        lives(
            '{"ts":1700168537196.4094,"caller":"dns/dns.go:153","msg":"Nameserver limits exceeded","err":"Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: 8.8.8.8 8.8.4.4 8.8.8.8"}',
            name="control-0",
        ),
        never="node_address_missing",
    ),
    # Completed: the line's head. No network has been installed yet, which is expected, by the maintainer.
    report(
        "kubernetes/kubernetes/issues/43815",
        None,
        None,
        lives(
            "W0329 20:10:02.215343    4105 cni.go:157] Unable to update cni config: No networks found in /etc/cni/net.d",
            "E0329 20:10:02.215477    4105 kubelet.go:2067] Container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized",
            version="v1.6.0",
        ),
        never="runtime_unavailable",
    ),
    # Everything works, by its owner.
    report(
        "kubernetes/kubernetes/issues/8571",
        None,
        None,
        lives(
            "E0520 10:34:48.111760    1360 kubelet.go:1973] Cannot get host IP: host IP unknown; known addresses: []",
            "E0520 10:34:58.108223    1360 kubelet.go:1973] Cannot get host IP: host IP unknown; known addresses: []",
        ),
        never="node_address_missing",
    ),
    # The network's own pod does not run, so that of the names waits; nothing of the control plane is meant.
    report(
        "kubernetes/kubelet/issues/46",
        None,
        None,
        lives(
            'E1026 14:08:18.459322 1067481 remote_runtime.go:193] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to setup network for sandbox \\"5db402ddcda98eb797e884575883860a0211c9bf5b6b9d08562793290fd5de78\\": plugin type=\\"flannel\\" failed (add): loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory"',
            'E1026 14:08:18.459398 1067481 kuberuntime_sandbox.go:72] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = failed to setup network for sandbox \\"5db402ddcda98eb797e884575883860a0211c9bf5b6b9d08562793290fd5de78\\": plugin type=\\"flannel\\" failed (add): loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory" pod="kube-system/coredns-5dd5756b68-gt7xt"',
            name="k8s-eu-1-master",
            version="v1.28.2",
        ),
        never="file_missing",
    ),
    # A kubelet in a container, which does not see the docker daemon's process; it works.
    report(
        "kubernetes/kubernetes/issues/11733",
        None,
        None,
        lives(
            "E0723 02:48:04.766244       1 kubelet.go:682] Image garbage collection failed: unable to find data for container /",
            'W0723 02:48:09.793293       1 container_manager_linux.go:173] [ContainerManager] Failed to ensure state of "/docker-daemon": failed to find pid of Docker container: exit status 1',
            'W0723 02:49:09.797792       1 container_manager_linux.go:173] [ContainerManager] Failed to ensure state of "/docker-daemon": failed to find pid of Docker container: exit status 1',
            'W0723 02:50:09.802298       1 container_manager_linux.go:173] [ContainerManager] Failed to ensure state of "/docker-daemon": failed to find pid of Docker container: exit status 1',
            'W0723 02:51:09.806828       1 container_manager_linux.go:173] [ContainerManager] Failed to ensure state of "/docker-daemon": failed to find pid of Docker container: exit status 1',
            by="hyperkube",
        ),
        never="runtime_unavailable",
    ),
    # A container that has gone.
    report(
        "kubernetes/kubernetes/issues/16651",
        None,
        None,
        lives(
            "I1102 01:42:57.265901   13540 fsHandler.go:87] failed to collect filesystem stats - du command failed on /var/lib/docker/aufs/diff/b3f6e3297e2821bf03f6b22f4858d6c92f2187032eed873a3430ac36f2d5a5b5 with output du: cannot access ‘/var/lib/docker/aufs/diff/b3f6e3297e2821bf03f6b22f4858d6c92f2187032eed873a3430ac36f2d5a5b5’: No such file or directory",  # noqa: RUF001
            name="ip-172-20-0-49",
        ),
        never="file_missing",
    ),
)
