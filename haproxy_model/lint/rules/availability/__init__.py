"""HA: pools, listeners, limits and what several processes share."""
