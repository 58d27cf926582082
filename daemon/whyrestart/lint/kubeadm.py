"""kubeadm's configuration to the static pods that it will make of it, as far as its extra arguments decide over them.

Up to v1beta3 arguments are a map, in v1beta4 a list of names and values; up to v1alpha3 they stand at the top.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from whyrestart.knowledge.default_probes import default_probes
from whyrestart.knowledge.serving import port_number
from whyrestart.lint.findings import LintFile
from whyrestart.model.cause import Cause
from whyrestart.model.manifest import Argument, Container, HttpGet, Manifest, Probe, ProbeKind, StaticPod
from whyrestart.model.version import Version
from whyrestart.parsing.redaction import redact
from whyrestart.parsing.systemd_unit_file import CarriedFlag
from whyrestart.parsing.yaml_tree import Tree, YamlProblem, documents, load_first

_COMPONENTS = {
    "kube-apiserver": (("apiServer", "extraArgs"), ("apiServerExtraArgs",)),
    "kube-controller-manager": (("controllerManager", "extraArgs"), ("controllerManagerExtraArgs",)),
    "kube-scheduler": (("scheduler", "extraArgs"), ("schedulerExtraArgs",)),
    "etcd": (("etcd", "local", "extraArgs"), ("etcd", "extraArgs")),
}
# What kubeadm passes unless it is told otherwise, as far as it changes what is said of the rest.
_OWN = {"kube-apiserver": {"authorization-mode": "Node,RBAC"}}
# What the arguments alone decide; mounts, certificates and the rest of the command line are kubeadm's own affair.
DECIDED = frozenset({
    Cause.UNKNOWN_FLAG, Cause.FEATURE_GATE_REJECTED, Cause.UNKNOWN_ADMISSION_PLUGIN, Cause.INVALID_FLAG_VALUE,
    Cause.ANONYMOUS_AUTH_DISABLED, Cause.ALWAYS_ALLOW_RESETS_ANONYMOUS_AUTH,
    Cause.ANONYMOUS_FLAG_CONFLICTS_WITH_CONFIG, Cause.AUTHENTICATION_CONFIG_INVALID, Cause.PROBE_WRONG_PORT,
})  # fmt: skip
_SECURE_PORTS = {"kube-apiserver": 6443, "kube-controller-manager": 10257, "kube-scheduler": 10259}
# From here on kubeadm surely probes controller-manager and scheduler over HTTPS, on the port of the default.
_BY_HTTPS = Version(1, 18)
# Whose probes stand for those of a release that is not known: the causes above do not turn on it.
_SOME_RELEASE = Version(1, 30)


@dataclass(frozen=True)
class KubeadmFile:
    """A kubeadm configuration, all its documents."""

    file: LintFile

    @cached_property
    def _read(self) -> tuple[tuple[bytes, Tree | None], ...]:
        return tuple((data, _load(data)) for data in documents(self.file.data))

    @property
    def kubelet_configurations(self) -> Iterator[bytes]:
        """The documents that kubeadm hands on to the kubelet."""
        for data, tree in self._read:
            if tree is not None and (kind := tree.get("kind")) is not None and kind.text == "KubeletConfiguration":
                yield data

    @property
    def problems(self) -> Iterator[YamlProblem]:
        """Documents that are no YAML."""
        for data, tree in self._read:
            if tree is None:
                try:
                    load_first(data)
                except YamlProblem as problem:
                    yield problem

    @property
    def version(self) -> Version | None:
        """`kubernetesVersion`; None for a label such as stable-1, which only the network resolves."""
        return next((found for tree in self._trees() if (found := _version(tree, "kubernetesVersion"))), None)

    def manifests(self, stated: Version | None) -> Iterator[tuple[Manifest, Version | None]]:
        """The static pods with extra arguments, each with the release to judge it by."""
        version = stated or self.version
        for tree in self._trees():
            for program, places in _COMPONENTS.items():
                arguments = [each for place in places for each in _arguments(tree.at(*place))]
                if arguments:
                    release = _version(tree, "etcd", "local", "imageTag") if program == "etcd" else version
                    yield self._manifest(program, arguments, release), release

    def _manifest(self, program: str, given: list[tuple[str, str, int]], release: Version | None) -> Manifest:
        own = {name: value for name, value in _OWN.get(program, {}).items() if name not in {n for n, _, _ in given}}
        words = [Argument(text=program), *(Argument(text=f"--{name}={value}") for name, value in own.items())]
        words += [Argument(text=redact(f"--{name}={value}"), line=line) for name, value, line in given]
        ports = [(value, line) for name, value, line in given if name == "secure-port"]
        container = Container(
            name=program,
            image=f"{program}:{release}" if release else program,
            command=tuple(words),
            probes=tuple(self._probes(program, ports, release)),
        )
        pod = StaticPod(name=program, namespace="kube-system", host_network=True, containers=(container,))
        return Manifest(path=self.file.path, pod=pod)

    def _probes(self, program: str, ports: list[tuple[str, int]], release: Version | None) -> Iterator[Probe]:
        """Those that kubeadm writes, at the line of the `secure-port` that they do not follow."""
        written, line = ports[-1] if ports else ("", None)
        if program == "kube-apiserver":
            meant = port_number(written)
            port = self._bind_port() or meant or _SECURE_PORTS[program]
            for each in default_probes("kubeadm", program, release or _SOME_RELEASE):
                handler = HttpGet(port=port, path=each.path, scheme=each.scheme, host="127.0.0.1")
                yield Probe(
                    kind=each.kind,
                    handler=handler,
                    initial_delay_seconds=each.initial_delay_seconds or 0,
                    timeout_seconds=each.timeout_seconds or 1,
                    failure_threshold=each.failure_threshold or 3,
                    line=line,
                )
        elif program in _SECURE_PORTS and release is not None and release >= _BY_HTTPS:
            handler = HttpGet(port=_SECURE_PORTS[program], path="/healthz", scheme="HTTPS", host="127.0.0.1")
            yield Probe(kind=ProbeKind.LIVENESS, handler=handler, failure_threshold=8, line=line)

    def _bind_port(self) -> int | None:
        """The port that kubeadm's probe asks; unknown where another file may set it."""
        for tree in self._trees():
            for place in (("localAPIEndpoint",), ("controlPlane", "localAPIEndpoint"), ("api",)):
                if (found := tree.at(*place, "bindPort")) is not None:
                    return found.integer
            if (kind := tree.get("kind")) is not None and kind.text == "InitConfiguration":
                return _SECURE_PORTS["kube-apiserver"]
        return None

    def kubelet_flags(self) -> Iterator[CarriedFlag]:
        """The flags that kubeadm will write to kubeadm-flags.env."""
        for tree in self._trees():
            for name, value, line in _arguments(tree.at("nodeRegistration", "kubeletExtraArgs")):
                yield CarriedFlag(name=name, value=value, path=self.file.path, line=line)

    def _trees(self) -> Iterator[Tree]:
        for _, tree in self._read:
            api = tree.get("apiVersion") if tree is not None else None
            if tree is not None and api is not None and (api.text or "").startswith("kubeadm.k8s.io/"):
                yield tree


def _load(data: bytes) -> Tree | None:
    try:
        return load_first(data)
    except YamlProblem:
        return None


def _version(tree: Tree, *keys: str) -> Version | None:
    found = tree.at(*keys)
    return Version.parse(found.text) if found is not None else None


def _arguments(tree: Tree | None) -> Iterator[tuple[str, str, int]]:
    """Names and values without dashes, with their lines, of either form."""
    if tree is None:
        return
    for name, key, value in tree.pairs():
        yield name.lstrip("-"), value.text or "", key.line
    for item in tree.items():
        named, given = item.get("name"), item.get("value")
        if named is not None and named.text:
            yield named.text.lstrip("-"), (given.text if given is not None else None) or "", named.line
