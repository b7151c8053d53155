package backendtest

import (
	"database/sql"
	"reflect"
	"strconv"
	"testing"
)

// Contained is two values of a type, neither of which is NULL, in every container: by itself, in a pointer, in sql.Null, in
// slices and arrays of all of these and of one another, with NULL and with nothing inside. A column of type one holds a
// value, and of type list an array of them. What is read is what was bound.
func Contained[T any](name string, one, list ColumnType, a, b T) []Value {
	nulls := []sql.Null[T]{{V: a, Valid: true}, {}}
	return named(name, append(alone(one, a, b),
		unchanged(list, []T{a, b}), unchanged(list, []T{}), unchanged(list, []T(nil)), unchanged(list, []*T{&a, nil, &b}), unchanged(list, nulls),
		unchanged(list, []**T{pointer(&a)}), unchanged(list, [2]T{a, b}), unchanged(list, [2]*T{nil, &b}), unchanged(list, &[]T{a}), unchanged(list, &[]T{}),
		unchanged(list, (*[]T)(nil)), unchanged(list, sql.Null[[]T]{V: []T{a}, Valid: true}), unchanged(list, sql.Null[[]T]{}),
		unchanged(list, sql.Null[[2]T]{V: [2]T{a, b}, Valid: true}), unchanged(list, &[2]T{a, b}), unchanged(list, (*[2]T)(nil)),
		unchanged(list, &sql.Null[[]*T]{V: []*T{nil, &a}, Valid: true}),
		unchanged(list, [][]T{{a, b}, {b, a}}), unchanged(list, &[][]T{{a}, {b}}), unchanged(list, (*[][]T)(nil)), unchanged(list, [2][1]T{{a}, {b}}),
		unchanged(list, [][]*T{{&a, nil}}), unchanged(list, []*[]T{{a}}), unchanged(list, []sql.Null[[]T]{{V: []T{b}, Valid: true}}), unchanged(list, [][][]T{{{a, b}}}),
	))
}

func alone[T any](one ColumnType, a, b T) []Value {
	return []Value{
		unchanged(one, a), unchanged(one, b), unchanged(one, &a), unchanged(one, (*T)(nil)), unchanged(one, pointer(&b)),
		unchanged(one, sql.Null[T]{V: a, Valid: true}), unchanged(one, sql.Null[T]{}), unchanged(one, &sql.Null[T]{V: b, Valid: true}),
		unchanged(one, sql.Null[*T]{V: &a, Valid: true}),
	}
}

func unchanged(column ColumnType, v any) Value { return Value{Type: column, Arg: v, Want: v} }

func named(name string, values []Value) []Value {
	for i, v := range values {
		values[i].Name = name + ": " + typeName(v.Want)
	}
	return values
}

func typeName(v any) string { return reflect.TypeOf(v).String() }

func number(i int) string { return strconv.Itoa(i) }

func containersRoundTrip(t *testing.T, db *database) { roundTrips(t, db, elements()) }
