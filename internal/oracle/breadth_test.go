package oracle_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
	meta "github.com/drey-db/drey/schema"
)

var breadthMeta = meta.MustOf(regions, villages, castles, crowns, guests, bills, humans, firms, memos, portraits, gadgets, batteries, cells,
	drawers, binders, sheets, stamps, clients, deals)

// breadthGround is an engine with the tables of the second family, in its own schema and in the schema acorn.
type breadthGround struct {
	engine *repo.Engine
	schema string
}

// attached is the tables' statements for SQLite, in the database itself and in one that is attached.
func attached(t *testing.T) (own, acorn []string) {
	t.Helper()
	own, err := breadthMeta.DDL(builder.SQLite())
	must(t, err)
	for _, statement := range own {
		acorn = append(acorn, strings.NewReplacer("TABLE `", "TABLE acorn.`", "INDEX `", "INDEX acorn.`").Replace(statement))
	}
	return own, acorn
}

func (b backend) openBreadth(t *testing.T) breadthGround {
	t.Helper()
	opts := []repo.Option{repo.WithBackend(b.backend)}
	if b.scheme == "" {
		own, acorn := attached(t)
		path := filepath.ToSlash(filepath.Join(t.TempDir(), "acorn.db"))
		engine, err := repo.Open(t.Context(), "sqlite:///:memory:", append(opts, repo.WithConnectHook(func(ctx context.Context, c backends.Runner) error {
			_, err := c.Exec(ctx, backends.Stmt{SQL: fmt.Sprintf("ATTACH DATABASE 'file:%s?vfs=unix' AS acorn", path)})
			return err
		}))...)
		must(t, err)
		t.Cleanup(func() { must(t, engine.Close()) })
		for _, statement := range slices.Concat(own, acorn) {
			_, err := engine.Exec(t.Context(), builder.Text(statement))
			must(t, err)
		}
		return breadthGround{engine, "main"}
	}
	_, rest, _ := strings.Cut(pgtest.URL(t), "://")
	engine, err := repo.Open(t.Context(), b.scheme+"://"+rest, opts...)
	must(t, err)
	t.Cleanup(func() { must(t, engine.Close()) })
	must(t, breadthMeta.CreateAll(t.Context(), engine))
	_, err = engine.Exec(t.Context(), builder.Text("CREATE SCHEMA acorn"))
	must(t, err)
	must(t, breadthMeta.With(meta.Within("acorn")).CreateAll(t.Context(), engine))
	return breadthGround{engine, "public"}
}

// empty deletes all rows of a scene, those first that refer to others.
func (g breadthGround) empty(ctx context.Context, sc breadthScene) error {
	return g.engine.Begin(ctx, func(s *repo.Session) error {
		for _, schema := range []string{g.schema, "acorn"} {
			for _, name := range slices.Backward(sc) {
				if _, err := s.Exec(ctx, builder.Text("DELETE FROM "+schema+"."+breadthKinds[name].Table)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// TestOracleBreadth plays programs of the second family: what is beyond keys and plain columns.
func TestOracleBreadth(t *testing.T) {
	own, acorn := attached(t)
	judge := newJudge(t, "breadth.py", map[string][]string{"main": own, "acorn": acorn})
	drawFew(t, "30")
	grounds, names := backendsOf(t, backend.openBreadth)
	done := map[string]int{} // operations and what came of them
	rapid.Check(t, func(rt *rapid.T) {
		sc := rapid.SampledFrom(breadthScenes).Draw(rt, "scene")
		g := &breadthGenerator{rt: rt, next: map[string]int64{}, edited: map[string]bool{}}
		for i, ground := range grounds {
			if err := ground.empty(t.Context(), sc); err != nil {
				rt.Fatal(err)
			}
			if i == 0 {
				g.breadthPlayer = newBreadthPlayer(t.Context(), ground, sc)
				g.run()
			} else if difference := g.again(ground, names[i]); difference != "" {
				rt.Fatal("\n" + difference)
			}
		}
		for i, o := range g.program {
			done[o.Op+" "+g.answers[i].Outcome]++
		}
		var theirs []breadthAnswer
		if err := judge.ask(g.program, &theirs); err != nil {
			rt.Fatal(err)
		}
		if difference := breadthDifference(g.program, g.answers, theirs, "SQLAlchemy"); difference != "" {
			rt.Fatal("\n" + difference)
		}
	})
	t.Log(counts(done))
}

// again plays the program on another backend, and answers how that differs from the first.
func (g *breadthGenerator) again(on breadthGround, name string) string {
	p := newBreadthPlayer(g.ctx, on, g.scene)
	defer func() { _ = p.s.Close() }()
	for i, o := range g.program {
		if a := p.play(&o); !a.same(g.answers[i]) || a.Outcome != g.answers[i].Outcome {
			return printBreadth(g.program[:i+1], g.answers[i], a, name)
		}
	}
	return ""
}
