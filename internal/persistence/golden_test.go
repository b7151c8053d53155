package persistence_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	pgquery "github.com/wasilibs/go-pgquery"

	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/unitofwork"
)

// goldens are flushes by the name of their folder under testdata/golden, which holds their statements for each dialect.
var goldens = map[string]func(w *world){
	"insert_levels": func(w *world) {
		a := fresh(w, author{Name: "ann"})
		w.step(unitofwork.Inserts, rowsOf(a)...)
		w.step(unitofwork.Inserts, child(fresh(w, book{Title: "a"}), "author_id", a), child(fresh(w, book{Title: "b"}), "author_id", a))
	},
	"insert_levels_of_one_table": func(w *world) {
		a, b, c := fresh(w, guest{Rev: 1}), fresh(w, guest{Rev: 1}), fresh(w, guest{Rev: 1})
		w.step(unitofwork.Inserts, unitofwork.Row{Entry: a}, child(b, "best_id", a), child(c, "best_id", b))
	},
	"insert_keys_of_foreign_keys": func(w *world) {
		b := fresh(w, book{Title: "a"})
		l := fresh(w, loan{Day: 3})
		n := fresh(w, note{})
		w.step(unitofwork.Inserts, rowsOf(b)...)
		w.step(unitofwork.Inserts, child(l, "book_id", b))
		w.step(unitofwork.Inserts, unitofwork.Row{Entry: n, Fills: []unitofwork.Fill{
			{Column: column(n, "book_id"), From: l, Key: column(l, "book_id")}, {Column: column(n, "day"), From: l, Key: column(l, "day")},
		}})
	},
	"insert_known_keys": func(w *world) {
		x := fresh(w, tag{Word: "x"})
		w.step(unitofwork.Inserts, rowsOf(x, fresh(w, tag{Word: "y"}))...)
		w.pairs(unitofwork.Links, relation[tag](w.t, "Books"), unitofwork.Pair{Owner: x, Target: stored(w, book{ID: 7})})
	},
	"insert_expression": func(w *world) {
		a, b := fresh(w, author{Name: "ann"}), fresh(w, book{Title: "a"})
		b.Assign(column(b, "title"), ast.Argument("made"))
		w.step(unitofwork.Inserts, rowsOf(a)...)
		w.step(unitofwork.Inserts, child(b, "author_id", a))
	},
	"update_of_new_parent": func(w *world) {
		a := fresh(w, author{Name: "ann"})
		w.step(unitofwork.Inserts, rowsOf(a)...)
		w.step(unitofwork.Updates, moved(stored(w, book{ID: 1}), "author_id", a), moved(stored(w, book{ID: 2}), "author_id", a))
	},
	"update_of_no_parent": func(w *world) {
		seven := int64(7)
		w.step(unitofwork.Updates, moved(stored(w, book{ID: 1, AuthorID: &seven}), "author_id", nil))
	},
	"update_versions": func(w *world) {
		a, b, best := stored(w, guest{ID: 1, Rev: 4}), stored(w, guest{ID: 2, Rev: 5}), stored(w, guest{ID: 3, Rev: 6})
		w.step(unitofwork.Updates, moved(a, "best_id", best), moved(b, "best_id", best))
	},
	"late_of_made_keys": func(w *world) {
		a, b := fresh(w, guest{Rev: 1}), fresh(w, guest{Rev: 1})
		w.step(unitofwork.Inserts, rowsOf(a, b)...)
		w.step(unitofwork.Updates, late(a, "best_id", b), late(b, "best_id", a))
	},
	"late_of_known_keys": func(w *world) {
		a, b := fresh(w, guest{ID: 1, Rev: 1}), fresh(w, guest{ID: 2, Rev: 1})
		w.step(unitofwork.Inserts, rowsOf(a, b)...)
		w.step(unitofwork.Updates, late(a, "best_id", b), late(b, "best_id", a))
	},
	"late_of_a_row_that_is_there": func(w *world) {
		a, b := stored(w, guest{ID: 1, Rev: 1}), fresh(w, guest{Rev: 1})
		w.step(unitofwork.Inserts, rowsOf(b)...)
		w.step(unitofwork.Updates, late(a, "best_id", b))
	},
	"late_before_delete": func(w *world) {
		one := int64(1)
		a := stored(w, guest{ID: 1, Rev: 1, BestID: &one})
		a.ToDelete = true
		w.step(unitofwork.Updates, late(a, "best_id", nil))
		w.step(unitofwork.Deletes, rowsOf(a)...)
	},
	"link_one": func(w *world) {
		w.pairs(unitofwork.Links, relation[book](w.t, "Tags"), unitofwork.Pair{Owner: stored(w, book{ID: 1}), Target: stored(w, tag{ID: uuid.UUID{2}})})
	},
	"link_several":   func(w *world) { w.pairs(unitofwork.Links, relation[book](w.t, "Tags"), tagged(w)...) },
	"link_composite": func(w *world) { w.pairs(unitofwork.Links, relation[room](w.t, "Books"), housed(w)...) },
	"link_made_keys": func(w *world) {
		a, b := fresh(w, book{Title: "a"}), fresh(w, book{Title: "b"})
		x := fresh(w, tag{Word: "x"})
		w.step(unitofwork.Inserts, rowsOf(a, b)...)
		w.step(unitofwork.Inserts, rowsOf(x)...)
		w.pairs(unitofwork.Links, relation[book](w.t, "Tags"), unitofwork.Pair{Owner: b, Target: x}, unitofwork.Pair{Owner: a, Target: x})
	},
	"unlink_one": func(w *world) {
		w.pairs(unitofwork.Unlinks, relation[book](w.t, "Tags"), unitofwork.Pair{Owner: stored(w, book{ID: 1}), Target: stored(w, tag{ID: uuid.UUID{2}})})
	},
	"unlink_several":   func(w *world) { w.pairs(unitofwork.Unlinks, relation[book](w.t, "Tags"), tagged(w)...) },
	"unlink_composite": func(w *world) { w.pairs(unitofwork.Unlinks, relation[room](w.t, "Books"), housed(w)...) },
	"sever_one":        func(w *world) { w.sweep(unitofwork.UnlinksAll, relation[book](w.t, "Tags"), stored(w, book{ID: 1})) },
	"sever_several": func(w *world) {
		w.sweep(unitofwork.UnlinksAll, relation[book](w.t, "Tags"), stored(w, book{ID: 1}), stored(w, book{ID: 2}))
	},
	"sever_composite": func(w *world) {
		w.sweep(unitofwork.UnlinksAll, relation[room](w.t, "Books"), stored(w, room{Wing: "a", Number: 1}), stored(w, room{Wing: "b", Number: 2}))
	},
	"nullify_one": func(w *world) {
		w.sweep(unitofwork.Nullifies, relation[author](w.t, "Books"), stored(w, author{ID: 1}))
	},
	"nullify_several": func(w *world) {
		w.sweep(unitofwork.Nullifies, relation[author](w.t, "Books"), stored(w, author{ID: 1}), stored(w, author{ID: 2}))
	},
	"nullify_composite": func(w *world) {
		w.sweep(unitofwork.Nullifies, relation[room](w.t, "Guests"), stored(w, room{Wing: "a", Number: 1}), stored(w, room{Wing: "b", Number: 2}))
	},
	"nullify_composite_of_one": func(w *world) {
		w.sweep(unitofwork.Nullifies, relation[room](w.t, "Guests"), stored(w, room{Wing: "a", Number: 1}))
	},
	"delete_versions": func(w *world) {
		w.step(unitofwork.Deletes, rowsOf(stored(w, guest{ID: 1, Rev: 4}), stored(w, guest{ID: 2, Rev: 5}))...)
	},
}

// tagged returns pairs out of order.
func tagged(w *world) []unitofwork.Pair {
	one, two, x := stored(w, book{ID: 1}), stored(w, book{ID: 2}), stored(w, tag{ID: uuid.UUID{9}})
	return []unitofwork.Pair{{Owner: two, Target: x}, {Owner: one, Target: x}}
}

// housed returns pairs of which one end has a key of two columns.
func housed(w *world) []unitofwork.Pair {
	a, b := stored(w, room{Wing: "a", Number: 1}), stored(w, room{Wing: "b", Number: 2})
	return []unitofwork.Pair{{Owner: a, Target: stored(w, book{ID: 1})}, {Owner: b, Target: stored(w, book{ID: 2})}}
}

func TestGolden(t *testing.T) {
	for name, fill := range goldens {
		t.Run(name, func(t *testing.T) {
			for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
				w := &world{t: t}
				fill(w)
				p, err := persistence.New(w.set, &w.known, options(d))
				require.NoError(t, err)
				sameAsFile(t, filepath.Join("testdata", "golden", name, d.Name+".sql"), shown(t, p, d))
				p.Discard()
			}
		})
	}
	folders, err := os.ReadDir(filepath.Join("testdata", "golden"))
	require.NoError(t, err)
	require.Len(t, folders, len(goldens), "a folder is no flush's")
}

// shown returns a plan for people to read: each stage with its statements, what they expect, and their arguments.
func shown(t *testing.T, p *persistence.Plan, d builder.Dialect) string {
	t.Helper()
	var b strings.Builder
	for i, stage := range p.Stages {
		fmt.Fprintf(&b, "-- stage %d\n", i+1)
		for j, stmt := range stage.Shown() {
			if d.Name == "postgres" {
				_, err := pgquery.Parse(stmt.SQL)
				require.NoError(t, err, stmt.SQL)
			}
			fmt.Fprintf(&b, "\n-- %s", stage.Describe(j))
			if stmt.Expect > 0 {
				fmt.Fprintf(&b, ", %d expected", stmt.Expect)
			}
			fmt.Fprintf(&b, "\n%s;\n", stmt.SQL)
			for n, arg := range stmt.Args {
				fmt.Fprintf(&b, "-- %d: %s\n", n+1, argument(t, arg))
			}
		}
		b.WriteString("\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func argument(t *testing.T, arg any) string {
	t.Helper()
	switch arg := arg.(type) {
	case *kit.Column:
		return literal(t, arg)
	case persistence.Blank:
		return fmt.Sprintf("the %s of %s %d", arg.Column, arg.Entity, arg.Row)
	case []any:
		var list []string
		for _, one := range arg {
			list = append(list, argument(t, one))
		}
		return "{" + strings.Join(list, ", ") + "}"
	}
	v, err := kit.Argument(arg)
	require.NoError(t, err)
	return fmt.Sprint(v)
}

func sameAsFile(t *testing.T, path, text string) {
	t.Helper()
	if os.Getenv("DREY_UPDATE_GOLDEN") != "" {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), text)
}
