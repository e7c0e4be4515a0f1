"""The grammar's search: exact against trying everything, right on a table of cases, sound on anything."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from drivers.plates.alphabet import BLANK, CLASS_OF, CLASSES
from drivers.plates.grammar import View, clear_text, decode, log_probability
from drivers.plates.kinds import PATTERNS, Pattern, PlateKind, fits, kind_of
from drivers.plates.looks import SLACK
from drivers.plates.sureness import CLEAR_MARGIN
from drivers.plates.viterbi import Told, best_ways, clear_way, leads
from tests.plates.said import spelled, told

PLATES = {
    "皖A12345": PlateKind.BLUE,
    "粤B00F88": PlateKind.BLUE,
    "沪AD12345": PlateKind.GREEN,
    "沪A12345F": PlateKind.GREEN,
    "京B1234挂": PlateKind.TRAILER,
    "京A1234学": PlateKind.TRAINER,
    "川A1234警": PlateKind.POLICE,
    "KA12345": PlateKind.MILITARY,
    "WJ京12345": PlateKind.ARMED_POLICE,
    "123456使": PlateKind.EMBASSY,
    "使123456": PlateKind.EMBASSY,
    "沪A0123领": PlateKind.CONSULATE,
    "粤Z12A4港": PlateKind.HONGKONG,
    "粤ZK123澳": PlateKind.MACAO,
}


@pytest.mark.parametrize("text", PLATES)
def test_what_is_clear_is_read_as_it_is(text: str) -> None:
    decoded = decode([View(told=told(*spelled(text)))])
    assert decoded is not None
    assert (decoded.best.text, decoded.best.pattern.kind) == (text, PLATES[text])
    assert decoded.unsure == ()
    assert decoded.margin > 3


@pytest.mark.parametrize("text", PLATES)
def test_the_kind_follows_from_the_text(text: str) -> None:
    assert kind_of(text, "") is PLATES[text]


@pytest.mark.parametrize(
    ("text", "colour", "kind"),
    [
        ("皖A12345", "yellow", PlateKind.YELLOW),
        ("皖A12345", "blue", PlateKind.BLUE),
        ("皖AI2345", "blue", PlateKind.OTHER),
        ("皖A1234", "blue", PlateKind.OTHER),
        ("京AL12345", "green", PlateKind.OTHER),
        ("", "", PlateKind.OTHER),
    ],
)
def test_what_fits_no_pattern_is_other(text: str, colour: str, kind: PlateKind) -> None:
    assert kind_of(text, colour) is kind


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("8A12345", "皖A12345"),  # a digit where the province stands
        ("皖812345", "皖B12345"),  # a digit where the letter stands
    ],
)
def test_a_character_that_may_not_stand_there_gives_way(seen: str, read: str) -> None:
    frames = spelled(seen, 0.9)
    at = next(place for place in range(7) if seen[place] != read[place])
    frames[2 * at][read[at]] = 0.05
    decoded = decode([View(told=told(*frames))])
    assert decoded is not None
    assert decoded.best.text == read


def test_a_last_digit_that_could_be_a_letter_is_told_as_unsure() -> None:
    frames = spelled("皖A1234")
    decoded = decode([View(told=told(*frames, {"8": 0.55, "B": 0.43}, {}))])
    assert decoded is not None
    assert decoded.best.text == "皖A12348"
    assert decoded.second is not None
    assert decoded.second.text == "皖A1234B"
    assert decoded.unsure == (6,)
    assert decoded.margin == pytest.approx(np.log(0.55 / 0.43), abs=0.02)


def test_two_views_settle_what_one_leaves_open() -> None:
    one = told(*spelled("皖A1234"), {"8": 0.5, "B": 0.48}, {})
    other = told(*spelled("皖A1234"), {"B": 0.9, "8": 0.08}, {})
    decoded = decode([View(told=one), View(told=other)])
    assert decoded is not None
    assert decoded.best.text == "皖A1234B"
    assert decoded.unsure == ()


def test_the_same_character_twice_needs_a_blank_between() -> None:
    frames = spelled("皖A12344")
    assert decode([View(told=told(*frames))]).best.text == "皖A12344"  # type: ignore[union-attr]
    run_together = [*spelled("皖A1234")[:-1], {"4": 0.98}, {}]
    assert clear_text(told(*run_together))[0] == "皖A1234"


def test_a_prior_decides_between_patterns() -> None:
    frames = told(*spelled("沪AD1234"), {"5": 0.5}, {})
    seven = decode([View(told=frames)], lambda pattern: 0.0 if pattern.kind is PlateKind.BLUE else -5.0)
    eight = decode([View(told=frames)], lambda pattern: 0.0 if pattern.kind is PlateKind.GREEN else -5.0)
    assert seven is not None
    assert eight is not None
    assert (seven.best.text, eight.best.text) == ("沪AD1234", "沪AD12345")


def test_too_few_frames_read_as_nothing() -> None:
    assert decode([View(told=told({"皖": 0.9}, {"A": 0.9}))]) is None


SMALL = (
    Pattern(kind=PlateKind.BLUE, places=("AB", "AB", "AB1"), colours=()),
    Pattern(kind=PlateKind.GREEN, places=("AB", "A"), colours=()),
)
SMALL_CLASSES = [BLANK, *(CLASS_OF[c] for c in "AB1")]


def everything(frames: Told) -> tuple[dict[str, float], dict[str, float]]:
    """Every text of SMALL's characters: the logarithm of its best way, and of its probability."""
    best: dict[str, float] = {}
    total: dict[str, float] = {}
    for path in product(range(4), repeat=len(frames)):
        score = float(sum(frames[at, SMALL_CLASSES[c]] for at, c in enumerate(path)))
        text = "".join(" AB1"[c] for before, c in pairwise((0, *path)) if c and c != before)
        best[text] = max(best.get(text, -np.inf), score)
        total[text] = np.logaddexp(total.get(text, -np.inf), score)
    return best, total


@given(some.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_the_search_finds_what_trying_everything_finds(seed: int) -> None:
    shares = np.random.default_rng(seed).dirichlet([0.3] * 4, 6)
    frames = np.full((6, CLASSES), -30, np.float32)
    frames[:, SMALL_CLASSES] = np.log(shares + 1e-6)
    best, total = everything(frames)
    for way in best_ways([frames], SMALL)[0]:
        most = max(score for text, score in best.items() if fits(text, way.pattern))
        assert way.score == pytest.approx(most, abs=0.01)
        assert best[way.text] == pytest.approx(most, abs=0.01)
    texts = [text for text in total if text]
    assert log_probability(frames, texts) == pytest.approx([total[text] for text in texts], abs=0.01)


@given(some.integers(0, 2**32 - 1), some.integers(1, 40))
@settings(max_examples=40, deadline=None)
def test_whatever_the_frames_the_answer_fits_its_pattern(seed: int, count: int) -> None:
    shares = np.random.default_rng(seed).dirichlet([0.05] * CLASSES, count)
    frames = np.asarray(np.log(shares + 1e-12), np.float32)
    decoded = decode([View(told=frames)])
    if decoded is not None:
        assert fits(decoded.best.text, decoded.best.pattern)
        assert decoded.margin >= 0
        assert all(0 <= at < len(decoded.best.text) for at in decoded.unsure)


@given(some.lists(some.integers(4, 14), min_size=2, max_size=4), some.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_views_searched_together_give_what_each_gives_alone(lengths: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    views = []
    for length in lengths:
        shares = rng.dirichlet([0.3] * 4, length)
        views.append(np.full((length, CLASSES), -30, np.float32))
        views[-1][:, SMALL_CLASSES] = np.log(shares + 1e-6)
    for together, view in zip(best_ways(views, SMALL), views, strict=True):
        (alone,) = best_ways([view], SMALL)
        assert [(way.pattern, way.score) for way in together] == [
            (way.pattern, pytest.approx(way.score, abs=0.01)) for way in alone
        ]


@given(some.sampled_from(sorted(PLATES)), some.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_the_clear_way_is_the_best_of_all_ways(text: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    frames = told(*spelled(text, 0.7)) + rng.normal(0, 0.3, (2 * len(text), CLASSES)).astype(np.float32)
    frames -= np.log(np.exp(frames).sum(axis=1, keepdims=True))
    way = clear_way(frames, PATTERNS)
    if way is not None:
        best = best_ways([frames], PATTERNS)[0][0]
        assert (best.text, best.score) == (way.text, pytest.approx(way.score, abs=0.01))


def test_what_was_said_of_the_first_character_alone_decides_where_the_frames_do_not() -> None:
    frames = spelled("皖A12345")
    frames[0] = {"陕": 0.5, "皖": 0.4}
    alone = decode([View(told=told(*frames))])
    sided = decode([View(told=told(*frames))], heads={"陕": -4.0, "皖": -0.1, "": -6.0})
    assert alone is not None
    assert sided is not None
    assert (alone.best.text, sided.best.text) == ("陕A12345", "皖A12345")
    assert sided.margin > alone.margin


def test_a_first_character_that_no_frame_holds_likely_is_tried_when_it_was_said() -> None:
    frames = spelled("陕A12345", 0.999)
    decoded = decode([View(told=told(*frames))], heads={"皖": 0.0, "陕": -99.0, "": -99.0})
    assert decoded is not None
    assert decoded.best.text == "皖A12345"


def test_what_has_no_province_is_judged_as_none() -> None:
    frames = spelled("KA12345")
    frames[0] = {"K": 0.5, "鄂": 0.45}
    decoded = decode([View(told=told(*frames))], heads={"鄂": -5.0, "": -0.01})
    assert decoded is not None
    assert decoded.best.text == "KA12345"


@settings(max_examples=60, deadline=None)
@given(some.integers(0, 2**32 - 1), some.floats(0.2, 0.999))
def test_no_clear_reading_has_a_character_that_hardly_leads(seed: int, share: float) -> None:
    """So that what does hardly lead can be told to be unclear without decoding."""
    rng = np.random.default_rng(seed)
    text = "皖A12B45"
    frames = spelled(text, 0.995)
    at = int(rng.integers(len(text)))
    other = "8" if at > 1 else ("陕" if at == 0 else "B")
    frames[2 * at] = {text[at]: share, other: (1 - share) * 0.9}
    said = told(*frames)
    way, decoded = clear_way(said, PATTERNS), decode([View(told=said)])
    if way is not None and decoded is not None and way.text == decoded.best.text:
        assert decoded.margin < CLEAR_MARGIN or min(leads(said, way)) > CLEAR_MARGIN - SLACK
