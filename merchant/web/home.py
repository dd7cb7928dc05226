"""The first page behind the door, how the shop stands; and leaving: an account is disconnected by its owner."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from merchant.accounts import disconnect
from merchant.profiles import refresh
from merchant.standing import AccountStanding, standing
from merchant.web.browser import app_of, from_our_form
from merchant.web.pages import page
from merchant.web.sessions import as_owner, maybe_signed_in
from shared.auth import Principal
from shared.errors import Refused

router = APIRouter(prefix="/console")
Account = Annotated[str, Form(pattern="[0-9]{1,25}")]


@router.get("")
@router.get("/")
async def start(request: Request, who: Annotated[Principal | None, Depends(maybe_signed_in)]) -> Response:
    """Whoever has not signed in reads what connecting is; most who come here without a shop want one."""
    if who is None:
        return RedirectResponse("/console/connect", status_code=303)
    shop = await standing(app_of(request).database, who.tenant)
    return page(request, "home", who=who, here="home", shop=shop)


@router.get("/disconnect/{account}")
async def ask(request: Request, who: Annotated[Principal, Depends(as_owner)], account: str) -> Response:
    return page(request, "disconnect", who=who, here="home", account=await _account(request, who, account))


@router.post("/disconnect", dependencies=[Depends(from_our_form)])
async def leave(request: Request, who: Annotated[Principal, Depends(as_owner)], account: Account) -> Response:
    """What is ours at Instagram is taken away at once where that is possible; the timer tries again what is not."""
    app = app_of(request)
    found = await _account(request, who, account)
    await disconnect(app, who.tenant, found.account_id, actor=who.role, user=who.user)
    await refresh(app, who.tenant)
    return RedirectResponse("/console", status_code=303)


async def _account(request: Request, who: Principal, account: str) -> AccountStanding:
    shop = await standing(app_of(request).database, who.tenant)
    for one in shop.accounts:
        if one.account_id == account:
            return one
    raise Refused(404, "no_such_account")
