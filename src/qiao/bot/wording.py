"""A text of the robot in the manner in which it should be heard."""

from qiao.bot.manner import Manner, template_of
from qiao.conversations import content
from qiao.policy import Pack

_SUGGESTION = "intent:"


def in_manner(
    pack: Pack, said: content.Content, template: str, manner: Manner, language: str
) -> tuple[content.Content, str]:
    """What is said, with the sentence before it, and the name under which that is kept."""
    match said:
        case content.Answer():
            return _answer(pack, said, manner, language), template_of(template, manner.first)
        case content.Answers():
            text = _after(first_words(pack, manner, language), said.text, "\n")
            buttons = _with_ways_out(pack, said.buttons, manner, language)
            return said.model_copy(update={"text": text, "buttons": buttons}), template_of(template, manner.first)
        case content.Text() | content.Buttons():
            text = _after(first_words(pack, manner, language), said.text, "\n")
            shown = said.buttons if isinstance(said, content.Buttons) else ()
            buttons = _with_ways_out(pack, shown, manner, language)
            spoken = content.Buttons(text=text, buttons=buttons) if buttons else content.Text(text=text)
            return spoken, template_of(template, manner.first)
        case _:
            return said, template


def first_words(pack: Pack, manner: Manner, language: str) -> str:
    """The sentence that acknowledges how the customer feels; empty where there is nothing to say."""
    return pack.text(f"feeling_{manner.first}", language) if manner.first else ""


def _answer(pack: Pack, said: content.Answer, manner: Manner, language: str) -> content.Answer:
    text, buttons = said.text, said.buttons
    if manner.quiet:
        buttons = tuple(button for button in buttons if not button.id.startswith(_SUGGESTION))
    conclusion = text.partition("\n\n")[0]
    if manner.full and conclusion != text:
        text = conclusion
        whole = content.Button(id=f"{_SUGGESTION}{manner.full}", label=pack.text("button_full", language))
        buttons = (whole, *buttons)
    text = _after(first_words(pack, manner, language), text, "\n\n")
    return said.model_copy(update={"text": text, "buttons": _with_ways_out(pack, buttons, manner, language)})


def _after(first: str, text: str, between: str) -> str:
    return f"{first}{between}{text}" if first else text


def _with_ways_out(
    pack: Pack, buttons: tuple[content.Button, ...], manner: Manner, language: str
) -> tuple[content.Button, ...]:
    there = {button.id for button in buttons}
    added = (name for name in manner.buttons if name not in there)
    return (*buttons, *(content.Button(id=name, label=pack.text(f"button_{name}", language)) for name in added))
