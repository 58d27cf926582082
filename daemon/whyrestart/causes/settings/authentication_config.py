"""The AuthenticationConfiguration, the OIDC settings or another authenticator's file is refused, or a flag beside it."""

from __future__ import annotations

import re
from dataclasses import replace

from whyrestart.causes.evidence.logs import (
    ENDS,
    breaks_off,
    death_log,
    ended_by_itself,
    last_said,
    last_words,
    starting_log,
)
from whyrestart.causes.rule import Rule, finding, from_flag, from_last_end, from_log
from whyrestart.causes.settings.command_line import tells_no_flags
from whyrestart.causes.settings.refused_files import (
    FIELD,
    FIRST,
    LOGS,
    OTHER_CAUSE,
    flag_given,
    refuses,
    words_of_refusal,
)
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode

# apiserver/pkg/apis/apiserver/validation, server/options/authentication.go, oidc.go.
AUTHENTICATION = (
    re.compile(
        rf"(?P<why>(?:jwt|authenticationConfiguration|issuer|anonymous)(?:\[\d+\])?[\w.\[\]]{{0,200}}+: {FIELD}[^\n]*)"
    ),
    re.compile(
        r"(?P<why>oidc(?:-issuer-url|-ca-file| authenticator|: |-client-id)[^\n]*(?:must|required|invalid|error|failed|fetch|should)[^\n]*)"
    ),
    re.compile(
        r"(?P<why>(?:failed to (?:load|read|decode)|error (?:reading|loading)|unable to (?:load|read)) (?:structured )?authentication config(?:uration)?[^\n]*)"
    ),
    re.compile(r"(?P<why>no kind \\?\"AuthenticationConfiguration\\?\" is registered[^\n]*)"),
    # A fatal line's own words up to 1.9, the error's since then.
    re.compile(r"[Ii]nvalid [Aa]uthentication [Cc]onfig: (?P<why>[^\n]*)"),
    re.compile(r"(?P<why>(?:token|password) file '(?P<file>[^'\n]*)' must have at least [^\n]*)"),
    re.compile(r"(?P<why>oidc: unsupported signing alg[^\n]*|\bno username claim provided)"),
    re.compile(r"(?P<why>expected (?:non-nil )?AuthenticationConfiguration\b[^\n]*)"),
    re.compile(rf"{FIRST}(?P<why>Failed to read the CA (?:file|contents): [^\n]*)"),
    re.compile(r"(?P<why>authentication-config file and oidc-\* flags are mutually exclusive[^\n]*)"),
)
# Errors that a reader hands on as they are; every other file's has words before it that say whose it is.
BARE = (
    (
        ("authentication-config",),
        re.compile(
            rf"{FIRST}(?P<why>(?:strict decoding error|empty config data|couldn't get version/kind|error converting YAML to JSON|"
            r"Object 'Kind' is missing|yaml: |json: )[^\n]*)"
        ),
    ),
    (
        ("token-auth-file", "basic-auth-file"),
        re.compile(rf"{FIRST}(?P<why>(?:record on line \d+; )?(?:parse error on )?line \d+, column \d+: [^\n]*)"),
    ),
    (
        ("authentication-token-webhook-config-file",),
        re.compile(
            rf"{FIRST}(?P<why>(?:invalid configuration: |[Ee]rror loading config file \"?(?P<file>/[^\s\"]+)\"?: )[^\n]*)"
        ),
    ),
    (("oidc-issuer-url",), re.compile(rf"{FIRST}(?P<why>parse \"?(?P<url>[^\s\"]+?)\"?: [^\n]*)")),
)
CONFLICT = re.compile(r"(?P<flag>--anony[mn]ous-auth) flag cannot be set when anonymous field is configured")


def anonymous_flag_conflicts_with_config(episode: Episode) -> Finding | None:
    """Both remedies at once: the flag, and `anonymous` in the file (KUBELET.md 2.3)."""
    said = last_said(death_log(episode), CONFLICT)
    if said is None:
        return None
    flag, config = flag_given(episode, "anonymous-auth"), flag_given(episode, "authentication-config")
    return finding(
        Cause.ANONYMOUS_FLAG_CONFLICTS_WITH_CONFIG,
        Confidence.PROVEN,
        f"--anonymous-auth is set together with the anonymous field of {config.value if config else 'the authentication configuration'}; "
        f"{episode.program} refuses to start with both.",
        [from_log(episode, said.entry), *(from_flag(episode, f) for f in (flag, config) if f), from_last_end(episode)],
        flag=str(flag) if flag else "--anonymous-auth",
        path=config.value if config else None,
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line if flag else None,
    )


# A key or a certificate that cannot be decoded: the words do not say whose, so that they tell where one flag alone names such.
_ASN1 = re.compile(r"\basn1: ")
_ENCODED = ("service-account-key-file", "client-ca-file", "oidc-ca-file", "requestheader-client-ca-file")


def authentication_config_invalid(episode: Episode) -> Finding | None:
    """AuthenticationConfiguration and the OIDC flags."""
    said = last_said(words_of_refusal(episode), *AUTHENTICATION)
    if said is None:
        return _bare(episode) or _another_issuer(episode)
    if CONFLICT.search(said.entry.text) or OTHER_CAUSE.search(said.entry.text):
        return None
    if re.search(r"public key file|service.?account", said.entry.text):
        return None
    flag = flag_given(episode, "authentication-config", "oidc-issuer-url", "authentication-token-webhook-config-file")
    encoded = [f for name in _ENCODED if (f := flag_given(episode, name)) is not None]
    if _ASN1.search(said.entry.text):
        whose = encoded[0] if len(encoded) == 1 else None
        what = f"the file of --{whose.name}" if whose else "a key or a certificate that it authenticates by"
        found = refuses(episode, Cause.AUTHENTICATION_CONFIG_INVALID, said, whose, what)
        return found if whose else replace(found, confidence=Confidence.POSSIBLE)
    return refuses(episode, Cause.AUTHENTICATION_CONFIG_INVALID, said, flag, "the authentication configuration")


# What it asks a few times, and then ends for with words that may be lost (oidc.go, up to 1.5): coreos' go-oidc of a provider
# that answers and calls itself otherwise than the flag does, as by a slash at the end.
_ANOTHER_ISSUER = re.compile(
    r"(?P<why>\\?\"issuer\\?\" in config \(\S{1,500}+ does not match provided issuer URL \(\S{1,500}+)"
)


def _another_issuer(episode: Episode) -> Finding | None:
    """It ends at its start with an error, and the last that it complained of is its issuer's name."""
    ended, lines = episode.last_ended, [e for e in starting_log(episode) if e.severity in ENDS]
    flag = flag_given(episode, "oidc-issuer-url")
    said = last_said(lines[-1:], _ANOTHER_ISSUER)
    unseen = said is not None and breaks_off(episode, said.entry)
    if said is None or not (ended_by_itself(ended) or unseen):
        return None
    found = refuses(episode, Cause.AUTHENTICATION_CONFIG_INVALID, said, flag, "the authentication configuration")
    return replace(found, confidence=Confidence.POSSIBLE if unseen else Confidence.LIKELY)


def _bare(episode: Episode) -> Finding | None:
    """An authenticator's file or URL that is refused in words of which only its flag tells whose they are."""
    if tells_no_flags(episode):
        return _bare_of_no_known_flag(episode)
    for names, pattern in BARE:
        flag = flag_given(episode, *names)
        said = last_said(words_of_refusal(episode), pattern) if flag else None
        if said is None or flag is None or OTHER_CAUSE.search(said.entry.text):
            continue
        if (said["url"] or said["file"] or flag.value) == flag.value:
            return refuses(episode, Cause.AUTHENTICATION_CONFIG_INVALID, said, flag, "the authentication configuration")
    return None


_KUBERNETES_OWN = re.compile(r"(?:kube-|k8s[-_])?apiserver")


def _bare_of_no_known_flag(episode: Episode) -> Finding | None:
    """The same where nobody knows its flags: of an apiserver's readers these alone put no words of their own before an error."""
    # OpenShift's has a file for all its settings, and reads it so too.
    openshifts = episode.ref is not None and episode.ref.namespace.startswith("openshift")
    # So has an aggregated one, of whatever project.
    if not _KUBERNETES_OWN.fullmatch(episode.program) or openshifts:
        return None
    # A plugin that it executes for a token says the like before.
    lines = tuple(last_words(episode, words_of_refusal(episode)))
    for names, pattern in BARE:
        said = last_said(lines, pattern)
        if said is None or OTHER_CAUSE.search(said.entry.text) or (said["url"] and not said["url"].startswith("http")):
            continue
        what = f"the {'address' if said['url'] else 'file'} of --{' or of --'.join(names)}"
        found = refuses(episode, Cause.AUTHENTICATION_CONFIG_INVALID, said, None, what)
        return replace(found, confidence=Confidence.LIKELY)
    return None


RULES = (
    Rule(cause=Cause.ANONYMOUS_FLAG_CONFLICTS_WITH_CONFIG, find=anonymous_flag_conflicts_with_config, needs=LOGS),
    Rule(
        cause=Cause.AUTHENTICATION_CONFIG_INVALID,
        find=authentication_config_invalid,
        needs=LOGS,
        yields_to=frozenset({Cause.ANONYMOUS_FLAG_CONFLICTS_WITH_CONFIG, Cause.SERVICE_ACCOUNT_KEY_INVALID}),
    ),
)
