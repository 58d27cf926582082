"""What a manifest will do on a given release, before the kubelet sees it.

The causes' own rules foresee (their answer is `possible` while nothing has been observed); checks of lint's own add
what tables and the files beside each other tell. Nothing here reads a disk: `whyrestart.linting` does.
"""

from __future__ import annotations

from whyrestart.lint.engine import Progress, checked, foretold, lint
from whyrestart.lint.findings import Disk, Kind, LintFile, LintFinding, Report

__all__ = ["Disk", "Kind", "LintFile", "LintFinding", "Progress", "Report", "checked", "foretold", "lint"]
