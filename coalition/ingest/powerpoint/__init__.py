"""The records of old PowerPoint files ([MS-PPT]): their slides, in pieces."""
