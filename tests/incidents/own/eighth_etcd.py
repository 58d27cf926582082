"""etcd's file of settings, its last words, and the words of an apiserver to which its etcd's address is of no use."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.etcd_words import old, panics, zap
from incidents.own.seventh_etcd import dialled
from incidents.own.shapes import EXPIRED, A, E, dies, gives_up, miss, probed_to_death, quiet, refused, shows
from incidents.own.third_look_probes import CERTIFICATE_CAUSES

CONFIG = "/var/lib/rancher/rke2/server/db/etcd/config"
PROBE = "    livenessProbe:\n      httpGet: {path: /health, port: 2381, host: 127.0.0.1, scheme: HTTP}\n      failureThreshold: 8"


def by_file(text, *more, port=2381):
    """An etcd that reads its settings from a file, and is killed because nobody answers its probe."""
    return (
        probed_to_death(E, flags=(f"--config-file={CONFIG}", *more), mounts=("/var/lib/rancher/rke2/server/db/etcd",), probe=PROBE)
        .file(CONFIG, text, mode="0600")
        .unit("kubelet")
        .kubelet(
            f'I0312 10:29:00.1    2999 prober.go:107] "Probe failed" probeType="Liveness" pod="kube-system/etcd-master-1" podUID="x" containerName="etcd" probeResult="failure" output="{refused(E, port)}"'.replace('""', '"').replace('"Get "', '"Get \\"').replace('/health":', '/health\\":')
        )
    )  # fmt: skip


CLIENTS = "listen-client-urls: https://127.0.0.1:2379,https://10.0.0.4:2379\nclient-transport-security:\n  client-cert-auth: true\n"
SETTINGS = (
    shows("probe_wrong_host-etcd-file", "probe_wrong_host", by_file(f"{CLIENTS}listen-metrics-urls: http://10.0.0.4:2381\n"), E),
    shows("probe_wrong_host-etcd-file-json", "probe_wrong_host", by_file('{"listen-metrics-urls": "http://10.0.0.4:2381"}'), E),
    # With the file, flags are not read.
    shows("probe_wrong_host-etcd-file-before-flags", "probe_wrong_host", by_file("listen-metrics-urls: http://10.0.0.4:2381\n", "--listen-metrics-urls=http://127.0.0.1:2381"), E),
    shows("probe_wrong_port-etcd-file", "probe_wrong_port", by_file(f"{CLIENTS}listen-metrics-urls: http://127.0.0.1:2383\n"), E),
    *(
        miss(f"probe_wrong_host-etcd-file-{name}", ["probe_wrong_host", "probe_wrong_port"], by_file(text))
        for name, text in (
            ("everywhere", "listen-metrics-urls: http://0.0.0.0:2381\n"),
            ("there", f"{CLIENTS}listen-metrics-urls: http://127.0.0.1:2381,http://10.0.0.4:2381\n"),
            ("by-name", "listen-metrics-urls: http://localhost:2381\n"),
            ("no-mapping", "listen-metrics-urls\n"),
            ("no-yaml", "listen-metrics-urls: [http://10.0.0.4:2381\n"),
            ("name-of-an-environment", "listen-metrics-urls: http://$(IP):2381\n"),
        )
    ),
    miss(
        "probe_wrong_host-etcd-file-unread",
        ["probe_wrong_host", "probe_wrong_port"],
        probed_to_death(E, flags=(f"--config-file={CONFIG}",), probe=PROBE),
    ),
)  # fmt: skip


ENVIRONMENT = {"ETCD_LISTEN_CLIENT_URLS": "https://0.0.0.0:2379", "ETCD_LISTEN_METRICS_URLS": "http://10.0.0.4:2381"}


def by_environment(env, *flags):
    """An etcd that reads its settings from its environment, and is killed because nobody answers its probe."""
    node = probed_to_death(E, flags=flags, env=env, probe=PROBE).unit("kubelet")
    return node.kubelet(*by_file("").journals["kubelet"][0]["MESSAGE"].splitlines())


FROM_ITS_ENVIRONMENT = (
    shows("probe_wrong_host-etcd-environment", "probe_wrong_host", by_environment(ENVIRONMENT), E),
    miss(
        "probe_wrong_host-etcd-environment-and-a-flag",
        "probe_wrong_host",
        by_environment(ENVIRONMENT, "--listen-metrics-urls=http://127.0.0.1:2381"),
    ),
    miss(
        "probe_wrong_host-etcd-environment-of-elsewhere",
        ["probe_wrong_host", "probe_wrong_port"],
        by_environment({**ENVIRONMENT, "ETCD_LISTEN_METRICS_URLS": ""}),
    ),
    miss(
        "probe_wrong_host-etcd-environment-expanded",
        ["probe_wrong_host", "probe_wrong_port"],
        by_environment({**ENVIRONMENT, "ETCD_LISTEN_METRICS_URLS": "http://$(POD_IP):2381"}),
    ),
)

# ---- a probe's command that cannot be started ------------------------------------------------------------------------

EXEC = "    livenessProbe:\n      exec: {command: [etcdctl, endpoint, health]}\n      failureThreshold: 8"
OCI = "exec failed: container_linux.go:247: starting container process caused"


def exec_fails(output):
    """The kubelet's word of it, and the end that it brings."""
    line = f'Liveness probe for "etcd-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394):etcd" failed (failure): {output}'
    return (
        probed_to_death(E, probe=EXEC)
        .unit("kubelet")
        .kubelet(f"I0312 10:29:00.1    2999 prober.go:117] {line}", ago=timedelta(seconds=75))
    )


UNSTARTED = {
    "docker-1.13": f'rpc error: code = 2 desc = oci runtime error: {OCI} "process_linux.go:110: decoding init error from pipe caused \\"read parent: connection reset by peer\\""',
    "docker-18": f'OCI runtime exec failed: {OCI} "process_linux.go:101: executing setns process caused \\"exit status 1\\"": unknown',
    "containerd": 'rpc error: code = Unknown desc = failed to exec in container: failed to start exec "8a": OCI runtime exec failed: exec failed: unable to start container process: error adding pid 4242 to cgroups: unknown',
    "crio": "rpc error: code = Unknown desc = command error: exec failed: unable to start container process: open /dev/ptmx: operation not permitted, stdout: , stderr: , exit code -1",
}
DYING = {
    "stopped": 'rpc error: code = Unknown desc = failed to exec in container: failed to start exec "8a": OCI runtime exec failed: exec failed: cannot exec in a stopped container: unknown',
    "not-running": "OCI runtime exec failed: exec failed: container is not running: unknown",
    "process-gone": 'rpc error: code = Unknown desc = failed to exec in container: failed to create exec "8a": task 5c not found: not found in shim',
    "slow": "rpc error: code = DeadlineExceeded desc = failed to exec in container: timeout 1s exceeded: context deadline exceeded",
}
COMMANDS = (
    *(shows(f"probe_command_broken-unstarted-{runtime}", "probe_command_broken", exec_fails(text), E) for runtime, text in UNSTARTED.items()),
    *(miss(f"probe_command_broken-{how}", "probe_command_broken", exec_fails(text)) for how, text in DYING.items()),
)  # fmt: skip

# ---- data ------------------------------------------------------------------------------------------------------------

BUS = "unexpected fault address 0x7fbbc9e400d5\nfatal error: fault\n[signal SIGBUS: bus error code=0x2 addr=0x7fbbc9e400d5 pc=0x40256c]\n\ngoroutine 188 [running]:"
DATA = (
    shows("etcd_data_corrupt-bus-error-alone", "etcd_data_corrupt", dies(E, BUS, code=2), E),
    *(
        shows(f"etcd_data_corrupt-members-{number}", "etcd_data_corrupt", dies(E, log, code=2), E)
        for number, log in enumerate((
            panics("failed to nodeToMember", error="unknown key"),
            old("nodeToMember should never fail: unexpected end of JSON input"),
            panics("failed to get members from store", path="/0/members"),
        ))
    ),
    miss(
        "etcd_data_corrupt-segmentation-alone",
        "etcd_data_corrupt",
        dies(E, BUS.replace("SIGBUS: bus error", "SIGSEGV: segmentation violation"), code=2),
    ),
    miss("etcd_data_corrupt-bus-error-of-another", "etcd_data_corrupt", dies(A, BUS, code=2)),
)  # fmt: skip

# ---- an address of etcd's that is of no use --------------------------------------------------------------------------


def calls(url, why, *, etcd="", tail="", age="new"):
    """An apiserver that calls etcd there, is answered so and gives up."""
    log = gives_up(why, old=age == "old").replace("127.0.0.1:2379", url.partition("://")[2] or url)
    log = log.replace("transport: error", "error") + tail
    node = Node(version="v1.20.4" if age == "old" else "v1.32.0")
    node = node.static_pod(E).runs(E, etcd) if etcd else node
    return dies(A, log, flags=(f"--etcd-servers={url}", "--secure-port=6443"), node=node)


PLAIN, TLS, ELSEWHERE = "http://127.0.0.1:2379", "https://127.0.0.1:2379", "https://10.0.0.9:23790"
EOF = "error reading server preface: EOF"
NOT_TLS = "tls: first record does not look like a TLS handshake"
TOLD = zap("rejected connection on client endpoint", remote_addr="127.0.0.1:36582", server_name="", error=NOT_TLS)
NO_PORT = "Error while dialing: dial tcp: address this-is-very-wrong: missing port in address"
COLONS = "Error while dialing: dial tcp: address 10.0.0.9:2379:2380: too many colons in address"
OF_ANOTHER_NAME = "authentication handshake failed: x509: certificate is valid for 127.0.0.1, 10.0.0.4, not 10.0.0.9"
ADDRESSES = (
    *(
        shows(f"etcd_unreachable-plainly-{number}", "etcd_unreachable", calls(PLAIN, why, etcd=told), A)
        for number, (why, told) in enumerate((
            (EOF, ""),
            (EOF, TOLD),
            ("error reading server preface: http2: frame too large", ""),
            ("error reading server preface: http2: failed reading the frame payload: http2: frame too large, note that the frame header looked like an HTTP/1.1 header", ""),
            ("error reading server preface: read tcp 127.0.0.1:54758->127.0.0.1:2379: read: connection reset by peer", ""),
            ("connection closed", TOLD),
        ))
    ),
    *(
        shows(f"etcd_unreachable-in-vain-with-tls-{age}", "etcd_unreachable", calls(TLS, f"authentication handshake failed: {NOT_TLS}", age=age), A)
        for age in ("old", "new")
    ),
    *(
        shows(f"etcd_unreachable-{name}", "etcd_unreachable", calls(ELSEWHERE, why), A)
        for name, why in (
            ("other-port", "Error while dialing: dial tcp 10.0.0.9:23790: connect: connection refused"),
            ("host-down", "Error while dialing: dial tcp 10.0.0.9:23790: connect: host is down"),
            ("balancer", "authentication handshake failed: EOF"),
            ("balancer-resets", "authentication handshake failed: read tcp 10.0.0.4:5->10.0.0.9:23790: read: connection reset by peer"),
        )
    ),
    *(
        shows(f"invalid_flag_value-no-address-{name}", "invalid_flag_value", calls(url, why, age=age), A)
        for name, url, why, age in (
            ("new", "this-is-very-wrong", NO_PORT, "new"),
            ("old", "this-is-very-wrong", NO_PORT.replace("dialing:", "dialing"), "old"),
            ("host", "https://this-is-very-wrong", NO_PORT, "new"),
            ("colons", "https://10.0.0.9:2379:2380", COLONS, "new"),
        )
    ),
    # What etcd shows is of another name: no cause of the set says so.
    miss("etcd-of-another-name", [*CERTIFICATE_CAUSES, "etcd_unreachable", "node_address_missing"], calls("https://10.0.0.9:2379", OF_ANOTHER_NAME)),
    miss("etcd_unreachable-its-certificate-is-refused", "etcd_unreachable", calls(TLS, "error reading server preface: remote error: tls: bad certificate")),
    miss("etcd_unreachable-others-speak-plainly", "etcd_unreachable", calls(TLS, OF_ANOTHER_NAME, etcd=TOLD)),
    miss("invalid_flag_value-no-address-of-a-webhook", "invalid_flag_value", dies(A, f"E0312 10:29:50.1       1 dispatcher.go:1] failed: {NO_PORT}")),
)  # fmt: skip

# ---- several servers, of which one is away -------------------------------------------------------------------------

TWO = ("--etcd-servers=https://10.0.0.7:2379,https://10.0.0.8:2379", "--secure-port=6443")
AWAY = dialled("10.0.0.8:2379")
UNTRUSTED = "authentication handshake failed: x509: certificate signed by unknown authority"


def of_the_other(why):
    """One is refused, the other answers so, and the apiserver gives up."""
    return dies(A, f"{AWAY}\n{gives_up(why)}".replace("127.0.0.1", "10.0.0.7"), flags=TWO)


SEVERAL = (
    shows("etcd_unreachable-both", "etcd_unreachable", of_the_other("Error while dialing: dial tcp 10.0.0.7:2379: connect: connection refused"), A),
    shows("etcd_server_certificate_expired-and-one-away", "etcd_server_certificate_expired", of_the_other(EXPIRED), A),
    shows("certificate_authority_mismatch-and-one-away", "certificate_authority_mismatch", of_the_other(UNTRUSTED), A),
    miss("etcd_unreachable-one-away-and-one-of-another-name", "etcd_unreachable", of_the_other(OF_ANOTHER_NAME)),
    quiet("etcd-one-of-two-away", Node().static_pod(A, flags=TWO).runs(A, "\n".join([AWAY] * 9))),
)  # fmt: skip

EIGHTH_ETCD = (*SETTINGS, *FROM_ITS_ENVIRONMENT, *COMMANDS, *DATA, *ADDRESSES, *SEVERAL)
