"""What stands before the app lets through what the app serves, and nothing else."""

import re
from collections.abc import Iterator

from tests.unit.infra.tree import Tree, evaluated, triggers

#: By route, where the app itself says how much it takes.
LARGEST = {
    "webhook": ("ingest/webhook.py", "MAX_BYTES"),
    "deauthorize": ("ingest/signed_request.py", "MAX_BYTES"),
    "data-deletion": ("ingest/signed_request.py", "MAX_BYTES"),
    "api/v1/catalog": ("catalog/api/receiving.py", "LARGEST"),
    "shops/{place}": ("catalog/hearing/respond.py", "LARGEST_BODY"),
    "api/*": ("shared/api/frame.py", "LARGEST_BODY"),
    "console/*": ("merchant/web/respond.py", "LARGEST_BODY"),
}


#: A route of the API's that takes more than the others: the gateway names it apart.
ROOMIER = {"api/v1/catalog"}


def gateway(tree: Tree) -> Iterator[str]:
    """It lets through exactly the app's methods and paths, in the app's own sizes, however often."""
    module = tree.bicep("modules/gateway")
    routes = module.variables["routes"]
    let_through = {(one["method"], one["path"].strip("/")) for one in routes}
    served = {(method, re.sub(r"\{\*\w+\}", "*", route)) for method, route in triggers(tree).http}
    alike = {
        (method, path) for method, path in let_through if path in ROOMIER and (method, "api/*") in served
    }
    yield from (
        f"{method} /{path} is not both served and let through"
        for method, path in (let_through - alike) ^ served
    )
    small = evaluated(module.variables["small"])
    for one in routes:
        most = small if one["most"] == "small" else evaluated(str(one["most"]))
        path = one["path"].strip("/")
        has_body = one["method"] in {"POST", "PUT", "PATCH"}
        if has_body and path not in LARGEST:
            yield f"{one['name']}: nobody says how much the app takes there"
            continue
        wanted = tree.constant(*LARGEST[path]) if has_body else 0
        if most != wanted:
            yield f"{one['name']}: {most} bytes pass the gateway, the app takes {wanted}"
    policies = tree.text("infra/policies/api.xml") + tree.text("infra/policies/size.xml")
    if found := re.search(r"rate-limit|quota|ip-filter|limit-concurrency", policies):
        yield f"Meta posts from few addresses: no {found[0]}"
    header = tree.constant("shared/gateway.py", "HEADER")
    if f'<set-header name="{header}" exists-action="override">' not in policies:
        yield f"the gateway does not set {header} over what a caller may have sent"
