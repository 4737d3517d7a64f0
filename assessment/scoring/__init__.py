"""Scoring: machine scores, marking by people, regrades, appeals, release.

Words: an *item score* is what one answer got; a *mark* is one marker's judgement (several with double marking, then reconciled);
a *regrade* scores again after a key was mended, with a look at who changes first; an *appeal* (phúc khảo) opens a blind second
mark. Invariants: `ItemScore.points` comes from the machine or from the deciding mark and is never without its source;
candidates and guardians see nothing before `released_at`.
"""
