"""The linter: stateless rules by family, the engine that runs them, and the comments that steer it."""
