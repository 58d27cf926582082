"""How often the program is right, over every incident: `python tests/accuracy.py [--write]`.

It takes some minutes: every incident is also told another way, and with a random tenth of its evidence lost.
`--write` puts the tables into tests/incidents/ACCURACY.md, below what was written there by hand.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "daemon")]

from generalise.carried import expected_of, forms_of  # noqa: E402
from generalise.variations import a_tenth_lost, seed_of  # noqa: E402
from incidents.corpus import (  # noqa: E402
    Answer,
    Expected,
    Incident,
    answer,
    corpus,
    is_confidently_wrong,
    is_right,
    verdict,
)
from whyrestart.model.cause import Confidence  # noqa: E402

# Of each incident so many draws of what is lost.
DRAWS = 4
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


def losses(lost: list[tuple[Incident, list[Answer]]]) -> str:
    """The same with a random tenth of the evidence lost, in draws that are the same at each run."""
    count, wrong = Counter(), []
    for incident, draw, given in ((each, *drawn) for each, draws in lost for drawn in enumerate(draws)):
        count["right"] += is_right(incident.expected, given)
        count["all"] += 1
        if is_confidently_wrong(incident.expected, given):
            wrong.append(f"| {incident.name} | {draw} | {given.cause} | {given.confidence} |")
    share = 100 * count["right"] / count["all"]
    said = f"{count['all']} diagnoses: {count['right']} right ({share:.1f} %), {len(wrong)} confidently wrong."
    rows = ["", "| incident | draw | said | confidence |", "|---|---|---|---|", *wrong] if wrong else []
    return "\n".join(["", "## With a random tenth of the evidence lost", "", said, *rows]) + "\n"


def _lost(incident: Incident) -> list[Answer]:
    contents, seed = incident.contents(), seed_of(incident.name)
    return [verdict(a_tenth_lost(contents, seed + draw)) for draw in range(DRAWS)]


def carried(told: Iterable[list[tuple[str, Expected, Answer]]]) -> str:
    """The same words told elsewhere on the node, or with less beside them."""
    counts: dict[str, Counter] = defaultdict(Counter)
    for form, expected, given in (each for forms in told for each in forms):
        right = is_right(expected, given)
        count = counts[form]
        count["all"] += 1
        count["right"] += right
        count["abstained"] += not right and given.abstains
        count["sure"] += is_confidently_wrong(expected, given)
    lines = ["", "## The same words told another way", "", "| | incidents | right | abstained | confidently wrong |"]
    lines += ["|---|---|---|---|---|"]
    for form, count in counts.items():
        share = f"{count['right']} ({100 * count['right'] / count['all']:.1f} %)"
        lines.append(f"| {form} | {count['all']} | {share} | {count['abstained']} | {count['sure']} |")
    return "\n".join(lines) + "\n"


def _carried(incident: Incident) -> list[tuple[str, Expected, Answer]]:
    # A recording is of one real node.
    forms = () if incident.name.startswith("recorded/") else forms_of(incident.expected)
    told = ((form, form(incident.contents(), incident.expected.subject)) for form in forms)
    return [
        (form.__doc__.partition(":")[0].rstrip("."), expected_of(form, incident.expected), verdict(contents))
        for form, contents in told
        if contents is not None
    ]


def _judged(number: int) -> tuple[Answer, list[tuple[str, Expected, Answer]], list[Answer]]:
    incident = corpus()[number]
    return answer(incident), _carried(incident), _lost(incident)


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
    incidents = corpus()
    with ProcessPoolExecutor() as pool:
        given, told, lost = zip(*pool.map(_judged, range(len(incidents)), chunksize=32), strict=True)
    pairs = list(zip(incidents, lost, strict=True))
    text = table(list(zip(incidents, given, strict=True))) + carried(told) + losses(pairs)
    if "--write" in sys.argv[1:]:
        by_hand = DOCUMENT.read_text().partition(MARK)[0] if DOCUMENT.exists() else ""
        DOCUMENT.write_text(by_hand + MARK + "\n" + text)
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
