"""When a series was last as extreme as in one month, by one release throughout."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from watchdog.model.cell import Address
from watchdog.model.knowledge import Knowledge
from watchdog.model.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """`since` is the last month before that was at least as extreme, None where none was in a history that begins with
    `start`. Values are in the series' unit.
    """

    period: Period
    value: Decimal
    since: Period | None
    since_value: Decimal | None
    start: Period
    address: Address | None


def reach(key: str, period: Period, known: Knowledge, *, high: bool, sign: int, of_change: str = "") -> Reach | str:
    """How far back the month is an extreme of `sign` times the series; a sentence where that cannot be told."""
    history = known.history(key)
    run = history.of_one_release_through(period)
    if len(run) < 3:
        return f"{key} {period} and the months before it are not printed by one release"
    levels = {month: sign * history.known[month].cell.value for month in run}
    values = _changes(levels, of_change) if of_change else levels
    value, months = values[period], sorted(values)
    since = next((month for month in reversed(months[:-1]) if _as_extreme(values[month], value, high=high)), None)
    if since is None and min(history.known) < run[0]:
        return f"the months of {key} before {run[0]} were printed by an earlier release, and could hold one as extreme"
    return Reach(
        period=period,
        value=value,
        since=since,
        since_value=None if since is None else values[since],
        start=months[0],
        address=history.known[period].cell.address,
    )


def _as_extreme(other: Decimal, value: Decimal, *, high: bool) -> bool:
    return other >= value if high else other <= value


def _changes(levels: Mapping[Period, Decimal], kind: str) -> dict[Period, Decimal]:
    """The monthly changes, in the series' unit or in per cent."""
    pairs = ((month, value, levels.get(month.shift(-1))) for month, value in levels.items())
    if kind == "amount":
        return {month: value - before for month, value, before in pairs if before is not None}
    return {month: 100 * (value - before) / abs(before) for month, value, before in pairs if before}
