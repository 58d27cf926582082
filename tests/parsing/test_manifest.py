"""Manifests as the kubelet reads them: what makes a pod, what keeps a file from being one, and files that mean harm."""

import json
import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from whyrestart.model.manifest import Exec, Grpc, HttpGet, ProbeKind, TcpSocket
from whyrestart.parsing.manifest import parse
from whyrestart.parsing.yaml_tree import MAX_BYTES, YamlLoader

PATH = "/etc/kubernetes/manifests/kube-apiserver.yaml"
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: kube-apiserver
  namespace: kube-system
spec:
  hostNetwork: true
  containers:
  - name: kube-apiserver
    image: registry.k8s.io/kube-apiserver:v1.28.4
    command:
    - kube-apiserver
    - --secure-port=6443
    - --etcd-servers
    - https://127.0.0.1:2379
    livenessProbe:
      httpGet: {path: /livez, port: 6443, scheme: HTTPS}
      failureThreshold: 8
    volumeMounts:
    - {name: pki, mountPath: /etc/kubernetes/pki, readOnly: true}
  volumes:
  - name: pki
    hostPath: {path: /srv/pki, type: DirectoryOrCreate}
"""
NAMESPACE = "  namespace: kube-system\n"
COMMAND = "    command:\n"
# The time that one hostile file may take is the daemon's patience, not a figure of merit.
PATIENCE_SECONDS = 20


def read(text, path=PATH):
    return parse(path, text.encode() if isinstance(text, str) else text)


def test_pod_is_read_with_its_lines():
    manifest = read(POD)

    pod = manifest.pod
    container = pod.container("kube-apiserver")
    assert (pod.namespace, pod.name, pod.host_network) == ("kube-system", "kube-apiserver", True)
    assert (container.flag("secure-port").value, container.flag("secure-port").line) == ("6443", 13)
    assert container.flag_value("etcd-servers") == "https://127.0.0.1:2379"
    assert container.probe(ProbeKind.LIVENESS).handler == HttpGet(port=6443, path="/livez", scheme="HTTPS")
    assert pod.host_path_of(container, "/etc/kubernetes/pki/ca.crt") == "/srv/pki/ca.crt"
    assert manifest.problem is None


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        pytest.param("kind: Pod", "kind: Deployment", 2, "Deployment", id="another-kind"),
        pytest.param("kind: Pod\n", "", 1, "kind is missing", id="no-kind"),
        pytest.param("apiVersion: v1", "apiVersion: v2", 1, "apiVersion", id="another-version"),
        pytest.param("  name: kube-apiserver\n  namespace", "  namespace", 4, "metadata.name", id="no-name"),
        pytest.param("name: kube-apiserver\n  namespace", "name: Kube_Api\n  namespace", 4, "DNS", id="name-of-no-dns"),
        pytest.param("  - name: kube-apiserver\n", "  - name: Kube\n", 9, "DNS label", id="container-of-no-label"),
        pytest.param("    image: registry.k8s.io/kube-apiserver:v1.28.4\n", "", 9, "no image", id="no-image"),
        pytest.param("port: 6443", "port: 66443", 17, "1 to 65535", id="port-too-high"),
        pytest.param("port: 6443", "port: '6443'", 17, "number or the name", id="port-in-quotes"),
        pytest.param("port: 6443", "port: probe_port", 17, "number or the name", id="port-name-with-underscore"),
        pytest.param("scheme: HTTPS", "scheme: https", 17, "HTTP or HTTPS", id="scheme-in-lower-case"),
        pytest.param("failureThreshold: 8", "failureThreshold: -1", 18, "zero or more", id="negative-threshold"),
        pytest.param("failureThreshold: 8", "failureThreshold: eight", 18, "whole number", id="threshold-in-words"),
        pytest.param("failureThreshold: 8", "successThreshold: 2", 18, "must be 1", id="liveness-wants-two-successes"),
        pytest.param("failureThreshold: 8", "tcpSocket: {port: 1}", 18, "more than one", id="two-handlers"),
        pytest.param(
            "      httpGet: {path: /livez, port: 6443, scheme: HTTPS}\n", "", 17, "no handler", id="no-handler"
        ),
        pytest.param("    - --secure-port=6443", "    - 6443", 13, "quote it", id="number-as-an-argument"),
        pytest.param("    - --secure-port=6443", "    - true", 13, "quote it", id="boolean-as-an-argument"),
        pytest.param(
            "    - --secure-port=6443", "    - --secure-port:", 13, "with a colon after it", id="mapping-as-an-argument"
        ),
        pytest.param(
            "    command:\n",
            "    resources: {limits: {memory: 512 Mi}}\n    command:\n",
            11,
            "quantity",
            id="no-quantity",
        ),
        pytest.param("hostNetwork: true", "hostNetwork: yep", 7, "true or false", id="word-as-a-boolean"),
        pytest.param("name: pki, mountPath", "name: pkj, mountPath", 20, "no volume", id="mount-of-no-volume"),
        pytest.param("/srv/pki", "/srv/../pki", 23, "'..'", id="path-that-climbs"),
        pytest.param("DirectoryOrCreate", "Dir", 23, "hostPath type", id="type-of-no-host-path"),
        pytest.param("  hostNetwork: true", "  restartPolicy: always", 7, "Always, OnFailure or", id="restart-policy"),
        pytest.param("  hostNetwork: true", "  dnsPolicy: clusterFirst", 7, "dnsPolicy", id="dns-policy"),
        pytest.param("    command:\n", "    imagePullPolicy: never\n    command:\n", 11, "Never", id="pull-policy"),
        pytest.param(
            COMMAND, "    resources: {limits: {memory: 512MB}}\n" + COMMAND, 11, "a quantity such as", id="megabytes"
        ),
        pytest.param(
            COMMAND,
            "    resources: {limits: {cpu: 1}, requests: {cpu: 1500m}}\n" + COMMAND,
            11,
            "more than its limit",
            id="request",
        ),
        pytest.param(
            COMMAND, "    ports: [{containerPort: 1, protocol: tcp}]\n" + COMMAND, 11, "TCP, UDP or SCTP", id="protocol"
        ),
        pytest.param(
            COMMAND,
            "    ports: [{containerPort: 1, name: a}, {containerPort: 2, name: a}]\n" + COMMAND,
            11,
            "twice in ports",
            id="ports-of-one-name",
        ),
        pytest.param(
            COMMAND, "    env: [{name: A=B, value: x}]\n" + COMMAND, 11, "environment variable", id="variable"
        ),
        pytest.param(
            "failureThreshold: 8", "terminationGracePeriodSeconds: 0", 18, "more than zero", id="no-grace-of-a-probe"
        ),
        pytest.param(
            "    hostPath: {", "    emptyDir: {}\n    hostPath: {", 22, "more than one source", id="two-sources"
        ),
        pytest.param(NAMESPACE, f"{NAMESPACE}  labels: {{tier: 1}}\n", 6, "quote it", id="number-as-a-label"),
        pytest.param(
            NAMESPACE, f"{NAMESPACE}  labels: {{tier: a b}}\n", 6, "value of a label", id="label-with-a-blank"
        ),
        pytest.param(NAMESPACE, f"{NAMESPACE}  annotations: {{on: true}}\n", 6, "quote it", id="boolean-as-annotation"),
        pytest.param("    command:\n", "\tcommand:\n", 11, "", id="tab"),
        pytest.param("  containers:\n", "  containers: []\n  ignored:\n", 7, "containers", id="no-container"),
        pytest.param("spec:\n", "spec: [\n", None, "", id="bracket-left-open"),
    ],
)
def test_what_keeps_a_file_from_being_a_pod_is_named_with_its_line(old, new, line, words):
    assert POD.count(old) == 1

    manifest = read(POD.replace(old, new))

    assert manifest.pod is None
    assert words in manifest.problem.message
    assert manifest.problem.line == line or line is None


@pytest.mark.parametrize(
    ("probe", "handler"),
    [
        pytest.param("tcpSocket: {port: 2379, host: 10.0.0.4}", TcpSocket(port=2379, host="10.0.0.4"), id="tcp"),
        pytest.param("exec: {command: [etcdctl, get, foo]}", Exec(command=("etcdctl", "get", "foo")), id="exec"),
        pytest.param("grpc: {port: 2379}", Grpc(port=2379), id="grpc"),
        pytest.param("httpGet: {port: probe-port}", HttpGet(port="probe-port"), id="named-port-and-defaults"),
        pytest.param("httpGet: {port: 1, path: ''}", HttpGet(port=1, path="/"), id="empty-path"),
    ],
)
def test_handler(probe, handler):
    text = POD.replace("httpGet: {path: /livez, port: 6443, scheme: HTTPS}", probe)

    assert read(text).pod.container("kube-apiserver").probe(ProbeKind.LIVENESS).handler == handler


@pytest.mark.parametrize("value", ["2026-11-23", "12:30", "190:20:30", "10:20.5"])
def test_what_only_yaml_1_1_takes_for_no_string_is_one(value):
    text = POD.replace(NAMESPACE, f"{NAMESPACE}  annotations: {{at: {value}}}\n")

    assert read(text).pod.annotations == (("at", value),)


@pytest.mark.parametrize("amount", ["1", "1_000", "0.5", "250m", "1e3", "2Gi", "'4'"])
def test_quantities(amount):
    text = POD.replace(COMMAND, f"    resources: {{limits: {{cpu: {amount}}}}}\n{COMMAND}")

    assert read(text).problem is None


def test_defaults_are_the_kubelets():
    probe = read(POD).pod.container("kube-apiserver").probe(ProbeKind.LIVENESS)

    assert (probe.initial_delay_seconds, probe.timeout_seconds, probe.period_seconds) == (0, 1, 10)
    assert (probe.success_threshold, probe.failure_threshold) == (1, 8)


def test_zero_means_the_default():
    text = POD.replace("failureThreshold: 8", "failureThreshold: 0")

    assert read(text).pod.container("kube-apiserver").probe(ProbeKind.LIVENESS).failure_threshold == 3


def test_json_with_tabs_is_taken_as_the_kubelet_takes_it():
    text = (
        '{\n\t"apiVersion": "v1", "kind": "Pod",\n\t"metadata": {"name": "a"},\n'
        '\t"spec": {"containers": [{"name": "a", "image": "b"}]}}'
    )

    assert read(text).pod.name == "a"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("  hostNetwork: true\n", "  hostNetwork: true\t\n", id="behind-a-value"),
        pytest.param("  hostNetwork: true\n", "  hostNetwork:\ttrue # and\n", id="behind-a-colon"),
        pytest.param(
            "  hostNetwork: true\n", "  hostNetwork: true\t# as the port is the host's\n", id="before-a-comment"
        ),
        pytest.param("{path: /livez, port: 6443,", "{path: /livez,\tport: 6443,", id="in-brackets"),
        pytest.param("  hostNetwork: true\n", "  hostNetwork: true\n    \t\n", id="a-line-of-blanks"),
    ],
)
def test_a_tab_that_indents_nothing_is_taken_as_the_kubelet_takes_it(old, new):
    assert old in POD
    manifest = read(POD.replace(old, new))

    assert manifest.problem is None
    assert manifest.pod.host_network
    assert manifest.pod.container("kube-apiserver").probe(ProbeKind.LIVENESS).handler.port == 6443


@pytest.mark.parametrize("new", ["\thostNetwork: true\n", "  hostNetwork: true\n\t\n", "-\ta\n"])
def test_a_tab_that_indents_is_refused(new):
    assert read(POD.replace("  hostNetwork: true\n", new)).problem is not None


@given(
    st.lists(
        st.sampled_from(["a", "b: ", "- ", "\t", " ", "\n", "\n  ", "[", "]", ",", " # c", "'y'", "x\ty"]), max_size=9
    )
)
def test_tabs_are_where_libyaml_has_them(tokens):
    text = "".join(tokens)
    loaded = []
    for loader in (yaml.CSafeLoader, YamlLoader):
        try:
            loaded.append(yaml.load(text, Loader=loader))
        except yaml.YAMLError:
            loaded.append(yaml.YAMLError)

    # PyYAML's own scanner is the stricter one in places that no tab has to do with.
    assert loaded[0] == loaded[1] or loaded[1] is yaml.YAMLError


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param('{"apiVersion": "v1",\n "kind": "Pod",}', 2, id="a-comma-too-many"),
        pytest.param('{"apiVersion": "v1"}\nrubbish\n', 2, id="something-behind-it"),
        pytest.param("{apiVersion: v1, kind: Pod, metadata: {name: a}}", 1, id="yaml-in-brackets"),
        pytest.param('{"apiVersion": "v1"} # a comment\n', 1, id="a-comment"),
    ],
)
def test_what_begins_with_a_brace_must_be_json_as_for_the_kubelet(text, line):
    problem = read(text).problem

    assert "JSON" in problem.message
    assert problem.line == line


LIMITED = POD.replace(
    "    livenessProbe:",
    "    resources: {limits: {memory: 1Gi, cpu: 2}, requests: {memory: 512Mi}}\n    livenessProbe:",
)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("memory: 1Gi", "memory: 512mb", "is '512mb'; a quantity such as", id="bytes-by-another-name"),
        pytest.param("memory: 512Mi", "memory: 512 Mi", "is '512 Mi'; a quantity such as", id="a-blank"),
        pytest.param("memory: 512Mi", "memory: 2Gi", "more than its limit", id="request-above-limit"),
        pytest.param(
            "  hostNetwork", "  restartPolicy: always\n  hostNetwork", "restartPolicy is 'always'", id="policy"
        ),
    ],
)
def test_amounts_and_policies_that_validation_refuses(old, new, message):
    assert LIMITED != POD
    assert old in LIMITED
    assert message in read(LIMITED.replace(old, new)).problem.message


INIT = """\
  initContainers:
  - name: proxy
    image: proxy:1
    restartPolicy: Always
    startupProbe: {tcpSocket: {port: 3990}}
  - name: setup
    image: busybox:1
    readinessProbe:
  containers:
"""


def test_an_init_container_with_a_restart_policy_is_a_sidecar_with_probes():
    pod = read(POD.replace("  containers:\n", INIT)).pod

    proxy, setup = pod.container("proxy"), pod.container("setup")
    assert (proxy.is_sidecar, proxy.lives_on, proxy.probe(ProbeKind.STARTUP).handler) == (
        True,
        True,
        TcpSocket(port=3990),
    )
    assert (setup.is_sidecar, setup.lives_on, setup.probes) == (False, False, ())
    assert pod.container("kube-apiserver").lives_on


def test_probes_of_any_other_init_container_are_refused():
    problem = read(POD.replace("  containers:\n", INIT.replace("    restartPolicy: Always\n", ""))).problem

    assert "startupProbe may not be set for init containers without restartPolicy: Always" in problem.message
    assert problem.line == 11


@pytest.mark.parametrize("amount", ["1", "0.5", "1e3", "'2'", "100m", "1.5Gi", "128974848", "129e6", "129M", "1_000"])
def test_amounts_that_are_fine(amount):
    assert read(LIMITED.replace("memory: 1Gi", f"ephemeral-storage: {amount}")).problem is None


@pytest.mark.parametrize("end", ["---\n", "...\n", "---\n# the end\n", "---\n\n---\n", "...\n---\n"])
def test_a_separator_with_nothing_behind_it_is_no_second_document(end):
    assert read(POD + end).warnings == ()


@pytest.mark.parametrize(
    "text", [f"{POD}# {'x' * MAX_BYTES}\n", "a: " + "[" * 99, "a: &a 1\nb: [" + "*a," * 300 + "]\n"]
)
def test_what_is_beyond_our_own_limits_is_not_called_broken(text):
    assert read(text).problem.unread


def test_only_the_first_document_counts_and_the_rest_is_warned_of():
    manifest = read(f"{POD}---\nkind: nonsense\n")

    assert manifest.pod.name == "kube-apiserver"
    assert any("second YAML document" in each.message for each in manifest.warnings)


@pytest.mark.parametrize(
    ("old", "key", "line"),
    [
        pytest.param("  hostNetwork: true\n", "spec.hostNetwork", 8, id="in-the-spec"),
        pytest.param(
            "      failureThreshold: 8\n", "spec.containers[0].livenessProbe.failureThreshold", 19, id="in-a-probe"
        ),
    ],
)
def test_repeated_key_is_warned_of_with_its_line(old, key, line):
    manifest = read(POD.replace(old, old + old))

    assert [(each.key, each.line) for each in manifest.warnings] == [(key, line)]


VARIABLES = """\
    env:
    - {name: PORT, value: "6443"}
    - {name: HOST, value: 127.0.0.1}
    - {name: URL, value: "https://$(HOST):$(PORT)$(LATER)"}
    - {name: LATER, value: ""}
    - {name: NODE_IP, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}
    - {name: TOKEN, value: hvs.s3cr3t}
"""


@pytest.mark.parametrize(
    ("written", "filled"),
    [
        pytest.param("$(PORT)", "6443", id="value"),
        pytest.param("$(URL)", "https://127.0.0.1:6443$(LATER)", id="value-of-values-before-it"),
        pytest.param("[$(LATER)]", "[]", id="empty-value"),
        pytest.param("$(NODE_IP):$(PORT)", "$(NODE_IP):6443", id="known-to-the-node-alone"),
        pytest.param("$(NOBODY)", "$(NOBODY)", id="known-to-nobody"),
        pytest.param("$$(PORT)", "$(PORT)", id="escaped"),
        pytest.param("$$$(PORT)", "$6443", id="after-an-escaped-dollar"),
        pytest.param("$PORT ${PORT} $( $", "$PORT ${PORT} $( $", id="a-shell-is-not-there"),
        pytest.param("$(PORT", "$(PORT", id="left-open"),
    ],
)
def test_variables_are_filled_in_as_the_kubelet_does(written, filled):
    manifest = read(POD.replace("--secure-port=6443", f"--secure-port={written}").replace(COMMAND, VARIABLES + COMMAND))

    flag = manifest.pod.containers[0].flag("secure-port")
    assert (flag.value, flag.line) == (filled, 20)


def test_variables_are_filled_in_where_a_probe_runs_a_command():
    # pkg/kubelet/prober/prober.go, ExpandContainerCommandOnlyStatic.
    probe = "exec: {command: [etcdctl, --endpoints=$(URL)]}"
    manifest = read(
        POD.replace("httpGet: {path: /livez, port: 6443, scheme: HTTPS}", probe).replace(COMMAND, VARIABLES + COMMAND)
    )

    handler = manifest.pod.containers[0].probe(ProbeKind.LIVENESS).handler
    assert handler == Exec(command=("etcdctl", "--endpoints=https://127.0.0.1:6443$(LATER)"))


def test_secret_is_not_brought_into_the_command_line_by_a_variable():
    manifest = read(POD.replace("--secure-port=6443", "--v=$(TOKEN)").replace(COMMAND, VARIABLES + COMMAND))

    assert "s3cr3t" not in repr(manifest)


def test_variables_that_double_each_other_stay_bounded():
    doubled = "".join(f"    - {{name: V{n + 1}, value: $(V{n})$(V{n})}}\n" for n in range(60))
    many = f"    env:\n    - {{name: V0, value: {'x' * 1000}}}\n{doubled}"

    container = read(POD.replace(COMMAND, many + COMMAND)).pod.containers[0]

    assert 2**20 < sum(len(value) for _, value in container.env) < 2**21


def test_last_of_a_repeated_key_counts():
    manifest = read(POD.replace("  hostNetwork: true\n", "  hostNetwork: true\n  hostNetwork: false\n"))

    assert manifest.pod.host_network is False


@pytest.mark.parametrize(
    ("edit", "secret"),
    [
        pytest.param(
            ("scheme: HTTPS}", "scheme: HTTPS, httpHeaders: [{name: Authorization, value: Bearer s3cr3t}]}"),
            "s3cr3t",
            id="probe-header",
        ),
        pytest.param(
            (
                "scheme: HTTPS}",
                "scheme: HTTPS, httpHeaders: "
                + json.dumps(
                    [{"name": "A", "value": "longer than its stand-in: s3cr3t"}, {"name": "B", "value": "s3cr3t"}]
                )
                + "}",
            ),
            "s3cr3t",
            id="two-headers-on-a-line",
        ),
        pytest.param(
            ("    livenessProbe:", "    env: [{name: VAULT_TOKEN, value: hvs.s3cr3t}]\n    livenessProbe:"),
            "hvs.s3cr3t",
            id="variable",
        ),
    ],
)
def test_secrets_are_gone_from_the_text_and_the_lines_stay(edit, secret):
    text = POD.replace(*edit)

    manifest = read(text)

    assert secret not in manifest.text
    assert secret not in repr(manifest)
    assert manifest.text.count("\n") == text.count("\n")
    assert read(manifest.text).pod.containers[0].probes


def test_a_byte_order_mark_says_utf_16_as_it_does_to_the_kubelets_parser():
    wide = read(POD.encode("utf-16"))

    assert (wide.pod, wide.text) == (read(POD.encode()).pod, read(POD.encode()).text)
    assert wide.sha256 != read(POD.encode()).sha256


ALIAS_BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\n# nothing\n", id="a-comment"),
        pytest.param(b"[" * 30_000, id="thirty-thousand-brackets"),
        pytest.param(b"{" * 30_000, id="thirty-thousand-braces"),
        pytest.param(b"- " * 20_000, id="deep-lists"),
        pytest.param(b"".join(b" " * depth + b"a:\n" for depth in range(1500)), id="deep-mappings"),
        pytest.param(ALIAS_BOMB.encode(), id="alias-bomb"),
        pytest.param(b"a: &a [*a]\n", id="alias-of-itself"),
        pytest.param(POD.encode("utf-16-le"), id="utf-16-without-a-mark"),
        pytest.param(POD.encode().replace(b"kube-system", b"kube\xff\xfesystem"), id="not-utf-8"),
        pytest.param(POD.encode().replace(b"kube-system", b"kube\x00system"), id="nul"),
        pytest.param(b"\x00" * 4096, id="nuls"),
        pytest.param(b"x" * MAX_BYTES + b"\n", id="too-large"),
        pytest.param(b"a: " + b"9" * 100_000, id="huge-integer"),
        pytest.param(
            POD.encode().replace(b"failureThreshold: 8", b"failureThreshold: " + b"9" * 5000), id="huge-threshold"
        ),
        pytest.param(b"!!python/object/apply:os.system ['true']", id="python-tag"),
        pytest.param(b"? [a, b]\n: c\n", id="list-as-a-key"),
        pytest.param(b"<<: [1]\nkind: Pod\n", id="merge-of-a-number"),
        pytest.param(b"%YAML 9.9\n---\na: b\n", id="yaml-of-the-future"),
        pytest.param(b"just text", id="text"),
    ],
)
def test_hostile_file_is_a_problem_and_nothing_worse(data):
    begun = time.monotonic()

    manifest = read(data)

    assert manifest.pod is None
    assert manifest.problem.message
    assert time.monotonic() - begun < PATIENCE_SECONDS


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_are_refused(data):
    manifest = read(data)

    assert (manifest.pod is None) != (manifest.problem is None)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_pod_is_a_pod_or_a_problem_with_a_line(data):
    """One cut or one wrong byte, as a full disk or a bad editor makes it."""
    whole = POD.encode()
    at = data.draw(st.integers(0, len(whole) - 1))
    broken = data.draw(
        st.sampled_from([whole[:at], whole[:at] + b"\xff" + whole[at:], whole[:at] + b"\t" + whole[at:]])
    )

    manifest = read(broken)

    assert (manifest.pod is None) != (manifest.problem is None)
    if manifest.problem is not None and manifest.problem.line is not None:
        assert 1 <= manifest.problem.line <= broken.count(b"\n") + 2


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("    - --password\n    # for etcd\n    - hunter2\n", id="comment-between"),
        pytest.param("    - --password\n    - |-\n      hunter2\n", id="block"),
        pytest.param('    - "--password"\n    - "hun\\x74er2"\n', id="escaped"),
    ],
)
def test_the_word_after_a_secret_flag_is_nowhere(words):
    head = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a\n"
    text = f"{head}    command:\n    - a\n{words}"

    manifest = parse("/m/a.yaml", text.encode())

    assert manifest.pod is not None
    assert "er2" not in manifest.text
    assert "hunter2" not in repr(manifest)


@pytest.mark.parametrize(
    ("capabilities", "overrides"),
    [
        pytest.param("{}", True, id="the-runtimes-own"),
        pytest.param("{drop: [ALL]}", False, id="none"),
        pytest.param("{drop: [CAP_DAC_OVERRIDE]}", False, id="all-but-that"),
        pytest.param("{drop: [ALL], add: [DAC_OVERRIDE]}", True, id="that-alone"),
        pytest.param("{drop: [NET_RAW]}", True, id="another-dropped"),
    ],
)
def test_whether_root_passes_over_modes(capabilities, overrides):
    text = POD.replace(
        "    livenessProbe:", f"    securityContext: {{capabilities: {capabilities}}}\n    livenessProbe:"
    )

    assert read(text).pod.container("kube-apiserver").overrides_modes is overrides
