#!/bin/sh
# Make the project's environment if it is not there (Python 3.11+ and the package registries suffice),
# then run a command of the justfile in it: ./go demo, ./go test. ./go alone lists them.
set -eu
cd "$(dirname "$0")"
stamp=.venv/.qiao-stamp
want=$(cat requirements.lock pyproject.toml | cksum)
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$want" ]; then
  echo "Preparing the environment (a minute or two, once) ..." >&2
  [ -x .venv/bin/python ] || "${PYTHON:-python3}" -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
  .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements.lock
  .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --editable .
  # Where Python may not write beside its modules, each start would compile them all again.
  .venv/bin/python -m compileall -q -j 0 .venv/lib src > /dev/null 2>&1 || :
  echo "$want" > "$stamp"
fi
PATH="$PWD/.venv/bin:$PATH"
VIRTUAL_ENV="$PWD/.venv"
export PATH VIRTUAL_ENV
exec just "$@"
