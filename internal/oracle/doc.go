// Package oracle holds a test alone: it plays random programs of session operations through drey on every backend and, by
// oracle.py, through SQLAlchemy's Session, and compares rows and outcomes after each flush, commit and rollback. Where they
// differ on purpose a rule says so by name, and docs/coming-from-sqlalchemy.md lists exactly those rules.
//
// A second family of models and programs, in the files called breadth, says what the first one cannot: foreign keys to unique
// columns, views, one of several types, delete-orphan from the belongs-to side, soft deletes, structs as columns, columns that are written
// once, zeros that are NULL, tables in a schema, texts that run once for each of many rows. Beside rows and outcomes it compares what
// entities show, what queries find, and the old and new values that hooks hear. Its programs seldom say two things of one relationship, so
// that it needs no rules of its own; where breadth.py plays as one of the rules says, it names it.
package oracle
