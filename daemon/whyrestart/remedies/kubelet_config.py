"""Ways out of a configuration or a kubeconfig that the kubelet refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyrestart.knowledge import gates
from whyrestart.knowledge.gates import GateVerdict
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.parsing import kubelet_config
from whyrestart.remedies.editing import (
    KUBEADM_COPY,
    RESTART_KUBELET,
    command,
    text_of,
    texts,
    where_possible,
)
from whyrestart.remedies.kubelet_edit import (
    config_edit,
    config_path,
    drop_ins,
    drop_key,
    flags,
)
from whyrestart.remedies.yaml_edit import CannotEdit

_KUBECONFIG = "/etc/kubernetes/kubelet.conf"
_GATE = re.compile(r"(?:unrecognized feature gate: |cannot set feature gate |invalid value of )(?P<gate>\w+)")
# What the static policies of its CPU and its memory manager are not given.
_MANAGER = re.compile(
    r"(?P<cpu>\[cpumanager\] unable to (?:determine reserved|reserve the)|the static policy requires systemreserved)|"
    r"you should specify the system reserved memory|is not equal to the value|"
    r"reserved memory configuration references a NUMA node"
)
_MEMORY = ("memory", "reservedMemory of each NUMA node, which together are what Node Allocatable keeps")
# What tells no more than that it ends.
_HEAD = re.compile(r"^(?:kubelet: )?(?:[A-Za-z ]{1,60} err=)?(?:failed to run Kubelet: )*")
_UNKNOWN_FIELD = re.compile(r"unknown field \\?\"(?P<field>[\w.\[\]]+)\\?\"")


def kubelet_config_invalid(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Correct what the message names, or bring the file back."""
    file = found["file"] or config_path(episode)
    said = " ".join([found.summary, *(each.says for each in found.evidence)])
    if found["lacks"]:
        yield Remedy(
            title=f"Give the kubelet its {found['lacks']} in its unit or a drop-in of it; one that is to do without "
            f"an apiserver has {found['field']} turned off in {file}",
            commands=("systemctl cat kubelet", RESTART_KUBELET),
            caution="kubeadm's drop-in passes it in KUBELET_KUBECONFIG_ARGS: look whether that is there, and used.",
        )
        return
    if (manager := _MANAGER.search(said)) is not None:
        what, key = ("CPUs", "kubeReserved.cpu or reservedSystemCPUs") if manager["cpu"] else _MEMORY
        yield Remedy(
            title=f"Reserve {what} for the system in {file} ({key}), as the static policy wants it, or take that out",
            commands=(RESTART_KUBELET,),
            caution="A policy that is changed wants a drained node, and its state file in /var/lib/kubelet removed "
            f"({'cpu' if manager['cpu'] else 'memory'}_manager_state). {KUBEADM_COPY}",
        )
        return
    if "no such file" in said and file == kubelet_config.drop_in_directory(flags(episode)):
        yield Remedy(
            title=f"Make the directory that --config-dir names, {file}, or take the flag out",
            commands=(command("mkdir", "-p", file), RESTART_KUBELET),
            caution="What lay in it is merged over the kubelet's configuration: bring that back too, from a node of "
            "the same kind.",
        )
        return
    if "no such file" in said:
        yield _bring_back(episode, file)
        return
    if "kubeconfig" in found.summary:
        yield _kubeconfig_anew(file)
        return
    gate, field = _GATE.search(said), _UNKNOWN_FIELD.search(said)
    if gate is not None:
        bad = dict.fromkeys((gate["gate"], *_refused_gates(episode, file)))
        yield Remedy(
            title=f"Take {', '.join(bad)} out of featureGates in {file}",
            edits=where_possible(lambda: _without_gates(episode, file, list(bad))),
            commands=(RESTART_KUBELET,),
            caution=KUBEADM_COPY,
        )
        return
    if field is not None:
        keys = field["field"].split(".")
        yield Remedy(
            title=f"Take {field['field']} out of {file}: this version has no such field",
            edits=where_possible(lambda: drop_key(config_edit(episode, file), *keys)),
            commands=(RESTART_KUBELET,),
            caution=f"Look whether it is misspelt: letters' case counts. {KUBEADM_COPY}",
        )
        return
    if found["field"]:
        at = kubelet_config.carrier(texts(episode), found["field"])
        where = f"{at[0]}:{at[1]}" if at else file
        yield Remedy(
            title=f"Give {found['field']} at {where} a value of its type ({found['type']}), "
            "or take the key out: its default holds then",
            commands=(RESTART_KUBELET,),
            caution=KUBEADM_COPY,
        )
        return
    text = text_of(episode, file)
    problem = kubelet_config.parse(text) if text is not None else None
    line = problem.problem_line if problem is not None and problem.problem_line else ""
    yield Remedy(
        title=f"Correct {file}{f':{line}' if line else ''}: {_last_part(found)}",
        commands=(RESTART_KUBELET,),
        caution=_merged_over(episode, file) + KUBEADM_COPY,
    )


def _kubeconfig_anew(file: str) -> Remedy:
    kubeadms = (command("mv", file, f"{file}.broken"), "kubeadm init phase kubeconfig kubelet")
    return Remedy(
        title=f"Make {file} anew: it is empty or damaged",
        commands=(command("ls", "-l", file), *(kubeadms if file == _KUBECONFIG else ()), RESTART_KUBELET),
        caution="kubeadm signs with the CA's key, which control-plane nodes have alone; a worker joins again. A disk "
        "that was full or a machine that lost power may have left other files empty too.",
    )


def _merged_over(episode: Episode, file: str) -> str:
    """That the fault may stand in a drop-in, where the message names none of them."""
    others = drop_ins(episode)
    if not others or file in others:
        return ""
    return f"Drop-ins are merged over it, and one of them may be at fault: {', '.join(others[:5])}. "


def _last_part(found: Finding) -> str:
    """The kubelet's reason, without the excerpts and Go types that follow it."""
    said = found.evidence[0].says if found.evidence else found.summary.partition(": ")[2]
    reason = re.split(r", (?:error found in|path: &|bigger context)", said.rpartition("rror: ")[2])[0]
    reason = _HEAD.sub("", reason)
    # Go prints a duration of the configuration as the struct that holds it.
    reason = re.sub(r"\{(\w+)\}", r"\1", " ".join(reason.split()))
    reason = reason[:160].rstrip(" .,:")
    return (reason if reason.count('"') % 2 == 0 else reason.rstrip('"')) or "its message names what it refuses"


def _bring_back(episode: Episode, file: str) -> Remedy:
    version = episode.node.version or episode.version
    old = version is not None and not version.at_least(1, 15)
    fetch = (
        f"kubeadm upgrade node config --kubelet-version {version}"
        if old
        else "kubeadm upgrade node phase kubelet-config"
    )
    return Remedy(
        title=f"Bring {file} back: from the cluster while the API is up, or from a node of the same kind",
        commands=(fetch, RESTART_KUBELET),
        caution="A copy from another node has that node's particulars: correct them. A backup of this one is best.",
    )


def _refused_gates(episode: Episode, file: str) -> Iterator[str]:
    text, version = text_of(episode, file), episode.version
    if text is None or version is None:
        return
    bad = {GateVerdict.REMOVED, GateVerdict.NOT_YET, GateVerdict.LOCKED}
    for name, value in kubelet_config.parse(text).feature_gates:
        on = {"true": True, "false": False}.get(value.lower())
        if gates.judge(name, version, value=on).verdict in bad:
            yield name


def _without_gates(episode: Episode, file: str, names: list[str]) -> FileEdit:
    edit = config_edit(episode, file)
    listed = edit.tree.get("featureGates")
    there = [key for key, _, _ in listed.pairs()] if listed is not None else []
    mine = [name for name in names if name in there]
    if not mine:
        raise CannotEdit
    if len(mine) == len(there):
        edit.drop(edit.tree, "featureGates")
    else:
        for name in mine:
            edit.drop(listed, name)
    return edit.done


REMEDIES = {
    Cause.KUBELET_CONFIG_INVALID: kubelet_config_invalid,
}
