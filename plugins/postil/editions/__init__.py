"""Editions of a site to be read elsewhere: on paper, in an e-reader, from a USB stick."""
