"""What Instagram does to a text on its way to the customer and back in the echo."""


def reads_the_same(one: str, other: str) -> bool:
    """Whether Instagram may show one as the other: it trims and joins white space, and changes nothing else."""
    return one.split() == other.split()
