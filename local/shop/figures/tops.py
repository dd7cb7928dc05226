"""Shirts, blouses, jumpers and T-shirts, hers and his."""

from local.shop.art import Art
from local.shop.backdrop import hang
from local.shop.coverage import Coverage
from local.shop.figures.cloth import (
    back_of_neck,
    bow,
    cloth,
    collar,
    folds,
    gloss,
    hanger,
    placket,
    seam,
    sleeve_outlines,
    sleeves,
)
from local.shop.figures.cuts import NECKS
from local.shop.figures.patterns import knit
from local.shop.paths import both_sides, box, pair, smooth, svg, union

_HEMS = {
    "straight": "C396 330 398 430 398 512 C376 522 350 524 320 524",
    "shirttail": "C398 330 402 430 404 500 C398 536 372 544 350 530 C340 524 330 522 320 522",
    "tunic": "C396 330 406 470 420 618 L320 626",
}
_PLACES = {"straight": (1.3, 62), "shirttail": (1.3, 56), "tunic": (1.12, 26)}


def top(art: Art, *, neck: str, sleeve: str, hem: str = "straight", detail: str = "plain") -> None:
    body = both_sides(f"{NECKS[neck]} L400 186 C392 216 392 244 396 268 {_HEMS[hem]}")
    hang(art)
    art.place(*_PLACES[hem])
    art.shadow(union([body, *sleeve_outlines(sleeve)]))
    hanger(art)
    if neck != "high":
        back_of_neck(art)
    arms = sleeves(art, sleeve)
    inside = cloth(art, body, 170, 560)
    folds(art, inside, [[(380, 300), (368, 400), (376, 520)]], 9)
    _DETAILS[detail](art, inside, arms)
    if neck == "collar":
        collar(art)


def _plain(art: Art, inside: Coverage, arms: tuple[Coverage, ...]) -> None:
    neckline = smooth([(276, 178), (292, 208), (320, 218), (348, 208), (364, 178)])
    art.draw(neckline, 7, art.shade, 0.35, within=inside)
    seam(art, [(236, 508), (320, 516), (404, 508)], inside)
    for arm, x in zip(arms, (200, 440), strict=True):
        seam(art, [(x - 40, 274), (x, 279), (x + 40, 274)], arm)


def _shirt(art: Art, inside: Coverage, arms: tuple[Coverage, ...]) -> None:
    placket(art, 210, 528)
    art.draw(box(346, 262, 36, 42, 5), 2, art.shade, 0.5, within=inside)
    _cuffs(art, arms)


def _tie(art: Art, inside: Coverage, arms: tuple[Coverage, ...]) -> None:
    gloss(art, inside, [(276, 240), (268, 360), (278, 500)], 20)
    _cuffs(art, arms)
    bow(art, 320, 236, 0.85, art.base.deeper(0.14))


def _ruffles(art: Art, inside: Coverage, arms: tuple[Coverage, ...]) -> None:
    for x in (300, 340):
        for y in range(222, 512, 18):
            frill = svg(f"M{x - 13} {y} C{x - 9} {y + 16} {x + 9} {y + 16} {x + 13} {y} Z")
            art.fill(frill, art.light, within=inside)
            art.draw(
                svg(f"M{x - 13} {y} C{x - 9} {y + 16} {x + 9} {y + 16} {x + 13} {y}"), 1.6, art.shade, 0.5
            )
    seam(art, [(320, 214), (320, 520)])
    _cuffs(art, arms)


def _knitted(art: Art, inside: Coverage, arms: tuple[Coverage, ...]) -> None:
    for area in (inside, *arms):
        knit(art, area, 170, 500)
    hem = box(220, 488, 200, 44)
    art.fill(hem, art.shade, 0.35, inside)
    for x in range(232, 412, 9):
        seam(art, [(x, 490), (x, 524)], inside, 1.6)
    _cuffs(art, arms, 458)
    art.fill(svg("M282 158 C304 168 336 168 358 158 L360 176 C336 188 304 188 280 176 Z"), art.shade, 0.5)


def _tunic(art: Art, inside: Coverage, arms: tuple[Coverage, ...]) -> None:
    placket(art, 262, 370, 30)
    for half in pair("M352 440 L384 436 L390 448"):
        seam(art, half, inside, 3)
    for slit in pair("M398 520 L410 622"):
        seam(art, slit, inside, 2.6)
    _cuffs(art, arms)


def _cuffs(art: Art, arms: tuple[Coverage, ...], top_edge: float = 462) -> None:
    for arm in arms:
        art.fill(box(100, top_edge, 440, 60), art.shade, 0.4, arm)


_DETAILS = {
    "plain": _plain,
    "shirt": _shirt,
    "tie": _tie,
    "ruffles": _ruffles,
    "knit": _knitted,
    "tunic": _tunic,
}
