"""Pure rules of lessons: clean markup, shapes of blocks, formulas, steps, checkpoints, findings, comparison."""
