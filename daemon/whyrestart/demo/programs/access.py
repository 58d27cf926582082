"""Who asks, and whether they may: the apiserver's authentication and authorisation, as far as a probe meets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from whyrestart.demo.programs.serving import Request, Response

ANONYMOUS = "system:anonymous"
AUTHENTICATED = "system:authenticated"
UNAUTHENTICATED = "system:unauthenticated"

# ClusterRole system:public-info-viewer (since 1.14, k/k#73807).
_PUBLIC = ("/healthz", "/livez", "/readyz", "/version", "/version/")


@dataclass(frozen=True, kw_only=True)
class User:
    """Who a request is taken for."""

    name: str
    groups: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Access:
    """The rules in force. `anonymous_paths` None means every path; `public_groups` reads the binding as it now is."""

    anonymous: bool
    always_allow: bool
    public_groups: Callable[[], frozenset[str]]
    tokens: Mapping[str, User]
    anonymous_paths: frozenset[str] | None = None

    def user(self, request: Request) -> User | None:
        """The user, None where the request is refused: by certificate, by bearer token, else anonymous if allowed."""
        if not request.secure:
            return User(name="system:unsecured", groups=frozenset({"system:masters", AUTHENTICATED}))
        if request.user is not None:
            return User(name=request.user, groups=frozenset({*request.groups, AUTHENTICATED}))
        if request.authorization:
            return self.tokens.get(request.authorization.removeprefix("Bearer "))
        # String equality on the path, the query ignored (KUBELET.md 2.3).
        if self.anonymous and (self.anonymous_paths is None or request.path in self.anonymous_paths):
            return User(name=ANONYMOUS, groups=frozenset({UNAUTHENTICATED}))
        return None

    def allows(self, user: User, request: Request) -> bool:
        """Whether RBAC lets the user do that."""
        if self.always_allow or "system:masters" in user.groups:
            return True
        if request.path.startswith("/apis/coordination.k8s.io/"):
            return request.path.endswith(f"/{user.name.removeprefix('system:')}")
        return request.method == "GET" and request.path in _PUBLIC and bool(user.groups & self.public_groups())


def unauthorized() -> Response:
    """401, word for word as 1.8 and later give it (RIG.md)."""
    return _status(401, "Unauthorized", "Unauthorized")


def forbidden(user: User, request: Request) -> Response:
    """403, word for word."""
    verb = {"GET": "get", "PUT": "put", "POST": "post"}[request.method]
    message = f'forbidden: User "{user.name}" cannot {verb} path "{request.path}"'
    return _status(403, message, "Forbidden", {"details": {}})


def not_found() -> Response:
    """404 for a path that nothing serves."""
    return _status(404, "the server could not find the requested resource", "NotFound", {"details": {}})


def unavailable(why: str) -> Response:
    """500: a request that needs etcd while etcd does not answer."""
    return _status(500, why, "InternalError")


def _status(code: int, message: str, reason: str, more: dict[str, object] | None = None) -> Response:
    return Response.of(
        {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": message,
            "reason": reason,
            **(more or {}),
            "code": code,
        },
        status=code,
    )
