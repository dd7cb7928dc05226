"""Small things that turn up in several pictures: crescents, stars, flames, smoke, bottles, a lantern, flowers."""

import math
from collections.abc import Sequence
from itertools import pairwise

from local.shop.art import Art
from local.shop.canvas import Across, Down
from local.shop.colour import GOLD, LEAF, WARM_WHITE, Colour
from local.shop.coverage import Coverage
from local.shop.paths import Path, Point, arc, box, dot, ellipse, polygon, smooth, svg, union
from local.shop.strokes import stroke

FLAME = Colour(247, 178, 74)
GLASS = Colour(225, 236, 236)


def crescent(cx: float, cy: float, radius: float) -> Path:
    """Open to the right."""
    outer = arc(cx, cy, radius, radius, 42, 318).points
    inner = arc(cx + radius * 0.33, cy, radius * 0.79, radius * 0.79, 302, 58).points
    return Path((outer + inner,))


def star(cx: float, cy: float, radius: float, points: int = 5, waist: float = 0.42) -> Path:
    corners = []
    for at in range(points * 2):
        reach = radius if at % 2 == 0 else radius * waist
        angle = math.pi * at / points - math.pi / 2
        corners.append((cx + reach * math.cos(angle), cy + reach * math.sin(angle)))
    return polygon(*corners)


def ground_shadow(art: Art, cx: float, y: float, half: float) -> None:
    """Where a thing touches the table."""
    art.shadow(ellipse(cx + half * 0.06, y, half, max(8, half * 0.07)), 0, 0, 12, 0.42)


def round_glass(x: float, width: float, colour: Colour) -> Across:
    """Light on something round: bright near the left, darkest at the right, a reflection on the rim."""
    return Across(
        (
            (x, colour.deeper(0.18)),
            (x + width * 0.1, colour.lighter(0.12)),
            (x + width * 0.28, colour.lighter(0.42)),
            (x + width * 0.42, colour),
            (x + width * 0.86, colour.deeper(0.22)),
            (x + width, colour.deeper(0.08)),
        )
    )


def metal(x: float, width: float, colour: Colour = GOLD) -> Across:
    return Across(
        (
            (x, colour.deeper(0.3)),
            (x + width * 0.16, colour.lighter(0.3)),
            (x + width * 0.3, colour.lighter(0.65)),
            (x + width * 0.46, colour),
            (x + width * 0.8, colour.deeper(0.35)),
            (x + width, colour.lighter(0.1)),
        )
    )


def smoke(art: Art, x: float, y: float, height: float) -> None:
    for sway, width, opacity in ((26, 13, 0.5), (-20, 9, 0.45)):
        curl = smooth(
            [
                (x, y),
                (x + sway, y - height * 0.28),
                (x - sway * 0.8, y - height * 0.58),
                (x + sway * 0.6, y - height),
            ]
        )
        art.fill(stroke(curl, width, 1), WARM_WHITE, opacity)


def flame(art: Art, x: float, y: float, size: float = 1) -> None:
    for grow, opacity in ((62, 0.1), (44, 0.14), (28, 0.2)):
        art.fill(dot((x, y - 22 * size), grow * size), FLAME.lighter(0.5), opacity)
    art.draw([(x, y + 8 * size), (x, y - 4 * size)], 3 * size, Colour(80, 62, 54))
    drop = svg("M0 0 C-16 -8 -15 -28 0 -50 C15 -28 16 -8 0 0 Z")
    art.fill(drop.scaled(size, size, (0, 0)).moved(x, y), FLAME)
    art.fill(drop.scaled(size * 0.5, size * 0.55, (0, 0)).moved(x, y - 2), WARM_WHITE, 0.9)


def candle(art: Art, x: float, y: float, size: float, wax: Colour) -> None:
    """In a glass; `y` is where it stands."""
    width, height = 120 * size, 130 * size
    left, top = x - width / 2, y - height
    glass = box(left, top, width, height, 14 * size)
    art.fill(glass, GLASS, 0.75)
    art.fill(
        box(left + 5 * size, top + 26 * size, width - 10 * size, height - 32 * size, 10 * size),
        round_glass(left, width, wax),
    )
    art.fill(ellipse(x, top + 27 * size, width / 2 - 5 * size, 8 * size), wax.lighter(0.45))
    label = box(x - 34 * size, top + 56 * size, 68 * size, 46 * size, 4)
    art.fill(label, WARM_WHITE)
    art.draw(label.closed(), 1.4, GOLD, 0.8)
    art.fill(star(x, top + 72 * size, 9 * size, 8, 0.5), GOLD)
    art.draw([(x - 18 * size, top + 91 * size), (x + 18 * size, top + 91 * size)], 2.4 * size, GOLD, 0.8)
    art.glint(box(left + 9 * size, top + 12 * size, 7 * size, height - 30 * size, 3), 0.55)
    flame(art, x, top + 18 * size, size)


def lantern(art: Art, x: float, y: float, size: float, colour: Colour) -> None:
    """A fanous; `y` is where it stands."""

    def at(path: Path) -> Path:
        return path.scaled(size, size, (0, 0)).moved(x, y)

    left, width = x - 80 * size, 160 * size
    art.draw(at(arc(0, -356, 24, 24, 0, 360)), 6 * size, colour.deeper(0.25))
    art.fill(
        at(svg("M-14 -332 L14 -332 C20 -300 62 -282 72 -246 L-72 -246 C-62 -282 -20 -300 -14 -332 Z")),
        metal(left, width, colour),
    )
    art.fill(at(box(-82, -250, 164, 18, 8)), metal(left, width, colour))
    panes = at(svg("M-66 -232 L66 -232 L74 -60 L-74 -60 Z"))
    inside = art.cover(panes)
    art.fill(inside, Down(y - 232 * size, FLAME.lighter(0.75), y - 60 * size, FLAME.lighter(0.25)), 1)
    art.fill(at(star(0, -150, 46, 8, 0.56)), colour.deeper(0.1))
    art.fill(at(star(0, -150, 27, 8, 0.56)), FLAME.lighter(0.8))
    for across in (-66, -33, 33, 66):
        art.draw(
            [(x + across * 0.97 * size, y - 232 * size), (x + across * 1.1 * size, y - 60 * size)],
            6 * size,
            colour.deeper(0.12),
            within=inside,
        )
    arches = union(arc(across, -196, 16, 22, 180, 360) for across in (-49, 0, 49))
    art.draw(at(arches), 4 * size, colour.deeper(0.12), within=inside)
    art.fill(at(box(-88, -62, 176, 20, 8)), metal(left, width, colour))
    art.fill(at(svg("M-70 -42 L70 -42 L86 0 L-86 0 Z")), metal(left, width, colour))


def label(art: Art, x: float, y: float, width: float, height: float) -> Coverage:
    """A paper label with a fine gold frame, centred here."""
    paper = box(x - width / 2, y - height / 2, width, height, 5)
    art.fill(paper, WARM_WHITE)
    frame = box(x - width / 2 + 5, y - height / 2 + 5, width - 10, height - 10, 3)
    art.draw(frame.closed(), 1.5, GOLD, 0.9)
    return art.cover(paper)


def rose(art: Art, at: Point, size: float, colour: Colour) -> None:
    art.fill(dot(at, size), colour.deeper(0.08))
    for share, tone in ((0.78, colour.lighter(0.12)), (0.56, colour), (0.34, colour.lighter(0.3))):
        art.fill(dot((at[0] - size * 0.06, at[1] - size * 0.08), size * share), tone)
        art.draw(
            arc(at[0], at[1], size * share, size * share, 200, 380), size * 0.07, colour.deeper(0.35), 0.5
        )


def leafy_stem(art: Art, line: Sequence[Point], colour: Colour = LEAF, leaf: float = 1) -> None:
    art.draw(line, 3.5, colour.deeper(0.2), end_width=1.5)
    blade = svg("M0 0 C9 -10 28 -9 40 0 C28 8 9 8 0 0 Z").scaled(leaf, leaf, (0, 0))
    leaves = []
    for (px, py), (x, y) in pairwise(line):
        turn = math.degrees(math.atan2(y - py, x - px))
        leaves += [blade.turned(turn + side, (0, 0)).moved(x, y) for side in (-42, 42)]
    art.fill(union(leaves), colour)
