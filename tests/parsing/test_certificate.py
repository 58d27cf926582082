import base64
import json
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.parsing.certificate import (
    MAX_CERTIFICATES,
    file_seen,
    kubeconfig_files,
    kubeconfig_seen,
    kubeconfig_server,
    public_part,
    served,
    served_from_json,
    served_to_json,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def make(common_name, organization="", *, issuer=None, ca=False, days=365):
    key = ec.generate_private_key(ec.SECP256R1())
    attributes = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization)] if organization else []
    name = x509.Name([*attributes, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    parent, signer = issuer or (None, key)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(parent.subject if parent else name)
        .public_key(key.public_key())
        .serial_number(0x2A)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("kubernetes"), x509.IPAddress(ip_address("10.96.0.1"))]),
            critical=False,
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    return builder.sign(signer, hashes.SHA256()), key


def pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


CA, CA_KEY = make("kubernetes", ca=True)
LEAF, LEAF_KEY = make("kube-apiserver", "system:masters", issuer=(CA, CA_KEY))
KEY_PEM = LEAF_KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
)


def test_says_what_is_public_in_a_certificate():
    seen = file_seen("/pki/apiserver.crt", pem(LEAF), NOW, NOW)

    (certificate,) = seen.certificates
    assert certificate.subject == "O=system:masters,CN=kube-apiserver"
    assert certificate.issuer == "CN=kubernetes"
    assert certificate.serial == "2a"
    assert (certificate.not_before, certificate.not_after) == (NOW - timedelta(days=1), NOW + timedelta(days=365))
    assert certificate.fingerprint_sha256 == LEAF.fingerprint(hashes.SHA256()).hex()
    assert certificate.dns_names == ("kubernetes",)
    assert certificate.ip_addresses == ("10.96.0.1",)
    assert certificate.extended_usages == ("serverAuth",)
    assert not certificate.is_ca
    assert (seen.modified_at, seen.problem) == (NOW, None)


def test_a_leafs_authority_is_its_issuers_subject_key():
    leaf, ca = file_seen("/bundle.crt", pem(LEAF) + b"\nsome text\n" + pem(CA), NOW).certificates

    assert leaf.authority_key_id == ca.subject_key_id != ""
    assert leaf.public_key_sha256 != ca.public_key_sha256
    assert ca.is_ca


def test_the_key_beside_a_certificate_is_neither_needed_nor_kept():
    broken_key = b"-----BEGIN EC PRIVATE KEY-----\nnot base64 at all !!\n-----END EC PRIVATE KEY-----\n"

    seen = file_seen("/kubelet-client-current.pem", broken_key + pem(LEAF) + KEY_PEM, NOW)

    assert [one.subject for one in seen.certificates] == ["O=system:masters,CN=kube-apiserver"]
    assert public_part(KEY_PEM + pem(LEAF) + KEY_PEM) == pem(LEAF)


@pytest.mark.parametrize(
    ("data", "count", "says"),
    [
        pytest.param(b"", 0, "empty", id="empty"),
        pytest.param(b" \n\n", 0, "empty", id="blank"),
        pytest.param(KEY_PEM, 0, "BEGIN CERTIFICATE", id="only-a-key"),
        pytest.param(pem(LEAF)[:200], 0, "cut off", id="truncated"),
        pytest.param(pem(LEAF) + pem(LEAF)[:200], 1, None, id="second-truncated-like-go-ignores-it"),
        pytest.param(b"\n\n" + pem(LEAF).replace(b"MII", b"AAA", 1), 0, "line 3", id="not-a-certificate-inside"),
        pytest.param(pem(CA) + pem(LEAF).replace(b"MII", b"AAA", 1), 1, "cannot be decoded", id="second-broken"),
        pytest.param(pem(LEAF).replace(b"\n", b"\r\n"), 1, None, id="windows-line-ends"),
        pytest.param(pem(CA) * (MAX_CERTIFICATES + 1), MAX_CERTIFICATES, "more than", id="endless-bundle"),
    ],
)
def test_says_why_a_file_holds_no_usable_certificate(data, count, says):
    seen = file_seen("/pki/x.crt", data, NOW)

    assert len(seen.certificates) == count
    assert (says or "") in (seen.problem or "")
    assert (seen.problem is None) == (says is None)


@given(st.binary())
def test_no_bytes_are_an_error(data):
    file_seen("/x", data, NOW)
    file_seen("/x", b"-----BEGIN CERTIFICATE-----\n" + base64.b64encode(data) + b"\n-----END CERTIFICATE-----", NOW)
    list(kubeconfig_seen("/x", data, NOW))
    served_from_json(data, NOW)


def kubeconfig(user, context="me"):
    return f"""
apiVersion: v1
kind: Config
current-context: {context}
clusters:
- name: other
  cluster: {{server: "https://other:6443"}}
- name: here
  cluster:
    certificate-authority-data: {base64.b64encode(pem(CA)).decode()}
    server: https://10.0.0.4:6443
contexts:
- name: me
  context: {{cluster: here, user: node}}
users:
- name: node
  user:
{user}
""".encode()


def test_reads_the_certificates_that_a_kubeconfig_carries_and_never_its_key():
    inline = f"    client-certificate-data: {base64.b64encode(pem(LEAF)).decode()}\n    client-key-data: '*not base64*'"
    data = kubeconfig(inline)

    authority, client = kubeconfig_seen("/etc/kubernetes/admin.conf", data, NOW)

    assert (authority.path, authority.inline_in) == (
        "/etc/kubernetes/admin.conf#certificate-authority-data",
        "/etc/kubernetes/admin.conf",
    )
    assert authority.certificates[0].subject == "CN=kubernetes"
    assert client.certificates[0].subject == "O=system:masters,CN=kube-apiserver"
    assert kubeconfig_files(data) == ()
    assert kubeconfig_server(data) == "https://10.0.0.4:6443"


@pytest.mark.parametrize(
    ("user", "problems", "files"),
    [
        pytest.param(
            "    client-certificate-data: '!!'", ["client-certificate-data is not base64"], (), id="no-base64"
        ),
        pytest.param("    client-certificate-data: REDACTED", [], (), id="redacted-in-a-snapshot"),
        pytest.param("    client-certificate: pki/k.pem", [], ("pki/k.pem",), id="names-a-file"),
        pytest.param("    token: abc", [], (), id="token"),
        pytest.param("    client-certificate-data: [1, 2]", [], (), id="wrong-type"),
    ],
)
def test_what_else_a_user_may_have(user, problems, files):
    data = kubeconfig(user)

    seen = [one for one in kubeconfig_seen("/k", data, NOW) if "authority" not in one.path]

    assert [one.problem for one in seen] == problems
    assert kubeconfig_files(data) == files


def test_a_context_that_is_not_there_gives_nothing():
    assert list(kubeconfig_seen("/k", kubeconfig("    token: x", context="gone"), NOW)) == []


def test_served_certificates_survive_the_way_out_and_back():
    seen = served("127.0.0.1", 6443, LEAF.public_bytes(serialization.Encoding.DER), NOW)

    assert served_from_json(json.dumps(served_to_json((seen,))).encode(), NOW) == (seen,)
    assert seen.pem.encode() == pem(LEAF)


@pytest.mark.parametrize(
    ("value", "count"),
    [
        pytest.param([{"address": "::1", "port": 1, "pem": pem(CA).decode(), "more": 1}], 1, id="unknown-key"),
        pytest.param([{"address": "::1", "port": 1, "pem": "x"}, {"port": 2}, None, 3], 0, id="unusable"),
        pytest.param([{"address": 1, "port": 1, "pem": pem(CA).decode()}], 0, id="wrong-type"),
    ],
)
def test_takes_what_is_usable_of_a_snapshots_served_certificates(value, count):
    assert len(served_from_json(json.dumps(value).encode(), NOW)) == count
