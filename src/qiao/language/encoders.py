"""The port for an encoder of the operator's own, and the adapter to an endpoint for embeddings. None is needed."""

import json
import urllib.request
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

_TINY = np.float32(1e-9)


class EncoderUnavailable(Exception):
    """The encoder did not answer in time, or not with one vector a text; a later call may be answered."""


class Encoder(Protocol):
    """Texts as points in a space where likeness of meaning is nearness. `name` says which space."""

    @property
    def name(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Shape (texts, dimensions), float32. Raises EncoderUnavailable."""
        ...


def directions(encoder: Encoder, texts: Sequence[str]) -> np.ndarray:
    """What the encoder says, each row of length 1. Raises EncoderUnavailable, also where a row is missing."""
    points = np.asarray(encoder.encode(texts), dtype=np.float32)
    if points.ndim != len(("texts", "dimensions")) or len(points) != len(texts) or not np.isfinite(points).all():
        raise EncoderUnavailable(f"{encoder.name} gave no point for each text")
    return points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), _TINY)


class EmbeddingsEndpoint:
    """An endpoint that speaks OpenAI's protocol for embeddings: `url` is all of its address.

    Texts leave this machine: mask them first where the endpoint is not the lender's own. The last `remembered`
    texts are kept in memory.
    """

    def __init__(
        self, url: str, *, model: str, key: str = "", timeout_s: float = 0.5, batch: int = 64, remembered: int = 20_000
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError("the address of an endpoint begins with http:// or https://")
        self.name = model
        self._url, self._key, self._timeout_s = url, key, timeout_s
        self._batch, self._most = batch, remembered
        self._known: OrderedDict[str, np.ndarray] = OrderedDict()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        points = {text: self._known[text] for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in points]
        for start in range(0, len(new), self._batch):
            asked = new[start : start + self._batch]
            points.update(zip(asked, self._ask(asked), strict=True))
        self._known.update(points)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        return np.stack([points[text] for text in texts])

    def _ask(self, texts: Sequence[str]) -> list[np.ndarray]:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self._key}"} if self._key else {})
        body = json.dumps({"model": self.name, "input": list(texts)}).encode()
        request = urllib.request.Request(self._url, data=body, headers=headers)  # noqa: S310  (the scheme was checked)
        try:
            with urllib.request.urlopen(request, timeout=self._timeout_s) as answer:  # noqa: S310
                return _points(json.load(answer), len(texts))
        except (OSError, ValueError, KeyError, TypeError) as trouble:
            raise EncoderUnavailable(f"{self.name} at {self._url}: {trouble}") from trouble


def _points(answer: dict[str, Any], count: int) -> list[np.ndarray]:
    by_place = {int(one["index"]): np.array(one["embedding"], dtype=np.float32) for one in answer["data"]}
    if sorted(by_place) != list(range(count)) or len({point.shape for point in by_place.values()}) > 1:
        raise ValueError("not one point a text")
    return [by_place[place] for place in range(count)]
