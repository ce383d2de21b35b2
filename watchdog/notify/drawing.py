"""What all pictures of a series share: the frame with its axes and letters, and how they become a PNG.

The specifications are Vega-Lite, drawn by vl-convert with its own fonts, without a browser and without the network.
"""

import struct
import zlib
from collections.abc import Sequence
from typing import Any

from watchdog.model.period import Period

INK, QUIET, GRID = "#16191c", "#5d6870", "#dfe4e7"
CALM, ALARM, REFERENCE = "#a9bfcb", "#b3261e", "#1f5d7d"
_SHORT = 23  # periods; less than two years has too few new years to read the axis by
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

Specification = dict[str, Any]


def frame(
    layers: Sequence[Specification],
    *,
    size: tuple[int, int],
    words: tuple[str, str, str],
    span: tuple[Period, Period],
    edge: float,
    values: tuple[float, float],
    unit: str,
) -> Specification:
    """Layers over time, which is counted in periods up to `edge`, so that a missing one leaves its place empty.
    `words` are the title, the subtitle and the line at the bottom; `values` the lowest and the highest.
    """
    title, subtitle, source = words
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": size[0],
        "height": size[1],
        "padding": 16,
        "background": "#ffffff",
        "title": {"text": title, "subtitle": subtitle},
        "encoding": {"x": _time_axis(*span, edge, source), "y": _value_axis(unit, *values)},
        "layer": list(layers),
        "config": style(size[0]),
    }


def to_png(specification: Specification, scale: float = 1.75) -> bytes:
    """By default large enough to be sharp where a mail shows it at 540 points on a dense screen."""
    import vl_convert

    return _packed(vl_convert.vegalite_to_png(specification, scale=scale, allowed_base_urls=[]))


def _time_axis(first: Period, last: Period, edge: float, title: str) -> Specification:
    ticks, label = _years(first, last) if last.ordinal - first.ordinal >= _SHORT else _months(first, last)
    return {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [first.ordinal - 0.5, edge], "nice": False, "zero": False, "padding": 0},
        "axis": {"title": title, "values": ticks, "labelExpr": label, "grid": False},
    }


def _years(first: Period, last: Period) -> tuple[list[int], str]:
    per_year = first.ordinal - first.year_before().ordinal
    years = range(first.year + 1, last.year + 1)
    step = 1 + len(years) // 8
    ticks = [year * per_year for year in reversed(years) if (last.year - year) % step == 0]
    return ticks, f"format(datum.value / {per_year}, 'd')"


def _months(first: Period, last: Period) -> tuple[list[int], str]:
    step = 1 + (last.ordinal - first.ordinal) // 8
    ticks = list(range(last.ordinal, first.ordinal - 1, -step))
    return ticks, "format(floor(datum.value / 12), 'd') + '-' + format(datum.value % 12 + 1, '02d')"


def _value_axis(unit: str, bottom: float, top: float) -> Specification:
    """The unit lies above the figures; their minus sign is the one of all our texts."""
    scale = {"domain": [bottom, top], "nice": False}
    over = {"titleAngle": 0, "titleAnchor": "end", "titleAlign": "left", "titleBaseline": "bottom", "titleY": -8}
    plain = "replace(format(datum.value, ',~f'), '\N{MINUS SIGN}', '-')"
    axis = {"title": unit, "titleX": 0, **over, "tickCount": 5, "domain": False, "ticks": False, "labelExpr": plain}
    return {"field": "value", "type": "quantitative", "scale": scale, "axis": axis}


def rule(start: float, end: float, level: float, style: Specification) -> Specification:
    """A level line."""
    line = [{"at": start, "value": level}, {"at": end, "value": level}]
    return {"data": {"values": line}, "mark": {"type": "line", **style}}


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


def style(width: int) -> Specification:
    """Letters and lines."""
    title = {"anchor": "start", "frame": "group", "offset": 14, "limit": width + 90, "fontSize": 25, "color": INK}
    subtitle = {"subtitleFontSize": 17, "subtitleColor": QUIET, "subtitlePadding": 6}
    axis = {"labelFontSize": 17, "labelColor": QUIET}
    lines = {"gridColor": GRID, "tickColor": GRID, "domainColor": GRID}
    words = {"titleFontSize": 15, "titleFontWeight": "normal", "titleColor": QUIET}
    return {
        "font": _FONT,
        "view": {"stroke": None},
        "title": {**title, **subtitle},
        "axis": {**axis, **lines, **words},
        "axisX": {"titleAnchor": "start", "titlePadding": 12},
    }
