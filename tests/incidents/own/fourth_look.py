"""What stands beside the reports of further_fourth.py: the same in other clothes, and what looks like it and is not."""

from datetime import timedelta

from incidents import saying
from incidents.builder import PKI, Node
from incidents.own.shapes import KCM, UNIT, A, E, S, dies, each_form, miss, shows

ITSELF = "https://10.0.0.4:6443/api/v1/services: x509: certificate signed by unknown authority"
CLIENT_CA = f"unable to load client CA file {PKI}/ca.crt: open {PKI}/ca.crt: no such file or directory"
NO_CREDENTIALS = "rpc error: code = Unknown desc = failed to pull and unpack image: no basic auth credentials"


def pull(*lines, status=None):
    """The kubelet asks for an image; it names no pod."""
    node = Node().static_pod(A, image="registry.example.com:5000/kube-apiserver:v1.28.4").unit("kubelet")
    if status is not None:
        node.died(A, "Error: unknown flag: --x", ago=status)
    return node.kubelet(*lines, ago=timedelta(minutes=2))


PULL = f'E0312 10:28:00.1    2999 remote_image.go:180] "PullImage from image service failed" err="{NO_CREDENTIALS}" image="{{}}"'
OURS = PULL.format("registry.example.com:5000/kube-apiserver:v1.28.4")

FOURTH_LOOK = (
    # ---- images ---------------------------------------------------------------------------------------------------
    shows("image_unavailable-pull-names-no-pod", "image_unavailable", pull(OURS), A),
    miss(
        "image_unavailable-other-image",
        "image_unavailable",
        pull(PULL.format("registry.example.com:5000/kube-apiserver:v1.28.4-debug")),
    ),
    shows("unknown_flag-pulled-since", "unknown_flag", pull(OURS, status=timedelta(seconds=20)), A),
    # ---- etcd's own file --------------------------------------------------------------------------------------------
    shows(
        "component_config_invalid-etcd-zap",
        "component_config_invalid",
        dies(
            E,
            '{"level":"warn","ts":"2024-03-12T10:29:55.900Z","caller":"etcdmain/etcd.go:75","msg":"failed to verify flags","error":"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal number into Go struct field configYAML.initial-cluster-token of type string"}',
            "--config-file=/etc/etcd/etcd.conf.yaml",
        ),
        E,
    ),
    miss(
        "component_config_invalid-etcd-flags",
        "component_config_invalid",
        dies(
            E,
            "error verifying flags, expected IP in URL for binding (https://master-1:2380). See 'etcd --help'.",
            "--config-file=/etc/etcd/etcd.conf.yaml",
        ),
    ),
    # ---- bbolt ------------------------------------------------------------------------------------------------------
    shows(
        "etcd_data_corrupt-freelist-page",
        "etcd_data_corrupt",
        dies(E, "panic: invalid freelist page: 66, page type is leaf\n\ngoroutine 1 [running]:", code=2),
        E,
    ),
    miss(
        "etcd_data_corrupt-read-wal-disk",
        "etcd_data_corrupt",
        dies(E, "2015/06/26 09:43:52 etcdserver: read wal error: read 0.wal: input/output error"),
    ),
    # ---- files ------------------------------------------------------------------------------------------------------
    shows(
        "file_missing-policy",
        "file_missing",
        dies(
            S,
            "missing policy config file /etc/kubernetes/policy.json",
            "--policy-config-file=/etc/kubernetes/policy.json",
            version="v1.16.3",
            mounts=("/etc/kubernetes",),
        ).absent("/etc/kubernetes/policy.json"),
        S,
    ),
    *each_form(
        "component_config_invalid-field-of-a-plugin",
        "component_config_invalid",
        'couldn\'t init admission plugin "ImagePolicyWebhook": backoff: Invalid value: 700000: valid value is between 1 ms and 5 min',
    ),
    # ---- the kubelet before and after kubeadm ------------------------------------------------------------------------
    shows(
        "file_missing-client-ca-of-a-member",
        "file_missing",
        Node(version="v1.28.4")
        .kubelet_loops(
            f'E0312 10:29:55.9    2999 run.go:74] "command failed" err="failed to construct kubelet dependencies: {CLIENT_CA}"'
        )
        .absent(f"{PKI}/ca.crt")
        .file("/etc/kubernetes/kubelet.conf", "apiVersion: v1\nkind: Config\n"),
        UNIT,
    ),
    miss(
        "kubelet_not_initialised-other-installer",
        "kubelet_not_initialised",
        Node(version="v1.28.4")
        .kubelet_loops(
            f'E0312 10:29:55.9    2999 run.go:74] "command failed" err="failed to construct kubelet dependencies: {CLIENT_CA}"'
        )
        .absent(f"{PKI}/ca.crt", "/etc/kubernetes/kubelet.conf")
        .file(
            "/etc/systemd/system/kubelet.service",
            "[Service]\nExecStart=/usr/local/bin/kubelet --config=/var/lib/kubelet/kubelet-config.yaml --kubeconfig=/var/lib/kubelet/kubeconfig\n",
        ),
    ),
    # ---- an apiserver that reaches another one ------------------------------------------------------------------------
    miss(
        "certificate_authority_mismatch-itself",
        "certificate_authority_mismatch",
        dies(
            A,
            f"F0312 10:29:55.9       1 controller.go:147] Unable to perform initial IP allocation check: unable to refresh the service IP block: Get {ITSELF}",
            "--bind-address=10.0.0.4",
            code=255,
        ).host(interfaces={"eth0": ["10.0.0.4"]}),
    ),
    miss(
        "node_address_missing-address-is-here",
        "node_address_missing",
        dies(
            A,
            f"F0312 10:29:55.9       1 controller.go:147] Unable to perform initial IP allocation check: unable to refresh the service IP block: Get {ITSELF}",
            "--bind-address=10.0.0.4",
            code=255,
        ).host(interfaces={"eth0": ["10.0.0.4"]}),
    ),
    shows(
        "certificate_authority_mismatch-controller-manager",
        "certificate_authority_mismatch",
        dies(KCM, saying.component(f"Get {ITSELF}")["klog"], "--bind-address=10.0.0.4"),
        KCM,
    ),
)
