"""Pure rules of statistics: classical test theory from sums, what is odd about a question, mastery of outcomes."""
