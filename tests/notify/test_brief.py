from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.detect.made import CAUSES, SMALLEST, judged
from tests.model.made import cell, knowledge, levels, month, printed, situation
from watchdog.model.alert import Quality, Table, Told
from watchdog.model.cell import Cell, Measure, Provenance
from watchdog.model.finding import NOT_STATED, Figure, Finding, Reason, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.release import DocumentVersion, Vintage
from watchdog.model.rule import DigestText
from watchdog.notify import brief
from watchdog.notify.brief import Material

TEXT = DigestText(
    title="U.S. trade",
    headline="deficit {deficit}",
    facts=(
        "The deficit was {deficit} in {period}, published on {published}.",
        "Exports were {exports}, {exports-change} from {before}.",
        "Imports were {imports}.",
    ),
)


def figure(name: str, text: str, weakest: Provenance = Provenance.EXACT) -> Figure:
    return Figure(
        name=name,
        label=name,
        value=Decimal(0),
        error=Decimal(0),
        unit="million USD",
        provenance=weakest,
        text=text,
        weakest=weakest,
    )


FIGURES: dict[str, Figure | str] = {
    "deficit": figure("deficit", "$56.8 billion"),
    "exports": figure("exports", "$292.1 billion"),
    "exports-change": figure("exports-change", "-$10.9 billion", Provenance.PRESS_ROUNDED),
    "imports": figure("imports", "$348.9 billion"),
}


def november(*cells: Cell) -> Situation:
    balance = levels("balance.total", "2025-10", [-29206, -56825])
    before = knowledge(*printed("2025-10", levels("balance.total", "2025-10", [-29350])))
    return situation("2025-11", *printed("2025-11", [*balance, *cells]), before=before)


def material(
    *findings: Finding,
    known: Situation | None = None,
    quality: Quality | None = None,
    figures: Mapping[str, Figure | str] = FIGURES,
) -> Material:
    seen = known or november()
    return Material(
        situation=seen,
        vintage=Vintage(
            id=seen.vintage,
            release=seen.release,
            available_at=seen.known.as_of,
            first_seen_at=seen.known.as_of,
            documents=(DocumentVersion("census", "exh1", "ab" * 32),),
            cells=(),
        ),
        text=TEXT,
        figures=figures,
        findings=findings,
        quality=quality or Quality(passed=61, warned=0, failed=0, undecided=0),
        rules_hash="cd" * 32,
    )


def told(finding: Finding, reason: Reason = Reason.NEW) -> Told:
    return Told(finding=finding, reason=reason, event_id="evt", first_seen_at=finding.known_as_of)


def test_sentences_are_filled_in_and_what_is_press_rounded_is_marked() -> None:
    assert (
        "The deficit was $56.8 billion in November 2025, published on 5 January 2026.",
        "Exports were $292.1 billion, ~-$10.9 billion from October 2025.",
        "Imports were $348.9 billion.",
    ) == brief.digest(material(), (), ()).facts


def test_a_missing_figure_leaves_its_sentence_out_and_is_named_with_the_reason() -> None:
    missing = "exports.total is not at hand for 2025-11"
    figures = FIGURES | {"exports": missing, "exports-change": missing, "imports": "not at hand"}
    digest = brief.digest(material(figures=figures), (), ())

    assert (
        "The deficit was $56.8 billion in November 2025, published on 5 January 2026.",
        "Not computed: exports, exports change: exports.total is not at hand for 2025-11.",
        "Not computed: imports: not at hand.",
    ) == digest.facts
    assert ["deficit"] == [each.name for each in digest.figures]


def test_a_headline_without_its_figure_says_so() -> None:
    assert "U.S. trade, November 2025: headline figures not published; all clear" == (
        brief.digest(material(figures=FIGURES | {"deficit": "not at hand"}), (), ()).headline
    )


def test_the_all_clear_is_said_in_words() -> None:
    digest = brief.digest(material(), (), ())

    assert "U.S. trade, November 2025: deficit $56.8 billion; all clear" == digest.headline
    assert ("Nothing unusual by the rules in force.",) == digest.unusual


def test_what_could_not_be_judged_is_no_all_clear_and_is_shown() -> None:
    undecided = judged(CAUSES, situation("2025-11", *printed("2025-11", [cell("balance.total", "2025-11", -1)])))
    digest = brief.digest(material(undecided), (), ())

    assert Verdict.UNDECIDED is undecided.verdict
    assert digest.headline.endswith("; nothing unusual, 1 could not be judged")
    assert undecided.message in digest.quality


def test_findings_and_retractions_are_counted_in_the_headline() -> None:
    finding = judged(CAUSES, november(change("exports.pharmaceutical_preparations", -2900)))
    one, two = told(finding), told(finding, Reason.RETRACTED)

    assert brief.digest(material(), (one,), (two, two)).headline.endswith("; 1 finding, 2 retractions")


def test_an_item_says_how_severe_it_is_and_why_it_is_told() -> None:
    finding = judged(CAUSES, november(change("exports.pharmaceutical_preparations", -2900)))
    rounded = replace(finding, provenance=Provenance.PRESS_ROUNDED)

    assert (f"[info, new] {finding.message}", f"[info, revised] ~ {finding.message}") == brief.digest(
        material(), (told(finding), told(rounded, Reason.REVISED)), ()
    ).unusual


def test_quality_counts_and_names_what_was_not_decided_or_not_at_hand() -> None:
    reasons = tuple(f"reason {number}" for number in range(7))
    quality = Quality(passed=50, warned=2, failed=1, undecided=7, undecided_reasons=reasons, not_stated=("exh2", "ftd"))

    assert (
        "Identities: 50 of 60 hold, 1 broken, 2 doubtful, 7 could not be decided.",
        (
            "Undecided, some for more than one reason: reason 0; reason 1; reason 2; reason 3; reason 4; "
            "and 2 more reasons."
        ),
        "Not stated, for want of the document: identities of exh2, ftd.",
    ) == brief.digest(material(quality=quality), (), ()).quality


def test_rules_that_no_document_ever_served_share_one_line_and_leave_the_all_clear() -> None:
    found = judged(CAUSES, november(change("exports.pharmaceutical_preparations", -2900)))
    gone = replace(found, rule="a", kind=NOT_STATED, verdict=Verdict.UNDECIDED, contributions=())
    quality = Quality(passed=1, warned=0, failed=0, undecided=0, not_stated=("exh3",))
    digest = brief.digest(material(gone, replace(gone, rule="b"), quality=quality), (), ())

    assert digest.headline.endswith("; all clear")
    assert (
        "Identities: 1 of 1 hold, 0 broken, 0 doubtful, 0 could not be decided.",
        "Not stated, for want of the document: identities of exh3; the rules a, b.",
    ) == digest.quality


def test_a_family_of_lines_says_how_many_were_tested() -> None:
    known = november(change("exports.pharmaceutical_preparations", -2900))
    tested = replace(judged(CAUSES, known), kind="screening", contributions=(), message="11 lines tested.")

    assert "11 lines tested." in brief.digest(material(tested), (), ()).quality


def test_the_change_from_what_was_known_yesterday_tells_revision_apart() -> None:
    causes = judged(CAUSES, november(change("exports.pharmaceutical_preparations", -2900)))

    assert "Against what was known the day before: -$27.5 billion, of which +0.1 is revision of October 2025." in (
        brief.digest(material(causes), (), ()).quality
    )


def test_evidence_names_the_vintage_when_it_was_public_and_each_document() -> None:
    assert (
        (
            "Vintage c0ffeec0ffeec0ff, public since 2026-01-05T13:30:00Z, first seen 2026-01-05T13:30:00Z; "
            "rules cdcdcdcdcdcdcdcd."
        ),
        f"census/exh1 sha256 {'ab' * 32}",
    ) == brief.digest(material(), (), ()).evidence


def test_a_retraction_says_what_is_true_now() -> None:
    falling = levels("balance.total", str(month("2025-11").shift(-70)), [-1, *[-9] * 69, -5])
    finding = judged(SMALLEST, situation("2025-11", *printed("2025-11", falling)))
    text = brief.retraction(material(), told(finding, Reason.RETRACTED))

    assert "U.S. trade: retracted: November 2025 is now only the smallest deficit since January 2020" == text.headline
    assert finding.message == text.facts[0]


def change(key: str, value: int, unit: int = 1) -> Cell:
    return cell(key, "2025-11", value, measure=Measure.CHANGE, unit=unit)


def assert_adds_up(table: Table) -> None:
    """The lines of depth 0 sum to the total, and those of depth 1 to the line above them, as printed."""
    assert table.total.value == sum(row.value for row in table.rows if row.depth == 0)
    head, below = table.total, Decimal(0)
    for row in table.rows:
        assert Decimal(0) == row.value % Decimal("0.1")
        if row.depth == 0:
            head, below = row, Decimal(0)
            continue
        below += row.value
        assert not row.is_remainder or head.value == below


lines = st.sampled_from(
    ["imports.capital_goods", "imports.computers", "imports.semiconductors", "exports.industrial_supplies",
     "exports.nonmonetary_gold", "exports.other_precious_metals", "exports.pharmaceutical_preparations"]
)  # fmt: skip


@given(st.dictionaries(lines, st.integers(-9999, 9999), min_size=1))
def test_printed_lines_add_up_whatever_their_rounding(changes: dict[str, int]) -> None:
    known = november(*(change(key, value) for key, value in changes.items()))
    (table,) = brief.digest(material(judged(CAUSES, known), known=known), (), ()).causes

    assert Decimal("-27.6") == table.total.value
    assert_adds_up(table)
