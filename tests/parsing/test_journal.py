import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.model.observation import Source
from whyrestart.parsing.journal import KubeletLogFile, Redaction, cursor_time, from_fields, from_jsonl, to_jsonl

# `journalctl -o json` of a node, as it was reported with kubeadm 1.20.
KUBELET = {
    "__CURSOR": "s=bdebd31b8aeee91aaf46f3ca6e59291c;i=1000;b=11b549c601a085a5a83070a66b80319b;t=5f1a62e056852",
    "__REALTIME_TIMESTAMP": "1673070922524754",
    "__MONOTONIC_TIMESTAMP": "1306434524754",
    "_BOOT_ID": "11b549c601a085a5a83070a66b80319b",
    "_TRANSPORT": "stdout",
    "PRIORITY": "6",
    "SYSLOG_IDENTIFIER": "kubelet",
    "_PID": "1375",
    "_SYSTEMD_UNIT": "kubelet.service",
    "MESSAGE": 'E0107 05:55:22.524695    1375 kubelet.go:2356] "Container runtime sanity check failed"',
}
SYSTEMD = KUBELET | {
    "SYSLOG_IDENTIFIER": "systemd",
    "_SYSTEMD_UNIT": "init.scope",
    "UNIT": "kubelet.service",
    "_PID": "1",
}
KERNEL = {
    "__REALTIME_TIMESTAMP": "1",
    "_TRANSPORT": "kernel",
    "SYSLOG_IDENTIFIER": "kernel",
    "MESSAGE": "Out of memory",
}


def test_reads_an_entry():
    line = from_fields(KUBELET)

    assert line.at == datetime(2023, 1, 7, 5, 55, 22, 524754, tzinfo=UTC)
    assert (line.source, line.unit, line.identifier) == (Source.KUBELET_LOG, "kubelet", "kubelet")
    assert (line.priority, line.pid) == (6, 1375)
    assert line.monotonic_seconds == 1306434.524754
    assert line.cursor == KUBELET["__CURSOR"]
    assert line.message == KUBELET["MESSAGE"]


@pytest.mark.parametrize(
    ("fields", "source", "unit"),
    [
        pytest.param({"_SYSTEMD_UNIT": "containerd.service"}, Source.RUNTIME_LOG, "containerd", id="containerd"),
        pytest.param({"_SYSTEMD_UNIT": "crio.service"}, Source.RUNTIME_LOG, "crio", id="crio"),
        pytest.param({"_SYSTEMD_UNIT": "docker.service"}, Source.RUNTIME_LOG, "docker", id="docker"),
        pytest.param({"_SYSTEMD_UNIT": "rke2-server.service"}, Source.JOURNAL, "rke2-server", id="rke2"),
        pytest.param(SYSTEMD, Source.KUBELET_LOG, "kubelet", id="the-service-manager-about-the-kubelet"),
        pytest.param({"UNIT": "kubelet.service", "_SYSTEMD_UNIT": "x.service"}, Source.JOURNAL, "x", id="unit-forged"),
        pytest.param(KERNEL, Source.KERNEL_LOG, "kernel", id="kernel"),
        pytest.param({"_TRANSPORT": "audit"}, Source.KERNEL_LOG, "kernel", id="audit"),
        pytest.param(
            {"_TRANSPORT": "stdout", "SYSLOG_IDENTIFIER": "kernel", "_SYSTEMD_UNIT": "x.service"},
            Source.JOURNAL,
            "x",
            id="a-service-that-calls-itself-kernel",
        ),
        pytest.param({}, Source.RUNTIME_LOG, "containerd", id="by-the-file-it-stands-in"),
    ],
)
def test_knows_whose_line_it_is(fields, source, unit):
    line = from_fields({"__REALTIME_TIMESTAMP": "1", "MESSAGE": "m"} | fields, "containerd")

    assert (line.source, line.unit) == (source, unit)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param([69, 114, 114, 255, 10], "Err\ufffd\n", id="list-of-bytes"),
        pytest.param(b"Err\xff", "Err\ufffd", id="bytes-of-systemd-python"),
        pytest.param("x" * 20_000, "x" * 8192, id="too-long"),
        pytest.param("--token=abcdef.0123456789abcdef", "--token=REDACTED", id="a-secret"),
        pytest.param(["one", "two"], "one", id="field-given-twice"),
        pytest.param("", "", id="empty"),
    ],
)
def test_reads_messages_of_every_form(message, expected):
    assert from_fields(KUBELET | {"MESSAGE": message}).message == expected


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"MESSAGE": None}, id="message-too-long-to-show"),
        pytest.param({"MESSAGE": 7}, id="message-a-number"),
        pytest.param({"MESSAGE": [1, "a", 300]}, id="message-a-mixture"),
        pytest.param({"__REALTIME_TIMESTAMP": None}, id="no-time"),
        pytest.param({"__REALTIME_TIMESTAMP": "yesterday"}, id="no-number"),
        pytest.param({"__REALTIME_TIMESTAMP": "9" * 19}, id="beyond-the-calendar"),
    ],
)
def test_an_entry_without_time_or_message_is_none(changed):
    found = from_fields(KUBELET | changed)
    assert found is None or found.message == "a"


def test_lines_survive_the_way_into_a_snapshot_and_back():
    lines = [from_fields(KUBELET), from_fields(SYSTEMD), from_fields(KERNEL)]

    assert list(from_jsonl(to_jsonl(lines), "kubelet")) == lines


def test_lines_that_are_no_entries_are_left_out():
    data = b"\n".join([b"", b"{", b"[]", b"\xff\xfe", json.dumps(KUBELET).encode(), b"-- No entries --", b"{}"])

    assert [line.pid for line in from_jsonl(data, "kubelet")] == [1375]


@given(st.binary())
def test_no_bytes_are_an_error(data):
    list(from_jsonl(data, "kubelet"))


json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5)


@given(st.dictionaries(st.sampled_from([*KUBELET, "UNIT"]), json_values))
def test_no_fields_are_an_error(fields):
    from_fields(fields)


def test_a_cursor_tells_its_time():
    assert cursor_time(KUBELET["__CURSOR"]) == datetime(2023, 1, 7, 5, 55, 22, 524754, tzinfo=UTC)
    assert cursor_time("s=1;i=2") is None


NOW = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
TOKYO = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("text", "at", "priority"),
    [
        pytest.param("E0101 00:29:59.123456     812 a.go:1] x", datetime(2026, 1, 1, 0, 29, 59, 123456, UTC), 3,
                     id="this-year"),
        pytest.param("I1231 23:59:59.000000     812 a.go:1] x", datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC), 6,
                     id="last-year"),
        pytest.param("W0101 01:00:00.000000     812 a.go:1] x", NOW.replace(hour=1, minute=0), 4,
                     id="clock-a-little-ahead-is-not-last-year"),
        pytest.param("F0230 01:00:00.000000     812 a.go:1] x", NOW, 2, id="no-such-day"),
        pytest.param('{"ts":1767225599123.4,"msg":"x"}', datetime(2025, 12, 31, 23, 59, 59, 123400, tzinfo=UTC), None,
                     id="json-in-milliseconds"),
        pytest.param('{"ts":1767225599.1234,"msg":"x"}', datetime(2025, 12, 31, 23, 59, 59, 123400, tzinfo=UTC), None,
                     id="json-in-seconds"),
        pytest.param("Error: failed to parse kubelet flag: unknown flag: --x", NOW, None, id="without-a-time"),
    ],
)  # fmt: skip
def test_completes_the_times_of_a_log_file(text, at, priority):
    line = KubeletLogFile(now=NOW, zone=UTC).line(text)

    assert (line.at, line.priority, line.source) == (at, priority, Source.KUBELET_LOG)


def test_klog_writes_the_nodes_local_time():
    line = KubeletLogFile(now=NOW, zone=TOKYO).line("E0101 09:29:59.000000     812 a.go:1] x")

    assert line.at == NOW.replace(minute=29, second=59)
    assert line.pid == 812


def test_a_line_without_a_time_has_that_of_the_line_before():
    file = KubeletLogFile(now=NOW, zone=UTC)
    first = file.line("F0101 00:10:00.000000     812 a.go:1] panic")

    assert file.line("goroutine 1 [running]:").at == first.at
    assert file.line("   ") is None


def test_a_private_key_over_several_lines_is_redacted():
    file = KubeletLogFile(now=NOW, zone=UTC)
    text = ["-----BEGIN RSA PRIVATE KEY-----", "MIIEow==", "-----END RSA PRIVATE KEY-----"]

    assert not any("MIIE" in file.line(line).message for line in text)


@given(st.text())
def test_no_text_is_an_error(text):
    KubeletLogFile(now=NOW, zone=UTC).line(text)


KEY = ("-----BEGIN RSA PRIVATE KEY-----", "MIIEowIBAAKCAQEAs3cr3t", "AAAA+/==", "-----END RSA PRIVATE KEY-----")


def test_a_private_key_over_several_entries_goes():
    entries = [KUBELET | {"MESSAGE": message} for message in ("before", *KEY, "after: x")]
    # Another process speaks in between.
    entries.insert(2, KUBELET | {"MESSAGE": "deadbeef", "_PID": "1"})

    found = list(from_jsonl("\n".join(map(json.dumps, entries)).encode(), "kubelet"))

    assert [line.message for line in found if line.message.isalpha() and line.message != "REDACTED"] == [
        "before",
        "deadbeef",
    ]
    assert found[-1].message == "after: x"
    assert not any("MIIE" in line.message or "AAAA" in line.message for line in found)


def test_a_value_below_its_name_goes_whoever_speaks_in_between():
    redaction = Redaction()

    assert redaction("  - name: DB_PASSWORD", "kubelet", 1) == "  - name: DB_PASSWORD"
    assert redaction("    value: 5", "kubelet", 2) == "    value: 5"
    assert redaction("    value: s3cret", "kubelet", 1) == "    value: REDACTED"


def test_the_daemon_that_begins_anew_within_a_key_tells_nothing_of_it():
    """The cursor stands between two lines of a key that was begun in an earlier life."""
    redaction = Redaction()

    assert redaction("y" * 64, "kubelet", 1) == "REDACTED"
    assert redaction("c2hvcnQ=", "kubelet", 1) == "REDACTED"
    assert redaction("-----END EC PRIVATE KEY-----", "kubelet", 1) == "REDACTED-----END EC PRIVATE KEY-----"
    assert redaction("y" * 64, "kubelet", 1) == "y" * 64
