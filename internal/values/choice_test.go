package values

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/drey-db/drey/backends"
)

// connecting sets new connections up.
func connecting(sets string) []func(ctx context.Context, c backends.Runner) error {
	return []func(ctx context.Context, c backends.Runner) error{func(ctx context.Context, c backends.Runner) error {
		for _, set := range strings.Split(sets, "; ") {
			if _, err := c.Exec(ctx, backends.Stmt{SQL: set}); err != nil {
				return err
			}
		}
		return nil
	}}
}

// try puts values of a kind into the trial's column.
func (b bench) try(t *trial, k kind) {
	if !chosen(8, t.backend, t.setting.name, t.column.sql, k.name) {
		return
	}
	t.column.said = k.only != ""
	list := k.values(t.column)
	for i, v := range list {
		if all || i == int(pick(t.backend, k.name, t.column.sql)%uint32(len(list))) {
			b.one(t, k, v, list)
		}
	}
}

// one goes the roads with one value.
func (b bench) one(t *trial, k kind, v any, list []any) {
	l := literalOf(v, t.column)
	if strings.ContainsRune(l.text, 0) {
		return // no literal can hold it
	}
	judged := &verdict{t: t, kind: k, value: v, l: l, truth: truth{}}
	if l.known {
		judged.truth = t.truthOf(l)
	}
	other := otherThan(v, list)
	var outcomes []outcome
	for _, r := range some(k.writes, t.backend, t.column.sql, k.name) {
		if r.holds == noValue && t.column.notNull || r.holds == theValue && (!l.known || judged.truth.err != nil) {
			continue
		}
		outcomes = append(outcomes, t.try(r, l, v, other))
	}
	judged.writes(outcomes)
	refused := refusedAll(outcomes)
	outcomes = nil
	for _, r := range some(k.finds, t.backend, t.column.sql, k.name) {
		if l.known && (t.keyable || r.name != "Tuple" && r.name != "Literal" && r.name != "In") {
			outcomes = append(outcomes, t.seek(r, l, v, other))
		}
	}
	judged.finds(outcomes, refused)
	b.asKey(judged, l, v, list, refused)
	b.sum.enter(judged)
}

// asKey goes the roads on which the value is a key.
func (b bench) asKey(judged *verdict, l literal, v any, list []any, refused bool) {
	t, k := judged.t, judged.kind
	if !t.keyable || refused || !l.known || l.null || judged.truth.err != nil || judged.truth.found == 0 || isZero(v) {
		return
	}
	i := slices.IndexFunc(list, func(w any) bool {
		m := literalOf(w, t.column)
		if !m.known || m.null || m == l || isZero(w) || strings.ContainsRune(m.text, 0) {
			return false
		}
		truth := t.truthOf(m)
		return truth.err == nil && truth.found > 0 && !sameText(truth.stored, judged.truth.stored)
	})
	if i < 0 {
		return
	}
	var outcomes []outcome
	for _, r := range some(k.keys, t.backend, t.column.sql, k.name) {
		outcomes = append(outcomes, t.open(r, l, literalOf(list[i], t.column), v, list[i]))
	}
	judged.keys(outcomes)
}

// instants tells times apart as well.
var instants = column{sql: "timestamptz"}

// otherThan is another value of the kind: the first that is written in other words, or the zero one.
func otherThan(v any, list []any) any {
	for _, w := range list {
		if literalOf(w, instants) != literalOf(v, instants) {
			return w
		}
	}
	return reflect.Zero(reflect.TypeOf(v)).Interface()
}

// some are the roads of the choice: the first, and two or three more.
func some(roads []road, parts ...any) (list []road) {
	for i, r := range roads {
		if all || i == 0 || (pick(parts...)+uint32(i))%uint32(len(roads)/2+1) == 0 {
			list = append(list, r)
		}
	}
	return list
}

// isZero reports whether v is no key: it is still to be made.
func isZero(v any) bool {
	if t, ok := v.(time.Time); ok {
		return t.IsZero()
	}
	return reflect.ValueOf(v).IsZero()
}
