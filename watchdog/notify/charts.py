"""A series as a picture for a mail: bars over the last years, the months that we speak of marked, and the source.

The specification is Vega-Lite, drawn by vl-convert with its own fonts, without a browser and without the network.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from watchdog.model.period import Period

_WIDTH, _HEIGHT = 660, 330
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_INK, _QUIET, _GRID = "#16191c", "#5d6870", "#dfe4e7"
_BAR, _MARKED, _REFERENCE = "#a9bfcb", "#b3261e", "#1f5d7d"
_LABEL_ROOM = 0.21
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
    """The picture as a PNG, large enough to be sharp where a mail shows it at 540 points on a dense screen."""
    import vl_convert

    return _packed(vl_convert.vegalite_to_png(specification(picture), scale=1.75, allowed_base_urls=[]))


def warm_up() -> None:
    """Start the drawing engine: the first picture takes a second longer than any other."""
    import vl_convert

    vl_convert.vegalite_to_png({"data": {"values": [{}]}, "mark": "bar", "config": _style()}, allowed_base_urls=[])


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


def specification(picture: Picture) -> dict[str, Any]:
    """The Vega-Lite specification; time is counted in periods, so that a missing one leaves its place empty."""
    bottom, top = _domain(picture)
    last = picture.history[-1][0].ordinal
    span = last - picture.history[0][0].ordinal + 1
    edge = last + 0.5 + span * _LABEL_ROOM / (1 - _LABEL_ROOM)
    bar = max(1.0, 0.78 * _WIDTH * (1 - _LABEL_ROOM) / span)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": _WIDTH,
        "height": _HEIGHT,
        "padding": 16,
        "background": "#ffffff",
        "title": {"text": picture.title, "subtitle": picture.subtitle},
        "encoding": {
            "x": _time_axis(picture, edge),
            "y": _value_axis(picture.unit, bottom, top),
        },
        "layer": [
            _bars(picture, bar),
            *_rules(picture, edge),
            *_labels(picture, (top - bottom) * _LINE_PIXELS / _HEIGHT),
        ],
        "config": _style(),
    }


def _domain(picture: Picture) -> tuple[float, float]:
    """Zero is always in sight: the length of a bar is its message."""
    values = [float(value) for _, value in picture.history]
    if picture.reference is not None:
        values.append(float(picture.reference[0]))
    return min(0.0, *values) * 1.06, max(0.0, *values) * 1.06


def _time_axis(picture: Picture, edge: float) -> dict[str, Any]:
    first, last = picture.history[0][0], picture.history[-1][0]
    per_year = first.ordinal - first.year_before().ordinal
    years = range(first.year + 1, last.year + 1)
    step = 1 + len(years) // 8
    return {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [first.ordinal - 0.5, edge], "nice": False, "zero": False, "padding": 0},
        "axis": {
            "title": picture.source,
            "values": [year * per_year for year in reversed(years) if (last.year - year) % step == 0],
            "labelExpr": f"format(datum.value / {per_year}, 'd')",
            "grid": False,
        },
    }


def _value_axis(unit: str, bottom: float, top: float) -> dict[str, Any]:
    """The unit lies above the figures; their minus sign is the one of all our texts."""
    scale = {"domain": [bottom, top], "nice": False}
    over = {"titleAngle": 0, "titleAnchor": "end", "titleAlign": "left", "titleBaseline": "bottom", "titleY": -8}
    plain = "replace(format(datum.value, ',~f'), '\N{MINUS SIGN}', '-')"
    axis = {"title": unit, "titleX": 0, **over, "tickCount": 5, "domain": False, "ticks": False, "labelExpr": plain}
    return {"field": "value", "type": "quantitative", "scale": scale, "axis": axis}


def _bars(picture: Picture, width: float) -> dict[str, Any]:
    marked = {period for period, _ in picture.marked}
    values = [
        {"at": period.ordinal, "period": period.label, "value": float(value), "marked": period in marked}
        for period, value in picture.history
    ]
    color = {"condition": {"test": "datum.marked", "value": _MARKED}, "value": _BAR}
    return {"data": {"values": values}, "mark": {"type": "bar", "size": width}, "encoding": {"color": color}}


def _rules(picture: Picture, edge: float) -> Iterator[dict[str, Any]]:
    """The zero line over the bars, and the level of reference."""
    last = picture.history[-1][0].ordinal
    yield _rule(picture.history[0][0].ordinal - 0.5, edge, 0.0, {"color": _INK, "strokeWidth": 1})
    if picture.reference is not None:
        style = {"color": _REFERENCE, "strokeWidth": 2, "strokeDash": [6, 4]}
        yield _rule(picture.history[0][0].ordinal - 0.5, last + 0.5, float(picture.reference[0]), style)


def _rule(start: float, end: float, level: float, style: dict[str, Any]) -> dict[str, Any]:
    line = [{"at": start, "value": level}, {"at": end, "value": level}]
    return {"data": {"values": line}, "mark": {"type": "line", **style}}


def _labels(picture: Picture, apart: float) -> Iterator[dict[str, Any]]:
    """At the right of the bars, each beside its level, moved up where two would touch."""
    levels = dict(picture.history)
    wanted = [(float(levels[period]), label, _MARKED) for period, label in picture.marked if period in levels]
    if picture.reference is not None:
        wanted.append((float(picture.reference[0]), picture.reference[1], _REFERENCE))
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


def _packed(png: bytes) -> bytes:
    """The same picture, its pixels compressed better: a tenth of what vl-convert writes."""
    # level 9 would save a twentieth more and take five times as long, while people wait
    header, image, end = png[:8], b"", b""
    place = len(header)
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        kind, chunk = png[place + 4 : place + 8], png[place : place + 12 + length]
        if kind == b"IDAT":
            image += chunk[8:-4]
        elif image:
            end += chunk
        else:
            header += chunk
        place += len(chunk)
    packed = b"IDAT" + zlib.compress(zlib.decompress(image))
    return header + struct.pack(">I", len(packed) - 4) + packed + struct.pack(">I", zlib.crc32(packed)) + end


def _style() -> dict[str, Any]:
    title = {"anchor": "start", "frame": "group", "offset": 14, "limit": _WIDTH + 40, "fontSize": 25, "color": _INK}
    subtitle = {"subtitleFontSize": 17, "subtitleColor": _QUIET, "subtitlePadding": 6}
    axis = {"labelFontSize": 17, "labelColor": _QUIET}
    lines = {"gridColor": _GRID, "tickColor": _GRID, "domainColor": _GRID}
    words = {"titleFontSize": 15, "titleFontWeight": "normal", "titleColor": _QUIET}
    return {
        "font": _FONT,
        "view": {"stroke": None},
        "title": {**title, **subtitle},
        "axis": {**axis, **lines, **words},
        "axisX": {"titleAnchor": "start", "titlePadding": 12},
    }
