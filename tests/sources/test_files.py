import os
import socket

import pytest

from whyrestart.model.observation import FileSeen, FileText, Source
from whyrestart.parsing.kubelet_config import static_pod_path
from whyrestart.parsing.manifest import parse
from whyrestart.sources.files import MAX_TEXT_BYTES, FileSource

MANIFEST = """apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver}
spec:
  containers:
  - name: kube-apiserver
    image: x
    command:
    - kube-apiserver
    - --encryption-provider-config=/in-the-pod/enc.yaml
    - --audit-policy-file=/not/mounted.yaml
    - --tls-private-key-file=/in-the-pod/tls.key
    - --token-auth-file=/in-the-pod/tokens.csv
    volumeMounts:
    - {mountPath: /in-the-pod, name: conf}
    - {mountPath: /var/run/kmsplugin, name: kms}
  volumes:
  - {name: conf, hostPath: {path: /etc/conf}}
  - {name: kms, hostPath: {path: /run/kms}}
  - {name: absent, hostPath: {path: /no/such/place}}
"""
ENCRYPTION = """kind: EncryptionConfiguration
resources:
- providers:
  - kms: {name: a}
    endpoint: unix:///var/run/kmsplugin/socket.sock
  - aescbc:
      keys:
      - {name: key1, secret: c2VjcmV0IGlzIHNlY3VyZQ==}
"""


@pytest.fixture
async def source_of(tmp_path, clock):
    sources = []

    def build(manifest=MANIFEST, **more):
        manifests = [parse("/m.yaml", manifest.encode(), None)] if manifest else []
        sources.append(FileSource(clock, manifests=lambda: manifests, root=tmp_path, **more))
        return sources[-1]

    yield build
    for source in sources:
        await source.close()


def put(root, path, text="", mode=0o644):
    where = root / path.lstrip("/")
    where.parent.mkdir(parents=True, exist_ok=True)
    where.write_text(text)
    where.chmod(mode)
    return where


def files(look):
    return {seen.path: seen for seen in look.observations if isinstance(seen, FileSeen)}


def texts(look):
    return {seen.path: seen for seen in look.observations if isinstance(seen, FileText)}


async def test_looks_for_what_flags_and_volumes_name_inside_and_on_the_host(tmp_path, source_of):
    put(tmp_path, "/etc/conf/enc.yaml", ENCRYPTION, 0o600)
    put(tmp_path, "/not/mounted.yaml", "rules: []")

    look = await source_of().look()

    seen = files(look)
    assert (seen["/etc/conf/enc.yaml"].type, seen["/etc/conf/enc.yaml"].mode) == ("file", 0o600)
    assert seen["/etc/conf/enc.yaml"].size == len(ENCRYPTION)
    assert seen["/not/mounted.yaml"].type == "file"
    assert seen["/in-the-pod/enc.yaml"].type is None
    assert seen["/no/such/place"].type is None
    assert seen["/etc/conf"].type == "dir"
    assert seen["/etc/conf/tls.key"].type is None


async def test_reads_configurations_redacted_and_looks_for_what_they_name(tmp_path, source_of):
    put(tmp_path, "/etc/conf/enc.yaml", ENCRYPTION)
    (tmp_path / "run" / "kms").mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "run" / "kms" / "socket.sock"))

    look = await source_of().look()

    text = texts(look)["/etc/conf/enc.yaml"].text
    assert "c2VjcmV0" not in text
    assert "endpoint: unix:///var/run/kmsplugin/socket.sock" in text
    assert files(look)["/run/kms/socket.sock"].type == "socket"


async def test_never_opens_a_key_or_a_token_file(tmp_path, source_of, monkeypatch):
    put(tmp_path, "/etc/conf/tls.key", "KEY")
    put(tmp_path, "/etc/conf/tokens.csv", "TOKEN")
    opened = []

    def read(path, limit):
        opened.append(path)
        raise FileNotFoundError(2, "No such file", path)

    monkeypatch.setattr("whyrestart.sources.files.read", read)
    look = await source_of().look()

    assert files(look)["/etc/conf/tls.key"].type == files(look)["/etc/conf/tokens.csv"].type == "file"
    assert opened
    assert not any(path.endswith((".key", ".csv")) for path in opened)


async def test_reads_what_makes_up_the_kubelets_command_line(tmp_path, source_of):
    unit = "[Service]\nEnvironmentFile=-/etc/default/kubelet\nExecStart=/usr/bin/kubelet --config=/etc/k.yaml $X\n"
    put(tmp_path, "/etc/systemd/system/kubelet.service", unit)
    put(tmp_path, "/etc/systemd/system/kubelet.service.d/10.conf", "[Service]\n")
    put(tmp_path, "/etc/systemd/system/kubelet.service.d/10.conf.bak", "[Service]\n")
    put(tmp_path, "/etc/default/kubelet", "X=--container-runtime-endpoint=unix:///run/gone.sock --token=abc123def456\n")
    put(tmp_path, "/etc/k.yaml", "kind: KubeletConfiguration\n")

    look = await source_of(manifest="").look()

    assert {path: seen.source for path, seen in texts(look).items()} == dict.fromkeys(
        (
            "/etc/default/kubelet",
            "/etc/systemd/system/kubelet.service",
            "/etc/systemd/system/kubelet.service.d/10.conf",
            "/etc/k.yaml",
        ),
        Source.KUBELET_CONFIG,
    )
    assert "abc123def456" not in texts(look)["/etc/default/kubelet"].text
    assert files(look)["/run/gone.sock"].type is None
    assert look.gaps == ()


async def test_reads_the_units_of_a_control_plane_that_has_no_pods(tmp_path, source_of):
    unit = (
        "[Service]\nEnvironmentFile=-/etc/kubernetes/apiserver\n"
        "ExecStart=/usr/bin/kube-apiserver --client-ca-file=/etc/ca.crt $X\n"
    )
    put(tmp_path, "/etc/systemd/system/kube-apiserver.service", unit)
    put(tmp_path, "/etc/systemd/system/kube-apiserver.service.d/10.conf", "[Service]\n")
    put(tmp_path, "/etc/kubernetes/apiserver", "X=--token-auth-file=/etc/tokens.csv --token=abc123def456\n")
    put(tmp_path, "/usr/lib/systemd/system/cups.service", "[Service]\n")

    look = await source_of(manifest="").look()

    assert {path: seen.source for path, seen in texts(look).items()} == dict.fromkeys(
        (
            "/etc/kubernetes/apiserver",
            "/etc/systemd/system/kube-apiserver.service",
            "/etc/systemd/system/kube-apiserver.service.d/10.conf",
        ),
        Source.FILES,
    )
    assert "abc123def456" not in texts(look)["/etc/kubernetes/apiserver"].text
    assert files(look)["/etc/ca.crt"].type is None
    assert look.gaps == ()


async def test_reads_the_environment_files_that_the_unit_names(tmp_path, source_of):
    unit = "[Service]\nEnvironmentFile=-/etc/kubernetes/kubelet.env\nExecStart=/usr/bin/kubelet $KUBELET_CONFIG_ARGS\n"
    put(tmp_path, "/etc/systemd/system/kubelet.service", unit)
    put(tmp_path, "/etc/kubernetes/kubelet.env", 'KUBELET_CONFIG_ARGS="--config=/etc/k.yaml"\n')
    put(tmp_path, "/etc/k.yaml", "kind: KubeletConfiguration\n")

    look = await source_of(manifest="").look()

    assert texts(look).keys() == {
        "/etc/systemd/system/kubelet.service", "/etc/kubernetes/kubelet.env", "/etc/k.yaml",
    }  # fmt: skip


async def test_the_kubelets_configuration_may_lie_elsewhere(tmp_path, source_of):
    put(tmp_path, "/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\n")
    put(tmp_path, "/srv/k.yaml", "kind: KubeletConfiguration\n")

    look = await source_of(manifest="", kubelet_config="/srv/k.yaml").look()

    assert texts(look).keys() == {"/srv/k.yaml"}


async def test_tells_of_a_path_again_only_when_it_changed(tmp_path, source_of):
    path = put(tmp_path, "/watched", "a")
    source = source_of(manifest="", paths=["/watched", "/directory"])
    (tmp_path / "directory").mkdir()
    await source.look()

    put(tmp_path, "/directory/new")
    same = await source.look()
    path.chmod(0o600)
    changed = await source.look()
    path.unlink()
    gone = await source.look()

    assert same.observations == ()
    assert [(seen.path, seen.mode) for seen in changed.observations] == [("/watched", 0o600)]
    assert [(seen.path, seen.type) for seen in gone.observations] == [("/watched", None)]


async def test_a_link_is_told_with_where_it_ends(tmp_path, source_of):
    put(tmp_path, "/certs/kubelet-client-2026.pem")
    (tmp_path / "current.pem").symlink_to("certs/kubelet-client-2026.pem")
    (tmp_path / "dangling").symlink_to("certs/none")
    (tmp_path / "loop").symlink_to("loop")

    seen = files(await source_of(manifest="", paths=["/current.pem", "/dangling", "/loop"]).look())

    assert (seen["/current.pem"].type, seen["/current.pem"].target) == ("link", "certs/kubelet-client-2026.pem")
    assert seen["/certs/kubelet-client-2026.pem"].type == "file"
    assert (seen["/dangling"].type, seen["/certs/none"].type) == ("link", None)
    assert seen["/loop"].type == "link"


async def test_a_fifo_in_the_place_of_a_configuration_does_not_hang(tmp_path, source_of):
    (tmp_path / "etc" / "conf").mkdir(parents=True)
    os.mkfifo(tmp_path / "etc" / "conf" / "enc.yaml")

    look = await source_of().look()

    assert files(look)["/etc/conf/enc.yaml"].type == "fifo"
    assert texts(look) == {}


@pytest.mark.parametrize(
    ("place", "mode", "told"),
    [
        pytest.param("run/systemd/inaccessible/reg", 0o000, False, id="hidden-by-the-unit"),
        pytest.param("run/systemd/other", 0o000, True, id="empty-and-locked-by-somebody"),
        pytest.param("run/systemd/inaccessible/reg", 0o600, True, id="a-link-with-another-mode"),
    ],
)
async def test_what_the_unit_hides_is_not_told_as_a_file_of_mode_0000(tmp_path, source_of, place, mode, told):
    """systemd.exec(5), InaccessiblePaths=: an empty node of mode 0000 lies over the path."""
    node, key = tmp_path / place, tmp_path / "etc/conf/tls.key"
    for path in (node, key):
        path.parent.mkdir(parents=True, exist_ok=True)
    node.touch()
    os.link(node, key)
    key.chmod(mode)

    look = await source_of().look()

    assert ("/etc/conf/tls.key" in files(look)) is told
    assert look.gaps == ()


async def test_what_may_not_be_read_is_a_gap_that_names_it(tmp_path, source_of, monkeypatch):
    def refuse(path, limit):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("whyrestart.sources.files.read", refuse)

    look = await source_of().look()

    assert {gap.source for gap in look.gaps} == {Source.FILES, Source.KUBELET_CONFIG}
    assert "enc.yaml: Permission denied" in look.gaps[0].why


async def test_a_configuration_over_the_limit_is_a_gap_that_names_it(tmp_path, source_of):
    put(tmp_path, "/etc/conf/enc.yaml", "#" * (MAX_TEXT_BYTES + 1))
    put(tmp_path, "/var/lib/kubelet/config.yaml", "#" * (MAX_TEXT_BYTES + 1))

    look = await source_of().look()

    gaps = {gap.source: gap.why for gap in look.gaps}
    assert "/etc/conf/enc.yaml is 524289 bytes, more than the 524288 that are read" in gaps[Source.FILES]
    assert "/var/lib/kubelet/config.yaml is 524289 bytes" in gaps[Source.KUBELET_CONFIG]
    assert look.partial


DROP_INS = "/etc/kubernetes/kubelet.conf.d"


def kubelet_with_drop_ins(root):
    unit = f"[Service]\nExecStart=/usr/bin/kubelet --config-dir={DROP_INS}\n"
    put(root, "/etc/systemd/system/kubelet.service", unit)
    put(root, "/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\nstaticPodPath: /srv/a\n")
    put(root, f"{DROP_INS}/sub/10.conf", "kind: KubeletConfiguration\nstaticPodPath: /srv/b\n")
    put(root, f"{DROP_INS}/notes.txt", "no configuration")
    return put(root, f"{DROP_INS}/20.conf", "kind: KubeletConfiguration\nstaticPodPath: /srv/c\n")


async def test_reads_the_kubelets_drop_ins(tmp_path, source_of):
    last = kubelet_with_drop_ins(tmp_path)
    source = source_of(manifest=None)
    known = {path: seen.text for path, seen in texts(await source.look()).items()}

    assert {path for path in known if path.startswith(DROP_INS)} == {f"{DROP_INS}/20.conf", f"{DROP_INS}/sub/10.conf"}
    # Names are compared: 20.conf comes before the directory.
    assert static_pod_path(known) == "/srv/b"

    last.unlink()
    (tmp_path / DROP_INS.lstrip("/") / "sub/10.conf").unlink()
    known |= {path: seen.text for path, seen in texts(await source.look()).items()}
    assert static_pod_path(known) == "/srv/a"
    assert texts(await source.look()) == {}


async def test_a_drop_in_directory_that_cannot_be_listed_is_a_gap(tmp_path, source_of, monkeypatch):
    kubelet_with_drop_ins(tmp_path)
    scandir = os.scandir

    def refusing(path="."):
        if str(path).endswith("kubelet.conf.d"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    look = await source_of(manifest=None).look()

    assert [gap.source for gap in look.gaps] == [Source.KUBELET_CONFIG]
    assert "kubelet.conf.d: Permission denied" in look.gaps[0].why
