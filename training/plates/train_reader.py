"""Trains the reading net on made plates: `python -m training.plates.train_reader --minutes 60 --seed 1 --out DIR`.

Needs PyTorch (CPU), numpy, opencv, Pillow and the fonts that fonts.py names. Writes DIR/reader.pt and DIR/reader.onnx
every three minutes. `--start FILE.pt …` goes on from weights, with `--minutes 0` it only takes their mean.
One core: about 110 strips a second.
"""

import argparse
import copy
import time
from collections import deque
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import ctc_loss, nll_loss

from drivers.plates.alphabet import BLANK
from simulators.plates.draw import Chinese, flat, glyph
from simulators.plates.layouts import LAYOUTS
from simulators.plates.texts import random_plate
from simulators.plates.weather import degrade
from training.plates import fonts
from training.plates.backdrops import Backdrops
from training.plates.reader_crops import HEIGHTS, STRIP, Example, example, normalised, nothing
from training.plates.reader_net import ReaderNet

BATCH = 48
FRESH = 28  # of a batch; the others are of the last KEPT
KEPT = 8192
NOTHING = 0.05  # the share of strips with no plate
COLOUR_WEIGHT = 0.15
AVERAGE = 0.998  # of the weights, a step
PENS = (7.6, 9.3, 11.2)  # widths of the pen for Chinese characters; few, so that each is drawn once
THICKER = 0.35  # the share of Chinese characters with thicker strokes
FILLING = (0.9, 1.0)  # how much of its cell a Chinese character takes
SAVE_S = 180.0


def main() -> None:
    asked = _arguments()
    torch.set_num_threads(1)
    torch.manual_seed(asked.seed)
    rng = np.random.default_rng(asked.seed)
    net = ReaderNet()
    if asked.start:
        net.load_state_dict(mean_of([torch.load(path) for path in asked.start]))
    averaged = train(net, rng, asked.minutes * 60, asked.rate, asked.out)
    save(averaged, asked.out)


def train(net: ReaderNet, rng: np.random.Generator, for_s: float, rate: float, out: Path) -> ReaderNet:
    """Learn for so many seconds, the rate falling as a cosine; gives the averaged net."""
    net = net.to(memory_format=torch.channels_last)
    averaged = copy.deepcopy(net)
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=0.01)
    backdrops = Backdrops(rng)
    kept: deque[Example] = deque(maxlen=KEPT)
    started, saved, losses, step = time.monotonic(), time.monotonic(), [], 0
    while (done := (time.monotonic() - started) / max(for_s, 1e-9)) < 1:
        warm = min(1.0, (step + 1) / 200)
        optimiser.param_groups[0]["lr"] = rate * warm * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * done)))
        fresh = [made(rng, backdrops) for _ in range(FRESH)]
        batch = fresh + [kept[int(at)] for at in rng.integers(len(kept), size=BATCH - FRESH)] if kept else fresh
        kept.extend(fresh)
        losses.append(learn(net, optimiser, batch))
        average(averaged, net, min(AVERAGE, step / (step + 20)))
        step += 1
        if step % 100 == 0:
            lost = np.mean(losses[-100:], axis=0).round(4)
            print(f"{done:6.1%} step {step} loss {lost} {time.monotonic() - started:.0f} s", flush=True)
        if time.monotonic() - saved > SAVE_S:
            saved = time.monotonic()
            save(averaged, out)
    return averaged


def made(rng: np.random.Generator, backdrops: Backdrops, size: tuple[int, int] = STRIP) -> Example:
    """A strip of size (width, height): a made plate, its Chinese character in our strokes or a font's; or no plate."""
    hardness = float(rng.uniform(0.1, 1.0))
    spoil = partial(degrade, hardness=hardness)
    if rng.random() < NOTHING:
        return nothing(rng, spoil, backdrops, size)
    text, style = random_plate(rng)
    hand = hand_of(None if rng.random() < 0.5 else int(rng.integers(8)), rng)
    two_rows = LAYOUTS[style].rows == 2
    plate = flat(text, style, rng, height=HEIGHTS[int(rng.integers(len(HEIGHTS)))] * (1 + two_rows), chinese=hand)
    return example(plate, rng, spoil, backdrops, size)


def hand_of(font: int | None, rng: np.random.Generator) -> Chinese:
    """Our strokes (None) or a font's, at times thicker by a pixel, and not always filling the whole cell."""
    thicker, (wide, high) = bool(rng.random() < THICKER), rng.choice(FILLING, 2)
    draw = fonts.chinese(font) if font is not None else partial(glyph, pen=float(rng.choice(PENS)))

    def drawn(character: str, size: tuple[int, int]) -> NDArray[np.uint8]:
        inner = (max(3, round(size[0] * wide)), max(3, round(size[1] * high)))
        mask = np.zeros((size[1], size[0]), np.uint8)
        left, top = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
        mask[top : top + inner[1], left : left + inner[0]] = draw(character, inner)
        return np.asarray(cv2.dilate(mask, np.ones((2, 2), np.uint8)), np.uint8) if thicker else mask

    return drawn


def learn(net: ReaderNet, optimiser: torch.optim.Optimizer, batch: list[Example]) -> tuple[float, float]:
    """A step; the losses of text and of colour."""
    strips = torch.from_numpy(normalised(np.stack([each.strip for each in batch])))
    told, colour = net(strips.contiguous(memory_format=torch.channels_last))
    targets = torch.tensor([c for each in batch for c in each.classes])
    lengths = torch.tensor([len(each.classes) for each in batch])
    frames = torch.full((len(batch),), told.shape[1])
    text_loss = ctc_loss(told.permute(1, 0, 2), targets, frames, lengths, blank=BLANK, zero_infinity=True)
    colour_loss = nll_loss(colour, torch.tensor([each.colour for each in batch]))
    loss: Tensor = text_loss + COLOUR_WEIGHT * colour_loss
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
    optimiser.step()
    return float(text_loss.detach()), float(colour_loss.detach())


@torch.no_grad()
def average(averaged: ReaderNet, net: ReaderNet, keep: float) -> None:
    for mean, value in zip(averaged.state_dict().values(), net.state_dict().values(), strict=True):
        if mean.dtype.is_floating_point:
            mean.mul_(keep).add_(value, alpha=1 - keep)
        else:
            mean.copy_(value)


def mean_of(weights: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of the weights of several nets; of what is counted, the last."""
    return {
        name: torch.stack([each[name] for each in weights]).mean(0) if last.dtype.is_floating_point else last
        for name, last in weights[-1].items()
    }


def save(net: ReaderNet, out: Path) -> None:
    """The weights, and the net as the product runs it."""
    out.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), out / "reader.pt")
    still = copy.deepcopy(net).eval()
    wide, high = STRIP
    torch.onnx.export(
        still, (torch.zeros(1, 3, high, wide),), str(out / "reader.onnx"), dynamo=False,
        input_names=["strip"], output_names=["characters", "colour"],
        dynamic_axes={name: {0: "n"} for name in ("strip", "characters", "colour")},
    )  # fmt: skip


def _arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=60)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--rate", type=float, default=3e-3)
    asked.add_argument("--start", type=Path, nargs="*", help="weights to go on from; of several the mean")
    asked.add_argument("--out", type=Path, required=True)
    return asked.parse_args()


if __name__ == "__main__":
    main()
