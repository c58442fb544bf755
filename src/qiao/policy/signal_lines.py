"""The section `signals/` of a pack: how each signal is written, and what only looks like it."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from qiao.language import SignalLine, SignalName, normalise

FEWEST_LINES = 60
_LOOKALIKES = ".not"
_ANSWERS = "answers"

Lines = Callable[[Path], Iterable[tuple[int, str]]]
Report = Callable[[Path, int, str, str], None]


def read_signals(folder: Path, *, lines: Lines, report: Report) -> Iterator[SignalLine]:
    """Every line of the section; what is wrong goes to `report` as file, line, trouble and remedy.

    A line may stand in the files of several signals: it carries them all.
    """
    for path in sorted(folder.glob("*.txt")):
        name = path.stem.removesuffix(_LOOKALIKES)
        if name not in {*SignalName, _ANSWERS}:
            report(path, 1, f"{name} is no signal", f"use one of {', '.join(SignalName)}")
    for signal in SignalName:
        said: dict[str, str] = {}
        for suffix in ("", _LOOKALIKES):
            path = folder / f"{signal}{suffix}.txt"
            if not path.is_file():
                report(path, 1, "the file is missing", f"write at least {FEWEST_LINES} lines")
                continue
            count = 0
            for number, text in lines(path):
                count += 1
                place = said.setdefault(normalise(text), f"{path.name}:{number}")
                if place == f"{path.name}:{number}":
                    yield SignalLine(text, signal, carries=not suffix)
                else:
                    report(path, number, f"“{text}” stands in {place} too", "take one of the two out")
            if count < FEWEST_LINES:
                report(path, 1, f"{path.stem} has {count} lines", f"write at least {FEWEST_LINES}")


def read_answers(folder: Path, *, lines: Lines) -> Iterator[str]:
    """Answers to what the robot asks: calm, and without any signal. None, where the pack names none."""
    path = folder / f"{_ANSWERS}.txt"
    if path.is_file():
        yield from (text for _, text in lines(path))
