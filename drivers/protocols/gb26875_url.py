"""The address on which Gatehouse listens for fire transmitters.

gb26875://0.0.0.0:5200?silent_s=45&duty_check_h=4
"""

from dataclasses import dataclass

from drivers.url import host_and_port, number, options

PORT = 5200
KNOWN = {
    "silent_s": number(0.5, 600), "answer_s": number(0.05, 60), "max_peers": number(1, 1000),
    "duty_check_h": number(0, 168), "duty_answer_min": number(0.001, 255),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where, and how long to wait for what.

    silent_s          a transmitter that says nothing for so long is offline
    answer_s          how long after a question, and after each part of its answer, more of it may come
    max_peers         connections at a time; one more is closed
    duty_check_h, duty_answer_min   where they differ from the kind's
    """

    host: str
    port: int
    silent_s: float = 45.0
    answer_s: float = 3.0
    max_peers: float = 64
    duty_check_h: float | None = None
    duty_answer_min: float | None = None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def parse(url: str) -> Listening:
    """ValueError for anything that is not of the form above."""
    host, port = host_and_port(url, PORT)
    return Listening(host=host, port=port, **options(url, KNOWN))
