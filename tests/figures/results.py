"""Results as figures get them, made by hand: plausible frames for the seven KPIs without a database."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas

from salestoolkit.words.text import Text


@dataclass(frozen=True)
class FakeKPI:
    """What figures ask of a KPI."""

    name: str
    title: Text
    unit: str
    better: str
    basis: str

    def title_in(self, lang: str) -> str:
        """The title in a reader's language."""
        return self.title.to(lang)


@dataclass(frozen=True)
class FakeResult:
    """What figures ask of a result."""

    kpi: FakeKPI
    frame: pandas.DataFrame
    by: tuple[str, ...]
    start: date | None = date(2026, 1, 1)
    end: date | None = date(2026, 4, 1)
    as_of: datetime = datetime(2026, 4, 1, tzinfo=UTC)
    timezone: str = "Asia/Jakarta"
    currency: str = "IDR"
    lang: str = "id"
    whole: Any = None


KPIS = {
    kpi.name: kpi
    for kpi in (
        FakeKPI(
            "lead_response_time",
            Text(id="Waktu respons ke prospek", en="Lead response time"),
            "duration",
            "lower",
            "created",
        ),
        FakeKPI("win_rate", Text(id="Win rate", en="Win rate"), "percent", "higher", "closed"),
        FakeKPI(
            "sales_to_cost",
            Text(id="Rasio penjualan terhadap biaya", en="Sales-to-cost ratio"),
            "ratio",
            "higher",
            "closed",
        ),
        FakeKPI("monthly_sales", Text(id="Penjualan bulanan", en="Monthly sales"), "money", "higher", "closed"),
        FakeKPI(
            "average_deal_size",
            Text(id="Nilai rata-rata per deal", en="Average deal size"),
            "money",
            "higher",
            "closed",
        ),
        FakeKPI(
            "funnel_leakage",
            Text(id="Kebocoran funnel", en="Funnel leakage"),
            "percent",
            "lower",
            "created",
        ),
        FakeKPI(
            "visitor_to_lead",
            Text(id="Konversi pengunjung menjadi prospek", en="Visitor-to-lead conversion"),
            "percent",
            "higher",
            "events",
        ),
    )
}

NAMES = (
    *("Siti Rahayu", "Budi Santoso", "Ani Wijaya", "Agus Pratama", "Dewi Lestari", "Rizky Hidayat"),
    *("Putri Maharani", "Joko Susilo", "Maria Goreti Wulandari Kusumaningtyas", "Hendra Gunawan"),
    *("I Made Wirawan", "Fitri Handayani", "Yohanes Tabuni", "Nur Aini", "Eko Saputra", "Rina Marlina"),
)


def rows(
    keys: dict[str, Any], value: Any, n: Any, spread: Any, reasons: bool = True, **counts: Any
) -> pandas.DataFrame:
    """A result's frame: keys, value, an interval ``spread / sqrt(n)`` wide to each side, n, reason."""
    value, n = np.asarray(value, dtype=float), np.asarray(n)
    half = np.asarray(spread, dtype=float) / np.sqrt(np.maximum(n, 1))
    frame = pandas.DataFrame(
        {**keys, "value": value, "lo": np.maximum(value - half, 0), "hi": value + half, "n": n, "reason": ""}
    )
    for name, count in counts.items():
        frame[name] = count
    if reasons:
        frame.loc[frame["n"] < 5, ["value", "lo", "hi"]] = math.nan
        frame.loc[frame["n"] < 5, "reason"] = "too_few"
        frame.loc[frame["n"] == 0, "reason"] = "no_data"
    return frame


def with_whole(result: FakeResult, value: float, half: float) -> FakeResult:
    """The same with a whole of n = the sum of the rows'."""
    frame = rows({}, [value], [int(result.frame["n"].sum())], 0.0)
    frame[["lo", "hi"]] = value - half, value + half
    return replace(result, whole=replace(result, frame=frame, by=()))


def by_rep(name: str, value: Any, n: Any, spread: Any, **more: Any) -> FakeResult:
    """A result by rep with as many reps as values."""
    count = len(value)
    names = [NAMES[k % len(NAMES)] + (f" {k}" if k >= len(NAMES) else "") for k in range(count)]
    keys = {"rep_id": [f"R{k + 1:02d}" for k in range(count)], "rep": names}
    return FakeResult(KPIS[name], rows(keys, value, n, spread), ("rep",), **more)


def win_rate_by_rep(count: int = 12, **more: Any) -> FakeResult:
    """Shares by rep: most with enough deals, one with 7, one with 4, one with none."""
    source = np.random.default_rng(7)
    n = source.integers(25, 180, count)
    n[-3:] = 7, 4, 0
    value = source.uniform(0.35, 0.75, count)
    result = by_rep("win_rate", value, n, 0.98, **more)
    return with_whole(result, 0.566, 0.02)


def response_by_rep(**more: Any) -> FakeResult:
    """Durations by rep: two slow, one whose upper end is not reached."""
    value = np.array([0.4, 0.7, 1.1, 1.6, 2.0, 2.4, 3.1, 26.0, 42.0]) * 3600
    result = by_rep("lead_response_time", value, np.array([90, 80, 77, 60, 55, 40, 31, 22, 12]), value * 2, **more)
    result.frame.loc[8, "hi"] = math.inf
    return with_whole(result, 2.1 * 3600, 900)


def sales_by_month(**more: Any) -> FakeResult:
    """Money by month over two years, the last month incomplete."""
    months = pandas.date_range("2024-05-01", periods=24, freq="MS")
    source = np.random.default_rng(3)
    value = 1.6e9 + 2.5e7 * np.arange(24) + source.normal(0, 1.6e8, 24)
    value[[10, 22]] *= 1.35
    n = source.integers(30, 60, 24)
    n[5] = 8
    defaults: dict[str, Any] = {
        "start": date(2024, 5, 1),
        "end": None,
        "as_of": datetime(2026, 4, 16, tzinfo=UTC),
    }
    frame = rows({"month": months}, value, n, value * 1.9)
    return FakeResult(KPIS["monthly_sales"], frame, ("month",), **{**defaults, **more})


def win_rate_by_rep_and_month(reps: int = 3, **more: Any) -> FakeResult:
    """Shares by rep and month over a year with a gap."""
    months = pandas.date_range("2025-04-01", periods=12, freq="MS")
    source = np.random.default_rng(11)
    keys = {
        "rep_id": np.repeat([f"R{k + 1:02d}" for k in range(reps)], 12),
        "rep": np.repeat(NAMES[:reps], 12),
        "month": np.tile(months, reps),
    }
    value = 0.45 + 0.06 * np.repeat(np.arange(reps), 12) + source.normal(0, 0.05, 12 * reps)
    n = source.integers(12, 40, 12 * reps)
    n[4], n[8] = 0, 7
    frame = rows(keys, value, n, 0.9)
    defaults: dict[str, Any] = {"start": date(2025, 4, 1), "end": date(2026, 4, 1)}
    return FakeResult(KPIS["win_rate"], frame, ("rep", "month"), **{**defaults, **more})


def ratio_by_channel(**more: Any) -> FakeResult:
    """Ratios by channel; the last is not stated."""
    keys = {"channel": ["Google Ads", "Instagram", "Referensi pelanggan", "Pameran", "WhatsApp", None]}
    frame = rows(keys, [3.2, 1.4, 8.9, 0.7, 2.2, 1.9], [120, 64, 41, 22, 15, 9], [8, 4, 20, 2, 5, 4])
    return with_whole(FakeResult(KPIS["sales_to_cost"], frame, ("channel",), **more), 2.9, 0.4)


def deal_size_by_product(**more: Any) -> FakeResult:
    """Money by product in millions."""
    keys = {"product": ["Paket Dasar", "Paket Usaha", "Paket Korporat", "Layanan purnajual"]}
    frame = rows(keys, [12.4e6, 48.2e6, 310e6, 4.1e6], [210, 120, 34, 80], [9e6, 40e6, 700e6, 5e6])
    return with_whole(FakeResult(KPIS["average_deal_size"], frame, ("product",), **more), 52.3e6, 6e6)


def visitors_by_channel(**more: Any) -> FakeResult:
    """Small shares of large counts."""
    keys = {"channel": ["Pencarian", "Iklan", "Media sosial", "Email"]}
    frame = rows(keys, [0.031, 0.012, 0.0042, 0.054], [48_200, 120_400, 310_000, 4_100], [1.2, 1, 1, 1.3])
    return with_whole(FakeResult(KPIS["visitor_to_lead"], frame, ("channel",), **more), 0.0115, 0.0006)


def leakage_by_stage(**more: Any) -> FakeResult:
    """The funnel with its counts; one stage with nothing leaked yet known."""
    entered = np.array([1840, 1210, 760, 402, 260])
    leaked = np.array([520, 331, 290, 101, 0])
    waiting = np.array([110, 119, 68, 41, 30])
    keys = {"stage": ["Penjajakan", "Kualifikasi", "Penawaran", "Negosiasi", "Berhasil"]}
    counts = {
        "entered": entered,
        "moved_on": entered - leaked - waiting,
        "leaked": leaked,
        "in_progress": waiting,
    }
    frame = rows(keys, leaked / (entered - waiting), entered - waiting, 0.9, **counts)
    frame.loc[4, ["value", "lo", "hi"]] = math.nan
    return FakeResult(KPIS["funnel_leakage"], frame, ("stage",), **more)


def total(name: str, value: float, half: float, n: int, **more: Any) -> FakeResult:
    """The whole of a KPI."""
    frame = rows({}, [value], [n], 0.0)
    frame[["lo", "hi"]] = (value - half, value + half) if n >= 5 else (math.nan, math.nan)
    return FakeResult(KPIS[name], frame, (), **more)


def own_and_band() -> tuple[pandas.DataFrame, pandas.DataFrame]:
    """A rep's twelve months with a gap and the team's quartiles."""
    own = win_rate_by_rep_and_month(1).frame.rename(columns={"month": "at"})[["at", "value", "lo", "hi", "n"]]
    middle = np.linspace(0.42, 0.5, 12)
    quartiles = {"q1": middle - 0.07, "median": middle, "q3": middle + 0.08, "members": 23}
    return own, pandas.DataFrame({"at": own["at"].to_numpy(), **quartiles})
