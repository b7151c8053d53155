package migrate

import (
	"fmt"
	"slices"

	"github.com/drey-db/drey/builder"
)

// notes are those of a draft, and of folders that it is not written into.
func (m *Migrator) notes(d draft, files map[string]draft) ([]string, error) {
	others, err := m.notWritten(d, files)
	return append(slices.Clip(d.Notes), others...), err
}

// notWritten tells of the folders of other dialects that a new revision has no file in, each with why and with what to do. Of one that has none at
// all only the first revision tells: whoever leaves it so knows.
func (m *Migrator) notWritten(d draft, files map[string]draft) (notes []string, err error) {
	for _, dialect := range m.config.folders(m.dialect())[1:] {
		there, err := m.config.graphElsewhere(dialect)
		if err != nil {
			return nil, err
		}
		begun := slices.ContainsFunc(there.order, func(n *node) bool { return n.step == nil })
		if _, written := files[dialect]; !written && there.nodes[d.ID] == nil && (begun || len(d.Parents) == 0) {
			notes = append(notes, fmt.Sprintf("%s/%s has no such revision: %s. A program that never runs on %s needs no such folder: delete it, and its name where the files are embedded",
				m.config.Dir, dialect, m.reason(there, dialect, d), dialect))
		}
	}
	return notes, nil
}

// servers are what runs a dialect, and how it is named to a command.
var servers = map[string]string{
	builder.Postgres().Name: "--url of a server of PostgreSQL",
	builder.SQLite().Name:   "--url sqlite:///FILE, in a program that has a driver of SQLite",
}

// reason is why a draft has no file for another dialect, and what to do.
func (m *Migrator) reason(there *graph, dialect string, d draft) string {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	for _, id := range d.Parents {
		n, own := there.nodes[id], m.graph.nodes[id]
		switch {
		case n == nil:
			return fmt.Sprintf("it follows %s, which has no file there. Run the commands that wrote it and those before it once more, the first one first, and then this one, with %s: they get the same ids",
				unwritten(own, there).Revision, servers[dialect])
		case n != nil && !n.isHead() && own.isHead():
			return fmt.Sprintf("its history does not end with what this one follows: there %s is followed by %s. Bring both to one end, by the commands that wrote those, before the next revision", own.Revision, n.children[0].Revision)
		}
	}
	if len(d.Parents) == 0 && len(there.order) > 0 {
		return fmt.Sprintf("its history begins with %s. Bring both to one end, by the commands that wrote what is there, before the next revision", there.order[0].Revision)
	}
	return fmt.Sprintf("only its own database can say how the change is written there. Before the next revision, run the same command with %s: it gets the same id", servers[dialect])
}

// unwritten is n or, where that is code, what it follows that has no file in another history.
func unwritten(n *node, there *graph) *node {
	for n.step != nil {
		at := slices.IndexFunc(n.parents, func(p *node) bool { return there.nodes[p.ID] == nil })
		if at < 0 {
			return n
		}
		n = n.parents[at]
	}
	return n
}
