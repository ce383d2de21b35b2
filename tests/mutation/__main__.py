"""Plants every defect in turn and says which the tests notice; 1 when one survives or cannot be planted any more.

Run from the repository's root: python -m tests.mutation [WORD ...], for all or for those whose names hold a word.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

from tests.mutation.mutants import OTHERS, PROMISES, Mutant
from tests.mutation.planting import copied, run, trouble

LANES = 2


def main(words: list[str]) -> int:
    """First the tests without any defect, which must pass, then each defect."""
    chosen = [each for each in (*PROMISES, *OTHERS) if not words or any(word in each.name for word in words)]
    with copied() as folder:
        if code := run(folder, sorted({test for mutant in chosen for test in mutant.tests})):
            print(f"without any defect these tests end with {code}: nothing can be said of the defects")
            return 1
    with ThreadPoolExecutor(LANES) as pool:
        survivors = [why for mutant, why in zip(chosen, pool.map(_told, chosen), strict=True) if why]
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} defects noticed")
    return int(bool(survivors))


def _told(mutant: Mutant) -> str:
    why = trouble(mutant)
    print(why or f"{mutant.name}: noticed", flush=True)
    return why


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
