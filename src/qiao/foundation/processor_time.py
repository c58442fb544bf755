"""Processor time of one piece of work among many on the event loop."""

import time
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


class Timed(Awaitable[Result], Generic[Result]):
    """Awaits `work` and tells `spent` the seconds of processor time of each of its steps on this thread.

    What threads and the loop's transports do for it is not counted.
    """

    def __init__(self, work: Coroutine[Any, Any, Result], spent: Callable[[float], None]) -> None:
        self._work = work
        self._spent = spent

    def __await__(self) -> Generator[Any, Any, Result]:
        given: Any = None
        failure: BaseException | None = None
        while True:
            began = time.thread_time()
            try:
                awaited = self._work.send(given) if failure is None else self._work.throw(failure)
            except StopIteration as end:
                return end.value
            finally:
                self._spent(time.thread_time() - began)
            given = failure = None
            try:
                given = yield awaited
            except GeneratorExit:
                self._work.close()
                raise
            except BaseException as trouble:  # noqa: BLE001  (whatever comes is the work's own to deal with)
                failure = trouble
