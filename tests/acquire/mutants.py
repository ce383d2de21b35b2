"""Documents in the agencies' formats and endless ways to spoil them, from a seeded source of chance.

A mutant may be read or refused. What must never happen: another exception, or a figure that stands nowhere in it.
"""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from tests.acquire.calendars import made
from tests.acquire.parsers.test_any_parser import GENUINE, LAYOUTS
from tests.acquire.parsers.test_generic_table import CSV, csv_layout
from tests.acquire.parsers.test_workbooks import BOOK
from tests.acquire.texts import archive
from watchdog.model.cell import Cell
from watchdog.model.document import Reading
from watchdog.model.layout import Layout

ODD = (
    *(
        "NaN",
        "Infinity",
        "-inf",
        "1e400",
        "-0",
        "0x10",
        "1,234",
        "1.234,5",
        "(5)",
        "\u22125",
        "5\u00a0000",
        "+5",
        "\u0663",
    ),
    *("", " ", "n.a.", "NA", "(X)", "(-)", "(R)", "-", ".", "null", "true", "\x00", "\ufeff", "\u202e", "'", '"', ","),
    *("9" * 16, "9" * 400, "9" * 5000, "0." + "1" * 40, "1E5", "007", "2025", "2025-13", "Jan. -", "December", "#REF!"),
    *("=1+1", "\\ud800", "<", "&amp;", "]]>", "BEGIN:VEVENT", "NOTES", "DATA", "Exports", "20000000T000000Z", "-26"),
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_CELL = re.compile(r"<c\b[^>]*?(?:/>|>.*?</c>)", re.DOTALL)
_ROW = re.compile(r"<row\b.*?</row>", re.DOTALL)
_AT = re.compile(r'<c\b[^>]*?\br="([A-Z]+[0-9]+)"[^>]*?>.*?<v>([^<]*)</v>', re.DOTALL)
_LARGEST_EXPONENT = 400

Mutation = Callable[[Random, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """A well-formed document and how it is laid out."""

    name: str
    layout: Layout
    body: bytes


def documents(published: Path | None = None) -> Iterator[Specimen]:
    """At least one for each parser; the published workbooks and texts too where their folder is."""
    for name, body in GENUINE.items():
        yield Specimen(name=name, layout=LAYOUTS[name], body=body)
    yield Specimen(name="table", layout=csv_layout(), body=CSV.encode())
    for path in sorted(published.glob("ft900/*/*.xlsx")) if published else ():
        yield Specimen(name=f"{path.parent.name}/{path.name}", layout=BOOK.layout(path.stem), body=path.read_bytes())
    for path in sorted(published.glob("vintages/BOPGSTB*.csv")) if published else ():
        yield Specimen(name=path.name, layout=BOOK.layout("fred"), body=path.read_bytes())


def texts() -> Iterator[Specimen]:
    """A press text: it has a month and no cells."""
    title = "U.S. International Trade in Goods and Services"
    body = f"<title>{title}, November 2025</title><p>The deficit was $56.8 billion, up $27.6 billion from October.</p>"
    yield Specimen(name="press text", layout=BOOK.layout("bea_text"), body=body.encode())


def calendars() -> Iterator[Specimen]:
    """One for each parser of calendars."""
    for name, text in made.GENUINE.items():
        yield Specimen(name=name, layout=made.ALL[name], body=text.encode())


def mutant(chance: Random, body: bytes) -> bytes:
    """The document, spoilt in one to four ways, as bytes or as what it is."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        if chance.random() < 0.25:
            body = _bytes(chance, body)
        elif body.startswith(b"PK"):
            body = _packed(chance, body)
        else:
            body = _text(chance, body.decode("utf-8", "replace")).encode("utf-8", "surrogatepass")
    return body


def _bytes(chance: Random, body: bytes) -> bytes:
    start = chance.randrange(len(body) + 1)
    stop = min(start + chance.choice((0, 1, 2, 30, 1000)), len(body))
    inserted = chance.choice((b"", chance.randbytes(chance.choice((1, 4))), body[start:stop] * 2))
    return body[:start] + inserted + body[stop:] if chance.random() < 0.9 else body[:start]


def _packed(chance: Random, body: bytes) -> bytes:
    """The archive with one of its members spoilt, and packed properly again."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as opened:
            members = {name: opened.read(name) for name in opened.namelist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError):
        return _bytes(chance, body)
    sheets = [name for name in members if "sheet" in name or name.endswith(".csv")]
    name = chance.choice(sheets if sheets and chance.random() < 0.9 else [*members, "added.xml"])
    text = members.get(name, b"<a/>").decode("utf-8", "replace")
    spoil = _cells if "<c " in text and chance.random() < 0.85 else _text
    members[name] = spoil(chance, text).encode("utf-8", "surrogatepass")
    return archive(members)


def _cells(chance: Random, text: str) -> str:
    """Cells or rows of a sheet swapped, dropped or doubled, or one that shows something else."""
    pieces = list((_ROW if chance.random() < 0.3 else _CELL).finditer(text))
    if not pieces:
        return _text(chance, text)
    one, other = sorted(chance.choices(pieces, k=2), key=lambda match: match.start())
    change = chance.randrange(5)
    if change == 0 and one is not other:
        return (
            text[: one.start()]
            + _as(other[0], one[0])
            + text[one.end() : other.start()]
            + _as(one[0], other[0])
            + text[other.end() :]
        )
    if change == 1:
        return text[: one.start()] + text[one.end() :]
    if change == 2:
        return text[: one.end()] + one[0] + text[one.end() :]
    if change == 3:
        kind = chance.choice((' t="e"', ' t="b"', ' t="str"', ' t="d"', ' t="s"', ""))
        return text[: one.start()] + re.sub(r' t="[a-zA-Z]*"|(?<=<c)(?= )', kind, one[0], count=1) + text[one.end() :]
    odd = chance.choice(ODD).replace("<", "&lt;")
    return text[: one.start()] + re.sub(r"<v>[^<]*</v>", lambda _: f"<v>{odd}</v>", one[0], count=1) + text[one.end() :]


def _as(piece: str, place: str) -> str:
    """A cell or row under the reference of another one."""
    reference = re.search(r'\br="[A-Z0-9]+"', place)
    return re.sub(r'\br="[A-Z0-9]+"', lambda _: reference[0] if reference else "", piece, count=1)


def _text(chance: Random, text: str) -> str:
    return chance.choice((_odd_number, _lines, _fields, _json))(chance, text) or text


def _odd_number(chance: Random, text: str) -> str:
    """A number, or what stands around it, gives way to something odd."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return text + chance.choice(ODD)
    match = chance.choice(found)
    return text[: match.start()] + chance.choice(ODD) + text[match.end() :]


def _lines(chance: Random, text: str) -> str:
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            del lines[one]
        case 2:
            lines.insert(other, lines[one])
        case _:
            lines[one] = ""
    return "\n".join(lines)


def _fields(chance: Random, text: str) -> str:
    """Fields of one line swapped, dropped, doubled or replaced."""
    lines = text.split("\n")
    place = chance.randrange(len(lines))
    fields = lines[place].split(",")
    one, other = chance.randrange(len(fields)), chance.randrange(len(fields))
    match chance.randrange(4):
        case 0:
            fields[one], fields[other] = fields[other], fields[one]
        case 1:
            del fields[one]
        case 2:
            fields.insert(other, fields[one])
        case _:
            fields[one] = chance.choice(ODD)
    lines[place] = ",".join(fields)
    return "\n".join(lines)


def _json(chance: Random, text: str) -> str:
    """One value of the JSON text replaced; other texts are cut."""
    try:
        content = json.loads(text)
        holder, key = chance.choice(list(_holders(content)))
    except (ValueError, IndexError, RecursionError):
        return text[: chance.randrange(len(text) + 1)]
    number = chance.choice((-5, 0.1, 1e300, 10**400, "NaN"))
    holder[key] = chance.choice((None, True, [], {}, [[]], {"a": 1}, chance.choice(ODD), number))
    written = json.dumps(content, ensure_ascii=chance.random() < 0.5)
    return written.replace('""', "[" * 100_000, 1) if chance.random() < 0.05 else written


def _holders(content: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - whatever JSON holds
    for key in content if isinstance(content, dict) else range(len(content)) if isinstance(content, list) else ():
        yield content, key
        yield from _holders(content[key])


def strangers(reading: Reading, layout: Layout, body: bytes) -> list[Cell]:
    """The figures that do not stand where the reading says: at their cell or line, or anywhere in the document where
    the place is no such thing; '(-)' is a count of 0.
    """
    texts, at = _printed(body)
    lines = texts[0].replace("\r\n", "\n").split("\n") if len(texts) == 1 else []
    anywhere: set[Decimal] = set()

    def stands(cell: Cell) -> bool:
        place = cell.address.cell if cell.address else ""
        number = re.fullmatch(r"line (\d+)", place)
        there = at.get(place) or (_numbers(lines[int(number[1]) - 1]) if number and lines else anywhere)
        if there is anywhere and not anywhere:
            anywhere.update(*map(_numbers, texts))
        return any(each * scale == cell.value for each in there for scale in _scales(layout))

    return [cell for cell in reading.cells if cell.count and not stands(cell)]


def _scales(layout: Layout) -> tuple[Decimal, ...]:
    beside = tuple(Decimal(10) ** power for power in (-3, 3, -6, 6)) if layout.parser == "figures" else ()
    return (layout.scale, *beside)


def _printed(body: bytes) -> tuple[list[str], dict[str, set[Decimal]]]:
    """The texts of a document, and in a workbook the numbers of each cell."""
    if not body.startswith(b"PK"):
        return [body.decode("utf-8-sig", "replace")], {}
    with zipfile.ZipFile(io.BytesIO(body)) as opened:
        names = [name for name in opened.namelist() if "/worksheets/" in name or name.endswith(".csv")]
        texts = [opened.read(name).decode("utf-8", "replace") for name in names]
    at: dict[str, set[Decimal]] = {}
    for place, value in (pair for text in texts for pair in _AT.findall(text)):
        at.setdefault(place, set()).update(_numbers(value))
    csv = [text for text in texts if text.lstrip("\ufeff").startswith("CATEGORIES")]
    return csv or texts, at


def _numbers(text: str) -> set[Decimal]:
    """Every number in the text, also as the nearest binary one, which is what spreadsheets hold."""
    exact = {
        Decimal(found)
        for found in _NUMBER.findall(text.replace(",", "")) + _NUMBER.findall(text)
        if len(found) < _LARGEST_EXPONENT
    }
    return exact | {Decimal(str(float(number))) for number in exact if abs(number.adjusted()) < 300}
