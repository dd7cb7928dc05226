"""What becomes of an order after it was taken: into the shop's own system, and back to its customer."""
