"""`python -m convention_variants`."""

from convention_variants.cli import main

main(prog_name="convention-variants")
