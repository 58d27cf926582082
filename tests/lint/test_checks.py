"""Near misses: what looks like a fault of a manifest and is none, and where a finding points."""

import re

import pytest

from lint.manifests import changed, found, given, read, rules
from whyrestart.lint import Disk
from whyrestart.lint.subjects import DAWN
from whyrestart.model.cause import Confidence
from whyrestart.model.observation import FileSeen

API = read("kubeadm-1.29")
ETCD = read("kubeadm-1.29", "etcd")
SCHEDULER = read("kubeadm-1.29", "kube-scheduler")


def with_flags(*flags, text=API):
    return changed(text, ("    - --allow-privileged=true\n", "".join(f"    - {flag}\n" for flag in flags)))


def with_image(tag, text=API):
    return changed(text, ("kube-apiserver:v1.29.15", f"kube-apiserver:{tag}"))


OPENS_PORT_ONLY = re.sub(
    r"httpGet:\n +host: (\S+)\n +path: \S+\n( +port: \d+)\n +scheme: \S+",
    r"tcpSocket:\n        host: \1\n\2",
    with_flags("--anonymous-auth=false"),
)
METRICS = "    env:\n    - name: ETCD_LISTEN_METRICS_URLS\n      value: http://127.0.0.1:2381\n    image:"
SCRIPT = "    - /bin/sh\n    - -c\n    - exec kube-apiserver\n"

NEAR_MISSES = [
    pytest.param(with_flags("--anonymous-auth=true"), id="anonymous requests said to be on"),
    pytest.param(with_flags("--anonymous_auth=True"), id="with an underscore and a capital"),
    pytest.param(OPENS_PORT_ONLY, id="off, but the probe only opens the port"),
    pytest.param(with_flags("--bind-address=10.0.0.10"), id="bound to the address that the probe dials"),
    pytest.param(with_flags("--bind-address=$(POD_IP)"), id="bound to an address that is filled in at run time"),
    pytest.param(with_flags('"--bind-address=::"'), id="bound to every address"),
    pytest.param(changed(SCHEDULER, ("host: 127.0.0.1", "host: localhost")), id="localhost for a loopback address"),
    pytest.param(changed(API, ("path: /livez", "path: livez?exclude=etcd&verbose")), id="a query, no leading slash"),
    pytest.param(changed(API, ("path: /livez", "path: /healthz/ping")), id="one check of /healthz"),
    pytest.param(changed(ETCD, ("--client-cert-auth=true", "--client-cert-auth=false"), ("port: 2381", "port: 2379"),
                         ("    - --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt\n", ""),
                         ("scheme: HTTP", "scheme: HTTPS")),
                 id="etcd's client port that asks for no certificate"),
    pytest.param(changed(ETCD, ("    - --listen-metrics-urls=http://127.0.0.1:2381\n", ""), ("    image:", METRICS)),
                 id="etcd's port comes from its environment"),
    pytest.param(with_flags("--audit-log-path=/var/log/audit.log", "--cert-dir=/var/run/kubernetes"),
                 id="files that are written, not read"),
    pytest.param(with_flags("--feature-gates=AllAlpha=false"), id="a gate of every release"),
    pytest.param(with_flags("--tls-sni-cert-key=/etc/kubernetes/pki/a.crt,/etc/kubernetes/pki/a.key:example.org"),
                 id="two files and a name in one flag"),
    pytest.param(with_image("latest"), id="an image without a release"),
    pytest.param(with_image("20240101.1.7"), id="an image with a date for a tag"),
    pytest.param(with_image("1.0.0"), id="somebody's own count of builds"),
    pytest.param(changed(with_flags("--made-up-flag=1"), ("    - kube-apiserver\n", SCRIPT)),
                 id="a script runs it, which is not read"),
    pytest.param(changed(API, ("cpu: 250m", "cpu: 250m\n      limits:\n        memory: 2Gi")), id="a limit with room"),
    pytest.param(changed(API, ("    readinessProbe", "    lifecycle: {}\n    readinessProbe")), id="an idle field"),
]  # fmt: skip


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_finds_nothing_in_a_near_miss(text):
    assert [each.summary for each in found(given(text))] == []


def test_points_at_the_line_and_column_of_the_flag():
    text = with_flags("--anonymous-auth=false")
    (finding,) = found(given(text))

    assert text.splitlines()[finding.line - 1][finding.column - 1 :] == "--anonymous-auth=false"
    assert (finding.path, finding.subject) == (
        "manifests/kube-apiserver.yaml",
        "kube-system/kube-apiserver/kube-apiserver",
    )


def test_what_is_too_large_for_lint_is_said_not_to_be_judged():
    (finding,) = found(given(API + "#" * 1024 * 1024))

    assert finding.confidence is Confidence.POSSIBLE
    assert "was not judged" in finding.summary


def test_points_at_the_line_and_column_of_what_is_no_yaml():
    (finding,) = found(given(changed(API, ("  hostNetwork: true", "\thostNetwork: true"))))

    line = API.splitlines().index("  hostNetwork: true") + 1
    assert (finding.rule, finding.line, finding.column) == ("manifest_invalid", line, 1)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-8-sig"])
def test_reads_what_a_byte_order_mark_announces(encoding):
    faulty = with_flags("--anonymous-auth=false")
    mark = "" if encoding in {"utf-16", "utf-8-sig"} else "\ufeff"

    assert found(given((mark + API).encode(encoding))) == ()
    assert [(f.rule, f.line, f.column) for f in found(given((mark + faulty).encode(encoding)))] == [
        (f.rule, f.line, f.column) for f in found(given(faulty))
    ]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(API.encode("utf-16-le"), id="UTF-16 without a mark, which go-yaml takes for UTF-8"),
        pytest.param(API.encode("utf-16") + b"\x00", id="half a character at its end"),
        pytest.param(API.encode("utf-32"), id="UTF-32, which begins with UTF-16's mark"),
        pytest.param(API.encode("latin-1") + b"# \xe9\n", id="Latin-1"),
    ],
)
def test_other_encodings_are_no_manifest(data):
    assert rules(given(data)) == {"manifest_invalid"}


@pytest.mark.parametrize(
    ("text", "rule", "certain"),
    [
        pytest.param(with_flags("--anonymous-auth=false"), "anonymous_auth_disabled", False, id="a setting alone"),
        pytest.param(with_flags("--insecure-port=0"), "unknown_flag", True, id="a flag that the release lacks"),
        pytest.param(changed(API, ("kind: Pod", "kind: Pods")), "manifest_invalid", True, id="no pod"),
    ],
)
def test_says_how_sure_it_is(text, rule, certain):
    (finding,) = found(given(text))

    assert (finding.rule, finding.is_certain) == (rule, certain)
    assert finding.confidence in {Confidence.LIKELY, Confidence.POSSIBLE}


def test_a_flag_that_no_table_knows_is_not_called_unknown():
    assert rules(given(with_flags("--brand-new-thing=1"))) == set()


@pytest.mark.parametrize(
    ("text", "rule", "meant"),
    [
        pytest.param(with_flags("--audit-log-max-age=30"), "unknown_flag", "--audit-log-maxage", id="flag"),
        pytest.param(changed(API, ("--etcd-servers=", "--etcd-server=")), "unknown_flag", "--etcd-servers",
                     id="singular"),
        pytest.param(with_image("v1.35.0", with_flags("--feature-gates=StorageVersionAPIs=true")),
                     "feature_gate_rejected", "StorageVersionAPI", id="gate"),
        pytest.param(changed(API, ("NodeRestriction", "NodeRestrictions")), "unknown_admission_plugin",
                     "NodeRestriction", id="plugin"),
    ],
)  # fmt: skip
def test_a_slip_is_called_possible_where_no_table_is_complete(text, rule, meant):
    (finding,) = [f for f in found(given(text)) if f.rule == rule]

    assert finding.confidence is Confidence.POSSIBLE
    assert meant in finding.summary


def test_a_slip_is_sure_where_the_table_is_complete():
    (finding,) = found(given(with_flags("--feature-gates=StorageVersionAPIs=true")))

    assert (finding.rule, finding.confidence) == ("feature_gate_rejected", Confidence.LIKELY)
    assert "StorageVersionAPI is the nearest" in finding.summary


@pytest.mark.parametrize(
    ("text", "release", "when"),
    [
        pytest.param(with_flags("--insecure-port=0"), "1.29", "it was removed in 1.24", id="flag, exactly"),
        pytest.param(with_flags("--authentication-config=/etc/kubernetes/pki/a"), "1.28", "it comes with 1.29",
                     id="flag, yet to come"),
        pytest.param(with_flags("--feature-gates=CSIMigration=true"), "1.30", "it was removed in 1.27",
                     id="gate, exactly"),
        pytest.param(with_flags("--feature-gates=ValidatingAdmissionPolicy=true"), "1.34",
                     "removed by 1.33 (1.31 still had it)", id="gate, between two releases"),
        pytest.param(with_flags("--feature-gates=NodeSwap=true"), "1.20", "it comes with 1.22", id="gate, to come"),
        pytest.param(with_flags("--feature-gates=AggregatedDiscoveryRemoveBetaType=true"), "1.20",
                     "it came after 1.20; 1.33 has it", id="gate, come between two releases"),
        pytest.param(with_flags("--feature-gates=AdvancedAuditing=false"), "1.27", "locked to true from 1.27 on",
                     id="gate, locked"),
        pytest.param(changed(API, ("NodeRestriction", "PodSecurityPolicy")), "1.29", "it was removed in 1.25",
                     id="plugin"),
    ],
)  # fmt: skip
def test_names_the_release_in_which_a_name_came_or_went(text, release, when):
    assert any(when in each.summary for each in found(given(text), version=release))


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        pytest.param("v1.20.2", ["unknown_flag"], id="refused"),
        pytest.param("v1.31.4", [], id="taken for a hyphen"),
    ],
)
def test_an_underscore_in_a_flag(release, expected):
    text = changed(SCHEDULER, ("v1.29.15", release), ("    - --leader-elect=true\n", "    - --leader_elect=true\n"))

    findings = found(given(text))

    assert [each.rule for each in findings] == expected
    assert all("write --leader-elect" in each.summary for each in findings)


@pytest.mark.parametrize(
    ("release", "port", "expected"),
    [
        pytest.param("v1.22.17", "10251", set(), id="still served"),
        pytest.param("v1.23.17", "10251", {"invalid_flag_value"}, id="only zero"),
        pytest.param("v1.23.17", "0", set(), id="zero"),
        pytest.param("v1.24.17", "0", {"unknown_flag"}, id="gone"),
    ],
)
def test_the_schedulers_insecure_port(release, port, expected):
    text = changed(SCHEDULER, ("v1.29.15", release), ("    - --leader-elect=true\n", f"    - --port={port}\n"))

    assert rules(given(text)) == expected


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        pytest.param("v1.21.14", set(), id="still served"),
        pytest.param("v1.22.17", {"probe_targets_disabled_port"}, id="a flag without effect"),
    ],
)
def test_the_controller_managers_plain_port_is_served_up_to_1_21(release, expected):
    text = changed(
        read("kubeadm-1.22", "kube-controller-manager"),
        ("v1.22.17", release),
        ("--port=0", "--port=10252"),
        ("port: 10257\n        scheme: HTTPS", "port: 10252\n        scheme: HTTP"),
    )

    assert rules(given(text)) == expected


def test_a_switch_takes_no_second_word():
    text = with_flags("--anonymous-auth", '"false"', "--secure-port", '"6443"')
    (finding,) = found(given(text))

    assert (finding.rule, finding.line) == ("invalid_flag_value", 1 + text[: text.index('"false"')].count("\n"))
    assert "--anonymous-auth=false" in finding.summary


def test_each_missing_flag_is_told_of_though_they_share_a_line():
    both = ("service-account-issuer", "service-account-signing-key-file")
    text = "\n".join(line for line in API.splitlines() if not any(flag in line for flag in both))

    assert sorted(f.detail["flag"] for f in found(given(text))) == [f"--{flag}" for flag in sorted(both)]


def test_the_remedys_edit_brings_no_other_finding():
    finding = found(given(with_flags("--anonymous-auth=false")))[0]

    assert finding.remedy.edits
    assert found(given(finding.remedy.edits[0].after)) == ()


# ---- the disk -------------------------------------------------------------------------------------------------------


def on_disk(text, **paths):
    """The rules that find something where those paths of the node are as said (None: looked for and absent)."""
    seen = tuple(FileSeen(at=DAWN, path=path, type=kind) for path, kind in paths.items())
    return rules(given(text, on_node=True), disk=Disk(observations=seen))


CERTIFICATE = "/etc/kubernetes/pki/apiserver.crt"


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param({CERTIFICATE: None}, {"file_missing"}, id="looked for and absent"),
        pytest.param({CERTIFICATE: "file"}, set(), id="there"),
        pytest.param({}, set(), id="not looked for"),
        pytest.param({"/etc/ssl/certs": "file"}, {"host_path_unusable"}, id="a file where a directory is asked for"),
        pytest.param({"/etc/ssl/certs": None}, set(), id="a directory that is made where it is missing"),
        pytest.param({"/etc/ssl/certs": "link"}, set(), id="a link, whose end is not known"),
    ],
)
def test_looks_at_the_disk_of_the_node(paths, expected):
    assert on_disk(API, **paths) == expected


def test_the_disk_says_nothing_of_a_file_that_lies_elsewhere():
    seen = Disk(observations=(FileSeen(at=DAWN, path=CERTIFICATE, type=None),))

    assert rules(given(API), disk=seen) == set()


# ---- one directory --------------------------------------------------------------------------------------------------


def test_a_backup_that_differs_is_the_one_that_runs():
    files = (
        given(API, named=False),
        given(API.replace("cpu: 250m", "cpu: 300m"), "kube-apiserver.yaml.bak", named=False),
    )
    (finding,) = found(*files)

    assert (finding.rule, finding.path) == ("duplicate_manifest", "manifests/kube-apiserver.yaml.bak")


def test_one_pod_in_two_directories_is_no_duplicate():
    assert rules(given(API, directory="master-1"), given(API, directory="master-2")) == set()


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        pytest.param("README", b"Do not touch.\n", {"manifest_invalid"}, id="a note"),
        pytest.param("4913", b"", {"editor_temporary_file"}, id="vim's trial file"),
        pytest.param("kube-apiserver.yaml~", b"half of a", {"editor_temporary_file"}, id="an editor's copy"),
        pytest.param(".kube-apiserver.yaml.swp", b"\x00", set(), id="a hidden file, which the kubelet passes over"),
        pytest.param(
            "coredns.yaml", b"apiVersion: apps/v1\nkind: Deployment\n", {"manifest_invalid"}, id="a deployment"
        ),
    ],
)
def test_every_name_of_a_manifest_directory_is_read(name, data, expected):
    assert rules(given(API, named=False), given(data, name, named=False)) == expected


def test_other_kinds_are_nothing_to_lint_where_no_manifest_lies():
    deployment = given("apiVersion: apps/v1\nkind: Deployment\n", "app.yaml", named=False)

    assert rules(deployment) == set()
    assert rules(given(deployment.data, "app.yaml", named=True)) == {"manifest_invalid"}


def test_a_second_document_is_passed_over_by_the_kubelet():
    assert rules(given(f"{API}---\n{ETCD}")) == {"manifest_invalid"}


def test_a_workers_proxy_beside_an_apiserver():
    proxy = given(
        changed(SCHEDULER, ("  name: kube-scheduler\n  namespace", "  name: nginx-proxy\n  namespace")),
        "nginx-proxy.yml",
    )

    assert "stale_manifest" in rules(given(API), proxy)
    assert "stale_manifest" not in rules(proxy)
