"""The net that looks at one plate from near: is it one, where exactly are its corners, has it two rows.

Input N x 3 x 56 x 128, a plate straightened by corners that are nearly right, with a border of 0.35 of its height
(`drivers/plates/frame.py`), BGR, (value - 127.5) / 64. Output N x 10: the score (logit); by how much the corners
tl tr br bl are off (x in shares of the width, y of the height); two rows (logit).
"""

from torch import Tensor, nn

OUTPUTS = 10


class FrameNet(nn.Module):
    """Six convolutions and two full layers."""

    def __init__(self) -> None:
        super().__init__()
        self.look = nn.Sequential(
            _conv(3, 16, 2), _conv(16, 32, 2), _conv(32, 32), _conv(32, 64, 2), _conv(64, 64), _conv(64, 64)
        )
        self.narrow = nn.Sequential(nn.Conv2d(64, 12, 1), nn.ReLU(inplace=True), nn.Flatten())
        self.judge = nn.Sequential(nn.Linear(12 * 7 * 16, 96), nn.ReLU(inplace=True), nn.Linear(96, OUTPUTS))

    def forward(self, parts: Tensor) -> Tensor:
        told: Tensor = self.judge(self.narrow(self.look(parts)))
        return told


def _conv(inside: int, outside: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inside, outside, 3, stride, 1, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True)
    )
