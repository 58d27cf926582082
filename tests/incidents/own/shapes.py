"""The shapes of incidents, and what several of them share: flags, words of programs, lives of containers."""

from datetime import timedelta

from incidents import saying
from incidents.builder import PROBES, Node
from incidents.corpus import Expected, Incident
from whyrestart.model.cause import Cause, Confidence

A, KCM, S, E = "kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"
UNIT = "kubelet.service"
KUBELET_CONFIG = "/var/lib/kubelet/config.yaml"
UNAUTHORIZED = '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}\n'
FORBIDDEN = '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"forbidden: User \\"system:anonymous\\" cannot get path \\"/livez\\"","reason":"Forbidden","details":{},"code":403}\n'


def shows(name, cause, node, subject=None, *, sure=True, others=None):
    """An incident with that cause; `sure` False where no more than a guess can be asked for."""
    causes = [cause] if isinstance(cause, str) else list(cause)
    return Incident(
        name=f"own/{name}",
        expected=Expected(
            causes=frozenset(map(Cause, causes)),
            subject=subject,
            confidence=frozenset({Confidence.PROVEN, Confidence.LIKELY} if sure else Confidence),
            others={k: Cause(v) for k, v in (others or {}).items()},
        ),
        contents=node.contents,
    )


def miss(name, taken_for, node):
    """A near miss: these causes would be wrong."""
    wrong = [taken_for] if isinstance(taken_for, str) else taken_for
    return Incident(
        name=f"own/not-{name}", expected=Expected(never=frozenset(map(Cause, wrong))), contents=node.contents
    )


def quiet(name, node):
    """Nothing is to be repaired."""
    return Incident(name=f"own/quiet-{name}", expected=Expected(), contents=node.contents)


def dies(program, log, *extra, version="v1.28.4", node=None, **pod):
    """A static pod that says so and exits with 1."""
    more = {key: pod.pop(key) for key in ("code", "attempt", "lived", "form", "reason", "message") if key in pod}
    return (node or Node(version=version)).static_pod(program, *extra, **pod).died(program, log, **more)


def each_form(name, cause, text, program=A, *extra, forms=None, **more):
    """The same error in every generation's clothes."""
    said = saying.etcd(text) if program == E else saying.component(text)
    return tuple(
        shows(f"{name}-{form}", cause, dies(program, log, *extra, **more), program)
        for form, log in said.items()
        if forms is None or form in forms
    )


def kubelet_says(name, cause, text, *, node=None, **more):
    """The kubelet ends with that error, in every generation's clothes."""
    return tuple(
        shows(f"{name}-{form}", cause, (node() if node else Node(**more)).kubelet_loops(*lines), UNIT)
        for form, lines in saying.kubelet(text).items()
    )


def probed_to_death(
    program=A, *extra, version="v1.28.4", log="", code=0, attempt=4, lived=timedelta(seconds=95), running=True, **pod
):
    """A container that the kubelet kills again and again: exit 0 after a while, and a new life under way."""
    node = Node(version=version).static_pod(program, *extra, **pod)
    node.died(program, log, code=code, attempt=attempt, lived=lived, ago=timedelta(seconds=70))
    return node.runs(program, attempt=attempt + 1, since=timedelta(seconds=68)) if running else node


def refused(program=A, port=None, host=None):
    """Go's words for a port where nobody listens."""
    at, default, path, scheme = PROBES[program]
    where = f"{host or at}:{port or default}"
    return f'Get "{scheme.lower()}://{where}{path}": dial tcp {where}: connect: connection refused'


def unhealthy(program, status, kind="Liveness", node="master-1", new=True):
    """The kubelet's line about a failed probe, before and after 1.21."""
    if new:
        return f'I0312 10:29:00.100000    2999 prober.go:107] "Probe failed" probeType="{kind}" pod="kube-system/{program}-{node}" podUID="4e1243bd22c66e76c2ba9eddc1f91394" containerName="{program}" probeResult="failure" output="HTTP probe failed with statuscode: {status}"'
    return f'I0312 10:29:00.100000    2999 prober.go:117] {kind} probe for "{program}-{node}_kube-system(4e1243bd22c66e76c2ba9eddc1f91394):{program}" failed (failure): HTTP probe failed with statuscode: {status}'


AUTH_FILE = "/etc/kubernetes/pki/authentication.yaml"
AUDIT, ENCRYPT = "/etc/kubernetes/audit.yaml", "/etc/kubernetes/enc.yaml"
IN_USE = (
    "failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use"
)
LOST = 'E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/{name}: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/{name}?timeout=5s": {why}\nI0312 10:29:55.1       1 leaderelection.go:285] failed to renew lease kube-system/{name}: timed out waiting for the condition\n{last}'
HANDSHAKE = 'W0312 10:29:{second}.100000       1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {{Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }}. Err: connection error: desc = "transport: {why}"'
OLD_HANDSHAKE = 'W0312 10:29:{second}.100000       1 clientconn.go:1223] grpc: addrConn.createTransport failed to connect to {{https://127.0.0.1:2379  <nil> 0 <nil>}}. Err :connection error: desc = "transport: {why}". Reconnecting...'
EXPIRED = "authentication handshake failed: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:40Z is after 2024-03-01T09:00:00Z"
EXPIRED_OLD = "authentication handshake failed: x509: certificate has expired or is not yet valid"


def gives_up(why, *, old=False):
    """The apiserver's last lines when no connection to etcd came about (storage factory: 20 s)."""
    shape = OLD_HANDSHAKE if old else HANDSHAKE
    lines = [shape.format(second=second, why=why) for second in ("36", "40", "55")]
    end = (
        "Error: context deadline exceeded"
        if old
        else "F0312 10:29:56.100000       1 instance.go:290] Error creating leases: error creating storage factory: context deadline exceeded"
    )
    return "\n".join([*lines, end])


def pod_text(name="kube-apiserver", extra=""):
    return f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  namespace: kube-system\nspec:\n  containers:\n  - name: {name}\n    image: registry.k8s.io/{name}:v1.28.4\n    command: [{name}{extra}]\n"


# Five of etcd's complaints within half a minute.
SLOW_DISK = "\n".join(
    f'{{"level":"warn","ts":"2024-03-12T10:29:{second:02d}.900Z","caller":"wal/wal.go:805","msg":"slow fdatasync","took":"2.1s","expected-duration":"1s"}}'
    for second in range(10, 30, 4)
)
