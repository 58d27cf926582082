"""URLs as Go's net/url reads and writes them: the kubelet builds its probe from whatever the manifest's path says.

Python's parsers differ exactly where manifests are odd: a query in the path, a missing slash, a whole URL as a path.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from urllib.parse import quote_from_bytes, unquote, unquote_to_bytes

from whyrestart.model.secret import REDACTED, Secret

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2}).{0,2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# What Go leaves alone in a path that was written with it (validEncoded), and what it writes by itself (escape).
_VALID_PATH = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@\[\]%/]*")
_WRITTEN_SAFE = "/-_.~$&+,:;=@"
_USERINFO = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")
_PORT = re.compile(r"(?::\d*)?")


class GoUrlError(ValueError):
    """Go's url.Parse refuses the text; the message is Go's, without its `parse "...": `."""


@dataclass(frozen=True, kw_only=True)
class GoUrl:
    """A parsed URL. `path` and `query` are in the form that goes on the wire; `host` includes the port."""

    scheme: str = ""
    opaque: str = ""
    user: tuple[str, Secret | None] | None = field(default=None, repr=False)
    host: str = ""
    path: str = ""
    query: str | None = None

    @classmethod
    def parse(cls, text: str) -> GoUrl:
        """Read a URL reference as url.Parse does.

        Raises:
            GoUrlError: Go refuses it too.
        """
        rest, _, fragment = text.partition("#")
        if _CONTROL.search(text):
            raise GoUrlError("net/url: invalid control character in URL")
        _checked(fragment)
        if rest == "*":
            return cls(path="*")
        if rest.startswith(":"):
            raise GoUrlError("missing protocol scheme")
        scheme, rest = _scheme(rest)
        rest, mark, query = rest.partition("?")
        found = cls(scheme=scheme, query=query if mark else None)
        if not rest.startswith("/"):
            if scheme:
                return replace(found, opaque=rest)
            if ":" in rest.partition("/")[0]:
                raise GoUrlError("first path segment in URL cannot contain colon")
        if rest.startswith("//") and (scheme or not rest.startswith("///")):
            authority, slash, path = rest[2:].partition("/")
            user, host = _authority(authority)
            found, rest = replace(found, user=user, host=host), slash + path
        return replace(found, path=escaped_path(_checked(rest)))

    @classmethod
    def of_path(cls, path: str) -> GoUrl:
        """`&url.URL{Path: path}`: the whole text is a path, whatever stands in it."""
        return cls(path=_written(path.encode("utf-8", "replace")))

    @property
    def hostname(self) -> str:
        """The host without port and brackets."""
        bracketed = re.match(r"\[(.*)\]", self.host)
        return bracketed[1] if bracketed else self.host.rpartition(":")[0] if ":" in self.host else self.host

    @property
    def port(self) -> int:
        """The port, or the scheme's own; 0 where it is no number that can be dialled."""
        _, colon, digits = self.host.rpartition("]" if self.host.endswith("]") else ":")
        if colon == ":" and digits:
            return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 5 else 0
        return {"http": 80, "https": 443}.get(self.scheme, 0)

    @property
    def request_uri(self) -> str:
        """What stands in the request line."""
        uri = self.opaque or self.path or "/"
        if not self.opaque and not uri.startswith(("/", "*")):
            uri = f"/{uri}"
        return uri if self.query is None else f"{uri}?{self.query}"

    @property
    def shown(self) -> str:
        """The whole URL with any password hidden: fit for people."""
        query = "" if self.query is None else f"?{self.query}"
        if self.opaque:
            return f"{self.scheme}:{self.opaque}{query}"
        user = "" if self.user is None else f"{REDACTED}@"
        slash = "" if not self.path or self.path.startswith("/") else "/"
        return f"{self.scheme}://{user}{self.host}{slash}{self.path}{query}"

    def resolved(self, reference: str) -> GoUrl:
        """Where a Location header leads (RFC 3986, as ResolveReference does).

        Raises:
            GoUrlError: Go refuses the header too.
        """
        to = GoUrl.parse(reference)
        if to.scheme or to.host:
            to = replace(to, scheme=to.scheme or self.scheme)
            return to if to.opaque else replace(to, path=_without_dots(to.path))
        if to.path == "" and to.query is None:
            return replace(self, query=self.query)
        base = self.path if to.path == "" else to.path
        if to.path and not to.path.startswith("/"):
            base = self.path.rpartition("/")[0] + "/" + to.path
        return replace(self, path=_without_dots(base or "/"), query=to.query)


def escaped_path(path: str) -> str:
    """The path as Go writes it: as it was, where that is valid, else every byte that needs it escaped anew."""
    if _VALID_PATH.fullmatch(path):
        return path
    return _written(unquote_to_bytes(path.encode("utf-8", "replace")))


def _written(raw: bytes) -> str:
    return quote_from_bytes(raw, safe=_WRITTEN_SAFE)


def _checked(text: str) -> str:
    bad = _BAD_ESCAPE.search(text)
    if bad:
        raise GoUrlError(f'invalid URL escape "{bad[0]}"')
    return text


def _scheme(text: str) -> tuple[str, str]:
    match = _SCHEME.match(text)
    return (match[1].lower(), text[match.end() :]) if match else ("", text)


def _authority(text: str) -> tuple[tuple[str, Secret | None] | None, str]:
    userinfo, at, host = text.rpartition("@")
    tail = host.rpartition("]")[2] if host.startswith("[") else ":" + host.partition(":")[2] if ":" in host else ""
    if host.startswith("[") and "]" not in host:
        raise GoUrlError("missing ']' in host")
    if not _PORT.fullmatch(tail):
        raise GoUrlError(f'invalid port "{tail}" after host')
    if not at:
        return None, host
    if not _USERINFO.fullmatch(userinfo):
        raise GoUrlError("net/url: invalid userinfo")
    name, colon, password = _checked(userinfo).partition(":")
    return (unquote(name), Secret(unquote(password)) if colon else None), host


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            kept = kept[:-1] if len(kept) > 1 else kept
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    joined = "/".join(kept)
    return joined if joined.startswith("/") else f"/{joined}"
