"""Reading → edition in one of the formats of `render.formats`."""
