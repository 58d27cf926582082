"""Commands about containers, in the words of the tool that this node has, at the socket that it uses."""

from __future__ import annotations

import re
from dataclasses import replace

from whyrestart.model.episode import Episode
from whyrestart.model.observation import RuntimeSeen
from whyrestart.model.remedy import Remedy
from whyrestart.remedies.editing import runtime_unit

# RKE2 leaves its crictl and its settings off the path (docs.rke2.io/reference/cli_tools); k3s links its own onto it.
# k0s and MicroK8s bring none, and a crictl from elsewhere asks at the sockets of others.
_CRICTL = (
    ("rke2", "/var/lib/rancher/rke2/bin/crictl --config /var/lib/rancher/rke2/agent/etc/crictl.yaml"),
    ("k0s", "crictl --runtime-endpoint unix:///run/k0s/containerd.sock"),
    ("snap.microk8s.", "crictl --runtime-endpoint unix:///var/snap/microk8s/common/run/containerd.sock"),
)
# dockershim names containers k8s_<container>_<pod>_..., and sandboxes k8s_POD_<pod>_...
_DOCKER = (
    (re.compile(r"--name (\S+)"), r"--filter name=k8s_\1_"),
    (re.compile(r"^pods$"), "ps --all --filter name=k8s_POD_"),
    (re.compile(r"^rmi --prune$"), "image prune --all"),
    (re.compile(r"^(inspect|stop)p "), r"\1 "),
)
_NAMED = re.compile(r"\bcrictl\b")


def on_this_node(episode: Episode, remedy: Remedy) -> Remedy:
    """The remedy with its crictl commands as this node takes them: by Docker where that is the runtime."""
    runtime = episode.node.last(RuntimeSeen)
    if runtime is not None and runtime.name == "docker":
        commands = tuple(
            f"docker {_by_docker(words)}" if tool == "crictl" else f"{tool}{space}{words}"
            for tool, space, words in (command.partition(" ") for command in remedy.commands)
        )
        return replace(remedy, commands=commands, caution=_NAMED.sub("docker", remedy.caution))
    unit = runtime_unit(episode)
    tool = next((tool for carrier, tool in _CRICTL if unit.startswith(carrier)), "crictl")
    return replace(remedy, commands=tuple(re.sub(r"^crictl\b", tool, command) for command in remedy.commands))


def _by_docker(words: str) -> str:
    for theirs, docker in _DOCKER:
        words = theirs.sub(docker, words)
    return words
