"""The search over the pack's articles, and what was learnt for it."""

from pathlib import Path

import pytest

from qiao import app
from qiao.foundation.settings import Settings
from qiao.knowledge import Library, WorthFileDamaged, load_worth, save_worth
from qiao.language.retrieval import Worth
from qiao.policy import Pack


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("提前还款要不要违约金", "early_settlement_fee"),
        ("发票", "interest_invoice"),
        ("How do I get an invoice for the interest", "interest_invoice"),
        ("驗證碼收不到", "sms_code_not_received"),
    ],
)
def test_the_article_that_answers_comes_first(library: Library, question: str, intent: str) -> None:
    found = library.search(question)
    assert (found.hits[0].intent, found.fits) == (intent, True)


def test_the_language_can_be_chosen(library: Library) -> None:
    assert {hit.language for hit in library.search("发票 invoice", "en").hits} == {"en"}


def test_facts_of_the_lender_are_filled_in(library: Library, pack: Pack) -> None:
    (hit,) = library.search("提前还款要不要违约金", limit=1).hits
    passage = library.passage(hit, "提前还款要不要违约金")
    assert "违约金" in passage
    assert "{{" not in passage
    assert passage in pack.filled(pack.articles[hit.intent].answer, "zh").replace("**", "")


def test_what_was_learnt_is_kept_and_read_back(tmp_path: Path) -> None:
    worth = {"zh": Worth((1.5, 2.5, 3.5, 4.5), 0.25), "en": Worth()}
    save_worth(worth, tmp_path / "worth.json")
    assert load_worth(tmp_path / "worth.json") == worth


@pytest.mark.parametrize(
    "written", [b"", b"{}", b"[]", b"\xff", b'{"recipe": 0, "worth": {}}', b'{"recipe": 1, "worth": 7}']
)
def test_a_damaged_file_is_refused(tmp_path: Path, written: bytes) -> None:
    file = tmp_path / "worth.json"
    file.write_bytes(written)
    with pytest.raises(WorthFileDamaged):
        load_worth(file)


def test_a_damaged_file_is_learnt_again(pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def learn_worth(_pack: Pack) -> dict[str, Worth]:
        return {"zh": Worth(), "en": Worth()}

    monkeypatch.setattr("qiao.knowledge.learn_worth", learn_worth)
    app.load_library(Settings(data=tmp_path), pack)
    (file,) = (tmp_path / "models").glob("articles-*.json")
    whole = file.read_bytes()
    file.write_bytes(whole[:-5])
    app.load_library(Settings(data=tmp_path), pack)
    assert file.read_bytes() == whole
