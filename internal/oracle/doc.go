// Package oracle holds a test alone: it plays random programs of session operations through drey on every backend and, by
// oracle.py, through SQLAlchemy's Session, and compares rows and outcomes after each flush, commit and rollback. Where they
// differ on purpose a rule says so by name, and docs/coming-from-sqlalchemy.md lists exactly those rules.
package oracle
