from collections import Counter
from pathlib import Path

import pytest

from evaluations import emotions
from qiao.language import Emotion, Feeling


def test_the_set_holds_twenty_texts_of_every_label_each_with_an_intensity() -> None:
    rows = list(emotions.rows(emotions.SET))
    assert Counter(emotion.feeling for _, emotion in rows) == dict.fromkeys(Feeling, 20)
    assert all((emotion.intensity == 0) == (emotion.feeling is Feeling.NEUTRAL) for _, emotion in rows)
    assert len({text for text, _ in rows}) == len(rows)


def test_figures_tell_right_from_wrong_and_near_from_far(tmp_path: Path) -> None:
    data = tmp_path / "few.tsv"
    data.write_text("a\tangry\t3\nb\tangry\t2\nc\tneutral\t0\n", encoding="utf-8")
    heard = {"a": Emotion(Feeling.ANGRY, 1), "b": Emotion(Feeling.SARCASTIC, 2), "c": Emotion(Feeling.NEUTRAL, 0)}

    figures = emotions.measure(heard.__getitem__, data)

    assert figures["accuracy"]["share"] == pytest.approx(2 / 3, abs=1e-3)
    assert figures["intensity_within_one"]["share"] == pytest.approx(2 / 3, abs=1e-3)
    assert figures["negative_or_not"]["share"] == 1
    assert figures["confusions"] == [["angry", "sarcastic", 1]]
    assert figures["f1"]["angry"] == pytest.approx(2 / 3, abs=1e-3)


def test_the_texts_of_the_set_are_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    emotions.main([])
    shown = capsys.readouterr().out
    assert "macro_f1" in shown
    assert not any(text in shown for text, _ in emotions.rows(emotions.SET))
