"""The section `emotions/` of a pack: how each feeling is written, and what only looks like it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qiao.language import Feeling

FEWEST_LINES = 80
FEWEST_LOOKALIKES = 40
_LOOKALIKES = ".not"
_INTENSITIES = frozenset("0123")
_CALM = "0"

Lines = Callable[[Path], Iterable[tuple[int, str]]]
Report = Callable[[Path, int, str, str], None]


@dataclass(frozen=True, slots=True)
class FeltLine:
    """A text, the feeling it carries, and how strongly (0 to 3) where the line tells."""

    text: str
    feeling: Feeling
    intensity: int | None


def read_emotions(folder: Path, *, lines: Lines, report: Report) -> Iterator[FeltLine]:
    """Every line of the section; what is wrong goes to `report` as file, line, trouble and remedy."""
    for path in sorted(folder.glob("*.txt")):
        if path.stem.removesuffix(_LOOKALIKES) not in set(Feeling):
            report(path, 1, f"{path.stem.removesuffix(_LOOKALIKES)} is no feeling", f"use one of {', '.join(Feeling)}")
    said: dict[str, Feeling] = {}
    for feeling in Feeling:
        for suffix, fewest in (("", FEWEST_LINES), (_LOOKALIKES, FEWEST_LOOKALIKES)):
            path = folder / f"{feeling}{suffix}.txt"
            if not path.is_file():
                report(path, 1, "the file is missing", f"write at least {fewest} lines")
                continue
            count = 0
            for number, line in lines(path):
                count += 1
                try:
                    felt = _lookalike(line, feeling) if suffix else _carrier(line, feeling)
                except _Wrong as wrong:
                    report(path, number, wrong.what, wrong.remedy)
                    continue
                if said.setdefault(felt.text, felt.feeling) is not felt.feeling:
                    report(path, number, f"“{felt.text}” is {said[felt.text]} elsewhere", "decide what it carries")
                    continue
                yield felt
            if count < fewest:
                report(path, 1, f"{path.stem} has {count} lines", f"write at least {fewest}")


class _Wrong(ValueError):
    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


def _carrier(line: str, feeling: Feeling) -> FeltLine:
    intensity, tab, text = line.partition("\t")
    if not (tab and text and intensity in _INTENSITIES):
        raise _Wrong("the line does not begin with an intensity", "write 0, 1, 2 or 3, a tab, then the text")
    if (intensity == _CALM) != (feeling is Feeling.NEUTRAL):
        raise _Wrong(f"{feeling} cannot have the intensity {intensity}", "0 is for neutral, 1 to 3 for all others")
    return FeltLine(text, feeling, int(intensity))


def _lookalike(line: str, feeling: Feeling) -> FeltLine:
    label, tab, text = line.rpartition("\t")
    if not tab:
        label = Feeling.NEUTRAL
    if label not in set(Feeling):
        raise _Wrong(f"{label} is no feeling", f"use one of {', '.join(Feeling)}")
    if label == feeling:
        raise _Wrong(f"this line is not to carry {feeling}", f"move it to {feeling}.txt, or name what it carries")
    return FeltLine(text, Feeling(label), None)
