"""What a tap brings back, when it stands for more than the words on it: set by one stage, understood by another."""

#: The customer wants a person. In the menu, and wherever else that is offered.
TALK_TO_PERSON = "TALK_TO_PERSON"
#: Before a question that a customer can tap instead of writing it; the tap's title is the question.
ASK = "ASK:"
#: Before the SKU of a product that a customer taps on its card.
WANT = "WANT:"
#: Before the number of the draft whose summary was tapped: a yes to it, or a no.
ORDER_YES, ORDER_NO = "ORDER_YES:", "ORDER_NO:"
