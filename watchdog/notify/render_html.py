"""An alert as the HTML part of a mail: one column for any screen, light and dark, no script, nothing fetched.

Every text passes `_text`, which makes it inert; nothing else writes text into the page.
"""

from collections.abc import Sequence
from html import escape

from watchdog.model.alert import Alert, Brief, Table
from watchdog.model.finding import Severity
from watchdog.notify import render
from watchdog.notify.inert import one_line

CHART_ID = "chart@release-watchdog"

_SANS = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_SERIF = "Georgia,'Times New Roman',serif"
_MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,monospace"
BANDS = {Severity.INFO: "#2f6f8f", Severity.WARNING: "#b7791f", Severity.CRITICAL: "#b3261e"}
_HEADLINE = f"margin:6px 0 14px;font:bold 24px/30px {_SERIF};color:#16191c"
_DARK = """
@media (prefers-color-scheme: dark) {
  body, .page { background: #14171a !important; }
  .card { background: #1e2327 !important; border-left-color: #343b41 !important;
    border-right-color: #343b41 !important; border-bottom-color: #343b41 !important; }
  .ink { color: #eceff1 !important; }
  .quiet { color: #a3adb5 !important; }
  .rule { border-color: #343b41 !important; }
  .total { border-color: #a3adb5 !important; }
  .quote { background: #2a2320 !important; }
}
@media (max-width: 480px) {
  .edge { padding: 0 !important; }
  .pad { padding-left: 14px !important; padding-right: 14px !important; }
}
"""


def html(alert: Alert) -> str:
    """The whole message as one HTML document; its chart, when it has one, is the part with the id CHART_ID."""
    band = BANDS[render.severity(alert)]
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{_text(alert.brief.headline)}</title>
<style>:root {{ color-scheme: light dark; supported-color-schemes: light dark; }}{_DARK}</style>
</head>
<body style="margin:0;padding:0;background:#f2f4f5;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden">{_text(" ".join(alert.brief.facts[:1]))}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f4f5"><tr>
<td class="edge" align="center" style="padding:16px 8px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0"
 style="max-width:600px;background:#ffffff;border:1px solid #dde1e4;border-top:4px solid {band};border-radius:4px">
<tr><td class="pad" style="padding:22px 28px 26px;font-family:{_SANS};text-align:left">
{_body(alert)}
</td></tr></table>
</td></tr></table>
</body>
</html>
"""


def _body(alert: Alert) -> str:
    brief = alert.brief
    parts = [
        _paragraph(render.kicker(alert), "quiet", "#5d6870", 13),
        f'<h1 class="ink" style="{_HEADLINE}">{_text(brief.headline)}</h1>',
        *(_paragraph(fact, "ink", "#16191c", 16) for fact in brief.facts),
        *(_quote(*correction) for correction in render.corrections(alert)),
        _chart(alert),
        _section("How unusual", render.first(brief.unusual, alert)),
        *(_causes(table) for table in brief.causes),
        _figures(brief),
        *(_section(heading, lines, small=heading == "Evidence") for heading, lines in render.sections(alert)),
    ]
    if alert.items:
        parts.append(_section(f"Findings: {render.tally(alert.items)}", render.listing(alert), small=True))
    if legend := render.legend(brief):
        parts.append(_paragraph(f"Figures: {legend}", "quiet", "#5d6870", 12, top=22))
    return "\n".join(part for part in parts if part)


def _text(text: str) -> str:
    return escape(one_line(text).replace(" %", "\N{NO-BREAK SPACE}%"))


def _paragraph(text: str, tone: str, color: str, size: int, top: int = 0) -> str:
    style = f"margin:{top}px 0 8px;font-size:{size}px;line-height:1.5;color:{color}"
    return f'<p class="{tone}" style="{style}">{_text(text)}</p>'


def _heading(text: str) -> str:
    style = (
        "margin:22px 0 8px;padding-top:14px;border-top:1px solid #e3e7ea;"
        f"font:bold 13px/18px {_SANS};letter-spacing:.02em;color:#5d6870"
    )
    return f'<h2 class="quiet rule" style="{style}">{_text(text)}</h2>'


def _section(heading: str, lines: Sequence[str], *, small: bool = False) -> str:
    if not lines:
        return ""
    if not small:
        return _heading(heading) + "".join(_paragraph(line, "ink", "#16191c", 15) for line in lines)
    style = f"margin:0 0 5px;font:12px/17px {_MONO};color:#5d6870;word-break:break-word;overflow-wrap:anywhere"
    return _heading(heading) + "".join(f'<p class="quiet" style="{style}">{_text(line)}</p>' for line in lines)


def _quote(heading: str, sentence: str, source: str) -> str:
    """What an earlier message said, with a line through it in spirit: its words stay readable."""
    style = f"margin:12px 0;padding:10px 14px;border-left:4px solid {BANDS[Severity.CRITICAL]};background:#fbf1ef"
    return (
        f'<div class="quote" style="{style}">{_paragraph(heading, "quiet", "#5d6870", 13)}'
        f"{_paragraph(f'“{sentence}”', 'ink', '#16191c', 15)}{_paragraph(source, 'quiet', '#5d6870', 12)}</div>"
    )


def _chart(alert: Alert) -> str:
    if alert.chart is None:
        return ""
    style = "display:block;width:100%;max-width:542px;height:auto;border:0;border-radius:4px;background:#ffffff"
    return (
        f'<img src="cid:{CHART_ID}" width="542" alt="{_text(alert.chart_alt)}" '
        f'style="{style};margin:16px 0 4px;font-size:14px;color:#5d6870">'
    )


def _causes(table: Table) -> str:
    lines, total = render.rows(table)
    body = "".join(_cause(row) for row in lines) + _cause(total, is_total=True)
    return (
        f"{_heading(f'{table.title}, {table.unit}')}"
        f'<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse">{body}</table>'
    )


def _cause(row: render.Row, *, is_total: bool = False) -> str:
    """Parts stand small and one column to the left of the numbers that sum; bounds have the last column."""
    tone, color, size = ("quiet", "#5d6870", 13) if row.is_part else ("ink", "#16191c", 15)
    rule = ";border-top:2px solid #16191c;font-weight:bold" if is_total else ""
    label = f"padding:4px 8px 4px {16 if row.is_part else 0}px;font-size:{size}px;line-height:1.35;color:{color}{rule}"
    mark = f'<span class="quiet" style="color:#5d6870">{_text(row.mark)}&thinsp;</span>' if row.mark else ""
    number = mark + _text(row.number)
    cells = (number, "") if row.is_part else ("", number)
    bound = f"±{_text(row.bound)}" if row.bound else ""
    return (
        f'<tr><td class="{tone} total" style="{label}">{_text(row.label)}</td>'
        + "".join(_number_cell(cell, tone, color, size, rule) for cell in cells)
        + f"{_number_cell(bound, 'quiet', '#5d6870', 12, rule)}</tr>"
    )


def _number_cell(number: str, tone: str, color: str, size: int, rule: str = "") -> str:
    style = (
        f"padding:4px 0 4px {8 if number else 0}px;font-size:{size}px;line-height:1.35;color:{color};"
        f"text-align:right;white-space:nowrap;vertical-align:bottom;font-variant-numeric:tabular-nums{rule}"
    )
    # no wider than its number, so that the label keeps the room on a phone
    return f'<td class="{tone} total" width="1%" style="{style}">{number}</td>'


def _figures(brief: Brief) -> str:
    body = "".join(_figure_row(known.label, *render.figure(known)) for known in brief.figures)
    if not body:
        return ""
    return (
        f'{_heading(render.figures_heading(brief))}<table width="100%" cellpadding="0" cellspacing="0">{body}</table>'
    )


def _figure_row(label: str, number: str, bound: str) -> str:
    style = "padding:4px 8px 4px 0;font-size:15px;line-height:1.35;color:#16191c"
    below = f'<br><span class="quiet" style="font-size:12px;color:#5d6870">{_text(bound)}</span>' if bound else ""
    cell = _number_cell(_text(number) + below, "ink", "#16191c", 15)
    return f'<tr><td class="ink" style="{style}">{_text(label)}</td>{cell}</tr>'
