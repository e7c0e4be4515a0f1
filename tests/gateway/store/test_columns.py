"""Parts of statements made of the names of columns."""

from psycopg import sql

from gateway.store.columns import chosen, names, places, taken_over

CONDITIONS = {"gate": sql.SQL("gate = %(gate)s"), "after": sql.SQL("id < %(after)s")}


def test_names_are_quoted_and_values_go_by_them() -> None:
    assert names(("id", "order")).as_string() == '"id", "order"'
    assert places(("id", "order")).as_string() == "%(id)s, %(order)s"
    assert taken_over(("id", "order")).as_string() == '"id" = excluded."id", "order" = excluded."order"'


def test_only_what_is_given_chooses_and_always_the_site() -> None:
    site = "WHERE site = %(site)s"
    assert chosen(CONDITIONS, {"gate": None}).as_string() == site
    assert chosen(CONDITIONS, {"gate": "", "after": None}).as_string() == f"{site} AND gate = %(gate)s"
    assert (
        chosen(CONDITIONS, {"after": "x", "gate": "south"}).as_string()
        == f"{site} AND gate = %(gate)s AND id < %(after)s"
    )
