// Package migrate keeps revisions of a schema as Alembic does: autogenerate, upgrade, downgrade, history. Goose runs the
// revisions and atlas plans them; nothing of either is in this package's names.
//
//	m, err := migrate.New(engine, migrate.Config{MetaData: models.MetaData, FS: migrations.FS})
//	err = m.Upgrade(ctx, "head")
//
// A revision is a SQL file in goose's format, in the folder of its dialect, with a header that says its id and its parents; or
// a [GoStep]. A table of the database, drey_version, says which revisions are applied, and what their files were.
//
// Each revision runs in one transaction, which begins by taking a lock: what fails leaves nothing behind, and several
// programs that upgrade at once apply each revision once.
package migrate
