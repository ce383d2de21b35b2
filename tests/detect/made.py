"""The rules as they are packaged, and their one finding."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal

from tests.model.made import month, published
from watchdog.detect import (
    concentration,
    consensus,
    contribution,
    core_gap,
    erratum,
    extreme,
    headline_flip,
    hidiroglou_berthelot,
    outlier_type,
    real_nominal_gap,
    reconciliation,
    reversal,
    revision,
    revision_pattern,
    revision_size,
    seasonal_factor,
    selective_editing,
    surprise,
    swing,
    trend_flip,
    year_to_date,
)
from watchdog.detect.consensus_record import Statement
from watchdog.detect.contribution import ContributionParameters, Part
from watchdog.detect.erratum import ErratumParameters
from watchdog.detect.extreme import ExtremeParameters
from watchdog.detect.reversal import ReversalParameters
from watchdog.detect.revision import RevisionParameters
from watchdog.detect.revision_pattern import RevisionPatternParameters
from watchdog.detect.swing import SwingParameters
from watchdog.model.claim import Side
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.rule import Rule
from watchdog.model.unit import Amount

Judge = Callable[[Rule, Situation], Sequence[Finding]]


def of_family(findings: Sequence[Finding]) -> list[Finding]:
    """The line that stands out, if one does, and else what is said of all lines together."""
    return [finding for finding in findings if finding.verdict is Verdict.WARN] or list(findings[:1])


JUDGES: dict[str, Judge] = {
    "contribution": contribution.judge,
    "concentration": concentration.judge,
    "consensus": consensus.judge,
    "core_gap": core_gap.judge,
    "erratum": erratum.judge,
    "extreme": extreme.judge,
    "headline_flip": headline_flip.judge,
    "hidiroglou_berthelot": lambda rule, situation: of_family(hidiroglou_berthelot.judge(rule, situation)),
    "outlier_type": outlier_type.judge,
    "real_nominal_gap": real_nominal_gap.judge,
    "reconciliation": reconciliation.judge,
    "reversal": reversal.judge,
    "revision": revision.judge,
    "revision_pattern": revision_pattern.judge,
    "revision_size": revision_size.judge,
    "seasonal_factor": seasonal_factor.judge,
    "selective_editing": selective_editing.judge,
    "surprise": lambda rule, situation: of_family(surprise.judge(rule, situation)),
    "swing": swing.judge,
    "trend_flip": trend_flip.judge,
    "year_to_date": year_to_date.judge,
}


def rule(kind: str, parameters: object, name: str = "it") -> Rule:
    """A rule of this kind."""
    return Rule(
        name=name,
        kind=kind,
        label="It",
        why="It shows.",
        severity=Severity.WARNING,
        since="2026-11-23",
        parameters=parameters,
    )


def judged(by: Rule, situation: Situation) -> Finding:
    """The rule's one finding."""
    (finding,) = JUDGES[by.kind](by, situation)
    return finding


def billion(number: str) -> Amount:
    """So many billion USD."""
    return Amount.parse(f"{number} billion USD")


def stated(period: str, consensus: int | str, source: str) -> Statement:
    """What a source expected of a month, in the rule's unit, on the day before it was printed."""
    day = f"{published(period) - timedelta(days=1):%Y-%m-%d}"
    return Statement(period=month(period), consensus=Decimal(consensus), source=source, stated_at=day)


def millions(*values: int) -> list[Decimal]:
    """Figures to compare with."""
    return [Decimal(value) for value in values]


SWING = rule("swing", SwingParameters(series="balance.total"), "headline-swing")
REVERSAL = rule("reversal", ReversalParameters(series=("balance.total",)), "headline-reversal")
GOLD = rule("reversal", ReversalParameters(series=("exports.nonmonetary_gold",), gross=billion("8")), "gold-round-trip")
SMALLEST = rule(
    "extreme",
    ExtremeParameters(series="balance.total", side=Side.HIGH, noun="smallest deficit", at_least=60),
    "smallest-deficit-since",
)
LARGEST = rule(
    "extreme",
    ExtremeParameters(series="balance.total", side=Side.LOW, noun="largest deficit", at_least=60),
    "largest-deficit-since",
)
REVISION = rule(
    "revision",
    RevisionParameters(series="balance.total", regular=billion("2"), annual=billion("10")),
    "headline-revision",
)
PATTERN = rule("revision_pattern", RevisionPatternParameters(series="balance.total"), "headline-revision-pattern")
ERRATUM = rule("erratum", ErratumParameters(totals=("balance.total",), ignore=("press",)), "printed-again-otherwise")
CAUSES = rule(
    "contribution",
    ContributionParameters(
        total="balance.total",
        parts=(
            Part(
                series="imports.capital_goods",
                sign=-1,
                of=(Part(series="imports.computers", sign=-1), Part(series="imports.semiconductors", sign=-1)),
            ),
            Part(
                series="exports.industrial_supplies",
                of=(Part(series="exports.nonmonetary_gold"), Part(series="exports.other_precious_metals")),
            ),
            Part(series="exports.pharmaceutical_preparations"),
        ),
    ),
    "headline-contributions",
)
