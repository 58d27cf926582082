"""Files that are refused, missing, or kept from the container."""

import pytest

from remedies.building import APISERVER_FLAGS, SCHEDULER_FLAGS, after, changes, episode, manifest, ways

POLICY = "/etc/kubernetes/pki/audit.yaml"
CONFIG = "/etc/kubernetes/pki/authentication.yaml"
ANONYMOUS = (
    "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\n"
    "anonymous:\n  enabled: true\n  conditions:\n  - path: /healthz  # by hand\n"
)


@pytest.mark.parametrize(
    ("cause", "given", "text", "version", "expected"),
    [
        pytest.param("audit_policy_invalid", "kube-apiserver --audit-policy-file",
                     "apiVersion: audit.k8s.io/v1beta1\nkind: Policy\n", "v1.24.0",
                     ["-apiVersion: audit.k8s.io/v1beta1", "+apiVersion: audit.k8s.io/v1"], id="audit"),
        pytest.param("audit_policy_invalid", "kube-apiserver --audit-policy-file",
                     "apiVersion: audit.k8s.io/v1\nkind: Policy\n", "v1.24.0", [], id="the-version-is-right"),
        pytest.param("encryption_config_invalid", "kube-apiserver --encryption-provider-config",
                     "kind: EncryptionConfig\napiVersion: v2\n", "v1.20.0",
                     ["-kind: EncryptionConfig", "-apiVersion: v2", "+kind: EncryptionConfiguration",
                      "+apiVersion: apiserver.config.k8s.io/v1"], id="encryption"),
        pytest.param("authentication_config_invalid", "kube-apiserver --authentication-config",
                     ANONYMOUS.replace("v1beta1", "v1"), "v1.33.0",
                     ["-apiVersion: apiserver.config.k8s.io/v1", "+apiVersion: apiserver.config.k8s.io/v1beta1"],
                     id="authentication-too-new"),
        pytest.param("component_config_invalid", "kube-scheduler --config",
                     "apiVersion: kubescheduler.config.k8s.io/v1beta1\nkind: KubeSchedulerConfiguration\n", "v1.23.0",
                     ["-apiVersion: kubescheduler.config.k8s.io/v1beta1",
                      "+apiVersion: kubescheduler.config.k8s.io/v1beta3"], id="scheduler"),
    ],
)  # fmt: skip
def test_a_file_moves_to_a_version_that_the_release_reads(cause, given, text, version, expected):
    program, flag = given.split()
    about = episode(manifest(program, f"{flag}={POLICY}", version=version), version=version, texts={POLICY: text})

    made = ways(cause, about, path=POLICY, why="no kind is registered", flag=f"{flag}={POLICY}")

    assert changes(made[0], POLICY) == expected
    assert POLICY in made[0].title


def test_an_encryption_key_is_never_written_from_redacted_text():
    text = "kind: EncryptionConfig\napiVersion: v2  # secret: REDACTED\n"
    about = episode(manifest("kube-apiserver", version="v1.20.0"), version="v1.20.0", texts={POLICY: text})

    remedy = ways("encryption_config_invalid", about, path=POLICY, why="no kind")[0]

    assert remedy.edits == ()


@pytest.mark.parametrize(
    ("cause", "extra", "gone"),
    [
        pytest.param("audit_policy_invalid", [f"--audit-policy-file={POLICY}", "--audit-log-path=-"], 2, id="audit"),
        pytest.param(
            "authentication_config_invalid", ["--oidc-issuer-url=https://x", "--oidc-client-id=y"], 2, id="oidc"
        ),
        pytest.param("component_config_invalid", ["--config=/x.yaml"], 1, id="scheduler"),
    ],
)
def test_a_way_to_do_without_is_a_stopgap_and_says_its_price(cause, extra, gone):
    program = "kube-scheduler" if "--config=/x.yaml" in extra else "kube-apiserver"
    about = episode(manifest(program, *extra))

    remedy = ways(cause, about, path=POLICY, why="no", flag=extra[0])[-1]

    assert [line[0] for line in changes(remedy)] == ["-"] * gone
    assert remedy.stopgap
    assert remedy.caution


def test_a_scheduler_without_kubeconfig_cannot_do_without_its_file():
    flags = [flag for flag in SCHEDULER_FLAGS if "kubeconfig" not in flag]
    about = episode(manifest("kube-scheduler", "--config=/x.yaml", flags=flags))

    assert len(ways("component_config_invalid", about, path="/x.yaml", why="no", flag="--config=/x.yaml")) == 1


def test_the_flag_gives_way_to_the_file_which_lists_the_probed_path():
    text = manifest("kube-apiserver", "--anonymous-auth=false", f"--authentication-config={CONFIG}", version="v1.33.0")
    about = episode(text, version="v1.33.0", texts={CONFIG: ANONYMOUS})

    remedy = ways("anonymous_flag_conflicts_with_config", about, flag="--anonymous-auth=false", path=CONFIG)[0]

    assert changes(remedy) == ["+  - path: /livez", "-    - --anonymous-auth=false"]
    assert "# by hand" in after(remedy, CONFIG)


@pytest.mark.parametrize(
    ("flag", "path", "seen", "what", "kind"),
    [
        pytest.param(
            "--audit-policy-file",
            "/etc/kubernetes/audit/policy.yaml",
            "file",
            "/etc/kubernetes/audit",
            "Directory",
            id="its-directory",
        ),
        pytest.param(
            "--token-auth-file",
            "/etc/kubernetes/tokens.csv",
            "file",
            "/etc/kubernetes/tokens.csv",
            "File",
            id="the-file-alone-where-the-directory-shows-too-much",
        ),
        pytest.param(
            "--audit-log-path",
            "/var/log/kubernetes/audit.log",
            None,
            "/var/log/kubernetes",
            "DirectoryOrCreate",
            id="a-log-that-is-written",
        ),
    ],
)
def test_a_file_of_the_host_is_mounted(flag, path, seen, what, kind):
    about = episode(manifest("kube-apiserver", f"{flag}={path}"), seen={path: seen})

    remedy = ways("file_not_mounted", about, path=path, flag=f"{flag}={path}")[0]

    lines = changes(remedy)
    assert f"+    - mountPath: {what}" in lines
    assert f"+      path: {what}" in lines
    assert f"+      type: {kind}" in lines
    assert ("+      readOnly: true" in lines) == (kind != "DirectoryOrCreate")


def test_what_nobody_saw_on_the_host_is_not_mounted():
    about = episode(manifest("kube-apiserver", "--audit-policy-file=/etc/x/p.yaml"))

    remedy = ways("file_not_mounted", about, path="/etc/x/p.yaml", flag="--audit-policy-file=/etc/x/p.yaml")[0]

    assert remedy.edits == ()
    assert remedy.commands == ("ls -l /etc/x/p.yaml",)


@pytest.mark.parametrize(
    ("path", "version", "commands"),
    [
        pytest.param(
            "/etc/kubernetes/pki/apiserver.crt", "v1.28.4", ("kubeadm init phase certs apiserver",), id="leaf"
        ),
        pytest.param(
            "/etc/kubernetes/pki/etcd/peer.key", "v1.28.4", ("kubeadm init phase certs etcd-peer",), id="etcd"
        ),
        pytest.param(
            "/etc/kubernetes/scheduler.conf", "v1.28.4", ("kubeadm init phase kubeconfig scheduler",), id="kubeconfig"
        ),
        pytest.param("/etc/kubernetes/pki/apiserver.crt", "v1.12.0", (), id="before-the-phases"),
        pytest.param("/etc/kubernetes/pki/ca.crt", "v1.28.4", (), id="never-a-new-ca"),
        pytest.param("/srv/pki/apiserver.crt", "v1.28.4", (), id="not-kubeadms"),
    ],
)
def test_kubeadm_makes_what_is_its_own_and_never_a_ca(path, version, commands):
    about = episode(manifest("kube-apiserver", version=version), version=version, seen={path: None})

    made = ways("file_missing", about, path=path, host_path=path, flag=f"--tls-cert-file={path}")

    assert tuple(command for each in made for command in each.commands) == commands


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        pytest.param("/etc/kubernetes/pki/audit-policy.yaml", True, id="a-slip"),
        pytest.param("/etc/kubernetes/pki/encryption.yaml", False, id="another-file"),
        pytest.param("/etc/other/audit-policy.yaml", False, id="elsewhere"),
    ],
)
def test_a_name_that_is_nearly_right_is_corrected(beside, expected):
    path = "/etc/kubernetes/pki/audit-polcy.yaml"
    about = episode(manifest("kube-apiserver", f"--audit-policy-file={path}"), seen={path: None, beside: "file"})

    made = ways("file_missing", about, path=path, host_path=path, flag=f"--audit-policy-file={path}")

    assert (f"+    - --audit-policy-file={beside}" in changes(made[0])) == expected
    assert made[-1].stopgap


def test_a_mount_over_the_root_goes_with_its_volume():
    text = manifest("kube-apiserver").replace(
        "    volumeMounts:\n", "    volumeMounts:\n    - mountPath: /\n      name: dir0\n"
    ) + "  - hostPath:\n      path: /\n      type: DirectoryOrCreate\n    name: dir0\n"  # fmt: skip

    remedy = ways("host_path_unusable", episode(text), path="/")[0]

    assert changes(remedy) == ["-    - mountPath: /", "-      name: dir0", "-  - hostPath:", "-      path: /",
                               "-      type: DirectoryOrCreate", "-    name: dir0"]  # fmt: skip


def test_a_missing_directory_is_created_by_its_type():
    text = manifest("kube-apiserver").replace("type: DirectoryOrCreate", "type: Directory")
    about = episode(text, seen={"/etc/kubernetes/pki": None})

    remedy = ways("host_path_unusable", about, path="/etc/kubernetes/pki", why="is not a directory")[0]

    assert changes(remedy) == ["-      type: Directory", "+      type: DirectoryOrCreate"]


@pytest.mark.parametrize(
    ("user", "chown"),
    [
        pytest.param("1001", "chown -R 1001 /var/lib/etcd", id="named-by-the-manifest"),
        pytest.param("", "chown -R UID /var/lib/etcd", id="the-images-own"),
    ],
)
def test_data_is_given_to_the_user_that_needs_it(user, chown):
    text = manifest("etcd").replace("/etc/kubernetes/pki", "/var/lib/etcd")
    path = "/var/lib/etcd/member"

    remedy = ways("file_permission_denied", episode(text), path=path, host_path=path, run_as_user=user)[0]

    assert remedy.commands == ("ls -ldn /var/lib/etcd", chown, "chmod 0700 /var/lib/etcd")
    assert remedy.caution


def test_the_hosts_bundle_is_mounted_as_kubeadm_does():
    remedy = ways("host_ca_bundle_missing", episode(manifest("kube-apiserver")), url="https://issuer.example.org")[0]

    assert "+    - mountPath: /etc/ssl/certs" in changes(remedy)
    assert "+      type: DirectoryOrCreate" in changes(remedy)
    assert not any("=" in line for line in changes(remedy))
    assert len(APISERVER_FLAGS) > 1


def test_a_directory_that_is_closed_is_opened_to_pass_and_the_file_keeps_its_owner():
    remedy = ways(
        "file_permission_denied",
        episode(manifest("kube-apiserver")),
        path="/etc/kubernetes/pki/ca.crt",
        host_path="/etc/kubernetes/pki/ca.crt",
        closed="/etc/kubernetes/pki",
        run_as_user="65534",
    )[0]

    assert remedy.commands == ("ls -ldn /etc/kubernetes/pki", "chmod o+x /etc/kubernetes/pki")


@pytest.mark.parametrize(("path", "made"), [("/etc/kubernetes/audit.yaml", False), ("/var/log/kubernetes/audit", True)])
def test_no_directory_is_made_in_the_place_of_a_file(path, made):
    volume = f"  - hostPath: {{path: {path}}}\n    name: other\n"
    about = episode(manifest("kube-apiserver", more=volume), seen={path: None})

    remedy = ways("host_path_unusable", about, path=path, volume="other", why="no such file or directory")[0]

    assert (f"mkdir -p {path}" in remedy.commands) is made
