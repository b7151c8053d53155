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
// # Contents
//
//   - Opening: [Open], [OpenURL], [New], with [WithBackend], [WithPool], [WithModels], [WithEcho], [WithConnectHook], [WithDialect], [WithClock], [WithUUIDs], [WithInsertPage]
//   - One row: [Get] with [ForUpdate], [Refresh] and [Unfiltered], [One], [OneOrNone], [First], [Scalar]
//   - Many rows: [All], [Scalars], [Each], [Pages], [Gather] with [Into]; [Count] and [Exists]
//   - A unit of work: [Engine.Begin] with [WithRetry] and [Once]; [Engine.Session], [Session.Commit], [Session.Rollback], [Session.Nested]; [NewContext] and [FromContext]
//   - How a session works: [WithAutoflush], [WithAutocommit], [WithIsolation], [WithExpireOnCommit], [WithCheckedCommit], [WithKeyPreallocation], [WithExtraColumns], [WithTx]
//   - Entities: [Session.Add], [Session.Delete], [Session.Set], [Session.Attach], [Merge], [Upsert], [Session.State]
//   - Relationships: [Load], [Replace], [Collection]
//   - Many rows at once: [InsertAll], [UpdateAll], [UpsertAll], [DeleteAll]
//   - Statements of your own: [Engine.Exec], [Engine.Query], [Session.Exec], [Session.Query], [Values]
//   - Code around reads and writes: [WithHooks], [WithFilter], [WithStatementHook], [Validator] and its like
//   - Replicas: [WithReplicas], [WithReadOnly], [WithPosition]
//   - Tables under other names: [WithSchema], [WithTable]
//   - One entity's vocabulary: [Repository], [For]
//
// The guide in docs/guide.md takes the same way, a page a topic.
//
// # Reading
//
// Verbs with a type are functions, because Go's methods have no type parameters. They take a [Reader], a session or an engine,
// and a statement of package builder or of squirrel:
//
//	hero, err := repo.Get[Hero](ctx, engine, id)
//	strong, err := repo.All(ctx, s, builder.Select(heroes).Where(builder.Col(&heroes.Power).Gt(3)))
//
// An engine reads and forgets, and so does [Engine.Over] on a bare unit of work: a single read is one round trip and no transaction.
// A session remembers: within it one row is one pointer. Its reads stand in a transaction, which Close rolls back in a trip of its
// own, unless it is made [WithReadOnly].
//
// What a row is, the type says: *T is an entity, a struct is filled by column name and with the entities that
// builder.Entity names, anything else is the only column. NULL needs a pointer, a sql.Null or a *T.
//
// # Writing
//
// A session sends nothing until it must. [Session.Add] marks entities as new and [Session.Delete] rows to be deleted;
// [Session.Flush], [Session.Commit] and reads that the changes concern send them, with every change found in the entities that
// the session knows, in one pipeline. What an entity's row looked like is remembered when it is read or written, and compared
// at the next flush: equal values send nothing, and an UPDATE writes only the columns that changed.
//
// [Session.Set] lets the database work out a value, and [Session.Attach] takes in entities that came from elsewhere.
// [Session.Rollback] undoes a transaction in memory as well, and [Session.Nested] part of one. [WithHooks], and methods of
// entities such as [BeforeInserter], see every flush, and may add to it.
//
// # Errors
//
// What a database refuses is a *backends.Error whose kind is the same on every backend: errors.Is(err,
// repo.ErrUniqueViolation). A context bounds its call, never the transaction; a statement that was cancelled ends the
// transaction, and the session answers [ErrRollbackRequired] until [Session.Rollback]. [Retryable] reports whether the whole may be
// run again, which [WithRetry] does.
package repo
