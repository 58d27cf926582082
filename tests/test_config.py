"""The configuration file: what it takes, and what it says of everything else: file, line, key, value, expectation."""

import os
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.config import ENVIRONMENT, Listen, Settings, load, parse
from whyrestart.errors import ConfigError

KNOWN = ", ".join(field.name for field in fields(Settings))
EXAMPLE = """\
node_name: master-1
manifest_directory: /etc/kubernetes/manifests
pod_log_directory: /var/log/pods
runtime_endpoint: unix:///run/containerd/containerd.sock     # or docker's socket; "off" turns it off
client_certificate: /etc/kubernetes/pki/apiserver-kubelet-client.crt
client_key: /etc/kubernetes/pki/apiserver-kubelet-client.key
certificate_directory: /etc/kubernetes/pki
kubelet_config: /var/lib/kubelet/config.yaml
kubelet_url: https://127.0.0.1:10250
kubelet_read_only_url: http://127.0.0.1:10255
kubelet_log: null                                            # a file, where the kubelet does not log to the journal
state_directory: /var/lib/whyrestart
listen: 127.0.0.1:9877
"""


def test_the_contract_s_own_example():
    assert parse(EXAMPLE.encode()) == Settings(
        node_name="master-1",
        manifest_directory=Path("/etc/kubernetes/manifests"),
        pod_log_directory=Path("/var/log/pods"),
        runtime_endpoint="unix:///run/containerd/containerd.sock",
        client_certificate=Path("/etc/kubernetes/pki/apiserver-kubelet-client.crt"),
        client_key=Path("/etc/kubernetes/pki/apiserver-kubelet-client.key"),
        certificate_directory=Path("/etc/kubernetes/pki"),
        kubelet_config=Path("/var/lib/kubelet/config.yaml"),
        kubelet_url="https://127.0.0.1:10250",
        kubelet_read_only_url="http://127.0.0.1:10255",
        kubelet_log=None,
        state_directory=Path("/var/lib/whyrestart"),
        listen=Listen(host="127.0.0.1", port=9877),
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("# a comment\n", id="comment"),
        pytest.param("---\n", id="document-mark"),
        pytest.param("null\n", id="null"),
        pytest.param("node_name:\nkubelet_log: ~\n", id="keys-without-values"),
    ],
)
def test_what_is_not_set_is_found_on_the_node(text):
    assert parse(text.encode()) == Settings()


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        pytest.param('runtime_endpoint: "off"', "runtime_endpoint", "off", id="off-quoted"),
        pytest.param("runtime_endpoint: off", "runtime_endpoint", "off", id="off-as-yaml-reads-it"),
        pytest.param("runtime_endpoint: /run/x.sock", "runtime_endpoint", "unix:///run/x.sock", id="bare-socket"),
        pytest.param("listen: '[::1]:9'", "listen", Listen(host="::1", port=9), id="listen-v6"),
        pytest.param("listen: :9877", "listen", Listen(host="0.0.0.0", port=9877), id="listen-everywhere"),
        pytest.param("listen: 127.0.0.1:0", "listen", Listen(port=0), id="listen-any-port"),
        pytest.param("kubelet_url: https://[::1]:10250/", "kubelet_url", "https://[::1]:10250", id="url-v6"),
        pytest.param("kubernetes_version: 1.20", "kubernetes_version", "1.20", id="version-that-yaml-reads-as-number"),
        pytest.param("node_name: 12345", "node_name", "12345", id="name-that-yaml-reads-as-number"),
        pytest.param("alertmanagers: [http://a:9093]", "alertmanagers", ("http://a:9093",), id="alertmanagers"),
        pytest.param('{"node_name": "json"}', "node_name", "json", id="json"),
    ],
)
def test_values(text, field, value):
    assert getattr(parse(text.encode()), field) == value


AN_ADDRESS = "an address and port such as 127.0.0.1:9877"
A_URL = "a URL such as https://127.0.0.1:10250"
A_PATH = "an absolute path"


@pytest.mark.parametrize(
    ("text", "shown", "expected"),
    [
        pytest.param("manifest_directory: etc", "etc", A_PATH, id="relative"),
        pytest.param("state_directory: [/a]", "a mapping or list", A_PATH, id="list-for-path"),
        pytest.param("node_name: ''", "", "a text", id="empty-text"),
        pytest.param(
            "runtime_endpoint: tcp://1.2.3.4:2375",
            "tcp://1.2.3.4:2375",
            'a socket such as unix:///run/containerd/containerd.sock, or "off"',
            id="docker-over-tcp",
        ),
        pytest.param("listen: 9877", "9877", AN_ADDRESS, id="port-alone"),
        pytest.param("listen: localhost:1", "localhost:1", AN_ADDRESS, id="name"),
        pytest.param("listen: 127.0.0.1:65536", "127.0.0.1:65536", AN_ADDRESS, id="port-too-high"),
        pytest.param("listen: 127.0.0.1:-1", "127.0.0.1:-1", AN_ADDRESS, id="port-negative"),
        pytest.param("kubelet_url: 127.0.0.1:10250", "127.0.0.1:10250", A_URL, id="url-without-scheme"),
        pytest.param("kubelet_url: https://h:99999", "https://h:99999", A_URL, id="url-port"),
        pytest.param("kubelet_url: 'https://[::1'", "https://[::1", A_URL, id="url-bracket"),
        pytest.param("kubernetes_version: newest", "newest", "a version such as v1.20.2", id="version"),
        pytest.param("alertmanagers: http://a", "http://a", "a list of URLs", id="urls-not-a-list"),
    ],
)
def test_a_wrong_value_is_told_with_its_place_and_what_was_expected(text, shown, expected):
    with pytest.raises(ConfigError) as raised:
        parse(f"# a comment\n{text}\n".encode(), "c.yaml")

    assert str(raised.value) == f"c.yaml:2: {text.partition(':')[0]}: {shown!r} is not {expected}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "manifest_dir: /x",
            "c.yaml:1: unknown key 'manifest_dir'; did you mean 'manifest_directory'?",
            id="misspelt",
        ),
        pytest.param("node_name: a\nzzz: 1", f"c.yaml:2: unknown key 'zzz'; known keys: {KNOWN}", id="unknown"),
        pytest.param("node_name: a\nnode_name: b", "c.yaml:2: key 'node_name' is given twice", id="twice"),
        pytest.param(
            "client_certificate: /a.crt",
            "c.yaml: client_certificate and client_key go together; one of them is missing",
            id="certificate-without-key",
        ),
        pytest.param("- a", "c.yaml:1: a mapping of keys to values was expected", id="list"),
        pytest.param("hello", "c.yaml:1: a mapping of keys to values was expected", id="word"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, message):
    with pytest.raises(ConfigError) as raised:
        parse(text.encode(), "c.yaml")

    assert str(raised.value) == message


MANY_ALIASES = b"a: &a [x]\n" + b"".join(b"b%d: [%s]\n" % (n, b"*a," * 999) for n in range(99))


@pytest.mark.parametrize(
    ("data", "place"),
    [
        pytest.param(b"listen: 1\n  x: [", "c.yaml:2", id="no-yaml"),
        pytest.param(b"node_name: \xff", "c.yaml:1", id="not-utf-8"),
        pytest.param(b"\tlisten: x", "c.yaml:1", id="tab"),
        pytest.param(b"[" * 30_000, "c.yaml:1", id="thirty-thousand-brackets"),
        pytest.param(MANY_ALIASES, "c.yaml", id="aliases"),
        pytest.param(b"node_name: !!python/object/apply:os.system [id]", "c.yaml", id="python-tag"),
    ],
)  # fmt: skip
def test_hostile_files_are_refused(data, place):
    with pytest.raises(ConfigError) as raised:
        parse(data, "c.yaml")

    assert str(raised.value).startswith(place)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_break_it(data):
    try:
        said = parse(data)
    except ConfigError as error:
        said = str(error)

    assert isinstance(said, Settings) or said.startswith("configuration")


def test_the_file_named_beats_the_environment(tmp_path):
    (tmp_path / "a").write_text("node_name: from-flag")
    (tmp_path / "b").write_text("node_name: from-environment")
    environment = {ENVIRONMENT: str(tmp_path / "b")}

    assert load(tmp_path / "a", environment).node_name == "from-flag"
    assert load(None, environment).node_name == "from-environment"


def test_no_file_is_none_but_a_named_one_must_be_there(tmp_path, monkeypatch):
    monkeypatch.setattr("whyrestart.config.DEFAULT_FILE", tmp_path / "usual.yaml")
    assert load(None, {}) == Settings()

    with pytest.raises(ConfigError, match=r"x: there is no such file; give an existing one"):
        load(tmp_path / "x", {})
    with pytest.raises(ConfigError, match=r"gone: there is no such file"):
        load(None, {ENVIRONMENT: str(tmp_path / "gone")})


def test_a_directory_in_its_place_is_told(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read: Is a directory; check its owner and mode"):
        load(tmp_path, {})


@pytest.fixture
def unreadable(tmp_path):
    """A file of mode 0; root, who reads everything, is somebody else for a moment."""
    file = tmp_path / "c.yaml"
    file.touch(mode=0)
    who = os.geteuid()
    if who == 0:
        os.seteuid(65534)
    try:
        yield file
    finally:
        os.seteuid(who)


def test_a_file_that_may_not_be_read_is_told(unreadable):
    with pytest.raises(ConfigError, match="cannot be read: Permission denied"):
        load(unreadable, {})
