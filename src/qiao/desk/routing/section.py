"""Reading `desk/routing.yaml` of a pack: the rules of routing, and what is wrong with them."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from qiao.desk.routing.rules import Queue, Rules
from qiao.desk.routing.work import Kind
from qiao.policy import Intent, Lane, PackFolder, Section

FILE = "desk/routing.yaml"

_Wrong = tuple[tuple[str | int, ...], str, str]


def read_routing(folder: PackFolder, intents: Mapping[str, Intent]) -> Rules | None:
    """What the file says; every problem is named on `folder`."""
    found = folder.model(FILE, Rules)
    if found is None:
        return None
    file, rules = found
    for place, what, remedy in _wrong(rules, intents):
        folder.problem(file.path, file.line(place), what, remedy)
    return rules


def _wrong(rules: Rules, intents: Mapping[str, Intent]) -> Iterator[_Wrong]:
    for kind in Kind:
        if rules.kinds.get(kind) not in rules.channels:
            yield ("kinds", kind), f"{kind} comes by no channel", "name one of channels"
    for lane in Lane:
        if lane not in rules.lanes:
            yield ("lanes",), f"the lane {lane} is missing", "say how soon it is served"
    for language, skill in rules.languages.items():
        if skill not in rules.skills:
            yield ("languages", language), f"{skill} is no skill", "name it under skills"
    for intent in sorted(rules.conflicts - set(intents)):
        yield ("conflicts",), f"{intent} is no intent", "use one of the pack's intents"
    for choice in ("call", "robot", "leave"):
        if Lane.LIFE in getattr(rules.waiting, choice):
            what = f"{choice} would be offered to whoever is in danger"
            yield ("waiting", choice), what, "leave out the lane life: a person comes to her"
    yield from _wrong_order(rules)
    for place, queue in enumerate(rules.queues):
        yield from _wrong_queue(rules, place, queue)


def _wrong_order(rules: Rules) -> Iterator[_Wrong]:
    """A lane that stands before another is not served after it."""
    known = [(lane, rules.lanes[lane]) for lane in Lane if lane in rules.lanes]
    for (sooner, one), (later, other) in pairwise(known):
        if (one.first, one.head_start_s) < (other.first, other.head_start_s):
            yield (
                ("lanes", later),
                f"{later} would be served before {sooner}",
                f"give {sooner} the longer head start",
            )
    last = rules.queues[-1]
    if last.takes.lanes != frozenset(Lane) or last.takes.kinds != frozenset(Kind):
        yield ("queues", len(rules.queues) - 1), "the last queue does not take everything", "leave out its takes"


def _wrong_queue(rules: Rules, place: int, queue: Queue) -> Iterator[_Wrong]:
    here = ("queues", place)
    if [one.id for one in rules.queues].index(queue.id) != place:
        yield (*here, "id"), f"the queue {queue.id} stands twice", "give it another id"
    for step, needs in [(None, queue.skills), *((one, stage.skills) for one, stage in enumerate(queue.relax))]:
        for skill in needs:
            if skill not in rules.skills:
                where = (*here, "skills", skill) if step is None else (*here, "relax", step)
                yield where, f"{skill} is no skill", "name it under skills"
    waits = [stage.after_s for stage in queue.relax]
    if waits != sorted(set(waits)):
        yield (*here, "relax"), "the steps do not follow each other", "put the shortest wait first, each once"
    if queue.overflow is not None and (queue.overflow.to not in rules.by_id or queue.overflow.to == queue.id):
        yield (*here, "overflow"), f"{queue.overflow.to} is no other queue", "use the id of another queue"
    if queue.skills and queue.relax == () and queue.overflow is None:
        yield (*here, "skills"), "who waits here may wait for ever", "relax the skills after a while"
    if queue.hours is not None and queue.hours.from_ >= queue.hours.to:
        yield (*here, "hours"), "it closes before it opens", "put the earlier time first"


ROUTING = Section("routing", read_routing)
"""The section of the pack in which routing stands: `pack.section(ROUTING)`."""
