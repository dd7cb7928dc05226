"""Colours and what an illustrator does with them: lighter, deeper, softer, and a background that lets an object stand out."""

import colorsys
from typing import NamedTuple


class Colour(NamedTuple):
    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, text: str) -> "Colour":
        """From `#RRGGBB`."""
        value = int(text.removeprefix("#"), 16)
        return cls(value >> 16, value >> 8 & 255, value & 255)

    def mixed(self, other: "Colour", share: float) -> "Colour":
        """With this share of the other colour."""
        return Colour(*(round(a + (b - a) * share) for a, b in zip(self, other, strict=True)))

    def lighter(self, share: float) -> "Colour":
        return self.mixed(WARM_WHITE, share)

    def deeper(self, share: float) -> "Colour":
        """Darker and a little cooler, as shade is: of the same strength of colour, never greyed with black."""
        hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in self))
        chroma = saturation * (1 - abs(2 * light - 1)) * (1 + 0.2 * share)
        light *= 1 - 0.72 * share
        room = 1 - abs(2 * light - 1)
        toward = hue + 0.03 * share * (1 if 0.17 < hue < 0.67 else -1)
        parts = colorsys.hls_to_rgb(
            toward % 1, light, min(1.0, chroma / room, saturation * 1.2) if room else 0
        )
        return Colour(*(round(part * 255) for part in parts))

    @property
    def hue(self) -> float:
        return colorsys.rgb_to_hls(*(part / 255 for part in self))[0]

    @property
    def saturation(self) -> float:
        return colorsys.rgb_to_hls(*(part / 255 for part in self))[2]

    @property
    def luminance(self) -> float:
        """From 0 to 1, by how bright the eye takes it."""
        return (0.299 * self.red + 0.587 * self.green + 0.114 * self.blue) / 255


WARM_WHITE = Colour(255, 251, 244)
INK = Colour(46, 38, 48)
GOLD = Colour(205, 164, 82)
SILVER = Colour(196, 201, 209)
LEATHER = Colour(139, 90, 54)
WOOD = Colour(191, 147, 98)
LEAF = Colour(122, 147, 108)
