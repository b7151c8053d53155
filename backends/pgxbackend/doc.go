// Package pgxbackend is native pgx v5 under drey: the binary protocol, pgxpool, pipelines in which a whole unit of work is
// one round trip, COPY, and LISTEN.
//
//	engine, err := repo.Open(ctx, "postgresql://admin:secret@localhost:5432/heroes",
//		repo.WithBackend(pgxbackend.Backend{}))
//
// A pool of your own is taken as it is: repo.New(pgxbackend.New(pool)). Every exec mode of pgx works
// (?default_query_exec_mode=exec, for example behind PgBouncer), and so do your own codecs and tracers, set in
// [Backend].Configure.
//
// What pgx itself can do and drey does not is one call away: [Pool], [Tx], [Listen].
package pgxbackend
