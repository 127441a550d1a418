"""Estimators: from counts to value, interval and reason. They see small frames only and import no engine."""
