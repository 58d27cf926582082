"""The commands. This package alone prints and exits; what is said is made elsewhere.

What only some commands need is imported where they need it: the service lives long with all that was ever imported.
"""

from __future__ import annotations

import io
import logging
import os
import sys

import click

from whyrestart import __version__
from whyrestart.cli.capture import capture_
from whyrestart.cli.check import check_
from whyrestart.cli.demo import demo
from whyrestart.cli.diagnose import diagnose_
from whyrestart.cli.explain import explain
from whyrestart.cli.fix import fix
from whyrestart.cli.history import history
from whyrestart.cli.lint import lint_
from whyrestart.cli.probe import probe
from whyrestart.cli.service import check_config, run
from whyrestart.cli.terminal import complain
from whyrestart.errors import WhyrestartError


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(__version__, prog_name="whyrestart")
def commands() -> None:
    """Say why a Kubernetes control plane keeps restarting, and the smallest safe edit that stops it.

    It looks at this node alone, works while the apiserver is down, and changes nothing.
    """


for _command in (run, diagnose_, probe, history, explain, fix, lint_, capture_, check_, check_config, demo):
    commands.add_command(_command)


def main() -> None:
    """Run a command; expected failures end in one message on standard error and their own exit status."""
    # What a source cannot see stands in the answer; only the service logs.
    logging.getLogger("whyrestart").addHandler(logging.NullHandler())
    for stream in (sys.stdout, sys.stderr):
        # Names of files need not be UTF-8, and a terminal may have another alphabet.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        commands(standalone_mode=False)
    except WhyrestartError as error:
        complain(str(error))
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
