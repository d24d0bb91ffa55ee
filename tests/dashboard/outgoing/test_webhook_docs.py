"""What docs/webhooks.md says of the messages is what is sent."""

import json
import re

import jsonschema
import pytest

from dashboard.outgoing.hooks import TOTAL_SECONDS
from dashboard.outgoing.payload import MOST, VERSION, schema
from measures.outgoing import NoticeKind
from measures.store.outbox import GIVEN_UP_AFTER
from measures.store.subscriptions import DISABLED_FOR, UNCONFIRMED_FOR
from tests.support import ROOT

TEXT = (ROOT / "docs/webhooks.md").read_text()


def test_the_schema_in_the_docs_is_that_of_what_is_sent() -> None:
    kept = json.loads((ROOT / "docs/webhooks.schema.json").read_text())
    assert kept == schema(), "python docs/generate.py writes it anew"


def test_the_example_is_valid() -> None:
    found = re.search(r"<!-- example -->\n```json\n(.*?)```", TEXT, re.DOTALL)
    assert found
    jsonschema.validate(json.loads(found[1]), schema(), format_checker=jsonschema.FormatChecker())


def test_a_message_that_lacks_a_field_is_not_valid() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": 1, "type": "conflicts.digest"}, schema())


def test_the_words_and_figures_are_those_of_the_code() -> None:
    assert f"| `version` | {VERSION} |" in TEXT
    assert all(f"`{kind}`" in TEXT for kind in NoticeKind)
    assert f"after {UNCONFIRMED_FOR.days} days" in TEXT
    assert f"After {DISABLED_FOR.days} days" in TEXT
    assert f"within {TOTAL_SECONDS:.0f} seconds" in TEXT
    assert f"more than {MOST} there" in TEXT
    assert GIVEN_UP_AFTER == 3
    assert "After three messages in a row" in TEXT
