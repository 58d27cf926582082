"""Certificates, etcd, network, resources, extensions, the manifest directory: commands, and edits where they cure."""

from dataclasses import replace
from datetime import timedelta

import pytest

from remedies.building import (
    APISERVER_FLAGS,
    CONTAINER_ID,
    MANIFESTS,
    NOW,
    after,
    changes,
    episode,
    http_probe,
    manifest,
    ways,
)
from whyrestart.model.observation import HostSeen, ManifestSeen
from whyrestart.parsing.manifest import parse


@pytest.mark.parametrize(
    ("cause", "version", "path", "first"),
    [
        pytest.param(
            "serving_certificate_expired",
            "v1.28.4",
            "/etc/kubernetes/pki/apiserver.crt",
            "kubeadm certs check-expiration",
            id="1.28",
        ),
        pytest.param(
            "serving_certificate_expired",
            "v1.17.0",
            "/etc/kubernetes/pki/apiserver.crt",
            "kubeadm alpha certs check-expiration",
            id="1.17",
        ),
        pytest.param(
            "serving_certificate_expired",
            "v1.12.0",
            "/etc/kubernetes/pki/apiserver.crt",
            "openssl x509 -noout -dates -subject -issuer -in /etc/kubernetes/pki/apiserver.crt",
            id="1.12",
        ),
        pytest.param(
            "serving_certificate_expired",
            "v1.28.4",
            "/srv/pki/apiserver.crt",
            "openssl x509 -noout -dates -subject -issuer -in /srv/pki/apiserver.crt",
            id="not-kubeadms",
        ),
        pytest.param(
            "serving_certificate_expired", "v1.28.4+rke2r1", "/x.crt", "systemctl restart rke2-server", id="rke2"
        ),
        pytest.param(
            "etcd_server_certificate_expired",
            "v1.28.4",
            "/etc/kubernetes/pki/etcd/server.crt",
            "kubeadm certs renew etcd-server",
            id="etcd",
        ),
        pytest.param(
            "etcd_client_certificate_expired",
            "v1.28.4",
            "/etc/kubernetes/pki/apiserver-etcd-client.crt",
            "kubeadm certs renew apiserver-etcd-client",
            id="client",
        ),
        pytest.param(
            "etcd_client_certificate_expired",
            "v1.28.4",
            "/etc/kubernetes/pki/etcd/healthcheck-client.crt",
            "kubeadm certs renew etcd-healthcheck-client",
            id="health-check",
        ),
    ],
)
def test_certificates_are_renewed_by_the_command_of_the_version(cause, version, path, first):
    about = episode(manifest("kube-apiserver", version=version), version=version)

    remedy = ways(cause, about, path=path)[0]

    assert remedy.commands[0] == first
    assert not any("ca" in command.split() for command in remedy.commands)
    assert remedy.caution


def test_the_old_pair_is_kept_aside_when_a_new_one_is_issued():
    path, ca = "/etc/kubernetes/pki/etcd/server.crt", "/etc/kubernetes/pki/etcd/ca.crt"

    commands = ways("certificate_authority_mismatch", episode(manifest("etcd")), path=path, ca=ca)[0].commands

    assert commands[:2] == (f"openssl verify -CAfile {ca} {path}", "mkdir -p /root/pki-aside")
    assert commands[2].startswith(f"mv {path} ")
    assert commands[3] == "kubeadm init phase certs etcd-server"


def test_a_flag_that_names_the_wrong_ca_is_put_right_where_the_right_one_is_mounted():
    path, ca, right = (f"/etc/kubernetes/pki/{name}" for name in ("apiserver-etcd-client.crt", "ca.crt", "etcd/ca.crt"))
    about = episode(manifest("kube-apiserver", f"--etcd-cafile={ca}"))
    told = {"path": path, "ca": ca, "flag": "--etcd-cafile"}

    first, second = ways("certificate_authority_mismatch", about, **told, right=right)
    without = ways("certificate_authority_mismatch", about, **told)

    assert f"+    - --etcd-cafile={right}" in first.diff.replace('"', "")
    assert "anew" in second.title
    assert [each.edits for each in without] == [()]


def test_a_running_container_is_stopped_by_its_id():
    remedy = ways("certificate_renewed_not_reloaded", episode(manifest("etcd")), path="/x.crt")[0]

    assert remedy.commands == (f"crictl stop {CONTAINER_ID[:13]}",)


@pytest.mark.parametrize(
    ("cluster", "first"),
    [
        pytest.param("master-1=https://10.0.0.4:2380", "only member", id="one-member"),
        pytest.param("a=https://1:2380,b=https://2:2380", "other members are healthy", id="several-members"),
    ],
)
def test_damaged_data_is_moved_and_never_deleted(cluster, first):
    text = manifest("etcd", version="v3.5.9").replace("master-1=https://10.0.0.4:2380", cluster)

    made = ways("etcd_data_corrupt", episode(text), data_dir="/var/lib/etcd")

    assert first in made[0].title
    assert all(any(command.startswith("mv /var/lib/etcd ") for command in each.commands) for each in made)
    assert not any(command.startswith("rm") for each in made for command in each.commands)
    restore = next(c for each in made for c in each.commands if "snapshot restore" in c)
    assert restore.startswith("etcdutl snapshot restore SNAPSHOT --data-dir=/var/lib/etcd --name=master-1")


def test_the_image_before_is_the_way_back():
    about = episode(manifest("etcd", image="registry.k8s.io/etcd:3.6.0-0"))
    earlier = replace(about.attempts[0], image="registry.k8s.io/etcd:3.5.21-0")
    upgraded = replace(about, attempts=(earlier, *about.attempts))

    remedy = ways("etcd_upgrade_incompatible", upgraded, data_dir="/var/lib/etcd")[0]

    assert changes(remedy)[-1] == "+    image: registry.k8s.io/etcd:3.5.21-0"
    assert remedy.commands == ("cp -a /var/lib/etcd /root/etcd-copy",)


def test_an_alarm_is_disarmed_last():
    made = ways("etcd_nospace_alarm", episode(manifest("etcd")), quota_bytes="")

    names = [" ".join(command.split()[:2]) for command in made[0].commands]
    assert names[0].startswith("export ETCDCTL_API=3")
    assert names[1:] == ["etcdctl snapshot", "etcdctl endpoint", "etcdctl compact", "etcdctl defrag", "etcdctl alarm"]
    assert changes(made[1]) == ["+    - --quota-backend-bytes=4294967296"]
    assert made[1].stopgap


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        pytest.param("6442450944", "8589934592", id="as-far-as-eight"),
        pytest.param("8589934592", None, id="no-further"),
    ],
)
def test_the_quota_has_its_end(quota, expected):
    about = episode(manifest("etcd", f"--quota-backend-bytes={quota}"))

    made = ways("etcd_nospace_alarm", about, quota_bytes=quota)

    assert [changes(each)[-1] for each in made[1:]] == (
        [f"+    - --quota-backend-bytes={expected}"] if expected else []
    )


def test_a_live_member_comes_first():
    text = manifest("kube-apiserver", version="v1.14.1").replace(
        "https://127.0.0.1:2379", "https://a:2379,https://b:2379"
    )

    remedy = ways("etcd_first_endpoint_down", episode(text, version="v1.14.1"), address="https://a:2379")[0]

    assert changes(remedy)[-1] == "+    - --etcd-servers=https://b:2379,https://a:2379"


@pytest.mark.parametrize(
    ("limit", "program", "total", "expected"),
    [
        pytest.param("536870912", "kube-apiserver", None, "1Gi", id="twice"),
        pytest.param("67108864", "kube-apiserver", None, "1Gi", id="no-less-than-it-needs-to-live"),
        pytest.param("1610612736", "kube-apiserver", None, "3Gi", id="gibibytes"),
        pytest.param("134217728", "kube-scheduler", None, "256Mi", id="mebibytes"),
        pytest.param("1073741824", "kube-apiserver", 2**31, None, id="more-than-the-node-has"),
    ],
)
def test_a_memory_limit_is_doubled_as_far_as_the_node_goes(limit, program, total, expected):
    host = [HostSeen(at=NOW, memory_total_bytes=total)]
    about = episode(manifest(program), observations=host)

    remedy = ways("oom_killed", about, limit_bytes=limit)[0]

    assert changes(remedy)[1:] == ([f"+        memory: {expected}  # kept too"] if expected else [])
    assert "Look first" in remedy.caution


def test_inotify_limits_are_raised_now_and_for_the_next_boot():
    host = [HostSeen(at=NOW, inotify_max_instances=512)]

    remedy = ways("inotify_limit", episode(observations=host))[0]

    assert remedy.commands[0] == "sysctl -w fs.inotify.max_user_instances=2048"
    assert "max_user_instances = 2048" in after(remedy, "/etc/sysctl.d/90-inotify.conf")


def test_webhooks_are_off_in_one_list_and_not_on_in_the_other():
    about = episode(manifest("kube-apiserver", "--enable-admission-plugins=NodeRestriction,MutatingAdmissionWebhook"))

    remedy = ways("admission_webhook_deadlock", about, webhook="a.b")[1]

    assert "+    - --enable-admission-plugins=NodeRestriction" in changes(remedy)
    assert "+    - --disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook" in changes(remedy)
    assert remedy.stopgap


@pytest.mark.parametrize(
    ("seen", "removed"),
    [pytest.param({"/run/kms/s.sock": "socket"}, True, id="stale"), pytest.param({}, False, id="not-seen")],
)
def test_only_a_socket_that_was_seen_is_removed(seen, removed):
    about = episode(manifest("kms-plugin", flags=[]), seen=seen)

    remedy = ways("kms_plugin_unavailable", about, socket="/run/kms/s.sock")[0]

    assert ("rm /run/kms/s.sock" in remedy.commands) == removed
    assert "nobody listens" in remedy.caution


def test_the_plugins_directory_is_mounted_into_the_apiserver():
    remedy = ways("kms_plugin_unavailable", episode(manifest()), socket="/run/kmsplugin/socket.sock")[0]

    assert "+    - mountPath: /run/kmsplugin" in changes(remedy)


def test_an_apiserver_listens_everywhere_rather_than_on_an_address_that_is_gone():
    text = manifest("kube-apiserver", "--bind-address=10.0.0.9", probe=http_probe(6443, host="10.0.0.9"))

    remedy = ways("node_address_missing", episode(text), address="10.0.0.9", flag="--bind-address=10.0.0.9")[1]

    assert changes(remedy) == ["-    - --bind-address=10.0.0.9", "+    - --bind-address=0.0.0.0",
                               "-        host: 10.0.0.9", "+        host: 127.0.0.1"]  # fmt: skip


def test_no_proxy_is_completed_in_its_place():
    env = "    env:\n    - name: HTTPS_PROXY\n      value: http://p:1\n    - name: NO_PROXY\n      value: localhost\n"
    text = manifest("kube-apiserver", probe=http_probe(6443) + env)

    remedy = ways("proxy_environment", episode(text))[0]

    assert changes(remedy) == ["-      value: localhost",
                               "+      value: localhost,127.0.0.1,.svc,.cluster.local,10.0.0.4"]  # fmt: skip


@pytest.mark.parametrize(
    ("names", "winner", "moved"),
    [
        pytest.param(
            "kube-apiserver.yaml, kube-apiserver.yaml.bak",
            "kube-apiserver.yaml.bak",
            "kube-apiserver.yaml.bak",
            id="bak",
        ),
        pytest.param(
            "backup-kube-apiserver.yml, kube-apiserver.yaml",
            "kube-apiserver.yaml",
            "backup-kube-apiserver.yml",
            id="copy-in-front",
        ),
        pytest.param(
            "kube-apiserver.yaml, kube-apiserver2.yaml",
            "kube-apiserver2.yaml",
            "kube-apiserver2.yaml",
            id="a-longer-name",
        ),
        pytest.param(
            "kube-apiserver.yaml, kube-apiserver.yaml~", "kube-apiserver.yaml~", "kube-apiserver.yaml~", id="tilde"
        ),
    ],
)
def test_the_copy_is_moved_out_of_the_directory(names, winner, moved):
    remedy = ways("duplicate_manifest", episode(manifest()), files=names, winner=winner, loser="x")[0]

    assert remedy.commands[-1] == f"mv '{MANIFESTS}/{moved}' /root/manifest-backups/".replace(
        "'", "" if "~" not in moved else "'"
    )
    assert ("in force" in remedy.caution) == (winner == moved)


def test_an_invalid_manifest_is_put_back_as_it_last_was():
    good, path = manifest("kube-apiserver"), f"{MANIFESTS}/kubelet.yaml"
    bad = good.replace("    - --secure-port=6443", "\t- --secure-port=6443")
    before = ManifestSeen(at=NOW - timedelta(hours=1), manifest=parse(path, good.encode()))

    made = ways("manifest_invalid", episode(bad, observations=[before]), file=path, line=13)

    assert changes(made[0]) == ["-\t- --secure-port=6443", "+    - --secure-port=6443"]
    assert f"{path}:13" in made[1].title
    assert len(APISERVER_FLAGS) > 1


def test_an_object_of_another_kind_is_moved_out_of_the_manifest_directory():
    path = f"{MANIFESTS}/kubeadm-config.yaml"
    why = 'no kind "ClusterConfiguration" is registered for version "kubeadm.k8s.io/v1beta3"'

    remedy = ways("manifest_invalid", episode(), file=path, why=why)[0]

    assert any(command.startswith(f"mv {path} ") for command in remedy.commands)
