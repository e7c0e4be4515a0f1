"""Trains our layer that tells provinces: `python -m training.plates.train_province FEATURES.npz … --out DIR`.

The features are those of province_features. Writes DIR/province.onnx.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import nll_loss

from drivers.plates.province import CLASSES, FRAMES
from drivers.plates.wheel import FEATURES
from training.plates.export import write_onnx

BATCH = 256
KEPT_BACK = 3000  # examples to measure on
SMOOTHING = 0.03  # of the classes wanted: a net that is never quite sure


class ProvinceNet(nn.Module):
    """N x FRAMES x FEATURES → N x CLASSES logarithms of probabilities."""

    def __init__(self, wide: int = 96) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(FEATURES)
        self.drop = nn.Dropout(0.2)
        self.near = nn.Conv1d(FEATURES, wide, 3, padding=1)
        self.whole = nn.Linear(wide * FRAMES, 160)
        self.tell = nn.Linear(160, len(CLASSES))

    def forward(self, features: Tensor) -> Tensor:
        seen = torch.relu(self.near(self.drop(self.norm(features)).transpose(1, 2)))
        return torch.log_softmax(self.tell(self.drop(torch.relu(self.whole(self.drop(seen.flatten(1)))))), 1)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("features", nargs="+", type=Path)
    asked.add_argument("--rounds", type=int, default=14)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--out", type=Path, required=True)
    given = asked.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(given.seed)
    files = [np.load(path) for path in given.features]
    features = torch.from_numpy(np.concatenate([each["features"] for each in files]))
    kinds = torch.from_numpy(np.concatenate([each["kinds"] for each in files]).astype(np.int64))
    net = train(features, kinds, given.rounds)
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), given.out / "province.pt")
    example = torch.zeros(1, FRAMES, FEATURES)
    write_onnx(net, given.out / "province.onnx", example, ["features"], ["provinces"], free=[0])


def train(features: Tensor, kinds: Tensor, rounds: int) -> ProvinceNet:
    net = ProvinceNet()
    optimiser = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0.05)
    learnt = len(features) - KEPT_BACK
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=rounds * (learnt // BATCH))
    for number in range(rounds):
        net.train()
        losses = []
        for batch in torch.randperm(learnt)[: learnt // BATCH * BATCH].split(BATCH):
            told = net(features[batch].float())
            loss = (1 - SMOOTHING) * nll_loss(told, kinds[batch]) - SMOOTHING * told.mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            plan.step()
            losses.append(float(loss.detach()))
        print(f"round {number}: loss {np.mean(losses):.4f}, kept back {measured(net, features, kinds)}", flush=True)
    return net


@torch.no_grad()
def measured(net: ProvinceNet, features: Tensor, kinds: Tensor) -> tuple[float, float]:
    """The loss over the examples kept back, and the share of them that is told rightly."""
    net.eval()
    told, wanted = net(features[-KEPT_BACK:].float()), kinds[-KEPT_BACK:]
    return round(float(nll_loss(told, wanted)), 4), round(float((told.argmax(1) == wanted).float().mean()), 4)


if __name__ == "__main__":
    main()
