"""What probe tests share."""

import pytest

from probes.listeners import Authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("pki"))
