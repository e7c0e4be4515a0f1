"""How the rate of learning goes, and the running mean of the weights, which is what is kept."""

import math

import torch
from torch import nn

WARM_STEPS = 200
KEEP_SHARE = 0.998


def pace(step: int, steps: int) -> float:
    """Of the highest rate: up over the first steps, then down along a cosine."""
    if step < WARM_STEPS:
        return step / WARM_STEPS
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (step - WARM_STEPS) / max(1, steps - WARM_STEPS)))


@torch.no_grad()
def follow(mean: nn.Module, net: nn.Module, step: int) -> None:
    """Moves the mean towards the net: by 0.2 % a step, by more at the beginning."""
    keep = min(KEEP_SHARE, step / (step + 20.0))
    for old, new in zip(mean.state_dict().values(), net.state_dict().values(), strict=True):
        if old.dtype.is_floating_point:
            old.lerp_(new, 1 - keep)
        else:
            old.copy_(new)
