"""What everything talks about: small frozen dataclasses and the one tree of errors. No I/O."""
