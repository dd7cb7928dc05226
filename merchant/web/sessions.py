"""Who has signed in, by a cookie that holds the tenant's own token; and signing out, here or everywhere."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from merchant.users import owner_of
from merchant.web import browser
from merchant.web.browser import app_of, from_our_form
from shared.audit import Actor
from shared.auth import Principal, issue, sign_out_everywhere, verify
from shared.auth.tokens import LIFETIME
from shared.errors import Refused, TokenRefused
from shared.tenants import TenantId

SESSION = "session"
router = APIRouter()


async def maybe_signed_in(request: Request) -> Principal | None:
    token = request.cookies.get(browser.cookie_name(request, SESSION), "")
    if not token:
        return None
    try:
        return await verify(app_of(request), token)
    except TokenRefused:
        return None


async def signed_in(request: Request) -> Principal:
    """A dependency of every page behind the door. Raises TokenRefused, which sends the person to the door."""
    found = await maybe_signed_in(request)
    if found is None:
        raise TokenRefused("signed_out")
    return found


async def as_owner(who: Annotated[Principal, Depends(signed_in)]) -> Principal:
    """A dependency of what staff may neither do nor see. Raises Refused 403."""
    if who.role != "owner":
        raise Refused(403, "owner_only")
    return who


async def sign_in_owner(request: Request, response: Response, tenant: TenantId) -> None:
    await sign_in(request, response, tenant, await owner_of(app_of(request).database, tenant), actor="owner")


async def sign_in(
    request: Request, response: Response, tenant: TenantId, user: UUID, *, actor: Actor
) -> None:
    """The browser gets another name with it, so that nothing fixed before the login holds after it."""
    token = await issue(app_of(request), tenant, user, actor=actor)
    browser.rename(request)
    browser.keep_name(request, response)
    browser.set_cookie(request, response, SESSION, token, int(LIFETIME.total_seconds()))


@router.post("/console/sign-out", dependencies=[Depends(from_our_form)])
async def sign_out(
    request: Request,
    who: Annotated[Principal | None, Depends(maybe_signed_in)],
    where: Annotated[Literal["here", "everywhere"], Form()] = "here",
) -> Response:
    if who is not None and where == "everywhere":
        await sign_out_everywhere(app_of(request), who.tenant, who.user, actor=who.role)
    response = RedirectResponse("/console/sign-in", status_code=303)
    response.delete_cookie(browser.cookie_name(request, SESSION), path="/", secure=browser.is_secure(request))
    return response
