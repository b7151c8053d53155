package repo_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// Tree has apples.
type Tree struct {
	ID     int64
	Name   string
	Height float64
	Apples []*Apple `rel:"has-many"`
}

// TableName names the table.
func (Tree) TableName() string { return "trees" }

// Apple hangs on a tree.
type Apple struct {
	ID     int64
	Kind   string
	Weight float64
	TreeID int64
	Tree   *Tree `rel:"belongs-to"`
}

// TableName names the table.
func (Apple) TableName() string { return "apples" }

const treesGrown, applesEach = 1_000, 5

var (
	trees   = builder.Model[Tree]()
	orchard = builder.Select(trees).OrderBy(builder.Col(&trees.ID).Asc()).Load(builder.SelectIn(&trees.Apples))
)

// plant makes the tables of 1,000 trees with 5 apples each.
func plant(b *testing.B) (*repo.Engine, *pgxpool.Pool) {
	b.Helper()
	pool, err := pgxpool.New(b.Context(), pgtest.URL(b))
	require.NoError(b, err)
	b.Cleanup(pool.Close)
	for _, sql := range []string{
		"CREATE TABLE trees (id bigint PRIMARY KEY, name text NOT NULL, height double precision NOT NULL)",
		"CREATE TABLE apples (id bigint PRIMARY KEY, kind text NOT NULL, weight double precision NOT NULL, tree_id bigint NOT NULL)",
		"INSERT INTO trees SELECT i, 'tree ' || i, i FROM generate_series(1, 1000) AS i",
		"INSERT INTO apples SELECT i, 'kind ' || i % 7, i, 1 + i % 1000 FROM generate_series(1, 5000) AS i",
	} {
		_, err := pool.Exec(b.Context(), sql)
		require.NoError(b, err)
	}
	engine, err := repo.New(pgxbackend.New(pool))
	require.NoError(b, err)
	return engine, pool
}

// BenchmarkLoad reads trees with their apples: by hand, from an engine, and in a session, which tracks them.
func BenchmarkLoad(b *testing.B) {
	engine, pool := plant(b)
	readOnly := repo.WithReadOnly()
	for _, way := range []struct {
		name string
		read func(ctx context.Context) ([]*Tree, error)
	}{
		{"pgx by hand", func(ctx context.Context) ([]*Tree, error) { return pick(ctx, pool) }},
		{"engine", func(ctx context.Context) ([]*Tree, error) { return repo.All(ctx, engine, orchard) }},
		{"session", func(ctx context.Context) ([]*Tree, error) {
			s := engine.Session(readOnly)
			list, err := repo.All(ctx, s, orchard)
			if err == nil {
				err = s.Close()
			}
			return list, err
		}},
	} {
		b.Run(way.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				list, err := way.read(b.Context())
				if err != nil || len(list) != treesGrown || len(list[7].Apples) != applesEach || list[7].Apples[2].Tree != list[7] {
					b.Fatal(len(list), err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(treesGrown*(1+applesEach)), "ns/entity")
		})
	}
}

// pick is what one writes without drey.
func pick(ctx context.Context, pool *pgxpool.Pool) (list []*Tree, err error) {
	rows, err := pool.Query(ctx, "SELECT id, name, height FROM trees ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	byID := map[int64]*Tree{}
	var ids []int64
	for rows.Next() {
		t := &Tree{}
		if err := rows.Scan(&t.ID, &t.Name, &t.Height); err != nil {
			return nil, err
		}
		list, ids, byID[t.ID] = append(list, t), append(ids, t.ID), t
	}
	if rows.Err() != nil {
		return nil, rows.Err()
	}
	below, err := pool.Query(ctx, "SELECT id, kind, weight, tree_id FROM apples WHERE tree_id = ANY($1) ORDER BY id", ids)
	if err != nil {
		return nil, err
	}
	defer below.Close()
	for below.Next() {
		a := &Apple{}
		if err := below.Scan(&a.ID, &a.Kind, &a.Weight, &a.TreeID); err != nil {
			return nil, err
		}
		a.Tree = byID[a.TreeID]
		a.Tree.Apples = append(a.Tree.Apples, a)
	}
	return list, below.Err()
}
