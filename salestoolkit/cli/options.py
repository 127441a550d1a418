"""Options that several commands share, each declared once; imports only words until a source is loaded."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from typer import Argument, CallbackParam, Option

from salestoolkit.words.errors import InputError, Told, UnknownName, UsageError
from salestoolkit.words.text import DEFAULT, languages, say

if TYPE_CHECKING:
    from salestoolkit.data.intake_report import Intake
    from salestoolkit.data.sales import SalesData


def _language(lang: str) -> str:
    if lang not in languages():
        raise UnknownName("language", lang, languages())
    return lang


def _day(option: CallbackParam, text: str | None) -> str | None:
    try:
        return text and date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(Told("no_day", given=text, option=option.opts[0])) from None


Lang = Annotated[
    str,
    Option("--lang", metavar="|".join(languages()), callback=_language, help="Language of what is written."),
]
KpiName = Annotated[
    str,
    Argument(metavar="KPI", help="Name of a KPI (see 'salestoolkit list'), or a file of your own: ./NAME.py."),
]


@dataclass(frozen=True)
class Source:
    """Data: which, and how it is read (as with st.load)"""

    source: Annotated[
        str,
        Argument(
            metavar="SOURCE",
            help="Folder, file or workbook of exports, or the word demo.",
        ),
    ]
    crm: Annotated[
        str | None,
        Option("--crm", metavar="NAME", help="Mapping that ships with salestoolkit, such as maven_crm."),
    ] = None
    mapping: Annotated[str | None, Option("--mapping", metavar="FILE", help="Mapping of your own (.toml).")] = None
    as_of: Annotated[
        str | None,
        Option("--as-of", metavar="DATE", help="Facts after it do not count; by default the end of period or data."),
    ] = None
    timezone: Annotated[
        str | None, Option("--timezone", metavar="ZONE", help="Business time zone, such as Asia/Makassar.")
    ] = None
    currency: Annotated[str | None, Option("--currency", metavar="CODE", help="Currency, such as IDR.")] = None
    date_order: Annotated[
        str | None,
        Option("--date-order", metavar="dmy|mdy|ymd", help="How dates are written where they do not prove it."),
    ] = None
    number_format: Annotated[
        str | None,
        Option("--number-format", metavar="id|en", help="How numbers are written: 1.250,5 is id, 1,250.5 is en."),
    ] = None
    max_rejected: Annotated[
        float | None,
        Option(
            "--max-rejected",
            min=0,
            max=1,
            metavar="SHARE",
            help="Share of a file's rows that may be rejected; 0.05 by default, 1 for all.",
        ),
    ] = None
    lang: Lang = DEFAULT

    def load(self, rejected_to: str | None = None) -> SalesData:
        """The data, read and checked; where they are refused, the rejected rows go to a folder, if one is given."""
        from salestoolkit import load

        try:
            sales: SalesData = load(**asdict(self))
        except InputError as error:
            if error.intake is not None and error.intake.rejections:
                error.add_note(self._told(error.intake, rejected_to))
            raise
        return sales

    def _told(self, intake: Intake, folder: str | None) -> str:
        """Where the rejected rows of a refused source are, or how one gets them."""
        if folder is None:
            return say("cli.rejected_how", self.lang, command=self._checked())
        return say("cli.rejected_where", self.lang, path=intake.write(folder))

    def _checked(self) -> str:
        """The command that checks the same source, read in the same way."""
        given = asdict(self)
        source, lang = given.pop("source"), given.pop("lang")
        options = {name.replace("_", "-"): value for name, value in given.items() if value is not None}
        options |= {"lang": lang} if lang != DEFAULT else {}
        told = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        return shlex.join(["salestoolkit", "check", source, *told])


@dataclass(frozen=True)
class Period:
    """Period: from its first day to before its end, on the KPI's own date"""

    start: Annotated[
        str | None,
        Option("--from", metavar="DATE", callback=_day, help="First day of the period (YYYY-MM-DD)."),
    ] = None
    end: Annotated[
        str | None,
        Option(
            "--until",
            metavar="DATE",
            callback=_day,
            help="First day AFTER the period; 2025-04-01: March is the last month.",
        ),
    ] = None


Until = Annotated[
    str | None,
    Option(
        "--until",
        metavar="DATE",
        callback=_day,
        help="As things stood before this day, as with 'report'; 2025-04-01: at the end of March.",
    ),
]


def listed(given: Iterable[str] | None) -> list[str]:
    """Names given one by one or with commas between them, each once."""
    return list(dict.fromkeys(name.strip() for text in given or () for name in text.split(",") if name.strip()))
