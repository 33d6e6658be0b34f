"""What tests share: AWS in memory built from the deployed template, a clock that stands still, mails of our own."""
