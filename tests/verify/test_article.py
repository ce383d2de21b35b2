"""The article that has every kind of figure, and what may not change its verdicts."""

import re
from pathlib import Path

import pytest

from tests.demo.replay import Story
from tests.verify.campaign import campaign
from tests.verify.desk import Desk
from watchdog.verify.checking import Checked
from watchdog.verify.verdict import Judged, Verdict

ARTICLE = Path(__file__).parents[3] / "shared" / "seed_article.txt"
pytestmark = pytest.mark.specimens


@pytest.fixture(scope="module", name="article")
def article_text() -> str:
    return ARTICLE.read_text()


def verdict(checked: Checked, figure: str) -> Judged:
    (found,) = [each for each in checked.judged if checked.written(each) == figure]
    return found


def test_every_figure_has_its_verdict_by_the_release_that_the_text_is_about(desk: Desk, article: str) -> None:
    checked = desk.check(article)
    counts = {each: sum(judged.verdict is each for judged in checked.judged) for each in Verdict}

    assert "2026-01-29" == f"{checked.dating.as_of.astimezone(checked.dating.zone):%Y-%m-%d}"
    assert len(checked.judged) > 30
    assert 0 == counts[Verdict.WRONG]
    assert counts[Verdict.RIGHT] > 25
    assert Verdict.OUTDATED is verdict(checked, "smallest since June 2009").verdict
    assert "November 2019" in verdict(checked, "smallest since June 2009").today
    assert Verdict.RIGHT is verdict(checked, "Thursday").verdict
    assert Verdict.UNCHECKED is verdict(checked, "January 14").verdict
    assert Verdict.OTHER is verdict(checked, "4.9 percent").verdict
    assert ["$11.0 billion", "+$2.6 billion"] == [each.value for each in verdict(checked, "$11 billion").options]
    assert Verdict.AMBIGUOUS is verdict(checked, "$11 billion").verdict
    assert Verdict.AMBIGUOUS is verdict(checked, "47.3 percent").verdict
    assert Verdict.ROUNDING is verdict(checked, "$8.2 billion").verdict
    assert "rounding explains $0.15 billion" in verdict(checked, "$8.2 billion").reason
    assert ("balance.goods.census.chained2017 2025-11",) == verdict(checked, "$23.5 billion").cells


def test_nothing_is_right_without_evidence(desk: Desk, article: str) -> None:
    for judged in desk.check(article).judged:
        if judged.verdict in (Verdict.RIGHT, Verdict.ROUNDING, Verdict.OUTDATED):
            assert judged.cells
            assert judged.provenance


@pytest.mark.parametrize(
    "laid_out",
    [
        lambda text: re.sub(r"(?<=\S) (?=\S)", "\n", text),
        lambda text: text.replace("'", "\u2019").replace("-", "\u2010").replace(" billion", "\u00a0billion"),
        lambda text: "<html><body><p>" + text.replace("\n\n", "</p>\n<p>").replace("$", "<b>&#36;</b>") + "</p></body>",
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("semiconductors", "semi-\nconductors"),
    ],
    ids=["line breaks", "typography", "html", "windows", "cut words"],
)
def test_the_layout_changes_no_verdict(desk: Desk, article: str, laid_out: object) -> None:
    assert callable(laid_out)
    as_it_is, otherwise = desk.check(article), desk.check(laid_out(article))

    expected = [(as_it_is.written(each).replace("-", ""), each.verdict) for each in as_it_is.judged]
    found = [(re.sub("[\u2010-]", "", otherwise.written(each)), each.verdict) for each in otherwise.judged]
    assert expected == found


def test_what_is_made_wrong_is_caught(desk: Desk, article: str) -> None:
    """Of every third figure altered all but those for which no figure is kept; of the words turned nearly all."""
    result = campaign(desk, article, "2026-01-29", every=3)
    caught = {kind: result.wrong[kind] + result.doubted[kind] for kind in result.made}

    swapped = ("months", "kinds", "sides")
    assert result.made["figure"] - caught["figure"] <= 2
    assert caught["sign"] / result.made["sign"] > 0.85
    assert sum(caught[kind] for kind in swapped) / sum(result.made[kind] for kind in swapped) > 0.75


def test_our_own_digests_state_nothing_wrong(desk: Desk, story: Story) -> None:
    """Retractions quote earlier vintages, which nobody should take for what is true now; digests do not."""
    for mail in story.mails():
        body = mail.get_body(("plain",))
        assert body is not None
        if "retracted" in mail["X-Watchdog-Type"]:
            continue
        checked = desk.check(f"{mail['Subject']}\n\n{body.get_content()}", mail["Date"].datetime.isoformat())
        wrong = [each for each in checked.judged if each.verdict is Verdict.WRONG]
        right = [each for each in checked.judged if each.verdict in (Verdict.RIGHT, Verdict.ROUNDING)]

        assert [] == [(checked.written(each), each.reason) for each in wrong]
        assert len(right) > 35
