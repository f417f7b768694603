"""One package per kind of outside system; each module speaks one API and returns model objects."""
