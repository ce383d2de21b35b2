from hypothesis import given
from hypothesis import strategies as st

from watchdog.notify.labelling import Box, placed

SHEET = Box(0, 0, 800, 400)
PLACES = st.tuples(st.floats(0, 800), st.floats(0, 400))


def test_a_label_stands_beside_what_it_names_and_not_on_the_line() -> None:
    line = [(float(x), 190.0) for x in range(0, 800, 10)]
    (box,) = placed([((400.0, 200.0), "here")], letters=10, within=SHEET, points=line)

    assert box is not None
    assert box.top > 200
    assert not any(map(box.covers, line))


def test_two_labels_of_one_place_do_not_touch() -> None:
    first, second = placed([((400.0, 200.0), "one")] * 2, letters=10, within=SHEET, points=[])

    assert first is not None
    assert second is not None
    assert not first.overlaps(second)


def test_a_label_for_which_there_is_no_room_is_left_out() -> None:
    small = Box(0, 0, 50, 50)

    assert [None] == placed([((5.0, 5.0), "far too long for it")], letters=10, within=small, points=[])


@given(st.lists(st.tuples(PLACES, st.text(min_size=1, max_size=40)), max_size=12), st.lists(PLACES, max_size=20))
def test_no_label_covers_another_or_leaves_the_sheet(
    labels: list[tuple[tuple[float, float], str]], points: list[tuple[float, float]]
) -> None:
    boxes = [box for box in placed(labels, letters=12, within=SHEET, points=points) if box is not None]

    assert not [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]
    assert [] == [box for box in boxes if box.left < 0 or box.top < 0 or box.right > 800 or box.bottom > 400]
