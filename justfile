# Every command of the house. `./go` runs them in the project's own environment; `./go` alone lists them.
set positional-arguments

_list:
    @just --list --unsorted

# Start Qiao with the demo lender: no server to install, everything in one folder
demo *args:
    qiao demo "$@"

# Run the tests (with QIAO_TEST_POSTGRES=<url> half of them on PostgreSQL; --every-database: all on both)
test *args:
    pytest "$@"

# The tests that take about five minutes on two cores: no browser, no killing, no servers of their own
quick *args:
    pytest -m "not browser and not kills and not slow" "$@"

# The long campaign: kill the server 500 times under load and check what clients were told
kills *args:
    python -m tests.kills "$@"

# Kill server and lender while 1,000 customers agree to requests, and check that each happens once
kills-of-requests *args:
    python -m tests.kills_of_requests "$@"

# Kill the server while 10,000 complaints are made; with --clocks 1000 while deadlines fall due, an hour off
kills-of-complaints *args:
    python -m tests.kills_of_complaints "$@"

# Lint, types, room directions, pack, web
check: lint types rooms pack openapi web-check

lint:
    ruff check .
    ruff format --check .

types:
    basedpyright

rooms:
    lint-imports

pack:
    qiao pack check packs/consumer_credit

# The committed OpenAPI document must be the one this code serves
openapi *args:
    python -m qiao.openapi "$@"

# Build the browser side from its sources
web-build:
    python web/build.py

web-check:
    python web/build.py check

# Apply the formatters
format:
    ruff format .
    ruff check --fix-only .

# Resolve the pinned environment again
lock:
    uv pip compile pyproject.toml --all-extras --group dev --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -q -o requirements.lock

# The manual as a site
docs:
    mkdocs build --strict --quiet --site-dir site
