"""What is said without the model: fixed sentences, in the customer's script."""

from collections.abc import Sequence

from shared.language.normalise import is_arabic

_A_PERSON_WILL_ANSWER = {
    True: "وصلتنا رسالتك، وواحد من فريقنا رح يرد عليك بأقرب وقت 🌷",
    False: "We have your message. Someone from our team will answer you as soon as possible 🌷",
}


_NOT_ABOUT_THIS = {
    True: "بعتذر، بهالموضوع ما بقدر أساعد. بأي شي عن المحل أنا بالخدمة 🌷",
    False: "Sorry, I can't help with that. I'm happy to help with anything about the shop 🌷",
}


_NOT_HEARD = {
    True: "ما قدرنا نسمع رسالتك الصوتية. اكتبلنا شو بدك وبنرد عليك، أو بيسمعها حدا من المحل وبيرد عليك هون 🌷",
    False: "We could not listen to your voice note. Write to us what you need, or someone from the shop will listen to it "
    "and answer you here 🌷",
}


def not_heard(customer: Sequence[str]) -> str:
    """`customer` is what they wrote before, if anything."""
    return _NOT_HEARD[is_arabic(" ".join(customer)) or not any(customer)]


def not_about_this(customer: Sequence[str]) -> str:
    """What the provider's filter will not let anybody talk about."""
    return _NOT_ABOUT_THIS[is_arabic(" ".join(customer)) or not any(customer)]


def a_person_will_answer(customer: Sequence[str]) -> str:
    """The polite fallback: promises a person, and nothing else."""
    return _A_PERSON_WILL_ANSWER[is_arabic(" ".join(customer)) or not any(customer)]
