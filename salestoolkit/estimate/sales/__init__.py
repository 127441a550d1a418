"""Estimators of selling: cost of a customer, attainment, coverage, velocity, deal size. Nothing general."""
