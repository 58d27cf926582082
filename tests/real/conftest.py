"""The real suite's fixtures: the rig, built and held for the session, and the table at its end."""

from __future__ import annotations

import sys

import pytest

from real.reporting import table
from real.rig import build, node
from real.rig.faults import FAULTS
from real.rig.places import BASE

_SEEN = pytest.StashKey[list]()


def pytest_addoption(parser):
    parser.addoption("--quick", action="store_true", help="of the real suite, only a few telling cases")


def pytest_configure(config):
    config.stash[_SEEN] = []


def pytest_collection_modifyitems(config, items):
    """Only where asked for: these tests own ports, cgroups and /var/log/pods of the machine."""
    here = [
        item
        for item in items
        if item.get_closest_marker("real") and item.path.is_relative_to(config.rootpath / "tests/real")
    ]
    wanted = "real" in config.option.markexpr and "not real" not in config.option.markexpr
    quick = config.getoption("--quick", default=False)
    left_out = [item for item in here if not wanted or (quick and not _is_quick(item))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _is_quick(item):
    if "rig" not in item.fixturenames:
        return True
    return hasattr(item, "callspec") and FAULTS[item.callspec.params["name"]].quick


@pytest.fixture(scope="session")
def rig():
    """The rig's programs, built where they are missing, and the rig to oneself. Whatever is left of it is cleared."""
    with node.claimed():
        if missing := build.missing():
            sys.stderr.write(f"building {', '.join(missing)} in {BASE}; from nothing it takes six to ten minutes\n")
            build.build()
        node.down()
        yield node
        node.down()


@pytest.fixture
def keep(request):
    """Keep what a case showed for the table."""
    return request.config.stash[_SEEN].append


def pytest_terminal_summary(terminalreporter, config):
    if seen := config.stash[_SEEN]:
        terminalreporter.section("the real suite")
        terminalreporter.write_line(table(seen))
        (BASE / "last-report.txt").write_text(table(seen) + "\n")
