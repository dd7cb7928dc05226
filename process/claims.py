"""What a reply says of each of its numbers: whose it is, what it is told as, and of which size and colour."""

from collections.abc import Sequence
from typing import NamedTuple

from process.facts import Facts
from process.told import Told
from process.which import Names, Options
from process.whose import Owners
from shared.language.clauses import Divided
from shared.language.numbers import Number, numbers_in
from shared.language.topics import Spoken, Topics


class Claim(NamedTuple):
    number: Number
    products: Owners  #: whose price or stock it is; empty when it may be anyone's
    told: Told
    lasts: Topics  #: whose duration it is, should it be one
    options: Names  #: the sizes and colours that are named beside it


class Reading:
    def __init__(self, text: str, facts: Facts, customer: Sequence[str]) -> None:
        self.text, self.numbers, self.customer = text, numbers_in(text), customer
        self.divided = Divided(text)
        self.spoken = Spoken(self.divided)
        self.options = Options(self.divided, facts.options.values())

    def claim(self, number: Number, products: Owners) -> Claim:
        place = number.start
        told = Told.at(place, number.end, self.divided, self.spoken, "\n".join(self.customer))
        return Claim(number, products, told, self.spoken.duration(place), self.options.near(place))
