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
        ("嗯", True),
        ("abc", True),
        ("嗯" * 41, False),
        ("嗯" * 41 + "5", True),
        ("嗯" * 41 + "五", True),
    ],
)
def test_only_what_may_continue_something_is_looked_back_from(text: str, *, may: bool) -> None:
    assert may_continue(text) is may
