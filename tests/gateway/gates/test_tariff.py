"""What a stay costs: a table, and what holds of every tariff."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.gates.judging.tariff import fee
from gateway.gates.model import Fen, Night, Tariff

PLAIN = Tariff()  # 30 min free, 5 yuan an hour, 30 yuan a day
NIGHT = Tariff(night=Night(starts="22:00", ends="07:00", cap=1000))
NO_CAP = Tariff(day_cap=1_000_000)
NIGHT_ONLY = Tariff(free_minutes=0, day_cap=1_000_000, night=Night(starts="22:00", ends="07:00", cap=1000))
LUNCH = Tariff(free_minutes=0, day_cap=1_000_000, night=Night(starts="12:00", ends="14:00", cap=0))
SHANGHAI, BERLIN = "Asia/Shanghai", "Europe/Berlin"

CASES: list[tuple[str, Tariff, str, str, str, Fen]] = [
    ("no time at all", PLAIN, SHANGHAI, "03-10 12:00:00", "03-10 12:00:00", 0),
    ("clocks went back", PLAIN, SHANGHAI, "03-10 12:00:00", "03-10 11:00:00", 0),
    ("the free minutes to the second", PLAIN, SHANGHAI, "03-10 12:00:00", "03-10 12:30:00", 0),
    ("a second more", PLAIN, SHANGHAI, "03-10 12:00:00", "03-10 12:30:01", 500),
    ("the first hour to the second", PLAIN, SHANGHAI, "03-10 12:00:00", "03-10 13:30:00", 500),
    ("the second hour begun", PLAIN, SHANGHAI, "03-10 12:00:00", "03-10 13:30:01", 1000),
    ("six hours", PLAIN, SHANGHAI, "03-10 12:00:00", "03-10 18:30:00", 3000),
    ("the day's cap", PLAIN, SHANGHAI, "03-10 12:00:00", "03-10 23:00:00", 3000),
    ("the day's cap after midnight", PLAIN, SHANGHAI, "03-10 12:00:00", "03-11 11:59:59", 3000),
    ("24 hours", PLAIN, SHANGHAI, "03-10 12:00:00", "03-11 12:00:00", 3000),
    # the last hour of the first day began at 11:30: nothing new begins before 12:30
    ("24 hours and 30 minutes", PLAIN, SHANGHAI, "03-10 12:00:00", "03-11 12:30:00", 3000),
    ("an hour of the second day", PLAIN, SHANGHAI, "03-10 12:00:00", "03-11 12:30:01", 3500),
    ("two days", PLAIN, SHANGHAI, "03-10 12:00:00", "03-12 12:00:00", 6000),
    ("thirty days", PLAIN, SHANGHAI, "03-01 12:00:00", "03-31 12:00:00", 90_000),
    ("a day without a cap", NO_CAP, SHANGHAI, "03-10 12:00:00", "03-11 12:00:00", 12_000),
    ("nothing is free", Tariff(free_minutes=0), SHANGHAI, "03-10 12:00:00", "03-10 12:00:01", 500),
    ("a whole free day", Tariff(free_minutes=1440), SHANGHAI, "03-10 12:00:00", "03-11 12:00:00", 0),
    ("after a free day", Tariff(free_minutes=1440), SHANGHAI, "03-10 12:00:00", "03-11 12:00:01", 500),
    ("nothing costs anything", Tariff(per_hour=0), SHANGHAI, "03-10 12:00:00", "03-20 12:00:00", 0),
    ("a cap below an hour's price", Tariff(day_cap=300), SHANGHAI, "03-10 12:00:00", "03-10 14:00:00", 300),
    # hours begin at 21:30 (day), 22:30, 23:30, 0:30 …: those of the night are 10 yuan together
    ("into the night", NIGHT, SHANGHAI, "03-10 21:00:00", "03-10 22:30:00", 500),
    ("the night's first hour", NIGHT, SHANGHAI, "03-10 21:00:00", "03-10 22:30:01", 1000),
    ("the night's cap", NIGHT, SHANGHAI, "03-10 21:00:00", "03-11 06:59:00", 1500),
    ("out in the morning", NIGHT, SHANGHAI, "03-10 21:00:00", "03-11 08:00:00", 2000),
    ("out before noon: the day's cap", NIGHT, SHANGHAI, "03-10 21:00:00", "03-11 11:00:00", 3000),
    ("all within one night", NIGHT, SHANGHAI, "03-10 22:00:00", "03-11 07:00:00", 1000),
    ("after midnight into the morning", NIGHT, SHANGHAI, "03-11 01:00:00", "03-11 07:30:00", 1000),
    ("two nights and the day between", NIGHT_ONLY, SHANGHAI, "03-10 22:00:00", "03-12 07:00:00", 1000 + 7500 + 1000),
    ("one night over two of its days", NIGHT_ONLY, SHANGHAI, "03-10 23:00:00", "03-11 23:00:00", 1000 + 7500 + 500),
    ("a free noon", LUNCH, SHANGHAI, "03-10 11:00:00", "03-10 15:00:00", 1000),
    ("a night that is a whole day", Tariff(free_minutes=0, day_cap=10_000, night=Night(starts="00:00", ends="00:00",
     cap=800)), SHANGHAI, "03-10 00:00:00", "03-11 00:00:00", 800),
    # in Berlin the clocks went from 2:00 to 3:00 on 29 March 2026, and from 3:00 to 2:00 on 25 October
    ("a short night", NIGHT_ONLY, BERLIN, "03-28 22:00:00", "03-29 08:00:00", 1500),
    ("a day of 23 hours", PLAIN, BERLIN, "03-28 12:00:00", "03-29 12:00:00", 3000),
    ("24 hours end an hour later", PLAIN, BERLIN, "03-28 12:00:00", "03-29 13:30:01", 3500),
    ("a long night", NIGHT_ONLY, BERLIN, "10-24 22:00:00", "10-25 08:00:00", 1500),
    ("a day of 25 hours", NO_CAP, BERLIN, "10-24 12:00:00", "10-25 12:00:00", 12_500),
]  # fmt: skip


def _at(text: str, zone: str) -> float:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(("tariff", "zone", "entered", "left", "price"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_the_table(tariff: Tariff, zone: str, entered: str, left: str, price: Fen) -> None:
    assert fee(_at(entered, zone), _at(left, zone), tariff, ZoneInfo(zone)) == price


clock = st.times().map(lambda time: time.strftime("%H:%M"))
nights = st.none() | st.builds(Night, starts=clock, ends=clock, cap=st.integers(0, 3000))
tariffs = st.builds(
    Tariff,
    free_minutes=st.integers(0, 1440),
    per_hour=st.integers(0, 5000),
    day_cap=st.integers(0, 20_000),
    night=nights,
)
# A year with both changes of the clocks.
starts = st.floats(_at("01-01 00:00:00", SHANGHAI), _at("12-31 00:00:00", SHANGHAI))
lengths = st.floats(0, 10 * 86_400)
zones = st.sampled_from([ZoneInfo(SHANGHAI), ZoneInfo(BERLIN), ZoneInfo("America/St_Johns")])


@given(tariffs, starts, lengths, lengths, zones)
def test_longer_is_never_cheaper(tariff: Tariff, start: float, one: float, other: float, zone: ZoneInfo) -> None:
    short, long = sorted((one, other))
    assert fee(start, start + short, tariff, zone) <= fee(start, start + long, tariff, zone)


@given(tariffs, starts, lengths, zones)
def test_a_day_never_costs_more_than_its_cap(tariff: Tariff, start: float, length: float, zone: ZoneInfo) -> None:
    days_begun = -(-length // 86_400)
    assert 0 <= fee(start, start + length, tariff, zone) <= days_begun * tariff.day_cap


@given(tariffs, starts, st.floats(0, 1), zones)
def test_the_free_minutes_are_free(tariff: Tariff, start: float, share: float, zone: ZoneInfo) -> None:
    assert fee(start, start + share * tariff.free_minutes * 60, tariff, zone) == 0


@given(tariffs, starts, lengths, zones)
def test_a_night_never_makes_it_dearer(tariff: Tariff, start: float, length: float, zone: ZoneInfo) -> None:
    plain = Tariff(free_minutes=tariff.free_minutes, per_hour=tariff.per_hour, day_cap=tariff.day_cap)
    assert fee(start, start + length, tariff, zone) <= fee(start, start + length, plain, zone)


@given(starts, lengths, zones, st.integers(0, 3000))
def test_a_stay_all_at_night_costs_at_most_the_nights_caps(
    start: float, length: float, zone: ZoneInfo, cap: int
) -> None:
    tariff = Tariff(free_minutes=0, day_cap=10**9, night=Night(starts="00:00", ends="00:00", cap=cap))
    days = {datetime.fromtimestamp(start + second, zone).date() for second in (0.0, length)}
    count = (max(days) - min(days)).days + 1
    assert fee(start, start + length, tariff, zone) <= count * cap
