"""The installed service on a node with a real systemd: it sees what it should, and nothing else; and it comes back."""

import json
import re
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.components

HERE = Path(__file__).parent
DROP_INS = Path(__file__).parents[2] / "systemd"
LIBRARIES = "/usr/lib/whyrestart"

SHOULD_BE_READ = (
    "/etc/kubernetes/manifests/kube-apiserver.yaml",
    "/etc/kubernetes/scheduler.conf",
    "/etc/kubernetes/pki/apiserver-kubelet-client.key",
    "/var/lib/kubelet/config.yaml",
    "/var/lib/docker/containers/0123/0123-json.log",
    "/var/log/pods/kube-system_kube-apiserver-master-1_0123456789abcdef0123456789abcdef/kube-apiserver/0.log",
    "/proc/1/cmdline",
    "/proc/1/cgroup",
    "/proc/net/tcp",
    "/proc/meminfo",
    "/proc/sys/fs/inotify/max_user_instances",
)
SHOULD_NOT_BE_READ = (
    *(
        f"/etc/kubernetes/pki/{key}"
        for key in ("ca.key", "sa.key", "apiserver.key", "front-proxy-ca.key", "front-proxy-client.key", "etcd/ca.key",
                    "etcd/server.key", "etcd/peer.key")
    ),
    "/etc/kubernetes/admin.conf",
    "/etc/kubernetes/super-admin.conf",
    "/root/.kube/config",
    "/home/admin/.kube/config",
    *(
        f"/var/lib/rancher/rke2/server/{key}"
        for key in ("token", "tls/service.current.key", "tls/client-admin.key", "tls/etcd/server-ca.key",
                    "db/etcd/member/snap/db")
    ),
    "/var/lib/kubelet/pki/kubelet.key",
    "/var/lib/etcd/member/snap/db",
    "/etc/ssh/ssh_host_ed25519_key",
    "/etc/ssl/private/site.key",
    "/etc/shadow",
)  # fmt: skip
SHOULD_NOT_BE_WRITTEN = (
    "/etc/kubernetes/manifests/kube-apiserver.yaml",
    "/etc/kubernetes/manifests/new.yaml",
    "/etc/whyrestart/config.yaml",
    "/usr/lib/whyrestart/whyrestart/cli/__init__.py",
    "/var/log/pods/new",
    "/run/new",
    "/proc/sys/fs/inotify/max_user_instances",
    "/sys/fs/cgroup/new",
    "/dev/kmsg",
)


def test_it_is_ready_and_says_so_to_systemd(node):
    assert node.show("ActiveState", "SubState", "UnitFileState", "NRestarts") == {
        "ActiveState": "active",
        "SubState": "running",
        "UnitFileState": "enabled",
        "NRestarts": "0",
    }
    assert node.until(lambda: node.show("StatusText")["StatusText"], "a status")
    assert node.get("/-/healthy")


def test_the_installed_unit_is_one_that_systemd_finds_no_fault_with(node):
    verified = node.run("systemd-analyze", "verify", "--man=no", "whyrestart.service")

    assert verified.stdout + verified.stderr == ""


def test_it_is_scraped_and_every_source_that_this_node_has_is_seen(node):
    """There are no messages of a kernel in a container; the kubelet here has no port, and there is no etcd."""
    seen = {"manifests", "pod_logs", "files", "certificates", "processes", "sockets", "units", "host", "journal",
            "kubelet_log", "kubelet_config", "cri"}  # fmt: skip

    def up():
        series = node.series("whyrestart_source_up")
        return {name for name in seen if series.get(f'whyrestart_source_up{{source="{name}"}}') == 1} == seen

    node.until(up, f"all of {seen}")
    assert 'whyrestart_build_info{python="3.11' in node.get("/metrics")


def test_the_journal_has_an_entry_of_the_diagnosis_and_the_catalog_explains_it(node):
    node.until(lambda: node.journal("--grep", "kube-apiserver restarted"), "an entry")
    told = node.run(
        "journalctl", "--no-pager", "--catalog", "-t", "whyrestart", "--grep", "kube-apiserver restarted"
    ).stdout

    assert "Defined-By: whyrestart" in told
    assert "Documentation: man:whyrestart(1)" in told
    assert "What to do: " in told
    assert "@WHYRESTART" not in told


def test_it_replays_the_probe_as_the_kubelet_does(node):
    node.until(
        lambda: 401.0 in node.series("whyrestart_probe_http_status_code").values(), "the apiserver's 401 to be seen"
    )


def test_the_library_is_compiled_and_every_module_of_it_can_be_imported(node):
    """With Debian's own psutil, cryptography, systemd and bcrypt, and nothing but what is carried besides."""
    program = (
        f"import sys; sys.path.insert(0, {LIBRARIES!r})\n"
        "import importlib, pathlib, pkgutil, whyrestart\n"
        "names = [each.name for each in pkgutil.walk_packages(whyrestart.__path__, 'whyrestart.')]\n"
        "[importlib.import_module(name) for name in names if not name.endswith('__main__')]\n"
        "import bcrypt, systemd.journal, systemd.daemon, yaml, markupsafe, multidict\n"
        "from google.protobuf.internal import api_implementation\n"
        "where = {name: sys.modules[name].__file__ for name in ('yaml', 'markupsafe', 'multidict', 'httpx', 'click')}\n"
        "foreign = [each for each in where.values() if not each.startswith('/usr/lib/whyrestart/')]\n"
        "print(len(names) > 100, foreign, yaml.__with_libyaml__, api_implementation.Type())\n"
    )

    assert node.run("python3", "-I", "-B", "-c", program).stdout.split("\n")[0] == "True [] False python"
    sources, compiled = (node.run("find", LIBRARIES, "-name", f"*.{end}").stdout.count("\n") for end in ("py", "pyc"))
    assert sources == compiled


def test_every_page_of_explain_is_shown_on_a_terminal(node):
    program = (
        f"import sys; sys.path.insert(0, {LIBRARIES!r})\n"
        "import io; from rich.console import Console; from rich.markdown import Markdown\n"
        "from whyrestart.model.cause import Cause; from whyrestart.knowledge.explanations import explanation\n"
        "def length(cause):\n"
        "    console = Console(force_terminal=True, file=io.StringIO())\n"
        "    console.print(Markdown(explanation(cause).markdown))\n"
        "    return len(console.file.getvalue())\n"
        "print(min(length(cause) for cause in Cause) > 200)\n"
    )

    assert node.run("python3", "-I", "-B", "-c", program).stdout == "True\n"


def test_the_environment_cannot_change_what_the_launcher_runs(node):
    node.write("/tmp/evil/click.py", "raise SystemExit('taken over')\n")

    said = node.sh("cd /tmp/evil && PYTHONPATH=/tmp/evil PYTHONSTARTUP=/tmp/evil/click.py whyrestart --version")

    assert said.startswith("whyrestart, version ")


def test_completion_completes(node):
    completed = node.run(
        "bash",
        "-c",
        "source /usr/share/bash-completion/completions/whyrestart; COMP_WORDS=(whyrestart diag); COMP_CWORD=1;"
        ' _whyrestart_completion whyrestart; echo "${COMPREPLY[@]}"',
    )

    assert completed.stdout.split() == ["diagnose"]


def test_the_history_survives_a_look_by_root_while_the_service_is_stopped(node):
    counted = node.restarts()
    node.run("systemctl", "stop", "whyrestart")
    assert "kube-apiserver" in node.run("whyrestart", "history").stdout
    node.run("systemctl", "start", "whyrestart")

    node.until(lambda: node.restarts() == counted, "the same count")
    assert node.restart_once() == counted + 1
    assert node.series("whyrestart_history_up") == {"whyrestart_history_up": 1.0}
    owners = set(node.sh("stat -c %U:%a /var/lib/whyrestart/*").split())
    assert owners == {"whyrestart:600"}


# ---- the sandbox ----------------------------------------------------------------------------------------------------


def looked_from_inside(node, drop_in=None):
    """What a program can do that runs under the very unit, with a drop-in or without."""
    asked = json.dumps({"read": [*SHOULD_BE_READ, *SHOULD_NOT_BE_READ], "write": SHOULD_NOT_BE_WRITTEN})
    node.write("/usr/local/lib/sandbox.py", (HERE / "sandbox.py").read_text())
    node.write("/usr/local/lib/asked.json", asked)
    node.sh(
        "rm -rf /run/systemd/system/looker.service.d\n"
        "cp /lib/systemd/system/whyrestart.service /run/systemd/system/looker.service\n"
    )
    if drop_in:
        node.drop_in("drop-in", (DROP_INS / drop_in).read_text(), unit="looker")
    node.drop_in(
        "looker",
        "[Service]\nType=oneshot\nRestart=no\nWatchdogSec=0\nExecStart=\nStandardOutput=truncate:/run/looker.json\n"
        "ExecStart=/usr/bin/python3 -I -B /usr/local/lib/sandbox.py ${ASKED}\n"
        f"Environment='ASKED={asked}'\n",
        unit="looker",
    )
    started = node.run("systemctl", "start", "looker", check=False)
    assert started.returncode == 0, node.run("journalctl", "-u", "looker", "-n", "30", "--no-pager").stdout
    return json.loads(node.sh("cat /run/looker.json"))


@pytest.fixture(scope="module")
def inside(node):
    return looked_from_inside(node)


@pytest.mark.parametrize("path", SHOULD_BE_READ)
def test_what_the_unit_should_read_is_readable(inside, path):
    assert inside["read"][path] not in {"Permission denied", "No such file or directory", ""}


@pytest.mark.parametrize("path", SHOULD_NOT_BE_READ)
def test_what_the_unit_should_not_read_is_not(node, inside, path):
    """A hidden file is there, and empty."""
    secret = node.run("cat", path).stdout.strip()

    assert secret, "a node without the file proves nothing"
    assert inside["read"][path] in {"", "Permission denied", "No such file or directory"}


def test_a_hidden_file_can_be_told_from_an_empty_one(inside):
    """As sources.files does, which would otherwise say that the key has mode 0000."""
    assert inside["hidden by"] is True


@pytest.mark.parametrize("path", SHOULD_NOT_BE_WRITTEN)
def test_nothing_can_be_written_but_the_state(inside, path):
    assert inside["write"][path] in {
        "Read-only file system",
        "Permission denied",
        "No such file or directory",
        "Operation not permitted",
    }


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        pytest.param("state", "written", id="its-own-directory-can-be-written"),
        pytest.param("runtime", "connected", id="the-runtimes-socket-can-be-asked"),
        pytest.param("run python", "0", id="usr-bin-can-be-executed"),
        pytest.param("kubelet descriptors", "Permission denied", id="others-descriptors-cannot-be-read"),
        pytest.param("kubelet memory", "Permission denied", id="others-memory-cannot-be-read"),
        pytest.param("kubelet environment", "Permission denied", id="others-environments-cannot-be-read"),
        pytest.param("kill kubelet", "Operation not permitted", id="nobody-can-be-killed"),
        pytest.param("run own program", "Permission denied", id="nothing-of-its-own-can-be-executed"),
        pytest.param("set-user-ID", "Operation not permitted", id="no-set-user-id"),
        pytest.param("raw socket", "Operation not permitted", id="no-raw-socket"),
        pytest.param("packet socket", "Address family not supported by protocol", id="no-packet-socket"),
        pytest.param("namespace", "refused", id="no-namespace"),
    ],
)
def test_the_sandbox_allows_what_is_needed_and_no_more(inside, action, outcome):
    assert inside[action] == outcome


def test_other_processes_are_seen_as_far_as_diagnosis_needs(node, inside):
    assert inside["kubelet command line"].endswith("/usr/local/bin/kubelet --config=/var/lib/kubelet/config.yaml ")
    assert "kubelet.service" in inside["kubelet cgroup"]
    assert inside["user"] != 0
    assert inside["groups"] == [0]


def test_without_cri_the_runtimes_socket_is_out_of_reach_and_the_rest_is_seen(node):
    inside = looked_from_inside(node, "without-cri.conf")

    assert inside["runtime"] == "Permission denied"
    assert 0 not in inside["groups"]
    assert {inside["read"][path] for path in SHOULD_BE_READ}.isdisjoint({"Permission denied", ""})


def test_socket_owners_opens_descriptors_and_no_hidden_file(node):
    inside = looked_from_inside(node, "socket-owners.conf")

    assert inside["kubelet descriptors"].startswith(("socket:", "/dev/", "pipe:"))
    assert {inside["read"][path] for path in SHOULD_NOT_BE_READ} <= {
        "",
        "Permission denied",
        "No such file or directory",
    }


def test_the_service_runs_under_the_stricter_drop_in(node):
    """Whether addresses are really refused cannot be seen in a container, whose filters have no effect."""
    node.drop_in("stricter", (DROP_INS / "stricter.conf").read_text())
    node.run("systemctl", "restart", "whyrestart")

    assert node.until(lambda: node.get("/metrics"), "metrics")
    assert "127.0.0.0/8" in node.show("IPAddressAllow")["IPAddressAllow"]
    node.sh("rm /run/systemd/system/whyrestart.service.d/stricter.conf; systemctl daemon-reload")


def test_without_cri_the_service_runs_and_does_not_call_the_runtime_blind(node):
    node.drop_in("without-cri", (DROP_INS / "without-cri.conf").read_text())
    node.sh("echo 'runtime_endpoint: off' >>/etc/whyrestart/config.yaml; systemctl restart whyrestart")

    node.until(lambda: node.series("whyrestart_source_up"), "metrics")
    assert node.restart_once()
    assert 'source="cri"' not in node.get("/metrics") or node.series('whyrestart_source_up{source="cri"') == {}
    node.sh(
        "rm /run/systemd/system/whyrestart.service.d/without-cri.conf; systemctl daemon-reload\n"
        "sed -i /^runtime_endpoint/d /etc/whyrestart/config.yaml; systemctl restart whyrestart"
    )


# ---- coming back ----------------------------------------------------------------------------------------------------


def test_a_blocked_loop_is_noticed_by_the_watchdog_and_the_count_goes_on(node):
    # The loop turns every five seconds where nothing happens.
    node.drop_in("watchdog", "[Service]\nWatchdogSec=10\nRestartSec=100ms\n")
    node.run("systemctl", "restart", "whyrestart")
    counted = node.restart_once()
    blocked = node.pid()
    node.run("kill", "-STOP", blocked)
    node.run("/usr/local/bin/restart-apiserver")

    node.until(lambda: node.pid() not in {blocked, "0"} and node.get("/-/ready"), "the watchdog")

    assert "Watchdog timeout" in node.run("journalctl", "--no-pager", "UNIT=whyrestart.service", "-n", "40").stdout
    assert node.show("NRestarts") == {"NRestarts": "1"}
    node.until(lambda: node.restarts() == counted + 1, "the restart that nobody was there to see")
    assert node.restart_once() == counted + 2


def test_killed_it_comes_back_and_has_lost_nothing(node):
    counted = node.restart_once()
    killed = node.pid()
    node.run("kill", "-KILL", killed)
    node.run("/usr/local/bin/restart-apiserver")

    node.until(lambda: node.pid() not in {killed, "0"} and node.restarts() == counted + 1, "the service to come back")
    assert node.series("whyrestart_history_up") == {"whyrestart_history_up": 1.0}


def test_a_reload_takes_the_configuration_over_without_a_restart(node):
    counted, pid = node.restarts(), node.pid()
    node.sh("echo 'node_name: renamed-1' >>/etc/whyrestart/config.yaml; systemctl reload whyrestart")

    node.until(lambda: "renamed-1" in (node.get("/api/v1/diagnosis") or ""), "the new name")

    assert node.pid() == pid
    assert node.show("ActiveState") == {"ActiveState": "active"}
    node.until(lambda: node.restarts() is not None and node.restarts() >= counted, "the count to go on")


def test_a_broken_configuration_is_told_and_the_former_stays_in_force(node):
    pid = node.pid()
    node.sh(
        "cp /etc/whyrestart/config.yaml /run/former.yaml\n"
        "printf 'manifest_directry: /elsewhere\\n' >>/etc/whyrestart/config.yaml\n"
    )
    checked = node.run("whyrestart", "check-config", check=False)
    node.run("systemctl", "reload", "whyrestart")

    complaint = re.compile(r"config\.yaml:\d+: unknown key 'manifest_directry'; did you mean 'manifest_directory'")
    assert checked.returncode == 2
    assert complaint.search(checked.stderr.replace("\n", " "))
    node.until(lambda: complaint.search(node.journal("-n", "50")), "the complaint in the journal")
    node.until(lambda: "renamed-1" in (node.get("/api/v1/diagnosis") or ""), "the service to go on")
    assert (node.pid(), node.show("ActiveState")["ActiveState"]) == (pid, "active")
    node.sh("mv /run/former.yaml /etc/whyrestart/config.yaml")


def test_a_stop_is_clean(node):
    node.run("systemctl", "stop", "whyrestart")

    assert node.show("Result", "ExecMainStatus") == {"Result": "success", "ExecMainStatus": "0"}
    assert set(node.sh("ls /var/lib/whyrestart").split()) == {"history.db", "ledger.json"}, "all of it is folded in"
    node.run("systemctl", "start", "whyrestart")


def test_the_watchdog_was_fed_all_the_while(node):
    """Since the loop was blocked, more than the ten seconds allowed have passed, and it did not fire again."""
    said = node.run("journalctl", "--no-pager", "-o", "short-unix", "UNIT=whyrestart.service").stdout.splitlines()
    fired = [float(line.split()[0]) for line in said if "Watchdog timeout" in line]

    assert len(fired) == 1
    remaining = fired[0] + 11 - float(node.run("date", "+%s.%N").stdout)
    if remaining > 0:
        time.sleep(remaining)
        test_the_watchdog_was_fed_all_the_while(node)


def test_what_it_costs_is_printed(node, capsys):
    node.run("systemctl", "stop", "whyrestart")
    begun = time.monotonic()
    node.run("systemctl", "start", "whyrestart")
    cold = time.monotonic() - begun
    begun = time.monotonic()
    node.run("whyrestart", "--version")
    version = time.monotonic() - begun
    node.until(lambda: node.get("/-/ready"), "ready")
    memory = re.findall(r"(VmHWM|VmRSS):\s+(\d+)", node.sh(f"cat /proc/{node.pid()}/status"))
    with capsys.disabled():
        sizes = ", ".join(f"{name} {int(number) // 1024} MiB" for name, number in memory)
        sys.stdout.write(f"\ninstalled service: READY after {cold:.2f} s, `--version` {version:.2f} s, {sizes}\n")
