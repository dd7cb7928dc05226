"""The page of a shop's people, for its owner: who works here, who is invited, and who is let go."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from merchant import people
from merchant.own_address import mine
from merchant.web.browser import app_of, from_our_form
from merchant.web.pages import page
from merchant.web.sessions import as_owner
from shared.auth import Principal, sign_out_everywhere
from shared.errors import Refused, TokenRefused

router = APIRouter(prefix="/console/people")
Owner = Annotated[Principal, Depends(as_owner)]
Address = Annotated[str, Form(max_length=254)]


@router.get("")
async def listed(request: Request, who: Owner) -> Response:
    app = app_of(request)
    found = await people.people_of(app.database, who.tenant)
    me = await mine(app, who)
    others = [one for one in found if one.user_id != who.user]
    ready = app.settings.mail is not None
    return page(request, "people", who=who, here="people", me=me, others=others, ready=ready)


@router.post("/invite", dependencies=[Depends(from_our_form)])
async def invite(request: Request, who: Owner, email: Address = "") -> Response:
    await people.invite(app_of(request), who, email)
    return _back()


@router.post("/{user}/remove", dependencies=[Depends(from_our_form)])
async def let_go(request: Request, who: Owner, user: UUID) -> Response:
    await people.let_go(app_of(request), who, user)
    return _back()


@router.post("/{user}/sign-out", dependencies=[Depends(from_our_form)])
async def sign_out(request: Request, who: Owner, user: UUID) -> Response:
    """Of a telephone that was lost: all sessions of one person end, and the person may come in again."""
    try:
        await sign_out_everywhere(app_of(request), who.tenant, user, actor=who.role)
    except TokenRefused:
        raise Refused(404, "no_such_person") from None
    return _back()


def _back() -> Response:
    return RedirectResponse("/console/people", status_code=303)
