"""The apiserver's health endpoints: which checks there are, and how their answer reads (KUBELET.md 2.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from whyrestart.demo.programs.serving import Request, Response
from whyrestart.model.version import Version

# A check answers None when all is well, else the reason that only the apiserver's own log may tell.
Check = Callable[[], str | None]


@dataclass(frozen=True, kw_only=True)
class Health:
    """Named checks. /livez and /readyz exist since 1.16; `only_ready` checks count for /readyz alone."""

    version: Version
    checks: Mapping[str, Check]
    only_ready: Mapping[str, Check]
    log: Callable[[str], None]

    @property
    def roots(self) -> tuple[str, ...]:
        """The endpoints that this version has."""
        return ("healthz", "livez", "readyz") if self.version.at_least(1, 16) else ("healthz",)

    def serves(self, path: str) -> bool:
        """Whether the path is one of the endpoints, or of their single checks."""
        return path.strip("/").split("/", 1)[0] in self.roots

    def answer(self, request: Request) -> Response:
        """200 `ok`, the list of checks where it was asked for, or 500 with the list and the reasons withheld."""
        root, _, single = request.path.strip("/").partition("/")
        checks = {**self.checks, **(self.only_ready if root == "readyz" else {})}
        if single:
            if single not in checks:
                return Response(status=404, body=b"404 page not found\n")
            checks = {single: checks[single]}
        excluded = set(request.query.get("exclude", ()))
        lines: list[str] = []
        reasons: list[str] = []
        for name, check in checks.items():
            if name in excluded:
                lines.append(f"[+]{name} excluded: ok")
                continue
            reason = check()
            lines.append(f"[+]{name} ok" if reason is None else f"[-]{name} failed: reason withheld")
            if reason is not None:
                reasons.append(f"[-]{name} failed: {reason}")
        unknown = sorted(excluded - checks.keys())
        if unknown:
            names = ", ".join(f'"{name}"' for name in unknown)
            lines.append(f"warn: some health checks cannot be excluded: no matches for {names}")
        if reasons:
            self.log("\n".join([f"{root} check failed", *reasons]))
            return Response(status=500, body="\n".join([*lines, f"{root} check failed\n"]).encode())
        if "verbose" in request.query:
            return Response(body="\n".join([*lines, f"{root} check passed\n"]).encode())
        return Response()
