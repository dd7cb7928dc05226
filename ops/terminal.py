"""What every command of `python -m ops` is built on: its output, its options, and a run with an App of its own."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

import typer
from rich.console import Console

from shared.app import App
from shared.settings import read_settings

P = ParamSpec("P")
T = TypeVar("T")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
Tenant = Annotated[UUID, typer.Option(help="The shop's tenant id.")]


def run(work: Callable[Concatenate[App, P], Awaitable[T]], *arguments: P.args, **options: P.kwargs) -> T:
    """Run one coroutine function with an App of its own, closed whatever happens."""

    async def session() -> T:
        app = App(read_settings(os.environ))
        try:
            return await work(app, *arguments, **options)
        finally:
            await app.close()

    return complete(session())


def complete(work: Coroutine[Any, Any, T]) -> T:
    # psycopg's async connections need a selector loop, which on Windows is not the default.
    factory = asyncio.SelectorEventLoop if sys.platform == "win32" else None
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(work)
