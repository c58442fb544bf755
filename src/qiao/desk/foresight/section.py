"""Reading `desk/risk.yaml` of a pack, and what is wrong with it."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from qiao.desk.composing.phrases import Phrases, PhraseUnclear
from qiao.desk.foresight.rules import THREATS, Factor, RiskRules
from qiao.policy import LANGUAGES, Intent, PackFolder, Section

FILE = "desk/risk.yaml"
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_Wrong = tuple[tuple[str | int, ...], str, str]


def _read(folder: PackFolder, intents: Mapping[str, Intent]) -> RiskRules | None:
    """What the file says; every problem is named on `folder`."""
    _ = intents
    found = folder.model(FILE, RiskRules)
    if found is None:
        return None
    file, rules = found
    for wrong in (_wrong_factors(rules), _wrong_levels(rules), _wrong_words(rules), _wrong_phrases(rules)):
        for place, what, remedy in wrong:
            folder.problem(file.path, file.line(place), what, remedy)
    # What is left out cannot be weighed.
    return rules if set(rules.factors) == set(Factor) and set(rules.threats) == set(THREATS) else None


def _wrong_factors(rules: RiskRules) -> Iterator[_Wrong]:
    for factor in Factor:
        if factor not in rules.factors:
            yield ("factors",), f"nothing says how much {factor} weighs", f"add {factor} with a step"
    for factor, steps in rules.factors.items():
        for place, (before, after) in enumerate(pairwise(steps), 1):
            if after.at_least <= before.at_least or after.weight < before.weight:
                what = f"more of {factor} would weigh less, or the same amount twice"
                yield ("factors", factor, place), what, "let at_least rise from step to step, and weight never fall"


def _wrong_levels(rules: RiskRules) -> Iterator[_Wrong]:
    for factor in THREATS:
        steps = rules.factors.get(factor, ())
        if steps and steps[0].weight < rules.watch_from:
            what = f"whoever says something of {factor} alone would not be watched"
            yield ("factors", factor, 0), what, "let its first step weigh watch_from at least"
    if sum(steps[-1].weight for steps in rules.factors.values()) < rules.high_from:
        yield ("high_from",), "no conversation could ever reach it", "lower it, or let something weigh more"


def _wrong_words(rules: RiskRules) -> Iterator[_Wrong]:
    for factor, steps in rules.factors.items():
        for place, step in enumerate(steps):
            for language in LANGUAGES:
                for name in sorted(set(_VARIABLE.findall(step.why.in_language(language))) - {"n"}):
                    here = ("factors", factor, place, "why", language)
                    yield here, f"{{{name}}} is no variable here", "leave it out; there is {n}, the amount"


def _wrong_phrases(rules: RiskRules) -> Iterator[_Wrong]:
    for factor in THREATS:
        if not rules.threats.get(factor):
            yield ("threats",), f"no phrase tells {factor}", f"add phrases under {factor}"
    for factor in set(rules.threats) - set(THREATS):
        yield ("threats", factor), f"{factor} is not told by phrases", f"use {', '.join(THREATS)}"
    threats = ((("threats", str(factor)), said) for factor, said in rules.threats.items())
    for where, said in (*threats, (("denials",), rules.denials), (("disputes",), rules.disputes)):
        for language, phrases in (("zh", said.zh), ("en", said.en)):
            for place, phrase in enumerate(phrases):
                try:
                    Phrases([phrase], language, {})
                except PhraseUnclear as trouble:
                    what = f"“{phrase}” cannot be read: {trouble}"
                    yield (*where, language, place), what, "see the top of desk/checks.yaml for how phrases are written"


RISK = Section("risk", _read)
"""The section of the pack in which the weights stand: `pack.section(RISK)`."""
