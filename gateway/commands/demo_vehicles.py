"""The demo's vehicles: on the first start its households, firms, and what is blocked are put on the lists."""

import time

import psycopg

from gateway.ids import new_id
from simulators.gates.cast import demo_cast


def ensure_vehicles(database_url: str, site: str) -> int:
    """Put the demo's vehicles on a site's lists where there are none at all; how many were added."""
    cast = demo_cast()
    with psycopg.connect(database_url) as connection, connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('demo vehicles'))")
        if connection.execute("SELECT 1 FROM vehicle WHERE site = %s LIMIT 1", (site,)).fetchone() is not None:
            return 0
        connection.cursor().executemany(
            "INSERT INTO holder (site, name, spaces) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [(site, holder.name, holder.spaces) for holder in cast.holders],
        )
        connection.cursor().executemany(
            "INSERT INTO vehicle (id, site, plate, list, holder, note) VALUES (%s, %s, %s, %s, %s, %s)",
            [(new_id(time.time()), site, one.plate, one.list, one.holder, one.note) for one in cast.vehicles],
        )
    return len(cast.vehicles)
