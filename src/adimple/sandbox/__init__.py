"""The outside world on one machine, speaking the real protocols: `inbox.py` is the e-mail of everybody."""
