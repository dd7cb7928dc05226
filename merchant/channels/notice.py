"""One thing to tell, as it leaves the house: kinds in words, the shop, a link. No customer's name, id or word is in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    id: str  #: the same at each attempt, so that whoever gets it twice can see that
    tag: str  #: what a later notice of the same takes the place of; at most 32 letters of base64url
    kinds: tuple[str, ...]
    ar: str
    en: str
    shop_ar: str
    shop_en: str
    link: str

    @property
    def title(self) -> str:
        return f"{self.ar} · {self.shop_ar or self.shop_en}"

    @property
    def body(self) -> str:
        return f"{self.en} · {self.shop_en or self.shop_ar}"
