"""What rules lacked that could not tell, in words that are the same for every month, so that they can be counted."""

import re
from calendar import month_name

from watchdog.model.finding import Finding
from watchdog.rulebook.book import Rulebook

_COULD_NOT = re.compile(r".*? could not be judged( for [^:]*)?: ")
_MONTH = rf"(?:\d{{4}}-\d{{2}}|(?:{'|'.join(month_name[1:])}) \d{{4}})"
_OF_MONTH = re.compile(rf" (?:for|through) {_MONTH}(?![\d-])")
_ANY_MONTH = re.compile(rf"{_MONTH}(?![\d-])")
_COUNTED = re.compile(r"\b\d+ are (?=published|known)")


def want_of(finding: Finding, book: Rulebook) -> str:
    """Why an undecided finding could not tell, without the month, the series and the count of what is there."""
    reason = _COULD_NOT.sub("", finding.message, count=1).removesuffix(".")
    series = book.series.get(finding.subject)
    reason = reason.removeprefix(f"{series.label}: ") if series else reason
    return _COUNTED.sub("fewer are ", _ANY_MONTH.sub("…", _OF_MONTH.sub("", reason)))
