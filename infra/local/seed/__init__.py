"""A believable desk for a fresh local run: three weeks of tickets, told through the product's own use cases."""
