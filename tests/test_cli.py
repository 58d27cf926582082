"""The commands as a person and a script meet them: exit statuses, help, colours, pipes, JSON that keeps its word."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from whyrestart import __version__
from whyrestart.cli import commands
from whyrestart.model.cause import Cause

ROOT = Path(__file__).parents[1]
RECORDED = Path(__file__).parent / "incidents" / "recorded"
FOUNDING, HEALTHY = RECORDED / "b-anon-false-mid" / "node", RECORDED / "a-healthy-end" / "node"
MANIFEST = """\
apiVersion: v1
kind: Pod
metadata: {{name: kube-apiserver, namespace: kube-system}}
spec:
  hostNetwork: true
  containers:
  - name: kube-apiserver
    image: k8s.gcr.io/kube-apiserver:v1.20.2
    command: [kube-apiserver, --anonymous-auth=false, --secure-port={port}]
    livenessProbe: {{httpGet: {{host: 127.0.0.1, port: {port}, path: /healthz}}}}
"""


def environment(**more):
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "daemon"), "LANG": "C.UTF-8", **more}


def whyrestart(*words, **options):
    """Run the program as its users do."""
    return subprocess.run(
        [sys.executable, "-m", "whyrestart", *map(str, words)],
        env=environment(**options.pop("env", {})),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        **options,
    )


@pytest.fixture
def node(tmp_path):
    """A configuration of a node with nothing on it but what a test puts there."""
    for name in ("manifests", "pods", "pki"):
        (tmp_path / name).mkdir()
    config = tmp_path / "config.yaml"
    config.write_text(
        yaml.safe_dump(
            {
                "node_name": "master-1",
                "manifest_directory": str(tmp_path / "manifests"),
                "pod_log_directory": str(tmp_path / "pods"),
                "certificate_directory": str(tmp_path / "pki"),
                "kubelet_log": str(tmp_path / "kubelet.log"),
                "runtime_endpoint": "off",
                "kubelet_url": "https://127.0.0.1:1",
                "kubelet_read_only_url": "http://127.0.0.1:1",
                "state_directory": str(tmp_path / "state"),
            }
        )
    )
    return tmp_path


PODS = {
    "items": [
        {
            "metadata": {
                "name": "kube-apiserver-master-1",
                "namespace": "kube-system",
                "uid": "9d787158660872c4d40b5cea5e774b2b",
                "annotations": {"kubernetes.io/config.source": "file"},
            },
            "status": {
                "phase": "Running",
                "podIP": "127.0.0.1",
                "containerStatuses": [
                    {
                        "name": "kube-apiserver",
                        "restartCount": 0,
                        "containerID": "containerd://c0",
                        "state": {"running": {"startedAt": "2020-11-23T08:00:00Z"}},
                    }
                ],
            },
        }
    ]
}


@contextlib.contextmanager
def answering(status, node):
    """A static pod runs on the node, by the kubelet's word, and its probe is answered with that status."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps(PODS).encode() if self.path == "/pods" else b"ok"
            self.send_response(200 if self.path in {"/pods", "/metrics/probes"} else status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (node / "manifests" / "kube-apiserver.yaml").write_text(MANIFEST.format(port=port))
    config = yaml.safe_load((node / "config.yaml").read_text())
    (node / "config.yaml").write_text(
        yaml.safe_dump(config | {"kubelet_read_only_url": f"http://127.0.0.1:{port}", "kubernetes_version": "v1.20.2"})
    )
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


# ---- every command ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_explains_itself(name):
    result = CliRunner().invoke(commands, [name, "--help"])

    assert result.exit_code == 0
    assert result.output.startswith("Usage: ")
    assert commands.commands[name].help


def test_the_commands_are_those_of_the_contract():
    assert set(commands.commands) == {
        *("run", "diagnose", "lint", "probe", "fix", "history", "explain", "capture", "check", "check-config", "demo"),
    }


def test_help_lists_every_command_and_version_says_which():
    assert all(name in whyrestart("--help").stdout for name in commands.commands)
    assert whyrestart("--version").stdout.strip() == f"whyrestart, version {__version__}"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["frobnicate"], id="no-such-command"),
        pytest.param(["diagnose", "--nope"], id="no-such-option"),
        pytest.param(["diagnose", "-o", "xml"], id="no-such-format"),
        pytest.param(["explain", "nope"], id="no-such-cause"),
        pytest.param(["lint"], id="nothing-to-lint"),
        pytest.param(["capture"], id="no-directory"),
        pytest.param(["demo", "nope"], id="no-such-scenario"),
        pytest.param(["history", "--limit", "0"], id="no-such-limit"),
        pytest.param(["diagnose", "--snapshot", str(HEALTHY), "nobody"], id="no-such-pod"),
        pytest.param(["check-config", "/nonexistent.yaml"], id="no-such-configuration"),
        pytest.param(["diagnose", "--config", "/nonexistent.yaml"], id="no-such-configuration-either"),
    ],
)
def test_wrong_usage_is_2_and_says_what_is_wrong(words):
    done = whyrestart(*words)

    assert done.returncode == 2
    assert "nope" in done.stderr or "Usage" in done.stderr or "nonexistent" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_get_a_completion_script(shell):
    if shell == "bash" and shutil.which("bash") is None:
        pytest.skip("click asks bash for its version")
    script = Path(sys.executable).with_name("whyrestart")
    command = [str(script)] if script.exists() else [sys.executable, "-m", "whyrestart"]

    done = subprocess.run(
        command,
        env=environment(_WHYRESTART_COMPLETE=f"{shell}_source"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert "_WHYRESTART_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        pytest.param("whyrestart explain anonymous_h", "anonymous_health_access_forbidden", id="a-cause"),
        pytest.param("whyrestart demo wrong-s", "wrong-scheme", id="a-scenario"),
    ],
)
def test_names_are_completed(words, completed):
    asked = {"_WHYRESTART_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "2"}

    result = CliRunner().invoke(commands, [], env=asked, prog_name="whyrestart")

    assert result.output == f"plain,{completed}\n"


# ---- diagnose --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("snapshot", "status"),
    [pytest.param(HEALTHY, 0, id="nothing-wrong"), pytest.param(FOUNDING, 1, id="a-cause")],
)
def test_diagnose_ends_with_what_it_found(snapshot, status):
    assert whyrestart("diagnose", "--snapshot", snapshot).returncode == status


def test_diagnose_ends_with_3_where_it_could_not_look(tmp_path):
    done = whyrestart("diagnose", "--snapshot", tmp_path)

    assert done.returncode == 3
    assert done.stderr == f"whyrestart: {tmp_path}/snapshot.json is missing or unreadable; every snapshot has one\n"


@pytest.mark.parametrize("words", [["diagnose"], ["diagnose", "-o", "json"], ["fix"]], ids=" ".join)
def test_a_node_of_which_nothing_could_be_seen_is_not_called_well(node, words):
    shutil.rmtree(node / "manifests")

    done = whyrestart(*words, "--config", node / "config.yaml")

    assert done.returncode == 3
    # What else runs on a machine, as an etcd, may be seen.
    assert re.search("no static pod was seen, and what would show one could not be read: .*journal", done.stderr)


def test_files_that_the_kubelet_refuses_are_told_wherever_no_subject_tells_of_them(node):
    manifests = node / "manifests"
    (manifests / "trunc.yaml").write_text("apiVersion: v1\nkind: Po")
    (manifests / "latin").write_bytes(b"# caf\xe9\nkind: P\n")
    (manifests / "loop.yaml").symlink_to("loop.yaml")
    os.mkfifo(manifests / "pipe")
    with (manifests / "big.yaml").open("wb") as big:
        big.truncate(11 * 1024 * 1024)
    # This one should have brought a pod, and that pod's diagnosis speaks of it.
    (manifests / "kube-scheduler.yaml").write_text("apiVersion: v1\nkind: Po")

    told = json.loads(whyrestart("diagnose", "--config", node / "config.yaml", "-o", "json").stdout)
    shown = whyrestart("diagnose", "--config", node / "config.yaml", env={"COLUMNS": "2000"}).stdout

    files = {Path(each["file"]).name: (each["line"], each["why"]) for each in told["not_static_pods"]}
    assert set(files) == {"trunc.yaml", "latin", "loop.yaml", "pipe", "big.yaml"}
    assert files["trunc.yaml"] == (2, "kind is 'Po'; a static pod's manifest holds one Pod")
    assert "not UTF-8" in files["latin"][1]
    assert "symbolic links" in files["loop.yaml"][1]
    assert "manifests" not in {gap["source"] for gap in told["gaps"]}
    assert f"not static pods: {manifests}/big.yaml: " in shown
    assert f"{manifests}/trunc.yaml:2: kind is 'Po'" in shown


@pytest.mark.parametrize("snapshot", sorted(RECORDED.glob("*/node")), ids=lambda path: path.parent.name)
def test_diagnose_as_json_keeps_the_schema(snapshot):
    schema = json.loads((resources.files("whyrestart.sinks") / "diagnosis.schema.json").read_text())

    result = CliRunner().invoke(commands, ["diagnose", "--snapshot", str(snapshot), "-o", "json"])

    jsonschema.validate(json.loads(result.output), schema)


def test_diagnose_of_one_pod_speaks_of_no_other():
    done = whyrestart("diagnose", "--snapshot", FOUNDING, "kube-apiserver", "-o", "json")

    assert {each["container"] for each in json.loads(done.stdout)["diagnoses"]} == {"kube-apiserver"}
    assert done.returncode == 1


def test_no_colour_where_nobody_looks_or_wants_it():
    plain = whyrestart("diagnose", "--snapshot", FOUNDING)
    unwanted = whyrestart("diagnose", "--snapshot", FOUNDING, env={"NO_COLOR": "1", "FORCE_COLOR": ""})

    assert "\x1b[" not in plain.stdout
    assert "\x1b[" not in unwanted.stdout


def test_a_terminal_gets_colour_unless_it_refuses():
    coloured, refused = (on_a_terminal(**env) for env in ({}, {"NO_COLOR": "1"}))

    assert b"\x1b[" in coloured
    assert b"\x1b[3" not in refused


def test_reading_a_snapshot_or_the_history_shows_that_it_goes_on(node, tmp_path):
    snapshot = tmp_path / "of [master]"
    shutil.copytree(FOUNDING, snapshot)

    judged = on_a_terminal("diagnose", "--snapshot", snapshot)
    recalled = on_a_terminal("history", "--config", node / "config.yaml")

    assert b"Reading and judging" in judged
    assert b"of [master]" in judged.replace(b"\r\n", b"")
    assert b"anonymous_auth_disabled" in judged
    assert b"Reading the history" in recalled


def on_a_terminal(*words, **env):
    """What a command, `diagnose` if none is named, writes to a terminal."""
    import pty

    asked = words or ("diagnose", "--snapshot", FOUNDING)
    controller, terminal = pty.openpty()
    run = [sys.executable, "-m", "whyrestart", *map(str, asked)]
    with subprocess.Popen(run, env=environment(TERM="xterm", **env), stdout=terminal, stderr=terminal) as process:
        os.close(terminal)
        written = b""
        with contextlib.suppress(OSError):  # EIO is the end
            while piece := os.read(controller, 65536):
                written += piece
        process.wait(60)
    os.close(controller)
    return written


@pytest.mark.parametrize("words", [["explain"], ["diagnose", "--snapshot", str(FOUNDING), "-o", "json"]])
def test_a_reader_that_goes_is_no_failure(words):
    """`whyrestart explain | head -1`."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "whyrestart", *words],
            env=environment(),
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )

    assert done.stderr == ""
    assert done.returncode in {0, 1}  # what was found, or click's own word for a pipe that broke


# ---- the node --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "status"), [pytest.param(200, 0, id="passes"), pytest.param(500, 1, id="fails")])
def test_probe_ends_with_how_the_kubelet_would_be_answered(node, answer, status):
    with answering(answer, node):
        done = whyrestart("probe", "--config", node / "config.yaml", "-o", "json")

    results = json.loads(done.stdout)
    assert done.returncode == status
    assert [each["status"] for each in results if each["variant"] == "kubelet"] == [answer]


def test_probe_of_nobody_is_said_to_be(node):
    done = whyrestart("probe", "--config", node / "config.yaml")

    assert done.returncode == 0
    assert "No static pod with a probe" in done.stdout


def test_probe_that_cannot_see_what_runs_is_3(node):
    # A program that runs nowhere on the machine: a process alone would do, without a runtime.
    manifest = MANIFEST.format(port=1).replace("kube-apiserver", "kube-unheard-of")
    (node / "manifests" / "kube-apiserver.yaml").write_text(manifest)

    done = whyrestart("probe", "--config", node / "config.yaml")

    assert done.returncode == 3
    assert "whether one runs could not be seen: cri: runtime_endpoint is off" in done.stderr


@pytest.mark.parametrize(
    ("answer", "status", "line"),
    [
        pytest.param(None, 2, "no static pod was seen", id="unknown"),
        pytest.param(200, 0, "nothing to repair in the control plane", id="ok"),
        pytest.param(401, 1, "kube-apiserver is at risk: anonymous_auth_disabled", id="problem"),
    ],
)
def test_check_keeps_node_problem_detector_s_contract(node, answer, status, line):
    with answering(answer, node) if answer else contextlib.nullcontext():
        done = whyrestart("check", "--npd", "--config", node / "config.yaml")

    assert done.returncode == status
    assert done.stdout.startswith(line)
    assert done.stdout.count("\n") == 1
    assert len(done.stdout.rstrip("\n").encode()) <= 80


def test_check_that_cannot_look_is_unknown_and_says_why(node):
    (node / "config.yaml").write_text("nope: 1\n")

    done = whyrestart("check", "--config", node / "config.yaml")

    assert done.returncode == 2
    assert len(done.stdout.encode()) <= 81
    assert "unknown key 'nope'" in done.stderr


def test_check_writes_metrics_for_node_exporter(node):
    with answering(200, node):
        done = whyrestart("check", "--textfile", node / "w.prom", "--config", node / "config.yaml")

    written = (node / "w.prom").read_text()
    assert done.returncode == 0
    assert done.stdout == ""
    assert 'whyrestart_probe_success{container="kube-apiserver"' in written
    assert [path.name for path in node.iterdir() if path.name.endswith(".prom")] == ["w.prom"]
    assert not (node / "state").exists()


def test_check_that_cannot_write_is_unknown(node):
    done = whyrestart("check", "--textfile", node / "w.txt", "--config", node / "config.yaml")

    assert done.returncode == 2
    assert "reads only files that end in .prom" in done.stderr


def test_capture_tells_what_it_wrote_and_what_it_left_out(node):
    with answering(401, node):
        done = whyrestart("capture", node / "snapshot", "--config", node / "config.yaml")

    told = {line.split()[1] for line in done.stdout.splitlines() if line[:9].strip().isdigit()}
    files = {str(path.relative_to(node / "snapshot")) for path in (node / "snapshot").rglob("*") if path.is_file()}
    assert done.returncode == 0
    assert told - {"bytes"} == files
    assert "not in it: cri: runtime_endpoint is off in the configuration" in done.stdout
    assert whyrestart("diagnose", "--snapshot", node / "snapshot").returncode == 1


def test_capture_into_a_place_that_is_taken_is_3_and_looks_at_nothing(node):
    done = whyrestart("capture", node, "--config", node / "config.yaml")

    assert done.returncode == 3
    assert done.stderr == f"whyrestart: {node} is not empty; a new or empty directory was expected\n"


def test_history_of_nothing_is_said_to_be(node):
    text, as_json = (whyrestart("history", "--config", node / "config.yaml", "-o", form) for form in ("text", "json"))

    assert (text.returncode, as_json.returncode) == (0, 0)
    assert "Nothing is recorded" in text.stdout
    assert json.loads(as_json.stdout) is not None


# ---- the rest --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cause", [each.value for each in Cause])
def test_every_cause_is_explained(cause):
    result = CliRunner().invoke(commands, ["explain", cause])

    assert result.exit_code == 0
    assert result.output.startswith("# ")


def test_a_misspelt_cause_is_guessed():
    done = whyrestart("explain", "anonymous_auth_disable")

    assert "did you mean anonymous_auth_disabled" in done.stderr


def test_check_config_says_what_holds(node):
    done = whyrestart("check-config", node / "config.yaml")

    assert done.returncode == 0
    assert done.stdout == f"{node}/config.yaml: valid; listens on 127.0.0.1:9877, state in {node}/state\n"


def test_check_config_names_file_line_and_key(node):
    (node / "config.yaml").write_text("listen: x\n")

    done = whyrestart("check-config", node / "config.yaml")

    assert done.returncode == 2
    assert done.stderr.startswith(f"whyrestart: {node}/config.yaml:1: listen: 'x' is not an address and port")


@pytest.mark.parametrize(
    ("key", "text", "says"),
    [
        pytest.param(
            "web_config", "basic_auth_user: {}\n", "named.yaml: the file: basic_auth_user not supported", id="web-key"
        ),
        pytest.param(
            "web_config", "tls_server_config: {cert_file: no.crt, key_file: no.key}\n", "no.crt", id="web-certificate"
        ),
        pytest.param(
            "alertmanager_config", "basic_auth: bob\n", "named.yaml:1: basic_auth: a mapping", id="alertmanager"
        ),
    ],
)
def test_check_config_reads_the_files_that_are_named_too(node, key, text, says):
    (node / "named.yaml").write_text(text)
    with (node / "config.yaml").open("a") as config:
        config.write(f"{key}: {node}/named.yaml\nalertmanagers: ['https://am:9093']\n")

    done = whyrestart("check-config", node / "config.yaml")

    assert done.returncode == 2
    assert says in done.stderr


def test_lint_of_a_good_and_a_broken_file(node):
    good, broken = node / "good.yaml", node / "broken.yaml"
    with socket.create_server(("127.0.0.1", 0)) as probe:
        good.write_text(MANIFEST.format(port=probe.getsockname()[1]).replace("httpGet: {", "httpGet: {scheme: HTTPS, "))
    broken.write_text("kind: Pod\n")

    assert whyrestart("lint", broken).returncode == 1
    assert whyrestart("lint", node / "missing.yaml").returncode == 3
    assert whyrestart("lint", good).returncode in {0, 1}


def test_demo_lists_its_scenarios():
    done = whyrestart("demo", "--list")

    assert done.returncode == 0
    assert "anonymous-auth" in done.stdout


@pytest.mark.parametrize("written", ["ANONYMOUS_AUTH_DISABLED", "anonymous-auth-disabled"])
def test_a_cause_is_known_however_it_is_written(written):
    shown = CliRunner().invoke(commands, ["explain", written])

    assert shown.exit_code == 0, shown.output
    assert shown.output == CliRunner().invoke(commands, ["explain", "anonymous_auth_disabled"]).output
