"""Opening hours as the API takes and shows them; what they mean is shared/hours.py's business."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
#: Of an hour that is none the sentence tells.
Span = Annotated[
    str, Field(pattern="^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$", examples=["10:00-21:00"])
]
Week = dict[Day, Annotated[list[Span], Field(max_length=10)]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Season(_Strict):
    """Takes the week's place from its first day to its last; without hours it is a holiday."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    week: Week


class Opening(_Strict):
    """In the shop's own time zone; a day that is missing is closed. Hours that end before they begin last past midnight."""

    week: Week = {}
    seasons: Annotated[list[Season], Field(max_length=100)] = []


class ShownSeason(BaseModel):
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    week: dict[str, list[str]]


class ShownOpening(BaseModel):
    """As it is kept."""

    week: dict[str, list[str]] = {}
    seasons: list[ShownSeason] = []
