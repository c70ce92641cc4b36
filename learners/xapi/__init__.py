"""xAPI 1.0.3: the statement (plain Python) and the resources of a learning record store."""
