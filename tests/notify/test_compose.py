"""The alerts of a release carry everything that was decided to be told, and nothing else."""

from datetime import UTC, datetime

import pytest

from tests.notify.story import chapters
from watchdog.model.alert import AlertType
from watchdog.notify import compose
from watchdog.notify.compose import Thread

NOW = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize("month", ["2025-09", "2025-10", "2025-11", "2026-07"])
def test_every_item_that_was_decided_is_in_an_alert_once(month: str) -> None:
    chapter = chapters()[month]
    corrected = {told.corrects[0]: Thread(name="of old", last=told.corrects[0])
                 for told in chapter.decision.retractions if told.corrects}  # fmt: skip
    release = Thread(name=month, last=None)
    digest, *retractions = compose.alerts(chapter.material, chapter.decision, release, corrected, NOW)

    assert (AlertType.DIGEST, chapter.decision.items) == (digest.type, digest.items)
    assert [(told,) for told in chapter.decision.retractions] == [each.items for each in retractions]
    assert len(digest.brief.unusual) == max(len(digest.items), 1)


def test_the_story_has_a_digest_of_several_items_and_a_retraction() -> None:
    decisions = [chapter.decision for chapter in chapters().values()]

    assert any(len(decision.items) > 1 for decision in decisions)
    assert any(decision.retractions for decision in decisions)
