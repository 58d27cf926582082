"""`whyrestart history` and `/api/v1/history`: what a person and a program are shown of the past."""

import io
import json
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.console import Console

from history.records import APISERVER, ETCD, T0, death, diagnosis, manifest, restart, words
from whyrestart.model.cause import Cause
from whyrestart.model.identity import KUBELET, NodeRef
from whyrestart.model.record import Restart, RestartKind
from whyrestart.sinks import history_json, history_text
from whyrestart.sinks.history_rows import past, timeline

NOW = T0 + timedelta(minutes=10)


def looped(*, count=3):
    """A loop's records, oldest first: it ends, says why, starts again a minute after its last start."""
    made = []
    for number in range(count):
        made += [
            death(number, exit_code=1, reason="Error"),
            words(number, "starting", "Error: unknown flag: --bogus"),
            restart(number + 1, cause=Cause.UNKNOWN_FLAG),
        ]
    return made


def text(records, *, width=120, encoding="utf-8"):
    raw = io.BytesIO()
    console = Console(file=io.TextIOWrapper(raw, encoding=encoding, write_through=True), width=width)
    history_text.show(reversed(records), console, now=NOW)
    return raw.getvalue().decode(encoding)


def test_says_of_each_restart_what_ended_before_it_and_why():
    shown = text(looped())

    assert "kube-system/kube-apiserver-master-1/kube-apiserver: 3 restarts" in shown
    lines = [line for line in shown.splitlines() if "restart 3" in line]
    assert [" ".join(line.split()) for line in lines] == ["08:03:00 restart 3 unknown_flag exit 1 Error after 30 s"]
    assert shown.index("restart 3") < shown.index("restart 1")
    assert "Error: unknown flag: --bogus" in shown


def test_an_orderly_end_needs_no_last_words():
    assert "starting" not in text([death(0, exit_code=0), words(0, "starting"), restart(1)])


def test_an_empty_history_says_so():
    assert text([]).startswith("Nothing is recorded")


def test_diagnoses_and_manifests_stand_below():
    change = manifest(3, diff="--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b\n+c")

    shown = text([manifest(), diagnosis(minute=2), change, manifest(4, gone=True), manifest(5, problem="no kind")])

    assert "anonymous_auth_disabled (proven): the kubelet's probe gets 401" in shown
    for what in ("first seen", "changed (+2 -1 lines)", "gone", "not a static pod: no kind"):
        assert what in shown


def test_what_nobody_saw_is_said_to_be_so():
    assert "restart 11 to 40" in text([replace(restart(40), inferred=True, times=30, exit_code=None)])
    assert "seen by nobody" in text([replace(restart(40), inferred=True, exit_code=None)])


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param(replace(restart(0), kind=RestartKind.POD_REPLACED), "pod replaced ", id="pod"),
        pytest.param(replace(restart(4), kind=RestartKind.SANDBOX_CHANGED), "restart, new sandbox 4", id="sandbox"),
        pytest.param(replace(restart(4), kind=RestartKind.NODE_REBOOT), "reboot 4", id="reboot"),
        pytest.param(replace(restart(0), kind=RestartKind.COUNT_RESET), "count began anew", id="reset"),
        pytest.param(replace(restart(2, KUBELET), kind=RestartKind.KUBELET_RESTART), "kubelet.service: 1", id="unit"),
        pytest.param(
            Restart(subject=NodeRef(node="m"), kind=RestartKind.NODE_REBOOT, at=T0, boot_id="b", counted=False),
            "m: 1 restart",
            id="node",
        ),
    ],
)
def test_every_kind_has_its_word(record, expected):
    assert expected in text([record])


def test_terminal_controls_in_logs_and_names_do_nothing():
    evil = replace(death(0, exit_code=1), reason="Err\x1b[2Jor\nfake line")
    shown = text([evil, words(0, "\x1b]0;owned\x07\u202etxt"), restart(1)])

    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "\u202e" not in shown


def test_a_terminal_without_unicode_gets_plain_characters():
    assert "|" in text(looped(), encoding="ascii")


@pytest.mark.parametrize("width", [20, 60, 200])
def test_the_timeline_fits_every_width(width):
    for line in text(looped(), width=width).splitlines():
        if "━" in line and "character is" in line:
            assert len(line) <= max(width, 90)


def drawn(records, width=10, until=NOW):
    line = timeline(past(reversed(records)).of(str(APISERVER)), until=until, width=width)
    return line and line.text


def test_draws_lives_and_gaps_to_scale():
    assert drawn(looped(), width=20) == "━·┃·┃·┃━━━━━━━━━━━━━"


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        pytest.param([], None, id="nothing"),
        pytest.param([restart(0)], "┃━━━━━━━━━", id="one-restart"),
        pytest.param([restart(0), replace(restart(5), kind=RestartKind.POD_REPLACED)], "┃━━━━◆━━━━", id="pod-replaced"),
        pytest.param([restart(0), replace(restart(5), kind=RestartKind.NODE_REBOOT)], "┃━━━━◇━━━━", id="reboot"),
        pytest.param([restart(0), replace(restart(5), times=3)], "┃━━━━3━━━━", id="several-in-one-character"),
        pytest.param([restart(0), replace(restart(5), times=30)], "┃━━━━#━━━━", id="many-in-one-character"),
        pytest.param([restart(0), death(4)], "┃━━━······", id="dead-and-not-back"),
        pytest.param([restart(0), replace(restart(5), at=T0.replace(year=2027))], "┃━━━━━━━━━", id="clock-ahead"),
        pytest.param([replace(restart(0), at=T0.replace(year=1970)), restart(0)], "┃━━━━━━━━━", id="clock-in-1970"),
    ],
)
def test_draws(records, expected):
    assert drawn(records) == expected


def test_json_has_all_of_it():
    records = [manifest(), *looped(), diagnosis(minute=9), death(3, exit_code=0), restart(1, ETCD)]

    document = json.loads(history_json.dumps(list(reversed(records))))

    assert document["schema"] == 1
    assert [(one["subject"], one["attempt"]) for one in document["restarts"]] == [
        (str(ETCD), 1), (str(APISERVER), 3), (str(APISERVER), 2), (str(APISERVER), 1),
    ]  # fmt: skip
    assert document["restarts"][1] == {
        "subject": "kube-system/kube-apiserver-master-1/kube-apiserver",
        "namespace": "kube-system",
        "pod": "kube-apiserver-master-1",
        "container": "kube-apiserver",
        "at": "2026-11-23T08:03:00Z",
        "kind": "container_restart",
        "pod_uid": "u1",
        "attempt": 3,
        "generation": 1,
        "times": 1,
        "counted": True,
        "inferred": False,
        "cause": "unknown_flag",
        "ended": {
            "at": "2026-11-23T08:02:30Z",
            "started_at": "2026-11-23T08:02:00Z",
            "exit_code": 1,
            "reason": "Error",
            "message": "",
            "lifetime_seconds": 30.0,
        },
        "log": {"lines": ["starting", "Error: unknown flag: --bogus"], "skipped_lines": 0, "path": ""},
    }
    assert [one["attempt"] for one in document["ended"]] == [3]
    assert document["diagnoses"][0]["cause"] == "anonymous_auth_disabled"
    assert document["manifests"][0]["path"].endswith("kube-apiserver.yaml")
    assert history_json.restarts(list(reversed(records)), limit=2) == document["restarts"][:2]


def test_a_number_used_again_is_told_with_its_own_end():
    first = [death(0, exit_code=1), restart(1)]
    again = [replace(death(0, exit_code=7), container_id="other"), replace(restart(1), generation=2)]

    shown = history_json.restarts([*reversed([*first, *again])])

    assert [one["ended"]["exit_code"] for one in shown] == [7, 1]


def test_bytes_that_were_no_text_do_not_break_the_document():
    json.loads(history_json.dumps([words(0, "\udcff\x00"), death(0, exit_code=1, message="\udc80")]))


def test_months_of_a_loop_are_put_together_in_a_moment():
    """Pairing each restart anew with all ends before it took minutes for what 64 MiB hold."""
    many = 60_000
    records = [each for number in range(1, many) for each in (death(number - 1), restart(number))]

    begun = time.process_time()
    rows = past(reversed(records)).rows

    assert len(rows) == many - 1
    assert all(row.restart is not None and row.death is not None for row in rows)
    assert time.process_time() - begun < 5
