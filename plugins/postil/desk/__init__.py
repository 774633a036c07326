"""The instructor's tools: the `postil` command line."""
