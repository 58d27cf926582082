"""The configuration file: one YAML mapping, every key optional, unknown keys refused by name (DESIGN.md, part 10)."""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from whyrestart.errors import ConfigError
from whyrestart.model.version import Version
from whyrestart.parsing.yaml_tree import Tree, YamlProblem, load_first

DEFAULT_FILE = Path("/etc/whyrestart/config.yaml")
ENVIRONMENT = "WHYRESTART_CONFIG"


@dataclass(frozen=True, kw_only=True)
class Listen:
    """The address that the HTTP server binds to."""

    host: str = "127.0.0.1"
    port: int = 9877

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the operator set. None means: find it on the node; `runtime_endpoint` `off` means: do not look."""

    node_name: str | None = None
    kubernetes_version: str | None = None
    manifest_directory: Path | None = None
    pod_log_directory: Path | None = None
    runtime_endpoint: str | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None
    certificate_directory: Path | None = None
    kubelet_config: Path | None = None
    kubelet_url: str | None = None
    kubelet_read_only_url: str | None = None
    kubelet_log: Path | None = None
    state_directory: Path = Path("/var/lib/whyrestart")
    listen: Listen = Listen()
    web_config: Path | None = None
    alertmanagers: tuple[str, ...] = ()
    alertmanager_config: Path | None = None
    alert_labels: tuple[tuple[str, str], ...] = ()
    external_url: str | None = None


def load(file: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the file given, else the one that $WHYRESTART_CONFIG names, else the usual one, which may be absent.

    Raises ConfigError that names file, line, key, value and what was expected.
    """
    named = file or (Path(environment[ENVIRONMENT]) if environment.get(ENVIRONMENT) else None)
    path = named or DEFAULT_FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        if named is None:
            return Settings()
        raise ConfigError(
            f"{path}: there is no such file; give an existing one, or none to use what the node has"
        ) from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}; check its owner and mode") from None
    return parse(data, str(path))


def parse(data: bytes, name: str = "configuration") -> Settings:
    """Settings from the file's bytes; `name` is for messages. Raises ConfigError."""
    try:
        tree = load_first(data)
    except YamlProblem as problem:
        where = f"{name}:{problem.line}" if problem.line else name
        raise ConfigError(f"{where}: {problem.message}; a YAML mapping was expected") from None
    if tree is None or tree.is_null:
        return Settings()
    if not tree.is_mapping:
        raise ConfigError(f"{name}:{tree.line}: a mapping of keys to values was expected")
    given: dict[str, object] = {}
    for key, at, value in tree.pairs():
        if key not in _READERS:
            raise ConfigError(f"{name}:{at.line}: unknown key {key!r}{_nearest(key)}")
        if key in given:
            raise ConfigError(f"{name}:{at.line}: key {key!r} is given twice")
        if value.is_null:
            continue
        try:
            given[key] = _READERS[key](value)
        except _Unexpected as wrong:
            shown = value.text if value.text is not None else "a mapping or list"
            raise ConfigError(f"{name}:{value.line}: {key}: {shown!r} is not {wrong.expected}") from None
    settings = replace(Settings(), **given)  # type: ignore[arg-type]  # each reader gives its field's type
    if (settings.client_certificate is None) != (settings.client_key is None):
        raise ConfigError(f"{name}: client_certificate and client_key go together; one of them is missing")
    return settings


class _Unexpected(Exception):  # noqa: N818  # becomes a ConfigError with file, line and key
    def __init__(self, expected: str) -> None:
        self.expected = expected


def _nearest(key: str) -> str:
    near = difflib.get_close_matches(key, _READERS, n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; known keys: {', '.join(_READERS)}"


def _text(value: Tree) -> str:
    if not value.text:
        raise _Unexpected("a text")
    return value.text


def _path(value: Tree) -> Path:
    if not value.text or not value.text.startswith("/"):
        raise _Unexpected("an absolute path")
    return Path(value.text)


def _endpoint(value: Tree) -> str:
    text = value.text or ""
    if text == "off" or value.boolean is False:
        return "off"
    path = text.removeprefix("unix://")
    if not path.startswith("/"):
        raise _Unexpected('a socket such as unix:///run/containerd/containerd.sock, or "off"')
    return text if text.startswith("unix://") else f"unix://{text}"


def _url(value: Tree) -> str:
    text = value.text or ""
    try:
        parts = urlsplit(text)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        valid = False
    if not valid:
        raise _Unexpected("a URL such as https://127.0.0.1:10250")
    return text.rstrip("/")


def _urls(value: Tree) -> tuple[str, ...]:
    if not value.is_sequence:
        raise _Unexpected("a list of URLs")
    return tuple(_url(item) for item in value.items())


def _labels(value: Tree) -> tuple[tuple[str, str], ...]:
    pairs = tuple((name, text.text) for name, _, text in value.pairs())
    if not value.is_mapping or not all(text and re.fullmatch(r"[a-zA-Z_][a-zA-Z0-9_]*", name) for name, text in pairs):
        raise _Unexpected("a mapping of label names to texts, such as {job: whyrestart, instance: master-1:9877}")
    return tuple((name, text or "") for name, text in pairs)


def _listen(value: Tree) -> Listen:
    host, colon, port = (value.text or "").rpartition(":")
    try:
        # A port alone may mean every address, or only this machine's: it is not taken.
        address = ipaddress.ip_address(host.strip("[]") or "0.0.0.0")
        number = int(port)
    except ValueError:
        raise _Unexpected("an address and port such as 127.0.0.1:9877") from None
    if not colon or not 0 <= number <= 65535:
        raise _Unexpected("an address and port such as 127.0.0.1:9877")
    return Listen(host=str(address), port=number)


def _version(value: Tree) -> str:
    if Version.parse(value.text) is None:
        raise _Unexpected("a version such as v1.20.2")
    return value.text or ""


_READERS: Mapping[str, Callable[[Tree], object]] = MappingProxyType(
    {
        "node_name": _text,
        "kubernetes_version": _version,
        "manifest_directory": _path,
        "pod_log_directory": _path,
        "runtime_endpoint": _endpoint,
        "client_certificate": _path,
        "client_key": _path,
        "certificate_directory": _path,
        "kubelet_config": _path,
        "kubelet_url": _url,
        "kubelet_read_only_url": _url,
        "kubelet_log": _path,
        "state_directory": _path,
        "listen": _listen,
        "web_config": _path,
        "alertmanagers": _urls,
        "alertmanager_config": _path,
        "alert_labels": _labels,
        "external_url": _url,
    }
)
