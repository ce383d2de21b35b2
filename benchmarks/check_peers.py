"""Other tools that look for the same broken identities in a table: each is given it in the form that it likes best.

An identity holds where its weighted sum is within half a unit for each figure. What is imported from elsewhere is
imported where it is used.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

Table = Mapping[str, Sequence[int]]
Identities = Sequence[Mapping[str, int]]
Violations = set[tuple[int, int]]
Tool = Callable[[], Violations]


def plain(table: Table, identities: Identities) -> Tool:
    """Loops over dicts and lists."""
    months = range(len(next(iter(table.values()))))

    def run() -> Violations:
        return {
            (number, month)
            for number, weights in enumerate(identities)
            for month in months
            if 2 * abs(sum(weight * table[name][month] for name, weight in weights.items())) > len(weights)
        }

    return run


def vectors(table: Table, identities: Identities) -> Tool:
    """One product of dense matrices of floats, made beforehand."""
    places = {name: place for place, name in enumerate(table)}
    weights = np.zeros((len(identities), len(table)))
    for number, identity in enumerate(identities):
        for name, weight in identity.items():
            weights[number, places[name]] = weight
    figures, limits = np.array(list(table.values()), dtype=float), (weights != 0).sum(axis=1, keepdims=True) / 2

    def run() -> Violations:
        numbers, months = np.nonzero(np.abs(weights @ figures) > limits)
        return set(zip(numbers.tolist(), months.tolist(), strict=True))

    return run


def _residual(frame: pd.DataFrame, weights: Mapping[str, int]) -> "pd.Series[int]":
    total = pd.Series(0, index=frame.index)
    for name, weight in weights.items():
        total = total + frame[name] if weight == 1 else total - frame[name]
    return total


def pandera_naive(table: Table, identities: Identities) -> Tool:
    """A schema with a check for each identity, as its documentation has it."""
    import pandera.pandas as pa
    from pandera.errors import SchemaErrors

    frame = pd.DataFrame(table)

    def check(number: int, weights: Mapping[str, int]) -> pa.Check:
        return pa.Check(lambda given: 2 * _residual(given, weights).abs() <= len(weights), name=str(number))

    schema = pa.DataFrameSchema(
        {name: pa.Column("int64") for name in table},
        checks=[check(number, weights) for number, weights in enumerate(identities)],
    )

    def run() -> Violations:
        try:
            schema.validate(frame, lazy=True)
        except SchemaErrors as errors:
            cases = errors.failure_cases.drop_duplicates(["check", "index"])
            return {(int(one), int(month)) for one, month in zip(cases["check"], cases["index"], strict=True)}
        return set()

    return run


def great_expectations(table: Table, identities: Identities) -> Tool:
    """An expectation for each column of residuals, for it has none for a sum of columns; making these is timed too."""
    import great_expectations as gx  # type: ignore[import-not-found,unused-ignore]  # not among the dependencies

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("made").add_dataframe_asset("made")
    batch = asset.add_batch_definition_whole_dataframe("all")
    bounded = gx.expectations.ExpectColumnValuesToBeBetween
    suite = gx.ExpectationSuite(
        name="identities",
        expectations=[
            bounded(column=str(number), min_value=-len(weights) / 2, max_value=len(weights) / 2)
            for number, weights in enumerate(identities)
        ],
    )
    frame, complete = pd.DataFrame(table), {"result_format": "COMPLETE"}

    def run() -> Violations:
        residuals = pd.DataFrame({str(n): _residual(frame, weights) for n, weights in enumerate(identities)})
        answer = batch.get_batch(batch_parameters={"dataframe": residuals}).validate(suite, result_format=complete)
        return {
            (int(each.expectation_config.kwargs["column"]), int(month))
            for each in answer.results
            for month in each.result["unexpected_index_list"]
        }

    return run


PEERS: Mapping[str, tuple[str, Callable[[Table, Identities], Tool]]] = {
    "plain python": ("sys", plain),
    "numpy": ("numpy", vectors),
    "pandera, a check an identity": ("pandera", pandera_naive),
    "Great Expectations": ("great_expectations", great_expectations),
}
