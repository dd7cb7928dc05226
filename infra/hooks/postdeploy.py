"""After a deployment: whether the app answers as Meta will ask it, and what belongs into Meta's dashboard."""

import sys
import time
from collections.abc import Callable, Mapping

from answers import Check, checks, run
from commands import Stopped, ending_in_words

#: A first start reads its package and its secrets, which takes up to a minute or two; seconds between looks.
LOOKS, PAUSE = 12, 10.0


def work(environ: Mapping[str, str], wait: Callable[[float], None] = time.sleep) -> None:
    public = environ.get("PUBLIC_URL", "")
    token = environ.get("INSTAGRAM_VERIFY_TOKEN", "")
    if not public or not token:
        raise Stopped("PUBLIC_URL or INSTAGRAM_VERIFY_TOKEN unknown: run azd provision first")
    direct = environ.get("APP_URL", "") if environ.get("GATEWAY", "none") != "none" else ""
    failed = _look(list(checks(public, token, direct)), wait)
    print(dashboard(public, token), flush=True)
    if failed:
        raise Stopped("The app does not answer as it should:\n" + "\n".join(f"  - {text}" for text in failed))


def _look(asked: list[Check], wait: Callable[[float], None]) -> list[str]:
    """What still fails when the last look has been taken."""
    left = dict.fromkeys(asked, "")
    for look in range(LOOKS):
        for check in list(left):
            left[check] = run(check)
            if not left[check]:
                print(f"ok  {check.what}", flush=True)
                del left[check]
        if not left:
            break
        if look < LOOKS - 1:
            wait(PAUSE)
    return [f"{check.what}: {said}" for check, said in left.items()]


def dashboard(public: str, token: str) -> str:
    """The addresses behind PUBLIC_URL, as Meta's dashboard names the fields."""
    return f"""
Into Meta's dashboard, API setup with Instagram login:
  Webhooks, callback URL      {public}/webhook
  Webhooks, verify token      {token}
  Business login, redirect    {public}/console/connect/callback
  Deauthorize callback URL    {public}/deauthorize
  Data deletion request URL   {public}/data-deletion
A merchant begins at          {public}/console/connect
"""


if __name__ == "__main__":
    sys.exit(ending_in_words(work))
