"""Nets on disk, run by onnxruntime."""

from pathlib import Path

import onnxruntime

MODELS = Path(__file__).parent / "models"


class ModelMissing(Exception):
    """A net's file is not where it belongs."""


def session(model: bytes, threads: int) -> onnxruntime.InferenceSession:
    """A net that is run by so many threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def bytes_of(path: Path) -> bytes:
    """A model's file. Raises ModelMissing."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelMissing(f"{path}: {error.strerror or error}") from error
