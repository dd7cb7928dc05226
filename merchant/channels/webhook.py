"""The shop's own web address is told, signed as Standard Webhooks (https://www.standardwebhooks.com) say.

`webhook-id` is the same at each attempt: a receiver that has seen it answers 200 and does nothing.
"""

import base64
import json
import secrets
from datetime import UTC, datetime

from merchant.channels.notice import Notice
from merchant.channels.outcome import Outcome, Verdict, not_called, seconds
from shared.errors import SourceUnavailable, SourceUnusable
from shared.fetching import Fetcher

#: As long as the signature's hash; the specification wants 24 to 64.
_SECRET_BYTES = 32
#: Its receiver wants no more of them.
_GONE = 410


def new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()}"


async def send(outside: Fetcher, url: str, secret: str, notice: Notice, *, now: datetime) -> Outcome:
    from standardwebhooks import Webhook

    at = now.astimezone(UTC)
    body = _body(notice, at)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": notice.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(notice.id, at, body),
    }
    try:
        answered = await outside.post(url, body.encode(), headers)
    except (SourceUnavailable, SourceUnusable) as error:
        return not_called(error)
    if 200 <= answered.status < 300:
        return Outcome(Verdict.SENT)
    if answered.status == _GONE or 300 <= answered.status < 400:
        return Outcome(Verdict.FAILED, f"status_{answered.status}")
    return Outcome(Verdict.LATER, f"status_{answered.status}", seconds(answered.retry_after))


def _body(notice: Notice, at: datetime) -> str:
    data = {
        "kinds": list(notice.kinds),
        "text_ar": notice.ar,
        "text_en": notice.en,
        "shop_ar": notice.shop_ar,
        "shop_en": notice.shop_en,
        "url": notice.link,
    }
    told = {"type": "alert.raised", "timestamp": at.isoformat(timespec="seconds"), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
