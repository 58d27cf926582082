"""Stacks of all goroutines, as klog's fatal lines leave them, between lines that say something."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.parsing.go_stacks import KEPT_LINES, Stacks
from whyrestart.parsing.journal import KubeletLogFile

FATAL = "F1127 14:01:24.854300   29611 server.go:269] failed to run Kubelet: running with swap on is not supported"
NEXT = "W1127 14:01:27.114887   29750 server.go:191] Warning: For remote container runtime, --pod-infra-container-image"


def dump(goroutines):
    return [
        line
        for number in range(1, goroutines + 1)
        for line in (
            f"goroutine {number} [chan receive, 3 minutes]:",
            "k8s.io/kubernetes/vendor/k8s.io/tools/record.(*eventBroadcasterImpl).StartEventWatcher.func1(0xc0)",
            "\tk8s.io/kubernetes/vendor/k8s.io/client-go/tools/record/event.go:301 +0x73",
            "created by k8s.io/kubernetes/vendor/k8s.io/tools/record.(*eventBroadcasterImpl).StartEventWatcher",
            "\tk8s.io/kubernetes/vendor/k8s.io/client-go/tools/record/event.go:299 +0x8c",
            "",
        )
    ]


def kept(lines):
    stacks = Stacks()
    return [line for line in lines if stacks.keeps(line)]


def test_of_thousands_of_frames_the_first_are_kept_and_all_that_is_said():
    found = kept([FATAL, *dump(700), NEXT, *dump(2), FATAL])

    assert [line for line in found if line.startswith(("F", "W"))] == [FATAL, NEXT, FATAL]
    assert len(found) <= 3 + 2 * KEPT_LINES + 2
    assert found[1] == "goroutine 1 [chan receive, 3 minutes]:"


def test_the_fatal_lines_of_many_lives_outlast_their_stacks_in_a_log_file():
    now = datetime(2026, 11, 27, 14, 2, tzinfo=UTC)
    log = KubeletLogFile(now=now, zone=UTC)
    lines = [line for _ in range(10) for line in (FATAL, *dump(754), NEXT)]

    found = [each for line in lines if (each := log.line(line)) is not None]

    assert sum(each.message == FATAL for each in found) == 10
    assert len(found) < 1000


@pytest.mark.parametrize(
    "line",
    [
        FATAL,
        "Error: failed to run Kubelet: unable to load client CA file",
        '{"ts":1611568653000.1,"msg":"command failed"}',
        "panic: runtime error: invalid memory address or nil pointer dereference",
        "kubelet.service: Main process exited, code=exited, status=255/EXCEPTION",
    ],
)
def test_what_a_program_says_ends_a_dump(line):
    assert line in kept([*dump(100), line])


@given(st.lists(st.text(max_size=200), max_size=50))
def test_without_a_stack_nothing_is_left_out(lines):
    said = [line for line in lines if "goroutine" not in line and "SIG" not in line and "signal" not in line]

    assert kept(said) == said
