"""What a customer who waits for a person chooses to do meanwhile, by a button or in her own words: pure."""

import re
from dataclasses import dataclass
from typing import Literal

from qiao.conversations import content

CALL_BACK = "request_callback"
STAY, ROBOT, CALL, LEAVE = "wait:stay", "wait:robot", "wait:call", "wait:leave"

_LEAVES = re.compile(
    r"(?:不|别)(?:想|用|再|要)*(?:等|排|排队)了|(?:取消|退出|不用|不要)(?:人工)?排队|不(?:用|要|需要)(?:转)?人工了"
    r"|\b(?:don't|do not|won't|no longer) (?:want to |need to )?(?:wait|queue)\b|\bleave the queue\b|\bstop waiting\b",
    re.IGNORECASE,
)
_ASKS_THE_ROBOT = re.compile(
    r"(?:机器人|你|您)(?:就)?先(?:来|帮|替|给|答|看|查|办|说|处理)|先(?:让|由|请|用|问)(?:你|机器人)|机器人(?:来|也)?(?:帮|替|给|答)"
    r"|\brobot (?:can |could |may )?(?:help|answer)|\b(?:ask|let) the robot\b|\bhelp me (?:meanwhile|for now|first)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"(?:不|别)(?:要|想|用|让)*(?:机器人|你先)|\b(?:no|not|don't).{0,12}robot", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is chosen; `intent` is the matter that the robot is to take up meanwhile."""

    kind: Literal["robot", "call", "leave"]
    intent: str | None = None


def wish_in(said: content.Content) -> Wish | None:
    """The choice in a message of somebody who may be waiting; None where there is none."""
    match said:
        case content.Choice():
            return _pressed(said.button)
        case content.Text():
            return _told(said.text)
        case _:
            return None


def as_anywhere(button: str) -> str:
    """What a button of waiting means where the robot speaks: a wish for a person, or the matter it stands for."""
    match button:
        case "wait:stay":
            return "human"
        case "wait:call":
            return f"intent:{CALL_BACK}"
        case _:
            robot = f"{ROBOT}:"
            return f"intent:{button.removeprefix(robot)}" if button.startswith(robot) else button


def _pressed(button: str) -> Wish | None:
    place, _, intent = button.removeprefix("wait:").partition(":")
    if not button.startswith("wait:"):
        return None
    match place:
        case "robot":
            return Wish("robot", intent or None)
        case "call" | "leave":
            return Wish(place)
        case _:
            return None


def _told(text: str) -> Wish | None:
    if _LEAVES.search(text):
        return Wish("leave")
    if _ASKS_THE_ROBOT.search(text) and not _NEGATED.search(text):
        return Wish("robot")
    return None
