"""Probes: who asks, where, and how patiently; what is edited, by version."""

import pytest

from remedies.building import PORTS, after, changes, episode, http_probe, manifest, ways
from whyrestart.model.manifest import ProbeKind
from whyrestart.parsing.manifest import parse

CONFIG = "/etc/kubernetes/authentication-config.yaml"
PKI_CONFIG = "/etc/kubernetes/pki/authentication.yaml"
KIND = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n"
DROP = ["-    - --anonymous-auth=false"]
TCP = ["-      httpGet:", "+      tcpSocket:", "-        path: /livez", "-        scheme: HTTPS"]
NAMED = (
    http_probe("probe-port") + "    ports:\n    - containerPort: 6443\n      name: probe-port\n      hostPort: 6443\n"
)


@pytest.mark.parametrize(
    ("version", "ways_out", "valid"),
    [
        pytest.param("v1.7.0", ["drop", "insecure"], [">=1.6", ">=1.6,<1.20"], id="1.7"),
        pytest.param("v1.19.9", ["drop", "insecure"], [">=1.6", ">=1.6,<1.20"], id="1.19"),
        pytest.param("v1.20.2", ["drop", "tcp"], [">=1.6", ""], id="1.20"),
        pytest.param("v1.31.4", ["drop", "tcp"], [">=1.6", ""], id="1.31"),
        pytest.param("v1.32.0", ["conditions", "drop", "tcp"], [">=1.32,<1.34", ">=1.6", ""], id="1.32"),
        pytest.param("v1.34.0", ["conditions", "drop", "tcp"], [">=1.34", ">=1.6", ""], id="1.34"),
    ],
)
def test_ways_out_of_anonymous_auth_by_version(version, ways_out, valid):
    about = episode(manifest("kube-apiserver", "--anonymous-auth=false", version=version), version=version)

    made = ways("anonymous_auth_disabled", about, flag="--anonymous-auth=false", path="/livez")

    shown = {
        "drop": lambda lines: lines == DROP,
        "tcp": lambda lines: lines == TCP,
        "insecure": lambda lines: "+    - --insecure-port=8080" in lines and "+        scheme: HTTP" in lines,
        "conditions": lambda lines: f"+    - --authentication-config={CONFIG}" in lines and DROP[0] in lines,
    }
    assert [each.valid_for for each in made] == valid
    assert all(shown[name](changes(each)) for name, each in zip(ways_out, made, strict=True))
    assert all(each.caution for each in made)


@pytest.mark.parametrize(
    ("version", "api"), [pytest.param("v1.33.1", "v1beta1", id="1.33"), pytest.param("v1.34.0", "v1", id="1.34")]
)
def test_the_configuration_lists_the_probed_paths_and_lies_beside_the_manifests(version, api):
    text = manifest("kube-apiserver", "--anonymous-auth=false", version=version,
                    probe=http_probe(6443) + http_probe(6443, "/readyz?verbose", kind="readinessProbe"))  # fmt: skip
    about = episode(text, version=version, directory="/tmp/demo/etc/kubernetes/manifests")

    made, edit = ways("anonymous_auth_disabled", about, path="/livez")[0].edits

    assert made.path == "/tmp/demo/etc/kubernetes/authentication-config.yaml"
    assert made.after == (
        f"apiVersion: apiserver.config.k8s.io/{api}\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: true\n"
        "  conditions:\n  - path: /livez\n  - path: /readyz\n"
    )
    pod = parse("x", edit.after.encode()).pod
    assert pod.host_path_of(pod.containers[0], made.path) == made.path


def test_a_file_that_is_there_already_is_not_written_over():
    about = episode(manifest("kube-apiserver", "--anonymous-auth=false", version="v1.34.0"), version="v1.34.0",
                    seen={CONFIG: "file"})  # fmt: skip

    assert ways("anonymous_auth_disabled", about, path="/livez")[0].edits == ()


def test_a_file_that_says_nothing_of_anonymous_requests_is_completed():
    text = manifest(
        "kube-apiserver", "--anonymous-auth=false", f"--authentication-config={PKI_CONFIG}", version="v1.34.0"
    )
    about = episode(text, version="v1.34.0", texts={PKI_CONFIG: f"{KIND}jwt: []\n"})

    remedy = ways("anonymous_auth_disabled", about, path="/livez")[0]

    assert after(remedy, PKI_CONFIG) == (
        f"{KIND}jwt: []\nanonymous:\n  enabled: true\n  conditions:\n  - path: /livez\n"
    )
    assert changes(remedy, "/etc/kubernetes/manifests/kube-apiserver.yaml") == DROP


@pytest.mark.parametrize(
    ("modes", "lines"),
    [
        pytest.param("AlwaysAllow", ["-    - --authorization-mode=AlwaysAllow"], id="by-a-flag"),
        pytest.param(None, [], id="by-default"),
    ],
)
def test_where_always_allow_would_turn_it_off_again_the_authorizer_goes_too(modes, lines):
    old = "    - --authorization-mode=Node,RBAC\n"
    new = f"    - --authorization-mode={modes}\n" if modes else ""
    text = manifest("kube-apiserver", "--anonymous-auth=false").replace(old, new)

    remedy = ways("anonymous_auth_disabled", episode(text), flag="--anonymous-auth=false", path="/livez")[0]

    assert sorted(changes(remedy)) == sorted([*DROP, *lines, "+    - --authorization-mode=Node,RBAC"])


@pytest.mark.parametrize(
    ("modes", "expected"),
    [
        pytest.param("AlwaysAllow", "Node,RBAC", id="alone"),
        pytest.param("Webhook,AlwaysAllow", "Webhook", id="beside-another"),
    ],
)
def test_always_allow_gives_way_to_what_stands_beside_it(modes, expected):
    text = manifest("kube-apiserver").replace("--authorization-mode=Node,RBAC", f"--authorization-mode={modes}")

    remedy = ways("always_allow_resets_anonymous_auth", episode(text), flag=f"--authorization-mode={modes}")[0]

    assert changes(remedy) == [f"-    - --authorization-mode={modes}", f"+    - --authorization-mode={expected}"]


def test_only_the_rejected_header_goes():
    kept = "        - name: Accept\n          value: a/b\n"
    headers = f"        httpHeaders:\n        - name: Authorization\n          value: Bearer x\n{kept}"
    text = manifest("kube-apiserver", probe=http_probe(6443).replace("        scheme:", f"{headers}        scheme:"))

    remedy = ways("probe_credentials_rejected", episode(text))[0]

    assert [line.partition(":")[0] for line in changes(remedy)] == ["-        - name", "-          value"]
    assert kept.splitlines()[0] in after(remedy, "/etc/kubernetes/manifests/kube-apiserver.yaml")


@pytest.mark.parametrize(
    ("cause", "probe", "detail", "expected"),
    [
        pytest.param(
            "probe_wrong_port",
            http_probe(6444),
            {"port": 6444, "actual_port": 6443},
            ["-        port: 6444", "+        port: 6443"],
            id="port",
        ),
        pytest.param(
            "probe_wrong_port",
            NAMED.replace("6443", "6444"),
            {"port": 6444, "actual_port": 6443},
            [
                "-    - containerPort: 6444",
                "+    - containerPort: 6443",
                "-      hostPort: 6444",
                "+      hostPort: 6443",
            ],
            id="a-named-port-is-numbered-where-it-is-named",
        ),
        pytest.param(
            "probe_targets_disabled_port",
            http_probe(8080, scheme="HTTP"),
            {"port": 8080},
            ["-        port: 8080", "-        scheme: HTTP", "+        port: 6443", "+        scheme: HTTPS"],
            id="disabled-port",
        ),
        pytest.param(
            "probe_wrong_scheme",
            http_probe(6443, scheme="HTTP"),
            {"port": 6443, "right_scheme": "HTTPS"},
            ["-        scheme: HTTP", "+        scheme: HTTPS"],
            id="scheme",
        ),
        pytest.param(
            "probe_wrong_host",
            http_probe(6443),
            {"port": 6443, "actual_host": "loopback"},
            ["-        host: 10.0.0.4", "+        host: 127.0.0.1"],
            id="host",
        ),
        pytest.param(
            "probe_wrong_host",
            http_probe(6443),
            {"port": 6443, "actual_host": "::1"},
            ["-        host: 10.0.0.4", "+        host: ::1"],
            id="host-v6",
        ),
        pytest.param(
            "probe_wrong_path",
            http_probe(6443, "/livez"),
            {"path": "/livez"},
            ["-        path: /livez", "+        path: /healthz"],
            id="path",
        ),
    ],
)
def test_a_probe_is_pointed_where_the_component_serves(cause, probe, detail, expected):
    about = episode(manifest("kube-apiserver", probe=probe, version="v1.15.3"), version="v1.15.3")

    assert changes(ways(cause, about, **detail)[0]) == expected


def test_etcd_is_probed_on_its_metrics_port():
    about = episode(manifest("etcd", version="v3.5.9", probe=http_probe(2379, "/health")))

    remedy = ways("probe_needs_client_certificate", about, port=2379)[0]

    assert "+    - --listen-metrics-urls=http://127.0.0.1:2381" in changes(remedy)
    assert "+        port: 2381" in changes(remedy)


@pytest.mark.parametrize(
    ("version", "valid_for", "first"),
    [
        pytest.param("v1.28.4", ">=1.18", "    startupProbe:", id="a-startup-probe"),
        pytest.param("v1.17.0", "", "      initialDelaySeconds: 270", id="before-startup-probes"),
        pytest.param(None, "", "      initialDelaySeconds: 270", id="version-unknown"),
    ],
)
def test_a_start_gets_more_time(version, valid_for, first):
    about = episode(manifest("kube-apiserver", version=version), version=version)

    remedy = ways("probe_too_aggressive", about, probe="liveness")[0]

    assert remedy.valid_for == valid_for
    assert f"+{first}" in changes(remedy)


def test_a_startup_probe_that_is_there_gets_more_tries():
    both = http_probe(6443) + http_probe(6443, kind="startupProbe").replace(
        "failureThreshold: 8", "failureThreshold: 3"
    )
    about = episode(manifest("kube-apiserver", probe=both))

    remedy = ways("probe_too_aggressive", about, probe="startup")[0]

    probe = parse("x", after(remedy, about.manifest.path).encode()).pod.containers[0].probe(ProbeKind.STARTUP)
    assert changes(remedy) == ["-      failureThreshold: 3", "+      failureThreshold: 24"]
    assert probe.failure_threshold == 24


@pytest.mark.parametrize(
    ("took", "expected"), [pytest.param("2.4", 15, id="kubeadms"), pytest.param("11.2", 23, id="twice-what-it-took")]
)
def test_a_timeout_covers_what_the_answer_took(took, expected):
    probe = http_probe(6443).replace("timeoutSeconds: 15", "timeoutSeconds: 1")

    remedy = ways("probe_timeout_too_short", episode(manifest("kube-apiserver", probe=probe)),
                  answered_after_seconds=took)[0]  # fmt: skip

    assert changes(remedy) == ["-      timeoutSeconds: 1", f"+      timeoutSeconds: {expected}"]


def test_a_throttled_probe_gets_its_flow_schema_back():
    about = episode(manifest("kube-apiserver", "--enable-priority-and-fairness=false"))

    made = ways("probe_throttled", about)

    assert changes(made[0]) == ["-    - --enable-priority-and-fairness=false"]
    assert "+    - --max-requests-inflight=800" in changes(made[-1])


KUBEADM = (
    "metadata:\n  annotations:\n    kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: 10.0.0.4:6443\n"
)


def by_kubeadm(text):
    """The manifest, marked as kubeadm marks its own."""
    return text.replace("metadata:\n", KUBEADM, 1)


@pytest.mark.parametrize(
    ("program", "version", "path", "said"),
    [
        pytest.param("kube-apiserver", "v1.28.4", "/livez", "as kubeadm writes it", id="apiserver"),
        pytest.param("kube-apiserver", "v1.18.4", "/healthz", "as kubeadm writes it", id="apiserver-before-livez"),
        pytest.param("kube-scheduler", "v1.34.1", "/livez", "as kubeadm writes it", id="scheduler-since-1.34"),
        pytest.param("kube-scheduler", "v1.20.1", "/healthz", "which every version serves", id="not-dated"),
        pytest.param("etcd", "v3.5.24", "/livez", "as kubeadm writes it", id="etcd-by-the-nodes-release"),
        pytest.param("etcd", "v3.5.9", "/health", "which every version serves", id="etcd-older-than-kubeadms"),
    ],
)
def test_a_wrong_path_becomes_the_one_that_kubeadm_writes(program, version, path, said):
    text = by_kubeadm(manifest(program, version=version, probe=http_probe(PORTS[program], "/healthzz")))
    about = episode(text, version="v1.34.1" if program == "etcd" else version)

    remedy = ways("probe_wrong_path", about, path="/healthzz")[0]

    assert said in remedy.title
    assert changes(remedy) == ["-        path: /healthzz", f"+        path: {path}"]


def test_a_path_of_kubeadms_own_that_is_not_served_is_not_put_back():
    about = episode(by_kubeadm(manifest("kube-apiserver", probe=http_probe(6443, "/livez"))))

    remedy = ways("probe_wrong_path", about, path="/livez")[0]

    assert changes(remedy) == ["-        path: /livez", "+        path: /healthz"]


def test_an_edited_probe_gets_kubeadms_own_patience_back_first():
    hasty = http_probe(6443).replace("failureThreshold: 8", "failureThreshold: 1").replace("Seconds: 10", "Seconds: 2")
    about = episode(by_kubeadm(manifest("kube-apiserver", probe=hasty)))

    remedy, *others = ways("probe_too_aggressive", about, probe="liveness")

    probe = parse("x", after(remedy, about.manifest.path).encode()).pod.containers[0].probe(ProbeKind.LIVENESS)
    timing = (probe.initial_delay_seconds, probe.timeout_seconds, probe.period_seconds, probe.failure_threshold)
    assert "kubeadm's own timing" in remedy.title
    assert timing == (10, 15, 10, 8)
    assert others


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(manifest("kube-apiserver", probe=http_probe(6443).replace(": 8", ": 1")), id="not-by-kubeadm"),
        pytest.param(by_kubeadm(manifest("kube-apiserver")), id="as-kubeadm-wrote-it"),
        pytest.param(
            by_kubeadm(manifest("kube-apiserver", probe=http_probe(6443).replace(": 8", ": 20"))), id="more-patient"
        ),
    ],
)
def test_kubeadms_own_patience_is_not_offered_where_it_would_not_help(text):
    made = ways("probe_too_aggressive", episode(text), probe="liveness")

    assert all("kubeadm's own timing" not in each.title for each in made)
    assert made


def test_a_component_that_lets_other_paths_pass_alone_lets_the_probed_one_pass_too():
    flag = "--authorization-always-allow-paths=/metrics"
    about = episode(manifest("kube-controller-manager", flag))

    remedy = ways("anonymous_health_access_forbidden", about, flag=flag, path="/healthz")[0]

    assert changes(remedy) == [f"-    - {flag}", f"+    - {flag},/healthz"]
