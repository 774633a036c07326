"""The files of a course for learning platforms (LMS): cartridges, quizzes, packages, tables."""
