"""How clear a look is, and what it needs: told from the frames, without decoding where that can be."""

import numpy as np

from drivers.plates.alphabet import COLOURS
from drivers.plates.grammar import Heads, View
from drivers.plates.looks import Look
from drivers.plates.ranking import Found
from drivers.plates.read import Said
from drivers.plates.viterbi import Told
from tests.plates.said import spelled, told

FOUND = Found(corners=np.array([[0, 0], [88, 0], [88, 28], [0, 28]], np.float32), rows=1, score=0.9)
BLUE = np.log(np.array([0.96 if colour == "blue" else 0.01 for colour in COLOURS], np.float32))


def look(said: Told, heads: Heads | None = None) -> Look:
    return Look(found=FOUND, said=Said(told=said, colours=BLUE), views=(View(told=said),), heads=heads)


def spoilt(text: str, at: int, **shares: float) -> Told:
    """The text, sure but for one place."""
    frames = spelled(text, 0.999)
    frames[2 * at] = shares
    return told(*frames)


def test_a_sure_reading_is_clear_and_needs_nothing() -> None:
    sure = look(told(*spelled("皖A12345", 0.999)))
    assert sure.clear
    assert sure.can_be_told
    assert not sure.worth_more
    assert (sure.text, sure.seen) == ("皖A12345", "皖A12345")


def test_where_only_the_province_is_open_the_others_lead() -> None:
    unsure = look(spoilt("皖A12345", 0, 皖=0.6, 陕=0.39))
    assert (unsure.clear, unsure.others_lead, unsure.head_open) == (False, True, True)
    assert unsure.worth_more


def test_what_the_first_character_alone_says_makes_it_clear() -> None:
    said = spoilt("皖A12345", 0, 皖=0.6, 陕=0.39)
    sided = look(said, {"皖": -0.02, "陕": -5.0, "": -7.0})
    assert sided.clear
    assert sided.text == "皖A12345"
    against = look(said, {"皖": -6.0, "陕": -0.02, "": -7.0})
    assert against.text == "陕A12345"


def test_another_open_place_is_not_made_clear_by_the_first_character() -> None:
    unsure = look(spoilt("皖A12345", 3, **{"2": 0.6, "Z": 0.39}), {"皖": -0.01, "": -7.0})
    assert (unsure.clear, unsure.others_lead, unsure.head_open) == (False, False, False)


def test_what_is_no_plate_as_it_stands_may_have_lost_an_end() -> None:
    cut = look(told(*spelled("A12345", 0.999)))
    assert cut.way is None
    assert (cut.clear, cut.others_lead, cut.head_open) == (False, False, True)
    assert cut.worth_more


def test_of_two_characters_nothing_is_made() -> None:
    little = look(told(*spelled("A1", 0.999)))
    assert (little.decoded, little.text, little.worth_more, little.can_be_told) == (None, "", False, False)
