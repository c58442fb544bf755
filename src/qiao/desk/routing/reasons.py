"""Why something was decided, in one line, Chinese and English."""

from typing import NamedTuple, Protocol


class _Named(Protocol):
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


class Name(NamedTuple):
    """A name in both languages."""

    zh: str
    en: str


class Reason(NamedTuple):
    """A sentence of `_SENTENCES` with its facts; written out only when somebody reads it."""

    code: str
    facts: tuple[_Named | int | float, ...] = ()

    @property
    def zh(self) -> str:
        return _SENTENCES[self.code].zh.format(*(_shown(fact, chinese=True) for fact in self.facts))

    @property
    def en(self) -> str:
        return _SENTENCES[self.code].en.format(*(_shown(fact, chinese=False) for fact in self.facts))


def _shown(fact: "_Named | float", *, chinese: bool) -> str:
    if isinstance(fact, int | float):
        return str(round(fact))
    return fact.zh if chinese else fact.en


_SENTENCES = {
    "least_loaded": Name(
        "{0}：已等 {1} 秒，分给能接的人中手头最少者（{2}/{3}）",
        "{0}: waited {1} s, to the least loaded of those who can ({2} of {3})",
    ),
    "relaxed": Name(
        "{0}：已等 {1} 秒，已放宽技能要求，分给手头最少者（{2}/{3}）",
        "{0}: waited {1} s, skills relaxed, to the least loaded ({2} of {3})",
    ),
    "last_agent": Name(
        "{0}：已等 {1} 秒，分给上次服务的坐席（手头 {2}/{3}）",
        "{0}: waited {1} s, to the agent who served last ({2} of {3} in hand)",
    ),
    "next_in_turn": Name(
        "{0}：已等 {1} 秒，按次序轮到，坐席刚有空（手头 {2}/{3}）",
        "{0}: waited {1} s, next in turn for an agent who has a hand free ({2} of {3})",
    ),
    "nobody_free": Name(
        "{0}：能接的坐席都在忙，先排队",
        "{0}: everybody who can take it is busy, so it waits",
    ),
    "queued": Name("{0}：已排队，按次序分配", "{0}: in the queue, served in turn"),
    "closed": Name(
        "{0}：不在服务时间，开班后分配",
        "{0}: outside hours, so it waits for the opening",
    ),
    "kept": Name(
        "{0}：上次服务的坐席在岗但手满，最多等她 {1} 秒", "{0}: who served last is here but full; waits {1} s at most"
    ),
    "kept_enough": Name(
        "{0}：等上次服务的坐席已够久，改由任何能接的人接",
        "{0}: waited long enough for who served last, now for anybody",
    ),
    "relax": Name(
        "{0}：已等 {1} 秒，放宽技能要求",
        "{0}: waited {1} s, so less skill is asked for",
    ),
    "clear": Name(
        "{0}：已等 {1} 秒，需要整手空闲，为它空出一位坐席（现 {2}/{3}）",
        "{0}: waited {1} s and needs free hands, so one agent's are kept clear ({2} of {3} now)",
    ),
    "no_reply": Name(
        "{0} 秒未接，记一次漏接，转给下一位",
        "not taken for {0} s: marked as missed, to the next",
    ),
    "declined": Name(
        "坐席未接，转给下一位",
        "declined, to the next",
    ),
    "away": Name(
        "坐席暂不接待，退回原位",
        "the agent takes no work now, back to its place",
    ),
    "vanished": Name(
        "坐席掉线，排到最前",
        "the agent has vanished, to the front",
    ),
    "promised_by_another": Name(
        "答应客户的回复时间到了，坐席不在岗，排到最前",
        "an answer was promised for now and the agent is away, to the front",
    ),
    "handed_on": Name(
        "坐席转出，排到原位",
        "handed on, to its place by waiting time",
    ),
    "team_asked": Name("转给{0}，{1} 秒内只分给该组", "handed on to {0}: offered to nobody else for {1} s"),
    "team_busy": Name(
        "{0}：{1}都在忙，先等该组，转组后满 {2} 秒由其他人接",
        "{0}: everybody of {1} is busy; waits for the team, others may take it {2} s after the hand-on",
    ),
    "team_enough": Name("{0}：等{1}已够久，改由任何能接的人接", "{0}: waited long enough for {1}, now for anybody"),
    "in_team": Name(
        "{0}：已等 {1} 秒，转给{4}，分给该组坐席（手头 {2}/{3}）",
        "{0}: waited {1} s, handed on to {4}, to one of the team ({2} of {3} in hand)",
    ),
    "past_team": Name(
        "{0}：已等 {1} 秒，{4}没有人接，分给其他能接的坐席（手头 {2}/{3}）",
        "{0}: waited {1} s, nobody of {4} took it, to another who can ({2} of {3} in hand)",
    ),
    "left": Name("客户不再排队", "the customer waits no more"),
    "came_back": Name("{0}：客户回到排队，按原来的时间排", "{0}: the customer is back, by her time of before"),
    "sooner": Name("{0}：等待中情况变急，提前", "{0}: more pressing since she waits, so sooner"),
    "sent_on": Name(
        "班组长改派，排到原位",
        "sent on by the leader, to its place by waiting time",
    ),
    "consulted": Name("{0} 有问题请教你", "{0} asks for your advice"),
    "leaves": Name(
        "坐席离岗，排到最前",
        "the agent leaves, to the front",
    ),
    "promised": Name("{0}：约定的时间到了，等人去打", "{0}: its time has come, somebody has to call"),
    "promise_ends": Name(
        "{0}：约定时间还剩 {1} 分钟，还没有打通，请班组长处理",
        "{0}: {1} min are left of the time promised and nobody was reached: a leader has to look",
    ),
    "overdue": Name(
        "{0}：已等 {1} 秒，超过 {2} 秒的要求，请班组长处理",
        "{0}: waited {1} s, past the {2} s asked for: a leader has to look",
    ),
    "surge": Name(
        "{0}：排队 {1} 件，进入高峰：不再等指定坐席，技能全部放宽",
        "{0}: {1} wait, a surge: nothing waits for one agent, all skills are relaxed",
    ),
    "calm": Name(
        "{0}：排队降到 {1} 件，高峰结束",
        "{0}: {1} wait, the surge is over",
    ),
}
