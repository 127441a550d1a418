"""SalesData: the canonical tables of one load in a locked database, and all that is known about them.

Imports only intake and practice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from salestoolkit.data.intake_report import Intake
from salestoolkit.data.mapping.values import name as quoted
from salestoolkit.data.practice.practice import Practice
from salestoolkit.data.schema import TABLES
from salestoolkit.words.errors import Told

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


@dataclass
class SalesData:
    """What :func:`salestoolkit.load` gives and :func:`salestoolkit.compute` takes.

    Attributes
    ----------
    connection : duckdb.DuckDBPyConnection
        Locked; holds every table of ``schema.TABLES`` with the schema's columns and types, NULL where
        nothing was given.
        Temporary tables and views may be added.
    fed : mapping of str to frozenset of str
        The canonical columns of each table that the source really fills.
    as_of : datetime
        With a zone; facts at or after it do not count.
    timezone : str
        Business time zone (IANA); days, weeks and months are its own.
    currency : str
        ISO code of all money.
    lang : str
        The reader's language.
    name : str
        Title of the source, for headings.
    intake : Intake
        What was read, kept and rejected, and why.
    precision : mapping of str to str
        ``"leads.created_at"`` -> ``"day"`` (all local midnights, or declared so) or ``"second"``.
    sha256 : str
        Of the files that were read, in hex.
    practice : Practice
        How the team works: target, hours, calendar, margin.
    control : mapping of str to str
        What each file was compared with: ``"rows, sha256"`` of ``control.toml``, or ``"no control total"``.
    stood : str
        Keeps what is prepared of a load as it stood earlier apart; set by ``as_it_stood``.
    as_of_given : bool
        Whether the call that loaded it gave ``as_of``; else it goes with the end of a period (``of_period``).
    given : mapping of str to frozenset of str
        The canonical columns of each table that the source has, filled (``fed``) or empty in every row. Nothing
        where that is not to be known, as in a load of one rep's own rows (``alone``).
    """

    connection: duckdb.DuckDBPyConnection
    fed: Mapping[str, frozenset[str]]
    as_of: datetime
    timezone: str
    currency: str
    lang: str
    name: str
    intake: Intake
    precision: Mapping[str, str]
    sha256: str
    practice: Practice = field(default_factory=Practice)
    control: Mapping[str, str] = field(default_factory=dict)
    stood: str = ""
    as_of_given: bool = False
    given: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def local_as_of(self) -> datetime:
        """``as_of`` on the wall clock of the business time zone, without a zone, like the times in prepared facts."""
        return self.as_of.astimezone(ZoneInfo(self.timezone)).replace(tzinfo=None)

    def as_it_stood(self, day: date) -> SalesData:
        """The same load when ``day`` began: what happened from then on does not count; itself where it ends no later.

        Amounts, owners and stages that the source overwrites are those of the load.
        """
        moment = datetime.combine(day, time(), ZoneInfo(self.timezone))
        return self if moment >= self.as_of else replace(self, as_of=moment, stood=f"_{day:%Y%m%d}")

    def __getattr__(self, name: str) -> pd.DataFrame:
        """The accepted rows of a table that the load fills, such as ``sales.deals`` (``docs/tables.md``).

        Together with the rejected rows (``sales.intake``) they are all that was read. A column that the source does
        not fill is left out; times are in the business time zone, money is a number in ``currency``. All rows of the
        load are there, also those after ``as_of``; each call asks the database anew.
        """
        fed = self.__dict__.get("fed", {})
        if name.startswith("_"):  # what Python asks of every object
            raise AttributeError(name)
        if name not in fed:
            raise AttributeError(Told("no_table", name=name, names=", ".join(fed)).to(self.lang))
        return self._frame(name)

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *self.fed})

    def _frame(self, table: str) -> pd.DataFrame:
        kinds = {column.name: column.kind for column in TABLES[table].columns if column.name in self.fed[table]}
        asked = (f"CAST({quoted(n)} AS DOUBLE) AS {quoted(n)}" if k == "money" else quoted(n) for n, k in kinds.items())
        frame = self.connection.sql(f"SELECT {', '.join(asked)} FROM {table}").to_arrow_table().to_pandas()
        times = (column for column, kind in kinds.items() if kind == "timestamp")
        return frame.assign(**{column: frame[column].dt.tz_convert(self.timezone) for column in times})

    def __repr__(self) -> str:
        tables = ", ".join(f"{table} {self._rows(table):,}" for table in self.fed)
        about = f"as_of {self.as_of.isoformat()}, {self.timezone}, {self.currency}"
        return f"SalesData({self.name!r}: {tables}; {about})"

    def _rows(self, table: str) -> int:
        [(count,)] = self.connection.execute(f"SELECT count(*) FROM {table}").fetchall()
        return int(count)
