"""Configuration files of the kubelet, of containerd and of the components, and what does not fit between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyrestart.causes.rule import finding, note
from whyrestart.knowledge import config_kinds
from whyrestart.knowledge.flags import Verdict
from whyrestart.lint.command_line import gate_problem
from whyrestart.lint.findings import Kind, LintFile
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.version import Version
from whyrestart.parsing import containerd_config, kubelet_config
from whyrestart.parsing.containerd_config import ContainerdConfig
from whyrestart.parsing.yaml_tree import YamlProblem, load_first

# `kind:` of the first document, in YAML's block style or in JSON; what is neither is no Kubernetes file.
_KIND = re.compile(
    r"^(?:\ufeff)?kind:[ \t]*[\"']?(?P<yaml>\w+)|^[ \t{]*\"kind\"[ \t]*:[ \t]*\"(?P<json>\w+)\"", re.MULTILINE
)
_CONTAINERD = re.compile(r"io\.containerd\.|^[ \t]*\[plugins[.\]]|^[ \t]*disabled_plugins[ \t]*=", re.MULTILINE)
_CAUSES = {
    "Policy": Cause.AUDIT_POLICY_INVALID,
    "EncryptionConfiguration": Cause.ENCRYPTION_CONFIG_INVALID,
    "EncryptionConfig": Cause.ENCRYPTION_CONFIG_INVALID,
    "AuthenticationConfiguration": Cause.AUTHENTICATION_CONFIG_INVALID,
    "KubeletConfiguration": Cause.KUBELET_CONFIG_INVALID,
    "CredentialProviderConfig": Cause.KUBELET_CONFIG_INVALID,
}
# The kubelet asks a runtime that tells its driver, and only then is an unset cgroupDriver no statement
# (KubeletCgroupDriverFromCRI, on by default from 1.31; containerd 2.0 answers it).
_DRIVER_FROM_RUNTIME = Version(1, 31)


def kind_of(file: LintFile) -> Kind:
    """What a file was given as, else what it is by its `kind` or its look: it need not be valid."""
    if file.kind is not None:
        return file.kind
    text = file.data[: 256 * 1024].decode("utf-8", "replace")
    if file.name.endswith(".toml"):
        return Kind.CONTAINERD if _CONTAINERD.search(text) or "containerd" in file.path else Kind.OTHER
    match = _KIND.search(text)
    kind = (match["yaml"] or match["json"]) if match else ""
    if kind == "Pod":
        return Kind.POD
    if kind == "KubeletConfiguration":
        return Kind.KUBELET
    return Kind.COMPONENT if any(kind == each.kind for each in config_kinds.known()) else Kind.OTHER


def component_kind(file: LintFile, version: Version | None) -> Iterator[Finding]:
    """A configuration file of a component: YAML, and an apiVersion that the release reads."""
    try:
        tree = load_first(file.data)
    except YamlProblem as problem:
        yield _broken(file, Cause.COMPONENT_CONFIG_INVALID, "the configuration", problem)
        return
    kind, api = (tree.get("kind"), tree.get("apiVersion")) if tree else (None, None)
    if kind is None or not kind.text or api is None or not api.text or version is None:
        return
    answer = config_kinds.judge(kind.text, api.text, version)
    if answer.verdict not in {Verdict.REMOVED, Verdict.NOT_YET}:
        return
    yield finding(
        _CAUSES.get(kind.text, Cause.COMPONENT_CONFIG_INVALID),
        Confidence.LIKELY,
        f"{answer.facts.component if answer.facts else 'The component'} {version} does not read {kind.text} in "
        f"{api.text}{f'; {answer.use} is the one to use' if answer.use else ''}.",
        [note("file", f"{file.path}:{api.line}: apiVersion: {api.text}")],
        file=file.path,
        line=api.line,
        kind=kind.text,
        use=answer.use,
    )


def _broken(file: LintFile, cause: Cause, what: str, problem: YamlProblem) -> Finding:
    where = f"{file.path}:{problem.line}" if problem.line else file.path
    return finding(
        cause,
        Confidence.LIKELY,
        f"{where}: {what} cannot be parsed: {problem.message}.",
        [note("file", problem.message)],
        file=file.path,
        line=problem.line,
        column=problem.column,
    )


def kubelet(file: LintFile, version: Version | None, *, swap_bytes: int | None = None) -> Iterator[Finding]:
    """A kubelet's configuration file by itself, and against the node's swap where it is known."""
    config = kubelet_config.parse(file.data.decode("utf-8", "replace"))
    if config.problem is not None:
        where = f"{file.path}:{config.problem_line}" if config.problem_line else file.path
        yield finding(
            Cause.KUBELET_CONFIG_INVALID,
            Confidence.LIKELY,
            f"{where}: the kubelet cannot read its configuration and exits: {config.problem}.",
            [note("kubelet_config", config.problem)],
            file=file.path,
            line=config.problem_line,
        )
        return
    yield from component_kind(file, version)
    for name, value in config.feature_gates:
        why = gate_problem(name, value, version) if version is not None else None
        if why is not None:
            yield finding(
                Cause.KUBELET_CONFIG_INVALID,
                Confidence.LIKELY,
                f"The kubelet {version} will reject the feature gate {name} and exit at once: {why}.",
                [note("kubelet_config", f"featureGates: {name}: {value}")],
                file=file.path,
                line=config.line(f"featureGates.{name}"),
                gate=name,
            )
    if swap_bytes and config.fail_swap_on is not False:
        yield finding(
            Cause.KUBELET_SWAP_ON,
            Confidence.LIKELY,
            f"Swap is on ({swap_bytes / 2**20:.0f} MiB) and failSwapOn is not false: the kubelet will not start.",
            [note("host", f"{swap_bytes / 2**20:.0f} MiB of swap are on")],
            file=file.path,
            line=config.line("failSwapOn"),
            swap_bytes=swap_bytes,
        )


def containerd(file: LintFile) -> Iterator[Finding]:
    """The configuration of containerd by itself: whether it starts, whether CRI loads, what is set in vain."""
    config = _containerd(file)
    if config.problem is not None:
        where = f"{file.path}:{config.problem_line}" if config.problem_line else file.path
        yield finding(
            Cause.RUNTIME_UNAVAILABLE,
            Confidence.LIKELY,
            f"{where}: containerd does not start with this configuration: {config.problem}.",
            [note("runtime_config", config.problem)],
            file=file.path,
            line=config.problem_line,
        )
        return
    if config.cri_refused is not None:
        yield finding(
            Cause.CRI_PLUGIN_DISABLED,
            Confidence.LIKELY,
            f"containerd will not serve CRI: {config.cri_refused}.",
            [note("runtime_config", config.cri_refused)],
            file=file.path,
            line=_line(file, "disabled_plugins" if "disabled_plugins" in config.cri_refused else "systemd_cgroup"),
        )
    for each in config.ineffective:
        if config.systemd_cgroup:
            continue
        yield finding(
            Cause.CGROUP_DRIVER_MISMATCH,
            Confidence.POSSIBLE,
            f"{each.key} is set and has no effect: {each.why}. containerd keeps the cgroupfs driver.",
            [note("runtime_config", f"{each.key}: {each.why}")],
            file=file.path,
            line=each.line,
            key=each.key,
        )


def _containerd(file: LintFile) -> ContainerdConfig:
    return containerd_config.parse(file.data.decode("utf-8", "replace"), file.path)


def _line(file: LintFile, key: str) -> int | None:
    lines = file.data.decode("utf-8", "replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.lstrip().startswith(key)), None)


def between(kubelet_file: LintFile, containerd_file: LintFile, version: Version | None) -> Iterator[Finding]:
    """Kubelet and containerd on one node must name one cgroup driver."""
    config = kubelet_config.parse(kubelet_file.data.decode("utf-8", "replace"))
    runtime = _containerd(containerd_file)
    if config.problem is not None or runtime.problem is not None:
        return
    # A configuration that imports others says nothing alone.
    if containerd_config.imports(containerd_file.data.decode("utf-8", "replace"), containerd_file.path):
        return
    mine = config.cgroup_driver or "cgroupfs"
    if mine == runtime.cgroup_driver:
        return
    if config.cgroup_driver is None and (version is None or version >= _DRIVER_FROM_RUNTIME):
        return
    written = f"cgroupDriver is {mine}" if config.cgroup_driver else "cgroupDriver is not set, which means cgroupfs"
    yield finding(
        Cause.CGROUP_DRIVER_MISMATCH,
        Confidence.LIKELY,
        f"The kubelet's {written}, but {containerd_file.path} makes containerd use {runtime.cgroup_driver}: every pod "
        "of the node will be killed every few minutes.",
        [note("kubelet_config", written), note("runtime_config", f"containerd: {runtime.cgroup_driver}")],
        kubelet=mine,
        runtime=runtime.cgroup_driver,
        file=kubelet_file.path,
        line=config.line("cgroupDriver"),
    )
