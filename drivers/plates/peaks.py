"""From the maps of the finder's net to plates: pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Maps = NDArray[np.float32]

STRIDES = (8, 16)
REACH = 4
MOST_CELLS = 80
SAME_SHARE = 0.35
"""Two boxes with more than this in common (of what they cover together) are the same plate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """A plate as the net sees it: corners 4 x 2 (pixels of the net's picture), its rows, score 0 to 1."""

    corners: NDArray[np.float32]
    rows: int
    score: float


def peaks(maps: Sequence[Maps], least: float) -> list[Peak]:
    """The plates in maps of shape 10 x H/8 x W/8 and 10 x H/16 x W/16, best first, none of them twice."""
    told = [_cells(each, stride, least) for each, stride in zip(maps, STRIDES, strict=True)]
    corners = np.concatenate([each[0] for each in told])
    scores = np.concatenate([each[1] for each in told])
    two_rows = np.concatenate([each[2] for each in told])
    order = np.argsort(-scores, kind="stable")[:MOST_CELLS]
    return _gather(corners[order], scores[order], two_rows[order])


def likeliest(maps: Sequence[Maps], least: float) -> NDArray[np.float32] | None:
    """The middle (x, y) of the cell that scores highest; None where none scores `least`."""
    best, stride = max(zip(maps, STRIDES, strict=True), key=lambda pair: float(pair[0][0].max()))
    row, column = np.unravel_index(int(best[0].argmax()), best[0].shape)
    if best[0, row, column] < _edge(least):
        return None
    return (np.array([column, row], np.float32) + np.float32(0.5)) * np.float32(stride)


def _cells(maps: Maps, stride: int, least: float) -> tuple[Maps, Maps, Maps]:
    """Of each cell that scores at least `least`: corners N x 4 x 2, score N, share of two rows N."""
    y, x = np.nonzero(maps[0] >= _edge(least))
    said = maps[:, y, x]
    middle = (np.stack([x, y], axis=-1).astype(np.float32) + np.float32(0.5)) * stride
    corners = said[1:9].T.reshape(-1, 4, 2) * (REACH * stride) + middle[:, None, :]
    return corners.astype(np.float32), _logistic(said[0]), _logistic(said[9])


def _gather(corners: Maps, scores: Maps, two_rows: Maps) -> list[Peak]:
    """Cells that mean the same plate become one peak: the mean of the best and its like, by their scores squared."""
    boxes = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
    left = np.ones(len(scores), bool)
    found = []
    for best in range(len(scores)):
        if not left[best]:
            continue
        common = _common(boxes[best], boxes)
        alike = left & (common > 0.6)
        left &= (common <= SAME_SHARE) & ~_inside(boxes[best], boxes)
        left[best] = False
        weights = scores[alike] ** 2
        mean = (corners[alike] * weights[:, None, None]).sum(axis=0) / weights.sum()
        rows = 2 if float((two_rows[alike] * weights).sum() / weights.sum()) > 0.5 else 1
        found.append(Peak(corners=mean.astype(np.float32), rows=rows, score=float(scores[best])))
    return found


def _common(box: Maps, boxes: Maps) -> Maps:
    """What the box has in common with each of the boxes, as a share of what both cover."""
    upper, lower = np.maximum(box[:2], boxes[:, :2]), np.minimum(box[2:], boxes[:, 2:])
    both = np.prod(np.maximum(lower - upper, 0), axis=1)
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    return np.asarray(both / np.maximum(areas + np.prod(box[2:] - box[:2]) - both, 1e-6), np.float32)


def _inside(box: Maps, boxes: Maps) -> NDArray[np.bool_]:
    """Boxes whose middle lies within the box, or that hold its middle and more of it than half."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    return np.asarray(((middles > box[:2]) & (middles < box[2:])).all(axis=1))


def _edge(score: float) -> float:
    """The logit of a score."""
    return float(np.log(score / (1 - score)))


def _logistic(logits: Maps) -> Maps:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)
