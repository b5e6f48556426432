"""PresentationML, the language of PPTX (ECMA-376 part 1, §19): its slides, in pieces."""
