import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.parsing.containerd_config import (
    DEFAULT_PATH,
    ContainerdConfig,
    effective,
    imports,
    merged_text,
    parse,
)

V1 = "[plugins.cri.containerd.runtimes.runc]\nruntime_type = 'io.containerd.runc.v2'\n"
V2 = """version = 2
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
    SystemdCgroup = true
"""
V3 = """version = 3
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  SystemdCgroup = true
"""
# As reported with nvidia-container-toolkit issue 410: keys of version 1 and of version 2 in a file without a version.
REGISTRY = 'version = 2\n[plugins."io.containerd.grpc.v1.cri".registry]\nconfig_path = "/etc/containerd/certs.d"\n'
MIRROR = '[plugins."io.containerd.grpc.v1.cri".registry.mirrors."a.example"]\nendpoint = ["https://b.example"]\n'
OWN_CA = '[plugins."io.containerd.grpc.v1.cri".registry.configs."a.example".tls]\nca_file = "/etc/ssl/a.pem"\n'
MIXED = """
[plugins]
  [plugins.cri]
    sandbox_image = "registry.k8s.io/pause:3.9"
    systemd_cgroup = true
  [plugins."io.containerd.grpc.v1.cri"]
    [plugins."io.containerd.grpc.v1.cri".containerd]
      default_runtime_name = "nvidia"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia]
        runtime_type = "io.containerd.runc.v2"
        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia.options]
          SystemdCgroup = true
"""
OPTIONS = 'plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options'


@pytest.mark.parametrize(
    ("text", "driver"),
    [
        pytest.param("", "cgroupfs", id="empty"),
        pytest.param("version = 2\n", "cgroupfs", id="nothing-said"),
        pytest.param(V1, "cgroupfs", id="version-1-without-the-option"),
        pytest.param(
            V1 + "[plugins.cri.containerd.runtimes.runc.options]\nSystemdCgroup = true\n", "systemd", id="version-1"
        ),
        pytest.param(V2, "systemd", id="version-2"),
        pytest.param(V2.replace("true", "false"), "cgroupfs", id="version-2-off"),
        pytest.param(V3, "systemd", id="version-3"),
        pytest.param(V3.replace("version = 3", "version = 4"), "systemd", id="version-4"),
        pytest.param(
            V2.replace("runtimes.runc", "runtimes.crun").replace(
                "version = 2\n",
                'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd]\ndefault_runtime_name = "crun"\n',
            ),
            "systemd",
            id="another-default-runtime",
        ),
        pytest.param(
            "[plugins.cri]\nsystemd_cgroup = true\n[plugins.cri.containerd.runtimes.runc]\n"
            "runtime_type = 'io.containerd.runtime.v1.linux'\n",
            "systemd",
            id="the-old-shims-own-setting",
        ),
    ],
)
def test_says_which_cgroup_driver_takes_effect(text, driver):
    config = parse(text)

    assert (config.cgroup_driver, config.ineffective, config.problem, config.cri_refused) == (driver, (), None, None)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        pytest.param(V2.replace("version = 2", ""), 5, "of version 1 (no version line means 1)", id="no-version-line"),
        pytest.param(
            V2.replace("version = 2", "version = 3"), 5, "of version 3 is read at", id="path-of-version-2-in-3"
        ),
        pytest.param(
            V3.replace("version = 3", "version = 2"), 3, "of version 2 is read at", id="path-of-version-3-in-2"
        ),
        pytest.param(
            V2.replace("runtimes.runc", "runtimes.nvidia"), 5, "the default runtime is 'runc'", id="not-the-default"
        ),
        pytest.param(V2.replace("SystemdCgroup", "systemd_cgroup"), 5, "spelled 'systemd_cgroup'", id="spelling"),
        pytest.param(V2.replace("true", '"true"'), 5, "true without quotes", id="in-quotes"),
        pytest.param(
            'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]\nSystemdCgroup = true\n',
            3,
            "belongs into",
            id="outside-options",
        ),
        pytest.param("version = 2\nSystemdCgroup = true\n", 2, "outside [plugins", id="at-the-top"),
    ],
)
def test_a_setting_that_containerd_passes_over_is_told_with_its_line(text, line, why):
    config = parse(text)

    (passed_over,) = config.ineffective
    assert config.cgroup_driver == "cgroupfs"
    assert (passed_over.path, passed_over.line) == (DEFAULT_PATH, line)
    assert why in passed_over.why


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        pytest.param('disabled_plugins = ["cri"]\n', "disabled_plugins names 'cri'", id="as-dockers-package-ships-it"),
        pytest.param(
            'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n', "io.containerd.grpc", id="version-2"
        ),
        pytest.param(MIXED, "systemd_cgroup = true works only", id="reported"),
        pytest.param('disabled_plugins = ["restart", "btrfs"]\n', None, id="other-plugins"),
        pytest.param('disabled_plugins = "cri"\n', None, id="wrong-type"),
        pytest.param(REGISTRY + MIRROR, "registry.mirrors is set beside", id="registries-in-two-places"),
        pytest.param(REGISTRY + OWN_CA, "registry.configs.'a.example'.tls is set", id="a-registry-s-tls-in-two-places"),
        pytest.param(REGISTRY.replace("/etc/containerd/certs.d", "") + MIRROR, None, id="registries-here-alone"),
        pytest.param(REGISTRY, None, id="registries-elsewhere-alone"),
        pytest.param(
            (REGISTRY + MIRROR).replace("version = 2", "version = 3").replace("grpc.v1.cri", "cri.v1.images"),
            "registry.mirrors is set beside",
            id="registries-in-two-places-version-3",
        ),
    ],
)
def test_says_why_the_cri_plugin_does_not_load(text, refused):
    config = parse(text)

    assert (config.cri_refused is None) == (refused is None)
    assert (refused or "") in (config.cri_refused or "")


def test_imports_are_merged_in_their_order_and_replace_a_plugins_section():
    texts = {
        DEFAULT_PATH: 'version = 2\nimports = ["conf.d/*.toml"]\ndisabled_plugins = ["a"]\n' + V2.partition("\n")[2],
        "/etc/containerd/conf.d/10.toml": f'version = 2\ndisabled_plugins = ["b"]\n[{OPTIONS}]\nSystemdCgroup = true\n',
        "/etc/containerd/conf.d/20.toml": 'version = 2\n[plugins."io.containerd.grpc.v1.cri"]\nsandbox_image = "x"\n',
        "/etc/containerd/other.toml": "not imported",
    }

    config = effective(texts)

    assert imports(texts[DEFAULT_PATH], DEFAULT_PATH) == ("/etc/containerd/conf.d/*.toml",)
    assert config.disabled_plugins == ("a", "b")
    assert config.cgroup_driver == "cgroupfs"
    merged = tomllib.loads(merged_text(texts))
    assert merged["plugins"]["io.containerd.grpc.v1.cri"] == {"sandbox_image": "x"}
    assert parse(merged_text(texts)) == config


def test_version_3_merges_sections():
    texts = {
        DEFAULT_PATH: "imports = ['/etc/containerd/conf.d/*.toml']\n" + V3,
        "/etc/containerd/conf.d/a.toml": "version = 3\n[plugins.'io.containerd.cri.v1.runtime'.cni]\nbin_dir = '/x'\n",
    }

    assert effective(texts).cgroup_driver == "systemd"
    assert parse(merged_text(texts)).cgroup_driver == "systemd"


def test_a_file_that_imports_itself_ends():
    assert effective({DEFAULT_PATH: f'imports = ["{DEFAULT_PATH}", "*.toml"]\n'}).problem is None


def test_without_a_file_the_defaults_hold():
    assert effective({}) == ContainerdConfig()
    assert merged_text({}) is None


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        pytest.param("version = 2\n[plugins\n", "not TOML", 2, id="broken"),
        pytest.param("a = 1\na = 2\n", "not TOML", 2, id="twice"),
        pytest.param("version = 9\n", "version = 9", None, id="unknown-version"),
        pytest.param("a = " + "[" * 5000, "not TOML", None, id="nested-for-ever"),
        pytest.param("# " + "x" * (1 << 20), "larger than", None, id="too-large"),
    ],
)
def test_says_why_containerd_does_not_start(text, says, line):
    config = parse(text)

    assert says in config.problem
    assert config.problem_line == line


@given(st.text())
def test_no_text_is_an_error(text):
    parse(text)
    texts = {DEFAULT_PATH: f'imports = ["*"]\n{text}', "/etc/containerd/b": text}
    effective(texts)
    merged_text(texts)
