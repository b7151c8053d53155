package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // registers the driver sqlite

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/repo"
)

var sqliteSchema = []string{
	`CREATE TABLE heroes (id integer PRIMARY KEY, name text NOT NULL, age int, app_src text NOT NULL, power real NOT NULL,
		active boolean NOT NULL, tags text NOT NULL, created_at timestamp NOT NULL, updated_on timestamp)`,
	`CREATE TABLE heroes_w (id integer PRIMARY KEY, name text NOT NULL, age int, app_src text NOT NULL, power real NOT NULL,
		active boolean NOT NULL, tags text NOT NULL, created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_on timestamp)`,
	`WITH RECURSIVE i (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 20000)
		INSERT INTO heroes SELECT i, 'Hero number ' || i, i % 90, 'app-' || (i % 7), i * 1.25, i % 2, '["strong","fast"]', '2026-01-01 00:00:00', NULL FROM i`,
}

var sqliteWorkloads = []workload{
	{name: "a", title: "get by key", check: (*checking).asBase},
	{name: "b100", title: "read 100 rows", check: (*checking).asBase},
	{name: "c", title: "insert one", clean: []string{"DELETE FROM heroes_w"}, check: (*checking).asInserted},
	{name: "d", title: "insert 1,000, keys back", clean: []string{"DELETE FROM heroes_w"}, check: (*checking).asInserted},
}

// openSQLite is a world of SQLite: drey beside database/sql.
func openSQLite(ctx context.Context) (w *world, err error) {
	dir, err := os.MkdirTemp("", "drey-bench")
	if err != nil {
		return nil, err
	}
	w = &world{}
	w.onClose(func() error { return os.RemoveAll(dir) })
	file := filepath.Join(dir, "bench.db")
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(wal)&_pragma=synchronous(0)")
	if err != nil {
		return w, err
	}
	w.onClose(db.Close)
	for _, text := range sqliteSchema {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return w, err
		}
	}
	engine, err := repo.Open(ctx, "sqlite:///"+file+"?_pragma=synchronous(0)", repo.WithBackend(sqlxbackend.Backend{}))
	if err != nil {
		return w, err
	}
	w.onClose(engine.Close)
	p := handSQLite{db}
	w.peers = []peer{{"database/sql", map[string]op{"a": answers(p.get), "b100": answers(p.rows), "c": answers(p.insert), "d": answers(p.insertAll)}}}
	w.peers = append(w.peers, dreyPeer("drey", engine, w.onClose, false))
	w.exec = func(ctx context.Context, text string) error { _, err := db.ExecContext(ctx, text); return err }
	w.inserted = func(ctx context.Context) ([]*hero, error) {
		return p.query(ctx, "SELECT "+heroColumns+" FROM heroes_w")
	}
	return w, nil
}

// handSQLite is database/sql on SQLite, by hand: lists are JSON.
type handSQLite struct{ db *sql.DB }

func (p handSQLite) get(ctx context.Context, n int) (*hero, error) {
	h := &hero{}
	return h, scanHeroJSON(p.db.QueryRowContext(ctx, "SELECT "+heroColumns+" FROM heroes WHERE id = ?", pick(n, totalHeroes)), h)
}

func (p handSQLite) rows(ctx context.Context, n int) ([]*hero, error) {
	low, high := span(n, 100, totalHeroes)
	return p.query(ctx, "SELECT "+heroColumns+" FROM heroes WHERE id > ? AND id <= ?", low, high)
}

func (p handSQLite) query(ctx context.Context, text string, args ...any) (heroes []*hero, err error) {
	rows, err := p.db.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		h := &hero{}
		if err := scanHeroJSON(rows, h); err != nil {
			return nil, err
		}
		heroes = append(heroes, h)
	}
	return heroes, rows.Err()
}

func scanHeroJSON(row scanner, h *hero) error {
	var tags string
	if err := row.Scan(&h.ID, &h.Name, &h.Age, &h.AppSrc, &h.Power, &h.Active, &tags, &h.CreatedAt, &h.UpdatedOn); err != nil {
		return err
	}
	return json.Unmarshal([]byte(tags), &h.Tags)
}

const insertSQLite = insertInto + "VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id, created_at"

type queryer interface {
	QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row
}

func insertHeroJSON(ctx context.Context, q queryer, h *hero) error {
	tags, err := json.Marshal(h.Tags)
	if err != nil {
		return err
	}
	return q.QueryRowContext(ctx, insertSQLite, h.Name, h.Age, h.AppSrc, h.Power, h.Active, string(tags), h.UpdatedOn).Scan(&h.ID, &h.CreatedAt)
}

func (p handSQLite) insert(ctx context.Context, n int) (*hero, error) {
	h := heroOf(n)
	return &h, insertHeroJSON(ctx, p.db, &h)
}

func (p handSQLite) insertAll(ctx context.Context, n int) ([]hero, error) {
	heroes := heroesOf(n)
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }()
	for i := range heroes {
		if err := insertHeroJSON(ctx, tx, &heroes[i]); err != nil {
			return nil, err
		}
	}
	return heroes, tx.Commit()
}
