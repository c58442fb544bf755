import time
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.language import (
    OUT_OF_SCOPE,
    Aliases,
    Example,
    Explainer,
    Explanation,
    Model,
    ModelFileDamaged,
    ModelFileOutdated,
    TooFewExamples,
    Understander,
    language_of,
    load,
    save,
    train,
    training_fingerprint,
)
from qiao.language.ngrams import signs_of
from qiao.language.stems import stem

WORDS = {
    "how_to_repay": (["怎么", "如何", "在哪里", "怎样"], ["还款", "还钱", "还小桥借", "把账还了", "还上这期"]),
    "raise_limit": (["帮我", "想要", "能不能", "申请"], ["提额", "提高额度", "把额度调高", "额度多一点", "加点额度"]),
    "close_account": (["我要", "怎么", "请帮我", "申请"], ["注销账户", "销户", "注销账号", "把账号注销", "删掉账户"]),
    "repay_en": (["how do i", "where can i", "please help me", "want to"], ["repay", "pay back", "make a payment"]),
    OUT_OF_SCOPE: (["今天", "明天", "周末", "晚上"], ["天气好吗", "吃什么", "看电影去", "打球吧", "股票涨了没"]),
}
EXAMPLES = [
    Example(start + end, intent) for intent, (starts, ends) in WORDS.items() for start, end in product(starts, ends)
]
ALIASES = Aliases({"loan": ["小桥借", "微粒贷"]})


@cache
def trained() -> Model:
    return train(EXAMPLES, aliases=ALIASES)


def test_it_understands_what_it_was_not_told_word_by_word():
    predictions = trained().predict(
        ["请问怎么还款呀", "额度能提高吗", "帮我註銷賬戶", "how can i repay", "明天天气怎么样"]
    )

    assert [prediction.label for prediction in predictions] == list(WORDS)


def test_names_of_our_product_are_the_same_word():
    first, second = trained().predict(["怎么还微粒贷", "怎么还小桥借"])

    assert first == second


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=30), max_size=4))
def test_shares_are_of_one_whole_for_any_text(texts: list[str]):
    for prediction in trained().predict(texts):
        shares = [probability for _, probability in prediction.ranked]
        assert shares == sorted(shares, reverse=True)
        assert all(0 <= share <= 1 for share in [*shares, prediction.out_of_scope])
        assert sum(shares) + prediction.out_of_scope <= 1 + 1e-6
        assert OUT_OF_SCOPE not in dict(prediction.ranked)


def test_a_text_without_a_familiar_sign_is_outside():
    for prediction in trained().predict(["", "龘靐", "\ud800\0"]):
        assert (prediction.ranked, prediction.out_of_scope, prediction.accepted) == ((), 1.0, False)


def test_one_by_one_or_together_is_the_same():
    texts = [example.text for example in EXAMPLES[:20]]

    together = trained().predict(texts)

    for text, prediction in zip(texts, together, strict=True):
        (alone,) = trained().predict([text])
        assert alone.label == prediction.label
        assert alone.ranked[0][1] == pytest.approx(prediction.ranked[0][1], abs=1e-5)


def test_the_same_examples_give_the_same_bits(tmp_path: Path):
    for name in ("one", "two"):
        save(train(EXAMPLES, seed=7, aliases=ALIASES), tmp_path / name)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_stored_model_is_the_same_model(tmp_path: Path):
    save(trained(), tmp_path / "model")
    loaded = load(tmp_path / "model")

    texts = [example.text for example in EXAMPLES]
    assert loaded.predict(texts) == trained().predict(texts)
    assert loaded.fingerprint == training_fingerprint(EXAMPLES, aliases=ALIASES)
    assert loaded.fingerprint != training_fingerprint(EXAMPLES[1:], aliases=ALIASES)
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_a_damaged_file_is_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject):
    path = tmp_path_factory.mktemp("models") / "model"
    save(trained(), path)
    written = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(written) - 1))
    path.write_bytes(data.draw(st.sampled_from([written[:place], _flipped(written, place)])))

    with pytest.raises((ModelFileDamaged, ModelFileOutdated)):
        load(path)


def test_a_model_of_another_version_is_told_apart(tmp_path: Path):
    path = tmp_path / "model"
    save(trained(), path)
    path.write_bytes(path.read_bytes().replace(b"qiao-model 3.", b"qiao-model 1.", 1))

    with pytest.raises(ModelFileOutdated):
        load(path)


@pytest.mark.parametrize("examples", [[], EXAMPLES[:5], [Example("a", "a"), Example("b", "b")]])
def test_too_few_examples_are_refused(examples: list[Example]):
    with pytest.raises(TooFewExamples):
        train(examples)


def test_two_intents_and_no_outside_are_enough():
    model = train([example for example in EXAMPLES if example.intent in ("how_to_repay", "close_account")])

    ours, strange = model.predict(["怎么销户", "怎么看天气"])
    assert ours.label == "close_account"
    assert ours.out_of_scope < model.calibration.reject_from < strange.out_of_scope
    assert (strange.label in model.intents, strange.accepted) == (True, False)


def test_a_pair_that_sounds_like_a_known_one_counts_as_it():
    sounds, strange = trained().predict(["怎么环款", "怎么龘款"])

    assert sounds.label == "how_to_repay"
    assert sounds.ranked[0][1] > strange.ranked[0][1]


def test_words_of_one_stem_are_one_sign():
    assert "~repay" in signs_of("repaying")
    assert "~repay" in signs_of("repays")
    assert "~repay" in signs_of("repay")
    assert list(map(stem, "bus class policies planned sing".split())) == "bus class policy plan sing".split()


def test_addresses_and_names_with_an_at_are_one_sign_each():
    assert signs_of("https://a.example/x?y=1 @someone") == signs_of("http://b.example @other")


def test_an_explanation_names_the_signs_and_the_examples():
    explanation = Explainer(trained()).explain("请问怎么还款呀")

    assert explanation.intent == "how_to_repay"
    assert "还 款" in [sign for sign, weight in explanation.signs if weight > 0]
    assert explanation.nearest[0].example == Example("怎么还款", "how_to_repay")
    similarities = [one.similarity for one in explanation.nearest]
    assert similarities == sorted(similarities, reverse=True)
    assert all(0 < similarity <= 1 for similarity in similarities)


@pytest.mark.parametrize("text", ["", "龘靐"])
def test_where_nothing_is_familiar_there_is_nothing_to_explain(text: str):
    assert Explainer(trained()).explain(text) == Explanation(None, (), ())


def test_a_rare_label_is_still_heard():
    rare = [Example("我要找人工客服", "human"), Example("转人工", "human")]
    often = [Example(f"怎么还款{number}次", "how_to_repay") for number in "一二三四五六七八九十"] * 6

    assert train([*often, *rare]).predict(["人工"])[0].label == "human"


def test_a_message_is_understood_in_one_value():
    understanding = Understander(trained()).understand("怎么还款啊，转人工！")

    assert understanding.intents[0][0] == "how_to_repay"
    assert [signal.name for signal in understanding.signals] == ["human_request"]
    assert understanding.language == "zh"
    assert language_of("how do I repay 微粒贷") == "en"
    assert language_of("app打不开") == "zh"


def test_a_megabyte_is_answered_too():
    began = time.process_time()
    Understander(trained()).understand("怎么还款" * 250_000)
    assert time.process_time() - began < 5


def _flipped(written: bytearray, place: int) -> bytearray:
    changed = bytearray(written)
    changed[place] ^= 0x01
    return changed
