"""One thing that was looked at, and the words for it."""

from dataclasses import dataclass

from watchdog.errors import Mistake
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


def doubtful(name: str, seen: str, mend: str) -> Check:
    """It works, and somebody should look at it."""
    return Check(name=name, verdict=Verdict.WARN, detail=f"{seen}; {mend}")


def unknown(name: str, seen: str, mend: str) -> Check:
    """It could not be told."""
    return Check(name=name, verdict=Verdict.UNDECIDED, detail=f"{seen}; {mend}")


def broken(name: str, seen: str, mend: str) -> Check:
    """The service cannot do its work."""
    return Check(name=name, verdict=Verdict.FAIL, detail=f"{seen}; {mend}")


def mistaken(name: str, mistake: Mistake) -> Check:
    """The service cannot do its work for a mistake in a file, which says its own mend."""
    return Check(name=name, verdict=Verdict.FAIL, detail=str(mistake))
