"""X.509 certificates: what is public in them, from PEM, kubeconfigs and a snapshot's `served_certificates.json`.

Only blocks named CERTIFICATE are decoded. A private key in the same file is passed over undecoded.
"""

from __future__ import annotations

import base64
import binascii
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from whyrestart.model.observation import Certificate, CertificateFileSeen, ServedCertificateSeen
from whyrestart.model.secret import REDACTED
from whyrestart.parsing import json_value as read
from whyrestart.parsing.yaml_tree import Tree, YamlProblem, load_first

# A CA bundle of a distribution holds about 150.
MAX_CERTIFICATES = 300

_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]++)-----END CERTIFICATE-----")
_USAGES = {
    "1.3.6.1.5.5.7.3.1": "serverAuth",
    "1.3.6.1.5.5.7.3.2": "clientAuth",
    "1.3.6.1.5.5.7.3.9": "OCSPSigning",
}


def file_seen(path: str, data: bytes, at: datetime, modified_at: datetime | None = None) -> CertificateFileSeen:
    """The certificates of one PEM file; `problem` says why there are none, or which one of several is broken."""
    certificates, problem = _certificates(data)
    return CertificateFileSeen(at=at, path=path, certificates=certificates, modified_at=modified_at, problem=problem)


def kubeconfig_seen(
    path: str, data: bytes, at: datetime, modified_at: datetime | None = None
) -> Iterator[CertificateFileSeen]:
    """The certificates that a kubeconfig carries as data: of its current context, else of its only user and cluster."""
    for key, value in _kubeconfig(data):
        if not key.endswith("-data") or value in {"", REDACTED}:
            continue
        try:
            certificates, problem = _certificates(base64.b64decode(value, validate=True))
        except (binascii.Error, ValueError):
            certificates, problem = (), f"{key} is not base64"
        yield CertificateFileSeen(
            at=at,
            path=f"{path}#{key}",
            inline_in=path,
            certificates=certificates,
            modified_at=modified_at,
            problem=problem,
        )


def kubeconfig_files(data: bytes) -> tuple[str, ...]:
    """The certificate files that a kubeconfig names, as written there; relative ones are relative to it."""
    return tuple(value for key, value in _kubeconfig(data) if not key.endswith("-data") and value)


def kubeconfig_server(data: bytes) -> str | None:
    """The server that a kubeconfig speaks to."""
    cluster, _ = _current(data)
    server = cluster.get("server") if cluster else None
    return server.text if server else None


def public_part(data: bytes) -> bytes:
    """Only the certificates of a PEM file, as they stand there: what may be copied into a snapshot."""
    return b"".join(match[0] + b"\n" for match in _BLOCK.finditer(data))


def from_der(data: bytes) -> Certificate | None:
    """One certificate; None for bytes that are none."""
    with warnings.catch_warnings():
        # cryptography warns of odd serial numbers and names; the certificate is in use nevertheless.
        warnings.simplefilter("ignore")
        try:
            return _certificate(x509.load_der_x509_certificate(data))
        except (ValueError, TypeError, UnsupportedAlgorithm, OverflowError):
            return None


def served(address: str, port: int, der: bytes, at: datetime) -> ServedCertificateSeen | None:
    """What a port presented; None where it is no certificate."""
    certificate = from_der(der)
    if certificate is None:
        return None
    text = base64.encodebytes(der).decode().replace("\n", "")
    lines = "\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    pem = f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"
    return ServedCertificateSeen(at=at, address=address, port=port, certificate=certificate, pem=pem)


def served_from_json(data: bytes, at: datetime) -> tuple[ServedCertificateSeen, ...]:
    """`served_certificates.json`. Entries without a readable certificate, and what is no list, are left out."""
    return tuple(_served(read.load(data), at))


def served_to_json(seen: Iterable[ServedCertificateSeen]) -> list[dict[str, object]]:
    """The same as plain values."""
    return [{"address": one.address, "port": one.port, "pem": one.pem} for one in seen]


def _served(value: object, at: datetime) -> Iterator[ServedCertificateSeen]:
    for item in read.items(value):
        address, port, pem = (
            read.text(item.get("address")),
            read.integer(item.get("port")),
            read.text(item.get("pem")),
        )
        block = _BLOCK.search((pem or "").encode())
        if address is None or port is None or block is None:
            continue
        with suppress(binascii.Error, ValueError):
            found = served(address, port, base64.b64decode(block[1]), at)
            if found is not None:
                yield found


def _certificates(data: bytes) -> tuple[tuple[Certificate, ...], str | None]:
    found: list[Certificate] = []
    for number, match in enumerate(_BLOCK.finditer(data), 1):
        if number > MAX_CERTIFICATES:
            return tuple(found), f"more than {MAX_CERTIFICATES} certificates: the rest was not read"
        try:
            certificate = from_der(base64.b64decode(match[1]))
        except (binascii.Error, ValueError):
            certificate = None
        if certificate is None:
            line = data.count(b"\n", 0, match.start()) + 1
            return tuple(found), f"the certificate on line {line} cannot be decoded"
        found.append(certificate)
    if found:
        return tuple(found), None
    if not data.strip():
        return (), "the file is empty"
    if b"-----BEGIN CERTIFICATE-----" in data:
        return (), "the certificate is cut off or garbled"
    return (), "no '-----BEGIN CERTIFICATE-----' in it; a PEM certificate was expected"


def _certificate(found: x509.Certificate) -> Certificate:
    subject_key_id = authority_key_id = ""
    is_ca = False
    dns_names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    usages: tuple[str, ...] = ()
    with suppress(ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        for extension in found.extensions:
            value = extension.value
            if isinstance(value, x509.SubjectKeyIdentifier):
                subject_key_id = value.digest.hex()
            elif isinstance(value, x509.AuthorityKeyIdentifier):
                authority_key_id = (value.key_identifier or b"").hex()
            elif isinstance(value, x509.BasicConstraints):
                is_ca = value.ca
            elif isinstance(value, x509.SubjectAlternativeName):
                dns_names = tuple(value.get_values_for_type(x509.DNSName))
                addresses = tuple(str(address) for address in value.get_values_for_type(x509.IPAddress))
            elif isinstance(value, x509.ExtendedKeyUsage):
                usages = tuple(_USAGES.get(usage.dotted_string, usage.dotted_string) for usage in value)
    not_before, not_after = _validity(found)
    return Certificate(
        subject=_name(found.subject),
        issuer=_name(found.issuer),
        serial=f"{found.serial_number:x}",
        not_before=not_before,
        not_after=not_after,
        fingerprint_sha256=found.fingerprint(hashes.SHA256()).hex(),
        public_key_sha256=_public_key(found),
        subject_key_id=subject_key_id,
        authority_key_id=authority_key_id,
        is_ca=is_ca,
        dns_names=dns_names,
        ip_addresses=addresses,
        extended_usages=usages,
    )


def _validity(found: x509.Certificate) -> tuple[datetime, datetime]:
    try:
        return found.not_valid_before_utc, found.not_valid_after_utc
    except AttributeError:  # cryptography before 42
        return found.not_valid_before.replace(tzinfo=UTC), found.not_valid_after.replace(tzinfo=UTC)


def _name(name: x509.Name) -> str:
    """As OpenSSL and Go print it: `O=system:masters,CN=kubernetes-admin`."""
    return ",".join(attribute.rfc4514_string() for attribute in name)


def _public_key(found: x509.Certificate) -> str:
    try:
        encoded = found.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, UnsupportedAlgorithm):
        return ""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(encoded)
    return digest.finalize().hex()


def _kubeconfig(data: bytes) -> Iterator[tuple[str, str]]:
    cluster, user = _current(data)
    for tree, keys in (
        (cluster, ("certificate-authority-data", "certificate-authority")),
        (user, ("client-certificate-data", "client-certificate")),
    ):
        for key in keys:
            value = tree.get(key) if tree else None
            if value is not None and value.text:
                yield key, value.text.strip()


def _current(data: bytes) -> tuple[Tree | None, Tree | None]:
    try:
        tree = load_first(data)
    except YamlProblem:
        return None, None
    if tree is None:
        return None, None
    wanted = tree.get("current-context")
    context = _named(tree, "contexts", "context", wanted.text if wanted else None)
    chosen = {key: name.text for key in ("cluster", "user") if context and (name := context.get(key))}
    return (
        _named(tree, "clusters", "cluster", chosen.get("cluster")),
        _named(tree, "users", "user", chosen.get("user")),
    )


def _named(tree: Tree, collection: str, key: str, name: str | None) -> Tree | None:
    listed = tree.get(collection)
    entries = list(listed.items()) if listed else []
    for entry in entries:
        named = entry.get("name")
        if (named is not None and named.text == name) or (name is None and len(entries) == 1):
            return entry.get(key)
    return None
