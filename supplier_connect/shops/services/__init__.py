"""The use cases, one module each. They know connectors and stores only by their protocols."""
