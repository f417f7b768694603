"""The commands of the workbench, a module for each thing they are about."""
