"""Whitelisted functions: check permission, call one service, return plain JSON."""
