"""Real listeners on loopback for probe tests: each is a function of the bytes that a connection brings."""

import asyncio
import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@contextlib.asynccontextmanager
async def listening(answer, *, host="127.0.0.1", tls=None):
    """A listener whose connections are handled by `answer(reader, writer)`; gives its port. All are ended with it."""
    tasks = set()

    async def handle(reader, writer):
        tasks.add(asyncio.current_task())
        with contextlib.suppress(ConnectionError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await answer(reader, writer)
        writer.close()
        with contextlib.suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
            await writer.wait_closed()

    server = await asyncio.start_server(handle, host, 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.contextmanager
def blocking_tls(context, response):
    """A TLS server on OpenSSL's own sockets, which send their alerts where asyncio's do not; gives its port."""

    def serve():
        with contextlib.suppress(OSError):
            sock, _ = listener.accept()
            sock.settimeout(5)
            with sock, contextlib.suppress(OSError), context.wrap_socket(sock, server_side=True) as secure:
                secure.recv(1024)
                secure.sendall(response)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            thread.join()


class Web:
    """Answers each request with the next of `answers` (the last one repeats) and keeps what it was sent."""

    def __init__(self, *answers):
        self.answers = [answer.encode() if isinstance(answer, str) else answer for answer in answers]
        self.requests = []

    async def __call__(self, reader, writer):
        self.requests.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(self.answers[min(len(self.requests), len(self.answers)) - 1])
        await writer.drain()

    def listening(self, **kwargs):
        return listening(self, **kwargs)


async def silent(reader, writer):
    """Accepts, reads and never says a word."""
    while await reader.read(1024):
        pass


def says(*pieces, pause=0.0, then_wait=False):
    """Reads the request, then writes the pieces with pauses between them; may then keep the connection open."""

    async def answer(reader, writer):
        await reader.read(1024)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        if then_wait:
            await asyncio.sleep(60)

    return answer


def ok(body=b"ok", status="200 OK", **headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + body


class Authority:
    """A certificate authority for one test run, and what it has issued as files."""

    def __init__(self, directory):
        self.directory = directory
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._issue("whyrestart test CA", self.key.public_key(), ca=True)
        self.path = directory / "ca.crt"
        self.path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, name, *, days=(-1, 1)):
        """Certificate and key as files `name.crt` and `name.key`."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._issue(name, key.public_key(), days=days)
        crt, pem = self.directory / f"{name}.crt", self.directory / f"{name}.key"
        crt.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        pem.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return crt, pem

    def server(self, *, client_certificates=None, minimum=None):
        """A server's TLS. `client_certificates`: None, "asked" or "required"."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.issue("server"))
        if client_certificates:
            context.verify_mode = ssl.CERT_REQUIRED if client_certificates == "required" else ssl.CERT_OPTIONAL
            context.load_verify_locations(self.path)
        if minimum:
            context.minimum_version = minimum
        return context

    def _issue(self, name, public_key, *, days=(-1, 1), ca=False):
        now = dt.datetime.now(dt.UTC)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer = subject if ca else self.certificate.subject
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + dt.timedelta(days=days[0]))
            .not_valid_after(now + dt.timedelta(days=days[1]))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
            )
            .sign(self.key, hashes.SHA256())
        )
