"""Requests of ours to other people's programs: where they may go (address), and one that is made (post)."""
