"""One invocation: decode the trigger, call the function by the worker's rules, say how it ended.

Nothing a function does can take the host down or go unnoticed: an exception, a return value nobody asked for,
an escaped `CancelledError`, a handler that never ends, each becomes a failed `Result` and one log line. Every
call runs in a task of its own, so that a caller who goes away does not cancel it.
"""

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from azure.functions import meta

from local.host import context
from local.host.indexing import LoadedFunction
from local.host.signatures import GENERIC, converter

Metadata = Mapping[str, meta.Datum]


class FunctionTimeoutError(Exception):
    """No answer at functionTimeout, whether the function was still running or can never answer."""


@dataclass(frozen=True)
class Result:
    #: what the `$return` binding's converter made of the returned value
    value: meta.Datum | None = None
    error: BaseException | None = None


class Invoker:
    def __init__(
        self,
        *,
        function_timeout: float | None,
        new_id: Callable[[], str] = lambda: str(uuid4()),
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._timeout = function_timeout
        self._new_id = new_id
        self._clock = clock
        self._pool = ThreadPoolExecutor(_threads(), thread_name_prefix="function")
        self._running: set[asyncio.Task[Result]] = set()
        self._draining = asyncio.Event()

    async def invoke(
        self,
        function: LoadedFunction,
        datum: meta.Datum,
        metadata: Metadata | None = None,
        *,
        trace_parent: str | None = None,
    ) -> Result:
        invocation_id = self._new_id()
        started = self._clock()
        ctx = context.Context(invocation_id, function.name, str(function.folder), trace_parent)
        task = asyncio.create_task(self._call(function, datum, metadata or {}, ctx))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        result = await self._outcome(function.name, invocation_id, task)
        _log_outcome(function.name, invocation_id, result, self._clock() - started)
        return result

    async def drain(self, bound: float) -> bool:
        """Let running invocations finish; what is left at the bound is cancelled, and the answer is False."""
        self._draining.set()
        left: set[asyncio.Task[Result]] = set()
        if self._running:
            _, left = await asyncio.wait(self._running, timeout=bound)
        for task in left:
            task.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)
        return not left

    async def _call(
        self, function: LoadedFunction, datum: meta.Datum, metadata: Metadata, ctx: context.Context
    ) -> Result:
        context.enter(ctx.invocation_id)
        try:
            arguments = {function.trigger.name: _decoded(function, datum, metadata)}
            if function.signature.takes_context:
                arguments["context"] = ctx
            if function.is_async:
                value = await function.call(**arguments)
            else:
                loop = asyncio.get_running_loop()
                value = await loop.run_in_executor(self._pool, _in_thread, function, arguments, ctx)
            return Result(_returned(function, value))
        except Exception as error:  # noqa: BLE001 - the trigger meets the host: any failure of the app's is its outcome
            return Result(error=error)

    async def _outcome(self, name: str, invocation_id: str, task: asyncio.Task[Result]) -> Result:
        done, _ = await asyncio.wait({task}, timeout=self._timeout)
        if not done:
            # The platform ends the worker process here; a coroutine can be cancelled, a thread runs on.
            task.cancel()
        elif not task.cancelled():
            return task.result()
        elif not self._draining.is_set():
            logging.getLogger(f"Function.{name}").error(
                "asyncio.CancelledError escaped from '%s' (Id=%s): the platform's worker never answers such an "
                "invocation, so it is held until functionTimeout. Turn it into an ordinary exception.",
                name,
                invocation_id,
            )
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._draining.wait(), self._timeout)
        return Result(
            error=FunctionTimeoutError(f"'Functions.{name}' (Id: {invocation_id}) gave no answer in time")
        )


def _threads() -> int:
    chosen = os.environ.get("PYTHON_THREADPOOL_THREAD_COUNT", "")
    return int(chosen) if chosen.isdecimal() and int(chosen) else min(32, (os.cpu_count() or 1) + 4)


def _decoded(function: LoadedFunction, datum: meta.Datum, metadata: Metadata) -> Any:
    kind = function.signature.converter
    if kind == GENERIC:
        if datum.type not in {"string", "bytes", "json"}:
            raise ValueError(f'unexpected type of data received for the "generic" binding {datum.type!r}')
        return datum.value
    try:
        return converter(kind).decode(datum, trigger_metadata=metadata)
    except NotImplementedError as error:
        raise TypeError(
            f"unable to decode incoming TypedData: unsupported combination of TypedData field {datum.type!r} "
            f"and expected binding type {kind}"
        ) from error


def _returned(function: LoadedFunction, value: Any) -> meta.Datum | None:
    kind = function.signature.returns
    if kind is None:
        if value is not None:
            raise RuntimeError(
                f"function {function.name!r} without a $return binding returned a non-None value"
            )
        return None
    try:
        encoded: meta.Datum = converter(kind).encode(value, expected_type=None)
    except NotImplementedError as error:
        raise TypeError(
            f'unable to encode outgoing TypedData: unsupported type "{kind}" for Python type '
            f'"{type(value).__name__}"'
        ) from error
    return encoded


def _in_thread(function: LoadedFunction, arguments: Mapping[str, Any], ctx: context.Context) -> Any:
    context.enter_thread(ctx.invocation_id)
    try:
        return function.call(**arguments)
    finally:
        context.enter_thread(None)


def _log_outcome(name: str, invocation_id: str, result: Result, seconds: float) -> None:
    logging.getLogger(f"Function.{name}").log(
        logging.ERROR if result.error else logging.INFO,
        "Executed 'Functions.%s' (%s, Id=%s, Duration=%dms)",
        name,
        "Failed" if result.error else "Succeeded",
        invocation_id,
        seconds * 1000,
        exc_info=result.error,
    )
