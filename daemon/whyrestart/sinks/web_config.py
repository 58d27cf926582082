"""The exporters' web configuration file: TLS and basic authentication for the daemon's pages.

The format is exporter-toolkit's (docs/web-configuration.md). What Python's TLS cannot do as Go's does is refused by
name rather than quietly done otherwise.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from whyrestart.errors import ConfigError

_TLS_KEYS = {
    "cert_file",
    "key_file",
    "client_auth_type",
    "client_ca_file",
    "client_allowed_sans",
    "min_version",
    "max_version",
    "cipher_suites",
    "prefer_server_cipher_suites",
}
_HEADERS = {
    "Content-Security-Policy",
    "X-Frame-Options",
    "X-Content-Type-Options",
    "X-XSS-Protection",
    "Strict-Transport-Security",
}
_CLIENT_AUTH = {
    "": ssl.CERT_NONE,
    "NoClientCert": ssl.CERT_NONE,
    "VerifyClientCertIfGiven": ssl.CERT_OPTIONAL,
    "RequireAndVerifyClientCert": ssl.CERT_REQUIRED,
}
_VERSIONS = {"TLS12": ssl.TLSVersion.TLSv1_2, "TLS13": ssl.TLSVersion.TLSv1_3}
# Go's names of the TLS 1.2 suites that crypto/tls.CipherSuites lists, and OpenSSL's.
_CIPHERS = {
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": "ECDHE-ECDSA-AES128-GCM-SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384": "ECDHE-ECDSA-AES256-GCM-SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256": "ECDHE-ECDSA-CHACHA20-POLY1305",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256": "ECDHE-RSA-AES128-GCM-SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384": "ECDHE-RSA-AES256-GCM-SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256": "ECDHE-RSA-CHACHA20-POLY1305",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA": "ECDHE-ECDSA-AES128-SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA": "ECDHE-ECDSA-AES256-SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA": "ECDHE-RSA-AES128-SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA": "ECDHE-RSA-AES256-SHA",
}
# Its cost from 4 to 19: one more is a minute for every wrong password.
_BCRYPT = re.compile(r"\$2[aby]\$(0[4-9]|1\d)\$[./A-Za-z0-9]{53}")
_TLS13_CIPHERS = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}


@dataclass(frozen=True, kw_only=True)
class TlsServer:
    """`tls_server_config`, its paths absolute."""

    cert_file: Path
    key_file: Path
    client_auth: ssl.VerifyMode = ssl.CERT_NONE
    client_ca_file: Path | None = None
    client_allowed_sans: tuple[str, ...] = ()
    min_version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2
    max_version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
    ciphers: tuple[str, ...] = ()
    prefer_server_ciphers: bool = True

    def context(self) -> ssl.SSLContext:
        """A server's context; ConfigError where a file cannot be used."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = self.min_version
        context.maximum_version = self.max_version
        if self.ciphers:
            context.set_ciphers(":".join(self.ciphers))
        if not self.prefer_server_ciphers:
            context.options &= ~ssl.OP_CIPHER_SERVER_PREFERENCE
        try:
            context.load_cert_chain(self.cert_file, self.key_file)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(
                f"tls_server_config: cannot use {self.cert_file} with {self.key_file}: {error}; "
                "expected a PEM certificate chain and its unencrypted key, readable by whyrestart"
            ) from error
        context.verify_mode = self.client_auth
        if self.client_ca_file is not None:
            try:
                context.load_verify_locations(self.client_ca_file)
            except (OSError, ssl.SSLError) as error:
                raise ConfigError(
                    f"tls_server_config.client_ca_file: cannot use {self.client_ca_file}: {error}"
                ) from error
        return context

    @property
    def files(self) -> tuple[Path, ...]:
        """The files to watch for renewal."""
        return (self.cert_file, self.key_file, *(() if self.client_ca_file is None else (self.client_ca_file,)))


@dataclass(frozen=True, kw_only=True)
class WebConfig:
    """What the file says; without one, plain HTTP for everybody who reaches the address."""

    tls: TlsServer | None = None
    users: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def load(path: Path) -> WebConfig:
    """Read a web configuration file; ConfigError names the file and key, and what was expected."""
    try:
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: cannot read the web configuration: {error}") from error
    try:
        return _parse({} if tree is None else tree, path.resolve().parent)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error


def _parse(tree: object, directory: Path) -> WebConfig:
    top = _mapping(tree, "the file", {"tls_server_config", "http_server_config", "basic_auth_users"})
    http = _mapping(top.get("http_server_config"), "http_server_config", {"http2", "headers"})
    headers = _mapping(http.get("headers"), "http_server_config.headers", _HEADERS)
    tls = _mapping(top.get("tls_server_config"), "tls_server_config", _TLS_KEYS)
    return WebConfig(
        tls=_tls(tls, directory) if tls else None,
        users=MappingProxyType(_users(top.get("basic_auth_users"))),
        headers=MappingProxyType(
            {name: _string(value, f"http_server_config.headers.{name}") for name, value in headers.items()}
        ),
    )


def _tls(tls: Mapping[str, Any], directory: Path) -> TlsServer:
    def path(key: str) -> Path | None:
        return directory / _string(tls[key], f"tls_server_config.{key}") if tls.get(key) else None

    cert_file, key_file, client_ca_file = path("cert_file"), path("key_file"), path("client_ca_file")
    if cert_file is None or key_file is None:
        raise ConfigError("tls_server_config: expected both cert_file and key_file")
    client_auth = _choice(tls.get("client_auth_type", ""), _CLIENT_AUTH, "tls_server_config.client_auth_type")
    sans = tuple(_strings(tls.get("client_allowed_sans"), "tls_server_config.client_allowed_sans"))
    if client_auth is not ssl.CERT_NONE and client_ca_file is None:
        raise ConfigError("tls_server_config.client_auth_type: expected client_ca_file beside it")
    if client_auth is ssl.CERT_NONE and client_ca_file is not None:
        raise ConfigError("tls_server_config.client_ca_file: expected client_auth_type: RequireAndVerifyClientCert")
    if sans and client_auth is not ssl.CERT_REQUIRED:
        raise ConfigError(
            "tls_server_config.client_allowed_sans: expected client_auth_type: RequireAndVerifyClientCert"
        )
    return TlsServer(
        cert_file=cert_file,
        key_file=key_file,
        client_auth=client_auth,
        client_ca_file=client_ca_file,
        client_allowed_sans=sans,
        min_version=_choice(tls.get("min_version", "TLS12"), _VERSIONS, "tls_server_config.min_version"),
        max_version=_choice(tls.get("max_version", "TLS13"), _VERSIONS, "tls_server_config.max_version"),
        ciphers=tuple(_ciphers(tls.get("cipher_suites"))),
        prefer_server_ciphers=_boolean(
            tls.get("prefer_server_cipher_suites", True), "tls_server_config.prefer_server_cipher_suites"
        ),
    )


def _users(tree: object) -> dict[str, bytes]:
    if tree is None:
        return {}
    if not isinstance(tree, dict):
        raise ConfigError("basic_auth_users: expected names and their bcrypt hashes")
    users = {}
    for name, digest in tree.items():
        if not isinstance(digest, str) or not _BCRYPT.fullmatch(digest):
            raise ConfigError(
                f"basic_auth_users.{name}: expected a bcrypt hash; make one with: htpasswd -nBC 10 '' | tr -d ':\\n'"
            )
        users[str(name)] = digest.encode()
    return users


def _ciphers(tree: object) -> list[str]:
    names = _strings(tree, "tls_server_config.cipher_suites")
    # TLS 1.3 suites are not configurable, in Go as here; Go ignores them in this list.
    return [_choice(name, _CIPHERS, "tls_server_config.cipher_suites") for name in names if name not in _TLS13_CIPHERS]


def _mapping(tree: object, key: str, known: set[str]) -> dict[str, Any]:
    if tree is None:
        return {}
    if not isinstance(tree, dict):
        raise ConfigError(f"{key}: expected keys and values")
    unknown = [str(name) for name in tree if name not in known]
    if unknown:
        raise ConfigError(f"{key}: {', '.join(unknown)} not supported; expected any of {', '.join(sorted(known))}")
    return tree


def _choice(value: object, choices: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401  # what the table holds
    if not isinstance(value, str) or value not in choices:
        raise ConfigError(f"{key}: {value} not supported; expected one of {', '.join(filter(None, choices))}")
    return choices[value]


def _string(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{key}: expected text, got {value!r}")
    return value


def _boolean(value: object, key: str) -> bool:
    if not isinstance(value, bool):
        raise ConfigError(f"{key}: expected true or false, got {value!r}")
    return value


def _strings(value: object, key: str) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise ConfigError(f"{key}: expected a list, got {value!r}")
    return [_string(each, key) for each in value]
