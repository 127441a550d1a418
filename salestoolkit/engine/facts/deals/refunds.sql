-- One row per refund of a deal that was won, booked by as_of; one without a date was booked when the deal closed.
SELECT d.deal_id, r.refund, coalesce(timezone($timezone, r.booked_at), d.closed_at) AS booked_at
FROM ($refund_lines) r
JOIN $deals d ON d.deal_id = r.deal_id
WHERE d.status = 'won' AND (r.booked_at IS NULL OR r.booked_at < $as_of)
