"""What HAProxy says of the words behind a keyword, by the signatures of the schema."""
