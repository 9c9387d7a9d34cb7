"""Files on disk: `inputs` reads them, `replacement` writes them as a whole under the locks of `locks`.

`names` tells whether two names lead to one file.
"""
