"""An alert as plain text of 76 columns, and the pieces that its HTML shares: numbers, marks of provenance, legend.

A mark stands before every figure that is not exactly as published; nothing here computes a figure.
"""

import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from watchdog.model.alert import Alert, AlertType, Brief, Table, Told
from watchdog.model.cell import Provenance
from watchdog.model.finding import Contribution, Figure, Reason, Severity, Verdict
from watchdog.notify.inert import one_line
from watchdog.notify.marks import MEANINGS, mark

WIDTH = 76
TITLES = {
    AlertType.DIGEST: "Digest",
    AlertType.OPENED: "Alert",
    AlertType.UPDATED: "Update",
    AlertType.RESOLVED: "Resolved",
    AlertType.RETRACTED: "Retraction",
    AlertType.CORRECTED: "Correction",
}
_CHANGES = {
    Reason.WORSE: "Worse than said",
    Reason.REVISED: "Revised",
    Reason.CONFIRMED: "Confirmed",
    Reason.RESOLVED: "Resolved",
    Reason.RETRACTED: "Taken back",
    Reason.CORRECTED: "Corrected",
}
_SUBJECT_CHARACTERS = 200
LISTED = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One printed line of a cause table: the number with its sign, its mark, and its bound where it has one."""

    label: str
    mark: str
    number: str
    bound: str
    is_part: bool = False


def subject(brief: Brief) -> str:
    """The headline on one line, short enough for a list of messages."""
    return textwrap.shorten(one_line(brief.headline), _SUBJECT_CHARACTERS, placeholder=" …")


def severity(alert: Alert) -> Severity:
    """That of its most severe item that is not a pass; info when there is none."""
    return worst(alert.items)


def worst(items: Iterable[Told]) -> Severity:
    """The severity of the most severe finding that is not a pass; info when there is none."""
    told = [told.finding.severity for told in items if told.finding.verdict is not Verdict.PASS]
    return max(told, key=lambda severity: severity.rank, default=Severity.INFO)


def kicker(alert: Alert) -> str:
    """What kind of message it is, and about which release."""
    return f"{TITLES[alert.type]} · {alert.release.program.upper()} · {alert.release.period.label}"


def sections(alert: Alert, most: int = LISTED) -> Iterator[tuple[str, Sequence[str]]]:
    """The parts after the facts and the causes that have text, each with its heading."""
    brief = alert.brief
    for heading, lines in (("Data quality", brief.quality), ("Claims", brief.claims), ("Evidence", brief.evidence)):
        if lines:
            yield heading, first(lines, alert, most)


def first(lines: Sequence[str], alert: Alert, most: int = LISTED) -> Sequence[str]:
    """At most that many of the lines; those left out are counted, and one command prints them all."""
    if len(lines) <= most:
        return lines
    return (*lines[:most], f"and {len(lines) - most:,} more, by {whereabouts(alert)}")


def whereabouts(alert: Alert) -> str:
    """The command that prints all of a message, whatever a channel has room for."""
    return f"`watchdog alerts show {alert.id}`"


def corrections(alert: Alert) -> Iterator[tuple[str, str, str]]:
    """For each earlier message that this one changes: a heading, its sentence, and its alert id."""
    changed = [
        (_CHANGES[told.reason], told.corrects) for told in alert.items if told.corrects and told.reason in _CHANGES
    ]
    for heading, (alert_id, sentence) in changed[:LISTED]:
        yield heading, sentence, f"in message {alert_id}"


def rows(table: Table) -> tuple[tuple[Row, ...], Row]:
    """The lines of a cause table and its total, all with the decimals of the finest."""
    places = max(_decimals(part.value) for part in (*table.rows, table.total))
    return tuple(_row(part, places) for part in table.rows), _row(table.total, places)


def figure(known: Figure) -> tuple[str, str]:
    """The figure as it is printed, with its mark, and its bound ('' when it has none)."""
    bound = _bound(known.error) if known.provenance is Provenance.DERIVED else ""
    unit = "percentage points" if known.unit == "percent" else one_line(known.unit)
    return mark(known) + one_line(known.text), f"±{bound} {unit}" if bound else ""


def tally(items: Sequence[Told]) -> str:
    """How many findings the message tells, and how many of each severity."""
    counts = Counter(told.finding.severity for told in items)
    by_severity = ", ".join(f"{counts[kind]} {kind.value}" for kind in reversed(Severity) if counts[kind])
    return f"{len(items)} in this message ({by_severity})"


def listing(alert: Alert, most: int = LISTED) -> Sequence[str]:
    """Each finding by its key and why it is told, the most severe first; those left out are counted."""
    ordered = sorted(alert.items, key=lambda told: -told.finding.severity.rank)
    lines = [f"{told.finding.severity.value} · {told.reason.value} · {told.finding.key}" for told in ordered]
    return first(lines, alert, most)


def legend(brief: Brief) -> str:
    """What the marks in this message mean; '' when it has no figures in tables."""
    known = [part for table in brief.causes for part in (*table.rows, table.total)]
    signs = [mark(part) for part in known] + [mark(figure) for figure in brief.figures]
    used = {sign for each in signs for sign in each or [""]}
    return "; ".join(meaning for sign, meaning in MEANINGS.items() if sign in used)


def plain(alert: Alert, most: int = sys.maxsize) -> str:
    """The message as text: the whole of it, or at most so many lines of each of its lists."""
    brief = alert.brief
    blocks = [_wrapped(brief.headline), kicker(alert), _list(brief.facts)]
    blocks += [
        f"{heading}\n{_wrapped(f'“{one_line(quote)}” {source}', '  ')}" for heading, quote, source in corrections(alert)
    ]
    blocks.append(_section("How unusual", first(brief.unusual, alert, most)))
    blocks += [cause_table(table) for table in brief.causes]
    if brief.figures:
        blocks.append(_figures(brief))
    blocks += [_section(heading, lines) for heading, lines in sections(alert, most)]
    if alert.items:
        blocks.append(_section(f"Findings: {tally(alert.items)}", listing(alert, most)))
    blocks.append(_wrapped(f"Figures: {legend(brief)}") if legend(brief) else "")
    return "\n\n".join(block for block in blocks if block) + "\n"


def _row(part: Contribution, places: int) -> Row:
    return Row(
        label=one_line(part.label),
        mark=mark(part),
        number=_signed(part.value, places),
        bound=_bound(part.error, places) if part.provenance is Provenance.DERIVED else "",
        is_part=part.depth > 0,
    )


def _signed(value: Decimal, places: int) -> str:
    """'+27.6', '-1,234', '0.0': no sign for nothing."""
    return f"{value:+,.{places}f}" if value else f"{abs(value):,.{places}f}"


def _bound(error: Decimal, places: int = 1) -> str:
    """The bound with one decimal more than the `places` of its figure, rounded away from zero so that it stays a bound;
    '' when there is none.
    """
    if not error:
        return ""
    return f"{error.quantize(Decimal(1).scaleb(-places - 1), ROUND_UP).normalize():,f}"


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _section(heading: str, lines: Sequence[str]) -> str:
    return f"{heading}\n{_list(lines)}" if lines else ""


def _list(lines: Sequence[str]) -> str:
    return "\n".join(_wrapped(f"- {one_line(line)}", "  ", first="") for line in lines)


def _wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    start = indent if first is None else first
    return textwrap.fill(
        one_line(text), WIDTH, initial_indent=start, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def cause_table(table: Table) -> str:
    """The parts of a line stand one column to the left of it, so that the right column alone adds up to the total."""
    lines, total = rows(table)
    digits = max(len(_marked(row)) for row in (*lines, total))
    bounds = max((len(row.bound) + 2 for row in (*lines, total) if row.bound), default=0)
    width = WIDTH - 2 * (digits + bounds) - 2
    text = [_wrapped(f"{table.title}, {table.unit}")]
    for row in lines:
        text += _table_row(row, digits, bounds, width)
    text += [" " * (WIDTH - bounds - digits) + "─" * digits, *_table_row(total, digits, bounds, width)]
    return "\n".join(line.rstrip() for line in text)


def _table_row(row: Row, digits: int, bounds: int, width: int) -> list[str]:
    """The label, wrapped where it is long, and the number on its last line."""
    indent = "    " if row.is_part else "  "
    *above, last = textwrap.wrap(row.label, width - 2, initial_indent=indent, subsequent_indent=indent + "  ") or [""]
    bound = f" ±{row.bound}" if row.bound else ""
    number = f"{_marked(row):>{digits}}{bound:<{bounds}}"
    column = number if row.is_part else f"{'':{digits + bounds + 2}}{number}"
    return [*above, f"{last:<{width}}{column}"]


def _marked(row: Row) -> str:
    return f"{row.mark} {row.number}".strip()


def figures_heading(brief: Brief) -> str:
    """A percentage of a balance is true of one vintage only, so the table says of which."""
    return f"Figures as published on {one_line(brief.published)}" if brief.published else "Figures"


def _figures(brief: Brief) -> str:
    lines = [figures_heading(brief)]
    for one in brief.figures:
        label, text = one_line(one.label), " ".join(filter(None, figure(one)))
        dots = WIDTH - len(label) - len(text) - 4
        lines.append(f"  {label} {'.' * dots} {text}" if dots >= 2 else _wrapped(f"{label}: {text}", "  "))
    return "\n".join(lines)
