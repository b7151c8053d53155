package atlas

import (
	"slices"
	"strings"
)

// inCurrent has tables that stand in the current schema name none, as the database's are called, so that what is said of them by name is found.
func (d *Database) inCurrent(m Model) Model {
	m.Tables = slices.Clone(m.Tables)
	for i := range m.Tables {
		if m.Tables[i].Schema == d.current {
			m.Tables[i].Schema = ""
		}
	}
	return m
}

// called has what options say of columns name no schema either where that is the current one.
func (o Options) called(d *Database, m Model) Options {
	o.Hints = slices.Clone(o.Hints)
	for i, h := range o.Hints {
		if !m.hasTable(h.New) && !m.hasColumn(split(h.New)) {
			o.Hints[i].Old, o.Hints[i].New = d.withoutCurrent(h.Old), d.withoutCurrent(h.New)
		}
	}
	o.Using, o.Fill = d.columnsCalled(o.Using), d.columnsCalled(o.Fill)
	return o
}

func (d *Database) withoutCurrent(name string) string { return strings.TrimPrefix(name, d.current+".") }

func (d *Database) columnsCalled(said map[string]string) map[string]string {
	by := make(map[string]string, len(said))
	for name, text := range said {
		if strings.Count(name, ".") > 1 {
			name = d.withoutCurrent(name)
		}
		by[name] = text
	}
	return by
}
