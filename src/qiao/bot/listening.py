"""What of a message goes to the dialogue of requests, and as what: pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from qiao import requests
from qiao.bot.decide import HARDLY_GUESSED, HARDSHIP, Answer, Decision, HandOver, Heard, Several, may_complain
from qiao.language import Feeling, SignalName, entities, is_unmistakable, touches_complaints
from qiao.requests import FlowBook

_STRONG = 2
_SIGH, _SURELY = 10, 0.9
_LIKELY = 0.8
_SELF_HARM = "self_harm_signal"
_IN_DANGER = frozenset({"self_harm", "threat_to_others", "disaster", "bereavement", "fraud"})
_ANY_WORDS = frozenset({entities.EntityType.REASON, entities.EntityType.PERSON_NAME})
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # Where a day begins and ends in a text does not hang on today.
_AROUND_A_VALUE = re.compile(
    r"[嗯呃额哦那就我说应该是大概填选写还给用到在从每分吧好了行吗可以左右谢啊呢的个张号点半后前约要停暂止\W\d]"
    r"|上午|下午|早上|晚上|中午|夜里|凌晨|\b(?:ending|ends) (?:in|with)\b"
    r"|\b(?:on|the|by|at|from|to|and|my|about|please|it|is|in|of|one|card|loan)\b",
    re.IGNORECASE,
)
_WHAT_IF = re.compile(
    r"^(?:那么?|如果|要是|假如|换成?|改成?|借|分|what (?:about|if)|how about|and|,|，|\s)+", re.IGNORECASE
)
_ANSWERS = frozenset({"skip", "cancel", "go_on", "change", "other_one"})
_OF_A_CARD = frozenset({"yes", "pick", "alter", "skip", "change", "resume", "cancel"})
_OWN_BUTTONS = frozenset({"solved", "unsolved"})
COMPLAIN = "complaint"
"""The button that is in the menu of every page."""
_A_PERSON = "talk_to_human"
_SAYS_PERSON = re.compile("人工|真人|活人|human|real person", re.IGNORECASE)
_FRAUD = "fraud_impersonation_report"
_FRAUDS = frozenset({_FRAUD, "money_already_transferred_fraud", "account_stolen"})
_BEGIN = frozenset({"complaint", "fraud", "disaster", "bereavement"})
_DISASTER, _DECEASED = "disaster_affected", "borrower_deceased"


@dataclass(frozen=True, slots=True)
class Openness:
    """What decides whether a message concerns requests: whether one is open, and how surely we know who speaks."""

    book: FlowBook
    is_open: bool
    level: str

    def begins(self, intent: str) -> bool:
        """Whether somebody so known is taken into it at once; a visitor is told about it first."""
        flow = self.book.flow_of(intent)
        if flow is None:
            return intent in self.book.hand_overs and self.level > "A0"
        return flow.level == "A0" or self.level > "A0"

    def is_asked_for(self, intent: str, heard: Heard) -> bool:
        """Whether the request is meant by this: 点了，催什么催 is nearest to collectors at night and no complaint."""
        complains = self.book.complaint is not None and self.book.flow_of(intent) == self.book.complaint
        return not complains or heard.may_hold("complaint")

    def concerns(self, heard: Heard) -> bool:
        """Whether the dialogue has to be asked; a visitor's question about what wants a sign-in is an ordinary one."""
        if self.is_open or begins_by_itself(heard):
            return True
        return any(self.begins(intent) for intent in intents_of(heard))


def begins_by_itself(heard: Heard) -> bool:
    """A pressed button, and what somebody in need says, whatever else was understood."""
    return heard.choice is not None or not _BEGIN.isdisjoint(heard.signals)


def may_begin(heard: Heard, book: FlowBook) -> bool:
    """Whether a message may begin a request, whoever says it: most are plain questions, and nothing more is read."""
    if begins_by_itself(heard):
        return True
    return any(intent in book.begun_by or intent in book.hand_overs for intent in intents_of(heard))


def follows_up(heard: Heard) -> bool:
    """Whether it may go back to what has just been done or shown: a bare yes, or another answer, as 那24期呢."""
    if heard.choice is not None:
        return False
    return requests.yes_or_no(heard.text) == "yes" or _is_only_values(_WHAT_IF.sub("", heard.text))


def for_dialogue(heard: Heard, decision: Decision, openness: Openness) -> requests.Heard | None:
    """The message as the dialogue hears it; None where it is none of its business.

    A decision for a person wins, and the dialogue only tells what it knows.
    """
    if heard.file is not None:
        return requests.Heard(file=heard.file)
    if openness.is_open and _is_only_an_impression(heard, decision):
        others = tuple(one for one in intents_of(heard) if one != _A_PERSON)
        return requests.Heard(text=heard.text, intents=others, may_complain=may_complain(heard))
    in_need = _need_of(heard, decision, openness)
    if in_need is not None:
        # Whoever finds a loan in her name that she never took may well hold it against us.
        return requests.Heard(
            text=heard.text, intents=(in_need,), may_complain=in_need in _FRAUDS or may_complain(heard)
        )
    leads_to_a_person = person_of(decision) is not None
    if _is_for_the_form_of_complaints(heard, decision, openness):
        return requests.Heard(text=heard.text, complains=True)
    if openness.is_open and _for_her_mood(heard, decision):
        return requests.Heard(text=heard.text, intents=intents_of(heard), upset=True)
    if leads_to_a_person:
        complains = (
            isinstance(decision.act, HandOver) and decision.act.complains and openness.book.complaint is not None
        )
        said = requests.Heard(text=heard.text, wants_person=True, complains=complains)
        return said if openness.is_open or complains else None
    if heard.choice is not None:
        return None if heard.choice in _OWN_BUTTONS else requests.Heard(button=heard.choice)
    # 今天8点 is nearest to some matter or other, and asks for none of them.
    says_nothing_else = openness.is_open and (_is_a_sigh(heard) or _is_only_values(heard.text))
    intents = () if says_nothing_else else intents_of(heard)
    intents = tuple(one for one in intents if openness.is_asked_for(one, heard))
    if not openness.is_open:
        intents = tuple(one for one in intents if openness.begins(one))
        if not intents:
            return None
    # In a form most words are answers, and remind of an intent by chance.
    is_guessed = not openness.is_open and 0 < heard.likely < HARDLY_GUESSED
    return requests.Heard(text=heard.text, intents=intents, may_complain=is_guessed or may_complain(heard))


def _is_for_the_form_of_complaints(heard: Heard, decision: Decision, openness: Openness) -> bool:
    """Whoever plainly wants a person as well complains to that person; 给我来个投诉单 only sounds like it."""
    is_one = isinstance(decision.act, HandOver) and decision.act.reason == "complaint"
    plainly_complains = is_unmistakable(SignalName.COMPLAINT, heard.text)
    wants_a_person = "human_request" in heard.signals and (
        is_unmistakable(SignalName.HUMAN_REQUEST, heard.text)
        or _SAYS_PERSON.search(heard.text) is not None
        or (not plainly_complains and (_A_PERSON in intents_of(heard) or _rather_calls_somebody(heard)))
    )
    return is_one and not wants_a_person and openness.book.complaint is not None


def _rather_calls_somebody(heard: Heard) -> bool:
    """Whether no word is of complaints, and a person is heard of at least as well: not in 催收归哪里管，我要去说."""
    strengths = heard.possible or {}
    is_stronger = strengths.get("complaint", 0.0) > strengths.get("human_request", 0.0)
    return not is_stronger and not touches_complaints(heard.text)


def _is_only_an_impression(heard: Heard, decision: Decision) -> bool:
    """Whether a person is thought of for want of understanding, or for a mood of before: 0498 and 同意 are answers.

    So is 客服让我选第二个: of all intents it is nearest to a wish for a person, which the signal alone can tell here.
    The dialogue knows what it asked, and offers a person by itself where it cannot follow.
    """
    then = person_of(decision)
    if heard.choice is not None or then is None:
        return False
    if _is_an_answer(heard.text):
        return True
    match then.reason:
        case "not_understood":
            is_told = False
        case "asked":
            is_told = "human_request" in heard.signals
        case "emotion":
            is_told = heard.emotion.is_negative and heard.emotion.intensity >= _STRONG
            is_told = is_told and heard.emotion.likely >= _LIKELY
        case "signal" | "emergency":
            # 人不在本地 is nearest to a borrower who has died; of danger to her own life a guess is enough.
            is_told = not _IN_DANGER.isdisjoint(heard.signals) or _SELF_HARM in intents_of(heard)
            is_told = is_told or heard.likely >= _SURELY
        case _:
            is_told = True
    return not is_told


def _is_an_answer(text: str) -> bool:
    """Whether it is nothing but an answer: 同意，办吧, 0498 or 明天好了 hold no word of danger or feeling."""
    if requests.yes_or_no(text) is not None or requests.aside_in(text) in _ANSWERS:
        return True
    return not any(sign.isalpha() for sign in text) or _is_only_values(text)


def _is_only_values(text: str) -> bool:
    values = [one for one in entities.find(text, now=_ANY_DAY) if one.type not in _ANY_WORDS]
    rest = text
    for one in reversed(values):
        rest = rest[: one.start] + " " + rest[one.end :]
    return bool(values) and not _AROUND_A_VALUE.sub("", rest)


def _for_her_mood(heard: Heard, decision: Decision) -> bool:
    """Whether a person shall come because she is beside herself, not because she is in need."""
    then = person_of(decision)
    is_in_need = heard.emotion.feeling is Feeling.DESPERATE
    return then is not None and then.reason == "emotion" and then.lane == "distress" and not is_in_need


def person_of(decision: Decision) -> HandOver | None:
    """The person that a decision leads to, at once or after an answer."""
    act = decision.act
    then = act.then if isinstance(act, Answer | Several) else act
    return then if isinstance(then, HandOver) else None


def _is_a_sigh(heard: Heard) -> bool:
    """How she feels, in a few words beside the form: what they remind of is not what she asks for."""
    short = len(heard.text) <= _SIGH and heard.likely < _SURELY
    return heard.emotion.is_negative and short and not requests.asks_or_wishes(heard.text)


def _need_of(heard: Heard, decision: Decision, openness: Openness) -> str | None:
    """The request by which somebody in need is helped at once, where the pack has one: to wait for a person costs time.

    Danger to life, and a wish for a person, go to a person before anything else.
    """
    then = person_of(decision)
    if then is None or then.reason not in {"signal", "emergency"} or then.lane == "life":
        return None
    if "human_request" in heard.signals or "complaint" in heard.signals:
        return None
    needed = _needed(heard)
    if needed is None or openness.book.flow_of(needed) is None or not openness.begins(needed):
        return None
    return needed


def _needed(heard: Heard) -> str | None:
    """Whoever mourns is in no form: only where the borrower has died is something protected before a person comes."""
    intents = intents_of(heard)
    if "bereavement" in heard.signals:
        return _DECEASED if _DECEASED in intents and "hardship" not in heard.signals else None
    if "disaster" in heard.signals:
        return _DISASTER
    pressed = (heard.choice or "").removeprefix("intent:")
    named = next((one for one in (pressed, *intents) if one in _FRAUDS or one == _DISASTER), None)
    return named or (_FRAUD if "fraud" in heard.signals else None)


def intents_of(heard: Heard) -> tuple[str, ...]:
    """The intents accepted of each part, in order."""
    sure = [part.ranked[0][0] for part in heard.parts if part.accepted and part.ranked]
    if not sure and heard.accepted and heard.ranked:
        sure = [heard.ranked[0][0]]
    if not sure and "hardship" in heard.signals:
        # However she words it: a form that helps is better than being asked what she means.
        sure = [HARDSHIP]
    return tuple(dict.fromkeys(sure))


def counts_beside_a_person(button: str) -> bool:
    """Whether it is heard whoever serves: what answers a card, and the way to complain."""
    return button == COMPLAIN or answers_a_card(button)


def answers_a_card(button: str) -> bool:
    """Whether a button answers the question or card of a request, rather than leading elsewhere."""
    return button.partition(":")[0] in _OF_A_CARD
