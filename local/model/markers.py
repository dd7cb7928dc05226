"""The words that carry a customer's intention rather than a thing: greetings, asking, wanting, bounds of a price.

One line for each marker: Arabic, English, Arabizi. Several words form one phrase; the longest phrase wins.
"""

from dataclasses import dataclass
from enum import Enum


class Marker(Enum):
    GREETING = "greeting"
    THANKS = "thanks"
    PERSON = "person"
    NOD = "nod"
    PRICE = "price"
    HAVE = "have"
    STOCK = "stock"
    IN_STOCK_ONLY = "in stock only"
    WANT = "want"
    SIZE = "size"
    COLOR = "color"
    DETAIL = "detail"
    CHEAP = "cheap"
    UNDER = "under"
    OVER = "over"
    BETWEEN = "between"
    CURRENCY = "currency"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FILLER = "filler"


@dataclass(frozen=True)
class Phrases:
    arabic: tuple[str, ...]
    english: tuple[str, ...]
    arabizi: tuple[str, ...]


_TABLE = """
greeting | مرحبا، ألو، مرحبتين، هلا، هلا والله، أهلا، أهلين، يا هلا، السلام عليكم، السلام عليكم ورحمة الله، سلام عليكم، سلام، وعليكم السلام، ورحمة الله وبركاته، صباح الخير، مساء الخير، صباح النور، مساء النور، كيفك، كيفكم، كيف الحال، شو أخباركم | hi، hello، hey، hi there، hello there، good morning، good evening، good afternoon، how are you | salam، salamu، salam alaikum، salam 3alaikum، marhaba، mar7aba، mar7aban، hala، ahlan، ahlen، sabah el kheir، sabah el 5er، masa el kheir، masa el 5er، kifak، kifkom، kefkom
thanks | شكرا، شكرا كتير، مشكور، مشكورين، يسلمو، يسلموا، يسلم ايديكم، يعطيك العافية، يعطيكم العافية، الله يعطيك العافية، تسلم، تسلموا، ممنون | thanks، thank you، thank u، thx، thanks a lot، many thanks | shukran، shokran، yeslamo، yslamo، yeslamu، yslmo، ya3tik el 3afye، ya3teek el3afye، merci، mersi
person | موظف، موظفة، موظفين، إنسان، شخص حقيقي، بشري، مسؤول، المسؤول، المدير، صاحب المحل، صاحبة المحل، خدمة العملاء، أحكي مع، احكي معكم، أتكلم مع، أكلم حدا، أتواصل مع، تحويل لموظف، حدا يرد علي، حدا يرد، مش بوت، بدي حدا، بدي أحكي، ممكن أحكي، حدا منكم | human، real person، a person، real human، agent، representative، manager، owner، someone real، speak to، speak with، talk to، talk with، customer service، not a bot | a7ki ma3، e7ki ma3، a7ke ma3، mowazaf، mwazzaf، sa7eb el ma7al، bdi 7ada، a7ki ma3 7ada، 7ada
nod | تمام، أوك، أوكي، طيب، ماشي، حلو، حلوين، بجنن، يجنن، ممتاز، نعم، اه، أيوه، ايوا، لا، هه، ههه، هههه، ههههه، والله، إن شاء الله | ok، okay، okey، yes، yeah، yep، no، nope، cool، great، perfect، nice، lovely، beautiful، wow، lol، haha، hahaha | tamam، mashi، 7elo، tayyeb، tayeb، ah، aywa
price | قديش، أديش، قدي، قد ايش، قديه، كم، بكم، بقديش، كم سعر، كم سعره، كم سعرها، كم السعر، بكام، سعر، السعر، سعره، سعرها، أسعار، أسعاركم، ثمن، حقه، حقها، تكلفة، بتكلف، بيكلف، قديش سعره، قديش سعرها، قديش حقه | how much، how much is، price، prices، cost، costs، pricing | adeish، adesh، 2adesh، 2adeish، gadesh، addeish، addesh، qadesh، 2adde، adde، bkam، b kam، kam، kam se3r، kam se3ro، se3r، se3ro، s3r، el se3r، as3ar
have | عندكم، عندك، عندكو، في عندكم، في عندك، عندكوا، لديكم، هل لديكم، هل عندكم، في، فيه، هل يوجد، يوجد، موجود، موجودة، بتبيعوا | do you have، have you got، do u have، got any، have، any، is there، are there، do you sell، sell | 3ndkom، 3andkom، 3endkom، 3ndkm، 3andkon، 3indkom، andkom، endkom، 3ndak، fi، fe، fee، fih، mawjood، mawjod، maujood
stock | متوفر، متوفرة، متوفرين، لسا في، لسا موجود، ضايل، ضايل منه، مخزون، باقي، باقي منه، خلص، خلصان، خلصت | available، in stock، out of stock، availability، still available، left، sold out | mtwfr، mitwaffer، metwafer، mutawafer، mtwafer، lessa fi، dayel، 5alas، khalas
in stock only | المتوفر بس، بس المتوفر، المتوفر فقط، فقط المتوفر | only available، available only، in stock only، only in stock، only what is in stock | bas el mtwfr
want | بدي، بدنا، أبغى، أريد، نريد، حاب، حابة، بدور، بدور على، أدور، أبحث عن، عم بدور على، ورجيني، ورجوني، فرجيني، فرجوني، شوفوني، ابعتلي، ابعتولي، اعرضلي، بحب أشوف، ممكن أشوف، محتاج، محتاجة، أشتري، أطلب، أطلبه، أطلبها، أحجز | want، i want، need، i need، looking for، look for، searching for، search، show، show me، buy، purchase، order، i would like، i'd like، would like، interested in | bdi، bidi، biddi، beddi، badi، bedna، bedi، 7ab، 7abbe، badawwer 3ala، bdawwer 3ala، warjini، warjeeni، farjini، a6lob، atlob، ashtri
size | مقاس، المقاس، مقاسات، المقاسات، مقاسه، مقاساته، مقاسها، مقاساتها، نمرة، نمر، قياس، قياسات، قياسه، سايز، سايزات، أكبر، أصغر | size، sizes، bigger، smaller، larger | ma2as، ma2asat، m2as، maqas، maqasat، nemra، nimra، 2yas، sayz
color | لون، لونه، لونها، اللون، ألوان، الألوان، ألوانه، ألوانها، بلون، باللون | colour، color، colours، colors | loon، lon، lown، alwan، lono
detail | تفاصيل، تفاصيله، تفاصيلها، قماش، قماشه، القماش، قماشها، خامة، خامته، خامتها، الخامة، نوع القماش، شو القماش | details، detail، fabric، material، tell me more، more about، describe، description | tafaseel، 2mash، khamto
cheap | أرخص، أرخص إشي، أرخص شي، رخيص، رخيصة، الأرخص | cheapest، cheaper، cheap، lowest price | ar5as، arkhas، r5is، rkhees
under | تحت، تحت ال، أقل من، بأقل من، ما يزيد عن، ما تزيد عن، لا يزيد عن، ما يتجاوز، لحد، لغاية، كحد أقصى، بحدود، حوالي، حدود، ميزانيتي، ميزانية، الميزانية، أرخص من | under، below، less than، up to، at most، max، maximum، no more than، not more than، cheaper than، budget، my budget is، budget of، within، around | ta7t، ta7et، tahet، a2al mn، a2al min، a2all mn، aqal mn، b7dood، mizaniti
over | فوق، فوق ال، أكثر من، أكتر من، أعلى من، مش أقل من | over، above، more than، at least، starting from | fo2، foo2، aktar mn، akthar mn
between | بين، ما بين | between | bein، been، beyn
currency | دينار، دينارا، دينارين، دنانير، ليرة، ليرات، ليرا، نيرة، نيرات | jd، jds، jod، dinar، dinars | lira، lera، liras
first | الأول، الأولى، أول واحد | first، first one، the first one | el awal، awal wa7ad
second | الثاني، التاني، الثانية، التانية | second، second one، the second one | el tani، tani wa7ad
third | الثالث، التالت، الثالثة، التالتة | third، third one، the third one | el talet
filler | و، أو، يا، طب، لسا، من، على، عن، إلى، مع، ب، ل، ال، هل، شو، ايش، وش، ما، لو، لو سمحت، لو سمحتي، لو سمحتوا، سمحت، ممكن، بليز، رجاء، من فضلك، من فضلكم، يعني، بس، كمان، برضو، أيضا، هسا، الآن، اليوم، بكرا، الجمعة، السبت، الأحد، الاثنين، الثلاثاء، الأربعاء، الخميس، يوم، أيام، هذا، هاد، هاي، هذه، هذي، هداك، هذول، ذلك، اللي، إلي، له، لها، لي، لنا، لكم، لكو، عندي، أنا، انت، انتو، انتوا، هو، هي، منه، منها، منهم، عنه، عنها، فيها، فيهم، كل، كلهم، كثير، كتير، شوي، شوية، جدا، حلوة، مرتب، مناسب، مناسبة، أي، أيا، شي، إشي، حاجة، واحد، وحدة، واحدة، قطعة، ثاني، غير، متى، امتى، إيمتى، كيف، ليش، مين، وقت، مدة، بتاخد، بياخد، بتاخذ، صورة، صور، بعرف، أعرف، بتعرف، سؤال، بسأل، استفسار، بخصوص، محل، المحل، محلكم، متجر، متجركم، صفحة، الصفحة، موديل، الموديل، أختي، أخوي، حبيبي، حبيبتي، مرتي، خطيبتي، خطيبي، زوجتي، أمي، صاحبتي، صديقتي، عشان، مشان، لعيد، عيد، عنجد، صح، بصير، بقدر، يصير، تكون، يكون، كان، رح، عم، مش، مو | a، an، the، is، are، am، be، was، it، its، it's، this، that، these، those، i، i'm، im، me، my، you، your، u، ur، we، us، he، she، they، them، of، for، in، on، at، to، by، and، or، with، from، please، pls، plz، can، could، would، will، may، do، does، did، what، what's، whats، which، when، how، who، why، much، many، there، here، some، something، anything، one، ones، also، too، just، so، if، then، but، not، don't، dont، let، know، like، tell، ask، question، about، still، now، today، tomorrow، very، really، get، give، see، come، comes، has، had، take، takes، days، day، time، how long، sir، madam، bro، dear، wife، husband، mother، mom، sister، friend، shop، model، picture، photo، pic، item، piece، other، another، else، more، way، friday، saturday، sunday، monday، tuesday، wednesday، thursday | el، al، il، l، w، wa، aw، mn، min، 3ala، 3an، ma3، b، shu، shou، sho، shoo، esh، eish، shi، ishi، eshi، law، sama7t، sama7to، law sama7ti، mumken، momken، ya3ni، bas، kaman، hay، hada، had، hai، hal، halla2، hasa، ana، enta، ento، meno، menno، minno، fiha، kteer، shway، wa7ad، wa7de، ay، kif، keef، lesh، meen، emta، imta، yom، btakhod، bta5od، 3shan، mshan، mesh، mish، ma، yalla، la، lal، lel، bel، 3al، 3a
"""


def _split(forms: str) -> tuple[str, ...]:
    return tuple(form.strip() for form in forms.split("،"))


def _row(line: str) -> tuple[Marker, Phrases]:
    marker, *languages = (cell.strip() for cell in line.split("|"))
    return Marker(marker), Phrases(*map(_split, languages))


PHRASES: dict[Marker, Phrases] = dict(_row(line) for line in _TABLE.strip().splitlines())
