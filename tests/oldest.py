"""Prints pip constraints for the oldest versions that pyproject.toml allows."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
for requirement in [*project["dependencies"], *project["optional-dependencies"]["systemd"]]:
    if match := re.fullmatch(r"([\w-]+)>=([\d.]+)", requirement):
        print("==".join(match.groups()))
