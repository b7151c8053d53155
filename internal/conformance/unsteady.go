package conformance

import (
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Labels are written in whatever order the map is walked in.
type Labels map[string]string

// Value implements driver.Valuer.
func (l Labels) Value() (driver.Value, error) {
	if l == nil {
		return nil, nil
	}
	var pairs []string
	for k, v := range l {
		pairs = append(pairs, k+"="+v)
	}
	return strings.Join(pairs, ","), nil
}

// Scan implements sql.Scanner.
func (l *Labels) Scan(src any) error {
	*l = nil
	if src == nil {
		return nil
	}
	*l = Labels{}
	for pair := range strings.SplitSeq(fmt.Sprintf("%s", src), ",") {
		k, v, _ := strings.Cut(pair, "=")
		(*l)[k] = v
	}
	return nil
}

// Sealed is written behind another salt each time, as what is encrypted is.
type Sealed struct{ Plain string }

// Value implements driver.Valuer.
func (s Sealed) Value() (driver.Value, error) { return rand.Text() + ":" + s.Plain, nil }

// Scan implements sql.Scanner.
func (s *Sealed) Scan(src any) error {
	_, plain, found := strings.Cut(fmt.Sprintf("%s", src), ":")
	if !found {
		return errors.New("nothing is sealed here")
	}
	s.Plain = plain
	return nil
}

// Sachet has columns whose values are written otherwise each time.
type Sachet struct {
	ID      int64
	Name    string
	Rev     int64            `db:"rev,version"`
	Labels  Labels           `db:"labels,type=text"`
	Known   *Labels          `db:"known,type=text"`
	Perhaps sql.Null[Labels] `db:"perhaps,type=text"`
	Sealed  Sealed           `db:"sealed,type=text"`
	Lock    *Sealed          `db:"lock,type=text"`
}

// TableName names the table.
func (Sachet) TableName() string { return "sachets" }

var sachets = builder.Model[Sachet]()

func newSachet(n int) *Sachet {
	labels := func(of string) Labels { return Labels{"a": of, "b": of, "c": of, "d": of, "e": fmt.Sprint(n)} }
	known := labels("known")
	return &Sachet{Name: fmt.Sprint(n), Labels: labels("own"), Known: &known, Perhaps: sql.Null[Labels]{V: labels("perhaps"), Valid: true}, Sealed: Sealed{"secret"}, Lock: &Sealed{"lock"}}
}

// WhatIsWrittenOtherwiseEachTimeIsNoChange: values whose Value method answers another text each time are written when they change, and not
// because they were read.
func WhatIsWrittenOtherwiseEachTimeIsNoChange(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(sachets))
	var list []*Sachet
	for n := range 20 {
		list = append(list, newSachet(n))
	}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return repo.InsertAll(t.Context(), s, list) }))
	s := db.session(t)
	read := value(repo.All(t.Context(), s, builder.Select(sachets).OrderBy(builder.Col(&sachets.ID).Asc())))(t)
	expect(t, "dirty once read", len(s.Dirty()), 0)
	expect(t, "statements of a flush", len(value(s.Plan())(t)), 0)
	again := newSachet(0)
	again.ID, again.Rev = read[0].ID, read[0].Rev
	merged := value(repo.Merge(t.Context(), s, again))(t)
	expect(t, "dirty once merged", len(s.Dirty()), 0)
	expect(t, "the entity of the session", merged == read[0], true)
	must(t, s.Commit(t.Context()))
	expect(t, "written by nobody", db.stored(t, "SELECT count(*) FROM sachets WHERE rev = 1"), int64(20))

	db.exec(t, "UPDATE sachets SET labels = 'of=another', known = NULL, perhaps = NULL, sealed = 'x:another', lock = NULL")
	for _, p := range read {
		p.Name = "edited"
	}
	read[0].Labels["a"], read[1].Sealed.Plain, read[2].Lock.Plain = "mine", "mine", "mine"
	must(t, s.Commit(t.Context()))
	expect(t, "edited", db.stored(t, "SELECT count(*) FROM sachets WHERE rev = 2 AND name = 'edited'"), int64(20))
	expect(t, "of another program", db.stored(t, "SELECT count(*) FROM sachets WHERE labels = 'of=another' AND known IS NULL AND perhaps IS NULL AND sealed = 'x:another' AND lock IS NULL"), int64(17))
	expect(t, "mine", db.stored(t, "SELECT count(*) FROM sachets WHERE labels LIKE '%a=mine%' OR sealed LIKE '%:mine' OR lock LIKE '%:mine'"), int64(3))
}
