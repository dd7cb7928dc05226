"""Meta's error table, row by row: what is tried again, what stops one message, what stops the account."""

import json
import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import (
    AccountBlocked,
    AccountBusy,
    AccountPaused,
    AgentError,
    ConsentMissing,
    GraphRefused,
    GraphUnavailable,
    MediaRefused,
    PersonUnreachable,
    TokenDead,
    WindowClosed,
)
from shared.graph.errors import classify
from shared.graph.table import TABLE


def answer(code: Any, subcode: Any = None, **more: Any) -> dict[str, Any]:
    error = {
        "message": "quotes the customer",
        "type": "IGApiException",
        "code": code,
        "fbtrace_id": "A",
        **more,
    }
    return {"error": error if subcode is None else error | {"error_subcode": subcode}}


#: Meta's page and what developers met, code by code.
ROWS: list[tuple[int, int | str | None, type[AgentError], str]] = [
    (1, None, GraphUnavailable, "unknown_error"),
    (1, 1357046, GraphUnavailable, "unknown_error"),
    (99, None, GraphUnavailable, "unknown_error"),
    (2, None, GraphUnavailable, "temporary"),
    (2, 1545133, GraphUnavailable, "temporary"),
    (4, None, AccountBusy, "app_limit"),
    (17, None, AccountBusy, "user_limit"),
    (32, None, AccountBusy, "page_limit"),
    (341, None, AccountBusy, "app_limit"),
    (613, None, AccountBusy, "custom_limit"),
    (613, 2534040, AccountBusy, "custom_limit"),
    (80002, None, AccountBusy, "account_limit"),
    (10, 1893063, AccountPaused, "account_restricted"),
    (100, 2534029, AccountPaused, "business_blocked"),
    (368, None, AccountPaused, "policy_block"),
    (368, 7, AccountPaused, "policy_block"),
    (3, None, GraphRefused, "capability_missing"),
    (9, 2018352, PersonUnreachable, "no_such_user"),
    (9010, None, PersonUnreachable, "no_such_user"),
    (10, None, GraphRefused, "permission_missing"),
    (10, 2534022, WindowClosed, "window_closed"),
    (10, 2018278, WindowClosed, "window_closed"),
    (10, 2018065, GraphRefused, "cannot_receive_now"),
    (10, 2018108, GraphRefused, "cannot_receive_now"),
    (10, 2534077, AccountBlocked, "link_or_two_factor_problem"),
    (100, None, GraphRefused, "bad_parameter"),
    (100, 424242, GraphRefused, "bad_parameter"),
    (100, 33, GraphRefused, "object_unknown"),
    (100, 2018001, PersonUnreachable, "no_such_recipient"),
    (100, 2534014, PersonUnreachable, "no_such_recipient"),
    (100, 2018008, MediaRefused, "media_not_fetched"),
    (100, 2018047, MediaRefused, "media_of_other_type"),
    (100, 2018109, MediaRefused, "media_too_big"),
    (100, 2018294, MediaRefused, "media_too_slow"),
    (100, 2534013, GraphRefused, "page_not_linked"),
    (100, 2534015, GraphRefused, "bad_message"),
    (100, 2534025, GraphRefused, "comment_used"),
    (190, None, TokenDead, "token_dead"),
    (190, 0, TokenDead, "token_dead"),
    (190, "0", TokenDead, "token_dead"),
    (190, 458, TokenDead, "app_removed"),
    (190, 459, TokenDead, "login_checkpoint"),
    (190, 460, TokenDead, "password_changed"),
    (190, 463, TokenDead, "token_expired"),
    (190, 464, TokenDead, "login_unconfirmed"),
    (190, 467, TokenDead, "token_invalid"),
    (190, 492, TokenDead, "token_dead"),
    (190, 999, TokenDead, "token_dead"),
    (200, None, GraphRefused, "permission_missing"),
    (200, 2534041, AccountBlocked, "message_access_off"),
    (200, 1545041, PersonUnreachable, "person_unavailable"),
    (551, None, PersonUnreachable, "person_unavailable"),
    (551, 1545041, PersonUnreachable, "person_unavailable"),
    (1545041, None, PersonUnreachable, "person_unavailable"),
    (230, None, ConsentMissing, "consent_missing"),
    (2018300, None, GraphRefused, "another_app_has_thread"),
    (2534037, None, GraphRefused, "another_app_has_thread"),
    (2534001, None, GraphRefused, "thread_archived"),
    (10900, None, GraphRefused, "private_reply_missing_or_used"),
    (10903, None, GraphRefused, "private_reply_missing_or_used"),
    (9000001, None, GraphRefused, "message_deleted"),
    (2500, None, GraphRefused, "bad_path"),
    (36103, None, GraphRefused, "not_eligible"),
    (2022, None, GraphRefused, "commerce_off"),
]


@pytest.mark.parametrize(("code", "subcode", "expected", "reason"), ROWS)
@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_what_each_row_of_the_table_becomes(
    code: int, subcode: int | str | None, expected: type[AgentError], reason: str, status: int
) -> None:
    """A code that is listed counts more than the status, as Meta answers the same one with several."""
    error = classify(status, answer(code, subcode), {})
    assert type(error) is expected
    assert str(error) == reason
    assert isinstance(error, GraphUnavailable | GraphRefused)
    assert error.code == code


def test_no_row_is_untried() -> None:
    assert TABLE.keys() - {(code, subcode) for code, subcode, *_ in ROWS} == set()


@pytest.mark.parametrize("code", [3, 10, 200, 2500, 424242])
def test_what_an_operator_can_mend_or_nobody_knows_alerts(code: int) -> None:
    error = classify(400, answer(code), {})
    assert isinstance(error, GraphRefused)
    assert error.alert


@pytest.mark.parametrize(("code", "subcode"), [(100, None), (10, 2534022), (551, None), (190, 463), (2018300, None)])  # fmt: skip
def test_what_lies_with_the_message_the_person_or_the_owner_does_not(code: int, subcode: int | None) -> None:
    error = classify(400, answer(code, subcode), {})
    assert isinstance(error, GraphRefused)
    assert not error.alert


@pytest.mark.parametrize(
    ("code", "subcode", "expected"),
    [
        pytest.param(424242, None, GraphUnavailable, id="a code not listed"),
        pytest.param(100, 2534015, GraphUnavailable, id="one that would be this message's"),
        pytest.param(10, None, GraphUnavailable, id="one that would be an operator's"),
        pytest.param(190, 463, TokenDead, id="a dead token stays dead"),
        pytest.param(613, None, AccountBusy, id="a throttle is the whole account's"),
        pytest.param(368, None, AccountPaused, id="so is a restriction"),
    ],
)
def test_what_meta_calls_transient(code: int, subcode: int | None, expected: type[AgentError]) -> None:
    assert type(classify(400, answer(code, subcode, is_transient=True), {})) is expected


def test_a_restriction_is_waited_out_for_a_time_of_ours_and_a_throttle_for_metas() -> None:
    usage = {"x-business-use-case-usage": '{"178":[{"estimated_time_to_regain_access":19}]}'}
    for code, subcode, seconds in ((10, 1893063, 3600), (100, 2534029, 6 * 3600), (368, None, 6 * 3600)):
        error = classify(400, answer(code, subcode), usage)
        assert isinstance(error, AccountPaused)
        assert error.after == seconds
    for code in (4, 17, 32, 341, 613, 80002):
        told, untold = classify(400, answer(code), usage), classify(400, answer(code), {})
        assert isinstance(told, AccountBusy)
        assert isinstance(untold, AccountBusy)
        assert (told.after, untold.after) == (19 * 60, None)


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
        pytest.param(400, answer(True), GraphRefused, id="a code that is true is not code 1"),
        pytest.param(400, answer(-613), GraphRefused, id="a code below nothing"),
        pytest.param(400, answer(10**400), GraphRefused, id="a code of four hundred digits"),
        pytest.param(400, answer("9" * 5000), GraphRefused, id="a code of five thousand"),
        pytest.param(400, answer(math.inf), GraphRefused, id="a code without end"),
        pytest.param(400, answer([190]), GraphRefused, id="a code in a list"),
        pytest.param(400, answer(10, 10**40), GraphRefused, id="a subcode of forty digits"),
        pytest.param(400, ["error"], GraphRefused, id="a list"),
    ],
)
def test_answers_outside_the_table(status: int, body: Any, expected: type[AgentError]) -> None:
    assert type(classify(status, body, {})) is expected


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
    assert re.fullmatch(r"[a-z_]+(_\d{1,10})?", str(error))


def test_no_error_repeats_what_meta_wrote() -> None:
    for code in (1, 10, 100, 190, 368, 424242):
        assert "customer" not in str(classify(400, answer(code), {}))
