"""What migrations say to each database in its own words."""

import sys

from alembic import op


def refuse_changes(table: str) -> None:
    """Close a table against change: rows are inserted, and never updated nor deleted."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(  # for the statement, so that TRUNCATE and ON CONFLICT DO UPDATE are refused, too
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def make_functions() -> None:
    """In PostgreSQL, what the triggers call, and `fold`. SQLite gets its `fold` from each connection."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.get_bind().exec_driver_sql(folding_function())


def folding_function() -> str:
    """Unicode's case folding, which PostgreSQL has from 18 on: lower case by ICU, whatever the database's own locale,
    then the letters that fold otherwise than to their lower case (ς, ß)."""
    letters = [chr(code) for code in range(0x80, sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    small = [letter for letter in letters if letter.lower() == letter != letter.casefold()]
    single = [letter for letter in small if len(letter.casefold()) == 1]
    several = [letter for letter in small if len(letter.casefold()) > 1]
    rare = "".join(letter for letter in letters if set(letter.lower()) & set(several))
    folded = "".join(letter.casefold() for letter in single)
    lowered = f"""translate(lower(said COLLATE "und-x-icu"), '{"".join(single)}', '{folded}')"""
    replaced = lowered
    for letter in several:
        replaced = f"replace({replaced}, '{letter}', '{letter.casefold()}')"
    return (  # text of ASCII alone is the most common, and 30 times faster
        "CREATE FUNCTION fold(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE "
        'WHEN octet_length(said) = length(said) THEN lower(said COLLATE "C") '
        f'WHEN said ~ \'[{rare}]\' THEN {replaced} COLLATE "C" ELSE {lowered} COLLATE "C" END $$'
    )
