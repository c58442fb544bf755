import time

from hypothesis import given
from hypothesis import strategies as st

from qiao.language import Aliases, normalise
from qiao.language.folding import fold

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


def test_the_same_words_written_differently_become_the_same():
    written = ["我要還款", "我 要 还 款", "我\u200b要\u202e还款", "我要还款\u0301\u0301\u0301", "我要还款\ud800\0"]

    assert {normalise(text) for text in written} == {"我要还款"}


def test_width_case_digits_and_spaces_are_evened_out():
    assert normalise("  ＡＰＰ　打不开，　１２３  Ｈｅｌｌｏ   World ") == "app打不开, 123 hello world"
    assert normalise("١٢٣ ①②") == "123 12"
    assert normalise("café") == normalise("cafe\u0301") == "cafe"


def test_repetition_is_squeezed_but_never_in_numbers():
    assert normalise("好好好好好！！！！！") == "好好!"
    assert normalise("借1000000元 sooooo") == "借1000000元soo"


def test_product_names_become_one_token_and_longer_names_win():
    aliases = Aliases({"loan": ["微粒贷", "小桥借", "QiaoLoan"], "later": ["花呗", "花呗分期"]})

    def tokenised(text: str) -> str:
        return aliases.spell_out(aliases.replace(normalise(text)))

    assert tokenised("微 粒 貸怎么还") == "⟨loan⟩怎么还"
    assert tokenised("花呗分期和QIAOLOAN") == "⟨later⟩和⟨loan⟩"
    assert tokenised("qiaoloans") == "qiaoloans"


def test_nobody_can_write_a_token_of_ours():
    assert normalise("\ue000\uf8ff还款") == "还款"


def test_a_megabyte_of_anything_takes_about_a_second():
    for hostile in ("啊" * 10**6, "a" + "\u0301" * 10**6, " \n" * 500_000, "\ud800" * 10**6, "ﷺ" * 100_000):
        began = time.process_time()
        normalise(hostile)
        assert time.process_time() - began < 4


@given(ANY_TEXT)
def test_folding_keeps_the_way_back(text: str):
    folded = fold(text)

    assert len(folded.origins) == len(folded.text)
    assert sorted(folded.origins) == list(folded.origins)
    for place in range(len(folded.text)):
        start, end = folded.span(place, place + 1)
        assert 0 <= start < end <= len(text)


@given(ANY_TEXT)
def test_anything_is_accepted_and_nothing_invisible_remains(text: str):
    assert not set(normalise(text)) & set("\0\u200b\u202e\ufeff\n\t")


@given(st.text("还款我要借钱abc123,.!？ 。", max_size=40))
def test_normalising_twice_is_normalising_once(text: str):
    assert normalise(normalise(text)) == normalise(text)
