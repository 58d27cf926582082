"""Programs and types that tests take from the npm registry, once a machine."""

import os
import subprocess
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "whyrestart" / "npm"


def installed(*packages: str) -> Path:
    """The `node_modules` in which these packages (`name@version`) lie; fetched where they do not."""
    place = CACHE / "+".join(packages).replace("/", "-")
    if not (place / ".complete").exists():
        place.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(place), *packages],
            check=True,
            capture_output=True,
            timeout=100,
        )
        (place / ".complete").touch()
    return place / "node_modules"
