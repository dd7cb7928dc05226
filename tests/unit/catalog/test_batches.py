"""What goes into one request: as many documents as the service takes, measured as they are sent."""

import json
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import service
from catalog.service import batches

LENGTHS = st.lists(st.integers(1, 400), max_size=40)


@given(LENGTHS)
def test_every_document_is_in_one_batch_in_its_order_and_none_is_too_large(lengths: list[int]) -> None:
    documents = [{"id": str(number), "text": "ع" * length} for number, length in enumerate(lengths)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "MOST_BYTES", 3000)
        patch.setattr(service, "MOST_DOCUMENTS", 7)
        made = list(batches(documents))
    assert [one for batch in made for one in batch] == documents
    for batch in made:
        assert encoded(batch) <= 3000 + 100
        assert len(batch) <= 7
    for batch, following in pairwise(made):  # none ends before it has to
        assert len(batch) == 7 or encoded([*batch, following[0]]) > 3000


def encoded(batch: Sequence[service.Document]) -> int:
    """As the SDK writes it."""
    return len(json.dumps({"value": [{**one, "@search.action": "upload"} for one in batch]}))


def test_the_largest_batch_is_within_what_the_service_and_the_transport_take() -> None:
    from aiohttp.payload import TOO_LARGE_BYTES_BODY

    assert service.MOST_BYTES + len('{"value": []}') <= TOO_LARGE_BYTES_BODY < 16 * 1024 * 1024
