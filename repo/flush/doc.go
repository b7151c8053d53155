// Package flush holds what a session tells of its flushes: what one will send, in [repo.Session.Plan], and what one has written, in
// [repo.Session.Flushed] and to entities that are a [repo.AfterWriter]. Packages of models need nothing else of drey to be told.
//
// [repo.Session.Plan]: https://pkg.go.dev/github.com/drey-db/drey/repo#Session.Plan
// [repo.Session.Flushed]: https://pkg.go.dev/github.com/drey-db/drey/repo#Session.Flushed
// [repo.AfterWriter]: https://pkg.go.dev/github.com/drey-db/drey/repo#AfterWriter
package flush
