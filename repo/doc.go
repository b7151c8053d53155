// Package repo is what applications import: an [Engine] is a database, a [Session] one conversation with it.
//
//	engine, err := repo.Open(ctx, "postgresql://user:password@localhost:5432/heroes",
//		repo.WithBackend(pgxbackend.Backend{}))
//	defer engine.Close()
//
//	err = engine.Begin(ctx, func(s *repo.Session) error { // commits on nil, rolls back on error or panic
//		return s.Add(&Hero{Name: "spongebob"}, &Hero{Name: "sandy"})
//	})
//
// The backend is one option: sqlxbackend.Backend{} in place of pgxbackend.Backend{} is the same program over sqlx and
// database/sql.
//
// # Sessions
//
// A session sends nothing until it must. [Session.Add] marks entities as new; [Session.Flush], [Session.Commit] and reads
// that the changes concern send them, with every change found in the entities that the session knows, in one pipeline.
// Within a session one row is one pointer. What an entity's row looked like is remembered when it is read or written, and
// compared at the next flush: equal values send nothing, and an UPDATE writes only the columns that changed.
//
// [Session.Delete] marks rows to be deleted, [Session.Set] lets the database work out a value, [Session.Attach] takes in
// entities that came from elsewhere. [Session.Rollback] undoes a transaction in memory as well, and [Session.Nested] part of
// one. [WithHooks], and methods of entities such as [BeforeInserter], see every flush, and may add to it.
//
// # Doors
//
// Verbs with a type are functions, because Go's methods have no type parameters: [Get], [All], [One], [OneOrNone],
// [First], [Each], [Count], [Exists], [Scalar] and [Scalars] take a [Reader], a session or an engine, and a statement of
// package builder or of squirrel. An engine reads without tracking anything, and so does [Engine.Over] on a bare unit of
// work. [Pages] walks a long result and leaves the session free between pages. [Repository] is the same vocabulary for one
// entity, to embed in a type of your own.
//
// What a row is, the type says: *T is an entity, a struct is filled by column name and with the entities that
// builder.Entity names, anything else is the only column. NULL needs a pointer, a sql.Null or a *T.
//
// # Errors
//
// What a database refuses is a *backends.Error whose kind is the same on every backend: errors.Is(err,
// repo.ErrUniqueViolation). A context bounds its call, never the transaction; a statement that was cancelled ends the
// transaction, and the session answers [ErrRollbackRequired] until [Session.Rollback].
package repo
