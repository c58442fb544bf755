"""`qiao ask`: what the robot understands of a message and would do about it, without a service."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never

import click
from rich.console import Console
from rich.text import Text

from qiao import app, knowledge, language
from qiao.bot import Act, Answer, Clarify, Facts, HandOver, Heard, Past, Say, Several, decide, first_words, hear_words
from qiao.cli.common import data_option, plain_errors, quiet_logging, settings_from
from qiao.cli.screen import aside, output
from qiao.knowledge import Library
from qiao.language import Understander, identifiers
from qiao.policy import Pack


@dataclass(frozen=True, slots=True)
class Reply:
    """What would be said, and the buttons below it."""

    text: str
    buttons: tuple[str, ...] = ()
    source: str | None = None
    lane: str | None = None


@click.command("ask")
@click.argument("message")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a message, for programs.")
@data_option
def ask_command(message: str, as_json: bool, data: Path | None) -> None:
    """Show what the robot understands of MESSAGE and would do about it, as the first message of a contact.

    With - as MESSAGE, messages are read from standard input, one a line: so real ones stay out of the history of
    your shell. What is learnt from the pack is kept in the data folder.

    \b
    Examples:
      qiao ask "怎么提前还款"
      qiao ask "我要找人工" --json
      qiao ask - --json < questions.txt
    """
    quiet_logging()
    with plain_errors():
        settings = settings_from(data)
        with aside().status("Learning from the pack (once) …"):
            pack = app.load_pack(settings)
            understander = app.load_understander(settings, pack)
            library = app.load_library(settings, pack)
    console = output()
    for line in (one.rstrip("\r\n") for one in sys.stdin) if message == "-" else (message,):
        told = explain(pack, understander, library, line)
        if as_json:
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            _show(console, told)


def explain(pack: Pack, understander: Understander, library: Library, message: str) -> dict[str, Any]:
    """Everything `qiao ask` tells, as plain data."""
    understood = understander.understand(message)
    heard = hear_words(understander, library, message)
    decision = decide(heard, Past(), Facts(dict(pack.intents), frozenset(pack.articles)))
    reply = reply_of(pack, decision.act, understood.language)
    masked = identifiers.mask(message)
    return {
        "message": message,
        "normalised": understander.model.aliases.spell_out(
            understander.model.aliases.replace(language.normalise(message))
        ),
        "masked": masked.text,
        "personal_data": [{"kind": str(span.type), "start": span.start, "end": span.end} for span in masked.spans],
        "language": understood.language,
        "intents": [
            {"intent": intent, "name": _name(pack, intent, understood.language), "confidence": round(confidence, 4)}
            for intent, confidence in understood.intents
        ],
        "out_of_scope": round(understood.out_of_scope, 4),
        "accepted": understood.accepted,
        "signals": [
            {
                "signal": str(signal.name),
                "span": message[signal.start : signal.end],
                "start": signal.start,
                "end": signal.end,
            }
            for signal in understood.signals
        ],
        "emotion": {"label": str(understood.emotion.feeling), "intensity": understood.emotion.intensity},
        "parts": [_part(pack, part, understood.language) for part in heard.parts],
        "articles": [
            {
                "intent": hit.intent,
                "title": hit.title,
                "probability": round(hit.probability, 4),
                "passage": library.passage(hit, message),
            }
            for hit in library.search(message, understood.language).hits
        ],
        "decision": {
            "kind": decision.act.kind,
            "reasons": list(decision.reasons),
            "text": "\n".join(filter(None, (first_words(pack, decision.manner, understood.language), reply.text))),
            "buttons": list(reply.buttons),
            "source": reply.source,
            "lane": reply.lane,
        },
    }


def reply_of(pack: Pack, act: Act, spoken: str) -> Reply:
    """What the robot would say in the language `spoken`; how the queue stands is known to a running service alone."""
    match act:
        case Say():
            return Reply(pack.text(act.text, spoken), _labels(pack, act.buttons, spoken))
        case Clarify():
            meanings = tuple(pack.intents[intent].name.in_language(spoken) for intent in act.intents)
            return Reply(pack.text("clarify", spoken), (*meanings, *_labels(pack, ("human", "complaint"), spoken)))
        case Answer():
            answered = knowledge.answer_for(pack, act.intent, spoken)
            if answered is None:
                return Reply(pack.text("not_understood", spoken), _labels(pack, ("human", "complaint"), spoken))
            return Reply(
                answered.text,
                _labels(pack, act.buttons, spoken),
                f"{answered.article} ({answered.title}, {answered.version})",
                act.then.lane if act.then else None,
            )
        case Several():
            return _several(pack, act, spoken)
        case HandOver():
            return Reply(pack.text(act.text, spoken) if act.text else "", lane=act.lane)
        case _:
            assert_never(act)


def _several(pack: Pack, act: Several, spoken: str) -> Reply:
    answers = [one for one in (knowledge.answer_for(pack, intent, spoken) for intent in act.intents) if one]
    closing = pack.text("several_also" if act.also else "several", spoken)
    also = tuple(_name(pack, intent, spoken) for intent in act.also)
    return Reply(
        "\n\n".join([*(f"{one.title}\n{one.text}" for one in answers), closing]),
        (*also, *_labels(pack, act.buttons, spoken)),
        "; ".join(f"{one.article} ({one.title}, {one.version})" for one in answers),
        act.then.lane if act.then else None,
    )


def _part(pack: Pack, part: Heard, spoken: str) -> dict[str, Any]:
    intent, confidence = part.ranked[0] if part.ranked else ("", 0.0)
    return {
        "text": part.text,
        "intent": intent,
        "name": _name(pack, intent, spoken),
        "confidence": round(confidence, 4),
        "accepted": part.accepted,
    }


def _labels(pack: Pack, buttons: tuple[str, ...], spoken: str) -> tuple[str, ...]:
    return tuple(pack.text(f"button_{button}", spoken) for button in buttons)


def _name(pack: Pack, intent: str, spoken: str) -> str:
    return pack.intents[intent].name.in_language(spoken) if intent in pack.intents else intent


def _show(console: Console, told: dict[str, Any]) -> None:
    decision = told["decision"]
    sure = "sure" if told["accepted"] else "not sure"
    facts = [
        ("Message", told["message"]),
        ("Normalised", f"{told['normalised']}   ({told['language']})"),
        *([("Masked", told["masked"])] if told["masked"] != told["message"] else []),
        ("Understood", f"{sure}; outside its matters {told['out_of_scope']:.0%}"),
    ]
    for name, value in facts:
        _fact(console, name, value)
    for intent in told["intents"]:
        _fact(console, "", f"{intent['confidence']:5.0%}  {intent['name']}  {intent['intent']}")
    for part in told["parts"]:
        sure = "" if part["accepted"] else " (not sure)"
        _fact(console, "Part", f"“{part['text']}”: {part['name']}  {part['intent']}{sure}")
    for hit in told["articles"]:
        _fact(console, "Article", f"{hit['probability']:5.0%}  {hit['title']}: {hit['passage']}")
    for signal in told["signals"]:
        _fact(console, "Signal", f"{signal['signal']}: “{signal['span']}”")
    if told["emotion"]["intensity"]:
        _fact(console, "Emotion", f"{told['emotion']['label']} {told['emotion']['intensity']}/3")
    to_person = f", to a person (lane {decision['lane']})" if decision["lane"] else ""
    _fact(console, "Decision", f"{decision['kind']}{to_person}: {'; '.join(decision['reasons'])}")
    for line in decision["text"].splitlines():
        console.print(f"  │ {line}")
    if decision["buttons"]:
        console.print("  │ " + "  ".join(f"[{label}]" for label in decision["buttons"]))
    if decision["source"]:
        _fact(console, "Source", decision["source"])


def _fact(console: Console, name: str, value: str) -> None:
    console.print(Text(f"{name:<11}", style="bold"), value)
