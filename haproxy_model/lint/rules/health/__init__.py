"""CHK: health checks, and what they tell."""
