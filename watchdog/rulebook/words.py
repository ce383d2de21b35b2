"""How names, keys, days, units and patterns are written in rules/: for pydantic and the JSON Schema."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from watchdog.model.period_form import period_pattern
from watchdog.model.series import Basis


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not text: put it in quotes")  # noqa: TRY004 - pydantic reports ValueError
    return value


def _basis(value: object) -> Basis:
    try:
        return Basis.parse(_text(value))
    except ValueError:
        raise ValueError(f"{value!r} is not a basis such as bop/sa/current or census/nsa") from None


def _moment(value: object) -> datetime:
    try:
        return datetime.strptime(_text(value), "%Y-%m-%d %H:%M")  # noqa: DTZ007 - local to the program's time zone, joined in build
    except ValueError:
        raise ValueError(f"{value!r} is not a local moment such as 2026-01-29 08:30") from None


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError(f"{value!r} is not a day such as 2026-01-29") from None


def _folder(value: str) -> str:
    if not value.startswith(("https://", "http://")) or not value.endswith("/"):
        raise ValueError(f"{value!r} is not an address that begins with https:// and ends with /")
    return value


def _period_form(value: str) -> str:
    try:
        period_pattern(value)
    except ValueError as error:
        raise ValueError(str(error)) from None
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression: {error}") from None
    return value


def _string(example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "examples": [example]})


Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$")]
SeriesKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]
TemplateKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.([a-z][a-z0-9_]*|<row>|<path>))*$")]
ColumnPeriod = Annotated[
    str, StringConstraints(pattern=r"^(month|quarter|year|ytd)(-[1-9][0-9]?)?$|^(change|ytd_change)$")
]
Year = Annotated[str, StringConstraints(pattern=r"^[12][0-9]{3}$")]
DocumentName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Sentence = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
BasisText = Annotated[Basis, BeforeValidator(_basis), _string("bop/sa/current")]
MomentText = Annotated[datetime, BeforeValidator(_moment), _string("2026-01-29 08:30")]
ClockText = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
DayText = Annotated[str, AfterValidator(_day)]
FolderAddress = Annotated[str, AfterValidator(_folder)]
PeriodForm = Annotated[str, AfterValidator(_period_form), _string("%Y-%m")]
Pattern = Annotated[str, AfterValidator(_pattern)]
Step = Annotated[Decimal, Field(gt=0)]
