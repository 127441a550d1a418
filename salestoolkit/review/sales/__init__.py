"""Sections about sales as a whole: forecast, seasons, products, margins. People have their own room."""
