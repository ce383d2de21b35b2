"""The grammar's words, by what they mean. Each list is of phrases; plural and possessive endings do not matter.

What series are called is not here: that is the rulebook's.
"""

from collections.abc import Mapping
from enum import StrEnum

from watchdog.verify.word_lists import words_in


class Part(StrEnum):
    """What a phrase does in a sentence about figures."""

    FLOW = "flow"
    ITEM = "item"
    PARTNER = "partner"
    BASIS = "basis"
    MOVE = "move"
    STATE = "state"
    JOINT = "joint"
    AGGREGATE = "aggregate"
    AGO = "ago"
    EXTREME = "extreme"
    HEDGE = "hedge"
    OTHER = "other"
    FORECAST = "forecast"
    WITHOUT = "without"
    REVISED = "revised"
    PERIOD = "period"
    DATE = "date"
    WEEKDAY = "weekday"
    FIGURE = "figure"
    RELEASED = "released"
    GAP = "gap"


FLOWS: Mapping[str, str] = {
    "deficit": "trade deficit, deficit, shortfall, trade gap, gap, trade imbalance, imbalance, red ink",
    "surplus": "trade surplus, trade surpluses, surplus, surpluses",
    "balance": "trade balance, balance of trade, balance on goods and services, balance",
    "exports": "exports, export, exported, overseas sales, foreign sales, shipments abroad, sales abroad, sales to,"
    " outbound shipments",
    "imports": "imports, import, imported, import bill, inbound shipments, purchases from abroad, purchases from,"
    " purchases abroad",
}

BASES: Mapping[str, str] = {
    "real": "real, inflation adjusted, adjusted for inflation, adjusted for price changes, adjusted for"
    " prices, chained dollar, chained dollars, volume",
    "nominal": "nominal, current dollar, unadjusted for inflation",
    "census": "census basis, census-basis, census based, customs basis",
    "bop": "balance of payments basis, bop basis, balance-of-payments basis",
    "nsa": "not seasonally adjusted, seasonally unadjusted, unadjusted, before seasonal adjustment",
    "sa": "seasonally adjusted",
}

UP = (
    "rise, rises, rose, risen, rising, increase, increased, increasing, climb, climbed, climbing, grow, grew,"
    " grown, growing, growth, gain, gained, gaining, jump, jumped, jumping, surge, surged, surging, soar,"
    " soared, soaring, expand, expanded, expanding, expansion, advance, advanced, swell, swelled, swollen,"
    " swelling, balloon, ballooned, ballooning, spike, spiked, leap, leaped, leapt, accelerate, accelerated,"
    " up, higher, rebound, rebounded, rebounding, pick up, picked up, edge up, edged up, tick up, ticked up,"
    " rally, rallied, shoot up, shot up, uptick, upturn, more, greater, above, larger, bigger, wider, added,"
    " boosted, skyrocketed, vaulted, recovered, recovery, bounced back, rocketed, uptrend, mounted,"
    " strengthened, move up, moved up, went up, upswing, increases, gains, adding, put on, putting on"
)
DOWN = (
    "fall, falls, fell, fallen, falling, decline, declined, declining, decrease, decreased, decreasing, drop,"
    " dropped, dropping, dip, dipped, slip, slipped, slipping, slide, slid, sliding, shrink, shrank, shrunk,"
    " shrinking, contract, contracted, contraction, plunge, plunged, plunging, plummet, plummeted, tumble,"
    " tumbled, tumbling, sink, sank, slump, slumped, down, lower, reduce, reduced, reduction, ease, eased,"
    " easing, retreat, retreated, less, below, smaller, fewer, narrower, edge down, edged down, edged lower,"
    " tick down, ticked down, shed, sagged, dived, nosedived, cooled, moderated, pulled back, pullback,"
    " slowed, weakened, came down, went down, moved down, downturn, cut, cratered, receded, diminished,"
    " dwindled, collapsed, collapse, slipped back, fell back, retrenched, downswing, declines, drops, lost, losing,"
    " shedding, shaved"
)
WIDER = "widen, widened, widening, widens"
NARROWER = "narrow, narrowed, narrowing, narrows"
WORSE = "worsen, worsened, worsening, deteriorate, deteriorated, deteriorating, deterioration"
BETTER = "improve, improved, improving, improvement"
EITHER = (
    "change, changed, swing, swung, movement, move, moved, shift, shifted, difference, changes, swings, contributed,"
    " contributing"
)

NOUNS = words_in(
    "rise increase climb growth gain jump surge expansion advance spike leap rebound uptick upturn more higher"
    " greater above larger bigger wider fall decline decrease drop dip slip slide contraction plunge slump lower"
    " reduction retreat less below smaller fewer narrower pullback downturn widening worsening deterioration"
    " narrowing improvement change swing movement shift recovery cut tumble collapse acceleration boost upswing"
    " downswing"
)
"""Of the words for moves, those that can stand behind their figure: 'a 5 percent increase'."""

STATES = (
    "was, were, is, are, stood at, stands at, stood, came in at, came to, came in, total, totaled, totalled,"
    " totaling, totalling, reach, reached, reaching, hit, hitting, amount to, amounted to, register,"
    " registered, post, posted, ran, of, at, measured, recorded, logged, equaled, equalled, remained"
    " at, held at, include, included, including, averaged, worth, valued at, put at, clocked in at, ended at,"
    " closed at, be, been, had, run, running at"
)
JOINTS: Mapping[str, str] = {
    "to": "to",
    "from": "from, compared to, compared with, compared against, versus, against, vs, than, relative to,"
    " after, following, in comparison with, as against, prev, previously, formerly",
    "by": "by",
    "or": "rather than, instead of",
}
IN = frozenset({"in", "of", "for", "on", "at", "with"})

AGGREGATES: Mapping[str, str] = {
    "mean3": "three month mean, three month moving average, 3 month moving average, three month average,"
    " 3 month average,"
    " moving average, three months ending in, three months ending, three months ended, three months"
    " through, three months to, last three months, past three months, latest three months, final three months",
    "average": "average",
    "twelve": "12 month, twelve month",
    "qtd": "quarter to date, quarter-to-date, so far this quarter, so far in the quarter",
    "ytd": "year to date, year-to-date, so far this year, so far in the year, since the start of the year",
    "sum12": "12 months through, twelve months through, 12 months ending, twelve months ending, past 12"
    " months, last 12 months, 12 month total, twelve month total, past twelve months, last twelve"
    " months, trailing 12 months, 12 months to, 12 months ended, twelve months ended, year to, year"
    " through",
}
WEAK = {"average": "mean3", "twelve": "sum12"}
"""Words that say over which months only beside a flow: 'average exports', 'the 12-month deficit'."""

AGO: Mapping[str, str] = {
    "month": "previous month, prior month, preceding month, month before, month earlier, month ago, last"
    " month, month over month, month on month, mom, m/m, monthly, from the month, over the month, on the month",
    "year": "year earlier, year ago, a year before, year before, year over year, year on year, yoy, y/y, same"
    " period last year, same month last year, same month a year earlier, same month of last year, same"
    " period a year earlier, same period, same month, same months, same time last year, previous year,"
    " prior year, corresponding period, last year, year previously, 12 months earlier, twelve months"
    " earlier, year prior, annually, from a year, over the year, on the year",
}

LARGEST = (
    "largest, biggest, highest, widest, greatest, most, strongest, steepest, sharpest, fastest, record high,"
    " all time high"
)
SMALLEST = "smallest, lowest, narrowest, least, record low, all time low, weakest, tightest, slimmest"
RECORD = "record, records"

HEDGES: Mapping[str, str] = {
    "under": "nearly, almost, close to, just under, just below, a little under, slightly under, slightly less"
    " than, slightly below, not quite, just short of, a little less than, up to, as much as",
    "over": "more than, over, just over, exceeding, at least, slightly more than, slightly over, a little"
    " over, a little more than, just above, in excess of, upwards of, well over, topped, topping,"
    " above, exceeded",
    "below": "less than, under, fewer than, below, at most, well under, no more than, not more than",
    "about": "about, roughly, around, approximately, some, circa, an estimated, in the neighborhood of, or so, ~,"
    " no less than, no fewer than, not less than, not fewer than",
}

OTHERS: Mapping[str, str] = {
    "productivity and costs": "productivity, unit labor cost, nonfarm business sector, labor costs",
    "national accounts": "gdp, gross domestic product, economic growth, economy grew, economy expanded, u.s."
    " economy, growth rate, gdpnow, consumer spending, business investment, net exports,"
    " domestic demand",
    "prices": "inflation, consumer prices, producer prices, cpi, ppi, pce, price index, import prices, export prices",
    "the labor market": "payrolls, jobs, unemployment, jobless, employment, job growth, hiring, wages,"
    " layoffs, workers",
    "money and markets": "interest rates, interest rate, federal funds, fed funds, benchmark rate, treasury"
    " yield, yields, stocks, shares, s&p, dow, nasdaq, dollar index, greenback, euro,"
    " yuan, yen, bond, oil price, gold price, prices, spot gold, brent, basis points,"
    " currency, currencies, market capitalization, futures",
    "tariffs": "tariff, tariffs, tariff rate, duty, duties, levy, levies, customs revenue, tariff revenue",
    "another statistic": "retail sales, industrial production, manufacturing output, factory orders, durable"
    " goods orders, pmi, housing starts, home sales, consumer confidence, current"
    " account, budget deficit, federal budget, federal deficit, fiscal deficit,"
    " inventories, wholesale inventories, retail inventories, capacity utilization,"
    " population, revenue, sales, profit, profits, earnings, market share, spending,"
    " investment, capex, debt",
}
FORECASTS = (
    "forecast, forecasts, forecasted, expected, expect, expects, expectation, expectations, consensus,"
    " projected, project, projects, projection, estimate, estimates, estimated, predicted, prediction,"
    " anticipated, penciled in, polled, poll, survey, would, could, target, may, might, plan, planned, pledge,"
    " pledged"
)
WITHOUT = (
    "excluding, without, stripping out, except, ex, net of, apart from, outside of, minus, stripped of, margin,"
    " runner up, revised by, gross swing, larger move, usual revision, known the day before, is revision,"
    " by this release,"
    " in the release for, uniform shift"
)
REVISED: Mapping[str, str] = {
    "revised": "revised, revision",
    "before": "previously reported, initially reported, previously estimated, first reported, originally"
    " reported, previously published, initial estimate of, first estimate of, originally estimated,"
    " previous estimate of, previous estimate, initial estimate, earlier estimate, advance estimate",
}
RELEASED: Mapping[str, str] = {
    "agency": "commerce department, census bureau, bureau of economic analysis, department of commerce, bea,"
    " u.s. government, census bureau and bea, government data, government report, government"
    " figures, official data, official figures",
    "data": "data, report, figures, release",
    "verb": "released, said, reported, showed, published, announced, issued, unveiled, out",
}
ELSEWHERE: Mapping[str, str] = {
    "national accounts (gold is taken out there, by amounts of its own)": "stripped from gdp, excluded from gdp,"
    "stripped from gross domestic product, excluded from gross domestic product, not counted in gdp, removed"
    " from gdp, stripped out of gdp, stripped out of gross domestic product, excluded from the calculation of"
    " gdp",
}
"""What is said of other accounts in words alone."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sep sept", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
SCALES = {
    "thousand": 3, "k": 3, "million": 6, "mn": 6, "mln": 6, "m": 6, "mm": 6, "billion": 9, "bn": 9, "bln": 9, "b": 9,
    "trillion": 12, "tn": 12, "trn": 12, "tln": 12, "t": 12,
}  # fmt: skip
SHORT_SCALES = frozenset({"k", "m", "mm", "b", "t"})
"""Scales that count only behind a dollar sign."""
