"""One evaluation as one HTML page that needs nothing else: no scripts, no fonts, no other files."""

from collections.abc import Sequence
from html import escape

from .comparison import Comparison
from .confidence import reliability, risk_coverage
from .figures import figures
from .judged import Judged
from .learning import Lesson
from .pictures import bar, learning_picture, reliability_picture, risk_coverage_picture
from .scores import Confusion, IntentScore, by_intent, confusions, wilson_interval

_MOST_CONFUSIONS = 30

_STYLE = """
:root { color-scheme: light dark; --line: #0b7a75; --quiet: #8a8f98; --rest: #8a8f9833 }
body { max-width: 64rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.6;
  font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif }
table { border-collapse: collapse; width: 100% }
th, td { padding: .3rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rest);
  overflow-wrap: anywhere; line-break: strict }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem }
figure { margin: 0; flex: 1 1 17rem; max-width: 24rem }
figcaption { text-align: center; color: var(--quiet) }
.picture { width: 100% } .bar { width: 6rem; height: .6rem }
text { font-size: 11px; fill: currentColor } .line { stroke: var(--line); stroke-width: 2 }
.grid { stroke: var(--rest) } .guide { stroke: var(--quiet); stroke-dasharray: 4 4 }
circle, .share { fill: var(--line) } .rest { fill: var(--rest) }
"""


def html_report(
    judged: Sequence[Judged],
    *,
    title: str,
    compared: tuple[str, Sequence[Judged], Comparison] | None = None,
    lessons: Sequence[Lesson] = (),
) -> str:
    """`compared` is another model's name, its guesses on the same texts, and the verdict between the two."""
    pictures = [reliability_picture(reliability(judged)), risk_coverage_picture(risk_coverage(judged))]
    if lessons:
        pictures.append(learning_picture(lessons))
    sections = [
        f"<h1>{escape(title)}</h1>",
        _figures_table(judged),
        _comparison(title, *compared) if compared else "",
        f'<div class="pictures">{"".join(pictures)}</div>',
        _confusions_table(confusions(judged)[:_MOST_CONFUSIONS]),
        _intents_table(by_intent(judged)),
    ]
    return (
        '<!doctype html>\n<html lang="zh"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(section for section in sections if section)
        + "\n</body></html>\n"
    )


def _figures_table(judged: Sequence[Judged]) -> str:
    shown = figures(judged)
    counts = {
        "accuracy": len(judged),
        "in_scope_accuracy": sum(one.is_inside for one in judged),
        "out_of_scope_recall": sum(not one.is_inside for one in judged),
        "in_scope_rejected": sum(one.is_inside for one in judged),
    }
    rows = [[_text(name), _number(value), _interval(value, counts.get(name, 0))] for name, value in shown.items()]
    return _table(["figure", "value", "95 % interval"], rows)


def _interval(value: float, count: int) -> str:
    if not count:
        return _text("")
    low, high = wilson_interval(value, count)
    return _number(f"{low:.4f} to {high:.4f}, n = {count}")


def _comparison(title: str, name: str, judged: Sequence[Judged], result: Comparison) -> str:
    ours, theirs = result.only_first_right, result.only_second_right
    rows = [[_text(one), _number(value)] for one, value in figures(judged).items()]
    return (
        f"<h2>Beside {escape(name)}</h2><p><strong>{escape(result.verdict)}</strong>: {ours} texts only the first "
        f"model ({escape(title)}) has right, {theirs} only the second ({escape(name)}); "
        f"McNemar p = {result.p_value:.3g}.</p>" + _table([f"figures of {name}", "value"], rows)
    )


def _confusions_table(pairs: Sequence[Confusion]) -> str:
    if not pairs:
        return ""
    rows = [[_text(one.truth), _text(one.guess), _number(one.count), _text(one.example)] for one in pairs]
    return "<h2>Confusions</h2>" + _table(["means", "understood as", "texts", "for example"], rows)


def _intents_table(scores: Sequence[IntentScore]) -> str:
    rows = [
        [
            _text(one.intent),
            _number(one.support),
            _number(f"{one.precision:.3f}"),
            f'<td class="number">{one.recall:.3f} {bar(one.recall, title=f"recall {one.recall:.0%}")}</td>',
        ]
        for one in scores
    ]
    return "<h2>Intents</h2>" + _table(["intent", "texts", "precision", "recall"], rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    return f"<table><tr>{head}</tr>\n" + "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows) + "</table>"


def _text(words: str) -> str:
    return f"<td>{escape(words)}</td>"


def _number(value: float | str) -> str:
    return f'<td class="number">{value}</td>'
