"""What a dialogue wants said, as contents of messages in one language: words in passing join what follows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qiao.conversations import content
from qiao.requests.dialogue.outputs import (
    Ask,
    Button,
    CardLine,
    ConfirmCard,
    Offer,
    Output,
    Receipt,
    Refusal,
    ShowCard,
    StepUp,
    Tell,
)
from qiao.requests.flows.book import FlowBook
from qiao.requests.flows.words import Words, plain

_LONGEST_LABEL = 80
_METHODS: dict[str, tuple[content.ProofMethod, ...]] = {
    "A1": ("sign_in",),
    "A2": ("code", "id_tail", "face"),
    "A3": ("face",),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One message: its content, and the text it was made of."""

    content: content.Content
    template: str
    receipt: Receipt | None = None


def rendered(book: FlowBook, outputs: Iterable[Output], language: str) -> list[Said]:
    """The messages of a turn. Hand-overs, digressions and effects are none; whoever speaks carries them out."""
    return _Rendering(book, language).all(outputs)


class _Rendering:
    def __init__(self, book: FlowBook, language: str) -> None:
        self._book = book
        self._language = language
        self._passing: list[str] = []
        self._said: list[Said] = []

    def all(self, outputs: Iterable[Output]) -> list[Said]:
        for output in outputs:
            self._take(output)
        self._flush()
        return self._said

    def _take(self, output: Output) -> None:
        match output:
            case Tell():
                self._passing.append(self._in(output.text))
            case Ask():
                self._choose("request_ask", output.text, (*output.options, *output.ways))
            case Offer():
                self._choose("request_offer", output.text, (*output.options, *output.ways))
            case Refusal():
                text = Words("\n".join(one.zh for one in output.reasons), "\n".join(one.en for one in output.reasons))
                self._choose("request_refused", text, (*output.alternatives, *output.ways))
            case ShowCard():
                self._card(
                    "request_facts",
                    content.Facts(
                        flow=output.flow,
                        title=self._in(output.title),
                        lines=self._lines(output.lines),
                        note=self._in(output.note) if output.note else None,
                        buttons=self._buttons((*output.offers, *output.ways)),
                    ),
                )
            case ConfirmCard():
                self._card(
                    "request_confirm",
                    content.Confirm(
                        flow=output.flow,
                        title=self._in(output.title),
                        lines=self._lines(output.lines),
                        consent=self._in(output.consent),
                        digest=output.digest,
                        buttons=self._buttons(output.ways),
                    ),
                )
            case StepUp():
                self._card("request_step_up", self._step_up(output))
            case Receipt():
                self._flush()
                said = Said(self._receipt(output), "request_receipt", output)
                self._said.append(said)
            case _:
                self._flush()

    def _step_up(self, output: StepUp) -> content.StepUp:
        level = output.level if output.level != "A0" else "A1"
        return content.StepUp(
            flow=output.flow,
            level=level,
            text=self._in(output.text),
            methods=("new_number",) if output.of_number else _METHODS[level],
            buttons=self._buttons(output.ways),
        )

    def _receipt(self, output: Receipt) -> content.Receipt:
        flow = self._book.flows.get(output.flow)
        return content.Receipt(
            flow=output.flow,
            number=output.number,
            title=self._in(plain(flow.name)) if flow else output.flow,
            text=self._in(output.text),
            within=self._in(output.within),
            state="pending" if output.pending else "held" if output.held else "completed",
        )

    def _choose(self, template: str, text: Words, buttons: Sequence[Button]) -> None:
        words = "\n".join([*self._passing, self._in(text)])
        self._passing.clear()
        self._said.append(Said(content.Buttons(text=words, buttons=self._buttons(buttons)), template))

    def _card(self, template: str, card: content.Facts | content.Confirm | content.StepUp) -> None:
        self._flush()
        self._said.append(Said(card, template))

    def _flush(self) -> None:
        if self._passing:
            self._said.append(Said(content.Text(text="\n".join(self._passing)), "request_tell"))
            self._passing.clear()

    def _lines(self, lines: Sequence[CardLine]) -> tuple[content.Line, ...]:
        return tuple(content.Line(label=self._in(one.label), value=self._in(one.value)) for one in lines)

    def _buttons(self, buttons: Sequence[Button]) -> tuple[content.Button, ...]:
        return tuple(content.Button(id=one.id, label=self._in(one.label)[:_LONGEST_LABEL]) for one in buttons)

    def _in(self, words: Words) -> str:
        return words.in_language(self._language)
