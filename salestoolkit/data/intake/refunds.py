"""What a refund is: a line below zero that the amount of its deal does not hold already. Imports nothing."""

from __future__ import annotations

REFUNDS = """
SELECT l.deal_id, l.booked_at, -l.amount AS refund
FROM deal_lines l
JOIN (
    SELECT deal_id, sum(amount) AS every, sum(amount) FILTER (booked_at IS NULL) AS unbooked,
           count(*) * 0.0001 AS rounding
    FROM deal_lines
    GROUP BY deal_id
) s USING (deal_id)
JOIN deals d USING (deal_id)
WHERE l.amount < 0
  -- a line that the deal's amount has in it is a discount
  AND NOT coalesce(
      abs(d.amount - s.every) < s.rounding OR (l.booked_at IS NULL AND abs(d.amount - s.unbooked) < s.rounding), false
  )
"""
"""One row per refund line: ``deal_id``, ``booked_at`` (empty where nobody wrote it down) and ``refund`` above zero."""
