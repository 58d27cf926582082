"""Flags and files of settings that a component refuses."""
