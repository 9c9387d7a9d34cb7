"""What each word of a line is: one reading of every line, free of version, environment and judgement."""
