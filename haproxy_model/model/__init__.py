"""What users touch: Config, files, sections, statements, and the live collections over them."""
