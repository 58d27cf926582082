"""The certificates that the control plane lives on: in files, in kubeconfigs, and as ports really present them."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from whyrestart.clock import Clock
from whyrestart.model.manifest import Manifest, StaticPod
from whyrestart.model.observation import (
    CertificateFileSeen,
    Gap,
    ListeningSocket,
    Observation,
    ServedCertificateSeen,
    Source,
)
from whyrestart.parsing.certificate import file_seen, kubeconfig_files, kubeconfig_seen, served
from whyrestart.parsing.named_files import FileKind, named_files
from whyrestart.sources.blocking import BlockingSource
from whyrestart.sources.look import Look
from whyrestart.sources.regular_file import NotRegularError, TooLargeError, read, reason

KUBECONFIGS = tuple(
    f"/etc/kubernetes/{name}.conf"
    for name in ("admin", "super-admin", "kubelet", "bootstrap-kubelet", "controller-manager", "scheduler")
)
KUBELET_CERTIFICATES = ("/var/lib/kubelet/pki/kubelet-client-current.pem", "/var/lib/kubelet/pki/kubelet.crt")

MAX_BYTES = 2 * 1024 * 1024
MAX_FILES = 400
MAX_DEPTH = 4
_ENDINGS = (".crt", ".pem", ".cert", ".cer")

# Programs that serve TLS; a port of anything else is never connected to.
_SERVERS = frozenset({"kube-apiserver", "etcd", "kube-controller-manager", "kube-scheduler", "kubelet", "hyperkube"})
# Where these listen when nobody may be told who owns a socket.
_SERVER_PORTS = frozenset({6443, 2379, 2380, 10250, 10257, 10259})
# A handshake leaves a line in etcd's log: once per process, then seldom.
HANDSHAKE_SECONDS = 60.0
HANDSHAKE_AGAIN_SECONDS = 600.0
HANDSHAKE_TIMEOUT_SECONDS = 3.0


class CertificateSource(BlockingSource):
    """Tells of each certificate file that flags and kubeconfigs name, and of those in `directory`, when one changed.

    Of a file that holds a key too only the certificates are decoded. A named file that is missing is told by
    sources.files; one that cannot be read is a gap; one that was told and is gone is told once more, empty.
    What only lies in `directory` is told as not named, unless the manifests at hand are not the whole of it.
    """

    sources = (Source.CERTIFICATES,)
    period_seconds = 15.0

    def __init__(
        self,
        clock: Clock,
        *,
        manifests: Callable[[], Iterable[Manifest]] = tuple,
        directory: str = "/etc/kubernetes/pki",
        kubeconfigs: Iterable[str] = KUBECONFIGS,
        files: Iterable[str] = KUBELET_CERTIFICATES,
    ) -> None:
        super().__init__(clock)
        self._manifests = manifests
        self._directory = Path(directory)
        self._kubeconfigs = tuple(kubeconfigs)
        self._files = tuple(files)
        self._told: dict[str, CertificateFileSeen] = {}

    def see(self) -> Look:
        unread: dict[str, str] = {}
        kubeconfigs = dict.fromkeys(self._kubeconfigs)
        files = dict.fromkeys(self._files)
        lying = tuple(self._in_directory(unread))
        manifests = tuple(self._manifests())
        for manifest in manifests:
            certificates = False
            for named in named_files(manifest.pod) if manifest.pod else ():
                if named.kind is FileKind.CERTIFICATE:
                    certificates = True
                    files[named.on_host] = None
                elif named.kind is FileKind.KUBECONFIG:
                    kubeconfigs[named.on_host] = None
            if manifest.pod and not certificates:
                files |= dict.fromkeys(self._mounted(manifest.pod, lying))
            # A probe's command names some, too.
            files |= dict.fromkeys(path for path in lying if path in manifest.text)
        found: list[CertificateFileSeen] = []
        for path in list(kubeconfigs)[:MAX_FILES]:
            found += self._of_kubeconfig(path, files, unread)
        for path in list(files)[:MAX_FILES]:
            found += self._of_file(path, unread)
        # What a manifest names that cannot be read, nobody knows.
        complete = bool(manifests) and all(manifest.pod for manifest in manifests)
        for path in [path for path in lying if path not in files][: max(MAX_FILES - len(files), 0)]:
            found += (replace(seen, named=not complete) for seen in self._of_file(path, unread))
        found += self._gone({seen.path for seen in found}, kubeconfigs, unread)
        gaps = self.gaps("; ".join(dict.fromkeys(list(unread.values())[:3]))) if unread else ()
        return Look(observations=tuple(self._news(found)), gaps=gaps, partial=bool(found))

    def _mounted(self, pod: StaticPod, lying: Iterable[str]) -> Iterator[str]:
        """What a pod may use that names its certificates in a configuration file, as OpenShift's do: all it mounts."""
        mounts = [Path(volume.host_path) for volume in pod.volumes if volume.host_path]
        below = [mount for mount in mounts if self._directory in mount.parents]
        return (path for path in lying if any(Path(path).is_relative_to(mount) for mount in below))

    def _gone(
        self, present: set[str], kubeconfigs: Mapping[str, None], unread: Mapping[str, str]
    ) -> Iterator[CertificateFileSeen]:
        """What was told and is no more: else an expired certificate that somebody removed would be complained of."""
        for seen in tuple(self._told.values()):
            file = seen.inline_in or seen.path
            if seen.path in present or file in unread:
                continue
            if _absent(file) or (seen.inline_in is not None and file in kubeconfigs):
                yield CertificateFileSeen(at=self._clock.now(), path=seen.path, inline_in=seen.inline_in)

    def _news(self, found: Iterable[CertificateFileSeen]) -> Iterator[Observation]:
        for seen in found:
            before = self._told.get(seen.path)
            if before is None or replace(before, at=seen.at) != seen:
                self._told[seen.path] = seen
                yield seen

    def _of_kubeconfig(
        self, path: str, files: dict[str, None], unread: dict[str, str]
    ) -> Iterator[CertificateFileSeen]:
        try:
            contents = read(path, MAX_BYTES)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            unread[path] = reason(error)
            return
        for name in kubeconfig_files(contents.data):
            files[str(Path(path).parent / name)] = None
        yield from kubeconfig_seen(path, contents.data, self._clock.now(), contents.modified_at)

    def _of_file(self, path: str, unread: dict[str, str]) -> Iterator[CertificateFileSeen]:
        try:
            contents = read(path, MAX_BYTES)
        except (FileNotFoundError, NotADirectoryError):
            return
        except (NotRegularError, TooLargeError) as error:
            yield CertificateFileSeen(at=self._clock.now(), path=path, problem=reason(error))
        except OSError as error:
            unread[path] = reason(error)
        else:
            yield file_seen(path, contents.data, self._clock.now(), contents.modified_at)

    def _in_directory(self, unread: dict[str, str]) -> Iterator[str]:
        """Files by the endings of certificates; keys are never opened."""

        def refused(error: OSError) -> None:
            if not isinstance(error, FileNotFoundError | NotADirectoryError):
                unread[error.filename] = reason(error)

        count = 0
        for root, directories, names in os.walk(self._directory, onerror=refused):
            depth = len(Path(root).relative_to(self._directory).parts)
            directories[:] = sorted(directories) if depth < MAX_DEPTH else []
            for name in sorted(names):
                if name.endswith(_ENDINGS) and "key" not in name.lower():
                    count += 1
                    if count > MAX_FILES:
                        return
                    yield str(Path(root) / name)


def _absent(path: str) -> bool:
    """Whether it is known not to be there; what may not be looked at may well be."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


@dataclass
class _Port:
    asked_at: float = -HANDSHAKE_AGAIN_SECONDS
    pid: int | None = None
    hangs: bool = False


class ServedCertificateSource:
    """Tells which certificate each port of the control plane presents, whenever it is another one.

    A handshake is made at most every 60 s and only after the process behind the port changed, else every ten minutes,
    whichever of its addresses is asked; none with a port of `silent`, which lets the probes wait for their answer.
    `client_certificate` and `client_key` are shown to a server that asks; without them etcd logs a refused connection.
    `sockets` gives None while nobody knows who listens where: then what is served is not known either.
    """

    sources = (Source.SERVED_CERTIFICATES,)
    period_seconds = 10.0
    timeout_seconds = 30.0
    woken: asyncio.Event | None = None

    def __init__(
        self,
        clock: Clock,
        *,
        sockets: Callable[[], Iterable[ListeningSocket] | None],
        silent: Callable[[], Collection[int]] = tuple,
        client_certificate: str | None = None,
        client_key: str | None = None,
    ) -> None:
        self._clock = clock
        self._sockets = sockets
        self._silent = silent
        self._credentials = (client_certificate, client_key)
        self._ports: dict[tuple[str, int], _Port] = {}

    async def look(self) -> Look:
        sockets = self._sockets()
        if sockets is None:
            why = "the listening sockets are not known, so nobody was asked for a certificate"
            gap = Gap(source=Source.SERVED_CERTIFICATES, why=why, since=self._clock.now())
            # Asking costs nothing until they are known again.
            return Look(gaps=(gap,), partial=True)
        listening = {(_reachable(socket.address), socket.port): socket for socket in sockets if _serves(socket)}
        now = self._clock.monotonic()
        # A port that is gone for a moment, as between two lives of its program, has been asked none the less.
        kept = {key: known for key, known in self._ports.items() if now - known.asked_at < HANDSHAKE_AGAIN_SECONDS}
        self._ports = kept | {key: self._ports.get(key, _Port()) for key in listening}
        # At once: ports that hang, one after the other, would outlast the look.
        told = await asyncio.gather(*(self._ask(*key, listening[key].pid) for key in self._due(listening)))
        hung = ", ".join(f"{address}:{port}" for address, port in listening if self._ports[address, port].hangs)
        why = f"{hung}: no TLS handshake within {HANDSHAKE_TIMEOUT_SECONDS:g} s, so what is served there is not known"
        gaps = (Gap(source=Source.SERVED_CERTIFICATES, why=why, since=self._clock.now()),) if hung else ()
        return Look(observations=tuple(seen for seen in told if seen is not None), gaps=gaps, partial=True)

    def _due(self, listening: Mapping[tuple[str, int], ListeningSocket]) -> Iterator[tuple[str, int]]:
        """What is to be asked now: of the addresses of one port one at a time."""
        now, spared = self._clock.monotonic(), set(self._silent())
        for (address, number), socket in listening.items():
            port = self._ports[address, number]
            beside = max(known.asked_at for (_, other), known in self._ports.items() if other == number)
            soon = HANDSHAKE_SECONDS if socket.pid != port.pid or port.hangs else HANDSHAKE_AGAIN_SECONDS
            if number not in spared and now - port.asked_at >= soon and now - beside >= HANDSHAKE_SECONDS:
                spared.add(number)
                yield address, number

    async def _ask(self, address: str, number: int, pid: int | None) -> ServedCertificateSeen | None:
        """What a port presents now: told anew at each handshake, for a new life may present what the last one did."""
        port = self._ports[address, number]
        port.asked_at, port.pid = self._clock.monotonic(), pid
        try:
            der = await self._presented(address, number)
            port.hangs = False
        except TimeoutError:
            der, port.hangs = None, True
        return served(address, number, der, self._clock.now()) if der else None

    async def close(self) -> None:
        """Nothing is held between looks."""

    async def _presented(self, address: str, port: int) -> bytes | None:
        """The leaf certificate; None for a port that refuses or speaks no TLS, TimeoutError for one that hangs."""
        try:
            async with asyncio.timeout(HANDSHAKE_TIMEOUT_SECONDS):
                _, writer = await asyncio.open_connection(address, port, ssl=self._context(), limit=4096)
        except TimeoutError:
            raise
        except (OSError, ssl.SSLError, ValueError):
            return None
        try:
            tls: ssl.SSLObject = writer.get_extra_info("ssl_object")
            return tls.getpeercert(binary_form=True)
        finally:
            # A reset would stand in the server's log as an error.
            writer.close()
            with suppress(OSError, ssl.SSLError, TimeoutError):
                async with asyncio.timeout(1.0):
                    await writer.wait_closed()

    def _context(self) -> ssl.SSLContext:
        # What is asked is which certificate, not whether it is good: that is judged elsewhere.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        certificate, key = self._credentials
        if certificate and key:
            with suppress(OSError, ssl.SSLError):
                context.load_cert_chain(certificate, key)
        return context


def _serves(socket: ListeningSocket) -> bool:
    return socket.program in _SERVERS or (socket.pid is None and socket.port in _SERVER_PORTS)


def _reachable(address: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(address, address)
