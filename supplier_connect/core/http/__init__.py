"""The only way out of the house: session, retry, limits, log with secrets masked."""
