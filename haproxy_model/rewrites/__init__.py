"""Rewrites of what a version of HAProxy refuses or discourages."""
