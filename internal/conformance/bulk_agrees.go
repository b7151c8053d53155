package conformance

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// someParcel is a parcel of random values, many of them zero.
func someParcel(r *rand.Rand) *Parcel {
	p := &Parcel{ID: uuid.New(), Price: fmt.Sprintf("%d.%02d", r.IntN(1000), r.IntN(100)), Open: r.IntN(2) == 0}
	if r.IntN(2) == 0 {
		whole, seen := int32(r.IntN(100)-50), time.UnixMicro(r.Int64N(1<<50)).UTC()
		p.Whole, p.Seen = &whole, &seen
	}
	if r.IntN(2) == 0 {
		p.Blob, p.Doc = []byte{0, byte(r.IntN(256))}, map[string]any{"a\"": "\\ {}", "n": nil}
	}
	if r.IntN(2) == 0 {
		p.Word.V, p.Word.Valid = "tab\t, \"quoted\" \\N", true
	}
	return p
}

// BulkAgreesWithAFlush: rows that are written in bulk are those that a flush writes.
func BulkAgreesWithAFlush(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	r := rand.New(rand.NewPCG(7, 7))
	var flushed, bulk []*Parcel
	for range 60 {
		p := someParcel(r)
		other := *p
		other.ID = uuid.New()
		flushed, bulk = append(flushed, p), append(bulk, &other)
		must(t, s.Add(p))
	}
	must(t, repo.InsertAll(ctx, s, bulk))
	must(t, s.Commit(ctx))
	sameParcels(t, db, "inserted", flushed, bulk)

	for i, p := range flushed {
		id, next := p.ID, someParcel(r)
		other := *next
		*p, other.ID = *next, bulk[i].ID
		p.ID, bulk[i] = id, &other
	}
	must(t, s.Flush(ctx))
	must(t, repo.UpdateAll(ctx, s, bulk[:30], allButKey()...))
	must(t, repo.UpsertAll(ctx, s, bulk[30:]))
	must(t, s.Commit(ctx))
	sameParcels(t, db, "updated and upserted", flushed, bulk)
}

// allButKey names the columns of parcels.
func allButKey() []builder.Sqlizer {
	p := parcels
	return []builder.Sqlizer{builder.Col(&p.Whole), builder.Col(&p.Price), builder.Col(&p.Open), builder.Col(&p.Blob), builder.Col(&p.Seen), builder.Col(&p.Doc), builder.Col(&p.Word)}
}

// sameParcels expects that the rows of two lists are alike but for their keys, as they are read in a fresh session.
func sameParcels(t *testing.T, db *database, what string, a, b []*Parcel) {
	t.Helper()
	s := db.session(t)
	for i := range a {
		one, other := value(repo.Get[Parcel](t.Context(), s, a[i].ID))(t), value(repo.Get[Parcel](t.Context(), s, b[i].ID))(t)
		left, right := *one, *other
		left.ID, right.ID = uuid.Nil, uuid.Nil
		expect(t, fmt.Sprint(what, " ", i), right, left)
	}
	must(t, s.Rollback(t.Context()))
}
