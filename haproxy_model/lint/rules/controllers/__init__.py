"""MUL: the files of several controllers."""
