package migrate

import "context"

// Revisions returns all revisions as the files say, each behind those that it follows: Applied and Current are not set.
func (m *Migrator) Revisions() []Revision {
	if !m.made() {
		return nil
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return publish(m.graph.order)
}

// Find returns the revisions that a target names, as the files say; none for "base". A target that goes from where the
// database is, such as "+1", names none and is an error.
func (m *Migrator) Find(target string) ([]Revision, error) {
	if !m.made() {
		return nil, errNoMigrator
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	t, err := m.graph.fixed(target)
	if err != nil {
		return nil, err
	}
	found, err := m.graph.resolve(t)
	return publish(found), err
}

// Pending returns what Upgrade would apply, in order.
func (m *Migrator) Pending(ctx context.Context, target string) ([]Revision, error) {
	_, list, err := m.chosen(ctx, target, false)
	return publish(list), err
}

// Passed returns what Downgrade would take back, in order.
func (m *Migrator) Passed(ctx context.Context, target string) ([]Revision, error) {
	_, list, err := m.chosen(ctx, target, true)
	return publish(list), err
}

// chosen returns the steps to a target, forward or back, for the database as it is, which the version table tells.
func (m *Migrator) chosen(ctx context.Context, target string, down bool) (records map[string]record, list []*node, err error) {
	g, err := m.existing(ctx)
	if err != nil {
		return nil, nil, err
	}
	records, applied, err := m.recorded(ctx, g)
	if err != nil {
		return nil, nil, err
	}
	if down {
		list, err = g.passed(target, applied)
		return records, list, err
	}
	for n := range applied {
		if err := records[n.ID].checkWhole(); err != nil {
			return nil, nil, err // it was being taken back
		}
	}
	list, err = g.pending(target, applied)
	return records, list, err
}
