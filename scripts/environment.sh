#!/bin/sh
# Makes .venv from the lock file and installs tolltrace into it, editable. `make` calls it when a lock or pyproject.toml
# is newer than .venv/.installed; it can be called by hand too: scripts/environment.sh [PYTHON]
set -eu
cd "$(dirname "$0")/.."

fits='import sys; sys.exit(sys.version_info < (3, 11))'
complete='import ensurepip, venv'

# The first Python that is new enough and complete. A name may be on the path and lead nowhere (pyenv's shims), so each is run.
find_python() {
    incomplete=
    for candidate in "$@"; do
        "$candidate" -c "$fits" 2>/dev/null || continue
        if "$candidate" -c "$complete" 2>/dev/null; then
            python=$candidate
            return
        fi
        incomplete=$candidate
    done
    if [ -n "$incomplete" ]; then
        echo "tolltrace: $incomplete is new enough, but its venv module is missing. On Debian and Ubuntu:" \
            "apt install python3-venv. Or name another Python: make PYTHON=/path/to/python3.12" >&2
    else
        echo "tolltrace: found no Python 3.11 or newer (looked for: $*)." \
            "Install one, or name it: make PYTHON=/path/to/python3.12" >&2
    fi
    exit 1
}

if [ -n "${1:-}" ]; then
    find_python "$1"
else
    find_python python3.13 python3.12 python3.11 python3 python
fi

if ! .venv/bin/python -c "$fits" 2>/dev/null || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    echo "Making .venv with $("$python" --version) ($python)"
    "$python" -m venv --clear .venv
fi
echo "Installing what requirements-dev.lock names into .venv (the first time this takes a minute or two)"
export PIP_DISABLE_PIP_VERSION_CHECK=1
# --no-deps: the lock names everything, and pip before 23.3 would warn of an extra that it does not find. `check` tells
# where the lock does not name everything.
.venv/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements-dev.lock
# hatchling is in the lock like everything else, so nothing is fetched that is not pinned by its hash
.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
.venv/bin/python -m pip check >/dev/null || { .venv/bin/python -m pip check; exit 1; }
touch .venv/.installed
