"""The net that finds plates: for every cell of two grids whether a plate is there, its corners, its rows.

Input N x 3 x H x W (H, W multiples of 32), BGR, (value - 127.5) / 64. Output two maps, N x 10 x H/8 x W/8 and
N x 10 x H/16 x W/16: channel 0 the score (logit); 1 to 8 the corners tl tr br bl, as (corner - middle of the cell) /
(4 x stride); 9 two rows (logit).
"""

import torch
from torch import Tensor, nn

STRIDES = (8, 16)
CHANNELS = 10
REACH = 4
"""Offsets are told in this many strides."""


class CornersNet(nn.Module):
    """Plain 3 x 3 convolutions: strides 4, 8, 16, 32, and the way back up to 16 and 8."""

    def __init__(self, s4: int = 24, s8: int = 40, s16: int = 80, s32: int = 96) -> None:
        super().__init__()
        self.stem = nn.Sequential(_conv(3, 16, 2), _conv(16, s4, 2))
        self.down8 = nn.Sequential(_conv(s4, s8, 2), _conv(s8, s8), _conv(s8, s8))
        self.down16 = nn.Sequential(_conv(s8, s16, 2), _conv(s16, s16), _conv(s16, s16))
        self.down32 = nn.Sequential(_conv(s16, s32, 2), _conv(s32, s32), _conv(s32, s32))
        self.up16 = nn.Conv2d(s32, s16, 1)
        self.up8 = nn.Conv2d(s16, s8, 1)
        self.head8 = nn.Sequential(_conv(s8, s8), nn.Conv2d(s8, CHANNELS, 1))
        self.head16 = nn.Sequential(_conv(s16, 64), nn.Conv2d(64, CHANNELS, 1))
        for head in (self.head8, self.head16):
            nn.init.normal_(head[1].weight, std=0.01)
            nn.init.constant_(head[1].bias, 0.0)
            head[1].bias.data[0] = -4.0

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        at8 = self.down8(self.stem(pictures))
        at16 = self.down16(at8)
        at32 = self.down32(at16)
        both16 = torch.relu(at16 + _twice(self.up16(at32)))
        both8 = torch.relu(at8 + _twice(self.up8(both16)))
        return self.head8(both8), self.head16(both16)


def _conv(inside: int, outside: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inside, outside, 3, stride, 1, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True)
    )


def _twice(maps: Tensor) -> Tensor:
    return nn.functional.interpolate(maps, scale_factor=2.0, mode="nearest")
