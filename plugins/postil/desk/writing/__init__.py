"""Writing into the files of annotations: only what is meant changes, byte for byte."""
