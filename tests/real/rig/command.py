"""The rig by hand: `python tests/real/rig.py build|up|break NAME|faults|status|down`."""

from __future__ import annotations

import sys

import click

from . import faults, node, places, processes
from .build import build as build_programs


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def rig() -> None:
    """Run a real Kubernetes 1.20.2 control plane on loopback, and break it."""


@rig.command()
def build() -> None:
    """Make the programs and images that are missing: six to ten minutes the first time."""
    build_programs()
    click.echo(f"built in {places.BASE}")


@rig.command()
@click.option("--clients", is_flag=True, help="With controller-manager and scheduler.")
@click.option("-v", "verbosity", default=0, show_default=True, help="The kubelet's log verbosity.")
def up(*, clients: bool, verbosity: int) -> None:
    """Build if needed, and bring a healthy node up."""
    build_programs()
    _up(node.Setup(clients=clients, verbosity=verbosity))


@rig.command(name="break")
@click.argument("name", type=click.Choice(list(faults.FAULTS)))
def break_(name: str) -> None:
    """Bring a node up as the fault needs it, unless one is up already, and apply the fault."""
    fault = faults.FAULTS[name]
    build_programs()
    if not processes.running("kubelet"):
        _up(fault.setup)
    fault.apply()
    click.echo(f"{name}: {fault.says}")


@rig.command(name="faults")
def list_faults() -> None:
    """Say what can be broken, and the cause it stands for."""
    for name, fault in faults.FAULTS.items():
        click.echo(f"{name:32} {fault.cause or '-':34} {fault.says}")


@rig.command()
def status() -> None:
    """Say what runs."""
    for name in processes.names():
        click.echo(f"{name:32} {'runs' if processes.running(name) else 'has ended'}")
    if places.SOCKET.exists() and processes.running("containerd"):
        for container in node.runtime.containers():
            click.echo(f"{container.pod:42} attempt {container.attempt} {container.state}")


@rig.command()
def down() -> None:
    """End everything and clear away every trace."""
    node.down()


def _up(setup: node.Setup) -> None:
    node.up(setup)
    click.echo(f"manifests {places.MANIFESTS}\nruntime   unix://{places.SOCKET}\nkubelet   {places.KUBELET_LOG}")


def main() -> None:
    """Run the command; a RigError is told in one line."""
    try:
        rig(prog_name="rig.py", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except places.RigError as error:
        sys.exit(f"rig.py: {error}")
