"""The pages and the hook say what the commands take."""

import re
from pathlib import Path

import click
import pytest
import yaml

from lint.manifests import given, rules
from whyrestart.cli import commands

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["lint", "fix"])
def test_a_page_names_every_option_of_its_command(name):
    page = (ROOT / "packaging" / "docs" / f"{name}.md").read_text()
    options = [p.opts[-1] for p in commands.commands[name].params if isinstance(p, click.Option)]

    missing = [o for o in options if o not in page and o not in {"--config", "--output"}]
    assert missing == []


def test_the_page_s_comment_is_one_that_lint_heeds():
    comment = re.search(r"# whyrestart: ignore=.*", (ROOT / "packaging" / "docs" / "lint.md").read_text())[0]
    text = (ROOT / "tests/data/installers/kubeadm-1.18/kube-apiserver.yaml").read_text()
    flag = "    - --allow-privileged=true"

    assert rules(given(text.replace(flag, "    - --anonymous-auth=false"))) == {"anonymous_auth_disabled"}
    assert rules(given(text.replace(flag, f"    - --anonymous-auth=false  {comment}"))) == set()


@pytest.mark.parametrize(
    ("path", "concerns"),
    [
        pytest.param("files/manifests/kube-apiserver", True, id="in a manifest directory"),
        pytest.param("kube-scheduler.yaml", True, id="by its name"),
        pytest.param("node/etc/containerd/config.toml", True, id="containerd's"),
        pytest.param("roles/node/files/kubelet-config.yaml", True, id="the kubelet's"),
        pytest.param("node/kubeadm-flags.env", True, id="the kubelet's flags"),
        pytest.param("node/etc/default/kubelet", True, id="and the operator's"),
        pytest.param("kubelet.service.d/10-kubeadm.conf", True, id="a drop-in"),
        pytest.param("nginx/conf.d/kubelet.conf", False, id="another's"),
        pytest.param("kubeadm-config.yaml", True, id="kubeadm's"),
        pytest.param("templates/manifests/kube-apiserver.yaml.j2", False, id="a template"),
        pytest.param("pyproject.toml", False, id="another TOML"),
        pytest.param("docs/etcd.md", False, id="a page"),
    ],
)
def test_the_hook_for_pre_commit_is_offered_such_files(path, concerns):
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    offered = re.search(hook["files"], path) is not None and re.search(hook["exclude"], path) is None

    assert (hook["entry"], offered) == ("whyrestart lint", concerns)
