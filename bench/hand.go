package main

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// hand is pgx as a careful person writes it: statements for sets of rows, in a transaction where there are several.
type hand struct{ pool *pgxpool.Pool }

func handPeer(pool *pgxpool.Pool) peer {
	h := hand{pool}
	return peer{base, map[string]op{
		"a":    answers(h.get),
		"b100": answers(h.rows(100)),
		"b10k": answers(h.rows(10_000)),
		"c":    answers(h.insert),
		"d":    answers(h.insertAll),
		"copy": answers(h.copy),
		"e":    does(h.update),
		"f":    answers(h.users),
		"g":    answers(h.insertAndUpdate),
		"h":    answers(h.graph),
		"hk":   answers(h.graphWithKeys),
		"k":    answers(h.known()),
		"l":    does(h.updateOne),
		"m":    does(h.delete),
		"i":    answers(h.build),
	}}
}

type scanner interface{ Scan(dest ...any) error }

func scanHero(row scanner, h *hero) error {
	return row.Scan(&h.ID, &h.Name, &h.Age, &h.AppSrc, &h.Power, &h.Active, &h.Tags, &h.CreatedAt, &h.UpdatedOn)
}

func (p hand) get(ctx context.Context, n int) (*hero, error) {
	h := &hero{}
	return h, scanHero(p.pool.QueryRow(ctx, selectHero, pick(n, totalHeroes)), h)
}

func (p hand) rows(count int) func(context.Context, int) ([]*hero, error) {
	return func(ctx context.Context, n int) ([]*hero, error) {
		low, high := span(n, count, totalHeroes)
		return p.between(ctx, low, high)
	}
}

func (p hand) between(ctx context.Context, low, high int64) ([]*hero, error) {
	return p.query(ctx, selectHeroes, low, high)
}

func (p hand) query(ctx context.Context, sql string, args ...any) ([]*hero, error) {
	rows, err := p.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return scanHeroes(rows)
}

// scanHeroes keeps one slice of destinations for all rows.
func scanHeroes(rows pgx.Rows) ([]*hero, error) {
	defer rows.Close()
	var heroes []*hero
	dest := make([]any, 9)
	for rows.Next() {
		h := &hero{}
		dest[0], dest[1], dest[2], dest[3], dest[4], dest[5], dest[6], dest[7], dest[8] =
			&h.ID, &h.Name, &h.Age, &h.AppSrc, &h.Power, &h.Active, &h.Tags, &h.CreatedAt, &h.UpdatedOn
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		heroes = append(heroes, h)
	}
	return heroes, rows.Err()
}

func heroArgs(h *hero) []any {
	return []any{h.Name, h.Age, h.AppSrc, h.Power, h.Active, h.Tags, h.UpdatedOn}
}

func (p hand) insert(ctx context.Context, n int) (*hero, error) {
	h := heroOf(n)
	return &h, p.pool.QueryRow(ctx, insertHero, heroArgs(&h)...).Scan(&h.ID, &h.CreatedAt)
}

func (p hand) insertAll(ctx context.Context, n int) ([]hero, error) {
	heroes := heroesOf(n)
	return heroes, p.begin(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, insertHeroes, columnsOf(heroes)...)
		if err != nil {
			return err
		}
		return scanKeys(rows, heroes)
	})
}

// columnsOf turns heroes into one list for each column; a list of lists goes as texts.
func columnsOf(heroes []hero) []any {
	n := len(heroes)
	names, ages, sources, powers := make([]string, n), make([]*int32, n), make([]string, n), make([]float64, n)
	actives, tags, updates := make([]bool, n), make([]string, n), make([]*time.Time, n)
	var text []byte
	for i := range heroes {
		h := &heroes[i]
		text = appendList(text[:0], h.Tags)
		names[i], ages[i], sources[i], powers[i], actives[i], tags[i], updates[i] = h.Name, h.Age, h.AppSrc, h.Power, h.Active, string(text), h.UpdatedOn
	}
	return []any{names, ages, sources, powers, actives, tags, updates}
}

// appendList writes a text[] as PostgreSQL reads it.
func appendList(to []byte, list []string) []byte {
	to = append(to, '{')
	for i, element := range list {
		if i > 0 {
			to = append(to, ',')
		}
		to = strconv.AppendQuote(to, element)
	}
	return append(to, '}')
}

func scanKeys(rows pgx.Rows, heroes []hero) error {
	defer rows.Close()
	for i := 0; rows.Next(); i++ {
		if err := rows.Scan(&heroes[i].ID, &heroes[i].CreatedAt); err != nil {
			return err
		}
	}
	return rows.Err()
}

var copiedColumns = []string{"id", "name", "age", "app_src", "power", "active", "tags", "created_at", "updated_on"}

func (p hand) copy(ctx context.Context, n int) ([]hero, error) {
	heroes := keyed(heroesOf(n))
	source := pgx.CopyFromSlice(len(heroes), func(i int) ([]any, error) {
		h := &heroes[i]
		return []any{h.ID, h.Name, h.Age, h.AppSrc, h.Power, h.Active, h.Tags, h.CreatedAt, h.UpdatedOn}, nil
	})
	_, err := p.pool.CopyFrom(ctx, pgx.Identifier{"heroes_w"}, copiedColumns, source)
	return heroes, err
}

func (p hand) update(ctx context.Context, n int) error {
	return p.begin(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, updateHeroes, changedColumns(changesOf(n))...)
		return err
	})
}

func changedColumns(heroes []hero) []any {
	n := len(heroes)
	keys, names, powers, updates := make([]int64, n), make([]string, n), make([]float64, n), make([]*time.Time, n)
	for i := range heroes {
		keys[i], names[i], powers[i], updates[i] = heroes[i].ID, heroes[i].Name, heroes[i].Power, heroes[i].UpdatedOn
	}
	return []any{keys, names, powers, updates}
}

func (p hand) insertAndUpdate(ctx context.Context, n int) (*hero, error) {
	h := heroOf(n)
	return &h, p.begin(ctx, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, insertHero, heroArgs(&h)...).Scan(&h.ID, &h.CreatedAt); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, updatePower, pick(n, totalChanged), float64(n))
		return err
	})
}

func (p hand) updateOne(ctx context.Context, n int) error {
	_, err := p.pool.Exec(ctx, updatePower, pick(n, trackedRows), -float64(n))
	return err
}

func (p hand) delete(ctx context.Context, _ int) error {
	keys := deletedKeys()
	return p.begin(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, deleteLinks, keys); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, deleteUsers, keys)
		return err
	})
}

func (p hand) begin(ctx context.Context, work func(tx pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, p.pool, work)
}

// known reads from a map, which is all that a person needs.
func (p hand) known() func(context.Context, int) (*hero, error) {
	var kept map[int64]*hero
	return func(ctx context.Context, n int) (*hero, error) {
		if kept == nil {
			heroes, err := p.between(ctx, 0, trackedRows)
			if err != nil {
				return nil, err
			}
			kept = make(map[int64]*hero, len(heroes))
			for _, h := range heroes {
				kept[h.ID] = h
			}
		}
		return kept[pick(n, trackedRows)], nil
	}
}

// build appends a text's pieces, as a person does whose conditions vary.
func (p hand) build(_ context.Context, n int) (sqlText, error) {
	text := make([]byte, 0, 256)
	text = append(text, "SELECT h.id, h.name, h.power FROM heroes AS h JOIN user_toys AS ut ON ut.user_id = h.id"...)
	for i, condition := range [...]string{"h.active = ", "h.power > ", "h.name LIKE "} {
		if i == 0 {
			text = append(text, " WHERE "...)
		} else {
			text = append(text, " AND "...)
		}
		text = append(append(text, condition...), '$')
		text = strconv.AppendInt(text, int64(i+1), 10)
	}
	text = append(text, " ORDER BY h.power DESC LIMIT "...)
	return sqlText{string(strconv.AppendInt(text, 10, 10)), []any{true, float64(n), "Hero%"}}, nil
}

// sqlText is a statement that was built.
type sqlText struct {
	SQL  string
	Args []any
}
