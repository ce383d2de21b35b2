import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchdog.check.localise.diagnosis import COINCIDENCE, Slip, diagnoses

CASES = [
    # printed, what the statements allow, the first slip, what undoes it
    (56_285, (56_824, 56_826), Slip.SWAP, 56_825),
    (-56_285, (-56_826, -56_824), Slip.SWAP, -56_825),
    (41_234, (-41_235, -41_233), Slip.SIGN, -41_234),
    (41_234_000, (41_233, 41_235), Slip.FACTOR, 41_234),
    (412_340, (41_233, 41_235), Slip.FACTOR, 41_234),
    (41, (41_233, 41_235), Slip.FACTOR, 41_233),  # rounded when it was divided
    (71_234, (41_233, 41_235), Slip.TYPO, 41_234),
    (4_134, (41_232, 41_235), Slip.TYPO, 41_234),  # a digit left out
    (412_334, (41_233, 41_235), Slip.TYPO, 41_234),  # a digit too many
    (41_234, (41_236, 41_240), Slip.TYPO, 41_238),
    (41_299, (41_301, 41_301), Slip.ROUNDING, 41_301),
    (41_299, (55_500, 55_502), None, None),
    (12, (15, 60), None, None),  # so much is allowed that any slip would do
]


@pytest.mark.parametrize(("printed", "allowed", "slip", "undone"), CASES)
def test_the_most_telling_slip_comes_first(
    printed: int, allowed: tuple[int, int], slip: Slip | None, undone: int | None
) -> None:
    found = diagnoses(printed, *allowed)

    assert (slip, undone) == ((found[0].slip, found[0].count) if found else (None, None))


def test_a_figure_that_repeats_its_neighbour_is_a_copy_whose_own_value_is_lost() -> None:
    found = diagnoses(41_234, 55_501, 55_501, ["the figure of October 2025"])

    assert [(Slip.COPY, "repeats the figure of October 2025", None)] == [
        (each.slip, each.words, each.count) for each in found
    ]


counts = st.integers(-(10**7), 10**7)


@given(counts, counts, st.integers(0, 50))
def test_every_value_that_is_named_repairs_and_is_no_likely_coincidence(printed: int, least: int, width: int) -> None:
    for each in diagnoses(printed, least, least + width):
        assert each.count is not None
        assert least <= each.count <= least + width
        assert each.one_in >= COINCIDENCE or each.slip is Slip.ROUNDING


@given(counts.filter(lambda count: abs(count) > 999), st.data())
def test_a_swap_that_really_happened_is_always_among_the_slips(true: int, data: st.DataObject) -> None:
    digits = str(abs(true))
    place = data.draw(st.integers(1, len(digits) - 2))
    printed = int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]) * (1 if true > 0 else -1)
    slips = {each.slip for each in diagnoses(printed, true, true)}

    assert (printed != true) == (Slip.SWAP in slips)
