"""The one web application of merchants: its routes, and the headers that every answer of it carries."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

from merchant.web import alerts, connecting, home, own_address, people, returning, sessions, signing_in
from merchant.web.pages import problem_page
from shared.app import App
from shared.auth.address import no_token_in
from shared.errors import Refused, Retryable

STATIC = Path(__file__).parent / "static"
#: Bytes. The longest has a push service's address and an e-mail address at most.
LARGEST_FORM = 16 * 1024
PUSH_WORKER = Path(__file__).parents[1] / "static" / "push.js"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def build(app: App) -> FastAPI:
    # No slash is put right by a redirect: it would lead to whatever host the request names.
    web = FastAPI(openapi_url=None, redirect_slashes=False)
    web.state.app = app
    policy = _policy(app.settings.login.authorize_url)

    @web.middleware("http")
    async def guarded(request: Request, follow: Callable[[Request], Awaitable[Response]]) -> Response:
        try:
            no_token_in(request.query_params)
            response = await follow(request)
        except Refused as refusal:
            response = problem_page(request, refusal.reason, status=refusal.status)
            if refusal.status == 401:
                returning.remember(request, response)
        except Retryable:
            response = problem_page(request, "unavailable", status=503)
        for name, value in policy.items():
            response.headers.setdefault(name, value)
        return response

    @web.exception_handler(HTTPException)
    async def not_here(request: Request, error: HTTPException) -> Response:
        reason = "too_large" if error.status_code == 413 else "not_found"
        return problem_page(request, reason, status=error.status_code)

    @web.exception_handler(RequestValidationError)
    async def not_understood(request: Request, _error: RequestValidationError) -> Response:
        return problem_page(request, "not_found", status=400)

    for pages in (sessions, connecting, signing_in, home, people, own_address, alerts):
        web.include_router(pages.router, max_body_size=LARGEST_FORM)
    web.add_api_route("/console/static/{name}", _static, methods=["GET"])
    web.add_api_route("/console/push.js", _push_worker, methods=["GET"])
    return web


def _policy(authorize_url: str) -> dict[str, str]:
    """Nothing but our own files, no frame around us, and no address of ours told to anyone: codes stand in some."""
    login = "/".join(authorize_url.split("/")[:3])
    return {
        "Content-Security-Policy": "default-src 'self'; img-src 'self' https: data:; object-src 'none'; "
        f"base-uri 'none'; frame-ancestors 'none'; form-action 'self' {login}",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Frame-Options": "DENY",
    }


async def _push_worker() -> Response:
    """From here, for a service worker has no say above its own address; looked for anew each time, as it is replaced by that."""
    return FileResponse(PUSH_WORKER, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


async def _static(name: str) -> Response:
    path = STATIC / name
    if path.parent != STATIC or path.suffix not in TYPES or not path.is_file():
        return Response(status_code=404)
    headers = {"Cache-Control": "public, max-age=300"}
    return FileResponse(path, media_type=TYPES[path.suffix], headers=headers)
