"""Manual pages and shell completion out of the program's own help and the commented configuration.

    python -I -B describe.py LIBRARIES OUT

Run by staging.py, with the libraries that the package carries.
"""

import inspect
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, sys.argv[1])

import click
from click.shell_completion import get_completion_class

from whyrestart import __version__
from whyrestart.cli import commands

HERE = Path(__file__).parent
FOOT = """\
.SH ENVIRONMENT
.TP
.B WHYRESTART_CONFIG
The configuration file, where
.B \\-\\-config
does not name one.
.TP
.B NO_COLOR
If set, nothing is coloured. Colour is for terminals only in any case.
.SH FILES
.TP
.I /etc/whyrestart/config.yaml
Configuration of the service and of the commands; see
.BR whyrestart\\-config (5).
.TP
.I /var/lib/whyrestart
Past restarts and their causes: the only place that is written to.
.TP
.I /usr/share/doc/whyrestart
How to install, configure and secure it; drop\\-ins for the unit; rules for Prometheus, routes for Alertmanager.
.SH EXAMPLES
.TP
.B whyrestart diagnose
What is wrong on this node, and the edit that stops it.
.TP
.B whyrestart diagnose kube\\-apiserver \\-o json
The same of one pod, for programs.
.TP
.B whyrestart explain anonymous_auth_disabled
What a cause means and how to confirm it.
.SH SEE ALSO
.BR whyrestart\\-config (5),
.BR systemctl (1),
.BR journalctl (1)
"""


def main() -> None:
    """Write all of it into OUT."""
    out = Path(sys.argv[2])
    out.mkdir(parents=True)
    (out / "whyrestart.1").write_text(program_page(), "utf-8")
    (out / "whyrestart-config.5").write_text(configuration_page((HERE / "files/config.yaml").read_text("utf-8")))
    for shell in ("bash", "zsh", "fish"):
        made = get_completion_class(shell)
        if made is None:
            sys.exit(f"describe.py: click knows no completion for {shell}")
        text = made(commands, {}, "whyrestart", "_WHYRESTART_COMPLETE").source()
        (out / shell).write_text(text.strip() + "\n", "utf-8")


def program_page() -> str:
    """whyrestart(1): one section a command, from what `--help` says."""
    context = click.Context(commands, info_name="whyrestart", **commands.context_settings)
    lines = [
        _head("WHYRESTART", 1, "User Commands"),
        f".SH NAME\nwhyrestart \\- {_roff(_summary())}",
        ".SH SYNOPSIS\n.B whyrestart\n.I COMMAND\n.RI [ OPTIONS ]",
        f".SH DESCRIPTION\n{_paragraphs(commands.help or '')}",
        ".SH OPTIONS",
        *_parameters(commands, context),
        ".SH COMMANDS",
    ]
    for name in commands.list_commands(context):
        command = commands.get_command(context, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        usage = " ".join(command.collect_usage_pieces(inner))
        lines += [f".SS whyrestart {_roff(name)} {_roff(usage)}", _paragraphs(command.help or "")]
        lines += _parameters(command, inner)
    return "\n".join(lines) + "\n" + FOOT


def _summary() -> str:
    sentence = re.split(r"\.\s", inspect.cleandoc(commands.help or ""), maxsplit=1)[0].rstrip(".")
    return sentence[0].lower() + sentence[1:]


def _parameters(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and record[1]:
            yield f".TP\n.B {_roff(record[0])}\n{_roff(record[1])}"


def configuration_page(commented: str) -> str:
    """whyrestart-config(5), from the comments of the default configuration."""
    lead, *blocks = commented.strip().split("\n\n")
    lines = [
        _head("WHYRESTART-CONFIG", 5, "File Formats"),
        ".SH NAME\nwhyrestart\\-config \\- configuration of whyrestart",
        ".SH SYNOPSIS\n.I /etc/whyrestart/config.yaml",
        f".SH DESCRIPTION\n{_paragraphs(_words(lead))}",
        ".SH KEYS",
    ]
    for block in blocks:
        keys = re.findall(r"(?m)^#(\w+): (.*)$", block)
        for number, (key, example) in enumerate(keys):
            lines.append(f"{'.TP' if number == 0 else '.TQ'}\n\\fB{_roff(key)}\\fR: {_roff(example)}")
        lines.append(_roff(" ".join(_words(block).split())))
    lines.append(".SH SEE ALSO\n.BR whyrestart (1)")
    return "\n".join(lines) + "\n"


def _words(block: str) -> str:
    """The prose of a block of comments."""
    return "\n".join(line[2:] for line in block.splitlines() if line.startswith("# ") or line == "#")


def _head(title: str, section: int, manual: str) -> str:
    day = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC).date()
    return f'.TH {_roff(title)} {section} {day} "whyrestart {__version__}" "{manual}"'


def _paragraphs(text: str) -> str:
    """Paragraphs are filled; lines that are indented stand as they are."""
    made = []
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text).replace("\f", "")):
        if paragraph.startswith("  "):
            made.append(".nf\n" + "\n".join(_roff(line) for line in paragraph.splitlines()) + "\n.fi")
        else:
            made.append(_roff(" ".join(paragraph.split())))
    return "\n.PP\n".join(made)


def _roff(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    main()
