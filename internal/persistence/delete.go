package persistence

import (
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Missing is rows that were to be deleted and were not there.
type Missing struct {
	Mapping           *mapper.Mapping
	Expected, Matched int64
}

// deleting is a DELETE that was sent.
type deleting struct {
	plain
	mapping *mapper.Mapping
	entries []*identity.Entry
	checked bool // the rows' versions are asked for
	plan    *Plan
}

func (p *Plan) newDeleting(m *mapper.Mapping, where []*mapper.Column, entries []*identity.Entry) *deleting {
	return &deleting{plain{"deleting " + m.Name()}, m, entries, len(where) > len(m.Key), p}
}

// delete plans the entities of one table whose rows go: neighbours of which the version is known, or is not, go together.
func (p *Plan) delete(m *mapper.Mapping, entries []*identity.Entry) error {
	checks := func(e *identity.Entry) bool { return m.Version != nil && e.Loaded().Has(m.Version.Index) }
	for rest := entries; len(rest) > 0; {
		where := m.Key
		if checks(rest[0]) {
			where = append(where[:len(where):len(where)], m.Version)
		}
		end := slices.IndexFunc(rest, func(e *identity.Entry) bool { return checks(e) != checks(rest[0]) })
		if end < 0 {
			end = len(rest)
		}
		if err := p.deleteAlike(m, where, rest[:end]); err != nil {
			return err
		}
		rest = rest[end:]
	}
	return nil
}

func (p *Plan) deleteAlike(m *mapper.Mapping, where []*mapper.Column, entries []*identity.Entry) error {
	page, rowsAlone := 1, []bool(nil)
	if len(entries) > 1 && p.unnests(m.Table, where) {
		page = p.options.Page
		rowsAlone = ungroupable(where, snapshots(entries), nil)
	}
	for from, to := range runs(len(entries), page, rowsAlone) {
		add := p.deleteUnnest
		if to-from == 1 {
			add = p.deleteOne
		}
		if err := add(m, where, entries[from:to]); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) deleteOne(m *mapper.Mapping, where []*mapper.Column, entries []*identity.Entry) error {
	args := p.values(make([]any, 0, len(where)), where, entries[0].Snapshot())
	return p.add(deleteText(p.options.Dialect, m, where), args, secrets(where), nil, p.newDeleting(m, where, entries))
}

func (s *deleting) expected() int64 {
	if s.checked {
		return int64(len(s.entries))
	}
	return 0
}

// receive takes rows that are missing for deleted, unless somebody may have changed them.
func (s *deleting) receive(_ backends.Rows, res backends.Result) (int64, error) {
	if expected := int64(len(s.entries)); res.RowsAffected != expected {
		s.plan.Missing = append(s.plan.Missing, Missing{s.mapping, expected, res.RowsAffected})
	}
	return res.RowsAffected, nil
}

func (s *deleting) stale(matched int64) error {
	return stale(s.mapping, snapshots(s.entries), len(s.entries), matched)
}

func (s *deleting) accept(known *identity.Map) {
	for _, e := range s.entries {
		known.Delete(e)
	}
}
