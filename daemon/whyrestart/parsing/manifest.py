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
from decimal import Decimal
from typing import NoReturn

from whyrestart.model.manifest import (
    Argument,
    Container,
    Exec,
    Grpc,
    Handler,
    Header,
    HttpGet,
    Manifest,
    ManifestProblem,
    Mount,
    Probe,
    ProbeKind,
    StaticPod,
    TcpSocket,
    Volume,
)
from whyrestart.model.secret import REDACTED, Secret
from whyrestart.parsing.quantity import quantity
from whyrestart.parsing.redaction import redact, redact_words
from whyrestart.parsing.yaml_tree import MAX_BYTES, Tree, YamlProblem, as_utf8, decode, load_first

# pkg/apis/core/validation: names of pods are subdomains, names of containers are labels.
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_PORT_NAME = re.compile(r"(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*")
_HEADER_NAME = re.compile(r"[-A-Za-z0-9!#$%&'*+.^_`|~]+")
_HOST_PATH_TYPES = frozenset(
    {"", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"}
)
_SECRET_NAME = re.compile(
    r"(?i)(passw|passphrase|pwd|token|secret|credential|api[-_]?key|(?<![a-z])(?:pass|key)(?![a-z]))"
)
# A quoted scalar from its first quote on, to its end or the line's.
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"?|'(?:[^']|'')*'?")
_PROBE_FIELDS = {
    ProbeKind.STARTUP: "startupProbe",
    ProbeKind.LIVENESS: "livenessProbe",
    ProbeKind.READINESS: "readinessProbe",
}
_OVERRIDES = frozenset({"ALL", "DAC_OVERRIDE"})
_RESTART_POLICIES = ("Always", "OnFailure", "Never")
_DNS_POLICIES = ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")
_PULL_POLICIES = ("Always", "IfNotPresent", "Never")
_PROTOCOLS = ("TCP", "UDP", "SCTP")
_LABEL_VALUE = re.compile(r"(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")
# Of those that a static pod may have; a key that is none of them the kubelet does not even see.
_VOLUME_SOURCES = frozenset({"hostPath", "emptyDir", "configMap", "secret", "projected", "downwardAPI", "nfs", "csi"})
_API_VOLUMES = {"secret": "Secret", "configMap": "ConfigMap", "persistentVolumeClaim": "PersistentVolumeClaim"}


class _Invalid(Exception):  # noqa: N818  # leaves this module only as a ManifestProblem
    def __init__(self, problem: ManifestProblem) -> None:
        self.problem = problem


def parse(path: str, data: bytes, modified_at: datetime | None = None) -> Manifest:
    """Read a manifest's bytes. Never raises: what is wrong stands in `problem`, with line, column and key."""
    sha256 = hashlib.sha256(data).hexdigest()
    data = as_utf8(data)
    written = data.decode("utf-8", "replace")
    text = redact(written)
    try:
        tree = _document(data)
        text = redact(_without_secrets(written, tree))
        pod = _pod(tree)
    except YamlProblem as wrong:
        problem = ManifestProblem(message=wrong.message, line=wrong.line, column=wrong.column, unread=wrong.unread)
        return Manifest(path=path, text=text, sha256=sha256, problem=problem, modified_at=modified_at)
    except _Invalid as wrong:
        return Manifest(path=path, text=text, sha256=sha256, problem=wrong.problem, modified_at=modified_at)
    return Manifest(
        path=path, text=text, sha256=sha256, pod=pod, modified_at=modified_at, warnings=tuple(_warnings(data, tree))
    )


def tree_of(data: bytes) -> Tree | None:
    """The document that the kubelet decodes, None where there is none."""
    try:
        return _document(data)
    except (YamlProblem, _Invalid):
        return None


def _document(data: bytes) -> Tree:
    # What begins with a brace the kubelet reads as JSON and as nothing else; tabs may indent it, which YAML forbids.
    if len(data) <= MAX_BYTES and data.lstrip().startswith(b"{"):
        with contextlib.suppress(YamlProblem):
            data = _json(decode(data)).replace("\t", " ").encode()
    tree = load_first(data)
    if tree is None:
        raise _Invalid(ManifestProblem(message="the file is empty; a Pod was expected", line=1))
    return tree


def _json(text: str) -> str:
    """The text, if it is JSON; raises for what is not. What is too deep to be parsed is left to the limits of YAML."""
    try:
        with contextlib.suppress(RecursionError):
            json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        message = f"it begins with a brace, which makes it JSON, but {error.msg[:1].lower()}{error.msg[1:]}"
        raise _Invalid(ManifestProblem(message=message, line=error.lineno, column=error.colno)) from None
    return text


def _pod(tree: Tree) -> StaticPod:
    if not tree.is_mapping:
        _invalid(tree, "a Pod (apiVersion: v1, kind: Pod) was expected, not a plain value or a list")
    kind, version = tree.get("kind"), tree.get("apiVersion")
    if kind is None or kind.text is None:
        _invalid(tree, "kind is missing; 'kind: Pod' was expected", "kind")
    if kind.text != "Pod":
        _invalid(kind, f"kind is {kind.text!r}; a static pod's manifest holds one Pod")
    if version is None or version.text != "v1":
        written = version.text if version else None
        _invalid(version or tree, f"apiVersion is {written!r}; 'apiVersion: v1' was expected", "apiVersion")
    metadata = _mapping(tree, "metadata", required=True)
    spec = _mapping(tree, "spec", required=True)
    if metadata is None or spec is None:
        _invalid(tree, "metadata and spec were expected")
    name, namespace = _string(metadata, "name"), _string(metadata, "namespace")
    if not name:
        _invalid(metadata, "metadata.name is missing", "metadata.name")
    if len(name) > 253 or not _SUBDOMAIN.fullmatch(name):
        _invalid(
            metadata.get("name") or metadata,
            f"metadata.name {name!r} is not a DNS name (lower case, digits, '-' and '.')",
        )
    _labels(metadata)
    _one_of(spec, "restartPolicy", _RESTART_POLICIES)
    _one_of(spec, "dnsPolicy", _DNS_POLICIES)
    volumes = tuple(_volume(item) for item in _sequence(spec, "volumes"))
    _unique(spec, "volumes", [volume.name for volume in volumes])
    names = {volume.name for volume in volumes}
    # The pod's user is that of every container that names none of its own.
    user = spec.at("securityContext", "runAsUser")
    containers = tuple(_container(item, names, user) for item in _sequence(spec, "containers"))
    if not containers:
        _invalid(spec, "spec.containers is missing or empty", "spec.containers")
    initial = tuple(_container(item, names, user, is_init=True) for item in _sequence(spec, "initContainers"))
    _unique(spec, "containers", [container.name for container in (*containers, *initial)])
    return StaticPod(
        name=name,
        namespace=namespace or "default",
        uid=_string(metadata, "uid"),
        host_network=bool(_boolean(spec, "hostNetwork")),
        containers=(*containers, *initial),
        volumes=volumes,
        annotations=tuple(_pairs(metadata, "annotations")),
        termination_grace_seconds=_integer(spec, "terminationGracePeriodSeconds", 30),
        priority_class=_string(spec, "priorityClassName"),
        api_references=tuple(_api_references(spec)),
        line=tree.line,
    )


def _container(tree: Tree, volumes: set[str], pod_user: Tree | None, *, is_init: bool = False) -> Container:
    if not tree.is_mapping:
        _invalid(tree, "a container (name, image, command ...) was expected")
    name, image = _string(tree, "name"), _string(tree, "image")
    if not name or len(name) > 63 or not _LABEL.fullmatch(name):
        _invalid(tree.get("name") or tree, f"container name {name!r} is not a DNS label", f"{tree.path}.name")
    if not image:
        _invalid(tree, f"container {name!r} has no image", f"{tree.path}.image")
    mounts = tuple(_mount(item, volumes) for item in _sequence(tree, "volumeMounts"))
    _unique(tree, "volumeMounts", [mount.path for mount in mounts], "mountPath")
    _one_of(tree, "imagePullPolicy", _PULL_POLICIES)
    ports = tuple(_ports(tree))
    _unique(tree, "ports", [port for port, _ in ports if port])
    policy = _string(tree, "restartPolicy") or ""
    for field in _PROBE_FIELDS.values() if is_init and policy != "Always" else ():
        if (forbidden := tree.get(field)) is not None and not forbidden.is_null:
            _invalid(forbidden, f"{field} may not be set for init containers without restartPolicy: Always")
    limits = _resources(tree)
    memory, cpu = limits.get("memory"), limits.get("cpu")
    user = tree.at("securityContext", "runAsUser") or pod_user
    return Container(
        name=name,
        image=image,
        command=tuple(_arguments(tree, "command")),
        args=tuple(_arguments(tree, "args")),
        env=tuple(_environment(tree)),
        ports=ports,
        probes=tuple(probe for kind in ProbeKind if (probe := _probe(tree, kind)) is not None),
        mounts=mounts,
        memory_limit_bytes=int(memory) if memory is not None else None,
        cpu_limit_cores=float(cpu) if cpu is not None else None,
        run_as_user=user.integer if user else None,
        overrides_modes=_overrides_modes(tree),
        is_init=is_init,
        restart_policy=policy,
        line=tree.line,
    )


def _resources(container: Tree) -> dict[str, Decimal]:
    """The limits. What is no quantity (`512MB`) the kubelet cannot decode; no request may exceed its limit."""
    resources = _mapping(container, "resources")
    given = {key: _quantities(resources, key) for key in ("limits", "requests")} if resources else {}
    limits = {name: amount for name, (_, amount) in given.get("limits", {}).items()}
    for name, (tree, amount) in given.get("requests", {}).items():
        if name in limits and amount > limits[name]:
            _invalid(tree, f"the request for {name} is {tree.text}, more than its limit")
    return limits


def _quantities(resources: Tree, key: str) -> dict[str, tuple[Tree, Decimal]]:
    found: dict[str, tuple[Tree, Decimal]] = {}
    listed = _mapping(resources, key)
    for name, _, value in listed.pairs() if listed else ():
        if value.is_null:
            continue
        amount = quantity(str(value.integer) if value.integer is not None else value.text)
        if amount is None:
            _invalid(value, f"{key} of {name} is {value.text!r}; a quantity such as 128Mi or 250m was expected")
        found[name] = (value, amount)
    return found


def _overrides_modes(container: Tree) -> bool:
    added, dropped = (
        {
            word.text.removeprefix("CAP_")
            for word in _items(container, "securityContext", "capabilities", key)
            if word.text
        }
        for key in ("add", "drop")
    )
    return bool(_OVERRIDES & added) or not _OVERRIDES & dropped


def _probe(container: Tree, kind: ProbeKind) -> Probe | None:
    tree = _mapping(container, _PROBE_FIELDS[kind])
    if tree is None:
        return None
    numbers = {
        name: _integer(tree, name, 0)
        for name in ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")
    }
    for name, number in numbers.items():
        if number < 0:
            _invalid(tree.get(name) or tree, f"{name} is {number}; zero or more was expected")
    if kind is not ProbeKind.READINESS and numbers["successThreshold"] not in {0, 1}:
        _invalid(tree.get("successThreshold") or tree, f"successThreshold of a {kind} probe must be 1")
    grace = tree.get("terminationGracePeriodSeconds")
    if grace is not None and kind is ProbeKind.READINESS:
        _invalid(grace, "terminationGracePeriodSeconds is not allowed on a readiness probe")
    if grace is not None and grace.integer is not None and grace.integer <= 0:
        _invalid(grace, f"terminationGracePeriodSeconds of a probe is {grace.integer}; more than zero was expected")
    handlers = [
        (name, given) for name in ("httpGet", "tcpSocket", "exec", "grpc") if (given := tree.given(name)) is not None
    ]
    handlers = [(name, given) for name, given in handlers if not given.is_null]
    if not handlers:
        _invalid(tree, f"the {kind} probe has no handler: httpGet, tcpSocket, exec or grpc was expected")
    if len(handlers) > 1:
        _invalid(handlers[1][1], f"the {kind} probe has more than one handler")
    return Probe(
        kind=kind,
        handler=_handler(*handlers[0]),
        initial_delay_seconds=numbers["initialDelaySeconds"],
        timeout_seconds=numbers["timeoutSeconds"] or 1,
        period_seconds=numbers["periodSeconds"] or 10,
        success_threshold=numbers["successThreshold"] or 1,
        failure_threshold=numbers["failureThreshold"] or 3,
        termination_grace_seconds=grace.integer if grace else None,
        line=tree.line,
    )


def _handler(name: str, tree: Tree) -> Handler:
    if not tree.is_mapping:
        _invalid(tree, f"{name} is not a mapping")
    if name == "exec":
        return Exec(command=tuple(argument.text for argument in _arguments(tree, "command")))
    port = _port(tree, allow_name=name != "grpc")
    if name == "tcpSocket":
        return TcpSocket(port=port, host=_string(tree, "host") or None)
    if name == "grpc":
        return Grpc(port=port if isinstance(port, int) else 0, service=_string(tree, "service") or "")
    scheme = _string(tree, "scheme") or "HTTP"
    if scheme not in {"HTTP", "HTTPS"}:
        _invalid(tree.get("scheme") or tree, f"scheme is {scheme!r}; HTTP or HTTPS was expected")
    headers = []
    for item in _sequence(tree, "httpHeaders"):
        header = _string(item, "name") or ""
        if not _HEADER_NAME.fullmatch(header):
            _invalid(item, f"{header!r} is not the name of an HTTP header")
        headers.append(Header(name=header, value=Secret(_string(item, "value") or "")))
    return HttpGet(
        port=port,
        path=_string(tree, "path") or "/",
        scheme=scheme,
        host=_string(tree, "host") or None,
        headers=tuple(headers),
    )


def _port(tree: Tree, *, allow_name: bool) -> int | str:
    given = tree.get("port")
    if given is None:
        _invalid(tree, "port is missing", f"{tree.path}.port")
    if given.integer is not None:
        if not 1 <= given.integer <= 65535:
            _invalid(given, f"port is {given.integer}; 1 to 65535 was expected")
        return given.integer
    if not allow_name or not given.is_string or not _PORT_NAME.fullmatch(given.text or ""):
        _invalid(given, f"port is {given.text!r}; a number or the name of a container port was expected")
    return given.text or ""


def _mount(tree: Tree, volumes: set[str]) -> Mount:
    name, path = _string(tree, "name"), _string(tree, "mountPath")
    if not path:
        _invalid(tree, "a volumeMount without mountPath")
    if not name or name not in volumes:
        _invalid(tree, f"volumeMount {name!r} names no volume of this pod")
    return Mount(
        path=path,
        volume=name,
        read_only=bool(_boolean(tree, "readOnly")),
        sub_path=_string(tree, "subPath"),
        line=tree.line,
    )


def _volume(tree: Tree) -> Volume:
    name = _string(tree, "name")
    if not name or not _LABEL.fullmatch(name):
        _invalid(tree, f"volume name {name!r} is not a DNS label")
    sources = [key for key, _, value in tree.pairs() if key != "name" and not value.is_null]
    if len({*sources} & _VOLUME_SOURCES) > 1:
        _invalid(tree, f"volume {name!r} has more than one source: {', '.join(sources)}")
    kind = next(iter(sources), "emptyDir")
    if kind != "hostPath":
        return Volume(name=name, kind=kind, line=tree.line)
    source = _mapping(tree, "hostPath", required=True) or tree
    path, kind_of_path = _string(source, "path"), _string(source, "type") or ""
    if not path:
        _invalid(source, f"hostPath of volume {name!r} has no path")
    if ".." in path.split("/"):
        _invalid(source, f"hostPath of volume {name!r} must not contain '..'")
    if kind_of_path not in _HOST_PATH_TYPES:
        _invalid(source.get("type") or source, f"hostPath type {kind_of_path!r} is not one that Kubernetes knows")
    return Volume(name=name, kind="hostPath", host_path=path, host_path_type=kind_of_path, line=tree.line)


def _arguments(tree: Tree, key: str) -> Iterator[Argument]:
    words: list[str] = []
    items = tuple(_sequence(tree, key))
    for item in items:
        if item.text is None or not item.is_string:
            _invalid(item, f"{redact(repr(item.text))} is not a string: quote it, or the kubelet cannot decode the pod")
        words.append(item.text)
    for item, word in zip(items, redact_words(words), strict=True):
        yield Argument(text=word, line=item.line)


def _environment(tree: Tree) -> Iterator[tuple[str, str]]:
    for item in _sequence(tree, "env"):
        name = _string(item, "name") or ""
        if not name or "=" in name:
            _invalid(item, f"{name!r} is not the name of an environment variable")
        value = _string(item, "value") or ""
        yield name, REDACTED if _is_secret(name, value) else redact(value)


def _is_secret(name: str, value: str) -> bool:
    """Whether a variable's value is a secret, by its name. A path is none: `ETCD_KEY_FILE`."""
    return _SECRET_NAME.search(name) is not None and not value.startswith("/")


def _ports(tree: Tree) -> Iterator[tuple[str, int]]:
    for item in _sequence(tree, "ports"):
        number = _integer(item, "containerPort", 0)
        if not 1 <= number <= 65535:
            _invalid(item, f"containerPort is {number}; 1 to 65535 was expected")
        _one_of(item, "protocol", _PROTOCOLS)
        yield _string(item, "name") or "", number


def _api_references(spec: Tree) -> Iterator[tuple[str, int | None]]:
    """What a static pod may not refer to (enforced from 1.34, PreventStaticPodAPIReferences)."""
    for key in ("serviceAccountName", "serviceAccount"):
        if (named := spec.get(key)) is not None and named.text:
            yield f"ServiceAccount {named.text}", named.line
    for volume in _sequence(spec, "volumes"):
        for key, kind in _API_VOLUMES.items():
            if (source := volume.get(key)) is not None:
                name = source.get("secretName") or source.get("name") or source.get("claimName")
                yield f"{kind} {name.text if name else '?'}", volume.line
        for projected in _sequence(volume.get("projected") or volume, "sources"):
            for key in ("secret", "configMap", "serviceAccountToken", "clusterTrustBundle"):
                if projected.get(key) is not None:
                    yield key, projected.line
    for container in (*_sequence(spec, "containers"), *_sequence(spec, "initContainers")):
        for item in _sequence(container, "envFrom"):
            yield "envFrom", item.line
        for item in _sequence(container, "env"):
            if (source := item.get("valueFrom")) is not None:
                for key in ("secretKeyRef", "configMapKeyRef"):
                    if (named := source.get(key)) is not None:
                        yield f"{key.removesuffix('KeyRef')} of env {_string(item, 'name')}", item.line


def _warnings(data: bytes, tree: Tree) -> Iterator[ManifestProblem]:
    for name, key in tree.repeated_keys():
        yield ManifestProblem(message=f"{name} is given twice; the kubelet takes the last", line=key.line, key=name)
    lines = [line.strip() for line in data.split(b"\n")]
    later = [number for number, line in enumerate(lines, 1) if line == b"---" and number > tree.line]
    # A separator at the end, or one before comments alone, separates nothing.
    if later and any(line and line != b"---" and not line.startswith((b"#", b"...")) for line in lines[later[0] :]):
        yield ManifestProblem(message="a second YAML document follows; the kubelet reads only the first", line=later[0])


def _without_secrets(text: str, tree: Tree) -> str:
    """Blank the values of probe headers, of variables and of words after flags named like secrets, where they stand."""
    lines = text.split("\n")
    # From the last to the first: what is blanked moves all that stands behind it on its line.
    for value in sorted(_secrets(tree), key=lambda value: (value.line, value.column), reverse=True):
        for number in range(value.line - 1, min(value.last_line, len(lines))):
            line = lines[number]
            start = value.column - 1 if number == value.line - 1 else 0
            if (secret := value.text or "") in line[start:]:
                lines[number] = line[:start] + line[start:].replace(secret, REDACTED, 1)
            elif number > value.line - 1:
                lines[number] = line[: len(line) - len(line.lstrip())] + REDACTED
            else:
                quoted = _QUOTED.match(line, start)
                lines[number] = line[:start] + REDACTED + (line[quoted.end() :] if quoted else "")
    return "\n".join(lines)


def _secrets(tree: Tree) -> Iterator[Tree]:
    for container in (*_items(tree, "spec", "containers"), *_items(tree, "spec", "initContainers")):
        variables = _items(container, "env")
        values = [item.get("value") for item in variables if _is_secret(_text(item, "name"), _text(item, "value"))]
        for field in _PROBE_FIELDS.values():
            values += [item.get("value") for item in _items(container, field, "httpGet", "httpHeaders")]
        for key in ("command", "args"):
            words = [word for word in _items(container, key) if word.text is not None]
            redacted = redact_words(word.text or "" for word in words)
            values += [word for word, after in zip(words, redacted, strict=True) if after == REDACTED]
        yield from (value for value in values if value is not None and value.text)


def _items(tree: Tree, *keys: str) -> tuple[Tree, ...]:
    found = tree.at(*keys)
    return tuple(found.items()) if found else ()


def _text(tree: Tree, key: str) -> str:
    found = tree.get(key)
    return (found.text if found else None) or ""


def _invalid(tree: Tree, message: str, key: str | None = None) -> NoReturn:
    raise _Invalid(ManifestProblem(message=message, line=tree.line, column=tree.column, key=key or tree.path or None))


def _mapping(tree: Tree, key: str, *, required: bool = False) -> Tree | None:
    found = tree.get(key)
    if found is None and required:
        _invalid(tree, f"{key} is missing", f"{tree.path}.{key}".lstrip("."))
    if found is not None and not found.is_mapping:
        _invalid(found, f"{key} is not a mapping")
    return found


def _sequence(tree: Tree, key: str) -> tuple[Tree, ...]:
    found = tree.get(key)
    if found is None:
        return ()
    if not found.is_sequence:
        _invalid(found, f"{key} is not a list")
    return tuple(found.items())


def _string(tree: Tree, key: str) -> str | None:
    found = tree.get(key)
    if found is None:
        return None
    if not found.is_string:
        _invalid(found, f"{key} is {found.text or 'not a string'}; a string was expected (quote it)")
    return found.text


def _integer(tree: Tree, key: str, default: int) -> int:
    found = tree.get(key)
    if found is None:
        return default
    if found.integer is None:
        _invalid(found, f"{key} is {found.text!r}; a whole number was expected")
    return found.integer


def _boolean(tree: Tree, key: str) -> bool | None:
    found = tree.get(key)
    if found is None:
        return None
    if found.boolean is None:
        _invalid(found, f"{key} is {found.text!r}; true or false was expected")
    return found.boolean


def _pairs(tree: Tree, key: str) -> Iterator[tuple[str, str]]:
    """Names and values, both strings: `true` or `1.20` without quotes is none, and the kubelet cannot decode it."""
    found = _mapping(tree, key)
    for name, _, value in found.pairs() if found else ():
        if not value.is_string and not value.is_null:
            _invalid(value, f"{key}: {name} is not a string: quote it, or the kubelet cannot decode the pod")
        yield name, redact(value.text or "")


def _labels(metadata: Tree) -> None:
    for name, value in _pairs(metadata, "labels"):
        if len(value) > 63 or not _LABEL_VALUE.fullmatch(value):
            _invalid(metadata.get("labels") or metadata, f"{value!r} is not the value of a label ({name})")


def _one_of(tree: Tree, key: str, known: tuple[str, ...]) -> None:
    given = _string(tree, key)
    if given and given not in known:
        _invalid(tree.get(key) or tree, f"{key} is {given!r}; {', '.join(known[:-1])} or {known[-1]} was expected")


def _unique(tree: Tree, key: str, names: list[str], what: str = "name") -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            _invalid(tree.get(key) or tree, f"{what} {name!r} is given twice in {key}")
        seen.add(name)
