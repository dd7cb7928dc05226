// Every word of the interface in both languages. Arabic leads: it is what the shops' customers read.

const WORDS = {
  ar: {
    title: "محادثة تجريبية",
    note: "بديل محلي لإنستغرام للتجربة. لا شيء هنا يصل إلى إنستغرام أو ميتا.",
    active: "نشط الآن",
    connecting: "جارٍ الاتصال…",
    typing: "{shop} يكتب…",
    placeholder: "رسالة…",
    ownerPlaceholder: "اكتب بصفتك صاحب المتجر…",
    textLabel: "رسالة إلى {shop}",
    keys: "زر الإدخال يرسل، ومع Shift سطر جديد.",
    skip: "إلى خانة الكتابة",
    send: "إرسال",
    sending: "جارٍ الإرسال…",
    failed: "لم تُرسل. اضغط للمحاولة مجددًا",
    retrying: "المتجر لم يستلمها بعد ({status}). تُعاد المحاولة…",
    dropped: "لم تصل إلى المتجر ({status}). اضغط للمحاولة مجددًا",
    noAnswer: "لا جواب",
    seen: "تمت المشاهدة",
    you: "أنت",
    byOwner: "صاحب المتجر",
    conversation: "المحادثة",
    replies: "ردود سريعة",
    newer: "رسائل جديدة",
    invitation: "جرّب واحدة من هذه، أو اكتب ما تشاء.",
    options: "خيارات",
    close: "إغلاق",
    people: "أكتب بصفتي",
    shops: "المتجر",
    customer: "زبون {number}",
    newCustomer: "زبون جديد",
    nothingYet: "لم يكتب بعد",
    owner: "الكتابة كصاحب المتجر",
    ownerHint: "كأن صاحب المتجر يرد من تطبيق إنستغرام. عندها يتنحّى الرد الآلي.",
    ownerOn: "أنت تكتب الآن كصاحب المتجر",
    ownerOff: "عودة إلى الزبون",
    samples: "أرسل مثالًا",
    sampleVoice: "رسالة صوتية",
    samplePhoto: "صورة منتج",
    sampleTransfer: "صورة حوالة",
    samplesHint: "الرسالة الصوتية صامتة وتحمل كلماتها معها، والبديل المحلي يتعرّف على هذه الأمثلة وحدها.",
    comment: "تعليق على آخر منشور",
    commentPlaceholder: "اكتب تعليقًا…",
    commentSend: "نشر التعليق",
    commentHint: "يراه الجميع. وإن ردّ المتجر على الخاص ظهر رده في المحادثة.",
    commentDone: "نُشر التعليق، ووصل الخبر إلى المتجر.",
    commentFailed: "لم يُنشر التعليق. حاول مجددًا.",
    answersComment: "رد خاص على تعليق",
    other: "English",
    picture: "صورة",
    unsupported: "مرفق",
    yesterday: "أمس",
  },
  en: {
    title: "Test conversation",
    note: "A local stand-in for Instagram. Nothing here reaches Instagram or Meta.",
    active: "Active now",
    connecting: "Connecting…",
    typing: "{shop} is typing…",
    placeholder: "Message…",
    ownerPlaceholder: "Write as the shop owner…",
    textLabel: "Message to {shop}",
    keys: "Enter sends, Shift and Enter start a new line.",
    skip: "To the message field",
    send: "Send",
    sending: "Sending…",
    failed: "Not sent. Tap to try again",
    retrying: "The shop has not taken it yet ({status}). Trying again…",
    dropped: "Not delivered to the shop ({status}). Tap to try again",
    noAnswer: "no answer",
    seen: "Seen",
    you: "You",
    byOwner: "Shop owner",
    conversation: "Conversation",
    replies: "Quick replies",
    newer: "New messages",
    invitation: "Try one of these, or write anything.",
    options: "Options",
    close: "Close",
    people: "Writing as",
    shops: "Shop",
    customer: "Customer {number}",
    newCustomer: "New customer",
    nothingYet: "Has not written yet",
    owner: "Type as the shop owner",
    ownerHint: "As if the owner answered in the Instagram app. The automatic reply then steps back.",
    ownerOn: "You are typing as the shop owner",
    ownerOff: "Back to customer",
    samples: "Send a sample",
    sampleVoice: "Voice note",
    samplePhoto: "Photo of a product",
    sampleTransfer: "Screenshot of a transfer",
    samplesHint: "The voice note is silent and carries its words with it; the local stand-in recognises these samples alone.",
    comment: "Comment under the newest post",
    commentPlaceholder: "Write a comment…",
    commentSend: "Post the comment",
    commentHint: "Everybody sees it. If the shop answers in private, the answer shows in the conversation.",
    commentDone: "The comment is posted and the shop is being told.",
    commentFailed: "The comment was not posted. Try again.",
    answersComment: "Private reply to a comment",
    other: "العربية",
    picture: "Picture",
    unsupported: "Attachment",
    yesterday: "Yesterday",
  },
};

export const SUGGESTIONS = ["عندكم فستان أحمر؟ قديش؟", "كم التوصيل على إربد؟", "Do you have gift boxes?"];

const KEY = "language";
const asked = new URLSearchParams(location.search).get("lang");
if (asked) localStorage.setItem(KEY, asked);
export const language = localStorage.getItem(KEY) === "en" ? "en" : "ar";

// Western digits in both: prices are written with them, and one thread should not mix two sets.
export const locale = language === "ar" ? "ar-JO-u-nu-latn" : "en-GB-u-hc-h12";

export function say(name, values = {}) {
  return WORDS[language][name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

export function otherLanguage() {
  localStorage.setItem(KEY, language === "ar" ? "en" : "ar");
  const address = new URL(location.href);
  address.searchParams.delete("lang");
  location.assign(address);
}

export function translatePage() {
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = say(element.dataset.text);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
  }
}
