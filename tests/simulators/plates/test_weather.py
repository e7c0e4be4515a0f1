"""Weather and camera: nothing changes size, the same seed gives the same picture, and each does what it says."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from simulators.plates import camera, weather
from simulators.plates.draw import flat
from simulators.plates.layouts import Style

Change = Callable[[weather.Picture, np.random.Generator], weather.Picture]
CHANGES = pytest.mark.parametrize(
    "change",
    [
        weather.degrade,
        weather.dirt,
        weather.light,
        weather.colours,
        weather.rain,
        camera.blur,
        camera.low_resolution,
        camera.noise,
        camera.jpeg,
    ],
)


@pytest.fixture
def plate() -> weather.Picture:
    return flat("京A12345", Style.BLUE, np.random.default_rng(1), height=64).picture


def sharpness(picture: weather.Picture) -> float:
    return float(cv2.Laplacian(picture, cv2.CV_64F).std())


@CHANGES
def test_size_and_type_stay_and_the_picture_given_is_not_touched(change: Change, plate: weather.Picture) -> None:
    before = plate.copy()
    for seed in range(30):
        after = change(plate, np.random.default_rng(seed))
        assert after.shape == plate.shape
        assert after.dtype == np.uint8
    assert np.array_equal(plate, before)


@CHANGES
def test_the_same_seed_gives_the_same_picture(change: Change, plate: weather.Picture) -> None:
    for seed in range(10):
        once, again = (change(plate, np.random.default_rng(seed)) for _ in range(2))
        assert np.array_equal(once, again)


@CHANGES
def test_seeds_differ(change: Change, plate: weather.Picture) -> None:
    assert len({change(plate, np.random.default_rng(seed)).tobytes() for seed in range(20)}) > 5


@pytest.mark.parametrize("shape", [(12, 30), (48, 168), (720, 1280), (1100, 700)])
def test_any_size_is_taken(shape: tuple[int, int]) -> None:
    picture = np.full((*shape, 3), 120, np.uint8)
    for seed in range(8):
        assert weather.degrade(picture, np.random.default_rng(seed), hardness=1.5).shape == (*shape, 3)


def test_harder_weather_takes_more(plate: weather.Picture) -> None:
    def loss(hardness: float) -> float:
        lost = [
            np.abs(weather.degrade(plate, np.random.default_rng(seed), hardness=hardness).astype(int) - plate).mean()
            for seed in range(150)
        ]
        return float(np.mean(lost))

    assert loss(0.01) < loss(0.5) < loss(1.5)


def test_blur_softens_and_noise_roughens(plate: weather.Picture) -> None:
    soft = [sharpness(camera.blur(plate, np.random.default_rng(seed))) for seed in range(40)]
    rough = [sharpness(camera.noise(plate, np.random.default_rng(seed))) for seed in range(40)]
    assert max(soft) <= sharpness(plate) * 1.01
    assert np.mean(rough) > sharpness(plate)


def test_a_low_plate_is_not_made_lower() -> None:
    low = np.random.default_rng(0).integers(0, 255, (13, 60, 3), np.uint8)
    assert camera.low_resolution(low, np.random.default_rng(0)) is low


def test_noise_is_even_around_the_picture() -> None:
    grey = np.full((200, 200, 3), 128, np.uint8)
    means = [camera.noise(grey, np.random.default_rng(seed)).mean() for seed in range(30)]
    assert np.abs(np.array(means) - 128).max() < 3
