package persistence_test

import (
	"errors"
	"io"
	"testing"
	"unsafe"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	pgquery "github.com/wasilibs/go-pgquery"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/persistence"
)

func bases[T any](rows ...*T) (list []unsafe.Pointer) {
	for _, row := range rows {
		list = append(list, unsafe.Pointer(row))
	}
	return list
}

// pagesOf returns the texts of a bulk write. Those for PostgreSQL are parsed, and have as many placeholders as arguments.
func pagesOf(t *testing.T, d builder.Dialect, b *persistence.Bulk) (texts []string, pages []persistence.Page) {
	t.Helper()
	for p := range b.Pages() {
		if d.Name == builder.Postgres().Name {
			_, err := pgquery.Parse(p.Stmt.SQL)
			require.NoError(t, err, p.Stmt.SQL)
		}
		texts, pages = append(texts, p.Stmt.SQL), append(pages, p)
	}
	return texts, pages
}

func TestBulkInserts(t *testing.T) {
	m, d := mapping[team](t), builder.Postgres()
	rows := bases(&team{Code: "a", Year: 1}, &team{Code: "b", Year: 2, Rev: 7}, &team{Code: "c", Year: 3})
	o := options(d)
	o.Page = 2
	texts, pages := pagesOf(t, d, persistence.InsertBulk(m, rows, o))
	require.Len(t, texts, 2)
	require.Contains(t, texts[0], `SELECT unnest(`)
	require.Contains(t, texts[1], `VALUES ($1, $2, $3`)
	require.Equal(t, []int{2, 1}, []int{len(pages[0].Rows), len(pages[1].Rows)})

	lite := builder.SQLite()
	o = options(lite)
	o.MaxParams = 2 * len(m.Columns)
	texts, pages = pagesOf(t, lite, persistence.InsertBulk(m, rows, o))
	require.Len(t, texts, 2, "never past the limit of parameters")
	require.Len(t, pages[0].Stmt.Args, o.MaxParams)
}

func TestBulkInsertsOfShapes(t *testing.T) {
	m, d := mapping[toy](t), builder.Postgres()
	texts, pages := pagesOf(t, d, persistence.InsertBulk(m, bases(&toy{ID: 1}, &toy{}, &toy{ID: 2}, &toy{}), options(d)))
	require.Len(t, texts, 2)
	require.Equal(t, []int{2, 2}, []int{len(pages[0].Rows), len(pages[1].Rows)})
	require.NotContains(t, texts[1], `"id"`)

	all := mapping[empty](t)
	texts, _ = pagesOf(t, d, persistence.InsertBulk(all, bases(&empty{}, &empty{}), options(d)))
	require.Equal(t, []string{`INSERT INTO "empties" DEFAULT VALUES`, `INSERT INTO "empties" DEFAULT VALUES`}, texts)
	_, ok := persistence.InsertBulk(all, bases(&empty{}), options(d)).Copies()
	require.False(t, ok)
}

func TestBulkCopies(t *testing.T) {
	m, d := mapping[hero](t), builder.Postgres()
	given := &hero{Name: "a"}
	copies, ok := persistence.InsertBulk(m, bases(given), options(d)).Copies()
	require.True(t, ok)
	require.Len(t, copies, 1)
	require.Equal(t, "heroes", copies[0].Table)
	row, err := copies[0].Next()
	require.NoError(t, err)
	require.Len(t, row, len(copies[0].Columns))
	require.NotEqual(t, uuid.Nil, row[0], "a key is made")
	require.Equal(t, uuid.Nil, given.ID, "and not copied back")
	_, err = copies[0].Next()
	require.ErrorIs(t, err, io.EOF)
	_, ok = persistence.DeleteBulk(m, bases(given), options(d)).Copies()
	require.False(t, ok)
}

func TestBulkUpdatesAndDeletes(t *testing.T) {
	m := mapping[team](t)
	for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
		one, two := &team{Code: "a", Year: 1, Rev: 3}, &team{Code: "b", Year: 1, Rev: 4}
		update, err := persistence.UpdateBulk(m, bases(one, two), nil, options(d))
		require.NoError(t, err)
		_, pages := pagesOf(t, d, update)
		require.NoError(t, update.Check(pages[0], int64(len(pages[0].Rows))))
		var stale *persistence.StaleError
		require.True(t, errors.As(update.Check(pages[0], 0), &stale))
		_, err = persistence.UpdateBulk(mapping[empty](t), bases(&empty{}), nil, options(d))
		require.Error(t, err, "nothing to set")

		upsert, err := persistence.UpsertBulk(m, bases(one, two), m.Key, options(d))
		require.NoError(t, err)
		texts, _ := pagesOf(t, d, upsert)
		require.Contains(t, texts[0], `"rev" = "teams"."rev" + 1`)
		remove := persistence.DeleteBulk(m, bases(one, two), options(d))
		_, pages = pagesOf(t, d, remove)
		require.Error(t, remove.Check(pages[0], 0), "a version is looked at")
	}
}

func TestBulkSecrets(t *testing.T) {
	m := mapping[hero](t)
	for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
		_, pages := pagesOf(t, d, persistence.InsertBulk(m, bases(new(hero), new(hero)), options(d)))
		for _, p := range pages {
			require.Contains(t, p.Secret, true)
		}
	}
}
