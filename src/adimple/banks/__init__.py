"""One file per bank: how it numbers a boleto and what its files say. A new one is a file with a `BANK`."""
