"""A body that names what it changes: what it does not name stays as it is, and null is a value like others."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

#: Stands for a field that was not named. A default that the document showed would be taken for what happens then.
AS_IT_IS: Any = Field(default_factory=lambda: None)


class Change(BaseModel):
    model_config = ConfigDict(extra="forbid")

    @property
    def told(self) -> dict[str, Any]:
        return self.model_dump(exclude_unset=True)


@contextmanager
def judged_as_body() -> Iterator[None]:
    """What is wrong with the whole that a body makes is wrong with the body."""
    try:
        yield
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from None
