"""When a message that could not be sent is tried again."""

FIRST_S = 5.0
LONGEST_S = 600.0
MOST_ATTEMPTS = 12  # over about an hour; then a person must look


def wait_s(attempts: int, chance: float) -> float | None:
    """Seconds to wait after this many attempts; None: no more. `chance` (0 to 1) spreads what failed together."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return float(min(FIRST_S * 2 ** (attempts - 1), LONGEST_S) * (0.75 + 0.5 * chance))
