"""The pages of alerts: what waits to be seen to, what one is about, and where the shop's people are told.

A browser is switched on and off by whoever holds it; the shop's web address, its quiet hours and a test are the owner's.
"""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from merchant import alert_channels
from merchant.alert_words import words_of
from merchant.alerting import try_channels
from merchant.alerts_shown import alert_of, open_ones
from merchant.channels.push import public_key
from merchant.customer_names import name_of
from merchant.people import people_of
from merchant.web.browser import app_of, from_our_form
from merchant.web.pages import page
from merchant.web.sessions import as_owner, signed_in
from shared.alerts import AlertKind
from shared.auth import Principal
from shared.errors import Misconfigured, Refused

router = APIRouter(prefix="/console/alerts")
Anyone = Annotated[Principal, Depends(signed_in)]
Owner = Annotated[Principal, Depends(as_owner)]
Field = Annotated[str, Form(max_length=2048)]
Time = Annotated[str, Form(max_length=5)]


@router.get("")
async def listed(request: Request, who: Anyone) -> Response:
    return await _page(request, who)


@router.get("/{alert}")
async def one(request: Request, who: Anyone, alert: UUID) -> Response:
    app = app_of(request)
    found = await alert_of(app.database, who.tenant, alert)
    if found.about is not None and found.customer is None:
        found = replace(found, customer=await name_of(app, found.about))
    return page(request, "alert", who=who, here="alerts", alert=found)


@router.post("/browser", dependencies=[Depends(from_our_form)])
async def switch_on(request: Request, who: Anyone, endpoint: Field, p256dh: Field, auth: Field) -> Response:
    """Asked for by the page's script, with what this browser's push service has given it."""
    subscription = {"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}
    await alert_channels.subscribe(app_of(request), who, subscription)
    return Response(status_code=204)


@router.post("/browser/off", dependencies=[Depends(from_our_form)])
async def switch_off(request: Request, who: Anyone, endpoint: Field) -> Response:
    await alert_channels.unsubscribe(app_of(request), who, endpoint)
    return Response(status_code=204)


@router.post("/webhook", dependencies=[Depends(from_our_form)])
async def put_webhook(request: Request, who: Owner, url: Field = "") -> Response:
    """The secret is in the answer and nowhere else afterwards, so there is no other page to go to."""
    try:
        secret = await alert_channels.put_webhook(app_of(request), who.tenant, url.strip(), actor=who.role)
    except Misconfigured:
        raise Refused(400, "no_web_address") from None
    return await _page(request, who, secret=secret)


@router.post("/quiet", dependencies=[Depends(from_our_form)])
async def put_quiet(
    request: Request,
    who: Owner,
    begins: Time = "",
    ends: Time = "",
    urgent: Annotated[list[str] | None, Form(max_length=len(AlertKind))] = None,
) -> Response:
    if bool(begins) != bool(ends):
        raise Refused(400, "no_hours")
    hours = f"{begins}-{ends}" if begins else ""
    try:
        await alert_channels.put_quiet(
            app_of(request), who.tenant, quiet=hours, urgent=urgent or [], actor=who.role
        )
    except Misconfigured:
        raise Refused(400, "no_hours") from None
    return RedirectResponse("/console/alerts", status_code=303)


@router.post("/test", dependencies=[Depends(from_our_form)])
async def test(request: Request, who: Owner) -> Response:
    outcomes = await try_channels(app_of(request), who.tenant)
    tried = [
        (place.channel, place.row["email"], outcome.verdict.value, outcome.reason)
        for place, outcome in outcomes
    ]
    return await _page(request, who, tried=tried)


async def _page(
    request: Request,
    who: Principal,
    *,
    secret: str | None = None,
    tried: list[tuple[str, str | None, str, str | None]] | None = None,
) -> Response:
    app = app_of(request)
    waiting = await open_ones(app.database, who.tenant)
    async with app.database.tenant(who.tenant) as tx:
        shop = await alert_channels.shown(tx, who.tenant)
        browsers = await alert_channels.browsers_of(tx, who)
    people = await people_of(app.database, who.tenant)
    # Who else works here is the owner's page alone.
    told = [one.email for one in people if one.email and (who.role == "owner" or one.user_id == who.user)]
    begins, _, ends = (shop["quiet"] or "").partition("-")
    return page(
        request,
        "alerts",
        who=who,
        here="alerts",
        waiting=waiting,
        push_key=public_key(app.settings),
        browsers=browsers,
        mail_ready=app.settings.mail is not None,
        addresses=told,
        webhook=shop["webhook_url"],
        begins=begins,
        ends=ends,
        urgent=shop["urgent"],
        kinds=[(kind.value, words_of(kind.value, None)) for kind in AlertKind],
        secret=secret,
        tried=tried,
    )
