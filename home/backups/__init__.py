"""A copy of everything that a site is: database, uploaded files, key files. Made while it runs, put back elsewhere."""
