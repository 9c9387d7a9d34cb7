"""TLS: where it is spoken and where not, and how well."""
