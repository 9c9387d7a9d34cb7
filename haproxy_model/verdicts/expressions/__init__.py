"""What HAProxy says of sample expressions, and of the ACLs, conditions and log formats made of them."""
