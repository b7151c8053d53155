package migrate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/repo"
)

// Migrator applies revisions to a database, takes them back, and writes new ones. It is safe for concurrent use.
type Migrator struct {
	engine   *repo.Engine
	config   Config
	versions versions
	telling  sync.Mutex // OnEvent is called by one goroutine at a time
	mutex    sync.Mutex // guards graph
	graph    *graph
	closed   bool
}

// New reads the revisions of an engine's dialect, and sends nothing. Files without an id, ids that are there twice, and
// parents that are not there are errors.
func New(engine *repo.Engine, c Config) (*Migrator, error) {
	if engine == nil {
		return nil, invalid("the engine is nil: give New what repo.Open returned, and look at its error")
	}
	if c.LockTimeout < 0 {
		return nil, invalid("LockTimeout is %s: give a time to wait, or 0 for %s", c.LockTimeout, defaultLockTimeout)
	}
	if c.MetaData != nil {
		if _, err := c.MetaData.DDL(engine.Dialect()); err != nil {
			return nil, fmt.Errorf("migrate: Config.MetaData: %w", err)
		}
	}
	c = c.withDefaults()
	if err := usableTable(c.Table); err != nil {
		return nil, err
	}
	m := &Migrator{engine: engine, config: c, versions: newVersions(c.Table, engine.Dialect())}
	if err := m.read(); err != nil {
		return nil, err
	}
	return m, nil
}

// read reads the revisions anew.
func (m *Migrator) read() error {
	g, err := m.config.graph(m.dialect())
	if err != nil {
		return err
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.graph = g
	return nil
}

func (m *Migrator) dialect() string { return m.engine.Dialect().Name }

// newCode is a revision that is code.
func newCode(step *GoStep) (*node, error) {
	if err := usable("id", step.Revision); err != nil {
		return nil, invalid("the GoStep %q: %w", cmp.Or(step.Revision, step.Message), err)
	}
	if !utf8.ValidString(step.Message) || strings.Contains(step.Message, "\x00") {
		return nil, invalid("the GoStep %q: its message is no text, which is UTF-8 without NUL: %q", step.Revision, step.Message)
	}
	if step.Up == nil {
		return nil, invalid("the GoStep %q has no Up, and would be recorded as done: give it one; where there is nothing to do, one that returns nil", step.Revision)
	}
	n := &node{Revision: Revision{ID: step.Revision, Message: oneLine(step.Message)}, step: step}
	if step.Parent != "" {
		n.Parents = []string{step.Parent}
	}
	if step.Down == nil {
		n.irreversible = "its GoStep has no Down"
	}
	return n, nil
}

var errNoMigrator = invalid("the Migrator is nil, or one that New did not make: give what migrate.New returned, and look at its error")

// made reports whether New made the Migrator.
func (m *Migrator) made() bool { return m != nil && m.engine != nil }

// present returns the revisions, unless the Migrator is closed.
func (m *Migrator) present(ctx context.Context) (*graph, error) {
	if !m.made() {
		return nil, errNoMigrator
	}
	if ctx == nil {
		return nil, fmt.Errorf("migrate: %w", kit.NilContext())
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.closed {
		return nil, invalid("the Migrator is closed: make another with migrate.New")
	}
	return m.graph, nil
}

// Close ends the Migrator. The engine stays open.
func (m *Migrator) Close() error {
	if !m.made() {
		return errNoMigrator
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.closed = true
	return nil
}

func (m *Migrator) emit(e Event) {
	if m.config.OnEvent == nil {
		return
	}
	m.telling.Lock()
	defer m.telling.Unlock()
	m.config.OnEvent(e)
}

// Heads returns the revisions that none follows, as the files say: Applied and Current are not set.
func (m *Migrator) Heads() []Revision {
	if !m.made() {
		return nil
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return publish(m.graph.heads())
}

// Current returns the applied revisions that no applied one follows; none of a database that has none.
func (m *Migrator) Current(ctx context.Context) ([]Revision, error) {
	g, err := m.existing(ctx)
	if err != nil {
		return nil, err
	}
	records, applied, err := m.applied(ctx, g)
	if err != nil {
		return nil, err
	}
	list := publish(g.headsOf(applied))
	for i := range list {
		list[i].Applied, list[i].Current = true, true
		list[i].Interrupted = g.nodes[list[i].ID].interrupted(ctx, records)
	}
	return list, nil
}

// History returns all revisions, the newest first.
func (m *Migrator) History(ctx context.Context) ([]Revision, error) {
	g, err := m.existing(ctx)
	if err != nil {
		return nil, err
	}
	records, applied, err := m.applied(ctx, g)
	if err != nil {
		return nil, err
	}
	current := setOf(g.headsOf(applied))
	var list []Revision
	for _, n := range slices.Backward(g.order) {
		r := n.publish()
		r.Applied, r.Current, r.Interrupted = applied[n], current[n], n.interrupted(ctx, records)
		list = append(list, r)
	}
	return list, nil
}

// applied returns what the version table says, and what is applied. An applied revision without a file is a [*MissingError].
func (m *Migrator) applied(ctx context.Context, g *graph) (map[string]record, set, error) {
	records, err := m.versions.read(ctx, m.engine)
	if err != nil {
		return nil, nil, fmt.Errorf("migrate: %w", pooled(err))
	}
	found, err := g.applied(records)
	var missing *MissingError
	if errors.As(err, &missing) {
		missing.built = m.config.FS != nil
	}
	return records, found, err
}

func (g *graph) applied(records map[string]record) (set, error) {
	found := set{}
	for id, r := range records {
		n := g.nodes[id]
		switch {
		case n != nil && r.applied():
			found[n] = true
		case n == nil:
			return nil, missing(r)
		}
	}
	return found, nil
}

// recorded returns what the version table says, and what is applied, where each file is what it was.
func (m *Migrator) recorded(ctx context.Context, g *graph) (map[string]record, set, error) {
	records, found, err := m.applied(ctx, g)
	if err != nil {
		return nil, nil, err
	}
	for _, n := range g.order {
		if found[n] && n.step == nil && records[n.ID].Progress == nil && records[n.ID].Checksum != n.checksum {
			edited := &EditedError{Revision: n.ID, Path: n.Path, current: g.above(n, found)}
			if at := slices.IndexFunc(n.parents, func(p *node) bool { return !found[p] }); at >= 0 {
				edited.before = n.parents[at].ID
			}
			return nil, nil, edited
		}
	}
	return records, found, nil
}

// folders returns the dialects that revisions are written for: the engine's, and those that have a folder.
func (c Config) folders(own string) []string {
	list := []string{own}
	entries, _ := os.ReadDir(c.Dir) // where there is none, the engine's is made
	for _, e := range entries {
		if e.IsDir() && e.Name() != own && slices.Contains(known, e.Name()) {
			list = append(list, e.Name())
		}
	}
	return list
}

var _ fs.FS = oneFile{}
