"""The encryption-at-rest configuration is refused, or lacks the key with which something in etcd was written."""

from __future__ import annotations

import re

from whyrestart.causes.etcd.client import DIAL
from whyrestart.causes.evidence.living import goes_on, newest_lines
from whyrestart.causes.evidence.logs import ENDS, Said, all_said, last_said, starting_log
from whyrestart.causes.rule import Rule, finding, from_flag, from_log
from whyrestart.causes.settings.command_line import tells_no_flags
from whyrestart.causes.settings.refused_files import LOGS, OTHER_CAUSE, flag_given, refuses, words_of_refusal
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Finding, RuledOut
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.manifest import Flag

# server/options/encryptionconfig/config.go; 1.13 renamed the kind, the words stayed.
ENCRYPTION = (
    re.compile(
        r"error while parsing (?:encryption provider configuration )?file(?: \"?(?P<file>/[^\s\"\\]+)\\?\"?)?: ?(?P<why>.*)"
    ),
    re.compile(
        r"error (?:opening|reading|parsing) encryption provider configuration file \\?\"?(?P<file>/[^\s\"\\]+)\\?\"?[:,] ?(?P<why>.*)"
    ),
    re.compile(
        r"(?P<why>(?:error while building transformers:|failed to start kms encryption config hot reload controller)[^\n]*)(?P<file>)"
    ),
    re.compile(
        r"(?P<why>(?:secret is not of the expected length|unsupported key length|could not decode key|invalid provider configuration|resources\[\d+\]\.providers)[^\n]*)(?P<file>)"
    ),
)
# The file is sound and names a plugin that does not answer.
_PLUGIN_AWAY = re.compile(r"(?i)KMS(?:v\d)?[- ]plugin.*(?:deadline exceeded|unavailable|connection error|unix socket)")


def encryption_config_invalid(episode: Episode) -> Finding | None:
    """The encryption-at-rest configuration."""
    flag = flag_given(episode, "encryption-provider-config", "experimental-encryption-provider-config")
    said = last_said(words_of_refusal(episode), *ENCRYPTION)
    if said is None and (found := _cannot_decrypt(episode, flag)) is not None:
        return found
    if said is None or OTHER_CAUSE.search(said.entry.text) or _PLUGIN_AWAY.search(said.entry.text):
        return None
    # Of an apiserver no other file is refused in such words.
    of_it = "encryption" in said.entry.text or ("apiserver" in episode.program and tells_no_flags(episode))
    if flag is None and not of_it:
        return None
    return refuses(
        episode,
        Cause.ENCRYPTION_CONFIG_INVALID,
        said,
        flag,
        "the encryption configuration",
        ruled_out=(
            RuledOut(
                cause=Cause.KMS_PLUGIN_UNAVAILABLE, because="the file itself is refused, before any plugin is called"
            ),
        ),
    )


# storage/value's transformers, by way of etcd3's store: what lies in etcd bears another key's name, or another key.
_UNDECIPHERED = re.compile(
    r"unable to transform key \\?\"(?P<key>/[^\s\"\\]{1,300}+)\\?\": (?P<why>no matching (?:prefix|key was) found[\w ]{0,60}|"
    r"invalid padding on input|output array was not large enough|cipher: message authentication failed|"
    r"identity transformer tried to read encrypted data|the stored data was (?:a )?\w{1,20}[\w ]{0,60}|no matching key)"
)
# Whoever lists all of a kind meets the one that cannot be read, and tries again.
_AGAIN = 3


def _complains_after(log: tuple[LogEntry, ...], said: Said) -> bool:
    """Whether another trouble is told after that, be it in a warning that etcd does not answer."""
    since = log[log.index(said.entry) + 1 :]
    return any(entry.severity in ENDS for entry in since) or last_said(since, DIAL) is not None


def _cannot_decrypt(episode: Episode, flag: Flag | None) -> Finding | None:
    """The file is accepted, and what lies in etcd was written with a key that it has not: again and again to this moment."""
    if "apiserver" not in episode.program:
        return None
    living = newest_lines(episode)
    ended = episode.last_ended
    # One that ran for long lived with them, and so did one that was only asked to end.
    if not living and ended is not None and ended.exit_code in {0, 143} and episode.origin is not Origin.PROBE:
        return None
    said = list(all_said(living or starting_log(episode), _UNDECIPHERED))
    # The file is read anew while it lives, from 1.26 on: then nothing is said any more.
    if len(said) < _AGAIN or (living and not goes_on(episode, said[-1].entry)):
        return None
    # What it complains of since may be what it was ended for.
    if not living and _complains_after(starting_log(episode), said[-1]):
        return None
    last = said[-1]
    # It lives on with them: of what it ended, where nobody saw that, they tell nothing.
    seen = bool(living) or (ended is not None and ended.exit_code is not None)
    return finding(
        Cause.ENCRYPTION_CONFIG_INVALID,
        Confidence.LIKELY if seen and (flag is not None or not episode.flags_known) else Confidence.POSSIBLE,
        f"{episode.program} cannot decrypt {last['key']}: {last['why']}; the encryption configuration lacks the key with which it was "
        "written, or gives it another name.",
        [from_log(episode, last.entry), from_flag(episode, flag) if flag else None],
        path=flag.value if flag else None,
        why=last["why"],
        flag=str(flag) if flag else None,
        file=episode.manifest.path if episode.manifest else None,
        line=flag.line if flag else None,
    )


RULES = (Rule(cause=Cause.ENCRYPTION_CONFIG_INVALID, find=encryption_config_invalid, needs=LOGS),)
