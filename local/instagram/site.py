"""Serves the chat page: plain files, no build, nothing from elsewhere.

The policy header holds the page to that: scripts and styles come from here alone, and text a customer or the model
wrote can never become code. Pictures may come from the shop, which has an address of its own.
"""

from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

PAGE = Path(__file__).parent / "page"
#: Said here because the table of the operating system may call a script plain text.
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src http: https: data:; media-src http: https:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Whoever edits the page sees the edit on reload.
    "Cache-Control": "no-cache",
}


def add_page(app: web.Application) -> None:
    files = {"": PAGE / "index.html"} | {
        f"page/{path.name}": path for path in PAGE.iterdir() if path.suffix in TYPES
    }
    for address, path in files.items():
        app.router.add_get(f"/{address}", _file(path))


def _file(path: Path) -> Handler:
    headers = HEADERS | {"Content-Type": f"{TYPES[path.suffix]}; charset=utf-8"}

    async def serve(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(path, headers=headers)

    return serve
