"""A broken pack is told where it is broken and what to do."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from qiao.app import shipped_pack
from qiao.policy import Intent, PackFolder, PackInvalid, Section, load_pack


@pytest.fixture
def pack_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    shutil.copytree(shipped_pack(), folder)
    return folder


def _problems(folder: Path) -> list[str]:
    with pytest.raises(PackInvalid) as invalid:
        load_pack(folder)
    return [str(problem) for problem in invalid.value.problems]


def _replace(file: Path, old: str, new: str) -> int:
    """The line on which the change was made."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def test_the_shipped_pack_is_whole() -> None:
    pack = load_pack(shipped_pack())
    assert sorted(intent.number for intent in pack.intents.values()) == list(range(1, 143))
    for text in (pack.text(key, language) for key in pack.texts for language in ("zh", "en")):
        assert "{{" not in text


def test_a_misspelt_key_is_named_with_its_line(pack_folder: Path) -> None:
    line = _replace(pack_folder / "intents/repayment.yaml", "    types: [F]", "    typs: [F]")
    problems = _problems(pack_folder)
    assert any(p.startswith(f"intents/repayment.yaml:{line}: intents.") and "extra inputs" in p for p in problems)


def test_an_unknown_fact_is_named_with_its_line(pack_folder: Path) -> None:
    line = _replace(pack_folder / "articles/how_to_repay.yaml", "{{deduct_time}}", "{{deduction_hour}}")
    file = f"articles/how_to_repay.yaml:{line}"
    assert any(
        "deduction_hour" in p and p.split(":")[0] == file.split(":", maxsplit=1)[0] for p in _problems(pack_folder)
    )


def test_an_utterance_with_two_meanings_is_found(pack_folder: Path) -> None:
    file = pack_folder / "utterances/zh/raise_limit.txt"
    first = (pack_folder / "utterances/zh/lower_limit.txt").read_text().splitlines()
    stolen = next(line for line in first if line and not line.startswith("#"))
    file.write_text(file.read_text() + stolen + "！\n")
    number = len(file.read_text().splitlines())
    assert any(
        p.startswith(f"utterances/zh/raise_limit.txt:{number}:") and "lower_limit.txt" in p
        for p in _problems(pack_folder)
    )


def test_too_few_utterances_a_missing_article_and_a_missing_file(pack_folder: Path) -> None:
    (pack_folder / "utterances/zh/raise_limit.txt").write_text("提额\n")
    (pack_folder / "articles/how_to_repay.yaml").unlink()
    (pack_folder / "texts.yaml").unlink()
    problems = _problems(pack_folder)
    assert any("raise_limit has 1 Chinese utterances → write at least 20" in p for p in problems)
    assert any("the enquiry how_to_repay has no article → write articles/how_to_repay.yaml" in p for p in problems)
    assert any(p.startswith("texts.yaml:1: the file is missing") for p in problems)


def test_a_variable_nobody_fills_in(pack_folder: Path) -> None:
    _replace(pack_folder / "texts.yaml", "{agent}", "{agnet}")
    assert any("{agnet} is not filled in here → use agent" in p for p in _problems(pack_folder))


def test_broken_yaml_a_key_twice_and_not_utf8(pack_folder: Path) -> None:
    (pack_folder / "pack.yaml").write_text("name: a\nname: b\n")
    (pack_folder / "lender.yaml").write_text("brand: [\n")
    (pack_folder / "articles/how_to_repay.yaml").write_bytes(b"\xff\xfe")
    problems = _problems(pack_folder)
    assert any(p.startswith("pack.yaml:2:") and "stands twice" in p for p in problems)
    assert any(p.startswith("lender.yaml:") and "not valid YAML" in p for p in problems)
    assert any("not UTF-8" in p for p in problems)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "there is no such folder" in _problems(tmp_path / "nowhere")[0]


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("angry.txt", "气坏了", "does not begin with an intensity → write 0, 1, 2 or 3, a tab, then the text"),
        ("angry.txt", "0\t气坏了", "angry cannot have the intensity 0 → 0 is for neutral"),
        ("neutral.txt", "2\t查账单", "neutral cannot have the intensity 2"),
        ("angry.not.txt", "cross\t气坏了", "cross is no feeling → use one of neutral"),
        ("angry.not.txt", "angry\t气坏了", "is not to carry angry → move it to angry.txt"),
        ("confused.txt", "1\t谢谢", "“谢谢” is satisfied_grateful elsewhere → decide what it carries"),
    ],
)
def test_a_wrong_line_about_a_feeling_is_told_with_its_remedy(
    pack_folder: Path, file: str, line: str, said: str
) -> None:
    path = pack_folder / "emotions" / file
    path.write_text(path.read_text() + line + "\n")
    number = len(path.read_text().splitlines())
    problems = _problems(pack_folder)
    first = problems[0].split(":")
    assert said in problems[0]
    if "elsewhere" not in said:
        assert first[:2] == [f"emotions/{file}", str(number)]


def test_feelings_without_enough_lines_or_unknown_ones_are_told(pack_folder: Path) -> None:
    folder = pack_folder / "emotions"
    (folder / "sarcastic.txt").write_text("2\t真行\n")
    (folder / "impatient.not.txt").unlink()
    (folder / "hungry.txt").write_text("1\t饿了\n")
    problems = _problems(pack_folder)
    assert "emotions/sarcastic.txt:1: sarcastic has 1 lines → write at least 80" in problems
    assert "emotions/impatient.not.txt:1: the file is missing → write at least 40 lines" in problems
    assert any(problem.startswith("emotions/hungry.txt:1: hungry is no feeling → use one of") for problem in problems)


def test_signal_lines_that_contradict_or_repeat_one_another_are_told(pack_folder: Path) -> None:
    folder = pack_folder / "signals"
    first = (folder / "fraud.txt").read_text().splitlines()[0]
    (folder / "fraud.not.txt").write_text((folder / "fraud.not.txt").read_text() + first + " \n")
    (folder / "disaster.txt").write_text("家里淹了\n家里淹了\n")
    (folder / "hardship.not.txt").unlink()
    (folder / "hunger.txt").write_text("饿了\n")
    problems = _problems(pack_folder)
    assert any(f"“{first}” stands in fraud.txt:1 too → take one of the two out" in problem for problem in problems)
    assert "signals/disaster.txt:2: “家里淹了” stands in disaster.txt:1 too → take one of the two out" in problems
    assert "signals/disaster.txt:1: disaster has 2 lines → write at least 60" in problems
    assert "signals/hardship.not.txt:1: the file is missing → write at least 60 lines" in problems
    assert any(problem.startswith("signals/hunger.txt:1: hunger is no signal → use one of") for problem in problems)


def test_a_line_may_carry_several_signals(pack_folder: Path) -> None:
    for signal in ("fraud", "hardship"):
        path = pack_folder / "signals" / f"{signal}.txt"
        path.write_text(path.read_text() + "养老钱全让人骗光了 这期拿什么还\n")
    carried = [line.signal for line in load_pack(pack_folder).signals if line.text == "养老钱全让人骗光了 这期拿什么还"]
    assert sorted(carried) == ["fraud", "hardship"]


def test_a_room_above_brings_its_own_files(pack_folder: Path) -> None:
    def read(folder: PackFolder, intents: Mapping[str, Intent]) -> int | None:
        found = folder.table("numbers.csv", ("n", "intent"))
        for line, row in found:
            if row["intent"] not in intents:
                folder.problem(folder.path / "numbers.csv", line, f"{row['intent']} is no intent", "correct it")
        return sum(int(row["n"]) for _, row in found)

    section = Section("numbers", read)
    (pack_folder / "numbers.csv").write_text("n,intent\n1,raise_limit\n\n2,raise_limit\n")
    pack = load_pack(pack_folder, sections=(section,))
    assert pack.section(section) == 3
    assert pack.fingerprint != load_pack(shipped_pack()).fingerprint

    (pack_folder / "numbers.csv").write_text("n,intent\n1,rise_limit\n")
    with pytest.raises(PackInvalid) as invalid:
        load_pack(pack_folder, sections=(section,))
    assert str(invalid.value) == "numbers.csv:2: rise_limit is no intent → correct it"
