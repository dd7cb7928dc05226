"""Trousers and skirts, held by the waistband."""

from typing import Literal

from local.shop.art import Art
from local.shop.backdrop import hang
from local.shop.canvas import Down
from local.shop.colour import GOLD, SILVER, WARM_WHITE, Colour
from local.shop.coverage import Coverage
from local.shop.figures.cloth import folds, seam
from local.shop.paths import Path, both_sides, box, dot, pair, polygon, smooth, svg, union

Fabric = Literal["denim", "formal", "linen"]

_LEGS = {
    "wide": "M320 180 L394 180 C406 240 416 300 424 380 C438 500 452 600 462 704 C430 716 380 718 344 710 C340 560 332 420 320 330",
    "straight": "M320 180 L392 180 C402 240 410 300 412 380 C414 500 412 600 408 706 C388 716 362 716 340 708 C336 560 330 420 320 330",
}
_PLEATED = "M320 178 L388 178 C420 340 452 520 478 690 C430 710 370 716 320 716"
_MIDI = "M320 178 L392 178 C410 260 424 400 432 600 C396 610 356 612 320 612"
_THREAD = Colour(214, 158, 84)


def trousers(art: Art, *, leg: str, fabric: Fabric) -> None:
    body = both_sides(_LEGS[leg])
    inside = _hung(art, body, 716)
    seam(art, [(320, 226), (319, 300), (320, 332)], inside, 2.5)
    if fabric == "denim":
        _denim(art, inside)
        for half in pair("M352 420 L400 420"):
            art.draw(half, 30, art.light, 0.06, within=inside)
    elif fabric == "formal":
        for crease in pair("M366 236 C374 400 380 560 384 712"):
            seam(art, crease, inside, 2.4)
        _button(art, GOLD)
    else:
        _drawstring(art, inside)
    folds(art, inside, [[(392, 330), (404, 500), (412, 700)], [(342, 360), (354, 520), (358, 704)]], 12)


def denim_skirt(art: Art) -> None:
    inside = _hung(art, both_sides(_MIDI), 612)
    _denim(art, inside)
    seam(art, [(320, 210), (320, 612)], inside, 2.4)
    art.fill(union(dot((320, y), 6) for y in range(232, 520, 46)), SILVER, within=inside)
    art.fill(svg("M320 540 L328 620 L312 620 Z"), art.shade.deeper(0.3), within=inside)


def pleated_skirt(art: Art) -> None:
    inside = _hung(art, both_sides(_PLEATED), 716)
    for at in range(-7, 8):
        top, hem = 320 + at * 9, 320 + at * 21
        pleat = polygon((top, 208), (top + 4, 208), (hem + 11, 724), (hem, 724))
        art.fill(pleat, art.shade, 0.34, inside)
        art.draw(polygon((top - 2, 208), (hem - 4, 724)), 1.6, art.light, 0.4, within=inside)


def _hung(art: Art, body: Path, bottom: float) -> Coverage:
    """On two pegs of a trouser hanger."""
    hang(art)
    art.place(1.02, -12)
    art.shadow(body)
    steel = SILVER.deeper(0.35)
    art.draw(svg("M320 142 L320 118 C320 108 338 106 338 92 C338 74 304 74 304 92"), 5, steel)
    art.draw([(250, 146), (390, 146)], 7, steel)
    for x in (262, 378):
        art.fill(box(x - 11, 138, 22, 52, 5), WARM_WHITE.deeper(0.55))
    inside = art.cover(body)
    art.fill(inside, Down(170, art.base.mixed(art.light, 0.3), bottom, art.base.mixed(art.shade, 0.25)))
    art.fill(svg("M384 170 L640 170 L640 740 L430 740 C416 560 400 360 384 170 Z"), art.shade, 0.2, inside)
    art.fill(box(220, 176, 200, 32), art.shade, 0.42, inside)
    seam(art, [(230, 209), (320, 212), (410, 209)], inside)
    for x in (262, 378):
        art.fill(box(x - 11, 172, 22, 20, 5), WARM_WHITE.deeper(0.5))
    return inside


def _denim(art: Art, inside: Coverage) -> None:
    for half in pair("M398 214 C376 236 362 256 356 214"):
        art.draw(half, 2.2, _THREAD, within=inside)
    art.draw(smooth([(336, 214), (338, 270), (322, 312)]), 2.2, _THREAD, within=inside)
    art.draw([(230, 205), (320, 207), (410, 205)], 2, _THREAD, 0.9, within=inside)
    for x in (244, 300, 340, 396):
        art.fill(box(x - 5, 174, 10, 40, 2), art.base.mixed(art.shade, 0.3), within=inside)
    for half in pair("M404 320 C416 460 420 580 426 704"):
        art.draw(half, 1.8, _THREAD, 0.7, within=inside)
    _button(art, GOLD.deeper(0.15))


def _button(art: Art, colour: Colour) -> None:
    art.fill(dot((320, 193), 8), colour)
    art.glint(dot((318, 191), 3), 0.6)


def _drawstring(art: Art, inside: Coverage) -> None:
    for x in range(240, 404, 10):
        seam(art, [(x, 180), (x + 1, 205)], inside, 1.6)
    for end in ((300, 292), (338, 284)):
        art.draw([(320, 200), ((320 + end[0]) / 2 - 4, 240), end], 4, art.light.lighter(0.4))
    for half in pair("M372 222 C384 244 396 258 412 268"):
        seam(art, half, inside, 2.6)
