#!/bin/sh
# Builds whyrestart's .deb, .rpm and wheel into dist/, the same bytes from the same sources.
#
#   sh packaging/build.sh                  all three
#   sh packaging/build.sh deb -o /tmp      one of them, elsewhere
#
# Needs Python 3.11 or later with its venv module, and pip's package index once; dpkg-deb for the .deb, rpmbuild for the
# .rpm. The libraries that are carried, and the environment it builds with, are kept below ${XDG_CACHE_HOME:-~/.cache}.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)

fail() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }

python=
for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$name
        break
    fi
done
[ -n "$python" ] || fail "Python 3.11 or later is needed; or set PYTHON=/path/to/python3"

# The manual pages are made by the program itself, with the libraries that distributions ship compiled.
if ! "$python" -c 'import cryptography, pip, psutil' 2>/dev/null; then
    key=$("$python" -V | tr -d ' ')
    venv=${XDG_CACHE_HOME:-$HOME/.cache}/whyrestart/build-$key
    if [ ! -e "$venv/.complete" ]; then
        rm -rf "$venv"
        "$python" -m venv "$venv" || fail "$python has no venv module; on Debian: apt-get install python3-venv"
        "$venv/bin/python" -m pip install -q --disable-pip-version-check cryptography psutil ||
            fail "pip could not install; is a package index reachable?"
        : >"$venv/.complete"
    fi
    python=$venv/bin/python
fi
exec "$python" -B "$here/build.py" "$@"
