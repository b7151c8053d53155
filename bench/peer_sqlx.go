package main

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// heroPQ is a hero whose list lib/pq's type reads and writes, which works on every driver of database/sql.
type heroPQ struct {
	ID        int64          `db:"id" gorm:"primaryKey"`
	Name      string         `db:"name"`
	Age       *int32         `db:"age"`
	AppSrc    string         `db:"app_src"`
	Power     float64        `db:"power"`
	Active    bool           `db:"active"`
	Tags      pq.StringArray `db:"tags" gorm:"type:text[]"`
	CreatedAt time.Time      `db:"created_at" gorm:"default:now()"`
	UpdatedOn *time.Time     `db:"updated_on"`
}

func heroPQOf(h hero) heroPQ {
	return heroPQ{ID: h.ID, Name: h.Name, Age: h.Age, AppSrc: h.AppSrc, Power: h.Power, Active: h.Active, Tags: h.Tags, CreatedAt: h.CreatedAt, UpdatedOn: h.UpdatedOn}
}

func heroesPQOf(heroes []hero) []heroPQ {
	out := make([]heroPQ, len(heroes))
	for i, h := range heroes {
		out[i] = heroPQOf(h)
	}
	return out
}

// sqlxUser is sqlx with its named statements.
type sqlxUser struct{ db *sqlx.DB }

func sqlxPeer(name string, db *sqlx.DB) peer {
	p := sqlxUser{db}
	return peer{name, map[string]op{
		"a": answers(p.get), "b100": answers(p.rows(100)), "b10k": answers(p.rows(10_000)), "c": answers(p.insert),
		"d": answers(p.insertAll), "e": does(p.update), "f": answers(p.users), "g": answers(p.insertAndUpdate),
		"h": answers(p.graph), "m": does(p.delete),
	}}
}

func (p sqlxUser) get(ctx context.Context, n int) (*heroPQ, error) {
	h := &heroPQ{}
	return h, p.db.GetContext(ctx, h, selectHero, pick(n, totalHeroes))
}

func (p sqlxUser) rows(count int) func(context.Context, int) ([]heroPQ, error) {
	return func(ctx context.Context, n int) (heroes []heroPQ, err error) {
		low, high := span(n, count, totalHeroes)
		err = p.db.SelectContext(ctx, &heroes, selectHeroes, low, high)
		return heroes, err
	}
}

func (p sqlxUser) insert(ctx context.Context, n int) (*heroPQ, error) {
	h := heroPQOf(heroOf(n))
	return &h, p.db.QueryRowxContext(ctx, insertHero, h.Name, h.Age, h.AppSrc, h.Power, h.Active, h.Tags, h.UpdatedOn).StructScan(&h)
}

func (p sqlxUser) insertAll(ctx context.Context, n int) ([]heroPQ, error) {
	heroes := heroesPQOf(heroesOf(n))
	return heroes, p.begin(ctx, func(tx *sqlx.Tx) error {
		rows, err := namedRows(ctx, tx, insertNamed, heroes)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for i := 0; rows.Next(); i++ {
			if err := rows.StructScan(&heroes[i]); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// namedRows stands in for the NamedQueryContext that a sqlx.Tx lacks.
func namedRows(ctx context.Context, tx *sqlx.Tx, named string, arg any) (*sqlx.Rows, error) {
	query, args, err := tx.BindNamed(named, arg)
	if err != nil {
		return nil, err
	}
	return tx.QueryxContext(ctx, query, args...)
}

func (p sqlxUser) update(ctx context.Context, n int) error {
	changes := changesOf(n)
	return p.begin(ctx, func(tx *sqlx.Tx) error {
		for i := range changes {
			_, err := tx.NamedExecContext(ctx, "UPDATE heroes_u SET name = :name, power = :power, updated_on = :updated_on WHERE id = :id", &changes[i])
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (p sqlxUser) insertAndUpdate(ctx context.Context, n int) (*heroPQ, error) {
	h := heroPQOf(heroOf(n))
	return &h, p.begin(ctx, func(tx *sqlx.Tx) error {
		err := tx.QueryRowxContext(ctx, insertHero, h.Name, h.Age, h.AppSrc, h.Power, h.Active, h.Tags, h.UpdatedOn).StructScan(&h)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, updatePower, pick(n, totalChanged), float64(n))
		return err
	})
}

func (p sqlxUser) delete(ctx context.Context, _ int) error {
	keys := pq.Array(deletedKeys())
	return p.begin(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, deleteLinks, keys); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, deleteUsers, keys)
		return err
	})
}

func (p sqlxUser) begin(ctx context.Context, work func(tx *sqlx.Tx) error) error {
	tx, err := p.db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	if err := work(tx); err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}
