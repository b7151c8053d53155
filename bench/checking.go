package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// checking is one call of a peer whose result is to be proved.
type checking struct {
	ctx    context.Context
	world  *world
	work   workload
	n      int
	answer any
}

// check lets a peer do a workload once and proves the result.
func (w *world) check(ctx context.Context, work workload, p peer, n int) error {
	if err := w.execute(ctx, append(slices.Clone(work.clean), work.before...)); err != nil {
		return err
	}
	answer, err := p.ops[work.name].ask(ctx, n)
	if err == nil {
		c := &checking{ctx, w, work, n, answer}
		err = work.check(c)
	}
	if err != nil {
		return fmt.Errorf("%s, %s: %w", work.title, p.name, err)
	}
	return nil
}

func (w *world) execute(ctx context.Context, statements []string) error {
	for _, sql := range statements {
		if err := w.exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// asBase compares the answer with that of the first peer, which is written by hand.
func (c *checking) asBase() error {
	want, err := c.world.peers[0].ops[c.work.name].ask(c.ctx, c.n)
	if err != nil {
		return err
	}
	return c.same(want)
}

// asInserted compares the answer with what the table holds, keys and times of the database among it.
func (c *checking) asInserted() error {
	inserted, err := c.world.inserted(c.ctx)
	if err != nil || len(inserted) == 0 {
		return fmt.Errorf("the table holds %d rows: %w", len(inserted), err)
	}
	if reflect.ValueOf(c.answer).Kind() != reflect.Slice {
		return c.same(inserted[0])
	}
	return c.same(inserted)
}

func (c *checking) insertedAll() error {
	if err := c.count(insertedRows, "SELECT count(*) FROM heroes_w"); err != nil {
		return err
	}
	return c.asInserted()
}

func (c *checking) updated() error {
	low, high := span(c.n, updatedRows, totalChanged)
	return c.count(updatedRows, `SELECT count(*) FROM heroes_u WHERE id > $1 AND id <= $2 AND name = $3 AND power = $4
		AND updated_on > now() - interval '1 minute'`, low, high, changedName(c.n), float64(c.n))
}

func (c *checking) insertedAndUpdated() error {
	if err := c.powerIs(float64(c.n), totalChanged); err != nil {
		return err
	}
	return c.asInserted()
}

// powerIs finds the row of so many that call n gave this power.
func (c *checking) powerIs(power float64, most int) error {
	return c.count(1, "SELECT count(*) FROM heroes_u WHERE id = $1 AND power = $2", pick(c.n, most), power)
}

func (c *checking) changed() error { return c.powerIs(-float64(c.n), trackedRows) }

// graph wants the user with all toys, by the key that the answer has.
func (c *checking) graph() error {
	var u user
	if err := remake(c.answer, &u); err != nil {
		return err
	}
	if err := c.count(graphToys, "SELECT count(*) FROM toys_w"); err != nil {
		return err
	}
	return c.count(graphToys, `SELECT count(DISTINCT t.price) FROM users_w u JOIN user_toys_w l ON l.user_id = u.id
		JOIN toys_w t ON t.id = l.toy_id WHERE u.id = $1 AND t.id = ANY($2)`, u.ID, toyKeys(&u))
}

func (c *checking) deleted() error {
	if err := c.count(100, "SELECT count(*) FROM users_w WHERE id > $1", deletedUsers); err != nil {
		return err
	}
	return c.count(500, "SELECT count(*) FROM user_toys_w")
}

// built wants a text that the database reads as this statement.
func (c *checking) built() error {
	text := c.answer.(sqlText)
	rows, err := c.world.pool.Query(c.ctx, text.SQL, text.Args...)
	if err != nil {
		return err
	}
	rows.Close()
	if columns := len(rows.FieldDescriptions()); rows.Err() == nil && columns != 3 {
		return fmt.Errorf("%d columns", columns)
	}
	return rows.Err()
}

func (c *checking) count(want int, sql string, args ...any) error {
	var got int
	if err := c.world.pool.QueryRow(c.ctx, sql, args...).Scan(&got); err != nil {
		return err
	}
	if got != want {
		return fmt.Errorf("%d instead of %d by %s", got, want, sql)
	}
	return nil
}

func (c *checking) same(want any) error {
	var got, wanted any
	if err := remake(c.answer, &got); err != nil {
		return err
	}
	if err := remake(want, &wanted); err != nil {
		return err
	}
	if got, wanted = plain(got), plain(wanted); !reflect.DeepEqual(got, wanted) {
		return fmt.Errorf("answered %.300s instead of %.300s", fmt.Sprint(got), fmt.Sprint(wanted))
	}
	return nil
}

// remake turns a value of a library's types into another of the same fields.
func remake(from, to any) error {
	text, err := json.Marshal(from)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	return decoder.Decode(to)
}

// plain makes values of different libraries alike: rows by their key, times in one zone.
func plain(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
		slices.SortStableFunc(v, func(a, b any) int { return strings.Compare(keyOf(a), keyOf(b)) })
		return v
	case map[string]any:
		for name, field := range v {
			v[name] = plain(field)
		}
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return at.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano)
		}
	}
	return v
}

// keyOf is what a list is sorted by; lists of texts stay as they are.
func keyOf(row any) string {
	fields, _ := row.(map[string]any)
	return fmt.Sprint(fields["ID"])
}
