"""One module a page; each holds layout only and offers `page()`.

Not named `pages`: Streamlit would take a folder of that name for its older way of making pages.
"""
