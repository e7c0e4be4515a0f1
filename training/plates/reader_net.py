"""The net that reads a plate: a picture of one row, told as characters over its width, and the plate's colour."""

import torch
from torch import Tensor, nn

from drivers.plates.alphabet import CLASSES, COLOURS


class Unit(nn.Module):
    """Convolution 3 x 3, norm, ReLU; `residual` adds what came in."""

    def __init__(self, before: int, after: int, *, stride: int | tuple[int, int] = 1, residual: bool = False) -> None:
        super().__init__()
        self.convolve = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.norm = nn.BatchNorm2d(after)
        self.residual = residual

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(self.convolve(x))
        return torch.relu(x + y if self.residual else y)


class ReaderNet(nn.Module):
    """N x 3 x 40 x 144 (each of mean 0, deviation 1) → logarithms: N x 36 x CLASSES of characters, N x 5 of colours."""

    def __init__(self) -> None:
        super().__init__()
        self.near = nn.Sequential(
            Unit(3, 20, stride=2),
            Unit(20, 32),
            Unit(32, 48, stride=2),
            Unit(48, 48, residual=True),
            Unit(48, 80, stride=(2, 1)),
            Unit(80, 80, residual=True),
            Unit(80, 80, residual=True),
        )
        self.fold = nn.Sequential(nn.Conv2d(80, 128, (5, 3), 1, (0, 1), bias=False), nn.BatchNorm2d(128), nn.ReLU())
        self.along = nn.Sequential(nn.Conv2d(128, 128, (1, 5), 1, (0, 2), bias=False), nn.BatchNorm2d(128), nn.ReLU())
        self.drop = nn.Dropout(0.1)
        self.tell = nn.Conv2d(256, CLASSES, 1)
        self.colour = nn.Linear(128, len(COLOURS))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        folded = self.fold(self.near(x))
        both = self.drop(torch.cat((folded, self.along(folded)), 1))
        told = self.tell(both)[:, :, 0].permute(0, 2, 1).log_softmax(2)
        return told, self.colour(folded.mean((2, 3))).log_softmax(1)
