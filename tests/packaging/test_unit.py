"""The unit and its drop-ins as files: exposure, reasons, and that they are what the texts say."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.components

UNITS = Path(__file__).parents[2] / "systemd"
UNIT = UNITS / "whyrestart.service"
DROP_INS = sorted(path.name for path in UNITS.glob("*.conf"))


def exposure(directory, drop_in=None):
    unit = directory / UNIT.name
    shutil.copy(UNIT, unit)
    if drop_in:
        (directory / f"{UNIT.name}.d").mkdir()
        shutil.copy(UNITS / drop_in, directory / f"{UNIT.name}.d")
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return float(re.search(r"exposure level for \S+: ([\d.]+)", said)[1])


def test_the_unit_is_exposed_no_more_than_promised(tmp_path):
    assert exposure(tmp_path) <= 1.7


@pytest.mark.parametrize(
    ("drop_in", "at_most"), [("stricter.conf", 1.6), ("without-cri.conf", 1.7), ("docker.conf", 1.7)]
)
def test_a_drop_in_does_not_open_more(tmp_path, drop_in, at_most):
    assert exposure(tmp_path, drop_in) <= at_most


@pytest.mark.parametrize("drop_in", DROP_INS)
def test_a_drop_in_tells_its_price_truly_and_how_to_install_it(tmp_path, drop_in):
    text = (UNITS / drop_in).read_text()
    stated = re.search(r"(?:falls|rises) from ([\d.]+) to ([\d.]+\d)", text)

    if stated:
        before, after = tmp_path / "before", tmp_path / "after"
        before.mkdir()
        after.mkdir()
        assert (exposure(before), exposure(after, drop_in)) == (float(stated[1]), float(stated[2]))
    assert f"/usr/share/doc/whyrestart/drop-ins/{drop_in}" in text


def test_every_setting_of_the_service_has_its_reason_above_it():
    section = UNIT.read_text().partition("[Service]")[2].partition("[Install]")[0]
    explained = False
    for line in section.splitlines():
        if line.startswith("#"):
            explained = True
        elif not line:
            explained = False
        else:
            assert explained, line


def test_the_guide_gives_the_exposure_of_each_drop_in_as_it_is(tmp_path):
    guide = (UNITS.parent / "packaging/INSTALL.md").read_text()
    stated = re.findall(r"(?m)^\| `([\w-]+\.conf)` \|.*\| ([\d.]+) \|$", guide)

    assert sorted(name for name, _ in stated) == DROP_INS
    for name, number in stated:
        (tmp_path / name).mkdir()
        assert exposure(tmp_path / name, name) == float(number), name
