"""RTE: which rules choose, in which order, and whether their conditions can hold."""
