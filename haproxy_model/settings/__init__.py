"""What a team says once of its files: settings files, profiles, sets of files, and the baseline of known findings."""
