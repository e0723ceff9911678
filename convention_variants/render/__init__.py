"""Reading → edition in one of the formats of `render.formats`; the workbench; the index page of a build."""
