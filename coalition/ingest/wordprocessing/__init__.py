"""WordprocessingML, the language of DOCX (ECMA-376 part 1, §17): its text, in pieces."""
