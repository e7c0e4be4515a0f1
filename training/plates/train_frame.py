"""Trains the net of the near look and writes `frame.onnx`: `python -m training.plates.train_frame`."""

import argparse
import copy
import time
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.plates.export import write_onnx
from training.plates.frame_net import FrameNet
from training.plates.frame_parts import Part, PartStream
from training.plates.photographs import photographs
from training.plates.schedule import follow, pace

MODEL = Path("drivers/plates/models/frame.onnx")
FINDER = Path("drivers/plates/models/corners.onnx")


def main() -> None:
    told = _arguments()
    told.weights.parent.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(told.seed)
    net = FrameNet()
    if told.start is not None:
        net.load_state_dict(torch.load(told.start, weights_only=True))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    finder = onnxruntime.InferenceSession(str(FINDER), options) if FINDER.exists() else None
    mean = train(net, PartStream(told.seed, photographs(), finder), told)
    write_onnx(mean, told.onnx, torch.zeros(1, 3, 56, 128), ["part"], ["said"], free=(0,))


def train(net: FrameNet, stream: PartStream, told: argparse.Namespace) -> FrameNet:
    """The running mean of the net's weights after `told.steps` steps; saved every 250."""
    net = net.to(memory_format=torch.channels_last).train()  # type: ignore[call-overload]
    mean = copy.deepcopy(net)
    optimiser = torch.optim.AdamW(net.parameters(), lr=told.rate, weight_decay=0.02)
    began, sums = time.monotonic(), torch.zeros(3)
    for step in range(1, told.steps + 1):
        for group in optimiser.param_groups:
            group["lr"] = told.rate * pace(step, told.steps)
        parts = torch.stack(loss(net, stream.batch(told.batch)))
        optimiser.zero_grad(set_to_none=True)
        (parts * torch.tensor([1.0, 8.0, 0.2])).sum().backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        sums += parts.detach()
        follow(mean, net, step)
        if step % 100 == 0:
            said = " ".join(f"{value:.4f}" for value in sums / 100)
            print(f"{step} {time.monotonic() - began:.0f} s: score, corners, rows {said}", flush=True)
            sums.zero_()
        if step % 250 == 0:
            torch.save(mean.state_dict(), told.weights)
    return mean


def loss(net: FrameNet, parts: list[Part]) -> tuple[Tensor, Tensor, Tensor]:
    """Of score, corners (shares of the height, 3.1 of which are a width), rows."""
    pictures = torch.from_numpy(np.stack([each.picture for each in parts])).permute(0, 3, 1, 2).float()
    said = net(((pictures - 127.5) / 64.0).contiguous(memory_format=torch.channels_last))
    plate = torch.tensor([float(each.plate) for each in parts])
    score = functional.binary_cross_entropy_with_logits(said[:, 0], plate)
    chosen = plate > 0
    off = torch.from_numpy(np.stack([each.off for each in parts]))[chosen].reshape(-1, 8)
    error = (said[chosen, 1:9] - off).abs() * torch.tensor([3.14, 1.0] * 4)
    bent = torch.where(error < 0.03, error**2 / 0.06, error - 0.015)
    rows = torch.tensor([float(each.rows - 1) for each in parts])[chosen]
    return score, bent.mean(), functional.binary_cross_entropy_with_logits(said[chosen, 9], rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=3500)
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--weights", type=Path, default=Path("build/frame.pt"))
    parser.add_argument("--onnx", type=Path, default=MODEL)
    return parser.parse_args()


if __name__ == "__main__":
    main()
