"""Files on disk: `inputs` reads them, `replacement` writes them as a whole.

`names` tells whether two names lead to one file.
"""
