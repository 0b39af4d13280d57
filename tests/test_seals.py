"""What a row's digest is made of: the same bytes for ever, however fast they are made."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolltrace.seals import canonical_json, digest_of

CELLS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def as_pythons_own(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


@given(CELLS)
def test_canonical_json_is_what_pythons_own_encoder_writes(value):
    assert canonical_json([value]) == as_pythons_own([value])


@pytest.mark.parametrize("value", [1e16, 1e-5, 0.00004, 2.5e-7, -1e300, 5e-324, 2**64, "\x7f", "\ud800", "é", "1e5:2e"])
def test_what_encoders_write_otherwise_is_written_as_pythons_own_does(value):
    assert canonical_json([value, {"a": value}]) == as_pythons_own([value, {"a": value}])


def test_a_rows_digest_is_that_of_its_json():
    cells = {"b": "Zürich", "a": 0.5}

    assert digest_of("claims", cells) == hashlib.sha256(b'["claims",{"a":0.5,"b":"Z\\u00fcrich"}]').digest()
