"""What comes back when a customer taps something that this product has put up: each payload means one thing."""

#: In the menu: the customer wants a person of the shop.
TALK_TO_PERSON = "TALK_TO_PERSON"
