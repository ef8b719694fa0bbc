"""A shelf: one file per resource of the API; a new file is a new resource."""
