"""What a vintage says of the claims that were made before it."""

from dataclasses import replace

from tests.notify.story import chapters, rulebook
from watchdog.model.release import DocumentVersion
from watchdog.pipeline.judge import judge


def test_a_press_text_alone_neither_bears_out_an_earlier_claim_nor_makes_it_anew() -> None:
    material = chapters()["2025-10"].material
    of_tables = judge(rulebook(), material.situation, material.vintage)
    known = replace(material.situation, claims=tuple(of_tables.claims_now()))
    text = replace(material.vintage, documents=(DocumentVersion("bea", "bea_text", "0" * 64),))
    again, of_text = (judge(rulebook(), known, each) for each in (material.vintage, text))

    assert again.retests
    assert () == of_text.retests
    assert [] == list(of_text.claims_now())
    assert again.figures == of_text.figures
