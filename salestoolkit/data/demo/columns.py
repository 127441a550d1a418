"""Columns built fast: text from codes, running ids, timestamps and dates; imports nothing of the project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.integer[Any]]
Days = npt.NDArray[np.datetime64]

MISSING = np.iinfo(np.int64).min
"""The moment of what has not happened: the integer that numpy reads as not-a-time."""


def _series(array: Any) -> pd.Series:
    return pd.Series(pd.array(array, dtype="str"))


def text(codes: Codes, names: Sequence[str]) -> pd.Series:
    """The name each code stands for; a negative code is missing."""
    positions = pa.array(codes.astype(np.int32), mask=codes < 0)
    coded = pa.DictionaryArray.from_arrays(positions, pa.array(list(names), pa.string()))
    return _series(coded.cast(pa.string()))


def same(word: str, count: int) -> pd.Series:
    """One word ``count`` times."""
    return text(np.zeros(count, np.int32), [word])


def ids(prefix: str, numbers: Codes, width: int = 7) -> pd.Series:
    """Ids such as ``D0000042``; a negative number is missing."""
    digits = pc.utf8_lpad(pa.array(numbers.astype(np.int64), mask=numbers < 0).cast(pa.string()), width, "0")
    return _series(pc.binary_join_element_wise(prefix, digits, ""))


def moments(seconds: Ints) -> pd.Series:
    """Timestamps in UTC from seconds since 1970; MISSING is not-a-time."""
    stamps = seconds.astype("datetime64[s]").astype("datetime64[us]")
    return pd.Series(stamps).dt.tz_localize("UTC")


def dates(days: Days) -> pd.Series:
    """Plain dates; not-a-time is missing."""
    return pd.Series(days.astype("datetime64[D]").astype(object), dtype=object)


def chances(weights: Sequence[float]) -> Floats:
    """The running sum of ``weights``, ending in exactly one."""
    total = np.cumsum(np.asarray(weights, np.float64))
    return np.asarray(total / total[-1])


def choose(rng: np.random.Generator, weights: Sequence[float], count: int) -> Codes:
    """``count`` positions drawn by weight."""
    return np.searchsorted(chances(weights), rng.random(count), side="right").astype(np.int32)


def share_out(total: Floats | Ints, weights: Floats, unit: int) -> Ints:
    """Each total split by the weights of its row into whole units that add up to it exactly.

    Rounding the running sum, and not each part, keeps the sum; every part is within one unit of its due.
    """
    running = np.cumsum(weights, axis=-1)
    running = running / np.maximum(running[..., -1:], 1e-300)
    steps = np.rint(running * (np.asarray(total)[..., None] / unit)).astype(np.int64)
    return np.asarray(np.diff(steps, axis=-1, prepend=0) * unit)


def kept(columns: dict[str, Any], keep: Bools) -> pd.DataFrame:
    """A frame of ``columns`` with the rows to keep."""
    frame: pd.DataFrame = pd.DataFrame(columns)[keep]
    return frame.reset_index(drop=True)
