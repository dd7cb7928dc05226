"""Dresses on a hanger: a cut, a neckline, sleeves, a pattern, and what happens at the waist."""

from typing import Literal

from local.shop.art import Art
from local.shop.backdrop import hang
from local.shop.colour import GOLD, WARM_WHITE, Colour
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
from local.shop.figures.patterns import beads, blossoms, spots
from local.shop.paths import Path, both_sides, box, svg, union

Pattern = Literal["plain", "spots", "flowers", "beads", "lace"]
Waist = Literal["seam", "belt", "sash", "elastic", "wrap"]

#: Right halves, from the waist to the middle of the hem.
_SKIRTS = {
    "mermaid": "L380 352 C408 420 406 500 388 566 C398 622 436 672 474 706 C426 730 372 738 320 738",
    "flared": "L381 350 C420 400 482 500 508 588 C490 604 470 594 446 606 C424 618 404 604 380 614 C358 622 340 612 320 618",
    "maxi": "L381 350 C408 440 450 600 474 704 C446 720 420 708 392 720 C366 730 342 718 320 724",
    "straight": "L382 350 C402 400 412 500 406 622 C380 634 348 638 320 638",
    "shirt": "L386 350 C402 420 414 520 418 596 C408 634 372 648 320 652",
    "full": "L379 348 C440 420 510 560 536 690 C500 714 462 700 430 714 C394 730 358 716 320 726",
    "puffy": "L382 350 C450 366 508 460 530 548 C506 568 482 554 456 570 C430 586 404 570 380 582 C358 592 340 582 320 588",
}
#: How the shorter ones are brought nearer: enlarged, then lowered.
_PLACES = {"flared": (1.1, 42), "straight": (1.1, 30), "shirt": (1.08, 26), "puffy": (1.1, 56)}
_FOLDS = {
    "mermaid": [[(352, 580), (392, 660), (424, 724)], [(334, 590), (348, 660), (360, 734)]],
    "straight": [[(362, 380), (374, 500), (376, 630)]],
    "shirt": [[(366, 380), (384, 500), (390, 640)]],
}
_FLOWING = [
    [(368, 362), (410, 470), (450, 700)],
    [(348, 366), (372, 480), (392, 716)],
    [(330, 372), (338, 500), (344, 720)],
]
_STRAP = "L388 178 C386 220 388 244 396 264"
_SHOULDER = "L398 186 C390 216 390 244 396 268"


def dress(
    art: Art,
    *,
    cut: str,
    neck: str = "round",
    sleeve: str = "none",
    pattern: Pattern = "plain",
    waist: Waist = "seam",
) -> None:
    shoulder = _STRAP if neck == "straps" else _SHOULDER
    body = both_sides(f"{NECKS[neck]} {shoulder} C394 302 386 330 380 350 {_SKIRTS[cut]}")
    hang(art)
    art.place(*_PLACES.get(cut, (1, 0)))
    art.shadow(union([body, *sleeve_outlines(sleeve)]))
    hanger(art)
    if neck not in {"high", "straps"}:
        back_of_neck(art)
    if sleeve != "none":
        for arm in sleeves(art, sleeve):
            _print(art, arm, pattern)
            _cuff(art, arm, sleeve, pattern)
    inside = cloth(art, body)
    _print(art, inside, pattern)
    folds(art, inside, _FOLDS.get(cut, _FLOWING))
    _at_the_waist(art, inside, waist)
    _closing(art, neck, cut)


def one_shoulder(art: Art) -> None:
    """The evening gown: bare on one side, draped across the other."""
    top = "M246 178 C262 172 284 172 292 178 C314 226 352 252 394 262 C392 300 384 328 380 350"
    right = svg(f"{top} {_SKIRTS['mermaid']}").points
    left = svg(f"M320 350 {_SKIRTS['mermaid']}").mirrored().points[:-1]
    body = Path((right + left + svg("M260 350 C256 328 248 300 246 268 C240 236 238 204 246 178").points,))
    hang(art)
    art.shadow(body)
    hanger(art)
    inside = cloth(art, body)
    folds(art, inside, _FOLDS["mermaid"])
    gloss(art, inside, [(286, 362), (272, 450), (284, 560), (262, 650)])
    for start, end in ((190, 300), (216, 326), (246, 346)):
        drape = [(256, start), (308, (start + end) / 2 + 16), (388, end)]
        art.draw(drape, 3, art.shade, 0.45, within=inside)
        art.draw([(x, y + 7) for x, y in drape], 3, art.light, 0.4, within=inside)
    seam(art, [(258, 352), (320, 361), (382, 350)], inside, 3)


def _print(art: Art, inside: Coverage, pattern: Pattern) -> None:
    if pattern == "spots":
        spots(art, inside, WARM_WHITE)
    elif pattern == "flowers":
        blossoms(art, inside, (WARM_WHITE, Colour(232, 128, 142), Colour(246, 214, 190)))
    elif pattern == "beads":
        beads(art, inside, 176, 710, WARM_WHITE.mixed(GOLD, 0.35), 560)


def _cuff(art: Art, inside: Coverage, sleeve: str, pattern: Pattern) -> None:
    if sleeve == "wide":
        art.fill(box(440, 462, 70, 40) + box(130, 462, 70, 40), art.shade, 0.45, inside)
    if pattern == "lace":
        art.fill(inside, art.ground, 0.4)
        blossoms(art, inside, (art.base.lighter(0.8),), 46, leaf=art.base.lighter(0.6), heart=art.base)


def _at_the_waist(art: Art, inside: Coverage, waist: Waist) -> None:
    if waist == "belt":
        art.fill(box(240, 338, 160, 22), art.shade, 0.85, inside)
        art.fill(box(305, 335, 30, 28, 5) + box(311, 341, 18, 16, 2).hole(), GOLD)
    elif waist == "sash":
        art.fill(box(240, 338, 160, 24), art.shade, 0.7, inside)
        bow(art, 320, 350, 1, art.base.deeper(0.22))
    elif waist == "elastic":
        for x in range(262, 384, 9):
            seam(art, [(x, 340), (x + 1, 358)], inside)
    elif waist == "wrap":
        seam(art, [(364, 178), (330, 250), (268, 336)], inside, 3)
        art.fill(box(240, 340, 160, 16), art.shade, 0.55, inside)
    else:
        seam(art, [(258, 350), (320, 358), (382, 350)], inside, 2.5)


def _closing(art: Art, neck: str, cut: str) -> None:
    if cut == "shirt":
        placket(art, 262 if neck == "v" else 208, 648)
    if neck == "collar":
        collar(art)
    if neck == "high":
        seam(art, [(286, 176), (320, 182), (354, 176)])
