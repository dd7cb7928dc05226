"""Meta's error table, row by row: what is tried again, what stops one message, what stops the account."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import AccountBlocked, AgentError, GraphRefused, GraphUnavailable, TokenDead
from shared.graph.errors import classify


def answer(code: Any, subcode: Any = None, **more: Any) -> dict[str, Any]:
    error = {
        "message": "quotes the customer",
        "type": "IGApiException",
        "code": code,
        "fbtrace_id": "A",
        **more,
    }
    return {"error": error if subcode is None else error | {"error_subcode": subcode}}


@pytest.mark.parametrize(
    ("code", "subcode"),
    [(1, None), (99, None), (1, 1357046), (2, None), (2, 1545133), (4, None), (17, None), (32, None), (341, None),
     (613, None), (613, 2534040), (80002, None)],
)  # fmt: skip
@pytest.mark.parametrize("status", [400, 403, 429, 500])
def test_unknown_errors_and_throttles_are_tried_again(code: int, subcode: int | None, status: int) -> None:
    assert type(classify(status, answer(code, subcode), {})) is GraphUnavailable


@pytest.mark.parametrize(
    ("code", "subcode", "reason"),
    [
        (3, None, "capability_missing"),
        (9, 2018352, "no_such_user"),
        (9010, None, "no_such_user"),
        (10, None, "permission_missing"),
        (10, 2534022, "window_closed"),
        (10, 2018278, "window_closed"),
        (10, 2018065, "cannot_receive_now"),
        (10, 2018108, "cannot_receive_now"),
        (10, 2534077, "owner_must_act"),
        (100, None, "bad_parameter"),
        (100, 33, "object_unknown"),
        (100, 2018001, "no_such_recipient"),
        (100, 2534014, "no_such_recipient"),
        (100, 2018008, "bad_parameter"),
        (100, 2018047, "bad_parameter"),
        (100, 2018109, "bad_parameter"),
        (100, 2018294, "bad_parameter"),
        (100, 2534013, "bad_parameter"),
        (100, 2534015, "bad_message"),
        (100, 2534025, "comment_used"),
        (200, None, "permission_missing"),
        (200, 1545041, "person_unavailable"),
        (230, None, "code_230"),
        (551, None, "person_unavailable"),
        (551, 1545041, "person_unavailable"),
        (1545041, None, "person_unavailable"),
        (2018300, None, "another_app_has_thread"),
        (2534037, None, "another_app_has_thread"),
        (2534001, None, "code_2534001"),
        (10900, None, "code_10900"),
        (10903, None, "code_10903"),
        (9000001, None, "message_deleted"),
        (2500, None, "code_2500"),
        (36103, None, "code_36103"),
        (2022, None, "code_2022"),
        (424242, 1, "code_424242"),
    ],
)
@pytest.mark.parametrize("status", [400, 403])
def test_these_and_every_code_not_listed_are_final(
    code: int, subcode: int | None, reason: str, status: int
) -> None:
    error = classify(status, answer(code, subcode), {})
    assert type(error) is GraphRefused
    assert (str(error), error.code, error.subcode) == (reason, code, subcode)


@pytest.mark.parametrize(
    ("code", "subcode", "reason"),
    [
        (10, 1893063, "account_restricted"),
        (100, 2534029, "business_blocked"),
        (200, 2534041, "message_access_off"),
        (368, None, "policy_block"),
        (368, 7, "policy_block"),
    ],
)
def test_these_stop_the_account(code: int, subcode: int, reason: str) -> None:
    error = classify(400, answer(code, subcode), {})
    assert type(error) is AccountBlocked
    assert str(error) == reason


@pytest.mark.parametrize("subcode", [None, 0, "0", 458, 459, 460, 463, 464, 467, 492, 999])
@pytest.mark.parametrize("status", [400, 401, 500])
def test_a_dead_token_is_dead_whatever_the_subcode(subcode: Any, status: int) -> None:
    assert type(classify(status, answer(190, subcode), {})) is TokenDead


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        pytest.param(400, answer(424242, is_transient=True), GraphUnavailable, id="Meta calls it transient"),
        pytest.param(400, answer(424242, is_transient="true"), GraphRefused, id="only a real true is true"),
        pytest.param(500, answer(424242), GraphUnavailable, id="a server's error with a code not listed"),
        pytest.param(500, answer(100, 33), GraphRefused, id="a listed code counts more than the status"),
        pytest.param(500, None, GraphUnavailable, id="a server's error without JSON"),
        pytest.param(429, None, GraphUnavailable, id="a gateway's limit, without Meta's body"),
        pytest.param(502, "<html>", GraphUnavailable, id="a gateway"),
        pytest.param(404, None, GraphRefused, id="not found, without JSON"),
        pytest.param(302, {}, GraphRefused, id="a redirect is not followed"),
        pytest.param(400, {"error": "text"}, GraphRefused, id="an error that is no object"),
        pytest.param(400, {"error": {}}, GraphRefused, id="an error that says nothing"),
        pytest.param(400, answer("190"), TokenDead, id="a code as text"),
    ],
)
def test_answers_outside_the_table(status: int, body: Any, expected: type[AgentError]) -> None:
    assert type(classify(status, body, {})) is expected


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        pytest.param('{"178":[{"type":"instagram","estimated_time_to_regain_access":19}]}', 1140.0, id="minutes"),
        pytest.param('{"178":[{"estimated_time_to_regain_access":2},{"estimated_time_to_regain_access":5}]}', 300.0, id="the longest of several"),
        pytest.param('{"178":[{"type":"messenger","call_count":3},{"estimated_time_to_regain_access":5}]}', 300.0, id="one that says it beside one that does not"),
        pytest.param('{"178":[{"estimated_time_to_regain_access":0}]}', None, id="at once"),
        pytest.param('{"178":[{"estimated_time_to_regain_access":1e400}]}', 86400.0, id="never: a day at most"),
        pytest.param('{"178":[{"estimated_time_to_regain_access":"soon"}]}', None, id="in words"),
        pytest.param("{}", None, id="no account"),
        pytest.param("not JSON", None, id="not JSON"),
        pytest.param("[1]", None, id="a list"),
    ],
)  # fmt: skip
def test_how_long_meta_asks_us_to_wait(header: str, seconds: float | None) -> None:
    error = classify(400, answer(80002), {"x-business-use-case-usage": header})
    assert isinstance(error, GraphUnavailable)
    assert error.after == seconds


WORDS = ["error", "code", "error_subcode", "is_transient", "estimated_time_to_regain_access"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner),
    max_leaves=8,
)  # fmt: skip


@given(st.integers(300, 599), ANYTHING, ANYTHING)
def test_no_answer_makes_the_table_fail_or_speak_of_its_content(status: int, body: Any, usage: Any) -> None:
    error = classify(status, body, {"x-business-use-case-usage": json.dumps(usage)})
    assert isinstance(error, GraphUnavailable | GraphRefused)


def test_no_error_repeats_what_meta_wrote() -> None:
    for code in (1, 10, 100, 190, 368, 424242):
        assert "customer" not in str(classify(400, answer(code), {}))
