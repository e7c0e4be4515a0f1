"""Trains our layer over the wheel's features: `python -m training.plates.train_second FEATURES.npz … --out DIR`.

The features are those of second_features. Writes DIR/second.onnx.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import ctc_loss

from drivers.plates.alphabet import BLANK, CLASSES
from drivers.plates.wheel import FEATURES

BATCH = 128
KEPT_BACK = 1000  # examples to measure on
FRAMES = 20


class SecondNet(nn.Module):
    """N x FRAMES x FEATURES → N x 2 FRAMES x CLASSES log-probabilities: two frames for each of the wheel's."""

    def __init__(self, wide: int = 192) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(FEATURES)
        self.drop = nn.Dropout(0.1)
        self.near = nn.Conv1d(FEATURES, wide, 3, padding=1)
        self.split = nn.Conv1d(wide, 2 * wide, 1)
        self.tell = nn.Conv1d(wide, CLASSES, 3, padding=1)

    def forward(self, features: Tensor) -> Tensor:
        seen = torch.relu(self.near(self.drop(self.norm(features)).transpose(1, 2)))
        halves = torch.relu(self.split(seen))
        count, frames = features.shape[0], features.shape[1]
        fine = halves.reshape(count, 2, -1, frames).permute(0, 2, 3, 1).reshape(count, -1, 2 * frames)
        return self.tell(self.drop(fine)).transpose(1, 2).log_softmax(2)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("features", nargs="+", type=Path)
    asked.add_argument("--rounds", type=int, default=12)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--out", type=Path, required=True)
    given = asked.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(given.seed)
    files = [np.load(path) for path in given.features]
    features = torch.from_numpy(np.concatenate([each["features"] for each in files]))
    classes = torch.from_numpy(np.concatenate([each["classes"] for each in files]).astype(np.int64))
    net = train(features, classes, given.rounds)
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), given.out / "second.pt")
    torch.onnx.export(
        net.eval(), (torch.zeros(1, FRAMES, FEATURES),), str(given.out / "second.onnx"), dynamo=False,
        input_names=["features"], output_names=["characters"],
    )  # fmt: skip


def train(features: Tensor, classes: Tensor, rounds: int) -> SecondNet:
    net = SecondNet()
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.02)
    learnt = len(features) - KEPT_BACK
    steps = rounds * (learnt // BATCH)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    for number in range(rounds):
        net.train()
        losses = []
        for batch in torch.randperm(learnt)[: learnt // BATCH * BATCH].split(BATCH):
            loss = _loss(net(features[batch].float()), classes[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            plan.step()
            losses.append(float(loss.detach()))
        kept_back = measured(net, features, classes)
        print(f"round {number}: loss {np.mean(losses):.4f}, kept back {kept_back:.4f}", flush=True)
    return net


def _loss(told: Tensor, classes: Tensor) -> Tensor:
    lengths = (classes > 0).sum(1)
    frames = torch.full((len(told),), told.shape[1])
    return ctc_loss(told.permute(1, 0, 2), classes[classes > 0], frames, lengths, blank=BLANK, zero_infinity=True)


@torch.no_grad()
def measured(net: SecondNet, features: Tensor, classes: Tensor) -> float:
    """The loss over the examples kept back."""
    net.eval()
    return float(_loss(net(features[-KEPT_BACK:].float()), classes[-KEPT_BACK:]))


if __name__ == "__main__":
    main()
