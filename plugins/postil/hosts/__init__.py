"""The programs that build sites: one folder for each. Nothing else imports them."""
