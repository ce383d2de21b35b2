"""A series for whoever judges its rules: its history with the band in which a swing would not be told, the months that
were flagged, what was claimed, and how far figures have moved since they were first printed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import PurePath

from watchdog.errors import UsageError
from watchdog.model.finding import Severity
from watchdog.model.period import Period
from watchdog.notify.drawing import ALARM, INK, QUIET, REFERENCE, Specification, frame, rule, to_png
from watchdog.notify.labelling import Box, Place, placed

_WIDTH, _HEIGHT = 1040, 480
_LETTERS = 14
_BAND, _FIRST, _GONE = "#e3ebef", "#8a6bb0", "#9aa3a9"
_FLAG = {Severity.CRITICAL: ALARM, Severity.WARNING: "#d97706", Severity.INFO: QUIET}
_LINE, _FIRST_PRINT = "latest print", "first print, where it differs"
_CLAIM, _RETRACTED = "claim, and its runner-up", "claim taken back"
SUFFIXES = (".png", ".svg", ".html")

Rows = list[dict[str, float | str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A month that a rule flagged, and by which kinds."""

    period: Period
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Superlative:
    """A claim of a month: its figure, and the month and figure that came closest."""

    period: Period
    value: Decimal
    runner_up: Period
    runner_up_value: Decimal
    text: str
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """What to draw, in `unit`: `history` oldest first; `band` the lowest and highest usual level of a month, with
    its words; `first_prints` those that are no longer the latest.
    """

    title: str
    subtitle: str
    source: str
    unit: str
    history: tuple[tuple[Period, Decimal], ...]
    band: tuple[tuple[Period, float, float], ...] = ()
    band_words: str = ""
    flags: tuple[Flag, ...] = ()
    claims: tuple[Superlative, ...] = ()
    first_prints: tuple[tuple[Period, Decimal], ...] = ()


def write(portrait: Portrait, suffix: str) -> bytes:
    """The picture in the format of that ending; an HTML page holds all that it needs."""
    import vl_convert

    drawn = specification(portrait)
    if suffix == ".svg":
        return str(vl_convert.vegalite_to_svg(drawn, allowed_base_urls=[])).encode()
    if suffix == ".html":
        return str(vl_convert.vegalite_to_html(drawn, bundle=True)).encode()
    return to_png(drawn, scale=1.25)


def ending(path: PurePath) -> str:
    """The format that a file's name asks for; UsageError where it is none of ours."""
    if path.suffix not in SUFFIXES:
        raise UsageError(f"{path}: a picture's name ends in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
    return path.suffix


def specification(portrait: Portrait) -> Specification:
    """The Vega-Lite specification."""
    first, last = portrait.history[0][0], portrait.history[-1][0]
    edge = last.ordinal + 0.5 + (last.ordinal - first.ordinal + 1) * 0.03
    bottom, top = _domain(portrait)
    layers = [*_layers(portrait), *_labels(portrait, edge, bottom, top)]
    if bottom < 0 < top:
        layers.insert(1, rule(first.ordinal - 0.5, edge, 0.0, {"color": INK, "strokeWidth": 1}))
    return frame(
        layers,
        size=(_WIDTH, _HEIGHT),
        words=(portrait.title, portrait.subtitle, portrait.source),
        span=(first, last),
        edge=edge,
        values=(bottom, top),
        unit=portrait.unit,
    )


def _domain(portrait: Portrait) -> tuple[float, float]:
    values = [float(value) for _, value in (*portrait.history, *portrait.first_prints)]
    values += [level for _, *both in portrait.band for level in both]
    values += [float(level) for claim in portrait.claims for level in (claim.value, claim.runner_up_value)]
    low, high = min(values), max(values)
    room = 0.06 * (high - low or abs(high) or 1.0)
    return low - room, high + room


def _layers(portrait: Portrait) -> Iterator[Specification]:
    key = _colours(portrait)
    if portrait.band:
        usual = {month: (low, high) for month, low, high in portrait.band}
        places = [(month.ordinal, *usual.get(month, (None, None))) for month in _months(portrait)]
        rows: Rows = [{"at": at, "low": low, "high": high} for at, low, high in places]
        yield _layer(rows, {"type": "area"}, key, portrait.band_words, y={"field": "low"}, y2={"field": "high"})
    latest = dict(portrait.history)
    moved = [(period, float(value), float(latest[period])) for period, value in portrait.first_prints]
    steps: Rows = [{"at": period.ordinal, "value": first, "now": now} for period, first, now in moved]
    if steps:
        yield _layer(steps, {"type": "rule", "strokeWidth": 1.5}, key, _FIRST_PRINT, y2={"field": "now"})
    levels = {month: float(value) for month, value in latest.items()}
    rows = [{"at": month.ordinal, "value": levels.get(month), "month": month.label} for month in _months(portrait)]
    line = {"type": "line", "strokeWidth": 1.8, "point": {"size": 12}}
    yield _layer(rows, line, key, _LINE, tooltip=[{"field": "month"}, {"field": "value", "title": portrait.unit}])
    if steps:
        yield _layer(steps, {"type": "point", "size": 34, "fill": "#ffffff"}, key, _FIRST_PRINT)
    for claim in portrait.claims:
        yield from _claim(portrait, claim, key)
    for flag in portrait.flags:
        spot: Rows = [{"at": flag.period.ordinal, "value": levels[flag.period]}]
        yield _layer(spot, {"type": "point", "filled": True, "size": 90, "opacity": 1}, key, _flagged(flag))


def _claim(portrait: Portrait, claim: Superlative, key: Mapping[str, str]) -> Iterator[Specification]:
    """The runner-up's level from its month, or from the edge where that lies before it, to the month claimed of."""
    start = max(claim.runner_up.ordinal, portrait.history[0][0].ordinal - 0.5)
    words = _CLAIM if claim.stands else _RETRACTED
    level = float(claim.runner_up_value)
    line: Rows = [{"at": at, "value": level} for at in (start, claim.period.ordinal)]
    yield _layer(line, {"type": "line", "strokeWidth": 1.8, "strokeDash": [6, 4]}, key, words)
    rise: Rows = [{"at": claim.period.ordinal, "value": level, "now": float(claim.value)}]
    yield _layer(rise, {"type": "rule", "strokeWidth": 1.8, "strokeDash": [2, 2]}, key, words, y2={"field": "now"})


def _months(portrait: Portrait) -> list[Period]:
    """With those that are missing, which break a line and a band."""
    first, last = portrait.history[0][0], portrait.history[-1][0]
    return [first.shift(step) for step in range(last.ordinal - first.ordinal + 1)]


def _layer(
    rows: Rows,
    mark: Specification,
    key: Mapping[str, str],
    words: str,
    **places: object,
) -> Specification:
    scale = {"domain": list(key), "range": list(key.values())}
    legend = {"orient": "bottom", "direction": "horizontal", "columns": 3, "symbolType": "square", "title": None}
    legend |= {"labelFontSize": 15, "labelLimit": 480, "labelColor": QUIET, "symbolSize": 130, "symbolOpacity": 1}
    named = {"color": {"datum": words, "type": "nominal", "scale": scale, "legend": legend | {"symbolStrokeWidth": 0}}}
    shown = {"invalid": "break-paths-show-path-domains", "clip": True}
    return {"data": {"values": rows}, "mark": mark | shown, "encoding": named | places}


def _colours(portrait: Portrait) -> dict[str, str]:
    """What the picture shows, in the order of the key to it."""
    present = {_LINE: REFERENCE}
    if portrait.band:
        present[portrait.band_words] = _BAND
    if portrait.first_prints:
        present[_FIRST_PRINT] = _FIRST
    for flag in sorted(portrait.flags, key=lambda flag: -flag.severity.rank):
        present[_flagged(flag)] = _FLAG[flag.severity]
    for claim in sorted(portrait.claims, key=lambda claim: not claim.stands):
        present[_CLAIM if claim.stands else _RETRACTED] = INK if claim.stands else _GONE
    return present


def _flagged(flag: Flag) -> str:
    return f"flagged: {flag.severity}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plane:
    """From months and figures to pixels, y downwards, and back."""

    start: float
    top: float
    across: float
    down: float

    def pixel(self, at: float, value: float | Decimal) -> Place:
        return (at - self.start) * self.across, (self.top - float(value)) * self.down

    def row(self, place: Place) -> dict[str, float | str | None]:
        return {"at": self.start + place[0] / self.across, "value": self.top - place[1] / self.down}


def _labels(portrait: Portrait, edge: float, bottom: float, top: float) -> Iterator[Specification]:
    """What stands before what was taken back, the weightiest and newest first, for these find a place first."""
    start = portrait.history[0][0].ordinal - 0.5
    plane = _Plane(start=start, top=top, across=_WIDTH / (edge - start), down=_HEIGHT / (top - bottom))
    latest = dict(portrait.history)
    wanted = [
        (claim.stands, 9, claim.period, claim.value, claim.text, INK if claim.stands else _GONE)
        for claim in portrait.claims
    ]
    wanted += [
        (True, flag.severity.rank, flag.period, latest[flag.period], flag.text, _FLAG[flag.severity])
        for flag in portrait.flags
    ]
    wanted.sort(key=lambda label: label[:3], reverse=True)
    anchors = [plane.pixel(period.ordinal, value) for _, _, period, value, *_ in wanted]
    texts = [text for *_, text, _ in wanted]
    drawn = [plane.pixel(at, value) for at, value in _drawn(portrait)]
    boxes = placed(
        list(zip(anchors, texts, strict=True)), letters=_LETTERS, within=Box(0, 0, _WIDTH, _HEIGHT), points=drawn
    )
    for anchor, box, (*_, text, colour) in zip(anchors, boxes, wanted, strict=True):
        if box is not None:
            yield from _label(plane, anchor, box, text, colour)


def _drawn(portrait: Portrait) -> Iterator[tuple[float, Decimal]]:
    """Places that a label would rather not cover."""
    for period, value in (*portrait.history, *portrait.first_prints):
        yield period.ordinal, value
    for (before, low), (after, high) in pairwise(portrait.history):
        yield (before.ordinal + after.ordinal) / 2, (low + high) / 2
    for claim in portrait.claims:
        for at in range(claim.runner_up.ordinal, claim.period.ordinal):
            yield at, claim.runner_up_value


def _label(plane: _Plane, anchor: Place, box: Box, text: str, colour: str) -> Iterator[Specification]:
    """The text, on a white seam, with a thin line to what it names."""
    x, y = anchor
    near = (min(max(x, box.left + 4), box.right - 4), box.bottom if box.bottom < y else box.top)
    lead: Rows = [plane.row(anchor), plane.row(near)]
    yield {"data": {"values": lead}, "mark": {"type": "line", "strokeWidth": 0.8, "color": colour}}
    middle: Rows = [plane.row(((box.left + box.right) / 2, (box.top + box.bottom) / 2))]
    letters = {"type": "text", "text": text, "fontSize": _LETTERS, "baseline": "middle"}
    yield {"data": {"values": middle}, "mark": letters | {"stroke": "#ffffff", "strokeWidth": 4, "color": "#ffffff"}}
    yield {"data": {"values": middle}, "mark": letters | {"color": colour}}
