"""TMO: how long connections may wait and be idle."""
