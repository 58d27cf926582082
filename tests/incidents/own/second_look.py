"""What reports tell of that the first round of incidents did not: each here was missed, or nearly, when it was written."""

from datetime import timedelta

from incidents import saying
from incidents.builder import PKI, Node
from incidents.own.shapes import (
    KCM,
    SLOW_DISK,
    UNIT,
    A,
    E,
    S,
    dies,
    gives_up,
    miss,
    probed_to_death,
    quiet,
    shows,
)

AUDIT = "/etc/kubernetes/audit-policy.yaml"
ENDPOINT = "failed to validate kubelet flags: the container runtime endpoint address was not specified or empty, use --container-runtime-endpoint to set"
SANDBOX = (
    'E0312 10:29:00.1    2999 pod_workers.go:951] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for '
    '\\"kube-apiserver-master-1_kube-system(aa)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod '
    '\\\\\\"kube-apiserver-master-1_kube-system(aa)\\\\\\": rpc error: code = Unknown desc = {why}\\"" '
    'pod="kube-system/kube-apiserver-master-1" podUID=aa'
)


def command_failed(text):
    """A kubelet of 1.24 or later that ends with that error."""
    quoted = text.replace('"', '\\"')
    return Node().kubelet_loops(f'E0312 10:29:55.9    5115 run.go:74] "command failed" err="{quoted}"')


SECOND_LOOK = (
    # ---- a hostPath that Docker or the kubelet made a directory of ------------------------------------------------
    *(
        shows(
            f"host_path_unusable-directory-{form}",
            "host_path_unusable",
            dies(A, log, f"--audit-policy-file={AUDIT}", mounts=(PKI, AUDIT)).there(AUDIT, "dir"),
            A,
        )
        for form, log in saying.component(
            f'loading audit policy file: failed to read file path "{AUDIT}": read {AUDIT}: is a directory'
        ).items()
        if form != "glog"
    ),
    miss(
        "audit-policy-is-a-directory",
        "audit_policy_invalid",
        dies(
            A,
            saying.component(f"loading audit policy file: failed to read: read {AUDIT}: is a directory")["klog"],
            mounts=(PKI, AUDIT),
        ),
    ),
    # ---- the kubelet's flags --------------------------------------------------------------------------------------
    shows("runtime_endpoint_wrong-not-set", "runtime_endpoint_wrong", command_failed(ENDPOINT), UNIT),
    shows(
        "runtime_endpoint_wrong-missing-address",
        "runtime_endpoint_wrong",
        command_failed(
            'failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix: missing address"'
        ),
        UNIT,
    ),
    shows(
        "feature_gate_rejected-kubelet-flag",
        "feature_gate_rejected",
        command_failed(
            'failed to parse kubelet flag: invalid argument "DynamicKubeletConfig=true" for "--feature-gates" flag: unrecognized feature gate: DynamicKubeletConfig'
        ),
        UNIT,
    ),
    shows(
        "feature_gate_rejected-kubelet-config",
        "feature_gate_rejected",
        command_failed(
            "failed to set feature gates from initial flags-based config: unrecognized feature gate: CSIMigration"
        ),
        UNIT,
    ),
    shows(
        "invalid_flag_value-kubelet",
        "invalid_flag_value",
        command_failed(
            'failed to parse kubelet flag: invalid argument "300" for "--node-status-update-frequency" flag: time: missing unit in duration "300"'
        ),
        UNIT,
    ),
    shows(
        "command_not_found-kubelet",
        "command_not_found",
        Node()
        .unit("kubelet", "activating", "auto-restart", 41, Result="exit-code", ExecMainStatus=203)
        .kubelet(
            "kubelet.service: Failed to execute command: No such file or directory",
            "kubelet.service: Failed at step EXEC spawning /usr/local/bin/kubelet: No such file or directory",
            "kubelet.service: Main process exited, code=exited, status=203/EXEC",
            by="systemd",
        ),
        UNIT,
    ),
    miss(
        "kubelet-binary-denied",
        "command_not_found",
        Node()
        .unit("kubelet", "activating", "auto-restart", 41, Result="exit-code", ExecMainStatus=203)
        .kubelet("kubelet.service: Failed at step EXEC spawning /usr/bin/kubelet: Permission denied", by="systemd"),
    ),
    # ---- disks ----------------------------------------------------------------------------------------------------
    shows(
        "disk_full-cannot-create",
        "disk_full",
        Node()
        .static_pod(A)
        .waits(
            A,
            "CreateContainerError",
            "failed to create containerd container: failed to prepare extraction snapshot: mkdir /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/new-1: no space left on device",
        ),
        A,
    ),
    shows(
        "disk_full-kubelet",
        "disk_full",
        command_failed(
            "failed to run Kubelet: failed to create kubelet: mkdir /var/lib/kubelet/pods: no space left on device"
        ),
        UNIT,
    ),
    miss(
        "disk_full-cgroups-used-up",
        "disk_full",
        Node()
        .static_pod(A)
        .died(
            A,
            code=128,
            reason="StartError",
            message="failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: unable to apply cgroup configuration: mkdir /sys/fs/cgroup/memory/kubepods/pod1: no space left on device: unknown",
            lived=timedelta(0),
        ),
    ),
    # ---- images ---------------------------------------------------------------------------------------------------
    shows(
        "image_unavailable-pause",
        "image_unavailable",
        Node()
        .static_pod(A)
        .static_pod(E)
        .sandbox("kube-proxy", since=timedelta(days=1))
        .kubelet(
            SANDBOX.format(
                why='failed to get sandbox image \\\\\\"k8s.gcr.io/pause:3.6\\\\\\": failed to pull image \\\\\\"k8s.gcr.io/pause:3.6\\\\\\": dial tcp 142.250.4.82:443: i/o timeout'
            )
        ),
    ),
    # ---- certificates ---------------------------------------------------------------------------------------------
    miss(
        "wrong-name-in-the-certificate",
        ["certificate_authority_mismatch", "etcd_server_certificate_expired", "etcd_unreachable", "clock_skew"],
        dies(
            A,
            gives_up(
                "authentication handshake failed: x509: certificate is valid for 127.0.0.1, 10.0.0.4, not 10.0.0.9"
            ),
        ),
    ),
    # ---- slow disks and who suffers from them ---------------------------------------------------------------------
    shows(
        "etcd_slow_disk-apiserver-killed-for-it",
        "etcd_slow_disk",
        probed_to_death(A)
        .probe(A, 500, body="[+]ping ok\n[-]etcd failed: reason withheld\nlivez check failed\n", times=3)
        .static_pod(E)
        .runs(E, SLOW_DISK),
        E,
        others={A: "etcd_unreachable"},
    ),
    # ---- lines that mean nothing ----------------------------------------------------------------------------------
    quiet(
        "mirror-pods-while-the-apiserver-is-away",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .kubelet(
            'E0312 10:20:00.1    2999 kubelet.go:1711] "Failed creating a mirror pod for" err="Post \\"https://10.0.0.4:6443/api/v1/namespaces/kube-system/pods\\": dial tcp 10.0.0.4:6443: connect: connection refused" pod="kube-system/kube-apiserver-master-1"',
            ago=timedelta(minutes=9),
        ),
    ),
    quiet(
        "clients-with-old-certificates",
        Node()
        .static_pod(A)
        .runs(
            A,
            'E0312 10:29:00.1       1 authentication.go:63] "Unable to authenticate the request" err="[x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:00Z is after 2024-03-01T09:00:00Z, verifying certificate SN=2, SKID=, AKID= failed]"',
        )
        .probe(A, 200, body="ok"),
    ),
    quiet(
        "handshakes-of-a-load-balancer",
        Node()
        .static_pod(A)
        .runs(A, "I0312 10:29:00.1       1 log.go:245] http: TLS handshake error from 10.0.0.9:51022: EOF")
        .static_pod(S)
        .runs(S)
        .static_pod(KCM)
        .runs(KCM)
        .probe(A, 200, body="ok"),
    ),
)
