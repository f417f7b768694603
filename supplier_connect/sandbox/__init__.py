"""Local HTTP servers that behave like the outside systems, for trials, demos and tests.

`python -m supplier_connect.sandbox` serves a shop like Mouser or DigiKey with a generated catalogue on 127.0.0.1;
in tests, `server.SandboxServer` does the same in a thread. No room of the app may be imported here, and nothing
here talks to the outside: the package needs the standard library, werkzeug, babel and click alone.

The parts of a real board and the makers' ordering codes are facts. Prices, stock, lead times, minimums and
restrictions are invented.
"""
