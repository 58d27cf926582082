"""Client certificates to ask a second time with: the first usable one that the node has.

Private keys are OpenSSL's to read. Only the certificates are read here, for their dates, and of a file that holds
both only the certificate's lines.
"""

from __future__ import annotations

import base64
import binascii
import os
import ssl
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from whyrestart.parsing.certificate import file_seen, public_part
from whyrestart.parsing.yaml_tree import Tree, YamlProblem, load_first
from whyrestart.probes.go_words import GoError
from whyrestart.probes.request import ClientCertificate

_BEGIN, _END = b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----"
_MAX_FILE_BYTES = 1024 * 1024


def client_certificates(
    *,
    configured: tuple[str, str | None] | None = None,
    certificate_directory: str = "/etc/kubernetes/pki",
    kubelet_pki_directory: str = "/var/lib/kubelet/pki",
    kubernetes_directory: str = "/etc/kubernetes",
    program: str = "kube-apiserver",
) -> tuple[ClientCertificate, ...]:
    """Where a client certificate may be that `program` would accept, best first.

    The configured one alone, where there is one; else apiserver-kubelet-client's, the kubelet's own, and the
    administrator's (which kubeadm split in 1.29). etcd has an authority of its own, and so its own clients.
    """
    if program == "etcd":
        return tuple(
            _pair(label, Path(certificate_directory) / name)
            for label, name in (
                ("etcd healthcheck-client", "etcd/healthcheck-client"),
                ("apiserver-etcd-client", "apiserver-etcd-client"),
            )
        )
    if configured is not None:
        certificate, key = configured
        return (ClientCertificate(label=Path(certificate).name, certificate_file=certificate, key_file=key),)
    pki, kubernetes = Path(certificate_directory), Path(kubernetes_directory)
    return (
        _pair("apiserver-kubelet-client", pki / "apiserver-kubelet-client"),
        ClientCertificate(
            label="kubelet-client-current",
            certificate_file=str(Path(kubelet_pki_directory) / "kubelet-client-current.pem"),
        ),
        ClientCertificate(label="admin.conf", kubeconfig=str(kubernetes / "admin.conf")),
        # RKE2's and k3s' names of the same two.
        _pair("client-kube-apiserver", pki / "client-kube-apiserver"),
        _pair("client-admin", pki / "client-admin"),
        ClientCertificate(label="super-admin.conf", kubeconfig=str(kubernetes / "super-admin.conf")),
    )


def _pair(label: str, path: Path) -> ClientCertificate:
    return ClientCertificate(label=label, certificate_file=f"{path}.crt", key_file=f"{path}.key")


def usable(candidates: Iterable[ClientCertificate], now: datetime) -> tuple[ClientCertificate | None, tuple[str, ...]]:
    """The first candidate that is there, is valid now and fits its key; and why those before it were passed over."""
    passed_over: list[str] = []
    for candidate in candidates:
        problem = _problem(candidate, now)
        if problem is None:
            return candidate, tuple(passed_over)
        passed_over.append(f"{candidate.label}: {problem}")
    return None, tuple(passed_over)


def load_certificate(context: ssl.SSLContext, certificate: ClientCertificate) -> None:
    """Have OpenSSL take the certificate and its key.

    Raises:
        GoError: a file has gone, may not be read, or does not fit; the text names the file and never its content.
    """
    try:
        if certificate.kubeconfig is not None:
            _load_kubeconfig(context, Path(certificate.kubeconfig))
        else:
            context.load_cert_chain(certificate.certificate_file, certificate.key_file, password=_no_password)
    except (OSError, ValueError) as error:
        where = certificate.kubeconfig or certificate.certificate_file
        what = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        raise GoError(f"client certificate {where} cannot be used: {what}") from None


def _no_password() -> str:
    """An encrypted key is not usable; without this OpenSSL would ask on the terminal."""
    return ""


def _problem(candidate: ClientCertificate, now: datetime) -> str | None:
    try:
        pem = _public_lines(candidate)
    except OSError as error:
        return (error.strerror or str(error)).lower()
    except ValueError as error:
        return str(error)
    certificates = file_seen(candidate.label, pem, now).certificates
    if not certificates:
        return "no certificate in it"
    leaf = certificates[0]
    if now < leaf.not_before:
        return f"not valid before {leaf.not_before:%Y-%m-%d %H:%M}Z"
    if now > leaf.not_after:
        return f"expired {leaf.not_after:%Y-%m-%d %H:%M}Z"
    try:
        load_certificate(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), candidate)
    except GoError as error:
        return str(error)
    return None


def _public_lines(candidate: ClientCertificate) -> bytes:
    if candidate.kubeconfig is not None:
        return public_part(_kubeconfig_user(Path(candidate.kubeconfig))[0])
    inside, kept = False, []
    with Path(candidate.certificate_file).open("rb") as lines:
        for line in lines:
            inside = inside or line.strip() == _BEGIN
            if inside:
                kept.append(line)
            inside = inside and line.strip() != _END
    return b"".join(kept)


def _kubeconfig_user(path: Path) -> tuple[bytes, bytes]:
    """Certificate and key of the kubeconfig's first user that has both, as data or as files.

    Raises:
        OSError: it or a file that it names cannot be read.
        ValueError: there is no such user.
    """
    if path.stat().st_size > _MAX_FILE_BYTES:
        raise ValueError("too large for a kubeconfig")
    try:
        users = tree.get("users") if (tree := load_first(path.read_bytes())) else None
    except YamlProblem as problem:
        raise ValueError(f"no YAML: {problem.message}") from None
    for entry in users.items() if users else ():
        user = entry.get("user")
        certificate = _part(user, "client-certificate", path) if user else None
        key = _part(user, "client-key", path) if user and certificate else None
        if certificate and key:
            return certificate, key
    raise ValueError("no user with a client certificate in it")


def _part(user: Tree, name: str, path: Path) -> bytes | None:
    data, file = user.get(f"{name}-data"), user.get(name)
    if data is not None and data.text:
        try:
            return base64.b64decode(data.text)
        except binascii.Error:
            raise ValueError(f"{name}-data is no base64") from None
    return (path.parent / file.text).read_bytes() if file is not None and file.text else None


def _load_kubeconfig(context: ssl.SSLContext, path: Path) -> None:
    """OpenSSL loads from files alone, so that what the kubeconfig holds as data goes through a file in memory."""
    certificate, key = _kubeconfig_user(path)
    descriptor = os.memfd_create("client-certificate", os.MFD_CLOEXEC)
    with os.fdopen(descriptor, "wb") as memory:
        memory.write(certificate + b"\n" + key)
        memory.flush()
        context.load_cert_chain(f"/proc/self/fd/{descriptor}", password=_no_password)
