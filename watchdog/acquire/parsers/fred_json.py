"""From FRED's or ALFRED's observations in JSON to one series, as it is now or as it was on the day that was asked for.

FRED answers a day on which nothing changed with another day's figures and status 200, so the days are compared.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

from watchdog.acquire.assembly import assemble, number
from watchdog.acquire.delimited import shown
from watchdog.acquire.json_text import json_of
from watchdog.acquire.observations import Observation, printed
from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout
from watchdog.model.period_form import period_in

_MISSING = frozenset({".", ""})
_ALL_VINTAGES = 2


def read(capture: Capture, layout: Layout) -> Reading:
    """The one series whose id is the layout's column; every observation of it, of one real-time day."""
    answer = json_of(capture)
    if not isinstance(answer, dict) or not isinstance(answer.get("observations"), list):
        raise NotUnderstood(capture.name, "", f"expected FRED's observations, found {shown(answer)}")
    asked = {name: values[-1] for name, values in parse_qs(urlsplit(capture.url).query).items()}
    ((series_id,),) = (column.path for column in layout.columns)
    _check_whole(capture, answer)
    _check_asked(capture, answer, asked, series_id)
    key = _key(capture, answer, asked, series_id)
    return assemble(capture, layout, printed(capture, layout, _observations(capture, layout, answer, key)))


def _check_whole(capture: Capture, answer: Mapping[str, object]) -> None:
    observations = answer["observations"]
    there = len(observations) if isinstance(observations, list) else 0
    if answer.get("offset") != 0 or answer.get("count") != there:
        message = f"{there} of {shown(answer.get('count'))} observations from {shown(answer.get('offset'))} on"
        raise NotUnderstood(capture.name, "", f"the answer is one page of several: {message}; raise `limit`")
    if answer.get("units") != "lin":
        message = f"the figures are transformed (units {shown(answer.get('units'))}); ask for units=lin"
        raise NotUnderstood(capture.name, "", message)


def _check_asked(capture: Capture, answer: Mapping[str, object], asked: Mapping[str, str], series_id: str) -> None:
    """What came must be what the address asked for; a file from a folder has no address to compare with."""
    if asked.get("series_id", series_id) != series_id:
        raise NotUnderstood(capture.name, "", f"the address asks for {shown(asked['series_id'])}, not {series_id}")
    for name in ("realtime_start", "realtime_end"):
        if name in asked and answer.get(name) != asked[name]:
            message = f"{name} is {shown(answer.get(name))} where {asked[name]} was asked for: figures of another day"
            raise NotUnderstood(capture.name, "", message)


def _key(capture: Capture, answer: Mapping[str, object], asked: Mapping[str, str], series_id: str) -> str:
    """Under which name each observation holds its value."""
    if answer.get("output_type") == 1:
        return "value"
    if answer.get("output_type") != _ALL_VINTAGES:
        message = f"output_type {shown(answer.get('output_type'))} is not read; ask for 1, or 2 with one vintage date"
        raise NotUnderstood(capture.name, "", message)
    rows = answer["observations"]
    names = {name for row in rows if isinstance(row, dict) for name in row} if isinstance(rows, list) else set()
    keys = sorted(name for name in names if name.startswith(f"{series_id}_"))
    day = asked.get("vintage_dates", "").replace("-", "")
    if len(keys) != 1 or (day and keys[0] != f"{series_id}_{day}"):
        wanted = f"{series_id}_{day or 'YYYYMMDD'}"
        raise NotUnderstood(
            capture.name, "", f"expected the one vintage {wanted}, found {', '.join(keys[:3]) or 'none'}"
        )
    return str(keys[0])


def _observations(capture: Capture, layout: Layout, answer: Mapping[str, object], key: str) -> Iterator[Observation]:
    (column,) = layout.columns
    rows = answer["observations"]
    for place, row in enumerate(rows if isinstance(rows, list) else ()):
        where = f"/observations/{place}"
        if not isinstance(row, dict) or not isinstance(row.get("date"), str):
            raise NotUnderstood(capture.name, where, f"expected an observation with its date, found {shown(row)}")
        period = period_in(row["date"], "%Y-%m-01")
        if period is None:
            raise NotUnderstood(capture.name, where, f"{shown(row['date'])} is not the first of a month")
        # in a table of vintages, a month that the vintage did not have yet lacks the key
        text = row.get(key, "." if key != "value" else None)
        value = number(text) if isinstance(text, str) else None
        if not isinstance(text, str) or (value is None and text not in _MISSING):
            raise NotUnderstood(capture.name, where, f"expected a figure, found {shown(text)}")
        yield Observation(column=column, period=period, value=value, where=where, found=text)
