"""The steps of a flow as a graph: what can be reached, and whether anything goes in a circle or nowhere."""

from qiao.requests.flows.definition import AskStep, BranchStep, Flow, PerformStep, ReadStep, Step


def followers(flow: Flow, step: Step) -> tuple[str | None, ...]:
    """Where a step leads: to a step or an end by id. None where it falls off the last step; a perform ends the flow."""
    if isinstance(step, PerformStep):
        return ()
    aside = step.none if isinstance(step, (AskStep, ReadStep)) else step.then if isinstance(step, BranchStep) else None
    return (flow.order[step.id],) if aside is None else (aside, flow.order[step.id])


def reached(flow: Flow, without: type[Step] | None = None) -> frozenset[str]:
    """Every step and end that can be reached, on ways that do not pass a step `without`."""
    seen: set[str] = set()
    waiting: list[str | None] = [flow.steps[0].id]
    while waiting:
        at = waiting.pop()
        if at is None or at in seen:
            continue
        seen.add(at)
        step = flow.by_id.get(at)
        if step is not None and (without is None or not isinstance(step, without)):
            waiting.extend(followers(flow, step))
    return frozenset(seen)


def circle(flow: Flow) -> str | None:
    """A step from which a way leads back to itself."""
    done: set[str] = set()

    def visit(at: str, above: frozenset[str]) -> str | None:
        if at in above:
            return at
        step = flow.by_id.get(at)
        if step is None or at in done:
            return None
        found = (visit(one, above | {at}) for one in followers(flow, step) if one is not None)
        circled = next((one for one in found if one is not None), None)
        done.add(at)
        return circled

    return visit(flow.steps[0].id, frozenset())
