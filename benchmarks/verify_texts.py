"""How often texts with a verdict expected of every figure get it: python -m benchmarks.verify_texts ARCHIVE TEXT...

ARCHIVE is the folder of a `watchdog.db`; each TEXT a file like those of tests/verify/texts.
"""

import argparse
from collections import Counter
from pathlib import Path

from ruamel.yaml import YAML

from tests.verify.desk import Desk, desk
from tests.verify.expected import paired
from watchdog.verify.verdict import Verdict

_GOOD = frozenset({Verdict.RIGHT, Verdict.ROUNDING})


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("archive", type=Path)
    options.add_argument("texts", type=Path, nargs="+")
    chosen = options.parse_args()
    total: Counter[str] = Counter()
    with desk(chosen.archive) as opened:
        for path in chosen.texts:
            total += _rates(opened, path)
    for name, count in sorted(total.items()):
        print(f"{count:5} {name}")


def _rates(opened: Desk, path: Path) -> Counter[str]:
    """The counts of one text; what is not as expected is printed."""
    case = YAML(typ="safe").load(path)
    checked = opened.check(case["text"], str(case["as_of"]) if "as_of" in case else None)
    counts: Counter[str] = Counter(texts=1)
    pairs = paired(checked, case["figures"])
    for each, judged in pairs:
        expected = Verdict(each.get("wished", each["verdict"]))
        given = None if judged is None else judged.verdict
        counts["figures"] += 1
        counts[f"expected {expected}"] += 1
        as_expected = given is expected or (expected in _GOOD and given in _GOOD)
        counts["as expected"] += as_expected
        if not as_expected:
            counts[f"expected {expected}, given {given or 'nothing'}"] += 1
            print(f"{path.stem}: {each['figure']}: {expected} expected, {given}: {judged.reason if judged else ''}")
    listed = [judged for _, judged in pairs]
    for judged in checked.judged:
        if judged.verdict is Verdict.WRONG and not any(judged is other for other in listed):
            counts["called wrong beside the figures listed"] += 1
            print(f"{path.stem}: {checked.written(judged)}: not listed, wrong: {judged.reason}")
    return counts


if __name__ == "__main__":
    main()
