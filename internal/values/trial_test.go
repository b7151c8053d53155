package values

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/repo"
)

// trial is one kind of column under one setting of one backend.
type trial struct {
	ctx    context.Context
	engine *repo.Engine
	// under has the trial's setting, beside reads what is stored.
	under, beside *plain
	backend       string
	setting       setting
	column        column
	keyable       bool
	truths        map[literal]truth
}

// truth is what PostgreSQL itself makes of a literal.
type truth struct {
	stored *string // as text; nil: NULL
	err    error   // when it refuses the literal
	// found is how many of two rows, one of the literal and one of the base value, equal it, or are not distinct from it.
	found, same int
	foundErr    error // when it compares no such values
}

// truthOf asks PostgreSQL, once for each literal.
func (t *trial) truthOf(l literal) truth {
	if known, ok := t.truths[l]; ok {
		return known
	}
	var w truth
	if _, w.err = t.under.rows("INSERT INTO cell VALUES (1, " + l.quoted() + ")"); w.err == nil {
		w.stored = t.taken()[0]
	}
	t.fill(theValue, 1, l)
	t.under.must("INSERT INTO cell VALUES (2, " + is(t.column.base).quoted() + ")")
	var found, same string
	equal := "v = " + l.quoted()
	if l.null {
		equal = "v IS NULL"
	}
	found, w.foundErr = t.under.one("SELECT count(*) FROM cell WHERE " + equal)
	if w.foundErr == nil {
		same, w.foundErr = t.under.one("SELECT count(*) FROM cell WHERE v IS NOT DISTINCT FROM " + l.quoted())
	}
	w.found, _ = strconv.Atoi(found)
	w.same, _ = strconv.Atoi(same)
	t.taken()
	t.truths[l] = w
	return w
}

// fill puts rows into the table. What PostgreSQL refuses is left out.
func (t *trial) fill(holds content, n int, l literal) {
	switch holds {
	case baseValue:
		l = is(t.column.base)
	case noValue:
		l = null
	}
	_, _ = t.under.rows(fmt.Sprintf("INSERT INTO cell SELECT n, %s FROM generate_series(1, %d) n", l.quoted(), n))
}

// taken is what stands in the table, as text, and empties it.
func (t *trial) taken() []*string {
	list, err := t.beside.rows("DELETE FROM cell RETURNING v::text")
	if err != nil {
		t.beside.t.Fatalf("%s: %v", t.column.sql, err)
	}
	return list
}

// outcome is what came of a road.
type outcome struct {
	road  road
	texts []*string // what stands there; nil of a road that finds
	found int
	err   error
}

// try goes a road that writes.
func (t *trial) try(r road, l literal, v, other any) outcome {
	if r.there > 0 {
		t.fill(r.holds, r.there, l)
	}
	o := outcome{road: r}
	_, o.err = t.safely(r, v, other)
	o.texts = t.taken()
	return o
}

// seek goes a road that finds, with a row of the value and one of the base value there.
func (t *trial) seek(r road, l literal, v, other any) outcome {
	t.fill(theValue, 1, l)
	t.under.must("INSERT INTO cell VALUES (2, " + is(t.column.base).quoted() + ")")
	o := outcome{road: r}
	o.found, o.err = t.safely(r, v, other)
	t.taken()
	return o
}

// open goes a road whose key is the value.
func (t *trial) open(r road, l, m literal, v, other any) outcome {
	a, b := l.quoted(), m.quoted()
	t.under.must("INSERT INTO tag VALUES (1), (2)",
		fmt.Sprintf("INSERT INTO owner VALUES (%s, 'old'), (%s, 'old')", a, b),
		fmt.Sprintf("INSERT INTO item VALUES (1, %s), (2, %s), (3, %s), (4, %s)", a, b, a, b),
		fmt.Sprintf("INSERT INTO link VALUES (%s, 1), (%s, 1)", a, b))
	o := outcome{road: r}
	o.found, o.err = t.safely(r, v, other)
	if r.check != "" {
		check, err := t.under.one(strings.NewReplacer("$v", "v = "+a, "$w", "v = "+b).Replace(r.check))
		if err != nil {
			t.under.t.Fatalf("%s: %v", r.check, err)
		}
		o.found, _ = strconv.Atoi(check)
	}
	t.beside.must("DELETE FROM owner", "DELETE FROM item", "DELETE FROM link", "DELETE FROM tag")
	return o
}

// safely makes an error of a panic.
func (t *trial) safely(r road, v, other any) (found int, err error) {
	defer func() {
		if why := recover(); why != nil {
			err = fmt.Errorf("panic: %v", why)
		}
	}()
	return r.run(t, v, other)
}

// errorKind is the class of an error, for comparison.
func errorKind(err error) string {
	if e, ok := errors.AsType[*backends.Error](err); ok && e.Kind != "" {
		return string(e.Kind)
	}
	if k, ok := errors.AsType[backends.Kind](err); ok {
		return string(k)
	}
	if e, ok := errors.AsType[*backends.Error](err); ok {
		return e.Code
	}
	return "unclassified"
}

// writtenAs reports whether the road left its number of rows, all of them with text.
func (o outcome) writtenAs(text *string) bool {
	return o.err == nil && len(o.texts) == o.road.leaves && !slices.ContainsFunc(o.texts, func(s *string) bool { return !sameText(s, text) })
}

func sameText(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }
