import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from threading import Thread
from typing import ClassVar

import numpy as np
import pytest

from qiao.language import EmbeddingsEndpoint, EncoderUnavailable, Example, load, save, train

# The encoder knows what no sign of the texts shows: that these words belong together.
MEANINGS = (["还款", "还钱", "清偿", "repay"], ["提额", "加额度", "调高上限", "raise"])
EXAMPLES = [
    Example(start + word, intent)
    for intent, words in zip(("repay", "raise"), MEANINGS, strict=True)
    for start, word in product(["怎么", "我要", "请问", "帮我"], words[:2])
]


class Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []
    answers = "well"

    def do_POST(self) -> None:
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Handler.asked += given["input"]
        points = [[float(any(word in text for word in words)) for words in MEANINGS] for text in given["input"]]
        data = [{"index": place, "embedding": [*point, 0.1]} for place, point in enumerate(points)]
        body = json.dumps({"data": data[::-1]} if Handler.answers == "well" else {"data": data[1:]}).encode()
        self.send_response(200 if Handler.answers != "refused" else 503)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002  (its name upstream)
        return


@pytest.fixture
def url() -> Iterator[str]:
    Handler.asked, Handler.answers = [], "well"
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1/embeddings"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_encoder_of_the_operators_is_heard(url: str) -> None:
    encoder = EmbeddingsEndpoint(url, model="house", timeout_s=10)
    model = train(EXAMPLES, encoder=encoder)
    assert [one.label for one in model.predict(["请问清偿", "请问调高上限"])] == ["repay", "raise"]


def test_without_an_answer_the_built_in_understanding_goes_on(url: str, tmp_path: Path) -> None:
    encoder = EmbeddingsEndpoint(url, model="house", timeout_s=10)
    model = train(EXAMPLES, encoder=encoder)
    save(model, tmp_path / "model")
    assert load(tmp_path / "model", encoder=encoder).predict(["请问清偿"]) == model.predict(["请问清偿"])
    for answers in ("refused", "too few"):
        Handler.answers = answers
        assert model.predict(["那我怎么还钱"])[0].label == "repay"
    assert load(tmp_path / "model").predict(["那我怎么还钱"]) == model.predict(["那我怎么还钱"])


def test_a_text_is_asked_once(url: str) -> None:
    encoder = EmbeddingsEndpoint(url, model="house", timeout_s=10, batch=2)
    first = encoder.encode(["还款", "提额", "还款", "好"])
    assert np.array_equal(encoder.encode(["还款", "提额", "还款", "好"]), first)
    assert sorted(Handler.asked) == sorted(["还款", "提额", "好"])
    assert (first.shape, first.dtype) == ((4, 3), np.float32)


def test_a_trouble_has_one_name(url: str) -> None:
    Handler.answers = "refused"
    with pytest.raises(EncoderUnavailable):
        EmbeddingsEndpoint(url, model="house", timeout_s=10).encode(["还款"])
    with pytest.raises(ValueError, match="begins with"):
        EmbeddingsEndpoint("file:///etc/hosts", model="house")
