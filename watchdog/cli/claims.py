"""`watchdog claims list`: what was claimed of which months, in which release, and how it stands."""

from typing import TYPE_CHECKING

import typer

from watchdog.cli.options import Config, Format, Output

if TYPE_CHECKING:
    from decimal import Decimal

    from watchdog.model.claim import Claim

claims = typer.Typer(help="Every 'since' claim, and whether it still holds.", no_args_is_help=True)

_COLUMNS = ["claim", "said_in", "status", "by_release", "value_then", "value_now", "grade"]
_STATUS = {
    "holds": "true when said",
    "confirmed": "still true",
    "weakened": "true by less",
    "retracted": "taken back",
    "undecided": "could not tell",
}


@claims.command("list")
def list_claims(config: Config = None, output: Output = Format.TABLE) -> None:
    """List every claim as it was made, and how it stands in the latest vintage.

    The grade counts its margin in revisions of the usual size: A from three on, B from one on, C below, none where too
    few revisions are known.
    """
    from watchdog.cli.opening import opened_store
    from watchdog.cli.output import print_rows
    from watchdog.store import claims as ledger

    with opened_store(config) as store, store.reading() as connection:
        made = ledger.listing(connection)
    row_of = _in_words if output is Format.TABLE else _row
    print_rows([row_of(claim) for claim in made], _COLUMNS, output)


def _in_words(claim: "Claim") -> dict[str, object]:
    """What people read; the figures as the claim calls them, a deficit above zero."""
    from watchdog.model.claim import Standing

    test = claim.tested
    then, now = claim.grade and claim.grade.value, test and test.grade and test.grade.value
    stands = claim.standing is not Standing.RETRACTED
    return {
        "claim": f"{claim.subject}: {claim.sentence}",
        "said_in": str(claim.release),
        "status": _STATUS[claim.standing.value],
        "by_release": test and str(test.release),
        "value_then": _told(claim, claim.value),
        "value_now": test and _told(claim, test.value) + _through(claim),
        "grade": f"{then or 'none'} → {now}" if stands and now and now != then else then,
    }


def _through(claim: "Claim") -> str:
    """A year has gone on since it was claimed what it was so far: to which month it is summed up now."""
    last = claim.tested and claim.tested.runner_up and claim.tested.runner_up.shift(12)
    return f" through {last}" if claim.kind == "year_to_date" and last and last != claim.period else ""


def _told(claim: "Claim", value: "Decimal | None") -> str:
    from watchdog.detect.claim_words import as_called
    from watchdog.model.unit import Unit
    from watchdog.model.wording import amount

    if value is None:
        return ""
    return amount(as_called(value, claim.noun) if claim.kind == "extreme" else value, Unit.parse(claim.unit))


def _row(claim: "Claim") -> dict[str, object]:
    """What was claimed then, and what the latest vintage that was asked says of it."""
    test = claim.tested
    return {
        "standing": claim.standing.value,
        "claim": f"{claim.subject}: {claim.sentence}",
        "kind": claim.kind,
        "rule": claim.rule,
        "value": claim.value,
        "runner_up": str(claim.runner_up),
        "runner_up_value": claim.runner_up_value,
        "margin": claim.margin,
        "robustness": claim.robustness,
        "grade": claim.grade and claim.grade.value,
        "unit": claim.unit,
        "release": str(claim.release),
        "vintage": claim.vintage,
        "known_as_of": claim.known_as_of,
        "last_release": test and str(test.release),
        "last_vintage": test and test.vintage,
        "last_known_as_of": test and test.known_as_of,
        "last_value": test and test.value,
        "last_runner_up": test and test.runner_up and str(test.runner_up),
        "last_runner_up_value": test and test.runner_up_value,
        "last_margin": test and test.margin,
        "last_robustness": test and test.robustness,
        "last_grade": test and test.grade and test.grade.value,
    }
