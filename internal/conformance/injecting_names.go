package conformance

import (
	"errors"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Trap has the worst names that tags take: none has quotes.
type Trap struct {
	ID    int64  `db:"id"`
	Word  string `db:"'word; DROP TABLE canaries; --'"`
	Other string `db:"'''; DELETE FROM canaries; --''',secret"`
}

// TableName names the table.
func (Trap) TableName() string { return "traps); DROP TABLE canaries; --" }

// Quoted has a name with a quote.
type Quoted struct {
	ID   int64  `db:"id"`
	Word string "db:\"word`; DROP TABLE canaries; --\""
}

var traps = builder.Model[Trap]()

// NamesAreNeverSQL: a name that stands in SQL is quoted, and a word that cannot be is refused; the canaries sing on.
func NamesAreNeverSQL(t *testing.T, b Backend) {
	db := b.openCanaries(t)
	db.exec(t, "INSERT INTO toys (label, size) VALUES ('a', 1)")
	hostileModel(t, db)
	for i, injection := range Injections {
		if pgtest.Race && i%3 != 0 {
			continue
		}
		labelsAreQuoted(t, db, injection)
		wordsAreRefused(t, db, injection)
		tablesAreQuoted(t, db, injection)
		if i%6 == 0 { // looking through a catalogue is dear
			objectsAreQuoted(t, db, injection)
			catalogueIsAsked(t, db, injection)
		}
		db.sings(t, injection)
	}
	quotesAreNoNames(t)
	db.idle(t)
}

// hostileModel goes with a table whose names are hostile through all that is written of it.
func hostileModel(t *testing.T, db *database) {
	t.Helper()
	ctx, word := t.Context(), builder.Col(&traps.Word)
	m := schema.MustOf(traps).With(schema.Comment(traps, "it's a \"trap\"; DROP TABLE canaries; --"))
	must(t, m.CreateAll(ctx, db.Engine))
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Trap{Word: "one"}) }))
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		trap, err := repo.One(ctx, s, builder.Select(traps).Where(word.Eq("one")).OrderBy(word))
		if err == nil {
			trap.Word = "two"
		}
		return err
	}))
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		rows := []*Trap{{ID: 10, Word: "x"}, {ID: 11, Word: "y"}}
		must(t, repo.InsertAll(ctx, s, rows))
		must(t, repo.UpsertAll(ctx, s, rows))
		must(t, repo.UpdateAll(ctx, s, rows))
		_, err := s.Exec(ctx, builder.Update(traps).Set(word.To("z")).Where(word.Eq("y")))
		return err
	}))
	expect(t, "words", all[string](t, db, builder.SelectColumns(word).OrderBy(word)), []string{"two", "x", "z"})
	for _, page := range [][]string{{Trap{}.TableName()}, nil} {
		value(schema.Reflect(ctx, db.Engine, schema.Only(page...)))(t)
	}
	must(t, m.DropAll(ctx, db.Engine))
	db.sings(t, "a hostile model")
}

// labelsAreQuoted gives a name to columns, tables and derived rows.
func labelsAreQuoted(t *testing.T, db *database, name string) {
	t.Helper()
	labelled, alias, rows := label.Label(name), builder.Alias[Toy](name+"a"), builder.Derived[Toy](name+"d")
	one := builder.SelectColumns(label).From(toys).Limit(1)
	for what, q := range map[string]builder.Sqlizer{
		"a label":       builder.SelectColumns(labelled).GroupBy(labelled).OrderBy(labelled).Limit(1),
		"an alias":      builder.SelectColumns(builder.Col(&alias.Label)).From(alias).Where(builder.Col(&alias.Label).Eq("a")),
		"a derived row": builder.SelectColumns(builder.Col(&rows.Label)).From(builder.Subquery(rows, builder.Select(toys))),
		"a WITH":        builder.SelectColumns(builder.Col(&rows.Label)).With(builder.CTE(rows, builder.Select(toys))),
		"nothing":       one,
	} {
		found, err := repo.Scalar[string](t.Context(), db, q)
		switch {
		case err != nil && (name == "" || !db.backend.textIn(name) || strings.Contains(name, "\x00")):
			clearly(t, what, name, err)
		case err != nil:
			t.Fatalf("%s called %q: %v", what, name, err)
		default:
			expect(t, what, found, "a")
		}
	}
}

// wordsAreRefused gives a text where SQL has a word that is not quoted. It may be one, and the database may not know it.
func wordsAreRefused(t *testing.T, db *database, word string) {
	t.Helper()
	ctx := t.Context()
	place := builder.RowNumber().Over(builder.PartitionBy(label).OrderBy(label).Frame(word))
	for what, q := range map[string]builder.Sqlizer{
		"a function": builder.SelectColumns(builder.Func[string](word, label)), "a type": builder.SelectColumns(builder.Cast[string](label, word)),
		"an operator": builder.SelectColumns(label.Op(word, "x")), "a collation": builder.SelectColumns(label.Collate(word)),
		"a frame":      builder.SelectColumns(place),
		"a zone":       builder.SelectColumns(builder.AtTimeZone(builder.Now(), word)),
		"a precision":  builder.SelectColumns(builder.DateTrunc(word, builder.Now())),
		"a part":       builder.SelectColumns(builder.Extract(word, builder.Now())),
		"a separator":  builder.SelectColumns(builder.StringAgg(label, word)),
		"a pattern":    builder.SelectColumns(label).Where(label.Like(word)),
		"an ILIKE":     builder.SelectColumns(label).Where(label.ILike(word)),
		"a regexp":     builder.SelectColumns(label).Where(label.Matches(word)),
		"a constraint": builder.Insert(toys).Values(&Toy{Label: "b"}).OnConstraint(word).DoNothing().Returning(label),
	} {
		if _, err := repo.Scalars[any](ctx, db, q); err != nil {
			clearly(t, what, word, err)
		}
	}
	_, err := repo.All(ctx, db.Session(repo.WithReadOnly(), repo.WithPosition(word)), builder.Select(toys))
	if word != "" {
		refused(t, err, repo.ErrInvalidRequest)
	}
}

// tablesAreQuoted has a table stand in a schema of that name, and under that name: which is not there, or is refused.
func tablesAreQuoted(t *testing.T, db *database, name string) {
	t.Helper()
	ctx := t.Context()
	for what, opts := range map[string][]repo.SessionOption{
		"a schema": {repo.WithSchema(name)}, "a table": {repo.WithTable(toys, name)}, "a table of a schema": {repo.WithTable(toys, "main."+name)},
	} {
		for how, send := range map[string]func(s *repo.Session) error{
			"read":   func(s *repo.Session) error { return errorOf(repo.All(ctx, s, builder.Select(toys))) },
			"get":    func(s *repo.Session) error { return errorOf(repo.Get[Toy](ctx, s, 1)) },
			"insert": func(s *repo.Session) error { return errors.Join(s.Add(&Toy{Label: "b"}), s.Flush(ctx)) },
			"bulk":   func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*Toy{{Label: "b"}, {Label: "c"}}) },
			"update": func(s *repo.Session) error {
				return errorOf(s.Exec(ctx, builder.Update(toys).Set(label.To("b")).AllRows()))
			},
		} {
			s := db.Session(opts...)
			if err := send(s); err == nil {
				t.Errorf("%s of %s %q: want an error", how, what, name)
			} else {
				clearly(t, how+" of "+what, name, err)
			}
			_ = s.Close() // of a wrong name, an error
		}
	}
}

func errorOf[T any](_ T, err error) error { return err }

// objectsAreQuoted creates objects of that name. A name that has quotes is refused before anything is sent.
func objectsAreQuoted(t *testing.T, db *database, name string) {
	t.Helper()
	ctx, word := t.Context(), builder.Col(&traps.Word)
	m := value(schema.Of(traps))(t)
	for _, objects := range [][]schema.Object{
		{schema.Index(name+"i", word), schema.Unique(name+"u", word), schema.Check(name+"c", traps, word.Ne(name)), schema.Comment(traps, name)},
		{schema.Enum(name+"e", name, "it's"), schema.View(name+"v", "SELECT 1 AS one")},
		{schema.PrimaryKey(name+"p", builder.Col(&traps.ID))}, {schema.Within(name)},
		{schema.ForeignKey(name+"f", []builder.Sqlizer{builder.Col(&traps.ID)}, []builder.Sqlizer{builder.Col(&traps.ID)})},
		{schema.ForeignKey("f", []builder.Sqlizer{builder.Col(&traps.ID)}, []builder.Sqlizer{builder.Col(&traps.ID)}).OnDelete(name).OnUpdate(name)},
		{schema.Index("by_word", word).Using(name)}, {schema.Index("by_word", schema.OpClass(word, name))}, {schema.Index("by_word", schema.Collate(word, name))},
	} {
		err := m.With(objects...).CreateAll(ctx, db.Engine)
		if err == nil {
			must(t, m.With(objects...).DropAll(ctx, db.Engine))
		} else {
			says(t, err, "schema:")
		}
		db.sings(t, name)
	}
}

// catalogueIsAsked asks it about a name.
func catalogueIsAsked(t *testing.T, db *database, name string) {
	t.Helper()
	for _, o := range []schema.ReflectOption{schema.InSchema(name), schema.Only(name)} {
		if _, err := schema.Reflect(t.Context(), db.Engine, o); err != nil {
			says(t, err, "schema:")
		}
	}
}

// quotesAreNoNames expects that a tag with quotes is a mistake, which is told where the program starts.
func quotesAreNoNames(t *testing.T) {
	t.Helper()
	defer func() {
		if message, _ := recover().(string); !strings.Contains(message, "quotes") {
			t.Errorf("a name with a quote: %q", message)
		}
	}()
	builder.Model[Quoted]()
}

// clearly expects one of drey's own errors.
func clearly(t *testing.T, what, given string, err error) {
	t.Helper()
	if !isClear(err) {
		t.Errorf("%s of %q: %T %v is none of drey's errors", what, given, err, err)
	}
}
