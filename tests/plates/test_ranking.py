"""Which plate comes first."""

import numpy as np

from drivers.plates.ranking import Found, ranked

SIZE = (640, 480)


def found(x: float, y: float, wide: float, score: float) -> Found:
    corners = np.array([(x, y), (x + wide, y), (x + wide, y + wide / 3), (x, y + wide / 3)], np.float32)
    return Found(corners=corners, rows=1, score=score)


def test_the_likelier_comes_first() -> None:
    one, other = found(100, 100, 90, 0.6), found(300, 100, 90, 0.9)
    assert ranked([one, other], *SIZE) == [other, one]


def test_of_two_alike_the_nearer_comes_first() -> None:
    far, near = found(100, 100, 60, 0.93), found(300, 100, 180, 0.9)
    assert ranked([far, near], *SIZE) == [near, far]


def test_size_does_not_outweigh_a_doubt() -> None:
    plate, grille = found(100, 100, 100, 0.95), found(300, 100, 200, 0.6)
    assert ranked([grille, plate], *SIZE) == [plate, grille]


def test_one_that_runs_out_of_the_picture_comes_later() -> None:
    whole, cut = found(100, 100, 90, 0.85), found(551, 100, 90, 0.95)
    assert ranked([cut, whole], *SIZE) == [whole, cut]


def test_the_same_plate_is_kept_once_and_the_better_one() -> None:
    one, other = found(100, 100, 90, 0.7), found(104, 101, 92, 0.8)
    assert ranked([one, other], *SIZE) == [other]


def test_plates_side_by_side_are_both_kept() -> None:
    assert len(ranked([found(100, 100, 90, 0.7), found(200, 100, 90, 0.8)], *SIZE)) == 2
