"""What is true of the demo company: the planted effects with their sizes. Imports nothing of the project."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Stage:
    """A stage of the pipeline: share of deals that go on from it, and median working days spent in it."""

    name: str
    goes_on: float
    median_days: float
    probability: float


@dataclass(frozen=True)
class Source:
    """Where leads come from: how soon they are answered and how well they convert both hang on it.

    ``share`` of leads, median ``hours`` to the first answer (on the clock that
    runs from 7 to 21, at half speed on free days), share ``unanswered``, share ``converted``
    of those answered (whatever the speed), share ``won`` of the deals that reach the last open stage.
    """

    name: str
    share: float
    hours: float
    unanswered: float
    converted: float
    won: float


@dataclass(frozen=True)
class Leak:
    """One team loses deals at one stage: its rate of going on, against ``elsewhere``."""

    team: str
    stage: str
    rate: float
    elsewhere: float


@dataclass(frozen=True)
class SlowResponders:
    """These reps take ``times`` as long to answer; medians over all answered leads, in the hours
    of ``Source``."""

    reps: tuple[str, ...]
    times: float
    median_hours: float
    elsewhere_hours: float


@dataclass(frozen=True)
class Newcomer:
    """A rep who joined ``months`` before the end and has closed ``won`` deals, every one of them won."""

    rep: str
    months: int
    won: int


@dataclass(frozen=True)
class Lebaran:
    """Selling per working day is multiplied on days counted from Lebaran (day 0); both ends included."""

    before_days: tuple[int, int]
    before: float
    week_days: tuple[int, int]
    week: float


@dataclass(frozen=True)
class ThinProduct:
    """A product that sells but does not pay: its share of deals, its discount, the others' discount."""

    product: str
    share: float
    discount: float
    elsewhere_discount: float


@dataclass(frozen=True)
class Drift:
    """A rep whose log-odds of passing each stage move in a straight line over the whole period."""

    rep: str
    first: float
    last: float
    win_first: float
    win_last: float


@dataclass(frozen=True)
class Truths:
    """All that is true of the company; what is None is not planted, and then every rep is alike."""

    leak: Leak | None
    slow: SlowResponders | None
    newcomer: Newcomer | None
    lebaran: Lebaran | None
    thin: ThinProduct | None
    drifts: tuple[Drift, ...]
    sources: tuple[Source, ...]
    cold_call: Source

    @property
    def deal_sources(self) -> tuple[Source, ...]:
        """Where deals come from: the leads' sources, then the cold call."""
        return (*self.sources, self.cold_call)


STAGES = (
    Stage("Penjajakan", 0.85, 4.0, 0.10),
    Stage("Kualifikasi", 0.78, 5.0, 0.25),
    Stage("Penawaran", 0.65, 8.0, 0.45),
    Stage("Negosiasi", 0.73, 6.0, 0.70),
)
"""The open stages; ``goes_on`` of the last is the mean over sources, see ``Source.won``."""

WON, LOST = "Berhasil", "Gagal"

SOURCES = (
    Source("Rekomendasi", 0.15, 0.30, 0.06, 0.66, 0.80),
    Source("WhatsApp", 0.22, 0.40, 0.08, 0.62, 0.78),
    Source("Situs web", 0.30, 1.10, 0.17, 0.45, 0.70),
    Source("Marketplace", 0.18, 3.30, 0.26, 0.28, 0.62),
    Source("Pameran", 0.15, 3.80, 0.28, 0.26, 0.62),
)
"""The false cause: the first two are hot, answered first, won more often; within a source speed is idle."""

COLD_CALL = Source("Telepon langsung", 0.12, 0.0, 0.0, 1.0, 0.70)
"""Deals a rep finds alone: they have no lead; ``share`` is set against the deals that come of leads."""

_ALIKE = tuple(replace(source, hours=1.0, unanswered=0.17, converted=0.45, won=0.73) for source in SOURCES)

TRUTHS = Truths(
    leak=Leak("Makassar", "Penawaran", 0.35, 0.65),
    slow=SlowResponders(("R05", "R21"), 5.0, 9.0, 1.2),
    newcomer=Newcomer("R12", 3, 4),
    lebaran=Lebaran((-21, -4), 1.8, (-3, 6), 0.25),
    thin=ThinProduct("Kasir Lite", 0.30, 0.50, 0.05),
    drifts=(Drift("R03", -0.8, 0.8, 0.11, 0.57), Drift("R09", 0.8, -0.8, 0.57, 0.11)),
    sources=SOURCES,
    cold_call=COLD_CALL,
)
"""The company as it ships."""

NOTHING_PLANTED = Truths(None, None, None, None, None, (), _ALIKE, replace(COLD_CALL, won=0.73))
"""A company in which every rep, product, source and week is alike but for chance, to count false alarms."""
