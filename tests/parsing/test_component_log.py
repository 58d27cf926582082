"""Every format that a component's line comes in, and lines that only look like one."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.model.log_entry import Severity
from whyrestart.model.observation import LogLine
from whyrestart.parsing.component_log import MAX_LINE, parse, parse_lines

SEEN = datetime(2024, 3, 12, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "severity", "text", "origin"),
    [
        pytest.param(
            "E0209 15:16:59.030066       1 metrics.go:109] Error in audit plugin",
            Severity.ERROR,
            "Error in audit plugin",
            "metrics.go:109",
            id="klog",
        ),
        pytest.param(
            "F0209 15:16:59.030066    5115 server.go:271] failed to run Kubelet: x",
            Severity.FATAL,
            "failed to run Kubelet: x",
            "server.go:271",
            id="klog-fatal",
        ),
        pytest.param("I0209 15:16:59.1 1 a.go:1]", Severity.INFO, "", "a.go:1", id="klog-without-a-message"),
        pytest.param(
            'E0209 15:16:59.030066       1 run.go:74] "command failed" err="unknown flag: --x"',
            Severity.ERROR,
            "command failed err=unknown flag: --x",
            "run.go:74",
            id="structured",
        ),
        pytest.param(
            'E0209 15:16:59.030066       1 run.go:74] "command failed" err="plugin \\"X\\" is unknown\\nUsage:"',
            Severity.ERROR,
            'command failed err=plugin "X" is unknown\nUsage:',
            "run.go:74",
            id="structured-with-quotes-within",
        ),
        pytest.param(
            'I0209 15:16:59.030066       1 a.go:1] "quoted" and more of it',
            Severity.INFO,
            '"quoted" and more of it',
            "a.go:1",
            id="a-quote-begins-plain-text",
        ),
        pytest.param(
            '{"ts":1580306777.04728,"caller":"cli/run.go:74","msg":"command failed","err":"unknown flag: --x"}',
            Severity.ERROR,
            "command failed err=unknown flag: --x",
            "cli/run.go:74",
            id="json-error",
        ),
        pytest.param(
            '{"ts":1580306777.04728,"caller":"a.go:1","msg":"Leaderelection lost"}',
            Severity.ERROR,
            "Leaderelection lost",
            "a.go:1",
            id="json-error-without-err",
        ),
        pytest.param(
            '{"ts":1580306777.04728,"caller":"a.go:1","msg":"Version","v":0,"version":"v1.28.4"}',
            Severity.INFO,
            "Version version=v1.28.4",
            "a.go:1",
            id="json-info-with-fields",
        ),
        pytest.param(
            '{"level":"fatal","ts":"2023-01-02T03:04:05.678Z","caller":"etcdmain/etcd.go:204",'
            '"msg":"discovery failed","error":"no"}',
            Severity.FATAL,
            "discovery failed error=no",
            "etcdmain/etcd.go:204",
            id="zap",
        ),
        pytest.param(
            '{"level":"panic","ts":"2023-01-02T03:04:05Z","msg":"failed"}', Severity.FATAL, "failed", "", id="zap-panic"
        ),
        pytest.param(
            "2019-03-04 11:38:32.123456 C | etcdmain: listen tcp: no",
            Severity.FATAL,
            "listen tcp: no",
            "etcdmain",
            id="capnslog",
        ),
        pytest.param(
            "2019-05-03 17:38:55.423352 [pkg_logger.go:147] C | etcdmain: wal: crc mismatch",
            Severity.FATAL,
            "wal: crc mismatch",
            "etcdmain",
            id="capnslog-of-debug",
        ),
        pytest.param(
            "2025/01/21 15:02:06 ERROR lost leadership, restarting kube-vip lease=x",
            Severity.ERROR,
            "lost leadership, restarting kube-vip lease=x",
            "",
            id="slog",
        ),
        pytest.param(
            "2019-03-04 11:38:32.123456 W | etcdserver/membership: old",
            Severity.WARNING,
            "old",
            "etcdserver/membership",
            id="capnslog-of-a-part",
        ),
        pytest.param(
            "raft2020/06/21 05:43:45 INFO: e1 became candidate at term 5",
            Severity.INFO,
            "e1 became candidate at term 5",
            "raft",
            id="rafts-own",
        ),
        pytest.param(
            '2024-03-12T10:29:55.900Z\tfatal\tetcdmain/etcd.go:204\tdiscovery failed\t{"error": "no"}',
            Severity.FATAL,
            "discovery failed error=no",
            "etcdmain/etcd.go:204",
            id="zap-console",
        ),
        pytest.param(
            "FATA[0004] flag provided but not defined: -x         ",
            Severity.FATAL,
            "flag provided but not defined: -x",
            "",
            id="logrus-on-a-terminal",
        ),
        pytest.param("INFO[2019-03-02T14:19:37Z] Starting", Severity.INFO, "Starting", "", id="logrus-with-a-time"),
        pytest.param(
            'time="2026-09-20T17:41:08Z" level=error '
            'msg="Shutdown request received: \\"kubelet exited: invalid argument \\\\\\"x\\\\\\"\\""',
            Severity.FATAL,
            'kubelet exited: invalid argument "x"',
            "",
            id="k3s-asks-for-its-end",
        ),
        pytest.param(
            'time="2026-09-20T17:41:08Z" level=info msg="Shutdown request received"',
            Severity.INFO,
            "Shutdown request received",
            "",
            id="k3s-is-stopped",
        ),
        pytest.param(
            "WARN[2021-01-22 21:28:21] Failed to start: fork/exec bin/etcd: no such file  component=etcd",
            Severity.WARNING,
            "Failed to start: fork/exec bin/etcd: no such file component=etcd",
            "",
            id="logrus-with-a-time-and-fields",
        ),
        pytest.param(
            "INFO[2021-03-03 10:12:01] E0303 10:12:01.123456     580 run.go:74] no          component=kubelet "
            "stream=stderr",
            Severity.ERROR,
            "no",
            "run.go:74",
            id="logrus-on-a-terminal-around-klog",
        ),
        pytest.param("FATAL[x y] no logrus", Severity.ERROR, "FATAL[x y] no logrus", "", id="only-like-logrus"),
        pytest.param(
            'time="2023-01-02T03:04:05Z" level=error msg="failed to load" error="no such"',
            Severity.ERROR,
            "failed to load error=no such",
            "",
            id="logfmt",
        ),
        pytest.param(
            r'time="2021-03-03 10:12:01" level=info msg="E0303 10:12:01.123456     580 run.go:74] \"command failed\" '
            r'err=\"no\"" component=kubelet',
            Severity.ERROR,
            "command failed err=no",
            "run.go:74",
            id="logfmt-around-klog",
        ),
        pytest.param(
            'time="2021-03-03 10:12:01" level=warning msg="W0303 is no line of klog" component=kubelet',
            Severity.WARNING,
            "W0303 is no line of klog component=kubelet",
            "",
            id="logfmt-around-words",
        ),
        pytest.param("Error: unknown flag: --x", Severity.ERROR, "Error: unknown flag: --x", "", id="cobra"),
        pytest.param(
            "panic: runtime error: index out of range",
            Severity.FATAL,
            "panic: runtime error: index out of range",
            "",
            id="panic",
        ),
        pytest.param("goroutine 1 [running]:", Severity.PLAIN, "goroutine 1 [running]:", "", id="stack"),
        pytest.param(
            "Extended usage: --x string", Severity.PLAIN, "Extended usage: --x string", "", id="begins-like-klog"
        ),
        pytest.param("{not json", Severity.PLAIN, "{not json", "", id="begins-like-json"),
        pytest.param(
            '{"kind":"Status","code":401}',
            Severity.PLAIN,
            '{"kind":"Status","code":401}',
            "",
            id="json-without-a-message",
        ),
        pytest.param("", Severity.PLAIN, "", "", id="empty"),
    ],
)
def test_line_is_understood(line, severity, text, origin):
    entry = parse(line, at=SEEN)

    assert (entry.severity, entry.text, entry.origin) == (severity, text, origin)


@pytest.mark.parametrize(
    ("line", "at"),
    [
        pytest.param(
            "E0209 15:16:59.030066       1 a.go:1] x", datetime(2024, 2, 9, 15, 16, 59, 30066, UTC), id="klog"
        ),
        pytest.param("E0231 15:16:59.030066       1 a.go:1] x", None, id="klog-of-no-day"),
        pytest.param('{"ts":1580306777.5,"msg":"x"}', datetime(2020, 1, 29, 14, 6, 17, 500000, UTC), id="seconds"),
        pytest.param(
            '{"ts":1580306777500,"msg":"x"}', datetime(2020, 1, 29, 14, 6, 17, 500000, UTC), id="milliseconds"
        ),
        pytest.param('{"ts":1e300,"msg":"x"}', None, id="after-all-time"),
        pytest.param(
            '{"ts":"2023-01-02T03:04:05.123456789+01:00","msg":"x"}',
            datetime(2023, 1, 2, 2, 4, 5, 123456, UTC),
            id="nanoseconds-and-zone",
        ),
        pytest.param(
            "2019-03-04 11:38:32.123456 C | etcdmain: x", datetime(2019, 3, 4, 11, 38, 32, 123456, UTC), id="capnslog"
        ),
        pytest.param("raft2020/06/21 05:43:45 WARN: x", datetime(2020, 6, 21, 5, 43, 45, tzinfo=UTC), id="rafts-own"),
    ],
)
def test_line_has_its_own_time_where_nobody_put_one_on_it(line, at):
    assert parse(line, year=2024).at == at


def test_time_of_the_runtime_is_believed_first():
    lines = [
        LogLine(at=SEEN, text="E0209 15:16:59.030066       1 a.go:1] x"),
        LogLine(at=None, text="E0209 15:16:59.0 1 a.go:1] x"),
    ]

    first, second = parse_lines(lines, year=2024)

    assert first.at == SEEN
    assert second.at == datetime(2024, 2, 9, 15, 16, 59, tzinfo=UTC)


def test_request_dump_is_cut():
    entry = parse("E0209 15:16:59.030066       1 a.go:1] " + "x" * 10**6)

    assert len(entry.raw) == MAX_LINE
    assert entry.severity is Severity.ERROR


def test_last_value_of_a_line_that_was_cut_is_kept():
    entry = parse('E0209 15:16:59.030066       1 run.go:74] "command failed" err="no \\"port\\": ' + "x" * 10**6)

    assert entry.message == "command failed"
    assert entry.field("err").startswith('no "port": xxx')


def test_deep_json_is_a_plain_line():
    assert parse('{"msg":' + "[" * 4000).severity is Severity.PLAIN


@given(st.text(max_size=300))
def test_no_line_is_refused(line):
    assert parse(line, at=SEEN).at == SEEN


@given(
    message=st.text(max_size=40),
    fields=st.dictionaries(st.sampled_from(["err", "path", "error", "pod"]), st.text(max_size=40)),
)
def test_what_zap_wrote_is_read_back(message, fields):
    entry = parse(json.dumps({"level": "error", "ts": "2023-01-02T03:04:05Z", "msg": message, **fields}))

    assert entry.message == message
    assert {name: entry.field(name) for name in fields} == fields


@given(value=st.text(max_size=60))
def test_what_klog_quoted_is_read_back(value):
    """strconv.Quote escapes quotes, backslashes and line ends; other characters stand as they are."""
    quoted = (
        value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    )

    entry = parse(f'E0209 15:16:59.030066       1 a.go:1] "failed" err="{quoted}"'.rstrip())

    assert entry.field("err") == value.replace("\r", "r")
