"""Every subset of witnesses, of every recorded and reported incident: prints what became of the diagnoses.

    PYTHONPATH=daemon:tests python tests/crosscheck/every_subset.py [MOST]

MOST bounds how many witnesses are taken away at once; without it all subsets are tried, some ten thousand.
"""

import sys
import time

from crosscheck.witnesses import Tally, try_all
from incidents.corpus import directories


def main() -> int:
    """Print the figures; 1 where something false was said."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 99
    began, total = time.monotonic(), Tally()
    for collection in ("recorded", "reported"):
        of_these = sum((try_all(incident, most) for incident in directories(collection)), Tally())
        sys.stdout.write(f"{_figures(collection, of_these)}\n")
        total += of_these
    sys.stdout.write(f"{_figures('in all', total)}, in {time.monotonic() - began:.0f} s\n")
    for wrong in total.wrong:
        sys.stdout.write(f"  {wrong}\n")
    return int(bool(total.wrong))


def _figures(name: str, tally: Tally) -> str:
    return (
        f"{name}: {tally.tried} subsets of witnesses taken away: {tally.right} still right, "
        f"{tally.unknown} honestly unknown, {len(tally.wrong)} wrong"
    )


if __name__ == "__main__":
    sys.exit(main())
