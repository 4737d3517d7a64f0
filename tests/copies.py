"""`copies.py NAME...`: copies of the migrated database of DATABASE_URL, one for each worker of pytest; a second to make, not a minute."""

import os
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


def main(names: list[str]) -> None:
    """Make each copy; nobody may be connected to the database meanwhile."""
    url = urlsplit(os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1))
    source = sql.Identifier(url.path.lstrip("/"))
    with psycopg.connect(urlunsplit(url._replace(path="/postgres")), autocommit=True) as connection:
        for name in names:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), source))


if __name__ == "__main__":
    main(sys.argv[1:])
