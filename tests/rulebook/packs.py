"""A small pack that is complete, written file by file, so that a test can break one line of it."""

from pathlib import Path

PACK = """\
program: {name: toy, title: A toy release, timezone: America/New_York}
sources:
  - {name: office, address: "https://example.org/"}
documents:
  - name: table
    source: office
    file: table.csv
    parser: exhibit
    series: [balance.total, exports.total, imports.total]
  - name: raw
    source: office
    file: raw.csv
    parser: exhibit
    series: [balance.raw]
series:
  - for: {side: {balance: Balance, exports: Exports, imports: Imports}}
    key: "{side}.total"
    label: "{side.phrase} of everything"
    flow: "{side}"
    item: total
    basis: bop/sa
    unit: million USD
  - {key: balance.raw, label: Raw, flow: balance, item: total, basis: bop/nsa, unit: million USD}
"""
IDENTITIES = """\
identities:
  - name: balance
    label: balance = exports - imports
    why: By definition.
    tolerance: rounding
    document: table
    rows: [months]
    holds: balance.total = exports.total - imports.total
"""
RULES = """\
rules:
  - name: swing
    kind: swing
    why: It moved.
    series: balance.total
    window: 24
    warn: 3.0
    critical: 4.0
figures:
  - {name: deficit, label: Deficit, formula: -balance.total, show: billion USD}
calendar:
  - {period: 2025-11, at: 2026-01-29 08:30, note: late}
"""


def write(folder: Path, *, pack: str = PACK, identities: str = IDENTITIES, rules: str = RULES) -> Path:
    """Write the pack, or what the test made of it, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(pack)
    (folder / "identities.yaml").write_text(identities)
    (folder / "rules.yaml").write_text(rules)
    return folder


def extend(folder: Path, text: str, *, base: str = "../base") -> Path:
    """Write a pack of one file that extends `base`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mine.yaml").write_text(f"extends: {base}\n{text}")
    return folder
