"""The pages on which a merchant connects: what will happen, Instagram's own login, and whether it works.

Each way in which Instagram sends the browser back has a page of its own; nothing of the query is shown, and the code
and state leave the address with the next redirect.
"""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from merchant.connect import states
from merchant.connect.joining import connect
from merchant.connect.setup import Health, read_setup, set_up
from merchant.web import browser
from merchant.web.browser import app_of, from_our_form
from merchant.web.pages import page, problem_page
from merchant.web.sessions import maybe_signed_in, sign_in_owner, signed_in
from shared.auth import Principal
from shared.errors import GraphUnavailable, LoginRefused, Refused
from shared.graph.login import SCOPES

router = APIRouter(prefix="/console/connect")
#: What Instagram says when the person does not go on.
_CANCELLED = frozenset({"access_denied", "user_denied"})


def redirect_uri(request: Request) -> str:
    """Exactly as it is entered in Meta's dashboard, and as the exchange repeats it."""
    return f"{app_of(request).settings.public_url}/console/connect/callback"


@router.get("")
async def start(request: Request) -> Response:
    return page(request, "connect", ready=bool(app_of(request).settings.login.app_id))


@router.post("", dependencies=[Depends(from_our_form)])
async def go(request: Request) -> Response:
    """To Instagram's page. A form, so that no prefetching browser and no other site begins a login."""
    app = app_of(request)
    if not app.settings.login.app_id:
        raise Refused(503, "not_ready")
    query = {
        "client_id": app.settings.login.app_id,
        "redirect_uri": redirect_uri(request),
        "response_type": "code",
        "scope": ",".join(SCOPES),
        "state": await states.begin(app, browser.name_of(request)),
    }
    return RedirectResponse(f"{app.settings.login.authorize_url}?{urlencode(query)}", status_code=303)


@router.get("/callback")
async def callback(
    request: Request,
    who: Annotated[Principal | None, Depends(maybe_signed_in)],
    state: str = "",
    code: str = "",
    error: str = "",
) -> Response:
    app = app_of(request)
    try:
        await states.end(app, state, browser.name_of(request))
        joined = await connect(app, _agreed(code, error), redirect_uri(request), who)
    except LoginRefused as refused:
        return problem_page(request, refused.reason, status=400)
    except GraphUnavailable:
        return problem_page(request, "unavailable", status=503)
    await set_up(app, joined.tenant, joined.account)
    response = RedirectResponse(f"/console/connect/check?{urlencode({'account': joined.account})}", 303)
    await sign_in_owner(request, response, joined.tenant)
    return response


@router.get("/check")
async def check(request: Request, who: Annotated[Principal, Depends(signed_in)], account: str) -> Response:
    setup = await read_setup(app_of(request), who.tenant, account)
    refresh = {"Refresh": "2"} if setup.health is Health.WAITING else {}
    return page(request, "check", head=refresh, setup=setup)


@router.post("/check", dependencies=[Depends(from_our_form)])
async def check_again(
    request: Request, who: Annotated[Principal, Depends(signed_in)], account: str
) -> Response:
    await set_up(app_of(request), who.tenant, account)
    return RedirectResponse(f"/console/connect/check?{urlencode({'account': account})}", status_code=303)


def _agreed(code: str, error: str) -> str:
    if error or not code:
        raise LoginRefused("cancelled" if error in _CANCELLED else "refused")
    return code
