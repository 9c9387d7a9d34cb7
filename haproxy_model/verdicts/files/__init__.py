"""The files of this machine that a configuration names."""
