"""What is seen of files and of certificates."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from whyrestart.model.observation.base import Observation, Source


@dataclass(frozen=True, kw_only=True)
class FileSeen(Observation):
    """A path that was looked for. `type` None means it is not there; else file, dir, link, socket, fifo, device."""

    source: Source = Source.FILES
    path: str
    type: str | None
    mode: int | None = None
    uid: int | None = None
    gid: int | None = None
    size: int | None = None
    modified_at: datetime | None = None
    target: str | None = None

    @property
    def key(self) -> Hashable:
        return self.path


@dataclass(frozen=True, kw_only=True)
class FileText(Observation):
    """The redacted text of a configuration file that something on the node names; never a private key's."""

    keep: ClassVar[int] = 5
    source: Source = Source.FILES
    path: str
    text: str

    @property
    def key(self) -> Hashable:
        return self.path


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What is public in an X.509 certificate. Key identifiers and fingerprints are lower-case hex."""

    subject: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    fingerprint_sha256: str
    public_key_sha256: str = ""
    subject_key_id: str = ""
    authority_key_id: str = ""
    is_ca: bool = False
    dns_names: tuple[str, ...] = ()
    ip_addresses: tuple[str, ...] = ()
    extended_usages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CertificateFileSeen(Observation):
    """The certificates in one file, leaf first as they stand there; `problem` says why none could be read.

    Neither: the file, or its place in the kubeconfig, is there no more.
    `inline_in` is the kubeconfig that carries them as data; `path` is then that file's, `#` and the key.
    `named`: a flag, a kubeconfig or the kubelet is known to name the file. False for one that only lies where
    certificates lie, such as a copy that somebody kept.
    """

    keep: ClassVar[int] = 5
    source: Source = Source.CERTIFICATES
    path: str
    inline_in: str | None = None
    certificates: tuple[Certificate, ...] = ()
    modified_at: datetime | None = None
    problem: str | None = None
    named: bool = True

    @property
    def key(self) -> Hashable:
        return self.path


@dataclass(frozen=True, kw_only=True)
class ServedCertificateSeen(Observation):
    """The leaf certificate that a listening port presented; `pem` is the certificate itself."""

    keep: ClassVar[int] = 5
    source: Source = Source.SERVED_CERTIFICATES
    address: str
    port: int
    certificate: Certificate
    pem: str = field(default="", repr=False)

    @property
    def key(self) -> Hashable:
        return (self.address, self.port)
