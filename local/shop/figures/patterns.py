"""What is printed, knitted or sewn on a surface; every pattern stays within the area it is given."""

import math
from collections.abc import Sequence

from local.shop.art import HEIGHT, WIDTH, Art
from local.shop.colour import LEAF, Colour
from local.shop.coverage import Coverage
from local.shop.paths import Point, dot, polygon, svg, union

_LEAF = LEAF.deeper(0.15)
_HONEY = Colour(240, 196, 92)


def spots(art: Art, inside: Coverage, colour: Colour) -> None:
    art.fill(union(dot(at, 6) for at in _staggered(34)), colour, within=inside)


def blossoms(
    art: Art,
    inside: Coverage,
    colours: Sequence[Colour],
    apart: float = 66,
    leaf: Colour = _LEAF,
    heart: Colour = _HONEY,
) -> None:
    """Five-petalled flowers with leaves, scattered as on a summer print."""
    size = apart / 7.4
    for x, y in _staggered(apart):
        place = (x + art.chance.uniform(-size, size), y + art.chance.uniform(-size, size))
        grown = size * art.chance.uniform(0.8, 1.2)
        blossom(art, place, grown, (art.chance.choice(list(colours)), leaf, heart), inside)


def blossom(
    art: Art, at: Point, size: float, colours: tuple[Colour, Colour, Colour], inside: Coverage | None = None
) -> None:
    """Colours of petals, leaves and heart."""
    petals, leaf, heart = colours
    turn = art.chance.uniform(0, 72)
    blade = svg("M0 0 C8 -8 22 -8 30 0 C22 7 8 7 0 0 Z").scaled(size / 11, size / 11, (0, 0))
    art.fill(union(blade.turned(turn + a, (0, 0)).moved(*at) for a in (20, 165)), leaf, within=inside)
    around = (math.radians(turn + 72 * petal) for petal in range(5))
    reach = size * 0.85
    flower = (dot((at[0] + reach * math.cos(a), at[1] + reach * math.sin(a)), size * 0.66) for a in around)
    art.fill(union(flower), petals, within=inside)
    art.fill(dot(at, size * 0.42), heart, within=inside)


def knit(art: Art, inside: Coverage, top: float, bottom: float) -> None:
    """Zigzag rows, as a cable-knit shows from afar."""
    zigzag = [(x, 9 if at % 2 else 0) for at, x in enumerate(range(100, 540, 11))]
    row = polygon(*zigzag, *((x, y + 3) for x, y in reversed(zigzag)))
    rows = (row.moved(0, y) for y in range(int(top), int(bottom), 22))
    art.fill(union(rows), art.shade, 0.3, inside)


def beads(art: Art, inside: Coverage, top: float, bottom: float, colour: Colour, count: int) -> None:
    """Denser at the top."""
    made = []
    for _ in range(count):
        y = top + (bottom - top) * art.chance.random() ** 2.6
        made.append(dot((art.chance.uniform(120, 520), y), art.chance.uniform(1.2, 2.8)))
    art.fill(union(made), colour, 0.9, inside)


def _staggered(apart: float) -> list[Point]:
    return [
        (column * apart + (apart / 2 if row % 2 else 0), row * apart)
        for row in range(int(HEIGHT / apart) + 1)
        for column in range(int(WIDTH / apart) + 2)
    ]
