"""The states that negotiate treaties, as drafts name them: codes by ISO 3166-1, and names.

They are the members and observers of the United Nations, the Cook Islands and Niue. Other territories have
codes, too, but do not negotiate; and so many more words would be mistaken for a name. Those who speak most have their
French and Spanish names beside the English ones.
"""

from __future__ import annotations

_TABLE = """\
AD AND Andorra
AE ARE United Arab Emirates|UAE
AF AFG Afghanistan
AG ATG Antigua and Barbuda
AL ALB Albania
AM ARM Armenia
AO AGO Angola
AR ARG Argentina|Argentine
AT AUT Austria
AU AUS Australia|Australie
AZ AZE Azerbaijan
BA BIH Bosnia and Herzegovina
BB BRB Barbados
BD BGD Bangladesh
BE BEL Belgium
BF BFA Burkina Faso
BG BGR Bulgaria
BH BHR Bahrain
BI BDI Burundi
BJ BEN Benin
BN BRN Brunei|Brunei Darussalam
BO BOL Bolivia|Plurinational State of Bolivia
BR BRA Brazil|Brésil|Brasil
BS BHS Bahamas
BT BTN Bhutan
BW BWA Botswana
BY BLR Belarus
BZ BLZ Belize
CA CAN Canada|Canadá
CD COD Democratic Republic of the Congo|DR Congo|DRC
CF CAF Central African Republic
CG COG Congo
CH CHE Switzerland|Suisse|Suiza
CI CIV Côte d’Ivoire|Ivory Coast
CK COK Cook Islands
CL CHL Chile|Chili
CM CMR Cameroon
CN CHN China|Chine
CO COL Colombia|Colombie
CR CRI Costa Rica
CU CUB Cuba
CV CPV Cabo Verde|Cape Verde
CY CYP Cyprus
CZ CZE Czechia|Czech Republic
DE DEU Germany|Allemagne|Alemania
DJ DJI Djibouti
DK DNK Denmark
DM DMA Dominica
DO DOM Dominican Republic
DZ DZA Algeria
EC ECU Ecuador
EE EST Estonia
EG EGY Egypt|Égypte|Egipto
ER ERI Eritrea
ES ESP Spain|Espagne|España
ET ETH Ethiopia
FI FIN Finland
FJ FJI Fiji
FM FSM Micronesia|Federated States of Micronesia|FSM
FR FRA France|Francia
GA GAB Gabon
GB GBR United Kingdom|United Kingdom of Great Britain and Northern Ireland|Royaume-Uni|Reino Unido
GD GRD Grenada
GE GEO Georgia
GH GHA Ghana
GM GMB Gambia
GN GIN Guinea
GQ GNQ Equatorial Guinea
GR GRC Greece
GT GTM Guatemala
GW GNB Guinea-Bissau
GY GUY Guyana
HN HND Honduras
HR HRV Croatia
HT HTI Haiti
HU HUN Hungary
ID IDN Indonesia|Indonésie
IE IRL Ireland
IL ISR Israel
IN IND India|Inde
IQ IRQ Iraq
IR IRN Iran|Iran (Islamic Republic of)|Islamic Republic of Iran
IS ISL Iceland
IT ITA Italy|Italie|Italia
JM JAM Jamaica
JO JOR Jordan
JP JPN Japan|Japon|Japón
KE KEN Kenya
KG KGZ Kyrgyzstan
KH KHM Cambodia
KI KIR Kiribati
KM COM Comoros
KN KNA Saint Kitts and Nevis|St. Kitts and Nevis
KP PRK Democratic People’s Republic of Korea|DPRK
KR KOR Republic of Korea|South Korea|ROK|République de Corée|República de Corea
KW KWT Kuwait
KZ KAZ Kazakhstan
LA LAO Laos|Lao People’s Democratic Republic|Lao PDR
LB LBN Lebanon
LC LCA Saint Lucia|St. Lucia
LI LIE Liechtenstein
LK LKA Sri Lanka
LR LBR Liberia
LS LSO Lesotho
LT LTU Lithuania
LU LUX Luxembourg
LV LVA Latvia
LY LBY Libya
MA MAR Morocco
MC MCO Monaco
MD MDA Moldova|Republic of Moldova
ME MNE Montenegro
MG MDG Madagascar
MH MHL Marshall Islands
MK MKD North Macedonia
ML MLI Mali
MM MMR Myanmar
MN MNG Mongolia
MR MRT Mauritania
MT MLT Malta
MU MUS Mauritius
MV MDV Maldives
MW MWI Malawi
MX MEX Mexico|Mexique|México
MY MYS Malaysia
MZ MOZ Mozambique
NA NAM Namibia
NE NER Niger
NG NGA Nigeria|Nigéria
NI NIC Nicaragua
NL NLD Netherlands|Kingdom of the Netherlands
NO NOR Norway|Norvège|Noruega
NP NPL Nepal
NR NRU Nauru
NU NIU Niue
NZ NZL New Zealand|Aotearoa New Zealand|Nouvelle-Zélande|Nueva Zelandia|Nueva Zelanda
OM OMN Oman
PA PAN Panama
PE PER Peru|Pérou|Perú
PG PNG Papua New Guinea
PH PHL Philippines
PK PAK Pakistan
PL POL Poland
PS PSE Palestine|State of Palestine
PT PRT Portugal
PW PLW Palau
PY PRY Paraguay
QA QAT Qatar
RO ROU Romania
RS SRB Serbia
RU RUS Russian Federation|Russia|Fédération de Russie|Federación de Rusia|Russie|Rusia
RW RWA Rwanda
SA SAU Saudi Arabia|Arabie saoudite|Arabia Saudita
SB SLB Solomon Islands
SC SYC Seychelles
SD SDN Sudan
SE SWE Sweden
SG SGP Singapore
SI SVN Slovenia
SK SVK Slovakia
SL SLE Sierra Leone
SM SMR San Marino
SN SEN Senegal
SO SOM Somalia
SR SUR Suriname
SS SSD South Sudan
ST STP Sao Tome and Principe|São Tomé and Príncipe
SV SLV El Salvador
SY SYR Syrian Arab Republic|Syria
SZ SWZ Eswatini
TD TCD Chad
TG TGO Togo
TH THA Thailand
TJ TJK Tajikistan
TL TLS Timor-Leste
TM TKM Turkmenistan
TN TUN Tunisia
TO TON Tonga
TR TUR Türkiye|Turkiye|Turkey|Turquie|Turquía
TT TTO Trinidad and Tobago
TV TUV Tuvalu
TZ TZA United Republic of Tanzania|Tanzania
UA UKR Ukraine
UG UGA Uganda
US USA United States|United States of America|États-Unis|États-Unis d’Amérique|É.-U.|Estados Unidos|EE. UU.|EE.UU.
UY URY Uruguay
UZ UZB Uzbekistan
VA VAT Holy See
VC VCT Saint Vincent and the Grenadines|St. Vincent and the Grenadines
VE VEN Venezuela|Venezuela (Bolivarian Republic of)|Bolivarian Republic of Venezuela
VN VNM Viet Nam|Vietnam
VU VUT Vanuatu
WS WSM Samoa
YE YEM Yemen
ZA ZAF South Africa|Afrique du Sud|Sudáfrica
ZM ZMB Zambia
ZW ZWE Zimbabwe
"""
_ROWS = [row.split(" ", 2) for row in _TABLE.splitlines()]
_CALLED = [name for row in _ROWS for name in row[2].split("|")]
# A name in capitals (UAE) says as little as a code, unless it has full stops (EE. UU.).
STATE_CODES = frozenset(
    (*(code for row in _ROWS for code in row[:2]), *(name for name in _CALLED if name.isupper() and "." not in name))
)
STATE_NAMES = frozenset(_CALLED) - STATE_CODES
