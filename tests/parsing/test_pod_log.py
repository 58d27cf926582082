"""Lines of both formats, and excerpts that keep what tells of the end."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.model.observation import LogLine
from whyrestart.parsing.pod_log import (
    ERROR_LINES,
    FATAL_LINES,
    HEAD_LINES,
    LINES_AFTER_FATAL,
    MAX_LINE,
    TAIL_LINES,
    Excerpting,
    excerpt,
    lines,
    pod_log,
    to_bytes,
)

DATA = Path(__file__).parents[1] / "data" / "pod_logs"
AT = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC)
STAMP = "2026-11-23T08:00:00.123456789Z"
PEM = "-----BEGIN RSA PRIVATE KEY-----"
PATH = "/var/log/pods/kube-system_etcd-m1_bb81060dd8ec6c7ea3953855a46fff59/etcd/3.log"
BOUND = HEAD_LINES + TAIL_LINES + ERROR_LINES + FATAL_LINES * (1 + LINES_AFTER_FATAL)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(f"{STAMP} stderr F hello\n", [("hello", AT, "stderr")], id="cri"),
        pytest.param("2026-11-23T10:00:00.123456789+02:00 stdout F hi\n", [("hi", AT, "stdout")], id="cri-with-a-zone"),
        pytest.param(f"{STAMP} stderr F \n", [("", AT, "stderr")], id="cri-empty-line"),
        pytest.param(f"{STAMP} stderr F\n", [("", AT, "stderr")], id="cri-nothing-after-the-tag"),
        pytest.param(f"{STAMP} stderr F last", [("last", AT, "stderr")], id="cri-without-end-of-line"),
        pytest.param(
            f"{STAMP} stderr P one \n{STAMP} stderr F two\n", [("one two", AT, "stderr")], id="cri-in-two-parts"
        ),
        pytest.param(
            f"{STAMP} stderr P a\n{STAMP} stdout F out\n{STAMP} stderr F b\n",
            [("out", AT, "stdout"), ("ab", AT, "stderr")],
            id="parts-of-two-streams-interleaved",
        ),
        pytest.param(f"{STAMP} stderr P never ended\n", [("never ended", AT, "stderr")], id="a-part-alone"),
        pytest.param(f"{STAMP} stderr P:x a\n{STAMP} stderr F:y b\n", [("ab", AT, "stderr")], id="cri-with-more-tags"),
        pytest.param(f"{STAMP} stdout Full moon\n", [("Full moon", AT, "stdout")], id="cri-without-a-tag"),
        pytest.param(
            '{"log":"hello\\n","stream":"stdout","time":"2026-11-23T08:00:00.123456789Z"}\n',
            [("hello", AT, "stdout")],
            id="docker",
        ),
        pytest.param(
            '{"log":"one ","stream":"stderr","time":"2026-11-23T08:00:00.123456789Z"}\n'
            '{"log":"two\\n","stream":"stderr","time":"2026-11-23T08:00:01Z"}\n',
            [("one two", AT, "stderr")],
            id="docker-in-two-parts",
        ),
        pytest.param('{"log":7}\n', [('{"log":7}', None, "stderr")], id="json-that-is-not-dockers"),
        pytest.param("Error: no format\r\n", [("Error: no format", None, "stderr")], id="no-format"),
        pytest.param("\n\n", [], id="blank-lines"),
        pytest.param(f"{STAMP} stderr F \x1b[31mred\x00\n", [("[31mred", AT, "stderr")], id="terminal-codes"),
        pytest.param("2026-13-99T99:99:99.1Z stderr F x\n", [("x", None, "stderr")], id="an-impossible-time"),
    ],
)
def test_a_line_is_read(raw, expected):
    assert [(line.text, line.at, line.stream) for line in lines(raw.encode())] == expected


def test_bytes_that_are_no_text_are_shown_as_such():
    assert [line.text for line in lines(f"{STAMP} stderr F ".encode() + b"\xff\xfe\n")] == ["\ufffd\ufffd"]


def test_a_key_over_several_lines_goes():
    pem = [PEM, "MIIEowIBAAKCAQEA", "-----END RSA PRIVATE KEY-----", "after"]
    raw = "".join(f"{STAMP} stderr F {line}\n" for line in pem)

    assert "MIIE" not in repr(list(lines(raw.encode())))


@given(st.binary(max_size=2000), st.lists(st.integers(1, 100), max_size=20))
def test_no_bytes_are_too_strange_however_they_are_cut(data, cuts):
    excerpting, rest = Excerpting(), data
    for cut in cuts:
        excerpting.feed(rest[:cut])
        rest = rest[cut:]
    excerpting.feed(rest)
    excerpting.end()

    assert excerpting.excerpt.lines == tuple(lines(data))


def test_an_endless_line_takes_no_memory():
    excerpting = Excerpting()
    for _ in range(200):
        excerpting.feed(b"x" * 65536)
    excerpting.feed(b"\n" + f"{STAMP} stderr F next\n".encode())

    assert [len(line.text) for line in excerpting.excerpt.lines] == [MAX_LINE, len("next")]


def test_endless_parts_take_no_memory():
    parts = f"{STAMP} stderr P {'x' * 100}\n{STAMP} stderr P \n".encode() * 5000

    assert [len(line.text) for line in lines(parts)] == [MAX_LINE]


def test_a_key_that_the_tail_begins_within_goes():
    body = [f"MIIE{number:04}" for number in range(TAIL_LINES + 50)]
    data = written(*["fine"] * HEAD_LINES, "F1123 09:04:57.1       1 a.go:294] lost", PEM, *body)

    assert "MIIE" not in repr(excerpt(data))


def log(*texts):
    return [LogLine(text=text, at=AT) for text in texts]


def written(*texts):
    return to_bytes(log(*texts))


def test_a_short_log_is_kept_whole():
    short = log(*(f"line {n}" for n in range(HEAD_LINES + TAIL_LINES)))

    assert excerpt(to_bytes(short)).lines == tuple(short)
    assert excerpt(to_bytes(short)).skipped_lines == 0


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("F1123 09:04:57.1       1 a.go:294] leaderelection lost", True, id="klog-fatal"),
        pytest.param("E1123 09:04:57.1       1 a.go:325] error retrieving resource lock", True, id="klog-error"),
        pytest.param('{"level":"fatal","ts":"2023-01-02T03:04:05.6Z","caller":"a.go:1","msg":"x"}', True, id="zap"),
        pytest.param("2019-03-04 11:38:32.123456 C | etcdmain: listen tcp: bind", True, id="capnslog-critical"),
        pytest.param('time="2023-01-02T03:04:05Z" level=error msg="x"', True, id="logfmt"),
        pytest.param('{"ts":1580306777.04728,"caller":"a.go:1","msg":"x","err":"refused"}', True, id="klog-json"),
        pytest.param("panic: runtime error: index out of range", True, id="panic"),
        pytest.param("Error: unknown flag: --bogus", True, id="cobra"),
        pytest.param("I1123 09:04:57.1       1 a.go:1] fatal attraction", False, id="information-that-says-fatal"),
        pytest.param("\t/go/src/errors/error.go:12 +0x1d", False, id="a-stack-frame"),
    ],
)
def test_between_beginning_and_end_only_errors_are_kept(text, kept):
    noise = [f"I1123 09:04:57.1       1 a.go:{n}] fine" for n in range(HEAD_LINES)]
    stack = [f"frame {n}" for n in range(2 * TAIL_LINES)]

    found = excerpt(written(*noise, text, *stack))

    assert (text in [line.text for line in found.lines]) is kept
    assert len(found.lines) + found.skipped_lines == len(noise) + 1 + len(stack)


def test_errors_without_end_stay_bounded_and_the_fatal_line_survives_them():
    error, fatal = "E1123 09:04:57.1       1 a.go:325] again {}", "F1123 09:04:57.1       1 a.go:294] lost"
    texts = [error.format(n) for n in range(10_000)]
    texts.insert(5000, fatal)

    found = excerpt(written(*texts))

    kept = [line.text for line in found.lines]
    assert fatal in kept
    assert len(kept) <= BOUND
    assert kept == sorted(kept, key=texts.index)


def test_the_recorded_controller_manager_tells_why_it_ended_before_its_stacks():
    data = (DATA / "kube-controller-manager_lease_lost.log").read_bytes()

    found = pod_log(PATH, data, at=AT, modified_at=AT)

    assert any("leaderelection lost" in line.text and line.text.startswith("F1123") for line in found.lines)
    assert found.skipped_lines > 100
    assert found.size_bytes == len(data)
    assert found.attempt_key.attempt == 3


def test_what_was_kept_can_be_written_and_read_again():
    kept = excerpt((DATA / "kube-controller-manager_lease_lost.log").read_bytes()).lines

    assert tuple(lines(to_bytes(kept))) == kept


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("/etc/passwd", None, id="no-pod-log"),
        pytest.param(PATH + ".20261123-080001.gz", (), id="compressed"),
    ],
)
def test_other_files_are_not_read(path, expected):
    found = pod_log(path, b"\x1f\x8b\x08text", at=AT)

    assert (found.lines if found else None) == expected
