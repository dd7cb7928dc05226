"""What libraries may put into the log: warnings, and nobody's words."""

import asyncio
import gc
import logging

import pytest

import shared.telemetry  # noqa: F401  # whoever can log has restrained them

SECRET = "call 0791234567"


@pytest.mark.parametrize(
    "library",
    ["azure.servicebus", "azure.core", "httpx", "httpcore.http11", "openai", "aiohttp.client", "asyncio"],
)
def test_what_libraries_tell_of_every_request_is_not_shipped(library: str) -> None:
    assert not logging.getLogger(library).isEnabledFor(logging.INFO)
    assert logging.getLogger(library).isEnabledFor(logging.WARNING)


async def test_a_task_that_failed_unseen_is_told_by_class_and_place(caplog: pytest.LogCaptureFixture) -> None:
    async def unseen() -> None:
        int(SECRET)

    task = asyncio.create_task(unseen())
    await asyncio.wait({task})
    del task
    gc.collect()
    (message,) = caplog.messages
    assert message.startswith("Task exception was never retrieved: ValueError in ['tests/unit/shared/")
    assert message.endswith(" unseen']")
    assert "0791234567" not in caplog.text


async def test_a_future_in_trouble_is_told_without_its_result(caplog: pytest.LogCaptureFixture) -> None:
    future = asyncio.get_running_loop().create_future()
    future.set_result(SECRET)
    asyncio.get_running_loop().call_exception_handler({"message": "something is odd", "future": future})
    assert caplog.messages == ["something is odd"]
