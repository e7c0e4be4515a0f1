"""Parts of statements made of the names of columns: which to read, to write, to change, and by which to choose."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import sql


def names(columns: Sequence[str]) -> sql.Composed:
    """`"a", "b"`."""
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def places(columns: Sequence[str]) -> sql.Composed:
    """For their values, each by the name of its column."""
    return sql.SQL(", ").join(map(sql.Placeholder, columns))


def taken_over(columns: Sequence[str]) -> sql.Composed:
    """Of a row that is there already: what the new one says."""
    return sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in columns)


def chosen(conditions: Mapping[str, sql.Composable], values: Mapping[str, Any]) -> sql.Composed:
    """Rows of the site that fulfil those conditions for which a value is given; None is none."""
    given = [condition for name, condition in conditions.items() if values.get(name) is not None]
    return sql.SQL(" AND ").join([sql.SQL("WHERE site = %(site)s"), *given])
