"""Certificates as they lie on a control-plane node, with the dates and issuers that an incident needs. No keys are kept."""

from datetime import timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from incidents.builder import NOW


@lru_cache
def _key(name):
    """A key of its own for each name, drawn from its letters: the same certificates come out at each run."""
    number = int.from_bytes(name.encode()[:24].ljust(24, b"k"), "big")
    return ec.derive_private_key(number, ec.SECP256R1())


@lru_cache
def certificate(name, *, issuer="etcd-ca", until=timedelta(days=200), since=timedelta(days=165), is_ca=False):
    """A certificate as PEM; `until` and `since` count from the incident's time, `issuer` names the CA's key."""
    key, signer = _key(name), _key(issuer)
    start, end = NOW - since, NOW + until
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer.partition("#")[0]))
        .public_key(key.public_key())
        .serial_number(int.from_bytes(f"{name}{until}".encode()[:19], "big"))
        .not_valid_before(start.replace(tzinfo=None))
        .not_valid_after(end.replace(tzinfo=None))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    signed = made.sign(signer, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


def authority(name="etcd-ca"):
    """A CA; `etcd-ca#2` is another key under the same name."""
    return certificate(name, issuer=name, until=timedelta(days=3400), is_ca=True)


def _name(common):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common.partition("#")[0])])
