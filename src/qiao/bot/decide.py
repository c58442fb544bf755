"""What to do about a customer's words: pure, from what was understood and what happened before.

The order is the policy: danger first, then an explicit wish for a person or a complaint, then the honest answer
about being a robot, then the matter itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from qiao.bot.manner import PLAIN, Manner, Person, lane_for, manner_of
from qiao.bot.openings import only_opens
from qiao.language import (
    NEUTRAL,
    Emotion,
    Feeling,
    SignalName,
    is_put_into_words,
    is_unmistakable,
    mood_of,
    names_a_complaint,
    names_somebody,
    touches_complaints,
)
from qiao.policy import Intent, IntentType

MOST_CLARIFICATIONS = 2
MOST_ANSWERS = 3
_FEWEST_CANDIDATE_SHARE = 0.03
_ARTICLE_FITS = 0.2
_CANDIDATES = 3
_PROBABLY_OUTSIDE = 0.5
_UNDERSTOOD, _SURELY_UNDERSTOOD = 0.5, 0.9
_NO_COMPLAINT = frozenset({"complaint_progress", "complaint_verification", "complaint_withdraw", "praise_thanks"})
HARDLY_GUESSED = 0.7
"""What is less likely was a guess: whoever wished to complain instead finds the way to it beside the answer."""
HARDSHIP = "hardship_illness_unemployment"
_MOST_MISSES = 2
_HELD_AGAINST_US = frozenset({Feeling.ANGRY, Feeling.INSULTING, Feeling.FEAR_HARASSED, Feeling.SARCASTIC})

_ASKS_WHETHER_ROBOT = re.compile(
    r"(你|您|这|那边|对面|刚才|跟我说话的).{0,6}(是|属于).{0,6}(机器|ai|人工智能|智能客服|自动回复|程序|真人|活人|真的人|人还是)"
    r"|(你|您)(们)?(到底|究竟|真的)?是不是个?(真|活)?(人|机器)(?!工)"
    r"|(是|算).{0,3}(真人|活人|机器人|人工|自动回复).{0,3}(吗|么|嘛|吧|还是|\?|？)"
    r"|(机器人|ai|人工智能|自动回复)(吗|么|吧|\?|？)$"
    r"|(are|r) (you|u|this)( a| an)? ?(real|human|person|robot|bot|ai|machine|chatbot)"
    r"|is (this|that|it) (a|an) (real|human|person|robot|bot|ai)"
    r"|am i (talking|chatting|speaking) (to|with) (a|an) (real|human|person|robot|bot|ai)"
)
_LANES = {"self_harm": "life", "threat_to_others": "life", "disaster": "emergency", "bereavement": "care"}
_CARE_TEXTS = {
    "self_harm": "self_harm_care",
    "threat_to_others": "threat_care",
    "disaster": "disaster_care",
    "bereavement": "bereavement_care",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood of one message. `ranked` is best first; `choice` is a pressed button's id.

    `articles`: by their intents, what a search found where no intent was accepted and something fits. `parts`: what
    was understood of each part of a message that asks several things.
    """

    text: str
    ranked: tuple[tuple[str, float], ...] = ()
    out_of_scope: float = 0.0
    accepted: bool = False
    signals: frozenset[str] = frozenset()
    possible: Mapping[str, float] | None = field(default=None, hash=False)
    """The signals that cannot be ruled out, and how far each is from being heard; None where that is not known."""
    emotion: Emotion = NEUTRAL
    choice: str | None = None
    articles: tuple[tuple[str, float], ...] = ()
    parts: tuple["Heard", ...] = ()
    file: str | None = None
    """The id of a file she sent: neither its name nor what it shows is heard."""

    @property
    def likely(self) -> float:
        """How likely what is understood best of it is; 0 where nothing is."""
        return max((part.ranked[0][1] for part in (self, *self.parts) if part.ranked), default=0.0)

    def may_hold(self, signal: str) -> bool:
        """Whether the signal cannot be ruled out; where nothing was learnt, none can."""
        return self.possible is None or signal in self.possible


@dataclass(frozen=True, slots=True)
class Past:
    """What was said in this contact, as far as it matters: how often in a row the robot had to ask back or missed.

    `felt` are the emotions of the customer's last messages, oldest first; `acknowledged` those the robot spoke to.
    """

    clarified: int = 0
    missed: int = 0
    unsolved: int = 0
    felt: tuple[Emotion, ...] = ()
    acknowledged: frozenset[Feeling] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the pack knows."""

    intents: dict[str, Intent]
    answered: frozenset[str]
    accepted: frozenset[str] = frozenset()
    """The intents that begin a request."""
    urgent: frozenset[str] = frozenset()
    """The intents that come first where it is unclear what was meant: something befalls many just now."""


@dataclass(frozen=True, slots=True)
class Say:
    """One fixed text, with buttons."""

    text: str
    buttons: tuple[str, ...] = ()
    kind: str = "say"


@dataclass(frozen=True, slots=True)
class Answer:
    """The article of an intent; afterwards a person, when the matter is one for a person."""

    intent: str
    then: "HandOver | None" = None
    buttons: tuple[str, ...] = ()
    begins: bool = False
    """The matter can be asked for here, by a button of the answer."""
    kind: str = "answer"


@dataclass(frozen=True, slots=True)
class Several:
    """The articles of several intents in one reply; `also`: what else was asked, or may have been; then a person."""

    intents: tuple[str, ...]
    also: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    then: "HandOver | None" = None
    kind: str = "several"


@dataclass(frozen=True, slots=True)
class Clarify:
    """Ask which of these was meant."""

    intents: tuple[str, ...]
    kind: str = "clarify"


@dataclass(frozen=True, slots=True)
class HandOver:
    """To a person now; `text` is said first where there is one."""

    reason: Literal[
        "asked", "complaint", "signal", "emotion", "not_understood", "unsolved", "emergency", "unavailable", "request"
    ]
    lane: str = "normal"
    text: str | None = None
    buttons: tuple[str, ...] = ()
    complains: bool = False
    """What she complains of is taken up beside the person."""
    kind: str = "hand_over"


Act = Say | Answer | Several | Clarify | HandOver


@dataclass(frozen=True, slots=True)
class Decision:
    """What the robot does, why, and in which manner it speaks."""

    act: Act
    reasons: tuple[str, ...] = field(default=())
    manner: Manner = PLAIN


def decide(heard: Heard, past: Past, facts: Facts) -> Decision:
    """The one decision about one message."""
    decision = _decided(heard, past, facts)
    if heard.choice is not None:
        return decision
    match decision.act:
        case HandOver() as act:
            return replace(decision, act=_with_her_complaint(act, heard, facts))
        case (
            Answer(then=HandOver(reason="emotion") as then) | Several(then=HandOver(reason="emotion") as then)
        ) as act:
            return replace(decision, act=replace(act, then=_with_her_complaint(then, heard, facts)))
        case _:
            return decision


def _with_her_complaint(person: HandOver, heard: Heard, facts: Facts) -> HandOver:
    """To complain is offered beside the person to whoever may wish it, or is angry; a wish is taken up."""
    complains = person.reason == "complaint" or _complains(heard, facts)
    is_angry = person.reason == "emotion" and heard.emotion.feeling in _HELD_AGAINST_US
    is_offered = complains or is_angry or may_complain(heard)
    return replace(person, buttons=("complaint",) if is_offered else person.buttons, complains=complains)


def may_complain(heard: Heard) -> bool:
    """Whether a wish to complain is heard, cannot be ruled out, or what one complains by is named."""
    is_heard = "complaint" in heard.signals or "complaint" in (heard.possible or ())
    return is_heard or touches_complaints(heard.text)


def _decided(heard: Heard, past: Past, facts: Facts) -> Decision:
    if heard.choice is not None:
        return _in_lane(_pressed(heard.choice, past, facts), past.felt)
    if heard.file is not None:
        return _in_lane(Decision(Say("file_received", ("human",)), ("a file came",)), past.felt)
    if only_opens(heard.text):
        return _in_lane(Decision(Say("opening", ("human",)), ("asks to ask",)), past.felt)
    urgent = _in_danger(heard, facts) or _cheated(heard, facts) or _explicit(heard, facts)
    if urgent is not None:
        return _in_lane(urgent, (*past.felt, heard.emotion))
    matter = (
        _about_itself(heard)
        or _several(heard, facts)
        or (_understood(heard, facts) if heard.accepted and heard.ranked else None)
        or _not_understood(heard, past, facts)
    )
    return _in_manner(matter, heard, past, facts)


def _in_lane(decision: Decision, felt: Sequence[Emotion]) -> Decision:
    """The same decision, with a person sooner for somebody in strong feelings, and no suggestions beside it."""
    mood = mood_of(felt)
    manner = Manner(quiet=mood.level >= 1)
    if isinstance(decision.act, HandOver):
        act = replace(decision.act, lane=lane_for(decision.act.lane, mood))
        return replace(decision, act=act, manner=manner)
    return replace(decision, manner=manner)


def _in_manner(decision: Decision, heard: Heard, past: Past, facts: Facts) -> Decision:
    """The matter as somebody who feels so should hear it; or a person instead of it, or after it."""
    lost = past.clarified + past.missed > 0 or not heard.accepted
    manner = manner_of(heard.emotion, past.felt, past.acknowledged, lost=lost)
    if heard.emotion.is_negative:
        decision = replace(decision, reasons=(*decision.reasons, f"{heard.emotion.feeling} {heard.emotion.intensity}"))
    if manner.person is not None:
        return _with_a_person(decision, manner, manner.person)
    act = _way_through_hardship(decision.act, heard, facts)
    if isinstance(act, HandOver):
        return _in_lane(decision, (*past.felt, heard.emotion))
    act = _with_a_way_to_complain(act, heard)
    full = act.intent if manner.short and isinstance(act, Answer) else None
    return replace(decision, act=act, manner=replace(manner, full=full))


def _with_a_way_to_complain(act: Act, heard: Heard) -> Act:
    """Whoever names whom one complains to may have wished to complain in words that were not heard.

    So may anybody whose words were answered on a guess.
    """
    wished = may_complain(heard) or _is_guessed(act, heard)
    if not wished or not isinstance(act, Say | Answer | Several) or "complaint" in act.buttons:
        return act
    return replace(act, buttons=(*(act.buttons or _own_ways(act)), "complaint"))


def _is_guessed(act: Act, heard: Heard) -> bool:
    understood = {part.ranked[0][0] for part in (heard, *heard.parts) if part.ranked}
    return isinstance(act, Answer) and act.intent in understood and heard.likely < HARDLY_GUESSED


def _own_ways(act: Say | Answer | Several) -> tuple[str, ...]:
    return () if isinstance(act, Say) or act.then is not None else ("unsolved",)


def _with_a_person(decision: Decision, manner: Manner, person: Person) -> Decision:
    """A person who answers: after the article where one is at hand, else at once."""
    act = decision.act
    if isinstance(act, HandOver) and act.lane != "normal":
        return decision
    if isinstance(act, Answer | Several) and not person.direct:
        act = replace(act, then=act.then or HandOver("emotion", person.lane), buttons=())
        return replace(decision, act=act, manner=replace(manner, buttons=()))
    return replace(decision, act=HandOver("emotion", person.lane, person.text), manner=PLAIN)


def _way_through_hardship(act: Act, heard: Heard, facts: Facts) -> Act:
    """Somebody ashamed of not paying, whose matter is not clear, is shown how relief works, without blame."""
    unclear = isinstance(act, Clarify) or (isinstance(act, Say) and act.text == "not_understood")
    if heard.emotion.feeling is Feeling.ASHAMED_DISTRESS and unclear and HARDSHIP in facts.answered:
        return Answer(HARDSHIP)
    return act


def _in_danger(heard: Heard, facts: Facts) -> Decision | None:
    for signal, lane in _LANES.items():
        if signal in heard.signals and not _is_belied(signal, heard, facts):
            return Decision(HandOver("signal", lane, _CARE_TEXTS[signal]), (f"signal {signal}",))
    return None


def _is_belied(signal: str, heard: Heard, facts: Facts) -> bool:
    """Whether something else was understood, and no word names the danger: 这个月的钱我想先给你们还上 is no grief.

    Of 1,318 lines of the pack that tell of grief, a disaster or cheats this hides seven. Danger to a life is doubted
    only in a complaint in plain words that holds no sign of danger at all, however common: of 976 lines of the pack
    that tell of one, none.
    """
    complains = "complaint" in heard.signals and is_unmistakable(SignalName.COMPLAINT, heard.text)
    if _LANES.get(signal) == "life":
        return complains and not _is_named(signal, heard) and not is_unmistakable(SignalName(signal), heard.text)
    if signal not in _LANES or "complaint" not in heard.signals:
        return _is_a_matter(heard, facts, _UNDERSTOOD) and not _is_named(signal, heard)
    return not (is_unmistakable(SignalName(signal), heard.text) if complains else _is_named(signal, heard))


def _is_named(signal: str, heard: Heard) -> bool:
    return is_put_into_words(SignalName(signal), heard.text)


def _asks_for_nobody(heard: Heard, facts: Facts) -> bool:
    """Whether an ordinary matter was surely understood and no word is for anybody: 我想换个还款日 wants no person."""
    return _is_a_matter(heard, facts, _SURELY_UNDERSTOOD) and not names_somebody(heard.text)


def _is_a_matter(heard: Heard, facts: Facts, from_likely: float) -> bool:
    if not heard.accepted or not heard.ranked:
        return False
    intent, likely = heard.ranked[0]
    matter = facts.intents.get(intent)
    return likely >= from_likely and matter is not None and matter.signal in {None, SignalName.HARDSHIP}


def _cheated(heard: Heard, facts: Facts) -> Decision | None:
    """Money may be on its way to a cheat: what to do at once, where we know the matter, and a person in any case."""
    if "fraud" not in heard.signals or _is_belied("fraud", heard, facts) or _complains_of_us(heard, facts):
        return None
    person = HandOver("emergency", "emergency")
    intent = heard.ranked[0][0] if heard.accepted and heard.ranked else None
    if intent in facts.answered and "complaint" not in heard.signals and "human_request" not in heard.signals:
        # Whoever finds a loan in her name that she never took may well hold it against us.
        return Decision(Answer(intent, person, ("complaint",)), ("signal fraud", f"intent {intent}"))
    return Decision(person, ("signal fraud",))


def _complains(heard: Heard, facts: Facts) -> bool:
    is_heard = "complaint" in heard.signals or _nearly_complains(heard, facts)
    return is_heard and not _complains_of_nothing(heard, facts)


def _nearly_complains(heard: Heard, facts: Facts) -> bool:
    """Whether she names a complaint, and what she says is nearest to a matter of complaints, however unsure that is."""
    is_near = heard.may_hold("complaint") and _is_nearest_to_a_complaint(heard, facts)
    return is_near and names_a_complaint(heard.text)


def _is_nearest_to_a_complaint(heard: Heard, facts: Facts) -> bool:
    nearest = facts.intents.get(heard.ranked[0][0]) if heard.ranked else None
    return nearest is not None and IntentType.COMPLAINT in nearest.types


def _complains_of_nothing(heard: Heard, facts: Facts) -> bool:
    """Whether she rather asks after a complaint, takes it back, gives thanks, or names nothing one complains by."""
    if is_unmistakable(SignalName.COMPLAINT, heard.text):
        return False
    surely = _SURELY_UNDERSTOOD if "complaint" in heard.signals else _UNDERSTOOD
    is_another = bool(heard.ranked) and heard.ranked[0][0] in _NO_COMPLAINT and heard.ranked[0][1] >= surely
    is_ordinary = _is_a_matter(heard, facts, _SURELY_UNDERSTOOD) and not _is_nearest_to_a_complaint(heard, facts)
    return is_another or (is_ordinary and not touches_complaints(heard.text))


def _complains_of_us(heard: Heard, facts: Facts) -> bool:
    """Whether the cheat she speaks of is the lender, or what she wants is a complaint: 你们就是骗子，我要投诉."""
    complains = "complaint" in heard.signals and is_unmistakable(SignalName.COMPLAINT, heard.text)
    is_told = is_unmistakable(SignalName.FRAUD, heard.text) or (
        _is_of_type(heard, facts, IntentType.EMERGENCY) and not complains
    )
    return "complaint" in heard.signals and not is_told


def _is_of_type(heard: Heard, facts: Facts, kind: IntentType) -> bool:
    matter = facts.intents.get(heard.ranked[0][0]) if heard.accepted and heard.ranked else None
    return matter is not None and matter.types[0] is kind


def _explicit(heard: Heard, facts: Facts) -> Decision | None:
    if _complains(heard, facts):
        return Decision(HandOver("complaint", "complaint", "complaint_entry"), ("signal complaint",))
    if "human_request" in heard.signals and not _asks_for_nobody(heard, facts):
        return Decision(HandOver("asked"), ("signal human_request",))
    return None


def _about_itself(heard: Heard) -> Decision | None:
    if _ASKS_WHETHER_ROBOT.search(heard.text.lower()):
        return Decision(Say("robot_identity", ("human",)), ("asked whether it is a robot",))
    return None


def _pressed(choice: str, past: Past, facts: Facts) -> Decision:
    pressed = (f"pressed {choice}",)
    if choice == "human":
        return Decision(HandOver("asked"), pressed)
    if choice == "complaint":
        return Decision(HandOver("complaint", "complaint", "complaint_entry"), pressed)
    if choice == "solved":
        return Decision(Say("thanks_reply"), pressed)
    if choice == "unsolved":
        if past.unsolved:
            return Decision(HandOver("unsolved"), pressed)
        return Decision(Say("unsolved_ask", ("human", "complaint")), pressed)
    intent = choice.removeprefix("intent:")
    if intent in facts.intents:
        return Decision(_matter(intent, facts), pressed)
    return Decision(Say("not_understood", ("human", "complaint")), (*pressed, "unknown button"))


def _understood(heard: Heard, facts: Facts) -> Decision | None:
    intent = heard.ranked[0][0]
    if intent not in facts.intents:
        return None
    return Decision(_matter(intent, facts), (_told(heard),))


def _several(heard: Heard, facts: Facts) -> Decision | None:
    """Each of several matters answered in the order asked; one that is for a person wins over all the others."""
    sure = [part for part in heard.parts if part.accepted and part.ranked and part.ranked[0][0] in facts.intents]
    acts = [_matter(part.ranked[0][0], facts) for part in sure]
    told = (f"asks {len(heard.parts)} things", *(_told(part) for part in sure))
    for act in acts:
        if isinstance(act, HandOver) or (isinstance(act, Answer) and act.then is not None):
            return Decision(act, told)
    answers = [act for act in acts if isinstance(act, Answer)]
    intents = tuple(dict.fromkeys(act.intent for act in answers))
    also = tuple(dict.fromkeys((*intents[MOST_ANSWERS:], *_unclear(heard, facts, intents))))[:_CANDIDATES]
    if len(intents) > 1 or (intents and also and heard.ranked[0][0] in intents):
        buttons = tuple(dict.fromkeys(button for act in answers for button in act.buttons))
        return Decision(Several(intents[:MOST_ANSWERS], also, buttons), told)
    return Decision(answers[0], told) if intents and not heard.accepted else None


def _unclear(heard: Heard, facts: Facts, answered: tuple[str, ...]) -> Iterator[str]:
    """What the first part that was not understood may have meant."""
    part = next((one for one in heard.parts if not one.accepted and one.out_of_scope < _PROBABLY_OUTSIDE), None)
    return (intent for intent in (_candidates(part, facts) if part else ()) if intent not in answered)


def _told(heard: Heard) -> str:
    intent, confidence = heard.ranked[0]
    return f"intent {intent} {confidence:.2f}"


def _matter(intent: str, facts: Facts) -> Act:
    """What an understood intent asks for."""
    match intent:
        case "talk_to_human":
            return HandOver("asked")
        case "complaint_register":
            return HandOver("complaint", "complaint", "complaint_entry")
        case "self_harm_signal":
            return HandOver("signal", "life", "self_harm_care")
        case "threat_to_others":
            return HandOver("signal", "life", "threat_care")
        case "praise_thanks":
            return Say("thanks_reply")
        case "venting_no_request":
            return Say("venting_reply", ("human", "complaint"))
        case "chitchat_greeting_or_out_of_scope":
            return Say("small_talk", ("human",))
        case _:
            pass
    types = facts.intents[intent].types
    if intent not in facts.answered:
        return HandOver("not_understood")
    if types[0] is IntentType.EMERGENCY:
        return Answer(intent, then=HandOver("emergency", "emergency"))
    if IntentType.COMPLAINT in types:
        return Answer(intent, buttons=("complaint", "human"))
    return Answer(intent, begins=intent in facts.accepted)


def _not_understood(heard: Heard, past: Past, facts: Facts) -> Decision:
    if "hardship" in heard.signals and HARDSHIP in facts.answered:
        return Decision(_matter(HARDSHIP, facts), ("signal hardship",))
    found = tuple(f"article {intent} {likely:.2f}" for intent, likely in heard.articles)
    fits = bool(heard.articles) and heard.articles[0][1] >= _ARTICLE_FITS
    if heard.out_of_scope >= _PROBABLY_OUTSIDE and past.missed == 0 and not fits:
        return Decision(Say("redirect", ("human", "complaint")), (f"outside {heard.out_of_scope:.2f}", *found))
    candidates = _candidates(heard, facts)
    if candidates and past.clarified < MOST_CLARIFICATIONS:
        return Decision(Clarify(candidates), ("not sure", *candidates, *found))
    if past.missed >= _MOST_MISSES:
        return Decision(HandOver("not_understood"), ("not understood again and again", *found))
    return Decision(Say("not_understood", ("human", "complaint")), ("not understood", *found))


def _candidates(heard: Heard, facts: Facts) -> tuple[str, ...]:
    """What may have been meant: the intents and the articles found, by the mean of both probabilities, the urgent
    ones before the others.
    """
    likely: dict[str, float] = {}
    for intent, share in (*heard.ranked, *heard.articles):
        likely[intent] = likely.get(intent, 0.0) + share / 2
    by_likelihood = sorted(likely, key=lambda intent: -likely[intent])
    worth_asking = [one for one in by_likelihood if one in facts.answered and likely[one] >= _FEWEST_CANDIDATE_SHARE]
    return tuple(sorted(worth_asking, key=lambda intent: intent not in facts.urgent)[:_CANDIDATES])
