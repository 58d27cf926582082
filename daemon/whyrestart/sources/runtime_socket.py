"""The container runtime's unix socket: where it is, and in an operator's words why it does not answer."""

from __future__ import annotations

from whyrestart.sources.bounded_http import TooLargeAnswerError, system_error

# What an answer may take of memory: a node's containers are listed in well under a megabyte.
MAX_ANSWER_BYTES = 8 * 1024 * 1024


class RuntimeRefusedError(Exception):
    """The runtime cannot be asked; the text says what, where and what to do."""


def path_of(endpoint: str) -> str:
    """The path in `unix:///run/containerd/containerd.sock`; a plain path is taken as it is."""
    return endpoint.removeprefix("unix://")


def refusal(path: str, error: BaseException, *, seconds: float) -> RuntimeRefusedError:
    """Why a call on that socket, limited to so many seconds, ended in that error."""
    cause = system_error(error)
    if isinstance(cause, FileNotFoundError):
        text = "no such socket: the container runtime is not running, or set runtime_endpoint to where it listens"
    elif isinstance(cause, PermissionError):
        text = (
            "permission denied: run as root or in the group that owns the socket (SupplementaryGroups=), "
            "or set runtime_endpoint to off"
        )
    elif isinstance(cause, ConnectionRefusedError):
        text = "connection refused: the container runtime has stopped and left its socket behind"
    elif isinstance(cause, TimeoutError):
        text = f"no answer within {seconds:g} s: the container runtime hangs"
    elif isinstance(cause, TooLargeAnswerError):
        text = f"the answer is larger than {MAX_ANSWER_BYTES // 1024 // 1024} MiB and was not read"
    elif isinstance(cause, OSError) and cause.strerror:
        text = cause.strerror
    else:
        text = str(cause) or type(cause).__name__
    return RuntimeRefusedError(f"{path}: {text}")
