"""A notification on a telephone, locked or not: Web Push (RFC 8030), encrypted for one browser (RFC 8291), signed (RFC 8292).

The library encrypts and signs. The endpoint is an address that a browser, or somebody who says to be one, has given us:
so it is called by the one road that calls public addresses only, follows nothing, and reads nothing of the answer.
"""

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from merchant.channels.notice import Notice
from merchant.channels.outcome import Outcome, Verdict, not_called, seconds
from shared.errors import SourceUnavailable, SourceUnusable
from shared.fetching import Answered, Fetcher
from shared.settings import Settings

if TYPE_CHECKING:
    import aiohttp
    from py_vapid import Vapid

#: Seconds a push service keeps it for a telephone that is off.
KEPT_FOR = 12 * 3600
_AUTH_BYTES = 16
_GONE = (404, 410)
_LATER = (408, 425, 429)


async def send(
    outside: Fetcher, settings: Settings, subscription: Mapping[str, str], notice: Notice
) -> Outcome:
    """`subscription` has endpoint, p256dh and auth."""
    from pywebpush import WebPushException, webpush_async

    if settings.web_push_key is None:
        return Outcome(Verdict.FAILED, "no_push_key")
    road = _Road(outside)
    try:
        await webpush_async(
            {
                "endpoint": subscription["endpoint"],
                "keys": {"p256dh": subscription["p256dh"], "auth": subscription["auth"]},
            },
            _payload(notice),
            vapid_private_key=_vapid(settings),
            vapid_claims={"sub": _contact(settings)},
            ttl=KEPT_FOR,
            headers={"Urgency": "high", "Topic": notice.tag},
            aiohttp_session=cast("aiohttp.ClientSession", road),
        )
    except WebPushException:
        if road.answered is None:
            return Outcome(Verdict.FAILED, "keys")
    except (SourceUnavailable, SourceUnusable) as error:
        return not_called(error)
    assert road.answered is not None
    return _judged(road.answered)


def public_key(settings: Settings) -> str | None:
    """What a page passes to `pushManager.subscribe` as applicationServerKey; None when there is no push."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    if settings.web_push_key is None:
        return None
    point = _vapid(settings).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def keys_fit(p256dh: str, auth: str) -> bool:
    """A point on P-256 and 16 bytes, each as base64url: what a browser gives."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(p256dh))
        return len(_bytes(auth)) == _AUTH_BYTES
    except ValueError:
        return False


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)


def _judged(answered: Answered) -> Outcome:
    status = answered.status
    if 200 <= status <= 202:
        return Outcome(Verdict.SENT)
    if status in _GONE:
        return Outcome(Verdict.GONE, f"status_{status}")
    if status >= 500 or status in _LATER:
        return Outcome(Verdict.LATER, f"status_{status}", seconds(answered.retry_after))
    return Outcome(Verdict.FAILED, f"status_{status}")


def _payload(notice: Notice) -> str:
    shown = {"title": notice.title, "body": notice.body, "url": notice.link, "tag": notice.tag}
    return json.dumps(shown, ensure_ascii=False)


def _vapid(settings: Settings) -> "Vapid":
    from py_vapid import Vapid

    assert settings.web_push_key is not None
    return Vapid.from_raw(settings.web_push_key.reveal().rstrip("=").encode())


def _contact(settings: Settings) -> str:
    """Whom a push service may write to. It must be a mail address or https, which a deployment has, and no local world."""
    if settings.mail:
        return f"mailto:{settings.mail.sender}"
    return settings.public_url if settings.public_url.startswith("https://") else "mailto:nobody@localhost"


class _Road:
    """What the library takes for a session of aiohttp: it posts once, asks for the status, and for a text if that is bad."""

    def __init__(self, outside: Fetcher) -> None:
        self._outside = outside
        self.answered: Answered | None = None

    async def post(self, endpoint: str, *, data: bytes, headers: Mapping[str, str], **_: Any) -> "_Read":
        self.answered = await self._outside.post(endpoint, data, headers)
        return _Read(self.answered.status)


class _Read:
    reason = ""

    def __init__(self, status: int) -> None:
        self.status = status

    async def text(self) -> str:
        return ""
