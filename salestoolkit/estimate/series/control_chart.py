"""Chart: the limits within which a series moves by chance alone, and runs on one side of its centre."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

RUN = 8
"""So many points in a row on one side of the centre are a signal."""

D2 = 1.128
"""The mean range of two normal values, in standard deviations (as the tables of control charts print it)."""


@dataclass(frozen=True)
class Chart:
    """Centre and three-sigma limits: one number each, or one for each point; of many series a row for each."""

    center: float | np.ndarray
    lo: float | np.ndarray
    hi: float | np.ndarray


def xmr(values: np.ndarray) -> Chart:
    """Limits of single values, from how far neighbours differ; NaN below two values.

    Source: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2.
    """
    if len(values) < 2:
        return Chart(float(values.mean()) if len(values) else np.nan, np.nan, np.nan)
    center, spread = float(values.mean()), 3 * float(np.abs(np.diff(values)).mean()) / D2
    return Chart(center, center - spread, center + spread)


def p_chart(part: np.ndarray, whole: np.ndarray) -> Chart:
    """Limits of shares ``part / whole``, one for each point, within 0 and 1; NaN where a whole is 0.

    ``part`` may have a row for each of many series of the same wholes.

    Source: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.3.2.
    """
    total = whole.sum()
    center = part.sum(axis=-1, keepdims=part.ndim > 1) / total if total > 0 else np.nan
    spread = 3 * np.sqrt(center * (1 - center) / np.where(whole > 0, whole, np.nan))
    return Chart(center, np.clip(center - spread, 0, 1), np.clip(center + spread, 0, 1))


def runs(values: np.ndarray, center: float | np.ndarray, length: int = RUN) -> np.ndarray:
    """Which points end a run of ``length`` or more in a row on one side of the centre.

    A point on the centre, or NaN, ends a run without being part of one. ``values`` may have a row for each series.
    """
    side, place = np.nan_to_num(np.sign(values - center)), np.arange(np.shape(values)[-1])
    turned = np.diff(side, axis=-1, prepend=0.0) != 0
    began = np.maximum.accumulate(np.where(turned, place, 0), axis=-1)
    return np.asarray((side != 0) & (place - began + 1 >= length))
