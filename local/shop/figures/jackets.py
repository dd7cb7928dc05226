"""Jackets and coats, open or closed, with lapels, zips and pockets."""

from local.shop.art import Art
from local.shop.backdrop import hang
from local.shop.colour import GOLD, SILVER, Colour
from local.shop.coverage import Coverage
from local.shop.figures.cloth import (
    back_of_neck,
    cloth,
    collar,
    folds,
    gloss,
    hanger,
    seam,
    sleeve_outlines,
    sleeves,
)
from local.shop.figures.stitches import CYPRESS, DIAMOND, STEPS, stitch, stitch_row
from local.shop.paths import both_sides, box, dot, pair, polygon, smooth, svg, union

_NECK = "M320 214 C344 214 358 196 364 176 L404 188 C396 218 396 244 400 268"
_HEMS = {
    "cropped": "C402 330 402 410 398 468 C376 476 350 478 320 478",
    "hip": "C400 330 402 430 408 536 C376 546 350 548 320 548",
    "long": "C396 330 408 500 436 700 C396 714 360 716 320 716",
}
_PLACES = {"cropped": (1.36, 82), "hip": (1.26, 50), "long": (1.03, -6)}
_THREAD = Colour(220, 170, 100)


def denim_jacket(art: Art, *, stitched: bool = False) -> None:
    inside, arms = _hung(art, "cropped")
    for half in pair("M394 244 C372 250 346 252 320 252"):
        art.draw(half, 2.2, _THREAD, within=inside)
    for half in pair("M346 254 C344 330 342 400 342 448"):
        art.draw(half, 2.2, _THREAD, within=inside)
    art.fill(box(220, 446, 200, 40), art.shade, 0.4, inside)
    for pocket in pair("M350 262 L392 262 L392 284 L371 296 L350 284 Z"):
        art.fill(pocket, art.shade, 0.5, inside)
        art.draw(pocket.closed(), 1.8, _THREAD, within=inside)
    for arm in arms:
        art.fill(box(100, 462, 440, 50), art.shade, 0.45, arm)
    art.draw(polygon((320, 214), (320, 480)), 2.4, art.shade, 0.8)
    art.fill(union(dot((328, y), 5) for y in range(232, 470, 44)), GOLD.mixed(SILVER, 0.4))
    if stitched:
        _stitched_chest(art, inside)
    collar(art)


def blazer(art: Art) -> None:
    inside, _ = _hung(art, "hip")
    art.fill(svg("M284 176 L356 176 L326 386 L314 386 Z"), art.shade.deeper(0.25))
    art.fill(svg("M296 176 L344 176 L324 330 L316 330 Z"), Colour(250, 246, 238))
    for lapel in pair("M352 172 L380 184 L394 232 L372 244 L382 262 L322 392 C330 330 344 250 352 172 Z"):
        art.fill(lapel, art.base.mixed(art.light, 0.5), within=inside)
        art.draw(lapel.closed(), 1.8, art.shade, 0.7, within=inside)
    seam(art, [(320, 392), (321, 548)], inside)
    for flap in pair("M350 440 L398 434 L400 456 L351 462 Z"):
        art.fill(flap, art.shade, 0.45, inside)
    art.fill(dot((329, 408), 7), art.shade.deeper(0.25))
    art.fill(polygon((352, 300), (384, 294), (386, 304), (353, 310)), art.shade, 0.5, inside)


def coat(art: Art) -> None:
    inside, arms = _hung(art, "long")
    art.fill(svg("M288 176 L352 176 L324 320 L316 320 Z"), art.shade.deeper(0.25))
    for lapel in pair("M350 170 L384 184 L400 246 L374 256 L382 276 L320 330 C336 280 346 230 350 170 Z"):
        art.fill(lapel, art.base.mixed(art.light, 0.5), within=inside)
        art.draw(lapel.closed(), 1.8, art.shade, 0.7, within=inside)
    seam(art, [(320, 330), (326, 500), (330, 716)], inside, 2.6)
    art.fill(box(220, 384, 200, 24), art.shade, 0.62, inside)
    art.fill(box(306, 380, 30, 32, 6), art.shade.deeper(0.1))
    art.fill(svg("M314 408 L332 408 C338 450 344 490 340 520 L322 522 C326 480 322 440 314 408 Z"), art.shade)
    for pocket in pair("M362 452 L396 446 L402 470 L366 478 Z"):
        art.fill(pocket, art.shade, 0.4, inside)
    for arm in arms:
        art.fill(box(100, 456, 440, 14), art.shade, 0.5, arm)


def biker(art: Art) -> None:
    inside, arms = _hung(art, "cropped")
    gloss(art, inside, [(262, 230), (256, 320), (262, 440)], 22)
    for lapel in pair("M352 172 L390 190 L398 262 L340 292 C344 250 348 210 352 172 Z"):
        art.fill(lapel, art.base.mixed(art.light, 0.5), within=inside)
        art.draw(lapel.closed(), 1.8, art.shade.deeper(0.3), 0.9, within=inside)
    _zip(art, [(352, 230), (316, 330), (300, 476)])
    for x, y, turn in ((256, 380, -24), (376, 372, 24)):
        _zip(art, [(x - 18, y + turn / 2), (x + 18, y - turn / 2)])
    art.fill(box(220, 452, 200, 30), art.shade.deeper(0.2), 0.7, inside)
    art.fill(box(246, 456, 22, 20, 4) + box(251, 461, 12, 10, 2).hole(), SILVER)
    for arm, x in zip(arms, (188, 452), strict=True):
        art.draw(polygon((x, 430), (x + (6 if x > 320 else -6), 482)), 3, SILVER, within=arm)


def _hung(art: Art, hem: str) -> tuple[Coverage, tuple[Coverage, ...]]:
    body = both_sides(f"{_NECK} {_HEMS[hem]}")
    hang(art)
    art.place(*_PLACES[hem])
    art.shadow(union([body, *sleeve_outlines("long")]))
    hanger(art)
    back_of_neck(art)
    arms = sleeves(art, "long")
    inside = cloth(art, body, 170, 560)
    if hem != "cropped":
        folds(art, inside, [[(384, 300), (378, 420), (392, 700)]], 12)
    return inside, arms


def _stitched_chest(art: Art, inside: Coverage) -> None:
    for x in (252, 356):
        stitch(art, CYPRESS, (x - 4, 306), 4.4, inside)
        stitch(art, DIAMOND, (x + 4, 384), 4.4, inside)
    stitch_row(art, STEPS, (250, 226), 4.4, 3, inside)
    stitch_row(art, STEPS, (338, 226), 4.4, 3, inside)
    stitch_row(art, STEPS, (226, 456), 4.4, 11, inside)


def _zip(art: Art, line: list[tuple[float, float]]) -> None:
    art.draw(line, 6, art.shade.deeper(0.4))
    art.draw(smooth(line), 2.6, SILVER)
    art.fill(dot(line[0], 5), SILVER)
