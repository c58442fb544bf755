"""A broken pack is told where it is broken and what to do."""

import shutil
from pathlib import Path

import pytest

from qiao.app import shipped_pack
from qiao.policy import PackInvalid, load_pack


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
    assert sorted(intent.number for intent in pack.intents.values()) == list(range(1, 142))
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
