"""From the net's maps to plates, with maps written by hand."""

import numpy as np
from numpy.typing import NDArray

from drivers.plates.peaks import REACH, STRIDES, likeliest, peaks

LOW = -9.0
BOX = np.array([(-40, -12), (40, -12), (40, 12), (-40, 12)], np.float32)


def at(x: float, y: float) -> NDArray[np.float32]:
    """The corners of a plate in the middle of which (x, y) is."""
    return BOX + np.array((x, y), np.float32)


def empty_maps(width: int = 320, height: int = 256) -> list[NDArray[np.float32]]:
    maps = [np.zeros((10, height // stride, width // stride), np.float32) for stride in STRIDES]
    for each in maps:
        each[0] = LOW
    return maps


def mark(
    maps: list[NDArray[np.float32]], level: int, cell: tuple[int, int], corners: NDArray[np.float32], logit: float
) -> None:
    """One cell (x, y) of a grid says that these corners (pixels) are a plate of two rows."""
    stride = STRIDES[level]
    middle = (np.array(cell, np.float32) + 0.5) * stride
    maps[level][0, cell[1], cell[0]] = logit
    maps[level][1:9, cell[1], cell[0]] = ((corners - middle) / (REACH * stride)).ravel()
    maps[level][9, cell[1], cell[0]] = 5.0


def test_empty_maps_hold_no_plate() -> None:
    assert peaks(empty_maps(), 0.3) == []


def test_a_cell_tells_its_corners_in_pixels() -> None:
    maps = empty_maps()
    corners = at(100, 60)
    mark(maps, 0, (12, 7), corners, 3.0)
    (found,) = peaks(maps, 0.3)
    np.testing.assert_allclose(found.corners, corners, atol=0.01)
    assert found.rows == 2
    assert 0.95 < found.score < 0.96


def test_cells_of_one_plate_are_one_peak_between_them() -> None:
    maps = empty_maps()
    mark(maps, 0, (12, 7), at(100, 60), 3.0)
    mark(maps, 0, (13, 7), at(104, 60), 3.0)
    mark(maps, 1, (6, 3), at(102, 62), -0.5)
    (found,) = peaks(maps, 0.3)
    assert 100.0 < found.corners[:, 0].mean() < 104.0


def test_two_plates_are_two_and_the_better_comes_first() -> None:
    maps = empty_maps()
    mark(maps, 0, (12, 7), at(100, 60), 1.0)
    mark(maps, 1, (12, 10), at(200, 170), 4.0)
    first, second = peaks(maps, 0.3)
    assert first.corners[0, 0] > second.corners[0, 0]
    assert first.score > second.score


def test_what_scores_less_than_asked_is_left_out() -> None:
    maps = empty_maps()
    mark(maps, 0, (12, 7), at(100, 60), 0.0)
    assert peaks(maps, 0.6) == []
    assert len(peaks(maps, 0.4)) == 1


def test_the_likeliest_cell_is_told_by_its_middle_whichever_grid_it_is_in() -> None:
    maps = empty_maps()
    mark(maps, 0, (12, 7), at(100, 60), -2.0)
    np.testing.assert_allclose(likeliest(maps, 0.1), (100, 60))
    mark(maps, 1, (9, 3), at(150, 60), -1.0)
    np.testing.assert_allclose(likeliest(maps, 0.1), (152, 56))


def test_what_is_less_likely_than_asked_is_no_hunch() -> None:
    maps = empty_maps()
    assert likeliest(maps, 0.1) is None
    mark(maps, 0, (12, 7), at(100, 60), -2.0)
    assert likeliest(maps, 0.2) is None
