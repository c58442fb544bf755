"""What a house loads before it can answer anybody: a start after a crash waits for all of it."""

import subprocess
import sys

_LATER = (
    "sklearn",
    "scipy.stats",
    "scipy.sparse",
    "pypinyin",
    "reportlab",
    "aiosmtplib",
    "chinese_calendar",
    "ibis",
    "duckdb",
    "pyarrow",
    "pandas",
    "pyroaring",
)


def test_nothing_is_loaded_that_a_start_does_not_need() -> None:
    """Learning, forecasting, setting letters and sorting by sound load their libraries when they are first asked."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, qiao.app, qiao.cli; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert not set(_LATER) & set(loaded)
