"""The search box: one query over every source the apps register, diacritics or not."""
