"""Who calls the API: a token of the shop's in `Authorization: Bearer`, once, and nowhere else."""

from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.api import rate
from shared.app import App
from shared.auth import Principal, verify
from shared.auth.address import no_token_in
from shared.errors import Refused, TokenRefused

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", scheme_name="token")


def app_of(request: Request) -> App:
    app: App = request.app.state.app
    return app


async def caller(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
) -> Principal:
    """Raises TokenRefused, or Refused 400 for a token in the address and 429 for one who calls too often."""
    no_token_in(request.query_params)
    if given is None or not given.credentials:
        raise TokenRefused("no_token")
    who = await verify(app_of(request), given.credentials)
    await rate.count(app_of(request), who, request)
    return who


Shared = Annotated[App, Depends(app_of)]
Who = Annotated[Principal, Depends(caller)]


async def owner(who: Who) -> Principal:
    if who.role != "owner":
        raise Refused(403, "this is for the shop's owner")
    return who


Owner = Annotated[Principal, Depends(owner)]
