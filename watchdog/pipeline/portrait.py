"""What is kept of a series, put together for its picture: figures, band, flagged months, claims and first prints."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection

from watchdog.detect.maturity import Triangle, triangle
from watchdog.detect.swing import SwingParameters, usual_levels
from watchdog.model.claim import Claim, Standing
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import History, Knowledge
from watchdog.model.period import Period
from watchdog.model.rule import Rule
from watchdog.model.series import Series
from watchdog.model.unit import Unit
from watchdog.model.wording import BILLION, day, half_up
from watchdog.notify.compose import YEARS_DRAWN
from watchdog.notify.portrait import Flag, Portrait, Superlative
from watchdog.rulebook.book import Rulebook
from watchdog.store import claims, findings, vintages
from watchdog.store.knowledge import available_by, printed


def portrait(
    connection: Connection, book: Rulebook, key: str, as_of: datetime, since: Period | None = None
) -> Portrait | None:
    """The series as it was known at `as_of`, from `since` on or over the last years; None where nothing was known."""
    cells = [each.known for each in printed(connection, available_by(as_of), series=key, program=book.program)]
    history = Knowledge(as_of=as_of, series=book.series, cells=cells).history(key)
    first = since or max(history.known, default=Period.of_month(1, 1)).shift(1 - 12 * YEARS_DRAWN)
    months = [month for month in sorted(history.known) if month >= first]
    if not months:
        return None
    series, parameters = history.series, _swing(book.rules, key)
    flagged = findings.listing(connection, verdicts=(Verdict.WARN, Verdict.FAIL))
    ledger = claims.listing(connection, as_of, book.program)
    return Portrait(
        title=series.label,
        subtitle=f"As known on {day(as_of, book.timezone)}; {series.basis.in_words}",
        source=f"{book.title}, {key}",
        unit=str(_shown_unit(series)),
        history=tuple((month, _shown(history.known[month].cell.value, series)) for month in months),
        band=tuple(_band(parameters, history, months)),
        band_words=f"where no swing is told: median ± {parameters.warn:g} * 1.4826 MAD, {parameters.window} changes",
        flags=tuple(_flags(_of_series(flagged, book, key, as_of), months)),
        claims=tuple(_superlative(c, series) for c in ledger if c.series == key and _is_drawn(c, months)),
        first_prints=tuple(
            _first_prints(triangle(series, vintages.prints(connection, key, as_of, book.program)), months)
        ),
    )


def _swing(rules: Iterable[Rule], key: str) -> SwingParameters:
    """The series' own rule, else what such a rule has by default."""
    found = [rule.parameters for rule in rules if isinstance(rule.parameters, SwingParameters)]
    return next((own for own in found if own.series == key), SwingParameters(series=key))


def _band(
    parameters: SwingParameters, history: History, months: Sequence[Period]
) -> Iterator[tuple[Period, float, float]]:
    scale = float(_scale(history.series))
    for month, low, high in usual_levels(parameters, history, months):
        yield month, low * scale, high * scale


def _flags(flagged: Iterable[Finding], months: Sequence[Period]) -> Iterator[Flag]:
    """One for each month, of its gravest finding; claims are drawn as such."""
    by_month: dict[Period, list[Finding]] = defaultdict(list)
    for finding in flagged:
        if finding.period in months and finding.claim is None and finding.kind != "retraction":
            by_month[finding.period].append(finding)
    for month, found in sorted(by_month.items()):
        kinds = ", ".join(dict.fromkeys(finding.kind.replace("_", " ") for finding in found))
        gravest = max((finding.severity for finding in found), key=lambda severity: Severity(severity).rank)
        yield Flag(period=month, severity=gravest, text=f"{_short(month)}: {kinds}")


def _of_series(flagged: Iterable[Finding], book: Rulebook, key: str, as_of: datetime) -> Iterator[Finding]:
    for finding in flagged:
        if finding.release.program == book.program and finding.subject == key and finding.known_as_of <= as_of:
            yield finding


def _is_drawn(claim: Claim, months: Sequence[Period]) -> bool:
    return claim.kind == "extreme" and claim.period in months


def _superlative(claim: Claim, series: Series) -> Superlative:
    """In the figures of the last vintage that could tell, and one that was taken back in those that it was made in."""
    value, rival, rival_value = claim.value, claim.runner_up, claim.runner_up_value
    stands, test = claim.standing is not Standing.RETRACTED, claim.tested
    if stands and test and test.value is not None and test.runner_up and test.runner_up_value is not None:
        value, rival, rival_value = test.value, test.runner_up, test.runner_up_value
    since = f"since {_short(claim.since)}" if claim.since else f"from {_short(claim.history_start)} on"
    words = f"{_short(claim.period)}: {claim.noun} {since}"
    return Superlative(
        period=claim.period,
        value=_shown(value, series),
        runner_up=rival,
        runner_up_value=_shown(rival_value, series),
        text=words if stands else f"taken back: {words}",
        stands=stands,
    )


def _first_prints(table: Triangle, months: Sequence[Period]) -> Iterator[tuple[Period, Decimal]]:
    for month in months:
        first, moved = table.first_print(month), table.cumulative(month)
        if first is not None and moved:
            yield month, _shown(first.value, table.series)


def _short(month: Period) -> str:
    name, _, year = month.label.partition(" ")
    return f"{name[:3]} {year}"


def _scale(series: Series) -> Decimal:
    return series.unit.in_units_of(_shown_unit(series))


def _shown_unit(series: Series) -> Unit:
    return BILLION if series.unit.of == BILLION.of else series.unit


def _shown(value: Decimal, series: Series) -> Decimal:
    return half_up(value * _scale(series), 3)
