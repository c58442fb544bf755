"""`qiao language …`: train, evaluate and use the language library, without a service."""

import dataclasses
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from qiao import app, language
from qiao.cli.common import data_option, plain_errors, quiet_logging, settings_from
from qiao.cli.labelled_csv import read_labelled
from qiao.cli.screen import aside, output
from qiao.language import (
    OUT_OF_SCOPE,
    Explainer,
    Model,
    ModelFileDamaged,
    ModelFileOutdated,
    TooFewExamples,
    Understander,
    entities,
    identifiers,
)

_PLACES = 4
_MOST_UNKNOWN_SHOWN = 5
_CALM = "neutral"

_file = click.Path(path_type=Path, dir_okay=False)
_model_option = click.option("--model", "model_file", type=_file, default=None, help="A model made by `train`.")


@click.group("language")
def language_command() -> None:
    """Understanding: train and evaluate models, and use them on texts, one a line.

    \b
    Examples:
      qiao language train intents.csv --out intents.model
      qiao language evaluate intents.model test.csv --html report.html
      qiao language understand < questions.txt
    """


@language_command.command("train")
@click.argument("data", metavar="DATA.csv", type=_file)
@click.option("--out", type=_file, required=True, help="Where the model goes; a file that is there is replaced.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Same seed, same model.")
def train_command(data: Path, out: Path, seed: int) -> None:
    """Learn from DATA.csv: columns text,intent (or text,emotion), in UTF-8.

    The label out_of_scope marks texts that lie outside; they are not needed, but they help.

    \b
    Examples:
      qiao language train intents.csv --out intents.model
      qiao language train emotions.csv --out emotions.model --seed 7
    """
    with plain_errors():
        examples = read_labelled(data)
        began = time.perf_counter()
        try:
            with aside().status(f"Learning from {len(examples)} texts …"):
                model = language.train(examples, seed=seed)
        except TooFewExamples as trouble:
            raise click.ClickException(f"{data}: {trouble}") from None
        language.save(model, out)
        size_mb = out.stat().st_size / 1e6
    took_s = time.perf_counter() - began
    output().print(f"✓ {len(examples)} texts, {len(model.labels)} labels: {out} ({size_mb:.1f} MB, {took_s:.1f} s)")


@language_command.command("evaluate")
@click.argument("model_file", metavar="MODEL", type=_file)
@click.argument("data", metavar="DATA.csv", type=_file)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
@click.option("--html", "page", metavar="FILE", type=_file, default=None, help="A report with pictures, in one file.")
@click.option("--compare", metavar="MODEL2", type=_file, default=None, help="Another model, and whether it is better.")
@click.option(
    "--learn-from", metavar="TRAIN.csv", type=_file, default=None, help="Add a learning curve over these texts."
)
def evaluate_command(  # noqa: PLR0917  (Click calls by name)
    model_file: Path, data: Path, as_json: bool, page: Path | None, compare: Path | None, learn_from: Path | None
) -> None:
    """Measure MODEL on the labelled texts of DATA.csv.

    Where the file has texts labelled out_of_scope, those with a score at or above the model's own bar count as
    rejected; in_scope_accuracy is that of the best intent, rejected or not, and mcc is that of telling inside from
    outside. With --compare, McNemar's test says whether the difference is more than luck.

    \b
    Examples:
      qiao language evaluate intents.model test.csv
      qiao language evaluate intents.model test.csv --json
      qiao language evaluate new.model test.csv --compare old.model --html report.html
    """
    if as_json and page:
        raise click.UsageError("choose one of --json and --html")
    # Measuring is used here alone, and needs a moment to load.
    from qiao.language import evaluation  # noqa: PLC0415

    with plain_errors():
        examples = read_labelled(data)
        model = _load(model_file)
        _mention_unknown_labels(model, examples)
        judged = evaluation.judge(model, examples)
        other = evaluation.judge(_load(compare), examples) if compare else None
        lessons = evaluation.learning_curve(read_labelled(learn_from), examples) if learn_from else []
        told: dict[str, Any] = dict(evaluation.figures(judged))
        compared = evaluation.compare(judged, other) if other is not None else None
        if compared is not None and other is not None:
            told["comparison"] = {**dataclasses.asdict(compared), "second": evaluation.figures(other)}
        if lessons:
            told["learning_curve"] = [dataclasses.asdict(lesson) for lesson in lessons]
        if as_json:
            click.echo(json.dumps(told, ensure_ascii=False))
        elif page:
            beside = (compare.name, other, compared) if compare and other is not None and compared else None
            title = f"{model_file.name} · {data.name}"
            page.write_text(
                evaluation.html_report(judged, title=title, compared=beside, lessons=lessons), encoding="utf-8"
            )
            click.echo(f"✓ {page}")
        else:
            _show(told)


@language_command.command("understand")
@_model_option
@click.option("--now", metavar="WHEN", default=None, help="Count days from this moment (ISO 8601), not from today.")
@click.option("--explain", is_flag=True, help="Add what decided: signs of the text, and the examples most like it.")
@data_option
def understand_command(model_file: Path | None, now: str | None, explain: bool, data: Path | None) -> None:
    """Understand texts from standard input, one a line: a JSON object a line.

    intent, confidence, out_of_scope (0 to 1), accepted, alternatives, entities, emotion, signals. Without --model
    the pack's own model is used, learnt once and kept in the data folder. With --explain also because: signs
    [[sign, weight], …], where weights below 0 speak for the runner-up, and examples [[text, intent, similarity], …].

    \b
    Examples:
      echo "下个月15号能还三千五吗" | qiao language understand
      qiao language understand --model intents.model < questions.txt
      echo "怎么提前还款" | qiao language understand --explain
    """
    quiet_logging()
    with plain_errors():
        moment = _moment(now)
        understander = Understander(_load(model_file)) if model_file else _understander_of_the_pack(data)
        model = understander.model
        explainer = Explainer(model) if explain else None
        for line in _lines():
            told = understood(understander, line, now=moment)
            if explainer is not None:
                told["because"] = _because(explainer, line)
            click.echo(json.dumps(told, ensure_ascii=False))


def understood(understander: Understander, text: str, *, now: datetime) -> dict[str, Any]:
    """Everything `qiao language understand` tells of one text."""
    (prediction,) = understander.model.predict([text])
    intent = prediction.label
    confidence = dict(prediction.ranked).get(intent, prediction.out_of_scope)
    return {
        "intent": intent,
        "confidence": round(confidence, _PLACES),
        "out_of_scope": round(prediction.out_of_scope, 6),  # Programs choose bars among these.
        "accepted": prediction.accepted and intent != OUT_OF_SCOPE,
        "alternatives": [[name, round(share, _PLACES)] for name, share in prediction.ranked if name != intent],
        "entities": [dataclasses.asdict(entity) for entity in entities.find(text, now=now)],
        "emotion": _felt(understander.feel(text)),
        "signals": [str(signal.name) for signal in understander.signals(text)],
    }


def _because(explainer: Explainer, text: str) -> dict[str, Any]:
    explanation = explainer.explain(text)
    return {
        "signs": [[sign, round(weight, _PLACES)] for sign, weight in explanation.signs],
        "examples": [
            [one.example.text, one.example.intent, round(one.similarity, _PLACES)] for one in explanation.nearest
        ],
    }


@language_command.command("identifiers")
def identifiers_command() -> None:
    """Find personal data: JSON lines {"id", "text"} in, {"id", "spans": [[start, end, "TYPE"], …]} out.

    Offsets count code points of the text as given, the end is exclusive; \\n inside a text separates messages of one
    speaker.

    \b
    Example:
      echo '{"id": 1, "text": "我电话13812345678"}' | qiao language identifiers
    """
    for number, line in enumerate(_lines(), start=1):
        given = _identified(line, number)
        spans = [[span.start, span.end, str(span.type)] for span in identifiers.find(given["text"])]
        click.echo(json.dumps({"id": given.get("id"), "spans": spans}))


@language_command.command("emotion")
@_model_option
@data_option
def emotion_command(model_file: Path | None, data: Path | None) -> None:
    """Name the emotion of texts from standard input, one a line: {"label", "intensity"} a line, intensity 0 to 3.

    Without --model the label is one of the house's own feelings, as the pack teaches them, learnt once and kept in
    the data folder. With a model that `qiao language train` made from a file with the columns text,emotion, the
    label is the model's.

    \b
    Examples:
      echo "气死我了" | qiao language emotion
      qiao language emotion --model emotions.model < posts.txt
    """
    quiet_logging()
    with plain_errors():
        name = _emotion_by(_load(model_file)) if model_file else _emotion_of_the_pack(data)
        for line in _lines():
            click.echo(json.dumps(name(line), ensure_ascii=False))


def _load(path: Path) -> Model:
    try:
        return language.load(path)
    except (ModelFileDamaged, ModelFileOutdated) as trouble:
        raise click.ClickException(str(trouble)) from None


def _understander_of_the_pack(data: Path | None) -> Understander:
    settings = settings_from(data)
    with aside().status("Learning from the pack (once) …"):
        return app.load_understander(settings, app.load_pack(settings))


def _lines() -> Iterator[str]:
    """Standard input by lines, whatever the locale; a line is what ends in a line feed and nothing else."""
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise click.ClickException(f"line {number} of the input is not UTF-8") from None


def _identified(line: str, number: int) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except json.JSONDecodeError as trouble:
        raise click.ClickException(f"line {number} of the input is not JSON: {trouble}") from None
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise click.ClickException(f'line {number} of the input is no object with a "text"')
    return given


def _moment(now: str | None) -> datetime:
    if now is None:
        return datetime.now(UTC)
    try:
        return datetime.fromisoformat(now)
    except ValueError:
        raise click.BadParameter(f"{now} is no moment in ISO 8601, such as 2026-11-23T12:00+08:00") from None


def _mention_unknown_labels(model: Model, examples: list[language.Example]) -> None:
    unknown = sorted({one.intent for one in examples} - {*model.labels, OUT_OF_SCOPE})
    if unknown:
        more = " …" if len(unknown) > _MOST_UNKNOWN_SHOWN else ""
        aside().print(f"The model never learnt: {', '.join(unknown[:_MOST_UNKNOWN_SHOWN])}{more}")


def _show(told: dict[str, Any]) -> None:
    console = output()
    for name, value in told.items():
        if isinstance(value, (int, float)):
            console.print(f"{name:24}{value}")
    if "comparison" in told:
        found = told["comparison"]
        console.print(
            f"{'comparison':24}{found['verdict']} (only the first right: {found['only_first_right']}, "
            f"only the second: {found['only_second_right']}, McNemar p = {found['p_value']:.3g})"
        )
    for lesson in told.get("learning_curve", ()):
        console.print(f"{'learnt from ' + str(lesson['examples']):24}{lesson['accuracy']:.4f}")


def _emotion_of_the_pack(data: Path | None) -> Callable[[str], dict[str, Any]]:
    understander = _understander_of_the_pack(data)
    return lambda text: _felt(understander.feel(text))


def _felt(emotion: language.Emotion) -> dict[str, Any]:
    return {"label": str(emotion.feeling), "intensity": emotion.intensity}


def _emotion_by(model: Model) -> Callable[[str], dict[str, Any]]:
    """The label by a trained model; how strong it is by the words of degree, 1 where there are none."""

    def name(text: str) -> dict[str, Any]:
        (prediction,) = model.predict([text])
        if not prediction.ranked or prediction.label == _CALM:
            return {"label": _CALM, "intensity": 0}
        return {"label": prediction.label, "intensity": max(1, language.feel(text).intensity)}

    return name
