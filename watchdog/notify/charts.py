"""A series as a picture for a mail: bars over the last years, the months that we speak of marked, and the source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from watchdog.model.period import Period
from watchdog.notify.drawing import ALARM, CALM, INK, REFERENCE, Specification, frame, rule, style, to_png

_WIDTH, _HEIGHT = 560, 300  # small, so that its letters stay legible where a phone shrinks it
_LABEL_ROOM = 0.26
_LINE_PIXELS = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What to draw: `history` in `unit`, oldest first; `marked` periods with the text of their labels.

    `reference` is a level to compare with, and its label; `source` is the line at the bottom.
    """

    title: str
    subtitle: str
    source: str
    unit: str
    history: tuple[tuple[Period, Decimal], ...]
    marked: tuple[tuple[Period, str], ...] = ()
    reference: tuple[Decimal, str] | None = None


def draw(picture: Picture) -> bytes:
    """The picture as a PNG of mail size."""
    return to_png(specification(picture), scale=2.0)


def warm_up() -> None:
    """Start the drawing engine: the first picture takes a second longer than any other."""
    to_png({"data": {"values": [{}]}, "mark": "bar", "config": style(_WIDTH)})


def alt_text(picture: Picture) -> str:
    """What the picture shows, in words, for those who cannot see it."""
    first, last = picture.history[0][0], picture.history[-1][0]
    low, high = (pick(picture.history, key=lambda point: point[1]) for pick in (min, max))
    told = "; ".join(label for _, label in picture.marked)
    return (
        f"Bar chart. {picture.title}. {picture.subtitle}. {first.label} to {last.label}, in {picture.unit}:"
        f" lowest {low[1]} in {low[0].label}, highest {high[1]} in {high[0].label}."
        + (f" Marked: {told}." if told else "")
        + (f" Dashed line: {picture.reference[1]}." if picture.reference else "")
    )


def specification(picture: Picture) -> Specification:
    """The Vega-Lite specification; time is counted in periods, so that a missing one leaves its place empty."""
    bottom, top = _domain(picture)
    last = picture.history[-1][0].ordinal
    span = last - picture.history[0][0].ordinal + 1
    edge = last + 0.5 + span * _LABEL_ROOM / (1 - _LABEL_ROOM)
    bar = max(1.0, 0.78 * _WIDTH * (1 - _LABEL_ROOM) / span)
    return frame(
        [_bars(picture, bar), *_rules(picture, edge), *_labels(picture, (top - bottom) * _LINE_PIXELS / _HEIGHT)],
        size=(_WIDTH, _HEIGHT),
        words=(picture.title, picture.subtitle, picture.source),
        span=(picture.history[0][0], picture.history[-1][0]),
        edge=edge,
        values=(bottom, top),
        unit=picture.unit,
    )


def _domain(picture: Picture) -> tuple[float, float]:
    """Zero is always in sight: the length of a bar is its message."""
    values = [float(value) for _, value in picture.history]
    if picture.reference is not None:
        values.append(float(picture.reference[0]))
    return min(0.0, *values) * 1.06, max(0.0, *values) * 1.06


def _bars(picture: Picture, width: float) -> Specification:
    marked = {period for period, _ in picture.marked}
    values = [
        {"at": period.ordinal, "period": period.label, "value": float(value), "marked": period in marked}
        for period, value in picture.history
    ]
    color = {"condition": {"test": "datum.marked", "value": ALARM}, "value": CALM}
    return {"data": {"values": values}, "mark": {"type": "bar", "size": width}, "encoding": {"color": color}}


def _rules(picture: Picture, edge: float) -> Iterator[Specification]:
    """The zero line over the bars, and the level of reference."""
    last = picture.history[-1][0].ordinal
    yield rule(picture.history[0][0].ordinal - 0.5, edge, 0.0, {"color": INK, "strokeWidth": 1})
    if picture.reference is not None:
        style = {"color": REFERENCE, "strokeWidth": 2, "strokeDash": [6, 4]}
        yield rule(picture.history[0][0].ordinal - 0.5, last + 0.5, float(picture.reference[0]), style)


def _labels(picture: Picture, apart: float) -> Iterator[Specification]:
    """At the right of the bars, each beside its level, moved up where two would touch."""
    levels = dict(picture.history)
    wanted = [(float(levels[period]), label, ALARM) for period, label in picture.marked if period in levels]
    if picture.reference is not None:
        wanted.append((float(picture.reference[0]), picture.reference[1], REFERENCE))
    at = picture.history[-1][0].ordinal + 0.5
    wanted.sort()
    style = {"type": "text", "align": "left", "dx": 8, "fontSize": 18, "fontWeight": "bold"}
    for level, (_, label, color) in zip(_apart([level for level, *_ in wanted], apart), wanted, strict=True):
        values = [{"at": at, "value": level}]
        yield {"data": {"values": values}, "mark": {**style, "text": label, "color": color}}


def _apart(levels: Sequence[float], gap: float) -> Iterator[float]:
    """The levels, rising, each at least `gap` above the one before."""
    floor = float("-inf")
    for level in levels:
        floor = max(level, floor)
        yield floor
        floor += gap
