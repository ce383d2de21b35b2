"""Each kind of rule on three small tables of published figures: nothing to tell, something to tell, cannot be told.

A row is a figure in million USD and the release that printed it, in order; the last release is the one judged. A figure
that its release prints a second time was printed again; `unit` is what it is rounded to, 1 where it is not given, and
`document` where it stands, exhibit 1 where it is not given.
The comments on top say what is expected: the verdict, words of the message, and the lines of a cause table.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest

from tests.detect.made import JUDGES, billion, judged, rule, stated
from tests.model.made import cell, knowledge, month, printed, published, situation
from watchdog.detect.concentration import ConcentrationParameters
from watchdog.detect.consensus import ConsensusParameters
from watchdog.detect.contribution import ContributionParameters, Part
from watchdog.detect.core_gap import CoreGapParameters
from watchdog.detect.erratum import ErratumParameters
from watchdog.detect.extreme import ExtremeParameters
from watchdog.detect.headline_flip import HeadlineFlipParameters
from watchdog.detect.hidiroglou_berthelot import HidiroglouBerthelotParameters
from watchdog.detect.outlier_type import OutlierTypeParameters
from watchdog.detect.real_nominal_gap import RealNominalGapParameters
from watchdog.detect.reconciliation import ReconciliationParameters
from watchdog.detect.reversal import ReversalParameters
from watchdog.detect.revision import RevisionParameters
from watchdog.detect.revision_pattern import RevisionPatternParameters
from watchdog.detect.revision_size import RevisionSizeParameters
from watchdog.detect.seasonal_factor import SeasonalFactorParameters
from watchdog.detect.selective_editing import SelectiveEditingParameters
from watchdog.detect.surprise import SurpriseParameters
from watchdog.detect.swing import SwingParameters
from watchdog.detect.trend_flip import TrendFlipParameters
from watchdog.detect.year_to_date import YearToDateParameters
from watchdog.model.cell import Cell, CellKey, Measure
from watchdog.model.claim import Side
from watchdog.model.knowledge import Change, Column, Known, Situation, column_of_first_print
from watchdog.model.period import Period
from watchdog.model.revisions import Reprint, Revisions, counted
from watchdog.plugins import RULE_KINDS

HERE = Path(__file__).parent
FIXTURES = ("valid", "invalid", "undecided")
OF_WORDS = {"narrative"}  # its fixtures are texts: tests/detect/test_narrative.py, tests/pipeline/test_press.py
STATED = [("2025-08", -60), ("2025-09", -55), ("2025-10", -30), ("2025-11", -43)]
PARAMETERS: dict[str, object] = {
    "concentration": ConcentrationParameters(total="balance.total", lines=("balance.line.*",), by="item"),
    "consensus": ConsensusParameters(
        series="balance.total",
        stated=(
            *(stated(period, value, "A wire") for period, value in STATED),
            stated("2025-11", "-40.5", "B wire"),
            replace(stated("2025-11", -56, "A wire"), stated_at="2026-02-01"),
        ),
        fewest=3,
    ),
    "core_gap": CoreGapParameters(total="balance.total", core="balance.core", least=billion("3")),
    "headline_flip": HeadlineFlipParameters(series="balance.total"),
    "revision_size": RevisionSizeParameters(series="balance.total", fewest=3),
    "seasonal_factor": SeasonalFactorParameters(adjusted="exports.goods", unadjusted="exports.goods_nsa"),
    "selective_editing": SelectiveEditingParameters(total="balance.total", lines=("balance.line.*",)),
    "swing": SwingParameters(series="balance.total", window=8),
    "reconciliation": ReconciliationParameters(series=("balance.total",), early="early", full="full"),
    "reversal": ReversalParameters(series=("balance.total",), window=8),
    "extreme": ExtremeParameters(series="balance.total", side=Side.HIGH, noun="smallest deficit", at_least=3),
    "revision": RevisionParameters(series="balance.total", regular=billion("2"), annual=billion("10")),
    "revision_pattern": RevisionPatternParameters(series="balance.total"),
    "year_to_date": YearToDateParameters(series="balance.total", noun="deficit", from_month=2),
    "hidiroglou_berthelot": HidiroglouBerthelotParameters(total="balance.total", lines=("balance.line.*",)),
    "outlier_type": OutlierTypeParameters(series=("balance.total",)),
    "real_nominal_gap": RealNominalGapParameters(nominal="balance.goods", real="balance.chained"),
    "trend_flip": TrendFlipParameters(series=("balance.total",), window=8),
    "surprise": SurpriseParameters(total="balance.total", lines=("balance.line.*",)),
    "erratum": ErratumParameters(totals=("balance.total",)),
    "contribution": ContributionParameters(
        total="balance.total",
        parts=(
            Part(
                series="imports.consumer_goods",
                sign=-1,
                of=(Part(series="imports.pharmaceutical_preparations", sign=-1),),
            ),
            Part(series="exports.nonmonetary_gold"),
        ),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Fixture:
    """A table's figures as a situation, and what its comments expect."""

    known: Situation
    expects: dict[str, str]


def read(path: Path) -> Fixture:
    lines = path.read_text().splitlines()
    comments = [line.removeprefix("# ") for line in lines if line.startswith("#")]
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    known: list[Known] = []
    seen: list[list[Known]] = [[]]
    corrections: list[Change] = []
    revised: dict[str, Revisions] = {}
    for release, of_release in groupby(rows, itemgetter("release")):
        cells = [
            cell(
                row["series"],
                row["period"],
                row["value"],
                measure=Measure(row["measure"]),
                unit=row.get("unit", "1"),
                document=row.get("document", "exh1"),
            )
            for row in of_release
        ]
        corrections = list(_printed_again(cells))
        before = {each.cell.key: each.cell for each in known}
        revised = counted(
            revised,
            (
                Reprint(
                    before=before.get(each.key),
                    now=each,
                    release=month(release),
                    available_at=published(release),
                )
                for each in cells
            ),
        )
        now = {each.cell.key: each for each in (*known, *printed(release, cells))}
        known = list(now.values())
        seen.append(known)
    earlier = knowledge(*seen[-2]) if seen[-2] else None
    expects = dict(
        comment.split(": ", 1) for comment in comments if comment.split(":")[0] in ("expects", "says", "lines")
    )
    judged_now = situation(rows[-1]["release"], *known, before=earlier)
    first = _first_prints(each for figures in seen for each in figures)
    judged_now = replace(judged_now, corrections=tuple(corrections), revisions=revised, first_prints=first)
    return Fixture(known=judged_now, expects=expects)


def _first_prints(known: Iterable[Known]) -> dict[Column, dict[Period, Known]]:
    found: dict[Column, dict[Period, Known]] = {}
    for each in known:
        if column := column_of_first_print(each.cell.key, each.stamp.release):
            found.setdefault(column, {}).setdefault(each.cell.key.period, each)
    return found


def _printed_again(cells: list[Cell]) -> Iterator[Change]:
    first: dict[CellKey, Cell] = {}
    for each in cells:
        before = first.setdefault(each.key, each)
        if before.value != each.value:
            yield Change(key=each.key, before=before, now=each)


@pytest.mark.parametrize("fixture", FIXTURES)
@pytest.mark.parametrize("kind", sorted(PARAMETERS))
def test_each_kind_of_rule_says_what_its_fixture_expects(kind: str, fixture: str) -> None:
    table = read(HERE / kind / f"{fixture}.csv")
    finding = judged(rule(kind, PARAMETERS[kind]), table.known)

    assert table.expects["expects"] == str(finding.verdict)
    assert table.expects["says"] in finding.message
    told = [f"{row.depth} {row.label} {row.value}" for row in finding.contributions]
    assert told == [line for line in table.expects.get("lines", "").split("; ") if line]


def test_every_kind_of_rule_has_its_fixtures() -> None:
    of_figures = RULE_KINDS.keys() - OF_WORDS
    there = {kind: {path.stem for path in (HERE / kind).glob("*.csv")} for kind in of_figures}

    assert {kind: set(FIXTURES) for kind in of_figures} == there
    assert of_figures == set(PARAMETERS) == set(JUDGES)


def test_figures_are_read_as_they_stand() -> None:
    table = read(HERE / "revision" / "invalid.csv")
    september = table.known.known.best("balance.total", table.known.release.period.shift(-1))

    assert september is not None
    assert Decimal(-48137) == september.cell.value
