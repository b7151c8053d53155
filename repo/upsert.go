package repo

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/prototype"
	"github.com/drey-db/drey/internal/render"
)

// Upsert inserts an entity now or, where its row is there already, updates that, in one statement, and returns the session's
// own entity of that row: tracked, with every value that the row has. The row is the one that agrees in target, columns of a
// unique index, or without any in the key, in which no row agrees with an entity that brings none: it is inserted. An update writes every column that the entity brings but those of target and
// the key, and counts a version up without looking at it. A zero in a column tagged omitzero, uuid7 or onupdate brings nothing: what the row
// has stays, and onupdate follows its tag. The entity that was given stays as it is, outside the session; one
// that the session has is [ErrInvalidRequest], because a flush writes it. A row that a filter of [WithFilter] leaves out is not updated,
// which is [ErrUniqueViolation]. Changes that concern T are flushed first. No
// entity hook but AfterLoad runs, and no relationship is followed. After a rollback nobody knows what the row was before: read it again
// before it is written.
func Upsert[T any](ctx context.Context, s *Session, entity *T, target ...builder.Sqlizer) (*T, error) {
	stmt, err := s.upserting(entity, target)
	if err != nil {
		return nil, at("upsert", err)
	}
	m, _ := trackedMapping(entity)
	row, err := only[*T](ctx, s, stmt)
	if errors.Is(err, ErrNotFound) && s.config.hasFilter(m) {
		err = hidden(m)
	}
	if err != nil && !isMisread(err) {
		err = persistence.RefusedUpsert(render.Dialect(s.config.space.dialect), m, unsafe.Pointer(entity), len(target) == 0, err)
	}
	return row, at("upsert", err)
}

// hidden says that an INSERT met a row that a filter leaves out.
func hidden(m *mapper.Mapping) error {
	return fmt.Errorf("%w: a filter leaves out the %s that is there: have what the filter goes by be part of the key, or of the unique index", ErrUniqueViolation, m.Name())
}

func (s *Session) upserting(entity any, target []builder.Sqlizer) (stmt ast.Statement, err error) {
	if err := s.lock(); err != nil {
		return stmt, err
	}
	defer s.unlock()
	m, err := trackedMapping(entity)
	if err != nil {
		return stmt, err
	}
	if s.known.Find(entity) != nil {
		return stmt, invalid("the session has this %s: the next flush writes it", m.Name())
	}
	columns, err := bulk{mapping: m}.named(target)
	if err != nil {
		return stmt, err
	}
	if len(columns) == 0 {
		columns = m.Key
	}
	t, err := prototype.TableFor(m.Type, "")
	if err != nil {
		return stmt, err
	}
	row := m.Snapshot(reflect.ValueOf(entity).UnsafePointer())
	update := overwriting(t, columns, row)
	s.fillClientMade(m, row)
	var names []*ast.Node
	for _, c := range columns {
		names = append(names, t.Column(c))
	}
	conflict := ast.Conflict(ast.Terms(names), nil, ast.OpDoUpdate, update)
	stmt = ast.Insert(t).With(ast.RowPart, ast.Row(t, m.Pointer(row))).With(ast.ConflictPart, conflict)
	return stmt.With(ast.ReturningPart, ast.Whole(t)), nil
}

// fillClientMade gives a row what the client makes of new ones: keys, and the first version.
func (s *Session) fillClientMade(m *mapper.Mapping, row unsafe.Pointer) {
	for _, c := range m.Own {
		if m.Maker(c, row) == mapper.Client {
			c.Make(row, s.config.nextUUID)
		}
	}
}

// overwriting returns what becomes of the columns of a row that is there already, of which row brings some. Something is always set, so
// that the row comes back.
func overwriting(t *ast.Table, target []*mapper.Column, row unsafe.Pointer) (sets []*ast.Node) {
	for _, c := range t.Mapping.Columns {
		own := t.Column(c)
		switch {
		case c.Version:
			sets = append(sets, ast.Assign(own, ast.Operation(own, "+", ast.Argument(1))))
		case c.PrimaryKey, c.InsertOnly(), c.SoftDelete, t.Mapping.Maker(c, row) == mapper.Database, !c.Brought(row), slices.Contains(target, c):
		default:
			sets = append(sets, ast.Assign(own, ast.Excluded(own)))
		}
	}
	if len(sets) == 0 {
		own := t.Column(t.Mapping.Kept(target))
		sets = append(sets, ast.Assign(own, own))
	}
	return sets
}
