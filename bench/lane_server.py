"""`python -m bench.lane_server FPS CAMERAS`: MJPEG cameras that show a car coming, waiting and passing, over and over.

Everything is painted before the port is printed, so that serving costs next to nothing.
"""

import asyncio
import sys

import cv2
import numpy as np

from simulators.gates.painter import Painter
from simulators.gates.story import Neighbourhood
from simulators.gates.view import Standing, View

SIZE = (1280, 720)
COMES_S, WAITS_S, PASSES_S, EMPTY_S = 4.0, 4.0, 2.0, 12.0
ROUND_S = COMES_S + WAITS_S + PASSES_S + EMPTY_S
FAR_M, GONE_M = 13.0, -7.0


def distance_m(time_s: float) -> float | None:
    """Of the car's front to the stop line; None while the lane is empty."""
    if time_s < COMES_S:
        return FAR_M * (1 - time_s / COMES_S)
    if time_s < COMES_S + WAITS_S:
        return 0.0
    passed = (time_s - COMES_S - WAITS_S) / PASSES_S
    return GONE_M * passed if passed < 1 else None


def film(fps: float, camera: int) -> list[bytes]:
    """One round of one camera."""
    painter = Painter(camera)
    car = Neighbourhood(camera).next_car("in")
    assert car is not None
    shown = []
    for number in range(round(fps * ROUND_S)):
        away = distance_m(number / fps)
        cars = () if away is None else (Standing(car=car, distance_m=away),)
        picture = cv2.resize(painter.picture(View(light=1.0, cars=cars), number), SIZE, interpolation=cv2.INTER_CUBIC)
        _, jpeg = cv2.imencode(".jpg", np.asarray(picture, np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 80])
        head = f"--f\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.size}\r\n\r\n"
        shown.append(head.encode() + jpeg.tobytes() + b"\r\n")
    return shown


async def serve(fps: float, films: list[list[bytes]]) -> None:
    """`GET /N` is camera N; each is at another moment of its round."""
    pause_s = 1 / fps

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = int((await reader.readuntil(b"\r\n\r\n")).split()[1].strip(b"/").partition(b"?")[0])
        writer.write(b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=f\r\n\r\n")
        frame = number * len(films[number]) // len(films)
        due = asyncio.get_running_loop().time()
        while not writer.is_closing():
            writer.write(films[number][frame % len(films[number])])
            await writer.drain()
            frame, due = frame + 1, due + pause_s
            await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    rate, cameras = float(sys.argv[1]), int(sys.argv[2])
    asyncio.run(serve(rate, [film(rate, camera) for camera in range(cameras)]))
