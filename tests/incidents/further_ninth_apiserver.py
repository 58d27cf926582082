"""Public reports of kube-apiserver and its probes: flags, files, certificates, ports, what it depends on, 2015 to 2026.

They are shown as those of further.py are; a systemd unit of a control plane program is shown as a static pod.
"""

from datetime import timedelta

from incidents.builder import FLAGS, Node, http_probe
from incidents.further import KCM, A, E, S, exits, report


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def flags_but(program, *others, drop=()):
    """kubeadm's flags of that program, but for some; `others` replace those of their name."""
    names = {flag.split("=")[0] for flag in others} | set(drop)
    return (*(flag for flag in FLAGS[program] if flag.split("=")[0] not in names), *others)


def healthy(*programs, since=timedelta(days=3), node=None, log="", version=None):
    """Pods that run, all since then; `log` is the apiserver's."""
    made = node or Node(version=version)
    for program in programs:
        made.static_pod(program).runs(program, log if program == A else "", since=since)
    return made


def redials(header, to, *seconds):
    """A client's line that it cannot reach etcd, again and again; `header` has {} for the seconds."""
    return "\n".join(header.format(second) + to for second in seconds)


FURTHER_NINTH_APISERVER = (
    # ---- the command line -------------------------------------------------------------------------------------------
    report(
        "aespinosa/cookbook-kube/pull/12",
        "unknown_flag",
        A,
        exits(A, "unknown flag: --cluster-name", "--cluster-name=kubernetes", version=None, code=2),
    ),
    # Completed: the line's "Error:"; the report gives the message in its title and the whole command line.
    report(
        "k3s-io/k3s/issues/380",
        "unknown_flag",
        A,
        exits(
            A,
            "Error: unknown flag: --repair-malformed-updates",
            command="/hyperkube",
            flags=(
                "kube-apiserver",
                "--repair-malformed-updates=false",
                "--bind-address=0.0.0.0",
                "--cloud-provider=",
                "--tls-cert-file=/etc/kubernetes/ssl/kube-apiserver.pem",
                "--authorization-mode=Node,RBAC",
                "--requestheader-username-headers=X-Remote-User",
                "--service-account-key-file=/etc/kubernetes/ssl/kube-service-account-token-key.pem",
                "--etcd-prefix=/registry",
                "--profiling=false",
            ),
            mounts=("/etc/kubernetes",),
            image="rancher/k3s:v0.4.0",
            version="v1.14.1",
        ),
    ),
    report(
        "awslabs/eks-perf-tests/issues/161",
        "invalid_flag_value",
        A,
        exits(
            A,
            lines(
                "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.",
                "Flag --insecure-bind-address has been deprecated, This flag has no effect now and will be removed in v1.24.",
                "Error: invalid port value 8080: only zero is allowed",
            ),
            "--insecure-port=8080",
            "--insecure-bind-address=0.0.0.0",
            version="v1.21.5",
        ),
    ),
    report(
        "kubernetes/kubernetes/pull/102121",
        "invalid_flag_value",
        A,
        exits(
            A,
            lines(
                "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.",
                "Error: invalid port value 28080: only zero is allowed",
            ),
            "--insecure-port=28080",
            version="v1.21.0",
        ),
    ),
    report(
        "alta3/kubernetes-the-alta3-way/issues/3",
        "invalid_flag_value",
        A,
        exits(A, "Error: invalid value api/all=", "--runtime-config=api/all", version="v1.18.0"),
    ),
    report(
        "kubernetes/kubernetes/issues/57925",
        "invalid_flag_value",
        A,
        exits(
            A,
            "F0106 10:45:00.468461   47256 server.go:178] error in initializing storage factory: group version rbac.authorization.k8s.io/v1beta1 that has not been registered",
            "--runtime-config=rbac.authorization.k8s.io/v1beta1",
            version="v1.9.0",
            code=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/57189",
        "invalid_flag_value",
        A,
        exits(
            A,
            "error in initializing storage factory: group version apiextensions.k8s.io/v1beta1 that has not been registered",
            "--runtime-config=apiextensions.k8s.io/v1beta1",
            version="v1.8.5",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/14627",
        "unknown_admission_plugin",
        A,
        exits(
            A,
            "Unknown admission plugin: DenyEscalatingExec",
            "--admission-control=NamespaceLifecycle,LimitRanger,ServiceAccount,ResourceQuota,DenyEscalatingExec",
            version=None,
            code=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/14299",
        "unknown_admission_plugin",
        A,
        exits(
            A,
            "F0921 20:12:12.024649       7 plugins.go:105] Unknown admission plugin: DenyEscalatingExec",
            "--admission-control=NamespaceLifecycle,LimitRanger,SecurityContextDeny,ServiceAccount,DenyEscalatingExec,ResourceQuota",
            version=None,
            code=255,
        ),
    ),
    # Completed: the words around the message, which stands in the title; the command line is the report's.
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/440",
        "unknown_admission_plugin",
        A,
        exits(
            A,
            'Error: enable-admission-plugins plugin "Initializers" is unknown',
            flags=(
                "--enable-admission-plugins=Initializers,NamespaceLifecycle,NodeRestriction,LimitRanger,ServiceAccount,DefaultStorageClass,ResourceQuota",
                "--anonymous-auth=false",
                "--experimental-encryption-provider-config=/etc/kubernetes/encryption-config.yaml",
                "--advertise-address=192.168.1.201",
                "--bind-address=192.168.1.201",
                "--insecure-port=0",
                "--authorization-mode=Node,RBAC",
                "--runtime-config=api/all",
                "--enable-bootstrap-token-auth",
                "--service-cluster-ip-range=10.254.0.0/16",
                "--tls-cert-file=/etc/kubernetes/cert/kubernetes.pem",
                "--tls-private-key-file=/etc/kubernetes/cert/kubernetes-key.pem",
                "--client-ca-file=/etc/kubernetes/cert/ca.pem",
                "--service-account-key-file=/etc/kubernetes/cert/ca.pem",
                "--etcd-servers=https://192.168.1.200:2379,https://192.168.1.201:2379",
                "--enable-swagger-ui=true",
            ),
            mounts=("/etc/kubernetes",),
            probe="",
            version="v1.14.1",
        ),
    ),
    # The file is not there at all: systemd's own words of a unit shown as a static pod's.
    report(
        "rimusz/coreos-kubernetes-cluster-osx/issues/3",
        ["command_not_found", "unknown"],
        A,
        exits(
            A,
            "/usr/bin/chmod: cannot access '/opt/bin/kube-apiserver': No such file or directory",
            command="/opt/bin/kube-apiserver",
            flags=("--etcd_servers=http://127.0.0.1:4001", "--portal_net=10.100.0.0/16"),
            probe="",
            node=Node(name="k8smaster-01", version=None).absent("/opt/bin/kube-apiserver"),
        ),
    ),
    # ---- configuration files ----------------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/57586",
        "component_config_invalid",
        A,
        exits(
            A,
            "failed to initialize admission: no kind is registered for the type runtime.Unknown",
            "--admission-control-config-file=/etc/kubernetes/pki/admission.yaml",
            node=Node(version="v1.9.0").file(
                "/etc/kubernetes/pki/admission.yaml",
                "apiVersion: apiserver.k8s.io/v1alpha1\nkind: AdmissionConfiguration\nplugins:\n- name: ResourceQuota\n"
                "  configuration:\n  - apiVersion: resourcequota.admission.k8s.io/v1alpha1\n    kind: Configuration\n"
                "    limitedResources:\n    - resource: pods\n",
            ),
        ),
    ),
    # ---- files ------------------------------------------------------------------------------------------------------
    report(
        "coreos/coreos-kubernetes/issues/295",
        "file_not_mounted",
        A,
        exits(
            A,
            lines(
                "I0227 22:36:06.389956       1 plugins.go:71] No cloud provider specified.",
                "F0227 22:36:06.390088       1 server.go:416] Failure to start kubelet client: open /etc/ssl/etcd/master1-master-client.pem: no such file or directory",
            ),
            command="/hyperkube",
            flags=(
                "apiserver",
                "--bind-address=0.0.0.0",
                "--secure-port=443",
                "--kubelet-client-certificate=/etc/ssl/etcd/master1-master-client.pem",
                "--tls-cert-file=/etc/kubernetes/ssl/apiserver.pem",
                "--tls-private-key-file=/etc/kubernetes/ssl/apiserver-key.pem",
            ),
            mounts=("/etc/kubernetes/ssl", "/etc/ssl/certs"),
            probe="",
            node=Node(name="master1", version=None).there("/etc/ssl/etcd/master1-master-client.pem"),
            code=255,
            form="docker",
        ),
    ),
    report(
        "derek0377/k8s/issues/1",
        "file_permission_denied",
        A,
        exits(
            A,
            "Unable to generate self signed cert: open /var/run/kubernetes/apiserver.crt: permission denied",
            flags=(
                "--logtostderr=true",
                "--v=0",
                "--etcd_servers=http://127.0.0.1:2379",
                "--address=127.0.0.1",
                "--allow_privileged=false",
                "--service-cluster-ip-range=10.254.0.0/16",
                "--admission_control=NamespaceLifecycle,NamespaceExists,LimitRanger,SecurityContextDeny,ServiceAccount,ResourceQuota",
            ),
            mounts=(),
            probe="",
            node=Node(name="fws0250", version=None).there("/var/run/kubernetes", kind="directory", mode="0755"),
        ),
    ),
    # No log was shown; the manifest names a file of a home directory and kubeadm mounts none.
    report(
        "kubernetes/website/issues/9760",
        ["file_not_mounted", "unknown"],
        A,
        exits(
            A,
            "",
            "--audit-policy-file=/home/genadm/min-audit.yaml",
            "--audit-log-path=/var/log/kube-apiserver-audit.log",
            node=Node(version=None).there("/home/genadm/min-audit.yaml"),
        ),
    ),
    # ---- ports ------------------------------------------------------------------------------------------------------
    report(
        "kubernetes/website/issues/14019",
        ["port_in_use", "port_held_by_previous_instance"],
        A,
        exits(
            A,
            "error: failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use",
            version="v1.14.1",
        ),
    ),
    # On agents of the cluster: a manifest of an older server is still there, and the agent's own balancer has the port.
    report(
        "rancher/rke2/issues/3480",
        ["port_in_use", "port_held_by_previous_instance", "stale_manifest"],
        A,
        exits(
            A,
            lines(
                "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.",
                "I1019 20:33:37.957778       1 server.go:565] external host was not specified, using 10.10.33.17",
                "I1019 20:33:37.958213       1 server.go:172] Version: v1.23.9+rke2r1",
                'E1019 20:33:37.958760       1 run.go:74] "command failed" err="failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use"',
            ),
            image="index.docker.io/rancher/hardened-kubernetes:v1.23.9-rke2r1-build20220713",
            node=Node(name="rancher-prd-01", version="v1.24.6+rke2r1"),
        ),
    ),
    # ---- the command line, again ------------------------------------------------------------------------------------
    report(
        "kubernetes/website/pull/8194",
        "invalid_flag_value",
        A,
        exits(
            A,
            "error: unknown api groups eventratelimit.admission.k8s.io",
            "--runtime-config=eventratelimit.admission.k8s.io/v1alpha1=true",
            version="v1.10.0",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/52695",
        "missing_required_flag",
        A,
        exits(
            A,
            lines(
                "I0913 17:00:27.238377   51575 server.go:114] Version: v1.9.0-alpha.0.584+be78d113b1fa40",
                "I0913 17:00:27.239013   51575 services.go:35] Network range for service cluster IPs is unspecified. Defaulting to 10.0.0.0/24.",
                "W0913 17:00:27.239063   51575 authentication.go:380] AnonymousAuth is not allowed with the AllowAll authorizer.  Resetting AnonymousAuth to false. You should use a different authorizer",
                "no --service-cluster-ip-range specified",
            ),
            flags=("--etcd-servers=http://localhost:2379", "--storage-backend=etcd2"),
            probe="",
            version="v1.9.0-alpha.0",
        ),
        never="always_allow_resets_anonymous_auth",
    ),
    report(
        "canonical/microk8s/issues/1790",
        "unknown_flag",
        A,
        exits(
            A,
            "Error: unknown flag: --storage-dir",
            flags=(
                "--cert-dir=/var/snap/microk8s/1788/certs",
                "--service-cluster-ip-range=10.152.183.0/24",
                "--storage-dir=/var/snap/microk8s/1788/var/kubernetes/backend/",
            ),
            mounts=(),
            probe="",
            version="v1.20.0",
        ),
    ),
    report(
        "openshift/cluster-kube-apiserver-operator/pull/1343",
        "unknown_flag",
        A,
        exits(
            A,
            'E0425 13:41:01.547406       1 run.go:74] "command failed" err="unknown flag: --enable-swagger-ui"',
            "--enable-swagger-ui=true",
            version="v1.24.0",
        ),
    ),
    # No log was shown: what kubeadm was told, and that the apiserver never comes up with it.
    report(
        "kubernetes/kubernetes/issues/62861",
        ["invalid_flag_value", "component_config_invalid", "unknown"],
        A,
        exits(
            A,
            "",
            "--admission-control=Initializers,NamespaceLifecycle,LimitRanger,ServiceAccount,DefaultStorageClass,DefaultTolerationSeconds,NodeRestriction,ResourceQuota,EventRateLimit",
            "--runtime-config=apiserver.k8s.io/v1alpha1,eventratelimit.admission.k8s.io/v1alpha1=true",
            version="v1.10.1",
        ),
    ),
    # Completed: the name. No log was shown; `docker ps` has the apiserver exited with 1 a second after its start.
    report(
        "kubernetes/website/issues/28395",
        ["invalid_flag_value", "unknown"],
        A,
        exits(
            A,
            "",
            flags=flags_but(A, "--advertise-address=cluster-endpoint"),
            lived=timedelta(seconds=1),
            node=Node(version="v1.21.1").static_pod(E).runs(E, since=timedelta(minutes=12)),
        ),
    ),
    # A systemd unit: its service manager's line.
    report(
        "kubernetes/kubernetes/issues/50415",
        ["command_not_found", "unknown"],
        A,
        exits(
            A,
            "",
            command="/usr/bin/kube-apiserver",
            probe="",
            code=203,
            node=Node(version="v1.7.3").journal(
                "kube-apiserver",
                "kube-apiserver.service: main process exited, code=exited, status=203/EXEC",
                by="systemd",
            ),
        ),
    ),
    # Outside the set: the reconciler takes 0.0.0.0 for no address; the apiserver ends after a minute or two.
    report(
        "kubernetes/kubernetes/issues/66637",
        "unknown",
        A,
        exits(
            A,
            "E0725 21:12:40.118033       1 controller.go:149] Unable to perform initial Kubernetes service initialization: no master IPs were listed in storage, refusing to erase all endpoints for the kubernetes service",
            flags=flags_but(A, "--advertise-address=0.0.0.0", "--cloud-provider=aws"),
            lived=timedelta(seconds=95),
            version="v1.11.0",
        ),
        never="node_address_missing",
    ),
    # Outside the set: a build's own fault; it was repaired in the program.
    report(
        "kubernetes/kubernetes/issues/30636",
        "unknown",
        A,
        exits(
            A,
            "F0815 18:31:49.302229       1 master.go:307] Error in registering group versions: Unable to setup API &{{v1 [v1] <nil> {} DefaultRESTMapper{kindToPluralResource=map[/v1, Kind=NamespaceList:{ v1 namespacelists} /v1, Kind=NodeList:{ v1 nodelists}]}}}",
            command="/hyperkube",
            flags=("apiserver", "--cloud-provider=azure", "--etcd-servers=http://127.0.0.1:4001", "--v=2"),
            probe="",
            code=255,
            version="v1.4.0-alpha.2",
        ),
        never="invalid_flag_value",
    ),
    # ---- configuration files, again ---------------------------------------------------------------------------------
    # Completed: the line around "unable to read admission control configuration", which is in the title.
    report(
        "kubernetes-sigs/kind/issues/2164",
        "file_not_mounted",
        A,
        exits(
            A,
            'Error: failed to initialize admission: failed to read plugin config: unable to read admission control configuration from "/etc/kubernetes/adm-control/admission-control.yaml" [open /etc/kubernetes/adm-control/admission-control.yaml: no such file or directory]',
            "--enable-admission-plugins=NodeRestriction,PodNodeSelector",
            "--admission-control-config-file=/etc/kubernetes/adm-control/admission-control.yaml",
            node=Node(name="kind-control-plane", version="v1.20.2").file(
                "/etc/kubernetes/adm-control/admission-control.yaml",
                'podNodeSelectorPluginConfig:\n  clusterDefaultNodeSelector: "env=dev"\n',
            ),
        ),
    ),
    # No log was shown; kubeadm mounts no such file.
    report(
        "kubernetes/kubernetes/issues/98862",
        ["file_not_mounted", "file_missing", "unknown"],
        A,
        exits(
            A,
            "",
            "--enable-admission-plugins=PodNodeSelector",
            "--admission-control-config-file=/etc/kubernetes/admissionConfiguration.yaml",
            version="v1.20.2",
        ),
    ),
    # No log was shown: after an update the apiserver no longer started until that file was made.
    report(
        "kubernetes/kubernetes/issues/23370",
        ["file_missing", "unknown"],
        A,
        exits(
            A,
            "",
            flags=(
                "--etcd_servers=http://127.0.0.1:4001",
                "--service_account_key_file=/tmp/serviceaccount.key",
                "--admission_control=NamespaceLifecycle,NamespaceExists,LimitRanger,ServiceAccount,ResourceQuota",
            ),
            mounts=("/tmp",),
            probe="",
            code=255,
            node=Node(version="v1.2.0").absent("/tmp/serviceaccount.key"),
        ),
    ),
    # ---- what the host has not ---------------------------------------------------------------------------------------
    # Completed: the region, and the end of the line as the title has it.
    report(
        "kubernetes/kubernetes/issues/59979",
        "host_ca_bundle_missing",
        A,
        exits(
            A,
            lines(
                "I0216 17:32:50.207832       1 server.go:121] Version: v1.9.3",
                "I0216 17:32:50.207987       1 cloudprovider.go:59] --external-hostname was not specified. Trying to get it from the cloud provider.",
                "I0216 17:32:50.208143       1 aws.go:1000] Building AWS cloudprovider",
                "I0216 17:32:50.208186       1 aws.go:963] Zone not specified in configuration file; querying AWS metadata service",
                'error setting the external host value: "aws" cloud provider could not be initialized: could not init cloud provider "aws": error finding instance i-071060a437378f122: "error listing AWS instances: \\"RequestError: send request failed\\ncaused by: Post https://ec2.eu-central-1.amazonaws.com/: x509: failed to load system roots and no roots provided\\""',
            ),
            "--cloud-provider=aws",
            version="v1.9.3",
        ),
    ),
    report(
        "kubernetes-sigs/kubespray/issues/1143",
        "host_ca_bundle_missing",
        A,
        exits(
            A,
            lines(
                "I0315 01:47:17.225143       1 aws.go:746] Building AWS cloudprovider",
                "I0315 01:47:17.225175       1 aws.go:700] Zone not specified in configuration file; querying AWS metadata service",
                'F0315 01:47:25.576208       1 config.go:506] Cloud provider could not be initialized: could not init cloud provider "aws": error finding instance i-07f80edba112aa268: error listing AWS instances: RequestError: send request failed',
                "caused by: Post https://ec2.us-east-2.amazonaws.com/: x509: failed to load system roots and no roots provided",
            ),
            "--cloud-provider=aws",
            version="v1.5.3",
            code=255,
            lived=timedelta(seconds=9),
        ),
    ),
    # Completed: the instance, and the middle of the line as the same program prints it on AWS.
    report(
        "kubernetes/kubernetes/issues/33680",
        "host_ca_bundle_missing",
        KCM,
        exits(
            KCM,
            lines(
                'F0928 18:40:12.339401       1 controllermanager.go:227] Cloud provider could not be initialized: could not init cloud provider "aws": error finding instance i-0cf4a2b1d5e63f718: error listing AWS instances: RequestError: send request failed',
                "caused by: Post https://ec2.us-east-1.amazonaws.com/: x509: failed to load system roots and no roots provided",
            ),
            "--cloud-provider=aws",
            version="v1.4.0",
            code=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/21150",
        ["container_create_failed", "host_path_unusable"],
        None,
        Node(version="v1.1.7")
        .static_pod(A, mounts=("/srv/kubernetes", "/var/log/kube-apiserver.log", "/etc/ssl"), probe="")
        .unit("docker")
        .journal(
            "docker",
            'time="2016-02-12T19:04:23.512004411Z" level=error msg="Handler for POST /containers/{name:.*}/start returned error: Cannot start container 7f3d2b3f06104606170a74704d8b60c4d2788102e185378d4642dcbb0e6561ec: mkdir /srv/kubernetes: file exists"',
            by="docker",
        ),
    ),
    # ---- etcd ---------------------------------------------------------------------------------------------------------
    report(
        "docker/for-win/issues/14641",
        "etcd_unreachable",
        A,
        Node(name="docker-desktop", version="v1.31.4")
        .static_pod(A)
        .died(
            A,
            'W0306 02:28:39.742087       1 logging.go:55] [core] [Channel #1 SubChannel #3]grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"',
            lived=timedelta(seconds=25),
            form="docker",
        )
        .static_pod(KCM)
        .died(
            KCM,
            'E0306 02:29:00.757328       1 controllermanager.go:242] "Error building controller context" err="failed to wait for apiserver being healthy: timed out waiting for the condition: failed to get apiserver /healthz status: Get \\"https://192.168.65.3:6443/healthz\\": dial tcp 192.168.65.3:6443: connect: connection refused"',
            lived=timedelta(seconds=12),
            form="docker",
        ),
        others={KCM: "apiserver_unreachable"},
    ),
    report(
        "kubernetes/kops/issues/9600",
        "etcd_unreachable",
        A,
        exits(
            A,
            lines(
                'W0723 05:46:53.434147       1 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {https://127.0.0.1:4001 0  <nil>}. Err :connection error: desc = "transport: Error while dialing dial tcp 127.0.0.1:4001: connect: connection refused". Reconnecting...',
                'W0723 05:46:58.111962       1 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {https://127.0.0.1:4001 0  <nil>}. Err :connection error: desc = "transport: Error while dialing dial tcp 127.0.0.1:4001: connect: connection refused". Reconnecting...',
                "panic: context deadline exceeded",
                "",
                "goroutine 1 [running]:",
                "k8s.io/kubernetes/vendor/k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition.NewREST(0xc000a4c7e0, 0x51a0a60, 0xc0001d3b00, 0xc0001d3d28)",
            ),
            flags=flags_but(A, "--etcd-servers=https://127.0.0.1:4001", "--secure-port=443"),
            probe="",
            code=2,
            lived=timedelta(seconds=21),
            version="v1.16.13",
        ),
    ),
    # Completed: the times of the repeated line.
    report(
        "kubernetes/kops/issues/9834",
        "etcd_unreachable",
        A,
        exits(
            A,
            redials(
                "W0828 21:27:{}.216936       1 clientconn.go:1208] ",
                'grpc: addrConn.createTransport failed to connect to {https://127.0.0.1:4001  <nil> 0 <nil>}. Err :connection error: desc = "transport: Error while dialing dial tcp 127.0.0.1:4001: connect: connection refused". Reconnecting...',
                "24",
                "30",
                "40",
            ),
            flags=flags_but(A, "--etcd-servers=https://127.0.0.1:4001", "--cloud-provider=openstack"),
            lived=timedelta(seconds=21),
            version="v1.18.8",
        ),
    ),
    # Completed: the times of the repeated line. The machine had gone down improperly.
    report(
        "kubernetes/kubernetes/issues/107491",
        "etcd_unreachable",
        A,
        exits(
            A,
            redials(
                "W0112 21:16:{}.833031       1 clientconn.go:1331] ",
                '[core] grpc: addrConn.createTransport failed to connect to {127.0.0.1:2379 127.0.0.1 <nil> 0 <nil>}. Err: connection error: desc = "transport: Error while dialing dial tcp 127.0.0.1:2379: connect: connection refused". Reconnecting...',
                "43",
                "49",
                "59",
            ),
            lived=timedelta(seconds=21),
            version="v1.23.1",
        ),
    ),
    # The line ends here in the report, too.
    report(
        "kubernetes/kubernetes/issues/12379",
        ["etcd_unreachable", "unknown"],
        A,
        exits(
            A,
            lines(
                "I0807 04:52:09.163512    5792 plugins.go:69] No cloud provider specified.",
                "I0807 04:52:09.163921    5792 master.go:273] Node port range unspecified. Defaulting to 30000-32767.",
                "F0807 04:52:14.220342    5792 controller.go:80] Unable to perform initial IP allocation check: unable to refresh the service IP block: 501: All the given peers are not reachable (failed to propose on members [http://localhost:2379] twice [last error: Get http://localhost:2379/v2/keys/registry/ranges/serviceips?quorum=false&recursive=false&sorted=false: dial tcp: lookup localhost:",
            ),
            flags=("--etcd-servers=http://localhost:2379", "--service-cluster-ip-range=10.100.0.0/16"),
            probe="",
            code=255,
            lived=timedelta(seconds=6),
            version="v1.0.2",
        ),
    ),
    # k3s carries the apiserver; a server of the control plane only, beside one of etcd only.
    report(
        "k3s-io/k3s/issues/8672",
        "etcd_unreachable",
        A,
        exits(
            A,
            'time="2023-10-17T21:29:23Z" level=fatal msg="apiserver panic: F1017 21:29:23.119167   10671 instance.go:291] Error creating leases: error creating storage factory: context deadline exceeded\\n"',
            flags=("--etcd-servers=https://127.0.0.1:2379", "--secure-port=6444"),
            probe="",
            lived=timedelta(seconds=21),
            version="v1.28.2",
        ),
    ),
    # Only the other member's name is wrong in its certificate's eyes: a known fault of 1.14's client, and it serves.
    report(
        "kubernetes/kubernetes/issues/79145",
        None,
        None,
        Node(version="v1.14.3")
        .static_pod(
            A,
            flags=flags_but(
                A, "--etcd-servers=https://k8s-etcd-1:2379,https://k8s-etcd-2:2379,https://k8s-etcd-3:2379"
            ),
        )
        .runs(
            A,
            'W0618 18:45:34.245478       1 clientconn.go:1251] grpc: addrConn.createTransport failed to connect to {k8s-etcd-1:2379 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: x509: certificate is valid for k8s-etcd-2, not k8s-etcd-1". Reconnecting...',
            since=timedelta(minutes=30),
        ),
        never="certificate_authority_mismatch",
    ),
    # Completed: the line's header; the message is the title's.
    report(
        "kubernetes/kubernetes/issues/109384",
        ["component_overloaded", "unknown"],
        A,
        exits(
            A,
            'F0408 14:02:31.730915       1 controller.go:155] Unable to perform initial IP allocation check: unable to refresh the service IP block: Get "https://[::1]:6443/api/v1/services": net/http: TLS handshake timeout',
            code=255,
            lived=timedelta(seconds=14),
            version="v1.19.16",
        ),
    ),
    # ---- probes and load ----------------------------------------------------------------------------------------------
    report(
        "apprenda/kismatic/issues/485",
        ["probe_too_aggressive", "etcd_slow_disk", "component_overloaded", "unknown"],
        A,
        Node(version="v1.6.1")
        .static_pod(A, probe=http_probe(port=8080, path="/healthz", scheme="HTTP"))
        .died(
            A,
            "I0409 19:02:38.707165       1 wrap.go:75] GET /healthz/poststarthook/rbac/bootstrap-roles: (127.509µs) 500",
            code=0,
            attempt=17,
            lived=timedelta(seconds=95),
            form="docker",
        ),
    ),
    # Completed: the kubelet's words; the report tells that most requests, and so the probe, are answered with 429.
    report(
        "kubernetes/kubernetes/issues/57405",
        ["probe_throttled", "component_overloaded"],
        A,
        Node(version="v1.9.0")
        .static_pod(A, probe=http_probe(port=8080, path="/healthz", scheme="HTTP"))
        .died(A, code=137, attempt=9, lived=timedelta(minutes=6), form="docker")
        .kubelet(
            'I1219 09:14:02.301554    1712 prober.go:111] Liveness probe for "kube-apiserver-master-1_kube-system(ad2c4a1b7f4d0b5e6c5ff0d7d80e1a53):kube-apiserver" failed (failure): HTTP probe failed with statuscode: 429'
        ),
    ),
    report(
        "rancher/rancher/issues/42505",
        ["component_overloaded", "probe_timeout_too_short", "etcd_slow_disk", "unknown"],
        A,
        Node(version="v1.26.7+rke2r1")
        .static_pod(
            A,
            probe="    startupProbe:\n      exec:\n        command: [kubectl, get, --server=https://localhost:6443/, --client-certificate=/var/lib/rancher/rke2/server/tls/client-kube-apiserver.crt, --client-key=/var/lib/rancher/rke2/server/tls/client-kube-apiserver.key, --certificate-authority=/var/lib/rancher/rke2/server/tls/server-ca.crt, --raw=/livez]\n      periodSeconds: 5\n      timeoutSeconds: 5\n      failureThreshold: 24",
            mounts=("/var/lib/rancher/rke2/server/tls",),
            image="index.docker.io/rancher/hardened-kubernetes:v1.26.7-rke2r1-build20230719",
        )
        .died(A, code=137, attempt=6, lived=timedelta(minutes=2))
        .kubelet(
            'I0824 13:10:48.220915    4211 prober.go:109] "Probe failed" probeType="Startup" pod="kube-system/kube-apiserver-master-1" podUID=1f0a2c58e9cb7ce4f1c6c5b6b2b0e0f7 containerName="kube-apiserver" probeResult=failure output="command \\"kubectl get --server=https://localhost:6443/ --client-certificate=/var/lib/rancher/rke2/server/tls/client-kube-apiserver.crt --client-key=/var/lib/rancher/rke2/server/tls/client-kube-apiserver.key --certificate-authority=/var/lib/rancher/rke2/server/tls/server-ca.crt --raw=/livez\\" timed out"',
            'I0824 13:10:48.221190    4211 kuberuntime_manager.go:707] "Message for Container of pod" containerName="kube-apiserver" containerStatusID={Type:containerd ID:5d7a6e0fb0a2} pod="kube-system/kube-apiserver-master-1" containerMessage="Container kube-apiserver failed startup probe, will be restarted"',
        ),
        never="probe_command_broken",
    ),
    report(
        "kubicorn/kubicorn/issues/165",
        "node_out_of_memory",
        A,
        Node(name="xmudrii-k8s-master-0", version="v1.7.3")
        .static_pod(A)
        .died(A, code=137, attempt=4, lived=timedelta(minutes=3), form="docker")
        .journal(
            "kernel",
            "Out of memory: Kill process 9653 (kube-apiserver) score 1331 or sacrifice child",
            "Killed process 9653 (kube-apiserver) total-vm:460312kB, anon-rss:336968kB, file-rss:0kB",
        ),
    ),
    # On a Raspberry Pi; etcd is begun anew there, too. The lines are those of "the api-server, after it got stopped".
    report(
        "kubernetes/kubeadm/issues/790",
        ["probe_too_aggressive", "component_overloaded", "unknown"],
        A,
        Node(name="gernot-pi3", version="v1.10.2")
        .static_pod(A)
        .died(
            A,
            lines(
                "Flag --insecure-port has been deprecated, This flag will be removed in a future version.",
                "Flag --admission-control has been deprecated, Use --enable-admission-plugins or --disable-admission-plugins instead. Will be removed in a future version.",
                "I0511 18:00:16.556559       1 server.go:135] Version: v1.10.2",
                "I0511 18:00:16.557712       1 server.go:724] external host was not specified, using 192.168.1.123",
                "I0511 18:00:41.563008       1 plugins.go:149] Loaded 9 admission controller(s) successfully in the following order: NamespaceLifecycle,LimitRanger,ServiceAccount,NodeRestriction,DefaultTolerationSeconds,DefaultStorageClass,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,ResourceQuota.",
                "I0511 18:00:41.571854       1 plugins.go:149] Loaded 9 admission controller(s) successfully in the following order: NamespaceLifecycle,LimitRanger,ServiceAccount,NodeRestriction,DefaultTolerationSeconds,DefaultStorageClass,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,ResourceQuota.",
                "I0511 18:00:41.619309       1 master.go:228] Using reconciler: master-count",
                "W0511 18:00:42.739861       1 genericapiserver.go:342] Skipping API batch/v2alpha1 because it has no resources.",
                "W0511 18:00:42.888160       1 genericapiserver.go:342] Skipping API rbac.authorization.k8s.io/v1alpha1 because it has no resources.",
            ),
            code=137,
            attempt=81,
            lived=timedelta(seconds=110),
            form="docker",
        )
        .static_pod(E)
        .runs(E, attempt=75, since=timedelta(minutes=1)),
    ),
    # The last seen is what clients break off; kubeadm's wait goes on and the container is the fifteenth.
    report(
        "kubernetes/kubernetes/issues/63796",
        ["probe_too_aggressive", "component_overloaded", "unknown"],
        A,
        Node(name="amoraru6.mylabserver.com", version="v1.10.2")
        .static_pod(A)
        .died(
            A,
            lines(
                "Flag --insecure-port has been deprecated, This flag will be removed in a future version.",
                "Flag --admission-control has been deprecated, Use --enable-admission-plugins or --disable-admission-plugins instead. Will be removed in a future version.",
                "I0514 12:47:17.471884       1 server.go:135] Version: v1.10.2",
                "I0514 12:47:17.472153       1 server.go:724] external host was not specified, using 172.31.114.153",
                "I0514 12:47:28.117443       1 plugins.go:149] Loaded 9 admission controller(s) successfully in the following order: NamespaceLifecycle,LimitRanger,ServiceAccount,NodeRestriction,DefaultTolerationSeconds,DefaultStorageClass,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,ResourceQuota.",
                "I0514 12:47:28.322988       1 master.go:228] Using reconciler: master-count",
                "W0514 12:47:29.836173       1 genericapiserver.go:342] Skipping API batch/v2alpha1 because it has no resources.",
                "I0514 12:48:53.032400       1 logs.go:49] http: TLS handshake error from 172.31.114.153:45508: EOF",
                "I0514 12:48:53.113587       1 logs.go:49] http: TLS handshake error from 172.31.114.153:45512: EOF",
                "I0514 12:48:56.156434       1 logs.go:49] http: TLS handshake error from 172.31.114.153:47396: EOF",
                "I0514 12:48:56.774087       1 logs.go:49] http: TLS handshake error from 172.31.114.153:47842: EOF",
            ),
            code=137,
            attempt=15,
            lived=timedelta(seconds=100),
            form="docker",
        ),
    ),
    # A commenter's node: etcd ended before the apiserver did; of etcd no word is shown.
    report(
        "kubernetes/kubernetes/issues/74262",
        ["etcd_unreachable", "unknown"],
        None,
        Node(name="k8s-master", version="v1.14.0")
        .static_pod(E)
        .died(E, code=1, attempt=8, lived=timedelta(seconds=2), ago=timedelta(minutes=4), form="docker")
        .static_pod(A)
        .died(
            A,
            lines(
                "Flag --insecure-port has been deprecated, This flag will be removed in a future version.",
                "I0330 13:15:59.270396       1 server.go:559] external host was not specified, using 192.168.2.236",
                "I0330 13:15:59.270569       1 server.go:146] Version: v1.14.0",
                "I0330 13:16:01.357736       1 plugins.go:158] Loaded 9 mutating admission controller(s) successfully in the following order: NamespaceLifecycle,LimitRanger,ServiceAccount,NodeRestriction,TaintNodesByCondition,Priority,DefaultTolerationSeconds,DefaultStorageClass,MutatingAdmissionWebhook.",
                "I0330 13:16:01.357833       1 plugins.go:161] Loaded 6 validating admission controller(s) successfully in the following order: LimitRanger,ServiceAccount,Priority,PersistentVolumeClaimResize,ValidatingAdmissionWebhook,ResourceQuota.",
                "E0330 13:16:01.361899       1 prometheus.go:138] failed to register depth metric admission_quota_controller: duplicate metrics collector registration attempted",
            ),
            code=255,
            attempt=8,
            lived=timedelta(seconds=23),
            ago=timedelta(seconds=70),
            form="docker",
        ),
    ),
    # ---- what only looked so: an apiserver that runs, and words in its log --------------------------------------------
    # Completed: the client's address. A client does not trust the apiserver's certificate.
    report(
        "kubernetes/kubernetes/issues/27931",
        None,
        None,
        Node(name="kubemaster-01", version="v1.2.0")
        .static_pod(
            A,
            command="/usr/bin/kube-apiserver",
            flags=(
                "--logtostderr=true",
                "--v=0",
                "--etcd_servers=http://127.0.0.1:2379",
                "--address=0.0.0.0",
                "--port=8080",
                "--kubelet_port=10250",
                "--allow_privileged=true",
                "--service-cluster-ip-range=172.17.0.0/16",
                "--admission_control=NamespaceLifecycle,NamespaceExists,LimitRanger,SecurityContextDeny,ServiceAccount,ResourceQuota",
                "--service_account_key_file=/etc/kubernetes/key/serviceaccount.key",
                "--client-ca-file=/srv/kubernetes/ca.crt",
                "--tls-cert-file=/srv/kubernetes/server.cert",
                "--tls-private-key-file=/srv/kubernetes/server.key",
            ),
            mounts=("/etc/kubernetes/key", "/srv/kubernetes"),
            probe="",
        )
        .runs(
            A,
            "I0622 22:38:16.699924    5253 logs.go:41] http: TLS handshake error from 10.20.0.31:49486: remote error: bad certificate",
            since=timedelta(minutes=12),
        ),
        never="serving_certificate_expired",
    ),
    report(
        "kubernetes/kubernetes/issues/78158",
        None,
        None,
        healthy(
            A,
            since=timedelta(minutes=5),
            node=Node(name="master", version=None),
            log=lines(
                "I0521 11:49:34.874671    1236 controller_utils.go:1027] Waiting for caches to sync for crd-autoregister controller",
                "I0521 11:49:34.874794    1236 customresource_discovery_controller.go:199] Starting DiscoveryController",
                "I0521 11:49:34.874891    1236 naming_controller.go:284] Starting NamingConditionController",
                "I0521 11:49:34.874991    1236 establishing_controller.go:73] Starting EstablishingController",
                "I0521 11:49:34.876306    1236 log.go:172] http: TLS handshake error from 10.91.32.169:57432: tls: first record does not look like a TLS handshake",
                "I0521 11:49:35.085722    1236 cache.go:39] Caches are synced for APIServiceRegistrationController controller",
                "I0521 11:49:35.086151    1236 cache.go:39] Caches are synced for autoregister controller",
                "I0521 11:49:35.086626    1236 controller_utils.go:1034] Caches are synced for crd-autoregister controller",
            ),
        ),
        never="probe_wrong_scheme",
    ),
    # A fresh `kubeadm init`; another machine's client does not trust the new cluster's authority.
    report(
        "kubernetes/kubeadm/issues/1938",
        None,
        None,
        healthy(
            A,
            E,
            KCM,
            S,
            since=timedelta(minutes=20),
            version="v1.16.3",
            log=lines(
                "I1124 22:25:02.245299       1 log.go:172] http: TLS handshake error from 192.168.1.235:38198: remote error: tls: bad certificate",
                "I1124 22:25:03.250781       1 log.go:172] http: TLS handshake error from 192.168.1.235:38204: remote error: tls: bad certificate",
            ),
        ),
        never="serving_certificate_expired",
    ),
    # Events are lost, the apiserver goes on.
    report(
        "openshift/cluster-kube-apiserver-operator/issues/274",
        None,
        None,
        Node(version="v1.12.4")
        .static_pod(A, "--audit-log-path=/var/log/openshift-apiserver/audit.log")
        .runs(
            A,
            "E0220 16:46:10.495607       1 metrics.go:86] Error in audit plugin 'log' affecting 1 audit events: can't open new logfile: open /var/log/openshift-apiserver/audit.log: permission denied",
            since=timedelta(hours=2),
        ),
        never="file_permission_denied",
    ),
    # A unit of the user kube, who may not take a port below 1024: it says so every while, and does not end.
    report(
        "kubernetes-retired/contrib/issues/1697",
        None,
        None,
        Node(version="v1.2.4")
        .static_pod(
            A,
            command="/usr/bin/kube-apiserver",
            flags=flags_but(A, "--secure-port=443"),
            probe="",
        )
        .runs(
            A,
            "E0906 13:19:29.895480    8482 genericapiserver.go:716] Unable to listen for secure (listen tcp 0.0.0.0:443: bind: permission denied); will try again.",
            since=timedelta(minutes=7),
        ),
        never="port_in_use",
    ),
)
