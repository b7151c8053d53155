package conformance

import (
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Matrix has lists of one dimension, in columns that hold lists of any.
type Matrix struct {
	ID    int64
	Whole []int64
	Parts []*int64
	Real  []float64
	Names []string
}

// TableName names the table.
func (Matrix) TableName() string { return "matrices" }

// ListsKeepTheirDimensions: a list of lists is no list of what they hold, whoever reads it.
func ListsKeepTheirDimensions(t *testing.T, b Backend) {
	db := b.open(t)
	matrices := builder.Model[Matrix]()
	db.create(t, schema.MustOf(matrices))
	numbers, names := "[[1,2],[3,4]]", `[["a","b"],["c","d"]]`
	if b.Dialect.Name == builder.Postgres().Name {
		numbers, names = "{{1,2},{3,4}}", "{{a,b},{c,d}}"
	}
	ctx := t.Context()
	for column, text := range map[string]string{"whole": numbers, "parts": numbers, "real": numbers, "names": names} {
		t.Run(column, func(t *testing.T) {
			db.exec(t, "DELETE FROM matrices")
			must(t, db.Begin(ctx, func(s *repo.Session) error {
				return s.Add(&Matrix{ID: 1, Whole: []int64{1}, Parts: []*int64{}, Real: []float64{1}, Names: []string{"a"}})
			}))
			db.exec(t, `UPDATE matrices SET "`+column+`" = '`+text+`'`)
			_, err := repo.Get[Matrix](ctx, db, 1)
			refused(t, err, repo.ErrDataException)
			says(t, err, column, "cannot read an array of 2 dimensions into []", ": make it [][]")
			_, err = repo.Get[Matrix](ctx, db.session(t), 1)
			refused(t, err, repo.ErrDataException)
			says(t, err, "cannot read an array of 2 dimensions into []", ": make it [][]")
			if b.Dialect.Name == builder.Postgres().Name {
				_, err = repo.Scalars[[]string](ctx, db, builder.Text(`SELECT "`+column+`"::text[] FROM matrices`))
				refused(t, err, repo.ErrDataException)
			}
		})
	}
	t.Run("too few", func(t *testing.T) {
		tooFewDimensions(t, db, builder.Model[Cube]())
	})
}

// Cube has a list of lists.
type Cube struct {
	ID    int64
	Whole [][]int64
}

// TableName names the table.
func (Cube) TableName() string { return "matrices" }

// tooFewDimensions reads a list of one dimension into a list of lists.
func tooFewDimensions(t *testing.T, db *database, cubes *Cube) {
	t.Helper()
	ctx := t.Context()
	db.exec(t, "DELETE FROM matrices")
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Matrix{ID: 2, Whole: []int64{1, 2}}) }))
	_, err := repo.All(ctx, db, builder.Select(cubes))
	refused(t, err, repo.ErrDataException)
	says(t, err, "whole", "cannot read an array of 1 dimension into [][]int64: make it []int64")
	db.exec(t, "DELETE FROM matrices")
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Matrix{ID: 3, Whole: []int64{}}) }))
	cube := value(repo.Get[Cube](ctx, db, 3))(t)
	for name, write := range map[string]func(*Cube) error{
		"a flush of one": func(c *Cube) error { return db.Begin(ctx, func(s *repo.Session) error { return s.Add(c) }) },
		"a flush of two": func(c *Cube) error {
			return db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Cube{ID: 5}, c) })
		},
		"InsertAll": func(c *Cube) error {
			return db.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*Cube{{ID: 5}, c}) })
		},
		"Insert": func(c *Cube) error { _, err := db.Exec(ctx, builder.Insert(cubes).Values(c)); return err },
	} {
		for what, whole := range map[string][][]int64{"lists of several lengths": {{1}, {2, 3}}, "lists of which one is NULL": {{1}, nil}, "lists without elements": {{}, {}}} {
			var refusal *backends.Error
			err := write(&Cube{ID: 4, Whole: whole})
			refused(t, err, repo.ErrDataException)
			asError(t, err, &refusal)
			expect(t, name+", "+what+": table and column", refusal.Table+"."+refusal.Column, "matrices.whole")
			says(t, err, "Cube.Whole", "is no array: make its lists alike")
		}
	}
	expect(t, "an empty one is of any dimensions: number of cube.Whole", len(cube.Whole), 0)
}
