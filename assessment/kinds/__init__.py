"""Kinds of questions: one folder each, registered with `assessment.hooks.ItemKind`.

A kind knows the shape of its content and of its responses, what is wrong with a content, how a response scores (QTI response
processing), how it is shuffled, shown, printed and written in exchange formats. Everything here is pure.
"""
