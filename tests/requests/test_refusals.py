"""What the lender may refuse an effect with has words, and nothing else has."""

from qiao import app
from qiao.backoffice.contract import OPERATIONS
from qiao.requests import FlowBook


def test_every_remote_effect_names_the_operations_it_orders() -> None:
    assert {name for name, one in app.REQUESTS.ordered.items() if not one.uses} == set()


def test_every_refusal_an_effect_can_meet_has_words(book: FlowBook) -> None:
    met = {code for one in app.REQUESTS.ordered.values() for operation in one.uses for code in operation.refuses}
    assert met <= book.refusals.keys()
    assert book.refusals["QuoteOver"].alternative == "early_settlement_quote"


def test_words_are_kept_only_for_codes_of_the_contract(book: FlowBook) -> None:
    assert book.refusals.keys() <= {code for operation in OPERATIONS.values() for code in operation.refuses}
