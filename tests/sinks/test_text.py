"""The terminal's text: what a tired person reads first, and nothing that harms the terminal."""

import io
import re
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.console import Console

from sinks import samples
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Diagnosis, Inconclusive, NodeDiagnosis, RuledOut, State
from whyrestart.model.identity import KUBELET, ContainerRef, NodeRef
from whyrestart.model.observation import Gap, Source
from whyrestart.sinks import text, words
from whyrestart.sinks.escaping import cut_bytes, one_line, visible


def shown(diagnosis, *, terminal=False, width=100):
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, color_system="standard" if terminal else None)
    text.show(diagnosis, console)
    return out.getvalue()


def test_the_order_is_verdict_evidence_edit_then_the_rest():
    lines = shown(samples.looping_diagnosis())

    landmarks = [
        "==> kube-apiserver is in a restart loop: anonymous_auth_disabled (proven)",
        "--anonymous-auth=false makes kube-apiserver answer 401",
        "12 restarts, the last 40 s ago; next kill in 50 s (08:00:50 UTC)",
        "Evidence",
        "The edit: Drop --anonymous-auth=false",
        "-    - --anonymous-auth=false",
        "Ruled out",
        "Else on this node",
        "follows from kube-apiserver",
        "healthy: etcd, the kubelet",
        "Could not see",
        "/dev/kmsg: permission denied",
    ]
    places = [lines.index(landmark) for landmark in landmarks]
    assert places == sorted(places)


def test_plain_where_there_is_no_terminal():
    assert "\x1b" not in shown(samples.looping_diagnosis())


def test_the_diff_is_coloured_on_a_terminal():
    assert "\x1b[31m-    - --anonymous-auth=false\x1b[0m" in shown(samples.looping_diagnosis(), terminal=True)


def test_no_color_is_honoured(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")

    assert not re.search(r"\x1b\[\d*;?3[0-9]m", shown(samples.looping_diagnosis(), terminal=True))


def test_the_diff_in_the_output_can_be_patched_in_even_on_a_narrow_screen(tmp_path):
    manifest = tmp_path / samples.MANIFEST_PATH.lstrip("/")
    manifest.parent.mkdir(parents=True)
    manifest.write_text(samples.MANIFEST_TEXT)
    diagnosis = replace(
        samples.looping_diagnosis(), verdict=replace(samples.looping_apiserver(), remedies=(samples.DROP_FLAG,))
    )

    subprocess.run(["patch", "-p1", "-d", tmp_path], input=shown(diagnosis, width=30), text=True, check=True)

    assert "--anonymous-auth" not in manifest.read_text()


def test_hostile_texts_neither_move_the_cursor_nor_break_the_layout():
    lines = shown(samples.hostile_status().diagnosis)

    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", lines)
    assert "\\x1b[31m" in lines
    lines.encode()


def test_long_lists_are_cut_and_say_so():
    many = tuple(RuledOut(cause=cause, because="it is not so") for cause in list(Cause)[:30])
    verdict = replace(samples.looping_apiserver(), ruled_out=many)
    lines = shown(replace(samples.looping_diagnosis(), verdict=verdict))

    assert "and 22 more: see -o json" in lines


def test_many_causes_that_nobody_could_see_are_told_by_who_would():
    causes = list(Cause)[:30]
    many = [Inconclusive(cause=cause, blind=(Source.KUBELET_LOG,), settles="`ls`") for cause in causes]
    many += [Inconclusive(cause=causes[0], blind=(Source.CRI,))] * 2
    verdict = replace(samples.looping_apiserver(), inconclusive=tuple(many))
    lines = shown(replace(samples.looping_diagnosis(), verdict=verdict)).splitlines()

    told = next(at for at, line in enumerate(lines) if "want of sight" in line)
    first = " ".join(" ".join(lines[told + 1 : told + 4]).split())
    assert first.startswith(f"kubelet_log {causes[0]}, {causes[1]}, {causes[2]}, {causes[3]} and 26 more")
    assert any(line.split() == ["cri", str(causes[0])] for line in lines)
    assert any(line.split() == ["by", "hand", "`ls`"] for line in lines)


def test_what_nobody_saw_is_not_among_the_healthy():
    seen, unseen = samples.healthy(samples.ETCD), samples.healthy(samples.MANAGER)
    unseen = replace(unseen, summary="Whether it runs could not be seen.")

    lines = shown(replace(samples.healthy_diagnosis(), diagnoses=(seen, unseen))).splitlines()

    assert [line.strip() for line in lines if "healthy:" in line] == ["healthy: etcd"]
    assert [line.strip() for line in lines if "not seen:" in line] == ["not seen: kube-controller-manager"]


@pytest.mark.parametrize(
    ("diagnosis", "says"),
    [
        pytest.param(samples.healthy_diagnosis(), "Nothing to repair on master-1.", id="all-seen"),
        pytest.param(
            replace(samples.healthy_diagnosis(), gaps=(Gap(source=Source.CRI, why="refused"),)),
            "Nothing to repair was seen on master-1, but these could not be read: cri.",
            id="blind-is-not-healthy",
        ),
        pytest.param(
            replace(samples.healthy_diagnosis(), gaps=(Gap(source=Source.CRI, why="turned off", intended=True),)),
            "Nothing to repair on master-1.",
            id="what-is-turned-off-is-no-blindness",
        ),
        pytest.param(
            replace(samples.healthy_diagnosis(), gaps=(Gap(source=Source.CRI, why="refused", until=samples.at(-9)),)),
            "Nothing to repair on master-1.",
            id="a-closed-gap-does-not-count",
        ),
        pytest.param(
            NodeDiagnosis(node="master-1", at=samples.AT), "No static pod was seen on master-1.", id="nothing-there"
        ),
    ],
)
def test_without_a_verdict_no_more_is_claimed_than_was_seen(diagnosis, says):
    assert f"==> {says}" in shown(diagnosis)


@pytest.mark.parametrize(
    ("diagnosis", "headline"),
    [
        pytest.param(
            Diagnosis(subject=KUBELET, state=State.LOOPING, at=samples.AT),
            "The kubelet is in a restart loop: cause unknown",
            id="kubelet-unknown",
        ),
        pytest.param(
            replace(samples.looping_apiserver(), state=State.AT_RISK),
            "kube-apiserver is about to be killed: anonymous_auth_disabled (proven)",
            id="foreseen",
        ),
        pytest.param(
            Diagnosis(subject=NodeRef(node="master-1"), state=State.AT_RISK, at=samples.AT, cause=Cause.DISK_FULL),
            "master-1 is at risk: disk_full",
            id="node-without-confidence",
        ),
        pytest.param(
            Diagnosis(
                subject=ContainerRef(namespace="a", pod="web-master-1", container="main"),
                state=State.ABSENT,
                at=samples.AT,
            ),
            "web-master-1/main is not running: cause unknown",
            id="pod-and-container-differ",
        ),
        pytest.param(samples.healthy(samples.ETCD), "etcd runs", id="healthy"),
    ],
)
def test_headlines(diagnosis, headline):
    assert words.headline(diagnosis) == headline


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        pytest.param(-3, "0 s", id="past"),
        pytest.param(59.4, "59 s", id="seconds"),
        pytest.param(60, "1 min", id="whole-minute"),
        pytest.param(200, "3 min 20 s", id="minutes"),
        pytest.param(7500, "2 h 5 min", id="hours"),
        pytest.param(90000, "1 d 1 h", id="days"),
        pytest.param(86400 * 14 + 7, "14 d", id="weeks"),
    ],
)
def test_spans(seconds, said):
    assert words.span(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        pytest.param("a\x1b[2Jb", "a\\x1b[2Jb", id="escape-sequence"),
        pytest.param("a\u202eb", "a\\u202eb", id="reading-order-reversed"),
        pytest.param("a\udcffb", "a\\udcffb", id="byte-that-was-no-utf-8"),
        pytest.param("a\tb\nc", "a    b\nc", id="tab-and-newline"),
        pytest.param("größe ✓", "größe ✓", id="letters-stay"),
    ],
)
def test_controls_become_visible(raw, safe):
    assert visible(raw) == safe


def test_cutting_keeps_characters_whole_and_the_limit():
    assert one_line("a  b\n c", 5) == "a b c"
    assert one_line("abcdefgh", 6) == "abc..."
    for limit in range(3, 40):
        assert len(cut_bytes("ä€😀" * 9, limit).encode()) <= limit
    assert cut_bytes("ä" * 40, 80) == "ä" * 40
