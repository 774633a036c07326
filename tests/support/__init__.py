"""What the tests share: building sites, reading them, taking marks out again, serving them."""
