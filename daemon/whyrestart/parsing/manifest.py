"""A file of the manifest directory to a Manifest: the static pod, or why the kubelet cannot take it for one.

Follows what the kubelet does with a file (KUBELET.md 1.11: the first YAML document only, decoded, defaulted and
validated as a v1 Pod) as far as it decides whether the pod runs; fields that decide nothing here are not read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import datetime

from whyrestart.model.manifest import Manifest, ManifestProblem, StaticPod, Volume
from whyrestart.parsing.manifest_container import ENDLESS, LABEL, container_of
from whyrestart.parsing.manifest_fields import (
    Invalid,
    boolean,
    integer,
    invalid,
    one_of,
    pairs,
    required,
    sequence,
    string,
    unique,
)
from whyrestart.parsing.manifest_secrets import without_secrets
from whyrestart.parsing.redaction import redact
from whyrestart.parsing.yaml_tree import MAX_BYTES, Tree, YamlProblem, as_utf8, decode, load_first

# pkg/apis/core/validation: names of pods are subdomains, names of containers are labels.
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_LABEL_VALUE = re.compile(r"(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")
_HOST_PATH_TYPES = frozenset(
    {"", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"}
)
_RESTART_POLICIES = ("Always", "OnFailure", "Never")
_DNS_POLICIES = ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")
# Of those that a static pod may have; a key that is none of them the kubelet does not even see.
_VOLUME_SOURCES = frozenset({"hostPath", "emptyDir", "configMap", "secret", "projected", "downwardAPI", "nfs", "csi"})
_API_VOLUMES = {"secret": "Secret", "configMap": "ConfigMap", "persistentVolumeClaim": "PersistentVolumeClaim"}


def parse(path: str, data: bytes, modified_at: datetime | None = None) -> Manifest:
    """Read a manifest's bytes. Never raises: what is wrong stands in `problem`, with line, column and key."""
    sha256 = hashlib.sha256(data).hexdigest()
    data = as_utf8(data)
    written = data.decode("utf-8", "replace")
    text = redact(written)
    try:
        tree = _document(data)
        text = redact(without_secrets(written, tree))
        pod = _pod(tree)
    except YamlProblem as wrong:
        problem = ManifestProblem(message=wrong.message, line=wrong.line, column=wrong.column, unread=wrong.unread)
        return Manifest(path=path, text=text, sha256=sha256, problem=problem, modified_at=modified_at)
    except Invalid as wrong:
        return Manifest(path=path, text=text, sha256=sha256, problem=wrong.problem, modified_at=modified_at)
    return Manifest(
        path=path, text=text, sha256=sha256, pod=pod, modified_at=modified_at, warnings=tuple(_warnings(data, tree))
    )


def tree_of(data: bytes) -> Tree | None:
    """The document that the kubelet decodes, None where there is none."""
    try:
        return _document(data)
    except (YamlProblem, Invalid):
        return None


def _document(data: bytes) -> Tree:
    # What begins with a brace the kubelet reads as JSON and as nothing else; tabs may indent it, which YAML forbids.
    if len(data) <= MAX_BYTES and data.lstrip().startswith(b"{"):
        with contextlib.suppress(YamlProblem):
            data = _json(decode(data)).replace("\t", " ").encode()
    tree = load_first(data)
    if tree is None:
        raise Invalid(ManifestProblem(message="the file is empty; a Pod was expected", line=1))
    return tree


def _json(text: str) -> str:
    """The text, if it is JSON; raises for what is not. What is too deep to be parsed is left to the limits of YAML."""
    try:
        with contextlib.suppress(RecursionError):
            json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        message = f"it begins with a brace, which makes it JSON, but {error.msg[:1].lower()}{error.msg[1:]}"
        raise Invalid(ManifestProblem(message=message, line=error.lineno, column=error.colno)) from None
    return text


def _pod(tree: Tree) -> StaticPod:
    if not tree.is_mapping:
        invalid(tree, "a Pod (apiVersion: v1, kind: Pod) was expected, not a plain value or a list")
    kind, version = tree.get("kind"), tree.get("apiVersion")
    if kind is None or kind.text is None:
        invalid(tree, "kind is missing; 'kind: Pod' was expected", "kind")
    if kind.text != "Pod":
        invalid(kind, f"kind is {kind.text!r}; a static pod's manifest holds one Pod")
    if version is None or version.text != "v1":
        written = version.text if version else None
        invalid(
            version or tree,
            f"apiVersion is {'missing' if written is None else repr(written)}; 'apiVersion: v1' was expected",
            "apiVersion",
        )
    metadata, spec = required(tree, "metadata"), required(tree, "spec")
    name, namespace = string(metadata, "name"), string(metadata, "namespace")
    if not name:
        invalid(metadata, "metadata.name is missing", "metadata.name")
    if len(name) > 253 or not _SUBDOMAIN.fullmatch(name):
        invalid(
            metadata.get("name") or metadata,
            f"metadata.name {name!r} is not a DNS name (lower case, digits, '-' and '.')",
        )
    _labels(metadata)
    one_of(spec, "restartPolicy", _RESTART_POLICIES)
    one_of(spec, "dnsPolicy", _DNS_POLICIES)
    volumes = tuple(_volume(item) for item in sequence(spec, "volumes"))
    unique(spec, "volumes", [volume.name for volume in volumes])
    names = {volume.name for volume in volumes}
    # The pod's user is that of every container that names none of its own.
    user = spec.at("securityContext", "runAsUser")
    containers = tuple(container_of(item, names, user) for item in sequence(spec, "containers"))
    if not containers:
        invalid(spec, "spec.containers is missing or empty", "spec.containers")
    initial = tuple(container_of(item, names, user, is_init=True) for item in sequence(spec, "initContainers"))
    unique(spec, "containers", [container.name for container in (*containers, *initial)])
    return StaticPod(
        name=name,
        namespace=namespace or "default",
        uid=string(metadata, "uid"),
        host_network=bool(boolean(spec, "hostNetwork")),
        containers=(*containers, *initial),
        volumes=volumes,
        annotations=tuple(pairs(metadata, "annotations")),
        termination_grace_seconds=min(integer(spec, "terminationGracePeriodSeconds", 30), ENDLESS),
        priority_class=string(spec, "priorityClassName"),
        api_references=tuple(_api_references(spec)),
        line=tree.line,
    )


def _labels(metadata: Tree) -> None:
    for name, value in pairs(metadata, "labels"):
        if len(value) > 63 or not _LABEL_VALUE.fullmatch(value):
            invalid(metadata.get("labels") or metadata, f"{value!r} is not the value of a label ({name})")


def _volume(tree: Tree) -> Volume:
    name = string(tree, "name")
    if not name or not LABEL.fullmatch(name):
        invalid(tree, f"volume name {name!r} is not a DNS label")
    sources = [key for key, _, value in tree.pairs() if key != "name" and not value.is_null]
    if len({*sources} & _VOLUME_SOURCES) > 1:
        invalid(tree, f"volume {name!r} has more than one source: {', '.join(sources)}")
    kind = next(iter(sources), "emptyDir")
    if kind != "hostPath":
        return Volume(name=name, kind=kind, line=tree.line)
    source = required(tree, "hostPath")
    path, kind_of_path = string(source, "path"), string(source, "type") or ""
    if not path:
        invalid(source, f"hostPath of volume {name!r} has no path")
    if ".." in path.split("/"):
        invalid(source, f"hostPath of volume {name!r} must not contain '..'")
    if kind_of_path not in _HOST_PATH_TYPES:
        invalid(source.get("type") or source, f"hostPath type {kind_of_path!r} is not one that Kubernetes knows")
    return Volume(name=name, kind="hostPath", host_path=path, host_path_type=kind_of_path, line=tree.line)


def _api_references(spec: Tree) -> Iterator[tuple[str, int | None]]:
    """What a static pod may not refer to (enforced from 1.34, PreventStaticPodAPIReferences)."""
    for key in ("serviceAccountName", "serviceAccount"):
        if (named := spec.get(key)) is not None and named.text:
            yield f"ServiceAccount {named.text}", named.line
    for volume in sequence(spec, "volumes"):
        for key, kind in _API_VOLUMES.items():
            if (source := volume.get(key)) is not None:
                name = source.get("secretName") or source.get("name") or source.get("claimName")
                yield f"{kind} {name.text if name else '?'}", volume.line
        for projected in sequence(volume.get("projected") or volume, "sources"):
            for key in ("secret", "configMap", "serviceAccountToken", "clusterTrustBundle"):
                if projected.get(key) is not None:
                    yield key, projected.line
    for container in (*sequence(spec, "containers"), *sequence(spec, "initContainers")):
        for item in sequence(container, "envFrom"):
            yield "envFrom", item.line
        for item in sequence(container, "env"):
            if (source := item.get("valueFrom")) is not None:
                for key in ("secretKeyRef", "configMapKeyRef"):
                    if (named := source.get(key)) is not None:
                        yield f"{key.removesuffix('KeyRef')} of env {string(item, 'name')}", item.line


def _warnings(data: bytes, tree: Tree) -> Iterator[ManifestProblem]:
    for name, key in tree.repeated_keys():
        yield ManifestProblem(message=f"{name} is given twice; the kubelet takes the last", line=key.line, key=name)
    lines = [line.strip() for line in data.split(b"\n")]
    later = [number for number, line in enumerate(lines, 1) if line == b"---" and number > tree.line]
    # A separator at the end, or one before comments alone, separates nothing.
    if later and any(line and line != b"---" and not line.startswith((b"#", b"...")) for line in lines[later[0] :]):
        yield ManifestProblem(message="a second YAML document follows; the kubelet reads only the first", line=later[0])
