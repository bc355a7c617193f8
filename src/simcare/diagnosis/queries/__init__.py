"""Every read that diagnosis offers: `bundles` needs no database, `verdicts` reads what is stored."""
