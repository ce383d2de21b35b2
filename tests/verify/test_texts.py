"""Every text in texts/*.yaml gets the verdicts that stand beside it.

A file holds `text`, optionally `as_of` (a day or moment; else the text's own), and `figures`, in reading order: each
with `figure` (the words as the text has them, as far as they name one place) and `verdict`, and where it matters
`wished` (what a reader would say, where the grammar does not get as far), `value` (the true figure, in billions of
dollars or in per cent, to one decimal, signed as the text counts: a deficit that grows changes by plus), and `reading`
(words that the reading holds). Figures that are not listed are not judged by the file, unless `complete: true`.
"""

from decimal import Decimal
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.verify.desk import Desk
from tests.verify.expected import paired

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.yaml"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_text_gets_the_verdicts_beside_it(desk: Desk, path: Path) -> None:
    case = YAML(typ="safe").load(path)
    checked = desk.check(case["text"], str(case["as_of"]) if "as_of" in case else None)
    pairs = [(each, judged) for each, judged in paired(checked, case["figures"]) if judged is not None]

    assert len(pairs) == len(case["figures"]), [checked.written(each) for each in checked.judged]

    expected = [(each["figure"], each["verdict"]) for each, _ in pairs]
    assert expected == [(each["figure"], judged.verdict.value) for each, judged in pairs], [j.reason for _, j in pairs]
    for each, judged in pairs:
        assert each.get("reading", "") in judged.reading
        if "value" in each:
            assert judged.value is not None
            scale = 0 if judged.unit == "percent" else -9
            assert Decimal(str(each["value"])) == round(judged.value.scaleb(scale), 1)
    if case.get("complete"):
        assert len(pairs) == len(checked.judged), [checked.written(each) for each in checked.judged]
