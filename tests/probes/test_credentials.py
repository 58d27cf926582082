"""The first usable client certificate, and why the others are not."""

import base64
import ssl
from datetime import UTC, datetime

import pytest
import yaml

from whyrestart.probes import credentials
from whyrestart.probes.credentials import client_certificates, load_certificate, usable
from whyrestart.probes.go_words import GoError
from whyrestart.probes.request import ClientCertificate

NOW = datetime.now(UTC)


@pytest.fixture
def node(tmp_path, authority):
    """An empty node; gives a function that puts a certificate into one of the usual places."""
    (tmp_path / "pki").mkdir()
    (tmp_path / "kubelet").mkdir()

    def put(place, *, days=(-1, 1), key=None):
        crt, own = authority.issue(f"{tmp_path.name}-{place}".replace("/", "-"), days=days)
        certificate, key = crt.read_bytes(), key if key is not None else own.read_bytes()
        if place == "kubelet-client":
            (tmp_path / "kubelet/kubelet-client-current.pem").write_bytes(certificate + key)
        elif place.endswith(".conf"):
            user = {
                "client-certificate-data": base64.b64encode(certificate).decode(),
                "client-key-data": base64.b64encode(key).decode(),
            }
            kubeconfig = {"apiVersion": "v1", "users": [{"name": "a", "user": {}}, {"name": "b", "user": user}]}
            (tmp_path / place).write_text(yaml.safe_dump(kubeconfig))
        else:
            (tmp_path / f"pki/{place}.crt").parent.mkdir(exist_ok=True)
            (tmp_path / f"pki/{place}.crt").write_bytes(certificate)
            (tmp_path / f"pki/{place}.key").write_bytes(key)

    return put


@pytest.fixture
def find(tmp_path):
    def find(**kwargs):
        candidates = client_certificates(
            certificate_directory=str(tmp_path / "pki"),
            kubelet_pki_directory=str(tmp_path / "kubelet"),
            kubernetes_directory=str(tmp_path),
            **kwargs,
        )
        found, passed_over = usable(candidates, NOW)
        return (found.label if found else None), passed_over

    return find


@pytest.mark.parametrize(
    ("places", "label"),
    [
        pytest.param(
            ["apiserver-kubelet-client", "kubelet-client", "admin.conf"], "apiserver-kubelet-client", id="best-first"
        ),
        pytest.param(["kubelet-client", "admin.conf"], "kubelet-client-current", id="kubelet's-own"),
        pytest.param(["admin.conf"], "admin.conf", id="administrator's"),
        pytest.param(["super-admin.conf"], "super-admin.conf", id="since-1.29"),
        pytest.param([], None, id="none"),
    ],
)
def test_order(node, find, places, label):
    for place in places:
        node(place)

    assert find()[0] == label


@pytest.mark.parametrize(
    ("days", "why"),
    [
        pytest.param((-9, -1), "apiserver-kubelet-client: expired", id="expired"),
        pytest.param((1, 9), "apiserver-kubelet-client: not valid before", id="not-yet-valid"),
    ],
)
def test_dates_are_looked_at_first(node, find, days, why):
    node("apiserver-kubelet-client", days=days)
    node("admin.conf")
    label, passed_over = find()

    assert label == "admin.conf"
    assert passed_over[0].startswith(why)


def test_a_key_of_another_certificate_is_passed_over(node, find, authority):
    node("apiserver-kubelet-client", key=authority.issue("other")[1].read_bytes())
    label, passed_over = find()

    assert label is None
    assert "apiserver-kubelet-client.crt cannot be used" in passed_over[0]


def test_an_encrypted_key_is_passed_over_without_a_question(node, find):
    node(
        "apiserver-kubelet-client",
        key=b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAoGCCqGSIb3DQIB\n-----END ENCRYPTED PRIVATE KEY-----\n",
    )

    assert find()[0] is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("users: 5", id="no-list"),
        pytest.param("users: [{user: {client-certificate-data: '%%%', client-key-data: a}}]", id="no-base64"),
        pytest.param("users: [{user: {client-certificate-data: YQ==}}]", id="no-key"),
        pytest.param("a: [", id="no-yaml"),
        pytest.param("a: &a [*a]", id="a-loop"),
        pytest.param("users: [{user: {client-certificate: gone.crt, client-key: gone.key}}]", id="files-gone"),
    ],
)
def test_a_kubeconfig_without_a_certificate_is_passed_over(tmp_path, find, text):
    (tmp_path / "admin.conf").write_text(text)
    label, passed_over = find()

    assert label is None
    assert any(each.startswith("admin.conf: ") for each in passed_over)


def test_a_kubeconfig_may_name_files(tmp_path, find, node, authority):
    crt, key = authority.issue("by-file")
    (tmp_path / "admin.conf").write_text(
        yaml.safe_dump({"users": [{"user": {"client-certificate": str(crt), "client-key": str(key)}}]})
    )

    assert find()[0] == "admin.conf"


def test_what_the_operator_configured_is_the_only_candidate(find, node, authority):
    node("apiserver-kubelet-client")
    crt, key = authority.issue("mine")

    assert find(configured=(str(crt), str(key)))[0] == "mine.crt"


def test_etcd_has_clients_of_its_own(find, node):
    node("apiserver-kubelet-client")
    node("etcd/healthcheck-client")

    assert find(program="etcd")[0] == "etcd healthcheck-client"


def test_only_the_public_lines_of_a_file_are_kept(tmp_path, authority):
    crt, key = authority.issue("both")
    path = tmp_path / "both.pem"
    path.write_bytes(key.read_bytes() + crt.read_bytes())

    kept = credentials._public_lines(ClientCertificate(label="x", certificate_file=str(path)))

    assert kept == crt.read_bytes()


def test_a_certificate_that_cannot_be_used_is_named_and_not_quoted(tmp_path):
    (tmp_path / "a.crt").write_text("s3cret")
    certificate = ClientCertificate(label="a", certificate_file=str(tmp_path / "a.crt"))

    with pytest.raises(GoError) as caught:
        load_certificate(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), certificate)

    assert str(tmp_path / "a.crt") in str(caught.value)
    assert "s3cret" not in str(caught.value)
