"""Read-only answers about a configuration: which lines are active, what a proxy's settings come to, who serves."""
