"""A path on the host: in which words it is missed, whether it is there, where it leads, what it is meant to be."""

from __future__ import annotations

import posixpath
import re

from whyrestart.causes.evidence.logs import Said
from whyrestart.causes.files.ca_bundle import BUNDLES
from whyrestart.causes.rule import note
from whyrestart.model.diagnosis import Evidence
from whyrestart.model.episode import Episode
from whyrestart.model.identity import UnitRef
from whyrestart.model.observation import CertificateFileSeen, ContainerSeen, FileSeen, FileText, MountSeen
from whyrestart.parsing.systemd_unit_file import CONTAINER_ENGINES, started_by

# dash's, busybox' and bash's words of a file that they are to open or make for the program; bash's are those of a command
# that it does not find, too.
SHELLS_FILE = (
    r"^(?:/bin/|/usr/bin/)?(?:ba|da|a)?sh: (?:(?:line )?\d+: )?(?P<opens>can(?:no|')t (?:create|open) )?"
    r"(?P<path>/[^\s:]{1,500}+): "
)
# nginx' words of a certificate or its key (ngx_event_openssl.c), of which OpenSSL tells why.
NGINX_LOADS = (
    r"nginx: \[emerg\] (?:cannot load certificate(?: key)? \"|BIO_new_file\(\"|PEM_\w{1,40}\(\"|SSL_CTX_\w{1,40}\(\")"
    r"(?P<path>/[^\"\n]{1,500}+)\"[^\n]{0,120}?\(SSL: [^\n]{0,200}?"
)
IS_DIRECTORY = (
    re.compile(r"(?:read|open) \"?(?P<path>/[^\s:\"',]+)\"?: is a directory"),
    re.compile(SHELLS_FILE + "Is a directory"),
)
# Go's *PathError: `open /x: no such file or directory`, also `stat` and `lstat`.
NO_FILE = (
    re.compile(
        r"(?:open|stat|lstat|read|unable to read|reading) \"?(?P<path>/[^\s:\"',]+)\"?: no such file or directory"
    ),
    re.compile(SHELLS_FILE + "[Nn]o such file"),
    # The same error printed as Go prints a value (%#v): the cloud providers' way. 2 is ENOENT.
    re.compile(r"PathError\{Op:\\?\"\w+\\?\", Path:\\?\"(?P<path>/[^\"\\]+)\\?\", Err:(?:0x)?2\}"),
    # The scheduler asks for its policy by stat and says so in its own words (scheduler.go, to 1.22).
    re.compile(r"missing policy config file (?P<path>/\S+)"),
    # The balancers before the apiservers: haproxy, nginx and keepalived.
    re.compile(r"open configuration file(?:/directory)? (?P<path>/\S+) : No such file or directory"),
    re.compile(r"^\[ALERT\] [^\n]{0,300}? from file '(?P<path>/[^'\n]{1,500}+)' ?: No such file or directory"),
    re.compile(r"nginx: \[emerg\] open\(\) \"(?P<path>/[^\"]+)\" failed \(2: "),
    re.compile(NGINX_LOADS + r"No such file or directory"),
    re.compile(r"Unable to find configuration file (?P<path>/\S+)"),
    # So does the apiserver of its egress selector (to 1.20).
    re.compile(r"[a-z]-(?:file|dir) \\?\"?(?P<path>/[^\s\"\\]+)\\?\"? does not exist"),
)


def on_host(episode: Episode, path: str) -> bool | None:
    """Whether the host has that path: seen there, looked for and absent, or not known."""
    for kind in (FileText, CertificateFileSeen):
        if path in {seen.path for seen in episode.node.newest(kind).values()}:  # type: ignore[attr-defined]  # both have a path
            return True
    seen = episode.node.newest(FileSeen).get(path)
    target = leads_to(episode, path)
    led = episode.node.newest(FileSeen).get(target) if target else None
    # Where a link leads may not have been looked at.
    return None if seen is None else (led or seen).type is not None


_LINKS = 8


def leads_to(episode: Episode, path: str) -> str | None:
    """Where a link of the host's leads in the end; None of what is none."""
    files, here = episode.node.newest(FileSeen), path
    for _ in range(_LINKS):
        seen = files.get(here)
        if seen is None or seen.type != "link" or not seen.target:
            break
        here = posixpath.normpath(posixpath.join(posixpath.dirname(here), seen.target))
    return here if here != path else None


def is_redirected(episode: Episode, said: Said) -> bool:
    """Whether the file is one that a shell is to open, be it by its script alone, and no command that it is to execute."""
    if "opens" not in said.match.groupdict() or said["opens"]:
        return True
    if episode.container is None:
        # Nobody knows the script: a log is no command.
        return said["path"].endswith(".log")
    words = (*episode.container.command, *episode.container.args)
    redirection = re.compile(rf"[<>] ?[\"']?{re.escape(said['path'])}(?![\w./-])")
    return any(redirection.search(word.text) for word in words)


def is_meant_as_directory(episode: Episode, path: str) -> bool:
    """Whether what lies there is a directory by right, so that the flag that names it as a file is at fault.

    Other flags name files in it, the volume is declared to be one, or distributions keep their CAs there. Where nothing
    is mounted, nothing made it in a file's place.
    """
    pod = episode.pod
    below = any((flag.value or "").startswith(f"{path.rstrip('/')}/") for flag in episode.flags)
    declared = any(v.host_path == path and "Directory" in v.host_path_type for v in (pod.volumes if pod else ()))
    return below or declared or sees_the_host(episode) or (path.startswith(BUNDLES) and not posixpath.splitext(path)[1])


def sees_the_host(episode: Episode) -> bool:
    """Whether it is a unit's program that is in no container: what it does not find is not on the host either."""
    if not isinstance(episode.subject, UnitRef):
        return False
    texts = {seen.path: seen.text for seen in episode.node.newest(FileText).values()}
    unit = episode.subject.unit
    return "container" not in unit and started_by(texts, unit) not in CONTAINER_ENGINES


def lies_alike(episode: Episode) -> bool:
    """Whether its files may be taken to lie on the host where they lie in the container: a static pod's, of no known manifest.

    The kubelet calls such a pod by its node; another's come from secrets and the like.
    """
    ref = episode.ref
    return ref is not None and episode.manifest is None and ref.pod.endswith(f"-{episode.node.name}")


def made_mounts(episode: Episode) -> tuple[MountSeen, ...]:
    """What the runtime mounted into the newest of its containers that it tells of; nothing where it does not tell."""
    seen = [each for each in episode.node.newest(ContainerSeen).values() if each.attempt_key.ref == episode.ref]
    return max(seen, key=lambda each: each.attempt_key.attempt).mounts if seen else ()


def brought_from(episode: Episode, path: str) -> str | None:
    """Where on the host lies what is mounted over the path, as the runtime tells; None where nothing is."""
    over = [
        m
        for m in made_mounts(episode)
        if path == m.container_path or path.startswith(f"{m.container_path.rstrip('/')}/")
    ]
    mount = max(over, key=lambda each: len(each.container_path), default=None)
    return f"{mount.host_path.rstrip('/')}{path.removeprefix(mount.container_path.rstrip('/'))}" if mount else None


def is_a_files_name(path: str) -> bool:
    """Whether it ends as a file's name does; `conf.d`, `v1.28` and `default.etcd` are directories."""
    return re.fullmatch(r"\.(?!d$|etcd$)[a-z]{1,12}", posixpath.splitext(path)[1]) is not None


def host_evidence(path: str, *, here: bool | None) -> Evidence | None:
    """What was seen of it there, where anybody looked."""
    if here is None:
        return None
    return note("files", f"{path} exists on the host" if here else f"{path} does not exist on the host")
