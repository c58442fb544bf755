"""Slips touch words, never values; the same chance makes the same slips."""

import random

from hypothesis import given
from hypothesis import strategies as st

from qiao.cli.simulate.noise import worded
from qiao.cli.simulate.personas import PERSONAS, Persona
from qiao.cli.simulate.props import Props

PROPS = Props({"loan.id": "L000123", "card.tail": "4321"})
TEMPLATE = "提前还款，把{loan.id}结清，用尾号{card.tail}的银行卡"
WORST = Persona(noise=1.0, splits=1.0, emoji=1.0)


@given(seed=st.integers(), persona=st.sampled_from([*PERSONAS.values(), WORST]))
def test_values_arrive_as_they_are(seed: int, persona: Persona) -> None:
    said = "".join(worded(TEMPLATE, PROPS, persona, random.Random(seed)))
    assert "L000123" in said
    assert "4321" in said


@given(seed=st.integers())
def test_the_same_chance_types_the_same(seed: int) -> None:
    first, second = (worded(TEMPLATE, PROPS, WORST, random.Random(seed)) for _ in range(2))
    assert first == second
    assert len(first) > 1


def test_without_noise_nothing_slips() -> None:
    assert worded("借{loan.id}", PROPS, Persona(), random.Random(1)) == ("借L000123",)


def test_some_slips_are_words_that_sound_alike() -> None:
    said = {worded("我要提前还款结清", PROPS, Persona(noise=1.0), random.Random(seed))[0] for seed in range(60)}
    assert any("换款" in one or "接清" in one or "题前" in one for one in said)


def test_english_slips_stay_english() -> None:
    said = worded("I want to settle", PROPS, Persona(noise=1.0), random.Random(3))[0]
    assert said.isascii()
    assert said != "I want to settle"
