"""Trains the finder's net on made scenes and writes `corners.onnx`: `python -m training.plates.train_corners`."""

import argparse
import copy
import time
from pathlib import Path

import cv2
import torch
from torch import nn

from training.plates.corners_net import CornersNet
from training.plates.corners_targets import batch, loss
from training.plates.export import write_onnx
from training.plates.photographs import photographs
from training.plates.scenes import SceneStream
from training.plates.schedule import follow, pace

MODEL = Path("drivers/plates/models/corners.onnx")


def main() -> None:
    told = _arguments()
    told.weights.parent.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(told.seed)
    net = CornersNet()
    if told.start is not None:
        net.load_state_dict(torch.load(told.start, weights_only=True))
    mean = train(net, SceneStream(told.seed, photographs()), told)
    write_onnx(mean, told.onnx, torch.zeros(1, 3, 256, 320), ["picture"], ["at8", "at16"], free=(2, 3))


def train(net: CornersNet, stream: SceneStream, told: argparse.Namespace) -> CornersNet:
    """The running mean of the net's weights after `told.steps` steps; saved every 250."""
    net = net.to(memory_format=torch.channels_last).train()  # type: ignore[call-overload]
    mean = copy.deepcopy(net)
    optimiser = torch.optim.AdamW(net.parameters(), lr=told.rate, weight_decay=0.02)
    began, sums = time.monotonic(), torch.zeros(3)
    for step in range(1, told.steps + 1):
        for group in optimiser.param_groups:
            group["lr"] = told.rate * pace(step, told.steps)
        sums += _step(net, optimiser, stream, told.batch)
        follow(mean, net, step)
        if step % 50 == 0:
            said = " ".join(f"{value:.4f}" for value in sums / 50)
            print(f"{step} {time.monotonic() - began:.0f} s: score, corners, rows {said}", flush=True)
            sums.zero_()
        if step % 250 == 0:
            torch.save(mean.state_dict(), told.weights)
    return mean


def _step(net: CornersNet, optimiser: torch.optim.Optimizer, stream: SceneStream, size: int) -> torch.Tensor:
    pictures, wanted = batch(stream.batch(size))
    maps = net(pictures.contiguous(memory_format=torch.channels_last))
    pairs = enumerate(zip(maps, wanted, strict=True))
    parts = torch.stack([torch.stack(loss(each, want, level)) for level, (each, want) in pairs])
    total = (parts.sum(dim=0) * torch.tensor([1.0, 4.0, 0.15])).sum()
    optimiser.zero_grad(set_to_none=True)
    total.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(net.parameters(), 5.0)
    optimiser.step()
    return parts.detach().sum(dim=0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=4500)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--weights", type=Path, default=Path("build/corners.pt"))
    parser.add_argument("--onnx", type=Path, default=MODEL)
    return parser.parse_args()


if __name__ == "__main__":
    main()
