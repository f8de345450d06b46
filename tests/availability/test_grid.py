from hypothesis import given
from hypothesis import strategies as st

from halfpast.availability.grid import Grid, Starts, at_least

grids = st.builds(Grid, st.integers(-20, 20), st.integers(0, 60), st.integers(1, 7))
runs = st.tuples(st.integers(-200, 500), st.integers(-3, 60)).map(lambda run: (run[0], run[0] + run[1]))
sets_of_starts = st.lists(st.integers(0, 2**40 - 1), max_size=12)


def minutes_of(grid: Grid) -> range:
    return range(grid.first * grid.unit, (grid.first + grid.size) * grid.unit, grid.unit)


def test_a_grid_holds_the_multiples_of_its_unit_in_a_window() -> None:
    assert Grid.over(7, 31, 5).minutes_of(0b11111) == [10, 15, 20, 25, 30]
    assert Grid.over(10, 30, 5).minutes_of(0b1111) == [10, 15, 20, 25]
    assert Grid.over(11, 14, 5).size == 0


def test_the_starts_in_a_run_touch_it_and_those_at_its_end_do_not() -> None:
    assert Grid(0, 10, 1).touching([(3, 6)]) == 0b0000111000


def test_a_start_touches_what_lies_within_its_minutes_before_and_after() -> None:
    assert Grid(0, 20, 1).touching([(10, 11)], before=2, after=4) == 0b1111110000000


def test_runs_may_overlap_touch_repeat_lie_in_one_another_and_come_in_any_order() -> None:
    grid = Grid(0, 12, 1)
    assert grid.touching([(6, 8), (1, 9), (2, 4), (1, 9), (8, 10)]) == 0b1111111110
    assert grid.touching([(5, 7), (2, 5)]) == 0b1111100


def test_runs_outside_of_a_grid_and_runs_without_length_touch_nothing() -> None:
    grid = Grid(10, 10, 1)
    assert grid.touching([(0, 10), (20, 30), (15, 15), (17, 16)]) == 0
    assert grid.touching([]) == 0
    assert grid.touching([(0, 100)]) == grid.everything
    assert grid.touching([(0, 12), (18, 100)]) == 0b1100000011
    assert Grid(10, 0, 1).touching([(0, 100)]) == 0


@given(grids, st.lists(runs, max_size=8), st.integers(0, 15), st.integers(1, 15))
def test_touching_is_what_a_look_at_every_minute_finds(
    grid: Grid, runs: list[tuple[int, int]], before: int, after: int
) -> None:
    taken = {minute for start, end in runs for minute in range(start, end)}
    naive = [start for start in minutes_of(grid) if not taken.isdisjoint(range(start - before, start + after))]
    assert grid.minutes_of(grid.touching(runs, before, after)) == naive


@given(grids, st.data())
def test_starts_are_the_same_on_a_finer_grid_as_far_as_it_reaches(grid: Grid, data: st.DataObject) -> None:
    starts = Starts(grid, data.draw(st.integers(0, grid.everything)))
    finer = data.draw(st.sampled_from([each for each in range(1, grid.unit + 1) if grid.unit % each == 0]))
    other = Grid(data.draw(st.integers(-60, 60)), data.draw(st.integers(0, 200)), finer)
    assert other.minutes_of(starts.on(other)) == [each for each in starts.minutes if each in minutes_of(other)]


@given(sets_of_starts, st.integers(1, 13))
def test_at_least_is_what_counting_each_start_finds(sets: list[int], needed: int) -> None:
    counts = [sum(each >> place & 1 for each in sets) for place in range(40)]
    naive = sum(1 << place for place, count in enumerate(counts) if count >= needed)
    assert at_least(needed, sets) == naive


def test_at_least_counts_far_beyond_what_one_digit_holds() -> None:
    sets = [0b11] * 600 + [0b01] * 400
    assert [at_least(needed, sets) for needed in (600, 601, 1000, 1001)] == [0b11, 0b01, 0b01, 0]
