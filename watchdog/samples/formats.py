"""Monthly figures as the files that the Census Bureau and FRED send: FTD bulk ZIP, econ_export and fredgraph CSV."""

import csv
import io
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from watchdog.model.period import MONTH_NAMES, Period
from watchdog.samples.tables import Observations, Totals
from watchdog.samples.workbook import zipped

DATA_TYPES = {"BAL": "Balance", "EXP": "Exports", "IMP": "Imports"}
_NEW_YORK = ZoneInfo("America/New_York")
_LINE = "\r\n"
_CATEGORY = "Goods and services on a balance of payments basis"


def fred_csv(observations: Observations) -> bytes:
    """The file behind FRED's download button: a date and the figure on each line."""
    rows = ((f"{period}-01", figure) for period, figure in sorted(observations.figures.items()))
    return _csv([("observation_date", observations.series), *rows], "\n").encode()


def ftd_bulk(totals: Totals) -> bytes:
    """The ZIP of the bulk download, holding FTD-mf.csv with its sections."""
    periods = sorted({period for figures in totals.figures.values() for period in figures})
    codes = list(DATA_TYPES)
    stamp = totals.stamped_at.astimezone(_NEW_YORK)
    sections: dict[str, list[Iterable[object]]] = {
        "CATEGORIES": [("cat_idx", "cat_code", "cat_desc", "cat_indent"), (1, totals.category, _CATEGORY, 0)],
        "DATA TYPES": [
            ("dt_idx", "dt_code", "dt_desc", "dt_unit"),
            *((index, code, DATA_TYPES[code], "MLN$") for index, code in enumerate(codes, 1)),
        ],
        "GEO LEVELS": [("geo_idx", "geo_code", "geo_desc"), (1, "US", "U.S. Total")],
        "TIME PERIODS": [("per_idx", "per_name"), *((at, _month(period)) for at, period in enumerate(periods, 1))],
        "NOTES": [(f"{_CATEGORY}; seasonally adjusted; millions of dollars",)],
        "DATA UPDATED ON": [(f"{stamp:%A}", f" {stamp:%d-%b-%y %H:%M:%S %Z}")],
        "DATA": [
            ("per_idx", "cat_idx", "dt_idx", "geo_idx", "is_adj", "val"),
            *(
                (at, 1, index, 1, 1, totals.figures[code][period])
                for index, code in enumerate(codes, 1)
                for at, period in enumerate(periods, 1)
                if period in totals.figures[code]
            ),
        ],
    }
    text = _LINE.join(f"{title}{_LINE}{_csv(rows, _LINE)}" for title, rows in sections.items())
    return zipped({"FTD-mf.csv": text})


def econ_export(totals: Totals, data_type: str, years: range) -> bytes:
    """The export of one data type for whole years: six lines above the table, NA where nothing is published."""
    figures = totals.figures[data_type]
    stamp = totals.stamped_at.astimezone(_NEW_YORK)
    preamble = (
        ("U.S. Census Bureau",),
        ("Source: U.S. International Trade in Goods and Services",),
        (f"{totals.category}: {_CATEGORY}: U.S. Total",),
        (f"Seasonally Adjusted {DATA_TYPES[data_type]} - Monthly [Millions of Dollars]",),
        (f"Period: {years.start} to {years.stop - 1}",),
        (f"Data Extracted on: {stamp:%B %-d, %Y (%-I:%M %p)}",),
    )
    months = (Period.of_month(year, month) for year in years for month in range(1, 13))
    rows = ((_month(period), figures.get(period, "NA")) for period in months)
    return _csv([*preamble, ("Period", "Value"), *rows], "\n").encode()


def _month(period: Period) -> str:
    return f"{MONTH_NAMES[period.position - 1][:3]}-{period.year}"


def _csv(rows: Iterable[Iterable[object]], ending: str) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator=ending).writerows(rows)
    return text.getvalue()
