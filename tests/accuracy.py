"""How often the program is right, over every incident: `python tests/accuracy.py [--write]`.

`--write` puts the tables into tests/incidents/ACCURACY.md, below what was written there by hand.
"""

import sys
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "daemon")]

from incidents.corpus import Answer, Incident, answer, corpus, is_confidently_wrong, is_right  # noqa: E402
from whyrestart.model.cause import Confidence  # noqa: E402

DOCUMENT = HERE / "incidents" / "ACCURACY.md"
MARK = "<!-- below: written by tests/accuracy.py -->\n"


def table(rows: list[tuple[Incident, Answer]]) -> str:
    """By collection and by family, then every incident that was not diagnosed right."""
    lines = ["## By collection", "", *_summary(rows, lambda incident: incident.name.partition("/")[0])]
    lines += ["", "## By family of the cause", "", *_summary(rows, lambda incident: incident.family)]
    wrong = [(incident, given) for incident, given in rows if not is_right(incident.expected, given)]
    lines += ["", "## Confusion", ""]
    if not wrong:
        lines.append("Off the diagonal there is nothing: every incident got an accepted cause.")
    else:
        lines += ["| expected | said | confidence | incidents |", "|---|---|---|---|"]
        groups = defaultdict(list)
        for incident, given in wrong:
            expected = ", ".join(sorted(incident.expected.causes)) or f"not {', '.join(incident.expected.never)}"
            groups[expected, str(given.cause or "nothing"), str(given.confidence)].append(incident.name)
        lines += [f"| {e} | {s} | {c} | {', '.join(names)} |" for (e, s, c), names in sorted(groups.items())]
    return "\n".join(lines) + "\n"


def _summary(rows, key):
    groups = defaultdict(list)
    for incident, given in rows:
        groups[key(incident)].append((incident, given))
    yield "| | incidents | right | proven | abstained | confidently wrong |"
    yield "|---|---|---|---|---|---|"
    for group, members in [*sorted(groups.items()), ("all", rows)]:
        count = Counter()
        for incident, given in members:
            right = is_right(incident.expected, given)
            count["right"] += right
            count["proven"] += right and given.confidence is Confidence.PROVEN
            count["abstained"] += not right and given.abstains
            count["sure"] += is_confidently_wrong(incident.expected, given)
        share = f"{count['right']} ({100 * count['right'] / len(members):.1f} %)"
        yield f"| {group} | {len(members)} | {share} | {count['proven']} | {count['abstained']} | {count['sure']} |"


def main() -> None:
    """Print the tables, or write them."""
    text = table([(incident, answer(incident)) for incident in corpus()])
    if "--write" in sys.argv[1:]:
        by_hand = DOCUMENT.read_text().partition(MARK)[0] if DOCUMENT.exists() else ""
        DOCUMENT.write_text(by_hand + MARK + "\n" + text)
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
