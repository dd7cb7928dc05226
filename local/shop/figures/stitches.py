"""Tatreez: cross-stitch motifs on a grid, drawn by their letters, one letter for each thread."""

from collections.abc import Mapping, Sequence

from local.shop.art import Art
from local.shop.colour import Colour
from local.shop.coverage import Coverage
from local.shop.paths import Point, box, union

Motif = Sequence[str]

RED = Colour(186, 38, 48)
GREEN = Colour(44, 118, 88)
YELLOW = Colour(228, 172, 56)
THREADS = {"r": RED, "g": GREEN, "y": YELLOW}

CYPRESS = (
    ".....r.....",
    "....rrr....",
    "...rr.rr...",
    "....rgr....",
    "...rrgrr...",
    "..rr.g.rr..",
    "...rrgrr...",
    "..rrrgrrr..",
    ".rr..g..rr.",
    "..rrrgrrr..",
    ".rrrrgrrrr.",
    "rr...g...rr",
    ".....g.....",
    "...ggggg...",
)
STAR = (
    "...r.....r...",
    "...rr...rr...",
    "...rrr.rrr...",
    "rrrrgrrrgrrrr",
    ".rrrrgrgrrrr.",
    "..rrrrgrrrr..",
    "....rgygr....",
    "..rrrrgrrrr..",
    ".rrrrgrgrrrr.",
    "rrrrgrrrgrrrr",
    "...rrr.rrr...",
    "...rr...rr...",
    "...r.....r...",
)
DIAMOND = (
    "...r...",
    "..rgr..",
    ".rg.gr.",
    "rg.y.gr",
    ".rg.gr.",
    "..rgr..",
    "...r...",
)
WAVE = (
    "r.....r.",
    "rr...rr.",
    ".rr.rr.y",
    "..rrr...",
    "y..r..y.",
)
STEPS = (
    "r..r",
    "rrrr",
    ".gg.",
)


def stitch(
    art: Art,
    motif: Motif,
    at: Point,
    cell: float,
    inside: Coverage | None = None,
    threads: Mapping[str, Colour] = THREADS,
) -> None:
    """The motif with its upper left corner here; a hair of cloth shows between the stitches."""
    for letter, colour in threads.items():
        cells = [
            box(at[0] + column * cell, at[1] + row * cell, cell * 0.9, cell * 0.9)
            for row, line in enumerate(motif)
            for column, thread in enumerate(line)
            if thread == letter
        ]
        if cells:
            art.fill(union(cells), colour, within=inside)


def stitch_row(
    art: Art, motif: Motif, at: Point, cell: float, times: int, inside: Coverage | None = None
) -> None:
    stitch(art, [line * times for line in motif], at, cell, inside)


def stitch_column(
    art: Art, motif: Motif, at: Point, cell: float, times: int, inside: Coverage | None = None
) -> None:
    stitch(art, [*motif, "." * len(motif[0])] * times, at, cell, inside)
