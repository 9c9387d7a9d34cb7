"""Bytes, lines and words: reading, quoting, patching, and the automata that the grammars are compiled to."""
