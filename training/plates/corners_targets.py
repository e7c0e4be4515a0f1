"""What the finder's net should say about a scene, and how wrong it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from simulators.plates.scene import PlacedPlate, Scene
from training.plates.corners_net import REACH, STRIDES

WIDTHS_PX = ((0.0, 92.0), (56.0, 1e9))
"""The plate widths (pixels of the net) that each grid answers for; they overlap, both answer there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """One grid of a scene: the score wanted (1, 0, -1 = no matter), corners (8), rows, the plate's size in pixels."""

    score: NDArray[np.float32]
    corners: NDArray[np.float32]
    rows: NDArray[np.float32]
    size: NDArray[np.float32]


def targets(scene: Scene, level: int) -> Targets:
    """The grid `level` for a scene whose sides are multiples of 32."""
    stride = STRIDES[level]
    height, width = (side // stride for side in scene.picture.shape[:2])
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) * stride + stride / 2
    cells = np.stack([x, y], axis=-1)
    made = Targets(
        score=np.zeros((height, width), np.float32),
        corners=np.zeros((height, width, 8), np.float32),
        rows=np.zeros((height, width), np.float32),
        size=np.ones((height, width), np.float32),
    )
    for plate in scene.partial:
        made.score[_within(plate, cells, 0.6)] = -1
    for plate in scene.plates:
        _mark(made, plate, cells, level)
    return made


def _mark(made: Targets, plate: PlacedPlate, cells: NDArray[np.float32], level: int) -> None:
    made.score[_within(plate, cells, 0.58)] = -1
    wide, high = _sides(plate)
    low, top = WIDTHS_PX[level]
    if not low <= wide < top:
        return
    inner = _within(plate, cells, 0.28)
    middle = plate.corners.mean(axis=0)
    away = np.abs(cells - middle).max(axis=-1)
    inner |= away == away.min()
    made.score[inner] = 1
    offsets = (plate.corners[None, :, :] - cells[inner][:, None, :]) / (REACH * STRIDES[level])
    made.corners[inner] = offsets.reshape(-1, 8)
    made.rows[inner] = plate.rows - 1
    made.size[inner] = np.sqrt(wide * high)


def _sides(plate: PlacedPlate) -> tuple[float, float]:
    tl, tr, br, bl = plate.corners
    wide = (np.linalg.norm(tr - tl) + np.linalg.norm(br - bl)) / 2
    high = (np.linalg.norm(bl - tl) + np.linalg.norm(br - tr)) / 2
    return float(wide), float(high)


def _within(plate: PlacedPlate, cells: NDArray[np.float32], reach: float) -> NDArray[np.bool_]:
    """Cells whose middle lies within `reach` (0.5 = the edge) of the plate, taken as a parallelogram."""
    tl, tr, br, bl = plate.corners
    across, down = (tr + br - tl - bl) / 2, (bl + br - tl - tr) / 2
    basis = np.column_stack([across, down])
    if abs(np.linalg.det(basis)) < 1e-3:
        return np.zeros(cells.shape[:2], bool)
    inside = np.abs((cells - plate.corners.mean(axis=0)) @ np.linalg.inv(basis).T.astype(np.float32))
    return np.asarray((inside < reach).all(axis=-1))


def batch(scenes: Sequence[Scene]) -> tuple[Tensor, list[Targets]]:
    """Pictures as the net's input, and one stacked target a grid."""
    pictures = np.stack([each.picture for each in scenes])
    blob = (torch.from_numpy(pictures).permute(0, 3, 1, 2).float() - 127.5) / 64.0
    made = []
    for level in range(len(STRIDES)):
        each = [targets(one, level) for one in scenes]
        made.append(
            Targets(
                score=np.stack([one.score for one in each]),
                corners=np.stack([one.corners for one in each]),
                rows=np.stack([one.rows for one in each]),
                size=np.stack([one.size for one in each]),
            )
        )
    return blob, made


def loss(maps: Tensor, wanted: Targets, level: int) -> tuple[Tensor, Tensor, Tensor]:
    """Of score (focal), corners (share of the plate's size), rows; each by the count of cells with a plate."""
    score = torch.from_numpy(wanted.score)
    logits = maps[:, 0]
    sure = torch.sigmoid(logits)
    hit = (score == 1).float()
    miss = (score == 0).float()
    count = hit.sum().clamp(min=4.0)
    focal = -(hit * (1 - sure) ** 2 * functional.logsigmoid(logits)).sum()
    focal = focal - (miss * sure**2 * functional.logsigmoid(-logits)).sum()
    chosen = score == 1
    if not bool(chosen.any()):
        nothing = maps.sum() * 0.0
        return focal / count, nothing, nothing
    said = maps.permute(0, 2, 3, 1)[chosen]
    scale = REACH * STRIDES[level] / torch.from_numpy(wanted.size)[chosen]
    error = (said[:, 1:9] - torch.from_numpy(wanted.corners)[chosen]).abs() * scale[:, None]
    bent = torch.where(error < 0.05, error**2 / 0.1, error - 0.025)
    rows = functional.binary_cross_entropy_with_logits(
        said[:, 9], torch.from_numpy(wanted.rows)[chosen], reduction="sum"
    )
    return focal / count, bent.sum() / 8 / count, rows / count
