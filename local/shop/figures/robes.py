"""Abayas, kaftans and the embroidered thobe: long, loose, and told apart by their fronts and trims."""

from typing import Literal

from local.shop.art import Art
from local.shop.backdrop import hang
from local.shop.canvas import Down
from local.shop.colour import GOLD
from local.shop.coverage import Coverage
from local.shop.figures.cloth import (
    back_of_neck,
    cloth,
    folds,
    hanger,
    seam,
    sleeve_outlines,
    sleeves,
)
from local.shop.figures.stitches import CYPRESS, DIAMOND, STAR, STEPS, WAVE, stitch, stitch_column, stitch_row
from local.shop.paths import Point, both_sides, box, dot, pair, smooth, svg, union
from local.shop.strokes import along

Front = Literal["closed", "open"]

_BODY = "M320 214 C344 214 358 196 364 176 L400 186 C414 300 440 590 460 764 C424 780 370 786 320 786"
_FALLS = [
    [(374, 300), (404, 500), (428, 772)],
    [(350, 330), (366, 520), (382, 782)],
]
_KAFTAN = (
    "M320 236 C338 222 354 198 362 176 C430 190 510 232 548 300 C546 352 534 396 514 424"
    " C478 402 446 390 426 390 C430 500 444 620 456 704 C414 722 366 726 320 726"
)
_CUFF_EDGE = [(448, 512), (476, 508), (504, 490)]


def abaya(art: Art, *, front: Front = "closed", gold: bool = False, pockets: bool = False) -> None:
    body = both_sides(_BODY)
    hang(art)
    art.place(0.95, -8)
    art.shadow(union([body, *sleeve_outlines("robe")]))
    hanger(art)
    back_of_neck(art)
    arms = sleeves(art, "robe")
    inside = cloth(art, body)
    folds(art, inside, _FALLS, 20)
    seam(art, [(320, 216), (320, 784)])
    if front == "open":
        _open_front(art, inside)
    if pockets:
        for half in pair("M366 430 L396 424 L402 436"):
            seam(art, half, inside, 3)
    if gold:
        _gold(art, inside, arms)
        _shayla(art)


def kaftan(art: Art) -> None:
    body = both_sides(_KAFTAN)
    hang(art)
    art.shadow(body)
    hanger(art)
    back_of_neck(art)
    inside = cloth(art, body)
    folds(art, inside, [[(420, 250), (440, 300), (470, 390)], *_FALLS], 18)
    neck = smooth([(276, 176), (292, 206), (320, 238), (348, 206), (364, 176)])
    art.draw(neck, 9, GOLD, within=inside)
    art.draw([(320, 238), (320, 470)], 9, GOLD, within=inside)
    for half in pair("M548 300 C546 352 534 396 514 424"):
        art.draw(half, 16, GOLD, within=inside)
    braid = [(320 + side * 15, y) for y in range(262, 462, 18) for side in (-1, 1)]
    art.fill(union(dot(at, 3.4) for at in braid), GOLD.lighter(0.2))
    _scallops(art, [(180, 706), (320, 712), (460, 706)], inside)


def thobe(art: Art) -> None:
    """The fallahi dress: a stitched chest panel, bands down the skirt and round the sleeves."""
    body = both_sides(_BODY)
    hang(art)
    art.place(0.95, -8)
    art.shadow(union([body, *sleeve_outlines("robe")]))
    hanger(art)
    back_of_neck(art)
    for arm in sleeves(art, "robe"):
        for y in (402, 442):
            stitch_row(art, WAVE, (110, y), 4.4, 12, arm)
    inside = cloth(art, body)
    folds(art, inside, _FALLS, 20)
    for row in range(3):
        stitch_row(art, DIAMOND, (254, 222 + row * 40), 4.75, 4, inside)
    stitch_row(art, STEPS, (254, 344), 4.75, 7, inside)
    for x in (200, 395):
        stitch_column(art, CYPRESS, (x, 400), 3.5, 6, inside)
    stitch(art, STAR, (320 - 6.5 * 7, 430), 7, inside)
    stitch_row(art, WAVE, (160, 726), 6, 7, inside)
    art.fill(svg("M302 176 L338 176 L322 272 L318 272 Z"), art.shade.deeper(0.2))


def _open_front(art: Art, inside: Coverage) -> None:
    gap = svg("M320 214 C332 380 344 590 350 790 L290 790 C296 590 308 380 320 214 Z")
    art.fill(gap, Down(214, art.shade.deeper(0.25), 786, art.shade), within=inside)
    for edge in pair("M324 220 C336 380 348 590 354 786"):
        art.draw(edge, 6, art.light, 0.8, within=inside)
    art.fill(box(180, 376, 280, 18), art.shade, 0.7, inside)
    tail = svg("M318 386 C312 440 300 490 306 530 L318 528 C318 480 326 440 326 388 Z")
    art.fill(tail, art.base.deeper(0.32))
    art.fill(tail.turned(-9, (320, 386)), art.base.deeper(0.25))
    art.fill(box(311, 372, 20, 26, 7), art.base.deeper(0.38))


def _gold(art: Art, inside: Coverage, arms: tuple[Coverage, ...]) -> None:
    _scallops(art, [(160, 764), (320, 777), (480, 764)], inside)
    left = [(640 - x, y) for x, y in _CUFF_EDGE]
    for edge, arm in zip((left, _CUFF_EDGE), arms, strict=True):
        for lift in (0, 22):
            art.draw([(x, y - lift) for x, y in edge], 3, GOLD, within=arm)
        art.fill(union(dot((x, y - 11), 3.2) for (x, y), _ in along(smooth(edge), 11)), GOLD, within=arm)


def _scallops(art: Art, edge: list[Point], inside: Coverage) -> None:
    """A hem of gold thread: two lines, arches between them and a bead in each."""
    line = smooth(edge)
    for lift in (2, 34):
        art.draw(line.moved(0, -lift), 3, GOLD, within=inside)
    arch = svg("M-11 0 C-11 -20 11 -20 11 0")
    places = [at for at, _ in along(line, 26)]
    art.draw(union(arch.moved(x, y - 6) for x, y in places), 2.4, GOLD, within=inside)
    art.fill(union(dot((x, y - 12), 3) for x, y in places), GOLD.lighter(0.25), within=inside)


def _shayla(art: Art) -> None:
    """The matching shawl, hung over one shoulder."""
    drape = svg(
        "M236 190 C246 176 266 168 284 172 C300 230 304 330 300 430 C298 480 292 520 288 548"
        " C268 556 244 556 226 548 C222 430 220 300 236 190 Z"
    )
    inside = art.cover(drape)
    art.fill(inside, Down(170, art.base.lighter(0.2), 550, art.base.lighter(0.1)))
    for x in (246, 262, 278):
        art.draw([(x + 8, 186), (x, 380), (x - 4, 550)], 1.5, art.shade, 0.5, end_width=7, within=inside)
    art.draw([(222, 534), (258, 541), (292, 534)], 3, GOLD, within=inside)
