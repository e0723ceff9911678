"""The program, as it is installed and as `python -m convention_variants`."""

import gc

# After how many new objects to look for cycles: a command makes many objects and few cycles, and ends soon.
_NEW_OBJECTS = 100_000


def run() -> None:
    """Run the command that the arguments name."""
    gc.set_threshold(_NEW_OBJECTS)
    from convention_variants.cli import main  # noqa: PLC0415 to load it makes many objects, too

    main(prog_name="convention-variants")


if __name__ == "__main__":
    run()
