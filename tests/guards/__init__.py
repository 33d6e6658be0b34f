"""Do the tests bite? Guards are taken out of a copy of the product, one at a time; each time a test must turn red."""
