"""A rep's own report: extract, bands, sheet, pseudonyms. Nothing here may let out another's number."""
