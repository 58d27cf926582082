#!/bin/sh
# Runs `whyrestart demo` in a private virtual environment, made at the first run and kept for the next.
# Needs Python 3.11 or later with its venv module; nothing is compiled, nothing is written into the checkout.
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }
fail() { say "demo.sh: $*"; exit 1; }

find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    return 1
}

# Debian ships ensurepip apart from Python; without it `python3 -m venv` fails half-way.
has_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

install_packages() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" -eq 0 ] || return 1
    say "Installing $* with apt-get ..."
    { DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" ||
        { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"; }
    } >"$log" 2>&1
}

log=$(mktemp "${TMPDIR:-/tmp}/whyrestart-setup.XXXXXX")
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

show_log() { tail -n 20 "$log" >&2; }

if ! python=$(find_python); then
    install_packages python3 python3-venv || show_log
    python=$(find_python) ||
        fail "Python 3.11 or later is needed. On Debian 12: apt-get install python3 python3-venv; or set PYTHON=/path/to/python3"
fi
if ! has_venv "$python"; then
    install_packages python3-venv || show_log
    has_venv "$python" ||
        fail "$python has no venv module. On Debian 12, as root: apt-get install python3-venv"
fi

# One environment for each Python, checkout and set of libraries.
key=$({ "$python" -V; printf '%s\n' "$python" "$root"; cat "$root/pyproject.toml"; } | cksum | cut -d ' ' -f 1)
cache=${XDG_CACHE_HOME:-${HOME:?set HOME or XDG_CACHE_HOME}/.cache}/whyrestart
venv=$cache/venv-$key

pip_install() {
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-input "$@" >"$log" 2>&1 ||
        { show_log; fail "pip could not install; is a package index reachable?"; }
}

if [ ! -e "$venv/.libraries" ]; then
    mkdir -p "$cache"
    rm -rf "$venv"
    say "First run: setting up a private environment in $venv ..."
    "$python" -m venv "$venv" >"$log" 2>&1 || { show_log; fail "could not make $venv"; }
    say "Installing the libraries that whyrestart needs ..."
    "$venv/bin/python" - "$root/pyproject.toml" >"$venv/requirements.txt" <<'PYTHON'
import sys
import tomllib

with open(sys.argv[1], "rb") as file:
    project = tomllib.load(file)
print("\n".join([*project["build-system"]["requires"], "wheel", *project["project"]["dependencies"]]))
PYTHON
    pip_install --prefer-binary -r "$venv/requirements.txt"
    : >"$venv/.libraries"
fi

# The program itself, again whenever the checkout has changed; built from a copy, so that the checkout stays as it is.
state=$(cd "$root" && find daemon pyproject.toml -type f ! -path '*/__pycache__/*' ! -path '*.egg-info/*' \
    -exec cksum {} + | LC_ALL=C sort | cksum | cut -d ' ' -f 1)
if [ ! -e "$venv/.program-$state" ]; then
    say "Installing whyrestart from $root ..."
    copy=$(mktemp -d "${TMPDIR:-/tmp}/whyrestart-build.XXXXXX")
    trap 'rm -rf "$log" "$copy"' EXIT
    tar -C "$root" -cf "$copy/source.tar" --exclude='__pycache__' --exclude='*.egg-info' daemon pyproject.toml README.md
    tar -C "$copy" -xf "$copy/source.tar"
    rm -f "$venv"/.program-*
    pip_install --no-deps --no-build-isolation --force-reinstall "$copy"
    : >"$venv/.program-$state"
    rm -rf "$copy"
fi

rm -f "$log"
exec "$venv/bin/whyrestart" demo "$@"
