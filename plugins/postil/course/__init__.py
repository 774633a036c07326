"""What a class does with a site: hand-ins, receipts. Nothing of it is put into the site."""
