"""Runs inside the unit's own sandbox, in place of the service, and tells what can be done there; no test by itself."""

import ctypes
import json
import os
import socket
import subprocess
import sys
from pathlib import Path


def attempt(action):
    try:
        return str(action())
    except OSError as error:
        return error.strerror


def read(path):
    return Path(path).read_bytes()[:200].decode("utf-8", "replace")


def append(path):
    with Path(path).open("ab") as file:
        return file.write(b"x")


def connect(path):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
    return "connected"


def executed(path):
    return subprocess.run([path], check=False, capture_output=True).returncode


def kill(pid):
    os.kill(pid, 0)
    return "could"


def kubelet():
    pids = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return next(pid for pid in pids if "/bin/kubelet " in command_line(pid))


def command_line(pid):
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") if pid != os.getpid() else ""


def state():
    path = Path("/var/lib/whyrestart/new")
    path.write_text("kept")
    path.unlink()
    return "written"


def own_program():
    """A program of one's own in the state directory."""
    path = Path("/var/lib/whyrestart/own-program")
    path.write_text("#!/bin/sh\n")
    path.chmod(0o700)
    try:
        return executed(str(path))
    finally:
        path.unlink()


asked = json.loads(sys.argv[1])
pid = kubelet()
told = {
    "read": {path: attempt(lambda path=path: read(path)) for path in asked["read"]},
    "write": {path: attempt(lambda path=path: append(path)) for path in asked["write"]},
    "state": attempt(state),
    "runtime": attempt(lambda: connect("/run/containerd/containerd.sock")),
    "kubelet command line": attempt(lambda: command_line(pid)),
    "kubelet cgroup": attempt(lambda: read(f"/proc/{pid}/cgroup")),
    "kubelet descriptors": attempt(lambda: Path(f"/proc/{pid}/fd/2").readlink()),
    "kubelet memory": attempt(lambda: read(f"/proc/{pid}/mem")),
    "kubelet environment": attempt(lambda: read(f"/proc/{pid}/environ")),
    "kill kubelet": attempt(lambda: kill(pid)),
    "run own program": attempt(own_program),
    "run python": attempt(lambda: executed("/usr/bin/true")),
    "set-user-ID": attempt(lambda: Path("/var/lib/whyrestart").chmod(0o4750)),
    "raw socket": attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1).close()),
    "packet socket": attempt(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()),
    "namespace": "could" if ctypes.CDLL(None).unshare(0x10000000) == 0 else "refused",
    "hidden by": os.path.samestat(
        Path("/etc/kubernetes/pki/sa.key").lstat(), Path("/run/systemd/inaccessible/reg").lstat()
    ),
    "groups": sorted({os.getgid(), *os.getgroups()}),
    "user": os.getuid(),
}
json.dump(told, sys.stdout)
