"""Why a rule could not tell, in words that are the same for every month."""

from dataclasses import replace

import pytest

from tests.notify.fixtures import finding
from tests.tune.made import packaged_book
from watchdog.model.finding import Verdict
from watchdog.tune.wants import want_of


@pytest.mark.parametrize(
    ("said", "want"),
    [
        ("R: could not be judged for May 2025: Balance of trade in goods and services: no release.", "no release"),
        ("R: could not be judged for 2025: Other: x.y is not at hand for 2025-04.", "Other: x.y is not at hand"),
        (
            "R: could not be judged for 2025: 9 through 2025-04 are needed, 2 are known.",
            "9 are needed, fewer are known",
        ),
        (
            "Whether May 2025 is it could not be judged: May 2025 and more are not printed.",
            "… and more are not printed",
        ),
        ("What else: no known form.", "What else: no known form"),
    ],
)
def test_a_want_is_without_month_series_and_what_is_there(said: str, want: str) -> None:
    undecided = replace(finding(), verdict=Verdict.UNDECIDED, subject="balance.total", message=said)

    assert want == want_of(undecided, packaged_book())
