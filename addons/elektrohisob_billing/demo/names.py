"""Synthetic consumers with names as they are common in Tashkent.

Surnames are given without ending: a man adds nothing, a woman ``a``. Identity
numbers carry codes that are given to nobody.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

SURNAMES = (
    "Abdullayev Abdurahmonov Abdusattorov Abduvaliyev Ahmedov Akbarov Akramov Aliyev "
    "Alimov Aminov Asqarov Azimov Azizov Bakirov Baratov Begmatov Boboyev Bobojonov "
    "Boltayev Botirov Choriyev Davronov Doʻstmatov Ergashev Eshonqulov Eshmatov "
    "Fayzullayev Gʻafurov Gʻaniyev Gʻofurov Gʻulomov Hakimov Halimov Hamidov Hasanov "
    "Haydarov Hikmatov Hoshimov Husanov Ibrohimov Ikromov Ismoilov Isroilov Joʻrayev "
    "Jalilov Jabborov Jumayev Kamolov Karimov Komilov Latipov Mahmudov Mamatov "
    "Mansurov Mahkamov Mirzayev Moʻminov Murodov Musayev Nabiyev Narzullayev Nazarov "
    "Nematov Nishonov Normatov Norqulov Nurmatov Odilov Olimov Oripov Ortiqov "
    "Oʻktamov Oʻrinov Parpiyev Poʻlatov Qambarov Qodirov Qosimov Qoʻchqorov Qurbonov "
    "Rahimov Rahmatullayev Rajabov Rasulov Rizayev Roʻziyev Rustamov Sadullayev "
    "Saidov Salimov Sattorov Sharipov Shodiyev Shomurodov Siddiqov Sobirov Sodiqov "
    "Soliyev Sultonov Tillayev Tojiboyev Toshmatov Toʻrayev Tursunov Umarov Usmonov "
    "Valiyev Vohidov Xolmatov Xudoyberdiyev Yoʻldoshev Yunusov Yusupov Zaripov "
    "Ziyodullayev Zokirov"
).split()
MEN = (
    "Abdulla Abror Akmal Akrom Alisher Anvar Asror Aziz Azamat Bahodir Baxtiyor "
    "Bekzod Bobur Botir Davron Dilshod Doniyor Elyor Erkin Farhod Farrux Fayzulla "
    "Gʻayrat Gʻulom Hamid Hasan Husan Ibrohim Ikrom Ilhom Islom Ismoil Jahongir "
    "Jamshid Jasur Javohir Kamol Karim Komil Laziz Mansur Maqsud Mirzo Muhammad Murod "
    "Muzaffar Nodir Nuriddin Odil Olim Otabek Oybek Ravshan Rustam Sanjar Sardor "
    "Shavkat Sherzod Shuhrat Sirojiddin Sobir Sunnat Temur Toʻlqin Tohir Ulugʻbek "
    "Umid Utkir Xurshid Yusuf Zafar Ziyodulla Zokir"
).split()
WOMEN = (
    "Aziza Barno Charos Dildora Dilfuza Dilnoza Dilorom Feruza Gavhar Gulbahor "
    "Gulchehra Gulnora Guli Hilola Hurriyat Iroda Kamola Komila Lobar Lola Madina "
    "Mahliyo Malika Manzura Maftuna Mavluda Mohira Muborak Muhabbat Munira Nafisa "
    "Nargiza Nasiba Nigora Nilufar Nodira Nozima Oydin Oygul Ozoda Raʼno Robiya "
    "Sabohat Saida Salomat Sevara Shahlo Shahnoza Shoira Tamara Umida Xolida Xurshida "
    "Yulduz Zarina Zebo Zilola Zuhra"
).split()
FIRMS = (
    "Baraka Chinor Chorsu Davr Diyor Ehson Fayz Gulobod Ishonch Istiqbol Kamalak "
    "Lochin Marvarid Mehnat Mumtoz Navbahor Nihol Nurafshon Oltin Orzu Parvoz "
    "Qadriyat Ravnaq Saodat Sarbon Shams Sohil Tabassum Turon Umid Xazina Yangiyoʻl "
    "Zarafshon Ziynat"
).split()
TRADES = (
    "Savdo",
    "Qurilish",
    "Tekstil",
    "Servis",
    "Non",
    "Mebel",
    "Oziq-ovqat",
    "Plast",
)
BUDGET = (
    "{}-sonli umumtaʼlim maktabi",
    "{}-sonli maktabgacha taʼlim tashkiloti",
    "{}-sonli oilaviy poliklinika",
    "{}-sonli bolalar musiqa va sanʼat maktabi",
)


#: Of the thirteen digits before the check digit of a PINFL.
WEIGHTS = (7, 3, 1) * 4 + (7,)


@dataclass(frozen=True)
class Person:
    """A consumer who is a person."""

    surname: str
    given_name: str
    patronymic: str
    pinfl: str
    document: str
    issued: str


def person(rng: Random, serial: int) -> Person:
    """A person of 25 to 80 years; ``serial`` makes the numbers unique."""
    is_man = rng.random() < 0.62
    surname = rng.choice(SURNAMES)
    father = rng.choice(MEN)
    year = rng.randint(1946, 2001)
    young = rng.random() < min(1, max(0, (year - 1975) / 25))
    if young or rng.random() < 0.2:
        patronymic = f"{father} {'oʻgʻli' if is_man else 'qizi'}"
    else:
        stem = father + ("y" if father[-1] in "aou" else "")
        ending = "ev" if stem[-1] == "y" else "ov"
        patronymic = f"{stem}{ending}{'ich' if is_man else 'na'}"
    born = f"{rng.randint(1, 28):02}{rng.randint(1, 12):02}{year % 100:02}"
    century = (3 if year < 2000 else 5) + (not is_man)
    issued = date(rng.randint(2017, 2025), rng.randint(1, 12), rng.randint(1, 28))
    return Person(
        surname if is_man else f"{surname}a",
        rng.choice(MEN if is_man else WOMEN),
        patronymic,
        _checked(f"{century}{born}000{serial % 1000:03}"),
        f"ZZ{serial:07}",
        f"Mirzo Ulugʻbek tumani IIB, {issued:%d.%m.%Y}",
    )


def _checked(digits: str) -> str:
    """A PINFL with its check digit; the district 000 is nobody's."""
    total = sum(w * int(d) for w, d in zip(WEIGHTS, digits, strict=True))
    return f"{digits}{total % 10}"


def phone(rng: Random) -> str:
    """A mobile number with a group of digits nobody has."""
    operator = rng.choice(("90", "91", "93", "94", "97", "99", "88", "33"))
    return f"+998 {operator} 000 {rng.randint(0, 99):02} {rng.randint(0, 99):02}"


def firm(rng: Random, serial: int) -> str:
    """Name of a legal entity."""
    form = rng.choice(("MCHJ", "MCHJ", "MCHJ", "XK", "QK MCHJ"))
    trade = TRADES[(serial * 3 + serial // len(FIRMS)) % len(TRADES)]
    return f"“{FIRMS[serial % len(FIRMS)]} {trade}” {form}"


def head(serial: int) -> str:
    """Who signs for a legal entity."""
    return f"{MEN[serial % len(MEN)][0]}. {SURNAMES[serial * 7 % len(SURNAMES)]}"
