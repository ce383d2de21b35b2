"""How often `watchdog verify` catches a text that was made wrong in one place, and how long a long text takes.

python -m benchmarks.verify DEMO_FOLDER TEXT... [--as-of 2026-01-29]
"""

import argparse
import time
from pathlib import Path

from tests.verify.campaign import campaign
from tests.verify.desk import desk


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, help="what `watchdog demo --dir` left")
    options.add_argument("texts", type=Path, nargs="+")
    options.add_argument("--as-of", default=None)
    chosen = options.parse_args()
    with desk(chosen.folder) as opened:
        for path in chosen.texts:
            text = path.read_text()
            result = campaign(opened, text, chosen.as_of)
            print(path)
            for kind, made in result.made.items():
                print(
                    f"  {kind:8} {made:3} made, {result.wrong[kind]:3} wrong, {result.doubted[kind]:3} in other doubt"
                )
            for missed in result.missed:
                print(f"  missed: {missed}")
            long = f"{text}\n\n" * (100_000 // len(text) + 1)
            started = time.perf_counter()
            count = len(opened.check(long, chosen.as_of).judged)
            print(f"  {len(long):,} characters, {count:,} verdicts: {time.perf_counter() - started:.2f} s")


if __name__ == "__main__":
    main()
