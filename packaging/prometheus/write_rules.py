"""Write whyrestart.rules.yaml from whyrestart.rules.in.yaml: `@advice@` becomes one line for each cause.

Prometheus' templates have no tables, so what to do about a cause is a chain of comparisons, made from advice.toml.
"""

from pathlib import Path

from whyrestart.knowledge.causes import CAUSES
from whyrestart.model.cause import Role
from whyrestart.sinks.advice import ADVICE

HERE = Path(__file__).parent
SOURCE = HERE / "whyrestart.rules.in.yaml"
TARGET = HERE / "whyrestart.rules.yaml"
MARK = "@advice@"
HEADER = "# Written by write_rules.py from whyrestart.rules.in.yaml and advice.toml: change those.\n"


def rules() -> str:
    """The whole rules file."""
    return HEADER + "".join(
        _expanded(line) if line.strip() == MARK else line for line in SOURCE.read_text().splitlines(keepends=True)
    )


def _expanded(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    # The kubelet's and the pods' causes alike: which of them a rule can see is for its expression to say.
    causes = [cause for cause in ADVICE if CAUSES[cause].role is not Role.BENIGN]
    words = ["if" if at == 0 else "else if" for at in range(len(causes))]
    chain = [
        f'{{{{- {word} eq $labels.cause "{cause.value}" }}}} {ADVICE[cause]}\n'
        for word, cause in zip(words, causes, strict=True)
    ]
    return "".join(indent + each for each in (*chain, "{{- end }}\n"))


if __name__ == "__main__":
    TARGET.write_text(rules())
