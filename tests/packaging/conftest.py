"""Packages as packaging/build.sh makes them, and a machine with a real systemd to install them on.

The machine is Debian 12 in a container (systemd-nspawn): its root is made once by mmdebstrap, kept outside the
checkout, and never written to, as each machine lays a filesystem in memory over it.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whyrestart"
# What a bare Debian has, what the package depends on and recommends (dpkg refuses it if that is not all), and rpm.
ROOT_PACKAGES = (
    "dbus", "passwd", "procps", "python3", "rpm", "systemd", "systemd-sysv",
    "python3-bcrypt", "python3-cryptography", "python3-psutil", "python3-systemd",
)  # fmt: skip
EPOCH = "1750000000"
PREVIOUS = "0.0.9"


def pytest_collection_modifyitems(items):
    """All of this starts real components; a machine needs root besides."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.timeout(600))
            if os.geteuid() != 0 and {"machine", "node"} & set(item.fixturenames):
                item.add_marker(pytest.mark.skip(reason="systemd-nspawn needs root"))


def build(source, out, *words, **environment):
    """Run packaging/build.sh; the files it made, by their suffix."""
    made = subprocess.run(
        ["sh", str(source / "packaging/build.sh"), "-o", str(out), *words],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHON": sys.executable, "SOURCE_DATE_EPOCH": EPOCH, **environment},
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return {Path(line).suffix: Path(line) for line in made.stdout.split()}


@pytest.fixture(scope="session")
def builds(tmp_path_factory):
    """The packages, the same once more in another environment, and a previous version's two."""
    out = tmp_path_factory.mktemp("packages")
    CACHE.mkdir(parents=True, exist_ok=True)
    # From copies, so that nothing changes meanwhile; at two places, which must not show.
    source, elsewhere = out / "source", out / "elsewhere"
    for part in ("daemon", "packaging", "systemd"):
        shutil.copytree(TOP / part, source / part, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for file in ("pyproject.toml", "README.md"):
        shutil.copy(TOP / file, source)
    shutil.copytree(source, elsewhere)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(build, source, out / "first")
        again = pool.submit(build, elsewhere, out / "again", TZ="Asia/Kathmandu", TMPDIR=str(out))
        previous = pool.submit(build, source, out / "previous", "deb", "rpm", "--version", PREVIOUS)
        return {"first": first.result(), "again": again.result(), "previous": previous.result()}


@pytest.fixture(scope="session")
def deb(builds):
    return builds["first"][".deb"]


@pytest.fixture(scope="session")
def rpm(builds):
    return builds["first"][".rpm"]


@pytest.fixture(scope="session")
def lintian(deb):
    """What lintian says, while the other tests run: it takes its time."""
    command = ["lintian", "--allow-root", "--display-info", "--fail-on", "error,warning,info", str(deb)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        yield process


@pytest.fixture(scope="session")
def unpacked(deb, tmp_path_factory):
    """The .deb's files, unpacked."""
    root = tmp_path_factory.mktemp("unpacked")
    subprocess.run(["dpkg-deb", "-x", str(deb), str(root)], check=True)
    return root


@pytest.fixture(scope="session")
def debian():
    """The root of a bare Debian 12 with what the package depends on; made at the first run, about a minute."""
    key = hashlib.sha256(repr(ROOT_PACKAGES).encode()).hexdigest()[:12]
    root = CACHE / f"debian-{key}"
    if not root.exists():
        for program in ("mmdebstrap", "systemd-nspawn"):
            assert shutil.which(program), f"{program} is missing: apt-get install mmdebstrap systemd-container"
        CACHE.mkdir(parents=True, exist_ok=True)
        unfinished = CACHE / f"debian-{key}.{os.getpid()}"
        made = subprocess.run(
            [
                "mmdebstrap",
                "--quiet",
                "--variant=minbase",
                f"--include={','.join(ROOT_PACKAGES)}",
                "bookworm",
                str(unfinished),
            ],
            check=False,
            capture_output=True,
            text=True,
        )
        assert made.returncode == 0, made.stderr
        with contextlib.suppress(OSError):
            unfinished.rename(root)
    return root


class Machine:
    """A booted Debian. `packages` lies on it as /packages."""

    def __init__(self, root, packages, log):
        self._packages = packages
        self._log = log
        command = [
            "systemd-nspawn", "--quiet", "--register=no", "--keep-unit", f"--directory={root}", "--volatile=overlay",
            f"--machine=wr-{os.getpid()}-{time.monotonic_ns() % 10**6}", "--hostname=master-1",
            f"--bind-ro={packages}:/packages", "--boot", "--console=pipe",
        ]  # fmt: skip
        with log.open("w") as console:
            self._nspawn = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT)
        self._leader = self._wait_for(self._find_leader, "systemd-nspawn to start systemd")
        self._wait_for(lambda: self.run("test", "-S", "/run/systemd/private", check=False).returncode == 0, "systemd")
        self.run("systemctl", "is-system-running", "--wait")

    def _find_leader(self):
        assert self._nspawn.poll() is None, self._log.read_text()
        children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children").read_text().split()
        named = [child for child in children if Path(f"/proc/{child}/comm").read_text().strip() == "systemd"]
        return named[0] if named else None

    def _wait_for(self, look, what, seconds=60.0):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := look():
                return found
            time.sleep(0.05)
        raise AssertionError(f"{seconds:.0f} s were not enough for {what}\n{self._log.read_text()}")

    def run(self, *words, check=True, stdin=None):
        """Run a program on the machine, as root."""
        done = subprocess.run(
            ["nsenter", "-t", self._leader, "-m", "-u", "-i", "-n", "-p", "-C", "--", *words],
            check=False,
            capture_output=True,
            text=True,
            input=stdin,
        )
        assert not check or done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    def sh(self, script, check=True):
        return self.run("sh", "-eu", "-s", check=check, stdin=script).stdout

    def write(self, path, text, mode="0644"):
        self.run("sh", "-c", f"install -D -m {mode} /dev/stdin {path}", stdin=text)

    def until(self, look, what, seconds=60.0):
        """What `look` gives as soon as it is true; the service's journal where that is never."""
        try:
            return self._wait_for(look, what, seconds)
        except AssertionError as late:
            journal = self.run("journalctl", "-u", "whyrestart", "-n", "60", "--no-pager", "-o", "cat", check=False)
            raise AssertionError(f"{late}\n{journal.stdout}") from None

    def dpkg(self, *words, check=True):
        return self.run("env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8", "dpkg", *words, check=check)

    def install(self, package, check=True):
        return self.dpkg("--install", f"/packages/{package.relative_to(self._packages)}", check=check)

    def get(self, path):
        """The body of a page of the service; None while nobody answers."""
        program = (
            "import sys, urllib.request as r\n"
            "try: sys.stdout.write(r.urlopen('http://127.0.0.1:9877' + sys.argv[1], timeout=5).read().decode())\n"
            "except OSError: sys.exit(1)\n"
        )
        done = self.run("python3", "-I", "-c", program, path, check=False)
        return done.stdout if done.returncode == 0 else None

    def series(self, start):
        """The numbers of the metrics whose line starts so, by the whole name."""
        lines = [line for line in (self.get("/metrics") or "").splitlines() if line.startswith(start)]
        return {name: float(number) for name, _, number in (line.rpartition(" ") for line in lines)}

    def show(self, *properties, unit="whyrestart"):
        lines = self.run("systemctl", "show", unit, *(f"--property={name}" for name in properties)).stdout.splitlines()
        return dict(line.split("=", 1) for line in lines)

    def pid(self):
        return self.show("MainPID")["MainPID"]

    def restarts(self):
        """How many restarts of all containers the service has counted; None while it does not answer."""
        counted = self.series("whyrestart_container_restarts_total")
        return sum(counted.values()) if counted else None

    def restart_once(self):
        """One more attempt of the apiserver's container, as the kubelet's logs show it; how many were counted then."""
        before = self.until(
            lambda: self.get("/-/ready") and self.series("whyrestart_container_restarts_total"), "ready"
        )
        expected = sum(before.values()) + 1
        self.run("/usr/local/bin/restart-apiserver")
        self.until(lambda: self.restarts() == expected, "the restart to be counted")
        return expected

    def drop_in(self, name, text, unit="whyrestart"):
        """A drop-in until the machine ends, or until `sh` takes it away."""
        self.write(f"/run/systemd/system/{unit}.service.d/{name}.conf", text)
        self.run("systemctl", "daemon-reload")

    def journal(self, *words):
        return self.run("journalctl", "--no-pager", "-o", "cat", "-u", "whyrestart", *words).stdout

    def stop(self):
        self._nspawn.terminate()
        try:
            self._nspawn.wait(30)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait()


@pytest.fixture
def machine(debian, builds, lintian, tmp_path):
    """A machine on which nothing is installed yet."""
    started = Machine(debian, builds["first"][".deb"].parents[1], tmp_path / "console.log")
    yield started
    started.stop()


@pytest.fixture(scope="module")
def node(debian, lintian, deb, tmp_path_factory):
    """A control-plane node with the package installed and started, and a static pod that restarted once."""
    started = Machine(debian, deb.parents[1], tmp_path_factory.mktemp("node") / "console.log")
    try:
        started.sh((Path(__file__).parent / "node.sh").read_text())
        started.install(deb)
        started.write("/usr/local/lib/runtime.py", (Path(__file__).parent / "runtime.py").read_text())
        started.run("systemd-run", "--unit=containerd", "/usr/bin/python3", "-I", "-B", "/usr/local/lib/runtime.py")
        started.until(lambda: started.run("test", "-S", "/run/containerd/containerd.sock", check=False).returncode == 0,
                      "the runtime's socket")  # fmt: skip
        started.restart_once()
        yield started
    finally:
        started.stop()
