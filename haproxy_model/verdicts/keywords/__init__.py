"""What HAProxy says while it makes words of a line and looks at the first of them."""
