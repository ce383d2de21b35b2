"""Values of the model as JSON and back: nothing is rounded, renamed or lost."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.made import finding
from watchdog.errors import StoreError
from watchdog.model.alert import Brief, Delivery, Quality, Told
from watchdog.model.claim import Claim
from watchdog.model.finding import Finding, Verdict
from watchdog.model.period import Frequency, Period
from watchdog.model.release import Release
from watchdog.store.encoding import dumps, loads

PERIODS = st.builds(Period.of_month, st.integers(1900, 2100), st.integers(1, 12)) | st.builds(
    Period, st.sampled_from([Frequency.QUARTER, Frequency.YEAR]), st.integers(7600, 8400)
)
for kind, strategy in {
    Period: PERIODS.filter(lambda period: 1000 <= period.year <= 9999),
    Release: st.builds(Release, st.sampled_from(["ft900", "cpi"]), PERIODS.filter(lambda period: period.year >= 1000)),
    Decimal: st.decimals(allow_nan=False),
    datetime: st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5))])),
    float: st.floats(allow_nan=False),
}.items():
    st.register_type_strategy(kind, strategy)


@pytest.mark.parametrize("kind", [Finding, Told, Claim, Brief, Delivery, Quality])
@settings(max_examples=50)
@given(draw=st.data())
def test_what_was_written_is_read_back_exactly(kind: type[Any], draw: st.DataObject) -> None:
    value = draw.draw(st.from_type(kind))

    assert value == loads(kind, dumps(value))
    assert dumps(value) == dumps(loads(kind, dumps(value)))


def test_the_text_is_plain_json_that_a_person_can_read() -> None:
    written = json.loads(dumps(finding()))

    assert "-27619" == written["observed"]
    assert "3.0" == written["limit"]
    assert -4.18 == written["score"]
    assert "2025-11" == written["period"]
    assert "ft900/2025-11" == written["release"]
    assert "warn" == written["verdict"]
    assert "2026-01-29T13:30:00Z" == written["known_as_of"]
    assert [{"document": "exh1.xlsx", "sheet": "Exhibit 1", "cell": "B47"}] == written["evidence"]
    assert written["expected"] is None


def test_digits_that_a_binary_float_would_lose_are_kept() -> None:
    digits = Decimal("0.1000000000000000055511151231257827")

    assert str(digits) == str(loads(Finding, dumps(finding(observed=digits))).observed)


@pytest.mark.parametrize("score", [float("inf"), float("-inf")])
def test_a_score_without_bound_survives(score: float) -> None:
    assert score == loads(Finding, dumps(finding(score=score))).score


def test_a_field_added_later_takes_its_default_where_an_older_text_lacks_it() -> None:
    written = json.loads(dumps(finding()))
    del written["basis"]

    assert not loads(Finding, json.dumps(written)).basis


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"verdict": "maybe"}, "maybe"),
        ({"surprise": 1}, "surprise"),
        ({"period": "2025-13"}, "2025-13"),
        ({"observed": "much"}, "InvalidOperation"),
        ({"rule": 3}, "3 is not a"),
    ],
)
def test_a_text_that_is_no_such_value_is_refused(change: dict[str, object], why: str) -> None:
    text = json.dumps(json.loads(dumps(finding())) | change)

    with pytest.raises(StoreError, match=f"a stored Finding cannot be read: .*{why}"):
        loads(Finding, text)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        dumps(finding(known_as_of=datetime(2026, 1, 29, 13, 30)))  # noqa: DTZ001 - the fault under test


def test_a_kind_of_value_that_has_no_text_is_refused() -> None:
    with pytest.raises(TypeError, match="a set cannot be stored"):
        dumps(finding(evidence={Verdict.PASS}))
