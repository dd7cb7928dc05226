"""`python -m ops rotate …`, `token` and `whoami`: the keys that seal secrets and sign tokens, in an operator's hands."""

import sys
from typing import Annotated

import typer
from rich.markup import escape

from ops.terminal import Tenant, out, run
from shared.app import App
from shared.auth import issue, retire_all_keys, rotate_key, verify
from shared.errors import Misconfigured
from shared.tenants import TenantId

rotate = typer.Typer(no_args_is_help=True)


@rotate.command("key-ring")
def key_ring() -> None:
    """Seal every secret in the database anew under the first key of SECRET_KEY_RING; safe to interrupt and repeat."""
    from rich.progress import Progress

    from ops.ring import rotate_key_ring

    with Progress(console=out, transient=True) as bar:
        task = bar.add_task("sealing", total=None)
        done = run(rotate_key_ring, progress=lambda so_far: bar.update(task, completed=so_far.tenants))
    out.print(f"tenants visited: {done.tenants}, values sealed anew: {done.sealed_anew}")
    for key, values in sorted(done.keys.items()):
        out.print(f"  sealed with {escape(key)}: {values}")
    if done.broken:
        raise Misconfigured(f"{len(done.broken)} values do not open:\n" + "\n".join(done.broken[:20]))
    if done.sealed_anew:
        out.print("Run it again when the last instance with an older ring is gone.")
    else:
        out.print("No key but the first has sealed anything: the others may leave the ring.")


@rotate.command("tenant-key")
def tenant_key(
    tenant: Tenant,
    at_once: Annotated[
        bool, typer.Option("--at-once", help="Refuse every token issued so far: its key may be known.")
    ] = False,
) -> None:
    """Sign this shop's tokens with a new key; the old one is accepted until the last of its tokens has ended."""

    async def replace(app: App) -> str:
        work = retire_all_keys if at_once else rotate_key
        return await work(app.database, app.keys, TenantId(tenant))

    out.print(f"signing with {run(replace)}")


def token(tenant: Tenant) -> None:
    """Print a token for the shop's owner, to call the app with; it is written into the shop's audit log."""

    async def for_owner(app: App) -> str:
        from merchant.users import owner_of

        return await issue(
            app, TenantId(tenant), await owner_of(app.database, TenantId(tenant)), actor="operator"
        )

    print(run(for_owner))


def whoami() -> None:
    """Say whose token is on standard input, or in one word why it is refused."""
    caller = run(verify, sys.stdin.readline().strip())
    out.print(f"{caller.role} {caller.user} of tenant {caller.tenant}")
