"""The node below the components: a runtime asked for at another's socket, programs not let in, files that are no pods, clocks."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eighth_kubelet import carrier_ends, fatal
from incidents.own.ninth_carriers import K3S, RKE2, info
from incidents.own.shapes import UNIT, A, S, dies, each_form, miss, quiet, shows

# ---- a kubelet that asks for Docker by default --------------------------------------------------------------------------
NO_DOCKER = "failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
DOCKERD = "failed to start daemon: error initializing graphdriver: driver not supported"
SOCKETS = {
    "/var/run/rktlet.sock": "rktlet",
    "/run/rktlet.sock": "rktlet",
    "/run/crio/crio.sock": "crio",
    "/var/run/crio.sock": "crio",
    "/var/run/frakti.sock": "frakti",
}
RKTLET, CRIO = "/var/run/rktlet.sock", "/run/crio/crio.sock"


def asks_for_docker(*sockets, seen=True, version="v1.10.2"):
    """No Docker is there, as far as was looked, and these sockets are."""
    node = Node(version=version)
    node = node.absent("/var/run/docker.sock") if seen else node
    for socket in sockets:
        node.there(socket, kind="socket", mode="0660")
    return node


def ends_for_docker(node):
    return node.kubelet_loops(
        f"F0312 10:29:55.900100    5115 server.go:233] failed to run Kubelet: {NO_DOCKER}", status=255
    )


DOCKER = (
    *(
        shows(f"runtime_endpoint_wrong-docker-by-default-{number}", "runtime_endpoint_wrong", ends_for_docker(asks_for_docker(socket)).unit(runs), UNIT)
        for number, (socket, runs) in enumerate(SOCKETS.items())
    ),
    # dockershim's nodes: Docker is installed, and is what failed.
    shows("runtime_unavailable-docker-beside-crio", "runtime_unavailable", ends_for_docker(asks_for_docker(CRIO)).unit("docker", "failed", "failed").journal("docker", DOCKERD), UNIT),
    shows("runtime_unavailable-docker-that-spoke", "runtime_unavailable", ends_for_docker(asks_for_docker(RKTLET)).unit("docker", "inactive", "dead").journal("docker", DOCKERD, ago=timedelta(minutes=1)), UNIT),
    shows("runtime_unavailable-docker-and-its-containerd", "runtime_unavailable", ends_for_docker(asks_for_docker("/run/containerd/containerd.sock")).unit("containerd").unit("docker", "failed", "failed").journal("docker", DOCKERD), UNIT),
    # Nobody looked for Docker's socket, and nothing tells of a Docker.
    miss("runtime_unavailable-docker-nowhere", ["runtime_unavailable"], ends_for_docker(asks_for_docker(RKTLET, seen=False))),
)  # fmt: skip

# ---- no room for dqlite's raft -------------------------------------------------------------------------------------------
KUBELITE = "snap.microk8s.daemon-kubelite"
RAFT = (
    *(
        shows(f"disk_full-{unit}-raft-{number}", "disk_full", carrier_ends(unit, line), UNIT)
        for unit, number, line in (
            (K3S, 0, fatal("starting kubernetes: preparing server: start cluster and https: raft_init(): io: create I/O capabilities probe file: not enough space to allocate 4096 bytes")),
            (K3S, 1, fatal("starting kubernetes: preparing server: start cluster and https: raft_init(): io: not enough space to create I/O capabilities probe file")),
            (KUBELITE, 0, "Error: start node: raft_start(): io: prepare open segment: create open-1: not enough space to allocate 8388608 bytes"),
            (KUBELITE, 1, "F0312 10:29:55.900100    5115 daemon.go:67] API Server exited start node: raft_start(): io: not enough space to allocate 8388608 bytes"),
        )
    ),
    # The same calls fail for other reasons.
    miss("disk_full-raft-on-another-filesystem", "disk_full", carrier_ends(K3S, fatal("starting kubernetes: preparing server: start cluster and https: raft_init(): io: create I/O capabilities probe file: posix_allocate: operation not supported on socket"))),
    miss("disk_full-raft-of-a-torn-segment", "disk_full", carrier_ends(K3S, fatal("starting kubernetes: preparing server: start cluster and https: raft_start(): io: load closed segment 0000000000013039-0000000000013248: found 209 entries (expected 210)"))),
)  # fmt: skip

# ---- systemd's child may not become the program ---------------------------------------------------------------------------
EXECUTE = 'type=AVC msg=audit(1710239390.898:230): avc:  denied  {{ {} }} for  pid=1950 comm="({})" {} dev="dm-0" ino=67579747 scontext=system_u:system_r:init_t:s0 tcontext=unconfined_u:object_r:user_tmp_t:s0 tclass=file permissive={}'
EXITED = "{}.service: {} process exited, code=exited, status=203/EXEC"


def not_executed(unit, denial, *, line=True, ago=timedelta(seconds=32), status=203):
    """The unit loops with that status, and the kernel says so."""
    node = Node(version=None).unit(unit, "activating", "auto-restart", 57, Result="exit-code", ExecMainStatus=status)
    if line:
        node.journal(
            unit,
            EXITED.format(unit, "Main" if unit != "kubelet" else "main"),
            f"{unit}.service: Failed with result 'exit-code'.",
            by="systemd",
        )
    return node.journal("kernel", denial, ago=ago)


def loops_with(line):
    """A kubelet that systemd does not get to execute."""
    return Node(version=None).kubelet_loops(status=203).kubelet(line, by="systemd")


EXECUTED = (
    *(
        shows(f"security_module_denied-exec-{unit}-{number}", "security_module_denied", not_executed(unit, EXECUTE.format(what, child, f'{key}="{path}"', 0), line=line), UNIT)
        for number, (unit, what, child, key, path, line) in enumerate((
            ("k3s", "execute", "k3s", "name", "k3s", True),
            ("k3s-agent", "execute_no_trans", "k3s", "path", "/usr/local/bin/k3s", True),
            ("rke2-server", "open read", "rke2", "name", "rke2", True),
            ("k0scontroller", "execute", "k0s", "name", "k0s", False),
            ("kubelet", "execute", "kubelet", "path", "/opt/bin/kubelet", True),
            # systemd keeps the end of a longer name.
            ("kubelet", "execute", "yperkube", "name", "hyperkube", False),
        ))
    ),
    *(
        miss(f"security_module_denied-exec-{name}", "security_module_denied", node)
        for name, node in (
            ("of-another", not_executed("k3s", EXECUTE.format("execute", "chronyd", 'name="chronyd"', 0))),
            ("permissive", not_executed("k3s", EXECUTE.format("execute", "k3s", 'name="k3s"', 1))),
            ("of-a-file-of-its", not_executed("k3s", EXECUTE.format("read", "k3s", 'name="k3s.service.env"', 0))),
            ("long-ago", not_executed("k3s", EXECUTE.format("execute", "k3s", 'name="k3s"', 0), ago=timedelta(hours=2))),
            ("that-started", not_executed("k3s", EXECUTE.format("execute", "k3s", 'name="k3s"', 0), line=False, status=1)),
        )
    ),
)  # fmt: skip

# ---- files that are no pods beside those that are ---------------------------------------------------------------------------
AT = "/etc/kubernetes/manifests/"
POLICY = "apiVersion: audit.k8s.io/v1beta1\nkind: Policy\nrules:\n- level: Metadata\n"
WHY = 'no kind "Policy" is registered for version "audit.k8s.io/v1beta1" in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:29"'
COMPLAINTS = {
    "1.12": (f'E0312 10:29:58.1    2190 file.go:187] Can\'t process manifest file "{AT}{{file}}": {AT}{{file}}:  couldn\'t parse as pod({WHY}), please check config file',),
    "1.28": (f'E0312 10:29:58.1    2190 file.go:187] "Could not process manifest file" err="{AT}{{file}}: couldn\'t parse as pod(Object \'Kind\' is missing in \'null\'), please check config file" path="{AT}{{file}}"',),
}  # fmt: skip


def beside(file="audit-policy.yml", form="1.12", text=POLICY, *, edited=timedelta(hours=3), pods=(A, S), **more):
    """A kubelet that runs its pods, and a file of which it complains."""
    node = Node(version=None).unit("kubelet")
    for program in pods:
        node.static_pod(program).runs(program)
    node = node.manifest(file, text, edited=edited) if text is not None else node
    return node.kubelet(*(line.replace("{file}", file) for line in COMPLAINTS[form]), **more)


NO_PODS = (
    *(shows(f"manifest_invalid-beside-{form}", "manifest_invalid", beside(form=form), UNIT) for form in COMPLAINTS),
    shows("manifest_invalid-beside-kustomization", "manifest_invalid", beside("kustomization.yaml", "1.28", "resources: [a.yaml]\n"), UNIT),
    # An editor's file is complained of after it.
    shows("manifest_invalid-beside-and-an-editors", "manifest_invalid", beside(pods=()).kubelet(COMPLAINTS["1.12"][0].replace("{file}", "4913"), ago=timedelta(seconds=20)), UNIT),
    quiet("no-pod-of-an-editor", beside("audit-policy.yml.swp", pods=())),
    quiet("no-pod-taken-away", beside(text=None)),
    quiet("no-pod-mended-since", beside(edited=timedelta(seconds=5))),
    quiet("no-pod-long-ago", beside(ago=timedelta(hours=1))),
    # A component whose own file it is tells of it itself, once.
    shows("manifest_invalid-a-components", "manifest_invalid", beside("kube-controller-manager.yaml", text="kind: Pod\nmetadata:\n  name: [\n"), "kube-controller-manager"),
)  # fmt: skip

# ---- what the apiserver lets in its callers by -------------------------------------------------------------------------------
ASN1 = "asn1: structure error: tags don't match (16 vs {class:0 tag:2 length:1 isCompound:false}) {optional:false} tbsCertificate @2"
KEY = "--service-account-key-file=/home/core/ssl/kube-key.pem"
CALLERS = (
    *each_form("authentication_config_invalid-asn1", "authentication_config_invalid", f"invalid authentication config: {ASN1}", flags=(KEY,)),
    shows("authentication_config_invalid-asn1-fatal", "authentication_config_invalid", dies(A, f"F0312 10:29:55.556591    1874 server.go:410] Invalid Authentication Config: {ASN1}", flags=(KEY,)), A),
    # Of which of two files it is that the words speak, nothing tells.
    shows("unknown-asn1-of-two", "unknown", dies(A, f"F0312 10:29:55.556591    1874 server.go:410] Invalid Authentication Config: {ASN1}", flags=(KEY, "--client-ca-file=/home/core/ssl/ca.pem")), A, sure=False),
    miss("authentication_config_invalid-absent", "authentication_config_invalid", dies(A, "F0312 10:29:55.556591    1874 server.go:410] Invalid Authentication Config: open /home/core/ssl/kube-key.pem: no such file or directory", flags=(KEY,)).absent("/home/core/ssl/kube-key.pem")),
)  # fmt: skip

# ---- clocks ---------------------------------------------------------------------------------------------------------------------
X509 = "x509: certificate has expired or is not yet valid: current time {} is {} {}"
AHEAD = X509.format("2024-03-12T10:29:28Z", "before", "2024-03-12T10:38:21Z")


def lives(line, unit="kubelet", **more):
    """A unit that runs, and says so."""
    return Node(version=None).unit(unit).journal(unit, line, **more)


CLOCKS = (
    *(
        shows(f"clock_skew-living-{unit}-{number}", "clock_skew", lives(line, unit), UNIT)
        for number, (unit, line) in enumerate((
            ("kubelet", f'E0312 10:29:28.1    2999 reflector.go:138] k8s.io/client-go/informers/factory.go:134: Failed to watch *v1.Node: failed to list *v1.Node: Get "https://10.0.0.4:6443/api/v1/nodes?limit=500": {AHEAD}'),
            (K3S, f"Unable to connect to the server: {AHEAD}"),
            (RKE2, info(f'Failed to get CA certs: Get "https://10.0.0.4:9345/cacerts": tls: failed to verify certificate: {AHEAD}', "error")),
        ))
    ),
    # Valid in the meantime, or in a moment; past, not to come; of a former day.
    quiet("clock-valid-since", lives(X509.format("2024-03-12T10:21:28Z", "before", "2024-03-12T10:29:21Z"), ago=timedelta(minutes=8, seconds=32))),
    quiet("clock-differs-little", lives(X509.format("2024-03-12T10:29:28Z", "before", "2024-03-12T10:30:58Z"))),
    quiet("clock-of-yesterday", lives(X509.format("2024-03-11T10:29:28Z", "before", "2024-03-20T10:30:58Z"), ago=timedelta(days=1))),
    miss("clock_skew-living-expired", "clock_skew", lives(f"E0312 10:29:28.1    2999 x.go:1] Failed: {X509.format('2024-03-12T10:29:28Z', 'after', '2024-03-01T10:38:21Z')}")),
)  # fmt: skip

# ---- what a living kubelet is answered ----------------------------------------------------------------------------------------
LISTS = 'E0312 10:29:28.1    2999 reflector.go:138] k8s.io/client-go/informers/factory.go:134: Failed to watch *v1.Node: failed to list *v1.Node: Get "https://10.0.0.4:6443/api/v1/nodes?limit=500": {}'
REGISTERS = 'E0312 10:29:48.1    2999 kubelet_node_status.go:92] "Unable to register node with API server" err="Post \\"https://10.0.0.4:6443/api/v1/nodes\\": {}" node="a"'
OLD_LISTS = "E0312 10:29:28.1    2999 reflector.go:205] k8s.io/kubernetes/pkg/kubelet/kubelet.go:474: Failed to list *v1.Node: Get https://10.0.0.4:6443/api/v1/nodes?limit=500: {}"
LEASE = 'E0312 10:29:58.1    2999 controller.go:146] "Failed to ensure lease exists, will retry" err="Get \\"https://cp.example:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/a?timeout=10s\\": {}" interval="7s"'
PULLS = 'E0312 10:29:58.1    2999 remote_image.go:180] "PullImage from image service failed" err="rpc error: code = Unknown desc = failed to pull and unpack image: Head \\"https://registry.example/v2/x/manifests/1\\": {}"'
EXPIRED = X509.format("2024-03-12T10:29:28Z", "after", "2024-03-01T10:38:21Z")
UNTRUSTED = "x509: certificate signed by unknown authority"
REFUSED, LOST = (
    "dial tcp 10.0.0.4:6443: connect: connection refused",
    "dial tcp: lookup cp.example on 10.0.0.1:53: no such host",
)
REGISTERED = 'I0312 10:29:59.1    2999 kubelet_node_status.go:75] "Successfully registered node" node="a"'


def asks(*lines, node=None, apart=40, unit="kubelet"):
    """A kubelet that lives and says so, to this moment."""
    node = (node or Node(version=None)).unit(unit)
    for number, line in enumerate(lines):
        node.journal(unit, line, ago=timedelta(seconds=5 + apart * (len(lines) - 1 - number)))
    return node


ANSWERS = (
    *(
        shows(f"{cause}-living-kubelet-{number}", cause, asks(*(line.format(why) for line in lines)), UNIT)
        for cause, why in (
            ("serving_certificate_expired", EXPIRED),
            ("certificate_authority_mismatch", UNTRUSTED),
            ("apiserver_unreachable", REFUSED),
        )
        for number, lines in enumerate(((LISTS, REGISTERS, LEASE), (OLD_LISTS, OLD_LISTS, OLD_LISTS), (REGISTERS, LISTS, LISTS)))
    ),
    shows("apiserver_unreachable-living-kubelet-unresolved", "apiserver_unreachable", asks(*(LEASE.format(LOST),) * 3), UNIT),
    quiet("apiserver-once-refused", asks(LISTS.format(REFUSED))),
    quiet("apiserver-refused-for-seconds", asks(LISTS.format(REFUSED), REGISTERS.format(REFUSED), LEASE.format(REFUSED), apart=5)),
    quiet("apiserver-answered-since", asks(*(LISTS.format(REFUSED),) * 3, REGISTERED)),
    quiet("apiserver-refused-long-ago", asks(*(LISTS.format(REFUSED),) * 3, 'I0312 10:29:59.1    2999 kubelet.go:1] "x"', apart=600)),
    # A registry is no apiserver, whatever it presents.
    *(miss(f"{cause}-of-a-registry", cause, asks(*(PULLS.format(why),) * 3)) for cause, why in (("serving_certificate_expired", EXPIRED), ("certificate_authority_mismatch", UNTRUSTED), ("apiserver_unreachable", REFUSED))),
    # Of the apiserver on this node its own life tells.
    miss("apiserver_unreachable-of-this-node", "apiserver_unreachable", asks(*(LISTS.format(REFUSED),) * 3, node=Node().static_pod(A).died(A, "", code=137).static_pod(S).runs(S))),
)  # fmt: skip

# ---- a manifest that it may not read ----------------------------------------------------------------------------------------------
READ = 'type=AVC msg=audit(1710239390.898:230): avc:  denied  {{ read }} for  pid=2999 comm="{}" name="kube-apiserver.yaml" dev="dm-0" ino=67 scontext=system_u:system_r:kubelet_t:s0 tcontext=unconfined_u:object_r:user_home_t:s0 tclass=file permissive={}'
UNREAD = (
    'E0312 10:29:50.1    2999 file.go:108] "Could not process manifest file" err="open /etc/kubernetes/manifests/kube-apiserver.yaml: permission denied" path="/etc/kubernetes/manifests/kube-apiserver.yaml"',
    'E0312 10:29:50.1    2999 file.go:187] Can\'t process manifest file "/etc/kubernetes/manifests/kube-apiserver.yaml": open /etc/kubernetes/manifests/kube-apiserver.yaml: permission denied',
)
MANIFESTS = (
    *(shows(f"security_module_denied-manifest-{number}", "security_module_denied", asks(line, line).journal("kernel", READ.format("kubelet", 0)), UNIT) for number, line in enumerate(UNREAD)),
    quiet("manifest-read-by-another", asks(UNREAD[0]).journal("kernel", READ.format("cat", 0))),
    quiet("manifest-denied-permissive", asks(UNREAD[0]).journal("kernel", READ.format("kubelet", 1))),
)  # fmt: skip

# ---- programs that may not be executed, in other words ----------------------------------------------------------------------------
OTHER_WORDS = (
    shows("command_not_found-kubelet-executes", "command_not_found", loops_with("kubelet.service: Failed to execute /usr/bin/kubelet: No such file or directory"), UNIT),
    shows("security_module_denied-kubelet-executes", "security_module_denied", loops_with("kubelet.service: Failed to execute /usr/bin/kubelet: Permission denied").journal("kernel", EXECUTE.format("execute", "kubelet", 'name="kubelet"', 0)), UNIT),
    shows("file_permission_denied-k3s-without-a-path", "file_permission_denied", carrier_ends(K3S, fatal("permission denied")).journal("kernel", "EXT4-fs (sda2): mounted filesystem with ordered data mode"), UNIT),
    shows("unknown-k3s-without-a-path", "unknown", carrier_ends(K3S, fatal("permission denied")), UNIT, sure=False),
    shows("security_module_denied-k3s-without-a-path", "security_module_denied", carrier_ends(K3S, fatal("permission denied")).journal("kernel", EXECUTE.format("execute", "k3s", 'name="k3s-server"', 0).replace('"(k3s)"', '"k3s"')), UNIT),
    # A kubelet of its own does not say so of what it unpacked.
    miss("file_permission_denied-of-a-request", "file_permission_denied", Node().kubelet_loops("E0312 10:29:50.1    2999 x.go:1] permission denied")),
    *(
        shows(f"invalid_flag_value-authorization-mode-{number}", "invalid_flag_value", dies(A, f"F0312 10:29:55.556591    1874 server.go:410] {text}", flags=("--authorization-mode=XYZ",)), A)
        for number, text in enumerate(("Invalid Authorization Config: Unknown authorization mode XYZ specified", "invalid authorization config: unknown authorization mode XYZ specified"))
    ),
)  # fmt: skip

TENTH_NODE = (*DOCKER, *RAFT, *EXECUTED, *NO_PODS, *CALLERS, *CLOCKS, *ANSWERS, *MANIFESTS, *OTHER_WORDS)
