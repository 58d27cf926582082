"""What can be broken on the demo node, how a person comes to break it, and what the daemon must then say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from whyrestart.demo.manifests import Layout
from whyrestart.demo.programs.access import AUTHENTICATED
from whyrestart.demo.programs.apiserver import PUBLIC_INFO_VIEWER
from whyrestart.demo.programs.etcd_client import EtcdClient, client_context
from whyrestart.model.cause import Cause

APISERVER = "kube-apiserver"
_ANONYMOUS_OFF = "--anonymous-auth=false"
# kube-apiserver has --audit-log-maxage; this is how people remember it.
_MISSPELT = "--audit-log-max-age=30"


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One fault. `break_node` makes it, as a person would; `cause` is the right verdict on the apiserver.

    `kills` says whether the kubelet's probe ends the container (else it ends by itself); `heals`, whether the demo
    then applies the printed edit and waits until the loop has stopped.
    """

    name: str
    description: str
    deed: str
    cause: Cause
    break_node: Callable[[Layout], None]
    kills: bool = True
    heals: bool = False


def write_atomically(path: Path, text: str) -> None:
    """Replace a manifest in one step, by way of a dotfile, which the kubelet does not read."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def add_flag(text: str, flag: str) -> str:
    """The manifest with one more flag, in the alphabetical place where kubeadm would put it."""
    lines = text.splitlines(keepends=True)
    flags = [number for number, line in enumerate(lines) if line.startswith("    - --")]
    place = next((number for number in flags if lines[number].strip()[2:] > flag), flags[-1] + 1)
    lines.insert(place, f"    - {flag}\n")
    return "".join(lines)


def _edit(change: Callable[[str, Layout], str]) -> Callable[[Layout], None]:
    def break_node(layout: Layout) -> None:
        path = layout.manifest(APISERVER)
        write_atomically(path, change(path.read_text(encoding="utf-8"), layout))

    return break_node


def _without_anonymous(layout: Layout) -> None:
    """Take system:unauthenticated out of the binding, and keep the apiserver from putting it back."""
    pki = layout.pki
    files = (pki / "etcd" / "ca.crt", pki / "apiserver-etcd-client.crt", pki / "apiserver-etcd-client.key")
    etcd = EtcdClient(
        endpoint=f"https://127.0.0.1:{layout.ports.etcd}", tls=client_context(*(str(file) for file in files))
    )
    etcd.put(PUBLIC_INFO_VIEWER, {"autoupdate": False, "groups": [AUTHENTICATED]})


def _save_beside(layout: Layout) -> None:
    path = layout.manifest(APISERVER)
    write_atomically(path.with_name(f"{path.name}.bak"), add_flag(path.read_text(encoding="utf-8"), _ANONYMOUS_OFF))


def _move_etcd_away(layout: Layout) -> None:
    path = layout.manifest("etcd")
    path.rename(layout.root / path.name)


_LOOP = "the kubelet's probe gets 401 and kills a healthy kube-apiserver for ever"
_HARDENED = f"An administrator hardens the node (CIS 1.2.1) and adds {_ANONYMOUS_OFF} to kube-apiserver.yaml."

_ALL = (
    Scenario(
        name="anonymous-auth",
        description=f"{_ANONYMOUS_OFF}: {_LOOP}",
        deed=_HARDENED,
        cause=Cause.ANONYMOUS_AUTH_DISABLED,
        break_node=_edit(lambda text, _: add_flag(text, _ANONYMOUS_OFF)),
    ),
    Scenario(
        name="forbidden",
        description="anonymous requests are let in but may not read the health path (403)",
        deed="Somebody takes system:unauthenticated out of the ClusterRoleBinding system:public-info-viewer.",
        cause=Cause.ANONYMOUS_HEALTH_ACCESS_FORBIDDEN,
        break_node=_without_anonymous,
    ),
    Scenario(
        name="wrong-port",
        description="the probe dials a port on which nobody listens",
        deed="Somebody changes the probe's port in kube-apiserver.yaml, and mistypes it.",
        cause=Cause.PROBE_WRONG_PORT,
        break_node=_edit(
            lambda text, layout: text.replace(f"port: {layout.ports.apiserver}\n", f"port: {layout.ports.nowhere}\n")
        ),
    ),
    Scenario(
        name="wrong-scheme",
        description="the probe speaks HTTP to a TLS port",
        deed="Somebody loses `scheme: HTTPS` from the probe in kube-apiserver.yaml, so it is HTTP.",
        cause=Cause.PROBE_WRONG_SCHEME,
        break_node=_edit(lambda text, _: text.replace("        scheme: HTTPS\n", "")),
    ),
    Scenario(
        name="unknown-flag",
        description="kube-apiserver refuses a misspelt flag and exits at once",
        deed=f"An administrator adds {_MISSPELT} to kube-apiserver.yaml; the flag is called --audit-log-maxage.",
        cause=Cause.UNKNOWN_FLAG,
        break_node=_edit(lambda text, _: add_flag(text, _MISSPELT)),
        kills=False,
    ),
    Scenario(
        name="etcd-down",
        description="etcd is away: kube-apiserver fails its probe, then cannot start",
        deed="Somebody moves etcd.yaml out of the manifest directory.",
        cause=Cause.ETCD_UNREACHABLE,
        break_node=_move_etcd_away,
    ),
    Scenario(
        name="duplicate-manifest",
        description="a backup copy in the manifest directory replaces the manifest",
        deed=f"Somebody keeps an older kube-apiserver.yaml with {_ANONYMOUS_OFF} beside the new one, as .bak.",
        cause=Cause.DUPLICATE_MANIFEST,
        break_node=_save_beside,
    ),
    Scenario(
        name="fixed",
        description="as anonymous-auth, then the printed edit is applied and the loop stops",
        deed=_HARDENED,
        cause=Cause.ANONYMOUS_AUTH_DISABLED,
        break_node=_edit(lambda text, _: add_flag(text, _ANONYMOUS_OFF)),
        heals=True,
    ),
)

BY_NAME = {scenario.name: scenario for scenario in _ALL}
