"""A picture in memory that takes filled outlines: flat, shaded from top to bottom or across, clipped, with soft shadows.

The three channels lie apart, so that a stretch of one colour is one slice and a stretch seen through a translucent
colour is one `bytes.translate`. Only the pixels on an outline's edge are mixed one by one; that is what makes drawing
with the standard library alone fast enough.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from local.shop.colour import Colour
from local.shop.coverage import Coverage, Span, cover
from local.shop.paths import Path

_FULL = 255
#: Rows that share one colour of a gradient: unseen, and equal rows compress to almost nothing.
_STEP = 4


@dataclass(frozen=True, slots=True)
class Flat:
    colour: Colour
    opacity: float = 1.0

    def row(self, _y: int) -> tuple[Colour, float]:
        return self.colour, self.opacity


@dataclass(frozen=True, slots=True)
class Down:
    """From one colour at the height `top` to another at `bottom`."""

    top: float
    first: Colour
    bottom: float
    last: Colour

    def row(self, y: int) -> tuple[Colour, float]:
        share = min(1.0, max(0.0, (y - y % _STEP - self.top) / (self.bottom - self.top)))
        return self.first.mixed(self.last, share), 1.0


@dataclass(frozen=True, slots=True)
class Across:
    """Colours from left to right, each at its own x: for what is round, such as bottles and cups."""

    stops: tuple[tuple[float, Colour], ...]

    def at(self, x: int) -> Colour:
        for (left, first), (right, last) in pairwise(self.stops):
            if x < right:
                return first.mixed(last, max(0.0, (x - left) / (right - left)))
        return self.stops[-1][1]


Paint = Flat | Down | Across


class Canvas:
    def __init__(self, width: int, height: int, ground: Colour) -> None:
        self.width = width
        self.height = height
        self._planes = tuple(bytearray([part]) * (width * height) for part in ground)

    def cover(self, path: Path) -> Coverage:
        return cover(path, self.width, self.height)

    def fill(self, shape: Path | Coverage, paint: Paint, within: Coverage | None = None) -> None:
        coverage = self.cover(shape) if isinstance(shape, Path) else shape
        if within is not None:
            coverage &= within
        if isinstance(paint, Across):
            self._fill_across(coverage, paint)
        else:
            for y, spans in coverage.rows.items():
                self._blend(y, spans, *paint.row(y))

    def shadow(self, path: Path, dx: float, dy: float, blur: float, opacity: float, colour: Colour) -> None:
        """The outline's soft shadow: laid on in thin coats, each a little larger than the one before."""
        xs, ys = ([point[axis] for points in path.contours for point in points] for axis in (0, 1))
        middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
        half = max(max(xs) - min(xs), 1) / 2, max(max(ys) - min(ys), 1) / 2
        coats = 9
        coat_opacity = 1 - (1 - opacity) ** (1 / coats)
        for coat in range(coats):
            grow = blur * (coat / (coats - 1) * 2 - 1)
            grown = path.scaled(max(0.05, 1 + grow / half[0]), max(0.05, 1 + grow / half[1]), middle)
            coverage = cover(grown.moved(dx, dy), self.width, self.height, lines=1)
            self.fill(coverage, Flat(colour, coat_opacity))

    def rows(self) -> Iterator[bytes]:
        """Interleaved red, green and blue, from the top."""
        for y in range(self.height):
            row = bytearray(3 * self.width)
            for channel, plane in enumerate(self._planes):
                row[channel::3] = plane[y * self.width : (y + 1) * self.width]
            yield bytes(row)

    def _blend(self, y: int, spans: list[Span], colour: Colour, opacity: float) -> None:
        row = y * self.width
        for plane, part in zip(self._planes, colour, strict=True):
            for start, end, covered in spans:
                alpha = covered if opacity == 1 else round(covered * opacity)
                if alpha == _FULL:
                    plane[row + start : row + end] = bytes((part,)) * (end - start)
                elif end - start == 1:
                    was = plane[row + start]
                    plane[row + start] = was + ((part - was) * alpha + 127) // _FULL
                else:
                    seen = plane[row + start : row + end].translate(_through(part, alpha))
                    plane[row + start : row + end] = seen

    def _fill_across(self, coverage: Coverage, paint: Across) -> None:
        ramp = [paint.at(x) for x in range(self.width)]
        channels = [bytes(colour[channel] for colour in ramp) for channel in range(3)]
        for y, spans in coverage.rows.items():
            first = y * self.width
            for start, end, alpha in spans:
                if alpha == _FULL:
                    for plane, channel in zip(self._planes, channels, strict=True):
                        plane[first + start : first + end] = channel[start:end]
                else:
                    for x in range(start, end):
                        self._blend(y, [(x, x + 1, alpha)], ramp[x], 1)


@lru_cache(maxsize=4096)
def _through(part: int, alpha: int) -> bytes:
    """What every value of a channel becomes behind this translucent one."""
    return bytes(was + ((part - was) * alpha + 127) // _FULL for was in range(256))
