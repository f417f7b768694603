"""Signing in at outside systems by OAuth 2 (RFC 6749), and keeping tokens fresh."""
