from collections.abc import Callable

import pytest
from benchmarks import idle, start, turns
from benchmarks.customer import source_of
from benchmarks.figures import latencies_ms, meets, percentile, ratio, report
from hypothesis import given
from hypothesis import strategies as st

from evaluations import replay


def test_percentiles_are_values_that_were_measured() -> None:
    hundred = [float(number) for number in range(1, 101)]
    assert [percentile(hundred, share) for share in (0.0, 0.5, 0.99, 1.0)] == [1, 50, 99, 100]


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_a_percentile_lies_among_the_values(values: list[float], share: float) -> None:
    assert percentile(values, share) in values


def test_durations_are_shown_in_milliseconds() -> None:
    assert latencies_ms([0.001, 0.002]) == {"p50": 1.0, "p90": 2.0, "p99": 2.0, "max": 2.0}


@pytest.mark.parametrize(
    ("figure", "at_most", "said"),
    [
        (40, True, "≤ 50: met"),
        (50, True, "≤ 50: met"),
        (51, True, "≤ 50: MISSED"),
        (51, False, "≥ 50: met"),
        (50, False, "≥ 50: met"),
        (49, False, "≥ 50: MISSED"),
    ],
)
def test_a_bar_is_met_or_missed(figure: float, *, at_most: bool, said: str) -> None:
    assert meets(figure, 50, at_most=at_most) == said


def test_a_ratio_is_a_multiple_of_the_baseline() -> None:
    assert ratio(3, 2) == 1.5


def test_a_report_is_lines_or_one_object() -> None:
    said: list[str] = []
    report({"a": {"b": 1}}, as_json=False, say=said.append)
    assert said[0] == "a"
    assert said[1].split() == ["b", "1"]
    report({"a": 1}, as_json=True, say=said.append)
    assert said[2] == '{\n  "a": 1\n}'


def test_clients_of_this_machine_share_its_loopback_addresses() -> None:
    here = "http://127.0.0.1:8750"
    assert [source_of(number, here) for number in (0, 19_999, 20_000)] == ["127.0.0.2", "127.0.0.2", "127.0.0.3"]
    assert source_of(0, "https://service.lender.example") is None


@pytest.mark.parametrize("command", [idle.main, replay.main, start.main, turns.main])
def test_every_command_explains_itself(
    command: Callable[[list[str]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        command(["--help"])
    assert left.value.code == 0
    assert "--json" in capsys.readouterr().out
