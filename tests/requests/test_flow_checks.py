"""Whatever is wrong with a flow is told with file, line and what to do."""

import shutil
from pathlib import Path

import pytest

from qiao import app
from qiao.policy import PackInvalid

_CORRECT = "correct_personal_info.yaml"
_SETTLE, _QUOTE, _PREPAY, _HARDSHIP, _CALL, _PHONE = (
    "early_settlement_apply.yaml",
    "early_settlement_quote.yaml",
    "partial_prepayment.yaml",
    "hardship.yaml",
    "callback.yaml",
    "change_phone.yaml",
)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack whose flows can be spoilt; what takes long to read is left out of it, so its own problems are ignored."""
    folder = tmp_path_factory.mktemp("packs") / "pack"
    shutil.copytree(app.shipped_pack(), folder, ignore=shutil.ignore_patterns("utterances", "signals", "emotions"))
    return folder


@pytest.fixture
def flows(pristine: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    shutil.copytree(pristine, folder)
    return folder / "flows"


def problems(flows: Path) -> list[str]:
    with pytest.raises(PackInvalid) as invalid:
        app.read_pack(flows.parent)
    return [str(one) for one in invalid.value.problems if one.file.startswith(("flows", str(flows)))]


def test_the_shipped_flows_have_none(flows: Path) -> None:
    assert problems(flows) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (_SETTLE, 'value: {zh: "{card}"', 'value: {zh: "{crad}"', "{crad} is neither a slot nor a fact here"),
        (_SETTLE, '"{quote.principal}", en', '"{quote.capital}", en', "{quote.capital} is neither a slot nor a fact"),
        (_SETTLE, 'zh: "{quote.principal}"', 'zh: "{quote.id}"', "{quote.id} is for machines"),
        (_SETTLE, 'zh: "{card}"', 'zh: "一张卡"', "{card} stands in one language only"),
        (_SETTLE, 'quote: "{quote.id}"', 'quote: "{qoute.id}"', "{qoute.id} is neither a slot nor a fact"),
        (_SETTLE, ', card: "{card}"}\n  target', "}\n  target", "the argument card is missing → add it"),
        (_SETTLE, ', card: "{card}"}\n  target', ', cart: "{card}"}\n  target', "there is no argument cart"),
        (_SETTLE, "name: backoffice.settlements.order", "name: backoffice.settle", "is not registered → use one of"),
        (_SETTLE, "read: settlements.read", "read: settlements.raed", "settlements.raed is not registered"),
        (_SETTLE, "name: quotes.make", "name: quotes.made", "quotes.made is not registered"),
        (_SETTLE, "expect: {state:", "expect: {status:", "settlements.read does not give status"),
        (_SETTLE, 'total: "{quote.total}"}', 'total: "{quote.sum}"}', "{quote.sum} is neither a slot nor a fact"),
        (_SETTLE, 'total: "{quote.total}"}', 'total: "{done.sum}"}', "{done.sum} is neither a slot nor a fact"),
        (_SETTLE, "state: refused\n", "state: refused\n    lane: care\n", "nobody waits at an end that is refused"),
        (_SETTLE, "level: A2\n", "level: A2\nlane: first\n", "lane"),
        (_SETTLE, "event: loan.settled", "event: loan.setled", "loan.setled is no event of the lender → use one of"),
        (_SETTLE, "is: {failure_code:", "is: {code:", "settlement.failed has no fact code → its facts: failure_code"),
        (_SETTLE, "offers: [settlement_certificate]", "offers: [certificate]", "certificate is no intent"),
        (_SETTLE, "{done.total}已入账", "{done.sum}已入账", "{done.sum} is neither a slot nor a fact here"),
        (_SETTLE, "posted and the loan is settled", "{loan} is settled", "{loan} is neither a slot nor a fact here"),
        (_SETTLE, "event: loan.settled", "event: loan.settled\n    state: refused", "no receipt of this flow is held"),
        (_QUOTE, "ends:", "news: [{event: refund.paid, text: {zh: 好, en: ok}}]\nends:", "a read makes nothing of"),
        (_SETTLE, "news:", "news:\n  - {event: refund.paid, text: {zh: 好}}", "news.0.text.en: field required"),
        (_SETTLE, "target: [loan]", "target: [lone]", "lone is no slot"),
        (_SETTLE, "do: ask, slot: settle_on}", "do: ask, slot: settled_on}", "settled_on is no slot"),
        (_SETTLE, "do: read, read: quote,", "do: read, read: quota,", "quota is no read of this flow"),
        (_SETTLE, "none: no_card", "none: no_cart", "no_cart is neither a step nor an end"),
        (_SETTLE, "of: loan.in_flight", "of: loan.flying", "loan.flying is neither a slot nor a fact"),
        (_SETTLE, "id: day, do: ask", "id: which, do: ask", "there are two which"),
        (_SETTLE, "do: rules}", "do: rules, next: settled}", "a way leads to settled past the confirm card"),
        (_SETTLE, "none: no_quote}", "none: no_quote, next: agreed}", "a way leads to agreed past the rules"),
        (_SETTLE, "none: no_quote}", "none: no_quote, next: agreed}", "nothing leads to rules"),
        (_SETTLE, "do: rules}", "do: rules, next: day}", "day leads back to itself"),
        (_SETTLE, "none: no_card}", "none: no_loan}", "nothing leads to no_card"),
        (_SETTLE, "  - {id: agreed, do: confirm}\n", "", "a write has one confirm step"),
        (_SETTLE, "kind: write", "kind: read", "a read has no effect"),
        (_SETTLE, "alternative: change_bank_card", "alternative: change_card", "change_card is no intent"),
        (_SETTLE, "intents: [early_settlement_apply]", "intents: [settle]", "settle is no intent"),
        (_SETTLE, "intents: [early_settlement_apply]", "intents: [early_settlement_quote]", "begins early_settlement"),
        (_SETTLE, "id: early_settlement_apply", "id: settle", "the file is named early_settlement_apply.yaml"),
        (_SETTLE, '{{refund_time}}。", en', '{{refund}}。", en', "{{refund}} is no fact of lender.yaml"),
        (_SETTLE, ', en: "On which day? Any day within the next 7 days."', "", "question.en: field required → add it"),
        (_SETTLE, "default: today", "default: soon", "soon is no date"),
        (_SETTLE, "most: today+7", "most: 7 days", "7 days is no bound of a date → write today, today+7 or a fact"),
        (_SETTLE, "      id: id\n", "      id: key\n", "loans does not give key"),
        (_SETTLE, 'zh: "{bank}（尾号{tail}）"', 'zh: "{bank}（{iban}）"', "{iban} is neither a slot"),
        (_SETTLE, "  cards: {name: cards.list}", "  cards: {name: cards.list}\n  more: {name: x}", "more is never"),
        (_SETTLE, "  cards: {name: cards.list}", "  card: {name: cards.list}", "card is a slot too"),
        (_SETTLE, "when: quote.penalty", "when: quote.fine", "quote.fine is neither a slot nor a fact"),
        (_PREPAY, 'most: "{loan.outstanding}"', 'most: "{loan.product}"', "is no bound of a amount"),
        (_PREPAY, "slot: mode, when: loan.can_be_shortened, is: [true]", "slot: amount", "mode is never asked"),
        (_PREPAY, "    type: choice", "    type: choices\n    sensitive: true", "a choices cannot be sealed"),
        (_PREPAY, "    type: choice", "    type: text", "a text has no options"),
        (_PREPAY, "{id: shorten, name", "{id: keep_term, name", "two options have the same id"),
        (_QUOTE, "none: no_quote, next: shown", "none: no_quote", "quoted has no exit → give it next: an end"),
        (_QUOTE, "  - {id: rules, do: rules}\n", "", "a way leads to shown past the rules"),
        (_QUOTE, "state: shown\n    card:", "state: refused\n    card:", "an end that is refused needs a text"),
        (_QUOTE, "    state: handed_over", "    state: shown", "an end that shows needs a card"),
        (_CALL, "check: {longest: 200}", "check: {read: contact}", "a read needs the field that says yes"),
        (_CALL, "check: {longest: 200}", "check: {read: contact, field: name}", "contact.name is no flag"),
        (_CALL, "    sensitive: true\n", "", "a phone tells who somebody is → set sensitive: true"),
        (_CALL, "default: registered", "default: home", "home is no choice"),
        (_HARDSHIP, "      read: repaying\n", "      read: borrowed\n", "borrowed is no read of this flow"),
        (_PHONE, "slot: new_phone, read: number", "slot: phone, read: number", "phone is no phone number that is"),
        (_PHONE, "do: prove, read: face}", "do: prove, read: contact}", "contact does not tell what was proven"),
        (_PHONE, "do: prove, read: face}", "do: prove, read: faces}", "faces is no read of this flow"),
        (_PHONE, "when: done.in_review", "when: done.old", "done.old is no flag of the effect's answer → use one of"),
        (_PHONE, "还是{done.old}，", "还是{done.was}，", "{done.was} is neither a slot nor a fact here"),
        ("limit_query.yaml", "      standing:\n", "      limit:\n", "limits.read gives no text limit"),
        ("limit_query.yaml", "        other: {zh", "        others: {zh", "a code that is not foreseen has no words"),
        (_CORRECT, "    required: false", "    required: true", "no picture at hand could not go on → set"),
        (_CORRECT, 'email: "{email}"}', 'email: "{document}"}', "{document} is a file, and no system takes one"),
        (_CORRECT, "type: file", "type: file\n    default: one", "one is no file"),
        (_CORRECT, "type: file", "type: file\n    sensitive: true", "a file cannot be sealed"),
        ("hand_over.yaml", "intents: [id_expired_update]", "intents: []", "id_expired_update has neither"),
        ("hand_over.yaml", "[id_expired_update]", "[id_expired]", "id_expired is no intent"),
        ("hand_over.yaml", "[id_expired_update]", "[id_expired_update, request_callback]", "handed over"),
        ("hand_over.yaml", "[id_expired_update]", "[id_expired_update, id_expired_update]", "stands twice"),
        ("refusals.yaml", "QuoteOver:", "QuoteGone:", "can be refused with QuoteOver → say in both languages"),
        ("refusals.yaml", "instead: cant_repay_on_time", "instead: cant_repay", "cant_repay is no intent"),
        ("texts.yaml", "card_changed:", "card_change:", "the text card_changed is missing → add it"),
        ("texts.yaml", "card_changed:", "card_change:", "nothing uses the text card_change"),
        ("texts.yaml", "“{flow}”已取消", "“{folw}”已取消", "{folw} is neither a slot nor a fact here → use one"),
    ],
)  # fmt: skip
def test_a_problem_is_told_with_its_place(flows: Path, file: str, old: str, new: str, said: str) -> None:
    path = flows / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    found = [one for one in problems(flows) if said in one]
    assert found, problems(flows)
    assert " → " in found[0]


@pytest.mark.parametrize("part", ["confirm", "effect", "verify", "receipt"])
def test_a_write_without_one_of_its_parts(flows: Path, part: str) -> None:
    path = flows / _SETTLE
    lines = path.read_text().splitlines()
    start = lines.index(f"{part}:")
    end = next(index for index in range(start + 1, len(lines)) if not lines[index].startswith(" "))
    path.write_text("\n".join(lines[:start] + lines[end:]))
    assert any(f"a write needs {part} → add {part}" in one for one in problems(flows))


def test_a_problem_names_the_line_it_stands_on(flows: Path) -> None:
    path = flows / _SETTLE
    text = path.read_text().replace('{zh: "{card}"', '{zh: "{crad}"', 1)
    path.write_text(text)
    line = next(number for number, one in enumerate(text.splitlines(), 1) if "{crad}" in one)
    assert any(one.startswith(f"flows/{_SETTLE}:{line}: {{crad}}") for one in problems(flows))


def test_reserved_names(flows: Path) -> None:
    path = flows / _QUOTE
    path.write_text(
        path.read_text().replace("quote:", "done:", 1).replace("quote.", "done.").replace("read: quote", "read: done")
    )
    assert any("done has a meaning of its own" in one for one in problems(flows))
