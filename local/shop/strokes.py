"""Lines as areas: strokes with round ends, what a broad pen writes, and places along a line."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from local.shop.paths import Path, Point, dot, union

#: Half of the bend, in radians, from which a stroke's corner is rounded.
_SHARP = 0.4


def stroke(line: Path, width: float, end_width: float | None = None) -> Path:
    """Lines with round ends as areas; with a second width they taper."""
    last = width if end_width is None else end_width
    return union(_stroked(_distinct(points), width / 2, last / 2) for points in line.contours)


def nib(line: Path, width: float, degrees: float) -> Path:
    """What a broad pen held at this angle writes along the line: thick one way, thin the other."""
    dx = math.cos(math.radians(degrees)) * width / 2
    dy = math.sin(math.radians(degrees)) * width / 2
    pieces = []
    for points in line.contours:
        for (ax, ay), (bx, by) in pairwise(points):
            corners = ((ax - dx, ay - dy), (ax + dx, ay + dy), (bx + dx, by + dy), (bx - dx, by - dy))
            pieces.append(corners if _area(corners) > 0 else corners[::-1])
    return Path(tuple(pieces))


def along(line: Path, spacing: float) -> Iterator[tuple[Point, float]]:
    """Points at even distances on the first contour, each with the direction of the line in degrees."""
    carried = 0.0
    for (ax, ay), (bx, by) in pairwise(line.points):
        length = math.hypot(bx - ax, by - ay)
        angle = math.degrees(math.atan2(by - ay, bx - ax))
        while length and carried <= length:
            part = carried / length
            yield (ax + (bx - ax) * part, ay + (by - ay) * part), angle
            carried += spacing
        carried -= length


def _distinct(points: Sequence[Point]) -> list[Point]:
    return [p for at, p in enumerate(points) if at == 0 or math.dist(p, points[at - 1]) > 0.01]


def _stroked(points: list[Point], start: float, end: float) -> Path:
    """Pieces that all run the same way round, so that where they overlap they add up; discs at ends and sharp turns."""
    if len(points) < 2:
        return dot(points[0], start)
    turns = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in pairwise(points)]
    radii = [start + (end - start) * at / len(turns) for at in range(len(points))]
    before, after = [turns[0], *turns], [*turns, turns[-1]]
    pieces = [dot(points[0], start), dot(points[-1], end)]
    edges: list[tuple[Point, Point]] = []
    for (x, y), radius, one, two in zip(points, radii, before, after, strict=True):
        bend = math.remainder(two - one, math.tau) / 2
        if abs(bend) > _SHARP:
            pieces.append(dot((x, y), radius))
        reach = radius / max(math.cos(bend), 0.5)
        dx, dy = -math.sin(one + bend) * reach, math.cos(one + bend) * reach
        edges.append(((x - dx, y - dy), (x + dx, y + dy)))
    for (a, b), (c, d) in pairwise(edges):
        pieces.append(Path(((a, c, d, b),)))
    return union(pieces)


def _area(points: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True))
