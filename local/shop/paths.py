"""Outlines for drawing: polygons that remember nothing but their points.

Curves become short lines at once, so that every later step (moving, mirroring, stroking, filling) deals with points
only. Y grows downwards, as on the canvas.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Point = tuple[float, float]

_COMMAND = re.compile(r"([MLQCZ])([^MLQCZ]*)")
#: Points that one piece of each command takes.
_POINTS = {"L": 1, "Q": 2, "C": 3, "Z": 1}
#: How far, in pixels, a straight piece may stay away from the round it stands for.
_SLACK = 0.12


@dataclass(frozen=True, slots=True)
class Path:
    contours: tuple[tuple[Point, ...], ...]

    def __add__(self, other: "Path") -> "Path":
        return Path(self.contours + other.contours)

    @property
    def points(self) -> tuple[Point, ...]:
        """The first contour, for outlines that have only one."""
        return self.contours[0]

    def closed(self) -> "Path":
        """Back to where it began: for outlines drawn as lines."""
        return Path(tuple(points + points[:1] for points in self.contours))

    def moved(self, dx: float, dy: float) -> "Path":
        return Path(tuple(tuple((x + dx, y + dy) for x, y in points) for points in self.contours))

    def scaled(self, across: float, down: float, about: Point) -> "Path":
        cx, cy = about
        return Path(
            tuple(
                tuple((cx + (x - cx) * across, cy + (y - cy) * down) for x, y in points)
                for points in self.contours
            )
        )

    def turned(self, degrees: float, about: Point) -> "Path":
        """Clockwise, as the eye sees it."""
        cx, cy = about
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return Path(
            tuple(
                tuple(
                    (cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos) for x, y in c
                )
                for c in self.contours
            )
        )

    def mirrored(self, cx: float = 320) -> "Path":
        """The other side; points run backwards, so that a shape and its mirror image still add up."""
        return Path(tuple(tuple((2 * cx - x, y) for x, y in reversed(points)) for points in self.contours))

    def hole(self) -> "Path":
        """Added to a shape around it, it is cut out."""
        return Path(tuple(tuple(reversed(points)) for points in self.contours))


def union(paths: Iterable[Path]) -> Path:
    return Path(tuple(contour for path in paths for contour in path.contours))


def polygon(*points: Point) -> Path:
    return Path((points,))


def svg(data: str) -> Path:
    """Path data with absolute M, L, Q, C and Z: what a drawing program writes."""
    contours: list[list[Point]] = []
    for command, points in _commands(data):
        if command == "M":
            contours.append(points)
            continue
        here, of_a_piece = contours[-1], _POINTS[command]
        for at in range(0, len(points), of_a_piece):
            here.extend(_bezier(here[-1], *points[at : at + of_a_piece]))
    return Path(tuple(tuple(points) for points in contours))


def both_sides(half: str, cx: float = 320) -> Path:
    """A symmetric outline from its right half, given as path data from the upper middle to the lower middle."""
    right = svg(half).points
    left = tuple((2 * cx - x, y) for x, y in reversed(right))
    return Path((right + left,))


def pair(half: str, cx: float = 320) -> tuple[Path, Path]:
    """A shape and its mirror image, such as two sleeves, from the right one."""
    right = svg(half)
    return right, right.mirrored(cx)


def smooth(points: Sequence[Point], *, closed: bool = False) -> Path:
    """A curve through all the points."""
    count = len(points)
    out: list[Point] = [points[0]]
    for at in range(count if closed else count - 1):
        if closed:
            before, a, b, after = (points[(at + k) % count] for k in (-1, 0, 1, 2))
        else:
            before, a, b = points[max(at - 1, 0)], points[at], points[at + 1]
            after = points[min(at + 2, count - 1)]
        first = (a[0] + (b[0] - before[0]) / 6, a[1] + (b[1] - before[1]) / 6)
        second = (b[0] - (after[0] - a[0]) / 6, b[1] - (after[1] - a[1]) / 6)
        out.extend(_bezier(a, first, second, b))
    return Path((tuple(out),))


def ellipse(cx: float, cy: float, rx: float, ry: float | None = None) -> Path:
    down = rx if ry is None else ry
    return arc(cx, cy, rx, down, 0, 360)


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> Path:
    """From one angle to another, clockwise from three o'clock."""
    steps = max(3, math.ceil(math.radians(abs(end - start)) / _corner(max(rx, ry))))
    angles = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return Path((tuple((cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles),))


def dot(at: Point, radius: float) -> Path:
    return arc(*at, radius, radius, 0, 360)


def box(x: float, y: float, width: float, height: float, radius: float = 0) -> Path:
    if not radius:
        return polygon((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    r = min(radius, width / 2, height / 2)
    corners = (
        (x + width - r, y + r, -90),
        (x + width - r, y + height - r, 0),
        (x + r, y + height - r, 90),
        (x + r, y + r, 180),
    )
    return Path((tuple(p for cx, cy, angle in corners for p in arc(cx, cy, r, r, angle, angle + 90).points),))


def _commands(data: str) -> Iterator[tuple[str, list[Point]]]:
    for command, numbers in _COMMAND.findall(data):
        values = [float(number) for number in numbers.split()]
        yield command, list(zip(values[::2], values[1::2], strict=True))


def _bezier(start: Point, *controls: Point) -> list[Point]:
    if len(controls) == 1:
        return [controls[0]]
    if len(controls) == 2:
        (qx, qy), end = controls
        first = (start[0] + (qx - start[0]) * 2 / 3, start[1] + (qy - start[1]) * 2 / 3)
        second = (end[0] + (qx - end[0]) * 2 / 3, end[1] + (qy - end[1]) * 2 / 3)
    else:
        first, second, end = controls
    length = math.dist(start, first) + math.dist(first, second) + math.dist(second, end)
    steps = max(3, math.ceil(math.sqrt(length)))
    return [_on_cubic(start, first, second, end, step / steps) for step in range(1, steps + 1)]


def _on_cubic(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    u = 1 - t
    wa, wb, wc, wd = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
    return wa * a[0] + wb * b[0] + wc * c[0] + wd * d[0], wa * a[1] + wb * b[1] + wc * c[1] + wd * d[1]


def _corner(radius: float) -> float:
    """The largest angle between two corners of a round outline."""
    return 2 * math.acos(max(0.5, 1 - _SLACK / max(radius, 0.2)))
