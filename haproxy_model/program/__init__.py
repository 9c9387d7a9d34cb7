"""A real HAProxy beside us: run within bounds, its messages read, and told together with what we find."""
