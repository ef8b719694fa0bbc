"""The lists that may be taken out as a spreadsheet, one file each: `LIST`. `export_list` is the verb."""
