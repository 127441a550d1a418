"""What deals are worth and how they stand at ``as_of``: the tables ``deals`` and ``deal_lines``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salestoolkit.data.demo.calendar import DAY
from salestoolkit.data.demo.columns import (
    MISSING,
    Bools,
    Codes,
    Floats,
    Ints,
    choose,
    ids,
    kept,
    moments,
    same,
    text,
)
from salestoolkit.data.demo.deals.leads import campaigns
from salestoolkit.data.demo.deals.stage_walk import Deals
from salestoolkit.data.demo.deals.stages import NAMES
from salestoolkit.data.demo.truths import STAGES
from salestoolkit.data.demo.words import (
    ACCOUNT_FIRST,
    ACCOUNT_FORMS,
    ACCOUNT_SECOND,
    ACCOUNT_THIRD,
    ADD_ONS,
    LOST_REASONS,
    OFFICES,
    PRODUCTS,
)
from salestoolkit.data.demo.world import World

PRICE_RISE = 0.05
"""Rise of the price list each 1 January."""

PER_ACCOUNT = 1.4
"""Deals for each account."""

NAMES_IN_ALL = len(ACCOUNT_FIRST) * len(ACCOUNT_SECOND) * len(ACCOUNT_THIRD) * len(ACCOUNT_FORMS)

COST = 0.4
"""What goods and services cost the company, as a share of their list price; a discount comes out of the margin."""

DISCOUNT = 0.05
"""Mean discount where no product is planted as thin."""


@dataclass(frozen=True)
class Lines:
    """The lines of all deals, in order of deal; ``discount`` is taken off once a deal is negotiated."""

    deal: Ints
    product: Codes
    quantity: Ints
    price: Ints
    discount: Ints


def priced(world: World, deals: Deals) -> Lines:
    """Draw what is in each deal: its product, and now and then training or support with it."""
    every = np.arange(deals.count)
    parts = [(every, deals.product)]
    for place, share in ADD_ONS:
        added = np.flatnonzero((world.rng.random(deals.count) < share) & (deals.product != place))
        parts.append((added, np.full(len(added), place)))
    whose, what = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(whose, kind="stable")
    deal, product = whose[order], what[order]
    drawn = np.array([p.quantity for p in PRODUCTS])[product] * np.exp(0.5 * world.rng.standard_normal(len(deal)))
    quantity = np.maximum(1, np.rint(drawn)).astype(np.int64)
    price = _prices(world, deals.times[deal, 0], product)
    off = quantity * price * _discounts(world, product)
    return Lines(deal, product, quantity, price, (np.rint(off / 1_000) * 1_000).astype(np.int64))


def _prices(world: World, created: Ints, product: Codes) -> Ints:
    first = world.calendar.in_period[0].astype("datetime64[Y]").astype(np.int64)
    years = created.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) - first
    listed = np.array([p.price for p in PRODUCTS])[product] * (1 + PRICE_RISE) ** np.maximum(0, years)
    return np.asarray(np.rint(listed / 50_000) * 50_000).astype(np.int64)


def _discounts(world: World, product: Codes) -> Floats:
    """Shares of the list price: beta with the planted mean, as firm as forty observations."""
    thin = world.truths.thin
    mean = np.full(len(PRODUCTS), thin.elsewhere_discount if thin else DISCOUNT)
    if thin:
        mean[[p.name for p in PRODUCTS].index(thin.product)] = thin.discount
    return np.asarray(world.rng.beta(40 * mean[product], 40 * (1 - mean[product])))


def _negotiated(world: World, deals: Deals) -> Bools:
    """Which deals had come to the last open stage by ``as_of``: from then on the discount counts."""
    last = len(STAGES) - 1
    return np.asarray((deals.reach >= last) & (world.until_as_of(deals.times[:, last], deals.rep) != MISSING))


def line_table(world: World, deals: Deals, lines: Lines) -> pd.DataFrame:
    """The canonical table ``deal_lines`` as it stood at ``as_of``; money in whole rupiah."""
    known = (world.until_as_of(deals.times[:, 0], deals.rep) != MISSING)[lines.deal]
    discount = np.where(_negotiated(world, deals)[lines.deal], lines.discount, 0)
    columns = {
        "deal_id": ids("D", lines.deal + 1),
        "product": text(lines.product, [p.name for p in PRODUCTS]),
        "quantity": lines.quantity.astype(np.float64),
        "unit_price": lines.price,
        "discount": discount,
        "amount": lines.quantity * lines.price - discount,
    }
    return kept(columns, known)


def worth(world: World, deals: Deals, lines: Lines) -> tuple[Ints, Ints]:
    """Amount and list amount of each deal at ``as_of``, in whole rupiah: the sums of its lines."""
    listed = np.zeros(deals.count, np.int64)
    off = np.zeros(deals.count, np.int64)
    np.add.at(listed, lines.deal, lines.quantity * lines.price)
    np.add.at(off, lines.deal, lines.discount)
    return listed - np.where(_negotiated(world, deals), off, 0), listed


def deal_table(world: World, deals: Deals, stage: Codes, worths: tuple[Ints, Ints]) -> pd.DataFrame:
    """The canonical table ``deals`` as it stood at ``as_of``; ``stage`` is each deal's stage then."""
    known = world.until_as_of(deals.times[:, 0], deals.rep) != MISSING
    closed = world.until_as_of(deals.closed, deals.rep)
    status = np.where(closed == MISSING, 0, np.where(deals.won, 1, np.where(deals.cancelled, 3, 2)))
    reason = choose(world.rng, [weight for _, weight in LOST_REASONS], deals.count)
    chance = np.array([*(s.probability for s in STAGES), 1.0, 0.0])
    columns = {
        "deal_id": ids("D", np.arange(1, deals.count + 1)),
        "lead_id": ids("P", np.where(deals.lead < 0, -1, deals.lead + 1)),
        "account": _accounts(world, deals),
        "product": text(deals.product, [p.name for p in PRODUCTS]),
        "product_line": text(deals.product, [p.line for p in PRODUCTS]),
        "rep_id": ids("R", deals.rep + 1, world.staff.width),
        "created_at": moments(world.utc(deals.times[:, 0], deals.rep)),
        "stage": text(stage, NAMES),
        "status": text(status, ("open", "won", "lost", "cancelled")),
        "closed_at": moments(closed),
        "expected_close_at": moments(_expected(world, deals, closed)),
        "amount": worths[0],
        "list_amount": worths[1],
        "cost": np.rint(COST * worths[1]).astype(np.int64),
        "currency": same("IDR", deals.count),
        "probability": np.where(status == 3, 0.0, chance[stage]),
        "lost_reason": text(np.where(status == 2, reason, -1), [name for name, _ in LOST_REASONS]),
        "campaign_id": text(deals.campaign, campaigns(world)),
        "source": text(deals.source, [s.name for s in world.truths.deal_sources]),
    }
    return kept(columns, known)


def _expected(world: World, deals: Deals, closed: Ints) -> Ints:
    """Expected close dates: careful reps put them off by thirty days at a time, others leave them overdue."""
    planned = world.utc(deals.planned, deals.rep)
    seen = np.where(closed == MISSING, world.as_of, closed)
    late = np.ceil(np.maximum(0, seen - planned) / (30 * DAY)).astype(np.int64)
    return np.asarray(planned + np.where(deals.plans_again, late, 0) * 30 * DAY)


def _accounts(world: World, deals: Deals) -> pd.Series:
    """Customers of the rep's own office; some come back."""
    pool = max(1, int(deals.count / PER_ACCOUNT / len(OFFICES)))
    number = world.rng.integers(0, pool, deals.count) * len(OFFICES) + world.staff.team[deals.rep]
    used, position = np.unique(number, return_inverse=True)
    return text(position, [_account_name(int(place)) for place in used])


def _account_name(number: int) -> str:
    """A company's name; a stride without a common factor keeps neighbours from looking alike."""
    again, place = divmod(number, NAMES_IN_ALL)
    mixed, parts = place * 7_919 % NAMES_IN_ALL, []
    for words in (ACCOUNT_FIRST, ACCOUNT_SECOND, ACCOUNT_THIRD, ACCOUNT_FORMS):
        mixed, word = divmod(mixed, len(words))
        parts.append(words[word])
    first, second, third, form = parts
    return " ".join(word for word in (form, first, second, third, str(again + 1) if again else "") if word)
