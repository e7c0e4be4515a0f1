"""What the wheel's recogniser sees of the first characters of made plates, kept on disk.

`python -m training.plates.province_features --count 40000 --seed 1 --out DIR`. One core: about 65 a second.
"""

import argparse
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from drivers.plates.wheel import Wheel
from training.plates.backdrops import Backdrops
from training.plates.province_crops import heads

TOGETHER = 8


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=40_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--out", type=Path, required=True)
    given = asked.parse_args()
    cv2.setNumThreads(1)
    rng, wheel = np.random.default_rng(given.seed), Wheel()
    made = heads(rng, Backdrops(rng))
    features, kinds = [], []
    for start in range(0, given.count, TOGETHER):
        some = list(islice(made, TOGETHER))
        features.append(wheel.features(np.stack([each.piece for each in some])).astype(np.float16))
        kinds += [each.kind for each in some]
        if start % 4000 == 0:
            print(start, flush=True)
    given.out.mkdir(parents=True, exist_ok=True)
    np.savez(given.out / f"heads_{given.seed}.npz", features=np.concatenate(features), kinds=np.array(kinds, np.uint8))


if __name__ == "__main__":
    main()
