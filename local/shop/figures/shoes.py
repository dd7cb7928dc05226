"""Shoes in pairs: heels, trainers and boots from the side, sandals, flats and slippers from above."""

from collections.abc import Callable

from local.shop.art import Art
from local.shop.backdrop import lie, stand
from local.shop.canvas import Down
from local.shop.colour import GOLD, INK, LEATHER, WARM_WHITE, Colour
from local.shop.coverage import Coverage
from local.shop.figures.cloth import gloss
from local.shop.figures.props import ground_shadow
from local.shop.paths import Path, arc, box, dot, smooth, svg, union

#: Turns a right shoe's outline into that of the shoe in hand.
Foot = Callable[[Path], Path]
_BOTH_FEET: tuple[Foot, Foot] = (Path.mirrored, lambda right: right)

_FOOTPRINT = svg(
    "M408 176 C456 178 474 236 466 316 C460 384 470 430 466 500 C462 576 438 616 402 616"
    " C364 616 346 572 350 498 C354 430 336 384 336 306 C336 230 364 174 408 176 Z"
)
_BALLET_OPENING = svg(
    "M402 306 C446 300 452 350 446 420 C450 500 440 588 404 590 C368 588 362 500 366 424"
    " C356 350 360 310 402 306 Z"
)
_SLIPPER = svg(
    "M322 300 C320 220 352 160 408 160 C466 160 486 226 482 316 C480 390 478 420 474 436"
    " C430 410 376 410 334 436 C330 400 324 360 322 300 Z"
)
_HEEL = svg(
    "M136 588 C132 566 170 554 214 543 C246 534 264 522 276 508 C300 530 334 530 366 508 C410 476 440 434 466 400"
    " C480 394 496 396 504 404 C510 430 506 456 496 474 C470 484 440 494 412 516 C372 546 330 584 288 596"
    " C240 606 150 606 136 588 Z"
)
_TRAINER = svg(
    "M140 556 C136 520 172 506 214 494 C262 478 300 440 332 392 C352 404 386 410 412 400 L424 374"
    " C452 352 490 350 512 362 C520 420 530 490 528 556 Z"
)
_BOOT = svg(
    "M318 262 L474 258 C480 340 474 430 494 510 C500 540 500 560 498 582 L150 584 C144 548 176 520 236 506"
    " C296 490 320 420 318 262 Z"
)


def heels(art: Art) -> None:
    stand(art, 590)
    for drop, right, tone in ((-46, 70, art.base.deeper(0.18)), (-8, -31, art.base)):
        art.place(1.12, drop, right)
        _heel(art, tone)


def trainers(art: Art) -> None:
    stand(art, 590)
    for drop, right, tone in ((-22, 53, art.base.deeper(0.08)), (14, -27, art.base)):
        art.place(1.02, drop, right)
        _trainer(art, tone)


def ankle_boots(art: Art) -> None:
    stand(art, 590)
    for drop, right, tone in ((-6, 88, art.base.deeper(0.2)), (24, -25, art.base)):
        art.place(1.04, drop, right)
        _boot(art, tone)


def sandals(art: Art) -> None:
    _from_above(art)
    for foot in _BOTH_FEET:
        inside = _sole(art, foot(_FOOTPRINT), LEATHER.lighter(0.42))
        art.draw(foot(smooth([(384, 206), (402, 250), (402, 290)])), 13, art.base, within=inside)
        for y, bend in ((300, 26), (352, 20)):
            _strap(art, foot(smooth([(344, y), (402, y - bend), (466, y + 4)])), 30, inside)
        _strap(art, foot(smooth([(352, 506), (406, 492), (464, 506)])), 22, inside)
        art.fill(foot(box(434, 482, 20, 26, 4) + box(439, 488, 10, 14, 2).hole()), GOLD)


def ballet_flats(art: Art) -> None:
    _from_above(art)
    bow = svg("M402 302 C410 288 432 286 434 300 C435 314 414 314 402 302 Z")
    bow += bow.mirrored(402)
    for foot in _BOTH_FEET:
        inside = _sole(art, foot(_FOOTPRINT), art.base)
        gloss(art, inside, foot(smooth([(356, 214), (346, 290), (352, 360)])), 16)
        opening = foot(_BALLET_OPENING)
        art.fill(opening, Down(300, LEATHER.lighter(0.5), 600, LEATHER.lighter(0.3)))
        art.draw(opening, 5, art.shade.deeper(0.2))
        art.fill(foot(bow), art.light)
        art.draw(foot(bow), 1.6, art.shade)
        art.fill(foot(dot((402, 302), 6)), art.light.deeper(0.15))


def slippers(art: Art) -> None:
    _from_above(art)
    for foot in _BOTH_FEET:
        _sole(art, foot(_FOOTPRINT), art.base.mixed(WARM_WHITE, 0.45))
        upper = foot(_SLIPPER.moved(8, 0))
        art.fill(_tufts(art, upper), art.base.mixed(art.light, 0.3))
        inside = art.cover(upper)
        art.fill(inside, Down(160, art.base.mixed(art.light, 0.5), 440, art.base))
        curl = svg("M0 0 C3 6 9 8 13 4")
        for _ in range(70):
            fluff = foot(curl.moved(art.chance.uniform(322, 486), art.chance.uniform(165, 430)))
            art.draw(fluff, 2.4, art.chance.choice((art.light, art.shade)), 0.45, within=inside)


def _from_above(art: Art) -> None:
    lie(art)
    art.place(1.06, 4)
    for foot in _BOTH_FEET:
        art.shadow(foot(_FOOTPRINT))


def _sole(art: Art, shoe: Path, colour: Colour) -> Coverage:
    inside = art.cover(shoe)
    art.fill(inside, Down(170, colour.lighter(0.15), 620, colour.deeper(0.08)))
    art.draw(shoe, 7, colour.deeper(0.42))
    return inside


def _strap(art: Art, line: Path, width: float, inside: Coverage) -> None:
    art.draw(line.moved(0, 5), width, INK, 0.18, within=inside)
    art.draw(line, width, art.base)
    art.draw(line.moved(0, -width * 0.3), 2, art.light, 0.7)
    art.draw(line.moved(0, width * 0.34), 1.6, art.shade, 0.8)


def _tufts(art: Art, outline: Path) -> Path:
    """Fluff all round the edge."""
    return union(
        dot((x + art.chance.uniform(-3, 3), y + art.chance.uniform(-3, 3)), art.chance.uniform(11, 15))
        for x, y in outline.points[::2]
    )


def _heel(art: Art, tone: Colour) -> None:
    ground_shadow(art, 305, 620, 185)
    art.draw(arc(474, 366, 40, 13, 180, 360), 8, tone.deeper(0.35))
    art.fill(
        svg("M450 470 L502 436 C506 500 492 556 486 602 L472 602 C472 556 462 510 450 470 Z"),
        tone.deeper(0.3),
    )
    lining = "M276 508 C320 500 390 450 448 392 C470 386 494 392 504 404 C480 420 440 470 400 500 C350 532 300 530 276 508 Z"
    art.fill(svg(lining), tone.deeper(0.5))
    inside = art.cover(_HEEL)
    art.fill(inside, Down(390, tone.lighter(0.22), 600, tone.deeper(0.12)))
    gloss(art, inside, [(164, 576), (230, 556), (290, 548)], 16)
    sole = svg("M136 590 C170 606 250 604 290 596 C332 584 372 546 412 516 C440 494 470 484 496 474")
    art.draw(sole, 5, tone.deeper(0.55))
    art.draw(svg("M496 404 C500 392 508 380 512 368"), 8, tone)
    art.draw(arc(474, 366, 40, 13, 0, 180), 8, tone)
    art.fill(box(438, 366, 13, 15, 3), GOLD)


def _trainer(art: Art, tone: Colour) -> None:
    ground_shadow(art, 325, 616, 210)
    art.fill(svg("M330 380 C338 346 372 330 398 342 L410 392 L350 420 Z"), tone.deeper(0.1))
    inside = art.cover(_TRAINER)
    art.fill(inside, Down(350, tone.lighter(0.3), 560, tone.deeper(0.06)))
    toe = svg("M130 570 C130 510 180 500 222 492 C244 510 250 540 246 570 Z")
    art.fill(toe, tone.deeper(0.14), within=inside)
    heel = svg("M440 570 C430 500 448 440 520 420 L540 570 Z")
    art.fill(heel, art.second.mixed(tone, 0.25), 0.9, inside)
    side = svg("M262 556 C320 540 380 500 420 440 L446 452 C400 520 350 556 300 566 Z")
    art.fill(side, art.second.mixed(tone, 0.1), 0.8, inside)
    lace = WARM_WHITE if tone.luminance < 0.75 else tone.deeper(0.28)
    for x, y in ((268 + at * 19, 478 - at * 21) for at in range(5)):
        art.draw([(x, y), (x + 24, y - 3), (x + 46, y + 9)], 6, lace)
    sole = svg(
        "M130 552 C200 566 460 560 534 548 C542 572 540 600 526 606 L168 608 C136 606 124 578 130 552 Z"
    )
    art.fill(sole, Down(550, WARM_WHITE, 610, WARM_WHITE.deeper(0.16)))
    art.draw([(136, 586), (330, 591), (534, 584)], 3, tone.deeper(0.3), 0.5)


def _boot(art: Art, tone: Colour) -> None:
    ground_shadow(art, 315, 618, 190)
    inside = art.cover(_BOOT)
    art.fill(inside, Down(250, tone.lighter(0.2), 590, tone.deeper(0.14)))
    gloss(art, inside, [(340, 290), (340, 400), (300, 500), (210, 530)], 20)
    zipper = svg("M412 262 C410 380 420 470 416 570")
    art.draw(zipper, 6, tone.deeper(0.5))
    art.draw(zipper, 2, GOLD)
    art.fill(box(408, 282, 8, 22, 3), GOLD)
    art.draw(svg("M240 506 C276 530 290 560 292 584"), 2.4, tone.deeper(0.5), 0.6)
    sole = svg("M144 578 L502 576 L504 612 L410 612 L404 598 L160 600 C146 598 142 590 144 578 Z")
    art.fill(sole, tone.deeper(0.62))
    fleece = [(320 + at * 17, 258 + at % 2 * 5) for at in range(10)]
    art.fill(union(dot(at, 14) for at in fleece), WARM_WHITE.deeper(0.07))
    art.fill(union(dot((x + 4, y - 6), 8) for x, y in fleece), WARM_WHITE)
