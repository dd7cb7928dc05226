"""Which message has something to happen to it when: scheduled enqueueing and expiry.

An agenda keeps sequence numbers, never messages, so that what has long been received costs a few bytes until
its date comes and not its body; entries gone stale are swept out before they outnumber the live ones.
"""

import heapq
from collections.abc import Container


class Agenda:
    def __init__(self) -> None:
        self._heap: list[tuple[float, int]] = []

    def add(self, when: float, sequence: int) -> None:
        heapq.heappush(self._heap, (when, sequence))

    def next(self) -> float | None:
        return self._heap[0][0] if self._heap else None

    def due(self, now: float) -> list[int]:
        """Take out everything whose time has come, earliest first."""
        taken = []
        while self._heap and self._heap[0][0] <= now:
            taken.append(heapq.heappop(self._heap)[1])
        return taken

    def sweep(self, live: Container[int], live_count: int) -> None:
        if len(self._heap) > 2 * live_count + 1000:
            self._heap = [entry for entry in self._heap if entry[1] in live]
            heapq.heapify(self._heap)
