"""More public reports, of settings, files and manifests: met by the rules for the first time in a third look.

They are shown as those of further.py are; what a report leaves open, several causes may answer.
"""

from datetime import timedelta

from incidents.builder import PKI, Node
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet, report
from incidents.own.shapes import pod_text

AVC_SA_KEY = (
    'audit: type=1400 audit(1710239395.272:1130): avc:  denied  { open } for  pid=5137 comm="kube-controller" '
    'path="/etc/kubernetes/pki/sa.key" dev="sda1" ino=1573694 scontext=system_u:system_r:container_t:s0:c483,c527 '
    "tcontext=unconfined_u:object_r:etc_t:s0 tclass=file permissive=0"
)


def at_once(program, log, *extra, **more):
    """A static pod of the report's program whose manifest names only what the report names."""
    return exits(program, log, flags=extra, **more)


FURTHER_SETTINGS = (
    # ---- the command line -----------------------------------------------------------------------------------------
    report(
        "gardener/gardener/issues/5362",
        "feature_gate_rejected",
        A,
        exits(
            A,
            'Error: invalid argument "BoundServiceAccountTokenVolume=false,CSIMigration=true,CSIMigrationAWS=true,InTreePluginAWSUnregister=true" for "--feature-gates" flag: cannot set feature gate BoundServiceAccountTokenVolume to false, feature is locked to true',
            "--feature-gates=BoundServiceAccountTokenVolume=false,CSIMigration=true,CSIMigrationAWS=true,InTreePluginAWSUnregister=true",
            version="v1.22.6",
        ),
    ),
    report(
        "gravitational/gravity/issues/2181",
        "invalid_flag_value",
        A,
        exits(
            A,
            "Error: Cipher suite TLS_AES_128_GCM_SHA256 not supported or doesn't exist",
            "--tls-cipher-suites=TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384",
            version="v1.17.9",
        ),
    ),
    report(
        "hcloud-k8s/terraform-hcloud-kubernetes/issues/383",
        "invalid_flag_value",
        A,
        exits(
            A,
            'E0413 09:12:44.101010       1 run.go:72] "command failed" err="specified --service-cluster-ip-range is too large; for 32-bit addresses, the mask must be >= 12"',
            "--service-cluster-ip-range=10.96.0.0/11",
            version="v1.33.1",
        ),
    ),
    report(
        "k8sp/sextant/issues/190",
        "invalid_flag_value",
        A,
        at_once(
            A,
            ' --watch-cache-sizes=[]: List of watch cache sizes for every resource (pods, nodes, etc.), comma separated. The individual override format: resource#size, where size is a number. It takes effect when watch-cache is enabled.\ninvalid argument "" for --service-cluster-ip-range=: invalid CIDR address: ',
            "apiserver",
            "--allow-privileged=true",
            "--insecure-bind-address=0.0.0.0",
            "--secure-port=443",
            "--etcd-servers=http://08-00-27-4a-2d-a1:4001",
            "--service-cluster-ip-range=",
            command="/hyperkube",
            version="v1.2.0",
        ).kubelet(
            'E0921 10:29:28.1    2999 pod_workers.go:138] Error syncing pod cac8e64f87984643874c6a11735c584e, skipping: [failed to "StartContainer" for "kube-apiserver" with CrashLoopBackOff: "Back-off 5m0s restarting failed container=kube-apiserver pod=kube-controller-08-00-27-4a-2d-a1_default(cac8e64f87984643874c6a11735c584e)"'
        ),
    ),
    report(
        "mmumshad/kubernetes-the-hard-way/issues/116",
        "invalid_flag_value",
        A,
        exits(
            A,
            "Error: invalid value api/all=\nUsage:\n  kube-apiserver [flags]\n\nGeneric flags:\n\n      --advertise-address ip                                       The IP address on which to advertise the apiserver.",
            "--runtime-config=api/all",
            version="v1.18.0",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/56800",
        "invalid_flag_value",
        A,
        exits(
            A,
            "Flag --address has been deprecated, see --insecure-bind-address instead.\nI1204 15:51:11.735696       7 server.go:114] Version: v1.8.4\nI1204 15:51:11.736186       7 aws.go:847] Building AWS cloudprovider\nI1204 15:51:11.836823       7 server.go:644] Initializing deserialization cache size based on 0MB limit\nerror in initializing storage factory: group version autoscaling/v2alpha1 that has not been registered",
            "--runtime-config=autoscaling/v2alpha1=true",
            version="v1.8.4",
        ),
    ),
    report(
        "kubernetes-sigs/kind/issues/2209",
        ["missing_required_flag", "invalid_flag_value"],
        A,
        exits(
            A,
            "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.\nI0503 16:59:29.963049       1 server.go:632] external host was not specified, using 172.18.0.3\nError: authorization-mode Webhook's authorization config file not passed",
            version="v1.20.2",
        ),
    ),
    report(
        "theopenlab/openlab-zuul-jobs/pull/721",
        ["invalid_flag_value", "missing_required_flag"],
        A,
        exits(
            A,
            'Error: invalid authorization config: unsupported webhook authorizer version "", supported versions are "v1", "v1beta1"',
            "--authorization-webhook-config-file=/etc/kubernetes/webhooks/webhookconfig.yaml",
            version="v1.17.0",
        ),
    ),
    report(
        "kubernetes-retired/service-catalog/issues/903",
        "unknown_flag",
        "apiserver",
        at_once(
            "apiserver",
            "      --version                                                 Print version information and quit\n      --vmodule moduleSpec                                      comma-separated list of pattern=N settings for file-filtered logging\n      --watch-cache                                             Enable watch caching in the apiserver (default true)\n\nE0530 23:03:50.737111       1 apiserver.go:52] server exited unexpectedly (unknown flag: --audit-log-path)",
            "--audit-log-path=-",
            "--secure-port=6443",
            image="quay.io/kubernetes-service-catalog/apiserver:v0.0.8",
            version=None,
        ),
    ),
    report(
        "syself/cluster-api-provider-hetzner/pull/1064",
        "unknown_flag",
        KCM,
        exits(
            KCM,
            'E1129 10:12:44.101010       1 run.go:74] "command failed" err="unknown flag: --pod-eviction-timeout"',
            "--pod-eviction-timeout=2m",
            version="v1.27.3",
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/75",
        ["missing_required_flag", "invalid_flag_value"],
        KCM,
        exits(
            KCM,
            'I1123 23:33:07.046711       1 leaderelection.go:214] sucessfully acquired lease kube-system/kube-controller-manager\nF1123 23:33:07.052699       1 controllermanager.go:227] Cloud provider could not be initialized: could not init cloud provider "openstack": no OpenStack cloud provider config file given',
            "--cloud-provider=openstack",
            version="v1.4.6",
            code=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/75461",
        "invalid_flag_value",
        KCM,
        exits(
            KCM,
            'I0319 03:34:27.516159       1 controllermanager.go:508] Started "podgc"\nI0319 03:34:28.001100       1 range_allocator.go:82] Node k8s-m1 has CIDR 10.244.2.0/24, occupying it in CIDR map\nE0319 03:34:28.001110       1 controllermanager.go:496] Error starting "nodeipam"\nF0319 03:34:28.001120       1 controllermanager.go:206] error starting controllers: failed to mark cidr as occupied: cidr 10.244.2.0/24 is out the range of cluster cidr 10.247.0.0/16',
            "--allocate-node-cidrs=true",
            "--cluster-cidr=10.247.0.0/16",
            version="v1.12.5",
            code=255,
        ),
    ),
    report(
        "kubernetes-sigs/kwok/issues/916",
        "invalid_flag_value",
        KCM,
        exits(
            KCM,
            'E0115 09:13:54.800816       1 controllermanager.go:709] "Error starting controller" err="failed to mark cidr[10.0.0.0/24] at idx [0] as occupied for node: fake-node-000000: cidr 10.0.0.0/24 is out the range of cluster cidr 10.244.0.0/16" controller="node-ipam-controller"\nE0115 09:13:54.800995       1 controllermanager.go:237] "Error starting controllers" err="failed to mark cidr[10.0.0.0/24] at idx [0] as occupied for node: fake-node-000000: cidr 10.0.0.0/24 is out the range of cluster cidr 10.244.0.0/16"',
            "--allocate-node-cidrs=true",
            "--cluster-cidr=10.244.0.0/16",
            version="v1.29.0",
        ),
    ),
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/231",
        ["invalid_flag_value", "kubelet_config_invalid"],
        UNIT,
        kubelet(
            "F0621 10:11:12.123456   12345 server.go:233] failed to run Kubelet: Unknown authorization mode webhook",
            version="v1.10.4",
            status=255,
        ),
    ),
    # ---- commands that cannot be executed -------------------------------------------------------------------------
    report(
        "rancher/rke2/issues/1815",
        "command_not_found",
        A,
        exits(A, "standard_init_linux.go:228: exec user process caused: exec format error", version="v1.21.4+rke2r2"),
    ),
    report(
        "kubernetes/kubernetes/issues/94540",
        "command_not_found",
        A,
        at_once(
            A,
            'standard_init_linux.go:211: exec user process caused "exec format error"',
            "/usr/local/bin/kube-apiserver",
            "--secure-port=6443",
            command="/go-runner",
            image="k8s.gcr.io/kube-apiserver-arm64:v1.19.0",
            version="v1.19.0",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/79720",
        "command_not_found",
        E,
        exits(
            E,
            'standard_init_linux.go:211: exec user process caused "permission denied"',
            image="k8s.gcr.io/etcd:3.3.10",
            version="v1.15.0",
        ),
    ),
    report(
        "siderolabs/talos/issues/11554",
        "command_not_found",
        UNIT,
        kubelet(
            "exec /usr/local/bin/kubelet: exec format error",
            "exec /usr/local/bin/kubelet: exec format error",
            version="v1.33.3",
            status=255,
        ),
    ),
    report(
        "Project31/kubernetes-installer-rpi/pull/1",
        "unknown",
        E,
        exits(
            E,
            "2016-04-16 21:35:35.095147 E | etcdmain: etcd on unsupported platform without ETCD_UNSUPPORTED_ARCH=arm set.",
            form="docker",
            image="kubernetesonarm/etcd:0.7.0",
            version=None,
        ),
    ),
    # ---- configuration files --------------------------------------------------------------------------------------
    report(
        "kubernetes-sigs/kubespray/pull/12439",
        "component_config_invalid",
        A,
        exits(
            A,
            "E0731 20:30:53.254052       1 run.go:72] \"command failed\" err=<\n\tfailed to apply admission: couldn't init admission plugin \"PodSecurity\": Object 'Kind' is missing in '# This file is intentinally left empty as kube_pod_security_use_default=False\n\t'\n >",
            "--admission-control-config-file=/etc/kubernetes/admission-controls/admission-controls.yaml",
            version="v1.32.5",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/105202",
        "component_config_invalid",
        S,
        exits(
            S,
            'I0923 02:03:26.768918       1 factory.go:101] "Creating extender" extender={URLPrefix:http://127.0.0.1:10262/scheduler FilterVerb:filter PreemptVerb:preempt PrioritizeVerb: Weight:1 BindVerb: EnableHTTPS:false TLSConfig:<nil> HTTPTimeout:{Duration:30s} NodeCacheCapable:false ManagedResources:[] Ignorable:false}\nW0923 02:03:26.769828       1 node_prefer_avoid_pods.go:93] NodePreferAvoidPods plugin is deprecated and will be removed in a future version; use node taints instead\nno kind "NodeResourcesLeastAllocatedArgs" is registered for version "kubescheduler.config.k8s.io/v1beta2" in scheme "k8s.io/kubernetes/pkg/scheduler/apis/config/v1beta2/conversion.go:41"',
            "--config=/etc/kubernetes/scheduler.yaml",
            version="v1.22.2",
        ),
    ),
    report(
        "pingcap/tidb-operator/issues/2860",
        "component_config_invalid",
        S,
        exits(
            S,
            "I0702 15:00:01.110000       1 serving.go:313] Generated self-signed cert in-memory\nF0702 15:00:02.220000       1 plugins.go:248] Invalid configuration: Predicate type not found for CheckNodeCondition",
            "--policy-configmap=scheduler-policy",
            "--policy-configmap-namespace=kube-system",
            version="v1.18.4",
            code=255,
        ),
    ),
    report(
        "joryirving/home-ops/pull/9866",
        "authentication_config_invalid",
        A,
        exits(
            A,
            'E0908 06:12:31.552100       1 run.go:72] "command failed" err="failed to load authentication configuration from file \\"/system/config/kubernetes/kube-apiserver/authentication-config.yaml\\": Object \'Kind\' is missing in \'{}\'"',
            "--authentication-config=/system/config/kubernetes/kube-apiserver/authentication-config.yaml",
            version="v1.36.0",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/92690",
        ["unknown", "component_config_invalid"],
        A,
        exits(
            A,
            "I0630 16:48:03.703254       1 server.go:148] Version: v1.18.5\npanic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x28 pc=0x148514a]\n\ngoroutine 1 [running]:\nk8s.io/kubernetes/vendor/k8s.io/apiserver/pkg/server/egressselector.getTLSConfig(0x0, 0x0, 0xc00048c000, 0x7fda8179c6d0)\n\t/workspace/anago-v1.18.5-rc.1.1/vendor/k8s.io/apiserver/pkg/server/egressselector/egress_selector.go:244 +0x3a",
            "--egress-selector-config-file=/etc/kubernetes/egress.yaml",
            version="v1.18.5",
            code=2,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/11674",
        "unknown",
        A,
        exits(
            A,
            'I0721 18:00:19.530662    5393 plugins.go:69] No cloud provider specified.\nI0721 18:00:19.531147    5393 master.go:273] Node port range unspecified. Defaulting to 30000-32767.\n[restful] 2015/07/21 18:00:19 log.go:30: [restful/swagger] https://10.128.63.120:6443/swaggerui/ is mapped to folder /swagger-ui/\nF0721 18:00:19.574221    5393 controller.go:80] Unable to perform initial IP allocation check: unable to refresh the service IP block: no kind "Service" is registered for version "v1beta3"',
            version="v1.0.1",
            code=255,
        ),
    ),
    # ---- files ----------------------------------------------------------------------------------------------------
    report(
        "kubernetes/website/issues/5778",
        "file_not_mounted",
        A,
        exits(
            A,
            "invalid authentication config: open /etc/kubernetes/kubepasswd.csv: no such file or directory",
            "--basic-auth-file=/etc/kubernetes/kubepasswd.csv",
            version="v1.8.0",
        ).there("/etc/kubernetes/kubepasswd.csv", mode="0777"),
    ),
    report(
        "kubernetes/kubernetes/issues/121961",
        "file_not_mounted",
        A,
        exits(
            A,
            'I1120 03:44:10.101010       1 server.go:158] Version: v1.25.14\nE1120 03:44:10.551234       1 run.go:74] "command failed" err="open /etc/kubernetes/k8s_account_tokens.csv: no such file or directory"',
            "--token-auth-file=/etc/kubernetes/k8s_account_tokens.csv",
            version="v1.25.14",
        ).there("/etc/kubernetes/k8s_account_tokens.csv"),
    ),
    report(
        "rancher/rancher/issues/19438",
        "file_missing",
        A,
        exits(
            A,
            "invalid authentication config: stat /etc/kubernetes/kube-api-authn-webhook.yaml: no such file or directory",
            "--authentication-token-webhook-config-file=/etc/kubernetes/kube-api-authn-webhook.yaml",
            mounts=("/etc/kubernetes",),
            version="v1.13.5",
        ),
    ),
    report(
        "kubernetes-retired/kube-deploy/issues/252",
        ["file_missing", "file_not_mounted"],
        A,
        at_once(
            A,
            "I1112 14:49:44.765945       1 genericapiserver.go:629] Will report 10.9.0.14 as public IP address.\nI1112 14:49:44.766618       1 server.go:146] Initalizing deserialization cache size based on 0MB limit\nW1112 14:49:44.767501       1 server.go:205] No RSA key provided, service account token authentication disabled\nF1112 14:49:44.767748       1 server.go:238] Invalid Authentication Config: open /srv/kubernetes/basic_auth.csv: no such file or directory",
            "apiserver",
            "--basic-auth-file=/srv/kubernetes/basic_auth.csv",
            "--service-cluster-ip-range=10.0.0.1/24",
            "--etcd-servers=http://localhost:2379",
            command="/hyperkube",
            version="v1.4.5",
            code=255,
            form="docker",
        ),
    ),
    report(
        "vmware-archive/kubernetes-archived/issues/480",
        ["file_not_mounted", "file_missing"],
        KCM,
        exits(
            KCM,
            'F0426 22:07:09.747554       1 plugins.go:114] Couldn\'t open cloud provider configuration /etc/kubernetes/cloud-config/vsphere.conf: &os.PathError{Op:"open", Path:"/etc/kubernetes/cloud-config/vsphere.conf", Err:0x2}',
            "--cloud-provider=vsphere",
            "--cloud-config=/etc/kubernetes/cloud-config/vsphere.conf",
            version="v1.9.7",
            code=255,
        ).there("/etc/kubernetes/cloud-config/vsphere.conf"),
    ),
    report(
        "kubernetes/kubernetes/issues/116758",
        ["file_not_mounted", "component_config_invalid", "unknown"],
        A,
        Node(version="v1.25.3")
        .static_pod(A, "--tracing-config-file=/etc/kubernetes/tracing.yaml", "--feature-gates=APIServerTracing=true")
        .died(A)
        .there("/etc/kubernetes/tracing.yaml")
        .kubelet(
            'E0320 16:04:29.962594  674595 kubelet_node_status.go:540] "Error updating node status, will retry" err="error getting node \\"master0.k8s\\": Get \\"https://192.168.178.210:6443/api/v1/nodes/master0.k8s?resourceVersion=0&timeout=10s\\": dial tcp 192.168.178.210:6443: connect: connection refused"',
            'E0320 16:04:29.963500  674595 kubelet_node_status.go:527] "Unable to update node status" err="update node status exceeds retry count"',
        ),
    ),
    report(
        "projectatomic/atomic-system-containers/issues/159",
        ["file_permission_denied", "security_module_denied", "unknown"],
        A,
        exits(
            A,
            "I1220 07:39:40.765857       1 server.go:112] Version: v1.7.3\nW1220 07:39:40.766524       1 authentication.go:368] AnonymousAuth is not allowed with the AllowAll authorizer.  Resetting AnonymousAuth to false. You should use a different authorizer\nunable to load server certificate: open /etc/kubernetes/certs/server.crt: permission denied",
            "--tls-cert-file=/etc/kubernetes/certs/server.crt",
            version="v1.7.3",
        ),
    ),
    report(
        "kubernetes/kubeadm/issues/215",
        "security_module_denied",
        KCM,
        exits(
            KCM,
            "F0330 16:38:02.273000       1 controllermanager.go:151] error running controllers: error starting controllers: error reading key for service account token controller: open /etc/kubernetes/pki/sa.key: permission denied",
            version="v1.6.0",
            code=255,
        )
        .there(f"{PKI}/sa.key", mode="0600")
        .journal("kernel", AVC_SA_KEY, ago=timedelta(seconds=31)),
    ),
    # ---- manifests ------------------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/129364",
        "duplicate_manifest",
        E,
        Node(version="v1.31.4")
        .static_pod(E, image="registry.k8s.io/etcd:3.5.16-0", edited=timedelta(minutes=6))
        .static_pod(E, image="registry.k8s.io/etcd:3.4.13-0", file="etcd.yaml.backup", edited=timedelta(days=40))
        .runs(E, since=timedelta(days=12)),
    ),
    report(
        "Capgemini/kubeform/issues/78",
        "manifest_invalid",
        None,
        Node(version="v1.2.2")
        .manifest("kube-system.yaml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: kube-system\n")
        .static_pod(A)
        .runs(A)
        .kubelet(
            "E0505 12:46:37.077822    20425 file.go:123] Can't process config file \"/etc/kubernetes/manifests/kube-system.yaml\": /etc/kubernetes/manifests/kube-system.yaml: read 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: kube-system\n', but couldn't parse as pod(invalid pod: &{TypeMeta:{Kind: APIVersion:} ObjectMeta:{Name:kube-system GenerateName: Namespace: SelfLink: UID: ResourceVersion: Generation:0}})."
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/107229",
        None,
        None,
        never="static_pod_rejected",
        node=Node(version="v1.22.5")
        .static_pod(A, edited=timedelta(minutes=2))
        .died(A, code=0, attempt=0, uid="1" * 32, ago=timedelta(seconds=110), lived=timedelta(days=9))
        .runs(A, uid="2" * 32, since=timedelta(seconds=95))
        .kubelet(
            'E1227 10:25:15.275456 1258223 kubelet.go:1683] "Failed creating a mirror pod for" err="pods \\"kube-apiserver-beholder01\\" is forbidden: PodSecurityPolicy: unable to admit pod: [pod.metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: Forbidden: seccomp may not be set pod.metadata.annotations[container.seccomp.security.alpha.kubernetes.io/kube-apiserver]: Forbidden: seccomp may not be set]" pod="kube-system/kube-apiserver-beholder01"'
        ),
    ),
    report(
        "bottlerocket-os/bottlerocket/issues/1396",
        None,
        None,
        never="manifest_invalid",
        node=Node(version="v1.19.8")
        .manifest("kube-apiserver", pod_text(), edited=timedelta(minutes=9))
        .runs(A, since=timedelta(minutes=8))
        .kubelet(
            "E0316 01:32:57.651483    3919 file.go:108] Unable to process watch event: can't process config file \"/etc/kubernetes/manifests/kube-apiserver\": /etc/kubernetes/manifests/kube-apiserver: couldn't parse as pod(Object 'Kind' is missing in 'null'), please check config file",
            ago=timedelta(minutes=9),
        ),
    ),
    # ---- what the apiserver leans on ------------------------------------------------------------------------------
    report(
        "kubernetes-sigs/aws-encryption-provider/issues/45",
        "kms_plugin_unavailable",
        A,
        exits(
            A,
            'Error: error while parsing encryption provider configuration file "/etc/kubernetes/encryption-config.yaml": error while parsing file: could not configure KMS plugin "aws-encryption-provider", error: failed to create connection to unix socket: /var/run/kmsplugin/socket.sock, error: dial unix /var/run/kmsplugin/socket.sock: connect: connection refused',
            "--encryption-provider-config=/etc/kubernetes/encryption-config.yaml",
            version="v1.19.2",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/56761",
        "admission_webhook_deadlock",
        A,
        exits(
            A,
            'E1203 18:10:28.017345   11278 client_ca_hook.go:78] Internal error occurred: failed calling admission webhook "namespacereservations.admission.online.openshift.io": an error on the server ("tls: failed to find \\"CERTIFICATE\\" PEM block in certificate input after skipping PEM blocks of the following types: [PUBLIC KEY]") has prevented the request from succeeding\nF1203 18:10:28.017716   11278 hooks.go:188] PostStartHook "ca-registration" failed: unable to initialize client CA configmap: timed out waiting for the condition',
            version="v1.8.4",
            code=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/123089",
        ["unknown", "component_overloaded"],
        A,
        exits(
            A,
            'E0122 06:54:22.018964      10 writers.go:131] apiserver was unable to write a fallback JSON response: http: Handler timeout\nW0122 06:54:22.457480      10 storage_scheduling.go:106] unable to get PriorityClass system-node-critical: Get "https://10.0.0.4:8443/apis/scheduling.k8s.io/v1/priorityclasses/system-node-critical": net/http: TLS handshake timeout. Retrying...\nF0122 06:54:22.457615      10 hooks.go:203] PostStartHook "scheduling/bootstrap-system-priority-classes" failed: unable to add default system priority classes: timed out waiting for the condition',
            version="v1.25.5",
            code=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/141220",
        "unknown",
        A,
        exits(
            A,
            'F0806 10:29:55.900000       1 hooks.go:204] PostStartHook "start-service-ip-repair-controllers" failed: unable to perform initial IP and Port allocation check',
            version="v1.34.1",
            code=255,
            lived=timedelta(seconds=61),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/65966",
        "leader_election_lost",
        S,
        exits(
            S,
            "I1228 16:59:28.077293       1 leaderelection.go:241] attempting to acquire leader lease  kube-system/kube-scheduler...\nE1228 16:59:45.353862       1 leaderelection.go:330] error retrieving resource lock kube-system/kube-scheduler: Get https://10.0.0.4:6443/api/v1/namespaces/kube-system/endpoints/kube-scheduler?timeout=10s: net/http: request canceled (Client.Timeout exceeded while awaiting headers)\nI1228 16:59:47.969930       1 leaderelection.go:251] successfully acquired lease kube-system/kube-scheduler\nI1228 17:00:42.008006       1 leaderelection.go:287] failed to renew lease kube-system/kube-scheduler: failed to tryAcquireOrRenew context deadline exceeded\nF1228 17:00:42.008059       1 server.go:264] leaderelection lost",
            version="v1.16.0",
            code=255,
        ),
    ),
    # ---- a second lot, met when the rules had been mended for the first ---------------------------------------------
    report(
        "kubernetes/minikube/issues/4806",
        "invalid_flag_value",
        A,
        exits(
            A,
            'I0718 16:20:01.100000       1 server.go:560] external host was not specified, using 192.168.39.5\nerror: invalid audit log mode 777, allowed modes are "batch,blocking,blocking-strict"',
            "--audit-log-path=-",
            "--audit-log-mode=777",
            version="v1.15.0",
        ),
    ),
    report(
        "kubernetes/minikube/issues/3524",
        "missing_required_flag",
        A,
        exits(
            A,
            "error: [service-account-issuer is a required flag when BoundServiceAccountTokenVolume is enabled, --service-account-signing-key-file and --service-account-issuer are required flags]",
            "--feature-gates=BoundServiceAccountTokenVolume=true",
            flags=("--etcd-servers=https://127.0.0.1:2379", "--secure-port=8443"),
            version="v1.13.2",
        ),
    ),
    report(
        "kubernetes/minikube/issues/4536",
        "unknown_flag",
        A,
        exits(A, "error: unknown flag: --Authorization.Mode", "--Authorization.Mode=RBAC", version="v1.14.2"),
    ),
    report(
        "kubernetes/minikube/issues/2496",
        ["file_missing", "file_not_mounted", "port_in_use", "port_held_by_previous_instance"],
        None,
        exits(
            A,
            "I0201 07:00:43.089881       1 server.go:114] Version: v1.8.0\nI0201 07:00:43.090055       1 plugins.go:101] No cloud provider specified.\nunable to load client CA file: unable to load client CA file: open /var/lib/localkube/certs/front-proxy-ca.crt: no such file or directory",
            "--requestheader-client-ca-file=/var/lib/localkube/certs/front-proxy-ca.crt",
            mounts=("/var/lib/localkube/certs",),
            version="v1.8.0",
        )
        .static_pod(KCM)
        .died(
            KCM,
            "I0201 07:00:34.118059       1 leaderelection.go:174] attempting to acquire leader lease...\nF0201 07:00:34.118275       1 controllermanager.go:221] listen tcp 127.0.0.1:10252: bind: address already in use",
            code=255,
        )
        .static_pod(S)
        .died(
            S,
            "F0201 07:02:00.044354       1 server.go:182] listen tcp 127.0.0.1:10251: bind: address already in use",
            code=255,
        ),
    ),
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/126",
        None,
        None,
        Node(version="v1.5.2")
        .static_pod(KCM)
        .runs(
            KCM,
            "I0215 17:34:37.747516   31425 controllermanager.go:462] Starting certificates.k8s.io/v1alpha1 apis\nE0215 17:34:37.747700   31425 controllermanager.go:472] Failed to start certificate controller: open /etc/kubernetes/ca/ca.pem: no such file or directory",
            since=timedelta(seconds=102),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/43974",
        None,
        None,
        never="file_missing",
        node=exits(
            KCM,
            "E0405 01:23:04.809565    4501 controllermanager.go:558] Failed to start certificate controller: open /etc/kubernetes/ca/ca.pem: no such file or directory\nE0405 01:23:05.100000    4501 leaderelection.go:229] error retrieving resource lock kube-system/kube-controller-manager: Get http://127.0.0.1:8080/api/v1/namespaces/kube-system/endpoints/kube-controller-manager: dial tcp 127.0.0.1:8080: getsockopt: connection refused\nF0405 01:23:15.100000    4501 controllermanager.go:209] leaderelection lost",
            version="v1.5.5",
            code=255,
            lived=timedelta(hours=1),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/102715",
        "unknown",
        A,
        Node(version="v1.21.1")
        .static_pod(A)
        .died(A, code=1)
        .kubelet(
            'E0609 11:56:40.652337    4641 pod_workers.go:190] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with CrashLoopBackOff: \\"back-off 2m40s restarting failed container=kube-apiserver pod=kube-apiserver-master-1_kube-system(e2c7b04fddb2a572ab8a8dd014822a9f)\\"" pod="kube-system/kube-apiserver-master-1" podUID=e2c7b04fddb2a572ab8a8dd014822a9f',
            'I0609 11:56:52.651734    4641 scope.go:111] "RemoveContainer" containerID="82a6db870c2cc668163fffc04b2a58d799df85819c0b60ec6cf0be373c4085c8"',
        ),
    ),
    report(
        "kubernetes-sigs/scheduler-plugins/issues/394",
        "component_config_invalid",
        S,
        exits(
            S,
            'Flag --port has been deprecated, This flag has no effect now and will be removed in v1.24. You can use --secure-port instead.\nI0627 15:15:46.623770       1 serving.go:348] Generated self-signed cert in-memory\nE0627 15:15:46.624607       1 run.go:74] "command failed" err="no kind \\"KubeSchedulerConfiguration\\" is registered for version \\"kubescheduler.config.k8s.io/v1beta1\\" in scheme \\"k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:30\\""',
            "--config=/etc/kubernetes/sched-cc.yaml",
            "--port=0",
            version="v1.24.2",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/78971",
        "static_pod_path_wrong",
        UNIT,
        Node(version="v1.14.3")
        .static_pod(A)
        .static_pod(E)
        .file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: cgroupfs\nstaticPodPath: /etc/kubelet.d\n",
        )
        .unit("kubelet"),
    ),
    report(
        "rancher-archives/rke/issues/2182",
        ["authentication_config_invalid", "component_config_invalid"],
        A,
        exits(
            A,
            'Error: invalid authentication config: error loading config file "/etc/kubernetes/kube-api-authn-webhook.yaml": couldn\'t get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }',
            "--authentication-token-webhook-config-file=/etc/kubernetes/kube-api-authn-webhook.yaml",
            mounts=("/etc/kubernetes",),
            version="v1.18.6",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/88946",
        "unknown",
        A,
        exits(
            A,
            "I0308 10:11:12.100000       1 server.go:146] Version: v1.18.0-beta.1\npanic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x50 pc=0x1a1a1a1]\n\ngoroutine 1 [running]:\nk8s.io/kubernetes/vendor/k8s.io/apiserver/pkg/server/options.(*AuditOptions).ApplyTo(0xc0001)",
            "--audit-webhook-config-file=/etc/kubernetes/audit-webhook.yaml",
            version="v1.18.0-beta.1",
            code=2,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/34307",
        None,
        None,
        never="manifest_invalid",
        node=Node(version="v1.4.0")
        .manifest(
            "kube-apiserver.json",
            '{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "kube-apiserver", "namespace": "kube-system"}, "spec": {"containers": [{"name": "kube-apiserver", "image": "gcr.io/google_containers/kube-apiserver-amd64:v1.4.0", "command": ["kube-apiserver", "--secure-port=8081"]}]}}\n',
            edited=timedelta(seconds=30),
        )
        .waits(A, "ContainerCreating"),
    ),
    report(
        "kubernetes/kubernetes/issues/12624",
        "invalid_flag_value",
        A,
        exits(
            A,
            "Error: specified --service-cluster-ip-range is too large\nError: specified --service-cluster-ip-range is too large",
            "--service-cluster-ip-range=10.0.0.0/8",
            version="v1.6.6",
        ),
    ),
)
