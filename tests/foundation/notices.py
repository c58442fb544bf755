"""Which days were worked in 2025 and 2026, typed in by hand from the State Council's notices for those years."""

from datetime import date, timedelta


def days(first: str, last: str) -> list[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [begin + timedelta(days=index) for index in range((end - begin).days + 1)]


REST = {
    *days("2025-01-01", "2025-01-01"), *days("2025-01-28", "2025-02-04"), *days("2025-04-04", "2025-04-06"),
    *days("2025-05-01", "2025-05-05"), *days("2025-05-31", "2025-06-02"), *days("2025-10-01", "2025-10-08"),
    *days("2026-01-01", "2026-01-03"), *days("2026-02-15", "2026-02-23"), *days("2026-04-04", "2026-04-06"),
    *days("2026-05-01", "2026-05-05"), *days("2026-06-19", "2026-06-21"), *days("2026-09-25", "2026-09-27"),
    *days("2026-10-01", "2026-10-07"),
}  # fmt: skip
WORKED_WEEKENDS = {
    *(date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11)),
    *(date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20)),
    date(2026, 10, 10),
}


def is_worked(day: date) -> bool:
    """Where nobody has published anything, as an ordinary week has it."""
    return day in WORKED_WEEKENDS or (day.weekday() < 5 and day not in REST)
