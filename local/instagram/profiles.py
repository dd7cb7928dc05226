"""The messenger profile of each account: what a customer can tap before writing a word."""

from collections import defaultdict
from typing import Any

from local.instagram.errors import bad_parameter
from local.instagram.threads import Account

SETTINGS = ("ice_breakers", "persistent_menu")
MAX_ICE_BREAKERS = 4
MAX_MENU_ITEMS = 5
_DONE = {"result": "success"}


class Profiles:
    def __init__(self) -> None:
        self._settings: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(dict)

    def read(self, account: Account, query: dict[str, str]) -> dict[str, Any]:
        return {"data": self._settings[account.user_id].get(_setting(query.get("fields")), [])}

    def put(self, account: Account, body: Any) -> dict[str, Any]:
        """All of it or, when something is wrong, nothing."""
        if not isinstance(body, dict) or body.get("platform") != "instagram":
            raise bad_parameter("Param platform must be one of {instagram}")
        given = {name: _by_locale(name, value) for name, value in body.items() if name != "platform"}
        if not given:
            raise bad_parameter("One of ice_breakers, persistent_menu is required")
        self._settings[account.user_id].update(given)
        return _DONE

    def remove(self, account: Account, body: Any) -> dict[str, Any]:
        names = body.get("fields") if isinstance(body, dict) else None
        if not isinstance(names, list) or not names:
            raise bad_parameter("Param fields must be a list")
        for name in map(_setting, names):
            self._settings[account.user_id].pop(name, None)
        return _DONE


def _setting(name: Any) -> str:
    if name not in SETTINGS:
        raise bad_parameter(f"Param fields must be one of {{{', '.join(SETTINGS)}}}")
    return str(name)


def _by_locale(name: str, given: Any) -> list[dict[str, Any]]:
    _setting(name)
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise bad_parameter(f"Param {name} must be a list of objects")
    locales = [one.get("locale") for one in given]
    if "default" not in locales or len(set(map(str, locales))) < len(locales):
        raise bad_parameter(f"Param {name} must have each locale once, and the default one")
    most = MAX_ICE_BREAKERS if name == "ice_breakers" else MAX_MENU_ITEMS
    for one in given:
        calls = one.get("call_to_actions")
        if not isinstance(calls, list) or not 1 <= len(calls) <= most:
            raise bad_parameter(f"Param {name}[call_to_actions] must hold 1 to {most} items")
        for call in calls:
            _check_call(name, call)
    return given


def _check_call(name: str, call: Any) -> None:
    wanted = ["question", "payload"]
    if name == "persistent_menu":
        kind = call.get("type") if isinstance(call, dict) else None
        if kind not in {"postback", "web_url"}:
            raise bad_parameter("Param persistent_menu[type] must be one of {postback, web_url}")
        wanted = ["title", "payload" if kind == "postback" else "url"]
    if not isinstance(call, dict) or not all(
        isinstance(call.get(word), str) and call[word] for word in wanted
    ):
        raise bad_parameter(f"Param {name}[call_to_actions] must have {' and '.join(wanted)}")
