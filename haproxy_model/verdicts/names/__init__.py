"""What HAProxy says of names: malformed, taken, or leading nowhere."""
