"""The commands. This module alone prints and exits; what is said is made elsewhere.

What only some commands need is imported where they need it: the service lives long with all that was ever imported.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable, Coroutine, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from whyrestart import __version__
from whyrestart.config import Settings, load
from whyrestart.diagnosing import diagnose
from whyrestart.errors import LookError, WhyrestartError
from whyrestart.history import read as read_history
from whyrestart.knowledge.causes import CAUSES
from whyrestart.knowledge.explanations import explanation
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Diagnosis, NodeDiagnosis
from whyrestart.model.identity import ContainerRef
from whyrestart.model.node import NodeView
from whyrestart.model.observation import ManifestSeen, Outcome, ProbeResult, Source
from whyrestart.model.version import Version
from whyrestart.parsing.probe_json import to_json as probes_to_json
from whyrestart.sinks import diagnosis_json, history_json

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

    from whyrestart.looking import Looked
    from whyrestart.sinks.npd import Check

T = TypeVar("T")

MAX_CERTIFICATE_BYTES = 2 * 1024 * 1024

CONFIG = click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Configuration file, instead of $WHYRESTART_CONFIG or /etc/whyrestart/config.yaml.",
)

PATIENCE = click.option(
    "--patience",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    help="Where something loops and no cause is found yet, look again for at most so many seconds.",
)


def output(*formats: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """The -o option with these formats, the first of them the default."""
    return click.option(
        "-o",
        "--output",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        help="How to print.",
        show_default=True,
    )


def completed_by(names: Callable[[], Iterable[str]]) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """A completion of these names for shells; they are asked for only when a shell asks."""

    def complete(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
        return [name for name in names() if name.startswith(begun)]

    return complete


def _scenarios() -> Iterable[str]:
    from whyrestart.demo import SCENARIOS

    return SCENARIOS


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(__version__, prog_name="whyrestart")
def commands() -> None:
    """Say why a Kubernetes control plane keeps restarting, and the smallest safe edit that stops it.

    It looks at this node alone, works while the apiserver is down, and changes nothing.
    """


def main() -> None:
    """Run a command; expected failures end in one message on standard error and their own exit status."""
    # What a source cannot see stands in the answer; only the service logs.
    logging.getLogger("whyrestart").addHandler(logging.NullHandler())
    try:
        commands(standalone_mode=False)
    except WhyrestartError as error:
        _complain(str(error))
        sys.exit(error.exit_code)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`): that is no failure, and nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _complain(message: str) -> None:
    from rich.console import Console

    Console(stderr=True, highlight=False, soft_wrap=True).print(f"whyrestart: {message}", markup=False)


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)


def _run(work: Coroutine[Any, Any, T], doing: str) -> T:
    """Run to the end, showing on a terminal what takes so long."""
    with _progress(doing):
        return asyncio.run(work)


def _progress(doing: str) -> AbstractContextManager[Status | None]:
    """On a terminal, what takes so long; elsewhere nothing, and rich is not even imported."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console
    from rich.text import Text

    # As Text: to rich a path's brackets are markup.
    return Console(stderr=True).status(Text(doing))


def _look(settings: Settings, patience: int) -> Looked:
    from whyrestart.looking import look_once, look_until_decided

    look = look_until_decided(lambda: look_once(settings), seconds=patience)
    return _run(look, "Looking at the node and replaying its probes")


@commands.command()
@CONFIG
def run(config_file: Path | None) -> None:
    """Run the service: watch, replay probes, diagnose, export metrics.

    Ends with 0 on SIGTERM, and with 1 where it cannot start. SIGHUP reads the configuration again.
    """
    # httpx imports its own command line with rich and pygments, where they are; None makes it do without.
    sys.modules.setdefault("httpx._main", cast("ModuleType", None))
    from whyrestart.daemon import serve

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        status = asyncio.run(serve(lambda: load(config_file)))
    except WhyrestartError as error:
        _complain(str(error))
        status = 1
    sys.exit(status)


@commands.command("diagnose")
@CONFIG
@PATIENCE
@click.option(
    "--snapshot", type=click.Path(path_type=Path, file_okay=False), help="Judge this snapshot, not this node."
)
@click.argument("pod", required=False)
@output("text", "json")
def diagnose_(config_file: Path | None, patience: int, snapshot: Path | None, pod: str | None, form: str) -> None:
    """Say what is wrong and what to edit, on this node or in a snapshot.

    Exit status: 0 nothing is wrong, 1 a cause was found, 2 wrong usage, 3 could not look.
    """
    if snapshot is not None:
        from whyrestart.snapshot.load import load as load_snapshot

        with _progress(f"Reading and judging {snapshot}"):
            found = diagnose(load_snapshot(snapshot))
    else:
        found = _look(load(config_file), patience).found
    if pod is not None:
        found = _only(found, pod)
    if form == "json":
        click.echo(diagnosis_json.dumps(found))
    else:
        from whyrestart.sinks import text

        text.show(found, _console())
    _must_have_seen(found)
    sys.exit(0 if found.verdict is None else 1)


def _must_have_seen(found: NodeDiagnosis) -> None:
    """Not to have seen is not to have found nothing wrong."""
    if found.saw_nothing:
        raise LookError(f"no static pod was seen, and what would show one could not be read: {', '.join(found.blind)}")


def _only(found: NodeDiagnosis, pod: str) -> NodeDiagnosis:
    """The diagnoses of one pod, unit or container, by its whole name or the beginning of it."""
    from dataclasses import replace

    mine = tuple(each for each in found.diagnoses if each.subject.is_meant_by(pod))
    if not mine:
        known = ", ".join(sorted({_name(each) for each in found.diagnoses})) or "none"
        raise click.BadArgumentUsage(f"no pod or unit {pod!r} is known on this node; known: {known}")
    verdict = next((each for each in mine if each.cause and CAUSES[each.cause].role.value != "benign"), None)
    return replace(found, diagnoses=mine, verdict=verdict)


def _name(diagnosis: Diagnosis) -> str:
    return diagnosis.subject.pod if isinstance(diagnosis.subject, ContainerRef) else str(diagnosis.subject)


@commands.command()
@CONFIG
@click.argument("pod", required=False)
@output("text", "json")
def probe(config_file: Path | None, pod: str | None, form: str) -> None:
    """Replay the probes now, with every counter-probe, as a table.

    Exit status: 0 no probe fails as the kubelet sends it, 1 one fails, 2 wrong usage, 3 could not look.
    """
    from whyrestart.looking import look_once

    view = _run(look_once(load(config_file), counter_probes=True), "Replaying the probes")
    results = [each for each in view.newest(ProbeResult).values() if pod is None or each.ref.is_meant_by(pod)]
    if pod is not None and not results:
        raise click.BadArgumentUsage(f"no probe of {pod!r} could be replayed; `whyrestart probe` lists all")
    if form == "json":
        click.echo(json.dumps(probes_to_json(results), indent=2))
    elif results:
        from whyrestart.sinks import probe_text

        probe_text.show(results, _console())
    else:
        click.echo("No static pod with a probe that can be replayed runs here.")
    if not results and (unseen := _unseen(view)):
        raise LookError(f"whether one runs could not be seen: {unseen}")
    failed = any(each.variant.value == "kubelet" and each.outcome is Outcome.FAILURE for each in results)
    sys.exit(1 if failed else 0)


def _unseen(view: NodeView) -> str:
    """Why no probe of this node was found, where that is for want of sight; empty where there is none."""
    hidden = view.blind(Source.MANIFESTS)
    if hidden is not None:
        return f"manifests: {hidden.why}"
    probed = any(c.probes for s in view.newest(ManifestSeen).values() if (p := s.manifest.pod) for c in p.containers)
    blind = [gap for each in (Source.CRI, Source.DOCKER) if probed and (gap := view.blind(each)) is not None]
    return "; ".join(f"{gap.source}: {gap.why}" for gap in blind)


@commands.command()
@CONFIG
@click.argument("pod", required=False)
@click.option("--limit", type=click.IntRange(min=1), default=200, show_default=True, help="At most so many records.")
@output("text", "json")
def history(config_file: Path | None, pod: str | None, limit: int, form: str) -> None:
    """Show past restarts, how each attempt ended, and what was diagnosed."""
    with _progress("Reading the history"):
        records = read_history(load(config_file).state_directory, pod=pod, limit=limit)
    if form == "json":
        click.echo(history_json.dumps(records))
    else:
        from whyrestart.sinks import history_text

        history_text.show(records, _console(), now=datetime.now(UTC))


@commands.command()
@click.argument("cause", required=False, shell_complete=completed_by(lambda: [each.value for each in Cause]))
def explain(cause: str | None) -> None:
    """Explain a cause: meaning, impact, how to confirm, how to fix. Without one, list them all."""
    console = _console()
    if cause is None:
        from rich.table import Table

        table = Table(box=None, pad_edge=False, show_header=False)
        for slug, facts in CAUSES.items():
            table.add_row(slug.value, facts.says)
        console.print(table)
        return
    try:
        page = explanation(Cause(cause))
    except ValueError:
        import difflib

        near = difflib.get_close_matches(cause, [each.value for each in Cause], n=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; `whyrestart explain` lists them all"
        raise click.BadArgumentUsage(f"there is no cause {cause!r}{hint}") from None
    if console.is_terminal:
        from rich.markdown import Markdown

        console.print(Markdown(page.markdown))
    else:
        click.echo(page.markdown)


@commands.command("fix")
@CONFIG
@PATIENCE
@click.argument("pod", required=False)
@click.option(
    "--write", "writes", is_flag=True, help="Apply the edit to the files, after a backup, and follow the result."
)
@click.option(
    "--wait",
    "seconds",
    type=click.IntRange(min=0),
    default=300,
    show_default=True,
    help="Follow the result for at most so many seconds.",
)
def fix(config_file: Path | None, patience: int, pod: str | None, *, writes: bool, seconds: int) -> None:
    """Print the best edit as a unified diff; with --write, apply it and say whether the loop ended.

    Nothing is written without --write. With it, the files as they were are kept below the state directory, the edit is
    validated, and the new manifest is renamed into place whole.

    Exit status: 0 there is nothing to edit, or here is the edit, or it was applied; 1 no safe edit is known, it could
    not be applied, or the loop goes on; 2 wrong usage; 3 could not look.
    """
    from whyrestart import fixing  # only this command writes
    from whyrestart.following import Result, follow
    from whyrestart.looking import look_once

    settings = load(config_file)
    looked = _look(settings, patience)
    view, found = looked.view, looked.found if pod is None else _only(looked.found, pod)
    _must_have_seen(found)
    if found.verdict is None:
        click.echo("Nothing is wrong that an edit would cure.")
        return
    chosen = fixing.plan(found)
    if chosen is None:
        from whyrestart.sinks import text

        text.show_subject(found.verdict, _console(), now=found.at)
        _complain("no safe edit is known for this; what can be done is told above")
        sys.exit(1)
    click.echo(chosen.remedy.diff, nl=False)
    if chosen.diagnosis.confidence is Confidence.POSSIBLE:
        _complain("by reading alone: nothing observed proves this cause yet")
    if not writes:
        _complain(f"{chosen.remedy.title}. {chosen.remedy.caution}".strip())
        _complain("nothing was written; `whyrestart fix --write` applies this edit")
        return
    digests = {seen.manifest.path: seen.manifest.sha256 for seen in view.newest(ManifestSeen).values()}
    written = fixing.write(
        chosen,
        manifest_directory=view.manifest_directory,
        state_directory=settings.state_directory,
        now=datetime.now(UTC),
        sha256=digests,
        version=view.version,
    )
    _complain(f"written: {', '.join(written.paths)}; as they were: {written.backup}")
    for command in chosen.remedy.commands:
        _complain(f"to do by hand: {command}")
    if seconds == 0:
        return
    name = fixing.subject_name(chosen.diagnosis)
    followed = _run(
        follow(chosen.diagnosis.subject, written_at=written.at, look=lambda: look_once(settings), seconds=seconds),
        f"Following {name} for at most {seconds} s",
    )
    words = {
        Result.HEALED: "the loop has ended",
        Result.GOES_ON: "the loop goes on",
        Result.UNDECIDED: "not decided yet",
    }
    _complain(f"{name}: {words[followed.result]} after {followed.seconds:.0f} s: {followed.says}")
    sys.exit(1 if followed.result is Result.GOES_ON else 0)


@commands.command("lint")
@CONFIG
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--kube-version", metavar="V", help="The release to judge by, instead of each image's own tag.")
@click.option(
    "--node", "on_node", is_flag=True, help="Look on this node's disk for what the files name, wherever they lie."
)
@click.option("--kubelet-config", type=click.Path(path_type=Path), help="A KubeletConfiguration to judge too.")
@click.option(
    "--containerd-config", type=click.Path(path_type=Path), help="A configuration of containerd to judge too."
)
@output("text", "json", "sarif", "github")
def lint_(  # noqa: PLR0917  # click hands over every option by its name
    config_file: Path | None,
    paths: tuple[Path, ...],
    kube_version: str | None,
    on_node: bool,  # noqa: FBT001  # click hands a flag over as a boolean
    kubelet_config: Path | None,
    containerd_config: Path | None,
    form: str,
) -> None:
    """Predict loops from manifests alone, before the kubelet sees them.

    PATHS are manifests, configurations of the kubelet, of containerd or for kubeadm, unit and environment files of the
    kubelet, or directories with such files. What lies in this node's own manifest directory is judged by its disk too.
    Keep a finding quiet with a comment on its line or above it: `# whyrestart: ignore=<cause> reason`.

    Exit status: 0 nothing found, 1 findings, 2 wrong usage, 3 something could not be read.
    """
    from rich.text import Text

    from whyrestart import linting
    from whyrestart.sinks import lint_json, lint_text

    version = Version.parse(kube_version)
    if kube_version is not None and version is None:
        raise click.BadParameter(
            f"{kube_version!r} is not a version such as v1.31 or 1.20.2", param_hint="--kube-version"
        )
    asked = linting.Asked(
        paths=paths,
        on_node=on_node,
        kubelet_config=kubelet_config,
        containerd_config=containerd_config,
        settings=load(config_file),
    )
    with _progress("Reading") as status:
        report = linting.run(
            asked, version=version, progress=lambda path: status.update(Text(f"Linting {path}")) if status else None
        )
    if form == "text":
        lint_text.show(report, _console())
    else:
        written = {"json": lint_json.dumps, "sarif": lint_json.sarif, "github": lint_json.github}[form](report)
        click.echo(written, nl=form != "github")
        for problem in report.unreadable:
            _complain(f"cannot read {problem}")
    sys.exit(report.exit_code)


@commands.command("capture")
@CONFIG
@PATIENCE
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
def capture_(config_file: Path | None, patience: int, directory: Path) -> None:
    """Write a snapshot of this node for a colleague: `whyrestart diagnose --snapshot DIR` judges it like the node.

    DIR is new or empty. Secrets are redacted and private keys never read; look through it before you send it.

    Exit status: 0 it was written, 2 wrong usage, 3 it could not be.
    """
    from whyrestart.snapshot.capture import capture
    from whyrestart.snapshot.write import prepare, write

    settings = load(config_file)
    prepare(directory)
    view = _look(settings, patience).view
    captured = capture(view, _bytes_of, by=f"whyrestart {__version__}")
    written, refused = write(captured, directory)
    for name, data in sorted(captured.files.items()):
        click.echo(f"{len(data):>9}  {name}")
    click.echo(
        f"{written:>9}  bytes of {view.name} in {directory}; judge it: whyrestart diagnose --snapshot {directory}"
    )
    blind = (f"{gap.source}: {gap.why}" for gap in view.gaps if gap.until is None)
    for left_out in (*captured.left_out, *refused, *blind):
        click.echo(f"not in it: {left_out}")


def _bytes_of(path: str) -> bytes | None:
    from whyrestart.sources import regular_file

    try:
        return regular_file.read(path, MAX_CERTIFICATE_BYTES).data
    except OSError:
        return None


@commands.command("check")
@CONFIG
@click.option("--npd", is_flag=True, help="Print one line for node-problem-detector (the default without --textfile).")
@click.option(
    "--textfile",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the metrics for node_exporter's textfile collector, by rename; the name ends in .prom.",
)
def check_(config_file: Path | None, npd: bool, textfile: Path | None) -> None:  # noqa: FBT001  # click hands a flag over as a boolean
    """Say in one line whether something is wrong, for other tools.

    Exit status: 0 nothing is wrong, 1 there is a problem, 2 it is not known.
    """
    from whyrestart.sinks import npd as line

    try:
        checked = _check(load(config_file), textfile)
    except WhyrestartError as error:
        _complain(str(error))
        checked = line.failed(str(error))
    if npd or textfile is None or checked.status == line.UNKNOWN:
        click.echo(checked.line)
    sys.exit(checked.status)


def _check(settings: Settings, textfile: Path | None) -> Check:
    from whyrestart.history import read_ledger
    from whyrestart.ledger import begin, update
    from whyrestart.looking import look_once
    from whyrestart.reporting import report
    from whyrestart.sinks import npd
    from whyrestart.sinks import textfile as node_exporter
    from whyrestart.sinks.prometheus import Exposition
    from whyrestart.sources.layout import find

    view = _run(look_once(settings), "Looking at the node and replaying its probes")
    found = diagnose(view)
    if textfile is not None:
        # The service's own counts, where it keeps any, so that no counter falls; read, never written.
        ledger = read_ledger(settings.state_directory) or begin(view.at)
        exposition = Exposition()
        books = update(ledger, view).ledger
        exposition.set(report(view, found, books, certificate_directory=find(settings).certificate_directory))
        node_exporter.write(textfile, exposition.render()[0])
    return npd.check(found)


@commands.command("check-config")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
def check_config(file: Path | None) -> None:
    """Validate a configuration file, and the files that it names, with the service's own code.

    Exit status: 0 it is valid, 2 it is not.
    """
    from whyrestart.daemon import check as check_named_files

    settings: Settings = load(file)
    check_named_files(settings)
    click.echo(f"{file or 'configuration'}: valid; listens on {settings.listen}, state in {settings.state_directory}")


@commands.command()
@click.argument("scenario", required=False, shell_complete=completed_by(_scenarios))
@click.option("--list", "listing", is_flag=True, help="List the scenarios.")
def demo(scenario: str | None, listing: bool) -> None:  # noqa: FBT001  # click hands a flag over as a boolean
    """Break a simulated node on this machine and diagnose it live: no root, no Kubernetes.

    It ends by itself when its output is no terminal, else on Ctrl-C, and leaves nothing behind.
    """
    from whyrestart.demo import DEFAULT_SCENARIO, SCENARIOS, run_demo

    console = _console()
    if listing:
        from rich.table import Table

        table = Table(box=None, pad_edge=False, show_header=False)
        for name, says in SCENARIOS.items():
            table.add_row(name, says)
        console.print(table)
        return
    name = scenario or DEFAULT_SCENARIO
    if name not in SCENARIOS:
        raise click.BadArgumentUsage(f"there is no scenario {name!r}; there are: {', '.join(SCENARIOS)}")
    sys.exit(asyncio.run(run_demo(name, console=console, interactive=console.is_terminal)))


if __name__ == "__main__":
    main()
