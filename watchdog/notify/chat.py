"""An alert for a chat room: the parts of its message in order, each within bounds; the evidence stays by reference.

Nothing is left out unsaid: what is cut is counted, and the last part says where all of it is.
"""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from watchdog.model.alert import Alert, Table
from watchdog.notify import render
from watchdog.notify.inert import one_line

_MOST_LINES = 10
_MOST_CHARACTERS = 700
_NARROW = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading ('' for none) over sentences, or over a table."""

    heading: str = ""
    lines: tuple[str, ...] = ()
    table: Table | None = None

    def listed(self, bullet: str) -> list[str]:
        """The sentences, as a list where there is more than one of them or a heading."""
        return [bullet + line for line in self.lines] if self.heading or len(self.lines) > 1 else [*self.lines]


def kicker(alert: Alert) -> str:
    """What kind of message it is, about which release, and how serious."""
    return f"{render.kicker(alert)} · {render.severity(alert).value}"


def parts(alert: Alert) -> tuple[Part, ...]:
    """What the message says, the most telling first; the last part says where the whole of it is."""
    return (*filter(lambda part: part.lines or part.table, _body(alert)), _whereabouts(alert))


def text(alert: Alert) -> str:
    """The parts as plain text for any screen; the headline is a title of its own."""
    blocks = [kicker(alert)]
    for part in parts(alert):
        lines = table_lines(part.table) if part.table else part.listed("- ")
        blocks.append("\n".join(filter(None, (part.heading, *lines))))
    return "\n\n".join(blocks)


def fitted(known: Sequence[Part], fits: Callable[[Sequence[Part]], bool]) -> Sequence[Part]:
    """As many of the parts as fit; which ones do not, the last of them says."""
    *kept, last = known
    cut: list[Part] = []
    shown: Sequence[Part] = known
    while kept and not fits(shown):
        cut.insert(0, kept.pop())
        missing = ", ".join(part.heading or "the facts" for part in cut)
        shown = [*kept, replace(last, lines=(f"No room for: {_short(missing)}.", *last.lines))]
    return shown


def table_lines(table: Table) -> Iterator[str]:
    """A cause table for a narrow screen: the numbers first, those of the parts one column to the right of the ones that
    add up, and the labels after them.
    """
    lines, total = render.rows(table)
    width = max(len(_marked(row)) for row in (*lines, total))
    for row in lines:
        yield from _wrapped(row, width, " " * (width + 1) if row.is_part else "")
    yield "─" * width
    yield from _wrapped(total, width, "")


def _body(alert: Alert) -> Iterator[Part]:
    brief = alert.brief
    yield Part(lines=_bounded(brief.facts, alert))
    for heading, sentence, source in render.corrections(alert):
        yield Part(heading=heading, lines=_bounded((f"“{one_line(sentence)}”", source), alert))
    yield Part(heading="How unusual", lines=_bounded(brief.unusual, alert))
    for table in brief.causes:
        yield Part(heading=f"{one_line(table.title)}, {one_line(table.unit)}", table=table)
    yield Part(heading="Claims", lines=_bounded(brief.claims, alert))
    yield Part(heading="Data quality", lines=_bounded(brief.quality, alert))
    if legend := render.legend(brief) if brief.causes else "":
        yield Part(lines=(f"Figures: {legend}",))


def _whereabouts(alert: Alert) -> Part:
    heading = f"Findings: {render.tally(alert.items)}" if alert.items else ""
    return Part(heading=heading, lines=(f"All of it, with the evidence: {render.whereabouts(alert)}",))


def _bounded(lines: Sequence[str], alert: Alert) -> tuple[str, ...]:
    return tuple(map(_short, render.first(lines, alert, _MOST_LINES)))


def _short(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 2].rstrip() + " …"


def _wrapped(row: render.Row, width: int, indent: str) -> list[str]:
    """The row on as many lines as its label needs, none of which lies under the numbers."""
    start = f"{indent}{_marked(row):>{width}}  "
    label = textwrap.wrap(row.label + _bound(row), max(_NARROW - len(start), 16)) or [""]
    return [start + label[0], *(" " * len(start) + line for line in label[1:])]


def number(row: render.Row) -> str:
    """The number with its mark, and its bound where it has one."""
    return _marked(row) + _bound(row)


def _marked(row: render.Row) -> str:
    return f"{row.mark} {row.number}".strip()


def _bound(row: render.Row) -> str:
    return f" ±{row.bound}" if row.bound else ""
