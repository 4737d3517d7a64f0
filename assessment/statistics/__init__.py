"""Classical test statistics, kept incrementally from sums; mastery of learning outcomes.

Words: *facility* (độ khó: mean ratio), *discrimination* (item-rest point-biserial correlation and upper-lower 27 % index),
*distractor* use, Cronbach's *alpha*, *SEM*. Invariant: adding and taking away an attempt are exact inverses.
"""
