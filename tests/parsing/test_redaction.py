"""Secrets go, what a diagnosis needs stays."""

import base64
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.parsing.redaction import LineRedactor, redact, redact_lines, redact_words

SECRET = "s3cr3tC4naryV4lue"
JWT = "eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJlLWJ5dGVz"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAs3cr3tC4naryV4lue\nAAAA+/==\n-----END RSA PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    "template",
    [
        pytest.param("Authorization: Bearer {}", id="bearer-header"),
        pytest.param('curl -H "Authorization: Basic {}" https://127.0.0.1', id="basic-header-in-a-command"),
        pytest.param("map[Accept:[*/*] Authorization:[Bearer {}]]", id="header-as-go-prints-it"),
        pytest.param("authorization: Negotiate {}", id="negotiate"),
        pytest.param("sending bearer {} to webhook", id="bearer-in-prose"),
        pytest.param("etcd-servers https://root:{}@10.0.0.1:2379", id="password-in-a-url"),
        pytest.param("https://{}@registry.example/v2", id="token-in-a-url"),
        pytest.param("--token={}", id="flag-with-equals"),
        pytest.param("kubelet --bootstrap-token {} --v=2", id="flag-with-a-space"),
        pytest.param('FLAG: --oidc-client-secret="{}"', id="flag-dump-of-klog"),
        pytest.param("- --etcd-password={}", id="flag-in-a-manifest"),
        pytest.param('["kube-apiserver","--token={}","--v=2"]', id="flag-in-json"),
        pytest.param("password={}", id="assignment"),
        pytest.param("user=root,password={},host=a", id="assignment-in-a-list"),
        pytest.param("password: {}", id="yaml"),
        pytest.param("    token: {}", id="kubeconfig-token"),
        pytest.param("    client-key-data: {}", id="kubeconfig-key"),
        pytest.param("      id-token: {}", id="kubeconfig-auth-provider"),
        pytest.param("- secret: {}", id="encryption-configuration"),
        pytest.param("keys: [{{name: k1, secret: {}}}]", id="encryption-configuration-in-one-line"),
        pytest.param('"password": "{}"', id="json"),
        pytest.param('{{\\"accessToken\\":\\"{}\\"}}', id="json-within-json"),
        pytest.param("AWS_SECRET_ACCESS_KEY={}", id="environment"),
        pytest.param("{{User:bob Password:{}}}", id="go-struct"),
        pytest.param("login failed, username: bob, password: {}", id="password-in-prose"),
        pytest.param("joining with token: {}", id="token-in-prose"),
        pytest.param("GET /api?access_token={}&x=1", id="query"),
        pytest.param("Set-Cookie: session={}; Path=/", id="cookie"),
        pytest.param("kubeadm init --certificate-key {}", id="certificate-key"),
        pytest.param("etcdctl --user=root:{} endpoint health", id="user-and-password"),
        pytest.param('["etcdctl", "--user", "root:{}", "get"]', id="user-and-password-in-json"),
        pytest.param("    - --user\n    - root:{}", id="user-and-password-in-a-manifest"),
        pytest.param("curl -u admin:{} https://127.0.0.1", id="curl"),
        pytest.param("Environment=REGISTRY_PASS={}", id="systemd-environment"),
        pytest.param('Environment="ENCRYPTION_KEY={}"', id="systemd-environment-key"),
        pytest.param("HTTPS_PROXY=user:{}@10.0.0.1:3128", id="proxy-without-a-scheme"),
        pytest.param("https://a.blob.core.windows.net/c?sv=2020&sig={}&se=1", id="signed-link"),
        pytest.param('{{"auths":{{"registry.example":{{"auth":"{}"}}}}}}', id="docker-registry"),
        pytest.param('  auth = "{}"', id="containerd-registry"),
        pytest.param('  X-Auth-Token = ["{}"]', id="containerd-header"),
        pytest.param("map[X-Auth-Token:[{}]]", id="other-header-as-go-prints-it"),
        pytest.param("Authorization: {}", id="authorization-without-a-scheme"),
        pytest.param("Authorization: ApiKey {}", id="authorization-of-another-scheme"),
        pytest.param("- name: OS_PASSWORD\n  value: {}", id="variable"),
        pytest.param("- value: {}\n  name: OS_PASSWORD", id="variable-value-first"),
        pytest.param("users:\n- user:\n    password: my {} here # why", id="yaml-with-blanks"),
        pytest.param("users:\n- user:\n    token: !!str {}", id="yaml-with-a-tag"),
        pytest.param("users:\n- user:\n    token: |\n\n      {}\n    x: y", id="yaml-block"),
        pytest.param("- secret: >-\n    a: b\n    {}", id="yaml-block-that-looks-like-a-mapping"),
        pytest.param("a:\n  token:\n    {}", id="yaml-on-the-next-line"),
        pytest.param('a:\n  token: "b\n    {}"', id="yaml-quoted-over-lines"),
    ],
)
def test_a_secret_goes(template):
    line = template.format(SECRET)

    redacted = redact(line)

    assert SECRET not in redacted
    assert "REDACTED" in redacted


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('token="{} and', id="log"),
        pytest.param('"msg":"{{\\"password\\":\\"{}\\n', id="json-within-json"),
        pytest.param("kubelet --token '{}", id="flag"),
        pytest.param("  token: '{}", id="yaml"),
    ],
)
def test_a_secret_goes_from_a_line_that_was_cut(line):
    assert SECRET not in redact(line.format(SECRET))


@pytest.mark.parametrize("cut", ["", '"', "\\", " x\n"])
def test_no_row_of_escapes_takes_long(cut):
    line = 'applied token="' + "\\n\\\\" * 1000 + cut
    begun = time.perf_counter()

    redact(line)

    assert time.perf_counter() - begun < 1.0


@pytest.mark.parametrize(
    "secret",
    [
        pytest.param(JWT, id="json-web-token"),
        pytest.param("abc123.0123456789abcdef", id="bootstrap-token"),
        pytest.param("K10" + "ab" * 32 + "::server:hunter2", id="join-token"),
        pytest.param("sha256~" + "Ab0_" * 10, id="oauth-token"),
        pytest.param(base64.b64encode(PEM.encode()).decode(), id="private-key-in-base64"),
    ],
)
def test_a_secret_is_known_by_its_shape(secret):
    redacted = redact(f"unexpected value {secret} given")

    assert redacted.startswith("unexpected value ")
    assert redacted.endswith(" given")
    assert secret[8:] not in redacted


@pytest.mark.parametrize(
    "line",
    [
        "--token-auth-file=/etc/kubernetes/tokens.csv",
        "--service-account-key-file=/etc/kubernetes/pki/sa.pub",
        "--service-account-signing-key-file /etc/kubernetes/pki/sa.key",
        "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key",
        "--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key",
        "--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key",
        "--enable-bootstrap-token-auth=true",
        "--authentication-token-webhook-cache-ttl=2m0s",
        "--service-account-extend-token-expiration=true",
        "--basic-auth-file=/etc/kubernetes/users.csv",
        "--discovery-token-ca-cert-hash sha256:" + "ab" * 32,
        "--anonymous-auth=false",
        "--oidc-issuer-url=https://login.example/realms/x",
        "automountServiceAccountToken: false",
        "      secretName: etcd-certs",
        "  - secret:",
        "  - serviceAccountToken: {path: token}",
        "certificate-authority-data: " + base64.b64encode(b"-----BEGIN CERTIFICATE-----\nMIIB\n").decode(),
        "client-certificate-data: " + base64.b64encode(b"-----BEGIN CERTIFICATE-----\nMIIB\n").decode(),
        'E0209 15:16:59.030066 1 authentication.go:63] "Unable to authenticate the request" err="invalid bearer token"',
        "Error: --token is required to join a cluster",
        'MountVolume.SetUp failed for volume "default-token-x7k2m" : secret "default-token-x7k2m" not found',
        'failed to fetch token: Post "https://127.0.0.1:6443/api/v1/token": dial tcp 127.0.0.1:6443: connect: refused',
        'error getting secret: secrets "bootstrap-token-abcdef" is forbidden',
        'Www-Authenticate: Bearer realm="kubernetes"',
        "Basic authentication is off",
        "[-]poststarthook/rbac/bootstrap-roles failed: reason withheld",
        "https://127.0.0.1:6443/livez?exclude=etcd",
        "unable to load client CA file: open /etc/kubernetes/pki/ca.crt: no such file or directory",
        "      --oidc-client-secret string   the client's secret",
        "cannot use user@example.com here",
        "image: docker.io/library/nginx:1.2@sha256:" + "ab" * 32,
        "unexpected user: system:anonymous, authorization: forbidden",
        "authorization:\n  mode: Webhook\n  webhook:\n    cacheAuthorizedTTL: 0s",
        "env:\n- name: TOKEN\n  valueFrom:\n    secretKeyRef:\n      name: x",
        "volumes:\n- name: t\n  secret:\n    secretName: x\n    items:\n    - key: a",
        "--service-account-signing-key-file=/a\n    --token-auth-file=/b\n",
        "SSL_CERT_KEY=/etc/ssl/private/a.pem",
        "journalctl -u kubelet.service",
        "http: TLS handshake error from 10.0.0.1:1234: remote error: tls: bad certificate",
    ],
)
def test_what_is_no_secret_stays(line):
    assert redact(line) == line


def test_userinfo_goes_and_the_rest_of_the_url_stays():
    assert redact("GET https://root:hunter2@10.0.0.1:2379/health: EOF") == (
        "GET https://REDACTED@10.0.0.1:2379/health: EOF"
    )


def test_a_private_key_goes_and_its_lines_stay():
    text = "a: 1\nkey: |\n  " + PEM.replace("\n", "\n  ") + "\nb: 2\n"

    redacted = redact(text)

    assert "MIIE" not in redacted
    assert "AAAA" not in redacted
    assert redacted.count("\n") == text.count("\n")
    assert redacted.endswith("b: 2\n")


def test_the_end_of_a_private_key_whose_beginning_was_cut_off_goes():
    text = "panic:\n" + PEM.split("\n", 1)[1] + "goodbye\n"

    redacted = redact(text)

    assert "MIIE" not in redacted
    assert "AAAA" not in redacted
    assert [redacted.split("\n")[0], redacted.split("\n")[-2]] == ["panic:", "goodbye"]


@pytest.mark.parametrize(
    ("lines", "leftover"),
    [
        pytest.param(["before", *PEM.splitlines(), "after: x"], ["before", "after: x"], id="whole"),
        pytest.param(["x", *PEM.splitlines()[:-1], "I0101 goes on"], ["x", "I0101 goes on"], id="cut-short"),
    ],
)
def test_a_private_key_over_several_lines_goes(lines, leftover):
    redacted = list(redact_lines(lines))

    assert len(redacted) == len(lines)
    assert not any("MIIE" in line or "AAAA" in line for line in redacted)
    assert [redacted[0], redacted[-1]] == leftover


def test_a_key_in_one_line_does_not_swallow_the_next():
    redactor = LineRedactor()

    assert "MIIE" not in redactor(PEM.replace("\n", "\\n"))
    assert redactor("deadbeef") == "deadbeef"


def test_the_word_after_a_bare_flag_goes():
    words = ("kubelet", "--token", "hunter2", "--v", "2", "--token-auth-file", "/a", "--password", "--x", "y")

    assert redact_words(words) == (
        "kubelet", "--token", "REDACTED", "--v", "2", "--token-auth-file", "/a", "--password", "--x", "y",
    )  # fmt: skip


def test_the_password_of_a_user_goes_and_the_name_stays():
    words = ("etcdctl", "--user", "root:hunter2", "-u", "kubelet.service")

    assert redact_words(words) == ("etcdctl", "--user", "root:REDACTED", "-u", "kubelet.service")


@given(st.text())
def test_any_text_keeps_its_lines_and_is_stable(text):
    once = redact(text)

    assert once.count("\n") == text.count("\n")
    assert redact(once) == once


FRAGMENTS = st.sampled_from(
    ["--token", "=", ":", " ", '"', "\\", "'", "password", "secret", "Bearer", "Basic ", "Authorization", "eyJ", "\n",
     "://", "@", "{", "[", ",", "REDACTED", "abc123XYZ", "-----BEGIN PRIVATE KEY-----", "-----END ", "true", "cookie:",
     "client-key-data", "abc123.0123456789abcdef", ".", "|", "\n  ", "- ", "--user", "name:", "value:", "auth=", "#"]
)  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=40).map("".join))
def test_hostile_mixtures_keep_their_lines_and_are_stable(text):
    once = redact(text)

    assert once.count("\n") == text.count("\n")
    assert redact(once) == once


@given(
    st.text(string.ascii_letters + string.digits + "+/=_-.!$", min_size=6, max_size=60).filter(lambda s: s[0] != "-")
)
def test_no_password_survives_a_flag(password):
    word = f"--etcd-password={password}Zq9"

    assert redact(word) == "--etcd-password=REDACTED"
    assert redact_words(["--etcd-password", password + "Zq9"])[1] == "REDACTED"


SECRET = "s3cretV4lue"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["  - name: DB_PASSWORD", f"    value: {SECRET}", "  - name: MODE", "    value: plain"], id="env"),
        pytest.param(['  "name": "API_TOKEN",', f'  "value": "{SECRET}"', "}"], id="json"),
        pytest.param(["    - --token", f"    - {SECRET}", "    - --v=2", "    - plain"], id="flag-in-a-list"),
        pytest.param(["    - --user", f"    - admin:{SECRET}", "    - plain"], id="user-in-a-list"),
        pytest.param(["password: |", f"  {SECRET}", f"  more {SECRET}", "mode: plain"], id="block"),
        pytest.param(["  token: >-", "", f"    {SECRET}", "  mode: plain"], id="folded-block"),
        pytest.param(["  client-key-data:", f"    {SECRET}", "  mode: plain"], id="on-the-next-line"),
    ],
)
def test_a_value_that_stands_below_its_name_goes_line_by_line(lines):
    redacted = list(redact_lines(lines))

    assert SECRET not in "\n".join(redacted)
    assert len(redacted) == len(lines)
    assert "plain" in redacted[-1] or lines[-1] == "}"
    assert list(redact_lines(redacted)) == redacted


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["Invalid token:", "    the header is missing"], id="prose"),
        pytest.param(["secret: not found, in namespace kube-system", "    retrying in 5 s"], id="with-words"),
        pytest.param(["  name: kube-apiserver", "  value: plain words"], id="another-name"),
        pytest.param(["flag needs an argument: --token", "Usage: kubelet [flags]"], id="usage"),
        pytest.param(["password:", "no secret: it is no deeper"], id="no-deeper"),
    ],
)
def test_prose_below_such_a_word_stays(lines):
    assert list(redact_lines(lines))[1] == lines[1]


def test_a_stream_entered_within_a_key_gives_nothing_of_it_away():
    body = ["MIIEpAIBAAKCAQEA" + "x" * 48, "y" * 64, "c2hvcnQ="]
    redactor = LineRedactor(midway=True)

    assert [redactor(line) for line in (*body, "-----END RSA PRIVATE KEY-----", "a" * 64)][:3] == ["REDACTED"] * 3
    redactor = LineRedactor(midway=True)
    assert [redactor(line) for line in ("a line of words", "y" * 64)] == ["a line of words", "y" * 64]
    assert LineRedactor()("y" * 64) == "y" * 64
