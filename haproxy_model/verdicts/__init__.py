"""What HAProxy itself says of the text, for a version: reading, directives, names, keywords, references."""
