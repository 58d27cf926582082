"""A proxy of the environment stands between components that should speak directly."""

from __future__ import annotations

import re

from whyrestart.causes.certificates.trust import of_no_account
from whyrestart.causes.dependencies.away import tells_of_its_end
from whyrestart.causes.evidence.apiserver_calls import calls_apiserver
from whyrestart.causes.evidence.living import goes_on, never_answered
from whyrestart.causes.evidence.logs import all_said, death_log, last_said, nobody_saw_it
from whyrestart.causes.evidence.probing import complaint
from whyrestart.causes.kubelet.answers import newest_unanswered
from whyrestart.causes.kubelet.words import end_after
from whyrestart.causes.rule import Rule, finding, from_log, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import FileText, Source
from whyrestart.parsing.last_words import is_an_end

_PROXY_VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy", "ALL_PROXY")
_PROXY_WORDS = re.compile(
    r"(?:proxyconnect tcp: |socks connect tcp )(?P<why>[^\n]*)|(?P<status>407 Proxy Authentication Required|Proxy Authentication Required)|"
    # What Go makes of a proxy that refuses the CONNECT: the status' bare words, which no server's own answer comes as.
    r"(?:Get|Post|Put|Patch|Delete|Head) \"?https://[^\s\"]+\"?: (?P<words>Forbidden|Service Unavailable|Bad Gateway|Gateway Timeout|"
    r"Method Not Allowed|Bad Request|Internal Server Error)(?=\\?\"?\s*$|\\?\"?,? \w{1,40}=)|failed to do connect handshake, response: \\?\"HTTP/|"
    r"Server: squid|X-Squid-Error|ERR_ACCESS_DENIED|Via: 1\.[01] |The requested URL could not be retrieved|cache administrator"
)


# What the runtime was answered when it pulled an image is of the runtime's own environment.
_OF_IMAGES = re.compile(r"[Pp]ull(?:ed|ing)?\b|PullImage|ImagePull|/manifests/")


# What a kubelet may end with because it cannot speak to the apiserver.
_OF_THE_APISERVER = re.compile(
    r"https?://|api ?server|CSINode after retrying: timed out|(?<!serving )certificate|node info|timed out|deadline",
    re.IGNORECASE,
)


def proxy_environment(episode: Episode) -> Finding | None:
    """A proxy stands between components that should speak directly: its marks are in the answers."""
    if episode.is_node:
        return None
    variables = {
        name: value for name, value in (episode.container.env if episode.container else ()) if name in _PROXY_VARIABLES
    }
    no_proxy = next((v for n, v in (episode.container.env if episode.container else ()) if n.lower() == "no_proxy"), "")
    own = tuple(e for e in death_log(episode) if not of_no_account(episode, e) and not _of_others(episode, e))
    lives = episode.is_kubelet and episode.state is State.HEALTHY
    # What a kubelet that lives was answered once is over, where it was answered otherwise since.
    newest = newest_unanswered(episode) if lives else ()
    asked = tuple(entry for entry in newest if calls_apiserver(entry.text) and goes_on(episode, entry))
    of_the_pod = (entry for entry in episode.kubelet_log if not _OF_IMAGES.search(entry.text))
    said = last_said(asked if lives else (*own, *of_the_pod), _PROXY_WORDS)
    if said is None and variables:
        said = never_answered(episode, _PROXY_WORDS)
    each = complaint(episode)
    body = _PROXY_WORDS.search(f"{each.kubelet.body} {each.kubelet.error or ''}") if each is not None else None
    unit_proxy = _kubelet_proxy(episode)
    if said is None and body is None:
        return None
    named = ", ".join(f"{name}={value}" for name, value in variables.items()) or unit_proxy or ""
    # net/http says so of nothing but a proxy that it was told to use, wherever it was told so.
    told = said is not None and bool(said["why"])
    # What one met that is not known to have ended may be over, as at its start.
    met = said is not None and body is None and nobody_saw_it(episode) and not tells_of_its_end(own)
    # A kubelet that lives tries again every few seconds.
    once = said is not None and lives and len(list(all_said(asked, _PROXY_WORDS))) < 2
    # One that met it and lived on, and ended of something else.
    end = end_after(episode, said.entry) if said is not None and episode.is_kubelet else None
    passed = end is not None and _OF_THE_APISERVER.search(end.text) is None
    return finding(
        Cause.PROXY_ENVIRONMENT,
        Confidence.POSSIBLE if met or once or passed else Confidence.PROVEN if named or told else Confidence.LIKELY,
        f"A proxy stands between {episode.program} and its peer{f' ({named})' if named else ''}; "
        f"{'NO_PROXY is not set' if not no_proxy else f'NO_PROXY={no_proxy} does not cover the address'}.",
        [
            from_log(episode, said.entry) if said else None,
            each.shown() if body and each else None,
            note("manifest", named) if named else None,
        ],
        ruled_out=[
            RuledOut(
                cause=Cause.ANONYMOUS_HEALTH_ACCESS_FORBIDDEN,
                because="the answer bears a proxy's marks, not the apiserver's",
            )
        ],
        proxy=named,
        no_proxy=no_proxy,
    )


_URL = re.compile(r"https?://[^\s\"]{1,300}")


def _of_others(episode: Episode, entry: LogEntry) -> bool:
    """Whether a manager meets it in its work with a cloud, say, which it goes on with: no matter of its own end."""
    works = episode.program.endswith("controller-manager")
    return works and not is_an_end(entry) and _URL.search(entry.text) is not None and not calls_apiserver(entry.text)


def _kubelet_proxy(episode: Episode) -> str | None:
    """A proxy in the kubelet's environment: up to 1.13 its probes went through it (KUBELET.md H6)."""
    version = episode.node.version
    if version is None or version.at_least(1, 14):
        return None
    for seen in episode.node.newest(FileText).values():
        if "kubelet" in seen.path and (match := re.search(r"(?m)^[^#\n]*?\b(HTTPS?_PROXY=\S+)", seen.text)):
            return f"{match[1]} in {seen.path}"
    return None


RULES = (
    Rule(
        cause=Cause.PROXY_ENVIRONMENT,
        find=proxy_environment,
        applies=lambda episode: not episode.is_node,
        needs=frozenset({Source.POD_LOGS}),
        settles="look for HTTP_PROXY in the manifest and in the kubelet's drop-ins",
    ),
)
