"""Ways out of what hangs on the apiserver: admission webhooks and KMS plugins."""

from __future__ import annotations

from collections.abc import Iterator

from whyrestart.knowledge import flags
from whyrestart.knowledge.flags import Verdict
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.remedies.editing import command, edit_of, exists, host_path, inside_path, where_possible
from whyrestart.remedies.files import too_wide
from whyrestart.remedies.yaml_edit import CannotEdit

_WEBHOOKS = ("MutatingAdmissionWebhook", "ValidatingAdmissionWebhook")


def admission_webhook_deadlock(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Take the webhook's configuration away while the API answers, or start once without webhooks."""
    yield Remedy(
        title=f"Save the configuration that holds the webhook {found['webhook']}, then delete it",
        commands=(
            "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations",
            "kubectl get validatingwebhookconfiguration NAME -o yaml",
            "kubectl delete validatingwebhookconfiguration NAME",
        ),
        caution="NAME is the one whose webhooks list names it; keep the yaml that the second command prints. Deleting "
        "switches a protection off until the controller that owns it writes it anew: know which.",
    )
    version = episode.version
    known = (
        version is not None
        and flags.judge(episode.program, "disable-admission-plugins", version).verdict is Verdict.KNOWN
    )
    yield Remedy(
        stopgap=True,
        title="If the API does not stay up long enough, start it once without admission webhooks",
        edits=where_possible(lambda: _without_webhooks(episode)) if known else (),
        valid_for=">=1.10",
        caution="Every policy that webhooks enforce is off meanwhile. Repair the webhook, then take the edit back at "
        "once. For good: a namespaceSelector without kube-system and the webhook's own namespace.",
    )


def _without_webhooks(episode: Episode) -> FileEdit:
    """In the list of what is off and out of the list of what is on: the two may not overlap."""
    if episode.container is None:
        raise CannotEdit
    edit = edit_of(episode)
    off = [each for each in (episode.container.flag_value("disable-admission-plugins") or "").split(",") if each]
    on = (episode.container.flag_value("enable-admission-plugins") or "").split(",")
    if set(on) & set(_WEBHOOKS):
        edit.filter_list_flag("enable-admission-plugins", lambda item: item not in _WEBHOOKS)
    return edit.set_flag("disable-admission-plugins", ",".join(dict.fromkeys([*off, *_WEBHOOKS]))).done


def kms_plugin_unavailable(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """A stale socket out of the plugin's way; its socket's directory into the apiserver; or the plugin itself."""
    socket = found["socket"]
    if "apiserver" not in episode.program:
        path = host_path(episode, socket)
        stale = exists(episode, path) is True
        yield Remedy(
            title=f"Remove the stale socket {path}, so that {episode.program} can listen again"
            if stale
            else f"Free the socket {path}: another process of {episode.program} may still listen on it",
            commands=("ss -lxp", command("ls", "-l", path), *((command("rm", path),) if stale else ())),
            caution="Only while nobody listens on it: ss names who does. Let the plugin remove its socket at its "
            "start, or it happens again. Mount the socket's directory, never the socket itself.",
        )
        return
    directory = socket.rpartition("/")[0]
    if socket and inside_path(episode, socket) is None and not too_wide(episode, directory):
        yield Remedy(
            title=f"Mount {directory}, in which the plugin's socket lies, into the apiserver",
            edits=where_possible(
                lambda: (
                    edit_of(episode)
                    .add_host_path(name="kms-plugin", path=directory, kind="DirectoryOrCreate", writable=True)
                    .done
                )
            ),
            caution="The directory, never the socket itself: a new socket would not be seen.",
        )
    yield Remedy(
        title=f"Start the KMS plugin{f' that should listen on {socket}' if socket else ''}: the apiserver recovers by "
        "itself",
        commands=("crictl ps -a", "ss -lxp"),
        caution="Look at its own log, credentials and way to the key service. Never delete the remote key nor the "
        "encryption configuration: everything encrypted with it would be lost.",
    )


REMEDIES = {
    Cause.ADMISSION_WEBHOOK_DEADLOCK: admission_webhook_deadlock,
    Cause.KMS_PLUGIN_UNAVAILABLE: kms_plugin_unavailable,
}
