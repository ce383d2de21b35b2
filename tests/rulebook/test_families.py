"""One entry for several series, and what differs for some of them."""

from pathlib import Path

import pytest

from tests.rulebook.packs import write
from tests.rulebook.test_lint import found
from watchdog.detect.swing import SwingParameters
from watchdog.rulebook.load import load

RULES = """\
rules:
  - for: {series: [balance.total, balance.raw]}
    name: "{series}-swing"
    kind: swing
    why: It moved.
    series: "{series}"
    warn: 3.0
    critical: 5.0
    overrides: OVERRIDES
"""


def warned_at(tmp_path: Path, overrides: str) -> dict[str, float]:
    book = load(write(tmp_path, rules=RULES.replace("OVERRIDES", overrides)))
    return {rule.name: rule.of(SwingParameters).warn for rule in book.rules}


@pytest.mark.parametrize(
    ("overrides", "warn"),
    [
        ("{balance.raw: {warn: 2.5}}", (3.0, 2.5)),
        ("{balance.raw-swing: {warn: 2.5}}", (3.0, 2.5)),
        ("{'balance.*': {warn: 2.0}, balance.total: {warn: 4.0}}", (4.0, 2.0)),
    ],
)
def test_thresholds_differ_by_series(tmp_path: Path, overrides: str, warn: tuple[float, float]) -> None:
    assert dict(zip(("balance.total-swing", "balance.raw-swing"), warn, strict=True)) == warned_at(tmp_path, overrides)


@pytest.mark.parametrize(
    ("overrides", "mistake"),
    [
        ("{balance.rwa: {warn: 2.5}}", "no entry here is of 'balance.rwa'. Did you mean 'balance.raw'?"),
        ("{balance.raw: 2.5}", "balance.raw: expected keys. Write it like 'balance.raw: {warn: 2.5}'."),
        ("[balance.raw]", "overrides: expected a mapping. Write it like"),
        ("{balance.raw: {wran: 2.5}}", "unknown key 'wran'. Did you mean 'warn'?"),
    ],
)
def test_a_mistake_in_an_override_is_named(tmp_path: Path, overrides: str, mistake: str) -> None:
    (told,) = found(write(tmp_path, rules=RULES.replace("OVERRIDES", overrides)))

    assert mistake in told


def test_overrides_are_of_a_family(tmp_path: Path) -> None:
    (told,) = found(
        write(
            tmp_path,
            rules=RULES.replace("for: {series: [balance.total, balance.raw]}\n    ", "")
            .replace("{series}", "balance.total")
            .replace("OVERRIDES", "{balance.total: {warn: 2.5}}"),
        )
    )

    assert "overrides are for the entries of a `for`, and there is none here" in told
