"""Values inside words: durations, addresses, expressions, conditions, log formats …; frozen, read and written."""
