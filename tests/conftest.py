"""What every test shares."""

import gc

import pytest


def pytest_configure():
    """Some forty thousand tests live as long as their process: the collector need not walk them again and again."""
    gc.disable()


def pytest_collection_finish():
    """From here on there is garbage."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _temporary_directories(tmp_path_factory):
    """Settle where temporary directories lie before any test points TMPDIR elsewhere for its sockets' short paths."""
    tmp_path_factory.getbasetemp()
