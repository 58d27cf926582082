"""Where each control plane component listens, by its flags and defaults.

Sources: pkg/kubeapiserver/options (1.6 to 1.20), cmd/kube-controller-manager and cmd/kube-scheduler (ports of
kubeadm#1327 and #2207), etcd's embed/config.go (3.3 to 3.6); removals as KUBELET.md 2.4 has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from whyrestart.model.manifest import CONFIG_FILE, Container, Flag
from whyrestart.model.version import Version

_PORT = re.compile(r"[0-9]{1,9}")
ANY = frozenset({"0.0.0.0", "::", ""})

# The flags that name the port and the address, and the port's default: over TLS, and in the clear.
SECURE = {
    "kube-apiserver": ("secure-port", "bind-address", 6443),
    "kube-controller-manager": ("secure-port", "bind-address", 10257),
    "kube-scheduler": ("secure-port", "bind-address", 10259),
}
PLAIN = {
    "kube-apiserver": ("insecure-port", "insecure-bind-address", 8080),
    "kube-controller-manager": ("port", "address", 10252),
    "kube-scheduler": ("port", "address", 10251),
}
# The first release that serves nothing in the clear, whatever the flags say.
PLAIN_GONE = {
    "kube-apiserver": Version(1, 20),
    "kube-controller-manager": Version(1, 22),
    "kube-scheduler": Version(1, 23),
}
_PLAIN_ADDRESS = {"kube-apiserver": "127.0.0.1"}
_ETCD_URLS = (
    ("listen-client-urls", "http://localhost:2379"),
    ("listen-client-http-urls", ""),
    ("listen-metrics-urls", ""),
    ("listen-peer-urls", "http://localhost:2380"),
)


@dataclass(frozen=True, kw_only=True)
class Listener:
    """A port that a component opens. `address` None: it cannot be told from the manifest.

    `wants_certificate`: it ends the TLS handshake of a client that presents none. `flag` names what decides it.
    """

    port: int
    scheme: str
    address: str | None
    flag: str
    wants_certificate: bool = False


def port_number(text: str | None) -> int | None:
    """A port as Go reads it, 0 included; None for what is none: a variable, other digits than ASCII's, too many."""
    return int(text) if text and _PORT.fullmatch(text) and int(text) < 2**16 else None


def listeners(program: str, container: Container, version: Version | None) -> tuple[Listener, ...] | None:
    """Every port that the component will listen on; None where flags or defaults do not tell."""
    if container.is_scripted:
        return None
    if program == "etcd":
        return _etcd(container)
    if program not in SECURE:
        return None
    found: list[Listener] = []
    for table, scheme in ((SECURE, "HTTPS"), (PLAIN, "HTTP")):
        flag, address_flag, default = table[program]
        if table is PLAIN and version is not None and version >= PLAIN_GONE[program]:
            continue
        value = container.flag_value(flag)
        port = default if value is None else port_number(value)
        if port is None:
            return None
        fallback = _PLAIN_ADDRESS.get(program, "0.0.0.0") if table is PLAIN else "0.0.0.0"
        address = container.flag_value(address_flag, fallback)
        if port:
            found.append(Listener(port=port, scheme=scheme, address=_known(address), flag=flag))
    return tuple(found)


def _etcd(container: Container) -> tuple[Listener, ...] | None:
    if container.flag(CONFIG_FILE) is not None and not container.settings:
        return None
    # Any of these may also come from the environment as ETCD_LISTEN_CLIENT_URLS and so on.
    if any(name.startswith("ETCD_") for name, _ in container.env) and not container.settings:
        return None
    found: list[Listener] = []
    for flag, default in _ETCD_URLS:
        for url in filter(None, (container.flag_value(flag, default) or "").split(",")):
            listener = _listener(flag, url)
            if listener is None:
                return None
            found.append(listener)
    wants = wants_certificates(container) is not None
    return tuple(_with_certificate(each) if wants and each.flag == "listen-client-urls" else each for each in found)


def wants_certificates(container: Container) -> Flag | None:
    """What makes etcd want a certificate of its clients: either flag (transport/listener.go, ServerConfig, to 3.6)."""
    for flag in (container.flag("client-cert-auth"), container.flag("trusted-ca-file")):
        said = ("true" if flag.value is None else flag.value.lower()) if flag is not None else ""
        if flag is not None and (said in {"true", "1", "t"} if flag.name.endswith("auth") else said):
            return flag
    return None


def _listener(flag: str, url: str) -> Listener | None:
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or port is None:
        return None
    return Listener(port=port, scheme=parts.scheme.upper(), address=_known(parts.hostname), flag=flag)


def _with_certificate(listener: Listener) -> Listener:
    return Listener(
        port=listener.port,
        scheme=listener.scheme,
        address=listener.address,
        flag=listener.flag,
        wants_certificate=listener.scheme == "HTTPS",
    )


def _known(address: str | None) -> str | None:
    """An address as written; None where it is filled in only at run time (`$(POD_IP)`)."""
    return None if address is None or "$" in address else address


# Prefixes of the paths that a component answers; anything else is 404, or 403 for an anonymous request.
PATHS = {
    "kube-apiserver": (
        "/healthz", "/livez", "/readyz", "/version", "/metrics", "/api", "/openapi", "/.well-known", "/swagger",
        "/debug", "/logs", "/configz", "/statusz", "/flagz",
    ),
    "kube-controller-manager": (
        "/healthz", "/livez", "/readyz", "/metrics", "/configz", "/debug", "/statusz", "/flagz"
    ),
    "kube-scheduler": ("/healthz", "/livez", "/readyz", "/metrics", "/configz", "/debug", "/statusz", "/flagz"),
    "etcd": ("/health", "/livez", "/readyz", "/metrics", "/version", "/v2", "/v3", "/debug", "/config"),
}  # fmt: skip
# Nothing is below these (etcd's health.go: a pattern without a slash at its end).
_WHOLE = frozenset({("etcd", "/health")})
# /livez and /readyz: kubernetes/kubernetes#78458 (1.16); etcd's CHANGELOG-3.4, -3.5 and -3.6 (KEP-4331).
LIVEZ_SINCE = {"kube-apiserver": (Version(1, 16),), "etcd": (Version(3, 4, 29), Version(3, 5, 11), Version(3, 6))}


def serves(program: str, path: str, version: Version | None) -> bool | None:
    """Whether the component answers that path (without its query); None where that cannot be told."""
    bare = "/" + path.partition("?")[0].lstrip("/")
    if program not in PATHS:
        return None
    known = bare == "/" or any(
        bare == prefix or (bare.startswith(f"{prefix}/") and (program, prefix) not in _WHOLE)
        for prefix in PATHS[program]
    )
    if not known:
        return False
    since = LIVEZ_SINCE.get(program)
    if since is None or version is None or not bare.startswith(("/livez", "/readyz")):
        return True
    return version >= max((v for v in since if (v.major, v.minor) <= (version.major, version.minor)), default=since[0])
