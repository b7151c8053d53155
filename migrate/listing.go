package migrate

import "context"

// Revisions returns all revisions as the files say, each behind those that it follows: Applied and Current are not set.
func (m *Migrator) Revisions() []Revision {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return publish(m.graph.order)
}

// Find returns the revisions that a target names, as the files say; none for "base". A target that goes from where the
// database is, such as "+1", names none and is an error.
func (m *Migrator) Find(target string) ([]Revision, error) {
	t, err := parseFixed(target)
	if err != nil {
		return nil, err
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	found, err := m.graph.resolve(t)
	return publish(found), err
}

// Pending returns what Upgrade would apply, in order.
func (m *Migrator) Pending(ctx context.Context, target string) ([]Revision, error) {
	list, err := m.chosen(ctx, func(g *graph, applied set) ([]*node, error) { return g.pending(target, applied) })
	return publish(list), err
}

// Passed returns what Downgrade would take back, in order.
func (m *Migrator) Passed(ctx context.Context, target string) ([]Revision, error) {
	list, err := m.chosen(ctx, func(g *graph, applied set) ([]*node, error) { return g.passed(target, applied) })
	return publish(list), err
}

// chosen returns the steps that choose finds for the database as it is.
func (m *Migrator) chosen(ctx context.Context, choose func(*graph, set) ([]*node, error)) ([]*node, error) {
	g, err := m.present(ctx)
	if err != nil {
		return nil, err
	}
	applied, err := m.unedited(ctx, g)
	if err != nil {
		return nil, err
	}
	return choose(g, applied)
}
