"""What every test shares."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def _temporary_directories(tmp_path_factory):
    """Settle where temporary directories lie before any test points TMPDIR elsewhere for its sockets' short paths."""
    tmp_path_factory.getbasetemp()
