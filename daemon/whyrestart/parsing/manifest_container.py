"""A container of a manifest, validated and defaulted as the kubelet does: its command, mounts, limits and probes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from whyrestart.model.manifest import (
    Argument,
    Container,
    Exec,
    Grpc,
    Handler,
    Header,
    HttpGet,
    Mount,
    Probe,
    ProbeKind,
    TcpSocket,
)
from whyrestart.model.secret import REDACTED, Secret
from whyrestart.parsing.manifest_fields import (
    boolean,
    integer,
    invalid,
    items,
    mapping,
    one_of,
    sequence,
    string,
    unique,
)
from whyrestart.parsing.manifest_secrets import is_secret
from whyrestart.parsing.manifest_variables import Variables
from whyrestart.parsing.quantity import quantity
from whyrestart.parsing.redaction import redact, redact_words
from whyrestart.parsing.yaml_tree import Tree

# Three years, in seconds: what waits longer is as good as endless, and would run past the last year that a clock has.
ENDLESS = 10**8
LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_PORT_NAME = re.compile(r"(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*")
_HEADER_NAME = re.compile(r"[-A-Za-z0-9!#$%&'*+.^_`|~]+")
_OVERRIDES = frozenset({"ALL", "DAC_OVERRIDE"})
_PULL_POLICIES = ("Always", "IfNotPresent", "Never")
_PROTOCOLS = ("TCP", "UDP", "SCTP")


def container_of(tree: Tree, volumes: set[str], pod_user: Tree | None, *, is_init: bool = False) -> Container:
    """The container; Invalid where the kubelet refuses it. `volumes` are the pod's, `pod_user` its runAsUser."""
    if not tree.is_mapping:
        invalid(tree, "a container (name, image, command ...) was expected")
    name, image = string(tree, "name"), string(tree, "image")
    if not name or len(name) > 63 or not LABEL.fullmatch(name):
        invalid(tree.get("name") or tree, f"container name {name!r} is not a DNS label", f"{tree.path}.name")
    if not image:
        invalid(tree, f"container {name!r} has no image", f"{tree.path}.image")
    mounts = tuple(_mount(item, volumes) for item in sequence(tree, "volumeMounts"))
    unique(tree, "volumeMounts", [mount.path for mount in mounts], "mountPath")
    one_of(tree, "imagePullPolicy", _PULL_POLICIES)
    ports = tuple(_ports(tree))
    unique(tree, "ports", [port for port, _ in ports if port])
    policy = string(tree, "restartPolicy") or ""
    for field in (kind.field for kind in ProbeKind) if is_init and policy != "Always" else ():
        if (forbidden := tree.get(field)) is not None and not forbidden.is_null:
            invalid(forbidden, f"{field} may not be set for init containers without restartPolicy: Always")
    limits = _resources(tree)
    memory, cpu = limits.get("memory"), limits.get("cpu")
    user = tree.at("securityContext", "runAsUser") or pod_user
    variables = Variables()
    environment = tuple(_environment(tree, variables))
    return Container(
        name=name,
        image=image,
        command=tuple(_arguments(tree, "command", variables)),
        args=tuple(_arguments(tree, "args", variables)),
        env=environment,
        ports=ports,
        probes=tuple(probe for kind in ProbeKind if (probe := _probe(tree, kind, variables)) is not None),
        mounts=mounts,
        memory_limit_bytes=int(memory) if memory is not None else None,
        cpu_limit_cores=float(cpu) if cpu is not None else None,
        run_as_user=user.integer if user else None,
        overrides_modes=_overrides_modes(tree),
        is_init=is_init,
        restart_policy=policy,
        line=tree.line,
    )


def _arguments(tree: Tree, key: str, variables: Variables) -> Iterator[Argument]:
    words: list[str] = []
    items = tuple(sequence(tree, key))
    for item in items:
        if item.text is None or not item.is_string:
            invalid(item, f"{_shown(item)} is not a string: quote it, or the kubelet cannot decode the pod")
        words.append(variables.fill(item.text))
    for item, word in zip(items, redact_words(words), strict=True):
        yield Argument(text=word, line=item.line)


def _shown(item: Tree) -> str:
    """What stands in a command line and is no word: a number, a switch, or what a colon at its end made a mapping."""
    if item.text is not None:
        return redact(repr(item.text))
    if item.is_null:
        return "an empty item"
    keys = [key for key, _, _ in item.pairs()] if item.is_mapping else []
    return f"{redact(keys[0])!r} with a colon after it" if keys else "a list or a mapping"


def _environment(tree: Tree, variables: Variables) -> Iterator[tuple[str, str]]:
    for item in sequence(tree, "env"):
        name = string(item, "name") or ""
        if not name or "=" in name:
            invalid(item, f"{name!r} is not the name of an environment variable")
        value = None if item.get("valueFrom") else string(item, "value") or ""
        yield name, redact(variables.define(name, REDACTED if is_secret(name, value or "") else value))


def _ports(tree: Tree) -> Iterator[tuple[str, int]]:
    for item in sequence(tree, "ports"):
        number = integer(item, "containerPort", 0)
        if not 1 <= number <= 65535:
            invalid(item, f"containerPort is {number}; 1 to 65535 was expected")
        one_of(item, "protocol", _PROTOCOLS)
        yield string(item, "name") or "", number


def _mount(tree: Tree, volumes: set[str]) -> Mount:
    name, path = string(tree, "name"), string(tree, "mountPath")
    if not path:
        invalid(tree, "a volumeMount without mountPath")
    if not name or name not in volumes:
        invalid(tree, f"volumeMount {name!r} names no volume of this pod")
    return Mount(
        path=path,
        volume=name,
        read_only=bool(boolean(tree, "readOnly")),
        sub_path=string(tree, "subPath"),
        line=tree.line,
    )


def _resources(container: Tree) -> dict[str, Decimal]:
    """The limits. What is no quantity (`512MB`) the kubelet cannot decode; no request may exceed its limit."""
    resources = mapping(container, "resources")
    given = {key: _quantities(resources, key) for key in ("limits", "requests")} if resources else {}
    limits = {name: amount for name, (_, amount) in given.get("limits", {}).items()}
    for name, (tree, amount) in given.get("requests", {}).items():
        if name in limits and amount > limits[name]:
            invalid(tree, f"the request for {name} is {tree.text}, more than its limit")
    return limits


def _quantities(resources: Tree, key: str) -> dict[str, tuple[Tree, Decimal]]:
    found: dict[str, tuple[Tree, Decimal]] = {}
    listed = mapping(resources, key)
    for name, _, value in listed.pairs() if listed else ():
        if value.is_null:
            continue
        amount = quantity(str(value.integer) if value.integer is not None else value.text)
        if amount is None:
            invalid(value, f"{key} of {name} is {value.text!r}; a quantity such as 128Mi or 250m was expected")
        found[name] = (value, amount)
    return found


def _overrides_modes(container: Tree) -> bool:
    added, dropped = (
        {
            word.text.removeprefix("CAP_")
            for word in items(container, "securityContext", "capabilities", key)
            if word.text
        }
        for key in ("add", "drop")
    )
    return bool(_OVERRIDES & added) or not _OVERRIDES & dropped


def _probe(container: Tree, kind: ProbeKind, variables: Variables) -> Probe | None:
    tree = mapping(container, kind.field)
    if tree is None:
        return None
    numbers = {
        name: integer(tree, name, 0)
        for name in ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")
    }
    for name, number in numbers.items():
        if number < 0:
            invalid(tree.get(name) or tree, f"{name} is {number}; zero or more was expected")
        if number >= 2**31:
            invalid(tree.get(name) or tree, f"{name} is larger than the 32 bits that it has")
    if kind is not ProbeKind.READINESS and numbers["successThreshold"] not in {0, 1}:
        invalid(tree.get("successThreshold") or tree, f"successThreshold of a {kind} probe must be 1")
    grace = tree.get("terminationGracePeriodSeconds")
    if grace is not None and kind is ProbeKind.READINESS:
        invalid(grace, "terminationGracePeriodSeconds is not allowed on a readiness probe")
    if grace is not None and grace.integer is not None and grace.integer <= 0:
        invalid(grace, f"terminationGracePeriodSeconds of a probe is {grace.integer}; more than zero was expected")
    written = ((name, tree.given(name)) for name in ("httpGet", "tcpSocket", "exec", "grpc"))
    handlers = [(name, given) for name, given in written if given is not None and not given.is_null]
    if not handlers:
        invalid(tree, f"the {kind} probe has no handler: httpGet, tcpSocket, exec or grpc was expected")
    if len(handlers) > 1:
        invalid(handlers[1][1], f"the {kind} probe has more than one handler")
    timeout, period = min(numbers["timeoutSeconds"] or 1, ENDLESS), min(numbers["periodSeconds"] or 10, ENDLESS)
    return Probe(
        kind=kind,
        handler=_handler(*handlers[0], variables),
        initial_delay_seconds=min(numbers["initialDelaySeconds"], ENDLESS),
        timeout_seconds=timeout,
        period_seconds=period,
        success_threshold=numbers["successThreshold"] or 1,
        failure_threshold=min(numbers["failureThreshold"] or 3, 1000 * ENDLESS // max(timeout, period)),
        termination_grace_seconds=min(grace.integer, ENDLESS) if grace and grace.integer is not None else None,
        line=tree.line,
    )


def _handler(name: str, tree: Tree, variables: Variables) -> Handler:
    if not tree.is_mapping:
        invalid(tree, f"{name} is not a mapping")
    if name == "exec":
        return Exec(command=tuple(argument.text for argument in _arguments(tree, "command", variables)))
    port = _port(tree, allow_name=name != "grpc")
    if name == "tcpSocket":
        return TcpSocket(port=port, host=string(tree, "host") or None)
    if name == "grpc":
        return Grpc(port=port if isinstance(port, int) else 0, service=string(tree, "service") or "")
    scheme = string(tree, "scheme") or "HTTP"
    if scheme not in {"HTTP", "HTTPS"}:
        invalid(tree.get("scheme") or tree, f"scheme is {scheme!r}; HTTP or HTTPS was expected")
    headers = []
    for item in sequence(tree, "httpHeaders"):
        header = string(item, "name") or ""
        if not _HEADER_NAME.fullmatch(header):
            invalid(item, f"{header!r} is not the name of an HTTP header")
        headers.append(Header(name=header, value=Secret(string(item, "value") or "")))
    return HttpGet(
        port=port,
        path=string(tree, "path") or "/",
        scheme=scheme,
        host=string(tree, "host") or None,
        headers=tuple(headers),
    )


def _port(tree: Tree, *, allow_name: bool) -> int | str:
    given = tree.get("port")
    if given is None:
        invalid(tree, "port is missing", f"{tree.path}.port")
    if given.integer is not None:
        if not 1 <= given.integer <= 65535:
            invalid(given, f"port is {given.integer}; 1 to 65535 was expected")
        return given.integer
    if not allow_name or not given.is_string or not _PORT_NAME.fullmatch(given.text or ""):
        invalid(given, f"port is {given.text!r}; a number or the name of a container port was expected")
    return given.text or ""
