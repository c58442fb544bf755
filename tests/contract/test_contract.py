"""No request made from the OpenAPI document is answered by a 5xx, and no answer is one it does not describe."""

from collections.abc import Iterator

import pytest

from qiao.access import Post
from tests.contract.asking import ask_everything
from tests.contract.people import POSTS, Asker
from tests.contract.running import running
from tests.kills.server import Server

pytestmark = pytest.mark.slow

_EXAMPLES = 4


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("contract")) as server:
        yield server
    assert "Exception in ASGI application" not in server.tail(), server.tail()


@pytest.mark.parametrize("post", POSTS)
def test_whatever_is_asked_the_answer_is_one_of_those_described(server: Server, post: Post | None) -> None:
    asker = Asker(server, post)
    asker.renew()
    asked = list(ask_everything(asker, examples=_EXAMPLES))
    assert [(one.operation, one.wrong) for one in asked if one.wrong] == []
    assert len({one.operation for one in asked if one.times}) > 55
    statuses = {status for one in asked for status in one.statuses}
    assert statuses >= ({200, 201, 422, 401} if post is None else {200, 201, 204, 404, 422})
