"""Further search services, as `SEARCH_SERVICES` writes them in JSON."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from shared.errors import Misconfigured

#: Its key and the shops' goods go there.
_ENDPOINT = r"^(https://|http://(127\.0\.0\.1|localhost):)[^\s/?#@]+/?$"


class Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,59}$")]
    endpoint: Annotated[str, Field(pattern=_ENDPOINT)]
    tier: str
    role: Literal["shared", "dedicated"] = "shared"
    partitions: Annotated[int, Field(ge=1, le=12)] = 1
    api_key: str = ""


def read_declared(text: str) -> list[Declared]:
    """Raises Misconfigured with the first fault and its place."""
    try:
        return TypeAdapter(list[Declared]).validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise Misconfigured(
            f"SEARCH_SERVICES is a list of services in JSON: {where}: {first['msg']}"
        ) from None
