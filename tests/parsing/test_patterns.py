"""Every pattern of the package against lines made to be slow: foreign text must not hold the interpreter for seconds.

Logs are cut at 8 KiB a line, and whoever can log a line could otherwise stop the observer with it.
"""

import ast
import importlib
import pkgutil
import re
import signal
import string
import time
from collections import defaultdict, deque
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from re import _constants, _parser

import pytest

import whyrestart
from whyrestart.parsing import component_log, pod_log
from whyrestart.parsing.redaction import LineRedactor, redact

SHORT, LONG = 1024, 8192
# Eight times the text takes eight times as long, sixty-four times where the pattern is quadratic. Measured in the
# process's own seconds, so that a busy machine changes little; what is done within the floor is no concern.
FLOOR_SECONDS = 0.05
MOST_GROWTH = 20
MOST_SECONDS = 2.0
SEARCHES = frozenset({"search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split"})
# Repeated as they are: punctuation, letters, digits, blanks, paths, pairs, quotes, addresses, beginnings of messages.
FILLERS = (
    *string.punctuation, "a", "0", " ", "\t", "\n", "é", "a ", "a\n", " \n", "/a", "a/", "a.", "a:", "a,", "a-", "a_",
    "0.", "0:", "1.1.1.1:1 ", "a=1 ", "a=1,",
    "a=<", "a={", "a=[", 'a="', 'a="b" ', '\\"', '"a": ', "--a", "--a ", "[a]", "(a", "{a", "'a",
    ": ", "a: a ", "https://", "unix:///", "E0101 00:00:00.000000 1 a.go:1] ", "Error: ", "failed: ",
)  # fmt: skip
AFTER_A_WORD = ("a", "a ", "-", '"', " ", "/a", "\\", "0")


def modules():
    for found in pkgutil.walk_packages(whyrestart.__path__, "whyrestart."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


@cache
def trees():
    return {module.__name__: ast.parse(Path(module.__file__).read_text()) for module in modules()}


@cache
def uses():
    """With which methods each pattern is used that is called by its name, by the pattern's identity."""
    found = defaultdict(set)
    for name, tree in trees().items():
        held = vars(importlib.import_module(name))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in SEARCHES:
                found[id(held.get(node.value.id))].add(node.attr)
    return found


def inside(value):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for each in (*value, *value.values()):
            yield from inside(each)
    elif isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from inside(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from inside(getattr(value, field.name, None))


def patterns():
    """Compiled ones that modules hold, and those written where they are used, with the methods they are used by."""
    known = {}
    for module in modules():
        for name, value in vars(module).items():
            methods = uses().get(id(value), set())
            for pattern in inside(value):
                label = f"{module.__name__.removeprefix('whyrestart.')}.{name}"
                known.setdefault((pattern.pattern, pattern.flags), (label, pattern, set()))[2].update(
                    methods or {"search"}
                )
    for name, tree in trees().items():
        for node in ast.walk(tree):
            call = node if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
            if call is None or not isinstance(call.func.value, ast.Name) or call.func.value.id != "re":
                continue
            if call.func.attr in SEARCHES and isinstance(call.args[0], ast.Constant):
                pattern = re.compile(call.args[0].value)
                label = f"{name.removeprefix('whyrestart.')}:{call.lineno}"
                known.setdefault((pattern.pattern, pattern.flags), (label, pattern, set()))[2].add(call.func.attr)
    numbers = defaultdict(int)
    for label, pattern, methods in known.values():
        numbers[label] += 1
        yield pytest.param(pattern, methods, id=f"{label}-{numbers[label]}")


def words(parsed):
    """The runs of plain characters in a pattern: what a line must hold for it to begin to match."""
    run = ""
    for op, value in parsed:
        if op is _constants.LITERAL:
            run += chr(value)
            continue
        if run:
            yield run
            run = ""
        if op is _constants.SUBPATTERN:
            yield from words(value[3])
        elif op in {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}:
            yield from words(value[2])
        elif op is _constants.BRANCH:
            for branch in value[1]:
                yield from words(branch)
        elif op in {_constants.ASSERT, _constants.ASSERT_NOT}:
            yield from words(value[1])
        elif op is _constants.ATOMIC_GROUP:
            yield from words(value)
    if run:
        yield run


def lines(pattern):
    """What is repeated, and what stands before it."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode()
    own = list(dict.fromkeys(words(_parser.parse(text, pattern.flags))))[:30]
    yield from ((filler, "") for filler in FILLERS)
    for word in own:
        yield word, ""
        yield f"{word} ", ""
        yield from ((filler, word) for filler in AFTER_A_WORD)
    if len(own) <= 8:
        yield from ((one + other, "") for one in own for other in own if one != other)


def made(filler, head, length, pattern):
    # The last byte is one that no pattern allows: it makes the match fail at the end.
    line = (head + filler * length)[: length - 1] + "\x01"
    return line if isinstance(pattern.pattern, str) else line.encode("utf-8", "replace")


class _TooSlowError(Exception):
    pass


@contextmanager
def at_most(seconds):
    def stop(*_):
        raise _TooSlowError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def user(pattern, method):
    """A function that uses the pattern on a line as the package does."""
    if method in {"finditer", "findall", "sub", "subn", "split"}:
        return lambda line: deque(pattern.finditer(line), maxlen=0)
    return getattr(pattern, method)


def grows(use, long_line, short_line):
    """How long the long line takes where that is longer than its length explains; None where it is not."""
    try:
        with at_most(MOST_SECONDS):
            taken = seconds(use, long_line)
            return taken if taken > FLOOR_SECONDS and taken > MOST_GROWTH * seconds(use, short_line) else None
    except _TooSlowError:
        return MOST_SECONDS


def seconds(use, line):
    """The least of three: what a busy machine adds is never in all of them."""
    least = float("inf")
    for _ in range(3):
        began = time.process_time()
        use(line)
        least = min(least, time.process_time() - began)
        if least < FLOOR_SECONDS:
            break
    return least


@pytest.mark.parametrize(("pattern", "methods"), tuple(patterns()))
def test_no_line_takes_a_pattern_long(pattern, methods):
    slow = []
    for filler, head in lines(pattern):
        long_line, short_line = (made(filler, head, length, pattern) for length in (LONG, SHORT))
        for method in methods:
            taken = grows(user(pattern, method), long_line, short_line)
            if taken is not None:
                slow.append(f"{method} {head + filler!r}...: {taken:.3f} s")
        if len(slow) >= 3:
            break
    assert not slow, (pattern.pattern, slow)


@pytest.mark.parametrize(
    "head",
    ["", "password: ", "--token ", "name: x\n", "value: ", "authorization: ", "-----BEGIN PRIVATE KEY-----", "auth: ",
     "I0101 00:00:00.000000 1 a.go:1] ", 'I0101 00:00:00.000000 1 a.go:1] "a" ', '{"msg":"', 'level=info msg="'],
)  # fmt: skip
@pytest.mark.parametrize(
    "read", [redact, LineRedactor(), component_log.parse, lambda line: pod_log.excerpt(line.encode())]
)
def test_no_line_takes_long_to_read(read, head):
    fillers = (
        *FILLERS,
        "token",
        "password:",
        "--token ",
        "key=",
        "name: token value: ",
        'secret: "',
        "bearer ",
        "://a@",
    )
    slow = {
        filler: taken
        for filler in fillers
        if (taken := grows(read, (head + filler * LONG)[:LONG], (head + filler * SHORT)[:SHORT])) is not None
    }
    assert not slow
