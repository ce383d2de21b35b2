"""The machine: the versions of what we stand on, with those known to be bad, and its time zones."""

import re
import sqlite3
import ssl
import zoneinfo
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from pyexpat import EXPAT_VERSION

from watchdog.check import schema
from watchdog.doctor.check import Check, broken, doubtful, unknown, well
from watchdog.store.database import SAFE_WAL

FLOORS: Mapping[str, tuple[str, str]] = {
    "urllib3": ("2.7", "before it small answers could unpack to any size"),
    "requests": ("2.32.4", "before it a crafted address could draw passwords out of ~/.netrc"),
    "OpenSSL": ("3.0", "earlier ones get no corrections any more"),
    "expat": ("2.6", "before it small XML could keep the parser busy for long; your distribution may have mended it"),
}
"""The earliest version without a known fault that concerns us, and the fault."""

_OLDEST_ZONES = 2


def machine(now: datetime) -> Iterator[Check]:
    """All of it."""
    for name, found in _versions().items():
        yield judged(name, found)
    yield _sqlite()
    yield _zones(now)
    yield _pandera()


def judged(name: str, found: str) -> Check:
    """The version of a library against its floor."""
    floor, why = FLOORS[name]
    numbers = _numbers(found)
    if not numbers:
        return unknown(name, f"version {found!r}", f"see that it is {floor} or later")
    is_old = numbers < _numbers(floor)
    return doubtful(name, f"{found}: {why}", f"bring it to {floor} or later") if is_old else well(name, found)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def _versions() -> dict[str, str]:
    openssl = ssl.OPENSSL_VERSION.split()
    return {
        "urllib3": _installed("urllib3"),
        "requests": _installed("requests"),
        "OpenSSL": openssl[1] if len(openssl) > 1 and openssl[0] == "OpenSSL" else "?",
        "expat": EXPAT_VERSION.removeprefix("expat_"),
    }


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _sqlite() -> Check:
    safe = ".".join(map(str, SAFE_WAL))
    if sqlite3.sqlite_version_info >= SAFE_WAL:
        return well("SQLite", f"{sqlite3.sqlite_version}, with a write-ahead log")
    why = f"a write-ahead log is safe only from {safe} on"
    return well("SQLite", f"{sqlite3.sqlite_version}, with a rollback journal: {why}")


def _zones(now: datetime) -> Check:
    """Python takes the system's first, and the package's where there are none."""
    found = [zones for folder in zoneinfo.TZPATH if (zones := _zones_in(Path(folder)))]
    where = "the system" if found else "the package tzdata"
    zones = found[0] if found else _installed("tzdata")
    year = zones[:4]
    if not year.isdecimal():
        return unknown(
            "time zones", f"{where} does not say of which year they are ({zones})", "see that they are current"
        )
    if now.year - int(year) >= _OLDEST_ZONES:
        return doubtful(
            "time zones", f"{zones} from {where} are old: the hour of a release may be wrong", "update them"
        )
    return well("time zones", f"{zones} from {where}")


def _zones_in(folder: Path) -> str:
    for name, prefix in (("tzdata.zi", "# version "), ("+VERSION", "")):
        file = folder / name
        if file.is_file():
            with file.open(encoding="utf-8", errors="replace") as opened:
                return opened.readline().removeprefix(prefix).strip()
    return "of unknown version" if (folder / "America" / "New_York").is_file() else ""


def _pandera() -> Check:
    trouble, _, mend = schema.closed_eyes().partition("; ")
    return broken("pandera", trouble, mend) if trouble else well("pandera", f"{_installed('pandera')}, switched on")
