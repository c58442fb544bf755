"""Messages of one speaker, masked together: each keeps its own offsets, and none says more than before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.language import identifiers
from qiao.language.identifiers import Kind, mask_messages, may_continue

_messages = st.lists(
    st.one_of(
        st.text(alphabet="0123456789 -", min_size=1, max_size=9),
        st.sampled_from(["1391234", "5678", "密码是", "abc123xyz", "我住在浙江省杭州市西湖区", "文三路90号302室", ""]),
        st.text(max_size=15),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize(
    ("texts", "masked"),
    [
        (["1391234", "5678"], ["139****", "5678"]),
        (["1391234", "好的", "5678"], ["139****", "好的", "5678"]),
        (["我住在浙江省杭州市西湖区", "文三路90号302室"], ["我住在浙江省杭州市西湖区***", "***"]),
        (["我叫", "王小明"], ["我叫", "王**"]),
        (["cvv", "123"], ["cvv", "******"]),
        (["这个月1200", "上个月1300", "一共2500"], ["这个月1200", "上个月1300", "一共2500"]),
        (["5月3号还3000", "6月3号还3000"], ["5月3号还3000", "6月3号还3000"]),
        (["", ""], ["", ""]),
    ],
)
def test_what_runs_over_several_is_masked_in_each(texts: list[str], masked: list[str]) -> None:
    assert [one.text for one in mask_messages(texts)] == masked


def test_an_address_over_two_messages_has_a_span_in_each() -> None:
    first, second = mask_messages(["我住在浙江省杭州市西湖区", "文三路90号302室"])
    assert [(span.start, span.end, span.type) for span in first.spans] == [(3, 12, Kind.ADDRESS)]
    assert [(span.start, span.end) for span in second.spans] == [(0, 10)]


@given(_messages)
def test_every_message_keeps_what_is_not_masked_where_it_stood(texts: list[str]) -> None:
    parts = mask_messages(texts)
    assert len(parts) == len(texts)
    for text, part in zip(texts, parts, strict=True):
        rebuilt: list[str] = []
        done = 0
        for span, (begin, stop) in zip(part.spans, part.places, strict=True):
            assert 0 <= span.start < span.end <= len(text)
            rebuilt += [part.text[done:begin], text[span.start : span.end]]
            done = stop
        assert "".join([*rebuilt, part.text[done:]]) == text


@given(_messages)
def test_one_message_alone_is_masked_as_ever(texts: list[str]) -> None:
    for text in texts:
        (part,) = mask_messages([text])
        whole = identifiers.mask(text)
        assert (part.text, part.spans, part.places) == (whole.text, whole.spans, whole.places)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("5678", True),
        ("好的５", True),
        ("abc", True),
        ("后面是五六七八", True),
        ("嗯", False),
        ("一个月的账单", False),
    ],
)
def test_only_what_may_continue_something_is_looked_back_from(text: str, *, may: bool) -> None:
    assert may_continue(text) is may


@pytest.mark.parametrize(
    ("texts", "masked"),
    [
        (["11010", "51949123", "1002X"], ["1****", "********", "****X"]),
        (["11010", "51949123", "好的", "1002x"], ["1****", "********", "好的", "****X"]),
        (["62220", "20211846", "123456"], ["*****", "********", "**3456"]),
        (["6222020211846", "好", "1234 56"], ["*************", "好", "**3456"]),
        (["13", "9123", "45678"], ["13", "9***", "*5678"]),
        # A check digit that fails, and amounts one after the other, are no number.
        (["11010", "51949123", "10021"], ["11010", "51949123", "10021"]),
        (["3000", "5000", "12", "20000", "200"], ["3000", "5000", "12", "20000", "200"]),
        (["11010", "还了3000", "5194912310021X"], ["11010", "还了3000", "5194912310021X"]),
    ],
)
def test_messages_of_nothing_but_digits_are_put_together_wherever_they_were_cut(
    texts: list[str], masked: list[str]
) -> None:
    assert [one.text for one in mask_messages(texts)] == masked
