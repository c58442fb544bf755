"""Labelled texts from CSV files, as people export them: every foreseen mistake has its own sentence."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import click

from qiao.language import Example

_LABEL_COLUMNS = ("intent", "emotion")


def read_labelled(path: Path) -> list[Example]:
    """The rows of a file with the columns `text` and `intent` (or `emotion`), others ignored.

    Raises click.ClickException with what is wrong and what to do, or OSError when the file cannot be read.
    """
    written = path.read_bytes()
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = written.count(b"\n", 0, trouble.start) + 1
        raise click.ClickException(
            f"{path}:{line}: not UTF-8; save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”)"
        ) from None
    if not text.strip():
        raise click.ClickException(
            f"{path} is empty; it needs a first line `text,intent` and a text on each further one"
        )
    try:
        examples = list(_rows(path, csv.DictReader(io.StringIO(text, newline=""), strict=True)))
    except csv.Error as trouble:
        raise click.ClickException(f"{path} is no CSV file: {trouble}") from None
    if not examples:
        raise click.ClickException(f"{path} has a first line and no texts below it")
    return examples


def _rows(path: Path, reader: "csv.DictReader[str]") -> Iterator[Example]:
    columns = [(column or "").strip() for column in reader.fieldnames or ()]
    reader.fieldnames = columns
    label = next((column for column in _LABEL_COLUMNS if column in columns), None)
    if "text" not in columns or label is None:
        missing = "text" if "text" not in columns else "intent` or `emotion"
        there = ", ".join(f"`{column}`" for column in columns)
        raise click.ClickException(f"{path} has no column `{missing}`; its first line names {there}")
    for row in reader:
        named = (row[label] or "").strip()
        if row["text"] is None or not named:
            raise click.ClickException(f"{path}:{reader.line_num}: this row has no {label}")
        yield Example(row["text"], named)
