"""What HAProxy accepts, made by construction, and bytes that nobody would write.

`text` has bytes, words and their spellings; `lines` puts words on lines; `params` and `statements` say something with them;
`configs` makes whole files.
"""
