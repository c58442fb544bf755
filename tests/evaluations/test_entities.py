from typing import Any

from evaluations import entities

NOW = "2025-06-11T10:30:00+08:00"


def case(text: str, *wanted: tuple[str, str, object, str | None]) -> dict[str, Any]:
    return {
        "text": text,
        "now": NOW,
        "entities": [dict(zip(("type", "text", "value", "unit"), one, strict=True)) for one in wanted],
    }


def test_right_wrong_missing_and_unwanted_entities_are_counted_apart() -> None:
    figures = entities.measure(
        [
            case("借三千五分12期", ("amount", "三千五", 350_000, "fen"), ("count", "12期", 12, "instalment")),
            case("借三千五", ("amount", "三千五", 300_500, "fen")),
            case("明天还", ("date", "明天", "2025-06-12", None)),
            case("明天还"),
        ]
    )

    assert figures["exact"]["amount"]["share"] == 0.5
    assert figures["exact"]["total"]["share"] == 0.75
    assert figures["exact"]["total"]["n"] == 4
    assert figures["texts"]["share"] == 0.5
    assert figures["read_beside"]["date"] == 1
    assert figures["read_beside"]["total"] == 2


def test_the_same_words_twice_are_two_entities() -> None:
    twice = case("还500，再还500", ("amount", "500", 50_000, "fen"), ("amount", "500", 50_000, "fen"))

    assert entities.measure([twice])["exact"]["amount"]["n"] == 2
    assert entities.measure([twice])["texts"]["share"] == 1
