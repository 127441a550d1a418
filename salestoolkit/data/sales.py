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
from salestoolkit.data.practice.practice import Practice

if TYPE_CHECKING:
    import duckdb


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

    def __repr__(self) -> str:
        tables = ", ".join(f"{table} {self._rows(table):,}" for table in self.fed)
        about = f"as_of {self.as_of.isoformat()}, {self.timezone}, {self.currency}"
        return f"SalesData({self.name!r}: {tables}; {about})"

    def _rows(self, table: str) -> int:
        [(count,)] = self.connection.execute(f"SELECT count(*) FROM {table}").fetchall()
        return int(count)
