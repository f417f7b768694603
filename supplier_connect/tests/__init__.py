"""Tests that other hosts of the engine run too."""
