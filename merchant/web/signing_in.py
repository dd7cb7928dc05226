"""The pages of signing in by a letter: an address, a link, and, where it leads into several shops, which of them.

The answer to an address is the same whoever it belongs to, and so is the work behind it. A link opened in the browser that
asked lets in at once; anywhere else it takes a tap on a form, which no mail scanner makes.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from merchant import sign_in_links
from merchant.web import browser, returning
from merchant.web.browser import app_of, from_our_form
from merchant.web.pages import page
from merchant.web.sessions import sign_in
from shared.errors import Refused
from shared.tenants import TenantId

router = APIRouter(prefix="/console/sign-in")


@router.get("")
async def start(request: Request) -> Response:
    return page(request, "sign_in", ready=app_of(request).settings.mail is not None)


@router.post("", dependencies=[Depends(from_our_form)])
async def ask(request: Request, email: Annotated[str, Form(max_length=254)] = "") -> Response:
    app = app_of(request)
    if app.settings.mail is None:
        raise Refused(503, "mail_not_ready")
    await sign_in_links.ask(app, email, browser.name_of(request))
    return page(request, "letter_asked")


@router.get("/{link}")
async def opened(request: Request, link: str) -> Response:
    found = await sign_in_links.look(app_of(request), link, browser.name_of(request))
    if found.asked_here and len(found.doors) == 1:
        return await _enter(request, link, found.doors[0].tenant)
    return page(request, "doors", doors=found.doors, link=link)


@router.post("/{link}", dependencies=[Depends(from_our_form)])
async def enter(request: Request, link: str, shop: Annotated[UUID, Form()]) -> Response:
    return await _enter(request, link, TenantId(shop))


async def _enter(request: Request, link: str, tenant: TenantId) -> Response:
    let_in = await sign_in_links.use(app_of(request), link, tenant)
    response = RedirectResponse(returning.wanted(request), status_code=303)
    returning.forget(request, response)
    await sign_in(request, response, let_in.tenant, let_in.user, actor=let_in.role)
    return response
