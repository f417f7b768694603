"""The app without an ERPNext: a command line over one SQLite file."""
