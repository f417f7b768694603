"""Supplier Connect: connects ERPNext to the places a company buys from and sells through."""

__version__ = "0.1.0"
