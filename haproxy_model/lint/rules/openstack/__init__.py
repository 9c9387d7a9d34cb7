"""OST: OpenStack services behind the proxy."""
