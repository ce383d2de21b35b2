"""What was known before a release: nothing that any part of the release itself has printed."""

from datetime import timedelta
from pathlib import Path

from tests.pipeline.agency import RELEASES
from tests.pipeline.desk import NOVEMBER, desk, documents_of, only
from watchdog.model.finding import Finding

OCTOBER = RELEASES["2025-10"]


def test_a_part_that_comes_later_is_compared_with_the_release_before_and_not_with_the_first_part(
    tmp_path: Path,
) -> None:
    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at) as at:
        at.release(OCTOBER)
        first = only(at.release(NOVEMBER, without=("exh1",)).processed)
        at.agencies.publish(NOVEMBER)
        second = only(at.poll(after=timedelta(minutes=20)).processed)

    revisions = [revision(each.judgement.findings) for each in (first, second)]
    assert [("fred",), ("exh1",)] == [documents_of(each.vintage) for each in (first, second)]
    assert ["2025-10", "2025-10"] == [str(found.period) for found in revisions]
    assert all("in the release for October 2025 to" in found.message for found in revisions)


def revision(findings: tuple[Finding, ...]) -> Finding:
    (found,) = (each for each in findings if each.rule == "headline-revision")
    return found
