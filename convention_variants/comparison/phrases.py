"""The words that a comparison adds to a text, in the languages that editions are written in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of one language; `{}` is filled in, with the names of both readings or with a number.

    What says how many there are has no noun that would agree, but where there are two at least. `thousands` is what
    stands between digits.
    """

    thousands: str
    title: str
    skip: str
    summary: str
    differing: str
    points: str
    changes: str
    words: str
    alike: str
    legend: str
    legend_plain: str
    changed: str
    changed_plain: str
    by_term: str
    term: str
    no_term: str
    as_drafted: str
    choice_points: str
    by_chapter: str
    chapter: str
    no_heading: str
    provisions: str
    of_all: str
    unchanged: str
    unchanged_several: str
    nothing: str
    previous: str
    following: str
    footnotes: str
    footnote: str

    def number(self, number: int, sign: str = "-") -> str:
        """Return a number in digits, with a sign before it even if it is positive where `sign` is `+`."""
        return f"{number:{sign},}".replace(",", self.thousands).replace("-", "−")


_ENGLISH = Phrases(
    thousands=",",
    title="{} and {} compared",
    skip="Skip to the differences",
    summary="Summary",
    differing="Provisions that differ: {} of {}.",
    points="Choice points decided differently: {}.",
    changes="Consequential changes: {}.",
    words="Words of the treaty text: {} under {}, {} under {} ({}).",
    alike="Both readings have the same words.",
    legend="Words that differ are underlined: once under {}, twice under {}.",
    legend_plain="Words that differ are bold.",
    changed="What was changed to fit a choice, underlined with dashes, is in the drafter’s words, not the committee’s.",
    changed_plain="What was changed to fit a choice, in italics, is in the drafter’s words, not the committee’s.",
    by_term="Choices by term",
    term="Term",
    no_term="No term",
    as_drafted="as drafted",
    choice_points="Choice points",
    by_chapter="Where the differences are",
    chapter="Part of the draft",
    no_heading="Under no heading",
    provisions="Provisions that differ",
    of_all="{} of {}",
    unchanged="Unchanged: {}",
    unchanged_several="{} provisions unchanged: {} – {}",
    nothing="Not in this reading",
    previous="Previous difference: {}",
    following="Next difference: {}",
    footnotes="Footnotes",
    footnote="Footnote {}",
)
_FRENCH = Phrases(
    thousands="\u202f",
    title="{} et {} comparés",
    skip="Aller aux différences",
    summary="Résumé",
    differing="Dispositions qui diffèrent : {} sur {}.",
    points="Choix décidés autrement : {}.",
    changes="Modifications qui en découlent : {}.",
    words="Mots du texte du traité : {} selon {}, {} selon {} ({}).",
    alike="Les deux lectures ont les mêmes mots.",
    legend="Les mots qui diffèrent sont soulignés : une fois selon {}, deux fois selon {}.",
    legend_plain="Les mots qui diffèrent sont en gras.",
    changed="Ce qui est modifié selon un choix, souligné de tirets, est dans les mots du rédacteur et non du comité.",
    changed_plain="Ce qui est modifié selon un choix, en italique, est dans les mots du rédacteur et non du comité.",
    by_term="Choix par terme",
    term="Terme",
    no_term="Aucun terme",
    as_drafted="tel que rédigé",
    choice_points="Choix",
    by_chapter="Où sont les différences",
    chapter="Partie du projet",
    no_heading="Sous aucun titre",
    provisions="Dispositions qui diffèrent",
    of_all="{} sur {}",
    unchanged="Inchangé : {}",
    unchanged_several="{} dispositions inchangées : {} – {}",
    nothing="Absent de cette lecture",
    previous="Différence précédente : {}",
    following="Différence suivante : {}",
    footnotes="Notes",
    footnote="Note {}",
)
_SPANISH = Phrases(
    thousands="\u202f",
    title="{} y {} comparados",
    skip="Ir a las diferencias",
    summary="Resumen",
    differing="Disposiciones que difieren: {} de {}.",
    points="Opciones decididas de otro modo: {}.",
    changes="Cambios consiguientes: {}.",
    words="Palabras del texto del tratado: {} según {}, {} según {} ({}).",
    alike="Las dos lecturas tienen las mismas palabras.",
    legend="Las palabras que difieren van subrayadas: una vez según {}, dos veces según {}.",
    legend_plain="Las palabras que difieren van en negrita.",
    changed="Lo cambiado según una opción, subrayado con guiones, está en palabras del redactor y no del comité.",
    changed_plain="Lo cambiado según una opción, en cursiva, está en palabras del redactor y no del comité.",
    by_term="Opciones por término",
    term="Término",
    no_term="Ningún término",
    as_drafted="tal como está redactado",
    choice_points="Opciones",
    by_chapter="Dónde están las diferencias",
    chapter="Parte del proyecto",
    no_heading="Bajo ningún título",
    provisions="Disposiciones que difieren",
    of_all="{} de {}",
    unchanged="Sin cambios: {}",
    unchanged_several="{} disposiciones sin cambios: {} – {}",
    nothing="No está en esta lectura",
    previous="Diferencia anterior: {}",
    following="Diferencia siguiente: {}",
    footnotes="Notas",
    footnote="Nota {}",
)
_KNOWN = {"en": _ENGLISH, "fr": _FRENCH, "es": _SPANISH}


def phrases_in(language: str) -> Phrases:
    """Return the words for a language that editions speak."""
    return _KNOWN[language]
