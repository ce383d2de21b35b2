"""One thing that was looked at, and the words for it."""

from dataclasses import dataclass

from watchdog.model.finding import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`detail` says what was seen, and where that is not well, what to do."""

    name: str
    verdict: Verdict
    detail: str


def well(name: str, detail: str) -> Check:
    """All is as it should be."""
    return Check(name=name, verdict=Verdict.PASS, detail=detail)


def doubtful(name: str, detail: str) -> Check:
    """It works, and somebody should look at it."""
    return Check(name=name, verdict=Verdict.WARN, detail=detail)


def unknown(name: str, detail: str) -> Check:
    """It could not be told."""
    return Check(name=name, verdict=Verdict.UNDECIDED, detail=detail)


def broken(name: str, detail: str) -> Check:
    """The service cannot do its work."""
    return Check(name=name, verdict=Verdict.FAIL, detail=detail)
