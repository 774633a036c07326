"""Articles that others have written, brought in: a file becomes a text in Markdown.

Each kind of file has a module that makes a tree of the few elements that articles have
(`tree`); `markdown` writes it. What no file says and somebody has to guess is told (`Guess`).
Needs the packages of the extra `postil[import]`.
"""
