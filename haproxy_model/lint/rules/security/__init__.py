"""SEC: who reaches what, and what is believed of clients."""
