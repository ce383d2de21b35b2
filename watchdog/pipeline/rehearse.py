"""States again what the newest release of a program was asked, so that the next one need not wait for it."""

from sqlalchemy import Connection

from watchdog.check.report import CheckReport, check_release
from watchdog.pipeline.vintage import situation_of
from watchdog.plugins import RELATION_KINDS
from watchdog.rulebook.book import Rulebook
from watchdog.store import vintages


def rehearse(connection: Connection, rulebook: Rulebook) -> CheckReport | None:
    """What its identities and relations say of the vintage that came last; None where none is kept. The statements are
    kept as a plan: a further print of the same structure is compared at once, and one with a month more has its rules
    read and its families written out before.
    """
    entries = vintages.listing(connection, rulebook.program)
    if not entries:
        return None
    situation = situation_of(connection, vintages.get(connection, entries[-1].id), entries, rulebook)
    return check_release(
        rulebook.identities, situation, situation.blanks, relations=rulebook.relations, kinds=RELATION_KINDS
    )
