"""Every read that clocks offer: `dues` needs no database, `running` does."""
