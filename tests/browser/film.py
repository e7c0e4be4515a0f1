"""A film of one code, for a browser's pretended camera."""

from pathlib import Path

import numpy as np
import segno

WIDTH, HEIGHT, SCALE = 640, 480, 8
GREY = 128


def write_film(path: Path, text: str) -> Path:
    """YUV4MPEG2, 4:2:0: a QR code on white, in the middle, without colour."""
    matrix = np.array([list(row) for row in segno.make_qr(text, error="m").matrix_iter(border=4)], dtype=np.uint8)
    code = np.kron(np.where(matrix > 0, 16, 235).astype(np.uint8), np.ones((SCALE, SCALE), dtype=np.uint8))
    picture = np.full((HEIGHT, WIDTH), 235, dtype=np.uint8)
    top, left = (HEIGHT - code.shape[0]) // 2, (WIDTH - code.shape[1]) // 2
    picture[top : top + code.shape[0], left : left + code.shape[1]] = code
    colour = bytes([GREY]) * (WIDTH * HEIGHT // 2)
    frame = b"FRAME\n" + picture.tobytes() + colour
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 10)
    return path
