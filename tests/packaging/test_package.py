"""What is in the packages: nothing of the machine that built them, and everything that they promise."""

import hashlib
import re
import subprocess
import tomllib
import zipfile
from dataclasses import fields
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from whyrestart import config
from whyrestart.cli import commands

pytestmark = pytest.mark.components

TOP = Path(__file__).parents[2]
PACKAGING = TOP / "packaging"
CONFIGURATION = (PACKAGING / "files/config.yaml").read_text()


def told(*words, **options):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True, **options).stdout


def listed(deb):
    """(mode, owner, path) of everything in the .deb."""
    for line in told("dpkg-deb", "--contents", deb).splitlines():
        mode, owner, _, _, _, path = line.split(maxsplit=5)
        yield mode, owner, path.removeprefix("./")


@pytest.mark.parametrize("suffix", [".deb", ".rpm", ".whl"])
def test_the_same_sources_give_the_same_bytes(builds, suffix):
    first, again = (builds[name][suffix] for name in ("first", "again"))

    assert first != again
    assert hashlib.sha256(first.read_bytes()).digest() == hashlib.sha256(again.read_bytes()).digest()


def test_lintian_has_nothing_to_say(lintian):
    said, _ = lintian.communicate()

    assert (lintian.returncode, said) == (0, "")


def test_everything_belongs_to_root_and_nobody_else_may_write_it(deb):
    for mode, owner, path in listed(deb):
        assert owner == "root/root", path
        executable = mode[0] == "d" or path in {
            "usr/bin/whyrestart",
            "usr/share/python3/runtime.d/whyrestart.rtupdate",
        }
        assert mode[1:] == ("rwxr-xr-x" if executable else "rw-r--r--"), path


def test_nothing_in_it_is_compiled_or_of_the_machine_that_built_it(unpacked):
    foreign = [str(TOP).encode(), str(Path.home()).encode() + b"/", str(unpacked.parents[1]).encode()]
    for path in (path for path in unpacked.rglob("*") if path.is_file()):
        assert path.suffix not in {".so", ".pyc", ".pyd"}, path
        data = path.read_bytes()
        assert not data.startswith(b"\x7fELF"), path
        assert not any(word in data for word in foreign if len(word) > 7), path


@pytest.mark.parametrize("lock", ["pure.txt", "stripped.txt"])
def test_it_carries_each_locked_library_at_its_version(unpacked, lock):
    pinned = re.findall(r"(?m)^(\S+)==(\S+) ", (PACKAGING / "lock" / lock).read_text())

    assert pinned
    for name, version in pinned:
        carried = list((unpacked / "usr/lib/whyrestart").glob(f"*-{version}.dist-info/METADATA"))
        names = {re.search(r"(?m)^Name: (.*)$", each.read_text())[1].lower().replace("_", "-") for each in carried}
        assert name in names


def test_every_dependency_is_carried_or_the_distributions_with_the_same_floor(deb):
    stated = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]
    control = told("dpkg-deb", "--field", deb, "Depends", "Recommends")
    spec = (PACKAGING / "rpm/whyrestart.spec.in").read_text()
    locked = (PACKAGING / "lock/pure.txt").read_text() + (PACKAGING / "lock/stripped.txt").read_text()

    for requirement in stated["dependencies"]:
        name, floor = requirement.split(">=")
        if f"{name.lower()}==" in locked:
            continue
        assert f"python3-{name} (>= {floor})" in control
        assert f"python3-{name} >= {floor}" in spec


@pytest.mark.parametrize(
    ("shipped", "source"),
    [("README.md", "INSTALL.md"), ("NEWS.md", "CHANGELOG.md"), ("fix.md", "docs/fix.md"), ("lint.md", "docs/lint.md")],
)
def test_the_documents_are_in_it(unpacked, shipped, source):
    assert (unpacked / "usr/share/doc/whyrestart" / shipped).read_text() == (PACKAGING / source).read_text()


def test_libraries_licences_are_told(unpacked):
    copyright_file = (unpacked / "usr/share/doc/whyrestart/copyright").read_text()

    for name in re.findall(
        r"(?m)^(\S+)==", "".join(path.read_text() for path in (PACKAGING / "lock").glob("[ps]*.txt"))
    ):
        assert re.search(rf"(?mi)^License: {name.replace('-', '[-_]')}\n .{{8}}", copyright_file), name


def test_each_file_of_a_library_is_told_to_be_that_librarys(unpacked):
    copyright_file = (unpacked / "usr/share/doc/whyrestart/copyright").read_text()
    stanzas = [
        (field.split(), licence)
        for field, licence in re.findall(r"(?m)^Files: ((?:.*\n )*.*)\nCopyright: .*\nLicense: (.*)$", copyright_file)
    ]
    whose = {}
    for path in (unpacked / "usr/lib/whyrestart").rglob("*"):
        if path.is_file():
            name = str(path.relative_to(unpacked))
            # The last that fits counts, as the format has it.
            whose[name] = [
                licence for patterns, licence in stanzas if any(fnmatchcase(name, each) for each in patterns)
            ][-1]

    assert {licence for name, licence in whose.items() if "/lib/whyrestart/whyrestart" in name} == {"Apache-2.0"}
    assert not [
        name for name, licence in whose.items() if licence == "Apache-2.0" and "/whyrestart/whyrestart" not in name
    ]
    assert whose["usr/lib/whyrestart/yaml/__init__.py"] == whose["usr/lib/whyrestart/_yaml/__init__.py"] == "PyYAML"


def test_the_programs_own_licence_goes_along(builds, rpm):
    licence = (PACKAGING / "LICENSE").read_text()
    wheel = zipfile.ZipFile(builds["first"][".whl"])
    (carried,) = (name for name in wheel.namelist() if name.endswith("/LICENSE"))

    assert wheel.read(carried).decode() == licence
    assert "License-Expression: Apache-2.0" in wheel.read("whyrestart-0.1.0.dist-info/METADATA").decode()
    assert "/usr/share/doc/whyrestart/licences/whyrestart.txt" in told("rpm", "-qlp", rpm).splitlines()


def test_the_rpm_installs_what_the_deb_does(deb, rpm):
    def comparable(paths, differing):
        return {path for path in paths if not path.endswith("/") and not re.search(differing, path)}

    debs = {f"/{path}" for _, _, path in listed(deb)}
    in_rpm = told(
        "rpm", "--query", "--package", "--queryformat", "[%{FILEMODES:perms} %{FILENAMES}\n]", rpm
    ).splitlines()
    rpms = {line.split()[1] for line in in_rpm if not line.startswith("d")}

    differing = r"/(lintian|runtime\.d|licences|zsh)/|/doc/whyrestart/(copyright|changelog\.gz)$"
    assert comparable(rpms, differing) == comparable(debs, differing)
    assert "/usr/share/zsh/site-functions/_whyrestart" in rpms
    assert "/usr/share/zsh/vendor-completions/_whyrestart" in debs


def test_the_rpms_header_says_what_it_needs_and_keeps_the_operators_configuration(rpm):
    flags = told(
        "rpm", "-qp", "--qf", "[%{FILENAMES} %{FILEFLAGS:fflags} %{FILEUSERNAME}:%{FILEGROUPNAME}\n]", rpm
    ).splitlines()

    assert [line for line in flags if not line.endswith("root:root")] == []
    assert "/etc/whyrestart/config.yaml cn root:root" in flags
    assert told("rpm", "-qp", "--qf", "%{ARCH} %{BUILDHOST}", rpm) == "noarch whyrestart"
    needed = told("rpm", "-qp", "--requires", rpm)
    assert "python3 >= 3.11" in needed
    assert "rpmlib(PayloadIs" not in needed  # gzip, which every rpm unpacks


@pytest.mark.parametrize("tag", ["PREIN", "POSTIN", "PREUN", "POSTUN", "POSTTRANS"])
def test_the_rpms_scripts_are_shell(rpm, tag):
    script = told("rpm", "-qp", "--qf", f"%{{{tag}}}", rpm)

    assert "systemctl" in script
    subprocess.run(["sh", "-n"], input=script, check=True, text=True)


def test_an_upgrade_of_the_rpm_stops_the_service_before_its_files_change_and_starts_it_when_all_are_there(rpm):
    scripts = {
        tag: told("rpm", "-qp", "--qf", f"%{{{tag}}}", rpm) for tag in ("PREIN", "POSTIN", "POSTUN", "POSTTRANS")
    }

    assert [tag for tag, script in scripts.items() if "systemctl stop" in script] == ["PREIN"]
    assert [tag for tag, script in scripts.items() if "systemctl start" in script] == ["POSTTRANS"]
    assert not any("restart whyrestart" in script for script in scripts.values())


def test_the_wheel_holds_the_whole_program(builds, unpacked):
    wheel = zipfile.ZipFile(builds["first"][".whl"])
    program = unpacked / "usr/lib/whyrestart/whyrestart"

    carried = {str(path.relative_to(program.parent)) for path in program.rglob("*") if path.is_file()}
    assert carried == {name for name in wheel.namelist() if ".dist-info/" not in name} - {"whyrestart/py.typed"}
    assert "whyrestart = whyrestart.cli:main" in wheel.read("whyrestart-0.1.0.dist-info/entry_points.txt").decode()


# ---- configuration --------------------------------------------------------------------------------------------------


def test_the_default_configuration_changes_nothing():
    assert config.parse(CONFIGURATION.encode()) == config.Settings()


def test_the_default_configuration_tells_of_every_key_and_no_other():
    assert re.findall(r"(?m)^#(\w+):", CONFIGURATION) == [field.name for field in fields(config.Settings)]


def test_each_example_in_the_default_configuration_is_valid():
    assert config.parse(re.sub(r"(?m)^#(\w+: )", r"\1", CONFIGURATION).encode()) != config.Settings()


# ---- manual pages and completion -------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["man1/whyrestart.1.gz", "man5/whyrestart-config.5.gz"])
def test_a_manual_page_is_formatted_without_a_warning(unpacked, page):
    formatted = subprocess.run(
        ["man", "--warnings=w", "--local-file", "--encoding=UTF-8", unpacked / "usr/share/man" / page],
        check=True,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MANROFFSEQ": ""},
    )

    assert formatted.stderr == ""
    assert "NAME" in formatted.stdout


def test_the_manual_tells_of_every_command_and_option(unpacked):
    page = formatted(unpacked / "usr/share/man/man1/whyrestart.1.gz")

    for name, command in commands.commands.items():
        assert f"whyrestart {name} " in page
        for option in (each for parameter in command.params for each in parameter.opts if each.startswith("-")):
            assert option in page, (name, option)


def test_the_manual_tells_of_every_key(unpacked):
    page = formatted(unpacked / "usr/share/man/man5/whyrestart-config.5.gz")

    for field in fields(config.Settings):
        assert f"{field.name}: " in page


def formatted(page):
    return told("man", "--local-file", page, env={"PATH": "/usr/bin:/bin", "MANWIDTH": "200", "LC_ALL": "C.UTF-8"})


@pytest.mark.parametrize(
    ("shell", "file"),
    [
        ("bash", "bash-completion/completions/whyrestart"),
        ("zsh", "zsh/vendor-completions/_whyrestart"),
        ("fish", "fish/vendor_completions.d/whyrestart.fish"),
    ],
)
def test_completion_is_what_its_shell_understands(unpacked, shell, file):
    path = unpacked / "usr/share" / file

    assert "_WHYRESTART_COMPLETE" in path.read_text()
    told(shell, "-n", path)


# ---- the container ---------------------------------------------------------------------------------------------------


def test_the_containerfile_is_well_formed_and_installs_this_package(deb, unpacked):
    """No engine can build it here: its instructions are parsed, and what they name is looked for in the package."""
    text = (PACKAGING / "container/Containerfile").read_text()
    joined = re.sub(r"\\\n", " ", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    instructions = [line.split(maxsplit=1) for line in joined.splitlines() if line.strip()]

    assert instructions[0][0] == "FROM"
    known = {"FROM", "COPY", "RUN", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD"}
    assert {name for name, _ in instructions} <= known
    by_name = dict(instructions)
    told("sh", "-n", "-c", by_name["RUN"])
    assert Path(deb).match(by_name["COPY"].split()[0])
    assert (unpacked / by_name["ENTRYPOINT"].strip('["]').lstrip("/")).exists()
    assert by_name["CMD"] == '["run"]'
    assert by_name["EXPOSE"] == str(config.Listen().port)


def test_every_mount_of_the_example_is_explained():
    text = (PACKAGING / "container/Containerfile").read_text()
    table, _, example = text.partition("podman run")

    mounts = re.findall(r"-v (/[^: ]+):", example)
    assert len(mounts) > 10
    for mount in mounts:
        assert mount in table, mount
