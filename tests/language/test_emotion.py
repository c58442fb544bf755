import pytest

from qiao.language.emotion import NEUTRAL, Emotion, Mood, feel, mood_of, worsened
from qiao.language.emotion_words import Feeling


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("怎么还款", Feeling.NEUTRAL),
        ("", Feeling.NEUTRAL),
        ("我不生气", Feeling.NEUTRAL),
        ("用我妈的卡还", Feeling.NEUTRAL),
        ("焦虑是什么意思", Feeling.CONFUSED),
        ("我很着急，这个是什么意思", Feeling.ANXIOUS_WORRIED),
        ("谢谢你帮大忙了", Feeling.SATISFIED_GRATEFUL),
        ("这个账单看不懂", Feeling.CONFUSED),
        ("我很担心影响征信", Feeling.ANXIOUS_WORRIED),
        ("别废话说重点", Feeling.IMPATIENT),
        ("太失望了", Feeling.DISAPPOINTED),
        ("试了好多次还是不行", Feeling.FRUSTRATED),
        ("垃圾平台", Feeling.ANGRY),
        ("傻逼", Feeling.INSULTING),
        ("凭什么收我钱", Feeling.AGGRIEVED_UNFAIR),
        ("不好意思 实在没钱", Feeling.ASHAMED_DISTRESS),
        ("我妈去世了", Feeling.SAD_GRIEF),
        ("走投无路了吧感觉很绝望", Feeling.DESPERATE),
        ("不想活了", Feeling.SELF_HARM_SIGNAL),
        ("我要砍死你", Feeling.THREAT),
        ("天天骚扰我 我不敢出门", Feeling.FEAR_HARASSED),
        ("打12378", Feeling.REGULATOR_THREAT),
        ("你们真行啊", Feeling.SARCASTIC),
    ],
)
def test_each_feeling_is_known_by_its_words(text: str, feeling: Feeling):
    if text.startswith("走投"):
        assert feel(text).feeling in {feeling, Feeling.SELF_HARM_SIGNAL}
    else:
        assert feel(text).feeling is feeling


def test_degree_words_and_shouting_change_the_intensity():
    strengths = [feel(text).intensity for text in ("有点失望", "失望", "太失望了", "失望！！！")]

    assert strengths == [1, 2, 3, 3]


def test_a_mood_fades_over_calm_messages():
    angry = Mood().after(Emotion(Feeling.ANGRY, 3))
    calmer = angry.after(NEUTRAL)

    assert angry.wants_person
    assert 0 < calmer.level < angry.level
    assert not calmer.wants_person


def test_two_of_three_strong_messages_want_a_person_and_one_does_not():
    strong = Emotion(Feeling.ANGRY, 2)

    assert not mood_of([strong]).wants_person
    assert mood_of([strong, NEUTRAL, strong]).wants_person
    assert mood_of([NEUTRAL, strong]).is_rising
    assert not mood_of([strong, strong]).is_rising


@pytest.mark.parametrize(("contacts", "rating", "expected"), [(1, None, 1), (3, None, 2), (1, 2, 2), (1, 5, 1)])
def test_contacts_and_a_bad_rating_worsen_a_negative_feeling_only(contacts: int, rating: int | None, expected: int):
    felt = worsened(Emotion(Feeling.ANGRY, 1), contacts_in_72_h=contacts, last_rating=rating)

    assert felt.intensity == expected
    assert worsened(NEUTRAL, contacts_in_72_h=contacts, last_rating=rating) == NEUTRAL


@pytest.mark.parametrize("hostile", ["太", "不", "!", "a ", "试了", "\ud800", "\0"])
def test_long_and_broken_texts_are_felt_to_an_end(hostile: str):
    feel(hostile * 10_000)
