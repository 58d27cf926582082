"""What an exec probe asks over HTTP, where its command says so: the question is asked, the command is never run.

RKE2 writes `kubectl get --server=https://localhost:6443/ --client-certificate=... --raw=/livez`, older kubeadm
`etcdctl --endpoints=https://[127.0.0.1]:2379 --cert=... --key=... get foo`, others curl or wget.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from urllib.parse import urlsplit

from whyrestart.model.manifest import Container, Exec, HttpGet, StaticPod
from whyrestart.model.version import Version
from whyrestart.probes.request import ClientCertificate, HttpRequest, Redirects
from whyrestart.probes.spec import http_request, is_loopback

_CERTIFICATE_FLAGS = ("client-certificate", "cert", "cert-file")
_KEY_FLAGS = ("client-key", "key", "key-file")
_ADDRESS_FLAGS = ("server", "endpoints", "endpoint")
_URL = re.compile(r"https?://\S+")
_BRACKETED_IPV4 = re.compile(r"\[([0-9.]+)\]")
_KNOWN = frozenset({"kubectl", "etcdctl", "curl", "wget"})


def exec_equivalent(
    command: Exec, *, pod: StaticPod, container: Container, timeout_seconds: float, version: Version | None
) -> HttpRequest | None:
    """The GET that tells what the command would find out; None where the command says nothing of the kind.

    Only this machine is asked: the certificate that the command names goes nowhere else.
    """
    words = _words(command.command)
    program = next((word.rpartition("/")[2] for word in words if word.rpartition("/")[2] in _KNOWN), None)
    if program is None:
        return None
    options = _options(words)
    address = next((options[name] for name in _ADDRESS_FLAGS if options.get(name)), "").partition(",")[0]
    address = address or next((word.strip("'\"") for word in words if _URL.fullmatch(word.strip("'\""))), "")
    # kubeadm 1.6 to 1.13 wrote even IPv4 addresses in brackets.
    address = _BRACKETED_IPV4.sub(r"\1", address)
    try:
        url = urlsplit(address if "://" in address else f"https://{address}")
        host, port = url.hostname or "", url.port or {"http": 80}.get(url.scheme, 443)
    except ValueError:
        return None
    path = options.get("raw") or ("/health" if program == "etcdctl" else url.path or "/")
    if not address or not is_loopback(host):
        return None
    query = f"?{url.query}" if url.query and not options.get("raw") else ""
    handler = HttpGet(port=port, host=host, scheme=url.scheme.upper(), path=path + query)
    asked = http_request(handler, host=host, port=port, timeout_seconds=timeout_seconds, version=version)
    if not isinstance(asked, HttpRequest):
        return None
    certificate = _on_host(_first(options, _CERTIFICATE_FLAGS), pod, container)
    key = _on_host(_first(options, _KEY_FLAGS), pod, container)
    if certificate is None:
        return asked
    credential = ClientCertificate(
        label=f"the exec probe's {certificate.rpartition('/')[2]}", certificate_file=certificate, key_file=key
    )
    return HttpRequest(
        url=asked.url,
        headers=asked.headers,
        timeout_seconds=timeout_seconds,
        version=version,
        redirects=Redirects.SAME_HOST,
        client_certificate=credential,
    )


def _words(command: Sequence[str]) -> list[str]:
    """The command's words, those of a shell's one-liner included."""
    words: list[str] = []
    for word in command:
        if " " not in word.strip():
            words.append(word)
            continue
        try:
            words += shlex.split(word)
        except ValueError:
            words += word.split()
    return words


def _options(words: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word, following in zip(words, (*words[1:], ""), strict=True):
        if word.startswith("-"):
            name, equals, value = word.lstrip("-").partition("=")
            found.setdefault(name, value if equals else "" if following.startswith("-") else following)
    return found


def _first(options: dict[str, str], names: Sequence[str]) -> str | None:
    return next((options[name] for name in names if options.get(name)), None)


def _on_host(path: str | None, pod: StaticPod, container: Container) -> str | None:
    return pod.host_path_of(container, path) if path is not None else None
