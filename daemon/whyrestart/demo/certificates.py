"""The demo node's certificates, as kubeadm lays them out; made anew for each demo and gone with it."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_LIFETIME = timedelta(days=365)
_CA_LIFETIME = timedelta(days=3650)
# A clock that is a little behind must not make a new certificate "not yet valid".
_BACKDATED = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class _Authority:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def _name(common_name: str, organisation: str | None = None) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    if organisation is not None:
        parts.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name(parts)


def _write(path: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = path.with_suffix(".key")
    private.touch(mode=0o600)
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def _start(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, life: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + life)
    )


def _authority(path: Path, common_name: str) -> _Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(common_name)
    usage = x509.KeyUsage(
        digital_signature=True,
        key_encipherment=True,
        key_cert_sign=True,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        _start(name, name, key, _CA_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(path, certificate, key)
    return _Authority(certificate=certificate, key=key)


def _issue(path: Path, authority: _Authority, subject: x509.Name, names: Sequence[str] = ()) -> None:
    """A serving certificate where there are names, a client certificate where there are none."""
    key = ec.generate_private_key(ec.SECP256R1())
    usages = [ExtendedKeyUsageOID.SERVER_AUTH] if names else []
    usages.append(ExtendedKeyUsageOID.CLIENT_AUTH)
    public = authority.key.public_key()
    builder = (
        _start(subject, authority.certificate.subject, key, _LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
    )
    if names:
        addresses = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        builder = builder.add_extension(
            x509.SubjectAlternativeName([*(x509.DNSName(name) for name in names), *addresses]), critical=False
        )
    _write(path, builder.sign(authority.key, hashes.SHA256()), key)


def make(directory: Path, node_name: str) -> None:
    """Fill a pki directory: the CAs, the apiserver's certificate and its clients', the controllers', etcd's."""
    ca = _authority(directory / "ca", "kubernetes")
    etcd_ca = _authority(directory / "etcd" / "ca", "etcd-ca")
    server_names = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "localhost", node_name]
    _issue(directory / "apiserver", ca, _name("kube-apiserver"), server_names)
    _issue(directory / "apiserver-kubelet-client", ca, _name("kube-apiserver-kubelet-client", "system:masters"))
    _issue(directory / "apiserver-etcd-client", etcd_ca, _name("kube-apiserver-etcd-client", "system:masters"))
    _issue(directory / "etcd" / "server", etcd_ca, _name(node_name), ["localhost", node_name])
    for component in ("kube-controller-manager", "kube-scheduler"):
        _issue(directory / component, ca, _name(f"system:{component}"), ["localhost", node_name])
