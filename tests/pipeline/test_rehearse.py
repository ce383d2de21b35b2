"""The newest release is stated again when the service starts: the next print of its structure is compared at once."""

from pathlib import Path

from tests.pipeline.agency import RELEASES
from tests.pipeline.desk import desk
from watchdog.check.plan import PLANS, Wanted
from watchdog.pipeline.rehearse import rehearse
from watchdog.pipeline.vintage import situation_of
from watchdog.plugins import RELATION_KINDS
from watchdog.store import vintages

OCTOBER = RELEASES["2025-10"]


def test_its_statements_are_those_that_the_release_was_judged_by(tmp_path: Path) -> None:
    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at) as at:
        (program,) = at.watch.programs
        book = program.rules.current()
        with at.watch.store.reading() as connection:
            assert rehearse(connection, book) is None, "nothing is kept yet"
        (done,) = at.release(OCTOBER).processed
        with at.watch.store.reading() as connection:
            report = rehearse(connection, book)
            entries = vintages.listing(connection, book.program)
            now = situation_of(connection, vintages.get(connection, entries[-1].id), entries, book)
            again = situation_of(connection, vintages.get(connection, entries[-1].id), entries, book)

    wanted = Wanted(identities=tuple(book.identities), relations=tuple(book.relations), kinds=RELATION_KINDS)
    assert report is not None
    assert done.judgement.report.quality.passed == report.quality.passed > 0
    assert PLANS.filled(wanted, now, now.blanks).plan is PLANS.filled(wanted, again, again.blanks).plan
