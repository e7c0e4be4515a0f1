"""A round for the tests of simulated guards."""

from simulators.guards.programme import Place, Round, Stop

START = 1_750_000_000.0
TRAVEL_S, EARLY_S, LATE_S = 100.0, 60.0, 90.0
KILOMETRE_DEG = 0.009


def a_round(stops: int = 8, *, is_free: bool = False, rotating: int | None = None) -> Round:
    """Stops a kilometre apart, 100 s of walking each."""
    due = [START + TRAVEL_S * (n + 1) for n in range(stops)]
    return Round(
        id="night-1", route="night", is_inspection=False, is_free=is_free, starts_at=START,
        closes_at=due[-1] + LATE_S,
        stops=tuple(
            Stop(
                place=Place(id=f"p{n + 1}", position=(31.0 + n * KILOMETRE_DEG, 121.0), rotating=n + 1 == rotating),
                travel_s=TRAVEL_S,
                opens_at=(START if is_free else time) - EARLY_S,
                closes_at=(due[-1] if is_free else time) + LATE_S,
            )
            for n, time in enumerate(due)
        ),
    )  # fmt: skip
