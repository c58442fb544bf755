"""How commands speak: answers on standard output, the rest on standard error, colour only where it is seen."""

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from qiao.foundation.errors import QiaoError


def output() -> Console:
    """Answers, on standard output: coloured on a terminal, plain and never wrapped elsewhere."""
    return _console(stderr=False)


def aside() -> Console:
    """Progress and remarks, on standard error."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    console.soft_wrap = not console.is_terminal
    return console


def progress(console: Console) -> Progress:
    """A bar with count and time left; nothing at all where nobody watches."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


def sentence_of(trouble: QiaoError) -> str:
    """What an expected error says of itself: the first line of its class's docstring."""
    return (type(trouble).__doc__ or trouble.code).strip().partition("\n")[0]


def refusal(trouble: QiaoError) -> click.ClickException:
    """An expected error as one line: its sentence and its facts."""
    facts = ", ".join(f"{name}: {value}" for name, value in trouble.params.items())
    return click.ClickException(f"{sentence_of(trouble)}{f' ({facts})' if facts else ''}")
