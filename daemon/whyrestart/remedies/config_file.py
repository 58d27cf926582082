"""Ways out of a configuration file that is refused: the API version that this release reads, or words where to look."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyrestart.knowledge import config_kinds
from whyrestart.knowledge.flags import Verdict
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.parsing.yaml_tree import YamlProblem, load_first
from whyrestart.remedies.editing import edit_of, host_path, place, text_of, where_possible
from whyrestart.remedies.probe_auth import authentication_config, with_conditions
from whyrestart.remedies.yaml_edit import CannotEdit, YamlEdit

# The kind that kubernetes 1.13 renamed: the content stayed.
_RENAMED = {"EncryptionConfig": "EncryptionConfiguration"}
_NEXT_START = "The file is read at the component's next start, which the kubelet tries by itself."


def anonymous_flag_conflicts_with_config(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The file says it already, and more narrowly: the flag goes, and each probed path is listed."""
    file = authentication_config(episode) or found["path"]

    def edited() -> tuple[FileEdit, ...]:
        flagless = edit_of(episode).drop_flag("anonymous-auth").done
        listed = where_possible(lambda: with_conditions(episode, file)) if _has_conditions(episode, file) else ()
        return (*listed, flagless)

    yield Remedy(
        title=f"Drop {found['flag']} at {place(episode, found['line'])}: {file or 'the configuration file'} decides it",
        edits=where_possible(edited),
        valid_for=">=1.32",
        caution="The file must list each probed path under anonymous.conditions, exactly as probed (/livez, /readyz, "
        "/healthz), or the kubelet's probes get 401. A scanner that greps for the flag will complain of its absence.",
    )


def _has_conditions(episode: Episode, file: str) -> bool:
    try:
        tree = load_first((text_of(episode, file) or "").encode())
    except YamlProblem:
        return False
    return tree is not None and tree.at("anonymous", "conditions") is not None


def encryption_config_invalid(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Correct the file; taking it away is no way out, since what it encrypted could not be read."""
    yield from _correct(
        episode,
        found,
        "Never remove a key that any stored object was written with, nor the flag: what is encrypted could then not be "
        "read. The file must be the same on all control-plane nodes. If it is lost, restore it from a backup.",
    )


def audit_policy_invalid(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Correct the policy, or do without an audit log until it is right."""
    yield from _correct(episode, found, _NEXT_START)
    flags = [f.name for f in episode.flags if f.name.startswith("audit-")]
    yield Remedy(
        stopgap=True,
        title="To get the API back at once, take --audit-policy-file and the other audit flags out until it is right",
        edits=where_possible(lambda: edit_of(episode).drop_flag(*dict.fromkeys(flags)).done) if flags else (),
        caution="Nothing is audited meanwhile: tell those who must know, and put the flags back.",
    )


def authentication_config_invalid(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Correct the file or the flags, or do without this way of logging in until they are right."""
    container = episode.container
    oidc = [f.name for f in (container.flags if container else ()) if f.name.startswith("oidc-")]
    both = "mutually exclusive" in found["why"] and bool(oidc)
    if both:
        yield Remedy(
            title="Keep the file of --authentication-config or the --oidc-... flags, not both: move what the flags say "
            "into the file's jwt list, then drop them",
            valid_for=">=1.29",
            caution="Those whose issuer stands in what is dropped cannot log in until it is in the other place.",
        )
    elif found["path"].startswith("/"):
        yield from _correct(episode, found, _NEXT_START)
    else:
        what = found["flag"].strip() or "the OIDC flags"
        yield Remedy(title=f"Correct {what} at {place(episode, found['line'])}: {' '.join(found['why'].split())}")
    out = oidc or ["authentication-config"]
    if container is None or container.flag(out[0]) is None:
        return
    yield Remedy(
        stopgap=True,
        title="To get the API back at once, take the "
        + ("--oidc-... flags" if oidc else "flag --authentication-config")
        + " out until it is right",
        edits=where_possible(lambda: edit_of(episode).drop_flag(*dict.fromkeys(out)).done),
        caution="Those who log in that way are locked out meanwhile; client certificates and service accounts go on "
        "working. Without the file anonymous requests are allowed as by default.",
    )


def component_config_invalid(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Move the file to a version that this release reads; a scheduler can do without one."""
    renamed = (
        " Between the scheduler's v1beta2 and v1 some plugins and arguments were renamed: its log names each."
        if "scheduler" in episode.program
        else ""
    )
    yield from _correct(episode, found, f"{_NEXT_START}{renamed}")
    container = episode.container
    if episode.program != "kube-scheduler" or container is None or container.flag("config") is None:
        return
    if container.flag("kubeconfig") is None:
        return
    yield Remedy(
        stopgap=True,
        title="Drop --config: with --kubeconfig the scheduler's defaults serve",
        edits=where_possible(lambda: edit_of(episode).drop_flag("config").done),
        caution="Profiles, plugins and weights that the file sets are then not in force.",
    )


def _correct(episode: Episode, found: Finding, caution: str) -> Iterator[Remedy]:
    """Another apiVersion where that is what is wrong and the file is known; else words."""
    file = host_path(episode, found["path"]) if found["path"].startswith("/") else ""
    move = _move(episode, file)
    if move is not None:
        kind, version = move
        yield Remedy(
            title=f"Write apiVersion: {version}, kind: {kind} into {file}",
            edits=where_possible(lambda: _moved(episode, file, kind, version)),
            caution=caution,
        )
        return
    right = _known_version(episode, found)
    why = _brief(found["why"])
    yield Remedy(title=f"Correct {file or found['flag'] or 'the file'}: {why}{right}", caution=caution)


def _brief(why: str) -> str:
    """What is wrong, without the file's own name and the names of Go's sources."""
    text = re.sub(
        r":? from file \"?[^\s\"]+\"?| in scheme \"[^\"]*\"?|^(?:error while parsing file|failed decoding): ", "", why
    )
    return " ".join(text.split()).strip(' :"')


def _head(episode: Episode, file: str) -> tuple[str, str] | None:
    """The kind and API version of a file, where its text is known."""
    try:
        tree = load_first((text_of(episode, file) or "").encode())
    except YamlProblem:
        return None
    kind, version = (tree.get("kind"), tree.get("apiVersion")) if tree is not None else (None, None)
    if kind is None or version is None:
        return None
    return kind.text or "", version.text or ""


def _move(episode: Episode, file: str) -> tuple[str, str] | None:
    """The kind and API version that this release reads, where the file has another one."""
    head, release = _head(episode, file), episode.version
    if head is None or release is None:
        return None
    kind = _RENAMED.get(head[0], head[0])
    use = config_kinds.judge(kind, head[1], release).use
    refused = config_kinds.judge(head[0], head[1], release).verdict is not Verdict.KNOWN
    return (kind, use) if use and refused and (kind, use) != head else None


def _moved(episode: Episode, file: str, kind: str, version: str) -> FileEdit:
    text = text_of(episode, file)
    if text is None:
        raise CannotEdit
    edit, head = YamlEdit(file, text), _head(episode, file)
    if head is not None and head[0] != kind:
        edit.set(edit.tree, "kind", kind)
    edit.set(edit.tree, "apiVersion", version)
    return edit.done


def _known_version(episode: Episode, found: Finding) -> str:
    """The API version to write, told in words where the file itself was not read."""
    why = found["why"].replace('"', "")
    kind = next((each.kind for each in config_kinds.known() if f"kind {each.kind} " in why), "")
    use = config_kinds.judge(kind, "", episode.version).use if kind and episode.version else None
    return f"; this version reads {use}" if use else ""


REMEDIES = {
    Cause.ANONYMOUS_FLAG_CONFLICTS_WITH_CONFIG: anonymous_flag_conflicts_with_config,
    Cause.ENCRYPTION_CONFIG_INVALID: encryption_config_invalid,
    Cause.AUDIT_POLICY_INVALID: audit_policy_invalid,
    Cause.AUTHENTICATION_CONFIG_INVALID: authentication_config_invalid,
    Cause.COMPONENT_CONFIG_INVALID: component_config_invalid,
}
