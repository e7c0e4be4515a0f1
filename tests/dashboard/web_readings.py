"""Readings and device events in the database, as the gateway would have stored them."""

from psycopg.types.json import Jsonb

from gateway.clock import to_datetime
from tests.dashboard.web_house import House

ADD_POINT = """
    INSERT INTO point (site, device, point) VALUES ('jinxiu', %(device)s, %(point)s)
    ON CONFLICT (site, device, point) DO UPDATE SET point = excluded.point RETURNING number
"""


async def store(house: House, point: str, *readings: tuple[float, float], device: str = "pump-room-1") -> None:
    """(seconds UTC, value) each; all good."""
    async with house.gateway.database.connection() as connection:
        cursor = await connection.execute(ADD_POINT, {"device": device, "point": point})
        found = await cursor.fetchone()
        assert found is not None
        async with connection.cursor() as writing:
            await writing.executemany(
                "INSERT INTO reading (time, point, value, quality) VALUES (%s, %s, %s, 0)",
                [(to_datetime(time), found[0], value) for time, value in readings],
            )


async def store_hour(house: House, point: str, time: float, least: float, most: float) -> None:
    """The roll-up of an hour of the first pump room, as the job would have made it."""
    async with house.gateway.database.connection() as connection:
        await connection.execute(
            "INSERT INTO reading_1h (bucket, point, min, mean, max, count)"
            " SELECT date_trunc('hour', %s), number, %s, %s, %s, 60 FROM point"
            " WHERE site = 'jinxiu' AND device = 'pump-room-1' AND point = %s",
            (to_datetime(time), least, least, most, point),
        )


async def report(house: House, key: str, time: float, body: dict[str, str]) -> None:
    """Something that the first pump room reported once."""
    async with house.gateway.database.connection() as connection:
        await connection.execute(
            "INSERT INTO device_event (id, site, device, time, body) VALUES (%s, 'jinxiu', 'pump-room-1', %s, %s)",
            (key, to_datetime(time), Jsonb(body)),
        )
