"""Pure parts that several kinds of questions share: shapes, words and numbers, response processing."""
