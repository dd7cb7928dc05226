"""How much of each pixel an outline covers: the anti-aliasing behind every shape.

An outline is cut by a few scan lines a row. On each, the covered stretch is measured exactly, so that slanted edges get
smooth steps; what counts as inside is the non-zero winding rule. Coverages can be intersected, which is how a pattern
stays within its garment.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from local.shop.paths import Path

#: First pixel, the one after the last, and how much of each is covered (1 to 255).
Span = tuple[int, int, int]
_FULL = 255
#: Eight steps from bare to covered: enough for the eye, and few enough to keep the compressed picture small.
_LEVELS = tuple(round(_FULL * step / 8) for step in range(9))
Crossings = dict[int, list[tuple[float, int]]]


@dataclass(frozen=True, slots=True)
class Coverage:
    rows: Mapping[int, list[Span]]

    def __and__(self, other: "Coverage") -> "Coverage":
        shared = ((y, _overlap(spans, other.rows[y])) for y, spans in self.rows.items() if y in other.rows)
        return Coverage({y: spans for y, spans in shared if spans})


def cover(path: Path, width: int, height: int, lines: int = 4) -> Coverage:
    """With fewer scan lines a row it is quicker and rougher: enough for a shadow's thin coats."""
    deltas: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for line, found in _crossings(path, height, lines).items():
        row = deltas[line // lines]
        found.sort()
        winding = 0
        for at, turn in found:
            entering = winding == 0
            winding += turn
            if entering or winding == 0:
                # A change of coverage at x, told as changes at two whole pixels.
                sign = 1.0 if entering else -1.0
                x = at if 0 <= at <= width else min(max(at, 0.0), width)
                pixel = int(x)
                right = (x - pixel) * sign
                row[pixel] += sign - right
                row[pixel + 1] += right
    rows = ((y, _spans(row, width, lines)) for y, row in deltas.items())
    return Coverage({y: spans for y, spans in rows if spans})


def _crossings(path: Path, height: int, lines: int) -> Crossings:
    """Where each scan line, in the middle of its part of the row, meets the outline, and in which direction."""
    found: Crossings = defaultdict(list)
    last = height * lines - 1
    for points in path.contours:
        ax, ay = points[-1]
        for bx, by in points:
            if ay != by:
                turn = 1 if by > ay else -1
                top, bottom = (ay, by) if turn > 0 else (by, ay)
                first = max(math.ceil(top * lines - 0.5), 0)
                until = min(math.ceil(bottom * lines - 0.5) - 1, last)
                step = (bx - ax) / (by - ay) / lines
                x = ax + ((first + 0.5) / lines - ay) * step * lines
                for line in range(first, until + 1):
                    found[line].append((x, turn))
                    x += step
            ax, ay = bx, by
    return found


def _spans(row: dict[int, float], width: int, lines: int) -> list[Span]:
    spans: list[Span] = []
    level, alpha, start = 0.0, 0, 0
    for x in sorted(row):
        if x > width:  # only the rest of a change at the right edge
            break
        if alpha and x > start:
            spans.append((start, x, alpha))
        level += row[x]
        alpha = _LEVELS[int(level * 8 / lines + 0.5)]
        start = x
    return spans


def _overlap(these: list[Span], those: list[Span]) -> list[Span]:
    found: list[Span] = []
    i = j = 0
    while i < len(these) and j < len(those):
        (a, b, one), (c, d, other) = these[i], those[j]
        start, end = max(a, c), min(b, d)
        if start < end:
            alpha = (one * other + 127) // _FULL
            if alpha:
                found.append((start, end, alpha))
        if b < d:
            i += 1
        else:
            j += 1
    return found
