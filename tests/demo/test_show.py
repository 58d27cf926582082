"""What the demo understands of the daemon's answer, and how it shows it."""

import io
from datetime import UTC, datetime

from rich.console import Console

from whyrestart.demo.show import line, verdict
from whyrestart.demo.story import Tone
from whyrestart.demo.watching import read
from whyrestart.model.cause import Cause, Confidence, Origin
from whyrestart.model.diagnosis import Diagnosis, Evidence, NodeDiagnosis, RuledOut, State
from whyrestart.model.identity import ContainerRef
from whyrestart.model.remedy import FileEdit, LineEdit, Remedy
from whyrestart.sinks import diagnosis_json

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
APISERVER = ContainerRef(namespace="kube-system", pod="kube-apiserver-n", container="kube-apiserver")
SCHEDULER = ContainerRef(namespace="kube-system", pod="kube-scheduler-n", container="kube-scheduler")
FIX = Remedy(
    title="Drop the flag",
    edits=(FileEdit(path="/m/a.yaml", before="a\nb\n", edits=(LineEdit(first=2, last=2, new=()),)),),
    valid_for=">=1.6,<1.20",
    caution="Others may then ask too.",
)


def judged(summary="Anonymous requests are refused."):
    return Diagnosis(
        subject=APISERVER,
        state=State.LOOPING,
        at=AT,
        origin=Origin.PROBE,
        restarts=3,
        next_kill_at=AT,
        cause=Cause.ANONYMOUS_AUTH_DISABLED,
        confidence=Confidence.PROVEN,
        summary=summary,
        evidence=(Evidence(source="probe", at=AT, says="401 without, 200 with a certificate"),),
        ruled_out=(RuledOut(cause=Cause.ETCD_UNREACHABLE, because="every check passes"),),
        remedies=(FIX,),
    )


def document(*diagnoses, first=None):
    return diagnosis_json.to_json(NodeDiagnosis(node="n", at=AT, verdict=first, diagnoses=diagnoses))


def test_reads_what_the_daemon_writes():
    broken = judged()
    healthy = Diagnosis(subject=SCHEDULER, state=State.HEALTHY, at=AT)

    report = read(document(broken, healthy, first=broken))

    said = report.verdict
    assert said == report.of("kube-apiserver")
    assert (said.cause, said.certain, said.restarts, said.next_kill_at) == ("anonymous_auth_disabled", True, 3, AT)
    assert said.evidence == (("probe", "401 without, 200 with a certificate"),)
    assert said.fixes[0].diff == FIX.diff
    assert report.of("kube-scheduler").cause == ""


def test_without_a_verdict_there_is_none():
    assert read(document(Diagnosis(subject=SCHEDULER, state=State.HEALTHY, at=AT))).verdict is None


def shown(renderable):
    output = io.StringIO()
    Console(file=output, width=100).print(renderable)
    return output.getvalue()


def test_shows_the_verdict_then_the_evidence_then_the_edit():
    broken = judged()
    text = shown(verdict(read(document(broken, first=broken)).verdict))

    places = [text.index(part) for part in ("==> kube-apiserver", "Evidence", "Ruled out", "The edit: Drop", "-b\n")]
    assert places == sorted(places)
    assert "(Kubernetes >=1.6,<1.20)" in text


def test_foreign_words_move_no_cursor():
    broken = judged(summary="\x1b[2J[bold]gone[/bold]")
    text = shown(verdict(read(document(broken, first=broken)).verdict)) + shown(line(Tone.DAEMON, "\x1b[2J[red]", 1.0))

    assert "\x1b" not in text
    assert "[bold]gone[/bold]" in text
