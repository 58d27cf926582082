"""A web server on a free loopback port, with a fixed clock and a history of its own."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sinks import samples
from whyrestart.sinks.web import Web
from whyrestart.sinks.web_server import WebServer


async def until(condition, seconds=5):
    """Wait until the condition holds."""
    async with asyncio.timeout(seconds):
        while True:
            if condition():
                return
            await asyncio.sleep(0.01)


class FixedClock:
    """Stands still at the moment of the samples."""

    def now(self):
        return samples.AT

    def monotonic(self):
        return 0.0


async def no_history(*, pod, limit):
    return []


@asynccontextmanager
async def serving(status=None, *, history=no_history, config=None, **limits):
    """A started server; yields it."""
    web = Web(history=history, config=config, clock=FixedClock())
    if status is not None:
        web.set(status)
    server = WebServer(web.app, host="127.0.0.1", port=0, config=config, **limits)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def client_of(server, *, scheme="http", **options):
    async with httpx.AsyncClient(
        base_url=f"{scheme}://127.0.0.1:{server.port}", trust_env=False, timeout=10, **options
    ) as client:
        yield client


def write_certificate(directory, name, *, issuer=None, sans=("127.0.0.1",)):
    """Write `<name>.crt` and `<name>.key`; self-signed and an authority unless an issuer's (certificate, key) signs."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer_certificate, issuer_key = issuer or (None, key)
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer_certificate.subject if issuer_certificate else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_san(each) for each in sans]), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    (directory / f"{name}.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (directory / f"{name}.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, key


def _san(name):
    import ipaddress

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
