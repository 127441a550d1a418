"""Words: texts in the reader's language, formats of numbers and dates, errors. Imports nothing of ours."""
