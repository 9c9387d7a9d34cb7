"""What HAProxy says of rules: their actions, the words of those, and their order."""
