"""What the model fills in for a tool: strict, so that nothing it invents slips through."""

from pydantic import BaseModel, ConfigDict


class Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")
