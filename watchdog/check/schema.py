"""The gate: a pandera schema over the long residual table, one row a statement, so that every failing one is listed.

The only importer of pandera. Its silent ways to pass (an empty table, validation switched off or cut short by an
environment variable, missing values ignored) are closed here; see the tests, which an upgrade of pandera must pass.
"""

import pandas as pd
import pandera.pandas as pa
from pandera.config import ValidationDepth, get_config_global
from pandera.errors import SchemaErrors

from watchdog.check.system import System
from watchdog.errors import WatchdogError

WITHIN_ROUNDING = "within what rounding explains"

RESIDUALS = pa.DataFrameSchema(
    {
        "identity": pa.Column(str, nullable=False),
        "rows": pa.Column(str, nullable=False),
        "period": pa.Column(str, nullable=False),
        "twice_residual": pa.Column("int64", nullable=False),
        "twice_limit": pa.Column("int64", pa.Check.ge(0), nullable=False),
    },
    checks=pa.Check(
        lambda table: table["twice_residual"].abs() <= table["twice_limit"],
        name=WITHIN_ROUNDING,
        error=WITHIN_ROUNDING,
        ignore_na=False,
    ),
    unique=["identity", "rows", "period"],
    unique_column_names=True,
    strict=True,
    coerce=False,
)


class GateDefect(WatchdogError):
    """The residual table itself is malformed, or validation is off: a defect of ours, never a verdict on data."""


def residual_table(system: System) -> pd.DataFrame:
    """One row a statement; residual and limit in whole numbers, doubled so that halves stay exact."""
    return pd.DataFrame(
        {
            "identity": [statement.identity.name for statement in system.statements],
            "rows": [str(statement.rows) for statement in system.statements],
            "period": [str(statement.period) for statement in system.statements],
            "twice_residual": 2 * system.residuals,
            "twice_limit": system.twice_limits,
        }
    )


def warm_up() -> None:
    """Validate a table of one row: the first validation takes longer than any other."""
    texts = {column: ["-"] for column in ("identity", "rows", "period")}
    RESIDUALS.validate(pd.DataFrame({**texts, "twice_residual": [0], "twice_limit": [0]}), lazy=True)


def failing_rows(table: pd.DataFrame) -> frozenset[int]:
    """The positions of the rows whose residual is beyond its limit, in a table from `residual_table`."""
    config = get_config_global()
    if not config.validation_enabled:
        raise GateDefect("pandera's validation is switched off (PANDERA_VALIDATION_ENABLED); unset it and start again")
    if config.validation_depth not in (None, ValidationDepth.SCHEMA_AND_DATA):
        raise GateDefect("pandera looks at a part only (PANDERA_VALIDATION_DEPTH); unset it and start again")
    if table.empty:
        raise GateDefect("the residual table is empty, and nothing can be said of nothing")
    try:
        RESIDUALS.validate(table, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        malformed = cases[cases["check"] != WITHIN_ROUNDING]
        if not malformed.empty:
            raise GateDefect(f"the residual table is malformed: {malformed.iloc[0].to_dict()}") from errors
        return frozenset(int(position) for position in cases["index"].unique())
    return frozenset()
