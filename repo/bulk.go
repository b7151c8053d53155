package repo

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/repo/flush"
)

// InsertAll inserts rows in bulk, in the session's transaction: by COPY where the backend has it (native pgx), in a round trip
// behind that of BEGIN, else in pages of [WithInsertPage] rows. Nothing is tracked, flushed first or copied back: keys tagged uuid7 and first versions are
// made for the database alone and the structs stay as they are, so set a key yourself where you need it. Rows that leave
// other columns to the database go apart, so keys that it counts up follow the order of rows only where all leave the same.
// No entity hook runs and no relationship is followed; lists of T that the session has loaded are read again by the next
// [Load]. After an error the transaction is rolled back, and the session
// answers [ErrRollbackRequired] until Rollback.
func InsertAll[T any](ctx context.Context, s *Session, rows []*T) error {
	return at("insert all", bulkOf(rows).write(ctx, s, flush.InsertAll, func(b bulk, o persistence.Options) (*persistence.Bulk, error) {
		if err := errors.Join(b.unnumbered(), b.typed(b.mapping.Inserts)); err != nil {
			return nil, err
		}
		return persistence.InsertBulk(b.mapping, b.rows, o), nil
	}, bulk.inserted))
}

// UpdateAll updates rows in bulk by their keys, as [InsertAll] inserts: columns, given as builder.Col(&heroes.Name), or
// without any all of them, but those that an INSERT of the row would leave to the database, those tagged uuid7 that are zero, and those
// tagged onupdate, which follow their tags. A row without a key is [ErrInvalidRequest], where a zero that nobody would make, such as "", is
// a key; and so is a key that comes twice. A row that is not there, or not in the version that the struct has, is a *[StaleDataError];
// versions are counted up in the database alone. Entities of the session with these keys are expired, and keep what was edited in them;
// lists of T are read again by the next [Load].
func UpdateAll[T any](ctx context.Context, s *Session, rows []*T, columns ...builder.Sqlizer) error {
	return at("update all", bulkOf(rows).write(ctx, s, flush.UpdateAll, func(b bulk, o persistence.Options) (*persistence.Bulk, error) {
		set, err := b.writable(columns)
		if err == nil {
			err = errors.Join(b.keyed(), b.typed(updating(set)))
		}
		if err != nil {
			return nil, err
		}
		update, err := persistence.UpdateBulk(b.mapping, b.rows, set, o)
		if err != nil {
			err = invalid("%w", err)
		}
		return update, err
	}, bulk.updated))
}

// UpsertAll inserts rows in bulk, as [InsertAll] does, and updates those that are there already: the ones that agree in
// target, columns of a unique index, or without any in the key. An update writes every column that the row brings but those
// of target and the key, and counts a version up without looking at it. A zero in a column tagged omitzero, uuid7 or onupdate brings
// nothing: what the row has stays, and onupdate follows its tag, also where nothing else is left to write. A unique index with a condition is named by builder.Insert alone:
// Values(row).OnConflict(column).Where(condition).DoUpdate(). Rows of one call that agree in the key or in target are
// [ErrInvalidRequest], before anything is sent, where their values say so.
// Entities of the session that may be meant are expired, and keep what was edited in them; one with a version must be read again before
// that can be written.
func UpsertAll[T any](ctx context.Context, s *Session, rows []*T, target ...builder.Sqlizer) error {
	return at("upsert all", bulkOf(rows).write(ctx, s, flush.UpsertAll, func(b bulk, o persistence.Options) (*persistence.Bulk, error) {
		columns, err := b.named(target)
		if len(columns) == 0 {
			columns = b.mapping.Key
		}
		if err == nil {
			err = errors.Join(b.unnumbered(), b.typed(b.mapping.Inserts), b.onceIn(columns))
		}
		if err != nil {
			return nil, err
		}
		return persistence.UpsertBulk(b.mapping, b.rows, columns, o)
	}, func(b bulk, s *Session) { s.known.InvalidateAll(b.mapping) }))
}

// DeleteAll deletes rows in bulk by their keys; nothing else of the structs is looked at but a version. A row without a key
// is [ErrInvalidRequest], and so is a key that comes twice. Where T has a version, a row that is not there in it is a
// *[StaleDataError]; else rows that are gone already are not missed. Entities of the session with these keys are deleted
// in it; lists of T show what they had until the next [Load], which reads them again. No cascade is followed.
func DeleteAll[T any](ctx context.Context, s *Session, rows []*T) error {
	return at("delete all", bulkOf(rows).write(ctx, s, flush.DeleteAll, func(b bulk, o persistence.Options) (*persistence.Bulk, error) {
		if err := b.keyed(); err != nil {
			return nil, err
		}
		if c := b.mapping.SoftDelete; c != nil {
			return nil, invalid("%s.%s says when a row was deleted: use Session.Delete, or builder.Delete, which removes rows for good", b.mapping.Name(), c.Field)
		}
		return persistence.DeleteBulk(b.mapping, b.rows, o), nil
	}, bulk.deleted))
}

// bulk is rows that are written without being tracked.
type bulk struct {
	mapping *mapper.Mapping
	rows    []unsafe.Pointer
	given   any // the slice
	wrong   error
}

func bulkOf[T any](rows []*T) (b bulk) {
	if b.mapping, b.wrong = mapper.Of(reflect.TypeFor[T]()); b.wrong != nil {
		b.wrong = fmt.Errorf("%w: %w", ErrInvalidRequest, b.wrong)
		return b
	}
	if b.mapping.Keyless {
		b.wrong = errUntracked(b.mapping)
		return b
	}
	b.given, b.rows = rows, make([]unsafe.Pointer, len(rows))
	for i, row := range rows {
		if b.rows[i] = unsafe.Pointer(row); row == nil || isPrototype(row) {
			b.wrong = invalid("row %d is nil or a prototype: give values of your own, as &%s{...}", i, b.mapping.Name())
			return b
		}
	}
	return b
}

// keyed errs unless every row has a key of its own. A zero is none where it would be made.
func (b bulk) keyed() error {
	for i, row := range b.rows {
		if !b.mapping.HasKey(row) {
			return invalid("row %d, a %s, has no key: set it", i, b.mapping.Name())
		}
	}
	return b.once()
}
