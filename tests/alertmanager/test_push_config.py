"""The file that says as whom alerts are sent: what it may hold, and how a mistake in it is told."""

import pytest

from whyrestart.errors import ConfigError
from whyrestart.sinks import push_config


@pytest.fixture
def read(tmp_path):
    def read(text):
        file = tmp_path / "alertmanager.yaml"
        file.write_text(text)
        return push_config.load(file, urls=("http://am:9093",), external_url="http://m1:9877", labels={})

    return read


def test_credentials_and_certificates_are_found_beside_the_file(read, tmp_path):
    (tmp_path / "password").write_text("hunter2\n")
    config = read(
        "basic_auth: {username: bob, password_file: password}\n"
        "tls_config: {ca_file: ca.crt, cert_file: /etc/client.crt, key_file: client.key}\n"
    )

    assert (config.username, config.password.reveal()) == ("bob", "hunter2")
    assert [str(each) for each in (config.ca_file, config.cert_file, config.key_file)] == [
        f"{tmp_path}/ca.crt",
        "/etc/client.crt",
        f"{tmp_path}/client.key",
    ]


def test_a_token(read, tmp_path):
    (tmp_path / "token").write_text("abc")

    assert read("authorization: {credentials_file: token}").credentials.reveal() == "abc"


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}\n"])
def test_an_empty_file_is_no_credentials(read, text):
    assert read(text).username is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("- a\n", "a YAML mapping was expected", id="list"),
        pytest.param("basic_auth: bob\n", ":1: basic_auth: a mapping was expected", id="section-a-text"),
        pytest.param("basic_auth:\n", ":1: basic_auth: a mapping was expected", id="section-empty"),
        pytest.param("oauth2: {}\n", ":1: unknown key 'oauth2'", id="unknown-section"),
        pytest.param("basic_auth: {user: bob}\n", "unknown key basic_auth.user; known keys", id="unknown-key"),
        pytest.param("basic_auth: {username: [a]}\n", ":1: basic_auth.username: a text", id="not-a-text"),
        pytest.param("tls_config: {ca_file: ''}\n", ":1: tls_config.ca_file: a text", id="empty"),
        pytest.param("basic_auth: {username: bob}\n", "is of no use without basic_auth.password", id="no-password"),
        pytest.param("basic_auth: {password: pw}\n", "is of no use without basic_auth.username", id="no-user"),
        pytest.param("tls_config: {key_file: k}\n", "is of no use without tls_config.cert_file", id="no-certificate"),
        pytest.param(
            "basic_auth: {username: bob, password: pw}\nauthorization: {credentials: t}\n",
            "basic_auth and authorization exclude each other",
            id="two-ways",
        ),
        pytest.param(
            "basic_auth: {username: bob, password: pw, password_file: f}\n",
            "password or password_file",
            id="two-places",
        ),
        pytest.param(
            "basic_auth: {username: bob, password_file: none}\n", "none: cannot be read as a secret", id="gone"
        ),
        pytest.param("a: [\n", "a YAML mapping was expected", id="broken"),
    ],
)
def test_a_mistake_is_told_and_never_passed_over(read, text, says):
    with pytest.raises(ConfigError) as refused:
        read(text)

    assert says in str(refused.value)
    assert "pw" not in str(refused.value)
