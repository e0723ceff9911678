"""The words that editions add to a text, in the languages that they are written in.

An edition speaks the language of its document where that is known here, else English.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ISO_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(\d{2})")


class Phrases(NamedTuple):
    """The words of one language; `{}` is filled in.

    `stances` are in the order of `Stance`.
    `chosen`, `blank`, `open`, `changes` and `broken` each say how many there are, without a noun that would agree.
    """

    language: str
    notice: str
    notice_long: str
    contents: str
    skip: str
    front: str
    footnotes: str
    footnote_back: str
    table: str
    code: str
    profile: str
    quoted: str
    own_choices: str
    as_drafted: str
    distribution: str
    original: str
    page: str
    made_by: str
    legend: str
    legend_plain: str
    changed: str
    changed_plain: str
    chosen: str
    blank: str
    open: str
    changes: str
    broken: str
    is_open: str
    is_blank: str
    is_broken: str
    annex: str
    annex_choices: str
    annex_changes: str
    annex_joins: str
    annex_unsettled: str
    provision: str
    reads: str
    instead_of: str
    why: str
    nothing: str
    stances: tuple[str, str, str, str]
    months: tuple[str, ...]

    def date(self, iso: str) -> str:
        """Return a date such as `2023-05-29` in words, and anything else as it is."""
        match = _ISO_DATE.fullmatch(iso)
        if match is None:
            return iso
        return f"{int(match[3])} {self.months[int(match[2]) - 1]} {match[1]}"


ENGLISH = Phrases(
    language="en",
    notice="Unofficial reading, not agreed text",
    notice_long="This is an unofficial reading of a draft. It is not agreed text.",
    contents="Contents",
    skip="Skip to the treaty text",
    front="Before the treaty text",
    footnotes="Footnotes",
    footnote_back="Footnote {}, back to the text",
    table="Table",
    code="Lines kept as they are",
    profile="Reading: {}",
    quoted="“{}”",
    own_choices="Own choices",
    as_drafted="As drafted, nothing chosen",
    distribution="Distr.: {}",
    original="Original: {}",
    page="Page {} of {}",
    made_by="Made by convention-variants {}",
    legend="Brackets that stand in the text are not settled: an open choice is dotted, a blank underlined.",
    legend_plain="Brackets that stand in the text are not settled.",
    changed="Changed to fit what was chosen, in the drafter’s words and not the committee’s (underlined with dashes):",
    changed_plain="Changed to fit what was chosen, in the drafter’s words and not the committee’s (in italics):",
    chosen="chosen: {}",
    blank="to be filled in: {}",
    open="open: {}",
    changes="consequential changes: {}",
    broken="unpaired brackets: {}",
    is_open="open",
    is_blank="to be filled in",
    is_broken="unpaired bracket",
    annex="Annex to this reading: what was decided",
    annex_choices="Choices, by the profile where nothing else is said",
    annex_changes="Consequential changes",
    annex_joins="Paragraphs cut by a page break and joined",
    annex_unsettled="Not settled",
    provision="Provision",
    reads="Reads",
    instead_of="Instead of",
    why="Because of",
    nothing="nothing",
    stances=("proposed by", "supported by", "opposed by", "reserved on by"),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
)
FRENCH = Phrases(
    language="fr",
    notice="Lecture non officielle, texte non convenu",
    notice_long="Ceci est une lecture non officielle d’un projet. Ce n’est pas un texte convenu.",
    contents="Table des matières",
    skip="Aller au texte du traité",
    front="Avant le texte du traité",
    footnotes="Notes",
    footnote_back="Note {}, retour au texte",
    table="Tableau",
    code="Lignes gardées telles quelles",
    profile="Lecture : {}",
    quoted="« {} »",
    own_choices="Choix particuliers",
    as_drafted="Tel que rédigé, rien n’est choisi",
    distribution="Distr. : {}",
    original="Original : {}",
    page="Page {} sur {}",
    made_by="Établi avec convention-variants {}",
    legend="Les crochets du texte ne sont pas réglés : un choix ouvert est en pointillé, un blanc souligné.",
    legend_plain="Les crochets du texte ne sont pas réglés.",
    changed="Modifié selon les choix faits, dans les mots du rédacteur et non du comité (souligné de tirets) :",
    changed_plain="Modifié selon les choix faits, dans les mots du rédacteur et non du comité (en italique) :",
    chosen="choix faits : {}",
    blank="à compléter : {}",
    open="choix ouverts : {}",
    changes="modifications qui en découlent : {}",
    broken="crochets isolés : {}",
    is_open="ouvert",
    is_blank="à compléter",
    is_broken="crochet isolé",
    annex="Annexe à cette lecture : ce qui a été décidé",
    annex_choices="Choix, selon le profil sauf indication contraire",
    annex_changes="Modifications qui en découlent",
    annex_joins="Paragraphes coupés par un saut de page et réunis",
    annex_unsettled="Non réglé",
    provision="Disposition",
    reads="Se lit",
    instead_of="Au lieu de",
    why="En raison de",
    nothing="rien",
    stances=("proposé par", "appuyé par", "rejeté par", "réservé par"),
    months=(
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
)
SPANISH = Phrases(
    language="es",
    notice="Lectura no oficial, texto no acordado",
    notice_long="Esta es una lectura no oficial de un proyecto. No es un texto acordado.",
    contents="Índice",
    skip="Ir al texto del tratado",
    front="Antes del texto del tratado",
    footnotes="Notas",
    footnote_back="Nota {}, volver al texto",
    table="Cuadro",
    code="Líneas conservadas tal cual",
    profile="Lectura: {}",
    quoted="«{}»",
    own_choices="Opciones propias",
    as_drafted="Tal como está redactado, nada elegido",
    distribution="Distr.: {}",
    original="Original: {}",
    page="Página {} de {}",
    made_by="Hecho con convention-variants {}",
    legend="Los corchetes del texto no están resueltos: una opción abierta va punteada, un blanco subrayado.",
    legend_plain="Los corchetes del texto no están resueltos.",
    changed="Cambiado según lo elegido, con palabras del redactor y no del comité (subrayado con guiones):",
    changed_plain="Cambiado según lo elegido, con palabras del redactor y no del comité (en cursiva):",
    chosen="opciones elegidas: {}",
    blank="por completar: {}",
    open="opciones abiertas: {}",
    changes="cambios consiguientes: {}",
    broken="corchetes sin pareja: {}",
    is_open="abierto",
    is_blank="por completar",
    is_broken="corchete sin pareja",
    annex="Anexo a esta lectura: lo que se ha decidido",
    annex_choices="Opciones, según el perfil salvo indicación en contrario",
    annex_changes="Cambios consiguientes",
    annex_joins="Párrafos cortados por un salto de página y unidos",
    annex_unsettled="Sin resolver",
    provision="Disposición",
    reads="Dice",
    instead_of="En lugar de",
    why="Por",
    nothing="nada",
    stances=("propuesto por", "apoyado por", "rechazado por", "reservado por"),
    months=(
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
)
_KNOWN = {phrases.language: phrases for phrases in (ENGLISH, FRENCH, SPANISH)}


def phrases_for(language: str) -> Phrases:
    """Return the words for a language code such as `fr` or `fr-CA`."""
    return _KNOWN.get(language.lower().split("-")[0], ENGLISH)
