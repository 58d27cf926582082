"""What the stand-in apiserver makes of its command line and of the files that it names, before it serves anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from whyrestart.demo.programs import access
from whyrestart.demo.programs.flags import Flags
from whyrestart.demo.programs.process import Exit, klog, on_host, say
from whyrestart.model.version import Version


def file_of(flags: Flags, name: str) -> str:
    """Where the file that a flag names lies on the host; Exit in the real one's words where it is not there."""
    path = flags.text(name)
    try:
        return str(on_host(path))
    except FileNotFoundError:
        raise Exit(1, f"Error: open {path}: no such file or directory") from None


@dataclass(frozen=True, kw_only=True)
class AnonymousSettings:
    """Whether nameless requests are let in, and to which paths; None means to every path."""

    allowed: bool
    paths: frozenset[str] | None = None


def anonymous_settings(flags: Flags, running: Version) -> AnonymousSettings:
    """What the command line and the AuthenticationConfiguration together say; Exit where they contradict."""
    if "AlwaysAllow" in flags.words("authorization-mode"):
        klog(
            "W",
            "authentication.go:519",
            "AnonymousAuth is not allowed with the AlwaysAllow authorizer. Resetting AnonymousAuth to false. "
            "You should use a different authorizer",
        )
        return AnonymousSettings(allowed=False)
    allowed = flags.boolean("anonymous-auth", default=True)
    if "authentication-config" not in flags:
        return AnonymousSettings(allowed=allowed)
    text = Path(file_of(flags, "authentication-config")).read_text(encoding="utf-8")
    anonymous = (yaml.safe_load(text) or {}).get("anonymous")
    if anonymous is None:
        return AnonymousSettings(allowed=allowed)
    if not running.at_least(1, 32):
        raise Exit(
            1,
            "Error: anonymous: Forbidden: anonymous is not supported when AnonymousAuthConfigurableEndpoints "
            "feature gate is disabled",
        )
    if "anonymous-auth" in flags:
        raise Exit(
            1,
            "Error: --anonynous-auth flag cannot be set when anonymous field is configured in authentication "
            "configuration file",
        )
    paths = [condition["path"] for condition in anonymous.get("conditions", ())]
    return AnonymousSettings(allowed=bool(anonymous.get("enabled")), paths=frozenset(paths) if paths else None)


def check_insecure_port(flags: Flags, running: Version) -> int:
    """The insecure port, 0 for none; Exit from 1.20 on where it is not 0 (k/k#95856)."""
    port = flags.integer("insecure-port", 0 if running.at_least(1, 20) else 8080)
    if "insecure-port" in flags:
        late = running.at_least(1, 20)
        fate = "has no effect now and will be removed in v1.24" if late else "will be removed in a future version"
        say(f"Flag --insecure-port has been deprecated, This flag {fate}.")
    if running.at_least(1, 20) and port != 0:
        raise Exit(1, f"Error: invalid port value {port}: only zero is allowed")
    return port


def check_required(flags: Flags, running: Version) -> None:
    """Exit where 1.20 and later miss a flag that they require."""
    complete = "service-account-issuer" in flags and "service-account-signing-key-file" in flags
    if running.at_least(1, 20) and not complete:
        raise Exit(
            1,
            "Error: [service-account-issuer is a required flag, --service-account-signing-key-file and "
            "--service-account-issuer are required flags]",
        )


def tokens(flags: Flags) -> dict[str, access.User]:
    """The bearer tokens of --token-auth-file: lines of token,user,uid."""
    if "token-auth-file" not in flags:
        return {}
    lines = Path(file_of(flags, "token-auth-file")).read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in lines if line.strip()]
    return {row[0]: access.User(name=row[1], groups=frozenset({access.AUTHENTICATED})) for row in rows}
