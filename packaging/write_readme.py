"""Writes the tables of README.md from what they are about: metrics, alerts, causes, configuration.

python packaging/write_readme.py          rewrites the parts between `<!-- NAME -->` and `<!-- /NAME -->`
python packaging/write_readme.py --check  exits with 1 where they differ from what would be written
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import yaml
from prometheus_client.parser import text_string_to_metric_families
from rich.console import Console

from whyrestart.diagnosing import diagnose
from whyrestart.knowledge.causes import CAUSES
from whyrestart.sinks import text
from whyrestart.snapshot.load import load

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
FOUNDING_CASE = "tests/incidents/recorded/b-anon-false-cascade-end/node"


def metrics() -> str:
    """Every family of the golden exposition, with its labels."""
    golden = (ROOT / "tests/golden/metrics.prom").read_text(encoding="utf-8")
    rows = []
    for family in text_string_to_metric_families(golden):
        labels = sorted({label for sample in family.samples for label in sample.labels if label != "le"})
        name = f"{family.name}_total" if family.type == "counter" else family.name
        rows.append(f"| `{name}` | {family.type} | {', '.join(labels)} | {family.documentation} |")
    return "\n".join(["| metric | type | labels | meaning |", "|---|---|---|---|", *sorted(rows)])


def alerts() -> str:
    """Every alert of the shipped rules."""
    rules = yaml.safe_load((ROOT / "packaging/prometheus/whyrestart.rules.yaml").read_text(encoding="utf-8"))
    rows = [
        f"| `{rule['alert']}` | {rule['labels']['severity']} | {rule.get('for', '0m')} | {rule['annotations']['summary']} |"  # noqa: E501
        for group in rules["groups"]
        for rule in group["rules"]
        if "alert" in rule
    ]
    return "\n".join(["| alert | severity | for | says |", "|---|---|---|---|", *rows])


def causes() -> str:
    """The closed set, by family."""
    rows = [f"| {facts.family} | `{cause.value}` | {facts.says} |" for cause, facts in CAUSES.items()]
    return "\n".join(["| family | cause | meaning |", "|---|---|---|", *rows])


def configuration() -> str:
    """Every key of the commented default file, with the sentences above it."""
    rows: list[str] = []
    said: list[str] = []
    for line in (ROOT / "packaging/files/config.yaml").read_text(encoding="utf-8").splitlines():
        key = re.match(r"#([a-z_]+):", line)
        if key is not None:
            rows.append(f"| `{key[1]}` | {' '.join(said)} |")
        elif line.startswith("# "):
            said.append(line.removeprefix("# ").strip())
        elif not line.strip():
            said = []
    return "\n".join(["| key | meaning |", "|---|---|", *rows])


def diagnosis() -> str:
    """What the program says of the recorded founding case, verdict and edit alone."""
    view = load(ROOT / FOUNDING_CASE)
    out = io.StringIO()
    text.show(diagnose(view), Console(file=out, width=110, color_system=None))
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    end = next(number for number, line in enumerate(lines) if line.startswith("Or: "))
    others = next(number for number, line in enumerate(lines) if line.startswith("Else on this node"))
    rest = next(number for number, line in enumerate(lines) if line.startswith("Could not see"))
    shown = "\n".join([*lines[:end], "[...]", *lines[others:rest]]).rstrip()
    return f"```console\n$ whyrestart diagnose --snapshot {FOUNDING_CASE}\n{shown}\n```"


PARTS = {
    "diagnosis": diagnosis,
    "metrics": metrics,
    "alerts": alerts,
    "causes": causes,
    "configuration": configuration,
}


def written(readme: str) -> str:
    """The README with every table as it is now."""
    for name, make in PARTS.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        table = make()
        readme = pattern.sub(lambda match, table=table: f"{match[1]}{table}\n{match[2]}", readme)
    return readme


if __name__ == "__main__":
    before = README.read_text(encoding="utf-8")
    after = written(before)
    if "--check" in sys.argv:
        sys.exit(
            0 if before == after else "README.md: its tables are out of date; run python packaging/write_readme.py"
        )
    README.write_text(after, encoding="utf-8")
