"""As whom to send alerts: a file in the form of Prometheus' HTTP client configuration, kept apart for its secrets.

basic_auth: {username: whyrestart, password_file: /etc/whyrestart/alertmanager.password}
authorization: {credentials_file: /etc/whyrestart/alertmanager.token}
tls_config: {ca_file: ca.crt, cert_file: client.crt, key_file: client.key}
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from whyrestart.errors import ConfigError
from whyrestart.model.secret import Secret
from whyrestart.parsing.yaml_tree import Tree, YamlProblem, load_first
from whyrestart.sinks.alertmanager import PushConfig

_KEYS = {
    "basic_auth": {"username", "password", "password_file"},
    "authorization": {"credentials", "credentials_file"},
    "tls_config": {"ca_file", "cert_file", "key_file"},
}
# As Prometheus refuses them: which of the two was meant is not for us to choose.
_CONTRADICTIONS = {
    (("basic_auth",), ("authorization",)): "basic_auth and authorization exclude each other",
    (
        ("basic_auth", "password"),
        ("basic_auth", "password_file"),
    ): "give basic_auth.password or password_file, not both",
    (
        ("authorization", "credentials"),
        ("authorization", "credentials_file"),
    ): "give authorization.credentials or credentials_file, not both",
}
_INCOMPLETE = (
    (("basic_auth", "password"), ("username",), "basic_auth.username"),
    (("basic_auth", "password_file"), ("username",), "basic_auth.username"),
    (("basic_auth", "username"), ("password", "password_file"), "basic_auth.password or password_file"),
    (("tls_config", "key_file"), ("cert_file",), "tls_config.cert_file"),
)


def load(file: Path | None, *, urls: tuple[str, ...], external_url: str, labels: Mapping[str, str]) -> PushConfig:
    """The push's configuration; without a file, no credentials. ConfigError names file, line and key.

    Paths in the file are relative to it.
    """
    if file is None:
        return PushConfig(urls=urls, external_url=external_url, labels=labels)
    tree = _tree(file)

    def text(section: str, key: str) -> str | None:
        found = tree.at(section, key) if tree is not None else None
        return found.text if found else None

    def path(section: str, key: str) -> Path | None:
        written = text(section, key)
        return file.parent / written if written else None

    return PushConfig(
        urls=urls,
        external_url=external_url,
        labels=labels,
        username=text("basic_auth", "username"),
        password=_secret(text("basic_auth", "password")),
        credentials=_secret(text("authorization", "credentials")),
        password_file=path("basic_auth", "password_file"),
        credentials_file=path("authorization", "credentials_file"),
        ca_file=path("tls_config", "ca_file"),
        cert_file=path("tls_config", "cert_file"),
        key_file=path("tls_config", "key_file"),
    ).read_again()


def _tree(file: Path) -> Tree | None:
    try:
        tree = load_first(file.read_bytes())
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}; check its owner and mode") from None
    except YamlProblem as problem:
        where = f"{file}:{problem.line}" if problem.line else str(file)
        raise ConfigError(f"{where}: {problem.message}; a YAML mapping was expected") from None
    if tree is None or tree.is_null:
        return None
    if not tree.is_mapping:
        raise ConfigError(f"{file}:{tree.line}: a YAML mapping was expected, with any of {', '.join(_KEYS)}")
    for section, at, value in tree.pairs():
        if section not in _KEYS:
            raise ConfigError(f"{file}:{at.line}: unknown key {section!r}; known keys: {', '.join(_KEYS)}")
        known = ", ".join(sorted(_KEYS[section]))
        if not value.is_mapping:
            raise ConfigError(f"{file}:{at.line}: {section}: a mapping was expected, with any of {known}")
        for key, inner, text in value.pairs():
            if key not in _KEYS[section]:
                raise ConfigError(f"{file}:{inner.line}: unknown key {section}.{key}; known keys: {known}")
            if not text.text:
                raise ConfigError(f"{file}:{inner.line}: {section}.{key}: a text was expected")
    for pair, which in _CONTRADICTIONS.items():
        if all(tree.at(*path) for path in pair):
            raise ConfigError(f"{file}: {which}")
    for path, without, what in _INCOMPLETE:
        if tree.at(*path) and not any(tree.at(path[0], other) for other in without):
            raise ConfigError(f"{file}: {'.'.join(path)} is of no use without {what}")
    return tree


def _secret(value: str | None) -> Secret | None:
    return None if value is None else Secret(value)
