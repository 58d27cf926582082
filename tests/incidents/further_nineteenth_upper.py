"""Public reports of the control plane's own programs, and of what belongs to them, met blind.

They are shown as those of further.py are. A systemd unit, a plain container or a pod of a Deployment or a DaemonSet of a control
plane program is shown as a static pod. Only reports whose own lines, or whose answers, name the cause.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, A, E, S, exits, report


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def lives(program, *said, name="master-1", version=None, attempt=0, since=timedelta(days=3), **pod):
    """A node with one static pod that runs and says so."""
    pod.setdefault("probe", "")
    return (
        Node(name=name, version=version)
        .static_pod(program, **pod)
        .runs(program, lines(*said), attempt=attempt, since=since)
    )


IN_CLUSTER = "Neither --kubeconfig nor --master was specified.  Using the inClusterConfig.  This might not work."
UNTAGGED = (
    "error building controller context: no ClusterID Found.  A ClusterID is required for the cloud provider to function properly.  "
    "This check can be bypassed by setting the allow-untagged-cloud option"
)


FURTHER_NINETEENTH_UPPER = (
    # ---- apiservers: their storage ----------------------------------------------------------------------------------
    # An aggregated apiserver that was given no etcd at all.
    report(
        "kubernetes/sample-apiserver/issues/5",
        ["etcd_unreachable", "missing_required_flag"],
        "wardle-server",
        exits(
            "wardle-server",
            lines(
                "I0508 18:36:00.059769       1 serving.go:270] Generated self-signed cert (apiserver.local.config/certificates/apiserver.crt, apiserver.local.config/certificates/apiserver.key)",
                "F0508 18:36:00.213324       1 storage_decorator.go:61] Unable to create storage backend: config (&{ /registry/wardle.kubernetes.io []    false 0 0xc42008d9e0 0xc4202c0600}), err (etcdclient: no available endpoints)",
            ),
            code=255,
            version=None,
        ),
    ),
    # The end of the last line is completed.
    report(
        "openshift/installer/issues/768",
        "etcd_unreachable",
        "openshift-apiserver",
        exits(
            "openshift-apiserver",
            lines(
                'W1130 17:26:09.967868       1 clientconn.go:944] grpc: addrConn.resetTransport failed to create client transport: connection error: desc = "transport: Error while dialing dial tcp 192.0.2.3:2379: operation was canceled"; Reconnecting to {etcd.kube-system.svc:2379 0  <nil>}',
                "W1130 17:26:09.967983       1 clientconn.go:696] Failed to dial etcd.kube-system.svc:2379: grpc: the connection is closing; please retry.",
                "F1130 17:26:09.967897       1 storage_decorator.go:57] Unable to create storage backend: config (&{etcd3 openshift.io [https://etcd.kube-system.svc:2379] /var/run/secrets/etcd-client/tls.key /var/run/secrets/etcd-client/tls.crt /var/run/configmaps/etcd-serving-ca/ca-bundle.crt true true 0 {0xc42075a7e0 0xc42075a870} <nil> 5m0s 1m0s}), err (context deadline exceeded)",
            ),
            code=255,
            version=None,
        ),
    ),
    # The name in the flag cannot be resolved.
    report(
        "kubernetes/kubernetes/issues/50622",
        "etcd_unreachable",
        A,
        exits(A, "Error: error waiting for etcd connection: timed out waiting for the condition", version=None),
    ),
    # The first lines of each try are completed; the address and the words of the error are the report's.
    report(
        "kubernetes/kubeadm/issues/2989",
        "etcd_server_certificate_expired",
        A,
        exits(
            A,
            lines(
                "W1216 06:35:01.425978       1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {",
                '  "Addr": "127.0.0.1:2379",',
                '  "ServerName": "127.0.0.1",',
                '  "Attributes": null,',
                '  "BalancerAttributes": null,',
                '  "Type": 0,',
                '  "Metadata": null',
                '}. Err: connection error: desc = "transport: authentication handshake failed: x509: certificate has expired or is not yet valid: current time 2023-12-16T06:35:01Z is after 2023-12-03T03:37:19Z"',
            ),
            version="v1.26.4",
        ),
    ),
    # ---- apiservers: what they are told -----------------------------------------------------------------------------
    # The unit's file has quotes around the values, and systemd hands them on; from a shell the same line works.
    report(
        "kubernetes/kubernetes/issues/9212",
        ["file_missing", "invalid_flag_value", "file_not_mounted"],
        A,
        exits(
            A,
            lines(
                "I0604 07:13:05.722380   15548 plugins.go:69] No cloud provider specified.",
                'F0604 07:13:05.722871   15548 server.go:250] Failure to start kubelet client: open "/etc/nodetemple/certificates/host.crt": no such file or directory',
            ),
            flags=(
                '--tls-cert-file="/etc/nodetemple/certificates/host.crt"',
                '--kubelet-client-certificate="/etc/nodetemple/certificates/host.crt"',
            ),
            mounts=("/etc/nodetemple/certificates",),
            probe="",
            code=255,
            version=None,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/12572",
        "invalid_flag_value",
        A,
        exits(
            A,
            lines(
                "flag needs an argument: --service-cluster-ip-range",
                "Usage of kube-apiserver:",
                "      --address=127.0.0.1: DEPRECATED: see --insecure-bind-address instead",
            ),
            flags=("--service-cluster-ip-range",),
            probe="",
            code=2,
            version=None,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/5357",
        "missing_required_flag",
        A,
        exits(
            A,
            "F0312 13:35:54.786768   11202 apiserver.go:95] No -portal_net specified",
            flags=(),
            probe="",
            code=255,
            node=Node(name="fedora", version=None),
        ),
    ),
    # ---- apiservers: faults of the program itself, outside the closed set -------------------------------------------
    report(
        "kubernetes/kubernetes/issues/64484",
        "unknown",
        A,
        exits(
            A,
            lines(
                "fatal error: concurrent map read and map write",
                "",
                "goroutine 239937 [running]:",
                "runtime.throw(0x3b0d043, 0x21)",
                "	/usr/local/go/src/runtime/panic.go:605 +0x95 fp=0xc432ac9900 sp=0xc432ac98e0 pc=0x42c285",
            ),
            code=2,
            version="v1.9.7",
        ),
    ),
    # The last line is the report's title.
    report(
        "kubernetes/kubernetes/issues/111943",
        "unknown",
        A,
        exits(
            A,
            lines(
                "E0817 15:23:26.190027       1 wrap.go:39] apiserver panic'd on GET /api/v1/namespaces/kube-system/pods?continue=...&limit=500",
                'E0817 15:23:27.380126       1 status.go:71] apiserver received an error that is not an metav1.Status: &errors.errorString{s:"context canceled"}',
                "E0817 15:23:27.385874       1 writers.go:105] apiserver was unable to write a JSON response: client disconnected",
                "fatal error: concurrent map writes",
            ),
            code=2,
            version=None,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/68647",
        "unknown",
        A,
        exits(
            A,
            lines(
                "fatal error: concurrent map read and map write",
                "/root/.gvm/gos/go1.9.2/src/runtime/panic.go:605",
                "/root/.gvm/gos/go1.9.2/src/runtime/hashmap_fast.go:324",
                "k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/apis/meta/v1/unstructured.nestedFieldNoCopy",
            ),
            code=2,
            version=None,
        ),
    ),
    # ---- apiservers: their companions -------------------------------------------------------------------------------
    # The socket of the one before is still there after its crash; nobody listens.
    report(
        "clastix/kamaji/issues/632",
        ["port_held_by_previous_instance", "port_in_use", "unknown"],
        "konnectivity-server",
        exits(
            "konnectivity-server",
            "E1111 11:49:25.377756       1 main.go:49] error: failed to run the frontend server: failed to get uds listener: failed to listen(unix) name /run/konnectivity/konnectivity-server.socket: listen unix /run/konnectivity/konnectivity-server.socket: bind: address already in use",
            image="registry.k8s.io/kas-network-proxy/proxy-server:v0.0.32",
            version=None,
        ),
        sure=False,
    ),
    # The unit runs a docker container; that of the start before has not gone yet.
    report(
        "Azure/aks-engine/issues/2202",
        ["port_held_by_previous_instance", "port_in_use"],
        None,
        Node(name="k8s-master-12915089-vmss000000", version=None)
        .unit("kms", "activating", "auto-restart", 3, Result="exit-code", ExecMainStatus=1)
        .journal(
            "kms",
            "2019/10/14 02:14:52 KeyManagementServiceServer service started successfully.",
            "2019/10/14 02:14:52 listen tcp 127.0.0.1:7901: bind: address already in use",
            by="docker",
        )
        .journal(
            "kms",
            "kms.service: Main process exited, code=exited, status=1/FAILURE",
            "kms.service: Unit entered failed state.",
            "kms.service: Failed with result 'exit-code'.",
            "kms.service: Service hold-off time over, scheduling restart.",
            ago=timedelta(seconds=31),
            by="systemd",
        ),
        sure=False,
    ),
    # ---- controller managers: no apiserver --------------------------------------------------------------------------
    report(
        "hetznercloud/hcloud-cloud-controller-manager/issues/971",
        "apiserver_unreachable",
        "hcloud-cloud-controller-manager",
        exits(
            "hcloud-cloud-controller-manager",
            lines(
                "Flag --allow-untagged-cloud has been deprecated, This flag is deprecated and will be removed in a future release. A cluster-id will be required on cloud instances.",
                "I0710 15:56:04.164652       1 serving.go:386] Generated self-signed cert in-memory",
                f"W0710 15:56:04.164789       1 client_config.go:667] {IN_CLUSTER}",
                'unable to load configmap based request-header-client-ca-file: Get "https://10.96.0.1:443/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication": dial tcp 10.96.0.1:443: i/o timeout',
                'Error: unable to load configmap based request-header-client-ca-file: Get "https://10.96.0.1:443/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication": dial tcp 10.96.0.1:443: i/o timeout',
                "Usage:",
                "  cloud-controller-manager [flags]",
            ),
            flags=("--allow-untagged-cloud",),
            lived=timedelta(seconds=31),
            version=None,
        ),
    ),
    # The head of the second line is completed.
    report(
        "zifeo/terraform-openstack-rke2/issues/10",
        "apiserver_unreachable",
        "openstack-cloud-controller-manager",
        exits(
            "openstack-cloud-controller-manager",
            lines(
                "I0513 17:25:35.310412       1 serving.go:348] Generated self-signed cert in-memory",
                f"W0513 17:25:35.310561       1 client_config.go:617] {IN_CLUSTER}",
                'unable to load configmap based request-header-client-ca-file: Get "https://10.43.0.1:443/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication": dial tcp 10.43.0.1:443: i/o timeout',
                'Error: unable to load configmap based request-header-client-ca-file: Get "https://10.43.0.1:443/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication": dial tcp 10.43.0.1:443: i/o timeout',
            ),
            image="docker.io/k8scloudprovider/openstack-cloud-controller-manager:v1.25.0",
            lived=timedelta(seconds=31),
            node=Node(name="k8s-server-a-1", version=None),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/17109",
        "apiserver_unreachable",
        KCM,
        exits(
            KCM,
            lines(
                "I1111 19:25:03.490354    2309 plugins.go:71] No cloud provider specified.",
                "I1111 19:25:03.490428    2309 nodecontroller.go:133] Sending events to api server.",
                "E1111 19:25:03.490625    2309 nodecontroller.go:203] Error monitoring node status: Get http://127.0.0.1:8080/api/v1/nodes: dial tcp 127.0.0.1:8080: connection refused",
                "E1111 19:25:03.490684    2309 controllermanager.go:290] Failed to start service controller: ServiceController should not be run without a cloudprovider.",
                "F1111 19:25:03.490795    2309 controllermanager.go:314] Failed to get api versions from server: Get http://127.0.0.1:8080/api: dial tcp 127.0.0.1:8080: connection refused",
            ),
            flags=("--master=http://127.0.0.1:8080",),
            probe="",
            code=255,
            version="v1.1.1",
        ),
    ),
    report(
        "kubernetes-retired/contrib/pull/218",
        "apiserver_unreachable",
        KCM,
        exits(
            KCM,
            lines(
                "F1104 01:31:12.757305     963 controllermanager.go:292] Failed to get api versions from server: Get https://centos7-node-221:443/api: dial tcp 192.168.1.221:443: connection refused",
                "E1104 01:31:12.759007     963 nodecontroller.go:154] Error monitoring node status: Get https://centos7-node-221:443/api/v1/nodes: dial tcp 192.168.1.221:443: connection refused",
            ),
            flags=("--master=https://centos7-node-221:443",),
            probe="",
            code=255,
            node=Node(name="centos7-node-221", version=None),
        ),
    ),
    # ---- controller managers: what they are told, and the cloud -----------------------------------------------------
    report(
        "kubernetes-sigs/cloud-provider-azure/issues/3993",
        "unknown_flag",
        "cloud-controller-manager",
        exits(
            "cloud-controller-manager",
            lines("Error: unknown flag: --port", "Usage:", "  cloud-controller-manager [flags]"),
            flags=("--port=10267",),
            image="mcr.microsoft.com/oss/kubernetes/azure-cloud-controller-manager:v1.27.4",
            version="v1.27.4",
        ),
    ),
    # Completed: the line. The report names the port and the error.
    report(
        "kubernetes/cloud-provider-vsphere/issues/885",
        ["port_in_use", "port_held_by_previous_instance"],
        "rancher-vsphere-cpi-cloud-controller-manager",
        exits(
            "rancher-vsphere-cpi-cloud-controller-manager",
            "failed to create listener: failed to listen on 0.0.0.0:10260: listen tcp 0.0.0.0:10260: bind: address already in use",
            version=None,
        ),
    ),
    # It was mended with --master; nearly all of the flags it prints first are left out here.
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/370",
        ["missing_required_flag", "unknown"],
        KCM,
        exits(
            KCM,
            lines(
                'I0715 14:52:23.118841   28761 flags.go:27] FLAG: --tls-ca-file=""',
                'I0715 14:52:23.119135   28761 flags.go:27] FLAG: --unhealthy-zone-threshold="0.55"',
                'I0715 14:52:23.119169   28761 flags.go:27] FLAG: --use-service-account-credentials="true"',
                'I0715 14:52:23.119194   28761 flags.go:27] FLAG: --v="2"',
                "invalid configuration: no configuration has been provided",
            ),
            flags=("--leader-elect=true", "--use-service-account-credentials=true", "--v=2"),
            probe="",
            version=None,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/53538",
        "unknown",
        KCM,
        exits(
            KCM,
            lines(
                "I1006 16:48:11.421975       1 controllermanager.go:109] Version: v1.8.0",
                "I1006 16:48:11.425600       1 leaderelection.go:174] attempting to acquire leader lease...",
                "I1006 16:48:11.437910       1 leaderelection.go:184] successfully acquired lease kube-system/kube-controller-manager",
                "W1006 16:48:11.438141       1 controllermanager.go:138] --use-service-account-credentials was specified without providing a --service-account-private-key-file",
                'I1006 16:48:11.439510       1 event.go:218] Event(v1.ObjectReference{Kind:"Endpoints", Namespace:"kube-system", Name:"kube-controller-manager", UID:"0f517bd9-aaac-11e7-8da7-0e6d35421f60", APIVersion:"v1", ResourceVersion:"2946", FieldPath:""}): type: \'Normal\' reason: \'LeaderElection\' ip-172-30-0-69.aws-ermas.com became leader',
                "I1006 16:48:11.457749       1 aws.go:847] Building AWS cloudprovider",
                "I1006 16:48:11.457836       1 aws.go:810] Zone not specified in configuration file; querying AWS metadata service",
                'E1006 16:48:11.672185       1 tags.go:94] Tag "KubernetesCluster" nor "kubernetes.io/cluster/..." not found; Kubernetes may behave unexpectedly.',
                "W1006 16:48:11.672207       1 tags.go:78] AWS cloud - no clusterID filtering applied for shared resources; do not run multiple clusters in this AZ.",
                f"F1006 16:48:11.672265       1 controllermanager.go:151] {UNTAGGED}",
            ),
            "--cloud-provider=aws",
            code=255,
            version="v1.8.0",
        ),
        never="leader_election_lost",
    ),
    # The end of the last line is cut in the report; it is the usual one.
    report(
        "cloudfoundry-incubator/kubo-deployment/issues/291",
        "unknown",
        KCM,
        exits(
            KCM,
            lines(
                "I0407 06:32:00.756032       1 controllermanager.go:108] Version: v1.9.5",
                "I0407 06:32:00.759799       1 leaderelection.go:174] attempting to acquire leader lease...",
                "I0407 06:32:00.774871       1 leaderelection.go:184] successfully acquired lease kube-system/kube-controller-manager",
                "I0407 06:32:00.805756       1 aws.go:1000] Building AWS cloudprovider",
                "I0407 06:32:00.805829       1 aws.go:963] Zone not specified in configuration file; querying AWS metadata service",
                'E0407 06:32:01.155802       1 tags.go:94] Tag "KubernetesCluster" nor "kubernetes.io/cluster/..." not found; Kubernetes may behave unexpectedly.',
                "W0407 06:32:01.155835       1 tags.go:78] AWS cloud - no clusterID filtering applied for shared resources; do not run multiple clusters in this AZ.",
                f"F0407 06:32:01.155902       1 controllermanager.go:150] {UNTAGGED}",
            ),
            "--cloud-provider=aws",
            code=255,
            version="v1.9.5",
        ),
    ),
    report(
        "oracle/terraform-kubernetes-installer/issues/120",
        ["unknown", "component_config_invalid"],
        "oci-cloud-controller-manager",
        exits(
            "oci-cloud-controller-manager",
            lines(
                "I0130 10:09:30.501422       1 main.go:53] oci-cloud-controller-manager version: b6297cc8",
                'F0130 10:09:30.502045       1 main.go:59] Cloud provider could not be initialized: could not init cloud provider "oci": private_key_password is required for encrypted private keys',
            ),
            code=255,
            version=None,
        ),
    ),
    # The head of the line is completed.
    report(
        "apache/cloudstack/issues/12447",
        "unknown",
        "cloud-controller-manager",
        exits(
            "cloud-controller-manager",
            'F0115 08:12:41.507213       1 main.go:58] Cloud provider could not be initialized: could not init cloud provider "external-cloudstack": CloudStack API error 432 (CSExceptionErrorCode: 9999): The API [listManagementServersMetrics] does not exist or is not available for the account for user id [a3651df9-777d-4eae-92aa-2be4bd6af941].',
            code=255,
            version="v1.34.3",
        ),
    ),
    report(
        "kubernetes/cloud-provider-openstack/issues/1305",
        "unknown",
        "openstack-cloud-controller-manager",
        exits(
            "openstack-cloud-controller-manager",
            lines(
                "I1104 21:51:19.611606       1 serving.go:331] Generated self-signed cert in-memory",
                f"W1104 21:51:20.513695       1 client_config.go:608] {IN_CLUSTER}",
                "I1104 21:51:20.516529       1 controllermanager.go:127] Version: v0.0.0-master+$Format:%h$",
                "W1104 21:51:20.535509       1 openstack.go:305] New openstack client created failed with config: Authentication failed",
                'F1104 21:51:20.535711       1 controllermanager.go:131] Cloud provider could not be initialized: could not init cloud provider "openstack": Authentication failed',
                "goroutine 1 [running]:",
                "k8s.io/klog/v2.stacks(0xc000138001, 0xc0005d6000, 0xa2, 0x1a5)",
                "        /home/zuul/pkg/mod/k8s.io/klog/v2@v2.2.0/klog.go:996 +0xb9",
            ),
            code=255,
            version=None,
        ),
        never="apiserver_unreachable",
    ),
    # The stack below the first frame is left out.
    report(
        "kubernetes/kubernetes/issues/47547",
        "unknown",
        KCM,
        exits(
            KCM,
            lines(
                "E0614 20:45:01.659766       8 operation_executor.go:572] VerifyVolumesAreAttached: nil spec for volume idmgr/foobarbaz",
                'E0614 20:45:01.659942       8 runtime.go:66] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)',
                "vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:72",
            ),
            code=2,
            version=None,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/55022",
        "unknown",
        KCM,
        exits(
            KCM,
            lines(
                'E1102 20:08:46.999099       5 controllermanager.go:480] Error starting "garbagecollector"',
                'F1102 20:08:46.999145       5 controllermanager.go:155] error starting controllers: failed to get supported resources from server: unable to retrieve the complete list of server APIs: identity.k8s.io/v1alpha1: forbidden: User "system:serviceaccount:kube-system:generic-garbage-collector" cannot get path "/apis/identity.k8s.io/v1alpha1"',
            ),
            code=255,
            version=None,
        ),
        never="apiserver_unreachable",
    ),
    # ---- schedulers -------------------------------------------------------------------------------------------------
    # Completed: the line. The report names the port, and that an old one is still there.
    report(
        "kubernetes/kubernetes/issues/84889",
        ["port_in_use", "port_held_by_previous_instance"],
        S,
        exits(
            S,
            "failed to create listener: failed to listen on 0.0.0.0:10251: listen tcp 0.0.0.0:10251: bind: address already in use",
            version=None,
        ),
    ),
    # Abridged: the pod's reference. The last two lines are completed.
    report(
        "kubernetes/kubernetes/issues/50916",
        "unknown",
        S,
        exits(
            S,
            lines(
                'I1103 08:24:31.633312  102351 event.go:218] Event(v1.ObjectReference{Kind:"Pod", Namespace:"mynamespace", Name:"mydeployment-2-6wcd9", FieldPath:""}): type: \'Normal\' reason: \'Scheduled\' Successfully assigned mydeployment-2-6wcd9 to mynode',
                "W1103 08:25:03.927820  102351 cache.go:228] Pod mynamespace/mydeployment-2-6wcd9 assumed to a different node than added to.",
                "E1103 08:25:03.927862  102351 cache.go:263] Pod mynamespace/mydeployment-2-6wcd9 updated on a different node than previously added to.",
                "F1103 08:25:03.927880  102351 cache.go:264] Schedulercache is corrupted and can badly affect scheduling decisions",
            ),
            code=255,
            lived=timedelta(hours=5),
            version="v1.7.6",
        ),
    ),
    # ---- etcd: who belongs to it ------------------------------------------------------------------------------------
    # The order of the lines is the report's.
    report(
        "etcd-io/etcd/issues/9613",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            lines(
                "the member has been permanently removed from the cluster",
                "the data-dir used by this member must be removed.",
                "streaming request ignored (ID mismatch got 61981f90db63f090 want 7262c06152767c6a)",
                "peer 97ce3ec97538cc91 became active",
                "established a TCP streaming connection with peer 97ce3ec97538cc91 (stream Message writer)",
                "failed to dial 97ce3ec97538cc91 on stream MsgApp v2 (the member has been permanently removed from the cluster)",
                "peer 97ce3ec97538cc91 became inactive",
            ),
            flags=(),
            probe="",
            node=Node(name="mn-1", version=None),
        ),
    ),
    report(
        "etcd-io/etcd/issues/2396",
        ["etcd_membership_mismatch", "invalid_flag_value"],
        E,
        exits(
            E,
            "2015/02/27 16:42:23 etcd: error validating peerURLs ip-10-21-1-43.ec2.internal=http://10.21.1.43:2380,ip-10-21-1-43.ec2.internal=http://10.21.1.43:7001,ip-10-21-2-166.ec2.internal=http://10.21.2.166:2380,ip-10-21-2-166.ec2.internal=http://10.21.2.166:7001: member count is unequal",
            flags=(),
            probe="",
            version=None,
        ),
    ),
    # Abridged: the line in JSON. The times of the four lines before it are completed.
    report(
        "apache/apisix-helm-chart/issues/282",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            lines(
                "etcd 06:48:47.34 INFO  ==> ** Starting etcd setup **",
                "etcd 06:48:47.36 INFO  ==> Validating settings in ETCD_* env vars..",
                "etcd 06:48:47.37 WARN  ==> You set the environment variable ALLOW_NONE_AUTHENTICATION=yes. For safety reasons, do not use this flag in a production environment.",
                "etcd 06:48:47.37 INFO  ==> Initializing etcd",
                "etcd 06:48:47.38 INFO  ==> Generating etcd config file using env variables",
                "etcd 06:48:47.39 INFO  ==> Detected data from previous deployments",
                "etcd 06:48:47.55 INFO  ==> Updating member in existing cluster",
                '{"level":"warn","ts":"2022-05-12T06:48:47.594Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","error":"rpc error: code = NotFound desc = etcdserver: member not found"}',
                "Error: etcdserver: member not found",
            ),
            flags=(),
            probe="",
            env={"ALLOW_NONE_AUTHENTICATION": "yes"},
            image="docker.io/bitnami/etcd",
            version=None,
        ),
    ),
    # The time and the last line are completed: the report tells of the container's ID where `etcd1` should be, and is cut.
    report(
        "kubernetes-retired/kubernetes-anywhere/issues/123",
        ["invalid_flag_value", "etcd_membership_mismatch"],
        E,
        exits(
            E,
            lines(
                "+ ETCD_INITIAL_CLUSTER=etcd1=http://etcd1:2380,etcd2=http://etcd2:2380,etcd3=http://etcd3:2380",
                "+ export ETCD_INITIAL_CLUSTER",
                "+ hostname -s",
                "+ n=c7adab14484e c=http://c7adab14484e:2379 p=http://c7adab14484e:2380",
                "+ exec etcd --name=c7adab14484e --listen-peer-urls=http://c7adab14484e:2380 --initial-advertise-peer-urls=http://c7adab14484e:2380 --listen-client-urls=http://c7adab14484e:2379 --advertise-client-urls=http://c7adab14484e:2379",
                "2016-06-08 03:03:18.590694 I | flags: recognized and used environment variable ETCD_INITIAL_CLUSTER=etcd1=http://etcd1:2380,etcd2=http://etcd2:2380,etcd3=http://etcd3:2380",
                '2016-06-08 03:03:18.593127 C | etcdmain: couldn\'t find local name "c7adab14484e" in the initial cluster configuration',
            ),
            flags=(),
            probe="",
            image="weaveworks/kubernetes-anywhere:etcd",
            node=Node(name="control-vm01", version=None),
        ),
    ),
    # ---- etcd: what is on its disk ----------------------------------------------------------------------------------
    report(
        "rancher/rancher/issues/35248",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            lines(
                "2021-10-20 21:12:19.627803 I | embed: name = default",
                "2021-10-20 21:12:19.627874 I | embed: data dir = management-state/etcd",
                "2021-10-20 21:12:19.627910 I | embed: member dir = management-state/etcd/member",
                "2021-10-20 21:12:19.627944 I | embed: heartbeat = 500ms",
                "2021-10-20 21:12:19.627978 I | embed: election = 5000ms",
                "2021-10-20 21:12:19.628012 I | embed: snapshot count = 100000",
                "2021-10-20 21:12:19.628077 I | embed: advertise client URLs = http://localhost:2379",
                "2021-10-20 21:12:19.628133 I | embed: initial advertise peer URLs = http://localhost:2380",
                "2021-10-20 21:12:19.628187 I | embed: initial cluster =",
                "panic: freepages: failed to get all reachable pages (page 2656: multiple references)",
                "",
                "goroutine 162 [running]:",
                "go.etcd.io/bbolt.(*DB).freepages.func2(0xc0000ac660)",
                "2021/10/20 21:12:19 [FATAL] etcd exited",
            ),
            flags=("--data-dir=management-state/etcd",),
            probe="",
            image="rancher/rancher",
            version=None,
        ),
    ),
    # RKE2 reads a copy of the data, which it made while etcd may have been writing: it tells so much, and no more.
    report(
        "harvester/harvester/issues/2606",
        ["etcd_data_corrupt", "unknown"],
        None,
        Node(name="dell-poweredge-harvester-r720-v103-rc1", version=None)
        .unit("rke2-server", "activating", "auto-restart", 12, Result="exit-code", ExecMainStatus=2)
        .journal(
            "rke2-server",
            "panic: freepages: failed to get all reachable pages (page 8314034286246389614: out of bounds: 12899)",
            "goroutine 145 [running]:",
            "go.etcd.io/bbolt.(*DB).freepages.func2(0xc002126e40)",
            "        /go/pkg/mod/go.etcd.io/bbolt@v1.3.6/db.go:1056 +0xe9",
            "created by go.etcd.io/bbolt.(*DB).freepages",
            "        /go/pkg/mod/go.etcd.io/bbolt@v1.3.6/db.go:1054 +0x1cd",
            by="rke2",
        )
        .journal(
            "rke2-server",
            "rke2-server.service: Main process exited, code=exited, status=2/INVALIDARGUMENT",
            ago=timedelta(seconds=31),
            by="systemd",
        ),
        sure=False,
    ),
    # One of three, now and then.
    report(
        "Netcracker/KubeMarine/issues/241",
        ["etcd_data_corrupt", "unknown"],
        E,
        exits(
            E,
            lines(
                '{"level":"info","ts":"2022-09-14T14:13:19.477Z","caller":"mvcc/index.go:214","msg":"compact tree index","revision":2005848330}',
                '{"level":"panic","ts":"2022-09-14T14:13:20.139Z","caller":"mvcc/watchable_store.go:414","msg":"failed to unmarshal mvccpb.KeyValue","error":"proto: KeyValue: illegal tag 0 (wire type 0)","stacktrace":"go.etcd.io/etcd/server/v3/mvcc.kvsToEvents\\n\\t/tmp/etcd-release-3.5.1/etcd/release/etcd/server/mvcc/watchable_store.go:414\\ngo.etcd.io/etcd/server/v3/mvcc.(*watchableStore).syncWatchers\\n\\t/tmp/etcd-release-3.5.1/etcd/release/etcd/server/mvcc/watchable_store.go:359\\ngo.etcd.io/etcd/server/v3/mvcc.(*watchableStore).syncWatchersLoop\\n\\t/tmp/etcd-release-3.5.1/etcd/release/etcd/server/mvcc/watchable_store.go:222"}',
                "panic: failed to unmarshal mvccpb.KeyValue",
                "",
                "goroutine 137 [running]:",
                "go.uber.org/zap/zapcore.(*CheckedEntry).Write(0xc01e2ef080, 0xc01a408fc0, 0x1, 0x1)",
            ),
            code=2,
            lived=timedelta(hours=9),
            image="quay.io/coreos/etcd:v3.5.1",
            version="v1.23.1",
        ),
        sure=False,
    ),
    # The last line is completed: the report says that the disk was full before, and that the write-ahead log ends too early.
    report(
        "etcd-io/etcd/issues/2819",
        ["etcd_data_corrupt", "disk_full"],
        E,
        exits(
            E,
            lines(
                "2015/05/12 09:44:01 etcdserver: datadir is valid for the 2.0.1 format",
                "2015/05/12 09:44:02 etcdserver: recovered store from snapshot at index 1220122",
                "2015/05/12 09:44:02 etcdserver: name = openshift.local",
                "2015/05/12 09:44:02 etcdserver: data dir = /var/lib/openshift/openshift.local.etcd",
                "2015/05/12 09:44:02 etcdserver: member dir = /var/lib/openshift/openshift.local.etcd/member",
                "2015/05/12 09:44:02 etcdserver: heartbeat = 100ms",
                "2015/05/12 09:44:02 etcdserver: election = 1000ms",
                "2015/05/12 09:44:02 etcdserver: read wal error: unexpected EOF",
            ),
            flags=("--data-dir=/var/lib/openshift/openshift.local.etcd",),
            mounts=("/var/lib/openshift",),
            probe="",
            version=None,
        ),
    ),
    report(
        "bitnami/charts/issues/1362",
        ["etcd_data_corrupt", "etcd_membership_mismatch"],
        E,
        exits(
            E,
            lines(
                "panic: tocommit(12) is out of range [lastIndex(3)]. Was the raft log corrupted, truncated, or lost?",
                "goroutine 146 [running]:",
                "github.com/coreos/etcd/cmd/vendor/github.com/coreos/pkg/capnslog.(*PackageLogger).Panicf(0xc42000aa60, 0xe53b29, 0x5d, 0xc42211a360, 0x2, 0x2)",
                "        /tmp/etcd-release-3.3.13/etcd/release/etcd/gopath/src/github.com/coreos/etcd/cmd/vendor/github.com/coreos/pkg/capnslog/pkg_logger.go:75 +0x162",
                "github.com/coreos/etcd/cmd/vendor/github.com/coreos/etcd/raft.(*raftLog).commitTo(0xc4201e3650, 0xc)",
                "        /tmp/etcd-release-3.3.13/etcd/release/etcd/gopath/src/github.com/coreos/etcd/cmd/vendor/github.com/coreos/etcd/raft/log.go:191 +0x15c",
            ),
            code=2,
            flags=(),
            probe="",
            image="docker.io/bitnami/etcd:3.3.13",
            version=None,
        ),
    ),
    report(
        "bitnami/bitnami-docker-etcd/issues/10",
        "file_permission_denied",
        E,
        exits(
            E,
            '2020-09-14 10:34:50.321043 C | etcdmain: cannot access data directory: directory "/opt/bitnami/etcd/data","drwxr-xr-x" exist without desired file permission "-rwx------".',
            flags=(),
            mounts=(),
            probe="",
            image="docker.io/bitnami/etcd:3.4.10-debian-10-r1",
            version=None,
        ),
    ),
    report(
        "apache/apisix-docker/issues/192",
        "file_permission_denied",
        E,
        exits(
            E,
            lines(
                "2021-07-01 11:57:38.007837 I | embed: advertise client URLs = http://0.0.0.0:2379",
                "2021-07-01 11:57:38.007935 C | etcdmain: cannot access data directory: mkdir /bitnami/etcd/data: permission denied",
            ),
            flags=(),
            mounts=("/bitnami/etcd",),
            probe="",
            image="bitnami/etcd:3.4.15",
            version=None,
        ),
    ),
    # ---- etcd: versions ---------------------------------------------------------------------------------------------
    # The report gives the versions and the panic; the line with the versions is completed. It went from 3.5.13 in one step.
    report(
        "k0sproject/k0smotron/issues/1578",
        "etcd_upgrade_incompatible",
        E,
        exits(
            E,
            lines(
                '{"level":"info","ts":"2026-09-01T09:02:11.318204Z","caller":"embed/etcd.go:315","msg":"starting an etcd server","etcd-version":"3.7.1","cluster-version":"3.5"}',
                "panic: unmarshal should never fail (proto: cannot parse invalid wire-format data)",
            ),
            code=2,
            flags=(),
            probe="",
            image="quay.io/k0sproject/etcd:v3.7.1",
            version=None,
        ),
        sure=False,
    ),
    # The time of the line is completed.
    report(
        "openshift/openshift-ansible/issues/9255",
        "etcd_upgrade_incompatible",
        E,
        exits(
            E,
            "2018-07-19 14:02:37.118264 C | etcdserver/membership: cluster cannot be downgraded (current version: 3.1.9 is lower than determined cluster version: 3.2).",
            flags=(),
            probe="",
            image="registry.fedoraproject.org/f26/etcd",
            version=None,
        ),
    ),
    # ---- etcd: its peers and its disk -------------------------------------------------------------------------------
    # The lines after the first are completed; the unit has been starting for 24 minutes.
    report(
        "kubernetes-retired/kube-aws/issues/1158",
        "etcd_no_quorum",
        E,
        lives(
            E,
            "2018-02-23 13:29:44.205540 I | raft: f9fd16a06c52657a is starting a new election at term 1006",
            "2018-02-23 13:29:44.205611 I | raft: f9fd16a06c52657a became candidate at term 1007",
            "2018-02-23 13:29:44.205630 I | raft: f9fd16a06c52657a received MsgVoteResp from f9fd16a06c52657a at term 1007",
            flags=(),
            since=timedelta(minutes=24),
        ),
    ),
    # The head of the line of the title is completed.
    report(
        "cilium/cilium-etcd-operator/issues/18",
        "etcd_no_quorum",
        E,
        lives(
            E,
            "2018-12-19 13:21:31.976705 I | raft: 906aa7ee78e8c45a is starting a new election at term 8",
            "2018-12-19 13:21:31.976760 I | raft: 906aa7ee78e8c45a became candidate at term 9",
            "2018-12-19 13:21:31.976791 I | raft: 906aa7ee78e8c45a received MsgVoteResp from 906aa7ee78e8c45a at term 9",
            "2018-12-19 13:21:31.976813 I | raft: 906aa7ee78e8c45a [logterm: 2, index: 5] sent MsgVote request to e878b2893b78414d at term 9",
            "2018-12-19 13:21:33.401228 W | rafthttp: health check for peer e878b2893b78414d could not connect: dial tcp 10.0.1.108:2380: i/o timeout",
            "2018-12-19 13:21:34.212718 W | etcdserver: timed out waiting for read index response",
            flags=(),
            since=timedelta(minutes=4),
        ),
    ),
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/82",
        "certificate_authority_mismatch",
        E,
        lives(
            E,
            'health check for peer ec2a7add58746895 could not connect: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")',
            flags=(),
            attempt=5,
            since=timedelta(minutes=1),
        ),
    ),
    # ---- near misses: it lives, complains, and is not what it looks like --------------------------------------------
    # Nothing but requests that succeed.
    report(
        "kubernetes/kubernetes/issues/43753",
        None,
        None,
        lives(
            A,
            "I0328 15:23:04.618962   15002 panics.go:76] GET /api/v1/namespaces/kube-system/endpoints/kube-scheduler: (2.064601ms) 200 [[kube-scheduler/v1.5.5 (linux/amd64) kubernetes/894ff23/leader-election] 127.0.0.1:57902]",
            "I0328 15:23:04.626514   15002 panics.go:76] PUT /api/v1/namespaces/kube-system/endpoints/kube-scheduler: (6.4732ms) 200 [[kube-scheduler/v1.5.5 (linux/amd64) kubernetes/894ff23/leader-election] 127.0.0.1:57902]",
            "I0328 15:23:04.811400   15002 panics.go:76] GET /api/v1/namespaces/default/services/kubernetes: (1.789391ms) 200 [[kube-apiserver/v1.5.5 (linux/amd64) kubernetes/894ff23] 127.0.0.1:57676]",
            version="v1.5.5",
        ),
        never="unknown",
    ),
    # Another one leads; the head of the line is completed.
    report(
        "kubernetes/kubernetes/issues/34594",
        None,
        None,
        lives(
            KCM,
            "I1012 07:18:54.118245       1 leaderelection.go:258] lock is held by utv-kube03 and has not yet expired",
        ),
        never="leader_election_lost",
    ),
    # A load balancer that opens a connection to see whether somebody is there.
    report(
        "poseidon/typhoon/issues/629",
        None,
        None,
        lives(
            A,
            "I0124 20:57:51.321326       1 log.go:172] http: TLS handshake error from 35.191.1.228:32772: EOF",
            "I0124 20:57:52.272334       1 log.go:172] http: TLS handshake error from 35.191.1.232:32768: EOF",
            "I0124 20:57:55.888641       1 log.go:172] http: TLS handshake error from 35.191.1.224:32772: EOF",
            "I0124 20:57:56.321825       1 log.go:172] http: TLS handshake error from 35.191.1.228:32770: EOF",
        ),
        never="certificate_authority_mismatch",
    ),
    # Three masters that each write themselves in, every ten seconds.
    report(
        "ovh/terraform-ovh-publiccloud-k8s/issues/67",
        None,
        None,
        lives(
            A,
            'W0322 15:29:20.053328       1 mastercount.go:135] Resetting endpoints for master service "kubernetes" to &{{ } {kubernetes  default /api/v1/namespaces/default/endpoints/kubernetes 9d8ecf9a-2d25-11e8-97ea-fa163e03dece 150897 0 2018-03-21 16:33:41 +0000 UTC <nil> <nil> map[] map[] [] nil [] } [{[{217.182.80.112  <nil> <nil>}] [] [{https 6443 TCP}]}]}',
        ),
        never="node_address_missing",
    ),
    # A line that every start brings.
    report(
        "kubermatic/kubermatic/issues/9039",
        None,
        None,
        lives(
            A,
            "E0217 09:06:22.295548       1 controller.go:152] Unable to remove old endpoints from kubernetes service: StorageError: key not found, Code: 1, Key: /registry/masterleases/54.194.246.235, ResourceVersion: 0, AdditionalErrorMsg: ",
        ),
        never="etcd_unreachable",
    ),
    # The limit is on open files, not on watches.
    report(
        "kubernetes/kubernetes/issues/21513",
        None,
        None,
        lives(
            A,
            "I0713 16:01:15.961899   14542 logs.go:41] http: Accept error: accept tcp [::]:8080: accept4: too many open files; retrying in 10ms",
            "I0713 16:01:15.972056   14542 logs.go:41] http: Accept error: accept tcp [::]:8080: accept4: too many open files; retrying in 20ms",
            "I0713 16:01:15.992215   14542 logs.go:41] http: Accept error: accept tcp [::]:8080: accept4: too many open files; retrying in 40ms",
            "I0713 16:01:16.032374   14542 logs.go:41] http: Accept error: accept tcp [::]:8080: accept4: too many open files; retrying in 80ms",
            "I0713 16:01:16.112551   14542 logs.go:41] http: Accept error: accept tcp [::]:8080: accept4: too many open files; retrying in 160ms",
            "I0713 16:01:16.272712   14542 logs.go:41] http: Accept error: accept tcp [::]:8080: accept4: too many open files; retrying in 320ms",
        ),
        never="inotify_limit",
    ),
    report(
        "kubernetes/kubernetes/issues/72091",
        None,
        None,
        lives(
            KCM,
            'E1217 09:36:09.170202   12921 resource_quota_controller.go:437] failed to sync resource monitors: couldn\'t start monitor for resource "extensions/v1beta1, Resource=networkpolicies": unable to monitor quota for resource "extensions/v1beta1, Resource=networkpolicies"',
            'W1217 09:36:09.176387   12921 actual_state_of_world.go:491] Failed to update statusUpdateNeeded field in actual state of world: Failed to set statusUpdateNeeded to needed true, because nodeName="kubernetes-1" does not exist',
            'W1217 09:36:09.176502   12921 actual_state_of_world.go:491] Failed to update statusUpdateNeeded field in actual state of world: Failed to set statusUpdateNeeded to needed true, because nodeName="kubernetes-2" does not exist',
            'W1217 09:36:09.176510   12921 actual_state_of_world.go:491] Failed to update statusUpdateNeeded field in actual state of world: Failed to set statusUpdateNeeded to needed true, because nodeName="kubernetes-3" does not exist',
            name="kubernetes-1",
            version="v1.13.1",
        ),
        never="unknown",
    ),
    # A start: the roles are not there yet, and it says that it goes on.
    report(
        "kubernetes-sigs/kubespray/issues/11134",
        None,
        None,
        lives(
            S,
            "I0426 12:28:37.152855       1 serving.go:348] Generated self-signed cert in-memory",
            "W0426 12:28:39.213496       1 requestheader_controller.go:193] Unable to get configmap/extension-apiserver-authentication in kube-system.  Usually fixed by 'kubectl create rolebinding -n kube-system ROLEBINDING_NAME --role=extension-apiserver-authentication-reader --serviceaccount=YOUR_NS:YOUR_SA'",
            'W0426 12:28:39.213573       1 authentication.go:368] Error looking up in-cluster authentication configuration: configmaps "extension-apiserver-authentication" is forbidden: User "system:kube-scheduler" cannot get resource "configmaps" in API group "" in the namespace "kube-system"',
            "W0426 12:28:39.213634       1 authentication.go:369] Continuing without authentication configuration. This may treat all requests as anonymous.",
        ),
        never="apiserver_unreachable",
    ),
    report(
        "jupyterhub/zero-to-jupyterhub-k8s/issues/1894",
        None,
        None,
        lives(
            "user-scheduler",
            'E1030 19:09:07.060325       1 reflector.go:127] k8s.io/apiserver/pkg/server/dynamiccertificates/configmap_cafile_content.go:206: Failed to watch *v1.ConfigMap: failed to list *v1.ConfigMap: configmaps "extension-apiserver-authentication" is forbidden: User "system:serviceaccount:jupyterhub:user-scheduler" cannot list resource "configmaps" in API group "" in the namespace "kube-system"',
            command="/usr/local/bin/kube-scheduler",
        ),
        never="apiserver_unreachable",
    ),
    # A role without the leases; it waits for them.
    report(
        "digitalocean/digitalocean-cloud-controller-manager/issues/397",
        None,
        None,
        lives(
            "digitalocean-cloud-controller-manager",
            'E1119 10:01:56.059612       1 leaderelection.go:325] error retrieving resource lock kube-system/cloud-controller-manager: leases.coordination.k8s.io "cloud-controller-manager" is forbidden: User "system:serviceaccount:kube-system:cloud-controller-manager" cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "kube-system"',
        ),
        never="leader_election_lost",
    ),
    # The kubeconfig names a host that is not in the certificate; the authority is right.
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/877",
        None,
        None,
        lives(
            KCM,
            'E0528 17:20:43.133184     868 leaderelection.go:436] error retrieving resource lock kube-system/kube-controller-manager: Get "https://server.kubernetes.local:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": tls: failed to verify certificate: x509: certificate is valid for kubernetes.default.svc, kubernetes.default, kubernetes, localhost, not server.kubernetes.local',
            name="server",
        ),
        never="certificate_authority_mismatch",
    ),
    # Milliseconds over a threshold, a few times in seven minutes.
    report(
        "kubernetes/kubernetes/issues/43363",
        None,
        None,
        lives(
            E,
            "2017-03-20 02:34:42.789265 I | mvcc: store.index: compact 6350",
            "2017-03-20 02:34:42.790167 I | mvcc: finished scheduled compaction at 6350 (took 707.213µs)",
            "2017-03-20 02:35:04.780158 W | etcdserver: apply entries took too long [12.318867ms for 1 entries]",
            "2017-03-20 02:35:04.780186 W | etcdserver: avoid queries with large range/delete range!",
            flags=(),
        ),
        never="etcd_slow_disk",
    ),
    # etcd's own gateway to its socket; the apiserver is served.
    report(
        "canonical/microk8s/issues/598",
        None,
        None,
        Node(version=None)
        .unit("snap.microk8s.daemon-etcd")
        .journal(
            "snap.microk8s.daemon-etcd",
            *(
                f'WARNING: 2019/08/15 {at} grpc: addrConn.resetTransport failed to create client transport: connection error: desc = "transport: Error while dialing dial tcp: lookup etcd.socket on 127.0.0.53:53: no such host"; Reconnecting to {{etcd.socket:2379 0  <nil>}}'
                for at in ("06:24:33", "06:26:27", "06:28:25", "06:30:05")
            ),
            by="etcd",
        ),
        never="etcd_unreachable",
    ),
    report(
        "kubernetes/kubernetes/issues/70411",
        None,
        None,
        Node(version="v1.18.6")
        .static_pod(A)
        .static_pod(E)
        .runs(A, "I0807 23:19:15.894341       1 log.go:172] http: TLS handshake error from 172.16.137.160:50864: EOF")
        .runs(
            E,
            '2020-08-07 23:19:15.896327 I | embed: rejected connection from "172.16.137.160:40178" (error "EOF", ServerName "")',
        ),
        never="etcd_client_certificate_expired",
    ),
    # Somebody else's certificate has ended; all of the server's own are fresh.
    report(
        "k3s-io/k3s/issues/10893",
        None,
        None,
        Node(version="v1.30.4+k3s1")
        .unit("k3s")
        .journal(
            "k3s",
            'E0913 16:19:10.516785 1493080 authentication.go:73] "Unable to authenticate the request" err="[x509: certificate has expired or is not yet valid: current time 2024-09-13T16:19:10+01:00 is after 2024-09-07T17:36:59Z, verifying certificate SN=5728476382960040447, SKID=, AKID=A0:E6:C1:22:CF:07:C2:14:64:39:5D:6F:82:45:61:E8:79:47:7B:06 failed: x509: certificate has expired or is not yet valid: current time 2024-09-13T16:19:10+01:00 is after 2024-09-07T17:36:59Z]"',
            by="k3s",
        ),
        never="serving_certificate_expired",
    ),
    # A pod's old token, after all certificates were renewed; the time of the line is completed.
    report(
        "kubernetes/kubernetes/issues/112780",
        None,
        None,
        lives(
            A,
            'E0928 23:55:29.040211       1 authentication.go:63] "Unable to authenticate the request" err="[invalid bearer token, Token has expired.]"',
        ),
        never="serving_certificate_expired",
    ),
    # An alpha API that is asked for every second and not switched on.
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/274",
        None,
        None,
        lives(
            A,
            "I0710 18:07:50.442844   11093 wrap.go:42] GET /apis/admissionregistration.k8s.io/v1alpha1/initializerconfigurations: (161.14µs) 404 [[kube-apiserver/v1.10.4 (linux/amd64) kubernetes/5ca598b] 10.10.99.224:47332]",
            "I0710 18:07:51.443178   11093 wrap.go:42] GET /apis/admissionregistration.k8s.io/v1alpha1/initializerconfigurations: (306.299µs) 404 [[kube-apiserver/v1.10.4 (linux/amd64) kubernetes/5ca598b] 10.10.99.224:47332]",
            "I0710 18:07:51.443724   11093 wrap.go:42] GET /apis/admissionregistration.k8s.io/v1alpha1/initializerconfigurations: (151.016µs) 404 [[kube-apiserver/v1.10.4 (linux/amd64) kubernetes/5ca598b] 10.10.99.224:47332]",
            "I0710 18:07:52.444612   11093 wrap.go:42] GET /apis/admissionregistration.k8s.io/v1alpha1/initializerconfigurations: (279.374µs) 404 [[kube-apiserver/v1.10.4 (linux/amd64) kubernetes/5ca598b] 10.10.99.224:47332]",
            name="k8s-224",
            version="v1.10.4",
        ),
        never="probe_wrong_path",
    ),
)
