"""The ledger of claims: what each vintage says of every superlative that was printed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, true

from watchdog.model.claim import Claim, Standing
from watchdog.store.database import upsert
from watchdog.store.tables import claims, vintages


def save(connection: Connection, tested: Sequence[Claim]) -> None:
    """Keep what a vintage says of these claims; the versions of other vintages stay beside it."""
    rows = [
        {
            "key": claim.key,
            "vintage": claim.last_vintage,
            "standing": claim.standing,
            "known_as_of": claim.last_known_as_of,
            "claim": claim,
        }
        for claim in tested
    ]
    upsert(connection, claims, ["key", "vintage"], rows)


def open_claims(connection: Connection, as_of: datetime | None = None, program: str | None = None) -> tuple[Claim, ...]:
    """The latest version of each claim that had not been retracted by `as_of`, if given; of one program if named."""
    return tuple(claim for claim in listing(connection, as_of, program) if claim.standing is not Standing.RETRACTED)


def listing(connection: Connection, as_of: datetime | None = None, program: str | None = None) -> tuple[Claim, ...]:
    """The latest version of every claim, by `as_of` if given, in the order in which they were known; of one program if
    named.
    """
    newest_first = (claims.c.known_as_of.desc(), claims.c.id.desc())
    age = func.row_number().over(partition_by=(vintages.c.program, claims.c.key), order_by=newest_first).label("age")
    known = true() if as_of is None else claims.c.known_as_of <= as_of
    mine = true() if program is None else vintages.c.program == program
    versions = select(claims, age).join(vintages, vintages.c.id == claims.c.vintage).where(known, mine).subquery()
    statement = select(versions.c.claim).where(versions.c.age == 1).order_by(versions.c.known_as_of, versions.c.id)
    return tuple(connection.execute(statement).scalars())


def history(connection: Connection, key: str) -> tuple[Claim, ...]:
    """Every version of one claim, in the order in which they were known."""
    statement = select(claims.c.claim).where(claims.c.key == key).order_by(claims.c.known_as_of, claims.c.id)
    return tuple(connection.execute(statement).scalars())
