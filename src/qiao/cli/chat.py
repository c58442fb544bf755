"""`qiao chat`: a customer at a terminal."""

import asyncio
import codecs
import contextlib
import os
import sys
import threading
import time
from collections.abc import AsyncIterator
from typing import Any

import click
from rich.text import Text

from qiao.cli.chat_client import Frame, Line
from qiao.cli.screen import aside, output, refusal
from qiao.foundation.errors import QiaoError

_HELP = "a number presses that button · /human a person · /complaint · /rate 1–5 · /quit"
_COLOURS = {"bot": "cyan", "agent": "green", "house": "yellow", "customer": "dim"}
_LABELS = {
    "zh-CN": {"human": "转人工", "complaint": "我要投诉", "customer": "您"},
    "en": {"human": "A person, please", "complaint": "Make a complaint", "customer": "You"},
}
# What belongs to one answer is stored together and arrives together.
_QUIET_S = 0.4
_WORST_SCORE, _BEST_SCORE = 1, 5


class NoAnswer(click.ClickException):
    """Nothing came back in time."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"No answer within {wait_s:.0f} s. Is the service well? qiao doctor")


@click.command("chat")
@click.option("--url", default="http://127.0.0.1:8750", show_default=True, help="Address of the running service.")
@click.option("--locale", type=click.Choice(["zh-CN", "en"]), default="zh-CN", show_default=True, help="Language.")
@click.option(
    "--wait",
    "wait_s",
    type=click.FloatRange(0.1, 3600),
    default=30,
    show_default=True,
    help="Seconds for an answer, when piped.",
)
def chat_command(url: str, locale: str, wait_s: float) -> None:
    """Talk to a running service as a new visitor, over the same wire as the web page.

    Everything typed is said; a number presses the button of that number. Commands: /human (a person),
    /complaint, /rate N (1–5), /help, /quit. A lost connection is taken up again where it broke.

    When standard input is not a terminal, its lines are said one after the other, each after the answer to the
    one before, and the program ends after the last answer.

    \b
    Examples:
      qiao chat
      qiao chat --url https://service.lender.example --locale en
      printf '怎么提前还款\\n/human\\n' | qiao chat
    """
    with contextlib.suppress(KeyboardInterrupt):
        try:
            asyncio.run(_chat(url, locale, wait_s, interactive=sys.stdin.isatty()))
        except QiaoError as trouble:
            raise refusal(trouble) from None


async def _chat(url: str, locale: str, wait_s: float, *, interactive: bool) -> None:
    talk = Talk(url, locale, wait_s, interactive=interactive)
    await talk.begin()
    tasks = {asyncio.create_task(talk.line.run()), asyncio.create_task(talk.converse())}
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for task in done:
        task.result()


class Talk:
    """What stands on the screen, and what the lines typed below it mean."""

    def __init__(self, url: str, locale: str, wait_s: float, *, interactive: bool) -> None:
        self.line = Line(url, locale=locale, hear=self.hear)
        self._labels = _LABELS[locale]
        self._wait_s = wait_s
        self._interactive = interactive
        self._console, self._aside = output(), aside()
        self._texts: dict[str, str] = {}
        self._buttons: list[tuple[str, str]] = []
        self._owner = "bot"
        self._contact: str | None = None
        self._messages: dict[str, str | None] = {}
        self._replied: set[str] = set()
        self._heard_at = time.monotonic()
        self._opened = asyncio.Event()

    async def begin(self) -> None:
        """Open a session and show what a page shows first. Raises ServiceAway."""
        config = await self.line.open_session()
        self._texts = config["texts"]
        self._console.print(Text(f"{_plain(config['brand']['name'])} · {config['brand']['service_number']}", "bold"))
        self._console.print(_marked(config["texts"]["ai_notice"]))
        self._show_buttons(config["tiles"])
        if self._interactive:
            self._aside.print(Text(_HELP, "dim"))

    async def converse(self) -> None:
        """Say what is typed until /quit or the end of input. Raises NoAnswer, when piped."""
        await self._opened.wait()
        async for typed in _lines():
            said = typed.strip()
            if said == "/quit":
                return
            if said:
                client_id = await self._say(said)
                if client_id is not None and not self._interactive:
                    await self._answered(client_id)

    def hear(self, frame: Frame) -> None:
        """Show a frame of the service."""
        self._heard_at = time.monotonic()
        match frame["type"]:
            case "welcome" | "resumed":
                self._owner = frame["conversation"]["owner"]["kind"]
                self._opened.set()
            case "entry":
                self._hear_entry(frame["entry"])
            case "ack":
                self._messages[frame["client_id"]] = frame["message"]
            case "queue" if frame["place"] is not None:
                self._aside.print(Text(f"place in the queue: {frame['place']}", "dim"))
            case "error":
                facts = ", ".join(f"{name}: {value}" for name, value in frame["params"].items())
                self._aside.print(Text(f"not accepted: {frame['error']}{f' ({facts})' if facts else ''}", "red"))
            case "lost" if frame["tries"] == 1:
                self._aside.print(Text("the connection is lost; trying again …", "dim"))
            case _:
                pass

    def _hear_entry(self, entry: dict[str, Any]) -> None:
        match entry["kind"]:
            case "message":
                message = entry["message"]
                if message["reply_to"]:
                    self._replied.add(message["reply_to"])
                # On a terminal her own words stand there already, as she typed them.
                if message["author"]["kind"] != "customer" or not self._interactive:
                    self._show_message(message)
            case "owner":
                self._owner = entry["owner"]["kind"]
            case "contact":
                self._contact = entry["contact"]["id"]
            case "rating":
                self._console.print(Text(f"★ {entry['score']}", "yellow"))
            case _:
                pass

    def _show_message(self, message: dict[str, Any]) -> None:
        author, content = message["author"], message["content"]
        labels = {
            "bot": self._texts["robot_label"],
            "agent": self._texts["human_label"],
            "house": self._texts["system_label"],
            "customer": self._labels["customer"],
        }
        who = " ".join(filter(None, (labels[author["kind"]], author["name"])))
        text = Text.assemble((f"{_plain(who)}: ", _COLOURS[author["kind"]]))
        if "title" in content:
            text.append(f"{_plain(content['title'])}\n", "bold")
        for answer in content.get("answers", ()):
            self._console.print(Text(f"{_plain(answer['title'])}\n", "bold").append_text(_marked(answer["text"])))
            self._show_source(answer["source"])
        text.append_text(_marked(content.get("text") or content.get("label") or f"[{content.get('name', '')}]"))
        self._console.print(text)
        if "source" in content:
            self._show_source(content["source"])
        if content.get("buttons"):
            self._show_buttons(content["buttons"])

    def _show_source(self, source: dict[str, str]) -> None:
        self._console.print(Text(f"   {self._texts['source_label']}: {source['title']} ({source['version']})", "dim"))

    def _show_buttons(self, buttons: list[dict[str, str]]) -> None:
        self._buttons = [(button["id"], button["label"]) for button in buttons]
        for number, (_, label) in enumerate(self._buttons, 1):
            self._console.print(f"   {number}. {_plain(label)}")

    async def _say(self, said: str) -> str | None:
        """Do what a line asks for; returns the client id of what was sent."""
        command, _, rest = said.partition(" ")
        if said.isdecimal() and 0 < int(said) <= len(self._buttons):
            return await self._press(*self._buttons[int(said) - 1])
        match command:
            case "/human" | "/complaint":
                return await self._press(command[1:], self._labels[command[1:]])
            case "/rate":
                return await self._rate(rest.strip())
            case _ if command.startswith("/"):
                self._aside.print(Text(_HELP, "dim"))
                return None
            case _:
                return await self.line.send({"type": "send", "content": {"v": 1, "kind": "text", "text": said}})

    async def _press(self, button: str, label: str) -> str:
        content = {"v": 1, "kind": "choice", "button": button, "label": label}
        return await self.line.send({"type": "send", "content": content})

    async def _rate(self, score: str) -> str | None:
        if not score.isdecimal() or not _WORST_SCORE <= int(score) <= _BEST_SCORE:
            self._aside.print(Text("/rate takes a number from 1 (bad) to 5 (good)", "red"))
            return None
        if self._contact is None:
            self._aside.print(Text("there is nothing to rate yet: say something first", "red"))
            return None
        rating = {"contact": self._contact, "score": int(score), "reasons": [], "comment": None}
        return await self.line.send({"type": "rate", **rating})

    async def _answered(self, client_id: str) -> None:
        """Wait until the answer to this frame stands on the screen: the robot's own, or that a person takes over."""
        until = time.monotonic() + self._wait_s
        while not self._is_answered(client_id):
            if time.monotonic() > until:
                raise NoAnswer(self._wait_s)
            await asyncio.sleep(0.02)

    def _is_answered(self, client_id: str) -> bool:
        if client_id in self.line.unacknowledged or time.monotonic() - self._heard_at < _QUIET_S:
            return False
        message = self._messages.get(client_id)
        return message is None or message in self._replied or self._owner != "bot"


async def _lines() -> AsyncIterator[str]:
    """Standard input, line by line, without holding up what is heard meanwhile."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def tell(line: str | None) -> None:
        with contextlib.suppress(RuntimeError):  # The loop is closed: nobody listens any more.
            loop.call_soon_threadsafe(lines.put_nowait, line)

    def read() -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        rest = ""
        # Not through sys.stdin: a thread that waits inside its lock would abort the interpreter's end.
        while block := os.read(0, 65_536):
            *whole, rest = (rest + decoder.decode(block)).split("\n")
            for line in whole:
                tell(line)
        if rest:
            tell(rest)
        tell(None)

    threading.Thread(target=read, daemon=True, name="stdin").start()
    while (line := await lines.get()) is not None:
        yield line


def _marked(text: str) -> Text:
    """The little Markdown of cards: bold is bold, lists stay as they are."""
    shown = Text()
    for place, part in enumerate(_plain(text).split("**")):
        shown.append(part, "bold" if place % 2 else "")
    return shown


def _plain(text: str) -> str:
    """Without anything a terminal would obey."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")
