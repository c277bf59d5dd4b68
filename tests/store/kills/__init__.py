"""kill -9 under load: a program that records, and a judgement of what it leaves behind.

`stream` says what is noted, `program` notes it, `trial` kills it, `verdict` judges the database.
"""
