"""Ways out of a flag that is required and not given: kubeadm's value, where the node has what it names."""

from __future__ import annotations

from collections.abc import Iterator

from whyrestart.knowledge import flags
from whyrestart.knowledge.flags import Verdict
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.remedies.editing import command, edit_of, exists, host_path, inside_path, place, where_possible
from whyrestart.remedies.neighbours import local_etcd, private_key
from whyrestart.remedies.yaml_edit import CannotEdit

ISSUER = "https://kubernetes.default.svc.cluster.local"
_SIGNING = frozenset({"service-account-issuer", "service-account-signing-key-file", "service-account-key-file"})


def missing_required_flag(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Add the flags that are required, with kubeadm's values where the node is known to have what they name."""
    names = [flags.canonical(name.strip()) for name in found["flag"].split(",") if name.strip()]
    if episode.program == "kube-apiserver" and set(names) & _SIGNING:
        yield from _signing(episode, names)
        return
    if names == ["etcd-servers"]:
        url = local_etcd(episode)
        yield Remedy(
            title=f"Add --etcd-servers={url or 'URL, with the address of etcd,'} to {place(episode)}",
            edits=where_possible(lambda: edit_of(episode).set_flag("etcd-servers", url).done) if url else (),
        )
        return
    shown = " and ".join(f"--{name}" for name in names)
    yield Remedy(title=f"Add {shown} to {place(episode)}, with the value of a node of the same kind that works")


def _signing(episode: Episode, names: list[str]) -> Iterator[Remedy]:
    values = {name: _signing_value(episode, name) for name in names}
    sure = all(value and known for value, known in values.values())
    shown = " and ".join(f"--{name}={value or 'FILE'}" for name, (value, _) in values.items())

    def edited() -> FileEdit:
        if not sure or not _known(episode, names):
            raise CannotEdit
        return edit_of(episode).add_words([f"--{name}={value}" for name, (value, _) in values.items()]).done

    unsure = [host_path(episode, value) for value, known in values.values() if value and not known]
    yield Remedy(
        title=f"Add {shown} to {place(episode)}",
        edits=where_possible(edited),
        commands=tuple(command("ls", "-l", path) for path in unsure),
        valid_for=">=1.20",
        caution="The private key is the one that kube-controller-manager has as --service-account-private-key-file; "
        "all control-plane nodes need the same pair and the same issuer. A changed issuer makes existing bound tokens "
        "invalid.",
    )


def _known(episode: Episode, names: list[str]) -> bool:
    version = episode.version
    return version is not None and all(
        flags.judge(episode.program, name, version).verdict is Verdict.KNOWN for name in names
    )


def _signing_value(episode: Episode, name: str) -> tuple[str, bool]:
    """The value that kubeadm gives, and whether what it names is known to be there and mounted."""
    if name == "service-account-issuer":
        return ISSUER, True
    if name == "service-account-signing-key-file":
        private = private_key(episode)
        inside = inside_path(episode, private) if private else None
        if inside:
            return inside, exists(episode, private) is True
    public = episode.flag_value("service-account-key-file")
    wanted = "sa.pub" if name == "service-account-key-file" else "sa.key"
    beside = f"{public.rpartition('/')[0]}/{wanted}" if public else ""
    return beside, bool(beside) and exists(episode, host_path(episode, beside)) is True


REMEDIES = {Cause.MISSING_REQUIRED_FLAG: missing_required_flag}
