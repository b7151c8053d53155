// Package migratetest proves revisions in a test of yours: that each can be applied, taken back and applied again, and that
// what they make is what the models say.
//
//	func TestRevisions(t *testing.T) {
//		engine := emptyDatabase(t) // one that the test may write to
//		migratetest.Roundtrip(t, engine, migrate.Config{MetaData: models.MetaData, FS: migrations.FS})
//	}
//
// Revisions of several dialects stand in one folder each: call [Roundtrip] once with an engine of each.
package migratetest
