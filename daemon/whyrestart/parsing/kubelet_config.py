"""The kubelet's configuration: its file (KubeletConfiguration, v1beta1), the drop-ins merged over it, and the flags.

Drop-ins are the files below `--config-dir` that end in .conf (1.28 with an environment variable, 1.30 without), in
order of their names, merged as JSON: a later value, list included, takes the place of an earlier one. Flags beat all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import islice

from whyrestart.parsing.systemd_unit_file import CarriedFlag, carried_flags
from whyrestart.parsing.yaml_tree import Tree, YamlProblem, load_first

DEFAULT_PATH = "/var/lib/kubelet/config.yaml"
MAX_KEYS = 1000


@dataclass(frozen=True, kw_only=True)
class KubeletConfig:
    """What the file says; None where it says nothing, and the kubelet's default holds.

    `problem` is why it cannot be read or is no KubeletConfiguration, `problem_line` where (1-based). `lines` are the
    1-based lines of the keys below, by their name in the file.
    """

    static_pod_path: str | None = None
    cgroup_driver: str | None = None
    cgroup_root: str | None = None
    cgroups_per_qos: bool | None = None
    fail_swap_on: bool | None = None
    fail_cgroup_v1: bool | None = None
    protect_kernel_defaults: bool | None = None
    container_runtime_endpoint: str | None = None
    pod_logs_dir: str | None = None
    rotate_certificates: bool | None = None
    client_ca_file: str | None = None
    tls_cert_file: str | None = None
    authorization_mode: str | None = None
    read_only_port: int | None = None
    healthz_port: int | None = None
    feature_gates: tuple[tuple[str, str], ...] = ()
    problem: str | None = None
    problem_line: int | None = None
    lines: Mapping[str, int] = field(default_factory=dict)

    def line(self, key: str) -> int | None:
        """The line of a key of the file (`staticPodPath`, `authentication.x509.clientCAFile`)."""
        return self.lines.get(key)


def parse(text: str) -> KubeletConfig:
    """Read a configuration file. Never raises: what is wrong stands in `problem`."""
    try:
        tree = load_first(text.encode("utf-8", "replace"))
    except YamlProblem as wrong:
        return KubeletConfig(problem=wrong.message, problem_line=wrong.line)
    if tree is None or not tree.is_mapping:
        return KubeletConfig(problem="a KubeletConfiguration was expected", problem_line=1)
    kind = _text(tree, "kind")
    problem = None if kind == "KubeletConfiguration" else f"kind is {kind!r}; KubeletConfiguration was expected"
    gates = tree.get("featureGates")
    return KubeletConfig(
        static_pod_path=_text(tree, "staticPodPath"),
        cgroup_driver=_text(tree, "cgroupDriver"),
        cgroup_root=_text(tree, "cgroupRoot"),
        cgroups_per_qos=_boolean(tree, "cgroupsPerQOS"),
        fail_swap_on=_boolean(tree, "failSwapOn"),
        fail_cgroup_v1=_boolean(tree, "failCgroupV1"),
        protect_kernel_defaults=_boolean(tree, "protectKernelDefaults"),
        container_runtime_endpoint=_text(tree, "containerRuntimeEndpoint"),
        pod_logs_dir=_text(tree, "podLogsDir"),
        rotate_certificates=_boolean(tree, "rotateCertificates"),
        client_ca_file=_text(tree, "authentication", "x509", "clientCAFile"),
        tls_cert_file=_text(tree, "tlsCertFile"),
        authorization_mode=_text(tree, "authorization", "mode"),
        read_only_port=_integer(tree, "readOnlyPort"),
        healthz_port=_integer(tree, "healthzPort"),
        feature_gates=tuple((name, value.text or "") for name, _, value in gates.pairs()) if gates else (),
        problem=problem,
        problem_line=None if problem is None else 1,
        lines=_lines(tree),
    )


def effective(flags: tuple[CarriedFlag, ...], name: str) -> CarriedFlag | None:
    """The flag that counts: the last of that name."""
    return next((flag for flag in reversed(flags) if flag.name.replace("_", "-") == name), None)


def config_path(flags: tuple[CarriedFlag, ...]) -> str:
    """The configuration file that the kubelet is told to read, kubeadm's where no flag says."""
    flag = effective(flags, "config")
    return flag.value if flag is not None and flag.value else DEFAULT_PATH


def drop_in_directory(flags: tuple[CarriedFlag, ...]) -> str | None:
    """Where the kubelet is told to look for drop-ins."""
    flag = effective(flags, "config-dir")
    return flag.value.rstrip("/") if flag is not None and flag.value else None


def files(texts: Mapping[str, str]) -> tuple[str, ...]:
    """The kubelet's configuration file and its drop-ins, of those whose text is there, in the order of merging.

    An empty drop-in is one that is gone.
    """
    flags = carried_flags(texts)
    main = config_path(flags)
    if main not in texts and effective(flags, "config") is None:
        main = next((path for path in texts if path.endswith("/kubelet/config.yaml")), main)
    directory = drop_in_directory(flags)
    below = [
        path
        for path, text in texts.items()
        if directory and text and path.startswith(f"{directory}/") and path.endswith(".conf") and path != main
    ]
    return (*((main,) if main in texts else ()), *sorted(below, key=lambda path: path.split("/")))


def merged(configs: Iterable[KubeletConfig]) -> KubeletConfig:
    """Configurations in the kubelet's order as one. Lines are of one file, so the merged one has none."""
    whole = KubeletConfig()
    for config in configs:
        told = {name: value for name in _SETTINGS if (value := getattr(config, name)) is not None}
        whole = replace(
            whole,
            **told,
            feature_gates=tuple({**dict(whole.feature_gates), **dict(config.feature_gates)}.items()),
            problem=whole.problem or config.problem,
        )
    return whole


def of(texts: Mapping[str, str]) -> KubeletConfig | None:
    """What the kubelet's files say together; None where none of them was read."""
    paths = files(texts)
    return merged(parse(texts[path]) for path in paths) if paths else None


def carrier(texts: Mapping[str, str], key: str) -> tuple[str, int] | None:
    """The file whose value of that key counts, and the line; None where no file has it."""
    found = ((path, parse(texts[path]).line(key)) for path in reversed(files(texts)))
    return next(((path, line) for path, line in found if line is not None), None)


def static_pod_path(texts: Mapping[str, str]) -> str | None:
    """Where the kubelet looks for static pods, by its flags or else its files; `texts` are files by path.

    None where neither says.
    """
    flags = carried_flags(texts)
    flag = effective(flags, "pod-manifest-path")
    if flag is not None and flag.value:
        return flag.value
    config = of(texts)
    return config.static_pod_path if config is not None else None


_SETTINGS = tuple(
    each.name
    for each in fields(KubeletConfig)
    if each.name not in {"feature_gates", "problem", "problem_line", "lines"}
)


def _lines(tree: Tree) -> dict[str, int]:
    """Of the upper three levels; aliases could make more of a small file than anybody wants to walk."""
    return dict(islice(_keys(tree, "", 3), MAX_KEYS))


def _keys(tree: Tree, path: str, levels: int) -> Iterator[tuple[str, int]]:
    for name, key, value in tree.pairs():
        yield f"{path}{name}", key.line
        if levels > 1:
            yield from _keys(value, f"{path}{name}.", levels - 1)


def _text(tree: Tree, *keys: str) -> str | None:
    found = tree.at(*keys)
    return found.text or None if found else None


def _boolean(tree: Tree, key: str) -> bool | None:
    found = tree.get(key)
    return found.boolean if found else None


def _integer(tree: Tree, key: str) -> int | None:
    found = tree.get(key)
    return found.integer if found else None
