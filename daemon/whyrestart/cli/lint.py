"""What manifests will do."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from whyrestart.cli.options import CONFIG, output
from whyrestart.cli.terminal import complain, console, progress
from whyrestart.config import load
from whyrestart.model.version import Version


@click.command("lint")
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
    with progress("Reading") as status:
        report = linting.run(
            asked, version=version, progress=lambda path: status.update(Text(f"Linting {path}")) if status else None
        )
    if form == "text":
        lint_text.show(report, console())
    else:
        written = {"json": lint_json.dumps, "sarif": lint_json.sarif, "github": lint_json.github}[form](report)
        click.echo(written, nl=form != "github")
        for problem in report.unreadable:
            complain(f"cannot read {problem}")
    sys.exit(report.exit_code)
