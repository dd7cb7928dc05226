"""What the stand-in model knows of the world: a shop's words in Arabic, English and Arabizi.

A concept is one line: its kind, Arabic forms, English forms, Arabizi forms. The first Arabic and the first English form
are the ones it writes itself. The same table gives embeddings their meaning and intents their words, so a word added
here is understood and found alike.
"""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    NOUN = "noun"  #: a thing one can buy
    QUALITY = "quality"  #: material, cut, occasion
    COLOR = "color"
    TOPIC = "topic"  #: what one asks a shop about itself
    PLACE = "place"


@dataclass(frozen=True)
class Concept:
    kind: Kind
    arabic: tuple[str, ...]
    english: tuple[str, ...]
    arabizi: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.english[0]


_NOUNS = """
فستان، فساتين، دريس | dress, gown, frock | fustan, fostan, fasatin, fsatin, dres
ثوب، أثواب، مطرزة فلاحي | thobe, traditional dress | thob, thoub
عباية، عبايات، عباءة | abaya | 3abaya, abaye, 3baye, abaya
قفطان، قفاطين | kaftan, caftan | 2oftan, kaftan
تونيك | tunic | tunik
كيمونو | kimono | kimono
بليزر | blazer | blezer
جلابية، جلابيات | jalabiya, galabeya | jalabiye, jalabeye
بلوزة، بلايز، توب | blouse, top | bloze, blouze, balayez, bluze
قميص، قمصان، شميز | shirt | 2amis, amis, qamis, 2omsan
تيشيرت، تي شيرت، تيشيرتات، تيشيرتات | t-shirt, tee, tshirt | tishirt, teeshirt, t shirt
بنطلون، بناطيل، بنطال، سروال | trousers, pants | bantalon, bantaloun, bnataleen, bantal
جينز | jeans, denim | jeanz
تنورة، تنانير | skirt | tannoura, tanoura, tannura
جاكيت، جاكيتات، سترة، جكيت | jacket | jakeet, jaket, jaceet
معطف، معاطف، كوت، مانطو، بالطو | coat | kot, manto
كنزة، كنزات، بلوفر، سويتر | sweater, pullover, jumper | kanze, kenze, sweter
كارديجان، كارديغان | cardigan | kardigan
هودي | hoodie | hoodi
بدلة، بدلات، بدل رسمية | suit | badle, badleh
طقم، أطقم، سيت | set, outfit | ta2m, taqm, ta2em
بيجامة، بيجامات | pyjamas, pajamas, pajama, sleepwear | bijama, bejame, pijama
جمبسوت، أفرول، سالوبيت | jumpsuit, overall | jamsoot, salopet
حجاب، شال، شالات، وشاح، إيشارب، سكارف، ربطة | scarf, hijab, shawl | 7ijab, shal, isharb
شنطة، شنط، شنطات، حقيبة، حقائب، جزدان | bag, handbag, purse, tote | shanta, shanet, shonat, 7a2ibe
شنطة ظهر، حقيبة ظهر | backpack, rucksack | shantet daher
كلتش، كلاتش | clutch | klatsh
مقلمة، محفظة صغيرة | pouch | ma2lame
محفظة، محافظ | wallet | ma7faza
حذاء، أحذية، جزمة، كندرة، شوز، صباط | shoes, shoe, footwear | kondara, sho2z, jazme, 7itha2
كعب، كعب عالي، سكربينة | heels, high heels, pumps | ka3eb, ka3b
سنيكرز، سبورت، بوط رياضة | trainers, sneakers, running shoes | snikers, sport
باليرينا، فلات | ballet flats, flats, ballerinas | balerina, flat
صندل، صنادل | sandals, sandal | sandal
شحاطة، شحاحيط، شبشب | slippers, flip flops | sha7ata, shebsheb
بوت، جزمة شتوية | boots, boot | boot
حزام، أحزمة، قشاط | belt | 7zam, qshat
قبعة، طاقية، كاب | hat, cap | taqiye, 2ob3a
نظارة، نظارات | sunglasses, glasses | naddara, nadarat
ساعة، ساعات، ساعة يد | watch, wristwatch | sa3a, sa3et eed
إسوارة، أساور، سوار، إسواره | bracelet, bangle | iswara, aswara, asawer
خاتم، خواتم | ring | 5atem, khatem
حلق، حلقان، أقراط | earrings, earring | 7ala2, 7al2
سلسال، سلاسل، عقد، قلادة، طوق | necklace, pendant, chain | silsal, selsal, 3o2d
إكسسوارات، اكسسوار، مجوهرات، حلي | jewellery, jewelry, accessories, accessory | aksiswarat, mjawharat
دبوس، بروش | brooch, pin | dabboos, brosh
كرافة، ربطة عنق | tie, necktie | krafe
كبك، أزرار أكمام | cufflinks | kabak
شماغ، حطة، كوفية | shemagh, keffiyeh | shmagh, 7atta, kofiye
عود، دهن عود | oud, oud oil | 3ood, 3oud
معطر، فواحة، معطر جو | diffuser, hair mist, mist, room spray | m3attar
صابون، صابونة | soap | saboon
أملاح استحمام، أملاح | bath salts, salts | amla7
ماسك، ماسك وجه | face mask, mask | mask
عطر، عطور، ريحة، برفان | perfume, fragrance, cologne | 3otor, 3eter, barfan
شمعة، شموع، شمع معطر | candle, candles | sham3a, shm3a, shmoo3
كوب، كاسة، مج، فنجان، كاسات، فناجين | mug, cup | kase, kaset, mag, finjan
صينية، صواني | tray | siniye, sniye
علبة، صندوق، بوكس، علب | box, gift box | 3elbe, boks
بوكيه، باقة، ورد، ورود، زهور | bouquet, flowers, flower, roses | ward, bokeh, ba2et
شوكولاتة، شوكولا | chocolate, chocolates | shokalata, shokola
تمر، تمور | dates | tamer
دفتر، مفكرة، أجندة | notebook, planner, journal | daftar
إطار، برواز، براويز | frame, photo frame | birwaz
فانوس، فوانيس | lantern | fanoos
مزهرية، فازة | vase | mazhariye, vaza
دلة، دلة قهوة | dallah, coffee pot | dalle
تعليقة، تعليقات، معلقة حيط | wall hanging, hanging | ta3li2a
مخدة، وسادة، وسائد | cushion, pillow | m5adde, mkhadde, wsade
بطانية، حرام، لحاف | blanket, throw | batanye, 7ram
مسبحة، سبحة، مسابح | prayer beads, misbaha, rosary | masba7a, sib7a
سجادة صلاة، سجادة | prayer mat, prayer rug | sijade
مبخرة، بخور | incense burner, incense | bakhoor, mab5ara
ميدالية، ميداليات، علاقة مفاتيح | keychain, key ring | midalye
لعبة، ألعاب، دبدوب | toy, teddy, teddy bear | le3be, dabdoob
توزيعات، توزيعة | favours, giveaways, favors | tawzi3at
هدية، هدايا | gift, gifts, present | hdiye, hadiye, hadaya, hedye
ملابس، أواعي، لبس، تياب، ثياب، موديلات | clothes, clothing, outfits | awa3i, libs, tyab, malabes
لانجري، ملابس داخلية | lingerie | lanjeri
مايو، بوركيني | swimsuit, burkini | mayo, borkini
جوارب، كلسات، شرابات | socks | kalsat, jrabat
كفوف، قفازات | gloves | kfoof
"""

_QUALITIES = """
طويل، طويلة، طوال، ماكسي | long, maxi | taweel, tawil, tawile
ميدي | midi | midi
سادة | plain, solid | sade
بليسيه، كسرات | pleated | blise
كشمير | cashmere | kashmir
خزف، سيراميك، فخار | ceramic, pottery | 5azaf
نحاس | brass | n7as
خشب، خشبي | wood, wooden | 5ashab
زيتون، خشب زيتون | olive wood, olive oil | zaytoon
قهوة | coffee | 2ahwe, 2ahweh
شاي | tea | shay
رمضان، رمضاني | ramadan | ramadan
عيد الأم، لعيد الأم | mother's day, mothers day | 3eed el om
عيد ميلاد، لعيد ميلاد | birthday | 3eed milad
تخرج، تخريج | graduation | ta5arroj
مولود، بيبي، مواليد | newborn, baby | mawlood
قصير، قصيرة، ميني | short, mini | 2aseer, aseer
واسع، واسعة، فضفاض، أوفرسايز | loose, wide, oversized | wase3
ضيق، ضيقة، سلم | tight, slim, fitted | dayye2
سهرة، سهرات، مسائي | evening, party, formal | sahra, sahret, sahrat
عرس، زفاف، عروس، أعراس، خطبة | wedding, bridal, bride, engagement | 3ors, 3aros, khotbe
محجبات، محتشم، محتشمة | modest, hijabi | m7ajjabat, mo7tashem
صيفي، صيفية، صيف | summer | seefi, sayfi
شتوي، شتوية، شتا | winter | shatawi, shetwi
رسمي، رسمية، دوام رسمي | office, business | rasmi
كاجوال، عملي، يومي | casual, everyday | kajwal
مطرز، مطرزة، تطريز | embroidered, embroidery | mtarraz, tatreez
ساتان | satin | satan
حرير، حريري | silk | 7areer, harir
قطن، قطني، قطنية | cotton | 2oton, qoton
كتان | linen | kittan
صوف، صوفي، صوفية | wool, woollen | soof
جلد، جلدية | leather | jeld, jild
مخمل، مخملي | velvet | mo5mal, makhmal
دانتيل | lace | dantel
شيفون | chiffon | shefon
فضة، فضة استرليني | silver jewellery, sterling | fidda
مشجر، مورد، ورود مطبوعة | floral, flowery | mshajjar
مخطط، مقلم | striped | m5attat
كاروهات، مربعات | checked, plaid | karohat
رجالي، رجال، شباب | men, mens, male | rjali, shabab
نسائي، نسواني، ستاتي، نساء | women, womens, ladies | nisa2i, sittati
ولادي، أطفال، بناتي، صبيان | kids, children, girls, boys | wladi, atfal, banati
يدوي، شغل يد، هاندميد | handmade, hand made | yadawi, shoghol eed
"""

_COLORS = """
أحمر، حمراء، حمرا، حمر | red | a7mar, ahmar, 7amra, hamra, a7mr
أسود، سوداء، سودا، سود | black | aswad, soda, aswd
أبيض، بيضاء، بيضا، بيض | white | abyad, bayda, abyd
أزرق، زرقاء، زرقا | blue | azra2, azraq, zar2a
كحلي، كحلية، نيفي | navy, navy blue | ko7li, kohli, ku7li
سماوي، سماوية | light blue, sky blue | samawi
أخضر، خضراء، خضرا | green | a5dar, akhdar, 5adra
زيتي، زيتية | olive | zeiti, zayti
أصفر، صفراء، صفرا | yellow | asfar, safra
وردي، زهري، وردية، زهرية، بينك | pink | zahri, wardi, zahre
بنفسجي، موف، ليلكي، بنفسجية | purple, lilac, violet | banafsaji, mov
برتقالي، برتقالية | orange | burto2ali
بني، بنية | brown | bonni, bunni
بيج، بيجي | beige | beij
رمادي، رصاصي، سكني، رمادية | grey, gray | rmadi, rasasi, ramadi
ذهبي، دهبي، ذهبية | gold, golden | dahabi, thahabi
فضي، فضية | silver | faddi, fiddi
خمري، نبيتي، عنابي، خمرية | burgundy, maroon, wine | khamri, 5amri, nbeeti
تركواز، فيروزي | turquoise | turkwaz, fayrozi
كريمي، أوف وايت، سكري | cream, off white, ivory | krimi, sokkari
جملي، هافان | camel, tan | jamali
خردلي | mustard | khardali, 5ardali
طوبي | brick | toobi
جينزي | denim blue | jeenzi
عسلي | honey | 3asali
نعنعي، منت | mint | na3na3i
نحاسي | copper | n7asi
طيني | clay | teeni
شفاف | clear, transparent | shaffaf
"""

_TOPICS = """
توصيل، شحن، دليفري، توصلوا، بتوصلوا، بتوصلو، توصلي، يوصل، بيوصل، يوصلني، بوصل، توصيلة، مندوب | delivery, deliver, shipping, ship, courier, arrive | tawseel, tawsil, taw9eel, taw9il, twsil, tawsel, btwaslo, bitwaslo, twaslo, twasslo, sha7n, shipping, dilivery
إرجاع، ترجيع، استرجاع، أرجع، ارجع، ارجعه، ارجعها، أرجعها، بيترجع، يترجع، برجع، رجع، استرداد، مرتجع، مرتجعات | return, returns, refund, send back | tarji3, arja3, irja3, raje3, araje3
تبديل، استبدال، أبدل، ابدل، ابدله، ابدلها، أبدله، أبدلها، بيتبدل، يتبدل، ببدل، بتبدلوا | exchange, swap | tabdeel, abaddel, tabdil
دفع، أدفع، ادفع، كاش، فيزا، بطاقة، كليك، الدفع، تحويل، زين كاش، محفظة إلكترونية، تقسيط | payment, pay, cash, visa, card, cliq, credit card, instalments, cod | daf3, adfa3, kash, viza, klik
دوام، ساعات الدوام، ساعات العمل، فاتحين، بتفتحوا، بتسكروا، مفتوح، مفتوحين، مسكرين، عطلة | opening hours, hours, open, close, closed, opening | dawam, fat7in, maftoo7, btfta7o, sa3at eldawam
موقع، عنوان، وين، فرع، فروع، معرض، وينكم، مكانكم | location, address, where, branch, store, showroom, located | mawqe3, 3inwan, wen, wein, ween, far3
خصم، خصومات، عروض، تنزيلات، كوبون، كود خصم | discount, offer, offers, sale, coupon, promo | 5asm, khasm, 3orood, tanzilat
تغليف، تغلفوا، بتغلفوا، تغليف هدايا | gift wrapping, wrapping, wrap | taghleef, taglif, bitghallfo
جدول المقاسات، دليل المقاسات، جدول مقاسات، مقاسي، مقاسك | size guide, size chart, sizing | jadwal ma2asat, ma2asi
كيف أطلب، كيف اطلب، طريقة الطلب، كيف بطلب | how to order, how do i order, place an order | kif atlob, keef atlob
إلغاء، ألغي، ألغي الطلب | cancel, cancellation, cancelling, cancelled | alghi, ilgha2
عربون، عرابين | deposit | 3arboon
استلام من المحل، أستلم من المحل، استلام، أستلم | pick up, pickup, collect | astalem
عيب، غلط، خربان، مكسور، ممزوع | wrong item, faulty, damaged, broken, defect | kharban, maksoor
قسيمة، قسائم، قسائم الهدايا، قسيمة هدية | voucher, vouchers, gift voucher, gift card | 2aseeme
معاينة، أعاين، أفحص | inspect, inspection, look before | mo3ayane
طلب خاص، على الطلب، باسمي، باسمكم، أكتب اسم | made to order, custom, customise, personalised, engrave | 3al talab, b esmi
برا الأردن، خارج الأردن، السعودية، الإمارات | abroad, outside jordan, international, overseas | barra el urdon
متى بترجع، بترجع تتوفر، رح ترجع | restock, back in stock | emta btirja3
ضمان، كفالة | warranty, guarantee | daman, kafale
جملة، بالجملة | wholesale, bulk | jomle
خياطة، تفصيل، تعديل، تقصير | tailoring, alteration, custom made | 5yata, tafseel, ta3deel
جودة، أصلي، أصلية | quality, original | jawde, asli
غسيل، أغسل، غسل، عناية | wash, washing, care | ghaseel
واتساب، رقم تلفون، تلفون، رقمكم، اتواصل | whatsapp, phone number, contact, phone | watsab, whatsapp, ra2amkom, telefon
تتبع، وين طلبي، وين صار طلبي، طلبيتي | track, tracking, my order | tatabbo3, wen talabi
"""

_PLACES = """
عمان | amman | 3amman, amman
الزرقاء، الزرقا، للزرقاء، للزرقا، بالزرقاء، بالزرقا، عالزرقا | zarqa | zarqa, zar2a2, zarka
إربد | irbid | irbid, erbid
العقبة | aqaba | 3a2aba, aqaba
السلط | salt | alsalt, essalt
مادبا | madaba | madaba, madba
الكرك | karak, kerak | karak
جرش | jerash | jarash
عجلون | ajloun | 3ajloun
المفرق | mafraq | mafra2
معان | maan | ma3an
الطفيلة | tafilah, tafila | tafile
المحافظات، محافظة، محافظات، خارج عمان | governorates, governorate, outside amman | m7afazat
الأردن، المملكة | jordan | urdon, ordon
"""


def _split(forms: str, separator: str) -> tuple[str, ...]:
    return tuple(form.strip() for form in forms.split(separator) if form.strip())


def _read(table: str, kind: Kind) -> list[Concept]:
    rows = (line.split("|") for line in table.strip().splitlines())
    return [Concept(kind, _split(ar, "،"), _split(en, ","), _split(zi, ",")) for ar, en, zi in rows]


CONCEPTS: tuple[Concept, ...] = (
    *_read(_NOUNS, Kind.NOUN),
    *_read(_QUALITIES, Kind.QUALITY),
    *_read(_COLORS, Kind.COLOR),
    *_read(_TOPICS, Kind.TOPIC),
    *_read(_PLACES, Kind.PLACE),
)
#: Words of the table above that are a place where delivery is talked about, by the place's name.
PLACES_TOO = {"zar2a": "zarqa"}
