"""Languages are told by script, letters and small words; a file's claim is a hint."""

import pytest

from coalition.ingest.language import detect

TEXTS = {
    "en": "Everyone has the right to take part in the cultural life of the community and to share in it.",
    "fr": "Toute personne a le droit de prendre part à la vie culturelle de la communauté et des arts.",
    "es": "Toda persona tiene derecho a tomar parte en la vida cultural de la comunidad y en las artes.",
    "pt": "Toda a pessoa tem o direito de tomar parte na vida cultural da comunidade e não só nas artes.",
    "it": "Ogni individuo ha diritto di prendere parte alla vita culturale della comunità e delle arti.",
    "de": "Jeder hat das Recht, am kulturellen Leben der Gemeinschaft teilzunehmen und sich zu erfreuen.",
    "nl": "Een ieder heeft het recht om vrij deel te nemen aan het culturele leven van de gemeenschap.",
    "pl": "Każdy człowiek ma prawo do swobodnego udziału w życiu kulturalnym oraz do korzystania z niego.",
    "tr": "Herkes topluluğun kültürel yaşamına katılma hakkı ve bir sanattan yararlanma hakkına sahiptir.",
    "id": "Setiap orang berhak untuk turut serta dalam kehidupan kebudayaan dan tidak boleh dilarang.",
    "ru": "Каждый человек имеет право свободно участвовать в культурной жизни общества и в науке.",
    "uk": "Кожна людина має право вільно брати участь у культурному житті суспільства, і не лише в науці.",
    "ar": "لكل شخص الحق في أن يشترك في حياة المجتمع الثقافية وفي الاستمتاع بالفنون",
    "fa": "هر کس حق دارد که در زندگی فرهنگی اجتماع شرکت کند و از هنرها برخوردار شود",
    "he": "כל אדם זכאי להשתתף בחיי התרבות של הציבור ואין למנוע את הדבר",
    "zh": "人人有权自由参加社会的文化生活，享受艺术，并分享科学进步",
    "ja": "すべて人は、自由に社会の文化生活に参加し、芸術を鑑賞する権利を有する",
    "ko": "모든 사람은 공동체의 문화생활에 자유롭게 참여할 권리를 가진다",
    "el": "Καθένας έχει το δικαίωμα να συμμετέχει ελεύθερα στην πνευματική ζωή",
    "th": "ทุกคนมีสิทธิที่จะเข้าร่วมใช้ชีวิตทางวัฒนธรรมในประชาคม",
    "hi": "प्रत्येक व्यक्ति को समाज के सांस्कृतिक जीवन में हिस्सा लेने का अधिकार है",
}


@pytest.mark.parametrize("tag", TEXTS)
def test_detect_knows_a_sentence_of_the_declaration(tag: str) -> None:
    assert detect(TEXTS[tag]) == tag


def test_detect_believes_the_text_and_not_the_claim() -> None:
    assert detect(TEXTS["fr"], "en-US") == "fr"


def test_detect_lets_the_claim_decide_between_close_kin() -> None:
    norwegian = "Enhver har rett til fritt å delta i samfunnets kulturelle liv og å ha del i det."
    assert detect(norwegian, "nb") == "nb"
    assert detect(TEXTS["id"], "ms") == "ms"


def test_detect_takes_the_claim_for_a_few_words_and_else_says_nothing() -> None:
    assert detect("Ordre du jour provisoire", "fr-FR") == "fr"
    assert detect("Ordre du jour provisoire", "ru") is None
    assert detect("IFLA EIFL ISOC") is None
    assert detect("12.5 % 1990", "en") is None
