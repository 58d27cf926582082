"""Secrets out of text: log lines, command lines, manifests and kubeconfigs, before anything keeps or shows them.

What goes: values of keys and flags that end in a secret's name, over as many lines as they take, Authorization and
Cookie headers, user information in URLs and in `--user`, a registry's `auth`, private key blocks (PEM, and PEM in
base64), and tokens that are known by their shape. What stays: the paths, names and booleans that a diagnosis needs
(`--token-auth-file=/etc/x.csv`, `--enable-bootstrap-token-auth=true`), certificates, and prose about secrets
(`secret "x" not found`). In doubt a value goes.

Lines come from programs in trouble and may be cut anywhere: no pattern may need more than about linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from whyrestart.model.secret import REDACTED

_KINDS = (
    r"(?:tokens?|passw(?:or)?ds?|passphrase|secret|credentials?|signature|api[-_]?key|access[-_]?key|secret[-_]?key"
    r"|encryption[-_]?key|certificate[-_]key|client[-_]?key[-_]?data|private[-_]?key|signing[-_]?key"
    r"|(?<![a-z])(?:pass|pwd|psk))"
)
_ENDING = rf"[\w.-]{{0,80}}?{_KINDS}"
_NAME = rf"(?<![\w.-]){_ENDING}"
# Looked for first, in lower case: nearly every line has neither and is done.
_STEMS = ("token", "pass", "pwd", "psk", "secret", "credential", "signature", "key")
_ANY_NAME = re.compile(rf"{_KINDS}\\*[\"']?[ \t]*[=:,\s]")
# What says nothing secret, and what opens a YAML or JSON collection whose members are judged by their own names.
_PLAIN = r"(?!(?:true|false|null|nil|<nil>|none|redacted|\*+)(?:[\s,;&\"'\\)\]}]|$)|[\[{|>])"
# To the closing quote, or to the end of a line that was cut. Each alternative begins with another character, so that
# there is one way only to match: else a row of backslashes takes a time that doubles with each of them.
_QUOTED = r"(?P<quote>\\*[\"'])(?P<inner>(?:(?!(?P=quote))(?:[^\\\n]|\\[^\n]|\\(?=\n|\Z)))+)(?P<closing>(?P=quote))?"

# A variable of a unit or an environment file; a path is no secret.
_CONSTANT = re.compile(rf"(?P<head>(?<!\w)[A-Z][A-Z0-9_]{{0,80}}_(?:KEY|PIN)=)(?!/)(?:{_QUOTED}|(?P<bare>[^\s\"',]+))")
# After a flag's name: the next flag, its type in a usage text, or what is said of it (`--token is required`).
_NO_VALUE = r"-|(?:string|strings|stringArray|bytes)\b|(?:is|must)[ \t]+[a-z]"
_FLAG = re.compile(
    rf"(?i)(?P<head>(?<![\w-])--?{_ENDING}(?:=|[ \t]+(?!{_NO_VALUE})))"
    rf"(?:{_QUOTED}|{_PLAIN}(?P<bare>[^\s\"']+))"
)
_BARE_FLAG = re.compile(rf"(?i)--?{_ENDING}")
_ASSIGNED = re.compile(
    rf"(?i)(?P<head>{_NAME}(?:[ \t]*=[ \t]*|:)|(?<=[\"']){_ENDING}\\*[\"'][ \t]*[:=][ \t]*)"
    rf"(?:{_QUOTED}|{_PLAIN}(?P<bare>[^\s\"',;&)\]}}]+))"
)
_YAML = re.compile(
    rf"(?im)(?P<head>(?:^[ \t]*(?:-[ \t]+)?|[{{,][ \t]*){_NAME}[ \t]*:[ \t]+)"
    rf"(?:{_QUOTED}|{_PLAIN}(?P<bare>[^\s\"',;)\]}}]+))"
)
# A line of YAML that opens a secret's value, which may be tagged, hold blanks, and go on over deeper lines.
_OPENS = re.compile(rf"(?i)(?P<head>[ \t]*(?:-[ \t]+)*)[\"']?{_ENDING}[\"']?[ \t]*:(?P<rest>$|[ \t].*)")
_BLOCK = re.compile(r"[ \t]+(?:[!&]\S+[ \t]+)*[|>]")
_NO_WORDS = re.compile(rf"(?i)[\"'#]|(?!{_PLAIN})")
_MEMBER = re.compile(r"-[ \t]|#|[\w\"'./-]+:(?:[ \t]|$)|[\]}]")
# The next word of a command line that is a YAML or JSON list: on the same line, or an item of its own.
_NEXT_WORD = re.compile(
    rf"(?i)(?P<head>(?<![\w-])--?{_ENDING}\\*[\"']?[ \t]*(?:,[ \t]*|\n[ \t]*-[ \t]+))"
    rf"(?:{_QUOTED}|{_PLAIN}(?P<bare>(?!-)[^\s\"',\]}}]*[^\s\"',\]}}:])(?=[\s\"',\]}}]|$))"
)
# An environment variable or a header in YAML or JSON, also where it is text within text; a path is no secret.
_VARIABLE = (
    r"[\w.-]{0,80}?(?:passw|passphrase|pwd|token|secret|credential|authorization|cookie|api[-_]?key"
    r"|(?<![a-z])(?:pass|key|auth|pin|psk)(?![a-z]))[\w.-]{0,80}"
)
_PAIR = re.compile(
    rf"(?i)(?P<head>\bname\\*[\"']?[ \t]*:[ \t]*\\*[\"']?{_VARIABLE}\\*[\"']?[ \t]*,?\s{{0,200}}"
    rf"\\*[\"']?value\\*[\"']?[ \t]*:[ \t]*)(?!\\*[\"']?/)(?:{_QUOTED}|{_PLAIN}(?P<bare>[^\s\"'}}][^\n\"'}}]*))"
)
# The same with the value first, as programs that sort keys backwards or people write it.
_PAIR_BACK = re.compile(
    rf"(?i)(?P<head>\bvalue\\*[\"']?[ \t]*:[ \t]*)(?!\\*[\"']?/)(?:{_QUOTED}|{_PLAIN}(?P<bare>[^\s\"'}},]+))"
    rf"(?=[ \t]*,?\s{{0,200}}\\*[\"']?name\\*[\"']?[ \t]*:[ \t]*\\*[\"']?{_VARIABLE}(?![\w.-]))"
)
# Lists of plain words: headers as Go prints them and as containerd's hosts.toml has them.
_LISTED = re.compile(rf"(?i)(?P<head>{_NAME}\\*[\"']?[ \t]*[:=][ \t]*\[)(?P<bare>[^\[\]{{}}:\n]+)(?=\])")
_PASSWORD = re.compile(rf"(?i)(?P<head>passw(?:or)?d:[ \t]+)(?:{_QUOTED}|{_PLAIN}(?P<bare>[^\s\"',;)\]}}]+))")
# In prose a value after a colon is a secret only where it looks like one: letters and digits, and no word.
_SPOKEN = re.compile(
    rf"(?i)(?P<head>{_NAME}:[ \t]+)(?P<bare>(?=[^\s:,]*\d)(?=[^\s:,]*[a-z])[\w.~+=-][\w.~+/=-]{{7,}})(?![:\w])"
)

_AUTHORIZATION = re.compile(
    r"(?i)(?P<head>authorization\\*[\"']?[ \t]*[:=][ \t]*[\\\"'\[]*+"
    r"(?:bearer|basic|digest|negotiate|token|aws4-[\w-]+)[ \t]+)(?P<bare>[^\n\"'\]\\]+)"
)
# A scheme that nobody has heard of, or none: what follows is a secret where it looks like one.
_AUTHORIZATION_RAW = re.compile(
    r"(?i)(?P<head>authorization\\*[\"']?[ \t]*[:=][ \t]*[\\\"'\[]*+(?:[\w-]{1,20}[ \t]+)?)"
    r"(?P<bare>(?=[^\s:,]*\d)(?=[^\s:,]*[a-z])[\w.~+=-][\w.~+/=-]{7,})(?![:\w])"
)
_BEARER = re.compile(
    r"(?i)(?P<head>\bbearer[ \t]+)(?!(?:tokens?|auth\w*|header|scheme|realm|redacted)\b)(?P<bare>[\w.~+/=-]{2,})"
)
_BASIC = re.compile(r"(?P<head>\b[Bb]asic[ \t]+)(?P<bare>(?=[A-Za-z]*[A-Z0-9+/=])[A-Za-z0-9+/]{8,}={0,2})(?![\w-])")
_COOKIE = re.compile(r"(?i)(?P<head>\bcookie\\*[\"']?:[ \t]*[\\\"'\[]*)(?P<bare>[^\n\"'\]\\]+)")
_USERINFO = re.compile(r"(?P<head>[A-Za-z][A-Za-z0-9+.-]{0,30}://)(?P<bare>[^\s/\"'<>]+)(?=@)")
# etcdctl's and curl's `--user name:password`; a proxy without a scheme; signed links.
_USER = re.compile(
    r"(?P<head>(?<![\w-])(?:--(?:proxy-)?user|-[uU])\\*[\"']?(?:=|[ \t]+|[ \t]*,[ \t]*|\n[ \t]*-[ \t]+)\\*[\"']?"
    r"[^\s:\"',=]{1,80}:)(?P<bare>[^\s\"',\]}\\]+)"
)
_PROXY = re.compile(
    r"(?i)(?P<head>proxy\\*[\"']?[ \t]*[=:][ \t]*\\*[\"']?[^\s:/@\"']{1,80}:)(?P<bare>[^\s:/@\"']{1,200})(?=@)"
)
_QUERY = re.compile(r"(?i)(?P<head>[?&](?:sig|key|auth)=)(?P<bare>[^\s&\"'<>#]+)")
# A registry's credentials in docker's and containerd's configuration: base64 of `name:password`.
_REGISTRY = re.compile(
    r"(?P<head>(?<![\w.-])auth\\*[\"']?[ \t]*[:=][ \t]*\\*[\"'])(?P<bare>[A-Za-z0-9+/]{8,}={0,2})(?=\\*[\"'])"
)
_JWT = re.compile(r"\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)?")
_BOOTSTRAP = re.compile(r"(?<![\w./-])(?P<head>[a-z0-9]{6}\.)(?P<bare>(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{16})(?![\w.-])")
_BOOTSTRAP_END = re.compile(r"\.[a-z0-9]{16}(?![\w.-])")
_JOIN = re.compile(r"\b(?:K10[0-9a-f]{16,}::[^\s\"']+|sha256~[\w-]{20,})")
# " CERT" and " PUBL" in base64: those are public.
_PEM_BASE64 = re.compile(r"LS0tLS1CRUdJTi(?!BDRVJU|BQVUJM)[A-Za-z0-9+/=]+")
_PEM = re.compile(
    r"(?P<begin>-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----)(?P<body>(?:(?!-----).)*)"
    r"(?P<end>-----END [A-Z0-9 ]{0,30}PRIVATE KEY-----)?",
    re.DOTALL,
)
_VENDORS = re.compile(r"\b(?:hvs\.[\w-]{20,}|gh[pousr]_\w{30,})")
_NAMED = (_FLAG, _NEXT_WORD, _ASSIGNED, _YAML, _LISTED, _PASSWORD, _SPOKEN)
_OTHERS = (
    ("authorization", _AUTHORIZATION), ("authorization", _AUTHORIZATION_RAW), ("bearer", _BEARER), ("basic", _BASIC),
    ("cookie", _COOKIE), ("user", _USER), ("-u", _USER), ("proxy", _PROXY), ("?", _QUERY), ("auth", _REGISTRY),
    ("_key=", _CONSTANT), ("_pin=", _CONSTANT),
)  # fmt: skip
_SHAPES = (
    ("eyj", _JWT), ("k10", _JOIN), ("sha256~", _JOIN), ("ls0tls1", _PEM_BASE64), ("hvs.", _VENDORS), ("gh", _VENDORS),
)  # fmt: skip
_END = re.compile(r"[ \t]*-----END [A-Z0-9 ]{0,30}PRIVATE KEY-----")
_KEY_LINE = re.compile(r"[ \t]*[A-Za-z0-9+/=]{8,}[ \t\r]*")
# A line after which the next one is a secret: `name: DB_PASSWORD` before `value:`, `- --token` before an item.
_NEXT_LINE = re.compile(
    rf"(?i)(?:\bname\\*[\"']?[ \t]*:[ \t]*\\*[\"']?{_VARIABLE}|(?<![\w-])(?:--?{_ENDING}|--(?:proxy-)?user|-u))"
    r"\\*[\"']?[ \t]*,?[ \t\r]*$"
)
MAX_NAMING = 500
# PEM has 64 characters a line, MIME 76; the last line of a key may be short, the first one that is met hardly is.
MIDWAY_KEY_LINE, LONGEST_KEY_LINE = 32, 80
_USER_FLAGS = frozenset({"--user", "--proxy-user", "-u", "-U"})
_KEY_BODY = re.compile(r"\s*+(?:[A-Za-z0-9+/=]*+|(?:Proc-Type|DEK-Info): .*)\s*+")


def redact(text: str) -> str:
    """The text with every secret replaced by REDACTED; its lines stay, and doing it twice changes nothing."""
    lowered = text.lower()
    if "-----begin " in lowered:
        text = _PEM.sub(_blank_key, text)
    if "private key-----" in lowered and "\n" in text:
        text = _without_rest_of_key(text)
    if any(stem in lowered for stem in _STEMS) and _ANY_NAME.search(lowered):
        if "\n" in text:
            text = "\n".join(_without_deeper_lines(text.split("\n")))
        for pattern in _NAMED:
            text = pattern.sub(_blank, text)
    if "value" in lowered and "name" in lowered:
        text = _PAIR_BACK.sub(_blank, _PAIR.sub(_blank, text))
    for hint, pattern in _OTHERS:
        if hint in lowered:
            text = pattern.sub(_blank, text)
    if "://" in text and "@" in text:
        text = _USERINFO.sub(_blank, text)
    for hint, pattern in _SHAPES:
        if hint in lowered:
            text = pattern.sub(REDACTED, text)
    return _BOOTSTRAP.sub(_blank, text) if _BOOTSTRAP_END.search(text) else text


def redact_words(words: Iterable[str]) -> tuple[str, ...]:
    """A command line, word by word: also the word after a bare `--token`."""
    done: list[str] = []
    secret_next = user_next = False
    for word in words:
        follows = secret_next and not word.startswith("-")
        name, colon, _ = word.partition(":")
        if user_next and colon and not word.startswith("-"):
            done.append(f"{name}:{REDACTED}")
        else:
            done.append(REDACTED if follows else redact(word))
        secret_next, user_next = bool(_BARE_FLAG.fullmatch(word)), word in _USER_FLAGS
    return tuple(done)


def redact_lines(lines: Iterable[str]) -> Iterator[str]:
    """Lines that come one by one: also a private key that is spread over several of them."""
    redactor = LineRedactor()
    return (redactor(line) for line in lines)


class LineRedactor:
    """Redacts a stream of lines, remembering what makes the next one secret.

    That is a private key (`in_key`: one is under way when it begins), a YAML key whose value stands below it, the name
    of a variable or a flag whose value is the next line. `midway`: the stream is entered where it may be within a key.
    """

    def __init__(self, *, in_key: bool = False, midway: bool = False) -> None:
        self._in_key = in_key
        # How long a line of base64 must be to be taken for one of a key that began before; 0 where none can have.
        self._key_line = MIDWAY_KEY_LINE if midway else 0
        self._deeper = _DeeperLines()
        self._before = ""

    @property
    def waits(self) -> bool:
        """Whether the next line may be secret because of those before it."""
        return self._in_key or self._deeper.waits or bool(self._before) or self._key_line > 0

    def __call__(self, line: str) -> str:
        """The line without its secrets."""
        if self._key_line:
            if self._key_line <= len(line.strip()) <= LONGEST_KEY_LINE and _KEY_BODY.fullmatch(line):
                self._key_line = 1
                return REDACTED
            self._in_key, self._key_line = self._key_line == 1 and bool(_END.match(line)), 0
        if self._in_key:
            body, ends, rest = line.partition("-----END ")
            if ends:
                self._in_key = False
                return f"{REDACTED}-----END {redact(rest)}"
            if _KEY_BODY.fullmatch(body):
                return REDACTED
            self._in_key = False
        begun = line.rfind("-----BEGIN ")
        self._in_key = begun >= 0 and "PRIVATE KEY-----" in line[begun:] and "-----END " not in line[begun:]
        before, self._before = self._before, line if len(line) <= MAX_NAMING and _NEXT_LINE.search(line) else ""
        if self._deeper.blanks(line):
            return line[: len(line) - len(line.lstrip(" \t"))] + REDACTED
        self._deeper.begin(line, only_alone=True)
        if before:
            return redact(f"{before}\n{line}").split("\n", 1)[1]
        return redact(line)


def _blank(match: re.Match[str]) -> str:
    groups = match.groupdict()
    quote, closing = groups.get("quote") or "", groups.get("closing") or ""
    if quote and groups["inner"].strip("\\\"'").lower() in {"true", "false", "null", "none"}:
        return match[0]
    return f"{match['head']}{quote}{REDACTED}{closing}"


def _blank_key(match: re.Match[str]) -> str:
    lines = match["body"].split("\n")
    blanked = [line[: len(line) - len(line.lstrip())] + REDACTED if line.strip() else line for line in lines]
    return match["begin"] + "\n".join(blanked) + (match["end"] or "")


def _without_rest_of_key(text: str) -> str:
    """Lines of a key whose beginning was cut off go too, as in the end of a log that stands for a message."""
    lines = text.split("\n")
    for end in [number for number, line in enumerate(lines) if _END.match(line)]:
        for number in range(end - 1, -1, -1):
            if lines[number] == REDACTED or not _KEY_LINE.fullmatch(lines[number]):
                break
            lines[number] = REDACTED
    return "\n".join(lines)


def _without_deeper_lines(lines: list[str]) -> Iterator[str]:
    """The lines with each secret's value blanked to its end, on its key's own line and below."""
    deeper = _DeeperLines()
    for line in lines:
        if deeper.blanks(line):
            yield line[: len(line) - len(line.lstrip(" \t"))] + REDACTED
            continue
        opens = deeper.begin(line)
        if opens is None:
            yield line
        else:
            rest = opens["rest"]
            yield line[: opens.start("rest")] + (rest if _BLOCK.match(rest) else _without_words(rest))


class _DeeperLines:
    """Whether a line of YAML belongs to the value of a secret's key above it."""

    def __init__(self) -> None:
        self._column = -1
        self._anything = False

    @property
    def waits(self) -> bool:
        """Whether deeper lines belong to a secret."""
        return self._column >= 0

    def blanks(self, line: str) -> bool:
        """Whether that line does; one that is no deeper than the key ends it."""
        text = line.lstrip(" \t")
        if self._column < 0 or not text:
            return False
        if len(line) - len(text) > self._column and (self._anything or not _MEMBER.match(text)):
            return True
        self._column = -1
        return False

    def begin(self, line: str, *, only_alone: bool = False) -> re.Match[str] | None:
        """Take note of a line that opens a secret's value; `only_alone`: where none of it stands on the line itself."""
        opens = _OPENS.match(line) if self._column < 0 else None
        if opens is None:
            return None
        rest = opens["rest"]
        self._anything = bool(_BLOCK.match(rest))
        alone = self._anything or not rest.strip()
        if alone or not (only_alone or rest.lstrip().startswith(("{", "["))):
            self._column = len(opens["head"])
        return opens


def _without_words(rest: str) -> str:
    """What follows a secret's key on its line: a plain value goes, with its blanks and up to a comment."""
    words, comes, comment = rest.partition(" #")
    text = words.strip(" \t")
    if not text or _NO_WORDS.match(text):
        return rest
    return words.replace(text, REDACTED) + comes + comment
