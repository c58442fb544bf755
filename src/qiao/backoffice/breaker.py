"""A circuit breaker: a lender that does not answer is left alone for a moment, and then tried with one request."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Breaker:
    """Opens after `failures` in a row and stays open for `rest_s`; then one request may try, and decides.

    All times are seconds of a monotonic clock.
    """

    failures: int = 5
    rest_s: float = 5.0
    _in_a_row: int = field(default=0, init=False)
    _closed_from_s: float = field(default=0.0, init=False)
    _trying: bool = field(default=False, init=False)

    def lets_through(self, now_s: float) -> bool:
        """Whether to ask at all. After a True the outcome has to be told with `worked`, `failed` or `left`."""
        if self._in_a_row < self.failures:
            return True
        if self._trying or now_s < self._closed_from_s:
            return False
        self._trying = True
        return True

    def worked(self) -> None:
        self._in_a_row, self._trying = 0, False

    def failed(self, now_s: float) -> None:
        self._in_a_row += 1
        self._trying = False
        self._closed_from_s = now_s + self.rest_s

    def left(self) -> None:
        """Nobody waited for the answer: it decides nothing, and another may try."""
        self._trying = False

    @property
    def is_open(self) -> bool:
        return self._in_a_row >= self.failures
