"""The SDK's errors as ours: what cannot be reached, or is held by somebody else, is tried again later."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.errors import BusUnavailable


@contextmanager
def as_unavailable(doing: str) -> Iterator[None]:
    from azure.core.exceptions import AzureError

    try:
        yield
    except AzureError as error:  # ServiceBusError, and what the credential raises when it gets no token
        raise BusUnavailable(f"{doing} failed: {type(error).__name__}") from error
    except (OSError, ValueError, AttributeError) as error:
        # The SDK leaks these when a connection dies under it: `'NoneType' object has no attribute 'listen'`,
        # or ValueError for a handler that was shut down.
        raise BusUnavailable(f"{doing} failed: {type(error).__name__}") from error
