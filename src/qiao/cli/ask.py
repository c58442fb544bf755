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
from qiao.bot import Answer, Clarify, Facts, HandOver, Heard, Past, Say, decide, first_words
from qiao.cli.common import data_option, plain_errors, quiet_logging, settings_from
from qiao.cli.screen import aside, output
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
    console = output()
    for line in (one.rstrip("\r\n") for one in sys.stdin) if message == "-" else (message,):
        told = explain(pack, understander, line)
        if as_json:
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            _show(console, told)


def explain(pack: Pack, understander: Understander, message: str) -> dict[str, Any]:
    """Everything `qiao ask` tells, as plain data."""
    understood = understander.understand(message)
    heard = Heard(
        message,
        ranked=understood.intents,
        out_of_scope=understood.out_of_scope,
        accepted=understood.accepted,
        signals=frozenset(str(signal.name) for signal in understood.signals),
        emotion=understood.emotion,
    )
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
        "decision": {
            "kind": decision.act.kind,
            "reasons": list(decision.reasons),
            "text": "\n".join(filter(None, (first_words(pack, decision.manner, understood.language), reply.text))),
            "buttons": list(reply.buttons),
            "source": reply.source,
            "lane": reply.lane,
        },
    }


def reply_of(pack: Pack, act: Answer | Clarify | HandOver | Say, spoken: str) -> Reply:
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
        case HandOver():
            return Reply(pack.text(act.text, spoken) if act.text else "", lane=act.lane)
        case _:
            assert_never(act)


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
