"""A shelf: one file per way money arrives over a network. Each module of it defines GATEWAY."""
