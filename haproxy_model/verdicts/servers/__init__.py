"""What HAProxy says of addresses, and of the lines that consist of them and of parameters."""
