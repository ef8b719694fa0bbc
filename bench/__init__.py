"""What Adimple costs, measured: `make bench`. One table, everything side by side in one run."""
