"""Configuration files of the kubelet, of containerd and of the components, and what does not fit between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyrestart.causes.rule import finding, note
from whyrestart.knowledge import config_kinds
from whyrestart.knowledge.flags import Verdict
from whyrestart.lint import fields, kubelet_flags, values, verdicts
from whyrestart.lint.findings import Kind, LintFile
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.version import Version
from whyrestart.parsing import containerd_config, kubelet_config
from whyrestart.parsing.containerd_config import ContainerdConfig
from whyrestart.parsing.yaml_tree import Tree, YamlProblem, load_first

# `kind:` of the first document, in YAML's block style or in JSON; what is neither is no Kubernetes file.
_KIND = re.compile(
    r"^(?:\ufeff)?kind:[ \t]*[\"']?(?P<yaml>\w+)|^[ \t{]*\"kind\"[ \t]*:[ \t]*\"(?P<json>\w+)\"", re.MULTILINE
)
# In any document: kubeadm reads them all, and the first may be the kubelet's.
_KUBEADM = re.compile(
    r"^(?:\ufeff)?apiVersion:[ \t]*[\"']?kubeadm\.k8s\.io/|^[ \t{]*\"apiVersion\"[ \t]*:[ \t]*\"kubeadm\.k8s\.io/",
    re.MULTILINE,
)
_CONTAINERD = re.compile(
    r"io\.containerd\.|^[ \t]*\[plugins[.\]]|^[ \t]*(?:disabled_plugins|imports)[ \t]*=|^version[ \t]*=[ \t]*[1-9]\b",
    re.MULTILINE,
)
_CAUSES = {
    "Policy": Cause.AUDIT_POLICY_INVALID,
    "EncryptionConfiguration": Cause.ENCRYPTION_CONFIG_INVALID,
    "EncryptionConfig": Cause.ENCRYPTION_CONFIG_INVALID,
    "AuthenticationConfiguration": Cause.AUTHENTICATION_CONFIG_INVALID,
    "KubeletConfiguration": Cause.KUBELET_CONFIG_INVALID,
    "CredentialProviderConfig": Cause.KUBELET_CONFIG_INVALID,
}
# The API version whose fields the table has.
_FIELDS_OF = "kubelet.config.k8s.io/v1beta1"
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
    if _KUBEADM.search(text):
        return Kind.KUBEADM
    match = _KIND.search(text)
    kind = (match["yaml"] or match["json"]) if match else _kind_in_braces(file.data)
    if kind == "Pod":
        return Kind.POD
    if kind == "KubeletConfiguration":
        return Kind.KUBELET
    # A plugin's kind may be as plain as Configuration: its group must stand there too.
    ours = (each for each in config_kinds.known() if each.kind == kind)
    if any(not each.plugin or each.api_version.split("/")[0] in text for each in ours):
        return Kind.COMPONENT
    return Kind.KUBELET_FLAGS if not kind and kubelet_flags.carries(file.path, text) else Kind.OTHER


def _kind_in_braces(data: bytes) -> str:
    """The kind of what is written in one line, as `kubectl -o json | jq -c` does."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return ""
    try:
        tree = load_first(data)
    except YamlProblem:
        return ""
    kind = tree.get("kind") if tree is not None else None
    return (kind.text or "") if kind is not None else ""


def component_kind(file: LintFile, version: Version | None) -> Iterator[Finding]:
    """A configuration file of a component: YAML, and an apiVersion that the release reads, within it too."""
    try:
        tree = load_first(file.data)
    except YamlProblem as problem:
        yield broken(file, Cause.COMPONENT_CONFIG_INVALID, "the configuration", problem)
        return
    if tree is None or version is None:
        return
    yield from _kind(file, tree, version)
    plugins = tree.get("plugins")
    for plugin in plugins.items() if plugins else ():
        written = plugin.get("configuration")
        if written is not None:
            yield from _kind(file, written, version)


def _kind(file: LintFile, tree: Tree, version: Version) -> Iterator[Finding]:
    kind, api = tree.get("kind"), tree.get("apiVersion")
    if kind is None or not kind.text or api is None or not api.text:
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


def broken(file: LintFile, cause: Cause, what: str, problem: YamlProblem) -> Finding:
    """A file that is no YAML, or is beyond what is parsed."""
    where = f"{file.path}:{problem.line}" if problem.line else file.path
    return finding(
        cause,
        Confidence.POSSIBLE if problem.unread else Confidence.LIKELY,
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
    try:
        tree = load_first(file.data)
    except YamlProblem as problem:
        yield broken(file, Cause.KUBELET_CONFIG_INVALID, "the kubelet's configuration", problem)
        return
    yield from component_kind(file, version)
    yield from _fields(file, tree, version)
    for name, value in config.feature_gates:
        refusal = verdicts.gate(name, value, version) if version is not None else None
        if refusal is not None:
            yield finding(
                Cause.KUBELET_CONFIG_INVALID,
                refusal.confidence,
                f"The kubelet {version} will reject the feature gate {name} and exit at once: {refusal.why}.",
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


def _fields(file: LintFile, tree: Tree | None, version: Version | None) -> Iterator[Finding]:
    api = tree.get("apiVersion") if tree else None
    if tree is None or api is None or api.text != _FIELDS_OF:
        return
    yield from fields.of_kubelet(file.path, tree, version)
    yield from values.refused(file.path, tree, version)
    for name, key in tree.repeated_keys():
        yield finding(
            Cause.KUBELET_CONFIG_INVALID,
            Confidence.POSSIBLE,
            f"{name} is given twice; the kubelet takes the last.",
            [note("kubelet_config", f"{file.path}:{key.line}: {name}")],
            file=file.path,
            line=key.line,
            column=key.column,
            key=name,
        )


# The keys that keep CRI off, as they are named in why.
_REFUSED = ("disabled_plugins", "systemd_cgroup", "config_path", "default_runtime_name")


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
            line=_line(file, next((key for key in _REFUSED if key in config.cri_refused), "")),
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
    # The kubelet takes any word but systemd for cgroupfs.
    mine = "systemd" if config.cgroup_driver == "systemd" else "cgroupfs"
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
