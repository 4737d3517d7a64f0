"""Word documents (.docx, ECMA-376) up to pandoc's syntax tree: the container checked, what pandoc would drop marked, formulas kept.

Readers of lessons (`lms.lessons.interop.docx`) and of tests (`assessment.items.interop`) build on it.
"""
