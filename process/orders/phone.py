"""A telephone number as couriers dial it, from whatever a customer has written: «٠٧٩ ١٢٣ ٤٥٦٧», 00962…, +962… or none at all."""

_COUNTRY = "JO"


def phone_of(words: str) -> str | None:
    """In E.164; None when nobody can be called there."""
    import phonenumbers

    try:
        number = phonenumbers.parse(words, _COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or number.extension:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(phone: str) -> str:
    """As it is dialled at home, in one piece: in an Arabic line groups and a plus would stand in the wrong order."""
    import phonenumbers

    number = phonenumbers.parse(phone)
    if phonenumbers.region_code_for_number(number) != _COUNTRY:
        return phone.replace("+", "00")
    return "".join(
        filter(str.isdigit, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
    )
