"""What HAProxy says of whole proxies, when everything is read."""
