"""Edits touch the lines concerned and no other, and what they leave is read as it was meant."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from remedies.building import MANIFESTS, changes, episode, http_probe, manifest
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.remedy import FileEdit, LineEdit, Remedy
from whyrestart.parsing.manifest import parse
from whyrestart.remedies.editing import edit_of
from whyrestart.remedies.yaml_edit import CannotEdit, YamlEdit, scalar

FLOW = """\
apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver, namespace: kube-system}
spec:
  containers:
  - name: kube-apiserver
    image: registry.k8s.io/kube-apiserver:v1.28.4
    command: [kube-apiserver, --anonymous-auth=false]
    livenessProbe: {httpGet: {path: /livez, port: 6443, scheme: HTTPS}}
"""
JSON = """\
{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "kube-apiserver", "namespace": "kube-system"},
 "spec": {"containers": [{"name": "kube-apiserver", "image": "registry.k8s.io/kube-apiserver:v1.28.4",
  "command": ["kube-apiserver",
   "--anonymous-auth=false"]}]}}
"""
SHELL = """\
apiVersion: v1
kind: Pod
metadata:
  name: kube-apiserver
  namespace: kube-system
spec:
  containers:
  - name: kube-apiserver
    image: registry.k8s.io/kube-apiserver:v1.28.4
    command:
    - /bin/sh
    - -c
    - exec kube-apiserver --anonymous-auth=false 1>>/var/log/kube-apiserver.log 2>&1
"""
ALIAS = """\
apiVersion: v1
kind: Pod
metadata:
  name: kube-apiserver
  namespace: kube-system
spec:
  containers:
  - name: kube-apiserver
    image: registry.k8s.io/kube-apiserver:v1.28.4
    command: &words
    - kube-apiserver
    - --anonymous-auth=false
  - name: other
    image: x
    command: *words
"""


def edited(text, make):
    made = make(edit_of(episode(text))).done
    return changes(Remedy(title="", edits=(made,))), made


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(FLOW, id="flow-style"),
        pytest.param(JSON, id="json"),
        pytest.param(SHELL, id="a-shells-line"),
        pytest.param(ALIAS, id="an-alias-repeats-the-words"),
    ],
)
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda edit: edit.drop_flag("anonymous-auth"), id="drop"),
        pytest.param(lambda edit: edit.set_flag("v", "4"), id="add"),
    ],
)
def test_a_layout_without_a_line_to_edit_is_left_to_words(text, make):
    about = episode(text)

    with pytest.raises(CannotEdit):
        _ = make(edit_of(about)).done


@pytest.mark.parametrize(
    ("flags", "make", "expected"),
    [
        pytest.param(["--a=1", "--b=2"], lambda e: e.drop_flag("a"), ["-    - --a=1"], id="drop"),
        pytest.param(
            ["--a=1", "--b=2", "--a=3"],
            lambda e: e.drop_flag("a"),
            ["-    - --a=1", "-    - --a=3"],
            id="drop-every-one-of-the-name",
        ),
        pytest.param(["--a", "x", "--b=2"], lambda e: e.drop_flag("a"), ["-    - --a", "-    - x"], id="value-apart"),
        pytest.param(["--a-b=1"], lambda e: e.set_flag("a-b", "2"), ["-    - --a-b=1", "+    - --a-b=2"], id="set"),
        pytest.param(["--a_b=1"], lambda e: e.drop_flag("a-b"), ["-    - --a_b=1"], id="underscores-are-dashes"),
        pytest.param(
            ["--a", "x"], lambda e: e.set_flag("a", "y"), ["-    - --a", "-    - x", "+    - --a=y"], id="set-apart"
        ),
        pytest.param(
            ["--a=1  # why"],
            lambda e: e.set_flag("a", "2"),
            ["-    - --a=1  # why", "+    - --a=2  # why"],
            id="comment-stays",
        ),
        pytest.param(
            ['"--a=1"'], lambda e: e.set_flag("a", "2"), ['-    - "--a=1"', '+    - "--a=2"'], id="quotes-stay"
        ),
        pytest.param(["--a=1"], lambda e: e.set_flag("c", "x: y"), ['+    - "--c=x: y"'], id="quoted-where-needed"),
        pytest.param(
            ["--a=x,y,z"],
            lambda e: e.filter_list_flag("a", lambda item: item != "y"),
            ["-    - --a=x,y,z", "+    - --a=x,z"],
            id="one-out-of-a-list",
        ),
        pytest.param(
            ["--a=y", "--b=1"],
            lambda e: e.filter_list_flag("a", lambda item: item != "y"),
            ["-    - --a=y"],
            id="the-only-one-out-of-a-list",
        ),
        pytest.param(
            ["--old=1"], lambda e: e.rename_flag("old", "new"), ["-    - --old=1", "+    - --new=1"], id="rename"
        ),
        pytest.param(["--a-longer=1"], lambda e: e.add_words(["--a"]), ["+    - --a"], id="add-a-word"),
    ],
)
def test_flags_are_edited_by_line(flags, make, expected):
    lines, _ = edited(manifest("kube-scheduler", flags=flags), make)

    assert lines == expected


def test_flags_of_a_launcher_are_not_the_programs():
    text = manifest("kube-scheduler", flags=["--v=2"]).replace(
        "    - kube-scheduler\n", "    - /go-runner\n    - --v=9\n    - kube-scheduler\n"
    )

    lines, _ = edited(text, lambda edit: edit.drop_flag("v"))

    assert lines == ["-    - --v=2"]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(lambda e: e.set_memory_limit("1Gi"),
                     ["-        memory: 512Mi  # kept too", "+        memory: 1Gi  # kept too"], id="limit"),
        pytest.param(lambda e: e.drop_limit("memory"),
                     ["-    resources:", "-      limits:", "-        memory: 512Mi  # kept too"], id="the-only-limit"),
        pytest.param(lambda e: e.set_probe(ProbeKind.LIVENESS, "failureThreshold", "24"),
                     ["-      failureThreshold: 8", "+      failureThreshold: 24"], id="probe"),
        pytest.param(lambda e: e.set_probe(ProbeKind.LIVENESS, "terminationGracePeriodSeconds", "5"),
                     ["+      terminationGracePeriodSeconds: 5"], id="probe-key-added"),
        pytest.param(lambda e: e.set_handler(ProbeKind.LIVENESS, "httpGet", "port", "1"),
                     ["-        port: 10259", "+        port: 1"], id="handler"),
        pytest.param(lambda e: e.set_env("A", "x y"), ["+    env:", "+    - name: A", "+      value: x y"], id="env"),
        pytest.param(lambda e: e.set_spec("priorityClassName", "p"), ["+  priorityClassName: p"], id="spec"),
        pytest.param(
            lambda e: e.add_host_path(name="a.b", path="/etc/x", kind="Directory"),
            ["+    - mountPath: /etc/x", "+      name: a-b", "+      readOnly: true",
             "+  - hostPath:", "+      path: /etc/x", "+      type: Directory", "+    name: a-b"], id="mount"),
        pytest.param(
            lambda e: e.add_host_path(name="k8s-certs", path="/etc/x", kind="Directory", writable=True),
            ["+    - mountPath: /etc/x", "+      name: k8s-certs-2",
             "+  - hostPath:", "+      path: /etc/x", "+      type: Directory", "+    name: k8s-certs-2"],
            id="a-name-that-is-taken"),
        pytest.param(
            lambda e: e.add_host_path(name="x", path="/etc/kubernetes/pki", kind="Directory", inside="/pki"),
            ["+    - mountPath: /pki", "+      name: k8s-certs", "+      readOnly: true"], id="a-volume-that-is-there"),
        pytest.param(
            lambda e: e.drop_mounts(["/etc/kubernetes/pki"]),
            ["-    volumeMounts:", "-    - mountPath: /etc/kubernetes/pki", "-      name: k8s-certs",
             "-      readOnly: true", "-  volumes:", "-  - hostPath:", "-      path: /etc/kubernetes/pki",
             "-      type: DirectoryOrCreate", "-    name: k8s-certs"], id="the-only-mount-and-its-volume"),
        pytest.param(
            lambda e: e.replace_handler(ProbeKind.LIVENESS, "httpGet", ["tcpSocket:", "  port: 1"]),
            ["-      httpGet:", "-        host: 10.0.0.4", "-        path: /livez", "-        port: 10259",
             "-        scheme: HTTPS", "+      tcpSocket:", "+        port: 1"], id="another-handler"),
    ],
)  # fmt: skip
def test_the_rest_of_a_container_is_edited_by_line(make, expected):
    lines, made = edited(manifest("kube-scheduler"), make)

    assert lines == expected
    assert parse("x", made.after.encode()).problem is None


def test_a_startup_probe_is_modelled_on_the_liveness_probe():
    lines, made = edited(
        manifest("kube-scheduler"),
        lambda edit: edit.add_probe(ProbeKind.STARTUP, ProbeKind.LIVENESS, {"failureThreshold": "30"}),
    )

    probe = parse("x", made.after.encode()).pod.containers[0].probe(ProbeKind.STARTUP)
    assert all(line.startswith("+") for line in lines)
    assert (probe.failure_threshold, probe.period_seconds, probe.handler.port) == (30, 10, 10259)


def test_lists_are_made_where_there_are_none():
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  namespace: kube-system\nspec:\n  containers:\n"
        "  - name: p\n    image: x\n    command:\n    - p\n"
    )

    _, made = edited(text, lambda edit: edit.add_host_path(name="c", path="/etc/ssl/certs", kind="Directory"))

    pod = parse("x", made.after.encode()).pod
    assert pod.host_path_of(pod.containers[0], "/etc/ssl/certs/a.pem") == "/etc/ssl/certs/a.pem"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: 1\r\nb: 2\r\n", "a: 1\r\nb: 2\r\nc: 3\r\n", id="carriage-returns"),
        pytest.param("a: 1\nb: 2", "a: 1\nb: 2\nc: 3\n", id="no-newline-at-the-end"),
        pytest.param("# top\na: 1\n\n# end\n", "# top\na: 1\nc: 3\n\n# end\n", id="before-the-trailing-comment"),
    ],
)
def test_new_lines_fit_into_the_file(text, expected):
    edit = YamlEdit("/x", text)

    edit.set(edit.tree, "c", "3")

    assert edit.done.after == expected


def test_of_edits_at_one_place_insertions_keep_their_order():
    edit = FileEdit(
        path="/x",
        before="a\nb\n",
        edits=(
            LineEdit(first=2, last=1, new=("1",)),
            LineEdit(first=2, last=2, new=("B",)),
            LineEdit(first=2, last=1, new=("2",)),
        ),
    )

    assert edit.after == "a\n1\n2\nB\n"


def test_two_edits_of_one_line_are_refused():
    edit = edit_of(episode(manifest("kube-scheduler", "--a=1")))

    edit.drop_flag("a").rename_flag("a", "b")

    with pytest.raises(CannotEdit):
        _ = edit.done


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20))
def test_a_string_is_read_back_as_it_was_meant(value):
    assert yaml.safe_load(f"- {scalar(value)}") == [value]


WORDS = st.from_regex(r"--[a-z]{1,4}(=[a-zA-Z0-9:/.,*=_ -]{0,8})?", fullmatch=True)
STYLES = st.sampled_from(["plain", "single", "double"])


@given(st.lists(st.tuples(WORDS, STYLES), max_size=6), st.sampled_from(["drop", "set", "rename", "mount", "probe"]),
       st.booleans())  # fmt: skip
def test_an_edit_of_any_manifest_still_parses_and_keeps_every_other_word(words, what, crlf):
    flags = ["--own=1", *(scalar(word) if style == "plain" else f"'{word}'" for word, style in words)]
    text = manifest("kube-scheduler", flags=flags).replace("\n", "\r\n" if crlf else "\n")
    before = parse("x", text.encode()).pod.containers[0]
    edit = edit_of(episode(text))
    made = {
        "drop": lambda: edit.drop_flag("own"),
        "set": lambda: edit.set_flag("own", "2"),
        "rename": lambda: edit.rename_flag("own", "mine"),
        "mount": lambda: edit.add_host_path(name="n", path="/etc/x", kind="Directory"),
        "probe": lambda: edit.set_probe(ProbeKind.LIVENESS, "timeoutSeconds", "20"),
    }[what]().done

    read = parse("x", made.after.encode())

    assert read.problem is None
    others = [flag for flag in read.pod.containers[0].flags if flag.name not in {"own", "mine"}]
    assert [str(flag) for flag in others] == [str(flag) for flag in before.flags if flag.name != "own"]
    kept = set(made.before.splitlines()) - {
        line for e in made.edits for line in made.before.splitlines()[e.first - 1 : e.last]
    }
    assert kept <= set(made.after.splitlines())
    assert made.path.startswith(MANIFESTS)
    assert http_probe(10259).splitlines()[0] in made.after.splitlines()
