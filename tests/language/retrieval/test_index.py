import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.language.retrieval import Document, Index, TooFewQuestions, Worth, learn
from qiao.language.retrieval.index import NO_ALIASES

REPAY = Document("repay", "zh", "怎么还款", "打开首页，点还款。", ("钱怎么还", "在哪里还钱"))
FEE = Document("fee", "zh", "提前还款收不收费", "提前还款不收违约金。", ("提前还要手续费吗", "早点还有没有违约金"))
INVOICE = Document("invoice", "zh", "开发票", "利息可以开电子发票。", ("怎么开发票", "要一张利息发票"))
FEE_EN = Document("fee", "en", "What repaying early costs", "Nothing is charged.", ("any penalty for paying early",))
OUTSIDE = {"zh": ["今天天气怎么样", "讲个笑话", "附近有什么好吃的"]}

_WORDS = st.text(alphabet="还款提前发票利息怎么收费天气ab ", max_size=12)
_DOCUMENTS = st.builds(
    Document,
    id=st.sampled_from("abcd"),
    language=st.sampled_from(["zh", "en"]),
    title=_WORDS,
    body=_WORDS,
    questions=st.lists(_WORDS, max_size=3).map(tuple),
)


@pytest.fixture
def index() -> Index:
    return Index([REPAY, FEE, INVOICE, FEE_EN], outside=OUTSIDE)


@pytest.mark.parametrize(
    ("question", "document"),
    [("提前还款要不要违约金", "fee"), ("发票", "invoice"), ("钱在哪还", "repay"), ("what is the penalty", "fee")],
)
def test_the_document_that_answers_comes_first(index: Index, question: str, document: str) -> None:
    assert index.search(question).hits[0].document.id == document


def test_a_question_is_searched_in_its_own_language_unless_told(index: Index) -> None:
    assert {hit.document.language for hit in index.search("paying early").hits} == {"en"}
    assert {hit.document.language for hit in index.search("发票 invoice", language="zh").hits} == {"zh"}


def test_probabilities_and_nothing_share_one_whole(index: Index) -> None:
    found = index.search("提前还款要不要违约金", limit=10)
    assert sum(hit.probability for hit in found.hits) + found.nothing == pytest.approx(1, abs=1e-5)
    assert [hit.probability for hit in found.hits] == sorted((hit.probability for hit in found.hits), reverse=True)


def test_what_lies_outside_is_more_likely_nothing_than_what_lies_inside(index: Index) -> None:
    assert index.search("今天天气好吗").nothing > 0.5 > index.search("早还有违约金吗").nothing


@pytest.mark.parametrize("text", ["", "   ", "？？", "\ud800\x00", "ελληνικά"])
def test_nothing_fits_words_nobody_ever_used(index: Index, text: str) -> None:
    found = index.search(text, language="zh")
    assert (found.hits, found.nothing, found.fits) == ((), 1.0, False)


def test_an_empty_index_finds_nothing() -> None:
    assert Index().search("怎么还款").hits == ()


def test_a_removed_document_is_found_no_more_and_removing_it_again_is_an_error(index: Index) -> None:
    index.remove("fee", "zh")
    assert "fee" not in {hit.document.id for hit in index.search("提前还款要不要违约金").hits}
    assert index.search("penalty").hits[0].document == FEE_EN
    with pytest.raises(KeyError):
        index.remove("fee", "zh")


def test_a_replaced_document_answers_with_its_new_words(index: Index) -> None:
    index.search("怎么还款")
    index.put(Document("repay", "zh", "修改地址", "在我的资料里修改。"))
    assert index.search("修改地址").hits[0].document.title == "修改地址"
    assert len(index) == 4


@settings(max_examples=60, deadline=None)
@given(
    changes=st.lists(st.one_of(_DOCUMENTS, st.sampled_from([("a", "zh"), ("b", "en"), ("c", "zh")])), max_size=12),
    question=_WORDS,
)
def test_changes_one_by_one_equal_a_fresh_build_to_the_bit(
    changes: list[Document | tuple[str, str]], question: str
) -> None:
    changed, kept = Index(outside=OUTSIDE), dict[tuple[str, str], Document]()
    for change in changes:
        if isinstance(change, Document):
            changed.put(change)
            kept[change.id, change.language] = change
        elif kept.pop(change, None):
            changed.remove(*change)
        changed.search(question, language="zh")
    fresh = Index(reversed(kept.values()), outside=OUTSIDE)
    for language in ("zh", "en"):
        assert changed.search(question, language=language) == fresh.search(question, language=language)


def _lessons() -> tuple[list[Document], list[str]]:
    hows = ("怎么查", "请问", "我要看", "没有", "哪里有", "想问", "关于", "需要", "谁有", "看看")
    inside, outside = "发票 额度 密码 合同 账单 短信".split(), "天气 股票 电影 快递 足球 宠物".split()
    documents = [Document(one, "zh", one, f"{one}的说明。", tuple(f"{how}{one}" for how in hows)) for one in inside]
    return documents, [f"{how}{one}" for how in hows for one in outside]


def test_what_is_learnt_is_the_same_every_time_and_separates_inside_from_outside() -> None:
    documents, outside = _lessons()
    worth = learn(documents, outside, aliases=NO_ALIASES)
    assert worth == learn(list(reversed(documents)), outside, aliases=NO_ALIASES)
    index = Index(documents, outside={"zh": outside}, worth={"zh": worth})
    assert index.search("看一下发票").fits
    assert index.search("看一下发票").nothing < index.search("看一下电影").nothing


def test_too_few_questions_teach_nothing() -> None:
    with pytest.raises(TooFewQuestions):
        learn([REPAY, FEE], OUTSIDE["zh"], aliases=NO_ALIASES)
    assert Index([REPAY], worth={"zh": Worth()}).search("怎么还款").hits
