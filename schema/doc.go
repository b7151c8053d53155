// Package schema makes tables from models and models from tables. Atlas inspects, compares and plans; nothing of atlas is in
// this package's names.
//
//	var MetaData = schema.MustOf(heroes, toys)
//
//	err := MetaData.CreateAll(ctx, engine)       // creates what is not there, in one transaction
//	diff, err := MetaData.Diff(ctx, engine)      // what the database lacks, or has too much of
//	text, err := MetaData.DDL(builder.Postgres()) // the same without a connection
//	found, err := schema.Reflect(ctx, engine)    // the tables of a database that nobody wrote models for
//
// What a tag says of a column is in docs/guide/models.md; what no tag can say is added with [MetaData.With].
package schema
