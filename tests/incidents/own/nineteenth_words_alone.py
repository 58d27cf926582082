"""No manifest was seen, or a script starts the program: nobody knows its flags, and its words alone must tell."""

import json
from datetime import timedelta
from types import SimpleNamespace

from incidents import saying
from incidents.builder import PKI, Node
from incidents.certificates import certificate
from incidents.own.shapes import EXPIRED, HANDSHAKE, IN_USE, KCM, A, E, S, dies, gives_up, miss, shows

SETTINGS = ["component_config_invalid", "authentication_config_invalid", "encryption_config_invalid"]
FLAGS = ["invalid_flag_value", "feature_gate_rejected", "unknown_flag", "missing_required_flag"]
FILES = ["file_missing", "file_not_mounted", "host_path_unusable"]
UNKNOWN_FIELD = 'strict decoding error: unknown field "{}"'
GAVE_UP = "F0312 10:29:56.100000       1 instance.go:290] Error creating leases: error creating storage factory: context deadline exceeded"
REFUSED = "connection refused"
STRANGER = "authentication handshake failed: x509: certificate signed by unknown authority"
SCRIPT = ("-c", "exec /opt/start.sh")


def untold(node):
    """The same node, whose static pods' manifests nobody saw."""

    def contents():
        found = {name: data for name, data in node.contents().items() if "/manifests/" not in name}
        seen = json.loads(found.get("files.json", "{}"))
        found["files.json"] = json.dumps({path: of for path, of in seen.items() if "/manifests/" not in path}).encode()
        return found

    return SimpleNamespace(contents=contents)


def says(program, text, form="klog", *, node=None, **more):
    log = saying.etcd(text)[form] if program == E else saying.component(text)[form]
    return untold(dies(program, log, node=node, **more))


def scripted(program, text, form="klog", **more):
    return dies(program, saying.component(text)[form], command="/bin/sh", flags=SCRIPT, **more)


def dial(address, why, second="55"):
    return HANDSHAKE.format(second=second, why=why).replace("127.0.0.1:2379", address)


def refused_at(address):
    return dial(address, f"Error while dialing: dial tcp {address}: connect: connection refused")


# ---- files of settings -----------------------------------------------------------------------------------------------
OF_COMPONENTS = (
    *(
        shows(f"alone-scheduler-field-{form}", "component_config_invalid", says(S, UNKNOWN_FIELD.format("profiles[0].plugin"), form), S)
        for form in ("klog", "json", "cobra")
    ),
    shows("alone-scheduler-scripted", "component_config_invalid", scripted(S, UNKNOWN_FIELD.format("profiles[0].plugin")), S),
    shows("alone-scheduler-policy", "component_config_invalid", says(S, 'couldn\'t create scheduler from policy: no kind "Policy" is registered for version "v2"', "glog", version="v1.10.5"), S),
    shows("alone-migration", "component_config_invalid", says(KCM, UNKNOWN_FIELD.format("controllerLeader")), KCM),
    shows("alone-egress", "component_config_invalid", says(A, 'failed to validate egress selector configuration: egressSelections[0].connection.proxyProtocol: Unsupported value: "": supported values: "Direct"'), A),
    shows("alone-authorizers", "component_config_invalid", says(A, "authorizers[0].timeout: Required value"), A),
    shows("alone-admission", "component_config_invalid", says(A, "failed to apply admission: failed to initialize admission: couldn't init admission plugin \"PodSecurity\": " + UNKNOWN_FIELD.format("defaults.enforced")), A),
    # A plugin may fail for what it was not given by the apiserver, and for a name of its own.
    miss("alone-plugin-without-a-cloud", SETTINGS, says(A, 'failed to apply admission: failed to initialize admission: couldn\'t init admission plugin "PersistentVolumeLabel": missing cloud provider')),
    # The scheduler's flags set these, too; its settings may lack a kubeconfig as well as its flags.
    miss("alone-lease-of-a-scheduler", [*SETTINGS, *FLAGS], says(S, "leaderElection.renewDeadline: Invalid value: v1.Duration{Duration:20000000000}: must be less than leaseDuration")),
    miss("alone-nowhere", [*SETTINGS, *FLAGS], says(S, "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable")),
    # What a controller is told by an apiserver is no file of its own.
    miss("alone-answer-that-is-no-json", SETTINGS, says(KCM, "failed to get API group resources: unable to retrieve the complete list of server APIs: error converting YAML to JSON: yaml: line 2: mapping values are not allowed")),
    # An object that somebody applies, told by an addon manager.
    miss("alone-object-of-an-addon", SETTINGS, says("kube-addon-manager", "error: error converting YAML to JSON: yaml: line 6: did not find expected key", "cobra")),
    # Read again, and refused, while it lives on; then it ends for its port.
    miss("alone-refused-before-its-port", SETTINGS, untold(dies(A, 'E0312 10:29:50.1       1 x.go:1] "failed to load authentication configuration" err="' + 'strict decoding error: unknown field \\"jwt[0].issuer.urls\\""\n' + saying.component(IN_USE)["klog"], node=Node().socket("python3", 6443, pid=991)))),
)  # fmt: skip

OF_THE_APISERVER = (
    *(
        shows(f"alone-authentication-{form}", "authentication_config_invalid", says(A, UNKNOWN_FIELD.format("jwt[0].issuer.urls"), form), A)
        for form in ("klog", "json", "cobra")
    ),
    shows("alone-authentication-kind", "authentication_config_invalid", says(A, "Object 'Kind' is missing in '{\"apiVersion\":\"apiserver.config.k8s.io/v1beta1\"}'"), A),
    shows("alone-tokens", "authentication_config_invalid", says(A, 'parse error on line 1, column 82: extraneous or missing " in quoted-field', "cobra"), A),
    shows("alone-webhook", "authentication_config_invalid", says(A, f'error loading config file "{PKI}/wh.yaml": yaml: line 3: mapping values are not allowed in this context'), A),
    shows("alone-encryption-key", "encryption_config_invalid", says(A, "error while building transformers: error while creating transformer for named key key1: crypto/aes: invalid key size 31"), A),
    shows("alone-encryption-secret", "encryption_config_invalid", says(A, 'error while parsing file: resources[0].providers[0].aescbc.keys[0].secret: Invalid value: "REDACTED": secrets must be base64 encoded'), A),
    miss("alone-webhook-away", SETTINGS, says(A, f'error loading config file "{PKI}/wh.yaml": open {PKI}/wh.yaml: permission denied')),
    miss("alone-kms-away", SETTINGS, says(A, 'error while building transformers: KMS plugin error: failed to create KMS plugin connection error: desc = "transport: Error while dialing dial unix /run/kms.sock: connect: no such file or directory"')),
    miss("alone-controller-with-such-words", ["authentication_config_invalid", "encryption_config_invalid"], says(KCM, UNKNOWN_FIELD.format("jwt[0].issuer.urls"))),
)  # fmt: skip

# ---- flags -----------------------------------------------------------------------------------------------------------
OF_FLAGS = (
    shows("alone-flag-with-dashes", "invalid_flag_value", says(A, "--service-cluster-ip-range must contain at least one valid cidr", "cobra"), A),
    shows("alone-flag-without-dashes", "invalid_flag_value", says(A, "service-cluster-ip-range[0] is not a valid cidr"), A),
    shows("alone-flag-empty", "invalid_flag_value", says(A, 'empty value in "requestheader-username-headers"'), A),
    shows("alone-flag-and-gate", ["invalid_flag_value", "feature_gate_rejected"], says(A, "--peer-ca-file requires UnknownVersionInteroperabilityProxy feature to be turned on"), A),
    shows("alone-format", "invalid_flag_value", says(KCM, 'format: Invalid value: "yaml": Unsupported log format'), KCM),
    shows("alone-blank-behind-a-path", "invalid_flag_value", says(A, f"unable to load client CA file {PKI}/ca.crt : open {PKI}/ca.crt : no such file or directory"), A),
    shows("alone-no-scheme", ["invalid_flag_value", "etcd_unreachable"], untold(dies(A, 'E1222 07:43:53.393437       1 cacher.go:149] unexpected ListAndWatch error: pkg/storage/cacher.go:115: Failed to list *api.Node: 501: All the given peers are not reachable (failed to propose on members [172.17.0.1:2379] twice [last error: Get 172.17.0.1:2379/v2/keys/registry/minions?quorum=false&recursive=true&sorted=true: unsupported protocol scheme ""])', version="v1.1.2")), A),
    # A wrapper shows what it executes; a program is called by its name; what a flag names cannot be read.
    miss("alone-trace-of-a-wrapper", FLAGS, untold(dies(KCM, "+ exec kube-controller-manager --cluster-cidr=10.244.0.0/16 --leader-elect=true"))),
    miss("alone-name-of-a-program", FLAGS, says(KCM, "kube-controller-manager is not allowed to run here")),
    miss("alone-flag-of-a-file", FLAGS, says(A, f"unable to load --client-ca-file: open {PKI}/ca.crt: permission denied")),
    miss("alone-flag-that-is-deprecated", FLAGS, untold(dies(A, "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24."))),
    # What was refused may be gone from the script since.
    miss("alone-script-edited-since", "unknown_flag", untold(dies(A, saying.component("service-cluster-ip-range[0] is not a valid cidr")["klog"], code=0))),
    miss("alone-scheme-of-a-webhook", "invalid_flag_value", untold(dies(A, 'E1222 07:43:53.393437       1 x.go:1] failed calling webhook: Post 172.17.0.1:8443/validate: unsupported protocol scheme ""\n' + saying.component(IN_USE)["klog"], node=Node().socket("python3", 6443, pid=991)))),
)  # fmt: skip

# ---- files -----------------------------------------------------------------------------------------------------------
GONE = f"open {PKI}/apiserver.crt: no such file or directory"
DIRECTORY = f"read {PKI}/token.csv: is a directory"
OF_FILES = (
    shows("alone-file-on-the-host", "file_not_mounted", says(A, GONE, node=Node().there(f"{PKI}/apiserver.crt")), A),
    shows("alone-file-that-the-host-lacks", "file_missing", says(A, GONE, node=Node().absent(f"{PKI}/apiserver.crt")), A),
    shows("alone-directory-for-a-file", "host_path_unusable", says(A, DIRECTORY), A),
    # It may be missing as well as not be mounted; it was put there since; a file lies there, or something is a directory by right.
    miss("alone-file-unseen", FILES, says(A, GONE)),
    miss("alone-file-put-there-since", "file_not_mounted", says(A, GONE, node=Node().there(f"{PKI}/apiserver.crt", mtime="2024-03-12T10:29:50.000000Z"))),
    miss("alone-file-where-a-directory-is", "host_path_unusable", says(A, DIRECTORY, node=Node().there(f"{PKI}/token.csv"))),
    miss("alone-directory-without-a-suffix", "host_path_unusable", says(A, "read /etc/kubernetes/pki: is a directory")),
    miss("alone-file-of-its-former-life", FILES, untold(Node().there(f"{PKI}/apiserver.crt").static_pod(A).died(A, saying.component(GONE)["klog"], ago=timedelta(minutes=21)).runs(A, attempt=6, since=timedelta(minutes=20)))),
)  # fmt: skip


def mounts(node, *brought):
    """The same node, whose runtime tells what it mounted into each container: `/etc/hosts` always."""

    def contents():
        found = node.contents()
        seen = json.loads(found["cri/containers.json"])
        for each in seen["containers"]:
            each["mounts"] = [
                {"containerPath": of, "hostPath": at}
                for at, of in (("/var/lib/kubelet/pods/x/etc-hosts", "/etc/hosts"), *brought)
            ]
        found["cri/containers.json"] = json.dumps(seen).encode()
        return found

    return SimpleNamespace(contents=contents)


OF_MOUNTS = (
    shows("alone-not-among-its-mounts", "file_not_mounted", mounts(says(A, GONE), ("/etc/ssl/certs", "/etc/ssl/certs")), A),
    shows("alone-missing-in-its-mount", "file_missing", mounts(says(A, GONE, node=Node().absent("/srv/pki/apiserver.crt").there(f"{PKI}/apiserver.crt")), ("/srv/pki", PKI)), A),
    shows("alone-unseen-in-its-mount", "file_missing", mounts(says(A, GONE), (PKI, PKI)), A),
    miss("alone-there-in-its-mount", FILES, mounts(says(A, GONE, node=Node().there(f"{PKI}/apiserver.crt")), (PKI, PKI))),
    miss("alone-beside-its-mount", "file_missing", mounts(says(A, GONE), (f"{PKI}/etcd", f"{PKI}/etcd"), (f"{PKI}/api", f"{PKI}/api"))),
)  # fmt: skip

# ---- etcd ------------------------------------------------------------------------------------------------------------
SEEN = (dial("10.0.0.7:2379", EXPIRED, "36"), refused_at("10.0.0.8:2379"), dial("10.0.0.7:2379", EXPIRED), GAVE_UP)
OF_ETCD = (
    shows("alone-no-connection", "etcd_unreachable", untold(dies(A, "error waiting for etcd connection: timed out waiting for the condition", version="v1.8.4")), A),
    shows("alone-refused-on-another-port", "etcd_unreachable", untold(dies(A, "\n".join((refused_at("10.0.0.7:12379"), GAVE_UP)))), A),
    shows("alone-no-tls", "etcd_unreachable", untold(dies(A, gives_up("authentication handshake failed: tls: first record does not look like a TLS handshake"))), A),
    shows("alone-socket", "etcd_unreachable", untold(dies(A, "\n".join((dial("/run/kine.sock", "Error while dialing: dial unix /run/kine.sock: connect: no such file or directory"), GAVE_UP)))), A),
    shows("alone-expired-on-another-port", "etcd_server_certificate_expired", untold(dies(A, gives_up(EXPIRED).replace(":2379", ":12379"))), A),
    shows("alone-stranger-on-another-port", "certificate_authority_mismatch", untold(dies(A, gives_up(STRANGER).replace(":2379", ":12379"))), A),
    shows("alone-expired-and-one-away", "etcd_server_certificate_expired", untold(dies(A, "\n".join(SEEN))), A),
    # Who waits in silence may be refused for a certificate as well.
    miss("alone-silence", ["etcd_unreachable", "etcd_server_certificate_expired"], untold(dies(A, GAVE_UP))),
    miss("alone-kms-socket", "etcd_unreachable", untold(dies(A, "\n".join((dial("/run/kms.sock", "Error while dialing: dial unix /run/kms.sock: connect: no such file or directory"), saying.component(IN_USE)["klog"])), node=Node().socket("python3", 6443, pid=991)))),
    miss("alone-konnectivity", ["etcd_server_certificate_expired", "etcd_unreachable"], untold(dies(A, gives_up(EXPIRED).replace(":2379", ":8132")))),
    # Of several servers the first is away, and nobody knows if this version turns to the others.
    miss("alone-first-server-away", ["etcd_unreachable", "etcd_first_endpoint_down"], dies(A, "\n".join((refused_at("10.0.0.7:2379"), GAVE_UP)), "--etcd-servers=https://10.0.0.7:2379,https://10.0.0.8:2379", version=None, image="k8s.gcr.io/kube-apiserver:latest")),
    shows("alone-two-servers-away", "etcd_unreachable", dies(A, "\n".join((refused_at("10.0.0.7:2379"), refused_at("10.0.0.8:2379"), GAVE_UP)), "--etcd-servers=https://10.0.0.7:2379,https://10.0.0.8:2379", version=None, image="k8s.gcr.io/kube-apiserver:latest"), A),
)  # fmt: skip

# ---- others' words, and what only looks alike ------------------------------------------------------------------------
PAST = certificate("apiserver-etcd-client", until=timedelta(days=-11), since=timedelta(days=376))
CREDENTIALS = "Error: json: cannot unmarshal string into Go value of type clientauthentication.ExecCredential\n"
TENANTS = ("tenant-a", "kube-apiserver-6d9f7c5b8-x2x4q")
OPENSHIFTS = ("openshift-kube-apiserver", "kube-apiserver-master-1")


def elsewhere(node, space, pod):
    """The same pod under another name: of a tenant, whose files come from secrets, or of OpenShift."""

    def contents():
        found = {}
        for name, data in untold(node).contents().items():
            text = data.decode()
            if name.startswith("cri/"):
                text = text.replace('"kube-system"', f'"{space}"').replace("kube-apiserver-master-1", pod)
            found[name.replace("kube-system_kube-apiserver-master-1", f"{space}_{pod}")] = text.encode()
        return found

    return SimpleNamespace(contents=contents)


ALIKE = (
    miss("alone-file-of-a-tenant", ["file_not_mounted", "file_missing"], elsewhere(dies(A, saying.component(GONE)["klog"], node=Node().there(f"{PKI}/apiserver.crt")), *TENANTS)),
    miss("alone-file-that-a-tenant-lacks", "file_missing", elsewhere(dies(A, saying.component(GONE)["klog"], node=Node().absent(f"{PKI}/apiserver.crt")), *TENANTS)),
    miss("alone-directory-of-a-tenant", "host_path_unusable", elsewhere(dies(A, saying.component(DIRECTORY)["klog"]), *TENANTS)),
    miss("alone-settings-of-openshift", SETTINGS, elsewhere(dies(A, "F0312 10:29:55.9       1 cmd.go:58] error converting YAML to JSON: yaml: line 3: did not find expected key"), *OPENSHIFTS)),
    miss("alone-credential-plugin-apiserver", SETTINGS, untold(dies(A, CREDENTIALS + saying.component(f"unable to load client CA file: open {PKI}/ca.crt: permission denied")["klog"]))),
    miss("alone-credential-plugin-scheduler", SETTINGS, untold(dies(S, CREDENTIALS + saying.component('Get "https://10.0.0.4:6443/api/v1": getting credentials: exec: executable aws-iam-authenticator failed with exit code 1')["klog"]))),
    miss("alone-directory-conf-d", "host_path_unusable", says(A, "read /etc/kubernetes/auth.d: is a directory")),
    miss("alone-directory-of-a-version", "host_path_unusable", says(A, "read /etc/kubernetes/v1.28: is a directory")),
    # --port set it too, to 1.22.
    miss("alone-address-of-a-scheduler", [*SETTINGS, *FLAGS], says(S, 'healthzBindAddress: Invalid value: "127.0.0.1:99999": must be a valid port', version="v1.19.3")),
    shows("alone-address-of-its-settings", "component_config_invalid", says(S, 'healthzBindAddress: Invalid value: "0.0.0.0:10251": must be empty or with an explicit 0 port'), S),
    miss("alone-caller-hangs-up", "etcd_client_certificate_expired", untold(dies(A, f"I0312 10:29:40.1       1 log.go:172] http: TLS handshake error from 10.0.0.5:43110: remote error: tls: bad certificate\n{saying.component(IN_USE)['klog']}", node=Node().socket("python3", 6443, pid=991).file(f"{PKI}/apiserver-etcd-client.crt", PAST)))),
    miss("alone-script-that-waits", FLAGS, untold(dies(A, "start.sh: etcd at --etcd-servers does not answer, giving up"))),
    miss("alone-kubeconfig-of-kubectl", SETTINGS, untold(dies(A, f'error: error loading config file "/root/.kube/config": yaml: line 2: mapping values are not allowed in this context\n{saying.component(IN_USE)["klog"]}', node=Node().socket("python3", 6443, pid=991)))),
    miss("alone-address-that-is-no-issuer", "authentication_config_invalid", says(A, 'parse "10.0.0.7:2379": first path segment in URL cannot contain colon')),
    miss("alone-webhook-of-a-plugin-away", SETTINGS, says(A, 'failed to initialize admission: couldn\'t init admission plugin "ImagePolicyWebhook": Post "https://10.0.0.9:8443/review": EOF')),
    miss("alone-killed-after-a-warning", FLAGS, untold(dies(A, "W0312 10:29:50.1       1 options.go:1] --anonymous-auth must be reviewed", code=137))),
    miss("alone-client-expired-in-a-backup", "etcd_client_certificate_expired", untold(dies(A, gives_up("authentication handshake failed: remote error: tls: bad certificate"), node=Node().file("/root/pki/apiserver-etcd-client.crt", PAST).file(f"{PKI}/apiserver-etcd-client.crt", certificate("apiserver-etcd-client"))))),
    shows("alone-client-expired", "etcd_client_certificate_expired", untold(dies(A, gives_up("authentication handshake failed: remote error: tls: bad certificate"), node=Node().file(f"{PKI}/apiserver-etcd-client.crt", PAST))), A),
)  # fmt: skip

OWN_NINETEENTH_WORDS_ALONE = (*OF_COMPONENTS, *OF_THE_APISERVER, *OF_FLAGS, *OF_FILES, *OF_MOUNTS, *OF_ETCD, *ALIKE)
