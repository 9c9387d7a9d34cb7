"""What each word is to HAProxy, counted."""
