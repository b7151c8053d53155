package mistakes_test

import (
	"context"
	"embed"
	"io"
	"strings"
	"testing/fstest"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

var sqliteBackend = enginetest.SQLite.Backend

// revision is a file of both dialects.
func revision(files fstest.MapFS, name, text string) {
	for _, dialect := range []string{"postgres", "sqlite"} {
		files[dialect+"/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
}

// folder is revisions, each "id parent" and its statement.
func folder(revisions ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for i, text := range revisions {
		header, body, _ := strings.Cut(text, ":")
		id, parent, _ := strings.Cut(header, " ")
		revision(files, string(rune('1'+i))+"_"+id+".sql", "-- "+id+"\n-- drey: revision "+id+"\n-- drey: parents "+parent+"\n-- +goose Up\n"+body+";\n-- +goose Down\n")
	}
	return files
}

// migrated is a mistake with a Migrator, in a database of its own.
func migrated(c migrate.Config, do func(w *world, m *migrate.Migrator) error) func(w *world) error {
	return func(w *world) error {
		engine, err := repo.Open(w.ctx, "sqlite:///:memory:", repo.WithBackend(sqliteBackend))
		if err != nil {
			return err
		}
		w.Cleanup(func() { _ = engine.Close() })
		m, err := migrate.New(engine, c)
		if err != nil {
			return err
		}
		w.Cleanup(func() { _ = m.Close() })
		return do(w, m)
	}
}

// upgraded is the mistake of an upgrade.
func upgraded(target string, files fstest.MapFS) func(w *world) error {
	return migrated(migrate.Config{FS: files}, func(w *world, m *migrate.Migrator) error { return m.Upgrade(w.ctx, target) })
}

// edited changes the file of a revision that is applied.
func edited(w *world) error {
	engine, err := repo.Open(w.ctx, "sqlite:///:memory:", repo.WithBackend(sqliteBackend))
	if err != nil {
		return err
	}
	defer engine.Close()
	for _, statement := range []string{"SELECT 1", "SELECT 2"} {
		m, err := migrate.New(engine, migrate.Config{FS: folder("a :" + statement)})
		if err != nil {
			return err
		}
		defer m.Close()
		if err := m.Upgrade(w.ctx, "head"); err != nil {
			return err
		}
	}
	return nil
}

// ended is a revision of SQLite's with a line behind its Up.
func ended(line string) fstest.MapFS {
	return fstest.MapFS{"sqlite/1_a.sql": {Data: []byte("-- drey: revision a\n-- +goose Up\nSELECT 1;\n" + line + "\nSELECT 2;\n")}}
}

var ofMigrations = []mistake{
	{"a folder that is not there", migrated(migrate.Config{Dir: "nowhere/migrations"}, func(w *world, m *migrate.Migrator) error {
		return m.Upgrade(w.ctx, "head")
	}), "nowhere/migrations", "drey init"},
	{"no go:embed line", upgraded("head", fstest.MapFS{}), "Config.FS", "write //go:embed all:sqlite"},
	{"no go:embed line beside a GoStep", migrated(migrate.Config{FS: embed.FS{}, GoSteps: []migrate.GoStep{{Revision: "a", Up: func(context.Context, *repo.Session) error { return nil }}}},
		func(w *world, m *migrate.Migrator) error { return m.Upgrade(w.ctx, "head") }), "Config.FS", "write //go:embed all:sqlite"},
	{"a folder of another dialect", migrated(migrate.Config{FS: fstest.MapFS{"postgres/1_a.sql": {Data: []byte("-- drey: revision a\n-- +goose Up\n")}}},
		func(w *world, m *migrate.Migrator) error { return m.Upgrade(w.ctx, "head") }), "Config.FS sqlite", "name it in the go:embed line"},
	{"an embed.FS with its folder in front", upgraded("head", fstest.MapFS{"migrations/sqlite/1_a.sql": {Data: []byte("-- drey: revision a\n-- +goose Up\nSELECT 1;\n")}}),
		"Config.FS sqlite migrations", `set Config.FS to what fs.Sub(files, "migrations") returns`},
	{"an unknown revision", upgraded("zzz", folder("a :SELECT 1")), "zzz", "drey history"},
	{"a target of capitals", upgraded("HEAD", folder("a :SELECT 1")), "HEAD", "drey history"},
	{"two heads", upgraded("head", folder("a :SELECT 1", "b a:SELECT 1", "c a:SELECT 1")), "b c", "drey merge"},
	{"a step too many", upgraded("+2", folder("a :SELECT 1")), "+2", "drey history"},
	{"a beginning of two revisions", upgraded("ab", folder("abc :SELECT 1", "abd abc:SELECT 1")), "ab", "write more of it"},
	{"a parent that is not there", upgraded("head", folder("a zzz:SELECT 1")), "zzz", "add its file"},
	{"parents in a circle", upgraded("head", folder("a b:SELECT 1", "b a:SELECT 1")), "circle", "mend the lines"},
	{"an id twice", upgraded("head", folder("a :SELECT 1", "a :SELECT 1")), "1_a.sql 2_a.sql", "give one another id"},
	{"a statement that fails", upgraded("head", folder("a :SELECT nonsense")), "1_a.sql nonsense", "Mend it, then run"},
	{"a table that is there", upgraded("head", folder("a :CREATE TABLE x (n integer)", "b a:CREATE TABLE x (n integer)")), "2_b.sql x", "run: drey stamp b"},
	{"a column that is there", upgraded("head", folder("a :CREATE TABLE x (n integer)", "b a:ALTER TABLE x ADD COLUMN n integer")), "2_b.sql n", "run: drey stamp b"},
	{"a statement without a semicolon", upgraded("head", fstest.MapFS{"sqlite/1_a.sql": {Data: []byte("-- drey: revision a\n-- +goose Up\nSELECT 1\n")}}), "1_a.sql", "mend the file"},
	{"a file without a header", upgraded("head", fstest.MapFS{"sqlite/1_a.sql": {Data: []byte("-- +goose Up\nSELECT 1;\n")}}), "1_a.sql", "write one"},
	{"a StatementBegin without an end", upgraded("head", fstest.MapFS{"sqlite/1_a.sql": {Data: []byte("-- drey: revision a\n-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n-- +goose Down\n")}}),
		"1_a.sql:3", "write -- +goose StatementEnd"},
	{"a GoStep without Up", migrated(migrate.Config{GoSteps: []migrate.GoStep{{Revision: "fill"}}}, func(w *world, m *migrate.Migrator) error {
		return m.Upgrade(w.ctx, "head")
	}), "fill", "give it one"},
	{"a file without Up", upgraded("head", fstest.MapFS{"sqlite/1_a.sql": {Data: []byte("-- drey: revision a\nSELECT 1;\n")}}), "1_a.sql", "write it in front"},
	{"Down in capitals", upgraded("head", ended("-- +GOOSE DOWN")), "1_a.sql:4 DOWN", `write "-- +goose DOWN"`},
	{"Down without a plus", upgraded("head", ended("-- goose Down")), "1_a.sql:4 Down", `write "-- +goose Down"`},
	{"Down of another tool", upgraded("head", ended("-- +migrate Down")), "1_a.sql:4", `write "-- +goose Down"`},
	{"Down twice", upgraded("head", ended("-- +goose Down\nSELECT 1;\n-- +goose Down")), "1_a.sql:6 Down", "take one away"},
	{"a file that ends with SQL", upgraded("head", fstest.MapFS{"sqlite/1_a.SQL": {Data: []byte("-- drey: revision a\n-- +goose Up\nSELECT 1;\n")}}), "1_a.SQL", "call it sqlite/1_a.sql"},
	{"a file of another tool", upgraded("head", fstest.MapFS{"sqlite/V1__init.sql": {Data: []byte("CREATE TABLE x (id int);\n")}}), "sqlite/V1__init.sql", "call it sqlite/1_init.sql"},
	{"a revision beside the folders", upgraded("head", fstest.MapFS{"sqlite/1_a.sql": {Data: []byte("-- drey: revision a\n-- +goose Up\nSELECT 1;\n")},
		"2_b.sql": {Data: []byte("-- drey: revision b\n-- drey: parents a\n-- +goose Up\nSELECT 1;\n")}}), "2_b.sql", "move it to sqlite/"},
	{"a revision in a folder below", upgraded("head", fstest.MapFS{"sqlite/new/1_a.sql": {Data: []byte("-- drey: revision a\n-- +goose Up\nSELECT 1;\n")}}),
		"sqlite/new/1_a.sql", "move it to sqlite/"},
	{"a revision that was edited", edited, "1_a.sql", "take the edit back"},
	{"a downgrade of nothing", migrated(migrate.Config{FS: folder("a :SELECT 1")}, func(w *world, m *migrate.Migrator) error {
		return m.Downgrade(w.ctx, "-1")
	}), "-1", "drey history"},
	{"autogenerate without models", migrated(migrate.Config{FS: folder("a :SELECT 1")}, func(w *world, m *migrate.Migrator) error {
		return first(m.Upgrade(w.ctx, "head"), second(m.Revision(w.ctx, migrate.NewRevision{Message: "x", Autogenerate: true})))
	}), "MetaData", "schema.MustOf"},
	{"autogenerate behind head", migrated(migrate.Config{Dir: "testdata", FS: folder("a :SELECT 1"), MetaData: schema.MustOf(heroes, toys, teams)}, func(w *world, m *migrate.Migrator) error {
		return second(m.Revision(w.ctx, migrate.NewRevision{Message: "x", Autogenerate: true}))
	}), "a", "drey upgrade"},
	{"Check without models", migrated(migrate.Config{FS: folder("a :SELECT 1")}, func(w *world, m *migrate.Migrator) error {
		return first(m.Upgrade(w.ctx, "head"), second(m.Check(w.ctx)))
	}), "MetaData", "schema.MustOf"},
	{"Check before an upgrade", migrated(migrate.Config{FS: folder("a :SELECT 1"), MetaData: schema.MustOf(heroes, toys, teams)}, func(w *world, m *migrate.Migrator) error {
		return second(m.Check(w.ctx))
	}), "a", "drey upgrade"},
	{"SQL from a revision that is not there", migrated(migrate.Config{FS: folder("a :SELECT 1")}, func(w *world, m *migrate.Migrator) error {
		return m.SQL(w.ctx, io.Discard, "zzz", "head")
	}), "zzz", "drey history"},
	{"a nil engine", func(*world) error { return second(migrate.New(nil, migrate.Config{})) }, "engine", "repo.Open returned"},
	{"CreateAll of a value", func(w *world) error { return schema.CreateAll(w.ctx, w.engine, Hero{}) }, "Hero", "give what builder.Model returns"},
	{"a foreign key beside a relationship", func(w *world) error {
		key := schema.ForeignKey("fk_odd", []builder.Sqlizer{builder.Col(&toys.HeroID)}, []builder.Sqlizer{builder.Col(&heroes.Power)})
		return schema.MustOf(heroes, toys, teams).With(key).CreateAll(w.ctx, w.engine)
	}, "fk_odd hero_id Hero.Toys", "leave it out, or say references="},
	{"CreateAll of nothing", func(w *world) error { return schema.CreateAll(w.ctx, w.engine) }, "", "give what builder.Model returns"},
	{"CreateAll without what it refers to", func(w *world) error { return schema.CreateAll(w.ctx, w.engine, toys) }, "Toy.Hero Hero", "give its prototype as well"},
	{"an enum of a long value", func(w *world) error {
		return schema.MustOf(heroes, toys, teams).With(schema.Enum("mood", strings.Repeat("x", 80))).CreateAll(w.ctx, w.engine)
	}, "mood 80 63", "shorten it"},
	{"CreateAll with a nil engine", func(w *world) error { return schema.CreateAll(w.ctx, nil, heroes, toys, teams) }, "engine", "repo.Open"},
	{"CreateAll of a nil MetaData", func(w *world) error { return (*schema.MetaData)(nil).With().CreateAll(w.ctx, w.engine) }, "MetaData", "schema.Of"},
	{"Diff of a nil MetaData", func(w *world) error { return second((*schema.MetaData)(nil).Diff(w.ctx, w.engine)) }, "MetaData", "schema.Of"},
	{"Go source of a nil MetaData", func(*world) error { return second((*schema.MetaData)(nil).GoSource("models")) }, "MetaData", "schema.Of"},
	{"SVG of a nil MetaData", func(w *world) error { return second((*schema.MetaData)(nil).SVG(w.ctx)) }, "MetaData", "schema.Of"},
	{"Reflect of a table that is not there", func(w *world) error { return second(schema.Reflect(w.ctx, w.engine, schema.Only("heroes", "nope"))) }, "nope", "InSchema"},
	{"an index of nothing", func(w *world) error { return schema.MustOf(teams).With(schema.Index("x")).CreateAll(w.ctx, w.engine) }, "x", "give it columns"},
	{"an index of another table", func(w *world) error {
		return schema.MustOf(teams).With(schema.Index("x", builder.Col(&heroes.Name))).CreateAll(w.ctx, w.engine)
	}, "x", "give its prototype as well"},
}
