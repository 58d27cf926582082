import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from history.records import ALL_KINDS, T0, book
from ledger.world import World
from whyrestart import ledger
from whyrestart.history import codec
from whyrestart.ledger import Ledger
from whyrestart.model.record import Death, Record, Restart


@pytest.mark.parametrize("record", ALL_KINDS, ids=lambda record: type(record).__name__)
def test_what_is_kept_comes_back_as_it_was(record):
    assert codec.loads(type(record), codec.dumps(record)) == record


@given(events=st.lists(st.sampled_from(["start", "replace_pod", "reset", "reboot"]), max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_ledger_comes_back_as_it_was(events):
    world = World()
    world.start()
    now = ledger.begin(T0)
    for event in events:
        getattr(world, event)()
        now = ledger.update(now, world.view(*world.left())).ledger
        now = ledger.attribute(now, {}, world.now + timedelta(hours=1)).ledger if event == "reboot" else now

    assert codec.loads(Ledger, codec.dumps(now)) == now


def test_keys_of_a_newer_version_are_ignored():
    data = json.loads(codec.dumps(ALL_KINDS[0])) | {"invented_later": {"a": 1}}

    assert codec.loads(Restart, json.dumps(data)) == ALL_KINDS[0]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("[]", id="not-an-object"),
        pytest.param("{}", id="keys-missing"),
        pytest.param('{"subject": 5, "kind": "container_restart", "at": "2026-11-23"}', id="wrong-type"),
        pytest.param('{"subject": {"unit": "a"}, "kind": "invented", "at": "2026-11-23T08:00:00Z"}', id="unknown-kind"),
        pytest.param('{"subject": {"unit": "a"}, "kind": "node_reboot", "at": "yesterday"}', id="no-time"),
        pytest.param(
            '{"subject":{"unit":"a"},"kind":"node_reboot","at":"2026-11-23T08:00:00Z","attempt":true}', id="bool-as-int"
        ),
        pytest.param("[" * 100_000, id="deeply-nested"),
    ],
)
def test_what_is_no_record_is_refused(text):
    with pytest.raises(ValueError, match="not a Restart"):
        codec.loads(Restart, text)


@given(st.text())
def test_no_text_crashes_it(text):
    for kind in (Death, Ledger):
        with pytest.raises(ValueError, match="not a"):
            codec.loads(kind, text)


def test_a_ledger_s_text_depends_on_nothing_but_the_ledger():
    assert codec.dumps(book(3)) == codec.dumps(codec.loads(Ledger, codec.dumps(book(3))))
    assert issubclass(Restart, Record)
