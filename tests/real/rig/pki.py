"""Certificates, keys and kubeconfigs as kubeadm lays them out, fresh for each life of the rig.

Fresh, so that a fault may expire or exchange any of them and nothing is left to repair afterwards.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .places import ADDRESS, APISERVER, NODE, PKI

_SERVER, _CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
_LOCAL = ("localhost", NODE, ADDRESS)
_CLUSTER = (*_LOCAL, "kubernetes", "kubernetes.default", "kubernetes.default.svc", "10.96.0.1")
# file: issuing authority, common name, organisation, usages, names
_LEAVES: dict[str, tuple[str, str, str, tuple[x509.ObjectIdentifier, ...], tuple[str, ...]]] = {
    "apiserver": ("ca", "kube-apiserver", "", (_SERVER,), _CLUSTER),
    "apiserver-kubelet-client": ("ca", "kube-apiserver-kubelet-client", "system:masters", (_CLIENT,), ()),
    "apiserver-etcd-client": ("etcd/ca", "kube-apiserver-etcd-client", "system:masters", (_CLIENT,), ()),
    "front-proxy-client": ("front-proxy-ca", "front-proxy-client", "", (_CLIENT,), ()),
    "etcd/server": ("etcd/ca", NODE, "", (_SERVER, _CLIENT), _LOCAL),
    "etcd/peer": ("etcd/ca", NODE, "", (_SERVER, _CLIENT), _LOCAL),
    "etcd/healthcheck-client": ("etcd/ca", "kube-etcd-healthcheck-client", "system:masters", (_CLIENT,), ()),
    "admin": ("ca", "kubernetes-admin", "system:masters", (_CLIENT,), ()),
    "kubelet": ("ca", f"system:node:{NODE}", "system:nodes", (_CLIENT,), ()),
    "controller-manager": ("ca", "system:kube-controller-manager", "", (_CLIENT,), ()),
    "scheduler": ("ca", "system:kube-scheduler", "", (_CLIENT,), ()),
}
_AUTHORITIES = {"ca": "kubernetes", "front-proxy-ca": "front-proxy-ca", "etcd/ca": "etcd-ca"}
_KUBECONFIGS = ("admin", "kubelet", "controller-manager", "scheduler")


def write_all() -> None:
    """Write the whole tree."""
    (PKI / "etcd").mkdir(parents=True, exist_ok=True)
    for name, common_name in _AUTHORITIES.items():
        write_authority(name, common_name)
    for name in _LEAVES:
        write_leaf(name)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    _write_key(PKI / "sa.key", key)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (PKI / "sa.pub").write_bytes(public)
    for name in _KUBECONFIGS:
        _write_kubeconfig(name)


def write_authority(name: str, common_name: str) -> None:
    """A self-signed authority, good for ten years, at `PKI/<name>.{crt,key}`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    usage = x509.KeyUsage(
        digital_signature=True, key_encipherment=True, key_cert_sign=True, crl_sign=False, content_commitment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        _certificate(subject, subject, key, timedelta(hours=-1), timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(PKI / name, certificate, key)


def write_leaf(
    name: str, *, valid_from: timedelta = timedelta(hours=-1), valid_to: timedelta = timedelta(days=365), by: str = ""
) -> None:
    """One of the tree's certificates, valid from and to that long from now; `by` names another authority's file."""
    issuer, common_name, organisation, usages, names = _LEAVES[name]
    authority = PKI / (by or issuer)
    ca = x509.load_pem_x509_certificate(authority.with_name(f"{authority.name}.crt").read_bytes())
    ca_key = serialization.load_pem_private_key(authority.with_name(f"{authority.name}.key").read_bytes(), None)
    key = ec.generate_private_key(ec.SECP256R1())
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    if organisation:
        attributes.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    builder = _certificate(x509.Name(attributes), ca.subject, key, valid_from, valid_to)
    builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(_alternative_names(names)), critical=False)
    _write(PKI / name, builder.sign(ca_key, hashes.SHA256()), key)


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, valid_from: timedelta, valid_to: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + valid_from)
        .not_valid_after(now + valid_to)
    )


def _alternative_names(names: Sequence[str]) -> list[x509.GeneralName]:
    found: list[x509.GeneralName] = []
    for name in names:
        try:
            found.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            found.append(x509.DNSName(name))
    return found


def _write(place: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    _write_key(place.with_name(f"{place.name}.key"), key)
    place.with_name(f"{place.name}.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> None:
    path.touch(mode=0o600)
    form = serialization.PrivateFormat.TraditionalOpenSSL
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))


def _write_kubeconfig(name: str) -> None:
    cluster = {"certificate-authority": f"{PKI}/ca.crt", "server": f"https://{ADDRESS}:{APISERVER}"}
    user = {"client-certificate": f"{PKI}/{name}.crt", "client-key": f"{PKI}/{name}.key"}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "kubernetes", "cluster": cluster}],
        "contexts": [{"name": name, "context": {"cluster": "kubernetes", "user": name}}],
        "current-context": name,
        "users": [{"name": name, "user": user}],
    }
    path = PKI / f"{name}.conf"
    path.touch(mode=0o600)
    path.write_text(yaml.safe_dump(config, sort_keys=False))
