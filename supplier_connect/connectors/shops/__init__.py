"""Supplier web shops: each module speaks one shop's API and returns offers and carts."""
