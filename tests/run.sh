#!/bin/sh
# Sets up what the suite needs and runs all of it: linters, types, layers, tests, real components.
#
#   sh tests/run.sh              everything; the real kubelet too where its programs are already built
#   sh tests/run.sh --real       the real kubelet too, building its programs first (6 to 10 minutes, once)
#   sh tests/run.sh --fast       without real components: seconds
#   sh tests/run.sh --bench      timings and memory alone, printed and never asserted
#   sh tests/run.sh --oldest     with the oldest versions that pyproject.toml allows, without real components
#
# Further words go to pytest. Environments and built programs are kept below ${XDG_CACHE_HOME:-~/.cache}.
set -eu
cd "$(dirname "$0")/.."

mode=all
case "${1:-}" in
    --real | --fast | --oldest | --bench) mode=${1#--}; shift ;;
esac

cache=${XDG_CACHE_HOME:-$HOME/.cache}
rig=${WHYRESTART_RIG:-$cache/whyrestart-rig}

say() { printf '== %s\n' "$*"; }
die() { printf 'tests/run.sh: %s\n' "$*" >&2; exit 1; }
narrowed=$#
# Further words may leave one part of the suite without a test; on its own a part must never be empty.
some() { "$@" || { status=$?; [ "$status" = 5 ] && [ "$narrowed" -gt 0 ] || exit "$status"; }; }

# ---- Debian's packages: headers for systemd-python, and the components that tests start ----------------------------
packages="python3-venv gcc libc6-dev pkg-config libsystemd-dev python3-dev"
if [ "$mode" = all ] || [ "$mode" = real ]; then
    packages="$packages prometheus prometheus-alertmanager systemd-journal-remote containerd runc \
        chromium chromium-driver procps iproute2 openssl curl patch lintian rpm dpkg-dev systemd-container mmdebstrap \
        zsh fish man-db"
    # Node.js may have come from elsewhere than Debian, and then its npm does too.
    command -v npm >/dev/null 2>&1 || packages="$packages nodejs npm"
fi
missing=
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
    [ "$(id -u)" = 0 ] || die "these packages are needed; as root: apt-get install$missing"
    say "installing$missing"
    apt-get update -qq
    # Services that packages bring are not to be started here: tests start what they need, on free ports.
    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

# ---- Python ---------------------------------------------------------------------------------------------------------
python=
for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || die "Python 3.11 or later with its venv module is needed"

variant=newest
[ "$mode" != oldest ] || variant=oldest
stamp=$("$python" -c 'import hashlib, sys; print(hashlib.sha256(open("pyproject.toml", "rb").read() + sys.version.encode()).hexdigest()[:12])')
venv=$cache/whyrestart/test-$variant-$stamp
if [ ! -f "$venv/.complete" ]; then
    say "making a virtual environment ($variant versions)"
    rm -rf "$venv"
    "$python" -m venv "$venv"
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --upgrade pip setuptools
    if [ "$variant" = oldest ]; then
        "$venv/bin/python" tests/oldest.py >"$venv/oldest.txt"
        "$venv/bin/python" -m pip install -q --disable-pip-version-check -c "$venv/oldest.txt" '.[systemd,test]'
    else
        "$venv/bin/python" -m pip install -q --disable-pip-version-check '.[systemd,test]'
    fi
    # The tests run the sources of this checkout, not the copy that brought the dependencies in.
    touch "$venv/.complete"
fi
"$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
PATH=$venv/bin:$PATH
export PATH

# ---- checks ---------------------------------------------------------------------------------------------------------
if [ "$mode" != oldest ]; then
    say "format, lint, types, layers"
    ruff format --check --quiet . || die "the format differs: run 'ruff format .'"
    ruff check --quiet .
    mypy
    lint-imports >/dev/null || lint-imports
fi

say "tests"
case $mode in
    bench) exec pytest tests/bench -s "$@" ;;
esac
# What starts no component shares nothing and goes over all cores; the components have the machine to themselves.
some pytest --numprocesses=logical --dist=worksteal -m 'not real and not components' --ignore=tests/bench "$@"
case $mode in fast | oldest) exit 0 ;; esac
some pytest -m 'components and not real' --ignore=tests/bench "$@"
if [ "$mode" = real ]; then
    say "every case on a real kubelet"
    some pytest -m real tests/real "$@"
    exit 0
fi
# Words that narrow the suite down choose among the tests above; --real goes before those for a real kubelet.
[ "$narrowed" -eq 0 ] || exit 0
if [ ! -x "$rig/bin/kubelet" ]; then
    say "THE REAL KUBELET'S CASES ARE LEFT OUT: its programs are not built in $rig; run 'sh tests/run.sh --real'"
    exit 0
fi
say "the telling cases on a real kubelet (all of them: sh tests/run.sh --real)"
exec pytest -m real tests/real --quick
