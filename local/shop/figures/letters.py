"""Three words as a broad pen writes them: the pen's path, letter by letter from the right, and where the dots fall.

Y is zero on the line; the words are some 300 wide. A path is what the hand does, `nib` makes it thick and thin.
"""

from dataclasses import dataclass

from local.shop.paths import Path, Point, polygon, svg, union
from local.shop.strokes import nib


@dataclass(frozen=True, slots=True)
class Word:
    width: float
    pen: str
    dots: tuple[Point, ...] = ()
    fine: str = ""  #: marks above the line, written with half the pen

    def written(self, centre: float, line: float, scale: float, pen: float) -> Path:
        dot = polygon((0, -15), (15, 0), (0, 15), (-15, 0))
        word = union([nib(svg(self.pen), pen, -58), *(dot.moved(*at) for at in self.dots)])
        if self.fine:
            word += nib(svg(self.fine), pen * 0.5, -58)
        return word.scaled(scale, scale, (0, 0)).moved(centre - self.width * scale / 2, line)


HUBB = Word(
    width=272,
    pen=(
        "M168 -34 C170 -62 192 -70 214 -56 C232 -44 248 -32 270 -28 C236 -24 214 2 172 2 C150 2 138 -6 128 -22"
        " M132 -40 C126 -10 104 2 70 2 C28 2 4 -12 8 -54"
    ),
    dots=((72, 40),),
    fine="M216 -120 C206 -112 200 -124 208 -130 C218 -136 224 -124 218 -114 C212 -106 204 -102 194 -102 M214 -116 C222 -112 228 -114 232 -114",
)
SALAM = Word(
    width=324,
    pen=(
        "M312 -58 C322 -30 324 -2 304 0 C288 2 278 -6 272 -20 M276 -44 C272 -14 260 0 242 0 C228 0 222 -8 218 -16"
        " M224 -34 C220 -10 208 0 194 0 C184 0 182 -8 181 -20 C180 -50 178 -90 175 -130"
        " M176 -112 C172 -60 160 -18 134 -8 L94 -2 M90 -100 C102 -92 128 -60 148 -28"
        " M12 -40 C18 -58 28 -66 40 -64 C54 -60 64 -44 70 -34 C70 -20 58 -14 42 -14 C22 -14 6 -10 4 4 C2 24 8 40 10 60"
    ),
)
LAYLA = Word(
    width=276,
    pen=(
        "M264 -130 C266 -80 274 -40 272 -16 C270 0 256 2 240 2 C226 2 218 -6 214 -16"
        " M222 -44 C218 -14 206 2 180 2 C164 2 154 -6 150 -20 C147 -60 145 -100 143 -130"
        " M150 2 C132 2 112 2 98 0 C86 -4 80 -2 82 4 C88 14 108 14 112 24 C114 42 84 54 46 54 C12 54 2 34 8 -8"
    ),
    dots=((194, 34), (226, 34)),
)
