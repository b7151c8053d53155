package oracle_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// rows are all rows of the scene's tables, in an order of their own. Keys that the database made are told by labels.
func (p *player) rows() (map[string][][]any, error) {
	all := map[string][][]any{}
	for _, t := range p.scene.tables() {
		var rows repo.Rows
		if err := p.s.NoAutoflush(func() (err error) {
			rows, err = p.s.Query(p.ctx, builder.Text("SELECT * FROM "+t.Name))
			return err
		}); err != nil {
			return nil, err
		}
		all[t.Name] = [][]any{}
		for rows.Next() {
			values, err := repo.Values(rows)
			if err != nil {
				return nil, err
			}
			all[t.Name] = append(all[t.Name], values)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// tables are those of a scene's types and of the associations between them.
func (sc scene) tables() (list []table) {
	names := map[string]bool{}
	for _, name := range sc {
		names[kinds[name].Table] = true
		for _, r := range kinds[name].links {
			if r.Through != nil && slices.Contains(sc, r.Target.Name()) {
				names[r.Through.Table] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(tables), func(t table) bool { return !names[t.Name] })
}

// labelled is the labels of rows by the keys that the database made, for each table that has such.
func (sc scene) labelled(rows map[string][][]any) map[string]map[string]any {
	labels := map[string]map[string]any{}
	for _, t := range sc.tables() {
		if at := slices.IndexFunc(t.Columns, func(c column) bool { return c.counted }); at >= 0 {
			labels[t.Name] = map[string]any{}
			named := slices.IndexFunc(t.Columns, func(c column) bool { return c.Name == "label" })
			for _, row := range rows[t.Name] {
				labels[t.Name][fmt.Sprint(row[at])] = row[named]
			}
		}
	}
	return labels
}

// shown is rows with labels for keys that the database made, sorted, each as one line of text.
func (sc scene) shown(rows map[string][][]any) map[string][]string {
	labels := sc.labelled(rows)
	shown := map[string][]string{}
	for _, t := range sc.tables() {
		shown[t.Name] = []string{}
		for _, row := range rows[t.Name] {
			shown[t.Name] = append(shown[t.Name], t.tell(row, labels))
		}
		slices.Sort(shown[t.Name])
	}
	return shown
}

func (t table) tell(row []any, labels map[string]map[string]any) string {
	row = slices.Clone(row)
	for i, c := range t.Columns {
		at := t.Name
		if !c.counted {
			at = ""
			for _, k := range t.Keys {
				if len(k.Columns) == 1 && k.Columns[0] == c.Name {
					at = k.Table
				}
			}
		}
		if known := labels[at]; known != nil && row[i] != nil {
			row[i] = known[fmt.Sprint(row[i])]
		}
	}
	text, err := json.Marshal(row)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
