package oracle_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// restore brings a row back that was deleted softly.
func (p *breadthPlayer) restore(o breadthOp) error {
	k := breadthKind(o.Name)
	e, err := k.get(p.ctx, p.s, []any{o.N, repo.Unfiltered()})
	if err != nil {
		return err
	}
	p.cast[o.Name] = e
	k.column("deleted_at").SetZero(base(e))
	return nil
}

// executemany runs a text once for each row, which the session knows nothing of, and reads everything again.
func (p *breadthPlayer) executemany(o breadthOp) error {
	k := breadthKinds[o.Type]
	text := p.in(p.schema) + k.Table
	columns := slices.Sorted(func(yield func(string) bool) {
		for name := range o.Rows[0] {
			if name != "id" && !yield(name) {
				return
			}
		}
	})
	switch {
	case o.Shape == "insert":
		columns = append(columns, "id")
		text = "INSERT INTO " + text + " (" + strings.Join(columns, ", ") + ") VALUES (:" + strings.Join(columns, ", :") + ")"
	default:
		text = "UPDATE " + text + " SET size = :size WHERE id = :id"
	}
	res, err := p.s.Exec(p.ctx, builder.Text(text, o.Rows))
	if err != nil {
		return err
	}
	if res.RowsAffected != o.N {
		return fmt.Errorf("%d rows", res.RowsAffected)
	}
	p.s.ExpireAll()
	return p.meetAll(false)
}

// meetAll reads all entities of the scene, or their sizes alone.
func (p *breadthPlayer) meetAll(sizes bool) error {
	for _, name := range p.scene {
		read := breadthKinds[name].all
		if sizes {
			read = breadthKinds[name].sizes
		}
		list, err := read(p.ctx, p.s)
		if err != nil {
			return err
		}
		for _, e := range list {
			p.cast[tag(e)] = e
		}
	}
	return nil
}

// in is a schema before a table's name.
func (p *breadthPlayer) in(schema string) string {
	if schema == "" {
		schema = p.on.schema
	}
	return schema + "."
}

// rows are all rows of the scene's tables, in each schema, each as a line.
func (p *breadthPlayer) rows() (map[string][]string, error) {
	all := map[string][]string{}
	for _, schema := range []string{"", "acorn"} {
		for _, name := range p.scene {
			k := breadthKinds[name]
			at := schema + "." + k.Table
			all[at] = []string{}
			rows, err := repo.All(p.ctx, p.s, builder.As[builder.Row](builder.Text("SELECT "+strings.Join(k.spelled(), ", ")+" FROM "+p.in(schema)+k.Table+" ORDER BY id")))
			if err != nil {
				return nil, err
			}
			for _, row := range rows {
				text, err := json.Marshal(row)
				if err != nil {
					return nil, err
				}
				all[at] = append(all[at], string(text))
			}
		}
	}
	return all, nil
}

// spelled are the columns of a kind, a moment as whether it is there.
func (k *kind) spelled() (names []string) {
	for _, c := range k.Columns {
		name := c.Name
		if name == "deleted_at" {
			name = "CASE WHEN deleted_at IS NULL THEN 0 ELSE 1 END"
		}
		names = append(names, name)
	}
	return names
}

// end does what begins and ends transactions.
func (p *breadthPlayer) end(o breadthOp) error {
	known, err := p.transactions.end(p.ctx, o.Op)
	switch {
	case known:
		return err
	case o.Op == "reopen":
		return p.reopen(o)
	}
	return fmt.Errorf("no operation %q", o.Op)
}

// reopen goes on in another session, which reads everything: sizes alone, all columns, or all relationships as well.
func (p *breadthPlayer) reopen(o breadthOp) error {
	err := p.s.Close()
	p.cast, p.savepoints, p.schema, p.partial = map[string]any{}, nil, o.Schema, o.N == 2
	p.s = p.fresh()
	if err = errors.Join(err, p.meetAll(o.N == 2)); err != nil || o.N != 1 {
		return err
	}
	return p.loadAll()
}

func (p *breadthPlayer) loadAll() error {
	for _, name := range p.scene {
		k := breadthKinds[name]
		for _, e := range p.cast {
			if breadthKind(tag(e)) != k {
				continue
			}
			for _, r := range k.writes(every) {
				if err := k.load(p.ctx, p.s, e, field(r, k.proto)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
