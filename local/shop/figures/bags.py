"""Bags: for the shoulder, the evening, the university and the back."""

from local.shop.art import Art
from local.shop.backdrop import hang, stand
from local.shop.canvas import Down
from local.shop.colour import GOLD, LEAF, Colour
from local.shop.coverage import Coverage
from local.shop.figures.cloth import gloss
from local.shop.paths import Path, arc, both_sides, box, dot, ellipse, pair, smooth, svg, union
from local.shop.strokes import along


def shoulder_bag(art: Art) -> None:
    stand(art)
    body = both_sides("M320 330 L470 330 C484 330 492 338 494 352 L512 590 C512 608 500 618 484 618 L320 618")
    _standing_shadow(art, 620, 205)
    strap = svg("M186 350 C196 120 444 120 454 350")
    art.draw(strap, 18, art.shade)
    art.draw(strap.moved(0, -3), 12, art.base)
    inside = _leather(art, body, 330, 620)
    flap = both_sides("M320 322 L472 322 C488 322 496 332 496 346 L500 430 C470 496 400 500 320 500")
    art.fill(flap.moved(0, 8), art.shade.deeper(0.3), 0.35, inside)
    cover = _leather(art, flap, 322, 500)
    _stitching(
        art, both_sides("M320 334 L464 334 C478 334 484 340 485 350 L488 426 C462 482 396 488 320 488")
    )
    gloss(art, cover, [(196, 350), (190, 400), (214, 456)], 18)
    for x in (186, 454):
        art.draw(arc(x, 350, 12, 12, 0, 360), 5, GOLD)
    art.fill(box(298, 470, 44, 50, 8), GOLD)
    art.fill(box(308, 482, 24, 26, 4), GOLD.deeper(0.3))
    art.glint(box(302, 474, 6, 40, 3), 0.5)


def clutch(art: Art) -> None:
    stand(art)
    _standing_shadow(art, 600, 225)
    chain = smooth([(148, 420), (120, 330), (190, 240), (330, 216), (470, 250), (520, 340), (494, 420)])
    links = union(arc(x, y, 8, 5, 0, 360).turned(turn, (x, y)) for (x, y), turn in along(chain, 15))
    art.draw(links, 2.6, GOLD.deeper(0.15))
    inside = _leather(art, box(110, 392, 420, 210, 26), 392, 602)
    flap = svg(
        "M110 418 C110 400 122 390 138 390 L502 390 C518 390 530 400 530 418 L530 440 L320 540 L110 440 Z"
    )
    art.fill(flap.moved(0, 8), art.shade, 0.5, inside)
    cover = _leather(art, flap, 390, 540)
    for at in range(-3, 14):
        art.draw([(90 + at * 44, 380), (250 + at * 44, 620)], 1.6, art.light, 0.6, within=cover)
        art.draw([(250 + at * 44, 380), (90 + at * 44, 620)], 1.6, art.light, 0.6, within=cover)
    sparks = union(dot((art.chance.uniform(115, 525), art.chance.uniform(395, 600)), 1.6) for _ in range(150))
    art.glint(sparks, 0.75, inside)
    for x, tone in ((308, GOLD.deeper(0.2)), (332, GOLD)):
        art.fill(dot((x, 520), 16), tone)
        art.glint(dot((x - 4, 515), 5), 0.7)


def tote(art: Art) -> None:
    hang(art)
    art.place(1, 20)
    for half, tone in (
        ("M236 300 C236 130 404 130 404 300", art.shade),
        ("M222 310 C222 160 418 160 418 310", art.base.deeper(0.12)),
    ):
        art.draw(svg(half), 17, tone)
    body = svg("M152 292 L488 292 L508 660 C508 672 500 678 490 678 L150 678 C140 678 132 672 132 660 Z")
    art.shadow(body)
    inside = _leather(art, body, 292, 680)
    art.fill(box(120, 292, 400, 26), art.shade, 0.28, inside)
    for x in (222, 418):
        art.fill(box(x - 9, 296, 18, 60, 3), art.base.deeper(0.12))
        art.draw([(x - 6, 348), (x + 6, 336)], 2, art.shade)
    for crease in ([(190, 330), (176, 500), (186, 660)], [(452, 330), (470, 480), (456, 660)]):
        art.draw(crease, 2, art.shade, 0.3, end_width=11, within=inside)
    _printed_branch(art, inside)


def crossbody(art: Art) -> None:
    hang(art)
    strap = svg("M196 396 C150 200 240 60 330 60 C420 60 490 200 444 396")
    art.draw(strap, 11, art.shade)
    art.draw(strap.moved(-2, -1), 6, art.base)
    body = both_sides("M320 380 L450 380 C470 380 478 392 476 412 C470 540 420 606 320 606")
    art.shadow(body)
    inside = _leather(art, body, 380, 606)
    flap = both_sides("M320 372 L452 372 C474 372 480 386 478 404 C470 470 400 498 320 498")
    art.fill(flap.moved(0, 8), art.shade.deeper(0.3), 0.35, inside)
    cover = _leather(art, flap, 372, 498)
    _stitching(art, both_sides("M320 384 L446 384 C462 384 466 392 464 404 C456 458 396 484 320 484"))
    gloss(art, cover, [(180, 394), (190, 430), (230, 464)], 16)
    for x in (196, 444):
        art.draw(arc(x, 394, 11, 11, 0, 360), 5, GOLD)
    art.fill(dot((320, 482), 19), GOLD)
    art.fill(dot((320, 482), 10), GOLD.deeper(0.25))


def backpack(art: Art) -> None:
    stand(art)
    _standing_shadow(art, 640, 185)
    art.draw(svg("M276 190 C276 130 364 130 364 190"), 14, art.shade)
    for half in pair("M470 330 C540 380 540 520 486 590"):
        art.draw(half, 20, art.shade)
    body = both_sides("M320 172 C440 172 486 240 488 330 L494 600 C494 628 480 642 454 642 L320 642")
    inside = _leather(art, body, 172, 642)
    gloss(art, inside, [(196, 260), (184, 340), (184, 420)], 22)
    art.draw(both_sides("M320 236 C410 236 444 280 450 340"), 3, art.shade.deeper(0.3))
    art.fill(box(434, 330, 10, 34, 4), GOLD)
    pocket = box(200, 416, 240, 190, 26)
    art.fill(pocket.moved(0, 6), art.shade.deeper(0.3), 0.35, inside)
    front = _leather(art, pocket, 416, 606)
    _stitching(art, box(212, 428, 216, 166, 18))
    art.fill(box(190, 416, 260, 52, 18), art.shade, 0.4, front)
    for x in (266, 358):
        art.fill(box(x, 400, 18, 100, 5), art.base.deeper(0.25))
        art.fill(box(x - 4, 462, 26, 24, 4) + box(x + 3, 468, 12, 12, 2).hole(), GOLD)


def _leather(art: Art, shape: Path, top: float, bottom: float) -> Coverage:
    inside = art.cover(shape)
    art.fill(inside, Down(top, art.base.mixed(art.light, 0.35), bottom, art.base.mixed(art.shade, 0.3)))
    art.fill(svg("M440 100 L640 100 L640 700 L400 700 C450 560 460 420 440 100 Z"), art.shade, 0.16, inside)
    return inside


def _stitching(art: Art, line: Path) -> None:
    thread = art.light if art.base.luminance < 0.6 else art.shade
    art.fill(union(dot(at, 1.8) for at, _ in along(line, 9)), thread, 0.85)


def _standing_shadow(art: Art, floor: float, half: float) -> None:
    art.shadow(ellipse(330, floor, half, 12), 0, 0, 14, 0.4)


def _printed_branch(art: Art, inside: Coverage) -> None:
    colour = LEAF.deeper(0.25) if art.base.luminance > 0.5 else Colour(240, 232, 214)
    stem = smooth([(272, 600), (310, 520), (326, 440), (372, 380)])
    art.draw(stem, 4, colour, within=inside)
    leaf = svg("M0 0 C12 -12 34 -11 48 0 C34 9 12 9 0 0 Z")
    leaves = []
    for at, ((x, y), turn) in enumerate(along(stem, 34)):
        leaves.append(leaf.turned(turn + (48 if at % 2 else -48), (0, 0)).moved(x, y))
    art.fill(union(leaves), colour, within=inside)
    art.fill(union(dot(at, 7) for at in ((336, 470), (298, 556))), colour.deeper(0.2), within=inside)
