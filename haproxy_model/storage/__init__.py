"""Files on disk: `inputs` reads them, `replacement` writes them as a whole."""
