"""Before provisioning: makes what is missing and can be made, says in plain words what is wrong, and what it will cost."""

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime

from chosen import choose, contradictions, ends_of_models, missing, unreadable
from commands import Stopped, az, ending_in_words, remember
from costs import report
from quotas import deleted, problems
from secrets_made import makers


def work(environ: Mapping[str, str], today: date | None = None) -> None:
    today = today or datetime.now(UTC).date()
    wrong = [*unreadable(environ), *missing(environ)]
    if wrong:
        raise Stopped("Before this can be deployed (azd env set NAME VALUE):\n" + _listed(wrong))
    chosen = choose(environ)
    found = [*((True, text) for text in contradictions(chosen)), *ends_of_models(chosen, today)]
    found += problems(chosen, environ)
    for text in (text for stops, text in found if not stops):
        print(f"mind: {text}")
    if stopping := [text for stops, text in found if stops]:
        raise Stopped("Azure would refuse this, or it would not work:\n" + _listed(stopping))
    _make_what_is_missing(environ, today)
    _name_the_administrator(environ)
    _take_back_what_was_deleted(environ)
    print(report(chosen), flush=True)


def _make_what_is_missing(environ: Mapping[str, str], today: date) -> None:
    for name, make in makers(today).items():
        if not environ.get(name):
            remember(name, make())
            print(f"made {name}")


def _name_the_administrator(environ: Mapping[str, str]) -> None:
    """PostgreSQL wants a name beside the id; of a pipeline's own identity az may not be allowed to tell it."""
    if environ.get("DATABASE_ADMIN_ID") and environ.get("DATABASE_ADMIN_NAME"):
        return
    advice = (
        "set DATABASE_ADMIN_ID, DATABASE_ADMIN_NAME and DATABASE_ADMIN_TYPE (User, Group or ServicePrincipal)"
    )
    try:
        if environ.get("AZURE_PRINCIPAL_TYPE") == "ServicePrincipal":
            known = az("ad", "sp", "show", "--id", environ.get("AZURE_CLIENT_ID", ""))
            named = (known["id"], known["displayName"], "ServicePrincipal")
        else:
            known = az("ad", "signed-in-user", "show")
            named = (known["id"], known["userPrincipalName"], "User")
    except (Stopped, KeyError, TypeError) as error:
        raise Stopped(f"Who may change the database's schema is not known ({error}): {advice}") from None
    for name, value in zip(
        ("DATABASE_ADMIN_ID", "DATABASE_ADMIN_NAME", "DATABASE_ADMIN_TYPE"), named, strict=True
    ):
        remember(name, value)


def _take_back_what_was_deleted(environ: Mapping[str, str]) -> None:
    """Azure keeps the names of deleted vaults and model accounts, and refuses new ones by them."""
    try:
        found = {"RESTORE_MODEL_ACCOUNT": False, "RECOVER_KEY_VAULT": False} | deleted(environ)
    except Stopped as unanswered:
        print(f"mind: not looked at whether something of this name was deleted: {unanswered}")
        return
    for name, waits in found.items():
        if waits or environ.get(name, "false") != "false":
            remember(name, str(waits).lower())


def _listed(sentences: list[str]) -> str:
    return "\n".join(f"  - {sentence}" for sentence in sentences)


if __name__ == "__main__":
    sys.exit(ending_in_words(work))
