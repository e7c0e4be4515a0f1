"""The threads in which pictures are worked on, shared by all cameras of the process.

What is handed over is bounded by whoever hands it over: each camera has one picture at a time with each of the two.
"""

from concurrent.futures import ThreadPoolExecutor

import cv2


def _alone() -> None:
    """Cameras share the cores by taking turns; OpenCV's own threads would only get in each other's way."""
    cv2.setNumThreads(1)


LOOKING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="looking", initializer=_alone)
READING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading", initializer=_alone)
