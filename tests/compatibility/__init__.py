"""Postil beside other plugins, on other hosts and on other systems."""
