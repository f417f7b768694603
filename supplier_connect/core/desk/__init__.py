"""The store protocols over DocTypes, and what the Desk needs besides: settings, jobs, fields, install."""
