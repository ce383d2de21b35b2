"""From the entry of a series or of a document to the series, the layout."""

from collections.abc import Collection, Mapping
from dataclasses import fields

from watchdog.model.layout import Layout, TableShape
from watchdog.model.series import Series
from watchdog.plugins import PARSERS
from watchdog.rulebook.entries import DerivedEntry, DocumentEntry, SeriesEntry
from watchdog.rulebook.laid_out import Known, columns_of, printed_series, rows_of, templates_of
from watchdog.yamlfile.tree import Mistakes, Node
from watchdog.yamlfile.typed import did_you_mean


def series_from(entry: SeriesEntry) -> Series:
    """A printed series, or the template of several."""
    return Series(
        key=entry.key,
        label=entry.label,
        flow=entry.flow,
        item=entry.item,
        basis=entry.basis,
        unit=entry.unit,
        published_unit=entry.published_unit,
        partner=entry.partner,
        outlets=entry.outlets,
        signed=entry.signed,
    )


def derived_from(entry: DerivedEntry) -> Series:
    """A series that is computed."""
    return Series(
        key=entry.key,
        label=entry.label,
        flow=entry.flow,
        item=entry.item,
        basis=entry.basis,
        unit=entry.unit,
        published_unit=entry.published_unit,
        signed=True,
        formula=entry.formula,
        why=entry.why,
    )


def layout_from(entry: DocumentEntry, node: Node, series: Mapping[str, Known], mistakes: Mistakes) -> Layout:
    """A document, with its columns and rows."""
    columns = columns_of(entry, node, mistakes)
    judge_parser(entry.parser, PARSERS, node, mistakes)
    known = {key: series[key].thing for key in printed_series(columns, series)}
    return Layout(
        document=entry.name,
        source=entry.source,
        file=entry.file,
        parser=entry.parser,
        columns=columns,
        units={key: one.unit for key, one in known.items()},
        published_units={key: entry.published_unit or one.published_unit for key, one in known.items()},
        title=entry.title,
        part=entry.part,
        unit_line=entry.unit_line,
        row_heading=entry.row_heading,
        month_measure=entry.month_measure,
        scale=entry.scale,
        provenance=entry.provenance,
        sections=tuple(entry.sections),
        base_year=entry.base_year or "",
        unrounded=entry.unrounded,
        dash_unit=entry.dash_unit,
        templates=templates_of(entry, columns, series),
        rows=rows_of(node, mistakes),
        ranked=entry.ranked,
        words=entry.words,
        same=entry.same,
        periods=entry.periods,
        tables=entry.tables,
        prior_year=entry.prior_year,
        link=entry.link,
        follows=entry.follows,
        table=TableShape(**{each.name: getattr(entry.table, each.name) for each in fields(TableShape)})
        if entry.table
        else None,
    )


def judge_parser(name: str, parsers: Collection[str], node: Node, mistakes: Mistakes) -> None:
    """The parser must be one of those in the table."""
    if name not in parsers:
        at = node.entries()["parser"].node.mark
        mistakes.add(at.mistake(f"there is no parser {name!r}", did_you_mean(name, parsers)))
