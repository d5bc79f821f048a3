"""Rows as named tuples."""

from sqlalchemy import Engine, literal, select

from storage.rows import Columns, changed


def test_the_same_columns_have_the_same_class_of_rows() -> None:
    one, other = Columns.of(["id", "name"], [None, None]), Columns.of(["id", "name"], [int, str])
    assert one.row is other.row
    assert Columns.of(["name", "id"], [None, None]).row is not one.row
    assert other.read(["7", "Anna"]) == (7, "Anna")
    assert one.read(["7", "Anna"]) == ("7", "Anna")


def test_a_changed_row_is_the_old_one_but_for_what_was_written(memory: Engine) -> None:
    """Those of SQLAlchemy, too."""
    with memory.connect() as db:
        row = db.execute(select(literal(1).label("id"), literal("Anna").label("name"))).one()
    after = changed(row, {"name": "Bernd"})
    assert (after.id, after.name, row.name) == (1, "Bernd", "Anna")
    assert changed(after, {"id": 2}) == (2, "Bernd")
