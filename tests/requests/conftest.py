"""What tests of requests stand on: the shipped flows, and somebody to talk with them."""

import pytest

from qiao import app
from qiao.policy import Pack
from qiao.requests import FlowBook
from tests.requests.talking import Talk


@pytest.fixture(scope="session")
def book(pack: Pack) -> FlowBook:
    return pack.section(app.FLOWS)


@pytest.fixture
def talk(book: FlowBook) -> Talk:
    return Talk(book)
