"""Which deals are meant: won, lost, and those with an amount."""

from salestoolkit.kpi import col

IS_WON, IS_LOST, VALUED = col("status") == "won", col("status") == "lost", col("amount") > 0
