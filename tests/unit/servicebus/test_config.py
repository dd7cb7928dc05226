import json

import pytest

from local.servicebus.config import Config, ConfigError

RULE = {"name": "root", "key": "k", "claims": ["Manage"]}


def test_a_queue_has_the_services_defaults():
    (queue,) = Config.parse({"queues": [{"name": "q"}], "rules": [RULE]}).queues

    assert (queue.requires_session, queue.lock_duration, queue.max_delivery_count) == (False, 60, 10)
    assert (queue.duplicate_detection_window, queue.default_ttl, queue.max_message_size) == (
        None,
        None,
        262144,
    )


def test_manage_includes_the_other_claims_and_a_key_is_never_shown():
    (rule,) = Config.parse({"queues": [], "rules": [RULE | {"key": "secret"}]}).rules

    assert rule.claims == {"Manage", "Send", "Listen"}
    assert "secret" not in repr(rule)


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ({"queues": [{"name": "q", "lockduration": 5}], "rules": [RULE]}, "lockduration"),
        ({"queues": [{"lockDuration": 5}], "rules": [RULE]}, "no name"),
        ({"queues": [{"name": "q"}, {"name": "Q"}], "rules": [RULE]}, "same name"),
        ({"queues": [{"name": "q/$x"}], "rules": [RULE]}, "cannot be called"),
        ({"queues": [{"name": "q", "maxDeliveryCount": 0}], "rules": [RULE]}, "above zero"),
        ({"queues": [{"name": "q"}], "rules": []}, "nobody could connect"),
        ({"rules": [RULE | {"claims": ["Read"]}]}, "Send, Listen and Manage"),
        ({"rules": [{"name": "root", "claims": ["Send"]}]}, "a key"),
        ({"topics": [], "rules": [RULE]}, "topics"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(document, complaint):
    with pytest.raises(ConfigError, match=complaint):
        Config.parse(document)


@pytest.mark.parametrize("text", ["{", "[]"])
def test_a_file_that_is_no_object_is_refused(tmp_path, text):
    path = tmp_path / "queues.json"
    path.write_text(text)

    with pytest.raises(ConfigError, match=r"queues\.json"):
        Config.load(path)


def test_a_file_is_read_as_its_document(tmp_path):
    path = tmp_path / "queues.json"
    document = {"queues": [{"name": "q", "requiresSession": True}], "rules": [RULE]}
    path.write_text(json.dumps(document))

    assert Config.load(path) == Config.parse(document)
