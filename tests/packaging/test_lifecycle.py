"""Install, upgrade, downgrade refused, remove, purge: on a machine with a real systemd, by dpkg and by rpm."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.components

NODE = (Path(__file__).parent / "node.sh").read_text()
# Everything but what dpkg, systemd and the kernel keep for themselves.
EVERYTHING = (
    "find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /packages "
    "-o -path /var/lib/dpkg -o -path /var/log -o -path /var/tmp -o -path /var/cache -o -path /var/lib/systemd "
    "-o -path /var/lib/rpm -o -path /root/.rpmdb \\) -prune -o -print | sort"
)


def everything(machine):
    """Every path, and what was said of the user."""
    accounts = machine.sh("cat /etc/passwd /etc/group /etc/shadow /etc/gshadow | grep whyrestart || true")
    return set(machine.sh(EVERYTHING).splitlines()) - BACKUPS, accounts


# What adding any user leaves, Debian's own packages' too.
BACKUPS = {f"/etc/{name}-" for name in ("passwd", "group", "shadow", "gshadow", "subuid", "subgid")} | {
    "/etc/.pwd.lock"
}


def test_a_life_on_debian(machine, builds, deb):
    machine.sh(NODE)
    before = everything(machine)

    # The previous version, and what the operator does with it.
    machine.install(builds["previous"][".deb"])
    counted = machine.restart_once()
    machine.sh("echo 'node_name: master-one' >>/etc/whyrestart/config.yaml; systemctl reload whyrestart")
    former = machine.pid()

    # The upgrade keeps what the operator wrote, and the count.
    machine.install(deb)
    assert machine.run("whyrestart", "--version").stdout.strip() == "whyrestart, version 0.1.0"
    assert machine.pid() not in {former, "0"}
    machine.until(lambda: machine.restarts() == counted, "the count to go on")
    assert "master-one" in machine.sh("cat /etc/whyrestart/config.yaml")
    machine.until(lambda: "master-one" in (machine.get("/api/v1/diagnosis") or ""), "the operator's name")
    counted = machine.restart_once()

    # The way back is refused, and everything is as it was.
    refused = machine.install(builds["previous"][".deb"], check=False)
    assert refused.returncode != 0
    assert "refusing to go back from 0.1.0 to 0.0.9; nothing was changed" in refused.stderr
    assert "WHYRESTART_DOWNGRADE=yes" in refused.stderr
    assert machine.sh("dpkg-query -W -f '${Status} ${Version}' whyrestart") == "install ok installed 0.1.0"
    machine.until(lambda: machine.restarts() == counted, "the service to go on")

    # Who insists may, and what both versions read is read.
    machine.sh("WHYRESTART_DOWNGRADE=yes dpkg --install /packages/previous/*.deb 2>&1")
    machine.until(lambda: machine.restarts() == counted, "the count to go on in the older version")

    # A unit that the administrator has disabled is not enabled by an upgrade.
    machine.run("systemctl", "disable", "--now", "whyrestart")
    machine.install(deb)
    assert machine.run("systemctl", "is-enabled", "whyrestart", check=False).stdout.strip() == "disabled"

    # Removed: the program is gone, configuration and history stay.
    machine.dpkg("--remove", "whyrestart")
    assert machine.run("systemctl", "is-active", "whyrestart", check=False).stdout.strip() in {"inactive", "failed"}
    left = everything(machine)[0] - before[0]
    assert {path for path in left if path.startswith("/usr")} == set()
    assert {"/etc/whyrestart/config.yaml", "/var/lib/whyrestart/history.db"} <= left

    # Installed again it knows what was; purged, nothing is left.
    machine.install(deb)
    machine.run("systemctl", "enable", "--now", "whyrestart")
    machine.until(lambda: machine.restarts() == counted, "the count of before")
    machine.dpkg("--purge", "whyrestart")
    after = everything(machine)
    assert (after[0] ^ before[0], after[1]) == (set(), "")


def test_a_broken_configuration_does_not_leave_the_package_half_installed(machine, deb):
    machine.write("/etc/whyrestart/config.yaml", "lisen: 127.0.0.1:9877\n")

    machine.dpkg("--install", "--force-confold", "/packages/first/" + deb.name)

    assert machine.sh("dpkg-query -W -f '${Status}' whyrestart") == "install ok installed"
    machine.until(lambda: "did you mean 'listen'" in machine.journal(), "the complaint")
    machine.sh("sed -i s/lisen/listen/ /etc/whyrestart/config.yaml")
    machine.until(lambda: machine.get("/-/healthy"), "the service to start by itself once the file is right")


# When it stopped, when the first and the last of the program's files came, when it started: in order.
ORDER = """
moment() { date +%s%N --date "$(systemctl show --value --property "$1" --timestamp=us whyrestart)"; }
files() { find /usr/lib/whyrestart /usr/bin/whyrestart -type f -printf '%C@\\n' | tr -d . | sort -n; }
moment InactiveEnterTimestamp
files | head -n 1
files | tail -n 1
moment ActiveEnterTimestamp
"""


def test_a_life_of_the_rpm(machine, builds, rpm):
    """On Debian, for want of another distribution: its names of dependencies are not this one's, its scripts run."""

    def upgrade(package, *more):
        where = f"/packages/{package.parent.name}/{package.name}"
        machine.run("rpm", "--upgrade", *more, "--nodeps", "--force-debian", where)

    machine.sh(NODE)
    before = everything(machine)

    machine.run(
        "rpm", "--install", "--nodeps", "--force-debian", f"/packages/previous/{builds['previous']['.rpm'].name}"
    )
    machine.run("systemctl", "start", "whyrestart")
    counted = machine.restart_once()
    assert machine.sh("ls /usr/lib/whyrestart/whyrestart/__pycache__/daemon.*.pyc")

    # The upgrade stops the service before the first file changes, and starts it after the last.
    machine.sh("echo 'node_name: master-one' >>/etc/whyrestart/config.yaml")
    upgrade(rpm)
    assert "master-one" in machine.sh("cat /etc/whyrestart/config.yaml")
    machine.until(lambda: machine.restarts() == counted, "the count to go on")
    moments = [int(line[:19]) for line in machine.sh(ORDER).split()]
    assert moments == sorted(moments)

    # What an administrator stopped stays stopped.
    machine.run("systemctl", "stop", "whyrestart")
    upgrade(rpm, "--replacepkgs")
    assert machine.run("systemctl", "is-active", "whyrestart", check=False).stdout.strip() == "inactive"
    assert machine.run("test", "-e", "/run/whyrestart.upgrading", check=False).returncode == 1

    machine.run("rpm", "--erase", "whyrestart")
    left = everything(machine)[0] - before[0]
    assert {path for path in left if path.startswith("/usr")} == set()
    assert "/var/lib/whyrestart/history.db" in left
    assert "/etc/whyrestart/config.yaml.rpmsave" in left
