"""What the model fills in for a tool: strict, so that nothing it invents slips through, and what every store can keep."""

from pydantic import BaseModel, ConfigDict, field_validator

from shared.language.storable import storable


class Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _storable(cls, value: object) -> object:
        if isinstance(value, list):
            return [cls._storable(one) for one in value]
        return storable(value) if isinstance(value, str) else value
