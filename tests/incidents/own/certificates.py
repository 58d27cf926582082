"""Certificates past their time, of another issuer, or not the ones on disk; clocks."""

from datetime import timedelta

from incidents import saying
from incidents.builder import PKI, Node
from incidents.certificates import authority, certificate
from incidents.own.shapes import EXPIRED, EXPIRED_OLD, KCM, A, E, dies, gives_up, miss, shows


def with_certificates(node, past=(), **changed):
    """A kubeadm node's certificates: those in `past` have expired; `changed` replaces one by its file's stem."""
    names = {
        "apiserver": "kubernetes",
        "apiserver-etcd-client": "etcd-ca",
        "apiserver-kubelet-client": "kubernetes",
        "front-proxy-client": "front-proxy-ca",
        "etcd/server": "etcd-ca",
        "etcd/peer": "etcd-ca",
        "etcd/healthcheck-client": "etcd-ca",
    }
    for stem, issuer in names.items():
        until = timedelta(days=-11) if stem in past else timedelta(days=200)
        pem = changed.get(stem.replace("/", "_").replace("-", "_")) or certificate(
            stem, issuer=issuer, until=until, since=timedelta(days=376)
        )
        node.file(f"{PKI}/{stem}.crt", pem)
    node.file(f"{PKI}/ca.crt", authority("kubernetes")).file(f"{PKI}/etcd/ca.crt", authority("etcd-ca"))
    return node


def renewed():
    """An etcd that runs since before its certificate was renewed, and an apiserver that cannot connect to it."""
    return with_certificates(
        dies(A, gives_up(EXPIRED)).static_pod(E).runs(E, BAD_CERTIFICATE, since=timedelta(days=300)),
        etcd_server=certificate("etcd/server", since=timedelta(days=10)),
    )


OLD_SERVER = certificate("etcd/server", until=timedelta(days=-3), since=timedelta(days=400))
BY_ITSELF = '{"level":"warn","ts":"2024-03-12T10:29:55.900Z","caller":"embed/config_logging.go:169","msg":"rejected connection","remote-addr":"127.0.0.1:48236","server-name":"","error":"tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:55Z is after 2024-03-09T10:30:00Z"}'
ALL_LEAVES = (
    "apiserver",
    "apiserver-etcd-client",
    "apiserver-kubelet-client",
    "front-proxy-client",
    "etcd/server",
    "etcd/peer",
    "etcd/healthcheck-client",
)
REJECTED_EXPIRED = '{"level":"warn","ts":"2024-03-12T10:29:55.900Z","caller":"embed/config_logging.go:169","msg":"rejected connection","remote-addr":"127.0.0.1:48236","server-name":"","error":"tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:55Z is after 2024-03-01T09:00:00Z"}'
REJECTED_OLD = '2024-03-12 10:29:55.900100 I | embed: rejected connection from "127.0.0.1:48236" (error "tls: failed to verify client\'s certificate: x509: certificate has expired or is not yet valid", ServerName "")'
BAD_CERTIFICATE = '{"level":"warn","ts":"2024-03-12T10:29:55.900Z","caller":"embed/config_logging.go:169","msg":"rejected connection","remote-addr":"127.0.0.1:48236","server-name":"","error":"remote error: tls: bad certificate"}'

CERTIFICATES = (
    shows(
        "serving_certificate_expired-yearly",
        "serving_certificate_expired",
        with_certificates(dies(A, gives_up(EXPIRED), attempt=120), ALL_LEAVES),
        A,
    ),
    shows(
        "serving_certificate_expired-yearly-old-words",
        "serving_certificate_expired",
        with_certificates(dies(A, gives_up(EXPIRED_OLD, old=True), version="v1.15.3", attempt=120), ALL_LEAVES),
        A,
    ),
    shows(
        "etcd_server_certificate_expired-new",
        "etcd_server_certificate_expired",
        with_certificates(dies(A, gives_up(EXPIRED)), ("etcd/server",)),
        A,
    ),
    shows(
        "etcd_server_certificate_expired-old",
        "etcd_server_certificate_expired",
        with_certificates(dies(A, gives_up(EXPIRED_OLD, old=True), version="v1.16.3"), ("etcd/server", "etcd/peer")),
        A,
    ),
    shows("etcd_server_certificate_expired-log-only", "etcd_server_certificate_expired", dies(A, gives_up(EXPIRED)), A),
    shows(
        "etcd_client_certificate_expired-apiserver",
        "etcd_client_certificate_expired",
        with_certificates(
            dies(A, gives_up("authentication handshake failed: remote error: tls: bad certificate")),
            ("apiserver-etcd-client",),
        ),
        A,
    ),
    shows(
        "etcd_client_certificate_expired-both",
        "etcd_client_certificate_expired",
        with_certificates(
            dies(A, gives_up("authentication handshake failed: remote error: tls: expired certificate"))
            .static_pod(E)
            .runs(E, REJECTED_EXPIRED),
            ("apiserver-etcd-client",),
        ),
        A,
    ),
    shows(
        "etcd_client_certificate_expired-old-etcd",
        "etcd_client_certificate_expired",
        with_certificates(
            dies(
                A,
                gives_up("authentication handshake failed: remote error: tls: bad certificate", old=True),
                version="v1.14.2",
            )
            .static_pod(E)
            .runs(E, REJECTED_OLD),
            ("apiserver-etcd-client",),
        ),
        A,
    ),
    shows(
        "certificate_authority_mismatch-disk",
        "certificate_authority_mismatch",
        with_certificates(
            dies(
                A,
                gives_up(
                    'authentication handshake failed: x509: certificate signed by unknown authority (possibly because of \\"crypto/rsa: verification error\\" while trying to verify candidate authority certificate \\"etcd-ca\\")'
                ),
            ),
            etcd_server=certificate("etcd/server#2", issuer="etcd-ca#2"),
        ),
        A,
    ),
    shows(
        "certificate_authority_mismatch-log-only",
        "certificate_authority_mismatch",
        dies(
            A,
            gives_up(
                "authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"
            ),
        ),
        A,
    ),
    shows(
        "certificate_authority_mismatch-apiserver",
        "certificate_authority_mismatch",
        dies(
            KCM,
            saying.component(
                'unable to load configmap based request-header-client-ca-file: Get "https://10.0.0.4:6443/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication": tls: failed to verify certificate: x509: certificate signed by unknown authority'
            )["klog"],
        ),
        KCM,
    ),
    shows(
        "certificate_renewed_not_reloaded-served",
        "certificate_renewed_not_reloaded",
        renewed()
        .serves(certificate("etcd/server", until=timedelta(days=-3), since=timedelta(days=368)), 2379)
        .there(f"{PKI}/etcd/server.crt", mtime="2024-03-02T10:00:00Z"),
        E,
    ),
    shows(
        "etcd_server_certificate_expired-beside-newer-peers",
        "etcd_server_certificate_expired",
        # What etcd's gateway calls etcd with is its own serving certificate.
        with_certificates(
            dies(A, gives_up(EXPIRED)).static_pod(E).runs(E, BY_ITSELF, since=timedelta(hours=1)),
            etcd_server=OLD_SERVER,
        ).serves(OLD_SERVER, 2379),
    ),
    miss(
        "etcd_server_certificate_expired-successor-unread",
        "etcd_server_certificate_expired",
        # The file was written after what is served had expired; what it holds is not known.
        dies(A, gives_up(EXPIRED))
        .static_pod(E)
        .runs(E, BAD_CERTIFICATE, since=timedelta(days=300))
        .serves(certificate("etcd/server", until=timedelta(days=-3), since=timedelta(days=368)), 2379)
        .there(f"{PKI}/etcd/server.crt", mtime="2024-03-11T10:00:00Z"),
    ),
    shows(
        "certificate_renewed_not_reloaded-apiserver",
        "certificate_renewed_not_reloaded",
        with_certificates(
            Node().static_pod(A).runs(A, since=timedelta(days=300)),
            apiserver=certificate("apiserver", issuer="kubernetes", since=timedelta(days=10)),
        )
        .there(f"{PKI}/apiserver.crt", mtime="2024-03-02T10:00:00Z")
        .serves(
            certificate("apiserver", issuer="kubernetes", until=timedelta(days=-3), since=timedelta(days=368)), 6443
        ),
        A,
    ),
    miss(
        "renewed-expired-on-disk",
        "certificate_renewed_not_reloaded",
        with_certificates(dies(A, gives_up(EXPIRED)), ALL_LEAVES),
    ),
    *(
        shows(
            f"clock_skew-{form}",
            "clock_skew",
            dies(
                A,
                gives_up(
                    "authentication handshake failed: x509: certificate has expired or is not yet valid: current time 2024-03-12T02:29:40Z is before 2024-03-12T09:00:00Z",
                    old=old,
                ),
            ).host(clock={"synchronised": False}),
            A,
        )
        for form, old in (("new", False), ("old", True))
    ),
    shows(
        "service_account_key_invalid-data",
        "service_account_key_invalid",
        dies(
            A,
            saying.component(
                f"error reading public key file {PKI}/sa.pub: data does not contain any valid RSA or ECDSA public keys"
            )["klog"],
        ),
        A,
    ),
    shows(
        "service_account_key_invalid-issuer",
        "service_account_key_invalid",
        dies(
            A,
            saying.component(
                "failed to parse service-account-issuer-key-file: data does not contain a valid RSA or ECDSA private key"
            )["cobra"],
        ),
        A,
    ),
    shows(
        "service_account_key_invalid-kcm",
        "service_account_key_invalid",
        dies(
            KCM,
            f"F0312 10:29:55.900100       1 controllermanager.go:245] error starting controllers: error reading key for service account token controller: data does not contain a valid RSA or ECDSA private key\nI0312 {PKI}",
        ),
        KCM,
    ),
    miss(
        "serving_certificate_expired-one-etcd-only",
        "serving_certificate_expired",
        with_certificates(dies(A, gives_up(EXPIRED)), ("etcd/server",)),
    ),
    miss(
        "serving_certificate_expired-clock",
        ["serving_certificate_expired", "etcd_server_certificate_expired"],
        dies(
            A,
            gives_up(
                "authentication handshake failed: x509: certificate has expired or is not yet valid: current time 2024-03-12T02:29:40Z is before 2024-03-12T09:00:00Z"
            ),
        ),
    ),
    miss(
        "etcd_server_certificate-client",
        "etcd_server_certificate_expired",
        with_certificates(
            dies(A, gives_up("authentication handshake failed: remote error: tls: bad certificate")),
            ("apiserver-etcd-client",),
        ),
    ),
    miss(
        "etcd_client_certificate-server",
        "etcd_client_certificate_expired",
        with_certificates(dies(A, gives_up(EXPIRED)).static_pod(E).runs(E, BAD_CERTIFICATE), ("etcd/server",)),
    ),
    miss("clock_skew-expired", "clock_skew", with_certificates(dies(A, gives_up(EXPIRED)), ALL_LEAVES)),
    miss("etcd_unreachable-certificate", "etcd_unreachable", dies(A, gives_up(EXPIRED))),
    miss(
        "service_account_key-required",
        "service_account_key_invalid",
        dies(
            A,
            saying.component(
                "[service-account-issuer is a required flag, --service-account-signing-key-file and --service-account-issuer are required flags]"
            )["klog"],
            flags=("--secure-port=6443",),
        ),
    ),
    miss(
        "host_ca_bundle-inside",
        "host_ca_bundle_missing",
        dies(A, gives_up("authentication handshake failed: x509: certificate signed by unknown authority")),
    ),
)
