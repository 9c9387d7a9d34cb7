"""GAL: one writer of a database, in every health state and for every session."""
