"""Templates of configurations: rendered in a process of their own, and findings told on the template's own lines."""
