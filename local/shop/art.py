"""One product's picture while it is being drawn: the canvas, the product's colours, and the sku's own chance.

Figures are written against this class, in one coordinate system of 640 by 800 that `place` can enlarge and shift.
Whatever they decide by chance comes from a generator seeded with the sku, so that a product looks the same on every
day and machine, and its neighbour looks different.
"""

from collections.abc import Sequence
from random import Random

from local.shop.canvas import Across, Canvas, Down, Flat, Paint
from local.shop.colour import WARM_WHITE, Colour
from local.shop.coverage import Coverage
from local.shop.paths import Path, Point, smooth
from local.shop.strokes import stroke

WIDTH, HEIGHT = 640, 800
CENTRE = (320.0, 400.0)
_DARK = 0.28
_PALE = 0.8


class Art:
    def __init__(self, sku: str, colours: Sequence[Colour], ground: Colour) -> None:
        self.chance = Random(sku)
        self.canvas = Canvas(WIDTH, HEIGHT, ground)
        self.ground = ground
        self.colours = tuple(colours)
        self.base = colours[0]
        #: What shades and folds are drawn with. Black cloth is told by its lights, white cloth by its shades.
        self.shade = self.base.deeper(0.32 if self.base.luminance > _PALE else 0.45)
        self.light = self.base.lighter(0.22 if self.base.luminance < _DARK else 0.38)
        self._scale = 1.0
        self._right = 0.0
        self._drop = 0.0

    @property
    def second(self) -> Colour:
        """Another colour the product comes in, else a relative of the first."""
        return self.colours[1] if len(self.colours) > 1 else self.light

    def place(self, scale: float, drop: float = 0, right: float = 0) -> None:
        """From here on everything is drawn larger or smaller about the centre, then lower and to the right by this."""
        self._scale, self._drop, self._right = scale, drop, right

    def fill(
        self,
        shape: Path | Coverage,
        paint: Paint | Colour,
        opacity: float = 1,
        within: Coverage | None = None,
    ) -> None:
        area = self.cover(shape) if isinstance(shape, Path) else shape
        self.canvas.fill(area, self._placed_paint(paint, opacity), within)

    def cover(self, path: Path) -> Coverage:
        return self.canvas.cover(self._placed(path))

    def draw(
        self,
        line: Path | Sequence[Point],
        width: float,
        colour: Colour,
        opacity: float = 1,
        *,
        end_width: float | None = None,
        within: Coverage | None = None,
    ) -> None:
        """A line with round ends: along a path, or smoothly through points."""
        path = line if isinstance(line, Path) else smooth(line)
        self.fill(stroke(path, width, end_width), colour, opacity, within)

    def shadow(
        self, path: Path, dx: float = 10, dy: float = 14, blur: float = 14, opacity: float = 0.24
    ) -> None:
        self.canvas.shadow(self._placed(path), dx, dy, blur, opacity, self.ground.deeper(0.8))

    def glint(self, path: Path, opacity: float = 0.5, within: Coverage | None = None) -> None:
        self.fill(path, WARM_WHITE, opacity, within)

    def _placed(self, path: Path) -> Path:
        if (self._scale, self._right, self._drop) == (1, 0, 0):
            return path
        return path.scaled(self._scale, self._scale, CENTRE).moved(self._right, self._drop)

    def _placed_paint(self, paint: Paint | Colour, opacity: float) -> Paint:
        if isinstance(paint, Colour):
            return Flat(paint, opacity)
        if isinstance(paint, Across):
            middle = CENTRE[0]
            return Across(
                tuple(
                    (middle + (x - middle) * self._scale + self._right, colour) for x, colour in paint.stops
                )
            )
        if isinstance(paint, Down):
            top, bottom = (
                CENTRE[1] + (y - CENTRE[1]) * self._scale + self._drop for y in (paint.top, paint.bottom)
            )
            return Down(top, paint.first, bottom, paint.last)
        return paint
