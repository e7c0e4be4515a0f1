"""What the wheel's recogniser sees of made plates, kept on disk.

`python -m training.plates.second_features --count 18000 --out DIR`.

One core: about 35 strips a second. Needs the package rapidocr beside what train_reader needs.
"""

import argparse
from pathlib import Path

import numpy as np

from drivers.plates.wheel import SIZE, Wheel
from training.plates.backdrops import Backdrops
from training.plates.train_reader import made

LONGEST = 8
TOGETHER = 8


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=25_000)
    asked.add_argument("--seed", type=int, default=2)
    asked.add_argument("--out", type=Path, required=True)
    given = asked.parse_args()
    rng, wheel = np.random.default_rng(given.seed), Wheel()
    backdrops = Backdrops(rng)
    features, classes = [], np.zeros((given.count, LONGEST), np.uint8)
    for start in range(0, given.count, TOGETHER):
        examples = [made(rng, backdrops, SIZE) for _ in range(min(TOGETHER, given.count - start))]
        features.append(wheel.features(np.stack([each.strip for each in examples])).astype(np.float16))
        for number, each in enumerate(examples):
            classes[start + number, : len(each.classes)] = each.classes
        if start % 2000 == 0:
            print(start, flush=True)
    given.out.mkdir(parents=True, exist_ok=True)
    np.savez(given.out / f"features_{given.seed}.npz", features=np.concatenate(features), classes=classes)


if __name__ == "__main__":
    main()
