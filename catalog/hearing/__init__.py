"""What a shop's own system tells by itself: prices and stocks that have changed there."""
