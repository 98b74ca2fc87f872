"""A few answers that are kept for some minutes."""

import time
from collections import OrderedDict
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Kept(Generic[Answer]):
    """The last ``most`` answers, each for ``seconds``; of this process alone."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._answers: OrderedDict[str, tuple[float, Answer]] = OrderedDict()

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer in the place of an earlier one."""
        self._answers.pop(key, None)
        self._answers[key] = (time.monotonic() + self._seconds, answer)
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)

    def get(self, key: str) -> Answer | None:
        """The answer, if it is not too old."""
        until, answer = self._answers.get(key, (0.0, None))
        return answer if time.monotonic() < until else None
