"""Probes, replayed now with every counter-probe."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from whyrestart.cli.options import CONFIG, output
from whyrestart.cli.terminal import console, run_showing
from whyrestart.config import load
from whyrestart.errors import LookError
from whyrestart.model.node import NodeView
from whyrestart.model.observation import ManifestSeen, Outcome, ProbeResult, Source
from whyrestart.parsing.probe_json import to_json as probes_to_json


@click.command()
@CONFIG
@click.argument("pod", required=False)
@output("text", "json")
def probe(config_file: Path | None, pod: str | None, form: str) -> None:
    """Replay the probes now, with every counter-probe, as a table.

    Exit status: 0 no probe fails as the kubelet sends it, 1 one fails, 2 wrong usage, 3 could not look.
    """
    from whyrestart.looking import look_once

    view = run_showing(look_once(load(config_file), counter_probes=True), "Replaying the probes")
    results = [each for each in view.newest(ProbeResult).values() if pod is None or each.ref.is_meant_by(pod)]
    if pod is not None and not results:
        raise click.BadArgumentUsage(f"no probe of {pod!r} could be replayed; `whyrestart probe` lists all")
    if form == "json":
        click.echo(json.dumps(probes_to_json(results), indent=2))
    elif results:
        from whyrestart.sinks import probe_text

        probe_text.show(results, console())
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
