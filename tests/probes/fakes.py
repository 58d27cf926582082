"""Clock and prober that a test holds in its hand."""

from datetime import UTC, datetime, timedelta

from whyrestart.model.observation import Outcome, ProbeResult

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


class FakeClock:
    """Stands still until `pass_` moves it; `set_back` moves the wall clock alone."""

    def __init__(self):
        self.seconds = 1000.0
        self.offset = timedelta()

    def now(self):
        return BEGIN + timedelta(seconds=self.seconds - 1000.0) + self.offset

    def monotonic(self):
        return self.seconds

    def pass_(self, seconds):
        self.seconds += seconds


class FakeProber:
    """Answers every question with `answer(request, variant)`: an outcome, or an outcome and a status."""

    def __init__(self, clock, answer, *, takes=0.0, words="EOF"):
        self.clock, self.answer, self.takes, self.words = clock, answer, takes, words
        self.asked = []

    async def __call__(self, request, *, ref, kind, clock, variant):
        self.asked.append((kind, variant, request.shown, clock.monotonic()))
        self.clock.pass_(self.takes)
        answer = self.answer(request, variant)
        outcome, status = answer if isinstance(answer, tuple) else (answer, None)
        return ProbeResult(
            at=clock.now(),
            ref=ref,
            kind=kind,
            variant=variant,
            url=request.shown,
            outcome=outcome,
            status=status,
            error=None if status or outcome is Outcome.SUCCESS else f'Get "{request.shown}": {self.words}',
            duration_seconds=self.takes,
        )
