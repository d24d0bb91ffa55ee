"""Documents that leave the house: one content of blocks, drawn as PDF, DOCX, HTML or Markdown.

a page's or the scheduler's facts -> Document (blocks) -> pdf | docx | html | markdown
rows                              -> Sheet (sheets)    -> xlsx | csv
"""
