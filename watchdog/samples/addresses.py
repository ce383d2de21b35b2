"""From a path and query, as an agency's server would get them, to the document that they mean and its bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from watchdog.samples.exhibits import exhibit_workbook
from watchdog.samples.formats import DATA_TYPES, econ_export, fred_csv, ftd_bulk
from watchdog.samples.tables import Content, Exhibit, Observations, PressTable, Totals

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The bytes of one document."""

    document: str
    content_type: str
    body: bytes


def answer(target: str, documents: Mapping[str, Content]) -> Answer | None:
    """What to send for the path and query, or None where no document has that address."""
    url = urlsplit(target)
    query = dict(parse_qsl(url.query))
    for document, content in documents.items():
        if found := _rendered(document, content, url.path, query):
            content_type, body = found
            return Answer(document=document, content_type=content_type, body=body)
    return None


def _rendered(document: str, content: Content, path: str, query: Mapping[str, str]) -> tuple[str, bytes] | None:
    match content, path:
        case Exhibit(), _ if path == f"/census/{document}.xlsx":
            return _XLSX, exhibit_workbook(content)
        case Observations(), "/fred/graph/fredgraph.csv" if query.get("id") == content.series:
            return "text/csv", fred_csv(content)
        case Totals(), "/census-bulk/econ_getzippedfile/" if query.get("programCode") == "FTD":
            return "application/zip", ftd_bulk(content)
        case Totals(), "/census-bulk/econ_export/":
            return _export(content, query)
        case PressTable(), "/press/figures.csv":
            return "text/csv", content.text.encode()
    return None


def _export(totals: Totals, query: Mapping[str, str]) -> tuple[str, bytes] | None:
    asked = (query.get("program"), query.get("categories[]"), query.get("adjusted"))
    data_type = query.get("dataType", "")
    first, last = query.get("startYear", ""), query.get("endYear", "")
    if asked != ("FTD", totals.category, "1") or data_type not in DATA_TYPES or not (first + last).isdigit():
        return None
    return "text/csv", econ_export(totals, data_type, range(int(first), int(last) + 1))
