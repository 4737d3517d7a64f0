"""Papers: blueprints, drawing, papers with their forms, printing.

Words: a *blueprint* (ma trận, bản đặc tả) says how many items of which form and level from which content; a *paper* (đề) is the
ordered list of pinned item versions in *parts* (PHẦN I, II, III); a *form* (mã đề) is one shuffled order of a paper. Invariants:
a frozen paper never changes (`snapshot` holds everything needed to show, print and score it); a form is reproducible from its seed.
"""
