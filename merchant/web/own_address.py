"""The pages of the owner's own address: wanted, confirmed by who has opened the letter that went there, or taken away."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from merchant import own_address
from merchant.web.browser import app_of, from_our_form
from merchant.web.pages import page
from merchant.web.sessions import as_owner
from shared.auth import Principal

router = APIRouter(prefix="/console/people/address")
Owner = Annotated[Principal, Depends(as_owner)]


@router.post("", dependencies=[Depends(from_our_form)])
async def want(request: Request, who: Owner, email: Annotated[str, Form(max_length=254)] = "") -> Response:
    if email.strip():
        await own_address.want(app_of(request), who, email)
    else:
        await own_address.take_away(app_of(request), who)
    return RedirectResponse("/console/people", status_code=303)


@router.get("/{until}/{proof}")
async def ask(request: Request, who: Owner, until: int, proof: str) -> Response:
    """Asked and not done: somebody else may have sent the link on."""
    address = await own_address.proven(app_of(request), who, until, proof)
    return page(request, "own_address", who=who, here="people", address=address, until=until, proof=proof)


@router.post("/{until}/{proof}", dependencies=[Depends(from_our_form)])
async def keep(request: Request, who: Owner, until: int, proof: str) -> Response:
    await own_address.keep(app_of(request), who, until, proof)
    return RedirectResponse("/console/people", status_code=303)
