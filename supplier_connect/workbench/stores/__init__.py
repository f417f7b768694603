"""What a service must remember: the protocols, and their SQLite implementation."""
