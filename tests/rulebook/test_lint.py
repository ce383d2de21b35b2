"""Every class of mistake in rules is named with its file, line, column and fix, all of them at once."""

from pathlib import Path

import pytest

from tests.rulebook.packs import IDENTITIES, PACK, RULES, extend, write
from watchdog.rulebook.lint import lint


def found(folder: Path) -> list[str]:
    return [str(mistake).removeprefix(f"{folder}/") for mistake in lint(folder)]


def test_a_pack_without_mistakes_has_none(tmp_path: Path) -> None:
    assert [] == found(write(tmp_path))


IDENTITY_MISTAKES = [
    (
        "balance.total = exports.totl - imports.total",
        "identities.yaml:8:28: there is no series 'exports.totl'. Did you mean 'exports.total'?",
    ),
    (
        "balance.total = exports.total[tabel] - imports.total",
        "identities.yaml:8:42: there is no document 'tabel'. Did you mean 'table'?",
    ),
    (
        "balance.total = exports.total[raw] - imports.total",
        "identities.yaml:8:28: raw does not print exports.total. Name the document that prints it: exports.total[...].",
    ),
    (
        "balance.total = exports.total[table.as_publishd] - imports.total",
        "identities.yaml:8:48: there is no block 'as_publishd'. Did you mean 'as_published'?",
    ),
    (
        "balance.total = exports.total[mean3] - imports.total",
        (
            "identities.yaml:8:42: table prints no three-month means. "
            "Name a document that prints it, or write mean(..., 3)."
        ),
    ),
    (
        "balance.total = balance.raw[raw]",
        (
            "identities.yaml:8:12: balance mixes bases: bop/nsa/current (balance.raw) and bop/sa/current "
            "(balance.total). Compare series of one basis, or write 'bridge: true' and say in `why` what lies "
            "between them."
        ),
    ),
    (
        "balance.total = exports.total / imports.total",
        (
            "identities.yaml:8:12: an identity with tolerance 'rounding' is a weighted sum of figures. "
            "Leave out ratios and percentages, or write 'tolerance: soft'."
        ),
    ),
    ("balance.total", "identities.yaml:8:12: an identity has one '='. Write it as 'total = part + part'."),
    (
        "balance.total = exports.total - open('x')",
        "identities.yaml:8:44: \"exports.total - open('x')\": ",
    ),
]


@pytest.mark.parametrize(("holds", "mistake"), IDENTITY_MISTAKES)
def test_a_mistake_in_an_identity_is_named_where_it_stands(tmp_path: Path, holds: str, mistake: str) -> None:
    identities = IDENTITIES.replace("balance.total = exports.total - imports.total", holds)

    assert [mistake] == [each[: len(mistake)] for each in found(write(tmp_path, identities=identities))]


def test_bases_may_be_bridged_on_purpose(tmp_path: Path) -> None:
    identities = IDENTITIES.replace("exports.total - imports.total", "balance.raw[raw]\n    bridge: true")

    assert [] == found(write(tmp_path, identities=identities))


def test_units_are_not_mixed_either(tmp_path: Path) -> None:
    pack = PACK.replace("basis: bop/nsa, unit: million USD}", "basis: bop/sa, unit: percent}")
    identities = IDENTITIES.replace("exports.total - imports.total", "balance.raw[raw]")
    (mistake,) = found(write(tmp_path, pack=pack, identities=identities))

    assert "mixes units: million USD (balance.total) and percent (balance.raw)" in mistake


RULE_MISTAKES = [
    ("window: 24", "windw: 24", "rules.yaml:6:5: unknown key 'windw'. Did you mean 'window'?"),
    ("window: 24", "window: 7", "rules.yaml:6:13: window: 7 is not from 8 to 600. Write a number from 8 to 600."),
    ("window: 24", "window: .nan", "rules.yaml:6:13: .nan is not a finite number. Write a number."),
    ("window: 24", "window: yes", "rules.yaml:6:13: window: expected a whole number, found yes. Write a whole number"),
    (
        "window: 24",
        "window: true",
        "rules.yaml:6:13: window: expected a whole number, found true. Write a whole number",
    ),
    ("warn: 3.0", "warn: '3.0'", "rules.yaml:7:11: warn: expected a number, found 3.0. Write a number here."),
    (
        "warn: 3.0",
        "warn: 4.0",
        "rules.yaml:7:11: warn (4) is not below critical (4). Lower `warn`, or raise `critical`.",
    ),
    ("warn: 3.0", "warn: -3.0", "rules.yaml:7:11: warn: -3 is not at least 0.1. Write a number at least 0.1."),
    ("kind: swing", "kind: swnig", "rules.yaml:3:11: there is no kind 'swnig' of rule. Did you mean 'swing'?"),
    ("    kind: swing\n", "", "rules.yaml:2:5: 'kind' is missing. Add 'kind: ...' here."),
    ("why: It moved.", "why: ''", "rules.yaml:4:10: why: "),
    ("series: balance.total", "series: balance.totl", "rules.yaml:5:13: there is no series 'balance.totl'. Did you"),
    ("name: swing\n", "nam: swing\n", "rules.yaml:2:5: this rule has no 'name'. Add 'name: ...' as text."),
    ("formula: -balance.total", "formula: pct(balance.totl)", "rules.yaml:10:50: there is no series 'balance.totl'. "),
    (
        "formula: -balance.total",
        "formula: balance.total - balance.raw",
        "rules.yaml:10:46: deficit mixes bases: bop/nsa/current (balance.raw) and bop/sa/current (balance.total). ",
    ),
    ("show: billion USD", "show: barrels", "rules.yaml:10:68: barrels cannot be expressed in million USD. Write an"),
    ("period: 2025-11", "period: 2025-13", "rules.yaml:12:14: period: '2025-13' is not a reference period such as "),
    ("2026-01-29 08:30", "2026-01-29", "rules.yaml:12:27: at: '2026-01-29' is not a local moment such as 2026-01-29 "),
    ("calendar:", "calender:", "rules.yaml:11:1: unknown key 'calender'. Did you mean 'calendar'?"),
    (
        "critical: 4.0\n",
        "critical: 4.0\n  - {name: swing, kind: swing, why: Again., series: balance.total}\n",
        "rules.ya",
    ),
]


def test_what_is_claimed_is_what_its_side_finds(tmp_path: Path) -> None:
    claim = "rules:\n  - {name: far, kind: extreme, why: Far., series: balance.total, side: SIDE, noun: NOUN}\n"
    for noun, side, other in (("largest deficit", "low", "high"), ("lowest value", "low", "high")):
        said = claim.replace("NOUN", noun)

        assert [] == found(write(tmp_path, rules=said.replace("SIDE", side)))
        assert [f"rules.yaml:2:72: side: {other} does not find the {noun}. Write 'side: {side}'."] == (
            found(write(tmp_path, rules=said.replace("SIDE", other)))
        )


@pytest.mark.parametrize(("line", "broken", "mistake"), RULE_MISTAKES)
def test_a_mistake_in_a_rule_is_named_where_it_stands(tmp_path: Path, line: str, broken: str, mistake: str) -> None:
    mistakes = found(write(tmp_path, rules=RULES.replace(line, broken, 1)))

    assert [mistake] == [each[: len(mistake)] for each in mistakes]


@pytest.mark.parametrize(
    ("entry", "mistake"),
    [
        ("kind: consensus, fewest: 0", "rules.yaml:9:112: fewest: 0 is not from 2 to 600. Write a number from 2 to "),
        ("kind: consensus, fewest: 1", "rules.yaml:9:112: fewest: 1 is not from 2 to 600. Write a number from 2 to "),
        ("kind: revision, annual: 9 billion USD", "rules.yaml:9:5: 'regular' is missing. Add 'regular: ...' here."),
        ("kind: revision, regular: 2 billion USD", "rules.yaml:9:5: 'annual' is missing. Add 'annual: ...' here."),
        ("kind: core_gap, total: balance.total, core: exports.total", "rules.yaml:9:5: 'least' is missing."),
        ("kind: year_to_date, noun: deficit, from_month: 13", "from_month: 13 is not from 1 to 12."),
        (
            "kind: revision, regular: 2 billion USD, annual: 9 billion USD, unusual: 0",
            "unusual: 0 is not at least 0.1.",
        ),
    ],
)
def test_a_limit_that_is_missing_or_says_nothing_is_a_mistake_where_it_stands(
    tmp_path: Path, entry: str, mistake: str
) -> None:
    series = "" if "core_gap" in entry else "series: balance.total, "
    rules = RULES.replace(
        "figures:", f"  - {{name: it, why: It is., severity: info, since: 2026-11-29, {series}{entry}}}\nfigures:"
    )

    assert [mistake] == [each[each.index(mistake) :][: len(mistake)] for each in found(write(tmp_path, rules=rules))]


PACK_MISTAKES = [
    ("name: office,", "name: ofice,", "pack.yaml:6:13: there is no source 'office'. Did you mean 'ofice'?"),
    ("exhibit", "exhibt", "pack.yaml:8:13: there is no parser 'exhibt'. Did you mean 'exhibit'?"),
    ('"https://example.org/"', "example.org", "pack.yaml:3:29: address: 'example.org' is not an address that begins"),
    ("America/New_York", "America/Newyork", "pack.yaml:1:54: timezone: 'America/Newyork' is not a time zone such as"),
    ("basis: bop/nsa", "basis: bop/sadj", "pack.yaml:23:71: basis: 'bop/sadj' is not a basis such as bop/sa/current"),
    (
        "unit: million USD}",
        "unit: million USD, published_unit: 0}",
        "pack.yaml:23:115: published_unit: 0: it should be greater than 0. Change the value.",
    ),
    (
        "[balance.raw]",
        "[balance.row]",
        "pack.yaml:14:14: there is no series 'balance.row'. Did you mean 'balance.raw'?",
    ),
    ("[balance.raw]", "[balance.raw, balance.raw]", "pack.yaml:14:27: balance.raw stands in this document twice. "),
    ('"{side}.total"', '"{sid}.total"', "pack.yaml:17:10: no {sid} in `for`. Did you mean 'side'?"),
    (
        "flow: balance,",
        "flow: blance,",
        "pack.yaml:23:42: flow: blance is not one of balance, exports, imports. Did you",
    ),
    ("program:", "# program:", "identities.yaml:1:1: no file of this pack has 'program'. Add "),
]


@pytest.mark.parametrize(("line", "broken", "mistake"), PACK_MISTAKES)
def test_a_mistake_in_a_pack_is_named_where_it_stands(tmp_path: Path, line: str, broken: str, mistake: str) -> None:
    mistakes = found(write(tmp_path, pack=PACK.replace(line, broken, 1)))

    assert mistake in [each[: len(mistake)] for each in mistakes]


def test_mistakes_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    pack = PACK.replace("basis: bop/nsa", "basis: bop/sadj")
    identities = IDENTITIES.replace("exports.total", "exports.totl")
    mistakes = found(write(tmp_path, pack=pack, identities=identities, rules=RULES.replace("warn: 3.0", "warn: 9")))

    assert ["identities.yaml:8:28", "pack.yaml:23:71", "rules.yaml:7:11"] == [each.split(": ")[0] for each in mistakes]


def test_one_broken_file_does_not_make_the_others_seem_broken(tmp_path: Path) -> None:
    mistakes = found(write(tmp_path, pack=PACK + "\tx", rules=RULES.replace("window: 24", "windw: 24")))

    assert 2 <= len(mistakes)
    assert not any("there is no series" in each for each in mistakes)


CONTRIBUTION = """\
rules:
  - name: causes
    kind: contribution
    why: It adds up.
    total: balance.total
    parts: [{series: exports.total}, {series: imports.total, sign: -1}]
"""


@pytest.mark.parametrize(
    ("line", "broken", "mistake"),
    [
        ("sign: -1", "sign: -2", "rules.yaml:6:68: sign: -2 is neither 1 nor -1. Write 1 or -1."),
        ("series: imports.total", "series: exports.total", "rules.yaml:6:47: exports.total is counted twice. Keep it"),
        (
            "series: imports.total",
            "series: imports.totl",
            "rules.yaml:6:47: there is no series 'imports.totl'. Did you",
        ),
        (
            "series: imports.total",
            "series: balance.raw",
            "rules.yaml:5:12: causes mixes bases: bop/nsa/current (balance",
        ),
        ("sign: -1", "sgn: -1", "rules.yaml:6:62: unknown key 'sgn'. Did you mean 'sign'?"),
    ],
)
def test_a_mistake_in_a_cause_table_is_named(tmp_path: Path, line: str, broken: str, mistake: str) -> None:
    mistakes = found(write(tmp_path, rules=CONTRIBUTION.replace(line, broken)))

    assert [mistake] == [each[: len(mistake)] for each in mistakes]


SCREENED = """\
rules:
  - name: lines
    kind: surprise
    why: It stands out.
    total: balance.total
    lines: ["exports.*", imports.total]
    rate: 0.1
"""


@pytest.mark.parametrize(
    ("line", "broken", "mistake"),
    [
        ("exports.*", "exprts.*", "rules.yaml:6:13: no series is like 'exprts.*'."),
        (
            "rate: 0.1",
            "rate: 0",
            "rules.yaml:7:11: rate: 0 is not from 0.001 to 0.5. Write a number from 0.001 to 0.5.",
        ),
        ("total: balance.total", "total: balance.totl", "rules.yaml:5:12: there is no series 'balance.totl'. Did you"),
    ],
)
def test_a_mistake_in_a_family_of_lines_is_named(tmp_path: Path, line: str, broken: str, mistake: str) -> None:
    mistakes = found(write(tmp_path, rules=SCREENED.replace(line, broken)))

    assert [] == found(write(tmp_path, rules=SCREENED))
    assert [mistake] == [each[: len(mistake)] for each in mistakes]


def test_an_amount_is_of_what_the_series_counts(tmp_path: Path) -> None:
    rules = """\
rules:
  - {name: trip, kind: reversal, why: Back., series: [balance.total], gross: 8 billion barrels}
"""

    assert ["rules.yaml:2:78: billion barrels cannot be expressed in million USD. Write an amount of USD."] == found(
        write(tmp_path, rules=rules)
    )


def test_a_mistake_in_the_extended_pack_is_named_in_its_own_file(tmp_path: Path) -> None:
    write(tmp_path / "base", rules=RULES.replace("window: 24", "window: 7"))
    (mistake,) = lint(extend(tmp_path / "mine", ""))

    assert (str(tmp_path / "mine" / ".." / "base" / "rules.yaml"), 6, 13) == (
        mistake.file,
        mistake.line,
        mistake.column,
    )


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    assert [f"{tmp_path}:1:1: no *.yaml file at {tmp_path}. Name the folder of a rules pack."] == found(tmp_path)


FAMILY = """\
identities:
  - name: mine
    label: a family
    why: By definition.
    tolerance: rounding
    document: {document}
    rows: [months]
    holds: {holds}
{more}"""


@pytest.mark.parametrize(
    ("document", "holds", "more", "message"),
    [
        ("exh7", "exports.end_use.<hed>.x = sum(exports.end_use.<hed>.<line>)", "", "exh7 has no row that fits"),
        ("exh7", "exports.goods = exports.end_use.<head>", "", "<head> stands for one word here"),
        ("exh7", "sum(exports.end_use.<head>) = exports.goods", "", "stands on the left side"),
        ("exh7", "exports.end_use.<head> = sum(exports.end_use.<head>)", "", "is over variables of the left side"),
        ("exh7", "exports.goods = sum(exports.end_use.<head>)", "", "mine mixes bases: bop/sa/current"),
        ("exh14", "exports.goods.<area>.nsa = imports.goods.<area>.nsa[exh8]", "", "exh8 has no row that fits"),
        ("exh18", "exports.motor_vehicles.nsa = sum(imports.crude_oil.<c>.nsa[exh17a])", "", "mine mixes units"),
        ("exh14", "exports.goods.nsa = sum(exports.goods.<a>.nsa)", "    without: {b: {x: why}}", "no variable <b>"),
        (
            "exh14",
            "exports.goods.nsa = sum(exports.goods.<a>.nsa)",
            "    without: {a: {afrika: why}}",
            "'afrika' for <a>",
        ),
    ],
)
def test_what_a_variable_may_not_do_is_refused(
    tmp_path: Path, document: str, holds: str, more: str, message: str
) -> None:
    pack = FAMILY.format(document=document, holds=holds, more=more)
    mistakes = lint(extend(tmp_path, pack, base="us_trade"))

    assert any(message in mistake.message for mistake in mistakes), mistakes
    assert all(len(mistake.fix) < 300 for mistake in mistakes)


def test_a_variable_in_a_figure_is_refused(tmp_path: Path) -> None:
    figure = "figures:\n  - {name: mine, label: Mine, formula: 'sum(exports.end_use.<head>)', show: billion USD}\n"
    (mistake,) = lint(extend(tmp_path, figure, base="us_trade"))

    assert "there is no series 'exports.end_use.<head>'" in mistake.message


def test_a_comparison_of_documents_names_two_that_print_every_series(tmp_path: Path) -> None:
    mine = """\
rules:
  - name: compared
    kind: reconciliation
    why: One is early.
    series: [balance.total]
    early: raw
    full: tabel
    least: 2
"""
    assert [
        "rules.yaml:7:11: there is no document 'tabel'. Did you mean 'table'?",
        "rules.yaml:5:14: raw does not print balance.total. Name a document that does.",
        "rules.yaml:8:12: least: 2 is not from 3 to 600. Write a number from 3 to 600.",
    ] == sorted(found(write(tmp_path, rules=mine)), key=lambda each: "tabel" not in each)


def test_a_chart_is_of_a_series_that_there_is(tmp_path: Path) -> None:
    mine = PACK.replace(
        "America/New_York}",
        "America/New_York, digest: {title: Toy, headline: out, facts: [], charts: {balance.totl: Deficit}}}",
    )
    (mistake,) = found(write(tmp_path, pack=mine))

    assert "there is no series 'balance.totl'. Did you mean 'balance.total'?" in mistake
